/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A follower's own graph: from a snapshot, changed by nothing but the records
 * that came over the wire. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/talus-replica.h"

G_BEGIN_DECLS

TalusReplica *sim_replica_new    (JsonObject     *graph,
                                  GBytes         *template_yaml,
                                  GError        **error);
gboolean      sim_replica_lacks  (TalusReplica   *self,
                                  TalusRecord    *record);
gboolean      sim_replica_take   (TalusReplica   *self,
                                  TalusRecord    *record,
                                  GError        **error);

G_END_DECLS
