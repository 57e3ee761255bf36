/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Importing a table: columns found by their headings, rows placed and typed,
 * every problem told with its cell, and all of it or nothing. */
#include "peer-fixture.h"

#include <string.h>

#include "peer/talus-csv-plan.h"

#define YAML                                                                  \
  "id: work\n"                                                                \
  "node_types:\n"                                                             \
  "  - {id: project, label: Project, features: [is_root], allowed_children: [phase, worker]}\n" \
  "  - id: phase\n"                                                           \
  "    label: Phase\n"                                                        \
  "    allowed_children: [task]\n"                                            \
  "    properties:\n"                                                         \
  "      - {id: name, label: Step, type: text}\n"                             \
  "      - {id: goal, label: Goal, type: text}\n"                             \
  "  - id: task\n"                                                            \
  "    label: Task\n"                                                         \
  "    allowed_children: [task]\n"                                            \
  "    properties:\n"                                                         \
  "      - {id: cost, label: Cost, type: currency}\n"                         \
  "      - {id: hours, label: Working hours, type: number, value: 1}\n"       \
  "      - {id: who, label: Who, type: person, target_type: worker}\n"        \
  "  - {id: worker, label: Worker}\n"

typedef struct
{
  TalusTemplate *template;
  TalusGraph *graph;
  TalusId root;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;

  self->template = peer_fixture_template (YAML);
  self->graph = peer_fixture_graph (self->template);
  talus_batch_create_node (batch, "project", NULL, NULL, "P", &self->root);
  peer_fixture_apply (self->graph, batch, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->graph);
  talus_template_unref (self->template);
}

static TalusCsvTable *
read_table (const char *text)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GError) error = NULL;
  TalusCsvTable *table = talus_csv_table_read (stream, NULL, '\0', TALUS_MAX_BATCH + 1, NULL,
                                               &error);

  g_assert_no_error (error);

  return table;
}

static TalusCsvPlan *
make_plan (Fixture    *self,
           const char *text,
           const char *parent_type)
{
  g_autoptr (TalusCsvTable) table = read_table (text);
  g_autoptr (TalusCsvMapping) mapping = talus_csv_mapping_guess (table, self->template);

  return talus_csv_plan_new (table, mapping, self->template, parent_type, NULL, NULL);
}

static void
assert_imported (Fixture    *self,
                 const char *text,
                 const char *expected)
{
  g_autoptr (TalusCsvPlan) plan = make_plan (self, text, "project");
  g_autoptr (TalusBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) tops = NULL;
  g_autofree char *dump = NULL;

  for (guint i = 0; i < talus_csv_plan_get_n_problems (plan); i++)
    g_test_message ("%s", talus_csv_plan_get_problem (plan, i)->message);
  batch = talus_csv_plan_to_batch (plan, "Imported", &self->root, NULL, &tops, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tops->len, >, 0);
  peer_fixture_apply (self->graph, batch, &error);
  g_assert_no_error (error);
  dump = peer_fixture_dump (self->graph);
  g_assert_cmpstr (dump, ==, expected);
}

static void
test_flat (Fixture       *self,
           gconstpointer  data)
{
  assert_imported (self, "name,goal\nHull,float\n\"Sails, and\nropes\",\n",
                   "project P\n  phase Hull goal=\"float\"\n  phase Sails, and ropes\n");
}

static void
test_by_label (Fixture       *self,
               gconstpointer  data)
{
  assert_imported (self, "Step;Level;working HOURS;cost\nHull;1;;\nSand;2;2,5;1.234,50\nTape;3;;\n",
                   "project P\n"
                   "  phase Hull\n"
                   "    task Sand cost=\"1234.5\" hours=2.5\n"
                   "      task Tape hours=1\n");
}

static void
test_outline_numbers (Fixture       *self,
                      gconstpointer  data)
{
  assert_imported (self,
                   "WBS,Task Name,Predecessors\n1,Hull,\n1.1,Sand,\n1.2,Paint,2FS\n2,Deck,1\n",
                   "project P\n"
                   "  phase Hull\n"
                   "    task Sand hours=1\n"
                   "    task Paint hours=1 <Sand\n"
                   "  phase Deck <Hull\n");
}

