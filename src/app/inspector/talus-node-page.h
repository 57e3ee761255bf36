/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The properties of nodes of one type, or what nodes of several types have in
 * common: their name and a row for each property, by groups. Made once for its
 * types, it shows one selection of them after another. */
#pragma once

#include "app/core/talus-view.h"
#include "app/inspector/talus-child-sums.h"

G_BEGIN_DECLS

#define TALUS_TYPE_NODE_PAGE (talus_node_page_get_type ())

G_DECLARE_FINAL_TYPE (TalusNodePage, talus_node_page, TALUS, NODE_PAGE, GtkBox)

/**
 * TalusNodePageAuthorFunc:
 * @seq: a record of the log
 *
 * Returns: (nullable): who else made it, as far as that is known
 */
typedef const char *(*TalusNodePageAuthorFunc) (guint64  seq,
                                                gpointer user_data);

/* @types: of TalusNodeType, kept by @template; empty: of a type that it has
 * not. */
GtkWidget *talus_node_page_new        (TalusView               *view,
                                       TalusTemplate           *template,
                                       GPtrArray               *types);
void       talus_node_page_set_author (TalusNodePage           *self,
                                       TalusNodePageAuthorFunc  func,
                                       gpointer                 user_data);
/* What is said of the children of a single node. */
void       talus_node_page_set_sums   (TalusNodePage           *self,
                                       TalusChildSums          *sums);
/* Whether it is made for these. */
gboolean   talus_node_page_is_for     (TalusNodePage           *self,
                                       TalusTemplate           *template,
                                       GPtrArray               *types);
/* Other nodes: what was typed for those before is to be flushed first. */
void       talus_node_page_show       (TalusNodePage           *self,
                                       GPtrArray               *nodes);
/* The same nodes, which may have changed. */
void       talus_node_page_refresh    (TalusNodePage           *self);
/* Commits what was typed; what cannot be is said to the person, and gone. */
void       talus_node_page_flush      (TalusNodePage           *self);
/* (transfer container) (element-type TalusFieldEditor): in order, for tests too. */
GPtrArray *talus_node_page_list_editors (TalusNodePage         *self);

G_END_DECLS
