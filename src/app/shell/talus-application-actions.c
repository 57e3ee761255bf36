/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of the application, and what follows from its settings. */
#define G_LOG_DOMAIN "talus-app-shell"

#include "config.h"

#include <glib/gi18n.h>

#include "app/shell/talus-application-private.h"
#include "app/shell/talus-preferences.h"
#include "app/shell/talus-shortcuts.h"

static GtkWindow *
get_window (TalusApplication *self)
{
  return gtk_application_get_active_window (GTK_APPLICATION (self));
}

static void
new_window_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  talus_application_show_welcome (user_data, TRUE);
}

static void
welcome_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  talus_application_show_welcome (user_data, FALSE);
}

static void
chosen_cb (TalusApplication     *self,
           int                   response,
           GtkFileChooserNative *chooser)
{
  g_autoptr(GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      talus_application_open_file (self, file);
    }
  g_object_unref (chooser);
}

static void
open_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  TalusApplication *self = user_data;
  GtkFileChooserNative *chooser = talus_welcome_make_chooser (get_window (self));

  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
open_project_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  TalusId id;

  if (talus_id_parse (g_variant_get_string (parameter, NULL), -1, &id))
    talus_application_open_project (user_data, &id);
}

static void
preferences_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  TalusApplication *self = user_data;
  GtkWidget *window = talus_preferences_new (get_window (self), self->settings, self->desk);

  gtk_window_present (GTK_WINDOW (window));
}

static void
shortcuts_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  GtkWidget *window = talus_shortcuts_window_new (get_window (user_data));

  gtk_window_present (GTK_WINDOW (window));
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  TalusApplication *self = user_data;
  GtkWidget *window = adw_about_window_new ();
  const char *translators = _("translator-credits");

  g_object_set (window,
                "transient-for", get_window (self),
                "application-name", _("Talus Tally"),
                "application-icon", TALUS_APPLICATION_ID,
                "developer-name", _("The Talus Tally contributors"),
                "version", TALUS_VERSION,
                "comments", _("Plan work that hangs together in depth, alone or with others."),
                "website", "https://talustally.org/",
                "license-type", GTK_LICENSE_GPL_3_0,
                NULL);
  /* Translators put their names there. */
  if (!g_str_equal (translators, "translator-credits"))
    adw_about_window_set_translator_credits (ADW_ABOUT_WINDOW (window), translators);
  gtk_window_present (GTK_WINDOW (window));
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  talus_application_quit (user_data);
}

void
talus_application_add_actions (TalusApplication *self)
{
  static const GActionEntry entries[] = {
    { "new-window", new_window_cb },
    { "welcome", welcome_cb },
    { "open", open_cb },
    { "open-project", open_project_cb, "s" },
    { "preferences", preferences_cb },
    { "shortcuts", shortcuts_cb },
    { "about", about_cb },
    { "quit", quit_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

static void
appearance_changed_cb (TalusApplication *self)
{
  static const AdwColorScheme schemes[] = {
    ADW_COLOR_SCHEME_DEFAULT,
    ADW_COLOR_SCHEME_FORCE_LIGHT,
    ADW_COLOR_SCHEME_FORCE_DARK,
  };
  int appearance = g_settings_get_enum (self->settings, "appearance");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[appearance]);
}

/* What whoever sits here wants to be called; nothing while there is no desk. */
void
talus_application_name_owner (TalusApplication *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "person-name");
  g_autofree char *colour = g_settings_get_string (self->settings, "person-colour");

  talus_desk_set_owner (self->desk, name, colour);
}

void
talus_application_follow_settings (TalusApplication *self)
{
  g_signal_connect_object (self->settings, "changed::person-name",
                           G_CALLBACK (talus_application_name_owner), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::person-colour",
                           G_CALLBACK (talus_application_name_owner), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::appearance",
                           G_CALLBACK (appearance_changed_cb), self, G_CONNECT_SWAPPED);
  appearance_changed_cb (self);
}

/* All windows come back the next time, unlike those that are closed one by one. */
void
talus_application_quit (TalusApplication *self)
{
  GList *windows;

  self->is_quitting = TRUE;
  windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));
  g_list_foreach (windows, (GFunc) (GCallback) g_object_ref, NULL);
  for (GList *link = windows; link != NULL; link = link->next)
    {
      /* Dialogs go with what they are about, and what was never in sight has
       * nothing to ask. */
      if (GTK_IS_APPLICATION_WINDOW (link->data) && gtk_widget_get_realized (link->data))
        gtk_window_close (link->data);
      else
        gtk_window_destroy (link->data);
    }
  g_list_free_full (windows, g_object_unref);
  /* One may have asked something instead, and be there still. With none there
   * is nothing to wait for: neither for the desk, nor for somebody who starts
   * the program meanwhile and would get a window of one that ends. */
  if (gtk_application_get_windows (GTK_APPLICATION (self)) != NULL)
    self->is_quitting = FALSE;
  else
    g_application_quit (G_APPLICATION (self));
}
