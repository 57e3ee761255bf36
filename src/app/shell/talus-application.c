/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application starts the desk, opens what is asked for, and shows each
 * project in one window. */
#define G_LOG_DOMAIN "talus-app"

#include "config.h"

#include "app/shell/talus-application.h"

#include <glib/gi18n.h>

#include "app/shell/talus-accels.h"
#include "app/welcome/talus-welcome-window.h"
#include "app/window/talus-window.h"

struct _TalusApplication
{
  AdwApplication parent_instance;

  TalusDesk *desk;
  GtkWindow *welcome;     /* borrowed, NULL while there is none */
  char *data_dir;         /* (nullable): as the command line says */
  char *template_dir;     /* (nullable) */
};

G_DEFINE_FINAL_TYPE (TalusApplication, talus_application, ADW_TYPE_APPLICATION)

static void
show_error (TalusApplication *self,
            const char       *heading,
            const GError     *error)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_set_application (GTK_WINDOW (dialog), GTK_APPLICATION (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static TalusWindow *
find_window (TalusApplication *self,
             const TalusId    *project_id)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (TALUS_IS_WINDOW (l->data) &&
          talus_id_equal (talus_window_get_project_id (l->data), project_id))
        return l->data;
    }

  return NULL;
}

static gboolean
is_live (TalusWindow *window)
{
  TalusPeer *peer = talus_view_get_live_peer (talus_window_get_view (window));

  return talus_peer_get_state (peer) == TALUS_PEER_LIVE;
}

static void
show_peer (TalusApplication *self,
           TalusPeer        *peer)
{
  TalusWindow *window = find_window (self, talus_peer_get_project_id (peer));

  if (window == NULL)
    window = talus_window_new (GTK_APPLICATION (self), peer);
  else if (is_live (window))
    talus_peer_close (peer);
  else
    talus_window_set_peer (window, peer);
  gtk_window_present (GTK_WINDOW (window));
  if (self->welcome != NULL)
    gtk_window_close (self->welcome);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  TalusApplication *self = user_data;
  g_autoptr (TalusPeer) peer = NULL;
  g_autoptr (GError) error = NULL;

  peer = talus_desk_open_finish (TALUS_DESK (object), result, NULL, &error);
  if (peer != NULL)
    show_peer (self, peer);
  else
    show_error (self, _("Couldn’t Open the Project"), error);
  g_application_release (G_APPLICATION (self));
}

static void
show_welcome (TalusApplication *self)
{
  if (self->welcome == NULL)
    {
      self->welcome = GTK_WINDOW (talus_welcome_window_new (GTK_APPLICATION (self), self->desk));
      g_object_add_weak_pointer (G_OBJECT (self->welcome), (gpointer *) &self->welcome);
    }
  gtk_window_present (self->welcome);
}

static void
open_file (TalusApplication *self,
           GFile            *file)
{
  g_application_hold (G_APPLICATION (self));
  talus_desk_open_file_async (self->desk, file, NULL, opened_cb, self);
}

/* Files that are given before the desk is ready wait for it. */
typedef struct
{
  TalusApplication *application;
  GPtrArray *files;
} Waiting;

static void
ready_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Waiting *waiting = user_data;
  TalusApplication *self = waiting->application;
  g_autoptr (GError) error = NULL;

  if (!talus_desk_ready_finish (TALUS_DESK (object), result, &error))
    show_error (self, _("Couldn’t Start"), error);
  else if (waiting->files->len == 0)
    show_welcome (self);
  for (guint i = 0; error == NULL && i < waiting->files->len; i++)
    open_file (self, g_ptr_array_index (waiting->files, i));

  g_application_release (G_APPLICATION (self));
  g_ptr_array_unref (waiting->files);
  g_free (waiting);
}

static void
open_when_ready (TalusApplication  *self,
                 GFile            **files,
                 int                n_files)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->application = self;
  waiting->files = g_ptr_array_new_with_free_func (g_object_unref);
  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (waiting->files, g_object_ref (files[i]));
  g_application_hold (G_APPLICATION (self));
  talus_desk_ready_async (self->desk, ready_cb, waiting);
}

static void
talus_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (window);
  else
    open_when_ready (TALUS_APPLICATION (application), NULL, 0);
}

static void
talus_application_open (GApplication  *application,
                        GFile        **files,
                        int            n_files,
                        const char    *hint)
{
  open_when_ready (TALUS_APPLICATION (application), files, n_files);
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
chosen_cb (TalusApplication     *self,
           int                   response,
           GtkFileChooserNative *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      open_file (self, file);
    }
  g_object_unref (chooser);
}

