/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One WebSocket of an engine: from the request that opens it, as a probe, a
 * session's transport or one that is refused, to the end of the connection.
 * It must not know what the messages mean. */
#define G_LOG_DOMAIN "sio-engine"

#include "sio/sio-engine-private.h"

#include <string.h>

#include "sio/sio-http-request-private.h"
#include "sio/sio-ws-handshake.h"

static void
unref_websocket (SioEngineWebSocket *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  sio_ws_reader_clear (&self->reader);
  g_clear_pointer (&self->out, g_byte_array_unref);
  g_clear_pointer (&self->pong, g_bytes_unref);
  g_free (self);
}

static void
update_watch (SioEngineWebSocket *self)
{
  if (self->phase != SIO_ENGINE_WEBSOCKET_GONE)
    sio_watch_set_events (&self->watch,
                          sio_channel_get_events (self->channel, TRUE, self->is_blocked));
}

/* The session goes on without it, or is gone. */
static SioEngineSocket *
part (SioEngineWebSocket *self)
{
  SioEngineSocket *socket = g_steal_pointer (&self->socket);

  if (socket == NULL)
    return NULL;
  if (socket->websocket == self)
    socket->websocket = NULL;
  if (socket->probe == self)
    {
      socket->probe = NULL;
      socket->is_probed = FALSE;
    }

  return socket;
}

/* The other side, or the connection itself, has ended. */
static void
connection_ended (SioEngineWebSocket *self,
                  const char         *reason)
{
  SioEngineWebSocketPhase phase = self->phase;
  SioEngineSocket *socket = part (self);

  sio_engine_websocket_drop (self);
  if (phase == SIO_ENGINE_WEBSOCKET_OPEN)
    sio_engine_socket_end (socket, reason, SIO_WS_CODE_NORMAL);
}

static void
begin_linger (SioEngineWebSocket *self)
{
  self->phase = SIO_ENGINE_WEBSOCKET_LINGER;
  sio_channel_shut_down_output (self->channel);
}

/* The client broke a rule of the transport, or closes it. */
static void
end_transport (SioEngineWebSocket *self,
               const char         *reason,
               guint               code)
{
  if (self->phase == SIO_ENGINE_WEBSOCKET_OPEN)
    sio_engine_socket_end (self->socket, reason, code);
  else
    sio_engine_websocket_close (self, code);
}

static void
complete_upgrade (SioEngineWebSocket *self)
{
  SioEngineSocket *socket = sio_engine_socket_ref (self->socket);

  sio_deadline_disarm (&self->deadline);
  /* A client that upgrades has no POST under way; one that has gets its order. */
  if (socket->posted != NULL)
    sio_engine_socket_take_posted (socket, G_MAXSIZE);
  if (socket->state != SIO_ENGINE_SOCKET_CLOSED)
    {
      g_debug ("A session goes on by WebSocket");
      sio_engine_socket_release_poll (socket);
    }
  /* Which may have been all that it waited for. */
  if (self->phase == SIO_ENGINE_WEBSOCKET_PROBE)
    {
      socket->probe = NULL;
      socket->is_probed = FALSE;
      g_clear_object (&socket->answered);
      socket->websocket = self;
      socket->is_websocket = TRUE;
      self->phase = SIO_ENGINE_WEBSOCKET_OPEN;
      sio_outlet_set_blocked (&socket->outlet, FALSE);
      if (socket->state == SIO_ENGINE_SOCKET_CLOSING)
        sio_engine_websocket_flush (self);
    }
  sio_engine_socket_unref (socket);
}

