/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of all nodes of a graph, folded, for searching as one types. It is
 * filled in slices, kept up to date by being told what changed, and asked by
 * TalusNodeSearch. It knows no peer, no query and no widget. */
#pragma once

#include "app/search/talus-text-arena.h"
#include "model/talus-graph.h"

G_BEGIN_DECLS

#define TALUS_TYPE_NODE_INDEX (talus_node_index_get_type ())

G_DECLARE_FINAL_TYPE (TalusNodeIndex, talus_node_index, TALUS, NODE_INDEX, GObject)

TalusNodeIndex *talus_node_index_new            (TalusGraph      *graph);
TalusGraph     *talus_node_index_get_graph      (TalusNodeIndex  *self);
guint           talus_node_index_get_length     (TalusNodeIndex  *self);
/* Whether all there is has been read. */
gboolean        talus_node_index_is_complete    (TalusNodeIndex  *self);
/* Reads on for about that long; TRUE once complete. */
gboolean        talus_node_index_fill           (TalusNodeIndex  *self,
                                                 gint64           microseconds);
/* What changed in the graph, after the fact. */
void            talus_node_index_update_node    (TalusNodeIndex  *self,
                                                 TalusNode       *node);
void            talus_node_index_update_subtree (TalusNodeIndex  *self,
                                                 const TalusId   *top);
/* Which of the texts count is the template's to say: all is read anew. */
void            talus_node_index_reset          (TalusNodeIndex  *self);

/* For searches: entries by number, which stay as long as their nodes. */
guint           talus_node_index_get_n_entries  (TalusNodeIndex  *self);
gboolean        talus_node_index_find           (TalusNodeIndex  *self,
                                                 const TalusId   *id,
                                                 guint           *number);
TalusNode      *talus_node_index_get_node       (TalusNodeIndex  *self,
                                                 guint            number); /* (nullable): gone */
const char     *talus_node_index_get_name       (TalusNodeIndex  *self,
                                                 guint            number,
                                                 gsize           *length);
const char     *talus_node_index_get_text       (TalusNodeIndex  *self,
                                                 guint            number,
                                                 gsize           *length);
TalusTextArena *talus_node_index_get_names      (TalusNodeIndex  *self);
TalusTextArena *talus_node_index_get_texts      (TalusNodeIndex  *self);

/**
 * TalusNodeIndex::changed: (self)
 *   searches may find something else now
 */

G_END_DECLS
