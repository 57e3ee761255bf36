/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of children hold whatever is done to the nodes: seen at their boundary,
 * against a walk over the whole graph. */

#include <math.h>
#include <string.h>

#include "app/core/talus-rollup.h"
#include "model/talus-command.h"
#include "model/talus-resolve.h"

#define KEY      "cost"
#define N_ROUNDS 3000

static const char template_yaml[] =
  "id: test\n"
  "name: Test\n"
  "node_types:\n"
  "- id: project\n"
  "  features: [is_root]\n"
  "  allowed_children: [task, group]\n"
  "  properties: [{id: cost, label: Cost, type: currency}]\n"
  "- id: task\n"
  "  allowed_children: [task, group]\n"
  "  properties: [{id: cost, label: Cost, type: currency}]\n"
  "- id: group\n"
  "  allowed_children: [task, group]\n";

typedef struct
{
  TalusGraph *graph;
  TalusRollup *rollup;
  TalusId root;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GBytes) yaml = g_bytes_new_static (template_yaml, strlen (template_yaml));
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusTemplate) template = talus_template_new_from_yaml (yaml, "t.yaml", &error);
  TalusId project_id;

  g_assert_no_error (error);
  talus_id_draw (&project_id);
  fixture->graph = talus_graph_new (&project_id, "Test", template);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->rollup != NULL)
    g_assert_finalize_object (fixture->rollup);
  g_assert_finalize_object (fixture->graph);
}

static void
begin (Fixture *fixture)
{
  const char *const keys[] = { KEY, NULL };

  fixture->rollup = talus_rollup_new (fixture->graph, keys);
}

static gboolean
apply (Fixture    *fixture,
       const char *type,
       const char *format,
       ...) G_GNUC_PRINTF (3, 4);

/* What it comes to, if it may be; the nodes it touched are told of. */
static gboolean
apply (Fixture    *fixture,
       const char *type,
       const char *format,
       ...)
{
  g_autoptr (TalusCommand) command = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_auto (TalusResolution) resolution = { NULL };
  g_autoptr (TalusTrace) trace = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  TalusResolveContext context = { NULL };
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_strdelimit (text, "'", '"');
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  command = talus_command_new (type, json_node_get_object (node), &error);
  g_assert_no_error (error);
  if (!talus_resolve (fixture->graph, command, &context, &resolution, NULL))
    return FALSE;

  talus_graph_apply (fixture->graph, resolution.changes, 0, 0, &trace, &error);
  g_assert_no_error (error);
  for (guint i = 0; fixture->rollup != NULL &&
                    i < talus_change_set_get_length (resolution.changes); i++)
    {
      const TalusChange *change = talus_change_set_get (resolution.changes, i);

      if (change->op == TALUS_CHANGE_SET)
        talus_rollup_node_changed (fixture->rollup, &change->node_id);
      else
        talus_rollup_node_placed (fixture->rollup, &change->node_id);
    }

  return TRUE;
}

static TalusId
create (Fixture       *fixture,
        const TalusId *parent,
        const char    *type,
        const char    *cost)
{
  TalusId id;
  char text[TALUS_ID_TEXT_SIZE];
  char parent_text[TALUS_ID_TEXT_SIZE + 2] = "null";

  talus_id_draw (&id);
  if (parent != NULL)
    {
      parent_text[0] = '"';
      talus_id_format (parent, parent_text + 1);
      strcat (parent_text, "\"");
    }
  g_assert_true (apply (fixture, "CreateNode",
                        "{'id': '%s', 'blueprint_type_id': '%s', 'parent_id': %s, 'name': 'N'"
                        "%s%s%s}",
                        talus_id_format (&id, text), type, parent_text,
                        cost != NULL ? ", 'properties': {'" KEY "': '" : "",
                        cost != NULL ? cost : "", cost != NULL ? "'}" : ""));

  return id;
}

static gboolean
set_cost (Fixture       *fixture,
          const TalusId *id,
          const char    *cost)
{
  char text[TALUS_ID_TEXT_SIZE];

  talus_id_format (id, text);
  if (cost == NULL)
    return apply (fixture, "DeleteProperty", "{'node_id': '%s', 'property_id': '" KEY "'}", text);

  return apply (fixture, "UpdateProperty",
                "{'node_id': '%s', 'property_id': '" KEY "', 'value': '%s'}", text, cost);
}

static void
walk_all (Fixture *fixture)
{
  while (talus_rollup_step (fixture->rollup, 0))
    continue;
  g_assert_true (talus_rollup_is_complete (fixture->rollup));
}

