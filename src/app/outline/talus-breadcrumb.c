/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first step, those that fit from the end, and in between a button for
 * those that do not. The last step is where one is. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-breadcrumb.h"

#include <glib/gi18n.h>

#define MAX_STEPS 128
#define SPACING   2

struct _TalusBreadcrumb
{
  GtkWidget parent_instance;

  /* children, in order */
  GPtrArray *steps;        /* of GtkWidget: buttons, from the root down */
  GPtrArray *separators;   /* of GtkWidget: one in front of each but the first */
  GtkWidget *more;
  GtkWidget *more_separator;
  GtkWidget *list;         /* in the menu of more */

  /* owned */
  GPtrArray *nodes;        /* of TalusNode: the way */
  guint n_hidden;          /* of the steps behind the first */
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusBreadcrumb, talus_breadcrumb, GTK_TYPE_WIDGET)

static int
measure_width (GtkWidget *widget,
               gboolean   natural)
{
  int minimum_width;
  int natural_width;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_width, &natural_width, NULL,
                      NULL);

  return natural ? natural_width : minimum_width;
}

static void
talus_breadcrumb_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  TalusBreadcrumb *self = TALUS_BREADCRUMB (widget);
  int total = 0;

  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum;
      int child_natural;

      gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        {
          *minimum = MAX (*minimum, child_minimum);
          *natural = MAX (*natural, child_natural);
        }
      else if (child != self->more && child != self->more_separator)
        {
          total += child_natural + SPACING;
        }
    }

  /* Steps go into the menu, names are cut short: it can be very narrow. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = measure_width (self->more, FALSE) * 2;
      *natural = MAX (total, *minimum);
    }
}

/* How many behind the first step, not the last, have to go into the menu. */
static guint
count_hidden (TalusBreadcrumb *self,
              int              width)
{
  int total = 0;
  guint n_hidden = 0;

  for (guint i = 0; i < self->steps->len; i++)
    total += measure_width (self->steps->pdata[i], TRUE) + SPACING;
  for (guint i = 0; i < self->separators->len; i++)
    total += measure_width (self->separators->pdata[i], TRUE) + SPACING;
  if (total <= width)
    return 0;

  total += measure_width (self->more, TRUE) + measure_width (self->more_separator, TRUE) +
           2 * SPACING;
  while (total > width && self->steps->len > n_hidden + 2)
    {
      n_hidden++;
      total -= measure_width (self->steps->pdata[n_hidden], TRUE) + SPACING;
      total -= measure_width (self->separators->pdata[n_hidden - 1], TRUE) + SPACING;
    }

  return n_hidden;
}

static void
place_child (GtkWidget *child,
             gboolean   is_rtl,
             int        full_width,
             int       *x,
             int        width,
             int        height)
{
  GtkAllocation allocation = { is_rtl ? full_width - *x - width : *x, 0, width, height };

  gtk_widget_set_child_visible (child, TRUE);
  gtk_widget_size_allocate (child, &allocation, -1);
  *x += width + SPACING;
}

static void
talus_breadcrumb_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  TalusBreadcrumb *self = TALUS_BREADCRUMB (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0;

  self->n_hidden = count_hidden (self, width);
  gtk_widget_set_child_visible (self->more, FALSE);
  gtk_widget_set_child_visible (self->more_separator, FALSE);
  for (guint i = 0; i < self->steps->len; i++)
    {
      GtkWidget *step = self->steps->pdata[i];
      gboolean is_hidden = i > 0 && i <= self->n_hidden;

      if (i > 0)
        gtk_widget_set_child_visible (self->separators->pdata[i - 1], !is_hidden);
      gtk_widget_set_child_visible (step, !is_hidden);
      if (is_hidden)
        continue;

      if (i > 0)
        place_child (self->separators->pdata[i - 1], is_rtl, width, &x,
                     measure_width (self->separators->pdata[i - 1], TRUE), height);
      place_child (step, is_rtl, width, &x,
                   CLAMP (width - x, measure_width (step, FALSE), measure_width (step, TRUE)),
                   height);
      if (i == 0 && self->n_hidden > 0)
        {
          place_child (self->more_separator, is_rtl, width, &x,
                       measure_width (self->more_separator, TRUE), height);
          place_child (self->more, is_rtl, width, &x, measure_width (self->more, TRUE), height);
        }
    }
}

static void
activate (TalusBreadcrumb *self,
          guint            index)
{
  g_autoptr (TalusNode) node = NULL;

  if (index < self->nodes->len)
    g_set_object (&node, self->nodes->pdata[index]);
  if (node != NULL && talus_node_is_live (node))
    g_signal_emit (self, signals[ACTIVATED], 0, node);
}

static void
clicked_cb (TalusBreadcrumb *self,
            GtkButton       *button)
{
  guint index;

  if (g_ptr_array_find (self->steps, button, &index))
    activate (self, index);
}

static void
row_activated_cb (TalusBreadcrumb *self,
                  GtkListBoxRow   *row)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->more));
  activate (self, (guint) gtk_list_box_row_get_index (row) + 1);
}

