/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column on the screen: its heading, its cards, and where to add one. */
#pragma once

#include "app/board/talus-board-column.h"
#include "app/board/talus-board-pane.h"

G_BEGIN_DECLS

#define TALUS_TYPE_BOARD_COLUMN_VIEW (talus_board_column_view_get_type ())

G_DECLARE_FINAL_TYPE (TalusBoardColumnView, talus_board_column_view, TALUS, BOARD_COLUMN_VIEW,
                      GtkWidget)

/* @pane outlives it. */
GtkWidget        *talus_board_column_view_new         (TalusBoardPane       *pane,
                                                       TalusBoardColumn     *column);
TalusBoardColumn *talus_board_column_view_get_column  (TalusBoardColumnView *self);
void              talus_board_column_view_scroll_to   (TalusBoardColumnView *self,
                                                       guint                 position);
/* Whether what is being dragged may land here; no: it steps back. */
void              talus_board_column_view_set_drag    (TalusBoardColumnView *self,
                                                       gboolean              is_dragging,
                                                       gboolean              takes);
void              talus_board_column_view_refresh     (TalusBoardColumnView *self);
/* Asks for the name of a new card. */
void              talus_board_column_view_begin_add   (TalusBoardColumnView *self);
gboolean          talus_board_column_view_grab_focus  (TalusBoardColumnView *self);

/* What is dragged is over it, at a place of its own, or not any more: the list
 * moves on under a pointer that rests. */
GdkDragAction     talus_board_column_view_hover      (TalusBoardColumnView *self,
                                                      double                x,
                                                      double                y);
void              talus_board_column_view_leave      (TalusBoardColumnView *self);
gboolean          talus_board_column_view_drop       (TalusBoardColumnView *self,
                                                      double                x,
                                                      double                y);

G_END_DECLS
