/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are: a polling payload is refused at some packet, or its
 * packets, written again as frames and put together, are the same payload. */
#include "fuzz.h"

#include <string.h>

#include "sio/sio-engine-payload.h"
#include "sio/sio-utf8.h"
#include "sio/sio-ws-frame.h"

static void
add_frame (GByteArray  *frames,
           SioWsOpcode  opcode,
           const char  *data,
           gsize        length)
{
  guint8 head[SIO_WS_MAX_SERVER_HEAD];

  g_byte_array_append (frames, head, sio_ws_frame_write (head, opcode, length));
  g_byte_array_append (frames, (const guint8 *) data, length);
}

/* However much is offered at once and asked for at once. */
static void
check_again (const guint8 *data,
             gsize         size,
             GByteArray   *frames,
             gsize         max_payload)
{
  g_autoptr (GString) joined = g_string_new (NULL);
  gsize at = 0;

  while (at < frames->len)
    {
      g_autoptr (GString) part = g_string_new (NULL);
      gsize next_size;
      gsize used = sio_engine_payload_append (part, frames->data + at, frames->len - at,
                                              max_payload, &next_size);

      g_assert_cmpuint (used, >, 0);
      if (part->len > max_payload)
        g_assert_null (memchr (part->str, '\x1e', part->len));
      if (at > 0)
        g_string_append_c (joined, '\x1e');
      g_string_append_len (joined, part->str, part->len);
      at += used;
    }
  g_assert_cmpmem (joined->str, joined->len, data, size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *copy = g_malloc (size + 1);
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  SioEnginePayload payload = { .text = copy, .left = size };
  SioEnginePayloadResult result;
  SioEnginePacket packet;

  if (size > 0)
    memcpy (copy, data, size);
  copy[size] = '\xee';
  while ((result = sio_engine_payload_take (&payload, &packet)) == SIO_ENGINE_PAYLOAD_PACKET)
    {
      g_assert_true (packet.data >= copy && packet.data + packet.length <= copy + size);
      g_assert_cmpuint (packet.data[packet.length], ==, '\0');
      g_assert_true (packet.type >= SIO_ENGINE_OPEN && packet.type <= SIO_ENGINE_NOOP);
      if (packet.is_binary)
        {
          g_assert_cmpuint (packet.type, ==, SIO_ENGINE_MESSAGE);
          add_frame (frames, SIO_WS_BINARY, packet.data, packet.length);
        }
      else
        {
          g_assert_true (sio_utf8_is_valid (packet.data, packet.length));
          g_assert_cmpuint (packet.data[-1], ==, packet.type);
          add_frame (frames, SIO_WS_TEXT, packet.data - 1, packet.length + 1);
        }
    }

  if (result == SIO_ENGINE_PAYLOAD_END)
    {
      check_again (data, size, frames, G_MAXUINT32);
      check_again (data, size, frames, 16);
    }

  return 0;
}
