/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The welcome window: the projects there are, each opened by a click. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "config.h"

#include "app/welcome/talus-welcome-window.h"

#include <glib/gi18n.h>

struct _TalusWelcomeWindow
{
  AdwApplicationWindow parent_instance;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (TalusWelcomeWindow, talus_welcome_window, ADW_TYPE_APPLICATION_WINDOW)

static GtkWidget *
make_row (gpointer item,
          gpointer user_data)
{
  TalusProject *project = item;
  GtkWidget *row = adw_action_row_new ();
  char text[TALUS_ID_TEXT_SIZE];

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), talus_project_get_name (project));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), talus_project_get_template_id (project));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "app.open-project");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s",
                                    talus_id_format (talus_project_get_id (project), text));

  return row;
}

static void
talus_welcome_window_class_init (TalusWelcomeWindowClass *klass)
{
}

static void
talus_welcome_window_init (TalusWelcomeWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *button = gtk_button_new_with_label (_("Open…"));

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Recent Projects"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->list));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.open");
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), button);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  gtk_widget_set_vexpand (page, TRUE);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 720, 640);
  gtk_window_set_title (GTK_WINDOW (self), _("Talus Tally"));
}

/**
 * talus_welcome_window_new:
 * @application: the application
 * @desk: where the projects are
 *
 * Makes the window.
 *
 * Returns: (transfer none): the window, which the application holds
 */
GtkWidget *
talus_welcome_window_new (GtkApplication *application,
                          TalusDesk      *desk)
{
  TalusWelcomeWindow *self = g_object_new (TALUS_TYPE_WELCOME_WINDOW, "application", application,
                                           NULL);

  gtk_list_box_bind_model (self->list, talus_desk_get_projects (desk), make_row, self, NULL);

  return GTK_WIDGET (self);
}
