/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session as an object: what it is, who is in it, how it ends. Commands
 * are in talus-session-submit.c, the journal in talus-session-storage.c, who
 * is told in talus-session-followers.c. */
#define G_LOG_DOMAIN "talus-session"

#include "session/talus-session-private.h"

#define LOG_CHUNK_RECORDS 1000
#define LOG_CHUNK_BYTES   (8 * 1024 * 1024)

G_DEFINE_FINAL_TYPE (TalusSession, talus_session, G_TYPE_OBJECT)

/*
 * talus_session_run_calls:
 * @calls: (inout): the calls; a fresh array stands in their place before the
 *   first is made
 *
 * Calls everybody who waited for something.
 */
void
talus_session_run_calls (TalusSession  *self,
                         GArray       **calls)
{
  g_autoptr(TalusSession) guard = g_object_ref (self);
  g_autoptr(GArray) taken = g_steal_pointer (calls);

  *calls = g_array_new (FALSE, FALSE, sizeof (TalusSessionCall));
  for (guint i = 0; i < taken->len; i++)
    {
      TalusSessionCall *call = &g_array_index (taken, TalusSessionCall, i);

      if (call->func != NULL)
        call->func (self, call->user_data);
    }
}

/*
 * talus_session_run_guards:
 *
 * Calls everybody who reads the graph as it is: it is about to change.
 */
void
talus_session_run_guards (TalusSession *self)
{
  while (self->change_guards->len > 0)
    {
      TalusChangeGuard guard = g_array_index (self->change_guards, TalusChangeGuard, 0);

      g_array_remove_index (self->change_guards, 0);
      guard.call.func (self, guard.call.user_data);
    }
}

static void
finish_closing (TalusSession *self,
                gpointer      user_data)
{
  TalusNotice notice = { TALUS_NOTICE_CLOSED };

  talus_session_give_up_flights (self);
  notice.text = self->closing_reason;
  talus_session_queue_notice (self, &notice);
  talus_session_queue_end (self);
  talus_session_deliver (self);
}

/*
 * talus_session_end:
 *
 * Closes it, now that everybody has been told everything: a session may be
 * closed from within a follower's callback, with more to tell in the queue.
 */
void
talus_session_end (TalusSession *self)
{
  talus_session_drop_followers (self);
  self->closed = TRUE;
  talus_session_run_calls (self, &self->close_calls);
}

static void
talus_session_dispose (GObject *object)
{
  TalusSession *self = TALUS_SESSION (object);

  talus_session_storage_clear (self);
  talus_session_followers_clear (self);
  g_clear_object (&self->replica);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (talus_session_parent_class)->dispose (object);
}

static void
talus_session_finalize (GObject *object)
{
  TalusSession *self = TALUS_SESSION (object);

  g_clear_pointer (&self->settled_calls, g_array_unref);
  g_clear_pointer (&self->change_guards, g_array_unref);
  g_clear_pointer (&self->close_calls, g_array_unref);
  g_clear_pointer (&self->clients_by_id, g_hash_table_unref);
  g_clear_pointer (&self->clients, g_ptr_array_unref);
  g_free (self->closing_reason);

  G_OBJECT_CLASS (talus_session_parent_class)->finalize (object);
}

static void
talus_session_class_init (TalusSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_session_dispose;
  object_class->finalize = talus_session_finalize;
}

static void
talus_session_init (TalusSession *self)
{
  g_queue_init (&self->flights);
  self->flights_by_id = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->settled_calls = g_array_new (FALSE, FALSE, sizeof (TalusSessionCall));
  self->change_guards = g_array_new (FALSE, FALSE, sizeof (TalusChangeGuard));
  self->close_calls = g_array_new (FALSE, FALSE, sizeof (TalusSessionCall));
  self->clients = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_client_free);
  self->clients_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  talus_session_followers_init (self);
}

/**
 * talus_session_new:
 * @session_id: its id, for ever
 * @created_at: milliseconds since the epoch
 * @clock: what time it is
 * @clock_data: passed to @clock
 *
 * Makes a session without a project. Belongs to the calling thread.
 *
 * Returns: (transfer full): the session
 */
