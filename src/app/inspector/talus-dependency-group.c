/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dependencies from one side. What would close a circle is not offered: the
 * nodes that it would be with are found once each time the picker opens. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-dependency-group.h"

#include <glib/gi18n.h>

#include "app/core/talus-tooltip.h"
#include "app/format/talus-format.h"
#include "app/inspector/talus-field-editor-private.h"
#include "app/search/talus-node-picker.h"
#include "app/inspector/talus-node-row.h"

struct _TalusDependencyGroup
{
  TalusInspectorGroup parent_instance;

  /* children */
  GtkWidget *button;
  GtkWidget *picker;       /* (nullable): once it was opened */

  /* owned */
  TalusView *view;
  TalusNode *node;         /* (nullable) */
  GHashTable *excluded;    /* (nullable): of TalusId *: what may not be added */

  TalusDependencySide side;
};

G_DEFINE_FINAL_TYPE (TalusDependencyGroup, talus_dependency_group, TALUS_TYPE_INSPECTOR_GROUP)

/* (transfer full): ids of those that are directly on one side of @id. */
static GArray *
list_side (TalusGraph          *graph,
           const TalusId       *id,
           TalusDependencySide  side)
{
  return side == TALUS_DEPENDENCY_BLOCKERS ? talus_graph_list_blockers (graph, id)
                                           : talus_graph_list_blocked (graph, id);
}

static void
exclude (TalusDependencyGroup *self,
         const TalusId        *id,
         GQueue               *found)
{
  TalusId *copy;

  if (g_hash_table_contains (self->excluded, id))
    return;

  copy = g_memdup2 (id, sizeof *id);
  g_hash_table_add (self->excluded, copy);
  if (found != NULL)
    g_queue_push_tail (found, copy);
}

/* What is on the other side, however far: to add it would close a circle. And
 * what is on this side already. */
static void
opening_cb (TalusDependencyGroup *self)
{
  TalusGraph *graph = talus_view_get_graph (self->view);
  TalusDependencySide other = self->side == TALUS_DEPENDENCY_BLOCKERS ? TALUS_DEPENDENCY_BLOCKED
                                                                      : TALUS_DEPENDENCY_BLOCKERS;
  g_autoptr (GArray) direct = NULL;
  GQueue found = G_QUEUE_INIT;
  const TalusId *at;

  g_clear_pointer (&self->excluded, g_hash_table_unref);
  self->excluded = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  if (self->node == NULL)
    return;

  exclude (self, talus_node_get_id (self->node), &found);
  while ((at = g_queue_pop_head (&found)) != NULL)
    {
      g_autoptr (GArray) next = list_side (graph, at, other);

      for (guint i = 0; i < next->len; i++)
        exclude (self, &g_array_index (next, TalusId, i), &found);
    }

  direct = list_side (graph, talus_node_get_id (self->node), self->side);
  for (guint i = 0; i < direct->len; i++)
    exclude (self, &g_array_index (direct, TalusId, i), NULL);
}

static gboolean
is_eligible (TalusNode *node,
             gpointer   user_data)
{
  TalusDependencyGroup *self = user_data;

  return self->excluded != NULL &&
         !g_hash_table_contains (self->excluded, talus_node_get_id (node));
}

static void
picked_cb (TalusDependencyGroup *self,
           TalusNode            *other)
{
  talus_dependency_group_add (self, other);
}

static void
create_popover_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  TalusDependencyGroup *self = user_data;

  if (self->picker != NULL)
    return;

  self->picker = talus_node_picker_new (self->view, self->side == TALUS_DEPENDENCY_BLOCKERS
                                                      ? _("What has to be done before?")
                                                      : _("What waits for it?"));
  talus_node_picker_set_filter (TALUS_NODE_PICKER (self->picker), is_eligible, self);
  talus_node_picker_set_empty (TALUS_NODE_PICKER (self->picker),
                               _("Nothing found that can be added"));
  g_signal_connect_swapped (self->picker, "opening", G_CALLBACK (opening_cb), self);
  g_signal_connect_swapped (self->picker, "picked", G_CALLBACK (picked_cb), self);
  gtk_menu_button_set_popover (button, self->picker);
}

static void
removed_cb (TalusDependencyGroup *self,
            TalusNodeRow         *row)
{
  TalusNode *other = talus_node_row_get_node (row);
  TalusNode *blocker = self->side == TALUS_DEPENDENCY_BLOCKERS ? other : self->node;
  TalusNode *blocked = self->side == TALUS_DEPENDENCY_BLOCKERS ? self->node : other;
  TalusBatch *batch = talus_batch_new (NULL);
  g_autofree char *first = talus_format_node_name (blocker);
  g_autofree char *second = talus_format_node_name (blocked);
  g_autofree char *text = NULL;

  talus_batch_unlink (batch, talus_node_get_id (blocker), talus_node_get_id (blocked));
  gtk_widget_grab_focus (self->button);
  if (!talus_view_submit (self->view, batch))
    return;

  text = g_strdup_printf (_("“%s” no longer blocks “%s”"), first, second);
  talus_view_say_done (self->view, text);
}

