/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inverse of one change on the graph of now, under the template of now, or
 * the record that stands against it. It knows no stacks. */
#define G_LOG_DOMAIN "talus-model-undo"

#include "model/talus-undo-private.h"

#include <string.h>

#include "model/talus-history-index-private.h"
#include "model/talus-make-private.h"
#include "model/talus-node-private.h"
#include "model/talus-place-private.h"

/* What one change is inverted with. */
typedef struct
{
  TalusInversion *inversion;
  TalusGraph *graph;
  const TalusChange *change;
  TalusItem *done;
  TalusChangeSet *changes;
} Invert;

typedef gboolean (*ItemTest) (const Invert *self,
                              TalusItem    *item);

/* The newest record later than the one inverted that fits; for want of one,
 * whatever came last. */
static gboolean
blame_newest (const Invert *self,
              ItemTest      fits)
{
  TalusHistory *history = self->inversion->lookback.history;
  TalusItem *newest = talus_history_get_newest (history);
  TalusItem *item = newest;

  while (item != NULL && item->record->seq > self->done->record->seq)
    {
      if (fits (self, item))
        {
          self->inversion->culprit = item;
          return FALSE;
        }

      item = talus_history_get_item (history, item->record->seq - 1);
    }

  self->inversion->culprit = newest;

  return FALSE;
}

static gboolean
blame_seq (const Invert *self,
           guint64       seq)
{
  TalusHistory *history = self->inversion->lookback.history;

  self->inversion->culprit = seq > self->done->record->seq
                             ? talus_history_get_item (history, seq)
                             : talus_history_get_newest (history);

  return FALSE;
}

static gboolean
blame_existence (const Invert  *self,
                 const TalusId *id)
{
  return blame_seq (self, talus_lookback_find_existence (&self->inversion->lookback, id,
                                                         self->done->record->seq));
}

static gboolean
blame_template (const Invert *self)
{
  static const TalusSlot slot = { .kind = TALUS_SLOT_META, .key = "template" };

  return blame_seq (self, talus_lookback_find_same (&self->inversion->lookback, &slot,
                                                    self->done->record->seq));
}

static gboolean
has_move (const Invert *self,
          TalusItem    *item)
{
  return item->has_move;
}

static gboolean
has_link (const Invert *self,
          TalusItem    *item)
{
  return item->has_link;
}

static gboolean
need (const Invert   *self,
      const TalusId  *id,
      TalusNode     **node)
{
  TalusNode *found = talus_graph_get_node (self->graph, id);

  if (found == NULL)
    return blame_existence (self, id);

  if (node != NULL)
    *node = found;

  return TRUE;
}

static gboolean
need_parent (const Invert   *self,
             const TalusId  *id,
             TalusNode     **parent)
{
  *parent = NULL;

  return talus_id_is_null (id) || need (self, id, parent);
}

/* The template that was in force when the inverted record was written. */
static TalusTemplate *
dup_template_before (const Invert *self)
{
  static const TalusId project;
  TalusHistory *history = self->inversion->lookback.history;
  TalusNodeLog *log = talus_history_get_log (history, &project);
  guint at = log != NULL ? log->touches_start : 0;

  for (; log != NULL && at < log->touches->len; at++)
    {
      const TalusTouch *touch = &g_array_index (log->touches, TalusTouch, at);
      const TalusChange *change;
      g_autoptr (JsonNode) node = NULL;
      JsonObject *object;

      if (touch->seq < self->done->record->seq)
        continue;

      change = talus_change_set_get (talus_history_get_item (history, touch->seq)->record->changes,
                                     touch->change);
      if (!g_str_equal (change->key, "template"))
        continue;

      node = talus_value_to_node (change->old_value);
      object = json_node_get_object (node);

      return talus_graph_find_template (self->graph, json_object_get_string_member (object, "id"),
                                        json_object_get_string_member (object, "hash"));
    }

  return talus_template_ref (self->inversion->template_now);
}

/* Where a node comes back to: its type is refused only if it was allowed then,
 * so that the removal of what was misplaced all along can be undone. */
static gboolean
need_place (const Invert *self,
            TalusNode    *node,
            TalusNode    *parent)
{
  const char *type_id = talus_node_get_type_id (node);

  if (!talus_type_fits (talus_graph_get_template (self->graph), type_id, parent))
    {
      g_autoptr (TalusTemplate) before = dup_template_before (self);

      if (before != NULL && talus_type_fits (before, type_id, parent))
        return blame_template (self);
    }

  if (!talus_place_has_room (self->graph, parent, node))
    return blame_newest (self, has_move);

  return TRUE;
}

