/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The laws of the graph, one by one: what is found, what is refused, what is
 * remembered. Random runs are in test-graph-random.c. */
#include "graph-test.h"

/*  1        5
 *  ├ 2      └ 6
 *  │ └ 4
 *  └ 3            4 blocks 6, 3 blocks 4 */
static TalusGraph *
sample (void)
{
  TalusGraph *graph = test_graph ();
  TalusChangeSet *set;

  do_insert (graph, 1, 0, 0, 1);
  do_insert (graph, 2, 1, 0, 2);
  do_insert (graph, 3, 1, 1, 3);
  do_insert (graph, 4, 2, 0, 4);
  do_insert (graph, 5, 0, 1, 5);
  do_insert (graph, 6, 5, 0, 6);

  set = talus_change_set_new ();
  add_edge (set, TALUS_CHANGE_LINK, 4, 6);
  add_edge (set, TALUS_CHANGE_LINK, 3, 4);
  do_apply (graph, set, 7);

  return graph;
}

/* Applies a set that must not fit, which must leave no trace. */
static void
assert_diverges (TalusGraph     *graph,
                 TalusChangeSet *set,
                 const char     *what)
{
  g_autofree char *before = test_dump (graph, 10);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (talus_graph_apply (graph, set, 99, 0, NULL, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "diverged"));
  g_assert_nonnull (strstr (error->message, what));
  after = test_dump (graph, 10);
  g_assert_cmpstr (after, ==, before);
  talus_change_set_unref (set);
}

static void
assert_children (TalusGraph *graph,
                 guint       parent,
                 const char *expected)
{
  g_autoptr (GString) numbers = g_string_new (NULL);
  TalusNode *child = parent != 0 ? talus_node_get_first_child (test_node (graph, parent))
                                 : talus_graph_get_root (graph, 0);

  for (; child != NULL; child = talus_node_get_next_sibling (child))
    g_string_append_printf (numbers, "%s%u", numbers->len > 0 ? " " : "",
                            test_number (talus_node_get_id (child)));
  g_assert_cmpstr (numbers->str, ==, expected);
}

static guint64
seq_of (TalusGraph *graph,
        guint       blocker,
        guint       blocked)
{
  TalusId a = test_id (blocker);
  TalusId b = test_id (blocked);

  return talus_graph_get_edge_seq (graph, &a, &b);
}

static void
test_find (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  TalusChangeSet *set = talus_change_set_new ();
  TalusId four = test_id (4);
  TalusId nine = test_id (9);

  g_assert_true (talus_graph_get_node (graph, &four) == test_node (graph, 4));
  g_assert_cmpuint (talus_node_get_depth (test_node (graph, 4)), ==, 3);
  g_assert_null (talus_graph_find_node (graph, &nine));
  g_assert_cmpuint (talus_graph_get_n_nodes (graph), ==, 6);

  add_remove (set, graph, 2);
  do_apply (graph, set, 8);

  /* Below what was removed: found, but not got. */
  g_assert_null (talus_graph_get_node (graph, &four));
  g_assert_nonnull (talus_graph_find_node (graph, &four));
  g_assert_false (talus_node_is_removed (test_node (graph, 4)));
  g_assert_false (talus_node_is_live (test_node (graph, 4)));
  g_assert_true (talus_node_is_removed (test_node (graph, 2)));
  g_assert_cmpuint (talus_graph_get_n_nodes (graph), ==, 4);
  assert_children (graph, 1, "3");
}

