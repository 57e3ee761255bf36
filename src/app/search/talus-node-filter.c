/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions held against the whole index in slices; the result takes the
 * place of the one before when it is complete, and is mended from then on.
 * What changes in one turn is told once, before the next frame. It must not
 * know where conditions come from. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-node-filter.h"

#include "app/core/talus-places.h"
#include "app/search/talus-shown-tree.h"

#define FIRST_SLICE    8000   /* microseconds: the key that was pressed waits */
#define SLICE          5000   /* between two frames */
#define CLOCK_INTERVAL 64
#define AT_ONCE        2000   /* nodes of a subtree that are judged in one go */

struct _TalusNodeFilter
{
  GtkFilter parent_instance;

  /* owned */
  TalusNodeIndex *index;
  TalusFilterJudge *judge;     /* NULL: everything fits */
  TalusShownTree *shown;       /* NULL: everything is to be seen */
  TalusShownTree *coming;      /* NULL: nothing is being worked out */
  GArray *kept;                /* of TalusId */
  guint next;                  /* the next entry to judge */
  guint run_source;
  guint tell_source;
};

enum
{
  PROP_0,
  PROP_N_HITS,
  PROP_IS_BUSY,
  N_PROPS
};

enum
{
  FLIPPED,
  RECAST,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusNodeFilter, talus_node_filter, GTK_TYPE_FILTER)

static gboolean
judge_entry (TalusNodeFilter *self,
             guint            number,
             TalusNode       *node)
{
  if (talus_filter_judge_asks_texts (self->judge))
    {
      gsize name_length;
      gsize text_length;
      const char *name = talus_node_index_get_name (self->index, number, &name_length);
      const char *text = talus_node_index_get_text (self->index, number, &text_length);

      if (!talus_filter_judge_accepts_texts (self->judge, name, name_length, text, text_length))
        return FALSE;
    }

  return talus_filter_judge_accepts (self->judge, node);
}

static gboolean
tell_cb (gpointer user_data)
{
  TalusNodeFilter *self = user_data;

  self->tell_source = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_HITS]);
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);

  return G_SOURCE_REMOVE;
}

/* Once for all that changes in this turn. */
static void
tell_later (TalusNodeFilter *self)
{
  if (self->tell_source == 0)
    self->tell_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, tell_cb, self, NULL);
}

static void
tell_now (TalusNodeFilter *self)
{
  g_clear_handle_id (&self->tell_source, g_source_remove);
  g_signal_emit (self, signals[RECAST], 0);
  tell_cb (self);
}

static void
mark_kept (TalusNodeFilter *self,
           TalusShownTree  *shown)
{
  TalusGraph *graph = talus_node_index_get_graph (self->index);

  for (guint i = 0; i < self->kept->len; i++)
    {
      TalusNode *node = talus_graph_get_node (graph, &g_array_index (self->kept, TalusId, i));

      if (node != NULL)
        talus_shown_tree_mark (shown, node, TALUS_SHOWN_KEPT, TRUE);
    }
}

static gboolean
judge_on (TalusNodeFilter *self,
          gint64           deadline)
{
  guint n_entries = talus_node_index_get_n_entries (self->index);

  for (; self->next < n_entries; self->next++)
    {
      TalusNode *node = talus_node_index_get_node (self->index, self->next);

      if (node != NULL && judge_entry (self, self->next, node))
        talus_shown_tree_mark (self->coming, node, TALUS_SHOWN_HIT, TRUE);

      if (self->next % CLOCK_INTERVAL == CLOCK_INTERVAL - 1 &&
          g_get_monotonic_time () >= deadline)
        {
          self->next++;
          return FALSE;
        }
    }

  return TRUE;
}

static void
finish (TalusNodeFilter *self)
{
  g_clear_pointer (&self->shown, talus_shown_tree_free);
  self->shown = g_steal_pointer (&self->coming);
  mark_kept (self, self->shown);
  g_clear_handle_id (&self->run_source, g_source_remove);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_BUSY]);
  tell_now (self);
}

static gboolean
run_cb (gpointer user_data)
{
  TalusNodeFilter *self = user_data;
  guint source = self->run_source;

  if (!talus_node_filter_run (self, SLICE))
    return G_SOURCE_CONTINUE;

  /* Done: the source has been cleared already, unless another run began. */
  if (self->run_source == source)
    self->run_source = 0;

  return G_SOURCE_REMOVE;
}

