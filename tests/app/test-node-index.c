/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index and its searches, held against looking at every node. */
#include <string.h>

#include "app/search/talus-fold.h"
#include "app/search/talus-node-index.h"
#include "app/search/talus-node-search.h"
#include "../model/graph-test.h"

#define SEARCH_TEMPLATE                                                        \
  "id: test\n"                                                                 \
  "name: Test\n"                                                               \
  "node_types:\n"                                                              \
  "  - id: task\n"                                                             \
  "    label: Task\n"                                                          \
  "    allowed_children: [task]\n"                                             \
  "    properties:\n"                                                          \
  "      - {id: notes, label: Notes, type: text}\n"                            \
  "      - {id: count, label: Count, type: number}\n"                          \
  "      - {id: status, label: Status, type: select, options: [{id: weld, name: Weld}]}\n"

static const char * const syllables[] = {
  "weld", "We", "new ", "Pan", "floor", "Flö", "or", " ", "-", "ß", "tür", "42", "a", "e", "É",
};

typedef struct
{
  TalusGraph *graph;
  TalusNodeIndex *index;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (TalusTemplate) template = make_template (SEARCH_TEMPLATE);
  TalusId id = test_id (0xabc);

  fixture->graph = talus_graph_new (&id, "A graph", template);
  fixture->index = talus_node_index_new (fixture->graph);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->index);
  g_assert_finalize_object (fixture->graph);
}

static void
insert (Fixture    *fixture,
        guint       number,
        guint       parent,
        const char *name,
        const char *notes)
{
  TalusChangeSet *set = talus_change_set_new ();
  TalusId id = test_id (number);

  add_insert (set, fixture->graph, number, parent, G_MAXUINT, name);
  do_apply (fixture->graph, set, number);
  if (notes != NULL)
    {
      set = talus_change_set_new ();
      add_set (set, number, "notes", NULL, notes);
      do_apply (fixture->graph, set, number);
    }
  talus_node_index_update_subtree (fixture->index, &id);
}

/* The numbers of what is found, in order. */
static char *
search (Fixture    *fixture,
        const char *text,
        gboolean    fuzzy)
{
  g_autoptr (TalusNodeSearch) query = talus_node_search_new (fixture->index, text, fuzzy);
  g_autoptr (GPtrArray) nodes = NULL;
  GString *out = g_string_new (NULL);

  g_assert_true (talus_node_search_run (query, -1));
  nodes = talus_node_search_list (query, G_MAXUINT);
  g_assert_cmpuint (nodes->len, ==, talus_node_search_get_n_hits (query));
  for (guint i = 0; i < nodes->len; i++)
    g_string_append_printf (out, "%s%u", i > 0 ? " " : "",
                            test_number (talus_node_get_id (nodes->pdata[i])));

  return g_string_free (out, FALSE);
}

