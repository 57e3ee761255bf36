/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projects out and in over HTTP: what leaves as a file comes back the same,
 * here or elsewhere, whichever way it is sent. */
#include <string.h>

#include <glib/gstdio.h>

#include "base/talus-json.h"
#include "host-fixture.h"

#define EMPTY   "0197a000-0000-7000-8000-0000000000e1"
#define JSON    "application/json"
#define BINARY  "application/octet-stream"
#define FORM    "multipart/form-data; boundary=BoUnD"
#define IMPORT  "/api/v1/projects/import"

static GBytes *
export_project (HostFixture *fixture,
                const char  *format)
{
  g_autoptr(TalusTestReply) reply = NULL;

  reply = talus_test_get (fixture->client, "/projects/%s/export?format=%s",
                          fixture->project->project_id, format);
  talus_test_assert_status (reply, 200);

  return g_bytes_ref (reply->body);
}

static TalusTestReply *
import_text (TalusTestClient *client,
             const char      *json)
{
  char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr(GBytes) body = g_bytes_new_take (text, strlen (text));

  return talus_test_client_upload (client, IMPORT, JSON, body);
}

/* The form a browser would send; parts that are NULL are left out. */
static GBytes *
make_form (GBytes     *file,
           const char *filename,
           const char *template,
           const char *session_id)
{
  GString *form = g_string_new (NULL);

  if (template != NULL)
    g_string_append_printf (form, "--BoUnD\r\nContent-Disposition: form-data; name=\"template\"; "
                            "filename=\"t.yaml\"\r\n\r\n%s\r\n", template);
  if (session_id != NULL)
    g_string_append_printf (form, "--BoUnD\r\nContent-Disposition: form-data; name=\"session_id\""
                            "\r\n\r\n%s\r\n", session_id);
  if (file != NULL)
    {
      g_string_append_printf (form, "--BoUnD\r\nContent-Disposition: form-data; name=\"file\"; "
                              "filename=\"%s\"\r\nContent-Type: " BINARY "\r\n\r\n", filename);
      g_string_append_len (form, g_bytes_get_data (file, NULL), (gssize) g_bytes_get_size (file));
      g_string_append (form, "\r\n");
    }
  g_string_append (form, "--BoUnD--\r\n");

  return g_string_free_to_bytes (form);
}

static char *
dup_digest (TalusTestClient *client,
            const char      *session_id)
{
  g_autoptr(TalusTestReply) reply = talus_test_get (client, "/sessions/%s/graph/digest",
                                                    session_id);

  talus_test_assert_status (reply, 200);

  return g_strdup (talus_test_reply_string (reply, "digest"));
}

/* What came in is what there was. */
static void
assert_same (HostFixture     *fixture,
             TalusTestClient *client,
             TalusTestReply  *imported)
{
  g_autofree char *before = host_fixture_digest (fixture);
  g_autofree char *after = NULL;

  talus_test_assert_status (imported, 201);
  after = dup_digest (client, talus_test_reply_string (imported, "session_id"));
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (talus_test_reply_length (imported, "warnings"), ==, 0);
}

static void
change_something (HostFixture *fixture)
{
  g_autofree char *node = host_fixture_create (fixture,
                                               talus_test_project_child (fixture->project, 0),
                                               "job", "Frame — „off“");
  g_autoptr(TalusTestReply) edge = NULL;
  g_autoptr(TalusTestReply) setting = NULL;

  edge = host_fixture_execute (fixture, "LinkDependency",
                               "{'blocker_id':'%s','blocked_id':'%s'}", node,
                               talus_test_project_child (fixture->project, 1));
  setting = host_fixture_execute (fixture, "UpdateProperty",
                                  "{'node_id':'%s','property_id':'currency','value':'EUR'}",
                                  fixture->project->project_id);
}

