/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bound again and again while it scrolls: what is told twice costs nothing. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-value-cell.h"

#include <glib/gi18n.h>

#include "app/core/talus-icons.h"
#include "app/core/talus-tinted-icon.h"
#include "app/format/talus-format.h"
#include "base/talus-util.h"

struct _TalusOutlineValueCell
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *indicator;   /* (nullable): made when one is needed */
  GtkWidget *label;

  /* owned */
  TalusNode *node;
  char *key;
  char *text;

  gboolean is_number;
  gboolean is_dim;
  gboolean is_sum;
};

G_DEFINE_FINAL_TYPE (TalusOutlineValueCell, talus_outline_value_cell, GTK_TYPE_WIDGET)

static void
set_text (TalusOutlineValueCell *self,
          const char            *text,
          gboolean               is_dim)
{
  if (talus_set_string (&self->text, text))
    gtk_inscription_set_text (GTK_INSCRIPTION (self->label), text);

  if (self->is_dim == is_dim)
    return;
  self->is_dim = is_dim;
  if (is_dim)
    gtk_widget_add_css_class (self->label, "dim-label");
  else
    gtk_widget_remove_css_class (self->label, "dim-label");
}

static void
set_indicator (TalusOutlineValueCell *self,
               const TalusOption     *option)
{
  gboolean has_shape = option != NULL && (option->indicator_id != NULL || option->color != NULL);

  if (!has_shape)
    {
      if (self->indicator != NULL)
        gtk_widget_set_visible (self->indicator, FALSE);
      return;
    }

  if (self->indicator == NULL)
    {
      self->indicator = talus_tinted_icon_new ();
      gtk_widget_insert_before (self->indicator, GTK_WIDGET (self), self->label);
    }
  talus_tinted_icon_set (TALUS_TINTED_ICON (self->indicator), talus_icon_for_option (option),
                         option->color);
  gtk_widget_set_visible (self->indicator, TRUE);
}

static gboolean
is_summed (const TalusProperty *property)
{
  return property->kind == TALUS_PROPERTY_NUMBER || property->kind == TALUS_PROPERTY_CURRENCY;
}

static void
show_sum (TalusOutlineValueCell *self,
          TalusFormat           *format,
          TalusRollup           *rollup,
          TalusNode             *node,
          const TalusProperty   *property)
{
  g_autofree char *text = NULL;
  TalusFixed sum;

  if (rollup == NULL || !talus_rollup_get_sum (rollup, node, self->key, &sum))
    {
      set_text (self, "", FALSE);
      return;
    }

  if (property->kind == TALUS_PROPERTY_CURRENCY)
    {
      g_autofree char *amount = talus_fixed_format (sum);

      text = talus_format_currency (format, amount);
    }
  else
    {
      text = talus_format_number (format, talus_fixed_to_double (sum));
    }

  self->is_sum = TRUE;
  set_text (self, text, TRUE);
}

/* An inscription knows no start and end. */
static void
align (TalusOutlineValueCell *self)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  gtk_inscription_set_xalign (GTK_INSCRIPTION (self->label), self->is_number != is_rtl ? 1 : 0);
}

static void
talus_outline_value_cell_direction_changed (GtkWidget        *widget,
                                            GtkTextDirection  before)
{
  GTK_WIDGET_CLASS (talus_outline_value_cell_parent_class)->direction_changed (widget, before);
  align (TALUS_OUTLINE_VALUE_CELL (widget));
}

static gboolean
talus_outline_value_cell_query_tooltip (GtkWidget  *widget,
                                        int         x,
                                        int         y,
                                        gboolean    keyboard,
                                        GtkTooltip *tooltip)
{
  TalusOutlineValueCell *self = TALUS_OUTLINE_VALUE_CELL (widget);
  g_autofree char *text = NULL;

  if (self->text == NULL || *self->text == '\0')
    return FALSE;

  if (self->is_sum)
    text = g_strdup_printf (_("Sum of children: %s"), self->text);
  gtk_tooltip_set_text (tooltip, text != NULL ? text : self->text);

  return TRUE;
}

