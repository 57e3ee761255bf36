/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way from a root down to a node, each step a button. Where there is no
 * room for all the middle ones go into a menu. It shows what it is told. */
#pragma once

#include <gtk/gtk.h>

#include "model/talus-node.h"

G_BEGIN_DECLS

#define TALUS_TYPE_BREADCRUMB (talus_breadcrumb_get_type ())

G_DECLARE_FINAL_TYPE (TalusBreadcrumb, talus_breadcrumb, TALUS, BREADCRUMB, GtkWidget)

/* (nullable): nothing. To be called again when a name on the way has changed. */
void talus_breadcrumb_set_node (TalusBreadcrumb *self,
                                TalusNode       *node);

/* TalusBreadcrumb::activated: (self, TalusNode *node): a step was clicked. */

G_END_DECLS