static void
test_json (HostFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr(TalusTestReply) reply = NULL;
  g_autoptr(TalusTestReply) graph = NULL;
  g_autoptr(TalusTestReply) yaml = NULL;
  const char *disposition = NULL;

  change_something (fixture);
  reply = talus_test_get (fixture->client, "/projects/%s/export?format=json",
                          fixture->project->project_id);
  graph = host_fixture_get (fixture, "/graph");
  yaml = host_fixture_get (fixture, "/template?format=yaml");
  talus_test_assert_status (reply, 200);
  g_assert_cmpstr (talus_test_reply_header (reply, "content-type"), ==, JSON);
  disposition = talus_test_reply_header (reply, "content-disposition");
  g_assert_nonnull (disposition);
  g_assert_true (g_str_has_prefix (disposition, "attachment;"));
  g_assert_nonnull (strstr (disposition, "Bronco.json"));
  g_assert_null (talus_test_reply_header (reply, "etag"));
  g_assert_cmpint (talus_test_reply_int (reply, "talus_tally"), ==, 1);
  g_assert_true (json_node_equal (talus_test_reply_get (reply, "graph"),
                                  talus_test_reply_get (graph, "graph")));
  g_assert_cmpmem (talus_test_reply_string (reply, "template"),
                   strlen (talus_test_reply_string (reply, "template")),
                   g_bytes_get_data (yaml->body, NULL), g_bytes_get_size (yaml->body));
}

static void
test_copy_here (HostFixture   *fixture,
                gconstpointer  data)
{
  static const char * const formats[] = { "json", "talus" };

  change_something (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr(GBytes) file = export_project (fixture, formats[i]);
      g_autoptr(TalusTestReply) imported = talus_test_client_upload (fixture->client, IMPORT,
                                                                     BINARY, file);
      g_autoptr(TalusTestReply) copy = NULL;
      g_autoptr(TalusTestReply) original = host_fixture_get (fixture, "/graph");

      assert_same (fixture, fixture->client, imported);
      g_assert_cmpstr (talus_test_reply_string (imported, "project_id"), !=,
                       fixture->project->project_id);
      g_assert_cmpstr (talus_test_reply_string (imported, "session_id"), !=,
                       fixture->project->session_id);
      copy = talus_test_get (fixture->client, "/sessions/%s/graph",
                             talus_test_reply_string (imported, "session_id"));
      g_assert_cmpint (talus_test_reply_int (copy, "graph.seq"), ==, 1);
      g_assert_cmpstr (talus_test_reply_string (copy, "graph.epoch"), !=, fixture->project->epoch);
      /* Node ids are kept. */
      g_assert_true (json_node_equal (talus_test_reply_get (copy, "graph.roots"),
                                      talus_test_reply_get (original, "graph.roots")));
    }
}

static void
test_elsewhere_keeps_ids (HostFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr(GBytes) json = NULL;
  g_autoptr(GBytes) document = NULL;
  g_autoptr(TalusTestHost) other = talus_test_host_new (NULL);
  g_autoptr(TalusTestHost) third = talus_test_host_new (NULL);
  g_autoptr(TalusTestClient) client = talus_test_client_new (other);
  g_autoptr(TalusTestClient) third_client = talus_test_client_new (third);
  g_autoptr(TalusTestReply) from_json = NULL;
  g_autoptr(TalusTestReply) from_document = NULL;
  g_autoptr(TalusTestReply) here = NULL;
  g_autoptr(TalusTestReply) there = NULL;
  g_autoptr(TalusTestReply) undone = NULL;
  g_autofree char *undo = g_strdup_printf ("/sessions/%s/undo", fixture->project->session_id);

  change_something (fixture);
  json = export_project (fixture, "json");
  document = export_project (fixture, "talus");

  from_json = talus_test_client_upload (client, IMPORT, JSON, json);
  assert_same (fixture, client, from_json);
  g_assert_cmpstr (talus_test_reply_string (from_json, "project_id"), ==,
                   fixture->project->project_id);

  /* A document brings its log: the same position, and it can be undone. */
  from_document = talus_test_client_upload (third_client, IMPORT, BINARY, document);
  assert_same (fixture, third_client, from_document);
  g_assert_cmpstr (talus_test_reply_string (from_document, "project_id"), ==,
                   fixture->project->project_id);
  g_assert_cmpstr (talus_test_reply_string (from_document, "session_id"), ==,
                   fixture->project->session_id);
  here = host_fixture_get (fixture, "/graph/digest");
  there = talus_test_get (third_client, "/sessions/%s/graph/digest", fixture->project->session_id);
  g_assert_true (json_node_equal (here->json, there->json));
  undone = talus_test_post (third_client, undo, "{}");
  talus_test_assert_status (undone, 200);
}

static void
test_unloaded (HostFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr(GBytes) before = export_project (fixture, "json");
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s", fixture->project->session_id);
  g_autoptr(TalusTestReply) closed = talus_test_client_call (fixture->client, "DELETE", target,
                                                             NULL);
  g_autoptr(GBytes) after = export_project (fixture, "json");
  g_autoptr(GBytes) document = export_project (fixture, "talus");
  g_autoptr(TalusTestReply) session = host_fixture_get (fixture, "");

  talus_test_assert_status (closed, 200);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_cmpmem (g_bytes_get_data (document, NULL), 15, "SQLite format 3", 15);
  talus_test_assert_error (session, 404, "INVALID_SESSION");
}

