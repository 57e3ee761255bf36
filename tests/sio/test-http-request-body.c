/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies of requests: into memory, into a file, never beyond their bound. */
#include "http-client.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define H "Host: h\r\n"

static char
byte_at (gsize i)
{
  return (char) (i * 31 + i / 4093);
}

static GBytes *
make_bytes (gsize size)
{
  char *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = byte_at (i);
  return g_bytes_new_take (data, size);
}

static void
send_head (HttpClient *client,
           const char *path,
           const char *framing)
{
  g_autofree char *head = g_strdup_printf ("POST %s HTTP/1.1\r\n" H "%s\r\n\r\n", path, framing);

  http_client_send (client, head);
}

/* In chunks of odd sizes. */
static void
send_chunked (HttpClient *client,
              GBytes     *body)
{
  gsize size;
  const char *data = g_bytes_get_data (body, &size);

  for (gsize offset = 0, step = 1; offset < size && !client->eof; step = step * 3 % 70001)
    {
      g_autofree char *line = NULL;

      step = MIN (step, size - offset);
      line = g_strdup_printf ("%" G_GSIZE_MODIFIER "X\r\n", step);
      http_client_send (client, line);
      http_client_send_bytes (client, data + offset, step);
      http_client_send (client, "\r\n");
      offset += step;
    }
  http_client_send (client, "0\r\n\r\n");
}

static void
test_memory (HttpFixture   *fixture,
             gconstpointer  data)
{
  static const gsize sizes[] = { 0, 1, 16 * 1024, 70000, 1024 * 1024 };
  g_autoptr (HttpClient) client = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++)
    {
      gsize size = sizes[i / 2];
      g_autoptr (GBytes) body = make_bytes (size);
      g_autoptr (HttpAnswer) answer = NULL;
      g_autofree char *framing = g_strdup_printf ("Content-Length: %" G_GSIZE_FORMAT, size);

      if (i % 2 == 0)
        {
          send_head (client, "/body", framing);
          http_client_send_bytes (client, g_bytes_get_data (body, NULL), size);
        }
      else
        {
          send_head (client, "/body", "Transfer-Encoding: chunked");
          send_chunked (client, body);
        }
      answer = http_client_read_answer (client);
      g_assert_cmpuint (answer->status, ==, 200);
      g_assert_true (g_bytes_equal (answer->body, body));
    }
  g_assert_cmpuint (sio_http_server_get_n_connections (fixture->server), ==, 1);
}

static void
test_content_length (HttpFixture   *fixture,
                     gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  http_client_ask (client, "GET /a HTTP/1.1\r\n" H "\r\n", NULL);
  http_client_ask (client, "POST /body HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc", NULL);
  http_client_ask (client, "POST /body HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
                   "0\r\n\r\n", NULL);
  g_assert_cmpint (sio_http_request_get_content_length (fixture->requests->pdata[0]), ==, 0);
  g_assert_cmpint (sio_http_request_get_content_length (fixture->requests->pdata[1]), ==, 3);
  g_assert_cmpint (sio_http_request_get_content_length (fixture->requests->pdata[2]), ==, -1);
}

static void
assert_too_large (HttpFixture *fixture,
                  HttpClient  *client,
                  const char  *event)
{
  g_autoptr (HttpAnswer) answer = http_client_read_answer (client);
  g_autofree char *connection = http_answer_get_field (answer, "Connection");

  g_assert_cmpuint (answer->status, ==, 413);
  g_assert_cmpstr (http_answer_get_text (answer), ==, "{\"status\":413}");
  g_assert_cmpstr (connection, ==, "close");
  g_assert_cmpuint (http_fixture_count (fixture, event), ==, 1);
  http_client_finish (client);
  http_client_wait_for_end (client);
  http_wait_for_connections (fixture, 0);
}

static void
test_over_bound (HttpFixture   *fixture,
                 gconstpointer  data)
{
  static const char * const paths[] = { "/body", "/spool" };

  fixture->max_body = 100000;
  http_fixture_listen (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GBytes) body = make_bytes (3 * 1000 * 1000);
      g_autofree char *claimed_path = g_strconcat (paths[i], "/claimed", NULL);
      g_autofree char *claimed_event = g_strdup_printf ("error %s 1", claimed_path);
      g_autofree char *chunked_path = g_strconcat (paths[i], "/chunked", NULL);
      g_autofree char *chunked_event = g_strdup_printf ("error %s 1", chunked_path);
      g_autoptr (HttpClient) claimed = NULL;
      g_autoptr (HttpClient) chunked = NULL;

      /* The number alone is enough; what follows does not stop the answer from
       * being read. */
      claimed = http_client_new (fixture);
      send_head (claimed, claimed_path, "Content-Length: 3000000");
      http_client_send_bytes (claimed, g_bytes_get_data (body, NULL), 3000000);
      assert_too_large (fixture, claimed, claimed_event);

      chunked = http_client_new (fixture);
      send_head (chunked, chunked_path, "Transfer-Encoding: chunked");
      send_chunked (chunked, body);
      assert_too_large (fixture, chunked, chunked_event);
    }
}

