/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connection that writes a document: opening it on a storage that is
 * recovered, committing records, and judging what a failure has left behind.
 * It knows no thread and no listener. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-storage.h"

#include <errno.h>

#include "store/talus-rows.h"

struct _TalusStorage
{
  char *path;
  sqlite3 *db;                /* NULL after a failure */
  TalusRows *rows;            /* likewise */
  gboolean is_uncertain;      /* of what is on the disk */
  int wal_pages;              /* atomic */

  GMutex mutex;
  GHashTable *templates;      /* under it: hash → TalusTemplate, given and not yet needed */
};

static int
wal_hook_cb (void       *data,
             sqlite3    *db,
             const char *name,
             int         n_pages)
{
  TalusStorage *self = data;

  g_atomic_int_set (&self->wal_pages, n_pages);

  return SQLITE_OK;
}

static TalusTemplate *
find_template_cb (const char *hash,
                  gpointer    user_data)
{
  TalusStorage *self = user_data;
  TalusTemplate *template;

  g_mutex_lock (&self->mutex);
  template = g_hash_table_lookup (self->templates, hash);

  if (template != NULL)
    talus_template_ref (template);

  g_mutex_unlock (&self->mutex);

  return template;
}

static void
close_storage (TalusStorage *self)
{
  g_clear_pointer (&self->rows, talus_rows_free);
  g_clear_pointer (&self->db, talus_sqlite_close);
}

static gboolean
start_wal (sqlite3  *db,
           GError  **error)
{
  g_autoptr(sqlite3_stmt) statement = NULL;
  gboolean row = FALSE;
  gsize length;
  const char *mode;

  if (sqlite3_db_readonly (db, "main") != 0)
    {
      g_autofree char *shown = g_filename_display_name (sqlite3_db_filename (db, "main"));

      g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                   "Cannot open “%s”: it is not writable", shown);
      return FALSE;
    }

  statement = talus_sqlite_prepare (db, "PRAGMA journal_mode = WAL", error);

  if (statement == NULL || !talus_sqlite_step (statement, &row, error))
    return FALSE;

  mode = row ? talus_sqlite_column_text (statement, 0, &length) : NULL;

  if (g_strcmp0 (mode, "wal") != 0)
    {
      g_autofree char *shown = g_filename_display_name (sqlite3_db_filename (db, "main"));

      g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                   "Cannot open “%s”: its folder cannot hold a write-ahead log", shown);
      return FALSE;
    }

  return TRUE;
}

/* Moves what a crash or a failure left in the write-ahead log into the
 * database. The log is synced before that, which is enough where there is no
 * room for more; but of what was written before an error of the disk only what
 * is written anew is certain. */
static gboolean
recover (TalusStorage  *self,
         GError        **error)
{
  g_autoptr(GError) reason = NULL;

  if (talus_sqlite_checkpoint (self->db, SQLITE_CHECKPOINT_TRUNCATE, &reason))
    return TRUE;

  if (!self->is_uncertain && (sqlite3_errcode (self->db) & 0xff) == SQLITE_FULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&reason));

  return FALSE;
}

/**
 * talus_storage_new:
 * @path: (type filename): the database
 *
 * Returns: (transfer full): a storage that is not open
 */
TalusStorage *
talus_storage_new (const char *path)
{
  TalusStorage *self = g_new0 (TalusStorage, 1);

  self->path = g_strdup (path);
  g_mutex_init (&self->mutex);
  self->templates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) talus_template_unref);

  return self;
}

/**
 * talus_storage_free:
 * @self: (nullable): a storage
 *
 * Frees it, as it is.
 */
void
talus_storage_free (TalusStorage *self)
{
  if (self == NULL)
    return;

  close_storage (self);
  g_hash_table_unref (self->templates);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  g_free (self);
}

/**
 * talus_storage_open:
 * @self: a storage; if it is open, no other connection to it must be
 * @seq: (out): the last record in it
 * @head: (out): its head
 * @error: return location
 *
 * Opens it afresh, recovered and up to date.
 *
 * Returns: whether it is open now, and certain
 */
gboolean
talus_storage_open (TalusStorage  *self,
                    guint64       *seq,
                    char           head[TALUS_HEAD_LENGTH + 1],
                    GError       **error)
{
  g_autoptr(GError) reason = NULL;

  close_storage (self);
  self->db = talus_sqlite_open (self->path, TALUS_SQLITE_LIVE, &reason);

  if (self->db != NULL &&
      talus_document_check_kind (self->db, &reason) &&
      start_wal (self->db, &reason) &&
      talus_sqlite_exec (self->db,
                         "PRAGMA synchronous = FULL;"
                         "PRAGMA wal_autocheckpoint = 0;"
                         "PRAGMA cache_size = -16384;", &reason) &&
      recover (self, &reason) &&
      talus_document_migrate_to_current (self->db, &reason) &&
      talus_document_verify_last (self->db, seq, head, &reason))
    self->rows = talus_rows_new (self->db, find_template_cb, self, &reason);

  if (self->rows == NULL)
    {
      /* A file that is merely not what it should be is left as it was found. */
      if (self->db != NULL && g_error_matches (reason, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST))
        sqlite3_exec (self->db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);

      close_storage (self);
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }

  self->is_uncertain = FALSE;
  g_atomic_int_set (&self->wal_pages, 0);
  sqlite3_wal_hook (self->db, wal_hook_cb, self);

  return TRUE;
}

/**
 * talus_storage_read_info:
 * @self: an open storage
 * @info: (out): what the document says of itself; to be cleared
 * @error: return location
 *
 * Returns: whether it could be read
 */
