/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thin helpers over SQLite: a connection with the settings that every file of
 * ours wants, statements, ids, and errors as GError. They know no schema and
 * no thread. */
#define G_LOG_DOMAIN "talus-sqlite"

#include "store/talus-sqlite.h"

#include <string.h>

static gboolean
is_about_content (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:
    case SQLITE_SCHEMA:
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
    case SQLITE_FORMAT:
      return TRUE;

    default:
      return FALSE;
    }
}

/**
 * talus_sqlite_refuse:
 * @error: (out): where the error goes
 * @what: "foreign", "damaged" or "newer": the detail “document”, for programs
 * @format: the sentence, which names the file
 *
 * Says that a file is not one to work on: %TALUS_ERROR_INVALID_REQUEST.
 */
void
talus_sqlite_refuse (GError     **error,
                     const char  *what,
                     const char  *format,
                     ...)
{
  JsonObject *details = json_object_new ();
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  json_object_set_string_member (details, "document", what);
  talus_set_error_details (error, TALUS_ERROR_INVALID_REQUEST, details, "%s", message);
}

/**
 * talus_sqlite_set_error:
 * @error: (out): where the error goes
 * @db: the connection whose last call failed
 * @action: what was being done, a verb phrase: "read", "write to"
 *
 * Turns the last failure of @db into an error that names the file. What is
 * wrong with the content of a file is %TALUS_ERROR_INVALID_REQUEST, everything
 * else %TALUS_ERROR_STORAGE_FAILED. The connection's thread.
 */
void
talus_sqlite_set_error (GError     **error,
                        sqlite3     *db,
                        const char  *action)
{
  int code = sqlite3_extended_errcode (db);
  const char *path = sqlite3_db_filename (db, "main");
  const char *name = path != NULL && path[0] != '\0' ? path : "the database";
  g_autofree char *shown = g_filename_display_name (name);

  /* It may quote what is in the file. */
  g_autofree char *message = g_utf8_make_valid (sqlite3_errmsg (db), -1);

  if ((code & 0xff) == SQLITE_NOTADB)
    {
      talus_sqlite_refuse (error, "foreign", "“%s” is no Talus Tally document", shown);
    }
  else if (is_about_content (code))
    {
      talus_sqlite_refuse (error, "damaged", "“%s” is damaged: %s", shown, message);
    }
  else
    {
      int system = sqlite3_system_errno (db);
      gboolean has_system = system != 0 && ((code & 0xff) == SQLITE_IOERR ||
                                            (code & 0xff) == SQLITE_CANTOPEN);

      g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                   "Cannot %s “%s”: %s%s%s", action, shown, message,
                   has_system ? ", " : "", has_system ? g_strerror (system) : "");
    }
}

static void
configure (sqlite3         *db,
           TalusSqliteMode  mode)
{
  /* A document may come from a stranger: nothing in its schema runs. */
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, mode == TALUS_SQLITE_LIVE, NULL);
  sqlite3_busy_timeout (db, TALUS_SQLITE_BUSY_TIMEOUT_MS);
}

/* Nobody asks how much memory SQLite uses, and to count it all its threads
 * would share one lock, which two that read rows take tens of times each
 * millisecond. Where somebody else in the process was first it stays so. */
static void
stop_counting_memory (void)
{
  static gsize done;

  if (g_once_init_enter (&done))
    {
      sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
      g_once_init_leave (&done, 1);
    }
}

/**
 * talus_sqlite_open:
 * @path: (type filename): an absolute path
 * @mode: whether the file must exist, and what closing may do
 * @error: return location
 *
 * Opens a connection. Reading the file itself comes with the first statement.
 * Any thread; the connection is then used by one thread at a time.
 *
 * Returns: (transfer full) (nullable): the connection
 */
