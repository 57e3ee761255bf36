/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A filter of nodes: what fits, and everything above it, so that a tree can
 * show it. It is worked out in slices when the conditions change and from then
 * on kept up to date node by node. It knows no peer and no window. */
#pragma once

#include <gtk/gtk.h>

#include "app/search/talus-filter-judge.h"
#include "app/search/talus-node-index.h"

G_BEGIN_DECLS

#define TALUS_TYPE_NODE_FILTER (talus_node_filter_get_type ())

G_DECLARE_FINAL_TYPE (TalusNodeFilter, talus_node_filter, TALUS, NODE_FILTER, GtkFilter)

TalusNodeFilter *talus_node_filter_new            (TalusNodeIndex   *index);
/* (transfer full): NULL: nothing is filtered. */
void             talus_node_filter_set_judge      (TalusNodeFilter  *self,
                                                   TalusFilterJudge *judge);
/* Goes on for about that long, -1: to the end; TRUE once done. It goes on by
 * itself too, when nothing else is to be done. */
gboolean         talus_node_filter_run            (TalusNodeFilter  *self,
                                                   gint64            microseconds);
gboolean         talus_node_filter_is_busy        (TalusNodeFilter  *self);
guint            talus_node_filter_get_n_hits     (TalusNodeFilter  *self);
/* It fits itself. */
gboolean         talus_node_filter_fits           (TalusNodeFilter  *self,
                                                   TalusNode        *node);
/* It fits itself, or is kept in sight all the same. */
gboolean         talus_node_filter_is_hit         (TalusNodeFilter  *self,
                                                   TalusNode        *node);
/* It fits, or is above one that does: what gtk_filter_match() says. */
gboolean         talus_node_filter_is_shown       (TalusNodeFilter  *self,
                                                   TalusNode        *node);
/* What is not to vanish although it does not fit: what somebody works on. */
void             talus_node_filter_keep           (TalusNodeFilter  *self,
                                                   const TalusId    *ids,
                                                   guint             n_ids);
/* What changed, behind the index. */
void             talus_node_filter_update_node    (TalusNodeFilter  *self,
                                                   TalusNode        *node);
void             talus_node_filter_update_subtree (TalusNodeFilter  *self,
                                                   const TalusId    *top);
/* Everything may be otherwise. */
void             talus_node_filter_refresh        (TalusNodeFilter  *self);

/**
 * TalusNodeFilter::flipped: (self, TalusNode *node)
 *   that node is seen, or is not any more; of the nodes above nothing is told
 * TalusNodeFilter::recast: (self)
 *   any node may be seen that was not, and the other way round
 *
 * For lists that would not ask again about all they have; GtkFilter::changed
 * follows for the others. Properties with notify: n-hits, is-busy.
 */

G_END_DECLS
