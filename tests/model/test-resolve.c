/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the vectors do not reach of resolving: the limits, values of settings,
 * base_seq against a long past, and that judging leaves no trace. */
#include <glib.h>

#include "model/talus-resolve-private.h"

#include "replica-test.h"

static void
make (TalusReplica *replica,
      guint         number,
      guint         parent)
{
  g_autofree char *json = NULL;

  json = g_strdup_printf ("{\"blueprint_type_id\":\"group\",\"id\":$%u,\"parent_id\":$%u}",
                          number, parent);
  test_do (replica, 1, "CreateNode", json);
}

/* Nodes 2 … 128, each below the one before. */
static void
make_chain (TalusReplica *replica,
            guint         last)
{
  for (guint i = 2; i <= last; i++)
    make (replica, i, i - 1);
}

static void
test_depth (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();

  make_chain (replica, TALUS_MAX_TREE_DEPTH);
  test_refuse (replica, 1, "CreateNode",
               "{\"blueprint_type_id\":\"group\",\"id\":$500,\"parent_id\":$128}",
               TALUS_ERROR_INVALID_PARENT);

  /* Two levels fit below level 126, three do not. */
  make (replica, 200, 1);
  make (replica, 201, 200);
  test_do (replica, 1, "LinkNode", "{\"parent_id\":$126,\"child_id\":$200}");
  test_do (replica, 1, "LinkNode", "{\"parent_id\":$1,\"child_id\":$200}");
  make (replica, 202, 201);
  test_refuse (replica, 1, "LinkNode", "{\"parent_id\":$126,\"child_id\":$200}",
               TALUS_ERROR_INVALID_PARENT);

  /* What is no deeper than before needs no room. */
  test_do (replica, 1, "LinkNode", "{\"parent_id\":$1,\"child_id\":$3}");
  test_do (replica, 1, "UnlinkNode", "{\"parent_id\":$1,\"child_id\":$3}");
}

/* Its former parent carries a removed node down, where it may fit no more. */
static void
test_depth_of_removed (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();

  make_chain (replica, TALUS_MAX_TREE_DEPTH);
  make (replica, 200, 1);
  make (replica, 201, 200);
  make (replica, 202, 201);
  test_do (replica, 1, "DeleteNode", "{\"node_id\":$201}");
  test_do (replica, 1, "LinkNode", "{\"parent_id\":$126,\"child_id\":$200}");
  test_refuse (replica, 1, "RestoreNode", "{\"node_id\":$201}", TALUS_ERROR_INVALID_PARENT);
  test_do (replica, 1, "RestoreNode", "{\"node_id\":$201,\"parent_id\":$1}");
  g_assert_nonnull (test_name (replica, 202));
}

static TalusGraph *
load_wide (guint n_children)
{
  g_autoptr (TalusGraph) graph = test_project ();
  g_autoptr (TalusGraph) wide = NULL;
  g_autoptr (GError) error = NULL;
  TalusGraphLoader *loader;
  guint project;
  guint group;

  wide = talus_graph_new (talus_graph_get_project_id (graph), "Wide",
                          talus_graph_get_template (graph));
  loader = talus_graph_loader_new (wide, n_children);
  project = talus_graph_loader_add_symbol (loader, "project");
  group = talus_graph_loader_add_symbol (loader, "group");
  for (guint i = 0; i <= n_children; i++)
    {
      TalusLoadedNode node = { test_id (i + 1), test_id (i > 0 ? 1 : 0),
                               test_id (i > 1 ? i : 0), i > 0 ? group : project, "", 0 };

      talus_graph_loader_begin_node (loader, &node);
      talus_graph_loader_end_node (loader);
    }
  talus_graph_loader_finish (loader, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&wide);
}

