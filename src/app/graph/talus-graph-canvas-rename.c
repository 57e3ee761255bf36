/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Naming a card where it stands: an entry on top of it that goes along. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "config.h"

#include "app/graph/talus-graph-canvas-private.h"

#include <glib/gi18n.h>

#include "app/graph/talus-graph-verbs.h"

#define LEAST_WIDTH 180

void
talus_graph_canvas_place_entry (TalusGraphCanvas *self)
{
  graphene_rect_t rect;
  int height;
  int width;

  if (self->entry == NULL)
    return;

  if (!talus_graph_canvas_find_node (self, &self->renamed, &rect))
    rect = GRAPHENE_RECT_INIT (12, 12, LEAST_WIDTH, 32);
  gtk_widget_measure (self->entry, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  gtk_widget_measure (self->entry, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  width = MAX (MAX ((int) rect.size.width, LEAST_WIDTH), width);
  gtk_widget_size_allocate (self->entry, &(GtkAllocation) {
    CLAMP ((int) rect.origin.x, 0, MAX (gtk_widget_get_width (GTK_WIDGET (self)) - width, 0)),
    (int) (rect.origin.y + (rect.size.height - (float) height) / 2),
    width, height
  }, -1);
}

gboolean
talus_graph_canvas_is_renaming (TalusGraphCanvas *self)
{
  return self->entry != NULL;
}

void
talus_graph_canvas_end_rename (TalusGraphCanvas *self,
                               gboolean          commit)
{
  g_autoptr (GtkWidget) entry = NULL;
  gboolean has_focus;

  g_clear_handle_id (&self->leave_source, g_source_remove);
  if (self->entry == NULL)
    return;

  entry = g_object_ref (g_steal_pointer (&self->entry));
  has_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) == entry;
  if (commit)
    talus_graph_rename (self->view, &self->renamed, gtk_editable_get_text (GTK_EDITABLE (entry)));
  gtk_widget_unparent (entry);
  if (has_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
activate_cb (TalusGraphCanvas *self)
{
  talus_graph_canvas_end_rename (self, TRUE);
}

static void
left_cb (gpointer user_data)
{
  TalusGraphCanvas *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->leave_source = 0;
  if (self->entry != NULL && (focus == NULL || !gtk_widget_is_ancestor (focus, self->entry)))
    talus_graph_canvas_end_rename (self, TRUE);
}

/* Not in the middle of it; and a window that is left keeps what it has. */
static void
leave_cb (TalusGraphCanvas *self)
{
  if (self->leave_source == 0)
    self->leave_source = g_idle_add_once (left_cb, self);
}

static gboolean
key_pressed_cb (TalusGraphCanvas *self,
                guint             key)
{
  if (key != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;

  talus_graph_canvas_end_rename (self, FALSE);

  return GDK_EVENT_STOP;
}

void
talus_graph_canvas_begin_rename (TalusGraphCanvas *self,
                                 const TalusId    *id)
{
  TalusNode *node = talus_graph_get_node (talus_view_get_graph (self->view), id);
  GtkEventController *keys;
  GtkEventController *focus;
  guint card;

  if (node == NULL || !talus_view_can_edit (self->view) ||
      talus_graph_scene_get_picture (self->scene) == NULL ||
      !talus_graph_picture_find (talus_graph_scene_get_picture (self->scene), id, &card))
    return;

  talus_graph_canvas_end_rename (self, TRUE);
  talus_graph_canvas_show_card (self, card);
  self->renamed = *id;
  self->entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (self->entry), talus_node_get_name (node));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name"), -1);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);

  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (self->entry, focus);

  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_grab_focus (self->entry);
}
