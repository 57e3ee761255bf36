/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widget: follows the scene and the selection, draws. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "config.h"

#include "app/graph/talus-graph-canvas-private.h"

#include "app/graph/talus-graph-painter-private.h"

#define GLIDE_MS    260
#define MOST_GLIDES 3000        /* cards; a larger picture changes at once */
#define ARROW_REACH 6           /* pixels beside an arrow that are taken for it */
#define MOST_NEAR_ARROWS 700    /* of more in one place none can be meant */

enum
{
  MOVED,
  MENU,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusGraphCanvas, talus_graph_canvas, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

void
talus_graph_canvas_moved (TalusGraphCanvas *self)
{
  talus_graph_canvas_place_entry (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[MOVED], 0);
}

void
talus_graph_canvas_ask_menu (TalusGraphCanvas *self,
                             double            x,
                             double            y,
                             const TalusEdge  *edge)
{
  g_signal_emit (self, signals[MENU], 0, x, y, edge);
}

static TalusGraphPicture *
get_picture (TalusGraphCanvas *self)
{
  return talus_graph_scene_get_picture (self->scene);
}

void
talus_graph_canvas_to_picture (TalusGraphCanvas *self,
                               double            x,
                               double            y,
                               float            *picture_x,
                               float            *picture_y)
{
  *picture_x = (float) (self->x + x / self->zoom);
  *picture_y = (float) (self->y + y / self->zoom);
}

TalusNode *
talus_graph_canvas_get_node (TalusGraphCanvas *self,
                             guint             card)
{
  return talus_graph_picture_get_card (get_picture (self), card)->node;
}

guint
talus_graph_canvas_get_cursor (TalusGraphCanvas *self)
{
  const TalusId *id = talus_selection_get_cursor (talus_view_get_selection (self->view));
  guint card;

  return get_picture (self) != NULL && id != NULL &&
         talus_graph_picture_find (get_picture (self), id, &card) &&
         talus_graph_layout_get_rects (
           talus_graph_picture_get_layout (get_picture (self)))[card].width > 0
         ? card : TALUS_GRAPH_NO_CARD;
}

guint
talus_graph_canvas_find_card (TalusGraphCanvas *self,
                              double            x,
                              double            y)
{
  const TalusGraphLayout *layout;
  float picture_x;
  float picture_y;
  guint card;

  if (get_picture (self) == NULL)
    return TALUS_GRAPH_NO_CARD;

  layout = talus_graph_picture_get_layout (get_picture (self));
  talus_graph_canvas_to_picture (self, x, y, &picture_x, &picture_y);
  if (talus_spatial_index_nearest (talus_graph_layout_get_index (layout), picture_x, picture_y, 0,
                                   &card))
    return card;

  /* What belongs to a card and is beside it. */
  if (talus_graph_painter_get_detail (self->zoom) != TALUS_GRAPH_DETAIL_BOX &&
      talus_spatial_index_nearest (talus_graph_layout_get_index (layout), picture_x, picture_y,
                                   48, &card))
    {
      TalusGraphRect handle = talus_graph_painter_get_handle (self->painter, card);
      TalusGraphRect expander;

      if (talus_graph_rect_contains (&handle, picture_x, picture_y) ||
          (talus_graph_painter_get_expander (self->painter, card, &expander) &&
           talus_graph_rect_contains (&expander, picture_x, picture_y)))
        return card;
    }

  return TALUS_GRAPH_NO_CARD;
}

/* The nearest that is no further away than a pointer can be held still. */
guint
talus_graph_canvas_find_arrow (TalusGraphCanvas *self,
                               double            x,
                               double            y)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  const TalusGraphLayout *layout;
  guint best = TALUS_GRAPH_NO_CARD;
  float reach = ARROW_REACH / self->zoom;
  TalusGraphRect area;
  float picture_x;
  float picture_y;

  if (get_picture (self) == NULL)
    return TALUS_GRAPH_NO_CARD;

