/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Load for an HTTP server that is there already: keeps a number of keep-alive
 * connections busy, one request at a time on each, and says as one JSON line
 * how many answers a second came and how long they took. It knows nothing of
 * whom it measures, so that peers are measured by the same.
 *
 * In path and body @UUID@ becomes a new UUID, @N@ a number that counts up, and
 * @ID@ the next line of --ids. */
#define G_LOG_DOMAIN "bench-rest"

#include <errno.h>
#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sim-http.h"

/* No server that works takes longer for one answer. */
#define ANSWER_DEADLINE_MS 30000

typedef struct
{
  int fd;
  gint64 sent_at;
  SimHttpAnswer answer;
} Client;

typedef struct
{
  int epoll;
  int port;
  int n_connections;
  double seconds;
  int n_requests;       /* 0: as many as fit into the time */
  int wanted;           /* status */
  char *method;
  char *path;
  char *body;
  char *ids_path;
  char **ids;
  guint n_ids;
  guint64 n_sent;
  guint64 n_refused;
  GArray *times;        /* guint32: µs an answer */
} Load;

static void
append_filled (GString    *text,
               const char *pattern,
               Load       *load)
{
  const char *at = pattern;

  while (*at != '\0')
    {
      if (g_str_has_prefix (at, "@UUID@"))
        {
          g_autofree char *id = g_uuid_string_random ();

          g_string_append (text, id);
          at += strlen ("@UUID@");
        }
      else if (g_str_has_prefix (at, "@N@"))
        {
          g_string_append_printf (text, "%" G_GUINT64_FORMAT, load->n_sent);
          at += strlen ("@N@");
        }
      else if (g_str_has_prefix (at, "@ID@") && load->n_ids > 0)
        {
          g_string_append (text, load->ids[load->n_sent % load->n_ids]);
          at += strlen ("@ID@");
        }
      else
        {
          g_string_append_c (text, *at++);
        }
    }
}

static void
connect_client (Load   *load,
                Client *client)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = client };
  g_autoptr(GError) error = NULL;

  client->fd = sim_http_connect (load->port, &error);
  if (client->fd < 0)
    {
      fprintf (stderr, "bench-rest: %s\n", error->message);
      exit (1);
    }
  epoll_ctl (load->epoll, EPOLL_CTL_ADD, client->fd, &event);
}

static void
send_request (Load   *load,
              Client *client)
{
  g_autoptr(GString) path = g_string_new (NULL);
  g_autoptr(GString) body = g_string_new (NULL);
  g_autoptr(GString) request = NULL;

  append_filled (path, load->path, load);
  if (load->body != NULL)
    append_filled (body, load->body, load);
  request = sim_http_format (load->method, path->str, load->body != NULL ? body->str : NULL);
  load->n_sent++;
  client->sent_at = g_get_monotonic_time ();
  if (client->answer.closes) /* a peer that knows no keep-alive */
    {
      close (client->fd);
      connect_client (load, client);
    }
  sim_http_answer_reset (&client->answer);
  if (send (client->fd, request->str, request->len, MSG_NOSIGNAL) != (gssize) request->len)
    {
      fprintf (stderr, "bench-rest: cannot send: %s\n", g_strerror (errno));
      exit (1);
    }
}

/* Whether a whole answer has come. */
static gboolean
receive (Load   *load,
         Client *client)
{
  g_autoptr(GError) error = NULL;
  char buffer[65536];
  gssize n = recv (client->fd, buffer, sizeof buffer, 0);
  guint32 took;

  if (n <= 0 || !sim_http_answer_feed (&client->answer, buffer, n, &error))
    {
      fprintf (stderr, "bench-rest: %s\n",
               error != NULL ? error->message
               : n < 0       ? g_strerror (errno)
                             : "the server ended a connection");
      exit (1);
    }
  if (!client->answer.complete)
    return FALSE;
  took = g_get_monotonic_time () - client->sent_at;
  g_array_append_val (load->times, took);
  if ((int) client->answer.status != load->wanted)
    {
      if (load->n_refused++ == 0)
        fprintf (stderr, "bench-rest: answered %u %.300s\n", client->answer.status,
                 client->answer.body->str);
    }

  return TRUE;
}

static gboolean
has_more (const Load *load,
          gint64      end)
{
  if (load->n_requests > 0)
    return load->n_sent < (guint64) load->n_requests;

  return g_get_monotonic_time () < end;
}

