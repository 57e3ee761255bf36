/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits out, records in.
 *
 *   batch ─► command ─► replica: shown at once ─► link ─► the log
 *                          ▲                               │
 *                          └── confirmed, or taken back ◄──┘
 *
 * What the replica does to the graph on the way is told once, afterwards. */
#define G_LOG_DOMAIN "talus-peer"

#include <string.h>

#include "base/talus-clock.h"
#include "base/talus-json.h"
#include "peer/talus-peer-private.h"

static void
add_id (GHashTable    *set,
        const TalusId *id)
{
  if (!g_hash_table_contains (set, id))
    g_hash_table_add (set, g_memdup2 (id, sizeof *id));
}

static void
touch (TalusPeer     *self,
       const TalusId *id)
{
  add_id (self->touched, id);
}

static void
touch_edges (TalusPeer         *self,
             const TalusChange *change)
{
  for (guint i = 0; i < change->n_edges; i++)
    {
      touch (self, &change->edges[i].blocker);
      touch (self, &change->edges[i].blocked);
    }
}

static void
note_change (TalusPeer         *self,
             const TalusChange *change)
{
  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
    case TALUS_CHANGE_REMOVE:
    case TALUS_CHANGE_RESTORE:
    case TALUS_CHANGE_MOVE:
      add_id (self->placed, &change->node_id);
      touch_edges (self, change);
      break;

    case TALUS_CHANGE_SET:
      touch (self, &change->node_id);
      break;

    case TALUS_CHANGE_LINK:
    case TALUS_CHANGE_UNLINK:
      touch_edges (self, change);
      break;

    case TALUS_CHANGE_META:
      self->template_touched = self->template_touched || g_strcmp0 (change->key, "template") == 0;
      self->name_touched = TRUE;
      break;

    case TALUS_CHANGE_BASELINE:
    default:
      break;
    }
}

static void
applied_cb (TalusPeer      *self,
            TalusChangeSet *changes,
            int             origin)
{
  for (guint i = 0; i < talus_change_set_get_length (changes); i++)
    note_change (self, talus_change_set_get (changes, i));
}

static void
publish_places (TalusPeer  *self,
                GHashTable *placed)
{
  g_autofree TalusId *ids = NULL;
  GHashTableIter iter;
  gpointer id = NULL;
  guint n = 0;

  if (g_hash_table_size (placed) == 0)
    return;

  ids = g_new (TalusId, g_hash_table_size (placed));
  g_hash_table_iter_init (&iter, placed);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    ids[n++] = *(const TalusId *) id;

  talus_peer_emit_structure (self, ids, n);
}

/* Tells of what was touched since it was last told. */
void
talus_peer_publish (TalusPeer *self)
{
  g_autoptr (GHashTable) touched = g_steal_pointer (&self->touched);
  g_autoptr (GHashTable) placed = g_steal_pointer (&self->placed);
  gboolean template = self->template_touched;
  gboolean name = self->name_touched;
  GHashTableIter iter;
  gpointer id = NULL;

  self->touched = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  self->placed = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  self->template_touched = self->name_touched = FALSE;

  if (template)
    talus_peer_emit_template (self);
  publish_places (self, placed);
  g_hash_table_iter_init (&iter, touched);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      TalusNode *node = talus_graph_get_node (self->graph, id);

      if (node != NULL)
        talus_peer_emit_node (self, node);
    }
  if (name)
    talus_peer_notify_name (self);
  talus_peer_notify_state (self);
}

/* (transfer full): the same command with data of its own, for another thread. */
static TalusCommand *
copy_command (TalusCommand  *command,
              GError       **error)
{
  const char *json = talus_command_get_data_json (command);
  TalusCommandType kind = talus_command_get_kind (command);
  g_autoptr (JsonNode) node = talus_json_parse (json, strlen (json), TALUS_JSON_DEPTH_COMMAND,
                                                error);

  if (node == NULL)
    return NULL;

  if (kind == TALUS_COMMAND_UNDO || kind == TALUS_COMMAND_REDO)
    return talus_command_new_undo (kind, json_node_get_object (node), TALUS_SCOPE_AUTHOR, error);

  return talus_command_new (talus_command_get_type_name (command), json_node_get_object (node),
                            error);
}

/* Whether edits are taken here, and why not. */
gboolean
talus_peer_check_editable (TalusPeer  *self,
                           GError    **error)
{
  if (talus_peer_can_edit (self))
    return TRUE;

  if (self->state == TALUS_PEER_PAST)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_FORBIDDEN,
                 "The past cannot be changed; return to the present first");
  else if (self->state == TALUS_PEER_ENDED)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION, "The project was closed");
  else
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_FORBIDDEN, "You may look at this project only");

  return FALSE;
}