static void
open_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  TalusApplication *self = user_data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  GtkFileChooserNative *chooser;

  chooser = gtk_file_chooser_native_new (_("Open a Project"), parent, GTK_FILE_CHOOSER_ACTION_OPEN,
                                         _("_Open"), NULL);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
welcome_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  show_welcome (user_data);
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  GtkApplication *application = user_data;

  adw_show_about_window (gtk_application_get_active_window (application),
                         "application-name", _("Talus Tally"),
                         "application-icon", TALUS_APPLICATION_ID,
                         "version", TALUS_VERSION,
                         "license-type", GTK_LICENSE_GPL_3_0,
                         NULL);
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  GtkApplication *application = user_data;
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (application));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
talus_application_startup (GApplication *application)
{
  TalusApplication *self = TALUS_APPLICATION (application);
  static const GActionEntry entries[] = {
    { "open", open_cb },
    { "open-project", open_project_cb, "s" },
    { "welcome", welcome_cb },
    { "about", about_cb },
    { "quit", quit_cb },
  };
  g_autofree char *own_templates = NULL;
  const char *template_dirs[3] = { NULL, NULL, NULL };

  G_APPLICATION_CLASS (talus_application_parent_class)->startup (application);

  if (self->data_dir == NULL)
    self->data_dir = g_build_filename (g_get_user_data_dir (), "talus-tally", NULL);
  own_templates = g_build_filename (self->data_dir, "templates", NULL);
  template_dirs[0] = own_templates;
  template_dirs[1] = self->template_dir != NULL ? self->template_dir : TALUS_TEMPLATE_DIR;
  self->desk = talus_desk_new (self->data_dir, template_dirs);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  talus_accels_install (GTK_APPLICATION (self));
}

static void
talus_application_shutdown (GApplication *application)
{
  TalusApplication *self = TALUS_APPLICATION (application);

  G_APPLICATION_CLASS (talus_application_parent_class)->shutdown (application);

  /* The windows have left their sessions by now. */
  if (self->desk != NULL)
    talus_desk_shut_down (self->desk);
}

static int
talus_application_handle_local_options (GApplication *application,
                                        GVariantDict *options)
{
  TalusApplication *self = TALUS_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("talus-tally %s\n", TALUS_VERSION);
      return 0;
    }
  g_variant_dict_lookup (options, "data-dir", "^ay", &self->data_dir);
  g_variant_dict_lookup (options, "template-dir", "^ay", &self->template_dir);

  return -1;
}

static void
talus_application_finalize (GObject *object)
{
  TalusApplication *self = TALUS_APPLICATION (object);

  g_clear_object (&self->desk);
  g_free (self->data_dir);
  g_free (self->template_dir);

  G_OBJECT_CLASS (talus_application_parent_class)->finalize (object);
}

static void
talus_application_class_init (TalusApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = talus_application_finalize;
  application_class->activate = talus_application_activate;
  application_class->open = talus_application_open;
  application_class->startup = talus_application_startup;
  application_class->shutdown = talus_application_shutdown;
  application_class->handle_local_options = talus_application_handle_local_options;
}

static void
talus_application_init (TalusApplication *self)
{
  static const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Say which version this is"), NULL },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Where projects are kept"), N_("FOLDER") },
    { "template-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Where templates are found"),
      N_("FOLDER") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * talus_application_new:
 *
 * Makes the application.
 *
 * Returns: (transfer full): it
 */
TalusApplication *
talus_application_new (void)
{
  return g_object_new (TALUS_TYPE_APPLICATION, "application-id", TALUS_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/org/talustally/TalusTally", NULL);
}

/**
 * talus_application_get_desk:
 * @self: the application, started
 *
 * Gets its host.
 *
 * Returns: (transfer none): the desk
 */
TalusDesk *
talus_application_get_desk (TalusApplication *self)
{
  g_return_val_if_fail (TALUS_IS_APPLICATION (self), NULL);

  return self->desk;
}

/**
 * talus_application_open_project:
 * @self: the application
 * @project_id: a project of the library
 *
 * Brings its window to the front, opening it where there is none.
 */
void
talus_application_open_project (TalusApplication *self,
                                const TalusId    *project_id)
{
  TalusWindow *window;

  g_return_if_fail (TALUS_IS_APPLICATION (self));
  g_return_if_fail (project_id != NULL);

  window = find_window (self, project_id);
  if (window != NULL && is_live (window))
    {
      gtk_window_present (GTK_WINDOW (window));
      return;
    }

  g_application_hold (G_APPLICATION (self));
  talus_desk_open_async (self->desk, project_id, NULL, opened_cb, self);
}
