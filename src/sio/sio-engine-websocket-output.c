/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How bytes leave a WebSocket of an engine: what is its own first, then what
 * its session has to say, in frames that nothing interrupts. It must not know
 * when, nor what becomes of one that is broken. */
#define G_LOG_DOMAIN "sio-engine"

#include "sio/sio-engine-private.h"

#include <string.h>

#define N_PIECES 16

/* What TLS may have begun to send when it blocks. */
#define MAX_STARTED (16 * 1024)

static void
drop_out (SioEngineWebSocket *self,
          gsize               length)
{
  if (length == 0)
    return;
  if (length < self->out->len)
    g_byte_array_remove_range (self->out, 0, length);
  else
    g_clear_pointer (&self->out, g_byte_array_unref);
}

/* What TLS has begun must come first the next time, whatever becomes of the rooms until then.
 * @skip: bytes of the pieces that are gone. Returns how many more are kept. */
static gsize
keep_started (SioEngineWebSocket *self,
              const struct iovec *pieces,
              guint               n_pieces,
              gsize               skip)
{
  gsize kept = self->out != NULL ? self->out->len : 0;
  gsize left = MAX_STARTED - MIN (kept, MAX_STARTED);
  gsize wanted = left;

  for (guint i = 0; i < n_pieces && left > 0; i++)
    {
      gsize skipped = MIN (skip, pieces[i].iov_len);
      gsize n = MIN (pieces[i].iov_len - skipped, left);

      sio_engine_websocket_append (self, (const guint8 *) pieces[i].iov_base + skipped, n);
      skip -= skipped;
      left -= n;
    }

  return wanted - left;
}

/**
 * sio_engine_websocket_get_outlet:
 * @self: a WebSocket
 *
 * Returns: (transfer none) (nullable): what its session has to say, if it is a session's transport
 */
SioOutlet *
sio_engine_websocket_get_outlet (SioEngineWebSocket *self)
{
  return self->phase == SIO_ENGINE_WEBSOCKET_OPEN ? &self->socket->outlet : NULL;
}

/**
 * sio_engine_websocket_has_output:
 * @self: a WebSocket
 *
 * Returns: whether there is something to send, now or when there is room
 */
gboolean
sio_engine_websocket_has_output (SioEngineWebSocket *self)
{
  SioOutlet *outlet = sio_engine_websocket_get_outlet (self);

  return self->out != NULL || (outlet != NULL && !sio_outlet_is_empty (outlet));
}

/**
 * sio_engine_websocket_append:
 * @self: a WebSocket
 * @data: (array length=length): bytes
 * @length: how many
 *
 * Puts bytes before anything of the outlet, behind what was put there before.
 */
void
sio_engine_websocket_append (SioEngineWebSocket *self,
                             const void         *data,
                             gsize               length)
{
  if (length == 0)
    return;
  if (self->out == NULL)
    self->out = g_byte_array_new ();
  g_byte_array_append (self->out, data, length);
}

/**
 * sio_engine_websocket_say:
 * @self: a WebSocket whose outlet has not begun a frame
 * @opcode: what it is
 * @payload: (array length=length): its payload
 * @length: bytes of that
 *
 * Puts a frame before anything of the outlet.
 */
void
sio_engine_websocket_say (SioEngineWebSocket *self,
                          SioWsOpcode         opcode,
                          const void         *payload,
                          gsize               length)
{
  guint8 head[SIO_WS_MAX_SERVER_HEAD];

  sio_engine_websocket_append (self, head, sio_ws_frame_write (head, opcode, length));
  sio_engine_websocket_append (self, payload, length);
}

/**
 * sio_engine_websocket_say_close:
 * @self: a WebSocket whose outlet has not begun a frame
 * @code: why
 *
 * Puts a close frame before anything of the outlet.
 */
void
sio_engine_websocket_say_close (SioEngineWebSocket *self,
                                guint               code)
{
  guint8 payload[2] = { code >> 8, code & 0xff };

  sio_engine_websocket_say (self, SIO_WS_CLOSE, payload, code == SIO_WS_CODE_NONE ? 0 : 2);
}

/**
 * sio_engine_websocket_push_pong:
 * @self: a session's WebSocket
 * @payload: (array length=length): the ping's
 * @length: bytes of that
 *
 * Has a ping answered.
 */
void
sio_engine_websocket_push_pong (SioEngineWebSocket *self,
                                const void         *payload,
                                gsize               length)
{
  guint8 frame[SIO_WS_MAX_SERVER_HEAD + SIO_WS_MAX_CONTROL];
  gsize n = sio_ws_frame_write (frame, SIO_WS_PONG, length);
  g_autoptr (GBytes) bytes = NULL;

  memcpy (frame + n, payload, length);
  bytes = g_bytes_new (frame, n + length);
  if (self->is_blocked)
    {
      /* Section 5.5.3: the newest is enough, so that pings do not pile up. */
      g_clear_pointer (&self->pong, g_bytes_unref);
      self->pong = g_steal_pointer (&bytes);
    }
  else
    {
      sio_outlet_push (&self->socket->outlet, bytes);
    }
}

/**
 * sio_engine_websocket_write:
 * @self: a WebSocket
 * @written: (out): whether the client took anything
 *
 * Writes what the client takes now, as much as it may have in one turn.
 *
 * Returns: %FALSE if the connection is broken
 */
gboolean
sio_engine_websocket_write (SioEngineWebSocket *self,
                            gboolean           *written)
{
  SioOutlet *outlet = sio_engine_websocket_get_outlet (self);
  gsize budget = SIO_ENGINE_MAX_A_TURN;

  *written = FALSE;
  self->is_blocked = FALSE;
  while (budget > 0 && !self->is_blocked)
    {
      struct iovec pieces[N_PIECES];
      gsize n_own = self->out != NULL ? self->out->len : 0;
      gsize total = 0, gone;
      guint n = 0, n_peeked = 0;
      gssize sent;

      if (n_own > 0)
        pieces[n++] = (struct iovec) { self->out->data, n_own };
      if (outlet != NULL && n_own < budget)
        n_peeked = sio_outlet_peek (outlet, pieces + n, N_PIECES - n, budget - n_own);
      n += n_peeked;
      for (guint i = 0; i < n; i++)
        total += pieces[i].iov_len;
      if (total == 0)
        break;

      sent = sio_channel_write (self->channel, pieces, n);
      if (sent == SIO_CHANNEL_BROKEN)
        return FALSE;
      self->is_blocked = sent < (gssize) total;
      gone = MAX (sent, 0);
      *written = *written || gone > 0;
      budget -= MIN (budget, gone);

      if (n_own > 0)
        drop_out (self, MIN (gone, n_own));
      gone -= MIN (gone, n_own);
      if (self->is_blocked && n_peeked > 0 && sio_channel_is_secure (self->channel))
        gone += keep_started (self, pieces + n - n_peeked, n_peeked, gone);
      if (gone > 0)
        sio_outlet_consume (outlet, gone);
    }

  return TRUE;
}
