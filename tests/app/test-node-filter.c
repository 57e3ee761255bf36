/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions on nodes, what is shown because of them, and that it stays right
 * whatever happens to the graph. */
#include "app/search/talus-node-filter.h"
#include "../model/graph-test.h"

#define TODAY "2026-11-30"

#define FILTER_TEMPLATE                                                        \
  "id: test\n"                                                                 \
  "name: Test\n"                                                               \
  "node_types:\n"                                                              \
  "  - id: task\n"                                                             \
  "    label: Task\n"                                                          \
  "    allowed_children: [task, person]\n"                                     \
  "    primary_status_property_id: status\n"                                   \
  "    properties:\n"                                                          \
  "      - id: status\n"                                                       \
  "        label: Status\n"                                                    \
  "        type: select\n"                                                     \
  "        options:\n"                                                         \
  "          - {id: open, name: Not started, indicator_id: empty}\n"           \
  "          - {id: done, name: Done, indicator_id: filled}\n"                 \
  "      - {id: tags, label: Tags, type: multi_select,\n"                      \
  "         options: [{id: a, name: Red}, {id: b, name: Blue}]}\n"             \
  "      - {id: who, label: Assigned to, type: person, target_type: task}\n"   \
  "      - {id: cost, label: Cost, type: currency}\n"                          \
  "      - {id: count, label: Count, type: number}\n"                          \
  "      - {id: due, label: Due, type: date}\n"                                \
  "      - {id: ready, label: Ready, type: boolean}\n"                         \
  "      - {id: notes, label: Notes, type: text}\n"                            \
  "      - {id: must, label: Must, type: text, required: true}\n"

typedef struct
{
  TalusGraph *graph;
  TalusNodeIndex *index;
  TalusNodeFilter *filter;
  TalusLogTimes *times;
  guint n_told;
} Fixture;

static void
changed_cb (GtkFilter       *filter,
            GtkFilterChange  change,
            Fixture         *fixture)
{
  fixture->n_told++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (TalusTemplate) template = make_template (FILTER_TEMPLATE);
  TalusId id = test_id (0xabc);

  fixture->graph = talus_graph_new (&id, "A graph", template);
  fixture->index = talus_node_index_new (fixture->graph);
  fixture->filter = talus_node_filter_new (fixture->index);
  fixture->times = talus_log_times_new (NULL);
  g_signal_connect (fixture->filter, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->filter);
  g_assert_finalize_object (fixture->index);
  g_assert_finalize_object (fixture->times);
  g_assert_finalize_object (fixture->graph);
}

static void
told (Fixture       *fixture,
      const TalusId *top)
{
  talus_node_index_update_subtree (fixture->index, top);
  talus_node_filter_update_subtree (fixture->filter, top);
}

static void
insert (Fixture    *fixture,
        guint       number,
        guint       parent,
        const char *name)
{
  TalusChangeSet *set = talus_change_set_new ();
  TalusId id = test_id (number);

  add_insert (set, fixture->graph, number, parent, G_MAXUINT, name);
  do_apply (fixture->graph, set, number);
  told (fixture, &id);
}

/* Twice the same seq is all right: the graph takes what it is given. */
static void
set_value (Fixture    *fixture,
           guint       number,
           const char *key,
           const char *json)
{
  TalusChangeSet *set = talus_change_set_new ();
  TalusNode *node = test_node (fixture->graph, number);
  g_autoptr (TalusValue) old = NULL;
  g_autofree char *name = g_strdup_printf ("\"%s\"", talus_node_get_name (node));

  old = g_str_equal (key, "name") ? test_value (name) : talus_node_dup_property (node, key);
  add_set (set, number, key, old != NULL ? talus_value_get_json (old, NULL) : NULL, json);
  do_apply (fixture->graph, set, number);
  talus_node_index_update_node (fixture->index, node);
  talus_node_filter_update_node (fixture->filter, node);
}

static void
filter_by (Fixture    *fixture,
           const char *text)
{
  TalusTemplate *template = talus_graph_get_template (fixture->graph);
  g_autoptr (GPtrArray) terms = talus_filter_parse (text, template);

  talus_node_filter_set_judge (fixture->filter,
                               talus_filter_judge_new (terms, fixture->graph, fixture->times,
                                                       TODAY));
  g_assert_true (talus_node_filter_run (fixture->filter, -1));
}

/* The numbers of the live nodes that are hits, those only above one in
 * brackets. */
