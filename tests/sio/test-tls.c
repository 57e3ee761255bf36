/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP under TLS: what a client sees of it, good and bad ones. */
#include "tls-fixture.h"

#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define H     "Host: localhost\r\n"
#define GET_A "GET /a HTTP/1.1\r\n" H "\r\n"

static void
set_up (HttpFixture   *fixture,
        gconstpointer  data)
{
  g_autoptr (SioTls) tls = tls_make ();

  http_fixture_set_up (fixture, data);
  sio_http_server_set_tls (fixture->server, tls);
}

static TlsClient *
open_client (HttpFixture *fixture,
             const char  *priorities)
{
  TlsClient *client = tls_client_new (fixture, priorities);

  tls_client_shake_hands (client);
  g_assert_true (client->is_open);
  return client;
}

static void
assert_answer (TlsClient  *client,
               guint       status,
               const char *text)
{
  g_autoptr (HttpAnswer) answer = http_client_read_answer (client->http);

  g_assert_cmpuint (answer->status, ==, status);
  g_assert_cmpstr (http_answer_get_text (answer), ==, text);
}

static void
assert_speaks (HttpFixture       *fixture,
               const char        *priorities,
               gnutls_protocol_t  version)
{
  g_autoptr (TlsClient) client = open_client (fixture, priorities);
  gnutls_datum_t protocol = { NULL };

  g_assert_cmpint (gnutls_protocol_get_version (client->session), ==, version);
  g_assert_cmpint (gnutls_alpn_get_selected_protocol (client->session, &protocol), ==, 0);
  g_assert_cmpmem (protocol.data, protocol.size, "http/1.1", 8);

  tls_client_send (client, GET_A);
  assert_answer (client, 200, "GET /a");

  /* Several in one record, and one over several. */
  tls_client_send (client, GET_A GET_A);
  assert_answer (client, 200, "GET /a");
  assert_answer (client, 200, "GET /a");
  tls_client_send (client, "GET /a HTT");
  tls_client_send (client, "P/1.1\r\n" H "\r\n");
  assert_answer (client, 200, "GET /a");
}

static void
test_versions (HttpFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr (TlsClient) old = NULL;

  http_fixture_listen (fixture);
  assert_speaks (fixture, NULL, GNUTLS_TLS1_3);
  assert_speaks (fixture, "NORMAL:-VERS-ALL:+VERS-TLS1.2", GNUTLS_TLS1_2);
  for (guint i = 0; i < fixture->requests->len; i++)
    g_assert_true (sio_http_request_is_secure (fixture->requests->pdata[i]));

  old = tls_client_new (fixture, "NORMAL:-VERS-ALL:+VERS-TLS1.1");
  tls_client_shake_hands (old);
  g_assert_false (old->is_open);
  http_wait_for_connections (fixture, 0);
}

