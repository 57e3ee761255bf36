/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits too large to be worked out here while somebody looks on: the host does
 * it, in its own thread, and what it comes to is taken from the log like what
 * others do. */
#define G_LOG_DOMAIN "talus-peer"

#include "peer/talus-peer-private.h"

/*< private >
 * talus_peer_end_send:
 * @self: a peer
 * @command_id: that of a command
 * @error: (nullable): why it was not made
 *
 * Answers who sent that command, if it was sent.
 *
 * Returns: whether it was
 */
gboolean
talus_peer_end_send (TalusPeer     *self,
                     const TalusId *command_id,
                     const GError  *error)
{
  gpointer id = NULL;
  gpointer task = NULL;

  if (!g_hash_table_steal_extended (self->sent, command_id, &id, &task))
    return FALSE;

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
  g_free (id);

  return TRUE;
}

/*< private >
 * talus_peer_end_sends:
 * @self: a peer whose session has ended
 *
 * Tells all that wait that nothing will come.
 */
void
talus_peer_end_sends (TalusPeer *self)
{
  g_autoptr (GHashTable) sent = g_steal_pointer (&self->sent);
  GHashTableIter iter;
  gpointer task = NULL;

  self->sent = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, g_object_unref);
  g_hash_table_iter_init (&iter, sent);
  while (g_hash_table_iter_next (&iter, NULL, &task))
    g_task_return_new_error (task, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION,
                             "The project was closed");
}

/**
 * talus_peer_send_async:
 * @self: a peer
 * @command: (transfer full): what is wanted, with data that nobody else has
 * @command_id: (out): what the log will call it
 * @callback: called when it is made, and shown here
 * @user_data: for @callback
 *
 * Has the host make a change. Other than with talus_peer_submit() nothing is
 * seen of it here before the host has made it.
 */
void
talus_peer_send_async (TalusPeer           *self,
                       TalusCommand        *command,
                       TalusId             *command_id,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (TalusCommand) own = command;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TALUS_IS_PEER (self));
  g_return_if_fail (command != NULL);
  g_return_if_fail (command_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_peer_send_async);
  talus_id_draw (command_id);
  if (!talus_peer_check_editable (self, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  talus_peer_note_ours (self, command_id);
  g_hash_table_insert (self->sent, g_memdup2 (command_id, sizeof *command_id),
                       g_steal_pointer (&task));
  talus_peer_link_submit (self->link, g_steal_pointer (&own), command_id);
}

/**
 * talus_peer_send_finish:
 * @self: a peer
 * @result: the result
 * @error: return location for a sentence
 *
 * Finishes talus_peer_send_async().
 *
 * Returns: whether it was made
 */
gboolean
talus_peer_send_finish (TalusPeer     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
