/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and answers over one connection and over many. */
#include "http-client.h"

#include <string.h>

#define H "Host: h\r\n"

static void
test_one_connection (HttpFixture   *fixture,
                     gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *text = g_strdup_printf ("GET /r/%u HTTP/1.1\r\n" H "\r\n", i);
      g_autofree char *expected = g_strdup_printf ("GET /r/%u", i);
      g_autofree char *body = NULL;

      g_assert_cmpuint (http_client_ask (client, text, &body), ==, 200);
      g_assert_cmpstr (body, ==, expected);
    }
  g_assert_cmpuint (sio_http_server_get_n_connections (fixture->server), ==, 1);
  g_assert_cmpuint (client->in->len, ==, 0);
}

static void
test_answer_head (HttpFixture   *fixture,
                  gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autofree char *type = NULL, *date = NULL, *connection = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client, "GET /a HTTP/1.1\r\n" H "\r\n");
  answer = http_client_read_answer (client);
  g_assert_true (g_str_has_prefix (answer->head, "HTTP/1.1 200 OK\r\n"));
  type = http_answer_get_field (answer, "Content-Type");
  g_assert_cmpstr (type, ==, "text/plain");
  date = http_answer_get_field (answer, "Date");
  g_assert_true (g_str_has_suffix (date, " GMT"));
  connection = http_answer_get_field (answer, "Connection");
  g_assert_null (connection);
}

static void
test_pipelined (HttpFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client,
                    "GET /1 HTTP/1.1\r\n" H "\r\n"
                    "POST /body/2 HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello"
                    "\r\n"
                    "POST /body/3 HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
                    "5\r\nworld\r\n0\r\n\r\n"
                    "GET /keep/4 HTTP/1.1\r\n" H "\r\n"
                    "GET /5 HTTP/1.1\r\n" H "Connection: close\r\n\r\n"
                    "GET /6 HTTP/1.1\r\n" H "\r\n");
  for (guint i = 1; i <= 5; i++)
    {
      static const char * const bodies[] = { "GET /1", "hello", "world", "", "GET /5" };
      g_autoptr (HttpAnswer) answer = NULL;

      if (i == 4)
        {
          /* The one behind waits for its turn. */
          http_settle ();
          g_assert_cmpuint (fixture->kept->len, ==, 1);
          g_assert_cmpuint (fixture->requests->len, ==, 4);
          sio_http_request_respond (fixture->kept->pdata[0], 200, NULL, NULL);
        }
      answer = http_client_read_answer (client);
      g_assert_cmpuint (answer->status, ==, 200);
      g_assert_cmpstr (http_answer_get_text (answer), ==, bodies[i - 1]);
    }
  http_client_wait_for_end (client);
  g_assert_false (client->reset);
  g_assert_cmpuint (client->in->len, ==, 0);
  g_assert_cmpuint (fixture->requests->len, ==, 5);
}

static void
test_methods (HttpFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autofree char *length = NULL;
  g_autofree char *body = NULL;
  g_autofree char *asterisk = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);

  http_client_send (client, "HEAD /a HTTP/1.1\r\n" H "\r\n");
  answer = http_client_read_head_answer (client);
  g_assert_cmpuint (answer->status, ==, 200);
  length = http_answer_get_field (answer, "Content-Length");
  g_assert_cmpstr (length, ==, "7"); /* "HEAD /a" */

  g_assert_cmpuint (http_client_ask (client, "OPTIONS /b HTTP/1.1\r\n" H "\r\n", &body), ==, 200);
  g_assert_cmpstr (body, ==, "OPTIONS /b");
  g_assert_cmpuint (http_client_ask (client, "OPTIONS * HTTP/1.1\r\n" H "\r\n", &asterisk), ==,
                    200);
  g_assert_cmpstr (asterisk, ==, "OPTIONS *");
  g_assert_cmpuint (http_client_ask (client, "BREW /c HTTP/1.1\r\n" H "\r\n", NULL), ==, 200);
  g_assert_cmpuint (client->in->len, ==, 0);
}

