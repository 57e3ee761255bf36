/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the children of nodes come to, for all properties of numbers: worked
 * out in slices once somebody asks, then kept up to date. It knows no widget. */
#pragma once

#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_CHILD_SUMS (talus_child_sums_get_type ())

G_DECLARE_FINAL_TYPE (TalusChildSums, talus_child_sums, TALUS, CHILD_SUMS, GObject)

TalusChildSums *talus_child_sums_new      (TalusView           *view);
/* (transfer full) (nullable): as text, by the locale; NULL where no child has
 * anything to add, or as far as that is not known yet. */
char           *talus_child_sums_dup_text (TalusChildSums      *self,
                                           TalusNode           *node,
                                           const TalusProperty *property);

/**
 * TalusChildSums::changed: (self, TalusNode *node)
 */

G_END_DECLS
