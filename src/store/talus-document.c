/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open document: the lock, the writer's connection and its failures, the
 * readers, closing. What rows there are and what they mean is in the other
 * talus-document files. It knows no session. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/talus-file-lock.h"
#include "store/talus-journal-writer.h"

/* From so many pages on the write-ahead log is moved into the database, and
 * from so many on it is done even if a commit has to wait a moment for it. */
#define CHECKPOINT_PAGES 1000
#define RESTART_PAGES    16000
#define RESTART_WAIT_MS  50

#define N_CHECKPOINT_THREADS 2

struct _TalusDocument
{
  GObject parent_instance;

  char *path;
  char *work_path;               /* what SQLite has open */
  TalusFileLock *lock;
  TalusDocumentInfo info;
  TalusReaders *readers;
  TalusJournalWriter *writer;
  gboolean is_closed;

  /* the writer's thread, and whoever opens and closes */
  sqlite3 *db;                   /* NULL after a failure */
  TalusRows *rows;               /* likewise */
  gboolean is_uncertain;         /* of what is on the disk */

  int wal_pages;                 /* atomic, as is: */
  int checkpoint_asked;

  GMutex template_mutex;
  GHashTable *templates;         /* hash → TalusTemplate, given and not yet needed */
};

static void
checkpoint_cb (gpointer data,
               gpointer unused)
{
  g_autoptr(TalusDocument) self = data;
  g_autoptr(GError) error = NULL;
  TalusReader *reader;

  g_atomic_int_set (&self->checkpoint_asked, 0);
  reader = talus_readers_take (self->readers, NULL);

  if (reader == NULL)
    return;

  if (talus_sqlite_checkpoint (reader->db, SQLITE_CHECKPOINT_PASSIVE, &error) &&
      g_atomic_int_get (&self->wal_pages) >= RESTART_PAGES)
    {
      /* Commits outran it for long: one of them waits, but not for a reader. */
      sqlite3_busy_timeout (reader->db, RESTART_WAIT_MS);
      talus_sqlite_checkpoint (reader->db, SQLITE_CHECKPOINT_RESTART, NULL);
      sqlite3_busy_timeout (reader->db, TALUS_SQLITE_BUSY_TIMEOUT_MS);
    }

  if (error != NULL)
    g_message ("A document's log grows: %s", error->message);

  talus_readers_give (self->readers, reader);
}

static gpointer
make_checkpoint_pool (gpointer unused)
{
  return g_thread_pool_new (checkpoint_cb, NULL, N_CHECKPOINT_THREADS, FALSE, NULL);
}

static void
ask_for_checkpoint (TalusDocument *self)
{
  static GOnce once = G_ONCE_INIT;

  if (g_atomic_int_get (&self->wal_pages) < CHECKPOINT_PAGES ||
      !g_atomic_int_compare_and_exchange (&self->checkpoint_asked, 0, 1))
    return;

  g_thread_pool_push (g_once (&once, make_checkpoint_pool, NULL), g_object_ref (self), NULL);
}

static int
wal_hook_cb (void       *data,
             sqlite3    *db,
             const char *name,
             int         n_pages)
{
  TalusDocument *self = data;

  g_atomic_int_set (&self->wal_pages, n_pages);

  return SQLITE_OK;
}

static TalusTemplate *
find_template_cb (const char *hash,
                  gpointer    user_data)
{
  TalusDocument *self = user_data;
  TalusTemplate *template;

  g_mutex_lock (&self->template_mutex);
  template = g_hash_table_lookup (self->templates, hash);

  if (template != NULL)
    talus_template_ref (template);

  g_mutex_unlock (&self->template_mutex);

  return template;
}

