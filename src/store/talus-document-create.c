/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents as files: made whole or not at all, copied while they are live,
 * looked at without being opened. Everything is written beside its place and
 * then moved there. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-rows.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "store/talus-file-lock.h"

/* What is read and written at random while a new document is filled: the index
 * of a million ids fits. */
#define CREATE_CACHE_KIB "262144"

static void
set_file_error (GError     **error,
                const char  *path,
                int          number)
{
  g_autofree char *shown = g_filename_display_name (path);

  if (number == EEXIST)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT, "“%s” exists already", shown);
  else
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "Cannot write “%s”: %s", shown,
                 g_strerror (number));
}

static gboolean
sync_path (const char  *path,
           int          flags,
           GError     **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | flags);

  if (fd < 0)
    {
      set_file_error (error, path, errno);
      return FALSE;
    }

  /* Not every file system can sync a folder. */
  if (fsync (fd) != 0 && errno != EINVAL)
    {
      set_file_error (error, path, errno);
      close (fd);
      return FALSE;
    }

  close (fd);

  return TRUE;
}

/* 0, or an errno. */
static int
rename_without_replacing (const char *from,
                          const char *path)
{
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
    return 0;

  if (errno != EINVAL && errno != ENOSYS)
    return errno;

  /* A file system that cannot: a second name cannot replace anything either. */
  if (link (from, path) != 0)
    return errno;

  g_unlink (from);

  return 0;
}

/**
 * talus_document_move_into_place:
 * @from: (type filename): a file that nobody has open
 * @path: (type filename): in the same folder
 * @replace: whether it may replace what is there
 * @error: return location: %TALUS_ERROR_CONFLICT where it may not
 *
 * Gives a finished file its name, so that it survives a power cut under it.
 * Where the folder cannot be written, the file has its old name again; one
 * that it replaced does not come back.
 *
 * Returns: whether it is there now
 */
gboolean
talus_document_move_into_place (const char  *from,
                                const char  *path,
                                gboolean     replace,
                                GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int number;

  if (!sync_path (from, 0, error))
    return FALSE;

  if (replace)
    number = g_rename (from, path) == 0 ? 0 : errno;
  else
    number = rename_without_replacing (from, path);

  if (number != 0)
    {
      set_file_error (error, path, number);
      return FALSE;
    }

  if (sync_path (folder, O_DIRECTORY, error))
    return TRUE;

  if (!replace)
    rename_without_replacing (path, from);

  return FALSE;
}

/**
 * talus_document_draw_temporary:
 * @path: (type filename): where a file is going to be
 *
 * Draws a name beside it that is not taken: hidden, ending in ".tmp".
 *
 * Returns: (transfer full): the path
 */
char *
talus_document_draw_temporary (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *temporary = g_strdup_printf (".%s.%08x.tmp", name, g_random_int ());

  return g_build_filename (folder, temporary, NULL);
}

/* Whatever SQLite keeps beside a database: it would take it for that of another
 * under the same name. */
static void
delete_beside (const char *path)
{
  static const char * const suffixes[] = { "-journal", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
}

/**
 * talus_document_delete_database:
 * @path: (type filename): a database that nobody has open
 *
 * Deletes it with whatever SQLite keeps beside it.
 */
void
talus_document_delete_database (const char *path)
{
  g_unlink (path);
  delete_beside (path);
}

static gboolean
check_folder (const char  *path,
              GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *shown_folder = g_filename_display_name (folder);

  if (g_access (folder, W_OK | X_OK) == 0)
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
               "Cannot write “%s”: the folder “%s” %s", shown, shown_folder,
               errno == ENOENT ? "does not exist" : "is not writable");

  return FALSE;
}

static gboolean
fill (sqlite3                  *db,
      TalusGraph               *graph,
      const TalusDocumentInfo  *info,
      TalusRecord              *baseline,
      GError                  **error)
{
  g_autoptr(TalusRows) rows = NULL;

  /* Nobody else sees the file, and a half-filled one is thrown away. */
  if (!talus_sqlite_exec (db,
                          "PRAGMA application_id = " G_STRINGIFY (TALUS_DOCUMENT_APPLICATION_ID) ";"
                          "PRAGMA journal_mode = MEMORY;"
                          "PRAGMA synchronous = FULL;"
                          "PRAGMA locking_mode = EXCLUSIVE;"
                          "PRAGMA cache_size = -" CREATE_CACHE_KIB ";", error) ||
      !talus_document_migrate_to_current (db, error))
    return FALSE;

  rows = talus_rows_new (db, NULL, NULL, error);

  return rows != NULL &&
         talus_sqlite_exec (db, "BEGIN", error) &&
         talus_rows_put_graph (rows, graph, info, baseline, error) &&
         talus_rows_finish (rows, error) &&
         talus_sqlite_exec (db, "COMMIT", error);
}