  layout = talus_graph_picture_get_layout (get_picture (self));
  talus_graph_canvas_to_picture (self, x, y, &picture_x, &picture_y);
  area = (TalusGraphRect) { picture_x - reach, picture_y - reach, 2 * reach, 2 * reach };
  talus_spatial_index_search (talus_graph_layout_get_link_index (layout), &area, found);
  for (guint i = 0; i < found->len && found->len <= MOST_NEAR_ARROWS; i++)
    {
      guint link = g_array_index (found, guint, i);
      float distance = talus_graph_painter_measure_arrow (self->painter, link, picture_x,
                                                          picture_y);

      if (distance < reach)
        {
          reach = distance;
          best = link;
        }
    }

  return best;
}

gboolean
talus_graph_canvas_find_node (TalusGraphCanvas *self,
                              const TalusId    *id,
                              graphene_rect_t  *rect)
{
  const TalusGraphRect *place;
  guint card;

  if (get_picture (self) == NULL || !talus_graph_picture_find (get_picture (self), id, &card))
    return FALSE;

  place = &talus_graph_layout_get_rects (
    talus_graph_picture_get_layout (get_picture (self)))[card];
  *rect = GRAPHENE_RECT_INIT ((float) ((place->x - self->x) * self->zoom),
                              (float) ((place->y - self->y) * self->zoom),
                              place->width * self->zoom, place->height * self->zoom);

  return place->width > 0;
}