static TalusRecord *
draft (TalusPeer      *self,
       TalusCommand   *command,
       const TalusId  *command_id,
       GError        **error)
{
  TalusResolveContext context = { NULL };

  return talus_replica_draft (self->replica, command, command_id, self->author,
                              talus_peer_link_get_client_id (self->link), talus_clock_now (),
                              &context, error);
}

void
talus_peer_note_ours (TalusPeer     *self,
                      const TalusId *command_id)
{
  self->n_proposed++;
  g_hash_table_insert (self->ours, g_memdup2 (command_id, sizeof *command_id),
                       GSIZE_TO_POINTER (self->n_proposed));
}

static gboolean
propose_as (TalusPeer      *self,
            TalusCommand   *command,
            const TalusId  *command_id,
            GError        **error)
{
  g_autoptr (TalusRecord) record = NULL;
  TalusCommand *copy;

  if (!talus_peer_check_editable (self, error))
    return FALSE;

  record = draft (self, command, command_id, error);
  if (record == NULL)
    return FALSE;

  /* Nothing to change: no reason to trouble the log. */
  if (talus_change_set_get_length (record->changes) == 0)
    return TRUE;

  copy = copy_command (command, error);
  if (copy == NULL)
    return FALSE;

  talus_peer_note_ours (self, command_id);
  talus_replica_push (self->replica, command, record);
  talus_peer_link_submit (self->link, copy, command_id);
  talus_peer_publish (self);

  return TRUE;
}

static gboolean
propose (TalusPeer     *self,
         TalusCommand  *command,
         GError       **error)
{
  TalusId command_id;

  talus_id_draw (&command_id);

  return propose_as (self, command, &command_id, error);
}

/**
 * talus_peer_submit:
 * @self: a peer
 * @batch: what is wanted
 * @error: return location
 *
 * Makes a change: it shows before the call returns and goes to the host, which
 * may still refuse it ([signal@Talus.Peer::refused]).
 *
 * Returns: %FALSE with a sentence for a person where the graph as it is here,
 *   or the template, forbids it; nothing has changed then
 */
gboolean
talus_peer_submit (TalusPeer         *self,
                   const TalusBatch  *batch,
                   GError           **error)
{
  g_autoptr (TalusCommand) command = NULL;

  g_return_val_if_fail (TALUS_IS_PEER (self), FALSE);
  g_return_val_if_fail (batch != NULL, FALSE);

  command = talus_batch_to_command (batch, error);

  return command != NULL && propose (self, command, error);
}

/**
 * talus_peer_check:
 * @self: a peer
 * @batch: what might be wanted
 * @error: return location
 *
 * Tells what [method@Talus.Peer.submit] would say; nothing changes.
 *
 * Returns: whether it would be taken
 */
gboolean
talus_peer_check (TalusPeer         *self,
                  const TalusBatch  *batch,
                  GError           **error)
{
  g_autoptr (TalusCommand) command = NULL;
  g_autoptr (TalusRecord) record = NULL;
  TalusId command_id;

  g_return_val_if_fail (TALUS_IS_PEER (self), FALSE);
  g_return_val_if_fail (batch != NULL, FALSE);

  if (!talus_peer_check_editable (self, error))
    return FALSE;

  command = talus_batch_to_command (batch, error);
  if (command == NULL)
    return FALSE;

  talus_id_draw (&command_id);
  record = draft (self, command, &command_id, error);

  return record != NULL;
}

/* (transfer full) (nullable): @target: (nullable): the newest of the scope */
static TalusCommand *
make_undo_or_redo (TalusCommandType   type,
                   TalusScope         scope,
                   const TalusId     *target,
                   TalusUndoFlags     flags,
                   GError           **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  char text[TALUS_ID_TEXT_SIZE];

  json_object_set_string_member (body, "scope",
                                 scope == TALUS_SCOPE_AUTHOR ? "author" : "session");
  if (target != NULL)
    json_object_set_string_member (body, "target", talus_id_format (target, text));
  if ((flags & TALUS_UNDO_SKIP) != 0)
    json_object_set_boolean_member (body, "skip", TRUE);
  if ((flags & TALUS_UNDO_PARTIAL) != 0)
    json_object_set_boolean_member (body, "partial", TRUE);

  return talus_command_new_undo (type, body, scope, error);
}

static gboolean
undo_or_redo (TalusPeer         *self,
              TalusCommandType   type,
              TalusScope         scope,
              const TalusId     *target,
              TalusUndoFlags     flags,
              GError           **error)
{
  g_autoptr (TalusCommand) command = make_undo_or_redo (type, scope, target, flags, error);

  return command != NULL && propose (self, command, error);
}

/**
 * talus_peer_undo:
 * @self: a peer
 * @error: return location: NOTHING_TO_UNDO, or UNDO_CONFLICT with whose later
 *   change stands in the way
 *
 * Takes back the author's own newest step.
 *
 * Returns: whether it was taken back
 */
