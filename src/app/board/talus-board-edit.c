/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches from cards and columns. It must not change anything, nor know who
 * wants it. */
#define G_LOG_DOMAIN "talus-app-board"

#include "app/board/talus-board-edit.h"

#include "app/core/talus-places.h"

#define MAX_PARENTS 100
#define MAX_CARDS   500
#define MAX_WALK    5000

/**
 * talus_board_may_move:
 * @plan: a plan
 * @nodes: (element-type TalusNode): cards
 * @slot: a column
 *
 * Says whether cards can be put into a column.
 *
 * Returns: %TRUE if their types allow it and something would change
 */
gboolean
talus_board_may_move (TalusBoardPlan *plan,
                      GPtrArray      *nodes,
                      guint           slot)
{
  gboolean changes = FALSE;

  for (guint i = 0; i < nodes->len; i++)
    {
      guint from;

      if (!talus_board_plan_place (plan, nodes->pdata[i], &from) ||
          (from != slot &&
           !talus_board_plan_takes (plan, slot, talus_node_get_type_id (nodes->pdata[i]))))
        return FALSE;
      changes |= from != slot;
    }

  return changes;
}

/**
 * talus_board_move:
 * @plan: a plan
 * @nodes: (element-type TalusNode): cards
 * @slot: a column
 * @label: (nullable): what the history shows
 *
 * Puts cards into a column.
 *
 * Returns: (transfer full) (nullable): the batch, or %NULL if nothing would
 *   change
 */
TalusBatch *
talus_board_move (TalusBoardPlan *plan,
                  GPtrArray      *nodes,
                  guint           slot,
                  const char     *label)
{
  const TalusBoardSlot *column = talus_board_plan_get_slot (plan, slot);
  g_autoptr (TalusBatch) batch = talus_batch_new (label);

  for (guint i = 0; i < nodes->len; i++)
    {
      g_autoptr (TalusValue) value = NULL;
      guint from;

      if (!talus_board_plan_place (plan, nodes->pdata[i], &from) || from == slot)
        continue;
      if (column->option != NULL)
        value = talus_value_new_string (column->option, -1);
      talus_batch_set_property (batch, talus_node_get_id (nodes->pdata[i]),
                                talus_board_plan_get_property_id (plan), value);
    }

  return talus_batch_get_length (batch) > 0 ? g_steal_pointer (&batch) : NULL;
}

/**
 * talus_board_find_slot:
 * @plan: a plan
 * @nodes: (element-type TalusNode): cards
 * @from: a column
 * @step: 1 or -1
 *
 * Finds the nearest column in one direction that cards can be put into.
 *
 * Returns: the column, or -1 if there is none
 */
int
talus_board_find_slot (TalusBoardPlan *plan,
                       GPtrArray      *nodes,
                       guint           from,
                       int             step)
{
  int n = (int) talus_board_plan_get_n_slots (plan);

  for (int slot = (int) from + step; slot >= 0 && slot < n; slot += step)
    {
      if (talus_board_may_move (plan, nodes, (guint) slot))
        return slot;
    }

  return -1;
}

/**
 * talus_board_may_order:
 * @nodes: (element-type TalusNode): cards
 * @target: another card
 *
 * Says whether cards can be put next to another: cards are in the order of the
 * project, so that only siblings can change places.
 *
 * Returns: %TRUE if they are siblings, and @target is none of them
 */
gboolean
talus_board_may_order (GPtrArray *nodes,
                       TalusNode *target)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      if (nodes->pdata[i] == target ||
          talus_node_get_parent (nodes->pdata[i]) != talus_node_get_parent (target))
        return FALSE;
    }

  return nodes->len > 0;
}

/**
 * talus_board_order:
 * @nodes: (element-type TalusNode): siblings of @target
 * @target: a card
 * @is_behind: whether behind it, or in front
 * @label: (nullable): what the history shows
 *
 * Puts cards next to another, in the order they have.
 *
 * Returns: (transfer full): the batch
 */