static void
test_width (void)
{
  g_autoptr (TalusGraph) graph = load_wide (TALUS_MAX_CHILDREN);
  g_autoptr (TalusCommand) create = NULL;
  g_autofree char *json = test_fill ("{\"blueprint_type_id\":\"group\",\"parent_id\":$1}");
  g_autofree char *move_json = test_fill ("{\"node_id\":$2,\"parent_id\":$1,\"index\":500000}");
  g_autoptr (TalusCommand) move = test_command ("MoveNode", move_json);
  g_auto (TalusResolution) refused = { NULL };
  g_auto (TalusResolution) resolution = { NULL };
  g_autoptr (GError) error = NULL;
  const TalusChange *change;
  TalusId after = test_id (500002);
  TalusId before = test_id (500003);

  create = test_command ("CreateNode", json);
  g_assert_false (talus_resolve (graph, create, NULL, &refused, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_PARENT);
  g_clear_error (&error);

  /* Among those that are there already, there is room to move. */
  g_assert_true (talus_resolve (graph, move, NULL, &resolution, &error));
  change = talus_change_set_get (resolution.changes, 0);
  g_assert_true (talus_id_equal (&change->place.after, &after));
  g_assert_true (talus_id_equal (&change->place.before, &before));
}

static void
test_settings (void)
{
  static const struct
  {
    const char *key;
    const char *value;
    gboolean accepted;
  } cases[] = {
    { "time_zone", "\"Europe/Berlin\"", TRUE },
    { "time_zone", "\"America/Argentina/Buenos_Aires\"", TRUE },
    { "time_zone", "\"Etc/GMT+5\"", TRUE },
    { "time_zone", "\"UTC\"", TRUE },
    { "time_zone", "\"EST5EDT\"", TRUE },
    { "time_zone", "\"America/Argentina\"", FALSE },
    { "time_zone", "\"europe/berlin\"", FALSE },
    { "time_zone", "\"Mars/Olympus\"", FALSE },
    { "time_zone", "\"ABC5\"", FALSE },
    { "time_zone", "\"+02:00\"", FALSE },
    { "time_zone", "\"\"", FALSE },
    { "time_zone", "\"/etc/localtime\"", FALSE },
    { "time_zone", "\"Europe/../../../../etc/passwd\"", FALSE },
    { "time_zone", "\"posix/Europe/Berlin\"", FALSE },
    { "time_zone", "1", FALSE },
    { "currency", "\"EUR\"", TRUE },
    { "currency", "\"ZMW\"", TRUE },
    { "currency", "\"AED\"", TRUE },
    { "currency", "\"ABC\"", FALSE },
    { "currency", "\"eur\"", FALSE },
    { "currency", "\"EURO\"", FALSE },
    { "currency", "\"\"", FALSE },
    { "currency", "978", FALSE },
    { "calendar", "{\"days\":[1,2]}", TRUE },
    { "views", "[]", TRUE },
    { "x-anything", "false", TRUE },
    { "x-", "1", FALSE },
    { "X-anything", "1", FALSE },
    { "anything", "1", FALSE },
    { "name", "\"Another\"", TRUE },
    { "name", "7", FALSE },
    { "template", "{}", FALSE },
  };
  g_autoptr (TalusReplica) replica = test_replica ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"node_id\":$2748,\"property_id\":\"%s\","
                                               "\"value\":%s}", cases[i].key, cases[i].value);

      g_test_message ("%s", json);
      if (cases[i].accepted)
        g_assert_cmpuint (test_do (replica, 1, "UpdateProperty", json), >, 0);
      else
        test_refuse (replica, 1, "UpdateProperty", json, TALUS_ERROR_INVALID_VALUE);
    }

  g_assert_cmpstr (talus_graph_get_name (talus_replica_get_graph (replica)), ==, "Another");
}

/* Everything there is to know, not only what a digest says. */
static char *
show_all (TalusGraph *graph)
{
  GString *text = g_string_new (NULL);

  talus_graph_write (graph, TALUS_GRAPH_CANONICAL, 0, NULL, NULL, text);
  for (guint i = 1; i < 12; i++)
    {
      TalusNode *node = test_node (graph, i);

      if (node == NULL)
        g_string_append_printf (text, "\n%u -", i);
      else
        g_string_append_printf (text, "\n%u %d %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %"
                                G_GUINT64_FORMAT, i, talus_node_is_removed (node),
                                talus_node_get_existence_seq (node),
                                talus_node_get_place_seq (node), talus_node_get_name_seq (node));
    }

  return g_string_free (text, FALSE);
}

