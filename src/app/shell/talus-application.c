/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application starts the desk, opens what is asked for, and shows each
 * project in one window. Here is its life; its windows and its verbs have
 * files of their own. */
#define G_LOG_DOMAIN "talus-app-shell"

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "app/shell/talus-accels.h"
#include "app/shell/talus-application-private.h"

G_DEFINE_FINAL_TYPE (TalusApplication, talus_application, ADW_TYPE_APPLICATION)

static void
ready_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  TalusApplication *self = user_data;

  /* Another has taken its place meanwhile. */
  if (TALUS_DESK (object) == self->desk)
    {
      g_clear_error (&self->failure);
      if (!talus_desk_ready_finish (self->desk, result, &self->failure))
        g_message ("%s", self->failure->message);
      talus_application_name_owner (self);
      self->is_ready = TRUE;
      talus_application_launch_waiting (self);
    }
  g_application_release (G_APPLICATION (self));
}

/* The host, in its thread; again after it failed. */
void
talus_application_start_desk (TalusApplication *self)
{
  g_autofree char *own_templates = g_build_filename (self->data_dir, "templates", NULL);
  const char *template_dirs[3] = { NULL, NULL, NULL };

  if (self->desk != NULL)
    talus_desk_shut_down (self->desk);
  g_clear_object (&self->desk);
  template_dirs[0] = own_templates;
  template_dirs[1] = self->template_dir != NULL ? self->template_dir : TALUS_TEMPLATE_DIR;
  self->is_ready = FALSE;
  self->desk = talus_desk_new (self->data_dir, template_dirs);
  g_application_hold (G_APPLICATION (self));
  talus_desk_ready_async (self->desk, ready_cb, self);
}

static void
talus_application_activate (GApplication *application)
{
  TalusApplication *self = TALUS_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (self->wants_welcome)
    {
      self->wants_welcome = FALSE;
      talus_application_show_welcome (self, TRUE);
    }
  else if (window != NULL)
    {
      gtk_window_present (window);
    }
  else
    {
      talus_application_restore (self);
    }
}

static void
talus_application_open (GApplication  *application,
                        GFile        **files,
                        int            n_files,
                        const char    *hint)
{
  for (int i = 0; i < n_files; i++)
    talus_application_open_file (TALUS_APPLICATION (application), files[i]);
}

static gboolean
told_to_end_cb (gpointer data)
{
  talus_application_quit (data);

  return G_SOURCE_CONTINUE;
}

static void
talus_application_startup (GApplication *application)
{
  TalusApplication *self = TALUS_APPLICATION (application);
  g_autofree char *states_path = NULL;

  G_APPLICATION_CLASS (talus_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (TALUS_APPLICATION_ID);
  self->settings = g_settings_new (TALUS_APPLICATION_ID);
  if (self->data_dir == NULL)
    self->data_dir = g_build_filename (g_get_user_data_dir (), "talus-tally", NULL);
  states_path = g_build_filename (self->data_dir, "windows", NULL);
  self->states = talus_window_states_new (states_path);
  talus_application_start_desk (self);
  talus_application_follow_settings (self);
  talus_application_follow_windows (self);
  talus_application_add_actions (self);
  talus_accels_install (GTK_APPLICATION (self));
  g_unix_signal_add (SIGTERM, told_to_end_cb, self);
  g_unix_signal_add (SIGINT, told_to_end_cb, self);
}

static void
talus_application_shutdown (GApplication *application)
{
  TalusApplication *self = TALUS_APPLICATION (application);

  self->is_quitting = TRUE;
  G_APPLICATION_CLASS (talus_application_parent_class)->shutdown (application);

  /* The windows have left their sessions by now. */
  if (self->states != NULL)
    talus_window_states_flush (self->states);
  if (self->desk != NULL)
    talus_desk_shut_down (self->desk);
}

/* One process a data folder: the first that is started has it, and others hand
 * over to it. */
static void
set_data_dir (TalusApplication *self,
              const char       *data_dir)
{
  g_autofree char *hash = NULL;
  g_autofree char *id = NULL;

  self->data_dir = g_canonicalize_filename (data_dir, NULL);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->data_dir, -1);
  id = g_strdup_printf ("%s.Folder%.12s", TALUS_APPLICATION_ID, hash);
  g_application_set_application_id (G_APPLICATION (self), id);
}

/* Asks the process that runs, if there is one. -1: go on here. */
static int
hand_over_new_window (TalusApplication *self)
{
  GApplication *application = G_APPLICATION (self);
  g_autoptr(GError) error = NULL;

  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (!g_application_get_is_remote (application))
    {
      self->wants_welcome = TRUE;
      return -1;
    }
  g_action_group_activate_action (G_ACTION_GROUP (application), "new-window", NULL);

  return 0;
}

static int
talus_application_handle_local_options (GApplication *application,
                                        GVariantDict *options)
{
  TalusApplication *self = TALUS_APPLICATION (application);
  g_autofree char *data_dir = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("talus-tally %s\n", TALUS_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "data-dir", "^ay", &data_dir))
    set_data_dir (self, data_dir);
  g_variant_dict_lookup (options, "template-dir", "^ay", &self->template_dir);
  if (g_variant_dict_contains (options, "new-window"))
    return hand_over_new_window (self);

  return -1;
}

static void
talus_application_finalize (GObject *object)
{
  TalusApplication *self = TALUS_APPLICATION (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  g_clear_object (&self->states);
  g_clear_error (&self->failure);
  g_ptr_array_unref (self->waiting);
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
    { "new-window", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the welcome page in a new window"),
      NULL },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Where projects are kept"), N_("FOLDER") },
    { "template-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Where templates are found"),
      N_("FOLDER") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Say which version this is"), NULL },
    { NULL },
  };

  self->waiting = g_ptr_array_new ();
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[FILE…]"));
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _("Plan work that hangs together in depth, alone or "
                                              "with others."));
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
