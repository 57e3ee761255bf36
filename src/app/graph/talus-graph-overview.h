/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small map of the whole picture, with what of it is in sight; a click goes
 * there. */
#pragma once

#include "app/graph/talus-graph-canvas.h"

G_BEGIN_DECLS

#define TALUS_TYPE_GRAPH_OVERVIEW (talus_graph_overview_get_type ())

G_DECLARE_FINAL_TYPE (TalusGraphOverview, talus_graph_overview, TALUS, GRAPH_OVERVIEW, GtkWidget)

GtkWidget *talus_graph_overview_new (TalusGraphCanvas *canvas);

G_END_DECLS