sqlite3 *
talus_sqlite_open (const char       *path,
                   TalusSqliteMode   mode,
                   GError          **error)
{
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
              SQLITE_OPEN_EXRESCODE;
  g_autoptr(sqlite3) db = NULL;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  stop_counting_memory ();
  if (mode == TALUS_SQLITE_CREATE)
    flags |= SQLITE_OPEN_CREATE;

  if (sqlite3_open_v2 (path, &db, flags, NULL) != SQLITE_OK)
    {
      g_autofree char *shown = g_filename_display_name (path);
      int system = db != NULL ? sqlite3_system_errno (db) : 0;

      g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "Cannot open “%s”: %s", shown,
                   system != 0 ? g_strerror (system)
                               : db != NULL ? sqlite3_errmsg (db) : "out of memory");
      return NULL;
    }

  configure (db, mode);

  if (!talus_sqlite_exec (db,
                          "PRAGMA temp_store = MEMORY;"
                          "PRAGMA cell_size_check = ON;",
                          error))
    return NULL;

  return g_steal_pointer (&db);
}

/**
 * talus_sqlite_close:
 * @db: (transfer full) (nullable): a connection without unfinalised statements
 *
 * Closes it.
 */
void
talus_sqlite_close (sqlite3 *db)
{
  if (db != NULL && sqlite3_close (db) != SQLITE_OK)
    g_critical ("A database connection was closed with statements left");
}

/**
 * talus_sqlite_exec:
 * @db: a connection
 * @sql: statements without results of interest
 * @error: return location
 *
 * Runs statements one after the other, up to the first that fails.
 *
 * Returns: whether all of them succeeded
 */
gboolean
talus_sqlite_exec (sqlite3     *db,
                   const char  *sql,
                   GError     **error)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  talus_sqlite_set_error (error, db, "use");

  return FALSE;
}

/**
 * talus_sqlite_get_int:
 * @db: a connection
 * @sql: a query of one integer
 * @value: (out): it; 0 where the query has no row
 * @error: return location
 *
 * Asks for one number.
 *
 * Returns: whether the query succeeded
 */
gboolean
talus_sqlite_get_int (sqlite3     *db,
                      const char  *sql,
                      gint64      *value,
                      GError     **error)
{
  g_autoptr(sqlite3_stmt) statement = talus_sqlite_prepare (db, sql, error);
  gboolean row = FALSE;

  *value = 0;

  if (statement == NULL || !talus_sqlite_step (statement, &row, error))
    return FALSE;

  if (row)
    *value = sqlite3_column_int64 (statement, 0);

  return TRUE;
}

/**
 * talus_sqlite_prepare:
 * @db: a connection
 * @sql: one statement
 * @error: return location
 *
 * Prepares a statement that is going to be used again and again.
 *
 * Returns: (transfer full) (nullable): the statement
 */
sqlite3_stmt *
talus_sqlite_prepare (sqlite3     *db,
                      const char  *sql,
                      GError     **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) == SQLITE_OK)
    return statement;

  talus_sqlite_set_error (error, db, "read");

  return NULL;
}

/**
 * talus_sqlite_step:
 * @statement: a statement
 * @row: (out): whether there is a row
 * @error: return location
 *
 * Goes to the next row. After the last one, or an error, the statement is
 * reset.
 *
 * Returns: whether it succeeded
 */
gboolean
talus_sqlite_step (sqlite3_stmt  *statement,
                   gboolean      *row,
                   GError       **error)
{
  int code = sqlite3_step (statement);

  *row = code == SQLITE_ROW;

  if (code == SQLITE_ROW)
    return TRUE;

  if (code == SQLITE_DONE)
    {
      sqlite3_reset (statement);
      return TRUE;
    }

  talus_sqlite_set_error (error, sqlite3_db_handle (statement),
                          sqlite3_stmt_readonly (statement) ? "read" : "write to");
  sqlite3_reset (statement);

  return FALSE;
}

/**
 * talus_sqlite_run:
 * @statement: a statement without rows
 * @error: return location
 *
 * Executes the statement and makes it ready for the next time.
 *
 * Returns: whether it succeeded
 */
gboolean
talus_sqlite_run (sqlite3_stmt  *statement,
                  GError       **error)
{
  gboolean row = FALSE;

  if (!talus_sqlite_step (statement, &row, error))
    return FALSE;

  if (row)
    sqlite3_reset (statement);

  return TRUE;
}

/**
 * talus_sqlite_bind_id:
 * @statement: a statement
 * @index: which parameter
 * @id: it must stay until the statement was stepped; the null id is NULL
 *
 * Binds an id as its 16 bytes.
 */
