/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The claim of one process on a file: an open-file-description lock on
 * `.NAME.lock` beside it. The file itself is never opened: closing it again
 * would drop the locks that SQLite holds on it. It knows nothing of what the
 * file is. */
#define G_LOG_DOMAIN "talus-file-lock"

#include "store/talus-file-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/talus-error.h"

#define MAX_HOLDER_TEXT 4096

/* What stands in a lock file. */
enum
{
  LINE_HOST,
  LINE_PID,
  LINE_PROGRAM,
  LINE_URL,       /* may be empty, as what follows */
  LINE_SESSION,
  N_LINES,
};

struct _TalusFileLock
{
  char *lock_path;
  int fd;
};

static char *
make_lock_path (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *lock_name = g_strdup_printf (".%s.lock", name);

  return g_build_filename (folder, lock_name, NULL);
}

static void
set_unusable (GError     **error,
              const char  *path,
              int          number)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *shown_folder = g_filename_display_name (folder);
  g_autofree char *shown = g_filename_display_name (path);

  if (number == EACCES || number == EPERM || number == EROFS)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                 "Cannot open “%s”: the folder “%s” is not writable", shown, shown_folder);
  else if (number == ENOENT || number == ENOTDIR)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND,
                 "Cannot open “%s”: there is no folder “%s”", shown, shown_folder);
  else
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                 "Cannot lock “%s” in the folder “%s”: %s", shown, shown_folder,
                 g_strerror (number));
}

static void
set_held (GError     **error,
          const char  *path,
          int          fd)
{
  g_autofree char *shown = g_filename_display_name (path);
  char text[MAX_HOLDER_TEXT + 1];
  ssize_t length = pread (fd, text, MAX_HOLDER_TEXT, 0);
  g_autofree char *valid = g_utf8_make_valid (text, length > 0 ? length : 0);
  g_auto(GStrv) lines = g_strsplit (valid, "\n", N_LINES + 1);
  JsonObject *details;
  guint n_lines = g_strv_length (lines);

  /* Who holds it writes its name a moment after it got the lock. */
  if (n_lines <= LINE_PROGRAM + 1)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT,
                   "“%s” is open in another process", shown);
      return;
    }

  details = json_object_new ();
  json_object_set_string_member (details, "host", lines[LINE_HOST]);
  json_object_set_int_member (details, "pid", g_ascii_strtoll (lines[LINE_PID], NULL, 10));
  json_object_set_string_member (details, "program", lines[LINE_PROGRAM]);
  if (n_lines > LINE_URL + 1 && lines[LINE_URL][0] != '\0')
    json_object_set_string_member (details, "url", lines[LINE_URL]);
  if (n_lines > LINE_SESSION + 1 && lines[LINE_SESSION][0] != '\0')
    json_object_set_string_member (details, "session_id", lines[LINE_SESSION]);
  talus_set_error_details (error, TALUS_ERROR_CONFLICT, details,
                           "“%s” is open in %s, process %s on %s", shown, lines[LINE_PROGRAM],
                           lines[LINE_PID], lines[LINE_HOST]);
}

/* @url, @session_id: (nullable) */
static void
write_holder (int         fd,
              const char *url,
              const char *session_id)
{
  const char *program = g_get_prgname ();
  g_autofree char *text = NULL;

  text = g_strdup_printf ("%s\n%d\n%s\n%s\n%s\n", g_get_host_name (), (int) getpid (),
                          program != NULL ? program : "unknown", url != NULL ? url : "",
                          session_id != NULL ? session_id : "");

  /* Only for the reader's information: a full disk must not cost the lock.
   * What others may read meanwhile is never empty. */
  if (pwrite (fd, text, strlen (text), 0) < 0 || ftruncate (fd, (off_t) strlen (text)) != 0)
    g_debug ("Cannot say in a lock file who holds it: %s", g_strerror (errno));
}

/* Whether the file that was locked is still the one of that name: the holder
 * before us deletes it on its way out. */
static gboolean
is_current (int         fd,
            const char *lock_path)
{
  struct stat ours;
  struct stat theirs;

  return fstat (fd, &ours) == 0 && stat (lock_path, &theirs) == 0 &&
         ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

/**
 * talus_file_lock_acquire:
 * @path: (type filename): the file to claim; it need not exist, its folder must
 * @error: return location
 *
 * Claims a file for this process, or says who has it: %TALUS_ERROR_CONFLICT
 * with `details:{host,pid,program}`, and where others can come to it there
 * `url` and `session_id`. A second claim in the same process is
 * refused likewise. A folder that cannot be written to is
 * %TALUS_ERROR_STORAGE_FAILED. The lock goes with the process, however that
 * ends. Any thread.
 *
 * Returns: (transfer full) (nullable): the claim
 */
TalusFileLock *
talus_file_lock_acquire (const char  *path,
                         GError     **error)
{
  g_autofree char *lock_path = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  lock_path = make_lock_path (path);

  for (;;)
    {
      struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
      TalusFileLock *self;
      int fd = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);

      if (fd < 0)
        {
          set_unusable (error, path, errno);
          return NULL;
        }

      if (fcntl (fd, F_OFD_SETLK, &lock) != 0)
        {
          if (errno == EAGAIN || errno == EACCES)
            set_held (error, path, fd);
          else
            set_unusable (error, path, errno);

          close (fd);
          return NULL;
        }

      if (!is_current (fd, lock_path))
        {
          close (fd);
          continue;
        }

      write_holder (fd, NULL, NULL);

      self = g_new0 (TalusFileLock, 1);
      self->lock_path = g_steal_pointer (&lock_path);
      self->fd = fd;

      return self;
    }
}

/**
 * talus_file_lock_note:
 * @self: a claim
 * @url: (nullable): where this process listens
 * @session_id: (nullable): the session there that is about the file
 *
 * Has those who are refused the file told where they can come to it instead.
 * One thread at a time.
 */
void
talus_file_lock_note (TalusFileLock *self,
                      const char    *url,
                      const char    *session_id)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (url == NULL || strchr (url, '\n') == NULL);

  write_holder (self->fd, url, session_id);
}

/**
 * talus_file_lock_release:
 * @self: (transfer full) (nullable): a claim
 *
 * Gives it up and leaves nothing behind. Any thread.
 */
void
talus_file_lock_release (TalusFileLock *self)
{
  if (self == NULL)
    return;

  /* Deleted while it is still ours: whoever waits at the old file notices that
   * it is not the one of that name any more. */
  g_unlink (self->lock_path);
  close (self->fd);
  g_free (self->lock_path);
  g_free (self);
}
