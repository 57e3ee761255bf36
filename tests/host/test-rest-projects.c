/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projects over HTTP: creation, and all that becomes of one. */
#include <string.h>

#include "host-fixture.h"

#define CHOSEN  "0197a000-0000-7000-8000-0000000000d1"
#define SESSION "0197a000-0000-7000-8000-0000000000d2"
#define UNKNOWN "0197a000-0000-7000-8000-0000000000d3"

static TalusTestReply *
call_project (HostFixture *fixture,
              const char  *method,
              const char  *project_id,
              const char  *rest)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/projects/%s%s", project_id, rest);

  return talus_test_client_call (fixture->client, method, target, NULL);
}

static gint64
count_projects (HostFixture *fixture)
{
  g_autoptr(TalusTestReply) reply = talus_test_get (fixture->client, "/projects");

  talus_test_assert_status (reply, 200);
  g_assert_cmpuint (talus_test_reply_length (reply, "projects"), ==,
                    talus_test_reply_int (reply, "total"));

  return talus_test_reply_int (reply, "total");
}

static void
restart (HostFixture *fixture)
{
  g_clear_pointer (&fixture->client, talus_test_client_free);
  talus_test_host_stop (fixture->host);
  talus_test_host_start (fixture->host);
  fixture->client = talus_test_client_new (fixture->host);
}

static void
test_create (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(TalusTestReply) made = NULL;
  g_autoptr(TalusTestReply) graph = NULL;
  g_autoptr(TalusTestReply) schema = talus_test_get (fixture->client, "/sessions/%s/template",
                                                     fixture->project->session_id);

  made = talus_test_post (fixture->client, "/projects",
                          "{'template_id':'restomod','project_name':'Mustang — № 2'}");
  talus_test_assert_status (made, 201);
  g_assert_cmpstr (talus_test_reply_string (made, "graph.project_id"), ==,
                   talus_test_reply_string (made, "project_id"));
  g_assert_cmpstr (talus_test_reply_string (made, "graph.name"), ==, "Mustang — № 2");
  g_assert_cmpstr (talus_test_reply_string (made, "graph.template_id"), ==, "restomod");
  g_assert_cmpstr (talus_test_reply_string (made, "graph.template_hash"), ==,
                   talus_test_reply_string (schema, "template_hash"));
  g_assert_cmpuint (json_object_get_size (json_node_get_object (
                      talus_test_reply_get (made, "graph.settings"))), ==, 0);
  g_assert_cmpuint (talus_test_reply_length (made, "graph.roots"), ==, 1);
  g_assert_cmpstr (talus_test_reply_string (made, "graph.roots.0.name"), ==, "Mustang — № 2");
  g_assert_cmpuint (talus_test_reply_length (made, "graph.roots.0.children"), >, 0);
  g_assert_cmpuint (talus_test_reply_length (made, "graph.dependencies"), ==, 0);
  g_assert_cmpint (talus_test_reply_int (made, "graph.seq"), ==, 1);
  g_assert_cmpuint (strlen (talus_test_reply_string (made, "graph.head")), ==, 32);

  graph = talus_test_get (fixture->client, "/sessions/%s/graph",
                          talus_test_reply_string (made, "session_id"));
  g_assert_true (json_node_equal (talus_test_reply_get (graph, "graph"),
                                  talus_test_reply_get (made, "graph")));
  g_assert_cmpint (count_projects (fixture), ==, 2);
}

