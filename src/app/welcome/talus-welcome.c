/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where everything begins: the projects there are, new ones from templates, a
 * sample, files. It opens what is chosen and hands the live project over; in
 * which window that goes on is not its affair. */
#define G_LOG_DOMAIN "talus-welcome"

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
  char *template_id;
  char *name;
  GCancellable *cancellable;
  GError *error;                /* (nullable): what it ended with */
};

enum
{
  OPENED,
  FAILED,
  OPEN_APART,
  JOIN,
  RETRY,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusWelcome, talus_welcome, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

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
  g_clear_object (&job->cancellable);
  g_clear_error (&job->error);
  g_free (job->template_id);
  g_free (job->name);
  g_free (job);
}

/* Whatever comes of it, this page does not want it any more. */
static void
drop_job (TalusWelcome *self)
{
  TalusWelcomeJob *job = g_steal_pointer (&self->job);

  if (job == NULL)
    return;
  job->self = NULL;
  g_cancellable_cancel (job->cancellable);
  unref_job (job);
}

/* Most pages only open something and are never seen. */
static void
home_mapped_cb (TalusWelcome *self)
{
  if (self->has_lists)
    return;
  self->has_lists = TRUE;
  talus_welcome_set_up_lists (self);
  talus_welcome_load_templates (self);
}

static void
show_home (TalusWelcome *self)
{
  talus_opening_end (self->opening);
  gtk_stack_set_visible_child_name (self->stack, "home");
}

static char *
dup_path (TalusWelcomeJob *job)
{
  return job->file != NULL ? g_file_get_path (job->file) : NULL;
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
      g_signal_emit (self, signals[OPENED], 0, peer, warnings);
      show_home (self);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      drop_job (self);
      show_home (self);
    }
  else
    {
      g_autofree char *path = dup_path (job);

      g_message ("“%s” could not be opened: %s", job->name, error->message);
      talus_opening_fail (self->opening, talus_problem_new (error, job->name, path));
      job->error = g_steal_pointer (&error);
      g_signal_emit (self, signals[FAILED], 0);
    }
  unref_job (job);
}

static void
run_job (TalusWelcome    *self,
         TalusWelcomeJob *job)
{
  drop_job (self);
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

/* The same once more. */
static void
repeat_job (TalusWelcome *self)
{
  TalusWelcomeJob *again = make_job (self->job->kind, self->job->name);

  again->project_id = self->job->project_id;
  again->template_id = g_strdup (self->job->template_id);
  g_set_object (&again->file, self->job->file);
  run_job (self, again);
}

static void
cancelled_cb (TalusWelcome *self)
{
  drop_job (self);
  show_home (self);
}

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(TalusWelcome) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) copy = talus_file_copy_finish (result, &error);

  if (copy != NULL)
    talus_welcome_open_file (self, copy);
  else
    talus_opening_fail (self->opening, talus_problem_new (error, _("The copy"), NULL));
}

static void
remedied_cb (TalusWelcome *self,
             int           remedy)
{
  g_autofree char *path = NULL;

  if (self->job == NULL)
    {
      g_signal_emit (self, signals[RETRY], 0);
      return;
    }
  path = dup_path (self->job);
  switch ((TalusRemedy) remedy)
    {
    case TALUS_REMEDY_JOIN:
      g_signal_emit (self, signals[JOIN], 0, path, self->job->error);
      break;
    case TALUS_REMEDY_COPY:
      talus_opening_begin (self->opening, self->job->name);
      talus_file_copy_async (self->job->file, talus_desk_get_data_dir (self->desk),
                             self->job->cancellable, copied_cb, g_object_ref (self));
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
      repeat_job (self);
    }
}

static void
left_cb (TalusWelcome *self)
{
  drop_job (self);
  show_home (self);
}

static void
show_trash_cb (TalusWelcome *self)
{
  gtk_stack_set_visible_child_name (self->stack, "trash");
}

static void
leave_trash_cb (TalusWelcome *self)
{
  gtk_stack_set_visible_child_name (self->stack, "home");
}

