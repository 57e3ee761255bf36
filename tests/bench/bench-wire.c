/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Load for a Socket.IO server that is there already: has a number of clients
 * join a room, then does what lines on its standard input say, each answered by
 * one JSON line, until that ends:
 *
 *   throughput SECONDS IN_FLIGHT   commands over the first client's socket
 *   latency SECONDS                one command at a time, until all clients have it
 *   rest SECONDS                   the same, the command given over REST
 *
 * Between them the clients sit and answer heartbeats. Every client must get
 * every event once and in order. It knows nothing of whom it measures, so that
 * peers are measured by the same. With --until it joins one client, waits for
 * the event that closes that seq, and says how long that took. */
#define G_LOG_DOMAIN "bench-wire"

#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "wire-driver.h"
#include "wire-pool.h"
#include "wire-script.h"

/* Fewer say nothing about a median. */
#define MIN_PACED_COMMANDS 10
#define TURN_DEADLINE_MS 30000
/* The slowest peer's queue behind 5,000 clients. */
#define DRAIN_DEADLINE_US (300 * G_USEC_PER_SEC)

typedef struct
{
  WirePool pool;
  WireScript script;
  WireDriver driver;
  WireWatch control;
  GString *lines;       /* came on standard input */
  gboolean at_end;
  gboolean is_running;  /* else what is told is somebody else's doing */
  guint per_command;    /* events a client */
  guint64 until;        /* 0, or the seq that ends the program */
  gint64 started_at;
} Bench;

typedef enum
{
  PACE_IN_FLIGHT,
  PACE_SOCKET,
  PACE_REST,
} Pace;

static void
event_cb (WireClient *client,
          const char *text,
          gsize       length,
          gpointer    user_data)
{
  Bench *self = user_data;

  if (self->is_running)
    {
      wire_script_take (&self->script, client->n_events++, text, length);
    }
  else if (self->until > 0)
    {
      g_autofree char *copy = g_strndup (text, length);
      const char *seq = strstr (copy, "\"seq\":");

      client->n_events++;
      if (seq != NULL && strstr (copy, "[\"command:executed\"") != NULL &&
          g_ascii_strtoull (seq + strlen ("\"seq\":"), NULL, 10) == self->until)
        self->at_end = TRUE;
    }
}

