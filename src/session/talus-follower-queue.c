/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The border between a session and a follower in another thread: immutable
 * records one way, requests the other, each through a source on the other
 * side's main context. Nothing else crosses.
 *
 *   session's thread   tells → queue (bounded) ──► follower's thread
 *   follower's thread  submit ──► session's thread ──► answer into the queue
 *
 * Both sides hold a reference; the lock guards what both touch. */
#define G_LOG_DOMAIN "talus-session-queue"

#include "session/talus-follower-queue.h"

typedef enum
{
  ITEM_RECORDS,
  ITEM_NOTICE,
  ITEM_ANSWER,
  ITEM_DROPPED,
} ItemKind;

typedef struct
{
  ItemKind kind;
  GPtrArray *records;
  TalusNotice notice;
  char *client_id;
  char *command_type;
  char *text;
  TalusSubmitFunc func;
  gpointer user_data;
  TalusRecord *record;
  GError *error;
} Item;

struct _TalusFollowerQueue
{
  gatomicrefcount refs;
  GMainContext *session_context;
  GMainContext *context;
  TalusFollowerFuncs funcs;
  gpointer user_data;
  guint max_records;

  /* The session's thread only. */
  TalusSession *session;
  guint follower_id;

  GMutex mutex;
  GQueue items;
  guint n_waiting; /* records and notices */
  GSource *wake_up;
  gboolean stalled;
  gboolean closed;
};

typedef struct
{
  TalusFollowerQueue *queue;
  TalusRequest request;
  char *client_id;
  TalusSubmitFunc func;
  gpointer user_data;
} Submission;

static void
free_item (Item *item)
{
  g_clear_pointer (&item->records, g_ptr_array_unref);
  g_clear_pointer (&item->notice.author, talus_author_unref);
  g_clear_pointer (&item->record, talus_record_unref);
  g_clear_error (&item->error);
  g_free (item->client_id);
  g_free (item->command_type);
  g_free (item->text);
  g_free (item);
}

static gboolean
dispatch_item (TalusFollowerQueue *self,
               Item               *item)
{
  switch (item->kind)
    {
    case ITEM_RECORDS:
      return self->funcs.records ((TalusRecord **) item->records->pdata, item->records->len,
                                  self->user_data);

    case ITEM_NOTICE:
      return self->funcs.notice (&item->notice, self->user_data);

    case ITEM_ANSWER:
      if (item->func != NULL)
        item->func (NULL, item->record, item->error, item->user_data);
      return TRUE;

    case ITEM_DROPPED:
    default:
      if (self->funcs.dropped != NULL)
        self->funcs.dropped (self->user_data);
      return TRUE;
    }
}

static gboolean
unfollow_cb (gpointer user_data)
{
  TalusFollowerQueue *self = user_data;

  if (self->session != NULL && self->follower_id != 0)
    talus_session_unfollow (self->session, self->follower_id);
  self->follower_id = 0;
  g_clear_object (&self->session);

  return G_SOURCE_REMOVE;
}

/* Runs @func on the session's context, where alone the session may be touched. */
static void
ask_session (TalusFollowerQueue *self,
             GSourceFunc         func,
             gpointer            user_data,
             GDestroyNotify      destroy)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, user_data, destroy);
  g_source_attach (source, self->session_context);
}

static gboolean
wake_up_cb (gpointer user_data)
{
  TalusFollowerQueue *self = talus_follower_queue_ref (user_data);
  GQueue items = G_QUEUE_INIT;
  Item *item = NULL;

  g_mutex_lock (&self->mutex);
  items = self->items;
  g_queue_init (&self->items);
  self->n_waiting = 0;
  g_clear_pointer (&self->wake_up, g_source_unref);
  g_mutex_unlock (&self->mutex);

  while ((item = g_queue_pop_head (&items)) != NULL)
    {
      gboolean alive = TRUE;

      /* closed is only ever set by this thread. */
      if (!self->closed)
        alive = dispatch_item (self, item);
      free_item (item);

      if (!alive && !self->closed)
        {
          talus_follower_queue_close (self);
          if (self->funcs.dropped != NULL)
            self->funcs.dropped (self->user_data);
        }
    }
  talus_follower_queue_unref (self);

  return G_SOURCE_REMOVE;
}

/* Who does not read has only so much memory; an answer comes for everything it
 * asked, and that it was dropped it must hear. */
