/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the log answers what a replica proposed: it confirms, or it refuses.
 * Either way what is still pending is afterwards resolved over what is
 * confirmed, in order. */
#define G_LOG_DOMAIN "talus-model-replica"

#include "model/talus-replica-private.h"

#include "base/talus-error.h"
#include "model/talus-graph-private.h"
#include "model/talus-history-private.h"
#include "model/talus-slots.h"

/* As many pending commands as are compared with one another. */
#define MAX_SLIDING 8

static void
emit_applied (TalusReplica   *self,
              TalusChangeSet *changes,
              TalusOrigin     origin)
{
  g_signal_emit_by_name (self, "applied", changes, origin);
}

/* Takes one back that is the newest with an effect. */
static void
revert (TalusReplica *self,
        TalusPending *pending)
{
  g_autoptr (TalusRecord) record = g_steal_pointer (&pending->record);

  if (record == NULL)
    return;

  talus_history_rewind (self->history, record->seq - 1);
  if (talus_change_set_get_length (record->changes) > 0)
    talus_graph_revert (self->graph, record->changes, pending->trace);
  g_clear_pointer (&pending->trace, talus_trace_free);
  self->n_effective--;
  emit_applied (self, record->changes, TALUS_ORIGIN_REVERTED);
}

/* Takes the newest ones back, down to and including @last. */
static void
revert_down_to (TalusReplica *self,
                GList        *last)
{
  for (GList *link = self->pending.tail; link != NULL; link = link->prev)
    {
      revert (self, link->data);
      if (link == last)
        return;
    }
}

/* Resolves those from @first on again. One that does not resolve any more
 * stays without effect, for the host may see it otherwise. */
static void
resolve_again (TalusReplica *self,
               GList        *first)
{
  for (GList *link = first; link != NULL; link = link->next)
    {
      TalusPending *pending = link->data;
      g_autoptr (TalusCommand) settled = NULL;
      g_autoptr (TalusRecord) record = talus_replica_resolve (self, pending, &settled, NULL);

      /* It was settled when it was first judged, and is kept as it was then. */
      if (record == NULL ||
          !talus_replica_apply (self, record, &pending->trace, TALUS_ORIGIN_PROPOSED, NULL))
        continue;

      pending->record = g_steal_pointer (&record);
      self->n_effective++;
    }
}

static gboolean
is_same_command (const TalusRecord *a,
                 const TalusRecord *b)
{
  return a->has_command_id == b->has_command_id &&
         talus_id_equal (&a->command_id, &b->command_id) &&
         talus_id_equal (&a->author->id, &b->author->id) &&
         a->undoes == b->undoes && a->redoes == b->redoes &&
         g_strcmp0 (a->command_type, b->command_type) == 0 &&
         g_strcmp0 (a->command_data, b->command_data) == 0;
}

static void
advance (TalusReplica *self,
         TalusRecord  *record)
{
  self->seq = record->seq;
  g_strlcpy (self->head, record->head, sizeof self->head);
}

/* The history in front of what is pending is now this, and what is pending has
 * the seqs behind it; the graph is not touched. */
static void
put_in_history (TalusReplica *self,
                TalusRecord  *record,
                GList        *first_behind)
{
  guint64 seq = record->seq;

  talus_history_rewind (self->history, record->seq - 1);
  talus_history_push (self->history, record);
  talus_history_count_in (self->history);
  for (GList *link = first_behind; link != NULL; link = link->next)
    {
      TalusPending *pending = link->data;

      if (pending->record == NULL)
        continue;

      pending->record->seq = ++seq; /* a draft, and ours alone */
      talus_history_push (self->history, pending->record);
      talus_history_count_in (self->history);
    }
}

/* The log has another time for it: whoever proposes has a clock of their own.
 * What times decide are the steps of the history and when nodes were made. */
static void
take_time (TalusReplica *self,
           TalusRecord  *record)
{
  put_in_history (self, record, self->pending.head->next);
  talus_graph_set_created_at (self->graph, record->changes, record->timestamp);
}

