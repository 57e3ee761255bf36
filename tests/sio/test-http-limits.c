/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slow, silent, half-open, vanished and too many clients: each one's place is
 * free again, descriptors included. */
#include "http-client.h"

#include <string.h>
#include <unistd.h>

#define H "Host: h\r\n"

#define GET_A "GET /a HTTP/1.1\r\n" H "\r\n"

/* Short enough for a test, long enough for a busy machine to be on time. */
#define SHORT 150
#define LONG  600000

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static void
set_timeouts (HttpFixture *fixture,
              guint        header,
              guint        progress,
              guint        idle)
{
  sio_http_server_set_header_timeout (fixture->server, header);
  sio_http_server_set_progress_timeout (fixture->server, progress);
  sio_http_server_set_idle_timeout (fixture->server, idle);
}

static void
open_served (HttpFixture *fixture,
             HttpClient **clients,
             guint        n)
{
  for (guint i = 0; i < n; i++)
    {
      clients[i] = http_client_new (fixture);
      g_assert_cmpuint (http_client_ask (clients[i], GET_A, NULL), ==, 200);
    }
}

static void
test_descriptors (HttpFixture   *fixture,
                  gconstpointer  data)
{
  enum { FIN, RST, TIMEOUT, N_WAYS };
  HttpClient *clients[50];
  guint before;

  set_timeouts (fixture, LONG, LONG, LONG);
  http_fixture_listen (fixture);
  open_served (fixture, clients, 1);
  http_client_free (clients[0]);
  http_wait_for_connections (fixture, 0);
  before = count_descriptors ();

  for (guint way = 0; way < N_WAYS; way++)
    {
      if (way == TIMEOUT)
        set_timeouts (fixture, LONG, LONG, SHORT);
      open_served (fixture, clients, G_N_ELEMENTS (clients));
      if (way != TIMEOUT)
        g_assert_cmpuint (count_descriptors (), ==, before + 2 * G_N_ELEMENTS (clients));
      for (guint i = 0; i < G_N_ELEMENTS (clients) && way != TIMEOUT; i++)
        {
          if (way == RST)
            http_client_reset (clients[i]);
          else
            g_socket_close (clients[i]->socket, NULL);
        }
      http_wait_for_connections (fixture, 0);
      for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
        {
          if (way == TIMEOUT)
            http_client_wait_for_end (clients[i]);
          http_client_free (clients[i]);
        }
      g_assert_cmpuint (count_descriptors (), ==, before);
    }
}

/* The same with a request that is never answered. */
static void
test_descriptors_amid_request (HttpFixture   *fixture,
                               gconstpointer  data)
{
  guint before;

  http_fixture_listen (fixture);
  before = count_descriptors ();
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (HttpClient) client = http_client_new (fixture);

      http_client_send (client, i % 2 == 0 ? "GET /keep HTTP/1.1\r\n" H "\r\n"
                                           : "POST /body HTTP/1.1\r\n" H
                                             "Content-Length: 9\r\n\r\nab");
      http_settle ();
      http_client_reset (client);
      http_wait_for_connections (fixture, 0);
    }
  g_assert_cmpuint (count_descriptors (), ==, before);
  g_assert_cmpuint (http_fixture_count (fixture, "gone /keep"), ==, 25);
  g_assert_cmpuint (http_fixture_count (fixture, "finished /body"), ==, 25);
}

static void
test_silent (HttpFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;

  set_timeouts (fixture, SHORT, LONG, LONG);
  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_wait_for_end (client);
  g_assert_cmpuint (client->received, ==, 0);
  http_wait_for_connections (fixture, 0);
}

/* A head that trickles is not a head that comes: the time runs from its first
 * byte, whatever follows. */
