/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of the history in a row, with what is forgotten at one end and
 * what a rewind takes off at the other. Entries, index and looking back have
 * files of their own. */
#define G_LOG_DOMAIN "talus-model-history"

#include "model/talus-history-private.h"

#include <string.h>

/* What a record takes beside its changes and its data. */
#define RECORD_OVERHEAD 256

static TalusAuthorLog *
get_author (TalusHistory  *self,
            const TalusId *id)
{
  TalusAuthorLog *author = g_hash_table_lookup (self->authors, id);

  if (author == NULL)
    {
      author = g_new0 (TalusAuthorLog, 1);
      author->id = *id;
      author->seqs = g_array_new (FALSE, FALSE, sizeof (guint64));
      g_hash_table_add (self->authors, author);
    }

  return author;
}

static void
author_log_free (gpointer data)
{
  TalusAuthorLog *author = data;

  g_array_unref (author->seqs);
  g_free (author);
}

static void
item_free (gpointer data)
{
  TalusItem *item = data;

  /* What has been forgotten leaves a gap for a while. */
  if (item == NULL)
    return;

  g_clear_pointer (&item->trail, g_array_unref);
  g_clear_pointer (&item->entry, talus_entry_free);
  talus_record_unref (item->record);
  g_free (item);
}

/**
 * talus_history_new:
 *
 * Makes a history that knows no record yet. One thread at a time.
 *
 * Returns: (transfer full): a history
 */
TalusHistory *
talus_history_new (void)
{
  TalusHistory *self = g_new0 (TalusHistory, 1);

  self->items = g_ptr_array_new_with_free_func (item_free);
  self->authors = g_hash_table_new_full (talus_id_hash, talus_id_equal, author_log_free, NULL);
  self->by_command = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->nodes = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free,
                                       talus_node_log_free);
  self->removals = g_array_new (FALSE, FALSE, sizeof (guint64));

  return self;
}

/**
 * talus_history_free:
 * @self: (transfer full): a history
 *
 * Frees it.
 */
void
talus_history_free (TalusHistory *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->by_command);
  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->nodes);
  g_hash_table_unref (self->authors);
  g_array_unref (self->removals);
  g_free (self);
}

/**
 * talus_history_set_graph:
 * @self: a history
 * @graph: (transfer none) (nullable): a graph that outlives it
 *
 * Tells the history of the graph whose records it gets. Whenever something is
 * asked of it, the graph must be as the newest record left it.
 */
void
talus_history_set_graph (TalusHistory *self,
                         TalusGraph   *graph)
{
  g_return_if_fail (self != NULL);

  self->graph = graph;
}

/**
 * talus_history_get_item:
 * @self: a history
 * @seq: a record's seq
 *
 * Returns: (transfer none) (nullable): the record, or %NULL where it is not
 *   held
 */
TalusItem *
talus_history_get_item (TalusHistory *self,
                        guint64       seq)
{
  guint n_items = self->items->len - self->start;

  if (n_items == 0 || seq < self->first_seq || seq - self->first_seq >= n_items)
    return NULL;

  return g_ptr_array_index (self->items, self->start + (guint) (seq - self->first_seq));
}

/**
 * talus_history_get_newest:
 * @self: a history
 *
 * Returns: (transfer none) (nullable): the newest record
 */
TalusItem *
talus_history_get_newest (TalusHistory *self)
{
  if (self->items->len == self->start)
    return NULL;

  return g_ptr_array_index (self->items, self->items->len - 1);
}

/**
 * talus_history_push:
 * @self: a history
 * @record: (transfer none): the next record, of any kind; the first may have
 *   any seq, each later one the next
 *
 * Adds a record. It need not be sealed, but its seq, timestamp, author,
 * command and changes must be those it will have.
 */
void
talus_history_push (TalusHistory *self,
                    TalusRecord  *record)
{
  TalusItem *item;
  TalusItem *newest;

  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);
  g_return_if_fail (record->changes != NULL && record->author != NULL);

  newest = talus_history_get_newest (self);
  g_return_if_fail (newest == NULL || record->seq == newest->record->seq + 1);

  item = g_new0 (TalusItem, 1);
  item->record = talus_record_ref (record);
  item->author = get_author (self, &record->author->id);
  self->bytes += talus_change_set_get_size (record->changes) + RECORD_OVERHEAD +
                 (record->command_data != NULL ? strlen (record->command_data) : 0);
  item->bytes = self->bytes;

  if (newest == NULL)
    {
      self->first_seq = record->seq;
      self->horizon = record->seq;
      self->n_trails_from = record->seq;
    }

  g_ptr_array_add (self->items, item);
  g_array_append_val (item->author->seqs, record->seq);
  if (record->has_command_id)
    g_hash_table_insert (self->by_command, &record->command_id, item);
  talus_history_index_add (self, item);
}

/**
 * talus_history_rewind:
 * @self: a history
 * @seq: the newest record that stays
 *
 * Forgets every later record, exactly: the stacks are as they were when @seq
 * was the newest. Not further back than what was confirmed.
 */
void
talus_history_rewind (TalusHistory *self,
                      guint64       seq)
{
  TalusItem *item;

  g_return_if_fail (self != NULL);

  while ((item = talus_history_get_newest (self)) != NULL && item->record->seq > seq)
    {
      TalusItem *before = talus_history_get_item (self, item->record->seq - 1);

      if (self->n_counted == self->items->len - self->start)
        talus_history_count_out (self, item);

      talus_history_index_drop (self, item, FALSE);
      g_array_set_size (item->author->seqs, item->author->seqs->len - 1);
      if (item->record->has_command_id)
        g_hash_table_remove (self->by_command, &item->record->command_id);
      self->bytes = before != NULL ? before->bytes : 0;
      g_ptr_array_set_size (self->items, self->items->len - 1);
    }
}

