/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client that reads nothing any more while its room is busy: the host keeps
 * a bounded amount for it, the others get everything, and once it reads again
 * it is brought back to where they are.
 *
 * Records stay small here while what is said of them is large: a subtree with
 * long texts is deleted and restored over and over, so that the host's memory
 * is what waits for clients, and not its log.
 *
 *   slow-reader --clients 100 --slow 10 --rounds 200 */
#define G_LOG_DOMAIN "slow-reader"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim-crew.h"

#define N_NODES    150
#define N_TEXT     4000
#define LAG_BOUND  (8 * 1024 * 1024)
#define MARGIN     (24 * 1024 * 1024)
#define SMALL_READ 4096

typedef struct
{
  int n_clients;
  int n_slow;
  int n_rounds;
  SimHost *host;
  SimCrew crew;
  SimClient *slow;
  guint n_slow_lost;
  SimClient feeder;
  GHashTable *sent;       /* command_id → when, gint64 *; of the feeder */
  GArray *latencies;      /* double: milliseconds */
  char job_id[37];
  gint64 max_rss;
} Run;

static void
slow_lost_cb (SimClient  *client,
              const char *reason,
              gpointer    user_data)
{
  Run *run = user_data;

  run->n_slow_lost++;
}

static const SimClientFuncs slow_funcs = { .lost = slow_lost_cb };
static const SimClientFuncs feeder_funcs = { NULL };

static void
advanced_cb (SimCrew    *crew,
             SimClient  *client,
             SimSeat    *seat,
             const char *command_id)
{
  Run *run = crew->user_data;
  gint64 *sent = g_hash_table_lookup (run->sent, command_id);
  double milliseconds = sent != NULL ? (g_get_monotonic_time () - *sent) / 1000.0 : 0;

  if (sent != NULL)
    g_array_append_val (run->latencies, milliseconds);
}

/* Takes a command that is not of the mixture to the project's books. */
static SimCommand *
make_command (Run        *run,
              const char *command_type,
              const char *data)
{
  SimProject *project = run->crew.projects[0];
  SimCommand *command = g_new0 (SimCommand, 1);
  gint64 *now = g_new (gint64, 1);

  sim_draw_id (run->host->rand, command->id);
  command->path = "/commands/execute";
  command->command_type = command_type;
  command->body = g_strdup_printf (
    "{\"session_id\":\"%s\",\"command_type\":\"%s\",\"command_id\":\"%s\",\"data\":%s}",
    project->session_id, command_type, command->id, data);
  g_hash_table_insert (project->commands, command->id, command);
  g_ptr_array_add (project->order, command);
  *now = g_get_monotonic_time ();
  g_hash_table_insert (run->sent, g_strdup (command->id), now);

  return command;
}

static gboolean
is_answered (gpointer user_data)
{
  Run *run = user_data;
  gint64 rss = sim_host_get_rss (run->host);

  run->max_rss = MAX (run->max_rss, rss);

  return run->feeder.command == NULL;
}

static gboolean
feed (Run         *run,
      const char  *command_type,
      const char  *data,
      GError     **error)
{
  SimCommand *command = make_command (run, command_type, data);

  sim_client_send (&run->feeder, run->crew.projects[0], command);
  if (!sim_loop_run_until (run->host->loop, is_answered, run, 60, "an answer", error))
    return FALSE;
  if (command->state != SIM_RECORDED)
    sim_loop_fail (run->host->loop, "A command of the feeder was refused: %s", command_type);

  return sim_loop_turn (run->host->loop, 0, error);
}

