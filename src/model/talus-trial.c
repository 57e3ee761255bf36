/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change sets tried out on a graph and taken back again, of which nobody who
 * looks at the graph is told. It knows no command: whoever tries decides what
 * comes next. */
#define G_LOG_DOMAIN "talus-model-trial"

#include "model/talus-trial-private.h"

#include "model/talus-graph-private.h"

/**
 * talus_trial_init:
 * @self: a trial
 * @graph: what it is tried on
 * @seq: the seq the whole will have
 *
 * Starts a trial.
 */
void
talus_trial_init (TalusTrial *self,
                  TalusGraph *graph,
                  guint64     seq)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (TALUS_IS_GRAPH (graph));

  self->graph = graph;
  self->seq = seq;
  self->sets = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_change_set_unref);
  self->traces = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_trace_free);
}

/**
 * talus_trial_apply:
 * @self: a trial
 * @changes: (transfer none): what comes next
 * @error: return location for an error: the set does not fit the graph
 *
 * Tries one more set.
 *
 * Returns: %FALSE with an error, the graph being as before
 */
gboolean
talus_trial_apply (TalusTrial      *self,
                   TalusChangeSet  *changes,
                   GError         **error)
{
  TalusTrace *trace = NULL;
  gboolean fits;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (changes != NULL, FALSE);

  if (talus_change_set_get_length (changes) == 0)
    return TRUE;

  talus_graph_mute (self->graph);
  fits = talus_graph_apply (self->graph, changes, self->seq, 0, &trace, error);
  talus_graph_unmute (self->graph);
  if (!fits)
    return FALSE;

  g_ptr_array_add (self->sets, talus_change_set_ref (changes));
  g_ptr_array_add (self->traces, trace);

  return TRUE;
}

/**
 * talus_trial_revert:
 * @self: a trial
 * @n_left: how many sets stay
 *
 * Takes the newest sets back.
 */
void
talus_trial_revert (TalusTrial *self,
                    guint       n_left)
{
  g_return_if_fail (self != NULL);

  talus_graph_mute (self->graph);
  while (self->sets->len > n_left)
    {
      guint last = self->sets->len - 1;

      talus_graph_revert (self->graph, g_ptr_array_index (self->sets, last),
                          g_ptr_array_index (self->traces, last));
      g_ptr_array_set_size (self->traces, last);
      g_ptr_array_set_size (self->sets, last);
    }
  talus_graph_unmute (self->graph);
}

/**
 * talus_trial_join:
 * @self: a trial
 *
 * Makes one set of all that has been tried.
 *
 * Returns: (transfer full): the set
 */
TalusChangeSet *
talus_trial_join (TalusTrial *self)
{
  TalusChangeSet *joined;

  g_return_val_if_fail (self != NULL, NULL);

  joined = talus_change_set_new ();
  for (guint i = 0; i < self->sets->len; i++)
    talus_change_set_append (joined, g_ptr_array_index (self->sets, i));

  return joined;
}

/**
 * talus_trial_clear:
 * @self: a trial, or all zero
 *
 * Takes everything back and ends the trial.
 */
void
talus_trial_clear (TalusTrial *self)
{
  g_return_if_fail (self != NULL);

  if (self->sets == NULL)
    return;

  talus_trial_revert (self, 0);
  g_clear_pointer (&self->sets, g_ptr_array_unref);
  g_clear_pointer (&self->traces, g_ptr_array_unref);
}