static void
test_no_content (HttpFixture   *fixture,
                 gconstpointer  data)
{
  static const guint statuses[] = { 204, 304, 200 };
  g_autoptr (HttpClient) client = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (HttpAnswer) answer = NULL;
      g_autoptr (GBytes) body = g_bytes_new_static ("never", 5);
      g_autofree char *length = NULL;

      http_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\n");
      http_settle ();
      g_assert_cmpuint (fixture->kept->len, ==, i + 1);
      sio_http_request_respond (fixture->kept->pdata[i], statuses[i], NULL,
                                statuses[i] == 200 ? NULL : body);
      answer = http_client_read_answer (client);
      g_assert_cmpuint (answer->status, ==, statuses[i]);
      length = http_answer_get_field (answer, "Content-Length");
      g_assert_cmpstr (length, ==, statuses[i] == 200 ? "0" : NULL);
      g_assert_cmpuint (client->in->len, ==, 0);
    }
}

static void
test_http_1_0 (HttpFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) kept = NULL;
  g_autoptr (HttpAnswer) last = NULL;
  g_autofree char *connection = NULL;
  g_autofree char *last_connection = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client, "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  kept = http_client_read_answer (client);
  g_assert_true (g_str_has_prefix (kept->head, "HTTP/1.0 200 OK\r\n"));
  connection = http_answer_get_field (kept, "Connection");
  g_assert_cmpstr (connection, ==, "keep-alive");

  http_client_send (client, "GET /b HTTP/1.0\r\n\r\n");
  last = http_client_read_answer (client);
  last_connection = http_answer_get_field (last, "Connection");
  g_assert_cmpstr (last_connection, ==, "close");
  http_client_wait_for_end (client);
}

static void
test_response_headers (HttpFixture   *fixture,
                       gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *allow = NULL;
  SioHttpRequest *request;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\n");
  http_settle ();
  request = fixture->kept->pdata[0];
  sio_http_request_set_response_header (request, "ETag", "\"1\"");
  sio_http_request_set_response_header (request, "Allow", "GET");
  sio_http_request_set_response_header (request, "etag", "\"2\"");
  sio_http_request_respond (request, 429, NULL, NULL);
  answer = http_client_read_answer (client);
  g_assert_true (g_str_has_prefix (answer->head, "HTTP/1.1 429 Too Many Requests\r\n"));
  etag = http_answer_get_field (answer, "ETag");
  g_assert_cmpstr (etag, ==, "\"2\"");
  allow = http_answer_get_field (answer, "Allow");
  g_assert_cmpstr (allow, ==, "GET");
}

static void
test_answered_later (HttpFixture   *fixture,
                     gconstpointer  data)
{
  static const guint statuses[] = { 200, 201, 404, 500, 507 };

  http_fixture_listen (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (HttpClient) client = http_client_new (fixture);
      g_autoptr (HttpAnswer) answer = NULL;
      g_autofree char *text = g_strdup_printf ("later %u", i);
      g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

      http_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\n");
      http_settle ();
      http_settle ();
      g_assert_cmpuint (client->received, ==, 0);
      g_assert_cmpuint (fixture->kept->len, ==, i + 1);
      g_assert_false (sio_http_request_is_answered (fixture->kept->pdata[i]));

      sio_http_request_respond (fixture->kept->pdata[i], statuses[i], "text/plain", body);
      g_assert_true (sio_http_request_is_answered (fixture->kept->pdata[i]));
      answer = http_client_read_answer (client);
      g_assert_cmpuint (answer->status, ==, statuses[i]);
      g_assert_cmpstr (http_answer_get_text (answer), ==, text);
      http_wait_for_events (fixture, "finished /keep", i + 1);
    }
  g_assert_cmpuint (http_fixture_count (fixture, "gone /keep"), ==, 0);
}

