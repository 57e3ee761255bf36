/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what over REST, on a host that others can reach: each role on
 * each kind of route, one session's tokens at another's, invites, removal. */
#include <string.h>

#include "host-fixture.h"
#include "host/talus-grant.h"
#include "store/talus-host-tokens.h"

static const TalusHostOptions reachable = { .address = "0.0.0.0", .insecure = TRUE };

#define NOBODY "0197a000-0000-7000-8000-000000000bad"

static void
use_token (TalusTestClient *client,
           const char      *token)
{
  g_autofree char *header = token != NULL ? g_strdup_printf ("Bearer %s", token) : NULL;

  talus_test_client_set_header (client, "Authorization", header);
}

/* (transfer full): as the program that makes them does. */
static char *
add_host_token (HostFixture *fixture,
                const char  *role,
                TalusId     *id)
{
  const char *folder = talus_test_host_get_data_dir (fixture->host);
  g_autoptr(TalusHostTokens) tokens = talus_host_tokens_new (folder);
  char *text = talus_secret_draw (TALUS_SECRET_HOST, NULL);
  TalusId author_id;
  g_autoptr(TalusAuthor) author = NULL;
  g_autoptr(TalusToken) token = NULL;
  g_autoptr(GError) error = NULL;

  talus_id_draw (&author_id);
  author = talus_author_new (&author_id, "Hal", NULL);
  token = talus_token_new (text, author, role, 1000);
  talus_host_tokens_add (tokens, token, &error);
  g_assert_no_error (error);
  if (id != NULL)
    *id = token->id;

  return text;
}

static void
be_owner (HostFixture *fixture)
{
  g_autofree char *token = add_host_token (fixture, "owner", NULL);

  use_token (fixture->client, token);
}

/* The caller is an owner. (transfer full): an invite's text. */
static char *
invite (HostFixture *fixture,
        const char  *more,
        char       **id)
{
  g_autofree char *target = g_strdup_printf ("/sessions/%s/invites", fixture->project->session_id);
  g_autoptr(TalusTestReply) reply = talus_test_post (fixture->client, target, "{%s}", more);

  talus_test_assert_status (reply, 201);
  if (id != NULL)
    *id = g_strdup (talus_test_reply_string (reply, "invite_id"));

  return g_strdup (talus_test_reply_string (reply, "invite"));
}

static TalusTestReply *
try_join (HostFixture *fixture,
          const char  *text)
{
  g_autoptr(TalusTestClient) client = talus_test_client_new (fixture->host);

  return talus_test_post (client, "/join", "{'invite':'%s','name':'Ada'}", text);
}

/* (transfer full): a token by that invite. */
static char *
join (HostFixture *fixture,
      const char  *text,
      char       **author_id)
{
  g_autoptr(TalusTestReply) reply = try_join (fixture, text);

  talus_test_assert_status (reply, 201);
  g_assert_cmpstr (talus_test_reply_string (reply, "session_id"), ==,
                   fixture->project->session_id);
  if (author_id != NULL)
    *author_id = g_strdup (talus_test_reply_string (reply, "author_id"));

  return g_strdup (talus_test_reply_string (reply, "token"));
}

/* (transfer full): a token of the session, for that role. */
static char *
add_member (HostFixture *fixture,
            const char  *role)
{
  g_autofree char *more = g_strdup_printf ("'role':'%s'", role);
  g_autofree char *text = invite (fixture, more, NULL);

  return join (fixture, text, NULL);
}

/* SESSION, PROJECT and ROOT stand for the fixture's. */
typedef struct
{
  const char *method;
  const char *target;
  const char *body;
  TalusRole needed;
} Case;

