/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following a session without a socket: polling, waiting, catching up. */
#include <string.h>

#include "base/talus-json.h"
#include "host-fixture.h"

#define UNKNOWN "0197a000-0000-7000-8000-00000000ffff"

/* The names of the events, one after the other. */
static char *
list_names (TalusTestReply *reply)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < talus_test_reply_length (reply, "events"); i++)
    {
      g_autofree char *way = g_strdup_printf ("events.%u.event", i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "",
                              talus_test_reply_string (reply, way));
    }

  return g_string_free (names, FALSE);
}

static gboolean
is_closing (const char *event)
{
  return g_str_equal (event, "command:executed") || g_str_equal (event, "command:undo") ||
         g_str_equal (event, "command:redo") || g_str_equal (event, "project:loaded");
}

/* Every seq is there once, in order, its parts numbered, closed by one. */
static void
assert_whole (TalusTestReply *reply,
              guint64         since)
{
  guint64 seq = since + 1;
  gint64 part = 0;

  for (guint i = 0; i < talus_test_reply_length (reply, "events"); i++)
    {
      g_autofree char *way = g_strdup_printf ("events.%u", i);
      JsonObject *event = json_node_get_object (talus_test_reply_get (reply, way));

      g_assert_cmpint (json_object_get_int_member (event, "seq"), ==, seq);
      if (!is_closing (json_object_get_string_member (event, "event")))
        {
          g_assert_cmpint (json_object_get_int_member (event, "part"), ==, ++part);
          continue;
        }
      g_assert_cmpint (json_object_get_int_member (event, "of"), ==, part);
      g_assert_cmpuint (strlen (json_object_get_string_member (event, "head")), ==, 32);
      part = 0;
      seq++;
    }
  g_assert_cmpint (part, ==, 0);
  g_assert_cmpint (talus_test_reply_int (reply, "seq"), ==, seq - 1);
}

static TalusTestReply *
rename_node (HostFixture *fixture,
             const char  *id,
             const char  *name)
{
  return host_fixture_execute (fixture, "UpdateProperty",
                               "{'node_id':'%s','property_id':'name','value':'%s'}", id, name);
}

static void
everything_from_the_start (HostFixture   *fixture,
                           gconstpointer  data)
{
  const char *phase = talus_test_project_child (fixture->project, 1);
  g_autofree char *undo = g_strdup_printf ("/sessions/%s/undo", fixture->project->session_id);
  g_autofree char *job = host_fixture_create (fixture, phase, "job", "Axle");
  g_autoptr(TalusTestReply) linked = NULL;
  g_autoptr(TalusTestReply) moved = NULL;
  g_autoptr(TalusTestReply) nothing = NULL;
  g_autoptr(TalusTestReply) deleted = NULL;
  g_autoptr(TalusTestReply) undone = NULL;
  g_autoptr(TalusTestReply) reply = NULL;
  g_autofree char *names = NULL;

  linked = host_fixture_execute (fixture, "LinkDependency", "{'blocker_id':'%s','blocked_id':'%s'}",
                                 job, talus_test_project_child (fixture->project, 2));
  moved = host_fixture_execute (fixture, "MoveNode",
                                "{'node_id':'%s','parent_id':'%s','index':0}", job,
                                talus_test_project_child (fixture->project, 0));
  nothing = rename_node (fixture, job, "Axle");
  deleted = host_fixture_execute (fixture, "DeleteNode", "{'node_id':'%s'}", job);
  undone = talus_test_post (fixture->client, undo, "{}");
  talus_test_assert_status (undone, 200);

  reply = host_fixture_get (fixture, "/events");
  talus_test_assert_status (reply, 200);
  names = list_names (reply);
  g_assert_cmpstr (names, ==,
                   "project:loaded "
                   "node-created command:executed "
                   "dependency-linked command:executed "
                   "node-unlinked node-linked command:executed "
                   "command:executed "
                   "dependency-unlinked node-deleted command:executed "
                   "node-created dependency-linked command:undo");
  assert_whole (reply, 0);
  g_assert_cmpint (talus_test_reply_int (reply, "seq"), ==, 7);
  g_assert_cmpstr (talus_test_reply_string (reply, "epoch"), ==, fixture->project->epoch);
  g_assert_cmpstr (talus_test_reply_string (reply, "head"), ==,
                   talus_test_reply_string (undone, "head"));
  g_assert_false (talus_test_reply_boolean (reply, "more"));

  /* What only the moment of the change knew. */
  g_assert_cmpstr (talus_test_reply_string (reply, "events.0.project_id"), ==,
                   fixture->project->project_id);
  g_assert_cmpint (talus_test_reply_int (reply, "events.1.node.index"), ==, 0);
  g_assert_cmpstr (talus_test_reply_string (reply, "events.1.node.properties.status"), ==,
                   "not-started");
  g_assert_cmpint (talus_test_reply_int (reply, "events.5.old_index"), ==, 0);
  g_assert_cmpint (talus_test_reply_int (reply, "events.6.index"), ==, 0);
  g_assert_cmpint (talus_test_reply_int (reply, "events.8.of"), ==, 0);
  g_assert_cmpstr (talus_test_reply_string (reply, "events.10.removed_ids.0"), ==, job);
  g_assert_cmpint (talus_test_reply_int (reply, "events.10.removed_count"), ==, 1);
  g_assert_cmpstr (talus_test_reply_string (reply, "events.12.name"), ==, "Axle");
  g_assert_cmpint (talus_test_reply_int (reply, "events.14.target_seq"), ==, 6);
  g_assert_cmpstr (talus_test_reply_string (reply, "events.14.target_command_id"), ==,
                   talus_test_reply_string (deleted, "command_id"));
}

