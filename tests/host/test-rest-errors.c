/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of the error table: its code, its status, and that a request that
 * failed has changed nothing. */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "host-fixture.h"

#define FIRST_ID "0197a000-0000-7000-8000-000000000001"
#define ADA      "0197a000-0000-7000-8000-00000000aaaa"
#define UNKNOWN  "0197a000-0000-7000-8000-00000000ffff"
#define COMMAND  "POST /commands/execute "

/* In requests @ stands for "0197a000-0000-7000-8000-00000000ffff", %S for the
 * session, %R for the root, %0 to %6 for the phases, %D for one that was
 * deleted; ' for ". */
typedef struct
{
  const char *request; /* method, target below /api/v1, body */
  guint status;
  const char *code;
} Row;

static const Row rows[] = {
  /* Not JSON, or not ours. */
  { COMMAND "{", 400, "INVALID_REQUEST" },
  { COMMAND "[]", 400, "INVALID_REQUEST" },
  { COMMAND "'text'", 400, "INVALID_REQUEST" },
  { COMMAND "{} {}", 400, "INVALID_REQUEST" },
  { COMMAND "{'session_id':'%S','session_id':'%S'}", 400, "INVALID_REQUEST" },
  { COMMAND "{'session_id':'%S','a':1e999}", 400, "INVALID_REQUEST" },
  { COMMAND "{'session_id':'%S','a':'\\u0000'}", 400, "INVALID_REQUEST" },
  { COMMAND "{'session_id':'%S','a':'\\ud800'}", 400, "INVALID_REQUEST" },
  { COMMAND "{'session_id':'%S','a':'\xff'}", 400, "INVALID_REQUEST" },
  { COMMAND "{'session_id':'%S',/* no */'a':1}", 400, "INVALID_REQUEST" },
  { COMMAND "{'session_id':'%S'}", 400, "INVALID_REQUEST" },
  { COMMAND "{'session_id':7,'command_type':'DeleteNode','data':{'node_id':'%0'}}", 400,
    "INVALID_REQUEST" },
  { COMMAND "{'session_id':'%S','command_type':7,'data':{}}", 400, "INVALID_REQUEST" },
  { "POST /sessions/%S/undo {'scope':7}", 400, "INVALID_REQUEST" },
  { "POST /sessions/%S/redo {'skip':'yes'}", 400, "INVALID_REQUEST" },
  { "POST /sessions/%S/undo {'session_id':'@'}", 400, "INVALID_REQUEST" },

  /* No such command, or not so. */
  { COMMAND "{'session_id':'%S','command_type':'Explode','data':{}}", 400, "INVALID_COMMAND" },
  { COMMAND "{'session_id':'%S','command':'explode'}", 400, "INVALID_COMMAND" },
  { COMMAND "{'session_id':'%S','command_type':'Undo','data':{}}", 400, "INVALID_COMMAND" },
  { COMMAND "{'session_id':'%S','command_type':'Baseline','data':{}}", 400, "INVALID_COMMAND" },
  { COMMAND "{'session_id':'%S','command_type':'DeleteNode','data':{}}", 400, "INVALID_COMMAND" },
  { COMMAND "{'session_id':'%S','command_type':'DeleteNode','data':{'node_id':7}}", 400,
    "INVALID_COMMAND" },
  { COMMAND "{'session_id':'%S','command_type':'MoveNode','data':{'node_id':'%0',"
    "'parent_id':'%R','index':-1}}", 400, "INVALID_COMMAND" },
  { COMMAND "{'session_id':'%S','command_type':'MoveNode','data':{'node_id':'%0',"
    "'parent_id':'%R','index':1,'after':null}}", 400, "INVALID_COMMAND" },
  { COMMAND "{'session_id':'%S','command_type':'MoveNode','data':{'node_id':'%0',"
    "'parent_id':'%R'}}", 400, "INVALID_COMMAND" },
  { COMMAND "{'session_id':'%S','command_type':'Batch','data':{'commands':[]}}", 400,
    "INVALID_COMMAND" },
  { COMMAND "{'session_id':'%S','command_type':'CreateNode','data':{'blueprint_type_id':'phase',"
    "'id':'mine'}}", 400, "INVALID_COMMAND" },

  /* Empty stacks. */
  { "POST /sessions/%S/undo {'target':'@'}", 400, "NOTHING_TO_UNDO" },
  { "POST /sessions/%S/redo {}", 400, "NOTHING_TO_REDO" },

  /* Things that are not there. */
  { COMMAND "{'session_id':'@','command_type':'DeleteNode','data':{'node_id':'%0'}}", 404,
    "INVALID_SESSION" },
  { COMMAND "{'session_id':'mine','command_type':'DeleteNode','data':{'node_id':'%0'}}", 404,
    "INVALID_SESSION" },
  { "POST /sessions/@/undo {}", 404, "INVALID_SESSION" },
  { "GET /sessions/@/events", 404, "INVALID_SESSION" },
  { "GET /projects/@", 404, "PROJECT_NOT_FOUND" },
  { "POST /projects/@/open {}", 404, "PROJECT_NOT_FOUND" },
  { "GET /templates/none/schema", 404, "TEMPLATE_NOT_FOUND" },
  { "POST /projects {'template_id':'none','project_name':'New'}", 404, "TEMPLATE_NOT_FOUND" },
  { COMMAND "{'session_id':'%S','command_type':'SetTemplate','data':{'template_id':'none'}}", 404,
    "TEMPLATE_NOT_FOUND" },
  { COMMAND "{'session_id':'%S','command_type':'DeleteNode','data':{'node_id':'@'}}", 404,
    "NODE_NOT_FOUND" },
  { COMMAND "{'session_id':'%S','command_type':'DeleteNode','data':{'node_id':'%D'}}", 404,
    "NODE_NOT_FOUND" },
  { "GET /sessions/%S/graph/nodes/@", 404, "NODE_NOT_FOUND" },
  { "GET /nothing", 404, "NOT_FOUND" },
  { "GET /sessions/%S/removed/1", 404, "NOT_FOUND" },
  { "GET /sessions/%S/graph?at=999", 404, "NOT_FOUND" },

  { "PUT /sessions/%S/undo {}", 405, "METHOD_NOT_ALLOWED" },
  { "GET /commands/execute", 405, "METHOD_NOT_ALLOWED" },

  /* Somebody was faster, or it was there before. */
  { COMMAND "{'session_id':'%S','command_type':'DeleteNode','expected_seq':1,"
    "'data':{'node_id':'%0'}}", 409, "CONFLICT" },
  { COMMAND "{'session_id':'%S','command_type':'UpdateProperty','base_seq':2,"
    "'data':{'node_id':'%0','property_id':'purpose','value':'c'}}", 409, "CONFLICT" },
  { COMMAND "{'session_id':'%S','command_type':'CreateNode','data':{'blueprint_type_id':'phase',"
    "'parent_id':'%R','id':'%0'}}", 409, "CONFLICT" },
  { COMMAND "{'session_id':'%S','command_type':'CreateNode','data':{'blueprint_type_id':'phase',"
    "'parent_id':'%R','id':'%D'}}", 409, "CONFLICT" },
  { COMMAND "{'session_id':'%S','command_type':'DeleteNode','command_id':'" FIRST_ID "',"
    "'data':{'node_id':'%0'}}", 409, "CONFLICT" },
  { "POST /sessions/%S/undo {'command_id':'" FIRST_ID "'}", 409, "CONFLICT" },
  { "POST /sessions {'session_id':'%S'}", 409, "CONFLICT" },
  { "GET /sessions/%S/events?since=999", 409, "CONFLICT" },
  { "POST /sessions/%S/undo {'target':'" FIRST_ID "'}", 409, "UNDO_CONFLICT" },

  { "GET /sessions/%S/graph?at=0", 410, "LOG_GONE" },

  /* The rules of graph and template. */
  { COMMAND "{'session_id':'%S','command_type':'CreateNode','data':{'blueprint_type_id':'job',"
    "'parent_id':'@'}}", 422, "INVALID_PARENT" },
  { COMMAND "{'session_id':'%S','command_type':'UnlinkNode','data':{'parent_id':'%1',"
    "'child_id':'%0'}}", 422, "INVALID_PARENT" },
  { COMMAND "{'session_id':'%S','command_type':'LinkDependency','data':{'blocker_id':'%2',"
    "'blocked_id':'%1'}}", 422, "WOULD_CYCLE" },
  { COMMAND "{'session_id':'%S','command_type':'LinkDependency','data':{'blocker_id':'%1',"
    "'blocked_id':'%1'}}", 422, "WOULD_CYCLE" },
  { COMMAND "{'session_id':'%S','command_type':'MoveNode','data':{'node_id':'%R',"
    "'parent_id':'%0','index':0}}", 422, "WOULD_CYCLE" },
  { COMMAND "{'session_id':'%S','command_type':'CreateNode','data':{'blueprint_type_id':'part',"
    "'parent_id':'%R'}}", 422, "TYPE_NOT_ALLOWED" },
  { COMMAND "{'session_id':'%S','command_type':'CreateNode','data':{'blueprint_type_id':'spoon',"
    "'parent_id':'%R'}}", 422, "TYPE_NOT_ALLOWED" },
  { COMMAND "{'session_id':'%S','command_type':'UpdateProperty','data':{'node_id':'%0',"
    "'property_id':'status','value':'sideways'}}", 422, "INVALID_VALUE" },
  { COMMAND "{'session_id':'%S','command_type':'UpdateProperty','data':{'node_id':'%0',"
    "'property_id':'colour','value':'red'}}", 422, "INVALID_VALUE" },
  { COMMAND "{'session_id':'%S','command_type':'UpdateProperty','data':{'node_id':'%0',"
    "'property_id':'start_date','value':'2026-02-30'}}", 422, "INVALID_VALUE" },
  { COMMAND "{'session_id':'%S','command_type':'DeleteProperty','data':{'node_id':'%0',"
    "'property_id':'name'}}", 422, "INVALID_VALUE" },
  { COMMAND "{'session_id':'%S','command_type':'SetTemplate','data':{'template':'id: [a'}}", 422,
    "INVALID_VALUE" },
};

