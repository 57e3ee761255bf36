/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the picture is made anew: soon after something has changed, but never
 * so often that it is what the program mostly does. One is in the making at a
 * time; what changes meanwhile is in the next. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-scene.h"

#define AGREEABLE   160       /* cards to begin with */
#define MOST_CARDS  20000
#define MOST_NEAR   400
#define REST_FACTOR 8         /* rests that many times as long as it worked */

struct _TalusGraphScene
{
  GObject parent_instance;

  /* borrowed */
  TalusPeer *peer;              /* (nullable): whose signals are followed */

  /* owned */
  TalusView *view;
  GtkFilter *filter;            /* (nullable): likewise */
  TalusGraphPicture *picture;   /* (nullable) */
  TalusGraphPicture *draft;     /* (nullable): being laid out */
  GCancellable *cancellable;    /* (nullable): of the draft */
  GHashTable *toggled;          /* TalusId → expanded */

  TalusGraphMetrics metrics;
  TalusGraphMode mode;
  gboolean right_to_left;
  gboolean near;
  gboolean active;
  gboolean dirty;
  gboolean is_busy;
  guint depth;                  /* 0: not chosen yet */
  guint source;
  gint64 rest_until;
};

enum
{
  PROP_0,
  PROP_MODE,
  PROP_NEAR,
  PROP_BUSY,
  N_PROPS,
};

enum
{
  CHANGED,
  NODE_CHANGED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusGraphScene, talus_graph_scene, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void queue_build (TalusGraphScene *self);

static void
set_busy (TalusGraphScene *self,
          gboolean         busy)
{
  if (self->is_busy == busy)
    return;

  self->is_busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
add_focus (GHashTable *focus,
           TalusGraph *graph,
           TalusNode  *node)
{
  for (; node != NULL; node = talus_node_get_parent (node))
    g_hash_table_add (focus, (gpointer) talus_node_get_id (node));
}

/* Everything that @node waits for, or that waits for it, with what is above. */
static void
add_chain (GHashTable *focus,
           TalusGraph *graph,
           TalusNode  *node,
           gboolean    blockers)
{
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  g_ptr_array_add (queue, node);
  for (guint i = 0; i < queue->len && g_hash_table_size (focus) < MOST_NEAR; i++)
    {
      const TalusId *id = talus_node_get_id (queue->pdata[i]);
      g_autoptr (GArray) ids = blockers ? talus_graph_list_blockers (graph, id)
                                        : talus_graph_list_blocked (graph, id);

      add_focus (focus, graph, queue->pdata[i]);
      for (guint j = 0; j < ids->len; j++)
        {
          TalusNode *other = talus_graph_get_node (graph, &g_array_index (ids, TalusId, j));

          if (other != NULL && g_hash_table_add (seen, other))
            g_ptr_array_add (queue, other);
        }
    }
}

/* What is around the selection: what is above it, its children, and all it
 * waits for or keeps waiting. */
static GHashTable *
list_focus (TalusGraphScene *self,
            TalusGraph      *graph)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  GHashTable *focus = g_hash_table_new (talus_id_hash, talus_id_equal);
  guint n_ids;
  const TalusId *ids = talus_selection_get_ids (selection, &n_ids);

  for (guint i = 0; i < n_ids && g_hash_table_size (focus) < MOST_NEAR; i++)
    {
      TalusNode *node = talus_graph_get_node (graph, &ids[i]);

      if (node == NULL)
        continue;
      add_chain (focus, graph, node, TRUE);
      add_chain (focus, graph, node, FALSE);
      for (TalusNode *child = talus_node_get_first_child (node);
           child != NULL && g_hash_table_size (focus) < MOST_NEAR;
           child = talus_node_get_next_sibling (child))
        g_hash_table_add (focus, (gpointer) talus_node_get_id (child));
    }

  return focus;
}

static void
free_layout (gpointer data)
{
  talus_graph_layout_free (data);
}

/* On a worker, which has the layout to itself. */
static void
lay_out_cb (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  TalusGraphLayout **holder = data;
  GError *error = NULL;

  if (talus_graph_layout_run (*holder, cancellable, &error))
    g_task_return_pointer (task, g_steal_pointer (holder), free_layout);
  else
    g_task_return_error (task, error);
}

static void
free_holder (gpointer data)
{
  TalusGraphLayout **holder = data;

  g_clear_pointer (holder, talus_graph_layout_free);
  g_free (holder);
}

static void
laid_out_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  TalusGraphScene *self = TALUS_GRAPH_SCENE (object);
  GTask *task = G_TASK (result);
  g_autoptr (TalusGraphPicture) draft = user_data;
  g_autoptr (TalusGraphPicture) before = NULL;
  g_autoptr (TalusGraphLayout) layout = g_task_propagate_pointer (task, NULL);

