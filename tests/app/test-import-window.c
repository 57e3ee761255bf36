/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import window from file to project: what columns are, what comes of it,
 * and all of it or nothing. */
#include "app-fixture.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/exchange/talus-exchange-actions.h"
#include "app/exchange/talus-import-window.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *parent;
  TalusImportWindow *window;   /* weak: it may close itself */
  char *path;
  char *said;                  /* (nullable): what the view said last */
} Fixture;

static void
said_cb (Fixture    *fixture,
         const char *text)
{
  g_free (fixture->said);
  fixture->said = g_strdup (text);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  app_fixture_set_up (&fixture->app, data);
  fixture->peer = app_fixture_create (&fixture->app, "restomod", "Bronco");
  fixture->view = talus_view_new (fixture->peer);
  g_signal_connect_swapped (fixture->view, "said", G_CALLBACK (said_cb), fixture);
  fixture->parent = gtk_window_new ();
  gtk_window_present (GTK_WINDOW (fixture->parent));
  fixture->path = g_build_filename (fixture->app.folder, "parts.csv", NULL);
  fixture->window = talus_import_window_new (GTK_WINDOW (fixture->parent), fixture->view);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gpointer view = fixture->view;

  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_wait_until (is_null, &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->parent));
  g_object_add_weak_pointer (G_OBJECT (fixture->view), &view);
  g_object_unref (fixture->view);
  app_wait_until (is_null, &view);
  app_fixture_settle (fixture->peer);
  talus_peer_close (fixture->peer);
  g_assert_finalize_object (fixture->peer);
  g_free (fixture->path);
  g_free (fixture->said);
  app_fixture_tear_down (&fixture->app, data);
}

/* (nullable): the first of its type below whose text begins so, and is shown. */
static GtkWidget *
find (GtkWidget  *widget,
      GType       type,
      const char *text)
{
  GtkWidget *found = NULL;
  const char *own = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_child_visible (widget))
    {
      if (GTK_IS_LABEL (widget))
        own = gtk_label_get_label (GTK_LABEL (widget));
      else if (GTK_IS_BUTTON (widget))
        own = gtk_button_get_label (GTK_BUTTON (widget));
      else if (ADW_IS_PREFERENCES_ROW (widget))
        own = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
      if (text == NULL || (own != NULL && g_str_has_prefix (own, text)))
        return widget;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type, text);

  return found;
}

static GtkWidget *
get (Fixture    *fixture,
     GType       type,
     const char *text)
{
  GtkWidget *widget = find (GTK_WIDGET (fixture->window), type, text);

  g_assert_nonnull (widget);

  return widget;
}

static const char *
get_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (get (fixture, GTK_TYPE_STACK, NULL)));
}

typedef struct
{
  Fixture *fixture;
  const char *text;
} Awaited;

static gboolean
has_page (gpointer data)
{
  Awaited *awaited = data;

  return g_strcmp0 (get_page (awaited->fixture), awaited->text) == 0;
}

static gboolean
has_label (gpointer data)
{
  Awaited *awaited = data;

  return find (GTK_WIDGET (awaited->fixture->window), GTK_TYPE_LABEL, awaited->text) != NULL;
}

static gboolean
is_idle (gpointer data)
{
  Fixture *fixture = data;

  return fixture->window == NULL ||
         !gtk_spinner_get_spinning (GTK_SPINNER (get (fixture, GTK_TYPE_SPINNER, NULL)));
}

static void
wait_page (Fixture    *fixture,
           const char *page)
{
  Awaited awaited = { fixture, page };

  app_wait_until (has_page, &awaited);
}

static void
wait_label (Fixture    *fixture,
            const char *text)
{
  Awaited awaited = { fixture, text };

  app_wait_until (has_label, &awaited);
}

static void
open_text (Fixture    *fixture,
           const char *text)
{
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  talus_import_window_open_file (fixture->window, file);
}

static void
act (Fixture    *fixture,
     const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL);
}

/* To the last page. */
static void
preview (Fixture    *fixture,
         const char *text)
{
  open_text (fixture, text);
  wait_page (fixture, "mapping");
  act (fixture, "import.next");
  wait_page (fixture, "preview");
}

