/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may talk to the host, by what name, from which page, and as whom. */
#include "host-fixture.h"
#include "host/talus-host-private.h"

#define PROXY "https://tally.example"

static const char * const origins[] = { "http://app.example:8080", NULL };
static const TalusHostOptions options = { .origins = origins, .public_url = PROXY "/base" };

static guint
get_status (HostFixture *fixture)
{
  g_autoptr(TalusTestReply) reply = talus_test_get (fixture->client, "/health");

  return reply->status;
}

static void
test_host (HostFixture   *fixture,
           gconstpointer  data)
{
  static const char * const good[] = {
    "localhost", "LocalHost:1", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:5000",
    "tally.example", "TALLY.example:443", "a.localhost",
  };
  static const char * const bad[] = {
    "localhost.", "localhost.evil.example", "evil-localhost", "127.0.0.1.evil.example", "127.1",
    "0x7f.0.0.1", "2130706433", "[::1", "[::ffff:127.0.0.1]", "0.0.0.0", "localhost:99999",
    "evil.example%2f.localhost", "%6cocalhost", "tally.example.evil.example", "x.tally.example",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      talus_test_client_set_header (fixture->client, "Host", good[i]);
      g_test_message ("%s", good[i]);
      g_assert_cmpuint (get_status (fixture), ==, 200);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(TalusTestReply) reply = NULL;

      talus_test_client_set_header (fixture->client, "Host", bad[i]);
      g_test_message ("%s", bad[i]);
      reply = talus_test_get (fixture->client, "/health");
      talus_test_assert_error (reply, 403, "FORBIDDEN");
    }
}

static void
test_origin (HostFixture   *fixture,
             gconstpointer  data)
{
  static const char * const bad[] = {
    "null", "file://", "http://localhost", "http://localhost:1", "http://app.example",
    "https://app.example:8080", "http://app.example:8080/", "http://u@app.example:8080",
    "http://app.example:8080?q", "http://app.example:8080.evil.example",
    "http://localhost.evil.example:%u", "https://localhost:%u", "http://localhost:%u, http://a",
    "http://u@localhost:%u", "http://tally.example", "https://tally.example:444",
  };
  static const char * const good[] = {
    "http://localhost:%u", "http://LOCALHOST:%u", "http://127.0.0.1:%u", "http://[::1]:%u",
    "http://app.example:8080", PROXY, PROXY ":443",
  };
  g_autofree char *port = g_strdup_printf ("%u", talus_test_host_get_port (fixture->host));

  for (guint i = 0; i < G_N_ELEMENTS (bad) + G_N_ELEMENTS (good); i++)
    {
      gboolean is_bad = i < G_N_ELEMENTS (bad);
      g_autoptr(GString) origin = g_string_new (is_bad ? bad[i] : good[i - G_N_ELEMENTS (bad)]);

      g_string_replace (origin, "%u", port, 0);
      g_test_message ("%s", origin->str);
      talus_test_client_set_header (fixture->client, "Origin", origin->str);
      g_assert_cmpuint (get_status (fixture), ==, is_bad ? 403 : 200);
    }
}

static void
test_cors (HostFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr(TalusTestReply) preflight = NULL;
  g_autoptr(TalusTestReply) foreign = NULL;

  talus_test_client_set_header (fixture->client, "Origin", origins[0]);
  talus_test_client_set_header (fixture->client, "Access-Control-Request-Method", "POST");
  preflight = talus_test_client_call (fixture->client, "OPTIONS", "/api/v1/commands/execute", NULL);
  talus_test_assert_status (preflight, 204);
  g_assert_cmpstr (talus_test_reply_header (preflight, "access-control-allow-origin"), ==,
                   origins[0]);
  g_assert_nonnull (strstr (talus_test_reply_header (preflight, "access-control-allow-methods"),
                            "POST"));

  talus_test_client_set_header (fixture->client, "Origin", "http://evil.example");
  foreign = talus_test_client_call (fixture->client, "OPTIONS", "/api/v1/commands/execute", NULL);
  talus_test_assert_error (foreign, 403, "FORBIDDEN");
  g_assert_null (talus_test_reply_header (foreign, "access-control-allow-origin"));
}