/* The short way: the head of the queue has made exactly this change. */
static gboolean
pop_head (TalusReplica *self,
          TalusRecord  *record)
{
  TalusPending *head = g_queue_peek_head (&self->pending);

  if (head == NULL || head->record == NULL || head->record->seq != record->seq)
    return FALSE;

  if (head->record != record &&
      (!is_same_command (head->record, record) ||
       !talus_change_set_equal (head->record->changes, record->changes)))
    return FALSE;

  if (head->record->timestamp != record->timestamp)
    take_time (self, record);
  else
    talus_history_replace (self->history, record);
  talus_pending_free (g_queue_pop_head (&self->pending));
  self->n_effective--;
  advance (self, record);

  return TRUE;
}

static GList *
find_pending (TalusReplica  *self,
              const TalusId *command_id)
{
  for (GList *link = self->pending.head; link != NULL; link = link->next)
    {
      TalusPending *pending = link->data;

      if (talus_id_equal (&pending->command_id, command_id))
        return link;
    }

  return NULL;
}

static void
drop (TalusReplica *self,
      GList        *link)
{
  TalusPending *pending = link->data;

  g_queue_delete_link (&self->pending, link);
  talus_pending_free (pending);
}

/* Whether another seq can be stamped on it, and it means the same behind
 * another record that does not get in its way. */
static gboolean
can_wait (const TalusPending *pending)
{
  if (pending->record == NULL || pending->record->undoes > 0 || pending->record->redoes > 0)
    return FALSE;

  for (guint i = 0; i < talus_change_set_get_length (pending->record->changes); i++)
    {
      TalusChangeOp op = talus_change_set_get (pending->record->changes, i)->op;

      if (op != TALUS_CHANGE_SET && op != TALUS_CHANGE_INSERT && op != TALUS_CHANGE_MOVE)
        return FALSE;
    }

  return TRUE;
}

/* Whether one behind it writes over it: what that one found could not be
 * stamped anew. */
static gboolean
is_in_anothers_way (TalusReplica *self,
                    GList        *link)
{
  const TalusPending *pending = link->data;

  for (GList *behind = link->next; behind != NULL; behind = behind->next)
    {
      const TalusPending *other = behind->data;

      if (other->record == NULL ||
          talus_slots_conflict (self->graph, pending->record->changes, other->record->changes))
        return TRUE;
    }

  return FALSE;
}

/* The middle way: what somebody else did touches nothing that is pending here,
 * and so it can be applied over it. Nobody sees anything of what is pending go
 * and come again. */
static gboolean
slide_under (TalusReplica *self,
             TalusRecord  *record)
{
  if (self->pending.length > MAX_SLIDING)
    return FALSE;

  for (GList *link = self->pending.head; link != NULL; link = link->next)
    {
      TalusPending *pending = link->data;

      if (!can_wait (pending) ||
          (record->has_command_id && talus_id_equal (&pending->command_id, &record->command_id)) ||
          talus_slots_conflict (self->graph, record->changes, pending->record->changes) ||
          is_in_anothers_way (self, link))
        return FALSE;
    }

  if (talus_change_set_get_length (record->changes) > 0 &&
      !talus_graph_apply (self->graph, record->changes, record->seq, record->timestamp, NULL, NULL))
    return FALSE;

  put_in_history (self, record, self->pending.head);
  for (GList *link = self->pending.head; link != NULL; link = link->next)
    {
      const TalusRecord *pending = ((TalusPending *) link->data)->record;

      talus_graph_stamp (self->graph, pending->changes, pending->seq);
    }
  advance (self, record);
  emit_applied (self, record->changes, TALUS_ORIGIN_CONFIRMED);

  return TRUE;
}

/* The long way: take everything back, apply the records, resolve the rest
 * again. */
