/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each record does to the entries. Everything follows from the records
 * alone, so that stacks built from a log equal those that grew with it. What
 * an inverse comes to is not known here. */
#define G_LOG_DOMAIN "talus-model-history"

#include "model/talus-history-private.h"

#include <string.h>

#include "base/talus-json.h"

static void
add_turn (TalusEntry *entry,
          guint64     seq)
{
  if (entry->turns == NULL)
    entry->turns = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_array_append_val (entry->turns, seq);
  entry->n_turns = entry->turns->len;
}

/* What one field it set, where setting one field is all that it did. */
static gboolean
get_field (const TalusItem *item,
           TalusSlot       *slot)
{
  const TalusChange *change;

  if (talus_change_set_get_length (item->record->changes) != 1)
    return FALSE;

  change = talus_change_set_get (item->record->changes, 0);
  *slot = (TalusSlot) { TALUS_SLOT_META };
  slot->key = change->key;
  if (change->op == TALUS_CHANGE_META)
    return !g_str_equal (change->key, "template");

  slot->kind = TALUS_SLOT_PROPERTY;
  slot->node = change->node_id;

  return change->op == TALUS_CHANGE_SET;
}

/* Whether an author has a record of any kind between two. */
static gboolean
has_record_between (const TalusAuthorLog *author,
                    guint64               after,
                    guint64               until)
{
  guint low = author->start;
  guint high = author->seqs->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (author->seqs, guint64, middle) <= after)
        low = middle + 1;
      else
        high = middle;
    }

  return low < author->seqs->len && g_array_index (author->seqs, guint64, low) < until;
}

/* Whether two entries of an author, the one right behind the other on their
 * stack, are parts of one step. */
static gboolean
are_joined (TalusHistory     *self,
            const TalusEntry *one,
            const TalusEntry *next)
{
  const TalusLookback lookback = { self, self->graph, NULL };
  guint64 after = one->effect->record->seq;
  guint64 until = next->effect->record->seq;
  TalusSlot field;
  TalusSlot next_field;

  if (!get_field (one->effect, &field) || !get_field (next->effect, &next_field) ||
      !talus_slot_equal (&field, &next_field))
    return FALSE;

  if (next->effect->record->timestamp - one->effect->record->timestamp > TALUS_STEP_MS)
    return FALSE;

  return !has_record_between (one->owner, after, until) &&
         talus_lookback_find_writer (&lookback, &field, TALUS_MOMENT_NOW, after, until,
                                     NULL, NULL) == after;
}

/**
 * talus_history_list_step:
 * @self: a history
 * @entry: an entry on a stack
 * @redo: whether it is to be redone
 * @scope: in whose scope
 *
 * Lists what is undone or redone together with an entry: in the scope of an
 * author the quick changes of one field.
 *
 * Returns: (transfer full) (element-type TalusEntry): the entries, oldest first
 */
GPtrArray *
talus_history_list_step (TalusHistory *self,
                         TalusEntry   *entry,
                         gboolean      redo,
                         TalusScope    scope)
{
  GPtrArray *step = g_ptr_array_new ();
  TalusEntry *first = entry;

  if (redo || scope != TALUS_SCOPE_AUTHOR)
    {
      g_ptr_array_add (step, entry);
      return step;
    }

  while (first->links[TALUS_LINKS_AUTHOR].previous != NULL &&
         are_joined (self, first->links[TALUS_LINKS_AUTHOR].previous, first))
    first = first->links[TALUS_LINKS_AUTHOR].previous;

  for (TalusEntry *one = first; ; one = one->links[TALUS_LINKS_AUTHOR].next)
    {
      TalusEntry *next = one->links[TALUS_LINKS_AUTHOR].next;

      g_ptr_array_add (step, one);
      if (next == NULL || !are_joined (self, one, next))
        return step;
    }
}

/**
 * talus_entry_was_done_at:
 * @self: an entry
 * @seq: a time
 *
 * Returns: whether it was in effect once the record @seq had been written
 */
gboolean
talus_entry_was_done_at (const TalusEntry *self,
                         guint64           seq)
{
  guint n_turns = 0;

  if (self->seq > seq)
    return FALSE;

  while (n_turns < self->n_turns && g_array_index (self->turns, guint64, n_turns) <= seq)
    n_turns++;

  return n_turns % 2 == 0;
}