static void
ack_cb (WireClient *client,
        const char *text,
        gsize       length,
        gpointer    user_data)
{
  Bench *self = user_data;

  wire_driver_take_ack (&self->driver, text, length);
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static void
print_times (const char *name,
             GArray     *times)
{
  g_array_sort (times, compare_times);
  printf (",\"%s_p50_us\":%" G_GINT64_FORMAT ",\"%s_p99_us\":%" G_GINT64_FORMAT, name,
          g_array_index (times, gint64, (times->len - 1) / 2), name,
          g_array_index (times, gint64, (guint) (0.99 * (times->len - 1))));
}

static double
get_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static gboolean
is_told (Bench *self)
{
  return self->driver.n_acked == self->driver.n_sent &&
         self->script.n_complete == self->driver.n_sent * self->per_command;
}

static void
take_turn (Bench *self)
{
  if (!wire_pool_turn (&self->pool, TURN_DEADLINE_MS))
    wire_fail ("nothing came: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " commands answered, %"
               G_GUINT64_FORMAT " events heard by all, %" G_GUINT64_FORMAT " should be",
               self->driver.n_acked, self->driver.n_sent, self->script.n_complete,
               self->driver.n_sent * self->per_command);
}

static void
give_commands (Bench *self,
               Pace   pace,
               gint64 end,
               guint  in_flight)
{
  WireDriver *driver = &self->driver;

  while (g_get_monotonic_time () < end ||
         (pace != PACE_IN_FLIGHT && driver->n_sent < MIN_PACED_COMMANDS))
    {
      if (pace == PACE_IN_FLIGHT)
        {
          while (driver->n_sent - driver->n_acked < in_flight)
            wire_driver_prepare (driver);
          wire_driver_flush (driver);
        }
      else if (is_told (self))
        {
          if (pace == PACE_REST)
            wire_driver_post (driver);
          else
            wire_driver_send (driver);
        }
      take_turn (self);
    }
}

static void
print_run (Bench  *self,
           double  seconds,
           double  cpu_seconds,
           guint64 n_receives,
           guint64 n_bytes)
{
  WireScript *script = &self->script;
  guint64 n_commands = self->driver.n_sent;

  if (script->change_us->len != n_commands)
    wire_fail ("%u changes were told of %" G_GUINT64_FORMAT, script->change_us->len, n_commands);
  for (guint i = 0; i < n_commands; i++)
    g_array_index (script->change_us, gint64, i) -= g_array_index (self->driver.sent_us, gint64, i);
  printf ("{\"clients\":%u,\"commands\":%" G_GUINT64_FORMAT ",\"events\":%" G_GUINT64_FORMAT
          ",\"seconds\":%.3f,\"events_per_second\":%.1f,\"commands_per_second\":%.1f"
          ",\"bytes_per_event\":%.1f,\"events_per_receive\":%.2f,\"load_cpu\":%.2f",
          self->pool.n_clients, n_commands, script->n_arrived, seconds,
          script->n_arrived / seconds, n_commands / seconds,
          n_bytes / (double) script->n_arrived, script->n_arrived / (double) n_receives,
          cpu_seconds / seconds);
  print_times ("ack", self->driver.ack_us);
  print_times ("change", script->change_us);
  printf ("}\n");
  fflush (stdout);
}

static void
run (Bench *self,
     Pace   pace,
     double seconds,
     guint  in_flight)
{
  guint64 n_receives = self->pool.n_receives, n_bytes = self->pool.n_bytes;
  double cpu_seconds = get_cpu_seconds ();
  gint64 start, told;

  wire_script_reset (&self->script);
  wire_driver_reset (&self->driver);
  for (guint i = 0; i < self->pool.n_clients; i++)
    self->pool.clients[i].n_events = 0;

  self->is_running = TRUE;
  start = g_get_monotonic_time ();
  give_commands (self, pace, start + (gint64) (seconds * G_USEC_PER_SEC), in_flight);
  while (!is_told (self))
    {
      take_turn (self);
      if (g_get_monotonic_time () - start > DRAIN_DEADLINE_US)
        wire_fail ("not everybody was told in time");
    }
  told = g_get_monotonic_time ();
  self->is_running = FALSE;
  print_run (self, (told - start) / (double) G_USEC_PER_SEC, get_cpu_seconds () - cpu_seconds,
             self->pool.n_receives - n_receives, self->pool.n_bytes - n_bytes);
}

static void
obey (Bench *self,
      char  *line)
{
  g_auto(GStrv) words = g_strsplit (g_strstrip (line), " ", -1);
  guint n_words = g_strv_length (words);

  if (n_words == 3 && g_str_equal (words[0], "throughput"))
    run (self, PACE_IN_FLIGHT, g_ascii_strtod (words[1], NULL), atoi (words[2]));
  else if (n_words == 2 && g_str_equal (words[0], "latency"))
    run (self, PACE_SOCKET, g_ascii_strtod (words[1], NULL), 1);
  else if (n_words == 2 && g_str_equal (words[0], "rest"))
    run (self, PACE_REST, g_ascii_strtod (words[1], NULL), 1);
  else
    wire_fail ("“%s” is not understood", line);
}

/* A line waits until the turn is over: what it asks for takes turns itself. */
static void
control_cb (gpointer owner)
{
  Bench *self = owner;
  char data[1024];
  gssize n = read (STDIN_FILENO, data, sizeof data);

  if (n <= 0)
    {
      self->at_end = TRUE;
      wire_pool_unwatch (&self->pool, STDIN_FILENO);
    }
  else
    {
      g_string_append_len (self->lines, data, n);
    }
}

static void
obey_lines (Bench *self)
{
  const char *end;

  while ((end = strchr (self->lines->str, '\n')) != NULL || !self->at_end)
    {
      if (end != NULL)
        {
          g_autofree char *line = g_strndup (self->lines->str, end - self->lines->str);

          g_string_erase (self->lines, 0, end + 1 - self->lines->str);
          obey (self, line);
        }
      else
        {
          wire_pool_turn (&self->pool, -1);
        }
    }
}

static void
join (Bench *self,
      guint  at_once)
{
  double seconds;

  wire_pool_join_all (&self->pool, at_once);
  seconds = (g_get_monotonic_time () - self->started_at) / (double) G_USEC_PER_SEC;
  printf ("{\"clients\":%u,\"seconds\":%.4f,\"per_second\":%.1f,\"bytes_per_client\":%.1f}\n",
          self->pool.n_clients, seconds, self->pool.n_clients / seconds,
          self->pool.n_bytes / (double) self->pool.n_clients);
  fflush (stdout);
}

/* Events may come before "joined" is looked at: those are a catch-up's too. */
static void
catch_up (Bench *self)
{
  gint64 took;

  wire_pool_join_all (&self->pool, 1);
  while (!self->at_end)
    take_turn (self);
  took = g_get_monotonic_time () - self->started_at;
  printf ("{\"ms\":%.3f,\"events\":%" G_GUINT64_FORMAT ",\"bytes\":%" G_GUINT64_FORMAT "}\n",
          took / 1e3, self->pool.clients[0].n_events, self->pool.n_bytes);
}

static void
raise_limit (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

int
main (int    argc,
      char **argv)
{
  static const WirePoolFuncs funcs = { event_cb, ack_cb };
  Bench bench = { .per_command = 3 };
  int port = 0, n_clients = 1, at_once = 32;
  g_autofree char *auth = NULL;
  g_autofree char *join_data = NULL;
  g_autofree char *command = NULL;
  g_autofree char *run_name = NULL;
  gint64 until = 0;
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "Where the server listens", "N" },
    { "clients", 0, 0, G_OPTION_ARG_INT, &n_clients, "How many", "N" },
    { "at-once", 0, 0, G_OPTION_ARG_INT, &at_once, "How many connect at a time", "N" },
    { "auth", 0, 0, G_OPTION_ARG_STRING, &auth, "What CONNECT says, with @N@ and @UUID@", "JSON" },
    { "join", 0, 0, G_OPTION_ARG_STRING, &join_data, "What join_session says", "JSON" },
    { "command", 0, 0, G_OPTION_ARG_STRING, &command,
      "Sets a string to “Value @N@ RUN”", "JSON" },
    { "run", 0, 0, G_OPTION_ARG_STRING, &run_name, "RUN in the value", "TEXT" },
    { "per-command", 0, 0, G_OPTION_ARG_INT, &bench.per_command, "Events a client", "N" },
    { "until", 0, 0, G_OPTION_ARG_INT64, &until, "Wait for that seq to be closed", "SEQ" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || port <= 0 || n_clients < 1 ||
      at_once < 1 || join_data == NULL)
    wire_fail ("%s", error != NULL ? error->message : "--port and --join are needed");
  raise_limit ();

  bench.until = until;
  bench.lines = g_string_new (NULL);
  bench.control = (WireWatch) { control_cb, &bench };
  bench.pool.port = port;
  bench.pool.auth = auth != NULL ? auth : "{}";
  bench.pool.join = join_data;
  bench.pool.funcs = &funcs;
  bench.pool.user_data = &bench;
  wire_pool_init (&bench.pool, n_clients);
  wire_script_init (&bench.script, n_clients, run_name != NULL ? run_name : "");
  wire_driver_init (&bench.driver, &bench.pool.clients[0], command != NULL ? command : "{}");
  bench.started_at = g_get_monotonic_time ();

  if (until > 0)
    {
      catch_up (&bench);
    }
  else
    {
      join (&bench, at_once);
      wire_pool_watch (&bench.pool, STDIN_FILENO, &bench.control);
      obey_lines (&bench);
    }

  wire_driver_clear (&bench.driver);
  wire_script_clear (&bench.script);
  wire_pool_clear (&bench.pool);
  g_string_free (bench.lines, TRUE);

  return 0;
}
