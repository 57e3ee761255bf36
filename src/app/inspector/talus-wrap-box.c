/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children in lines. A child gets its natural width, or the whole line where
 * that is less. It knows nothing of what they are. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-wrap-box.h"

struct _TalusWrapBox
{
  GtkWidget parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (TalusWrapBox, talus_wrap_box, GTK_TYPE_WIDGET)

typedef void (*PlaceFunc) (GtkWidget *child,
                           int        x,
                           int        y,
                           int        width,
                           int        height,
                           gpointer   user_data);

static int
get_width (GtkWidget *child,
           int        available)
{
  int minimum;
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);

  return MAX (minimum, MIN (natural, available));
}

static int
get_height (GtkWidget *child,
            int        width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);

  return natural;
}

/* Lines up all children in @width; gives the height that takes. */
static int
lay_out (TalusWrapBox *self,
         int           width,
         PlaceFunc     place,
         gpointer      user_data)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));
  int y = 0;

  while (child != NULL)
    {
      GtkWidget *first = child;
      int x = 0;
      int line_height = 0;

      /* What goes into this line, and how high that makes it. */
      for (; child != NULL; child = gtk_widget_get_next_sibling (child))
        {
          int child_width;

          if (!gtk_widget_should_layout (child))
            continue;
          child_width = get_width (child, width);
          if (x > 0 && x + self->spacing + child_width > width)
            break;
          x += (x > 0 ? self->spacing : 0) + child_width;
          line_height = MAX (line_height, get_height (child, child_width));
        }

      x = 0;
      for (GtkWidget *each = first; place != NULL && each != child;
           each = gtk_widget_get_next_sibling (each))
        {
          int child_width;

          if (!gtk_widget_should_layout (each))
            continue;
          child_width = get_width (each, width);
          place (each, x, y, child_width, line_height, user_data);
          x += child_width + self->spacing;
        }

      y += line_height;
      if (child != NULL)
        y += self->spacing;
    }

  return y;
}

static void
talus_wrap_box_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  TalusWrapBox *self = TALUS_WRAP_BOX (widget);

  *minimum = 0;
  *natural = 0;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = lay_out (self, for_size < 0 ? G_MAXINT / 2 : for_size, NULL, NULL);
      *natural = *minimum;
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum;
      int child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += (*natural > 0 ? self->spacing : 0) + child_natural;
    }
}

typedef struct
{
  int width;
  gboolean is_rtl;
} Placing;

static void
place_child (GtkWidget *child,
             int        x,
             int        y,
             int        width,
             int        height,
             gpointer   user_data)
{
  const Placing *placing = user_data;
  GtkAllocation allocation = { x, y, width, height };

  if (placing->is_rtl)
    allocation.x = placing->width - x - width;
  gtk_widget_size_allocate (child, &allocation, -1);
}

static void
talus_wrap_box_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  Placing placing = { width, gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL };

  lay_out (TALUS_WRAP_BOX (widget), width, place_child, &placing);
}

static GtkSizeRequestMode
talus_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
talus_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (talus_wrap_box_parent_class)->dispose (object);
}

static void
talus_wrap_box_class_init (TalusWrapBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_wrap_box_dispose;
  widget_class->measure = talus_wrap_box_measure;
  widget_class->size_allocate = talus_wrap_box_size_allocate;
  widget_class->get_request_mode = talus_wrap_box_get_request_mode;
}

static void
talus_wrap_box_init (TalusWrapBox *self)
{
}

/**
 * talus_wrap_box_new:
 * @spacing: between children and between lines, in pixels
 *
 * Makes an empty one.
 *
 * Returns: (transfer floating): the box
 */
GtkWidget *
talus_wrap_box_new (int spacing)
{
  TalusWrapBox *self = g_object_new (TALUS_TYPE_WRAP_BOX, NULL);

  self->spacing = spacing;

  return GTK_WIDGET (self);
}

/**
 * talus_wrap_box_append:
 * @self: a box
 * @child: (transfer floating): a widget
 *
 * Adds a child behind the others; gtk_widget_unparent() takes it away.
 */
void
talus_wrap_box_append (TalusWrapBox *self,
                       GtkWidget    *child)
{
  g_return_if_fail (TALUS_IS_WRAP_BOX (self));
  g_return_if_fail (GTK_IS_WIDGET (child));

  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}
