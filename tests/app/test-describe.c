/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That every kind of command, batch, undo and redo has a sentence that says
 * what was done to what. */
#include <glib.h>

#include "../model/replica-test.h"
#include "app/history/talus-describe.h"

/* A project with two groups and three tasks, and what happened to it. */
typedef struct
{
  TalusReplica *replica;
  GPtrArray *records;
} Fixture;

static void
do_as (Fixture    *fixture,
       guint       author,
       const char *type,
       const char *json)
{
  guint64 seq = talus_replica_get_tip_seq (fixture->replica) + 1;
  g_autofree char *filled = test_fill (json);
  g_autoptr (TalusCommand) command = NULL;
  g_autoptr (GError) error = NULL;
  TalusRecord *record;

  if (g_str_equal (type, "Undo") || g_str_equal (type, "Redo"))
    command = test_undo (g_str_equal (type, "Undo") ? TALUS_COMMAND_UNDO : TALUS_COMMAND_REDO,
                         filled);
  else
    command = test_command (type, filled);

  record = test_propose (fixture->replica, author, (guint) seq, (gint64) seq * 60000, command,
                         &error);
  g_assert_no_error (error);
  test_confirm (fixture->replica, record);
  g_ptr_array_add (fixture->records, record);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  static const char * const nodes[] = {
    "{\"blueprint_type_id\":\"group\",\"id\":$2,\"parent_id\":$1,\"name\":\"Body\"}",
    "{\"blueprint_type_id\":\"group\",\"id\":$3,\"parent_id\":$1,\"name\":\"Drivetrain\"}",
    "{\"blueprint_type_id\":\"task\",\"id\":$4,\"parent_id\":$2,\"name\":\"Weld pan\"}",
    "{\"blueprint_type_id\":\"task\",\"id\":$5,\"parent_id\":$2,\"name\":\"Seam sealer\"}",
    "{\"blueprint_type_id\":\"task\",\"id\":$6,\"parent_id\":$4,\"name\":\"Rust\"}",
  };

  fixture->replica = test_replica ();
  fixture->records = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    do_as (fixture, 1, "CreateNode", nodes[i]);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_clear_pointer (&fixture->records, g_ptr_array_unref);
  g_assert_finalize_object (fixture->replica);
}

static TalusRecord *
newest (Fixture *fixture)
{
  return fixture->records->pdata[fixture->records->len - 1];
}

static TalusGraph *
graph_of (Fixture *fixture)
{
  return talus_replica_get_graph (fixture->replica);
}