  if (layout == NULL || self->draft != draft)
    return;

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->draft, talus_graph_picture_unref);
  talus_graph_picture_finish (draft, g_steal_pointer (&layout));
  before = g_steal_pointer (&self->picture);
  self->picture = talus_graph_picture_ref (draft);
  set_busy (self, FALSE);
  g_signal_emit (self, signals[CHANGED], 0, before);

  if (self->dirty)
    queue_build (self);
}

static void
build (TalusGraphScene *self)
{
  TalusGraph *graph = talus_view_get_graph (self->view);
  g_autoptr (GHashTable) focus = NULL;
  g_autoptr (GTask) task = NULL;
  gint64 begin = g_get_monotonic_time ();
  TalusGraphLayout **holder;
  TalusGraphRecipe recipe;

  if (self->depth == 0)
    self->depth = talus_graph_picture_choose_depth (graph, AGREEABLE);
  if (self->near)
    focus = list_focus (self, graph);
  if (focus != NULL && g_hash_table_size (focus) == 0)
    g_clear_pointer (&focus, g_hash_table_unref);

  recipe = (TalusGraphRecipe) {
    graph, self->mode, self->right_to_left, self->toggled, self->depth, self->filter, focus,
    MOST_CARDS, self->metrics
  };
  self->dirty = FALSE;
  self->draft = talus_graph_picture_new (&recipe);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, laid_out_cb, talus_graph_picture_ref (self->draft));
  g_task_set_source_tag (task, build);
  g_task_set_name (task, "talus-graph-layout");
  holder = g_new (TalusGraphLayout *, 1);
  *holder = talus_graph_picture_begin (self->draft);
  g_task_set_task_data (task, holder, free_holder);
  g_task_run_in_thread (task, lay_out_cb);
  set_busy (self, TRUE);

  self->rest_until = g_get_monotonic_time () +
                     (g_get_monotonic_time () - begin) * REST_FACTOR;
}

static gboolean
build_cb (gpointer user_data)
{
  TalusGraphScene *self = user_data;

  self->source = 0;
  if (self->active && self->dirty && self->draft == NULL)
    build (self);

  return G_SOURCE_REMOVE;
}

static void
queue_build (TalusGraphScene *self)
{
  gint64 rest = (self->rest_until - g_get_monotonic_time ()) / 1000;

  self->dirty = TRUE;
  if (self->source == 0 && self->active && self->draft == NULL && self->metrics.width > 0)
    self->source = rest <= 0 ? g_idle_add_full (G_PRIORITY_HIGH_IDLE, build_cb, self, NULL)
                             : g_timeout_add ((guint) MIN (rest, 2000), build_cb, self);
}

/* What is in the making is not wanted any more. */
static void
start_again (TalusGraphScene *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->draft, talus_graph_picture_unref);
  self->rest_until = 0;
  g_clear_handle_id (&self->source, g_source_remove);
  queue_build (self);
}

