/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to lay out large graphs, and to find what is in a window of
 * the picture. Prints a table and one JSON line a row. */
#define G_LOG_DOMAIN "bench-layout"

#include <stdio.h>
#include <stdlib.h>

#include "app/graph/talus-graph-layout.h"

#define N_ROUNDS 7

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double one = *(const double *) a;
  double other = *(const double *) b;

  return (one > other) - (one < other);
}

static double
get_median (double *values)
{
  qsort (values, N_ROUNDS, sizeof (double), compare_doubles);

  return values[N_ROUNDS / 2];
}

static void
report (const char *what,
        double      milliseconds,
        double      goal)
{
  gboolean is_met = milliseconds <= goal;

  printf ("%-9s %-58s %12.2f %-11s <= %g  %s\n", "layout", what, milliseconds, "ms", goal,
          is_met ? "met" : "NOT MET");
  printf ("{\"bench\":\"layout\",\"what\":\"%s\",\"value\":%.4f,\"unit\":\"ms\","
          "\"goal\":\"<= %g\",\"met\":%s}\n",
          what, milliseconds, goal, is_met ? "true" : "false");
  fflush (stdout);
}

/* Phases, jobs and tasks; some of the tasks wait for ones a little before. */
static TalusGraphLayout *
make_layout (TalusGraphMode mode,
             guint          n_phases,
             guint          n_jobs,
             guint          n_tasks)
{
  TalusGraphLayout *layout = talus_graph_layout_new (mode, FALSE);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint root = talus_graph_layout_add_box (layout, -1, 208, 58);
  guint previous = root;

  for (guint i = 0; i < n_phases; i++)
    {
      guint phase = talus_graph_layout_add_box (layout, (gint) root, 208, 58);

      for (guint j = 0; j < n_jobs; j++)
        {
          guint job = talus_graph_layout_add_box (layout, (gint) phase, 208, 58);

          for (guint k = 0; k < n_tasks; k++)
            {
              float height = g_rand_int_range (rand, 0, 3) == 0 ? 76 : 58;
              guint task = talus_graph_layout_add_box (layout, (gint) job, 208, height);
              gint32 most = (gint32) MIN (task, 40);

              if (previous != root)
                talus_graph_layout_add_link (layout,
                                             task - (guint) g_rand_int_range (rand, 1, most),
                                             task);
              previous = task;
            }
        }
    }

  return layout;
}

static void
measure_mode (TalusGraphMode  mode,
              const char     *name)
{
  double times[N_ROUNDS];
  double searches[N_ROUNDS];
  g_autofree char *what = NULL;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (TalusGraphLayout) layout = make_layout (mode, 10, 30, 33);
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
      gint64 begin = g_get_monotonic_time ();
      const TalusGraphRect *bounds;

      talus_graph_layout_run (layout, NULL, NULL);
      times[i] = (double) (g_get_monotonic_time () - begin) / 1000;

      bounds = talus_graph_layout_get_bounds (layout);
      begin = g_get_monotonic_time ();
      for (guint j = 0; j < 1000; j++)
        {
          TalusGraphRect window = {
            bounds->x + bounds->width * (float) j / 1000, bounds->y + bounds->height / 2, 1400, 900
          };

          g_array_set_size (found, 0);
          talus_spatial_index_search (talus_graph_layout_get_index (layout), &window, found);
        }
      searches[i] = (double) (g_get_monotonic_time () - begin) / 1e6;
    }

  what = g_strdup_printf ("10,000 nodes with as many dependencies, %s", name);
  report (what, get_median (times), 100);
  g_free (what);
  what = g_strdup_printf ("cards in a window of them, %s", name);
  report (what, get_median (searches), 0.1);
}

int
main (void)
{
  measure_mode (TALUS_GRAPH_TREE, "tree");
  measure_mode (TALUS_GRAPH_DEPENDENCIES, "layers");

  return 0;
}
