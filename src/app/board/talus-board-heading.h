/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is above a column: its name, how many cards there are and may be, and what
 * they add up to. */
#pragma once

#include "app/board/talus-board-column.h"
#include "app/board/talus-board-pane.h"

G_BEGIN_DECLS

#define TALUS_TYPE_BOARD_HEADING (talus_board_heading_get_type ())

G_DECLARE_FINAL_TYPE (TalusBoardHeading, talus_board_heading, TALUS, BOARD_HEADING, GtkWidget)

/* @pane outlives it. */
GtkWidget *talus_board_heading_new     (TalusBoardPane    *pane,
                                        TalusBoardColumn  *column);
void       talus_board_heading_refresh (TalusBoardHeading *self);

G_END_DECLS
