/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes in from elsewhere loses nothing, whatever is odd about it. */
#include "import-test.h"

static void
assert_no_property (TalusImport *import,
                    const char  *id_text,
                    const char  *property_id)
{
  g_autoptr(TalusValue) value = talus_node_dup_property (must_get (import, id_text), property_id);

  g_assert_null (value);
}

static void
test_older_format (void)
{
  g_autoptr(TalusImport) import = NULL;
  g_autofree char *parent = NULL;
  TalusId a;
  TalusId b;

  import = must_read ("{'template_id':'plain','expanded_map':{'" A "':true},'filter_sets':[],"
                      "'graph':{'id':'default','edges':[],'nodes':["
                      "{'id':'" A "','type':'plain','name':'Top','children':['" B "'],"
                      "'properties':{'name':'Top'},'metadata':{},'icon_id':'x'},"
                      "{'id':'" B "','type':'task','children':[],'metadata':{'old':1},"
                      "'properties':{'name':'Named below','time':'2.50','cost':'7.10','due':'',"
                      "'done':'yes','state':'Shut','ref':'" A "','notes':''}}]},"
                      "'blocking_relationships':[{'blockedNodeId':'" B "','blockingNodeId':'" A
                      "'}]}");

  g_assert_false (import->has_project_id);
  g_assert_cmpstr (talus_graph_get_name (import->graph), ==, "Top");
  g_assert_cmpstr (talus_node_get_type_id (must_get (import, A)), ==, "project");
  g_assert_cmpstr (talus_node_get_name (must_get (import, B)), ==, "Named below");
  parent = import_dup_parent_id (import, B);
  g_assert_cmpstr (parent, ==, A);
  import_assert_property (import, B, "hours", "2.5");
  import_assert_property (import, B, "cost", "'7.1'");
  import_assert_property (import, B, "done", "true");
  import_assert_property (import, B, "state", "'shut'");
  import_assert_property (import, B, "ref", "'" A "'");
  import_assert_property (import, B, "notes", "''");
  import_assert_property (import, B, "metadata", "{'old':1}");
  assert_no_property (import, B, "due");
  assert_no_property (import, A, "icon_id");
  import_assert_setting (import, "x-expanded_map", "{'" A "':true}");
  import_assert_setting (import, "x-filter_sets", "[]");
  import_assert_setting (import, "x-id", "'default'");
  g_assert_null (talus_graph_get_setting (import->graph, "x-edges"));
  g_assert_true (talus_id_parse (A, -1, &a) && talus_id_parse (B, -1, &b));
  g_assert_true (talus_graph_has_edge (import->graph, &a, &b));
  g_assert_cmpuint (import_count_warnings (import, "CONVERTED"), ==, 1);
  import_assert_round_trip (import->graph);
}

static void
test_no_uuid_becomes_one (void)
{
  g_autoptr(TalusImport) import = NULL;
  g_autofree char *text = NULL;
  TalusNode *root = NULL;
  TalusId expected;
  TalusId upper;

  import = must_read ("{'template_id':'plain','graph':{'nodes':["
                      "{'id':'root','type':'project','name':'R','children':['Task','task']},"
                      "{'id':'Task','type':'task','name':'Upper','children':[]},"
                      "{'id':'task','type':'task','name':'Lower','children':[]}]},"
                      "'blocking_relationships':[{'blockingNodeId':'Task','blockedNodeId':"
                      "'task'}]}");

  root = talus_graph_get_root (import->graph, 0);
  talus_id_from_name (&expected, "node:root", -1);
  g_assert_true (talus_id_equal (talus_node_get_id (root), &expected));
  g_assert_cmpuint (talus_node_get_n_children (root), ==, 2);
  talus_id_from_name (&upper, "node:Task", -1);
  g_assert_true (talus_id_equal (talus_node_get_id (talus_node_get_child (root, 0)), &upper));
  g_assert_cmpuint (talus_graph_get_n_edges (import->graph), ==, 1);
  g_assert_cmpuint (import_count_warnings (import, "NEW_ID"), ==, 3);
  g_assert_cmpuint (import_count_warnings (import, "DUPLICATE_ID"), ==, 0);
  import_assert_round_trip (import->graph);
}

