/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Malformed requests, frames, payloads and packets over many connections,
 * while well-behaved clients work: the host neither dies nor grows, the others
 * get all they should, and the log holds.
 *
 * Each piece is answered, or ends its connection, or is waited out; the one
 * with number I is made of the seed and I alone.
 *
 *   hostile-wire --pieces 100000 */
#define G_LOG_DOMAIN "hostile-wire"

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostile-make.h"
#include "sim-crew.h"
#include "sim-frame.h"
#include "sim-link.h"

#define N_ATTACKERS 48
#define N_CLIENTS   6

/* How long a piece may go without an answer or an end: it is a part of
 * something, of which the host waits for the rest. */
#define WAIT_MS 60

/* Pieces on one connection, where it lives on. */
#define MAX_PIECES 12

#define GROWTH (10 * 1000 * 1000)

typedef enum
{
  STAGE_HEAD,     /* a request that is wrong itself */
  STAGE_FRAME,    /* on a WebSocket, before anything else */
  STAGE_JOINED,   /* on a WebSocket, in a session */
  STAGE_POLLING,  /* the body of a POST */
  N_STAGES,
} Stage;

static const char * const stage_names[N_STAGES] = { "heads", "frames before joining",
                                                    "frames after joining", "payloads" };

typedef struct _Run Run;

typedef struct
{
  Run *run;
  SimLink link;
  SimTimer wait;
  GString *in;
  Stage stage;
  gboolean is_set_up;   /* pieces go from now on */
  gboolean is_over;     /* one last request, to hang up properly */
  guint n_pieces;       /* on this connection */
  char *sid;            /* of Engine.IO, for polling */
  char *marker;         /* that an answer will show */
} Attacker;

struct _Run
{
  int n_pieces;
  int first;            /* number of the first piece */
  SimHost *host;
  SimCrew crew;
  Attacker attackers[N_ATTACKERS];
  int n_sent;
  guint n_of[N_STAGES];
  guint n_ended;        /* connections that the host ended */
  guint n_waited;       /* pieces without an answer */
  guint n_answered;
  guint n_open;
  gint64 rss;           /* after the first part */
};

static const char *
get_session (Attacker *self)
{
  return self->run->crew.projects[1]->session_id;
}

static void
send_text (Attacker   *self,
           const char *text)
{
  sim_link_send (&self->link, text, strlen (text));
}

static void
send_post (Attacker   *self,
           const char *body,
           gsize       length)
{
  g_autofree char *head =
    g_strdup_printf ("POST /socket.io/?EIO=4&transport=polling&sid=%s HTTP/1.1\r\n"
                     "Host: 127.0.0.1\r\nContent-Length: %zu\r\n\r\n", self->sid, length);

  send_text (self, head);
  sim_link_send (&self->link, body, length);
}

static void
send_frame (Attacker   *self,
            guint8      opcode,
            const char *data)
{
  g_autoptr(GString) frame = g_string_new (NULL);

  sim_frame_append (frame, opcode, data, strlen (data), 0x01020304);
  sim_link_send (&self->link, frame->str, frame->len);
}

/* The next piece, and behind it something that a host which goes on answers. */
static void
send_piece (Attacker *self)
{
  Run *run = self->run;
  const guint32 seeds[2] = { run->host->seed, run->first + run->n_sent };
  g_autoptr(GRand) rand = g_rand_new_with_seed_array (seeds, 2);
  g_autoptr(GString) piece = g_string_new (NULL);

  g_string_truncate (self->in, 0);
  run->n_sent++;
  run->n_of[self->stage]++;
  self->n_pieces++;
  g_free (self->marker);
  switch (self->stage)
    {
    case STAGE_HEAD:
      self->marker = g_strdup ("HTTP/1.1 ");
      hostile_make_head (rand, piece);
      sim_link_send (&self->link, piece->str, piece->len);
      break;

    case STAGE_POLLING:
      self->marker = g_strdup ("HTTP/1.1 ");
      hostile_make_payload (rand, get_session (self), piece);
      send_post (self, piece->str, piece->len);
      break;

    default:
      self->marker = g_strdup_printf ("\x8a\x09still%04u", run->n_sent % 10000);
      hostile_make_frame (rand, get_session (self), piece);
      sim_link_send (&self->link, piece->str, piece->len);
      if (self->link.is_open)
        send_frame (self, SIM_FRAME_PING, self->marker + 2);
      break;
    }
  if (self->link.is_open)
    sim_loop_start_timer (run->host->loop, &self->wait, WAIT_MS);
}

