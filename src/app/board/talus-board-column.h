/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One column of a board: a list model of its nodes, in the order of the
 * project, with how many there are and what a number of theirs adds up to.
 * Filled by its board only. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

#define TALUS_TYPE_BOARD_COLUMN (talus_board_column_get_type ())

G_DECLARE_FINAL_TYPE (TalusBoardColumn, talus_board_column, TALUS, BOARD_COLUMN, GObject)

/**
 * TalusBoardCard:
 * @node: (transfer full): whose card it is
 * @column: (nullable): where it is; %NULL while it is filtered out
 * @iter: its place there
 * @number: what it adds to the sum
 *
 * One card.
 */
typedef struct
{
  TalusNode *node;
  TalusBoardColumn *column;
  GSequenceIter *iter;
  double number;
} TalusBoardCard;

TalusBoardColumn *talus_board_column_new         (guint              index);
guint             talus_board_column_get_index   (TalusBoardColumn  *self);
double            talus_board_column_get_sum     (TalusBoardColumn  *self);
TalusNode        *talus_board_column_peek        (TalusBoardColumn  *self,
                                                  guint              position);   /* (transfer none) (nullable) */

/* For the board. Quiet: nothing is told until flush. */
void              talus_board_column_insert      (TalusBoardColumn  *self,
                                                  TalusBoardCard    *card,
                                                  gboolean           quiet);
void              talus_board_column_remove      (TalusBoardColumn  *self,
                                                  TalusBoardCard    *card,
                                                  gboolean           quiet);
void              talus_board_column_set_number  (TalusBoardColumn  *self,
                                                  TalusBoardCard    *card,
                                                  double             number);
/* Quietly: its cards are in none. */
void              talus_board_column_clear       (TalusBoardColumn  *self);
/* Tells at once of what was done quietly. */
void              talus_board_column_flush       (TalusBoardColumn  *self);
/* Which of two nodes comes first in the project. */
int               talus_node_compare_places      (TalusNode         *a,
                                                  TalusNode         *b);

/* Properties with notify: n-items, sum. */

G_END_DECLS
