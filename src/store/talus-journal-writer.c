/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that makes records durable, several at once where several wait,
 * and the rules for when that fails: what was refused takes with it everything
 * behind it, and after an unknown outcome nothing is written until somebody
 * has looked. What a commit is, it is told; it knows no database. */
#define G_LOG_DOMAIN "talus-journal"

#include "store/talus-journal-writer.h"

#include <string.h>

#include "store/talus-journal-outbox.h"

typedef struct
{
  TalusJournalCallFunc func;       /* one of the two */
  TalusJournalReopenFunc reopen;
  gpointer user_data;
  guint64 seq;
  char head[TALUS_HEAD_LENGTH + 1];
  GError *error;
  gboolean succeeded;
  gboolean done;
} Call;

/* A record or a call, in the order they came. */
typedef struct
{
  TalusRecord *record;
  Call *call;
} Item;

struct _TalusJournalWriter
{
  TalusJournalCommitFunc commit;
  gpointer user_data;
  TalusJournalOutbox *outbox;
  GThread *thread;

  GMutex mutex;
  GCond wake;                      /* for the thread */
  GCond called;                    /* for those who wait for a call */

  /* under the mutex */
  GQueue queue;                    /* of Item */
  guint n_waiting;                 /* records appended and not settled */
  guint64 next_seq;
  TalusJournalOutcome state;       /* DURABLE: all is well */
  GError *failure;                 /* of the state */
  gboolean stopping;
  TalusJournalMetrics metrics;

  /* the thread's own */
  char head[TALUS_HEAD_LENGTH + 1];
};

static const double bucket_bounds[] = {
  0.00025, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256,
};

G_STATIC_ASSERT (G_N_ELEMENTS (bucket_bounds) + 1 ==
                 G_N_ELEMENTS (((TalusJournalMetrics *) NULL)->buckets));

static gsize
guess_size (TalusRecord *record)
{
  return 256 + strlen (record->command_data) + talus_change_set_get_size (record->changes) +
         (record->hints != NULL ? strlen (record->hints) : 0);
}

static gboolean
check_chain (TalusJournalWriter  *self,
             TalusRecord        **records,
             guint                n_records,
             GError             **error)
{
  const char *head = self->head;

  for (guint i = 0; i < n_records; i++)
    {
      if (!talus_record_verify (records[i], head))
        {
          g_critical ("Record %" G_GUINT64_FORMAT " does not continue the log", records[i]->seq);
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT,
                       "Record %" G_GUINT64_FORMAT " does not continue the log", records[i]->seq);
          return FALSE;
        }

      head = records[i]->head;
    }

  return TRUE;
}

/* Under the mutex. */
static void
count_commit (TalusJournalWriter *self,
              guint               n_records,
              double              seconds)
{
  guint bucket = 0;

  while (bucket < G_N_ELEMENTS (bucket_bounds) && seconds > bucket_bounds[bucket])
    bucket++;

  self->metrics.n_commits++;
  self->metrics.n_records += n_records;
  self->metrics.buckets[bucket]++;
  self->metrics.sum_seconds += seconds;
}

/* Under the mutex: from here on everything fails until somebody resumes. */
static void
enter_failure (TalusJournalWriter  *self,
               TalusJournalOutcome  outcome,
               const GError        *error)
{
  self->state = outcome;
  g_clear_error (&self->failure);
  self->failure = g_error_copy (error);
}

/* Under the mutex: the records that wait, up to the first call. */
static void
take_waiting (TalusJournalWriter *self,
              GPtrArray          *records)
{
  while (records->len < TALUS_JOURNAL_MAX_BATCH_RECORDS)
    {
      Item *item = g_queue_peek_head (&self->queue);

      if (item == NULL || item->record == NULL)
        return;

      g_queue_pop_head (&self->queue);
      g_ptr_array_add (records, item->record);
      g_free (item);
    }
}

static GPtrArray *
new_record_array (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
}