/**
 * talus_document_create:
 * @path: (type filename): where; nothing may be there
 * @graph: what it is going to hold
 * @info: its ids, none of them null, and created_at are read; the rest is the
 *   graph's
 * @baseline: record 1, sealed
 * @error: return location: %TALUS_ERROR_CONFLICT where something is there
 *
 * Makes a document. It is there as a whole and survives a power cut, or it is
 * not there. Any thread that @graph belongs to.
 *
 * Returns: whether it was made
 */
gboolean
talus_document_create (const char               *path,
                       TalusGraph               *graph,
                       const TalusDocumentInfo  *info,
                       TalusRecord              *baseline,
                       GError                  **error)
{
  g_autofree char *absolute = NULL;
  g_autofree char *temporary = NULL;
  g_autoptr(sqlite3) db = NULL;
  gboolean done;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (TALUS_IS_GRAPH (graph), FALSE);
  g_return_val_if_fail (info != NULL && !talus_id_is_null (&info->project_id), FALSE);
  g_return_val_if_fail (!talus_id_is_null (&info->session_id), FALSE);
  g_return_val_if_fail (!talus_id_is_null (&info->epoch), FALSE);
  g_return_val_if_fail (baseline != NULL && baseline->seq == 1, FALSE);
  g_return_val_if_fail (talus_record_verify (baseline, TALUS_HEAD_NONE), FALSE);

  absolute = g_canonicalize_filename (path, NULL);

  if (!check_folder (absolute, error))
    return FALSE;

  if (g_file_test (absolute, G_FILE_TEST_EXISTS))
    {
      set_file_error (error, absolute, EEXIST);
      return FALSE;
    }

  temporary = talus_document_draw_temporary (absolute);
  db = talus_sqlite_open (temporary, TALUS_SQLITE_CREATE, error);
  done = db != NULL && fill (db, graph, info, baseline, error);
  g_clear_pointer (&db, talus_sqlite_close);
  done = done && talus_document_move_into_place (temporary, absolute, FALSE, error);
  talus_document_delete_database (temporary);

  return done;
}

/**
 * talus_document_peek:
 * @path: (type filename): a document that this process does not have open
 * @info: (out): what it says of itself; to be cleared
 * @error: return location: %TALUS_ERROR_NOT_FOUND, %TALUS_ERROR_INVALID_REQUEST
 *   for what is no document, damaged or newer, %TALUS_ERROR_STORAGE_FAILED
 *
 * Looks at a document without opening it. One that was left open by a crash
 * is recovered on the way. Any thread.
 *
 * Returns: whether it could be read
 */
gboolean
talus_document_peek (const char         *path,
                     TalusDocumentInfo  *info,
                     GError            **error)
{
  g_autofree char *absolute = NULL;
  g_autoptr(sqlite3) db = NULL;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (info != NULL, FALSE);

  memset (info, 0, sizeof *info);
  absolute = g_canonicalize_filename (path, NULL);

  if (!g_file_test (absolute, G_FILE_TEST_EXISTS))
    {
      g_autofree char *shown = g_filename_display_name (absolute);

      g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND, "There is no file “%s”", shown);
      return FALSE;
    }

  db = talus_sqlite_open (absolute, TALUS_SQLITE_EXISTING, error);

  return db != NULL && talus_document_check_kind (db, error) &&
         talus_document_read_info (db, info, error);
}

static gboolean
strip (const char  *path,
       GError     **error)
{
  g_autoptr(sqlite3) db = talus_sqlite_open (path, TALUS_SQLITE_EXISTING, error);

  /* VACUUM, so that nothing of what was deleted is left between the pages. */
  return db != NULL &&
         talus_sqlite_exec (db,
                            "PRAGMA journal_mode = MEMORY;"
                            "DELETE FROM invite;"
                            "DELETE FROM token;"
                            "DELETE FROM audit;"
                            "VACUUM;", error);
}

/* The copy is a database at rest: one file. */
static gboolean
settle (const char  *path,
        GError     **error)
{
  g_autoptr(sqlite3) db = talus_sqlite_open (path, TALUS_SQLITE_EXISTING, error);

  return db != NULL && talus_sqlite_exec (db, "PRAGMA journal_mode = DELETE", error);
}