static void
large_subtree_comes_as_an_address (HostFixture   *fixture,
                                   gconstpointer  data)
{
  g_autofree char *task = host_fixture_create (fixture,
                                               talus_test_project_child (fixture->project, 0),
                                               "task", "Many");
  g_autofree char *undo = g_strdup_printf ("/sessions/%s/undo", fixture->project->session_id);
  g_autoptr(GString) commands = g_string_new (NULL);
  g_autoptr(TalusTestReply) made = NULL;
  g_autoptr(TalusTestReply) deleted = NULL;
  g_autoptr(TalusTestReply) undone = NULL;
  g_autoptr(TalusTestReply) reply = NULL;
  g_autoptr(TalusTestReply) subtree = NULL;
  g_autofree char *names = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (commands, "%s{'command_type':'CreateNode','data':"
                            "{'blueprint_type_id':'part','parent_id':'%s'}}",
                            i == 0 ? "" : ",", task);
  made = host_fixture_execute (fixture, "Batch", "{'commands':[%s]}", commands->str);
  deleted = host_fixture_execute (fixture, "DeleteNode", "{'node_id':'%s'}", task);
  undone = talus_test_post (fixture->client, undo, "{}");
  talus_test_assert_status (undone, 200);

  reply = host_fixture_get (fixture, "/events?since=3");
  names = list_names (reply);
  g_assert_cmpstr (names, ==, "node-deleted command:executed node-created command:undo");
  g_assert_cmpint (talus_test_reply_int (reply, "events.0.removed_count"), ==, 201);
  g_assert_cmpint (talus_test_reply_int (reply, "events.2.count"), ==, 201);
  g_assert_cmpint (talus_test_reply_int (reply, "events.3.of"), ==, 1);

  subtree = talus_test_client_call (fixture->client, "GET",
                                    talus_test_reply_string (reply, "events.2.subtree_url"), NULL);
  talus_test_assert_status (subtree, 200);
  g_assert_cmpstr (talus_test_reply_string (subtree, "subtrees.0.node.id"), ==, task);
  g_assert_cmpuint (talus_test_reply_length (subtree, "subtrees.0.node.children"), ==, 200);
}

static void
pages_never_split_a_seq (HostFixture   *fixture,
                         gconstpointer  data)
{
  guint64 since = 0;
  guint n_pages = 0;
  g_autofree char *head = g_strdup ("00000000000000000000000000000000");
  gboolean more = TRUE;

  for (guint i = 0; i < 10; i++)
    talus_test_reply_free (host_fixture_execute (fixture, "Batch",
                             "{'commands':["
                             "{'command_type':'UpdateProperty','data':"
                             "{'node_id':'%s','property_id':'name','value':'%u'}},"
                             "{'command_type':'UpdateProperty','data':"
                             "{'node_id':'%s','property_id':'goal','value':'%u'}}]}",
                             fixture->project->root_id, i, fixture->project->root_id, i));

  /* Seq and head of a page are where the next begins. */
  while (more)
    {
      g_autofree char *way = g_strdup_printf ("/events?since=%" G_GUINT64_FORMAT
                                              "&limit=4&head=%s&epoch=%s", since, head,
                                              fixture->project->epoch);
      g_autoptr(TalusTestReply) reply = host_fixture_get (fixture, way);

      talus_test_assert_status (reply, 200);
      assert_whole (reply, since);
      g_assert_cmpint (talus_test_reply_int (reply, "seq"), >, since);
      g_assert_cmpint (talus_test_reply_int (reply, "seq"), <=, since + 4);
      since = talus_test_reply_int (reply, "seq");
      g_free (head);
      head = g_strdup (talus_test_reply_string (reply, "head"));
      more = talus_test_reply_boolean (reply, "more");
      n_pages++;
    }
  g_assert_cmpuint (since, ==, 11);
  g_assert_cmpuint (n_pages, ==, 3);
}

