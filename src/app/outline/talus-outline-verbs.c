/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs as actions `outline.…`, for the whole window: keys, menus, the Add
 * button and the palette all name these. What they come to is in
 * talus-tree-edit.c. */
#define G_LOG_DOMAIN "talus-app-outline"

#include <glib/gi18n.h>
#include <string.h>

#include "app/core/talus-tree-edit.h"
#include "app/outline/talus-outline-pane-private.h"

/* As many rows as "expand everything below" makes at most. */
#define EXPAND_LIMIT 200000

typedef TalusBatch *(*PlanFunc) (TalusGraph  *graph,
                                 GPtrArray   *tops,
                                 GError     **error);

gboolean
talus_outline_pane_submit (TalusOutlinePane *self,
                           TalusBatch       *batch,
                           GError           *error)
{
  TalusNode *cursor;

  if (batch == NULL)
    {
      talus_view_say_error (self->view, error);
      return FALSE;
    }

  if (!talus_view_submit (self->view, batch))
    return FALSE;

  cursor = talus_view_get_cursor_node (self->view);
  if (cursor != NULL)
    talus_outline_pane_show_node (self, cursor, gtk_widget_get_mapped (GTK_WIDGET (self)));

  return TRUE;
}

static void
plan_and_submit (TalusOutlinePane *self,
                 PlanFunc          plan)
{
  g_autoptr (GPtrArray) tops = NULL;
  g_autoptr (GError) error = NULL;
  gboolean was_editing = self->edit.is_active;
  TalusBatch *batch;
  TalusNode *cursor;

  talus_outline_pane_end_rename (self, TRUE);
  tops = talus_view_list_selected_tops (self->view);
  batch = plan (self->graph, tops, &error);
  talus_outline_pane_submit (self, batch, error);

  cursor = talus_view_get_cursor_node (self->view);
  if (was_editing && cursor != NULL)
    talus_outline_pane_begin_rename (self, cursor, talus_node_get_name (cursor));
}

static void
indent_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  plan_and_submit (user_data, talus_tree_indent);
}

static void
outdent_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  plan_and_submit (user_data, talus_tree_outdent);
}

static void
move_up_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  plan_and_submit (user_data, talus_tree_move_up);
}

static void
move_down_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  plan_and_submit (user_data, talus_tree_move_down);
}

static void
say_deleted (TalusOutlinePane *self,
             const char       *name,
             guint64           count)
{
  g_autofree char *text = NULL;

  if (count == 1)
    text = g_strdup_printf (_("Deleted “%s”"), name);
  else
    text = g_strdup_printf (ngettext ("Deleted %u node", "Deleted %u nodes", (gulong) count),
                            (guint) count);
  talus_view_say_done (self->view, text);
}

static void
delete_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  TalusOutlinePane *self = user_data;
  g_autoptr (GPtrArray) tops = NULL;
  g_autofree char *name = NULL;
  TalusNode *heir;
  TalusId heir_id;
  guint64 count;
  TalusBatch *batch;

  talus_outline_pane_end_rename (self, TRUE);
  tops = talus_view_list_selected_tops (self->view);
  if (tops->len == 0)
    return;

  name = g_strdup (talus_node_get_name (tops->pdata[0]));
  heir = talus_tree_find_heir (self->graph, tops);
  if (heir != NULL)
    heir_id = *talus_node_get_id (heir);
  batch = talus_tree_delete (self->graph, tops, &count);
  if (!talus_view_submit (self->view, batch))
    return;

  talus_selection_set_one (talus_view_get_selection (self->view), heir != NULL ? &heir_id : NULL);
  heir = heir != NULL ? talus_graph_get_node (self->graph, &heir_id) : NULL;
  if (heir != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    talus_outline_pane_show_node (self, heir, TRUE);
  say_deleted (self, name, count);
}

static void
rename_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  TalusOutlinePane *self = user_data;
  TalusNode *node = talus_view_get_cursor_node (self->view);

  if (node == NULL)
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    talus_outline_pane_begin_rename (self, node, NULL);
  else
    talus_view_begin_rename (self->view, talus_node_get_id (node));
}

static void
add_sibling_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  talus_outline_pane_add_sibling (user_data);
}

static void
add_child_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  TalusOutlinePane *self = user_data;
  TalusNode *node = talus_tree_find_target (self->graph,
                                            talus_view_get_cursor_node (self->view));
  g_autoptr (GPtrArray) types = talus_tree_list_types (talus_graph_get_template (self->graph),
                                                       node);

  if (types->len > 0)
    {
      talus_outline_pane_create (self, node, NULL, types->pdata[0]);
    }
  else if (node != NULL)
    {
      g_autofree char *text = g_strdup_printf (_("Nothing can be below “%s”"),
                                               talus_node_get_name (node));

      talus_view_say (self->view, text, NULL, NULL);
    }
}

