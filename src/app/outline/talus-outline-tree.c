/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A GtkTreeListModel whose rows come and go with their nodes, and beside it the
 * set of ids that are expanded. A row that comes is expanded again once
 * everybody has heard of it: nothing is said in the middle of something else.
 *
 * Under a filter every row that has hits below is expanded by itself, and what
 * is collapsed then is not remembered. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-tree-private.h"

enum
{
  EXPANDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return GTK_TYPE_TREE_LIST_ROW;
}

static guint
get_n_items (GListModel *model)
{
  TalusOutlineTree *self = TALUS_OUTLINE_TREE (model);

  return self->rows != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->rows)) : 0;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  TalusOutlineTree *self = TALUS_OUTLINE_TREE (model);

  return self->rows != NULL ? g_list_model_get_item (G_LIST_MODEL (self->rows), position) : NULL;
}

static void
talus_outline_tree_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TalusOutlineTree, talus_outline_tree, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      talus_outline_tree_list_model_init))

/* (transfer full): the model of some children as it is to be seen. */
static GListModel *
filter_children (TalusOutlineTree *self,
                 GListModel       *children)
{
  if (self->filter == NULL)
    return g_object_ref (children);

  return G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (children),
                                                  g_object_ref (self->filter)));
}

/* Leaves have one too: they may be leaves no longer. What comes to one is seen
 * whatever the filter says, which spares a filter for each of them. */
static GListModel *
create_children_cb (gpointer item,
                    gpointer user_data)
{
  GListModel *children = talus_node_get_children (item);

  if (talus_node_get_n_children (item) == 0)
    return g_object_ref (children);

  return filter_children (user_data, children);
}

/* Where @node is in a model of siblings, which keeps their order. */
static guint
find_among (GListModel *model,
            TalusNode  *node)
{
  guint index = talus_node_get_index (node);
  guint from = 0;
  guint to = g_list_model_get_n_items (model);

  if (!GTK_IS_FILTER_LIST_MODEL (model))
    {
      g_autoptr (TalusNode) there = g_list_model_get_item (model, index);

      return there == node ? index : GTK_INVALID_LIST_POSITION;
    }

  while (from < to)
    {
      guint middle = from + (to - from) / 2;
      g_autoptr (TalusNode) there = g_list_model_get_item (model, middle);

      if (there == node)
        return middle;
      if (talus_node_get_index (there) < index)
        from = middle + 1;
      else
        to = middle;
    }

  return GTK_INVALID_LIST_POSITION;
}

GtkTreeListRow *
talus_outline_tree_find_row (TalusOutlineTree *self,
                             TalusNode        *node,
                             gboolean          expand)
{
  TalusNode *path[TALUS_MAX_TREE_DEPTH];
  guint n_path = 0;
  GtkTreeListRow *row = NULL;

  if (self->rows == NULL)
    return NULL;

  for (; node != NULL && n_path < G_N_ELEMENTS (path); node = talus_node_get_parent (node))
    {
      if (talus_node_is_removed (node))
        return NULL;
      path[n_path++] = node;
    }

  while (n_path > 0)
    {
      g_autoptr (GtkTreeListRow) parent = g_steal_pointer (&row);
      GListModel *siblings;
      guint index;

      if (parent != NULL && expand)
        gtk_tree_list_row_set_expanded (parent, TRUE);
      siblings = parent != NULL ? gtk_tree_list_row_get_children (parent) : self->roots;
      if (siblings == NULL)
        return NULL;

      if (parent != NULL && expand && self->filter == NULL)
        talus_outline_tree_set_expanded (self, path[n_path], TRUE);
      index = find_among (siblings, path[--n_path]);
      if (index == GTK_INVALID_LIST_POSITION)
        return NULL;

      row = parent != NULL ? gtk_tree_list_row_get_child_row (parent, index)
                           : gtk_tree_list_model_get_child_row (self->rows, index);
      if (row == NULL)
        return NULL;
    }

  return row;
}

void
talus_outline_tree_expand_ids (TalusOutlineTree *self,
                               GArray           *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      TalusNode *node = talus_graph_get_node (self->graph, &g_array_index (ids, TalusId, i));
      g_autoptr (GtkTreeListRow) row = NULL;

      if (node != NULL)
        row = talus_outline_tree_find_row (self, node, FALSE);
      if (row != NULL && !gtk_tree_list_row_get_expanded (row))
        gtk_tree_list_row_set_expanded (row, TRUE);
    }
}

