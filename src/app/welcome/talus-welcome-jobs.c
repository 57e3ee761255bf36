/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the welcome page opens things: one at a time, which can be cancelled;
 * what fails is told with what can be done about it. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "app/welcome/talus-welcome-private.h"

#include <glib/gi18n.h>

#include "app/welcome/talus-file-copy.h"

typedef enum
{
  JOB_PROJECT,
  JOB_FILE,
  JOB_CREATE,
} JobKind;

struct _TalusWelcomeJob
{
  grefcount refs;
  JobKind kind;
  TalusWelcome *self;           /* borrowed; NULL once the page is gone */
  TalusId project_id;
  GFile *file;
  GFile *template_file;         /* (nullable): for @file */
  gboolean is_template_chosen;  /* by a person, who is told where it is no good */
  char *template_id;
  char *name;
  GCancellable *cancellable;
  GError *error;                /* (nullable): what it ended with */
};

static TalusWelcomeJob *
make_job (JobKind     kind,
          const char *name)
{
  TalusWelcomeJob *job = g_new0 (TalusWelcomeJob, 1);

  g_ref_count_init (&job->refs);
  job->kind = kind;
  job->name = g_strdup (name);
  job->cancellable = g_cancellable_new ();

  return job;
}

static void
unref_job (TalusWelcomeJob *job)
{
  if (!g_ref_count_dec (&job->refs))
    return;
  g_clear_object (&job->file);
  g_clear_object (&job->template_file);
  g_clear_object (&job->cancellable);
  g_clear_error (&job->error);
  g_free (job->template_id);
  g_free (job->name);
  g_free (job);
}

/* Whatever comes of it, this page does not want it any more. */
void
talus_welcome_drop_job (TalusWelcome *self)
{
  TalusWelcomeJob *job = g_steal_pointer (&self->job);

  if (job == NULL)
    return;
  job->self = NULL;
  g_cancellable_cancel (job->cancellable);
  unref_job (job);
}

static char *
dup_path (TalusWelcomeJob *job)
{
  return job->file != NULL ? g_file_get_path (job->file) : NULL;
}

static void run_job (TalusWelcome    *self,
                     TalusWelcomeJob *job);

/* The same once more, with a template that was found. */
static void
repeat_job (TalusWelcome *self,
            GFile        *template_file,
            gboolean      is_template_chosen)
{
  TalusWelcomeJob *again = make_job (self->job->kind, self->job->name);

  again->project_id = self->job->project_id;
  again->template_id = g_strdup (self->job->template_id);
  g_set_object (&again->file, self->job->file);
  g_set_object (&again->template_file, template_file);
  again->is_template_chosen = is_template_chosen;
  run_job (self, again);
}

/* Whether the template lies beside the file, under its name: then nobody need
 * be asked for it. */
static gboolean
try_template_beside (TalusWelcome *self,
                     const GError *error)
{
  TalusWelcomeJob *job = self->job;
  JsonObject *details;
  const char *id;
  g_autofree char *name = NULL;
  g_autoptr(GFile) folder = NULL;
  g_autoptr(GFile) beside = NULL;

  if (job->file == NULL || job->template_file != NULL ||
      !g_error_matches (error, TALUS_ERROR, TALUS_ERROR_TEMPLATE_NOT_FOUND))
    return FALSE;
  details = talus_error_get_details (error);
  id = details != NULL ? json_object_get_string_member (details, "template_id") : NULL;
  folder = g_file_get_parent (job->file);
  if (id == NULL || strchr (id, G_DIR_SEPARATOR) != NULL || folder == NULL)
    return FALSE;
  name = g_strconcat (id, ".yaml", NULL);
  beside = g_file_get_child (folder, name);
  if (!g_file_query_exists (beside, NULL))
    return FALSE;
  repeat_job (self, beside, FALSE);

  return TRUE;
}

