/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request whose connection is taken over, by a protocol that goes on where
 * the request ended. */
#include "http-client.h"

#include <string.h>

#define H "Host: 127.0.0.1\r\n"

typedef struct
{
  HttpFixture *fixture;
  SioChannel  *channel;
  GBytes      *unread;
  SioWatch     watch;
  GString     *received;
  gboolean     at_end;
} Taker;

static void
watch_cb (SioWatch *watch,
          guint32   events,
          gpointer  user_data)
{
  Taker *self = user_data;
  char buffer[256];
  gssize n;

  while ((n = sio_channel_read (self->channel, buffer, sizeof buffer)) > 0)
    g_string_append_len (self->received, buffer, n);
  if (n == SIO_CHANNEL_BLOCKED)
    return;

  self->at_end = TRUE;
  sio_watch_stop (watch);
}

static void
take (Taker          *self,
      SioHttpRequest *request)
{
  g_autoptr (GError) error = NULL;

  self->channel = sio_http_request_take_channel (request, &self->unread);
  g_assert_nonnull (self->channel);
  g_assert_nonnull (self->unread);
  g_assert_true (sio_http_request_is_answered (request));
  g_assert_true (sio_http_request_is_finished (request));
  g_assert_false (sio_http_request_is_gone (request));
  self->received = g_string_new (NULL);
  sio_watch_start (&self->watch, sio_http_server_get_poller (self->fixture->server),
                   sio_channel_get_fd (self->channel), EPOLLIN, watch_cb, self, &error);
  g_assert_no_error (error);
}

static void
clear (Taker *self)
{
  sio_watch_stop (&self->watch);
  sio_channel_free (self->channel);
  g_bytes_unref (self->unread);
  g_string_free (self->received, TRUE);
}

static gboolean
is_at_end (gpointer data)
{
  return ((Taker *) data)->at_end;
}

static void
say (Taker      *self,
     const char *text)
{
  struct iovec piece = { (char *) text, strlen (text) };

  g_assert_cmpint (sio_channel_write (self->channel, &piece, 1), ==, (gssize) strlen (text));
}

static void
handle_cb (SioHttpServer  *server,
           SioHttpRequest *request,
           gpointer        user_data)
{
  Taker *self = user_data;

  g_assert_false (sio_http_request_is_secure (request));
  g_ptr_array_add (self->fixture->requests, g_object_ref (request));
  take (self, request);
}

/* Waits until the client has that much, and takes it. */
static gboolean
has_some (gpointer data)
{
  return ((HttpClient *) data)->in->len > 0;
}

static void
assert_conversation (Taker      *self,
                     HttpClient *client)
{
  gsize size;
  const char *unread = g_bytes_get_data (self->unread, &size);

  say (self, "anything");
  http_wait_until (has_some, client);
  g_assert_cmpmem (client->in->data, client->in->len, "anything", 8);
  http_client_send (client, "\001\002 and more");
  http_client_finish (client);
  http_wait_until (is_at_end, self);

  /* Everything that came behind the head is there, and nothing twice. */
  g_assert_cmpuint (size, >, 0);
  g_string_prepend_len (self->received, unread, size);
  g_assert_cmpstr (self->received->str, ==, "GET /not-a-request\001\002 and more");
}

static void
test_at_once (HttpFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  Taker taker = { fixture };

  sio_http_server_set_handler (fixture->server, handle_cb, &taker, NULL);
  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client, "GET /a HTTP/1.1\r\n" H "\r\nGET /not-a-request");
  http_settle ();
  g_assert_nonnull (taker.channel);
  g_assert_cmpuint (g_bytes_get_size (taker.unread), ==, strlen ("GET /not-a-request"));
  assert_conversation (&taker, client);

  /* It counts until it is closed. */
  g_assert_cmpuint (sio_http_server_get_n_connections (fixture->server), ==, 1);
  clear (&taker);
  g_assert_cmpuint (sio_http_server_get_n_connections (fixture->server), ==, 0);
  http_client_wait_for_end (client);
  g_assert_false (client->reset);
}

static void
test_later (HttpFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autofree char *body = NULL;
  Taker taker = { fixture };

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_ask (client, "GET /a HTTP/1.1\r\n" H "\r\n", &body);
  g_assert_cmpstr (body, ==, "GET /a");
  http_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\nGET /not");
  http_settle ();
  http_client_send (client, "-a-request");
  http_settle ();
  take (&taker, fixture->kept->pdata[0]);
  g_assert_cmpuint (http_fixture_count (fixture, "finished /keep"), ==, 1);
  g_assert_cmpuint (http_fixture_count (fixture, "gone /keep"), ==, 0);
  assert_conversation (&taker, client);
  clear (&taker);
}

static void
test_lost (HttpFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (GBytes) unread = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\n");
  http_settle ();
  http_client_reset (client);
  http_wait_for_connections (fixture, 0);
  g_assert_null (sio_http_request_take_channel (fixture->kept->pdata[0], &unread));
  g_assert_null (unread);
  g_assert_true (sio_http_request_is_answered (fixture->kept->pdata[0]));
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  sio_http_server_close_finish (SIO_HTTP_SERVER (object), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
test_close (HttpFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  Taker taker = { fixture };
  gboolean is_closed = FALSE;

  sio_http_server_set_idle_timeout (fixture->server, 50);
  sio_http_server_set_header_timeout (fixture->server, 50);
  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\nGET /not-a-request");
  http_settle ();

  /* Closing waits for the request, which ends with the taking: the channel is
   * neither waited for nor cut. */
  sio_http_server_close_async (fixture->server, 60000, NULL, closed_cb, &is_closed);
  http_settle ();
  g_assert_false (is_closed);
  take (&taker, fixture->kept->pdata[0]);
  http_wait_until (is_true, &is_closed);
  assert_conversation (&taker, client);
  clear (&taker);
}

static void
collect_cb (const char *name,
            const char *value,
            gpointer    user_data)
{
  g_string_append_printf (user_data, "%s=%s;", name, value);
}

static void
test_headers (HttpFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  SioHttpRequest *request;
  Taker taker = { fixture };

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\n");
  http_settle ();
  request = fixture->kept->pdata[0];
  sio_http_request_set_response_header (request, "Vary", "Accept");
  sio_http_request_set_response_header (request, "Access-Control-Allow-Origin", "*");
  sio_http_request_set_response_header (request, "vary", "Origin");
  g_assert_cmpstr (sio_http_request_get_response_header (request, "VARY"), ==, "Origin");
  g_assert_null (sio_http_request_get_response_header (request, "Allow"));

  /* They stay for whoever answers in the engine's place. */
  take (&taker, request);
  g_assert_cmpuint (g_bytes_get_size (taker.unread), ==, 0);
  sio_http_request_foreach_response_header (request, collect_cb, all);
  g_assert_cmpstr (all->str, ==, "Access-Control-Allow-Origin=*;vary=Origin;");
  clear (&taker);
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

  add ("/http-take/inside-the-handler-with-what-came-behind-the-head", test_at_once);
  add ("/http-take/later-on-a-connection-that-served-before", test_later);
  add ("/http-take/a-lost-connection-cannot-be-taken", test_lost);
  add ("/http-take/closing-the-server-does-not-see-it", test_close);
  add ("/http-take/the-answer-s-headers-can-be-read", test_headers);

  return g_test_run ();
}