TalusSession *
talus_session_new (const TalusId  *session_id,
                   gint64          created_at,
                   TalusClockFunc  clock,
                   gpointer        clock_data)
{
  TalusSession *self = NULL;

  g_return_val_if_fail (session_id != NULL, NULL);
  g_return_val_if_fail (clock != NULL, NULL);

  self = g_object_new (TALUS_TYPE_SESSION, NULL);
  self->id = *session_id;
  self->created_at = created_at;
  self->clock = clock;
  self->clock_data = clock_data;
  self->last_activity = clock (clock_data);

  return self;
}

/**
 * talus_session_read_replica:
 * @graph: the state at @seq
 * @seq: the newest record
 * @head: its head
 * @journal: what holds the log
 * @error: return location
 *
 * Makes a replica whose undo stacks reach as far back as undo does. Blocks on
 * the journal; callable from any thread, to which @graph belongs.
 *
 * Returns: (transfer full): the replica, or %NULL if the log cannot be read
 */
TalusReplica *
talus_session_read_replica (TalusGraph    *graph,
                            guint64        seq,
                            const char    *head,
                            TalusJournal  *journal,
                            GError       **error)
{
  g_autoptr(TalusReplica) replica = NULL;
  guint64 after = seq > TALUS_HORIZON_RECORDS ? seq - TALUS_HORIZON_RECORDS : 0;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);
  g_return_val_if_fail (TALUS_IS_JOURNAL (journal), NULL);

  replica = talus_replica_new (graph, seq, head);
  while (after < seq)
    {
      g_autoptr(GPtrArray) records = NULL;

      if (!talus_journal_read (journal, after, LOG_CHUNK_RECORDS, LOG_CHUNK_BYTES, &records,
                               error))
        return NULL;
      if (records->len == 0)
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                       "The log ends at %" G_GUINT64_FORMAT ", the state at %" G_GUINT64_FORMAT,
                       after, seq);
          return NULL;
        }
      for (guint i = 0; i < records->len; i++)
        {
          TalusRecord *record = g_ptr_array_index (records, i);

          if (record->seq <= seq)
            talus_replica_remember (replica, record);
          after = record->seq;
        }
    }

  return g_steal_pointer (&replica);
}

/**
 * talus_session_attach:
 * @self: a session without a project
 * @replica: what is confirmed
 * @journal: the journal behind it
 * @info: the project's ids
 *
 * Gives the session its project; who follows already is told. From now on it
 * hears what the journal says, on the calling thread's main context.
 */
void
talus_session_attach (TalusSession            *self,
                      TalusReplica            *replica,
                      TalusJournal            *journal,
                      const TalusDocumentInfo *info)
{
  TalusNotice notice = { TALUS_NOTICE_LOADED };

  g_return_if_fail (TALUS_IS_SESSION (self));
  g_return_if_fail (TALUS_IS_REPLICA (replica));
  g_return_if_fail (TALUS_IS_JOURNAL (journal));
  g_return_if_fail (self->replica == NULL);

  self->replica = g_object_ref (replica);
  self->journal = g_object_ref (journal);
  self->project_id = info->project_id;
  self->last_timestamp = info->updated_at;
  talus_id_format (&info->epoch, self->epoch);
  talus_session_listen_to_journal (self);
  talus_session_queue_notice (self, &notice);
  talus_session_deliver (self);
}

/**
 * talus_session_set_template_func:
 * @self: a session
 * @func: finds templates by id for SetTemplate
 * @user_data: passed to @func
 *
 * Says where templates come from.
 */
void
talus_session_set_template_func (TalusSession      *self,
                                 TalusTemplateFunc  func,
                                 gpointer           user_data)
{
  g_return_if_fail (TALUS_IS_SESSION (self));

  self->find_template = func;
  self->find_template_data = user_data;
}

/**
 * talus_session_get_id:
 * @self: a session
 *
 * Gets the session's id.
 *
 * Returns: (transfer none): the id
 */
const TalusId *
talus_session_get_id (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), NULL);

  return &self->id;
}

/**
 * talus_session_has_project:
 * @self: a session
 *
 * Whether it has its project by now.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_session_has_project (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), FALSE);

  return self->replica != NULL;
}

/**
 * talus_session_get_project_id:
 * @self: a session with a project
 *
 * Gets the project's id.
 *
 * Returns: (transfer none): the id
 */
