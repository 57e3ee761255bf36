/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board: the cards of a graph in the columns of a plan, filled in slices,
 * then kept up to date card by card. It knows no peer and no widget. */
#pragma once

#include <gtk/gtk.h>

#include "app/board/talus-board-column.h"
#include "app/board/talus-board-plan.h"

G_BEGIN_DECLS

#define TALUS_TYPE_BOARD (talus_board_get_type ())

G_DECLARE_FINAL_TYPE (TalusBoard, talus_board, TALUS, BOARD, GObject)

/* Whether a node is to be seen. */
typedef gboolean (*TalusBoardFilterFunc) (TalusNode *node,
                                          gpointer   user_data);

TalusBoard       *talus_board_new            (TalusGraph           *graph,
                                              TalusBoardPlan       *plan,      /* (transfer full) */
                                              const char           *sum_key);  /* (nullable) */
TalusBoardPlan   *talus_board_get_plan       (TalusBoard           *self);
guint             talus_board_get_n_columns  (TalusBoard           *self);
TalusBoardColumn *talus_board_get_column     (TalusBoard           *self,
                                              guint                 index);
/* How many cards there are, those that the filter hides included. */
guint             talus_board_get_n_cards    (TalusBoard           *self);
/* FALSE where the node has no card, or none in sight. */
gboolean          talus_board_find           (TalusBoard           *self,
                                              const TalusId        *id,
                                              TalusBoardColumn    **column,
                                              guint                *position);
/* Goes on for about that long, -1: to the end; TRUE once all cards are there.
 * It goes on by itself too, when nothing else is to be done. */
gboolean          talus_board_fill           (TalusBoard           *self,
                                              gint64                microseconds);
void              talus_board_update_node    (TalusBoard           *self,
                                              TalusNode            *node);
/* Nodes that came, went or moved with all below them. */
void              talus_board_update_places  (TalusBoard           *self,
                                              const TalusId        *ids,
                                              guint                 n_ids);
/* @filter: (nullable): everything is to be seen */
void              talus_board_set_filter     (TalusBoard           *self,
                                              TalusBoardFilterFunc  filter,
                                              gpointer              user_data);
/* It answers otherwise now, about everything or about one node. */
void              talus_board_refilter       (TalusBoard           *self);
void              talus_board_refilter_node  (TalusBoard           *self,
                                              TalusNode            *node);

G_END_DECLS
