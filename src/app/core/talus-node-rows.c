/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A GtkSelectionModel that asks the selection for the id of each row. A list
 * view binds anew every row that it is told of, so that it is told only of
 * those whose selection is another. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-node-rows.h"

typedef struct
{
  GListModel *rows;
  TalusSelection *selection;
  GArray *known;        /* of TalusId: what the list was told is selected */
} TalusNodeRowsPrivate;

static void talus_node_rows_list_model_init (GListModelInterface *iface);
static void talus_node_rows_selection_init  (GtkSelectionModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (TalusNodeRows, talus_node_rows, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (TalusNodeRows)
                                  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                         talus_node_rows_list_model_init)
                                  G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                         talus_node_rows_selection_init))

static TalusNodeRowsPrivate *
get_private (gpointer self)
{
  return talus_node_rows_get_instance_private (TALUS_NODE_ROWS (self));
}

static TalusNode *
get_node (gpointer self,
          guint    position)
{
  return TALUS_NODE_ROWS_GET_CLASS (self)->get_node (self, position);
}

static GType
get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (get_private (model)->rows);
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (get_private (model)->rows);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (get_private (model)->rows, position);
}

static void
talus_node_rows_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model,
             guint              position)
{
  TalusNode *node = get_node (model, position);

  return node != NULL &&
         talus_selection_contains (get_private (model)->selection, talus_node_get_id (node));
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model,
                        guint              position,
                        guint              n_items)
{
  GtkBitset *result = gtk_bitset_new_empty ();
  guint n_rows = get_n_items (G_LIST_MODEL (model));

  /* Whoever has selected nothing need not be asked row by row. */
  if (talus_selection_get_length (get_private (model)->selection) == 0 || position >= n_rows)
    return result;

  n_items = MIN (n_items, n_rows - position);
  for (guint i = position; i < position + n_items; i++)
    {
      if (is_selected (model, i))
        gtk_bitset_add (result, i);
    }

  return result;
}

/* To select without the rest means: nothing that has no row here either. */
static gboolean
select_item (GtkSelectionModel *model,
             guint              position,
             gboolean           unselect_rest)
{
  TalusSelection *selection = get_private (model)->selection;
  TalusNode *node = get_node (model, position);

  if (node == NULL)
    return FALSE;

  if (unselect_rest)
    talus_selection_set_one (selection, talus_node_get_id (node));
  else if (!talus_selection_contains (selection, talus_node_get_id (node)))
    talus_selection_toggle (selection, talus_node_get_id (node));

  return TRUE;
}

static gboolean
unselect_item (GtkSelectionModel *model,
               guint              position)
{
  TalusSelection *selection = get_private (model)->selection;
  TalusNode *node = get_node (model, position);

  if (node != NULL && talus_selection_contains (selection, talus_node_get_id (node)))
    talus_selection_toggle (selection, talus_node_get_id (node));

  return TRUE;
}

/* (transfer full): what is selected, but for those of some rows. */
static GArray *
list_without (TalusNodeRows *self,
              GtkBitset     *rows)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_autoptr (GHashTable) without = g_hash_table_new (talus_id_hash, talus_id_equal);
  GtkBitsetIter iter;
  guint position;
  guint n_ids;
  const TalusId *selected = talus_selection_get_ids (get_private (self)->selection, &n_ids);
  gboolean more = gtk_bitset_iter_init_first (&iter, rows, &position);

  for (; more; more = gtk_bitset_iter_next (&iter, &position))
    {
      TalusNode *node = get_node (self, position);

      if (node != NULL)
        g_hash_table_add (without, (gpointer) talus_node_get_id (node));
    }

  for (guint i = 0; i < n_ids; i++)
    {
      if (!g_hash_table_contains (without, &selected[i]))
        g_array_append_vals (ids, &selected[i], 1);
    }

  return ids;
}

static gboolean
select_range (GtkSelectionModel *model,
              guint              position,
              guint              n_items,
              gboolean           unselect_rest)
{
  TalusNodeRows *self = TALUS_NODE_ROWS (model);
  g_autoptr (GArray) ids = unselect_rest
                             ? g_array_new (FALSE, FALSE, sizeof (TalusId))
                             : talus_node_rows_list_outside (self, position, n_items);

  for (guint i = position; i < position + n_items; i++)
    talus_node_rows_append_id (self, ids, i);
  talus_node_rows_select_ids (self, ids);

  return TRUE;
}

static gboolean
unselect_range (GtkSelectionModel *model,
                guint              position,
                guint              n_items)
{
  TalusNodeRows *self = TALUS_NODE_ROWS (model);
  g_autoptr (GArray) ids = talus_node_rows_list_outside (self, position, n_items);

  talus_node_rows_select_ids (self, ids);

  return TRUE;
}

static gboolean
select_all (GtkSelectionModel *model)
{
  return gtk_selection_model_select_range (model, 0, get_n_items (G_LIST_MODEL (model)), FALSE);
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  talus_selection_set_one (get_private (model)->selection, NULL);

  return TRUE;
}

/* Those that are selected, without those of @mask, and with those of @selected
 * behind them. */
