/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dependencies from left to right, what blocks before what it blocks, in four
 * steps (Sugiyama, Tagawa and Toda, 1981): layers, bends where an arrow passes
 * one, order, alignment. Connected pieces stand beside one another. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-layers-private.h"

#include <math.h>

#define LAYER_GAP   (TALUS_GRAPH_COLUMN_GAP * 1.25f)
#define PIECE_GAP   36.0f
#define PIECE_ASPECT 1.6

/* The piece from (0, 0) on; its size. Points of bends in pairs: before and
 * behind the layer. */
static void
place_piece (TalusGraphLayout *self,
             TalusGraphLayers *layers,
             TalusGraphPoint  *size,
             GArray           *columns)
{
  float top = G_MAXFLOAT;
  float x = 0;

  g_array_set_size (columns, 0);
  *size = (TalusGraphPoint) { 0, 0 };
  for (guint i = 0; i < layers->n_vertices; i++)
    top = MIN (top, layers->middles[i] - layers->heights[i] / 2);

  for (guint layer = 0; layer < layers->n_layers; layer++)
    {
      float width = 0;

      for (guint i = layers->layer_starts[layer]; i < layers->layer_starts[layer + 1]; i++)
        {
          guint32 vertex = layers->order[i];
          const TalusGraphBox *box;

          layers->middles[vertex] -= top;
          size->y = MAX (size->y, layers->middles[vertex] + layers->heights[vertex] / 2);
          if (layers->boxes[vertex] < 0)
            continue;
          box = talus_graph_layout_box (self, (guint) layers->boxes[vertex]);
          width = MAX (width, box->width);
          self->rects[layers->boxes[vertex]] = (TalusGraphRect) {
            x, layers->middles[vertex] - box->height / 2, box->width, box->height
          };
        }
      g_array_append_val (columns, x);
      x += width;
      g_array_append_val (columns, x);
      x += LAYER_GAP;
    }
  size->x = x - LAYER_GAP;
}

/* What the routes need of a piece that is gone: bends, and where it went. */
typedef struct
{
  guint32 link;
  guint32 piece;
  guint32 begin;              /* in @points of Routes */
  guint32 end;
} Chain;

typedef struct
{
  GArray *chains;             /* of Chain, by link at the end */
  GArray *points;             /* of TalusGraphPoint, relative to the piece */
  GArray *offsets;            /* of TalusGraphPoint, one a piece */
} Routes;

static void
note_chains (const TalusGraphRanking *ranking,
             const TalusGraphLayers  *layers,
             const guint32           *bends,
             const guint32           *links,
             guint                    n_links,
             const GArray            *columns,
             guint                    piece,
             Routes                  *routes)
{
  for (guint i = 0; i < n_links; i++)
    {
      guint32 n_bends = talus_graph_ranking_bends (ranking, links[i]);
      Chain chain = { links[i], piece, routes->points->len, 0 };

      for (guint j = 0; j < n_bends; j++)
        {
          guint32 vertex = bends[links[i]] + j;
          guint32 layer = layers->layers[vertex];

          for (guint side = 0; side < 2; side++)
            {
              TalusGraphPoint point = {
                g_array_index (columns, float, 2 * layer + side), layers->middles[vertex]
              };

              g_array_append_val (routes->points, point);
            }
        }
      chain.end = routes->points->len;
      g_array_append_val (routes->chains, chain);
    }
}

/* Rows of pieces, in the order of their first box. */
static void
pack_pieces (const GArray *sizes,
             GArray       *offsets)
{
  double area = 0;
  float widest = 0;
  float x = 0;
  float y = 0;
  float height = 0;

  for (guint i = 0; i < sizes->len; i++)
    {
      TalusGraphPoint *size = &g_array_index (sizes, TalusGraphPoint, i);

      area += (double) (size->x + PIECE_GAP) * (size->y + PIECE_GAP);
      widest = MAX (widest, size->x);
    }
  widest = MAX (widest, (float) sqrt (area * PIECE_ASPECT));

  for (guint i = 0; i < sizes->len; i++)
    {
      TalusGraphPoint *size = &g_array_index (sizes, TalusGraphPoint, i);
      TalusGraphPoint offset;

      if (x > 0 && x + size->x > widest)
        {
          x = 0;
          y += height + PIECE_GAP;
          height = 0;
        }
      offset = (TalusGraphPoint) { x, y };
      g_array_append_val (offsets, offset);
      x += size->x + PIECE_GAP;
      height = MAX (height, size->y);
    }
}

static int
compare_chains (gconstpointer a,
                gconstpointer b)
{
  const Chain *one = a;
  const Chain *other = b;

  return (one->link > other->link) - (one->link < other->link);
}

static void
draw_route (TalusGraphLayout        *self,
            const TalusGraphRanking *ranking,
            const Chain             *chain,
            const Routes            *routes,
            const TalusGraphPorts   *ports)
{
  const TalusGraphLink *link = talus_graph_layout_link (self, chain->link);
  const TalusGraphRect *from = &self->rects[link->from];
  const TalusGraphRect *to = &self->rects[link->to];
  TalusGraphPoint *offset = &g_array_index (routes->offsets, TalusGraphPoint, chain->piece);
  gboolean is_backward = ranking->backward[chain->link];
  guint n = chain->end - chain->begin;

  talus_graph_layout_add_point (self, is_backward ? from->x : from->x + from->width,
                                from->y + from->height / 2 + ports->from[chain->link]);
  for (guint i = 0; i < n; i++)
    {
      TalusGraphPoint *point = &g_array_index (routes->points, TalusGraphPoint,
                                               is_backward ? chain->end - 1 - i
                                                           : chain->begin + i);

      talus_graph_layout_add_point (self, point->x + offset->x, point->y + offset->y);
    }
  talus_graph_layout_add_point (self, is_backward ? to->x + to->width : to->x,
                                to->y + to->height / 2 + ports->to[chain->link]);
}

