/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes as readers see them: properties, name, the way around. */
#include "graph-test.h"

static void
list_cb (const char *key,
         const char *json,
         gsize       length,
         guint64     seq,
         gpointer    user_data)
{
  g_string_append_printf (user_data, "%s=%.*s@%" G_GUINT64_FORMAT " ", key, (int) length, json,
                          seq);
}

static void
assert_properties (TalusNode  *node,
                   const char *expected)
{
  g_autoptr (GString) list = g_string_new (NULL);

  talus_node_foreach_property (node, list_cb, list);
  g_assert_cmpstr (list->str, ==, expected);
}

static void
set_property (TalusGraph *graph,
              const char *key,
              const char *old,
              const char *new,
              guint64     seq)
{
  TalusChangeSet *set = talus_change_set_new ();

  add_set (set, 1, key, old, new);
  do_apply (graph, set, seq);
}

static void
test_properties (void)
{
  g_autoptr (TalusGraph) graph = test_graph ();
  TalusNode *node;
  g_autoptr (TalusValue) value = NULL;

  do_insert (graph, 1, 0, 0, 1);
  node = test_node (graph, 1);
  assert_properties (node, "");
  g_assert_cmpuint (talus_node_get_n_properties (node), ==, 0);

  /* U+1F600 comes before U+FFFD: their UTF-16 does. */
  set_property (graph, "\xef\xbf\xbd", NULL, "1", 2);
  set_property (graph, "b", NULL, "\"x\"", 3);
  set_property (graph, "\xf0\x9f\x98\x80", NULL, "[]", 4);
  set_property (graph, "a", NULL, "true", 300000000000);
  assert_properties (node, "a=true@300000000000 b=\"x\"@3 \xf0\x9f\x98\x80=[]@4 \xef\xbf\xbd=1@2 ");
  g_assert_cmpuint (talus_node_get_n_properties (node), ==, 4);

  set_property (graph, "b", "\"x\"", "\"a much longer value than it had before\"", 5);
  value = talus_node_dup_property (node, "b");
  g_assert_cmpstr (talus_value_get_json (value, NULL), ==,
                   "\"a much longer value than it had before\"");
  g_assert_null (talus_node_dup_property (node, "c"));
  g_assert_null (talus_node_dup_property (node, "name"));
}

static void
test_deleted_property (void)
{
  g_autoptr (TalusGraph) graph = test_graph ();
  TalusNode *node;

  do_insert (graph, 1, 0, 0, 1);
  node = test_node (graph, 1);
  set_property (graph, "a", NULL, "1", 2);
  set_property (graph, "b", NULL, "1", 3);
  set_property (graph, "a", "1", NULL, 4);

  assert_properties (node, "b=1@3 ");
  g_assert_cmpuint (talus_node_get_n_properties (node), ==, 1);
  g_assert_null (talus_node_dup_property (node, "a"));
  g_assert_cmpuint (talus_node_get_property_seq (node, "a"), ==, 4);
  g_assert_cmpuint (talus_node_get_property_seq (node, "never"), ==, 0);
  g_assert_cmpuint (talus_node_get_property_seq (node, "name"), ==, 1);

  set_property (graph, "a", NULL, "2", 5);
  assert_properties (node, "a=2@5 b=1@3 ");
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *count)
{
  ++*count;
}

static void
test_name (void)
{
  g_autoptr (TalusGraph) graph = test_graph ();
  TalusNode *node;
  g_autofree char *name = NULL;
  guint count = 0;

  do_insert (graph, 1, 0, 0, 1);
  node = test_node (graph, 1);
  g_signal_connect (node, "notify::name", G_CALLBACK (count_cb), &count);

  set_property (graph, "name", "\"node 1\"", "\"B\"", 2);
  g_assert_cmpuint (count, ==, 1);
  set_property (graph, "name", "\"B\"", "\"B\"", 3);
  g_assert_cmpuint (count, ==, 1);
  set_property (graph, "a", NULL, "1", 4);
  g_assert_cmpuint (count, ==, 1);
  g_object_get (node, "name", &name, NULL);
  g_assert_cmpstr (name, ==, "B");
  g_assert_cmpuint (talus_node_get_name_seq (node), ==, 3);
}

static void
test_way_around (void)
{
  g_autoptr (TalusGraph) graph = test_graph ();
  TalusNode *parent;

  do_insert (graph, 100, 0, 0, 1);
  parent = test_node (graph, 100);
  g_assert_null (talus_node_get_first_child (parent));
  g_assert_null (talus_node_get_parent (parent));
  g_assert_cmpuint (talus_node_get_depth (parent), ==, 1);

  for (guint i = 1; i <= 50; i++)
    do_insert (graph, i, 100, i - 1, 1);

  g_assert_cmpuint (talus_node_get_n_children (parent), ==, 50);
  g_assert_null (talus_node_get_child (parent, 50));
  for (guint i = 1; i <= 50; i++)
    {
      TalusNode *node = test_node (graph, i);

      g_assert_true (talus_node_get_child (parent, i - 1) == node);
      g_assert_true (talus_node_get_parent (node) == parent);
      g_assert_cmpuint (talus_node_get_index (node), ==, i - 1);
      g_assert_cmpuint (talus_node_get_depth (node), ==, 2);
      g_assert_true (talus_node_get_next_sibling (node) ==
                     (i < 50 ? test_node (graph, i + 1) : NULL));
      g_assert_true (talus_node_get_previous_sibling (node) ==
                     (i > 1 ? test_node (graph, i - 1) : NULL));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/node/properties-are-in-canonical-order", test_properties);
  g_test_add_func ("/node/a-deleted-property-remembers-who-deleted-it", test_deleted_property);
  g_test_add_func ("/node/name-notifies-once-and-only-on-change", test_name);
  g_test_add_func ("/node/siblings-parent-and-index-agree", test_way_around);

  return g_test_run ();
}
