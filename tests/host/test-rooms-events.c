/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a room is told: every event in its spelling, in its order, to those who
 * are in and nobody else. */
#include <string.h>

#include "base/talus-json.h"
#include "rooms-fixture.h"

#define assert_names(socket, expected) \
  G_STMT_START { \
    g_autofree char *names = rooms_settle (socket); \
    g_assert_cmpstr (names, ==, expected); \
  } G_STMT_END

static void
undo (HostFixture *fixture,
      const char  *what)
{
  g_autoptr(TalusTestReply) reply = NULL;
  g_autofree char *target = NULL;

  target = g_strdup_printf ("/sessions/%s/%s", fixture->project->session_id, what);
  reply = talus_test_post (fixture->client, target, "{}");
  talus_test_assert_status (reply, 200);
}

static void
test_create (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autofree char *id = host_fixture_create (fixture, fixture->project->root_id, "phase", "Paint");
  g_autoptr(TalusTestEvent) executing = talus_test_socket_next (socket);
  g_autoptr(TalusTestEvent) created = talus_test_socket_next (socket);
  g_autoptr(TalusTestEvent) executed = talus_test_socket_next (socket);

  g_assert_cmpstr (executing->name, ==, "command:executing");
  g_assert_cmpstr (talus_test_event_string (executing, "event"), ==, "command:executing");
  g_assert_cmpstr (talus_test_event_string (executing, "command_type"), ==, "CreateNode");
  g_assert_cmpstr (talus_test_event_string (executing, "session_id"), ==,
                   fixture->project->session_id);
  g_assert_false (talus_test_event_has (executing, "seq"));
  g_assert_cmpstr (created->name, ==, "node-created");
  g_assert_cmpstr (talus_test_event_string (created, "node_id"), ==, id);
  g_assert_cmpstr (talus_test_event_string (created, "node.name"), ==, "Paint");
  g_assert_cmpint (talus_test_event_int (created, "seq"), ==, 2);
  g_assert_cmpint (talus_test_event_int (created, "part"), ==, 1);
  g_assert_cmpstr (executed->name, ==, "command:executed");
  g_assert_cmpint (talus_test_event_int (executed, "seq"), ==, 2);
  g_assert_cmpint (talus_test_event_int (executed, "of"), ==, 1);
  g_assert_true (talus_test_event_boolean (executed, "success"));
  g_assert_cmpuint (strlen (talus_test_event_string (executed, "head")), ==, 32);
}

/* The very objects that GET /events gives. */
static void
test_same_as_rest (HostFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autofree char *id = host_fixture_create (fixture, fixture->project->root_id, "phase", "Paint");
  g_autoptr(TalusTestReply) moved = NULL;
  g_autoptr(TalusTestReply) deleted = NULL;
  g_autoptr(TalusTestReply) events = NULL;
  guint n = 0;

  moved = host_fixture_execute (fixture, "MoveNode",
                                "{'node_id':'%s','parent_id':'%s','index':0}", id,
                                fixture->project->root_id);
  deleted = host_fixture_execute (fixture, "DeleteNode", "{'node_id':'%s'}", id);
  undo (fixture, "undo");
  events = host_fixture_get (fixture, "/events?since=1");
  talus_test_socket_settle (socket);

  while (n < talus_test_reply_length (events, "events"))
    {
      g_autofree char *way = g_strdup_printf ("events.%u", n);
      g_autofree char *expected = NULL;
      g_autofree char *got = NULL;
      g_autoptr(TalusTestEvent) event = talus_test_socket_next (socket);

      if (g_str_equal (event->name, "command:executing") || g_str_equal (event->name, "undo"))
        continue;
      expected = talus_json_to_canonical (talus_test_reply_get (events, way), NULL);
      got = talus_json_to_canonical (event->data, NULL);
      g_assert_cmpstr (got, ==, expected);
      g_assert_cmpstr (event->name, ==, talus_test_event_string (event, "event"));
      n++;
    }
  g_assert_cmpuint (n, >=, 8);
}