const TalusId *
talus_session_get_project_id (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), NULL);

  return &self->project_id;
}

/**
 * talus_session_get_epoch:
 * @self: a session
 *
 * Gets the project's epoch as text.
 *
 * Returns: (transfer none) (nullable): the epoch; %NULL without a project
 */
const char *
talus_session_get_epoch (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), NULL);

  return self->replica != NULL ? self->epoch : NULL;
}

/**
 * talus_session_get_created_at:
 * @self: a session
 *
 * When the session was made.
 *
 * Returns: milliseconds since the epoch
 */
gint64
talus_session_get_created_at (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), 0);

  return self->created_at;
}

/**
 * talus_session_get_last_activity:
 * @self: a session
 *
 * When somebody last joined, left, commanded, undid or redid.
 *
 * Returns: milliseconds since the epoch
 */
gint64
talus_session_get_last_activity (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), 0);

  /* So that it is the same when only the log is left to tell. */
  return MAX (self->last_activity, self->last_timestamp);
}

/**
 * talus_session_touch:
 * @self: a session
 *
 * Notes activity now.
 */
void
talus_session_touch (TalusSession *self)
{
  g_return_if_fail (TALUS_IS_SESSION (self));

  self->last_activity = MAX (self->last_activity, self->clock (self->clock_data));
}

/**
 * talus_session_restore_activity:
 * @self: a session
 * @last_activity: milliseconds since the epoch
 *
 * Takes over the time of the last activity from before a restart.
 */
void
talus_session_restore_activity (TalusSession *self,
                                gint64        last_activity)
{
  g_return_if_fail (TALUS_IS_SESSION (self));

  self->last_activity = last_activity;
}

/**
 * talus_session_get_updated_at:
 * @self: a session
 *
 * When the newest record was made.
 *
 * Returns: milliseconds since the epoch, 0 without a project
 */
gint64
talus_session_get_updated_at (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), 0);

  return self->last_timestamp;
}

/**
 * talus_session_get_seq:
 * @self: a session
 *
 * The newest durable record.
 *
 * Returns: its seq, 0 without a project
 */
guint64
talus_session_get_seq (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), 0);

  return self->replica != NULL ? talus_replica_get_confirmed_seq (self->replica) : 0;
}

/**
 * talus_session_get_head:
 * @self: a session
 *
 * The head of the newest durable record.
 *
 * Returns: (transfer none) (nullable): 32 hex characters; %NULL without a project
 */
const char *
talus_session_get_head (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), NULL);

  return self->replica != NULL ? talus_replica_get_confirmed_head (self->replica) : NULL;
}

/**
 * talus_session_can_undo:
 * @self: a session
 * @scope: whose entries
 * @author: (nullable): who, in scope author
 *
 * Whether the undo stack is not empty.
 *
 * Returns: %TRUE if there is something to undo
 */
gboolean
talus_session_can_undo (TalusSession  *self,
                        TalusScope     scope,
                        const TalusId *author)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), FALSE);

  return self->replica != NULL &&
         talus_history_can_undo (talus_replica_get_history (self->replica), scope, author);
}

/**
 * talus_session_can_redo:
 * @self: a session
 * @scope: whose entries
 * @author: (nullable): who, in scope author
 *
 * Whether the redo stack is not empty.
 *
 * Returns: %TRUE if there is something to redo
 */
gboolean
talus_session_can_redo (TalusSession  *self,
                        TalusScope     scope,
                        const TalusId *author)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), FALSE);

  return self->replica != NULL &&
         talus_history_can_redo (talus_replica_get_history (self->replica), scope, author);
}

/**
 * talus_session_get_graph:
 * @self: a session
 *
 * The graph with everything pending on top of what is confirmed.
 *
 * Returns: (transfer none) (nullable): the graph; %NULL without a project
 */
TalusGraph *
talus_session_get_graph (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), NULL);

  return self->replica != NULL ? talus_replica_get_graph (self->replica) : NULL;
}

/**
 * talus_session_get_journal:
 * @self: a session
 *
 * The journal behind it.
 *
 * Returns: (transfer none) (nullable): the journal; %NULL without a project
 */