static gboolean
rebase (TalusReplica  *self,
        TalusRecord  **records,
        guint          n_records,
        GError       **error)
{
  revert_down_to (self, NULL);

  for (guint i = 0; i < n_records; i++)
    {
      GList *link = records[i]->has_command_id ? find_pending (self, &records[i]->command_id)
                                               : NULL;

      if (link != NULL)
        drop (self, link);

      if (!talus_replica_apply (self, records[i], NULL, TALUS_ORIGIN_CONFIRMED, error))
        return FALSE;

      advance (self, records[i]);
    }

  resolve_again (self, self->pending.head);

  return TRUE;
}

static gboolean
check_order (TalusReplica  *self,
             TalusRecord  **records,
             guint          n_records,
             GError       **error)
{
  for (guint i = 0; i < n_records; i++)
    if (records[i]->seq != self->seq + i + 1)
      {
        g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT,
                     "The record %" G_GUINT64_FORMAT " does not follow %" G_GUINT64_FORMAT,
                     records[i]->seq, self->seq + i);
        return FALSE;
      }

  return TRUE;
}

/**
 * talus_replica_confirm:
 * @self: a replica
 * @records: (array length=n_records): the next records of the log, sealed
 * @n_records: how many
 * @error: return location for %TALUS_ERROR_CONFLICT
 *
 * Takes what the log says. Those of the records that are pending here are
 * answered by it. Takes O(1) a record where the oldest pending ones are these
 * very records.
 *
 * Returns: %FALSE with an error where the records do not fit: the replica has
 *   diverged from its log and is of no further use
 */
gboolean
talus_replica_confirm (TalusReplica  *self,
                       TalusRecord  **records,
                       guint          n_records,
                       GError       **error)
{
  guint n_taken = 0;
  gboolean ok = TRUE;

  g_return_val_if_fail (TALUS_IS_REPLICA (self), FALSE);
  g_return_val_if_fail (records != NULL || n_records == 0, FALSE);

  if (!check_order (self, records, n_records, error))
    return FALSE;

  while (n_taken < n_records &&
         (pop_head (self, records[n_taken]) || slide_under (self, records[n_taken])))
    n_taken++;

  if (n_taken < n_records)
    ok = rebase (self, records + n_taken, n_records - n_taken, error);

  if (ok)
    talus_history_confirm (self->history, self->seq);

  return ok;
}

/**
 * talus_replica_reject:
 * @self: a replica
 * @command_id: a pending command; any other is ignored
 *
 * Drops a command that the host refused, and resolves those behind it again.
 */
void
talus_replica_reject (TalusReplica  *self,
                      const TalusId *command_id)
{
  GList *link;
  GList *next;

  g_return_if_fail (TALUS_IS_REPLICA (self));
  g_return_if_fail (command_id != NULL);

  link = find_pending (self, command_id);
  if (link == NULL)
    return;

  revert_down_to (self, link);
  next = link->next;
  drop (self, link);
  resolve_again (self, next);
}

/**
 * talus_replica_dup_pending:
 * @self: a replica
 * @command_id: the id of a command
 *
 * Finds a command that has been proposed and not answered, as it will be
 * judged the next time.
 *
 * Returns: (transfer full) (nullable): the command, or %NULL where none is
 *   pending under that id
 */
TalusCommand *
talus_replica_dup_pending (TalusReplica  *self,
                           const TalusId *command_id)
{
  GList *link;

  g_return_val_if_fail (TALUS_IS_REPLICA (self), NULL);
  g_return_val_if_fail (command_id != NULL, NULL);

  link = find_pending (self, command_id);

  return link != NULL ? talus_command_ref (((TalusPending *) link->data)->command) : NULL;
}

/**
 * talus_replica_reject_all:
 * @self: a replica
 *
 * Drops everything pending, the newest first: the graph and the stacks are
 * those of the confirmed position.
 */
void
talus_replica_reject_all (TalusReplica *self)
{
  g_return_if_fail (TALUS_IS_REPLICA (self));

  while (self->pending.tail != NULL)
    {
      revert (self, self->pending.tail->data);
      drop (self, self->pending.tail);
    }
}
