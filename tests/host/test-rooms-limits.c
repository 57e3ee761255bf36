/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much a client may, and what it hears when it wants more. */
#include <string.h>

#include "rooms-fixture.h"

static void
test_presence (HostFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr(TalusTestSocket) other = rooms_join (fixture, "/graph", "");
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestEvent) ack = NULL;
  g_autoptr(TalusTestEvent) told = NULL;
  g_autoptr(TalusTestReply) clients = NULL;
  g_autofree char *names = NULL;

  ack = talus_test_socket_call (socket, "presence", "{'session_id':'%s','state':{'cursor':[1,2]}}",
                                fixture->project->session_id);
  told = talus_test_socket_wait (other, "presence");
  g_assert_cmpstr (talus_test_event_string (told, "client_id"), ==,
                   talus_test_socket_get_sid (socket));
  g_assert_cmpint (talus_test_event_int (told, "state.cursor.1"), ==, 2);
  g_assert_cmpstr (talus_test_event_string (told, "session_id"), ==,
                   fixture->project->session_id);
  names = rooms_settle (socket);
  g_assert_cmpstr (names, ==, "");
  clients = host_fixture_get (fixture, "/clients");
  g_assert_cmpint (talus_test_reply_int (clients, "clients.1.presence.cursor.0"), ==, 1);
}

static void
test_presence_size (HostFixture   *fixture,
                    gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autofree char *most = g_strnfill (4096 - strlen ("{'a':''}"), 'x');
  g_autoptr(TalusTestEvent) fits = NULL;
  g_autoptr(TalusTestEvent) refused = NULL;
  g_autoptr(TalusTestEvent) missing = NULL;

  fits = talus_test_socket_call (socket, "presence", "{'state':{'a':'%s'}}", most);
  g_assert_false (talus_test_event_has (fits, "code"));
  refused = talus_test_socket_call (socket, "presence", "{'state':{'a':'%sx'}}", most);
  rooms_assert_failure (refused, "TOO_MANY_REQUESTS");
  missing = talus_test_socket_call (socket, "presence", "{'state':'here'}%s", "");
  rooms_assert_failure (missing, "INVALID_REQUEST");
}

/* Of what comes too fast the newest wins. */
static void
test_presence_ration (HostFixture   *fixture,
                      gconstpointer  data)
{
  g_autoptr(TalusTestSocket) other = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  gint64 last = -1;
  guint n = 0;

  for (guint i = 0; i < 300; i++)
    talus_test_socket_emit (socket, "presence", "{'state':{'n':%u}}", i);
  while (last < 299)
    {
      g_autoptr(TalusTestEvent) told = talus_test_socket_wait (other, "presence");

      g_assert_cmpint (talus_test_event_int (told, "state.n"), >, last);
      last = talus_test_event_int (told, "state.n");
      n++;
    }
  g_assert_cmpuint (n, >=, 31);
  g_assert_cmpuint (n, <, 150);
}

static void
test_messages_before (HostFixture   *fixture,
                      gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestEvent) error = NULL;

  for (guint i = 0; i < 10; i++)
    talus_test_socket_settle (socket);
  talus_test_socket_emit (socket, "ping", "%s", "");
  error = talus_test_socket_wait (socket, "error");
  rooms_assert_failure (error, "TOO_MANY_REQUESTS");
  talus_test_socket_wait_closed (socket);
}

static void
test_bytes_before (HostFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);
  g_autofree char *text = g_strnfill (65536, 'x');
  g_autoptr(TalusTestEvent) error = NULL;

  talus_test_socket_emit (socket, "ping", "'%s'", text);
  error = talus_test_socket_wait (socket, "error");
  rooms_assert_failure (error, "PAYLOAD_TOO_LARGE");
  talus_test_socket_wait_closed (socket);
}