static gboolean
leave_trash_key (GtkWidget *widget,
                 GVariant  *arguments,
                 gpointer   unused)
{
  TalusWelcome *self = TALUS_WELCOME (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "trash") != 0)
    return FALSE;
  leave_trash_cb (self);

  return TRUE;
}

static void
open_row_cb (TalusWelcome *self)
{
  talus_welcome_choose_file (self);
}

static void
sample_row_cb (TalusWelcome *self)
{
  talus_welcome_open_sample (self);
}

static void
talus_welcome_dispose (GObject *object)
{
  TalusWelcome *self = TALUS_WELCOME (object);

  drop_job (self);
  g_clear_object (&self->shown);
  g_clear_object (&self->found);
  g_clear_object (&self->name_filter);
  g_clear_pointer (&self->templates, g_ptr_array_unref);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (talus_welcome_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, toasts);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, stack);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, hero);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, sample_button);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, recent);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, search_button);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, trash_button);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, search_bar);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, search_entry);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, project_list);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, all_row);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, nothing_found);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, template_section);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, template_box);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, template_failure);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, others);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, trash_list);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, trash_stack);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, opening);
}

static void
talus_welcome_class_init (TalusWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_welcome_dispose;

  signals[OPENED] = g_signal_new ("opened", TALUS_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, TALUS_TYPE_PEER, G_TYPE_STRV);
  signals[FAILED] = g_signal_new ("failed", TALUS_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  signals[OPEN_APART] = g_signal_new ("open-apart", TALUS_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, TALUS_TYPE_PROJECT);
  signals[JOIN] = g_signal_new ("join", TALUS_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
  signals[RETRY] = g_signal_new ("retry", TALUS_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);

  g_type_ensure (TALUS_TYPE_OPENING);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/talustally/TalusTally/welcome/"
                                               "talus-welcome.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, home_mapped_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancelled_cb);
  gtk_widget_class_bind_template_callback (widget_class, remedied_cb);
  gtk_widget_class_bind_template_callback (widget_class, left_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_trash_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_trash_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, sample_row_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "search_cb",
                                                G_CALLBACK (talus_welcome_search_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "show_all_cb",
                                                G_CALLBACK (talus_welcome_show_all_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "load_templates_cb",
                                                G_CALLBACK (talus_welcome_load_templates));
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, leave_trash_key, NULL);
}

static void
talus_welcome_init (TalusWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * talus_welcome_new:
 * @desk: where the projects are
 *
 * Returns: (transfer floating): a page
 */
GtkWidget *
talus_welcome_new (TalusDesk *desk)
{
  TalusWelcome *self;

  g_return_val_if_fail (TALUS_IS_DESK (desk), NULL);

  self = g_object_new (TALUS_TYPE_WELCOME, NULL);
  self->desk = g_object_ref (desk);
  talus_welcome_set_up_drop (self);

  return GTK_WIDGET (self);
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
 * talus_welcome_wait:
 *
 * Shows that the projects are about to be there; talus_welcome_show_home() or
 * something to open follows.
 */
void
talus_welcome_wait (TalusWelcome *self)
{
  g_return_if_fail (TALUS_IS_WELCOME (self));

  talus_opening_begin (self->opening, _("Talus Tally"));
  gtk_stack_set_visible_child_name (self->stack, "opening");
}

/**
 * talus_welcome_show_home:
 *
 * Shows what there is, unless something is being opened.
 */
void
talus_welcome_show_home (TalusWelcome *self)
{
  g_return_if_fail (TALUS_IS_WELCOME (self));

  if (self->job == NULL)
    show_home (self);
}

/**
 * talus_welcome_fail:
 * @error: why there are no projects
 * @path: (nullable): the data folder
 *
 * Says so in place of everything else.
 */
void
talus_welcome_fail (TalusWelcome *self,
                    const GError *error,
                    const char   *path)
{
  g_return_if_fail (TALUS_IS_WELCOME (self));
  g_return_if_fail (error != NULL);

  drop_job (self);
  talus_opening_fail (self->opening, talus_problem_new_for_folder (error, path));
  gtk_stack_set_visible_child_name (self->stack, "opening");
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