static gboolean
trickle_cb (gpointer user_data)
{
  HttpClient *client = user_data;

  if (!client->eof)
    g_socket_send (client->socket, "A", 1, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static void
test_slow_head (HttpFixture   *fixture,
                gconstpointer  data)
{
  set_timeouts (fixture, SHORT, LONG, LONG);
  http_fixture_listen (fixture);

  for (guint served = 0; served < 2; served++)
    {
      g_autoptr (HttpClient) client = http_client_new (fixture);
      g_autoptr (HttpAnswer) answer = NULL;
      guint trickle;

      if (served)
        g_assert_cmpuint (http_client_ask (client, GET_A, NULL), ==, 200);
      http_client_send (client, "GET / HTTP/1.1\r\n" H);
      trickle = g_timeout_add (SHORT / 10, trickle_cb, client);
      answer = http_client_read_answer (client);
      g_assert_cmpuint (answer->status, ==, 408);
      g_assert_cmpstr (http_answer_get_text (answer), ==, "{\"status\":408}");
      http_client_wait_for_end (client);
      g_source_remove (trickle);
      http_client_finish (client);
      http_wait_for_connections (fixture, 0);
    }
}

static void
test_idle (HttpFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;

  set_timeouts (fixture, LONG, LONG, SHORT);
  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  g_assert_cmpuint (http_client_ask (client, GET_A, NULL), ==, 200);
  http_client_wait_for_end (client);
  g_assert_false (client->reset);
  g_assert_cmpuint (client->in->len, ==, 0);
}

static void
test_stalled_body (HttpFixture   *fixture,
                   gconstpointer  data)
{
  static const char * const requests[] = {
    "POST /body HTTP/1.1\r\n" H "Content-Length: 10\r\n\r\nhello",
    "POST /body HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
    "POST /spool HTTP/1.1\r\n" H "Content-Length: 10\r\n\r\n",
  };

  set_timeouts (fixture, LONG, SHORT, LONG);
  http_fixture_listen (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (HttpClient) client = http_client_new (fixture);
      g_autoptr (HttpAnswer) answer = NULL;

      http_client_send (client, requests[i]);
      answer = http_client_read_answer (client);
      g_assert_cmpuint (answer->status, ==, 408);
      http_client_wait_for_end (client);
      http_client_finish (client);
      http_wait_for_connections (fixture, 0);
    }
  g_assert_cmpuint (http_fixture_count (fixture, "error /body 2"), ==, 2);
  g_assert_cmpuint (http_fixture_count (fixture, "error /spool 2"), ==, 1);
}

/* No time runs while a handler thinks. */
static void
test_long_poll (HttpFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpClient) clock = NULL;
  g_autoptr (HttpAnswer) answer = NULL;

  set_timeouts (fixture, SHORT, SHORT, SHORT);
  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\n");
  http_settle ();
  g_assert_cmpuint (fixture->kept->len, ==, 1);

  /* By the time another one was closed for silence twice, it would have been. */
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&clock, http_client_free);
      clock = http_client_new (fixture);
      http_client_wait_for_end (clock);
    }
  g_assert_false (client->eof);
  sio_http_request_respond (fixture->kept->pdata[0], 200, NULL, NULL);
  answer = http_client_read_answer (client);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_not_reading (HttpFixture   *fixture,
                  gconstpointer  data)
{
  const gsize size = 32 * 1024 * 1024;
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (GBytes) body = g_bytes_new_take (g_malloc0 (size), size);

  set_timeouts (fixture, LONG, SHORT, LONG);
  http_fixture_listen (fixture);
  client = http_client_new_small (fixture);
  http_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\n");
  http_settle ();
  g_assert_cmpuint (fixture->kept->len, ==, 1);
  sio_http_request_respond (fixture->kept->pdata[0], 200, NULL, body);
  http_wait_for_events (fixture, "finished /keep", 1);
  g_assert_true (sio_http_request_is_gone (fixture->kept->pdata[0]));
  http_wait_for_connections (fixture, 0);
}

