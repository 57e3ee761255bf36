/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms of one host under load: clients in one session, in another, in both
 * over one connection, who leave and come back while everybody works. Nobody
 * may hear of a session that it is not in, and whoever is in one hears all of
 * it.
 *
 *   rooms --clients 100 --commands 20000 */
#define G_LOG_DOMAIN "rooms"

#include <stdio.h>

#include "sim-crew.h"

#define N_PROJECTS 3

typedef struct
{
  int n_clients;
  int n_commands;
  SimCrew crew;
  SimHost *host;
  guint n_left;
  guint n_presence;
} Run;

/* Somebody leaves a session, or comes back to it. */
static void
move_somebody (Run *run)
{
  GRand *rand = run->host->rand;
  SimClient *client = &run->crew.clients[g_rand_int_range (rand, 0, run->crew.n_clients)];
  SimSeat *seat = &client->seats[g_rand_int_range (rand, 0, client->n_seats)];

  if (!sim_socket_is_open (client->socket))
    return;
  if (seat->is_away && !seat->is_joined)
    {
      sim_client_join (client, seat);
    }
  else if (!seat->is_away && seat->is_joined)
    {
      sim_client_leave (client, seat);
      run->n_left++;
    }
}

/* What has no place in the log has to stay in its room too. */
static void
show_somebody (Run *run)
{
  GRand *rand = run->host->rand;
  SimClient *client = &run->crew.clients[g_rand_int_range (rand, 0, run->crew.n_clients)];
  SimSeat *seat = &client->seats[g_rand_int_range (rand, 0, client->n_seats)];
  g_autofree char *json = NULL;

  if (!sim_socket_is_open (client->socket) || !seat->is_joined || seat->is_away)
    return;
  json = g_strdup_printf ("{\"session_id\":\"%s\",\"state\":{\"cursor\":%u}}",
                          seat->project->session_id, run->n_presence++);
  sim_socket_emit (client->socket, "presence", json, FALSE);
}

static gboolean
work (Run     *run,
      GError **error)
{
  gint64 next_move = 0;

  run->crew.n_commands = run->n_commands;
  while ((int) run->crew.n_answered < run->n_commands)
    {
      gint64 now = g_get_monotonic_time ();

      if (now >= next_move)
        {
          next_move = now + 5000;
          move_somebody (run);
          show_somebody (run);
          sim_crew_go_on (&run->crew);
        }
      if (!sim_loop_turn (run->host->loop, 5, error))
        return FALSE;
    }

  /* Everybody comes home, but the last. */
  for (guint i = 0; i + 1 < run->crew.n_clients; i++)
    {
      SimClient *client = &run->crew.clients[i];

      for (guint j = 0; j < client->n_seats; j++)
        {
          if (client->seats[j].is_away)
            sim_client_join (client, &client->seats[j]);
        }
    }

  return sim_loop_run_until (run->host->loop, sim_crew_is_ready, &run->crew, 60,
                             "all clients to be back", error);
}

static gboolean
carry_out (SimHost   *host,
           gpointer   user_data,
           GError   **error)
{
  Run *run = user_data;
  gboolean fine;

  run->host = host;
  sim_crew_init (&run->crew, host, run->n_clients);
  fine = sim_daemon_start (&host->daemon, error) &&
         sim_crew_make_projects (&run->crew, N_PROJECTS, error);
  if (fine)
    {
      sim_crew_hire_all (&run->crew, &host->daemon.port);
      sim_crew_open (&run->crew);
      fine = sim_loop_run_until (host->loop, sim_crew_is_ready, &run->crew, 60,
                                 "all clients to join", error) &&
             work (run, error) && sim_crew_settle (&run->crew, error);
    }
  for (int i = 0; i < run->n_clients && fine; i++)
    {
      if (run->crew.clients[i].n_lost > 0)
        sim_loop_fail (host->loop, "A connection was lost");
    }
  fine = fine && sim_loop_turn (host->loop, 0, error);
  if (fine)
    {
      printf ("rooms: %u times somebody left a session, %u times somebody moved a cursor; ",
              run->n_left, run->n_presence);
      sim_crew_report (&run->crew);
    }
  sim_crew_clear (&run->crew);

  return fine;
}

int
main (int    argc,
      char **argv)
{
  Run run = { .n_clients = 30, .n_commands = 1500 };
  const GOptionEntry entries[] = {
    { "clients", 0, 0, G_OPTION_ARG_INT, &run.n_clients, "How many there are", "N" },
    { "commands", 0, 0, G_OPTION_ARG_INT, &run.n_commands, "How many they send in all", "N" },
    { NULL }
  };

  return sim_host_main (argc, argv, entries, carry_out, &run);
}
