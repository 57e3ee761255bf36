/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP connection: bytes from the socket into requests, answers back,
 * one after the other. It must not know what the engine behind the border is
 * or what a handler does. */
#define G_LOG_DOMAIN "sio-http-connection"

#include "sio/sio-http-connection-private.h"
#include "sio/sio-http-request-private.h"

#include <string.h>

static void
set_deadline (SioHttpConnection *self,
              SioDeadlineQueue  *queue)
{
  if (self->deadline.queue == queue)
    return;
  if (queue != NULL)
    sio_deadline_arm (&self->deadline, queue, self);
  else
    sio_deadline_disarm (&self->deadline);
}

static void
update_deadline (SioHttpConnection *self)
{
  SioHttpShared *shared = self->shared;

  switch (self->phase)
    {
    case SIO_HTTP_PHASE_HEAD:
      /* A client's first request is due at once, the next ones when it likes;
       * but a head that has begun must end. */
      if (self->served && sio_http_connection_get_buffered (self) == 0)
        set_deadline (self, shared->idle_deadlines);
      else
        set_deadline (self, shared->header_deadlines);
      break;

    case SIO_HTTP_PHASE_EXCHANGE:
      if (sio_http_connection_is_reading (self) || sio_http_connection_is_discarding (self)
          || sio_http_connection_has_output (self))
        set_deadline (self, shared->progress_deadlines);
      else
        set_deadline (self, NULL);
      break;

    case SIO_HTTP_PHASE_LINGER:
      set_deadline (self, shared->linger_deadlines);
      break;

    case SIO_HTTP_PHASE_CLOSED:
      break;
    }
}

static void
update_watch (SioHttpConnection *self)
{
  gboolean wants_input;

  if (self->phase == SIO_HTTP_PHASE_CLOSED)
    return;

  wants_input = sio_http_connection_wants_input (self);
  sio_watch_set_events (&self->watch,
                        sio_channel_get_events (self->channel, wants_input,
                                                sio_http_connection_has_output (self)));
  /* What has been deciphered already the kernel cannot tell of. */
  if (wants_input && sio_channel_has_buffered (self->channel))
    sio_watch_kick (&self->watch);
}

static void
linger (SioHttpConnection *self)
{
  self->phase = SIO_HTTP_PHASE_LINGER;
  sio_http_connection_consume (self, sio_http_connection_get_buffered (self));
  sio_channel_shut_down_output (self->channel);
  if (self->eof)
    sio_http_connection_break (self);
}

/* The engine answers by itself, and the connection ends. */
static void
refuse (SioHttpConnection *self,
        GError            *refusal)
{
  self->refusal = refusal;
  self->phase = SIO_HTTP_PHASE_EXCHANGE;
  sio_http_body_init_chunks (&self->body); /* never done: what follows means nothing */
  sio_http_connection_begin_exchange (self, 1);
}

static void
begin_request (SioHttpConnection *self,
               SioHttpHead       *head)
{
  if (head->chunked)
    sio_http_body_init_chunks (&self->body);
  else
    sio_http_body_init_length (&self->body, head->content_length);

  self->phase = SIO_HTTP_PHASE_EXCHANGE;
  self->served = TRUE;
  self->request = sio_http_request_new (self, head);
  /* Nothing to wait for unless the handler says so. */
  sio_deadline_disarm (&self->deadline);
  sio_http_connection_begin_exchange (self, head->minor_version);
}