static void
take_probe_packet (SioEngineWebSocket *self,
                   const SioWsEvent   *event)
{
  SioEngineSocket *socket = self->socket;

  if (event->type == SIO_WS_EVENT_TEXT && g_str_equal (event->data, "2probe"))
    {
      /* Who asks again without having read the answer gets no other. */
      if (!socket->is_probed || self->out == NULL)
        sio_engine_websocket_say (self, SIO_WS_TEXT, "3probe", strlen ("3probe"));
      socket->is_probed = TRUE;
      sio_engine_websocket_flush (self);
      if (self->phase == SIO_ENGINE_WEBSOCKET_PROBE)
        sio_engine_socket_release_poll (socket);
    }
  else if (event->type == SIO_WS_EVENT_TEXT && socket->is_probed && g_str_equal (event->data, "5"))
    {
      complete_upgrade (self);
    }
  else
    {
      /* No upgrade, but polling goes on as if it had never been tried. */
      sio_engine_websocket_close (self, SIO_WS_CODE_PROTOCOL);
    }
}

static void
take_message (SioEngineWebSocket *self,
              const SioWsEvent   *event)
{
  SioEnginePacket packet = {
    .type = SIO_ENGINE_MESSAGE,
    .is_binary = TRUE,
    .data = event->data,
    .length = event->length,
  };

  if (event->type == SIO_WS_EVENT_TEXT
      && !sio_engine_packet_parse (event->data, event->length, &packet))
    sio_engine_socket_end (self->socket, "parse error", SIO_WS_CODE_PROTOCOL);
  else
    sio_engine_socket_take_packet (self->socket, &packet);
}

static void
take_event (SioEngineWebSocket *self,
            const SioWsEvent   *event)
{
  switch (event->type)
    {
    case SIO_WS_EVENT_TEXT:
    case SIO_WS_EVENT_BINARY:
      if (self->phase == SIO_ENGINE_WEBSOCKET_PROBE)
        take_probe_packet (self, event);
      else
        take_message (self, event);
      break;

    case SIO_WS_EVENT_PING:
      if (self->phase == SIO_ENGINE_WEBSOCKET_OPEN)
        {
          sio_engine_websocket_push_pong (self, event->data, event->length);
        }
      else if (self->out == NULL)
        {
          sio_engine_websocket_say (self, SIO_WS_PONG, event->data, event->length);
          sio_engine_websocket_flush (self);
        }
      break;

    case SIO_WS_EVENT_CLOSE:
      end_transport (self, "transport close", event->code);
      break;

    case SIO_WS_EVENT_ERROR:
      g_debug ("A client's WebSocket is closed with code %u", event->code);
      end_transport (self, "transport error", event->code);
      break;

    case SIO_WS_EVENT_PONG:
    case SIO_WS_EVENT_NONE:
      break;
    }
}

static gboolean
is_listening (SioEngineWebSocket *self)
{
  return self->phase == SIO_ENGINE_WEBSOCKET_PROBE || self->phase == SIO_ENGINE_WEBSOCKET_OPEN;
}

/* @data: with one byte behind it. */
static void
take_input (SioEngineWebSocket *self,
            guint8             *data,
            gsize               length)
{
  SioWsEvent event;

  while (is_listening (self)
         && sio_ws_reader_take (&self->reader, &data, &length, &event) != SIO_WS_EVENT_NONE)
    take_event (self, &event);
}

static void
read_input (SioEngineWebSocket *self)
{
  gsize total = 0;
  gboolean more = TRUE;

  while (more && total < SIO_ENGINE_MAX_A_TURN)
    {
      guint8 *input = self->engine->input;
      gssize n = sio_channel_read (self->channel, input, SIO_ENGINE_READ_SIZE);

      if (n == SIO_CHANNEL_BLOCKED)
        return;
      if (n <= 0)
        {
          connection_ended (self, n == 0 ? "transport close" : "transport error");
          return;
        }

      total += n;
      take_input (self, input, n);
      if (self->phase == SIO_ENGINE_WEBSOCKET_GONE)
        return;
      /* The kernel says by itself if it has more. */
      more = n == SIO_ENGINE_READ_SIZE || sio_channel_has_buffered (self->channel);
    }

  if (sio_channel_has_buffered (self->channel))
    sio_watch_kick (&self->watch);
}

