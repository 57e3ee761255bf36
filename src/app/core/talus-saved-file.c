/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GIO does most of it. It must not know what is saved. */
#define G_LOG_DOMAIN "talus-app-core"

#include "config.h"

#include "app/core/talus-saved-file.h"

#include <stdlib.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/talus-error.h"
#include "store/talus-file-lock.h"

struct _TalusSavedFile
{
  GFile *file;
  TalusFileLock *claim;       /* (nullable): on what was there */
  GOutputStream *stream;      /* (nullable): once it is closed */
  gboolean is_new;
};

static guint usual_umask = 077;

/**
 * talus_saved_file_set_umask:
 * @umask: the bits of a mode that new files are not to have
 *
 * Says what a person wants of files that others see.
 */
void
talus_saved_file_set_umask (guint umask)
{
  usual_umask = umask;
}

/**
 * talus_saved_file_choose_mode:
 * @path: (type filename): where something is about to be saved
 *
 * Says which mode it is to have there in the end, for what is put into place
 * by others than this. Any thread.
 *
 * Returns: that of what is there, or that of new files
 */
guint
talus_saved_file_choose_mode (const char *path)
{
  GStatBuf status;

  g_return_val_if_fail (path != NULL, 0);

  return g_stat (path, &status) == 0 ? status.st_mode & 0777 : 0666 & ~usual_umask;
}

/**
 * talus_saved_file_set_open:
 * @error: return location
 * @path: (type filename): what was to be replaced
 *
 * Says that it cannot be, for somebody has it open: %G_IO_ERROR_BUSY.
 */
void
talus_saved_file_set_open (GError     **error,
                           const char  *path)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (path != NULL);

  shown = g_filename_display_basename (path);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
               /* Translators: %s is the name of a file, about to be replaced. */
               _("“%s” is open just now; choose another name"), shown);
}

/* Who has a document open would go on writing to what is nowhere any more, and
 * in this very process a look into the file is enough to end the locks that
 * guard it. So what is there is claimed first, whatever it is: it is not told
 * by its name. Where there can be no claim nobody has one either. */
static gboolean
claim (TalusSavedFile  *self,
       GError         **error)
{
  const char *path = g_file_peek_path (self->file);
  char *real = path != NULL ? realpath (path, NULL) : NULL;
  g_autoptr (GError) reason = NULL;

  if (real == NULL)
    return TRUE;

  self->claim = talus_file_lock_acquire (real, &reason);
  free (real);
  if (self->claim != NULL || !g_error_matches (reason, TALUS_ERROR, TALUS_ERROR_CONFLICT))
    return TRUE;

  talus_saved_file_set_open (error, path);

  return FALSE;
}

/**
 * talus_saved_file_new:
 * @file: where to
 * @cancellable: (nullable): to stop it
 * @error: return location
 *
 * Begins to save a file. What somebody has open as a document, here or in
 * another process, is not replaced: %G_IO_ERROR_BUSY. Any thread.
 *
 * Returns: (transfer full) (nullable): the file, to be written and committed
 */
TalusSavedFile *
talus_saved_file_new (GFile         *file,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr (TalusSavedFile) self = NULL;
  GFileOutputStream *stream;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_new0 (TalusSavedFile, 1);
  self->file = g_object_ref (file);
  self->is_new = !g_file_query_exists (file, NULL);
  if (!claim (self, error))
    return NULL;

  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, error);
  if (stream == NULL)
    return NULL;

  self->stream = G_OUTPUT_STREAM (stream);

  return g_steal_pointer (&self);
}

/**
 * talus_saved_file_get_stream:
 * @self: a file
 *
 * Returns: (transfer none): where to write what is to be in it
 */
GOutputStream *
talus_saved_file_get_stream (TalusSavedFile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->stream;
}

/**
 * talus_saved_file_commit:
 * @self: a file
 * @cancellable: (nullable): to stop it
 * @error: return location
 *
 * Puts what was written into its place. Any thread, once.
 *
 * Returns: whether it is there
 */
gboolean
talus_saved_file_commit (TalusSavedFile  *self,
                         GCancellable    *cancellable,
                         GError         **error)
{
  g_return_val_if_fail (self != NULL && self->stream != NULL, FALSE);

  /* Closing asks that only where there was a file before. */
  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !g_output_stream_close (self->stream, cancellable, error))
    return FALSE;

  g_clear_object (&self->stream);
  /* One that was there stays as it was in this as well. */
  if (self->is_new)
    g_file_set_attribute_uint32 (self->file, G_FILE_ATTRIBUTE_UNIX_MODE, 0666 & ~usual_umask,
                                 G_FILE_QUERY_INFO_NONE, NULL, NULL);

  return TRUE;
}

/**
 * talus_saved_file_free:
 * @self: a file
 *
 * Ends it; what was not committed is as if it had never been begun.
 */
void
talus_saved_file_free (TalusSavedFile *self)
{
  g_return_if_fail (self != NULL);

  if (self->stream != NULL)
    {
      g_autoptr (GCancellable) given_up = g_cancellable_new ();

      /* Closed by somebody who gave up, the stream leaves what was there; left
       * to itself it would put a part in its place. */
      g_cancellable_cancel (given_up);
      g_output_stream_close (self->stream, given_up, NULL);
      g_object_unref (self->stream);
      if (self->is_new)
        g_file_delete (self->file, NULL, NULL);
    }
  talus_file_lock_release (self->claim);
  g_object_unref (self->file);
  g_free (self);
}
