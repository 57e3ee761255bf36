/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An Engine.IO server that echoes, and clients that send exact bytes to it. */
#define G_LOG_DOMAIN "engine-fixture"

#include "engine-fixture.h"

#include <string.h>

static const guint8 mask[4] = { 0x5a, 0x00, 0xff, 0x13 };

static void
note (EngineFixture *fixture,
      const char    *format,
      ...) G_GNUC_PRINTF (2, 3);

static void
note (EngineFixture *fixture,
      const char    *format,
      ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (fixture->http.events, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static void
opened_cb (SioEngineSocket *socket,
           gpointer         user_data)
{
  EngineFixture *fixture = user_data;

  g_assert_true (sio_engine_socket_is_open (socket));
  note (fixture, "opened");
  g_clear_pointer (&fixture->last, sio_engine_socket_unref);
  fixture->last = sio_engine_socket_ref (socket);
  sio_engine_socket_set_data (socket, g_strdup ("data"));
}

static void
message_cb (SioEngineSocket *socket,
            gboolean         is_binary,
            const char      *data,
            gsize            length,
            gpointer         user_data)
{
  EngineFixture *fixture = user_data;
  struct iovec piece = { (char *) data, length };

  g_assert_true (sio_engine_socket_is_open (socket));
  g_assert_cmpstr (sio_engine_socket_get_data (socket), ==, "data");
  if (is_binary)
    note (fixture, "binary %" G_GSIZE_FORMAT, length);
  else if (length > 100)
    note (fixture, "text %" G_GSIZE_FORMAT, length);
  else
    note (fixture, "text %s", data);
  g_assert_true (is_binary || data[length] == '\0');

  if (!fixture->is_silent && is_binary)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (data, length);

      sio_engine_socket_send_binary (socket, bytes);
    }
  else if (!fixture->is_silent)
    {
      sio_engine_socket_send_text (socket, &piece, 1);
    }

  if (!is_binary && g_str_equal (data, "close"))
    {
      sio_engine_socket_close (socket, fixture->flush, "forced close");
      g_assert_false (sio_engine_socket_is_open (socket));
      /* What was borrowed stays as it is to the end of the call. */
      g_assert_cmpstr (data, ==, "close");
    }
}

static void
drained_cb (SioEngineSocket *socket,
            gpointer         user_data)
{
  EngineFixture *fixture = user_data;

  if (fixture->notes_drained)
    note (fixture, "drained");
}

static void
closed_cb (SioEngineSocket *socket,
           const char      *reason,
           gpointer         user_data)
{
  g_assert_false (sio_engine_socket_is_open (socket));
  note (user_data, "closed %s", reason);
  g_free (sio_engine_socket_get_data (socket));
  sio_engine_socket_set_data (socket, NULL);
}

static const SioEngineFuncs funcs = { opened_cb, message_cb, drained_cb, closed_cb };

static void
handle_cb (SioHttpServer  *server,
           SioHttpRequest *request,
           gpointer        user_data)
{
  EngineFixture *fixture = user_data;

  if (fixture->cors != NULL)
    sio_http_request_set_response_header (request, "Access-Control-Allow-Origin", fixture->cors);
  sio_engine_serve (fixture->engine, request);
}

/**
 * engine_fixture_set_up:
 * @fixture: the fixture
 * @data: unused
 *
 * Makes a server that does not listen yet, so that a test can set its options.
 */
void
engine_fixture_set_up (EngineFixture *fixture,
                       gconstpointer  data)
{
  http_fixture_set_up (&fixture->http, NULL);
  sio_http_server_set_handler (fixture->http.server, handle_cb, fixture, NULL);
  sio_engine_options_init (&fixture->options);
  fixture->options.ping_interval = ENGINE_LONG;
  fixture->options.ping_timeout = ENGINE_LONG;
}

/**
 * engine_fixture_start:
 * @fixture: the fixture
 *
 * Has the server listen.
 */
void
engine_fixture_start (EngineFixture *fixture)
{
  fixture->engine = sio_engine_new (fixture->http.server, &fixture->options, &funcs, fixture);
  http_fixture_listen (&fixture->http);
}

/**
 * engine_fixture_tear_down:
 * @fixture: the fixture
 * @data: unused
 *
 * Frees everything; each socket that was opened must be told to have closed.
 */
void
engine_fixture_tear_down (EngineFixture *fixture,
                          gconstpointer  data)
{
  guint n_closed = 0;

  sio_engine_free (fixture->engine);
  g_clear_pointer (&fixture->last, sio_engine_socket_unref);
  for (guint i = 0; i < fixture->http.events->len; i++)
    n_closed += g_str_has_prefix (fixture->http.events->pdata[i], "closed ");
  g_assert_cmpuint (engine_count (fixture, "opened"), ==, n_closed);
  /* The connections that the answers leave on are the server's. */
  http_settle ();
  http_fixture_tear_down (&fixture->http, NULL);
}

/**
 * engine_wait_for:
 * @fixture: the fixture
 * @event: an event
 * @count: how often
 *
 * Waits until it has happened that often.
 */
void
engine_wait_for (EngineFixture *fixture,
                 const char    *event,
                 guint          count)
{
  http_wait_for_events (&fixture->http, event, count);
}

/**
 * engine_count:
 * @fixture: the fixture
 * @event: an event
 *
 * Returns: how often it has happened
 */
guint
engine_count (EngineFixture *fixture,
              const char    *event)
{
  return http_fixture_count (&fixture->http, event);
}

/**
 * engine_say:
 * @fixture: the fixture
 * @text: a message to the client that came last
 *
 * Sends it.
 */
void
engine_say (EngineFixture *fixture,
            const char    *text)
{
  /* In two pieces, one of them empty at times. */
  gsize half = strlen (text) / 2;
  struct iovec pieces[] = {
    { (char *) text, half },
    { (char *) text + half, strlen (text) - half },
  };

  sio_engine_socket_send_text (fixture->last, pieces, G_N_ELEMENTS (pieces));
}

/**
 * engine_send_request:
 * @fixture: the fixture
 * @method: the method
 * @query: what follows "EIO=4&"
 * @body: (nullable): the body
 *
 * Returns: (transfer full): a new connection with this request sent
 */
HttpClient *
engine_send_request (EngineFixture *fixture,
                     const char    *method,
                     const char    *query,
                     const char    *body)
{
  HttpClient *client = http_client_new (&fixture->http);
  g_autofree char *head = NULL;

  head = g_strdup_printf ("%s /engine.io/?EIO=4&%s HTTP/1.1\r\n"
                          "Host: localhost\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                          "\r\n",
                          method, query, body != NULL ? strlen (body) : 0);
  http_client_send (client, head);
  if (body != NULL)
    http_client_send (client, body);

  return client;
}

/**
 * engine_read_answer:
 * @client: a connection
 * @body: (out) (optional): its body
 *
 * Returns: the status of the next answer
 */
guint
engine_read_answer (HttpClient  *client,
                    char       **body)
{
  g_autoptr (HttpAnswer) answer = http_client_read_answer (client);

  if (body != NULL)
    *body = g_strdup (http_answer_get_text (answer));
  return answer->status;
}

/**
 * engine_ask:
 * @fixture: the fixture
 * @method: the method
 * @query: what follows "EIO=4&"
 * @body: (nullable): the body
 * @text: (out) (optional): the answer's
 *
 * Returns: the status of the answer
 */
guint
engine_ask (EngineFixture  *fixture,
            const char     *method,
            const char     *query,
            const char     *body,
            char          **text)
{
  g_autoptr (HttpClient) client = engine_send_request (fixture, method, query, body);

  return engine_read_answer (client, text);
}

/**
 * engine_open_polling:
 * @fixture: the fixture
 *
 * Returns: (transfer full): the id of a new session
 */
char *
engine_open_polling (EngineFixture *fixture)
{
  g_autofree char *text = NULL;

  g_assert_cmpuint (engine_ask (fixture, "GET", "transport=polling", NULL, &text), ==, 200);
  g_assert_true (g_str_has_prefix (text, "0{\"sid\":\""));
  return g_strndup (text + strlen ("0{\"sid\":\""), 20);
}

/**
 * engine_send_poll:
 * @fixture: the fixture
 * @sid: a session
 *
 * Returns: (transfer full): a connection whose GET is with the server
 */
HttpClient *
engine_send_poll (EngineFixture *fixture,
                  const char    *sid)
{
  g_autofree char *query = g_strdup_printf ("transport=polling&sid=%s", sid);
  HttpClient *client = engine_send_request (fixture, "GET", query, NULL);

  http_settle ();
  return client;
}

/**
 * engine_assert_answer:
 * @client: a connection
 * @expected: the payload that its GET is answered with
 *
 * Waits for it.
 */
void
engine_assert_answer (HttpClient *client,
                      const char *expected)
{
  g_autoptr (HttpAnswer) answer = http_client_read_answer (client);
  g_autofree char *type = http_answer_get_field (answer, "Content-Type");

  g_assert_cmpstr (http_answer_get_text (answer), ==, expected);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (type, ==, "text/plain; charset=UTF-8");
}

/**
 * engine_assert_poll:
 * @fixture: the fixture
 * @sid: a session
 * @expected: what it is to get
 *
 * Polls once.
 */
void
engine_assert_poll (EngineFixture *fixture,
                    const char    *sid,
                    const char    *expected)
{
  g_autoptr (HttpClient) client = engine_send_poll (fixture, sid);

  engine_assert_answer (client, expected);
}

/**
 * engine_poll_status:
 * @fixture: the fixture
 * @sid: a session
 *
 * Returns: the status of one poll
 */
guint
engine_poll_status (EngineFixture *fixture,
                    const char    *sid)
{
  g_autofree char *query = g_strdup_printf ("transport=polling&sid=%s", sid);

  return engine_ask (fixture, "GET", query, NULL, NULL);
}

/**
 * engine_post:
 * @fixture: the fixture
 * @sid: a session
 * @body: a payload
 *
 * Returns: the status of the answer; 200 is with "ok"
 */
guint
engine_post (EngineFixture *fixture,
             const char    *sid,
             const char    *body)
{
  g_autofree char *query = g_strdup_printf ("transport=polling&sid=%s", sid);
  g_autofree char *text = NULL;
  guint status = engine_ask (fixture, "POST", query, body, &text);

  if (status == 200)
    g_assert_cmpstr (text, ==, "ok");
  return status;
}

/**
 * engine_connect:
 * @fixture: the fixture
 * @query: what follows "EIO=4&"
 *
 * Returns: (transfer full): a WebSocket that is open
 */
HttpClient *
engine_connect (EngineFixture *fixture,
                const char    *query)
{
  HttpClient *client = http_client_new (&fixture->http);
  g_autofree char *head = NULL;
  g_autofree char *accept = NULL;
  g_autoptr (HttpAnswer) answer = NULL;

  head = g_strdup_printf ("GET /engine.io/?EIO=4&%s HTTP/1.1\r\n"
                          "Host: localhost\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                          "\r\n",
                          query);
  http_client_send (client, head);
  answer = http_client_read_head_answer (client);
  g_assert_cmpuint (answer->status, ==, 101);
  accept = http_answer_get_field (answer, "Sec-WebSocket-Accept");
  g_assert_cmpstr (accept, ==, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

  return client;
}

/**
 * engine_open_websocket:
 * @fixture: the fixture
 *
 * Returns: (transfer full): the WebSocket of a new session, its first packet read
 */
HttpClient *
engine_open_websocket (EngineFixture *fixture)
{
  HttpClient *client = engine_connect (fixture, "transport=websocket");
  g_autoptr (EngineFrame) frame = engine_read_frame (client);

  g_assert_cmpuint (frame->opcode, ==, SIO_WS_TEXT);
  g_assert_true (g_str_has_prefix (frame->data, "0{\"sid\":\""));
  return client;
}

/**
 * engine_begin_upgrade:
 * @fixture: the fixture
 * @sid: a session
 *
 * Returns: (transfer full): a WebSocket whose probe was answered
 */
HttpClient *
engine_begin_upgrade (EngineFixture *fixture,
                      const char    *sid)
{
  g_autofree char *query = g_strdup_printf ("transport=websocket&sid=%s", sid);
  HttpClient *client = engine_connect (fixture, query);

  engine_send_text (client, "2probe");
  engine_assert_text (client, "3probe");
  return client;
}

/**
 * engine_add_frame:
 * @bytes: where to put it
 * @first: its first byte
 * @payload: its payload
 * @length: bytes of that
 *
 * Writes a client's frame.
 */
void
engine_add_frame (GByteArray *bytes,
                  guint8      first,
                  const void *payload,
                  gsize       length)
{
  guint8 head[SIO_WS_MAX_SERVER_HEAD];
  gsize n = sio_ws_frame_write (head, first & 0xf, length);
  guint start;

  head[0] = first;
  head[1] |= 0x80;
  g_byte_array_append (bytes, head, n);
  g_byte_array_append (bytes, mask, 4);
  start = bytes->len;
  g_byte_array_append (bytes, payload, length);
  sio_ws_frame_unmask (bytes->data + start, length, mask, 0);
}

/**
 * engine_send_frame:
 * @client: a WebSocket
 * @first: the first byte of the frame
 * @payload: its payload
 * @length: bytes of that
 *
 * Sends a frame.
 */
void
engine_send_frame (HttpClient *client,
                   guint8      first,
                   const void *payload,
                   gsize       length)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  engine_add_frame (bytes, first, payload, length);
  http_client_send_bytes (client, bytes->data, bytes->len);
}

/**
 * engine_send_text:
 * @client: a WebSocket
 * @text: a packet
 *
 * Sends it.
 */
void
engine_send_text (HttpClient *client,
                  const char *text)
{
  engine_send_frame (client, 0x81, text, strlen (text));
}

typedef struct
{
  HttpClient  *client;
  EngineFrame *frame;
} Reading;

static gboolean
read_frame (gpointer data)
{
  Reading *reading = data;
  GByteArray *in = reading->client->in;
  SioWsOpcode opcode;
  gsize length;
  gsize n = sio_ws_frame_read_server (in->data, in->len, &opcode, &length);

  if (n == 0 || in->len < n + length)
    {
      if (reading->client->eof)
        g_error ("The connection ended in place of a frame");
      return FALSE;
    }

  /* Final, nothing reserved, and not masked: section 5.1. */
  g_assert_cmpuint (in->data[0], ==, 0x80 | opcode);
  g_assert_cmpuint (in->data[1] & 0x80, ==, 0);
  reading->frame = g_new0 (EngineFrame, 1);
  reading->frame->opcode = opcode;
  reading->frame->length = length;
  reading->frame->data = g_malloc (length + 1);
  memcpy (reading->frame->data, in->data + n, length);
  reading->frame->data[length] = '\0';
  g_byte_array_remove_range (in, 0, n + length);

  return TRUE;
}

/**
 * engine_read_frame:
 * @client: a WebSocket
 *
 * Returns: (transfer full): the next frame, waited for
 */
EngineFrame *
engine_read_frame (HttpClient *client)
{
  Reading reading = { client, NULL };

  http_wait_until (read_frame, &reading);
  return reading.frame;
}

/**
 * engine_assert_text:
 * @client: a WebSocket
 * @expected: the packet that comes next
 *
 * Waits for it.
 */
void
engine_assert_text (HttpClient *client,
                    const char *expected)
{
  g_autoptr (EngineFrame) frame = engine_read_frame (client);

  g_assert_cmpstr (frame->data, ==, expected);
  g_assert_cmpuint (frame->opcode, ==, SIO_WS_TEXT);
}

/**
 * engine_assert_close:
 * @client: a WebSocket
 * @code: what the server closes with
 *
 * Waits for the close frame and for the end of the connection.
 */
void
engine_assert_close (HttpClient *client,
                     guint       code)
{
  g_autoptr (EngineFrame) frame = engine_read_frame (client);

  g_assert_cmpuint (frame->opcode, ==, SIO_WS_CLOSE);
  if (code == SIO_WS_CODE_NONE)
    {
      g_assert_cmpuint (frame->length, ==, 0);
    }
  else
    {
      g_assert_cmpuint (frame->length, ==, 2);
      g_assert_cmpuint ((guint8) frame->data[0] << 8 | (guint8) frame->data[1], ==, code);
    }
  http_client_wait_for_end (client);
  g_assert_cmpuint (client->in->len, ==, 0);
  g_assert_false (client->reset);
}

/**
 * engine_frame_free:
 * @self: (transfer full): a frame
 *
 * Frees it.
 */
void
engine_frame_free (EngineFrame *self)
{
  g_free (self->data);
  g_free (self);
}
