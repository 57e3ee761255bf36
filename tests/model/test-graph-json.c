/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph as text: the forms of the contract, in pieces of any size, and
 * digests against the vectors that all implementations share. */
#include "graph-test.h"

#include "base/talus-json.h"

#define ID(n) "00000000-0000-0000-0000-0000000000" n
#define NODE_3 \
  "{\"blueprint_type_id\":\"task\",\"children\":[],\"id\":\"" ID ("03") "\"," \
  "\"name\":\"node 3\",\"properties\":{}}"
#define NODE_2(children) \
  "{\"blueprint_type_id\":\"task\",\"children\":[" children "],\"id\":\"" ID ("02") "\"," \
  "\"name\":\"node 2\",\"properties\":{\"a\":1,\"b\":\"\\n\"}}"
#define NODE_1(children) \
  "{\"blueprint_type_id\":\"task\",\"children\":[" children "],\"id\":\"" ID ("01") "\"," \
  "\"name\":\"node 1\",\"properties\":{}}"
#define NODE_4 \
  "{\"blueprint_type_id\":\"task\",\"children\":[],\"id\":\"" ID ("04") "\"," \
  "\"name\":\"node 4\",\"properties\":{}}"

static TalusGraph *
sample (void)
{
  TalusGraph *graph = test_graph ();
  TalusChangeSet *set = talus_change_set_new ();

  do_insert (graph, 1, 0, 0, 1);
  do_insert (graph, 2, 1, 0, 1);
  do_insert (graph, 3, 2, 0, 1);
  do_insert (graph, 4, 1, 1, 1);
  do_insert (graph, 5, 0, 1, 1);
  add_set (set, 2, "b", NULL, "\"\\n\"");
  add_set (set, 2, "a", NULL, "1");
  add_set (set, 2, "c", NULL, "1");
  add_edge (set, TALUS_CHANGE_LINK, 4, 2);
  add_edge (set, TALUS_CHANGE_LINK, 3, 4);
  add_meta (set, "x-b", NULL, "{}");
  add_meta (set, "currency", NULL, "\"EUR\"");
  do_apply (graph, set, 2);
  set = talus_change_set_new ();
  add_set (set, 2, "c", "1", NULL);
  add_remove (set, graph, 5);
  do_apply (graph, set, 3);

  return graph;
}

static char *
write_form (TalusGraph     *graph,
            TalusGraphForm  form,
            const char     *epoch,
            const char     *head)
{
  GString *out = g_string_new (NULL);

  talus_graph_write (graph, form, 12345678901, epoch, head, out);

  return g_string_free (out, FALSE);
}

#define DEPENDENCIES \
  "\"dependencies\":[{\"blocked_id\":\"" ID ("04") "\",\"blocker_id\":\"" ID ("03") "\"}," \
  "{\"blocked_id\":\"" ID ("02") "\",\"blocker_id\":\"" ID ("04") "\"}]"
#define ROOTS "[" NODE_1 (NODE_2 (NODE_3) "," NODE_4) "]"

static void
test_forms (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  const char *hash = talus_template_get_hash (talus_graph_get_template (graph));
  g_autofree char *end = g_strdup_printf (",\"settings\":{\"currency\":\"EUR\",\"x-b\":{}},"
                                          "\"template_hash\":\"%s\",\"template_id\":\"test\"}",
                                          hash);
  g_autofree char *full = write_form (graph, TALUS_GRAPH_FULL, "E", NULL);
  g_autofree char *canonical = write_form (graph, TALUS_GRAPH_CANONICAL, "E", "H");
  g_autofree char *roots = write_form (graph, TALUS_GRAPH_ROOTS, NULL, NULL);
  g_autofree char *expected_full = NULL;
  g_autofree char *expected_canonical = NULL;

  expected_full = g_strconcat ("{" DEPENDENCIES ",\"epoch\":\"E\",\"head\":null,"
                               "\"name\":\"A graph\",\"project_id\":\"00000000-0000-0000-0000-"
                               "000000000abc\",\"roots\":" ROOTS ",\"seq\":12345678901", end,
                               NULL);
  expected_canonical = g_strconcat ("{" DEPENDENCIES ",\"name\":\"A graph\",\"roots\":" ROOTS,
                                    end, NULL);
  g_assert_cmpstr (full, ==, expected_full);
  g_assert_cmpstr (canonical, ==, expected_canonical);
  g_assert_cmpstr (roots, ==, ROOTS);
}