static void
test_spellings (HostFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr(TalusTestSocket) root = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) graph = rooms_join (fixture, "/graph", "");
  g_autoptr(TalusTestSocket) prefixed = rooms_join (fixture, "/", ",'event_names':'prefixed'");
  g_autoptr(TalusTestSocket) plain = rooms_join (fixture, "/graph", ",'event_names':'plain'");

  rooms_set (fixture, "goal", "'Drive it'");
  assert_names (root, "command:executing property-changed command:executed");
  assert_names (graph,
                "command:executing property-changed graph:property-changed command:executed");
  assert_names (prefixed, "command:executing graph:property-changed command:executed");
  assert_names (plain, "command:executing property-changed command:executed");
}

static void
test_bare_undo (HostFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr(TalusTestSocket) plain = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) both = rooms_join (fixture, "/graph", "");
  g_autoptr(TalusTestSocket) prefixed = rooms_join (fixture, "/", ",'event_names':'prefixed'");

  rooms_set (fixture, "goal", "'Drive it'");
  undo (fixture, "undo");
  undo (fixture, "redo");
  assert_names (plain, "command:executing property-changed command:executed "
                       "command:executing property-deleted undo command:undo "
                       "command:executing property-changed redo command:redo");
  assert_names (both, "command:executing property-changed graph:property-changed command:executed "
                      "command:executing property-deleted graph:property-deleted undo command:undo "
                      "command:executing property-changed graph:property-changed redo "
                      "command:redo");
  assert_names (prefixed, "command:executing graph:property-changed command:executed "
                          "command:executing graph:property-deleted command:undo "
                          "command:executing graph:property-changed command:redo");
}

static void
test_undo_payload (HostFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestEvent) bare = NULL;
  g_autoptr(TalusTestEvent) closing = NULL;

  rooms_set (fixture, "goal", "'Drive it'");
  undo (fixture, "undo");
  bare = talus_test_socket_wait (socket, "undo");
  closing = talus_test_socket_wait (socket, "command:undo");
  g_assert_cmpstr (bare->json, ==, closing->json);
  g_assert_cmpint (talus_test_event_int (closing, "target_seq"), ==, 2);
  g_assert_cmpint (talus_test_event_int (closing, "of"), ==, 1);
  g_assert_true (talus_test_event_has (closing, "target_command_id"));
}

static void
test_filter (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(TalusTestSocket) some = rooms_join (fixture, "/", ",'events':['graph:node-created']");
  g_autoptr(TalusTestSocket) plain = rooms_join (fixture, "/graph", ",'events':['node-created']");
  g_autoptr(TalusTestSocket) none = rooms_join (fixture, "/", ",'events':[]");
  g_autofree char *id = host_fixture_create (fixture, fixture->project->root_id, "phase", "Paint");

  rooms_set (fixture, "goal", "'Drive it'");
  undo (fixture, "undo");
  assert_names (some, "node-created command:executed command:executed command:undo");
  assert_names (plain, "node-created graph:node-created command:executed command:executed "
                       "command:undo");
  assert_names (none, "command:executed command:executed command:undo");
}

static void
test_records (HostFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", ",'format':'records'");
  g_autofree char *id = host_fixture_create (fixture, fixture->project->root_id, "phase", "Paint");
  g_autoptr(TalusTestEvent) created = NULL;
  g_autoptr(TalusTestEvent) undone = NULL;

  undo (fixture, "undo");
  created = talus_test_socket_next (socket);
  g_assert_cmpstr (created->name, ==, "record");
  g_assert_cmpint (talus_test_event_int (created, "v"), ==, 1);
  g_assert_cmpint (talus_test_event_int (created, "seq"), ==, 2);
  g_assert_cmpstr (talus_test_event_string (created, "changes.0.op"), ==, "insert");
  g_assert_cmpstr (talus_test_event_string (created, "changes.0.node.id"), ==, id);
  g_assert_cmpstr (talus_test_event_string (created, "command.command_type"), ==, "CreateNode");
  g_assert_cmpstr (talus_test_event_string (created, "session_id"), ==,
                   fixture->project->session_id);
  undone = talus_test_socket_next (socket);
  g_assert_cmpstr (undone->name, ==, "record");
  g_assert_cmpint (talus_test_event_int (undone, "undoes"), ==, 2);
  assert_names (socket, "");
}

