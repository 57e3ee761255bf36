/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the painter share. */
#pragma once

#include <math.h>

#include "app/graph/talus-graph-painter.h"

G_BEGIN_DECLS

struct _TalusGraphPainter
{
  TalusGraphStyle *style;           /* borrowed */
  TalusGraph *graph;                /* owned, (nullable) */
  TalusGraphPicture *picture;       /* owned, (nullable) */
  TalusGraphPicture *before;        /* owned, (nullable): what it was */
  float before_x;                   /* and by how much it is to be moved */
  float before_y;
  guint32 *origins;                 /* each card's in @before, or G_MAXUINT32 */
  GskRenderNode **cards[TALUS_GRAPH_DETAIL_BOX];  /* what was drawn, one a card */
  GskRenderNode **branches;         /* lines to children, one a card */
  TalusGraphRect *branch_rects;     /* what those are within */
  TalusSpatialIndex *branch_index;
  GHashTable *tiles;                /* of boxes: packed place → GskRenderNode */
  GArray *found;                    /* of guint: scratch */
};

#define TALUS_GRAPH_RADIUS 8.0f

/* talus-graph-painter-card.c */
GskRenderNode *talus_graph_painter_draw_card   (TalusGraphPainter    *self,
                                                guint                 index,
                                                TalusGraphDetail      detail);
/* The colour of its status, or of its type. */
GdkRGBA        talus_graph_painter_get_tint    (TalusGraphPainter    *self,
                                                guint                 index);

/* talus-graph-painter-lines.c: paths and what is drawn with them */
void           talus_graph_painter_trace_branch (TalusGraphPainter   *self,
                                                 cairo_t             *cr,
                                                 guint                index,
                                                 gboolean             is_round);
TalusGraphRect talus_graph_painter_measure_branch (TalusGraphPainter *self,
                                                   guint              index);
/* (nullable): owned by the painter. */
GskRenderNode *talus_graph_painter_get_branch  (TalusGraphPainter    *self,
                                                guint                 index);
void           talus_graph_painter_draw_branches (TalusGraphPainter  *self,
                                                  GtkSnapshot        *snapshot,
                                                  const TalusGraphFrameState *state);
void           talus_graph_painter_draw_arrows  (TalusGraphPainter   *self,
                                                 GtkSnapshot         *snapshot,
                                                 const TalusGraphFrameState *state);

/* talus-graph-painter-tiles.c */
void           talus_graph_painter_draw_tiles   (TalusGraphPainter   *self,
                                                 GtkSnapshot         *snapshot,
                                                 const TalusGraphFrameState *state);
void           talus_graph_painter_forget_tile  (TalusGraphPainter   *self,
                                                 guint                index);

static inline graphene_rect_t
talus_graph_rect_to_graphene (const TalusGraphRect *rect)
{
  return GRAPHENE_RECT_INIT (rect->x, rect->y, rect->width, rect->height);
}

/* A rounded rectangle as a border that leaves nothing out: cheaper by far than
 * what is clipped to one. */
static inline void
talus_graph_fill_rounded (GtkSnapshot           *snapshot,
                          const graphene_rect_t *bounds,
                          float                  radius,
                          const GdkRGBA         *colour)
{
  float half = MIN (bounds->size.width, bounds->size.height) / 2;
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, bounds, MIN (radius, half));
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { half, half, half, half },
                              (GdkRGBA[4]) { *colour, *colour, *colour, *colour });
}

/* A node of its own: GTK 4.8 moves what gtk_snapshot_append_cairo() draws where
 * the snapshot is both scaled and moved. What is drawn begins at the node's
 * corner, and the node is moved: cairo 1.16 forgets in SVG files where a
 * drawing within a drawing begins. */
static inline cairo_t *
talus_graph_begin_cairo (const graphene_rect_t  *bounds,
                         GskRenderNode         **node)
{
  float x = floorf (bounds->origin.x);
  float y = floorf (bounds->origin.y);
  g_autoptr (GskTransform) transform = NULL;
  g_autoptr (GskRenderNode) drawing = NULL;
  cairo_t *cr;

  drawing = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0,
                                                     bounds->size.width + bounds->origin.x - x,
                                                     bounds->size.height + bounds->origin.y - y));
  transform = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (x, y));
  *node = transform != NULL ? gsk_transform_node_new (drawing, transform)
                            : gsk_render_node_ref (drawing);
  cr = gsk_cairo_node_get_draw_context (drawing);
  cairo_translate (cr, -x, -y);

  return cr;
}

static inline void
talus_graph_end_cairo (cairo_t       *cr,
                       GtkSnapshot   *snapshot,
                       GskRenderNode *node)
{
  cairo_destroy (cr);
  gtk_snapshot_append_node (snapshot, node);
  gsk_render_node_unref (node);
}

static inline const TalusGraphRect *
talus_graph_painter_rect (TalusGraphPainter *self,
                          guint              index)
{
  return &talus_graph_layout_get_rects (talus_graph_picture_get_layout (self->picture))[index];
}

G_END_DECLS
