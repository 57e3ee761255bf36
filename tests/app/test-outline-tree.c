/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of an outline: what lists hear of them while much is expanded. */
#include "app-fixture.h"

#include "app/outline/talus-outline-rows.h"
#include "app/outline/talus-outline-tree.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusGraph *graph;
  TalusOutlineTree *tree;
  TalusNode *body;
  TalusNode *floor;
  TalusNode *weld;
  GString *changes;           /* "2-0+4 ": position, removed, added */
  guint n_told;
} Fixture;

static TalusNode *
add_below (Fixture    *self,
           TalusNode  *parent,
           const char *type,
           const char *name)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;
  TalusId id;

  talus_batch_create_node (batch, type, talus_node_get_id (parent), NULL, name, &id);
  talus_peer_submit (self->peer, batch, &error);
  g_assert_no_error (error);

  return talus_graph_get_node (self->graph, &id);
}

static void
changed_cb (Fixture *self,
            guint    position,
            guint    n_removed,
            guint    n_added)
{
  g_string_append_printf (self->changes, "%u-%u+%u ", position, n_removed, n_added);
}

static void
expanded_cb (Fixture *self)
{
  self->n_told++;
}

/* Car, and twelve below it; Body: Floor (Cut, Weld), Doors; Paint: Prime. */
static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  app_fixture_set_up (&self->app, data);
  self->peer = app_fixture_create (&self->app, "restomod", "Car");
  self->graph = talus_peer_get_graph (self->peer);
  self->body = app_fixture_find (self->peer, "Body");
  self->floor = add_below (self, self->body, "job", "Floor");
  add_below (self, self->floor, "task", "Cut");
  self->weld = add_below (self, self->floor, "task", "Weld");
  add_below (self, self->body, "job", "Doors");
  add_below (self, app_fixture_find (self->peer, "Paint"), "job", "Prime");
  self->tree = talus_outline_tree_new ();
  talus_outline_tree_set_graph (self->tree, self->graph);
  talus_outline_tree_set_expanded (self->tree, talus_graph_get_root (self->graph, 0), TRUE);
  self->changes = g_string_new (NULL);
  g_signal_connect_swapped (self->tree, "items-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->tree, "expanded", G_CALLBACK (expanded_cb), self);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  app_fixture_settle (self->peer);
  g_assert_finalize_object (self->tree);
  g_string_free (self->changes, TRUE);
  talus_peer_close (self->peer);
  app_run_ready ();
  g_assert_finalize_object (self->peer);
  app_fixture_tear_down (&self->app, data);
}

static guint
count_rows (Fixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->tree));
}

static gboolean
is_seen (Fixture   *self,
         TalusNode *node)
{
  return talus_outline_tree_find (self->tree, node) != GTK_INVALID_LIST_POSITION;
}

/* Each change has a list look at all that is in sight. */
static void
test_one_change (Fixture       *self,
                 gconstpointer  data)
{
  guint body = talus_outline_tree_find (self->tree, self->body);
  g_autofree char *expected = g_strdup_printf ("%u-0+4 %u-0+1 ", body + 1, body + 6);

  g_assert_cmpuint (count_rows (self), ==, 13);
  g_assert_true (talus_outline_tree_expand_below (self->tree, NULL, 10000));
  g_assert_cmpstr (self->changes->str, ==, expected);
  g_assert_cmpuint (self->n_told, ==, 2);
  g_assert_cmpuint (count_rows (self), ==, talus_graph_get_n_nodes (self->graph));

  /* And nothing where everything is. */
  g_assert_true (talus_outline_tree_expand_below (self->tree, NULL, 10000));
  g_assert_cmpstr (self->changes->str, ==, expected);
  g_assert_cmpuint (self->n_told, ==, 2);

  /* It can be had back. */
  talus_outline_tree_set_expanded (self->tree, self->body, FALSE);
  talus_outline_tree_set_expanded (self->tree, self->body, TRUE);
  g_assert_true (is_seen (self, self->weld));
}

/* What would be seen beyond it is not; what was seen before is all the same. */
static void
test_limit (Fixture       *self,
            gconstpointer  data)
{
  g_assert_false (talus_outline_tree_expand_below (self->tree, NULL, 15));
  g_assert_cmpuint (count_rows (self), ==, 15);
  g_assert_false (is_seen (self, self->weld));
  talus_outline_tree_collapse_all (self->tree);

  talus_outline_tree_set_expanded (self->tree, self->body, TRUE);
  talus_outline_tree_set_expanded (self->tree, self->floor, TRUE);
  talus_outline_tree_set_expanded (self->tree, self->body, FALSE);
  g_assert_false (talus_outline_tree_expand_below (self->tree, self->body, 15));
  g_assert_true (is_seen (self, self->weld));
}

/* A leaf that is to be expanded as soon as it has something below it. */
static void
test_leaves (Fixture       *self,
             gconstpointer  data)
{
  TalusNode *doors = app_fixture_find (self->peer, "Doors");

  talus_outline_tree_set_expanded (self->tree, doors, TRUE);
  g_assert_true (talus_outline_tree_expand_below (self->tree, NULL, 10000));
  g_assert_true (is_seen (self, add_below (self, doors, "task", "Hang")));
}

static void
assert_ids (Fixture *self)
{
  g_autoptr (GArray) ids = talus_outline_tree_list_ids (self->tree);

  g_assert_cmpuint (ids->len, ==, count_rows (self));
  for (guint i = 0; i < ids->len; i++)
    {
      TalusNode *node = talus_outline_tree_get_node (self->tree, i);

      g_assert_true (talus_id_equal (&g_array_index (ids, TalusId, i), talus_node_get_id (node)));
    }
}

