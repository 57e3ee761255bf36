/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where nodes are in a project that is read from top to bottom. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

/* (nullable): the node behind @node, no further than the subtree of @top (nullable). */
TalusNode *talus_places_next         (TalusNode     *node,
                                      TalusNode     *top);
/* Which of two nodes of a graph comes first. */
int        talus_places_compare      (TalusNode     *a,
                                      TalusNode     *b);
/* The same for g_ptr_array_sort(): of pointers to nodes. */
int        talus_places_compare_func (gconstpointer  a,
                                      gconstpointer  b);

G_END_DECLS
