/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session by polling: a GET waits for packets, a POST brings some; never
 * more than one of each. It must not know how HTTP is carried. */
#define G_LOG_DOMAIN "sio-engine"

#include "sio/sio-engine-private.h"

#include <string.h>

/* Pieces that are looked at together. */
#define N_PIECES 16

static SioHttpRequest *
steal_poll (SioEngineSocket *self)
{
  g_clear_signal_handler (&self->poll_gone, self->poll);

  return g_steal_pointer (&self->poll);
}

/* @payload: (transfer full) */
static void
answer_text (SioHttpRequest *request,
             GString        *payload)
{
  sio_engine_answer (request, "text/plain; charset=UTF-8", payload);
}

static void
answer_noop (SioHttpRequest *request)
{
  GString *payload = g_string_new (NULL);

  g_string_append_c (payload, SIO_ENGINE_NOOP);
  answer_text (request, payload);
}

/* What a client does not read is out of its queue, and has no other bound. */
static void
keep_answered (SioEngineSocket *self,
               SioHttpRequest  *poll)
{
  if (!sio_http_request_is_finished (poll))
    g_set_object (&self->answered, poll);
}

static gboolean
is_answer_on_its_way (SioEngineSocket *self)
{
  if (self->answered != NULL && sio_http_request_is_finished (self->answered))
    g_clear_object (&self->answered);

  return self->answered != NULL;
}

/* Moves packets out of the outlet until there is no room for the next one. */
static void
fill_payload (SioEngineSocket *self,
              GString         *payload)
{
  gsize max_payload = self->engine->options.max_payload;
  gsize wanted = max_payload;

  while (!sio_outlet_is_empty (&self->outlet))
    {
      struct iovec pieces[N_PIECES];
      guint n = sio_outlet_peek (&self->outlet, pieces, N_PIECES, wanted);
      gsize used = 0, next_size = 0;

      for (guint i = 0; i < n; i++)
        {
          gsize taken = sio_engine_payload_append (payload, pieces[i].iov_base, pieces[i].iov_len,
                                                   max_payload, &next_size);

          used += taken;
          if (taken < pieces[i].iov_len)
            break;
        }
      sio_outlet_consume (&self->outlet, used);

      if (used > 0)
        continue;
      if (payload->len > 0)
        break;
      /* The first one is always taken, however long it is. */
      wanted = MAX (next_size, SIO_WS_MAX_SERVER_HEAD);
    }
}

static void
poll_gone_cb (SioHttpRequest *request,
              gpointer        user_data)
{
  SioEngineSocket *self = user_data;

  /* What was on its way to it may be lost, and clients do not ask again behind a poll that failed:
   * they come back as somebody else, and are not to find themselves still there. */
  sio_engine_socket_end (self, "transport close", SIO_WS_CODE_NORMAL);
}

static void
free_posted (SioEngine     *engine,
             SioEnginePost *posted)
{
  if (posted->link.data != NULL)
    g_queue_unlink (&engine->backlog, &posted->link);
  g_free (posted->text);
  g_free (posted);
}

static void
answer_ok (SioEngineSocket *self)
{
  g_autoptr (SioHttpRequest) post = g_steal_pointer (&self->post);

  /* Else a browser shows text/plain as a download. */
  if (post != NULL && !sio_http_request_is_answered (post))
    sio_engine_answer (post, "text/html", g_string_new ("ok"));
}

static void
refuse_post (SioEngineSocket *self)
{
  g_autoptr (SioHttpRequest) post = g_steal_pointer (&self->post);

  if (post != NULL && !sio_http_request_is_answered (post))
    sio_engine_refuse (post, SIO_ENGINE_ERROR_REQUEST);
}

static gboolean
may_come (char type)
{
  return type == SIO_ENGINE_MESSAGE || type == SIO_ENGINE_PONG || type == SIO_ENGINE_CLOSE
         || type == SIO_ENGINE_NOOP;
}