/* What is allowed is refused for other reasons, where it would change much. */
static const Case cases[] = {
  { "GET", "/sessions/SESSION", NULL, TALUS_ROLE_VIEWER },
  { "GET", "/sessions/SESSION/info", NULL, TALUS_ROLE_VIEWER },
  { "GET", "/graph?session_id=SESSION", NULL, TALUS_ROLE_VIEWER },
  { "GET", "/sessions/SESSION/graph", NULL, TALUS_ROLE_VIEWER },
  { "GET", "/sessions/SESSION/graph/digest", NULL, TALUS_ROLE_VIEWER },
  { "GET", "/sessions/SESSION/graph/nodes/ROOT", NULL, TALUS_ROLE_VIEWER },
  { "GET", "/sessions/SESSION/events?since=0", NULL, TALUS_ROLE_VIEWER },
  { "GET", "/sessions/SESSION/removed/1", NULL, TALUS_ROLE_VIEWER },
  { "GET", "/sessions/SESSION/template", NULL, TALUS_ROLE_VIEWER },
  { "GET", "/sessions/SESSION/versions", NULL, TALUS_ROLE_VIEWER },
  { "GET", "/sessions/SESSION/clients", NULL, TALUS_ROLE_VIEWER },
  { "GET", "/projects/PROJECT", NULL, TALUS_ROLE_VIEWER },
  { "GET", "/projects/PROJECT/export?format=json", NULL, TALUS_ROLE_VIEWER },
  { "POST", "/projects/PROJECT/open", NULL, TALUS_ROLE_VIEWER },
  { "POST", "/projects/PROJECT/save", NULL, TALUS_ROLE_EDITOR },
  { "POST", "/commands/execute", "{'session_id':'SESSION','command_type':'CreateNode','data':{}}",
    TALUS_ROLE_EDITOR },
  { "POST", "/sessions/SESSION/undo", NULL, TALUS_ROLE_EDITOR },
  { "POST", "/sessions/SESSION/redo", NULL, TALUS_ROLE_EDITOR },
  { "POST", "/sessions/SESSION/versions", "{}", TALUS_ROLE_EDITOR },
  { "DELETE", "/sessions/SESSION/versions/none", NULL, TALUS_ROLE_EDITOR },
  { "POST", "/commands/execute", "{'session_id':'SESSION','command_type':'SetTemplate',"
    "'data':{'template_id':'none'}}", TALUS_ROLE_OWNER },
  { "POST", "/commands/execute", "{'session_id':'SESSION','command_type':'Batch','data':{"
    "'commands':[{'command_type':'SetTemplate','data':{'template_id':'none'}}]}}",
    TALUS_ROLE_OWNER },
  { "GET", "/sessions/SESSION/invites", NULL, TALUS_ROLE_OWNER },
  { "POST", "/sessions/SESSION/invites", "{}", TALUS_ROLE_OWNER },
  { "DELETE", "/sessions/SESSION/invites/" NOBODY, NULL, TALUS_ROLE_OWNER },
  { "GET", "/sessions/SESSION/members", NULL, TALUS_ROLE_OWNER },
  { "DELETE", "/sessions/SESSION/members/" NOBODY, NULL, TALUS_ROLE_OWNER },
  { "GET", "/sessions/SESSION/audit", NULL, TALUS_ROLE_OWNER },
  { "DELETE", "/sessions/SESSION", NULL, TALUS_ROLE_OWNER },
  { "DELETE", "/projects/PROJECT", NULL, TALUS_ROLE_OWNER },
};

static char *
fill_in (HostFixture *fixture,
         const char  *text)
{
  g_autoptr(GString) out = g_string_new (text);

  g_string_replace (out, "SESSION", fixture->project->session_id, 0);
  g_string_replace (out, "PROJECT", fixture->project->project_id, 0);
  g_string_replace (out, "ROOT", fixture->project->root_id, 0);
  g_string_replace (out, "'", "\"", 0);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static TalusTestReply *
call (HostFixture     *fixture,
      TalusTestClient *client,
      const Case      *one)
{
  g_autofree char *rest = fill_in (fixture, one->target);
  g_autofree char *target = g_strconcat ("/api/v1", rest, NULL);
  g_autofree char *body = one->body != NULL ? fill_in (fixture, one->body) : NULL;

  return talus_test_client_call (client, one->method, target, body);
}

static void
assert_allowed (const Case     *one,
                TalusTestReply *reply)
{
  g_test_message ("%s %s: %u", one->method, one->target, reply->status);
  g_assert_cmpuint (reply->status, !=, 401);
  g_assert_cmpuint (reply->status, !=, 403);
  if (reply->status == 404)
    {
      g_assert_cmpstr (talus_test_reply_string (reply, "error.code"), !=, "INVALID_SESSION");
      g_assert_cmpstr (talus_test_reply_string (reply, "error.code"), !=, "PROJECT_NOT_FOUND");
    }
}

static void
test_roles (HostFixture   *fixture,
            gconstpointer  data)
{
  be_owner (fixture);
  for (TalusRole role = TALUS_ROLE_VIEWER; role <= TALUS_ROLE_OWNER; role++)
    {
      g_autofree char *token = add_member (fixture, talus_role_get_name (role));
      g_autoptr(TalusTestClient) client = talus_test_client_new (fixture->host);

      use_token (client, token);
      for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          g_autoptr(TalusTestReply) reply = call (fixture, client, &cases[i]);

          if (role >= cases[i].needed)
            assert_allowed (&cases[i], reply);
          else
            talus_test_assert_error (reply, 403, "FORBIDDEN");
          /* What an owner unloads is loaded again, for the next. */
          if (g_str_equal (cases[i].method, "DELETE") && reply->status == 200)
            {
              g_autofree char *open = NULL;
              g_autoptr(TalusTestReply) again = NULL;

              if (strstr (cases[i].target, "/projects/") != NULL)
                break;
              open = g_strdup_printf ("/projects/%s/open", fixture->project->project_id);
              again = talus_test_post (client, open, "{}");
              talus_test_assert_status (again, 200);
            }
        }
    }
}

