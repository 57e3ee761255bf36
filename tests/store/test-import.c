/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formats in and out: what goes out comes back the same, what comes in from
 * elsewhere loses nothing, and nothing that comes in does harm. */
#include <string.h>

#include "base/talus-json.h"
#include "model/talus-property-type.h"
#include "store/talus-export.h"
#include "store/talus-import.h"

#define YAML                                                                  \
  "id: plain\n"                                                               \
  "name: Plain\n"                                                             \
  "node_types:\n"                                                             \
  "  - id: project\n"                                                         \
  "    label: Project\n"                                                      \
  "    allowed_children: [task]\n"                                            \
  "  - id: task\n"                                                            \
  "    label: Task\n"                                                         \
  "    allowed_children: [task]\n"                                            \
  "    properties:\n"                                                         \
  "      - {id: name, label: Name, type: text}\n"                             \
  "      - {id: hours, label: Hours, type: number, key: time}\n"              \
  "      - {id: cost, label: Cost, type: currency}\n"                         \
  "      - {id: due, label: Due, type: date}\n"                               \
  "      - {id: notes, label: Notes, type: editor}\n"                         \
  "      - {id: done, label: Done, type: boolean}\n"                          \
  "      - id: state\n"                                                       \
  "        label: State\n"                                                    \
  "        type: select\n"                                                    \
  "        options: [{id: open, name: Open}, {id: shut, name: Shut}]\n"       \
  "      - {id: ref, label: Reference, type: node_reference}\n"               \
  "  - id: note\n"                                                            \
  "    label: Note\n"

#define A "0197a000-0000-7000-8000-00000000000a"
#define B "0197a000-0000-7000-8000-00000000000b"
#define C "0197a000-0000-7000-8000-00000000000c"
#define P "0197a000-0000-7000-8000-0000000000ff"

static TalusTemplate *
load_plain (const char  *template_id,
            gpointer     user_data,
            GError     **error)
{
  g_autoptr(GBytes) yaml = g_bytes_new_static (YAML, strlen (YAML));

  if (g_str_equal (template_id, "plain"))
    return talus_template_new_from_yaml (yaml, "plain.yaml", error);

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_TEMPLATE_NOT_FOUND, "There is no “%s”", template_id);

  return NULL;
}

/* In @json ' stands for ". */
static GBytes *
make_content (const char *json)
{
  char *text = g_strdelimit (g_strdup (json), "'", '"');

  return g_bytes_new_take (text, strlen (text));
}

static TalusImport *
read_json (const char  *json,
           GError     **error)
{
  g_autoptr(GBytes) content = make_content (json);

  return talus_import_read (content, NULL, load_plain, NULL, "Fallback", error);
}

static TalusImport *
must_read (const char *json)
{
  g_autoptr(GError) error = NULL;
  TalusImport *import = read_json (json, &error);

  g_assert_no_error (error);
  g_assert_nonnull (import);

  return import;
}

static void
assert_refused (const char *json,
                TalusError  code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusImport) import = read_json (json, &error);

  g_assert_error (error, TALUS_ERROR, (int) code);
  g_assert_null (import);
}

static guint
count_warnings (TalusImport *import,
                const char  *code)
{
  guint n = 0;

  for (guint i = 0; i < import->warnings->len; i++)
    {
      const TalusImportWarning *warning = import->warnings->pdata[i];

      g_assert_cmpstr (warning->message, !=, "");
      n += g_str_equal (warning->code, code);
    }

  return n;
}

static char *
write_canonical (TalusGraph *graph)
{
  GString *text = g_string_new (NULL);

  talus_graph_write (graph, TALUS_GRAPH_CANONICAL, 0, NULL, NULL, text);

  return g_string_free (text, FALSE);
}

static GBytes *
write_export (TalusGraph *graph)
{
  g_autoptr(TalusJsonExport) export = NULL;
  GString *text = g_string_new (NULL);

  export = talus_json_export_new (graph, 7, P, "00112233445566778899aabbccddeeff");
  while (talus_json_export_step (export, text, 64))
    ;

  return g_string_free_to_bytes (text);
}

static TalusTemplate *
load_nothing (const char  *template_id,
              gpointer     user_data,
              GError     **error)
{
  g_assert_not_reached ();
}

/* Out and in again, with nothing beside the file: the same graph, and nothing
 * odd about it but what had been odd before. */