static void
test_no_trace (void)
{
  static const char *const batches[] = {
    "{\"command_type\":\"CreateNode\",\"data\":{\"blueprint_type_id\":\"group\",\"id\":$9,"
    "\"parent_id\":$2}},"
    "{\"command_type\":\"MoveNode\",\"data\":{\"node_id\":$3,\"parent_id\":$9,\"index\":0}},"
    "{\"command_type\":\"UpdateProperty\",\"data\":{\"node_id\":$3,\"property_id\":\"name\","
    "\"value\":\"other\"}},"
    "{\"command_type\":\"LinkDependency\",\"data\":{\"blocker_id\":$3,\"blocked_id\":$4}},"
    "{\"command_type\":\"DeleteNode\",\"data\":{\"node_id\":$2}},"
    "{\"command_type\":\"RestoreNode\",\"data\":{\"node_id\":$2}},"
    "{\"command_type\":\"RestoreNode\",\"data\":{\"node_id\":$5}}",
    "{\"command_type\":\"DeleteNode\",\"data\":{\"node_id\":$2}},"
    "{\"command_type\":\"DeleteNode\",\"data\":{\"node_id\":$3}}",
  };
  g_autoptr (TalusReplica) replica = test_replica ();
  TalusGraph *graph = talus_replica_get_graph (replica);
  g_autofree char *before = NULL;

  make (replica, 2, 1);
  make (replica, 3, 2);
  make (replica, 4, 1);
  make (replica, 5, 4);
  test_do (replica, 1, "LinkDependency", "{\"blocker_id\":$5,\"blocked_id\":$3}");
  test_do (replica, 1, "DeleteNode", "{\"node_id\":$5}");
  before = show_all (graph);

  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"commands\":[%s]}", batches[i]);
      g_autofree char *filled = test_fill (json);
      g_autoptr (TalusCommand) batch = test_command ("Batch", filled);
      g_auto (TalusResolution) resolution = { NULL };
      const TalusResolveContext context = { .seq = talus_replica_get_tip_seq (replica) + 1 };
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;
      gboolean ok = talus_resolve (graph, batch, &context, &resolution, &error);

      g_assert_cmpint (ok, ==, i == 0);
      after = show_all (graph);
      g_assert_cmpstr (before, ==, after);
    }
}

static void
test_large_batch (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  g_autoptr (GString) json = g_string_new ("{\"commands\":[");

  for (guint i = 0; i < TALUS_MAX_BATCH; i++)
    g_string_append_printf (json, "%s{\"command_type\":\"CreateNode\",\"data\":{"
                            "\"blueprint_type_id\":\"group\",\"id\":$%u,\"parent_id\":$%u}}",
                            i > 0 ? "," : "", i + 10001, i < 8 ? 1 : i / 8 + 10000);
  g_string_append (json, "]}");

  test_do (replica, 1, "Batch", json->str);
  g_assert_cmpuint (talus_graph_get_n_nodes (talus_replica_get_graph (replica)), ==,
                    TALUS_MAX_BATCH + 1);
  test_do (replica, 1, "Undo", "{}");
  g_assert_cmpuint (talus_graph_get_n_nodes (talus_replica_get_graph (replica)), ==, 1);
  test_do (replica, 1, "Redo", "{}");
  g_assert_cmpuint (talus_graph_get_n_nodes (talus_replica_get_graph (replica)), ==,
                    TALUS_MAX_BATCH + 1);
}

/* base_seq */

static gboolean
find_nobody (guint64   seq,
             TalusId  *author,
             gpointer  user_data)
{
  guint *n_asked = user_data;

  (*n_asked)++;
  *author = test_id (0xa0000 + 2);

  return seq == 3;
}