static void
close_storage (TalusDocument *self)
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
recover (TalusDocument  *self,
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

/* Opens the writer's connection on a storage that is recovered. */
static gboolean
open_storage (TalusDocument  *self,
              guint64        *seq,
              char            head[TALUS_HEAD_LENGTH + 1],
              GError        **error)
{
  self->db = talus_sqlite_open (self->work_path, TALUS_SQLITE_LIVE, error);

  if (self->db != NULL &&
      talus_document_check_kind (self->db, error) &&
      start_wal (self->db, error) &&
      talus_sqlite_exec (self->db,
                         "PRAGMA synchronous = FULL;"
                         "PRAGMA wal_autocheckpoint = 0;"
                         "PRAGMA cache_size = -16384;", error) &&
      recover (self, error) &&
      talus_document_migrate_to_current (self->db, error) &&
      talus_document_verify_last (self->db, seq, head, error))
    self->rows = talus_rows_new (self->db, find_template_cb, self, error);

  if (self->rows == NULL)
    {
      close_storage (self);
      return FALSE;
    }

  g_atomic_int_set (&self->wal_pages, 0);
  sqlite3_wal_hook (self->db, wal_hook_cb, self);

  return TRUE;
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
judge_failure (TalusDocument *self,
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

static TalusJournalOutcome
commit_cb (TalusRecord **records,
           guint         n_records,
           gpointer      user_data,
           GError      **error)
{
  TalusDocument *self = user_data;
  g_autoptr(GError) reason = NULL;
  gboolean done = talus_sqlite_exec (self->db, "BEGIN IMMEDIATE", &reason);

  for (guint i = 0; done && i < n_records; i++)
    done = talus_rows_put (self->rows, records[i], &reason);

  done = done && talus_rows_finish (self->rows, &reason) &&
         talus_sqlite_exec (self->db, "COMMIT", &reason);

  if (!done)
    {
      TalusJournalOutcome outcome = judge_failure (self, reason);

      g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, reason->message);

      return outcome;
    }

  ask_for_checkpoint (self);

  return TALUS_JOURNAL_DURABLE;
}

/* Every connection of this process is closed before the storage is opened
 * again: only then is the write-ahead log read from the disk and not believed
 * to be what it was. */
static gboolean
reopen_cb (guint64   *seq,
           char       head[TALUS_HEAD_LENGTH + 1],
           gpointer   user_data,
           GError   **error)
{
  TalusDocument *self = user_data;
  gboolean done;

  talus_readers_shut (self->readers);
  close_storage (self);
  done = open_storage (self, seq, head, error);

  if (done)
    self->is_uncertain = FALSE;

  /* What may not have been written must not be read as if it had been. */
  if (!self->is_uncertain)
    talus_readers_reopen (self->readers);

  return done;
}

static void
talus_document_set_func (TalusJournal     *journal,
                         TalusJournalFunc  func,
                         gpointer          user_data)
{
  talus_journal_writer_set_func (TALUS_DOCUMENT (journal)->writer, func, user_data);
}

static void
talus_document_add_template (TalusJournal  *journal,
                             TalusTemplate *template)
{
  TalusDocument *self = TALUS_DOCUMENT (journal);

  g_mutex_lock (&self->template_mutex);
  g_hash_table_replace (self->templates, g_strdup (talus_template_get_hash (template)),
                        talus_template_ref (template));
  g_mutex_unlock (&self->template_mutex);
}

static void
talus_document_append (TalusJournal *journal,
                       TalusRecord  *record)
{
  talus_journal_writer_append (TALUS_DOCUMENT (journal)->writer, record);
}

static gboolean
talus_document_resume (TalusJournal  *journal,
                       guint64       *seq,
                       char           head[TALUS_HEAD_LENGTH + 1],
                       GError       **error)
{
  TalusDocument *self = TALUS_DOCUMENT (journal);

  return talus_journal_writer_resume (self->writer, reopen_cb, self, seq, head, error);
}

static gboolean
talus_document_read (TalusJournal  *journal,
                     guint64        after,
                     guint          limit,
                     gsize          max_bytes,
                     GPtrArray    **records,
                     GError       **error)
{
  TalusDocument *self = TALUS_DOCUMENT (journal);
  TalusReader *reader = talus_readers_take (self->readers, error);
  gboolean done;

  if (reader == NULL)
    return FALSE;

  done = talus_document_read_log (reader->read_log, after, limit, max_bytes, records, error);
  talus_readers_give (self->readers, reader);

  return done;
}

static gboolean
talus_document_find_command (TalusJournal   *journal,
                             const TalusId  *command_id,
                             TalusRecord   **record,
                             GError        **error)
{
  TalusDocument *self = TALUS_DOCUMENT (journal);
  TalusReader *reader = talus_readers_take (self->readers, error);
  gboolean done;

  if (reader == NULL)
    return FALSE;

  done = talus_document_find_record (reader->find_command, command_id, record, error);
  talus_readers_give (self->readers, reader);

  return done;
}

static void
talus_document_journal_init (TalusJournalInterface *iface)
{
  iface->set_func = talus_document_set_func;
  iface->add_template = talus_document_add_template;
  iface->append = talus_document_append;
  iface->resume = talus_document_resume;
  iface->read = talus_document_read;
  iface->find_command = talus_document_find_command;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TalusDocument, talus_document, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TALUS_TYPE_JOURNAL,
                                                      talus_document_journal_init))

static void
talus_document_finalize (GObject *object)
{
  TalusDocument *self = TALUS_DOCUMENT (object);

  talus_document_close (self, NULL);
  g_clear_pointer (&self->writer, talus_journal_writer_free);
  g_clear_pointer (&self->readers, talus_readers_free);
  g_clear_pointer (&self->lock, talus_file_lock_release);
  g_hash_table_unref (self->templates);
  g_mutex_clear (&self->template_mutex);
  talus_document_info_clear (&self->info);
  g_free (self->work_path);
  g_free (self->path);

  G_OBJECT_CLASS (talus_document_parent_class)->finalize (object);
}

static void
talus_document_class_init (TalusDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_document_finalize;
}

static void
talus_document_init (TalusDocument *self)
{
  self->is_closed = TRUE;
  g_mutex_init (&self->template_mutex);
  self->templates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) talus_template_unref);
}

