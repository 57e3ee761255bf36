/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sim-crew"

#include "sim-crew.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

/* Without an answer for so long, something hangs. */
#define STALL_SECONDS 60

typedef struct _SimWorker SimWorker;
struct _SimWorker
{
  SimCrew *crew;
  SimTimer pause;
  SimCommand *last;            /* (nullable): recorded */
  SimProject *last_project;
  gboolean asks_again;         /* with its next command */
};

static void
next_command (SimCrew *self,
              guint    index)
{
  SimClient *client = &self->clients[index];
  SimWorker *worker = &self->workers[index];
  GRand *rand = self->host->rand;

  if (client->command != NULL || !sim_client_is_ready (client))
    return;
  if (worker->asks_again && worker->last != NULL)
    {
      worker->asks_again = FALSE;
      self->n_asked_again++;
      sim_client_send (client, worker->last_project, worker->last);
    }
  else if (self->n_drawn < self->n_commands)
    {
      SimSeat *seat = &client->seats[g_rand_int_range (rand, 0, client->n_seats)];

      if (!seat->is_joined || seat->is_away)
        return;
      self->n_drawn++;
      sim_client_send (client, seat->project, sim_project_command (seat->project, rand));
    }
}

static void
pause_cb (gpointer user_data)
{
  SimWorker *worker = user_data;

  next_command (worker->crew, worker - worker->crew->workers);
}

static void
ready_cb (SimClient *client,
          gpointer   user_data)
{
  SimCrew *self = user_data;

  next_command (self, client - self->clients);
}

static void
answered_cb (SimClient  *client,
             SimCommand *command,
             gpointer    user_data)
{
  SimCrew *self = user_data;
  SimWorker *worker = &self->workers[client - self->clients];

  if (command != worker->last)
    self->n_answered++;
  if (command->state == SIM_RECORDED)
    {
      worker->last = command;
      for (guint i = 0; i < client->n_seats; i++)
        {
          SimProject *project = client->seats[i].project;

          if (g_hash_table_lookup (project->commands, command->id) == command)
            worker->last_project = project;
        }
    }
  if (self->pause_ms == 0)
    next_command (self, client - self->clients);
  else
    sim_loop_start_timer (self->host->loop, &worker->pause,
                          g_rand_int_range (self->host->rand, 0, 2 * self->pause_ms + 1));
}

static void
closed_cb (SimClient  *client,
           SimSeat    *seat,
           const char *command_id,
           gpointer    user_data)
{
  SimCrew *self = user_data;

  if (self->advanced != NULL)
    self->advanced (self, client, seat, command_id);
}

static void
lost_cb (SimClient  *client,
         const char *reason,
         gpointer    user_data)
{
  SimCrew *self = user_data;
  SimWorker *worker = &self->workers[client - self->clients];

  worker->asks_again = g_rand_boolean (self->host->rand);
  sim_loop_stop_timer (self->host->loop, &worker->pause);
  if (g_getenv ("SIM_DEBUG") != NULL)
    fprintf (stderr, "lost %s: %s\n", client->seats[0].who, reason);
}

static const SimClientFuncs client_funcs = { ready_cb, answered_cb, closed_cb, lost_cb };

/**
 * sim_crew_init:
 * @self: a crew, zeroed
 * @host: the run
 * @n_clients: how many there will be
 */
void
sim_crew_init (SimCrew *self,
               SimHost *host,
               guint    n_clients)
{
  self->host = host;
  self->n_clients = n_clients;
  self->clients = g_new0 (SimClient, n_clients);
  self->workers = g_new0 (SimWorker, n_clients);
  for (guint i = 0; i < n_clients; i++)
    {
      self->workers[i].crew = self;
      self->workers[i].pause.func = pause_cb;
      self->workers[i].pause.user_data = &self->workers[i];
    }
}

gboolean
sim_crew_make_projects (SimCrew  *self,
                        guint     n_projects,
                        GError  **error)
{
  for (guint i = 0; i < n_projects; i++)
    {
      self->projects[i] = sim_project_new (self->host->daemon.port, "Project", error);
      if (self->projects[i] == NULL)
        return FALSE;
      self->n_projects++;
    }

  return TRUE;
}

/**
 * sim_crew_hire:
 * @self: a crew with projects
 * @index: which client
 * @transport: how it gets there
 * @port: where to
 *
 * A client of a kind that follows from its number, so that among a dozen there are all formats,
 * spellings, namespaces and ways to join; every seventh is in two projects.
 */
