/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pointer and touch: which gesture means what. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-canvas-private.h"

#include <math.h>

#include "app/graph/talus-graph-verbs.h"

#define WHEEL_STEP   64.0
#define WHEEL_ZOOM   1.15
#define HANDLE_SLACK 5.0f     /* it is easier hit than seen */

static gboolean
is_at_handle (TalusGraphCanvas *self,
              guint             card,
              double            x,
              double            y)
{
  TalusGraphRect rect;
  float picture_x;
  float picture_y;

  if (talus_graph_painter_get_detail (self->zoom) == TALUS_GRAPH_DETAIL_BOX)
    return FALSE;

  talus_graph_canvas_to_picture (self, x, y, &picture_x, &picture_y);
  rect = talus_graph_painter_get_handle (self->painter, card);
  rect.x -= HANDLE_SLACK;
  rect.y -= HANDLE_SLACK;
  rect.width += 2 * HANDLE_SLACK;
  rect.height += 2 * HANDLE_SLACK;

  return talus_graph_rect_contains (&rect, picture_x, picture_y);
}

static gboolean
is_at_expander (TalusGraphCanvas *self,
                guint             card,
                double            x,
                double            y)
{
  TalusGraphRect rect;
  float picture_x;
  float picture_y;

  talus_graph_canvas_to_picture (self, x, y, &picture_x, &picture_y);

  return talus_graph_painter_get_detail (self->zoom) != TALUS_GRAPH_DETAIL_BOX &&
         talus_graph_painter_get_expander (self->painter, card, &rect) &&
         talus_graph_rect_contains (&rect, picture_x, picture_y);
}

