/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which windows there are: what is opened gets one, and what has one is brought
 * to the front. */
#define G_LOG_DOMAIN "talus-app-shell"

#include "config.h"

#include <glib/gi18n.h>

#include "app/sharing/talus-join-dialog.h"
#include "app/shell/talus-application-private.h"
#include "app/shell/talus-notifier.h"
#include "app/shell/talus-warnings-dialog.h"

/* A window without project, and what it is about to open; the desk may have to
 * be ready first. */
typedef struct
{
  TalusApplication *application;
  TalusWelcomeWindow *window;
  TalusDesk *desk;             /* that of the window: another takes the place of one that failed */
  gboolean has_project;
  TalusId project_id;
  GFile *file;                 /* (nullable): neither: the welcome page */
} Launch;

static const char launch_key[] = "talus-launch";

static void
free_launch (gpointer data)
{
  Launch *launch = data;

  g_ptr_array_remove (launch->application->waiting, launch);
  g_clear_object (&launch->desk);
  g_clear_object (&launch->file);
  g_free (launch);
}

static TalusWindow *
find_window (TalusApplication *self,
             const TalusId    *project_id)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *link = windows; link != NULL; link = link->next)
    {
      if (TALUS_IS_WINDOW (link->data) &&
          talus_id_equal (talus_window_get_project_id (link->data), project_id))
        return link->data;
    }

  return NULL;
}

/* Whether it follows its session: it may have ended under it. */
static gboolean
is_live (TalusWindow *window)
{
  TalusPeer *peer = talus_view_get_live_peer (talus_window_get_view (window));

  return talus_peer_get_state (peer) == TALUS_PEER_LIVE;
}

/* (nullable): one that is in sight and does nothing. */
static TalusWelcomeWindow *
find_idle_welcome (TalusApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *link = windows; link != NULL; link = link->next)
    {
      const Launch *launch;

      if (!TALUS_IS_WELCOME_WINDOW (link->data) || !gtk_widget_get_visible (link->data) ||
          talus_welcome_is_busy (talus_welcome_window_get_page (link->data)))
        continue;
      launch = g_object_get_data (link->data, launch_key);
      if (launch->desk == self->desk)
        return link->data;
    }

  return NULL;
}

/* Files from elsewhere. What panes take, they have taken before. */
static gboolean
dropped_cb (TalusWindow  *window,
            const GValue *value)
{
  g_autoptr(GStrvBuilder) uris = g_strv_builder_new ();
  g_auto(GStrv) strings = NULL;

  for (GSList *link = g_value_get_boxed (value); link != NULL; link = link->next)
    {
      g_autofree char *uri = g_file_get_uri (link->data);

      g_strv_builder_add (uris, uri);
    }
  strings = g_strv_builder_end (uris);

  return gtk_widget_activate_action (GTK_WIDGET (window), "win.take-files", "^as", strings);
}

static void
take_files (TalusWindow *window)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), window, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (target));
}

static TalusWindow *
make_window (TalusApplication *self,
             TalusPeer        *peer)
{
  TalusWindow *window = talus_window_new (GTK_APPLICATION (self), peer);

  talus_application_restore_window (self, window);
  talus_application_note_window (self, window);
  take_files (window);
  talus_notifier_attach (GTK_WINDOW (window), peer, self->settings);

  return window;
}

static void
opened_cb (TalusWelcomeWindow *welcome,
           TalusPeer          *peer,
           char              **warnings)
{
  TalusApplication *self = TALUS_APPLICATION (gtk_window_get_application (GTK_WINDOW (welcome)));
  TalusWindow *window = find_window (self, talus_peer_get_project_id (peer));

  if (window == NULL)
    window = make_window (self, peer);
  else if (is_live (window))
    talus_peer_close (peer);
  else
    {
      talus_window_set_peer (window, peer);
      talus_notifier_attach (GTK_WINDOW (window), peer, self->settings);
    }
  gtk_window_present (GTK_WINDOW (window));
  gtk_window_destroy (GTK_WINDOW (welcome));
  if (warnings != NULL && warnings[0] != NULL)
    {
      GtkWidget *dialog = talus_warnings_dialog_new (GTK_WINDOW (window),
                                                     talus_peer_get_name (peer),
                                                     (const char * const *) warnings);

      gtk_window_present (GTK_WINDOW (dialog));
    }
}

