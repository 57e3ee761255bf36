/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outline: the project as a tree with columns, where most of the editing
 * happens. */
#pragma once

#include "app/core/talus-pane.h"

G_BEGIN_DECLS

#define TALUS_TYPE_OUTLINE_PANE (talus_outline_pane_get_type ())

G_DECLARE_FINAL_TYPE (TalusOutlinePane, talus_outline_pane, TALUS, OUTLINE_PANE, GtkWidget)

extern const TalusPaneType talus_outline_pane_type;

GtkWidget  *talus_outline_pane_new          (TalusView        *view);
/* (transfer full) (element-type TalusId): what is expanded, to have it back
 * another time. */
GArray     *talus_outline_pane_list_expanded(TalusOutlinePane *self);
void        talus_outline_pane_set_expanded (TalusOutlinePane *self,
                                             const TalusId    *ids,
                                             guint             n_ids);

G_END_DECLS
