/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests a second through SioHttpServer: a server process and, in this one,
 * a client that keeps a number of connections busy. Prints a table and one
 * JSON line a row. */
#define G_LOG_DOMAIN "bench-http"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sio/sio-http-server.h"

typedef struct
{
  const char *name;
  const char *request;
  guint       n_connections;
  guint       n_idle; /* more of them that do nothing */
} Row;

typedef struct
{
  int   fd;
  gsize received;
} Client;

#define GET_REQUEST \
  "GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n"
#define POST_REQUEST(path) \
  "POST " path " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" \
  "Content-Length: 41\r\n\r\n{\"command_type\":\"UpdateProperty\",\"a\":123}"

static const Row rows[] = {
  { "GET", GET_REQUEST, 1, 0 },
  { "GET", GET_REQUEST, 16, 0 },
  { "POST", POST_REQUEST ("/commands"), 16, 0 },
  { "POST answered later", POST_REQUEST ("/later"), 16, 0 },
  { "GET", GET_REQUEST, 256, 0 },
  { "GET beside idle ones", GET_REQUEST, 16, 5000 },
};

static const char answer[] = "{\"status\":\"ok\"}";

static gboolean
answer_later_cb (gpointer user_data)
{
  g_autoptr (GBytes) body = g_bytes_new_static (answer, strlen (answer));

  sio_http_request_respond (user_data, 200, "application/json", body);
  return G_SOURCE_REMOVE;
}

static void
body_cb (SioHttpRequest *request,
         GBytes         *body,
         const GError   *error,
         gpointer        user_data)
{
  g_autoptr (GBytes) reply = NULL;

  if (error != NULL)
    return;
  if (g_str_equal (sio_http_request_get_path (request), "/later"))
    {
      g_idle_add_full (G_PRIORITY_DEFAULT, answer_later_cb, g_object_ref (request), g_object_unref);
      return;
    }
  reply = g_bytes_new_static (answer, strlen (answer));
  sio_http_request_respond (request, 200, "application/json", reply);
}

static void
handle (SioHttpServer  *server,
        SioHttpRequest *request,
        gpointer        user_data)
{
  sio_http_request_read_body (request, 1024 * 1024, body_cb, NULL);
}

static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

static G_GNUC_NORETURN void
serve (int port_fd)
{
  g_autoptr (SioHttpServer) server = sio_http_server_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  guint16 port;

  prctl (PR_SET_PDEATHSIG, SIGTERM);
  sio_http_server_set_handler (server, handle, NULL, NULL);
  if (!sio_http_server_listen (server, address, &error))
    g_error ("%s", error->message);
  port = g_inet_socket_address_get_port (sio_http_server_get_addresses (server)->pdata[0]);
  if (write (port_fd, &port, sizeof port) != sizeof port)
    g_error ("The port could not be told");
  g_main_loop_run (loop);
  exit (0);
}

static int
connect_to (guint16 port)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int one = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) < 0)
    g_error ("Cannot connect: %s", g_strerror (errno));
  return fd;
}

static void
send_request (Client     *client,
              const char *request)
{
  client->received = 0;
  if (send (client->fd, request, strlen (request), MSG_NOSIGNAL) != (gssize) strlen (request))
    g_error ("Cannot send: %s", g_strerror (errno));
}

/* All answers of a row are equally long: the first one tells how long. */
static gsize
measure_answer (Client     *client,
                const char *request)
{
  char buffer[4096];
  gsize received = 0;

  send_request (client, request);
  while (received < sizeof buffer - 1)
    {
      gssize n = recv (client->fd, buffer + received, sizeof buffer - 1 - received, 0);
      const char *end;

      if (n <= 0)
        g_error ("No answer");
      received += n;
      buffer[received] = '\0';
      end = strstr (buffer, "\r\n\r\n");
      if (end != NULL && received == (gsize) (end + 4 - buffer) + strlen (answer))
        break;
    }
  if (!g_str_has_prefix (buffer, "HTTP/1.1 200"))
    g_error ("Not answered well: %s", buffer);
  return received;
}

static double
run_row (const Row *row,
         guint16    port,
         double     seconds)
{
  g_autofree Client *clients = g_new0 (Client, row->n_connections);
  g_autofree int *idle = g_new0 (int, row->n_idle);
  int epoll = epoll_create1 (EPOLL_CLOEXEC);
  gint64 start, end;
  guint64 n_answers = 0;
  gsize length = 0;

  for (guint i = 0; i < row->n_idle; i++)
    {
      Client client = { connect_to (port) };

      idle[i] = client.fd;
      measure_answer (&client, rows[0].request);
    }
  for (guint i = 0; i < row->n_connections; i++)
    {
      struct epoll_event event = { .events = EPOLLIN, .data.ptr = &clients[i] };

      clients[i].fd = connect_to (port);
      length = measure_answer (&clients[i], row->request);
      epoll_ctl (epoll, EPOLL_CTL_ADD, clients[i].fd, &event);
    }

  start = g_get_monotonic_time ();
  end = start + (gint64) (seconds * G_USEC_PER_SEC);
  for (guint i = 0; i < row->n_connections; i++)
    send_request (&clients[i], row->request);
  while (g_get_monotonic_time () < end)
    {
      struct epoll_event events[256];
      int n = epoll_wait (epoll, events, G_N_ELEMENTS (events), 1000);

      for (int i = 0; i < n; i++)
        {
          Client *client = events[i].data.ptr;
          char buffer[4096];
          gssize got = recv (client->fd, buffer, sizeof buffer, 0);

          if (got <= 0)
            g_error ("The connection ended");
          client->received += got;
          if (client->received >= length)
            {
              n_answers++;
              send_request (client, row->request);
            }
        }
    }
  end = g_get_monotonic_time ();

  for (guint i = 0; i < row->n_connections; i++)
    close (clients[i].fd);
  for (guint i = 0; i < row->n_idle; i++)
    close (idle[i]);
  close (epoll);

  return n_answers * (double) G_USEC_PER_SEC / (end - start);
}

int
main (int    argc,
      char **argv)
{
  double seconds = argc > 1 ? g_ascii_strtod (argv[1], NULL) : 2;
  int pipe_fds[2];
  guint16 port;
  pid_t pid;

  raise_descriptor_limit ();
  if (pipe (pipe_fds) < 0)
    return 1;
  pid = fork ();
  if (pid == 0)
    serve (pipe_fds[1]);
  if (read (pipe_fds[0], &port, sizeof port) != sizeof port)
    return 1;

  printf ("%-22s %12s %8s %12s\n", "request", "connections", "idle", "requests/s");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      double rate = run_row (row, port, seconds);

      printf ("%-22s %12u %8u %12.0f\n", row->name, row->n_connections, row->n_idle, rate);
      printf ("{\"bench\":\"http\",\"request\":\"%s\",\"connections\":%u,\"idle\":%u,"
              "\"per_second\":%.0f}\n", row->name, row->n_connections, row->n_idle, rate);
      fflush (stdout);
    }

  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  return 0;
}
