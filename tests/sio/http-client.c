/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server reads meanwhile whatever is sent, since both are of one thread. */
#define G_LOG_DOMAIN "http-client"

#include "http-client.h"

#include <string.h>
#include <sys/socket.h>

static gboolean
client_readable_cb (GSocket      *socket,
                    GIOCondition  condition,
                    gpointer      user_data)
{
  HttpClient *self = user_data;
  guint8 buffer[16 * 1024];
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive (socket, (char *) buffer, sizeof buffer, NULL, &error);

  if (n > 0)
    {
      g_byte_array_append (self->in, buffer, n);
      self->received += n;
      return G_SOURCE_CONTINUE;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;

  self->eof = TRUE;
  self->reset = n < 0;
  g_clear_pointer (&self->source, g_source_unref);
  return G_SOURCE_REMOVE;
}

static HttpClient *
connect_client (HttpFixture *fixture,
                int          buffer_size)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, fixture->port);
  g_autoptr (GError) error = NULL;
  HttpClient *self = g_new0 (HttpClient, 1);

  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                               &error);
  g_assert_no_error (error);
  if (buffer_size > 0)
    g_socket_set_option (self->socket, SOL_SOCKET, SO_RCVBUF, buffer_size, NULL);
  /* The kernel completes this by itself. */
  g_socket_connect (self->socket, address, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (self->socket, FALSE);
  self->in = g_byte_array_new ();
  http_client_go_on_reading (self);

  return self;
}

/**
 * http_client_new:
 * @fixture: the fixture
 *
 * Returns: (transfer full): a connected client, which reads what comes while the context runs
 */
HttpClient *
http_client_new (HttpFixture *fixture)
{
  return connect_client (fixture, 0);
}

/**
 * http_client_new_small:
 * @fixture: the fixture
 *
 * Returns: (transfer full): a connected client whose kernel holds little for it, and which does not
 *   read yet
 */
HttpClient *
http_client_new_small (HttpFixture *fixture)
{
  HttpClient *self = connect_client (fixture, 16 * 1024);

  http_client_stop_reading (self);
  return self;
}

/**
 * http_client_free:
 * @self: (transfer full): the client
 *
 * Closes and frees it.
 */
void
http_client_free (HttpClient *self)
{
  http_client_stop_reading (self);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_byte_array_unref (self->in);
  g_free (self);
}

/**
 * http_client_stop_reading:
 * @self: the client
 *
 * Leaves what comes with the kernel.
 */
void
http_client_stop_reading (HttpClient *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

/**
 * http_client_go_on_reading:
 * @self: the client
 *
 * Reads what comes.
 */
void
http_client_go_on_reading (HttpClient *self)
{
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (client_readable_cb), self, NULL);
  g_source_attach (self->source, NULL);
}

/**
 * http_client_send_bytes:
 * @self: the client
 * @data: bytes
 * @length: how many
 *
 * Sends them all, the server reading meanwhile; less if it closes.
 */
void
http_client_send_bytes (HttpClient *self,
                        const void *data,
                        gsize       length)
{
  const char *p = data;
  guint deadline = http_start_deadline ();

  while (length > 0 && !self->eof)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_socket_send (self->socket, p, length, NULL, &error);

      if (n > 0)
        {
          p += n;
          length -= n;
        }
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      g_main_context_iteration (NULL, FALSE);
    }
  g_source_remove (deadline);
}

/**
 * http_client_send:
 * @self: the client
 * @text: text
 *
 * Sends it.
 */
void
http_client_send (HttpClient *self,
                  const char *text)
{
  http_client_send_bytes (self, text, strlen (text));
}

/**
 * http_client_finish:
 * @self: the client
 *
 * Closes the sending side.
 */
void
http_client_finish (HttpClient *self)
{
  g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
}

/**
 * http_client_reset:
 * @self: the client
 *
 * Closes as a crash of the peer would: with a reset.
 */
void
http_client_reset (HttpClient *self)
{
  struct linger now = { 1, 0 };

  http_client_stop_reading (self);
  g_assert_no_errno (setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &now,
                                 sizeof now));
  g_socket_close (self->socket, NULL);
}

static gboolean
is_at_end (gpointer data)
{
  return ((HttpClient *) data)->eof;
}

/**
 * http_client_wait_for_end:
 * @self: the client
 *
 * Waits until the server closes.
 */
void
http_client_wait_for_end (HttpClient *self)
{
  http_wait_until (is_at_end, self);
}

typedef struct
{
  HttpClient *client;
  gboolean    only_head;
  gsize       chunk;       /* where the first chunk begins that has not come whole; 0 before any */
  HttpAnswer *answer;
} Reading;

/* Reads chunks, strictly, into body if that is given, and moves start to the first that has not
 * come whole. Returns whether the last one has. */
