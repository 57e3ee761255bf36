/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets of Engine.IO 4, and how polling puts many into one text, as a pure
 * codec. It must not know sessions or HTTP. */
#define G_LOG_DOMAIN "sio-engine-payload"

#include "sio/sio-engine-payload.h"

#include <string.h>

#include "sio/sio-utf8.h"
#include "sio/sio-ws-frame.h"

#define SEPARATOR '\x1e'
#define BINARY    'b'

#define NO_DIGIT 0xff

/* Returns what a character of base64 stands for. */
static guint
read_digit (char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  if (c == '+')
    return 62;
  return c == '/' ? 63 : NO_DIGIT;
}

/* Decodes in place, strictly: whole groups of four, padding at the end alone, no bits lost, nothing
 * else in between. */
static gboolean
decode_base64 (char  *text,
               gsize  length,
               gsize *decoded_length)
{
  gsize n_padding = 0;
  gsize n = 0;

  *decoded_length = 0;
  if (length % 4 != 0)
    return FALSE;
  if (length > 0)
    n_padding = (text[length - 1] == '=') + (text[length - 1] == '=' && text[length - 2] == '=');

  for (gsize i = 0; i < length; i += 4)
    {
      guint n_digits = i + 4 == length ? 4 - n_padding : 4;
      guint group = 0;

      for (guint j = 0; j < n_digits; j++)
        {
          guint digit = read_digit (text[i + j]);

          if (digit == NO_DIGIT)
            return FALSE;
          group |= digit << (18 - 6 * j);
        }
      if (group & (n_digits == 4 ? 0 : n_digits == 3 ? 0xff : 0xffff))
        return FALSE;

      for (guint j = 0; j + 1 < n_digits; j++)
        text[n++] = (char) (group >> (16 - 8 * j));
    }
  text[n] = '\0';
  *decoded_length = n;

  return TRUE;
}

/**
 * sio_engine_packet_parse:
 * @text: (array length=length): a packet of text, with a NUL behind it
 * @length: its bytes
 * @packet: (out caller-allocates): what it is
 *
 * Takes the type off a packet. That the text is UTF-8 was seen to before.
 *
 * Returns: whether it is a packet
 */
gboolean
sio_engine_packet_parse (const char      *text,
                         gsize            length,
                         SioEnginePacket *packet)
{
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (packet != NULL, FALSE);

  if (length == 0 || text[0] < SIO_ENGINE_OPEN || text[0] > SIO_ENGINE_NOOP)
    return FALSE;

  packet->type = text[0];
  packet->is_binary = FALSE;
  packet->data = text + 1;
  packet->length = length - 1;

  return TRUE;
}

/**
 * sio_engine_payload_take:
 * @self: a payload; its text is written to
 * @packet: (out caller-allocates): the next packet
 *
 * Takes the next packet. An empty one is as wrong as any other; so there is no empty payload.
 *
 * Returns: whether there is one
 */
SioEnginePayloadResult
sio_engine_payload_take (SioEnginePayload *self,
                         SioEnginePacket  *packet)
{
  char *text, *end;
  gsize length;

  g_return_val_if_fail (self != NULL && self->text != NULL, SIO_ENGINE_PAYLOAD_INVALID);
  g_return_val_if_fail (packet != NULL, SIO_ENGINE_PAYLOAD_INVALID);

  if (self->is_begun && self->left == 0)
    return SIO_ENGINE_PAYLOAD_END;

  /* A separator that was taken with the packet before it leaves a byte that stands for what
   * follows, even nothing. */
  text = self->text + (self->is_begun ? 1 : 0);
  length = self->left - (self->is_begun ? 1 : 0);
  end = memchr (text, SEPARATOR, length);
  if (end == NULL)
    end = text + length;

  self->left = length - (end - text);
  self->text = end;
  self->is_begun = TRUE;
  length = end - text;
  *end = '\0';

  if (length == 0 || text[0] != BINARY)
    {
      if (!sio_utf8_is_valid (text, length) || !sio_engine_packet_parse (text, length, packet))
        return SIO_ENGINE_PAYLOAD_INVALID;
      return SIO_ENGINE_PAYLOAD_PACKET;
    }

  packet->type = SIO_ENGINE_MESSAGE;
  packet->is_binary = TRUE;
  packet->data = text + 1;

  return decode_base64 (text + 1, length - 1, &packet->length) ? SIO_ENGINE_PAYLOAD_PACKET
                                                               : SIO_ENGINE_PAYLOAD_INVALID;
}

static void
append_base64 (GString      *payload,
               const guint8 *data,
               gsize         length)
{
  gsize old_length = payload->len;
  int state = 0, save = 0;
  gsize n;

  g_string_set_size (payload, old_length + (length / 3 + 1) * 4 + 4);
  n = g_base64_encode_step (data, length, FALSE, payload->str + old_length, &state, &save);
  n += g_base64_encode_close (FALSE, payload->str + old_length + n, &state, &save);
  g_string_truncate (payload, old_length + n);
}

/* Bytes of a frame as a packet of a payload. */
static gsize
measure_packet (SioWsOpcode opcode,
                gsize       length)
{
  return opcode == SIO_WS_BINARY ? 1 + (length + 2) / 3 * 4 : length;
}

/**
 * sio_engine_payload_append:
 * @payload: packets, or nothing yet
 * @frames: (array length=length): whole frames as a server writes them, each a packet; the last may
 *   be cut off
 * @length: bytes of them
 * @max_payload: how long the payload may become, but for its first packet
 * @next_size: (out): bytes of the frame before which this stopped; 0 if there is none, or less than
 *   its head
 *
 * Puts packets into a payload, as many as there is room for.
 *
 * Returns: bytes of @frames that were used
 */
gsize
sio_engine_payload_append (GString      *payload,
                           const guint8 *frames,
                           gsize         length,
                           gsize         max_payload,
                           gsize        *next_size)
{
  gsize used = 0;

  g_return_val_if_fail (payload != NULL, 0);
  g_return_val_if_fail (frames != NULL || length == 0, 0);
  g_return_val_if_fail (next_size != NULL, 0);

  *next_size = 0;
  while (used < length)
    {
      SioWsOpcode opcode;
      gsize payload_length, n_head;

      n_head = sio_ws_frame_read_server (frames + used, length - used, &opcode, &payload_length);
      if (n_head == 0)
        break;
      *next_size = n_head + payload_length;
      if (*next_size > length - used)
        break;

      if (opcode == SIO_WS_TEXT || opcode == SIO_WS_BINARY)
        {
          if (payload->len > 0
              && payload->len + 1 + measure_packet (opcode, payload_length) > max_payload)
            break;
          if (payload->len > 0)
            g_string_append_c (payload, SEPARATOR);
          if (opcode == SIO_WS_BINARY)
            {
              g_string_append_c (payload, BINARY);
              append_base64 (payload, frames + used + n_head, payload_length);
            }
          else
            {
              g_string_append_len (payload, (const char *) frames + used + n_head, payload_length);
            }
        }
      used += *next_size;
      *next_size = 0;
    }

  return used;
}