static void
test_paths (HttpFixture   *fixture,
            gconstpointer  data)
{
  static const char * const paths[] = { "/keep", "/keeper", "/keep/a", "/keeper/a" };
  g_autoptr (HttpClient) client = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *text = g_strdup_printf ("GET %s HTTP/1.1\r\n" H "\r\n", paths[i]);
      g_autoptr (HttpAnswer) answer = NULL;

      http_client_send (client, text);
      http_settle ();
      g_assert_cmpuint (fixture->requests->len, ==, i + 1);
      g_assert_cmpstr (sio_http_request_get_path (fixture->requests->pdata[i]), ==, paths[i]);
      g_assert_cmpuint (fixture->kept->len, ==, (i + 2) / 2);
      if (i % 2 == 0)
        sio_http_request_respond (fixture->kept->pdata[i / 2], 200, NULL, NULL);
      answer = http_client_read_answer (client);
    }
}

static void
test_range (HttpFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autofree char *body = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  g_assert_cmpuint (http_client_ask (client, "GET /abc HTTP/1.1\r\n" H
                                     "Range: bytes=0-1,2-3\r\n\r\n", &body), ==, 200);
  g_assert_cmpstr (body, ==, "GET /abc");
}

static void
test_addresses (HttpFixture   *fixture,
                gconstpointer  data)
{
  GDestroyNotify free_client = (GDestroyNotify) http_client_free;
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func (free_client);

  http_fixture_listen (fixture);
  for (guint i = 0; i < 16; i++)
    g_ptr_array_add (clients, http_client_new (fixture));

  /* All at once, so that an answer could go to the wrong one. */
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("GET /addresses/%u HTTP/1.1\r\n" H "\r\n", i);

      http_client_send (clients->pdata[i % 16], text);
    }
  for (guint i = 0; i < 1000; i++)
    {
      HttpClient *client = clients->pdata[i % 16];
      g_autoptr (HttpAnswer) answer = http_client_read_answer (client);
      g_autofree char *expected = g_strdup_printf ("127.0.0.1 %u 127.0.0.1 %u /addresses/%u",
                                                   http_client_get_port (client), fixture->port, i);

      g_assert_cmpstr (http_answer_get_text (answer), ==, expected);
    }
}

static void
test_malformed (HttpFixture   *fixture,
                gconstpointer  data)
{
  static const struct
  {
    guint       status;
    const char *text;
  } cases[] = {
    { 400, "nonsense\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\n" H "Host: other\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\n\r\n" },
    { 400, "POST /body HTTP/1.1\r\n" H "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
           "0\r\n\r\nGET /smuggled HTTP/1.1\r\n" H "\r\n" },
    { 400, "POST /body HTTP/1.1\r\n" H "Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello" },
    { 400, "GET /../etc/passwd HTTP/1.1\r\n" H "\r\n" },
    { 417, "POST /body HTTP/1.1\r\n" H "Content-Length: 1\r\nExpect: x\r\n\r\n" },
    { 501, "POST /body HTTP/1.1\r\n" H "Transfer-Encoding: gzip\r\n\r\n" },
    { 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" },
  };

  http_fixture_listen (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HttpClient) client = http_client_new (fixture);
      g_autoptr (HttpAnswer) answer = NULL;
      g_autofree char *type = NULL;
      g_autofree char *connection = NULL;
      g_autofree char *expected = g_strdup_printf ("{\"status\":%u}", cases[i].status);

      /* A good one before it changes nothing. */
      g_assert_cmpuint (http_client_ask (client, "GET /a HTTP/1.1\r\n" H "\r\n", NULL), ==, 200);
      http_client_send (client, cases[i].text);
      answer = http_client_read_answer (client);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      g_assert_cmpstr (http_answer_get_text (answer), ==, expected);
      type = http_answer_get_field (answer, "Content-Type");
      g_assert_cmpstr (type, ==, "application/json");
      connection = http_answer_get_field (answer, "Connection");
      g_assert_cmpstr (connection, ==, "close");
      http_client_wait_for_end (client);
      g_assert_false (client->reset);
      g_assert_cmpuint (client->in->len, ==, 0);
    }
  g_assert_cmpuint (fixture->requests->len, ==, G_N_ELEMENTS (cases));
}