static char *
expand (HostFixture *fixture,
        const char  *request)
{
  GString *text = g_string_new (request);
  const char *deleted = talus_test_project_child (fixture->project, 7);

  g_string_replace (text, "'", "\"", 0);
  g_string_replace (text, "@", UNKNOWN, 0);
  g_string_replace (text, "%S", fixture->project->session_id, 0);
  g_string_replace (text, "%R", fixture->project->root_id, 0);
  g_string_replace (text, "%D", deleted, 0);
  for (guint i = 0; i < 7; i++)
    {
      char name[] = { '%', (char) ('0' + i), '\0' };

      g_string_replace (text, name, talus_test_project_child (fixture->project, i), 0);
    }

  return g_string_free (text, FALSE);
}

static TalusTestReply *
ask (HostFixture *fixture,
     const char  *request)
{
  g_autofree char *text = expand (fixture, request);
  g_auto(GStrv) parts = g_strsplit (text, " ", 3);
  g_autofree char *target = g_strconcat ("/api/v1", parts[1], NULL);

  return talus_test_client_call (fixture->client, parts[0], target, parts[2]);
}

/* A history in which every refusal has something to stand on. */
static void
set_up_history (HostFixture   *fixture,
                gconstpointer  data)
{
  static const char * const commands[] = {
    COMMAND "{'session_id':'%S','command_type':'UpdateProperty','command_id':'" FIRST_ID "',"
    "'data':{'node_id':'%0','property_id':'purpose','value':'a'}}",
    COMMAND "{'session_id':'%S','command_type':'LinkDependency','data':{'blocker_id':'%1',"
    "'blocked_id':'%2'}}",
    COMMAND "{'session_id':'%S','command_type':'DeleteNode','data':{'node_id':'%D'}}",
  };

  host_fixture_set_up (fixture, data);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr(TalusTestReply) reply = ask (fixture, commands[i]);

      talus_test_assert_status (reply, 200);
    }

  talus_test_client_set_header (fixture->client, "X-Author-ID", ADA);
  talus_test_reply_free (ask (fixture, COMMAND "{'session_id':'%S',"
                              "'command_type':'UpdateProperty','data':{'node_id':'%0',"
                              "'property_id':'purpose','value':'b'}}"));
  talus_test_client_set_header (fixture->client, "X-Author-ID", NULL);
}

