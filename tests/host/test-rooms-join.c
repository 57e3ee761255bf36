/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coming, staying, going: what a client is told when it does, and what the
 * others hear of it. */
#include "rooms-fixture.h"

static void
test_joined (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = NULL;
  g_autoptr(TalusTestEvent) ack = NULL;
  g_autoptr(TalusTestEvent) joined = NULL;
  g_autofree char *room = g_strconcat ("session_", fixture->project->session_id, NULL);

  socket = rooms_connect (fixture, "/", "{'author_id':'22222222-2222-4222-8222-222222222222',"
                                        "'name':'Ada'}");
  ack = rooms_ask_join (fixture, socket, "");
  joined = talus_test_socket_wait (socket, "joined");
  g_assert_cmpstr (joined->json, ==, ack->json);
  g_assert_cmpstr (talus_test_event_string (ack, "session_id"), ==, fixture->project->session_id);
  g_assert_cmpstr (talus_test_event_string (ack, "room"), ==, room);
  g_assert_cmpstr (talus_test_event_string (ack, "client_id"), ==,
                   talus_test_socket_get_sid (socket));
  g_assert_cmpstr (talus_test_event_string (ack, "author_id"), ==,
                   "22222222-2222-4222-8222-222222222222");
  g_assert_cmpstr (talus_test_event_string (ack, "role"), ==, "owner");
  g_assert_cmpint (talus_test_event_int (ack, "active_clients"), ==, 1);
  g_assert_cmpuint (talus_test_event_length (ack, "clients"), ==, 1);
  g_assert_cmpstr (talus_test_event_string (ack, "clients.0.name"), ==, "Ada");
  g_assert_cmpint (talus_test_event_int (ack, "seq"), ==, 1);
  g_assert_cmpstr (talus_test_event_string (ack, "epoch"), ==, fixture->project->epoch);
  g_assert_nonnull (talus_test_event_string (ack, "head"));
}

static void
test_auth_joins (HostFixture   *fixture,
                 gconstpointer  data)
{
  g_autofree char *auth = g_strdup_printf ("{'session_id':'%s','since':0}",
                                           fixture->project->session_id);
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/graph", auth);
  g_autoptr(TalusTestEvent) joined = talus_test_socket_next (socket);
  g_autoptr(TalusTestEvent) snapshot = talus_test_socket_next (socket);

  g_assert_cmpstr (joined->name, ==, "joined");
  g_assert_cmpstr (snapshot->name, ==, "snapshot");
}

static void
test_auth_session_unknown (HostFixture   *fixture,
                           gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = NULL;
  g_autoptr(TalusTestEvent) error = NULL;
  g_autoptr(TalusTestEvent) ack = NULL;

  socket = rooms_connect (fixture, "/", "{'session_id':'33333333-3333-4333-8333-333333333333'}");
  error = talus_test_socket_wait (socket, "error");
  rooms_assert_failure (error, "INVALID_SESSION");
  ack = rooms_ask_join (fixture, socket, "");
  g_assert_true (talus_test_event_has (ack, "client_id"));
}

/* As it is of every member, null is nothing. */
static void
test_auth_without_session (HostFixture   *fixture,
                           gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", "{'session_id':null}");
  g_autofree char *names = rooms_settle (socket);

  g_assert_cmpstr (names, ==, "");
}

static void
test_auth_refused (HostFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = NULL;
  g_autoptr(TalusTestEvent) error = NULL;
  g_autoptr(TalusTestEvent) token = NULL;
  g_autoptr(TalusTestEvent) connected = NULL;

  socket = talus_test_socket_new ("127.0.0.1", talus_test_host_get_port (fixture->host));
  error = talus_test_socket_connect (socket, "/", "{'author_id':'nobody'}");
  g_assert_cmpstr (error->name, ==, "connect_error");
  g_assert_cmpstr (talus_test_event_string (error, "message"), ==, "INVALID_REQUEST");
  g_assert_cmpstr (talus_test_event_string (error, "data.code"), ==, "INVALID_REQUEST");
  g_assert_nonnull (talus_test_event_string (error, "data.message"));
  token = talus_test_socket_connect (socket, "/", "{'token':'no such token'}");
  g_assert_cmpstr (token->name, ==, "connect_error");
  g_assert_cmpstr (talus_test_event_string (token, "data.code"), ==, "UNAUTHORIZED");
  connected = talus_test_socket_connect (socket, "/", NULL);
  g_assert_cmpstr (connected->name, ==, "connect");
}