/* What is chosen for a column. */
static const char *
get_choice (Fixture    *fixture,
            const char *title)
{
  GtkWidget *row = get (fixture, ADW_TYPE_COMBO_ROW, title);

  return gtk_string_object_get_string (adw_combo_row_get_selected_item (ADW_COMBO_ROW (row)));
}

static void
choose (Fixture    *fixture,
        const char *title,
        const char *choice)
{
  GtkWidget *row = get (fixture, ADW_TYPE_COMBO_ROW, title);
  GListModel *model = adw_combo_row_get_model (ADW_COMBO_ROW (row));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

      if (g_strcmp0 (gtk_string_object_get_string (item), choice) == 0)
        {
          adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
          return;
        }
    }
  g_assert_not_reached ();
}

static guint
count_nodes (Fixture *fixture)
{
  return talus_graph_get_n_nodes (talus_peer_get_graph (fixture->peer));
}

static void
test_columns (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (TalusValue) hours = NULL;

  open_text (fixture, "Name,Estimated hours,actual_hours,Remark,status\n"
                      "Springs,12,3,7,in-progress\n");
  wait_page (fixture, "mapping");
  /* By label, by id, and not at all. */
  g_assert_cmpstr (get_choice (fixture, "Name"), ==, "Name");
  g_assert_cmpstr (get_choice (fixture, "Estimated hours"), ==, "Estimated hours");
  g_assert_cmpstr (get_choice (fixture, "actual_hours"), ==, "Actual hours");
  g_assert_cmpstr (get_choice (fixture, "status"), ==, "Status");

  /* What a person says is believed; a property has but one column. */
  choose (fixture, "Remark", "Estimated hours");
  g_assert_cmpstr (get_choice (fixture, "Estimated hours"), !=, "Estimated hours");

  act (fixture, "import.next");
  wait_page (fixture, "preview");
  wait_label (fixture, "1 item will be imported below “Bronco”");
  act (fixture, "import.next");
  app_wait_until (is_null, &fixture->window);
  hours = talus_node_dup_property (app_fixture_find (fixture->peer, "Springs"), "estimated_hours");
  g_assert_cmpstr (talus_value_get_json (hours, NULL), ==, "7");
  g_assert_cmpstr (fixture->said, ==, "Imported 1 item from “parts.csv”");
}

static void
test_preview (Fixture       *fixture,
              gconstpointer  data)
{
  guint n_nodes = count_nodes (fixture);
  GtkSelectionModel *rows;

  preview (fixture, "Name,Level,Type\nSuspension,1,Phase\nSprings,2,Job\nFront,3,Task\n");
  wait_label (fixture, "3 items will be imported below “Bronco”");
  rows = gtk_column_view_get_model (
    GTK_COLUMN_VIEW (get (fixture, GTK_TYPE_COLUMN_VIEW, NULL)));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 3);
  g_assert_cmpuint (count_nodes (fixture), ==, n_nodes);

  act (fixture, "import.next");
  app_wait_until (is_null, &fixture->window);
  g_assert_cmpuint (count_nodes (fixture), ==, n_nodes + 3);
  g_assert_cmpstr (talus_node_get_name (talus_node_get_parent (
                     app_fixture_find (fixture->peer, "Front"))), ==, "Springs");

  /* One step. */
  app_fixture_settle (fixture->peer);
  g_assert_true (talus_peer_undo (fixture->peer, NULL));
  g_assert_cmpuint (count_nodes (fixture), ==, n_nodes);
}