static void
test_failed (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) records = rooms_join (fixture, "/", ",'format':'records'");
  g_autoptr(TalusTestReply) refused = NULL;
  g_autoptr(TalusTestReply) malformed = NULL;
  g_autoptr(TalusTestEvent) failed = NULL;

  malformed = talus_test_post (fixture->client, "/commands/execute",
                               "{'session_id':'%s','command_type':'DeleteNode','data':{}}",
                               fixture->project->session_id);
  talus_test_assert_status (malformed, 400);
  refused = talus_test_post (fixture->client, "/commands/execute",
                             "{'session_id':'%s','command_type':'DeleteNode',"
                             "'data':{'node_id':'11111111-1111-4111-8111-111111111111'}}",
                             fixture->project->session_id);
  talus_test_assert_status (refused, 404);

  talus_test_socket_settle (socket);
  failed = talus_test_socket_wait (socket, "command:failed");
  g_assert_cmpstr (talus_test_event_string (failed, "error.code"), ==, "NODE_NOT_FOUND");
  g_assert_false (talus_test_event_boolean (failed, "success"));
  g_assert_cmpstr (talus_test_event_string (failed, "command_type"), ==, "DeleteNode");
  assert_names (socket, "command:executing");
  assert_names (records, "command:failed");
}

static void
test_isolation (HostFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr(TalusTestProject) other = talus_test_project_new (fixture->host, "restomod", "Scout");
  g_autoptr(TalusTestSocket) here = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) there = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestSocket) nowhere = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestEvent) joined = NULL;

  joined = talus_test_socket_call (there, "join_session", "{'session_id':'%s'}",
                                   other->session_id);
  g_assert_true (talus_test_event_has (joined, "client_id"));
  talus_test_socket_settle (there);
  talus_test_socket_forget (there);
  rooms_set (fixture, "goal", "'Drive it'");
  assert_names (here, "command:executing property-changed command:executed");
  assert_names (there, "");
  assert_names (nowhere, "");
}

/* One connection, both namespaces, the same rooms. */
static void
test_two_namespaces (HostFixture   *fixture,
                     gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autofree char *first = g_strdup (talus_test_socket_get_sid (socket));
  g_autoptr(TalusTestEvent) connected = talus_test_socket_connect (socket, "/graph", NULL);
  g_autoptr(TalusTestEvent) joined = rooms_ask_join (fixture, socket, "");
  guint n_plain = 0;

  g_assert_cmpint (talus_test_event_int (joined, "active_clients"), ==, 2);
  g_assert_cmpstr (talus_test_event_string (joined, "client_id"), !=, first);
  rooms_set (fixture, "goal", "'Drive it'");
  talus_test_socket_settle (socket);
  talus_test_socket_use (socket, "/");
  talus_test_socket_settle (socket);
  n_plain = talus_test_socket_count (socket, "property-changed");
  g_assert_cmpuint (n_plain, ==, 2);
  g_assert_cmpuint (talus_test_socket_count (socket, "graph:property-changed"), ==, 1);
}

static void
test_saved_and_closed (HostFixture   *fixture,
                       gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) filtered = rooms_join (fixture, "/", ",'events':['presence']");
  g_autofree char *save = g_strdup_printf ("/projects/%s/save", fixture->project->project_id);
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s", fixture->project->session_id);
  g_autoptr(TalusTestReply) saved_reply = talus_test_post (fixture->client, save, "{}");
  g_autoptr(TalusTestReply) closed_reply = NULL;
  g_autoptr(TalusTestEvent) saved = talus_test_socket_wait (socket, "project:saved");
  g_autoptr(TalusTestEvent) closed = NULL;
  g_autoptr(TalusTestEvent) heard = NULL;
  g_autoptr(TalusTestEvent) ack = NULL;

  talus_test_assert_status (saved_reply, 200);
  g_assert_cmpstr (talus_test_event_string (saved, "project_id"), ==,
                   fixture->project->project_id);
  closed_reply = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  talus_test_assert_status (closed_reply, 200);
  closed = talus_test_socket_wait (socket, "session:closed");
  g_assert_nonnull (talus_test_event_string (closed, "reason"));
  heard = talus_test_socket_wait (filtered, "session:closed");

  /* It is still connected, and in no session. */
  ack = talus_test_socket_call (socket, "presence", "{'session_id':'%s','state':{}}",
                                fixture->project->session_id);
  rooms_assert_failure (ack, "INVALID_SESSION");
}

