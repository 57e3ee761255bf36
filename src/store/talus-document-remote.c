/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents on network and FUSE file systems: locks and shared memory cannot
 * be trusted there, so that one is worked on as a copy on this machine and
 * written back whole, by rename. The copy is kept until that has succeeded. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-document-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define COPY_BUFFER_SIZE (256 * 1024)

/* What statfs() calls them (the kernel's magic.h has no all of them). */
static const guint32 remote_types[] = {
  0x00006969, /* NFS */
  0x0000517B, /* SMB */
  0xFF534D42, /* CIFS */
  0xFE534D42, /* SMB 2 and 3 */
  0x65735546, /* FUSE: sshfs, gvfs, cloud drives */
  0x01021997, /* 9p */
  0x5346414F, /* AFS */
  0x6B414653, /* kAFS */
  0x73757245, /* Coda */
  0x00C36400, /* Ceph */
  0x0BD00BD0, /* Lustre */
  0x47504653, /* GPFS */
};

/**
 * talus_document_is_remote:
 * @path: (type filename): something that exists
 *
 * Returns: whether it is on a file system that a document should not be worked
 *   on in place
 */
gboolean
talus_document_is_remote (const char *path)
{
  struct statfs info;

  if (statfs (path, &info) != 0)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (remote_types); i++)
    {
      if ((guint32) info.f_type == remote_types[i])
        return TRUE;
    }

  return FALSE;
}

static gboolean
set_copy_error (GError     **error,
                const char  *path,
                int          number)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "Cannot copy “%s”: %s", shown,
               g_strerror (number));

  return FALSE;
}

/* 0, or an errno. */
static int
pump (int from,
      int to)
{
  g_autofree char *buffer = g_malloc (COPY_BUFFER_SIZE);

  for (;;)
    {
      ssize_t length = read (from, buffer, COPY_BUFFER_SIZE);

      if (length < 0 && errno == EINTR)
        continue;

      if (length <= 0)
        return length == 0 ? 0 : errno;

      for (ssize_t done = 0; done < length;)
        {
          ssize_t written = write (to, buffer + done, (size_t) (length - done));

          if (written < 0 && errno != EINTR)
            return errno;

          done += MAX (written, 0);
        }
    }
}

/* Byte by byte: of a database that nobody has open. */
static gboolean
copy_bytes (const char  *from,
            const char  *to,
            GError     **error)
{
  int source = open (from, O_RDONLY | O_CLOEXEC);
  int target;
  int number;

  if (source < 0)
    return set_copy_error (error, from, errno);

  target = open (to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (target < 0)
    {
      number = errno;
      close (source);
      return set_copy_error (error, to, number);
    }

  number = pump (source, target);

  /* A network file system may tell of a write that failed only here. */
  if (number == 0 && fsync (target) != 0)
    number = errno;

  if (close (target) != 0 && number == 0)
    number = errno;

  close (source);

  return number == 0 || set_copy_error (error, to, number);
}

/* A folder of ours alone. */
static gboolean
is_usable_folder (const char *folder)
{
  struct stat info;

  return g_mkdir_with_parents (folder, 0700) == 0 && g_lstat (folder, &info) == 0 &&
         S_ISDIR (info.st_mode) && info.st_uid == geteuid () &&
         (info.st_mode & (S_IWGRP | S_IWOTH)) == 0 && !talus_document_is_remote (folder);
}

/* (transfer full) (nullable): where on this machine @path is worked on: the
 * same each time, so that a copy that a crash left is found. */
static char *
find_work_path (const char  *path,
                GError     **error)
{
  g_autofree char *state = NULL;
  g_autofree char *temporary = NULL;
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *own_name = g_strdup_printf ("%.16s-%s", hash, name);
  g_autofree char *user = g_strdup_printf ("talus-tally-%u", (guint) geteuid ());
  g_autofree char *shown = NULL;

  state = g_build_filename (g_get_user_state_dir (), "talus-tally", "remote", NULL);

  if (is_usable_folder (state))
    return g_build_filename (state, own_name, NULL);

  /* The home folder may be remote too. */
  temporary = g_build_filename ("/var/tmp", user, NULL);

  if (is_usable_folder (temporary))
    return g_build_filename (temporary, own_name, NULL);

  shown = g_filename_display_name (path);
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
               "Cannot open “%s”: it is on a network file system, and there is no folder on this "
               "machine to work on a copy in", shown);

  return NULL;
}

