/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks back: who was below whom at some time, and which later record wrote
 * what an earlier one did. It knows records and the graph as it is now; who
 * may undo what is not its business. */
#define G_LOG_DOMAIN "talus-model-history"

#include "model/talus-history-index-private.h"

typedef enum
{
  NODE_UNKNOWN,    /* not there at that time, or removed */
  NODE_ROOT,
  NODE_CHILD,
} NodeState;

static NodeState
state_of_parent (const TalusId *id,
                 TalusId       *parent)
{
  if (talus_id_is_null (id))
    return NODE_ROOT;

  *parent = *id;

  return NODE_CHILD;
}

/* What the first change later than a time says of the time before it. */
static NodeState
state_before (const TalusChange *change,
              TalusId           *parent)
{
  switch (change->op)
    {
    case TALUS_CHANGE_MOVE:
      return state_of_parent (&change->from.parent, parent);

    case TALUS_CHANGE_REMOVE:
      return state_of_parent (&change->place.parent, parent);

    case TALUS_CHANGE_INSERT:
    case TALUS_CHANGE_RESTORE:
    default:
      return NODE_UNKNOWN;
    }
}

static NodeState
find_parent_at (const TalusLookback *self,
                const TalusId       *id,
                TalusMoment          moment,
                TalusId             *parent)
{
  TalusNodeLog *log = talus_history_get_log (self->history, id);
  const TalusChange *tried;
  TalusNode *node;

  if (moment.seq != G_MAXUINT64)
    {
      if (log != NULL)
        {
          guint at = talus_touches_find (log->placings, log->placings_start, moment);

          if (at < log->placings->len)
            {
              const TalusTouch *touch = &g_array_index (log->placings, TalusTouch, at);
              TalusItem *item = talus_history_get_item (self->history, touch->seq);

              return state_before (talus_change_set_get (item->record->changes, touch->change),
                                   parent);
            }
        }

      tried = self->tried != NULL ? g_hash_table_lookup (self->tried, id) : NULL;
      if (tried != NULL)
        return state_before (tried, parent);
    }

  node = self->graph != NULL ? talus_graph_find_node (self->graph, id) : NULL;
  if (node == NULL || talus_node_is_removed (node))
    return NODE_UNKNOWN;

  node = talus_node_get_parent (node);
  if (node == NULL)
    return NODE_ROOT;

  *parent = *talus_node_get_id (node);

  return NODE_CHILD;
}

/**
 * talus_lookback_was_below:
 * @self: a lookback
 * @id: a node
 * @top: the root of a subtree
 * @moment: when
 *
 * Says whether a node was @top, or live within its subtree, which itself may
 * have been removed. Takes as many steps as the tree is deep.
 *
 * Returns: whether it was
 */
gboolean
talus_lookback_was_below (const TalusLookback *self,
                          const TalusId       *id,
                          const TalusId       *top,
                          TalusMoment          moment)
{
  TalusId at = *id;

  while (!talus_id_equal (&at, top))
    {
      TalusId parent;

      if (find_parent_at (self, &at, moment, &parent) != NODE_CHILD)
        return FALSE;

      at = parent;
    }

  return TRUE;
}

static gboolean
has_edge (const TalusChange *change,
          const TalusId     *blocker,
          const TalusId     *blocked)
{
  const TalusEdge edge = { *blocker, *blocked };
  guint low = 0;
  guint high = change->n_edges;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      int order = talus_edge_compare (&change->edges[middle], &edge);

      if (order == 0)
        return TRUE;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return FALSE;
}

/* Whether a touch is of that very slot. */
static gboolean
touch_is (TalusHistory     *history,
          const TalusTouch *touch,
          const TalusSlot  *slot)
{
  TalusItem *item;
  const TalusChange *change;

  if (touch->kind != slot->kind)
    return FALSE;

  item = talus_history_get_item (history, touch->seq);
  change = talus_change_set_get (item->record->changes, touch->change);

  switch (slot->kind)
    {
    case TALUS_SLOT_PROPERTY:
    case TALUS_SLOT_META:
      return g_str_equal (change->key, slot->key);

    case TALUS_SLOT_EDGE:
      return has_edge (change, &slot->node, &slot->other);

    case TALUS_SLOT_EXISTENCE:
    case TALUS_SLOT_PLACE:
    case TALUS_SLOT_CHILDREN:
    case TALUS_SLOT_SUBTREE:
    case TALUS_SLOT_TREE:
    case TALUS_SLOT_DEPENDENCIES:
    default:
      return TRUE;
    }
}

/* What is looked for. */
typedef struct
{
  const TalusLookback *lookback;
  const TalusSlot *slot;
  gboolean same;             /* that very slot, instead of all that meets it */
  guint64 after;
  guint64 until;
  TalusItemFunc counts;
  gpointer user_data;
} Search;

static gboolean
item_counts (const Search *search,
             guint64       seq)
{
  return search->counts == NULL ||
         search->counts (search->lookback->history,
                         talus_history_get_item (search->lookback->history, seq),
                         search->user_data);
}

