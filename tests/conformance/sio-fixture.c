/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server that the protocols' test suites ask for: raw echo on
 * /engine.io/; on /socket.io/ the namespaces "/" and "/custom", which say
 * back what they are told. It knows nothing but the library. */
#define G_LOG_DOMAIN "sio-fixture"

#include <glib-unix.h>
#include <stdio.h>
#include <sys/resource.h>

#include "sio/sio-server.h"

#define PING_INTERVAL   300
#define PING_TIMEOUT    200
#define CONNECT_TIMEOUT 1000
#define MAX_PAYLOAD     1000000
#define GREETING_DELAY  20

typedef struct
{
  SioHttpServer *http;
  SioEngine     *echo;
  SioServer     *server;
  GQueue         greetings; /* of Greeting*, the oldest first */
} Fixture;

/* An "auth" that is still to be said. */
typedef struct
{
  Fixture   *fixture;
  SioSocket *socket;
  char      *auth;
  GSource   *source;
} Greeting;

static void
echo_opened_cb (SioEngineSocket *socket,
                gpointer         user_data)
{
}

static void
echo_message_cb (SioEngineSocket *socket,
                 gboolean         is_binary,
                 const char      *data,
                 gsize            length,
                 gpointer         user_data)
{
  if (is_binary)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (data, length);

      sio_engine_socket_send_binary (socket, bytes);
    }
  else
    {
      struct iovec piece = { (char *) data, length };

      sio_engine_socket_send_text (socket, &piece, 1);
    }
}

static void
echo_closed_cb (SioEngineSocket *socket,
                const char      *reason,
                gpointer         user_data)
{
}

static const SioEngineFuncs echo_funcs = {
  .opened = echo_opened_cb,
  .message = echo_message_cb,
  .closed = echo_closed_cb,
};

static void
drop_greeting (Greeting *self)
{
  g_queue_remove (&self->fixture->greetings, self);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  sio_socket_unref (self->socket);
  g_free (self->auth);
  g_free (self);
}

static void
say_greeting (Greeting *self)
{
  sio_socket_emit (self->socket, "auth", SIO_ARGS_JSON (self->auth));
  drop_greeting (self);
}

static gboolean
greeting_due_cb (gpointer user_data)
{
  say_greeting (user_data);
  return G_SOURCE_REMOVE;
}

/* The suites that Socket.IO publishes wait for one packet, and only then for
 * the next: with their WebSocket library a packet is lost that arrives in one
 * go with the one before, which our server sees to. So by WebSocket "auth"
 * comes a little after the answer to CONNECT, though before anything else. */
static void
greet_later (Fixture    *fixture,
             SioSocket  *socket,
             const char *auth,
             gsize       auth_length)
{
  Greeting *greeting = g_new0 (Greeting, 1);

  greeting->fixture = fixture;
  greeting->socket = sio_socket_ref (socket);
  greeting->auth = g_strndup (auth, auth_length);
  greeting->source = g_timeout_source_new (GREETING_DELAY);
  g_source_set_callback (greeting->source, greeting_due_cb, greeting, NULL);
  g_source_attach (greeting->source, g_main_context_get_thread_default ());
  g_queue_push_tail (&fixture->greetings, greeting);
}

static void
say_greetings_on (Fixture         *fixture,
                  SioEngineSocket *connection)
{
  for (GList *l = fixture->greetings.head, *next; l != NULL; l = next)
    {
      Greeting *greeting = l->data;

      next = l->next;
      if (sio_socket_get_connection (greeting->socket) == connection)
        say_greeting (greeting);
    }
}

static void
connect_cb (SioSocket  *socket,
            const char *auth,
            gsize       auth_length,
            gpointer    user_data)
{
  Fixture *fixture = user_data;
  SioEngineSocket *connection = sio_socket_get_connection (socket);
  SioArgs args = { auth, auth_length, NULL, 0 };

  say_greetings_on (fixture, connection);
  sio_socket_accept (socket);
  if (g_str_equal (sio_engine_socket_get_transport (connection), "websocket"))
    greet_later (fixture, socket, auth, auth_length);
  else
    sio_socket_emit (socket, "auth", &args);
}

static void
event_cb (SioSocket     *socket,
          const char    *name,
          const SioArgs *args,
          SioAck        *ack,
          gpointer       user_data)
{
  g_autoptr (SioAck) answer = ack;

  say_greetings_on (user_data, sio_socket_get_connection (socket));
  if (g_str_equal (name, "message"))
    sio_socket_emit (socket, "message-back", args);
  else if (g_str_equal (name, "message-with-ack") && answer != NULL)
    sio_ack_answer (g_steal_pointer (&answer), args);
}

static void
disconnected_cb (SioSocket  *socket,
                 const char *reason,
                 gpointer    user_data)
{
  Fixture *fixture = user_data;

  for (GList *l = fixture->greetings.head; l != NULL; l = l->next)
    {
      Greeting *greeting = l->data;

      if (greeting->socket == socket)
        {
          drop_greeting (greeting);
          return;
        }
    }
}

