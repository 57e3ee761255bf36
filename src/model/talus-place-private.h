/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places among siblings: from what a command says to the neighbours that a
 * change names. For resolving commands and undo alike. */
#pragma once

#include "model/talus-command-private.h"
#include "model/talus-graph.h"

G_BEGIN_DECLS

void     talus_place_of         (TalusGraph       *graph,
                                 TalusNode        *node,
                                 TalusPlace       *place);
void     talus_place_find       (TalusGraph       *graph,
                                 TalusNode        *parent,
                                 const TalusWhere *where,
                                 TalusNode        *moving,
                                 TalusPlace       *place);
gboolean talus_place_equal      (const TalusPlace *a,
                                 const TalusPlace *b);
gboolean talus_place_has_room   (TalusGraph       *graph,
                                 TalusNode        *parent,
                                 TalusNode        *top);
void     talus_where_set_anchors(TalusWhere       *where,
                                 const TalusPlace *place);
gboolean talus_where_is_default (const TalusWhere *where);

G_END_DECLS
