/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a card: by the other mouse button, by a long press, or by the
 * menu key. It must not do anything but name actions. */
#define G_LOG_DOMAIN "talus-app-board"

#include "config.h"

#include <glib/gi18n.h>

#include "app/board/talus-board-edit.h"
#include "app/board/talus-board-pane-private.h"

static GMenuModel *
make_columns (TalusBoardPane *self,
              GPtrArray      *nodes)
{
  TalusBoardPlan *plan = talus_board_get_plan (self->board);
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < talus_board_plan_get_n_slots (plan); i++)
    {
      g_autofree char *title = talus_board_plan_name_slot (plan, i);
      g_autoptr (GMenuItem) item = NULL;

      if (!talus_board_may_move (plan, nodes, i))
        continue;
      item = g_menu_item_new (title, NULL);
      g_menu_item_set_action_and_target (item, "board.move-to", "u", i);
      g_menu_append_item (menu, item);
    }

  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_menu (TalusBoardPane *self)
{
  g_autoptr (GPtrArray) nodes = talus_board_pane_list_selected (self);
  g_autoptr (GMenuModel) columns = make_columns (self, nodes);
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) clipboard = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  g_menu_append (first, _("_Details"), "board.open");
  g_menu_append (first, _("_Rename"), "board.rename");
  if (talus_view_can_edit (self->view) && g_menu_model_get_n_items (columns) > 0)
    g_menu_append_submenu (first, _("_Move To"), columns);
  g_menu_append (clipboard, _("Cu_t"), "nodes.cut");
  g_menu_append (clipboard, _("_Copy"), "nodes.copy");
  g_menu_append (clipboard, _("_Paste"), "nodes.paste");
  g_menu_append (last, _("D_elete"), "board.delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (clipboard));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));

  return G_MENU_MODEL (menu);
}

static gboolean
unparent_cb (gpointer user_data)
{
  gtk_widget_unparent (user_data);

  return G_SOURCE_REMOVE;
}

/* What was chosen is done behind this. */
static void
closed_cb (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb, g_object_ref (popover), g_object_unref);
}

static void
show_menu (TalusBoardPane *self,
           double          x,
           double          y)
{
  g_autoptr (GMenuModel) menu = make_menu (self);
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);

  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover),
                               &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

/* Of the card that is pointed at, and of those selected with it. */
static gboolean
show_at (TalusBoardPane *self,
         double          x,
         double          y)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *card = picked != NULL ? gtk_widget_get_ancestor (picked, TALUS_TYPE_BOARD_CARD_VIEW)
                                   : NULL;
  TalusNode *node = card != NULL ? talus_board_card_view_get_node (TALUS_BOARD_CARD_VIEW (card))
                                 : NULL;

  if (node == NULL)
    return FALSE;

  if (!talus_selection_contains (selection, talus_node_get_id (node)))
    talus_selection_set_one (selection, talus_node_get_id (node));
  show_menu (self, x, y);

  return TRUE;
}

static void
pressed_cb (TalusBoardPane  *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *gesture)
{
  if (show_at (self, x, y))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
long_pressed_cb (TalusBoardPane *self,
                 double          x,
                 double          y,
                 GtkGesture     *gesture)
{
  if (show_at (self, x, y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* At the card of the cursor. */
void
talus_board_pane_show_menu (TalusBoardPane *self)
{
  const TalusId *cursor = talus_selection_get_cursor (talus_view_get_selection (self->view));
  TalusBoardCardView *card = cursor != NULL ? talus_board_cards_find (self->cards, cursor) : NULL;
  double x;
  double y;

  if (card != NULL &&
      gtk_widget_translate_coordinates (GTK_WIDGET (card), GTK_WIDGET (self), 24,
                                        gtk_widget_get_height (GTK_WIDGET (card)), &x, &y))
    show_menu (self, x, y);
}

void
talus_board_pane_add_menu (TalusBoardPane *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (long_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}