void
sim_crew_hire (SimCrew      *self,
               guint         index,
               SimTransport  transport,
               guint16      *port)
{
  SimClient *client = &self->clients[index];
  const SimSocketOptions options = {
    .transport = transport,
    .namespace_name = index % 3 == 2 ? "/graph" : "/",
  };
  static const char * const transports[] = { "websocket", "polling", "upgrade" };
  static const char * const spellings[] = { "plain", "prefixed", "both" };
  guint n_seats = index % 7 == 6 && self->n_projects > 1 ? 2 : 1;

  sim_client_init (client, self->host, port, &options, &client_funcs, self);
  client->by_auth = index % 2 == 0;
  client->comes_back = TRUE;
  for (guint i = 0; i < n_seats; i++)
    {
      SimSeat *seat = sim_client_add_seat (client, self->projects[(index + i) % self->n_projects]);

      seat->records = (index + i) / self->n_projects % 3 == 1;
      seat->spelling = index / 2 % SIM_N_SPELLINGS;
      seat->filtered = !seat->records && index % 11 == 5;
      g_free (seat->who);
      seat->who = g_strdup_printf ("client %u (%.8s; %s, %s, %s, %s%s) in project %u", index,
                                   client->author_id, transports[transport],
                                   options.namespace_name, seat->records ? "records" : "events",
                                   spellings[seat->spelling], seat->filtered ? ", filtered" : "",
                                   (index + i) % self->n_projects + 1);
    }
}

/* Two of ten poll, two upgrade. */
void
sim_crew_hire_all (SimCrew *self,
                   guint16 *port)
{
  static const SimTransport transports[10] = {
    SIM_WEBSOCKET, SIM_POLLING, SIM_UPGRADE, SIM_WEBSOCKET, SIM_WEBSOCKET,
    SIM_POLLING, SIM_WEBSOCKET, SIM_UPGRADE, SIM_WEBSOCKET, SIM_WEBSOCKET,
  };

  for (guint i = 0; i < self->n_clients; i++)
    sim_crew_hire (self, i, transports[i % 10], port);
}

void
sim_crew_retire (SimCrew *self,
                 guint    index)
{
  sim_loop_stop_timer (self->host->loop, &self->workers[index].pause);
  sim_client_clear (&self->clients[index]);
}

void
sim_crew_clear (SimCrew *self)
{
  for (guint i = 0; i < self->n_clients; i++)
    sim_crew_retire (self, i);
  for (guint i = 0; i < self->n_projects; i++)
    g_clear_pointer (&self->projects[i], sim_project_free);
  g_clear_pointer (&self->clients, g_free);
  g_clear_pointer (&self->workers, g_free);
  self->n_clients = self->n_projects = 0;
}

void
sim_crew_open (SimCrew *self)
{
  for (guint i = 0; i < self->n_clients; i++)
    {
      if (self->clients[i].socket != NULL && sim_socket_is_closed (self->clients[i].socket))
        sim_client_open (&self->clients[i]);
    }
}

/* Those with nothing to do get something, once there is more to be drawn. */
void
sim_crew_go_on (SimCrew *self)
{
  for (guint i = 0; i < self->n_clients; i++)
    {
      if (self->clients[i].socket != NULL)
        next_command (self, i);
    }
}

/* Whether clients whose connection goes open another by themselves. */
void
sim_crew_come_back (SimCrew  *self,
                    gboolean  comes_back)
{
  for (guint i = 0; i < self->n_clients; i++)
    {
      self->clients[i].comes_back = comes_back;
      if (!comes_back)
        sim_loop_stop_timer (self->host->loop, &self->clients[i].back);
    }
}

/* All are in all their sessions. */
gboolean
sim_crew_is_ready (gpointer crew)
{
  SimCrew *self = crew;

  for (guint i = 0; i < self->n_clients; i++)
    {
      if (self->clients[i].socket != NULL && !sim_client_is_ready (&self->clients[i]))
        return FALSE;
    }

  return TRUE;
}

gboolean
sim_crew_is_closed (gpointer crew)
{
  SimCrew *self = crew;

  for (guint i = 0; i < self->n_clients; i++)
    {
      if (self->clients[i].socket != NULL && !sim_socket_is_closed (self->clients[i].socket))
        return FALSE;
    }

  return TRUE;
}

/* Everything drawn, and answered. */
gboolean
sim_crew_is_done (gpointer crew)
{
  SimCrew *self = crew;

  if (self->n_drawn < self->n_commands)
    return FALSE;
  for (guint i = 0; i < self->n_clients; i++)
    {
      if (self->clients[i].command != NULL)
        return FALSE;
    }

  return TRUE;
}

/**
 * sim_crew_work:
 * @self: a crew that is open
 * @n_commands: how many more
 * @error: return location
 *
 * Has them sent, and waits for the answers.
 */
