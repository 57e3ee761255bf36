/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applying change sets: all of a set or nothing of it. Everything a change
 * says of the graph before it is held against the graph, because a set that
 * does not fit means that two replicas have come apart. Whether a change is
 * allowed is none of its business. */
#define G_LOG_DOMAIN "talus-model-graph-apply"

#include "model/talus-graph.h"

#include "base/talus-error.h"
#include "model/talus-child-list.h"
#include "model/talus-graph-steps-private.h"

/* What a set is applied as. */
typedef struct
{
  guint64 seq;
  gint64 timestamp;
  guint old_index;   /* of the change done last, for the observer */
  guint new_index;
} Application;

static void
clear_step (gpointer data)
{
  TalusTraceStep *step = data;

  g_clear_pointer (&step->removal, talus_removal_free);
  g_free (step->edge_seqs);
  g_free (step->node_seqs);
}

static TalusTrace *
new_trace (guint n_steps)
{
  TalusTrace *self = g_new (TalusTrace, 1);

  self->steps = g_array_sized_new (FALSE, TRUE, sizeof (TalusTraceStep), n_steps);
  g_array_set_clear_func (self->steps, clear_step);

  return self;
}

/* Makes the nodes of a description, each put into @made. */
static TalusNode *
make_nodes (TalusGraph           *self,
            const TalusNodeSpec  *spec,
            const Application    *application,
            GPtrArray            *made,
            GError              **error)
{
  TalusPropsBuilder builder;
  TalusNode *node;
  gboolean is_good;

  if (talus_id_is_null (&spec->id) || talus_graph_find_node (self, &spec->id) != NULL)
    {
      talus_graph_diverge (error, &spec->id, "is there already");
      return NULL;
    }

  node = talus_node_new (self, &spec->id, talus_symbols_add (self->symbols, spec->type));
  g_hash_table_add (self->nodes, &node->id);
  g_ptr_array_add (made, node);
  node->existence_seq = node->place_seq = application->seq;
  node->created_at = application->timestamp;
  talus_node_set_name (node, spec->name, application->seq);

  talus_props_builder_init (&builder, self->symbols);
  for (guint i = 0; i < spec->n_properties; i++)
    {
      TalusProp prop = { talus_symbols_add (self->symbols, spec->keys[i]), application->seq, };

      prop.json = talus_value_get_json (spec->values[i], &prop.length);
      talus_props_builder_add (&builder, &prop);
    }
  is_good = talus_props_builder_end (&builder, &node->props);
  talus_props_builder_clear (&builder);
  if (!is_good)
    {
      talus_graph_diverge (error, &spec->id, "has a property twice");
      return NULL;
    }

  if (spec->children != NULL)
    {
      g_autofree TalusNode **children = g_new (TalusNode *, spec->children->len);

      for (guint i = 0; i < spec->children->len; i++)
        {
          children[i] = make_nodes (self, g_ptr_array_index (spec->children, i), application,
                                    made, error);
          if (children[i] == NULL)
            return NULL;
          children[i]->links.parent = node;
        }
      node->children = talus_child_list_build (children, spec->children->len);
    }

  return node;
}

static gboolean
apply_insert (TalusGraph         *self,
              const TalusChange  *change,
              Application        *application,
              GError            **error)
{
  g_autoptr (GPtrArray) made = NULL;
  TalusNode *parent;
  TalusNode *after;
  TalusNode *node;

  if (!talus_graph_find_gap (self, &change->place, NULL, &parent, &after, error))
    return FALSE;

  made = g_ptr_array_new ();
  node = make_nodes (self, change->spec, application, made, error);
  if (node == NULL)
    {
      for (guint i = 0; i < made->len; i++)
        talus_graph_drop_node (self, g_ptr_array_index (made, i));
      return FALSE;
    }

  self->n_live += made->len;
  application->new_index = talus_graph_attach (self, parent, after, node);

  return TRUE;
}

static gboolean
apply_remove (TalusGraph         *self,
              const TalusChange  *change,
              Application        *application,
              TalusTraceStep     *step,
              GError            **error)
{
  TalusNode *node = talus_graph_need_live (self, &change->node_id, error);

  if (node == NULL ||
      !talus_graph_check_here (node, &change->place, error) ||
      !talus_graph_check_subtree (self, node, change, error))
    return FALSE;

  step->edge_seqs = talus_graph_cut_edges (self, change, NULL, application->seq);
  step->seq = node->existence_seq;
  node->existence_seq = application->seq;
  node->removed = TRUE;
  if (node->links.parent != NULL)
    node->links.parent->had_removed = TRUE;
  g_hash_table_add (self->removals, talus_removal_new (&node->id, application->seq, &change->place,
                                                       change->edges, change->n_edges));
  self->n_live -= change->count;
  application->old_index = talus_graph_detach (self, node);

  return TRUE;
}

/* Whether every edge that returns is one of the subtree: which of those that
 * once went with it come back is for the record to say. */