static void
test_chosen_ids (HostFixture   *fixture,
                 gconstpointer  data)
{
  g_autoptr(TalusTestReply) made = NULL;
  g_autoptr(TalusTestReply) same_project = NULL;
  g_autoptr(TalusTestReply) same_session = NULL;
  g_autoptr(TalusTestReply) trashed = NULL;
  g_autoptr(TalusTestReply) still = NULL;

  made = talus_test_post (fixture->client, "/projects",
                          "{'template_id':'book','project_name':'B','project_id':"
                          "'0197A000-0000-7000-8000-0000000000D1','session_id':'" SESSION "'}");
  talus_test_assert_status (made, 201);
  g_assert_cmpstr (talus_test_reply_string (made, "project_id"), ==, CHOSEN);
  g_assert_cmpstr (talus_test_reply_string (made, "session_id"), ==, SESSION);

  same_project = talus_test_post (fixture->client, "/projects",
                                  "{'template_id':'book','project_name':'C','project_id':'" CHOSEN
                                  "'}");
  talus_test_assert_error (same_project, 409, "CONFLICT");
  same_session = talus_test_post (fixture->client, "/projects",
                                  "{'template_id':'book','project_name':'C','session_id':'" SESSION
                                  "'}");
  talus_test_assert_error (same_session, 409, "CONFLICT");

  /* In the trash it still exists. */
  trashed = call_project (fixture, "DELETE", CHOSEN, "");
  talus_test_assert_status (trashed, 200);
  still = talus_test_post (fixture->client, "/projects",
                           "{'template_id':'book','project_name':'C','project_id':'" CHOSEN "'}");
  talus_test_assert_error (still, 409, "CONFLICT");
}

static void
test_session_by_header (HostFixture   *fixture,
                        gconstpointer  data)
{
  g_autoptr(TalusTestReply) made = NULL;
  g_autoptr(TalusTestReply) disagree = NULL;

  talus_test_client_set_header (fixture->client, "X-Session-ID", SESSION);
  disagree = talus_test_post (fixture->client, "/projects",
                              "{'template_id':'book','project_name':'B','session_id':'" UNKNOWN
                              "'}");
  talus_test_assert_error (disagree, 400, "INVALID_REQUEST");
  made = talus_test_post (fixture->client, "/projects",
                          "{'template_id':'book','project_name':'B'}");
  talus_test_assert_status (made, 201);
  g_assert_cmpstr (talus_test_reply_string (made, "session_id"), ==, SESSION);
}

static void
test_bad_requests (HostFixture   *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    const char *body;
    guint status;
    const char *code;
    const char *field;
  } cases[] = {
    { "{}", 400, "INVALID_REQUEST", "template_id" },
    { "{'project_name':'P'}", 400, "INVALID_REQUEST", "template_id" },
    { "{'template_id':'book'}", 400, "INVALID_REQUEST", "project_name" },
    { "{'template_id':7,'project_name':'P'}", 400, "INVALID_REQUEST", "template_id" },
    { "{'template_id':'book','project_name':null}", 400, "INVALID_REQUEST", "project_name" },
    { "{'template_id':'book','project_name':{}}", 400, "INVALID_REQUEST", "project_name" },
    { "{'template_id':'book','project_name':'P','project_id':'p'}", 400, "INVALID_REQUEST",
      "project_id" },
    { "{'template_id':'book','project_name':'P','project_id':5}", 400, "INVALID_REQUEST",
      "project_id" },
    { "{'template_id':'book','project_name':'P','session_id':'s'}", 400, "INVALID_REQUEST",
      "session_id" },
    { "{'template_id':'book','project_name':'P','session_id':5}", 400, "INVALID_REQUEST",
      "session_id" },
    { "{'template_id':'none','project_name':'P'}", 404, "TEMPLATE_NOT_FOUND", "none" },
    { "{'template_id':'../book','project_name':'P'}", 404, "TEMPLATE_NOT_FOUND", "book" },
    { "[]", 400, "INVALID_REQUEST", "" },
    { "'x'", 400, "INVALID_REQUEST", "" },
    { "{'template_id':'book','project_name':'P'", 400, "INVALID_REQUEST", "" },
    { "{'template_id':'book','project_name':'P','project_name':'Q'}", 400, "INVALID_REQUEST",
      "project_name" },
  };
  g_autofree char *long_name = g_strnfill (1025, 'n');
  g_autofree char *just = g_strnfill (1024, 'n');
  g_autoptr(TalusTestReply) too_long = NULL;
  g_autoptr(TalusTestReply) made = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TalusTestReply) reply = talus_test_post (fixture->client, "/projects", "%s",
                                                         cases[i].body);

      talus_test_assert_error (reply, cases[i].status, cases[i].code);
      g_assert_nonnull (strstr (talus_test_reply_string (reply, "error.message"), cases[i].field));
    }
  too_long = talus_test_post (fixture->client, "/projects",
                              "{'template_id':'book','project_name':'%s'}", long_name);
  talus_test_assert_error (too_long, 422, "INVALID_VALUE");
  g_assert_cmpint (count_projects (fixture), ==, 1);

  made = talus_test_post (fixture->client, "/projects",
                          "{'template_id':'book','project_name':'%s'}", just);
  talus_test_assert_status (made, 201);
}