/* The same ids, by a token that is good somewhere else. */
static void
test_isolation (HostFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr(TalusTestProject) other = talus_test_project_new (fixture->host, "restomod", "Other");
  g_autofree char *own_session = g_strdup (fixture->project->session_id);
  g_autofree char *token = NULL;
  g_autoptr(TalusTestReply) sessions = NULL;
  g_autoptr(TalusTestReply) projects = NULL;
  TalusTestProject *own = fixture->project;

  be_owner (fixture);
  token = add_member (fixture, "owner");
  use_token (fixture->client, token);

  fixture->project = other;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TalusTestReply) reply = call (fixture, fixture->client, &cases[i]);

      talus_test_assert_error (reply, 404, strstr (cases[i].target, "PROJECT") != NULL
                                             ? "PROJECT_NOT_FOUND" : "INVALID_SESSION");
    }
  fixture->project = own;

  sessions = talus_test_get (fixture->client, "/sessions");
  g_assert_cmpint (talus_test_reply_int (sessions, "total"), ==, 1);
  g_assert_cmpstr (talus_test_reply_string (sessions, "sessions.0.session_id"), ==, own_session);
  projects = talus_test_get (fixture->client, "/projects");
  g_assert_cmpint (talus_test_reply_int (projects, "total"), ==, 1);
  g_assert_cmpstr (talus_test_reply_string (projects, "projects.0.session_id"), ==, own_session);
}

/* What is the host's takes a token of the host. */
static void
test_host_routes (HostFixture   *fixture,
                  gconstpointer  data)
{
  static const Case host_cases[] = {
    { "GET", "/templates", NULL, TALUS_ROLE_VIEWER },
    { "GET", "/templates/restomod/schema", NULL, TALUS_ROLE_VIEWER },
    { "GET", "/metrics", NULL, TALUS_ROLE_VIEWER },
    { "POST", "/sessions", "{}", TALUS_ROLE_EDITOR },
    { "POST", "/projects", "{}", TALUS_ROLE_EDITOR },
    { "POST", "/projects/import", "{}", TALUS_ROLE_EDITOR },
    { "POST", "/sessions/cleanup", "{'max_inactive_hours':1000}", TALUS_ROLE_OWNER },
    { "POST", "/projects/" NOBODY "/restore", NULL, TALUS_ROLE_OWNER },
  };
  g_autofree char *member = NULL;

  be_owner (fixture);
  member = add_member (fixture, "owner");
  for (TalusRole role = TALUS_ROLE_VIEWER; role <= TALUS_ROLE_OWNER; role++)
    {
      g_autofree char *token = add_host_token (fixture, talus_role_get_name (role), NULL);

      for (guint i = 0; i < G_N_ELEMENTS (host_cases); i++)
        {
          g_autoptr(TalusTestReply) by_host = NULL;
          g_autoptr(TalusTestReply) by_member = NULL;

          use_token (fixture->client, token);
          by_host = call (fixture, fixture->client, &host_cases[i]);
          if (role < host_cases[i].needed)
            talus_test_assert_error (by_host, 403, "FORBIDDEN");
          else
            g_assert_cmpuint (by_host->status, !=, 403);
          use_token (fixture->client, member);
          by_member = call (fixture, fixture->client, &host_cases[i]);
          talus_test_assert_error (by_member, 403, "FORBIDDEN");
        }

      /* And everything of every session, as the role goes. */
      use_token (fixture->client, token);
      for (guint i = 0; i + 2 < G_N_ELEMENTS (cases); i++)
        {
          g_autoptr(TalusTestReply) reply = call (fixture, fixture->client, &cases[i]);

          if (role >= cases[i].needed)
            assert_allowed (&cases[i], reply);
          else
            talus_test_assert_error (reply, 403, "FORBIDDEN");
        }
    }
}

static void
test_without_token (HostFixture   *fixture,
                    gconstpointer  data)
{
  g_autoptr(TalusTestReply) health = talus_test_get (fixture->client, "/health");
  g_autoptr(TalusTestReply) full = NULL;
  g_autoptr(TalusTestReply) preflight = NULL;
  g_autoptr(TalusTestReply) query = NULL;
  g_autoptr(TalusTestReply) socket = NULL;

  talus_test_assert_status (health, 200);
  g_assert_cmpstr (talus_test_reply_string (health, "status"), ==, "ok");
  g_assert_false (talus_test_reply_has (health, "version"));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TalusTestReply) reply = call (fixture, fixture->client, &cases[i]);

      talus_test_assert_error (reply, 401, "UNAUTHORIZED");
      g_assert_cmpstr (talus_test_reply_header (reply, "www-authenticate"), ==, "Bearer");
    }

  preflight = talus_test_client_call (fixture->client, "OPTIONS", "/api/v1/sessions", NULL);
  talus_test_assert_status (preflight, 204);
  query = talus_test_get (fixture->client, "/sessions?token=abc");
  talus_test_assert_error (query, 400, "INVALID_REQUEST");
  if (g_getenv ("TALUS_TEST_NO_SOCKETIO") == NULL)
    {
      socket = talus_test_client_call (fixture->client, "GET",
                                       "/socket.io/?EIO=4&transport=polling&token=abc", NULL);
      talus_test_assert_error (socket, 400, "INVALID_REQUEST");
    }

  be_owner (fixture);
  full = talus_test_get (fixture->client, "/health");
  g_assert_true (talus_test_reply_has (full, "version"));
}

