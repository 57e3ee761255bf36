/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clients post commands, the host is killed with SIGKILL at random moments and
 * started again, requests that got no answer are repeated under the same
 * command_id. After each start, and at the end, what was acknowledged must be
 * in the log once, at its seq.
 *
 *   crash --clients 50 --commands 10000 --kills 20 */
#define G_LOG_DOMAIN "crash"

#include <errno.h>
#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sim-host.h"
#include "sim-http.h"
#include "sim-project.h"

#define N_PROJECTS 2

/* No command may wait longer for its answer while the host runs. */
#define ANSWER_DEADLINE_MS 60000

typedef struct
{
  int fd;               /* -1 while not connected */
  SimProject *project;
  SimCommand *command;  /* (nullable): without an answer */
  SimHttpAnswer answer;
} Client;

typedef struct
{
  SimDaemon daemon;
  GRand *rand;
  SimProject *projects[N_PROJECTS];
  Client *clients;
  int n_clients;
  int n_commands;
  int n_kills;
  int epoll;
  int n_drawn;          /* commands */
  int n_answered;
  int n_killed;
  int n_repeated;       /* requests sent again after a kill */
  int n_early_kills;    /* of a host that had not come back yet */
  gint64 kill_at;       /* monotonic; 0: none is due */
  int *kill_after;      /* answers before each kill, ascending */
} Run;

static volatile sig_atomic_t interrupted;

static void
interrupt_cb (int number)
{
  interrupted = 1;
}

static gboolean
send_command (Run     *run,
              Client  *client)
{
  g_autoptr(GString) request =
    sim_http_format ("POST", client->command->path, client->command->body);

  client->command->tries++;
  sim_http_answer_reset (&client->answer);

  /* A request is far smaller than a socket's buffer: it goes whole or the
   * host is gone, which the reading side will notice. */
  return send (client->fd, request->str, request->len, MSG_NOSIGNAL) == (gssize) request->len;
}

static void
next_command (Run    *run,
              Client *client)
{
  client->command = NULL;
  if (run->n_drawn < run->n_commands)
    {
      run->n_drawn++;
      client->command = sim_project_command (client->project, run->rand);
    }
}

static gboolean
connect_client (Run     *run,
                Client  *client,
                GError **error)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = client };

  client->fd = sim_http_connect (run->daemon.port, error);
  if (client->fd < 0)
    return FALSE;
  epoll_ctl (run->epoll, EPOLL_CTL_ADD, client->fd, &event);
  if (client->command == NULL)
    next_command (run, client);
  else if (client->command->tries > 0)
    run->n_repeated++;
  if (client->command != NULL)
    send_command (run, client);

  return TRUE;
}

static void
disconnect_client (Client *client)
{
  if (client->fd >= 0)
    close (client->fd);
  client->fd = -1;
}

/* Takes in what is there. The connection ending in the middle of an answer is
 * the host's doing, and only allowed while it is being killed. */
static gboolean
read_client (Run       *run,
             Client    *client,
             gboolean  *ended,
             GError   **error)
{
  char buffer[16384];
  gssize n = recv (client->fd, buffer, sizeof buffer, MSG_DONTWAIT);

  *ended = n == 0 || (n < 0 && errno != EAGAIN);
  if (n <= 0)
    return TRUE;
  if (client->command == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "An answer that nobody asked for: %.*s",
                   (int) n, buffer);
      return FALSE;
    }
  if (!sim_http_answer_feed (&client->answer, buffer, n, error))
    return FALSE;
  if (!client->answer.complete)
    return TRUE;

  run->n_answered++;
  if (!sim_project_answer (client->project, client->command, client->answer.status,
                           client->answer.body->str, error))
    return FALSE;
  next_command (run, client);

  return TRUE;
}

/* Answers that left the host before it died are answers. */
static gboolean
drain_clients (Run     *run,
               GError **error)
{
  for (int i = 0; i < run->n_clients; i++)
    {
      Client *client = &run->clients[i];
      gboolean ended = FALSE;

      while (client->fd >= 0 && !ended)
        {
          SimCommand *command = client->command;

          if (!read_client (run, client, &ended, error))
            return FALSE;
          ended = ended || client->command != command;
        }
      disconnect_client (client);
    }

  return TRUE;
}