/* Of what a document says to others, and of the folder afterwards. */
static void
test_nothing_is_left (HostFixture   *fixture,
                      gconstpointer  data)
{
  g_autofree char *path = g_build_filename (talus_test_host_get_data_dir (fixture->host),
                                            "projects", NULL);
  g_autoptr(GBytes) document = export_project (fixture, "talus");
  g_autoptr(TalusTestReply) bad = import_text (fixture->client, "{'graph':{}}");
  g_autoptr(TalusTestReply) imported = talus_test_client_upload (fixture->client, IMPORT, BINARY,
                                                                 document);
  g_autoptr(GBytes) damaged = NULL;
  g_autoptr(TalusTestReply) refused = NULL;
  g_autoptr(GDir) folder = NULL;
  const char *name = NULL;
  guint n_documents = 0;

  talus_test_assert_status (imported, 201);
  talus_test_assert_error (bad, 400, "INVALID_REQUEST");
  damaged = g_bytes_new_from_bytes (document, 0, 6000);
  refused = talus_test_client_upload (fixture->client, IMPORT, BINARY, damaged);
  g_assert_cmpuint (refused->status, >=, 400);
  g_assert_null (strstr (talus_test_reply_string (refused, "error.message"), path));

  folder = g_dir_open (path, 0, NULL);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_test_message ("%s", name);
      g_assert_false (g_str_has_suffix (name, ".tmp"));
      g_assert_null (strstr (name, "incoming"));
      n_documents += g_str_has_suffix (name, ".talus");
    }
  g_assert_cmpuint (n_documents, ==, 2);
}

static void
test_formats (HostFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr(TalusTestReply) none = talus_test_get (fixture->client, "/projects/%s/export",
                                                   fixture->project->project_id);
  g_autoptr(TalusTestReply) unknown = talus_test_get (fixture->client,
                                                      "/projects/%s/export?format=xlsx",
                                                      fixture->project->project_id);
  const char *message = NULL;

  talus_test_assert_status (none, 200);
  g_assert_cmpint (talus_test_reply_int (none, "talus_tally"), ==, 1);
  talus_test_assert_error (unknown, 400, "INVALID_REQUEST");
  message = talus_test_reply_string (unknown, "error.message");
  g_assert_nonnull (strstr (message, "json"));
  g_assert_nonnull (strstr (message, "talus"));
  g_assert_cmpstr (talus_test_reply_string (unknown, "error.details.formats.0"), ==, "json");
  g_assert_cmpstr (talus_test_reply_string (unknown, "error.details.formats.1"), ==, "talus");
}

static void
test_form (HostFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr(GBytes) json = NULL;
  g_autoptr(GBytes) document = NULL;
  g_autoptr(GBytes) json_form = NULL;
  g_autoptr(GBytes) document_form = NULL;
  g_autoptr(TalusTestReply) from_json = NULL;
  g_autoptr(TalusTestReply) from_document = NULL;

  change_something (fixture);
  json = export_project (fixture, "json");
  document = export_project (fixture, "talus");
  json_form = make_form (json, "bronco.json", NULL, NULL);
  document_form = make_form (document, "bronco.talus", NULL, NULL);
  from_json = talus_test_client_upload (fixture->client, IMPORT, FORM, json_form);
  assert_same (fixture, fixture->client, from_json);
  from_document = talus_test_client_upload (fixture->client, IMPORT, FORM, document_form);
  assert_same (fixture, fixture->client, from_document);
}