static void
set_anchors_of (TalusWhere       *where,
                const TalusPlace *place)
{
  *where = (TalusWhere) { FALSE };
  talus_where_set_anchors (where, place);
}

/* All nodes that can have come below something since it was made or brought
 * back, and are not of the inverted record: what was put somewhere, for what
 * was not is below what was. */
static GHashTable *
get_outsiders (const Invert *self)
{
  const TalusLookback *lookback = &self->inversion->lookback;
  g_autoptr (GPtrArray) placed = NULL;
  guint64 done = self->done->record->seq;
  guint64 newest;

  if (self->inversion->outsiders != NULL)
    return self->inversion->outsiders;

  placed = g_ptr_array_new ();
  newest = talus_history_get_newest (lookback->history)->record->seq;
  for (guint64 seq = done; seq <= newest; seq++)
    {
      TalusItem *item = talus_history_get_item (lookback->history, seq);

      for (guint i = 0; i < talus_change_set_get_length (item->record->changes); i++)
        talus_change_list_placed (talus_change_set_get (item->record->changes, i), placed);
    }

  self->inversion->outsiders = g_hash_table_new (talus_id_hash, talus_id_equal);
  for (guint i = 0; i < placed->len; i++)
    {
      gpointer id = g_ptr_array_index (placed, i);

      if (!talus_lookback_wrote_existence (lookback, id, done))
        g_hash_table_add (self->inversion->outsiders, id);
    }

  return self->inversion->outsiders;
}

static void
add_stranger (GHashTable **strangers,
              TalusNode   *node)
{
  if (*strangers == NULL)
    *strangers = g_hash_table_new (talus_id_hash, talus_id_equal);
  g_hash_table_add (*strangers, (gpointer) talus_node_get_id (node));
}

/* Nodes that came below what is to be removed and are not of the inverted
 * record. As a rule their coming is a conflict; where it is not in effect any
 * more, though they are there (an undo that skipped, or was partial), they
 * must not be swept away all the same. Walks the subtree or the outsiders,
 * whichever are fewer. */
static GHashTable *
find_strangers (const Invert *self,
                TalusNode    *top)
{
  GHashTable *strangers = NULL;
  GHashTable *outsiders;
  TalusNode *node;
  GHashTableIter iter;
  gpointer id;
  guint budget;

  /* The node itself is the record's, and most have nothing below them. */
  if (talus_node_get_n_children (top) == 0)
    return NULL;

  outsiders = get_outsiders (self);
  budget = g_hash_table_size (outsiders);
  if (budget == 0)
    return NULL;

  for (node = top; node != NULL && budget > 0; node = talus_node_walk (node, top), budget--)
    if (g_hash_table_contains (outsiders, talus_node_get_id (node)))
      add_stranger (&strangers, node);

  if (node == NULL)
    return strangers;

  g_hash_table_iter_init (&iter, outsiders);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      node = talus_graph_get_node (self->graph, id);
      if (node != NULL && talus_node_is_within (node, top))
        add_stranger (&strangers, node);
    }

  return strangers;
}

/* The newest record that made, removed, restored or moved one of them. */
static guint64
find_placer_of (const Invert *self,
                GHashTable   *strangers)
{
  const TalusLookback *lookback = &self->inversion->lookback;
  guint64 seq = self->done->record->seq;
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, strangers);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      TalusSlot slot = { TALUS_SLOT_PLACE };

      slot.node = *(const TalusId *) id;
      seq = talus_lookback_find_existence (lookback, id, seq);
      seq = talus_lookback_find_same (lookback, &slot, seq);
    }

  return seq;
}

static gboolean
invert_arrival (const Invert *self)
{
  g_autoptr (GHashTable) strangers = NULL;
  TalusNode *node = NULL;

  if (!need (self, &self->change->node_id, &node))
    return FALSE;

  strangers = find_strangers (self, node);
  if (strangers != NULL)
    return blame_seq (self, find_placer_of (self, strangers));

  talus_make_remove (self->graph, node, self->changes);

  return TRUE;
}