static const SioNamespaceFuncs namespace_funcs = {
  .connect = connect_cb,
  .event = event_cb,
  .disconnected = disconnected_cb,
};

/* Browsers run the suites from pages of other origins. */
static void
allow_every_origin (SioHttpRequest *request)
{
  sio_http_request_set_response_header (request, "Access-Control-Allow-Origin", "*");
  sio_http_request_set_response_header (request, "Access-Control-Allow-Methods",
                                        "GET, POST, PUT, DELETE");
  sio_http_request_set_response_header (request, "Access-Control-Allow-Headers", "*");
}

static void
handle_cb (SioHttpServer  *http,
           SioHttpRequest *request,
           gpointer        user_data)
{
  Fixture *fixture = user_data;
  const char *path = sio_http_request_get_path (request);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  allow_every_origin (request);
  if (g_str_equal (sio_http_request_get_method (request), "OPTIONS"))
    sio_http_request_respond (request, 204, NULL, nothing);
  else if (g_str_has_prefix (path, "/socket.io/"))
    sio_server_serve (fixture->server, request);
  else if (g_str_has_prefix (path, "/engine.io/"))
    sio_engine_serve (fixture->echo, request);
  else
    sio_http_request_respond (request, 404, "text/plain", nothing);
}

static void
set_up (Fixture *fixture)
{
  SioServerOptions options;

  sio_server_options_init (&options);
  options.engine.ping_interval = PING_INTERVAL;
  options.engine.ping_timeout = PING_TIMEOUT;
  options.engine.max_payload = MAX_PAYLOAD;
  options.connect_timeout = CONNECT_TIMEOUT;

  fixture->http = sio_http_server_new ();
  fixture->echo = sio_engine_new (fixture->http, &options.engine, &echo_funcs, NULL);
  fixture->server = sio_server_new (fixture->http, &options);
  sio_server_add_namespace (fixture->server, "/", &namespace_funcs, fixture);
  sio_server_add_namespace (fixture->server, "/custom", &namespace_funcs, fixture);
  sio_http_server_set_handler (fixture->http, handle_cb, fixture, NULL);
}

static void
tear_down (Fixture *fixture)
{
  sio_http_server_stop_listening (fixture->http);
  g_clear_pointer (&fixture->server, sio_server_free);
  g_clear_pointer (&fixture->echo, sio_engine_free);
  g_clear_object (&fixture->http);
}

static gboolean
listen_on (SioHttpServer  *http,
           GSocketFamily   family,
           guint16         port,
           GError        **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);

  return sio_http_server_listen (http, address, error);
}

/* On both loopback addresses where there are both. Returns the port, 0 if there is none. */
static guint16
listen_on_loopback (SioHttpServer  *http,
                    guint16         port,
                    GError        **error)
{
  g_autoptr (GError) ignored = NULL;
  GPtrArray *addresses;

  if (!listen_on (http, G_SOCKET_FAMILY_IPV4, port, error))
    return 0;

  addresses = sio_http_server_get_addresses (http);
  port = g_inet_socket_address_get_port (addresses->pdata[0]);
  if (!listen_on (http, G_SOCKET_FAMILY_IPV6, port, &ignored))
    g_debug ("Not on ::1: %s", ignored->message);
  return port;
}

/* Every connection is a descriptor, and programs get few by default. */
static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit (RLIMIT_NOFILE, &limit) != 0)
    g_debug ("The limit of open files could not be raised");
}

static gboolean
stop_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
run (guint16   port,
     GError  **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Fixture fixture = { NULL };

  set_up (&fixture);
  port = listen_on_loopback (fixture.http, port, error);
  if (port != 0)
    {
      guint term = g_unix_signal_add (SIGTERM, stop_cb, loop);
      guint interrupt = g_unix_signal_add (SIGINT, stop_cb, loop);

      g_print ("listening on http://127.0.0.1:%u\n", port);
      fflush (stdout);
      g_main_loop_run (loop);
      g_source_remove (term);
      g_source_remove (interrupt);
    }
  tear_down (&fixture);
  return port != 0;
}

int
main (int    argc,
      char **argv)
{
  int port = 3000;
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "Listen on this port; 0 picks one (default: 3000)",
      "PORT" },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, "Serves what the protocols' test suites ask for.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("sio-fixture: %s\n", error->message);
      return 1;
    }
  if (argc > 1 || port < 0 || port > G_MAXUINT16)
    {
      g_printerr ("sio-fixture: there is nothing to say but --port and 0 to 65535\n");
      return 1;
    }
  raise_descriptor_limit ();
  if (!run (port, &error))
    {
      g_printerr ("sio-fixture: %s\n", error->message);
      return 1;
    }
  return 0;
}
