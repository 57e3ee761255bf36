/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who wrote which record of the log, and when: sixteen bytes a record, read
 * from the log once somebody asks. It knows no node. */
#pragma once

#include "peer/talus-peer.h"

G_BEGIN_DECLS

#define TALUS_TYPE_LOG_TIMES (talus_log_times_get_type ())

G_DECLARE_FINAL_TYPE (TalusLogTimes, talus_log_times, TALUS, LOG_TIMES, GObject)

/* @peer: (nullable): whose log; without, only what is added is known. */
TalusLogTimes *talus_log_times_new         (TalusPeer     *peer);
/* Begins to read the log, the first time. */
void           talus_log_times_load        (TalusLogTimes *self);
gboolean       talus_log_times_is_complete (TalusLogTimes *self);
/* The records come in order; the next one. */
void           talus_log_times_add         (TalusLogTimes *self,
                                            TalusRecord   *record);
/* FALSE where it is not known. @author: (out) (transfer none) (optional) */
gboolean       talus_log_times_get         (TalusLogTimes *self,
                                            guint64        seq,
                                            gint64        *timestamp,
                                            TalusAuthor  **author);

/**
 * TalusLogTimes::changed: (self)
 *   more is known
 */

G_END_DECLS