static void
body_cb (SioHttpRequest *request,
         GBytes         *body,
         const GError   *error,
         gpointer        user_data)
{
  SioEngineSocket *self = user_data;
  SioEnginePost *posted;
  gsize size;
  const char *data;

  if (error != NULL)
    {
      /* The server answers what the error stands for; the session does not suffer. */
      g_clear_object (&self->post);
      return;
    }

  data = g_bytes_get_data (body, &size);
  posted = g_new0 (SioEnginePost, 1);
  posted->text = g_malloc (size + 1);
  if (size > 0)
    memcpy (posted->text, data, size);
  posted->text[size] = '\0';
  posted->payload.text = posted->text;
  posted->payload.left = size;
  self->posted = posted;
  sio_engine_socket_take_posted (self, SIO_ENGINE_MAX_A_TURN);
}

/**
 * sio_engine_socket_take_posted:
 * @self: the session
 * @max_bytes: of the payload, about
 *
 * Takes packets that a POST brought. What is left waits in the backlog. The session may be closed
 * afterwards.
 */
void
sio_engine_socket_take_posted (SioEngineSocket *self,
                               gsize            max_bytes)
{
  SioEngine *engine = self->engine;
  SioEnginePost *posted = g_steal_pointer (&self->posted);
  SioEnginePayloadResult result = SIO_ENGINE_PAYLOAD_PACKET;
  gsize until;

  g_assert (posted != NULL);

  if (posted->link.data != NULL)
    g_queue_unlink (&engine->backlog, &posted->link);
  posted->link.data = NULL;
  until = posted->payload.left > max_bytes ? posted->payload.left - max_bytes : 0;

  sio_engine_socket_ref (self);
  self->is_taking = TRUE;
  while (self->state != SIO_ENGINE_SOCKET_CLOSED && result == SIO_ENGINE_PAYLOAD_PACKET)
    {
      SioEnginePacket packet;

      if (until > 0 && posted->payload.left < until)
        break;
      result = sio_engine_payload_take (&posted->payload, &packet);
      if (result == SIO_ENGINE_PAYLOAD_PACKET && !may_come (packet.type))
        result = SIO_ENGINE_PAYLOAD_INVALID;
      if (result != SIO_ENGINE_PAYLOAD_PACKET)
        break;
      if (packet.type == SIO_ENGINE_CLOSE)
        answer_ok (self);
      sio_engine_socket_take_packet (self, &packet);
    }

  self->is_taking = FALSE;

  if (self->state == SIO_ENGINE_SOCKET_CLOSED)
    {
      free_posted (engine, posted);
    }
  else if (result == SIO_ENGINE_PAYLOAD_PACKET)
    {
      self->posted = posted;
      posted->link.data = self;
      g_queue_push_tail_link (&engine->backlog, &posted->link);
      sio_engine_wake (engine);
    }
  else
    {
      free_posted (engine, posted);
      if (result == SIO_ENGINE_PAYLOAD_END)
        {
          answer_ok (self);
        }
      else
        {
          refuse_post (self);
          sio_engine_socket_end (self, "parse error", SIO_WS_CODE_PROTOCOL);
        }
    }
  sio_engine_socket_unref (self);
}

/**
 * sio_engine_socket_take_poll:
 * @self: the session, by polling
 * @request: a GET
 *
 * Answers once there is something. A client that has not read the answer before is let go, and so
 * is one that asks twice.
 */
void
sio_engine_socket_take_poll (SioEngineSocket *self,
                             SioHttpRequest  *request)
{
  if (self->poll != NULL || is_answer_on_its_way (self))
    {
      sio_engine_socket_end (self, "transport error", SIO_WS_CODE_PROTOCOL);
      sio_engine_refuse (request, SIO_ENGINE_ERROR_REQUEST);
      return;
    }

  self->poll = g_object_ref (request);
  self->poll_gone = g_signal_connect (request, "gone", G_CALLBACK (poll_gone_cb), self);
  /* What waits leaves at the end of this turn, with what is said until then. */
  sio_outlet_set_blocked (&self->outlet, FALSE);

  if (self->state == SIO_ENGINE_SOCKET_CLOSING)
    sio_engine_socket_answer_poll (self);
  else if (self->is_probed)
    sio_engine_socket_release_poll (self);
}

