/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph as the contract writes it, streamed: for answers, snapshots and
 * exports, and in canonical form for digests. Reading only. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

/**
 * TalusGraphWriter:
 *
 * Writes a graph piece by piece, without a tree of it in memory. The graph
 * must not change meanwhile.
 */
typedef struct _TalusGraphWriter TalusGraphWriter;

/**
 * TalusGraphForm:
 * @TALUS_GRAPH_FULL: the `graph` object of the contract
 * @TALUS_GRAPH_CANONICAL: the canonical form, without project_id, seq, epoch
 *   and head
 * @TALUS_GRAPH_ROOTS: the `roots` array alone
 */
typedef enum
{
  TALUS_GRAPH_FULL,
  TALUS_GRAPH_CANONICAL,
  TALUS_GRAPH_ROOTS,
} TalusGraphForm;

/* @epoch and @head are only read for TALUS_GRAPH_FULL (text, nullable: null). */
TalusGraphWriter *talus_graph_writer_new   (TalusGraph       *graph,
                                            TalusGraphForm    form,
                                            guint64           seq,
                                            const char       *epoch,
                                            const char       *head);
/* Appends about @size bytes more; FALSE when everything has been written. */
gboolean          talus_graph_writer_step  (TalusGraphWriter *self,
                                            GString          *out,
                                            gsize             size);
void              talus_graph_writer_free  (TalusGraphWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusGraphWriter, talus_graph_writer_free)

void              talus_graph_write        (TalusGraph       *graph,
                                            TalusGraphForm    form,
                                            guint64           seq,
                                            const char       *epoch,
                                            const char       *head,
                                            GString          *out);
/* One node with its subtree down to @depth levels below it (0: children left
 * out as []; G_MAXUINT: all), canonical. */
void              talus_node_write         (TalusNode        *node,
                                            guint             depth,
                                            GString          *out);
/* (transfer full): SHA-256 of the canonical form, 64 hex characters. */
char             *talus_graph_digest       (TalusGraph       *graph);

G_END_DECLS
