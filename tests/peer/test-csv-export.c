/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes as a table: what is written is read again as the same project. */
#include "peer-fixture.h"

#include <string.h>

#include "peer/talus-csv-export.h"
#include "peer/talus-csv-plan.h"

#define YAML                                                                  \
  "id: work\n"                                                                \
  "node_types:\n"                                                             \
  "  - id: item\n"                                                            \
  "    label: Item\n"                                                         \
  "    features: [is_root]\n"                                                 \
  "    allowed_children: [item, part]\n"                                      \
  "    properties:\n"                                                         \
  "      - {id: cost, label: Cost, type: currency}\n"                         \
  "      - {id: hours, label: Hours, type: number}\n"                         \
  "      - {id: due, label: Due, type: date}\n"                               \
  "      - {id: done, label: Done, type: boolean}\n"                          \
  "      - {id: notes, label: Notes, type: editor}\n"                         \
  "      - {id: raw, label: Raw, type: object}\n"                             \
  "      - {id: see, label: See also, type: node_reference}\n"                \
  "      - {id: state, label: State, type: select,\n"                         \
  "         options: [{id: a, name: Open}, {id: b, name: 'Shut; for good'}]}\n" \
  "      - {id: tags, label: Tags, type: multi_select,\n"                     \
  "         options: [{id: x, name: X}, {id: y, name: Y}]}\n"                 \
  "  - {id: part, label: Part, properties: [{id: number, label: Number, type: text}]}\n"

static void
set (TalusBatch *batch,
     const char *key,
     const char *json)
{
  g_autoptr (TalusValue) value = talus_value_new_canonical (json, strlen (json));

  talus_batch_with_property (batch, key, value);
}

static TalusGraph *
make_graph (TalusTemplate *template)
{
  TalusGraph *graph = peer_fixture_graph (template);
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (TalusValue) reference = NULL;
  g_autoptr (GError) error = NULL;
  TalusId boat, hull, bolt;
  char text[TALUS_ID_TEXT_SIZE];

  talus_batch_create_node (batch, "item", NULL, NULL, "Boat", &boat);
  set (batch, "cost", "\"-1234567.89\"");
  set (batch, "done", "false");
  set (batch, "notes", "\" two\\nlines, \\\"quoted\\\"; and more \"");
  talus_batch_create_node (batch, "item", &boat, NULL, "Hull, deck", &hull);
  set (batch, "hours", "2.5");
  set (batch, "due", "\"2026-02-28\"");
  set (batch, "raw", "{\"a\":[1,\"b\"]}");
  set (batch, "state", "\"b\"");
  set (batch, "tags", "[\"y\",\"x\"]");
  talus_batch_create_node (batch, "part", &hull, NULL, "Bolt", &bolt);
  set (batch, "number", "\"007\"");
  talus_batch_create_node (batch, "item", &boat, NULL, "Sail", NULL);
  set (batch, "done", "true");
  set (batch, "state", "\"a\"");
  talus_batch_link (batch, &bolt, &hull);
  talus_batch_link (batch, &boat, &hull);
  reference = talus_value_new_string (talus_id_format (&bolt, text), -1);
  talus_batch_set_property (batch, &boat, "see", reference);
  peer_fixture_apply (graph, batch, &error);
  g_assert_no_error (error);

  return graph;
}

static char *
export (TalusGraph                  *graph,
        const TalusId               *tops,
        guint                        n_tops,
        GPtrArray                   *columns,
        const TalusCsvExportOptions *options)
{
  g_autoptr (TalusCsvExport) writer =
    talus_csv_export_new (graph, tops, n_tops, columns, options);
  GString *out = g_string_new (NULL);

  while (talus_csv_export_step (writer, out, 10))
    ;

  return g_string_free (out, FALSE);
}

static char *
import (const char    *text,
        TalusTemplate *template,
        char           decimal)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusCsvTable) table = talus_csv_table_read (stream, NULL, '\0', 1000, NULL, &error);
  g_autoptr (TalusGraph) graph = peer_fixture_graph (template);
  g_autoptr (TalusCsvMapping) mapping = NULL;
  g_autoptr (TalusCsvPlan) plan = NULL;
  g_autoptr (TalusBatch) batch = NULL;

  g_assert_no_error (error);
  mapping = talus_csv_mapping_guess (table, template);
  g_assert_cmpint (mapping->format.decimal, ==, decimal);
  plan = talus_csv_plan_new (table, mapping, template, NULL, NULL, NULL);
  for (guint i = 0; i < talus_csv_plan_get_n_problems (plan); i++)
    g_test_message ("%s", talus_csv_plan_get_problem (plan, i)->message);
  batch = talus_csv_plan_to_batch (plan, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  peer_fixture_apply (graph, batch, &error);
  g_assert_no_error (error);

  return peer_fixture_dump (graph);
}