static void
test_by_parent (Fixture       *self,
                gconstpointer  data)
{
  assert_imported (self, "ID,Name,Parent,Blocked by\n"
                         "a,Tape,b,\nb,Sand,c,\nc,Hull,,\nd,Paint,Hull,\"a; b\"\n",
                   "project P\n"
                   "  phase Hull\n"
                   "    task Sand hours=1\n"
                   "      task Tape hours=1\n"
                   "    task Paint hours=1 <Sand <Tape\n");
}

static void
test_by_indent (Fixture       *self,
                gconstpointer  data)
{
  assert_imported (self, "Name,Cost\nHull,\n  Sand,3\n    Tape,4\n  Paint,5\nDeck,\n",
                   "project P\n"
                   "  phase Hull\n"
                   "    task Sand cost=\"3\" hours=1\n"
                   "      task Tape cost=\"4\" hours=1\n"
                   "    task Paint cost=\"5\" hours=1\n"
                   "  phase Deck\n");
}

static void
test_without_headings (Fixture       *self,
                       gconstpointer  data)
{
  assert_imported (self, "Hull\nDeck\n", "project P\n  phase Hull\n  phase Deck\n");
}

static void
test_types (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (TalusCsvPlan) plan =
    make_plan (self, "Name,Type,Level,Who\nHull,phase,1,\nSand,TASK,2,Ada\nAda,Worker,1,\n",
               "project");
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusBatch) batch = talus_csv_plan_to_batch (plan, NULL, &self->root, NULL, NULL,
                                                          &error);
  g_autofree char *dump = NULL;
  g_autofree char *expected = NULL;
  char ada[TALUS_ID_TEXT_SIZE];

  g_assert_no_error (error);
  peer_fixture_apply (self->graph, batch, &error);
  g_assert_no_error (error);
  dump = peer_fixture_dump (self->graph);
  expected = g_strdup_printf ("project P\n  phase Hull\n    task Sand hours=1 who=\"%s\"\n"
                              "  worker Ada\n",
                              talus_id_format (talus_node_get_id (peer_fixture_find (self->graph,
                                                                                     "Ada")), ada));
  g_assert_cmpstr (dump, ==, expected);
}

/* What is expected: "row:column message" a line, from 1 as people count. */
static void
assert_problems (Fixture    *self,
                 const char *text,
                 const char *expected)
{
  g_autoptr (TalusCsvPlan) plan = make_plan (self, text, "project");
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (TalusBatch) batch = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < talus_csv_plan_get_n_problems (plan); i++)
    {
      const TalusCsvProblem *problem = talus_csv_plan_get_problem (plan, i);

      g_string_append_printf (log, "%u:%d %s\n", problem->row + 1, problem->column + 1,
                              problem->message);
    }
  g_assert_cmpstr (log->str, ==, expected);

  batch = talus_csv_plan_to_batch (plan, NULL, &self->root, NULL, NULL, &error);
  g_assert_null (batch);
  g_assert_nonnull (error);
}

static void
test_problems (Fixture       *self,
               gconstpointer  data)
{
  assert_problems (self,
                   "Name,Level,Type,Cost,Goal,Who,Blocked by\n"
                   ",1,,,,,\n"
                   "Hull,1,Boat,,,,\n"
                   "Deck,1,,3,,,\n"
                   "Sand,2,Phase,,,,\n"
                   "Paint,2,,x,,,Nobody\n"
                   "Tape,4,,,,,\n"
                   "Glue,2,,,,Nobody,Glue\n"
                   "Wax,zero,,,,,\n",
                   "2:1 There is no name\n"
                   "3:3 The template has no type “Boat”\n"
                   "4:4 A “Phase” has no “Cost”\n"
                   "5:3 A “Phase” cannot be below a “Phase”\n"
                   "6:4 “x” is no number\n"
                   "6:7 There is no row “Nobody”\n"
                   "7:2 A level is left out between the row before and this\n"
                   "8:6 Nothing here or in the project is called “Nobody”\n"
                   "8:7 The row blocks itself\n"
                   "9:2 “zero” is no level\n");
}

static void
test_circles (Fixture       *self,
              gconstpointer  data)
{
  assert_problems (self, "ID,Name,Blocked by\n1,A,3\n2,B,1\n3,C,2\n3,D,\n4,E,A\n",
                   "2:3 What blocks this row waits for it in the end\n"
                   "3:3 What blocks this row waits for it in the end\n"
                   "4:3 What blocks this row waits for it in the end\n"
                   "5:1 Row 4 has the same ID\n"
                   "6:3 What blocks this row waits for it in the end\n");
  assert_problems (self, "Name,Parent\nA,B\nB,A\nC,C\nD,X\nE,\nE,\nF,E\n",
                   "3:2 The row would be below itself\n"
                   "4:2 The row would be below itself\n"
                   "5:2 There is no row “X”\n"
                   "8:2 Several rows are called “E”\n");
}