/* Where only this computer is served a token counts all the same. */
static void
test_on_loopback (HostFixture   *fixture,
                  gconstpointer  data)
{
  g_autofree char *token = NULL;
  g_autoptr(TalusTestReply) without = NULL;
  g_autoptr(TalusTestReply) refused = NULL;
  g_autoptr(TalusTestReply) bad = NULL;
  g_autoptr(TalusTestReply) health = NULL;
  g_autoptr(TalusTestReply) basic = NULL;

  token = add_member (fixture, "viewer");
  without = host_fixture_get (fixture, "/invites");
  talus_test_assert_status (without, 200);
  use_token (fixture->client, token);
  refused = host_fixture_get (fixture, "/invites");
  talus_test_assert_error (refused, 403, "FORBIDDEN");
  use_token (fixture->client, "nonsense");
  bad = host_fixture_get (fixture, "");
  talus_test_assert_error (bad, 401, "UNAUTHORIZED");
  health = talus_test_get (fixture->client, "/health");
  talus_test_assert_error (health, 401, "UNAUTHORIZED");

  /* What a proxy asked for is the proxy's. */
  talus_test_client_set_header (fixture->client, "Authorization", "Basic YTpi");
  basic = host_fixture_get (fixture, "/invites");
  talus_test_assert_status (basic, 200);
}

/* By whom is what the token says, whatever they say. */
static void
test_author (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_autofree char *author_id = NULL;
  g_autofree char *token = NULL;
  g_autoptr(TalusTestReply) done = NULL;
  g_autoptr(TalusTestReply) events = NULL;

  be_owner (fixture);
  text = invite (fixture, "'role':'editor'", NULL);
  token = join (fixture, text, &author_id);
  use_token (fixture->client, token);
  talus_test_client_set_header (fixture->client, "X-Author-ID", NOBODY);
  talus_test_client_set_header (fixture->client, "X-Author-Name", "Eve");
  done = host_fixture_execute (fixture, "UpdateProperty",
                               "{'node_id':'%s','property_id':'name','value':'B'}",
                               fixture->project->root_id);
  events = host_fixture_get (fixture, "/events?since=1");
  g_assert_cmpstr (talus_test_reply_string (events, "events.0.author.name"), ==, "Ada");
  g_assert_cmpstr (talus_test_reply_string (events, "events.0.author.author_id"), ==, author_id);
}

static void
test_invite (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  g_autofree char *token = NULL;
  g_autofree char *target = NULL;
  g_autofree char *prefix = NULL;
  g_autoptr(TalusTestReply) made = NULL;
  g_autoptr(TalusTestReply) list = NULL;
  g_autoptr(TalusTestReply) again = NULL;
  const char *link = NULL;

  be_owner (fixture);
  target = g_strdup_printf ("/sessions/%s/invites", fixture->project->session_id);
  made = talus_test_post (fixture->client, target, "{'role':'editor','uses':1}");
  talus_test_assert_status (made, 201);
  text = g_strdup (talus_test_reply_string (made, "invite"));
  link = talus_test_reply_string (made, "link");
  prefix = g_strdup_printf ("/s/%s#i=%s&n=Bronco", fixture->project->session_id, text);
  g_assert_true (g_str_has_prefix (link, "http://"));
  g_assert_true (g_str_has_suffix (link, prefix));

  token = join (fixture, text, NULL);
  again = try_join (fixture, text);
  talus_test_assert_error (again, 401, "UNAUTHORIZED");
  list = host_fixture_get (fixture, "/invites");
  g_assert_cmpint (talus_test_reply_int (list, "total"), ==, 1);
  g_assert_cmpint (talus_test_reply_int (list, "invites.0.uses"), ==, 0);
  g_assert_cmpint (talus_test_reply_int (list, "invites.0.members"), ==, 1);
  g_assert_false (talus_test_reply_has (list, "invites.0.invite"));
}

static void
test_invite_refuses (HostFixture   *fixture,
                     gconstpointer  data)
{
  static const char * const bodies[] = {
    "", "'role':'king'", "'role':7", "'role':'viewer','uses':0", "'role':'viewer','uses':-1",
    "'role':'viewer','uses':'1'", "'role':'viewer','expires_at':'2001-01-01T00:00:00.000Z'",
    "'role':'viewer','expires_at':'tomorrow'", "'role':'viewer','expires_at':5",
  };
  g_autofree char *target = NULL;

  be_owner (fixture);
  target = g_strdup_printf ("/sessions/%s/invites", fixture->project->session_id);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(TalusTestReply) reply = talus_test_post (fixture->client, target, "{%s}",
                                                         bodies[i]);

      talus_test_assert_error (reply, 400, "INVALID_REQUEST");
    }
}

static gboolean
has_run_out (gpointer user_data)
{
  gpointer *both = user_data;
  g_autoptr(TalusTestReply) reply = try_join (both[0], both[1]);

  if (reply->status == 201)
    return FALSE;
  talus_test_assert_error (reply, 401, "UNAUTHORIZED");

  return TRUE;
}

static void
test_invite_runs_out (HostFixture   *fixture,
                      gconstpointer  data)
{
  g_autoptr(GDateTime) soon = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = NULL;
  g_autofree char *more = NULL;
  g_autofree char *text = NULL;
  gpointer both[2] = { fixture, NULL };

  be_owner (fixture);
  soon = g_date_time_add_seconds (now, 1.5);
  time = g_date_time_format (soon, "%Y-%m-%dT%H:%M:%S.000Z");
  more = g_strdup_printf ("'role':'viewer','expires_at':'%s'", time);
  text = invite (fixture, more, NULL);
  both[1] = text;
  talus_test_wait_until (has_run_out, both);
}