gboolean
talus_peer_undo (TalusPeer  *self,
                 GError    **error)
{
  TalusRecord *record;

  g_return_val_if_fail (TALUS_IS_PEER (self), FALSE);

  record = talus_peer_peek_undo (self);
  if (record != NULL)
    return undo_or_redo (self, TALUS_COMMAND_UNDO, TALUS_SCOPE_AUTHOR, &record->command_id, 0,
                         error);

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOTHING_TO_UNDO, "There is nothing to undo");

  return FALSE;
}

/**
 * talus_peer_redo:
 * @self: a peer
 * @error: return location
 *
 * Makes the step again that was undone last.
 *
 * Returns: whether it was
 */
gboolean
talus_peer_redo (TalusPeer  *self,
                 GError    **error)
{
  TalusRecord *record;

  g_return_val_if_fail (TALUS_IS_PEER (self), FALSE);

  record = talus_peer_peek_redo (self);
  if (record != NULL)
    return undo_or_redo (self, TALUS_COMMAND_REDO, TALUS_SCOPE_AUTHOR, &record->command_id, 0,
                         error);

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOTHING_TO_REDO, "There is nothing to redo");

  return FALSE;
}

/**
 * talus_peer_undo_command:
 * @self: a peer
 * @command_id: that of a record of the log
 * @error: return location
 *
 * Takes back one entry of the log, whoever's it is.
 *
 * Returns: whether it was taken back
 */
gboolean
talus_peer_undo_command (TalusPeer      *self,
                         const TalusId  *command_id,
                         GError        **error)
{
  g_autoptr (GError) own_error = NULL;

  g_return_val_if_fail (TALUS_IS_PEER (self), FALSE);
  g_return_val_if_fail (command_id != NULL, FALSE);

  /* One's own with the quick changes that belong to it, as undo has it. */
  if (undo_or_redo (self, TALUS_COMMAND_UNDO, TALUS_SCOPE_AUTHOR, command_id, 0, &own_error))
    return TRUE;

  if (!g_error_matches (own_error, TALUS_ERROR, TALUS_ERROR_NOTHING_TO_UNDO))
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }

  return undo_or_redo (self, TALUS_COMMAND_UNDO, TALUS_SCOPE_SESSION, command_id, 0, error);
}

/**
 * talus_peer_undo_with:
 * @self: a peer
 * @command_id: (nullable): that of a record of the log, or %NULL for the
 *   author's own newest step
 * @flags: what is to be done about later changes of others
 * @error: return location
 *
 * Takes back what can be taken back, where talus_peer_undo() or
 * talus_peer_undo_command() would not.
 *
 * Returns: whether anything was taken back
 */
gboolean
talus_peer_undo_with (TalusPeer       *self,
                      const TalusId   *command_id,
                      TalusUndoFlags   flags,
                      GError         **error)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), FALSE);

  return undo_or_redo (self, TALUS_COMMAND_UNDO,
                       command_id != NULL ? TALUS_SCOPE_SESSION : TALUS_SCOPE_AUTHOR, command_id,
                       flags, error);
}

/**
 * talus_peer_draft_undo_with:
 * @self: a peer
 * @command_id: (nullable): as of [method@Talus.Peer.undo_with]
 * @flags: likewise
 *
 * Tells what talus_peer_undo_with() would do, without doing it.
 *
 * Returns: (transfer full) (nullable): the record that would come of it, or
 *   %NULL where nothing would be taken back
 */
TalusRecord *
talus_peer_draft_undo_with (TalusPeer      *self,
                            const TalusId  *command_id,
                            TalusUndoFlags  flags)
{
  g_autoptr (TalusCommand) command = NULL;
  TalusId own_id;

  g_return_val_if_fail (TALUS_IS_PEER (self), NULL);

  if (!talus_peer_check_editable (self, NULL))
    return NULL;

  command = make_undo_or_redo (TALUS_COMMAND_UNDO,
                               command_id != NULL ? TALUS_SCOPE_SESSION : TALUS_SCOPE_AUTHOR,
                               command_id, flags, NULL);
  talus_id_draw (&own_id);

  return command != NULL ? draft (self, command, &own_id, NULL) : NULL;
}

static void
clear_shelved (gpointer data)
{
  talus_command_unref (((TalusShelved *) data)->command);
}

/* (transfer full): an empty one. */
GArray *
talus_peer_make_shelf (void)
{
  GArray *shelf = g_array_new (FALSE, FALSE, sizeof (TalusShelved));

  g_array_set_clear_func (shelf, clear_shelved);

  return shelf;
}

