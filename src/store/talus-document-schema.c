/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a document, how an older one is brought up to date, and what
 * it says of itself. It knows no thread. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-document-private.h"

#include <string.h>

/* node.seq is that of the last change of the node's existence. The properties
 * are one text (talus-props-text.h): as rows of their own a million nodes load
 * half as fast. `prev` is the sibling in front, so that an insert touches two
 * rows. A removed subtree stays where it is, `removed` at its root alone. An
 * edge that went with a removed root stays too, with that root in
 * `removed_with`. An author's name is kept as it was at the time. */
static const char schema_1[] =
  "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value ANY NOT NULL) STRICT;"
  "CREATE TABLE template (hash TEXT PRIMARY KEY NOT NULL, yaml BLOB NOT NULL) STRICT;"
  "CREATE TABLE template_id (id TEXT NOT NULL, hash TEXT NOT NULL,"
  " PRIMARY KEY (id, hash)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE symbol (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;"
  "CREATE TABLE author (nid INTEGER PRIMARY KEY, id BLOB NOT NULL, name TEXT NOT NULL,"
  " colour TEXT NOT NULL, UNIQUE (id, name, colour)) STRICT;"
  "CREATE TABLE node (nid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, parent BLOB, prev BLOB,"
  " type INTEGER NOT NULL, removed INTEGER, created_at INTEGER NOT NULL, created_by INTEGER,"
  " seq INTEGER NOT NULL, place_seq INTEGER NOT NULL, name_seq INTEGER NOT NULL,"
  " name TEXT NOT NULL, props TEXT NOT NULL) STRICT;"
  "CREATE TABLE dependency (blocker BLOB NOT NULL, blocked BLOB NOT NULL, seq INTEGER NOT NULL,"
  " removed_with BLOB, PRIMARY KEY (blocker, blocked)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX dependency_blocked ON dependency (blocked, blocker);"
  "CREATE INDEX dependency_removed ON dependency (removed_with) WHERE removed_with IS NOT NULL;"
  "CREATE TABLE log (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, author INTEGER NOT NULL,"
  " client TEXT, command_id BLOB UNIQUE, undoes INTEGER, redoes INTEGER, format INTEGER NOT NULL,"
  " head TEXT NOT NULL, command_type TEXT NOT NULL, command TEXT NOT NULL, label TEXT,"
  " changes TEXT NOT NULL, result TEXT, hints TEXT) STRICT;"
  "CREATE TABLE version (name TEXT PRIMARY KEY NOT NULL, seq INTEGER NOT NULL,"
  " created_at INTEGER NOT NULL) STRICT;"
  "CREATE TABLE invite (id BLOB PRIMARY KEY NOT NULL, hash BLOB NOT NULL UNIQUE,"
  " role TEXT NOT NULL, created_at INTEGER NOT NULL, created_by BLOB, expires_at INTEGER,"
  " uses_left INTEGER, revoked_at INTEGER) STRICT;"
  "CREATE TABLE token (id BLOB PRIMARY KEY NOT NULL, hash BLOB NOT NULL UNIQUE,"
  " author BLOB NOT NULL, role TEXT NOT NULL, invite BLOB, created_at INTEGER NOT NULL,"
  " last_used_at INTEGER, revoked_at INTEGER) STRICT;"
  "CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, author BLOB,"
  " event TEXT NOT NULL, details TEXT) STRICT;";

/* A member is not known from the log before they change something: their name
 * is kept with their token. */
static const char schema_2[] =
  "ALTER TABLE token ADD COLUMN name TEXT NOT NULL DEFAULT '';"
  "ALTER TABLE token ADD COLUMN colour TEXT NOT NULL DEFAULT '';";