static void
check_base (TalusReplica *replica,
            const char   *type,
            const char   *json,
            guint64       base_seq,
            guint64       culprit_seq,
            const char   *current)
{
  g_autofree char *filled = test_fill (json);
  g_autoptr (TalusCommand) command = test_command (type, filled);
  TalusResolveContext context = { .has_base_seq = TRUE, .base_seq = base_seq };
  g_autoptr (TalusAuthor) author = test_author (1);
  g_autoptr (TalusRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;
  JsonObject *details;
  TalusId id = test_id (0xc99999);

  g_test_message ("%s %s", type, json);
  record = talus_replica_draft (replica, command, &id, author, NULL, 0, &context, &error);
  if (culprit_seq == 0)
    {
      g_assert_no_error (error);
      return;
    }

  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  details = talus_error_get_details (error);
  g_assert_cmpint (json_object_get_int_member (details, "seq"), ==, (gint64) culprit_seq);
  found = talus_json_to_canonical (json_object_get_member (details, "current"), NULL);
  g_assert_cmpstr (found, ==, current);
}

static void
test_base_seq (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();

  test_do (replica, 1, "CreateNode",
           "{\"blueprint_type_id\":\"group\",\"id\":$2,\"parent_id\":$1}");
  test_do (replica, 1, "CreateNode", "{\"blueprint_type_id\":\"task\",\"id\":$3,\"parent_id\":$2}");
  test_do (replica, 2, "UpdateProperty",
           "{\"node_id\":$3,\"property_id\":\"note\",\"value\":\"x\"}");
  test_do (replica, 2, "DeleteProperty", "{\"node_id\":$3,\"property_id\":\"note\"}");

  /* What is not there any more has been changed all the same. */
  check_base (replica, "UpdateProperty",
              "{\"node_id\":$3,\"property_id\":\"remark\",\"value\":\"y\"}", 2, 4, "null");
  check_base (replica, "UpdateProperty",
              "{\"node_id\":$3,\"property_id\":\"note\",\"value\":\"y\"}", 4, 0, NULL);
  check_base (replica, "UpdateProperty",
              "{\"node_id\":$3,\"property_id\":\"hours\",\"value\":5}", 2, 0, NULL);

  /* It went and came back with the subtree it is in. */
  test_do (replica, 2, "DeleteNode", "{\"node_id\":$2}");
  test_do (replica, 2, "RestoreNode", "{\"node_id\":$2}");
  check_base (replica, "DeleteNode", "{\"node_id\":$3}", 4, 6, "true");
  check_base (replica, "DeleteNode", "{\"node_id\":$3}", 6, 0, NULL);

  test_do (replica, 2, "LinkDependency", "{\"blocker_id\":$2,\"blocked_id\":$3}");
  test_do (replica, 2, "UnlinkDependency", "{\"blocker_id\":$2,\"blocked_id\":$3}");
  check_base (replica, "LinkDependency", "{\"blocker_id\":$2,\"blocked_id\":$3}", 6, 8, "false");
  test_do (replica, 2, "LinkNode", "{\"parent_id\":$1,\"child_id\":$3}");
  check_base (replica, "MoveNode", "{\"node_id\":$3,\"parent_id\":$2,\"index\":0}", 8, 9,
              "{\"after\":\"00000000-0000-0000-0000-000000000002\",\"before\":null,"
              "\"parent_id\":\"00000000-0000-0000-0000-000000000001\"}");

  /* Only the last change counts, and one's own is nobody's business. */
  test_do (replica, 1, "LinkNode", "{\"parent_id\":$2,\"child_id\":$3}");
  check_base (replica, "MoveNode", "{\"node_id\":$3,\"parent_id\":$1,\"index\":0}", 8, 0, NULL);
}

/* Whose it was, of a record that is no longer held, the caller may know. */
static void
test_base_seq_long_ago (void)
{
  g_autoptr (TalusReplica) before = test_replica ();
  g_autoptr (TalusReplica) replica = NULL;
  g_autoptr (TalusCommand) command = NULL;
  g_autofree char *json = test_fill ("{\"node_id\":$2,\"property_id\":\"name\",\"value\":\"y\"}");
  g_autoptr (TalusAuthor) author = test_author (1);
  g_autoptr (GError) error = NULL;
  TalusId id = test_id (0xc99999);
  guint n_asked = 0;
  TalusResolveContext context = { .has_base_seq = TRUE, .base_seq = 1,
                                  .find_author = find_nobody, .user_data = &n_asked };

  make (before, 2, 1);
  make (before, 3, 1);
  test_do (before, 2, "UpdateProperty",
           "{\"node_id\":$2,\"property_id\":\"name\",\"value\":\"x\"}");
  replica = talus_replica_new (talus_replica_get_graph (before), 3,
                               talus_replica_get_confirmed_head (before));
  command = test_command ("UpdateProperty", json);
  g_assert_null (talus_replica_draft (replica, command, &id, author, NULL, 0, &context, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_assert_cmpuint (n_asked, ==, 1);
}

/* Said again */

static void
test_settled (void)
{
  static const struct
  {
    const char *type;
    const char *json;
  } cases[] = {
    { "CreateNode", "{\"blueprint_type_id\":\"group\",\"id\":$9,\"parent_id\":$1,\"index\":1}" },
    { "MoveNode", "{\"node_id\":$4,\"parent_id\":$1,\"index\":1}" },
    { "Batch", "{\"commands\":[{\"command_type\":\"MoveNode\",\"data\":{\"node_id\":$4,"
      "\"parent_id\":$1,\"index\":1}}]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TalusReplica) replica = test_replica ();
      TalusGraph *graph = talus_replica_get_graph (replica);
      g_autofree char *json = test_fill (cases[i].json);
      g_autoptr (TalusCommand) command = test_command (cases[i].type, json);
      g_autoptr (TalusCommand) settled = NULL;
      g_autoptr (TalusCommand) twice = NULL;
      g_auto (TalusResolution) first = { NULL };
      g_auto (TalusResolution) second = { NULL };
      TalusId wanted = test_id (2);

      make (replica, 2, 1);
      make (replica, 3, 1);
      make (replica, 4, 1);
      g_assert_true (talus_resolve_settled (graph, command, NULL, &first, &settled, NULL));
      g_assert_nonnull (settled);
      g_assert_cmpstr (talus_command_get_data_json (settled), ==,
                       talus_command_get_data_json (command));

      /* Somebody puts another in front: it is still behind 2. */
      test_do (replica, 2, "CreateNode",
               "{\"blueprint_type_id\":\"group\",\"id\":$8,\"parent_id\":$1,\"index\":0}");
      g_assert_true (talus_resolve_settled (graph, settled, NULL, &second, &twice, NULL));
      g_assert_true (talus_id_equal (&talus_change_set_get (second.changes, 0)->place.after,
                                     &wanted));
      g_assert_null (twice);
    }
}

static void
test_settled_option (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  g_autofree char *json = NULL;
  g_autoptr (TalusCommand) command = NULL;
  g_autoptr (TalusCommand) settled = NULL;
  g_auto (TalusResolution) first = { NULL };
  g_auto (TalusResolution) second = { NULL };

  test_do (replica, 1, "CreateNode", "{\"blueprint_type_id\":\"task\",\"id\":$2,\"parent_id\":$1}");
  json = test_fill ("{\"node_id\":$2,\"property_id\":\"state\",\"value\":\"Shut\"}");
  command = test_command ("UpdateProperty", json);
  g_assert_true (talus_resolve_settled (talus_replica_get_graph (replica), command, NULL, &first,
                                        &settled, NULL));
  g_assert_nonnull (settled);
  g_assert_true (talus_resolve (talus_replica_get_graph (replica), settled, NULL, &second, NULL));
  g_assert_true (talus_change_set_equal (first.changes, second.changes));
}

static void
test_restored_edges (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  TalusGraph *graph = talus_replica_get_graph (replica);
  TalusId ids[7];

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = test_id (i);
  for (guint i = 2; i < 7; i++)
    make (replica, i, 1);

  /* 2 → 3 → 4, 5 → 3, 3 → 6 */
  test_do (replica, 1, "LinkDependency", "{\"blocker_id\":$2,\"blocked_id\":$3}");
  test_do (replica, 1, "LinkDependency", "{\"blocker_id\":$3,\"blocked_id\":$4}");
  test_do (replica, 1, "LinkDependency", "{\"blocker_id\":$5,\"blocked_id\":$3}");
  test_do (replica, 1, "LinkDependency", "{\"blocker_id\":$3,\"blocked_id\":$6}");
  test_do (replica, 1, "DeleteNode", "{\"node_id\":$3}");
  test_do (replica, 1, "DeleteNode", "{\"node_id\":$6}");
  /* Now 4 blocks 2: with 2 → 3 → 4 that would be a ring. */
  test_do (replica, 1, "LinkDependency", "{\"blocker_id\":$4,\"blocked_id\":$2}");
  test_do (replica, 1, "RestoreNode", "{\"node_id\":$3}");

  g_assert_true (talus_graph_has_edge (graph, &ids[2], &ids[3]));
  g_assert_false (talus_graph_has_edge (graph, &ids[3], &ids[4]));
  g_assert_true (talus_graph_has_edge (graph, &ids[5], &ids[3]));
  g_assert_false (talus_graph_has_edge (graph, &ids[3], &ids[6]));
  g_assert_cmpuint (talus_graph_get_n_edges (graph), ==, 3);
}

static void
test_no_templates (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();

  test_refuse (replica, 1, "SetTemplate", "{\"template_id\":\"other\"}",
               TALUS_ERROR_TEMPLATE_NOT_FOUND);
  test_refuse (replica, 1, "SetTemplate", "{\"template\":\"node_types: [\"}",
               TALUS_ERROR_INVALID_VALUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/resolve/no-node-is-deeper-than-128", test_depth);
  g_test_add_func ("/resolve/what-comes-back-is-no-deeper-either", test_depth_of_removed);
  g_test_add_func ("/resolve/a-node-has-a-million-children-at-most", test_width);
  g_test_add_func ("/resolve/settings-take-what-they-should", test_settings);
  g_test_add_func ("/resolve/judging-leaves-no-trace", test_no_trace);
  g_test_add_func ("/resolve/a-batch-of-10000-is-one-step", test_large_batch);
  g_test_add_func ("/resolve/base-seq-sees-what-was-taken-away", test_base_seq);
  g_test_add_func ("/resolve/base-seq-may-ask-for-old-authors", test_base_seq_long_ago);
  g_test_add_func ("/resolve/an-index-becomes-a-place", test_settled);
  g_test_add_func ("/resolve/an-option-s-name-becomes-its-id", test_settled_option);
  g_test_add_func ("/resolve/restored-edges-close-no-ring", test_restored_edges);
  g_test_add_func ("/resolve/a-template-must-be-found", test_no_templates);

  return g_test_run ();
}