static void
test_form_with_template (HostFixture   *fixture,
                         gconstpointer  data)
{
  const char *yaml = "name: Mine\nnode_types:\n  - {id: thing, label: Thing}\n";
  const char *text = "{\"graph\":{\"nodes\":[{\"id\":\"a\",\"type\":\"thing\"}]},"
                     "\"template_id\":\"mine\"}";
  g_autoptr(GBytes) file = g_bytes_new_static (text, strlen (text));
  g_autoptr(GBytes) form = make_form (file, "C:\\\\files\\\\My plan.v2.json", yaml, NULL);
  g_autoptr(GBytes) bare_form = make_form (file, "x.json", NULL, NULL);
  g_autoptr(GBytes) broken_form = make_form (file, "x.json", "node_types: [", NULL);
  g_autoptr(TalusTestReply) imported = NULL;
  g_autoptr(TalusTestReply) graph = NULL;
  g_autoptr(TalusTestReply) bare = NULL;
  g_autoptr(TalusTestReply) broken = NULL;

  imported = talus_test_client_upload (fixture->client, IMPORT, FORM, form);
  talus_test_assert_status (imported, 201);
  g_assert_cmpuint (talus_test_reply_length (imported, "warnings"), ==, 1);
  g_assert_cmpstr (talus_test_reply_string (imported, "warnings.0.code"), ==, "NEW_ID");
  g_assert_cmpstr (talus_test_reply_string (imported, "warnings.0.message"), !=, "");
  g_assert_true (talus_test_reply_has (imported, "warnings.0.node_id"));
  g_assert_false (talus_test_reply_has (imported, "warnings.0.property_id"));
  graph = talus_test_get (fixture->client, "/sessions/%s/graph",
                          talus_test_reply_string (imported, "session_id"));
  g_assert_cmpstr (talus_test_reply_string (graph, "graph.name"), ==, "My plan.v2");
  g_assert_cmpstr (talus_test_reply_string (graph, "graph.template_id"), ==, "mine");
  g_assert_cmpstr (talus_test_reply_string (graph, "graph.roots.0.name"), ==, "Thing");
  g_assert_cmpstr (talus_test_reply_string (graph, "graph.roots.0.id"), ==,
                   talus_test_reply_string (imported, "warnings.0.node_id"));

  bare = talus_test_client_upload (fixture->client, IMPORT, FORM, bare_form);
  talus_test_assert_error (bare, 404, "TEMPLATE_NOT_FOUND");
  broken = talus_test_client_upload (fixture->client, IMPORT, FORM, broken_form);
  talus_test_assert_error (broken, 422, "INVALID_VALUE");
  g_assert_true (talus_test_reply_has (broken, "error.details.line"));
}

static void
test_adoption (HostFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr(TalusTestReply) session = NULL;
  g_autoptr(GBytes) file = export_project (fixture, "json");
  g_autoptr(GBytes) form = make_form (file, "x.json", NULL, EMPTY);
  g_autoptr(TalusTestReply) imported = NULL;
  g_autoptr(TalusTestReply) again = NULL;
  g_autoptr(TalusTestReply) by_query = NULL;
  g_autoptr(TalusTestReply) disagree = NULL;
  g_autoptr(TalusTestReply) no_uuid = NULL;
  g_autoptr(TalusTestReply) adopted = NULL;

  session = talus_test_post (fixture->client, "/sessions", "{'session_id':'" EMPTY "'}");
  talus_test_assert_status (session, 201);
  imported = talus_test_client_upload (fixture->client, IMPORT, FORM, form);
  talus_test_assert_status (imported, 201);
  g_assert_cmpstr (talus_test_reply_string (imported, "session_id"), ==, EMPTY);
  adopted = talus_test_get (fixture->client, "/sessions/" EMPTY);
  g_assert_cmpstr (talus_test_reply_string (adopted, "project_id"), ==,
                   talus_test_reply_string (imported, "project_id"));

  again = talus_test_client_upload (fixture->client, IMPORT, FORM, form);
  talus_test_assert_error (again, 409, "CONFLICT");
  by_query = talus_test_client_upload (fixture->client, IMPORT "?session_id=" EMPTY, JSON, file);
  talus_test_assert_error (by_query, 409, "CONFLICT");
  no_uuid = talus_test_client_upload (fixture->client, IMPORT "?session_id=mine", JSON, file);
  talus_test_assert_error (no_uuid, 400, "INVALID_REQUEST");
  talus_test_client_set_header (fixture->client, "X-Session-ID", fixture->project->project_id);
  disagree = talus_test_client_upload (fixture->client, IMPORT, FORM, form);
  talus_test_assert_error (disagree, 400, "INVALID_REQUEST");
}

