/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of the graph, each an action `graph.…` with a key, a button or a
 * place in a menu. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "config.h"

#include "app/graph/talus-graph-pane-private.h"

#include <glib/gi18n.h>

#include "app/graph/talus-graph-verbs.h"
#include "app/search/talus-node-picker.h"

#define ZOOM_STEP 1.3f

static void
zoom_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TalusGraphCanvas *canvas = TALUS_GRAPH_PANE (widget)->canvas;

  if (g_str_equal (name, "graph.zoom-in"))
    talus_graph_canvas_zoom_by (canvas, ZOOM_STEP);
  else if (g_str_equal (name, "graph.zoom-out"))
    talus_graph_canvas_zoom_by (canvas, 1 / ZOOM_STEP);
  else if (g_str_equal (name, "graph.zoom-normal"))
    talus_graph_canvas_zoom_by (canvas, 1 / talus_graph_canvas_get_zoom (canvas));
  else if (g_str_equal (name, "graph.zoom-selection"))
    talus_graph_canvas_fit_selection (canvas);
  else
    talus_graph_canvas_fit (canvas);
}

static void
tree_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TalusGraphPane *self = TALUS_GRAPH_PANE (widget);
  TalusGraphScene *scene = talus_graph_canvas_get_scene (self->canvas);

  if (g_str_equal (name, "graph.expand-all"))
    talus_graph_scene_expand_all (scene);
  else if (g_str_equal (name, "graph.collapse-all"))
    talus_graph_scene_collapse_all (scene);
  else
    talus_graph_canvas_toggle_expanded (self->canvas);
}

static TalusNode *
get_cursor (TalusGraphPane *self)
{
  return talus_view_get_cursor_node (self->view);
}

static void
select_all_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  talus_graph_canvas_select_all (TALUS_GRAPH_PANE (widget)->canvas);
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TalusGraphPane *self = TALUS_GRAPH_PANE (widget);
  TalusNode *node = get_cursor (self);

  if (node != NULL)
    talus_graph_canvas_begin_rename (self->canvas, talus_node_get_id (node));
}

static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  talus_graph_delete (TALUS_GRAPH_PANE (widget)->view);
}

static void
inspect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.edit-details", NULL);
}

static gboolean
accept_link (TalusNode *node,
             gpointer   user_data)
{
  TalusGraphPane *self = user_data;
  TalusNode *cursor = get_cursor (self);

  return cursor != NULL && cursor != node &&
         talus_graph_may_link (self->view, cursor, node, NULL);
}

static gboolean
accept_move (TalusNode *node,
             gpointer   user_data)
{
  TalusGraphPane *self = user_data;

  return self->picked_tops->len > 0 &&
         talus_graph_may_move (self->view, self->picked_tops, node, NULL);
}

/* Once for all candidates: it takes a look at all that is selected. */
static void
opening_cb (TalusGraphPane *self)
{
  g_clear_pointer (&self->picked_tops, g_ptr_array_unref);
  self->picked_tops = talus_graph_hold_selected_tops (self->view);
}

static void
link_picked_cb (TalusGraphPane *self,
                TalusNode      *node)
{
  TalusNode *cursor = get_cursor (self);

  if (cursor != NULL)
    talus_graph_link (self->view, cursor, node);
}

static void
move_picked_cb (TalusGraphPane *self,
                TalusNode      *node)
{
  g_autoptr (GPtrArray) tops = talus_view_list_selected_tops (self->view);
  g_autoptr (GError) error = NULL;

  if (talus_graph_may_move (self->view, tops, node, &error))
    talus_graph_move (self->view, tops, node);
  else
    talus_view_say_error (self->view, error);
}