static gboolean
verify (Run         *run,
        const char  *when,
        GError     **error)
{
  for (int i = 0; i < N_PROJECTS; i++)
    {
      if (!sim_project_verify (run->projects[i], run->daemon.port, error))
        {
          g_prefix_error (error, "%s, project %d: ", when, i + 1);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
restart (Run     *run,
         GError **error)
{
  /* Now and then it is killed again while it still recovers. */
  if (g_rand_int_range (run->rand, 0, 4) == 0)
    {
      if (!sim_daemon_start_only (&run->daemon, error))
        return FALSE;
      g_usleep (g_rand_int_range (run->rand, 0, 60000));
      sim_daemon_kill (&run->daemon);
      run->n_early_kills++;
    }

  return sim_daemon_start (&run->daemon, error);
}

static gboolean
kill_and_restart (Run     *run,
                  GError **error)
{
  g_autofree char *when = g_strdup_printf ("After kill %d", run->n_killed + 1);

  sim_daemon_kill (&run->daemon);
  run->n_killed++;
  run->kill_at = 0;
  if (!drain_clients (run, error) || !restart (run, error) || !verify (run, when, error))
    return FALSE;
  for (int i = 0; i < run->n_clients; i++)
    {
      if (!connect_client (run, &run->clients[i], error))
        return FALSE;
    }

  return TRUE;
}

/* A kill becomes due with an answer, and happens a little later: at no
 * particular moment of the host's work. */
static void
schedule_kill (Run *run)
{
  if (run->kill_at == 0 && run->n_killed < run->n_kills &&
      run->n_answered >= run->kill_after[run->n_killed])
    run->kill_at = g_get_monotonic_time () + g_rand_int_range (run->rand, 0, 5000);
}

static gboolean
serve_events (Run     *run,
              GError **error)
{
  struct epoll_event events[64];
  int timeout = run->kill_at != 0 ? 1 : ANSWER_DEADLINE_MS;
  int n = epoll_wait (run->epoll, events, G_N_ELEMENTS (events), timeout);

  if (interrupted)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Interrupted");
      return FALSE;
    }
  if (n == 0 && run->kill_at == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The host answers nothing any more");
      return FALSE;
    }
  for (int i = 0; i < n; i++)
    {
      Client *client = events[i].data.ptr;
      SimCommand *command = client->command;
      gboolean ended = FALSE;

      if (!read_client (run, client, &ended, error))
        return FALSE;
      if (ended)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The host ended a connection; see %s",
                       run->daemon.log_path);
          return FALSE;
        }
      if (client->command != NULL && client->command != command)
        send_command (run, client);
    }

  return TRUE;
}

static gboolean
is_done (Run *run)
{
  if (run->n_drawn < run->n_commands)
    return FALSE;
  for (int i = 0; i < run->n_clients; i++)
    {
      if (run->clients[i].command != NULL)
        return FALSE;
    }

  return TRUE;
}

/* What was answered, asked again, gets the same answer and changes nothing. */
static gboolean
ask_again (Run     *run,
           GError **error)
{
  SimHttpAnswer answer;
  gboolean fine = TRUE;

  sim_http_answer_init (&answer);
  for (int i = 0; i < N_PROJECTS * 100 && fine; i++)
    {
      SimProject *project = run->projects[i % N_PROJECTS];
      SimCommand *command;

      if (project->order->len == 0)
        continue;
      command = g_ptr_array_index (project->order,
                                   g_rand_int_range (run->rand, 0, project->order->len));
      if (command->state == SIM_RECORDED)
        fine = sim_http_call (run->daemon.port, "POST", command->path, command->body, &answer,
                              error) &&
               sim_project_answer (project, command, answer.status, answer.body->str, error);
    }
  sim_http_answer_clear (&answer);

  return fine && verify (run, "After asking again", error);
}

/* A clean end and a start change nothing either. */
static gboolean
restart_cleanly (Run     *run,
                 GError **error)
{
  char *before[N_PROJECTS] = { NULL };
  gboolean fine = TRUE;

  for (int i = 0; i < N_PROJECTS && fine; i++)
    {
      before[i] = sim_project_digest (run->projects[i], run->daemon.port, error);
      fine = before[i] != NULL;
    }
  fine = fine && sim_daemon_stop (&run->daemon, error) && sim_daemon_start (&run->daemon, error) &&
         verify (run, "After a clean restart", error);
  for (int i = 0; i < N_PROJECTS && fine; i++)
    {
      g_autofree char *after = sim_project_digest (run->projects[i], run->daemon.port, error);

      fine = after != NULL && g_str_equal (before[i], after);
      if (after != NULL && !fine)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                     "Before a clean restart project %d was %s, after it %s", i + 1, before[i],
                     after);
    }
  for (int i = 0; i < N_PROJECTS; i++)
    g_free (before[i]);

  return fine && sim_daemon_stop (&run->daemon, error);
}

static gboolean
carry_out (Run     *run,
           GError **error)
{
  if (!sim_daemon_start (&run->daemon, error))
    return FALSE;
  for (int i = 0; i < N_PROJECTS; i++)
    {
      run->projects[i] = sim_project_new (run->daemon.port, "Crash", error);
      if (run->projects[i] == NULL)
        return FALSE;
    }
  for (int i = 0; i < run->n_clients; i++)
    {
      run->clients[i].project = run->projects[i % N_PROJECTS];
      if (!connect_client (run, &run->clients[i], error))
        return FALSE;
    }

  while (!is_done (run) || run->n_killed < run->n_kills)
    {
      schedule_kill (run);
      if (run->kill_at != 0 && (g_get_monotonic_time () >= run->kill_at || is_done (run)))
        {
          if (!kill_and_restart (run, error))
            return FALSE;
        }
      else if (!serve_events (run, error))
        {
          return FALSE;
        }
    }
  for (int i = 0; i < run->n_clients; i++)
    disconnect_client (&run->clients[i]);

  return verify (run, "At the end", error) && ask_again (run, error) &&
         restart_cleanly (run, error);
}