static char *
list (Fixture *fixture,
      guint    n_numbers)
{
  GString *out = g_string_new (NULL);

  for (guint i = 1; i <= n_numbers; i++)
    {
      TalusNode *node = test_node (fixture->graph, i);

      if (node == NULL || !talus_node_is_live (node) ||
          !gtk_filter_match (GTK_FILTER (fixture->filter), node))
        continue;
      g_string_append_printf (out, talus_node_filter_is_hit (fixture->filter, node) ? "%s%u"
                                                                                    : "%s(%u)",
                              out->len > 0 ? " " : "", i);
    }

  return g_string_free (out, FALSE);
}

static void
assert_shown (Fixture    *fixture,
              const char *expected)
{
  g_autofree char *shown = list (fixture, 20);

  g_assert_cmpstr (shown, ==, expected);
}

static void
assert_filters (Fixture    *fixture,
                const char *text,
                const char *expected)
{
  filter_by (fixture, text);
  assert_shown (fixture, expected);
}

static void
fill (Fixture *fixture)
{
  insert (fixture, 1, 0, "Body");
  insert (fixture, 2, 1, "Floor pans");
  insert (fixture, 3, 2, "Weld new pans");
  insert (fixture, 4, 2, "Seam sealer");
  insert (fixture, 5, 1, "Doors");
  insert (fixture, 6, 0, "Anna Müller");
  set_value (fixture, 3, "status", "\"open\"");
  set_value (fixture, 4, "status", "\"done\"");
  set_value (fixture, 3, "tags", "[\"a\",\"b\"]");
  set_value (fixture, 4, "who", "\"00000000-0000-0000-0000-000000000006\"");
  set_value (fixture, 3, "cost", "\"640.5\"");
  set_value (fixture, 4, "cost", "\"90\"");
  set_value (fixture, 5, "count", "3");
  set_value (fixture, 3, "due", "\"2026-12-24\"");
  set_value (fixture, 4, "due", "\"2026-11-29\"");
  set_value (fixture, 5, "ready", "true");
  set_value (fixture, 5, "notes", "\"Both hinges\"");
  set_value (fixture, 5, "must", "\"yes\"");
}

static const struct
{
  const char *text;
  const char *shown;
} cases[] = {
  { "pans", "(1) 2 3" },
  { "PANS -weld", "(1) 2" },
  { "hinges", "(1) 5" },
  { "muller", "6" },
  { "status:done", "(1) (2) 4" },
  { "status:\"not started\"", "(1) (2) 3" },
  { "status:done,open", "(1) (2) 3 4" },
  { "-status:*", "1 2 5 6" },
  { "tags:blue", "(1) (2) 3" },
  { "tags:green", "" },
  { "\"assigned to\":müller", "(1) (2) 4" },
  { "person:anna", "(1) (2) 4" },
  { "who:00000000-0000-0000-0000-000000000006", "(1) (2) 4" },
  { "cost>100", "(1) (2) 3" },
  { "cost<=90", "(1) (2) 4" },
  { "cost:90.00", "(1) (2) 4" },
  { "count>=3 count<4", "(1) 5" },
  { "count>x", "" },
  { "due<today", "(1) (2) 4" },
  { "due>today", "(1) (2) 3" },
  { "due:yesterday", "(1) (2) 4" },
  { "due:2026-12", "(1) (2) 3" },
  { "due>=-1d due<+4w", "(1) (2) 3 4" },
  { "due<2027", "(1) (2) 3 4" },
  { "ready:yes", "(1) 5" },
  { "ready:no type:task", "1 2 3 4 6" },
  { "notes:both", "(1) 5" },
  { "type:TASK hinges", "(1) 5" },
  { "type:other", "" },
  { "is:finished", "(1) (2) 4" },
  { "-is:incomplete", "(1) 5" },
  { "is:orphaned", "" },
  { "created<1970-01-02", "1 2 3 4 5 6" },
  { "created>1970-01-02", "" },
};

static void
test_cases (Fixture       *fixture,
            gconstpointer  data)
{
  fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = NULL;

      filter_by (fixture, cases[i].text);
      shown = list (fixture, 20);
      if (!g_str_equal (shown, cases[i].shown))
        g_error ("“%s” shows “%s” instead of “%s”", cases[i].text, shown, cases[i].shown);
    }

  talus_node_filter_set_judge (fixture->filter, NULL);
  assert_shown (fixture, "1 2 3 4 5 6");
}