/* Whether the log of the document at @path goes through (@seq, @head). */
static gboolean
contains (const char *path,
          guint64     seq,
          const char *head)
{
  g_autoptr(sqlite3) db = talus_sqlite_open (path, TALUS_SQLITE_EXISTING, NULL);
  g_autoptr(sqlite3_stmt) statement = NULL;
  gboolean row = FALSE;

  if (db != NULL)
    statement = talus_sqlite_prepare (db, "SELECT 1 FROM log WHERE seq = ?1 AND head = ?2", NULL);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, (gint64) seq);
  talus_sqlite_bind_text (statement, 2, head);

  return talus_sqlite_step (statement, &row, NULL) && row;
}

static void
move_database (const char *from,
               const char *to)
{
  static const char * const suffixes[] = { "", "-wal", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *old_name = g_strconcat (from, suffixes[i], NULL);
      g_autofree char *new_name = g_strconcat (to, suffixes[i], NULL);

      if (g_file_test (old_name, G_FILE_TEST_EXISTS))
        g_rename (old_name, new_name);
    }
}

/* Whether the copy left by a crash is the one to go on with: it holds all that
 * the file does. What is neither that nor behind it is put aside. */
static gboolean
choose_left_copy (const char *work_path,
                  const char *fresh_path)
{
  g_auto(TalusDocumentInfo) left = { 0 };
  g_auto(TalusDocumentInfo) fresh = { 0 };
  g_autofree char *aside = NULL;

  if (!g_file_test (work_path, G_FILE_TEST_EXISTS))
    return FALSE;

  if (talus_document_peek (work_path, &left, NULL) &&
      talus_document_peek (fresh_path, &fresh, NULL) &&
      talus_id_equal (&left.project_id, &fresh.project_id))
    {
      if (left.seq >= fresh.seq && contains (work_path, fresh.seq, fresh.head))
        return TRUE;

      if (contains (fresh_path, left.seq, left.head))
        return FALSE;
    }

  aside = g_strdup_printf ("%s.%08x.aside", work_path, g_random_int ());
  g_message ("A copy that was never written back does not go with the file any more; it is kept "
             "as “%s”", aside);
  move_database (work_path, aside);

  return FALSE;
}

static gboolean
copy_with_journal (const char  *from,
                   const char  *to,
                   GError     **error)
{
  static const char * const suffixes[] = { "-wal", "-journal", "" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *source = g_strconcat (from, suffixes[i], NULL);
      g_autofree char *target = g_strconcat (to, suffixes[i], NULL);

      if ((suffixes[i][0] == '\0' || g_file_test (source, G_FILE_TEST_EXISTS)) &&
          !copy_bytes (source, target, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_document_take_work_copy:
 * @path: (type filename): a remote document, whose lock is held
 * @error: return location
 *
 * Copies a document to where it can be worked on, or finds the copy that a
 * crash left there before it was written back.
 *
 * Returns: (transfer full) (nullable) (type filename): where
 */
char *
talus_document_take_work_copy (const char  *path,
                               GError     **error)
{
  g_autofree char *work_path = find_work_path (path, error);
  g_autofree char *fresh_path = NULL;

  if (work_path == NULL)
    return NULL;

  fresh_path = g_strconcat (work_path, ".fresh", NULL);
  talus_document_delete_database (fresh_path);

  if (!copy_with_journal (path, fresh_path, error))
    {
      talus_document_delete_database (fresh_path);
      return NULL;
    }

  if (choose_left_copy (work_path, fresh_path))
    {
      g_message ("“%s” goes on where the program ended before it could be written back", path);
      talus_document_delete_database (fresh_path);
    }
  else
    {
      talus_document_delete_database (work_path);
      move_database (fresh_path, work_path);
      g_message ("“%s” is on a network file system: it is worked on as a copy on this machine "
                 "and written back when it is saved or closed", path);
    }

  return g_steal_pointer (&work_path);
}

/**
 * talus_document_write_back:
 * @from: (type filename): a database that nobody has open
 * @path: (type filename): the remote document
 * @error: return location
 *
 * Puts a copy in the place of the remote document, as a whole.
 *
 * Returns: whether it is there
 */
gboolean
talus_document_write_back (const char  *from,
                           const char  *path,
                           GError     **error)
{
  static const char * const suffixes[] = { "-wal", "-journal" };
  g_autofree char *temporary = talus_document_draw_temporary (path);
  gboolean done = copy_bytes (from, temporary, error) &&
                  talus_document_move_into_place (temporary, path, TRUE, error);

  if (!done)
    {
      g_unlink (temporary);
      return FALSE;
    }

  /* They belonged to the file that was there. */
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }

  return TRUE;
}
