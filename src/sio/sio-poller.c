/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many descriptors, one GSource: an epoll set, so that thousands of idle
 * sockets cost the main context nothing. It must not know what the
 * descriptors are. */
#define G_LOG_DOMAIN "sio-poller"

#include "sio/sio-poller.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <unistd.h>

/* A turn serves at most this many, so that what else lives on the context is
 * not starved; level-triggered epoll brings the rest the next turn. */
#define MAX_EVENTS_A_TURN 256

typedef struct
{
  GSource    source;
  SioPoller *poller;
} PollerSource;

struct _SioPoller
{
  GSource            *source;
  GQueue              kicks;
  int                 fd;

  /* The batch being served: a watch that stops is taken out of it. */
  struct epoll_event  batch[MAX_EVENTS_A_TURN];
  int                 n_batch;
};

static void
serve_kicks (SioPoller *self)
{
  /* Kicks made while these are served wait for the next turn. */
  guint n = MIN (g_queue_get_length (&self->kicks), MAX_EVENTS_A_TURN);

  while (n-- > 0)
    {
      GList *link = g_queue_pop_head_link (&self->kicks);
      SioWatch *watch;

      if (link == NULL)
        return;

      watch = link->data;
      watch->kicked = FALSE;
      watch->func (watch, 0, watch->user_data);
    }
}

static gboolean
dispatch_poller (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  SioPoller *self = ((PollerSource *) source)->poller;

  g_source_set_ready_time (source, -1);
  serve_kicks (self);

  self->n_batch = epoll_wait (self->fd, self->batch, MAX_EVENTS_A_TURN, 0);
  for (int i = 0; i < self->n_batch; i++)
    {
      SioWatch *watch = self->batch[i].data.ptr;

      if (watch != NULL)
        watch->func (watch, self->batch[i].events, watch->user_data);
    }
  self->n_batch = 0;

  if (!g_queue_is_empty (&self->kicks))
    g_source_set_ready_time (source, 0);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs poller_funcs = {
  .dispatch = dispatch_poller,
};

/**
 * sio_poller_new:
 * @context: the context whose turns serve the descriptors
 * @error: return location for an error
 *
 * Makes an empty set. It is used by the thread that runs @context alone.
 *
 * Returns: (transfer full) (nullable): the set, or %NULL with an error in the G_IO_ERROR domain
 */
SioPoller *
sio_poller_new (GMainContext  *context,
                GError       **error)
{
  SioPoller *self;
  int fd;

  fd = epoll_create1 (EPOLL_CLOEXEC);
  if (fd < 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                   "Cannot make an epoll set: %s", g_strerror (saved_errno));
      return NULL;
    }

  self = g_new0 (SioPoller, 1);
  self->fd = fd;
  self->source = g_source_new (&poller_funcs, sizeof (PollerSource));
  ((PollerSource *) self->source)->poller = self;
  g_source_set_static_name (self->source, "SioPoller");
  g_source_add_unix_fd (self->source, fd, G_IO_IN);
  g_source_attach (self->source, context);

  return self;
}

/**
 * sio_poller_free:
 * @self: (transfer full): the set; every watch in it has been stopped
 *
 * Frees the set. Not from inside one of its callbacks.
 */
void
sio_poller_free (SioPoller *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (g_queue_is_empty (&self->kicks));

  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  g_free (self);
}

/**
 * sio_watch_start:
 * @self: a watch filled with zeros, which stays where it is until it is stopped
 * @poller: the set to enter
 * @fd: the descriptor, open until the watch is stopped
 * @events: epoll's events to wait for; errors and hang-ups are always told
 * @func: what to call
 * @user_data: what to give it
 * @error: return location for an error
 *
 * Enters a descriptor.
 *
 * Returns: %FALSE with an error in the G_IO_ERROR domain if the kernel refuses
 */
gboolean
sio_watch_start (SioWatch      *self,
                 SioPoller     *poller,
                 int            fd,
                 guint32        events,
                 SioWatchFunc   func,
                 gpointer       user_data,
                 GError       **error)
{
  struct epoll_event event = { .events = events, .data.ptr = self };

  g_return_val_if_fail (self != NULL && self->poller == NULL, FALSE);
  g_return_val_if_fail (poller != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  if (epoll_ctl (poller->fd, EPOLL_CTL_ADD, fd, &event) < 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                   "Cannot watch a descriptor: %s", g_strerror (saved_errno));
      return FALSE;
    }

  self->poller = poller;
  self->fd = fd;
  self->events = events;
  self->func = func;
  self->user_data = user_data;
  self->kick_link = (GList) { .data = self };

  return TRUE;
}

/**
 * sio_watch_set_events:
 * @self: a started watch
 * @events: epoll's events to wait for from now on
 *
 * Changes what is waited for; the same again costs nothing.
 */
void
sio_watch_set_events (SioWatch *self,
                      guint32   events)
{
  struct epoll_event event = { .events = events, .data.ptr = self };

  g_return_if_fail (self != NULL && self->poller != NULL);

  if (self->events == events)
    return;

  self->events = events;
  if (epoll_ctl (self->poller->fd, EPOLL_CTL_MOD, self->fd, &event) < 0)
    g_critical ("Cannot change what a descriptor waits for: %s", g_strerror (errno));
}

/**
 * sio_watch_kick:
 * @self: a started watch
 *
 * Has the function called with no events at the next turn: for work that must not be done inside
 * the caller's own frame. Several kicks before that turn are one.
 */
void
sio_watch_kick (SioWatch *self)
{
  g_return_if_fail (self != NULL && self->poller != NULL);

  if (self->kicked)
    return;

  self->kicked = TRUE;
  g_queue_push_tail_link (&self->poller->kicks, &self->kick_link);
  g_source_set_ready_time (self->poller->source, 0);
}

/**
 * sio_watch_stop:
 * @self: a watch
 *
 * Takes the descriptor out; the function is not called again. Before the descriptor is closed.
 */
void
sio_watch_stop (SioWatch *self)
{
  SioPoller *poller;

  g_return_if_fail (self != NULL);

  poller = self->poller;
  if (poller == NULL)
    return;

  epoll_ctl (poller->fd, EPOLL_CTL_DEL, self->fd, NULL);
  if (self->kicked)
    g_queue_unlink (&poller->kicks, &self->kick_link);
  self->kicked = FALSE;
  for (int i = 0; i < poller->n_batch; i++)
    if (poller->batch[i].data.ptr == self)
      poller->batch[i].data.ptr = NULL;
  self->poller = NULL;
}