/* Under the mutex. Everything not written joins in one message, because who
 * hears it may resume at once and must hear no more of it afterwards. */
static void
settle_failed (TalusJournalWriter *self,
               GPtrArray          *records)
{
  GList *l = self->queue.head;

  while (l != NULL)
    {
      GList *next = l->next;
      Item *item = l->data;

      if (item->record != NULL)
        {
          g_ptr_array_add (records, item->record);
          g_queue_delete_link (&self->queue, l);
          g_free (item);
        }

      l = next;
    }

  self->n_waiting -= records->len;
  talus_journal_outbox_post (self->outbox, records, self->state, self->failure);
}

/* The failure and what it voids become known under one lock: a record that is
 * refused at its appending in between would be news of its own, whoever hears
 * it resumes, and then hears the rest as a second failure. */
static void
fail_all (TalusJournalWriter  *self,
          TalusJournalOutcome  outcome,
          const GError        *error,
          GPtrArray           *records,
          guint                n_done)
{
  g_ptr_array_remove_range (records, 0, n_done);
  g_mutex_lock (&self->mutex);
  enter_failure (self, outcome, error);
  settle_failed (self, records);
  g_mutex_unlock (&self->mutex);
}

static TalusJournalOutcome
commit_some (TalusJournalWriter  *self,
             GPtrArray           *records,
             GError             **error)
{
  TalusJournalOutcome outcome = TALUS_JOURNAL_REFUSED;
  gint64 started = g_get_monotonic_time ();
  TalusRecord **array = (TalusRecord **) records->pdata;

  if (check_chain (self, array, records->len, error))
    outcome = self->commit (array, records->len, self->user_data, error);

  if (outcome != TALUS_JOURNAL_DURABLE)
    return outcome;

  g_mutex_lock (&self->mutex);
  count_commit (self, records->len, (double) (g_get_monotonic_time () - started) / 1e6);
  memcpy (self->head, array[records->len - 1]->head, sizeof self->head);
  self->n_waiting -= records->len;
  talus_journal_outbox_post (self->outbox, records, outcome, NULL);
  g_mutex_unlock (&self->mutex);

  return outcome;
}

/* Commits what was taken, in as many goes as its size wants. */
static void
commit_taken (TalusJournalWriter *self,
              GPtrArray          *taken)
{
  TalusJournalOutcome outcome = TALUS_JOURNAL_DURABLE;
  guint done = 0;

  while (done < taken->len && outcome == TALUS_JOURNAL_DURABLE)
    {
      g_autoptr(GPtrArray) some = new_record_array ();
      g_autoptr(GError) error = NULL;
      gsize size = 0;

      while (done + some->len < taken->len && size < TALUS_JOURNAL_MAX_BATCH_BYTES)
        {
          TalusRecord *record = g_ptr_array_index (taken, done + some->len);

          size += guess_size (record);
          g_ptr_array_add (some, talus_record_ref (record));
        }

      outcome = commit_some (self, some, &error);

      if (outcome == TALUS_JOURNAL_DURABLE)
        done += some->len;
      else
        fail_all (self, outcome, error, taken, done);
    }
}

static void
run_call (TalusJournalWriter *self,
          Call               *call)
{
  g_autoptr(GPtrArray) waiting = new_record_array ();
  TalusJournalOutcome outcome = TALUS_JOURNAL_DURABLE;

  if (call->reopen != NULL)
    call->succeeded = call->reopen (&call->seq, call->head, call->user_data, &call->error);
  else if (self->state != TALUS_JOURNAL_DURABLE)
    call->error = g_error_copy (self->failure);
  else if (call->func == NULL)
    call->succeeded = TRUE;
  else
    {
      outcome = call->func (call->user_data, &call->error);
      call->succeeded = outcome == TALUS_JOURNAL_DURABLE;
    }

  g_mutex_lock (&self->mutex);

  if (outcome == TALUS_JOURNAL_UNKNOWN)
    {
      enter_failure (self, outcome, call->error);
      settle_failed (self, waiting);
    }
  else if (call->reopen != NULL && call->succeeded)
    {
      self->state = TALUS_JOURNAL_DURABLE;
      g_clear_error (&self->failure);
      self->next_seq = call->seq + 1;
      memcpy (self->head, call->head, sizeof self->head);
    }

  call->done = TRUE;
  g_cond_broadcast (&self->called);
  g_mutex_unlock (&self->mutex);
}