/* What a name may hold must not matter to the file it gets. */
static void
test_any_name (HostFixture   *fixture,
               gconstpointer  data)
{
  static const char * const names[] = { "", ".", "..", "/", "../../etc/passwd", "a\\\\b", "-rf",
                                        "NUL", "same", "same", "\xf0\x9f\x9a\x97", " ", "%s%n" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(TalusTestReply) made = talus_test_post (fixture->client, "/projects",
                                                        "{'template_id':'book','project_name':"
                                                        "'%s'}", names[i]);

      talus_test_assert_status (made, 201);
    }
  restart (fixture);
  g_assert_cmpint (count_projects (fixture), ==, 1 + G_N_ELEMENTS (names));
}

static void
test_list_is_live (HostFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr(TalusTestReply) before = talus_test_get (fixture->client, "/projects");
  g_autoptr(TalusTestReply) renamed = NULL;
  g_autoptr(TalusTestReply) after = NULL;
  g_autoptr(TalusTestReply) closed = NULL;
  g_autoptr(TalusTestReply) unloaded = NULL;
  g_autofree char *target = NULL;

  g_assert_cmpint (talus_test_reply_int (before, "total"), ==, 1);
  g_assert_cmpstr (talus_test_reply_string (before, "projects.0.project_id"), ==,
                   fixture->project->project_id);
  g_assert_cmpstr (talus_test_reply_string (before, "projects.0.session_id"), ==,
                   fixture->project->session_id);
  g_assert_cmpstr (talus_test_reply_string (before, "projects.0.name"), ==, "Bronco");
  g_assert_cmpstr (talus_test_reply_string (before, "projects.0.template_id"), ==, "restomod");
  g_assert_cmpstr (talus_test_reply_string (before, "projects.0.created_at"), ==,
                   talus_test_reply_string (before, "projects.0.updated_at"));
  g_assert_false (talus_test_reply_boolean (before, "projects.0.trashed"));

  renamed = host_fixture_execute (fixture, "UpdateProperty",
                                  "{'node_id':'%s','property_id':'name','value':'Bronco II'}",
                                  fixture->project->project_id);
  after = talus_test_get (fixture->client, "/projects");
  g_assert_cmpstr (talus_test_reply_string (after, "projects.0.name"), ==, "Bronco II");
  g_assert_cmpstr (talus_test_reply_string (after, "projects.0.created_at"), ==,
                   talus_test_reply_string (before, "projects.0.created_at"));
  g_assert_cmpstr (talus_test_reply_string (after, "projects.0.updated_at"), >,
                   talus_test_reply_string (before, "projects.0.updated_at"));

  /* Unloaded it is told as it was last. */
  target = g_strdup_printf ("/api/v1/sessions/%s", fixture->project->session_id);
  closed = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  talus_test_assert_status (closed, 200);
  unloaded = talus_test_get (fixture->client, "/projects");
  g_assert_true (json_node_equal (unloaded->json, after->json));
}