static int
compare_ints (gconstpointer a,
              gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

static void
prepare (Run *run)
{
  run->epoll = epoll_create1 (EPOLL_CLOEXEC);
  run->clients = g_new0 (Client, run->n_clients);
  for (int i = 0; i < run->n_clients; i++)
    {
      run->clients[i].fd = -1;
      sim_http_answer_init (&run->clients[i].answer);
    }
  run->kill_after = g_new0 (int, run->n_kills + 1);
  for (int i = 0; i < run->n_kills; i++)
    run->kill_after[i] = g_rand_int_range (run->rand, 0, MAX (run->n_commands, 1));
  qsort (run->kill_after, run->n_kills, sizeof (int), compare_ints);
}

static void
clear_run (Run *run)
{
  sim_daemon_kill (&run->daemon);
  for (int i = 0; i < run->n_clients; i++)
    {
      disconnect_client (&run->clients[i]);
      sim_http_answer_clear (&run->clients[i].answer);
    }
  for (int i = 0; i < N_PROJECTS; i++)
    g_clear_pointer (&run->projects[i], sim_project_free);
  g_free (run->clients);
  g_free (run->kill_after);
  g_rand_free (run->rand);
  close (run->epoll);
}

static void
report (const Run *run,
        guint32    seed)
{
  guint64 n_recorded = 0;

  for (int i = 0; i < N_PROJECTS; i++)
    n_recorded += run->projects[i]->n_recorded;
  printf ("crash: %d clients, %d commands (%" G_GUINT64_FORMAT " recorded, %" G_GUINT64_FORMAT
          " refused), %d kills and %d while recovering, %d requests repeated, seed %u: nothing "
          "lost, doubled or moved\n", run->n_clients, run->n_commands, n_recorded,
          (guint64) run->n_answered - n_recorded, run->n_killed, run->n_early_kills,
          run->n_repeated, seed);
}

int
main (int    argc,
      char **argv)
{
  Run run = { .n_clients = 8, .n_commands = 400, .n_kills = 3 };
  int seed = 0;
  g_autofree char *daemon = NULL;
  g_autofree char *templates = NULL;
  const GOptionEntry entries[] = {
    { "clients", 0, 0, G_OPTION_ARG_INT, &run.n_clients, "How many post at once", "N" },
    { "commands", 0, 0, G_OPTION_ARG_INT, &run.n_commands, "How many they post in all", "N" },
    { "kills", 0, 0, G_OPTION_ARG_INT, &run.n_kills, "How often the host is killed", "K" },
    { "daemon", 0, 0, G_OPTION_ARG_FILENAME, &daemon, "The host's program", "PATH" },
    { "template-dir", 0, 0, G_OPTION_ARG_FILENAME, &templates, "The host's templates", "DIR" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Repeat the choices of a run; 0 draws one", "S" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *data_dir = NULL;
  g_autofree char *log_path = NULL;
  struct sigaction interrupt = { .sa_handler = interrupt_cb };
  gboolean fine;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || run.n_clients < 1 ||
      run.n_clients > 1000 || run.n_commands < 0 || run.n_kills < 0)
    {
      fprintf (stderr, "crash: %s\n", error != NULL ? error->message : "a number is out of range");
      return 1;
    }
  if (seed == 0)
    seed = g_random_int_range (1, G_MAXINT);
  if (daemon == NULL)
    daemon = sim_find_daemon (argv[0]);
  if (templates == NULL)
    templates = g_strdup (SIM_TEMPLATE_DIR);
  folder = g_dir_make_tmp ("talus-crash-XXXXXX", &error);
  if (folder == NULL)
    {
      fprintf (stderr, "crash: %s\n", error->message);
      return 1;
    }
  data_dir = g_build_filename (folder, "data", NULL);
  log_path = g_build_filename (folder, "log", NULL);

  sigaction (SIGINT, &interrupt, NULL);
  sigaction (SIGTERM, &interrupt, NULL);
  run.rand = g_rand_new_with_seed (seed);
  run.daemon.binary = daemon;
  run.daemon.data_dir = data_dir;
  run.daemon.template_dir = templates;
  run.daemon.log_path = log_path;
  prepare (&run);
  fine = carry_out (&run, &error);
  if (fine)
    report (&run, seed);
  else
    printf ("crash: FAILED, seed %d: %s\n", seed, error->message);
  clear_run (&run);
  if (fine || interrupted)
    sim_remove_folder (folder);
  else
    fprintf (stderr, "crash: the data and the host's log are kept in %s\n", folder);

  return fine ? 0 : 1;
}