static void
ready_cb (SioWatch *watch,
          guint32   events,
          gpointer  user_data)
{
  SioEngineWebSocket *self = user_data;
  /* Under TLS either may be what the other has to wait for; a kick may mean both. */
  gboolean is_either = events == 0 || sio_channel_is_secure (self->channel);

  g_ref_count_inc (&self->refs);
  if (is_either || events & EPOLLOUT)
    {
      if (sio_engine_websocket_has_output (self))
        sio_engine_websocket_flush (self);
    }
  if (self->phase != SIO_ENGINE_WEBSOCKET_GONE && (is_either || events & ~(guint32) EPOLLOUT))
    read_input (self);
  update_watch (self);
  unref_websocket (self);
}

static SioEngineWebSocket *
new_websocket (SioEngine  *engine,
               SioChannel *channel)
{
  SioEngineWebSocket *self = g_new0 (SioEngineWebSocket, 1);
  g_autoptr (GError) error = NULL;

  if (!sio_watch_start (&self->watch, sio_http_server_get_poller (engine->http),
                        sio_channel_get_fd (channel), EPOLLIN, ready_cb, self, &error))
    {
      g_debug ("A WebSocket cannot be served: %s", error->message);
      sio_channel_free (channel);
      g_free (self);
      return NULL;
    }

  g_ref_count_init (&self->refs);
  self->engine = engine;
  self->channel = channel;
  self->link.data = self;
  g_queue_push_tail_link (&engine->websockets, &self->link);
  sio_ws_reader_init (&self->reader, engine->options.max_payload);

  return self;
}

/* What came with the request, before anybody could answer it. */
static void
take_unread (SioEngineWebSocket *self,
             GBytes             *unread)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (unread, &length);

  while (length > 0 && is_listening (self))
    {
      gsize n = MIN (length, SIO_ENGINE_READ_SIZE);

      memcpy (self->engine->input, data, n);
      take_input (self, self->engine->input, n);
      data += n;
      length -= n;
    }
  if (self->phase != SIO_ENGINE_WEBSOCKET_GONE && sio_channel_has_buffered (self->channel))
    sio_watch_kick (&self->watch);
}

static void
open_session (SioEngineWebSocket *self,
              SioEngineSocket    *socket)
{
  g_autofree char *open = sio_engine_socket_make_open (socket, TRUE);

  sio_engine_websocket_say (self, SIO_WS_TEXT, open, strlen (open));
  self->phase = SIO_ENGINE_WEBSOCKET_OPEN;
  self->socket = socket;
  socket->websocket = self;
  socket->is_websocket = TRUE;
  sio_engine_socket_open (socket);
}

static void
begin_probe (SioEngineWebSocket *self,
             SioEngineSocket    *socket)
{
  self->phase = SIO_ENGINE_WEBSOCKET_PROBE;
  self->socket = socket;
  socket->probe = self;
  sio_ws_reader_set_max_message (&self->reader, socket->max_payload);
  sio_deadline_arm (&self->deadline, self->engine->upgrade_deadlines, self);
}

/**
 * sio_engine_websocket_serve:
 * @engine: the engine
 * @request: a request that may become a WebSocket
 * @socket: (nullable): the session it names; %NULL for a new one
 *
 * Opens a WebSocket. One for a session that has one, or is about to, is closed again.
 */
void
sio_engine_websocket_serve (SioEngine       *engine,
                            SioHttpRequest  *request,
                            SioEngineSocket *socket)
{
  g_autoptr (GString) answer = g_string_new (NULL);
  g_autoptr (GBytes) unread = NULL;
  SioEngineSocket *opened = NULL;
  SioEngineWebSocket *self = NULL;
  SioChannel *channel;

  if (socket == NULL)
    opened = sio_engine_socket_new (engine, request);
  sio_ws_handshake_begin (answer, request->head);
  sio_http_request_foreach_response_header (request, sio_ws_handshake_add_field, answer);
  sio_ws_handshake_end (answer);

  channel = sio_http_request_take_channel (request, &unread);
  if (channel != NULL)
    self = new_websocket (engine, channel);
  if (self == NULL)
    {
      g_clear_pointer (&opened, sio_engine_socket_unref);
      return;
    }

  g_ref_count_inc (&self->refs);
  sio_engine_websocket_append (self, answer->str, answer->len);
  if (opened != NULL)
    open_session (self, opened);
  else if (socket->websocket == NULL && socket->probe == NULL)
    begin_probe (self, socket);
  else
    sio_engine_websocket_close (self, SIO_WS_CODE_PROTOCOL);

  if (is_listening (self))
    sio_engine_websocket_flush (self);
  take_unread (self, unread);
  unref_websocket (self);
}

