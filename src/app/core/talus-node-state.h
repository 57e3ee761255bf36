/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a node is, from the option its primary status has: what panes draw
 * as a shape, and what decides whether it still blocks others. It knows no
 * widget. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

/* (nullable): the property that says how far nodes of the type are. */
const TalusProperty *talus_node_type_get_status  (const TalusNodeType *type);
/* (nullable): the option it has. */
const TalusOption   *talus_node_get_status       (TalusGraph          *graph,
                                                  TalusNode           *node);
/* Done or dropped: nothing is left to do. */
gboolean             talus_node_is_finished      (TalusGraph          *graph,
                                                  TalusNode           *node);
/* (nullable): the first of those that have to be finished before. */
TalusNode           *talus_node_find_blocker     (TalusGraph          *graph,
                                                  TalusNode           *node);
/* What is drawn for a status: "empty", "partial", "filled", "alert", "dash". */
const char          *talus_option_get_indicator  (const TalusOption   *option);

G_END_DECLS