static gpointer
write_thread (gpointer data)
{
  TalusJournalWriter *self = data;

  for (;;)
    {
      g_autoptr(GPtrArray) taken = new_record_array ();
      Call *call = NULL;
      Item *item;

      g_mutex_lock (&self->mutex);

      while (g_queue_is_empty (&self->queue) && !self->stopping)
        g_cond_wait (&self->wake, &self->mutex);

      item = g_queue_peek_head (&self->queue);

      if (item == NULL)
        {
          g_mutex_unlock (&self->mutex);
          return NULL;
        }

      if (item->call != NULL)
        {
          call = item->call;
          g_free (g_queue_pop_head (&self->queue));
        }
      else
        {
          take_waiting (self, taken);
        }

      g_mutex_unlock (&self->mutex);

      if (call != NULL)
        run_call (self, call);
      else
        commit_taken (self, taken);
    }
}

/**
 * talus_journal_writer_new:
 * @journal: whose records these are; not kept alive
 * @seq: the last record that is durable
 * @head: its head
 * @commit: makes records durable
 * @user_data: for @commit
 *
 * Starts the thread.
 *
 * Returns: (transfer full): the writer
 */
TalusJournalWriter *
talus_journal_writer_new (TalusJournal           *journal,
                          guint64                 seq,
                          const char             *head,
                          TalusJournalCommitFunc  commit,
                          gpointer                user_data)
{
  TalusJournalWriter *self = g_new0 (TalusJournalWriter, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->wake);
  g_cond_init (&self->called);
  g_queue_init (&self->queue);
  self->commit = commit;
  self->user_data = user_data;
  self->state = TALUS_JOURNAL_DURABLE;
  self->next_seq = seq + 1;
  g_strlcpy (self->head, head, sizeof self->head);
  self->outbox = talus_journal_outbox_new (journal);
  self->thread = g_thread_new ("talus-journal", write_thread, self);

  return self;
}

/**
 * talus_journal_writer_free:
 * @self: (nullable): a writer
 *
 * Stops it and frees it; what was not told by now is not told any more.
 */