static void
forget_oldest (TalusHistory *self)
{
  gpointer *slot = &g_ptr_array_index (self->items, self->start);
  TalusItem *item = *slot;

  talus_history_forget_entry (self, item);
  talus_history_index_drop (self, item, TRUE);
  if (item->record->has_command_id)
    g_hash_table_remove (self->by_command, &item->record->command_id);

  item->author->start++;
  if (item->author->start > 32 && item->author->start > item->author->seqs->len / 2)
    {
      g_array_remove_range (item->author->seqs, 0, item->author->start);
      item->author->start = 0;
    }

  item_free (item);
  *slot = NULL;
  self->start++;
  self->n_counted--;
  self->first_seq++;
}

/* Closes the gap that forgetting leaves, once in a while. */
static void
close_gap (TalusHistory *self)
{
  if (self->start <= 1024 || self->start <= self->items->len / 2)
    return;

  g_ptr_array_remove_range (self->items, 0, self->start);
  self->start = 0;
}

/**
 * talus_history_confirm:
 * @self: a history
 * @seq: a record that will never be rewound
 *
 * Lets go of what only a rewind behind @seq would need: how stacks were before,
 * and records beyond the horizon.
 */
void
talus_history_confirm (TalusHistory *self,
                       guint64       seq)
{
  TalusItem *item;
  guint64 horizon;

  g_return_if_fail (self != NULL);

  talus_history_count_in (self);

  while (self->n_trails_from <= seq &&
         (item = talus_history_get_item (self, self->n_trails_from)) != NULL)
    {
      g_clear_pointer (&item->trail, g_array_unref);
      self->n_trails_from++;
    }

  /* The horizon as it is behind @seq: what a record beyond it notes is where
   * it was before. */
  item = talus_history_get_item (self, seq + 1);
  horizon = item != NULL ? item->horizon : self->horizon;

  /* The one in front of the horizon says how many bytes are beyond it. */
  while (self->items->len > self->start && self->first_seq + 1 < horizon &&
         self->first_seq < seq)
    forget_oldest (self);
  close_gap (self);
}

/**
 * talus_history_replace:
 * @self: a history
 * @record: (transfer none): a record that says the same as the one of its seq
 *
 * Keeps this one from now on, the one that everybody has.
 */
void
talus_history_replace (TalusHistory *self,
                       TalusRecord  *record)
{
  TalusItem *item;

  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);

  item = talus_history_get_item (self, record->seq);
  g_return_if_fail (item != NULL);

  if (item->record == record)
    return;

  if (item->record->has_command_id)
    g_hash_table_remove (self->by_command, &item->record->command_id);
  talus_record_unref (item->record);
  item->record = talus_record_ref (record);
  if (record->has_command_id)
    g_hash_table_insert (self->by_command, &record->command_id, item);
}

/**
 * talus_history_can_undo:
 * @self: a history
 * @scope: of everybody or of one author
 * @author: (nullable): which author, in that scope
 *
 * Returns: whether the stack of done entries is not empty
 */
gboolean
talus_history_can_undo (TalusHistory  *self,
                        TalusScope     scope,
                        const TalusId *author)
{
  TalusStack *stack;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (scope == TALUS_SCOPE_SESSION || author != NULL, FALSE);

  talus_history_count_in (self);
  stack = talus_history_get_stack (self, FALSE, scope, author);

  return stack != NULL && stack->last != NULL;
}

/**
 * talus_history_can_redo:
 * @self: a history
 * @scope: of everybody or of one author
 * @author: (nullable): which author, in that scope
 *
 * Returns: whether the stack of undone entries is not empty
 */
gboolean
talus_history_can_redo (TalusHistory  *self,
                        TalusScope     scope,
                        const TalusId *author)
{
  TalusStack *stack;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (scope == TALUS_SCOPE_SESSION || author != NULL, FALSE);

  talus_history_count_in (self);
  stack = talus_history_get_stack (self, TRUE, scope, author);

  return stack != NULL && stack->last != NULL;
}

static TalusRecord *
peek (TalusHistory  *self,
      gboolean       redo,
      TalusScope     scope,
      const TalusId *author)
{
  TalusStack *stack;
  TalusItem *item;

  talus_history_count_in (self);
  stack = talus_history_get_stack (self, redo, scope, author);
  if (stack == NULL || stack->last == NULL)
    return NULL;

  item = talus_history_get_item (self, stack->last->seq);

  return item != NULL ? item->record : NULL;
}

/**
 * talus_history_peek_undo:
 * @self: a history
 * @scope: of everybody or of one author
 * @author: (nullable): which author, in that scope
 *
 * Tells what undo is about, before it is asked: of a step of several records
 * the newest.
 *
 * Returns: (transfer none) (nullable): the record of the command, or %NULL
 *   where there is nothing to undo
 */
TalusRecord *
talus_history_peek_undo (TalusHistory  *self,
                         TalusScope     scope,
                         const TalusId *author)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (scope == TALUS_SCOPE_SESSION || author != NULL, NULL);

  return peek (self, FALSE, scope, author);
}

/**
 * talus_history_peek_redo:
 * @self: a history
 * @scope: of everybody or of one author
 * @author: (nullable): which author, in that scope
 *
 * Tells what redo is about, before it is asked.
 *
 * Returns: (transfer none) (nullable): the record of the command, or %NULL
 *   where there is nothing to redo
 */
TalusRecord *
talus_history_peek_redo (TalusHistory  *self,
                         TalusScope     scope,
                         const TalusId *author)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (scope == TALUS_SCOPE_SESSION || author != NULL, NULL);

  return peek (self, TRUE, scope, author);
}