/* Seq, head, stacks and digest: all that a failed request must leave alone. */
static char *
describe_state (HostFixture *fixture)
{
  g_autoptr(TalusTestReply) digest = host_fixture_get (fixture, "/graph/digest");
  g_autoptr(TalusTestReply) session = host_fixture_get (fixture, "");

  talus_test_assert_status (digest, 200);
  talus_test_assert_status (session, 200);

  return g_strdup_printf ("%s %s %" G_GINT64_FORMAT " %d %d",
                          talus_test_reply_string (digest, "digest"),
                          talus_test_reply_string (digest, "head"),
                          talus_test_reply_int (digest, "seq"),
                          talus_test_reply_boolean (session, "undo_available"),
                          talus_test_reply_boolean (session, "redo_available"));
}

static void
every_row_has_its_code (HostFixture   *fixture,
                        gconstpointer  data)
{
  g_autofree char *before = describe_state (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(TalusTestReply) reply = NULL;
      g_autofree char *shown = g_strescape (rows[i].request, NULL);
      g_autofree char *after = NULL;

      g_test_message ("%s", shown);
      reply = ask (fixture, rows[i].request);
      talus_test_assert_error (reply, rows[i].status, rows[i].code);
      g_assert_cmpstr (talus_test_reply_header (reply, "content-type"), ==, "application/json");
      after = describe_state (fixture);
      g_assert_cmpstr (before, ==, after);
    }
}