static void
test_remove (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  TalusChangeSet *set = talus_change_set_new ();
  const TalusEdge *edges;
  TalusPlace place;
  guint n_edges;

  add_remove (set, graph, 2);
  do_apply (graph, set, 8);

  g_assert_cmpuint (talus_graph_get_removed_seq (graph, test_node (graph, 2)), ==, 8);
  g_assert_cmpuint (talus_graph_get_removed_seq (graph, test_node (graph, 4)), ==, 0);
  edges = talus_graph_get_removed_edges (graph, test_node (graph, 2), &n_edges);
  g_assert_cmpuint (n_edges, ==, 2);
  g_assert_cmpuint (test_number (&edges[0].blocker), ==, 3);
  g_assert_cmpuint (test_number (&edges[1].blocked), ==, 6);
  g_assert_true (talus_graph_get_removed_place (graph, test_node (graph, 2), &place));
  g_assert_cmpuint (test_number (&place.parent), ==, 1);
  g_assert_cmpuint (test_number (&place.after), ==, 0);
  g_assert_cmpuint (test_number (&place.before), ==, 3);
  g_assert_false (talus_graph_get_removed_place (graph, test_node (graph, 4), &place));
  g_assert_cmpuint (talus_graph_get_n_edges (graph), ==, 0);

  /* What was cut remembers who cut it; what was removed, who removed it. */
  g_assert_cmpuint (seq_of (graph, 3, 4), ==, 8);
  g_assert_cmpuint (talus_node_get_existence_seq (test_node (graph, 2)), ==, 8);
  g_assert_cmpuint (talus_node_get_existence_seq (test_node (graph, 4)), ==, 8);
  g_assert_cmpuint (talus_node_get_place_seq (test_node (graph, 2)), ==, 2);
}

static void
test_restore (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  TalusNode *two = test_node (graph, 2);
  TalusChangeSet *set = talus_change_set_new ();

  add_remove (set, graph, 2);
  do_apply (graph, set, 8);
  set = talus_change_set_new ();
  add_restore (set, graph, 2, 5, 1);
  do_apply (graph, set, 9);

  g_assert_true (test_node (graph, 2) == two);
  assert_children (graph, 1, "3");
  assert_children (graph, 5, "6 2");
  assert_children (graph, 2, "4");
  g_assert_cmpuint (talus_graph_get_n_nodes (graph), ==, 6);
  g_assert_cmpuint (talus_graph_get_n_edges (graph), ==, 2);
  g_assert_cmpuint (seq_of (graph, 4, 6), ==, 9);
  g_assert_cmpuint (talus_node_get_existence_seq (test_node (graph, 4)), ==, 9);
  g_assert_cmpuint (talus_node_get_place_seq (two), ==, 9);
  g_assert_cmpuint (talus_node_get_place_seq (test_node (graph, 4)), ==, 4);
  g_assert_cmpuint (talus_graph_get_removed_seq (graph, two), ==, 0);
  g_assert_cmpint (talus_node_get_created_at (two), ==, 2000);
}

static void
test_removed_within_removed (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  TalusChangeSet *set = talus_change_set_new ();

  add_remove (set, graph, 4);
  do_apply (graph, set, 8);
  set = talus_change_set_new ();
  add_remove (set, graph, 1);
  g_assert_cmpuint (talus_change_set_get (set, 0)->count, ==, 3);
  do_apply (graph, set, 9);
  g_assert_cmpuint (talus_graph_get_n_nodes (graph), ==, 2);

  set = talus_change_set_new ();
  add_restore (set, graph, 1, 0, 0);
  do_apply (graph, set, 10);
  g_assert_cmpuint (talus_graph_get_n_nodes (graph), ==, 5);
  g_assert_true (talus_node_is_removed (test_node (graph, 4)));
  g_assert_cmpuint (talus_graph_get_removed_seq (graph, test_node (graph, 4)), ==, 8);
}

static void
test_id_is_for_ever (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  TalusChangeSet *set = talus_change_set_new ();

  add_insert (set, graph, 4, 5, 0, "again");
  assert_diverges (graph, set, "is there already");

  set = talus_change_set_new ();
  add_remove (set, graph, 2);
  do_apply (graph, set, 8);
  set = talus_change_set_new ();
  add_insert (set, graph, 4, 5, 0, "again");
  assert_diverges (graph, set, "is there already");

  /* Nor twice in one subtree, nor as a part of itself. */
  set = talus_change_set_new ();
  add_insert (set, graph, 8, 5, 0, "new");
  talus_change_set_add (set, TALUS_CHANGE_INSERT);
  {
    TalusChange *change = (TalusChange *) talus_change_set_get (set, 1);

    change->place = (TalusPlace) { test_id (5), test_id (8), test_id (6) };
    change->spec = test_spec (9, "new");
    change->spec->children = g_ptr_array_new ();
    g_ptr_array_add (change->spec->children, test_spec (10, "a"));
    g_ptr_array_add (change->spec->children, test_spec (10, "b"));
  }
  assert_diverges (graph, set, "is there already");
}