static void
test_ids_in_use_get_new_ones (void)
{
  g_autoptr(TalusImport) import = NULL;
  g_autofree char *json = NULL;
  char taken[TALUS_ID_TEXT_SIZE];
  TalusId id;

  /* The second has by right what the first was given; the third is the second
   * once more, in capitals. */
  talus_id_from_name (&id, "node:x", -1);
  talus_id_format (&id, taken);
  json = g_strdup_printf ("{'template_id':'plain','graph':{'nodes':["
                          "{'id':'x','type':'task','children':[]},"
                          "{'id':'%s','type':'task','children':[]},"
                          "{'id':'0197A000-0000-7000-8000-00000000000A','type':'task'},"
                          "{'id':'" A "','type':'task'},"
                          "{'id':'00000000-0000-0000-0000-000000000000','type':'task'}]}}", taken);
  import = must_read (json);

  g_assert_cmpuint (talus_graph_get_n_nodes (import->graph), ==, 5);
  g_assert_cmpuint (import_count_warnings (import, "DUPLICATE_ID"), ==, 1);
  g_assert_cmpuint (import_count_warnings (import, "NEW_ID"), ==, 3);
  must_get (import, A);
  import_assert_round_trip (import->graph);
}

static void
test_children_that_are_wrong (void)
{
  g_autoptr(TalusImport) import = NULL;
  g_autofree char *parent = NULL;

  import = must_read ("{'template_id':'plain','graph':{'nodes':["
                      "{'id':'" A "','type':'project','children':['" B "','" C "','" P "','" A
                      "']},"
                      "{'id':'" B "','type':'task','children':['" C "']},"
                      "{'id':'" C "','type':'task','children':[]}]}}");

  g_assert_cmpuint (talus_graph_get_n_nodes (import->graph), ==, 3);
  g_assert_cmpuint (talus_graph_get_n_roots (import->graph), ==, 1);
  parent = import_dup_parent_id (import, C);
  g_assert_cmpstr (parent, ==, A);
  g_assert_cmpuint (import_count_warnings (import, "MISSING_NODE"), ==, 1);
  g_assert_cmpuint (import_count_warnings (import, "TWO_PARENTS"), ==, 1);
  g_assert_cmpuint (import_count_warnings (import, "CYCLE"), ==, 1);
  import_assert_round_trip (import->graph);
}

static void
test_circle_of_children_is_cut (void)
{
  g_autoptr(TalusImport) import = NULL;

  import = must_read ("{'template_id':'plain','graph':{'nodes':["
                      "{'id':'" A "','type':'task','name':'a','children':['" B "']},"
                      "{'id':'" B "','type':'task','name':'b','children':['" C "']},"
                      "{'id':'" C "','type':'task','name':'c','children':['" A "']}]}}");

  g_assert_cmpuint (talus_graph_get_n_nodes (import->graph), ==, 3);
  g_assert_cmpuint (talus_graph_get_n_roots (import->graph), ==, 1);
  g_assert_cmpuint (import_count_warnings (import, "CYCLE"), ==, 1);
  import_assert_round_trip (import->graph);
}

