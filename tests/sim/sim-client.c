/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sim-client"

#include "sim-client.h"

#include <gio/gio.h>
#include <string.h>

/* A host that is alive answers; what this is too short for is a hang. */
#define PATIENCE_MS 60000

static void
fail (SimClient  *self,
      const char *what,
      const char *text)
{
  sim_loop_fail (self->host->loop, "%s: %s %s", self->name, what, text);
}

static SimSeat *
find_seat (SimClient  *self,
           const char *session_id)
{
  if (session_id == NULL)
    return self->n_seats == 1 ? &self->seats[0] : NULL;
  for (guint i = 0; i < self->n_seats; i++)
    {
      if (g_str_equal (self->seats[i].project->session_id, session_id))
        return &self->seats[i];
    }

  return NULL;
}

gboolean
sim_client_is_ready (SimClient *self)
{
  if (!sim_socket_is_open (self->socket))
    return FALSE;
  for (guint i = 0; i < self->n_seats; i++)
    {
      if (!self->seats[i].is_joined && !self->seats[i].is_away)
        return FALSE;
    }

  return TRUE;
}

static void
send_command (SimClient *self)
{
  const char *type = self->command->command_type;
  const char *event = g_str_equal (type, "Undo") ? "undo"
                      : g_str_equal (type, "Redo") ? "redo" : "command";

  if (self->command->tries++ > 0)
    self->n_repeated++;
  self->sent_at = g_get_monotonic_time ();
  self->command_number = sim_socket_emit (self->socket, event, self->command->body, TRUE);
  sim_loop_start_timer (self->host->loop, &self->patience, PATIENCE_MS);
}

static void
become_ready (SimClient *self)
{
  if (self->was_ready || !sim_client_is_ready (self))
    return;
  self->was_ready = TRUE;
  if (self->command != NULL)
    send_command (self);
  else if (self->funcs->ready != NULL)
    self->funcs->ready (self, self->user_data);
}

static gboolean
joins_by_auth (SimClient *self)
{
  return self->by_auth && self->n_seats > 0 && !self->seats[0].is_away;
}

static void
opened_cb (SimSocket *socket,
           gpointer   user_data)
{
  SimClient *self = user_data;

  for (guint i = joins_by_auth (self) ? 1 : 0; i < self->n_seats; i++)
    {
      if (!self->seats[i].is_away)
        sim_client_join (self, &self->seats[i]);
    }
  become_ready (self);
}

static void
sync_if_told (SimClient *self,
              SimSeat   *seat)
{
  guint index = seat - self->seats;

  if (seat->must_sync && seat->is_joined && self->sync_numbers[index] == 0 &&
      sim_socket_is_open (self->socket))
    {
      g_autofree char *json = sim_seat_format_sync (seat);

      self->sync_numbers[index] = sim_socket_emit (self->socket, "sync", json, TRUE);
      sim_loop_start_timer (self->host->loop, &self->patience, PATIENCE_MS);
    }
}

static void
take_event (SimClient  *self,
            SimSeat    *seat,
            const char *name,
            JsonObject *event)
{
  if (g_str_equal (name, "joined"))
    {
      sim_seat_take_joined (seat, event);
      become_ready (self);
    }
  else if (g_str_equal (name, "left"))
    {
      sim_seat_take_left (seat);
    }
  else if (sim_seat_take_event (seat, name, event) && self->funcs->closed != NULL)
    {
      self->funcs->closed (self, seat,
                           json_object_get_string_member_with_default (event, "command_id", ""),
                           self->user_data);
    }
  sync_if_told (self, seat);
}

/* A refused command is told twice, the second time without saying which. */
static void
take_error (SimClient  *self,
            JsonObject *event)
{
  const char *to = json_object_get_string_member_with_default (event, "in_reply_to", "");

  if (!g_str_equal (to, "command") && !g_str_equal (to, "undo") && !g_str_equal (to, "redo"))
    fail (self, "an error:", json_object_get_string_member_with_default (event, "message", "?"));
}

