/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph as it stands at one seq, for readers who take their time: written
 * straight from the graph while nothing changes, from text kept in memory
 * once something is about to. Belongs to the host's thread. */
#pragma once

#include "model/talus-graph-json.h"
#include "session/talus-session.h"

G_BEGIN_DECLS

typedef struct _TalusGraphView   TalusGraphView;
typedef struct _TalusGraphCursor TalusGraphCursor;

/* Of a session whose graph is settled. All who look at it between two changes
 * share one view, found in @views (TalusSession → TalusGraphView). */
TalusGraphView   *talus_graph_view_get      (GHashTable       *views,
                                             TalusSession     *session);
/* Of a graph that nobody else has. */
TalusGraphView   *talus_graph_view_new      (TalusGraph       *graph,    /* (transfer full) */
                                             guint64           seq,
                                             const char       *epoch,
                                             const char       *head);
TalusGraphView   *talus_graph_view_ref      (TalusGraphView   *self);
void              talus_graph_view_unref    (TalusGraphView   *self);

/* One way through the text: TALUS_GRAPH_FULL or TALUS_GRAPH_ROOTS. */
TalusGraphCursor *talus_graph_cursor_new    (TalusGraphView   *view,
                                             TalusGraphForm    form);
/* Appends about @size bytes more; FALSE when everything was. */
gboolean          talus_graph_cursor_read   (TalusGraphCursor *self,
                                             GString          *out,
                                             gsize             size);
void              talus_graph_cursor_free   (TalusGraphCursor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusGraphView, talus_graph_view_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusGraphCursor, talus_graph_cursor_free)

G_END_DECLS
