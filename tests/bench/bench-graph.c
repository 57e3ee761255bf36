/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the graph costs by itself, without journal and wire: loading, memory,
 * single changes on small and large graphs side by side, writing. Prints a
 * table and one JSON line a row. */
#define G_LOG_DOMAIN "bench-graph"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/talus-graph-json.h"
#include "model/talus-graph.h"

#define N_ROUNDS  7
#define N_CHANGES 20000
#define FAN_OUT   10

#define TEMPLATE                                            \
  "id: bench\n"                                             \
  "name: Bench\n"                                           \
  "node_types:\n"                                           \
  "  - {id: task, label: Task, allowed_children: [task]}\n"

/* In canonical order. */
static const char * const keys[] = {
  "assigned_to", "description", "estimated_cost", "estimated_hours", "start_date", "status",
};

typedef struct
{
  TalusGraph *graph;
  TalusId *ids;
  guint n_nodes;
} Bench;

typedef double (*Measure) (Bench *bench);

static double
now (void)
{
  return (double) g_get_monotonic_time () / 1e6;
}

static double
get_memory (void)
{
  g_autofree char *text = NULL;
  unsigned long pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*u %lu", &pages);

  return (double) pages * (double) sysconf (_SC_PAGESIZE);
}

static void
report (const char *what,
        const char *unit,
        double      value)
{
  printf ("%-56s %12.3f %s\n", what, value, unit);
  printf ("{\"bench\":\"graph\",\"row\":\"%s\",\"unit\":\"%s\",\"value\":%.4f}\n",
          what, unit, value);
  fflush (stdout);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double one = *(const double *) a;
  double other = *(const double *) b;

  return (one > other) - (one < other);
}

static double
get_median (double *values,
            guint   n_values)
{
  qsort (values, n_values, sizeof (double), compare_doubles);

  return values[n_values / 2];
}

static TalusGraph *
new_graph (void)
{
  g_autoptr (GBytes) yaml = g_bytes_new_static (TEMPLATE, strlen (TEMPLATE));
  g_autoptr (TalusTemplate) template = talus_template_new_from_yaml (yaml, "bench.yaml", NULL);
  TalusId id;

  talus_id_draw (&id);

  return talus_graph_new (&id, "Bench", template);
}

/* Fills a graph: @fan_out children a node, 0 for one node with all others
 * below it. Gives the seconds it took. */
static double
load (Bench *bench,
      guint  n_nodes,
      guint  fan_out,
      guint  text_length)
{
  g_autofree char *description = g_strnfill (text_length + 2, 'd');
  const char *values[] = {
    "\"01928f5e-7a3b-7c4d-8e5f-60718293a4b5\"", description, "\"12480.75\"", "37.5",
    "\"2026-11-21\"", "\"5b8f0c9e-1d2e-4f3a-9b8c-7d6e5f4a3b2c\"",
  };
  guint symbols[G_N_ELEMENTS (keys)];
  TalusGraphLoader *loader;
  g_autoptr (GError) error = NULL;
  guint type;
  double start;

  description[0] = description[text_length + 1] = '"';
  bench->n_nodes = n_nodes;
  bench->ids = g_new (TalusId, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    talus_id_draw (&bench->ids[i]);
  bench->graph = new_graph ();

  start = now ();
  loader = talus_graph_loader_new (bench->graph, n_nodes);
  type = talus_graph_loader_add_symbol (loader, "task");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    symbols[i] = talus_graph_loader_add_symbol (loader, keys[i]);

  for (guint i = 0; i < n_nodes; i++)
    {
      guint parent = fan_out > 0 ? (i - 1) / fan_out : 0;
      TalusLoadedNode row = { bench->ids[i], };
      char name[32];

      if (i > 0)
        row.parent = bench->ids[parent];
      if (i > 1 && (fan_out > 0 ? (i - 2) / fan_out : 0) == parent)
        row.previous = bench->ids[i - 1];
      row.type = type;
      row.name = name;
      row.name_length = (gsize) g_snprintf (name, sizeof name, "A task, number %u", i);
      row.created_at = 1795231911123;
      row.existence_seq = row.place_seq = row.name_seq = 1 + i / 100;
      talus_graph_loader_begin_node (loader, &row);
      for (guint j = 0; j < G_N_ELEMENTS (keys); j++)
        talus_graph_loader_add_property (loader, symbols[j], values[j], strlen (values[j]),
                                         1 + i / 100);
      talus_graph_loader_end_node (loader);
    }

  if (!talus_graph_loader_finish (loader, &error))
    g_error ("%s", error->message);

  return now () - start;
}

static void
clear (Bench *bench)
{
  g_clear_object (&bench->graph);
  g_clear_pointer (&bench->ids, g_free);
}

/* Seconds to apply a set, which is then taken back. */
static double
time_apply (Bench          *bench,
            TalusChangeSet *set)
{
  g_autoptr (TalusTrace) trace = NULL;
  double start = now ();
  double end;

  if (!talus_graph_apply (bench->graph, set, 7, 0, &trace, NULL))
    g_error ("A change does not fit");
  end = now ();
  talus_graph_revert (bench->graph, set, trace);

  return end - start;
}

/* Seconds an insertion takes, in front of all children of the first root. */
static double
measure_insert (Bench *bench)
{
  TalusNode *root = talus_graph_get_root (bench->graph, 0);
  double sum = 0;

  for (guint i = 0; i < N_CHANGES; i++)
    {
      g_autoptr (TalusChangeSet) set = talus_change_set_new ();
      TalusChange *change = talus_change_set_add (set, TALUS_CHANGE_INSERT);

      change->spec = talus_node_spec_new ();
      talus_id_draw (&change->spec->id);
      change->spec->name = g_strdup ("new");
      change->spec->type = g_strdup ("task");
      change->node_id = change->spec->id;
      change->place.parent = *talus_node_get_id (root);
      change->place.before = *talus_node_get_id (talus_node_get_first_child (root));
      sum += time_apply (bench, set);
    }

  return sum / N_CHANGES;
}

/* Seconds a set takes, of any node. */
static double
measure_set (Bench *bench)
{
  guint64 random = 88172645463325252;
  double sum = 0;

  for (guint i = 0; i < N_CHANGES; i++)
    {
      g_autoptr (TalusChangeSet) set = talus_change_set_new ();
      TalusChange *change = talus_change_set_add (set, TALUS_CHANGE_SET);

      random ^= random << 13;
      random ^= random >> 7;
      random ^= random << 17;
      change->node_id = bench->ids[random % bench->n_nodes];
      change->key = g_strdup ("estimated_hours");
      change->old_value = talus_value_new_number (37.5);
      change->new_value = talus_value_new_number (i);
      sum += time_apply (bench, set);
    }

  return sum / N_CHANGES;
}

/* Measures two in turn, so that what disturbs the machine disturbs both. */
static void
compare (const char *what,
         Measure     measure,
         Bench      *large,
         const char *large_name,
         Bench      *small,
         const char *small_name)
{
  double large_times[N_ROUNDS];
  double small_times[N_ROUNDS];
  double ratios[N_ROUNDS];
  g_autofree char *large_row = g_strdup_printf ("%s, %s", what, large_name);
  g_autofree char *small_row = g_strdup_printf ("%s, %s", what, small_name);
  g_autofree char *ratio_row = g_strdup_printf ("%s, %s / %s", what, large_name, small_name);

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      large_times[i] = measure (large) * 1e6;
      small_times[i] = measure (small) * 1e6;
      ratios[i] = large_times[i] / small_times[i];
    }

  report (large_row, "us", get_median (large_times, N_ROUNDS));
  report (small_row, "us", get_median (small_times, N_ROUNDS));
  report (ratio_row, "ratio", get_median (ratios, N_ROUNDS));
}