static void
event_cb (SimSocket  *socket,
          const char *name,
          JsonNode   *data,
          gpointer    user_data)
{
  SimClient *self = user_data;
  JsonObject *event = data != NULL && JSON_NODE_HOLDS_OBJECT (data) ? json_node_get_object (data)
                                                                    : NULL;
  const char *session_id;
  SimSeat *seat;

  self->n_events++;
  if (event == NULL)
    {
      if (!g_str_equal (name, "pong"))
        fail (self, "an event without an object:", name);
      return;
    }
  if (g_str_equal (name, "error"))
    {
      take_error (self, event);
      return;
    }
  session_id = json_object_get_string_member_with_default (event, "session_id", NULL);
  seat = find_seat (self, session_id);
  if (seat == NULL)
    {
      g_autofree char *text = json_to_string (data, FALSE);
      g_autofree char *what = g_strdup_printf ("the event %s of a session that it is not in:",
                                               name);

      fail (self, what, text);
      return;
    }
  take_event (self, seat, name, event);
}

/* "As the REST answers", a refusal in either of its forms. */
static void
take_answer (SimClient *self,
             JsonNode  *data)
{
  g_autofree char *text = data != NULL ? json_to_string (data, FALSE) : g_strdup ("");
  g_autoptr(GError) error = NULL;
  SimCommand *command = g_steal_pointer (&self->command);

  self->command_number = 0;
  if (data != NULL && JSON_NODE_HOLDS_OBJECT (data) &&
      json_object_has_member (json_node_get_object (data), "code"))
    {
      g_autofree char *inner = g_steal_pointer (&text);

      text = g_strdup_printf ("{\"error\":%s}", inner);
    }
  if (!sim_project_answer (self->command_project, command, 0, text, &error))
    fail (self, "", error->message);
  else if (self->funcs->answered != NULL)
    self->funcs->answered (self, command, self->user_data);
}

static void
answered_cb (SimSocket *socket,
             guint      number,
             JsonNode  *data,
             gpointer   user_data)
{
  SimClient *self = user_data;

  if (self->command != NULL && number == self->command_number)
    {
      sim_loop_stop_timer (self->host->loop, &self->patience);
      take_answer (self, data);
      return;
    }
  for (guint i = 0; i < self->n_seats; i++)
    {
      if (self->sync_numbers[i] != number)
        continue;
      self->sync_numbers[i] = 0;
      if (self->command == NULL)
        sim_loop_stop_timer (self->host->loop, &self->patience);
      if (data == NULL || !JSON_NODE_HOLDS_OBJECT (data))
        fail (self, "sync is answered", "with no object");
      else
        sim_seat_take_sync (&self->seats[i], json_node_get_object (data));
      sync_if_told (self, &self->seats[i]);
      return;
    }
  fail (self, "an answer that", "nobody asked for");
}

static void
closed_cb (SimSocket  *socket,
           const char *reason,
           gpointer    user_data)
{
  SimClient *self = user_data;

  self->n_lost++;
  self->was_ready = FALSE;
  self->command_number = 0;
  memset (self->sync_numbers, 0, sizeof self->sync_numbers);
  for (guint i = 0; i < self->n_seats; i++)
    {
      self->seats[i].is_joined = FALSE;
      self->seats[i].open_seq = 0;
    }
  sim_loop_stop_timer (self->host->loop, &self->patience);
  if (self->funcs->lost != NULL)
    self->funcs->lost (self, reason, self->user_data);
  if (self->comes_back)
    sim_loop_start_timer (self->host->loop, &self->back,
                          g_rand_int_range (self->host->rand, 20, 200));
}

static const SimSocketFuncs socket_funcs = { opened_cb, NULL, event_cb, answered_cb, closed_cb };

static void
back_cb (gpointer user_data)
{
  sim_client_open (user_data);
}

static void
patience_cb (gpointer user_data)
{
  SimClient *self = user_data;

  fail (self, "no answer to", self->command != NULL ? self->command->body : "sync");
}

