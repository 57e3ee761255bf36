/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The export window from project to file: what is chosen comes out whole, or
 * what was there stays as it was. */
#include "app-fixture.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/talus-saved-file.h"
#include "app/exchange/talus-export-window.h"
#include "app/exchange/talus-progress-window.h"
#include "store/talus-file-lock.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *parent;
  TalusExportWindow *window;
  char *path;
  char *said;                  /* (nullable): what the view said */
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
  fixture->path = g_build_filename (fixture->app.folder, "out.csv", NULL);
  fixture->window = talus_export_window_new (GTK_WINDOW (fixture->parent), fixture->view);
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

  gtk_window_destroy (GTK_WINDOW (fixture->parent));
  g_object_add_weak_pointer (G_OBJECT (fixture->view), &view);
  g_object_unref (fixture->view);
  app_wait_until (is_null, &view);
  talus_peer_close (fixture->peer);
  g_assert_finalize_object (fixture->peer);
  g_free (fixture->path);
  g_free (fixture->said);
  app_fixture_tear_down (&fixture->app, data);
}

static gboolean
has_said (gpointer data)
{
  return ((Fixture *) data)->said != NULL;
}

static gboolean
has_no_progress (gpointer data)
{
  return app_find_window (TALUS_TYPE_PROGRESS_WINDOW) == NULL;
}

static void
export_to (Fixture    *fixture,
           const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  talus_export_window_export_to (fixture->window, file);
}

/* (nullable): the widget of that title. */
static GtkWidget *
find_row (GtkWidget  *widget,
          const char *title)
{
  GtkWidget *found = NULL;

  if (ADW_IS_PREFERENCES_ROW (widget) &&
      g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child, title);

  return found;
}

static void
test_table (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *row = find_row (GTK_WIDGET (fixture->window), "Name");
  g_autofree char *text = NULL;

  /* Of all columns only the name. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "export.toggle-columns", NULL);
  gtk_widget_activate (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)));
  export_to (fixture, fixture->path);
  app_wait_until (has_said, fixture);
  g_assert_cmpstr (fixture->said, ==, "Exported “out.csv”");
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "Name\r\nBronco\r\nTeardown\r\n"));
  g_assert_null (strchr (text, ','));
}

static void
test_project (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *row = find_row (GTK_WIDGET (fixture->window), "As");
  g_autofree char *text = NULL;

  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  export_to (fixture, fixture->path);
  app_wait_until (has_said, fixture);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"talus_tally\""));
  g_assert_nonnull (strstr (text, "\"Teardown\""));
}

static void
test_unwritable (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->app.folder, "none", "out.csv", NULL);
  guint format = GPOINTER_TO_UINT (data);
  GtkWidget *row = find_row (GTK_WIDGET (fixture->window), "As");

  adw_combo_row_set_selected (ADW_COMBO_ROW (row), format);
  export_to (fixture, path);
  app_wait_until (has_said, fixture);
  g_assert_true (g_str_has_prefix (fixture->said, "Couldn’t export: "));
  app_wait_until (has_no_progress, NULL);
}

static void
test_given_up (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "before", -1, NULL));
  export_to (fixture, fixture->path);
  /* As if it had taken long enough to come by itself. */
  gtk_window_present (app_find_window (TALUS_TYPE_PROGRESS_WINDOW));
  gtk_window_close (app_find_window (TALUS_TYPE_PROGRESS_WINDOW));
  app_wait_until (has_no_progress, NULL);
  app_run_ready ();
  g_assert_null (fixture->said);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "before");
}

/* By the window, which goes with it, or another. */
static void
export_as (Fixture    *fixture,
           const char *path,
           guint       format)
{
  GtkWidget *row;

  g_clear_pointer (&fixture->said, g_free);
  if (fixture->window == NULL)
    fixture->window = talus_export_window_new (GTK_WINDOW (fixture->parent), fixture->view);
  gtk_window_present (GTK_WINDOW (fixture->window));
  row = find_row (GTK_WIDGET (fixture->window), "As");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), format);
  export_to (fixture, path);
  fixture->window = NULL;
  app_wait_until (has_said, fixture);
  app_wait_until (has_no_progress, NULL);
}

/* Says no, and leaves what is at @path. */
static void
assert_refused (Fixture    *fixture,
                const char *path,
                guint       format)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *expected = NULL;
  GStatBuf before;
  GStatBuf after;

  g_assert_cmpint (g_stat (path, &before), ==, 0);
  export_as (fixture, path, format);
  expected = g_strdup_printf ("Couldn’t export: “%s” is open just now; choose another name", name);
  g_assert_cmpstr (fixture->said, ==, expected);
  g_assert_cmpint (g_stat (path, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
  g_assert_cmpint (before.st_size, ==, after.st_size);
}

/* (transfer full): the only project's file. */
static char *
find_document (Fixture *fixture)
{
  g_autofree char *folder = g_build_filename (fixture->app.folder, "projects", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (dir)) != NULL && !g_str_has_suffix (name, ".talus"))
    ;
  g_assert_nonnull (name);

  return g_build_filename (folder, name, NULL);
}