static gboolean
set_selection (GtkSelectionModel *model,
               GtkBitset         *selected,
               GtkBitset         *mask)
{
  TalusNodeRows *self = TALUS_NODE_ROWS (model);
  g_autoptr (GArray) ids = list_without (self, mask);
  GtkBitsetIter iter;
  guint position;
  gboolean more = gtk_bitset_iter_init_first (&iter, mask, &position);

  for (; more; more = gtk_bitset_iter_next (&iter, &position))
    {
      if (gtk_bitset_contains (selected, position))
        talus_node_rows_append_id (self, ids, position);
    }
  talus_node_rows_select_ids (self, ids);

  return TRUE;
}

static void
talus_node_rows_selection_init (GtkSelectionModelInterface *iface)
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

static void
selection_changed_cb (TalusNodeRows *self)
{
  TalusNodeRowsPrivate *priv = get_private (self);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self);
  guint n_items = get_n_items (G_LIST_MODEL (self));
  g_autoptr (GArray) others = talus_selection_catch_up (priv->selection, priv->known);

  if (others == NULL && n_items > 0)
    gtk_selection_model_selection_changed (model, 0, n_items);
  for (guint i = 0; others != NULL && i < others->len; i++)
    {
      const TalusId *id = &g_array_index (others, TalusId, i);
      guint position = TALUS_NODE_ROWS_GET_CLASS (self)->find (self, id);

      if (position != GTK_INVALID_LIST_POSITION)
        gtk_selection_model_selection_changed (model, position, 1);
    }
}

static void
talus_node_rows_dispose (GObject *object)
{
  TalusNodeRowsPrivate *priv = get_private (object);

  g_clear_object (&priv->rows);
  g_clear_object (&priv->selection);

  G_OBJECT_CLASS (talus_node_rows_parent_class)->dispose (object);
}

static void
talus_node_rows_finalize (GObject *object)
{
  g_array_unref (get_private (object)->known);

  G_OBJECT_CLASS (talus_node_rows_parent_class)->finalize (object);
}

static void
talus_node_rows_class_init (TalusNodeRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_node_rows_dispose;
  G_OBJECT_CLASS (klass)->finalize = talus_node_rows_finalize;
}

static void
talus_node_rows_init (TalusNodeRows *self)
{
  get_private (self)->known = g_array_new (FALSE, FALSE, sizeof (TalusId));
}

/**
 * talus_node_rows_follow:
 * @self: rows
 * @rows: what they are
 * @selection: what is selected
 *
 * Begins to show both, for good.
 */
void
talus_node_rows_follow (TalusNodeRows  *self,
                        GListModel     *rows,
                        TalusSelection *selection)
{
  TalusNodeRowsPrivate *priv;
  g_autoptr (GArray) others = NULL;

  g_return_if_fail (TALUS_IS_NODE_ROWS (self));
  g_return_if_fail (G_IS_LIST_MODEL (rows));
  g_return_if_fail (TALUS_IS_SELECTION (selection));

  priv = get_private (self);
  priv->rows = g_object_ref (rows);
  priv->selection = g_object_ref (selection);
  others = talus_selection_catch_up (selection, priv->known);
  g_signal_connect_object (rows, "items-changed", G_CALLBACK (g_list_model_items_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * talus_node_rows_get_selection:
 * @self: rows
 *
 * Returns: (transfer none): what is selected
 */
TalusSelection *
talus_node_rows_get_selection (TalusNodeRows *self)
{
  g_return_val_if_fail (TALUS_IS_NODE_ROWS (self), NULL);

  return get_private (self)->selection;
}

/**
 * talus_node_rows_list_outside:
 * @self: rows
 * @position: the first of a range
 * @n_items: how many are in it
 *
 * Lists what is selected and not in a range, for who selects something else
 * there.
 *
 * Returns: (transfer full) (element-type TalusId): the ids
 */
GArray *
talus_node_rows_list_outside (TalusNodeRows *self,
                              guint          position,
                              guint          n_items)
{
  g_autoptr (GtkBitset) range = NULL;

  g_return_val_if_fail (TALUS_IS_NODE_ROWS (self), NULL);

  range = gtk_bitset_new_range (position, n_items);

  return list_without (self, range);
}

/**
 * talus_node_rows_append_id:
 * @self: rows
 * @ids: (element-type TalusId): gets it
 * @position: of a row
 *
 * Adds the id of a row's node, where there is such a row.
 */
void
talus_node_rows_append_id (TalusNodeRows *self,
                           GArray        *ids,
                           guint          position)
{
  TalusNode *node;

  g_return_if_fail (TALUS_IS_NODE_ROWS (self));

  node = get_node (self, position);
  if (node != NULL)
    g_array_append_vals (ids, talus_node_get_id (node), 1);
}

/**
 * talus_node_rows_select_ids:
 * @self: rows
 * @ids: (element-type TalusId): nodes, the last of them the cursor
 *
 * Selects exactly these.
 */
void
talus_node_rows_select_ids (TalusNodeRows *self,
                            GArray        *ids)
{
  g_return_if_fail (TALUS_IS_NODE_ROWS (self));

  talus_selection_set (get_private (self)->selection,
                       (const TalusId *) (gpointer) ids->data, ids->len);
}