static void
test_bad_requests (HostFixture   *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    const char *content_type;
    const char *body;
    guint status;
    const char *code;
  } cases[] = {
    { JSON, "", 400, "INVALID_REQUEST" },
    { JSON, "no json", 400, "INVALID_REQUEST" },
    { JSON, "{}", 400, "INVALID_REQUEST" },
    { JSON, "{\"graph\":{\"roots\":[],\"name\":\"a\",\"template_id\":\"none\"}}", 404,
      "TEMPLATE_NOT_FOUND" },
    { BINARY, "SQLite format 3", 400, "INVALID_REQUEST" },
    { "multipart/form-data", "--a--", 400, "INVALID_REQUEST" },
    { "multipart/mixed; boundary=a", "--a--", 400, "INVALID_REQUEST" },
    { "multipart/form-data; boundary=a", "", 400, "INVALID_REQUEST" },
    { "multipart/form-data; boundary=a", "--a--", 400, "INVALID_REQUEST" },
    { "multipart/form-data; boundary=a", "{}", 400, "INVALID_REQUEST" },
    { "multipart/form-data; boundary=a",
      "--a\r\nContent-Disposition: form-data; name=\"template\"\r\n\r\nx\r\n--a--", 400,
      "INVALID_REQUEST" },
    { "multipart/form-data; boundary=a",
      "--a\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\r\n--a--", 400,
      "INVALID_REQUEST" },
    { "multipart/form-data; boundary=a",
      "--a\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n{}\r\n"
      "--a\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n{}\r\n--a--", 400,
      "INVALID_REQUEST" },
  };
  g_autoptr(TalusTestReply) projects = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new_static (cases[i].body, strlen (cases[i].body));
      g_autoptr(TalusTestReply) reply = talus_test_client_upload (fixture->client, IMPORT,
                                                                  cases[i].content_type, body);

      g_test_message ("%u", i);
      talus_test_assert_error (reply, cases[i].status, cases[i].code);
    }
  projects = talus_test_get (fixture->client, "/projects");
  g_assert_cmpint (talus_test_reply_int (projects, "total"), ==, 1);
}

static void
rename_project (HostFixture *fixture,
                const char  *name)
{
  g_autoptr(TalusTestReply) reply = NULL;

  reply = host_fixture_execute (fixture, "UpdateProperty",
                                "{'node_id':'%s','property_id':'name','value':'%s'}",
                                fixture->project->project_id, name);
}

/* What a name holds must not reach the header, or the disk of who saves it. */
static void
test_file_names (HostFixture   *fixture,
                 gconstpointer  data)
{
  static const struct
  {
    const char *name;
    const char *ascii;
    const char *utf8;
  } cases[] = {
    { "Plain", "filename=\"Plain.json\"", "filename*=UTF-8''Plain.json" },
    { "Käfer 67", "filename=\"K_fer 67.json\"", "filename*=UTF-8''K%C3%A4fer%2067.json" },
    { "../../etc/passwd", "filename=\"_.._etc_passwd.json\"", "''_.._etc_passwd.json" },
    { "a\\\"b\\r\\nX: y", "filename=\"a_b__X_ y.json\"", "''a_b__X_%20y.json" },
    { ".hidden.", "filename=\"hidden.json\"", "''hidden.json" },
    { "", "filename=\"project.json\"", "''project.json" },
    { "...", "filename=\"project.json\"", "''project.json" },
    { "100%20;x=1", "filename=\"100_20_x=1.json\"", "''100_20_x%3D1.json" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TalusTestReply) reply = NULL;
      const char *disposition = NULL;

      rename_project (fixture, cases[i].name);
      reply = talus_test_get (fixture->client, "/projects/%s/export?format=json",
                              fixture->project->project_id);
      disposition = talus_test_reply_header (reply, "content-disposition");
      g_test_message ("%s", disposition);
      g_assert_nonnull (strstr (disposition, cases[i].ascii));
      g_assert_nonnull (strstr (disposition, cases[i].utf8));
      g_assert_null (talus_test_reply_header (reply, "x"));
    }
}