/* Returns whether there may be more to do at once. */
static gboolean
process_head (SioHttpConnection *self)
{
  g_autoptr (GError) error = NULL;
  SioHttpHead *head = NULL;
  gssize length;

  if (self->shared->stopping && self->served)
    {
      /* What waits was not begun: its client may send it again elsewhere. */
      if (sio_http_connection_get_buffered (self) > 0)
        linger (self);
      else
        sio_http_connection_break (self);
      return FALSE;
    }

  while (sio_http_connection_get_buffered (self) >= 2
         && memcmp (self->in + self->in_start, "\r\n", 2) == 0)
    sio_http_connection_consume (self, 2);

  length = sio_http_connection_get_buffered (self);
  if (length > 0)
    length = sio_http_head_measure (self->in + self->in_start, length, &self->scanned, &error);
  if (length == 0)
    {
      if (self->eof)
        sio_http_connection_break (self);
      return FALSE;
    }

  if (length > 0)
    head = sio_http_head_parse (self->in + self->in_start, length, &error);
  if (head != NULL)
    {
      sio_http_connection_consume (self, length);
      begin_request (self, head);
    }
  else
    {
      refuse (self, g_steal_pointer (&error));
    }

  return TRUE;
}

static void
end_exchange (SioHttpConnection *self)
{
  g_autoptr (SioHttpRequest) request = g_steal_pointer (&self->request);
  gboolean is_clean = sio_http_body_is_done (&self->body)
                      && sio_http_connection_get_buffered (self) == 0;

  sio_http_connection_clear_output (self);
  g_clear_error (&self->refusal);

  if (self->keep)
    self->phase = SIO_HTTP_PHASE_HEAD;
  /* The end of TLS must be announced, for which there need not be room at once. */
  else if (is_clean && !sio_channel_is_secure (self->channel))
    sio_http_connection_break (self);
  else
    linger (self);

  if (request != NULL)
    sio_http_request_set_finished (request);
}

/* Returns whether there may be more to do at once. */
static gboolean
process_exchange (SioHttpConnection *self)
{
  sio_http_connection_read_body (self);
  if (self->phase != SIO_HTTP_PHASE_EXCHANGE || !self->answered)
    return FALSE;

  if (sio_http_connection_is_discarding (self))
    {
      sio_http_connection_discard_body (self);
      if (sio_http_connection_is_discarding (self))
        return FALSE;
    }
  end_exchange (self);

  return TRUE;
}

static void
ready_cb (SioWatch *watch,
          guint32   events,
          gpointer  user_data)
{
  g_autoptr (SioHttpConnection) self = sio_http_connection_ref (user_data);
  gboolean is_secure;

  /* Reset, or both sides closed: nobody is there to read an answer. */
  if (events & (EPOLLERR | EPOLLHUP))
    {
      sio_http_connection_break (self);
      return;
    }

  if (events & EPOLLOUT)
    sio_http_connection_note_progress (self);
  /* Under TLS either may have waited for the other's event. */
  is_secure = sio_channel_is_secure (self->channel);
  if (events == 0 || events & EPOLLOUT || is_secure)
    sio_http_connection_flush (self);
  if ((events & EPOLLIN || (is_secure && sio_http_connection_wants_input (self)))
      && self->phase != SIO_HTTP_PHASE_CLOSED)
    sio_http_connection_read_input (self);
  sio_http_connection_process (self);

  if (self->eof && self->phase == SIO_HTTP_PHASE_LINGER)
    sio_http_connection_break (self);
  else if (self->eof && self->request != NULL && !self->answered)
    sio_http_request_set_gone (self->request);
}

/**
 * sio_http_connection_new:
 * @shared: what it shares with the others
 * @channel: (transfer full): what it is spoken on
 * @too_many: whether to say only that there are too many
 *
 * Makes a connection, which belongs to @shared until it closes.
 */
void
sio_http_connection_new (SioHttpShared *shared,
                         SioChannel    *channel,
                         gboolean       too_many)
{
  g_autoptr (SioHttpConnection) self = g_new0 (SioHttpConnection, 1);
  g_autoptr (GError) error = NULL;

  g_ref_count_init (&self->refs);
  self->shared = shared;
  self->channel = channel;
  self->out = g_string_new (NULL);

  if (!sio_watch_start (&self->watch, shared->poller, sio_channel_get_fd (channel), EPOLLIN,
                        ready_cb, self, &error))
    {
      g_warning ("A connection cannot be served: %s", error->message);
      self->phase = SIO_HTTP_PHASE_CLOSED;
      return;
    }

  self->link = (GList) { .data = self };
  g_queue_push_tail_link (&shared->connections, &self->link);
  sio_http_connection_ref (self);

  if (too_many)
    refuse (self, g_error_new_literal (SIO_HTTP_STATUS_ERROR, 429,
                                       "There are too many connections"));
  sio_http_connection_process (self);
}