/* One name for one file, whatever links lead to it: the lock is beside it. */
static char *
resolve_path (const char  *path,
              GError     **error)
{
  char *real = realpath (path, NULL);
  char *resolved;

  if (real == NULL)
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, TALUS_ERROR,
                   errno == ENOENT ? TALUS_ERROR_NOT_FOUND : TALUS_ERROR_STORAGE_FAILED,
                   "Cannot open “%s”: %s", shown, g_strerror (errno));
      return NULL;
    }

  resolved = g_strdup (real);
  free (real);

  return resolved;
}

/**
 * talus_document_open:
 * @path: (type filename): a document
 * @error: return location: %TALUS_ERROR_CONFLICT with `details:{host,pid,
 *   program}` where another process has it, %TALUS_ERROR_NOT_FOUND,
 *   %TALUS_ERROR_INVALID_REQUEST for what is no document, damaged or newer,
 *   %TALUS_ERROR_STORAGE_FAILED
 *
 * Takes the lock, recovers what a crash left, brings the tables up to date and
 * starts the writer. Any thread; the object then belongs to the thread it is
 * handed to.
 *
 * Returns: (transfer full) (nullable): the document
 */
TalusDocument *
talus_document_open (const char  *path,
                     GError     **error)
{
  g_autoptr(TalusDocument) self = NULL;
  guint64 seq;
  char head[TALUS_HEAD_LENGTH + 1];

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (TALUS_TYPE_DOCUMENT, NULL);
  self->path = resolve_path (path, error);

  if (self->path == NULL)
    return NULL;

  self->work_path = g_strdup (self->path);
  self->lock = talus_file_lock_acquire (self->path, error);

  if (self->lock == NULL || !open_storage (self, &seq, head, error))
    return NULL;

  self->readers = talus_readers_new (self->work_path);
  self->writer = talus_journal_writer_new (TALUS_JOURNAL (self), seq, head, commit_cb, self);
  self->is_closed = FALSE;

  if (!talus_document_read_info (self->db, &self->info, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * talus_document_get_path:
 * @self: a document
 *
 * Returns: (type filename): where it is, links resolved
 */
const char *
talus_document_get_path (TalusDocument *self)
{
  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), NULL);

  return self->path;
}

/**
 * talus_document_get_info:
 * @self: a document
 *
 * Returns: (transfer none): what it said of itself when it was opened
 */
const TalusDocumentInfo *
talus_document_get_info (TalusDocument *self)
{
  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), NULL);

  return &self->info;
}

TalusReader *
talus_document_take_reader (TalusDocument  *self,
                            GError        **error)
{
  return talus_readers_take (self->readers, error);
}