static void
test_ack_behind_events (HostFixture   *fixture,
                        gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autoptr(GString) names = g_string_new (NULL);
  gint64 id = 0;

  id = talus_test_socket_ask (socket, "command",
                              "{'command_type':'UpdateProperty','data':{'node_id':'%s',"
                              "'property_id':'goal','value':'Drive it'}}",
                              fixture->project->root_id);
  /* A later answer, so that everything has come and nothing was taken. */
  {
    g_autoptr(TalusTestEvent) pong = talus_test_socket_wait_ack
      (socket, talus_test_socket_ask (socket, "undo", "%s", "{}"));

    g_assert_true (talus_test_event_boolean (pong, "success"));
  }
  for (guint i = 0; i < talus_test_socket_get_n (socket); i++)
    g_string_append_printf (names, "%s ", talus_test_socket_get_name (socket, i));
  g_assert_cmpstr (names->str, ==,
                   "command:executing property-changed command:executed ack "
                   "command:executing property-deleted undo command:undo ");
  g_assert_cmpint (id, >, 0);
}

static void
test_own_ack (HostFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestEvent) ack = NULL;
  g_autoptr(TalusTestEvent) changed = NULL;
  g_autoptr(TalusTestEvent) executed = NULL;
  g_autoptr(TalusTestEvent) refused = NULL;
  g_autoptr(TalusTestEvent) error = NULL;

  ack = talus_test_socket_call (socket, "command",
                                "{'session_id':'%s','command':'create_node',"
                                "'blueprint_type_id':'phase','parent_id':'%s'}",
                                fixture->project->session_id, fixture->project->root_id);
  changed = talus_test_socket_wait (socket, "node-created");
  executed = talus_test_socket_wait (socket, "command:executed");
  g_assert_true (talus_test_event_boolean (ack, "success"));
  g_assert_cmpint (talus_test_event_int (ack, "seq"), ==, 2);
  g_assert_cmpstr (talus_test_event_string (ack, "node_id"), ==,
                   talus_test_event_string (changed, "node_id"));
  g_assert_cmpstr (talus_test_event_string (ack, "head"), ==,
                   talus_test_event_string (executed, "head"));
  g_assert_cmpstr (talus_test_event_string (ack, "epoch"), ==, fixture->project->epoch);
  g_assert_cmpstr (talus_test_event_string (changed, "client_id"), ==,
                   talus_test_socket_get_sid (socket));

  refused = talus_test_socket_call (socket, "redo", "%s", "{}");
  rooms_assert_failure (refused, "NOTHING_TO_REDO");
  error = talus_test_socket_wait (socket, "error");
  g_assert_cmpstr (error->json, ==, refused->json);
  g_assert_cmpstr (talus_test_event_string (error, "in_reply_to"), ==, "redo");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/rooms/a-command-is-told", test_create);
  host_test_add ("/rooms/events-are-those-of-rest", test_same_as_rest);
  host_test_add ("/rooms/each-namespace-has-its-spelling", test_spellings);
  host_test_add ("/rooms/bare-undo-comes-before-command-undo", test_bare_undo);
  host_test_add ("/rooms/bare-undo-says-the-same", test_undo_payload);
  host_test_add ("/rooms/closing-events-are-never-filtered", test_filter);
  host_test_add ("/rooms/records-instead-of-events", test_records);
  host_test_add ("/rooms/a-failure-is-told-if-well-formed", test_failed);
  host_test_add ("/rooms/nobody-hears-another-session", test_isolation);
  host_test_add ("/rooms/both-namespaces-share-the-rooms", test_two_namespaces);
  host_test_add ("/rooms/saving-and-closing-are-told", test_saved_and_closed);
  host_test_add ("/rooms/an-ack-never-overtakes-its-events", test_ack_behind_events);
  host_test_add ("/rooms/an-ack-is-what-rest-answers", test_own_ack);

  return g_test_run ();
}
