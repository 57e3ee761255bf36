/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What monitoring sees: health, figures, and who is there. */
#include <string.h>

#include "host-fixture.h"

#define ADA "0197a000-0000-7000-8000-0000000000a1"

/* The value of a line of the text format. */
static double
read_figure (TalusTestReply *reply,
             const char     *name)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (reply->body, NULL),
                                     g_bytes_get_size (reply->body));
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], name) && lines[i][strlen (name)] == ' ')
        return g_ascii_strtod (lines[i] + strlen (name), NULL);
    }
  g_error ("No “%s” in: %s", name, text);
}

static gboolean
has_figure (TalusTestReply *reply,
            const char     *name)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (reply->body, NULL),
                                     g_bytes_get_size (reply->body));

  return strstr (text, name) != NULL;
}

static void
health_is_told_on_both_paths (HostFixture   *fixture,
                              gconstpointer  data)
{
  static const char * const targets[] = { "/health", "/api/v1/health" };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(TalusTestReply) reply = talus_test_client_call (fixture->client, "GET", targets[i],
                                                                NULL);

      talus_test_assert_status (reply, 200);
      g_assert_cmpstr (talus_test_reply_string (reply, "status"), ==, "ok");
      g_assert_nonnull (talus_test_reply_string (reply, "version"));
      g_assert_cmpint (talus_test_reply_int (reply, "uptime"), >=, 0);
      g_assert_cmpint (talus_test_reply_int (reply, "sessions"), ==, 1);
      g_assert_cmpint (talus_test_reply_int (reply, "clients"), ==, 0);
    }
}

static void
join_client (TalusHost *host,
             gpointer   user_data)
{
  HostFixture *fixture = user_data;
  g_autoptr(TalusAuthor) author = NULL;
  TalusSession *session = NULL;
  g_autoptr(GError) error = NULL;
  TalusId id;

  g_assert_true (talus_id_parse (fixture->project->session_id, -1, &id));
  session = talus_registry_get_session (talus_host_get_registry (host), &id);
  g_assert_true (talus_id_parse (ADA, -1, &id));
  author = talus_author_new (&id, "Ada", "#336699");
  talus_session_join (session, talus_client_new ("socket-1", author, TALUS_ROLE_EDITOR, 1000));
  talus_session_join (session, talus_client_new ("socket-2", author, TALUS_ROLE_VIEWER, 2000));
  talus_session_set_presence (session, "socket-2", "{\"view\":\"board\"}", &error);
  g_assert_no_error (error);
}

static void
clients_are_listed_as_they_came (HostFixture   *fixture,
                                 gconstpointer  data)
{
  g_autoptr(TalusTestReply) none = host_fixture_get (fixture, "/clients");
  g_autoptr(TalusTestReply) both = NULL;
  g_autoptr(TalusTestReply) health = NULL;
  g_autoptr(TalusTestReply) unknown = NULL;

  talus_test_assert_status (none, 200);
  g_assert_cmpuint (talus_test_reply_length (none, "clients"), ==, 0);

  talus_test_host_run (fixture->host, join_client, fixture);
  both = host_fixture_get (fixture, "/clients");
  g_assert_cmpuint (talus_test_reply_length (both, "clients"), ==, 2);
  g_assert_cmpstr (talus_test_reply_string (both, "clients.0.client_id"), ==, "socket-1");
  g_assert_cmpstr (talus_test_reply_string (both, "clients.0.author_id"), ==, ADA);
  g_assert_cmpstr (talus_test_reply_string (both, "clients.0.name"), ==, "Ada");
  g_assert_cmpstr (talus_test_reply_string (both, "clients.0.colour"), ==, "#336699");
  g_assert_cmpstr (talus_test_reply_string (both, "clients.0.role"), ==, "editor");
  g_assert_cmpstr (talus_test_reply_string (both, "clients.0.joined_at"), ==,
                   "1970-01-01T00:00:01.000Z");
  g_assert_null (talus_test_reply_string (both, "clients.0.presence"));
  g_assert_cmpstr (talus_test_reply_string (both, "clients.1.role"), ==, "viewer");
  g_assert_cmpstr (talus_test_reply_string (both, "clients.1.presence.view"), ==, "board");

  health = talus_test_get (fixture->client, "/health");
  g_assert_cmpint (talus_test_reply_int (health, "clients"), ==, 2);
  unknown = talus_test_get (fixture->client, "/sessions/" ADA "/clients");
  talus_test_assert_error (unknown, 404, "INVALID_SESSION");
}

