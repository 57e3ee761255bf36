/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files from outside on the welcome page: chosen, dropped, the sample. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "app/welcome/talus-welcome-private.h"

#include <glib/gi18n.h>

static gboolean
drop_cb (TalusWelcome *self,
         const GValue *value)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;
  talus_welcome_open_file (self, files->data);
  /* Each further one has a window of its own. */
  for (GSList *link = files->next; link != NULL; link = link->next)
    {
      GFile *file = link->data;

      g_application_open (g_application_get_default (), &file, 1, "");
    }

  return TRUE;
}

/**
 * talus_welcome_set_up_drop:
 *
 * Takes files that are dropped on the page.
 */
void
talus_welcome_set_up_drop (TalusWelcome *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
chosen_cb (TalusWelcome         *self,
           int                   response,
           GtkFileChooserNative *chooser)
{
  g_autoptr(GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      if (i == 0)
        talus_welcome_open_file (self, file);
      else
        g_application_open (g_application_get_default (), &file, 1, "");
    }
  g_object_unref (chooser);
}

static void
add_filter (GtkFileChooser *chooser,
            const char     *name,
            const char     *patterns)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  g_auto(GStrv) each = g_strsplit (patterns, " ", -1);

  gtk_file_filter_set_name (filter, name);
  for (char **pattern = each; *pattern != NULL; pattern++)
    gtk_file_filter_add_suffix (filter, *pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

/**
 * talus_welcome_make_chooser:
 * @parent: (nullable): the window it belongs to
 *
 * Makes a chooser of what can be opened.
 *
 * Returns: (transfer full): it, to be shown; it has to be kept until it answers
 */
GtkFileChooserNative *
talus_welcome_make_chooser (GtkWindow *parent)
{
  GtkFileChooserNative *chooser;

  chooser = gtk_file_chooser_native_new (_("Open a Project"), parent,
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  add_filter (GTK_FILE_CHOOSER (chooser), _("Projects and exported JSON"), "talus json");
  add_filter (GTK_FILE_CHOOSER (chooser), _("Talus Tally projects"), "talus");

  return chooser;
}

/**
 * talus_welcome_choose_file:
 *
 * Lets a person choose files, and opens them.
 */
void
talus_welcome_choose_file (TalusWelcome *self)
{
  GtkFileChooserNative *chooser;

  g_return_if_fail (TALUS_IS_WELCOME (self));

  chooser = talus_welcome_make_chooser (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* Whether it is there already, under the id that its file has. */
static gboolean
has_sample (TalusWelcome *self,
            TalusId      *id)
{
  GListModel *projects = talus_desk_get_projects (self->desk);

  talus_id_parse (TALUS_SAMPLE_PROJECT_ID, -1, id);
  for (guint i = 0; i < g_list_model_get_n_items (projects); i++)
    {
      g_autoptr(TalusProject) project = g_list_model_get_item (projects, i);

      if (talus_id_equal (talus_project_get_id (project), id))
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_welcome_open_sample:
 *
 * Opens the sample: as one left it, if one has looked at it before.
 */
void
talus_welcome_open_sample (TalusWelcome *self)
{
  g_autoptr(GFile) file = NULL;
  TalusId id;

  g_return_if_fail (TALUS_IS_WELCOME (self));

  if (has_sample (self, &id))
    {
      talus_welcome_open (self, &id, NULL);
      return;
    }
  file = g_file_new_for_uri (TALUS_SAMPLE_URI);
  talus_welcome_open_file (self, file);
}
