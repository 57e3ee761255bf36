/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an outline's rows know beside other rows of nodes: ranges go from an
 * anchor to a cursor, which comes last among what is selected. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-rows.h"

struct _TalusOutlineRows
{
  TalusNodeRows parent_instance;

  /* owned */
  TalusOutlineTree *tree;

  TalusId anchor;       /* where a range begins; null: at the cursor */
  gboolean is_setting;
};

static GtkSelectionModelInterface *parent_iface;

static TalusSelection *
get_selection (TalusOutlineRows *self)
{
  return talus_node_rows_get_selection (TALUS_NODE_ROWS (self));
}

static TalusNode *
talus_outline_rows_get_node (TalusNodeRows *rows,
                             guint          position)
{
  return talus_outline_tree_get_node (TALUS_OUTLINE_ROWS (rows)->tree, position);
}

static guint
talus_outline_rows_find (TalusNodeRows *rows,
                         const TalusId *id)
{
  TalusOutlineRows *self = TALUS_OUTLINE_ROWS (rows);
  TalusGraph *graph = talus_outline_tree_get_graph (self->tree);
  TalusNode *node = id != NULL && graph != NULL ? talus_graph_get_node (graph, id) : NULL;

  return node != NULL ? talus_outline_tree_find (self->tree, node) : GTK_INVALID_LIST_POSITION;
}

static gboolean
select_item (GtkSelectionModel *model,
             guint              position,
             gboolean           unselect_rest)
{
  TalusOutlineRows *self = TALUS_OUTLINE_ROWS (model);
  TalusNode *node = talus_outline_tree_get_node (self->tree, position);

  if (node != NULL)
    self->anchor = *talus_node_get_id (node);

  return parent_iface->select_item (model, position, unselect_rest);
}

/* The end that is not the anchor comes last: it is the cursor. */
static gboolean
select_range (GtkSelectionModel *model,
              guint              position,
              guint              n_items,
              gboolean           unselect_rest)
{
  TalusOutlineRows *self = TALUS_OUTLINE_ROWS (model);
  TalusNodeRows *rows = TALUS_NODE_ROWS (model);
  TalusNode *last = talus_outline_tree_get_node (self->tree, position + n_items - 1);
  g_autoptr (GArray) ids = NULL;

  if (last == NULL || !talus_id_equal (talus_node_get_id (last), &self->anchor))
    return parent_iface->select_range (model, position, n_items, unselect_rest);

  ids = unselect_rest ? g_array_new (FALSE, FALSE, sizeof (TalusId))
                      : talus_node_rows_list_outside (rows, position, n_items);
  for (guint i = position + n_items; i-- > position;)
    talus_node_rows_append_id (rows, ids, i);
  talus_node_rows_select_ids (rows, ids);

  return TRUE;
}

static gboolean
select_all (GtkSelectionModel *model)
{
  talus_outline_rows_select_all (TALUS_OUTLINE_ROWS (model));

  return TRUE;
}

static void
talus_outline_rows_selection_init (GtkSelectionModelInterface *iface)
{
  parent_iface = g_type_interface_peek_parent (iface);
  iface->select_item = select_item;
  iface->select_range = select_range;
  iface->select_all = select_all;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TalusOutlineRows, talus_outline_rows, TALUS_TYPE_NODE_ROWS,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                      talus_outline_rows_selection_init))

/* Somebody else selected: ranges begin there now. */
static void
selection_changed_cb (TalusOutlineRows *self)
{
  const TalusId *cursor = talus_selection_get_cursor (get_selection (self));

  if (!self->is_setting && cursor != NULL &&
      talus_selection_get_length (get_selection (self)) == 1)
    self->anchor = *cursor;
}

static void
talus_outline_rows_dispose (GObject *object)
{
  g_clear_object (&TALUS_OUTLINE_ROWS (object)->tree);

  G_OBJECT_CLASS (talus_outline_rows_parent_class)->dispose (object);
}

static void
talus_outline_rows_class_init (TalusOutlineRowsClass *klass)
{
  TalusNodeRowsClass *rows_class = TALUS_NODE_ROWS_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_outline_rows_dispose;
  rows_class->get_node = talus_outline_rows_get_node;
  rows_class->find = talus_outline_rows_find;
}

static void
talus_outline_rows_init (TalusOutlineRows *self)
{
}

/**
 * talus_outline_rows_new:
 * @tree: the rows
 * @selection: what is selected
 *
 * Returns: (transfer full): the two as one model
 */
TalusOutlineRows *
talus_outline_rows_new (TalusOutlineTree *tree,
                        TalusSelection   *selection)
{
  TalusOutlineRows *self = g_object_new (TALUS_TYPE_OUTLINE_ROWS, NULL);

  self->tree = g_object_ref (tree);
  g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  talus_node_rows_follow (TALUS_NODE_ROWS (self), G_LIST_MODEL (tree), selection);

  return self;
}

/**
 * talus_outline_rows_get_cursor:
 * @self: the rows
 *
 * Gives the row of the selection's cursor.
 *
 * Returns: its position, %GTK_INVALID_LIST_POSITION where it has none
 */
guint
talus_outline_rows_get_cursor (TalusOutlineRows *self)
{
  g_return_val_if_fail (TALUS_IS_OUTLINE_ROWS (self), GTK_INVALID_LIST_POSITION);

  return talus_outline_rows_find (TALUS_NODE_ROWS (self),
                                  talus_selection_get_cursor (get_selection (self)));
}

/**
 * talus_outline_rows_go_to:
 * @self: the rows
 * @position: a row
 * @extend: whether the range from the anchor is to be selected
 *
 * Moves the cursor.
 */
void
talus_outline_rows_go_to (TalusOutlineRows *self,
                          guint             position,
                          gboolean          extend)
{
  guint anchor = GTK_INVALID_LIST_POSITION;

  g_return_if_fail (TALUS_IS_OUTLINE_ROWS (self));

  self->is_setting = TRUE;
  if (extend)
    anchor = talus_outline_rows_find (TALUS_NODE_ROWS (self), &self->anchor);
  if (anchor == GTK_INVALID_LIST_POSITION)
    select_item (GTK_SELECTION_MODEL (self), position, TRUE);
  else
    select_range (GTK_SELECTION_MODEL (self), MIN (anchor, position),
                  MAX (anchor, position) - MIN (anchor, position) + 1, TRUE);
  self->is_setting = FALSE;
}

/**
 * talus_outline_rows_select_all:
 * @self: the rows
 *
 * Selects every row; the cursor stays.
 */
void
talus_outline_rows_select_all (TalusOutlineRows *self)
{
  g_autoptr (GArray) ids = NULL;
  guint cursor;
  TalusId last;

  g_return_if_fail (TALUS_IS_OUTLINE_ROWS (self));

  ids = talus_outline_tree_list_ids (self->tree);
  cursor = talus_outline_rows_get_cursor (self);
  if (cursor < ids->len)
    {
      last = g_array_index (ids, TalusId, cursor);
      g_array_remove_index (ids, cursor);
      g_array_append_val (ids, last);
    }

  self->is_setting = TRUE;
  talus_node_rows_select_ids (TALUS_NODE_ROWS (self), ids);
  self->is_setting = FALSE;
}