/* The newest record that touched a node in a way that meets the slot. */
static guint64
find_touch (const Search  *search,
            const TalusId *node)
{
  TalusHistory *history = search->lookback->history;
  TalusNodeLog *log = talus_history_get_log (history, node);
  TalusMoment end = { search->until - 1, G_MAXUINT };
  guint at;

  if (log == NULL || search->until == 0)
    return search->after;

  at = talus_touches_find (log->touches, log->touches_start, end);
  while (at > log->touches_start)
    {
      const TalusTouch *touch = &g_array_index (log->touches, TalusTouch, --at);
      gboolean meets;

      if (touch->seq <= search->after)
        break;

      if (search->same)
        meets = touch_is (history, touch, search->slot);
      else
        meets = touch->kind == TALUS_SLOT_EXISTENCE ||
                search->slot->kind == TALUS_SLOT_EXISTENCE ||
                touch_is (history, touch, search->slot);

      if (meets && item_counts (search, touch->seq))
        return touch->seq;
    }

  return search->after;
}

/* The index of the first record that removes or restores, from a seq on. */
static guint
find_removal (TalusHistory *history,
              guint64       seq)
{
  guint low = history->removals_start;
  guint high = history->removals->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (history->removals, guint64, middle) < seq)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* The newest record that removed or restored a subtree that the node was in. */
static guint64
find_subtree (const Search  *search,
              const TalusId *node)
{
  TalusHistory *history = search->lookback->history;

  for (guint at = find_removal (history, search->until); at > history->removals_start; at--)
    {
      guint64 seq = g_array_index (history->removals, guint64, at - 1);
      TalusItem *item;

      if (seq <= search->after)
        break;

      if (!item_counts (search, seq))
        continue;

      item = talus_history_get_item (history, seq);
      for (guint i = 0; i < talus_change_set_get_length (item->record->changes); i++)
        {
          const TalusChange *change = talus_change_set_get (item->record->changes, i);
          const TalusMoment moment = { seq, i };

          if ((change->op == TALUS_CHANGE_REMOVE || change->op == TALUS_CHANGE_RESTORE) &&
              talus_lookback_was_below (search->lookback, node, &change->node_id, moment))
            return seq;
        }
    }

  return search->after;
}

/* Whether a record has touched something in a subtree, as that was at a time. */
typedef struct
{
  const TalusLookback *lookback;
  const TalusId *top;
  TalusMoment moment;
  gboolean found;
} SubtreeSearch;

static void
look_in_subtree (const TalusId *node,
                 TalusSlotKind  kind,
                 gboolean       places,
                 gpointer       user_data)
{
  SubtreeSearch *search = user_data;

  search->found = search->found ||
                  (kind != TALUS_SLOT_META &&
                   talus_lookback_was_below (search->lookback, node, search->top,
                                             search->moment));
}

/* The nodes of a subtree that were put elsewhere, or back, since @after: those
 * by which it may share something with a subtree that holds neither its root
 * nor is held by it. */
static GPtrArray *
list_moved (const TalusLookback *self,
            const TalusId       *top,
            TalusMoment          moment,
            guint64              after)
{
  g_autoptr (GPtrArray) placed = g_ptr_array_new ();
  GPtrArray *moved = g_ptr_array_new ();
  TalusItem *newest = talus_history_get_newest (self->history);

  for (guint64 seq = after + 1; newest != NULL && seq <= newest->record->seq; seq++)
    {
      TalusItem *item = talus_history_get_item (self->history, seq);

      if (item == NULL || !(item->has_move || item->has_removal))
        continue;

      for (guint i = 0; i < talus_change_set_get_length (item->record->changes); i++)
        talus_change_list_placed (talus_change_set_get (item->record->changes, i), placed);
    }

  if (self->tried != NULL)
    {
      GHashTableIter iter;
      gpointer id;

      g_hash_table_iter_init (&iter, self->tried);
      while (g_hash_table_iter_next (&iter, &id, NULL))
        g_ptr_array_add (placed, id);
    }

  for (guint i = 0; i < placed->len; i++)
    if (talus_lookback_was_below (self, g_ptr_array_index (placed, i), top, moment))
      g_ptr_array_add (moved, g_ptr_array_index (placed, i));

  return moved;
}

static gboolean
subtrees_overlap (const TalusLookback *self,
                  const TalusId       *top,
                  GPtrArray           *moved,
                  const TalusId       *other,
                  TalusMoment          other_moment)
{
  if (talus_lookback_was_below (self, top, other, other_moment))
    return TRUE;

  for (guint i = 0; i < moved->len; i++)
    if (talus_lookback_was_below (self, g_ptr_array_index (moved, i), other, other_moment))
      return TRUE;

  return FALSE;
}

