/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ordered children of a node, as a balanced tree (a treap) that runs
 * through the nodes themselves: index to node, node to index, insertion and
 * removal in O(log n), building from an array in O(n). A list is the pointer
 * to the node at the top of its tree. It knows order, no parents. */
#pragma once

#include "model/talus-node.h"

G_BEGIN_DECLS

guint      talus_child_list_length   (TalusNode   *top);
TalusNode *talus_child_list_get      (TalusNode   *top,
                                      guint        index);
TalusNode *talus_child_list_first    (TalusNode   *top);
TalusNode *talus_child_list_last     (TalusNode   *top);
TalusNode *talus_child_list_next     (TalusNode   *node);
TalusNode *talus_child_list_previous (TalusNode   *node);
guint      talus_child_list_index    (TalusNode   *node);
void       talus_child_list_insert   (TalusNode  **top,
                                      TalusNode   *after,
                                      TalusNode   *node);
void       talus_child_list_remove   (TalusNode  **top,
                                      TalusNode   *node);
TalusNode *talus_child_list_build    (TalusNode  **nodes,
                                      guint        n_nodes);

G_END_DECLS