static void
assert_done (Fixture    *fixture,
             const char *expected)
{
  g_autofree char *text = talus_describe_record (newest (fixture), graph_of (fixture));

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_undo (Fixture    *fixture,
             const char *expected)
{
  g_autofree char *text = talus_describe_undo (newest (fixture), graph_of (fixture));

  g_assert_cmpstr (text, ==, expected);
}

#define PART(type, data) "{\"command_type\":\"" type "\",\"data\":" data "}"
#define BATCH(parts) "{\"commands\":[" parts "]}"
#define SET(node, key, value) \
  PART ("UpdateProperty", "{\"node_id\":" node ",\"property_id\":\"" key "\",\"value\":" value "}")
#define MOVE(node, parent) \
  PART ("MoveNode", "{\"node_id\":" node ",\"parent_id\":" parent ",\"index\":0}")
#define CREATE(node, parent, name) \
  PART ("CreateNode", "{\"blueprint_type_id\":\"task\",\"id\":" node ",\"parent_id\":" parent \
        ",\"name\":\"" name "\"}")
#define DELETE(node) PART ("DeleteNode", "{\"node_id\":" node "}")

static const struct
{
  const char *type;
  const char *json;
  const char *done;
  const char *undo;
} commands[] = {
  { "CreateNode", "{\"blueprint_type_id\":\"task\",\"parent_id\":$2,\"name\":\"Primer\"}",
    "Added “Primer” to “Body”", "Undo: Add “Primer” to “Body”" },
  { "CreateNode", "{\"blueprint_type_id\":\"task\",\"parent_id\":$2,\"name\":\"\"}",
    "Added “A task” to “Body”", "Undo: Add “A task” to “Body”" },
  { "DeleteNode", "{\"node_id\":$6}", "Deleted “Rust”", "Undo: Delete “Rust”" },
  { "DeleteNode", "{\"node_id\":$4}", "Deleted “Weld pan” and 1 node below it",
    "Undo: Delete “Weld pan” and 1 node below it" },
  { "DeleteNode", "{\"node_id\":$2}", "Deleted “Body” and 3 nodes below it",
    "Undo: Delete “Body” and 3 nodes below it" },
  { "UpdateProperty", "{\"node_id\":$4,\"property_id\":\"name\",\"value\":\"Weld new pans\"}",
    "Renamed “Weld pan” to “Weld new pans”", "Undo: Rename “Weld pan” to “Weld new pans”" },
  { "UpdateProperty", "{\"node_id\":$5,\"property_id\":\"state\",\"value\":\"Shut\"}",
    "Set state of “Seam sealer” to Shut", "Undo: Change state of “Seam sealer” to Shut" },
  { "UpdateProperty", "{\"node_id\":$5,\"property_id\":\"hours\",\"value\":12}",
    "Set hours of “Seam sealer” to 12", "Undo: Change hours of “Seam sealer” to 12" },
  { "DeleteProperty", "{\"node_id\":$5,\"property_id\":\"hours\"}",
    "Cleared hours of “Seam sealer”", "Undo: Clear hours of “Seam sealer”" },
  { "MoveNode", "{\"node_id\":$5,\"parent_id\":$3,\"index\":0}",
    "Moved “Seam sealer” to “Drivetrain”", "Undo: Move “Seam sealer” to “Drivetrain”" },
  { "MoveNode", "{\"node_id\":$5,\"parent_id\":$2,\"index\":0}",
    "Moved “Seam sealer” to the first place", "Undo: Move “Seam sealer” to the first place" },
  { "MoveNode", "{\"node_id\":$4,\"parent_id\":$2,\"index\":1}",
    "Moved “Weld pan” behind “Seam sealer”", "Undo: Move “Weld pan” behind “Seam sealer”" },
  { "MoveNode", "{\"node_id\":$5,\"parent_id\":null,\"index\":1}",
    "Moved “Seam sealer” to the top level", "Undo: Move “Seam sealer” to the top level" },
  { "LinkNode", "{\"child_id\":$5,\"parent_id\":$3}",
    "Moved “Seam sealer” to “Drivetrain”", "Undo: Move “Seam sealer” to “Drivetrain”" },
  { "LinkDependency", "{\"blocker_id\":$4,\"blocked_id\":$5}",
    "Marked “Seam sealer” as blocked by “Weld pan”",
    "Undo: Mark “Seam sealer” as blocked by “Weld pan”" },
  { "UpdateProperty", "{\"node_id\":\"00000000-0000-0000-0000-000000000abc\","
    "\"property_id\":\"currency\",\"value\":\"EUR\"}",
    "Set “Currency” of the project to EUR", "Undo: Change “Currency” of the project to EUR" },
  { "UpdateProperty", "{\"node_id\":\"00000000-0000-0000-0000-000000000abc\","
    "\"property_id\":\"name\",\"value\":\"Bronco\"}",
    "Renamed the project to “Bronco”", "Undo: Rename the project to “Bronco”" },
  { "Batch", BATCH (SET ("$4", "hours", "2") "," SET ("$5", "hours", "2")),
    "Set hours of 2 nodes to 2", "Undo: Change hours of 2 nodes to 2" },
  { "Batch", BATCH (SET ("$4", "hours", "2") "," SET ("$5", "hours", "3")),
    "Changed hours of 2 nodes", "Undo: Change hours of 2 nodes" },
  { "Batch", BATCH (SET ("$4", "hours", "2") "," SET ("$5", "note", "\"x\"")),
    "Changed properties of 2 nodes", "Undo: Change properties of 2 nodes" },
  { "Batch", BATCH (SET ("$4", "hours", "2") "," SET ("$4", "note", "\"x\"") ","
                    SET ("$4", "name", "\"Weld\"")),
    "Changed 3 properties of “Weld”", "Undo: Change 3 properties of “Weld”" },
  { "Batch", BATCH (SET ("$4", "name", "\"A\"") "," SET ("$5", "name", "\"B\"")),
    "Renamed 2 nodes", "Undo: Rename 2 nodes" },
  { "Batch", BATCH (MOVE ("$5", "$3") "," MOVE ("$4", "$3")),
    "Moved 2 nodes to “Drivetrain”", "Undo: Move 2 nodes to “Drivetrain”" },
  { "Batch", BATCH (MOVE ("$5", "$3") "," MOVE ("$4", "$1")),
    "Moved 2 nodes", "Undo: Move 2 nodes" },
  { "Batch", BATCH (MOVE ("$5", "$3") "," SET ("$5", "state", "\"Shut\"")),
    "Moved “Seam sealer” to “Drivetrain” · Set state of “Seam sealer” to Shut",
    "Undo: Move “Seam sealer” to “Drivetrain” · Change state of “Seam sealer” to Shut" },
  { "Batch", BATCH (CREATE ("$30", "$2", "A") "," CREATE ("$31", "$2", "B") ","
                    CREATE ("$32", "$31", "C")),
    "Added 3 nodes", "Undo: Add 3 nodes" },
  { "Batch", BATCH (CREATE ("$33", "$3", "A") "," CREATE ("$34", "$3", "B")),
    "Added 2 nodes to “Drivetrain”", "Undo: Add 2 nodes to “Drivetrain”" },
  { "Batch", BATCH (DELETE ("$6") "," DELETE ("$5")), "Deleted 2 nodes", "Undo: Delete 2 nodes" },
  { "Batch", BATCH (CREATE ("$35", "$2", "A") "," SET ("$4", "hours", "2") "," MOVE ("$5", "$3")),
    "Made 3 changes", "Undo: Make 3 changes" },
  { "Batch", "{\"label\":\"Import “parts.csv”\",\"commands\":["
    CREATE ("$36", "$2", "A") "," SET ("$4", "hours", "2") "]}",
    "Import “parts.csv”", "Undo: Import “parts.csv”" },
};

static void
test_commands (Fixture       *fixture,
               gconstpointer  user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      do_as (fixture, 1, commands[i].type, commands[i].json);
      assert_done (fixture, commands[i].done);
      assert_undo (fixture, commands[i].undo);
      do_as (fixture, 1, "Undo", "{}");
      /* What an undo took back is told as it was done. */
      if (!g_str_equal (commands[i].type, "Batch"))
        {
          g_autofree char *undid = g_strconcat ("Undid: ", commands[i].done, NULL);

          assert_done (fixture, undid);
        }
    }
}

