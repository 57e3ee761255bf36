/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections on which nobody speaks: those that never get as far as a
 * namespace are ended within ten seconds, those whose client hangs afterwards
 * once a ping had its time to be answered. What they held is given back.
 *
 *   silent                        before joining, and afterwards with the fixture's short times
 *   silent --fixture PATH         where the fixture is
 *   silent --long                 afterwards with the host's own times too */
#define G_LOG_DOMAIN "silent"

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim-client.h"
#include "sim-frame.h"
#include "sim-link.h"

#define N_EACH 10

/* A busy machine may be late to look; the host may not be late to act. */
#define LATE_MS 200
#define BUSY_MS 1500

#define UPGRADE_HEAD \
  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n" \
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" \
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

/* What is said before silence. The last is plain HTTP, where a body has thirty
 * seconds without a byte: uploads are slow. */
static const struct
{
  const char *what;
  const char *text;
} kinds[] = {
  { "nothing", "" },
  { "half a request line", "GET /socket.i" },
  { "half a head", "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " },
  { "a handshake, no CONNECT", UPGRADE_HEAD },
  { "a handshake and half a frame", UPGRADE_HEAD "\x81\x8a\x01" },
  { "a handshake and pongs", UPGRADE_HEAD "\x8a\x80\x01\x02\x03\x04" },
  { "half a body", "POST /api/v1/projects HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{" },
};

#define N_SHORT_KINDS (G_N_ELEMENTS (kinds) - 1)
#define UPLOAD_MS     30000

typedef struct
{
  SimLink link;
  gint64 ended_at;  /* 0: not yet */
} Quiet;

typedef struct
{
  char *fixture;
  gboolean is_long;
  SimHost *host;
  Quiet *quiets;
  guint n_quiets;
} Run;

static void
received_cb (gpointer    owner,
             const char *data,
             gsize       length)
{
}

static void
ended_cb (gpointer owner,
          int      code)
{
  Quiet *self = owner;

  self->ended_at = g_get_monotonic_time ();
}

static void
make_quiets (Run   *run,
             guint  n)
{
  run->quiets = g_new0 (Quiet, n);
  run->n_quiets = n;
  for (guint i = 0; i < n; i++)
    {
      sim_link_init (&run->quiets[i].link, run->host->loop);
      run->quiets[i].link.received = received_cb;
      run->quiets[i].link.ended = ended_cb;
      run->quiets[i].link.owner = &run->quiets[i];
    }
}

static void
free_quiets (Run *run)
{
  for (guint i = 0; i < run->n_quiets; i++)
    sim_link_clear (&run->quiets[i].link);
  g_clear_pointer (&run->quiets, g_free);
  run->n_quiets = 0;
}

static gboolean
have_all_ended (gpointer user_data)
{
  Run *run = user_data;

  for (guint i = 0; i < run->n_quiets; i++)
    {
      if (run->quiets[i].ended_at == 0)
        return FALSE;
    }

  return TRUE;
}

/* They come at once, and each is gone ten seconds later. */
static gboolean
be_silent_before (Run     *run,
                  GError **error)
{
  gint64 start = g_get_monotonic_time ();
  guint n_kinds = run->is_long ? G_N_ELEMENTS (kinds) : N_SHORT_KINDS;
  int n_fds = sim_host_count_fds (run->host);
  gboolean fine;

  make_quiets (run, N_EACH * n_kinds);
  for (guint i = 0; i < run->n_quiets; i++)
    {
      const char *text = kinds[i % n_kinds].text;

      if (!sim_link_connect (&run->quiets[i].link, run->host->daemon.port, 0))
        sim_loop_fail (run->host->loop, "No connection");
      sim_link_send (&run->quiets[i].link, text, strlen (text));
    }
  fine = sim_loop_run_until (run->host->loop, have_all_ended, run, 60,
                             "the host to end silent connections", error);
  for (guint i = 0; i < n_kinds; i++)
    {
      gint64 bound = (i < N_SHORT_KINDS ? 10000 : UPLOAD_MS) + BUSY_MS;
      gint64 longest = 0;

      for (guint j = i; j < run->n_quiets; j += n_kinds)
        longest = MAX (longest, run->quiets[j].ended_at > 0 ? run->quiets[j].ended_at - start
                                                            : G_MAXINT64);
      if (longest == G_MAXINT64)
        printf ("silent: after %s: not at all\n", kinds[i].what);
      else
        printf ("silent: after %s: %.2f s at the longest\n", kinds[i].what, longest / 1e6);
      if (longest > bound * 1000)
        sim_loop_fail (run->host->loop, "After %s the host waits for too long", kinds[i].what);
    }
  free_quiets (run);

  return fine && sim_loop_turn (run->host->loop, 0, error) &&
         sim_host_wait_fds (run->host, n_fds, error);
}