static gboolean
check_returning_edges (TalusGraph         *self,
                       TalusNode          *node,
                       const TalusChange  *change,
                       GError            **error)
{
  for (guint i = 0; i < change->n_edges; i++)
    {
      TalusNode *blocker = talus_graph_find_node (self, &change->edges[i].blocker);
      TalusNode *blocked = talus_graph_find_node (self, &change->edges[i].blocked);

      if ((blocker == NULL || !talus_node_is_within (blocker, node)) &&
          (blocked == NULL || !talus_node_is_within (blocked, node)))
        return talus_graph_diverge (error, &node->id, "had other dependencies");
    }

  return TRUE;
}

static gboolean
apply_restore (TalusGraph         *self,
               const TalusChange  *change,
               Application        *application,
               TalusTraceStep     *step,
               GError            **error)
{
  TalusNode *node = talus_graph_find_node (self, &change->node_id);
  TalusRemoval *removal = g_hash_table_lookup (self->removals, &change->node_id);
  TalusNode *parent;
  TalusNode *after;
  guint64 n_below = 0;

  if (node == NULL || removal == NULL || removal->seq != change->removed_seq)
    return talus_graph_diverge (error, &change->node_id, "was not removed by that record");
  if (talus_node_count (node) != change->count)
    return talus_graph_diverge (error, &change->node_id, "has another number of nodes below it");
  if (!check_returning_edges (self, node, change, error) ||
      !talus_graph_find_gap (self, &change->place, NULL, &parent, &after, error) ||
      !talus_graph_check_new_edges (self, change, node, error))
    return FALSE;

  step->seq = node->existence_seq;
  step->place_seq = node->place_seq;
  step->parent = talus_node_parent_id (node);
  if (change->count > 1)
    step->node_seqs = g_new (guint64, change->count - 1);
  for (TalusNode *below = talus_node_walk (node, node); below != NULL;
       below = talus_node_walk (below, node))
    {
      step->node_seqs[n_below++] = below->existence_seq;
      below->existence_seq = application->seq;
    }
  node->existence_seq = node->place_seq = application->seq;

  g_hash_table_steal (self->removals, &node->id);
  step->removal = removal;
  node->removed = FALSE;
  self->n_live += change->count;
  step->edge_seqs = talus_graph_link_edges (self, change, NULL, application->seq);
  application->new_index = talus_graph_attach (self, parent, after, node);

  return TRUE;
}

/* A baseline changes nothing: it says what there is. */
static gboolean
check_baseline (TalusGraph         *self,
                const TalusChange  *change,
                GError            **error)
{
  if (change->count != self->n_live ||
      g_strcmp0 (change->template_hash, talus_template_get_hash (self->template)) != 0)
    {
      g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_CONFLICT,
                           "diverged: the baseline is of another graph");
      return FALSE;
    }

  return TRUE;
}

static gboolean
apply_change (TalusGraph         *self,
              const TalusChange  *change,
              Application        *application,
              TalusTraceStep     *step,
              GError            **error)
{
  step->seq = application->seq;
  application->old_index = application->new_index = 0;

  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      return apply_insert (self, change, application, error);
    case TALUS_CHANGE_REMOVE:
      return apply_remove (self, change, application, step, error);
    case TALUS_CHANGE_RESTORE:
      return apply_restore (self, change, application, step, error);
    case TALUS_CHANGE_MOVE:
      return talus_graph_move_node (self, &change->node_id, &change->from, &change->place,
                                    &step->seq, &application->old_index,
                                    &application->new_index, error);
    case TALUS_CHANGE_SET:
    case TALUS_CHANGE_META:
      return talus_graph_set_value (self, change, change->old_value, change->new_value,
                                    &step->seq, error);
    case TALUS_CHANGE_LINK:
    case TALUS_CHANGE_UNLINK:
      return talus_graph_toggle_edge (self, change, change->op == TALUS_CHANGE_LINK,
                                      &step->seq, error);
    case TALUS_CHANGE_BASELINE:
    default:
      return check_baseline (self, change, error);
    }
}

/* Takes back what a trace is of, newest first. It fits: nothing has happened
 * since. */
static void
take_back (TalusGraph           *self,
           const TalusChangeSet *changes,
           TalusTrace           *trace)
{
  for (guint i = trace->steps->len; i > 0; i--)
    {
      g_autoptr (GError) error = NULL;

      if (!talus_graph_revert_change (self, talus_change_set_get (changes, i - 1),
                                      &g_array_index (trace->steps, TalusTraceStep, i - 1),
                                      &error))
        g_critical ("Change %u could not be taken back: %s", i - 1, error->message);
    }
}

/**
 * talus_graph_apply:
 * @self: a graph
 * @changes: what to change
 * @seq: the record they are part of, 0 while it has none yet
 * @timestamp: the time of that record: milliseconds since the epoch
 * @trace: (out) (optional) (transfer full): what reverting needs
 * @error: return location for an error
 *
 * Applies a set as a whole. Whatever it says of the graph before it (places,
 * neighbours, old values, counts, dependencies) has to be so; if it is not,
 * the graph stays exactly as it was. Observers and listeners of list models
 * hear of each change behind it and must not change the graph.
 *
 * Returns: %TRUE, or %FALSE with an error of code %TALUS_ERROR_CONFLICT that
 *   says what does not fit
 */
