/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of rows that stand for nodes, with what is selected: the window's own
 * selection, by id, seen as GTK sees selections, by position. It keeps none
 * itself, so that nothing has to be carried along when rows come, go and move.
 * A subclass knows which node a row is of. */
#pragma once

#include <gtk/gtk.h>

#include "app/core/talus-selection.h"
#include "model/talus-node.h"

G_BEGIN_DECLS

#define TALUS_TYPE_NODE_ROWS (talus_node_rows_get_type ())

G_DECLARE_DERIVABLE_TYPE (TalusNodeRows, talus_node_rows, TALUS, NODE_ROWS, GObject)

/**
 * TalusNodeRowsClass:
 * @get_node: the node of a row, %NULL behind the last one
 * @find: where the row of a node is, %GTK_INVALID_LIST_POSITION: nowhere
 */
struct _TalusNodeRowsClass
{
  GObjectClass parent_class;

  TalusNode *(*get_node) (TalusNodeRows *self,
                          guint          position);
  guint      (*find)     (TalusNodeRows *self,
                          const TalusId *id);
};

/* For subclasses, once, at the end of their own construction. */
void            talus_node_rows_follow        (TalusNodeRows  *self,
                                               GListModel     *rows,
                                               TalusSelection *selection);
TalusSelection *talus_node_rows_get_selection (TalusNodeRows  *self);
/* (transfer full) (element-type TalusId): what is selected but for those rows. */
GArray         *talus_node_rows_list_outside  (TalusNodeRows  *self,
                                               guint           position,
                                               guint           n_items);
/* Adds the id of the node of a row, if there is such a row. */
void            talus_node_rows_append_id     (TalusNodeRows  *self,
                                               GArray         *ids,
                                               guint           position);
void            talus_node_rows_select_ids    (TalusNodeRows  *self,
                                               GArray         *ids);

G_END_DECLS
