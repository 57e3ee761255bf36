/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what over REST, on a host that others can reach: each role on
 * each kind of route, one session's tokens at another's, guesses. */
#include <string.h>

#include "access-fixture.h"

#define NOBODY "0197a000-0000-7000-8000-000000000bad"

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
  access_be_owner (fixture);
  for (TalusRole role = TALUS_ROLE_VIEWER; role <= TALUS_ROLE_OWNER; role++)
    {
      g_autofree char *token = access_add_member (fixture, talus_role_get_name (role));
      g_autoptr(TalusTestClient) client = talus_test_client_new (fixture->host);

      access_use_token (client, token);
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

  access_be_owner (fixture);
  token = access_add_member (fixture, "owner");
  access_use_token (fixture->client, token);

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

  access_be_owner (fixture);
  member = access_add_member (fixture, "owner");
  for (TalusRole role = TALUS_ROLE_VIEWER; role <= TALUS_ROLE_OWNER; role++)
    {
      g_autofree char *token = access_add_host_token (fixture, talus_role_get_name (role), NULL);

      for (guint i = 0; i < G_N_ELEMENTS (host_cases); i++)
        {
          g_autoptr(TalusTestReply) by_host = NULL;
          g_autoptr(TalusTestReply) by_member = NULL;

          access_use_token (fixture->client, token);
          by_host = call (fixture, fixture->client, &host_cases[i]);
          if (role < host_cases[i].needed)
            talus_test_assert_error (by_host, 403, "FORBIDDEN");
          else
            g_assert_cmpuint (by_host->status, !=, 403);
          access_use_token (fixture->client, member);
          by_member = call (fixture, fixture->client, &host_cases[i]);
          talus_test_assert_error (by_member, 403, "FORBIDDEN");
        }

      /* And everything of every session, as the role goes. */
      access_use_token (fixture->client, token);
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

  access_be_owner (fixture);
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

  token = access_add_member (fixture, "viewer");
  without = host_fixture_get (fixture, "/invites");
  talus_test_assert_status (without, 200);
  access_use_token (fixture->client, token);
  refused = host_fixture_get (fixture, "/invites");
  talus_test_assert_error (refused, 403, "FORBIDDEN");
  access_use_token (fixture->client, "nonsense");
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

  access_be_owner (fixture);
  text = access_invite (fixture, "'role':'editor'", NULL);
  token = access_join (fixture, text, &author_id);
  access_use_token (fixture->client, token);
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
read_owners_colour (TalusHost *host,
                    gpointer   user_data)
{
  TalusLibrary *library = talus_registry_get_library (talus_host_get_registry (host));

  *(char **) user_data = g_strdup (talus_library_get_owner (library)->colour);
}

/* As long as there are colours everybody has one of their own, from then on
 * each as many as any other. */
static void
test_colours (HostFixture   *fixture,
              gconstpointer  data)
{
  g_autofree char *own = NULL;
  g_autoptr(GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(TalusTestReply) members = NULL;
  g_autofree char *text = NULL;
  GHashTableIter iter;
  gpointer count;

  talus_test_host_run (fixture->host, read_owners_colour, &own);
  access_be_owner (fixture);
  text = access_invite (fixture, "'role':'editor','uses':15", NULL);
  for (guint i = 0; i < 15; i++)
    {
      g_autofree char *token = access_join (fixture, text, NULL);

      if (i + 2 != TALUS_PALETTE_SIZE)
        continue;
      members = host_fixture_get (fixture, "/members");
      g_assert_cmpuint (talus_test_reply_length (members, "members"), ==, i + 1);
      for (guint j = 0; j <= i; j++)
        {
          g_autofree char *way = g_strdup_printf ("members.%u.colour", j);
          const char *colour = talus_test_reply_string (members, way);

          g_assert_true (talus_palette_find (colour, NULL));
          g_assert_cmpstr (colour, !=, own);
          g_assert_true (g_hash_table_add (counts, (gpointer) colour));
        }
      g_hash_table_remove_all (counts);
      g_clear_pointer (&members, talus_test_reply_free);
    }

  members = host_fixture_get (fixture, "/members");
  g_assert_cmpuint (talus_test_reply_length (members, "members"), ==, 15);
  for (guint i = 0; i < 15; i++)
    {
      g_autofree char *way = g_strdup_printf ("members.%u.colour", i);
      const char *colour = talus_test_reply_string (members, way);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, colour));

      g_hash_table_replace (counts, (gpointer) colour, GUINT_TO_POINTER (n + 1));
    }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, NULL, &count))
    g_assert_cmpuint (GPOINTER_TO_UINT (count), <=, 3);
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

  access_be_owner (fixture);
  good = access_add_member (fixture, "viewer");
  access_use_token (fixture->client, good);
  known = host_fixture_get (fixture, "");
  talus_test_assert_status (known, 200);
  g_clear_pointer (&known, talus_test_reply_free);

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *guess = g_strdup_printf ("guess-%u", i);
      g_autoptr(TalusTestReply) reply = NULL;

      access_use_token (fixture->client, guess);
      reply = host_fixture_get (fixture, "");
      talus_test_assert_error (reply, 401, "UNAUTHORIZED");
    }
  too_many = host_fixture_get (fixture, "");
  talus_test_assert_error (too_many, 429, "TOO_MANY_REQUESTS");
  g_assert_true (g_ascii_string_to_unsigned (talus_test_reply_header (too_many, "retry-after"), 10,
                                             1, 60, &seconds, NULL));
  invited = access_try_join (fixture, "guess");
  talus_test_assert_error (invited, 429, "TOO_MANY_REQUESTS");

  /* Who is known is not shut out by others who come from the same place. */
  access_use_token (fixture->client, good);
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

  access_be_owner (fixture);
  good = access_add_member (fixture, "viewer");
  unloaded = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  talus_test_assert_status (unloaded, 200);
  talus_test_client_hang_up (fixture->client);
  talus_test_host_stop (fixture->host);
  talus_test_host_start (fixture->host);

  client = talus_test_client_new (fixture->host);
  access_use_token (client, "guess");
  for (guint i = 0; i <= 10; i++)
    {
      g_clear_pointer (&guessed, talus_test_reply_free);
      guessed = talus_test_client_call (client, "GET", target, NULL);
    }
  talus_test_assert_error (guessed, 429, "TOO_MANY_REQUESTS");
  access_use_token (client, good);
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
  g_autofree char *owner = access_add_host_token (fixture, "owner", NULL);
  g_autofree char *target = NULL;
  g_autoptr(TalusTestReply) denied = NULL;
  g_autoptr(TalusTestReply) exported = NULL;
  g_autoptr(TalusTestReply) revoked = NULL;
  g_autoptr(TalusTestReply) after = NULL;
  g_autoptr(TalusTestReply) late = NULL;

  access_use_token (fixture->client, owner);
  text = access_invite (fixture, "'role':'viewer'", &id);
  token = access_join (fixture, text, NULL);
  access_use_token (fixture->client, token);
  denied = host_fixture_get (fixture, "/invites");
  talus_test_assert_error (denied, 403, "FORBIDDEN");
  exported = talus_test_get (fixture->client, "/projects/%s/export?format=json",
                             fixture->project->project_id);
  talus_test_assert_status (exported, 200);
  access_use_token (fixture->client, owner);
  target = g_strdup_printf ("/api/v1/sessions/%s/invites/%s?tokens=1",
                            fixture->project->session_id, id);
  revoked = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  talus_test_assert_status (revoked, 200);
  late = access_try_join (fixture, text);
  access_use_token (fixture->client, token);
  after = host_fixture_get (fixture, "");
  talus_test_assert_error (after, 401, "UNAUTHORIZED");

  access_use_token (fixture->client, owner);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      Expected expected = { fixture, events[i] };

      g_test_message ("%s", events[i]);
      talus_test_wait_until (is_audited, &expected);
    }
}