static void
test_links (Fixture       *fixture,
            gconstpointer  user_data)
{
  do_as (fixture, 1, "LinkDependency", "{\"blocker_id\":$4,\"blocked_id\":$5}");
  do_as (fixture, 1, "UnlinkDependency", "{\"blocker_id\":$4,\"blocked_id\":$5}");
  assert_done (fixture, "Marked “Seam sealer” as no longer blocked by “Weld pan”");
  do_as (fixture, 1, "Undo", "{}");
  assert_done (fixture, "Undid: Marked “Seam sealer” as no longer blocked by “Weld pan”");
}

static void
test_undo_and_redo (Fixture       *fixture,
                    gconstpointer  user_data)
{
  g_autofree char *redo = NULL;

  do_as (fixture, 1, "DeleteNode", "{\"node_id\":$4}");
  redo = talus_describe_redo (newest (fixture), graph_of (fixture));
  g_assert_cmpstr (redo, ==, "Redo: Delete “Weld pan” and 1 node below it");

  do_as (fixture, 1, "Undo", "{}");
  assert_done (fixture, "Undid: Deleted “Weld pan” and 1 node below it");
  do_as (fixture, 1, "Redo", "{}");
  assert_done (fixture, "Redid: Deleted “Weld pan” and 1 node below it");
  do_as (fixture, 1, "RestoreNode", "{\"node_id\":$4}");
  assert_done (fixture, "Brought back “Weld pan” and 1 node below it");
}

static void
test_nothing_to_undo (Fixture       *fixture,
                      gconstpointer  user_data)
{
  g_autofree char *undo = talus_describe_undo (NULL, graph_of (fixture));
  g_autofree char *redo = talus_describe_redo (NULL, graph_of (fixture));

  g_assert_cmpstr (undo, ==, "Undo");
  g_assert_cmpstr (redo, ==, "Redo");
}

