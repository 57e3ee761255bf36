/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands, undo and redo: the envelope of the request, and the answer out of
 * the record that became durable. What a command means is not known here. */
#define G_LOG_DOMAIN "talus-host-rest"

#include <string.h>

#include "base/talus-json-writer.h"
#include "base/talus-json.h"
#include "host/talus-graph-answer.h"
#include "host/talus-rest.h"

static gboolean
read_seq (JsonObject  *body,
          const char  *member,
          gboolean    *is_set,
          guint64     *seq,
          GError     **error)
{
  gint64 value = -1;

  if (!talus_json_get_int (body, member, FALSE, TALUS_ERROR_INVALID_REQUEST, &value, error))
    return FALSE;

  *is_set = json_object_has_member (body, member) && !json_object_get_null_member (body, member);
  if (*is_set && value < 0)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "“%s” must not be negative",
                   member);
      return FALSE;
    }
  *seq = (guint64) value;

  return TRUE;
}

static gboolean
read_envelope (TalusCall     *call,
               TalusRequest  *request,
               GError       **error)
{
  return talus_call_get_body_id (call, "command_id", &request->command_id,
                                 &request->has_command_id, error) &&
         read_seq (call->body, "expected_seq", &request->has_expected_seq, &request->expected_seq,
                   error) &&
         read_seq (call->body, "base_seq", &request->has_base_seq, &request->base_seq, error);
}

/* The members of the answer, without braces. What is the command's own was
 * kept with the record, so that the same command gets the same again. */
static GString *
write_answer (TalusSession *session,
              TalusRecord  *record)
{
  GString *out = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, out);
  talus_json_writer_name (&writer, "success");
  talus_json_writer_boolean (&writer, TRUE);
  talus_json_writer_name (&writer, "command_id");
  talus_json_writer_id (&writer, &record->command_id);
  talus_json_writer_name (&writer, "seq");
  talus_json_writer_int (&writer, (gint64) record->seq);
  talus_json_writer_name (&writer, "epoch");
  talus_json_writer_string (&writer, talus_session_get_epoch (session));
  talus_json_writer_name (&writer, "head");
  talus_json_writer_string (&writer, record->head);

  if (record->result != NULL && strlen (record->result) > strlen ("{}"))
    {
      g_string_append_c (out, ',');
      g_string_append_len (out, record->result + 1, (gssize) strlen (record->result) - 2);
    }

  return out;
}

static void
submitted_cb (TalusSession *session,
              TalusRecord  *record,
              const GError *error,
              gpointer      user_data)
{
  g_autoptr(TalusCall) call = user_data;
  const char *include = sio_http_request_get_query (call->request, "include");
  GString *out = NULL;

  if (record == NULL)
    {
      talus_call_reply_error (call, error);
      return;
    }

  out = write_answer (session, record);
  if (g_strcmp0 (include, "graph") == 0)
    {
      g_string_append_c (out, ',');
      talus_graph_answer_present (call, 200, out->str, FALSE);
      g_string_free (out, TRUE);
      return;
    }

  g_string_prepend_c (out, '{');
  g_string_append_c (out, '}');
  talus_call_reply (call, 200, out);
}

/* @command: (transfer full) (nullable): NULL where reading it set @error. */
static void
submit (TalusCall    *call,
        TalusCommand *command,
        GError       *error)
{
  g_autoptr(TalusCommand) owned = command;
  g_autoptr(GError) owned_error = error;
  TalusRequest request = { command };

  if (command == NULL || !read_envelope (call, &request, &owned_error))
    {
      talus_call_reply_error (call, owned_error);
      return;
    }

  request.author = call->author;
  talus_session_submit (call->session, &request, submitted_cb, talus_call_ref (call));
}

static void
execute (TalusCall *call)
{
  GError *error = NULL;
  TalusCommand *command = talus_command_new_from_request (call->body, &error);

  submit (call, command, error);
}

static void
undo (TalusCall *call)
{
  GError *error = NULL;
  TalusCommand *command = talus_command_new_undo (TALUS_COMMAND_UNDO, call->body,
                                                  TALUS_SCOPE_SESSION, &error);

  submit (call, command, error);
}

static void
redo (TalusCall *call)
{
  GError *error = NULL;
  TalusCommand *command = talus_command_new_undo (TALUS_COMMAND_REDO, call->body,
                                                  TALUS_SCOPE_SESSION, &error);

  submit (call, command, error);
}

const TalusRoute talus_rest_commands_routes[] = {
  { "POST", "/api/v1/commands/execute", TALUS_ROUTE_SESSION, execute },
  { "POST", "/api/v1/sessions/:session_id/undo", TALUS_ROUTE_SESSION, undo },
  { "POST", "/api/v1/sessions/:session_id/redo", TALUS_ROUTE_SESSION, redo },
  { NULL, NULL, 0, NULL },
};
