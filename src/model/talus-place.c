/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places among siblings: from what a command says to the neighbours that a
 * change names. It knows no rule of the template and changes nothing. */
#define G_LOG_DOMAIN "talus-model-place"

#include "model/talus-place-private.h"

static const TalusId null_id;

static guint
count_children (TalusGraph *graph,
                TalusNode  *parent)
{
  return parent != NULL ? talus_node_get_n_children (parent) : talus_graph_get_n_roots (graph);
}

static TalusNode *
get_child (TalusGraph *graph,
           TalusNode  *parent,
           guint       index)
{
  if (index >= count_children (graph, parent))
    return NULL;

  return parent != NULL ? talus_node_get_child (parent, index)
                        : talus_graph_get_root (graph, index);
}

static void
set_neighbour (TalusId   *id,
               TalusNode *node)
{
  *id = node != NULL ? *talus_node_get_id (node) : null_id;
}

/* The live child of @parent that an anchor names, if it is one and not the
 * node that is about to move. */
static TalusNode *
find_anchor (TalusGraph     *graph,
             TalusNode      *parent,
             const TalusRef *ref,
             TalusNode      *moving)
{
  TalusNode *node;

  if (ref->kind != TALUS_REF_ID)
    return NULL;

  node = talus_graph_get_node (graph, &ref->id);

  return node != NULL && node != moving && talus_node_get_parent (node) == parent ? node : NULL;
}

static TalusNode *
next_but (TalusNode *node,
          TalusNode *moving)
{
  TalusNode *next = talus_node_get_next_sibling (node);

  return next != NULL && next == moving ? talus_node_get_next_sibling (next) : next;
}

static TalusNode *
previous_but (TalusNode *node,
              TalusNode *moving)
{
  TalusNode *previous = talus_node_get_previous_sibling (node);

  return previous != NULL && previous == moving ? talus_node_get_previous_sibling (previous)
                                                : previous;
}

/* How many levels the subtree of @top has, counted no further than to one
 * more than @limit. */
static guint
measure_height (TalusNode *top,
                guint      limit)
{
  TalusNode *node = top;
  guint level = 1;
  guint height = 1;

  for (;;)
    {
      TalusNode *next = talus_node_get_first_child (node);

      if (next != NULL)
        {
          level++;
        }
      else
        {
          while (node != top && (next = talus_node_get_next_sibling (node)) == NULL)
            {
              node = talus_node_get_parent (node);
              level--;
            }

          if (node == top)
            return height;
        }

      height = MAX (height, level);
      if (height > limit)
        return height;

      node = next;
    }
}

/**
 * talus_place_of:
 * @graph: a graph
 * @node: a live node of it
 * @place: (out): its place
 *
 * Names the place of a node by who is around it.
 */
void
talus_place_of (TalusGraph *graph,
                TalusNode  *node,
                TalusPlace *place)
{
  TalusNode *parent;

  g_return_if_fail (TALUS_IS_GRAPH (graph));
  g_return_if_fail (TALUS_IS_NODE (node));
  g_return_if_fail (place != NULL);

  parent = talus_node_get_parent (node);
  set_neighbour (&place->parent, parent);
  set_neighbour (&place->after, talus_node_get_previous_sibling (node));
  set_neighbour (&place->before, talus_node_get_next_sibling (node));
}

/**
 * talus_place_find:
 * @graph: a graph
 * @parent: (nullable): whose child a node is to be, or %NULL for a root
 * @where: what a command says of its place; nothing means last
 * @moving: (nullable): the node, where it is in the graph already: it does not
 *   count among its siblings
 * @place: (out): between whom it comes to be
 *
 * Turns what a command says into a place: behind `after` if that is a child
 * there, else in front of `before`, else last; an `after` of null is first.
 * Takes O(log n) of the number of siblings.
 */
