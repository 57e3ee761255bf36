/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph: a project as cards and arrows. */
#pragma once

#include "app/core/talus-pane.h"
#include "app/graph/talus-graph-canvas.h"

G_BEGIN_DECLS

#define TALUS_TYPE_GRAPH_PANE (talus_graph_pane_get_type ())

G_DECLARE_FINAL_TYPE (TalusGraphPane, talus_graph_pane, TALUS, GRAPH_PANE, GtkWidget)

extern const TalusPaneType talus_graph_pane_type;

GtkWidget        *talus_graph_pane_new        (TalusView      *view);
TalusGraphCanvas *talus_graph_pane_get_canvas (TalusGraphPane *self);

G_END_DECLS
