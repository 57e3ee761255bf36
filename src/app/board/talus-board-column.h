/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One column of a board: a list model of its nodes, in the order of the
 * project, with how many there are and what a number of theirs adds up to.
 * Filled by its board only. */
#pragma once

#include "app/core/talus-fixed.h"
#include "model/talus-graph.h"

G_BEGIN_DECLS

#define TALUS_TYPE_BOARD_COLUMN (talus_board_column_get_type ())

G_DECLARE_FINAL_TYPE (TalusBoardColumn, talus_board_column, TALUS, BOARD_COLUMN, GObject)

/**
 * TalusBoardCard:
 * @node: (transfer full): whose card it is
 * @column: (nullable): where it is; %NULL while it is filtered out
 * @iter: its place there
 * @has_number: whether it adds to the sum
 * @number: what it adds
 *
 * One card.
 */
typedef struct
{
  TalusNode *node;
  TalusBoardColumn *column;
  GSequenceIter *iter;
  gboolean has_number;
  TalusFixed number;
} TalusBoardCard;

TalusBoardColumn *talus_board_column_new         (guint              index);
guint             talus_board_column_get_index   (TalusBoardColumn  *self);
/* FALSE where none of its cards has a number. */
gboolean          talus_board_column_get_sum     (TalusBoardColumn  *self,
                                                  TalusFixed        *sum);
/* (transfer none) (nullable) */
TalusNode        *talus_board_column_peek        (TalusBoardColumn  *self,
                                                  guint              position);

/* For the board. Quiet: nothing is told until flush. */
void              talus_board_column_insert      (TalusBoardColumn  *self,
                                                  TalusBoardCard    *card,
                                                  const TalusFixed  *number,     /* (nullable) */
                                                  gboolean           quiet);
void              talus_board_column_remove      (TalusBoardColumn  *self,
                                                  TalusBoardCard    *card,
                                                  gboolean           quiet);
void              talus_board_column_set_number  (TalusBoardColumn  *self,
                                                  TalusBoardCard    *card,
                                                  const TalusFixed  *number);    /* (nullable) */
/* Quietly: its cards are in none. */
void              talus_board_column_clear       (TalusBoardColumn  *self);
/* Tells at once of what was done quietly. */
void              talus_board_column_flush       (TalusBoardColumn  *self);

/* Property with notify: n-items.
 * TalusBoardColumn::sum-changed: (self): it adds up to something else. */

G_END_DECLS