/* The dump with the one reference by name. */
static char *
without_ids (const char *dump)
{
  g_autoptr (GRegex) id = g_regex_new ("see=\"[0-9a-f-]{36}\"", 0, 0, NULL);

  return g_regex_replace_literal (id, dump, -1, 0, "see", 0, NULL);
}

static void
test_round_trip (gconstpointer data)
{
  gboolean is_local = GPOINTER_TO_INT (data);
  static const TalusCsvFormat comma = { ',', TALUS_CSV_DATE_DMY };
  g_autoptr (TalusTemplate) template = peer_fixture_template (YAML);
  g_autoptr (TalusGraph) graph = make_graph (template);
  g_autoptr (GPtrArray) columns = talus_csv_export_list_columns (template, NULL);
  TalusCsvExportOptions options = { is_local ? ';' : ',', NULL, is_local, is_local };
  g_autofree char *before = peer_fixture_dump (graph);
  g_autofree char *text = NULL;
  g_autofree char *after = NULL;
  g_autofree char *plain_before = without_ids (before);
  g_autofree char *plain_after = NULL;

  if (is_local)
    {
      options.format = &comma;
      /* The C locale writes years of two digits. */
      for (guint i = columns->len; i > 0; i--)
        if (g_strcmp0 (((TalusCsvColumn *) columns->pdata[i - 1])->property_id, "due") == 0)
          g_ptr_array_remove_index (columns, i - 1);
    }

  text = export (graph, NULL, 0, columns, &options);
  after = import (text, template, is_local ? ',' : '.');
  plain_after = without_ids (after);
  if (is_local)
    {
      g_auto (GStrv) parts = g_strsplit (plain_before, " due=\"2026-02-28\"", 2);

      g_free (plain_before);
      plain_before = g_strjoinv ("", parts);
    }
  g_assert_cmpstr (plain_after, ==, plain_before);
}

static void
test_selection_and_columns (void)
{
  g_autoptr (TalusTemplate) template = peer_fixture_template (YAML);
  g_autoptr (TalusGraph) graph = make_graph (template);
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (
    (GDestroyNotify) talus_csv_column_free);
  TalusCsvExportOptions options = { '\t', NULL, FALSE, TRUE };
  TalusId tops[] = {
    *talus_node_get_id (peer_fixture_find (graph, "Sail")),
    *talus_node_get_id (peer_fixture_find (graph, "Hull, deck")),
  };
  g_autofree char *text = NULL;

  g_ptr_array_add (columns, talus_csv_column_new (TALUS_CSV_NAME, NULL, "Name"));
  g_ptr_array_add (columns, talus_csv_column_new (TALUS_CSV_TYPE, NULL, "Type"));
  g_ptr_array_add (columns, talus_csv_column_new (TALUS_CSV_PARENT, NULL, "Parent"));
  g_ptr_array_add (columns, talus_csv_column_new (TALUS_CSV_BLOCKED_BY, NULL, "Blocked by"));
  g_ptr_array_add (columns, talus_csv_column_new (TALUS_CSV_PROPERTY, "number", "Number"));
  text = export (graph, tops, G_N_ELEMENTS (tops), columns, &options);
  g_assert_true (g_str_equal (text, "Name\tType\tParent\tBlocked by\tNumber\r\n"
                                    "Sail\tItem\t\t\t\r\n"
                                    "Hull, deck\tItem\t\tBoat; Bolt\t\r\n"
                                    "\"  Bolt\"\tPart\tHull, deck\t\t007\r\n"));
}

static void
test_columns_of_types (void)
{
  g_autoptr (TalusTemplate) template = peer_fixture_template (YAML);
  g_autoptr (GHashTable) types = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) columns = NULL;
  g_autoptr (GString) labels = g_string_new (NULL);

  g_hash_table_add (types, (gpointer) "part");
  columns = talus_csv_export_list_columns (template, types);
  for (guint i = 0; i < columns->len; i++)
    g_string_append_printf (labels, "%s,", ((TalusCsvColumn *) columns->pdata[i])->label);
  g_assert_cmpstr (labels->str, ==, "Name,Type,Level,ID,Blocked by,Number,");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/csv-export/comes-in-again-the-same", GINT_TO_POINTER (FALSE),
                        test_round_trip);
  g_test_add_data_func ("/csv-export/comes-in-again-as-a-country-writes", GINT_TO_POINTER (TRUE),
                        test_round_trip);
  g_test_add_func ("/csv-export/subtrees-and-columns-as-chosen", test_selection_and_columns);
  g_test_add_func ("/csv-export/columns-are-those-the-types-have", test_columns_of_types);

  return g_test_run ();
}