static void
test_blocked (Fixture       *fixture,
              gconstpointer  data)
{
  TalusChangeSet *set = talus_change_set_new ();

  fill (fixture);
  add_edge (set, TALUS_CHANGE_LINK, 3, 5);
  do_apply (fixture->graph, set, 30);
  assert_filters (fixture, "is:blocked", "(1) 5");

  /* What others wait for is finished: they are not blocked any more. */
  set_value (fixture, 3, "status", "\"done\"");
  assert_shown (fixture, "");
  set_value (fixture, 3, "status", "\"open\"");
  assert_shown (fixture, "(1) 5");
}

static void
set_zone (Fixture    *fixture,
          const char *json)
{
  TalusChangeSet *set = talus_change_set_new ();

  add_meta (set, "time_zone", NULL, json);
  do_apply (fixture->graph, set, 50);
}

static void
test_changed (Fixture       *fixture,
              gconstpointer  data)
{
  static const char * const names[] = { "Anna", "Ben" };
  TalusId ids[] = { test_id (100), test_id (200) };

  fill (fixture);
  for (guint i = 1; i <= 6; i++)
    {
      g_autoptr (TalusRecord) record = talus_record_new ();

      record->seq = i;
      record->timestamp = i * G_GINT64_CONSTANT (86400000);
      record->author = talus_author_new (&ids[i % 2], names[i % 2], NULL);
      talus_log_times_add (fixture->times, record);
    }

  assert_filters (fixture, "by:anna", "(1) 2 4 6");
  assert_filters (fixture, "changed<1970-01-03", "1");

  /* The day is that of the project, as what "today" is. */
  set_zone (fixture, "\"Pacific/Pago_Pago\"");
  assert_filters (fixture, "changed<1970-01-03", "1 2");
}

static void
test_follows (Fixture       *fixture,
              gconstpointer  data)
{
  TalusChangeSet *set;
  TalusId id;

  fill (fixture);
  filter_by (fixture, "status:done");
  assert_shown (fixture, "(1) (2) 4");

  set_value (fixture, 3, "status", "\"done\"");
  assert_shown (fixture, "(1) (2) 3 4");

  set = talus_change_set_new ();
  add_move (set, fixture->graph, 3, 5, 0);
  do_apply (fixture->graph, set, 40);
  id = test_id (3);
  told (fixture, &id);
  assert_shown (fixture, "(1) (2) 3 4 (5)");

  set = talus_change_set_new ();
  add_remove (set, fixture->graph, 2);
  do_apply (fixture->graph, set, 41);
  id = test_id (2);
  told (fixture, &id);
  assert_shown (fixture, "(1) 3 (5)");
  g_assert_cmpuint (talus_node_filter_get_n_hits (fixture->filter), ==, 1);

  set = talus_change_set_new ();
  add_restore (set, fixture->graph, 2, 5, 0);
  do_apply (fixture->graph, set, 42);
  told (fixture, &id);
  assert_shown (fixture, "(1) (2) 3 4 (5)");

  /* A name that others are found by. */
  filter_by (fixture, "person:anna");
  assert_shown (fixture, "(1) (2) 4 (5)");
  set_value (fixture, 6, "name", "\"Ben\"");
  g_assert_true (talus_node_filter_run (fixture->filter, -1));
  assert_shown (fixture, "");
}

static void
test_kept (Fixture       *fixture,
           gconstpointer  data)
{
  TalusId id = test_id (3);

  fill (fixture);
  talus_node_filter_keep (fixture->filter, &id, 1);
  filter_by (fixture, "status:open");
  assert_shown (fixture, "(1) (2) 3");
  g_assert_cmpuint (talus_node_filter_get_n_hits (fixture->filter), ==, 1);

  set_value (fixture, 3, "status", "\"done\"");
  assert_shown (fixture, "(1) (2) 3");
  g_assert_cmpuint (talus_node_filter_get_n_hits (fixture->filter), ==, 0);

  id = test_id (5);
  talus_node_filter_keep (fixture->filter, &id, 1);
  assert_shown (fixture, "(1) 5");
  talus_node_filter_keep (fixture->filter, NULL, 0);
  assert_shown (fixture, "");
}

/* Many changes of one turn are told once. */
static void
test_told (Fixture       *fixture,
           gconstpointer  data)
{
  fill (fixture);
  filter_by (fixture, "status:done");
  g_assert_cmpuint (fixture->n_told, ==, 1);

  for (guint i = 1; i <= 5; i++)
    set_value (fixture, i, "status", i % 2 == 0 ? "\"open\"" : "\"done\"");
  g_assert_cmpuint (fixture->n_told, ==, 1);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (fixture->n_told, ==, 2);

  set_value (fixture, 1, "notes", "\"no matter\"");
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (fixture->n_told, ==, 2);
}

