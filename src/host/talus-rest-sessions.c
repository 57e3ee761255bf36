/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions: made empty, listed, looked at, ended, cleaned up. */
#define G_LOG_DOMAIN "talus-host-rest"

#include <math.h>

#include "base/talus-json.h"
#include "host/talus-list-answer.h"
#include "host/talus-rest.h"
#include "host/talus-session-json.h"

#define MS_PER_HOUR 3600000.0

static void
post_session (TalusCall *call)
{
  TalusRegistry *registry = talus_host_get_registry (call->host);
  g_autoptr(GError) error = NULL;
  TalusSession *session = NULL;
  gboolean is_set = FALSE;
  TalusId id;

  if (talus_call_get_new_session_id (call, &id, &is_set, &error))
    session = talus_registry_add_session (registry, is_set ? &id : NULL, &error);

  if (session != NULL)
    talus_session_answer (call, 201, session);
  else
    talus_call_reply_error (call, error);
}

static void
write_session (gpointer         item,
               TalusSession    *session,
               TalusJsonWriter *writer)
{
  talus_session_write_json (session, writer);
}

static void
all_needed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  TalusRegistry *registry = TALUS_REGISTRY (object);
  g_autoptr(TalusCall) call = user_data;
  g_autoptr(GPtrArray) sessions = NULL;
  g_autoptr(GError) error = NULL;
  TalusListAnswer *list = NULL;

  if (!talus_registry_need_all_finish (registry, result, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }

  sessions = talus_registry_list_sessions (registry);
  list = talus_list_answer_new (call, "sessions", write_session, g_object_unref);
  for (guint i = 0; i < sessions->len; i++)
    {
      TalusSession *session = g_ptr_array_index (sessions, i);

      if (!talus_grant_check (call->grant, talus_session_get_id (session), TALUS_ROLE_VIEWER, NULL))
        continue;
      talus_list_answer_add (list, g_object_ref (session), session);
    }
  talus_list_answer_end (list);
}

static void
get_sessions (TalusCall *call)
{
  talus_registry_need_all_async (talus_host_get_registry (call->host), all_needed_cb,
                                 talus_call_ref (call));
}

static void
get_session (TalusCall *call)
{
  talus_session_answer (call, 200, call->session);
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(TalusCall) call = user_data;
  g_autoptr(GError) error = NULL;
  GString *json = NULL;
  TalusJsonWriter writer;
  TalusId id;

  if (!talus_registry_close_finish (TALUS_REGISTRY (object), result, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }

  talus_call_get_id_param (call, "session_id", &id);
  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "success");
  talus_json_writer_boolean (&writer, TRUE);
  talus_json_writer_name (&writer, "session_id");
  talus_json_writer_id (&writer, &id);
  talus_json_writer_end_object (&writer);
  talus_call_reply (call, 200, json);
}

/* The session need not be read just to be unloaded. */
static void
delete_session (TalusCall *call)
{
  g_autoptr(GError) error = NULL;
  gboolean is_set = FALSE;
  TalusId id;

  if (!talus_call_get_session_id (call, &id, &is_set, &error))
    talus_call_reply_error (call, error);
  else
    talus_registry_close_async (talus_host_get_registry (call->host), &id, "closed", closed_cb,
                                talus_call_ref (call));
}

/* A number of hours, fractions too, as milliseconds. */
static gboolean
read_max_inactive (TalusCall  *call,
                   gint64     *ms,
                   GError    **error)
{
  JsonNode *node = json_object_get_member (call->body, "max_inactive_hours");
  double hours = -1;

  if (node == NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                   "“max_inactive_hours” is missing");
      return FALSE;
    }

  if (JSON_NODE_HOLDS_VALUE (node) && (json_node_get_value_type (node) == G_TYPE_INT64 ||
                                       json_node_get_value_type (node) == G_TYPE_DOUBLE))
    hours = json_node_get_double (node);
  if (!(hours >= 0) || !isfinite (hours))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                   "“max_inactive_hours” must be a number that is not negative");
      return FALSE;
    }

  *ms = (gint64) MIN (hours * MS_PER_HOUR, (double) (G_MAXINT64 / 2));

  return TRUE;
}

static void
cleaned_up_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  TalusRegistry *registry = TALUS_REGISTRY (object);
  g_autoptr(TalusCall) call = user_data;
  g_autoptr(GError) error = NULL;
  GString *json = NULL;
  guint n_removed = 0;
  TalusJsonWriter writer;

  if (!talus_registry_cleanup_finish (registry, result, &n_removed, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }

  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "sessions_removed");
  talus_json_writer_int (&writer, n_removed);
  talus_json_writer_name (&writer, "active_sessions");
  talus_json_writer_int (&writer, talus_registry_get_n_sessions (registry));
  talus_json_writer_end_object (&writer);
  talus_call_reply (call, 200, json);
}

/* Those that count as loaded but are not in memory yet are idle too. */
static void
needed_for_cleanup_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  TalusRegistry *registry = TALUS_REGISTRY (object);
  g_autoptr(TalusCall) call = user_data;
  g_autoptr(GError) error = NULL;
  gint64 ms = 0;

  if (!talus_registry_need_all_finish (registry, result, &error) ||
      !read_max_inactive (call, &ms, &error))
    talus_call_reply_error (call, error);
  else
    talus_registry_cleanup_async (registry, ms, cleaned_up_cb, talus_call_ref (call));
}

static void
post_cleanup (TalusCall *call)
{
  g_autoptr(GError) error = NULL;
  gint64 ms = 0;

  if (!read_max_inactive (call, &ms, &error))
    talus_call_reply_error (call, error);
  else
    talus_registry_need_all_async (talus_host_get_registry (call->host), needed_for_cleanup_cb,
                                   talus_call_ref (call));
}

const TalusRoute talus_rest_sessions_routes[] = {
  { "POST", "/api/v1/sessions", TALUS_ROUTE_HOST | TALUS_ROUTE_EDITOR, post_session },
  { "GET", "/api/v1/sessions", TALUS_ROUTE_ANY | TALUS_ROUTE_VIEWER, get_sessions },
  { "POST", "/api/v1/sessions/cleanup", TALUS_ROUTE_HOST | TALUS_ROUTE_OWNER, post_cleanup },
  { "GET", "/api/v1/sessions/:session_id", TALUS_ROUTE_SESSION | TALUS_ROUTE_VIEWER,
    get_session },
  { "GET", "/api/v1/sessions/:session_id/info", TALUS_ROUTE_SESSION | TALUS_ROUTE_VIEWER,
    get_session },
  { "DELETE", "/api/v1/sessions/:session_id", TALUS_ROUTE_OF_SESSION | TALUS_ROUTE_OWNER,
    delete_session },
  { NULL },
};
