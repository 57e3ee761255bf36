/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A node in a list of the inspector. It knows nothing of why it is there. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-node-row.h"

#include <glib/gi18n.h>

#include "app/core/talus-icons.h"
#include "app/core/talus-node-state.h"
#include "app/core/talus-tinted-icon.h"
#include "app/format/talus-format.h"

struct _TalusNodeRow
{
  GtkListBoxRow parent_instance;

  /* children */
  GtkWidget *icon;
  GtkWidget *name;
  GtkWidget *remove_button;

  /* owned */
  TalusNode *node;
};

enum
{
  REMOVED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusNodeRow, talus_node_row, GTK_TYPE_LIST_BOX_ROW)

static guint signals[N_SIGNALS];

static void
removed_cb (TalusNodeRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static gboolean
key_cb (TalusNodeRow *self,
        guint         key)
{
  if (key != GDK_KEY_Delete || !gtk_widget_get_visible (self->remove_button))
    return FALSE;

  removed_cb (self);

  return TRUE;
}

static void
talus_node_row_dispose (GObject *object)
{
  TalusNodeRow *self = TALUS_NODE_ROW (object);

  g_clear_object (&self->node);

  G_OBJECT_CLASS (talus_node_row_parent_class)->dispose (object);
}

static void
talus_node_row_class_init (TalusNodeRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_node_row_dispose;

  /**
   * TalusNodeRow::removed:
   * @self: the row
   *
   * Somebody wants it out of the list.
   */
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
talus_node_row_init (TalusNodeRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_add_css_class (GTK_WIDGET (self), "talus-property");
  gtk_widget_add_css_class (box, "talus-node-box");
  self->icon = talus_tinted_icon_new ();
  gtk_box_append (GTK_BOX (box), self->icon);

  self->name = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_label_set_wrap (GTK_LABEL (self->name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (self->name), 2);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_box_append (GTK_BOX (box), self->name);

  self->remove_button = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_add_css_class (self->remove_button, "flat");
  gtk_widget_add_css_class (self->remove_button, "circular");
  gtk_widget_set_valign (self->remove_button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->remove_button, "clicked", G_CALLBACK (removed_cb), self);
  gtk_box_append (GTK_BOX (box), self->remove_button);

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

/**
 * talus_node_row_new:
 *
 * Makes a row that shows no node yet.
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
talus_node_row_new (void)
{
  return g_object_new (TALUS_TYPE_NODE_ROW, NULL);
}

static char *
describe_state (const TalusOption *status,
                const char        *name)
{
  if (status == NULL)
    return g_strdup (name);

  /* TRANSLATORS: the name of a node, how far it is */
  return g_strdup_printf (_("%s, %s"), name, status->name);
}

/**
 * talus_node_row_show:
 * @self: a row
 * @view: whose node
 * @node: the node
 * @remove: (nullable): what its button does; %NULL for none
 *
 * Shows a node as it is now.
 */
void
talus_node_row_show (TalusNodeRow *self,
                     TalusView    *view,
                     TalusNode    *node,
                     const char   *remove)
{
  TalusGraph *graph = talus_view_get_graph (view);
  const TalusNodeType *type = talus_template_get_type_by_id (talus_view_get_template (view),
                                                             talus_node_get_type_id (node));
  const TalusOption *status = talus_node_get_status (graph, node);
  g_autofree char *name = talus_format_node_name (node);
  g_autofree char *state = describe_state (status, name);

  g_set_object (&self->node, node);
  if (status != NULL)
    talus_tinted_icon_set (TALUS_TINTED_ICON (self->icon), talus_icon_for_option (status),
                           status->color);
  else
    talus_tinted_icon_set (TALUS_TINTED_ICON (self->icon), talus_icon_for_type (type),
                           type != NULL ? type->color : NULL);
  gtk_label_set_label (GTK_LABEL (self->name), name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), state);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, state, -1);

  gtk_widget_set_visible (self->remove_button, remove != NULL);
  if (remove == NULL)
    return;
  gtk_widget_set_tooltip_text (self->remove_button, remove);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
}

/**
 * talus_node_row_get_node:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): its node
 */
TalusNode *
talus_node_row_get_node (TalusNodeRow *self)
{
  g_return_val_if_fail (TALUS_IS_NODE_ROW (self), NULL);

  return self->node;
}