static void
begin (TalusNodeFilter *self)
{
  gboolean was_busy = self->coming != NULL;

  g_clear_pointer (&self->coming, talus_shown_tree_free);
  self->next = 0;

  if (self->judge == NULL)
    {
      g_clear_handle_id (&self->run_source, g_source_remove);
      if (was_busy)
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_BUSY]);
      if (self->shown == NULL)
        return;
      g_clear_pointer (&self->shown, talus_shown_tree_free);
      tell_now (self);
      return;
    }

  self->coming = talus_shown_tree_new ();
  if (!was_busy)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_BUSY]);
  if (self->run_source == 0)
    self->run_source = g_idle_add_full (GDK_PRIORITY_REDRAW, run_cb, self, NULL);
}

static gboolean
talus_node_filter_match (GtkFilter *filter,
                         gpointer   item)
{
  return talus_node_filter_is_shown (TALUS_NODE_FILTER (filter), item);
}

static GtkFilterMatch
talus_node_filter_get_strictness (GtkFilter *filter)
{
  TalusNodeFilter *self = TALUS_NODE_FILTER (filter);

  return self->shown == NULL ? GTK_FILTER_MATCH_ALL : GTK_FILTER_MATCH_SOME;
}

static void
talus_node_filter_dispose (GObject *object)
{
  TalusNodeFilter *self = TALUS_NODE_FILTER (object);

  g_clear_handle_id (&self->run_source, g_source_remove);
  g_clear_handle_id (&self->tell_source, g_source_remove);
  g_clear_pointer (&self->coming, talus_shown_tree_free);
  g_clear_pointer (&self->shown, talus_shown_tree_free);
  g_clear_pointer (&self->judge, talus_filter_judge_free);
  g_clear_object (&self->index);

  G_OBJECT_CLASS (talus_node_filter_parent_class)->dispose (object);
}

static void
talus_node_filter_finalize (GObject *object)
{
  TalusNodeFilter *self = TALUS_NODE_FILTER (object);

  g_array_unref (self->kept);

  G_OBJECT_CLASS (talus_node_filter_parent_class)->finalize (object);
}

