/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column as a list view wants it: its nodes, and which of them are selected
 * in the window. All columns so share the one selection. It keeps none
 * itself. */
#pragma once

#include <gtk/gtk.h>

#include "app/board/talus-board.h"
#include "app/core/talus-node-rows.h"

G_BEGIN_DECLS

#define TALUS_TYPE_BOARD_SELECTION (talus_board_selection_get_type ())

G_DECLARE_FINAL_TYPE (TalusBoardSelection, talus_board_selection, TALUS, BOARD_SELECTION,
                      TalusNodeRows)

GtkSelectionModel *talus_board_selection_new (TalusBoard       *board,
                                              TalusBoardColumn *column,
                                              TalusSelection   *selection);

G_END_DECLS
