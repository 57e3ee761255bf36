/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a session tells: records, notices and answers leave through one queue,
 * one after the other, outside any change of the session, so that whoever is
 * told may at once ask for more. It must not know what is told. */
#define G_LOG_DOMAIN "talus-session-followers"

#include "session/talus-session-private.h"

typedef struct
{
  gatomicrefcount refs;
  guint id;
  TalusFollowerFuncs funcs;
  gpointer user_data;
  GDestroyNotify destroy;
  guint64 after_seq;    /* records up to here were there before it was */
  guint64 after_ticket; /* notices up to here likewise */
  gboolean gone;
} TalusFollower;

typedef enum
{
  DELIVERY_RECORDS,
  DELIVERY_NOTICE,
  DELIVERY_ANSWER,
  DELIVERY_END,
} DeliveryKind;

typedef struct
{
  DeliveryKind kind;
  guint64 ticket;
  GPtrArray *records;
  TalusNotice notice;
  char *client_id;
  char *command_type;
  char *text;
  TalusWaiter waiter;
  TalusRecord *record;
  GError *error;
} Delivery;

static TalusFollower *
ref_follower (TalusFollower *follower)
{
  g_atomic_ref_count_inc (&follower->refs);

  return follower;
}

static void
unref_follower (gpointer data)
{
  TalusFollower *follower = data;

  if (!g_atomic_ref_count_dec (&follower->refs))
    return;

  if (follower->destroy != NULL)
    follower->destroy (follower->user_data);
  g_free (follower);
}

static void
free_delivery (Delivery *delivery)
{
  g_clear_pointer (&delivery->records, g_ptr_array_unref);
  g_clear_pointer (&delivery->notice.author, talus_author_unref);
  g_clear_pointer (&delivery->record, talus_record_unref);
  g_clear_error (&delivery->error);
  g_free (delivery->client_id);
  g_free (delivery->command_type);
  g_free (delivery->text);
  g_free (delivery);
}

static Delivery *
queue_delivery (TalusSession *self,
                DeliveryKind  kind)
{
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->kind = kind;
  delivery->ticket = ++self->last_ticket;
  g_queue_push_tail (&self->deliveries, delivery);

  return delivery;
}

static void
drop_follower (TalusSession  *self,
               TalusFollower *follower)
{
  if (follower->gone)
    return;

  follower->gone = TRUE;
  ref_follower (follower);
  g_ptr_array_remove (self->followers, follower);
  if (follower->funcs.dropped != NULL)
    follower->funcs.dropped (follower->user_data);
  unref_follower (follower);
}

static gboolean
tell_records (TalusFollower *follower,
              GPtrArray     *records)
{
  guint first = 0;

  while (first < records->len &&
         ((TalusRecord *) g_ptr_array_index (records, first))->seq <= follower->after_seq)
    first++;
  if (first == records->len)
    return TRUE;

  return follower->funcs.records ((TalusRecord **) records->pdata + first, records->len - first,
                                  follower->user_data);
}

static gboolean
tell_notice (TalusFollower     *follower,
             const TalusNotice *notice,
             guint64            ticket)
{
  if (follower->funcs.notice == NULL || ticket <= follower->after_ticket)
    return TRUE;

  return follower->funcs.notice (notice, follower->user_data);
}

static void
tell_followers (TalusSession *self,
                Delivery     *delivery)
{
  g_autoptr(GPtrArray) followers = g_ptr_array_new_full (self->followers->len, unref_follower);

  /* A copy: whoever is told may follow and unfollow. */
  for (guint i = 0; i < self->followers->len; i++)
    g_ptr_array_add (followers, ref_follower (g_ptr_array_index (self->followers, i)));

  for (guint i = 0; i < followers->len; i++)
    {
      TalusFollower *follower = g_ptr_array_index (followers, i);
      gboolean alive = TRUE;

      if (follower->gone)
        continue;

      if (delivery->kind == DELIVERY_RECORDS)
        alive = tell_records (follower, delivery->records);
      else
        alive = tell_notice (follower, &delivery->notice, delivery->ticket);

      if (!alive)
        {
          g_message ("A follower of a session failed and was dropped");
          drop_follower (self, follower);
        }
    }
}

/*
 * talus_session_queue_records:
 *
 * Durable records, to be told to every follower in their order.
 */
void
talus_session_queue_records (TalusSession  *self,
                             TalusRecord  **records,
                             guint          n_records)
{
  Delivery *delivery = queue_delivery (self, DELIVERY_RECORDS);

  delivery->records = g_ptr_array_new_full (n_records, (GDestroyNotify) talus_record_unref);
  for (guint i = 0; i < n_records; i++)
    g_ptr_array_add (delivery->records, talus_record_ref (records[i]));
}

/*
 * talus_session_queue_notice:
 *
 * Copies @notice, to be told to every follower.
 */
void
talus_session_queue_notice (TalusSession      *self,
                            const TalusNotice *notice)
{
  Delivery *delivery = queue_delivery (self, DELIVERY_NOTICE);

  delivery->notice = *notice;
  if (notice->author != NULL)
    talus_author_ref (notice->author);
  delivery->notice.client_id = delivery->client_id = g_strdup (notice->client_id);
  delivery->notice.command_type = delivery->command_type = g_strdup (notice->command_type);
  delivery->notice.text = delivery->text = g_strdup (notice->text);
  if (notice->error != NULL)
    delivery->notice.error = delivery->error = g_error_copy (notice->error);
}

/*
 * talus_session_queue_answer:
 *
 * The answer to one who waits, with a record or an error.
 */
