/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What verbs on a tree come to: for nodes of a graph the batch that indents,
 * moves or deletes them, or a sentence why that cannot be. Nothing changes here.
 * It knows no widget. */
#pragma once

#include "model/talus-graph.h"
#include "peer/talus-batch.h"

G_BEGIN_DECLS

/**
 * TalusDropPart:
 * @TALUS_DROP_BEFORE: in front of the target, as its sibling
 * @TALUS_DROP_INTO: below it, last
 * @TALUS_DROP_INTO_FIRST: below it, first
 * @TALUS_DROP_AFTER: behind it, as its sibling
 *
 * Where something may land, seen from a row.
 */
typedef enum
{
  TALUS_DROP_BEFORE,
  TALUS_DROP_INTO,
  TALUS_DROP_INTO_FIRST,
  TALUS_DROP_AFTER,
} TalusDropPart;

/* @tops is everywhere: (element-type TalusNode), live, none below another, in
 * tree order; as talus_view_list_selected_tops() gives them. */

gboolean    talus_tree_fits           (TalusTemplate  *template,
                                       const char     *type_id,
                                       TalusNode      *parent);
/* (nullable): below or beside what something is made while @cursor (nullable)
 * is selected; %NULL: among the roots. */
TalusNode  *talus_tree_find_target    (TalusGraph     *graph,
                                       TalusNode      *cursor);
/* (transfer container) (element-type TalusNodeType): what may be made below
 * @parent, or among the roots, as the template orders it. */
GPtrArray  *talus_tree_list_types     (TalusTemplate  *template,
                                       TalusNode      *parent);
TalusBatch *talus_tree_indent         (TalusGraph     *graph,
                                       GPtrArray      *tops,
                                       GError        **error);
TalusBatch *talus_tree_outdent        (TalusGraph     *graph,
                                       GPtrArray      *tops,
                                       GError        **error);
TalusBatch *talus_tree_move_up        (TalusGraph     *graph,
                                       GPtrArray      *tops,
                                       GError        **error);
TalusBatch *talus_tree_move_down      (TalusGraph     *graph,
                                       GPtrArray      *tops,
                                       GError        **error);
TalusBatch *talus_tree_delete         (TalusGraph     *graph,
                                       GPtrArray      *tops,
                                       guint64        *count);
/* (nullable): the node that is the cursor once @tops are gone. */
TalusNode  *talus_tree_find_heir      (TalusGraph     *graph,
                                       GPtrArray      *tops);
/* The place that a drop on a part of @target means. */
void        talus_tree_get_place      (TalusNode      *target,
                                       TalusDropPart   part,
                                       TalusNode     **parent,
                                       TalusAnchor    *anchor);
/* Whether all may come below @parent, and whose fault it is if not. */
gboolean    talus_tree_may_move       (TalusGraph     *graph,
                                       GPtrArray      *tops,
                                       TalusNode      *parent,
                                       GError        **error);
/* Whether they are there already, in that order. */
gboolean    talus_tree_is_there       (TalusGraph        *graph,
                                       GPtrArray         *tops,
                                       TalusNode         *parent,
                                       const TalusAnchor *anchor);
TalusBatch *talus_tree_move_to        (TalusGraph        *graph,
                                       GPtrArray         *tops,
                                       TalusNode         *parent,
                                       const TalusAnchor *anchor,
                                       GError           **error);

G_END_DECLS
