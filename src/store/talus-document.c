/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open document: the lock, the writer's thread, the readers, closing. How
 * it is written is talus-storage.h's affair, what rows there are talus-rows.h's.
 * It knows no session. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-document-private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/talus-file-lock.h"
#include "store/talus-journal-writer.h"
#include "store/talus-storage.h"

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
  gboolean is_remote;            /* the two differ */
  TalusFileLock *lock;
  TalusDocumentInfo info;
  TalusReaders *readers;
  TalusJournalWriter *writer;
  TalusIdFilter *command_ids;    /* of all that were ever appended */
  gboolean is_closed;
  TalusStorage *storage;         /* the writer's thread's, while there is one */
  int checkpoint_asked;          /* atomic */
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
      talus_storage_get_wal_pages (self->storage) >= RESTART_PAGES)
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

  if (talus_storage_get_wal_pages (self->storage) < CHECKPOINT_PAGES ||
      !g_atomic_int_compare_and_exchange (&self->checkpoint_asked, 0, 1))
    return;

  g_thread_pool_push (g_once (&once, make_checkpoint_pool, NULL), g_object_ref (self), NULL);
}

static TalusJournalOutcome
commit_cb (TalusRecord **records,
           guint         n_records,
           gpointer      user_data,
           GError      **error)
{
  TalusDocument *self = user_data;
  TalusJournalOutcome outcome = talus_storage_commit (self->storage, records, n_records, error);

  if (outcome == TALUS_JOURNAL_DURABLE)
    ask_for_checkpoint (self);

  return outcome;
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
  done = talus_storage_open (self->storage, seq, head, error);

  /* What may not have been written must not be read as if it had been. */
  if (!talus_storage_is_uncertain (self->storage))
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
  talus_storage_add_template (TALUS_DOCUMENT (journal)->storage, template);
}

static void
talus_document_append (TalusJournal *journal,
                       TalusRecord  *record)
{
  TalusDocument *self = TALUS_DOCUMENT (journal);

  if (record->has_command_id)
    talus_id_filter_add (self->command_ids, &record->command_id);
  talus_journal_writer_append (self->writer, record);
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
  TalusReader *reader;
  gboolean done;

  *record = NULL;
  if (!talus_id_filter_knows (self->command_ids, command_id))
    return TRUE;

  reader = talus_readers_take (self->readers, error);
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
  g_clear_pointer (&self->command_ids, talus_id_filter_free);
  g_clear_pointer (&self->lock, talus_file_lock_release);
  g_clear_pointer (&self->storage, talus_storage_free);
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

static gboolean
note_commands (TalusDocument  *self,
               GError        **error)
{
  TalusReader *reader = talus_readers_take (self->readers, error);
  gboolean done;

  if (reader == NULL)
    return FALSE;

  self->command_ids = talus_id_filter_new ();
  done = talus_document_note_commands (reader->db, self->command_ids, error);
  talus_readers_give (self->readers, reader);

  return done;
}

/**
 * talus_document_open:
 * @path: (type filename): a document
 * @error: return location: %TALUS_ERROR_CONFLICT with `details:{host,pid,
 *   program}` where another process has it, and `url` and `session_id` where
 *   it can be joined there, %TALUS_ERROR_NOT_FOUND,
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
  g_return_val_if_fail (path != NULL, NULL);

  return talus_document_open_as (path, talus_document_is_remote (path), error);
}

/**
 * talus_document_open_as:
 * @path: (type filename): a document
 * @is_remote: whether to work on a copy
 * @error: return location
 *
 * What talus_document_open() does once it knows where the document is.
 *
 * Returns: (transfer full) (nullable): the document
 */
TalusDocument *
talus_document_open_as (const char  *path,
                        gboolean     is_remote,
                        GError     **error)
{
  g_autoptr(TalusDocument) self = g_object_new (TALUS_TYPE_DOCUMENT, NULL);
  guint64 seq;
  char head[TALUS_HEAD_LENGTH + 1];

  self->is_remote = is_remote;
  self->path = resolve_path (path, error);

  if (self->path == NULL)
    return NULL;

  self->lock = talus_file_lock_acquire (self->path, error);

  if (self->lock == NULL)
    return NULL;

  self->work_path = is_remote ? talus_document_take_work_copy (self->path, error)
                              : g_strdup (self->path);

  if (self->work_path == NULL)
    return NULL;

  self->storage = talus_storage_new (self->work_path);

  if (!talus_storage_open (self->storage, &seq, head, error))
    return NULL;

  if (!talus_storage_read_info (self->storage, &self->info, error))
    {
      talus_storage_settle (self->storage, NULL);
      return NULL;
    }

  self->readers = talus_readers_new (self->work_path);

  if (!note_commands (self, error))
    {
      talus_readers_shut (self->readers);
      talus_storage_settle (self->storage, NULL);
      return NULL;
    }

  self->writer = talus_journal_writer_new (TALUS_JOURNAL (self), seq, head, commit_cb, self);
  self->is_closed = FALSE;

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
 * talus_document_note_url:
 * @self: a document that is not being closed
 * @url: (nullable): where its session can be joined; %NULL: nowhere
 *
 * Says so to other processes that want the document. The thread that owns it.
 */
void
talus_document_note_url (TalusDocument *self,
                         const char    *url)
{
  char session_id[TALUS_ID_TEXT_SIZE];

  g_return_if_fail (TALUS_IS_DOCUMENT (self));
  g_return_if_fail (!self->is_closed);

  talus_file_lock_note (self->lock, url,
                        url != NULL ? talus_id_format (&self->info.session_id, session_id) : NULL);
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

typedef struct
{
  TalusStorage *storage;
  TalusDocumentEdit edit;
  gpointer user_data;
} EditCall;

static TalusJournalOutcome
edit_cb (gpointer   user_data,
         GError   **error)
{
  EditCall *call = user_data;

  return talus_storage_edit (call->storage, call->edit, call->user_data, error);
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
  EditCall call = { self->storage, edit, user_data };

  return talus_journal_writer_call (self->writer, edit_cb, &call, error);
}

/* The remote document becomes what the copy is at this moment. */
static gboolean
save_remotely (TalusDocument  *self,
               GError        **error)
{
  g_autofree char *snapshot = talus_document_draw_temporary (self->work_path);
  gboolean done = talus_document_copy (self, snapshot, FALSE, error) &&
                  talus_document_write_back (snapshot, self->path, error);

  talus_document_delete_database (snapshot);

  return done;
}

/**
 * talus_document_checkpoint:
 * @self: an open document
 * @error: return location
 *
 * Waits until everything appended so far is settled and leaves the write-ahead
 * log empty: all of the document is in its one file. One on a network file
 * system is written back. Blocks. Any thread.
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

  return done && (!self->is_remote || save_remotely (self, error));
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
  done = talus_storage_settle (self->storage, error);

  if (done && self->is_remote)
    {
      done = talus_document_write_back (self->work_path, self->path, error);

      if (done)
        talus_document_delete_database (self->work_path);
      else
        g_message ("“%s” could not be written back; what it holds now is kept as “%s” and taken "
                   "up when it is opened again", self->path, self->work_path);
    }

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
