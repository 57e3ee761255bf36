/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling index and filter what the peer tells, in that order, and reading on
 * while nothing else is to be done. It must not know who shows what is
 * found. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-search.h"

#include "app/format/talus-format.h"
#include "base/talus-clock.h"
#include "base/talus-util.h"

#define SLICE       4000   /* microseconds */
#define DAY_SECONDS 20     /* how often it is asked what day it is */

struct _TalusSearch
{
  GObject parent_instance;

  /* borrowed: it lives longer */
  TalusView *view;

  /* owned */
  TalusPeer *peer;
  TalusNodeIndex *index;
  TalusNodeFilter *filter;
  TalusLogTimes *times;      /* NULL: nobody asked */
  TalusPeer *times_peer;     /* whose log that is */
  char *text;
  char *today;               /* what conditions on days are about */
  guint fill_source;
  guint day_source;          /* while there are conditions */
  gboolean knows_times;      /* everything was judged by the whole log */
};

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_FILTER,
  N_PROPS
};

enum
{
  INDEX_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusSearch, talus_search, G_TYPE_OBJECT)

static gboolean
day_cb (gpointer user_data)
{
  talus_search_check_day (user_data);

  return G_SOURCE_CONTINUE;
}

static gboolean
fill_cb (gpointer user_data)
{
  TalusSearch *self = user_data;

  if (!talus_node_index_fill (self->index, SLICE))
    return G_SOURCE_CONTINUE;

  self->fill_source = 0;

  return G_SOURCE_REMOVE;
}

static void
fill_later (TalusSearch *self)
{
  if (self->fill_source == 0 && !talus_node_index_is_complete (self->index))
    self->fill_source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, fill_cb, self, NULL);
}

static void
index_changed_cb (TalusSearch *self)
{
  g_signal_emit (self, signals[INDEX_CHANGED], 0);
}

static void
node_changed_cb (TalusSearch *self,
                 TalusNode   *node)
{
  talus_node_index_update_node (self->index, node);
  talus_node_filter_update_node (self->filter, node);
}

static void
placed_cb (TalusSearch   *self,
           const TalusId *ids,
           guint          n_ids)
{
  for (guint i = 0; i < n_ids; i++)
    talus_node_index_update_subtree (self->index, &ids[i]);
  for (guint i = 0; i < n_ids; i++)
    talus_node_filter_update_subtree (self->filter, &ids[i]);
  fill_later (self);
}

/* Whose change it is is known only now: the times have heard of it before. */
static void
recorded_cb (TalusSearch *self,
             TalusRecord *record,
             gboolean     own)
{
  TalusGraph *graph = talus_node_index_get_graph (self->index);

  if (self->times == NULL)
    return;

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);
      const TalusId *id = change->op == TALUS_CHANGE_INSERT ? &change->spec->id
                                                            : &change->node_id;
      TalusNode *node = talus_graph_get_node (graph, id);

      if (node == NULL)
        continue;
      if (change->op == TALUS_CHANGE_INSERT || change->op == TALUS_CHANGE_RESTORE)
        talus_node_filter_update_subtree (self->filter, id);
      else
        talus_node_filter_update_node (self->filter, node);
    }
}

static void
times_changed_cb (TalusSearch *self)
{
  gboolean knew = self->knows_times;

  self->knows_times = talus_log_times_is_complete (self->times);
  if (self->knows_times && !knew)
    talus_node_filter_refresh (self->filter);
}

