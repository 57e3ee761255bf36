/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order within layers, so that few segments cross: barycentres, layer by
 * layer, forth and back (Sugiyama, Tagawa and Toda, "Methods for Visual
 * Understanding of Hierarchical System Structures", 1981). The best order seen
 * wins; crossings are counted with a tree of sums (Barth, Jünger and Mutzel,
 * "Simple and Efficient Bilayer Cross Counting", 2002). */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-layers-private.h"

#include <string.h>

#define MAX_ROUNDS   10
#define MAX_FRUITLESS 2
#define LARGE        30000     /* vertices: fewer rounds there */

typedef struct
{
  float centre;
  guint32 position;
  guint32 vertex;
} Ranked;

static int
compare_ranked (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const Ranked *one = a;
  const Ranked *other = b;

  if (one->centre < other->centre || one->centre > other->centre)
    return one->centre < other->centre ? -1 : 1;

  return one->position < other->position ? -1 : 1;
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  guint32 one = *(const guint32 *) a;
  guint32 other = *(const guint32 *) b;

  return (one > other) - (one < other);
}

static void
note_positions (TalusGraphLayers *self)
{
  for (guint layer = 0; layer < self->n_layers; layer++)
    for (guint i = self->layer_starts[layer]; i < self->layer_starts[layer + 1]; i++)
      self->positions[self->order[i]] = i - self->layer_starts[layer];
}

static void
sort_layer (TalusGraphLayers *self,
            guint             layer,
            const guint32    *starts,
            const guint32    *neighbours,
            Ranked           *ranked)
{
  guint begin = self->layer_starts[layer];
  guint length = self->layer_starts[layer + 1] - begin;

  for (guint i = 0; i < length; i++)
    {
      guint32 vertex = self->order[begin + i];
      guint32 n = starts[vertex + 1] - starts[vertex];
      double sum = 0;

      for (guint32 j = starts[vertex]; j < starts[vertex + 1]; j++)
        sum += self->positions[neighbours[j]];
      ranked[i].vertex = vertex;
      ranked[i].position = i;
      ranked[i].centre = n > 0 ? (float) (sum / n) : (float) i;
    }
  g_qsort_with_data (ranked, (gint) length, sizeof (Ranked), compare_ranked, NULL);

  for (guint i = 0; i < length; i++)
    {
      self->order[begin + i] = ranked[i].vertex;
      self->positions[ranked[i].vertex] = i;
    }
}

static guint64
count_crossings_below (TalusGraphLayers *self,
                       guint             layer,
                       guint32          *sums,
                       guint32          *ends)
{
  guint width = self->layer_starts[layer + 2] - self->layer_starts[layer + 1];
  guint64 crossings = 0;
  guint n_before = 0;

  memset (sums, 0, (width + 1) * sizeof (guint32));
  for (guint i = self->layer_starts[layer]; i < self->layer_starts[layer + 1]; i++)
    {
      guint32 vertex = self->order[i];
      guint n = self->down_starts[vertex + 1] - self->down_starts[vertex];

      for (guint j = 0; j < n; j++)
        ends[j] = self->positions[self->down[self->down_starts[vertex] + j]];
      g_qsort_with_data (ends, (gint) n, sizeof (guint32), compare_numbers, NULL);

      /* What came before and ends further down is crossed. */
      for (guint j = 0; j < n; j++)
        {
          guint not_further = 0;

          for (guint k = ends[j] + 1; k > 0; k -= k & -k)
            not_further += sums[k];
          crossings += n_before - not_further;
        }
      for (guint j = 0; j < n; j++)
        for (guint k = ends[j] + 1; k <= width; k += k & -k)
          sums[k]++;
      n_before += n;
    }

  return crossings;
}

static guint64
count_crossings (TalusGraphLayers *self,
                 guint32          *sums,
                 guint32          *ends)
{
  guint64 crossings = 0;

  for (guint layer = 0; layer + 1 < self->n_layers; layer++)
    crossings += count_crossings_below (self, layer, sums, ends);

  return crossings;
}

/* Begins with the order there is, so that a small change of the graph is a
 * small one of the picture. */
void
talus_graph_layers_sort (TalusGraphLayers *self,
                         GCancellable     *cancellable)
{
  g_autofree Ranked *ranked = g_new (Ranked, self->n_vertices);
  g_autofree guint32 *best = g_new (guint32, self->n_vertices);
  g_autofree guint32 *sums = g_new (guint32, self->n_vertices + 1);
  g_autofree guint32 *ends = g_new (guint32, self->down_starts[self->n_vertices] + 1);
  gsize size = self->n_vertices * sizeof (guint32);
  guint n_rounds = self->n_vertices > LARGE ? 3 : MAX_ROUNDS;
  guint n_fruitless = 0;
  guint64 fewest;

  note_positions (self);
  fewest = count_crossings (self, sums, ends);
  memcpy (best, self->order, size);

  for (guint round = 0; round < n_rounds && fewest > 0 && n_fruitless < MAX_FRUITLESS; round++)
    {
      guint64 crossings;

      for (guint layer = 1; layer < self->n_layers; layer++)
        sort_layer (self, layer, self->up_starts, self->up, ranked);
      for (guint layer = self->n_layers - 1; layer > 0; layer--)
        sort_layer (self, layer - 1, self->down_starts, self->down, ranked);

      crossings = count_crossings (self, sums, ends);
      n_fruitless++;
      if (crossings < fewest)
        {
          fewest = crossings;
          memcpy (best, self->order, size);
          n_fruitless = 0;
        }
      if (g_cancellable_is_cancelled (cancellable))
        break;
    }

  memcpy (self->order, best, size);
  note_positions (self);
}
