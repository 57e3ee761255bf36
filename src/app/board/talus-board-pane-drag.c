/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dragging cards: with one that is selected go all that are. While they are on
 * the way each column says whether they may land there. */
#define G_LOG_DOMAIN "talus-app-board"

#include "config.h"

#include <glib/gi18n.h>

#include "app/board/talus-board-column-view.h"
#include "app/board/talus-board-edit.h"
#include "app/board/talus-board-pane-private.h"

#define EDGE        56.0   /* how near the edge it scrolls, pixels */
#define SCROLL_STEP 16.0   /* a frame, at the very edge */

static void
stop_scrolling (TalusBoardPane *self)
{
  if (self->scroll_tick > 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
  self->scroll_tick = 0;
}

/* (nullable): the column there, and where on it. */
static TalusBoardColumnView *
find_column_at (TalusBoardPane *self,
                double          x,
                double          y,
                double         *column_x,
                double         *column_y)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      GtkWidget *view = self->columns->pdata[i];

      if (gtk_widget_translate_coordinates (self->scrolled, view, x, y, column_x, column_y) &&
          gtk_widget_contains (view, *column_x, *column_y))
        return TALUS_BOARD_COLUMN_VIEW (view);
    }

  return NULL;
}

/* Says which column it is over now. */
static GdkDragAction
hover (TalusBoardPane *self)
{
  double x;
  double y;
  TalusBoardColumnView *over = find_column_at (self, self->drag_x, self->drag_y, &x, &y);

  for (guint i = 0; i < self->columns->len; i++)
    if (self->columns->pdata[i] != over)
      talus_board_column_view_leave (self->columns->pdata[i]);

  return over != NULL ? talus_board_column_view_hover (over, x, y) : 0;
}

static gboolean
scroll_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       user_data)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (widget);
  GtkAdjustment *adjustment =
    gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  double width = gtk_widget_get_width (self->scrolled);
  double over = 0;

  if (self->drag_x < EDGE)
    over = self->drag_x - EDGE;
  else if (self->drag_x > width - EDGE)
    over = self->drag_x - (width - EDGE);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) +
                                        CLAMP (over / EDGE, -1, 1) * SCROLL_STEP);
  if (over != 0)
    hover (self);

  return G_SOURCE_CONTINUE;
}

static void
motion_cb (TalusBoardPane *self,
           double          x,
           double          y)
{
  self->drag_x = x;
  self->drag_y = y;
  if (self->dragged != NULL && self->scroll_tick == 0)
    self->scroll_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
}

/* Around the columns, and where the pointer rested while they moved. */
static GdkDragAction
drop_motion_cb (TalusBoardPane *self,
                double          x,
                double          y)
{
  self->drag_x = x;
  self->drag_y = y;

  return self->dragged != NULL ? hover (self) : 0;
}

static gboolean
drop_cb (TalusBoardPane *self,
         const GValue   *value,
         double          x,
         double          y)
{
  double column_x;
  double column_y;
  TalusBoardColumnView *over = find_column_at (self, x, y, &column_x, &column_y);

  return self->dragged != NULL && over != NULL &&
         talus_board_column_view_drop (over, column_x, column_y);
}

/* Whoever lets go has to be answered, also where the pointer has not moved since
 * something else came under it: there columns were not told of it. */
static void
add_drop_target (TalusBoardPane *self)
{
  GtkDropTarget *target = gtk_drop_target_new (TALUS_TYPE_NODE, GDK_ACTION_MOVE);

  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect_object (target, "enter", G_CALLBACK (drop_motion_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "motion", G_CALLBACK (drop_motion_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->scrolled, GTK_EVENT_CONTROLLER (target));
}

/* Before the columns, which take what is over them. */
void
talus_board_pane_scroll_in_drags (TalusBoardPane *self)
{
  GtkEventController *motion = gtk_drop_controller_motion_new ();

  add_drop_target (self);

  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect_object (motion, "enter", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (stop_scrolling), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->scrolled, motion);
}

static void
show_targets (TalusBoardPane *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      TalusBoardColumnView *view = self->columns->pdata[i];
      gboolean is_own = TRUE;

      for (guint j = 0; self->dragged != NULL && j < self->dragged->len; j++)
        {
          TalusBoardColumn *column = NULL;

          is_own &= talus_board_find (self->board, talus_node_get_id (self->dragged->pdata[j]),
                                      &column, NULL) &&
                    column == talus_board_column_view_get_column (view);
        }

      talus_board_column_view_set_drag (view, self->dragged != NULL && !is_own,
                                        talus_board_pane_may_drop (self, i));
    }
}

void
talus_board_pane_begin_drag (TalusBoardPane *self,
                             TalusNode      *node)
{
  TalusSelection *selection = talus_view_get_selection (self->view);

  g_clear_pointer (&self->dragged, g_ptr_array_unref);
  if (!talus_view_can_edit (self->view))
    return;

  if (!talus_selection_contains (selection, talus_node_get_id (node)))
    talus_selection_set_one (selection, talus_node_get_id (node));
  self->dragged = talus_board_pane_list_selected (self);
  show_targets (self);
}

void
talus_board_pane_end_drag (TalusBoardPane *self)
{
  stop_scrolling (self);
  g_clear_pointer (&self->dragged, g_ptr_array_unref);
  if (self->board != NULL)
    show_targets (self);
}

gboolean
talus_board_pane_may_drop (TalusBoardPane *self,
                           guint           slot)
{
  return self->dragged != NULL && self->dragged->len > 0 && talus_view_can_edit (self->view) &&
         talus_board_may_move (talus_board_get_plan (self->board), self->dragged, slot);
}

gboolean
talus_board_pane_may_order (TalusBoardPane *self,
                            TalusNode      *target)
{
  return self->dragged != NULL && target != NULL && talus_view_can_edit (self->view) &&
         talus_board_may_order (self->dragged, target);
}

gboolean
talus_board_pane_drop (TalusBoardPane *self,
                       guint           slot,
                       TalusNode      *target,
                       gboolean        is_behind)
{
  g_autoptr (GPtrArray) nodes = NULL;

  if (talus_board_pane_may_drop (self, slot))
    {
      nodes = g_ptr_array_ref (self->dragged);
      talus_board_pane_end_drag (self);
      return talus_board_pane_move (self, nodes, slot);
    }

  if (!talus_board_pane_may_order (self, target))
    return FALSE;

  nodes = g_ptr_array_ref (self->dragged);
  talus_board_pane_end_drag (self);

  return talus_view_submit (self->view, talus_board_order (nodes, target, is_behind,
                                                           _("Order cards")));
}
