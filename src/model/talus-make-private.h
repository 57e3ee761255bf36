/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands, undo and redo alike do to a graph: each adds one change to a
 * set, with what is there now as its old side, or none where it is so already.
 * No rule is asked here. */
#pragma once

#include "model/talus-command-private.h"
#include "model/talus-graph.h"

G_BEGIN_DECLS

void     talus_make_set      (TalusGraph       *graph,
                              TalusNode        *node,
                              const char       *key,
                              TalusValue       *value,
                              TalusChangeSet   *changes);
void     talus_make_meta     (TalusGraph       *graph,
                              const char       *key,
                              TalusValue       *value,
                              TalusChangeSet   *changes);
void     talus_make_template (TalusGraph       *graph,
                              TalusTemplate    *template,
                              TalusChangeSet   *changes);
void     talus_make_remove   (TalusGraph       *graph,
                              TalusNode        *node,
                              TalusChangeSet   *changes);
void     talus_make_restore  (TalusGraph       *graph,
                              TalusNode        *node,
                              TalusNode        *parent,
                              const TalusWhere *where,
                              const TalusEdge  *edges,
                              guint             n_edges,
                              TalusChangeSet   *changes);
void     talus_make_move     (TalusGraph       *graph,
                              TalusNode        *node,
                              TalusNode        *parent,
                              const TalusWhere *where,
                              TalusChangeSet   *changes);
void     talus_make_edge     (TalusGraph       *graph,
                              const TalusEdge  *edge,
                              gboolean          there,
                              TalusChangeSet   *changes);

/* What commands and undo ask alike. */
gboolean talus_edges_close_ring (TalusGraph      *graph,
                                 const TalusEdge *edges,
                                 guint            n_edges);
gboolean talus_type_fits        (TalusTemplate   *template,
                                 const char      *type_id,
                                 TalusNode       *parent);

G_END_DECLS
