/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates over HTTP: the list, the schema, the one of a project. */
#include <string.h>

#include <glib/gstdio.h>

#include "host-fixture.h"

static void
test_list (HostFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr(TalusTestReply) reply = talus_test_get (fixture->client, "/templates");
  guint n = talus_test_reply_length (reply, "templates");
  gboolean found = FALSE;

  talus_test_assert_status (reply, 200);
  g_assert_cmpuint (n, >=, 5);
  g_assert_cmpint (talus_test_reply_int (reply, "total"), ==, n);
  g_assert_cmpuint (talus_test_reply_length (reply, "broken"), ==, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("templates.%u.template_id", i);
      g_autofree char *name = g_strdup_printf ("templates.%u.name", i);
      g_autofree char *description = g_strdup_printf ("templates.%u.description", i);
      g_autofree char *version = g_strdup_printf ("templates.%u.version", i);
      g_autofree char *hash = g_strdup_printf ("templates.%u.template_hash", i);

      g_assert_cmpstr (talus_test_reply_string (reply, name), !=, "");
      g_assert_cmpstr (talus_test_reply_string (reply, description), !=, "");
      g_assert_cmpstr (talus_test_reply_string (reply, version), !=, "");
      g_assert_cmpuint (strlen (talus_test_reply_string (reply, hash)), ==, 64);
      found |= g_str_equal (talus_test_reply_string (reply, id), "restomod");
    }
  g_assert_true (found);
}

static void
test_broken_is_listed (void)
{
  g_autofree char *folder = g_dir_make_tmp ("talus-templates-XXXXXX", NULL);
  g_autofree char *good = g_build_filename (folder, "good.yaml", NULL);
  g_autofree char *bad = g_build_filename (folder, "bad.yaml", NULL);
  const char *dirs[] = { folder, NULL };
  const TalusHostOptions options = { .template_dirs = dirs };
  g_autoptr(TalusTestHost) host = NULL;
  g_autoptr(TalusTestClient) client = NULL;
  g_autoptr(TalusTestReply) list = NULL;
  g_autoptr(TalusTestReply) schema = NULL;
  g_autoptr(TalusTestReply) project = NULL;
  g_autoptr(TalusTestReply) later = NULL;

  g_assert_true (g_file_set_contents (good, "name: Good\nnode_types:\n  - {id: a, label: A}\n", -1,
                                      NULL));
  g_assert_true (g_file_set_contents (bad, "name: Bad\nnode_types: [\n", -1, NULL));
  host = talus_test_host_new (&options);
  client = talus_test_client_new (host);

  list = talus_test_get (client, "/templates");
  g_assert_cmpint (talus_test_reply_int (list, "total"), ==, 1);
  g_assert_cmpstr (talus_test_reply_string (list, "templates.0.template_id"), ==, "good");
  g_assert_cmpuint (talus_test_reply_length (list, "broken"), ==, 1);
  g_assert_true (g_str_has_prefix (talus_test_reply_string (list, "broken.0"), "bad.yaml"));

  schema = talus_test_get (client, "/templates/bad/schema");
  talus_test_assert_error (schema, 422, "INVALID_VALUE");
  project = talus_test_post (client, "/projects", "{'template_id':'bad','project_name':'x'}");
  talus_test_assert_error (project, 422, "INVALID_VALUE");

  /* What is put right is used from then on. */
  g_assert_true (g_file_set_contents (bad, "name: Right\nnode_types:\n  - {id: b, label: B}\n", -1,
                                      NULL));
  later = talus_test_get (client, "/templates");
  g_assert_cmpint (talus_test_reply_int (later, "total"), ==, 2);
  g_assert_cmpuint (talus_test_reply_length (later, "broken"), ==, 0);

  g_remove (good);
  g_remove (bad);
  g_remove (folder);
}

static void
test_schema (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(TalusTestReply) reply = talus_test_get (fixture->client, "/templates/restomod/schema");
  g_autoptr(TalusTestReply) unknown = talus_test_get (fixture->client, "/templates/none/schema");

  talus_test_assert_status (reply, 200);
  g_assert_cmpstr (talus_test_reply_string (reply, "template_id"), ==, "restomod");
  g_assert_cmpstr (talus_test_reply_string (reply, "name"), !=, "");
  g_assert_cmpstr (talus_test_reply_string (reply, "description"), !=, "");
  g_assert_cmpuint (talus_test_reply_length (reply, "node_types"), >, 3);
  g_assert_cmpstr (talus_test_reply_string (reply, "node_types.0.id"), !=, "");
  talus_test_assert_error (unknown, 404, "TEMPLATE_NOT_FOUND");
}

