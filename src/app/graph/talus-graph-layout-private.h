/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the layout share: trees, layers, and how arrows run. */
#pragma once

#include "app/graph/talus-graph-layout.h"

G_BEGIN_DECLS

struct _TalusGraphLayout
{
  TalusGraphMode mode;
  gboolean right_to_left;
  GArray *boxes;                 /* of TalusGraphBox */
  GArray *links;                 /* of TalusGraphLink */

  /* Once it has run. */
  TalusGraphRect *rects;         /* one a box */
  GArray *frames;                /* of TalusGraphFrame */
  GArray *points;                /* of TalusGraphPoint: all routes, one after the other */
  guint32 *routes;               /* where each link's begins, and the end */
  TalusGraphRect bounds;
  gint32 head;                   /* whose children stand in columns, or -1 */
  TalusSpatialIndex *index;
  TalusSpatialIndex *link_index;
};

/* Each places what it places from (0, 0) on, left to right, and answers FALSE
 * once @cancellable is. */
gboolean talus_graph_layout_run_tree   (TalusGraphLayout *self,
                                        GCancellable     *cancellable);
gboolean talus_graph_layout_run_layers (TalusGraphLayout *self,
                                        GCancellable     *cancellable);
/* For a tree that is too high: in columns. */
void     talus_graph_layout_run_columns (TalusGraphLayout *self);
/* For a tree: the arrows around the cards where they stand. */
gboolean talus_graph_layout_run_routes (TalusGraphLayout *self,
                                        GCancellable     *cancellable);

/**
 * TalusGraphPorts:
 * @from: one a link: how far from the middle of its card an arrow leaves
 * @to: and arrives
 */
typedef struct
{
  float *from;
  float *to;
} TalusGraphPorts;

void     talus_graph_ports_spread      (TalusGraphPorts        *ports,
                                        const TalusGraphLayout *self);
void     talus_graph_ports_clear       (TalusGraphPorts        *ports);

static inline TalusGraphBox *
talus_graph_layout_box (const TalusGraphLayout *self,
                        guint                   index)
{
  return &g_array_index (self->boxes, TalusGraphBox, index);
}

static inline TalusGraphLink *
talus_graph_layout_link (const TalusGraphLayout *self,
                         guint                   index)
{
  return &g_array_index (self->links, TalusGraphLink, index);
}

static inline void
talus_graph_layout_add_point (TalusGraphLayout *self,
                              float             x,
                              float             y)
{
  TalusGraphPoint point = { x, y };

  g_array_append_val (self->points, point);
}

G_END_DECLS