#define assert_sum(fixture, id, expected) \
  G_STMT_START { \
    TalusFixed the_sum = 0; \
    g_autofree char *the_text = NULL; \
    g_assert_true (talus_rollup_get_sum ((fixture)->rollup, \
                                         talus_graph_get_node ((fixture)->graph, (id)), KEY, \
                                         &the_sum)); \
    the_text = talus_fixed_format (the_sum); \
    g_assert_cmpstr (the_text, ==, (expected)); \
  } G_STMT_END

static void
assert_no_sum (Fixture       *fixture,
               const TalusId *id)
{
  TalusFixed sum;

  g_assert_false (talus_rollup_get_sum (fixture->rollup,
                                        talus_graph_get_node (fixture->graph, id), KEY, &sum));
}

static void
test_number (void)
{
  static const struct
  {
    const char *text;
    const char *expected; /* NULL: none */
  } cases[] = {
    { "0", "0" }, { "-0", "0" }, { "1", "1" }, { "\"840.50\"", "840.5" }, { "0.1", "0.1" },
    { "-12.000000001", "-12.000000001" }, { "1e3", "1000" }, { "1.5E-2", "0.015" },
    { "0.0000000019", "0.000000001" }, { "1e-300", "0" },
    { "99999999999999999999", "99999999999999999999" }, { "1e21", NULL },
    { "000000000000000000000000000012", "12" }, { "", NULL }, { "-", NULL }, { "\"\"", NULL },
    { "1e", NULL }, { "1,5", NULL }, { "abc", NULL }, { "0.001e4", "10" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TalusFixed number = 0;
      gboolean ok = talus_fixed_parse (cases[i].text, -1, &number);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (ok, ==, cases[i].expected != NULL);
      if (ok)
        {
          g_autofree char *text = talus_fixed_format (number);

          g_assert_cmpstr (text, ==, cases[i].expected);
        }
    }
}

static void
test_exact (Fixture       *fixture,
            gconstpointer  data)
{
  TalusId root = create (fixture, NULL, "project", NULL);

  for (guint i = 0; i < 10; i++)
    create (fixture, &root, "task", "0.1");
  begin (fixture);
  walk_all (fixture);
  assert_sum (fixture, &root, "1");
}

static void
test_own_value_counts (Fixture       *fixture,
                       gconstpointer  data)
{
  TalusId root = create (fixture, NULL, "project", NULL);
  TalusId task = create (fixture, &root, "task", "100");
  TalusId below = create (fixture, &task, "task", "30");

  begin (fixture);
  walk_all (fixture);
  assert_sum (fixture, &task, "30");
  assert_sum (fixture, &root, "100");
  assert_no_sum (fixture, &below);

  set_cost (fixture, &task, NULL);
  assert_sum (fixture, &root, "30");
  set_cost (fixture, &below, NULL);
  assert_no_sum (fixture, &root);
  set_cost (fixture, &below, "0");
  assert_sum (fixture, &root, "0");
}

static void
test_type_without (Fixture       *fixture,
                   gconstpointer  data)
{
  TalusId root = create (fixture, NULL, "project", NULL);
  TalusId group = create (fixture, &root, "group", NULL);

  create (fixture, &group, "task", "7");
  begin (fixture);
  walk_all (fixture);
  assert_sum (fixture, &root, "7");
}

static void
test_move (Fixture       *fixture,
           gconstpointer  data)
{
  TalusId root = create (fixture, NULL, "project", NULL);
  TalusId a = create (fixture, &root, "task", NULL);
  TalusId b = create (fixture, &root, "task", NULL);
  TalusId leaf = create (fixture, &a, "task", "5");
  char leaf_text[TALUS_ID_TEXT_SIZE];
  char b_text[TALUS_ID_TEXT_SIZE];

  begin (fixture);
  walk_all (fixture);
  g_assert_true (apply (fixture, "MoveNode", "{'node_id': '%s', 'parent_id': '%s', 'index': 0}",
                        talus_id_format (&leaf, leaf_text), talus_id_format (&b, b_text)));
  assert_no_sum (fixture, &a);
  assert_sum (fixture, &b, "5");
  assert_sum (fixture, &root, "5");

  g_assert_true (apply (fixture, "DeleteNode", "{'node_id': '%s'}", b_text));
  assert_no_sum (fixture, &root);
  g_assert_true (apply (fixture, "RestoreNode", "{'node_id': '%s'}", b_text));
  assert_sum (fixture, &root, "5");
}

static void
test_restored_unseen (Fixture       *fixture,
                      gconstpointer  data)
{
  TalusId root = create (fixture, NULL, "project", NULL);
  TalusId a = create (fixture, &root, "task", NULL);
  char text[TALUS_ID_TEXT_SIZE];

  create (fixture, &a, "task", "5");
  apply (fixture, "DeleteNode", "{'node_id': '%s'}", talus_id_format (&a, text));
  begin (fixture);
  walk_all (fixture);
  assert_no_sum (fixture, &root);
  apply (fixture, "RestoreNode", "{'node_id': '%s'}", text);
  walk_all (fixture);
  assert_sum (fixture, &root, "5");
}

/* The slow way. */
static gboolean
add_up (TalusNode  *node,
        TalusFixed *sum)
{
  gboolean any = FALSE;

  *sum = 0;
  for (TalusNode *child = talus_node_get_first_child (node);
       child != NULL;
       child = talus_node_get_next_sibling (child))
    {
      g_autoptr (TalusValue) value = talus_node_dup_property (child, KEY);
      TalusFixed part;
      gboolean has = value != NULL
                       ? talus_fixed_parse (talus_value_get_json (value, NULL), -1, &part)
                       : add_up (child, &part);

      if (has)
        {
          *sum += part;
          any = TRUE;
        }
    }

  return any;
}

static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TalusId));
  TalusId root = create (fixture, NULL, "project", NULL);

  g_array_append_val (ids, root);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      const TalusId *one = &g_array_index (ids, TalusId,
                                           g_test_rand_int_range (0, (gint32) ids->len));
      const TalusId *other = &g_array_index (ids, TalusId,
                                             g_test_rand_int_range (0, (gint32) ids->len));
      char one_text[TALUS_ID_TEXT_SIZE];
      char other_text[TALUS_ID_TEXT_SIZE];
      g_autofree char *cost = g_strdup_printf ("%d.%d", g_test_rand_int_range (-50, 5000),
                                               g_test_rand_int_range (0, 100));

      talus_id_format (one, one_text);
      talus_id_format (other, other_text);
      if (i == N_ROUNDS / 6)
        begin (fixture);
      if (fixture->rollup != NULL && i % 7 == 0)
        talus_rollup_step (fixture->rollup, 0);

      switch (g_test_rand_int_range (0, 8))
        {
        case 0:
          if (one != other)
            apply (fixture, "MoveNode", "{'node_id': '%s', 'parent_id': '%s', 'index': 0}",
                   one_text, other_text);
          break;
        case 1:
          if (i % 3 == 0 && !talus_id_equal (one, &root))
            apply (fixture, "DeleteNode", "{'node_id': '%s'}", one_text);
          break;
        case 2:
          apply (fixture, "RestoreNode", "{'node_id': '%s'}", one_text);
          break;
        case 3:
        case 4:
          if (talus_graph_get_node (fixture->graph, one) != NULL)
            {
              TalusId id = create (fixture, one, i % 3 == 0 ? "group" : "task",
                                   i % 3 == 1 ? cost : NULL);

              g_array_append_val (ids, id);
            }
          break;
        default:
          set_cost (fixture, one, i % 5 == 0 ? NULL : cost);
          break;
        }
    }

  walk_all (fixture);
  for (guint i = 0; i < ids->len; i++)
    {
      TalusNode *node = talus_graph_get_node (fixture->graph, &g_array_index (ids, TalusId, i));
      TalusFixed expected;
      TalusFixed sum = 0;
      gboolean has;

      if (node == NULL)
        continue;
      has = add_up (node, &expected);
      g_assert_cmpint (talus_rollup_get_sum (fixture->rollup, node, KEY, &sum), ==, has);
      if (has)
        g_assert_true (sum == expected);
    }
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rollup/numbers-are-exact-to-the-ninth-digit", test_number);
  add ("/rollup/ten-tenths-are-one", test_exact);
  add ("/rollup/own-value-counts-instead-of-the-children", test_own_value_counts);
  add ("/rollup/type-without-the-property-hands-on", test_type_without);
  add ("/rollup/moved-and-removed-nodes-take-theirs-along", test_move);
  add ("/rollup/restored-subtree-never-seen-is-counted", test_restored_unseen);
  add ("/rollup/random-edits-agree-with-adding-up", test_random);

  return g_test_run ();
}
