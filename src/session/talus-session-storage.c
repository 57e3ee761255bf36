/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session and its journal: what is in flight, what became durable, and what
 * is done when the disk fails. It must not know what a command means.
 *
 *   refused   rolled back for certain: everything in flight is void, since
 *             the later was resolved on top of the earlier
 *   unknown   nobody can say what was written: the session freezes, shows
 *             what is confirmed, and asks the journal, once it opens again,
 *             how far it got; what is there is confirmed, the rest void
 *
 * A session that is closed meanwhile, or finds another log than its own, never
 * gets to know: those who wait are told so. */
#define G_LOG_DOMAIN "talus-session-storage"

#include "session/talus-session-private.h"

#define RETRY_MS 1000

/*
 * talus_flight_new:
 *
 * A record on its way, with nobody waiting yet.
 */
TalusFlight *
talus_flight_new (TalusRecord *record)
{
  TalusFlight *flight = g_new0 (TalusFlight, 1);

  flight->record = talus_record_ref (record);
  flight->waiters = g_array_new (FALSE, FALSE, sizeof (TalusWaiter));

  return flight;
}

void
talus_flight_free (TalusFlight *flight)
{
  talus_record_unref (flight->record);
  g_array_unref (flight->waiters);
  g_clear_pointer (&flight->refusals, g_ptr_array_unref);
  g_free (flight);
}

void
talus_flight_add_waiter (TalusFlight     *flight,
                         TalusSubmitFunc  func,
                         gpointer         user_data)
{
  TalusWaiter waiter = { func, user_data };

  g_array_append_val (flight->waiters, waiter);
}

/*
 * talus_flight_add_refusal:
 * @refusal: (transfer full): what was refused in view of the flight
 *
 * Keeps it until the flight has landed, or will not.
 */
void
talus_flight_add_refusal (TalusFlight  *flight,
                          TalusRefusal *refusal)
{
  if (flight->refusals == NULL)
    flight->refusals = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_refusal_free);
  g_ptr_array_add (flight->refusals, refusal);
}

/* Everybody was told of a command that came to nothing after all. */
static void
announce_void (TalusSession *self,
               TalusRecord  *record,
               const GError *error)
{
  TalusNotice notice = { TALUS_NOTICE_FAILED };

  notice.client_id = record->client_id;
  notice.author = record->author;
  notice.has_command_id = record->has_command_id;
  notice.command_id = record->command_id;
  notice.command_type = record->command_type;
  notice.error = error;
  talus_session_queue_notice (self, &notice);
}

static void
answer_flight (TalusSession *self,
               TalusFlight  *flight,
               const GError *error)
{
  if (error != NULL)
    announce_void (self, flight->record, error);
  for (guint i = 0; i < flight->waiters->len; i++)
    talus_session_queue_answer (self, &g_array_index (flight->waiters, TalusWaiter, i),
                                error == NULL ? flight->record : NULL, error);
  while (flight->refusals != NULL && flight->refusals->len > 0)
    talus_session_queue_refusal (self, g_ptr_array_steal_index (flight->refusals, 0), error);
  g_hash_table_remove (self->flights_by_id, &flight->record->command_id);
  talus_flight_free (flight);
}

static void
settle (TalusSession *self)
{
  talus_session_deliver (self);
  if (talus_session_is_settled (self) && self->settled_calls->len > 0)
    talus_session_run_calls (self, &self->settled_calls);
}

/* Confirms and announces the first @n of what is in flight. FALSE if they do
 * not fit, which is the failure then. */
static gboolean
land_flights (TalusSession *self,
              guint         n)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  gboolean fits = FALSE;

  if (n == 0)
    return TRUE;

  /* Of a frozen session the graph shows none of it yet. */
  if (talus_session_is_settled (self))
    talus_session_run_guards (self);

  for (GList *l = self->flights.head; l != NULL && records->len < n; l = l->next)
    g_ptr_array_add (records, ((TalusFlight *) l->data)->record);

  /* The replica made these very changes, so that divergence is a bug here;
   * what is on disk is right, and is read again when the session is opened. */
  fits = talus_replica_confirm (self->replica, (TalusRecord **) records->pdata, records->len,
                                &error);
  if (!fits)
    {
      g_critical ("A session does not follow its own journal: %s", error->message);
      g_clear_error (&self->failure);
      self->failure = g_error_new (TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                                   "The session lost its place; close it and open it again");
    }

  talus_session_queue_records (self, (TalusRecord **) records->pdata, records->len);
  for (guint i = 0; i < n; i++)
    answer_flight (self, g_queue_pop_head (&self->flights), NULL);

  return fits;
}

static void
void_flights (TalusSession *self,
              const GError *error)
{
  TalusFlight *flight = NULL;

  talus_replica_reject_all (self->replica);
  while ((flight = g_queue_pop_head (&self->flights)) != NULL)
    answer_flight (self, flight, error);
}

static void
announce_storage (TalusSession *self)
{
  TalusNotice notice = { TALUS_NOTICE_STORAGE };

  notice.error = self->failure;
  talus_session_queue_notice (self, &notice);
}

/* Nobody will ever know more than that. */
static void
lose_flights (TalusSession *self)
{
  g_autoptr(GError) error = NULL;

  error = g_error_new (TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                       "It is not known whether the change was written; ask again with the same "
                       "command_id when the project is open again");
  void_flights (self, error);
}