void
talus_document_give_reader (TalusDocument *self,
                            TalusReader   *reader)
{
  talus_readers_give (self->readers, reader);
}

/* Runs something in a transaction of its own on the writer's thread. */
typedef struct
{
  TalusDocument *document;
  TalusDocumentEdit edit;
  gpointer user_data;
} EditCall;

static TalusJournalOutcome
edit_cb (gpointer   user_data,
         GError   **error)
{
  EditCall *call = user_data;
  TalusDocument *self = call->document;
  g_autoptr(GError) reason = NULL;
  TalusJournalOutcome outcome;
  gboolean is_refused = FALSE;

  if (talus_sqlite_exec (self->db, "BEGIN IMMEDIATE", &reason) &&
      call->edit (self->db, call->user_data, &is_refused, &reason) &&
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
 * talus_document_edit:
 * @self: an open document
 * @edit: what to do
 * @user_data: for @edit
 * @error: return location
 *
 * Changes something that is not part of the log; durable when it returns.
 * Blocks. Any thread.
 *
 * Returns: whether it was done
 */
gboolean
talus_document_edit (TalusDocument      *self,
                     TalusDocumentEdit   edit,
                     gpointer            user_data,
                     GError            **error)
{
  EditCall call = { self, edit, user_data };

  return talus_journal_writer_call (self->writer, edit_cb, &call, error);
}

/**
 * talus_document_checkpoint:
 * @self: an open document
 * @error: return location
 *
 * Waits until everything appended so far is settled and leaves the write-ahead
 * log empty: all of the document is in its one file. Blocks. Any thread.
 *
 * Returns: whether it is so
 */
gboolean
talus_document_checkpoint (TalusDocument  *self,
                           GError        **error)
{
  TalusReader *reader;
  gboolean done;

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), FALSE);

  if (!talus_journal_writer_call (self->writer, NULL, NULL, error))
    return FALSE;

  reader = talus_readers_take (self->readers, error);

  if (reader == NULL)
    return FALSE;

  done = talus_sqlite_checkpoint (reader->db, SQLITE_CHECKPOINT_TRUNCATE, error);
  talus_readers_give (self->readers, reader);

  return done;
}

/* At rest a document is one file, readable from a read-only folder too. */
static gboolean
settle_storage (TalusDocument  *self,
                GError        **error)
{
  guint64 seq;
  char head[TALUS_HEAD_LENGTH + 1];
  gboolean done;

  if (self->db == NULL && !open_storage (self, &seq, head, error))
    return FALSE;

  g_clear_pointer (&self->rows, talus_rows_free);
  done = talus_sqlite_checkpoint (self->db, SQLITE_CHECKPOINT_TRUNCATE, error) &&
         talus_sqlite_exec (self->db, "PRAGMA journal_mode = DELETE", error);
  close_storage (self);

  return done;
}

/**
 * talus_document_close:
 * @self: a document
 * @error: return location: why it was left with its write-ahead log beside
 *   it. Nothing is lost then, the next opening recovers it
 *
 * Settles what was appended, waits for readers, leaves a single file at rest
 * and gives up the lock. Afterwards the document can only be freed. Blocks.
 * The thread that owns it.
 *
 * Returns: whether a single file was left
 */
gboolean
talus_document_close (TalusDocument  *self,
                      GError        **error)
{
  gboolean done;

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), FALSE);

  if (self->is_closed)
    return TRUE;

  self->is_closed = TRUE;
  talus_journal_writer_stop (self->writer);
  talus_readers_shut (self->readers);
  done = settle_storage (self, error);
  g_clear_pointer (&self->lock, talus_file_lock_release);

  return done;
}

/**
 * talus_document_get_metrics:
 * @self: a document
 * @metrics: (out): the figures
 *
 * Takes the figures of the writer: commits since the last time this was
 * called, bucket by bucket, and how many records wait now. The host's thread.
 */
void
talus_document_get_metrics (TalusDocument       *self,
                            TalusJournalMetrics *metrics)
{
  g_return_if_fail (TALUS_IS_DOCUMENT (self));
  g_return_if_fail (metrics != NULL);

  talus_journal_writer_get_metrics (self->writer, metrics);
}