static void
test_refusals (HostFixture   *fixture,
               gconstpointer  data)
{
  static const struct
  {
    const char *event;
    const char *body;
    const char *code;
  } cases[] = {
    { "join_session", "{}", "INVALID_REQUEST" },
    { "join_session", "{'session_id':7}", "INVALID_REQUEST" },
    { "join_session", "{'session_id':'x'}", "INVALID_SESSION" },
    { "join_session", "{'session_id':'33333333-3333-4333-8333-333333333333'}", "INVALID_SESSION" },
    { "leave_session", "{'session_id':'33333333-3333-4333-8333-333333333333'}", "INVALID_SESSION" },
    { "no_such_event", "{}", "INVALID_REQUEST" },
    { "command", "{'command_type':'DeleteNode','data':{}}", "INVALID_REQUEST" },
    { "sync", "[1]", "INVALID_REQUEST" },
    { "presence", "{'a':1,'a':2}", "INVALID_REQUEST" },
  };
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TalusTestEvent) ack = NULL;
      g_autoptr(TalusTestEvent) error = NULL;

      ack = talus_test_socket_call (socket, cases[i].event, "%s", cases[i].body);
      error = talus_test_socket_wait (socket, "error");
      rooms_assert_failure (ack, cases[i].code);
      g_assert_cmpstr (error->json, ==, ack->json);
      g_assert_cmpstr (talus_test_event_string (error, "in_reply_to"), ==, cases[i].event);
      g_assert_true (talus_test_event_has (error, "message"));
    }
}

static void
test_bad_options (HostFixture   *fixture,
                  gconstpointer  data)
{
  static const char * const options[] = {
    ",'format':'xml'", ",'event_names':'loud'", ",'events':'node-created'", ",'events':[1]",
    ",'since':-1", ",'since':'1'", ",'epoch':1",
  };
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr(TalusTestEvent) ack = rooms_ask_join (fixture, socket, options[i]);

      rooms_assert_failure (ack, "INVALID_REQUEST");
    }
}

static void
test_deep_json (HostFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autoptr(GString) deep = g_string_new (NULL);
  g_autoptr(TalusTestEvent) ack = NULL;

  for (guint i = 0; i < 65; i++)
    g_string_append_c (deep, '[');
  for (guint i = 0; i < 65; i++)
    g_string_append_c (deep, ']');
  ack = talus_test_socket_call (socket, "presence", "{'state':{'a':%s}}", deep->str);
  rooms_assert_failure (ack, "INVALID_REQUEST");
  talus_test_socket_settle (socket);
}

static void
test_rejoin (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(TalusTestSocket) other = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestEvent) came = talus_test_socket_wait (other, "session:connected");
  g_autoptr(TalusTestEvent) again = rooms_ask_join (fixture, socket, ",'event_names':'prefixed'");
  g_autofree char *names = NULL;

  g_assert_cmpint (talus_test_event_int (again, "active_clients"), ==, 2);
  talus_test_socket_settle (socket);
  talus_test_socket_forget (socket);
  rooms_set (fixture, "goal", "'Drive it'");
  names = rooms_settle (socket);
  g_assert_cmpstr (names, ==, "command:executing graph:property-changed command:executed");
  talus_test_socket_settle (other);
  g_assert_cmpuint (talus_test_socket_count (other, "session:connected"), ==, 0);
}

static void
test_come_and_go (HostFixture   *fixture,
                  gconstpointer  data)
{
  g_autoptr(TalusTestSocket) other = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", "{'name':'Ada'}");
  g_autofree char *sid = g_strdup (talus_test_socket_get_sid (socket));
  g_autoptr(TalusTestEvent) ack = rooms_ask_join (fixture, socket, "");
  g_autoptr(TalusTestEvent) came = talus_test_socket_wait (other, "session:connected");
  g_autoptr(TalusTestEvent) left = NULL;
  g_autoptr(TalusTestEvent) went = NULL;
  g_autofree char *names = NULL;

  g_assert_cmpstr (talus_test_event_string (came, "client_id"), ==, sid);
  g_assert_cmpstr (talus_test_event_string (came, "name"), ==, "Ada");
  g_assert_cmpint (talus_test_event_int (came, "active_clients"), ==, 2);
  talus_test_socket_settle (socket);
  g_assert_cmpuint (talus_test_socket_count (socket, "session:connected"), ==, 0);

  left = talus_test_socket_call (socket, "leave_session", "{'session_id':'%s'}",
                                 fixture->project->session_id);
  g_assert_cmpint (talus_test_event_int (left, "active_clients"), ==, 1);
  went = talus_test_socket_wait (other, "session:disconnected");
  g_assert_cmpstr (talus_test_event_string (went, "client_id"), ==, sid);
  g_assert_cmpint (talus_test_event_int (went, "active_clients"), ==, 1);

  talus_test_socket_settle (socket);
  talus_test_socket_forget (socket);
  rooms_set (fixture, "goal", "'Drive it'");
  names = rooms_settle (socket);
  g_assert_cmpstr (names, ==, "");
}