void
talus_place_find (TalusGraph       *graph,
                  TalusNode        *parent,
                  const TalusWhere *where,
                  TalusNode        *moving,
                  TalusPlace       *place)
{
  TalusNode *after = NULL;
  TalusNode *before = NULL;
  gboolean counts;
  guint n_others;
  guint own = G_MAXUINT;
  guint index;

  g_return_if_fail (TALUS_IS_GRAPH (graph));
  g_return_if_fail (parent == NULL || TALUS_IS_NODE (parent));
  g_return_if_fail (where != NULL);
  g_return_if_fail (place != NULL);

  set_neighbour (&place->parent, parent);

  if ((after = find_anchor (graph, parent, &where->after, moving)) != NULL)
    {
      before = next_but (after, moving);
    }
  else if (where->after.kind != TALUS_REF_NULL &&
           (before = find_anchor (graph, parent, &where->before, moving)) != NULL)
    {
      after = previous_but (before, moving);
    }
  else
    {
      counts = moving != NULL && talus_node_is_live (moving) &&
               talus_node_get_parent (moving) == parent;
      n_others = count_children (graph, parent) - (counts ? 1 : 0);
      if (counts)
        own = talus_node_get_index (moving);

      if (where->after.kind == TALUS_REF_NULL)
        index = 0;
      else if (where->has_index)
        index = (guint) MIN (where->index, n_others);
      else
        index = n_others;

      if (index > 0)
        after = get_child (graph, parent, index - 1 < own ? index - 1 : index);
      if (index < n_others)
        before = get_child (graph, parent, index < own ? index : index + 1);
    }

  set_neighbour (&place->after, after);
  set_neighbour (&place->before, before);
}

/**
 * talus_place_equal:
 * @a: a place
 * @b: another
 *
 * Returns: whether both have the same parent and neighbours
 */
gboolean
talus_place_equal (const TalusPlace *a,
                   const TalusPlace *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  return talus_id_equal (&a->parent, &b->parent) && talus_id_equal (&a->after, &b->after) &&
         talus_id_equal (&a->before, &b->before);
}

/**
 * talus_place_has_room:
 * @graph: a graph
 * @parent: (nullable): the parent to be, or %NULL for a root
 * @top: (nullable): the top of the subtree that is to come there, or %NULL for
 *   a single new node
 *
 * Says whether the limits on depth and on the number of children allow one
 * more child with its subtree.
 *
 * Returns: whether it may
 */
gboolean
talus_place_has_room (TalusGraph *graph,
                      TalusNode  *parent,
                      TalusNode  *top)
{
  guint above;
  guint room;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), FALSE);
  g_return_val_if_fail (parent == NULL || TALUS_IS_NODE (parent), FALSE);
  g_return_val_if_fail (top == NULL || TALUS_IS_NODE (top), FALSE);

  if (count_children (graph, parent) >= TALUS_MAX_CHILDREN)
    return FALSE;

  above = parent != NULL ? talus_node_get_depth (parent) : 0;
  if (above >= TALUS_MAX_TREE_DEPTH)
    return FALSE;

  /* A live subtree that comes no deeper than it is fits as it did, whatever
   * its size: nothing has to be measured. A removed one may have been carried
   * down with its former parent, unmeasured. */
  if (top == NULL || (talus_node_is_live (top) && talus_node_get_depth (top) > above))
    return TRUE;

  room = TALUS_MAX_TREE_DEPTH - above;

  return measure_height (top, room) <= room;
}

/**
 * talus_where_set_anchors:
 * @where: (out): what a command would say
 * @place: a place
 *
 * Says a place by its neighbours, which holds while others change things.
 */
void
talus_where_set_anchors (TalusWhere       *where,
                         const TalusPlace *place)
{
  g_return_if_fail (where != NULL);
  g_return_if_fail (place != NULL);

  where->has_index = FALSE;
  where->index = 0;
  where->after.kind = talus_id_is_null (&place->after) ? TALUS_REF_NULL : TALUS_REF_ID;
  where->after.id = place->after;
  where->before.kind = talus_id_is_null (&place->before) ? TALUS_REF_NULL : TALUS_REF_ID;
  where->before.id = place->before;
}

/**
 * talus_where_is_default:
 * @where: what a command says
 *
 * Returns: whether it says nothing
 */
gboolean
talus_where_is_default (const TalusWhere *where)
{
  g_return_val_if_fail (where != NULL, TRUE);

  return !where->has_index && where->after.kind == TALUS_REF_ABSENT &&
         where->before.kind == TALUS_REF_ABSENT;
}