static void
test_empty (void)
{
  g_autoptr (TalusGraph) graph = test_graph ();
  g_autofree char *roots = write_form (graph, TALUS_GRAPH_ROOTS, NULL, NULL);
  g_autofree char *canonical = write_form (graph, TALUS_GRAPH_CANONICAL, NULL, NULL);
  g_autofree char *expected = NULL;

  expected = g_strdup_printf ("{\"dependencies\":[],\"name\":\"A graph\",\"roots\":[],"
                              "\"settings\":{},\"template_hash\":\"%s\",\"template_id\":\"test\"}",
                              talus_template_get_hash (talus_graph_get_template (graph)));
  g_assert_cmpstr (roots, ==, "[]");
  g_assert_cmpstr (canonical, ==, expected);
}

static void
test_pieces (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  g_autofree char *whole = write_form (graph, TALUS_GRAPH_FULL, "E", "H");

  for (gsize size = 0; size < strlen (whole) + 10; size += size < 20 ? 1 : 37)
    {
      g_autoptr (TalusGraphWriter) writer = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GString) piece = g_string_new (NULL);
      gboolean is_more;

      writer = talus_graph_writer_new (graph, TALUS_GRAPH_FULL, 12345678901, "E", "H");
      do
        {
          g_string_truncate (piece, 0);
          is_more = talus_graph_writer_step (writer, piece, size);
          g_assert_cmpuint (piece->len, <, size + 400);
          g_string_append_len (text, piece->str, (gssize) piece->len);
        }
      while (is_more);
      g_assert_cmpstr (text->str, ==, whole);
      g_assert_false (talus_graph_writer_step (writer, piece, 1));
    }

  /* Half way and no further. */
  {
    g_autoptr (TalusGraphWriter) writer = NULL;
    g_autoptr (GString) piece = g_string_new ("kept");

    writer = talus_graph_writer_new (graph, TALUS_GRAPH_FULL, 1, NULL, NULL);
    g_assert_true (talus_graph_writer_step (writer, piece, 10));
    g_assert_true (g_str_has_prefix (piece->str, "kept{"));
  }
}

static void
assert_node (TalusGraph *graph,
             guint       number,
             guint       depth,
             const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);

  talus_node_write (test_node (graph, number), depth, out);
  g_assert_cmpstr (out->str, ==, expected);
}

static void
test_node_depth (void)
{
  g_autoptr (TalusGraph) graph = sample ();

  assert_node (graph, 1, 0, NODE_1 (""));
  assert_node (graph, 1, 1, NODE_1 (NODE_2 ("") "," NODE_4));
  assert_node (graph, 1, 2, NODE_1 (NODE_2 (NODE_3) "," NODE_4));
  assert_node (graph, 1, G_MAXUINT, NODE_1 (NODE_2 (NODE_3) "," NODE_4));
  /* Its siblings are none of its business. */
  assert_node (graph, 2, G_MAXUINT, NODE_2 (NODE_3));
  assert_node (graph, 3, 0, NODE_3);
  /* What was removed can still be shown. */
  assert_node (graph, 5, G_MAXUINT, "{\"blueprint_type_id\":\"task\",\"children\":[],\"id\":\""
                                    ID ("05") "\",\"name\":\"node 5\",\"properties\":{}}");
}

static void
test_digest (void)
{
  g_autoptr (TalusGraph) graph = sample ();
  g_autofree char *canonical = test_canonical (graph);
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, -1);
  g_autofree char *digest = talus_graph_digest (graph);

  g_assert_cmpstr (digest, ==, expected);
}

/* Makes insertions of the nodes of a graph in a vector, in order. */
static void
insert_vector (GString    *changes,
               JsonArray  *nodes)
{
  const char *after = NULL;

  for (guint i = 0; i < json_array_get_length (nodes); i++)
    {
      g_autofree char *node = talus_json_to_canonical (json_array_get_element (nodes, i), NULL);

      g_string_append_printf (changes, "%s{\"op\":\"insert\",\"parent_id\":null,\"before\":null,",
                              i > 0 ? "," : "");
      if (after != NULL)
        g_string_append_printf (changes, "\"after\":\"%s\",\"node\":%s}", after, node);
      else
        g_string_append_printf (changes, "\"after\":null,\"node\":%s}", node);
      after = json_object_get_string_member (json_array_get_object_element (nodes, i), "id");
    }
}