TalusBatch *
talus_board_order (GPtrArray  *nodes,
                   TalusNode  *target,
                   gboolean    is_behind,
                   const char *label)
{
  TalusNode *parent = talus_node_get_parent (target);
  TalusBatch *batch = talus_batch_new (label);
  TalusAnchor anchor = { is_behind ? TALUS_ANCHOR_AFTER : TALUS_ANCHOR_BEFORE,
                         *talus_node_get_id (target) };

  for (guint i = 0; i < nodes->len; i++)
    {
      talus_batch_move_node (batch, talus_node_get_id (nodes->pdata[i]),
                             parent != NULL ? talus_node_get_id (parent) : NULL, &anchor);
      anchor = (TalusAnchor) { TALUS_ANCHOR_AFTER, *talus_node_get_id (nodes->pdata[i]) };
    }

  return batch;
}

/**
 * talus_board_create:
 * @plan: a plan
 * @slot: a column
 * @type_id: the type of the card
 * @parent: below whom
 * @name: its name
 * @label: (nullable): what the history shows
 * @id: (out): that of the new node
 *
 * Makes a card.
 *
 * Returns: (transfer full): the batch
 */
TalusBatch *
talus_board_create (TalusBoardPlan *plan,
                    guint           slot,
                    const char     *type_id,
                    TalusNode      *parent,
                    const char     *name,
                    const char     *label,
                    TalusId        *id)
{
  const TalusBoardSlot *column = talus_board_plan_get_slot (plan, slot);
  TalusBatch *batch = talus_batch_new (label);
  g_autoptr (TalusValue) value = NULL;

  talus_batch_create_node (batch, type_id, talus_node_get_id (parent), NULL, name, id);
  if (column->option != NULL)
    value = talus_value_new_string (column->option, -1);
  talus_batch_with_property (batch, talus_board_plan_get_property_id (plan), value);

  return batch;
}

static gboolean
takes (TalusTemplate       *template,
       TalusNode           *parent,
       const TalusNodeType *type)
{
  const TalusNodeType *parent_type =
    talus_template_get_type_by_id (template, talus_node_get_type_id (parent));

  return parent_type != NULL && talus_template_allows_child (template, parent_type, type);
}

static void
add_parent (GPtrArray           *parents,
            GHashTable          *seen,
            TalusTemplate       *template,
            TalusNode           *node,
            const TalusNodeType *type)
{
  if (node != NULL && parents->len < MAX_PARENTS && takes (template, node, type) &&
      g_hash_table_add (seen, node))
    g_ptr_array_add (parents, node);
}

/**
 * talus_board_list_parents:
 * @graph: a graph
 * @type: the type of a card to be made
 * @cursor: (nullable): the node that somebody is at
 * @cards: (nullable): other cards of the column
 *
 * Lists nodes that a card can be made below. It looks at some only, not at the
 * whole graph.
 *
 * Returns: (transfer container) (element-type TalusNode): the likeliest first
 */
GPtrArray *
talus_board_list_parents (TalusGraph          *graph,
                          const TalusNodeType *type,
                          TalusNode           *cursor,
                          GListModel          *cards)
{
  TalusTemplate *template = talus_graph_get_template (graph);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GPtrArray *parents = g_ptr_array_new ();
  guint n_cards = cards != NULL ? MIN (g_list_model_get_n_items (cards), MAX_CARDS) : 0;
  TalusNode *node = talus_graph_get_root (graph, 0);

  /* Next to a card of the same type rather than below it. */
  if (cursor != NULL && g_str_equal (talus_node_get_type_id (cursor), type->id))
    add_parent (parents, seen, template, talus_node_get_parent (cursor), type);
  for (TalusNode *above = cursor; above != NULL; above = talus_node_get_parent (above))
    add_parent (parents, seen, template, above, type);
  for (guint i = 0; i < n_cards; i++)
    {
      g_autoptr (TalusNode) card = g_list_model_get_item (cards, i);

      add_parent (parents, seen, template, talus_node_get_parent (card), type);
    }
  for (guint i = 0; node != NULL && i < MAX_WALK && parents->len < MAX_PARENTS; i++)
    {
      add_parent (parents, seen, template, node, type);
      node = talus_places_next (node, NULL);
    }

  return parents;
}