static void
assert_round_trip (TalusGraph *graph)
{
  g_autoptr(GBytes) exported = write_export (graph);
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusImport) import = NULL;
  g_autofree char *before = write_canonical (graph);
  g_autofree char *after = NULL;
  g_autofree char *digest_before = talus_graph_digest (graph);
  g_autofree char *digest_after = NULL;

  import = talus_import_read (exported, NULL, load_nothing, NULL, "Fallback", &error);
  g_assert_no_error (error);
  after = write_canonical (import->graph);
  digest_after = talus_graph_digest (import->graph);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpstr (digest_after, ==, digest_before);
  g_assert_true (import->has_project_id);
  g_assert_true (talus_id_equal (talus_graph_get_project_id (import->graph),
                                 talus_graph_get_project_id (graph)));
}

static TalusNode *
must_get (TalusImport *import,
          const char  *id_text)
{
  TalusNode *node = NULL;
  TalusId id;

  g_assert_true (talus_id_parse (id_text, -1, &id));
  node = talus_graph_get_node (import->graph, &id);
  g_assert_nonnull (node);

  return node;
}

static void
assert_property (TalusImport *import,
                 const char  *id_text,
                 const char  *property_id,
                 const char  *expected)
{
  g_autofree char *json = g_strdelimit (g_strdup (expected), "'", '"');
  g_autoptr(TalusValue) value = talus_node_dup_property (must_get (import, id_text), property_id);
  const char *text = NULL;
  gsize length = 0;

  g_assert_nonnull (value);
  text = talus_value_get_json (value, &length);
  g_assert_cmpmem (text, length, json, strlen (json));
}

static void
assert_no_property (TalusImport *import,
                    const char  *id_text,
                    const char  *property_id)
{
  g_autoptr(TalusValue) value = talus_node_dup_property (must_get (import, id_text), property_id);

  g_assert_null (value);
}

static void
assert_setting (TalusImport *import,
                const char  *key,
                const char  *expected)
{
  g_autofree char *json = g_strdelimit (g_strdup (expected), "'", '"');
  TalusValue *value = talus_graph_get_setting (import->graph, key);
  const char *text = NULL;
  gsize length = 0;

  g_assert_nonnull (value);
  text = talus_value_get_json (value, &length);
  g_assert_cmpmem (text, length, json, strlen (json));
}

static char *
dup_parent_id (TalusImport *import,
               const char  *id_text)
{
  TalusNode *parent = talus_node_get_parent (must_get (import, id_text));

  return parent != NULL ? talus_id_to_string (talus_node_get_id (parent)) : NULL;
}

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
  parent = dup_parent_id (import, B);
  g_assert_cmpstr (parent, ==, A);
  assert_property (import, B, "hours", "1.5");
  assert_property (import, B, "cost", "'12.5'");
  assert_property (import, B, "state", "'shut'");
  assert_setting (import, "currency", "'EUR'");
  assert_setting (import, "x-mine", "[1,{'a':2}]");
  g_assert_true (talus_id_parse (A, -1, &a) && talus_id_parse (B, -1, &b));
  g_assert_true (talus_graph_has_edge (import->graph, &a, &b));
  assert_round_trip (import->graph);
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

  assert_setting (import, "x-maker", "'me'");
  assert_setting (import, "x-name", "'Other'");
  assert_setting (import, "x-colour", "'red'");
  assert_property (import, A, "warp", "9");
  g_assert_cmpstr (talus_node_get_type_id (must_get (import, A)), ==, "spaceship");
  assert_property (import, B, "warp", "{'a':[null]}");
  assert_property (import, B, "hours", "'many'");
  assert_property (import, B, "state", "'ajar'");
  /* Beside the properties it is not the property, whatever it is called. */
  assert_property (import, B, "x-hours", "3");
  assert_property (import, B, "tag", "true");
  g_assert_cmpuint (count_warnings (import, "UNKNOWN_TYPE"), ==, 1);
  g_assert_cmpuint (count_warnings (import, "UNKNOWN_PROPERTY"), ==, 3);
  g_assert_cmpuint (count_warnings (import, "WRONG_TYPE"), ==, 1);
  g_assert_cmpuint (count_warnings (import, "UNKNOWN_OPTION"), ==, 1);
  assert_round_trip (import->graph);
}