gboolean
talus_graph_apply (TalusGraph            *self,
                   const TalusChangeSet  *changes,
                   guint64                seq,
                   gint64                 timestamp,
                   TalusTrace           **trace,
                   GError               **error)
{
  Application application = { seq, timestamp, 0, 0 };
  g_autoptr (TalusTrace) own_trace = NULL;
  guint n_changes;

  g_return_val_if_fail (TALUS_IS_GRAPH (self), FALSE);
  g_return_val_if_fail (changes != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (trace != NULL)
    *trace = NULL;

  n_changes = talus_change_set_get_length (changes);
  own_trace = new_trace (n_changes);
  for (guint i = 0; i < n_changes; i++)
    {
      const TalusChange *change = talus_change_set_get (changes, i);

      g_array_set_size (own_trace->steps, i + 1);
      if (!apply_change (self, change, &application,
                         &g_array_index (own_trace->steps, TalusTraceStep, i), error))
        {
          g_array_set_size (own_trace->steps, i);
          take_back (self, changes, own_trace);
          return FALSE;
        }

      if (self->observer != NULL && self->n_mutes == 0)
        self->observer (self, change, i, application.old_index, application.new_index,
                        self->observer_data);
    }

  if (trace != NULL)
    *trace = g_steal_pointer (&own_trace);

  return TRUE;
}

/**
 * talus_trace_free:
 * @trace: (transfer full): a trace
 *
 * Frees a trace that is not needed any more.
 */
void
talus_trace_free (TalusTrace *trace)
{
  g_return_if_fail (trace != NULL);

  g_array_unref (trace->steps);
  g_free (trace);
}

static void
set_created_at (TalusGraph          *self,
                const TalusNodeSpec *spec,
                gint64               timestamp)
{
  TalusNode *node = talus_graph_find_node (self, &spec->id);

  if (node != NULL)
    node->created_at = timestamp;
  for (guint i = 0; spec->children != NULL && i < spec->children->len; i++)
    set_created_at (self, g_ptr_array_index (spec->children, i), timestamp);
}

/**
 * talus_graph_set_created_at:
 * @self: a graph
 * @changes: a change set that was applied
 * @timestamp: milliseconds since the epoch
 *
 * Takes the time of the log for nodes that were made before it had spoken.
 */
void
talus_graph_set_created_at (TalusGraph           *self,
                            const TalusChangeSet *changes,
                            gint64                timestamp)
{
  for (guint i = 0; i < talus_change_set_get_length (changes); i++)
    {
      const TalusChange *change = talus_change_set_get (changes, i);

      if (change->op == TALUS_CHANGE_INSERT && change->spec != NULL)
        set_created_at (self, change->spec, timestamp);
    }
}

static void
stamp_property (TalusGraph *self,
                TalusNode  *node,
                const char *key,
                guint64     seq)
{
  TalusProp prop = { 0, };
  TalusProps *replaced;
  guint symbol;

  if (!talus_symbols_find (self->symbols, key, &symbol) ||
      !talus_props_find (node->props, symbol, &prop))
    return;

  prop.seq = seq;
  replaced = talus_props_replace (node->props, self->symbols, &prop);
  g_free (node->props);
  node->props = replaced;
}

static void
stamp_spec (TalusGraph          *self,
            const TalusNodeSpec *spec,
            guint64              seq)
{
  TalusNode *node = talus_graph_find_node (self, &spec->id);

  if (node == NULL)
    return;

  node->existence_seq = seq;
  node->place_seq = seq;
  node->name_seq = seq;
  for (guint i = 0; i < spec->n_properties; i++)
    stamp_property (self, node, spec->keys[i], seq);
  for (guint i = 0; spec->children != NULL && i < spec->children->len; i++)
    stamp_spec (self, g_ptr_array_index (spec->children, i), seq);
}

/**
 * talus_graph_stamp:
 * @self: a graph
 * @changes: a change set that was applied under another seq, of sets, inserts
 *   and moves only
 * @seq: the seq that the log gave it
 *
 * Notes the log's seq in the slots that the changes wrote.
 */
void
talus_graph_stamp (TalusGraph           *self,
                   const TalusChangeSet *changes,
                   guint64               seq)
{
  for (guint i = 0; i < talus_change_set_get_length (changes); i++)
    {
      const TalusChange *change = talus_change_set_get (changes, i);
      TalusNode *node = talus_graph_find_node (self, &change->node_id);

      if (change->op == TALUS_CHANGE_INSERT)
        stamp_spec (self, change->spec, seq);
      else if (node != NULL && change->op == TALUS_CHANGE_MOVE)
        node->place_seq = seq;
      else if (node != NULL && change->op == TALUS_CHANGE_SET && g_str_equal (change->key, "name"))
        node->name_seq = seq;
      else if (node != NULL && change->op == TALUS_CHANGE_SET)
        stamp_property (self, node, change->key, seq);
    }
}