static TalusGraph *
graph_of_vector (JsonObject *object)
{
  g_autoptr (GString) changes = g_string_new ("[");
  g_autoptr (TalusChangeSet) set = NULL;
  g_autoptr (TalusTemplate) template = NULL;
  JsonObject *settings = json_object_get_object_member (object, "settings");
  JsonArray *edges = json_object_get_array_member (object, "dependencies");
  g_autoptr (GList) keys = json_object_get_members (settings);
  g_autoptr (GError) error = NULL;
  TalusGraph *graph;
  TalusId id = test_id (1);

  template = make_template (TEST_TEMPLATE);
  graph = talus_graph_new (&id, json_object_get_string_member (object, "name"), template);

  insert_vector (changes, json_object_get_array_member (object, "roots"));
  for (GList *l = keys; l != NULL; l = l->next)
    {
      g_autofree char *value = talus_json_to_canonical (json_object_get_member (settings, l->data),
                                                        NULL);

      g_string_append_printf (changes, "%s{\"op\":\"meta\",\"key\":\"%s\",\"new\":%s}",
                              changes->len > 1 ? "," : "", (char *) l->data, value);
    }
  for (guint i = 0; i < json_array_get_length (edges); i++)
    {
      JsonObject *edge = json_array_get_object_element (edges, i);

      g_string_append_printf (changes, ",{\"op\":\"link\",\"blocker_id\":\"%s\","
                              "\"blocked_id\":\"%s\"}",
                              json_object_get_string_member (edge, "blocker_id"),
                              json_object_get_string_member (edge, "blocked_id"));
    }
  g_string_append_c (changes, ']');

  set = talus_change_set_new_from_json (changes->str, changes->len, &error);
  g_assert_no_error (error);
  do_apply (graph, g_steal_pointer (&set), 1);

  return graph;
}

/* The template of a vector is not at hand here: its two members are put in
 * the place of those of this test's. */
static char *
canonical_of_vector (JsonObject *object)
{
  g_autoptr (TalusGraph) graph = graph_of_vector (object);
  g_autofree char *text = test_canonical (graph);
  char *end = strstr (text, ",\"template_hash\":");

  while (strstr (end + 1, ",\"template_hash\":") != NULL)
    end = strstr (end + 1, ",\"template_hash\":");
  *end = '\0';

  return g_strdup_printf ("%s,\"template_hash\":\"%s\",\"template_id\":\"%s\"}", text,
                          json_object_get_string_member (object, "template_hash"),
                          json_object_get_string_member (object, "template_id"));
}

static void
test_vectors (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TALUS_TEST_SPEC_DIR"), "digest.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) vectors = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *cases;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  vectors = talus_json_parse (text, length, TALUS_JSON_DEPTH_IMPORT, &error);
  g_assert_no_error (error);
  cases = json_object_get_array_member (json_node_get_object (vectors), "cases");
  g_assert_cmpuint (json_array_get_length (cases), >, 0);

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *vector = json_array_get_object_element (cases, i);
      g_autofree char *canonical = NULL;
      g_autofree char *digest = NULL;

      g_test_message ("%s", json_object_get_string_member (vector, "name"));
      canonical = canonical_of_vector (json_object_get_object_member (vector, "graph"));
      digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, -1);
      g_assert_cmpstr (digest, ==, json_object_get_string_member (vector, "digest"));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/graph-json/forms-are-those-of-the-contract", test_forms);
  g_test_add_func ("/graph-json/an-empty-graph-has-all-its-members", test_empty);
  g_test_add_func ("/graph-json/pieces-of-any-size-make-the-whole", test_pieces);
  g_test_add_func ("/graph-json/a-node-is-written-to-its-depth", test_node_depth);
  g_test_add_func ("/graph-json/digest-is-that-of-the-canonical-form", test_digest);
  g_test_add_func ("/graph-json/digests-are-those-of-the-vectors", test_vectors);

  return g_test_run ();
}