/* A job of many tasks, each with a long text. */
static gboolean
plant (Run     *run,
       GError **error)
{
  SimProject *project = run->crew.projects[0];
  g_autoptr(GString) data = g_string_new (NULL);
  g_autofree char *text = g_strnfill (N_TEXT, 'x');

  sim_draw_id (run->host->rand, run->job_id);
  g_string_append_printf (data, "{\"commands\":[{\"command_type\":\"CreateNode\",\"data\":"
                          "{\"blueprint_type_id\":\"job\",\"parent_id\":\"%s\",\"id\":\"%s\"}}",
                          (char *) g_ptr_array_index (project->nodes[SIM_PHASE], 0), run->job_id);
  for (guint i = 0; i < N_NODES; i++)
    g_string_append_printf (data, ",{\"command_type\":\"CreateNode\",\"data\":{"
                            "\"blueprint_type_id\":\"task\",\"parent_id\":\"%s\",\"properties\":"
                            "{\"notes\":\"%s\"}}}", run->job_id, text);
  g_string_append (data, "]}");

  return feed (run, "Batch", data->str, error);
}

/* Each round says N_NODES × N_TEXT bytes to everybody. */
static gboolean
feed_rounds (Run         *run,
             int          n_rounds,
             const char  *what,
             GError     **error)
{
  g_autofree char *data = g_strdup_printf ("{\"node_id\":\"%s\"}", run->job_id);

  g_array_set_size (run->latencies, 0);
  for (int i = 0; i < n_rounds; i++)
    {
      if (!feed (run, "DeleteNode", data, error) || !feed (run, "RestoreNode", data, error))
        return FALSE;
    }
  if (!sim_crew_work (&run->crew, 50, error) || !sim_crew_settle (&run->crew, error))
    {
      g_prefix_error (error, "%s: ", what);
      return FALSE;
    }

  return TRUE;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

static void
report_latency (Run        *run,
                const char *what)
{
  GArray *all = run->latencies;

  g_array_sort (all, compare_doubles);
  if (all->len > 0)
    printf ("slow-reader: %s: %u deliveries to the others, p50 %.2f ms, p99 %.2f ms\n", what,
            all->len, g_array_index (all, double, all->len / 2),
            g_array_index (all, double, all->len * 99 / 100));
}

static void
set_reading (Run      *run,
             gboolean  reading)
{
  for (int i = 0; i < run->n_slow; i++)
    sim_socket_set_reading (run->slow[i].socket, reading);
}

static gboolean
are_slow_ready (gpointer user_data)
{
  Run *run = user_data;

  for (int i = 0; i < run->n_slow; i++)
    {
      if (!sim_client_is_ready (&run->slow[i]))
        return FALSE;
    }

  return sim_client_is_ready (&run->feeder);
}

static gboolean
are_slow_back (gpointer user_data)
{
  Run *run = user_data;
  SimSeat *others = &run->feeder.seats[0];

  for (int i = 0; i < run->n_slow; i++)
    {
      if (!sim_client_is_at (&run->slow[i], others->project, others->seq))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_slow (Run     *run,
            gint64   rss,
            GError **error)
{
  gint64 growth = run->max_rss - rss, allowed = (gint64) LAG_BOUND * run->n_slow + MARGIN;
  guint n_syncs = 0, n_snapshots = 0;

  for (int i = 0; i < run->n_slow; i++)
    {
      n_syncs += run->slow[i].seats[0].n_syncs;
      n_snapshots += run->slow[i].seats[0].n_snapshots - 1;
    }
  printf ("slow-reader: %d slow clients: memory %.1f MB before, at most %.1f MB while they slept; "
          "told to sync %u times, dropped %u times, back by %u snapshots\n", run->n_slow, rss / 1e6,
          run->max_rss / 1e6, n_syncs, run->n_slow_lost, n_snapshots);
  if (n_syncs + run->n_slow_lost < (guint) run->n_slow)
    sim_loop_fail (run->host->loop, "%d slow clients were told to sync %u times and dropped %u "
                   "times: they fell too little behind, or nobody noticed", run->n_slow, n_syncs,
                   run->n_slow_lost);
  if (growth > allowed && !run->host->is_sanitized)
    sim_loop_fail (run->host->loop, "The host grew by %.1f MB while clients slept", growth / 1e6);

  return sim_loop_turn (run->host->loop, 0, error);
}

static gboolean
compare (Run     *run,
         GError **error)
{
  gint64 rss;

  if (!plant (run, error) || !feed_rounds (run, run->n_rounds / 3, "Without slow clients", error))
    return FALSE;
  report_latency (run, "without slow clients");
  run->max_rss = 0;
  rss = sim_host_get_rss (run->host);
  set_reading (run, FALSE);
  if (!feed_rounds (run, run->n_rounds, "With slow clients", error))
    return FALSE;
  report_latency (run, "with slow clients");
  set_reading (run, TRUE);

  return sim_loop_run_until (run->host->loop, are_slow_back, run, 60,
                             "slow clients to be where the others are", error) &&
         check_slow (run, rss, error) && sim_crew_work (&run->crew, 50, error) &&
         sim_crew_settle (&run->crew, error) &&
         sim_loop_run_until (run->host->loop, are_slow_back, run, 60,
                             "slow clients to follow again", error);
}

static void
hire_slow (Run *run)
{
  const SimSocketOptions plain = { SIM_WEBSOCKET, "/", 0 };

  sim_client_init (&run->feeder, run->host, &run->host->daemon.port, &plain, &feeder_funcs, run);
  sim_client_add_seat (&run->feeder, run->crew.projects[0]);
  sim_client_open (&run->feeder);
  for (int i = 0; i < run->n_slow; i++)
    {
      const SimSocketOptions options = { SIM_WEBSOCKET, i % 2 == 0 ? "/" : "/graph", SMALL_READ };
      SimSeat *seat;

      sim_client_init (&run->slow[i], run->host, &run->host->daemon.port, &options, &slow_funcs,
                       run);
      seat = sim_client_add_seat (&run->slow[i], run->crew.projects[0]);
      seat->spelling = i % SIM_N_SPELLINGS;
      seat->may_skip = TRUE;
      run->slow[i].comes_back = TRUE;
      sim_client_open (&run->slow[i]);
    }
}

static gboolean
carry_out (SimHost   *host,
           gpointer   user_data,
           GError   **error)
{
  Run *run = user_data;
  gboolean fine;

  run->host = host;
  run->slow = g_new0 (SimClient, run->n_slow);
  run->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  run->latencies = g_array_new (FALSE, FALSE, sizeof (double));
  sim_crew_init (&run->crew, host, run->n_clients);
  run->crew.advanced = advanced_cb;
  run->crew.user_data = run;
  fine = sim_daemon_start (&host->daemon, error) && sim_crew_make_projects (&run->crew, 1, error);
  if (fine)
    {
      sim_crew_hire_all (&run->crew, &host->daemon.port);
      sim_crew_open (&run->crew);
      hire_slow (run);
      fine = sim_loop_run_until (host->loop, sim_crew_is_ready, &run->crew, 60,
                                 "all clients to join", error) &&
             sim_loop_run_until (host->loop, are_slow_ready, run, 60, "slow clients to join",
                                 error) &&
             compare (run, error);
    }
  sim_client_clear (&run->feeder);
  for (int i = 0; i < run->n_slow; i++)
    sim_client_clear (&run->slow[i]);
  sim_crew_clear (&run->crew);
  g_free (run->slow);
  g_hash_table_unref (run->sent);
  g_array_unref (run->latencies);

  return fine;
}

int
main (int    argc,
      char **argv)
{
  Run run = { .n_clients = 5, .n_slow = 2, .n_rounds = 28 };
  const GOptionEntry entries[] = {
    { "clients", 0, 0, G_OPTION_ARG_INT, &run.n_clients, "How many read what comes", "N" },
    { "slow", 0, 0, G_OPTION_ARG_INT, &run.n_slow, "How many do not", "N" },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &run.n_rounds, "Of 600 KB to everybody", "N" },
    { NULL }
  };

  return sim_host_main (argc, argv, entries, carry_out, &run);
}
