/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's tokens as rows. Not in the library's index: that is locked by
 * the host that runs, and may be thrown away and made again. It must not know
 * what a role may do. */
#define G_LOG_DOMAIN "talus-host-tokens"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "store/talus-host-tokens.h"
#include "store/talus-sqlite.h"

#define TOKENS_FILE    "tokens.db"
#define APPLICATION_ID 0x54414C54
#define SCHEMA_VERSION 1

static const char schema[] =
  "BEGIN IMMEDIATE;"
  "CREATE TABLE IF NOT EXISTS token (id BLOB PRIMARY KEY NOT NULL, hash BLOB NOT NULL UNIQUE,"
  " author BLOB NOT NULL, name TEXT NOT NULL, colour TEXT NOT NULL, role TEXT NOT NULL,"
  " created_at INTEGER NOT NULL, last_used_at INTEGER, revoked_at INTEGER) STRICT;"
  "PRAGMA application_id = " G_STRINGIFY (APPLICATION_ID) ";"
  "PRAGMA user_version = " G_STRINGIFY (SCHEMA_VERSION) ";"
  "COMMIT;";

struct _TalusHostTokens
{
  char *folder;
  char *path;
  sqlite3 *db;          /* (nullable): there is no file yet */
  struct stat opened;   /* which file that was */
  gboolean was_listed;
  gint64 version;       /* as of the last list */
};

/**
 * talus_host_tokens_new:
 * @data_dir: the data folder
 *
 * Prepares for a folder's tokens, without looking for any.
 *
 * Returns: (transfer full): them
 */
TalusHostTokens *
talus_host_tokens_new (const char *data_dir)
{
  TalusHostTokens *self = NULL;

  g_return_val_if_fail (data_dir != NULL, NULL);

  self = g_new0 (TalusHostTokens, 1);
  self->folder = g_canonicalize_filename (data_dir, NULL);
  self->path = g_build_filename (self->folder, TOKENS_FILE, NULL);

  return self;
}

static void
shut (TalusHostTokens *self)
{
  g_clear_pointer (&self->db, talus_sqlite_close);
}

/**
 * talus_host_tokens_free:
 * @self: (transfer full): tokens
 *
 * Lets go of them.
 */
void
talus_host_tokens_free (TalusHostTokens *self)
{
  g_return_if_fail (self != NULL);

  shut (self);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}

static gboolean
fail_with_errno (const char  *what,
                 const char  *path,
                 GError     **error)
{
  int saved_errno = errno;
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "Cannot %s “%s”: %s", what, shown,
               g_strerror (saved_errno));

  return FALSE;
}

/* SQLite would make it readable to whoever the umask lets. */
static gboolean
make_file (TalusHostTokens  *self,
           GError          **error)
{
  struct stat folder;
  int fd = -1;

  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    return fail_with_errno ("make", self->folder, error);

  fd = g_open (self->path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return errno == EEXIST || fail_with_errno ("make", self->path, error);

  /* Made by root, it is for the host, which owns the folder. */
  if (geteuid () == 0 && g_stat (self->folder, &folder) == 0 && folder.st_uid != 0 &&
      fchown (fd, folder.st_uid, folder.st_gid) != 0)
    {
      int saved_errno = errno;

      g_close (fd, NULL);
      errno = saved_errno;
      return fail_with_errno ("give away", self->path, error);
    }

  return g_close (fd, NULL) || fail_with_errno ("make", self->path, error);
}

/* Hashes are no secrets, but who has which role is nobody's business. */
static gboolean
protect (TalusHostTokens  *self,
         GError          **error)
{
  if (g_stat (self->path, &self->opened) != 0)
    return fail_with_errno ("find", self->path, error);

  return (self->opened.st_mode & 077) == 0 || g_chmod (self->path, 0600) == 0 ||
         fail_with_errno ("protect", self->path, error);
}

static gboolean
check_version (sqlite3  *db,
               GError  **error)
{
  gint64 id = 0;
  gint64 version = 0;

  if (!talus_sqlite_get_int (db, "PRAGMA application_id", &id, error) ||
      !talus_sqlite_get_int (db, "PRAGMA user_version", &version, error))
    return FALSE;

  /* Made just now, perhaps by somebody who is about to write the tables. */
  if (id == 0 && version == 0)
    return talus_sqlite_exec (db, schema, error);
  if (id == APPLICATION_ID && version <= SCHEMA_VERSION)
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "“%s” holds no tokens that this version of the program could read",
               sqlite3_db_filename (db, "main"));

  return FALSE;
}