static void
test_get (HostFixture   *fixture,
          gconstpointer  data)
{
  g_autofree char *node = host_fixture_create (fixture,
                                               talus_test_project_child (fixture->project, 0),
                                               "job", "J");
  g_autoptr(TalusTestReply) graph = host_fixture_get (fixture, "/graph");
  g_autoptr(TalusTestReply) loaded = call_project (fixture, "GET", fixture->project->project_id,
                                                   "");
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s", fixture->project->session_id);
  g_autoptr(TalusTestReply) closed = talus_test_client_call (fixture->client, "DELETE", target,
                                                             NULL);
  g_autoptr(TalusTestReply) unloaded = call_project (fixture, "GET", fixture->project->project_id,
                                                     "");
  g_autoptr(TalusTestReply) session = host_fixture_get (fixture, "");

  talus_test_assert_status (loaded, 200);
  g_assert_true (json_node_equal (talus_test_reply_get (loaded, "graph"),
                                  talus_test_reply_get (graph, "graph")));
  g_assert_cmpstr (talus_test_reply_string (loaded, "name"), ==, "Bronco");
  g_assert_cmpstr (talus_test_reply_string (loaded, "session_id"), ==,
                   fixture->project->session_id);

  /* Looking into it neither needs it loaded nor loads it. */
  talus_test_assert_status (closed, 200);
  talus_test_assert_status (unloaded, 200);
  g_assert_true (json_node_equal (loaded->json, unloaded->json));
  talus_test_assert_error (session, 404, "INVALID_SESSION");
}

static void
test_unknown (HostFixture   *fixture,
              gconstpointer  data)
{
  static const char * const ids[] = { UNKNOWN, "nothing", "%00x" };
  static const struct
  {
    const char *method;
    const char *rest;
  } calls[] = {
    { "GET", "" }, { "DELETE", "" }, { "POST", "/open" }, { "POST", "/save" },
    { "POST", "/restore" }, { "GET", "/export" }, { "GET", "/export?format=talus" },
  };

  for (guint i = 0; i < 2; i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (calls); j++)
        {
          g_autoptr(TalusTestReply) reply = call_project (fixture, calls[j].method, ids[i],
                                                          calls[j].rest);

          talus_test_assert_error (reply, 404, "PROJECT_NOT_FOUND");
        }
    }
}

static void
test_save (HostFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr(TalusTestReply) saved = call_project (fixture, "POST", fixture->project->project_id,
                                                  "/save");
  g_autofree char *copies = g_build_filename (talus_test_host_get_data_dir (fixture->host),
                                              "copies", fixture->project->project_id, NULL);
  g_autoptr(GDir) folder = NULL;
  g_autoptr(TalusTestReply) closed = NULL;
  g_autoptr(TalusTestReply) unloaded = NULL;
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s", fixture->project->session_id);

  talus_test_assert_status (saved, 200);
  g_assert_true (talus_test_reply_boolean (saved, "success"));
  g_assert_cmpstr (talus_test_reply_string (saved, "project_id"), ==, fixture->project->project_id);
  /* The copy of the day. */
  folder = g_dir_open (copies, 0, NULL);
  g_assert_nonnull (folder);
  g_assert_nonnull (g_dir_read_name (folder));

  closed = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  unloaded = call_project (fixture, "POST", fixture->project->project_id, "/save");
  talus_test_assert_status (unloaded, 200);
}

