/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the board's verbs come to: batches that move cards between columns or
 * within one, and make new ones. Nothing changes here. It knows no widget. */
#pragma once

#include "app/board/talus-board-plan.h"
#include "peer/talus-batch.h"

G_BEGIN_DECLS

/* @nodes is everywhere: (element-type TalusNode), cards. */

/* (nullable): all of them in that column; NULL where all are there already. */
TalusBatch *talus_board_move         (TalusBoardPlan      *plan,
                                      GPtrArray           *nodes,
                                      guint                slot,
                                      const char          *label);   /* for the history */
/* Whether all may be there, and one of them is not yet. */
gboolean    talus_board_may_move     (TalusBoardPlan      *plan,
                                      GPtrArray           *nodes,
                                      guint                slot);
/* Whether to put them in front of, or behind, @target means something: they are
 * its siblings. */
gboolean    talus_board_may_order    (GPtrArray           *nodes,
                                      TalusNode           *target);
TalusBatch *talus_board_order        (GPtrArray           *nodes,
                                      TalusNode           *target,
                                      gboolean             is_behind,
                                      const char          *label);
/* The next column in that direction that takes all of them; -1: none. */
int         talus_board_find_slot    (TalusBoardPlan      *plan,
                                      GPtrArray           *nodes,
                                      guint                from,
                                      int                  step);
TalusBatch *talus_board_create       (TalusBoardPlan      *plan,
                                      guint                slot,
                                      const char          *type_id,
                                      TalusNode           *parent,
                                      const char          *name,
                                      const char          *label,
                                      TalusId             *id);
/* (transfer container) (element-type TalusNode): below whom a card of that type
 * can be made, the likeliest first: at or above @cursor (nullable), then
 * parents of other cards, then the first that there is. */
GPtrArray  *talus_board_list_parents (TalusGraph          *graph,
                                      const TalusNodeType *type,
                                      TalusNode           *cursor,
                                      GListModel          *cards);

G_END_DECLS