static void
test_too_large (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new ("Name\n");
  g_autoptr (TalusCsvPlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < TALUS_MAX_BATCH + 5; i++)
    g_string_append_printf (text, "Row %u\n", i);
  plan = make_plan (self, text->str, "project");
  g_assert_null (talus_csv_plan_to_batch (plan, NULL, &self->root, NULL, NULL, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_PAYLOAD_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "10005"));
}

static void
test_references_to_project (Fixture       *self,
                            gconstpointer  data)
{
  g_autoptr (TalusCsvTable) table = read_table ("Name,Type,Who\nSand,task,ADA\n");
  g_autoptr (TalusCsvMapping) mapping = talus_csv_mapping_guess (table, self->template);
  g_autoptr (GHashTable) nodes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (TalusCsvPlan) plan = NULL;
  g_autoptr (TalusBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *ada = talus_csv_plan_fold_name ("Ada");
  g_autofree char *dump = NULL;
  g_autofree char *expected = NULL;
  char id[TALUS_ID_TEXT_SIZE];

  g_hash_table_insert (nodes, ada, &self->root);
  plan = talus_csv_plan_new (table, mapping, self->template, NULL, nodes, NULL);
  batch = talus_csv_plan_to_batch (plan, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  peer_fixture_apply (self->graph, batch, &error);
  g_assert_no_error (error);
  dump = peer_fixture_dump (self->graph);
  expected = g_strdup_printf ("project P\ntask Sand hours=1 who=\"%s\"\n",
                              talus_id_format (&self->root, id));
  g_assert_cmpstr (dump, ==, expected);
}

static void
test_mapping_is_changed (Fixture       *self,
                         gconstpointer  data)
{
  g_autoptr (TalusCsvTable) table = read_table ("What,Amount\nSand,3\n");
  g_autoptr (TalusCsvMapping) mapping = talus_csv_mapping_guess (table, self->template);
  g_autoptr (GPtrArray) columns = talus_csv_column_list (self->template);
  const TalusCsvColumn *cost = talus_csv_column_find (columns, self->template, "Cost");

  g_assert_true (mapping->has_headings);
  g_assert_cmpint (talus_csv_mapping_find_role (mapping, TALUS_CSV_NAME), ==, 0);
  g_assert_cmpint (talus_csv_mapping_find_role (mapping, TALUS_CSV_PROPERTY), ==, -1);

  talus_csv_mapping_set_column (mapping, 1, cost);
  g_assert_cmpint (talus_csv_mapping_find_role (mapping, TALUS_CSV_PROPERTY), ==, 1);

  /* What is somewhere else now is not where it was. */
  talus_csv_mapping_set_column (mapping, 0, cost);
  g_assert_cmpint (talus_csv_mapping_find_role (mapping, TALUS_CSV_PROPERTY), ==, 0);
  g_assert_cmpint (talus_csv_mapping_find_role (mapping, TALUS_CSV_UNUSED), ==, 1);
  g_assert_cmpint (talus_csv_mapping_find_role (mapping, TALUS_CSV_NAME), ==, -1);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/csv-plan/flat-rows", test_flat);
  ADD ("/csv-plan/columns-by-label-and-local-numbers", test_by_label);
  ADD ("/csv-plan/outline-numbers-and-predecessors", test_outline_numbers);
  ADD ("/csv-plan/parents-may-come-behind", test_by_parent);
  ADD ("/csv-plan/indented-names", test_by_indent);
  ADD ("/csv-plan/no-headings", test_without_headings);
  ADD ("/csv-plan/types-and-people-of-the-table", test_types);
  ADD ("/csv-plan/every-problem-is-told-with-its-cell", test_problems);
  ADD ("/csv-plan/circles-are-told", test_circles);
  ADD ("/csv-plan/too-large-is-refused", test_too_large);
  ADD ("/csv-plan/references-to-the-project", test_references_to_project);
  ADD ("/csv-plan/mapping-can-be-changed", test_mapping_is_changed);

  return g_test_run ();
}
