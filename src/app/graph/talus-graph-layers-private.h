/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of dependencies on its way from links to places. */
#pragma once

#include "app/graph/talus-graph-layout-private.h"

G_BEGIN_DECLS

/* The boxes in layers and in connected pieces. Made at once and then only read. */
typedef struct
{
  const TalusGraphLayout *layout;
  guint n;                    /* boxes */
  guint m;                    /* links */
  gboolean *backward;         /* links that are laid out the other way */
  guint32 *ranks;             /* layers of boxes */
  guint32 *pieces;            /* the smallest box each is connected with */
  guint32 longest;            /* arrows over more layers get no bends */
} TalusGraphRanking;

/* One connected piece: cards and bends in layers, segments only between
 * neighbouring ones. */
typedef struct
{
  guint n_vertices;
  guint n_layers;
  gint32 *boxes;              /* what a vertex is: a box, or -1: a bend */
  float *heights;
  float *middles;             /* from top to bottom, once aligned */
  guint32 *layers;            /* which each vertex is in */
  guint32 *layer_starts;      /* n_layers + 1, in @order */
  guint32 *order;             /* vertices, layer by layer, from the top */
  guint32 *positions;         /* of each vertex in its layer */
  guint32 *down_starts;       /* n_vertices + 1 */
  guint32 *down;              /* to the next layer */
  guint32 *up_starts;
  guint32 *up;
} TalusGraphLayers;

void talus_graph_ranking_init  (TalusGraphRanking       *ranking,
                                const TalusGraphLayout  *layout);
void talus_graph_ranking_clear (TalusGraphRanking       *ranking);

/* One piece, from its boxes and links; @vertices is told which vertex each box
 * becomes, @bends which is the first bend of each link. */
void talus_graph_layers_init   (TalusGraphLayers        *self,
                                const TalusGraphRanking *ranking,
                                const guint32           *boxes,
                                guint                    n_boxes,
                                const guint32           *links,
                                guint                    n_links,
                                guint32                 *vertices,
                                guint32                 *bends);
void talus_graph_layers_clear  (TalusGraphLayers        *self);
void talus_graph_layers_sort   (TalusGraphLayers        *self,
                                GCancellable            *cancellable);
void talus_graph_layers_align  (TalusGraphLayers        *self);

static inline gboolean
talus_graph_ranking_draws (const TalusGraphRanking *ranking,
                           guint32                  link)
{
  const TalusGraphLink *ends = talus_graph_layout_link (ranking->layout, link);

  return ends->from != ends->to;
}

static inline guint32
talus_graph_ranking_tail (const TalusGraphRanking *ranking,
                          guint32                  link)
{
  const TalusGraphLink *ends = talus_graph_layout_link (ranking->layout, link);

  return ranking->backward[link] ? ends->to : ends->from;
}

static inline guint32
talus_graph_ranking_head (const TalusGraphRanking *ranking,
                          guint32                  link)
{
  const TalusGraphLink *ends = talus_graph_layout_link (ranking->layout, link);

  return ranking->backward[link] ? ends->from : ends->to;
}

/* How many layers it passes, and bends in. */
static inline guint32
talus_graph_ranking_bends (const TalusGraphRanking *ranking,
                           guint32                  link)
{
  guint32 span = ranking->ranks[talus_graph_ranking_head (ranking, link)] -
                 ranking->ranks[talus_graph_ranking_tail (ranking, link)];

  return span > ranking->longest ? 0 : span - 1;
}

G_END_DECLS