static void
node_changed_cb (TalusGraphScene *self,
                 TalusNode       *node)
{
  TalusGraph *graph = talus_view_get_graph (self->view);
  guint index;

  /* What is in the making was read before this. */
  if ((self->picture != NULL && talus_graph_picture_is_outdated (self->picture, graph, node)) ||
      (self->draft != NULL && talus_graph_picture_is_outdated (self->draft, graph, node)))
    queue_build (self);
  if (self->picture == NULL)
    return;
  if (talus_graph_picture_find (self->picture, talus_node_get_id (node), &index))
    g_signal_emit (self, signals[NODE_CHANGED], 0, index);
}

static void
filter_changed_cb (TalusGraphScene *self)
{
  queue_build (self);
}

static void
follow_filter (TalusGraphScene *self)
{
  GtkFilter *filter = talus_view_get_filter (self->view);

  if (self->filter == filter)
    return;

  if (self->filter != NULL)
    g_signal_handlers_disconnect_by_func (self->filter, filter_changed_cb, self);
  g_set_object (&self->filter, filter);
  if (filter != NULL)
    g_signal_connect_object (filter, "changed", G_CALLBACK (filter_changed_cb), self,
                             G_CONNECT_SWAPPED);
  queue_build (self);
}

static void
template_changed_cb (TalusGraphScene *self)
{
  start_again (self);
}

static void
follow_peer (TalusGraphScene *self)
{
  TalusPeer *peer = talus_view_get_peer (self->view);

  if (self->peer == peer)
    return;

  if (self->peer != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->peer, node_changed_cb, self);
      g_signal_handlers_disconnect_by_func (self->peer, queue_build, self);
      g_signal_handlers_disconnect_by_func (self->peer, template_changed_cb, self);
    }
  g_set_weak_pointer (&self->peer, peer);
  g_signal_connect_object (peer, "node-changed", G_CALLBACK (node_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (peer, "structure-changed", G_CALLBACK (queue_build), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (peer, "template-changed", G_CALLBACK (template_changed_cb), self,
                           G_CONNECT_SWAPPED);
  start_again (self);
}

static void
selection_changed_cb (TalusGraphScene *self)
{
  if (self->near)
    queue_build (self);
}

static void
talus_graph_scene_dispose (GObject *object)
{
  TalusGraphScene *self = TALUS_GRAPH_SCENE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->draft, talus_graph_picture_unref);
  g_clear_pointer (&self->picture, talus_graph_picture_unref);
  g_clear_weak_pointer (&self->peer);
  g_clear_object (&self->filter);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_graph_scene_parent_class)->dispose (object);
}

static void
talus_graph_scene_finalize (GObject *object)
{
  TalusGraphScene *self = TALUS_GRAPH_SCENE (object);

  g_hash_table_unref (self->toggled);

  G_OBJECT_CLASS (talus_graph_scene_parent_class)->finalize (object);
}