static gboolean
open_file (TalusHostTokens  *self,
           gboolean          make,
           GError          **error)
{
  g_autoptr(sqlite3) db = NULL;

  if (self->db != NULL)
    return TRUE;
  if ((make && !make_file (self, error)) || !protect (self, error))
    return FALSE;

  db = talus_sqlite_open (self->path, TALUS_SQLITE_EXISTING, error);
  if (db == NULL || !talus_sqlite_exec (db, "PRAGMA synchronous = FULL", error) ||
      !check_version (db, error))
    return FALSE;
  self->db = g_steal_pointer (&db);
  self->was_listed = FALSE;

  return TRUE;
}

/* Whether it is still the file that was opened: a backup may have been put in
 * its place, or somebody took it away. */
static gboolean
is_same_file (TalusHostTokens *self)
{
  struct stat now;

  return self->db != NULL && g_stat (self->path, &now) == 0 &&
         now.st_dev == self->opened.st_dev && now.st_ino == self->opened.st_ino;
}

/**
 * talus_host_tokens_has_changed:
 * @self: tokens
 *
 * Whether another list could say something else: a look at the file's first
 * page.
 *
 * Returns: %TRUE if so, or if it cannot be known
 */
gboolean
talus_host_tokens_has_changed (TalusHostTokens *self)
{
  gint64 version = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->db == NULL)
    return !self->was_listed || g_file_test (self->path, G_FILE_TEST_EXISTS);

  return !self->was_listed || !is_same_file (self) ||
         !talus_sqlite_get_int (self->db, "PRAGMA data_version", &version, NULL) ||
         version != self->version;
}

static TalusToken *
read_token (sqlite3_stmt *row)
{
  g_autoptr(TalusAuthor) author = NULL;
  TalusToken *token = NULL;
  TalusId id;
  TalusId author_id;
  const void *hash = sqlite3_column_blob (row, 1);
  gsize length;
  const char *name = talus_sqlite_column_text (row, 3, &length);
  const char *colour = talus_sqlite_column_text (row, 4, &length);
  const char *role = talus_sqlite_column_text (row, 5, &length);

  if (!talus_sqlite_column_id (row, 0, FALSE, &id) ||
      sqlite3_column_bytes (row, 1) != TALUS_SECRET_HASH_SIZE ||
      !talus_sqlite_column_id (row, 2, FALSE, &author_id) || name == NULL || colour == NULL ||
      role == NULL)
    return NULL;

  author = talus_author_new (&author_id, name, colour);
  token = g_new0 (TalusToken, 1);
  token->id = id;
  memcpy (token->hash, hash, sizeof token->hash);
  token->author = g_steal_pointer (&author);
  token->role = g_strdup (role);
  token->created_at = sqlite3_column_int64 (row, 6);
  token->last_used_at = sqlite3_column_int64 (row, 7);
  token->revoked_at = sqlite3_column_int64 (row, 8);

  return token;
}

/**
 * talus_host_tokens_list:
 * @self: tokens
 * @error: return location
 *
 * Reads them all. Where there is no file there are none.
 *
 * Returns: (transfer full) (element-type TalusToken) (nullable): the oldest
 *   first, revoked ones among them
 */