static void
test_invite_revoked (HostFixture   *fixture,
                     gconstpointer  data)
{
  g_autofree char *kept_id = NULL;
  g_autofree char *kept_text = NULL;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *token = NULL;
  g_autofree char *target = NULL;
  g_autofree char *kept_target = NULL;
  g_autoptr(TalusTestReply) revoked = NULL;
  g_autoptr(TalusTestReply) kept_revoked = NULL;
  g_autoptr(TalusTestReply) late = NULL;
  g_autoptr(TalusTestReply) again = NULL;
  g_autoptr(TalusTestReply) shut_out = NULL;
  g_autoptr(TalusTestReply) still_in = NULL;

  be_owner (fixture);
  kept_text = invite (fixture, "'role':'viewer'", &kept_id);
  text = invite (fixture, "'role':'viewer'", &id);
  kept = join (fixture, kept_text, NULL);
  token = join (fixture, text, NULL);
  kept_target = g_strdup_printf ("/api/v1/sessions/%s/invites/%s", fixture->project->session_id,
                                 kept_id);
  kept_revoked = talus_test_client_call (fixture->client, "DELETE", kept_target, NULL);
  talus_test_assert_status (kept_revoked, 200);
  g_assert_cmpint (talus_test_reply_int (kept_revoked, "tokens_revoked"), ==, 0);
  target = g_strdup_printf ("/api/v1/sessions/%s/invites/%s?tokens=1",
                            fixture->project->session_id, id);
  revoked = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  g_assert_cmpint (talus_test_reply_int (revoked, "tokens_revoked"), ==, 1);
  again = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  talus_test_assert_error (again, 404, "NOT_FOUND");

  late = try_join (fixture, kept_text);
  talus_test_assert_error (late, 401, "UNAUTHORIZED");
  use_token (fixture->client, token);
  shut_out = host_fixture_get (fixture, "");
  talus_test_assert_error (shut_out, 401, "UNAUTHORIZED");
  use_token (fixture->client, kept);
  still_in = host_fixture_get (fixture, "");
  talus_test_assert_status (still_in, 200);
}

typedef struct
{
  TalusId session_id;
  guint n_followers;
} Waiting;

static void
count_followers (TalusHost *host,
                 gpointer   user_data)
{
  Waiting *waiting = user_data;
  TalusSession *session = talus_registry_get_session (talus_host_get_registry (host),
                                                      &waiting->session_id);

  waiting->n_followers = talus_session_get_n_followers (session);
}

typedef struct
{
  TalusTestHost *host;
  Waiting waiting;
  guint before;
} Poll;

static gboolean
is_waiting (gpointer user_data)
{
  Poll *poll = user_data;

  talus_test_host_run (poll->host, count_followers, &poll->waiting);

  return poll->waiting.n_followers > poll->before;
}

/* Somebody asks for what comes next, and is waiting for it. */
static void
start_poll (HostFixture     *fixture,
            TalusTestClient *client)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s/events?since=1&wait=30",
                                             fixture->project->session_id);
  Poll poll = { .host = fixture->host };

  g_assert_true (talus_id_parse (fixture->project->session_id, -1, &poll.waiting.session_id));
  talus_test_host_run (fixture->host, count_followers, &poll.waiting);
  poll.before = poll.waiting.n_followers;
  talus_test_client_send (client, "GET", target, NULL);
  talus_test_wait_until (is_waiting, &poll);
}

static void
test_removal_ends_waiting (HostFixture   *fixture,
                           gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_autofree char *ada_id = NULL;
  g_autofree char *ada_token = NULL;
  g_autofree char *ben_token = NULL;
  g_autofree char *target = NULL;
  g_autoptr(TalusTestClient) ada = talus_test_client_new (fixture->host);
  g_autoptr(TalusTestClient) ben = talus_test_client_new (fixture->host);
  g_autoptr(TalusTestReply) members = NULL;
  g_autoptr(TalusTestReply) removed = NULL;
  g_autoptr(TalusTestReply) ended = NULL;
  g_autoptr(TalusTestReply) after = NULL;
  g_autoptr(TalusTestReply) rest = NULL;

  be_owner (fixture);
  text = invite (fixture, "'role':'viewer'", NULL);
  ada_token = join (fixture, text, &ada_id);
  ben_token = join (fixture, text, NULL);
  use_token (ada, ada_token);
  use_token (ben, ben_token);
  start_poll (fixture, ada);
  start_poll (fixture, ben);
  members = host_fixture_get (fixture, "/members");
  g_assert_cmpint (talus_test_reply_int (members, "total"), ==, 2);
  g_assert_cmpstr (talus_test_reply_string (members, "members.0.author_id"), ==, ada_id);

  target = g_strdup_printf ("/api/v1/sessions/%s/members/%s", fixture->project->session_id, ada_id);
  removed = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  talus_test_assert_status (removed, 200);
  ended = talus_test_client_receive (ada);
  talus_test_assert_error (ended, 401, "UNAUTHORIZED");
  after = talus_test_get (ada, "/sessions");
  talus_test_assert_error (after, 401, "UNAUTHORIZED");

  /* Nobody else is disturbed. */
  g_assert_false (talus_test_client_is_ready (ben));
  rest = host_fixture_get (fixture, "/members");
  g_assert_cmpint (talus_test_reply_int (rest, "total"), ==, 1);
}

