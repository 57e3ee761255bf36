/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GIO does most of it. It must not know what is saved. */
#define G_LOG_DOMAIN "talus-app-core"

#include "config.h"

#include "app/core/talus-saved-file.h"

#include <glib/gstdio.h>

struct _TalusSavedFile
{
  GFile *file;
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
 * talus_saved_file_new:
 * @file: where to
 * @cancellable: (nullable): to stop it
 * @error: return location
 *
 * Begins to save a file. Any thread.
 *
 * Returns: (transfer full) (nullable): the file, to be written and committed
 */
TalusSavedFile *
talus_saved_file_new (GFile         *file,
                      GCancellable  *cancellable,
                      GError       **error)
{
  gboolean is_new;
  GFileOutputStream *stream;
  TalusSavedFile *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  is_new = !g_file_query_exists (file, NULL);
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, error);
  if (stream == NULL)
    return NULL;

  self = g_new0 (TalusSavedFile, 1);
  self->file = g_object_ref (file);
  self->stream = G_OUTPUT_STREAM (stream);
  self->is_new = is_new;

  return self;
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
  g_object_unref (self->file);
  g_free (self);
}