static void
test_settings_keep_their_rules (void)
{
  g_autoptr(TalusImport) import = NULL;

  import = must_read ("{'talus_tally':1,'mine':2,'graph':{'name':'N','template_id':'plain',"
                      "'settings':{'time_zone':'Mars/Olympus','currency':7,'name':'M',"
                      "'template':{'id':'x','hash':'y'},'x-mine':1,'calendar':{'week':5},"
                      "'unset':null},'roots':[]}}");

  assert_setting (import, "x-time_zone", "'Mars/Olympus'");
  assert_setting (import, "x-currency", "7");
  assert_setting (import, "x-name", "'M'");
  assert_setting (import, "x-template", "{'hash':'y','id':'x'}");
  assert_setting (import, "x-mine", "1");
  assert_setting (import, "x-x-mine", "2");
  assert_setting (import, "calendar", "{'week':5}");
  g_assert_null (talus_graph_get_setting (import->graph, "time_zone"));
  g_assert_null (talus_graph_get_setting (import->graph, "unset"));
  g_assert_cmpuint (count_warnings (import, "UNKNOWN_SETTING"), ==, 5);
  g_assert_cmpstr (talus_graph_get_name (import->graph), ==, "N");
  assert_round_trip (import->graph);
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
  parent = dup_parent_id (import, B);
  g_assert_cmpstr (parent, ==, A);
  assert_property (import, B, "hours", "2.5");
  assert_property (import, B, "cost", "'7.1'");
  assert_property (import, B, "done", "true");
  assert_property (import, B, "state", "'shut'");
  assert_property (import, B, "ref", "'" A "'");
  assert_property (import, B, "notes", "''");
  assert_property (import, B, "metadata", "{'old':1}");
  assert_no_property (import, B, "due");
  assert_no_property (import, A, "icon_id");
  assert_setting (import, "x-expanded_map", "{'" A "':true}");
  assert_setting (import, "x-filter_sets", "[]");
  assert_setting (import, "x-id", "'default'");
  g_assert_null (talus_graph_get_setting (import->graph, "x-edges"));
  g_assert_true (talus_id_parse (A, -1, &a) && talus_id_parse (B, -1, &b));
  g_assert_true (talus_graph_has_edge (import->graph, &a, &b));
  g_assert_cmpuint (count_warnings (import, "CONVERTED"), ==, 1);
  assert_round_trip (import->graph);
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
  g_assert_cmpuint (count_warnings (import, "NEW_ID"), ==, 3);
  g_assert_cmpuint (count_warnings (import, "DUPLICATE_ID"), ==, 0);
  assert_round_trip (import->graph);
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
  g_assert_cmpuint (count_warnings (import, "DUPLICATE_ID"), ==, 1);
  g_assert_cmpuint (count_warnings (import, "NEW_ID"), ==, 3);
  must_get (import, A);
  assert_round_trip (import->graph);
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
  parent = dup_parent_id (import, C);
  g_assert_cmpstr (parent, ==, A);
  g_assert_cmpuint (count_warnings (import, "MISSING_NODE"), ==, 1);
  g_assert_cmpuint (count_warnings (import, "TWO_PARENTS"), ==, 1);
  g_assert_cmpuint (count_warnings (import, "CYCLE"), ==, 1);
  assert_round_trip (import->graph);
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
  g_assert_cmpuint (count_warnings (import, "CYCLE"), ==, 1);
  assert_round_trip (import->graph);
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
  g_assert_cmpuint (count_warnings (import, "CYCLE"), ==, 2);
  g_assert_cmpuint (count_warnings (import, "MISSING_NODE"), ==, 1);
  assert_setting (import, "x-unresolved_dependencies",
                  "[{'blocked_id':'gone','blocker_id':'" A "'},"
                  "{'blocked_id':'" B "','blocker_id':'" A "'},"
                  "{'blocked_id':'" A "','blocker_id':'" A "'}]");
  assert_round_trip (import->graph);
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
  g_assert_cmpuint (count_warnings (import, "CYCLE"), ==, 1);
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
  assert_property (import, A, "x-name", "['n']");
  assert_property (import, A, "tags", "[]");
  assert_no_property (import, A, "none");
  g_assert_cmpstr (talus_node_get_name (must_get (import, B)), ==, "outer");
  assert_property (import, B, "x-name", "'inner'");
  assert_property (import, B, "hours", "1");
  assert_property (import, B, "x-hours", "2");
  assert_property (import, C, "hours", "3");
  assert_no_property (import, C, "x-hours");
  g_assert_cmpuint (count_warnings (import, "TWO_NAMES"), ==, 1);
  g_assert_cmpuint (count_warnings (import, "DUPLICATE_PROPERTY"), ==, 1);
  assert_round_trip (import->graph);
}

