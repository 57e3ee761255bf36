/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Socket.IO server with the namespaces "/" and "/custom" and clients of it,
 * all on the default main context.
 *
 * A client that comes with {"later":true} is kept waiting, with
 * {"no":true} refused, the others come in. Of the events
 *   echo     is said back as "back",
 *   ack      is answered with its arguments,
 *   keep     is left to the test to answer,
 *   ask      has the server ask "question" with the arguments,
 *   leave    has the server put the client out, close also end the connection,
 *   leave-all puts everybody out,
 *   join     takes the client into the room,
 *   say      says "said" to the room, others to all in it but the client. */
#define G_LOG_DOMAIN "server-fixture"

#include "server-fixture.h"

#include <string.h>

static void
note (ServerFixture *fixture,
      const char    *format,
      ...) G_GNUC_PRINTF (2, 3);

static void
note (ServerFixture *fixture,
      const char    *format,
      ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (fixture->events, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static void
connect_cb (SioSocket  *socket,
            const char *auth,
            gsize       auth_length,
            gpointer    user_data)
{
  ServerFixture *fixture = user_data;
  g_autofree char *text = g_strndup (auth, auth_length);

  note (fixture, "connect %s %s", sio_socket_get_namespace (socket), text);
  g_assert_false (sio_socket_is_connected (socket));
  g_assert_cmpstr (sio_socket_get_remote (socket), ==, "127.0.0.1");
  g_assert_false (sio_socket_is_secure (socket));
  g_ptr_array_add (fixture->sockets, sio_socket_ref (socket));
  sio_socket_set_data (socket, fixture);

  if (g_str_equal (text, "{\"no\":true}"))
    sio_socket_refuse (socket, "Not you", "{\"code\":7}");
  else if (!g_str_equal (text, "{\"later\":true}"))
    sio_socket_accept (socket);
}

static void
acked_cb (SioSocket     *socket,
          const SioArgs *args,
          gpointer       user_data)
{
  ServerFixture *fixture = user_data;

  if (args == NULL)
    note (fixture, "no answer");
  else
    note (fixture, "answer %.*s %u", (int) args->length, args->json, args->n_attachments);
}

static void
act (ServerFixture *fixture,
     SioSocket     *socket,
     const char    *name,
     const SioArgs *args)
{
  if (g_str_equal (name, "echo"))
    {
      sio_socket_emit (socket, "back", args);
    }
  else if (g_str_equal (name, "ask"))
    {
      sio_socket_emit_with_ack (socket, "question", args, acked_cb, fixture);
    }
  else if (g_str_equal (name, "leave") || g_str_equal (name, "close"))
    {
      sio_socket_disconnect (socket, g_str_equal (name, "close"));
    }
  else if (g_str_equal (name, "leave-all"))
    {
      for (guint i = 0; i < fixture->sockets->len; i++)
        sio_socket_disconnect (fixture->sockets->pdata[i], TRUE);
    }
  else if (g_str_equal (name, "join"))
    {
      sio_room_add (fixture->room, sio_socket_get_outlet (socket));
    }
  else if (g_str_equal (name, "say") || g_str_equal (name, "others"))
    {
      sio_server_say (fixture->server, fixture->room, sio_socket_get_namespace (socket), "said",
                      args->json, args->length, g_str_equal (name, "others") ? socket : NULL);
    }
}

static void
event_cb (SioSocket     *socket,
          const char    *name,
          const SioArgs *args,
          SioAck        *ack,
          gpointer       user_data)
{
  ServerFixture *fixture = user_data;
  g_autoptr (SioAck) answer = ack;

  g_assert_true (sio_socket_is_connected (socket));
  g_assert_true (sio_socket_get_data (socket) == fixture);
  note (fixture, "event %s %s %.*s", sio_socket_get_namespace (socket), name, (int) args->length,
        args->json);
  act (fixture, socket, name, args);
  if (answer != NULL && g_str_equal (name, "ack"))
    sio_ack_answer (g_steal_pointer (&answer), args);
  else if (answer != NULL && g_str_equal (name, "keep"))
    g_ptr_array_add (fixture->acks, g_steal_pointer (&answer));
}

static void
disconnected_cb (SioSocket  *socket,
                 const char *reason,
                 gpointer    user_data)
{
  ServerFixture *fixture = user_data;

  g_assert_false (sio_socket_is_connected (socket));
  note (fixture, "disconnected %s %s", sio_socket_get_namespace (socket), reason);
  if (fixture->room != NULL && g_str_equal (sio_socket_get_namespace (socket), "/"))
    sio_room_remove (fixture->room, sio_socket_get_outlet (socket));
}

static const SioNamespaceFuncs funcs = {
  .connect = connect_cb,
  .event = event_cb,
  .disconnected = disconnected_cb,
};

static void
handle_cb (SioHttpServer  *http,
           SioHttpRequest *request,
           gpointer        user_data)
{
  ServerFixture *fixture = user_data;

  sio_server_serve (fixture->server, request);
}

static void
lagged_cb (SioRoom   *room,
           SioOutlet *outlet,
           gpointer   user_data)
{
  ServerFixture *fixture = user_data;
  SioSocket *socket = sio_server_find_socket (fixture->server, outlet, "/");

  g_assert_nonnull (socket);
  g_assert_null (sio_server_find_socket (fixture->server, outlet, "/custom"));
  note (fixture, "lagged %s", sio_socket_get_namespace (socket));
}

/**
 * server_fixture_set_up:
 * @fixture: the fixture
 * @data: unused
 *
 * Says what the options are; a test may change them.
 */
void
server_fixture_set_up (ServerFixture *fixture,
                       gconstpointer  data)
{
  sio_server_options_init (&fixture->options);
  fixture->events = g_ptr_array_new_with_free_func (g_free);
  fixture->sockets = g_ptr_array_new_with_free_func ((GDestroyNotify) sio_socket_unref);
  fixture->acks = g_ptr_array_new_with_free_func ((GDestroyNotify) sio_ack_free);
}

/**
 * server_fixture_start:
 * @fixture: the fixture
 *
 * Has the server listen.
 */
void
server_fixture_start (ServerFixture *fixture)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;
  GPtrArray *addresses;

  fixture->http = sio_http_server_new ();
  fixture->server = sio_server_new (fixture->http, &fixture->options);
  sio_server_add_namespace (fixture->server, "/", &funcs, fixture);
  sio_server_add_namespace (fixture->server, "/custom", &funcs, fixture);
  fixture->room = sio_server_new_room (fixture->server, 64 * 1024, lagged_cb, fixture);
  sio_http_server_set_handler (fixture->http, handle_cb, fixture, NULL);
  sio_http_server_listen (fixture->http, address, &error);
  g_assert_no_error (error);
  addresses = sio_http_server_get_addresses (fixture->http);
  fixture->port = g_inet_socket_address_get_port (addresses->pdata[0]);
}

/**
 * server_fixture_tear_down:
 * @fixture: the fixture
 * @data: unused
 *
 * Frees everything; sockets and acks last, which may outlive the server.
 */
void
server_fixture_tear_down (ServerFixture *fixture,
                          gconstpointer  data)
{
  sio_http_server_stop_listening (fixture->http);
  g_clear_pointer (&fixture->room, sio_room_free);
  g_clear_pointer (&fixture->server, sio_server_free);
  g_assert_finalize_object (fixture->http);
  while (fixture->acks->len > 0)
    sio_ack_answer (g_ptr_array_steal_index (fixture->acks, 0), SIO_ARGS_JSON ("1"));
  g_ptr_array_unref (fixture->acks);
  for (guint i = 0; i < fixture->sockets->len; i++)
    {
      SioSocket *socket = fixture->sockets->pdata[i];

      g_assert_false (sio_socket_is_connected (socket));
      g_assert_cmpuint (strlen (sio_socket_get_id (socket)), ==, 20);
      g_assert_cmpint (sio_socket_get_namespace (socket)[0], ==, '/');
      g_assert_cmpstr (sio_socket_get_remote (socket), ==, "127.0.0.1");
      sio_socket_emit (socket, "nobody hears", SIO_ARGS_JSON (""));
      g_ptr_array_set_size (fixture->events, 0);
      sio_socket_emit_with_ack (socket, "nobody hears", SIO_ARGS_JSON (""), acked_cb, fixture);
      server_fixture_assert_count (fixture, "no answer", 1);
      sio_socket_disconnect (socket, TRUE);
    }
  g_ptr_array_unref (fixture->sockets);
  g_ptr_array_unref (fixture->events);
}

/**
 * server_fixture_get_socket:
 * @fixture: the fixture
 * @index: which one
 *
 * Returns: (transfer none): the server's side of a client
 */
SioSocket *
server_fixture_get_socket (ServerFixture *fixture,
                           guint          index)
{
  g_assert_cmpuint (index, <, fixture->sockets->len);
  return fixture->sockets->pdata[index];
}

/**
 * server_fixture_count:
 * @fixture: the fixture
 * @event: an event
 *
 * Returns: how often it was noted
 */
guint
server_fixture_count (ServerFixture *fixture,
                      const char    *event)
{
  guint count = 0;

  for (guint i = 0; i < fixture->events->len; i++)
    count += g_str_equal (fixture->events->pdata[i], event);
  return count;
}

/**
 * server_fixture_assert_count:
 * @fixture: the fixture
 * @event: an event
 * @count: how often
 *
 * Holds that it was noted so often.
 */
void
server_fixture_assert_count (ServerFixture *fixture,
                             const char    *event,
                             guint          count)
{
  g_assert_cmpuint (server_fixture_count (fixture, event), ==, count);
}

typedef struct
{
  ServerFixture *fixture;
  const char    *event;
  guint          count;
} Wanted;

static gboolean
has_event (gpointer data)
{
  Wanted *wanted = data;

  return server_fixture_count (wanted->fixture, wanted->event) > 0;
}

/**
 * server_fixture_wait_for:
 * @fixture: the fixture
 * @event: an event
 *
 * Waits until it has been noted.
 */
void
server_fixture_wait_for (ServerFixture *fixture,
                         const char    *event)
{
  Wanted wanted = { fixture, event, 0 };

  http_wait_until (has_event, &wanted);
}

static gboolean
has_connections (gpointer data)
{
  Wanted *wanted = data;

  return sio_server_get_n_connections (wanted->fixture->server) == wanted->count;
}

/**
 * server_fixture_wait_for_connections:
 * @fixture: the fixture
 * @count: how many
 *
 * Waits until the server has that many clients.
 */
void
server_fixture_wait_for_connections (ServerFixture *fixture,
                                     guint          count)
{
  Wanted wanted = { fixture, NULL, count };

  http_wait_until (has_connections, &wanted);
}

/**
 * server_fixture_open:
 * @fixture: the fixture
 *
 * Returns: (transfer full): a client that is in no namespace yet
 */
WireClient *
server_fixture_open (ServerFixture *fixture)
{
  WireClient *client = wire_client_new (fixture->port, "/socket.io/?EIO=4&transport=websocket");
  g_autofree char *open = wire_client_read_text (client);

  g_assert_true (g_str_has_prefix (open, "0{\"sid\":\""));
  return client;
}

/**
 * server_fixture_enter:
 * @fixture: the fixture
 *
 * Returns: (transfer full): a client that is in "/"
 */
WireClient *
server_fixture_enter (ServerFixture *fixture)
{
  WireClient *client = server_fixture_open (fixture);
  g_autofree char *answer = NULL;

  wire_client_send (client, "40");
  answer = wire_client_read_text (client);
  g_assert_true (g_str_has_prefix (answer, "40{\"sid\":\""));
  return client;
}

/**
 * server_fixture_read_sid:
 * @client: a client that has sent a CONNECT
 * @prefix: "40", with the namespace
 *
 * Returns: (transfer full): what it is called there, as the answer says
 */
char *
server_fixture_read_sid (WireClient *client,
                         const char *prefix)
{
  g_autofree char *answer = wire_client_read_text (client);
  g_autofree char *head = g_strconcat (prefix, "{\"sid\":\"", NULL);
  char *sid;

  if (!g_str_has_prefix (answer, head))
    g_error ("No sid: %s", answer);
  sid = g_strndup (answer + strlen (head), 20);
  g_assert_cmpstr (answer + strlen (head) + 20, ==, "\"}");
  for (const char *p = sid; *p != '\0'; p++)
    g_assert_true (g_ascii_isalnum (*p) || *p == '-' || *p == '_');
  return sid;
}

/**
 * server_fixture_assert_closed:
 * @fixture: the fixture
 * @client: the only client
 *
 * Waits until both ends have seen it close.
 */
void
server_fixture_assert_closed (ServerFixture *fixture,
                              WireClient    *client)
{
  wire_client_assert_end (client);
  server_fixture_wait_for_connections (fixture, 0);
}

/**
 * server_fixture_assert_alive:
 * @client: a client that is in "/"
 *
 * Holds that it is heard and answered, and that nothing came before the answer.
 */
void
server_fixture_assert_alive (WireClient *client)
{
  wire_client_send (client, "42[\"echo\",\"alive\"]");
  wire_client_assert_text (client, "42[\"back\",\"alive\"]");
}