static void
rows_changed_cb (TalusOutlineTree *self,
                 guint             position,
                 guint             n_removed,
                 guint             n_added,
                 GListModel       *rows)
{
  if (self->is_quiet)
    return;

  n_added += talus_outline_tree_expand_again (self, position, n_added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

static void
drop_rows (TalusOutlineTree *self)
{
  if (self->rows != NULL)
    g_clear_signal_handler (&self->rows_handler, self->rows);
  g_clear_object (&self->rows);
  g_clear_object (&self->roots);
}

void
talus_outline_tree_build (TalusOutlineTree *self)
{
  guint n_before = get_n_items (G_LIST_MODEL (self));
  guint n_items;

  drop_rows (self);
  if (self->graph != NULL)
    {
      self->roots = filter_children (self, talus_graph_get_roots (self->graph));
      self->rows = gtk_tree_list_model_new (g_object_ref (self->roots), FALSE,
                                            self->filter != NULL, create_children_cb, self, NULL);
      self->rows_handler = g_signal_connect_object (self->rows, "items-changed",
                                                    G_CALLBACK (rows_changed_cb), self,
                                                    G_CONNECT_SWAPPED);
    }

  n_items = get_n_items (G_LIST_MODEL (self));
  n_items += talus_outline_tree_expand_again (self, 0, n_items);
  if (n_before > 0 || n_items > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, n_items);
}

static void
talus_outline_tree_dispose (GObject *object)
{
  TalusOutlineTree *self = TALUS_OUTLINE_TREE (object);

  drop_rows (self);
  g_clear_object (&self->filter);
  g_clear_object (&self->graph);

  G_OBJECT_CLASS (talus_outline_tree_parent_class)->dispose (object);
}

static void
talus_outline_tree_finalize (GObject *object)
{
  g_hash_table_unref (TALUS_OUTLINE_TREE (object)->expanded);

  G_OBJECT_CLASS (talus_outline_tree_parent_class)->finalize (object);
}

static void
talus_outline_tree_class_init (TalusOutlineTreeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_outline_tree_dispose;
  object_class->finalize = talus_outline_tree_finalize;

  /**
   * TalusOutlineTree::expanded:
   * @self: the rows
   * @node: whose children are seen now, or no longer
   *
   * Emitted where somebody expanded or collapsed it; once where everything
   * below it was expanded with it.
   */
  signals[EXPANDED] = g_signal_new ("expanded", TALUS_TYPE_OUTLINE_TREE, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, TALUS_TYPE_NODE);
}

static void
talus_outline_tree_init (TalusOutlineTree *self)
{
  self->expanded = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
}

/**
 * talus_outline_tree_new:
 *
 * Makes a list of no rows.
 *
 * Returns: (transfer full): the rows
 */
TalusOutlineTree *
talus_outline_tree_new (void)
{
  return g_object_new (TALUS_TYPE_OUTLINE_TREE, NULL);
}

/**
 * talus_outline_tree_set_graph:
 * @self: the rows
 * @graph: (nullable): what they are of
 *
 * Shows another graph.
 */
void
talus_outline_tree_set_graph (TalusOutlineTree *self,
                              TalusGraph       *graph)
{
  g_return_if_fail (TALUS_IS_OUTLINE_TREE (self));

  if (g_set_object (&self->graph, graph))
    talus_outline_tree_build (self);
}

/**
 * talus_outline_tree_get_graph:
 * @self: the rows
 *
 * Returns: (transfer none) (nullable): what they are of
 */
TalusGraph *
talus_outline_tree_get_graph (TalusOutlineTree *self)
{
  g_return_val_if_fail (TALUS_IS_OUTLINE_TREE (self), NULL);

  return self->graph;
}

/**
 * talus_outline_tree_set_filter:
 * @self: the rows
 * @filter: (nullable): over nodes; it matches those above a hit, too
 *
 * Shows only what matches.
 */
void
talus_outline_tree_set_filter (TalusOutlineTree *self,
                               GtkFilter        *filter)
{
  g_return_if_fail (TALUS_IS_OUTLINE_TREE (self));

  if (g_set_object (&self->filter, filter))
    talus_outline_tree_build (self);
}

/**
 * talus_outline_tree_is_filtered:
 * @self: the rows
 *
 * Returns: whether there is a filter
 */
gboolean
talus_outline_tree_is_filtered (TalusOutlineTree *self)
{
  g_return_val_if_fail (TALUS_IS_OUTLINE_TREE (self), FALSE);

  return self->filter != NULL;
}

/**
 * talus_outline_tree_get_node:
 * @self: the rows
 * @position: which row
 *
 * Gives the node of a row.
 *
 * Returns: (transfer none) (nullable): the node, %NULL past the last row
 */
TalusNode *
talus_outline_tree_get_node (TalusOutlineTree *self,
                             guint             position)
{
  g_autoptr (GtkTreeListRow) row = NULL;
  g_autoptr (TalusNode) node = NULL;

  g_return_val_if_fail (TALUS_IS_OUTLINE_TREE (self), NULL);

  row = get_item (G_LIST_MODEL (self), position);
  if (row == NULL)
    return NULL;

  /* The graph holds it. */
  node = gtk_tree_list_row_get_item (row);

  return node;
}

/**
 * talus_outline_tree_find:
 * @self: the rows
 * @node: a node
 *
 * Finds the row of a node. Costs its depth.
 *
 * Returns: the position, %GTK_INVALID_LIST_POSITION where it has no row
 */
guint
talus_outline_tree_find (TalusOutlineTree *self,
                         TalusNode        *node)
{
  g_autoptr (GtkTreeListRow) row = NULL;

  g_return_val_if_fail (TALUS_IS_OUTLINE_TREE (self), GTK_INVALID_LIST_POSITION);

  row = talus_outline_tree_find_row (self, node, FALSE);

  return row != NULL ? gtk_tree_list_row_get_position (row) : GTK_INVALID_LIST_POSITION;
}

/**
 * talus_outline_tree_reveal:
 * @self: the rows
 * @node: a node
 *
 * Expands what is above a node, so that it has a row.
 *
 * Returns: %FALSE where the filter hides it, or it is not in the graph
 */
gboolean
talus_outline_tree_reveal (TalusOutlineTree *self,
                           TalusNode        *node)
{
  g_autoptr (GtkTreeListRow) row = NULL;

  g_return_val_if_fail (TALUS_IS_OUTLINE_TREE (self), FALSE);

  row = talus_outline_tree_find_row (self, node, TRUE);

  return row != NULL;
}

/**
 * talus_outline_tree_is_expanded:
 * @self: the rows
 * @node: a node
 *
 * Returns: whether its children are seen
 */
gboolean
talus_outline_tree_is_expanded (TalusOutlineTree *self,
                                TalusNode        *node)
{
  g_autoptr (GtkTreeListRow) row = NULL;

  g_return_val_if_fail (TALUS_IS_OUTLINE_TREE (self), FALSE);

  row = talus_outline_tree_find_row (self, node, FALSE);

  return row != NULL && gtk_tree_list_row_get_expanded (row) &&
         talus_outline_tree_has_children (self, node);
}

void
talus_outline_tree_note_expanded (TalusOutlineTree *self,
                                  const TalusId    *id,
                                  gboolean          expanded)
{
  if (self->filter != NULL)
    return;

  if (!expanded)
    g_hash_table_remove (self->expanded, id);
  else if (!g_hash_table_contains (self->expanded, id))
    g_hash_table_add (self->expanded, g_memdup2 (id, sizeof *id));
}

/**
 * talus_outline_tree_set_expanded:
 * @self: the rows
 * @node: a node
 * @expanded: whether its children are to be seen
 *
 * Expands or collapses it; what was expanded below it will be so again.
 */
void
talus_outline_tree_set_expanded (TalusOutlineTree *self,
                                 TalusNode        *node,
                                 gboolean          expanded)
{
  g_autoptr (GtkTreeListRow) row = NULL;

  g_return_if_fail (TALUS_IS_OUTLINE_TREE (self));

  talus_outline_tree_note_expanded (self, talus_node_get_id (node), expanded);
  row = talus_outline_tree_find_row (self, node, FALSE);
  if (row == NULL || gtk_tree_list_row_get_expanded (row) == expanded)
    return;

  gtk_tree_list_row_set_expanded (row, expanded);
  g_signal_emit (self, signals[EXPANDED], 0, node);
}

/**
 * talus_outline_tree_has_children:
 * @self: the rows
 * @node: a node
 *
 * Returns: whether expanding it shows anything
 */
gboolean
talus_outline_tree_has_children (TalusOutlineTree *self,
                                 TalusNode        *node)
{
  g_return_val_if_fail (TALUS_IS_OUTLINE_TREE (self), FALSE);

  if (talus_node_get_n_children (node) == 0)
    return FALSE;

  if (self->filter != NULL)
    {
      g_autoptr (GtkTreeListRow) row = talus_outline_tree_find_row (self, node, FALSE);
      GListModel *children = row != NULL ? gtk_tree_list_row_get_children (row) : NULL;

      return children == NULL || g_list_model_get_n_items (children) > 0;
    }

  return TRUE;
}

/**
 * talus_outline_tree_list_expanded:
 * @self: the rows
 *
 * Lists what is expanded, for another time.
 *
 * Returns: (transfer full) (element-type TalusId): the ids
 */
GArray *
talus_outline_tree_list_expanded (TalusOutlineTree *self)
{
  GArray *ids;
  GHashTableIter iter;
  gpointer id;

  g_return_val_if_fail (TALUS_IS_OUTLINE_TREE (self), NULL);

  ids = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_hash_table_iter_init (&iter, self->expanded);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_array_append_vals (ids, id, 1);

  return ids;
}

/**
 * talus_outline_tree_take_expanded:
 * @self: the rows
 * @ids: (array length=n_ids): ids, be it of nodes that are not there
 * @n_ids: how many
 *
 * Expands these and collapses all others.
 */
void
talus_outline_tree_take_expanded (TalusOutlineTree *self,
                                  const TalusId    *ids,
                                  guint             n_ids)
{
  g_return_if_fail (TALUS_IS_OUTLINE_TREE (self));

  g_hash_table_remove_all (self->expanded);
  for (guint i = 0; i < n_ids; i++)
    g_hash_table_add (self->expanded, g_memdup2 (&ids[i], sizeof ids[i]));
  talus_outline_tree_build (self);
}
