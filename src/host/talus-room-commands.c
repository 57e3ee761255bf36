/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands, undo and redo over sockets. What they have in common with those
 * that come another way is talus-submission.c's. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include "host/talus-room-private.h"
#include "host/talus-submission.h"

/* The room was told before; so the answer cannot overtake the events. */
static void
submitted_cb (TalusSession *session,
              TalusRecord  *record,
              const GError *error,
              gpointer      user_data)
{
  TalusAsk *ask = user_data;
  GString *json = NULL;

  if (record == NULL)
    {
      /* What an undo comes to is known only now: that is written down too. */
      if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_FORBIDDEN) && ask->wire->socket != NULL)
        talus_gate_check_role (ask->wire->rooms->host->gate, ask->wire->grant,
                               talus_session_get_id (session), TALUS_ROLE_OWNER, ask->event, NULL);
      talus_ask_fail (ask, error);
      return;
    }

  json = talus_submission_write_answer (session, record);
  g_string_prepend_c (json, '{');
  g_string_append_c (json, '}');
  talus_ask_answer (ask, NULL, json);
}

static void
submit (TalusAsk     *ask,
        TalusSession *session)
{
  g_autoptr(TalusCommand) command = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *client_id = NULL;
  TalusRequest request = { NULL };

  command = talus_submission_read_command (ask->event, ask->body, &error);
  if (command == NULL ||
      !talus_gate_check_role (ask->wire->rooms->host->gate, ask->wire->grant,
                              talus_session_get_id (session), talus_submission_get_role (command),
                              ask->event, &error) ||
      !talus_submission_read_envelope (ask->body, &request, &error))
    {
      talus_ask_fail (ask, error);
      return;
    }

  client_id = g_strdup (sio_socket_get_id (ask->wire->socket));
  request.command = command;
  request.author = ask->wire->grant->author;
  request.keeps_template = ask->wire->grant->role < TALUS_ROLE_OWNER;
  request.client_id = client_id;
  talus_session_submit (session, &request, submitted_cb, ask);
}

static void
needed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  TalusAsk *ask = user_data;
  g_autoptr(TalusWire) wire = talus_wire_ref (ask->wire);
  g_autoptr(TalusSession) session = NULL;
  g_autoptr(GError) error = NULL;

  session = talus_registry_need_finish (TALUS_REGISTRY (object), result, &error);
  if (wire->socket == NULL)
    talus_ask_free (ask);
  else if (session == NULL)
    talus_ask_fail (ask, error);
  else
    submit (ask, session);
  talus_wire_resume (wire);
}

/*
 * talus_room_ask_command:
 * @ask: (transfer full): `command`, `undo` or `redo`
 *
 * A client wants the project changed.
 */
void
talus_room_ask_command (TalusAsk *ask)
{
  TalusRegistry *registry = ask->wire->rooms->host->registry;
  TalusSession *session = NULL;
  g_autoptr(GError) error = NULL;
  TalusId session_id;

  if (!talus_ask_get_session (ask, &session_id, &error) ||
      !talus_gate_check_role (ask->wire->rooms->host->gate, ask->wire->grant, &session_id,
                              TALUS_ROLE_EDITOR, ask->event, &error))
    {
      talus_ask_fail (ask, error);
      return;
    }

  session = talus_registry_get_session (registry, &session_id);
  if (session != NULL)
    {
      submit (ask, session);
      return;
    }

  talus_wire_hold (ask->wire);
  talus_registry_need_async (registry, &session_id, needed_cb, ask);
}
