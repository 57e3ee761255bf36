/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which layer each box is in: the longest path from anything that nothing
 * blocks. An arrow that closes a loop (collapsed subtrees can block each other)
 * is turned around for as long as the layout takes. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-layers-private.h"

#define MAX_BENDS 150000      /* beyond, the longest arrows go without */

/* Links by the box they leave. */
static void
sort_links (const TalusGraphRanking *ranking,
            guint32                 *starts,
            guint32                 *out)
{
  g_autofree guint32 *fill = g_new (guint32, ranking->n + 1);

  for (guint i = 0; i < ranking->m; i++)
    starts[talus_graph_layout_link (ranking->layout, i)->from + 1]++;
  for (guint i = 0; i < ranking->n; i++)
    {
      starts[i + 1] += starts[i];
      fill[i] = starts[i];
    }
  for (guint i = 0; i < ranking->m; i++)
    out[fill[talus_graph_layout_link (ranking->layout, i)->from]++] = i;
}

/* Walks in depth; what leads back to where it came from is turned around. */
static void
break_loops (TalusGraphRanking *ranking)
{
  g_autofree guint32 *starts = g_new0 (guint32, ranking->n + 1);
  g_autofree guint32 *out = g_new (guint32, ranking->m + 1);
  g_autofree guint8 *states = g_new0 (guint8, ranking->n + 1);   /* 1: on the way, 2: done */
  g_autofree guint32 *next = g_new (guint32, ranking->n + 1);
  g_autofree guint32 *stack = g_new (guint32, ranking->n + 1);

  sort_links (ranking, starts, out);
  for (guint root = 0; root < ranking->n; root++)
    {
      guint depth = 0;

      if (states[root] != 0)
        continue;

      stack[depth++] = root;
      states[root] = 1;
      next[root] = starts[root];
      while (depth > 0)
        {
          guint32 box = stack[depth - 1];

          if (next[box] == starts[box + 1])
            {
              states[box] = 2;
              depth--;
            }
          else
            {
              guint32 link = out[next[box]++];
              guint32 to = talus_graph_layout_link (ranking->layout, link)->to;

              if (to == box)
                continue;
              if (states[to] == 1)
                ranking->backward[link] = TRUE;
              else if (states[to] == 0)
                {
                  states[to] = 1;
                  next[to] = starts[to];
                  stack[depth++] = to;
                }
            }
        }
    }
}

/* The longest way from anything that nothing blocks; then those come as near
 * to what they block as they can. */
static void
choose_ranks (TalusGraphRanking *ranking)
{
  g_autofree guint32 *n_in = g_new0 (guint32, ranking->n + 1);
  g_autofree guint32 *queue = g_new (guint32, ranking->n + 1);
  g_autofree guint32 *nearest = g_new (guint32, ranking->n + 1);
  g_autofree guint32 *starts = g_new0 (guint32, ranking->n + 2);
  g_autofree guint32 *out = g_new (guint32, ranking->m + 1);
  g_autofree gboolean *is_source = g_new0 (gboolean, ranking->n + 1);
  guint length = 0;

  /* As turned around. */
  for (guint i = 0; i < ranking->m; i++)
    if (talus_graph_ranking_draws (ranking, i))
      {
        n_in[talus_graph_ranking_head (ranking, i)]++;
        starts[talus_graph_ranking_tail (ranking, i) + 2]++;
      }
  for (guint i = 2; i <= ranking->n; i++)
    starts[i] += starts[i - 1];
  for (guint i = 0; i < ranking->m; i++)
    if (talus_graph_ranking_draws (ranking, i))
      {
        guint32 tail = talus_graph_ranking_tail (ranking, i);

        out[starts[tail + 1]++] = talus_graph_ranking_head (ranking, i);
      }

  for (guint i = 0; i < ranking->n; i++)
    if (n_in[i] == 0)
      {
        is_source[i] = TRUE;
        queue[length++] = i;
      }
  for (guint i = 0; i < length; i++)
    for (guint32 j = starts[queue[i]]; j < starts[queue[i] + 1]; j++)
      {
        ranking->ranks[out[j]] = MAX (ranking->ranks[out[j]], ranking->ranks[queue[i]] + 1);
        if (--n_in[out[j]] == 0)
          queue[length++] = out[j];
      }
  g_assert (length == ranking->n);

  for (guint i = 0; i < ranking->n; i++)
    if (is_source[i] && starts[i + 1] > starts[i])
      {
        nearest[i] = G_MAXUINT32;
        for (guint32 j = starts[i]; j < starts[i + 1]; j++)
          nearest[i] = MIN (nearest[i], ranking->ranks[out[j]]);
      }
  for (guint i = 0; i < ranking->n; i++)
    if (is_source[i] && starts[i + 1] > starts[i])
      ranking->ranks[i] = nearest[i] - 1;
}

static guint32
find_piece (guint32 *pieces,
            guint32  box)
{
  while (pieces[box] != box)
    {
      pieces[box] = pieces[pieces[box]];
      box = pieces[box];
    }

  return box;
}

static void
find_pieces (TalusGraphRanking *ranking)
{
  for (guint i = 0; i < ranking->n; i++)
    ranking->pieces[i] = i;
  for (guint i = 0; i < ranking->m; i++)
    {
      guint32 one = find_piece (ranking->pieces, talus_graph_ranking_tail (ranking, i));
      guint32 other = find_piece (ranking->pieces, talus_graph_ranking_head (ranking, i));

      ranking->pieces[MAX (one, other)] = MIN (one, other);
    }
  for (guint i = 0; i < ranking->n; i++)
    ranking->pieces[i] = find_piece (ranking->pieces, i);
}

static void
limit_bends (TalusGraphRanking *ranking)
{
  guint64 n_bends;

  ranking->longest = ranking->n;
  do
    {
      n_bends = 0;
      for (guint i = 0; i < ranking->m; i++)
        if (talus_graph_ranking_draws (ranking, i))
          n_bends += talus_graph_ranking_bends (ranking, i);
      if (n_bends > MAX_BENDS)
        ranking->longest /= 2;
    }
  while (n_bends > MAX_BENDS);
}

/* @layout has all it will have. */
void
talus_graph_ranking_init (TalusGraphRanking      *ranking,
                          const TalusGraphLayout *layout)
{
  ranking->layout = layout;
  ranking->n = layout->boxes->len;
  ranking->m = layout->links->len;
  ranking->backward = g_new0 (gboolean, ranking->m + 1);
  ranking->ranks = g_new0 (guint32, ranking->n + 1);
  ranking->pieces = g_new (guint32, ranking->n + 1);

  break_loops (ranking);
  choose_ranks (ranking);
  find_pieces (ranking);
  limit_bends (ranking);
}

void
talus_graph_ranking_clear (TalusGraphRanking *ranking)
{
  g_free (ranking->backward);
  g_free (ranking->ranks);
  g_free (ranking->pieces);
}
