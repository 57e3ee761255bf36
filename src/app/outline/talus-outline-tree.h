/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of an outline: a lazy tree over a graph's nodes, as a flat list
 * model of GtkTreeListRow. What is expanded is kept by id and comes back with
 * its row, whatever happened to it. It knows no widget and no selection. */
#pragma once

#include <gtk/gtk.h>

#include "model/talus-graph.h"

G_BEGIN_DECLS

#define TALUS_TYPE_OUTLINE_TREE (talus_outline_tree_get_type ())

G_DECLARE_FINAL_TYPE (TalusOutlineTree, talus_outline_tree, TALUS, OUTLINE_TREE, GObject)

TalusOutlineTree *talus_outline_tree_new           (void);
/* Both (nullable). What is expanded stays so where the ids are the same. */
void              talus_outline_tree_set_graph     (TalusOutlineTree *self,
                                                    TalusGraph       *graph);
TalusGraph       *talus_outline_tree_get_graph     (TalusOutlineTree *self);
void              talus_outline_tree_set_filter    (TalusOutlineTree *self,
                                                    GtkFilter        *filter);
gboolean          talus_outline_tree_is_filtered   (TalusOutlineTree *self);
/* (nullable) (transfer none): the node of a row. */
TalusNode        *talus_outline_tree_get_node      (TalusOutlineTree *self,
                                                    guint             position);
/* (transfer full) (element-type TalusId): those of all rows, in their order. */
GArray           *talus_outline_tree_list_ids      (TalusOutlineTree *self);
/* GTK_INVALID_LIST_POSITION: it is not seen just now. */
guint             talus_outline_tree_find          (TalusOutlineTree *self,
                                                    TalusNode        *node);
/* Expands those above it; FALSE where it cannot be seen at all. */
gboolean          talus_outline_tree_reveal        (TalusOutlineTree *self,
                                                    TalusNode        *node);
gboolean          talus_outline_tree_is_expanded   (TalusOutlineTree *self,
                                                    TalusNode        *node);
void              talus_outline_tree_set_expanded  (TalusOutlineTree *self,
                                                    TalusNode        *node,
                                                    gboolean          expanded);
/* Everything below, too, as far as @limit rows; TRUE if that was all. */
gboolean          talus_outline_tree_expand_below  (TalusOutlineTree *self,
                                                    TalusNode        *node,
                                                    guint             limit);
void              talus_outline_tree_collapse_all  (TalusOutlineTree *self);
/* Whether there is anything to expand. */
gboolean          talus_outline_tree_has_children  (TalusOutlineTree *self,
                                                    TalusNode        *node);
/* (transfer full) (element-type TalusId): in no order. */
GArray           *talus_outline_tree_list_expanded (TalusOutlineTree *self);
void              talus_outline_tree_take_expanded (TalusOutlineTree *self,
                                                    const TalusId    *ids,
                                                    guint             n_ids);

/**
 * TalusOutlineTree::expanded: (self, TalusNode *node)
 *   it is expanded or collapsed now, and was not; once for all that is expanded
 *   below it with it.
 */

G_END_DECLS