/* Whoever has it open would go on writing where nobody looks. */
static void
test_open_document_stays (Fixture       *fixture,
                          gconstpointer  data)
{
  guint format = GPOINTER_TO_UINT (data);
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);
  TalusId project_id = *talus_peer_get_project_id (fixture->peer);
  g_autofree char *path = find_document (fixture);
  g_autofree char *link = g_build_filename (fixture->app.folder, "link.csv", NULL);
  TalusBatch *batch;
  TalusPeer *again;

  assert_refused (fixture, path, format);
  g_assert_cmpint (symlink (path, link), ==, 0);
  if (format != 2)
    assert_refused (fixture, link, format);

  /* What is edited afterwards is there the next time. */
  batch = talus_batch_new (NULL);
  talus_batch_create_node (batch, "phase", talus_node_get_id (root), NULL, "Bench", NULL);
  g_assert_true (talus_peer_submit (fixture->peer, batch, NULL));
  talus_batch_free (batch);
  app_fixture_settle (fixture->peer);
  talus_peer_close (fixture->peer);
  again = app_fixture_open (&fixture->app, &project_id);
  g_assert_nonnull (app_fixture_find (again, "Bench"));
  talus_peer_close (again);
  app_run_ready ();
  g_assert_finalize_object (again);
}

/* Another process has it, and this one knows nothing of it but that. */
static void
test_document_of_others_stays (Fixture       *fixture,
                               gconstpointer  data)
{
  TalusFileLock *theirs;
  g_autofree char *text = NULL;
  g_autofree char *lock_path = g_build_filename (fixture->app.folder, ".out.csv.lock", NULL);

  g_assert_true (g_file_set_contents (fixture->path, "before", -1, NULL));
  theirs = talus_file_lock_acquire (fixture->path, NULL);
  assert_refused (fixture, fixture->path, GPOINTER_TO_UINT (data));
  talus_file_lock_release (theirs);

  /* Closed it is a file like any other. */
  export_as (fixture, fixture->path, GPOINTER_TO_UINT (data));
  g_assert_cmpstr (fixture->said, ==, "Exported “out.csv”");
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, !=, "before");
  g_assert_false (g_file_test (lock_path, G_FILE_TEST_EXISTS));
}

static gboolean
has_file (gpointer data)
{
  return g_file_test (data, G_FILE_TEST_EXISTS);
}

static guint
get_mode (const char *path)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);

  return status.st_mode & 0777;
}

static void
test_given_up_new (Fixture       *fixture,
                   gconstpointer  data)
{
  GtkWidget *row = find_row (GTK_WIDGET (fixture->window), "As");

  adw_combo_row_set_selected (ADW_COMBO_ROW (row), GPOINTER_TO_UINT (data));
  export_to (fixture, fixture->path);
  app_wait_until (has_file, fixture->path);
  gtk_window_present (app_find_window (TALUS_TYPE_PROGRESS_WINDOW));
  gtk_window_close (app_find_window (TALUS_TYPE_PROGRESS_WINDOW));
  app_wait_until (has_no_progress, NULL);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* Others may read it as they may what other programs save. */
static void
test_mode (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *there = g_build_filename (fixture->app.folder, "there", NULL);
  GtkWidget *row = find_row (GTK_WIDGET (fixture->window), "As");

  adw_combo_row_set_selected (ADW_COMBO_ROW (row), GPOINTER_TO_UINT (data));
  export_to (fixture, fixture->path);
  app_wait_until (has_said, fixture);
  g_assert_cmpuint (get_mode (fixture->path), ==, 0644);

  /* One that was there stays as it was. */
  g_assert_true (g_file_set_contents_full (there, "before", -1, G_FILE_SET_CONTENTS_NONE, 0640,
                                           NULL));
  g_assert_cmpint (g_chmod (there, 0640), ==, 0);
  g_clear_pointer (&fixture->said, g_free);
  fixture->window = talus_export_window_new (GTK_WINDOW (fixture->parent), fixture->view);
  gtk_window_present (GTK_WINDOW (fixture->window));
  row = find_row (GTK_WIDGET (fixture->window), "As");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), GPOINTER_TO_UINT (data));
  export_to (fixture, there);
  app_wait_until (has_said, fixture);
  g_assert_cmpuint (get_mode (there), ==, 0640);
}

int
main (int   argc,
      char *argv[])
{
  if (!app_init (&argc, &argv))
    return 77;

  /* As the program does. */
  umask (077);
  talus_saved_file_set_umask (022);

#define ADD(path, data, test) \
  g_test_add (path, Fixture, GUINT_TO_POINTER (data), set_up, test, tear_down)
  ADD ("/export/a-table-has-the-columns-that-were-chosen", 0, test_table);
  ADD ("/export/a-project-is-written", 1, test_project);
  ADD ("/export/a-place-that-cannot-be-written-is-said/table", 0, test_unwritable);
  ADD ("/export/a-place-that-cannot-be-written-is-said/project", 1, test_unwritable);
  ADD ("/export/a-place-that-cannot-be-written-is-said/document", 2, test_unwritable);
  ADD ("/export/replaces-no-document-that-is-open/table", 0, test_open_document_stays);
  ADD ("/export/replaces-no-document-that-is-open/project", 1, test_open_document_stays);
  ADD ("/export/replaces-no-document-that-is-open/document", 2, test_open_document_stays);
  ADD ("/export/replaces-no-document-of-another-process/table", 0, test_document_of_others_stays);
  ADD ("/export/replaces-no-document-of-another-process/project", 1,
       test_document_of_others_stays);
  ADD ("/export/replaces-no-document-of-another-process/document", 2,
       test_document_of_others_stays);
  ADD ("/export/given-up-it-leaves-what-was-there", 0, test_given_up);
  ADD ("/export/given-up-it-leaves-nothing-new", 0, test_given_up_new);
  ADD ("/export/others-may-read-it/table", 0, test_mode);
  ADD ("/export/others-may-read-it/project", 1, test_mode);
  ADD ("/export/others-may-read-it/document", 2, test_mode);
#undef ADD

  return g_test_run ();
}
