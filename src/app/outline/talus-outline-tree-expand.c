/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to very many rows at once: to expand, collapse and list them.
 * Lists look at all that is in sight at each change they hear of, and a row is
 * an object; so that there is one change, and no row for a leaf. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-tree-private.h"

/* (transfer none) (nullable): the node behind @previous, at @index, in a model of
 * siblings; the graph holds it. */
static TalusNode *
get_next (GListModel *model,
          guint       index,
          TalusNode  *previous)
{
  g_autoptr (TalusNode) node = NULL;

  if (previous != NULL && !GTK_IS_FILTER_LIST_MODEL (model))
    return talus_node_get_next_sibling (previous);

  node = g_list_model_get_item (model, index);

  return node;
}

static void
append_ids (TalusOutlineTree *self,
            GListModel       *model,
            GtkTreeListRow   *parent,
            GArray           *ids)
{
  guint n_items = g_list_model_get_n_items (model);
  TalusNode *node = NULL;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (GtkTreeListRow) row = NULL;
      GListModel *children;

      node = get_next (model, i, node);
      g_array_append_vals (ids, talus_node_get_id (node), 1);
      if (talus_node_get_n_children (node) == 0)
        continue;

      row = parent != NULL ? gtk_tree_list_row_get_child_row (parent, i)
                           : gtk_tree_list_model_get_child_row (self->rows, i);
      children = gtk_tree_list_row_get_children (row);
      if (children != NULL)
        append_ids (self, children, row, ids);
    }
}

/**
 * talus_outline_tree_list_ids:
 * @self: the rows
 *
 * Lists the nodes of all rows in their order, without making a row of each.
 *
 * Returns: (transfer full) (element-type TalusId): the ids
 */
GArray *
talus_outline_tree_list_ids (TalusOutlineTree *self)
{
  GArray *ids;

  g_return_val_if_fail (TALUS_IS_OUTLINE_TREE (self), NULL);

  ids = g_array_sized_new (FALSE, FALSE, sizeof (TalusId),
                           g_list_model_get_n_items (G_LIST_MODEL (self)));
  if (self->roots != NULL)
    append_ids (self, self->roots, NULL, ids);

  return ids;
}

static gboolean expand_within (TalusOutlineTree *self,
                               TalusNode        *node,
                               GtkTreeListRow   *row,
                               guint             limit);

/* All that are below, a row each where the filter lets them be seen. */
static gboolean
expand_children (TalusOutlineTree *self,
                 GtkTreeListRow   *row,
                 guint             limit)
{
  GListModel *children = gtk_tree_list_row_get_children (row);
  guint n_children = children != NULL ? g_list_model_get_n_items (children) : 0;
  TalusNode *child = NULL;

  for (guint i = 0; i < n_children; i++)
    {
      g_autoptr (GtkTreeListRow) child_row = NULL;

      child = get_next (children, i, child);
      if (talus_node_get_n_children (child) == 0)
        continue;

      child_row = gtk_tree_list_row_get_child_row (row, i);
      if (!expand_within (self, child, child_row, limit))
        return FALSE;
    }

  return TRUE;
}

/* A row that is collapsed, with everything below it: one change, however many
 * rows there are, each of which would have lists look for what is in sight. */
static gboolean
expand_whole (TalusOutlineTree *self,
              TalusNode        *node,
              GtkTreeListRow   *row,
              guint             limit)
{
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (self));
  guint position = gtk_tree_list_row_get_position (row) + 1;
  gboolean is_all;
  guint n_added;

  self->is_quiet = TRUE;
  talus_outline_tree_note_expanded (self, talus_node_get_id (node), TRUE);
  gtk_tree_list_row_set_expanded (row, TRUE);
  is_all = expand_children (self, row, limit);
  self->is_quiet = FALSE;

  n_added = g_list_model_get_n_items (G_LIST_MODEL (self)) - n_before;
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n_added);
  g_signal_emit_by_name (self, "expanded", node);

  return is_all;
}

static gboolean
expand_within (TalusOutlineTree *self,
               TalusNode        *node,
               GtkTreeListRow   *row,
               guint             limit)
{
  guint n_children = talus_node_get_n_children (node);

  if (n_children == 0)
    return TRUE;
  if (!gtk_tree_list_row_get_expanded (row) &&
      g_list_model_get_n_items (G_LIST_MODEL (self)) + n_children > limit)
    return FALSE;

  if (!gtk_tree_list_row_get_expanded (row) && !self->is_quiet)
    return expand_whole (self, node, row, limit);

  talus_outline_tree_note_expanded (self, talus_node_get_id (node), TRUE);
  gtk_tree_list_row_set_expanded (row, TRUE);

  return expand_children (self, row, limit);
}