static void
test_exact_bound (HttpFixture   *fixture,
                  gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpClient) other = NULL;

  fixture->max_body = 5;
  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  g_assert_cmpuint (http_client_ask (client, "POST /body HTTP/1.1\r\n" H
                                     "Content-Length: 5\r\n\r\nhello", NULL), ==, 200);
  g_assert_cmpuint (http_client_ask (client, "POST /body HTTP/1.1\r\n" H
                                     "Transfer-Encoding: chunked\r\n\r\n"
                                     "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", NULL), ==, 200);
  g_assert_cmpuint (http_client_ask (client, "POST /body HTTP/1.1\r\n" H
                                     "Transfer-Encoding: chunked\r\n\r\n"
                                     "3\r\nhel\r\n3\r\nlo!\r\n0\r\n\r\n", NULL), ==, 413);
  other = http_client_new (fixture);
  g_assert_cmpuint (http_client_ask (other, "POST /body HTTP/1.1\r\n" H
                                     "Content-Length: 6\r\n\r\nhello!", NULL), ==, 413);
}

static void
test_malformed (HttpFixture   *fixture,
                gconstpointer  data)
{
  static const char * const bodies[] = {
    "zz\r\nab\r\n0\r\n\r\n",
    "-2\r\nab\r\n0\r\n\r\n",
    "2\r\nabc\r\n0\r\n\r\n",
    "2\nab\n0\n\n",
    "fffffffffffffffff\r\nab",
  };

  http_fixture_listen (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (HttpClient) client = http_client_new (fixture);
      g_autoptr (HttpAnswer) answer = NULL;

      send_head (client, "/body", "Transfer-Encoding: chunked");
      http_client_send (client, bodies[i]);
      answer = http_client_read_answer (client);
      g_assert_cmpuint (answer->status, ==, 400);
      g_assert_cmpuint (http_fixture_count (fixture, "error /body 0"), ==, i + 1);
      http_client_wait_for_end (client);
    }
}

static void
test_cut_short (HttpFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr (HttpClient) half = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  HttpClient *client;

  http_fixture_listen (fixture);

  half = http_client_new (fixture);
  send_head (half, "/body/half", "Content-Length: 10");
  http_client_send (half, "hello");
  http_client_finish (half);
  answer = http_client_read_answer (half);
  g_assert_cmpuint (answer->status, ==, 400);
  g_assert_cmpuint (http_fixture_count (fixture, "error /body/half 3"), ==, 1);

  client = http_client_new (fixture);
  send_head (client, "/spool/gone", "Content-Length: 10");
  http_client_send (client, "hello");
  http_settle ();
  http_client_reset (client);
  http_wait_for_events (fixture, "finished /spool/gone", 1);
  g_assert_cmpuint (http_fixture_count (fixture, "error /spool/gone 3"), ==, 1);
  http_client_free (client);
}

static void
test_continue (HttpFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) interim = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (HttpAnswer) refusal = NULL;

  fixture->max_body = 10;
  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  send_head (client, "/body", "Content-Length: 5\r\nExpect: 100-continue");
  interim = http_client_read_answer (client);
  g_assert_cmpuint (interim->status, ==, 100);
  g_assert_cmpuint (client->in->len, ==, 0);
  http_client_send (client, "hello");
  answer = http_client_read_answer (client);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (http_answer_get_text (answer), ==, "hello");

  /* Who would send too much is told so beforehand. */
  send_head (client, "/body", "Content-Length: 11\r\nExpect: 100-continue");
  refusal = http_client_read_answer (client);
  g_assert_cmpuint (refusal->status, ==, 413);
  http_client_wait_for_end (client);
}