gboolean
talus_storage_read_info (TalusStorage       *self,
                         TalusDocumentInfo  *info,
                         GError            **error)
{
  return talus_document_read_info (self->db, info, error);
}

static gboolean
is_out_of_space (int code,
                 int system)
{
  return code == SQLITE_FULL ||
         (code == SQLITE_IOERR_WRITE && (system == ENOSPC || system == EDQUOT));
}

/* What a transaction that failed has left behind. Only a write that found no
 * room, or rows that are not what a record says, and a rollback that certainly
 * happened, leave nothing. */
static TalusJournalOutcome
judge_failure (TalusStorage *self,
               const GError  *error)
{
  int code = sqlite3_extended_errcode (self->db);
  int system = sqlite3_system_errno (self->db);
  gboolean is_misfit = g_error_matches (error, TALUS_ERROR, TALUS_ERROR_CONFLICT) ||
                       (code & 0xff) == SQLITE_CONSTRAINT;

  if (is_misfit || is_out_of_space (code, system))
    {
      if (!sqlite3_get_autocommit (self->db))
        sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);

      if (sqlite3_get_autocommit (self->db))
        {
          if (is_misfit)
            g_critical ("%s", error->message);

          return TALUS_JOURNAL_REFUSED;
        }
    }

  /* Nothing is tried on this handle again. */
  close_storage (self);
  self->is_uncertain = TRUE;

  return TALUS_JOURNAL_UNKNOWN;
}

/**
 * talus_storage_commit:
 * @self: an open storage
 * @records: (array length=n_records): the next ones
 * @n_records: how many
 * @error: return location: why, unless durable
 *
 * Makes records durable, all or none.
 *
 * Returns: what became of them; after %TALUS_JOURNAL_UNKNOWN it is closed
 */
TalusJournalOutcome
talus_storage_commit (TalusStorage  *self,
                      TalusRecord  **records,
                      guint          n_records,
                      GError       **error)
{
  g_autoptr(GError) reason = NULL;
  TalusJournalOutcome outcome;
  gboolean done = talus_sqlite_exec (self->db, "BEGIN IMMEDIATE", &reason);

  for (guint i = 0; done && i < n_records; i++)
    done = talus_rows_put (self->rows, records[i], &reason);

  if (done && talus_rows_finish (self->rows, &reason) &&
      talus_sqlite_exec (self->db, "COMMIT", &reason))
    return TALUS_JOURNAL_DURABLE;

  outcome = judge_failure (self, reason);
  g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, reason->message);

  return outcome;
}

/**
 * talus_storage_edit:
 * @self: an open storage
 * @edit: what to do, in a transaction of its own
 * @user_data: for @edit
 * @error: return location
 *
 * Changes something that is not part of the log.
 *
 * Returns: what became of it; after %TALUS_JOURNAL_UNKNOWN it is closed
 */
TalusJournalOutcome
talus_storage_edit (TalusStorage       *self,
                    TalusDocumentEdit   edit,
                    gpointer            user_data,
                    GError            **error)
{
  g_autoptr(GError) reason = NULL;
  TalusJournalOutcome outcome;
  gboolean is_refused = FALSE;

  if (talus_sqlite_exec (self->db, "BEGIN IMMEDIATE", &reason) &&
      edit (self->db, user_data, &is_refused, &reason) &&
      talus_sqlite_exec (self->db, "COMMIT", &reason))
    return TALUS_JOURNAL_DURABLE;

  if (is_refused)
    {
      sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
      g_propagate_error (error, g_steal_pointer (&reason));
      return TALUS_JOURNAL_REFUSED;
    }

  outcome = judge_failure (self, reason);
  g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, reason->message);

  return outcome;
}

/**
 * talus_storage_settle:
 * @self: a storage that no other connection is open to
 * @error: return location
 *
 * Closes it and leaves one file at rest, readable from a read-only folder too.
 * One that failed is opened once more for that.
 *
 * Returns: whether one file was left
 */
gboolean
talus_storage_settle (TalusStorage  *self,
                      GError       **error)
{
  guint64 seq;
  char head[TALUS_HEAD_LENGTH + 1];
  gboolean done;

  if (self->db == NULL && !talus_storage_open (self, &seq, head, error))
    return FALSE;

  g_clear_pointer (&self->rows, talus_rows_free);
  done = talus_sqlite_checkpoint (self->db, SQLITE_CHECKPOINT_TRUNCATE, error) &&
         talus_sqlite_exec (self->db, "PRAGMA journal_mode = DELETE", error);
  close_storage (self);

  return done;
}

/**
 * talus_storage_is_uncertain:
 * @self: a storage
 *
 * Returns: whether what is on the disk may be more, or other, than what was
 *   said to be durable: until it was opened afresh
 */
gboolean
talus_storage_is_uncertain (TalusStorage *self)
{
  return self->is_uncertain;
}

/**
 * talus_storage_add_template:
 * @self: a storage
 * @template: what a later record is going to name
 *
 * Remembers a template, to be written with that record. Any thread.
 */
void
talus_storage_add_template (TalusStorage  *self,
                            TalusTemplate *template)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_replace (self->templates, g_strdup (talus_template_get_hash (template)),
                        talus_template_ref (template));
  g_mutex_unlock (&self->mutex);
}

/**
 * talus_storage_get_wal_pages:
 * @self: a storage
 *
 * Returns: how long the write-ahead log was after the last commit. Any thread
 */
guint
talus_storage_get_wal_pages (TalusStorage *self)
{
  return (guint) g_atomic_int_get (&self->wal_pages);
}