/**
 * sio_http_connection_ref:
 * @self: the connection
 *
 * Returns: (transfer full): @self
 */
SioHttpConnection *
sio_http_connection_ref (SioHttpConnection *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

/**
 * sio_http_connection_unref:
 * @self: (transfer full): the connection, closed if this was the last reference
 *
 * Gives back a reference.
 */
void
sio_http_connection_unref (SioHttpConnection *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_assert (self->phase == SIO_HTTP_PHASE_CLOSED);
  g_clear_pointer (&self->channel, sio_channel_free);
  g_clear_error (&self->refusal);
  g_string_free (self->out, TRUE);
  g_free (self->in);
  g_free (self);
}

/**
 * sio_http_connection_process:
 * @self: the connection
 *
 * Goes on as far as what has come and what was answered allow.
 */
void
sio_http_connection_process (SioHttpConnection *self)
{
  gboolean more = TRUE;

  /* The frame that is at it already will see what changed. */
  if (self->processing)
    return;

  sio_http_connection_ref (self);
  self->processing = TRUE;
  while (more)
    {
      if (self->phase == SIO_HTTP_PHASE_HEAD)
        more = process_head (self);
      else if (self->phase == SIO_HTTP_PHASE_EXCHANGE)
        more = process_exchange (self);
      else
        more = FALSE;
    }
  self->processing = FALSE;

  update_deadline (self);
  update_watch (self);
  sio_http_connection_unref (self);
}

/**
 * sio_http_connection_note_progress:
 * @self: the connection
 *
 * Something moved: if that is what is waited for, the time starts again.
 */
void
sio_http_connection_note_progress (SioHttpConnection *self)
{
  if (self->deadline.queue == self->shared->progress_deadlines)
    sio_deadline_arm (&self->deadline, self->shared->progress_deadlines, self);
}

/**
 * sio_http_connection_body_wanted:
 * @self: the connection
 *
 * Lets the client know, if it waits for that, and has the body taken from the next turn on.
 */
void
sio_http_connection_body_wanted (SioHttpConnection *self)
{
  if (self->request->reader.error == NULL)
    sio_http_connection_write_continue (self);
  if (!self->processing)
    sio_watch_kick (&self->watch);
}

/**
 * sio_http_connection_stop:
 * @self: the connection
 *
 * Closes it if nothing is under way; what is ends it.
 */
void
sio_http_connection_stop (SioHttpConnection *self)
{
  if (self->phase == SIO_HTTP_PHASE_HEAD && sio_http_connection_get_buffered (self) == 0)
    sio_http_connection_break (self);
}

/* Parts it from its socket and everything that is told of it. */
static SioChannel *
leave (SioHttpConnection *self)
{
  self->phase = SIO_HTTP_PHASE_CLOSED;
  sio_watch_stop (&self->watch);
  sio_deadline_disarm (&self->deadline);
  g_queue_unlink (&self->shared->connections, &self->link);
  if (self->exchange != NULL)
    sio_http_exchange_abandon (g_steal_pointer (&self->exchange));
  sio_http_connection_clear_output (self);

  return g_steal_pointer (&self->channel);
}

/**
 * sio_http_connection_detach:
 * @self: the connection, with a request that has no body and was not answered
 * @unread: (out) (transfer full): what had come after the request
 *
 * Ends it and the request, but not what it was spoken on.
 *
 * Returns: (transfer full): the channel
 */
SioChannel *
sio_http_connection_detach (SioHttpConnection  *self,
                            GBytes            **unread)
{
  g_autoptr (SioHttpRequest) request = g_steal_pointer (&self->request);
  SioHttpShared *shared = self->shared;
  gsize length = sio_http_connection_get_buffered (self);
  SioChannel *channel;

  *unread = g_bytes_new (length > 0 ? self->in + self->in_start : NULL, length);
  sio_http_connection_consume (self, length);

  sio_http_connection_ref (self);
  channel = leave (self);
  sio_http_request_set_finished (request);
  shared->closed (shared->server);
  sio_http_connection_unref (self); /* the set's */
  sio_http_connection_unref (self);

  return channel;
}

/**
 * sio_http_connection_break:
 * @self: the connection
 *
 * Closes it at once, whatever is under way.
 */
void
sio_http_connection_break (SioHttpConnection *self)
{
  g_autoptr (SioHttpRequest) request = NULL;
  SioHttpShared *shared = self->shared;

  if (self->phase == SIO_HTTP_PHASE_CLOSED)
    return;

  sio_http_connection_ref (self);
  sio_channel_free (leave (self));

  request = g_steal_pointer (&self->request);
  if (request != NULL)
    {
      sio_http_request_set_gone (request);
      if (request->reader.reading)
        {
          g_autoptr (GError) error = g_error_new_literal (SIO_HTTP_ERROR, SIO_HTTP_ERROR_GONE,
                                                          "The client is gone");

          sio_http_request_end_body (request, error);
        }
      sio_http_request_set_finished (request);
    }

  shared->closed (shared->server);
  sio_http_connection_unref (self); /* the set's */
  sio_http_connection_unref (self);
}

/**
 * sio_http_connection_lost:
 * @self: the connection, from which nothing can be read
 *
 * Closes it, unless a client took it for one in the clear: who types the wrong scheme is told.
 */
void
sio_http_connection_lost (SioHttpConnection *self)
{
  if (self->phase == SIO_HTTP_PHASE_HEAD && sio_channel_drop_tls (self->channel))
    refuse (self, g_error_new_literal (SIO_HTTP_STATUS_ERROR, 400, "HTTPS is spoken here"));
  else
    sio_http_connection_break (self);
}

/**
 * sio_http_connection_header_timed_out:
 * @connection: the connection
 *
 * A head did not come in time: the client is told, if it had begun one.
 */
void
sio_http_connection_header_timed_out (gpointer connection)
{
  g_autoptr (SioHttpConnection) self = sio_http_connection_ref (connection);

  if (sio_http_connection_get_buffered (self) == 0)
    {
      sio_http_connection_break (self);
      return;
    }
  refuse (self, g_error_new_literal (SIO_HTTP_STATUS_ERROR, 408,
                                     "The request did not come in time"));
  sio_http_connection_process (self);
}

/**
 * sio_http_connection_idle_timed_out:
 * @connection: the connection
 *
 * No further request came.
 */
void
sio_http_connection_idle_timed_out (gpointer connection)
{
  sio_http_connection_break (connection);
}

/**
 * sio_http_connection_stalled:
 * @connection: the connection
 *
 * A body did not move, or the client does not read its answer.
 */
void
sio_http_connection_stalled (gpointer connection)
{
  g_autoptr (SioHttpConnection) self = sio_http_connection_ref (connection);

  if (!sio_http_connection_is_reading (self) || sio_http_connection_has_output (self))
    {
      sio_http_connection_break (self);
      return;
    }
  sio_http_connection_fail_body (self, SIO_HTTP_ERROR_TIMED_OUT,
                                 "The body of the request did not come in time");
  sio_http_connection_process (self);
}

/**
 * sio_http_connection_lingered:
 * @connection: the connection
 *
 * The client had time enough to read its answer.
 */
void
sio_http_connection_lingered (gpointer connection)
{
  sio_http_connection_break (connection);
}
