/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays a history as the vectors and the oracle write it (README.md) on a
 * replica, with answers as the oracle gives them. What a session adds to the
 * model, idempotency and expected_seq, is here only as far as histories go. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/talus-replica.h"

G_BEGIN_DECLS

typedef struct _TalusPlayer TalusPlayer;

TalusPlayer  *talus_player_new          (void);
void          talus_player_free         (TalusPlayer *self);
/* {"open": …}, a step, {"digest": true} or {"record": SEQ}; what the oracle
 * would say: {"ok": {…}} or {"error", "details"?}. */
JsonNode     *talus_player_answer       (TalusPlayer *self,
                                         JsonObject  *line);
TalusReplica *talus_player_get_replica  (TalusPlayer *self);
TalusGraph   *talus_player_get_graph    (TalusPlayer *self);
/* All records so far, the baseline first. */
GPtrArray    *talus_player_get_records  (TalusPlayer *self);
/* The graph as the baseline has it, made anew. */
TalusGraph   *talus_player_make_graph   (TalusPlayer *self);
char         *talus_player_digest       (TalusPlayer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusPlayer, talus_player_free)

G_END_DECLS