void
talus_session_queue_answer (TalusSession      *self,
                            const TalusWaiter *waiter,
                            TalusRecord       *record,
                            const GError      *error)
{
  Delivery *delivery = queue_delivery (self, DELIVERY_ANSWER);

  delivery->waiter = *waiter;
  if (record != NULL)
    delivery->record = talus_record_ref (record);
  if (error != NULL)
    delivery->error = g_error_copy (error);
}

void
talus_refusal_free (TalusRefusal *refusal)
{
  talus_author_unref (refusal->author);
  g_clear_error (&refusal->error);
  g_free (refusal->command_type);
  g_free (refusal->client_id);
  g_free (refusal);
}

/*
 * talus_session_queue_refusal:
 * @refusal: (transfer full): who asked for what
 * @error: (nullable): why not, where it is not what the refusal says
 *
 * Everybody may know that a command failed, of somebody entitled to it; who
 * asked is answered.
 */
void
talus_session_queue_refusal (TalusSession *self,
                             TalusRefusal *refusal,
                             const GError *error)
{
  TalusNotice notice = { TALUS_NOTICE_FAILED };

  if (error == NULL)
    error = refusal->error;
  notice.client_id = refusal->client_id;
  notice.author = refusal->author;
  notice.has_command_id = refusal->has_command_id;
  notice.command_id = refusal->command_id;
  notice.command_type = refusal->command_type;
  notice.error = error;
  /* What somebody may not do at all is between them and the host. */
  if (!g_error_matches (error, TALUS_ERROR, TALUS_ERROR_FORBIDDEN))
    talus_session_queue_notice (self, &notice);
  talus_session_queue_answer (self, &refusal->waiter, NULL, error);
  talus_refusal_free (refusal);
}

/*
 * talus_session_queue_end:
 *
 * Once everything so far has been told, the session is closed.
 */
void
talus_session_queue_end (TalusSession *self)
{
  queue_delivery (self, DELIVERY_END);
}

static void
deliver_one (TalusSession *self,
             Delivery     *delivery)
{
  switch (delivery->kind)
    {
    case DELIVERY_RECORDS:
    case DELIVERY_NOTICE:
      tell_followers (self, delivery);
      break;

    case DELIVERY_ANSWER:
      if (delivery->waiter.func != NULL)
        delivery->waiter.func (self, delivery->record, delivery->error,
                               delivery->waiter.user_data);
      break;

    case DELIVERY_END:
    default:
      talus_session_end (self);
      break;
    }
}

/*
 * talus_session_deliver:
 *
 * Tells everything queued. Called from within a delivery it does nothing: the
 * one under way goes on with what has come.
 */
void
talus_session_deliver (TalusSession *self)
{
  g_autoptr(TalusSession) guard = NULL;
  Delivery *delivery = NULL;

  if (self->delivering)
    return;

  guard = g_object_ref (self);
  self->delivering = TRUE;
  while ((delivery = g_queue_pop_head (&self->deliveries)) != NULL)
    {
      deliver_one (self, delivery);
      free_delivery (delivery);
    }
  self->delivering = FALSE;
}

/*
 * talus_session_drop_followers:
 *
 * The session is closed: nobody is told anything more.
 */
void
talus_session_drop_followers (TalusSession *self)
{
  while (self->followers->len > 0)
    drop_follower (self, g_ptr_array_index (self->followers, 0));
}

void
talus_session_followers_init (TalusSession *self)
{
  self->followers = g_ptr_array_new_with_free_func (unref_follower);
  g_queue_init (&self->deliveries);
}

void
talus_session_followers_clear (TalusSession *self)
{
  g_queue_clear_full (&self->deliveries, (GDestroyNotify) free_delivery);
  g_clear_pointer (&self->followers, g_ptr_array_unref);
}

/**
 * talus_session_follow:
 * @self: a session
 * @funcs: what the follower is called with; copied
 * @user_data: passed to them
 * @destroy: (nullable): frees @user_data when nothing is called any more
 *
 * Follows the session from behind its present seq. Callable from within a
 * follower's own callback.
 *
 * Returns: an id for [method@Talus.Session.unfollow], never 0
 */
guint
talus_session_follow (TalusSession             *self,
                      const TalusFollowerFuncs *funcs,
                      gpointer                  user_data,
                      GDestroyNotify            destroy)
{
  TalusFollower *follower = NULL;

  g_return_val_if_fail (TALUS_IS_SESSION (self), 0);
  g_return_val_if_fail (funcs != NULL && funcs->records != NULL, 0);
  g_return_val_if_fail (!self->closed, 0);

  follower = g_new0 (TalusFollower, 1);
  g_atomic_ref_count_init (&follower->refs);
  follower->id = ++self->last_follower_id;
  follower->funcs = *funcs;
  follower->user_data = user_data;
  follower->destroy = destroy;
  follower->after_seq = talus_session_get_seq (self);
  follower->after_ticket = self->last_ticket;
  g_ptr_array_add (self->followers, follower);

  return follower->id;
}

/**
 * talus_session_unfollow:
 * @self: a session
 * @follower_id: what following returned; one that is gone already is fine
 *
 * Stops following: nothing is called any more, `dropped` neither. Callable
 * from within the follower's own callback.
 */
void
talus_session_unfollow (TalusSession *self,
                        guint         follower_id)
{
  g_return_if_fail (TALUS_IS_SESSION (self));
  g_return_if_fail (follower_id != 0);

  for (guint i = 0; i < self->followers->len; i++)
    {
      TalusFollower *follower = g_ptr_array_index (self->followers, i);

      if (follower->id == follower_id)
        {
          follower->gone = TRUE;
          g_ptr_array_remove_index (self->followers, i);
          return;
        }
    }
}

/**
 * talus_session_get_n_followers:
 * @self: a session
 *
 * Counts the followers.
 *
 * Returns: how many there are now
 */
guint
talus_session_get_n_followers (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), 0);

  return self->followers->len;
}
