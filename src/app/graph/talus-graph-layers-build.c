/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From boxes and links of a piece to vertices and segments: an arrow has a bend
 * in each layer that it passes. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-layers-private.h"

void
talus_graph_layers_clear (TalusGraphLayers *self)
{
  g_free (self->boxes);
  g_free (self->heights);
  g_free (self->middles);
  g_free (self->layers);
  g_free (self->layer_starts);
  g_free (self->order);
  g_free (self->positions);
  g_free (self->down_starts);
  g_free (self->down);
  g_free (self->up_starts);
  g_free (self->up);
}

/* One segment of an arrow: vertices of neighbouring layers. */
typedef struct
{
  guint32 upper;
  guint32 lower;
} Segment;

static void
fill_neighbours (const GArray  *segments,
                 guint          n_vertices,
                 gboolean       is_down,
                 guint32      **starts,
                 guint32      **neighbours)
{
  g_autofree guint32 *fill = g_new (guint32, n_vertices + 1);

  *starts = g_new0 (guint32, n_vertices + 1);
  *neighbours = g_new (guint32, segments->len + 1);
  for (guint i = 0; i < segments->len; i++)
    {
      Segment *segment = &g_array_index (segments, Segment, i);

      (*starts)[(is_down ? segment->upper : segment->lower) + 1]++;
    }
  for (guint i = 0; i < n_vertices; i++)
    {
      (*starts)[i + 1] += (*starts)[i];
      fill[i] = (*starts)[i];
    }
  for (guint i = 0; i < segments->len; i++)
    {
      Segment *segment = &g_array_index (segments, Segment, i);

      (*neighbours)[fill[is_down ? segment->upper : segment->lower]++] =
        is_down ? segment->lower : segment->upper;
    }
}

/* Vertices by layer, in the order they were made: that of the tree. */
static void
fill_layers (TalusGraphLayers *layers)
{
  g_autofree guint32 *fill = NULL;

  for (guint i = 0; i < layers->n_vertices; i++)
    layers->n_layers = MAX (layers->n_layers, layers->layers[i] + 1);
  layers->layer_starts = g_new0 (guint32, layers->n_layers + 1);
  layers->order = g_new (guint32, layers->n_vertices);
  fill = g_new (guint32, layers->n_layers + 1);

  for (guint i = 0; i < layers->n_vertices; i++)
    layers->layer_starts[layers->layers[i] + 1]++;
  for (guint i = 0; i < layers->n_layers; i++)
    {
      layers->layer_starts[i + 1] += layers->layer_starts[i];
      fill[i] = layers->layer_starts[i];
    }
  for (guint i = 0; i < layers->n_vertices; i++)
    layers->order[fill[layers->layers[i]]++] = i;
}

void
talus_graph_layers_init (TalusGraphLayers        *self,
                         const TalusGraphRanking *ranking,
                         const guint32           *boxes,
                         guint                    n_boxes,
                         const guint32           *links,
                         guint                    n_links,
                         guint32                 *vertices,
                         guint32                 *bends)
{
  g_autoptr (GArray) segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  guint32 lowest = G_MAXUINT32;
  guint n = n_boxes;

  for (guint i = 0; i < n_links; i++)
    n += talus_graph_ranking_bends (ranking, links[i]);
  self->boxes = g_new (gint32, n);
  self->heights = g_new0 (float, n);
  self->middles = g_new0 (float, n);
  self->layers = g_new (guint32, n);
  self->positions = g_new (guint32, n);

  for (guint i = 0; i < n_boxes; i++)
    lowest = MIN (lowest, ranking->ranks[boxes[i]]);
  for (guint i = 0; i < n_boxes; i++)
    {
      vertices[boxes[i]] = i;
      self->boxes[i] = (gint32) boxes[i];
      self->heights[i] = talus_graph_layout_box (ranking->layout, boxes[i])->height;
      self->layers[i] = ranking->ranks[boxes[i]] - lowest;
    }

  self->n_vertices = n_boxes;
  for (guint i = 0; i < n_links; i++)
    {
      guint32 head = vertices[talus_graph_ranking_head (ranking, links[i])];
      guint32 n_bends = talus_graph_ranking_bends (ranking, links[i]);
      Segment segment = { vertices[talus_graph_ranking_tail (ranking, links[i])], 0 };

      bends[links[i]] = self->n_vertices;
      for (guint j = 0; j < n_bends; j++)
        {
          self->boxes[self->n_vertices] = -1;
          self->layers[self->n_vertices] = self->layers[segment.upper] + 1;
          segment.lower = self->n_vertices++;
          g_array_append_val (segments, segment);
          segment.upper = segment.lower;
        }
      if (self->layers[head] == self->layers[segment.upper] + 1)
        {
          segment.lower = head;
          g_array_append_val (segments, segment);
        }
    }

  fill_layers (self);
  fill_neighbours (segments, self->n_vertices, TRUE, &self->down_starts, &self->down);
  fill_neighbours (segments, self->n_vertices, FALSE, &self->up_starts, &self->up);
}
