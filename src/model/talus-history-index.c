/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index of the history: a record is entered under each node that it wrote
 * anything of, so that entering costs what the record itself has slots. It
 * knows no entries. */
#define G_LOG_DOMAIN "talus-model-history"

#include "model/talus-history-index-private.h"

typedef struct
{
  TalusHistory *history;
  guint64 seq;
  guint change;
  gboolean oldest;
} Walk;

static void
touch_spec (const TalusNodeSpec *spec,
            TalusTouchFunc       func,
            gpointer             user_data)
{
  func (&spec->id, TALUS_SLOT_EXISTENCE, TRUE, user_data);
  if (spec->children == NULL)
    return;

  for (guint i = 0; i < spec->children->len; i++)
    touch_spec (g_ptr_array_index (spec->children, i), func, user_data);
}

static void
touch_children_of (const TalusId  *parent,
                   TalusTouchFunc  func,
                   gpointer        user_data)
{
  /* The list of the roots can never meet anything: it has no existence. */
  if (!talus_id_is_null (parent))
    func (parent, TALUS_SLOT_CHILDREN, FALSE, user_data);
}

/**
 * talus_change_foreach_touch:
 * @change: a change
 * @func: called for each node that it writes something of by name
 * @user_data: for @func
 *
 * Names the nodes that a change touches: of a subtree only the root.
 */
void
talus_change_foreach_touch (const TalusChange *change,
                            TalusTouchFunc     func,
                            gpointer           user_data)
{
  static const TalusId project;

  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      touch_spec (change->spec, func, user_data);
      touch_children_of (&change->place.parent, func, user_data);
      break;

    case TALUS_CHANGE_REMOVE:
    case TALUS_CHANGE_RESTORE:
      func (&change->node_id, TALUS_SLOT_EXISTENCE, TRUE, user_data);
      touch_children_of (&change->place.parent, func, user_data);
      break;

    case TALUS_CHANGE_MOVE:
      func (&change->node_id, TALUS_SLOT_PLACE, TRUE, user_data);
      touch_children_of (&change->from.parent, func, user_data);
      touch_children_of (&change->place.parent, func, user_data);
      break;

    case TALUS_CHANGE_SET:
      func (&change->node_id, TALUS_SLOT_PROPERTY, FALSE, user_data);
      break;

    case TALUS_CHANGE_META:
      func (&project, TALUS_SLOT_META, FALSE, user_data);
      break;

    case TALUS_CHANGE_LINK:
    case TALUS_CHANGE_UNLINK:
    case TALUS_CHANGE_BASELINE:
    default:
      break;
    }

  for (guint i = 0; i < change->n_edges; i++)
    {
      func (&change->edges[i].blocker, TALUS_SLOT_EDGE, FALSE, user_data);
      func (&change->edges[i].blocked, TALUS_SLOT_EDGE, FALSE, user_data);
    }
}

static void
add_placed (const TalusId *node,
            TalusSlotKind  kind,
            gboolean       places,
            gpointer       user_data)
{
  if (places)
    g_ptr_array_add (user_data, (gpointer) node);
}

/**
 * talus_change_list_placed:
 * @change: a change
 * @ids: (element-type TalusId): where the nodes are appended that it inserts,
 *   removes, restores or moves, of a subtree only the root; they belong to
 *   @change
 *
 * Names the nodes that a change puts somewhere or takes away.
 */
void
talus_change_list_placed (const TalusChange *change,
                          GPtrArray         *ids)
{
  talus_change_foreach_touch (change, add_placed, ids);
}

static TalusNodeLog *
node_log_new (void)
{
  TalusNodeLog *log = g_new0 (TalusNodeLog, 1);

  log->touches = g_array_new (FALSE, FALSE, sizeof (TalusTouch));
  log->placings = g_array_new (FALSE, FALSE, sizeof (TalusTouch));

  return log;
}

/**
 * talus_node_log_free:
 * @log: (transfer full): a TalusNodeLog
 *
 * Frees it.
 */
void
talus_node_log_free (gpointer log)
{
  TalusNodeLog *self = log;

  g_array_unref (self->touches);
  g_array_unref (self->placings);
  g_free (self);
}

/**
 * talus_history_get_log:
 * @self: a history
 * @node: a node's id, or the null id for the project
 *
 * Returns: (transfer none) (nullable): what was written of it
 */