/* Whatever it says meanwhile; who left a session was in one. */
static void
test_time_before (HostFixture   *fixture,
                  gconstpointer  data)
{
  g_autoptr(TalusTestSocket) joined = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) restless = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestSocket) gone = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestEvent) left = NULL;
  g_autoptr(TalusTestEvent) error = NULL;
  gint64 started = g_get_monotonic_time ();

  /* Out of the last namespace, whether it had joined or not. */
  talus_test_socket_send_raw (restless, "41", 2);
  talus_test_socket_send_raw (gone, "41", 2);

  left = talus_test_socket_call (joined, "leave_session", "{}%s", "");
  talus_test_socket_settle (socket);
  error = talus_test_socket_wait (socket, "error");
  rooms_assert_failure (error, "INVALID_REQUEST");
  talus_test_socket_wait_closed (socket);
  g_assert_cmpint (g_get_monotonic_time () - started, >, 9 * G_USEC_PER_SEC);
  talus_test_socket_wait_closed (restless);
  talus_test_socket_wait_closed (gone);
  talus_test_socket_settle (joined);
}

static void
test_free_after (HostFixture   *fixture,
                 gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");

  for (guint i = 0; i < 30; i++)
    talus_test_socket_settle (socket);
}

static void
unload (HostFixture *fixture)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s", fixture->project->session_id);
  g_autoptr(TalusTestReply) reply = NULL;

  reply = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  talus_test_assert_status (reply, 200);
}

/* Who need not be told that loading takes its time may go on at once. */
static void
test_on_the_way_in (HostFixture   *fixture,
                    gconstpointer  data)
{
  g_autofree char *auth = g_strdup_printf ("{'session_id':'%s'}", fixture->project->session_id);
  g_autoptr(TalusTestSocket) socket = NULL;
  g_autoptr(TalusTestEvent) taken = NULL;
  HostStrike strike;

  unload (fixture);
  host_strike_begin (&strike);
  socket = rooms_connect (fixture, "/", auth);
  for (guint i = 0; i < 30; i++)
    talus_test_socket_emit (socket, "ping", "%s", "");
  /* Answered behind all that, and not held up. */
  taken = talus_test_socket_connect (socket, "/graph", NULL);
  g_assert_cmpstr (taken->name, ==, "connect");
  host_strike_end (&strike);
  talus_test_event_free (talus_test_socket_wait (socket, "joined"));
  for (guint i = 0; i < 30; i++)
    talus_test_event_free (talus_test_socket_wait (socket, "pong"));
  g_assert_cmpuint (talus_test_socket_count (socket, "error"), ==, 0);
}

/* But not with any amount. */
static void
test_waiting_is_bounded (HostFixture   *fixture,
                         gconstpointer  data)
{
  g_autoptr(TalusTestReply) empty = talus_test_post (fixture->client, "/sessions", "{}");
  g_autofree char *auth = g_strdup_printf ("{'session_id':'%s'}",
                                           talus_test_reply_string (empty, "session_id"));
  g_autofree char *text = g_strnfill (900000, 'x');
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", auth);
  g_autoptr(TalusTestEvent) refused = NULL;
  HostStrike strike;

  talus_test_event_free (talus_test_socket_wait (socket, "joined"));
  unload (fixture);
  host_strike_begin (&strike);
  talus_test_socket_emit (socket, "join_session", "{'session_id':'%s'}",
                          fixture->project->session_id);
  for (guint i = 0; i < 10; i++)
    talus_test_socket_emit (socket, "ping", "'%s'", text);
  refused = talus_test_socket_wait (socket, "error");
  rooms_assert_failure (refused, "TOO_MANY_REQUESTS");
  host_strike_end (&strike);
  talus_test_event_free (talus_test_socket_wait (socket, "joined"));
  for (guint i = 0; i < 9; i++)
    talus_test_event_free (talus_test_socket_wait (socket, "pong"));
}