static guint
get_weight (const Item *item)
{
  switch (item->kind)
    {
    case ITEM_RECORDS:
      return item->records->len;
    case ITEM_NOTICE:
      return 1;
    case ITEM_ANSWER:
    case ITEM_DROPPED:
    default:
      return 0;
    }
}

/* Takes @item. FALSE if the follower is gone. */
static gboolean
push_item (TalusFollowerQueue *self,
           Item               *item)
{
  guint weight = get_weight (item);
  gboolean alive = TRUE;

  g_mutex_lock (&self->mutex);
  if (self->closed || (self->stalled && item->kind != ITEM_DROPPED && item->kind != ITEM_ANSWER))
    {
      alive = FALSE;
      free_item (item);
    }
  else if (weight > 0 && self->n_waiting + weight > self->max_records)
    {
      /* It does not read: what it has not seen is worth nothing without this. */
      self->stalled = TRUE;
      alive = FALSE;
      free_item (item);
    }
  else
    {
      self->n_waiting += weight;
      g_queue_push_tail (&self->items, item);
      if (self->wake_up == NULL)
        {
          self->wake_up = g_idle_source_new ();
          g_source_set_priority (self->wake_up, G_PRIORITY_DEFAULT);
          g_source_set_callback (self->wake_up, wake_up_cb, talus_follower_queue_ref (self),
                                 (GDestroyNotify) talus_follower_queue_unref);
          g_source_attach (self->wake_up, self->context);
        }
    }
  g_mutex_unlock (&self->mutex);

  return alive;
}

static gboolean
records_cb (TalusRecord **records,
            guint         n_records,
            gpointer      user_data)
{
  Item *item = g_new0 (Item, 1);

  item->kind = ITEM_RECORDS;
  item->records = g_ptr_array_new_full (n_records, (GDestroyNotify) talus_record_unref);
  for (guint i = 0; i < n_records; i++)
    g_ptr_array_add (item->records, talus_record_ref (records[i]));

  return push_item (user_data, item);
}

static gboolean
notice_cb (const TalusNotice *notice,
           gpointer           user_data)
{
  TalusFollowerQueue *self = user_data;
  Item *item = NULL;

  if (self->funcs.notice == NULL)
    return TRUE;

  item = g_new0 (Item, 1);
  item->kind = ITEM_NOTICE;
  item->notice = *notice;
  if (notice->author != NULL)
    talus_author_ref (notice->author);
  item->notice.client_id = item->client_id = g_strdup (notice->client_id);
  item->notice.command_type = item->command_type = g_strdup (notice->command_type);
  item->notice.text = item->text = g_strdup (notice->text);
  if (notice->error != NULL)
    item->notice.error = item->error = g_error_copy (notice->error);

  return push_item (self, item);
}

static void
dropped_cb (gpointer user_data)
{
  TalusFollowerQueue *self = user_data;
  Item *item = g_new0 (Item, 1);

  self->follower_id = 0;
  g_clear_object (&self->session);
  item->kind = ITEM_DROPPED;
  push_item (self, item);
}

static void
free_submission (Submission *submission)
{
  talus_command_unref (submission->request.command);
  talus_author_unref (submission->request.author);
  talus_follower_queue_unref (submission->queue);
  g_free (submission->client_id);
  g_free (submission);
}

static void
push_answer (Submission   *submission,
             TalusRecord  *record,
             const GError *error)
{
  Item *item = g_new0 (Item, 1);

  item->kind = ITEM_ANSWER;
  item->func = submission->func;
  item->user_data = submission->user_data;
  if (record != NULL)
    item->record = talus_record_ref (record);
  if (error != NULL)
    item->error = g_error_copy (error);
  push_item (submission->queue, item);
  free_submission (submission);
}

static void
submitted_cb (TalusSession *session,
              TalusRecord  *record,
              const GError *error,
              gpointer      user_data)
{
  push_answer (user_data, record, error);
}

static gboolean
submit_cb (gpointer user_data)
{
  Submission *submission = user_data;
  g_autoptr(GError) error = NULL;

  if (submission->queue->session != NULL)
    {
      talus_session_submit (submission->queue->session, &submission->request, submitted_cb,
                            submission);
      return G_SOURCE_REMOVE;
    }

  error = g_error_new (TALUS_ERROR, TALUS_ERROR_INVALID_SESSION,
                       "The session no longer has this follower; join again");
  push_answer (submission, NULL, error);

  return G_SOURCE_REMOVE;
}