static gboolean
read_chunks (GByteArray *in,
             gsize      *start,
             GByteArray *body)
{
  while (TRUE)
    {
      const char *line = (const char *) in->data + *start;
      const char *end = *start < in->len ? memmem (line, in->len - *start, "\r\n", 2) : NULL;
      g_autofree char *digits = NULL;
      guint64 size;
      gsize data;

      if (end == NULL)
        return FALSE;
      digits = g_strndup (line, end - line);
      g_assert_true (g_ascii_string_to_unsigned (digits, 16, 0, G_MAXUINT32, &size, NULL));
      data = *start + (end - line) + 2;
      if (in->len < data + size + 2)
        return FALSE;
      g_assert_cmpmem (in->data + data + size, 2, "\r\n", 2);
      if (body != NULL)
        g_byte_array_append (body, in->data + data, size);
      *start = data + size + 2;
      if (size == 0)
        return TRUE;
    }
}

static gboolean
read_answer (gpointer data)
{
  Reading *reading = data;
  GByteArray *in = reading->client->in;
  const char *end = in->len > 0 ? memmem (in->data, in->len, "\r\n\r\n", 4) : NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autofree char *length = NULL;
  g_autofree char *coding = NULL;
  gsize start, stop;

  if (end == NULL)
    {
      if (reading->client->eof)
        g_error ("The connection ended in place of an answer");
      return FALSE;
    }
  start = end + 4 - (const char *) in->data;

  answer = g_new0 (HttpAnswer, 1);
  answer->head = g_strndup ((const char *) in->data, start);
  g_assert_true (g_str_has_prefix (answer->head, "HTTP/1."));
  answer->status = g_ascii_strtoull (answer->head + 9, NULL, 10);
  length = http_answer_get_field (answer, "Content-Length");
  coding = http_answer_get_field (answer, "Transfer-Encoding");

  if (reading->only_head || answer->status == 204 || answer->status == 304 || answer->status == 100)
    {
      stop = start;
      answer->body = g_bytes_new (NULL, 0);
    }
  else if (coding != NULL)
    {
      g_autoptr (GByteArray) body = g_byte_array_new ();

      g_assert_cmpstr (coding, ==, "chunked");
      g_assert_null (length);
      /* Not all of them again for each piece that comes. */
      if (reading->chunk == 0)
        reading->chunk = start;
      if (!read_chunks (in, &reading->chunk, NULL))
        return FALSE;
      stop = reading->chunk;
      read_chunks (in, &start, body);
      answer->body = g_bytes_new (body->data, body->len);
    }
  else if (length != NULL)
    {
      stop = start + g_ascii_strtoull (length, NULL, 10);
      if (in->len < stop)
        return FALSE;
      answer->body = g_bytes_new (in->data + start, stop - start);
    }
  else
    {
      if (!reading->client->eof)
        return FALSE;
      stop = in->len;
      answer->body = g_bytes_new (in->data + start, stop - start);
    }

  g_byte_array_remove_range (in, 0, stop);
  reading->answer = g_steal_pointer (&answer);
  return TRUE;
}

/**
 * http_client_read_answer:
 * @self: the client
 *
 * Returns: (transfer full): the next answer, waited for
 */
HttpAnswer *
http_client_read_answer (HttpClient *self)
{
  Reading reading = { self };

  http_wait_until (read_answer, &reading);
  return reading.answer;
}

/**
 * http_client_read_head_answer:
 * @self: the client
 *
 * Returns: (transfer full): the next answer, waited for, which is one to HEAD
 */
HttpAnswer *
http_client_read_head_answer (HttpClient *self)
{
  Reading reading = { self, .only_head = TRUE };

  http_wait_until (read_answer, &reading);
  return reading.answer;
}

/**
 * http_client_ask:
 * @self: the client
 * @text: a request
 * @body: (out) (optional): the answer's body, to be freed
 *
 * Sends a request and waits for the answer.
 *
 * Returns: its status
 */
guint
http_client_ask (HttpClient  *self,
                 const char  *text,
                 char       **body)
{
  g_autoptr (HttpAnswer) answer = NULL;

  http_client_send (self, text);
  answer = http_client_read_answer (self);
  if (body != NULL)
    *body = g_strdup (http_answer_get_text (answer));
  return answer->status;
}

/**
 * http_client_get_port:
 * @self: the client
 *
 * Returns: the client's own port
 */
guint16
http_client_get_port (HttpClient *self)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (self->socket, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

/**
 * http_answer_get_text:
 * @self: the answer
 *
 * Returns: (transfer none): its body as a string
 */
const char *
http_answer_get_text (HttpAnswer *self)
{
  gsize size = g_bytes_get_size (self->body);
  char *text = g_strndup (size > 0 ? g_bytes_get_data (self->body, NULL) : "", size);

  g_bytes_unref (self->body);
  self->body = g_bytes_new_take (text, size);
  return text;
}

/**
 * http_answer_get_field:
 * @self: the answer
 * @name: a header field's name; more than one fails the test
 *
 * Returns: (transfer full) (nullable): its value
 */
char *
http_answer_get_field (HttpAnswer *self,
                       const char *name)
{
  g_auto (GStrv) lines = g_strsplit (self->head, "\r\n", -1);
  gsize length = strlen (name);
  char *value = NULL;

  for (guint i = 1; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
      {
        g_assert_null (value);
        value = g_strdup (g_strstrip (lines[i] + length + 1));
      }
  return value;
}

/**
 * http_answer_free:
 * @self: (transfer full): the answer
 *
 * Frees it.
 */
void
http_answer_free (HttpAnswer *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->head);
  g_free (self);
}
