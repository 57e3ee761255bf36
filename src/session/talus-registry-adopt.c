/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents that lie outside the data folder: noted in the library where they
 * are, and opened there. */
#define G_LOG_DOMAIN "talus-session-registry"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "session/talus-registry-private.h"
#include "store/talus-file-lock.h"

#define MAGIC_SIZE 16

typedef struct
{
  char *path;                /* as the kernel has it */
  TalusDocumentInfo info;
} Adopting;

static void
free_adopting (gpointer data)
{
  Adopting *adopting = data;

  free (adopting->path);
  talus_document_info_clear (&adopting->info);
  g_free (adopting);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  TalusSession *session = talus_registry_need_finish (TALUS_REGISTRY (object), result, &error);

  if (session != NULL)
    g_task_return_pointer (task, session, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* Neither opened nor looked into while it may be open here: that would cost
 * SQLite its locks. */
static gboolean
find_known (TalusRegistry *self,
            const char    *path,
            TalusId       *project_id)
{
  g_autoptr(GPtrArray) entries = talus_library_list (self->library);

  for (guint i = 0; i < entries->len; i++)
    {
      TalusLibraryEntry *entry = entries->pdata[i];
      char *known = entry->has_project && !entry->trashed ? realpath (entry->path, NULL) : NULL;
      gboolean is_same = g_strcmp0 (known, path) == 0;

      free (known);
      if (is_same)
        {
          *project_id = entry->info.project_id;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
check_magic (const char  *path,
             GError     **error)
{
  char magic[MAGIC_SIZE];
  g_autofree char *shown = NULL;
  g_autoptr(GBytes) bytes = NULL;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  ssize_t length = fd >= 0 ? read (fd, magic, sizeof magic) : -1;
  int number = errno;

  if (fd >= 0)
    close (fd);
  if (length < 0)
    {
      shown = g_filename_display_name (path);
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number),
                   "“%s” cannot be read: %s", shown, g_strerror (number));
      return FALSE;
    }
  bytes = g_bytes_new_static (magic, length);
  if (talus_import_is_document (bytes))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "It is no document");

  return FALSE;
}

/* Told apart from a project that there is by having details: who holds it
 * writes its name a moment after it got the lock. */
static void
mark_held (GError **error)
{
  GError *held = *error;
  JsonObject *details;

  if (!g_error_matches (held, TALUS_ERROR, TALUS_ERROR_CONFLICT) ||
      talus_error_get_details (held) != NULL)
    return;
  *error = NULL;
  details = json_object_new ();
  json_object_set_boolean_member (details, "held", TRUE);
  talus_set_error_details (error, TALUS_ERROR_CONFLICT, details, "%s", held->message);
  g_error_free (held);
}

static void
peek_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Adopting *adopting = task_data;
  TalusFileLock *lock;
  GError *error = NULL;

  if (!check_magic (adopting->path, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  /* Whoever has it open says so here, before anything is noted. */
  lock = talus_file_lock_acquire (adopting->path, &error);
  if (lock == NULL)
    mark_held (&error);
  if (lock != NULL && talus_document_peek (adopting->path, &adopting->info, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  g_clear_pointer (&lock, talus_file_lock_release);
}

static void
peeked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  TalusRegistry *self = g_task_get_source_object (task);
  Adopting *adopting = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) ||
      !talus_registry_check_running (self, &error) ||
      !talus_library_add_project (self->library, adopting->path, &adopting->info, &error))
    g_task_return_error (task, error);
  else
    talus_registry_open_async (self, &adopting->info.project_id, opened_cb,
                               g_steal_pointer (&task));
}

/**
 * talus_registry_adopt_async:
 * @self: a registry
 * @path: (type filename): a document, wherever it lies
 * @callback: called when it is open
 * @user_data: passed to @callback
 *
 * Opens a document where it lies, and notes it in the library; the library's
 * own too. Takes need_finish(). %G_IO_ERROR_NOT_SUPPORTED for what is no
 * document; %TALUS_ERROR_CONFLICT with details for one that another process
 * has, without for a copy of a project that there is already: that is to be
 * imported.
 */
void
talus_registry_adopt_async (TalusRegistry       *self,
                            const char          *path,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) peek = NULL;
  Adopting *adopting;
  TalusId project_id;
  char *real;

  g_return_if_fail (TALUS_IS_REGISTRY (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_registry_adopt_async);
  real = realpath (path, NULL);
  if (real == NULL)
    {
      int number = errno;
      g_autofree char *shown = g_filename_display_name (path);

      g_task_return_new_error (task, G_IO_ERROR, g_io_error_from_errno (number),
                               "“%s” cannot be opened: %s", shown, g_strerror (number));
      return;
    }
  if (find_known (self, real, &project_id))
    {
      free (real);
      talus_registry_open_async (self, &project_id, opened_cb, g_steal_pointer (&task));
      return;
    }

  adopting = g_new0 (Adopting, 1);
  adopting->path = real;
  peek = g_task_new (NULL, NULL, peeked_cb, g_steal_pointer (&task));
  g_task_set_source_tag (peek, talus_registry_adopt_async);
  g_task_set_task_data (peek, adopting, free_adopting);
  g_task_run_in_thread (peek, peek_in_thread);
}