static void
test_problems (Fixture       *fixture,
               gconstpointer  data)
{
  guint n_nodes = count_nodes (fixture);

  preview (fixture, "Name,Estimated hours,Status\nGood,4,Done\nBad,many,Nowhere\n");
  wait_label (fixture, "2 things stand in the way");
  wait_label (fixture, "Row 3, Estimated hours: “many” is no number");
  wait_label (fixture, "Row 3, Status: ");
  g_assert_false (gtk_widget_get_sensitive (get (fixture, GTK_TYPE_BUTTON, "_Import")));
  act (fixture, "import.next");
  app_run_ready ();
  g_assert_nonnull (fixture->window);
  g_assert_cmpuint (count_nodes (fixture), ==, n_nodes);

  /* Put right by leaving the columns out. */
  act (fixture, "import.back");
  wait_page (fixture, "mapping");
  choose (fixture, "Estimated hours", "Not imported");
  choose (fixture, "Status", "Not imported");
  act (fixture, "import.next");
  wait_page (fixture, "preview");
  wait_label (fixture, "2 items will be imported");
  act (fixture, "import.next");
  app_wait_until (is_null, &fixture->window);
  g_assert_cmpuint (count_nodes (fixture), ==, n_nodes + 2);
}

/* What came is what one goes on with. */
static void
test_selected (Fixture       *fixture,
               gconstpointer  data)
{
  TalusSelection *selection = talus_view_get_selection (fixture->view);

  preview (fixture, "Name\nOne\nTwo\nThree\n");
  act (fixture, "import.next");
  app_wait_until (is_null, &fixture->window);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 3);
  g_assert_true (talus_selection_contains (
    selection, talus_node_get_id (app_fixture_find (fixture->peer, "One"))));
}

/* It goes where it was planned for, and as the preview says. */
static void
test_place_chosen_late (Fixture       *fixture,
                        gconstpointer  data)
{
  open_text (fixture, "Name\nOne\n");
  wait_page (fixture, "mapping");
  act (fixture, "import.next");
  choose (fixture, "Import Below", "Nothing, at the top");
  wait_page (fixture, "preview");
  wait_label (fixture, "1 item will be imported below “Bronco”");
  act (fixture, "import.next");
  app_wait_until (is_null, &fixture->window);
  g_assert_cmpstr (talus_node_get_name (talus_node_get_parent (
                     app_fixture_find (fixture->peer, "One"))), ==, "Bronco");
}

/* What the host refuses is said here, and nothing of it is done. */
static void
test_place_gone (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);

  preview (fixture, "Name\nOne\nTwo\n");
  talus_batch_delete_node (batch, talus_node_get_id (root));
  talus_peer_submit (fixture->peer, batch, &error);
  g_assert_no_error (error);
  app_fixture_settle (fixture->peer);

  act (fixture, "import.next");
  app_wait_until (is_idle, fixture);
  g_assert_nonnull (fixture->window);
  g_assert_cmpstr (get_page (fixture), ==, "preview");
  g_assert_nonnull (find (GTK_WIDGET (fixture->window), g_type_from_name ("AdwToastWidget"), NULL));
  g_assert_cmpuint (count_nodes (fixture), ==, 0);
}

static void
test_unreadable (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (GFile) none = g_file_new_build_filename (fixture->app.folder, "none.csv", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->app.folder);

  talus_import_window_open_file (fixture->window, none);
  app_wait_until (is_idle, fixture);
  g_assert_cmpstr (get_page (fixture), ==, "source");
  wait_label (fixture, "Error opening file");

  talus_import_window_open_file (fixture->window, folder);
  app_wait_until (is_idle, fixture);
  g_assert_cmpstr (get_page (fixture), ==, "source");

  /* And it goes on with one that can be read. */
  open_text (fixture, "");
  app_wait_until (is_idle, fixture);
  g_assert_cmpstr (get_page (fixture), ==, "source");
  open_text (fixture, "Name\nOne\n");
  wait_page (fixture, "mapping");
}

static void
test_given_up (Fixture       *fixture,
               gconstpointer  data)
{
  open_text (fixture, "Name\nOne\n");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (get (fixture, GTK_TYPE_BUTTON, "_Cancel"))),
                   ==, "_Cancel");
  act (fixture, "import.back");
  app_wait_until (is_idle, fixture);
  app_run_ready ();
  g_assert_cmpstr (get_page (fixture), ==, "source");

  /* Then it closes. */
  act (fixture, "import.back");
  app_wait_until (is_null, &fixture->window);
}

