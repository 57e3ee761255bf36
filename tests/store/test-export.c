/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes out comes back the same, also what this version does not know. */
#include "import-test.h"

#include "model/talus-property-type.h"

static void
test_own_format (void)
{
  g_autoptr(TalusImport) import = NULL;
  g_autofree char *parent = NULL;
  TalusId a;
  TalusId b;

  import = must_read ("{'talus_tally':1,'graph':{'project_id':'" P "','name':'Bridge',"
                      "'template_id':'plain','settings':{'currency':'EUR','x-mine':[1,{'a':2}]},"
                      "'roots':[{'children':[{'id':'" B "','name':'Second','properties':"
                      "{'hours':1.5,'cost':'12.5','state':'shut'},'blueprint_type_id':'task',"
                      "'children':[]}],'id':'" A "','name':'Top','blueprint_type_id':'project',"
                      "'properties':{}}],'dependencies':[{'blocker_id':'" A "','blocked_id':'" B
                      "'}]}}");

  g_assert_cmpuint (import->warnings->len, ==, 0);
  g_assert_true (import->has_project_id);
  g_assert_cmpstr (talus_graph_get_name (import->graph), ==, "Bridge");
  g_assert_cmpuint (talus_graph_get_n_nodes (import->graph), ==, 2);
  g_assert_cmpstr (talus_node_get_name (must_get (import, A)), ==, "Top");
  parent = import_dup_parent_id (import, B);
  g_assert_cmpstr (parent, ==, A);
  import_assert_property (import, B, "hours", "1.5");
  import_assert_property (import, B, "cost", "'12.5'");
  import_assert_property (import, B, "state", "'shut'");
  import_assert_setting (import, "currency", "'EUR'");
  import_assert_setting (import, "x-mine", "[1,{'a':2}]");
  g_assert_true (talus_id_parse (A, -1, &a) && talus_id_parse (B, -1, &b));
  g_assert_true (talus_graph_has_edge (import->graph, &a, &b));
  import_assert_round_trip (import->graph);
}

static void
test_unknown_is_kept (void)
{
  g_autoptr(TalusImport) import = NULL;

  import = must_read ("{'talus_tally':1,'maker':'me','name':'Other','graph':{'name':'Mine',"
                      "'template_id':'plain','colour':'red','roots':[{'id':'" A "','name':'Top',"
                      "'blueprint_type_id':'spaceship','properties':{'warp':9},'children':[]},"
                      "{'id':'" B "','name':'T','blueprint_type_id':'task','properties':"
                      "{'warp':{'a':[null]},'hours':'many','state':'ajar'},'hours':3,'tag':true,"
                      "'children':[]}]}}");

  import_assert_setting (import, "x-maker", "'me'");
  import_assert_setting (import, "x-name", "'Other'");
  import_assert_setting (import, "x-colour", "'red'");
  import_assert_property (import, A, "warp", "9");
  g_assert_cmpstr (talus_node_get_type_id (must_get (import, A)), ==, "spaceship");
  import_assert_property (import, B, "warp", "{'a':[null]}");
  import_assert_property (import, B, "hours", "'many'");
  import_assert_property (import, B, "state", "'ajar'");
  /* Beside the properties it is not the property, whatever it is called. */
  import_assert_property (import, B, "x-hours", "3");
  import_assert_property (import, B, "tag", "true");
  g_assert_cmpuint (import_count_warnings (import, "UNKNOWN_TYPE"), ==, 1);
  g_assert_cmpuint (import_count_warnings (import, "UNKNOWN_PROPERTY"), ==, 3);
  g_assert_cmpuint (import_count_warnings (import, "WRONG_TYPE"), ==, 1);
  g_assert_cmpuint (import_count_warnings (import, "UNKNOWN_OPTION"), ==, 1);
  import_assert_round_trip (import->graph);
}

static void
test_settings_keep_their_rules (void)
{
  g_autoptr(TalusImport) import = NULL;

  import = must_read ("{'talus_tally':1,'mine':2,'graph':{'name':'N','template_id':'plain',"
                      "'settings':{'time_zone':'Mars/Olympus','currency':7,'name':'M',"
                      "'template':{'id':'x','hash':'y'},'x-mine':1,'calendar':{'week':5},"
                      "'unset':null},'roots':[]}}");

  import_assert_setting (import, "x-time_zone", "'Mars/Olympus'");
  import_assert_setting (import, "x-currency", "7");
  import_assert_setting (import, "x-name", "'M'");
  import_assert_setting (import, "x-template", "{'hash':'y','id':'x'}");
  import_assert_setting (import, "x-mine", "1");
  import_assert_setting (import, "x-x-mine", "2");
  import_assert_setting (import, "calendar", "{'week':5}");
  g_assert_null (talus_graph_get_setting (import->graph, "time_zone"));
  g_assert_null (talus_graph_get_setting (import->graph, "unset"));
  g_assert_cmpuint (import_count_warnings (import, "UNKNOWN_SETTING"), ==, 5);
  g_assert_cmpstr (talus_graph_get_name (import->graph), ==, "N");
  import_assert_round_trip (import->graph);
}

static void
test_formats_are_named (void)
{
  const char * const *formats = talus_export_get_formats ();

  g_assert_true (g_strv_contains (formats, "json"));
  g_assert_true (g_strv_contains (formats, "talus"));
}

