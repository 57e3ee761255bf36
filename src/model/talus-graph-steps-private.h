/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps that applying and reverting share. Each looks first and acts
 * then, so that one which fails has changed nothing; what fails is
 * %TALUS_ERROR_CONFLICT, and names what does not fit. */
#pragma once

#include "model/talus-graph-private.h"

G_BEGIN_DECLS

/**
 * TalusTraceStep:
 * @seq: of the slot: existence (remove, restore), place (move), value (set,
 *   meta), edge (link, unlink)
 * @place_seq: restore: of the place
 * @parent: restore: the parent it was removed from, or the null id
 * @removal: (nullable): restore: what was remembered of the removal
 * @edge_seqs: (nullable): remove, restore: of the edges that went or returned
 * @node_seqs: (nullable): restore: of the existence of the nodes below, in
 *   the order of the walk
 *
 * What one change overwrote beyond what it says itself.
 */
typedef struct
{
  guint64 seq;
  guint64 place_seq;
  TalusId parent;
  TalusRemoval *removal;
  guint64 *edge_seqs;
  guint64 *node_seqs;
} TalusTraceStep;

struct _TalusTrace
{
  GArray *steps;   /* of TalusTraceStep, one a change */
};

gboolean   talus_graph_diverge           (GError               **error,
                                          const TalusId         *id,
                                          const char            *what);
TalusNode *talus_graph_need_live         (TalusGraph            *self,
                                          const TalusId         *id,
                                          GError               **error);
gboolean   talus_graph_check_here        (TalusNode             *node,
                                          const TalusPlace      *place,
                                          GError               **error);
gboolean   talus_graph_find_gap          (TalusGraph            *self,
                                          const TalusPlace      *place,
                                          TalusNode             *moving,
                                          TalusNode            **parent,
                                          TalusNode            **after,
                                          GError               **error);
gboolean   talus_graph_check_subtree     (TalusGraph            *self,
                                          TalusNode             *node,
                                          const TalusChange     *change,
                                          GError               **error);
gboolean   talus_graph_check_new_edges   (TalusGraph            *self,
                                          const TalusChange     *change,
                                          TalusNode             *returning,
                                          GError               **error);
guint64   *talus_graph_link_edges        (TalusGraph            *self,
                                          const TalusChange     *change,
                                          const guint64         *seqs,
                                          guint64                seq);
guint64   *talus_graph_cut_edges         (TalusGraph            *self,
                                          const TalusChange     *change,
                                          const guint64         *seqs,
                                          guint64                seq);
gboolean   talus_graph_move_node         (TalusGraph            *self,
                                          const TalusId         *id,
                                          const TalusPlace      *from,
                                          const TalusPlace      *to,
                                          guint64               *seq,
                                          guint                 *old_index,
                                          guint                 *new_index,
                                          GError               **error);
gboolean   talus_graph_set_value         (TalusGraph            *self,
                                          const TalusChange     *change,
                                          const TalusValue      *old_value,
                                          const TalusValue      *new_value,
                                          guint64               *seq,
                                          GError               **error);
gboolean   talus_graph_toggle_edge       (TalusGraph            *self,
                                          const TalusChange     *change,
                                          gboolean               is_link,
                                          guint64               *seq,
                                          GError               **error);
gboolean   talus_graph_revert_change     (TalusGraph            *self,
                                          const TalusChange     *change,
                                          TalusTraceStep        *step,
                                          GError               **error);

G_END_DECLS