static const TalusMigration migrations[] = {
  { 1, schema_1 },
  { 2, schema_2 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (migrations) == TALUS_DOCUMENT_SCHEMA_VERSION);

/* What talus_document_set_damaged() and the messages here call the file. */
static char *
dup_file_name (sqlite3 *db)
{
  const char *path = sqlite3_db_filename (db, "main");

  return g_filename_display_name (path != NULL ? path : "");
}

/**
 * talus_document_set_damaged:
 * @error: (out): where the error goes
 * @db: the document
 * @reason: what is wrong with it
 *
 * Says that the content of a document is not what it should be.
 */
void
talus_document_set_damaged (GError     **error,
                            sqlite3     *db,
                            const char  *reason)
{
  g_autofree char *name = dup_file_name (db);

  talus_sqlite_refuse (error, "damaged", "“%s” is damaged: %s", name, reason);
}

/**
 * talus_document_check_kind:
 * @db: any database
 * @error: return location
 *
 * Whether it is a document, and not newer than this program. Reading it is
 * what recovers a document after a crash.
 *
 * Returns: %FALSE if not, with a sentence that names the file
 */
gboolean
talus_document_check_kind (sqlite3  *db,
                           GError  **error)
{
  gint64 application_id;
  gint64 version;

  if (!talus_sqlite_get_int (db, "PRAGMA application_id", &application_id, error) ||
      !talus_sqlite_get_int (db, "PRAGMA user_version", &version, error))
    return FALSE;

  if (application_id != TALUS_DOCUMENT_APPLICATION_ID)
    {
      g_autofree char *name = dup_file_name (db);

      talus_sqlite_refuse (error, "foreign", "“%s” is no Talus Tally document", name);
      return FALSE;
    }

  if (version > TALUS_DOCUMENT_SCHEMA_VERSION)
    {
      g_autofree char *name = dup_file_name (db);

      talus_sqlite_refuse (error, "newer", "“%s” was written by a newer version of the program "
                           "(format %" G_GINT64_FORMAT ", this one knows up to %d)", name, version,
                           TALUS_DOCUMENT_SCHEMA_VERSION);
      return FALSE;
    }

  return TRUE;
}

static gboolean
run_step (sqlite3               *db,
          const TalusMigration  *step,
          GError               **error)
{
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %d", step->version);

  if (talus_sqlite_exec (db, "BEGIN IMMEDIATE", error))
    {
      if (talus_sqlite_exec (db, step->sql, error) &&
          talus_sqlite_exec (db, set_version, error) &&
          talus_sqlite_exec (db, "COMMIT", error))
        return TRUE;

      sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
    }

  return FALSE;
}

/**
 * talus_document_migrate:
 * @db: a document outside any transaction
 * @steps: (array length=n_steps): versions ascending
 * @n_steps: how many
 * @error: return location
 *
 * Brings a document up to date, each step in a transaction of its own: after a
 * crash it goes on where it was.
 *
 * Returns: whether it is up to date now
 */
gboolean
talus_document_migrate (sqlite3               *db,
                        const TalusMigration  *steps,
                        guint                  n_steps,
                        GError               **error)
{
  gint64 version;

  if (!talus_sqlite_get_int (db, "PRAGMA user_version", &version, error))
    return FALSE;

  for (guint i = 0; i < n_steps; i++)
    {
      if (steps[i].version > version && !run_step (db, &steps[i], error))
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_document_migrate_to_current:
 * @db: a document outside any transaction
 * @error: return location
 *
 * Brings a document to the version of this program; an empty database gets the
 * tables.
 *
 * Returns: whether it is up to date now
 */
gboolean
talus_document_migrate_to_current (sqlite3  *db,
                                   GError  **error)
{
  return talus_document_migrate (db, migrations, G_N_ELEMENTS (migrations), error);
}

static gboolean
take_id (sqlite3_stmt *row,
         TalusId      *id)
{
  return talus_sqlite_column_id (row, 1, FALSE, id);
}

static gboolean
take_text (sqlite3_stmt  *row,
           char         **text)
{
  gsize length;
  const char *value = talus_sqlite_column_text (row, 1, &length);

  g_free (*text);
  *text = g_strdup (value);

  return value != NULL;
}

static gboolean
take_uint (sqlite3_stmt *row,
           gint64       *number)
{
  *number = sqlite3_column_int64 (row, 1);

  return sqlite3_column_type (row, 1) == SQLITE_INTEGER && *number >= 0;
}

typedef enum
{
  HAS_PROJECT_ID = 1 << 0,
  HAS_SESSION_ID = 1 << 1,
  HAS_EPOCH = 1 << 2,
  HAS_NAME = 1 << 3,
  HAS_TEMPLATE_ID = 1 << 4,
  HAS_CREATED_AT = 1 << 5,
  HAS_NODE_COUNT = 1 << 6,
  HAS_ALL = (1 << 7) - 1,
} MetaMembers;

static gboolean
take_meta (sqlite3_stmt      *row,
           const char        *key,
           TalusDocumentInfo *info,
           guint             *found)
{
  gint64 number = 0;

  if (g_str_equal (key, TALUS_META_PROJECT_ID))
    return (*found |= HAS_PROJECT_ID, take_id (row, &info->project_id));

  if (g_str_equal (key, TALUS_META_SESSION_ID))
    return (*found |= HAS_SESSION_ID, take_id (row, &info->session_id));

  if (g_str_equal (key, TALUS_META_EPOCH))
    return (*found |= HAS_EPOCH, take_id (row, &info->epoch));

  if (g_str_equal (key, TALUS_META_NAME))
    return (*found |= HAS_NAME, take_text (row, &info->name));

  if (g_str_equal (key, TALUS_META_TEMPLATE_ID))
    return (*found |= HAS_TEMPLATE_ID, take_text (row, &info->template_id));

  if (g_str_equal (key, TALUS_META_CREATED_AT))
    {
      *found |= HAS_CREATED_AT;
      info->created_at = sqlite3_column_int64 (row, 1);
      return sqlite3_column_type (row, 1) == SQLITE_INTEGER;
    }

  if (g_str_equal (key, TALUS_META_NODE_COUNT))
    {
      *found |= HAS_NODE_COUNT;

      if (!take_uint (row, &number))
        return FALSE;

      info->node_count = (guint64) number;
    }

  return TRUE;
}

static gboolean
read_meta (sqlite3            *db,
           TalusDocumentInfo  *info,
           GError            **error)
{
  g_autoptr(sqlite3_stmt) rows = talus_sqlite_prepare (db, "SELECT key, value FROM meta", error);
  guint found = 0;

  if (rows == NULL)
    return FALSE;

  for (;;)
    {
      gboolean row;
      gsize length;
      const char *key;

      if (!talus_sqlite_step (rows, &row, error))
        return FALSE;

      if (!row)
        break;

      key = talus_sqlite_column_text (rows, 0, &length);

      if (key == NULL || !take_meta (rows, key, info, &found))
        {
          talus_document_set_damaged (error, db, "what it says of itself is unreadable");
          return FALSE;
        }
    }

  if (found != HAS_ALL)
    {
      talus_document_set_damaged (error, db, "it does not say what project it holds");
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_last (sqlite3            *db,
           TalusDocumentInfo  *info,
           GError            **error)
{
  g_autoptr(sqlite3_stmt) statement = NULL;
  gboolean row = FALSE;
  gsize length = 0;
  const char *head;

  statement = talus_sqlite_prepare (db, "SELECT seq, at, head FROM log ORDER BY seq DESC LIMIT 1",
                                    error);

  if (statement == NULL || !talus_sqlite_step (statement, &row, error))
    return FALSE;

  head = row ? talus_sqlite_column_text (statement, 2, &length) : NULL;

  if (head == NULL || length != TALUS_HEAD_LENGTH || sqlite3_column_int64 (statement, 0) < 1)
    {
      talus_document_set_damaged (error, db, "its log has no end");
      return FALSE;
    }

  info->seq = (guint64) sqlite3_column_int64 (statement, 0);
  info->updated_at = sqlite3_column_int64 (statement, 1);
  memcpy (info->head, head, TALUS_HEAD_LENGTH + 1);

  return TRUE;
}

/**
 * talus_document_read_info:
 * @db: a document
 * @info: (out): what it says of itself; to be cleared
 * @error: return location
 *
 * Reads what a document is, without its graph.
 *
 * Returns: whether it could be read
 */
gboolean
talus_document_read_info (sqlite3            *db,
                          TalusDocumentInfo  *info,
                          GError            **error)
{
  g_auto(TalusDocumentInfo) found = { 0 };

  memset (info, 0, sizeof *info);

  if (!read_meta (db, &found, error) || !read_last (db, &found, error))
    return FALSE;

  *info = found;
  memset (&found, 0, sizeof found);

  return TRUE;
}

/**
 * talus_document_info_copy:
 * @self: (out caller-allocates): the copy
 * @other: what to copy
 *
 * Copies everything @other holds.
 */
void
talus_document_info_copy (TalusDocumentInfo       *self,
                          const TalusDocumentInfo *other)
{
  *self = *other;
  self->name = g_strdup (other->name);
  self->template_id = g_strdup (other->template_id);
}

/**
 * talus_document_info_clear:
 * @self: what a document says of itself
 *
 * Frees what it holds, not the struct.
 */
void
talus_document_info_clear (TalusDocumentInfo *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->template_id, g_free);
}
