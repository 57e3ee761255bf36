/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One search through an index: words that must all be found, the best hits
 * first. It runs in slices, so that the first are there within a frame however
 * many nodes there are. It knows no list model and no widget. */
#pragma once

#include "app/search/talus-node-index.h"

G_BEGIN_DECLS

/**
 * TalusNodeRank:
 * @TALUS_NODE_RANK_EXACT: it is the name
 * @TALUS_NODE_RANK_PREFIX: the name begins with it
 * @TALUS_NODE_RANK_WORD: words of the name begin with it
 * @TALUS_NODE_RANK_INSIDE: it is somewhere in the name
 * @TALUS_NODE_RANK_TEXT: it, or a part of it, is in another text of the node
 * @TALUS_NODE_RANK_FUZZY: its letters are in the name, in that order
 *
 * How well a node fits. Among equals the shorter name comes first, then the
 * one that is further up in the project.
 */
typedef enum
{
  TALUS_NODE_RANK_EXACT,
  TALUS_NODE_RANK_PREFIX,
  TALUS_NODE_RANK_WORD,
  TALUS_NODE_RANK_INSIDE,
  TALUS_NODE_RANK_TEXT,
  TALUS_NODE_RANK_FUZZY,
} TalusNodeRank;

typedef struct _TalusNodeSearch TalusNodeSearch;

/* @fuzzy: where there are few hits, names with the letters in that order too */
TalusNodeSearch *talus_node_search_new         (TalusNodeIndex   *index,
                                                const char       *text,
                                                gboolean          fuzzy);
void             talus_node_search_free        (TalusNodeSearch  *self);
/* Goes on for about that long, -1: to the end. TRUE once it is through. */
gboolean         talus_node_search_run         (TalusNodeSearch  *self,
                                                gint64            microseconds);
guint            talus_node_search_get_n_hits  (TalusNodeSearch  *self);
/* (transfer full) (element-type TalusNode): the best, in order */
GPtrArray       *talus_node_search_list        (TalusNodeSearch  *self,
                                                guint             limit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusNodeSearch, talus_node_search_free)

G_END_DECLS
