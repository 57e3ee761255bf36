/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands, undo and redo over REST. What they have in common with those that
 * come another way is talus-submission.c's. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "host/talus-call-access.h"
#include "host/talus-graph-answer.h"
#include "host/talus-rest.h"
#include "host/talus-submission.h"

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
      /* What an undo comes to is known only now: that is written down too. */
      if (!g_error_matches (error, TALUS_ERROR, TALUS_ERROR_FORBIDDEN) ||
          talus_call_check_role (call, talus_session_get_id (session), TALUS_ROLE_OWNER))
        talus_call_reply_error (call, error);
      return;
    }

  out = talus_submission_write_answer (session, record);
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

static void
submit (TalusCall  *call,
        const char *event)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusCommand) command = NULL;
  TalusRequest request = { NULL };

  command = talus_submission_read_command (event, call->body, &error);
  if (command == NULL || !talus_submission_read_envelope (call->body, &request, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }

  if (!talus_call_check_role (call, talus_session_get_id (call->session),
                              talus_submission_get_role (command)))
    return;

  request.command = command;
  request.author = call->author;
  request.keeps_template = call->grant->role < TALUS_ROLE_OWNER;
  talus_session_submit (call->session, &request, submitted_cb, talus_call_ref (call));
}

static void
execute (TalusCall *call)
{
  submit (call, "command");
}

static void
undo (TalusCall *call)
{
  submit (call, "undo");
}

static void
redo (TalusCall *call)
{
  submit (call, "redo");
}

#define FLAGS (TALUS_ROUTE_SESSION | TALUS_ROUTE_EDITOR)

const TalusRoute talus_rest_commands_routes[] = {
  { "POST", "/api/v1/commands/execute", FLAGS, execute },
  { "POST", "/api/v1/sessions/:session_id/undo", FLAGS, undo },
  { "POST", "/api/v1/sessions/:session_id/redo", FLAGS, redo },
  { NULL, NULL, 0, NULL },
};
