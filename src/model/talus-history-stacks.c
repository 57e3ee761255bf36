/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stacks of entries: lists that an entry leaves and joins in O(1), with a
 * trail by which each record's doing is taken back exactly. When an entry
 * leaves or joins is not known here. */
#define G_LOG_DOMAIN "talus-model-history"

#include "model/talus-history-private.h"

/* What is to be taken back: how the entry was, and what became of its place on
 * the stacks. Taken back newest first, its old neighbours are there again. */
typedef enum
{
  TRAIL_CHANGED,
  TRAIL_LISTED,
  TRAIL_UNLISTED,
} TrailKind;

typedef struct
{
  TrailKind kind;
  TalusEntry *entry;
  TalusEntry before;
} TrailStep;

static TalusStack *
get_stack_of (TalusHistory     *self,
              const TalusEntry *entry,
              guint             which)
{
  guint stack = entry->state == TALUS_ENTRY_UNDONE ? TALUS_STACK_UNDONE : TALUS_STACK_DONE;

  return which == TALUS_LINKS_ALL ? &self->stacks[stack] : &entry->owner->stacks[stack];
}

static void
unlink_entry (TalusHistory *self,
              TalusEntry   *entry)
{
  for (guint which = TALUS_LINKS_ALL; which <= TALUS_LINKS_AUTHOR; which++)
    {
      TalusStack *stack = get_stack_of (self, entry, which);
      TalusEntryLinks *links = &entry->links[which];

      if (links->previous != NULL)
        links->previous->links[which].next = links->next;
      else
        stack->first = links->next;

      if (links->next != NULL)
        links->next->links[which].previous = links->previous;
      else
        stack->last = links->previous;
    }
}

/* Between the neighbours that its links name. */
static void
link_entry (TalusHistory *self,
            TalusEntry   *entry)
{
  for (guint which = TALUS_LINKS_ALL; which <= TALUS_LINKS_AUTHOR; which++)
    {
      TalusStack *stack = get_stack_of (self, entry, which);
      TalusEntryLinks *links = &entry->links[which];

      if (links->previous != NULL)
        links->previous->links[which].next = entry;
      else
        stack->first = entry;

      if (links->next != NULL)
        links->next->links[which].previous = entry;
      else
        stack->last = entry;
    }
}

static void
note (TalusItem  *item,
      TrailKind   kind,
      TalusEntry *entry)
{
  TrailStep step = { kind, entry, *entry };

  if (item->trail == NULL)
    item->trail = g_array_new (FALSE, FALSE, sizeof (TrailStep));
  g_array_append_val (item->trail, step);
}

/**
 * talus_history_note:
 * @item: the record that is about to change an entry
 * @entry: the entry
 *
 * Notes how an entry is, so that a rewind finds it so again.
 */
void
talus_history_note (TalusItem  *item,
                    TalusEntry *entry)
{
  note (item, TRAIL_CHANGED, entry);
}

/**
 * talus_history_unlist:
 * @self: a history
 * @item: the record that does it
 * @entry: an entry
 *
 * Takes an entry off its stacks, if it is on them.
 */
void
talus_history_unlist (TalusHistory *self,
                      TalusItem    *item,
                      TalusEntry   *entry)
{
  if (!entry->listed)
    return;

  note (item, TRAIL_UNLISTED, entry);
  unlink_entry (self, entry);
  entry->listed = FALSE;
}

/**
 * talus_history_list:
 * @self: a history
 * @item: the record that does it
 * @entry: an entry that is on no stack
 *
 * Puts an entry on top of the stacks of its state.
 */
void
talus_history_list (TalusHistory *self,
                    TalusItem    *item,
                    TalusEntry   *entry)
{
  note (item, TRAIL_LISTED, entry);
  entry->listed = TRUE;
  for (guint which = TALUS_LINKS_ALL; which <= TALUS_LINKS_AUTHOR; which++)
    entry->links[which] = (TalusEntryLinks) { get_stack_of (self, entry, which)->last, NULL };
  link_entry (self, entry);
}

