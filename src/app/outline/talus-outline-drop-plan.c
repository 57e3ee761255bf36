/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row has three parts: the gap above, itself, the gap below. A gap can mean
 * several places, one a level; of those that are allowed the one whose level
 * is nearest to the pointer is meant. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-drop-plan.h"

#define GAP 0.28

static gboolean
is_allowed (TalusOutlineTree    *tree,
            GPtrArray           *tops,
            const TalusDropPlan *plan)
{
  TalusGraph *graph = talus_outline_tree_get_graph (tree);

  if (tops == NULL)
    {
      g_autoptr (GPtrArray) types = talus_tree_list_types (talus_graph_get_template (graph),
                                                           plan->parent);

      return types->len > 0 && plan->parent != NULL;
    }

  return talus_tree_may_move (graph, tops, plan->parent, NULL) &&
         !talus_tree_is_there (graph, tops, plan->parent, &plan->anchor);
}

static guint
get_depth (TalusNode *parent)
{
  return parent != NULL ? talus_node_get_depth (parent) : 0;
}

static TalusDropPlan
make_plan (TalusNode     *target,
           TalusDropPart  part)
{
  TalusDropPlan plan = { NULL };

  talus_tree_get_place (target, part, &plan.parent, &plan.anchor);
  plan.into = part == TALUS_DROP_INTO;
  plan.depth = get_depth (plan.parent);

  return plan;
}

/* Keeps the better of two. */
static void
consider (TalusOutlineTree    *tree,
          GPtrArray           *tops,
          const TalusDropPlan *plan,
          int                  depth,
          TalusDropPlan       *best,
          gboolean            *found)
{
  if (*found && ABS ((int) plan->depth - depth) >= ABS ((int) best->depth - depth))
    return;
  if (!is_allowed (tree, tops, plan))
    return;

  *best = *plan;
  *found = TRUE;
}

/* The gap below the row of @above, in front of that of @below (nullable). */
static gboolean
find_in_gap (TalusOutlineTree *tree,
             GPtrArray        *tops,
             TalusNode        *above,
             TalusNode        *below,
             int               depth,
             TalusDropPlan    *best)
{
  gboolean found = FALSE;
  TalusDropPlan plan;

  if (below != NULL && talus_node_get_parent (below) == above)
    {
      plan = make_plan (above, TALUS_DROP_INTO_FIRST);
      consider (tree, tops, &plan, depth, best, &found);
      return found;
    }

  for (TalusNode *level = above; level != NULL; level = talus_node_get_parent (level))
    {
      plan = make_plan (level, TALUS_DROP_AFTER);
      consider (tree, tops, &plan, depth, best, &found);
      if (below != NULL && talus_node_get_parent (level) == talus_node_get_parent (below))
        break;
    }

  return found;
}

static TalusNode *
get_neighbour (TalusOutlineTree *tree,
               TalusNode        *target,
               gboolean          is_above)
{
  guint position = talus_outline_tree_find (tree, target);

  if (position == GTK_INVALID_LIST_POSITION || (is_above && position == 0))
    return NULL;

  return talus_outline_tree_get_node (tree, is_above ? position - 1 : position + 1);
}

static gboolean
find_above (TalusOutlineTree *tree,
            GPtrArray        *tops,
            TalusNode        *target,
            int               depth,
            TalusDropPlan    *plan)
{
  TalusNode *above = get_neighbour (tree, target, TRUE);

  if (above == NULL)
    {
      *plan = make_plan (target, TALUS_DROP_BEFORE);
      if (!is_allowed (tree, tops, plan))
        return FALSE;
    }
  else if (!find_in_gap (tree, tops, above, target, depth, plan))
    {
      return FALSE;
    }
  plan->above = TRUE;

  return TRUE;
}

static gboolean
find_below (TalusOutlineTree *tree,
            GPtrArray        *tops,
            TalusNode        *target,
            int               depth,
            TalusDropPlan    *plan)
{
  return find_in_gap (tree, tops, target, get_neighbour (tree, target, FALSE), depth, plan);
}

/**
 * talus_drop_plan_is_on:
 * @part: where on a row the pointer is: 0 at its upper edge, 1 at its lower
 *
 * Says whether the row itself is meant, rather than what is beside it.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_drop_plan_is_on (double part)
{
  return part >= GAP && part <= 1 - GAP;
}

/**
 * talus_drop_plan_find:
 * @tree: the rows
 * @tops: (nullable) (element-type TalusNode): what would be moved, or %NULL
 *   for what would be made
 * @target: the node of a row
 * @part: where on the row the pointer is: 0 at its upper edge, 1 at its lower
 * @depth: how many indents the pointer is from the start
 * @plan: (out): return location for the place
 *
 * Finds the place that is meant.
 *
 * Returns: %FALSE where nothing may land there
 */
gboolean
talus_drop_plan_find (TalusOutlineTree *tree,
                      GPtrArray        *tops,
                      TalusNode        *target,
                      double            part,
                      int               depth,
                      TalusDropPlan    *plan)
{
  if (part < GAP && find_above (tree, tops, target, depth, plan))
    return TRUE;
  if (part > 1 - GAP && find_below (tree, tops, target, depth, plan))
    return TRUE;

  *plan = make_plan (target, TALUS_DROP_INTO);
  if (is_allowed (tree, tops, plan))
    return TRUE;

  /* Where it may not go into, the nearer gap is meant. */
  if (part < 0.5)
    return find_above (tree, tops, target, depth, plan);

  return find_below (tree, tops, target, depth, plan);
}