static void
talus_outline_value_cell_dispose (GObject *object)
{
  GtkWidget *child;

  g_clear_object (&TALUS_OUTLINE_VALUE_CELL (object)->node);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (talus_outline_value_cell_parent_class)->dispose (object);
}

static void
talus_outline_value_cell_finalize (GObject *object)
{
  TalusOutlineValueCell *self = TALUS_OUTLINE_VALUE_CELL (object);

  g_free (self->key);
  g_free (self->text);

  G_OBJECT_CLASS (talus_outline_value_cell_parent_class)->finalize (object);
}

static void
talus_outline_value_cell_class_init (TalusOutlineValueCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_outline_value_cell_dispose;
  object_class->finalize = talus_outline_value_cell_finalize;
  widget_class->direction_changed = talus_outline_value_cell_direction_changed;
  widget_class->query_tooltip = talus_outline_value_cell_query_tooltip;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "outline-value");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

static void
talus_outline_value_cell_init (TalusOutlineValueCell *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (widget)), 6);
  gtk_widget_set_has_tooltip (widget, TRUE);

  self->label = g_object_new (GTK_TYPE_INSCRIPTION,
                              "hexpand", TRUE,
                              "valign", GTK_ALIGN_CENTER,
                              "min-chars", 2,
                              "nat-chars", 6,
                              "text-overflow", GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END,
                              NULL);
  gtk_widget_set_parent (self->label, widget);
}

/**
 * talus_outline_value_cell_new:
 * @key: the stored id of a property
 * @is_number: whether values are numbers that stand below one another
 *
 * Returns: (transfer floating): a cell that shows nothing yet
 */
GtkWidget *
talus_outline_value_cell_new (const char *key,
                              gboolean    is_number)
{
  TalusOutlineValueCell *self = g_object_new (TALUS_TYPE_OUTLINE_VALUE_CELL, NULL);

  self->key = g_strdup (key);
  self->is_number = is_number;
  if (is_number)
    gtk_widget_add_css_class (self->label, "numeric");
  align (self);

  return GTK_WIDGET (self);
}

/**
 * talus_outline_value_cell_show:
 * @self: a cell
 * @graph: (nullable): the graph of @node
 * @rollup: (nullable): sums
 * @node: (nullable): a live node, %NULL for nothing
 *
 * Shows a node's value as it is now; empty where it has none, or no such
 * property.
 */
void
talus_outline_value_cell_show (TalusOutlineValueCell *self,
                               TalusGraph            *graph,
                               TalusRollup           *rollup,
                               TalusNode             *node)
{
  const TalusNodeType *type;
  const TalusProperty *property = NULL;
  const TalusOption *option = NULL;
  g_autoptr (TalusValue) value = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (TALUS_IS_OUTLINE_VALUE_CELL (self));

  self->is_sum = FALSE;
  g_set_object (&self->node, node);
  if (node == NULL)
    return;

  type = talus_template_get_type_by_id (talus_graph_get_template (graph),
                                        talus_node_get_type_id (node));
  if (type != NULL)
    property = talus_node_type_get_property (type, self->key);
  value = talus_node_dup_property (node, self->key);

  if (value != NULL && property != NULL)
    {
      if (property->kind == TALUS_PROPERTY_SELECT &&
          talus_value_get_kind (value) == TALUS_VALUE_STRING)
        {
          g_autofree char *id = talus_value_dup_string (value);

          option = talus_property_find_option (property, id);
        }
      text = talus_format_value (talus_format_get (graph), graph, property, value);
    }
  else if (value != NULL)
    {
      text = talus_format_unknown_value (talus_format_get (graph), value);
    }

  set_indicator (self, option);
  if (text != NULL)
    set_text (self, text, property == NULL);
  else if (property != NULL && is_summed (property))
    show_sum (self, talus_format_get (graph), rollup, node, property);
  else
    set_text (self, "", FALSE);
}

/**
 * talus_outline_value_cell_get_node:
 * @self: a cell
 *
 * Returns: (transfer none) (nullable): the node whose value it shows
 */
TalusNode *
talus_outline_value_cell_get_node (TalusOutlineValueCell *self)
{
  g_return_val_if_fail (TALUS_IS_OUTLINE_VALUE_CELL (self), NULL);

  return self->node;
}
