/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a node a search reads: the texts among its properties. Numbers,
 * dates, options and references are the business of conditions. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

void talus_node_append_text (TalusNode     *node,
                             TalusTemplate *template,
                             GString       *folded);

G_END_DECLS
