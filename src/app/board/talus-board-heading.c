/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be chosen for a column is asked in its menu, and kept by the pane. */
#define G_LOG_DOMAIN "talus-app-board"

#include "config.h"

#include "app/board/talus-board-heading.h"

#include <glib/gi18n.h>

#include "app/board/talus-board-pane-private.h"
#include "app/core/talus-icons.h"
#include "app/core/talus-tinted-icon.h"
#include "app/format/talus-format.h"

struct _TalusBoardHeading
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *content;
  GtkLabel *count;
  GtkWidget *over;               /* more cards than there are meant to be */
  GtkLabel *sum;
  GtkSpinButton *limit;

  /* borrowed */
  TalusBoardPane *pane;

  /* owned */
  TalusBoardColumn *column;
};

G_DEFINE_FINAL_TYPE (TalusBoardHeading, talus_board_heading, GTK_TYPE_WIDGET)

static guint
get_slot (TalusBoardHeading *self)
{
  return talus_board_column_get_index (self->column);
}

static char *
dup_title (TalusBoardHeading *self)
{
  return talus_board_plan_name_slot (talus_board_get_plan (self->pane->board), get_slot (self));
}

static char *
describe_sum (TalusBoardHeading *self)
{
  const char *key = self->pane->choice.sum;
  TalusTemplate *template = talus_view_get_template (self->pane->view);
  GPtrArray *types = talus_board_plan_get_types (talus_board_get_plan (self->pane->board));
  TalusFormat *format = talus_format_get (talus_view_get_graph (self->pane->view));
  g_autofree char *plain = NULL;
  TalusFixed sum;

  if (key == NULL || *key == '\0' || template == NULL ||
      !talus_board_column_get_sum (self->column, &sum))
    return g_strdup ("");

  for (guint i = 0; i < types->len; i++)
    {
      const TalusProperty *property = talus_node_type_get_property (types->pdata[i], key);

      if (property == NULL)
        continue;
      if (property->kind != TALUS_PROPERTY_CURRENCY)
        break;
      plain = talus_fixed_format (sum);
      return talus_format_currency (format, plain);
    }

  return talus_format_number (format, talus_fixed_to_double (sum));
}

static void
limit_changed_cb (TalusBoardHeading *self)
{
  talus_board_pane_set_limit (self->pane, get_slot (self),
                              (guint) gtk_spin_button_get_value_as_int (self->limit));
  talus_board_heading_refresh (self);
}

static gboolean
hide_later_cb (gpointer user_data)
{
  TalusBoardHeading *self = user_data;

  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL && self->pane->board != NULL &&
      !talus_board_pane_set_hidden (self->pane, get_slot (self), TRUE))
    gtk_widget_error_bell (GTK_WIDGET (self));

  return G_SOURCE_REMOVE;
}

/* Once its popover is shut, which goes with it. */
static void
hide_cb (TalusBoardHeading *self,
         GtkWidget         *button)
{
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER)));
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, hide_later_cb, g_object_ref (self), g_object_unref);
}

static GtkWidget *
make_hide_button (TalusBoardHeading *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Hide This Column"));

  g_signal_connect_object (button, "clicked", G_CALLBACK (hide_cb), self, G_CONNECT_SWAPPED);

  return button;
}

static GtkWidget *
make_limit (TalusBoardHeading *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (_("At most so many cards, 0 for any number"));
  g_autofree char *title = dup_title (self);
  g_autofree char *name = g_strdup_printf (_("Limit of “%s”"), title);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  self->limit = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (0, 9999, 1));
  gtk_spin_button_set_value (self->limit,
                             talus_board_pane_get_limit (self->pane, get_slot (self)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->limit), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  g_signal_connect_swapped (self->limit, "value-changed", G_CALLBACK (limit_changed_cb), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->limit));
  gtk_box_append (GTK_BOX (box), make_hide_button (self));
  gtk_popover_set_child (GTK_POPOVER (popover), box);

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);

  return button;
}

static GtkWidget *
make_label (TalusBoardHeading *self)
{
  const TalusBoardSlot *slot =
    talus_board_plan_get_slot (talus_board_get_plan (self->pane->board), get_slot (self));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label;
  g_autofree char *title = dup_title (self);

  if (slot->indicator != NULL)
    {
      GtkWidget *icon = talus_tinted_icon_new ();

      talus_tinted_icon_set (TALUS_TINTED_ICON (icon), talus_icon_for_indicator (slot->indicator),
                             slot->colour);
      gtk_box_append (GTK_BOX (box), icon);
    }

  label = gtk_label_new (title);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_tooltip_text (label, title);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (box), label);

  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->count));

  self->over = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_widget_set_tooltip_text (self->over, _("More cards than there are meant to be"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->over), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("More cards than there are meant to be"), -1);
  gtk_widget_add_css_class (self->over, "warning");
  gtk_box_append (GTK_BOX (box), self->over);

  self->sum = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_hexpand (GTK_WIDGET (self->sum), TRUE);
  gtk_widget_set_halign (GTK_WIDGET (self->sum), GTK_ALIGN_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->sum), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->sum), "numeric");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sum));

  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_margin_start (box, 12);

  return box;
}

static void
talus_board_heading_dispose (GObject *object)
{
  TalusBoardHeading *self = TALUS_BOARD_HEADING (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->column);

  G_OBJECT_CLASS (talus_board_heading_parent_class)->dispose (object);
}

static void
talus_board_heading_class_init (TalusBoardHeadingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_board_heading_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
talus_board_heading_init (TalusBoardHeading *self)
{
}

/**
 * talus_board_heading_new:
 * @pane: whose column
 * @column: its cards
 *
 * Makes a heading.
 *
 * Returns: (transfer floating): the heading
 */
GtkWidget *
talus_board_heading_new (TalusBoardPane   *pane,
                         TalusBoardColumn *column)
{
  TalusBoardHeading *self = g_object_new (TALUS_TYPE_BOARD_HEADING, NULL);

  self->pane = pane;
  self->column = g_object_ref (column);
  self->content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (self->content), make_label (self));
  gtk_box_append (GTK_BOX (self->content), make_limit (self));
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));

  g_signal_connect_object (column, "notify::n-items", G_CALLBACK (talus_board_heading_refresh),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (column, "sum-changed", G_CALLBACK (talus_board_heading_refresh), self,
                           G_CONNECT_SWAPPED);
  talus_board_heading_refresh (self);

  return GTK_WIDGET (self);
}

/**
 * talus_board_heading_refresh:
 * @self: a heading
 *
 * Shows how many cards there are now, and what they add up to.
 */
void
talus_board_heading_refresh (TalusBoardHeading *self)
{
  guint n;
  guint limit;
  g_autofree char *sum = NULL;
  g_autofree char *count = NULL;

  g_return_if_fail (TALUS_IS_BOARD_HEADING (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->column));
  limit = talus_board_pane_get_limit (self->pane, get_slot (self));
  sum = describe_sum (self);
  count = limit > 0 ? g_strdup_printf ("%'u/%'u", n, limit) : g_strdup_printf ("%'u", n);
  gtk_label_set_label (self->count, count);
  gtk_widget_set_visible (self->over, limit > 0 && n > limit);
  gtk_label_set_label (self->sum, sum);
  gtk_widget_set_visible (GTK_WIDGET (self->sum), *sum != '\0');
}