static void
activated_cb (TalusDependencyGroup *self,
              GtkListBoxRow        *row)
{
  TalusNode *other = talus_node_row_get_node (TALUS_NODE_ROW (row));

  if (other != NULL)
    talus_view_reveal (self->view, talus_node_get_id (other));
}

static void
talus_dependency_group_dispose (GObject *object)
{
  TalusDependencyGroup *self = TALUS_DEPENDENCY_GROUP (object);

  g_clear_pointer (&self->excluded, g_hash_table_unref);
  g_clear_object (&self->node);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_dependency_group_parent_class)->dispose (object);
}

static void
talus_dependency_group_class_init (TalusDependencyGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_dependency_group_dispose;
}

static void
talus_dependency_group_init (TalusDependencyGroup *self)
{
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "list-add-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), create_popover_cb, self,
                                         NULL);
  gtk_widget_add_css_class (self->button, "flat");
  talus_inspector_group_add_button (TALUS_INSPECTOR_GROUP (self), self->button);
  g_signal_connect_object (talus_inspector_group_get_list (TALUS_INSPECTOR_GROUP (self)),
                           "row-activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
}

/**
 * talus_dependency_group_new:
 * @view: where edits go
 * @side: which dependencies
 *
 * Makes a group that shows no node's.
 *
 * Returns: (transfer floating): the group
 */
GtkWidget *
talus_dependency_group_new (TalusView           *view,
                            TalusDependencySide  side)
{
  TalusDependencyGroup *self = g_object_new (TALUS_TYPE_DEPENDENCY_GROUP, NULL);
  const char *add = side == TALUS_DEPENDENCY_BLOCKERS ? _("Add what blocks it")
                                                      : _("Add what it blocks");

  self->view = g_object_ref (view);
  self->side = side;
  talus_inspector_group_set_title (TALUS_INSPECTOR_GROUP (self),
                                   side == TALUS_DEPENDENCY_BLOCKERS ? _("Blocked by")
                                                                     : _("Blocks"));
  talus_tooltip_set (self->button, add);
  talus_field_editor_name_button (self->button, add);

  return GTK_WIDGET (self);
}

static TalusNodeRow *
ensure_row (TalusDependencyGroup *self,
            guint                 index)
{
  GtkListBox *list = talus_inspector_group_get_list (TALUS_INSPECTOR_GROUP (self));
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, (int) index);

  if (row == NULL)
    {
      row = GTK_LIST_BOX_ROW (talus_node_row_new ());
      g_signal_connect_object (row, "removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
      talus_inspector_group_append (TALUS_INSPECTOR_GROUP (self), GTK_WIDGET (row));
    }

  return TALUS_NODE_ROW (row);
}

/**
 * talus_dependency_group_show:
 * @self: a group
 * @node: (nullable): whose dependencies
 *
 * Shows what there is now. Rows are used again, for this happens with every
 * arrow key.
 */
void
talus_dependency_group_show (TalusDependencyGroup *self,
                             TalusNode            *node)
{
  TalusGraph *graph = talus_view_get_graph (self->view);
  GtkListBox *list = talus_inspector_group_get_list (TALUS_INSPECTOR_GROUP (self));
  gboolean can_edit = talus_view_can_edit (self->view);
  g_autoptr (GArray) ids = NULL;
  GtkListBoxRow *row;
  guint n_shown = 0;

  g_return_if_fail (TALUS_IS_DEPENDENCY_GROUP (self));

  g_set_object (&self->node, node);
  if (node != NULL)
    ids = list_side (graph, talus_node_get_id (node), self->side);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      TalusNode *other = talus_graph_get_node (graph, &g_array_index (ids, TalusId, i));

      if (other != NULL)
        talus_node_row_show (ensure_row (self, n_shown++), self->view, other,
                             can_edit ? _("Remove dependency") : NULL);
    }

  while ((row = gtk_list_box_get_row_at_index (list, (int) n_shown)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (list), n_shown > 0);
  gtk_widget_set_visible (self->button, can_edit);
  gtk_widget_set_visible (GTK_WIDGET (self), node != NULL && (can_edit || n_shown > 0));
}

/**
 * talus_dependency_group_add:
 * @self: a group that shows a node
 * @other: another node
 *
 * Makes the one block the other.
 *
 * Returns: %FALSE if it cannot be; the person has been told
 */
gboolean
talus_dependency_group_add (TalusDependencyGroup *self,
                            TalusNode            *other)
{
  TalusBatch *batch;

  g_return_val_if_fail (TALUS_IS_DEPENDENCY_GROUP (self), FALSE);
  g_return_val_if_fail (TALUS_IS_NODE (other), FALSE);

  if (self->node == NULL)
    return FALSE;

  batch = talus_batch_new (NULL);
  if (self->side == TALUS_DEPENDENCY_BLOCKERS)
    talus_batch_link (batch, talus_node_get_id (other), talus_node_get_id (self->node));
  else
    talus_batch_link (batch, talus_node_get_id (self->node), talus_node_get_id (other));

  return talus_view_submit (self->view, batch);
}
