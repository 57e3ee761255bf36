/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connected socket, in the clear or under TLS: bytes in, bytes out, never
 * blocking. It must not know what is spoken on it, nor who waits for it. */
#define G_LOG_DOMAIN "sio-channel"

#include "sio/sio-channel.h"

#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sio/sio-tls-private.h"

/* Thousands of them wait for nothing: it holds what it needs and no more. */
struct _SioChannel
{
  int                   fd;
  SioTlsSession        *tls;      /* owned (nullable) */
  SioChannelClosedFunc  closed;
  gpointer              user_data;
};

typedef int (*GetName) (int              fd,
                        struct sockaddr *address,
                        socklen_t       *length);

static GSocketAddress *
dup_address (SioChannel  *self,
             GetName      get_name,
             GError     **error)
{
  struct sockaddr_storage native;
  socklen_t length = sizeof native;
  GSocketAddress *address;

  if (get_name (self->fd, (struct sockaddr *) &native, &length) < 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                   "Cannot get the address of a connection: %s", g_strerror (saved_errno));
      return NULL;
    }

  address = g_socket_address_new_from_native (&native, length);
  if (address == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         "A connection has an address of an unknown kind");
  return address;
}

/* Says the end, or says it at last now that there may be room. */
static void
end_output (SioChannel *self)
{
  if (self->tls == NULL || sio_tls_session_end (self->tls))
    shutdown (self->fd, SHUT_WR);
}

/**
 * sio_channel_new:
 * @fd: (transfer full): a connected socket that does not block
 * @tls: (nullable): has the server's side of TLS spoken from the first byte on; the handshake goes
 *   on inside reading and writing
 * @closed: (nullable): what to call when it has been closed
 * @user_data: what to give it
 *
 * Makes a channel of a socket, which is the channel's from now on.
 *
 * Returns: (transfer full): the channel
 */
SioChannel *
sio_channel_new (int                   fd,
                 SioTls               *tls,
                 SioChannelClosedFunc  closed,
                 gpointer              user_data)
{
  SioChannel *self;

  g_return_val_if_fail (fd >= 0, NULL);

  self = g_new0 (SioChannel, 1);
  self->fd = fd;
  if (tls != NULL)
    self->tls = sio_tls_session_new (tls, fd);
  self->closed = closed;
  self->user_data = user_data;

  return self;
}

/**
 * sio_channel_free:
 * @self: (transfer full): the channel, not watched any more
 *
 * Closes the socket, whatever is under way. Under TLS the end is announced, if there is room.
 */
void
sio_channel_free (SioChannel *self)
{
  SioChannelClosedFunc closed;
  gpointer user_data;

  g_return_if_fail (self != NULL);

  closed = self->closed;
  user_data = self->user_data;
  if (self->tls != NULL)
    {
      sio_tls_session_end (self->tls);
      sio_tls_session_free (self->tls);
    }
  close (self->fd);
  g_free (self);

  if (closed != NULL)
    closed (user_data);
}

/**
 * sio_channel_get_fd:
 * @self: the channel
 *
 * Returns: the socket, to be watched and nothing else
 */
int
sio_channel_get_fd (SioChannel *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->fd;
}

/**
 * sio_channel_is_secure:
 * @self: the channel
 *
 * Returns: whether TLS is spoken on it
 */
gboolean
sio_channel_is_secure (SioChannel *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->tls != NULL;
}

/**
 * sio_channel_dup_local_address:
 * @self: the channel
 * @error: return location for an error
 *
 * Asks the kernel, each time.
 *
 * Returns: (transfer full) (nullable): our own address, or %NULL with an error in the G_IO_ERROR
 *   domain if the connection is lost
 */
GSocketAddress *
sio_channel_dup_local_address (SioChannel  *self,
                               GError     **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  return dup_address (self, getsockname, error);
}

/**
 * sio_channel_dup_remote_address:
 * @self: the channel
 * @error: return location for an error
 *
 * Asks the kernel, each time.
 *
 * Returns: (transfer full) (nullable): the other side's address, or %NULL with an error in the
 *   G_IO_ERROR domain if the connection is lost
 */
GSocketAddress *
sio_channel_dup_remote_address (SioChannel  *self,
                                GError     **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  return dup_address (self, getpeername, error);
}

/**
 * sio_channel_read:
 * @self: the channel
 * @buffer: (out caller-allocates): where to put what has come
 * @size: how much there is room for, not 0
 *
 * Reads what is there. Fewer bytes than there is room for need not be all there was: under TLS read
 * on until it says %SIO_CHANNEL_BLOCKED, or see [method@Sio.Channel.has_buffered].
 *
 * Returns: how many bytes, 0 at the end, %SIO_CHANNEL_BLOCKED or %SIO_CHANNEL_BROKEN
 */