void
talus_sqlite_bind_id (sqlite3_stmt  *statement,
                      int            index,
                      const TalusId *id)
{
  if (talus_id_is_null (id))
    sqlite3_bind_null (statement, index);
  else
    sqlite3_bind_blob (statement, index, id->bytes, sizeof id->bytes, SQLITE_STATIC);
}

/**
 * talus_sqlite_bind_text:
 * @statement: a statement
 * @index: which parameter
 * @text: (nullable): it must stay until the statement was stepped
 *
 * Binds a text, or NULL.
 */
void
talus_sqlite_bind_text (sqlite3_stmt *statement,
                        int           index,
                        const char   *text)
{
  if (text == NULL)
    sqlite3_bind_null (statement, index);
  else
    sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

/**
 * talus_sqlite_column_id:
 * @statement: a statement with a row
 * @column: which column
 * @null_allowed: whether NULL is fine: it becomes the null id
 * @id: (out): the id
 *
 * Reads an id.
 *
 * Returns: whether there was one
 */
gboolean
talus_sqlite_column_id (sqlite3_stmt *statement,
                        int           column,
                        gboolean      null_allowed,
                        TalusId      *id)
{
  const void *bytes;

  switch (sqlite3_column_type (statement, column))
    {
    case SQLITE_NULL:
      memset (id, 0, sizeof *id);
      return null_allowed;

    case SQLITE_BLOB:
      bytes = sqlite3_column_blob (statement, column);

      if (bytes == NULL || sqlite3_column_bytes (statement, column) != (int) sizeof id->bytes)
        return FALSE;

      memcpy (id->bytes, bytes, sizeof id->bytes);

      return !talus_id_is_null (id);

    default:
      return FALSE;
    }
}

/* What most texts are, eight bytes at a time. */
static gboolean
is_ascii (const char *text,
          gsize       length)
{
  gsize i = 0;
  guint64 seen = 0;

  for (; i + sizeof seen <= length; i += sizeof seen)
    {
      guint64 word;

      memcpy (&word, text + i, sizeof word);
      /* A NUL is where taking one away borrows. */
      seen |= word | (word - G_GUINT64_CONSTANT (0x0101010101010101));
    }
  for (; i < length; i++)
    seen |= (guchar) text[i] | (guchar) (text[i] - 1);

  return (seen & G_GUINT64_CONSTANT (0x8080808080808080)) == 0;
}

/**
 * talus_sqlite_column_text:
 * @statement: a statement with a row
 * @column: which column
 * @length: (out): its length in bytes
 *
 * Reads a text. Only what is valid UTF-8 without U+0000 counts as one.
 *
 * Returns: (nullable): the text, NUL-terminated, until the statement is
 *   stepped again; %NULL where there is none
 */
const char *
talus_sqlite_column_text (sqlite3_stmt *statement,
                          int           column,
                          gsize        *length)
{
  const char *text;

  if (sqlite3_column_type (statement, column) != SQLITE_TEXT)
    return NULL;

  text = (const char *) sqlite3_column_text (statement, column);

  if (text == NULL)
    return NULL;

  *length = (gsize) sqlite3_column_bytes (statement, column);

  return is_ascii (text, *length) || g_utf8_validate_len (text, *length, NULL) ? text : NULL;
}

/**
 * talus_sqlite_checkpoint:
 * @db: a connection without a transaction
 * @mode: SQLITE_CHECKPOINT_PASSIVE, _RESTART or _TRUNCATE
 * @error: return location
 *
 * Moves what is in the write-ahead log into the database file.
 *
 * Returns: whether it succeeded; a passive one that somebody stood in the way
 *   of has
 */
gboolean
talus_sqlite_checkpoint (sqlite3  *db,
                         int       mode,
                         GError  **error)
{
  int code = sqlite3_wal_checkpoint_v2 (db, "main", mode, NULL, NULL);

  if (code == SQLITE_OK || (code == SQLITE_BUSY && mode == SQLITE_CHECKPOINT_PASSIVE))
    return TRUE;

  talus_sqlite_set_error (error, db, "write to");

  return FALSE;
}