TalusJournal *
talus_session_get_journal (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), NULL);

  return self->journal;
}

/**
 * talus_session_is_settled:
 * @self: a session
 *
 * Whether the graph shows nothing that is not durable.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_session_is_settled (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), FALSE);

  return self->replica == NULL || talus_replica_get_n_pending (self->replica) == 0;
}

/**
 * talus_session_when_settled:
 * @self: a session
 * @func: what to call
 * @user_data: passed to @func
 *
 * Calls @func once the graph shows nothing that is not durable: at once, or
 * when the journal has answered.
 */
void
talus_session_when_settled (TalusSession     *self,
                            TalusSessionFunc  func,
                            gpointer          user_data)
{
  TalusSessionCall call = { func, user_data };

  g_return_if_fail (TALUS_IS_SESSION (self));
  g_return_if_fail (func != NULL);

  if (talus_session_is_settled (self))
    func (self, user_data);
  else
    g_array_append_val (self->settled_calls, call);
}

/**
 * talus_session_add_change_guard:
 * @self: a session
 * @func: what to call
 * @user_data: passed to @func
 *
 * Calls @func once, before the graph changes for the first time from now on.
 * From within it the graph may be read, nothing else.
 *
 * Returns: an id for talus_session_remove_change_guard(), never 0
 */
guint
talus_session_add_change_guard (TalusSession     *self,
                                TalusSessionFunc  func,
                                gpointer          user_data)
{
  TalusChangeGuard guard = { 0, { func, user_data } };

  g_return_val_if_fail (TALUS_IS_SESSION (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  guard.id = ++self->last_guard_id;
  g_array_append_val (self->change_guards, guard);

  return guard.id;
}

/**
 * talus_session_remove_change_guard:
 * @self: a session
 * @guard_id: what adding it returned; one that was called already is fine
 *
 * Calls nothing after all.
 */
void
talus_session_remove_change_guard (TalusSession *self,
                                   guint         guard_id)
{
  g_return_if_fail (TALUS_IS_SESSION (self));

  for (guint i = 0; i < self->change_guards->len; i++)
    {
      if (g_array_index (self->change_guards, TalusChangeGuard, i).id == guard_id)
        {
          g_array_remove_index (self->change_guards, i);
          return;
        }
    }
}

/**
 * talus_session_get_failure:
 * @self: a session
 *
 * Why commands are refused just now.
 *
 * Returns: (transfer none) (nullable): the error, or %NULL while all is well
 */
const GError *
talus_session_get_failure (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), NULL);

  return self->failure;
}

/**
 * talus_session_notify_saved:
 * @self: a session
 *
 * Tells the followers that the project was saved.
 */
void
talus_session_notify_saved (TalusSession *self)
{
  TalusNotice notice = { TALUS_NOTICE_SAVED };

  g_return_if_fail (TALUS_IS_SESSION (self));

  talus_session_queue_notice (self, &notice);
  talus_session_deliver (self);
}

/**
 * talus_session_close:
 * @self: a session
 * @reason: what the followers are told, and new commands: "shutting down"
 *   refuses those with %TALUS_ERROR_SHUTTING_DOWN, anything else with
 *   %TALUS_ERROR_INVALID_SESSION
 * @func: (nullable): called when it is closed
 * @user_data: passed to @func
 *
 * Ends the session: nothing new is taken, what is pending is awaited, the
 * followers are told and dropped. The journal stays open.
 */
void
talus_session_close (TalusSession     *self,
                     const char       *reason,
                     TalusSessionFunc  func,
                     gpointer          user_data)
{
  TalusSessionCall call = { func, user_data };

  g_return_if_fail (TALUS_IS_SESSION (self));
  g_return_if_fail (reason != NULL);

  if (self->closed)
    {
      if (func != NULL)
        func (self, user_data);
      return;
    }

  g_array_append_val (self->close_calls, call);
  if (self->closing_reason != NULL)
    return;

  self->closing_reason = g_strdup (reason);
  talus_session_when_settled (self, finish_closing, NULL);
}

/**
 * talus_session_is_closed:
 * @self: a session
 *
 * Whether it is closed, or about to be: nothing new is taken.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_session_is_closed (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), FALSE);

  return self->closing_reason != NULL;
}
