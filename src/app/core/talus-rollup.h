/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of children: for some properties of numbers, what the nodes below each
 * node come to. A node that has a value of its own counts with that, one that
 * has none with the sum of its children. An edit costs the depth of its node,
 * however large the project. It knows no widget. */
#pragma once

#include "app/core/talus-fixed.h"
#include "model/talus-graph.h"

G_BEGIN_DECLS

#define TALUS_TYPE_ROLLUP (talus_rollup_get_type ())

G_DECLARE_FINAL_TYPE (TalusRollup, talus_rollup, TALUS, ROLLUP, GObject)

/* Whether values of a property can be added up. */
gboolean     talus_rollup_is_summed    (const TalusProperty *property);
TalusRollup *talus_rollup_new          (TalusGraph          *graph,
                                        const char * const  *keys);
gboolean     talus_rollup_is_complete  (TalusRollup         *self);
/* Goes on with the walk for about @budget microseconds; TRUE while
 * there is more to do. */
gboolean     talus_rollup_step         (TalusRollup         *self,
                                        gint64               budget);
void         talus_rollup_node_changed (TalusRollup         *self,
                                        const TalusId       *id);
void         talus_rollup_node_placed  (TalusRollup         *self,
                                        const TalusId       *id);
/* FALSE where no child has anything to add. */
gboolean     talus_rollup_get_sum      (TalusRollup         *self,
                                        TalusNode           *node,
                                        const char          *key,
                                        TalusFixed        *sum);

/**
 * TalusRollup::changed: (self, TalusNode *node)
 *   a sum of the node is another than it was.
 */

G_END_DECLS