gssize
sio_channel_read (SioChannel *self,
                  gpointer    buffer,
                  gsize       size)
{
  gssize n;

  g_return_val_if_fail (self != NULL, SIO_CHANNEL_BROKEN);
  g_return_val_if_fail (size > 0, SIO_CHANNEL_BROKEN);

  if (self->tls != NULL)
    {
      if (sio_tls_session_is_ending (self->tls))
        end_output (self);
      return sio_tls_session_read (self->tls, buffer, size);
    }

  do
    n = recv (self->fd, buffer, size, 0);
  while (n < 0 && errno == EINTR);

  if (n >= 0)
    return n;
  return errno == EAGAIN || errno == EWOULDBLOCK ? SIO_CHANNEL_BLOCKED : SIO_CHANNEL_BROKEN;
}

/**
 * sio_channel_write:
 * @self: the channel
 * @vector: (array length=n_vector): what to write
 * @n_vector: how many pieces
 *
 * Writes as much as there is room for. After %SIO_CHANNEL_BLOCKED some of it may be on its way
 * already: what is written next must begin with the same bytes, however it is cut into pieces and
 * whatever follows.
 *
 * Returns: how many bytes were taken, %SIO_CHANNEL_BLOCKED if none for now, or %SIO_CHANNEL_BROKEN
 */
gssize
sio_channel_write (SioChannel         *self,
                   const struct iovec *vector,
                   guint               n_vector)
{
  struct msghdr message = { .msg_iov = (struct iovec *) vector };
  gssize n;

  g_return_val_if_fail (self != NULL, SIO_CHANNEL_BROKEN);

  if (self->tls != NULL)
    return sio_tls_session_write (self->tls, vector, n_vector);

  /* What goes to a room is one piece mostly, and a vector costs the kernel
   * more to take over. */
  message.msg_iovlen = MIN (n_vector, IOV_MAX);
  do
    {
      if (n_vector == 1)
        n = send (self->fd, vector->iov_base, vector->iov_len, MSG_NOSIGNAL);
      else
        n = sendmsg (self->fd, &message, MSG_NOSIGNAL);
    }
  while (n < 0 && errno == EINTR);

  if (n >= 0)
    return n;
  return errno == EAGAIN || errno == EWOULDBLOCK ? SIO_CHANNEL_BLOCKED : SIO_CHANNEL_BROKEN;
}

/**
 * sio_channel_has_buffered:
 * @self: the channel
 *
 * Returns: whether reading gives bytes at once that the kernel does not know of, so that waiting
 *   for the socket may be in vain
 */
gboolean
sio_channel_has_buffered (SioChannel *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->tls != NULL && sio_tls_session_has_buffered (self->tls);
}

/**
 * sio_channel_get_events:
 * @self: the channel
 * @wants_input: whether there is a use for what comes
 * @wants_output: whether there is something to write
 *
 * Says what to wait for, to be asked after each reading and writing. Under TLS reading may have to
 * wait until the socket takes bytes, and writing until some came: whichever event it is, try both.
 *
 * Returns: EPOLLIN and EPOLLOUT, or none
 */
guint32
sio_channel_get_events (SioChannel *self,
                        gboolean    wants_input,
                        gboolean    wants_output)
{
  g_return_val_if_fail (self != NULL, 0);

  if (self->tls != NULL)
    return sio_tls_session_get_events (self->tls, wants_input, wants_output);
  return (wants_input ? EPOLLIN : 0) | (wants_output ? EPOLLOUT : 0);
}

/**
 * sio_channel_drop_tls:
 * @self: the channel, broken
 *
 * Has a channel go on in the clear whose other side never spoke TLS, so that it can be told to, in
 * its own words. What it sent is there to be read.
 *
 * Returns: whether it is so
 */
gboolean
sio_channel_drop_tls (SioChannel *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->tls == NULL || !sio_tls_session_is_in_vain (self->tls))
    return FALSE;

  g_clear_pointer (&self->tls, sio_tls_session_free);
  return TRUE;
}

/**
 * sio_channel_shut_down_output:
 * @self: the channel
 *
 * Tells the other side that nothing more follows. What it still sends can be read. Under TLS that
 * may have to wait for room, as [method@Sio.Channel.get_events] says then; reading goes on with it.
 */
void
sio_channel_shut_down_output (SioChannel *self)
{
  g_return_if_fail (self != NULL);

  end_output (self);
}