static void
talus_graph_scene_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  TalusGraphScene *self = TALUS_GRAPH_SCENE (object);

  switch (prop_id)
    {
    case PROP_MODE:
      g_value_set_int (value, (int) self->mode);
      break;
    case PROP_NEAR:
      g_value_set_boolean (value, self->near);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->is_busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_graph_scene_class_init (TalusGraphSceneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = talus_graph_scene_dispose;
  object_class->finalize = talus_graph_scene_finalize;
  object_class->get_property = talus_graph_scene_get_property;

  /**
   * TalusGraphScene:mode:
   *
   * A #TalusGraphMode.
   */
  properties[PROP_MODE] = g_param_spec_int ("mode", NULL, NULL, 0, 1, 0, flags);
  /**
   * TalusGraphScene:near:
   *
   * Whether only what is around the selection is shown.
   */
  properties[PROP_NEAR] = g_param_spec_boolean ("near", NULL, NULL, FALSE, flags);
  /**
   * TalusGraphScene:busy:
   *
   * Whether a picture is in the making.
   */
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TalusGraphScene::changed:
   * @self: the scene
   * @before: (nullable): the #TalusGraphPicture there was
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  /**
   * TalusGraphScene::node-changed:
   * @self: the scene
   * @card: which card of the picture
   */
  signals[NODE_CHANGED] = g_signal_new ("node-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        G_TYPE_UINT);
}

static void
talus_graph_scene_init (TalusGraphScene *self)
{
  self->toggled = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
}

/**
 * talus_graph_scene_new:
 * @view: whose project
 *
 * Returns: (transfer full): a scene that is not active yet
 */
TalusGraphScene *
talus_graph_scene_new (TalusView *view)
{
  TalusGraphScene *self = g_object_new (TALUS_TYPE_GRAPH_SCENE, NULL);

  self->view = g_object_ref (view);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (follow_peer), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::filter", G_CALLBACK (follow_filter), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_view_get_selection (view), "changed",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  follow_peer (self);
  follow_filter (self);

  return self;
}

void
talus_graph_scene_set_active (TalusGraphScene *self,
                              gboolean         active)
{
  self->active = active;
  if (active && self->dirty)
    queue_build (self);
}

void
talus_graph_scene_set_metrics (TalusGraphScene         *self,
                               const TalusGraphMetrics *metrics,
                               gboolean                 right_to_left)
{
  self->metrics = *metrics;
  self->right_to_left = right_to_left;
  start_again (self);
}

TalusGraphPicture *
talus_graph_scene_get_picture (TalusGraphScene *self)
{
  return self->picture;
}

TalusGraphMode
talus_graph_scene_get_mode (TalusGraphScene *self)
{
  return self->mode;
}

void
talus_graph_scene_set_mode (TalusGraphScene *self,
                            TalusGraphMode   mode)
{
  if (self->mode == mode)
    return;

  self->mode = mode;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
  start_again (self);
}

gboolean
talus_graph_scene_get_near (TalusGraphScene *self)
{
  return self->near;
}

void
talus_graph_scene_set_near (TalusGraphScene *self,
                            gboolean         near)
{
  if (self->near == near)
    return;

  self->near = near;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEAR]);
  start_again (self);
}

void
talus_graph_scene_set_expanded (TalusGraphScene *self,
                                const TalusId   *id,
                                gboolean         expanded)
{
  g_hash_table_insert (self->toggled, g_memdup2 (id, sizeof *id), GINT_TO_POINTER (expanded));
  start_again (self);
}

void
talus_graph_scene_expand_all (TalusGraphScene *self)
{
  g_hash_table_remove_all (self->toggled);
  self->depth = TALUS_MAX_TREE_DEPTH;
  start_again (self);
}

void
talus_graph_scene_collapse_all (TalusGraphScene *self)
{
  g_hash_table_remove_all (self->toggled);
  self->depth = 2;
  start_again (self);
}

void
talus_graph_scene_uncover (TalusGraphScene *self,
                           const TalusId   *id)
{
  TalusNode *node = talus_graph_get_node (talus_view_get_graph (self->view), id);
  gboolean is_new = FALSE;
  guint index;

  if (node == NULL ||
      (self->picture != NULL && talus_graph_picture_find (self->picture, id, &index)))
    return;

  for (node = talus_node_get_parent (node); node != NULL; node = talus_node_get_parent (node))
    {
      const TalusId *above = talus_node_get_id (node);

      if (self->picture == NULL || !talus_graph_picture_find (self->picture, above, &index) ||
          talus_graph_picture_get_card (self->picture, index)->collapsed)
        {
          g_hash_table_insert (self->toggled, g_memdup2 (above, sizeof *above),
                               GINT_TO_POINTER (TRUE));
          is_new = TRUE;
        }
    }
  if (is_new)
    start_again (self);
}

gboolean
talus_graph_scene_is_busy (TalusGraphScene *self)
{
  return self->is_busy;
}
