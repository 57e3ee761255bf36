/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the outline's rows share. */
#pragma once

#include "app/outline/talus-outline-tree.h"

G_BEGIN_DECLS

struct _TalusOutlineTree
{
  GObject parent_instance;

  /* owned */
  TalusGraph *graph;          /* (nullable) */
  GtkFilter *filter;          /* (nullable) */
  GListModel *roots;          /* (nullable) */
  GtkTreeListModel *rows;     /* (nullable) */
  GHashTable *expanded;       /* set of TalusId */

  gulong rows_handler;
  gboolean is_quiet;          /* what happens is said as a whole afterwards */
};

/* (transfer full) (nullable): the row of @node; with @expand those above it
 * are expanded on the way. */
GtkTreeListRow *talus_outline_tree_find_row      (TalusOutlineTree *self,
                                                  TalusNode        *node,
                                                  gboolean          expand);
/* Remembers it, unless there is a filter. */
void            talus_outline_tree_note_expanded (TalusOutlineTree *self,
                                                  const TalusId    *id,
                                                  gboolean          expanded);
/* Those of some nodes that have a row. */
void            talus_outline_tree_expand_ids    (TalusOutlineTree *self,
                                                  GArray           *ids);
/* Of siblings that have just got rows, without a word to anybody; how many more
 * rows there are then. */
guint           talus_outline_tree_expand_again  (TalusOutlineTree *self,
                                                  guint             position,
                                                  guint             n_added);
/* All rows anew. */
void            talus_outline_tree_build         (TalusOutlineTree *self);

G_END_DECLS
