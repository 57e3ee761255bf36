/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frames of RFC 6455 as a server reads and writes them, as a pure codec:
 * bytes in; a head, "more" or no out. Strict where the RFC says must. It must
 * not know messages, which may be many frames, nor sockets. */
#define G_LOG_DOMAIN "sio-ws-frame"

#include "sio/sio-ws-frame.h"

#include <string.h>

#include "sio/sio-utf8.h"

#define FINAL_BIT     0x80
#define RESERVED_BITS 0x70
#define OPCODE_BITS   0x0f
#define MASK_BIT      0x80
#define LENGTH_BITS   0x7f
#define LENGTH_16     126
#define LENGTH_64     127
#define CONTROL_BIT   0x08

static gboolean
is_known_opcode (guint opcode)
{
  return opcode <= SIO_WS_BINARY || (opcode >= SIO_WS_CLOSE && opcode <= SIO_WS_PONG);
}

/* Bytes of the length behind the first two, by what the second says. */
static gsize
count_length_bytes (guint short_length)
{
  if (short_length == LENGTH_16)
    return 2;
  return short_length == LENGTH_64 ? 8 : 0;
}

static guint64
read_length (const guint8 *data,
             guint         short_length)
{
  gsize n = count_length_bytes (short_length);
  guint64 length = n > 0 ? 0 : short_length;

  for (gsize i = 0; i < n; i++)
    length = length << 8 | data[2 + i];

  return length;
}

/* Section 5.2: in as few bytes as it can be, and the highest bit is none of it. */
static gboolean
is_minimal (guint64 length,
            guint   short_length)
{
  if (short_length == LENGTH_16)
    return length >= LENGTH_16;
  if (short_length == LENGTH_64)
    return length > G_MAXUINT16 && length <= G_MAXINT64;

  return TRUE;
}

/**
 * sio_ws_frame_parse:
 * @data: (array length=length): bytes from the beginning of a frame on
 * @length: how many there are, maybe less than a head
 * @frame: (out caller-allocates): the head, if there is one
 *
 * Takes a client's frame head. What the RFC forbids is refused as soon as it can be seen: reserved
 * bits, unknown opcodes, no mask, a length in more bytes than it needs, control frames that are in
 * fragments or longer than 125 bytes. Whether a fragment may come here is not judged.
 *
 * Returns: the bytes of the head; 0 if it needs more; -1 if this is no frame
 */
gssize
sio_ws_frame_parse (const guint8 *data,
                    gsize         length,
                    SioWsFrame   *frame)
{
  guint opcode, short_length;
  gsize n_length;

  g_return_val_if_fail (data != NULL || length == 0, -1);
  g_return_val_if_fail (frame != NULL, -1);

  if (length < 1)
    return 0;
  opcode = data[0] & OPCODE_BITS;
  if (data[0] & RESERVED_BITS || !is_known_opcode (opcode))
    return -1;
  if (opcode & CONTROL_BIT && !(data[0] & FINAL_BIT))
    return -1;

  if (length < 2)
    return 0;
  short_length = data[1] & LENGTH_BITS;
  if (!(data[1] & MASK_BIT) || (opcode & CONTROL_BIT && short_length > SIO_WS_MAX_CONTROL))
    return -1;

  n_length = count_length_bytes (short_length);
  if (length < 2 + n_length)
    return 0;
  frame->length = read_length (data, short_length);
  if (!is_minimal (frame->length, short_length))
    return -1;

  if (length < 2 + n_length + 4)
    return 0;
  frame->opcode = opcode;
  frame->is_final = (data[0] & FINAL_BIT) != 0;
  memcpy (frame->mask, data + 2 + n_length, 4);

  return 2 + n_length + 4;
}

/**
 * sio_ws_frame_unmask:
 * @data: (array length=length): a piece of a payload
 * @length: its bytes
 * @mask: the frame's mask
 * @offset: where in the payload the piece begins
 *
 * Takes the mask off, in place.
 */
