/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of sessions over HTTP: made, looked at, used, idle, ended, cleaned
 * up, adopted by a project. */
#include <string.h>

#include "base/talus-clock.h"
#include "host-fixture.h"

#define CHOSEN "0197a000-0000-7000-8000-0000000000c1"
#define OTHER  "0197a000-0000-7000-8000-0000000000c2"

static TalusTestReply *
delete_session (TalusTestClient *client,
                const char      *session_id)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s", session_id);

  return talus_test_client_call (client, "DELETE", target, NULL);
}

static void
assert_time (TalusTestReply *reply,
             const char     *way,
             gint64         *ms)
{
  const char *text = talus_test_reply_string (reply, way);

  /* "2026-11-21T03:31:51.123Z" */
  g_assert_cmpuint (strlen (text), ==, 24);
  g_assert_true (text[10] == 'T' && text[19] == '.' && text[23] == 'Z');
  g_assert_true (talus_time_parse (text, ms));
}

static void
assert_null (TalusTestReply *reply,
             const char     *way)
{
  g_assert_true (JSON_NODE_HOLDS_NULL (talus_test_reply_get (reply, way)));
}

static void
test_empty (HostFixture   *fixture,
            gconstpointer  data)
{
  gint64 before = talus_clock_now ();
  g_autoptr(TalusTestReply) made = talus_test_post (fixture->client, "/sessions", "{}");
  g_autoptr(TalusTestReply) bare = talus_test_client_call (fixture->client, "POST",
                                                           "/api/v1/sessions", NULL);
  g_autoptr(TalusTestReply) got = NULL;
  g_autoptr(TalusTestReply) command = NULL;
  g_autofree char *room = NULL;
  const char *id = NULL;
  gint64 created = 0;
  gint64 active = 0;

  talus_test_assert_status (made, 201);
  talus_test_assert_status (bare, 201);
  id = talus_test_reply_string (made, "session_id");
  g_assert_cmpstr (id, !=, talus_test_reply_string (bare, "session_id"));
  room = g_strconcat ("session_", id, NULL);
  g_assert_cmpstr (talus_test_reply_string (made, "room"), ==, room);
  assert_time (made, "created_at", &created);
  assert_time (made, "last_activity", &active);
  g_assert_cmpint (created, >=, before);
  g_assert_cmpint (active, >=, created);
  g_assert_cmpint (talus_test_reply_int (made, "active_clients"), ==, 0);
  g_assert_false (talus_test_reply_boolean (made, "has_project"));
  g_assert_false (talus_test_reply_boolean (made, "undo_available"));
  g_assert_false (talus_test_reply_boolean (made, "redo_available"));
  g_assert_cmpint (talus_test_reply_int (made, "node_count"), ==, 0);
  g_assert_cmpint (talus_test_reply_int (made, "seq"), ==, 0);
  assert_null (made, "project_id");
  assert_null (made, "epoch");
  assert_null (made, "head");

  got = talus_test_get (fixture->client, "/sessions/%s", id);
  g_assert_true (json_node_equal (got->json, made->json));
  command = talus_test_post (fixture->client, "/commands/execute",
                             "{'session_id':'%s','command_type':'CreateNode','data':"
                             "{'blueprint_type_id':'phase'}}", id);
  talus_test_assert_error (command, 409, "NO_PROJECT");
}