static gboolean
are_150_audited (gpointer fixture)
{
  g_autoptr(TalusTestReply) audit = host_fixture_get (fixture, "/audit?limit=1000");
  guint n = 0;

  for (guint i = 0; i < talus_test_reply_length (audit, "audit"); i++)
    {
      g_autofree char *way = g_strdup_printf ("audit.%u.event", i);

      n += g_str_equal (talus_test_reply_string (audit, way), "exported") ? 1 : 0;
    }

  return n == 150;
}

/* However much comes at once. */
static void
test_audit_of_many (HostFixture   *fixture,
                    gconstpointer  data)
{
  g_autoptr(GPtrArray) clients = NULL;
  g_autofree char *owner = access_add_host_token (fixture, "owner", NULL);
  g_autofree char *target = g_strdup_printf ("/api/v1/projects/%s/export",
                                             fixture->project->project_id);
  g_autoptr(TalusTestReply) health = NULL;
  HostStrike strike;

  clients = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_test_client_free);
  host_strike_begin (&strike);
  for (guint i = 0; i < 150; i++)
    {
      TalusTestClient *client = talus_test_client_new (fixture->host);

      g_ptr_array_add (clients, client);
      access_use_token (client, owner);
      talus_test_client_send (client, "GET", target, NULL);
    }
  health = talus_test_get (fixture->client, "/health");
  host_strike_end (&strike);
  for (guint i = 0; i < clients->len; i++)
    talus_test_reply_free (talus_test_client_receive (clients->pdata[i]));

  access_use_token (fixture->client, owner);
  talus_test_wait_until (are_150_audited, fixture);
}

