/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map draws boxes only, as they come from the layout, and draws them once
 * a picture. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "config.h"

#include "app/graph/talus-graph-overview.h"

#include <glib/gi18n.h>

#define WIDTH   168
#define HEIGHT  112
#define MARGIN  6.0f

struct _TalusGraphOverview
{
  GtkWidget parent_instance;

  TalusGraphCanvas *canvas;      /* borrowed: in the same pane */
  GskRenderNode *drawing;        /* (nullable): of the picture there is */
  const TalusGraphPicture *drawn;
};

G_DEFINE_FINAL_TYPE (TalusGraphOverview, talus_graph_overview, GTK_TYPE_WIDGET)

static const TalusGraphLayout *
get_layout (TalusGraphOverview *self)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (
    talus_graph_canvas_get_scene (self->canvas));

  return picture != NULL ? talus_graph_picture_get_layout (picture) : NULL;
}

static float
get_scale (TalusGraphOverview   *self,
           const TalusGraphRect *bounds,
           float                *x,
           float                *y)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN;
  float height = (float) gtk_widget_get_height (GTK_WIDGET (self)) - 2 * MARGIN;
  float scale = MIN (width / MAX (bounds->width, 1), height / MAX (bounds->height, 1));

  *x = MARGIN + (width - bounds->width * scale) / 2 - bounds->x * scale;
  *y = MARGIN + (height - bounds->height * scale) / 2 - bounds->y * scale;

  return scale;
}

static void
draw_boxes (TalusGraphOverview *self,
            cairo_t            *cr)
{
  const TalusGraphLayout *layout = get_layout (self);
  const TalusGraphRect *rects = talus_graph_layout_get_rects (layout);
  float x;
  float y;
  float scale = get_scale (self, talus_graph_layout_get_bounds (layout), &x, &y);
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  colour.alpha *= 0.4f;
  gdk_cairo_set_source_rgba (cr, &colour);
  for (guint i = 0; i < talus_graph_layout_get_n_boxes (layout); i++)
    if (rects[i].width > 0)
      cairo_rectangle (cr, x + rects[i].x * scale, y + rects[i].y * scale,
                       MAX (rects[i].width * scale, 1), MAX (rects[i].height * scale, 1));
  cairo_fill (cr);
}

static void
talus_graph_overview_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  TalusGraphOverview *self = TALUS_GRAPH_OVERVIEW (widget);
  const TalusGraphLayout *layout = get_layout (self);
  const TalusGraphPicture *picture = talus_graph_scene_get_picture (
    talus_graph_canvas_get_scene (self->canvas));
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                               (float) gtk_widget_get_height (widget));
  TalusGraphRect area = talus_graph_canvas_get_area (self->canvas);
  GdkRGBA accent = { 0.2f, 0.5f, 0.9f, 1 };
  GskRoundedRect outline;
  float x;
  float y;
  float scale;

  if (layout == NULL)
    return;

  if (self->drawn != picture)
    {
      g_clear_pointer (&self->drawing, gsk_render_node_unref);
      self->drawn = picture;
    }
  if (self->drawing == NULL)
    {
      GtkSnapshot *boxes = gtk_snapshot_new ();
      cairo_t *cr = gtk_snapshot_append_cairo (boxes, &bounds);

      draw_boxes (self, cr);
      cairo_destroy (cr);
      self->drawing = gtk_snapshot_free_to_node (boxes);
    }

  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_color", &accent);
  scale = get_scale (self, talus_graph_layout_get_bounds (layout), &x, &y);
  gtk_snapshot_push_clip (snapshot, &bounds);
  gtk_snapshot_append_node (snapshot, self->drawing);
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (
    x + area.x * scale, y + area.y * scale, area.width * scale, area.height * scale), 2);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 1.5f, 1.5f, 1.5f, 1.5f },
                              (GdkRGBA[4]) { accent, accent, accent, accent });
  gtk_snapshot_pop (snapshot);
}

static void
talus_graph_overview_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  TALUS_GRAPH_OVERVIEW (widget)->drawn = NULL;
}

static void
talus_graph_overview_css_changed (GtkWidget         *widget,
                                  GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (talus_graph_overview_parent_class)->css_changed (widget, change);
  TALUS_GRAPH_OVERVIEW (widget)->drawn = NULL;
}

static void
go_to (TalusGraphOverview *self,
       double              at_x,
       double              at_y)
{
  const TalusGraphLayout *layout = get_layout (self);
  float x;
  float y;
  float scale;

  if (layout == NULL)
    return;

  scale = get_scale (self, talus_graph_layout_get_bounds (layout), &x, &y);
  talus_graph_canvas_centre (self->canvas, ((float) at_x - x) / scale, ((float) at_y - y) / scale);
}

static void
drag_begin_cb (TalusGraphOverview *self,
               double              x,
               double              y)
{
  go_to (self, x, y);
}

static void
drag_update_cb (TalusGraphOverview *self,
                double              dx,
                double              dy,
                GtkGestureDrag     *gesture)
{
  double x;
  double y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    go_to (self, x + dx, y + dy);
}

static void
talus_graph_overview_dispose (GObject *object)
{
  TalusGraphOverview *self = TALUS_GRAPH_OVERVIEW (object);

  g_clear_pointer (&self->drawing, gsk_render_node_unref);

  G_OBJECT_CLASS (talus_graph_overview_parent_class)->dispose (object);
}

static void
talus_graph_overview_class_init (TalusGraphOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_graph_overview_dispose;
  widget_class->snapshot = talus_graph_overview_snapshot;
  widget_class->size_allocate = talus_graph_overview_size_allocate;
  widget_class->css_changed = talus_graph_overview_css_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
talus_graph_overview_init (TalusGraphOverview *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_size_request (GTK_WIDGET (self), WIDTH, HEIGHT);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Overview"), -1);
}

/**
 * talus_graph_overview_new:
 * @canvas: whose picture; it has to live as long
 *
 * Returns: (transfer floating): a map of it
 */
GtkWidget *
talus_graph_overview_new (TalusGraphCanvas *canvas)
{
  TalusGraphOverview *self = g_object_new (TALUS_TYPE_GRAPH_OVERVIEW, NULL);

  self->canvas = canvas;
  g_signal_connect_object (canvas, "moved", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
