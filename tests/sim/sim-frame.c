/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sim-frame"

#include "sim-frame.h"

#include <string.h>

/**
 * sim_frame_append:
 * @out: where to
 * @opcode: of the frame, which is final
 * @data: what it carries
 * @length: of @data
 * @mask: the masking key
 */
void
sim_frame_append (GString    *out,
                  guint8      opcode,
                  const char *data,
                  gsize       length,
                  guint32     mask)
{
  const guint8 key[4] = { mask >> 24, mask >> 16, mask >> 8, mask };
  gsize start;

  g_string_append_c (out, (char) (0x80 | opcode));
  if (length < 126)
    {
      g_string_append_c (out, (char) (0x80 | length));
    }
  else if (length < 65536)
    {
      g_string_append_c (out, (char) (0x80 | 126));
      g_string_append_c (out, (char) (length >> 8));
      g_string_append_c (out, (char) length);
    }
  else
    {
      g_string_append_c (out, (char) (0x80 | 127));
      for (int shift = 56; shift >= 0; shift -= 8)
        g_string_append_c (out, (char) ((guint64) length >> shift));
    }
  g_string_append_len (out, (const char *) key, 4);
  start = out->len;
  g_string_append_len (out, data, length);
  for (gsize i = 0; i < length; i++)
    out->str[start + i] ^= key[i % 4];
}

/**
 * sim_frame_parse:
 * @data: what came from a server
 * @length: of @data
 * @first: (out): the first byte of the frame
 * @payload: (out): what it carries
 * @payload_length: (out): of it
 *
 * Returns: the bytes of the first frame; 0 if it is not whole; -1 if no server may send it
 */
gssize
sim_frame_parse (const char   *data,
                 gsize         length,
                 guint8       *first,
                 const char  **payload,
                 gsize        *payload_length)
{
  const guint8 *bytes = (const guint8 *) data;
  gsize head = 2;
  guint64 size;

  if (length < 2)
    return 0;
  if ((bytes[0] & 0x70) != 0 || (bytes[1] & 0x80) != 0)
    return -1;
  size = bytes[1];
  if (size >= 126)
    {
      gsize n = size == 126 ? 2 : 8;

      head += n;
      if (length < head)
        return 0;
      size = 0;
      for (gsize i = 0; i < n; i++)
        size = size << 8 | bytes[2 + i];
      if (size < (n == 2 ? 126 : 65536))
        return -1;
    }
  if ((bytes[0] & 0x08) != 0 && ((bytes[0] & 0x80) == 0 || size > 125))
    return -1;
  if (size > G_MAXINT32)
    return -1;
  if (length - head < size)
    return 0;
  *first = bytes[0];
  *payload = data + head;
  *payload_length = size;

  return head + size;
}