static void
test_illegal_places_are_told (void)
{
  g_autoptr(TalusImport) import = NULL;
  g_autofree char *parent = NULL;

  import = must_read ("{'graph':{'template_id':'plain','name':'N','roots':["
                      "{'id':'" A "','name':'a','blueprint_type_id':'task','children':["
                      "{'id':'" B "','name':'b','blueprint_type_id':'project'}]}]}}");

  parent = dup_parent_id (import, B);
  g_assert_cmpstr (parent, ==, A);
  g_assert_cmpuint (count_warnings (import, "TYPE_NOT_ALLOWED"), ==, 1);
  assert_round_trip (import->graph);
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
  content = make_content ("{'graph':{'nodes':[{'id':'" A "','type':'thing'}]},"
                          "'template_id':'named'}");
  sent = g_bytes_new_static (yaml, strlen (yaml));
  import = talus_import_read (content, sent, load_nothing, NULL, "Fallback", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (talus_template_get_id (talus_graph_get_template (import->graph)), ==, "named");
  g_assert_cmpstr (talus_node_get_name (must_get (import, A)), ==, "Thing");
  g_assert_cmpstr (talus_graph_get_name (import->graph), ==, "Fallback");

  assert_refused ("{'graph':{'template_id':'nowhere','name':'N','roots':[]}}",
                  TALUS_ERROR_TEMPLATE_NOT_FOUND);
  assert_refused ("{'graph':{'name':'N','roots':[]}}", TALUS_ERROR_TEMPLATE_NOT_FOUND);
  assert_refused ("{'graph':{'template_id':'x','roots':[]},'template':'node_types: ['}",
                  TALUS_ERROR_INVALID_VALUE);
}

static void
test_what_is_no_project (void)
{
  static const char * const refused[] = {
    "", " ", "[]", "7", "'x'", "{", "{}", "{'graph':1}", "{'graph':[]}", "{'graph':{}}",
    "{'graph':{'roots':{}},'template_id':'plain'}",
    "{'graph':{'roots':[1]},'template_id':'plain'}",
    "{'graph':{'roots':[[]]},'template_id':'plain'}",
    "{'graph':{'roots':[{'name':'no id'}]},'template_id':'plain'}",
    "{'graph':{'roots':[{'id':7}]},'template_id':'plain'}",
    "{'graph':{'roots':[{'id':'a','children':{}}]},'template_id':'plain'}",
    "{'graph':{'roots':[{'id':'a','properties':[]}]},'template_id':'plain'}",
    "{'graph':{'roots':[],'dependencies':{}},'template_id':'plain'}",
    "{'graph':{'roots':[],'dependencies':[1]},'template_id':'plain'}",
    "{'graph':{'roots':[],'dependencies':[{}]},'template_id':'plain'}",
    "{'graph':{'roots':[],'settings':[]},'template_id':'plain'}",
    "{'graph':{'nodes':{}},'template_id':'plain'}",
    "{'graph':{'nodes':[1]},'template_id':'plain'}",
    "{'graph':{'nodes':[{}]},'template_id':'plain'}",
    "{'graph':{'nodes':[{'id':'a','children':'b'}]},'template_id':'plain'}",
    "{'graph':{'nodes':[{'id':'a','children':[1]}]},'template_id':'plain'}",
    "{'graph':{'nodes':[]},'template_id':'plain','blocking_relationships':[{}]}",
    "{'graph':{'nodes':[]},'graph':{'nodes':[]},'template_id':'plain'}",
    "{'talus_tally':2,'graph':{'roots':[]},'template_id':'plain'}",
    "{'graph':{'roots':[]},'template_id':'plain'} x",
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i]);
      assert_refused (refused[i], TALUS_ERROR_INVALID_REQUEST);
    }
}

static char *
nest_nodes (guint depth)
{
  GString *json = g_string_new ("{'graph':{'template_id':'plain','name':'N','roots':[");

  for (guint i = 0; i < depth; i++)
    g_string_append_printf (json, "{'id':'0197a000-0000-7000-8000-%012x','blueprint_type_id':"
                            "'task','children':[", i + 1);
  for (guint i = 0; i < depth; i++)
    g_string_append (json, "]}");
  g_string_append (json, "]}}");

  return g_string_free (json, FALSE);
}