/* FALSE while it is worth trying again. */
static gboolean
try_resume (TalusSession *self)
{
  char head[TALUS_HEAD_LENGTH + 1] = "";
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) refusal = NULL;
  guint64 seq = 0;
  guint n = 0;
  const char *expected = talus_session_get_head (self);

  if (!talus_journal_resume (self->journal, &seq, head, &error))
    {
      g_message ("A document is still unusable: %s", error->message);
      return FALSE;
    }

  for (GList *l = self->flights.head; l != NULL; l = l->next)
    {
      TalusRecord *record = ((TalusFlight *) l->data)->record;

      if (record->seq > seq)
        break;
      expected = record->head;
      n++;
    }

  if (seq != talus_session_get_seq (self) + n || g_strcmp0 (head, expected) != 0)
    {
      /* Somebody else wrote, or a backup was put in our place. */
      g_clear_error (&self->failure);
      self->failure = g_error_new (TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                                   "The document on disk is not the one this session wrote; "
                                   "close the session and open it again");
      g_message ("%s", self->failure->message);
      lose_flights (self);
      announce_storage (self);
      return TRUE;
    }

  refusal = g_error_copy (self->failure);
  if (land_flights (self, n))
    g_clear_error (&self->failure);
  void_flights (self, refusal);
  announce_storage (self);

  return TRUE;
}

static void
stop_retrying (TalusSession *self)
{
  if (self->retry != NULL)
    g_source_destroy (self->retry);
  g_clear_pointer (&self->retry, g_source_unref);
}

/*
 * talus_session_give_up_flights:
 *
 * The session ends: asks the journal a last time, and tells whoever still
 * waits.
 */
void
talus_session_give_up_flights (TalusSession *self)
{
  stop_retrying (self);
  if (self->flights.length > 0 && !try_resume (self))
    lose_flights (self);
}

static gboolean
retry_cb (gpointer user_data)
{
  g_autoptr(TalusSession) self = g_object_ref (TALUS_SESSION (user_data));

  if (!try_resume (self))
    return G_SOURCE_CONTINUE;

  if (self->failure == NULL)
    g_message ("A document is usable again");
  g_clear_pointer (&self->retry, g_source_unref);
  settle (self);

  return G_SOURCE_REMOVE;
}

static void
start_retrying (TalusSession *self)
{
  if (self->retry != NULL)
    return;

  self->retry = g_timeout_source_new (RETRY_MS);
  g_source_set_callback (self->retry, retry_cb, self, NULL);
  g_source_set_static_name (self->retry, "[talus] reopen the journal");
  g_source_attach (self->retry, g_main_context_get_thread_default ());
}

static void
fail (TalusSession *self,
      const GError *cause)
{
  g_clear_error (&self->failure);
  self->failure = g_error_new (TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                               "The change could not be written and was not made: %s",
                               cause != NULL ? cause->message : "the disk failed");
  g_message ("%s", self->failure->message);
  announce_storage (self);
}

/* Whether any of them is still in flight. What has failed may be told of more
 * than once, and late: the journal was asked meanwhile. */
static gboolean
concerns_flights (TalusSession  *self,
                  TalusRecord  **records,
                  guint          n_records)
{
  for (guint i = 0; i < n_records; i++)
    {
      TalusFlight *flight = g_hash_table_lookup (self->flights_by_id, &records[i]->command_id);

      if (flight != NULL && flight->record == records[i])
        return TRUE;
    }

  return FALSE;
}

static void
journal_cb (TalusJournal         *journal,
            TalusRecord         **records,
            guint                 n_records,
            TalusJournalOutcome   outcome,
            const GError         *error,
            gpointer              user_data)
{
  g_autoptr(TalusSession) self = g_object_ref (TALUS_SESSION (user_data));

  switch (outcome)
    {
    case TALUS_JOURNAL_DURABLE:
      g_assert (n_records <= self->flights.length);
      land_flights (self, n_records);
      break;

    case TALUS_JOURNAL_REFUSED:
      if (self->failure == NULL && concerns_flights (self, records, n_records))
        {
          fail (self, error);
          void_flights (self, self->failure);
          if (!try_resume (self))
            start_retrying (self);
        }
      break;

    case TALUS_JOURNAL_UNKNOWN:
    default:
      if (self->failure == NULL && concerns_flights (self, records, n_records))
        {
          fail (self, error);
          /* Readable meanwhile, as far as it is certain. */
          talus_replica_reject_all (self->replica);
          if (!try_resume (self))
            start_retrying (self);
        }
      break;
    }

  settle (self);
}

/*
 * talus_session_launch:
 * @flight: (transfer full): a sealed record that the replica holds as pending
 *
 * Sends it to the journal.
 */
void
talus_session_launch (TalusSession *self,
                      TalusFlight  *flight)
{
  g_queue_push_tail (&self->flights, flight);
  g_hash_table_insert (self->flights_by_id, &flight->record->command_id, flight);
  talus_journal_append (self->journal, flight->record);
}

/*
 * talus_session_listen_to_journal:
 *
 * From now on the journal's answers are this session's.
 */
void
talus_session_listen_to_journal (TalusSession *self)
{
  talus_journal_set_func (self->journal, journal_cb, self);
}

void
talus_session_storage_clear (TalusSession *self)
{
  if (self->journal != NULL)
    talus_journal_set_func (self->journal, NULL, NULL);
  stop_retrying (self);
  g_clear_pointer (&self->flights_by_id, g_hash_table_unref);
  g_queue_clear_full (&self->flights, (GDestroyNotify) talus_flight_free);
  g_clear_error (&self->failure);
}