static const char *
get_name (TalusNode *node)
{
  const char *name = talus_node_get_name (node);

  return *name != '\0' ? name : _("Unnamed");
}

/* What the menu shows is made when it is opened. */
static void
fill_menu_cb (TalusBreadcrumb *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);

  for (guint i = 1; i <= self->n_hidden; i++)
    {
      GtkWidget *label = gtk_label_new (get_name (self->nodes->pdata[i]));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
      gtk_list_box_append (GTK_LIST_BOX (self->list), label);
    }
}

static GtkWidget *
make_step (TalusBreadcrumb *self)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_insert_before (button, GTK_WIDGET (self), NULL);

  return button;
}

static GtkWidget *
make_separator (TalusBreadcrumb *self)
{
  GtkWidget *separator = g_object_new (GTK_TYPE_IMAGE,
                                       "icon-name", "go-next-symbolic",
                                       "pixel-size", 12,
                                       "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                       NULL);

  gtk_widget_add_css_class (separator, "dim-label");
  gtk_widget_insert_before (separator, GTK_WIDGET (self), NULL);

  return separator;
}

static void
set_n_steps (TalusBreadcrumb *self,
             guint            n_steps)
{
  while (self->steps->len > n_steps)
    {
      gtk_widget_unparent (g_ptr_array_steal_index (self->steps, self->steps->len - 1));
      if (self->separators->len > 0)
        gtk_widget_unparent (g_ptr_array_steal_index (self->separators, self->separators->len - 1));
    }
  while (self->steps->len < n_steps)
    {
      if (self->steps->len > 0)
        g_ptr_array_add (self->separators, make_separator (self));
      g_ptr_array_add (self->steps, make_step (self));
    }
}

static void
talus_breadcrumb_dispose (GObject *object)
{
  TalusBreadcrumb *self = TALUS_BREADCRUMB (object);
  GtkWidget *child;

  g_ptr_array_set_size (self->steps, 0);
  g_ptr_array_set_size (self->separators, 0);
  g_ptr_array_set_size (self->nodes, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (talus_breadcrumb_parent_class)->dispose (object);
}

static void
talus_breadcrumb_finalize (GObject *object)
{
  TalusBreadcrumb *self = TALUS_BREADCRUMB (object);

  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->separators);
  g_ptr_array_unref (self->nodes);

  G_OBJECT_CLASS (talus_breadcrumb_parent_class)->finalize (object);
}

static void
talus_breadcrumb_class_init (TalusBreadcrumbClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_breadcrumb_dispose;
  object_class->finalize = talus_breadcrumb_finalize;
  widget_class->measure = talus_breadcrumb_measure;
  widget_class->size_allocate = talus_breadcrumb_size_allocate;

  /**
   * TalusBreadcrumb::activated:
   * @self: the breadcrumb
   * @node: a node on the way
   *
   * Emitted where somebody wants to go there.
   */
  signals[ACTIVATED] = g_signal_new ("activated", TALUS_TYPE_BREADCRUMB, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, TALUS_TYPE_NODE);
  gtk_widget_class_set_css_name (widget_class, "breadcrumb");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_NAVIGATION);
}

static void
talus_breadcrumb_init (TalusBreadcrumb *self)
{
  GtkWidget *popover = gtk_popover_new ();

  self->steps = g_ptr_array_new ();
  self->separators = g_ptr_array_new ();
  self->nodes = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Where the selection is"), -1);

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_popover_set_child (GTK_POPOVER (popover), self->list);
  gtk_widget_add_css_class (popover, "menu");
  g_signal_connect_object (popover, "show", G_CALLBACK (fill_menu_cb), self, G_CONNECT_SWAPPED);

  self->more = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->more), "view-more-horizontal-symbolic");
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->more), FALSE);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->more), popover);
  gtk_widget_set_tooltip_text (self->more, _("Steps in Between"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Steps in Between"), -1);
  gtk_widget_set_parent (self->more, GTK_WIDGET (self));
  self->more_separator = make_separator (self);
}

/**
 * talus_breadcrumb_set_node:
 * @self: a breadcrumb
 * @node: (nullable): where one is
 *
 * Shows the way to a node as it is now.
 */
void
talus_breadcrumb_set_node (TalusBreadcrumb *self,
                           TalusNode       *node)
{
  g_return_if_fail (TALUS_IS_BREADCRUMB (self));

  g_ptr_array_set_size (self->nodes, 0);
  for (; node != NULL && self->nodes->len < MAX_STEPS; node = talus_node_get_parent (node))
    g_ptr_array_insert (self->nodes, 0, g_object_ref (node));

  set_n_steps (self, self->nodes->len);
  for (guint i = 0; i < self->nodes->len; i++)
    {
      GtkWidget *label = gtk_button_get_child (self->steps->pdata[i]);
      const char *name = get_name (self->nodes->pdata[i]);

      if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), name) != 0)
        gtk_label_set_text (GTK_LABEL (label), name);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
