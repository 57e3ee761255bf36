/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes in and out of a channel in the clear. */
#include "http-client.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sio/sio-channel.h"

typedef struct
{
  SioChannel *channel;
  int         fd;     /* of the channel */
  int         other;  /* the other side */
  guint       closed;
} Pair;

static void
closed_cb (gpointer user_data)
{
  Pair *pair = user_data;

  pair->closed++;
}

static void
set_up (Pair          *pair,
        gconstpointer  data)
{
  int fds[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds));
  pair->fd = fds[0];
  pair->other = fds[1];
  pair->channel = sio_channel_new (pair->fd, NULL, closed_cb, pair);
}

static void
tear_down (Pair          *pair,
           gconstpointer  data)
{
  g_clear_pointer (&pair->channel, sio_channel_free);
  g_assert_cmpuint (pair->closed, ==, 1);
  if (pair->other >= 0)
    close (pair->other);
}

static void
test_read (Pair          *pair,
           gconstpointer  data)
{
  char buffer[16];

  g_assert_cmpint (sio_channel_read (pair->channel, buffer, sizeof buffer), ==,
                   SIO_CHANNEL_BLOCKED);
  g_assert_cmpint (send (pair->other, "hello", 5, 0), ==, 5);
  g_assert_cmpint (sio_channel_read (pair->channel, buffer, 3), ==, 3);
  g_assert_cmpint (sio_channel_read (pair->channel, buffer + 3, sizeof buffer - 3), ==, 2);
  g_assert_cmpmem (buffer, 5, "hello", 5);
  g_assert_false (sio_channel_has_buffered (pair->channel));

  /* The end is read again and again, and says nothing of the other direction. */
  g_assert_no_errno (shutdown (pair->other, SHUT_WR));
  g_assert_cmpint (sio_channel_read (pair->channel, buffer, sizeof buffer), ==, 0);
  g_assert_cmpint (sio_channel_read (pair->channel, buffer, sizeof buffer), ==, 0);
  g_assert_cmpint (sio_channel_write (pair->channel, &(struct iovec) { buffer, 5 }, 1), ==, 5);
  g_assert_cmpint (recv (pair->other, buffer, sizeof buffer, 0), ==, 5);

  sio_channel_shut_down_output (pair->channel);
  g_assert_cmpint (recv (pair->other, buffer, sizeof buffer, 0), ==, 0);
}

/* Takes all that is there. */
static void
drain (Pair       *pair,
       GByteArray *into)
{
  guint8 buffer[64 * 1024];
  gssize n;

  while ((n = recv (pair->other, buffer, sizeof buffer, 0)) > 0)
    g_byte_array_append (into, buffer, n);
  g_assert_cmpint (n, ==, -1);
  g_assert_cmpint (errno, ==, EAGAIN);
}

static void
test_vector (Pair          *pair,
             gconstpointer  data)
{
  enum { N_PIECES = 3000 };
  g_autofree struct iovec *vector = g_new0 (struct iovec, N_PIECES);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GByteArray) arrived = g_byte_array_new ();
  guint first = 0;
  gboolean was_blocked = FALSE;

  for (guint i = 0; i < 600000; i++)
    g_byte_array_append (all, &(guint8) { i * 7 + i / 251 }, 1);
  for (guint i = 0; i < N_PIECES; i++)
    vector[i] = (struct iovec) { all->data + i * 200, 200 };

  /* More pieces than the kernel takes at once, and more bytes. */
  while (first < N_PIECES)
    {
      gssize n = sio_channel_write (pair->channel, vector + first, N_PIECES - first);

      if (n == SIO_CHANNEL_BLOCKED)
        {
          was_blocked = TRUE;
          drain (pair, arrived);
          continue;
        }
      g_assert_cmpint (n, >, 0);
      while (first < N_PIECES && (gsize) n >= vector[first].iov_len)
        n -= vector[first++].iov_len;
      if (n > 0)
        {
          vector[first].iov_base = (char *) vector[first].iov_base + n;
          vector[first].iov_len -= n;
        }
    }
  drain (pair, arrived);
  g_assert_true (was_blocked);
  g_assert_cmpmem (arrived->data, arrived->len, all->data, all->len);
}

static void
test_lost (Pair          *pair,
           gconstpointer  data)
{
  char buffer[16] = "x";

  /* Closed with something unread: a reset. Writing raises no signal. */
  g_assert_cmpint (sio_channel_write (pair->channel, &(struct iovec) { buffer, 1 }, 1), ==, 1);
  close (pair->other);
  pair->other = -1;
  g_assert_cmpint (sio_channel_read (pair->channel, buffer, sizeof buffer), ==,
                   SIO_CHANNEL_BROKEN);
  g_assert_cmpint (sio_channel_write (pair->channel, &(struct iovec) { buffer, 1 }, 1), ==,
                   SIO_CHANNEL_BROKEN);
}

static void
test_events (Pair          *pair,
             gconstpointer  data)
{
  g_assert_cmpint (sio_channel_get_fd (pair->channel), ==, pair->fd);
  g_assert_false (sio_channel_is_secure (pair->channel));
  g_assert_cmpuint (sio_channel_get_events (pair->channel, FALSE, FALSE), ==, 0);
  g_assert_cmpuint (sio_channel_get_events (pair->channel, TRUE, FALSE), ==, EPOLLIN);
  g_assert_cmpuint (sio_channel_get_events (pair->channel, FALSE, TRUE), ==, EPOLLOUT);
  g_assert_cmpuint (sio_channel_get_events (pair->channel, TRUE, TRUE), ==, EPOLLIN | EPOLLOUT);
}

static void
test_close (Pair          *pair,
            gconstpointer  data)
{
  char buffer[16];

  g_assert_cmpuint (pair->closed, ==, 0);
  g_clear_pointer (&pair->channel, sio_channel_free);
  g_assert_cmpuint (pair->closed, ==, 1);
  g_assert_cmpint (recv (pair->other, buffer, sizeof buffer, 0), ==, 0);
  g_assert_cmpint (fcntl (pair->fd, F_GETFD), ==, -1);
}

static void
test_addresses (HttpFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (SioChannel) channel = NULL;
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocketAddress) remote = NULL;
  g_autoptr (GError) error = NULL;

  http_fixture_listen (fixture);
  client = http_client_new (fixture);
  channel = sio_channel_new (dup (g_socket_get_fd (client->socket)), NULL, NULL, NULL);
  local = sio_channel_dup_local_address (channel, &error);
  g_assert_no_error (error);
  remote = sio_channel_dup_remote_address (channel, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)), ==,
                    http_client_get_port (client));
  g_assert_cmpuint (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (remote)), ==,
                    fixture->port);
}

static void
add (const char *path,
     void      (*function) (Pair          *pair,
                            gconstpointer  data))
{
  g_test_add (path, Pair, NULL, set_up, function, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/channel/reads-what-came-and-then-the-end", test_read);
  add ("/channel/a-vector-goes-as-far-as-there-is-room", test_vector);
  add ("/channel/a-lost-one-says-so-and-raises-no-signal", test_lost);
  add ("/channel/says-what-to-wait-for", test_events);
  add ("/channel/closing-closes-and-tells-once", test_close);
  g_test_add ("/channel/knows-both-addresses", HttpFixture, NULL, http_fixture_set_up,
              test_addresses, http_fixture_tear_down);

  return g_test_run ();
}
