/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A GtkSelectionModel that asks the selection for the id of each row. Nothing
 * has to be carried along when rows come, go and move. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-rows.h"

struct _TalusOutlineRows
{
  GObject parent_instance;

  /* owned */
  TalusOutlineTree *tree;
  TalusSelection *selection;
  GArray *known;        /* of TalusId: what the list was told is selected */

  TalusId anchor;       /* where a range begins; null: at the cursor */
  gboolean is_setting;
};

static GType
get_item_type (GListModel *model)
{
  return GTK_TYPE_TREE_LIST_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (TALUS_OUTLINE_ROWS (model)->tree));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (TALUS_OUTLINE_ROWS (model)->tree), position);
}

static void
talus_outline_rows_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
set_selection_ids (TalusOutlineRows *self,
                   GArray           *ids)
{
  talus_selection_set (self->selection, (const TalusId *) (gpointer) ids->data, ids->len);
}

static void
append_id (TalusOutlineRows *self,
           GArray           *ids,
           guint             position)
{
  TalusNode *node = talus_outline_tree_get_node (self->tree, position);

  if (node != NULL)
    g_array_append_vals (ids, talus_node_get_id (node), 1);
}

/* (transfer full): what is selected, but for those in a range of rows. */
static GArray *
list_outside (TalusOutlineRows *self,
              guint             from,
              guint             to)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_autoptr (GHashTable) inside = g_hash_table_new (talus_id_hash, talus_id_equal);
  guint n_ids;
  const TalusId *selected = talus_selection_get_ids (self->selection, &n_ids);

  for (guint i = from; i < to; i++)
    {
      TalusNode *node = talus_outline_tree_get_node (self->tree, i);

      if (node != NULL)
        g_hash_table_add (inside, (gpointer) talus_node_get_id (node));
    }

  for (guint i = 0; i < n_ids; i++)
    {
      if (!g_hash_table_contains (inside, &selected[i]))
        g_array_append_vals (ids, &selected[i], 1);
    }

  return ids;
}

static gboolean
is_selected (GtkSelectionModel *model,
             guint              position)
{
  TalusOutlineRows *self = TALUS_OUTLINE_ROWS (model);
  TalusNode *node = talus_outline_tree_get_node (self->tree, position);

  return node != NULL && talus_selection_contains (self->selection, talus_node_get_id (node));
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model,
                        guint              position,
                        guint              n_items)
{
  TalusOutlineRows *self = TALUS_OUTLINE_ROWS (model);
  GtkBitset *result = gtk_bitset_new_empty ();

  /* Whoever has selected nothing need not be asked row by row. */
  if (talus_selection_get_length (self->selection) == 0)
    return result;

  n_items = MIN (n_items, get_n_items (G_LIST_MODEL (model)) - position);
  for (guint i = position; i < position + n_items; i++)
    {
      if (is_selected (model, i))
        gtk_bitset_add (result, i);
    }

  return result;
}

static gboolean
select_item (GtkSelectionModel *model,
             guint              position,
             gboolean           unselect_rest)
{
  TalusOutlineRows *self = TALUS_OUTLINE_ROWS (model);
  TalusNode *node = talus_outline_tree_get_node (self->tree, position);

  if (node == NULL)
    return FALSE;

  self->anchor = *talus_node_get_id (node);
  if (unselect_rest)
    talus_selection_set_one (self->selection, talus_node_get_id (node));
  else if (!talus_selection_contains (self->selection, talus_node_get_id (node)))
    talus_selection_toggle (self->selection, talus_node_get_id (node));

  return TRUE;
}

static gboolean
unselect_item (GtkSelectionModel *model,
               guint              position)
{
  TalusOutlineRows *self = TALUS_OUTLINE_ROWS (model);
  TalusNode *node = talus_outline_tree_get_node (self->tree, position);

  if (node != NULL && talus_selection_contains (self->selection, talus_node_get_id (node)))
    talus_selection_toggle (self->selection, talus_node_get_id (node));

  return TRUE;
}

/* The end that is not the anchor comes last: it is the cursor. */
static gboolean
select_range (GtkSelectionModel *model,
              guint              position,
              guint              n_items,
              gboolean           unselect_rest)
{
  TalusOutlineRows *self = TALUS_OUTLINE_ROWS (model);
  TalusNode *last = talus_outline_tree_get_node (self->tree, position + n_items - 1);
  g_autoptr (GArray) ids = unselect_rest
                             ? g_array_new (FALSE, FALSE, sizeof (TalusId))
                             : list_outside (self, position, position + n_items);

  if (last != NULL && talus_id_equal (talus_node_get_id (last), &self->anchor))
    {
      for (guint i = position + n_items; i-- > position;)
        append_id (self, ids, i);
    }
  else
    {
      for (guint i = position; i < position + n_items; i++)
        append_id (self, ids, i);
    }
  set_selection_ids (self, ids);

  return TRUE;
}

static gboolean
unselect_range (GtkSelectionModel *model,
                guint              position,
                guint              n_items)
{
  TalusOutlineRows *self = TALUS_OUTLINE_ROWS (model);
  g_autoptr (GArray) ids = list_outside (self, position, position + n_items);

  set_selection_ids (self, ids);

  return TRUE;
}

