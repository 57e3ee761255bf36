/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named versions over HTTP. */
#include "host-fixture.h"

static TalusTestReply *
post_version (HostFixture *fixture,
              const char  *format,
              const char  *argument)
{
  g_autofree char *target = g_strdup_printf ("/sessions/%s/versions", fixture->project->session_id);
  g_autofree char *body = g_strdup (format);

  if (argument != NULL)
    {
      g_auto(GStrv) parts = g_strsplit (format, "%s", 2);

      g_free (body);
      body = g_strconcat (parts[0], argument, parts[1], NULL);
    }

  return talus_test_post (fixture->client, target, "%s", body);
}

static TalusTestReply *
delete_version (HostFixture *fixture,
                const char  *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s/versions/%s",
                                             fixture->project->session_id, escaped);

  return talus_test_client_call (fixture->client, "DELETE", target, NULL);
}

static void
test_present_is_the_default (HostFixture   *fixture,
                             gconstpointer  data)
{
  g_autoptr(TalusTestReply) first = post_version (fixture, "{'name':'Start'}", NULL);
  g_autoptr(TalusTestReply) second = NULL;
  g_autoptr(TalusTestReply) past = NULL;
  g_autoptr(TalusTestReply) list = NULL;
  g_autofree char *node = NULL;

  talus_test_assert_status (first, 201);
  g_assert_cmpstr (talus_test_reply_string (first, "name"), ==, "Start");
  g_assert_cmpint (talus_test_reply_int (first, "seq"), ==, 1);

  node = host_fixture_create (fixture, talus_test_project_child (fixture->project, 0), "job",
                              "Frame");
  second = post_version (fixture, "{'name':'Frame off'}", NULL);
  talus_test_assert_status (second, 201);
  g_assert_cmpint (talus_test_reply_int (second, "seq"), ==, 2);
  past = post_version (fixture, "{'name':'Before','seq':1}", NULL);
  talus_test_assert_status (past, 201);
  g_assert_cmpint (talus_test_reply_int (past, "seq"), ==, 1);

  list = host_fixture_get (fixture, "/versions");
  talus_test_assert_status (list, 200);
  g_assert_cmpuint (talus_test_reply_length (list, "versions"), ==, 3);
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
  } cases[] = {
    { "{}", 400, "INVALID_REQUEST" },
    { "{'name':7}", 400, "INVALID_REQUEST" },
    { "{'name':null}", 400, "INVALID_REQUEST" },
    { "{'name':'a','seq':'1'}", 400, "INVALID_REQUEST" },
    { "{'name':'a','seq':1.5}", 400, "INVALID_REQUEST" },
    { "{'name':'a','seq':0}", 400, "INVALID_REQUEST" },
    { "{'name':'a','seq':-3}", 400, "INVALID_REQUEST" },
    { "{'name':'a','seq':2}", 404, "NOT_FOUND" },
    { "{'name':'a','seq':9007199254740991}", 404, "NOT_FOUND" },
    { "{'name':''}", 422, "INVALID_VALUE" },
  };
  g_autofree char *long_name = g_strnfill (1025, 'n');
  g_autofree char *just = g_strnfill (1024, 'n');
  g_autoptr(TalusTestReply) refused = NULL;
  g_autoptr(TalusTestReply) list = NULL;
  g_autoptr(TalusTestReply) taken = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TalusTestReply) reply = post_version (fixture, cases[i].body, NULL);

      talus_test_assert_error (reply, cases[i].status, cases[i].code);
    }
  refused = post_version (fixture, "{'name':'%s'}", long_name);
  talus_test_assert_error (refused, 422, "INVALID_VALUE");
  list = host_fixture_get (fixture, "/versions");
  g_assert_cmpuint (talus_test_reply_length (list, "versions"), ==, 0);

  taken = post_version (fixture, "{'name':'%s'}", just);
  talus_test_assert_status (taken, 201);
}

static void
test_a_name_once (HostFixture   *fixture,
                  gconstpointer  data)
{
  g_autoptr(TalusTestReply) first = post_version (fixture, "{'name':'Once'}", NULL);
  g_autoptr(TalusTestReply) second = post_version (fixture, "{'name':'Once'}", NULL);
  g_autoptr(TalusTestReply) other = post_version (fixture, "{'name':'once'}", NULL);

  talus_test_assert_status (first, 201);
  talus_test_assert_error (second, 409, "CONFLICT");
  talus_test_assert_status (other, 201);
}

static void
test_any_name_can_go (HostFixture   *fixture,
                      gconstpointer  data)
{
  static const char * const names[] = { "a/b", "100 %", "ä ö ü", "?x=1&y", "#1", "%2F",
                                        "\xf0\x9f\x9a\x97" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(TalusTestReply) made = post_version (fixture, "{'name':'%s'}", names[i]);
      g_autoptr(TalusTestReply) gone = delete_version (fixture, names[i]);
      g_autoptr(TalusTestReply) again = delete_version (fixture, names[i]);

      talus_test_assert_status (made, 201);
      talus_test_assert_status (gone, 200);
      g_assert_true (talus_test_reply_boolean (gone, "success"));
      g_assert_cmpstr (talus_test_reply_string (gone, "name"), ==, names[i]);
      talus_test_assert_error (again, 404, "NOT_FOUND");
    }
}

static void
test_they_last (HostFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr(TalusTestReply) made = post_version (fixture, "{'name':'Lasting'}", NULL);
  g_autoptr(TalusTestReply) before = host_fixture_get (fixture, "/versions");
  g_autoptr(TalusTestReply) after = NULL;

  talus_test_assert_status (made, 201);
  g_clear_pointer (&fixture->client, talus_test_client_free);
  talus_test_host_stop (fixture->host);
  talus_test_host_start (fixture->host);
  fixture->client = talus_test_client_new (fixture->host);
  after = host_fixture_get (fixture, "/versions");
  g_assert_true (json_node_equal (before->json, after->json));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/versions/present-is-the-default", test_present_is_the_default);
  host_test_add ("/versions/bad-requests-change-nothing", test_bad_requests);
  host_test_add ("/versions/a-name-once", test_a_name_once);
  host_test_add ("/versions/any-name-can-go", test_any_name_can_go);
  host_test_add ("/versions/they-outlast-the-host", test_they_last);

  return g_test_run ();
}