static void
test_neighbours (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  TalusChangeSet *set;
  TalusChange *change;

  /* Each kind of wrong neighbour, for each kind of place. */
  set = talus_change_set_new ();
  add_insert (set, graph, 8, 1, 1, "x");
  change = (TalusChange *) talus_change_set_get (set, 0);
  change->place.before = test_id (0);
  assert_diverges (graph, set, "is in between");

  set = talus_change_set_new ();
  add_insert (set, graph, 8, 1, 2, "x");
  change = (TalusChange *) talus_change_set_get (set, 0);
  change->place.after = test_id (6);
  assert_diverges (graph, set, "is no neighbour");

  set = talus_change_set_new ();
  add_insert (set, graph, 8, 1, 2, "x");
  change = (TalusChange *) talus_change_set_get (set, 0);
  change->place.before = test_id (6);
  assert_diverges (graph, set, "is no neighbour");

  set = talus_change_set_new ();
  add_insert (set, graph, 8, 0, 0, "x");
  change = (TalusChange *) talus_change_set_get (set, 0);
  change->place.parent = test_id (77);
  assert_diverges (graph, set, "is not there");

  set = talus_change_set_new ();
  add_remove (set, graph, 3);
  change = (TalusChange *) talus_change_set_get (set, 0);
  change->place.after = test_id (0);
  assert_diverges (graph, set, "is not where");

  set = talus_change_set_new ();
  add_move (set, graph, 3, 1, 0);
  change = (TalusChange *) talus_change_set_get (set, 0);
  change->from.before = test_id (2);
  assert_diverges (graph, set, "is not where");

  /* A moved node is no neighbour of itself. */
  set = talus_change_set_new ();
  add_move (set, graph, 3, 1, 0);
  change = (TalusChange *) talus_change_set_get (set, 0);
  change->place = (TalusPlace) { test_id (1), test_id (3), test_id (0) };
  assert_diverges (graph, set, "is no neighbour");
}

static void
test_count_and_edges (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  TalusChangeSet *set = talus_change_set_new ();

  add_remove (set, graph, 2);
  ((TalusChange *) talus_change_set_get (set, 0))->count = 3;
  assert_diverges (graph, set, "number of nodes");

  set = talus_change_set_new ();
  add_remove (set, graph, 2);
  ((TalusChange *) talus_change_set_get (set, 0))->n_edges = 1;
  assert_diverges (graph, set, "dependencies");

  set = talus_change_set_new ();
  add_remove (set, graph, 2);
  do_apply (graph, set, 8);

  set = talus_change_set_new ();
  add_restore (set, graph, 2, 1, 0);
  ((TalusChange *) talus_change_set_get (set, 0))->removed_seq = 7;
  assert_diverges (graph, set, "was not removed by that record");

  set = talus_change_set_new ();
  add_restore (set, graph, 2, 1, 0);
  ((TalusChange *) talus_change_set_get (set, 0))->edges[0].blocked = test_id (5);
  assert_diverges (graph, set, "had other dependencies");

  /* An edge returns only to nodes that are there. */
  set = talus_change_set_new ();
  add_remove (set, graph, 6);
  do_apply (graph, set, 9);
  set = talus_change_set_new ();
  add_restore (set, graph, 2, 1, 0);
  assert_diverges (graph, set, "cannot be blocked");

  /* Without it all is well. */
  set = talus_change_set_new ();
  add_restore (set, graph, 2, 1, 0);
  ((TalusChange *) talus_change_set_get (set, 0))->n_edges = 1;
  do_apply (graph, set, 10);
  g_assert_cmpuint (talus_graph_get_n_edges (graph), ==, 1);
}

static void
test_no_rings_of_parents (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  TalusChangeSet *set = talus_change_set_new ();
  TalusChange *change = talus_change_set_add (set, TALUS_CHANGE_MOVE);

  change->node_id = test_id (1);
  change->from = test_place (test_node (graph, 1));
  change->place = (TalusPlace) { test_id (4), test_id (0), test_id (0) };
  assert_diverges (graph, set, "below itself");

  set = talus_change_set_new ();
  change = talus_change_set_add (set, TALUS_CHANGE_MOVE);
  change->node_id = test_id (1);
  change->from = test_place (test_node (graph, 1));
  change->place = (TalusPlace) { test_id (1), test_id (0), test_id (2) };
  assert_diverges (graph, set, "below itself");
}