static void
change_at_random (Fixture *fixture,
                  guint   *n_numbers)
{
  static const char * const values[] = { "\"open\"", "\"done\"" };
  TalusChangeSet *set = talus_change_set_new ();
  guint number = (guint) g_test_rand_int_range (1, (gint32) *n_numbers + 1);
  guint other = (guint) g_test_rand_int_range (1, (gint32) *n_numbers + 1);
  TalusNode *node = test_node (fixture->graph, number);
  TalusNode *target = test_node (fixture->graph, other);
  TalusId id = test_id (number);

  if (talus_node_is_live (node) && g_test_rand_bit ())
    {
      talus_change_set_unref (set);
      set_value (fixture, number, "status", values[g_test_rand_bit ()]);
      return;
    }

  if (!talus_node_is_live (node) && talus_node_is_removed (node) && talus_node_is_live (target))
    {
      add_restore (set, fixture->graph, number, other, 0);
    }
  else if (talus_node_is_live (node) && number != 1 && g_test_rand_int_range (0, 4) == 0)
    {
      add_remove (set, fixture->graph, number);
    }
  else if (talus_node_is_live (node) && talus_node_is_live (target) && number != 1)
    {
      gboolean is_below = FALSE;

      for (TalusNode *above = target; above != NULL; above = talus_node_get_parent (above))
        is_below |= above == node;
      if (!is_below)
        add_move (set, fixture->graph, number, other, 0);
    }
  else if (talus_node_is_live (node))
    {
      id = test_id (++*n_numbers);
      add_insert (set, fixture->graph, *n_numbers, number, 0, "new");
    }

  if (talus_change_set_get_length (set) == 0)
    {
      talus_change_set_unref (set);
      return;
    }

  do_apply (fixture->graph, set, 1000);
  told (fixture, &id);
}

static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  guint n_numbers = 1;

  insert (fixture, 1, 0, "root");
  filter_by (fixture, "status:done");
  for (guint i = 0; i < 4000; i++)
    {
      change_at_random (fixture, &n_numbers);
      if (i % 20 == 0)
        {
          g_autofree char *mended = list (fixture, n_numbers);
          guint n_hits = talus_node_filter_get_n_hits (fixture->filter);
          g_autofree char *fresh = NULL;

          talus_node_filter_refresh (fixture->filter);
          if (i % 40 == 0)
            change_at_random (fixture, &n_numbers);
          g_assert_true (talus_node_filter_run (fixture->filter, -1));
          if (i % 40 == 0)
            continue;
          fresh = list (fixture, n_numbers);
          g_assert_cmpstr (mended, ==, fresh);
          g_assert_cmpuint (talus_node_filter_get_n_hits (fixture->filter), ==, n_hits);
        }
    }
}

static void
test_days (void)
{
  static const char * const days[][2] = {
    { "today", TODAY }, { "Yesterday", "2026-11-29" }, { "tomorrow", "2026-12-01" },
    { "-7d", "2026-11-23" }, { "+2w", "2026-12-14" }, { "-1m", "2026-10-30" },
    { "2026", "2026" }, { "2026-11-30", TODAY }, { "soon", NULL }, { "7d", NULL },
    { "+x", NULL }, { "-7y", NULL }, { "", NULL }, { "-30000m", NULL }, { "+30000m", NULL },
    { "-9223372036854775808d", NULL }, { "-12000m", "1026-11-30" }, { "-100000w", "0110-05-19" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *day = talus_filter_read_day (days[i][0], TODAY);

      g_assert_cmpstr (day, ==, days[i][1]);
    }
}

#define ADD(law, test) \
  g_test_add ("/node-filter/" law, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("conditions-mean-what-they-say", test_cases);
  ADD ("blocked-until-what-blocks-is-finished", test_blocked);
  ADD ("who-and-when-come-from-the-log", test_changed);
  ADD ("stays-right-as-nodes-change-and-move", test_follows);
  ADD ("what-is-kept-does-not-vanish", test_kept);
  ADD ("changes-of-one-turn-are-told-once", test_told);
  ADD ("mending-agrees-with-judging-anew", test_random);
  g_test_add_func ("/node-filter/days-can-be-said-by-words", test_days);

  return g_test_run ();
}
