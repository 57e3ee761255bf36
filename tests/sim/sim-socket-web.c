/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The WebSocket of a client, alone or as an upgrade. */
#define G_LOG_DOMAIN "sim-socket-web"

#include "sim-socket-private.h"

#include <stdlib.h>
#include <string.h>

#include "sim-frame.h"

/* The example of RFC 6455: the answer to it is known. */
#define KEY    "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

static void
send_frame (SimSocket  *self,
            guint8      opcode,
            const char *data,
            gsize       length)
{
  g_autoptr(GString) frame = g_string_sized_new (length + 14);

  sim_frame_append (frame, opcode, data, length, g_random_int ());
  sim_link_send (&self->web, frame->str, frame->len);
}

void
sim_socket_web_send (SimSocket  *self,
                     const char *packet)
{
  send_frame (self, SIM_FRAME_TEXT, packet, strlen (packet));
}

/* 0 while the head is not whole, else the bytes of it; -1: not what it should be. */
static gssize
take_head (SimSocket *self)
{
  const char *end = strstr (self->in->str, "\r\n\r\n");

  if (end == NULL)
    return self->in->len > 16384 ? -1 : 0;
  if (!g_str_has_prefix (self->in->str, "HTTP/1.1 101 ") ||
      strstr (self->in->str, ACCEPT) == NULL)
    {
      sim_socket_fail (self, "no handshake: %.*s", (int) strcspn (self->in->str, "\r\n"),
                       self->in->str);
      return -1;
    }

  return end + 4 - self->in->str;
}

static void
take_data_packet (SimSocket  *self,
                  const char *packet,
                  gsize       length)
{
  if (self->upgrade != SIM_UPGRADE_PROBING)
    sim_socket_take_packet (self, packet, length);
  else if (!g_str_equal (packet, "3probe"))
    sim_socket_fail (self, "the probe is answered %.100s", packet);
  else
    {
      self->upgrade = SIM_UPGRADE_PROBED;
      sim_socket_polling_change (self);
    }
}

static void
take_frame (SimSocket  *self,
            guint8      first,
            const char *payload,
            gsize       length)
{
  guint8 opcode = first & 0x0f;
  g_autofree char *text = NULL;

  switch (opcode)
    {
    case 0:
    case SIM_FRAME_TEXT:
      if ((opcode == 0) != (self->fragments->len > 0))
        {
          sim_socket_fail (self, "fragments out of order");
          return;
        }
      if (opcode == SIM_FRAME_TEXT && (first & 0x80) != 0)
        {
          text = g_strndup (payload, length);
          take_data_packet (self, text, length);
          return;
        }
      g_string_append_len (self->fragments, payload, length);
      if ((first & 0x80) == 0)
        return;
      length = self->fragments->len;
      text = g_strndup (self->fragments->str, length);
      g_string_truncate (self->fragments, 0);
      take_data_packet (self, text, length);
      return;

    case SIM_FRAME_CLOSE:
      sim_socket_fail (self, "closed with %d",
                       length >= 2 ? (guint8) payload[0] << 8 | (guint8) payload[1] : 1005);
      return;

    case SIM_FRAME_PING:
      send_frame (self, SIM_FRAME_PONG, payload, length);
      return;

    case SIM_FRAME_PONG:
      return;

    default:
      sim_socket_fail (self, "a frame of kind %u", opcode);
    }
}

static void
take_frames (SimSocket *self)
{
  guint generation = self->generation;
  gsize at = 0;

  while (self->generation == generation && !sim_loop_has_failed (self->loop))
    {
      const char *payload = NULL;
      guint8 first = 0;
      gsize length = 0;
      gssize taken = sim_frame_parse (self->in->str + at, self->in->len - at, &first, &payload,
                                      &length);

      if (taken < 0)
        sim_socket_fail (self, "a frame that no server may send");
      if (taken <= 0)
        break;
      at += taken;
      take_frame (self, first, payload, length);
    }
  if (self->generation == generation)
    g_string_erase (self->in, 0, at);
}

static void
received_cb (gpointer    owner,
             const char *data,
             gsize       length)
{
  SimSocket *self = owner;

  g_string_append_len (self->in, data, length);
  if (!self->is_shaken)
    {
      gssize head = take_head (self);

      if (head <= 0)
        return;
      g_string_erase (self->in, 0, head);
      self->is_shaken = TRUE;
      if (self->upgrade == SIM_UPGRADE_PROBING)
        sim_socket_web_send (self, "2probe");
    }
  take_frames (self);
}

static void
ended_cb (gpointer owner,
          int      code)
{
  sim_socket_fail (owner, "transport %s%s%s", code == 0 ? "close" : "error",
                   code == 0 ? "" : ": ", code == 0 ? "" : g_strerror (code));
}

void
sim_socket_web_init (SimSocket *self)
{
  sim_link_init (&self->web, self->loop);
  self->web.received = received_cb;
  self->web.ended = ended_cb;
  self->web.owner = self;
  self->in = g_string_new (NULL);
  self->fragments = g_string_new (NULL);
}

void
sim_socket_web_open (SimSocket *self)
{
  g_autofree char *head =
    g_strdup_printf ("GET /socket.io/?EIO=4&transport=websocket%s%s HTTP/1.1\r\n"
                     "Host: 127.0.0.1:%u\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " KEY "\r\n\r\n",
                     self->engine_sid != NULL ? "&sid=" : "",
                     self->engine_sid != NULL ? self->engine_sid : "", self->port);

  self->is_shaken = FALSE;
  g_string_truncate (self->in, 0);
  g_string_truncate (self->fragments, 0);
  if (!sim_link_connect (&self->web, self->port, self->options.receive_buffer))
    sim_socket_fail (self, "no connection");
  else
    sim_link_send (&self->web, head, strlen (head));
}