void
talus_journal_writer_free (TalusJournalWriter *self)
{
  if (self == NULL)
    return;

  talus_journal_writer_stop (self);
  talus_journal_outbox_free (self->outbox);
  g_clear_error (&self->failure);
  g_cond_clear (&self->called);
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * talus_journal_writer_set_func:
 * @self: a writer
 * @func: (nullable): who hears what became of the records
 * @user_data: for @func
 *
 * See talus_journal_set_func().
 */
void
talus_journal_writer_set_func (TalusJournalWriter *self,
                               TalusJournalFunc    func,
                               gpointer            user_data)
{
  talus_journal_outbox_set_func (self->outbox, func, user_data);
}

static void
push (TalusJournalWriter *self,
      TalusRecord        *record,
      Call               *call)
{
  Item *item = g_new0 (Item, 1);

  item->record = record;
  item->call = call;
  g_queue_push_tail (&self->queue, item);
  g_cond_signal (&self->wake);
}

/**
 * talus_journal_writer_append:
 * @self: a writer
 * @record: the next record
 *
 * See talus_journal_append(). A record that is not the one after the last is a
 * programmer error, and refused.
 */
void
talus_journal_writer_append (TalusJournalWriter *self,
                             TalusRecord        *record)
{
  g_autoptr(GPtrArray) one = new_record_array ();
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (one, talus_record_ref (record));
  g_mutex_lock (&self->mutex);

  if (self->stopping)
    {
      error = g_error_new (TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "The document is closed");
      talus_journal_outbox_post (self->outbox, one, TALUS_JOURNAL_REFUSED, error);
    }
  else if (self->state != TALUS_JOURNAL_DURABLE)
    {
      talus_journal_outbox_post (self->outbox, one, self->state, self->failure);
    }
  else if (record->seq != self->next_seq)
    {
      g_critical ("Record %" G_GUINT64_FORMAT " was appended where %" G_GUINT64_FORMAT " is next",
                  record->seq, self->next_seq);
      error = g_error_new (TALUS_ERROR, TALUS_ERROR_CONFLICT,
                           "Record %" G_GUINT64_FORMAT " is not the next one", record->seq);
      talus_journal_outbox_post (self->outbox, one, TALUS_JOURNAL_REFUSED, error);
    }
  else
    {
      self->next_seq = record->seq + 1;
      self->n_waiting++;
      push (self, talus_record_ref (record), NULL);
    }

  g_mutex_unlock (&self->mutex);
}

static gboolean
wait_for_call (TalusJournalWriter  *self,
               Call                *call,
               GError             **error)
{
  g_mutex_lock (&self->mutex);

  if (self->stopping)
    {
      g_mutex_unlock (&self->mutex);
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "The document is closed");
      return FALSE;
    }

  push (self, NULL, call);

  while (!call->done)
    g_cond_wait (&self->called, &self->mutex);

  g_mutex_unlock (&self->mutex);

  if (!call->succeeded)
    g_propagate_error (error, call->error);

  return call->succeeded;
}

/**
 * talus_journal_writer_call:
 * @self: a writer
 * @func: (nullable): what to do on its thread; %NULL: nothing but to wait
 * @user_data: for @func
 * @error: return location: that of @func, or why the journal has failed
 *
 * Runs something behind everything appended so far, and waits for it.
 *
 * Returns: whether it succeeded
 */
gboolean
talus_journal_writer_call (TalusJournalWriter    *self,
                           TalusJournalCallFunc   func,
                           gpointer               user_data,
                           GError               **error)
{
  Call call = { .func = func, .user_data = user_data };

  return wait_for_call (self, &call, error);
}

/**
 * talus_journal_writer_resume:
 * @self: a writer
 * @func: opens the storage afresh
 * @user_data: for @func
 * @seq: (out): the last record there
 * @head: (out): its head
 * @error: return location
 *
 * See talus_journal_resume(). Goes on where the storage says it is.
 *
 * Returns: whether it goes on
 */
gboolean
talus_journal_writer_resume (TalusJournalWriter      *self,
                             TalusJournalReopenFunc   func,
                             gpointer                 user_data,
                             guint64                 *seq,
                             char                     head[TALUS_HEAD_LENGTH + 1],
                             GError                 **error)
{
  Call call = { .reopen = func, .user_data = user_data };

  if (!wait_for_call (self, &call, error))
    return FALSE;

  *seq = call.seq;
  memcpy (head, call.head, sizeof call.head);

  return TRUE;
}

/**
 * talus_journal_writer_stop:
 * @self: a writer
 *
 * Settles what was appended and ends the thread. What is appended afterwards
 * is refused.
 */
void
talus_journal_writer_stop (TalusJournalWriter *self)
{
  if (self->thread == NULL)
    return;

  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->mutex);

  g_thread_join (self->thread);
  self->thread = NULL;
}

/**
 * talus_journal_writer_get_metrics:
 * @self: a writer
 * @metrics: (out): the commits since the last time, the records that wait now
 *
 * Takes the figures. Any thread.
 */
void
talus_journal_writer_get_metrics (TalusJournalWriter  *self,
                                  TalusJournalMetrics *metrics)
{
  g_mutex_lock (&self->mutex);
  *metrics = self->metrics;
  metrics->queued = self->n_waiting;
  memset (&self->metrics, 0, sizeof self->metrics);
  g_mutex_unlock (&self->mutex);
}
