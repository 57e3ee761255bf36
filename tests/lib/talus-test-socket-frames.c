/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages over frames of RFC 6455, the client's side. It must not know what
 * they say. */
#include "lib/talus-test-socket-private.h"

static gboolean
read_bytes (TalusTestSocket *self,
            gpointer         buffer,
            gsize            size)
{
  g_autoptr(GError) error = NULL;
  gsize got = 0;

  if (!g_input_stream_read_all (G_INPUT_STREAM (self->in), buffer, size, &got, NULL, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        return FALSE;
      self->is_closed = TRUE;
      return FALSE;
    }
  if (got == size)
    return TRUE;

  self->is_closed = TRUE;

  return FALSE;
}

void
talus_test_socket_write_frame (TalusTestSocket *self,
                               guint8           opcode,
                               const char      *payload,
                               gsize            length)
{
  static const guint8 mask[4] = { 0x12, 0x34, 0x56, 0x78 };
  g_autoptr(GByteArray) frame = g_byte_array_sized_new ((guint) length + 14);
  guint8 head[2] = { 0x80 | opcode, 0x80 };
  gsize start = 0;

  if (length < 126)
    head[1] |= (guint8) length;
  else
    head[1] |= length <= G_MAXUINT16 ? 126 : 127;
  g_byte_array_append (frame, head, 2);
  if (length >= 126 && length <= G_MAXUINT16)
    {
      guint16 size = GUINT16_TO_BE ((guint16) length);

      g_byte_array_append (frame, (const guint8 *) &size, sizeof size);
    }
  else if (length > G_MAXUINT16)
    {
      guint64 size = GUINT64_TO_BE ((guint64) length);

      g_byte_array_append (frame, (const guint8 *) &size, sizeof size);
    }
  g_byte_array_append (frame, mask, 4);
  start = frame->len;
  g_byte_array_append (frame, (const guint8 *) payload, (guint) length);
  for (gsize i = 0; i < length; i++)
    frame->data[start + i] ^= mask[i % 4];

  /* A server may have hung up; whoever reads sees it. */
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                             frame->data, frame->len, NULL, NULL, NULL);
}

GString *
talus_test_socket_read_message (TalusTestSocket *self)
{
  g_autoptr(GString) message = g_string_new (NULL);

  for (;;)
    {
      guint8 head[2];
      guint64 length = 0;
      gsize start = message->len;

      if (!read_bytes (self, head, 2))
        return NULL;
      g_assert_cmpuint (head[1] & 0x80, ==, 0);
      length = head[1] & 0x7f;
      if (length == 126)
        {
          guint16 size = 0;

          if (!read_bytes (self, &size, sizeof size))
            return NULL;
          length = GUINT16_FROM_BE (size);
        }
      else if (length == 127)
        {
          guint64 size = 0;

          if (!read_bytes (self, &size, sizeof size))
            return NULL;
          length = GUINT64_FROM_BE (size);
        }
      g_string_set_size (message, start + length);
      if (!read_bytes (self, message->str + start, length))
        return NULL;

      switch (head[0] & 0x0f)
        {
        case 0x0:
        case 0x1:
          if ((head[0] & 0x80) != 0)
            return g_steal_pointer (&message);
          break;

        case 0x8:
          self->is_closed = TRUE;
          return NULL;

        case 0x9:
          talus_test_socket_write_frame (self, 0xa, message->str + start, length);
          g_string_truncate (message, start);
          break;

        default:
          g_string_truncate (message, start);
          break;
        }
    }
}