static void
assert_found (Fixture    *fixture,
              const char *text,
              gboolean    fuzzy,
              const char *expected)
{
  g_autofree char *found = search (fixture, text, fuzzy);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_rank (Fixture       *fixture,
           gconstpointer  data)
{
  insert (fixture, 1, 0, "Unwelded", NULL);
  insert (fixture, 2, 1, "Cut out rust", "\"then weld\"");
  insert (fixture, 3, 1, "New weld", NULL);
  insert (fixture, 4, 1, "Weld new pans", NULL);
  insert (fixture, 5, 4, "Weld", NULL);
  insert (fixture, 6, 4, "Welding", NULL);

  assert_found (fixture, "weld", FALSE, "5 6 4 3 1 2");
  assert_found (fixture, "WELD  pan", FALSE, "4");
  assert_found (fixture, "rust weld", FALSE, "2");
  assert_found (fixture, "", FALSE, "");
  assert_found (fixture, "  ", FALSE, "");
  assert_found (fixture, "weldx", FALSE, "");
}

static void
test_fold (Fixture       *fixture,
           gconstpointer  data)
{
  insert (fixture, 1, 0, "Tür rechts", NULL);
  insert (fixture, 2, 0, "Straße", NULL);
  insert (fixture, 3, 0, "CAFÉ", NULL);
  insert (fixture, 4, 0, "Zeile", "\"eins\\nzwei \\\"drei\\\"\"");

  assert_found (fixture, "tur", FALSE, "1");
  assert_found (fixture, "TÜR", FALSE, "1");
  assert_found (fixture, "strasse", FALSE, "2");
  assert_found (fixture, "STRAẞE", FALSE, "2");
  assert_found (fixture, "cafe", FALSE, "3");
  assert_found (fixture, "zwei eins", FALSE, "4");
  assert_found (fixture, "\"drei", FALSE, "4");
}

static void
test_fuzzy (Fixture       *fixture,
            gconstpointer  data)
{
  insert (fixture, 1, 0, "Floor pans", NULL);
  insert (fixture, 2, 0, "Follow up in spring", NULL);
  insert (fixture, 3, 0, "Fp", NULL);

  assert_found (fixture, "fp", FALSE, "3");
  assert_found (fixture, "fp", TRUE, "3 1 2");
  assert_found (fixture, "pf", TRUE, "");
}

/* However short the slices are; what fits better is there only once. */
static void
test_fuzzy_in_slices (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (TalusNodeSearch) query = NULL;

  for (guint i = 1; i <= 2100; i++)
    insert (fixture, i, 0, "Floor pans", NULL);
  insert (fixture, 2101, 0, "Fp", NULL);
  insert (fixture, 2102, 0, "Other", "\"fp\"");

  query = talus_node_search_new (fixture->index, "fp", TRUE);
  while (!talus_node_search_run (query, 0))
    continue;
  g_assert_cmpuint (talus_node_search_get_n_hits (query), ==, 2102);
}

/* What is no text of the node is not searched. */
static void
test_only_texts (Fixture       *fixture,
                 gconstpointer  data)
{
  TalusChangeSet *set = talus_change_set_new ();
  TalusNode *node;

  insert (fixture, 1, 0, "One", NULL);
  add_set (set, 1, "status", NULL, "\"weld\"");
  add_set (set, 1, "count", NULL, "42");
  add_set (set, 1, "unknown", NULL, "\"orphaned text\"");
  do_apply (fixture->graph, set, 9);
  node = test_node (fixture->graph, 1);
  talus_node_index_update_node (fixture->index, node);

  assert_found (fixture, "weld", FALSE, "");
  assert_found (fixture, "42", FALSE, "");
  assert_found (fixture, "orphaned", FALSE, "1");
}

static char *
make_text (GRand *rand)
{
  GString *text = g_string_new (NULL);
  guint n = (guint) g_rand_int_range (rand, 0, 5);

  for (guint i = 0; i < n; i++)
    g_string_append (text, syllables[g_rand_int_range (rand, 0, G_N_ELEMENTS (syllables))]);

  return g_string_free (text, FALSE);
}

static gboolean
is_found (TalusNode  *node,
          GStrv       words)
{
  g_autofree char *name = talus_fold (talus_node_get_name (node));
  g_autoptr (TalusValue) value = talus_node_dup_property (node, "notes");
  g_autofree char *notes = value != NULL ? talus_value_dup_string (value) : g_strdup ("");
  g_autofree char *text = talus_fold (notes);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (strstr (name, words[i]) == NULL && strstr (text, words[i]) == NULL)
        return FALSE;
    }

  return words[0] != NULL;
}

/* Every search must find what looking at every live node finds. */
static void
check_all (Fixture *fixture,
           GRand   *rand,
           guint    n_numbers)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *text = make_text (rand);
      g_auto (GStrv) words = talus_fold_words (text);
      g_autoptr (TalusNodeSearch) query = talus_node_search_new (fixture->index, text, FALSE);
      g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL);
      g_autoptr (GPtrArray) nodes = NULL;
      guint n_expected = 0;

      while (!talus_node_search_run (query, 0))
        continue;
      nodes = talus_node_search_list (query, G_MAXUINT);
      for (guint j = 0; j < nodes->len; j++)
        g_assert_true (g_hash_table_add (found, nodes->pdata[j]));

      for (guint j = 1; j <= n_numbers; j++)
        {
          TalusNode *node = test_node (fixture->graph, j);
          gboolean expected = node != NULL && talus_node_is_live (node) && is_found (node, words);

          n_expected += expected;
          if (expected != (node != NULL && g_hash_table_contains (found, node)))
            g_error ("“%s” %s node %u, “%s”", text, expected ? "misses" : "finds", j,
                     talus_node_get_name (node));
        }
      g_assert_cmpuint (nodes->len, ==, n_expected);
    }
}

