/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clients send commands over Socket.IO, by every transport and in every
 * format, while the host is killed with SIGKILL and started again. They come
 * back with what they have seen, and with the command that had no answer. No
 * client may miss a record or see one twice, none may have been told of what
 * the log does not hold, and the graphs that followers built from records are
 * the host's.
 *
 *   socket-crash --clients 50 --commands 10000 --kills 3 */
#define G_LOG_DOMAIN "socket-crash"

#include <stdio.h>
#include <stdlib.h>

#include "sim-crew.h"

#define N_PROJECTS 2

typedef struct
{
  int n_clients;
  int n_commands;
  int n_kills;
  SimCrew crew;
  int n_early_kills; /* of a host that had not come back yet */
} Run;

static gboolean
restart (Run      *run,
         SimHost  *host,
         GError  **error)
{
  /* Now and then it is killed again while it still recovers. */
  if (g_rand_int_range (host->rand, 0, 4) == 0)
    {
      if (!sim_daemon_start_only (&host->daemon, error))
        return FALSE;
      g_usleep (g_rand_int_range (host->rand, 0, 60000));
      sim_daemon_kill (&host->daemon);
      run->n_early_kills++;
    }

  return sim_daemon_start (&host->daemon, error);
}

static gboolean
kill_and_restart (Run      *run,
                  SimHost  *host,
                  GError  **error)
{
  sim_crew_come_back (&run->crew, FALSE);
  sim_daemon_kill (&host->daemon);

  /* What left the host before it died counts. */
  if (!sim_loop_run_until (host->loop, sim_crew_is_closed, &run->crew, 30,
                           "all connections to end", error) ||
      !restart (run, host, error) || !sim_crew_verify (&run->crew, error))
    return FALSE;
  sim_crew_come_back (&run->crew, TRUE);
  sim_crew_open (&run->crew);

  return TRUE;
}

static int
compare_ints (gconstpointer a,
              gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

/* At no particular moment of the host's work. */
static gboolean
work_with_kills (Run      *run,
                 SimHost  *host,
                 GError  **error)
{
  g_autofree int *after = g_new0 (int, run->n_kills + 1);
  int n_sent = 0;

  for (int i = 0; i < run->n_kills; i++)
    after[i] = g_rand_int_range (host->rand, 1, MAX (run->n_commands, 2));
  qsort (after, run->n_kills, sizeof (int), compare_ints);
  for (int i = 0; i <= run->n_kills; i++)
    {
      int until = i < run->n_kills ? after[i] : run->n_commands;

      run->crew.n_commands = run->n_commands;
      sim_crew_go_on (&run->crew);
      while ((int) run->crew.n_answered < until && !sim_crew_is_done (&run->crew))
        {
          if (!sim_loop_turn (host->loop, 1000, error))
            return FALSE;
        }
      n_sent = until;
      if (i < run->n_kills &&
          (!sim_loop_run_for (host->loop, g_rand_int_range (host->rand, 0, 6), error) ||
           !kill_and_restart (run, host, error)))
        return FALSE;
    }

  return n_sent == run->n_commands && sim_crew_work (&run->crew, 0, error);
}

static gboolean
carry_out (SimHost   *host,
           gpointer   user_data,
           GError   **error)
{
  Run *run = user_data;
  gboolean fine;

  sim_crew_init (&run->crew, host, run->n_clients);
  fine = sim_daemon_start (&host->daemon, error) &&
         sim_crew_make_projects (&run->crew, N_PROJECTS, error);
  if (fine)
    {
      sim_crew_hire_all (&run->crew, &host->daemon.port);
      sim_crew_open (&run->crew);
      fine = sim_loop_run_until (host->loop, sim_crew_is_ready, &run->crew, 60,
                                 "all clients to join", error) &&
             work_with_kills (run, host, error) && sim_crew_settle (&run->crew, error);
    }
  if (fine)
    {
      printf ("socket-crash: %d kills and %d while recovering; ", run->n_kills,
              run->n_early_kills);
      sim_crew_report (&run->crew);
    }
  sim_crew_clear (&run->crew);

  return fine;
}

int
main (int    argc,
      char **argv)
{
  Run run = { .n_clients = 24, .n_commands = 800, .n_kills = 3 };
  const GOptionEntry entries[] = {
    { "clients", 0, 0, G_OPTION_ARG_INT, &run.n_clients, "How many there are", "N" },
    { "commands", 0, 0, G_OPTION_ARG_INT, &run.n_commands, "How many they send in all", "N" },
    { "kills", 0, 0, G_OPTION_ARG_INT, &run.n_kills, "How often the host is killed", "K" },
    { NULL }
  };

  return sim_host_main (argc, argv, entries, carry_out, &run);
}