static void
talus_node_filter_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  TalusNodeFilter *self = TALUS_NODE_FILTER (object);

  switch (prop_id)
    {
    case PROP_N_HITS:
      g_value_set_uint (value, talus_node_filter_get_n_hits (self));
      break;
    case PROP_IS_BUSY:
      g_value_set_boolean (value, talus_node_filter_is_busy (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_node_filter_class_init (TalusNodeFilterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkFilterClass *filter_class = GTK_FILTER_CLASS (klass);

  object_class->dispose = talus_node_filter_dispose;
  object_class->finalize = talus_node_filter_finalize;
  object_class->get_property = talus_node_filter_get_property;
  filter_class->match = talus_node_filter_match;
  filter_class->get_strictness = talus_node_filter_get_strictness;

  /**
   * TalusNodeFilter:n-hits:
   *
   * How many nodes fit.
   */
  properties[PROP_N_HITS] =
    g_param_spec_uint ("n-hits", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * TalusNodeFilter:is-busy:
   *
   * Whether what fits is being worked out; what did before is still shown.
   */
  properties[PROP_IS_BUSY] =
    g_param_spec_boolean ("is-busy", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TalusNodeFilter::flipped:
   * @self: the filter
   * @node: a live node
   *
   * Emitted when a node, for its own sake, is seen or not seen any more.
   */
  signals[FLIPPED] = g_signal_new ("flipped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, TALUS_TYPE_NODE);

  /**
   * TalusNodeFilter::recast:
   * @self: the filter
   *
   * Emitted when everything was judged anew.
   */
  signals[RECAST] = g_signal_new ("recast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
talus_node_filter_init (TalusNodeFilter *self)
{
  self->kept = g_array_new (FALSE, FALSE, sizeof (TalusId));
}

/**
 * talus_node_filter_new:
 * @index: the nodes and their texts
 *
 * Makes a filter that everything fits. In the main thread.
 *
 * Returns: (transfer full): a filter
 */
TalusNodeFilter *
talus_node_filter_new (TalusNodeIndex *index)
{
  TalusNodeFilter *self;

  g_return_val_if_fail (TALUS_IS_NODE_INDEX (index), NULL);

  self = g_object_new (TALUS_TYPE_NODE_FILTER, NULL);
  self->index = g_object_ref (index);

  return self;
}

/**
 * talus_node_filter_set_judge:
 * @self: a filter
 * @judge: (transfer full) (nullable): who says what fits, or %NULL: everything
 *   does
 *
 * Filters by other conditions. In a project of ordinary size it is done at
 * once; until then what fitted before is shown.
 */
void
talus_node_filter_set_judge (TalusNodeFilter  *self,
                             TalusFilterJudge *judge)
{
  g_return_if_fail (TALUS_IS_NODE_FILTER (self));

  g_clear_pointer (&self->judge, talus_filter_judge_free);
  self->judge = judge;
  begin (self);
  if (judge != NULL)
    talus_node_filter_run (self, FIRST_SLICE);
}

/**
 * talus_node_filter_run:
 * @self: a filter
 * @microseconds: for about how long, or -1 to go on to the end
 *
 * Goes on working out what fits.
 *
 * Returns: %TRUE once it is known
 */
gboolean
talus_node_filter_run (TalusNodeFilter *self,
                       gint64           microseconds)
{
  gint64 deadline = microseconds < 0 ? G_MAXINT64 : g_get_monotonic_time () + microseconds;

  g_return_val_if_fail (TALUS_IS_NODE_FILTER (self), TRUE);

  if (self->coming == NULL)
    return TRUE;

  if (!talus_node_index_is_complete (self->index) &&
      !talus_node_index_fill (self->index, microseconds))
    return FALSE;

  if (!judge_on (self, deadline))
    return FALSE;

  finish (self);

  return TRUE;
}

/**
 * talus_node_filter_is_busy:
 * @self: a filter
 *
 * Returns: whether what fits is being worked out
 */
gboolean
talus_node_filter_is_busy (TalusNodeFilter *self)
{
  g_return_val_if_fail (TALUS_IS_NODE_FILTER (self), FALSE);

  return self->coming != NULL;
}

/**
 * talus_node_filter_get_n_hits:
 * @self: a filter
 *
 * Returns: how many nodes fit; 0 where nothing is filtered
 */
guint
talus_node_filter_get_n_hits (TalusNodeFilter *self)
{
  g_return_val_if_fail (TALUS_IS_NODE_FILTER (self), 0);

  return self->shown != NULL ? talus_shown_tree_get_n_hits (self->shown) : 0;
}

/**
 * talus_node_filter_fits:
 * @self: a filter
 * @node: a node
 *
 * Says whether a node fits the conditions.
 *
 * Returns: %TRUE if so, or if there are none
 */
gboolean
talus_node_filter_fits (TalusNodeFilter *self,
                        TalusNode       *node)
{
  g_return_val_if_fail (TALUS_IS_NODE_FILTER (self), TRUE);

  return self->shown == NULL ||
         (talus_shown_tree_get_marks (self->shown, talus_node_get_id (node)) &
          TALUS_SHOWN_HIT) != 0;
}

/**
 * talus_node_filter_is_hit:
 * @self: a filter
 * @node: a node
 *
 * Says whether a node is to be seen for its own sake. A list without a tree
 * shows these.
 *
 * Returns: %TRUE if it fits, or is kept
 */
gboolean
talus_node_filter_is_hit (TalusNodeFilter *self,
                          TalusNode       *node)
{
  g_return_val_if_fail (TALUS_IS_NODE_FILTER (self), TRUE);

  return self->shown == NULL ||
         talus_shown_tree_get_marks (self->shown, talus_node_get_id (node)) != 0;
}

/**
 * talus_node_filter_is_shown:
 * @self: a filter
 * @node: a node
 *
 * Says whether a node is to be seen in a tree. Takes the time of a look into a
 * table.
 *
 * Returns: %TRUE if it fits, is kept, or is above such a node
 */
gboolean
talus_node_filter_is_shown (TalusNodeFilter *self,
                            TalusNode       *node)
{
  g_return_val_if_fail (TALUS_IS_NODE_FILTER (self), TRUE);

  return self->shown == NULL ||
         talus_shown_tree_contains (self->shown, talus_node_get_id (node));
}

/* Of one that fits, being kept changes nothing. */
static gboolean
tell_kept (TalusNodeFilter *self,
           const TalusId   *id)
{
  TalusNode *node = talus_graph_get_node (talus_node_index_get_graph (self->index), id);

  if (node == NULL || talus_node_filter_fits (self, node))
    return FALSE;

  g_signal_emit (self, signals[FLIPPED], 0, node);

  return TRUE;
}

/**
 * talus_node_filter_keep:
 * @self: a filter
 * @ids: (array length=n_ids): nodes
 * @n_ids: how many
 *
 * Keeps nodes in sight that do not fit, or cease to, in place of those that
 * were kept before: nothing is to vanish from under somebody's hands.
 */
void
talus_node_filter_keep (TalusNodeFilter *self,
                        const TalusId   *ids,
                        guint            n_ids)
{
  g_autoptr (GArray) before = NULL;
  gboolean changed = FALSE;

  g_return_if_fail (TALUS_IS_NODE_FILTER (self));

  before = g_steal_pointer (&self->kept);
  self->kept = g_array_new (FALSE, FALSE, sizeof (TalusId));
  if (n_ids > 0)
    g_array_append_vals (self->kept, ids, n_ids);
  if (self->shown == NULL)
    return;

  for (guint i = 0; i < before->len; i++)
    talus_shown_tree_unmark (self->shown, &g_array_index (before, TalusId, i), TALUS_SHOWN_KEPT);
  mark_kept (self, self->shown);
  for (guint i = 0; i < before->len; i++)
    changed |= tell_kept (self, &g_array_index (before, TalusId, i));
  for (guint i = 0; i < n_ids; i++)
    changed |= tell_kept (self, &ids[i]);
  if (changed)
    tell_later (self);
}

static gboolean
mend_node (TalusNodeFilter *self,
           TalusNode       *node)
{
  guint number;
  gboolean is_hit;

  if (!talus_node_index_find (self->index, talus_node_get_id (node), &number))
    return FALSE;

  is_hit = judge_entry (self, number, node);
  if (self->coming != NULL && number < self->next)
    talus_shown_tree_mark (self->coming, node, TALUS_SHOWN_HIT, is_hit);

  if (self->shown == NULL || !talus_shown_tree_mark (self->shown, node, TALUS_SHOWN_HIT, is_hit))
    return FALSE;

  g_signal_emit (self, signals[FLIPPED], 0, node);

  return TRUE;
}

/* Those that wait for @node may not have to any more. */
static gboolean
mend_blocked (TalusNodeFilter *self,
              TalusNode       *node)
{
  TalusGraph *graph = talus_node_index_get_graph (self->index);
  g_autoptr (GArray) ids = talus_graph_list_blocked (graph, talus_node_get_id (node));
  gboolean changed = FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      TalusNode *blocked = talus_graph_get_node (graph, &g_array_index (ids, TalusId, i));

      if (blocked != NULL)
        changed |= mend_node (self, blocked);
    }

  return changed;
}

/**
 * talus_node_filter_update_node:
 * @self: a filter
 * @node: a node whose name, properties or dependencies may have changed
 *
 * Judges a node again, and those that depend on it.
 */
void
talus_node_filter_update_node (TalusNodeFilter *self,
                               TalusNode       *node)
{
  gboolean changed;

  g_return_if_fail (TALUS_IS_NODE_FILTER (self));
  g_return_if_fail (TALUS_IS_NODE (node));

  if (self->judge == NULL || !talus_node_is_live (node))
    return;

  changed = mend_node (self, node);
  if (talus_filter_judge_asks_blockers (self->judge))
    changed |= mend_blocked (self, node);
  if (talus_filter_judge_asks_name (self->judge, node))
    begin (self);
  if (changed)
    tell_later (self);
}

/* FALSE where it is too much for one turn. */
static gboolean
mend_subtree (TalusNodeFilter *self,
              TalusNode       *top,
              gboolean        *changed)
{
  TalusNode *node = top;

  for (guint i = 0; node != NULL; i++)
    {
      if (i == AT_ONCE)
        return FALSE;
      *changed |= mend_node (self, node);
      node = talus_places_next (node, top);
    }

  return TRUE;
}

/**
 * talus_node_filter_update_subtree:
 * @self: a filter
 * @top: a node that came, went or moved with all below it
 *
 * Judges what came, forgets what went, and sees to it that what fits is shown
 * where it is now.
 */
void
talus_node_filter_update_subtree (TalusNodeFilter *self,
                                  const TalusId   *top)
{
  TalusNode *node;
  gboolean changed = FALSE;

  g_return_if_fail (TALUS_IS_NODE_FILTER (self));
  g_return_if_fail (top != NULL);

  if (self->judge == NULL)
    return;

  node = talus_graph_get_node (talus_node_index_get_graph (self->index), top);
  if (node == NULL)
    {
      if (self->coming != NULL)
        talus_shown_tree_remove (self->coming, top);
      changed = self->shown != NULL && talus_shown_tree_remove (self->shown, top);
    }
  else
    {
      if (self->coming != NULL)
        talus_shown_tree_move (self->coming, node);
      changed = self->shown != NULL && talus_shown_tree_move (self->shown, node);
      if (!mend_subtree (self, node, &changed))
        begin (self);
      if (self->shown != NULL)
        mark_kept (self, self->shown);
    }

  if (changed)
    tell_later (self);
}

/**
 * talus_node_filter_refresh:
 * @self: a filter
 *
 * Works everything out anew, for another template, another day, or an index
 * that was reset.
 */
void
talus_node_filter_refresh (TalusNodeFilter *self)
{
  g_return_if_fail (TALUS_IS_NODE_FILTER (self));

  if (self->judge == NULL)
    return;

  begin (self);
  talus_node_filter_run (self, FIRST_SLICE);
}
