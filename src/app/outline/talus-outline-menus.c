/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The context menu, for the pointer, long presses and keys. */
#define G_LOG_DOMAIN "talus-app-outline"

#include <glib/gi18n.h>

#include "app/outline/talus-add-menu.h"
#include "app/outline/talus-outline-pane-private.h"

typedef struct
{
  const char *label;
  const char *action;
  const char *accel;
} Item;

static void
add_section (GMenu      *menu,
             const Item *items,
             guint       n_items)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_(items[i].label), items[i].action);

      if (items[i].accel != NULL)
        g_menu_item_set_attribute (item, "accel", "s", items[i].accel);
      g_menu_append_item (section, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static GMenuModel *
make_menu (TalusOutlinePane *self)
{
  static const Item naming[] = {
    { N_("Rename"), "outline.rename", "F2" },
    { N_("Duplicate"), "nodes.duplicate", "<Control>d" },
  };
  static const Item clipboard[] = {
    { N_("Cut"), "nodes.cut", "<Control>x" },
    { N_("Copy"), "nodes.copy", "<Control>c" },
    { N_("Paste"), "nodes.paste", "<Control>v" },
  };
  static const Item places[] = {
    { N_("Indent"), "outline.indent", "Tab" },
    { N_("Outdent"), "outline.outdent", "<Shift>Tab" },
    { N_("Move Up"), "outline.move-up", "<Alt>Up" },
    { N_("Move Down"), "outline.move-down", "<Alt>Down" },
  };
  static const Item shown[] = {
    { N_("Expand Everything Below"), "outline.expand-below", NULL },
    { N_("Expand All"), "outline.expand-all", NULL },
    { N_("Collapse All"), "outline.collapse-all", NULL },
  };
  static const Item last[] = {
    { N_("Delete"), "outline.delete", "Delete" },
  };
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenuModel) add = talus_add_menu_make (self->graph,
                                                    talus_view_get_cursor_node (self->view));
  g_autoptr (GMenu) adding = g_menu_new ();

  if (g_menu_model_get_n_items (add) > 0 && talus_view_can_edit (self->view))
    {
      g_menu_append_submenu (adding, _("Add"), add);
      g_menu_append_section (menu, NULL, G_MENU_MODEL (adding));
    }
  add_section (menu, naming, G_N_ELEMENTS (naming));
  add_section (menu, clipboard, G_N_ELEMENTS (clipboard));
  add_section (menu, places, G_N_ELEMENTS (places));
  add_section (menu, shown, G_N_ELEMENTS (shown));
  add_section (menu, last, G_N_ELEMENTS (last));

  return G_MENU_MODEL (menu);
}

static void
closed_cb (TalusOutlinePane *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* At a point of the pane. */
void
talus_outline_pane_pop_up (TalusOutlinePane *self,
                           double            x,
                           double            y)
{
  g_autoptr (GMenuModel) menu = make_menu (self);

  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
      g_signal_connect_object (self->popover, "closed", G_CALLBACK (closed_cb), self,
                               G_CONNECT_SWAPPED);
    }

  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), menu);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover),
                               &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

void
talus_outline_pane_pop_up_at_cursor (TalusOutlinePane *self)
{
  TalusNode *node = talus_view_get_cursor_node (self->view);
  TalusOutlineNameCell *cell = node != NULL ? talus_outline_pane_find_cell (self, node) : NULL;
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2;
  double y = gtk_widget_get_height (GTK_WIDGET (self)) / 2;

  if (cell != NULL)
    gtk_widget_translate_coordinates (GTK_WIDGET (cell), GTK_WIDGET (self),
                                      talus_outline_name_cell_get_start (cell) + 40,
                                      gtk_widget_get_height (GTK_WIDGET (cell)), &x, &y);
  talus_outline_pane_pop_up (self, x, y);
}

static void
pop_up_at (TalusOutlinePane *self,
           GtkWidget        *list,
           double            x,
           double            y)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  TalusNode *node = talus_outline_pane_find_node_at (self, y);

  if (self->edit.is_active)
    talus_outline_pane_end_rename (self, TRUE);
  if (node != NULL && !talus_selection_contains (selection, talus_node_get_id (node)))
    talus_selection_set_one (selection, talus_node_get_id (node));

  gtk_widget_translate_coordinates (list, GTK_WIDGET (self), x, y, &x, &y);
  talus_outline_pane_pop_up (self, x, y);
}

static void
pressed_cb (TalusOutlinePane *self,
            int               n_press,
            double            x,
            double            y,
            GtkGesture       *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up_at (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), x, y);
}

static void
long_pressed_cb (TalusOutlinePane *self,
                 double            x,
                 double            y,
                 GtkGesture       *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up_at (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), x, y);
}

/* A double click names what it hits. */
static void
activated_cb (TalusOutlinePane *self,
              guint             position)
{
  TalusNode *node = talus_outline_tree_get_node (self->tree, position);

  if (node != NULL)
    talus_outline_pane_begin_rename (self, node, NULL);
}

void
talus_outline_pane_add_menus (TalusOutlinePane *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->list, GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect_object (long_press, "pressed", G_CALLBACK (long_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->list, GTK_EVENT_CONTROLLER (long_press));

  g_signal_connect_object (self->column_view, "activate", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
}