/* Bigger than any one piece: streamed out, streamed in. */
static void
test_big (HostFixture   *fixture,
          gconstpointer  data)
{
  const guint n = 20000;
  GString *json = g_string_new ("{\"graph\":{\"name\":\"Big\",\"template_id\":\"book\","
                                "\"roots\":[");
  g_autoptr(GBytes) file = NULL;
  g_autoptr(TalusTestReply) imported = NULL;
  g_autoptr(TalusTestReply) session = NULL;
  g_autoptr(TalusTestReply) exported = NULL;
  g_autoptr(TalusTestReply) again = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (json, "%s{\"id\":\"0197a000-0000-7000-8000-%012x\","
                            "\"name\":\"Scene %u\",\"blueprint_type_id\":\"scene\","
                            "\"children\":[]}",
                            i > 0 ? "," : "", i + 1, i);
  g_string_append (json, "]}}");
  file = g_string_free_to_bytes (json);
  imported = talus_test_client_upload (fixture->client, IMPORT, JSON, file);
  talus_test_assert_status (imported, 201);
  session = talus_test_get (fixture->client, "/sessions/%s",
                            talus_test_reply_string (imported, "session_id"));
  g_assert_cmpint (talus_test_reply_int (session, "node_count"), ==, n);

  exported = talus_test_get (fixture->client, "/projects/%s/export?format=json",
                             talus_test_reply_string (imported, "project_id"));
  talus_test_assert_status (exported, 200);
  g_assert_cmpuint (talus_test_reply_length (exported, "graph.roots"), ==, n);
  again = talus_test_client_upload (fixture->client, IMPORT, JSON, exported->body);
  talus_test_assert_status (again, 201);
  before = dup_digest (fixture->client, talus_test_reply_string (imported, "session_id"));
  after = dup_digest (fixture->client, talus_test_reply_string (again, "session_id"));
  g_assert_cmpstr (after, ==, before);
}

static GBytes *
read_sample (const char *name)
{
  const char *folder = g_getenv ("TALUS_TEST_SAMPLES_DIR");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;
  char *text = NULL;
  gsize length = 0;

  if (path == NULL || !g_file_get_contents (path, &text, &length, NULL))
    return NULL;

  return g_bytes_new_take (text, length);
}

/* In with its template, out, in again: the same digest; and a restart keeps
 * digest, seq, epoch and head. */
static void
test_sample (HostFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(GBytes) file = read_sample ("ProtonTherapy.json");
  g_autoptr(GBytes) yaml = read_sample ("DetailingProject.yaml");
  g_autofree char *template = NULL;
  g_autoptr(GBytes) form = NULL;
  g_autoptr(TalusTestReply) imported = NULL;
  g_autoptr(TalusTestReply) exported = NULL;
  g_autoptr(TalusTestReply) again = NULL;
  g_autoptr(TalusTestReply) before = NULL;
  g_autoptr(TalusTestReply) after = NULL;
  g_autofree char *digest = NULL;
  const char *session_id = NULL;

  if (file == NULL || yaml == NULL)
    {
      g_test_skip ("the samples are not here");
      return;
    }

  template = g_strndup (g_bytes_get_data (yaml, NULL), g_bytes_get_size (yaml));
  form = make_form (file, "ProtonTherapy.json", template, NULL);
  imported = talus_test_client_upload (fixture->client, IMPORT, FORM, form);
  talus_test_assert_status (imported, 201);
  session_id = talus_test_reply_string (imported, "session_id");
  before = talus_test_get (fixture->client, "/sessions/%s/graph/digest", session_id);

  exported = talus_test_get (fixture->client, "/projects/%s/export?format=json",
                             talus_test_reply_string (imported, "project_id"));
  again = talus_test_client_upload (fixture->client, IMPORT, JSON, exported->body);
  talus_test_assert_status (again, 201);
  digest = dup_digest (fixture->client, talus_test_reply_string (again, "session_id"));
  g_assert_cmpstr (digest, ==, talus_test_reply_string (before, "digest"));

  g_clear_pointer (&fixture->client, talus_test_client_free);
  talus_test_host_stop (fixture->host);
  talus_test_host_start (fixture->host);
  fixture->client = talus_test_client_new (fixture->host);
  after = talus_test_get (fixture->client, "/sessions/%s/graph/digest", session_id);
  g_assert_true (json_node_equal (before->json, after->json));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/exchange/json-is-graph-and-template", test_json);
  host_test_add ("/exchange/comes-back-as-a-copy", test_copy_here);
  host_test_add ("/exchange/elsewhere-keeps-its-ids", test_elsewhere_keeps_ids);
  host_test_add ("/exchange/unloaded-stays-unloaded", test_unloaded);
  host_test_add ("/exchange/leaves-nothing-behind", test_nothing_is_left);
  host_test_add ("/exchange/formats", test_formats);
  host_test_add ("/exchange/form", test_form);
  host_test_add ("/exchange/form-with-template", test_form_with_template);
  host_test_add ("/exchange/import-adopts-an-empty-session", test_adoption);
  host_test_add ("/exchange/bad-requests-change-nothing", test_bad_requests);
  host_test_add ("/exchange/file-names-are-safe", test_file_names);
  host_test_add ("/exchange/big", test_big);
  host_test_add ("/exchange/sample-comes-back", test_sample);

  return g_test_run ();
}
