/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of records, on its way from the writer's thread to the main
 * context of whoever listens: a queue and a source that wakes the context. It
 * knows no storage. */
#define G_LOG_DOMAIN "talus-journal"

#include "store/talus-journal-outbox.h"

/* One transaction's. Failures of the same kind that nobody has heard of yet
 * are one: who hears of the first must not hear of the rest after having
 * resumed. */
typedef struct
{
  GPtrArray *records;
  TalusJournalOutcome outcome;
  GError *error;
} Delivery;

/* Shared with the source, which may outlive the outbox by a dispatch. */
typedef struct
{
  GMutex mutex;
  GQueue deliveries;
  GWeakRef journal;
} Shared;

typedef struct
{
  GSource parent;
  Shared *shared;
  TalusJournalFunc func;
  gpointer user_data;
} OutboxSource;

struct _TalusJournalOutbox
{
  Shared *shared;
  OutboxSource *source;  /* changed under the mutex */
};

static void
delivery_free (Delivery *self)
{
  g_ptr_array_unref (self->records);
  g_clear_error (&self->error);
  g_free (self);
}

static void
shared_clear (gpointer data)
{
  Shared *self = data;

  g_queue_clear_full (&self->deliveries, (GDestroyNotify) delivery_free);
  g_weak_ref_clear (&self->journal);
  g_mutex_clear (&self->mutex);
}

static Delivery *
pop_delivery (Shared *self)
{
  Delivery *delivery;

  g_mutex_lock (&self->mutex);
  delivery = g_queue_pop_head (&self->deliveries);
  g_mutex_unlock (&self->mutex);

  return delivery;
}

static gboolean
dispatch_cb (GSource     *source,
             GSourceFunc  unused,
             gpointer     unused_data)
{
  OutboxSource *self = (OutboxSource *) source;
  g_autoptr(TalusJournal) journal = g_weak_ref_get (&self->shared->journal);

  /* Before looking: what is posted from now on sets it again. */
  g_source_set_ready_time (source, -1);

  while (journal != NULL && !g_source_is_destroyed (source))
    {
      Delivery *delivery = pop_delivery (self->shared);

      if (delivery == NULL)
        return G_SOURCE_CONTINUE;

      self->func (journal, (TalusRecord **) delivery->records->pdata, delivery->records->len,
                  delivery->outcome, delivery->error, self->user_data);
      delivery_free (delivery);
    }

  return G_SOURCE_REMOVE;
}

static void
finalize_cb (GSource *source)
{
  OutboxSource *self = (OutboxSource *) source;

  g_atomic_rc_box_release_full (self->shared, shared_clear);
}

static GSourceFuncs source_funcs = { NULL, NULL, dispatch_cb, finalize_cb, NULL, NULL };

/**
 * talus_journal_outbox_new:
 * @journal: whose records they are; not kept alive
 *
 * Makes an outbox that nobody listens to.
 *
 * Returns: (transfer full): it
 */
TalusJournalOutbox *
talus_journal_outbox_new (TalusJournal *journal)
{
  TalusJournalOutbox *self = g_new0 (TalusJournalOutbox, 1);

  self->shared = g_atomic_rc_box_new0 (Shared);
  g_mutex_init (&self->shared->mutex);
  g_queue_init (&self->shared->deliveries);
  g_weak_ref_init (&self->shared->journal, journal);

  return self;
}

/**
 * talus_journal_outbox_free:
 * @self: (nullable): an outbox that nothing is posted to any more
 *
 * Frees it; what was not delivered never is.
 */
void
talus_journal_outbox_free (TalusJournalOutbox *self)
{
  if (self == NULL)
    return;

  talus_journal_outbox_set_func (self, NULL, NULL);
  g_atomic_rc_box_release_full (self->shared, shared_clear);
  g_free (self);
}

/**
 * talus_journal_outbox_set_func:
 * @self: an outbox
 * @func: (nullable): the listener
 * @user_data: for @func
 *
 * Sets who listens, on the main context that is the thread's default.
 */
void
talus_journal_outbox_set_func (TalusJournalOutbox *self,
                               TalusJournalFunc    func,
                               gpointer            user_data)
{
  OutboxSource *old_source;
  OutboxSource *source = NULL;

  if (func != NULL)
    {
      source = (OutboxSource *) g_source_new (&source_funcs, sizeof (OutboxSource));
      source->shared = g_atomic_rc_box_acquire (self->shared);
      source->func = func;
      source->user_data = user_data;
      g_source_set_static_name (&source->parent, "talus-journal");
      g_source_attach (&source->parent, g_main_context_get_thread_default ());
    }

  g_mutex_lock (&self->shared->mutex);
  old_source = self->source;
  self->source = source;

  if (source != NULL && !g_queue_is_empty (&self->shared->deliveries))
    g_source_set_ready_time (&source->parent, 0);
  else if (source == NULL)
    g_queue_clear_full (&self->shared->deliveries, (GDestroyNotify) delivery_free);

  g_mutex_unlock (&self->shared->mutex);

  if (old_source != NULL)
    {
      g_source_destroy (&old_source->parent);
      g_source_unref (&old_source->parent);
    }
}

/**
 * talus_journal_outbox_post:
 * @self: an outbox
 * @records: (element-type TalusRecord): in order; not changed afterwards
 * @outcome: what became of them
 * @error: (nullable): why, unless durable
 *
 * Has the listener called. Any thread.
 */
void
talus_journal_outbox_post (TalusJournalOutbox  *self,
                           GPtrArray           *records,
                           TalusJournalOutcome  outcome,
                           const GError        *error)
{
  Shared *shared = self->shared;
  Delivery *last;

  if (records->len == 0)
    return;

  g_mutex_lock (&shared->mutex);
  last = g_queue_peek_tail (&shared->deliveries);

  if (self->source == NULL)
    {
      /* Nobody wants to know. */
    }
  else if (outcome != TALUS_JOURNAL_DURABLE && last != NULL && last->outcome == outcome)
    {
      for (guint i = 0; i < records->len; i++)
        g_ptr_array_add (last->records, talus_record_ref (g_ptr_array_index (records, i)));
    }
  else
    {
      Delivery *delivery = g_new0 (Delivery, 1);

      delivery->records = g_ptr_array_ref (records);
      delivery->outcome = outcome;
      delivery->error = error != NULL ? g_error_copy (error) : NULL;
      g_queue_push_tail (&shared->deliveries, delivery);
      g_source_set_ready_time (&self->source->parent, 0);
    }

  g_mutex_unlock (&shared->mutex);
}
