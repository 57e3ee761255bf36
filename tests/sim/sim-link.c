/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sim-link"

#include "sim-link.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
update_watch (SimLink *self)
{
  guint32 events = 0;

  if (!self->is_deaf)
    events |= EPOLLIN;
  if (self->sent < self->out->len)
    events |= EPOLLOUT;
  sim_loop_watch (self->loop, &self->watch, self->watch.fd, events);
}

static void
end (SimLink *self,
     int      code)
{
  sim_link_close (self, FALSE);
  self->ended (self->owner, code);
}

/* FALSE where it broke; that is for the reading side to tell, after what had
 * come before the break. */
static gboolean
write_out (SimLink *self)
{
  while (self->sent < self->out->len)
    {
      gssize n = send (self->watch.fd, self->out->str + self->sent, self->out->len - self->sent,
                       MSG_NOSIGNAL | MSG_DONTWAIT);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        break;
      self->sent += n;
    }
  if (self->sent < self->out->len && errno != EAGAIN && errno != ENOTCONN)
    self->sent = self->out->len;
  if (self->sent == self->out->len)
    {
      g_string_truncate (self->out, 0);
      self->sent = 0;
    }
  update_watch (self);

  return TRUE;
}

static void
read_in (SimLink *self)
{
  char buffer[65536];
  guint generation = self->generation;

  while (self->is_open && self->generation == generation && !self->is_deaf &&
         !sim_loop_has_failed (self->loop))
    {
      gssize n = recv (self->watch.fd, buffer, sizeof buffer, MSG_DONTWAIT);

      if (n > 0)
        self->received (self->owner, buffer, n);
      else if (n < 0 && errno == EINTR)
        continue;
      else if (n < 0 && errno == EAGAIN)
        return;
      else
        end (self, n == 0 ? 0 : errno);
      if (n < (gssize) sizeof buffer)
        return;
    }
}

static void
ready_cb (guint32  events,
          gpointer user_data)
{
  SimLink *self = user_data;
  guint generation = self->generation;

  if (events & EPOLLOUT)
    write_out (self);
  /* Deaf to data is deaf to an end too: a program that hangs. */
  if (!self->is_deaf && self->generation == generation &&
      (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
    read_in (self);
  else if (self->is_deaf && (events & (EPOLLHUP | EPOLLERR)))
    end (self, ECONNRESET);
}

/**
 * sim_link_init:
 * @self: a link
 * @loop: where it lives
 *
 * The three functions and the owner are set by the caller.
 */
void
sim_link_init (SimLink *self,
               SimLoop *loop)
{
  self->loop = loop;
  self->watch.func = ready_cb;
  self->watch.user_data = self;
  self->watch.fd = -1;
  self->out = g_string_new (NULL);
  self->is_open = FALSE;
}

void
sim_link_clear (SimLink *self)
{
  if (self->out == NULL)
    return;
  sim_link_close (self, FALSE);
  g_string_free (g_steal_pointer (&self->out), TRUE);
}

/**
 * sim_link_connect:
 * @self: a closed link
 * @port: of this machine
 * @receive_buffer: the kernel's, in bytes; 0: as it likes
 *
 * Begins to connect; what is sent meanwhile waits. A refusal ends the link.
 *
 * Returns: %FALSE if not even that was possible
 */
gboolean
sim_link_connect (SimLink *self,
                  guint16  port,
                  int      receive_buffer)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd < 0)
    return FALSE;
  if (receive_buffer > 0)
    setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) < 0 && errno != EINPROGRESS)
    {
      close (fd);
      return FALSE;
    }
  sim_link_adopt (self, fd);

  return TRUE;
}

/**
 * sim_link_adopt:
 * @self: a closed link
 * @fd: (transfer full): a connection
 */
void
sim_link_adopt (SimLink *self,
                int      fd)
{
  int one = 1;

  g_assert (!self->is_open);

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  self->is_open = TRUE;
  self->is_deaf = FALSE;
  sim_loop_watch (self->loop, &self->watch, fd, EPOLLIN);
}

/**
 * sim_link_send:
 * @self: a link
 * @data: bytes
 * @length: how many
 *
 * In order, as there is room. Nothing happens on a closed one.
 */
void
sim_link_send (SimLink    *self,
               const void *data,
               gsize       length)
{
  if (!self->is_open)
    return;
  g_string_append_len (self->out, data, length);
  if (self->out->len - self->sent == length || length > 65536)
    write_out (self);
}

gsize
sim_link_get_unsent (SimLink *self)
{
  return self->out->len - self->sent;
}

/**
 * sim_link_set_reading:
 * @self: a link
 * @reading: whether it takes in what comes
 */
void
sim_link_set_reading (SimLink  *self,
                      gboolean  reading)
{
  self->is_deaf = !reading;
  if (self->is_open)
    update_watch (self);
}

/**
 * sim_link_close:
 * @self: a link, open or not
 * @reset: whether the other end sees a reset instead of an end
 */
void
sim_link_close (SimLink  *self,
                gboolean  reset)
{
  struct linger linger = { .l_onoff = 1 };
  int fd = self->watch.fd;

  if (!self->is_open)
    return;
  self->is_open = FALSE;
  self->generation++;
  sim_loop_unwatch (self->loop, &self->watch);
  if (reset)
    setsockopt (fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (fd);
  g_string_truncate (self->out, 0);
  self->sent = 0;
}
