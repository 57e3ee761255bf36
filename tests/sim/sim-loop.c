/* SPDX-License-Identifier: GPL-3.0-or-later */
/* epoll without GMainContext: a few hundred sockets take thousands of events a
 * second beside the host that is measured, on the same processors. */
#define G_LOG_DOMAIN "sim-loop"

#include "sim-loop.h"

#include <errno.h>
#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define MAX_EVENTS 128

struct _SimLoop
{
  int epoll;
  GSequence *timers;   /* SimTimer, by due */
  struct epoll_event events[MAX_EVENTS];
  int n_events;        /* of this turn */
  GError *failure;     /* the first one */
};

static volatile sig_atomic_t interrupted;

static void
interrupt_cb (int number)
{
  interrupted = 1;
}

static int
compare_timers (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const SimTimer *left = a, *right = b;

  return left->due < right->due ? -1 : left->due > right->due;
}

/**
 * sim_loop_new:
 *
 * SIGINT and SIGTERM end what a loop does as a failure, so that programs clean up.
 *
 * Returns: (transfer full): a loop
 */
SimLoop *
sim_loop_new (void)
{
  SimLoop *self = g_new0 (SimLoop, 1);
  struct sigaction interrupt = { .sa_handler = interrupt_cb };

  sigaction (SIGINT, &interrupt, NULL);
  sigaction (SIGTERM, &interrupt, NULL);
  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->timers = g_sequence_new (NULL);

  return self;
}

/**
 * sim_loop_free:
 * @self: a loop, with nothing watched and no timer running
 */
void
sim_loop_free (SimLoop *self)
{
  g_warn_if_fail (g_sequence_is_empty (self->timers));
  g_sequence_free (self->timers);
  g_clear_error (&self->failure);
  close (self->epoll);
  g_free (self);
}

/**
 * sim_loop_watch:
 * @self: a loop
 * @watch: its func set
 * @fd: the same as before where it is watched already
 * @events: EPOLLIN, EPOLLOUT
 *
 * Waits for these events from now on, level-triggered.
 */
void
sim_loop_watch (SimLoop  *self,
                SimWatch *watch,
                int       fd,
                guint32   events)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };
  gboolean is_new = watch->fd != fd;

  if (!is_new && watch->events == events)
    return;
  if (epoll_ctl (self->epoll, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event) < 0)
    g_error ("epoll_ctl: %s", g_strerror (errno));
  watch->fd = fd;
  watch->events = events;
}

/**
 * sim_loop_unwatch:
 * @self: a loop
 * @watch: watched or not
 *
 * Before its descriptor is closed. Its func is not called any more.
 */
void
sim_loop_unwatch (SimLoop  *self,
                  SimWatch *watch)
{
  if (watch->fd < 0)
    return;
  epoll_ctl (self->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
  watch->fd = -1;
  watch->events = 0;
  for (int i = 0; i < self->n_events; i++)
    {
      if (self->events[i].data.ptr == watch)
        self->events[i].data.ptr = NULL;
    }
}

/**
 * sim_loop_start_timer:
 * @self: a loop
 * @timer: its func set; started anew where it runs
 * @milliseconds: from now
 */
void
sim_loop_start_timer (SimLoop  *self,
                      SimTimer *timer,
                      gint64    milliseconds)
{
  sim_loop_stop_timer (self, timer);
  timer->due = g_get_monotonic_time () + milliseconds * 1000;
  timer->place = g_sequence_insert_sorted (self->timers, timer, compare_timers, NULL);
}

/**
 * sim_loop_stop_timer:
 * @self: a loop
 * @timer: running or not
 */
void
sim_loop_stop_timer (SimLoop  *self,
                     SimTimer *timer)
{
  if (timer->place != NULL)
    g_sequence_remove (timer->place);
  timer->place = NULL;
}

/**
 * sim_loop_fail:
 * @self: a loop
 * @format: what went wrong
 *
 * Ends the run: the turn that goes on returns it as an error. The first one counts.
 */
void
sim_loop_fail (SimLoop    *self,
               const char *format,
               ...)
{
  va_list args;

  if (self->failure != NULL)
    return;
  va_start (args, format);
  self->failure = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_FAILED, format, args);
  va_end (args);
}

gboolean
sim_loop_has_failed (SimLoop *self)
{
  return self->failure != NULL;
}

static void
run_timers (SimLoop *self)
{
  gint64 now = g_get_monotonic_time ();

  while (!g_sequence_is_empty (self->timers) && self->failure == NULL)
    {
      SimTimer *timer = g_sequence_get (g_sequence_get_begin_iter (self->timers));

      if (timer->due > now)
        break;
      sim_loop_stop_timer (self, timer);
      timer->func (timer->user_data);
    }
}

static int
get_time_left (SimLoop *self,
               gint64   milliseconds)
{
  gint64 left;

  if (g_sequence_is_empty (self->timers))
    return milliseconds;
  left = ((SimTimer *) g_sequence_get (g_sequence_get_begin_iter (self->timers)))->due -
         g_get_monotonic_time ();

  return CLAMP ((left + 999) / 1000, 0, milliseconds);
}

/**
 * sim_loop_turn:
 * @self: a loop
 * @milliseconds: how long it may wait for something to happen
 * @error: return location
 *
 * Does what is there to be done.
 *
 * Returns: %FALSE once something has failed
 */
gboolean
sim_loop_turn (SimLoop  *self,
               gint64    milliseconds,
               GError  **error)
{
  self->n_events = epoll_wait (self->epoll, self->events, MAX_EVENTS,
                               get_time_left (self, milliseconds));
  for (int i = 0; i < self->n_events && self->failure == NULL; i++)
    {
      SimWatch *watch = self->events[i].data.ptr;

      if (watch != NULL)
        watch->func (self->events[i].events, watch->user_data);
    }
  self->n_events = 0;
  run_timers (self);
  if (interrupted)
    sim_loop_fail (self, "Interrupted");
  if (self->failure == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->failure));

  return FALSE;
}

/**
 * sim_loop_run_until:
 * @self: a loop
 * @condition: looked at after each turn
 * @user_data: for @condition
 * @seconds: how long it may take
 * @what: for the error, "everybody to join"
 * @error: return location
 *
 * Returns: %FALSE if it took longer, or something failed
 */
gboolean
sim_loop_run_until (SimLoop       *self,
                    SimCondition   condition,
                    gpointer       user_data,
                    guint          seconds,
                    const char    *what,
                    GError       **error)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (!condition (user_data))
    {
      gint64 left = (deadline - g_get_monotonic_time ()) / 1000;

      if (left <= 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Waited %u s for %s", seconds,
                       what);
          return FALSE;
        }
      if (!sim_loop_turn (self, MIN (left, 1000), error))
        return FALSE;
    }

  return TRUE;
}

/**
 * sim_loop_run_for:
 * @self: a loop
 * @milliseconds: how long
 * @error: return location
 *
 * Lets happen what happens.
 *
 * Returns: %FALSE if something failed
 */
gboolean
sim_loop_run_for (SimLoop  *self,
                  gint64    milliseconds,
                  GError  **error)
{
  gint64 deadline = g_get_monotonic_time () + milliseconds * 1000;

  for (gint64 left = milliseconds; left > 0; left = (deadline - g_get_monotonic_time ()) / 1000)
    {
      if (!sim_loop_turn (self, left, error))
        return FALSE;
    }

  return TRUE;
}
