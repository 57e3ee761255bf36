/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK's own windows in which a file is chosen: they go with the window that asked. They are by
 * themselves because what leaks in them is known by the slower way up the stack only. */
#include "app-fixture.h"

#include <dlfcn.h>
#include <glib/gstdio.h>

#include "app/exchange/talus-export-window.h"
#include "app/exchange/talus-import-window.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *parent;
} Fixture;

static GPtrArray *kept;

/* GTK 4.8 reads the folders of its path bar this way, in which nothing of ours reads any, and never
 * lets go of what comes; in the thread that reads it nothing names GTK. What somebody still knows
 * is no leak. */
GFileInfo *
g_file_query_info_finish (GFile         *file,
                          GAsyncResult  *result,
                          GError       **error)
{
  GFileInfo *(*finish) (GFile *, GAsyncResult *, GError **);
  GFileInfo *info;

  finish = dlsym (RTLD_NEXT, "g_file_query_info_finish");
  info = finish (file, result, error);
  if (info != NULL)
    g_ptr_array_add (kept, info);

  return info;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  app_fixture_set_up (&fixture->app, data);
  fixture->peer = app_fixture_create (&fixture->app, "restomod", "Bronco");
  fixture->view = talus_view_new (fixture->peer);
  fixture->parent = gtk_window_new ();
  gtk_window_present (GTK_WINDOW (fixture->parent));
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
  app_fixture_settle (fixture->peer);
  talus_peer_close (fixture->peer);
  g_assert_finalize_object (fixture->peer);
  app_fixture_tear_down (&fixture->app, data);
}

static gboolean
has_no_chooser (gpointer data)
{
  return app_find_window (GTK_TYPE_FILE_CHOOSER) == NULL;
}

static void
choose_and_close (gpointer    window,
                  const char *action)
{
  GtkWindow *chooser;

  g_object_add_weak_pointer (window, &window);
  gtk_window_present (window);
  gtk_widget_activate_action (window, action, NULL);
  chooser = app_find_window (GTK_TYPE_FILE_CHOOSER);
  g_assert_nonnull (chooser);
  g_assert_true (gtk_window_get_modal (chooser));
  g_assert_true (gtk_window_get_transient_for (chooser) == window);

  gtk_window_destroy (window);
  app_wait_until (is_null, &window);
  app_wait_until (has_no_chooser, NULL);
}

static void
test_export (Fixture       *fixture,
             gconstpointer  data)
{
  choose_and_close (talus_export_window_new (GTK_WINDOW (fixture->parent), fixture->view),
                    "export.export");
}

static void
test_import (Fixture       *fixture,
             gconstpointer  data)
{
  choose_and_close (talus_import_window_new (GTK_WINDOW (fixture->parent), fixture->view),
                    "import.choose");
}

int
main (int   argc,
      char *argv[])
{
  kept = g_ptr_array_new ();
  if (!app_init (&argc, &argv))
    return 77;

  /* Where files are chosen at first. Given up while it reads a folder, GTK goes on with the one
   * above and leaves the error behind; above this there is none. */
  g_assert_cmpint (g_chdir ("/"), ==, 0);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/file-choosers/that-of-the-export-goes-with-its-window", test_export);
  ADD ("/file-choosers/that-of-the-import-goes-with-its-window", test_import);
#undef ADD

  return g_test_run ();
}