static char *
chain_nodes (guint depth)
{
  GString *json = g_string_new ("{'graph':{'template_id':'plain','nodes':[");

  for (guint i = 0; i < depth; i++)
    {
      g_string_append_printf (json, "{'id':'%u','type':'task','children':['%u']},", i, i + 1);
    }
  g_string_append_printf (json, "{'id':'%u','type':'task'}]}}", depth);

  return g_string_free (json, FALSE);
}

static void
test_deep_trees (void)
{
  g_autofree char *just = nest_nodes (TALUS_MAX_TREE_DEPTH);
  g_autofree char *beyond = nest_nodes (TALUS_MAX_TREE_DEPTH + 1);
  g_autofree char *absurd = nest_nodes (100000);
  g_autofree char *flat_just = chain_nodes (TALUS_MAX_TREE_DEPTH - 1);
  g_autofree char *flat_beyond = chain_nodes (100000);
  g_autoptr(TalusImport) import = must_read (just);
  g_autoptr(TalusImport) flat = must_read (flat_just);

  assert_round_trip (import->graph);
  assert_round_trip (flat->graph);
  assert_refused (beyond, TALUS_ERROR_INVALID_PARENT);
  assert_refused (absurd, TALUS_ERROR_INVALID_REQUEST);
  assert_refused (flat_beyond, TALUS_ERROR_INVALID_PARENT);
}

/* What is kept must fit into an export that can be read, below the deepest
 * node too. */
static void
test_deep_values (void)
{
  static const char * const places[] = {
    "{'template_id':'plain','graph':{'nodes':[]},'deep':%s}",
    "{'template_id':'plain','graph':{'nodes':[{'id':'a','type':'task','properties':{'deep':%s}}]}}",
    "{'template_id':'plain','graph':{'nodes':[{'id':'a','type':'task','properties':{'ref':%s}}]}}",
    "{'template_id':'plain','graph':{'nodes':[{'id':'a','type':'task','deep':%s}]}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr(GString) deep = g_string_new (NULL);
      g_autoptr(GString) deeper = g_string_new (NULL);
      g_autofree char *just = NULL;
      g_autofree char *beyond = NULL;
      g_autoptr(TalusImport) import = NULL;
      g_auto(GStrv) parts = g_strsplit (places[i], "%s", 2);

      for (guint j = 0; j < 128; j++)
        g_string_append_c (deep, '[');
      for (guint j = 0; j < 128; j++)
        g_string_append_c (deep, ']');
      g_string_append_printf (deeper, "[%s]", deep->str);
      just = g_strconcat (parts[0], deep->str, parts[1], NULL);
      beyond = g_strconcat (parts[0], deeper->str, parts[1], NULL);

      import = must_read (just);
      assert_round_trip (import->graph);
      assert_refused (beyond, TALUS_ERROR_INVALID_REQUEST);
    }
}

static void
test_long_names_are_refused (void)
{
  g_autofree char *long_name = g_strnfill (TALUS_NAME_MAX_CHARACTERS + 1, 'n');
  g_autofree char *node = NULL;
  g_autofree char *project = NULL;

  node = g_strdup_printf ("{'graph':{'template_id':'plain','nodes':[{'id':'a','type':'task',"
                          "'name':'%s'}]}}", long_name);
  project = g_strdup_printf ("{'graph':{'template_id':'plain','name':'%s','roots':[]}}", long_name);
  assert_refused (node, TALUS_ERROR_INVALID_VALUE);
  assert_refused (project, TALUS_ERROR_INVALID_VALUE);
}

/* A table of properties that are all of one name, in another sense each. */
static void
test_many_properties (void)
{
  const guint n = 50000;
  g_autoptr(GString) json = NULL;
  g_autoptr(TalusImport) import = NULL;

  json = g_string_new ("{'graph':{'template_id':'plain','nodes':[{'id':'" A "','type':'task',"
                       "'properties':{");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (json, "%s'p%u':%u", i > 0 ? "," : "", i, i);
  g_string_append (json, "}}]}}");

  import = must_read (json->str);
  assert_property (import, A, "p49999", "49999");
  g_assert_cmpuint (count_warnings (import, "UNKNOWN_PROPERTY"), ==, 10000);
  g_assert_cmpuint (count_warnings (import, "MORE_WARNINGS"), ==, 1);
}