static void
change_at_random (Fixture *fixture,
                  GRand   *rand,
                  guint   *n_numbers)
{
  TalusChangeSet *set = talus_change_set_new ();
  guint number = (guint) g_rand_int_range (rand, 1, (gint32) *n_numbers + 1);
  TalusNode *node = test_node (fixture->graph, number);
  TalusId id = test_id (number);
  g_autofree char *text = make_text (rand);

  switch (g_rand_int_range (rand, 0, 5))
    {
    case 0:
      if (!talus_node_is_live (node))
        break;
      id = test_id (++*n_numbers);
      add_insert (set, fixture->graph, *n_numbers, number, G_MAXUINT, text);
      break;
    case 1:
      if (number != 1 && talus_node_is_live (node))
        add_remove (set, fixture->graph, number);
      break;
    case 2:
      if (talus_node_is_removed (node) && talus_node_is_live (talus_node_get_parent (node)))
        {
          guint parent = test_number (talus_node_get_id (talus_node_get_parent (node)));

          add_restore (set, fixture->graph, number, parent, 0);
        }
      break;
    case 3:
      if (talus_node_is_live (node))
        {
          g_autofree char *json = g_strdup_printf ("\"%s\"", talus_node_get_name (node));
          g_autofree char *other = g_strdup_printf ("\"%s\"", text);

          add_set (set, number, "name", json, other);
        }
      break;
    default:
      if (talus_node_is_live (node))
        {
          g_autoptr (TalusValue) old = talus_node_dup_property (node, "notes");
          g_autofree char *json = g_strdup_printf ("\"%s\"", text);

          add_set (set, number, "notes", old != NULL ? talus_value_get_json (old, NULL) : NULL,
                   json);
        }
      break;
    }

  if (talus_change_set_get_length (set) > 0)
    {
      gboolean sets = talus_change_set_get (set, 0)->op == TALUS_CHANGE_SET;

      do_apply (fixture->graph, set, 1000);
      if (sets)
        talus_node_index_update_node (fixture->index, node);
      else
        talus_node_index_update_subtree (fixture->index, &id);
    }
  else
    {
      talus_change_set_unref (set);
    }
}

static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint n_numbers = 1;

  g_test_message ("seed %u", seed);
  insert (fixture, 1, 0, "root", NULL);
  for (guint i = 0; i < 3000; i++)
    {
      change_at_random (fixture, rand, &n_numbers);
      if (i % 10 == 0)
        check_all (fixture, rand, n_numbers);
    }
}

/* A graph that is there already is read in slices, whatever happens to it
 * between them. */
static void
test_fill (Fixture       *fixture,
           gconstpointer  data)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint n_numbers = 1;

  g_test_message ("seed %u", seed);
  insert (fixture, 1, 0, "root", NULL);
  for (guint i = 0; i < 2000; i++)
    change_at_random (fixture, rand, &n_numbers);

  for (guint round = 0; round < 10; round++)
    {
      talus_node_index_reset (fixture->index);
      while (!talus_node_index_fill (fixture->index, 0))
        change_at_random (fixture, rand, &n_numbers);
      g_assert_true (talus_node_index_is_complete (fixture->index));
      g_assert_cmpuint (talus_node_index_get_length (fixture->index), ==,
                        talus_graph_get_n_nodes (fixture->graph));
      check_all (fixture, rand, n_numbers);
    }
}

/* Only the best are wanted: they are those that the whole list begins with. */
static void
test_best (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (TalusNodeSearch) query = NULL;
  g_autoptr (GPtrArray) all = NULL;

  insert (fixture, 1, 0, "root", NULL);
  for (guint i = 2; i <= 1000; i++)
    {
      g_autofree char *name = make_text (rand);

      insert (fixture, i, 1, name, NULL);
    }

  query = talus_node_search_new (fixture->index, "e", FALSE);
  talus_node_search_run (query, -1);
  all = talus_node_search_list (query, G_MAXUINT);
  g_assert_cmpuint (all->len, >, 100);
  for (guint limit = 0; limit < all->len; limit += 7)
    {
      g_autoptr (GPtrArray) best = NULL;

      talus_node_search_free (query);
      query = talus_node_search_new (fixture->index, "e", FALSE);
      talus_node_search_run (query, -1);
      best = talus_node_search_list (query, limit);
      g_assert_cmpuint (best->len, ==, limit);
      for (guint i = 0; i < limit; i++)
        g_assert_true (best->pdata[i] == all->pdata[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/node-index/best-hits-come-first", Fixture, NULL, set_up, test_rank, tear_down);
  g_test_add ("/node-index/case-and-accents-do-not-matter", Fixture, NULL, set_up, test_fold,
              tear_down);
  g_test_add ("/node-index/letters-in-order-will-do-where-little-is-found", Fixture, NULL, set_up,
              test_fuzzy, tear_down);
  g_test_add ("/node-index/letters-are-looked-for-in-every-name", Fixture, NULL, set_up,
              test_fuzzy_in_slices, tear_down);
  g_test_add ("/node-index/only-texts-are-searched", Fixture, NULL, set_up, test_only_texts,
              tear_down);
  g_test_add ("/node-index/agrees-with-looking-at-every-node", Fixture, NULL, set_up, test_random,
              tear_down);
  g_test_add ("/node-index/can-be-filled-while-the-graph-changes", Fixture, NULL, set_up,
              test_fill, tear_down);
  g_test_add ("/node-index/the-best-are-the-front-of-all", Fixture, NULL, set_up, test_best,
              tear_down);

  return g_test_run ();
}