static void
draw_routes (TalusGraphLayout        *self,
             const TalusGraphRanking *ranking,
             Routes                  *routes)
{
  TalusGraphPorts ports;
  guint next = 0;

  talus_graph_ports_spread (&ports, self);
  g_array_sort (routes->chains, compare_chains);
  for (guint i = 0; i < ranking->m; i++)
    {
      self->routes[i] = self->points->len;
      if (next < routes->chains->len &&
          g_array_index (routes->chains, Chain, next).link == i)
        draw_route (self, ranking, &g_array_index (routes->chains, Chain, next++), routes, &ports);
    }
  self->routes[ranking->m] = self->points->len;
  talus_graph_ports_clear (&ports);
}

/* Boxes with links, or links, by their piece and in order: @starts[p] is where
 * those of the piece whose first box is p begin. */
static guint32 *
group_by_piece (const TalusGraphRanking  *ranking,
                gboolean                  are_links,
                guint32                 **starts)
{
  g_autofree gboolean *is_linked = g_new0 (gboolean, ranking->n + 1);
  guint total = are_links ? ranking->m : ranking->n;
  guint32 *grouped = g_new (guint32, total + 1);

  *starts = g_new0 (guint32, ranking->n + 2);
  for (guint i = 0; i < ranking->m; i++)
    if (talus_graph_ranking_draws (ranking, i))
      {
        is_linked[talus_graph_ranking_tail (ranking, i)] = TRUE;
        is_linked[talus_graph_ranking_head (ranking, i)] = TRUE;
      }

  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < total; i++)
        {
          guint32 piece;

          if (are_links ? !talus_graph_ranking_draws (ranking, i) : !is_linked[i])
            continue;
          piece = ranking->pieces[are_links ? talus_graph_ranking_tail (ranking, i) : i];
          if (pass == 0)
            (*starts)[piece + 2]++;
          else
            grouped[(*starts)[piece + 1]++] = i;
        }
      for (guint i = 2; pass == 0 && i <= ranking->n; i++)
        (*starts)[i] += (*starts)[i - 1];
    }

  return grouped;
}

static gboolean
lay_out_pieces (TalusGraphLayout        *self,
                const TalusGraphRanking *ranking,
                Routes                  *routes,
                GCancellable            *cancellable)
{
  g_autofree guint32 *box_starts = NULL;
  g_autofree guint32 *link_starts = NULL;
  g_autofree guint32 *boxes = group_by_piece (ranking, FALSE, &box_starts);
  g_autofree guint32 *links = group_by_piece (ranking, TRUE, &link_starts);
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (TalusGraphPoint));
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (float));
  g_autofree guint32 *vertices = g_new (guint32, ranking->n + 1);
  g_autofree guint32 *bends = g_new (guint32, ranking->m + 1);
  g_autofree guint32 *numbers = g_new (guint32, ranking->n + 1);

  for (guint i = 0; i < ranking->n; i++)
    {
      guint n_boxes = box_starts[i + 1] - box_starts[i];
      guint n_links = link_starts[i + 1] - link_starts[i];
      TalusGraphLayers layers = { 0 };
      TalusGraphPoint size;

      numbers[i] = sizes->len;
      if (n_boxes == 0)
        continue;
      talus_graph_layers_init (&layers, ranking, &boxes[box_starts[i]], n_boxes,
                               &links[link_starts[i]], n_links, vertices, bends);
      talus_graph_layers_sort (&layers, cancellable);
      talus_graph_layers_align (&layers);
      place_piece (self, &layers, &size, columns);
      note_chains (ranking, &layers, bends, &links[link_starts[i]], n_links, columns, sizes->len,
                   routes);
      g_array_append_val (sizes, size);
      talus_graph_layers_clear (&layers);
      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
    }

  pack_pieces (sizes, routes->offsets);
  for (guint i = 0; i < ranking->n; i++)
    if (self->rects[i].width > 0)
      {
        TalusGraphPoint *offset = &g_array_index (routes->offsets, TalusGraphPoint,
                                                  numbers[ranking->pieces[i]]);

        self->rects[i].x += offset->x;
        self->rects[i].y += offset->y;
      }

  return TRUE;
}

gboolean
talus_graph_layout_run_layers (TalusGraphLayout *self,
                               GCancellable     *cancellable)
{
  g_autoptr (GArray) chains = g_array_new (FALSE, FALSE, sizeof (Chain));
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (TalusGraphPoint));
  g_autoptr (GArray) offsets = g_array_new (FALSE, FALSE, sizeof (TalusGraphPoint));
  TalusGraphRanking ranking = { 0 };
  Routes routes = { chains, points, offsets };
  gboolean is_done;

  talus_graph_ranking_init (&ranking, self);
  is_done = lay_out_pieces (self, &ranking, &routes, cancellable);
  if (is_done)
    draw_routes (self, &ranking, &routes);
  talus_graph_ranking_clear (&ranking);

  return is_done;
}