static void
test_old_values (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  TalusChangeSet *set = talus_change_set_new ();

  add_set (set, 2, "name", "\"node 2\"", "\"two\"");
  add_set (set, 2, "a", NULL, "1");
  add_meta (set, "name", "\"A graph\"", "\"B\"");
  add_meta (set, "x-a", NULL, "{}");
  do_apply (graph, set, 8);
  g_assert_cmpstr (talus_node_get_name (test_node (graph, 2)), ==, "two");
  g_assert_cmpstr (talus_graph_get_name (graph), ==, "B");
  g_assert_cmpuint (talus_graph_get_name_seq (graph), ==, 8);

  set = talus_change_set_new ();
  add_set (set, 2, "name", "\"node 2\"", "\"zwei\"");
  assert_diverges (graph, set, "another name");
  set = talus_change_set_new ();
  add_set (set, 2, "name", "\"two\"", NULL);
  assert_diverges (graph, set, "without a name");
  set = talus_change_set_new ();
  add_set (set, 2, "a", NULL, "2");
  assert_diverges (graph, set, "another value");
  set = talus_change_set_new ();
  add_set (set, 2, "b", "1", NULL);
  assert_diverges (graph, set, "another value");
  set = talus_change_set_new ();
  add_set (set, 2, "a", "1.5", NULL);
  assert_diverges (graph, set, "another value");
  set = talus_change_set_new ();
  add_set (set, 88, "a", NULL, "1");
  assert_diverges (graph, set, "is not there");
  set = talus_change_set_new ();
  add_meta (set, "name", "\"A graph\"", "\"C\"");
  assert_diverges (graph, set, "“name”");
  set = talus_change_set_new ();
  add_meta (set, "x-a", "[]", NULL);
  assert_diverges (graph, set, "“x-a”");
  set = talus_change_set_new ();
  add_meta (set, "x-b", "[]", NULL);
  assert_diverges (graph, set, "“x-b”");
}

static void
test_edges (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  TalusId four = test_id (4);
  TalusId six = test_id (6);
  TalusId three = test_id (3);
  g_autoptr (GArray) blockers = talus_graph_list_blockers (graph, &four);
  g_autoptr (GArray) blocked = talus_graph_list_blocked (graph, &four);
  TalusChangeSet *set;

  g_assert_cmpuint (blockers->len, ==, 1);
  g_assert_cmpuint (test_number (&g_array_index (blockers, TalusId, 0)), ==, 3);
  g_assert_cmpuint (blocked->len, ==, 1);
  g_assert_cmpuint (test_number (&g_array_index (blocked, TalusId, 0)), ==, 6);
  g_assert_true (talus_graph_edge_would_cycle (graph, &six, &three));
  g_assert_true (talus_graph_edge_would_cycle (graph, &six, &six));
  g_assert_false (talus_graph_edge_would_cycle (graph, &three, &six));

  set = talus_change_set_new ();
  add_edge (set, TALUS_CHANGE_LINK, 3, 4);
  assert_diverges (graph, set, "already");
  set = talus_change_set_new ();
  add_edge (set, TALUS_CHANGE_LINK, 3, 3);
  assert_diverges (graph, set, "itself");
  set = talus_change_set_new ();
  add_edge (set, TALUS_CHANGE_LINK, 3, 33);
  assert_diverges (graph, set, "is not there");
  set = talus_change_set_new ();
  add_edge (set, TALUS_CHANGE_UNLINK, 4, 3);
  assert_diverges (graph, set, "no such dependency");

  set = talus_change_set_new ();
  add_edge (set, TALUS_CHANGE_UNLINK, 3, 4);
  do_apply (graph, set, 8);
  g_assert_false (talus_graph_has_edge (graph, &three, &four));
  g_assert_cmpuint (seq_of (graph, 3, 4), ==, 8);
}

