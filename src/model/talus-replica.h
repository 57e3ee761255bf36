/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A replica: a confirmed position in the log plus the commands proposed on
 * top of it. The host's session is one over its journal, a desktop's document
 * one over its link. It knows the graph and the history, neither journal nor
 * link. One thread at a time. */
#pragma once

#include "model/talus-graph.h"
#include "model/talus-history.h"
#include "model/talus-record.h"
#include "model/talus-resolve.h"

G_BEGIN_DECLS

#define TALUS_TYPE_REPLICA (talus_replica_get_type ())

G_DECLARE_FINAL_TYPE (TalusReplica, talus_replica, TALUS, REPLICA, GObject)

/**
 * TalusOrigin:
 * @TALUS_ORIGIN_PROPOSED: a pending command was resolved and applied
 * @TALUS_ORIGIN_CONFIRMED: records of the log were applied
 * @TALUS_ORIGIN_REVERTED: the inverse of something pending
 *
 * Why ::applied came.
 */
typedef enum
{
  TALUS_ORIGIN_PROPOSED,
  TALUS_ORIGIN_CONFIRMED,
  TALUS_ORIGIN_REVERTED,
} TalusOrigin;

/* Takes over @graph as it stands at @seq. */
TalusReplica *talus_replica_new               (TalusGraph                *graph,
                                               guint64                    seq,
                                               const char                *head);
TalusGraph   *talus_replica_get_graph         (TalusReplica              *self);
TalusHistory *talus_replica_get_history       (TalusReplica              *self);
guint64       talus_replica_get_confirmed_seq (TalusReplica              *self);
const char   *talus_replica_get_confirmed_head(TalusReplica              *self);
/* Behind everything pending: seq counts on, head is that of the last sealed. */
guint64       talus_replica_get_tip_seq       (TalusReplica              *self);
const char   *talus_replica_get_tip_head      (TalusReplica              *self);
guint         talus_replica_get_n_pending     (TalusReplica              *self);
/* Before anything is proposed: a record of the past, for the undo stacks. */
void          talus_replica_remember          (TalusReplica              *self,
                                               TalusRecord               *record);

/* Proposing in two steps, so that the caller can look at what a command
 * comes to before it takes effect. draft: a record without seq's head, all
 * else filled (seq is the tip's next, result the answer's own members as a
 * JSON object: "result", "node_id"; for undo and redo "target_seq",
 * "target_command_id", "skipped"); the graph is unchanged. push: applies it
 * and makes it the newest pending; nothing else may have changed between. */
TalusRecord  *talus_replica_draft             (TalusReplica              *self,
                                               TalusCommand              *command,
                                               const TalusId             *command_id,
                                               TalusAuthor               *author,
                                               const char                *client_id,
                                               gint64                     timestamp,
                                               const TalusResolveContext *context,
                                               GError                   **error);
void          talus_replica_push              (TalusReplica              *self,
                                               TalusCommand              *command,
                                               TalusRecord               *draft);

/* The log has spoken. FALSE (divergence, %TALUS_ERROR_CONFLICT): take a
 * snapshot, this replica is of no further use. */
gboolean      talus_replica_confirm           (TalusReplica              *self,
                                               TalusRecord              **records,
                                               guint                      n_records,
                                               GError                   **error);
/* The host refused this one; the others are resolved again without it. */
void          talus_replica_reject            (TalusReplica              *self,
                                               const TalusId             *command_id);
/* (transfer full) (nullable): the command that is pending under an id. */
TalusCommand *talus_replica_dup_pending       (TalusReplica              *self,
                                               const TalusId             *command_id);
/* Everything pending is void, newest first. */
void          talus_replica_reject_all        (TalusReplica              *self);

/**
 * TalusReplica::applied:
 * @changes: (type gpointer): the #TalusChangeSet that was applied
 * @origin: a #TalusOrigin
 *
 * Emitted after the graph has changed.
 */

G_END_DECLS