/**
 * sio_engine_websocket_flush:
 * @self: a WebSocket that is not gone
 *
 * Sends what there is, as far as the client takes it in this turn. The WebSocket and its session
 * may be gone afterwards.
 */
void
sio_engine_websocket_flush (SioEngineWebSocket *self)
{
  SioOutlet *outlet = sio_engine_websocket_get_outlet (self);
  gboolean has_more, written;

  if (!sio_engine_websocket_write (self, &written))
    {
      connection_ended (self, "transport error");
      return;
    }

  if (!self->is_blocked && self->pong != NULL && outlet != NULL)
    {
      sio_outlet_push (outlet, self->pong);
      g_clear_pointer (&self->pong, g_bytes_unref);
    }
  has_more = sio_engine_websocket_has_output (self);
  if (outlet != NULL)
    sio_outlet_set_blocked (outlet, has_more);
  if (has_more && !self->is_blocked)
    sio_watch_kick (&self->watch);
  if (!has_more && self->phase == SIO_ENGINE_WEBSOCKET_CLOSING)
    begin_linger (self);
  update_watch (self);

  if (!has_more && self->phase == SIO_ENGINE_WEBSOCKET_OPEN
      && (written || self->socket->state == SIO_ENGINE_SOCKET_CLOSING))
    sio_engine_socket_sent (self->socket);
}

/**
 * sio_engine_websocket_close:
 * @self: a WebSocket, of a session that ends or goes on without it, or of none
 * @code: what to tell the client
 *
 * Says goodbye and sees the connection to its end. What the session has queued leaves if the client
 * takes it at once.
 */
void
sio_engine_websocket_close (SioEngineWebSocket *self,
                            guint               code)
{
  gboolean written;
  gboolean can_say = !self->is_blocked;

  /* A frame that has begun cannot be interrupted by another. */
  if (can_say && self->phase == SIO_ENGINE_WEBSOCKET_OPEN)
    can_say = sio_engine_websocket_write (self, &written)
              && !sio_engine_websocket_has_output (self);
  part (self);
  if (!can_say)
    {
      sio_engine_websocket_drop (self);
      return;
    }

  self->phase = SIO_ENGINE_WEBSOCKET_CLOSING;
  sio_deadline_arm (&self->deadline, self->engine->linger_deadlines, self);
  sio_engine_websocket_say_close (self, code);
  sio_engine_websocket_flush (self);
}

/**
 * sio_engine_websocket_drop:
 * @self: a WebSocket
 *
 * Closes the connection at once.
 */
void
sio_engine_websocket_drop (SioEngineWebSocket *self)
{
  SioEngine *engine = self->engine;

  if (self->phase == SIO_ENGINE_WEBSOCKET_GONE)
    return;

  part (self);
  self->phase = SIO_ENGINE_WEBSOCKET_GONE;
  sio_deadline_disarm (&self->deadline);
  sio_watch_stop (&self->watch);
  g_queue_unlink (&engine->websockets, &self->link);
  g_clear_pointer (&self->channel, sio_channel_free);
  unref_websocket (self);
  sio_engine_check_done (engine);
}

/**
 * sio_engine_websocket_probe_late:
 * @websocket: a probe
 *
 * The upgrade was not completed in time.
 */
void
sio_engine_websocket_probe_late (gpointer websocket)
{
  sio_engine_websocket_close (websocket, SIO_WS_CODE_GOING_AWAY);
}

/**
 * sio_engine_websocket_lingered:
 * @websocket: a WebSocket that was closed
 *
 * The client had time enough to read that.
 */
void
sio_engine_websocket_lingered (gpointer websocket)
{
  sio_engine_websocket_drop (websocket);
}
