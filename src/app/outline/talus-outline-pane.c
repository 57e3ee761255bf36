/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outline: a lazy tree of the nodes. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-pane.h"

#include <glib/gi18n.h>

struct _TalusOutlinePane
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkListView *list;
  TalusView *view;
};

G_DEFINE_FINAL_TYPE (TalusOutlinePane, talus_outline_pane, GTK_TYPE_WIDGET)

static GListModel *
list_children (gpointer item,
               gpointer user_data)
{
  TalusNode *node = item;

  return talus_node_get_n_children (node) > 0 ? g_object_ref (talus_node_get_children (node))
                                              : NULL;
}

static void
setup_cb (TalusOutlinePane *self,
          GtkListItem      *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), label);
  gtk_list_item_set_child (item, expander);
}

static void
bind_cb (TalusOutlinePane *self,
         GtkListItem      *item)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (TalusNode) node = gtk_tree_list_row_get_item (row);

  gtk_tree_expander_set_list_row (expander, row);
  gtk_label_set_label (GTK_LABEL (gtk_tree_expander_get_child (expander)),
                       talus_node_get_name (node));
}

static void
show_peer (TalusOutlinePane *self)
{
  GListModel *roots = talus_graph_get_roots (talus_view_get_graph (self->view));
  GtkTreeListModel *tree = gtk_tree_list_model_new (g_object_ref (roots), FALSE, FALSE,
                                                    list_children, self, NULL);
  g_autoptr (GtkSelectionModel) model = GTK_SELECTION_MODEL (
    gtk_multi_selection_new (G_LIST_MODEL (tree)));

  gtk_list_view_set_model (self->list, model);
}

static void
talus_outline_pane_dispose (GObject *object)
{
  TalusOutlinePane *self = TALUS_OUTLINE_PANE (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_outline_pane_parent_class)->dispose (object);
}

static void
talus_outline_pane_class_init (TalusOutlinePaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_outline_pane_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
talus_outline_pane_init (TalusOutlinePane *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_cb), self);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

/**
 * talus_outline_pane_new:
 * @view: what to show
 *
 * Makes an outline.
 *
 * Returns: (transfer floating): the pane
 */
GtkWidget *
talus_outline_pane_new (TalusView *view)
{
  TalusOutlinePane *self = g_object_new (TALUS_TYPE_OUTLINE_PANE, NULL);

  self->view = g_object_ref (view);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (show_peer), self, G_CONNECT_SWAPPED);
  show_peer (self);

  return GTK_WIDGET (self);
}

const TalusPaneType talus_outline_pane_type = {
  "outline", N_("Outline"), "view-list-symbolic", talus_outline_pane_new,
};