/**
 * sio_engine_socket_take_post:
 * @self: the session, by polling
 * @request: a POST
 *
 * Takes the packets it brings and answers.
 */
void
sio_engine_socket_take_post (SioEngineSocket *self,
                             SioHttpRequest  *request)
{
  if (self->post != NULL)
    {
      refuse_post (self);
      sio_engine_socket_end (self, "transport error", SIO_WS_CODE_PROTOCOL);
      sio_engine_refuse (request, SIO_ENGINE_ERROR_REQUEST);
      return;
    }

  /* The session answers before it goes, and whoever was answered is not called. */
  self->post = g_object_ref (request);
  sio_http_request_read_body (request, self->max_payload, body_cb, self);
}

/**
 * sio_engine_socket_answer_poll:
 * @self: the session, by polling
 *
 * Answers a GET that waits with what there is, if there is something. One that is closing ends with
 * its last packet.
 */
void
sio_engine_socket_answer_poll (SioEngineSocket *self)
{
  g_autoptr (SioHttpRequest) poll = NULL;
  g_autoptr (GString) payload = NULL;
  gboolean is_empty;

  if (self->poll == NULL)
    return;
  if (self->state == SIO_ENGINE_SOCKET_OPEN && sio_outlet_is_empty (&self->outlet))
    return;

  payload = g_string_new (NULL);
  fill_payload (self, payload);
  is_empty = sio_outlet_is_empty (&self->outlet);
  if (is_empty && self->state == SIO_ENGINE_SOCKET_CLOSING)
    g_string_append_printf (payload, "%s%c", payload->len > 0 ? "\x1e" : "", SIO_ENGINE_CLOSE);
  if (payload->len == 0)
    return;

  poll = steal_poll (self);
  sio_outlet_set_blocked (&self->outlet, TRUE);
  answer_text (poll, g_steal_pointer (&payload));
  keep_answered (self, poll);
  if (is_empty)
    sio_engine_socket_sent (self);
}

/**
 * sio_engine_socket_release_poll:
 * @self: the session, by polling
 *
 * Ends a GET that waits: with what there is, else with a noop.
 */
void
sio_engine_socket_release_poll (SioEngineSocket *self)
{
  g_autoptr (SioHttpRequest) poll = NULL;

  if (self->poll == NULL)
    return;
  if (!sio_outlet_is_empty (&self->outlet))
    {
      sio_engine_socket_answer_poll (self);
      return;
    }

  poll = steal_poll (self);
  sio_outlet_set_blocked (&self->outlet, TRUE);
  answer_noop (poll);
}

/**
 * sio_engine_socket_end_polling:
 * @self: the session, just closed
 * @packet: what ends the answer to a GET that waits
 *
 * Gives the last answers.
 */
void
sio_engine_socket_end_polling (SioEngineSocket *self,
                               char             packet)
{
  if (self->poll != NULL)
    {
      g_autoptr (SioHttpRequest) poll = steal_poll (self);
      g_autoptr (GString) payload = g_string_new (NULL);

      fill_payload (self, payload);
      g_string_append_printf (payload, "%s%c", payload->len > 0 ? "\x1e" : "", packet);
      answer_text (poll, g_steal_pointer (&payload));
    }

  g_clear_object (&self->answered);

  /* Packets that were being taken when one of them ended the session were good; a body that is on
   * its way is not waited for. */
  if (self->posted != NULL || self->is_taking)
    answer_ok (self);
  else
    refuse_post (self);
  if (self->posted != NULL)
    free_posted (self->engine, g_steal_pointer (&self->posted));
}
