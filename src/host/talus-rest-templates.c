/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates: those of the library, and the one that a project has. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "base/talus-json.h"
#include "host/talus-rest.h"

static TalusTemplateLibrary *
get_library (TalusCall *call)
{
  return talus_registry_get_templates (talus_host_get_registry (call->host));
}

static void
write_text (TalusJsonWriter *writer,
            const char      *name,
            const char      *text)
{
  talus_json_writer_name (writer, name);
  talus_json_writer_string (writer, text != NULL ? text : "");
}

static void
write_summary (TalusTemplate   *template,
               TalusJsonWriter *writer)
{
  talus_json_writer_begin_object (writer);
  write_text (writer, "template_id", talus_template_get_id (template));
  write_text (writer, "name", talus_template_get_name (template));
  write_text (writer, "description", talus_template_get_description (template));
  write_text (writer, "version", talus_template_get_version (template));
  write_text (writer, "template_hash", talus_template_get_hash (template));
  talus_json_writer_end_object (writer);
}

static void
get_templates (TalusCall *call)
{
  TalusTemplateLibrary *library = get_library (call);
  g_autoptr(GPtrArray) templates = talus_template_library_list (library);
  g_autoptr(GPtrArray) broken = talus_template_library_broken (library);
  GString *json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "templates");
  talus_json_writer_begin_array (&writer);
  for (guint i = 0; i < templates->len; i++)
    write_summary (g_ptr_array_index (templates, i), &writer);
  talus_json_writer_end_array (&writer);
  talus_json_writer_name (&writer, "total");
  talus_json_writer_int (&writer, templates->len);
  talus_json_writer_name (&writer, "broken");
  talus_json_writer_begin_array (&writer);
  for (guint i = 0; i < broken->len; i++)
    talus_json_writer_string (&writer, g_ptr_array_index (broken, i));
  talus_json_writer_end_array (&writer);
  talus_json_writer_end_object (&writer);
  talus_call_reply (call, 200, json);
}

/* Whether what the client has is still the same (RFC 9110, section 13.1.2). */
static gboolean
matches_etag (SioHttpRequest *request,
              const char     *etag)
{
  const char *header = sio_http_request_get_header (request, "If-None-Match");
  g_auto(GStrv) known = NULL;

  if (header == NULL)
    return FALSE;

  known = g_strsplit (header, ",", -1);
  for (guint i = 0; known[i] != NULL; i++)
    {
      const char *tag = g_strstrip (known[i]);

      if (g_str_has_prefix (tag, "W/"))
        tag += strlen ("W/");
      if (g_str_equal (tag, "*") || g_str_equal (tag, etag))
        return TRUE;
    }

  return FALSE;
}

static GBytes *
write_schema (TalusTemplate *template)
{
  GString *json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_template_write_schema (template, &writer);

  return g_string_free_to_bytes (json);
}

static void
answer_template (TalusCall     *call,
                 TalusTemplate *template,
                 gboolean       as_yaml)
{
  g_autofree char *etag = g_strdup_printf ("\"%s\"", talus_template_get_hash (template));
  g_autoptr(GBytes) body = NULL;

  sio_http_request_set_response_header (call->request, "ETag", etag);
  sio_http_request_set_response_header (call->request, "Cache-Control", "no-cache");
  if (matches_etag (call->request, etag))
    {
      talus_call_reply_bytes (call, 304, NULL, NULL);
      return;
    }

  body = as_yaml ? g_bytes_ref (talus_template_get_yaml (template)) : write_schema (template);
  talus_call_reply_bytes (call, 200, as_yaml ? "application/yaml" : "application/json", body);
}

static void
get_schema (TalusCall *call)
{
  TalusTemplateLibrary *library = get_library (call);
  g_autoptr(TalusTemplate) template = NULL;
  g_autoptr(GError) error = NULL;

  template = talus_template_library_find (library, talus_call_get_param (call, "template_id"),
                                          &error);
  if (template != NULL)
    answer_template (call, template, FALSE);
  else
    talus_call_reply_error (call, error);
}

static void
get_session_template (TalusCall *call)
{
  static const char * const formats[] = { "json", "yaml", NULL };
  const char *format = sio_http_request_get_query (call->request, "format");
  TalusGraph *graph = talus_session_get_graph (call->session);

  if (format == NULL || g_strv_contains (formats, format))
    answer_template (call, talus_graph_get_template (graph), g_strcmp0 (format, "yaml") == 0);
  else
    talus_call_reply_unknown_format (call, format, formats);
}

const TalusRoute talus_rest_templates_routes[] = {
  { "GET", "/api/v1/templates", TALUS_ROUTE_HOST | TALUS_ROUTE_VIEWER, get_templates },
  { "GET", "/api/v1/templates/:template_id/schema", TALUS_ROUTE_HOST | TALUS_ROUTE_VIEWER,
    get_schema },
  { "GET", "/api/v1/sessions/:session_id/template",
    TALUS_ROUTE_SESSION | TALUS_ROUTE_VIEWER | TALUS_ROUTE_PROJECT | TALUS_ROUTE_SETTLED,
    get_session_template },
  { NULL },
};
