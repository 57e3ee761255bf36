/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are made while they are read. */
#include "http-client.h"

#include <stdio.h>
#include <string.h>

#define H "Host: h\r\n"

#define PIECE (64 * 1024)

typedef struct
{
  guint64  size;
  guint64  made;
  guint    calls;
  gboolean hold;      /* nothing for the moment */
  gboolean fail;      /* abort in place of the next piece */
  guint    destroyed;
} Source;

static char
byte_at (guint64 i)
{
  return (char) (i * 31 + i / 4093);
}

static gboolean
fill_cb (SioHttpRequest *request,
         GString        *buffer,
         gpointer        user_data)
{
  Source *source = user_data;
  gsize n = MIN (PIECE, source->size - source->made);

  g_assert_cmpuint (buffer->len, ==, 0);
  g_assert_cmpuint (source->destroyed, ==, 0);
  source->calls++;
  if (source->hold)
    return TRUE;
  if (source->fail)
    {
      sio_http_request_abort (request);
      return TRUE;
    }
  for (gsize i = 0; i < n; i++)
    g_string_append_c (buffer, byte_at (source->made + i));
  source->made += n;
  return source->made < source->size;
}

static void
destroy_cb (gpointer user_data)
{
  ((Source *) user_data)->destroyed++;
}

static SioHttpRequest *
begin (HttpFixture *fixture,
       HttpClient  *client,
       const char  *text,
       Source      *source)
{
  guint n = fixture->kept->len;

  http_client_send (client, text);
  http_settle ();
  g_assert_cmpuint (fixture->kept->len, ==, n + 1);
  sio_http_request_respond_stream (fixture->kept->pdata[n], 200, "application/octet-stream",
                                   fill_cb, source, destroy_cb);
  return fixture->kept->pdata[n];
}

static void
assert_body (HttpAnswer *answer,
             guint64     size)
{
  gsize length;
  const char *data = g_bytes_get_data (answer->body, &length);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (length, ==, size);
  for (guint64 i = 0; i < size; i++)
    if (data[i] != byte_at (i))
      g_error ("Byte %" G_GUINT64_FORMAT " is another one", i);
}

static void
test_sizes (HttpFixture   *fixture,
            gconstpointer  data)
{
  static const guint64 sizes[] = { 0, 1, PIECE, PIECE + 1, 1000000 };
  g_autoptr (HttpClient) client = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Source source = { sizes[i] };
      g_autoptr (HttpAnswer) answer = NULL;

      begin (fixture, client, "GET /keep HTTP/1.1\r\n" H "\r\n", &source);
      answer = http_client_read_answer (client);
      assert_body (answer, sizes[i]);
      http_wait_for_events (fixture, "finished /keep", i + 1);
      g_assert_cmpuint (source.destroyed, ==, 1);
    }
  g_assert_cmpuint (sio_http_server_get_n_connections (fixture->server), ==, 1);
  g_assert_cmpuint (client->in->len, ==, 0);
}

/* What the kernel may hold of one connection at most. */
static guint64
get_kernel_bound (void)
{
  g_autofree char *text = NULL;
  guint64 bound = 0;

  if (g_file_get_contents ("/proc/sys/net/ipv4/tcp_wmem", &text, NULL, NULL))
    sscanf (text, "%*u %*u %" G_GUINT64_FORMAT, &bound);
  return bound + 256 * 1024;
}

static void
test_slow_reader (HttpFixture   *fixture,
                  gconstpointer  data)
{
  const guint64 size = 20 * 1024 * 1024;
  const guint64 bound = get_kernel_bound ();
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  Source source = { size };
  guint64 before;

  g_assert_cmpuint (bound, <, size);
  http_fixture_listen (fixture);
  client = http_client_new_small (fixture);
  begin (fixture, client, "GET /keep HTTP/1.1\r\n" H "\r\n", &source);

  /* Nobody reads: what is made is what the kernel took and one piece. */
  http_settle ();
  before = source.made;
  g_assert_cmpuint (before, >, 0);
  g_assert_cmpuint (before, <=, bound + PIECE);
  for (guint i = 0; i < 100; i++)
    http_settle ();
  g_assert_cmpuint (source.made, ==, before);

  /* Somebody does, a little at a time: it is never further ahead than that. */
  while (client->received < 2 * bound)
    {
      g_autofree char *buffer = g_malloc (100000);
      gssize n = g_socket_receive (client->socket, buffer, 100000, NULL, NULL);

      if (n > 0)
        {
          g_byte_array_append (client->in, (guint8 *) buffer, n);
          client->received += n;
        }
      http_settle ();
      g_assert_cmpuint (source.made, <=, client->received + bound + PIECE);
    }

  http_client_go_on_reading (client);
  answer = http_client_read_answer (client);
  assert_body (answer, size);
  g_assert_cmpuint (source.calls, ==, size / PIECE);
}