static void
details_say_who_and_where (HostFixture   *fixture,
                           gconstpointer  data)
{
  g_autoptr(TalusTestReply) conflict = NULL;
  g_autoptr(TalusTestReply) undo = NULL;
  g_autoptr(TalusTestReply) method = NULL;
  g_autoptr(TalusTestReply) yaml = NULL;

  conflict = ask (fixture, COMMAND "{'session_id':'%S','command_type':'UpdateProperty',"
                  "'base_seq':2,'data':{'node_id':'%0','property_id':'purpose','value':'c'}}");
  g_assert_cmpstr (talus_test_reply_string (conflict, "error.details.current"), ==, "b");
  g_assert_cmpstr (talus_test_reply_string (conflict, "error.details.author"), ==, ADA);
  g_assert_cmpint (talus_test_reply_int (conflict, "error.details.seq"), ==, 5);

  undo = ask (fixture, "POST /sessions/%S/undo {'target':'" FIRST_ID "'}");
  g_assert_cmpstr (talus_test_reply_string (undo, "error.details.author"), ==, ADA);
  g_assert_cmpint (talus_test_reply_int (undo, "error.details.seq"), ==, 5);

  method = ask (fixture, "PUT /sessions/%S/undo {}");
  g_assert_cmpstr (talus_test_reply_header (method, "allow"), ==, "POST, OPTIONS");

  yaml = ask (fixture, COMMAND "{'session_id':'%S','command_type':'SetTemplate',"
              "'data':{'template':'id: [a'}}");
  g_assert_true (talus_test_reply_has (yaml, "error.details.line"));
  g_assert_true (talus_test_reply_has (yaml, "error.details.reason"));
}

