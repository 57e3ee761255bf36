/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A WebSocket client that sends exactly what a test says and shows exactly
 * what came: it answers no ping and knows no packets. */
#define G_LOG_DOMAIN "wire-client"

#include "wire-client.h"

#include <string.h>

#define OPCODE_TEXT   1
#define OPCODE_BINARY 2
#define OPCODE_CLOSE  8

static gboolean
has_head (gpointer data)
{
  HttpClient *http = ((WireClient *) data)->http;

  return http->eof || (http->in->len > 0 && memmem (http->in->data, http->in->len, "\r\n\r\n", 4));
}

/**
 * wire_client_new:
 * @port: of a server on this machine
 * @target: path and query
 *
 * Returns: (transfer full): a client whose handshake was answered
 */
WireClient *
wire_client_new (guint16     port,
                 const char *target)
{
  HttpFixture fixture = { .port = port };
  WireClient *self = g_new0 (WireClient, 1);
  g_autofree char *request = NULL;
  const char *end;

  self->http = http_client_new (&fixture);
  request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: Upgrade\r\n"
                             "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                             target, port);
  http_client_send (self->http, request);
  http_wait_until (has_head, self);
  g_assert_cmpuint (self->http->in->len, >, 12);
  g_assert_cmpmem (self->http->in->data, 12, "HTTP/1.1 101", 12);
  end = memmem (self->http->in->data, self->http->in->len, "\r\n\r\n", 4);
  g_byte_array_remove_range (self->http->in, 0, end + 4 - (const char *) self->http->in->data);
  return self;
}

/**
 * wire_client_free:
 * @self: (transfer full): a client
 *
 * Closes its socket, without a word, and frees it.
 */
void
wire_client_free (WireClient *self)
{
  http_client_free (self->http);
  g_free (self);
}

static void
send_frame (WireClient *self,
            guint8      opcode,
            const char *data,
            gsize       length)
{
  static const guint8 mask[4] = { 0x12, 0x34, 0x56, 0x78 };
  g_autoptr (GByteArray) frame = g_byte_array_sized_new (length + 14);
  guint8 head[10] = { 0x80 | opcode };
  gsize head_length = 2;
  gsize start;

  if (length < 126)
    {
      head[1] = 0x80 | length;
    }
  else
    {
      head_length = length <= G_MAXUINT16 ? 4 : 10;
      head[1] = 0x80 | (head_length == 4 ? 126 : 127);
      for (gsize i = 2, shift = (head_length - 2) * 8; i < head_length; i++)
        {
          shift -= 8;
          head[i] = (guint64) length >> shift & 0xFF;
        }
    }
  g_byte_array_append (frame, head, head_length);
  g_byte_array_append (frame, mask, sizeof mask);
  start = frame->len;
  g_byte_array_append (frame, (const guint8 *) data, length);
  for (gsize i = 0; i < length; i++)
    frame->data[start + i] ^= mask[i % 4];
  http_client_send_bytes (self->http, frame->data, frame->len);
}

/**
 * wire_client_send:
 * @self: the client
 * @text: a message
 *
 * Sends text.
 */
void
wire_client_send (WireClient *self,
                  const char *text)
{
  send_frame (self, OPCODE_TEXT, text, strlen (text));
}

/**
 * wire_client_send_text:
 * @self: the client
 * @data: a message
 * @length: its bytes
 *
 * Sends text that may hold a NUL.
 */
void
wire_client_send_text (WireClient *self,
                       const char *data,
                       gsize       length)
{
  send_frame (self, OPCODE_TEXT, data, length);
}

/**
 * wire_client_send_binary:
 * @self: the client
 * @data: a message
 * @length: its bytes
 *
 * Sends bytes.
 */
void
wire_client_send_binary (WireClient *self,
                         const char *data,
                         gsize       length)
{
  send_frame (self, OPCODE_BINARY, data, length);
}

/* The head of the frame at the front; FALSE if it, or the rest of the frame, is to come. */
static gboolean
find_frame (GByteArray *in,
            gsize      *start,
            gsize      *length)
{
  guint n_bytes;

  if (in->len < 2)
    return FALSE;
  /* Whole frames, not masked, without extensions. */
  g_assert_cmpuint (in->data[0] & 0xF0, ==, 0x80);
  g_assert_cmpuint (in->data[1] & 0x80, ==, 0);

  n_bytes = in->data[1] < 126 ? 0 : in->data[1] == 126 ? 2 : 8;
  if (in->len < 2 + n_bytes)
    return FALSE;
  *length = n_bytes == 0 ? in->data[1] : 0;
  for (guint i = 0; i < n_bytes; i++)
    *length = *length << 8 | in->data[2 + i];
  *start = 2 + n_bytes;
  return in->len - *start >= *length;
}

static gboolean
has_frame (gpointer data)
{
  HttpClient *http = ((WireClient *) data)->http;
  gsize start, length;

  return http->eof || find_frame (http->in, &start, &length);
}

/**
 * wire_client_read:
 * @self: the client
 *
 * Returns: (transfer full) (nullable): the next frame, waited for; %NULL at the end
 */
WireMessage *
wire_client_read (WireClient *self)
{
  GByteArray *in = self->http->in;
  WireMessage *message;
  gsize start, length;

  http_wait_until (has_frame, self);
  if (!find_frame (in, &start, &length))
    return NULL;

  message = g_new (WireMessage, 1);
  message->opcode = in->data[0] & 0x0F;
  message->data = g_bytes_new (in->data + start, length);
  g_byte_array_remove_range (in, 0, start + length);
  return message;
}

/**
 * wire_client_read_text:
 * @self: the client
 *
 * Returns: (transfer full): the next message, which is text
 */
char *
wire_client_read_text (WireClient *self)
{
  g_autoptr (WireMessage) message = wire_client_read (self);
  const char *data;
  gsize length;

  if (message == NULL)
    g_error ("The connection ended in place of a message");
  data = g_bytes_get_data (message->data, &length);
  g_assert_cmpuint (message->opcode, ==, OPCODE_TEXT);
  return g_strndup (data, length);
}

/**
 * wire_client_assert_text:
 * @self: the client
 * @text: a message
 *
 * Waits for the next message, which is this text.
 */
void
wire_client_assert_text (WireClient *self,
                         const char *text)
{
  g_autofree char *found = wire_client_read_text (self);

  g_assert_cmpstr (found, ==, text);
}

/**
 * wire_client_assert_binary:
 * @self: the client
 * @data: a message
 * @length: its bytes
 *
 * Waits for the next message, which is these bytes.
 */
void
wire_client_assert_binary (WireClient *self,
                           const char *data,
                           gsize       length)
{
  g_autoptr (WireMessage) message = wire_client_read (self);

  g_assert_nonnull (message);
  g_assert_cmpuint (message->opcode, ==, OPCODE_BINARY);
  g_assert_cmpmem (g_bytes_get_data (message->data, NULL), g_bytes_get_size (message->data), data,
                   length);
}

/**
 * wire_client_assert_end:
 * @self: the client
 *
 * Waits for the server to close, without another message.
 */
void
wire_client_assert_end (WireClient *self)
{
  g_autoptr (WireMessage) message = wire_client_read (self);

  if (message == NULL)
    return;
  g_assert_cmpuint (message->opcode, ==, OPCODE_CLOSE);
  g_assert_null (wire_client_read (self));
}

/**
 * wire_message_free:
 * @self: (transfer full): a message
 *
 * Frees it.
 */
void
wire_message_free (WireMessage *self)
{
  g_bytes_unref (self->data);
  g_free (self);
}
