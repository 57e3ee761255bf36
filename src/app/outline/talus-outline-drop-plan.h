/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where something dragged would land, from where the pointer is over a row:
 * the nearest place that is allowed, or none. It knows the tree, no widget. */
#pragma once

#include "app/core/talus-tree-edit.h"
#include "app/outline/talus-outline-tree.h"

G_BEGIN_DECLS

/**
 * TalusDropPlan:
 * @parent: (nullable): below what, %NULL: among the roots
 * @anchor: where among its children
 * @into: it is shown as a frame around the target, else as a line
 * @above: the line is above the target's row, else below it
 * @depth: how deep what lands is indented, 0 for a root
 *
 * A place that something may be dropped on.
 */
typedef struct
{
  TalusNode *parent;
  TalusAnchor anchor;
  gboolean into;
  gboolean above;
  guint depth;
} TalusDropPlan;

/* Whether the pointer is on the row and not near the one above or below. */
gboolean talus_drop_plan_is_on (double part);

/* @tops: (nullable): nodes to be moved; NULL: nodes to be made. @part: 0 at the
 * upper edge of the row of @target, 1 at the lower. @depth: how deep the
 * pointer is. FALSE: nothing may land there. */
gboolean talus_drop_plan_find (TalusOutlineTree *tree,
                               GPtrArray        *tops,
                               TalusNode        *target,
                               double            part,
                               int               depth,
                               TalusDropPlan    *plan);

G_END_DECLS