static void
set_hover (TalusGraphCanvas *self,
           guint             card,
           guint             arrow)
{
  if (self->hover == card && self->hover_arrow == arrow)
    return;

  self->hover = card;
  self->hover_arrow = arrow;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion_cb (TalusGraphCanvas *self,
           double            x,
           double            y)
{
  guint card;

  if (self->drag != TALUS_GRAPH_DRAG_NONE)
    return;

  self->pointer_x = x;
  self->pointer_y = y;
  card = talus_graph_canvas_find_card (self, x, y);
  set_hover (self, card,
             card == TALUS_GRAPH_NO_CARD ? talus_graph_canvas_find_arrow (self, x, y)
                                         : TALUS_GRAPH_NO_CARD);
}

static void
leave_cb (TalusGraphCanvas *self)
{
  set_hover (self, TALUS_GRAPH_NO_CARD, TALUS_GRAPH_NO_CARD);
}

/* Another picture: numbers of cards mean others. */
void
talus_graph_canvas_forget_pointer (TalusGraphCanvas *self)
{
  self->hover = TALUS_GRAPH_NO_CARD;
  self->hover_arrow = TALUS_GRAPH_NO_CARD;
}

static void
select_card (TalusGraphCanvas *self,
             guint             card,
             GdkModifierType   modifiers)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  const TalusId *id = talus_node_get_id (talus_graph_canvas_get_node (self, card));

  if ((modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0)
    talus_selection_toggle (selection, id);
  else
    talus_selection_set_one (selection, id);
}

static void
pressed_cb (TalusGraphCanvas *self,
            int               n_press,
            double            x,
            double            y,
            GtkGesture       *gesture)
{
  guint card = talus_graph_canvas_find_card (self, x, y);
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (
    GTK_EVENT_CONTROLLER (gesture));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (card == TALUS_GRAPH_NO_CARD)
    return;

  if (is_at_expander (self, card, x, y))
    {
      const TalusGraphCard *info = talus_graph_picture_get_card (
        talus_graph_scene_get_picture (self->scene), card);

      talus_graph_scene_set_expanded (self->scene, talus_node_get_id (info->node),
                                      info->collapsed);
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
    }
  else if (n_press == 2 && !is_at_handle (self, card, x, y))
    {
      talus_graph_canvas_begin_rename (
        self, talus_node_get_id (talus_graph_canvas_get_node (self, card)));
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
    }
  else if ((modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0 ||
           !talus_selection_contains (
             talus_view_get_selection (self->view),
             talus_node_get_id (talus_graph_canvas_get_node (self, card))))
    select_card (self, card, modifiers);
}

/* A click, not a drag: of several that are selected it leaves one, and next to
 * all cards none. */
static void
released_cb (TalusGraphCanvas *self,
             int               n_press,
             double            x,
             double            y,
             GtkGesture       *gesture)
{
  guint card = talus_graph_canvas_find_card (self, x, y);
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (
    GTK_EVENT_CONTROLLER (gesture));

  if (self->drag != TALUS_GRAPH_DRAG_NONE ||
      (modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0 || self->entry != NULL)
    return;

  if (card == TALUS_GRAPH_NO_CARD)
    talus_selection_set_one (talus_view_get_selection (self->view), NULL);
  else if (!is_at_expander (self, card, x, y))
    select_card (self, card, 0);
}

static void
menu_pressed_cb (TalusGraphCanvas *self,
                 int               n_press,
                 double            x,
                 double            y,
                 GtkGesture       *gesture)
{
  guint card = talus_graph_canvas_find_card (self, x, y);
  TalusSelection *selection = talus_view_get_selection (self->view);
  const TalusEdge *edge = NULL;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (card != TALUS_GRAPH_NO_CARD)
    {
      const TalusId *id = talus_node_get_id (talus_graph_canvas_get_node (self, card));

      if (!talus_selection_contains (selection, id))
        talus_selection_set_one (selection, id);
    }
  else
    {
      guint arrow = talus_graph_canvas_find_arrow (self, x, y);

      if (arrow != TALUS_GRAPH_NO_CARD)
        edge = &talus_graph_picture_get_arrow (talus_graph_scene_get_picture (self->scene),
                                               arrow)->edge;
      else
        talus_selection_set_one (selection, NULL);
    }
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  talus_graph_canvas_ask_menu (self, x, y, edge);
}

static void
long_pressed_cb (TalusGraphCanvas *self,
                 double            x,
                 double            y,
                 GtkGesture       *gesture)
{
  menu_pressed_cb (self, 1, x, y, gesture);
}

/* What is dragged is what was pressed, wherever it has got to meanwhile. */
static void
drag_begin_cb (TalusGraphCanvas *self,
               double            x,
               double            y)
{
  guint card = talus_graph_canvas_find_card (self, x, y);

  self->drag_is_over = FALSE;
  self->pressed = (TalusId) { 0 };
  self->pressed_handle = FALSE;
  if (card != TALUS_GRAPH_NO_CARD)
    {
      self->pressed = *talus_node_get_id (talus_graph_canvas_get_node (self, card));
      self->pressed_handle = is_at_handle (self, card, x, y);
    }
}

/* Which drag it is only shows once the pointer has moved. */
static void
start_drag (TalusGraphCanvas *self,
            double            x,
            double            y,
            GtkGesture       *gesture)
{
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (
    GTK_EVENT_CONTROLLER (gesture));
  guint card = TALUS_GRAPH_NO_CARD;
  TalusGraphDrag drag = TALUS_GRAPH_DRAG_PAN;

  if (!talus_id_is_null (&self->pressed) &&
      !talus_graph_picture_find (talus_graph_scene_get_picture (self->scene), &self->pressed,
                                 &card))
    {
      self->drag_is_over = TRUE;
      return;
    }

  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_MIDDLE)
    drag = TALUS_GRAPH_DRAG_PAN;
  else if (card != TALUS_GRAPH_NO_CARD && talus_view_can_edit (self->view))
    drag = (modifiers & GDK_ALT_MASK) != 0 || self->pressed_handle
           ? TALUS_GRAPH_DRAG_LINK : TALUS_GRAPH_DRAG_MOVE;
  else if (card == TALUS_GRAPH_NO_CARD &&
           (modifiers & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0)
    drag = TALUS_GRAPH_DRAG_BAND;

  talus_graph_canvas_end_rename (self, TRUE);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  talus_graph_canvas_begin_drag (self, drag, card, x, y);
}

static void
drag_update_cb (TalusGraphCanvas *self,
                double            dx,
                double            dy,
                GtkGesture       *gesture)
{
  double x;
  double y;

  if (self->drag_is_over)
    return;

  gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (gesture), &x, &y);
  if (self->drag == TALUS_GRAPH_DRAG_NONE)
    {
      if (!gtk_drag_check_threshold (GTK_WIDGET (self), (int) x, (int) y, (int) (x + dx),
                                     (int) (y + dy)) ||
          talus_graph_scene_get_picture (self->scene) == NULL)
        return;
      start_drag (self, x, y, gesture);
    }
  talus_graph_canvas_update_drag (self, x + dx, y + dy);
}

static void
drag_end_cb (TalusGraphCanvas *self,
             double            dx,
             double            dy,
             GtkGesture       *gesture)
{
  talus_graph_canvas_end_drag (self, TRUE);
}

static void
drag_cancel_cb (TalusGraphCanvas *self)
{
  talus_graph_canvas_end_drag (self, FALSE);
}

static gboolean
scroll_cb (TalusGraphCanvas         *self,
           double                    dx,
           double                    dy,
           GtkEventControllerScroll *controller)
{
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (
    GTK_EVENT_CONTROLLER (controller));
  gboolean is_wheel = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL;

  if ((modifiers & GDK_CONTROL_MASK) != 0)
    {
      double steps = is_wheel ? dy : dy / WHEEL_STEP;

      talus_graph_canvas_set_zoom (self, self->zoom * (float) pow (WHEEL_ZOOM, -steps),
                                   self->pointer_x, self->pointer_y);
    }
  else
    {
      double step = is_wheel ? WHEEL_STEP : 1;

      if ((modifiers & GDK_SHIFT_MASK) != 0 && fabs (dx) < 0.01)
        {
          dx = dy;
          dy = 0;
        }
      talus_graph_canvas_pan (self, dx * step, dy * step);
    }

  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (TalusGraphCanvas *self,
                GdkEventSequence *sequence,
                GtkGesture       *gesture)
{
  self->drag_is_over = TRUE;
  talus_graph_canvas_end_drag (self, FALSE);
  self->pinch_zoom = self->zoom;
}

static void
pinch_cb (TalusGraphCanvas *self,
          double            scale,
          GtkGesture       *gesture)
{
  double x = -1;
  double y = -1;

  gtk_gesture_get_bounding_box_center (gesture, &x, &y);
  talus_graph_canvas_set_zoom (self, self->pinch_zoom * (float) scale, x, y);
}

static gboolean
query_tooltip_cb (TalusGraphCanvas *self,
                  int               x,
                  int               y,
                  gboolean          by_keyboard,
                  GtkTooltip       *tooltip)
{
  guint card = by_keyboard ? talus_graph_canvas_get_cursor (self)
                           : talus_graph_canvas_find_card (self, x, y);
  g_autofree char *text = NULL;
  g_autofree char *people = NULL;
  graphene_rect_t rect;
  TalusNode *node;

  if (card == TALUS_GRAPH_NO_CARD || self->drag != TALUS_GRAPH_DRAG_NONE)
    return FALSE;

  node = talus_graph_canvas_get_node (self, card);
  text = talus_graph_describe_tip (talus_view_get_graph (self->view), node);
  people = talus_presence_describe (talus_presence_get (talus_view_get_peer (self->view)),
                                    talus_node_get_id (node));
  if (people != NULL)
    {
      char *both = g_strconcat (text, "\n", people, NULL);

      g_free (text);
      text = both;
    }
  gtk_tooltip_set_text (tooltip, text);
  if (talus_graph_canvas_find_node (self, talus_node_get_id (node), &rect))
    gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle) {
      (int) rect.origin.x, (int) rect.origin.y, (int) rect.size.width, (int) rect.size.height
    });

  return TRUE;
}

static void
add_drag (TalusGraphCanvas *self,
          guint             button)
{
  GtkGesture *gesture = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), button);
  g_signal_connect_swapped (gesture, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (gesture, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (gesture, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (gesture, "cancel", G_CALLBACK (drag_cancel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

static void
add_click (TalusGraphCanvas *self,
           guint             button,
           GCallback         pressed)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), button);
  g_signal_connect_swapped (gesture, "pressed", pressed, self);
  if (button == GDK_BUTTON_PRIMARY)
    g_signal_connect_swapped (gesture, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

void
talus_graph_canvas_add_pointer (TalusGraphCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES | GTK_EVENT_CONTROLLER_SCROLL_KINETIC);
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, scroll);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect_swapped (long_press, "pressed", G_CALLBACK (long_pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (long_press));
  add_click (self, GDK_BUTTON_PRIMARY, G_CALLBACK (pressed_cb));
  add_click (self, GDK_BUTTON_SECONDARY, G_CALLBACK (menu_pressed_cb));
  add_drag (self, GDK_BUTTON_PRIMARY);
  add_drag (self, GDK_BUTTON_MIDDLE);
  g_signal_connect_swapped (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), self);
}
