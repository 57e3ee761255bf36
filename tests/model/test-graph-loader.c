/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loader refuses: everything that is no set of trees. That it loads
 * what is one is held by test-graph-random.c. */
#include "graph-test.h"

typedef struct
{
  TalusGraph *graph;
  TalusGraphLoader *loader;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->graph = test_graph ();
  fixture->loader = talus_graph_loader_new (fixture->graph, G_MAXUINT64);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_clear_pointer (&fixture->loader, talus_graph_loader_free);
  g_assert_finalize_object (fixture->graph);
}

static void
add (Fixture *fixture,
     guint    number,
     guint    parent,
     guint    previous,
     guint64  removed)
{
  TalusLoadedNode row = { test_id (number), test_id (parent), test_id (previous), };

  row.type = talus_graph_loader_add_symbol (fixture->loader, "task");
  row.name = "x and what follows it";
  row.name_length = 1;
  row.removed = removed;
  talus_graph_loader_begin_node (fixture->loader, &row);
  talus_graph_loader_end_node (fixture->loader);
}

static void
assert_refused (Fixture    *fixture,
                const char *what)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (talus_graph_loader_finish (g_steal_pointer (&fixture->loader), &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED);
  g_assert_nonnull (strstr (error->message, what));
  g_assert_cmpuint (talus_graph_get_n_nodes (fixture->graph), ==, 0);
  g_assert_cmpuint (talus_graph_get_n_roots (fixture->graph), ==, 0);
  g_assert_cmpuint (talus_graph_get_n_edges (fixture->graph), ==, 0);
  g_assert_null (test_node (fixture->graph, 1));
}

static void
test_twice (Fixture       *fixture,
            gconstpointer  user_data)
{
  add (fixture, 1, 0, 0, 0);
  add (fixture, 1, 0, 0, 0);
  assert_refused (fixture, "is there twice");
}

static void
test_no_parent (Fixture       *fixture,
                gconstpointer  user_data)
{
  add (fixture, 1, 0, 0, 0);
  add (fixture, 2, 3, 0, 0);
  assert_refused (fixture, "has a parent that is not there");
}

static void
test_same_place (Fixture       *fixture,
                 gconstpointer  user_data)
{
  add (fixture, 1, 0, 0, 0);
  add (fixture, 2, 0, 1, 0);
  add (fixture, 3, 0, 1, 0);
  assert_refused (fixture, "shares its place");
}

static void
test_two_first (Fixture       *fixture,
                gconstpointer  user_data)
{
  add (fixture, 1, 0, 0, 0);
  add (fixture, 2, 1, 0, 0);
  add (fixture, 3, 1, 0, 0);
  assert_refused (fixture, "shares its place");
}

static void
test_no_previous (Fixture       *fixture,
                  gconstpointer  user_data)
{
  add (fixture, 1, 0, 0, 0);
  add (fixture, 2, 0, 9, 0);
  assert_refused (fixture, "is behind one that is not there");
}

static void
test_ring_of_siblings (Fixture       *fixture,
                       gconstpointer  user_data)
{
  add (fixture, 1, 0, 0, 0);
  add (fixture, 2, 0, 4, 0);
  add (fixture, 3, 0, 2, 0);
  add (fixture, 4, 0, 3, 0);
  assert_refused (fixture, "3 nodes are behind none");
}

static void
test_behind_removed (Fixture       *fixture,
                     gconstpointer  user_data)
{
  add (fixture, 1, 0, 0, 5);
  add (fixture, 2, 0, 1, 0);
  assert_refused (fixture, "1 nodes are behind none");
}

static void
test_other_family (Fixture       *fixture,
                   gconstpointer  user_data)
{
  add (fixture, 1, 0, 0, 0);
  add (fixture, 2, 1, 0, 0);
  add (fixture, 3, 0, 2, 0);
  assert_refused (fixture, "is not among those");
}

static void
test_ring_of_parents (Fixture       *fixture,
                      gconstpointer  user_data)
{
  add (fixture, 1, 3, 0, 0);
  add (fixture, 2, 1, 0, 0);
  add (fixture, 3, 2, 0, 0);
  assert_refused (fixture, "its own ancestor");
}

static void
test_own_parent (Fixture       *fixture,
                 gconstpointer  user_data)
{
  add (fixture, 1, 1, 1, 0);
  assert_refused (fixture, "its own ancestor");
}

