/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses a node of the project: a popover to type in, the best hits below.
 * Which may be chosen its owner says. */
#pragma once

#include "app/core/talus-view.h"
#include "app/search/talus-node-scan.h"

G_BEGIN_DECLS

#define TALUS_TYPE_NODE_PICKER (talus_node_picker_get_type ())

G_DECLARE_FINAL_TYPE (TalusNodePicker, talus_node_picker, TALUS, NODE_PICKER, GtkPopover)

/* @prompt: what the line to type in says, "Add what blocks it". */
GtkWidget *talus_node_picker_new        (TalusView         *view,
                                         const char        *prompt);
/* Whether a node may be chosen; asked of hits, each time it is open. */
void       talus_node_picker_set_filter (TalusNodePicker   *self,
                                         TalusNodeScanFunc  func,
                                         gpointer           user_data);
/* What is said where there is nothing to choose. */
void       talus_node_picker_set_empty  (TalusNodePicker   *self,
                                         const char        *text);

/**
 * TalusNodePicker::opening: (self): it begins; for what the filter needs
 * TalusNodePicker::picked: (self, TalusNode *node): it is shut then
 */

G_END_DECLS
