/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order by the way up to what two nodes have in common: nothing is kept, and
 * nothing is walked but that. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-places.h"

/**
 * talus_places_next:
 * @node: a node
 * @top: (nullable): @node or one above it; %NULL for the whole project
 *
 * Goes on to what is behind a node as a project is read.
 *
 * Returns: (transfer none) (nullable): the first child, else what follows; %NULL at
 *   the end of the subtree of @top
 */
TalusNode *
talus_places_next (TalusNode *node,
                   TalusNode *top)
{
  TalusNode *next = talus_node_get_first_child (node);

  for (; next == NULL && node != NULL && node != top; node = talus_node_get_parent (node))
    next = talus_node_get_next_sibling (node);

  return next;
}

/**
 * talus_places_compare:
 * @a: a live node
 * @b: another of the same graph
 *
 * Says which comes first when the project is read from top to bottom. Costs
 * their depths.
 *
 * Returns: less than, equal to or greater than 0
 */
int
talus_places_compare (TalusNode *a,
                      TalusNode *b)
{
  guint depth_a = talus_node_get_depth (a);
  guint depth_b = talus_node_get_depth (b);
  int deeper = (depth_a > depth_b) - (depth_a < depth_b);
  guint place_a;
  guint place_b;

  if (a == b)
    return 0;

  for (; depth_a > depth_b; depth_a--)
    a = talus_node_get_parent (a);
  for (; depth_b > depth_a; depth_b--)
    b = talus_node_get_parent (b);

  /* One is above the other. */
  if (a == b)
    return deeper;

  while (talus_node_get_parent (a) != talus_node_get_parent (b))
    {
      a = talus_node_get_parent (a);
      b = talus_node_get_parent (b);
    }

  place_a = talus_node_get_index (a);
  place_b = talus_node_get_index (b);

  return (place_a > place_b) - (place_a < place_b);
}

/**
 * talus_places_compare_func:
 * @a: (type gpointer): a pointer to a live node
 * @b: (type gpointer): another
 *
 * Compares as talus_places_compare() does, for sorting arrays.
 *
 * Returns: less than, equal to or greater than 0
 */
int
talus_places_compare_func (gconstpointer a,
                           gconstpointer b)
{
  return talus_places_compare (*(TalusNode * const *) a, *(TalusNode * const *) b);
}