/* "child:task", "sibling:task" */
static void
add_cb (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  TalusOutlinePane *self = user_data;
  const char *what = g_variant_get_string (parameter, NULL);
  TalusNode *cursor = talus_view_get_cursor_node (self->view);
  TalusTemplate *template = talus_graph_get_template (self->graph);
  gboolean is_child = g_str_has_prefix (what, "child:");
  const TalusNodeType *type = talus_template_get_type_by_id (template,
                                                             what + (is_child ? 6 : 8));
  TalusAnchor anchor = TALUS_ANCHOR_AT_END;

  if (type == NULL || (!is_child && !g_str_has_prefix (what, "sibling:")))
    return;

  if (is_child)
    {
      TalusNode *parent = talus_tree_find_target (self->graph, cursor);

      /* The model would take any type as a root. */
      if (parent != NULL || type->is_root)
        talus_outline_pane_create (self, parent, NULL, type);
      return;
    }
  if (cursor == NULL)
    return;

  anchor.kind = TALUS_ANCHOR_AFTER;
  anchor.sibling = *talus_node_get_id (cursor);
  talus_outline_pane_create (self, talus_node_get_parent (cursor), &anchor, type);
}

static void
select_all_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  talus_outline_rows_select_all (((TalusOutlinePane *) user_data)->rows);
}

static void
select_none_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  talus_selection_set_one (talus_view_get_selection (((TalusOutlinePane *) user_data)->view), NULL);
}

static void
set_expanded (TalusOutlinePane *self,
              gboolean          expanded)
{
  g_autoptr (GPtrArray) tops = talus_view_list_selected_tops (self->view);

  for (guint i = 0; i < tops->len; i++)
    talus_outline_tree_set_expanded (self->tree, tops->pdata[i], expanded);
}

static void
expand_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  set_expanded (user_data, TRUE);
}

static void
collapse_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  set_expanded (user_data, FALSE);
}

static void
expand_below (TalusOutlinePane *self,
              TalusNode        *node)
{
  if (!talus_outline_tree_expand_below (self->tree, node, EXPAND_LIMIT))
    talus_view_say (self->view, _("Not everything was expanded: that would be too many rows"), NULL,
                    NULL);
}

static void
expand_below_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  TalusOutlinePane *self = user_data;
  g_autoptr (GPtrArray) tops = talus_view_list_selected_tops (self->view);

  for (guint i = 0; i < tops->len; i++)
    expand_below (self, tops->pdata[i]);
}

static void
expand_all_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  expand_below (user_data, NULL);
}

static void
collapse_all_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  TalusOutlinePane *self = user_data;
  TalusNode *cursor;

  talus_outline_pane_end_rename (self, TRUE);
  cursor = talus_view_get_cursor_node (self->view);
  talus_outline_tree_collapse_all (self->tree);

  /* What was selected out of sight: the nearest that is in sight. */
  while (cursor != NULL &&
         talus_outline_tree_find (self->tree, cursor) == GTK_INVALID_LIST_POSITION)
    cursor = talus_node_get_parent (cursor);
  if (cursor != NULL)
    talus_selection_set_one (talus_view_get_selection (self->view), talus_node_get_id (cursor));
}

/* What each needs to be of use. */
static const struct
{
  const char *name;
  gboolean edits;
  gboolean selected;
} needs[] = {
  { "rename", TRUE, TRUE },
  { "add-sibling", TRUE, FALSE },
  { "add-child", TRUE, FALSE },
  { "add", TRUE, FALSE },
  { "indent", TRUE, TRUE },
  { "outdent", TRUE, TRUE },
  { "move-up", TRUE, TRUE },
  { "move-down", TRUE, TRUE },
  { "delete", TRUE, TRUE },
  { "expand", FALSE, TRUE },
  { "collapse", FALSE, TRUE },
  { "expand-below", FALSE, TRUE },
};

/* By what is selected and who one is. */
void
talus_outline_pane_update_actions (TalusOutlinePane *self)
{
  gboolean can_edit = talus_view_can_edit (self->view);
  gboolean is_selected = talus_view_get_cursor_node (self->view) != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), needs[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                   (can_edit || !needs[i].edits) &&
                                   (is_selected || !needs[i].selected));
    }
}

/* One of its own, or one of the window by its whole name. */
void
talus_outline_pane_activate (TalusOutlinePane *self,
                             const char       *action)
{
  if (strchr (action, '.') != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
  else
    g_action_group_activate_action (G_ACTION_GROUP (self->actions), action, NULL);
}

void
talus_outline_pane_add_actions (TalusOutlinePane *self)
{
  static const GActionEntry entries[] = {
    { "rename", rename_cb },
    { "add-sibling", add_sibling_cb },
    { "add-child", add_child_cb },
    { "add", add_cb, "s" },
    { "indent", indent_cb },
    { "outdent", outdent_cb },
    { "move-up", move_up_cb },
    { "move-down", move_down_cb },
    { "delete", delete_cb },
    { "select-all", select_all_cb },
    { "select-none", select_none_cb },
    { "expand", expand_cb },
    { "collapse", collapse_cb },
    { "expand-below", expand_below_cb },
    { "expand-all", expand_all_cb },
    { "collapse-all", collapse_all_cb },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
}