/* More than lies anywhere on the way to somebody who does not read. */
static void
fill_project (HostFixture *fixture)
{
  g_autofree char *text = g_strnfill (60000, 'x');

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GString) parts = g_string_new (NULL);
      g_autoptr(TalusTestReply) made = NULL;

      for (guint j = 0; j < 100; j++)
        g_string_append_printf (parts, "%s{'command_type':'CreateNode','data':{'parent_id':'%s',"
                                "'blueprint_type_id':'phase','properties':{'purpose':'%s'}}}",
                                j > 0 ? "," : "", fixture->project->root_id, text);
      made = host_fixture_execute (fixture, "Batch", "{'commands':[%s]}", parts->str);
      talus_test_assert_status (made, 200);
    }
}

/* What takes its time to be read ends in the middle. */
static void
assert_cut_off (HostFixture *fixture,
                const char  *target)
{
  g_autoptr(TalusTestClient) reader = talus_test_client_new (fixture->host);
  g_autofree char *text = invite (fixture, "'role':'viewer'", NULL);
  g_autofree char *author_id = NULL;
  g_autofree char *token = join (fixture, text, &author_id);
  g_autofree char *wanted = g_strconcat ("/api/v1", target, NULL);
  g_autofree char *member = g_strdup_printf ("/api/v1/sessions/%s/members/%s",
                                             fixture->project->session_id, author_id);
  g_autoptr(TalusTestReply) removed = NULL;
  g_autoptr(GBytes) got = NULL;
  gsize size = 0;
  const char *bytes = NULL;

  use_token (reader, token);
  talus_test_client_set_buffer (reader, 16 * 1024);
  talus_test_client_set_header (reader, "Connection", "close");
  talus_test_client_send (reader, "GET", wanted, NULL);
  talus_test_wait_until ((TalusTestCondition) talus_test_client_is_ready, reader);
  removed = talus_test_client_call (fixture->client, "DELETE", member, NULL);
  talus_test_assert_status (removed, 200);
  got = talus_test_client_read_to_end (reader);
  bytes = g_bytes_get_data (got, &size);
  g_test_message ("%s: %" G_GSIZE_FORMAT " bytes", wanted, size);
  g_assert_cmpuint (size, >, 5);
  g_assert_false (memcmp (bytes + size - 5, "0\r\n\r\n", 5) == 0);
}

static void
test_removal_ends_reading (HostFixture   *fixture,
                           gconstpointer  data)
{
  g_autofree char *graph = g_strdup_printf ("/sessions/%s/graph", fixture->project->session_id);
  g_autofree char *export = g_strdup_printf ("/projects/%s/export", fixture->project->project_id);
  g_autofree char *document = g_strconcat (export, "?format=talus", NULL);

  be_owner (fixture);
  fill_project (fixture);
  assert_cut_off (fixture, graph);
  assert_cut_off (fixture, export);
  assert_cut_off (fixture, document);
}

/* Taken away by another process, beside the host that runs. */
static void
test_host_token_revoked (HostFixture   *fixture,
                         gconstpointer  data)
{
  TalusId id;
  g_autofree char *token = add_host_token (fixture, "viewer", &id);
  g_autoptr(TalusHostTokens) tokens = NULL;
  g_autoptr(TalusTestReply) ended = NULL;
  g_autoptr(GError) error = NULL;

  use_token (fixture->client, token);
  start_poll (fixture, fixture->client);
  tokens = talus_host_tokens_new (talus_test_host_get_data_dir (fixture->host));
  g_assert_true (talus_host_tokens_revoke (tokens, &id, 5000, &error));
  ended = talus_test_client_receive (fixture->client);
  talus_test_assert_error (ended, 401, "UNAUTHORIZED");
}

/* A document that is not open says who is in all the same. */
static void
test_unloaded (HostFixture   *fixture,
               gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_autofree char *token = NULL;
  g_autofree char *late = NULL;
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s", fixture->project->session_id);
  g_autofree char *open = g_strdup_printf ("/projects/%s/open", fixture->project->project_id);
  g_autoptr(TalusTestClient) client = NULL;
  g_autoptr(TalusTestReply) unloaded = NULL;
  g_autoptr(TalusTestReply) gone = NULL;
  g_autoptr(TalusTestReply) bad = NULL;
  g_autoptr(TalusTestReply) opened = NULL;

  be_owner (fixture);
  text = invite (fixture, "'role':'viewer'", NULL);
  token = join (fixture, text, NULL);
  unloaded = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  talus_test_assert_status (unloaded, 200);

  /* Nothing of before is remembered. */
  talus_test_host_stop (fixture->host);
  talus_test_host_start (fixture->host);
  client = talus_test_client_new (fixture->host);
  late = join (fixture, text, NULL);
  use_token (client, token);
  gone = talus_test_client_call (client, "GET", target, NULL);
  talus_test_assert_error (gone, 404, "INVALID_SESSION");
  use_token (client, late);
  opened = talus_test_post (client, open, "{}");
  talus_test_assert_status (opened, 200);

  late[strlen (late) - 1] = late[strlen (late) - 1] == 'A' ? 'B' : 'A';
  use_token (client, late);
  bad = talus_test_client_call (client, "GET", target, NULL);
  talus_test_assert_error (bad, 401, "UNAUTHORIZED");
}

