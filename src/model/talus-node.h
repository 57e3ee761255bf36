/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A node of a graph, as readers see it. Only the graph changes one
 * (talus-node-private.h). */
#pragma once

#include <gio/gio.h>

#include "base/talus-id.h"
#include "model/talus-value.h"

G_BEGIN_DECLS

#define TALUS_TYPE_NODE (talus_node_get_type ())

G_DECLARE_FINAL_TYPE (TalusNode, talus_node, TALUS, NODE, GObject)

const TalusId *talus_node_get_id           (TalusNode   *self);
const char    *talus_node_get_name         (TalusNode   *self);
const char    *talus_node_get_type_id      (TalusNode   *self); /* blueprint_type_id */
TalusNode     *talus_node_get_parent       (TalusNode   *self); /* (nullable) */
TalusNode     *talus_node_get_next_sibling (TalusNode   *self); /* (nullable), O(log n) at worst */
TalusNode     *talus_node_get_previous_sibling (TalusNode *self);
guint          talus_node_get_index        (TalusNode   *self); /* O(log n) */
guint          talus_node_get_n_children   (TalusNode   *self);
TalusNode     *talus_node_get_child        (TalusNode   *self,
                                            guint        index); /* (nullable), O(log n) */
TalusNode     *talus_node_get_first_child  (TalusNode   *self);
/* The list model of the children: made on first call, then kept, and exact
 * with single-item items-changed. */
GListModel    *talus_node_get_children     (TalusNode   *self);
gboolean       talus_node_is_removed       (TalusNode   *self); /* itself, not an ancestor */
gboolean       talus_node_is_live          (TalusNode   *self); /* nor any ancestor */
guint          talus_node_get_depth        (TalusNode   *self); /* a root: 1 */
gint64         talus_node_get_created_at   (TalusNode   *self);

/* Properties: @key is the stored id. */
TalusValue    *talus_node_dup_property     (TalusNode   *self,
                                            const char  *key);  /* (nullable) */
guint          talus_node_get_n_properties (TalusNode   *self);

/**
 * TalusPropertyFunc:
 * @key: stored id, NUL-terminated
 * @json: canonical JSON of the value, not NUL-terminated
 * @length: its length
 * @seq: the record that last changed it
 */
typedef void (*TalusPropertyFunc) (const char *key,
                                   const char *json,
                                   gsize       length,
                                   guint64     seq,
                                   gpointer    user_data);
/* In canonical order of the keys. */
void           talus_node_foreach_property (TalusNode         *self,
                                            TalusPropertyFunc  func,
                                            gpointer           user_data);

/* The seq of the last change of each slot (0: unknown here, e.g. pending). */
guint64        talus_node_get_existence_seq (TalusNode  *self);
guint64        talus_node_get_place_seq     (TalusNode  *self);
guint64        talus_node_get_name_seq      (TalusNode  *self);
guint64        talus_node_get_property_seq  (TalusNode  *self,
                                             const char *key); /* also of one since deleted: 0 */

G_END_DECLS
