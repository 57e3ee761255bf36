/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many descriptors on one source: who is called, and who is not any more. */
#include "http-fixture.h"

#include "sio/sio-poller.h"

#include <glib-unix.h>
#include <unistd.h>

#define N_PIPES 1000

typedef struct
{
  SioWatch watch;
  int      ends[2];
  guint    calls;
  guint32  events;
  SioWatch *stops;
} Pipe;

static void
ready_cb (SioWatch *watch,
          guint32   events,
          gpointer  user_data)
{
  Pipe *pipe = user_data;
  char c;

  pipe->calls++;
  pipe->events = events;
  if (events & EPOLLIN)
    g_assert_cmpint (read (pipe->ends[0], &c, 1), ==, 1);
  if (pipe->stops != NULL)
    sio_watch_stop (pipe->stops);
}

static void
open_pipe (Pipe      *pipe,
           SioPoller *poller)
{
  g_autoptr (GError) error = NULL;

  g_unix_open_pipe (pipe->ends, FD_CLOEXEC, &error);
  g_assert_no_error (error);
  g_assert_true (sio_watch_start (&pipe->watch, poller, pipe->ends[0], EPOLLIN, ready_cb, pipe,
                                  &error));
}

static void
close_pipe (Pipe *pipe)
{
  sio_watch_stop (&pipe->watch);
  close (pipe->ends[0]);
  close (pipe->ends[1]);
}

static void
poke (Pipe *pipe)
{
  g_assert_cmpint (write (pipe->ends[1], "x", 1), ==, 1);
}

static void
test_all_called (void)
{
  g_autofree Pipe *pipes = g_new0 (Pipe, N_PIPES);
  g_autoptr (SioPoller) poller = sio_poller_new (NULL, NULL);
  guint sources = 0;

  for (guint i = 0; i < N_PIPES; i++)
    open_pipe (&pipes[i], poller);
  for (guint i = 0; i < N_PIPES; i++)
    poke (&pipes[i]);
  /* More than one turn's worth, but no more than once each. */
  while (g_main_context_iteration (NULL, FALSE))
    sources++;
  g_assert_cmpuint (sources, >, 1);
  for (guint i = 0; i < N_PIPES; i++)
    {
      g_assert_cmpuint (pipes[i].calls, ==, 1);
      g_assert_cmpuint (pipes[i].events, ==, EPOLLIN);
      close_pipe (&pipes[i]);
    }
}

static void
test_stopped_in_batch (void)
{
  Pipe pipes[2] = { { .calls = 0 }, { .calls = 0 } };
  g_autoptr (SioPoller) poller = sio_poller_new (NULL, NULL);

  /* Both are ready; whoever comes first takes the other out. */
  for (guint i = 0; i < 2; i++)
    open_pipe (&pipes[i], poller);
  for (guint i = 0; i < 2; i++)
    {
      pipes[i].stops = &pipes[1 - i].watch;
      poke (&pipes[i]);
    }
  http_settle ();
  g_assert_cmpuint (pipes[0].calls + pipes[1].calls, ==, 1);
  for (guint i = 0; i < 2; i++)
    close_pipe (&pipes[i]);
}

static void
test_events (void)
{
  Pipe pipe = { .calls = 0 };
  g_autoptr (SioPoller) poller = sio_poller_new (NULL, NULL);

  open_pipe (&pipe, poller);
  sio_watch_set_events (&pipe.watch, 0);
  poke (&pipe);
  http_settle ();
  g_assert_cmpuint (pipe.calls, ==, 0);
  sio_watch_set_events (&pipe.watch, EPOLLIN);
  http_settle ();
  g_assert_cmpuint (pipe.calls, ==, 1);
  close_pipe (&pipe);
}

static void
test_kicks (void)
{
  Pipe pipes[2] = { { .calls = 0 }, { .calls = 0 } };
  g_autoptr (SioPoller) poller = sio_poller_new (NULL, NULL);

  for (guint i = 0; i < 2; i++)
    open_pipe (&pipes[i], poller);
  sio_watch_kick (&pipes[0].watch);
  sio_watch_kick (&pipes[0].watch);
  sio_watch_kick (&pipes[1].watch);
  sio_watch_stop (&pipes[1].watch);
  g_assert_cmpuint (pipes[0].calls, ==, 0);
  http_settle ();
  g_assert_cmpuint (pipes[0].calls, ==, 1);
  g_assert_cmpuint (pipes[0].events, ==, 0);
  g_assert_cmpuint (pipes[1].calls, ==, 0);
  for (guint i = 0; i < 2; i++)
    close_pipe (&pipes[i]);
}

/* What else lives on the context has its turn in between. */
static void
test_many_kicks (void)
{
  g_autofree Pipe *pipes = g_new0 (Pipe, N_PIPES);
  g_autoptr (SioPoller) poller = sio_poller_new (NULL, NULL);
  guint n_called = 0;

  for (guint i = 0; i < N_PIPES; i++)
    {
      open_pipe (&pipes[i], poller);
      sio_watch_kick (&pipes[i].watch);
    }
  g_main_context_iteration (NULL, FALSE);
  for (guint i = 0; i < N_PIPES; i++)
    n_called += pipes[i].calls;
  g_assert_cmpuint (n_called, >, 0);
  g_assert_cmpuint (n_called, <, N_PIPES);

  http_settle ();
  for (guint i = 0; i < N_PIPES; i++)
    {
      g_assert_cmpuint (pipes[i].calls, ==, 1);
      close_pipe (&pipes[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/poller/each-that-is-ready-is-called-once", test_all_called);
  g_test_add_func ("/poller/one-that-stopped-is-not-called", test_stopped_in_batch);
  g_test_add_func ("/poller/only-what-is-waited-for-is-told", test_events);
  g_test_add_func ("/poller/kicks-come-once-and-later", test_kicks);
  g_test_add_func ("/poller/many-kicks-take-turns", test_many_kicks);
  return g_test_run ();
}