/* The newest record that touched anything in a subtree. */
static guint64
find_in_subtree (const Search *search,
                 TalusMoment   moment)
{
  const TalusLookback *self = search->lookback;
  const TalusId *top = &search->slot->node;
  g_autoptr (GPtrArray) moved = NULL;
  TalusItem *newest = talus_history_get_newest (self->history);
  guint64 last = newest != NULL ? MIN (newest->record->seq, search->until - 1) : 0;

  for (guint64 seq = last; seq > search->after; seq--)
    {
      TalusItem *item = talus_history_get_item (self->history, seq);

      if (item == NULL)
        break;

      if (!item_counts (search, seq))
        continue;

      for (guint i = 0; i < talus_change_set_get_length (item->record->changes); i++)
        {
          const TalusChange *change = talus_change_set_get (item->record->changes, i);
          SubtreeSearch in = { self, top, moment, FALSE };
          const TalusMoment then = { seq, i };

          talus_change_foreach_touch (change, look_in_subtree, &in);
          if (in.found)
            return seq;

          if (change->op != TALUS_CHANGE_REMOVE && change->op != TALUS_CHANGE_RESTORE)
            continue;

          if (moved == NULL)
            moved = list_moved (self, top, moment, search->after);
          if (subtrees_overlap (self, top, moved, &change->node_id, then))
            return seq;
        }
    }

  return search->after;
}

static guint64
search_at_nodes (Search *search)
{
  const TalusSlot *slot = search->slot;

  search->after = find_touch (search, &slot->node);
  if (slot->kind == TALUS_SLOT_META)
    return search->after;

  search->after = find_subtree (search, &slot->node);
  if (slot->kind != TALUS_SLOT_EDGE)
    return search->after;

  search->after = find_touch (search, &slot->other);

  return find_subtree (search, &slot->other);
}

/**
 * talus_lookback_find_writer:
 * @self: a lookback
 * @slot: what an earlier record wrote
 * @moment: when that was, for a subtree
 * @after: only records later than this
 * @until: only records before this
 * @counts: (nullable): which records count
 * @user_data: for @counts
 *
 * Finds the newest record that wrote what stands in the way of undoing a write
 * of @slot: the same, or the existence of its node; and where @slot is an
 * existence, anything at the node. Lists of children, TREE and DEP never do.
 *
 * Returns: its seq, or @after if there is none
 */
guint64
talus_lookback_find_writer (const TalusLookback *self,
                            const TalusSlot     *slot,
                            TalusMoment          moment,
                            guint64              after,
                            guint64              until,
                            TalusItemFunc        counts,
                            gpointer             user_data)
{
  Search search = { self, slot, FALSE, after, until, counts, user_data };

  switch (slot->kind)
    {
    case TALUS_SLOT_SUBTREE:
      return find_in_subtree (&search, moment);

    case TALUS_SLOT_EXISTENCE:
    case TALUS_SLOT_PLACE:
    case TALUS_SLOT_PROPERTY:
    case TALUS_SLOT_EDGE:
    case TALUS_SLOT_META:
      return search_at_nodes (&search);

    case TALUS_SLOT_CHILDREN:
    case TALUS_SLOT_TREE:
    case TALUS_SLOT_DEPENDENCIES:
    default:
      return after;
    }
}

/**
 * talus_lookback_find_existence:
 * @self: a lookback
 * @id: a node
 * @after: only records later than this
 *
 * Finds the newest record that made, removed or brought back a node, alone or
 * with a subtree it was in.
 *
 * Returns: its seq, or @after if there is none
 */
guint64
talus_lookback_find_existence (const TalusLookback *self,
                               const TalusId       *id,
                               guint64              after)
{
  const TalusSlot slot = { TALUS_SLOT_EXISTENCE, *id };
  Search search = { self, &slot, TRUE, after, G_MAXUINT64 };

  search.after = find_touch (&search, id);

  return find_subtree (&search, id);
}

/**
 * talus_lookback_wrote_existence:
 * @self: a lookback
 * @id: a node
 * @seq: a record
 *
 * Returns: whether that record made, removed or brought back the node, alone
 *   or with a subtree it was in
 */
gboolean
talus_lookback_wrote_existence (const TalusLookback *self,
                                const TalusId       *id,
                                guint64              seq)
{
  const TalusSlot slot = { TALUS_SLOT_EXISTENCE, *id };
  Search search = { self, &slot, TRUE, seq - 1, seq + 1 };

  return find_touch (&search, id) == seq || find_subtree (&search, id) == seq;
}

/**
 * talus_lookback_find_same:
 * @self: a lookback
 * @slot: a slot of a node, an edge or the project
 * @after: only records later than this
 *
 * Finds the newest record that wrote that very slot by name.
 *
 * Returns: its seq, or @after if there is none
 */
guint64
talus_lookback_find_same (const TalusLookback *self,
                          const TalusSlot     *slot,
                          guint64              after)
{
  Search search = { self, slot, TRUE, after, G_MAXUINT64 };

  return find_touch (&search, &slot->node);
}