static double
run (Load *load)
{
  g_autofree Client *clients = g_new0 (Client, load->n_connections);
  int n_busy = 0;
  gint64 start, end;

  load->epoll = epoll_create1 (EPOLL_CLOEXEC);
  for (int i = 0; i < load->n_connections; i++)
    {
      sim_http_answer_init (&clients[i].answer);
      connect_client (load, &clients[i]);
    }

  start = g_get_monotonic_time ();
  end = start + (gint64) (load->seconds * G_USEC_PER_SEC);
  for (int i = 0; i < load->n_connections && has_more (load, end); i++, n_busy++)
    send_request (load, &clients[i]);
  while (n_busy > 0)
    {
      struct epoll_event events[64];
      int n = epoll_wait (load->epoll, events, G_N_ELEMENTS (events), ANSWER_DEADLINE_MS);

      if (n <= 0)
        {
          fprintf (stderr, "bench-rest: no answer\n");
          exit (1);
        }
      for (int i = 0; i < n; i++)
        {
          Client *client = events[i].data.ptr;

          if (!receive (load, client))
            continue;
          if (has_more (load, end))
            {
              send_request (load, client);
            }
          else
            {
              epoll_ctl (load->epoll, EPOLL_CTL_DEL, client->fd, NULL);
              n_busy--;
            }
        }
    }
  end = g_get_monotonic_time ();

  for (int i = 0; i < load->n_connections; i++)
    {
      close (clients[i].fd);
      sim_http_answer_clear (&clients[i].answer);
    }
  close (load->epoll);

  return (end - start) / (double) G_USEC_PER_SEC;
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

static guint32
get_time (const Load *load,
          double      share)
{
  return g_array_index (load->times, guint32, (guint) (share * (load->times->len - 1)));
}

int
main (int    argc,
      char **argv)
{
  Load load = { .n_connections = 16, .seconds = 2, .wanted = 200 };
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &load.port, "Where the server listens", "N" },
    { "connections", 0, 0, G_OPTION_ARG_INT, &load.n_connections, "How many at once", "N" },
    { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &load.seconds, "For how long", "S" },
    { "requests", 0, 0, G_OPTION_ARG_INT, &load.n_requests, "That many instead", "N" },
    { "status", 0, 0, G_OPTION_ARG_INT, &load.wanted, "What the answers should be", "N" },
    { "method", 0, 0, G_OPTION_ARG_STRING, &load.method, "GET or POST", "METHOD" },
    { "path", 0, 0, G_OPTION_ARG_STRING, &load.path, "Below /api/v1", "PATH" },
    { "body", 0, 0, G_OPTION_ARG_STRING, &load.body, "JSON", "TEXT" },
    { "ids", 0, 0, G_OPTION_ARG_FILENAME, &load.ids_path, "A line for each @ID@", "FILE" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *ids = NULL;
  double seconds;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || load.port <= 0 ||
      load.path == NULL || load.n_connections < 1 || load.n_connections > 10000 ||
      (load.ids_path != NULL && !g_file_get_contents (load.ids_path, &ids, NULL, &error)))
    {
      fprintf (stderr, "bench-rest: %s\n",
               error != NULL ? error->message : "--port and --path are needed");
      return 1;
    }
  if (load.method == NULL)
    load.method = g_strdup (load.body != NULL ? "POST" : "GET");
  if (ids != NULL)
    {
      load.ids = g_strsplit (g_strstrip (ids), "\n", -1);
      load.n_ids = g_strv_length (load.ids);
    }
  load.times = g_array_new (FALSE, FALSE, sizeof (guint32));

  seconds = run (&load);
  g_array_sort (load.times, compare_times);
  printf ("{\"answers\":%u,\"refused\":%" G_GUINT64_FORMAT ",\"seconds\":%.3f,\"per_second\":%.1f,"
          "\"p50_us\":%u,\"p99_us\":%u,\"max_us\":%u}\n", load.times->len, load.n_refused, seconds,
          load.times->len / seconds, get_time (&load, 0.5), get_time (&load, 0.99),
          get_time (&load, 1));

  g_array_unref (load.times);
  g_strfreev (load.ids);
  g_free (load.ids_path);
  g_free (load.method);
  g_free (load.path);
  g_free (load.body);

  return load.n_refused == 0 ? 0 : 1;
}