/* What cannot be opened does not come back by itself the next time. */
static void
failed_cb (TalusWelcomeWindow *welcome)
{
  TalusApplication *self = TALUS_APPLICATION (gtk_window_get_application (GTK_WINDOW (welcome)));
  Launch *launch = g_object_get_data (G_OBJECT (welcome), launch_key);

  if (launch != NULL && launch->has_project)
    talus_window_states_remove (self->states, &launch->project_id);
  gtk_window_present (GTK_WINDOW (welcome));
}

static void launch_window (TalusApplication *self,
                           gboolean          is_new,
                           const TalusId    *project_id,
                           GFile            *file);

static void
open_apart_cb (TalusWelcomeWindow *welcome,
               TalusProject       *project)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (welcome));

  launch_window (TALUS_APPLICATION (application), TRUE, talus_project_get_id (project), NULL);
}

/* Whose copy is on its way, and to where. */
typedef struct
{
  TalusWelcomeWindow *window;
  char *path;                  /* (nullable) */
} Joining;

static void
free_joining (gpointer data)
{
  Joining *joining = data;

  g_object_unref (joining->window);
  g_free (joining->path);
  g_free (joining);
}

/* A large file takes a while: the window may be gone by then. */
static void
join_copied_cb (GFile        *copy,
                const GError *error,
                gpointer      user_data)
{
  Joining *joining = user_data;
  TalusWelcome *page = talus_welcome_window_get_page (joining->window);

  if (page == NULL || gtk_window_get_application (GTK_WINDOW (joining->window)) == NULL)
    return;
  if (copy != NULL)
    {
      talus_welcome_open_file (page, copy);
    }
  else
    {
      g_autofree char *name = g_filename_display_basename (joining->path);

      talus_welcome_tell (page, talus_problem_new (error, name, NULL));
    }
}

/* Another process has it. */
static void
join_cb (TalusWelcomeWindow *welcome,
         const char         *path,
         const GError       *error)
{
  TalusApplication *self = TALUS_APPLICATION (gtk_window_get_application (GTK_WINDOW (welcome)));
  Joining *joining = g_new0 (Joining, 1);

  joining->window = g_object_ref (welcome);
  joining->path = g_strdup (path);
  talus_join_dialog_present (GTK_WINDOW (welcome), path, error,
                             talus_desk_get_data_dir (self->desk), join_copied_cb, joining,
                             free_joining);
}

/* Its window would show a project that is over. */
static void
trashed_cb (TalusWelcomeWindow *welcome,
            TalusProject       *project)
{
  TalusApplication *self = TALUS_APPLICATION (gtk_window_get_application (GTK_WINDOW (welcome)));
  TalusWindow *window = self != NULL ? find_window (self, talus_project_get_id (project)) : NULL;

  if (window != NULL)
    gtk_window_destroy (GTK_WINDOW (window));
  if (self != NULL)
    talus_window_states_remove (self->states, talus_project_get_id (project));
}

/* The same in a new window; before that the desk once more, if it has failed:
 * one that works has the projects of other windows. */
static void
retry_cb (TalusWelcomeWindow *welcome)
{
  TalusApplication *self = TALUS_APPLICATION (gtk_window_get_application (GTK_WINDOW (welcome)));
  Launch *launch = g_object_get_data (G_OBJECT (welcome), launch_key);
  gboolean has_project = launch->has_project;
  TalusId project_id = launch->project_id;
  g_autoptr(GFile) file = launch->file != NULL ? g_object_ref (launch->file) : NULL;

  if (self->failure != NULL && self->is_ready)
    talus_application_start_desk (self);
  launch_window (self, TRUE, has_project ? &project_id : NULL, file);
  gtk_window_destroy (GTK_WINDOW (welcome));
}

static void
run_launch (Launch *launch)
{
  TalusApplication *self = launch->application;
  TalusWelcome *page = talus_welcome_window_get_page (launch->window);

  if (self->failure != NULL)
    {
      talus_welcome_fail (page, self->failure, self->data_dir);
      gtk_window_present (GTK_WINDOW (launch->window));
    }
  else if (launch->file != NULL)
    {
      talus_welcome_open_file (page, launch->file);
    }
  else if (launch->has_project)
    {
      talus_welcome_open (page, &launch->project_id, NULL);
    }
  else
    {
      talus_welcome_show_home (page);
      gtk_window_present (GTK_WINDOW (launch->window));
    }
}