static void
test_gone_is_told (HostFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr(TalusTestSocket) other = rooms_join (fixture, "/", "");
  TalusTestSocket *socket = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestEvent) went = NULL;

  talus_test_socket_free (socket);
  went = talus_test_socket_wait (other, "session:disconnected");
  g_assert_cmpint (talus_test_event_int (went, "active_clients"), ==, 1);
}

/* However many come, the room hears of it in a few events. */
static void
test_crowd (HostFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr(TalusTestSocket) other = rooms_join (fixture, "/", "");
  g_autoptr(GPtrArray) sockets = NULL;
  gint64 active = 1;
  gint64 told = 0;
  guint n_events = 0;

  sockets = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_test_socket_free);
  for (guint i = 0; i < 40; i++)
    g_ptr_array_add (sockets, rooms_connect (fixture, "/", NULL));
  for (guint i = 0; i < 40; i++)
    talus_test_socket_emit (sockets->pdata[i], "join_session", "{'session_id':'%s'}",
                            fixture->project->session_id);
  while (active < 41)
    {
      g_autoptr(TalusTestEvent) came = talus_test_socket_wait (other, "session:connected");

      active = talus_test_event_int (came, "active_clients");
      told += talus_test_event_has (came, "count") ? talus_test_event_int (came, "count") : 1;
      n_events++;
    }
  g_assert_cmpint (told, ==, 40);
  g_assert_cmpuint (n_events, <, 20);
}

static void
test_many_clients (HostFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr(GPtrArray) sockets = NULL;
  g_autoptr(TalusTestSocket) last = NULL;
  g_autoptr(TalusTestEvent) joined = NULL;

  sockets = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_test_socket_free);
  for (guint i = 0; i < 201; i++)
    {
      g_ptr_array_add (sockets, rooms_connect (fixture, "/", NULL));
      talus_test_event_free (rooms_ask_join (fixture, sockets->pdata[i], ""));
    }
  last = rooms_connect (fixture, "/", NULL);
  joined = rooms_ask_join (fixture, last, "");
  g_assert_cmpint (talus_test_event_int (joined, "active_clients"), ==, 202);
  g_assert_cmpuint (talus_test_event_length (joined, "clients"), ==, 200);
}

/* Unloaded, it is there again for whoever comes. */
static void
test_loads (HostFixture   *fixture,
            gconstpointer  data)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s", fixture->project->session_id);
  g_autoptr(TalusTestReply) closed = talus_test_client_call (fixture->client, "DELETE", target,
                                                             NULL);
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestEvent) ack = NULL;
  gint64 join = 0;

  talus_test_assert_status (closed, 200);
  ack = talus_test_socket_call (socket, "command",
                                "{'session_id':'%s','command_type':'UpdateProperty','data':"
                                "{'node_id':'%s','property_id':'goal','value':'x'}}",
                                fixture->project->session_id, fixture->project->root_id);
  rooms_assert_failure (ack, "INVALID_SESSION");
  g_clear_pointer (&ack, talus_test_event_free);

  /* What is said behind a join waits for it. */
  join = talus_test_socket_ask (socket, "join_session", "{'session_id':'%s'}",
                                fixture->project->session_id);
  ack = talus_test_socket_call (socket, "command",
                                "{'command_type':'UpdateProperty','data':"
                                "{'node_id':'%s','property_id':'goal','value':'x'}}",
                                fixture->project->root_id);
  g_assert_true (talus_test_event_boolean (ack, "success"));
  talus_test_event_free (talus_test_socket_wait_ack (socket, join));
}