static gboolean
select_all (GtkSelectionModel *model)
{
  talus_outline_rows_select_all (TALUS_OUTLINE_ROWS (model));

  return TRUE;
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  talus_selection_set_one (TALUS_OUTLINE_ROWS (model)->selection, NULL);

  return TRUE;
}

static gboolean
set_selection (GtkSelectionModel *model,
               GtkBitset         *selected,
               GtkBitset         *mask)
{
  TalusOutlineRows *self = TALUS_OUTLINE_ROWS (model);
  g_autoptr (GArray) ids = NULL;
  GtkBitsetIter iter;
  guint position;

  if (gtk_bitset_is_empty (mask))
    return TRUE;

  /* Between the ends of the mask nothing is kept: that is how GTK asks. */
  ids = list_outside (self, gtk_bitset_get_minimum (mask), gtk_bitset_get_maximum (mask) + 1);
  if (gtk_bitset_iter_init_first (&iter, mask, &position))
    {
      do
        {
          if (gtk_bitset_contains (selected, position))
            append_id (self, ids, position);
        }
      while (gtk_bitset_iter_next (&iter, &position));
    }
  set_selection_ids (self, ids);

  return TRUE;
}

static void
talus_outline_rows_selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
  iface->select_range = select_range;
  iface->unselect_range = unselect_range;
  iface->select_all = select_all;
  iface->unselect_all = unselect_all;
  iface->set_selection = set_selection;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TalusOutlineRows, talus_outline_rows, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      talus_outline_rows_list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                      talus_outline_rows_selection_model_init))

static guint
find_id (TalusOutlineRows *self,
         TalusGraph       *graph,
         const TalusId    *id)
{
  TalusNode *node = id != NULL && graph != NULL ? talus_graph_get_node (graph, id) : NULL;

  return node != NULL ? talus_outline_tree_find (self->tree, node) : GTK_INVALID_LIST_POSITION;
}

static void
selection_changed_cb (TalusOutlineRows *self)
{
  const TalusId *cursor = talus_selection_get_cursor (self->selection);
  guint n_items = get_n_items (G_LIST_MODEL (self));
  g_autoptr (GArray) others = talus_selection_catch_up (self->selection, self->known);

  /* Somebody else selected: ranges begin there now. */
  if (!self->is_setting && cursor != NULL && talus_selection_get_length (self->selection) == 1)
    self->anchor = *cursor;

  /* A list binds anew each row that it is told of: two, not two hundred. */
  for (guint i = 0; others != NULL && i < others->len; i++)
    {
      guint position = find_id (self, talus_outline_tree_get_graph (self->tree),
                                &g_array_index (others, TalusId, i));

      if (position != GTK_INVALID_LIST_POSITION)
        gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, 1);
    }
  if (others == NULL && n_items > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n_items);
}

static void
talus_outline_rows_dispose (GObject *object)
{
  TalusOutlineRows *self = TALUS_OUTLINE_ROWS (object);

  g_clear_object (&self->tree);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (talus_outline_rows_parent_class)->dispose (object);
}

static void
talus_outline_rows_finalize (GObject *object)
{
  g_array_unref (TALUS_OUTLINE_ROWS (object)->known);

  G_OBJECT_CLASS (talus_outline_rows_parent_class)->finalize (object);
}

static void
talus_outline_rows_class_init (TalusOutlineRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_outline_rows_dispose;
  G_OBJECT_CLASS (klass)->finalize = talus_outline_rows_finalize;
}

static void
talus_outline_rows_init (TalusOutlineRows *self)
{
  self->known = g_array_new (FALSE, FALSE, sizeof (TalusId));
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
  g_autoptr (GArray) others = NULL;

  self->tree = g_object_ref (tree);
  self->selection = g_object_ref (selection);
  others = talus_selection_catch_up (selection, self->known);
  g_signal_connect_object (tree, "items-changed", G_CALLBACK (g_list_model_items_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);

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

  return find_id (self, talus_outline_tree_get_graph (self->tree),
                  talus_selection_get_cursor (self->selection));
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
    anchor = find_id (self, talus_outline_tree_get_graph (self->tree), &self->anchor);
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
  const TalusId *cursor;
  TalusId last;
  guint n_items;

  g_return_if_fail (TALUS_IS_OUTLINE_ROWS (self));

  cursor = talus_selection_get_cursor (self->selection);
  n_items = get_n_items (G_LIST_MODEL (self));
  ids = g_array_sized_new (FALSE, FALSE, sizeof (TalusId), n_items);
  for (guint i = 0; i < n_items; i++)
    {
      TalusNode *node = talus_outline_tree_get_node (self->tree, i);

      if (cursor == NULL || !talus_id_equal (talus_node_get_id (node), cursor))
        g_array_append_vals (ids, talus_node_get_id (node), 1);
    }
  if (cursor != NULL && ids->len < n_items)
    {
      last = *cursor;
      g_array_append_val (ids, last);
    }

  self->is_setting = TRUE;
  set_selection_ids (self, ids);
  self->is_setting = FALSE;
}