static void
page_is_bounded_in_bytes (HostFixture   *fixture,
                          gconstpointer  data)
{
  const char *phase = talus_test_project_child (fixture->project, 0);
  g_autofree char *job = host_fixture_create (fixture, phase, "job", "Long");
  g_autofree char *text = g_strnfill (256 * 1024, 'x');
  guint64 since = 0;
  guint n_pages = 0;
  gboolean more = TRUE;

  for (guint i = 0; i < 20; i++)
    talus_test_reply_free (host_fixture_execute (fixture, "UpdateProperty",
                             "{'node_id':'%s','property_id':'scope','value':'%u%s'}", job, i,
                             text));

  while (more)
    {
      g_autofree char *way = g_strdup_printf ("/events?limit=1000&since=%" G_GUINT64_FORMAT, since);
      g_autoptr(TalusTestReply) reply = host_fixture_get (fixture, way);

      /* Old and new value of one more record may stand over. */
      g_assert_cmpuint (g_bytes_get_size (reply->body), <, 5 * 1024 * 1024);
      assert_whole (reply, since);
      since = talus_test_reply_int (reply, "seq");
      more = talus_test_reply_boolean (reply, "more");
      n_pages++;
    }
  g_assert_cmpuint (since, ==, 22);
  g_assert_cmpuint (n_pages, >, 1);
}

static void
limit_and_wait_are_cut_to_their_bounds (HostFixture   *fixture,
                                        gconstpointer  data)
{
  g_autoptr(TalusTestReply) much = host_fixture_get (fixture, "/events?limit=100000&wait=100000");
  g_autoptr(TalusTestReply) none = host_fixture_get (fixture, "/events?limit=0&wait=30");
  static const char * const wrong[] = {
    "/events?since=-1", "/events?since=x", "/events?limit=1.5", "/events?wait=soon",
    "/events?since=",
  };

  talus_test_assert_status (much, 200);
  g_assert_cmpuint (talus_test_reply_length (much, "events"), ==, 1);
  talus_test_assert_status (none, 200);
  g_assert_cmpuint (talus_test_reply_length (none, "events"), ==, 0);
  g_assert_true (talus_test_reply_boolean (none, "more"));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(TalusTestReply) reply = host_fixture_get (fixture, wrong[i]);

      talus_test_assert_error (reply, 400, "INVALID_REQUEST");
    }
}

static void
position_that_is_not_ours_is_a_conflict (HostFixture   *fixture,
                                         gconstpointer  data)
{
  static const char * const ways[] = {
    "/events?since=3",
    "/events?since=2&head=00000000000000000000000000000001",
    "/events?since=1&head=00000000000000000000000000000001",
    "/events?since=0&head=00000000000000000000000000000001",
    "/events?since=1&epoch=" UNKNOWN,
    "/events?since=1&epoch=yesterday",
    "/events?since=99&wait=30",
  };
  g_autoptr(TalusTestReply) renamed = rename_node (fixture, fixture->project->root_id, "B");

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr(TalusTestReply) reply = host_fixture_get (fixture, ways[i]);

      talus_test_assert_error (reply, 409, "CONFLICT");
      g_assert_cmpint (talus_test_reply_int (reply, "error.details.seq"), ==, 2);
      g_assert_cmpstr (talus_test_reply_string (reply, "error.details.epoch"), ==,
                       fixture->project->epoch);
      g_assert_cmpstr (talus_test_reply_string (reply, "error.details.head"), ==,
                       talus_test_reply_string (renamed, "head"));
    }
}

