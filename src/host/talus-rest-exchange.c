/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projects out and in as files. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "base/talus-json.h"
#include "host/talus-export-answer.h"
#include "host/talus-import-form.h"
#include "host/talus-multipart.h"
#include "host/talus-rest.h"
#include "store/talus-export.h"

static void
get_export (TalusCall *call)
{
  const char * const *formats = talus_export_get_formats ();
  const char *format = sio_http_request_get_query (call->request, "format");
  TalusId id;

  if (format == NULL)
    format = "json";

  if (!g_strv_contains (formats, format))
    talus_call_reply_unknown_format (call, format, formats);
  else if (!talus_call_get_id_param (call, "project_id", &id))
    talus_call_reply_new_error (call, TALUS_ERROR_PROJECT_NOT_FOUND, "There is no project “%s”",
                                talus_call_get_param (call, "project_id"));
  else
    talus_export_answer (call, &id, format);
}

static void
write_warning (TalusJsonWriter          *writer,
               const TalusImportWarning *warning)
{
  talus_json_writer_begin_object (writer);
  talus_json_writer_name (writer, "code");
  talus_json_writer_string (writer, warning->code);
  talus_json_writer_name (writer, "message");
  talus_json_writer_string (writer, warning->message);
  if (!talus_id_is_null (&warning->node_id))
    {
      talus_json_writer_name (writer, "node_id");
      talus_json_writer_id (writer, &warning->node_id);
    }
  if (warning->property_id != NULL)
    {
      talus_json_writer_name (writer, "property_id");
      talus_json_writer_string (writer, warning->property_id);
    }
  talus_json_writer_end_object (writer);
}

static void
imported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(TalusCall) call = user_data;
  g_autoptr(TalusSession) session = NULL;
  g_autoptr(GPtrArray) warnings = NULL;
  g_autoptr(GError) error = NULL;
  GString *json = NULL;
  TalusJsonWriter writer;

  session = talus_registry_import_finish (TALUS_REGISTRY (object), result, &warnings, &error);
  if (session == NULL)
    {
      talus_call_reply_error (call, error);
      return;
    }

  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "project_id");
  talus_json_writer_id (&writer, talus_session_get_project_id (session));
  talus_json_writer_name (&writer, "session_id");
  talus_json_writer_id (&writer, talus_session_get_id (session));
  talus_json_writer_name (&writer, "warnings");
  talus_json_writer_begin_array (&writer);
  for (guint i = 0; i < warnings->len; i++)
    write_warning (&writer, g_ptr_array_index (warnings, i));
  talus_json_writer_end_array (&writer);
  talus_json_writer_end_object (&writer);
  talus_call_reply (call, 201, json);
}

/* The session that path, query, header or form say; they must agree. */
static gboolean
find_session_id (TalusCall              *call,
                 const TalusImportForm  *form,
                 TalusId                *id,
                 gboolean               *is_set,
                 GError                **error)
{
  if (form->session_id != NULL)
    json_object_set_string_member (call->body, "session_id", form->session_id);

  return talus_call_get_new_session_id (call, id, is_set, error);
}

/* What was sent, as a worker found it. */
typedef struct
{
  int fd;
  char *boundary;
} Sent;

static void
free_sent (Sent *sent)
{
  g_free (sent->boundary);
  g_free (sent);
}

static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Sent *sent = task_data;
  GError *error = NULL;
  TalusImportForm *form = talus_import_form_read (sent->fd, sent->boundary, &error);

  if (form != NULL)
    g_task_return_pointer (task, form, (GDestroyNotify) talus_import_form_free);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(TalusCall) call = user_data;
  g_autoptr(TalusImportForm) form = NULL;
  g_autoptr(GError) error = NULL;
  TalusImportSource source = { .author = call->author };
  gboolean has_session_id = FALSE;
  TalusId session_id;

  form = g_task_propagate_pointer (G_TASK (result), &error);
  if (form == NULL || !find_session_id (call, form, &session_id, &has_session_id, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }

  source.fd = call->fd;
  call->fd = -1;
  source.offset = form->offset;
  source.length = form->length;
  source.template_yaml = form->template_yaml;
  source.name = form->name;
  source.session_id = has_session_id ? &session_id : NULL;
  talus_registry_import_async (talus_host_get_registry (call->host), &source, imported_cb,
                               talus_call_ref (call));
}

static gboolean
is_form (const char *content_type)
{
  return content_type != NULL && g_ascii_strncasecmp (content_type, "multipart/", 10) == 0;
}

static void
post_import (TalusCall *call)
{
  const char *content_type = sio_http_request_get_header (call->request, "Content-Type");
  g_autofree char *boundary = talus_multipart_get_boundary (content_type);
  g_autoptr(GTask) task = NULL;
  Sent *sent = NULL;

  if (boundary == NULL && is_form (content_type))
    {
      talus_call_reply_new_error (call, TALUS_ERROR_INVALID_REQUEST,
                                  "A form must be multipart/form-data and say its boundary");
      return;
    }

  sent = g_new0 (Sent, 1);
  sent->fd = call->fd;
  sent->boundary = g_steal_pointer (&boundary);
  task = g_task_new (NULL, NULL, read_cb, talus_call_ref (call));
  g_task_set_source_tag (task, post_import);
  g_task_set_task_data (task, sent, (GDestroyNotify) free_sent);
  g_task_run_in_thread (task, read_in_thread);
}

const TalusRoute talus_rest_exchange_routes[] = {
  { "GET", "/api/v1/projects/:project_id/export", TALUS_ROUTE_OF_PROJECT | TALUS_ROUTE_VIEWER,
    get_export },
  { "POST", "/api/v1/projects/import", TALUS_ROUTE_HOST | TALUS_ROUTE_EDITOR | TALUS_ROUTE_SPOOL,
    post_import },
  { NULL },
};