static gboolean
expand_roots (TalusOutlineTree *self,
              guint             limit)
{
  guint n_roots = self->roots != NULL ? g_list_model_get_n_items (self->roots) : 0;

  for (guint i = 0; i < n_roots; i++)
    {
      g_autoptr (TalusNode) root = g_list_model_get_item (self->roots, i);
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->rows, i);

      if (!expand_within (self, root, row, limit))
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_outline_tree_expand_below:
 * @self: the rows
 * @node: (nullable): a node, %NULL for all roots
 * @limit: how many rows there may be then
 *
 * Expands it and everything below it. Where it has no row nothing happens.
 *
 * Returns: %FALSE where it stopped at the limit
 */
gboolean
talus_outline_tree_expand_below (TalusOutlineTree *self,
                                 TalusNode        *node,
                                 guint             limit)
{
  g_autoptr (GArray) known = NULL;
  g_autoptr (GtkTreeListRow) row = NULL;
  gboolean is_all;

  g_return_val_if_fail (TALUS_IS_OUTLINE_TREE (self), FALSE);

  known = talus_outline_tree_list_expanded (self);
  row = node != NULL ? talus_outline_tree_find_row (self, node, FALSE) : NULL;
  if (node == NULL)
    is_all = expand_roots (self, limit);
  else
    is_all = row == NULL || expand_within (self, node, row, limit);

  /* Leaves that were, and where it stopped what is behind that. */
  if (self->filter == NULL)
    talus_outline_tree_expand_ids (self, known);

  return is_all;
}

static gboolean
is_known (TalusOutlineTree *self,
          TalusNode        *node)
{
  return g_hash_table_contains (self->expanded, talus_node_get_id (node));
}

/* What is remembered as expanded, from @row down. */
static void
expand_known (TalusOutlineTree *self,
              GtkTreeListRow   *row)
{
  GListModel *children;
  guint n_children;
  TalusNode *child = NULL;

  gtk_tree_list_row_set_expanded (row, TRUE);
  children = gtk_tree_list_row_get_children (row);
  n_children = children != NULL ? g_list_model_get_n_items (children) : 0;

  for (guint i = 0; i < n_children; i++)
    {
      child = get_next (children, i, child);
      if (is_known (self, child))
        {
          g_autoptr (GtkTreeListRow) child_row = gtk_tree_list_row_get_child_row (row, i);

          expand_known (self, child_row);
        }
    }
}

/* From the end: what is expanded pushes only those behind it. */
static void
expand_at (TalusOutlineTree *self,
           guint             position,
           guint             n_rows)
{
  for (guint i = n_rows; i-- > 0;)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->rows, position + i);
      g_autoptr (TalusNode) node = gtk_tree_list_row_get_item (row);

      if (is_known (self, node))
        expand_known (self, row);
    }
}

/* Of many new rows it is quicker to ask who of the expanded is among them. */
static void
expand_siblings (TalusOutlineTree *self,
                 guint             position)
{
  g_autoptr (GArray) ids = talus_outline_tree_list_expanded (self);
  TalusNode *parent = talus_node_get_parent (talus_outline_tree_get_node (self, position));

  for (guint i = 0; i < ids->len; i++)
    {
      TalusNode *node = talus_graph_get_node (self->graph, &g_array_index (ids, TalusId, i));
      g_autoptr (GtkTreeListRow) row = NULL;

      if (node != NULL && talus_node_get_parent (node) == parent)
        row = talus_outline_tree_find_row (self, node, FALSE);
      if (row != NULL)
        expand_known (self, row);
    }
}

guint
talus_outline_tree_expand_again (TalusOutlineTree *self,
                                 guint             position,
                                 guint             n_added)
{
  guint n_expanded = g_hash_table_size (self->expanded);
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (self));

  if (n_expanded == 0 || n_added == 0 || self->filter != NULL)
    return 0;

  self->is_quiet = TRUE;
  if (n_added <= MAX (64, n_expanded))
    expand_at (self, position, n_added);
  else
    expand_siblings (self, position);
  self->is_quiet = FALSE;

  return g_list_model_get_n_items (G_LIST_MODEL (self)) - n_before;
}

/* Rows only, one by one: built anew they would all be expanded again. */
static void
collapse_below_roots (TalusOutlineTree *self)
{
  guint n_roots = self->roots != NULL ? g_list_model_get_n_items (self->roots) : 0;

  for (guint i = n_roots; i-- > 0;)
    {
      g_autoptr (GtkTreeListRow) root = gtk_tree_list_model_get_child_row (self->rows, i);
      GListModel *children = gtk_tree_list_row_get_children (root);
      guint n_children = children != NULL ? g_list_model_get_n_items (children) : 0;

      for (guint j = n_children; j-- > 0;)
        {
          g_autoptr (GtkTreeListRow) row = gtk_tree_list_row_get_child_row (root, j);

          gtk_tree_list_row_set_expanded (row, FALSE);
        }
    }
}

/**
 * talus_outline_tree_collapse_all:
 * @self: the rows
 *
 * Collapses everything but the roots. Under a filter only what is seen, and for
 * as long as there is that filter.
 */
void
talus_outline_tree_collapse_all (TalusOutlineTree *self)
{
  g_return_if_fail (TALUS_IS_OUTLINE_TREE (self));

  if (self->filter != NULL)
    {
      collapse_below_roots (self);
      return;
    }

  g_hash_table_remove_all (self->expanded);
  talus_outline_tree_build (self);
  for (guint i = talus_graph_get_n_roots (self->graph); i-- > 0;)
    talus_outline_tree_set_expanded (self, talus_graph_get_root (self->graph, i), TRUE);
}
