/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server on a port of its own and clients that send exact bytes, both on
 * the default main context, so that a test sees every step. */
#define G_LOG_DOMAIN "http-fixture"

#include "http-fixture.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
note (HttpFixture *fixture,
      const char  *format,
      ...) G_GNUC_PRINTF (2, 3);

static void
note (HttpFixture *fixture,
      const char  *format,
      ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (fixture->events, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static void
gone_cb (SioHttpRequest *request,
         gpointer        user_data)
{
  note (user_data, "gone %s", sio_http_request_get_path (request));
}

static void
finished_cb (SioHttpRequest *request,
             gpointer        user_data)
{
  note (user_data, "finished %s", sio_http_request_get_path (request));
}

static void
respond_text (SioHttpRequest *request,
              guint           status,
              const char     *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  sio_http_request_respond (request, status, "text/plain", body);
}

static void
body_cb (SioHttpRequest *request,
         GBytes         *body,
         const GError   *error,
         gpointer        user_data)
{
  HttpFixture *fixture = user_data;
  const char *path = sio_http_request_get_path (request);

  if (error != NULL)
    {
      g_assert_null (body);
      g_assert_true (error->domain == SIO_HTTP_ERROR);
      note (fixture, "error %s %d", path, error->code);
      return;
    }

  note (fixture, "body %s %" G_GSIZE_FORMAT, path, g_bytes_get_size (body));
  if (!sio_http_request_is_answered (request))
    sio_http_request_respond (request, 200, "application/octet-stream", body);
}

static void
spool_cb (SioHttpRequest *request,
          int             fd,
          guint64         size,
          const GError   *error,
          gpointer        user_data)
{
  HttpFixture *fixture = user_data;
  const char *path = sio_http_request_get_path (request);

  if (error != NULL)
    {
      g_assert_cmpint (fd, ==, -1);
      note (fixture, "error %s %d", path, error->code);
      return;
    }

  fixture->spool_fd = fd;
  fixture->spool_size = size;
  note (fixture, "body %s %" G_GUINT64_FORMAT, path, size);
  respond_text (request, 201, "stored");
}

/* What the address says: "127.0.0.1 PORT". */
static char *
describe_address (GSocketAddress *address)
{
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (address);
  g_autofree char *text = g_inet_address_to_string (g_inet_socket_address_get_address (inet));

  return g_strdup_printf ("%s %u", text, g_inet_socket_address_get_port (inet));
}

static void
handle_cb (SioHttpServer  *server,
           SioHttpRequest *request,
           gpointer        user_data)
{
  HttpFixture *fixture = user_data;
  const char *path = sio_http_request_get_path (request);
  const char *verb = sio_http_request_get_segments (request)[0];

  g_ptr_array_add (fixture->requests, g_object_ref (request));
  g_signal_connect (request, "gone", G_CALLBACK (gone_cb), fixture);
  g_signal_connect (request, "finished", G_CALLBACK (finished_cb), fixture);

  if (g_strcmp0 (verb, "keep") == 0)
    {
      g_ptr_array_add (fixture->kept, g_object_ref (request));
    }
  else if (g_strcmp0 (verb, "body") == 0)
    {
      sio_http_request_read_body (request, fixture->max_body, body_cb, fixture);
      /* Never from inside the call. */
      g_assert_false (sio_http_request_is_answered (request));
    }
  else if (g_strcmp0 (verb, "spool") == 0)
    {
      sio_http_request_spool_body (request, fixture->max_body, fixture->spool_dir, spool_cb,
                                   fixture);
    }
  else if (g_strcmp0 (verb, "addresses") == 0)
    {
      g_autofree char *remote = describe_address (sio_http_request_get_remote_address (request));
      g_autofree char *local = describe_address (sio_http_request_get_local_address (request));
      g_autofree char *text = g_strdup_printf ("%s %s %s", remote, local, path);

      respond_text (request, 200, text);
    }
  else
    {
      const char *method = sio_http_request_get_method (request);
      g_autofree char *text = g_strdup_printf ("%s %s", method, path);

      respond_text (request, 200, text);
    }
}

static GBytes *
make_error (guint        status,
            const char  *message,
            const char **content_type,
            gpointer     user_data)
{
  char *text = g_strdup_printf ("{\"status\":%u}", status);

  g_assert_cmpstr (*content_type, ==, "text/plain");
  g_assert_false (g_str_has_suffix (message, "."));
  *content_type = "application/json";
  return g_bytes_new_take (text, strlen (text));
}

/**
 * http_fixture_set_up:
 * @fixture: the fixture
 * @data: unused
 *
 * Makes a server that does not listen yet, so that a test can set its limits.
 */
void
http_fixture_set_up (HttpFixture   *fixture,
                     gconstpointer  data)
{
  fixture->server = sio_http_server_new ();
  fixture->requests = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->kept = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->events = g_ptr_array_new_with_free_func (g_free);
  fixture->max_body = 1024 * 1024;
  fixture->spool_dir = g_dir_make_tmp ("http-XXXXXX", NULL);
  fixture->spool_fd = -1;
  sio_http_server_set_handler (fixture->server, handle_cb, fixture, NULL);
  sio_http_server_set_error_func (fixture->server, make_error, NULL, NULL);
}

/**
 * http_fixture_listen:
 * @fixture: the fixture
 *
 * Has the server listen.
 */
void
http_fixture_listen (HttpFixture *fixture)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;
  GPtrArray *addresses;

  sio_http_server_listen (fixture->server, address, &error);
  g_assert_no_error (error);
  addresses = sio_http_server_get_addresses (fixture->server);
  g_assert_cmpuint (addresses->len, ==, 1);
  fixture->port = g_inet_socket_address_get_port (addresses->pdata[0]);
  g_assert_cmpuint (fixture->port, !=, 0);
}

/**
 * http_fixture_tear_down:
 * @fixture: the fixture
 * @data: unused
 *
 * Frees everything, and sees to it that nothing holds the server or a request.
 */
void
http_fixture_tear_down (HttpFixture   *fixture,
                        gconstpointer  data)
{
  g_assert_finalize_object (fixture->server);
  g_ptr_array_unref (fixture->kept);
  while (fixture->requests->len > 0)
    {
      SioHttpRequest *request = g_ptr_array_steal_index (fixture->requests, 0);

      g_assert_true (sio_http_request_is_finished (request));
      g_assert_finalize_object (request);
    }
  g_ptr_array_unref (fixture->requests);
  g_ptr_array_unref (fixture->events);
  if (fixture->spool_fd >= 0)
    close (fixture->spool_fd);
  g_assert_no_errno (rmdir (fixture->spool_dir));
  g_free (fixture->spool_dir);
}

/**
 * http_fixture_count:
 * @fixture: the fixture
 * @event: an event
 *
 * Returns: how often it has happened
 */
guint
http_fixture_count (HttpFixture *fixture,
                    const char  *event)
{
  guint count = 0;

  for (guint i = 0; i < fixture->events->len; i++)
    count += g_str_equal (fixture->events->pdata[i], event);
  return count;
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_error ("What the test waits for did not happen");
  return G_SOURCE_REMOVE;
}

/**
 * http_wait_until:
 * @condition: what is waited for
 * @data: what to give it
 *
 * Runs the context until @condition holds; not holding for too long fails the test.
 */
void
http_wait_until (HttpCondition condition,
                 gpointer      data)
{
  guint deadline = g_timeout_add_seconds (HTTP_DEADLINE_SECONDS, deadline_cb, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

typedef struct
{
  HttpFixture *fixture;
  const char  *event;
  guint        count;
} Wanted;

static gboolean
has_events (gpointer data)
{
  Wanted *wanted = data;

  return http_fixture_count (wanted->fixture, wanted->event) >= wanted->count;
}

/**
 * http_wait_for_events:
 * @fixture: the fixture
 * @event: an event
 * @count: how often
 *
 * Waits until it has happened that often.
 */
void
http_wait_for_events (HttpFixture *fixture,
                      const char  *event,
                      guint        count)
{
  Wanted wanted = { fixture, event, count };

  http_wait_until (has_events, &wanted);
}

static gboolean
has_connections (gpointer data)
{
  Wanted *wanted = data;

  return sio_http_server_get_n_connections (wanted->fixture->server) == wanted->count;
}

/**
 * http_wait_for_connections:
 * @fixture: the fixture
 * @count: how many
 *
 * Waits until the server has that many connections.
 */
void
http_wait_for_connections (HttpFixture *fixture,
                           guint        count)
{
  Wanted wanted = { fixture, NULL, count };

  http_wait_until (has_connections, &wanted);
}

/**
 * http_settle:
 *
 * Runs the context until nothing is left to do at once.
 */
void
http_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

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
  guint deadline = g_timeout_add_seconds (HTTP_DEADLINE_SECONDS, deadline_cb, NULL);

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
  HttpAnswer *answer;
} Reading;

/* A body in chunks, strictly read, into body if that is given. Returns its end, 0 if there must
 * come more. */
static gsize
read_chunks (GByteArray *in,
             gsize       start,
             GByteArray *body)
{
  while (TRUE)
    {
      const char *line = (const char *) in->data + start;
      const char *end = start < in->len ? memmem (line, in->len - start, "\r\n", 2) : NULL;
      g_autofree char *digits = NULL;
      guint64 size;

      if (end == NULL)
        return 0;
      digits = g_strndup (line, end - line);
      g_assert_true (g_ascii_string_to_unsigned (digits, 16, 0, G_MAXUINT32, &size, NULL));
      start += (end - line) + 2;
      if (in->len < start + size + 2)
        return 0;
      g_assert_cmpmem (in->data + start + size, 2, "\r\n", 2);
      if (body != NULL)
        g_byte_array_append (body, in->data + start, size);
      start += size + 2;
      if (size == 0)
        return start;
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
      stop = read_chunks (in, start, NULL);
      if (stop == 0)
        return FALSE;
      read_chunks (in, start, body);
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
  Reading reading = { self, FALSE, NULL };

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
  Reading reading = { self, TRUE, NULL };

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
