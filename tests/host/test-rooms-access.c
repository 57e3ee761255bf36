/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what in a room, and how soon somebody is out who may not be in it
 * any more. */
#include "rooms-fixture.h"

/* (transfer full): the token of somebody who was invited. */
static char *
add_member (HostFixture  *fixture,
            const char   *role,
            char        **author_id)
{
  g_autofree char *target = g_strdup_printf ("/sessions/%s/invites", fixture->project->session_id);
  g_autoptr(TalusTestReply) invite = talus_test_post (fixture->client, target, "{'role':'%s'}",
                                                      role);
  g_autoptr(TalusTestReply) member = NULL;

  talus_test_assert_status (invite, 201);
  member = talus_test_post (fixture->client, "/join", "{'invite':'%s','name':'Ada'}",
                            talus_test_reply_string (invite, "invite"));
  talus_test_assert_status (member, 201);
  if (author_id != NULL)
    *author_id = g_strdup (talus_test_reply_string (member, "author_id"));

  return g_strdup (talus_test_reply_string (member, "token"));
}

static TalusTestSocket *
join_as (HostFixture *fixture,
         const char  *token)
{
  g_autofree char *auth = g_strdup_printf ("{'token':'%s','session_id':'%s',"
                                           "'author_id':'44444444-4444-4444-8444-444444444444'}",
                                           token, fixture->project->session_id);
  TalusTestSocket *socket = rooms_connect (fixture, "/", auth);

  talus_test_event_free (talus_test_socket_wait (socket, "joined"));

  return socket;
}

static TalusTestEvent *
execute (TalusTestSocket *socket,
         const char      *command)
{
  return talus_test_socket_call (socket, "command", "%s", command);
}

static void
test_viewer (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *author_id = NULL;
  g_autofree char *token = add_member (fixture, "viewer", &author_id);
  g_autofree char *auth = g_strdup_printf ("{'token':'%s','name':'Eve'}", token);
  g_autoptr(TalusTestSocket) owner = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) viewer = rooms_connect (fixture, "/", auth);
  g_autoptr(TalusTestEvent) joined = rooms_ask_join (fixture, viewer, "");
  g_autofree char *set = g_strdup_printf ("{'command_type':'UpdateProperty','data':{'node_id':'%s',"
                                          "'property_id':'year','value':1}}",
                                          fixture->project->root_id);
  g_autoptr(TalusTestEvent) refused = NULL;
  g_autoptr(TalusTestEvent) error = NULL;
  g_autoptr(TalusTestEvent) undo = NULL;
  g_autoptr(TalusTestEvent) presence = NULL;
  g_autoptr(TalusTestEvent) told = NULL;
  g_autoptr(TalusTestEvent) sync = NULL;
  g_autofree char *names = NULL;

  g_assert_cmpstr (talus_test_event_string (joined, "role"), ==, "viewer");
  g_assert_cmpstr (talus_test_event_string (joined, "author_id"), ==, author_id);
  g_assert_cmpstr (talus_test_event_string (joined, "clients.1.name"), ==, "Ada");
  refused = execute (viewer, set);
  rooms_assert_failure (refused, "FORBIDDEN");
  error = talus_test_socket_wait (viewer, "error");
  g_assert_cmpstr (talus_test_event_string (error, "in_reply_to"), ==, "command");
  undo = talus_test_socket_call (viewer, "undo", "%s", "{}");
  rooms_assert_failure (undo, "FORBIDDEN");
  presence = talus_test_socket_call (viewer, "presence", "%s", "{'state':{}}");
  told = talus_test_socket_wait (owner, "presence");
  sync = talus_test_socket_call (viewer, "sync", "%s", "{'since':0}");
  g_assert_true (talus_test_event_has (sync, "snapshot"));
  names = rooms_settle (owner);
  g_assert_cmpstr (names, ==, "");
}

static void
test_editor (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *author_id = NULL;
  g_autofree char *token = add_member (fixture, "editor", &author_id);
  g_autoptr(TalusTestSocket) editor = join_as (fixture, token);
  g_autoptr(TalusTestSocket) owner = rooms_join (fixture, "/", "");
  g_autofree char *set = g_strdup_printf ("{'command_type':'UpdateProperty','data':{'node_id':'%s',"
                                          "'property_id':'year','value':1}}",
                                          fixture->project->root_id);
  static const char *template = "{'command_type':'SetTemplate','data':{'template_id':'restomod'}}";
  static const char *batch = "{'command_type':'Batch','data':{'commands':["
                             "{'command_type':'SetTemplate','data':{'template_id':'restomod'}}]}}";
  g_autoptr(TalusTestEvent) done = execute (editor, set);
  g_autoptr(TalusTestEvent) changed = talus_test_socket_wait (owner, "property-changed");
  g_autoptr(TalusTestEvent) undone = talus_test_socket_call (editor, "undo", "%s", "{}");
  g_autoptr(TalusTestEvent) alone = execute (editor, template);
  g_autoptr(TalusTestEvent) inside = execute (editor, batch);
  g_autoptr(TalusTestEvent) allowed = execute (owner, template);

  g_assert_true (talus_test_event_boolean (done, "success"));
  g_assert_cmpstr (talus_test_event_string (changed, "author.author_id"), ==, author_id);
  g_assert_true (talus_test_event_boolean (undone, "success"));
  rooms_assert_failure (alone, "FORBIDDEN");
  rooms_assert_failure (inside, "FORBIDDEN");
  g_assert_true (talus_test_event_boolean (allowed, "success"));
  talus_test_socket_settle (owner);
  g_assert_cmpuint (talus_test_socket_count (owner, "command:failed"), ==, 0);
}