static void
test_failed_tokens (HostFixture   *fixture,
                    gconstpointer  data)
{
  g_autofree char *good = NULL;
  g_autoptr(TalusTestReply) too_many = NULL;
  g_autoptr(TalusTestReply) invited = NULL;
  g_autoptr(TalusTestReply) known = NULL;
  guint64 seconds = 0;

  be_owner (fixture);
  good = add_member (fixture, "viewer");
  use_token (fixture->client, good);
  known = host_fixture_get (fixture, "");
  talus_test_assert_status (known, 200);
  g_clear_pointer (&known, talus_test_reply_free);

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *guess = g_strdup_printf ("guess-%u", i);
      g_autoptr(TalusTestReply) reply = NULL;

      use_token (fixture->client, guess);
      reply = host_fixture_get (fixture, "");
      talus_test_assert_error (reply, 401, "UNAUTHORIZED");
    }
  too_many = host_fixture_get (fixture, "");
  talus_test_assert_error (too_many, 429, "TOO_MANY_REQUESTS");
  g_assert_true (g_ascii_string_to_unsigned (talus_test_reply_header (too_many, "retry-after"), 10,
                                             1, 60, &seconds, NULL));
  invited = try_join (fixture, "guess");
  talus_test_assert_error (invited, 429, "TOO_MANY_REQUESTS");

  /* Who is known is not shut out by others who come from the same place. */
  use_token (fixture->client, good);
  known = host_fixture_get (fixture, "");
  talus_test_assert_status (known, 200);
}

/* Nor is who would be known, had their session been read already. */
static void
test_guesses_beside_others (HostFixture   *fixture,
                            gconstpointer  data)
{
  g_autofree char *good = NULL;
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s", fixture->project->session_id);
  g_autoptr(TalusTestReply) unloaded = NULL;
  g_autoptr(TalusTestReply) opened = NULL;
  g_autoptr(TalusTestReply) guessed = NULL;
  g_autoptr(TalusTestClient) client = NULL;

  be_owner (fixture);
  good = add_member (fixture, "viewer");
  unloaded = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  talus_test_assert_status (unloaded, 200);
  talus_test_client_hang_up (fixture->client);
  talus_test_host_stop (fixture->host);
  talus_test_host_start (fixture->host);

  client = talus_test_client_new (fixture->host);
  use_token (client, "guess");
  for (guint i = 0; i <= 10; i++)
    {
      g_clear_pointer (&guessed, talus_test_reply_free);
      guessed = talus_test_client_call (client, "GET", target, NULL);
    }
  talus_test_assert_error (guessed, 429, "TOO_MANY_REQUESTS");
  use_token (client, good);
  opened = talus_test_get (client, "/projects");
  talus_test_assert_status (opened, 200);
  g_assert_cmpint (talus_test_reply_int (opened, "total"), ==, 1);
}

typedef struct
{
  HostFixture *fixture;
  const char *event;
} Expected;

static gboolean
is_audited (gpointer user_data)
{
  const Expected *expected = user_data;
  g_autoptr(TalusTestReply) reply = host_fixture_get (expected->fixture, "/audit?limit=100");

  talus_test_assert_status (reply, 200);
  for (guint i = 0; i < talus_test_reply_length (reply, "audit"); i++)
    {
      g_autofree char *way = g_strdup_printf ("audit.%u.event", i);

      if (g_str_equal (talus_test_reply_string (reply, way), expected->event))
        return TRUE;
    }

  return FALSE;
}

static void
test_audit (HostFixture   *fixture,
            gconstpointer  data)
{
  static const char * const events[] = {
    "invite-made", "invite-redeemed", "token-made", "invite-denied", "token-denied", "role-denied",
    "exported", "token-revoked", "invite-revoked",
  };
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  g_autofree char *token = NULL;
  g_autofree char *owner = add_host_token (fixture, "owner", NULL);
  g_autofree char *target = NULL;
  g_autoptr(TalusTestReply) denied = NULL;
  g_autoptr(TalusTestReply) exported = NULL;
  g_autoptr(TalusTestReply) revoked = NULL;
  g_autoptr(TalusTestReply) after = NULL;
  g_autoptr(TalusTestReply) late = NULL;

  use_token (fixture->client, owner);
  text = invite (fixture, "'role':'viewer'", &id);
  token = join (fixture, text, NULL);
  use_token (fixture->client, token);
  denied = host_fixture_get (fixture, "/invites");
  talus_test_assert_error (denied, 403, "FORBIDDEN");
  exported = talus_test_get (fixture->client, "/projects/%s/export?format=json",
                             fixture->project->project_id);
  talus_test_assert_status (exported, 200);
  use_token (fixture->client, owner);
  target = g_strdup_printf ("/api/v1/sessions/%s/invites/%s?tokens=1",
                            fixture->project->session_id, id);
  revoked = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  talus_test_assert_status (revoked, 200);
  late = try_join (fixture, text);
  use_token (fixture->client, token);
  after = host_fixture_get (fixture, "");
  talus_test_assert_error (after, 401, "UNAUTHORIZED");

  use_token (fixture->client, owner);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      Expected expected = { fixture, events[i] };

      g_test_message ("%s", events[i]);
      talus_test_wait_until (is_audited, &expected);
    }
}