static void
test_too_many (HttpFixture   *fixture,
               gconstpointer  data)
{
  HttpClient *clients[3];
  g_autoptr (HttpClient) more = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autofree char *retry = NULL;

  sio_http_server_set_max_connections (fixture->server, G_N_ELEMENTS (clients));
  http_fixture_listen (fixture);
  open_served (fixture, clients, G_N_ELEMENTS (clients));

  more = http_client_new (fixture);
  answer = http_client_read_answer (more);
  g_assert_cmpuint (answer->status, ==, 429);
  g_assert_cmpstr (http_answer_get_text (answer), ==, "{\"status\":429}");
  retry = http_answer_get_field (answer, "Retry-After");
  g_assert_nonnull (retry);
  http_client_wait_for_end (more);
  http_client_finish (more);
  http_wait_for_connections (fixture, G_N_ELEMENTS (clients));
  g_clear_pointer (&more, http_client_free);

  /* The others are unharmed, and one that leaves makes room. */
  g_assert_cmpuint (http_client_ask (clients[0], GET_A, NULL), ==, 200);
  http_client_free (clients[0]);
  http_wait_for_connections (fixture, G_N_ELEMENTS (clients) - 1);
  more = http_client_new (fixture);
  g_assert_cmpuint (http_client_ask (more, GET_A, NULL), ==, 200);
  for (guint i = 1; i < G_N_ELEMENTS (clients); i++)
    http_client_free (clients[i]);
}

/* More than are even told so wait in the kernel, and are served in the end. */
static void
test_flood (HttpFixture   *fixture,
            gconstpointer  data)
{
  GDestroyNotify free_client = (GDestroyNotify) http_client_free;
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func (free_client);

  sio_http_server_set_max_connections (fixture->server, 1);
  http_fixture_listen (fixture);
  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (clients, http_client_new (fixture));
  http_settle ();
  g_assert_cmpuint (sio_http_server_get_n_connections (fixture->server), <, 50);

  for (guint i = 0; i < clients->len; i++)
    {
      HttpClient *client = clients->pdata[i];
      guint status = http_client_ask (client, "GET /a HTTP/1.1\r\n" H
                                      "Connection: close\r\n\r\n", NULL);

      g_assert_true (status == 200 || status == 429);
      g_socket_close (client->socket, NULL);
      http_client_stop_reading (client);
    }
  http_wait_for_connections (fixture, 0);
}

static void
test_pipelining_is_bounded (HttpFixture   *fixture,
                            gconstpointer  data)
{
  static const char request[] = "GET /keep HTTP/1.1\r\n" H "\r\n";
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (GString) many = g_string_new (NULL);
  gsize sent = 0;

  http_fixture_listen (fixture);
  client = http_client_new_small (fixture);
  for (guint i = 0; i < 10000; i++)
    g_string_append (many, request);

  /* While one is not answered, no more than a bound is read of those behind:
   * the client cannot get rid of any amount. */
  while (sent < 64 * 1024 * 1024)
    {
      gssize n = g_socket_send (client->socket, many->str, many->len, NULL, NULL);

      if (n > 0)
        sent += n;
      else if (!g_main_context_iteration (NULL, FALSE))
        break;
    }
  g_assert_cmpuint (sent, <, 32 * 1024 * 1024);
  g_assert_cmpuint (fixture->kept->len, ==, 1);
  http_client_reset (client);
  http_wait_for_connections (fixture, 0);
  g_assert_cmpuint (fixture->requests->len, ==, 1);
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
  add ("/http-limits/clients-that-leave-while-idle-take-their-descriptor-along", test_descriptors);
  add ("/http-limits/clients-that-leave-amid-a-request-do-too", test_descriptors_amid_request);
  add ("/http-limits/a-silent-connection-is-closed", test_silent);
  add ("/http-limits/a-head-that-trickles-is-408", test_slow_head);
  add ("/http-limits/an-idle-connection-is-closed", test_idle);
  add ("/http-limits/a-body-that-stands-still-is-408", test_stalled_body);
  add ("/http-limits/no-time-runs-while-a-handler-thinks", test_long_poll);
  add ("/http-limits/who-does-not-read-is-cut", test_not_reading);
  add ("/http-limits/one-too-many-is-429-and-harms-nobody", test_too_many);
  add ("/http-limits/a-flood-waits-in-the-kernel", test_flood);
  add ("/http-limits/what-is-read-ahead-is-bounded", test_pipelining_is_bounded);
  return g_test_run ();
}
