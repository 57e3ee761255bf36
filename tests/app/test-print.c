/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outline on paper: pages end where nothing is torn from what it is below,
 * and all of it comes out. */
#include <string.h>

#include <glib/gstdio.h>

#include "app-fixture.h"
#include "app/exchange/talus-outline-print.h"
#include "app/exchange/talus-print-pages.h"
#include "model/talus-resolve.h"
#include "peer/talus-batch.h"

#define YAML                                                                  \
  "id: print\n"                                                               \
  "node_types:\n"                                                             \
  "  - id: item\n"                                                            \
  "    label: Item\n"                                                         \
  "    features: [is_root]\n"                                                 \
  "    allowed_children: [item]\n"                                            \
  "    properties:\n"                                                         \
  "      - {id: cost, label: Cost, type: currency}\n"                         \
  "      - {id: notes, label: Notes, type: text}\n"

/* Rows of height 1: their depths; what is expected: the first of each page. */
static void
assert_pages (const char *depths,
              double      height,
              const char *expected)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (TalusPrintRow));
  g_autoptr (GArray) pages = NULL;
  g_autoptr (GString) found = g_string_new (NULL);

  for (const char *p = depths; *p != '\0'; p++)
    {
      TalusPrintRow row = { (guint) (*p - '0'), 1 };

      g_array_append_val (rows, row);
    }
  pages = talus_print_find_pages ((const TalusPrintRow *) (gpointer) rows->data, rows->len, height);
  for (guint i = 0; i < pages->len; i++)
    g_string_append_printf (found, "%s%u", i > 0 ? " " : "", g_array_index (pages, guint, i));
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_pages (void)
{
  assert_pages ("", 3, "0");
  assert_pages ("000", 3, "0");
  assert_pages ("0000000", 3, "0 3 6");
  /* The parent goes with its first child, and all those above that end there. */
  assert_pages ("00010", 3, "0 2");
  assert_pages ("00101", 3, "0 3");
  assert_pages ("0012300", 4, "0 1 5");
  /* Where the whole page is parents it is torn after all. */
  assert_pages ("01234", 3, "0 3");
  assert_pages ("000", 0.5, "0 1 2");
}

static TalusGraph *
make_graph (const char *name,
            guint       n)
{
  g_autoptr (GBytes) yaml = g_bytes_new_static (YAML, strlen (YAML));
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusTemplate) template = talus_template_new_from_yaml (yaml, "print.yaml", &error);
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (TalusCommand) command = NULL;
  g_autoptr (TalusValue) cost = talus_value_new_string ("12.5", -1);
  TalusResolveContext context = { 0 };
  g_auto (TalusResolution) resolution = { NULL };
  TalusGraph *graph;
  TalusId id, root;

  g_assert_no_error (error);
  talus_id_draw (&id);
  graph = talus_graph_new (&id, "Boat", template);
  talus_batch_create_node (batch, "item", NULL, NULL, name, &root);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *item = g_strdup_printf ("Item %u, which has a rather long name so that it "
                                               "has to be broken into lines", i);

      talus_batch_create_node (batch, "item", &root, NULL, item, NULL);
      talus_batch_with_property (batch, "cost", cost);
    }
  command = talus_batch_to_command (batch, &error);
  g_assert_no_error (error);
  talus_resolve (graph, command, &context, &resolution, &error);
  g_assert_no_error (error);
  talus_graph_apply (graph, resolution.changes, 1, 1, NULL, &error);
  g_assert_no_error (error);

  return graph;
}

static guint
count_pages (const char *path)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_cmpuint (length, >, 1000);
  g_assert_true (memcmp (text, "%PDF-", 5) == 0);
  for (const char *p = text; (p = memmem (p, (gsize) (text + length - p), "/Type /Page", 11)); p++)
    n += p[11] != 's';

  return n;
}

