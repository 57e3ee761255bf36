/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The children of a node, or the roots of a graph, as a list model. It holds
 * nothing itself: whoever changes the list tells it what has just changed. */
#pragma once

#include "model/talus-node.h"

G_BEGIN_DECLS

#define TALUS_TYPE_NODE_LIST (talus_node_list_get_type ())

G_DECLARE_FINAL_TYPE (TalusNodeList, talus_node_list, TALUS, NODE_LIST, GObject)

TalusNodeList *talus_node_list_new    (TalusNode     **top);
void           talus_node_list_detach (TalusNodeList  *self);

G_END_DECLS
