/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are: a WebSocket's reader tells the same however they
 * are sliced, messages are within their bound, text is UTF-8, nothing follows
 * a close or an error, and idle it holds no memory. The first byte of the
 * input draws the slices. */
#include "fuzz.h"

#include <string.h>

#include "sio/sio-ws-reader.h"

#define MAX_MESSAGE 4096

static void
check_event (const SioWsEvent *event)
{
  switch (event->type)
    {
    case SIO_WS_EVENT_TEXT:
      g_assert_cmpuint (event->length, <=, MAX_MESSAGE);
      g_assert_cmpuint (event->data[event->length], ==, '\0');
      g_assert_true (sio_utf8_is_valid (event->data, event->length));
      /* GLib judges the same, but for U+0000. */
      if (memchr (event->data, '\0', event->length) == NULL)
        g_assert_true (g_utf8_validate (event->data, event->length, NULL));
      break;

    case SIO_WS_EVENT_BINARY:
      g_assert_cmpuint (event->length, <=, MAX_MESSAGE);
      break;

    case SIO_WS_EVENT_PING:
    case SIO_WS_EVENT_PONG:
      g_assert_cmpuint (event->length, <=, SIO_WS_MAX_CONTROL);
      break;

    case SIO_WS_EVENT_CLOSE:
      g_assert_true (event->code == SIO_WS_CODE_NONE || sio_ws_close_is_valid (event->code));
      break;

    case SIO_WS_EVENT_ERROR:
      g_assert_true (event->code == SIO_WS_CODE_PROTOCOL || event->code == SIO_WS_CODE_INVALID_DATA
                     || event->code == SIO_WS_CODE_TOO_BIG);
      break;

    case SIO_WS_EVENT_NONE:
      g_assert_not_reached ();
    }
}

/* Everything that was said, one behind the other. */
static GByteArray *
read_stream (const guint8 *data,
             gsize         size,
             guint         max_slice)
{
  GByteArray *said = g_byte_array_new ();
  gboolean is_over = FALSE;
  guint slice = 0;
  SioWsReader reader;

  sio_ws_reader_init (&reader, MAX_MESSAGE);
  while (size > 0)
    {
      gsize wanted = max_slice > 0 ? 1 + slice * 7 % max_slice : size;
      gsize n = MIN (wanted, size);
      g_autofree guint8 *copy = g_malloc (n + 1);
      guint8 *at = copy;
      gsize left = n;
      SioWsEvent event;

      memcpy (copy, data, n);
      while (sio_ws_reader_take (&reader, &at, &left, &event) != SIO_WS_EVENT_NONE)
        {
          guint32 head[3] = { event.type, (guint32) event.length, event.code };

          g_assert_false (is_over);
          is_over = event.type == SIO_WS_EVENT_CLOSE || event.type == SIO_WS_EVENT_ERROR;
          check_event (&event);
          g_byte_array_append (said, (const guint8 *) head, sizeof head);
          if (event.length > 0)
            g_byte_array_append (said, (const guint8 *) event.data, event.length);
        }
      g_assert_cmpuint (left, ==, 0);
      g_assert_true (at == copy + n);
      data += n;
      size -= n;
      slice++;
    }
  sio_ws_reader_clear (&reader);

  return said;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GByteArray) whole = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GByteArray) sliced = NULL;

  if (size == 0)
    return 0;

  whole = read_stream (data + 1, size - 1, 0);
  bytes = read_stream (data + 1, size - 1, 1);
  sliced = read_stream (data + 1, size - 1, 2 + data[0]);
  g_assert_cmpmem (whole->data, whole->len, bytes->data, bytes->len);
  g_assert_cmpmem (whole->data, whole->len, sliced->data, sliced->len);

  return 0;
}
