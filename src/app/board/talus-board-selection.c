/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers from the selection of the window and hands on to it what a list view
 * does. Only of cards whose selection is another a list view is told. */
#define G_LOG_DOMAIN "talus-app-board"

#include "app/board/talus-board-selection.h"

struct _TalusBoardSelection
{
  GObject parent_instance;

  TalusBoard *board;
  TalusBoardColumn *column;
  TalusSelection *selection;
  GArray *known;        /* of TalusId: what the list was told is selected */
};

static TalusBoardSelection *
get_self (gpointer model)
{
  return TALUS_BOARD_SELECTION (model);
}

static GType
talus_board_selection_get_item_type (GListModel *model)
{
  return TALUS_TYPE_NODE;
}

static guint
talus_board_selection_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_self (model)->column));
}

static gpointer
talus_board_selection_get_item (GListModel *model,
                                guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (get_self (model)->column), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = talus_board_selection_get_item_type;
  iface->get_n_items = talus_board_selection_get_n_items;
  iface->get_item = talus_board_selection_get_item;
}

static gboolean
talus_board_selection_is_selected (GtkSelectionModel *model,
                                   guint              position)
{
  TalusBoardSelection *self = get_self (model);
  TalusNode *node = talus_board_column_peek (self->column, position);

  return node != NULL && talus_selection_contains (self->selection, talus_node_get_id (node));
}

static GtkBitset *
talus_board_selection_get_in_range (GtkSelectionModel *model,
                                    guint              position,
                                    guint              n_items)
{
  GtkBitset *set = gtk_bitset_new_empty ();
  guint end = MIN (position + n_items, talus_board_selection_get_n_items (G_LIST_MODEL (model)));

  for (guint i = position; i < end; i++)
    {
      if (talus_board_selection_is_selected (model, i))
        gtk_bitset_add (set, i);
    }

  return set;
}

/* Those that are selected, without those of @mask, and with those of @selected
 * behind them. */
static gboolean
talus_board_selection_set (GtkSelectionModel *model,
                           GtkBitset         *selected,
                           GtkBitset         *mask)
{
  TalusBoardSelection *self = get_self (model);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_autoptr (GHashTable) masked = g_hash_table_new (talus_id_hash, talus_id_equal);
  guint n_ids = 0;
  const TalusId *old = talus_selection_get_ids (self->selection, &n_ids);
  GtkBitsetIter iter;
  guint position;

  if (gtk_bitset_iter_init_first (&iter, mask, &position))
    {
      do
        {
          TalusNode *node = talus_board_column_peek (self->column, position);

          if (node != NULL)
            g_hash_table_add (masked, (gpointer) talus_node_get_id (node));
        }
      while (gtk_bitset_iter_next (&iter, &position));
    }

  for (guint i = 0; i < n_ids; i++)
    {
      if (!g_hash_table_contains (masked, &old[i]))
        g_array_append_val (ids, old[i]);
    }

  if (gtk_bitset_iter_init_first (&iter, selected, &position))
    {
      do
        {
          TalusNode *node = talus_board_column_peek (self->column, position);

          if (node != NULL && gtk_bitset_contains (mask, position))
            g_array_append_val (ids, *talus_node_get_id (node));
        }
      while (gtk_bitset_iter_next (&iter, &position));
    }

  talus_selection_set (self->selection, (const TalusId *) (gpointer) ids->data, ids->len);

  return TRUE;
}

/* To select without the rest means: nothing in other columns either. */
static gboolean
talus_board_selection_select_item (GtkSelectionModel *model,
                                   guint              position,
                                   gboolean           unselect_rest)
{
  TalusBoardSelection *self = get_self (model);
  TalusNode *node = talus_board_column_peek (self->column, position);

  if (node == NULL)
    return FALSE;

  if (unselect_rest)
    talus_selection_set_one (self->selection, talus_node_get_id (node));
  else if (!talus_selection_contains (self->selection, talus_node_get_id (node)))
    talus_selection_toggle (self->selection, talus_node_get_id (node));

  return TRUE;
}

static gboolean
talus_board_selection_unselect_item (GtkSelectionModel *model,
                                     guint              position)
{
  TalusBoardSelection *self = get_self (model);
  TalusNode *node = talus_board_column_peek (self->column, position);

  if (node != NULL && talus_selection_contains (self->selection, talus_node_get_id (node)))
    talus_selection_toggle (self->selection, talus_node_get_id (node));

  return TRUE;
}

