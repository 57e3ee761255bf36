/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding: what the selection allows to be made, its legal child types first,
 * then those that may come beside it. One that is allowed needs no menu. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-part.h"
#include "model/talus-graph.h"

G_BEGIN_DECLS

#define TALUS_TYPE_ADD_MENU (talus_add_menu_get_type ())

G_DECLARE_FINAL_TYPE (TalusAddMenu, talus_add_menu, TALUS, ADD_MENU, GtkWidget)

/* (transfer full): items of the action `outline.add`, below and beside @cursor
 * (nullable). */
GMenuModel *talus_add_menu_make (TalusGraph *graph,
                                 TalusNode  *cursor);
/* The button of the header bar. */
GtkWidget  *talus_add_menu_new  (TalusView  *view);

extern const TalusPartType talus_add_menu_part_type;

G_END_DECLS
