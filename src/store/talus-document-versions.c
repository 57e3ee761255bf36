/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named versions of a document: names for places in its log. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-document-private.h"

typedef struct
{
  const char *name;
  guint64 seq;
  gint64 created_at;
} VersionEdit;

static void
version_free (TalusVersion *self)
{
  g_free (self->name);
  g_free (self);
}

static gboolean
has_version (sqlite3     *db,
             const char  *name,
             gboolean    *found,
             GError     **error)
{
  g_autoptr(sqlite3_stmt) statement = NULL;

  statement = talus_sqlite_prepare (db, "SELECT 1 FROM version WHERE name = ?1", error);

  if (statement == NULL)
    return FALSE;

  talus_sqlite_bind_text (statement, 1, name);

  return talus_sqlite_step (statement, found, error);
}

static gboolean
add_edit (sqlite3   *db,
          gpointer   user_data,
          gboolean  *is_refused,
          GError   **error)
{
  VersionEdit *version = user_data;
  g_autoptr(sqlite3_stmt) insert = NULL;
  gboolean found;

  if (!has_version (db, version->name, &found, error))
    return FALSE;

  if (found)
    {
      *is_refused = TRUE;
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT,
                   "There is a version called “%s” already", version->name);
      return FALSE;
    }

  insert = talus_sqlite_prepare (db, "INSERT INTO version (name, seq, created_at)"
                                 " VALUES (?1, ?2, ?3)", error);

  if (insert == NULL)
    return FALSE;

  talus_sqlite_bind_text (insert, 1, version->name);
  sqlite3_bind_int64 (insert, 2, (gint64) version->seq);
  sqlite3_bind_int64 (insert, 3, version->created_at);

  return talus_sqlite_run (insert, error);
}

static gboolean
delete_edit (sqlite3   *db,
             gpointer   user_data,
             gboolean  *is_refused,
             GError   **error)
{
  VersionEdit *version = user_data;
  g_autoptr(sqlite3_stmt) statement = NULL;

  statement = talus_sqlite_prepare (db, "DELETE FROM version WHERE name = ?1", error);

  if (statement == NULL)
    return FALSE;

  talus_sqlite_bind_text (statement, 1, version->name);

  if (!talus_sqlite_run (statement, error))
    return FALSE;

  if (sqlite3_changes (db) == 0)
    {
      *is_refused = TRUE;
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND,
                   "There is no version called “%s”", version->name);
      return FALSE;
    }

  return TRUE;
}

/**
 * talus_document_add_version:
 * @self: an open document
 * @name: the version's name
 * @seq: the record it is as of
 * @created_at: now, milliseconds since the epoch
 * @error: return location: %TALUS_ERROR_CONFLICT where the name is taken
 *
 * Gives a place in the log a name; durable when it returns. Blocks. Any
 * thread.
 *
 * Returns: whether it was added
 */
gboolean
talus_document_add_version (TalusDocument  *self,
                            const char     *name,
                            guint64         seq,
                            gint64          created_at,
                            GError        **error)
{
  VersionEdit version = { name, seq, created_at };

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return talus_document_edit (self, add_edit, &version, error);
}

/**
 * talus_document_delete_version:
 * @self: an open document
 * @name: the version's name
 * @error: return location: %TALUS_ERROR_NOT_FOUND where there is none
 *
 * Takes a name away again; durable when it returns. Blocks. Any thread.
 *
 * Returns: whether it was deleted
 */
gboolean
talus_document_delete_version (TalusDocument  *self,
                               const char     *name,
                               GError        **error)
{
  VersionEdit version = { name, 0, 0 };

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return talus_document_edit (self, delete_edit, &version, error);
}

static GPtrArray *
read_versions (sqlite3  *db,
               GError  **error)
{
  g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func ((GDestroyNotify) version_free);
  g_autoptr(sqlite3_stmt) rows = NULL;

  rows = talus_sqlite_prepare (db,
                               "SELECT name, seq, created_at,"
                               " (SELECT at FROM log WHERE log.seq = version.seq)"
                               " FROM version ORDER BY seq, name",
                               error);

  if (rows == NULL)
    return NULL;

  for (;;)
    {
      TalusVersion *version;
      gboolean row;
      gsize length;
      const char *name;

      if (!talus_sqlite_step (rows, &row, error))
        return NULL;

      if (!row)
        return g_steal_pointer (&versions);

      name = talus_sqlite_column_text (rows, 0, &length);

      if (name == NULL || sqlite3_column_int64 (rows, 1) < 1)
        {
          talus_document_set_damaged (error, db, "a version is unreadable");
          return NULL;
        }

      version = g_new0 (TalusVersion, 1);
      version->name = g_strdup (name);
      version->seq = (guint64) sqlite3_column_int64 (rows, 1);
      version->created_at = sqlite3_column_int64 (rows, 2);
      version->moment = sqlite3_column_int64 (rows, 3);
      g_ptr_array_add (versions, version);
    }
}

/**
 * talus_document_list_versions:
 * @self: an open document
 * @error: return location
 *
 * Lists the named versions, by their place in the log. Any thread.
 *
 * Returns: (transfer full) (element-type TalusVersion) (nullable): them
 */
GPtrArray *
talus_document_list_versions (TalusDocument  *self,
                              GError        **error)
{
  GPtrArray *versions;
  TalusReader *reader;

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), NULL);

  reader = talus_document_take_reader (self, error);

  if (reader == NULL)
    return NULL;

  versions = read_versions (reader->db, error);
  talus_document_give_reader (self, reader);

  return versions;
}
