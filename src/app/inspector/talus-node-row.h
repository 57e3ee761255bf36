/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that is a node: how far it is, as a shape, its name, and a button that
 * takes it out of the list. */
#pragma once

#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_NODE_ROW (talus_node_row_get_type ())

G_DECLARE_FINAL_TYPE (TalusNodeRow, talus_node_row, TALUS, NODE_ROW, GtkListBoxRow)

GtkWidget *talus_node_row_new      (void);
void       talus_node_row_show     (TalusNodeRow *self,
                                    TalusView    *view,
                                    TalusNode    *node,
                                    const char   *remove);   /* (nullable): what the button does */
TalusNode *talus_node_row_get_node (TalusNodeRow *self);

/**
 * TalusNodeRow::removed: (self)
 */

G_END_DECLS
