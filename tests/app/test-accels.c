/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key is in the one table, means one thing, and is shown. */
#include <adwaita.h>

#include "app-fixture.h"
#include "app/shell/talus-accels.h"
#include "app/shell/talus-application.h"
#include "app/shell/talus-shortcuts.h"

static void
check_table (void)
{
  g_autoptr(GHashTable) given = g_hash_table_new (g_str_hash, g_str_equal);
  const TalusAccel *accels;
  guint n_accels;

  accels = talus_accels_list (&n_accels);
  for (guint i = 0; i < n_accels; i++)
    {
      g_assert_nonnull (accels[i].title);
      g_assert_cmpint (accels[i].group, <, TALUS_N_ACCEL_GROUPS);
      g_assert_nonnull (accels[i].keys[0]);
      for (guint j = 0; accels[i].keys[j] != NULL; j++)
        {
          g_autoptr(GtkShortcutTrigger) trigger = NULL;

          trigger = gtk_shortcut_trigger_parse_string (accels[i].keys[j]);
          if (trigger == NULL)
            g_error ("“%s” is no key", accels[i].keys[j]);
          /* Panes may share a key, each having it while it is in front. */
          if (accels[i].action != NULL && !g_hash_table_add (given, (gpointer) accels[i].keys[j]))
            g_error ("“%s” is given twice", accels[i].keys[j]);
        }
    }
}

static void
collect_titles (GtkWidget  *widget,
                GHashTable *titles)
{
  if (GTK_IS_SHORTCUTS_SHORTCUT (widget))
    {
      char *title;

      g_object_get (widget, "title", &title, NULL);
      g_hash_table_add (titles, title);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_titles (child, titles);
}

static void
check_window (void)
{
  GtkWidget *window = talus_shortcuts_window_new (NULL);
  g_autoptr(GHashTable) titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const TalusAccel *accels;
  guint n_accels;

  collect_titles (window, titles);
  accels = talus_accels_list (&n_accels);
  for (guint i = 0; i < n_accels; i++)
    g_assert_true (g_hash_table_contains (titles, accels[i].title));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What the application has been given, from wherever: nothing beside the table. */
static void
check_installed (void)
{
  g_autoptr(TalusApplication) application = talus_application_new ();
  g_auto(GStrv) described = NULL;
  const TalusAccel *accels;
  guint n_accels;
  guint n_given = 0;

  talus_accels_install (GTK_APPLICATION (application));
  described = gtk_application_list_action_descriptions (GTK_APPLICATION (application));
  accels = talus_accels_list (&n_accels);
  for (guint i = 0; i < n_accels; i++)
    n_given += accels[i].action != NULL;
  g_assert_cmpuint (g_strv_length (described), ==, n_given);
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;
  g_test_add_func ("/accels/each-key-means-one-thing", check_table);
  g_test_add_func ("/accels/the-shortcuts-window-shows-all", check_window);
  g_test_add_func ("/accels/the-application-has-no-others", check_installed);

  return g_test_run ();
}
