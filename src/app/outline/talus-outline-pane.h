/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outline: the project as a tree. */
#pragma once

#include "app/core/talus-pane.h"

G_BEGIN_DECLS

#define TALUS_TYPE_OUTLINE_PANE (talus_outline_pane_get_type ())

G_DECLARE_FINAL_TYPE (TalusOutlinePane, talus_outline_pane, TALUS, OUTLINE_PANE, GtkWidget)

extern const TalusPaneType talus_outline_pane_type;

GtkWidget *talus_outline_pane_new (TalusView *view);

G_END_DECLS
