/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session as clients see it: what it is, who is there, where its log
 * stands. It must not know which route asks. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "host/talus-session-json.h"

static void
write_text (TalusJsonWriter *writer,
            const char      *name,
            const char      *text)
{
  talus_json_writer_name (writer, name);
  if (text != NULL)
    talus_json_writer_string (writer, text);
  else
    talus_json_writer_null (writer);
}

static void
write_project (TalusSession    *session,
               TalusJsonWriter *writer)
{
  gboolean has_project = talus_session_has_project (session);
  guint64 node_count = 0;

  talus_json_writer_name (writer, "has_project");
  talus_json_writer_boolean (writer, has_project);
  talus_json_writer_name (writer, "project_id");
  if (has_project)
    {
      node_count = talus_graph_get_n_nodes (talus_session_get_graph (session));
      talus_json_writer_id (writer, talus_session_get_project_id (session));
    }
  else
    {
      talus_json_writer_null (writer);
    }
  talus_json_writer_name (writer, "undo_available");
  talus_json_writer_boolean (writer, talus_session_can_undo (session, TALUS_SCOPE_SESSION, NULL));
  talus_json_writer_name (writer, "redo_available");
  talus_json_writer_boolean (writer, talus_session_can_redo (session, TALUS_SCOPE_SESSION, NULL));
  talus_json_writer_name (writer, "node_count");
  talus_json_writer_int (writer, (gint64) node_count);
  talus_json_writer_name (writer, "seq");
  talus_json_writer_int (writer, (gint64) talus_session_get_seq (session));
  write_text (writer, "epoch", talus_session_get_epoch (session));
  write_text (writer, "head", talus_session_get_head (session));
}

/**
 * talus_session_write_json:
 * @session: a session, settled
 * @writer: where a value is expected next
 *
 * Writes the session object.
 */
void
talus_session_write_json (TalusSession    *session,
                          TalusJsonWriter *writer)
{
  char id[TALUS_ID_TEXT_SIZE];
  g_autofree char *room = NULL;

  g_return_if_fail (TALUS_IS_SESSION (session));
  g_return_if_fail (writer != NULL);

  talus_id_format (talus_session_get_id (session), id);
  room = g_strconcat ("session_", id, NULL);

  talus_json_writer_begin_object (writer);
  write_text (writer, "session_id", id);
  write_text (writer, "room", room);
  talus_json_writer_name (writer, "created_at");
  talus_json_writer_time (writer, talus_session_get_created_at (session));
  talus_json_writer_name (writer, "last_activity");
  talus_json_writer_time (writer, talus_session_get_last_activity (session));
  talus_json_writer_name (writer, "active_clients");
  talus_json_writer_int (writer, talus_session_get_n_clients (session));
  write_project (session, writer);
  talus_json_writer_end_object (writer);
}

/**
 * talus_client_write_json:
 * @client: a client of a session
 * @writer: where a value is expected next
 *
 * Writes the client object.
 */
void
talus_client_write_json (const TalusClient *client,
                         TalusJsonWriter   *writer)
{
  g_return_if_fail (client != NULL);
  g_return_if_fail (writer != NULL);

  talus_json_writer_begin_object (writer);
  talus_json_writer_name (writer, "client_id");
  talus_json_writer_string (writer, client->id);
  talus_json_writer_name (writer, "author_id");
  talus_json_writer_id (writer, &client->author->id);
  talus_json_writer_name (writer, "name");
  talus_json_writer_string (writer, client->author->name);
  talus_json_writer_name (writer, "colour");
  talus_json_writer_string (writer, client->author->colour);
  talus_json_writer_name (writer, "role");
  talus_json_writer_string (writer, talus_role_get_name (client->role));
  talus_json_writer_name (writer, "joined_at");
  talus_json_writer_time (writer, client->joined_at);
  talus_json_writer_name (writer, "presence");
  if (client->presence != NULL)
    talus_json_writer_raw (writer, client->presence, -1);
  else
    talus_json_writer_null (writer);
  talus_json_writer_end_object (writer);
}

typedef struct
{
  TalusCall *call;
  guint status;
} Answer;

static void
settled_cb (TalusSession *session,
            gpointer      user_data)
{
  Answer *answer = user_data;
  GString *json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_session_write_json (session, &writer);
  talus_call_reply (answer->call, answer->status, json);

  talus_call_unref (answer->call);
  g_free (answer);
}

/**
 * talus_session_answer:
 * @call: a call
 * @status: the HTTP status
 * @session: a session in memory
 *
 * Answers with a session object.
 */
void
talus_session_answer (TalusCall    *call,
                      guint         status,
                      TalusSession *session)
{
  Answer *answer = NULL;

  g_return_if_fail (call != NULL);
  g_return_if_fail (TALUS_IS_SESSION (session));

  answer = g_new0 (Answer, 1);
  answer->call = talus_call_ref (call);
  answer->status = status;
  talus_session_when_settled (session, settled_cb, answer);
}