/* All namespaces of a connection together. */
static void
test_joins (HostFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestEvent) connected = talus_test_socket_connect (socket, "/graph", NULL);
  g_autoptr(TalusTestEvent) refused = NULL;
  g_autoptr(TalusTestEvent) again = NULL;
  g_autoptr(TalusTestEvent) left = NULL;
  g_autoptr(TalusTestEvent) joined = NULL;

  for (guint i = 1; i < 64; i++)
    {
      g_autoptr(TalusTestReply) session = talus_test_post (fixture->client, "/sessions", "{}");
      g_autoptr(TalusTestEvent) ack = NULL;

      ack = talus_test_socket_call (socket, "join_session", "{'session_id':'%s'}",
                                    talus_test_reply_string (session, "session_id"));
      g_assert_true (talus_test_event_has (ack, "client_id"));
    }
  refused = rooms_ask_join (fixture, socket, "");
  rooms_assert_failure (refused, "TOO_MANY_REQUESTS");
  talus_test_socket_use (socket, "/");
  again = rooms_ask_join (fixture, socket, "");
  g_assert_true (talus_test_event_has (again, "client_id"));
  left = talus_test_socket_call (socket, "leave_session", "{'session_id':'%s'}",
                                 fixture->project->session_id);
  talus_test_socket_use (socket, "/graph");
  joined = rooms_ask_join (fixture, socket, "");
  g_assert_true (talus_test_event_has (joined, "client_id"));
}

static void
test_origin (HostFixture   *fixture,
             gconstpointer  data)
{
  guint16 port = talus_test_host_get_port (fixture->host);
  g_autoptr(TalusTestSocket) socket = NULL;
  g_autofree char *own = g_strdup_printf ("Origin: http://127.0.0.1:%u\r\n", port);
  g_autoptr(TalusTestReply) polling = NULL;
  guint status = 0;

  g_assert_null (talus_test_socket_new_full ("127.0.0.1", port, "Origin: http://evil.example\r\n",
                                             0, &status));
  g_assert_cmpuint (status, ==, 403);
  socket = talus_test_socket_new_full ("127.0.0.1", port, own, 0, &status);
  g_assert_nonnull (socket);

  talus_test_client_set_header (fixture->client, "Origin", "http://evil.example");
  polling = talus_test_client_call (fixture->client, "GET",
                                    "/socket.io/?EIO=4&transport=polling", NULL);
  talus_test_assert_error (polling, 403, "FORBIDDEN");
}

static void
test_without (void)
{
  TalusHostOptions options = { .no_socketio = TRUE };
  g_autoptr(TalusTestHost) host = talus_test_host_new (&options);
  g_autoptr(TalusTestClient) client = talus_test_client_new (host);
  g_autoptr(TalusTestReply) reply = NULL;

  reply = talus_test_client_call (client, "GET", "/socket.io/?EIO=4&transport=polling", NULL);
  talus_test_assert_error (reply, 404, "NOT_FOUND");
}

static void
test_counted (HostFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr(TalusTestSocket) one = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) two = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestReply) health = talus_test_get (fixture->client, "/health");
  g_autoptr(TalusTestReply) metrics = NULL;
  const char *text = NULL;

  g_assert_cmpint (talus_test_reply_int (health, "clients"), ==, 1);
  rooms_set (fixture, "year", "1970");
  talus_test_socket_settle (one);
  metrics = talus_test_get (fixture->client, "/metrics");
  text = g_bytes_get_data (metrics->body, NULL);
  g_assert_nonnull (strstr (text, "\ntalus_socket_connections 2\n"));
  g_assert_nonnull (strstr (text, "\ntalus_clients 1\n"));
  g_assert_nonnull (strstr (text, "\ntalus_deliveries_total 3\n"));
  g_assert_nonnull (strstr (text, "\ntalus_socket_queue_bytes "));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/rooms/presence-goes-to-the-others", test_presence);
  host_test_add ("/rooms/presence-has-a-size", test_presence_size);
  host_test_add ("/rooms/of-presence-the-newest-wins", test_presence_ration);
  host_test_add ("/rooms/strangers-say-ten-things", test_messages_before);
  host_test_add ("/rooms/strangers-send-64-kib", test_bytes_before);
  host_test_add ("/rooms/strangers-stay-ten-seconds", test_time_before);
  host_test_add ("/rooms/who-has-joined-may-say-more", test_free_after);
  host_test_add ("/rooms/who-is-on-the-way-in-is-no-stranger", test_on_the_way_in);
  host_test_add ("/rooms/what-waits-is-bounded", test_waiting_is_bounded);
  host_test_add ("/rooms/a-connection-joins-64", test_joins);
  host_test_add ("/rooms/host-and-origin-are-judged", test_origin);
  g_test_add_func ("/rooms/they-can-be-left-out", test_without);
  host_test_add ("/rooms/clients-are-counted", test_counted);

  return g_test_run ();
}