/* @name, @path: of what stands in the way. */
static void
fail_job (TalusWelcomeJob *job,
          GError          *error,   /* (transfer full) */
          const char      *name,
          const char      *path)
{
  TalusWelcome *self = job->self;

  g_message ("“%s” could not be opened: %s", name, error->message);
  talus_opening_fail (self->opening, talus_problem_new (error, name, path));
  job->error = error;
  g_signal_emit_by_name (self, "failed");
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  TalusWelcomeJob *job = user_data;
  TalusWelcome *self = job->self;
  g_autoptr(TalusPeer) peer = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) warnings = NULL;

  peer = talus_desk_open_finish (TALUS_DESK (source), result, &warnings, &error);
  if (self == NULL || self->job != job)
    {
      /* It was cancelled, but too late. */
      if (peer != NULL)
        talus_peer_close (peer);
    }
  else if (peer != NULL)
    {
      g_autoptr(TalusWelcome) guard = g_object_ref (self);

      self->job = NULL;
      unref_job (job);
      g_signal_emit_by_name (self, "opened", peer, warnings);
      talus_welcome_go_home (self);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      talus_welcome_drop_job (self);
      talus_welcome_go_home (self);
    }
  else if (!try_template_beside (self, error))
    {
      g_autofree char *path = dup_path (job);

      fail_job (job, g_steal_pointer (&error), job->name, path);
    }
  unref_job (job);
}

static void
template_loaded_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  TalusWelcomeJob *job = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) yaml = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);

  if (job->self != NULL && (yaml != NULL || !job->is_template_chosen))
    {
      /* Without one that was found beside it this ends as before, and says so. */
      talus_desk_open_with_template_async (job->self->desk, job->file, yaml, job->cancellable,
                                           opened_cb, job);
      return;
    }

  if (job->self != NULL)
    {
      g_autofree char *path = g_file_get_path (job->template_file);
      g_autofree char *base = g_file_get_basename (job->template_file);
      g_autofree char *name = g_filename_display_name (base);

      fail_job (job, g_steal_pointer (&error), name, path);
    }
  unref_job (job);
}

static void
run_job (TalusWelcome    *self,
         TalusWelcomeJob *job)
{
  talus_welcome_drop_job (self);
  self->job = job;
  job->self = self;
  g_ref_count_inc (&job->refs);
  talus_opening_begin (self->opening, job->name);
  gtk_stack_set_visible_child_name (self->stack, "opening");

  switch (job->kind)
    {
    case JOB_PROJECT:
      talus_desk_open_async (self->desk, &job->project_id, job->cancellable, opened_cb, job);
      break;
    case JOB_FILE:
      if (job->template_file != NULL)
        g_file_load_bytes_async (job->template_file, job->cancellable, template_loaded_cb, job);
      else
        talus_desk_open_file_async (self->desk, job->file, job->cancellable, opened_cb, job);
      break;
    case JOB_CREATE:
      talus_desk_create_async (self->desk, job->template_id, job->name, job->cancellable,
                               opened_cb, job);
      break;
    default:
      g_assert_not_reached ();
    }
}

void
talus_welcome_cancel_cb (TalusWelcome *self)
{
  talus_welcome_drop_job (self);
  talus_welcome_go_home (self);
}

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  TalusWelcomeJob *job = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) copy = talus_file_copy_finish (result, &error);

  if (job->self != NULL && copy != NULL)
    talus_welcome_open_file (job->self, copy);
  else if (copy != NULL)
    /* It was given up, but too late. */
    g_file_delete_async (copy, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  else if (job->self != NULL)
    fail_job (job, g_steal_pointer (&error), _("The copy"), NULL);
  unref_job (job);
}

static void
open_copy (TalusWelcome *self)
{
  TalusWelcomeJob *job = self->job;

  /* It is being opened again. */
  g_clear_error (&job->error);
  g_ref_count_inc (&job->refs);
  talus_opening_begin (self->opening, job->name);
  talus_file_copy_async (job->file, talus_desk_get_data_dir (self->desk), job->cancellable,
                         copied_cb, job);
}

