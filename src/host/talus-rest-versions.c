/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named versions: a name for a place in the log, which is kept for ever
 * anyway. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "base/talus-clock.h"
#include "base/talus-json.h"
#include "host/talus-call-work.h"
#include "host/talus-rest.h"
#include "model/talus-property-type.h"

static void
write_version (TalusJsonWriter    *writer,
               const TalusVersion *version)
{
  talus_json_writer_begin_object (writer);
  talus_json_writer_name (writer, "name");
  talus_json_writer_string (writer, version->name);
  talus_json_writer_name (writer, "seq");
  talus_json_writer_int (writer, (gint64) version->seq);
  talus_json_writer_name (writer, "created_at");
  talus_json_writer_time (writer, version->created_at);
  talus_json_writer_end_object (writer);
}

static gpointer
list_versions (TalusDocument  *document,
               gpointer        data,
               GError        **error)
{
  g_autoptr(GPtrArray) versions = talus_document_list_versions (document, error);
  GString *json = NULL;
  TalusJsonWriter writer;

  if (versions == NULL)
    return NULL;

  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "versions");
  talus_json_writer_begin_array (&writer);
  for (guint i = 0; i < versions->len; i++)
    write_version (&writer, g_ptr_array_index (versions, i));
  talus_json_writer_end_array (&writer);
  talus_json_writer_name (&writer, "total");
  talus_json_writer_int (&writer, versions->len);
  talus_json_writer_end_object (&writer);

  return json;
}

static void
get_versions (TalusCall *call)
{
  talus_call_work (call, list_versions, talus_call_reply_work, NULL, NULL);
}

static void
free_version (TalusVersion *version)
{
  g_free (version->name);
  g_free (version);
}

static TalusVersion *
read_version (TalusCall  *call,
              GError    **error)
{
  gint64 present = (gint64) talus_session_get_seq (call->session);
  gint64 seq = present;
  const char *name = NULL;
  TalusVersion *version = NULL;

  if (!talus_json_get_string (call->body, "name", TRUE, TALUS_ERROR_INVALID_REQUEST, &name,
                              error) ||
      !talus_json_get_int (call->body, "seq", FALSE, TALUS_ERROR_INVALID_REQUEST, &seq, error))
    return NULL;

  if (name[0] == '\0' || g_utf8_strlen (name, -1) > TALUS_NAME_MAX_CHARACTERS)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
                   "The name of a version has 1 to %d characters", TALUS_NAME_MAX_CHARACTERS);
      return NULL;
    }
  if (seq < 1)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                   "“seq” must be the seq of a record, of which 1 is the first");
      return NULL;
    }
  if (seq > present)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND,
                   "There is no record %" G_GINT64_FORMAT "; the newest is %" G_GINT64_FORMAT, seq,
                   present);
      return NULL;
    }

  version = g_new0 (TalusVersion, 1);
  version->name = g_strdup (name);
  version->seq = (guint64) seq;
  version->created_at = talus_clock_now ();

  return version;
}

static gpointer
add_version (TalusDocument  *document,
             gpointer        data,
             GError        **error)
{
  const TalusVersion *version = data;
  GString *json = NULL;
  TalusJsonWriter writer;

  if (!talus_document_add_version (document, version->name, version->seq, version->created_at,
                                   error))
    return NULL;

  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  write_version (&writer, version);

  return json;
}

static void
added_cb (TalusCall *call,
          gpointer   result,
          gpointer   data)
{
  talus_call_reply (call, 201, result);
}

static void
post_version (TalusCall *call)
{
  g_autoptr(GError) error = NULL;
  TalusVersion *version = read_version (call, &error);

  if (version != NULL)
    talus_call_work (call, add_version, added_cb, version, (GDestroyNotify) free_version);
  else
    talus_call_reply_error (call, error);
}

static gpointer
drop_version (TalusDocument  *document,
              gpointer        data,
              GError        **error)
{
  const char *name = data;
  GString *json = NULL;
  TalusJsonWriter writer;

  if (!talus_document_delete_version (document, name, error))
    return NULL;

  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "success");
  talus_json_writer_boolean (&writer, TRUE);
  talus_json_writer_name (&writer, "name");
  talus_json_writer_string (&writer, name);
  talus_json_writer_end_object (&writer);

  return json;
}

static void
delete_version (TalusCall *call)
{
  talus_call_work (call, drop_version, talus_call_reply_work,
                   g_strdup (talus_call_get_param (call, "name")), g_free);
}

#define FLAGS (TALUS_ROUTE_SESSION | TALUS_ROUTE_PROJECT)

const TalusRoute talus_rest_versions_routes[] = {
  { "GET", "/api/v1/sessions/:session_id/versions", FLAGS | TALUS_ROUTE_VIEWER,
    get_versions },
  { "POST", "/api/v1/sessions/:session_id/versions", FLAGS | TALUS_ROUTE_EDITOR,
    post_version },
  { "DELETE", "/api/v1/sessions/:session_id/versions/:name", FLAGS | TALUS_ROUTE_EDITOR,
    delete_version },
  { NULL },
};