static void
bench_load (Bench *bench,
            guint  n_nodes)
{
  g_autofree char *load_row = g_strdup_printf ("load %u nodes, 6 properties", n_nodes);
  double before = get_memory ();
  double seconds = load (bench, n_nodes, FAN_OUT, 40);
  /* The ids are the bench's own. */
  double bytes = get_memory () - before - (double) n_nodes * sizeof (TalusId);

  report (load_row, "s", seconds);
  report ("memory a node", "bytes", bytes / n_nodes);
}

static void
bench_write (void)
{
  Bench bench;
  double times[N_ROUNDS];
  double digest_times[N_ROUNDS];
  double before;
  double most = 0;
  gsize size = 0;

  load (&bench, 100000, FAN_OUT, 170);
  before = get_memory ();

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (GString) out = g_string_sized_new (80 * 1024);
      g_autoptr (TalusGraphWriter) writer = NULL;
      g_autofree char *digest = NULL;
      double start = now ();
      gboolean is_more;

      size = 0;
      writer = talus_graph_writer_new (bench.graph, TALUS_GRAPH_FULL, 1, NULL, NULL);
      do
        {
          g_string_truncate (out, 0);
          is_more = talus_graph_writer_step (writer, out, 64 * 1024);
          size += out->len;
        }
      while (is_more);
      times[i] = now () - start;
      most = MAX (most, get_memory () - before);

      start = now ();
      digest = talus_graph_digest (bench.graph);
      digest_times[i] = now () - start;
    }

  report ("write 100000 nodes as JSON", "s", get_median (times, N_ROUNDS));
  report ("the same, size", "MB", (double) size / 1e6);
  report ("the same, extra memory", "MB", most / 1e6);
  report ("digest of the same", "s", get_median (digest_times, N_ROUNDS));
  clear (&bench);
}

int
main (int   argc,
      char *argv[])
{
  guint n_nodes = argc > 1 ? (guint) atoi (argv[1]) : 1000000;
  Bench large;
  Bench small;
  Bench wide;
  Bench narrow;
  double start;

  bench_load (&large, n_nodes);
  load (&small, 1000, FAN_OUT, 40);
  load (&wide, 100001, 0, 40);
  load (&narrow, 11, 0, 40);

  compare ("set", measure_set, &large, "all nodes", &small, "1000 nodes");
  compare ("insert in front", measure_insert, &wide, "100000 siblings", &narrow, "10 siblings");
  bench_write ();

  start = now ();
  clear (&large);
  report ("let go of the large graph", "s", now () - start);
  clear (&small);
  clear (&wide);
  clear (&narrow);

  return 0;
}