static void
test_circle_of_dependencies_is_kept_beside (void)
{
  g_autoptr(TalusImport) import = NULL;
  TalusId a;
  TalusId b;
  TalusId c;

  import = must_read ("{'talus_tally':1,'graph':{'template_id':'plain','name':'N','roots':["
                      "{'id':'" A "','name':'a','blueprint_type_id':'task'},"
                      "{'id':'" B "','name':'b','blueprint_type_id':'task'},"
                      "{'id':'" C "','name':'c','blueprint_type_id':'task'}],'dependencies':["
                      "{'blocker_id':'" B "','blocked_id':'" C "'},"
                      "{'blocker_id':'" C "','blocked_id':'" A "'},"
                      "{'blocker_id':'" A "','blocked_id':'" B "'},"
                      "{'blocker_id':'" B "','blocked_id':'" C "'},"
                      "{'blocker_id':'" A "','blocked_id':'" A "'},"
                      "{'blocker_id':'" A "','blocked_id':'gone'}]}}");

  g_assert_true (talus_id_parse (A, -1, &a) && talus_id_parse (B, -1, &b) &&
                 talus_id_parse (C, -1, &c));
  g_assert_true (talus_graph_has_edge (import->graph, &b, &c));
  g_assert_true (talus_graph_has_edge (import->graph, &c, &a));
  g_assert_false (talus_graph_has_edge (import->graph, &a, &b));
  g_assert_cmpuint (talus_graph_get_n_edges (import->graph), ==, 2);
  g_assert_cmpuint (import_count_warnings (import, "CYCLE"), ==, 2);
  g_assert_cmpuint (import_count_warnings (import, "MISSING_NODE"), ==, 1);
  import_assert_setting (import, "x-unresolved_dependencies",
                         "[{'blocked_id':'gone','blocker_id':'" A "'},"
                         "{'blocked_id':'" B "','blocker_id':'" A "'},"
                         "{'blocked_id':'" A "','blocker_id':'" A "'}]");
  import_assert_round_trip (import->graph);
}

/* A list in which every edge must be looked at anew by whoever looks at one
 * at a time, and that holds one circle. */
static void
test_many_dependencies_are_judged_at_once (void)
{
  const guint n = 20000;
  g_autoptr(GString) json = g_string_new ("{'graph':{'template_id':'plain','nodes':[");
  g_autoptr(TalusImport) import = NULL;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (json, "%s{'id':'0197a000-0000-7000-8000-%012x','type':'task'}",
                            i > 0 ? "," : "", i + 1);
  g_string_append (json, "]},'blocking_relationships':[");
  for (guint i = 0; i < n; i++)
    {
      guint to = (i + 1) % n;

      g_string_append_printf (json, "%s{'blockingNodeId':'0197a000-0000-7000-8000-%012x',"
                              "'blockedNodeId':'0197a000-0000-7000-8000-%012x'}",
                              i > 0 ? "," : "", i + 1, to + 1);
    }
  g_string_append (json, "]}");

  import = must_read (json->str);
  g_assert_cmpuint (talus_graph_get_n_edges (import->graph), ==, n - 1);
  g_assert_cmpuint (import_count_warnings (import, "CYCLE"), ==, 1);
}

static void
test_odd_members_of_nodes (void)
{
  g_autoptr(TalusImport) import = NULL;

  import = must_read ("{'graph':{'template_id':'plain','nodes':["
                      "{'id':'" A "','type':7,'name':['n'],'properties':{'name':'inner'},"
                      "'tags':[],'none':null},"
                      "{'id':'" B "','type':'task','name':'outer','properties':{'name':'inner',"
                      "'time':1,'hours':2,'done':null}},"
                      "{'id':'" C "','type':'task','name':'same','properties':"
                      "{'time':'3','hours':3}}]}}");

  g_assert_cmpstr (talus_node_get_type_id (must_get (import, A)), ==, "7");
  g_assert_cmpstr (talus_node_get_name (must_get (import, A)), ==, "inner");
  import_assert_property (import, A, "x-name", "['n']");
  import_assert_property (import, A, "tags", "[]");
  assert_no_property (import, A, "none");
  g_assert_cmpstr (talus_node_get_name (must_get (import, B)), ==, "outer");
  import_assert_property (import, B, "x-name", "'inner'");
  import_assert_property (import, B, "hours", "1");
  import_assert_property (import, B, "x-hours", "2");
  import_assert_property (import, C, "hours", "3");
  assert_no_property (import, C, "x-hours");
  g_assert_cmpuint (import_count_warnings (import, "TWO_NAMES"), ==, 1);
  g_assert_cmpuint (import_count_warnings (import, "DUPLICATE_PROPERTY"), ==, 1);
  import_assert_round_trip (import->graph);
}