static void
test_head_too_large (HttpFixture   *fixture,
                     gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autofree char *filler = g_strnfill (200 * 1024, 'a');

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client, "GET / HTTP/1.1\r\n" H "A: ");
  http_client_send (client, filler);
  answer = http_client_read_answer (client);
  g_assert_cmpuint (answer->status, ==, 431);
  http_client_finish (client);
  http_client_wait_for_end (client);
  http_wait_for_connections (fixture, 0);
}

static void
test_head_in_pieces (HttpFixture   *fixture,
                     gconstpointer  data)
{
  static const char text[] = "\r\nPOST /body HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello";
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  for (guint i = 0; i < sizeof text - 1; i++)
    {
      http_client_send_bytes (client, text + i, 1);
      http_settle ();
    }
  answer = http_client_read_answer (client);
  g_assert_cmpstr (http_answer_get_text (answer), ==, "hello");
}

static void
test_half_closed (HttpFixture   *fixture,
                  gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpClient) waiting = NULL;
  g_autoptr (HttpAnswer) answer = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client, "GET /a HTTP/1.1\r\n" H "\r\n");
  http_client_finish (client);
  g_clear_pointer (&answer, http_answer_free);
  answer = http_client_read_answer (client);
  g_assert_cmpuint (answer->status, ==, 200);
  http_client_wait_for_end (client);

  /* One that is answered later hears of it, and can still answer. */
  waiting = http_client_new (fixture);
  http_client_send (waiting, "GET /keep HTTP/1.1\r\n" H "\r\n");
  http_client_finish (waiting);
  http_wait_for_events (fixture, "gone /keep", 1);
  g_assert_true (sio_http_request_is_gone (fixture->kept->pdata[0]));
  g_assert_false (sio_http_request_is_finished (fixture->kept->pdata[0]));
  sio_http_request_respond (fixture->kept->pdata[0], 202, NULL, NULL);
  g_clear_pointer (&answer, http_answer_free);
  answer = http_client_read_answer (waiting);
  g_assert_cmpuint (answer->status, ==, 202);
  http_wait_for_connections (fixture, 0);
}

static void
test_gone (HttpFixture   *fixture,
           gconstpointer  data)
{
  HttpClient *closing;
  g_autoptr (HttpClient) resetting = NULL;
  g_autoptr (GBytes) body = g_bytes_new_static ("late", 4);

  http_fixture_listen (fixture);

  closing = http_client_new (fixture);
  http_client_send (closing, "GET /keep/fin HTTP/1.1\r\n" H "\r\n");
  http_settle ();
  g_assert_cmpuint (fixture->kept->len, ==, 1);
  http_client_free (closing);
  http_wait_for_events (fixture, "gone /keep/fin", 1);
  sio_http_request_respond (fixture->kept->pdata[0], 200, "text/plain", body);
  http_wait_for_events (fixture, "finished /keep/fin", 1);

  resetting = http_client_new (fixture);
  http_client_send (resetting, "GET /keep/rst HTTP/1.1\r\n" H "\r\n");
  http_settle ();
  g_assert_cmpuint (fixture->kept->len, ==, 2);
  http_client_reset (resetting);
  http_wait_for_events (fixture, "finished /keep/rst", 1);
  g_assert_cmpuint (http_fixture_count (fixture, "gone /keep/rst"), ==, 1);
  g_assert_true (sio_http_request_is_finished (fixture->kept->pdata[1]));

  /* Who did not hear of it may answer, into the void; the request stays whole. */
  sio_http_request_respond (fixture->kept->pdata[1], 200, "text/plain", body);
  g_assert_cmpstr (sio_http_request_get_path (fixture->kept->pdata[1]), ==, "/keep/rst");
  http_wait_for_connections (fixture, 0);
}

static void
test_freed_amid_request (HttpFixture   *fixture,
                         gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\n");
  http_settle ();
  g_assert_cmpuint (fixture->kept->len, ==, 1);
  /* The tear-down frees the server, which ends the request without an answer. */
}

typedef struct
{
  GMainContext *context;
  GMainLoop    *loop;
  guint16       port;
  GThread      *handled_in;
  GMutex        lock;
  GCond         ready;
} OtherThread;