static gboolean
talus_board_selection_select_range (GtkSelectionModel *model,
                                    guint              position,
                                    guint              n_items,
                                    gboolean           unselect_rest)
{
  TalusBoardSelection *self = get_self (model);
  g_autoptr (GtkBitset) range = gtk_bitset_new_range (position, n_items);

  if (unselect_rest)
    {
      g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TalusId));

      for (guint i = position; i < position + n_items; i++)
        {
          TalusNode *node = talus_board_column_peek (self->column, i);

          if (node != NULL)
            g_array_append_val (ids, *talus_node_get_id (node));
        }
      talus_selection_set (self->selection, (const TalusId *) (gpointer) ids->data, ids->len);
      return TRUE;
    }

  return talus_board_selection_set (model, range, range);
}

static gboolean
talus_board_selection_unselect_range (GtkSelectionModel *model,
                                      guint              position,
                                      guint              n_items)
{
  g_autoptr (GtkBitset) none = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) range = gtk_bitset_new_range (position, n_items);

  return talus_board_selection_set (model, none, range);
}

static gboolean
talus_board_selection_select_all (GtkSelectionModel *model)
{
  return talus_board_selection_select_range (
    model, 0, talus_board_selection_get_n_items (G_LIST_MODEL (model)), FALSE);
}

static gboolean
talus_board_selection_unselect_all (GtkSelectionModel *model)
{
  talus_selection_set_one (get_self (model)->selection, NULL);

  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = talus_board_selection_is_selected;
  iface->get_selection_in_range = talus_board_selection_get_in_range;
  iface->select_item = talus_board_selection_select_item;
  iface->unselect_item = talus_board_selection_unselect_item;
  iface->select_range = talus_board_selection_select_range;
  iface->unselect_range = talus_board_selection_unselect_range;
  iface->select_all = talus_board_selection_select_all;
  iface->unselect_all = talus_board_selection_unselect_all;
  iface->set_selection = talus_board_selection_set;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TalusBoardSelection, talus_board_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                      selection_model_init))

static void
items_changed_cb (TalusBoardSelection *self,
                  guint                position,
                  guint                n_removed,
                  guint                n_added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

static void
changed_cb (TalusBoardSelection *self)
{
  guint n = talus_board_selection_get_n_items (G_LIST_MODEL (self));
  g_autoptr (GArray) others = talus_selection_catch_up (self->selection, self->known);

  /* A list binds anew each row that it is told of. */
  for (guint i = 0; others != NULL && i < others->len; i++)
    {
      TalusBoardColumn *column;
      guint position;

      if (talus_board_find (self->board, &g_array_index (others, TalusId, i), &column,
                            &position) && column == self->column)
        gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, 1);
    }
  if (others == NULL && n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
}

static void
talus_board_selection_dispose (GObject *object)
{
  TalusBoardSelection *self = TALUS_BOARD_SELECTION (object);

  g_clear_object (&self->board);
  g_clear_object (&self->column);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (talus_board_selection_parent_class)->dispose (object);
}

static void
talus_board_selection_finalize (GObject *object)
{
  g_array_unref (TALUS_BOARD_SELECTION (object)->known);

  G_OBJECT_CLASS (talus_board_selection_parent_class)->finalize (object);
}

static void
talus_board_selection_class_init (TalusBoardSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_board_selection_dispose;
  G_OBJECT_CLASS (klass)->finalize = talus_board_selection_finalize;
}

static void
talus_board_selection_init (TalusBoardSelection *self)
{
  self->known = g_array_new (FALSE, FALSE, sizeof (TalusId));
}

/**
 * talus_board_selection_new:
 * @board: a board
 * @column: one of its columns
 * @selection: which nodes are selected
 *
 * Returns: (transfer full): the column with its selection
 */
GtkSelectionModel *
talus_board_selection_new (TalusBoard       *board,
                           TalusBoardColumn *column,
                           TalusSelection   *selection)
{
  TalusBoardSelection *self;
  g_autoptr (GArray) others = NULL;

  g_return_val_if_fail (TALUS_IS_BOARD (board), NULL);
  g_return_val_if_fail (TALUS_IS_BOARD_COLUMN (column), NULL);
  g_return_val_if_fail (TALUS_IS_SELECTION (selection), NULL);

  self = g_object_new (TALUS_TYPE_BOARD_SELECTION, NULL);
  self->board = g_object_ref (board);
  self->column = g_object_ref (column);
  self->selection = g_object_ref (selection);
  others = talus_selection_catch_up (selection, self->known);
  g_signal_connect_object (column, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);

  return GTK_SELECTION_MODEL (self);
}
