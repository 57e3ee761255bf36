/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far down each vertex of a layer is: as near to the middle of what it is
 * linked with as the order and the room between allow. For one layer that is
 * isotonic regression, solved exactly by pooling adjacent violators; layers
 * take turns. Bends weigh more, as in Gansner et al., "A Technique for Drawing
 * Directed Graphs" (1993), so that long arrows run straight. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-layers-private.h"

#define N_ROUNDS 8
#define BEND_GAP 8.0f
#define FAINT    0.001

/* Neighbours pushed together: they move as one. */
typedef struct
{
  double sum;                 /* of wishes, weighted */
  double weight;
  guint length;
} Pool;

static float
get_gap (const TalusGraphLayers *self,
         guint32                 one,
         guint32                 other)
{
  gboolean is_loose = self->boxes[one] >= 0 && self->boxes[other] >= 0;

  return (self->heights[one] + self->heights[other]) / 2 +
         (is_loose ? TALUS_GRAPH_ROW_GAP * 1.5f : BEND_GAP);
}

static void
add_wishes (const TalusGraphLayers *self,
            guint32                 vertex,
            const guint32          *starts,
            const guint32          *neighbours,
            double                 *sum,
            double                 *weight)
{
  for (guint32 i = starts[vertex]; i < starts[vertex + 1]; i++)
    {
      guint32 neighbour = neighbours[i];
      guint n_bends = (self->boxes[vertex] < 0) + (self->boxes[neighbour] < 0);
      double pull = n_bends == 2 ? 8 : n_bends + 1;

      *sum += pull * self->middles[neighbour];
      *weight += pull;
    }
}

static void
align_layer (TalusGraphLayers *self,
             guint             layer,
             gboolean          look_up,
             gboolean          look_down,
             Pool             *pools,
             double           *offsets)
{
  guint begin = self->layer_starts[layer];
  guint length = self->layer_starts[layer + 1] - begin;
  guint n_pools = 0;
  guint next = 0;

  for (guint i = 0; i < length; i++)
    {
      guint32 vertex = self->order[begin + i];
      double sum = FAINT * self->middles[vertex];
      double weight = FAINT;

      if (look_up)
        add_wishes (self, vertex, self->up_starts, self->up, &sum, &weight);
      if (look_down)
        add_wishes (self, vertex, self->down_starts, self->down, &sum, &weight);

      offsets[i] = i == 0 ? 0 : offsets[i - 1] + get_gap (self, self->order[begin + i - 1], vertex);
      pools[n_pools++] = (Pool) { sum - weight * offsets[i], weight, 1 };
      while (n_pools > 1 && pools[n_pools - 2].sum * pools[n_pools - 1].weight >
                            pools[n_pools - 1].sum * pools[n_pools - 2].weight)
        {
          pools[n_pools - 2].sum += pools[n_pools - 1].sum;
          pools[n_pools - 2].weight += pools[n_pools - 1].weight;
          pools[n_pools - 2].length += pools[n_pools - 1].length;
          n_pools--;
        }
    }

  for (guint i = 0; i < n_pools; i++)
    for (guint j = 0; j < pools[i].length; j++, next++)
      self->middles[self->order[begin + next]] =
        (float) (pools[i].sum / pools[i].weight + offsets[next]);
}

static void
stack_layers (TalusGraphLayers *self)
{
  for (guint layer = 0; layer < self->n_layers; layer++)
    {
      guint begin = self->layer_starts[layer];
      guint end = self->layer_starts[layer + 1];
      float height = 0;

      for (guint i = begin; i < end; i++)
        {
          if (i > begin)
            height += get_gap (self, self->order[i - 1], self->order[i]);
          self->middles[self->order[i]] = height;
        }
      for (guint i = begin; i < end; i++)
        self->middles[self->order[i]] -= height / 2;
    }
}

/* Once sorted: sets @middles. */
void
talus_graph_layers_align (TalusGraphLayers *self)
{
  g_autofree Pool *pools = g_new (Pool, self->n_vertices);
  g_autofree double *offsets = g_new (double, self->n_vertices);

  stack_layers (self);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gboolean is_last = round + 2 >= N_ROUNDS;

      for (guint layer = 1; layer < self->n_layers; layer++)
        align_layer (self, layer, TRUE, is_last, pools, offsets);
      for (guint layer = self->n_layers - 1; layer > 0; layer--)
        align_layer (self, layer - 1, is_last, TRUE, pools, offsets);
    }
}
