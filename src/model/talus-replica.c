/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A replica and what it proposes. How the log answers is in
 * talus-replica-confirm.c. It knows neither journal nor link. */
#define G_LOG_DOMAIN "talus-model-replica"

#include "model/talus-replica-private.h"

#include <string.h>

#include "base/talus-json-writer.h"
#include "model/talus-history-private.h"
#include "model/talus-resolve-private.h"
#include "model/talus-undo.h"

enum
{
  APPLIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusReplica, talus_replica, G_TYPE_OBJECT)

/**
 * talus_pending_free:
 * @self: (transfer full): a pending command
 *
 * Frees it.
 */
void
talus_pending_free (TalusPending *self)
{
  g_clear_pointer (&self->command, talus_command_unref);
  g_clear_pointer (&self->author, talus_author_unref);
  g_clear_pointer (&self->client_id, g_free);
  g_clear_pointer (&self->record, talus_record_unref);
  g_clear_pointer (&self->trace, talus_trace_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusPending, talus_pending_free)

static void
talus_replica_dispose (GObject *object)
{
  TalusReplica *self = TALUS_REPLICA (object);

  g_queue_clear_full (&self->pending, (GDestroyNotify) talus_pending_free);
  g_clear_pointer (&self->draft, talus_pending_free);
  g_clear_pointer (&self->history, talus_history_free);
  g_clear_object (&self->graph);

  G_OBJECT_CLASS (talus_replica_parent_class)->dispose (object);
}

static void
talus_replica_class_init (TalusReplicaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_replica_dispose;

  /**
   * TalusReplica::applied:
   * @self: the replica
   * @changes: (type gpointer): the #TalusChangeSet; with
   *   %TALUS_ORIGIN_REVERTED the one whose inverse was applied
   * @origin: a #TalusOrigin
   *
   * Emitted after the graph has changed. During a confirmation or rejection it
   * comes several times, and in between the replica is neither here nor there:
   * handlers note what changed and ask nothing.
   */
  signals[APPLIED] = g_signal_new ("applied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_INT);
}

static void
talus_replica_init (TalusReplica *self)
{
  g_queue_init (&self->pending);
  self->history = talus_history_new ();
}

/**
 * talus_replica_new:
 * @graph: (transfer none): a graph as it stands at @seq, which from now on is
 *   changed by the replica only
 * @seq: the confirmed position, 0 before the first record
 * @head: (not nullable): its head
 *
 * Makes a replica. It belongs to the calling thread.
 *
 * Returns: (transfer full): a replica
 */
TalusReplica *
talus_replica_new (TalusGraph *graph,
                   guint64     seq,
                   const char *head)
{
  TalusReplica *self;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);
  g_return_val_if_fail (head != NULL, NULL);

  self = g_object_new (TALUS_TYPE_REPLICA, NULL);
  self->graph = g_object_ref (graph);
  self->seq = seq;
  g_strlcpy (self->head, head, sizeof self->head);
  talus_history_set_graph (self->history, graph);

  return self;
}

/**
 * talus_replica_get_graph:
 * @self: a replica
 *
 * Returns: (transfer none): the graph as it is with everything pending
 */
TalusGraph *
talus_replica_get_graph (TalusReplica *self)
{
  g_return_val_if_fail (TALUS_IS_REPLICA (self), NULL);

  return self->graph;
}

/**
 * talus_replica_get_history:
 * @self: a replica
 *
 * Returns: (transfer none): the undo stacks, with everything pending
 */
TalusHistory *
talus_replica_get_history (TalusReplica *self)
{
  g_return_val_if_fail (TALUS_IS_REPLICA (self), NULL);

  return self->history;
}

/**
 * talus_replica_get_confirmed_seq:
 * @self: a replica
 *
 * Returns: the position in the log up to which it has been confirmed
 */
guint64
talus_replica_get_confirmed_seq (TalusReplica *self)
{
  g_return_val_if_fail (TALUS_IS_REPLICA (self), 0);

  return self->seq;
}

/**
 * talus_replica_get_confirmed_head:
 * @self: a replica
 *
 * Returns: (transfer none): the head there
 */
const char *
talus_replica_get_confirmed_head (TalusReplica *self)
{
  g_return_val_if_fail (TALUS_IS_REPLICA (self), NULL);

  return self->head;
}

/**
 * talus_replica_get_tip_seq:
 * @self: a replica
 *
 * Returns: the seq behind everything pending that has an effect or an answer
 */
guint64
talus_replica_get_tip_seq (TalusReplica *self)
{
  g_return_val_if_fail (TALUS_IS_REPLICA (self), 0);

  return self->seq + self->n_effective;
}

/**
 * talus_replica_get_tip_head:
 * @self: a replica
 *
 * Returns: (transfer none): the head of the newest pending record that has
 *   been sealed, else the confirmed one
 */
const char *
talus_replica_get_tip_head (TalusReplica *self)
{
  g_return_val_if_fail (TALUS_IS_REPLICA (self), NULL);

  for (GList *link = self->pending.tail; link != NULL; link = link->prev)
    {
      TalusPending *pending = link->data;

      if (pending->record != NULL && pending->record->head[0] != '\0')
        return pending->record->head;
    }

  return self->head;
}

/**
 * talus_replica_get_n_pending:
 * @self: a replica
 *
 * Returns: how many commands have been proposed and not answered, those
 *   without effect included
 */
guint
talus_replica_get_n_pending (TalusReplica *self)
{
  g_return_val_if_fail (TALUS_IS_REPLICA (self), 0);

  return self->pending.length;
}

/**
 * talus_replica_remember:
 * @self: a replica that has not proposed anything yet
 * @record: (transfer none): the next record of the past, up to the confirmed
 *   position, in order
 *
 * Adds a record of the past to the undo stacks; the graph has it already. All
 * of them must be there before anything is asked of the stacks.
 */
void
talus_replica_remember (TalusReplica *self,
                        TalusRecord  *record)
{
  g_return_if_fail (TALUS_IS_REPLICA (self));
  g_return_if_fail (record != NULL);
  g_return_if_fail (self->pending.length == 0);
  g_return_if_fail (record->seq <= self->seq);

  talus_history_push (self->history, record);
}

static void
write_result (TalusRecord           *record,
              const TalusResolution *resolution)
{
  g_autoptr (GString) json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  if (resolution->has_node_id)
    {
      talus_json_writer_name (&writer, "node_id");
      talus_json_writer_id (&writer, &resolution->node_id);
    }
  talus_json_writer_name (&writer, "result");
  talus_json_writer_raw (&writer, resolution->result != NULL ? resolution->result : "null", -1);
  talus_json_writer_end_object (&writer);

  record->result = g_strdup (json->str);
}

static void
write_undo_result (TalusRecord               *record,
                   const TalusUndoResolution *resolution)
{
  g_autoptr (GString) json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  if (resolution->skipped != NULL)
    {
      talus_json_writer_name (&writer, "skipped");
      talus_json_writer_raw (&writer, resolution->skipped, -1);
    }
  talus_json_writer_name (&writer, "target_command_id");
  talus_json_writer_id (&writer, &resolution->target_command_id);
  talus_json_writer_name (&writer, "target_seq");
  talus_json_writer_int (&writer, (gint64) resolution->target_seq);
  talus_json_writer_end_object (&writer);

  record->result = g_strdup (json->str);
}

static gboolean
resolve_undo (TalusReplica  *self,
              TalusPending  *pending,
              TalusRecord   *record,
              TalusCommand **settled,
              GError       **error)
{
  g_auto (TalusUndoResolution) resolution = { NULL };
  TalusUndo *undo;

  if (!talus_undo_resolve (self->graph, self->history, pending->command, &pending->author->id,
                           &resolution, error))
    return FALSE;

  if (pending->command->kind == TALUS_COMMAND_UNDO)
    record->undoes = resolution.target_seq;
  else
    record->redoes = resolution.target_seq;
  write_undo_result (record, &resolution);
  record->changes = g_steal_pointer (&resolution.changes);

  /* Judged again, it is the same entry that is meant. */
  *settled = talus_command_copy (pending->command);
  undo = &(*settled)->u.undo;
  undo->target.kind = TALUS_REF_ID;
  undo->target.id = resolution.target_command_id;

  return TRUE;
}

static gboolean
resolve_command (TalusReplica  *self,
                 TalusPending  *pending,
                 TalusRecord   *record,
                 TalusCommand **settled,
                 GError       **error)
{
  TalusResolveContext context = pending->context;
  g_auto (TalusResolution) resolution = { NULL };

  context.author = pending->author->id;
  context.seq = record->seq;
  context.history = self->history;
  if (!talus_resolve_settled (self->graph, pending->command, &context, &resolution, settled,
                              error))
    return FALSE;

  write_result (record, &resolution);
  record->changes = g_steal_pointer (&resolution.changes);

  return TRUE;
}

/**
 * talus_replica_resolve:
 * @self: a replica
 * @pending: what is to be judged behind everything pending
 * @settled: (out) (transfer full) (nullable): the command to judge the next
 *   time, or %NULL for the same
 * @error: return location for an error
 *
 * Makes the record that a command would come to; nothing changes.
 *
 * Returns: (transfer full) (nullable): the record, unsealed, or %NULL with an
 *   error
 */
TalusRecord *
talus_replica_resolve (TalusReplica  *self,
                       TalusPending  *pending,
                       TalusCommand **settled,
                       GError       **error)
{
  g_autoptr (TalusRecord) record = talus_record_new ();
  const TalusCommand *command = pending->command;
  gboolean undo = command->kind == TALUS_COMMAND_UNDO || command->kind == TALUS_COMMAND_REDO;

  *settled = NULL;
  record->seq = talus_replica_get_tip_seq (self) + 1;
  record->timestamp = pending->timestamp;
  record->author = talus_author_ref (pending->author);
  record->client_id = g_strdup (pending->client_id);
  record->has_command_id = TRUE;
  record->command_id = pending->command_id;
  record->command_type = g_strdup (talus_command_get_type_name (command));
  record->command_data = g_strdup (talus_command_get_data_json (command));
  record->label = g_strdup (talus_command_get_label (command));

  if (undo ? !resolve_undo (self, pending, record, settled, error)
           : !resolve_command (self, pending, record, settled, error))
    return NULL;

  return g_steal_pointer (&record);
}

/**
 * talus_replica_apply:
 * @self: a replica
 * @record: the next record
 * @trace: (out) (optional) (transfer full) (nullable): for taking it back
 * @origin: why it is applied
 * @error: return location for an error
 *
 * Changes graph and stacks.
 *
 * Returns: %FALSE with an error where the record does not fit
 */
gboolean
talus_replica_apply (TalusReplica  *self,
                     TalusRecord   *record,
                     TalusTrace   **trace,
                     TalusOrigin    origin,
                     GError       **error)
{
  if (talus_change_set_get_length (record->changes) > 0 &&
      !talus_graph_apply (self->graph, record->changes, record->seq, record->timestamp, trace,
                          error))
    return FALSE;

  talus_history_push (self->history, record);
  talus_history_count_in (self->history);
  g_signal_emit (self, signals[APPLIED], 0, record->changes, origin);

  return TRUE;
}

/**
 * talus_replica_draft:
 * @self: a replica
 * @command: (transfer none): a command
 * @command_id: its id
 * @author: (transfer none): whose it is
 * @client_id: (nullable): through which connection it came
 * @timestamp: milliseconds since the epoch, not before the newest record's
 * @context: (nullable): what resolving needs beside the graph; its author, seq
 *   and history are the replica's to fill in
 * @error: return location for an error, whose code is the answer's
 *
 * Resolves a command behind everything pending. The record is complete but
 * for its head; graph and stacks are unchanged.
 *
 * Returns: (transfer full) (nullable): the record, or %NULL with an error
 */
TalusRecord *
talus_replica_draft (TalusReplica               *self,
                     TalusCommand               *command,
                     const TalusId              *command_id,
                     TalusAuthor                *author,
                     const char                 *client_id,
                     gint64                      timestamp,
                     const TalusResolveContext  *context,
                     GError                    **error)
{
  g_autoptr (TalusPending) pending = NULL;
  g_autoptr (TalusCommand) settled = NULL;
  TalusRecord *record;

  g_return_val_if_fail (TALUS_IS_REPLICA (self), NULL);
  g_return_val_if_fail (command != NULL, NULL);
  g_return_val_if_fail (command_id != NULL, NULL);
  g_return_val_if_fail (author != NULL, NULL);

  pending = g_new0 (TalusPending, 1);
  pending->command = talus_command_ref (command);
  pending->command_id = *command_id;
  pending->author = talus_author_ref (author);
  pending->client_id = g_strdup (client_id);
  pending->timestamp = timestamp;
  if (context != NULL)
    pending->context = *context;

  record = talus_replica_resolve (self, pending, &settled, error);
  if (record == NULL)
    return NULL;

  if (settled != NULL)
    {
      talus_command_unref (pending->command);
      pending->command = g_steal_pointer (&settled);
    }

  g_clear_pointer (&self->draft, talus_pending_free);
  self->draft = g_steal_pointer (&pending);
  self->drafted = record;

  return record;
}

/**
 * talus_replica_push:
 * @self: a replica
 * @command: (transfer none): the command of the draft
 * @draft: (transfer none): what talus_replica_draft() has just returned;
 *   nothing else may have changed in between
 *
 * Lets a draft take effect, as the newest pending. The caller may still seal
 * it and add to its result and hints.
 */
void
talus_replica_push (TalusReplica *self,
                    TalusCommand *command,
                    TalusRecord  *draft)
{
  g_autoptr (TalusPending) pending = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TALUS_IS_REPLICA (self));
  g_return_if_fail (command != NULL);
  g_return_if_fail (draft != NULL && draft == self->drafted);
  g_return_if_fail (draft->seq == talus_replica_get_tip_seq (self) + 1);

  pending = g_steal_pointer (&self->draft);
  self->drafted = NULL;

  if (!talus_replica_apply (self, draft, &pending->trace, TALUS_ORIGIN_PROPOSED, &error))
    {
      g_critical ("A draft does not fit the graph that it was made on: %s", error->message);
      return;
    }

  pending->record = talus_record_ref (draft);
  self->n_effective++;
  g_queue_push_tail (&self->pending, g_steal_pointer (&pending));
}
