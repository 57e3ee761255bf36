/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many clients work a little for a long time while the network between them
 * and the host fails again and again. In the end everybody has seen the same
 * log, and the host holds no more than it did.
 *
 *   soak --minutes 120 */
#define G_LOG_DOMAIN "soak"

#include <gio/gio.h>
#include <stdio.h>

#include "fault-proxy.h"
#include "sim-crew.h"

#define N_PROJECTS 2

/* Shorter runs say nothing of a slope. */
#define SLOPE_SECONDS 600

/* A record of the last 10,000 is kept for undo, with what it says; nodes that
 * were made stay. */
#define BYTES_A_RECORD 4096
#define SLOPE_MB_PER_HOUR 1.0

typedef struct
{
  int n_clients;
  double minutes;
  double fault_seconds;
  int pause_ms;
  SimCrew crew;
  SimFaultProxy *proxy;
  SimHost *host;
  GArray *times;        /* double: seconds */
  GArray *sizes;        /* double: bytes */
  gint64 started_at;
  guint n_strikes[SIM_N_FAULTS];
  guint n_hit[SIM_N_FAULTS];
} Run;

static void
strike (Run *run)
{
  SimFault fault = g_rand_int_range (run->host->rand, SIM_FAULT_DELAY, SIM_N_FAULTS);

  /* Half of what hangs goes on hanging until the host gives it up. */
  if (g_rand_boolean (run->host->rand))
    sim_fault_proxy_heal (run->proxy);
  run->n_strikes[fault]++;
  run->n_hit[fault] += sim_fault_proxy_strike (run->proxy, fault,
                                               g_rand_int_range (run->host->rand, 10, 60));
}

static void
take_sample (Run *run)
{
  double time = (g_get_monotonic_time () - run->started_at) / 1e6;
  double size = sim_host_get_rss (run->host);

  g_array_append_val (run->times, time);
  g_array_append_val (run->sizes, size);
}

/* Bytes a second, by least squares over the second half. */
static double
get_slope (Run *run)
{
  guint first = run->times->len / 2;
  double n = run->times->len - first, sum_t = 0, sum_s = 0, above = 0, below = 0;

  for (guint i = first; i < run->times->len; i++)
    {
      sum_t += g_array_index (run->times, double, i);
      sum_s += g_array_index (run->sizes, double, i);
    }
  for (guint i = first; i < run->times->len; i++)
    {
      double t = g_array_index (run->times, double, i) - sum_t / n;

      above += t * (g_array_index (run->sizes, double, i) - sum_s / n);
      below += t * t;
    }

  return below > 0 ? above / below : 0;
}

static gboolean
suffer (Run     *run,
        GError **error)
{
  gint64 end = g_get_monotonic_time () + (gint64) (run->minutes * 60e6);
  gint64 next_strike = 0, next_sample = 0;

  run->crew.n_commands = G_MAXUINT;
  run->crew.pause_ms = run->pause_ms;
  sim_crew_go_on (&run->crew);
  for (gint64 now = g_get_monotonic_time (); now < end; now = g_get_monotonic_time ())
    {
      if (now >= next_strike)
        {
          next_strike = now + (gint64) (run->fault_seconds * 1e6);
          strike (run);
        }
      if (now >= next_sample)
        {
          next_sample = now + G_USEC_PER_SEC;
          take_sample (run);
        }
      if (!sim_loop_turn (run->host->loop, 100, error))
        return FALSE;
    }
  run->crew.n_commands = run->crew.n_drawn;
  sim_fault_proxy_heal (run->proxy);

  return TRUE;
}

static gboolean
check_memory (Run     *run,
              GError **error)
{
  double seconds = run->minutes * 60;
  double slope = get_slope (run) * 3600;
  double allowed = SLOPE_MB_PER_HOUR * 1e6 +
                   BYTES_A_RECORD * (run->crew.n_answered / seconds) * 3600;

  printf ("soak: memory %.1f MB at the start, %.1f MB at the end, %+.2f MB an hour over the second "
          "half (at %.0f commands an hour)\n", g_array_index (run->sizes, double, 0) / 1e6,
          g_array_index (run->sizes, double, run->sizes->len - 1) / 1e6, slope / 1e6,
          run->crew.n_answered / seconds * 3600);
  if (seconds < SLOPE_SECONDS || run->host->is_sanitized || slope <= allowed)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               "The host grows by %.2f MB an hour, of which %.2f are its log's", slope / 1e6,
               allowed / 1e6);

  return FALSE;
}

static void
report (Run *run)
{
  printf ("soak: %.1f minutes;", run->minutes);
  for (guint i = SIM_FAULT_DELAY; i < SIM_N_FAULTS; i++)
    printf (" %s %u times, %u connections;", sim_fault_get_name (i), run->n_strikes[i],
            run->n_hit[i]);
  printf ("\nsoak: ");
  sim_crew_report (&run->crew);
}

static gboolean
carry_out (SimHost   *host,
           gpointer   user_data,
           GError   **error)
{
  Run *run = user_data;
  int n_fds = 0;
  gboolean fine;

  run->host = host;
  run->started_at = g_get_monotonic_time ();
  run->times = g_array_new (FALSE, FALSE, sizeof (double));
  run->sizes = g_array_new (FALSE, FALSE, sizeof (double));
  run->proxy = sim_fault_proxy_new (host->loop, host->rand, &host->daemon.port);
  sim_crew_init (&run->crew, host, run->n_clients);
  fine = sim_daemon_start (&host->daemon, error) &&
         sim_crew_make_projects (&run->crew, N_PROJECTS, error);
  if (fine)
    {
      n_fds = sim_host_count_fds (host);
      sim_crew_hire_all (&run->crew, sim_fault_proxy_get_port (run->proxy));
      for (guint i = 0; i < run->crew.n_clients; i++)
        {
          for (guint j = 0; j < run->crew.clients[i].n_seats; j++)
            run->crew.clients[i].seats[j].may_skip = TRUE;
        }
      sim_crew_open (&run->crew);
      fine = sim_loop_run_until (host->loop, sim_crew_is_ready, &run->crew, 60,
                                 "all clients to join", error) &&
             suffer (run, error) && sim_crew_work (&run->crew, 0, error) &&
             sim_crew_settle (&run->crew, error);
    }
  if (fine)
    {
      report (run);
      fine = check_memory (run, error);
    }
  sim_crew_clear (&run->crew);
  sim_fault_proxy_free (run->proxy);
  fine = fine && sim_host_wait_fds (run->host, n_fds, error);
  g_array_unref (run->times);
  g_array_unref (run->sizes);

  return fine;
}

int
main (int    argc,
      char **argv)
{
  Run run = { .n_clients = 40, .minutes = 0.1, .fault_seconds = 0.5, .pause_ms = 200 };
  const GOptionEntry entries[] = {
    { "clients", 0, 0, G_OPTION_ARG_INT, &run.n_clients, "How many there are", "N" },
    { "minutes", 0, 0, G_OPTION_ARG_DOUBLE, &run.minutes, "How long", "N" },
    { "fault-every", 0, 0, G_OPTION_ARG_DOUBLE, &run.fault_seconds, "Between two faults",
      "SECONDS" },
    { "pause", 0, 0, G_OPTION_ARG_INT, &run.pause_ms, "Between two commands of a client", "MS" },
    { NULL }
  };

  return sim_host_main (argc, argv, entries, carry_out, &run);
}
