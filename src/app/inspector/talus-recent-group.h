/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last changes of a node: what, who, when. */
#pragma once

#include "app/core/talus-view.h"
#include "app/inspector/talus-inspector-group.h"

G_BEGIN_DECLS

#define TALUS_TYPE_RECENT_GROUP (talus_recent_group_get_type ())

G_DECLARE_FINAL_TYPE (TalusRecentGroup, talus_recent_group, TALUS, RECENT_GROUP,
                      TalusInspectorGroup)

GtkWidget *talus_recent_group_new  (TalusView        *view);
/* @node (nullable): shows nothing. */
void       talus_recent_group_show (TalusRecentGroup *self,
                                    TalusNode        *node);

G_END_DECLS
