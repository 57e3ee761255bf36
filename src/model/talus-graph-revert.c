/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking change sets back, newest first: with the trace of having applied
 * them exactly, without one from the log alone. Unlike an undo, which is a
 * change of its own, it leaves nothing behind. */
#define G_LOG_DOMAIN "talus-model-graph-revert"

#include "model/talus-graph.h"

#include "base/talus-error.h"
#include "model/talus-graph-steps-private.h"

/* Whether something that was removed hangs below @node: reverting in order
 * would have brought it back first. */
static gboolean
has_removed_below (TalusGraph *self,
                   TalusNode  *node)
{
  GHashTableIter iter;
  gpointer removal;

  g_hash_table_iter_init (&iter, self->removals);
  while (g_hash_table_iter_next (&iter, &removal, NULL))
    {
      TalusNode *removed = talus_graph_find_node (self, &((TalusRemoval *) removal)->id);

      if (removed != NULL && talus_node_is_within (removed, node))
        return TRUE;
    }

  return FALSE;
}

static gboolean
revert_insert (TalusGraph         *self,
               const TalusChange  *change,
               GError            **error)
{
  TalusNode *node = talus_graph_need_live (self, &change->spec->id, error);
  g_autoptr (GPtrArray) nodes = NULL;
  gboolean had_removed = FALSE;

  if (node == NULL || !talus_graph_check_here (node, &change->place, error))
    return FALSE;

  nodes = g_ptr_array_new ();
  for (TalusNode *below = node; below != NULL; below = talus_node_walk (below, node))
    {
      g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (TalusEdge));

      g_ptr_array_add (nodes, below);
      had_removed |= below->had_removed;
      talus_edges_list_at (self->edges, &below->id, edges);
      if (edges->len > 0)
        return talus_graph_diverge (error, &below->id, "has dependencies still");
    }

  if (nodes->len != talus_node_spec_count (change->spec) ||
      (had_removed && has_removed_below (self, node)))
    return talus_graph_diverge (error, &node->id, "has other nodes below it");

  talus_graph_detach (self, node);
  for (guint i = 0; i < nodes->len; i++)
    talus_graph_drop_node (self, g_ptr_array_index (nodes, i));
  self->n_live -= nodes->len;

  return TRUE;
}

static gboolean
revert_remove (TalusGraph            *self,
               const TalusChange     *change,
               const TalusTraceStep  *step,
               GError               **error)
{
  TalusNode *node = talus_graph_find_node (self, &change->node_id);
  TalusNode *parent;
  TalusNode *after;

  if (node == NULL || !node->removed)
    return talus_graph_diverge (error, &change->node_id, "was not removed");
  if (talus_node_count (node) != change->count)
    return talus_graph_diverge (error, &change->node_id, "has another number of nodes below it");
  if (!talus_graph_find_gap (self, &change->place, NULL, &parent, &after, error) ||
      !talus_graph_check_new_edges (self, change, node, error))
    return FALSE;

  g_free (talus_graph_link_edges (self, change, step != NULL ? step->edge_seqs : NULL, 0));
  node->existence_seq = step != NULL ? step->seq : 0;
  node->removed = FALSE;
  g_hash_table_remove (self->removals, &node->id);
  self->n_live += change->count;
  talus_graph_attach (self, parent, after, node);

  return TRUE;
}

static gboolean
revert_restore (TalusGraph         *self,
                const TalusChange  *change,
                TalusTraceStep     *step,
                GError            **error)
{
  TalusNode *node = talus_graph_need_live (self, &change->node_id, error);
  guint64 n_below = 0;

  if (node == NULL ||
      !talus_graph_check_here (node, &change->place, error) ||
      !talus_graph_check_subtree (self, node, change, error))
    return FALSE;

  g_free (talus_graph_cut_edges (self, change, step != NULL ? step->edge_seqs : NULL, 0));
  for (TalusNode *below = talus_node_walk (node, node); below != NULL;
       below = talus_node_walk (below, node))
    below->existence_seq = step != NULL ? step->node_seqs[n_below++] : 0;
  node->existence_seq = step != NULL ? step->seq : change->removed_seq;
  node->place_seq = step != NULL ? step->place_seq : 0;
  node->removed = TRUE;
  self->n_live -= change->count;
  talus_graph_detach (self, node);

  /* Without a trace the place it had before is unknown until the removal
   * itself is taken back, which names it. It cannot stay below the parent it
   * has now: that one may be younger than the removal. */
  if (step != NULL)
    {
      node->links.parent = talus_id_is_null (&step->parent)
                             ? NULL : talus_graph_find_node (self, &step->parent);
      g_hash_table_add (self->removals, g_steal_pointer (&step->removal));
    }
  else
    {
      node->links.parent = NULL;
      g_hash_table_add (self->removals, talus_removal_new (&node->id, change->removed_seq,
                                                           &(TalusPlace) { 0 }, change->edges,
                                                           change->n_edges));
    }
  if (node->links.parent != NULL)
    node->links.parent->had_removed = TRUE;

  return TRUE;
}