/**
 * talus_item_is_in_effect:
 * @self: an item
 *
 * Returns: whether it put an entry in effect that is so still
 */
gboolean
talus_item_is_in_effect (const TalusItem *self)
{
  const TalusEntry *entry = self->entry != NULL ? self->entry : self->target;

  return entry != NULL && entry->state == TALUS_ENTRY_DONE && entry->effect == self;
}

/**
 * talus_entry_free:
 * @self: (transfer full): an entry
 *
 * Frees it.
 */
void
talus_entry_free (TalusEntry *self)
{
  g_clear_pointer (&self->turns, g_array_unref);
  g_free (self);
}

static void
count_command (TalusHistory *self,
               TalusItem    *item)
{
  TalusRecord *record = item->record;
  TalusStack *undone = &item->author->stacks[TALUS_STACK_UNDONE];
  TalusEntry *entry;

  if (talus_change_set_get_length (record->changes) == 0)
    return;

  while (undone->last != NULL)
    talus_history_abandon (self, item, undone->last);

  entry = g_new0 (TalusEntry, 1);
  entry->seq = record->seq;
  entry->command_id = record->command_id;
  entry->is_batch = g_str_equal (record->command_type, "Batch");
  entry->owner = item->author;
  entry->effect = item;
  item->entry = entry;
  talus_history_list (self, item, entry);
}

/* What an undo or redo says of itself in the log. */
typedef struct
{
  TalusScope scope;
  gboolean skip;
  gboolean has_target;
  TalusId target;
} UndoData;

static void
read_undo_data (const TalusRecord *record,
                UndoData          *data)
{
  g_autoptr (JsonNode) node = talus_json_parse (record->command_data,
                                                strlen (record->command_data),
                                                TALUS_JSON_DEPTH_COMMAND, NULL);
  const char *scope = NULL;
  const char *target = NULL;
  JsonObject *object;

  *data = (UndoData) { TALUS_SCOPE_SESSION };
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;

  object = json_node_get_object (node);
  talus_json_get_string (object, "scope", FALSE, 0, &scope, NULL);
  talus_json_get_string (object, "target", FALSE, 0, &target, NULL);
  talus_json_get_boolean (object, "skip", FALSE, 0, &data->skip, NULL);
  if (g_strcmp0 (scope, "author") == 0)
    data->scope = TALUS_SCOPE_AUTHOR;
  data->has_target = target != NULL && talus_id_parse (target, -1, &data->target);
}

/* Abandons what an undo with `skip` passed over before it came to @target:
 * which these were is found as it found them. */
static void
abandon_skipped (TalusHistory   *self,
                 TalusItem      *item,
                 const UndoData *data,
                 gboolean        redo,
                 TalusEntry     *target)
{
  g_autoptr (GPtrArray) passed = g_ptr_array_new ();
  TalusStack *stack;
  TalusEntry *entry;

  if (data->has_target)
    {
      entry = talus_history_find_target (self, redo, data->scope, &item->author->id, &data->target);
    }
  else
    {
      stack = talus_history_get_stack (self, redo, data->scope, &item->author->id);
      entry = stack->last;
    }

  for (; entry != NULL && entry != target; entry = talus_entry_get_older (entry, data->scope))
    {
      g_autoptr (GPtrArray) step = NULL;

      if (entry->visited)
        continue;

      step = talus_history_list_step (self, entry, redo, data->scope);
      if (g_ptr_array_index (step, step->len - 1) == target)
        break;

      for (guint i = 0; i < step->len; i++)
        {
          TalusEntry *one = g_ptr_array_index (step, i);

          if (!one->visited)
            g_ptr_array_add (passed, one);
          one->visited = TRUE;
        }
    }

  for (guint i = 0; i < passed->len; i++)
    {
      TalusEntry *one = g_ptr_array_index (passed, i);

      one->visited = FALSE;
      talus_history_abandon (self, item, one);
    }
}