/**
 * talus_follower_queue_new:
 * @session: whom to follow
 * @session_context: the main context of the session's thread
 * @context: where @funcs are called
 * @max_records: how many records and notices may wait before the follower is
 *   dropped
 * @funcs: what the follower is called with
 * @user_data: passed to them
 *
 * Follows @session from another thread, from behind its present seq. To be
 * called on the session's thread.
 *
 * Returns: (transfer full): the queue
 */
TalusFollowerQueue *
talus_follower_queue_new (TalusSession             *session,
                          GMainContext             *session_context,
                          GMainContext             *context,
                          guint                     max_records,
                          const TalusFollowerFuncs *funcs,
                          gpointer                  user_data)
{
  const TalusFollowerFuncs own_funcs = { records_cb, notice_cb, dropped_cb };
  TalusFollowerQueue *self = NULL;

  g_return_val_if_fail (TALUS_IS_SESSION (session), NULL);
  g_return_val_if_fail (funcs != NULL && funcs->records != NULL, NULL);
  g_return_val_if_fail (max_records > 0, NULL);

  self = g_new0 (TalusFollowerQueue, 1);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  g_queue_init (&self->items);
  self->session_context = g_main_context_ref (session_context);
  self->context = g_main_context_ref (context);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->max_records = max_records;
  self->session = g_object_ref (session);
  self->follower_id = talus_session_follow (session, &own_funcs, talus_follower_queue_ref (self),
                                            (GDestroyNotify) talus_follower_queue_unref);

  return self;
}

/**
 * talus_follower_queue_ref:
 * @self: a queue
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 */
TalusFollowerQueue *
talus_follower_queue_ref (TalusFollowerQueue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/**
 * talus_follower_queue_unref:
 * @self: (transfer full): a queue
 *
 * Gives a reference back. Any thread.
 */
void
talus_follower_queue_unref (TalusFollowerQueue *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_queue_clear_full (&self->items, (GDestroyNotify) free_item);
  g_clear_pointer (&self->wake_up, g_source_unref);
  g_mutex_clear (&self->mutex);
  g_main_context_unref (self->session_context);
  g_main_context_unref (self->context);
  g_assert (self->session == NULL);
  g_free (self);
}

/**
 * talus_follower_queue_submit:
 * @self: a queue
 * @request: what is wanted; copied
 * @func: (nullable): takes the answer, on the follower's context, with a
 *   session of %NULL
 * @user_data: passed to @func
 *
 * Submits from the follower's thread. The answer comes behind the record it
 * speaks of; after [func@Talus.follower_queue_close] none comes.
 */
void
talus_follower_queue_submit (TalusFollowerQueue *self,
                             const TalusRequest *request,
                             TalusSubmitFunc     func,
                             gpointer            user_data)
{
  Submission *submission = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (request != NULL);
  g_return_if_fail (!self->closed);

  submission = g_new0 (Submission, 1);
  submission->queue = talus_follower_queue_ref (self);
  submission->request = *request;
  talus_command_ref (submission->request.command);
  talus_author_ref (submission->request.author);
  submission->client_id = g_strdup (request->client_id);
  submission->request.client_id = submission->client_id;
  submission->func = func;
  submission->user_data = user_data;
  ask_session (self, submit_cb, submission, NULL);
}

/**
 * talus_follower_queue_close:
 * @self: a queue
 *
 * Stops following, from the follower's thread: nothing is called any more.
 * Keep the queue's last reference until then.
 */
void
talus_follower_queue_close (TalusFollowerQueue *self)
{
  g_return_if_fail (self != NULL);

  if (self->closed)
    return;

  g_mutex_lock (&self->mutex);
  self->closed = TRUE;
  if (self->wake_up != NULL)
    g_source_destroy (self->wake_up);
  g_clear_pointer (&self->wake_up, g_source_unref);
  g_queue_clear_full (&self->items, (GDestroyNotify) free_item);
  g_queue_init (&self->items);
  g_mutex_unlock (&self->mutex);

  ask_session (self, unfollow_cb, talus_follower_queue_ref (self),
               (GDestroyNotify) talus_follower_queue_unref);
}