static void
template_chosen_cb (TalusWelcome         *self,
                    int                   response,
                    GtkFileChooserNative *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT && self->job != NULL)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      repeat_job (self, file, TRUE);
    }
  g_object_unref (chooser);
}

static void
choose_template (TalusWelcome *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *chooser;
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  chooser = gtk_file_chooser_native_new (_("Choose the Template"), GTK_WINDOW (root),
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_filter_set_name (filter, _("Templates"));
  gtk_file_filter_add_suffix (filter, "yaml");
  gtk_file_filter_add_suffix (filter, "yml");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  g_signal_connect_object (chooser, "response", G_CALLBACK (template_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
talus_welcome_remedy_cb (TalusWelcome *self,
                         int           remedy)
{
  g_autofree char *path = NULL;

  if (self->job == NULL)
    {
      if (remedy == TALUS_REMEDY_JOIN && self->failure != NULL)
        g_signal_emit_by_name (self, "join", NULL, self->failure);
      else
        g_signal_emit_by_name (self, "retry");
      return;
    }
  path = dup_path (self->job);
  switch ((TalusRemedy) remedy)
    {
    case TALUS_REMEDY_JOIN:
      g_signal_emit_by_name (self, "join", path, self->job->error);
      break;
    case TALUS_REMEDY_COPY:
      open_copy (self);
      break;
    case TALUS_REMEDY_TEMPLATE:
      choose_template (self);
      break;
    case TALUS_REMEDY_BACKUP:
      {
        g_autofree char *folder = g_build_filename (talus_desk_get_data_dir (self->desk),
                                                    "copies", NULL);
        g_autofree char *uri = g_filename_to_uri (folder, NULL, NULL);

        gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), uri, GDK_CURRENT_TIME);
      }
      break;
    case TALUS_REMEDY_RETRY:
    case TALUS_REMEDY_NONE:
    default:
      repeat_job (self, NULL, FALSE);
    }
}

/**
 * talus_welcome_open:
 * @project_id: a project of the data folder
 * @name: (nullable): what to call it meanwhile
 *
 * Opens it; ::opened follows, or the page says why not.
 */
void
talus_welcome_open (TalusWelcome  *self,
                    const TalusId *project_id,
                    const char    *name)
{
  TalusWelcomeJob *job;

  g_return_if_fail (TALUS_IS_WELCOME (self));
  g_return_if_fail (project_id != NULL);

  job = make_job (JOB_PROJECT, name != NULL ? name : _("Project"));
  job->project_id = *project_id;
  run_job (self, job);
}

/**
 * talus_welcome_open_file:
 * @file: a project, or JSON that becomes one
 *
 * Opens it, as talus_welcome_open().
 */
void
talus_welcome_open_file (TalusWelcome *self,
                         GFile        *file)
{
  TalusWelcomeJob *job;
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (TALUS_IS_WELCOME (self));
  g_return_if_fail (G_IS_FILE (file));

  base = g_file_get_basename (file);
  name = g_filename_display_name (base);
  job = make_job (JOB_FILE, name);
  job->file = g_object_ref (file);
  run_job (self, job);
}

/**
 * talus_welcome_create:
 * @template_id: from which template
 * @name: what it is called
 *
 * Makes a project and opens it, as talus_welcome_open().
 */
void
talus_welcome_create (TalusWelcome *self,
                      const char   *template_id,
                      const char   *name)
{
  TalusWelcomeJob *job;

  g_return_if_fail (TALUS_IS_WELCOME (self));
  g_return_if_fail (template_id != NULL && name != NULL);

  job = make_job (JOB_CREATE, name);
  job->template_id = g_strdup (template_id);
  run_job (self, job);
}

/**
 * talus_welcome_is_busy:
 *
 * Returns: whether it is opening something
 */
gboolean
talus_welcome_is_busy (TalusWelcome *self)
{
  g_return_val_if_fail (TALUS_IS_WELCOME (self), FALSE);

  return self->job != NULL && self->job->error == NULL;
}