static void
count_undo (TalusHistory *self,
            TalusItem    *item)
{
  gboolean redo = item->record->redoes > 0;
  TalusItem *command = talus_history_get_item (self, redo ? item->record->redoes
                                                          : item->record->undoes);
  TalusEntry *target = command != NULL ? command->entry : NULL;
  g_autoptr (GPtrArray) step = NULL;
  UndoData data;

  /* Nothing to keep count of where the command is too long ago, or where
   * whoever wrote the log had other rules. */
  if (target == NULL || !target->listed ||
      target->state != (redo ? TALUS_ENTRY_UNDONE : TALUS_ENTRY_DONE))
    return;

  read_undo_data (item->record, &data);
  step = talus_history_list_step (self, target, redo, data.scope);
  if (data.skip)
    abandon_skipped (self, item, &data, redo, target);

  for (guint i = 0; i < step->len; i++)
    {
      TalusEntry *one = g_ptr_array_index (step, i);

      if (one == target)
        continue;

      talus_history_unlist (self, item, one);
      talus_history_note (item, one);
      one->state = TALUS_ENTRY_MERGED;
      one->leader = target;
    }

  talus_history_unlist (self, item, target);
  talus_history_note (item, target);
  add_turn (target, item->record->seq);
  item->target = target;
  if (redo)
    {
      target->state = TALUS_ENTRY_DONE;
      target->effect = item;
    }
  else
    {
      target->state = TALUS_ENTRY_UNDONE;
      target->undone = item;
    }
  talus_history_list (self, item, target);
}

/* Moves the horizon on to where it is behind @item. */
static void
move_horizon (TalusHistory *self,
              TalusItem    *item)
{
  guint64 seq = item->record->seq;

  item->horizon = self->horizon;
  for (; self->horizon < seq; self->horizon++)
    {
      TalusItem *oldest = talus_history_get_item (self, self->horizon);

      if (oldest != NULL)
        {
          TalusItem *before = talus_history_get_item (self, self->horizon - 1);
          guint64 base = before != NULL ? before->bytes : 0;

          if (seq - self->horizon < TALUS_HORIZON_RECORDS &&
              item->bytes - base <= TALUS_HORIZON_BYTES)
            return;

          if (oldest->entry != NULL)
            talus_history_unlist (self, item, oldest->entry);
        }
    }
}

/**
 * talus_history_count_in:
 * @self: a history
 *
 * Has the records pushed since the last time have their say on the entries.
 * That waits until somebody asks, for who was below whom in the past can be
 * told only once all records up to the graph's own state are there.
 */
void
talus_history_count_in (TalusHistory *self)
{
  while (self->start + self->n_counted < self->items->len)
    {
      TalusItem *item = g_ptr_array_index (self->items, self->start + self->n_counted);

      if (item->record->undoes > 0 || item->record->redoes > 0)
        count_undo (self, item);
      else if (item->record->has_command_id)
        count_command (self, item);

      self->n_counted++;
      move_horizon (self, item);
    }
}

/**
 * talus_history_count_out:
 * @self: a history
 * @item: its newest, which has been counted in
 *
 * Takes back what a record did to the entries, exactly.
 */
void
talus_history_count_out (TalusHistory *self,
                         TalusItem    *item)
{
  self->horizon = item->horizon;
  talus_history_take_back (self, item);
  g_clear_pointer (&item->entry, talus_entry_free);
  item->target = NULL;
  self->n_counted--;
}

/**
 * talus_history_forget_entry:
 * @self: a history
 * @item: its oldest, which is about to be forgotten and beyond the horizon
 *
 * Forgets the entry that a record made; if it has been redone since, and so is
 * in effect by a record that is kept, that record keeps it.
 */
void
talus_history_forget_entry (TalusHistory *self,
                            TalusItem    *item)
{
  TalusEntry *entry = g_steal_pointer (&item->entry);

  if (entry == NULL)
    return;

  for (guint i = 0; i < entry->n_turns; i++)
    {
      TalusItem *turn = talus_history_get_item (self, g_array_index (entry->turns, guint64, i));

      if (turn != NULL && turn->target == entry)
        turn->target = NULL;
    }

  if (entry->state == TALUS_ENTRY_DONE && entry->effect != item)
    entry->effect->entry = entry;
  else
    talus_entry_free (entry);
}
