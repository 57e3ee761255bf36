/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking for nodes by name, in slices, so that the first are there at once
 * however many there are. For choosing one: only names, only so many hits. It
 * knows no widget. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

/* Whether the node may be chosen at all. Asked only of hits. */
typedef gboolean (*TalusNodeScanFunc) (TalusNode *node,
                                       gpointer   user_data);

typedef struct _TalusNodeScan TalusNodeScan;

/* @text: "" for any. @limit: how many of the best are kept. */
TalusNodeScan *talus_node_scan_new  (TalusGraph        *graph,
                                     const char        *text,
                                     guint              limit,
                                     TalusNodeScanFunc  func,      /* (nullable) */
                                     gpointer           user_data);
void           talus_node_scan_free (TalusNodeScan     *self);
/* Goes on for about that long; TRUE once it is through. The graph must not
 * have changed its nodes since it began. */
gboolean       talus_node_scan_run  (TalusNodeScan     *self,
                                     gint64             microseconds);
/* (transfer full) (element-type TalusNode): the best so far, in order. */
GPtrArray     *talus_node_scan_list (TalusNodeScan     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusNodeScan, talus_node_scan_free)

G_END_DECLS