TalusNodeLog *
talus_history_get_log (TalusHistory  *self,
                       const TalusId *node)
{
  return g_hash_table_lookup (self->nodes, node);
}

static void
add_touch (const TalusId *node,
           TalusSlotKind  kind,
           gboolean       places,
           gpointer       user_data)
{
  Walk *walk = user_data;
  TalusTouch touch = { walk->seq, walk->change, kind };
  TalusNodeLog *log = talus_history_get_log (walk->history, node);

  if (log == NULL)
    {
      log = node_log_new ();
      g_hash_table_insert (walk->history->nodes, g_memdup2 (node, sizeof *node), log);
    }

  g_array_append_val (log->touches, touch);
  if (places)
    g_array_append_val (log->placings, touch);
}

/* Takes what is of one record off an end. */
static void
drop_from (GArray   *touches,
           guint    *start,
           guint64   seq,
           gboolean  oldest)
{
  if (!oldest)
    {
      guint length = touches->len;

      while (length > *start && g_array_index (touches, TalusTouch, length - 1).seq == seq)
        length--;
      g_array_set_size (touches, length);
      return;
    }

  while (*start < touches->len && g_array_index (touches, TalusTouch, *start).seq == seq)
    (*start)++;

  /* A busy parent has thousands: they are moved up once in a while only. */
  if (*start > 32 && *start > touches->len / 2)
    {
      g_array_remove_range (touches, 0, *start);
      *start = 0;
    }
}

static void
drop_touch (const TalusId *node,
            TalusSlotKind  kind,
            gboolean       places,
            gpointer       user_data)
{
  Walk *walk = user_data;
  TalusNodeLog *log = talus_history_get_log (walk->history, node);

  if (log == NULL)
    return;

  drop_from (log->touches, &log->touches_start, walk->seq, walk->oldest);
  if (places)
    drop_from (log->placings, &log->placings_start, walk->seq, walk->oldest);

  if (log->touches_start == log->touches->len)
    g_hash_table_remove (walk->history->nodes, node);
}

/**
 * talus_history_index_add:
 * @self: a history
 * @item: the newest of it
 *
 * Enters a record.
 */
void
talus_history_index_add (TalusHistory *self,
                         TalusItem    *item)
{
  Walk walk = { self, item->record->seq };

  for (; walk.change < talus_change_set_get_length (item->record->changes); walk.change++)
    {
      const TalusChange *change = talus_change_set_get (item->record->changes, walk.change);

      talus_change_foreach_touch (change, add_touch, &walk);
      if (change->op == TALUS_CHANGE_REMOVE || change->op == TALUS_CHANGE_RESTORE)
        item->has_removal = TRUE;
      if (change->op == TALUS_CHANGE_MOVE)
        item->has_move = TRUE;
      if (change->op == TALUS_CHANGE_LINK ||
          (change->op == TALUS_CHANGE_RESTORE && change->n_edges > 0))
        item->has_link = TRUE;
    }

  if (item->has_removal)
    g_array_append_val (self->removals, walk.seq);
}

/**
 * talus_history_index_drop:
 * @self: a history
 * @item: the newest of it, or the oldest
 * @oldest: which
 *
 * Takes a record out again.
 */
void
talus_history_index_drop (TalusHistory *self,
                          TalusItem    *item,
                          gboolean      oldest)
{
  Walk walk = { self, item->record->seq, 0, oldest };

  for (; walk.change < talus_change_set_get_length (item->record->changes); walk.change++)
    talus_change_foreach_touch (talus_change_set_get (item->record->changes, walk.change),
                                drop_touch, &walk);

  if (!item->has_removal)
    return;

  if (!oldest)
    {
      g_array_set_size (self->removals, self->removals->len - 1);
      return;
    }

  self->removals_start++;
  if (self->removals_start > 32 && self->removals_start > self->removals->len / 2)
    {
      g_array_remove_range (self->removals, 0, self->removals_start);
      self->removals_start = 0;
    }
}

/**
 * talus_touches_find:
 * @touches: (element-type TalusTouch): in order
 * @start: where they begin
 * @moment: a time
 *
 * Returns: the index of the first that is later, or the length
 */
guint
talus_touches_find (GArray      *touches,
                    guint        start,
                    TalusMoment  moment)
{
  guint low = start;
  guint high = touches->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const TalusTouch *touch = &g_array_index (touches, TalusTouch, middle);

      if (touch->seq < moment.seq || (touch->seq == moment.seq && touch->change <= moment.change))
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}