static void
begin (Attacker *self)
{
  Run *run = self->run;
  g_autofree char *connect = NULL;

  if (run->n_sent >= run->n_pieces || sim_loop_has_failed (run->host->loop))
    {
      run->n_open--;
      return;
    }
  g_string_truncate (self->in, 0);
  g_clear_pointer (&self->sid, g_free);
  self->n_pieces = 0;
  self->is_over = FALSE;
  self->stage = g_rand_int_range (run->host->rand, 0, N_STAGES);
  self->is_set_up = self->stage == STAGE_HEAD;
  if (!sim_link_connect (&self->link, run->host->daemon.port, 0))
    {
      sim_loop_fail (run->host->loop, "No connection to the host");
      return;
    }
  if (self->stage == STAGE_HEAD)
    {
      send_piece (self);
      return;
    }
  sim_loop_start_timer (run->host->loop, &self->wait, 30000);
  if (self->stage == STAGE_POLLING)
    {
      send_text (self, "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\n"
                 "Host: 127.0.0.1\r\n\r\n");
      return;
    }
  send_text (self, "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n"
             "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  if (self->stage == STAGE_JOINED)
    {
      connect = g_strdup_printf ("40{\"session_id\":\"%s\"}", get_session (self));
      send_frame (self, SIM_FRAME_TEXT, connect);
    }
}

/* After one connection comes the next. */
static void
end (Attacker *self)
{
  sim_link_close (&self->link, FALSE);
  sim_loop_stop_timer (self->run->host->loop, &self->wait);
  begin (self);
}

/* Polling clients say goodbye, or the host would keep them for their time-out. */
static void
finish (Attacker *self)
{
  if (self->stage != STAGE_POLLING || self->sid == NULL || self->is_over)
    {
      end (self);
      return;
    }
  self->is_over = TRUE;
  sim_link_close (&self->link, FALSE);
  if (!sim_link_connect (&self->link, self->run->host->daemon.port, 0))
    {
      end (self);
      return;
    }
  g_string_truncate (self->in, 0);
  send_post (self, "1", 1);
  sim_loop_start_timer (self->run->host->loop, &self->wait, WAIT_MS * 20);
}

static void
go_on (Attacker *self)
{
  Run *run = self->run;

  sim_loop_stop_timer (run->host->loop, &self->wait);
  if (self->stage == STAGE_HEAD || self->n_pieces >= MAX_PIECES || run->n_sent >= run->n_pieces)
    finish (self);
  else
    send_piece (self);
}

static gboolean
has_bytes (GString    *text,
           const char *bytes)
{
  return memmem (text->str, text->len, bytes, strlen (bytes)) != NULL;
}

static void
set_up (Attacker *self)
{
  const char *sid = strstr (self->in->str, "\"sid\":\"");
  const char *last = self->stage == STAGE_JOINED ? "\"joined\"" : "\"maxPayload\"";

  if (!has_bytes (self->in, last) || sid == NULL)
    return;
  self->is_set_up = TRUE;
  g_free (self->sid);
  self->sid = g_strndup (sid + 7, strcspn (sid + 7, "\""));
  go_on (self);
}

static void
received_cb (gpointer    owner,
             const char *data,
             gsize       length)
{
  Attacker *self = owner;

  g_string_append_len (self->in, data, length);
  if (self->is_over)
    {
      if (has_bytes (self->in, "HTTP/1.1 "))
        end (self);
    }
  else if (!self->is_set_up)
    {
      set_up (self);
    }
  else if (self->marker != NULL && memmem (self->in->str, self->in->len, self->marker,
                                           strlen (self->marker)) != NULL)
    {
      self->run->n_answered++;
      if (self->stage == STAGE_POLLING && !has_bytes (self->in, "HTTP/1.1 200 "))
        finish (self);
      else
        go_on (self);
    }
  else if (self->in->len > 1 << 20) /* a session's events, while it waits */
    {
      g_string_erase (self->in, 0, 1 << 19);
    }
}

static void
ended_cb (gpointer owner,
          int      code)
{
  Attacker *self = owner;

  self->run->n_ended++;
  if (!self->is_set_up && !self->is_over && self->stage != STAGE_HEAD)
    sim_loop_fail (self->run->host->loop, "The host let nobody in any more: %s: %.300s",
                   g_strerror (code), self->in->str);
  sim_loop_stop_timer (self->run->host->loop, &self->wait);
  finish (self);
}

static void
wait_cb (gpointer user_data)
{
  Attacker *self = user_data;

  if (!self->is_set_up)
    {
      sim_loop_fail (self->run->host->loop, "The host lets nobody in any more");
      return;
    }
  self->run->n_waited++;
  finish (self);
}

static gboolean
is_over (gpointer user_data)
{
  Run *run = user_data;

  return run->n_open == 0;
}

/* Beside clients that work all the time. */
static gboolean
attack (Run     *run,
        int      n_pieces,
        GError **error)
{
  gboolean fine;

  run->n_pieces = n_pieces;
  run->crew.n_commands = G_MAXUINT;
  run->crew.pause_ms = 100;
  sim_crew_go_on (&run->crew);
  run->n_open = N_ATTACKERS;
  for (guint i = 0; i < N_ATTACKERS; i++)
    begin (&run->attackers[i]);
  fine = sim_loop_run_until (run->host->loop, is_over, run, 3600, "all pieces to be sent", error);
  run->crew.n_commands = run->crew.n_drawn;

  return fine && sim_crew_work (&run->crew, 0, error) && sim_crew_settle (&run->crew, error);
}

static void
init_attackers (Run *run)
{
  for (guint i = 0; i < N_ATTACKERS; i++)
    {
      Attacker *self = &run->attackers[i];

      self->run = run;
      self->in = g_string_new (NULL);
      sim_link_init (&self->link, run->host->loop);
      self->link.received = received_cb;
      self->link.ended = ended_cb;
      self->link.owner = self;
      self->wait.func = wait_cb;
      self->wait.user_data = self;
    }
}

static void
clear_attackers (Run *run)
{
  for (guint i = 0; i < N_ATTACKERS; i++)
    {
      Attacker *self = &run->attackers[i];

      sim_loop_stop_timer (run->host->loop, &self->wait);
      sim_link_clear (&self->link);
      g_string_free (self->in, TRUE);
      g_free (self->sid);
      g_free (self->marker);
    }
}

static void
report (Run    *run,
        gint64  rss)
{
  printf ("hostile-wire: %d pieces:", run->n_sent);
  for (guint i = 0; i < N_STAGES; i++)
    printf (" %u %s,", run->n_of[i], stage_names[i]);
  printf (" %u answered, %u without an answer, %u connections ended; memory %.1f MB, then "
          "%.1f MB\nhostile-wire: beside them ", run->n_answered, run->n_waited, run->n_ended,
          run->rss / 1e6, rss / 1e6);
  sim_crew_report (&run->crew);
}

static gboolean
check (Run     *run,
       GError **error)
{
  gint64 rss = sim_host_get_rss (run->host);

  report (run, rss);
  for (guint i = 0; i < run->crew.n_clients; i++)
    {
      if (run->crew.clients[i].n_lost > 0)
        sim_loop_fail (run->host->loop, "A client that did nothing wrong lost its connection");
    }
  if (rss - run->rss > GROWTH && !run->host->is_sanitized)
    sim_loop_fail (run->host->loop, "The host grew by %.1f MB", (rss - run->rss) / 1e6);

  return sim_loop_turn (run->host->loop, 0, error);
}

/* What is in the log is there after the next start too. */
static gboolean
restart (Run     *run,
         GError **error)
{
  sim_crew_come_back (&run->crew, FALSE);

  return sim_daemon_stop (&run->host->daemon, error) &&
         sim_loop_run_until (run->host->loop, sim_crew_is_closed, &run->crew, 30,
                             "all connections to end", error) &&
         sim_daemon_start (&run->host->daemon, error) && sim_crew_verify (&run->crew, error);
}

static gboolean
carry_out_with_crew (Run     *run,
                     GError **error)
{
  SimHost *host = run->host;
  int n_pieces = run->n_pieces;
  int n_fds = 0;

  run->crew.projects[1]->is_anybodys = TRUE;
  sim_crew_hire_all (&run->crew, &host->daemon.port);
  sim_crew_open (&run->crew);
  if (!sim_loop_run_until (host->loop, sim_crew_is_ready, &run->crew, 60, "all clients to join",
                           error) ||
      !attack (run, n_pieces / 10, error))
    return FALSE;
  n_fds = sim_host_count_fds (host);
  run->rss = sim_host_get_rss (host);
  if (!attack (run, n_pieces, error) ||
      !sim_host_wait_fds (run->host, n_fds, error))
    return FALSE;

  return check (run, error) && restart (run, error);
}

static gboolean
carry_out (SimHost   *host,
           gpointer   user_data,
           GError   **error)
{
  Run *run = user_data;
  gboolean fine;

  run->host = host;
  init_attackers (run);
  sim_crew_init (&run->crew, host, N_CLIENTS);
  fine = sim_daemon_start (&host->daemon, error) &&
         sim_crew_make_projects (&run->crew, 2, error) && carry_out_with_crew (run, error);
  sim_crew_clear (&run->crew);
  clear_attackers (run);

  return fine;
}

int
main (int    argc,
      char **argv)
{
  Run run = { .n_pieces = 5000 };
  const GOptionEntry entries[] = {
    { "pieces", 0, 0, G_OPTION_ARG_INT, &run.n_pieces, "How many are sent", "N" },
    { "first", 0, 0, G_OPTION_ARG_INT, &run.first, "Begin with this one of the seed's", "I" },
    { NULL }
  };

  return sim_host_main (argc, argv, entries, carry_out, &run);
}