static void
test_trash (HostFixture   *fixture,
            gconstpointer  data)
{
  const char *id = fixture->project->project_id;
  g_autofree char *digest = host_fixture_digest (fixture);
  g_autofree char *after = NULL;
  g_autoptr(TalusTestReply) before = host_fixture_get (fixture, "");
  g_autoptr(TalusTestReply) deleted = call_project (fixture, "DELETE", id, "");
  g_autoptr(TalusTestReply) again = call_project (fixture, "DELETE", id, "");
  g_autoptr(TalusTestReply) got = call_project (fixture, "GET", id, "");
  g_autoptr(TalusTestReply) opened = call_project (fixture, "POST", id, "/open");
  g_autoptr(TalusTestReply) saved = call_project (fixture, "POST", id, "/save");
  g_autoptr(TalusTestReply) exported = call_project (fixture, "GET", id, "/export");
  g_autoptr(TalusTestReply) session = host_fixture_get (fixture, "");
  g_autoptr(TalusTestReply) trash = talus_test_get (fixture->client, "/projects?trash=1");
  g_autoptr(TalusTestReply) odd = talus_test_get (fixture->client, "/projects?trash=yes");
  g_autoptr(TalusTestReply) restored = NULL;
  g_autoptr(TalusTestReply) twice = NULL;

  talus_test_assert_status (deleted, 200);
  g_assert_true (talus_test_reply_boolean (deleted, "success"));
  g_assert_cmpstr (talus_test_reply_string (deleted, "project_id"), ==, id);
  talus_test_assert_error (again, 404, "PROJECT_NOT_FOUND");
  talus_test_assert_error (got, 404, "PROJECT_NOT_FOUND");
  talus_test_assert_error (opened, 404, "PROJECT_NOT_FOUND");
  talus_test_assert_error (saved, 404, "PROJECT_NOT_FOUND");
  talus_test_assert_error (exported, 404, "PROJECT_NOT_FOUND");
  talus_test_assert_error (session, 404, "INVALID_SESSION");
  talus_test_assert_error (odd, 400, "INVALID_REQUEST");
  g_assert_cmpint (count_projects (fixture), ==, 0);
  g_assert_cmpint (talus_test_reply_int (trash, "total"), ==, 1);
  g_assert_cmpstr (talus_test_reply_string (trash, "projects.0.project_id"), ==, id);
  g_assert_true (talus_test_reply_boolean (trash, "projects.0.trashed"));

  restart (fixture);
  restored = call_project (fixture, "POST", id, "/restore");
  talus_test_assert_status (restored, 200);
  g_assert_cmpstr (talus_test_reply_string (restored, "session_id"), ==,
                   fixture->project->session_id);
  g_assert_cmpstr (talus_test_reply_string (restored, "head"), ==,
                   talus_test_reply_string (before, "head"));
  after = host_fixture_digest (fixture);
  g_assert_cmpstr (after, ==, digest);
  g_assert_cmpint (count_projects (fixture), ==, 1);
  twice = call_project (fixture, "POST", id, "/restore");
  talus_test_assert_status (twice, 200);
}

/* An id in query, body or header that no route needs must not be in the way. */
static void
test_open_answers_its_own_session (HostFixture   *fixture,
                                   gconstpointer  data)
{
  g_autofree char *target = g_strdup_printf ("/projects/%s/open", fixture->project->project_id);
  g_autoptr(TalusTestReply) reply = talus_test_post (fixture->client, target,
                                                     "{'session_id':'" UNKNOWN "'}");

  talus_test_assert_status (reply, 200);
  g_assert_cmpstr (talus_test_reply_string (reply, "session_id"), ==, fixture->project->session_id);
}

static void
test_methods (HostFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr(TalusTestReply) reply = talus_test_client_call (fixture->client, "PUT",
                                                            "/api/v1/projects", "{}");
  g_autoptr(TalusTestReply) head = talus_test_client_call (fixture->client, "HEAD",
                                                           "/api/v1/projects", NULL);
  const char *allow = NULL;

  talus_test_assert_error (reply, 405, "METHOD_NOT_ALLOWED");
  allow = talus_test_reply_header (reply, "allow");
  g_assert_nonnull (allow);
  g_assert_nonnull (strstr (allow, "GET"));
  g_assert_nonnull (strstr (allow, "POST"));
  g_assert_null (strstr (allow, "DELETE"));
  talus_test_assert_status (head, 200);
  g_assert_cmpuint (g_bytes_get_size (head->body), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/project-creation/answers-ids-and-graph", test_create);
  host_test_add ("/project-creation/chosen-ids-once", test_chosen_ids);
  host_test_add ("/project-creation/session-by-header", test_session_by_header);
  host_test_add ("/project-creation/bad-requests-change-nothing", test_bad_requests);
  host_test_add ("/project-creation/any-name", test_any_name);
  host_test_add ("/projects/list-is-live", test_list_is_live);
  host_test_add ("/projects/get-loads-nothing", test_get);
  host_test_add ("/projects/unknown", test_unknown);
  host_test_add ("/projects/save-makes-the-copy-of-the-day", test_save);
  host_test_add ("/projects/trash-and-restore", test_trash);
  host_test_add ("/projects/open-answers-its-own-session", test_open_answers_its_own_session);
  host_test_add ("/projects/methods", test_methods);

  return g_test_run ();
}