/**
 * talus_peer_retry:
 * @self: a peer
 *
 * Proposes the edits again that the storage refused, in order. What cannot be
 * made any more as the project is now is told as any other that is refused
 * ([signal@Talus.Peer::refused]), and the rest goes on.
 */
void
talus_peer_retry (TalusPeer *self)
{
  g_autoptr (TalusPeer) held = NULL;
  g_autoptr (GArray) shelved = NULL;

  g_return_if_fail (TALUS_IS_PEER (self));

  if (!talus_peer_can_edit (self))
    return;

  held = g_object_ref (self);
  talus_peer_set_failure (self, NULL);
  shelved = g_steal_pointer (&self->shelved);
  self->shelved = talus_peer_make_shelf ();
  for (guint i = 0; i < shelved->len; i++)
    {
      TalusShelved *edit = &g_array_index (shelved, TalusShelved, i);
      g_autoptr (GError) error = NULL;

      if (!propose_as (self, edit->command, &edit->command_id, &error))
        talus_peer_emit_refused (self, talus_command_get_type_name (edit->command), error);
    }
}

static void
end (TalusPeer    *self,
     const GError *reason)
{
  if (self->state != TALUS_PEER_LIVE)
    return;

  self->state = TALUS_PEER_ENDED;
  talus_peer_set_failure (self, reason != NULL ? g_error_copy (reason) : NULL);
  talus_peer_end_sends (self);
  talus_peer_notify_state (self);
}

static void
records_cb (TalusPeer    *self,
            TalusRecord **records,
            guint         n_records)
{
  gboolean is_durable = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusPeer) held = g_object_ref (self);

  if (self->state != TALUS_PEER_LIVE)
    return;

  if (!talus_replica_confirm (self->replica, records, n_records, &error))
    {
      g_warning ("The project here does not agree with its log: %s", error->message);
      talus_peer_link_close (self->link);
      end (self, error);
      return;
    }

  talus_peer_publish (self);
  for (guint i = 0; i < n_records; i++)
    {
      gboolean own = records[i]->has_command_id &&
                     g_hash_table_remove (self->ours, &records[i]->command_id);

      if (own)
        talus_peer_set_failure (self, NULL);
      talus_peer_emit_recorded (self, records[i], own);
      if (own)
        talus_peer_end_send (self, &records[i]->command_id, NULL);
      is_durable = is_durable || own;
    }

  /* The storage works: what it refused before has no other occasion. */
  if (is_durable && self->shelved->len > 0)
    talus_peer_retry (self);
}

/* The storage may refuse a later one at once, and an earlier one only when it
 * knows what became of it. */
static void
shelve (TalusPeer          *self,
        const TalusShelved *edit)
{
  guint i = self->shelved->len;

  while (i > 0 && g_array_index (self->shelved, TalusShelved, i - 1).number > edit->number)
    i--;
  g_array_insert_vals (self->shelved, i, edit, 1);
}

static void
refused_cb (TalusPeer     *self,
            const TalusId *command_id,
            const GError  *error)
{
  g_autoptr (TalusPeer) held = g_object_ref (self);
  g_autoptr (TalusCommand) command = NULL;
  gboolean by_storage = g_error_matches (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED);
  gsize number;

  if (self->state != TALUS_PEER_LIVE)
    return;

  number = GPOINTER_TO_SIZE (g_hash_table_lookup (self->ours, command_id));
  g_hash_table_remove (self->ours, command_id);
  if (talus_peer_end_send (self, command_id, error))
    return;

  command = talus_replica_dup_pending (self->replica, command_id);
  talus_replica_reject (self->replica, command_id);
  if (by_storage && command != NULL)
    {
      TalusShelved edit = { g_steal_pointer (&command), *command_id, number };

      shelve (self, &edit);
      talus_peer_set_failure (self, g_error_copy (error));
      talus_peer_publish (self);
      return;
    }

  talus_peer_publish (self);
  talus_peer_emit_refused (self, command != NULL ? talus_command_get_type_name (command) : "",
                           error);
}

/* What the disk refused meanwhile is proposed again once it works. */
static void
storage_cb (TalusPeer    *self,
            const GError *failure)
{
  g_autoptr (TalusPeer) held = g_object_ref (self);

  if (self->state != TALUS_PEER_LIVE)
    return;

  talus_peer_set_failure (self, failure != NULL ? g_error_copy (failure) : NULL);
  if (failure == NULL && self->shelved->len > 0)
    talus_peer_retry (self);
}

static void
ended_cb (TalusPeer    *self,
          const GError *reason)
{
  end (self, reason);
}

/* Begins to follow the log. */
void
talus_peer_follow_link (TalusPeer *self)
{
  g_signal_connect_object (self->replica, "applied", G_CALLBACK (applied_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "records", G_CALLBACK (records_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "refused", G_CALLBACK (refused_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "storage", G_CALLBACK (storage_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
}