static GBytes *
read_sample (const char *name)
{
  const char *folder = g_getenv ("TALUS_TEST_SAMPLES_DIR");
  g_autofree char *path = NULL;
  char *text = NULL;
  gsize length = 0;

  if (folder == NULL)
    return NULL;
  path = g_build_filename (folder, name, NULL);
  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;

  return g_bytes_new_take (text, length);
}

/* Whether what was stored says what the file said. */
static gboolean
says_the_same (const TalusProperty *property,
               TalusValue          *stored,
               JsonNode            *given)
{
  g_autoptr(TalusValue) raw = talus_value_new_node (given);
  g_autoptr(TalusValue) read = NULL;
  TalusOddity oddity = TALUS_ODDITY_NONE;

  if (stored == NULL)
    return FALSE;
  if (talus_value_equal (stored, raw))
    return TRUE;

  read = talus_property_normalize_lenient (property, given, &oddity);

  return read != NULL && talus_value_equal (stored, read);
}

static void
check_sample_property (TalusImport *import,
                       TalusNode   *node,
                       const char  *key,
                       JsonNode    *given)
{
  TalusTemplate *template = talus_graph_get_template (import->graph);
  const TalusNodeType *type = talus_template_find_type (template, talus_node_get_type_id (node));
  const TalusProperty *property = NULL;
  g_autoptr(TalusValue) stored = NULL;

  if (JSON_NODE_HOLDS_NULL (given))
    return;
  if (g_str_equal (key, "name"))
    {
      g_assert_cmpstr (json_node_get_string (given), ==, talus_node_get_name (node));
      return;
    }

  g_assert_nonnull (type);
  property = talus_node_type_find_property (type, key);
  g_assert_nonnull (property);
  if (json_node_get_value_type (given) == G_TYPE_STRING && json_node_get_string (given)[0] == '\0')
    return;
  if (g_str_equal (property->id, "name"))
    {
      g_assert_cmpstr (json_node_get_string (given), ==, talus_node_get_name (node));
      return;
    }
  stored = talus_node_dup_property (node, property->id);
  g_assert_true (says_the_same (property, stored, given));
}

static void
check_sample_node (TalusImport *import,
                   JsonObject  *object)
{
  TalusNode *node = must_get (import, json_object_get_string_member (object, "id"));
  JsonObject *properties = json_object_get_object_member (object, "properties");
  JsonArray *children = json_object_get_array_member (object, "children");
  JsonObjectIter iter;
  const char *key = NULL;
  JsonNode *given = NULL;

  g_assert_cmpstr (talus_node_get_name (node), ==, json_object_get_string_member (object, "name"));
  json_object_iter_init (&iter, properties);
  while (json_object_iter_next (&iter, &key, &given))
    check_sample_property (import, node, key, given);

  g_assert_cmpuint (talus_node_get_n_children (node), ==, json_array_get_length (children));
  for (guint i = 0; i < json_array_get_length (children); i++)
    {
      TalusNode *child = must_get (import, json_array_get_string_element (children, i));

      g_assert_true (talus_node_get_child (node, i) == child);
    }
}

static void
test_sample (void)
{
  g_autoptr(GBytes) content = read_sample ("ProtonTherapy.json");
  g_autoptr(GBytes) yaml = read_sample ("DetailingProject.yaml");
  g_autoptr(TalusImport) import = NULL;
  g_autoptr(JsonNode) file = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *nodes = NULL;

  if (content == NULL || yaml == NULL)
    {
      g_test_skip ("the samples are not here");
      return;
    }

  import = talus_import_read (content, yaml, import_load_nothing, NULL, "Fallback", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (talus_graph_get_n_nodes (import->graph), ==, 250);
  g_assert_cmpstr (talus_graph_get_name (import->graph), ==, "Proton Therapy");
  g_assert_cmpuint (import->warnings->len, <, 10);
  g_assert_cmpuint (import_count_warnings (import, "UNKNOWN_TYPE"), ==, 0);
  g_assert_cmpuint (import_count_warnings (import, "UNKNOWN_PROPERTY"), ==, 0);
  g_assert_nonnull (talus_graph_get_setting (import->graph, "x-expanded_map"));

  file = talus_json_parse (g_bytes_get_data (content, NULL), g_bytes_get_size (content),
                           TALUS_JSON_DEPTH_IMPORT, &error);
  g_assert_no_error (error);
  nodes = json_object_get_array_member (json_object_get_object_member (json_node_get_object (file),
                                                                       "graph"), "nodes");
  g_assert_cmpuint (json_array_get_length (nodes), ==, 250);
  for (guint i = 0; i < json_array_get_length (nodes); i++)
    check_sample_node (import, json_array_get_object_element (nodes, i));

  import_assert_round_trip (import->graph);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/import/own-format-comes-back", test_own_format);
  g_test_add_func ("/import/unknown-is-kept", test_unknown_is_kept);
  g_test_add_func ("/import/settings-keep-their-rules", test_settings_keep_their_rules);
  g_test_add_func ("/import/sample-loses-nothing", test_sample);
  g_test_add_func ("/export/formats-are-named", test_formats_are_named);

  return g_test_run ();
}