static void
test_continue_not_wanted (HttpFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autofree char *connection = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  send_head (client, "/a", "Content-Length: 5\r\nExpect: 100-continue");
  answer = http_client_read_answer (client);
  g_assert_cmpuint (answer->status, ==, 200);
  /* The body may come or not: what follows cannot be told apart. */
  connection = http_answer_get_field (answer, "Connection");
  g_assert_cmpstr (connection, ==, "close");
}

static void
test_not_read (HttpFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (HttpAnswer) chunked = NULL;
  g_autoptr (HttpClient) other = NULL;
  g_autofree char *connection = NULL;
  g_autofree char *small = g_strnfill (50000, 'a');
  g_autofree char *large = g_strnfill (5000000, 'a');

  http_fixture_listen (fixture);
  client = http_client_new (fixture);

  /* A small one is skipped, even if it is not all there when it is answered. */
  send_head (client, "/a", "Content-Length: 50000");
  answer = http_client_read_answer (client);
  g_assert_cmpuint (answer->status, ==, 200);
  http_client_send (client, small);
  g_assert_cmpuint (http_client_ask (client, "GET /b HTTP/1.1\r\n" H "\r\n", NULL), ==, 200);

  /* A large one is not, and its sender can read why. */
  send_head (client, "/a", "Content-Length: 5000000");
  http_client_send (client, large);
  g_clear_pointer (&answer, http_answer_free);
  answer = http_client_read_answer (client);
  connection = http_answer_get_field (answer, "Connection");
  g_assert_cmpstr (connection, ==, "close");
  http_client_wait_for_end (client);
  g_assert_false (client->reset);

  other = http_client_new (fixture);
  send_head (other, "/a", "Transfer-Encoding: chunked");
  http_client_send (other, "5\r\nhello\r\n0\r\n\r\n");
  chunked = http_client_read_answer (other);
  g_assert_cmpuint (chunked->status, ==, 200);
  http_client_wait_for_end (other);
}

static void
assert_spooled (HttpFixture *fixture,
                GBytes      *body)
{
  g_autofree char *buffer = g_malloc (65536);
  gsize size;
  const char *wanted = g_bytes_get_data (body, &size);
  struct stat info;
  gsize total = 0;
  gssize n;

  g_assert_cmpuint (fixture->spool_size, ==, size);
  g_assert_no_errno (fstat (fixture->spool_fd, &info));
  g_assert_cmpint (info.st_size, ==, size);
  g_assert_cmpint (info.st_nlink, ==, 0);
  while ((n = read (fixture->spool_fd, buffer, 65536)) > 0)
    {
      g_assert_cmpmem (buffer, n, wanted + total, n);
      total += n;
    }
  g_assert_cmpuint (total, ==, size);
  g_assert_no_errno (close (fixture->spool_fd));
  fixture->spool_fd = -1;
}