static void
test_too_deep (Fixture       *fixture,
               gconstpointer  user_data)
{
  for (guint i = 1; i <= 401; i++)
    add (fixture, i, i - 1, 0, 0);
  assert_refused (fixture, "is too deep");
}

static void
test_deep (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 400; i >= 1; i--)
    add (fixture, i, i - 1, 0, 0);
  talus_graph_loader_finish (g_steal_pointer (&fixture->loader), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (talus_node_get_depth (test_node (fixture->graph, 400)), ==, 400);
  g_assert_cmpuint (talus_graph_get_n_nodes (fixture->graph), ==, 400);
  g_assert_cmpstr (talus_node_get_name (test_node (fixture->graph, 7)), ==, "x");
}

static void
test_edge_to_nobody (Fixture       *fixture,
                     gconstpointer  user_data)
{
  TalusEdge edge = { test_id (1), test_id (2) };

  add (fixture, 1, 0, 0, 0);
  add (fixture, 2, 0, 0, 4);
  talus_graph_loader_add_edge (fixture->loader, &edge, 1);
  assert_refused (fixture, "has a dependency but is not there");
}

static void
test_edge_twice (Fixture       *fixture,
                 gconstpointer  user_data)
{
  TalusEdge edge = { test_id (1), test_id (2) };

  add (fixture, 1, 0, 0, 0);
  add (fixture, 2, 0, 1, 0);
  talus_graph_loader_add_edge (fixture->loader, &edge, 1);
  talus_graph_loader_add_edge (fixture->loader, &edge, 1);
  assert_refused (fixture, "has a dependency twice");
}

static void
test_removed_edge_of_live (Fixture       *fixture,
                           gconstpointer  user_data)
{
  TalusEdge edge = { test_id (1), test_id (2) };
  TalusId one = test_id (1);

  add (fixture, 1, 0, 0, 0);
  talus_graph_loader_add_removed_edge (fixture->loader, &one, &edge);
  assert_refused (fixture, "was not removed");
}

static void
test_property_twice (Fixture       *fixture,
                     gconstpointer  user_data)
{
  TalusLoadedNode row = { test_id (1), };
  guint key = talus_graph_loader_add_symbol (fixture->loader, "k");

  row.type = talus_graph_loader_add_symbol (fixture->loader, "task");
  talus_graph_loader_begin_node (fixture->loader, &row);
  talus_graph_loader_add_property (fixture->loader, key, "1", 1, 1);
  talus_graph_loader_add_property (fixture->loader, key, "2", 1, 1);
  talus_graph_loader_end_node (fixture->loader);
  assert_refused (fixture, "has a property twice");
}

static void
test_given_up (Fixture       *fixture,
               gconstpointer  user_data)
{
  TalusLoadedNode row = { test_id (2), };

  add (fixture, 1, 0, 0, 0);
  row.type = talus_graph_loader_add_symbol (fixture->loader, "task");
  talus_graph_loader_begin_node (fixture->loader, &row);
  g_clear_pointer (&fixture->loader, talus_graph_loader_free);
  g_assert_null (test_node (fixture->graph, 1));
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/graph-loader/a-node-twice-is-refused", test_twice },
    { "/graph-loader/a-parent-must-be-there", test_no_parent },
    { "/graph-loader/no-two-are-behind-one", test_same_place },
    { "/graph-loader/no-two-are-first", test_two_first },
    { "/graph-loader/the-one-in-front-must-be-there", test_no_previous },
    { "/graph-loader/siblings-in-a-ring-are-refused", test_ring_of_siblings },
    { "/graph-loader/nobody-is-behind-what-was-removed", test_behind_removed },
    { "/graph-loader/nobody-is-behind-the-child-of-another", test_other_family },
    { "/graph-loader/parents-in-a-ring-are-refused", test_ring_of_parents },
    { "/graph-loader/nobody-is-its-own-parent", test_own_parent },
    { "/graph-loader/depth-is-bounded", test_too_deep },
    { "/graph-loader/children-may-come-before-parents", test_deep },
    { "/graph-loader/a-dependency-is-between-live-nodes", test_edge_to_nobody },
    { "/graph-loader/a-dependency-twice-is-refused", test_edge_twice },
    { "/graph-loader/only-removed-nodes-lost-dependencies", test_removed_edge_of_live },
    { "/graph-loader/a-property-twice-is-refused", test_property_twice },
    { "/graph-loader/giving-up-leaves-the-graph-empty", test_given_up },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);

  return g_test_run ();
}