static void
strangers_are_forbidden (HostFixture   *fixture,
                         gconstpointer  data)
{
  static const struct
  {
    const char *name;
    const char *value;
  } headers[] = {
    { "Host", "evil.example" },
    { "Host", "127.0.0.1.evil.example:5000" },
    { "Origin", "http://evil.example" },
    { "Origin", "null" },
  };
  g_autofree char *before = describe_state (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr(TalusTestReply) reply = NULL;
      g_autofree char *after = NULL;

      talus_test_client_set_header (fixture->client, headers[i].name, headers[i].value);
      reply = ask (fixture, COMMAND "{'session_id':'%S','command_type':'DeleteNode',"
                   "'data':{'node_id':'%0'}}");
      talus_test_assert_error (reply, 403, "FORBIDDEN");
      talus_test_client_set_header (fixture->client, headers[i].name, NULL);
      after = describe_state (fixture);
      g_assert_cmpstr (before, ==, after);
    }
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
empty_session_has_no_project (HostFixture   *fixture,
                              gconstpointer  data)
{
  char empty[TALUS_ID_TEXT_SIZE];
  g_autofree char *undo = NULL;
  g_autoptr(TalusTestReply) command = NULL;
  g_autoptr(TalusTestReply) undone = NULL;

  talus_test_host_run (fixture->host, add_empty_session, empty);
  command = talus_test_post (fixture->client, "/commands/execute",
                             "{'session_id':'%s','command_type':'CreateNode',"
                             "'data':{'blueprint_type_id':'phase'}}", empty);
  talus_test_assert_error (command, 409, "NO_PROJECT");
  undo = g_strdup_printf ("/sessions/%s/undo", empty);
  undone = talus_test_post (fixture->client, undo, "{}");
  talus_test_assert_error (undone, 409, "NO_PROJECT");
}

static void
bodies_have_a_bound (HostFixture   *fixture,
                     gconstpointer  data)
{
  g_autofree char *filler = g_strnfill (8 * 1024 * 1024, 'x');
  g_autofree char *nested = g_strnfill (200000, '[');
  g_autofree char *before = describe_state (fixture);
  g_autofree char *after = NULL;
  g_autoptr(TalusTestReply) big = NULL;
  g_autoptr(TalusTestReply) deep = NULL;
  g_autoptr(TalusTestReply) chunked = NULL;
  g_autofree char *head = NULL;

  big = talus_test_post (fixture->client, "/commands/execute", "{'session_id':'%s','a':'%s'}",
                         fixture->project->session_id, filler);
  talus_test_assert_error (big, 413, "PAYLOAD_TOO_LARGE");

  deep = talus_test_client_call (fixture->client, "POST", "/api/v1/commands/execute", nested);
  talus_test_assert_error (deep, 400, "INVALID_REQUEST");

  /* A length that is not told beforehand is bounded too. */
  head = g_strdup_printf ("POST /api/v1/commands/execute HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
                          "Transfer-Encoding: chunked\r\n\r\n800001\r\n",
                          talus_test_host_get_port (fixture->host));
  talus_test_client_hang_up (fixture->client);
  talus_test_client_send_raw (fixture->client, head, -1);
  talus_test_client_send_raw (fixture->client, filler, 8 * 1024 * 1024);
  talus_test_client_send_raw (fixture->client, "x\r\n", -1);
  chunked = talus_test_client_receive (fixture->client);
  talus_test_assert_error (chunked, 413, "PAYLOAD_TOO_LARGE");
  talus_test_client_hang_up (fixture->client);

  after = describe_state (fixture);
  g_assert_cmpstr (before, ==, after);
}

static void
values_have_bounds (HostFixture   *fixture,
                    gconstpointer  data)
{
  g_autofree char *name = g_strnfill (1025, 'n');
  g_autofree char *text = g_strnfill (64 * 1024 + 1, 't');
  g_autoptr(GString) commands = g_string_new (NULL);
  g_autofree char *before = describe_state (fixture);
  g_autofree char *after = NULL;
  g_autoptr(TalusTestReply) long_name = NULL;
  g_autoptr(TalusTestReply) long_text = NULL;
  g_autoptr(TalusTestReply) batch = NULL;

  long_name = talus_test_post (fixture->client, "/commands/execute",
                               "{'session_id':'%s','command_type':'UpdateProperty','data':"
                               "{'node_id':'%s','property_id':'name','value':'%s'}}",
                               fixture->project->session_id, fixture->project->root_id, name);
  talus_test_assert_error (long_name, 422, "INVALID_VALUE");
  long_text = talus_test_post (fixture->client, "/commands/execute",
                               "{'session_id':'%s','command_type':'UpdateProperty','data':"
                               "{'node_id':'%s','property_id':'make','value':'%s'}}",
                               fixture->project->session_id, fixture->project->root_id, text);
  talus_test_assert_error (long_text, 422, "INVALID_VALUE");

  for (guint i = 0; i < 10001; i++)
    g_string_append_printf (commands, "%s{'command_type':'DeleteNode','data':{'node_id':'%s'}}",
                            i > 0 ? "," : "", UNKNOWN);
  batch = talus_test_post (fixture->client, "/commands/execute",
                           "{'session_id':'%s','command_type':'Batch','data':{'commands':[%s]}}",
                           fixture->project->session_id, commands->str);
  talus_test_assert_error (batch, 400, "INVALID_COMMAND");

  after = describe_state (fixture);
  g_assert_cmpstr (before, ==, after);
}

static void
set_file_limit (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

typedef struct
{
  HostFixture *fixture;
  gboolean failed;
} Failure;

static void
look_for_failure (TalusHost *host,
                  gpointer   user_data)
{
  Failure *failure = user_data;
  TalusSession *session = NULL;
  TalusId id;

  g_assert_true (talus_id_parse (failure->fixture->project->session_id, -1, &id));
  session = talus_registry_get_session (talus_host_get_registry (host), &id);
  failure->failed = talus_session_get_failure (session) != NULL;
}

static gboolean
has_failed (gpointer user_data)
{
  Failure *failure = user_data;

  talus_test_host_run (failure->fixture->host, look_for_failure, failure);

  return failure->failed;
}

static gboolean
has_recovered (gpointer user_data)
{
  return !has_failed (user_data);
}

static void
failing_disk_changes_nothing (HostFixture   *fixture,
                              gconstpointer  data)
{
  const char *request = "{'session_id':'%S','command_type':'UpdateProperty','data':"
                        "{'node_id':'%0','property_id':'purpose','value':'lost'}}";
  g_autofree char *body = expand (fixture, request);
  g_autofree char *before = describe_state (fixture);
  g_autofree char *meanwhile = NULL;
  g_autofree char *after = NULL;
  g_autoptr(TalusTestClient) first = talus_test_client_new (fixture->host);
  g_autoptr(TalusTestReply) unknown = NULL;
  g_autoptr(TalusTestReply) refused = NULL;
  g_autoptr(TalusTestReply) accepted = NULL;
  Failure failure = { fixture };

  /* The process may not write any file beyond its first byte. */
  signal (SIGXFSZ, SIG_IGN);
  set_file_limit (1);
  talus_test_client_send (first, "POST", "/api/v1/commands/execute", body);
  talus_test_wait_until (has_failed, &failure);

  /* What came later is refused at once, and all can be read. */
  refused = talus_test_client_call (fixture->client, "POST", "/api/v1/commands/execute", body);
  talus_test_assert_error (refused, 507, "STORAGE_FAILED");
  meanwhile = describe_state (fixture);
  g_assert_cmpstr (before, ==, meanwhile);

  /* What was under way is answered when the disk says what became of it. */
  set_file_limit (RLIM_INFINITY);
  unknown = talus_test_client_receive (first);
  talus_test_assert_error (unknown, 507, "STORAGE_FAILED");
  talus_test_wait_until (has_recovered, &failure);
  after = describe_state (fixture);
  g_assert_cmpstr (before, ==, after);
  accepted = talus_test_client_call (fixture->client, "POST", "/api/v1/commands/execute", body);
  talus_test_assert_status (accepted, 200);
}

static void
set_descriptor_limit (rlim_t n)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  limit.rlim_cur = MIN (n, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
}

static void
too_many_connections_are_told (HostFixture   *fixture,
                               gconstpointer  data)
{
  TalusTestClient *clients[16] = { NULL };
  guint n_served = 0;

  /* As few descriptors as leave the host some for connections. */
  set_descriptor_limit (136);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autoptr(TalusTestReply) reply = NULL;

      clients[i] = talus_test_client_new (fixture->host);
      reply = talus_test_client_call (clients[i], "GET", "/health", NULL);
      if (reply->status == 200)
        {
          n_served++;
          continue;
        }
      talus_test_assert_error (reply, 429, "TOO_MANY_REQUESTS");
      g_assert_nonnull (talus_test_reply_header (reply, "retry-after"));
    }
  set_descriptor_limit (RLIM_INFINITY);

  g_assert_cmpuint (n_served, >, 0);
  g_assert_cmpuint (n_served, <, G_N_ELEMENTS (clients));

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    talus_test_client_free (clients[i]);
}

static gpointer
stop_host (gpointer host)
{
  talus_test_host_stop (host);

  return NULL;
}

static gboolean
is_closed (gpointer user_data)
{
  HostFixture *fixture = user_data;
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;

  connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                talus_test_host_get_port (fixture->host), NULL,
                                                NULL);

  return connection == NULL;
}

