/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include <adwaita.h>

#include "app/shell/talus-you-page.h"

/* As the application does. */
static void
changed_cb (AppFixture *fixture,
            const char *key,
            GSettings  *settings)
{
  g_autofree char *name = g_settings_get_string (settings, "person-name");
  g_autofree char *colour = g_settings_get_string (settings, "person-colour");

  talus_desk_set_owner (fixture->desk, name, colour);
}

static GtkWidget *
find (GtkWidget  *widget,
      GType       type,
      const char *tooltip)
{
  GtkWidget *found = NULL;

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) &&
      (tooltip == NULL || g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type, tooltip);

  return found;
}

static void
test_chosen (AppFixture    *fixture,
             gconstpointer  data)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.talustally.TalusTally");
  g_autofree char *system_name = g_strdup (talus_desk_get_owner (fixture->desk)->name);
  GtkWidget *window = gtk_window_new ();
  TalusYouPage *page = g_object_new (TALUS_TYPE_YOU_PAGE, NULL);
  GtkWidget *name;
  GtkWidget *purple;

  g_settings_reset (settings, "person-name");
  g_settings_reset (settings, "person-colour");
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (page));
  g_signal_connect_swapped (settings, "changed", G_CALLBACK (changed_cb), fixture);
  talus_you_page_bind (page, settings, fixture->desk);
  name = find (GTK_WIDGET (page), ADW_TYPE_ENTRY_ROW, NULL);
  purple = find (GTK_WIDGET (page), GTK_TYPE_TOGGLE_BUTTON, "Purple");

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, system_name);
  gtk_editable_set_text (GTK_EDITABLE (name), "  Ada Lovelace ");

  /* What is being typed is left alone. */
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (purple), TRUE);
  g_assert_cmpstr (talus_desk_get_owner (fixture->desk)->colour, ==, "#9141ac");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "  Ada Lovelace ");

  g_signal_emit_by_name (name, "apply");
  g_assert_cmpstr (talus_desk_get_owner (fixture->desk)->name, ==, "Ada Lovelace");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "Ada Lovelace");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (purple)));

  /* Nothing: as the system says. */
  gtk_editable_set_text (GTK_EDITABLE (name), " ");
  g_signal_emit_by_name (name, "apply");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, system_name);

  g_signal_handlers_disconnect_by_data (settings, fixture);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  g_test_add ("/you-page/name-and-colour-are-chosen", AppFixture, NULL, app_fixture_set_up,
              test_chosen, app_fixture_tear_down);

  return g_test_run ();
}