static void
test_chosen_id (HostFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr(TalusTestReply) made = NULL;
  g_autoptr(TalusTestReply) again = NULL;
  g_autoptr(TalusTestReply) by_header = NULL;
  g_autoptr(TalusTestReply) disagree = NULL;
  g_autoptr(TalusTestReply) project = NULL;
  static const char * const wrong[] = {
    "{'session_id':'mine'}", "{'session_id':''}", "{'session_id':7}", "{'session_id':[]}",
    "{'session_id':'00000000-0000-0000-0000-000000000000'}", "[]", "7",
  };

  made = talus_test_post (fixture->client, "/sessions",
                          "{'session_id':'0197A000-0000-7000-8000-0000000000C1'}");
  talus_test_assert_status (made, 201);
  g_assert_cmpstr (talus_test_reply_string (made, "session_id"), ==, CHOSEN);
  again = talus_test_post (fixture->client, "/sessions", "{'session_id':'" CHOSEN "'}");
  talus_test_assert_error (again, 409, "CONFLICT");
  project = talus_test_post (fixture->client, "/sessions", "{'session_id':'%s'}",
                             fixture->project->session_id);
  talus_test_assert_error (project, 409, "CONFLICT");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(TalusTestReply) reply = talus_test_post (fixture->client, "/sessions", "%s",
                                                         wrong[i]);

      talus_test_assert_error (reply, 400, "INVALID_REQUEST");
    }

  talus_test_client_set_header (fixture->client, "X-Session-ID", OTHER);
  disagree = talus_test_post (fixture->client, "/sessions", "{'session_id':'" CHOSEN "'}");
  talus_test_assert_error (disagree, 400, "INVALID_REQUEST");
  by_header = talus_test_post (fixture->client, "/sessions", "{}");
  talus_test_assert_status (by_header, 201);
  g_assert_cmpstr (talus_test_reply_string (by_header, "session_id"), ==, OTHER);
}

static void
test_of_a_project (HostFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr(TalusTestReply) graph = host_fixture_get (fixture, "/graph");
  g_autoptr(TalusTestReply) before = host_fixture_get (fixture, "");
  g_autoptr(TalusTestReply) info = host_fixture_get (fixture, "/info");
  g_autoptr(TalusTestReply) after = NULL;
  g_autofree char *node = NULL;
  gint64 n_nodes = talus_test_reply_int (before, "node_count");

  talus_test_assert_status (before, 200);
  g_assert_true (json_node_equal (before->json, info->json));
  g_assert_true (talus_test_reply_boolean (before, "has_project"));
  g_assert_cmpstr (talus_test_reply_string (before, "project_id"), ==,
                   fixture->project->project_id);
  g_assert_cmpstr (talus_test_reply_string (before, "epoch"), ==, fixture->project->epoch);
  g_assert_cmpstr (talus_test_reply_string (before, "head"), ==,
                   talus_test_reply_string (graph, "graph.head"));
  g_assert_cmpint (talus_test_reply_int (before, "seq"), ==, 1);
  g_assert_false (talus_test_reply_boolean (before, "undo_available"));

  node = host_fixture_create (fixture, talus_test_project_child (fixture->project, 0), "job", "J");
  after = host_fixture_get (fixture, "");
  g_assert_cmpint (talus_test_reply_int (after, "seq"), ==, 2);
  g_assert_cmpint (talus_test_reply_int (after, "node_count"), ==, n_nodes + 1);
  g_assert_true (talus_test_reply_boolean (after, "undo_available"));
  g_assert_cmpstr (talus_test_reply_string (after, "head"), !=,
                   talus_test_reply_string (before, "head"));
}

static void
wait_for_next_millisecond (void)
{
  gint64 now = talus_clock_now ();

  while (talus_clock_now () == now)
    g_thread_yield ();
}

static gint64
get_activity (HostFixture *fixture)
{
  g_autoptr(TalusTestReply) reply = host_fixture_get (fixture, "");
  gint64 ms = 0;

  assert_time (reply, "last_activity", &ms);
  wait_for_next_millisecond ();

  return ms;
}

static void
join (TalusHost *host,
      gpointer   user_data)
{
  const TalusTestProject *project = user_data;
  TalusRegistry *registry = talus_host_get_registry (host);
  g_autoptr(TalusAuthor) author = NULL;
  TalusId id;

  g_assert_true (talus_id_parse (project->session_id, -1, &id));
  author = talus_author_new (&id, "Ada", NULL);
  talus_session_join (talus_registry_get_session (registry, &id),
                      talus_client_new ("client-1", author, TALUS_ROLE_EDITOR,
                                        talus_clock_now ()));
}