static void
waiting_ends_with_the_next_change (HostFixture   *fixture,
                                   gconstpointer  data)
{
  TalusTestClient *waiters[5] = { NULL };
  g_autoptr(TalusTestReply) renamed = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    {
      g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s/events?since=1&wait=30",
                                                 fixture->project->session_id);

      waiters[i] = talus_test_client_new (fixture->host);
      talus_test_client_send (waiters[i], "GET", target, NULL);
    }

  renamed = rename_node (fixture, fixture->project->root_id, "Bronco II");
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    {
      g_autoptr(TalusTestReply) reply = talus_test_client_receive (waiters[i]);
      g_autofree char *names = list_names (reply);

      talus_test_assert_status (reply, 200);
      g_assert_cmpstr (names, ==, "property-changed command:executed");
      g_assert_cmpstr (talus_test_reply_string (reply, "events.0.new_value"), ==, "Bronco II");
      g_assert_cmpstr (talus_test_reply_string (reply, "head"), ==,
                       talus_test_reply_string (renamed, "head"));
      g_assert_false (talus_test_reply_boolean (reply, "more"));
      talus_test_client_free (waiters[i]);
    }
}

static void
waiting_ends_in_time (HostFixture   *fixture,
                      gconstpointer  data)
{
  g_autoptr(TalusTestReply) reply = host_fixture_get (fixture, "/events?since=1&wait=1");

  talus_test_assert_status (reply, 200);
  g_assert_cmpuint (talus_test_reply_length (reply, "events"), ==, 0);
  g_assert_cmpint (talus_test_reply_int (reply, "seq"), ==, 1);
  g_assert_false (talus_test_reply_boolean (reply, "more"));
}

typedef struct
{
  HostFixture *fixture;
  guint n_followers;
  guint expected;
} Count;

static void
count_followers (TalusHost *host,
                 gpointer   user_data)
{
  Count *count = user_data;
  TalusId id;

  g_assert_true (talus_id_parse (count->fixture->project->session_id, -1, &id));
  count->n_followers =
    talus_session_get_n_followers (talus_registry_get_session (talus_host_get_registry (host),
                                                               &id));
}

static gboolean
has_followers (gpointer user_data)
{
  Count *count = user_data;

  talus_test_host_run (count->fixture->host, count_followers, count);

  return count->n_followers == count->expected;
}

static void
who_hangs_up_is_forgotten (HostFixture   *fixture,
                           gconstpointer  data)
{
  Count count = { fixture };
  TalusTestClient *waiters[8] = { NULL };
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s/events?since=1&wait=30",
                                             fixture->project->session_id);
  guint before = 0;

  talus_test_host_run (fixture->host, count_followers, &count);
  before = count.n_followers;
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    {
      waiters[i] = talus_test_client_new (fixture->host);
      talus_test_client_send (waiters[i], "GET", target, NULL);
    }
  count.expected = before + G_N_ELEMENTS (waiters);
  talus_test_wait_until (has_followers, &count);

  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    talus_test_client_free (waiters[i]);
  count.expected = before;
  talus_test_wait_until (has_followers, &count);
}

static void
waiting_ends_when_the_host_does (HostFixture   *fixture,
                                 gconstpointer  data)
{
  Count count = { fixture };
  g_autoptr(TalusTestClient) waiter = talus_test_client_new (fixture->host);
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s/events?since=1&wait=30",
                                             fixture->project->session_id);
  g_autoptr(TalusTestReply) reply = NULL;

  talus_test_host_run (fixture->host, count_followers, &count);
  count.expected = count.n_followers + 1;
  talus_test_client_send (waiter, "GET", target, NULL);
  talus_test_wait_until (has_followers, &count);

  talus_test_host_stop (fixture->host);
  reply = talus_test_client_receive (waiter);
  talus_test_assert_status (reply, 200);
  g_assert_cmpuint (talus_test_reply_length (reply, "events"), ==, 0);
}

static void
add_empty_session (TalusHost *host,
                   gpointer   user_data)
{
  g_autoptr(GError) error = NULL;
  TalusSession *session = talus_registry_add_session (talus_host_get_registry (host), NULL, &error);

  g_assert_no_error (error);
  talus_id_format (talus_session_get_id (session), user_data);
}

static void
empty_session_has_no_position (HostFixture   *fixture,
                               gconstpointer  data)
{
  char empty[TALUS_ID_TEXT_SIZE];
  g_autoptr(TalusTestReply) reply = NULL;
  g_autoptr(TalusTestReply) beyond = NULL;
  g_autoptr(TalusTestReply) unknown = NULL;

  talus_test_host_run (fixture->host, add_empty_session, empty);
  reply = talus_test_get (fixture->client, "/sessions/%s/events", empty);
  talus_test_assert_status (reply, 200);
  g_assert_cmpuint (talus_test_reply_length (reply, "events"), ==, 0);
  g_assert_cmpint (talus_test_reply_int (reply, "seq"), ==, 0);
  g_assert_null (talus_test_reply_string (reply, "epoch"));
  g_assert_null (talus_test_reply_string (reply, "head"));

  beyond = talus_test_get (fixture->client, "/sessions/%s/events?since=1", empty);
  talus_test_assert_error (beyond, 409, "CONFLICT");
  unknown = talus_test_get (fixture->client, "/sessions/" UNKNOWN "/events");
  talus_test_assert_error (unknown, 404, "INVALID_SESSION");
}

