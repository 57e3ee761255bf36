/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell with the value of one property: text by locale, a shape in front of
 * what is chosen from options, or, dimmed, what the children come to. It
 * shows what it is told and changes nothing. */
#pragma once

#include <gtk/gtk.h>

#include "app/core/talus-rollup.h"

G_BEGIN_DECLS

#define TALUS_TYPE_OUTLINE_VALUE_CELL (talus_outline_value_cell_get_type ())

G_DECLARE_FINAL_TYPE (TalusOutlineValueCell, talus_outline_value_cell, TALUS, OUTLINE_VALUE_CELL,
                      GtkWidget)

/* @key: the stored id of the property. @is_number: right-aligned. */
GtkWidget *talus_outline_value_cell_new  (const char            *key,
                                          gboolean               is_number);
/* @node (nullable): nothing. @rollup (nullable): no sums. */
void       talus_outline_value_cell_show (TalusOutlineValueCell *self,
                                          TalusGraph            *graph,
                                          TalusRollup           *rollup,
                                          TalusNode             *node);
/* (nullable) */
TalusNode *talus_outline_value_cell_get_node (TalusOutlineValueCell *self);

G_END_DECLS