static gboolean
is_in_body (gpointer item,
            gpointer data)
{
  const char *name = talus_node_get_name (item);

  return g_str_equal (name, "Car") || g_str_equal (name, "Body") || g_str_equal (name, "Floor") ||
         g_str_equal (name, "Weld");
}

static void
test_ids (Fixture       *self,
          gconstpointer  data)
{
  g_autoptr (GtkFilter) filter = GTK_FILTER (gtk_custom_filter_new (is_in_body, NULL, NULL));

  assert_ids (self);
  talus_outline_tree_expand_below (self->tree, NULL, 10000);
  assert_ids (self);
  talus_outline_tree_set_expanded (self->tree, self->floor, FALSE);
  assert_ids (self);
  talus_outline_tree_set_filter (self->tree, filter);
  g_assert_cmpuint (count_rows (self), ==, 4);
  assert_ids (self);
  talus_outline_tree_set_expanded (self->tree, self->floor, FALSE);
  assert_ids (self);

  /* There it is expanded by itself, and may be by hand. */
  g_assert_true (talus_outline_tree_expand_below (self->tree, NULL, 10000));
  g_assert_cmpuint (count_rows (self), ==, 4);
  talus_outline_tree_set_filter (self->tree, NULL);
  g_assert_false (is_seen (self, self->weld));
}

static void
test_all_are_selected_in_order (Fixture       *self,
                                gconstpointer  data)
{
  g_autoptr (TalusSelection) selection = talus_selection_new ();
  g_autoptr (TalusOutlineRows) rows = talus_outline_rows_new (self->tree, selection);

  talus_outline_rows_select_all (rows);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 13);
  talus_selection_set_one (selection, talus_node_get_id (self->body));
  talus_outline_rows_select_all (rows);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 13);
  g_assert_true (talus_id_equal (talus_selection_get_cursor (selection),
                                 talus_node_get_id (self->body)));

  /* One that has no row is not among them. */
  talus_selection_set_one (selection, talus_node_get_id (self->weld));
  talus_outline_rows_select_all (rows);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 13);
  g_assert_false (talus_selection_contains (selection, talus_node_get_id (self->weld)));
}

/* A subtree comes back as it was seen, in one. */
static void
test_what_comes_back (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = NULL;
  guint body = talus_outline_tree_find (self->tree, self->body);
  guint n_rows;

  talus_outline_tree_expand_below (self->tree, NULL, 10000);
  n_rows = count_rows (self);
  talus_batch_delete_node (batch, talus_node_get_id (self->body));
  talus_peer_submit (self->peer, batch, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_rows (self), ==, n_rows - 5);

  g_string_truncate (self->changes, 0);
  talus_peer_undo (self->peer, &error);
  g_assert_no_error (error);
  expected = g_strdup_printf ("%u-0+5 ", body);
  g_assert_cmpstr (self->changes->str, ==, expected);
  g_assert_cmpuint (count_rows (self), ==, n_rows);
  g_assert_true (is_seen (self, self->weld));
}

/* Whoever opens a branch sees open what was open in it. */
static void
test_what_was_expanded (Fixture       *self,
                        gconstpointer  data)
{
  guint body = talus_outline_tree_find (self->tree, self->body);
  g_autofree char *expected = g_strdup_printf ("%u-0+4 ", body + 1);

  talus_outline_tree_expand_below (self->tree, self->body, 10000);
  talus_outline_tree_set_expanded (self->tree, self->body, FALSE);
  g_assert_cmpuint (count_rows (self), ==, 13);

  g_string_truncate (self->changes, 0);
  talus_outline_tree_set_expanded (self->tree, self->body, TRUE);
  g_assert_cmpstr (self->changes->str, ==, expected);
  g_assert_true (is_seen (self, self->weld));
}

/* More than are asked one by one. */
static void
test_among_many (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;
  TalusNode *root = talus_graph_get_root (self->graph, 0);
  guint n_rows;

  for (guint i = 0; i < 80; i++)
    talus_batch_create_node (batch, "phase", talus_node_get_id (root), NULL, "More", NULL);
  talus_peer_submit (self->peer, batch, &error);
  g_assert_no_error (error);
  talus_outline_tree_expand_below (self->tree, NULL, 10000);
  n_rows = count_rows (self);

  talus_outline_tree_set_expanded (self->tree, root, FALSE);
  g_assert_cmpuint (count_rows (self), ==, 1);
  g_string_truncate (self->changes, 0);
  talus_outline_tree_set_expanded (self->tree, root, TRUE);
  g_assert_cmpuint (count_rows (self), ==, n_rows);
  g_assert_true (is_seen (self, self->weld));
  g_assert_null (strchr (strchr (self->changes->str, ' ') + 1, ' '));
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

#define ADD(name, func) g_test_add ("/outline-tree/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("everything-below-is-one-change", test_one_change);
  ADD ("goes-as-far-as-the-limit", test_limit);
  ADD ("what-comes-back-is-one-change", test_what_comes_back);
  ADD ("what-was-expanded-is-so-again-in-one-change", test_what_was_expanded);
  ADD ("and-so-among-many", test_among_many);
  ADD ("leaves-are-remembered", test_leaves);
  ADD ("ids-are-those-of-the-rows", test_ids);
  ADD ("all-are-selected-and-the-cursor-stays", test_all_are_selected_in_order);
#undef ADD

  return g_test_run ();
}