/* Takes one change back: the last one there was. */
gboolean
talus_graph_revert_change (TalusGraph         *self,
                           const TalusChange  *change,
                           TalusTraceStep     *step,
                           GError            **error)
{
  guint64 seq = step != NULL ? step->seq : 0;
  guint old_index;
  guint new_index;

  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      return revert_insert (self, change, error);
    case TALUS_CHANGE_REMOVE:
      return revert_remove (self, change, step, error);
    case TALUS_CHANGE_RESTORE:
      return revert_restore (self, change, step, error);
    case TALUS_CHANGE_MOVE:
      return talus_graph_move_node (self, &change->node_id, &change->place, &change->from,
                                    &seq, &old_index, &new_index, error);
    case TALUS_CHANGE_SET:
    case TALUS_CHANGE_META:
      return talus_graph_set_value (self, change, change->new_value, change->old_value,
                                    &seq, error);
    case TALUS_CHANGE_LINK:
    case TALUS_CHANGE_UNLINK:
      return talus_graph_toggle_edge (self, change, change->op == TALUS_CHANGE_UNLINK,
                                      &seq, error);
    case TALUS_CHANGE_BASELINE:
    default:
      return TRUE;
    }
}

/**
 * talus_graph_rewind:
 * @self: a graph
 * @changes: the last set that was applied, as the log has it
 * @error: return location for an error
 *
 * Takes a set back that comes out of a log, and so may not fit: the way back
 * in history. The seqs of the slots it touches become 0. After an error the
 * graph is of no further use.
 *
 * Returns: %TRUE, or %FALSE with an error of code %TALUS_ERROR_CONFLICT that
 *   says what does not fit
 */
gboolean
talus_graph_rewind (TalusGraph            *self,
                    const TalusChangeSet  *changes,
                    GError               **error)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), FALSE);
  g_return_val_if_fail (changes != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  for (guint i = talus_change_set_get_length (changes); i > 0; i--)
    {
      if (!talus_graph_revert_change (self, talus_change_set_get (changes, i - 1), NULL, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_graph_revert:
 * @self: a graph
 * @changes: the last set that was applied
 * @trace: (nullable) (transfer none): what [method@Talus.Graph.apply] gave for
 *   it; it cannot be used again
 *
 * Takes a set back exactly: an insert is erased, not marked. Without @trace
 * the seqs of the slots it touches become 0. It is an error of the program if
 * @changes is not the set applied last; for a set that was only read
 * somewhere there is [method@Talus.Graph.rewind].
 */
void
talus_graph_revert (TalusGraph           *self,
                    const TalusChangeSet *changes,
                    TalusTrace           *trace)
{
  guint n_changes;

  g_return_if_fail (TALUS_IS_GRAPH (self));
  g_return_if_fail (changes != NULL);

  n_changes = talus_change_set_get_length (changes);
  g_return_if_fail (trace == NULL || trace->steps->len == n_changes);

  for (guint i = n_changes; i > 0; i--)
    {
      TalusTraceStep *step = trace != NULL
                               ? &g_array_index (trace->steps, TalusTraceStep, i - 1) : NULL;
      g_autoptr (GError) error = NULL;

      if (!talus_graph_revert_change (self, talus_change_set_get (changes, i - 1), step, &error))
        {
          g_critical ("Change %u does not fit: %s", i - 1, error->message);
          return;
        }
    }
}
