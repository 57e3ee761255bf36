/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the listener listens and what it hands out. */
#include "http-fixture.h"

#include "sio/sio-listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

static void
take_cb (SioListener       *listener,
         GSocketConnection *connection,
         gboolean           too_many,
         gpointer           user_data)
{
  g_ptr_array_add (user_data, g_object_ref (connection));
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
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SioListener) listener = sio_listener_new (take_cb, taken);
  g_autoptr (GSocketAddress) address = make_address (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocket) client = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GError) error = NULL;
  GSocket *socket;
  int no_delay = 0;

  sio_listener_add_address (listener, address, &error);
  g_assert_no_error (error);
  g_socket_connect (client, sio_listener_get_addresses (listener)->pdata[0], NULL, &error);
  g_assert_no_error (error);
  http_wait_until (is_not_empty, taken);

  /* Nothing waits for more to send, no call blocks, none times out by itself. */
  socket = g_socket_connection_get_socket (taken->pdata[0]);
  g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_NODELAY, &no_delay, &error));
  g_assert_cmpint (no_delay, !=, 0);
  g_assert_false (g_socket_get_blocking (socket));
  g_assert_cmpuint (g_socket_get_timeout (socket), ==, 0);

  g_assert_cmpuint (sio_listener_get_n_connections (listener), ==, 1);
  sio_listener_release (listener);
  g_assert_cmpuint (sio_listener_get_n_connections (listener), ==, 0);
}

static void
test_families (void)
{
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func (g_object_unref);
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
  g_test_add_func ("/listener/a-port-serves-both-families", test_families);
  return g_test_run ();
}
