/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread that does what many clients do at once: descriptors, timers, and
 * the first thing that went wrong. It knows nothing of what they say. */
#pragma once

#include <glib.h>
#include <sys/epoll.h>

G_BEGIN_DECLS

typedef struct _SimLoop SimLoop;

/**
 * SimWatch:
 * @func: called with what is ready, as epoll says it
 * @user_data: for @func
 *
 * A descriptor that is waited for; part of what it belongs to.
 */
typedef struct
{
  void (*func) (guint32 events, gpointer user_data);
  gpointer user_data;
  /*< private >*/
  int fd;               /* -1: not watched */
  guint32 events;
} SimWatch;

/**
 * SimTimer:
 * @func: called once when it is due
 * @user_data: for @func
 *
 * A moment that is waited for; part of what it belongs to.
 */
typedef struct
{
  void (*func) (gpointer user_data);
  gpointer user_data;
  /*< private >*/
  gint64 due;           /* monotonic */
  GSequenceIter *place; /* NULL: not running */
} SimTimer;

/**
 * SimCondition:
 *
 * Returns: whether what is waited for is so
 */
typedef gboolean (*SimCondition) (gpointer user_data);

SimLoop  *sim_loop_new         (void);
void      sim_loop_free        (SimLoop       *self);
void      sim_loop_watch       (SimLoop       *self,
                                SimWatch      *watch,
                                int            fd,
                                guint32        events);
void      sim_loop_unwatch     (SimLoop       *self,
                                SimWatch      *watch);
void      sim_loop_start_timer (SimLoop       *self,
                                SimTimer      *timer,
                                gint64         milliseconds);
void      sim_loop_stop_timer  (SimLoop       *self,
                                SimTimer      *timer);
void      sim_loop_fail        (SimLoop       *self,
                                const char    *format,
                                ...) G_GNUC_PRINTF (2, 3);
gboolean  sim_loop_has_failed  (SimLoop       *self);
gboolean  sim_loop_turn        (SimLoop       *self,
                                gint64         milliseconds,
                                GError       **error);
gboolean  sim_loop_run_until   (SimLoop       *self,
                                SimCondition   condition,
                                gpointer       user_data,
                                guint          seconds,
                                const char    *what,
                                GError       **error);
gboolean  sim_loop_run_for     (SimLoop       *self,
                                gint64         milliseconds,
                                GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimLoop, sim_loop_free)

G_END_DECLS
