/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that hold a graph, of any size. */
#pragma once

#include "host/talus-call.h"
#include "host/talus-graph-view.h"

G_BEGIN_DECLS

/* Answers with the members in @members (`"a":1,` with a comma at its end, or
 * empty), then `graph`, and where @with_roots `roots` beside it, as older
 * clients expect them. */
void talus_graph_answer         (TalusCall      *call,
                                 guint           status,
                                 const char     *members,
                                 TalusGraphView *view,
                                 gboolean        with_roots);
/* The same with the graph of call->session as it is once all of it is durable. */
void talus_graph_answer_present (TalusCall      *call,
                                 guint           status,
                                 const char     *members,
                                 gboolean        with_roots);

G_END_DECLS