static void
test_empty_session (HostFixture   *fixture,
                    gconstpointer  data)
{
  g_autoptr(TalusTestReply) session = talus_test_post (fixture->client, "/sessions", "{}");
  const char *id = talus_test_reply_string (session, "session_id");
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestSocket) records = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestEvent) joined = NULL;
  g_autoptr(TalusTestEvent) other = NULL;
  g_autoptr(TalusTestEvent) refused = NULL;
  g_autoptr(TalusTestReply) project = NULL;
  g_autoptr(TalusTestEvent) loaded = NULL;
  g_autoptr(TalusTestEvent) snapshot = NULL;
  g_autoptr(TalusTestEvent) same = NULL;

  joined = talus_test_socket_call (socket, "join_session", "{'session_id':'%s'}", id);
  other = talus_test_socket_call (records, "join_session",
                                  "{'session_id':'%s','format':'records','since':0}", id);
  g_assert_cmpint (talus_test_event_int (joined, "seq"), ==, 0);
  g_assert_null (talus_test_event_string (joined, "epoch"));
  g_assert_null (talus_test_event_string (joined, "head"));
  refused = talus_test_socket_call (socket, "undo", "%s", "{}");
  rooms_assert_failure (refused, "NO_PROJECT");

  project = talus_test_post (fixture->client, "/projects",
                             "{'template_id':'restomod','project_name':'Scout',"
                             "'session_id':'%s'}", id);
  talus_test_assert_status (project, 201);
  loaded = talus_test_socket_wait (socket, "project:loaded");
  g_assert_cmpint (talus_test_event_int (loaded, "seq"), ==, 1);
  g_assert_cmpint (talus_test_event_int (loaded, "of"), ==, 0);
  snapshot = talus_test_socket_wait (socket, "snapshot");
  g_assert_cmpstr (talus_test_event_string (snapshot, "graph.name"), ==, "Scout");
  g_assert_cmpint (talus_test_event_int (snapshot, "graph.seq"), ==, 1);
  g_assert_cmpstr (talus_test_event_string (snapshot, "graph.head"), ==,
                   talus_test_event_string (loaded, "head"));
  same = talus_test_socket_wait (records, "snapshot");
  g_assert_cmpuint (talus_test_socket_count (records, "record"), ==, 0);
}

static void
test_session_left_out (HostFixture   *fixture,
                       gconstpointer  data)
{
  g_autoptr(TalusTestProject) other = talus_test_project_new (fixture->host, "restomod", "Scout");
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestEvent) one = talus_test_socket_call (socket, "presence", "%s",
                                                          "{'state':{}}");
  g_autoptr(TalusTestEvent) two = NULL;
  g_autoptr(TalusTestEvent) joined = NULL;

  g_assert_false (talus_test_event_has (one, "code"));
  joined = talus_test_socket_call (socket, "join_session", "{'session_id':'%s'}",
                                   other->session_id);
  g_assert_true (talus_test_event_has (joined, "client_id"));
  two = talus_test_socket_call (socket, "presence", "%s", "{'state':{}}");
  rooms_assert_failure (two, "INVALID_REQUEST");
}

static void
test_ping (HostFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestEvent) ack = talus_test_socket_call (socket, "ping", "%s", "'hello',7");
  g_autoptr(TalusTestEvent) pong = talus_test_socket_wait (socket, "pong");

  g_assert_cmpstr (ack->json, ==, pong->json);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/rooms/joined-says-where-one-is", test_joined);
  host_test_add ("/rooms/connect-with-a-session-joins", test_auth_joins);
  host_test_add ("/rooms/connect-with-no-such-session-stays-connected", test_auth_session_unknown);
  host_test_add ("/rooms/connect-with-null-for-a-session-joins-none", test_auth_without_session);
  host_test_add ("/rooms/a-bad-auth-refuses-the-connect", test_auth_refused);
  host_test_add ("/rooms/a-refusal-is-an-error-and-the-ack", test_refusals);
  host_test_add ("/rooms/options-are-judged", test_bad_options);
  host_test_add ("/rooms/deep-json-is-refused", test_deep_json);
  host_test_add ("/rooms/joining-again-takes-new-options", test_rejoin);
  host_test_add ("/rooms/others-hear-who-comes-and-goes", test_come_and_go);
  host_test_add ("/rooms/others-hear-who-is-gone", test_gone_is_told);
  host_test_add ("/rooms/a-crowd-is-summed-up", test_crowd);
  host_test_add ("/rooms/joined-lists-so-many", test_many_clients);
  host_test_add ("/rooms/joining-loads-the-session", test_loads);
  host_test_add ("/rooms/an-empty-session-gets-its-project", test_empty_session);
  host_test_add ("/rooms/the-only-session-needs-no-name", test_session_left_out);
  host_test_add ("/rooms/ping-is-answered", test_ping);

  return g_test_run ();
}
