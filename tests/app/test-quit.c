/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/shell/talus-application.h"

static guint n_shown;

static gboolean
deadline_cb (gpointer data)
{
  g_error ("The program goes on");

  return G_SOURCE_REMOVE;
}

static void
count_shown_cb (GtkWidget *window)
{
  if (gtk_widget_get_visible (window))
    n_shown++;
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow      *window)
{
  g_signal_connect (window, "notify::visible", G_CALLBACK (count_shown_cb), NULL);
}

/* Before the desk is there, and so before any window is in sight; somebody
 * starts the program once more in that moment. */
static void
activate_cb (GApplication *application)
{
  static gboolean is_done;

  if (is_done)
    return;

  is_done = TRUE;
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  g_application_activate (application);
}

static void
test_quit_at_once (void)
{
  g_autofree char *folder = g_dir_make_tmp ("talus-quit-XXXXXX", NULL);
  g_autofree char *option = g_strconcat ("--data-dir=", folder, NULL);
  char *arguments[] = { "talus-tally", option, NULL };
  g_autoptr (TalusApplication) application = talus_application_new ();
  guint deadline = g_timeout_add_seconds (20, deadline_cb, NULL);

  g_application_set_flags (G_APPLICATION (application),
                           G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  g_signal_connect_after (application, "activate", G_CALLBACK (activate_cb), NULL);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 2, arguments), ==, 0);
  g_assert_cmpuint (n_shown, ==, 0);
  g_source_remove (deadline);
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  g_test_add_func ("/quit/before-there-is-a-window-nothing-comes-after-it", test_quit_at_once);

  return g_test_run ();
}
