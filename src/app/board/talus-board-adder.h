/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a card is added at the foot of a column: a button, then an entry for
 * its name, with what and below whom. It makes nothing itself. */
#pragma once

#include <adwaita.h>

#include "model/talus-graph.h"

G_BEGIN_DECLS

#define TALUS_TYPE_BOARD_ADDER (talus_board_adder_get_type ())

G_DECLARE_FINAL_TYPE (TalusBoardAdder, talus_board_adder, TALUS, BOARD_ADDER, GtkWidget)

GtkWidget *talus_board_adder_new    (const char      *column);
void       talus_board_adder_open   (TalusBoardAdder *self);
/* (element-type TalusNodeType): what can be added; the first to begin with */
void       talus_board_adder_set_types   (TalusBoardAdder *self,
                                          GPtrArray       *types);
/* (element-type TalusNode): below whom; the first to begin with */
void       talus_board_adder_set_parents (TalusBoardAdder *self,
                                          GPtrArray       *parents);
/* (nullable): what is chosen */
const TalusNodeType *talus_board_adder_get_type_chosen (TalusBoardAdder *self);

/**
 * TalusBoardAdder::opened: (self): types are to be set
 * TalusBoardAdder::type-chosen: (self): parents are to be set
 * TalusBoardAdder::add: (self, const char *name, TalusNode *parent)
 */

G_END_DECLS
