/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes are found by name, the best first, in slices. */
#include "app/search/talus-node-scan.h"

#include <string.h>

#define TEMPLATE                                                      \
  "id: t\n"                                                           \
  "name: T\n"                                                         \
  "node_types:\n"                                                     \
  "  - {id: thing, label: Thing, allowed_children: [thing]}\n"

/* A chain of names below one another, and as many beside. */
static TalusGraph *
make_graph (const char *const *names,
            guint              n_more)
{
  g_autoptr (GBytes) yaml = g_bytes_new_static (TEMPLATE, strlen (TEMPLATE));
  g_autoptr (TalusTemplate) template = talus_template_new_from_yaml (yaml, "t.yaml", NULL);
  TalusId id = { { 1, } };
  TalusGraph *graph = talus_graph_new (&id, "Test", template);
  TalusGraphLoader *loader = talus_graph_loader_new (graph, n_more + 8);
  guint type = talus_graph_loader_add_symbol (loader, "thing");
  guint n_names = g_strv_length ((char **) names);
  TalusId previous = { { 0, } };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MAX (n_names, n_more); i++)
    {
      g_autofree char *plain = g_strdup_printf ("Filler %u", i);
      const char *name = i < n_names ? names[i] : plain;
      TalusLoadedNode loaded = { .type = type, .name = name, .name_length = strlen (name) };

      loaded.id.bytes[0] = 2;
      loaded.id.bytes[12] = (guint8) (i >> 24);
      loaded.id.bytes[13] = (guint8) (i >> 16);
      loaded.id.bytes[14] = (guint8) (i >> 8);
      loaded.id.bytes[15] = (guint8) i;
      /* Every third is below the one before. */
      if (i % 3 == 1)
        loaded.parent = previous;
      else if (i > 0)
        {
          guint before = i % 3 == 0 ? i - 1 : i - 2;

          loaded.previous = loaded.id;
          loaded.previous.bytes[12] = (guint8) (before >> 24);
          loaded.previous.bytes[13] = (guint8) (before >> 16);
          loaded.previous.bytes[14] = (guint8) (before >> 8);
          loaded.previous.bytes[15] = (guint8) before;
        }
      previous = loaded.id;
      talus_graph_loader_begin_node (loader, &loaded);
      talus_graph_loader_end_node (loader);
    }
  talus_graph_loader_finish (loader, &error);
  g_assert_no_error (error);

  return graph;
}

static gboolean
is_allowed (TalusNode *node,
            gpointer   user_data)
{
  return strcmp (talus_node_get_name (node), user_data) != 0;
}

static void
assert_found (TalusGraph *graph,
              const char *text,
              const char *without,
              const char *expected)
{
  g_autoptr (TalusNodeScan) scan = talus_node_scan_new (graph, text, 4,
                                                        without != NULL ? is_allowed : NULL,
                                                        (gpointer) without);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  while (!talus_node_scan_run (scan, 0))
    ;
  found = talus_node_scan_list (scan);
  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? "|" : "", talus_node_get_name (found->pdata[i]));
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_the_best_come_first (void)
{
  static const char *const names[] = {
    "Unweld", "Old weld", "Weld pans", "WELD", "Straße", "Cold-welded", "Über alles",
    "Anna Müller", NULL
  };
  g_autoptr (TalusGraph) graph = make_graph (names, 0);

  assert_found (graph, "weld", NULL, "WELD|Weld pans|Old weld|Cold-welded");
  assert_found (graph, " Weld", "WELD", "Weld pans|Old weld|Cold-welded|Unweld");
  assert_found (graph, "strasse", NULL, "Straße");
  assert_found (graph, "üBER", NULL, "Über alles");
  assert_found (graph, "uber", NULL, "Über alles");
  assert_found (graph, "muller", NULL, "Anna Müller");
  assert_found (graph, "nothing", NULL, "");
  assert_found (graph, "", NULL, "Unweld|Old weld|Weld pans|WELD");
}

static void
test_everything_is_looked_at (void)
{
  static const char *const names[] = { "First", NULL };
  g_autoptr (TalusGraph) graph = make_graph (names, 5000);

  assert_found (graph, "filler 4999", NULL, "Filler 4999");
  assert_found (graph, "first", NULL, "First");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/node-scan/the-best-come-first", test_the_best_come_first);
  g_test_add_func ("/node-scan/everything-is-looked-at", test_everything_is_looked_at);

  return g_test_run ();
}
