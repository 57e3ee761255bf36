/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing that comes in does harm: what is none, is too deep, too long or too
 * much, or is damaged anywhere. */
#include "import-test.h"

#include "model/talus-property-type.h"

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
      import_assert_refused (refused[i], TALUS_ERROR_INVALID_REQUEST);
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

  import_assert_round_trip (import->graph);
  import_assert_round_trip (flat->graph);
  import_assert_refused (beyond, TALUS_ERROR_INVALID_PARENT);
  import_assert_refused (absurd, TALUS_ERROR_INVALID_REQUEST);
  import_assert_refused (flat_beyond, TALUS_ERROR_INVALID_PARENT);
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
      import_assert_round_trip (import->graph);
      import_assert_refused (beyond, TALUS_ERROR_INVALID_REQUEST);
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
  import_assert_refused (node, TALUS_ERROR_INVALID_VALUE);
  import_assert_refused (project, TALUS_ERROR_INVALID_VALUE);
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
  import_assert_property (import, A, "p49999", "49999");
  g_assert_cmpuint (import_count_warnings (import, "UNKNOWN_PROPERTY"), ==, 10000);
  g_assert_cmpuint (import_count_warnings (import, "MORE_WARNINGS"), ==, 1);
}

/* Bytes of a good file changed, cut out and doubled: refused or taken, but
 * never worse, and what is taken can be given out again. */
static void
test_random_damage (void)
{
  g_autoptr(GBytes) good = import_make_content (
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
      import = talus_import_read (content, NULL, import_load_plain, NULL, "Fallback", &error);
      if (import != NULL)
        import_assert_round_trip (import->graph);
      else
        g_assert_nonnull (error);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/import/what-is-no-project-is-refused", test_what_is_no_project);
  g_test_add_func ("/import/deep-trees", test_deep_trees);
  g_test_add_func ("/import/deep-values", test_deep_values);
  g_test_add_func ("/import/long-names-are-refused", test_long_names_are_refused);
  g_test_add_func ("/import/many-properties", test_many_properties);
  g_test_add_func ("/import/random-damage-does-no-harm", test_random_damage);

  return g_test_run ();
}
