/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a node does not fit the template: said, restorable, removable. There
 * only where there is something. */
#pragma once

#include "app/core/talus-view.h"
#include "app/inspector/talus-inspector-group.h"

G_BEGIN_DECLS

#define TALUS_TYPE_ORPHAN_GROUP (talus_orphan_group_get_type ())

G_DECLARE_FINAL_TYPE (TalusOrphanGroup, talus_orphan_group, TALUS, ORPHAN_GROUP,
                      TalusInspectorGroup)

GtkWidget *talus_orphan_group_new  (TalusView        *view);
/* @node (nullable): shows nothing. */
void       talus_orphan_group_show (TalusOrphanGroup *self,
                                    TalusNode        *node);

G_END_DECLS