static void
test_fingerprint (HttpFixture   *fixture,
                  gconstpointer  data)
{
  g_autoptr (SioTls) tls = tls_make ();
  g_autoptr (TlsClient) client = NULL;
  const gnutls_datum_t *peers;
  guint8 shown[32], told[32];
  unsigned int n;

  sio_http_server_set_tls (fixture->server, tls);
  http_fixture_listen (fixture);
  client = open_client (fixture, NULL);
  peers = gnutls_certificate_get_peers (client->session, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (gnutls_hash_fast (GNUTLS_DIG_SHA256, peers[0].data, peers[0].size, shown), ==,
                   0);
  sio_tls_get_fingerprint (tls, told);
  g_assert_cmpmem (shown, sizeof shown, told, sizeof told);
}

static void
test_resumption (HttpFixture   *fixture,
                 gconstpointer  data)
{
  g_autoptr (TlsClient) first = NULL;
  g_autoptr (TlsClient) second = NULL;
  gnutls_datum_t ticket;

  http_fixture_listen (fixture);
  first = open_client (fixture, NULL);
  tls_client_send (first, GET_A);
  assert_answer (first, 200, "GET /a");
  g_assert_cmpint (gnutls_session_get_data2 (first->session, &ticket), ==, 0);

  second = tls_client_new (fixture, NULL);
  g_assert_cmpint (gnutls_session_set_data (second->session, ticket.data, ticket.size), ==, 0);
  gnutls_free (ticket.data);
  tls_client_shake_hands (second);
  g_assert_true (gnutls_session_is_resumed (second->session));
  tls_client_send (second, GET_A);
  assert_answer (second, 200, "GET /a");
}

static gboolean
has_kept (gpointer data)
{
  return ((HttpFixture *) data)->kept->len > 0;
}

static GBytes *
make_body (gsize size)
{
  char *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = i * 13 + i / 509;
  return g_bytes_new_take (data, size);
}

static void
test_upload (HttpFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr (TlsClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (GBytes) body = make_body (3 * 1000 * 1000);
  g_autofree char *head = g_strdup_printf ("POST /body HTTP/1.1\r\n" H
                                           "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                                           g_bytes_get_size (body));

  fixture->max_body = g_bytes_get_size (body);
  http_fixture_listen (fixture);
  client = open_client (fixture, NULL);
  tls_client_send (client, head);
  tls_client_send_bytes (client, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  answer = http_client_read_answer (client->http);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_true (g_bytes_equal (answer->body, body));
}

/* The client does not read for a while: the rest waits, is not sent twice, and
 * the end is announced behind it. */
static void
test_download (HttpFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr (TlsClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (GBytes) body = make_body (8 * 1000 * 1000);

  http_fixture_listen (fixture);
  client = tls_client_new_for (http_client_new_small (fixture), NULL);
  tls_client_shake_hands (client);
  tls_client_send (client, "GET /keep HTTP/1.1\r\n" H "Connection: close\r\n\r\n");
  http_wait_until (has_kept, fixture);
  tls_client_stop_reading (client);
  sio_http_request_respond (fixture->kept->pdata[0], 200, NULL, body);
  http_settle ();
  g_assert_cmpuint (http_fixture_count (fixture, "finished /keep"), ==, 0);
  tls_client_go_on_reading (client);
  answer = http_client_read_answer (client->http);
  g_assert_true (g_bytes_equal (answer->body, body));

  http_client_wait_for_end (client->http);
  g_assert_cmpint (client->error, ==, 0);
  http_client_finish (client->http);
  http_wait_for_connections (fixture, 0);
}

static void
test_end (HttpFixture   *fixture,
          gconstpointer  data)
{
  g_autoptr (TlsClient) client = NULL;
  g_autoptr (TlsClient) half = NULL;
  g_autoptr (GBytes) body = g_bytes_new_static ("late", 4);

  http_fixture_listen (fixture);
  client = open_client (fixture, NULL);
  tls_client_send (client, "GET /a HTTP/1.1\r\n" H "Connection: close\r\n\r\n");
  assert_answer (client, 200, "GET /a");
  http_client_wait_for_end (client->http);
  g_assert_cmpint (client->error, ==, 0);
  http_client_finish (client->http);
  http_wait_for_connections (fixture, 0);

  /* Who announces to send no more still gets the answer. */
  half = open_client (fixture, NULL);
  tls_client_send (half, "GET /keep HTTP/1.1\r\n" H "\r\n");
  http_wait_until (has_kept, fixture);
  tls_client_finish (half);
  http_wait_for_events (fixture, "gone /keep", 1);
  sio_http_request_respond (fixture->kept->pdata[0], 200, NULL, body);
  assert_answer (half, 200, "late");
}

static void
test_stall (HttpFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr (HttpClient) silent = NULL;
  g_autoptr (TlsClient) half = NULL;
  g_autoptr (TlsClient) late = NULL;

  sio_http_server_set_header_timeout (fixture->server, 300);
  http_fixture_listen (fixture);
  silent = http_client_new (fixture);
  half = tls_client_new (fixture, NULL);
  tls_client_start (half);
  g_byte_array_set_size (half->out, half->out->len / 2);
  late = tls_client_new (fixture, NULL);
  tls_client_shake_hands (late);

  http_client_wait_for_end (silent);
  http_client_wait_for_end (half->http);
  http_client_wait_for_end (late->http);
  g_assert_cmpint (late->error, ==, 0);
  http_wait_for_connections (fixture, 0);
  g_assert_cmpuint (fixture->requests->len, ==, 0);
}

static void
test_clear_text (HttpFixture   *fixture,
                 gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpClient) garbage = NULL;

  /* Who only took the wrong scheme is told so in words. */
  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  g_assert_cmpuint (http_client_ask (client, GET_A GET_A, NULL), ==, 400);
  http_client_wait_for_end (client);
  g_assert_cmpuint (client->in->len, ==, 0);
  http_client_finish (client);

  /* What looks like TLS and is none gets nothing. */
  garbage = http_client_new (fixture);
  http_client_send (garbage, "\026\003\001\001\001nothing that anybody could know");
  http_client_finish (garbage);
  http_client_wait_for_end (garbage);
  http_wait_for_connections (fixture, 0);
  g_assert_cmpuint (fixture->requests->len, ==, 0);
}

static void
test_trickle (HttpFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr (TlsClient) client = NULL;

  http_fixture_listen (fixture);
  client = tls_client_new (fixture, NULL);
  client->step = 1;
  tls_client_shake_hands (client);
  g_assert_true (client->is_open);
  tls_client_send (client, "POST /body HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello" GET_A);
  assert_answer (client, 200, "hello");
  assert_answer (client, 200, "GET /a");
}

/* A record that ends in the middle of what there is a use for: the kernel has
 * nothing more to tell of. */
static void
test_buffered (HttpFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr (TlsClient) client = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  http_fixture_listen (fixture);
  client = open_client (fixture, NULL);
  /* Far more than is read ahead of need. */
  for (; text->len < 300000; n++)
    g_string_append (text, "GET /keep HTTP/1.1\r\n" H "X: 12345678901234567890\r\n\r\n");
  tls_client_send (client, text->str);
  for (guint i = 0; i < n; i++)
    {
      while (fixture->kept->len <= i)
        g_main_context_iteration (NULL, TRUE);
      sio_http_request_respond (fixture->kept->pdata[i], 204, NULL, NULL);
    }
  http_wait_for_events (fixture, "finished /keep", n);
}

static void
test_too_many (HttpFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr (TlsClient) client = NULL;
  g_autoptr (TlsClient) more = NULL;

  sio_http_server_set_max_connections (fixture->server, 1);
  http_fixture_listen (fixture);
  client = open_client (fixture, NULL);
  more = open_client (fixture, NULL);
  assert_answer (more, 429, "{\"status\":429}");
  http_client_wait_for_end (more->http);
  g_assert_cmpint (more->error, ==, 0);
  tls_client_send (client, GET_A);
  assert_answer (client, 200, "GET /a");
}

typedef struct
{
  SioChannel *channel;
  SioWatch    watch;
  GString    *received;
  const char *data;     /* to be written */
  gsize       left;
  guint       cut;
} Taker;

/* Writes the same bytes each time in other pieces, at times fewer of them than
 * the time before. */
static void
write_some (Taker *self)
{
  while (self->left > 0)
    {
      struct iovec vector[8];
      const char *data = self->data;
      gsize left = self->left;
      guint n_vector = 0;
      gssize n;

      while (n_vector < 1 + self->cut % 8 && left > 0)
        {
          gsize size = MIN (left, 1 + self->cut * 7919 % 30011);

          vector[n_vector++] = (struct iovec) { (char *) data, size };
          data += size;
          left -= size;
        }
      self->cut++;

      n = sio_channel_write (self->channel, vector, n_vector);
      if (n == SIO_CHANNEL_BLOCKED)
        return;
      g_assert_cmpint (n, >, 0);
      g_assert_cmpint (n, <=, data - self->data);
      self->data += n;
      self->left -= n;
    }
}

static void
taker_cb (SioWatch *watch,
          guint32   events,
          gpointer  user_data)
{
  Taker *self = user_data;
  char buffer[100];
  gssize n;

  while ((n = sio_channel_read (self->channel, buffer, sizeof buffer)) > 0)
    g_string_append_len (self->received, buffer, n);
  g_assert_cmpint (n, ==, SIO_CHANNEL_BLOCKED);
  g_assert_false (sio_channel_has_buffered (self->channel));
  write_some (self);
  sio_watch_set_events (watch, sio_channel_get_events (self->channel, TRUE, self->left > 0));
}

typedef struct
{
  TlsClient *client;
  gsize      size;
} Wanted;

static gboolean
has_size (gpointer data)
{
  Wanted *wanted = data;

  return wanted->client->http->in->len >= wanted->size;
}

static gboolean
has_received (gpointer data)
{
  return strstr (((Taker *) data)->received->str, "the end") != NULL;
}

static void
test_take (HttpFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr (TlsClient) client = NULL;
  g_autoptr (GBytes) unread = NULL;
  g_autoptr (GBytes) body = make_body (6 * 1000 * 1000);
  g_autoptr (GError) error = NULL;
  Taker taker = { NULL };
  Wanted wanted;
  guint n_full = 0;

  http_fixture_listen (fixture);
  client = tls_client_new_for (http_client_new_small (fixture), NULL);
  tls_client_shake_hands (client);
  tls_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\nbehind it");
  http_wait_until (has_kept, fixture);

  taker.channel = sio_http_request_take_channel (fixture->kept->pdata[0], &unread);
  g_assert_cmpmem (g_bytes_get_data (unread, NULL), g_bytes_get_size (unread), "behind it", 9);
  g_assert_true (sio_channel_is_secure (taker.channel));
  g_assert_cmpuint (sio_channel_get_events (taker.channel, TRUE, FALSE), ==, EPOLLIN);
  g_assert_cmpuint (sio_channel_get_events (taker.channel, FALSE, FALSE), ==, 0);
  g_assert_no_errno (setsockopt (sio_channel_get_fd (taker.channel), SOL_SOCKET, SO_SNDBUF,
                                 &(int) { 32 * 1024 }, sizeof (int)));
  taker.received = g_string_new (NULL);
  taker.data = g_bytes_get_data (body, &taker.left);
  sio_watch_start (&taker.watch, sio_http_server_get_poller (fixture->server),
                   sio_channel_get_fd (taker.channel), EPOLLIN | EPOLLOUT, taker_cb, &taker,
                   &error);
  g_assert_no_error (error);

  /* Again and again the client lets it run full. */
  wanted = (Wanted) { client, g_bytes_get_size (body) };
  while (!has_size (&wanted))
    {
      tls_client_stop_reading (client);
      http_settle ();
      n_full += taker.left > 0;
      tls_client_go_on_reading (client);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (n_full, >, 10);
  g_assert_cmpmem (client->http->in->data, client->http->in->len,
                   g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  tls_client_send (client, " and the end");
  http_wait_until (has_received, &taker);
  g_assert_cmpstr (taker.received->str, ==, " and the end");

  g_assert_cmpuint (sio_http_server_get_n_connections (fixture->server), ==, 1);
  sio_watch_stop (&taker.watch);
  sio_channel_free (taker.channel);
  g_assert_cmpuint (sio_http_server_get_n_connections (fixture->server), ==, 0);
  http_client_wait_for_end (client->http);
  g_assert_cmpint (client->error, ==, 0);
  g_string_free (taker.received, TRUE);
}

static void
ending_cb (SioWatch *watch,
           guint32   events,
           gpointer  user_data)
{
  Taker *self = user_data;
  char buffer[100];

  g_assert_cmpint (sio_channel_read (self->channel, buffer, sizeof buffer), ==,
                   SIO_CHANNEL_BLOCKED);
  sio_watch_set_events (watch, sio_channel_get_events (self->channel, FALSE, FALSE));
}

/* There is no room for the end itself: it is announced later, behind all that
 * was written before. */
static void
test_late_end (HttpFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr (TlsClient) client = NULL;
  g_autoptr (GBytes) unread = NULL;
  g_autoptr (GBytes) body = make_body (20 * 1000 * 1000);
  g_autoptr (GError) error = NULL;
  Taker taker = { NULL };
  const char *start;

  http_fixture_listen (fixture);
  client = tls_client_new_for (http_client_new_small (fixture), NULL);
  tls_client_shake_hands (client);
  tls_client_send (client, "GET /keep HTTP/1.1\r\n" H "\r\n");
  http_wait_until (has_kept, fixture);
  tls_client_stop_reading (client);

  taker.channel = sio_http_request_take_channel (fixture->kept->pdata[0], &unread);
  taker.data = start = g_bytes_get_data (body, &taker.left);
  write_some (&taker);
  g_assert_cmpuint (taker.left, >, 0);
  sio_channel_shut_down_output (taker.channel);
  g_assert_cmpuint (sio_channel_get_events (taker.channel, FALSE, FALSE), ==, EPOLLOUT);
  g_assert_cmpint (sio_channel_write (taker.channel, &(struct iovec) { "more", 4 }, 1), ==,
                   SIO_CHANNEL_BROKEN);
  sio_watch_start (&taker.watch, sio_http_server_get_poller (fixture->server),
                   sio_channel_get_fd (taker.channel), EPOLLOUT, ending_cb, &taker, &error);
  g_assert_no_error (error);

  tls_client_go_on_reading (client);
  http_client_wait_for_end (client->http);
  g_assert_cmpint (client->error, ==, 0);
  g_assert_cmpuint (client->http->in->len, >=, taker.data - start);
  g_assert_cmpmem (client->http->in->data, client->http->in->len, start, client->http->in->len);
  g_assert_cmpuint (sio_channel_get_events (taker.channel, FALSE, FALSE), ==, 0);
  sio_watch_stop (&taker.watch);
  sio_channel_free (taker.channel);
}

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
test_descriptors (HttpFixture   *fixture,
                  gconstpointer  data)
{
  guint before;

  http_fixture_listen (fixture);
  before = count_descriptors ();
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (HttpClient) clear = http_client_new (fixture);
      g_autoptr (TlsClient) begun = tls_client_new (fixture, NULL);
      g_autoptr (TlsClient) client = open_client (fixture, NULL);

      http_client_send (clear, GET_A);
      tls_client_start (begun);
      tls_client_send (client, GET_A);
      assert_answer (client, 200, "GET /a");
      if (i % 2 == 0)
        {
          tls_client_stop_reading (client);
          http_client_reset (client->http);
        }
    }
  http_wait_for_connections (fixture, 0);
  g_assert_cmpuint (count_descriptors (), ==, before);
}

static void
assert_refused (GBytes     *certificate,
                GBytes     *key,
                const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SioTls) tls = sio_tls_new (certificate, key, &error);

  g_assert_null (tls);
  g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
  g_assert_true (g_str_has_prefix (error->message, what));
}

static void
test_bad_pairs (void)
{
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GBytes) other_certificate = NULL;
  g_autoptr (GBytes) other_key = NULL;
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) garbage = g_bytes_new_static ("-----BEGIN CERTIFICATE-----\nMII!\n", 33);

  tls_make_pair (&certificate, &key);
  tls_make_pair (&other_certificate, &other_key);
  assert_refused (nothing, key, "The certificate cannot be read: ");
  assert_refused (garbage, key, "The certificate cannot be read: ");
  assert_refused (key, key, "The certificate cannot be read: ");
  assert_refused (certificate, nothing, "The key cannot be read: ");
  assert_refused (certificate, garbage, "The key cannot be read: ");
  assert_refused (certificate, certificate, "The key cannot be read: ");
  assert_refused (certificate, other_key, "The certificate and the key ");
}

static void
add (const char *path,
     void      (*function) (HttpFixture   *fixture,
                            gconstpointer  data))
{
  g_test_add (path, HttpFixture, NULL, set_up, function, http_fixture_tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/tls/speaks-1-3-and-1-2-and-nothing-older", test_versions);
  add ("/tls/the-fingerprint-is-of-what-the-client-sees", test_fingerprint);
  add ("/tls/who-comes-again-need-not-start-over", test_resumption);
  add ("/tls/a-long-body-comes-in-whole", test_upload);
  add ("/tls/a-long-answer-waits-for-a-slow-client", test_download);
  add ("/tls/the-end-is-announced-both-ways", test_end);
  add ("/tls/a-handshake-that-stalls-is-closed-in-time", test_stall);
  add ("/tls/who-speaks-in-the-clear-is-told-and-closed", test_clear_text);
  add ("/tls/byte-by-byte-is-enough", test_trickle);
  add ("/tls/what-was-deciphered-already-is-not-forgotten", test_buffered);
  add ("/tls/one-too-many-is-told-so", test_too_many);
  add ("/tls/a-taken-channel-goes-on-in-any-pieces", test_take);
  add ("/tls/the-end-waits-for-room", test_late_end);
  add ("/tls/no-descriptor-is-left-behind", test_descriptors);
  g_test_add_func ("/tls/a-bad-pair-is-refused-by-name", test_bad_pairs);

  return g_test_run ();
}
