/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One session of an engine: what belongs to it whatever its transport is,
 * from its opening packet over messages and heartbeat to its end. It must not
 * know how bytes come and go. */
#define G_LOG_DOMAIN "sio-engine"

#include "sio/sio-engine-private.h"

#include <string.h>

static void
send_cb (gpointer owner)
{
  SioEngineSocket *self = sio_engine_socket_ref (owner);

  if (self->websocket != NULL)
    sio_engine_websocket_flush (self->websocket);
  else
    sio_engine_socket_answer_poll (self);

  sio_engine_socket_unref (self);
}

static void
overflowed_cb (gpointer owner)
{
  g_debug ("A client's queue is over its bound");
  sio_engine_socket_end (owner, "transport error", SIO_WS_CODE_NORMAL);
}

static const SioOutletFuncs outlet_funcs = { send_cb, overflowed_cb };

static char *
describe_remote (SioHttpRequest *request)
{
  GSocketAddress *address = sio_http_request_get_remote_address (request);

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("");
  return g_inet_address_to_string (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static void
arm_heartbeat (SioEngineSocket *self)
{
  self->is_pinged = FALSE;
  sio_deadline_arm (&self->ping, self->engine->ping_deadlines, self);
  sio_deadline_arm (&self->alive, self->engine->alive_deadlines, self);
}

static void
take_pong (SioEngineSocket *self)
{
  /* One that nobody asked for proves nothing. */
  if (self->state == SIO_ENGINE_SOCKET_OPEN && self->is_pinged)
    arm_heartbeat (self);
}

/* The code that closes a WebSocket by our own will. */
static guint
get_close_code (SioEngineSocket *self)
{
  return self->engine->is_stopping ? SIO_WS_CODE_GOING_AWAY : SIO_WS_CODE_NORMAL;
}

/* @ending: what ends a waiting poll. */
static void
end_socket (SioEngineSocket *self,
            const char      *reason,
            guint            code,
            char             ending)
{
  SioEngine *engine = self->engine;

  if (self->state == SIO_ENGINE_SOCKET_CLOSED)
    return;

  sio_engine_socket_ref (self);
  if (self->state == SIO_ENGINE_SOCKET_CLOSING)
    reason = self->reason;
  self->state = SIO_ENGINE_SOCKET_CLOSED;
  sio_deadline_disarm (&self->ping);
  sio_deadline_disarm (&self->alive);
  g_hash_table_steal (engine->sockets, self->sid);

  if (self->probe != NULL)
    sio_engine_websocket_close (self->probe, SIO_WS_CODE_GOING_AWAY);
  if (self->websocket != NULL)
    sio_engine_websocket_close (self->websocket, code);
  sio_engine_socket_end_polling (self, ending);
  sio_outlet_clear (&self->outlet);

  engine->funcs.closed (self, reason, engine->user_data);
  self->engine = NULL;
  sio_engine_check_done (engine);
  sio_engine_socket_unref (self); /* the table's */
  sio_engine_socket_unref (self);
}

/* What is queued is on its way; nothing more is taken. */
static void
begin_flush (SioEngineSocket *self,
             const char      *reason)
{
  self->state = SIO_ENGINE_SOCKET_CLOSING;
  self->reason = reason;
  sio_outlet_leave_rooms (&self->outlet);
  sio_deadline_arm (&self->ping, self->engine->flush_deadlines, self);

  if (self->websocket != NULL && !self->websocket->is_blocked)
    sio_engine_websocket_flush (self->websocket);
  else if (self->websocket == NULL)
    sio_engine_socket_answer_poll (self);
}

/* A frame with a payload of @n_prefix bytes and the pieces. */
static void
push_frame (SioEngineSocket    *self,
            SioWsOpcode         opcode,
            const char         *prefix,
            gsize               n_prefix,
            const struct iovec *pieces,
            guint               n_pieces)
{
  g_autoptr (GBytes) frame = NULL;
  guint8 head[SIO_WS_MAX_SERVER_HEAD];
  gsize length = n_prefix;
  guint8 *data;
  gsize n;

  for (guint i = 0; i < n_pieces; i++)
    length += pieces[i].iov_len;

  n = sio_ws_frame_write (head, opcode, length);
  data = g_malloc (n + length);
  frame = g_bytes_new_take (data, n + length);
  memcpy (data, head, n);
  memcpy (data + n, prefix, n_prefix);
  n += n_prefix;
  for (guint i = 0; i < n_pieces; i++)
    {
      if (pieces[i].iov_len > 0)
        memcpy (data + n, pieces[i].iov_base, pieces[i].iov_len);
      n += pieces[i].iov_len;
    }

  sio_outlet_push (&self->outlet, frame);
}

/**
 * sio_engine_socket_new:
 * @engine: the engine
 * @request: the request that opens it
 *
 * Makes a session that nobody knows yet.
 *
 * Returns: (transfer full): the session
 */
SioEngineSocket *
sio_engine_socket_new (SioEngine      *engine,
                       SioHttpRequest *request)
{
  SioEngineSocket *self = g_new0 (SioEngineSocket, 1);

  g_ref_count_init (&self->refs);
  self->engine = engine;
  self->remote = describe_remote (request);
  self->is_secure = sio_http_request_is_secure (request);
  self->max_payload = engine->options.max_payload;
  do
    sio_sid_draw (self->sid);
  while (g_hash_table_contains (engine->sockets, self->sid));
  sio_outlet_init (&self->outlet, engine->hub, engine->options.max_queue, &outlet_funcs, self);

  return self;
}

/**
 * sio_engine_socket_make_open:
 * @self: the session
 * @is_websocket: whether it begins with a WebSocket
 *
 * Returns: (transfer full): its first packet
 */
char *
sio_engine_socket_make_open (SioEngineSocket *self,
                             gboolean         is_websocket)
{
  const SioEngineOptions *options = &self->engine->options;

  return g_strdup_printf ("%c{\"sid\":\"%s\",\"upgrades\":[%s],\"pingInterval\":%u,"
                          "\"pingTimeout\":%u,\"maxPayload\":%" G_GSIZE_FORMAT "}",
                          SIO_ENGINE_OPEN, self->sid, is_websocket ? "" : "\"websocket\"",
                          options->ping_interval, options->ping_timeout, options->max_payload);
}

/**
 * sio_engine_socket_open:
 * @self: (transfer full): a session whose client gets its first packet
 *
 * Enters it and tells so. It may be closed afterwards.
 */
void
sio_engine_socket_open (SioEngineSocket *self)
{
  SioEngine *engine = self->engine;

  g_hash_table_insert (engine->sockets, self->sid, self);
  sio_outlet_set_blocked (&self->outlet, self->websocket == NULL);
  arm_heartbeat (self);
  sio_engine_socket_ref (self);
  engine->funcs.opened (self, engine->user_data);
  sio_engine_socket_unref (self);
}

/**
 * sio_engine_socket_take_packet:
 * @self: the session, not closed
 * @packet: what its client said
 *
 * Obeys a packet. The session may be closed afterwards.
 */
void
sio_engine_socket_take_packet (SioEngineSocket       *self,
                               const SioEnginePacket *packet)
{
  SioEngine *engine = self->engine;

  /* Whoever is called may close it and look at it afterwards. */
  sio_engine_socket_ref (self);
  switch (packet->type)
    {
    case SIO_ENGINE_MESSAGE:
      if (self->state == SIO_ENGINE_SOCKET_OPEN)
        engine->funcs.message (self, packet->is_binary, packet->data, packet->length,
                               engine->user_data);
      break;

    case SIO_ENGINE_PONG:
      take_pong (self);
      break;

    case SIO_ENGINE_CLOSE:
      end_socket (self, "transport close", SIO_WS_CODE_NORMAL, SIO_ENGINE_NOOP);
      break;

    case SIO_ENGINE_NOOP:
      break;

    default:
      /* In this version it is the server that opens and pings; upgrading is for probes. */
      end_socket (self, "parse error", SIO_WS_CODE_PROTOCOL, SIO_ENGINE_CLOSE);
      break;
    }
  sio_engine_socket_unref (self);
}

/**
 * sio_engine_socket_sent:
 * @self: the session, not closed
 *
 * Everything queued is gone.
 */
void
sio_engine_socket_sent (SioEngineSocket *self)
{
  SioEngine *engine = self->engine;

  sio_engine_socket_ref (self);
  if (self->state == SIO_ENGINE_SOCKET_CLOSING)
    sio_engine_socket_end (self, self->reason, get_close_code (self));
  else if (engine->funcs.drained != NULL)
    engine->funcs.drained (self, engine->user_data);
  sio_engine_socket_unref (self);
}

/**
 * sio_engine_socket_end:
 * @self: the session
 * @reason: why, in Socket.IO's words; static
 * @code: what a WebSocket is closed with
 *
 * Ends the session at once.
 */
void
sio_engine_socket_end (SioEngineSocket *self,
                       const char      *reason,
                       guint            code)
{
  end_socket (self, reason, code, SIO_ENGINE_CLOSE);
}

/**
 * sio_engine_socket_ping_due:
 * @socket: the session
 *
 * Asks whether the client is still there.
 */
void
sio_engine_socket_ping_due (gpointer socket)
{
  SioEngineSocket *self = socket;

  self->is_pinged = TRUE;
  sio_outlet_push (&self->outlet, self->engine->ping);
}

/**
 * sio_engine_socket_timed_out:
 * @socket: the session
 *
 * The client did not say that it is there.
 */
void
sio_engine_socket_timed_out (gpointer socket)
{
  sio_engine_socket_end (socket, "ping timeout", SIO_WS_CODE_NORMAL);
}

/**
 * sio_engine_socket_flush_timed_out:
 * @socket: the session, closing
 *
 * The client did not take what was queued.
 */
void
sio_engine_socket_flush_timed_out (gpointer socket)
{
  SioEngineSocket *self = socket;

  sio_engine_socket_end (self, self->reason, get_close_code (self));
}

/**
 * sio_engine_socket_get_sid:
 * @self: a socket
 *
 * Returns: (transfer none): the session's id, which only its client is to know
 */
const char *
sio_engine_socket_get_sid (SioEngineSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->sid;
}

/**
 * sio_engine_socket_get_remote:
 * @self: a socket
 *
 * Returns: (transfer none): where its first request came from, "127.0.0.1"; "" if the connection
 *   was lost before that could be asked
 */
const char *
sio_engine_socket_get_remote (SioEngineSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->remote;
}

/**
 * sio_engine_socket_is_secure:
 * @self: a socket
 *
 * Returns: whether its first request came under TLS
 */
gboolean
sio_engine_socket_is_secure (SioEngineSocket *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_secure;
}

/**
 * sio_engine_socket_get_transport:
 * @self: a socket
 *
 * Returns: (transfer none): "polling" or "websocket", of a closed one what it was last
 */
const char *
sio_engine_socket_get_transport (SioEngineSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->is_websocket ? "websocket" : "polling";
}

/**
 * sio_engine_socket_is_open:
 * @self: a socket
 *
 * Returns: whether messages can be sent and come
 */
gboolean
sio_engine_socket_is_open (SioEngineSocket *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->state == SIO_ENGINE_SOCKET_OPEN;
}

/**
 * sio_engine_socket_get_outlet:
 * @self: a socket that is open
 *
 * Returns: (transfer none): its way out, to be put into rooms
 */
SioOutlet *
sio_engine_socket_get_outlet (SioEngineSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->outlet;
}

/**
 * sio_engine_socket_set_data:
 * @self: a socket
 * @data: (nullable): what belongs to it; whoever sets it frees it
 *
 * Attaches something.
 */
void
sio_engine_socket_set_data (SioEngineSocket *self,
                            gpointer         data)
{
  g_return_if_fail (self != NULL);

  self->data = data;
}

/**
 * sio_engine_socket_get_data:
 * @self: a socket
 *
 * Returns: (nullable): what was attached last
 */
gpointer
sio_engine_socket_get_data (SioEngineSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->data;
}

/**
 * sio_engine_socket_ref:
 * @self: a socket
 *
 * Returns: (transfer full): @self
 */
SioEngineSocket *
sio_engine_socket_ref (SioEngineSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_ref_count_inc (&self->refs);
  return self;
}

/**
 * sio_engine_socket_unref:
 * @self: (transfer full): a socket
 *
 * Gives back a reference. It does not close the socket.
 */
void
sio_engine_socket_unref (SioEngineSocket *self)
{
  g_return_if_fail (self != NULL);

  if (!g_ref_count_dec (&self->refs))
    return;

  sio_outlet_clear (&self->outlet);
  g_free (self->remote);
  g_free (self);
}

/**
 * sio_engine_socket_send_text:
 * @self: a socket
 * @pieces: (array length=n_pieces): the message, UTF-8, without the packet's type
 * @n_pieces: how many
 *
 * Has a message sent, behind all before. Nothing happens if the socket is not open.
 */
void
sio_engine_socket_send_text (SioEngineSocket    *self,
                             const struct iovec *pieces,
                             guint               n_pieces)
{
  static const char type = SIO_ENGINE_MESSAGE;

  g_return_if_fail (self != NULL);
  g_return_if_fail (pieces != NULL || n_pieces == 0);

  if (self->state == SIO_ENGINE_SOCKET_OPEN)
    push_frame (self, SIO_WS_TEXT, &type, 1, pieces, n_pieces);
}

/**
 * sio_engine_socket_send_binary:
 * @self: a socket
 * @data: (transfer none): the message
 *
 * Has bytes sent, behind all before. Nothing happens if the socket is not open.
 */
void
sio_engine_socket_send_binary (SioEngineSocket *self,
                               GBytes          *data)
{
  struct iovec piece;

  g_return_if_fail (self != NULL);
  g_return_if_fail (data != NULL);

  if (self->state != SIO_ENGINE_SOCKET_OPEN)
    return;

  piece.iov_base = (gpointer) g_bytes_get_data (data, &piece.iov_len);
  push_frame (self, SIO_WS_BINARY, "", 0, &piece, 1);
}

/**
 * sio_engine_socket_set_max_payload:
 * @self: a socket
 * @max_payload: bytes of a POST, of a frame and of all its fragments
 *
 * Bounds what the client may say at a time, from the next POST or frame on. At first it is what the
 * options say, which the client was told.
 */
void
sio_engine_socket_set_max_payload (SioEngineSocket *self,
                                   gsize            max_payload)
{
  g_return_if_fail (self != NULL);

  self->max_payload = max_payload;
  if (self->websocket != NULL)
    sio_ws_reader_set_max_message (&self->websocket->reader, max_payload);
  if (self->probe != NULL)
    sio_ws_reader_set_max_message (&self->probe->reader, max_payload);
}

/**
 * sio_engine_socket_close:
 * @self: a socket
 * @flush: whether what is queued is to leave first, which may take the ping time-out
 * @reason: why, as "closed" is told; static
 *
 * Ends the session. Without @flush what the client does not take at once is lost. "closed" is
 * called before this returns, or when everything has left; nothing else is called after this.
 */
void
sio_engine_socket_close (SioEngineSocket *self,
                         gboolean         flush,
                         const char      *reason)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (reason != NULL);

  if (self->state == SIO_ENGINE_SOCKET_CLOSED)
    return;

  sio_engine_socket_ref (self);
  if (!flush)
    sio_engine_socket_end (self, reason, get_close_code (self));
  else if (self->state == SIO_ENGINE_SOCKET_OPEN)
    begin_flush (self, reason);
  sio_engine_socket_unref (self);
}