static void
leave (TalusHost *host,
       gpointer   user_data)
{
  const TalusTestProject *project = user_data;
  TalusId id;

  g_assert_true (talus_id_parse (project->session_id, -1, &id));
  talus_session_leave (talus_registry_get_session (talus_host_get_registry (host), &id),
                       "client-1");
}

/* join, leave, command, undo and redo move it; looking does not. */
static void
test_activity (HostFixture   *fixture,
               gconstpointer  data)
{
  g_autofree char *node = NULL;
  g_autofree char *undo = g_strdup_printf ("/sessions/%s/undo", fixture->project->session_id);
  g_autofree char *redo = g_strdup_printf ("/sessions/%s/redo", fixture->project->session_id);
  g_autoptr(TalusTestReply) undone = NULL;
  g_autoptr(TalusTestReply) redone = NULL;
  g_autoptr(TalusTestReply) graph = NULL;
  g_autoptr(TalusTestReply) joined = NULL;
  gint64 start = get_activity (fixture);
  gint64 last = start;

  graph = host_fixture_get (fixture, "/graph");
  g_assert_cmpint (get_activity (fixture), ==, start);

  node = host_fixture_create (fixture, talus_test_project_child (fixture->project, 0), "job", "J");
  g_assert_cmpint (get_activity (fixture), >, last);
  last = get_activity (fixture);
  undone = talus_test_post (fixture->client, undo, "{}");
  talus_test_assert_status (undone, 200);
  g_assert_cmpint (get_activity (fixture), >, last);
  last = get_activity (fixture);
  redone = talus_test_post (fixture->client, redo, "{}");
  talus_test_assert_status (redone, 200);
  g_assert_cmpint (get_activity (fixture), >, last);
  last = get_activity (fixture);

  talus_test_host_run (fixture->host, join, fixture->project);
  g_assert_cmpint (get_activity (fixture), >, last);
  last = get_activity (fixture);
  joined = host_fixture_get (fixture, "");
  g_assert_cmpint (talus_test_reply_int (joined, "active_clients"), ==, 1);
  talus_test_host_run (fixture->host, leave, fixture->project);
  g_assert_cmpint (get_activity (fixture), >, last);
}

static void
test_unknown (HostFixture   *fixture,
              gconstpointer  data)
{
  static const char * const ids[] = { OTHER, "nothing", "0", "%20" };
  static const char * const rests[] = { "", "/info", "/graph", "/versions", "/clients" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(TalusTestReply) gone = delete_session (fixture->client, ids[i]);

      talus_test_assert_error (gone, 404, "INVALID_SESSION");
      for (guint j = 0; j < G_N_ELEMENTS (rests); j++)
        {
          g_autoptr(TalusTestReply) reply = talus_test_get (fixture->client, "/sessions/%s%s",
                                                            ids[i], rests[j]);

          talus_test_assert_error (reply, 404, "INVALID_SESSION");
        }
    }
}

static void
test_list (HostFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr(TalusTestReply) empty = talus_test_post (fixture->client, "/sessions", "{}");
  g_autoptr(TalusTestReply) project = host_fixture_get (fixture, "");
  g_autoptr(TalusTestReply) list = talus_test_get (fixture->client, "/sessions");

  talus_test_assert_status (list, 200);
  g_assert_cmpint (talus_test_reply_int (list, "total"), ==, 2);
  g_assert_cmpuint (talus_test_reply_length (list, "sessions"), ==, 2);
  g_assert_true (json_node_equal (talus_test_reply_get (list, "sessions.0"), project->json));
  g_assert_true (json_node_equal (talus_test_reply_get (list, "sessions.1"), empty->json));
}

