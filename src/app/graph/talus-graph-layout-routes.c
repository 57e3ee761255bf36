/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrows over a tree: out of a card, down one of the gaps between columns, and
 * into the other card. Level stretches may pass behind cards; of the two gaps
 * that do, the one is taken where fewer are in the way. Arrows that share a gap
 * get lanes of their own, as on a track plan. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-layout-private.h"

#define LANE        4.0f
#define LANES_BEGIN 0.30f     /* of the gap: the rest is the tree's own lines */
#define CHECK_EVERY 1024

typedef struct
{
  guint32 link;
  gint32 gap;                 /* the x of the gap's lanes, in whole units */
  float top;
  float bottom;
  guint32 lane;
} Run;

typedef struct
{
  float start_x;
  float start_y;
  float end_x;
  float end_y;
} Ends;

static int
compare_runs (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const Run *one = a;
  const Run *other = b;

  if (one->gap != other->gap)
    return one->gap < other->gap ? -1 : 1;
  if (one->top < other->top || one->top > other->top)
    return one->top < other->top ? -1 : 1;

  return one->link < other->link ? -1 : 1;
}

static guint
count_cards (TalusGraphLayout *self,
             float             from,
             float             to,
             float             y,
             GArray           *found)
{
  TalusGraphRect area = { MIN (from, to) + 1, y, ABS (to - from) - 2, 0.1f };

  g_array_set_size (found, 0);
  if (area.width > 0)
    talus_spatial_index_search (self->index, &area, found);

  return found->len;
}

/* From where to where, and in which gap it runs down. */
static float
choose_gap (TalusGraphLayout      *self,
            const TalusGraphLink  *link,
            const TalusGraphPorts *ports,
            guint                  index,
            Ends                  *ends,
            GArray                *found)
{
  const TalusGraphRect *from = &self->rects[link->from];
  const TalusGraphRect *to = &self->rects[link->to];
  float from_right = from->x + from->width;
  float to_right = to->x + to->width;
  float lanes = TALUS_GRAPH_COLUMN_GAP * LANES_BEGIN;
  float near_from;
  float near_to;

  ends->start_y = from->y + from->height / 2 + ports->from[index];
  ends->end_y = to->y + to->height / 2 + ports->to[index];

  if (to->x > from_right)
    {
      ends->start_x = from_right;
      ends->end_x = to->x;
      near_from = from_right + lanes;
      near_to = MAX (to->x - TALUS_GRAPH_COLUMN_GAP + lanes, near_from);
    }
  else if (to_right < from->x)
    {
      ends->start_x = from->x;
      ends->end_x = to_right;
      near_to = to_right + lanes;
      near_from = MAX (from->x - TALUS_GRAPH_COLUMN_GAP + lanes, near_to);
    }
  else
    {
      ends->start_x = from_right;
      ends->end_x = to_right;
      return MAX (from_right, to_right) + lanes;
    }

  if (ABS (near_to - near_from) < 1)
    return near_to;

  return count_cards (self, ends->start_x, near_to, ends->start_y, found) <=
         count_cards (self, near_from, ends->end_x, ends->end_y, found) ? near_to : near_from;
}

/* The first lane of its gap that is free again, for each run from the top. */
static void
choose_lanes (Run   *runs,
              guint  n_runs)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (float));

  g_qsort_with_data (runs, (gint) n_runs, sizeof (Run), compare_runs, NULL);
  for (guint i = 0; i < n_runs; i++)
    {
      guint lane = 0;

      if (i == 0 || runs[i].gap != runs[i - 1].gap)
        g_array_set_size (ends, 0);
      /* Further lanes would leave the gap: from there on they share. */
      while (lane < ends->len && lane < 7 &&
             g_array_index (ends, float, lane) + LANE > runs[i].top)
        lane++;
      if (lane == ends->len)
        g_array_append_val (ends, runs[i].bottom);
      else
        g_array_index (ends, float, lane) = MAX (g_array_index (ends, float, lane),
                                                 runs[i].bottom);
      runs[i].lane = lane;
    }
}

gboolean
talus_graph_layout_run_routes (TalusGraphLayout *self,
                               GCancellable     *cancellable)
{
  guint n = self->links->len;
  g_autofree Run *runs = g_new (Run, MAX (n, 1));
  g_autofree Ends *ends = g_new (Ends, MAX (n, 1));
  g_autofree float *places = g_new (float, MAX (n, 1));
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  TalusGraphPorts ports = { 0 };

  if (n > 0)
    {
      self->index = talus_spatial_index_new (self->rects, self->boxes->len);
      talus_graph_ports_spread (&ports, self);
    }
  for (guint i = 0; i < n; i++)
    {
      places[i] = choose_gap (self, talus_graph_layout_link (self, i), &ports, i, &ends[i], found);
      runs[i] = (Run) {
        i, (gint32) places[i], MIN (ends[i].start_y, ends[i].end_y),
        MAX (ends[i].start_y, ends[i].end_y), 0
      };
      if (i % CHECK_EVERY == 0 && g_cancellable_is_cancelled (cancellable))
        break;
    }
  talus_graph_ports_clear (&ports);
  if (g_cancellable_is_cancelled (cancellable))
    return FALSE;

  choose_lanes (runs, n);
  for (guint i = 0; i < n; i++)
    places[runs[i].link] += (float) runs[i].lane * LANE;

  for (guint i = 0; i < n; i++)
    {
      self->routes[i] = self->points->len;
      talus_graph_layout_add_point (self, ends[i].start_x, ends[i].start_y);
      talus_graph_layout_add_point (self, places[i], ends[i].start_y);
      talus_graph_layout_add_point (self, places[i], ends[i].end_y);
      talus_graph_layout_add_point (self, ends[i].end_x, ends[i].end_y);
    }
  self->routes[n] = self->points->len;

  return TRUE;
}