static void
test_formats_are_named (void)
{
  const char * const *formats = talus_export_get_formats ();

  g_assert_true (g_strv_contains (formats, "json"));
  g_assert_true (g_strv_contains (formats, "talus"));
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

  import = talus_import_read (content, yaml, load_nothing, NULL, "Fallback", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (talus_graph_get_n_nodes (import->graph), ==, 250);
  g_assert_cmpstr (talus_graph_get_name (import->graph), ==, "Proton Therapy");
  g_assert_cmpuint (import->warnings->len, <, 10);
  g_assert_cmpuint (count_warnings (import, "UNKNOWN_TYPE"), ==, 0);
  g_assert_cmpuint (count_warnings (import, "UNKNOWN_PROPERTY"), ==, 0);
  g_assert_nonnull (talus_graph_get_setting (import->graph, "x-expanded_map"));

  file = talus_json_parse (g_bytes_get_data (content, NULL), g_bytes_get_size (content),
                           TALUS_JSON_DEPTH_IMPORT, &error);
  g_assert_no_error (error);
  nodes = json_object_get_array_member (json_object_get_object_member (json_node_get_object (file),
                                                                       "graph"), "nodes");
  g_assert_cmpuint (json_array_get_length (nodes), ==, 250);
  for (guint i = 0; i < json_array_get_length (nodes); i++)
    check_sample_node (import, json_array_get_object_element (nodes, i));

  assert_round_trip (import->graph);
}

/* Bytes of a good file changed, cut out and doubled: refused or taken, but
 * never worse, and what is taken can be given out again. */
static void
test_random_damage (void)
{
  g_autoptr(GBytes) good = make_content (
    "{'template_id':'plain','expanded_map':{'" A "':true},'graph':{'id':'default','nodes':["
    "{'id':'" A "','type':'project','name':'Top','children':['" B "','" C "']},"
    "{'id':'" B "','type':'task','children':[],'properties':{'name':'x','time':'2.5','cost':1,"
    "'state':'Shut','ref':['" A "','zzz']}},{'id':'" C "','type':'task','metadata':{'a':1}}]},"
    "'blocking_relationships':[{'blockedNodeId':'" B "','blockingNodeId':'" C "'}]}");
  gsize size = 0;
  const char *data = g_bytes_get_data (good, &size);

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr(GString) text = g_string_new_len (data, (gssize) size);
      g_autoptr(GBytes) content = NULL;
      g_autoptr(TalusImport) import = NULL;
      g_autoptr(GError) error = NULL;
      gsize at = (gsize) g_test_rand_int_range (0, (int) size - 40);
      gsize length = (gsize) g_test_rand_int_range (1, 40);

      switch (g_test_rand_int_range (0, 4))
        {
        case 0:
          text->str[at] = (char) g_test_rand_int_range (1, 127);
          break;
        case 1:
          g_string_erase (text, (gssize) at, (gssize) length);
          break;
        case 2:
          g_string_insert_len (text, (gssize) at, data + at, (gssize) length);
          break;
        default:
          text->str[at] = "{}[],:\"0"[g_test_rand_int_range (0, 8)];
          break;
        }
      content = g_string_free_to_bytes (g_steal_pointer (&text));
      import = talus_import_read (content, NULL, load_plain, NULL, "Fallback", &error);
      if (import != NULL)
        assert_round_trip (import->graph);
      else
        g_assert_nonnull (error);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/import/own-format-comes-back", test_own_format);
  g_test_add_func ("/import/unknown-is-kept", test_unknown_is_kept);
  g_test_add_func ("/import/settings-keep-their-rules", test_settings_keep_their_rules);
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
  g_test_add_func ("/import/what-is-no-project-is-refused", test_what_is_no_project);
  g_test_add_func ("/import/deep-trees", test_deep_trees);
  g_test_add_func ("/import/deep-values", test_deep_values);
  g_test_add_func ("/import/long-names-are-refused", test_long_names_are_refused);
  g_test_add_func ("/import/many-properties", test_many_properties);
  g_test_add_func ("/import/random-damage-does-no-harm", test_random_damage);
  g_test_add_func ("/import/documents-are-told-apart", test_documents_are_told_apart);
  g_test_add_func ("/import/sample-loses-nothing", test_sample);
  g_test_add_func ("/export/formats-are-named", test_formats_are_named);

  return g_test_run ();
}