static void
test_with_subject (Fixture       *fixture,
                   gconstpointer  user_data)
{
  static const struct
  {
    const char *type;
    const char *json;
    const char *text;
  } cases[] = {
    { "UpdateProperty", "{\"node_id\":$5,\"property_id\":\"hours\",\"value\":900}",
      "Ada set hours of “Seam sealer” to 900" },
    { "DeleteNode", "{\"node_id\":$5}", "Ada deleted “Seam sealer”" },
    { "Undo", "{}", "Ada undid: Deleted “Seam sealer”" },
    { "Redo", "{}", "Ada redid: Deleted “Seam sealer”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;

      do_as (fixture, 1, cases[i].type, cases[i].json);
      text = talus_describe_by (newest (fixture), graph_of (fixture), "Ada");
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_template (Fixture       *fixture,
               gconstpointer  user_data)
{
  do_as (fixture, 1, "SetTemplate", "{\"template\":\"id: test\\nname: Test two\\nnode_types:\\n"
         "  - {id: project, features: [is_root], allowed_children: []}\\n\"}");
  assert_done (fixture, "Updated the template “Test two”");
  assert_undo (fixture, "Undo: Update the template “Test two”");
  do_as (fixture, 1, "SetTemplate", "{\"template\":\"id: boat\\nname: Boat\\nnode_types:\\n"
         "  - {id: project, features: [is_root], allowed_children: []}\\n\"}");
  assert_done (fixture, "Replaced the template “Test two” with “Boat”");
}

/* The node is not in the graph of then: the record tells its name. */
static void
test_name_of_the_record (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_autoptr (TalusGraph) before = test_project ();
  g_autofree char *text = NULL;

  do_as (fixture, 1, "Batch", BATCH (CREATE ("$20", "$2", "A") "," SET ("$20", "hours", "3")));
  text = talus_describe_record (newest (fixture), before);
  g_assert_nonnull (strstr (text, "“A”"));
}

static void
test_long_text (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autofree char *text = NULL;

  do_as (fixture, 1, "UpdateProperty", "{\"node_id\":$5,\"property_id\":\"note\",\"value\":"
         "\"One line\\nand another one that goes on for quite a bit longer than fits\"}");
  text = talus_describe_record (newest (fixture), graph_of (fixture));
  g_assert_null (strchr (text, '\n'));
  g_assert_true (g_str_has_suffix (text, "…"));
  g_assert_true (g_utf8_strlen (text, -1) < 100);
}

static void
test_details (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr (GPtrArray) details = NULL;

  do_as (fixture, 1, "Batch",
         BATCH (SET ("$4", "hours", "2") "," MOVE ("$5", "$3") "," DELETE ("$6")));
  details = talus_describe_details (newest (fixture), graph_of (fixture), 2);
  g_assert_cmpuint (details->len, ==, 2);
  g_assert_cmpstr (details->pdata[0], ==, "Set hours of “Weld pan” to 2");
  g_assert_cmpstr (details->pdata[1], ==, "Moved “Seam sealer” to “Drivetrain”");
}

static void
test_touches (Fixture       *fixture,
              gconstpointer  user_data)
{
  static const struct
  {
    const char *type;
    const char *json;
    guint touched;
    guint untouched;
  } cases[] = {
    { "LinkDependency", "{\"blocker_id\":$4,\"blocked_id\":$5}", 5, 6 },
    { "MoveNode", "{\"node_id\":$5,\"parent_id\":$3,\"index\":0}", 5, 3 },
    { "DeleteNode", "{\"node_id\":$4}", 4, 6 },
    { "Batch", BATCH (CREATE ("$20", "$2", "A") "," CREATE ("$21", "$20", "B")), 21, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TalusId touched = test_id (cases[i].touched);
      TalusId untouched = test_id (cases[i].untouched);

      do_as (fixture, 1, cases[i].type, cases[i].json);
      g_assert_true (talus_record_touches (newest (fixture), &touched));
      g_assert_false (talus_record_touches (newest (fixture), &untouched));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/describe/each-command-and-batch-has-its-sentence", test_commands);
  ADD ("/describe/dependencies-are-told-from-the-blocked-side", test_links);
  ADD ("/describe/undo-tells-what-it-undid", test_undo_and_redo);
  ADD ("/describe/nothing-to-undo-is-a-plain-word", test_nothing_to_undo);
  ADD ("/describe/toasts-have-a-subject", test_with_subject);
  ADD ("/describe/templates-are-told-by-name", test_template);
  ADD ("/describe/names-come-from-the-record-first", test_name_of_the_record);
  ADD ("/describe/long-values-are-cut-to-one-line", test_long_text);
  ADD ("/describe/details-tell-change-by-change", test_details);
  ADD ("/describe/a-record-touches-the-nodes-it-changes", test_touches);
#undef ADD

  return g_test_run ();
}