gboolean
sim_crew_work (SimCrew  *self,
               guint     n_commands,
               GError  **error)
{
  guint n_answered = self->n_answered;
  gint64 answered_at = g_get_monotonic_time ();

  self->n_commands += n_commands;
  sim_crew_go_on (self);
  while (!sim_crew_is_done (self))
    {
      if (!sim_loop_turn (self->host->loop, 1000, error))
        return FALSE;
      if (self->n_answered > n_answered)
        answered_at = g_get_monotonic_time ();
      n_answered = self->n_answered;
      if (g_get_monotonic_time () - answered_at > STALL_SECONDS * G_USEC_PER_SEC)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Nothing is answered any more");
          return FALSE;
        }
    }

  return TRUE;
}

/* Nothing may be in flight. */
gboolean
sim_crew_verify (SimCrew  *self,
                 GError  **error)
{
  for (guint i = 0; i < self->n_projects; i++)
    {
      if (!sim_project_verify (self->projects[i], self->host->daemon.port, error))
        {
          g_prefix_error (error, "Project %u: ", i + 1);
          return FALSE;
        }
    }

  return TRUE;
}

typedef struct
{
  SimCrew *crew;
  SimProject *project;
  guint64 seq;
  guint n_missing;
} Settling;

static gboolean
is_settled (gpointer user_data)
{
  Settling *settling = user_data;
  SimCrew *self = settling->crew;

  settling->n_missing = 0;
  for (guint i = 0; i < self->n_clients; i++)
    {
      SimClient *client = &self->clients[i];

      for (guint j = 0; client->socket != NULL && j < client->n_seats; j++)
        {
          if (client->seats[j].project == settling->project && !client->seats[j].is_away &&
              !sim_client_is_at (client, settling->project, settling->seq))
            settling->n_missing++;
        }
    }

  return settling->n_missing == 0;
}

static gboolean
settle_project (SimCrew     *self,
                SimProject  *project,
                GError     **error)
{
  g_autofree char *path = g_strdup_printf ("/sessions/%s/graph/digest", project->session_id);
  g_autoptr(JsonObject) answer = sim_get_json (self->host->daemon.port, path, error);
  Settling settling = { self, project, 0, 0 };
  const char *digest;

  if (answer == NULL)
    return FALSE;
  settling.seq = json_object_get_int_member (answer, "seq");
  digest = json_object_get_string_member (answer, "digest");
  if (!sim_loop_run_until (self->host->loop, is_settled, &settling, 120,
                           "all clients to see the end of the log", error))
    {
      g_prefix_error (error, "%u clients are not at seq %" G_GUINT64_FORMAT ": ",
                      settling.n_missing, settling.seq);
      return FALSE;
    }
  for (guint i = 0; i < self->n_clients; i++)
    {
      SimClient *client = &self->clients[i];

      for (guint j = 0; client->socket != NULL && j < client->n_seats; j++)
        {
          if (client->seats[j].project == project && !client->seats[j].is_away &&
              !sim_seat_check_digest (&client->seats[j], digest, error))
            return FALSE;
        }
    }

  return TRUE;
}

/**
 * sim_crew_settle:
 * @self: a crew whose commands are answered
 * @error: return location
 *
 * Waits until everybody has seen everything; graphs must then be the host's, and the log what was
 * promised.
 */
gboolean
sim_crew_settle (SimCrew  *self,
                 GError  **error)
{
  for (guint i = 0; i < self->n_projects; i++)
    {
      if (!settle_project (self, self->projects[i], error))
        return FALSE;
    }

  return sim_crew_verify (self, error);
}

/* One line of figures. */
void
sim_crew_report (SimCrew *self)
{
  guint64 n_recorded = 0, n_closed = 0, n_events = 0;
  guint n_lost = 0, n_repeated = 0, n_snapshots = 0, n_syncs = 0, n_replicas = 0;

  for (guint i = 0; i < self->n_projects; i++)
    n_recorded += self->projects[i]->n_recorded;
  for (guint i = 0; i < self->n_clients; i++)
    {
      SimClient *client = &self->clients[i];

      n_lost += client->n_lost;
      n_repeated += client->n_repeated;
      n_events += client->n_events;
      for (guint j = 0; j < client->n_seats; j++)
        {
          n_closed += client->seats[j].n_closed;
          n_snapshots += client->seats[j].n_snapshots;
          n_syncs += client->seats[j].n_syncs;
          n_replicas += client->seats[j].records;
        }
    }
  printf ("%u clients (%u places with a graph of their own), %u commands answered (%"
          G_GUINT64_FORMAT " recorded), %" G_GUINT64_FORMAT " events, %" G_GUINT64_FORMAT
          " records followed, %u connections lost, %u commands repeated without and %u with an "
          "answer, %u snapshots, %u calls to sync\n", self->n_clients, n_replicas,
          self->n_answered, n_recorded, n_events, n_closed, n_lost,
          n_repeated - self->n_asked_again,
          self->n_asked_again, n_snapshots, n_syncs);
}