static void
waiting_in_an_empty_session_misses_nothing (HostFixture   *fixture,
                                            gconstpointer  data)
{
  char empty[TALUS_ID_TEXT_SIZE];
  g_autoptr(TalusTestClient) waiter = talus_test_client_new (fixture->host);
  g_autofree char *target = NULL;
  g_autoptr(TalusTestReply) made = NULL;
  g_autoptr(TalusTestReply) renamed = NULL;
  g_autoptr(TalusTestReply) first = NULL;
  g_autoptr(TalusTestReply) second = NULL;
  g_autofree char *names = NULL;

  talus_test_host_run (fixture->host, add_empty_session, empty);
  target = g_strdup_printf ("/api/v1/sessions/%s/events?wait=30", empty);
  talus_test_client_send (waiter, "GET", target, NULL);
  made = talus_test_post (fixture->client, "/projects",
                          "{'template_id':'restomod','project_name':'Jeep','session_id':'%s'}",
                          empty);
  talus_test_assert_status (made, 201);
  renamed = talus_test_post (fixture->client, "/commands/execute",
                             "{'session_id':'%s','command_type':'UpdateProperty','data':"
                             "{'node_id':'%s','property_id':'name','value':'Willys'}}", empty,
                             talus_test_reply_string (made, "graph.roots.0.id"));
  talus_test_assert_status (renamed, 200);

  /* Either it came before the project, and hears that there is more, or after. */
  first = talus_test_client_receive (waiter);
  talus_test_assert_status (first, 200);
  assert_whole (first, 0);
  g_assert_true (talus_test_reply_boolean (first, "more") ||
                 talus_test_reply_int (first, "seq") > 0);

  second = talus_test_client_call (waiter, "GET", target, NULL);
  names = list_names (second);
  g_assert_cmpstr (names, ==, "project:loaded property-changed command:executed");
}

static void
events_are_the_same_after_a_restart (HostFixture   *fixture,
                                     gconstpointer  data)
{
  g_autofree char *job = host_fixture_create (fixture,
                                              talus_test_project_child (fixture->project, 0), "job",
                                              "Axle");
  g_autoptr(TalusTestReply) deleted = host_fixture_execute (fixture, "DeleteNode",
                                                            "{'node_id':'%s'}", job);
  g_autoptr(TalusTestReply) before = host_fixture_get (fixture, "/events");
  g_autoptr(TalusTestReply) after = NULL;

  talus_test_client_hang_up (fixture->client);
  talus_test_host_stop (fixture->host);
  talus_test_host_start (fixture->host);
  after = host_fixture_get (fixture, "/events");
  talus_test_assert_status (after, 200);
  g_assert_true (g_bytes_equal (before->body, after->body));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/rest-events/everything-from-the-start", everything_from_the_start);
  host_test_add ("/rest-events/large-subtree-comes-as-an-address",
                 large_subtree_comes_as_an_address);
  host_test_add ("/rest-events/pages-never-split-a-seq", pages_never_split_a_seq);
  host_test_add ("/rest-events/page-is-bounded-in-bytes", page_is_bounded_in_bytes);
  host_test_add ("/rest-events/limit-and-wait-are-cut-to-their-bounds",
                 limit_and_wait_are_cut_to_their_bounds);
  host_test_add ("/rest-events/position-that-is-not-ours-is-a-conflict",
                 position_that_is_not_ours_is_a_conflict);
  host_test_add ("/rest-events/waiting-ends-with-the-next-change",
                 waiting_ends_with_the_next_change);
  host_test_add ("/rest-events/waiting-ends-in-time", waiting_ends_in_time);
  host_test_add ("/rest-events/who-hangs-up-is-forgotten", who_hangs_up_is_forgotten);
  host_test_add ("/rest-events/waiting-ends-when-the-host-does", waiting_ends_when_the_host_does);
  host_test_add ("/rest-events/empty-session-has-no-position", empty_session_has_no_position);
  host_test_add ("/rest-events/waiting-in-an-empty-session-misses-nothing",
                 waiting_in_an_empty_session_misses_nothing);
  host_test_add ("/rest-events/events-are-the-same-after-a-restart",
                 events_are_the_same_after_a_restart);

  return g_test_run ();
}
