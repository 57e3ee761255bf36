/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of an outline with what is selected, and where a range of them
 * begins. */
#pragma once

#include "app/core/talus-node-rows.h"
#include "app/outline/talus-outline-tree.h"

G_BEGIN_DECLS

#define TALUS_TYPE_OUTLINE_ROWS (talus_outline_rows_get_type ())

G_DECLARE_FINAL_TYPE (TalusOutlineRows, talus_outline_rows, TALUS, OUTLINE_ROWS, TalusNodeRows)

TalusOutlineRows *talus_outline_rows_new          (TalusOutlineTree *tree,
                                                   TalusSelection   *selection);
/* The row that keys start from; GTK_INVALID_LIST_POSITION: none is seen. */
guint             talus_outline_rows_get_cursor   (TalusOutlineRows *self);
/* Selects the row, or all from where the selection began as far as it. */
void              talus_outline_rows_go_to        (TalusOutlineRows *self,
                                                   guint             position,
                                                   gboolean          extend);
void              talus_outline_rows_select_all   (TalusOutlineRows *self);

G_END_DECLS