/* In a window that is there and idle, or in a new one. */
static void
launch_window (TalusApplication *self,
               gboolean          is_new,
               const TalusId    *project_id,
               GFile            *file)
{
  TalusWelcomeWindow *window = is_new ? NULL : find_idle_welcome (self);
  TalusWelcome *page;
  Launch *launch;

  if (window == NULL)
    {
      window = talus_welcome_window_new (GTK_APPLICATION (self), self->desk);
      page = talus_welcome_window_get_page (window);
      g_signal_connect_object (page, "opened", G_CALLBACK (opened_cb), window, G_CONNECT_SWAPPED);
      g_signal_connect_object (page, "failed", G_CALLBACK (failed_cb), window, G_CONNECT_SWAPPED);
      g_signal_connect_object (page, "open-apart", G_CALLBACK (open_apart_cb), window,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (page, "join", G_CALLBACK (join_cb), window, G_CONNECT_SWAPPED);
      g_signal_connect_object (page, "trashed", G_CALLBACK (trashed_cb), window,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (page, "retry", G_CALLBACK (retry_cb), window, G_CONNECT_SWAPPED);
      talus_welcome_window_linger (window);
    }
  launch = g_new0 (Launch, 1);
  launch->application = self;
  launch->window = window;
  launch->desk = g_object_ref (self->desk);
  if (project_id != NULL)
    {
      launch->has_project = TRUE;
      launch->project_id = *project_id;
    }
  g_set_object (&launch->file, file);
  g_object_set_data_full (G_OBJECT (window), launch_key, launch, free_launch);
  if (self->is_ready)
    {
      run_launch (launch);
    }
  else
    {
      talus_welcome_wait (talus_welcome_window_get_page (window));
      g_ptr_array_add (self->waiting, launch);
    }
}

/* The desk is ready, or never will be. */
void
talus_application_launch_waiting (TalusApplication *self)
{
  while (self->waiting->len > 0)
    run_launch (g_ptr_array_steal_index (self->waiting, 0));
}

void
talus_application_open_file (TalusApplication *self,
                             GFile            *file)
{
  launch_window (self, FALSE, NULL, file);
}

void
talus_application_show_welcome (TalusApplication *self,
                                gboolean          is_new)
{
  TalusWelcomeWindow *idle = is_new ? NULL : find_idle_welcome (self);

  if (idle != NULL)
    gtk_window_present (GTK_WINDOW (idle));
  else
    launch_window (self, TRUE, NULL, NULL);
}

/* The windows of the last time, or the welcome page. */
void
talus_application_restore (TalusApplication *self)
{
  guint n_states = talus_window_states_get_length (self->states);
  g_autofree TalusId *ids = g_new (TalusId, n_states + 1);

  if (n_states == 0 || !g_settings_get_boolean (self->settings, "restore-windows"))
    {
      talus_application_show_welcome (self, FALSE);
      return;
    }
  for (guint i = 0; i < n_states; i++)
    ids[i] = talus_window_states_get (self->states, i)->project;
  for (guint i = 0; i < n_states; i++)
    launch_window (self, TRUE, &ids[i], NULL);
}

/* A window that is closed while others stay is not wanted any more; the last
 * one is where one goes on the next time. */
static void
window_removed_cb (TalusApplication *self,
                   GtkWindow        *window)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));
  gboolean has_more = FALSE;
  int width;
  int height;

  if (!TALUS_IS_WINDOW (window))
    return;
  for (GList *link = windows; link != NULL; link = link->next)
    has_more = has_more || (link->data != window && GTK_IS_APPLICATION_WINDOW (link->data));
  if (has_more && !self->is_quitting)
    talus_window_states_remove (self->states,
                                talus_window_get_project_id (TALUS_WINDOW (window)));
  gtk_window_get_default_size (window, &width, &height);
  if (width > 0 && height > 0)
    {
      g_settings_set_int (self->settings, "window-width", MAX (width, 360));
      g_settings_set_int (self->settings, "window-height", MAX (height, 294));
    }
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
}

void
talus_application_follow_windows (TalusApplication *self)
{
  g_signal_connect (self, "window-removed", G_CALLBACK (window_removed_cb), NULL);
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
    gtk_window_present (GTK_WINDOW (window));
  else
    /* A window that has lost its session keeps what is beside it. */
    launch_window (self, window != NULL, project_id, NULL);
}