static void
host_that_ends_says_so (HostFixture   *fixture,
                        gconstpointer  data)
{
  g_autoptr(TalusTestClient) late = talus_test_client_new (fixture->host);
  g_autofree char *head = NULL;
  g_autoptr(TalusTestReply) health = NULL;
  g_autoptr(TalusTestReply) reply = NULL;
  GThread *thread = NULL;

  /* A request that has begun when the host begins to end. */
  head = g_strdup_printf ("POST /api/v1/sessions/%s/undo HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n",
                          fixture->project->session_id, talus_test_host_get_port (fixture->host));
  talus_test_client_send_raw (late, head, -1);
  health = talus_test_get (fixture->client, "/health");
  talus_test_assert_status (health, 200);
  thread = g_thread_new ("stop", stop_host, fixture->host);
  talus_test_wait_until (is_closed, fixture);

  talus_test_client_send_raw (late, "\r\n", -1);
  reply = talus_test_client_receive (late);
  talus_test_assert_error (reply, 503, "SHUTTING_DOWN");
  g_assert_nonnull (talus_test_reply_header (reply, "retry-after"));
  g_thread_join (thread);

  talus_test_client_hang_up (fixture->client);
  talus_test_host_start (fixture->host);
  g_free (describe_state (fixture));
}

#define add(path, test) \
  g_test_add (path, HostFixture, NULL, set_up_history, test, host_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/rest-errors/every-row-has-its-code", every_row_has_its_code);
  add ("/rest-errors/details-say-who-and-where", details_say_who_and_where);
  add ("/rest-errors/strangers-are-forbidden", strangers_are_forbidden);
  add ("/rest-errors/empty-session-has-no-project", empty_session_has_no_project);
  add ("/rest-errors/bodies-have-a-bound", bodies_have_a_bound);
  add ("/rest-errors/values-have-bounds", values_have_bounds);
  add ("/rest-errors/failing-disk-changes-nothing", failing_disk_changes_nothing);
  add ("/rest-errors/too-many-connections-are-told", too_many_connections_are_told);
  add ("/rest-errors/host-that-ends-says-so", host_that_ends_says_so);

  return g_test_run ();
}
