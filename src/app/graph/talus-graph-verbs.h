/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the canvas' verbs come to, and what a card says in words. It knows no
 * widget. */
#pragma once

#include "app/core/talus-view.h"

G_BEGIN_DECLS

/* (transfer full): "Weld new pans, Task, In progress, waits for Sandblasting". */
char       *talus_graph_describe_node   (TalusGraph     *graph,
                                         TalusNode      *node);
/* The same, on lines; for a tooltip. */
char       *talus_graph_describe_tip    (TalusGraph     *graph,
                                         TalusNode      *node);

/* (transfer full): talus_view_list_selected_tops(), which stay what they are even
 * if somebody deletes them meanwhile. */
GPtrArray  *talus_graph_hold_selected_tops (TalusView   *view);
/* Whether @tops (element-type TalusNode) may all go below @parent. */
gboolean    talus_graph_may_move        (TalusView      *view,
                                         GPtrArray      *tops,
                                         TalusNode      *parent,
                                         GError        **error);
void        talus_graph_move            (TalusView      *view,
                                         GPtrArray      *tops,
                                         TalusNode      *parent);
/* (transfer full): the nodes that @blocked must not wait for: itself, what
 * waits for it in the end, and what it waits for already; or the other way
 * round, those that must not wait for @blocker. A set of TalusId of the nodes. */
GHashTable *talus_graph_list_unlinkable (TalusGraph     *graph,
                                         TalusNode      *blocker);
gboolean    talus_graph_may_link        (TalusView      *view,
                                         TalusNode      *blocker,
                                         TalusNode      *blocked,
                                         GError        **error);
void        talus_graph_link            (TalusView      *view,
                                         TalusNode      *blocker,
                                         TalusNode      *blocked);
void        talus_graph_unlink          (TalusView      *view,
                                         const TalusEdge *edge);
void        talus_graph_rename          (TalusView      *view,
                                         const TalusId  *id,
                                         const char     *name);
/* What is selected, with a way back offered. */
void        talus_graph_delete          (TalusView      *view);

G_END_DECLS