/**
 * sim_client_init:
 * @self: a client, zeroed
 * @host: the run
 * @port: where to find the host, or what is in front of it; read at each try
 * @options: what its connection is like
 * @funcs: static
 * @user_data: for @funcs
 *
 * A client in no session yet, not connected.
 */
void
sim_client_init (SimClient              *self,
                 SimHost                *host,
                 guint16                *port,
                 const SimSocketOptions *options,
                 const SimClientFuncs   *funcs,
                 gpointer                user_data)
{
  self->host = host;
  self->port = port;
  self->funcs = funcs;
  self->user_data = user_data;
  self->socket = sim_socket_new (host->loop, options, &socket_funcs, self);
  self->back.func = back_cb;
  self->back.user_data = self;
  self->patience.func = patience_cb;
  self->patience.user_data = self;
  sim_draw_id (host->rand, self->author_id);
  self->name = g_strdup_printf ("%.8s", self->author_id);
}

/**
 * sim_client_add_seat:
 * @self: a client that is not open
 * @project: what is in the session
 *
 * Returns: (transfer none): the seat: format and spelling are the caller's to set
 */
SimSeat *
sim_client_add_seat (SimClient  *self,
                     SimProject *project)
{
  SimSeat *seat = &self->seats[self->n_seats++];

  g_assert (self->n_seats <= SIM_MAX_SEATS);

  sim_seat_init (seat, self->host->loop, project, &self->host->daemon.port,
                 g_strdup_printf ("%s in %.8s", self->name, project->session_id));

  return seat;
}

void
sim_client_clear (SimClient *self)
{
  if (self->socket == NULL)
    return;
  sim_loop_stop_timer (self->host->loop, &self->back);
  sim_loop_stop_timer (self->host->loop, &self->patience);
  g_clear_pointer (&self->socket, sim_socket_free);
  for (guint i = 0; i < self->n_seats; i++)
    sim_seat_clear (&self->seats[i]);
  g_free (self->name);
}

/**
 * sim_client_open:
 * @self: a client that is not open
 *
 * Comes, and joins its sessions.
 */
void
sim_client_open (SimClient *self)
{
  g_autoptr(GString) auth = g_string_new (NULL);

  g_string_append_printf (auth, "{\"author_id\":\"%s\",\"name\":\"%s\"", self->author_id,
                          self->name);
  if (joins_by_auth (self))
    {
      g_string_append_c (auth, ',');
      sim_seat_append_join (&self->seats[0], auth);
    }
  g_string_append_c (auth, '}');
  sim_socket_open (self->socket, *self->port, auth->str);
}

/**
 * sim_client_send:
 * @self: one that is ready, with no command under way
 * @project: whose
 * @command: what to do; kept until it is answered, across connections
 */
void
sim_client_send (SimClient  *self,
                 SimProject *project,
                 SimCommand *command)
{
  g_return_if_fail (self->command == NULL);

  self->command = command;
  self->command_project = project;
  if (sim_client_is_ready (self))
    send_command (self);
}

void
sim_client_join (SimClient *self,
                 SimSeat   *seat)
{
  g_autoptr(GString) join = g_string_new ("{");

  seat->is_away = FALSE;
  sim_seat_append_join (seat, join);
  g_string_append_c (join, '}');
  sim_socket_emit (self->socket, "join_session", join->str, FALSE);
}

void
sim_client_leave (SimClient *self,
                  SimSeat   *seat)
{
  g_autofree char *json = g_strdup_printf ("{\"session_id\":\"%s\"}", seat->project->session_id);

  seat->is_away = TRUE;
  sim_socket_emit (self->socket, "leave_session", json, FALSE);
}

/**
 * sim_client_is_at:
 * @self: a client
 * @project: of one of its sessions
 * @seq: where the log ends
 *
 * Returns: whether it is in the session and has seen all of it
 */
gboolean
sim_client_is_at (SimClient  *self,
                  SimProject *project,
                  guint64     seq)
{
  SimSeat *seat = find_seat (self, project->session_id);

  return sim_socket_is_open (self->socket) && seat != NULL && seat->is_joined &&
         !seat->must_sync && seat->seq == seq;
}
