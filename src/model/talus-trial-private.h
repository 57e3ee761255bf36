/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change sets tried out on a graph, one after the other, to be taken back
 * again: for what consists of parts that see each other. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

/**
 * TalusTrial:
 * @graph: what it is tried on
 * @seq: the seq the whole will have
 * @sets: (element-type TalusChangeSet): what has been tried, in order
 *
 * Allocate on the stack, start with talus_trial_init(), end with
 * talus_trial_clear(), which leaves the graph as it was.
 */
typedef struct
{
  TalusGraph *graph;
  guint64 seq;
  GPtrArray *sets;
  /*< private >*/
  GPtrArray *traces;
} TalusTrial;

void            talus_trial_init    (TalusTrial      *self,
                                     TalusGraph      *graph,
                                     guint64          seq);
gboolean        talus_trial_apply   (TalusTrial      *self,
                                     TalusChangeSet  *changes,
                                     GError         **error);
void            talus_trial_revert  (TalusTrial      *self,
                                     guint            n_left);
TalusChangeSet *talus_trial_join    (TalusTrial      *self);
void            talus_trial_clear   (TalusTrial      *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TalusTrial, talus_trial_clear)

G_END_DECLS
