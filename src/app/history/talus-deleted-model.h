/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was deleted from a live project and has not come back, the last first:
 * found by the log, as far as somebody looks. It knows no widget. Main thread. */
#pragma once

#include "peer/talus-peer.h"

G_BEGIN_DECLS

#define TALUS_TYPE_DELETED_NODE (talus_deleted_node_get_type ())

G_DECLARE_FINAL_TYPE (TalusDeletedNode, talus_deleted_node, TALUS, DELETED_NODE, GObject)

const TalusId *talus_deleted_node_get_id        (TalusDeletedNode  *self);
const char    *talus_deleted_node_get_name      (TalusDeletedNode  *self);
guint64        talus_deleted_node_get_count     (TalusDeletedNode  *self); /* with all below */
/* (nullable): what it was in */
const char    *talus_deleted_node_get_place     (TalusDeletedNode  *self);
gint64         talus_deleted_node_get_timestamp (TalusDeletedNode  *self);
TalusAuthor   *talus_deleted_node_get_author    (TalusDeletedNode  *self);

#define TALUS_TYPE_DELETED_MODEL (talus_deleted_model_get_type ())

/* A GListModel of TalusDeletedNode. */
G_DECLARE_FINAL_TYPE (TalusDeletedModel, talus_deleted_model, TALUS, DELETED_MODEL, GObject)

TalusDeletedModel *talus_deleted_model_new         (TalusPeer         *peer);
void               talus_deleted_model_load_more   (TalusDeletedModel *self);
gboolean           talus_deleted_model_is_loading  (TalusDeletedModel *self);
/* (nullable): why reading stopped; load_more tries again. */
const GError      *talus_deleted_model_get_failure (TalusDeletedModel *self);

/* Property, read-only, with notify: loading (boolean). */

G_END_DECLS
