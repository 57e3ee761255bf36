/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-journal.h"

#include "base/talus-error.h"

struct _TestJournal
{
  GObject parent_instance;

  GPtrArray *log;
  GPtrArray *queue;
  TalusJournalFunc func;
  gpointer user_data;
  gboolean usable;
  gboolean eager;
};

static void test_journal_iface_init (TalusJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestJournal, test_journal, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TALUS_TYPE_JOURNAL, test_journal_iface_init))

static void
set_func (TalusJournal     *journal,
          TalusJournalFunc  func,
          gpointer          user_data)
{
  TestJournal *self = TEST_JOURNAL (journal);

  self->func = func;
  self->user_data = user_data;
}

static void
add_template (TalusJournal  *journal,
              TalusTemplate *template)
{
}

static void
append (TalusJournal *journal,
        TalusRecord  *record)
{
  TestJournal *self = TEST_JOURNAL (journal);

  g_ptr_array_add (self->queue, talus_record_ref (record));
  if (self->eager)
    test_journal_settle (self, 1, TALUS_JOURNAL_DURABLE, 0);
}

static gboolean
resume (TalusJournal  *journal,
        guint64       *seq,
        char           head[TALUS_HEAD_LENGTH + 1],
        GError       **error)
{
  TestJournal *self = TEST_JOURNAL (journal);
  TalusRecord *last = g_ptr_array_index (self->log, self->log->len - 1);

  if (!self->usable)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "The disk is gone");
      return FALSE;
    }

  g_ptr_array_set_size (self->queue, 0);
  *seq = last->seq;
  g_strlcpy (head, last->head, TALUS_HEAD_LENGTH + 1);

  return TRUE;
}

static gboolean
read_log (TalusJournal  *journal,
          guint64        after,
          guint          limit,
          gsize          max_bytes,
          GPtrArray    **records,
          GError       **error)
{
  TestJournal *self = TEST_JOURNAL (journal);

  *records = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
  for (guint i = after; i < self->log->len && (*records)->len < limit; i++)
    g_ptr_array_add (*records, talus_record_ref (g_ptr_array_index (self->log, i)));

  return TRUE;
}

static gboolean
find_command (TalusJournal   *journal,
              const TalusId  *command_id,
              TalusRecord   **record,
              GError        **error)
{
  TestJournal *self = TEST_JOURNAL (journal);

  *record = NULL;
  for (guint i = 0; i < self->log->len; i++)
    {
      TalusRecord *one = g_ptr_array_index (self->log, i);

      if (one->has_command_id && talus_id_equal (&one->command_id, command_id))
        *record = talus_record_ref (one);
    }

  return TRUE;
}

static void
test_journal_iface_init (TalusJournalInterface *iface)
{
  iface->set_func = set_func;
  iface->add_template = add_template;
  iface->append = append;
  iface->resume = resume;
  iface->read = read_log;
  iface->find_command = find_command;
}

static void
test_journal_finalize (GObject *object)
{
  TestJournal *self = TEST_JOURNAL (object);

  g_ptr_array_unref (self->log);
  g_ptr_array_unref (self->queue);

  G_OBJECT_CLASS (test_journal_parent_class)->finalize (object);
}

static void
test_journal_class_init (TestJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_journal_finalize;
}

static void
test_journal_init (TestJournal *self)
{
  self->log = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
  self->queue = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
  self->usable = TRUE;
}

TestJournal *
test_journal_new (TalusRecord *baseline)
{
  TestJournal *self = g_object_new (TEST_TYPE_JOURNAL, NULL);

  g_ptr_array_add (self->log, talus_record_ref (baseline));

  return self;
}

guint
test_journal_get_queued (TestJournal *self)
{
  return self->queue->len;
}

void
test_journal_settle (TestJournal         *self,
                     guint                n,
                     TalusJournalOutcome  outcome,
                     guint                n_kept)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (
    (GDestroyNotify) talus_record_unref);
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (n, <=, self->queue->len);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (records, talus_record_ref (g_ptr_array_index (self->queue, i)));
  g_ptr_array_remove_range (self->queue, 0, n);

  if (outcome == TALUS_JOURNAL_DURABLE)
    n_kept = n;
  else
    error = g_error_new (TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "No space left on device");
  for (guint i = 0; i < n_kept; i++)
    g_ptr_array_add (self->log, talus_record_ref (g_ptr_array_index (records, i)));

  self->func (TALUS_JOURNAL (self), (TalusRecord **) records->pdata, n, outcome, error,
              self->user_data);
}

void
test_journal_tell (TestJournal         *self,
                   TalusRecord         *record,
                   TalusJournalOutcome  outcome)
{
  g_autoptr(GError) error = g_error_new (TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "It failed");

  self->func (TALUS_JOURNAL (self), &record, 1, outcome, error, self->user_data);
}

void
test_journal_intrude (TestJournal *self,
                      TalusRecord *record)
{
  g_ptr_array_add (self->log, talus_record_ref (record));
}

void
test_journal_set_usable (TestJournal *self,
                         gboolean     usable)
{
  self->usable = usable;
}

void
test_journal_set_eager (TestJournal *self,
                        gboolean     eager)
{
  self->eager = eager;
}