static void
test_of_a_project (HostFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr(TalusTestReply) graph = host_fixture_get (fixture, "/graph");
  g_autoptr(TalusTestReply) schema = host_fixture_get (fixture, "/template");
  g_autoptr(TalusTestReply) library = talus_test_get (fixture->client,
                                                      "/templates/restomod/schema");
  g_autoptr(TalusTestReply) yaml = host_fixture_get (fixture, "/template?format=yaml");
  g_autoptr(TalusTestReply) other = host_fixture_get (fixture, "/template?format=toml");
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *hash = NULL;
  gsize length = 0;

  talus_test_assert_status (schema, 200);
  g_assert_true (json_node_equal (schema->json, library->json));
  etag = g_strdup_printf ("\"%s\"", talus_test_reply_string (graph, "graph.template_hash"));
  g_assert_cmpstr (talus_test_reply_header (schema, "etag"), ==, etag);
  g_assert_cmpstr (talus_test_reply_header (yaml, "etag"), ==, etag);

  path = g_build_filename (g_getenv ("TALUS_TEST_TEMPLATE_DIR"), "restomod.yaml", NULL);
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  talus_test_assert_status (yaml, 200);
  g_assert_cmpmem (g_bytes_get_data (yaml->body, NULL), g_bytes_get_size (yaml->body), text,
                   length);
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, yaml->body);
  g_assert_cmpstr (hash, ==, talus_test_reply_string (graph, "graph.template_hash"));

  talus_test_assert_error (other, 400, "INVALID_REQUEST");
  g_assert_cmpuint (talus_test_reply_length (other, "error.details.formats"), ==, 2);
}

static void
test_known_is_not_sent_again (HostFixture   *fixture,
                              gconstpointer  data)
{
  g_autoptr(TalusTestReply) first = host_fixture_get (fixture, "/template");
  g_autofree char *list = NULL;
  g_autofree char *weak = NULL;
  const char *etag = talus_test_reply_header (first, "etag");
  const char *same[4] = { NULL };
  const char * const differ[] = { "\"0\"", "0", "" };

  list = g_strdup_printf ("\"a\", %s", etag);
  weak = g_strdup_printf ("W/%s", etag);
  same[0] = etag;
  same[1] = list;
  same[2] = weak;
  same[3] = "*";
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr(TalusTestReply) reply = NULL;

      talus_test_client_set_header (fixture->client, "If-None-Match", same[i]);
      reply = host_fixture_get (fixture, "/template");
      talus_test_assert_status (reply, 304);
      g_assert_cmpuint (g_bytes_get_size (reply->body), ==, 0);
      g_assert_cmpstr (talus_test_reply_header (reply, "etag"), ==, etag);
    }
  for (guint i = 0; i < G_N_ELEMENTS (differ); i++)
    {
      g_autoptr(TalusTestReply) reply = NULL;

      talus_test_client_set_header (fixture->client, "If-None-Match", differ[i]);
      reply = host_fixture_get (fixture, "/template");
      talus_test_assert_status (reply, 200);
    }
}

static void
test_of_an_empty_session (HostFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr(TalusTestReply) session = talus_test_post (fixture->client, "/sessions", "{}");
  g_autoptr(TalusTestReply) reply = NULL;

  reply = talus_test_get (fixture->client, "/sessions/%s/template",
                          talus_test_reply_string (session, "session_id"));
  talus_test_assert_error (reply, 409, "NO_PROJECT");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/templates/list", test_list);
  g_test_add_func ("/templates/broken-is-listed-and-read-again", test_broken_is_listed);
  host_test_add ("/templates/schema", test_schema);
  host_test_add ("/templates/a-project-has-its-own", test_of_a_project);
  host_test_add ("/templates/known-is-not-sent-again", test_known_is_not_sent_again);
  host_test_add ("/templates/an-empty-session-has-none", test_of_an_empty_session);

  return g_test_run ();
}
