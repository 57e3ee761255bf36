/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How people come in by an invite and are shut out again, whatever they are doing
 * just then. */
#include <string.h>

#include "access-fixture.h"

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

  access_be_owner (fixture);
  target = g_strdup_printf ("/sessions/%s/invites", fixture->project->session_id);
  made = talus_test_post (fixture->client, target, "{'role':'editor','uses':1}");
  talus_test_assert_status (made, 201);
  text = g_strdup (talus_test_reply_string (made, "invite"));
  link = talus_test_reply_string (made, "link");
  prefix = g_strdup_printf ("/s/%s#i=%s&n=Bronco", fixture->project->session_id, text);
  g_assert_true (g_str_has_prefix (link, "http://"));
  g_assert_true (g_str_has_suffix (link, prefix));

  token = access_join (fixture, text, NULL);
  again = access_try_join (fixture, text);
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

  access_be_owner (fixture);
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
  g_autoptr(TalusTestReply) reply = access_try_join (both[0], both[1]);

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

  access_be_owner (fixture);
  soon = g_date_time_add_seconds (now, 1.5);
  time = g_date_time_format (soon, "%Y-%m-%dT%H:%M:%S.000Z");
  more = g_strdup_printf ("'role':'viewer','expires_at':'%s'", time);
  text = access_invite (fixture, more, NULL);
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

  access_be_owner (fixture);
  kept_text = access_invite (fixture, "'role':'viewer'", &kept_id);
  text = access_invite (fixture, "'role':'viewer'", &id);
  kept = access_join (fixture, kept_text, NULL);
  token = access_join (fixture, text, NULL);
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

  late = access_try_join (fixture, kept_text);
  talus_test_assert_error (late, 401, "UNAUTHORIZED");
  access_use_token (fixture->client, token);
  shut_out = host_fixture_get (fixture, "");
  talus_test_assert_error (shut_out, 401, "UNAUTHORIZED");
  access_use_token (fixture->client, kept);
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

  access_be_owner (fixture);
  text = access_invite (fixture, "'role':'viewer'", NULL);
  ada_token = access_join (fixture, text, &ada_id);
  ben_token = access_join (fixture, text, NULL);
  access_use_token (ada, ada_token);
  access_use_token (ben, ben_token);
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
  g_autofree char *text = access_invite (fixture, "'role':'viewer'", NULL);
  g_autofree char *author_id = NULL;
  g_autofree char *token = access_join (fixture, text, &author_id);
  g_autofree char *wanted = g_strconcat ("/api/v1", target, NULL);
  g_autofree char *member = g_strdup_printf ("/api/v1/sessions/%s/members/%s",
                                             fixture->project->session_id, author_id);
  g_autoptr(TalusTestReply) removed = NULL;
  g_autoptr(GBytes) got = NULL;
  gsize size = 0;
  const char *bytes = NULL;

  access_use_token (reader, token);
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

  access_be_owner (fixture);
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
  g_autofree char *token = access_add_host_token (fixture, "viewer", &id);
  g_autoptr(TalusHostTokens) tokens = NULL;
  g_autoptr(TalusTestReply) ended = NULL;
  g_autoptr(GError) error = NULL;

  access_use_token (fixture->client, token);
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

  access_be_owner (fixture);
  text = access_invite (fixture, "'role':'viewer'", NULL);
  token = access_join (fixture, text, NULL);
  unloaded = talus_test_client_call (fixture->client, "DELETE", target, NULL);
  talus_test_assert_status (unloaded, 200);

  /* Nothing of before is remembered. */
  talus_test_host_stop (fixture->host);
  talus_test_host_start (fixture->host);
  client = talus_test_client_new (fixture->host);
  late = access_join (fixture, text, NULL);
  access_use_token (client, token);
  gone = talus_test_client_call (client, "GET", target, NULL);
  talus_test_assert_error (gone, 404, "INVALID_SESSION");
  access_use_token (client, late);
  opened = talus_test_post (client, open, "{}");
  talus_test_assert_status (opened, 200);

  late[strlen (late) - 1] = late[strlen (late) - 1] == 'A' ? 'B' : 'A';
  access_use_token (client, late);
  bad = talus_test_client_call (client, "GET", target, NULL);
  talus_test_assert_error (bad, 401, "UNAUTHORIZED");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  access_test_add ("/rest-invites/an-invite-is-exchanged-for-a-token", test_invite);
  access_test_add ("/rest-invites/an-invite-that-cannot-be-is-refused", test_invite_refuses);
  access_test_add ("/rest-invites/an-invite-runs-out", test_invite_runs_out);
  access_test_add ("/rest-invites/a-revoked-invite-is-none", test_invite_revoked);
  access_test_add ("/rest-invites/removal-ends-a-long-poll", test_removal_ends_waiting);
  access_test_add ("/rest-invites/removal-ends-a-long-answer", test_removal_ends_reading);
  access_test_add ("/rest-invites/a-host-token-s-end-ends-a-long-poll", test_host_token_revoked);
  access_test_add ("/rest-invites/an-unloaded-session-s-tokens-are-known", test_unloaded);

  return g_test_run ();
}
