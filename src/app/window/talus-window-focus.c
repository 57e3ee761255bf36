/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From one area of the window to the next by key: header bar, search bar,
 * pane, panel, what is below. Inside a pane Tab may be the pane's own. */
#define G_LOG_DOMAIN "talus-app-window"

#include "app/window/talus-window-private.h"

#define N_AREAS 5

static void
list_areas (TalusWindow *self,
            GtkWidget   *areas[N_AREAS])
{
  areas[0] = GTK_WIDGET (self->header);
  areas[1] = GTK_WIDGET (self->bar_slot);
  areas[2] = GTK_WIDGET (self->stack);
  areas[3] = GTK_WIDGET (self->panels);
  areas[4] = GTK_WIDGET (self->bottom_slot);
}

static int
find_area (TalusWindow *self,
           GtkWidget   *areas[N_AREAS])
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  for (int i = 0; focus != NULL && i < N_AREAS; i++)
    {
      if (focus == areas[i] || gtk_widget_is_ancestor (focus, areas[i]))
        return i;
    }

  return -1;
}

static gboolean
focus_panel_cb (gpointer user_data)
{
  TalusWindow *self = user_data;

  if (self->panels != NULL && talus_window_get_panel (self) != NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->panels), GTK_DIR_TAB_FORWARD);

  return G_SOURCE_REMOVE;
}

/* It has no places yet, by which what comes first is found. */
static void
panels_mapped_cb (TalusWindow *self)
{
  g_signal_handlers_disconnect_by_func (self->panels, panels_mapped_cb, self);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, focus_panel_cb, g_object_ref (self), g_object_unref);
}

/* Whether there is something to give the focus to; a shut panel has nothing. */
static gboolean
take_focus (TalusWindow *self,
            GtkWidget   *area)
{
  if (area == GTK_WIDGET (self->panels))
    {
      if (talus_window_get_panel (self) == NULL)
        return FALSE;
      if (!gtk_widget_get_mapped (area))
        {
          g_signal_handlers_disconnect_by_func (area, panels_mapped_cb, self);
          g_signal_connect_object (area, "map", G_CALLBACK (panels_mapped_cb), self,
                                   G_CONNECT_SWAPPED | G_CONNECT_AFTER);
          return TRUE;
        }
    }

  return gtk_widget_get_mapped (area) && gtk_widget_child_focus (area, GTK_DIR_TAB_FORWARD);
}

/* Gives the focus to the next area that takes it, or to the one before. */
void
talus_window_focus_area (TalusWindow *self,
                         int          step)
{
  GtkWidget *areas[N_AREAS];
  int current;

  list_areas (self, areas);
  current = find_area (self, areas);
  if (current < 0)
    current = step > 0 ? N_AREAS - 1 : 0;

  for (int i = 1; i < N_AREAS; i++)
    {
      if (take_focus (self, areas[(current + step * i + N_AREAS * N_AREAS) % N_AREAS]))
        return;
    }
}

/* What was opened to work in it. */
void
talus_window_focus_panel (TalusWindow *self)
{
  take_focus (self, GTK_WIDGET (self->panels));
}