static void
test_end (HostFixture   *fixture,
          gconstpointer  data)
{
  g_autofree char *digest = host_fixture_digest (fixture);
  g_autofree char *open = g_strdup_printf ("/projects/%s/open", fixture->project->project_id);
  g_autofree char *after = NULL;
  g_autoptr(TalusTestReply) before = host_fixture_get (fixture, "");
  g_autoptr(TalusTestReply) gone = delete_session (fixture->client, fixture->project->session_id);
  g_autoptr(TalusTestReply) again = delete_session (fixture->client, fixture->project->session_id);
  g_autoptr(TalusTestReply) got = host_fixture_get (fixture, "");
  g_autoptr(TalusTestReply) list = talus_test_get (fixture->client, "/sessions");
  g_autoptr(TalusTestReply) projects = talus_test_get (fixture->client, "/projects");
  g_autoptr(TalusTestReply) opened = NULL;

  talus_test_assert_status (gone, 200);
  g_assert_true (talus_test_reply_boolean (gone, "success"));
  g_assert_cmpstr (talus_test_reply_string (gone, "session_id"), ==, fixture->project->session_id);
  talus_test_assert_error (again, 404, "INVALID_SESSION");
  talus_test_assert_error (got, 404, "INVALID_SESSION");
  g_assert_cmpint (talus_test_reply_int (list, "total"), ==, 0);

  /* The project stays, and comes back as the same session. */
  g_assert_cmpint (talus_test_reply_int (projects, "total"), ==, 1);
  opened = talus_test_post (fixture->client, open, "{}");
  talus_test_assert_status (opened, 200);
  g_assert_cmpstr (talus_test_reply_string (opened, "session_id"), ==,
                   fixture->project->session_id);
  g_assert_cmpstr (talus_test_reply_string (opened, "head"), ==,
                   talus_test_reply_string (before, "head"));
  g_assert_cmpstr (talus_test_reply_string (opened, "created_at"), ==,
                   talus_test_reply_string (before, "created_at"));
  after = host_fixture_digest (fixture);
  g_assert_cmpstr (after, ==, digest);
}

static void
test_an_id_once_for_ever (HostFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr(TalusTestReply) made = NULL;
  g_autoptr(TalusTestReply) gone = NULL;
  g_autoptr(TalusTestReply) again = NULL;
  g_autoptr(TalusTestReply) project = NULL;

  made = talus_test_post (fixture->client, "/sessions", "{'session_id':'" CHOSEN "'}");
  talus_test_assert_status (made, 201);
  gone = delete_session (fixture->client, CHOSEN);
  talus_test_assert_status (gone, 200);
  again = talus_test_post (fixture->client, "/sessions", "{'session_id':'" CHOSEN "'}");
  talus_test_assert_error (again, 409, "CONFLICT");
  project = talus_test_post (fixture->client, "/projects",
                             "{'template_id':'restomod','project_name':'P','session_id':'" CHOSEN
                             "'}");
  talus_test_assert_error (project, 409, "CONFLICT");
}

static void
test_adoption (HostFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr(TalusTestReply) made = NULL;
  g_autoptr(TalusTestReply) project = NULL;
  g_autoptr(TalusTestReply) second = NULL;
  g_autoptr(TalusTestReply) session = NULL;
  g_autoptr(TalusTestReply) restarted = NULL;

  made = talus_test_post (fixture->client, "/sessions", "{'session_id':'" CHOSEN "'}");
  wait_for_next_millisecond ();
  project = talus_test_post (fixture->client, "/projects",
                             "{'template_id':'restomod','project_name':'P','session_id':'" CHOSEN
                             "'}");
  talus_test_assert_status (project, 201);
  g_assert_cmpstr (talus_test_reply_string (project, "session_id"), ==, CHOSEN);

  session = talus_test_get (fixture->client, "/sessions/" CHOSEN);
  g_assert_true (talus_test_reply_boolean (session, "has_project"));
  g_assert_cmpstr (talus_test_reply_string (session, "project_id"), ==,
                   talus_test_reply_string (project, "project_id"));
  g_assert_cmpstr (talus_test_reply_string (session, "created_at"), ==,
                   talus_test_reply_string (made, "created_at"));
  g_assert_cmpint (talus_test_reply_int (session, "seq"), ==, 1);

  second = talus_test_post (fixture->client, "/projects",
                            "{'template_id':'restomod','project_name':'Q','session_id':'" CHOSEN
                            "'}");
  talus_test_assert_error (second, 409, "CONFLICT");

  g_clear_pointer (&fixture->client, talus_test_client_free);
  talus_test_host_stop (fixture->host);
  talus_test_host_start (fixture->host);
  fixture->client = talus_test_client_new (fixture->host);
  restarted = talus_test_get (fixture->client, "/sessions/" CHOSEN);
  g_assert_true (json_node_equal (restarted->json, session->json));
}

