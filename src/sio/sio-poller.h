/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many descriptors, one GSource: an epoll set, so that thousands of idle
 * sockets cost the main context nothing. It must not know what the
 * descriptors are. */
#pragma once

#include <glib.h>
#include <sys/epoll.h>

G_BEGIN_DECLS

typedef struct _SioPoller SioPoller;
typedef struct _SioWatch  SioWatch;

/**
 * SioWatchFunc:
 * @watch: the watch
 * @events: what is ready, as epoll says it; 0 after [method@Sio.Watch.kick]
 * @user_data: what was given with the function
 *
 * Called when something is ready. It may remove this watch or any other.
 */
typedef void (*SioWatchFunc) (SioWatch *watch,
                              guint32   events,
                              gpointer  user_data);

/**
 * SioWatch:
 *
 * One descriptor in the set, to be embedded in what it belongs to.
 */
struct _SioWatch
{
  /*< private >*/
  SioPoller    *poller;
  SioWatchFunc  func;
  gpointer      user_data;
  GList         kick_link;
  guint32       events;
  int           fd;
  gboolean      kicked;
};

SioPoller *sio_poller_new        (GMainContext  *context,
                                  GError       **error);
void       sio_poller_free       (SioPoller     *self);

gboolean   sio_watch_start       (SioWatch      *self,
                                  SioPoller     *poller,
                                  int            fd,
                                  guint32        events,
                                  SioWatchFunc   func,
                                  gpointer       user_data,
                                  GError       **error);
void       sio_watch_set_events  (SioWatch      *self,
                                  guint32        events);
void       sio_watch_kick        (SioWatch      *self);
void       sio_watch_stop        (SioWatch      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioPoller, sio_poller_free)

G_END_DECLS