static void
figures_count_what_happened (HostFixture   *fixture,
                             gconstpointer  data)
{
  g_autofree char *job = NULL;
  g_autoptr(TalusTestReply) refused = NULL;
  g_autoptr(TalusTestReply) events = NULL;
  g_autoptr(TalusTestReply) before = NULL;
  g_autoptr(TalusTestReply) after = NULL;

  before = talus_test_client_call (fixture->client, "GET", "/metrics", NULL);
  talus_test_assert_status (before, 200);
  g_assert_cmpstr (talus_test_reply_header (before, "content-type"), ==,
                   "text/plain; version=0.0.4; charset=utf-8");
  g_assert_cmpfloat (read_figure (before, "talus_commands_total"), ==, 0);
  g_assert_cmpfloat (read_figure (before, "talus_sessions"), ==, 1);
  g_assert_cmpfloat (read_figure (before, "talus_http_connections"), ==, 1);

  job = host_fixture_create (fixture, talus_test_project_child (fixture->project, 0), "job",
                             "Axle");
  refused = talus_test_post (fixture->client, "/commands/execute",
                             "{'session_id':'%s','command_type':'DeleteNode',"
                             "'data':{'node_id':'%s'}}", fixture->project->session_id, ADA);
  talus_test_assert_error (refused, 404, "NODE_NOT_FOUND");
  events = host_fixture_get (fixture, "/events?since=1");
  g_assert_cmpuint (talus_test_reply_length (events, "events"), ==, 2);

  after = talus_test_get (fixture->client, "/metrics");
  g_assert_cmpfloat (read_figure (after, "talus_commands_total"), ==, 1);
  g_assert_cmpfloat (read_figure (after, "talus_events_total"), ==, 2);
  g_assert_cmpfloat (read_figure (after, "talus_deliveries_total"), ==, 2);
  g_assert_cmpfloat (read_figure (after,
                                  "talus_command_failures_total{code=\"NODE_NOT_FOUND\"}"),
                     ==, 1);
  g_assert_false (has_figure (after, "{code=\"WOULD_CYCLE\"}"));
  g_assert_cmpfloat (read_figure (after, "talus_http_requests_total{class=\"4xx\"}"), ==, 1);
  g_assert_cmpfloat (read_figure (after, "talus_http_requests_total{class=\"2xx\"}"), ==, 3);
  g_assert_cmpfloat (read_figure (after, "talus_http_request_seconds_bucket{le=\"+Inf\"}"), ==, 4);
  g_assert_cmpfloat (read_figure (after, "talus_http_request_seconds_count"), ==, 4);
  g_assert_cmpfloat (read_figure (after, "talus_journal_records_total"), >=, 1);
  g_assert_cmpfloat (read_figure (after, "talus_journal_commit_seconds_count"), >=, 1);
  g_assert_cmpfloat (read_figure (after, "talus_journal_commit_seconds_sum"), >, 0);
  g_assert_cmpfloat (read_figure (after, "talus_journal_queue_records"), ==, 0);
  g_assert_cmpfloat (read_figure (after, "process_resident_memory_bytes"), >, 1000000);
  g_assert_cmpfloat (read_figure (after, "process_open_fds"), >, 3);
  g_assert_cmpfloat (read_figure (after, "process_cpu_seconds_total"), >, 0);
}

/* What a session did counts when it is gone, whoever asked before. */
static void
figures_outlive_sessions (HostFixture   *fixture,
                          gconstpointer  data)
{
  g_autofree char *job = host_fixture_create (fixture,
                                              talus_test_project_child (fixture->project, 0),
                                              "job", "Axle");
  g_autofree char *path = g_strdup_printf ("/api/v1/sessions/%s",
                                            fixture->project->session_id);
  g_autoptr(TalusTestReply) closed = NULL;
  g_autoptr(TalusTestReply) figures = NULL;

  closed = talus_test_client_call (fixture->client, "DELETE", path, NULL);
  talus_test_assert_status (closed, 200);
  figures = talus_test_get (fixture->client, "/metrics");
  g_assert_cmpfloat (read_figure (figures, "talus_sessions"), ==, 0);
  g_assert_cmpfloat (read_figure (figures, "talus_commands_total"), ==, 1);
  g_assert_cmpfloat (read_figure (figures, "talus_journal_records_total"), ==, 1);
}

/* Every line is a comment or a figure, and each family is described once,
 * before its figures. */
static void
figures_are_well_formed (HostFixture   *fixture,
                         gconstpointer  data)
{
  g_autoptr(TalusTestReply) reply = talus_test_get (fixture->client, "/metrics");
  g_autofree char *text = g_strndup (g_bytes_get_data (reply->body, NULL),
                                     g_bytes_get_size (reply->body));
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *family = g_strdup ("none");

  g_assert_true (g_str_has_suffix (text, "\n"));
  for (guint i = 0; lines[i + 1] != NULL; i++)
    {
      const char *line = lines[i];
      char *end = NULL;

      if (g_str_has_prefix (line, "# HELP "))
        {
          g_free (family);
          family = g_strndup (line + 7, strcspn (line + 7, " "));
          g_assert_true (g_hash_table_add (seen, g_strdup (family)));
          continue;
        }
      if (g_str_has_prefix (line, "# TYPE "))
        {
          g_assert_true (g_str_has_prefix (line + 7, family));
          continue;
        }
      g_assert_true (g_str_has_prefix (line, family));
      g_assert_nonnull (strrchr (line, ' '));
      g_ascii_strtod (strrchr (line, ' '), &end);
      g_assert_cmpstr (end, ==, "");
    }
  g_assert_cmpuint (g_hash_table_size (seen), >=, 15);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/rest-health/health-is-told-on-both-paths", health_is_told_on_both_paths);
  host_test_add ("/rest-health/clients-are-listed-as-they-came", clients_are_listed_as_they_came);
  host_test_add ("/rest-health/figures-count-what-happened", figures_count_what_happened);
  host_test_add ("/rest-health/figures-outlive-sessions", figures_outlive_sessions);
  host_test_add ("/rest-health/figures-are-well-formed", figures_are_well_formed);

  return g_test_run ();
}