static void
test_illegal_places_are_told (void)
{
  g_autoptr(TalusImport) import = NULL;
  g_autofree char *parent = NULL;

  import = must_read ("{'graph':{'template_id':'plain','name':'N','roots':["
                      "{'id':'" A "','name':'a','blueprint_type_id':'task','children':["
                      "{'id':'" B "','name':'b','blueprint_type_id':'project'}]}]}}");

  parent = import_dup_parent_id (import, B);
  g_assert_cmpstr (parent, ==, A);
  g_assert_cmpuint (import_count_warnings (import, "TYPE_NOT_ALLOWED"), ==, 1);
  import_assert_round_trip (import->graph);
}

static void
test_template_of_the_file (void)
{
  g_autoptr(GBytes) content = NULL;
  g_autoptr(GBytes) sent = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusImport) import = NULL;
  const char *yaml = "name: Sent\nnode_types:\n  - {id: thing, label: Thing}\n";

  /* Inside it. */
  import = must_read ("{'talus_tally':1,'graph':{'template_id':'inner','name':'N','roots':[]},"
                      "'template':'name: In\\nnode_types:\\n  - {id: a, label: A}\\n'}");
  g_assert_cmpstr (talus_template_get_id (talus_graph_get_template (import->graph)), ==, "inner");
  g_assert_cmpstr (talus_template_get_name (talus_graph_get_template (import->graph)), ==, "In");
  g_clear_pointer (&import, talus_import_free);

  /* Sent along: it has the file's name for it where it has none of its own. */
  content = import_make_content ("{'graph':{'nodes':[{'id':'" A "','type':'thing'}]},"
                                 "'template_id':'named'}");
  sent = g_bytes_new_static (yaml, strlen (yaml));
  import = talus_import_read (content, sent, import_load_nothing, NULL, "Fallback", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (talus_template_get_id (talus_graph_get_template (import->graph)), ==, "named");
  g_assert_cmpstr (talus_node_get_name (must_get (import, A)), ==, "Thing");
  g_assert_cmpstr (talus_graph_get_name (import->graph), ==, "Fallback");

  import_assert_refused ("{'graph':{'template_id':'nowhere','name':'N','roots':[]}}",
                         TALUS_ERROR_TEMPLATE_NOT_FOUND);
  import_assert_refused ("{'graph':{'name':'N','roots':[]}}", TALUS_ERROR_TEMPLATE_NOT_FOUND);
  import_assert_refused ("{'graph':{'template_id':'x','roots':[]},'template':'node_types: ['}",
                         TALUS_ERROR_INVALID_VALUE);
}

static void
test_documents_are_told_apart (void)
{
  g_autoptr(GBytes) document = g_bytes_new ("SQLite format 3\0rest", 20);
  g_autoptr(GBytes) json = g_bytes_new ("{}", 2);
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);

  g_assert_true (talus_import_is_document (document));
  g_assert_false (talus_import_is_document (json));
  g_assert_false (talus_import_is_document (nothing));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/import/older-format-comes-in", test_older_format);
  g_test_add_func ("/import/no-uuid-becomes-one", test_no_uuid_becomes_one);
  g_test_add_func ("/import/ids-in-use-get-new-ones", test_ids_in_use_get_new_ones);
  g_test_add_func ("/import/children-that-are-wrong", test_children_that_are_wrong);
  g_test_add_func ("/import/circle-of-children-is-cut", test_circle_of_children_is_cut);
  g_test_add_func ("/import/circle-of-dependencies-is-kept-beside",
                   test_circle_of_dependencies_is_kept_beside);
  g_test_add_func ("/import/many-dependencies-are-judged-at-once",
                   test_many_dependencies_are_judged_at_once);
  g_test_add_func ("/import/odd-members-of-nodes", test_odd_members_of_nodes);
  g_test_add_func ("/import/illegal-places-are-told", test_illegal_places_are_told);
  g_test_add_func ("/import/template-of-the-file", test_template_of_the_file);
  g_test_add_func ("/import/documents-are-told-apart", test_documents_are_told_apart);

  return g_test_run ();
}