static gboolean
need_edges (const Invert *self,
            TalusNode    *node)
{
  const TalusEdge *edges = self->change->edges;
  guint n_edges = self->change->n_edges;

  for (guint i = 0; i < n_edges; i++)
    {
      const TalusId *const ends[] = { &edges[i].blocker, &edges[i].blocked };

      for (guint j = 0; j < G_N_ELEMENTS (ends); j++)
        {
          TalusNode *end = talus_graph_find_node (self->graph, ends[j]);

          if (end != NULL && (talus_node_is_within (end, node) || talus_node_is_live (end)))
            continue;

          if (talus_edges_close_ring (self->graph, edges, i))
            return blame_newest (self, has_link);

          return blame_existence (self, ends[j]);
        }
    }

  if (talus_edges_close_ring (self->graph, edges, n_edges))
    return blame_newest (self, has_link);

  return TRUE;
}

static gboolean
invert_removal (const Invert *self)
{
  const TalusChange *change = self->change;
  TalusNode *node = talus_graph_find_node (self->graph, &change->node_id);
  TalusNode *parent;
  TalusWhere where;

  if (node == NULL || !talus_node_is_removed (node))
    return blame_existence (self, &change->node_id);

  if (!need_parent (self, &change->place.parent, &parent) ||
      !need_place (self, node, parent) || !need_edges (self, node))
    return FALSE;

  set_anchors_of (&where, &change->place);
  talus_make_restore (self->graph, node, parent, &where, change->edges, change->n_edges,
                      self->changes);

  return TRUE;
}

static gboolean
invert_move (const Invert *self)
{
  const TalusChange *change = self->change;
  TalusNode *node = NULL;
  TalusNode *parent;
  TalusWhere where;

  if (!need (self, &change->node_id, &node) ||
      !need_parent (self, &change->from.parent, &parent))
    return FALSE;

  if (parent != NULL && talus_node_is_within (parent, node))
    return blame_newest (self, has_move);

  if (parent != talus_node_get_parent (node) && !need_place (self, node, parent))
    return FALSE;

  set_anchors_of (&where, &change->from);
  talus_make_move (self->graph, node, parent, &where, self->changes);

  return TRUE;
}

static gboolean
invert_unlink (const Invert *self)
{
  const TalusEdge *edge = &self->change->edges[0];

  if (!need (self, &edge->blocker, NULL) || !need (self, &edge->blocked, NULL))
    return FALSE;

  if (!talus_graph_has_edge (self->graph, &edge->blocker, &edge->blocked) &&
      talus_graph_edge_would_cycle (self->graph, &edge->blocker, &edge->blocked))
    return blame_newest (self, has_link);

  talus_make_edge (self->graph, edge, TRUE, self->changes);

  return TRUE;
}

static gboolean
invert_meta (const Invert *self)
{
  const TalusChange *change = self->change;
  g_autoptr (TalusTemplate) template = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  if (!g_str_equal (change->key, "template"))
    {
      talus_make_meta (self->graph, change->key, change->old_value, self->changes);
      return TRUE;
    }

  node = talus_value_to_node (change->old_value);
  object = json_node_get_object (node);
  template = talus_graph_find_template (self->graph,
                                        json_object_get_string_member (object, "id"),
                                        json_object_get_string_member (object, "hash"));
  if (template == NULL)
    return blame_template (self);

  talus_make_template (self->graph, template, self->changes);

  return TRUE;
}

/**
 * talus_invert_change:
 * @self: an inversion
 * @change: a change of @done
 * @done: the record that is inverted
 * @changes: where the inverse goes; nothing where it is so already
 *
 * Inverts one change on the graph as it is now.
 *
 * Returns: %FALSE with the culprit where that cannot be
 */
gboolean
talus_invert_change (TalusInversion    *self,
                     const TalusChange *change,
                     TalusItem         *done,
                     TalusChangeSet    *changes)
{
  const Invert invert = { self, self->lookback.graph, change, done, changes };
  TalusNode *node = NULL;

  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
    case TALUS_CHANGE_RESTORE:
      return invert_arrival (&invert);

    case TALUS_CHANGE_REMOVE:
      return invert_removal (&invert);

    case TALUS_CHANGE_MOVE:
      return invert_move (&invert);

    case TALUS_CHANGE_SET:
      if (!need (&invert, &change->node_id, &node))
        return FALSE;

      talus_make_set (self->lookback.graph, node, change->key, change->old_value, changes);
      return TRUE;

    case TALUS_CHANGE_LINK:
      talus_make_edge (self->lookback.graph, &change->edges[0], FALSE, changes);
      return TRUE;

    case TALUS_CHANGE_UNLINK:
      return invert_unlink (&invert);

    case TALUS_CHANGE_META:
      return invert_meta (&invert);

    case TALUS_CHANGE_BASELINE:
    default:
      return TRUE;
    }
}