static char *
make_large_table (void)
{
  GString *text = g_string_new ("Name,Level,Estimated hours\n");

  for (guint i = 0; i < TALUS_MAX_BATCH; i++)
    g_string_append_printf (text, "Item %u,%u,%u\n", i, i % 100 == 0 ? 1 : 2, i % 17);

  return g_string_free (text, FALSE);
}

/* The window answers while thousands of rows are on their way, and then they
 * are none or all. */
static void
test_large (Fixture       *fixture,
            gconstpointer  data)
{
  guint n_nodes = count_nodes (fixture);
  g_autofree char *text = make_large_table ();

  preview (fixture, text);
  act (fixture, "import.next");
  g_assert_true (gtk_spinner_get_spinning (GTK_SPINNER (get (fixture, GTK_TYPE_SPINNER, NULL))));
  g_assert_cmpuint (count_nodes (fixture), ==, n_nodes);
  act (fixture, "import.back");
  app_wait_until (is_idle, fixture);
  g_assert_cmpstr (get_page (fixture), ==, "preview");
  g_assert_cmpuint (count_nodes (fixture), ==, n_nodes);

  act (fixture, "import.next");
  app_wait_until (is_null, &fixture->window);
  g_assert_cmpuint (count_nodes (fixture), ==, n_nodes + TALUS_MAX_BATCH);
  g_assert_cmpstr (fixture->said, ==, "Imported 10000 items from “parts.csv”");
}

/* A window that is closed takes back what is with the host already. */
static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  guint n_nodes = count_nodes (fixture);
  guint n_turns = 0;
  g_autofree char *text = make_large_table ();

  preview (fixture, text);
  act (fixture, "import.next");
  /* Until the worker has written it and the host works at it. */
  while (count_nodes (fixture) == n_nodes && n_turns++ < 3)
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_wait_until (is_null, &fixture->window);
  app_fixture_settle (fixture->peer);
  g_assert_cmpuint (count_nodes (fixture), ==, n_nodes);
}

static void
get_import_window (Fixture *fixture)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; fixture->window == NULL && i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (TALUS_IS_IMPORT_WINDOW (window))
        g_set_weak_pointer (&fixture->window, TALUS_IMPORT_WINDOW (window));
    }
  g_assert_nonnull (fixture->window);
}

static void
test_several_dropped (Fixture       *fixture,
                      gconstpointer  data)
{
  GtkWidget *window = g_object_new (ADW_TYPE_APPLICATION_WINDOW, NULL);
  g_autofree char *uri = g_filename_to_uri (fixture->path, NULL, NULL);
  const char *uris[] = { uri, "file:///nowhere/more.tsv", NULL };

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_wait_until (is_null, &fixture->window);
  g_assert_true (g_file_set_contents (fixture->path, "Name\nOne\n", -1, NULL));
  talus_exchange_part_type.create (fixture->view, ADW_APPLICATION_WINDOW (window));
  g_action_group_activate_action (G_ACTION_GROUP (window), "take-files",
                                  g_variant_new_strv (uris, -1));
  get_import_window (fixture);
  wait_page (fixture, "mapping");
  wait_label (fixture, "Only “parts.csv” is imported");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  if (!app_init (&argc, &argv))
    return 77;

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/import/columns-are-known-by-label-and-by-id", test_columns);
  ADD ("/import/the-preview-says-what-comes-of-it", test_preview);
  ADD ("/import/a-problem-keeps-everything-out", test_problems);
  ADD ("/import/all-that-came-is-selected", test_selected);
  ADD ("/import/it-goes-where-it-was-planned-for", test_place_chosen_late);
  ADD ("/import/of-several-tables-it-says-which-one-comes", test_several_dropped);
  ADD ("/import/what-the-host-refuses-is-said", test_place_gone);
  ADD ("/import/a-file-that-cannot-be-read-is-said", test_unreadable);
  ADD ("/import/reading-is-given-up", test_given_up);
  ADD ("/import/a-large-table-is-given-up-or-comes-whole", test_large);
  ADD ("/import/a-closed-window-leaves-nothing", test_closed);
#undef ADD

  return g_test_run ();
}
