/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane around the canvas: its bar, its menus, and what it says where there
 * is nothing to draw. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "config.h"

#include "app/graph/talus-graph-pane-private.h"

#include <glib/gi18n.h>

#include "app/graph/talus-graph-overview.h"

enum
{
  PROP_0,
  PROP_MODE,
  PROP_NEAR,
  PROP_OVERVIEW,
  N_PROPS,
};

G_DEFINE_FINAL_TYPE (TalusGraphPane, talus_graph_pane, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];

static TalusGraphScene *
get_scene (TalusGraphPane *self)
{
  return talus_graph_canvas_get_scene (self->canvas);
}

/* An empty place says why it is, and offers what helps. */
static void
update_empty (TalusGraphPane *self)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (get_scene (self));
  gboolean is_tree = talus_graph_scene_get_mode (get_scene (self)) == TALUS_GRAPH_TREE;
  gboolean is_filtered = talus_view_get_filter (self->view) != NULL;
  gboolean is_empty = picture != NULL && talus_graph_picture_get_n_cards (picture) == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->empty), is_empty);
  gtk_widget_set_visible (self->overview, self->has_overview && !is_empty);
  gtk_widget_set_visible (self->empty_button, !is_tree);
  if (is_filtered)
    {
      adw_status_page_set_title (self->empty, _("Nothing Fits the Filter"));
      adw_status_page_set_description (self->empty, _("Other conditions show more."));
    }
  else if (is_tree)
    {
      adw_status_page_set_title (self->empty, _("Nothing to Draw Yet"));
      adw_status_page_set_description (self->empty,
                                       _("What is added to the project is shown here as cards."));
    }
  else
    {
      adw_status_page_set_title (self->empty, _("Nothing Waits for Anything"));
      adw_status_page_set_description (
        self->empty,
        _("In the tree, drag from the dot at the edge of a card to another card: "
          "that one then waits for the first."));
    }
}

static void
scene_changed_cb (TalusGraphPane *self)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (get_scene (self));
  gboolean is_cut = picture != NULL && talus_graph_picture_is_cut (picture);
  gboolean is_news = is_cut && !self->was_cut;

  self->was_cut = is_cut;
  update_empty (self);
  talus_graph_pane_update_actions (self);
  if (is_news)
    talus_view_say (self->view,
                    _("There are too many cards to show them all: collapse some, or filter"),
                    NULL, NULL);
}

void
talus_graph_pane_update_busy (TalusGraphPane *self)
{
  gtk_spinner_set_spinning (self->spinner, talus_graph_scene_is_busy (get_scene (self)) ||
                                           self->n_saving > 0);
}

static void
mode_cb (TalusGraphPane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
}

static void
near_cb (TalusGraphPane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEAR]);
}

static void
rename_cb (TalusGraphPane *self,
           const TalusId  *id)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    talus_graph_canvas_begin_rename (self->canvas, id);
}

static void
menu_cb (TalusGraphPane  *self,
         double           x,
         double           y,
         const TalusEdge *edge)
{
  gboolean has_cursor = talus_view_get_cursor_node (self->view) != NULL;
  graphene_point_t point = GRAPHENE_POINT_INIT ((float) x, (float) y);

  self->edge = edge != NULL ? *edge : (TalusEdge) { 0 };
  talus_graph_pane_update_actions (self);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (edge != NULL ? self->arrow_menu
                                                : has_cursor ? self->card_menu
                                                : self->view_menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  if (!gtk_widget_compute_point (GTK_WIDGET (self->canvas), GTK_WIDGET (self), &point, &point))
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle) { (int) point.x, (int) point.y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static gboolean
talus_graph_pane_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TALUS_GRAPH_PANE (widget)->canvas));
}

static void
talus_graph_pane_dispose (GObject *object)
{
  TalusGraphPane *self = TALUS_GRAPH_PANE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->picker, gtk_widget_unparent);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->picked_tops, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_GRAPH_PANE);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_graph_pane_parent_class)->dispose (object);
}