/* As if nothing had happened: ids, positions, times, empty ones too; what was
 * unloaded stays so. */
static void
test_restart (HostFixture   *fixture,
              gconstpointer  data)
{
  g_autofree char *node = NULL;
  g_autoptr(TalusTestReply) empty = talus_test_post (fixture->client, "/sessions", "{}");
  g_autoptr(TalusTestReply) other = NULL;
  g_autoptr(TalusTestReply) gone = NULL;
  g_autoptr(TalusTestReply) before = NULL;
  g_autoptr(TalusTestReply) after = NULL;
  g_autoptr(TalusTestReply) unloaded = NULL;

  node = host_fixture_create (fixture, talus_test_project_child (fixture->project, 0), "job", "J");
  other = talus_test_post (fixture->client, "/projects",
                           "{'template_id':'book','project_name':'B'}");
  gone = delete_session (fixture->client, talus_test_reply_string (other, "session_id"));
  talus_test_assert_status (gone, 200);
  before = talus_test_get (fixture->client, "/sessions");

  g_clear_pointer (&fixture->client, talus_test_client_free);
  talus_test_host_stop (fixture->host);
  talus_test_host_start (fixture->host);
  fixture->client = talus_test_client_new (fixture->host);

  after = talus_test_get (fixture->client, "/sessions");
  g_assert_cmpint (talus_test_reply_int (after, "total"), ==, 2);
  g_assert_true (json_node_equal (before->json, after->json));
  unloaded = talus_test_get (fixture->client, "/sessions/%s",
                             talus_test_reply_string (other, "session_id"));
  talus_test_assert_error (unloaded, 404, "INVALID_SESSION");
}

static void
test_cleanup (HostFixture   *fixture,
              gconstpointer  data)
{
  static const char * const wrong[] = {
    "{}", "{'max_inactive_hours':null}", "{'max_inactive_hours':'1'}", "{'max_inactive_hours':-1}",
    "{'max_inactive_hours':true}", "{'max_inactive_hours':[1]}", "{'max_inactive_hours':1e999}",
  };
  g_autoptr(TalusTestReply) empty = talus_test_post (fixture->client, "/sessions", "{}");
  g_autoptr(TalusTestReply) long_time = NULL;
  g_autoptr(TalusTestReply) ages = NULL;
  g_autoptr(TalusTestReply) with_client = NULL;
  g_autoptr(TalusTestReply) alone = NULL;
  g_autoptr(TalusTestReply) projects = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(TalusTestReply) reply = talus_test_post (fixture->client, "/sessions/cleanup",
                                                         "%s", wrong[i]);

      talus_test_assert_error (reply, 400, "INVALID_REQUEST");
    }

  long_time = talus_test_post (fixture->client, "/sessions/cleanup",
                               "{'max_inactive_hours':0.5}");
  talus_test_assert_status (long_time, 200);
  g_assert_cmpint (talus_test_reply_int (long_time, "sessions_removed"), ==, 0);
  g_assert_cmpint (talus_test_reply_int (long_time, "active_sessions"), ==, 2);
  ages = talus_test_post (fixture->client, "/sessions/cleanup", "{'max_inactive_hours':1e300}");
  g_assert_cmpint (talus_test_reply_int (ages, "sessions_removed"), ==, 0);

  /* A fraction of a millisecond has passed for both; one has a client. */
  talus_test_host_run (fixture->host, join, fixture->project);
  wait_for_next_millisecond ();
  with_client = talus_test_post (fixture->client, "/sessions/cleanup",
                                 "{'max_inactive_hours':1e-9}");
  g_assert_cmpint (talus_test_reply_int (with_client, "sessions_removed"), ==, 1);
  g_assert_cmpint (talus_test_reply_int (with_client, "active_sessions"), ==, 1);

  talus_test_host_run (fixture->host, leave, fixture->project);
  wait_for_next_millisecond ();
  alone = talus_test_post (fixture->client, "/sessions/cleanup", "{'max_inactive_hours':0}");
  g_assert_cmpint (talus_test_reply_int (alone, "sessions_removed"), ==, 1);
  g_assert_cmpint (talus_test_reply_int (alone, "active_sessions"), ==, 0);
  projects = talus_test_get (fixture->client, "/projects");
  g_assert_cmpint (talus_test_reply_int (projects, "total"), ==, 1);
}