/* Whatever bytes it quotes, an answer is JSON. */
static void
test_quotes (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(TalusTestReply) reply = NULL;

  talus_test_client_set_header (fixture->client, "X-Session-ID", "\xff\xfe");
  reply = talus_test_get (fixture->client, "/graph");
  g_assert_true (g_utf8_validate (g_bytes_get_data (reply->body, NULL),
                                  (gssize) g_bytes_get_size (reply->body), NULL));
  talus_test_assert_error (reply, 404, "INVALID_SESSION");
}

static void
count_authors (TalusHost *host,
               gpointer   user_data)
{
  *(guint *) user_data = talus_authors_get_n_kept (host->gate->authors);
}

static void
rename_as (HostFixture *fixture,
           const char  *author_id,
           const char  *name)
{
  g_autoptr(TalusTestReply) reply = NULL;

  talus_test_client_set_header (fixture->client, "X-Author-ID", author_id);
  talus_test_client_set_header (fixture->client, "X-Author-Name", name);
  reply = host_fixture_execute (fixture, "UpdateProperty", "{'node_id':'%s','property_id':'name',"
                                "'value':'B'}", fixture->project->root_id);
}

static void
assert_author (HostFixture *fixture,
               const char  *name)
{
  g_autoptr(TalusTestReply) reply = host_fixture_get (fixture, "/events?since=1&limit=1000");
  g_autofree char *last = g_strdup_printf ("events.%u.author.name",
                                           talus_test_reply_length (reply, "events") - 1);

  g_assert_cmpstr (talus_test_reply_string (reply, last), ==, name);
}

static void
test_names (HostFixture   *fixture,
            gconstpointer  data)
{
  const char *ada = "11111111-1111-7111-8111-111111111111";
  guint n_authors = 0;

  rename_as (fixture, ada, "Ada");
  assert_author (fixture, "Ada");
  rename_as (fixture, ada, NULL);
  assert_author (fixture, "Ada");
  rename_as (fixture, ada, "Ada L.");
  rename_as (fixture, ada, NULL);
  assert_author (fixture, "Ada L.");

  /* A stranger every time costs no more than so many. */
  for (guint i = 0; i < 1100; i++)
    {
      g_autofree char *id = g_uuid_string_random ();

      talus_test_client_set_header (fixture->client, "X-Author-ID", id);
      talus_test_client_set_header (fixture->client, "X-Author-Name", i % 2 == 0 ? "Eve" : NULL);
      g_assert_cmpuint (get_status (fixture), ==, 200);
    }
  talus_test_host_run (fixture->host, count_authors, &n_authors);
  g_assert_cmpuint (n_authors, ==, 551);

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = g_uuid_string_random ();

      talus_test_client_set_header (fixture->client, "X-Author-ID", id);
      talus_test_client_set_header (fixture->client, "X-Author-Name", "Eve");
      g_assert_cmpuint (get_status (fixture), ==, 200);
    }
  talus_test_host_run (fixture->host, count_authors, &n_authors);
  g_assert_cmpuint (n_authors, ==, 1000);
  rename_as (fixture, ada, "Ada");
  assert_author (fixture, "Ada");
}

#define ADD(path, test) \
  g_test_add (path, HostFixture, &options, host_fixture_set_up, test, host_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/access/host-must-be-a-name-of-ours", test_host);
  ADD ("/access/origin-must-be-one-of-ours", test_origin);
  ADD ("/access/cors-is-for-the-origins-given", test_cors);
  ADD ("/access/answers-are-utf-8-whatever-they-quote", test_quotes);
  ADD ("/access/names-are-kept-but-not-without-end", test_names);

  return g_test_run ();
}