void
sio_ws_frame_unmask (guint8       *data,
                     gsize         length,
                     const guint8  mask[4],
                     gsize         offset)
{
  guint8 turned[8];
  guint64 wide;
  gsize i = 0;

  g_return_if_fail (data != NULL || length == 0);

  for (guint j = 0; j < 8; j++)
    turned[j] = mask[(offset + j) & 3];
  memcpy (&wide, turned, 8);

  for (; length - i >= 8; i += 8)
    {
      guint64 word;

      memcpy (&word, data + i, 8);
      word ^= wide;
      memcpy (data + i, &word, 8);
    }
  for (; i < length; i++)
    data[i] ^= turned[i & 7];
}

/**
 * sio_ws_frame_write:
 * @head: (out caller-allocates): room for the head
 * @opcode: what it is
 * @length: bytes of the payload
 *
 * Writes the head of a server's frame, which is a whole message and not masked.
 *
 * Returns: the bytes of the head
 */
gsize
sio_ws_frame_write (guint8      head[SIO_WS_MAX_SERVER_HEAD],
                    SioWsOpcode opcode,
                    guint64     length)
{
  gsize n = 0;

  g_return_val_if_fail (head != NULL, 0);

  head[0] = FINAL_BIT | opcode;
  if (length < LENGTH_16)
    {
      head[1] = (guint8) length;
    }
  else
    {
      n = length <= G_MAXUINT16 ? 2 : 8;
      head[1] = n == 2 ? LENGTH_16 : LENGTH_64;
    }
  for (gsize i = 0; i < n; i++)
    head[2 + i] = (guint8) (length >> (8 * (n - 1 - i)));

  return 2 + n;
}

/**
 * sio_ws_frame_read_server:
 * @data: (array length=length): bytes of our own, from the beginning of a frame on
 * @length: how many there are, maybe less than a head
 * @opcode: (out): what it is
 * @payload_length: (out): bytes of the payload
 *
 * Takes the head of a frame that was written here.
 *
 * Returns: the bytes of the head; 0 if it needs more
 */
gsize
sio_ws_frame_read_server (const guint8 *data,
                          gsize         length,
                          SioWsOpcode  *opcode,
                          gsize        *payload_length)
{
  guint short_length;
  gsize n_length;

  g_return_val_if_fail (data != NULL || length == 0, 0);

  if (length < 2)
    return 0;
  short_length = data[1] & LENGTH_BITS;
  n_length = count_length_bytes (short_length);
  if (length < 2 + n_length)
    return 0;

  *opcode = data[0] & OPCODE_BITS;
  *payload_length = read_length (data, short_length);

  return 2 + n_length;
}

/**
 * sio_ws_close_is_valid:
 * @code: a close code
 *
 * Returns: whether it may be in a close frame: those of the RFC and of IANA's registry, and what is
 *   left to libraries and applications
 */
gboolean
sio_ws_close_is_valid (guint code)
{
  if (code >= 3000)
    return code <= 4999;

  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

/**
 * sio_ws_close_parse:
 * @payload: (array length=length): the payload of a close frame, unmasked
 * @length: its bytes
 * @code: (out): the code, or 1005 if there is none
 *
 * Takes what a close frame says.
 *
 * Returns: 0; or the code to answer a payload with that must not be
 */
guint
sio_ws_close_parse (const guint8 *payload,
                    gsize         length,
                    guint        *code)
{
  g_return_val_if_fail (payload != NULL || length == 0, 0);
  g_return_val_if_fail (code != NULL, 0);

  *code = SIO_WS_CODE_NONE;
  if (length == 0)
    return 0;
  if (length == 1)
    return SIO_WS_CODE_PROTOCOL;

  *code = (guint) payload[0] << 8 | payload[1];
  if (!sio_ws_close_is_valid (*code))
    return SIO_WS_CODE_PROTOCOL;
  if (!sio_utf8_is_valid (payload + 2, length - 2))
    return SIO_WS_CODE_INVALID_DATA;

  return 0;
}