static void
note_thread_cb (SioHttpServer  *server,
                SioHttpRequest *request,
                gpointer        user_data)
{
  ((OtherThread *) user_data)->handled_in = g_thread_self ();
  sio_http_request_respond (request, 204, NULL, NULL);
}

static gpointer
serve_in_thread (gpointer data)
{
  OtherThread *other = data;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (SioHttpServer) server = NULL;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (other->context);
  server = sio_http_server_new ();
  sio_http_server_set_handler (server, note_thread_cb, other, NULL);
  sio_http_server_listen (server, address, &error);
  g_assert_no_error (error);

  g_mutex_lock (&other->lock);
  other->port = g_inet_socket_address_get_port (sio_http_server_get_addresses (server)->pdata[0]);
  g_cond_signal (&other->ready);
  g_mutex_unlock (&other->lock);
  g_main_loop_run (other->loop);

  g_clear_object (&server);
  g_main_context_pop_thread_default (other->context);
  return NULL;
}

static void
test_context (void)
{
  OtherThread other = { g_main_context_new () };
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  GThread *thread;
  GIOStream *stream;
  char buffer[1024];
  gsize n;

  g_mutex_init (&other.lock);
  g_cond_init (&other.ready);
  other.loop = g_main_loop_new (other.context, FALSE);
  thread = g_thread_new ("server", serve_in_thread, &other);
  g_mutex_lock (&other.lock);
  while (other.port == 0)
    g_cond_wait (&other.ready, &other.lock);
  g_mutex_unlock (&other.lock);

  /* The default context is not run here, and still there is an answer. */
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", other.port, NULL, &error);
  g_assert_no_error (error);
  stream = G_IO_STREAM (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (stream),
                             "GET / HTTP/1.1\r\n" H "Connection: close\r\n\r\n", 46, NULL, NULL,
                             &error);
  g_assert_no_error (error);
  g_input_stream_read_all (g_io_stream_get_input_stream (stream), buffer, sizeof buffer - 1, &n,
                           NULL, &error);
  g_assert_no_error (error);
  buffer[n] = '\0';
  g_assert_true (g_str_has_prefix (buffer, "HTTP/1.1 204 No Content\r\n"));
  g_assert_false (g_main_context_pending (NULL));

  g_main_loop_quit (other.loop);
  g_thread_join (thread);
  g_assert_true (other.handled_in == thread);
  g_main_loop_unref (other.loop);
  g_main_context_unref (other.context);
  g_mutex_clear (&other.lock);
  g_cond_clear (&other.ready);
}

static void
add (const char *path,
     void      (*function) (HttpFixture   *fixture,
                            gconstpointer  data))
{
  g_test_add (path, HttpFixture, NULL, http_fixture_set_up, function, http_fixture_tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/http/many-requests-share-one-connection", test_one_connection);
  add ("/http/an-answer-has-a-complete-head", test_answer_head);
  add ("/http/pipelined-requests-are-answered-in-order", test_pipelined);
  add ("/http/every-method-reaches-the-handler", test_methods);
  add ("/http/no-content-has-no-body", test_no_content);
  add ("/http/a-client-of-http-1-0-is-served", test_http_1_0);
  add ("/http/response-headers-are-set-once-each", test_response_headers);
  add ("/http/an-answer-given-later-is-the-answer", test_answered_later);
  add ("/http/a-path-is-not-matched-by-its-prefix", test_paths);
  add ("/http/range-is-not-heeded", test_range);
  add ("/http/a-thousand-requests-of-16-connections-never-cross", test_addresses);
  add ("/http/the-engine-refuses-in-the-hosts-words-and-closes", test_malformed);
  add ("/http/a-head-too-large-is-431-and-can-be-read", test_head_too_large);
  add ("/http/a-head-may-come-byte-by-byte", test_head_in_pieces);
  add ("/http/a-client-that-closed-its-side-is-answered", test_half_closed);
  add ("/http/a-client-that-leaves-is-noticed", test_gone);
  add ("/http/a-server-can-be-freed-amid-a-request", test_freed_amid_request);
  g_test_add_func ("/http/everything-runs-on-the-context-of-construction", test_context);
  return g_test_run ();
}