static gboolean
is_written_down (gpointer user_data)
{
  g_autoptr(TalusTestReply) reply = host_fixture_get (user_data, "/audit?limit=1");

  talus_test_assert_status (reply, 200);

  return g_str_equal (talus_test_reply_string (reply, "audit.0.event"), "role-denied");
}

/* Nor by an undo, of which nobody else hears but the owner. */
static void
test_undo_of_template (HostFixture   *fixture,
                       gconstpointer  data)
{
  g_autofree char *token = add_member (fixture, "editor", NULL);
  g_autoptr(TalusTestSocket) editor = join_as (fixture, token);
  g_autoptr(TalusTestSocket) owner = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestEvent) set = NULL;
  g_autoptr(TalusTestEvent) refused = NULL;
  g_autofree char *names = NULL;

  set = execute (owner, "{'command_type':'SetTemplate','data':{'template_id':'book'}}");
  g_assert_true (talus_test_event_boolean (set, "success"));
  talus_test_socket_settle (owner);
  talus_test_socket_forget (owner);
  refused = talus_test_socket_call (editor, "undo", "%s", "{}");
  rooms_assert_failure (refused, "FORBIDDEN");
  names = rooms_settle (owner);
  g_assert_cmpstr (names, ==, "");
  talus_test_wait_until (is_written_down, fixture);
}

/* Whether there is another session is not theirs to know. */
static void
test_other_session (HostFixture   *fixture,
                    gconstpointer  data)
{
  g_autoptr(TalusTestProject) other = talus_test_project_new (fixture->host, "restomod", "Scout");
  g_autofree char *token = add_member (fixture, "owner", NULL);
  g_autoptr(TalusTestSocket) socket = join_as (fixture, token);
  g_autoptr(TalusTestEvent) joined = NULL;
  g_autoptr(TalusTestEvent) undone = NULL;

  joined = talus_test_socket_call (socket, "join_session", "{'session_id':'%s'}",
                                   other->session_id);
  rooms_assert_failure (joined, "INVALID_SESSION");
  undone = talus_test_socket_call (socket, "undo", "{'session_id':'%s'}", other->session_id);
  rooms_assert_failure (undone, "INVALID_SESSION");
}

static void
test_removed (HostFixture   *fixture,
              gconstpointer  data)
{
  g_autofree char *author_id = NULL;
  g_autofree char *token = add_member (fixture, "editor", &author_id);
  g_autoptr(TalusTestSocket) owner = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) socket = join_as (fixture, token);
  g_autoptr(TalusTestSocket) again = NULL;
  g_autoptr(TalusTestReply) removed = NULL;
  g_autoptr(TalusTestEvent) error = NULL;
  g_autoptr(TalusTestEvent) went = NULL;
  g_autoptr(TalusTestEvent) refused = NULL;
  g_autofree char *target = NULL;
  g_autofree char *auth = g_strdup_printf ("{'token':'%s'}", token);
  gint64 started = g_get_monotonic_time ();

  target = g_strdup_printf ("/api/v1/sessions/%s/members/%s", fixture->project->session_id,
                            author_id);
  removed = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  talus_test_assert_status (removed, 200);
  error = talus_test_socket_wait (socket, "error");
  rooms_assert_failure (error, "UNAUTHORIZED");
  talus_test_socket_wait_closed (socket);
  g_assert_cmpint (g_get_monotonic_time () - started, <, G_USEC_PER_SEC);
  went = talus_test_socket_wait (owner, "session:disconnected");
  g_assert_cmpstr (talus_test_event_string (went, "author_id"), ==, author_id);

  again = talus_test_socket_new ("127.0.0.1", talus_test_host_get_port (fixture->host));
  refused = talus_test_socket_connect (again, "/", auth);
  g_assert_cmpstr (refused->name, ==, "connect_error");
  g_assert_cmpstr (talus_test_event_string (refused, "message"), ==, "UNAUTHORIZED");
}

/* Where others can reach the host a token is needed. */
static void
test_reachable (void)
{
  TalusHostOptions options = { .address = "0.0.0.0", .insecure = TRUE };
  g_autoptr(TalusTestHost) host = talus_test_host_new (&options);
  g_autoptr(TalusTestSocket) socket = NULL;
  g_autoptr(TalusTestEvent) refused = NULL;

  socket = talus_test_socket_new ("127.0.0.1", talus_test_host_get_port (host));
  refused = talus_test_socket_connect (socket, "/graph", NULL);
  g_assert_cmpstr (refused->name, ==, "connect_error");
  g_assert_cmpstr (talus_test_event_string (refused, "data.code"), ==, "UNAUTHORIZED");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/rooms/a-viewer-watches", test_viewer);
  host_test_add ("/rooms/an-editor-does-not-set-the-template", test_editor);
  host_test_add ("/rooms/an-editor-does-not-set-it-by-an-undo", test_undo_of_template);
  host_test_add ("/rooms/a-session-token-is-for-one", test_other_session);
  host_test_add ("/rooms/the-removed-are-out-at-once", test_removed);
  g_test_add_func ("/rooms/others-need-a-token", test_reachable);

  return g_test_run ();
}
