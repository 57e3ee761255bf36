/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dependencies of a graph as readers see them. It knows nodes and trees
 * only where an edge has to be found from them. */
#define G_LOG_DOMAIN "talus-model-graph-edges"

#include "model/talus-graph.h"

#include "model/talus-graph-private.h"

/**
 * talus_graph_has_edge:
 * @self: a graph
 * @blocker: the one that blocks
 * @blocked: the one that waits
 *
 * Says whether there is a dependency.
 *
 * Returns: %TRUE if there is
 */
gboolean
talus_graph_has_edge (TalusGraph    *self,
                      const TalusId *blocker,
                      const TalusId *blocked)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), FALSE);
  g_return_val_if_fail (blocker != NULL && blocked != NULL, FALSE);

  return talus_edges_has (self->edges, &(TalusEdge) { *blocker, *blocked });
}

/**
 * talus_graph_get_edge_seq:
 * @self: a graph
 * @blocker: the one that blocks
 * @blocked: the one that waits
 *
 * Gives the record that last made or cut a dependency.
 *
 * Returns: the seq, 0 if unknown
 */
guint64
talus_graph_get_edge_seq (TalusGraph    *self,
                          const TalusId *blocker,
                          const TalusId *blocked)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), 0);
  g_return_val_if_fail (blocker != NULL && blocked != NULL, 0);

  return talus_edges_get_seq (self->edges, &(TalusEdge) { *blocker, *blocked });
}

/**
 * talus_graph_edge_would_cycle:
 * @self: a graph
 * @blocker: the one that would block
 * @blocked: the one that would wait
 *
 * Says whether a dependency would close a circle, itself included. Costs what
 * waits for @blocked, near or far.
 *
 * Returns: %TRUE if it would
 */
gboolean
talus_graph_edge_would_cycle (TalusGraph    *self,
                              const TalusId *blocker,
                              const TalusId *blocked)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), FALSE);
  g_return_val_if_fail (blocker != NULL && blocked != NULL, FALSE);

  return talus_edges_reaches (self->edges, blocked, blocker);
}

/**
 * talus_graph_list_blockers:
 * @self: a graph
 * @blocked: the one that waits
 *
 * Lists whom a node waits for.
 *
 * Returns: (transfer full) (element-type Talus.Id): their ids, sorted
 */
GArray *
talus_graph_list_blockers (TalusGraph    *self,
                           const TalusId *blocked)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);
  g_return_val_if_fail (blocked != NULL, NULL);

  return talus_edges_list_in (self->edges, blocked);
}

/**
 * talus_graph_list_blocked:
 * @self: a graph
 * @blocker: the one that blocks
 *
 * Lists who waits for a node.
 *
 * Returns: (transfer full) (element-type Talus.Id): their ids, sorted
 */
GArray *
talus_graph_list_blocked (TalusGraph    *self,
                          const TalusId *blocker)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);
  g_return_val_if_fail (blocker != NULL, NULL);

  return talus_edges_list_out (self->edges, blocker);
}

/**
 * talus_graph_list_edges:
 * @self: a graph
 *
 * Lists every dependency.
 *
 * Returns: (transfer full) (element-type Talus.Edge): the edges, sorted
 */
GArray *
talus_graph_list_edges (TalusGraph *self)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);

  return talus_edges_list (self->edges);
}

/**
 * talus_graph_list_edges_of_subtree:
 * @self: a graph
 * @node: a node
 * @count: (out) (optional): how many nodes its subtree has, itself included
 *
 * Lists the dependencies that touch a subtree. Costs the subtree.
 *
 * Returns: (transfer full) (element-type Talus.Edge): the edges, sorted
 */
GArray *
talus_graph_list_edges_of_subtree (TalusGraph *self,
                                   TalusNode  *node,
                                   guint64    *count)
{
  GArray *edges;
  guint n_edges = 0;
  guint64 n_nodes = 0;

  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);
  g_return_val_if_fail (TALUS_IS_NODE (node), NULL);

  edges = g_array_new (FALSE, FALSE, sizeof (TalusEdge));
  for (TalusNode *below = node; below != NULL; below = talus_node_walk (below, node))
    {
      n_nodes++;
      if (talus_edges_get_n_live (self->edges) > 0)
        talus_edges_list_at (self->edges, &below->id, edges);
    }

  /* An edge with both ends in the subtree came twice. */
  g_array_sort (edges, talus_edge_compare);
  for (guint i = 0; i < edges->len; i++)
    {
      const TalusEdge *edge = &g_array_index (edges, TalusEdge, i);

      if (n_edges == 0 ||
          talus_edge_compare (&g_array_index (edges, TalusEdge, n_edges - 1), edge) != 0)
        g_array_index (edges, TalusEdge, n_edges++) = *edge;
    }
  g_array_set_size (edges, n_edges);

  if (count != NULL)
    *count = n_nodes;

  return edges;
}