/* The log is that of the live project, also while the past is shown. */
static TalusLogTimes *
ensure_times (TalusSearch *self)
{
  TalusPeer *peer = talus_view_get_live_peer (self->view);

  if (self->times == NULL || self->times_peer != peer)
    {
      g_clear_object (&self->times);
      g_set_object (&self->times_peer, peer);
      self->times = talus_log_times_new (peer);
      self->knows_times = FALSE;
      g_signal_connect_object (self->times, "changed", G_CALLBACK (times_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  talus_log_times_load (self->times);

  return self->times;
}

static gboolean
asks_log (GPtrArray *terms)
{
  for (guint i = 0; i < terms->len; i++)
    {
      const TalusFilterTerm *term = terms->pdata[i];

      if (term->field == TALUS_FILTER_BY || term->field == TALUS_FILTER_CHANGED)
        return TRUE;
    }

  return FALSE;
}

static void
apply (TalusSearch *self)
{
  TalusGraph *graph = talus_node_index_get_graph (self->index);
  g_autoptr (GPtrArray) terms = talus_filter_parse (self->text, talus_graph_get_template (graph));

  g_free (self->today);
  self->today = talus_format_today (talus_format_get (graph), talus_clock_now ());
  if (terms->len > 0 && self->day_source == 0)
    self->day_source = g_timeout_add_seconds (DAY_SECONDS, day_cb, self);

  if (terms->len == 0)
    {
      g_clear_handle_id (&self->day_source, g_source_remove);
      talus_node_filter_set_judge (self->filter, NULL);
      talus_view_set_filter (self->view, NULL);
      return;
    }

  /* What was selected before does not have to fit; what is selected from now on
   * does not vanish. */
  talus_node_filter_keep (self->filter, NULL, 0);
  talus_node_filter_set_judge (self->filter,
                               talus_filter_judge_new (terms, graph,
                                                       asks_log (terms) ? ensure_times (self)
                                                                        : NULL,
                                                       self->today));
  talus_view_set_filter (self->view, GTK_FILTER (self->filter));
}

static void
template_changed_cb (TalusSearch *self)
{
  talus_node_index_reset (self->index);
  fill_later (self);
  apply (self);
}

static void
selection_changed_cb (TalusSearch    *self,
                      TalusSelection *selection)
{
  guint n_ids = 0;
  const TalusId *ids = talus_selection_get_ids (selection, &n_ids);

  talus_node_filter_keep (self->filter, ids, n_ids);
}

static void
drop_peer (TalusSearch *self)
{
  g_clear_handle_id (&self->fill_source, g_source_remove);
  if (self->peer != NULL)
    g_signal_handlers_disconnect_by_data (self->peer, self);
  if (self->index != NULL)
    g_signal_handlers_disconnect_by_data (self->index, self);
  g_clear_object (&self->peer);
  g_clear_object (&self->index);
  g_clear_object (&self->filter);
}

static void
take_graph (TalusSearch *self)
{
  TalusPeer *peer = talus_view_get_peer (self->view);

  drop_peer (self);
  self->peer = g_object_ref (peer);
  self->index = talus_node_index_new (talus_peer_get_graph (peer));
  self->filter = talus_node_filter_new (self->index);
  g_signal_connect_object (self->index, "changed", G_CALLBACK (index_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (peer, "node-changed", G_CALLBACK (node_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (peer, "placed", G_CALLBACK (placed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (peer, "template-changed", G_CALLBACK (template_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (peer, "recorded", G_CALLBACK (recorded_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  fill_later (self);
  apply (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILTER]);
  g_signal_emit (self, signals[INDEX_CHANGED], 0);
}

static void
talus_search_dispose (GObject *object)
{
  TalusSearch *self = TALUS_SEARCH (object);

  g_clear_handle_id (&self->day_source, g_source_remove);
  drop_peer (self);
  g_clear_object (&self->times);
  g_clear_object (&self->times_peer);

  G_OBJECT_CLASS (talus_search_parent_class)->dispose (object);
}

static void
talus_search_finalize (GObject *object)
{
  TalusSearch *self = TALUS_SEARCH (object);

  g_free (self->text);
  g_free (self->today);

  G_OBJECT_CLASS (talus_search_parent_class)->finalize (object);
}

static void
talus_search_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  TalusSearch *self = TALUS_SEARCH (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_FILTER:
      g_value_set_object (value, self->filter);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_search_class_init (TalusSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = talus_search_dispose;
  object_class->finalize = talus_search_finalize;
  object_class->get_property = talus_search_get_property;

  /**
   * TalusSearch:text:
   *
   * What is filtered by; empty: nothing is.
   */
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);

  /**
   * TalusSearch:filter:
   *
   * The filter, in use or not.
   */
  properties[PROP_FILTER] =
    g_param_spec_object ("filter", NULL, NULL, TALUS_TYPE_NODE_FILTER, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TalusSearch::index-changed:
   * @self: the search
   *
   * Emitted when a search through the index may find something else.
   */
  signals[INDEX_CHANGED] = g_signal_new ("index-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
talus_search_init (TalusSearch *self)
{
  self->text = g_strdup ("");
}

/**
 * talus_search_get:
 * @view: a view
 *
 * Gets the search of a view, which is made the first time somebody asks. It
 * reads the project while nothing else is to be done.
 *
 * Returns: (transfer none): the search
 */
TalusSearch *
talus_search_get (TalusView *view)
{
  static GQuark quark;
  TalusSearch *self;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  if (quark == 0)
    quark = g_quark_from_static_string ("talus-search");

  self = g_object_get_qdata (G_OBJECT (view), quark);
  if (self != NULL)
    return self;

  self = g_object_new (TALUS_TYPE_SEARCH, NULL);
  self->view = view;
  g_object_set_qdata_full (G_OBJECT (view), quark, self, g_object_unref);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (take_graph), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_view_get_selection (view), "changed",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  take_graph (self);

  return self;
}

/**
 * talus_search_get_view:
 * @self: a search
 *
 * Returns: (transfer none): whose it is
 */
TalusView *
talus_search_get_view (TalusSearch *self)
{
  g_return_val_if_fail (TALUS_IS_SEARCH (self), NULL);

  return self->view;
}

/**
 * talus_search_get_index:
 * @self: a search
 *
 * Returns: (transfer none): the index of what is shown now
 */
TalusNodeIndex *
talus_search_get_index (TalusSearch *self)
{
  g_return_val_if_fail (TALUS_IS_SEARCH (self), NULL);

  return self->index;
}

/**
 * talus_search_get_filter:
 * @self: a search
 *
 * Returns: (transfer none): its filter, in use or not
 */
TalusNodeFilter *
talus_search_get_filter (TalusSearch *self)
{
  g_return_val_if_fail (TALUS_IS_SEARCH (self), NULL);

  return self->filter;
}

/**
 * talus_search_get_text:
 * @self: a search
 *
 * Returns: (transfer none): what is filtered by
 */
const char *
talus_search_get_text (TalusSearch *self)
{
  g_return_val_if_fail (TALUS_IS_SEARCH (self), NULL);

  return self->text;
}

/**
 * talus_search_set_text:
 * @self: a search
 * @text: what to filter by, "" for nothing
 *
 * Filters what the panes of the window show.
 */
void
talus_search_set_text (TalusSearch *self,
                       const char  *text)
{
  g_return_if_fail (TALUS_IS_SEARCH (self));
  g_return_if_fail (text != NULL);

  if (!talus_set_string (&self->text, text))
    return;

  apply (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/* (nullable): the last node that is shown at or below @node. */
static TalusNode *
get_last_shown (TalusSearch *self,
                TalusNode   *node)
{
  for (;;)
    {
      guint n = talus_node_get_n_children (node);
      TalusNode *child = n > 0 ? talus_node_get_child (node, n - 1) : NULL;

      while (child != NULL && !talus_node_filter_is_shown (self->filter, child))
        child = talus_node_get_previous_sibling (child);
      if (child == NULL)
        return node;
      node = child;
    }
}

/* Only nodes that are shown are gone into. */
static TalusNode *
get_next (TalusSearch *self,
          TalusNode   *node)
{
  TalusNode *next = talus_node_filter_is_shown (self->filter, node)
    ? talus_node_get_first_child (node) : NULL;

  for (; next == NULL && node != NULL; node = talus_node_get_parent (node))
    next = talus_node_get_next_sibling (node);

  return next;
}

static TalusNode *
get_previous (TalusSearch *self,
              TalusNode   *node)
{
  TalusNode *previous = talus_node_get_previous_sibling (node);

  while (previous != NULL && !talus_node_filter_is_shown (self->filter, previous))
    previous = talus_node_get_previous_sibling (previous);

  return previous != NULL ? get_last_shown (self, previous) : talus_node_get_parent (node);
}

static TalusNode *
get_end (TalusSearch *self,
         gboolean     last)
{
  TalusGraph *graph = talus_node_index_get_graph (self->index);
  guint n = talus_graph_get_n_roots (graph);

  if (n == 0)
    return NULL;

  return last ? get_last_shown (self, talus_graph_get_root (graph, n - 1))
              : talus_graph_get_root (graph, 0);
}

/**
 * talus_search_go_on:
 * @self: a search
 * @backwards: whether to go up instead of down
 *
 * Makes the next node that fits the selection of the window and has the panes
 * show it.
 *
 * Returns: %FALSE if nothing fits, or nothing is looked for
 */
gboolean
talus_search_go_on (TalusSearch *self,
                    gboolean     backwards)
{
  TalusNode *node;

  g_return_val_if_fail (TALUS_IS_SEARCH (self), FALSE);

  if (talus_node_filter_get_n_hits (self->filter) == 0)
    return FALSE;

  node = talus_view_get_cursor_node (self->view);
  for (guint n_rounds = 0; n_rounds < 2;)
    {
      if (node != NULL)
        node = backwards ? get_previous (self, node) : get_next (self, node);
      if (node == NULL)
        {
          node = get_end (self, backwards);
          n_rounds++;
        }
      if (node != NULL && talus_node_filter_fits (self->filter, node))
        {
          talus_view_reveal (self->view, talus_node_get_id (node));
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * talus_search_check_day:
 * @self: a search
 *
 * Looks whether it is another day by now, or where today is was changed:
 * conditions on days are about that one then. Happens by itself now and then.
 */
void
talus_search_check_day (TalusSearch *self)
{
  g_autofree char *today = NULL;

  g_return_if_fail (TALUS_IS_SEARCH (self));

  today = talus_format_today (talus_format_get (talus_node_index_get_graph (self->index)),
                              talus_clock_now ());
  if (!g_str_equal (today, self->today))
    apply (self);
}
