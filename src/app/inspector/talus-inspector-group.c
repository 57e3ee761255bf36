/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A titled boxed list. It knows nothing of its rows. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-inspector-group.h"

typedef struct
{
  /* children */
  GtkWidget *header;
  GtkWidget *title_label;
  GtkWidget *list;
} TalusInspectorGroupPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (TalusInspectorGroup, talus_inspector_group, GTK_TYPE_BOX)

static TalusInspectorGroupPrivate *
get_private (TalusInspectorGroup *self)
{
  return talus_inspector_group_get_instance_private (self);
}

static gboolean
move_focus_cb (GtkWidget        *list,
               GtkDirectionType  direction)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (list));

  /* At its end the list would keep the keyboard; the next group is below. */
  if (direction == GTK_DIR_UP || direction == GTK_DIR_DOWN)
    return gtk_widget_child_focus (root, direction == GTK_DIR_UP ? GTK_DIR_TAB_BACKWARD
                                                                 : GTK_DIR_TAB_FORWARD);

  return FALSE;
}

static void
talus_inspector_group_class_init (TalusInspectorGroupClass *klass)
{
}

static void
talus_inspector_group_init (TalusInspectorGroup *self)
{
  TalusInspectorGroupPrivate *priv = get_private (self);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);

  priv->header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  priv->title_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (priv->title_label), 0);
  gtk_label_set_wrap (GTK_LABEL (priv->title_label), TRUE);
  gtk_widget_set_hexpand (priv->title_label, TRUE);
  gtk_widget_add_css_class (priv->title_label, "heading");
  gtk_box_append (GTK_BOX (priv->header), priv->title_label);
  gtk_widget_set_visible (priv->header, FALSE);
  gtk_box_append (GTK_BOX (self), priv->header);

  priv->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (priv->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (priv->list, "boxed-list");
  gtk_widget_set_visible (priv->list, FALSE);
  g_signal_connect (priv->list, "keynav-failed", G_CALLBACK (move_focus_cb), NULL);
  gtk_box_append (GTK_BOX (self), priv->list);
}

/**
 * talus_inspector_group_new:
 * @title: (nullable): what it is called
 *
 * Makes an empty group.
 *
 * Returns: (transfer floating): the group
 */
GtkWidget *
talus_inspector_group_new (const char *title)
{
  TalusInspectorGroup *self = g_object_new (TALUS_TYPE_INSPECTOR_GROUP, NULL);

  talus_inspector_group_set_title (self, title);

  return GTK_WIDGET (self);
}

/**
 * talus_inspector_group_set_title:
 * @self: a group
 * @title: (nullable): what it is called
 *
 * Sets its title; one without takes no room for it.
 */
void
talus_inspector_group_set_title (TalusInspectorGroup *self,
                                 const char          *title)
{
  TalusInspectorGroupPrivate *priv;

  g_return_if_fail (TALUS_IS_INSPECTOR_GROUP (self));

  priv = get_private (self);
  gtk_label_set_label (GTK_LABEL (priv->title_label), title != NULL ? title : "");
  gtk_widget_set_visible (priv->header, title != NULL);
  if (title != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (priv->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    title, -1);
}

/**
 * talus_inspector_group_add_button:
 * @self: a group
 * @button: (transfer floating): a widget
 *
 * Puts something beside the title.
 */
void
talus_inspector_group_add_button (TalusInspectorGroup *self,
                                  GtkWidget           *button)
{
  g_return_if_fail (TALUS_IS_INSPECTOR_GROUP (self));

  gtk_box_append (GTK_BOX (get_private (self)->header), button);
}

/**
 * talus_inspector_group_append:
 * @self: a group
 * @row: (transfer floating): a row
 *
 * Adds a row at the end.
 */
void
talus_inspector_group_append (TalusInspectorGroup *self,
                              GtkWidget           *row)
{
  TalusInspectorGroupPrivate *priv;

  g_return_if_fail (TALUS_IS_INSPECTOR_GROUP (self));

  priv = get_private (self);
  gtk_list_box_append (GTK_LIST_BOX (priv->list), row);
  gtk_widget_set_visible (priv->list, TRUE);
}

/**
 * talus_inspector_group_append_box:
 * @self: a group
 * @box: (transfer floating): a box of what is no editor
 *
 * Adds a row for it at the end, which itself is nothing to be pressed.
 */
void
talus_inspector_group_append_box (TalusInspectorGroup *self,
                                  GtkWidget           *box)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_widget_add_css_class (box, "talus-property-box");
  gtk_widget_add_css_class (row, "talus-property");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  talus_inspector_group_append (self, row);
}

/**
 * talus_inspector_group_clear:
 * @self: a group
 *
 * Takes all rows away.
 */
void
talus_inspector_group_clear (TalusInspectorGroup *self)
{
  TalusInspectorGroupPrivate *priv;
  GtkListBoxRow *row;

  g_return_if_fail (TALUS_IS_INSPECTOR_GROUP (self));

  priv = get_private (self);
  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (priv->list), 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (priv->list), GTK_WIDGET (row));
  gtk_widget_set_visible (priv->list, FALSE);
}

/**
 * talus_inspector_group_get_list:
 * @self: a group
 *
 * Returns: (transfer none): its list
 */
GtkListBox *
talus_inspector_group_get_list (TalusInspectorGroup *self)
{
  g_return_val_if_fail (TALUS_IS_INSPECTOR_GROUP (self), NULL);

  return GTK_LIST_BOX (get_private (self)->list);
}

/**
 * talus_inspector_label_new:
 * @text: (nullable): what it says
 * @css_class: (nullable): how it looks
 *
 * Makes text as rows have it: from the start, on as many lines as it takes.
 *
 * Returns: (transfer floating): a label
 */
GtkWidget *
talus_inspector_label_new (const char *text,
                           const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}