static void
test_others_served (HttpFixture   *fixture,
                    gconstpointer  data)
{
  g_autoptr (HttpClient) greedy = NULL;
  g_autoptr (HttpClient) modest = NULL;
  Source source = { G_GUINT64_CONSTANT (1) << 50 };

  http_fixture_listen (fixture);
  greedy = http_client_new (fixture);
  modest = http_client_new (fixture);
  begin (fixture, greedy, "GET /keep HTTP/1.1\r\n" H "\r\n", &source);
  for (guint i = 0; i < 20; i++)
    {
      guint64 before = source.made;

      g_assert_cmpuint (http_client_ask (modest, "GET /a HTTP/1.1\r\n" H "\r\n", NULL), ==, 200);
      g_assert_cmpuint (source.made - before, <, 64 * 1024 * 1024);
      g_byte_array_set_size (greedy->in, 0);
    }
  g_assert_cmpuint (source.made, >, 0);
  http_client_reset (greedy);
  http_wait_for_events (fixture, "finished /keep", 1);
}

static void
test_http_1_0 (HttpFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autofree char *coding = NULL;
  Source source = { 200000 };

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  begin (fixture, client, "GET /keep HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", &source);
  answer = http_client_read_answer (client);
  coding = http_answer_get_field (answer, "Transfer-Encoding");
  g_assert_null (coding);
  assert_body (answer, 200000);
}

static void
test_head (HttpFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  Source source = { 200000 };

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  begin (fixture, client, "HEAD /keep HTTP/1.1\r\n" H "\r\n", &source);
  answer = http_client_read_head_answer (client);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (source.calls, ==, 0);
  g_assert_cmpuint (source.destroyed, ==, 1);
  g_assert_cmpuint (http_client_ask (client, "GET /a HTTP/1.1\r\n" H "\r\n", NULL), ==, 200);
}

static void
test_held (HttpFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  SioHttpRequest *request;
  Source source = { 200000, .hold = TRUE };

  /* Holding is the handler's will, not a client that stalls. */
  sio_http_server_set_progress_timeout (fixture->server, 1);
  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  request = begin (fixture, client, "GET /keep HTTP/1.1\r\n" H "\r\n", &source);
  for (guint i = 0; i < 100; i++)
    http_settle ();
  g_assert_cmpuint (source.calls, ==, 1);

  sio_http_server_set_progress_timeout (fixture->server, 60000);
  source.hold = FALSE;
  sio_http_request_resume (request);
  answer = http_client_read_answer (client);
  assert_body (answer, 200000);
}

static void
test_aborted (HttpFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  SioHttpRequest *request;
  Source source = { 200000, .hold = TRUE };

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  request = begin (fixture, client, "GET /keep HTTP/1.1\r\n" H "\r\n", &source);
  http_settle ();
  source.hold = FALSE;
  source.fail = TRUE;
  sio_http_request_resume (request);
  http_client_wait_for_end (client);
  /* The end is missing, so that nobody takes what came for the whole. */
  g_assert_null (memmem (client->in->data, client->in->len, "0\r\n\r\n", 5));
  g_assert_cmpuint (source.destroyed, ==, 1);
  g_assert_cmpuint (http_fixture_count (fixture, "finished /keep"), ==, 1);
}

static void
test_reader_gone (HttpFixture   *fixture,
                  gconstpointer  data)
{
  Source source = { 20 * 1024 * 1024 };
  HttpClient *client;

  http_fixture_listen (fixture);
  client = http_client_new_small (fixture);
  begin (fixture, client, "GET /keep HTTP/1.1\r\n" H "\r\n", &source);
  http_settle ();
  http_client_free (client);
  http_wait_for_events (fixture, "gone /keep", 1);
  http_wait_for_events (fixture, "finished /keep", 1);
  g_assert_cmpuint (source.destroyed, ==, 1);
  g_assert_cmpuint (source.made, <, source.size);

  /* One that was gone before it was answered. */
  client = http_client_new (fixture);
  http_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\n");
  http_settle ();
  http_client_reset (client);
  http_client_free (client);
  http_wait_for_events (fixture, "finished /keep", 2);
  source = (Source) { 10 };
  sio_http_request_respond_stream (fixture->kept->pdata[1], 200, NULL, fill_cb, &source,
                                   destroy_cb);
  g_assert_cmpuint (source.calls, ==, 0);
  g_assert_cmpuint (source.destroyed, ==, 1);
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
  add ("/http-stream/comes-as-it-is-made", test_sizes);
  add ("/http-stream/nothing-is-made-ahead-of-its-reader", test_slow_reader);
  add ("/http-stream/others-are-served-meanwhile", test_others_served);
  add ("/http-stream/ends-with-the-connection-for-http-1-0", test_http_1_0);
  add ("/http-stream/head-makes-nothing", test_head);
  add ("/http-stream/can-be-held-and-resumed", test_held);
  add ("/http-stream/an-aborted-one-has-no-end", test_aborted);
  add ("/http-stream/ends-when-its-reader-is-gone", test_reader_gone);
  return g_test_run ();
}
