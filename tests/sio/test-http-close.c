/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shutting down: what is under way ends well, what cannot is cut. */
#include "http-client.h"

#define H "Host: h\r\n"

typedef struct
{
  gboolean  done;
  GError   *error;
} Closed;

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Closed *closed = user_data;

  g_assert_false (closed->done);
  closed->done = TRUE;
  g_assert_true (sio_http_server_close_finish (SIO_HTTP_SERVER (object), result, &closed->error)
                 == (closed->error == NULL));
}

static gboolean
is_closed (gpointer data)
{
  return ((Closed *) data)->done;
}

static void
test_nobody (HttpFixture   *fixture,
             gconstpointer  data)
{
  Closed closed = { FALSE };

  http_fixture_listen (fixture);
  sio_http_server_close_async (fixture->server, 60000, NULL, closed_cb, &closed);
  g_assert_false (closed.done);
  http_wait_until (is_closed, &closed);
  g_assert_no_error (closed.error);
}

static void
test_in_order (HttpFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr (HttpClient) idle = NULL;
  g_autoptr (HttpClient) fresh = NULL;
  g_autoptr (HttpClient) busy = NULL;
  g_autoptr (HttpClient) sending = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (HttpAnswer) sent = NULL;
  g_autoptr (GBytes) body = g_bytes_new_static ("done", 4);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketClient) late = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *field = NULL;
  Closed closed = { FALSE };

  http_fixture_listen (fixture);
  idle = http_client_new (fixture);
  http_client_ask (idle, "GET /a HTTP/1.1\r\n" H "\r\n", NULL);
  fresh = http_client_new (fixture);
  busy = http_client_new (fixture);
  http_client_send (busy, "GET /keep HTTP/1.1\r\n" H "\r\n");
  sending = http_client_new (fixture);
  http_client_send (sending, "POST /body HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhe");
  http_settle ();
  g_assert_cmpuint (sio_http_server_get_n_connections (fixture->server), ==, 4);

  sio_http_server_close_async (fixture->server, 60000, NULL, closed_cb, &closed);

  /* Nobody new; who waits for nothing goes at once. */
  address = g_inet_socket_address_new (loopback, fixture->port);
  connection = g_socket_client_connect (late, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  http_client_wait_for_end (idle);
  http_client_wait_for_end (fresh);
  g_assert_false (idle->reset);
  g_assert_cmpuint (sio_http_server_get_n_connections (fixture->server), ==, 2);
  g_assert_false (closed.done);

  /* What is under way ends well. */
  http_client_send (sending, "llo");
  sent = http_client_read_answer (sending);
  g_assert_cmpstr (http_answer_get_text (sent), ==, "hello");
  http_client_wait_for_end (sending);
  g_assert_false (closed.done);
  sio_http_request_respond (fixture->kept->pdata[0], 200, NULL, body);
  answer = http_client_read_answer (busy);
  g_assert_cmpstr (http_answer_get_text (answer), ==, "done");
  field = http_answer_get_field (answer, "Connection");
  g_assert_cmpstr (field, ==, "close");
  http_client_wait_for_end (busy);

  http_wait_until (is_closed, &closed);
  g_assert_no_error (closed.error);
}

static void
test_cut (HttpFixture   *fixture,
          gconstpointer  data)
{
  g_autoptr (HttpClient) busy = NULL;
  g_autoptr (HttpClient) sending = NULL;
  g_autoptr (GError) error = NULL;
  Closed closed = { FALSE };

  http_fixture_listen (fixture);
  busy = http_client_new (fixture);
  http_client_send (busy, "GET /keep HTTP/1.1\r\n" H "\r\n");
  sending = http_client_new (fixture);
  http_client_send (sending, "POST /body HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhe");
  http_settle ();

  sio_http_server_close_async (fixture->server, 50, NULL, closed_cb, &closed);
  http_wait_until (is_closed, &closed);
  g_assert_error (closed.error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  error = closed.error;
  g_assert_cmpuint (sio_http_server_get_n_connections (fixture->server), ==, 0);
  g_assert_cmpuint (http_fixture_count (fixture, "finished /keep"), ==, 1);
  g_assert_cmpuint (http_fixture_count (fixture, "error /body 3"), ==, 1);
  g_assert_cmpuint (http_fixture_count (fixture, "finished /body"), ==, 1);
  http_client_wait_for_end (busy);
  http_client_wait_for_end (sending);
}

static void
test_stop_between (HttpFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;

  /* The second one was sent before anybody could know better, but it was not
   * begun: a client may send it again elsewhere. */
  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\nGET /a HTTP/1.1\r\n" H "\r\n");
  http_settle ();
  sio_http_server_stop_listening (fixture->server);
  sio_http_request_respond (fixture->kept->pdata[0], 200, NULL, NULL);
  answer = http_client_read_answer (client);
  http_client_wait_for_end (client);
  g_assert_cmpuint (client->in->len, ==, 0);
  g_assert_cmpuint (fixture->requests->len, ==, 1);
}

static void
test_in_use (HttpFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr (SioHttpServer) other = sio_http_server_new ();
  g_autoptr (GError) error = NULL;

  http_fixture_listen (fixture);
  g_assert_false (sio_http_server_listen (other,
                                          sio_http_server_get_addresses (fixture->server)->pdata[0],
                                          &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
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
  add ("/http-close/nobody-is-nothing-to-wait-for", test_nobody);
  add ("/http-close/what-is-under-way-ends-well", test_in_order);
  add ("/http-close/what-does-not-end-is-cut", test_cut);
  add ("/http-close/what-was-not-begun-is-not", test_stop_between);
  add ("/http-close/a-port-in-use-is-an-error", test_in_use);
  return g_test_run ();
}
