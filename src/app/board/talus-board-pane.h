/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board: cards in columns of one property, to be dragged from one to the
 * next. */
#pragma once

#include "app/core/talus-pane.h"

G_BEGIN_DECLS

#define TALUS_TYPE_BOARD_PANE (talus_board_pane_get_type ())

G_DECLARE_FINAL_TYPE (TalusBoardPane, talus_board_pane, TALUS, BOARD_PANE, GtkWidget)

extern const TalusPaneType talus_board_pane_type;

GtkWidget *talus_board_pane_new (TalusView *view);

G_END_DECLS
