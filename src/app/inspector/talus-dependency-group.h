/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What blocks a node, or what it blocks: a list, and a way to add to it. */
#pragma once

#include "app/core/talus-view.h"
#include "app/inspector/talus-inspector-group.h"

G_BEGIN_DECLS

/**
 * TalusDependencySide:
 * @TALUS_DEPENDENCY_BLOCKERS: what has to be finished before the node
 * @TALUS_DEPENDENCY_BLOCKED: what waits for the node
 */
typedef enum
{
  TALUS_DEPENDENCY_BLOCKERS,
  TALUS_DEPENDENCY_BLOCKED,
} TalusDependencySide;

#define TALUS_TYPE_DEPENDENCY_GROUP (talus_dependency_group_get_type ())

G_DECLARE_FINAL_TYPE (TalusDependencyGroup, talus_dependency_group, TALUS, DEPENDENCY_GROUP,
                      TalusInspectorGroup)

GtkWidget *talus_dependency_group_new  (TalusView            *view,
                                        TalusDependencySide   side);
/* @node (nullable): shows nothing. Also for the same one, when it changed. */
void       talus_dependency_group_show (TalusDependencyGroup *self,
                                        TalusNode            *node);
/* Adds one; FALSE where it cannot be, which has been said. */
gboolean   talus_dependency_group_add  (TalusDependencyGroup *self,
                                        TalusNode            *other);

G_END_DECLS