/* A search beside the card: what a drag to another card does, by keys. */
static void
pick_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TalusGraphPane *self = TALUS_GRAPH_PANE (widget);
  gboolean is_link = g_str_equal (name, "graph.link-to");
  TalusNode *cursor = get_cursor (self);
  graphene_rect_t rect;
  graphene_point_t corner;

  if (cursor == NULL)
    return;

  talus_graph_canvas_show_node (self->canvas, talus_node_get_id (cursor));
  if (!talus_graph_canvas_find_node (self->canvas, talus_node_get_id (cursor), &rect) ||
      !gtk_widget_compute_point (GTK_WIDGET (self->canvas), widget, &rect.origin, &corner))
    return;

  g_clear_pointer (&self->picker, gtk_widget_unparent);
  self->picker = talus_node_picker_new (self->view, is_link ? _("What waits for it")
                                                            : _("Move below"));
  talus_node_picker_set_empty (TALUS_NODE_PICKER (self->picker),
                               is_link ? _("Nothing else can wait for it")
                                       : _("There is nothing it could go below"));
  talus_node_picker_set_filter (TALUS_NODE_PICKER (self->picker),
                                is_link ? accept_link : accept_move, self);
  opening_cb (self);
  g_signal_connect_object (self->picker, "opening", G_CALLBACK (opening_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->picker, "picked",
                           is_link ? G_CALLBACK (link_picked_cb) : G_CALLBACK (move_picked_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->picker, widget);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->picker), &(GdkRectangle) {
    (int) CLAMP (corner.x, 0, (float) gtk_widget_get_width (widget) - 1),
    (int) CLAMP (corner.y, 0, (float) gtk_widget_get_height (widget) - 1),
    (int) MAX (rect.size.width, 1), (int) MAX (rect.size.height, 1)
  });
  gtk_popover_popup (GTK_POPOVER (self->picker));
}

static void
arrow_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TalusGraphPane *self = TALUS_GRAPH_PANE (widget);

  if (g_str_equal (name, "graph.unlink"))
    talus_graph_unlink (self->view, &self->edge);
  else
    talus_view_reveal (self->view, g_str_equal (name, "graph.go-blocker") ? &self->edge.blocker
                                                                          : &self->edge.blocked);
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  talus_graph_pane_export (TALUS_GRAPH_PANE (widget));
}

/* What can be done depends on what is selected, and on who may edit. */
void
talus_graph_pane_update_actions (TalusGraphPane *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean can_edit = talus_view_can_edit (self->view);
  gboolean has_cursor = get_cursor (self) != NULL;
  gboolean has_arrow = !talus_id_is_null (&self->edge.blocker);
  TalusGraphPicture *picture = talus_graph_scene_get_picture (
    talus_graph_canvas_get_scene (self->canvas));
  float zoom = talus_graph_canvas_get_zoom (self->canvas);

  gtk_widget_action_set_enabled (widget, "graph.rename", can_edit && has_cursor);
  gtk_widget_action_set_enabled (widget, "graph.delete", can_edit && has_cursor);
  gtk_widget_action_set_enabled (widget, "graph.link-to", can_edit && has_cursor);
  gtk_widget_action_set_enabled (widget, "graph.move-to", can_edit && has_cursor);
  gtk_widget_action_set_enabled (widget, "graph.inspect", has_cursor);
  gtk_widget_action_set_enabled (widget, "graph.toggle-expanded", has_cursor);
  gtk_widget_action_set_enabled (widget, "graph.unlink", can_edit && has_arrow);
  gtk_widget_action_set_enabled (widget, "graph.go-blocker", has_arrow);
  gtk_widget_action_set_enabled (widget, "graph.go-blocked", has_arrow);
  gtk_widget_action_set_enabled (widget, "graph.zoom-in", zoom < TALUS_GRAPH_MAX_ZOOM * 0.999f);
  gtk_widget_action_set_enabled (widget, "graph.zoom-out",
                                 zoom > talus_graph_canvas_get_least_zoom (self->canvas) *
                                        1.001f);
  gtk_widget_action_set_enabled (widget, "graph.export",
                                 picture != NULL && talus_graph_picture_get_n_cards (picture) > 0);
}

void
talus_graph_pane_class_add_actions (GtkWidgetClass *klass)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "graph.zoom-in", zoom_action },
    { "graph.zoom-out", zoom_action },
    { "graph.zoom-fit", zoom_action },
    { "graph.zoom-normal", zoom_action },
    { "graph.zoom-selection", zoom_action },
    { "graph.expand-all", tree_action },
    { "graph.collapse-all", tree_action },
    { "graph.toggle-expanded", tree_action },
    { "graph.select-all", select_all_action },
    { "graph.rename", rename_action },
    { "graph.delete", delete_action },
    { "graph.inspect", inspect_action },
    { "graph.link-to", pick_action },
    { "graph.move-to", pick_action },
    { "graph.unlink", arrow_action },
    { "graph.go-blocker", arrow_action },
    { "graph.go-blocked", arrow_action },
    { "graph.export", export_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, NULL, actions[i].activate);
  gtk_widget_class_install_property_action (klass, "graph.mode", "mode");
  gtk_widget_class_install_property_action (klass, "graph.near", "near");
  gtk_widget_class_install_property_action (klass, "graph.overview", "overview");
}