static void
test_spool (HttpFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (GBytes) body = make_bytes (9 * 1000 * 1000);
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (GDir) dir = NULL;

  fixture->max_body = 10 * 1000 * 1000;
  http_fixture_listen (fixture);
  client = http_client_new (fixture);

  send_head (client, "/spool/length", "Content-Length: 9000000");
  http_client_send_bytes (client, g_bytes_get_data (body, NULL), 9000000);
  answer = http_client_read_answer (client);
  g_assert_cmpuint (answer->status, ==, 201);
  assert_spooled (fixture, body);
  g_clear_pointer (&answer, http_answer_free);

  send_head (client, "/spool/chunked", "Transfer-Encoding: chunked");
  send_chunked (client, body);
  answer = http_client_read_answer (client);
  g_assert_cmpuint (answer->status, ==, 201);
  assert_spooled (fixture, body);
  g_clear_pointer (&answer, http_answer_free);

  /* An empty one is a file too, and none has a name. */
  send_head (client, "/spool/empty", "Content-Length: 0");
  answer = http_client_read_answer (client);
  g_assert_cmpuint (answer->status, ==, 201);
  dir = g_dir_open (fixture->spool_dir, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
}

static void
test_spool_nowhere (HttpFixture   *fixture,
                    gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autofree char *there = g_steal_pointer (&fixture->spool_dir);

  fixture->spool_dir = g_build_filename (there, "not-there", NULL);
  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  send_head (client, "/spool", "Content-Length: 5\r\nExpect: 100-continue");
  answer = http_client_read_answer (client);
  g_assert_cmpuint (answer->status, ==, 507);
  g_assert_cmpuint (http_fixture_count (fixture, "error /spool 4"), ==, 1);
  g_free (fixture->spool_dir);
  fixture->spool_dir = g_steal_pointer (&there);
}

static void
later_body_cb (SioHttpRequest *request,
               GBytes         *body,
               const GError   *error,
               gpointer        user_data)
{
  guint *calls = user_data;

  (*calls)++;
  if (body != NULL)
    sio_http_request_respond (request, 200, NULL, body);
  else
    g_assert_error (error, SIO_HTTP_ERROR, SIO_HTTP_ERROR_GONE);
}

static gboolean
was_called (gpointer data)
{
  return *(guint *) data > 0;
}

static void
test_wanted_late (HttpFixture   *fixture,
                  gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  guint calls = 0;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  send_head (client, "/keep", "Content-Length: 5");
  http_client_send (client, "hello");
  http_settle ();
  g_assert_cmpuint (fixture->kept->len, ==, 1);
  sio_http_request_read_body (fixture->kept->pdata[0], 5, later_body_cb, &calls);
  g_assert_cmpuint (calls, ==, 0);
  answer = http_client_read_answer (client);
  g_assert_cmpstr (http_answer_get_text (answer), ==, "hello");
  g_assert_cmpuint (calls, ==, 1);
}

static void
test_wanted_too_late (HttpFixture   *fixture,
                      gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  guint calls = 0;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  send_head (client, "/keep", "Content-Length: 5");
  http_settle ();
  g_assert_cmpuint (fixture->kept->len, ==, 1);
  http_client_reset (client);
  http_wait_for_events (fixture, "finished /keep", 1);
  sio_http_request_read_body (fixture->kept->pdata[0], 5, later_body_cb, &calls);
  g_assert_cmpuint (calls, ==, 0);
  http_wait_until (was_called, &calls);
  http_settle ();
  g_assert_cmpuint (calls, ==, 1);
}

static void
test_answered_too_late (HttpFixture   *fixture,
                        gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  guint calls = 0;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  send_head (client, "/keep", "Content-Length: 5");
  http_settle ();
  g_assert_cmpuint (fixture->kept->len, ==, 1);
  http_client_reset (client);
  http_wait_for_events (fixture, "finished /keep", 1);
  sio_http_request_read_body (fixture->kept->pdata[0], 5, later_body_cb, &calls);
  sio_http_request_respond (fixture->kept->pdata[0], 503, NULL, NULL);
  http_settle ();
  g_assert_cmpuint (calls, ==, 0);
}

static void
test_answered_first (HttpFixture   *fixture,
                     gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  guint calls = 0;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  send_head (client, "/keep", "Content-Length: 5");
  http_settle ();
  sio_http_request_read_body (fixture->kept->pdata[0], 5, later_body_cb, &calls);
  http_client_send (client, "he");
  http_settle ();
  sio_http_request_respond (fixture->kept->pdata[0], 503, NULL, NULL);
  answer = http_client_read_answer (client);
  g_assert_cmpuint (answer->status, ==, 503);
  http_client_send (client, "llo");
  g_assert_cmpuint (http_client_ask (client, "GET /a HTTP/1.1\r\n" H "\r\n", NULL), ==, 200);
  g_assert_cmpuint (calls, ==, 0);
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
  add ("/http-request-body/comes-as-it-was-sent", test_memory);
  add ("/http-request-body/its-length-is-known-or-not", test_content_length);
  add ("/http-request-body/over-the-bound-is-413-and-can-be-read", test_over_bound);
  add ("/http-request-body/the-bound-itself-is-within", test_exact_bound);
  add ("/http-request-body/wrong-chunks-are-400", test_malformed);
  add ("/http-request-body/cut-short-is-an-error", test_cut_short);
  add ("/http-request-body/who-waits-is-told-to-go-on", test_continue);
  add ("/http-request-body/who-waits-is-not-told-if-nobody-wants-it", test_continue_not_wanted);
  add ("/http-request-body/one-nobody-wants-is-skipped-or-ends-the-connection", test_not_read);
  add ("/http-request-body/is-spooled-into-a-file-without-a-name", test_spool);
  add ("/http-request-body/a-spool-that-cannot-be-is-507", test_spool_nowhere);
  add ("/http-request-body/can-be-asked-for-later", test_wanted_late);
  add ("/http-request-body/asked-for-too-late-is-an-error", test_wanted_too_late);
  add ("/http-request-body/answered-too-late-is-not-read", test_answered_too_late);
  add ("/http-request-body/an-answer-beforehand-ends-the-reading", test_answered_first);
  return g_test_run ();
}