GPtrArray *
talus_host_tokens_list (TalusHostTokens  *self,
                        GError          **error)
{
  g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_token_free);
  g_autoptr(sqlite3_stmt) rows = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (!is_same_file (self))
    shut (self);
  if (self->db == NULL && !g_file_test (self->path, G_FILE_TEST_EXISTS))
    {
      self->was_listed = TRUE;
      return g_steal_pointer (&tokens);
    }

  /* Before the rows: what is written in between is then seen the next time. */
  if (!open_file (self, FALSE, error) ||
      !talus_sqlite_get_int (self->db, "PRAGMA data_version", &self->version, error))
    return NULL;
  rows = talus_sqlite_prepare (self->db, "SELECT id, hash, author, name, colour, role, created_at,"
                               " last_used_at, revoked_at FROM token ORDER BY created_at, id",
                               error);
  if (rows == NULL)
    return NULL;

  for (;;)
    {
      TalusToken *token = NULL;
      gboolean row;

      if (!talus_sqlite_step (rows, &row, error))
        return NULL;
      if (!row)
        break;

      token = read_token (rows);
      if (token == NULL)
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                       "“%s” is damaged: a token is unreadable", self->path);
          return NULL;
        }
      g_ptr_array_add (tokens, token);
    }
  self->was_listed = TRUE;

  return g_steal_pointer (&tokens);
}

/**
 * talus_host_tokens_add:
 * @self: tokens
 * @token: a new one
 * @error: return location
 *
 * Keeps a token; makes folder and file where there are none.
 *
 * Returns: whether it is durable
 */
gboolean
talus_host_tokens_add (TalusHostTokens   *self,
                       const TalusToken  *token,
                       GError           **error)
{
  g_autoptr(sqlite3_stmt) insert = NULL;

  g_return_val_if_fail (self != NULL && token != NULL, FALSE);

  if (!open_file (self, TRUE, error))
    return FALSE;

  insert = talus_sqlite_prepare (self->db,
                                 "INSERT INTO token (id, hash, author, name, colour, role,"
                                 " created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", error);
  if (insert == NULL)
    return FALSE;

  talus_sqlite_bind_id (insert, 1, &token->id);
  sqlite3_bind_blob (insert, 2, token->hash, sizeof token->hash, SQLITE_STATIC);
  talus_sqlite_bind_id (insert, 3, &token->author->id);
  talus_sqlite_bind_text (insert, 4, token->author->name);
  talus_sqlite_bind_text (insert, 5, token->author->colour);
  talus_sqlite_bind_text (insert, 6, token->role);
  sqlite3_bind_int64 (insert, 7, token->created_at);

  return talus_sqlite_run (insert, error);
}

static gboolean
update (TalusHostTokens  *self,
        const char       *sql,
        const TalusId    *id,
        gint64            now,
        GError          **error)
{
  g_autoptr(sqlite3_stmt) statement = talus_sqlite_prepare (self->db, sql, error);

  if (statement == NULL)
    return FALSE;

  talus_sqlite_bind_id (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, now);

  return talus_sqlite_run (statement, error);
}

/**
 * talus_host_tokens_revoke:
 * @self: tokens
 * @id: which
 * @now: milliseconds since the epoch
 * @error: return location: %TALUS_ERROR_NOT_FOUND where there is none that is
 *   still good
 *
 * Makes a token good for nothing.
 *
 * Returns: whether it is so, durably
 */
gboolean
talus_host_tokens_revoke (TalusHostTokens  *self,
                          const TalusId    *id,
                          gint64            now,
                          GError          **error)
{
  char text[TALUS_ID_TEXT_SIZE];

  g_return_val_if_fail (self != NULL && id != NULL, FALSE);

  if (self->db != NULL || g_file_test (self->path, G_FILE_TEST_EXISTS))
    {
      if (!open_file (self, FALSE, error) ||
          !update (self, "UPDATE token SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL",
                   id, now, error))
        return FALSE;
      if (sqlite3_changes (self->db) > 0)
        return TRUE;
    }

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND, "There is no token “%s”",
               talus_id_format (id, text));

  return FALSE;
}

/**
 * talus_host_tokens_note_use:
 * @self: tokens
 * @id: which
 * @now: milliseconds since the epoch
 * @error: return location
 *
 * Notes that a token was used.
 *
 * Returns: whether it was noted
 */
gboolean
talus_host_tokens_note_use (TalusHostTokens  *self,
                            const TalusId    *id,
                            gint64            now,
                            GError          **error)
{
  g_return_val_if_fail (self != NULL && id != NULL, FALSE);

  return open_file (self, FALSE, error) &&
         update (self, "UPDATE token SET last_used_at = ?2 WHERE id = ?1", id, now, error);
}