static void
talus_graph_pane_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  TalusGraphPane *self = TALUS_GRAPH_PANE (object);

  switch (prop_id)
    {
    case PROP_MODE:
      g_value_set_string (value, self->canvas != NULL && talus_graph_scene_get_mode (
        get_scene (self)) == TALUS_GRAPH_DEPENDENCIES ? "dependencies" : "tree");
      break;
    case PROP_NEAR:
      g_value_set_boolean (value,
                           self->canvas != NULL && talus_graph_scene_get_near (get_scene (self)));
      break;
    case PROP_OVERVIEW:
      g_value_set_boolean (value, self->has_overview);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_graph_pane_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  TalusGraphPane *self = TALUS_GRAPH_PANE (object);

  switch (prop_id)
    {
    case PROP_MODE:
      talus_graph_scene_set_mode (get_scene (self),
                                  g_strcmp0 (g_value_get_string (value), "dependencies") == 0
                                  ? TALUS_GRAPH_DEPENDENCIES : TALUS_GRAPH_TREE);
      break;
    case PROP_NEAR:
      talus_graph_scene_set_near (get_scene (self), g_value_get_boolean (value));
      break;
    case PROP_OVERVIEW:
      if (self->has_overview != g_value_get_boolean (value))
        {
          self->has_overview = g_value_get_boolean (value);
          gtk_widget_set_visible (self->overview, self->has_overview);
          g_object_notify_by_pspec (object, properties[PROP_OVERVIEW]);
        }
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_graph_pane_class_init (TalusGraphPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = talus_graph_pane_dispose;
  object_class->get_property = talus_graph_pane_get_property;
  object_class->set_property = talus_graph_pane_set_property;
  widget_class->grab_focus = talus_graph_pane_grab_focus;

  /**
   * TalusGraphPane:mode:
   *
   * "tree" or "dependencies".
   */
  properties[PROP_MODE] = g_param_spec_string ("mode", NULL, NULL, "tree", flags);
  /**
   * TalusGraphPane:near:
   *
   * Whether only what is around the selection is shown.
   */
  properties[PROP_NEAR] = g_param_spec_boolean ("near", NULL, NULL, FALSE, flags);
  /**
   * TalusGraphPane:overview:
   *
   * Whether there is a map in the corner.
   */
  properties[PROP_OVERVIEW] = g_param_spec_boolean ("overview", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/graph/talus-graph-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusGraphPane, box);
  gtk_widget_class_bind_template_child (widget_class, TalusGraphPane, overlay);
  gtk_widget_class_bind_template_child (widget_class, TalusGraphPane, empty);
  gtk_widget_class_bind_template_child (widget_class, TalusGraphPane, empty_button);
  gtk_widget_class_bind_template_child (widget_class, TalusGraphPane, spinner);
  gtk_widget_class_bind_template_child (widget_class, TalusGraphPane, card_menu);
  gtk_widget_class_bind_template_child (widget_class, TalusGraphPane, arrow_menu);
  gtk_widget_class_bind_template_child (widget_class, TalusGraphPane, view_menu);
  talus_graph_pane_class_add_actions (widget_class);
}

static void
talus_graph_pane_init (TalusGraphPane *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * talus_graph_pane_new:
 * @view: what to show
 *
 * Makes a graph.
 *
 * Returns: (transfer floating): the pane
 */
GtkWidget *
talus_graph_pane_new (TalusView *view)
{
  TalusGraphPane *self = g_object_new (TALUS_TYPE_GRAPH_PANE, NULL);

  self->view = g_object_ref (view);
  self->canvas = TALUS_GRAPH_CANVAS (talus_graph_canvas_new (view));
  gtk_overlay_set_child (self->overlay, GTK_WIDGET (self->canvas));
  self->overview = talus_graph_overview_new (self->canvas);
  gtk_widget_set_halign (self->overview, GTK_ALIGN_END);
  gtk_widget_set_valign (self->overview, GTK_ALIGN_END);
  gtk_widget_set_margin_bottom (self->overview, 12);
  gtk_widget_set_margin_end (self->overview, 12);
  gtk_widget_set_visible (self->overview, FALSE);
  gtk_overlay_add_overlay (self->overlay, self->overview);

  g_signal_connect_object (self->canvas, "menu", G_CALLBACK (menu_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "moved", G_CALLBACK (talus_graph_pane_update_actions),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_scene (self), "changed", G_CALLBACK (scene_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (get_scene (self), "notify::busy",
                           G_CALLBACK (talus_graph_pane_update_busy),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_scene (self), "notify::mode", G_CALLBACK (mode_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_scene (self), "notify::near", G_CALLBACK (near_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_view_get_selection (view), "changed",
                           G_CALLBACK (talus_graph_pane_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::can-edit", G_CALLBACK (talus_graph_pane_update_actions),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "rename", G_CALLBACK (rename_cb), self, G_CONNECT_SWAPPED);
  talus_graph_pane_update_actions (self);

  return GTK_WIDGET (self);
}

TalusGraphCanvas *
talus_graph_pane_get_canvas (TalusGraphPane *self)
{
  return self->canvas;
}

const TalusPaneType talus_graph_pane_type = {
  "graph", N_("Graph"), "talus-blocks-symbolic", talus_graph_pane_new,
};