static void
glide_cb (double   value,
          gpointer user_data)
{
  TalusGraphCanvas *self = user_data;

  self->progress = (float) value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Cards go to their new places, unless motion is not wanted: then they are
 * there at once. */
static void
begin_glide (TalusGraphCanvas  *self,
             TalusGraphPicture *before)
{
  if (self->glide == NULL)
    self->glide = adw_timed_animation_new (
      GTK_WIDGET (self), 0, 1, GLIDE_MS, adw_callback_animation_target_new (glide_cb, self, NULL));
  adw_animation_reset (self->glide);
  self->progress = 1;
  if (before != NULL && talus_graph_picture_get_n_cards (before) < MOST_GLIDES &&
      talus_graph_picture_get_n_cards (get_picture (self)) < MOST_GLIDES &&
      talus_graph_picture_get_mode (before) == talus_graph_picture_get_mode (get_picture (self)))
    adw_animation_play (self->glide);
}

static void
scene_changed_cb (TalusGraphCanvas  *self,
                  TalusGraphPicture *before)
{
  guint card;

  /* What was dragged over it has changed; nothing is dragged on by itself. */
  if (self->drag != TALUS_GRAPH_DRAG_NONE)
    self->drag_is_over = TRUE;
  talus_graph_canvas_end_drag (self, FALSE);
  talus_graph_painter_set_picture (self->painter, talus_view_get_graph (self->view),
                                   get_picture (self));
  talus_graph_canvas_forget_pointer (self);
  if (!self->is_placed)
    talus_graph_canvas_place_first (self);
  else
    talus_graph_canvas_keep_in_place (self, before);
  begin_glide (self, before);

  if (self->has_wanted && talus_graph_picture_find (get_picture (self), &self->wanted, &card))
    {
      self->has_wanted = FALSE;
      talus_graph_canvas_show_card (self, card);
    }
  talus_graph_canvas_describe (self);
  talus_graph_canvas_moved (self);
}

static void
node_changed_cb (TalusGraphCanvas *self,
                 guint             card)
{
  const TalusId *id = talus_node_get_id (talus_graph_canvas_get_node (self, card));
  g_autoptr (GArray) blocked = talus_graph_list_blocked (talus_view_get_graph (self->view), id);

  talus_graph_painter_forget (self->painter, card);
  /* A status says what others wait for. */
  for (guint i = 0; i < blocked->len; i++)
    {
      guint other;

      if (talus_graph_picture_find (get_picture (self), &g_array_index (blocked, TalusId, i),
                                    &other))
        talus_graph_painter_forget (self->painter, other);
    }
  if (card == talus_graph_canvas_get_cursor (self))
    talus_graph_canvas_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
selection_changed_cb (TalusGraphCanvas *self)
{
  const TalusId *cursor = talus_selection_get_cursor (talus_view_get_selection (self->view));

  /* Who has gone on to something else does not want to be taken back. */
  if (cursor == NULL || !talus_id_equal (cursor, &self->wanted))
    self->has_wanted = FALSE;
  talus_graph_canvas_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
presence_changed_cb (TalusGraphCanvas *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Other icons, colours and names of statuses, of cards that are the same. */
static void
template_changed_cb (TalusGraphCanvas *self)
{
  talus_graph_painter_forget (self->painter, TALUS_GRAPH_NO_CARD);
  talus_graph_canvas_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
follow_peer (TalusGraphCanvas *self)
{
  TalusPeer *peer = talus_view_get_peer (self->view);

  if (self->peer == peer)
    return;

  if (self->peer != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->peer, talus_graph_canvas_note_record, self);
      g_signal_handlers_disconnect_by_func (self->peer, template_changed_cb, self);
      g_signal_handlers_disconnect_by_func (talus_presence_get (self->peer), presence_changed_cb,
                                            self);
    }
  g_set_weak_pointer (&self->peer, peer);
  g_signal_connect_object (peer, "template-changed", G_CALLBACK (template_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (peer, "recorded", G_CALLBACK (talus_graph_canvas_note_record), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_presence_get (peer), "changed",
                           G_CALLBACK (presence_changed_cb), self, G_CONNECT_SWAPPED);
}

/* What comes is about something else: it is looked at from its beginning. */
static void
near_cb (TalusGraphCanvas *self)
{
  self->is_placed = FALSE;
}

static void
reveal_cb (TalusGraphCanvas *self,
           const TalusId    *id)
{
  talus_graph_canvas_show_node (self, id);
}

static void
restyle (TalusGraphCanvas *self)
{
  TalusGraphMetrics before = *talus_graph_style_get_metrics (self->style);

  talus_graph_style_update (self->style);
  talus_graph_painter_forget (self->painter, TALUS_GRAPH_NO_CARD);
  if (memcmp (&before, talus_graph_style_get_metrics (self->style), sizeof before) != 0)
    talus_graph_scene_set_metrics (self->scene, talus_graph_style_get_metrics (self->style),
                                   talus_graph_style_is_rtl (self->style));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
talus_graph_canvas_css_changed (GtkWidget         *widget,
                                GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (talus_graph_canvas_parent_class)->css_changed (widget, change);

  if (TALUS_GRAPH_CANVAS (widget)->style != NULL)
    restyle (TALUS_GRAPH_CANVAS (widget));
}

static void
talus_graph_canvas_direction_changed (GtkWidget        *widget,
                                      GtkTextDirection  previous)
{
  TalusGraphCanvas *self = TALUS_GRAPH_CANVAS (widget);

  if (self->scene != NULL)
    {
      talus_graph_painter_forget (self->painter, TALUS_GRAPH_NO_CARD);
      talus_graph_scene_set_metrics (self->scene, talus_graph_style_get_metrics (self->style),
                                     talus_graph_style_is_rtl (self->style));
    }
}

static void
talus_graph_canvas_map (GtkWidget *widget)
{
  TalusGraphCanvas *self = TALUS_GRAPH_CANVAS (widget);
  const TalusId *cursor = talus_selection_get_cursor (talus_view_get_selection (self->view));

  GTK_WIDGET_CLASS (talus_graph_canvas_parent_class)->map (widget);

  talus_graph_scene_set_active (self->scene, TRUE);
  /* Whichever pane one comes from, what is selected is in sight. */
  if (cursor != NULL)
    talus_graph_canvas_show_node (self, cursor);
}

static void
talus_graph_canvas_unmap (GtkWidget *widget)
{
  TalusGraphCanvas *self = TALUS_GRAPH_CANVAS (widget);

  talus_graph_canvas_end_rename (self, TRUE);
  talus_graph_scene_set_active (self->scene, FALSE);

  GTK_WIDGET_CLASS (talus_graph_canvas_parent_class)->unmap (widget);
}

static void
talus_graph_canvas_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  TalusGraphCanvas *self = TALUS_GRAPH_CANVAS (widget);

  if (!self->is_placed && get_picture (self) != NULL)
    talus_graph_canvas_place_first (self);
  talus_graph_canvas_place_entry (self);
  g_signal_emit (self, signals[MOVED], 0);
}

/* Entries let through what is behind them: that is the card, empty. */
static void
draw_entry (TalusGraphCanvas *self,
            GtkSnapshot      *snapshot)
{
  const GdkRGBA *colour = &talus_graph_style_get_colours (self->style)->card;
  graphene_rect_t bounds;

  if (talus_graph_canvas_find_node (self, &self->renamed, &bounds))
    talus_graph_fill_rounded (snapshot, &bounds, TALUS_GRAPH_RADIUS * self->zoom, colour);
  if (gtk_widget_compute_bounds (self->entry, GTK_WIDGET (self), &bounds))
    talus_graph_fill_rounded (snapshot, &bounds, TALUS_GRAPH_RADIUS, colour);
  gtk_widget_snapshot_child (GTK_WIDGET (self), self->entry, snapshot);
}

static void
talus_graph_canvas_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  TalusGraphCanvas *self = TALUS_GRAPH_CANVAS (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                               (float) gtk_widget_get_height (widget));
  TalusGraphFrameState state = {
    self->zoom, talus_graph_canvas_get_area (self), self->progress, self->hover,
    self->hover_arrow, FALSE, gtk_widget_has_focus (widget) && self->entry == NULL,
    talus_view_can_edit (self->view),
    talus_view_get_selection (self->view),
    talus_presence_get (talus_view_get_peer (self->view)),
    self->drag == TALUS_GRAPH_DRAG_MOVE || self->drag == TALUS_GRAPH_DRAG_LINK
    ? talus_graph_canvas_judge : NULL, self,
    g_hash_table_size (self->flashes) > 0 ? talus_graph_canvas_find_flash : NULL, self
  };

  gtk_snapshot_append_color (snapshot, &talus_graph_style_get_colours (self->style)->canvas,
                             &bounds);
  gtk_snapshot_push_clip (snapshot, &bounds);
  gtk_snapshot_save (snapshot);
  talus_graph_canvas_begin_judging (self);
  gtk_snapshot_scale (snapshot, self->zoom, self->zoom);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) -self->x, (float) -self->y));
  talus_graph_painter_snapshot (self->painter, snapshot, &state);
  talus_graph_canvas_end_judging (self);
  talus_graph_canvas_draw_drag (self, snapshot);
  gtk_snapshot_restore (snapshot);
  if (self->entry != NULL)
    draw_entry (self, snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
talus_graph_canvas_dispose (GObject *object)
{
  TalusGraphCanvas *self = TALUS_GRAPH_CANVAS (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_handle_id (&self->leave_source, g_source_remove);
  g_clear_pointer (&self->entry, gtk_widget_unparent);
  g_clear_object (&self->flight);
  g_clear_object (&self->glide);
  g_clear_pointer (&self->drag_tops, g_ptr_array_unref);
  g_clear_pointer (&self->drag_blockers, g_hash_table_unref);
  g_clear_pointer (&self->verdicts, g_free);
  g_clear_weak_pointer (&self->peer);
  g_clear_pointer (&self->painter, talus_graph_painter_free);
  g_clear_pointer (&self->style, talus_graph_style_free);
  g_clear_object (&self->scene);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_graph_canvas_parent_class)->dispose (object);
}

static void
talus_graph_canvas_finalize (GObject *object)
{
  TalusGraphCanvas *self = TALUS_GRAPH_CANVAS (object);

  g_hash_table_unref (self->flashes);

  G_OBJECT_CLASS (talus_graph_canvas_parent_class)->finalize (object);
}

static void
talus_graph_canvas_class_init (TalusGraphCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_graph_canvas_dispose;
  object_class->finalize = talus_graph_canvas_finalize;
  widget_class->map = talus_graph_canvas_map;
  widget_class->unmap = talus_graph_canvas_unmap;
  widget_class->size_allocate = talus_graph_canvas_size_allocate;
  widget_class->snapshot = talus_graph_canvas_snapshot;
  widget_class->css_changed = talus_graph_canvas_css_changed;
  widget_class->direction_changed = talus_graph_canvas_direction_changed;

  /**
   * TalusGraphCanvas::moved:
   * @self: the canvas
   */
  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TalusGraphCanvas::menu:
   * @self: the canvas
   * @x: where, in the widget
   * @y: where
   * @edge: (nullable): a #TalusEdge that it is about
   */
  signals[MENU] = g_signal_new ("menu", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 3, G_TYPE_DOUBLE, G_TYPE_DOUBLE,
                                G_TYPE_POINTER);

  gtk_widget_class_set_css_name (widget_class, "graph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  talus_graph_canvas_class_add_keys (widget_class);
}

static void
talus_graph_canvas_init (TalusGraphCanvas *self)
{
  self->zoom = 1;
  self->progress = 1;
  self->hover = TALUS_GRAPH_NO_CARD;
  self->hover_arrow = TALUS_GRAPH_NO_CARD;
  self->drag_card = TALUS_GRAPH_NO_CARD;
  self->drop_card = TALUS_GRAPH_NO_CARD;
  self->flashes = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, g_free);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

/**
 * talus_graph_canvas_new:
 * @view: whose project
 *
 * Returns: (transfer floating): a canvas
 */
GtkWidget *
talus_graph_canvas_new (TalusView *view)
{
  TalusGraphCanvas *self = g_object_new (TALUS_TYPE_GRAPH_CANVAS, NULL);

  self->view = g_object_ref (view);
  self->scene = talus_graph_scene_new (view);
  self->style = talus_graph_style_new (GTK_WIDGET (self));
  self->painter = talus_graph_painter_new (self->style);
  talus_graph_scene_set_metrics (self->scene, talus_graph_style_get_metrics (self->style),
                                 talus_graph_style_is_rtl (self->style));
  talus_graph_canvas_add_pointer (self);

  g_signal_connect_object (self->scene, "changed", G_CALLBACK (scene_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scene, "node-changed", G_CALLBACK (node_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scene, "notify::near", G_CALLBACK (near_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_view_get_selection (view), "changed",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (follow_peer), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "reveal", G_CALLBACK (reveal_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify", G_CALLBACK (restyle), self,
                           G_CONNECT_SWAPPED);
  follow_peer (self);
  talus_graph_canvas_describe (self);

  return GTK_WIDGET (self);
}

TalusGraphScene *
talus_graph_canvas_get_scene (TalusGraphCanvas *self)
{
  return self->scene;
}

/* Ends a drag, a name being typed, or the selection: one step. */
gboolean
talus_graph_canvas_cancel (TalusGraphCanvas *self)
{
  TalusSelection *selection = talus_view_get_selection (self->view);

  if (self->drag != TALUS_GRAPH_DRAG_NONE)
    {
      self->drag_is_over = TRUE;
      talus_graph_canvas_end_drag (self, FALSE);
    }
  else if (self->entry != NULL)
    talus_graph_canvas_end_rename (self, FALSE);
  else if (talus_selection_get_length (selection) > 0)
    talus_selection_set_one (selection, NULL);
  else
    return FALSE;

  return TRUE;
}
