/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where cards are, for the rows that they are in a list view. It must not know
 * other columns. */
#define G_LOG_DOMAIN "talus-app-board"

#include "app/board/talus-board-selection.h"

struct _TalusBoardSelection
{
  TalusNodeRows parent_instance;

  /* owned */
  TalusBoard *board;
  TalusBoardColumn *column;
};

G_DEFINE_FINAL_TYPE (TalusBoardSelection, talus_board_selection, TALUS_TYPE_NODE_ROWS)

static TalusNode *
talus_board_selection_get_node (TalusNodeRows *rows,
                                guint          position)
{
  return talus_board_column_peek (TALUS_BOARD_SELECTION (rows)->column, position);
}

static guint
talus_board_selection_find (TalusNodeRows *rows,
                            const TalusId *id)
{
  TalusBoardSelection *self = TALUS_BOARD_SELECTION (rows);
  TalusBoardColumn *column;
  guint position;

  return talus_board_find (self->board, id, &column, &position) && column == self->column
           ? position : GTK_INVALID_LIST_POSITION;
}

static void
talus_board_selection_dispose (GObject *object)
{
  TalusBoardSelection *self = TALUS_BOARD_SELECTION (object);

  g_clear_object (&self->board);
  g_clear_object (&self->column);

  G_OBJECT_CLASS (talus_board_selection_parent_class)->dispose (object);
}

static void
talus_board_selection_class_init (TalusBoardSelectionClass *klass)
{
  TalusNodeRowsClass *rows_class = TALUS_NODE_ROWS_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_board_selection_dispose;
  rows_class->get_node = talus_board_selection_get_node;
  rows_class->find = talus_board_selection_find;
}

static void
talus_board_selection_init (TalusBoardSelection *self)
{
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

  g_return_val_if_fail (TALUS_IS_BOARD (board), NULL);
  g_return_val_if_fail (TALUS_IS_BOARD_COLUMN (column), NULL);
  g_return_val_if_fail (TALUS_IS_SELECTION (selection), NULL);

  self = g_object_new (TALUS_TYPE_BOARD_SELECTION, NULL);
  self->board = g_object_ref (board);
  self->column = g_object_ref (column);
  talus_node_rows_follow (TALUS_NODE_ROWS (self), G_LIST_MODEL (column), selection);

  return GTK_SELECTION_MODEL (self);
}
