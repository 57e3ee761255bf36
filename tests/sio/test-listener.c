/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the listener listens and what it hands out. */
#include "http-fixture.h"

#include "sio/sio-listener.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static void
take_cb (SioListener *listener,
         SioChannel  *channel,
         gboolean     too_many,
         gpointer     user_data)
{
  g_ptr_array_add (user_data, channel);
}

static GPtrArray *
new_channels (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sio_channel_free);
}

static gboolean
is_not_empty (gpointer data)
{
  return ((GPtrArray *) data)->len > 0;
}

static GSocketAddress *
make_address (GSocketFamily family)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);

  return g_inet_socket_address_new (loopback, 0);
}

static void
test_socket (void)
{
  g_autoptr (GPtrArray) taken = new_channels ();
  g_autoptr (SioListener) listener = sio_listener_new (take_cb, taken);
  g_autoptr (GSocketAddress) address = make_address (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocket) client = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GError) error = NULL;
  socklen_t length = sizeof (int);
  int no_delay = 0;
  int fd;

  sio_listener_add_address (listener, address, &error);
  g_assert_no_error (error);
  g_socket_connect (client, sio_listener_get_addresses (listener)->pdata[0], NULL, &error);
  g_assert_no_error (error);
  http_wait_until (is_not_empty, taken);

  /* Nothing waits for more to send, no call blocks, no program that is started inherits it. */
  fd = sio_channel_get_fd (taken->pdata[0]);
  g_assert_no_errno (getsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &no_delay, &length));
  g_assert_cmpint (no_delay, !=, 0);
  g_assert_cmpint (fcntl (fd, F_GETFL) & O_NONBLOCK, !=, 0);
  g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, !=, 0);
}

static void
test_count (void)
{
  g_autoptr (GPtrArray) taken = new_channels ();
  g_autoptr (SioListener) listener = sio_listener_new (take_cb, taken);
  g_autoptr (GSocketAddress) address = make_address (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocket) client = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GError) error = NULL;

  sio_listener_add_address (listener, address, &error);
  g_assert_no_error (error);
  g_socket_connect (client, sio_listener_get_addresses (listener)->pdata[0], NULL, &error);
  g_assert_no_error (error);
  http_wait_until (is_not_empty, taken);

  /* Whoever has it, and whether anybody listens still. */
  g_assert_cmpuint (sio_listener_get_n_connections (listener), ==, 1);
  sio_listener_close (listener);
  g_assert_cmpuint (sio_listener_get_n_connections (listener), ==, 1);
  g_ptr_array_set_size (taken, 0);
  g_assert_cmpuint (sio_listener_get_n_connections (listener), ==, 0);
}

static void
test_families (void)
{
  g_autoptr (GPtrArray) taken = new_channels ();
  g_autoptr (SioListener) listener = sio_listener_new (take_cb, taken);
  g_autoptr (GSocketAddress) four = make_address (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GInetAddress) any = g_inet_address_new_any (G_SOCKET_FAMILY_IPV6);
  g_autoptr (GSocketAddress) six = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *addresses = sio_listener_get_addresses (listener);

  sio_listener_add_address (listener, four, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_inet_socket_address_get_port (addresses->pdata[0]), !=, 0);

  /* The same port, for the other family alone. */
  six = g_inet_socket_address_new (any, g_inet_socket_address_get_port (addresses->pdata[0]));
  if (!sio_listener_add_address (listener, six, &error))
    {
      g_test_skip ("There is no IPv6 here");
      return;
    }
  g_assert_cmpuint (addresses->len, ==, 2);
  sio_listener_close (listener);
  g_assert_cmpuint (addresses->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listener/an-accepted-socket-never-waits", test_socket);
  g_test_add_func ("/listener/a-channel-counts-until-it-is-freed", test_count);
  g_test_add_func ("/listener/a-port-serves-both-families", test_families);
  return g_test_run ();
}
