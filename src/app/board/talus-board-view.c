/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which way columns lie follows from the width. While cards are dragged it goes
 * on near an edge, and says to the column under the pointer that it is. */
#define G_LOG_DOMAIN "talus-app-board"

#include "app/board/talus-board-view.h"

#include "app/board/talus-board-column-view.h"
#include "model/talus-node.h"

#define NARROW       560    /* pixels */
#define COLUMN_WIDTH 280
#define MARGIN       12
#define EDGE         56.0   /* how near the edge it scrolls, pixels */
#define SCROLL_STEP  16.0   /* a frame, at the very edge */

struct _TalusBoardView
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *stack;
  GtkWidget *scrolled;
  GtkBox *box;                   /* columns side by side */
  GtkWidget *pager;              /* columns one at a time */
  AdwCarousel *carousel;

  /* owned */
  GPtrArray *columns;            /* of TalusBoardColumnView */
  GtkWidget *sought;             /* weak, (nullable): the column to be brought into sight */
  gboolean is_narrow;
  gboolean is_dragging;
  double drag_x;                 /* where it is on the columns that are in sight */
  double drag_y;
  guint layout_source;
  guint sight_source;
  guint scroll_tick;             /* while a drag is near an edge */
};

G_DEFINE_FINAL_TYPE (TalusBoardView, talus_board_view, GTK_TYPE_WIDGET)

/* Where columns are. */

static void
remove_columns (TalusBoardView *self,
                GPtrArray      *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      GtkWidget *column = columns->pdata[i];

      if (gtk_widget_get_parent (column) == GTK_WIDGET (self->box))
        gtk_box_remove (self->box, column);
      else if (gtk_widget_get_parent (column) != NULL)
        adw_carousel_remove (self->carousel, column);
    }
}

static void
place_columns (TalusBoardView *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      GtkWidget *column = self->columns->pdata[i];

      gtk_widget_set_size_request (column, self->is_narrow ? -1 : COLUMN_WIDTH, -1);
      gtk_widget_set_hexpand (column, TRUE);
      if (self->is_narrow)
        adw_carousel_append (self->carousel, column);
      else
        gtk_box_append (self->box, column);
    }

  gtk_stack_set_visible_child (GTK_STACK (self->stack),
                               self->is_narrow ? self->pager : self->scrolled);
}

static void
show_placed_column (TalusBoardView *self,
                    GtkWidget      *column)
{
  GtkAdjustment *adjustment;
  double x;

  if (self->is_narrow)
    {
      if (gtk_widget_is_ancestor (column, GTK_WIDGET (self->carousel)))
        adw_carousel_scroll_to (self->carousel, column, TRUE);
      return;
    }

  if (!gtk_widget_translate_coordinates (column, GTK_WIDGET (self->box), 0, 0, &x, NULL))
    return;

  adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  gtk_adjustment_clamp_page (adjustment, x - MARGIN, x + gtk_widget_get_width (column) + MARGIN);
}

static gboolean
sight_cb (gpointer user_data)
{
  TalusBoardView *self = user_data;

  self->sight_source = 0;
  if (self->sought != NULL)
    show_placed_column (self, self->sought);

  return G_SOURCE_REMOVE;
}

static void
focus_child_cb (TalusBoardView *self)
{
  GtkWidget *column = gtk_widget_get_focus_child (GTK_WIDGET (self->box));

  if (column != NULL)
    talus_board_view_show_column (self, column);
}

/* Dragging. */

static void
stop_scrolling (TalusBoardView *self)
{
  if (self->scroll_tick > 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
  self->scroll_tick = 0;
}

/* (nullable): the column there, and where on it. */
static TalusBoardColumnView *
find_column_at (TalusBoardView *self,
                double          x,
                double          y,
                double         *column_x,
                double         *column_y)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      GtkWidget *column = self->columns->pdata[i];

      if (gtk_widget_translate_coordinates (self->scrolled, column, x, y, column_x, column_y) &&
          gtk_widget_contains (column, *column_x, *column_y))
        return TALUS_BOARD_COLUMN_VIEW (column);
    }

  return NULL;
}

/* Says which column it is over now. */
static GdkDragAction
hover (TalusBoardView *self)
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
  TalusBoardView *self = TALUS_BOARD_VIEW (widget);
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
motion_cb (TalusBoardView *self,
           double          x,
           double          y)
{
  self->drag_x = x;
  self->drag_y = y;
  if (self->is_dragging && self->scroll_tick == 0)
    self->scroll_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
}

/* Around the columns, and where the pointer rested while they moved. */
static GdkDragAction
drop_motion_cb (TalusBoardView *self,
                double          x,
                double          y)
{
  self->drag_x = x;
  self->drag_y = y;

  return self->is_dragging ? hover (self) : 0;
}

static gboolean
drop_cb (TalusBoardView *self,
         const GValue   *value,
         double          x,
         double          y)
{
  double column_x;
  double column_y;
  TalusBoardColumnView *over = find_column_at (self, x, y, &column_x, &column_y);

  return self->is_dragging && over != NULL &&
         talus_board_column_view_drop (over, column_x, column_y);
}

/* Whoever lets go has to be answered, also where the pointer has not moved since
 * something else came under it: there columns were not told of it. */
static void
add_drop_target (TalusBoardView *self)
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
static void
follow_drags (TalusBoardView *self)
{
  GtkEventController *motion = gtk_drop_controller_motion_new ();

  add_drop_target (self);

  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect_object (motion, "enter", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (stop_scrolling), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->scrolled, motion);
}

/* The widget. */

static gboolean
layout_cb (gpointer user_data)
{
  TalusBoardView *self = user_data;

  self->layout_source = 0;
  remove_columns (self, self->columns);
  place_columns (self);

  return G_SOURCE_REMOVE;
}