/* Comes in by @text, then says nothing and does not answer pings. */
static gboolean
hang_after (Run         *run,
            guint16      port,
            const char  *connect,
            gint64       bound_ms,
            gint64      *longest,
            GError     **error)
{
  g_autoptr(GString) text = g_string_new (UPGRADE_HEAD);
  gint64 start = g_get_monotonic_time ();
  gboolean fine;

  sim_frame_append (text, SIM_FRAME_TEXT, connect, strlen (connect), 0x0a0b0c0d);
  make_quiets (run, N_EACH);
  for (guint i = 0; i < run->n_quiets; i++)
    {
      if (!sim_link_connect (&run->quiets[i].link, port, 0))
        sim_loop_fail (run->host->loop, "No connection");
      sim_link_send (&run->quiets[i].link, text->str, text->len);
    }
  fine = sim_loop_run_until (run->host->loop, have_all_ended, run, bound_ms / 1000 + 30,
                             "hanging clients to be given up", error);
  *longest = 0;
  for (guint i = 0; i < run->n_quiets; i++)
    *longest = MAX (*longest, (run->quiets[i].ended_at - start) / 1000);
  free_quiets (run);

  return fine && sim_loop_turn (run->host->loop, 0, error);
}

/* The fixture pings every 300 ms and waits 200 for the answer. */
static gboolean
hang_at_fixture (Run     *run,
                 GError **error)
{
  const char *argv[] = { run->fixture, "--port", "0", NULL };
  g_autoptr(GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, error);
  g_autoptr(GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;
  gint64 longest = G_MAXINT64;
  gint64 bound = 300 + 200 + LATE_MS;
  gboolean fine;

  if (process == NULL)
    return FALSE;
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = g_data_input_stream_read_line (lines, NULL, NULL, error);
  fine = line != NULL && strrchr (line, ':') != NULL;

  /* Where others use the processors too, one of five rounds will do. */
  for (guint i = 0; i < 5 && fine && longest > bound; i++)
    {
      fine = hang_after (run, atoi (strrchr (line, ':') + 1), "40", bound, &longest, error);
      printf ("silent: at 300 + 200 ms a hanging client is given up after %" G_GINT64_FORMAT
              " ms\n", longest);
    }
  g_subprocess_force_exit (process);
  if (!fine || longest <= bound)
    return fine;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "A hanging client is kept too long");

  return FALSE;
}

static gboolean
hang_in_session (Run         *run,
                 SimProject  *project,
                 GError     **error)
{
  g_autofree char *connect = g_strdup_printf ("40{\"session_id\":\"%s\"}", project->session_id);
  int n_fds = sim_host_count_fds (run->host);
  gint64 bound = 25000 + 20000 + LATE_MS, longest = 0;

  if (!hang_after (run, run->host->daemon.port, connect, bound, &longest, error))
    return FALSE;
  printf ("silent: in a session a hanging client is given up after %" G_GINT64_FORMAT " ms\n",
          longest);
  if (longest > bound)
    sim_loop_fail (run->host->loop, "A hanging client is kept too long");

  return sim_loop_turn (run->host->loop, 0, error) &&
         sim_host_wait_fds (run->host, n_fds, error);
}

static gboolean
carry_out (SimHost   *host,
           gpointer   user_data,
           GError   **error)
{
  Run *run = user_data;
  g_autoptr(SimProject) project = NULL;

  run->host = host;
  if (!sim_daemon_start (&host->daemon, error))
    return FALSE;
  project = sim_project_new (host->daemon.port, "Silence", error);

  return project != NULL && be_silent_before (run, error) &&
         (run->fixture == NULL || hang_at_fixture (run, error)) &&
         (!run->is_long || hang_in_session (run, project, error));
}

int
main (int    argc,
      char **argv)
{
  Run run = { NULL };
  const GOptionEntry entries[] = {
    { "fixture", 0, 0, G_OPTION_ARG_FILENAME, &run.fixture, "A server with short times", "PATH" },
    { "long", 0, 0, G_OPTION_ARG_NONE, &run.is_long, "Hang at the host too: 45 s", NULL },
    { NULL }
  };
  int status = sim_host_main (argc, argv, entries, carry_out, &run);

  g_free (run.fixture);

  return status;
}