/* An undo is an editor's, but not where it sets the template. */
static void
test_undo_of_template (HostFixture   *fixture,
                       gconstpointer  data)
{
  g_autofree char *owner = add_host_token (fixture, "owner", NULL);
  g_autofree char *target = g_strdup_printf ("/sessions/%s/undo", fixture->project->session_id);
  g_autofree char *redo = g_strdup_printf ("/sessions/%s/redo", fixture->project->session_id);
  g_autofree char *editor = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(TalusTestReply) set = NULL;
  g_autoptr(TalusTestReply) refused = NULL;
  g_autoptr(TalusTestReply) undone = NULL;
  g_autoptr(TalusTestReply) redo_refused = NULL;

  use_token (fixture->client, owner);
  editor = add_member (fixture, "editor");
  set = host_fixture_execute (fixture, "SetTemplate", "{'template_id':'book'}");
  before = host_fixture_digest (fixture);
  use_token (fixture->client, editor);
  refused = talus_test_post (fixture->client, target, "{}");
  talus_test_assert_error (refused, 403, "FORBIDDEN");
  after = host_fixture_digest (fixture);
  g_assert_cmpstr (before, ==, after);

  use_token (fixture->client, owner);
  undone = talus_test_post (fixture->client, target, "{}");
  talus_test_assert_status (undone, 200);
  use_token (fixture->client, editor);
  redo_refused = talus_test_post (fixture->client, redo, "{}");
  talus_test_assert_error (redo_refused, 403, "FORBIDDEN");
}

/* A name that a page could have rebound is none of ours, here too. */
static void
test_names (HostFixture   *fixture,
            gconstpointer  data)
{
  g_autofree char *name = g_ascii_strdown (g_get_host_name (), -1);
  g_autofree char *local = g_strdup_printf ("127.0.0.1:%u",
                                            talus_test_host_get_port (fixture->host));
  const char *good[] = { name, local, "localhost" };
  const char *bad[] = { "evil.example", "192.0.2.77", "0.0.0.0" };

  be_owner (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(TalusTestReply) reply = NULL;

      talus_test_client_set_header (fixture->client, "Host", good[i]);
      reply = talus_test_get (fixture->client, "/health");
      talus_test_assert_status (reply, 200);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(TalusTestReply) reply = NULL;

      talus_test_client_set_header (fixture->client, "Host", bad[i]);
      reply = talus_test_get (fixture->client, "/health");
      talus_test_assert_error (reply, 403, "FORBIDDEN");
    }
}

#define ADD(path, test) \
  g_test_add (path, HostFixture, &reachable, host_fixture_set_up, test, host_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/rest-access/each-role-on-each-route", test_roles);
  ADD ("/rest-access/a-session-token-sees-its-session-alone", test_isolation);
  ADD ("/rest-access/what-is-the-host-s-takes-a-host-token", test_host_routes);
  ADD ("/rest-access/without-a-token-there-is-next-to-nothing", test_without_token);
  ADD ("/rest-access/the-author-is-the-token-s", test_author);
  ADD ("/rest-access/undo-sets-no-template-for-an-editor", test_undo_of_template);
  ADD ("/rest-access/an-invite-is-exchanged-for-a-token", test_invite);
  ADD ("/rest-access/an-invite-that-cannot-be-is-refused", test_invite_refuses);
  ADD ("/rest-access/an-invite-runs-out", test_invite_runs_out);
  ADD ("/rest-access/a-revoked-invite-is-none", test_invite_revoked);
  ADD ("/rest-access/removal-ends-a-long-poll", test_removal_ends_waiting);
  ADD ("/rest-access/removal-ends-a-long-answer", test_removal_ends_reading);
  ADD ("/rest-access/a-host-token-taken-away-ends-a-long-poll", test_host_token_revoked);
  ADD ("/rest-access/an-unloaded-session-s-tokens-are-known", test_unloaded);
  ADD ("/rest-access/failed-tokens-are-counted", test_failed_tokens);
  ADD ("/rest-access/who-guesses-shuts-out-nobody-else", test_guesses_beside_others);
  ADD ("/rest-access/what-was-done-is-written-down", test_audit);
  ADD ("/rest-access/host-must-be-a-name-of-ours", test_names);
  host_test_add ("/rest-access/on-loopback-a-token-counts-too", test_on_loopback);

  return g_test_run ();
}