/* An undo is an editor's, but not where it sets the template. */
static void
test_undo_of_template (HostFixture   *fixture,
                       gconstpointer  data)
{
  g_autofree char *owner = access_add_host_token (fixture, "owner", NULL);
  g_autofree char *target = g_strdup_printf ("/sessions/%s/undo", fixture->project->session_id);
  g_autofree char *redo = g_strdup_printf ("/sessions/%s/redo", fixture->project->session_id);
  g_autofree char *editor = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(TalusTestReply) set = NULL;
  g_autoptr(TalusTestReply) refused = NULL;
  g_autoptr(TalusTestReply) undone = NULL;
  g_autoptr(TalusTestReply) redo_refused = NULL;

  access_use_token (fixture->client, owner);
  editor = access_add_member (fixture, "editor");
  set = host_fixture_execute (fixture, "SetTemplate", "{'template_id':'book'}");
  before = host_fixture_digest (fixture);
  access_use_token (fixture->client, editor);
  refused = talus_test_post (fixture->client, target, "{}");
  talus_test_assert_error (refused, 403, "FORBIDDEN");
  after = host_fixture_digest (fixture);
  g_assert_cmpstr (before, ==, after);

  access_use_token (fixture->client, owner);
  undone = talus_test_post (fixture->client, target, "{}");
  talus_test_assert_status (undone, 200);
  access_use_token (fixture->client, editor);
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

  access_be_owner (fixture);
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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  access_test_add ("/rest-access/each-role-on-each-route", test_roles);
  access_test_add ("/rest-access/a-session-token-sees-its-session-alone", test_isolation);
  access_test_add ("/rest-access/what-is-the-host-s-takes-a-host-token", test_host_routes);
  access_test_add ("/rest-access/without-a-token-there-is-next-to-nothing", test_without_token);
  access_test_add ("/rest-access/the-author-is-the-token-s", test_author);
  access_test_add ("/rest-access/who-comes-has-a-colour-that-is-free", test_colours);
  access_test_add ("/rest-access/undo-sets-no-template-for-an-editor", test_undo_of_template);
  access_test_add ("/rest-access/failed-tokens-are-counted", test_failed_tokens);
  access_test_add ("/rest-access/who-guesses-shuts-out-nobody-else", test_guesses_beside_others);
  access_test_add ("/rest-access/what-was-done-is-written-down", test_audit);
  access_test_add ("/rest-access/of-many-things-each-is-written-down", test_audit_of_many);
  access_test_add ("/rest-access/host-must-be-a-name-of-ours", test_names);
  host_test_add ("/rest-access/on-loopback-a-token-counts-too", test_on_loopback);

  return g_test_run ();
}