static void
test_to_file (void)
{
  static const char *const columns[] = { "cost", "notes", "nothing", NULL };
  g_autoptr (TalusGraph) graph = make_graph ("Boat", 200);
  g_autoptr (TalusOutlinePrint) print =
    talus_outline_print_new (graph, "Boat", "30 November", NULL, 0, columns);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("talus-print-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "out.pdf", NULL);
  GtkPrintOperationResult result;
  guint n_pages;

  gtk_print_operation_set_export_filename (GTK_PRINT_OPERATION (print), path);
  gtk_print_operation_set_allow_async (GTK_PRINT_OPERATION (print), FALSE);
  gtk_print_operation_set_show_progress (GTK_PRINT_OPERATION (print), FALSE);
  result = gtk_print_operation_run (GTK_PRINT_OPERATION (print), GTK_PRINT_OPERATION_ACTION_EXPORT,
                                    NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result, ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  n_pages = count_pages (path);
  g_assert_cmpuint (n_pages, >, 4);
  g_assert_cmpuint (n_pages, <, 20);

  g_remove (path);
  g_rmdir (folder);
}

static void
test_part (void)
{
  g_autoptr (TalusGraph) graph = make_graph ("Boat", 200);
  TalusNode *node = talus_node_get_first_child (talus_graph_get_root (graph, 0));
  g_autoptr (TalusOutlinePrint) print =
    talus_outline_print_new (graph, "Boat", NULL, &node, 1, NULL);
  g_autofree char *folder = g_dir_make_tmp ("talus-print-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "out.pdf", NULL);

  gtk_print_operation_set_export_filename (GTK_PRINT_OPERATION (print), path);
  gtk_print_operation_set_allow_async (GTK_PRINT_OPERATION (print), FALSE);
  gtk_print_operation_set_show_progress (GTK_PRINT_OPERATION (print), FALSE);
  gtk_print_operation_run (GTK_PRINT_OPERATION (print), GTK_PRINT_OPERATION_ACTION_EXPORT, NULL,
                           NULL);
  g_assert_cmpuint (count_pages (path), ==, 1);

  g_remove (path);
  g_rmdir (folder);
}

/* Where words are on the one page: their left edges, in points. */
static void
find_words (const char *name,
            const char *word,
            const char *other,
            double     *x,
            double     *other_x)
{
  static const char *const columns[] = { "cost", NULL };
  g_autoptr (TalusGraph) graph = make_graph (name, 1);
  g_autoptr (TalusOutlinePrint) print = talus_outline_print_new (graph, "-", NULL, NULL, 0,
                                                                 columns);
  g_autofree char *folder = g_dir_make_tmp ("talus-print-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "out.pdf", NULL);
  char *argv[] = { (char *) "pdftotext", (char *) "-bbox", path, (char *) "-", NULL };
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  gtk_print_operation_set_export_filename (GTK_PRINT_OPERATION (print), path);
  gtk_print_operation_set_allow_async (GTK_PRINT_OPERATION (print), FALSE);
  gtk_print_operation_set_show_progress (GTK_PRINT_OPERATION (print), FALSE);
  gtk_print_operation_run (GTK_PRINT_OPERATION (print), GTK_PRINT_OPERATION_ACTION_EXPORT, NULL,
                           NULL);
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL, &error);
  g_assert_no_error (error);
  *x = *other_x = -1;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *edge = strstr (lines[i], "xMin=\"");

      if (edge == NULL)
        continue;
      if (strstr (lines[i], word) != NULL)
        *x = g_ascii_strtod (edge + strlen ("xMin=\""), NULL);
      else if (strstr (lines[i], other) != NULL)
        *other_x = g_ascii_strtod (edge + strlen ("xMin=\""), NULL);
    }
  g_assert_cmpfloat (*x, >=, 0);
  g_assert_cmpfloat (*other_x, >=, 0);

  g_remove (path);
  g_rmdir (folder);
}

static void
test_direction (void)
{
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  double x;
  double other_x;

  if (program == NULL)
    {
      g_test_skip ("there is no pdftotext");
      return;
    }

  /* A name in another script does not leave its place in the tree. */
  find_words ("\xd7\xa1\xd7\x99\xd7\xa8\xd7\x94", "\xd7", "Cost", &x, &other_x);
  g_assert_cmpfloat (x, <, 100);
  g_assert_cmpfloat (other_x, >, 300);

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  find_words ("Boat", "Boat", "Cost", &x, &other_x);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  g_assert_cmpfloat (x, >, 300);
  g_assert_cmpfloat (other_x, <, 150);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/print/pages-part-nothing-from-what-it-is-below", test_pages);
  g_test_add_func ("/print/outline-comes-out-whole", test_to_file);
  g_test_add_func ("/print/part-of-an-outline", test_part);
  g_test_add_func ("/print/is-read-as-the-program-is", test_direction);

  return g_test_run ();
}