static void
test_template (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  g_autoptr (TalusTemplate) old = talus_template_ref (talus_graph_get_template (graph));
  g_autoptr (TalusTemplate) new = make_template (TEST_TEMPLATE "description: new\n");
  g_autofree char *old_json = g_strdup_printf ("{\"hash\":\"%s\",\"id\":\"test\"}",
                                               talus_template_get_hash (old));
  g_autofree char *new_json = g_strdup_printf ("{\"hash\":\"%s\",\"id\":\"test\"}",
                                               talus_template_get_hash (new));
  g_autoptr (TalusTrace) trace = NULL;
  TalusChangeSet *set = talus_change_set_new ();

  add_meta (set, "template", old_json, new_json);
  assert_diverges (graph, set, "not known");

  talus_graph_add_template (graph, new);
  set = talus_change_set_new ();
  add_meta (set, "template", new_json, old_json);
  assert_diverges (graph, set, "“template”");
  set = talus_change_set_new ();
  add_meta (set, "template", old_json, "{\"hash\":1}");
  assert_diverges (graph, set, "not known");

  set = talus_change_set_new ();
  add_meta (set, "template", old_json, new_json);
  trace = must_apply (graph, set, 8);
  g_assert_true (talus_graph_get_template (graph) == new);
  g_assert_cmpuint (talus_graph_get_setting_seq (graph, "template"), ==, 8);

  talus_graph_revert (graph, set, trace);
  g_assert_true (talus_graph_get_template (graph) == old);
  g_assert_cmpuint (talus_graph_get_setting_seq (graph, "template"), ==, 0);
  talus_change_set_unref (set);
}

static void
test_baseline (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  TalusChangeSet *set = talus_change_set_new ();
  TalusChange *change = talus_change_set_add (set, TALUS_CHANGE_BASELINE);

  change->count = 6;
  change->template_hash = g_strdup (talus_template_get_hash (talus_graph_get_template (graph)));
  change->digest = talus_graph_digest (graph);
  do_apply (graph, set, 1);

  set = talus_change_set_new ();
  change = talus_change_set_add (set, TALUS_CHANGE_BASELINE);
  change->count = 7;
  change->template_hash = g_strdup (talus_template_get_hash (talus_graph_get_template (graph)));
  assert_diverges (graph, set, "baseline");
}

static void
test_settings (void)
{
  g_autoptr (TalusGraph) graph = test_graph ();
  TalusChangeSet *set = talus_change_set_new ();
  g_autoptr (GList) keys = NULL;

  add_meta (set, "x-b", NULL, "1");
  add_meta (set, "currency", NULL, "\"EUR\"");
  add_meta (set, "x-a", NULL, "2");
  do_apply (graph, set, 2);
  set = talus_change_set_new ();
  add_meta (set, "x-b", "1", NULL);
  do_apply (graph, set, 3);

  keys = talus_graph_list_settings (graph);
  g_assert_cmpuint (g_list_length (keys), ==, 2);
  g_assert_cmpstr (keys->data, ==, "currency");
  g_assert_cmpstr (keys->next->data, ==, "x-a");
  g_assert_null (talus_graph_get_setting (graph, "x-b"));
  g_assert_cmpuint (talus_graph_get_setting_seq (graph, "x-b"), ==, 3);
  g_assert_cmpuint (talus_graph_get_setting_seq (graph, "x-c"), ==, 0);
}

