/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dependencies between nodes: found by both ends together in one step,
 * listed from either end. An edge that was cut leaves an entry behind,
 * because the record that cut it is still asked for. It knows ids, no nodes,
 * and does not forbid cycles. */
#pragma once

#include "model/talus-change.h"

G_BEGIN_DECLS

typedef struct _TalusEdges TalusEdges;

TalusEdges *talus_edges_new         (void);
void        talus_edges_free        (TalusEdges       *self);
guint64     talus_edges_get_n_live  (TalusEdges       *self);
gboolean    talus_edges_has         (TalusEdges       *self,
                                     const TalusEdge  *edge);
guint64     talus_edges_get_seq     (TalusEdges       *self,
                                     const TalusEdge  *edge);
guint64     talus_edges_link        (TalusEdges       *self,
                                     const TalusEdge  *edge,
                                     guint64           seq);
guint64     talus_edges_unlink      (TalusEdges       *self,
                                     const TalusEdge  *edge,
                                     guint64           seq);
gboolean    talus_edges_reaches     (TalusEdges       *self,
                                     const TalusId    *from,
                                     const TalusId    *to);
void        talus_edges_list_at     (TalusEdges       *self,
                                     const TalusId    *id,
                                     GArray           *edges);
GArray     *talus_edges_list_out    (TalusEdges       *self,
                                     const TalusId    *blocker);
GArray     *talus_edges_list_in     (TalusEdges       *self,
                                     const TalusId    *blocked);
GArray     *talus_edges_list        (TalusEdges       *self);

G_END_DECLS