/**
 * talus_history_abandon:
 * @self: a history
 * @item: the record that does it
 * @entry: an entry
 *
 * Takes an entry off its stacks for good.
 */
void
talus_history_abandon (TalusHistory *self,
                       TalusItem    *item,
                       TalusEntry   *entry)
{
  talus_history_unlist (self, item, entry);
  note (item, TRAIL_CHANGED, entry);
  entry->state = TALUS_ENTRY_ABANDONED;
}

static void
take_back (TalusHistory *self,
           TrailStep    *step)
{
  TalusEntry *entry = step->entry;
  GArray *turns = entry->turns;

  if (step->kind == TRAIL_LISTED)
    unlink_entry (self, entry);

  *entry = step->before;
  entry->turns = turns;
  if (turns != NULL)
    g_array_set_size (turns, entry->n_turns);

  if (step->kind == TRAIL_UNLISTED)
    link_entry (self, entry);
}

/**
 * talus_history_take_back:
 * @self: a history
 * @item: its newest record
 *
 * Takes back all that a record did to entries, exactly.
 */
void
talus_history_take_back (TalusHistory *self,
                         TalusItem    *item)
{
  if (item->trail == NULL)
    return;

  for (guint i = item->trail->len; i > 0; i--)
    take_back (self, &g_array_index (item->trail, TrailStep, i - 1));
  g_clear_pointer (&item->trail, g_array_unref);
}

/**
 * talus_history_get_stack:
 * @self: a history
 * @redo: the stack of what was undone, instead of what is done
 * @scope: of everybody or of one author
 * @author: (nullable): which author, in that scope
 *
 * Gives a stack as far as records have been counted in.
 *
 * Returns: (transfer none) (nullable): the stack, or %NULL where the author
 *   has no record
 */
TalusStack *
talus_history_get_stack (TalusHistory  *self,
                         gboolean       redo,
                         TalusScope     scope,
                         const TalusId *author)
{
  TalusAuthorLog *log;

  if (scope == TALUS_SCOPE_SESSION)
    return &self->stacks[redo ? TALUS_STACK_UNDONE : TALUS_STACK_DONE];

  log = author != NULL ? g_hash_table_lookup (self->authors, author) : NULL;

  return log != NULL ? &log->stacks[redo ? TALUS_STACK_UNDONE : TALUS_STACK_DONE] : NULL;
}

/**
 * talus_history_find_target:
 * @self: a history
 * @redo: whether it is to be redone
 * @scope: of everybody or of one author
 * @author: which author, in that scope
 * @command_id: the target
 *
 * Finds the entry that a command_id means, a step's parts included.
 *
 * Returns: (transfer none) (nullable): the entry, or %NULL where none of that
 *   state is in scope and within the horizon
 */
TalusEntry *
talus_history_find_target (TalusHistory  *self,
                           gboolean       redo,
                           TalusScope     scope,
                           const TalusId *author,
                           const TalusId *command_id)
{
  TalusItem *item = g_hash_table_lookup (self->by_command, command_id);
  TalusEntry *entry = item != NULL ? item->entry : NULL;

  while (entry != NULL && entry->state == TALUS_ENTRY_MERGED)
    entry = entry->leader;

  if (entry == NULL || !entry->listed ||
      entry->state != (redo ? TALUS_ENTRY_UNDONE : TALUS_ENTRY_DONE) ||
      (scope == TALUS_SCOPE_AUTHOR && !talus_id_equal (&entry->owner->id, author)))
    return NULL;

  return entry;
}

/**
 * talus_entry_get_older:
 * @self: an entry on a stack
 * @scope: on which: of everybody, or of its author
 *
 * Returns: (transfer none) (nullable): the next one down
 */
TalusEntry *
talus_entry_get_older (TalusEntry *self,
                       TalusScope  scope)
{
  return self->links[scope == TALUS_SCOPE_SESSION ? TALUS_LINKS_ALL : TALUS_LINKS_AUTHOR].previous;
}
