/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which nodes of a tree are to be seen: those marked, and those above one. A
 * copy of that part of the tree, so that it can be mended after the tree has
 * changed. It knows places of nodes, not why one is marked. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

/**
 * TalusShownMarks:
 * @TALUS_SHOWN_HIT: it fits
 * @TALUS_SHOWN_KEPT: it is not to vanish
 */
typedef enum
{
  TALUS_SHOWN_HIT = 1 << 0,
  TALUS_SHOWN_KEPT = 1 << 1,
} TalusShownMarks;

typedef struct _TalusShownTree TalusShownTree;

TalusShownTree *talus_shown_tree_new        (void);
void            talus_shown_tree_free       (TalusShownTree  *self);
guint           talus_shown_tree_get_n_hits (TalusShownTree  *self);
gboolean        talus_shown_tree_contains   (TalusShownTree  *self,
                                             const TalusId   *id);
TalusShownMarks talus_shown_tree_get_marks  (TalusShownTree  *self,
                                             const TalusId   *id);
/* Each says whether anything is otherwise now. */
gboolean        talus_shown_tree_mark       (TalusShownTree  *self,
                                             TalusNode       *node,
                                             TalusShownMarks  mark,
                                             gboolean         is_marked);
gboolean        talus_shown_tree_unmark     (TalusShownTree  *self,
                                             const TalusId   *id,
                                             TalusShownMarks  mark);
gboolean        talus_shown_tree_move       (TalusShownTree  *self,
                                             TalusNode       *node);
gboolean        talus_shown_tree_remove     (TalusShownTree  *self,
                                             const TalusId   *top);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusShownTree, talus_shown_tree_free)

G_END_DECLS
