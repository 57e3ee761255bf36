/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns side by side or, where it is narrow, one at a time for the thumb. It
 * knows where each of them is, and nothing of what is in them. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TALUS_TYPE_BOARD_VIEW (talus_board_view_get_type ())

G_DECLARE_FINAL_TYPE (TalusBoardView, talus_board_view, TALUS, BOARD_VIEW, GtkWidget)

GtkWidget *talus_board_view_new          (void);
void       talus_board_view_set_columns  (TalusBoardView *self,
                                          GPtrArray      *columns);
void       talus_board_view_show_column  (TalusBoardView *self,
                                          GtkWidget      *column);
void       talus_board_view_set_dragging (TalusBoardView *self,
                                          gboolean        is_dragging);
gboolean   talus_board_view_is_scrolling (TalusBoardView *self);

G_END_DECLS
