/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log of a live project as a list, the newest first: read backwards page
 * by page as somebody looks further, and growing at the top. What was not
 * looked at is not held. It knows no widget. Main thread. */
#pragma once

#include "app/history/talus-log-entry.h"
#include "peer/talus-peer.h"

G_BEGIN_DECLS

#define TALUS_TYPE_LOG_MODEL (talus_log_model_get_type ())

/* A GListModel of TalusLogEntry. */
G_DECLARE_FINAL_TYPE (TalusLogModel, talus_log_model, TALUS, LOG_MODEL, GObject)

/* Empty until somebody asks for more. @peer: live. */
TalusLogModel *talus_log_model_new          (TalusPeer     *peer);
/* Reads on until there are some more lines, or the log has no more. */
void           talus_log_model_load_more    (TalusLogModel *self);
gboolean       talus_log_model_is_loading   (TalusLogModel *self);
/* Whether all that there is has been read. */
gboolean       talus_log_model_is_complete  (TalusLogModel *self);
/* (nullable): why reading stopped; load_more tries again. */
const GError  *talus_log_model_get_failure  (TalusLogModel *self);
/* What is listed, each (nullable): by whom, about which node, and with which
 * text in it. Begins anew, empty. */
void           talus_log_model_set_filter   (TalusLogModel *self,
                                             const TalusId *author,
                                             const TalusId *node,
                                             const char    *text);
gboolean       talus_log_model_has_filter   (TalusLogModel *self);
/* (transfer container) (element-type TalusAuthor): everybody met so far, by name. */
GPtrArray     *talus_log_model_list_authors (TalusLogModel *self);

/* Properties, read-only, with notify: loading, complete (boolean). */

G_END_DECLS