static void
test_rewind_refuses (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  g_autoptr (TalusChangeSet) set = talus_change_set_new ();
  g_autoptr (GError) error = NULL;

  /* Nobody inserted it last: something is below it. */
  add_insert (set, graph, 2, 1, 0, "node 2");
  ((TalusChange *) talus_change_set_get (set, 0))->place = test_place (test_node (graph, 2));
  g_assert_false (talus_graph_rewind (graph, set, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
}

static void
log_cb (GListModel *list,
        guint       position,
        guint       n_removed,
        guint       n_added,
        GString    *log)
{
  if (log->len > 0)
    g_string_append (log, ", ");
  if (n_removed > 0)
    g_string_append_printf (log, "%u-%u", position, n_removed);
  if (n_added > 0)
    g_string_append_printf (log, "%u+%u", position, n_added);
}

static void
assert_log (GString    *log,
            const char *expected)
{
  g_assert_cmpstr (log->str, ==, expected);
  g_string_truncate (log, 0);
}

static void
test_list_models (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  g_autoptr (GString) roots = g_string_new (NULL);
  g_autoptr (GString) children = g_string_new (NULL);
  GListModel *list = talus_node_get_children (test_node (graph, 1));
  TalusChangeSet *set;
  g_autoptr (TalusTrace) trace = NULL;

  g_assert_true (list == talus_node_get_children (test_node (graph, 1)));
  g_assert_cmpuint (g_list_model_get_item_type (list), ==, TALUS_TYPE_NODE);
  g_signal_connect (talus_graph_get_roots (graph), "items-changed", G_CALLBACK (log_cb), roots);
  g_signal_connect (list, "items-changed", G_CALLBACK (log_cb), children);

  do_insert (graph, 7, 1, 1, 8);
  assert_log (children, "1+1");
  set = talus_change_set_new ();
  add_move (set, graph, 2, 1, 2);
  do_apply (graph, set, 9);
  assert_log (children, "0-1, 2+1");
  assert_children (graph, 1, "7 3 2");
  set = talus_change_set_new ();
  add_move (set, graph, 3, 0, 0);
  do_apply (graph, set, 10);
  assert_log (children, "1-1");
  assert_log (roots, "0+1");

  /* What is below another node, or no place, is none of theirs. */
  set = talus_change_set_new ();
  add_set (set, 2, "a", NULL, "1");
  add_remove (set, graph, 4);
  do_apply (graph, set, 11);
  assert_log (children, "");

  set = talus_change_set_new ();
  add_remove (set, graph, 7);
  trace = must_apply (graph, set, 12);
  assert_log (children, "0-1");
  talus_graph_revert (graph, set, trace);
  assert_log (children, "0+1");
  talus_change_set_unref (set);
  assert_log (roots, "");
}

static void
test_lists_outlive (void)
{
  TalusGraph *graph = sample ();
  g_autoptr (GListModel) roots = g_object_ref (talus_graph_get_roots (graph));
  g_autoptr (TalusNode) node = g_object_ref (test_node (graph, 2));
  g_autoptr (GListModel) children = g_object_ref (talus_node_get_children (node));
  TalusId two = test_id (2);

  g_assert_finalize_object (graph);

  g_assert_cmpuint (g_list_model_get_n_items (roots), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (children), ==, 0);
  g_assert_true (talus_id_equal (talus_node_get_id (node), &two));
  g_assert_cmpstr (talus_node_get_name (node), ==, "node 2");
  g_assert_cmpstr (talus_node_get_type_id (node), ==, "");
  g_assert_null (talus_node_get_parent (node));
  g_assert_false (talus_node_is_live (node));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/graph/what-is-removed-is-found-but-not-got", test_find);
  g_test_add_func ("/graph/a-removal-remembers-where-by-whom-and-what-went", test_remove);
  g_test_add_func ("/graph/a-restore-brings-back-the-same-nodes-and-edges", test_restore);
  g_test_add_func ("/graph/what-was-removed-before-stays-removed", test_removed_within_removed);
  g_test_add_func ("/graph/an-id-is-used-once-for-ever", test_id_is_for_ever);
  g_test_add_func ("/graph/neighbours-must-be-the-real-ones", test_neighbours);
  g_test_add_func ("/graph/count-and-dependencies-of-a-subtree-must-be-right",
                   test_count_and_edges);
  g_test_add_func ("/graph/move-under-own-child-is-refused", test_no_rings_of_parents);
  g_test_add_func ("/graph/old-values-must-be-right", test_old_values);
  g_test_add_func ("/graph/dependencies-are-directed-and-there-once", test_edges);
  g_test_add_func ("/graph/a-template-must-be-known-to-be-set", test_template);
  g_test_add_func ("/graph/a-baseline-says-what-there-is", test_baseline);
  g_test_add_func ("/graph/settings-are-listed-in-canonical-order", test_settings);
  g_test_add_func ("/graph/a-log-that-does-not-fit-is-refused", test_rewind_refuses);
  g_test_add_func ("/graph/list-models-hear-of-every-single-item", test_list_models);
  g_test_add_func ("/graph/nodes-and-lists-may-outlive-the-graph", test_lists_outlive);

  return g_test_run ();
}