static void
talus_board_view_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  gtk_widget_measure (TALUS_BOARD_VIEW (widget)->stack, orientation, for_size, minimum, natural,
                      NULL, NULL);
}

/* Columns cannot change their parent while they are being allocated. */
static void
talus_board_view_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  TalusBoardView *self = TALUS_BOARD_VIEW (widget);
  gboolean is_narrow = width < NARROW;

  gtk_widget_size_allocate (self->stack, &(GtkAllocation) { 0, 0, width, height }, baseline);

  if (is_narrow == self->is_narrow)
    return;

  self->is_narrow = is_narrow;
  if (self->layout_source == 0)
    self->layout_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, layout_cb, self, NULL);
}

static void
talus_board_view_dispose (GObject *object)
{
  TalusBoardView *self = TALUS_BOARD_VIEW (object);

  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_clear_handle_id (&self->sight_source, g_source_remove);
  stop_scrolling (self);
  g_clear_weak_pointer (&self->sought);
  g_ptr_array_set_size (self->columns, 0);
  g_clear_pointer (&self->stack, gtk_widget_unparent);

  G_OBJECT_CLASS (talus_board_view_parent_class)->dispose (object);
}

static void
talus_board_view_finalize (GObject *object)
{
  g_ptr_array_unref (TALUS_BOARD_VIEW (object)->columns);

  G_OBJECT_CLASS (talus_board_view_parent_class)->finalize (object);
}

static void
talus_board_view_class_init (TalusBoardViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_board_view_dispose;
  object_class->finalize = talus_board_view_finalize;
  widget_class->measure = talus_board_view_measure;
  widget_class->size_allocate = talus_board_view_size_allocate;
}

static GtkWidget *
make_pager (TalusBoardView *self)
{
  GtkWidget *dots = adw_carousel_indicator_dots_new ();

  self->pager = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->carousel = ADW_CAROUSEL (adw_carousel_new ());
  adw_carousel_set_allow_scroll_wheel (self->carousel, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->carousel), TRUE);
  gtk_box_append (GTK_BOX (self->pager), GTK_WIDGET (self->carousel));
  adw_carousel_indicator_dots_set_carousel (ADW_CAROUSEL_INDICATOR_DOTS (dots), self->carousel);
  gtk_box_append (GTK_BOX (self->pager), dots);

  return self->pager;
}

static GtkWidget *
make_scrolled (TalusBoardView *self)
{
  GtkWidget *viewport;

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "board-columns");
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  /* Left to itself it goes after the focus to where there is nothing yet. */
  viewport = gtk_viewport_new (NULL, NULL);
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (viewport), FALSE);
  gtk_viewport_set_child (GTK_VIEWPORT (viewport), GTK_WIDGET (self->box));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), viewport);
  g_signal_connect_object (self->box, "notify::focus-child", G_CALLBACK (focus_child_cb), self,
                           G_CONNECT_SWAPPED);
  follow_drags (self);

  return self->scrolled;
}

static void
talus_board_view_init (TalusBoardView *self)
{
  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), make_scrolled (self));
  gtk_stack_add_child (GTK_STACK (self->stack), make_pager (self));
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
}

/**
 * talus_board_view_new:
 *
 * Makes a view without columns.
 *
 * Returns: (transfer floating): the view
 */
GtkWidget *
talus_board_view_new (void)
{
  return g_object_new (TALUS_TYPE_BOARD_VIEW, NULL);
}

/**
 * talus_board_view_set_columns:
 * @self: a view
 * @columns: (element-type TalusBoardColumnView): those to be seen, in order
 *
 * Shows these columns instead of those that it showed.
 */
void
talus_board_view_set_columns (TalusBoardView *self,
                              GPtrArray      *columns)
{
  g_autoptr (GPtrArray) old = NULL;

  g_return_if_fail (TALUS_IS_BOARD_VIEW (self));

  old = g_steal_pointer (&self->columns);
  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  remove_columns (self, old);
  for (guint i = 0; i < columns->len; i++)
    g_ptr_array_add (self->columns, g_object_ref (columns->pdata[i]));
  place_columns (self);
}

/**
 * talus_board_view_show_column:
 * @self: a view
 * @column: one of its columns
 *
 * Brings a column into sight, now or once it has its place.
 */
void
talus_board_view_show_column (TalusBoardView *self,
                              GtkWidget      *column)
{
  g_return_if_fail (TALUS_IS_BOARD_VIEW (self));
  g_return_if_fail (TALUS_IS_BOARD_COLUMN_VIEW (column));

  g_set_weak_pointer (&self->sought, column);
  if (gtk_widget_get_width (column) > 0)
    show_placed_column (self, column);
  else if (self->sight_source == 0)
    self->sight_source = g_idle_add (sight_cb, self);   /* behind the layout */
}

/**
 * talus_board_view_set_dragging:
 * @self: a view
 * @is_dragging: whether cards of its columns are being dragged
 *
 * Says whether what the pointer drags over it is cards of its own, which may land
 * and for which it scrolls.
 */
void
talus_board_view_set_dragging (TalusBoardView *self,
                               gboolean        is_dragging)
{
  g_return_if_fail (TALUS_IS_BOARD_VIEW (self));

  self->is_dragging = is_dragging;
  if (!is_dragging)
    stop_scrolling (self);
}

/**
 * talus_board_view_is_scrolling:
 * @self: a view
 *
 * Returns: whether it goes on by itself for what is dragged near an edge
 */
gboolean
talus_board_view_is_scrolling (TalusBoardView *self)
{
  g_return_val_if_fail (TALUS_IS_BOARD_VIEW (self), FALSE);

  return self->scroll_tick > 0;
}
