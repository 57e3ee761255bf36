/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of a file among one's own projects, under a name that is free. It
 * knows no widget. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "app/welcome/talus-file-copy.h"

#include <string.h>

/* A hundred copies of one name: something is amiss. */
#define MAX_TRIES 100

typedef struct
{
  GFile *file;
  GFile *folder;
} Work;

static void
free_work (gpointer data)
{
  Work *work = data;

  g_object_unref (work->file);
  g_object_unref (work->folder);
  g_free (work);
}

/* "bronco.talus", "bronco-2.talus", …: (transfer full) */
static char *
make_name (const char *base,
           guint       number)
{
  const char *dot = strrchr (base, '.');
  gsize stem = dot != NULL && dot != base ? (gsize) (dot - base) : strlen (base);

  if (number == 1)
    return g_strdup (base);

  return g_strdup_printf ("%.*s-%u%s", (int) stem, base, number, base + stem);
}

static void
copy_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Work *work = data;
  g_autofree char *base = g_file_get_basename (work->file);
  GError *error = NULL;

  if (!g_file_make_directory_with_parents (work->folder, cancellable, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 1; i <= MAX_TRIES; i++)
    {
      g_autofree char *name = make_name (base, i);
      g_autoptr(GFile) copy = g_file_get_child (work->folder, name);

      g_clear_error (&error);
      /* Not its mode: it comes from where it may not be written. */
      if (g_file_copy (work->file, copy, G_FILE_COPY_TARGET_DEFAULT_PERMS, cancellable, NULL,
                       NULL, &error))
        {
          g_task_return_pointer (task, g_steal_pointer (&copy), g_object_unref);
          return;
        }
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        break;
    }
  g_task_return_error (task, error);
}

/**
 * talus_file_copy_async:
 * @file: what to copy; not a project that is open
 * @data_dir: (type filename): the data folder
 * @cancellable: (nullable): to stop it; too late, the copy is there all the same
 * @callback: called on this thread when it is done
 * @user_data: for @callback
 *
 * Copies a file into the folder of projects.
 */
void
talus_file_copy_async (GFile               *file,
                       const char          *data_dir,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *path = NULL;
  Work *work;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (data_dir != NULL);

  path = g_build_filename (data_dir, "projects", NULL);
  work = g_new0 (Work, 1);
  work->file = g_object_ref (file);
  work->folder = g_file_new_for_path (path);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, talus_file_copy_async);
  /* What is there is not to be forgotten. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, work, free_work);
  g_task_run_in_thread (task, copy_in_thread);
}

/**
 * talus_file_copy_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): the copy
 */
GFile *
talus_file_copy_finish (GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