static gboolean
is_unloaded (gpointer user_data)
{
  HostFixture *fixture = user_data;
  g_autoptr(TalusTestReply) reply = host_fixture_get (fixture, "");

  return reply->status == 404;
}

static gboolean
has_been_looked_at (gpointer user_data)
{
  const gint64 *deadline = user_data;

  return g_get_monotonic_time () > *deadline;
}

static const TalusHostOptions short_timeout = { .session_timeout = 300 };

typedef struct
{
  HostFixture *fixture;
  gboolean joined;
} Visit;

static void
try_to_join (TalusHost *host,
             gpointer   user_data)
{
  Visit *visit = user_data;
  TalusId id;

  g_assert_true (talus_id_parse (visit->fixture->project->session_id, -1, &id));
  visit->joined = talus_registry_get_session (talus_host_get_registry (host), &id) != NULL;
  if (visit->joined)
    join (host, visit->fixture->project);
}

/* On a slow machine its time may be over before anybody is there. */
static gboolean
open_and_join (gpointer user_data)
{
  Visit *visit = user_data;
  g_autofree char *open = g_strdup_printf ("/projects/%s/open",
                                           visit->fixture->project->project_id);
  g_autoptr(TalusTestReply) opened = talus_test_post (visit->fixture->client, open, "{}");

  talus_test_assert_status (opened, 200);
  talus_test_host_run (visit->fixture->host, try_to_join, visit);

  return visit->joined;
}

/* Whoever has a client stays, whoever has none goes; looking keeps nobody. */
static void
test_timeout (HostFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr(TalusTestReply) still = NULL;
  Visit visit = { fixture, FALSE };
  gint64 deadline = 0;

  talus_test_wait_until (open_and_join, &visit);
  deadline = g_get_monotonic_time () + 3 * 300 * 1000;
  talus_test_wait_until (has_been_looked_at, &deadline);
  still = host_fixture_get (fixture, "");
  talus_test_assert_status (still, 200);

  talus_test_host_run (fixture->host, leave, fixture->project);
  talus_test_wait_until (is_unloaded, fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/session-lifecycle/an-empty-one", test_empty);
  host_test_add ("/session-lifecycle/chosen-id", test_chosen_id);
  host_test_add ("/session-lifecycle/one-with-a-project", test_of_a_project);
  host_test_add ("/session-lifecycle/activity", test_activity);
  host_test_add ("/session-lifecycle/unknown", test_unknown);
  host_test_add ("/session-lifecycle/list", test_list);
  host_test_add ("/session-lifecycle/end-leaves-the-project", test_end);
  host_test_add ("/session-lifecycle/an-id-once-for-ever", test_an_id_once_for_ever);
  host_test_add ("/session-lifecycle/project-adopts-an-empty-one", test_adoption);
  host_test_add ("/session-lifecycle/restart-changes-nothing", test_restart);
  host_test_add ("/session-lifecycle/cleanup", test_cleanup);
  g_test_add ("/session-lifecycle/time-out", HostFixture, &short_timeout, host_fixture_set_up,
              test_timeout, host_fixture_tear_down);

  return g_test_run ();
}