static gboolean
vacuum_into (sqlite3     *db,
             const char  *path,
             GError     **error)
{
  g_autoptr(sqlite3_stmt) vacuum = talus_sqlite_prepare (db, "VACUUM INTO ?1", error);

  if (vacuum != NULL)
    talus_sqlite_bind_text (vacuum, 1, path);

  return vacuum != NULL && talus_sqlite_run (vacuum, error);
}

static gboolean
copy_live (TalusDocument  *self,
           const char     *path,
           GError        **error)
{
  TalusReader *reader = talus_document_take_reader (self, error);
  gboolean done;

  if (reader == NULL)
    return FALSE;

  done = vacuum_into (reader->db, path, error);
  talus_document_give_reader (self, reader);

  return done;
}

/* Read as any of its holder's readers does: its log is left to the holder. */
static gboolean
copy_held (const char  *path,
           const char  *copy,
           GError     **error)
{
  g_autoptr(sqlite3) db = talus_sqlite_open (path, TALUS_SQLITE_LIVE, error);

  return db != NULL && talus_document_check_kind (db, error) && vacuum_into (db, copy, error);
}

/* (transfer full) (nullable): who writes to a document that is replaced goes
 * on writing where nobody will look. */
static TalusFileLock *
claim_target (const char  *path,
              GError     **error)
{
  g_autoptr(GError) reason = NULL;
  TalusFileLock *lock = talus_file_lock_acquire (path, &reason);
  g_autofree char *shown = NULL;

  if (lock != NULL)
    return lock;

  shown = g_filename_display_name (path);
  if (g_error_matches (reason, TALUS_ERROR, TALUS_ERROR_CONFLICT))
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                 "“%s” is a project that is open just now; the copy needs another name", shown);
  else
    g_propagate_error (error, g_steal_pointer (&reason));

  return NULL;
}

/**
 * talus_document_copy:
 * @self: an open document
 * @path: (type filename): where; what is there is replaced, unless it is a
 *   document that somebody has open
 * @for_others: whether to leave out what is nobody else's business: invites,
 *   tokens, the audit trail
 * @error: return location
 *
 * Writes a copy that is consistent as of one moment, without holding up the
 * writer. Any thread.
 *
 * Returns: whether it is there
 */
gboolean
talus_document_copy (TalusDocument  *self,
                     const char     *path,
                     gboolean        for_others,
                     GError        **error)
{
  g_autofree char *absolute = NULL;
  g_autofree char *temporary = NULL;
  g_autoptr(TalusFileLock) target = NULL;
  gboolean done;

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  absolute = g_canonicalize_filename (path, NULL);

  if (!check_folder (absolute, error))
    return FALSE;

  target = claim_target (absolute, error);
  if (target == NULL)
    return FALSE;

  temporary = talus_document_draw_temporary (absolute);
  done = copy_live (self, temporary, error) &&
         (!for_others || strip (temporary, error)) &&
         settle (temporary, error);
  if (done)
    {
      delete_beside (absolute);
      done = talus_document_move_into_place (temporary, absolute, TRUE, error);
    }
  talus_document_delete_database (temporary);

  return done;
}

/**
 * talus_document_copy_held:
 * @path: (type filename): a document that another process has open
 * @copy: (type filename): where; nothing may be there
 * @error: return location
 *
 * Writes a copy of what is durable of it at this moment, without what is
 * nobody else's business, and without holding up whoever has it. One on a
 * network file system is as it was last written back. Any thread.
 *
 * Returns: whether it is there
 */
gboolean
talus_document_copy_held (const char  *path,
                          const char  *copy,
                          GError     **error)
{
  g_autofree char *from = NULL;
  g_autofree char *absolute = NULL;
  g_autofree char *temporary = NULL;
  gboolean done;

  g_return_val_if_fail (path != NULL && copy != NULL, FALSE);

  from = g_canonicalize_filename (path, NULL);
  absolute = g_canonicalize_filename (copy, NULL);

  if (!check_folder (absolute, error))
    return FALSE;

  temporary = talus_document_draw_temporary (absolute);
  done = copy_held (from, temporary, error) && strip (temporary, error) &&
         settle (temporary, error) &&
         talus_document_move_into_place (temporary, absolute, FALSE, error);
  talus_document_delete_database (temporary);

  return done;
}
