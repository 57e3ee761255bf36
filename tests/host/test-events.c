/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records as public events: what each change is called, what its payload
 * says, how a record closes. */
#include <string.h>

#include "base/talus-clock.h"
#include "base/talus-json.h"
#include "host/talus-events.h"

#define SESSION "0197a000-0000-7000-8000-0000000000a1"
#define PROJECT "0197a000-0000-7000-8000-0000000000a2"
#define AUTHOR  "0197a000-0000-7000-8000-0000000000a3"
#define COMMAND "0197a000-0000-7000-8000-0000000000a4"
#define NODE    "0197a000-0000-7000-8000-000000000001"
#define OTHER   "0197a000-0000-7000-8000-000000000002"
#define PARENT  "0197a000-0000-7000-8000-000000000003"
#define TARGET  "0197a000-0000-7000-8000-000000000004"
#define HEAD    "00112233445566778899aabbccddeeff"

#define PLACE   "\"after\":null,\"before\":null,\"parent_id\":\"" PARENT "\""
#define ROOT    "\"after\":null,\"before\":null,\"parent_id\":null"

typedef struct
{
  TalusRecord *record;
  GPtrArray *events; /* of JsonObject, the closing one last */
  GPtrArray *raw;    /* of TalusEvent */
} Made;

static void
clear_made (Made *made)
{
  g_clear_pointer (&made->record, talus_record_unref);
  g_clear_pointer (&made->events, g_ptr_array_unref);
  g_clear_pointer (&made->raw, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Made, clear_made)

static TalusRecord *
new_record (const char *command_type,
            const char *changes,
            const char *hints,
            const char *result)
{
  TalusRecord *record = talus_record_new ();
  g_autoptr(GError) error = NULL;
  TalusId author;

  record->seq = 7;
  memcpy (record->head, HEAD, sizeof HEAD);
  g_assert_true (talus_time_parse ("2026-11-21T03:31:51.123Z", &record->timestamp));
  g_assert_true (talus_id_parse (AUTHOR, -1, &author));
  record->author = talus_author_new (&author, "Ada", "#336699");
  record->has_command_id = talus_id_parse (COMMAND, -1, &record->command_id);
  record->command_type = g_strdup (command_type);
  record->command_data = g_strdup ("{}");
  record->changes = talus_change_set_new_from_json (changes, strlen (changes), &error);
  g_assert_no_error (error);
  record->hints = g_strdup (hints);
  record->result = g_strdup (result);

  return record;
}

/* Makes the events, and holds all of them to what all have in common. */
static void
make (Made *made)
{
  TalusRecord *record = made->record;

  made->raw = talus_events_from_record (record, SESSION, PROJECT);
  made->events = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_assert_cmpuint (made->raw->len, ==, talus_events_count (record));
  for (guint i = 0; i < made->raw->len; i++)
    {
      const TalusEvent *event = made->raw->pdata[i];
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = NULL;
      JsonObject *object = NULL;
      JsonObject *author = NULL;

      node = talus_json_parse (g_bytes_get_data (event->json, NULL), g_bytes_get_size (event->json),
                               TALUS_JSON_DEPTH_COMMAND, &error);
      g_assert_no_error (error);
      object = json_node_dup_object (node);
      g_ptr_array_add (made->events, object);

      g_assert_cmpstr (json_object_get_string_member (object, "event"), ==, event->name);
      g_assert_cmpstr (json_object_get_string_member (object, "session_id"), ==, SESSION);
      g_assert_cmpstr (json_object_get_string_member (object, "timestamp"), ==,
                       "2026-11-21T03:31:51.123Z");
      g_assert_cmpint (json_object_get_int_member (object, "seq"), ==, 7);
      g_assert_true (json_object_has_member (object, "command_id"));
      g_assert_true (json_object_has_member (object, "client_id"));
      author = json_object_get_object_member (object, "author");
      g_assert_cmpstr (json_object_get_string_member (author, "author_id"), ==, AUTHOR);
      g_assert_cmpstr (json_object_get_string_member (author, "name"), ==, "Ada");
      g_assert_cmpstr (json_object_get_string_member (author, "colour"), ==, "#336699");

      /* Parts count from 1; only what closes says how many there were. */
      if (i + 1 < made->raw->len)
        {
          g_assert_cmpint (json_object_get_int_member (object, "part"), ==, i + 1);
          g_assert_false (json_object_has_member (object, "of"));
          g_assert_false (json_object_has_member (object, "head"));
        }
      else
        {
          g_assert_false (json_object_has_member (object, "part"));
          g_assert_cmpint (json_object_get_int_member (object, "of"), ==, i);
          g_assert_cmpstr (json_object_get_string_member (object, "head"), ==, HEAD);
        }
    }
}

/* Holds the names to @names, in order. */
static void
assert_names (Made               *made,
              const char * const *names)
{
  guint i = 0;

  for (; names[i] != NULL; i++)
    {
      g_assert_cmpuint (i, <, made->raw->len);
      g_assert_cmpstr (((TalusEvent *) made->raw->pdata[i])->name, ==, names[i]);
    }
  g_assert_cmpuint (i, ==, made->raw->len);
}

static const char *
text (Made       *made,
      guint       i,
      const char *member)
{
  g_assert_cmpuint (i, <, made->events->len);
  g_assert_true (json_object_has_member (made->events->pdata[i], member));

  return json_object_get_string_member (made->events->pdata[i], member);
}

static gint64
number (Made       *made,
        guint       i,
        const char *member)
{
  g_assert_true (json_object_has_member (made->events->pdata[i], member));

  return json_object_get_int_member (made->events->pdata[i], member);
}

static gboolean
has (Made       *made,
     guint       i,
     const char *member)
{
  return json_object_has_member (made->events->pdata[i], member);
}

static gboolean
is_null (Made       *made,
         guint       i,
         const char *member)
{
  return has (made, i, member) && json_object_get_null_member (made->events->pdata[i], member);
}

static void
created_node_is_told_whole (void)
{
  g_auto(Made) made = { NULL };
  JsonObject *node = NULL;

  made.record = new_record ("CreateNode",
                            "[{\"op\":\"insert\",\"node\":{\"id\":\"" NODE "\",\"name\":\"Wing\","
                            "\"blueprint_type_id\":\"part\",\"properties\":{\"quantity\":2},"
                            "\"children\":[]}," PLACE "}]",
                            "[{\"index\":3}]",
                            "{\"node_id\":\"" NODE "\",\"result\":\"" NODE "\"}");
  made.record->client_id = g_strdup ("socket-1");
  make (&made);

  assert_names (&made, (const char *[]) { "node-created", "command:executed", NULL });
  g_assert_cmpstr (text (&made, 0, "node_id"), ==, NODE);
  g_assert_cmpstr (text (&made, 0, "parent_id"), ==, PARENT);
  g_assert_cmpstr (text (&made, 0, "blueprint_type_id"), ==, "part");
  g_assert_cmpstr (text (&made, 0, "name"), ==, "Wing");
  g_assert_cmpstr (text (&made, 0, "client_id"), ==, "socket-1");
  g_assert_cmpstr (text (&made, 0, "command_id"), ==, COMMAND);

  node = json_object_get_object_member (made.events->pdata[0], "node");
  g_assert_cmpstr (json_object_get_string_member (node, "id"), ==, NODE);
  g_assert_cmpstr (json_object_get_string_member (node, "name"), ==, "Wing");
  g_assert_cmpstr (json_object_get_string_member (node, "blueprint_type_id"), ==, "part");
  g_assert_cmpstr (json_object_get_string_member (node, "parent_id"), ==, PARENT);
  g_assert_cmpint (json_object_get_int_member (node, "index"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (node, "properties"),
                                               "quantity"), ==, 2);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (node, "children")), ==, 0);

  g_assert_cmpstr (text (&made, 1, "command_type"), ==, "CreateNode");
  g_assert_true (json_object_get_boolean_member (made.events->pdata[1], "success"));
  g_assert_cmpstr (text (&made, 1, "result"), ==, NODE);
}

static void
deleted_node_cuts_its_dependencies_first (void)
{
  g_auto(Made) made = { NULL };
  JsonArray *ids = NULL;

  made.record = new_record ("DeleteNode",
                            "[{\"op\":\"remove\",\"node_id\":\"" NODE "\"," PLACE ",\"count\":2,"
                            "\"dependencies\":[{\"blocked_id\":\"" TARGET "\",\"blocker_id\":\""
                            NODE "\"}]}]",
                            "[{\"old_index\":4,\"removed_ids\":[\"" NODE "\",\"" OTHER "\"]}]",
                            NULL);
  make (&made);

  assert_names (&made, (const char *[]) { "dependency-unlinked", "node-deleted",
                                          "command:executed", NULL });
  g_assert_cmpstr (text (&made, 0, "blocker_id"), ==, NODE);
  g_assert_cmpstr (text (&made, 0, "blocked_id"), ==, TARGET);
  g_assert_cmpstr (text (&made, 1, "node_id"), ==, NODE);
  g_assert_cmpstr (text (&made, 1, "parent_id"), ==, PARENT);
  g_assert_cmpint (number (&made, 1, "old_index"), ==, 4);
  g_assert_cmpint (number (&made, 1, "removed_count"), ==, 2);
  ids = json_object_get_array_member (made.events->pdata[1], "removed_ids");
  g_assert_cmpuint (json_array_get_length (ids), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (ids, 1), ==, OTHER);
  g_assert_true (is_null (&made, 2, "result"));
}

static void
restored_nodes_come_one_by_one (void)
{
  g_auto(Made) made = { NULL };

  made.record = new_record ("RestoreNode",
                            "[{\"op\":\"restore\",\"node_id\":\"" NODE "\"," PLACE ",\"count\":2,"
                            "\"removed_seq\":5,\"dependencies\":[{\"blocked_id\":\"" TARGET
                            "\",\"blocker_id\":\"" NODE "\"}]}]",
                            "[{\"index\":4,\"nodes\":["
                            "{\"id\":\"" NODE "\",\"name\":\"Wing\",\"blueprint_type_id\":\"task\","
                            "\"parent_id\":\"" PARENT "\",\"index\":4,\"properties\":{},"
                            "\"children\":[]},"
                            "{\"id\":\"" OTHER "\",\"name\":\"Bolt\","
                            "\"blueprint_type_id\":\"part\","
                            "\"parent_id\":\"" NODE "\",\"index\":0,\"properties\":{\"a\":[1]},"
                            "\"children\":[]}]}]",
                            NULL);
  make (&made);

  assert_names (&made, (const char *[]) { "node-created", "node-created", "dependency-linked",
                                          "command:executed", NULL });
  g_assert_cmpstr (text (&made, 0, "node_id"), ==, NODE);
  g_assert_cmpstr (text (&made, 1, "node_id"), ==, OTHER);
  g_assert_cmpstr (text (&made, 1, "parent_id"), ==, NODE);
  g_assert_cmpstr (text (&made, 1, "name"), ==, "Bolt");
  g_assert_cmpstr (text (&made, 1, "blueprint_type_id"), ==, "part");
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (made.events->pdata[0],
                                                                             "node"), "index"),
                   ==, 4);
  g_assert_false (has (&made, 0, "subtree_url"));
  g_assert_cmpstr (text (&made, 2, "blocked_id"), ==, TARGET);
}

static void
large_subtree_comes_as_an_address (void)
{
  g_auto(Made) made = { NULL };

  made.record = new_record ("RestoreNode",
                            "[{\"op\":\"restore\",\"node_id\":\"" NODE "\"," PLACE ",\"count\":201,"
                            "\"removed_seq\":5,\"dependencies\":[]}]",
                            "[{\"index\":4,\"nodes\":["
                            "{\"id\":\"" NODE "\",\"name\":\"Wing\",\"blueprint_type_id\":\"task\","
                            "\"parent_id\":\"" PARENT "\",\"index\":4,\"properties\":{},"
                            "\"children\":[]}]}]",
                            NULL);
  make (&made);

  assert_names (&made, (const char *[]) { "node-created", "command:executed", NULL });
  g_assert_cmpstr (text (&made, 0, "name"), ==, "Wing");
  g_assert_cmpint (number (&made, 0, "count"), ==, 201);
  g_assert_cmpstr (text (&made, 0, "subtree_url"), ==, "/api/v1/sessions/" SESSION "/removed/5");
}

/* What was not noted because a record had said enough can be fetched, too. */
static void
subtree_that_was_not_noted_comes_as_an_address (void)
{
  g_auto(Made) made = { NULL };

  made.record = new_record ("RestoreNode",
                            "[{\"op\":\"restore\",\"node_id\":\"" NODE "\"," PLACE ",\"count\":9,"
                            "\"removed_seq\":5,\"dependencies\":[]}]",
                            "[{\"index\":4,\"nodes\":[]}]", NULL);
  make (&made);

  assert_names (&made, (const char *[]) { "node-created", "command:executed", NULL });
  g_assert_cmpstr (text (&made, 0, "node_id"), ==, NODE);
  g_assert_cmpstr (text (&made, 0, "parent_id"), ==, PARENT);
  g_assert_cmpint (number (&made, 0, "count"), ==, 9);
  g_assert_cmpstr (text (&made, 0, "subtree_url"), ==, "/api/v1/sessions/" SESSION "/removed/5");
}

static void
move_is_unlinked_then_linked (void)
{
  g_auto(Made) made = { NULL };

  made.record = new_record ("MoveNode",
                            "[{\"op\":\"move\",\"node_id\":\"" NODE "\",\"from\":{" PLACE "},"
                            "\"to\":{\"after\":null,\"before\":null,\"parent_id\":\"" OTHER "\"}}]",
                            "[{\"old_index\":1,\"index\":2}]", NULL);
  make (&made);

  assert_names (&made, (const char *[]) { "node-unlinked", "node-linked", "command:executed",
                                          NULL });
  g_assert_cmpstr (text (&made, 0, "parent_id"), ==, PARENT);
  g_assert_cmpstr (text (&made, 0, "child_id"), ==, NODE);
  g_assert_cmpint (number (&made, 0, "old_index"), ==, 1);
  g_assert_false (has (&made, 0, "index"));
  g_assert_cmpstr (text (&made, 1, "parent_id"), ==, OTHER);
  g_assert_cmpstr (text (&made, 1, "child_id"), ==, NODE);
  g_assert_cmpint (number (&made, 1, "index"), ==, 2);
}

static void
child_that_becomes_a_root_is_unlinked (void)
{
  g_auto(Made) made = { NULL };

  made.record = new_record ("UnlinkNode",
                            "[{\"op\":\"move\",\"node_id\":\"" NODE "\",\"from\":{" PLACE "},"
                            "\"to\":{" ROOT "}}]", "[{\"old_index\":1,\"index\":2}]", NULL);
  make (&made);

  assert_names (&made, (const char *[]) { "node-unlinked", "command:executed", NULL });
  g_assert_cmpstr (text (&made, 0, "parent_id"), ==, PARENT);
  g_assert_cmpint (number (&made, 0, "old_index"), ==, 1);
  g_assert_cmpint (number (&made, 0, "index"), ==, 2);
}

static void
root_that_moves_is_linked (void)
{
  g_auto(Made) down = { NULL };
  g_auto(Made) among = { NULL };

  down.record = new_record ("LinkNode",
                            "[{\"op\":\"move\",\"node_id\":\"" NODE "\",\"from\":{" ROOT "},"
                            "\"to\":{" PLACE "}}]", "[{\"old_index\":1,\"index\":0}]", NULL);
  make (&down);
  assert_names (&down, (const char *[]) { "node-linked", "command:executed", NULL });
  g_assert_cmpstr (text (&down, 0, "parent_id"), ==, PARENT);

  among.record = new_record ("MoveNode",
                             "[{\"op\":\"move\",\"node_id\":\"" NODE "\",\"from\":{" ROOT "},"
                             "\"to\":{" ROOT "}}]", "[{\"old_index\":1,\"index\":0}]", NULL);
  make (&among);
  assert_names (&among, (const char *[]) { "node-linked", "command:executed", NULL });
  g_assert_true (is_null (&among, 0, "parent_id"));
  g_assert_cmpint (number (&among, 0, "index"), ==, 0);
}

static void
properties_change_and_go (void)
{
  g_auto(Made) made = { NULL };

  made.record = new_record ("Batch",
                            "[{\"op\":\"set\",\"node_id\":\"" NODE "\",\"property_id\":\"status\","
                            "\"old\":\"open\",\"new\":\"done\"},"
                            "{\"op\":\"set\",\"node_id\":\"" NODE "\",\"property_id\":\"notes\","
                            "\"new\":\"first\"},"
                            "{\"op\":\"set\",\"node_id\":\"" NODE "\",\"property_id\":\"notes\","
                            "\"old\":\"first\"},"
                            "{\"op\":\"set\",\"node_id\":\"" NODE "\",\"property_id\":\"name\","
                            "\"old\":\"A\",\"new\":\"B\"}]",
                            NULL, "{\"result\":[null,null,null,null]}");
  make (&made);

  assert_names (&made, (const char *[]) { "property-changed", "property-changed",
                                          "property-deleted", "property-changed",
                                          "command:executed", NULL });
  g_assert_cmpstr (text (&made, 0, "node_id"), ==, NODE);
  g_assert_cmpstr (text (&made, 0, "property_id"), ==, "status");
  g_assert_cmpstr (text (&made, 0, "property_name"), ==, "status");
  g_assert_cmpstr (text (&made, 0, "old_value"), ==, "open");
  g_assert_cmpstr (text (&made, 0, "new_value"), ==, "done");
  g_assert_true (is_null (&made, 1, "old_value"));
  g_assert_cmpstr (text (&made, 2, "old_value"), ==, "first");
  g_assert_false (has (&made, 2, "new_value"));
  g_assert_cmpstr (text (&made, 3, "property_id"), ==, "name");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (made.events->pdata[4],
                                                                         "result")), ==, 4);
}

static void
project_answers_to_its_own_id (void)
{
  g_auto(Made) made = { NULL };

  made.record = new_record ("Batch",
                            "[{\"op\":\"meta\",\"key\":\"name\",\"old\":\"A\",\"new\":\"B\"},"
                            "{\"op\":\"meta\",\"key\":\"currency\",\"old\":\"EUR\"},"
                            "{\"op\":\"meta\",\"key\":\"template\","
                            "\"old\":{\"hash\":\"aa\",\"id\":\"old\"},"
                            "\"new\":{\"hash\":\"bb\",\"id\":\"new\"}}]", NULL, NULL);
  make (&made);

  assert_names (&made, (const char *[]) { "property-changed", "property-deleted",
                                          "template:changed", "command:executed", NULL });
  g_assert_cmpstr (text (&made, 0, "node_id"), ==, PROJECT);
  g_assert_cmpstr (text (&made, 0, "property_id"), ==, "name");
  g_assert_cmpstr (text (&made, 1, "node_id"), ==, PROJECT);
  g_assert_cmpstr (text (&made, 1, "property_id"), ==, "currency");
  g_assert_cmpstr (text (&made, 2, "template_id"), ==, "new");
  g_assert_cmpstr (text (&made, 2, "template_hash"), ==, "bb");
}

static void
command_without_effect_closes_at_once (void)
{
  g_auto(Made) made = { NULL };

  made.record = new_record ("UpdateProperty", "[]", NULL, NULL);
  make (&made);

  assert_names (&made, (const char *[]) { "command:executed", NULL });
  g_assert_cmpint (number (&made, 0, "of"), ==, 0);
}

static void
baseline_is_the_project_loaded (void)
{
  g_auto(Made) made = { NULL };

  made.record = new_record ("Baseline",
                            "[{\"op\":\"baseline\",\"template_hash\":\"aa\",\"digest\":\"bb\","
                            "\"node_count\":3}]", NULL, NULL);
  made.record->has_command_id = FALSE;
  make (&made);

  assert_names (&made, (const char *[]) { "project:loaded", NULL });
  g_assert_cmpstr (text (&made, 0, "project_id"), ==, PROJECT);
  g_assert_true (is_null (&made, 0, "command_id"));
  g_assert_true (is_null (&made, 0, "client_id"));
}

static void
undo_and_redo_close_with_their_target (void)
{
  const char *changes = "[{\"op\":\"unlink\",\"blocker_id\":\"" NODE "\",\"blocked_id\":\"" OTHER
                        "\"},{\"op\":\"link\",\"blocker_id\":\"" OTHER "\",\"blocked_id\":\"" NODE
                        "\"}]";
  g_auto(Made) undo = { NULL };
  g_auto(Made) redo = { NULL };

  undo.record = new_record ("Undo", changes, NULL,
                            "{\"target_command_id\":\"" TARGET "\",\"target_seq\":4}");
  undo.record->undoes = 4;
  make (&undo);
  assert_names (&undo, (const char *[]) { "dependency-unlinked", "dependency-linked",
                                          "command:undo", NULL });
  g_assert_cmpstr (text (&undo, 2, "command_type"), ==, "Undo");
  g_assert_cmpint (number (&undo, 2, "target_seq"), ==, 4);
  g_assert_cmpstr (text (&undo, 2, "target_command_id"), ==, TARGET);
  g_assert_false (has (&undo, 2, "result"));

  redo.record = new_record ("Redo", changes, NULL, NULL);
  redo.record->redoes = 4;
  make (&redo);
  assert_names (&redo, (const char *[]) { "dependency-unlinked", "dependency-linked",
                                          "command:redo", NULL });
  g_assert_cmpint (number (&redo, 2, "target_seq"), ==, 4);
  g_assert_false (has (&redo, 2, "target_command_id"));
}

static void
record_without_hints_still_tells (void)
{
  g_auto(Made) made = { NULL };

  made.record = new_record ("Batch",
                            "[{\"op\":\"insert\",\"node\":{\"id\":\"" NODE "\",\"name\":\"Wing\","
                            "\"blueprint_type_id\":\"part\",\"properties\":{},\"children\":[]},"
                            PLACE "},"
                            "{\"op\":\"remove\",\"node_id\":\"" NODE "\"," ROOT ",\"count\":1,"
                            "\"dependencies\":[]},"
                            "{\"op\":\"restore\",\"node_id\":\"" OTHER "\"," PLACE ",\"count\":9,"
                            "\"removed_seq\":5,\"dependencies\":[]},"
                            "{\"op\":\"move\",\"node_id\":\"" NODE "\",\"from\":{" PLACE "},"
                            "\"to\":{" ROOT "}}]", NULL, NULL);
  make (&made);

  assert_names (&made, (const char *[]) { "node-created", "node-deleted", "node-created",
                                          "node-unlinked", "command:executed", NULL });
  g_assert_false (json_object_has_member (json_object_get_object_member (made.events->pdata[0],
                                                                        "node"), "index"));
  g_assert_true (is_null (&made, 1, "parent_id"));
  g_assert_false (has (&made, 1, "old_index"));
  g_assert_false (has (&made, 1, "removed_ids"));
  g_assert_cmpint (number (&made, 1, "removed_count"), ==, 1);
  g_assert_cmpstr (text (&made, 2, "node_id"), ==, OTHER);
  g_assert_cmpstr (text (&made, 2, "subtree_url"), ==, "/api/v1/sessions/" SESSION "/removed/5");
  g_assert_cmpint (number (&made, 2, "count"), ==, 9);
  g_assert_false (has (&made, 3, "old_index"));
}

static void
prefix_is_for_graph_and_property_events (void)
{
  static const struct
  {
    const char *name;
    gboolean is_graph;
  } expected[] = {
    { "node-created", TRUE },       { "property-changed", TRUE },     { "property-deleted", TRUE },
    { "dependency-linked", FALSE }, { "dependency-unlinked", FALSE }, { "node-unlinked", TRUE },
    { "node-linked", TRUE },        { "node-deleted", TRUE },         { "template:changed", FALSE },
    { "command:executed", FALSE },
  };
  g_auto(Made) made = { NULL };

  made.record = new_record ("Batch",
                            "[{\"op\":\"insert\",\"node\":{\"id\":\"" NODE "\",\"name\":\"Wing\","
                            "\"blueprint_type_id\":\"part\",\"properties\":{},\"children\":[]},"
                            PLACE "},"
                            "{\"op\":\"set\",\"node_id\":\"" NODE "\",\"property_id\":\"a\","
                            "\"new\":1},"
                            "{\"op\":\"set\",\"node_id\":\"" NODE "\",\"property_id\":\"a\","
                            "\"old\":1},"
                            "{\"op\":\"link\",\"blocker_id\":\"" NODE "\",\"blocked_id\":\"" OTHER
                            "\"},"
                            "{\"op\":\"unlink\",\"blocker_id\":\"" NODE "\",\"blocked_id\":\"" OTHER
                            "\"},"
                            "{\"op\":\"move\",\"node_id\":\"" NODE "\",\"from\":{" PLACE "},"
                            "\"to\":{\"after\":null,\"before\":null,\"parent_id\":\"" OTHER "\"}},"
                            "{\"op\":\"remove\",\"node_id\":\"" NODE "\"," PLACE ",\"count\":1,"
                            "\"dependencies\":[]},"
                            "{\"op\":\"meta\",\"key\":\"template\","
                            "\"old\":{\"hash\":\"aa\",\"id\":\"old\"},"
                            "\"new\":{\"hash\":\"bb\",\"id\":\"new\"}}]", NULL, NULL);
  make (&made);

  g_assert_cmpuint (made.raw->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const TalusEvent *event = made.raw->pdata[i];

      g_assert_cmpstr (event->name, ==, expected[i].name);
      g_assert_cmpint (event->is_graph, ==, expected[i].is_graph);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/events/created-node-is-told-whole", created_node_is_told_whole);
  g_test_add_func ("/events/deleted-node-cuts-its-dependencies-first",
                   deleted_node_cuts_its_dependencies_first);
  g_test_add_func ("/events/restored-nodes-come-one-by-one", restored_nodes_come_one_by_one);
  g_test_add_func ("/events/large-subtree-comes-as-an-address", large_subtree_comes_as_an_address);
  g_test_add_func ("/events/subtree-that-was-not-noted-comes-as-an-address",
                   subtree_that_was_not_noted_comes_as_an_address);
  g_test_add_func ("/events/move-is-unlinked-then-linked", move_is_unlinked_then_linked);
  g_test_add_func ("/events/child-that-becomes-a-root-is-unlinked",
                   child_that_becomes_a_root_is_unlinked);
  g_test_add_func ("/events/root-that-moves-is-linked", root_that_moves_is_linked);
  g_test_add_func ("/events/properties-change-and-go", properties_change_and_go);
  g_test_add_func ("/events/project-answers-to-its-own-id", project_answers_to_its_own_id);
  g_test_add_func ("/events/command-without-effect-closes-at-once",
                   command_without_effect_closes_at_once);
  g_test_add_func ("/events/baseline-is-the-project-loaded", baseline_is_the_project_loaded);
  g_test_add_func ("/events/undo-and-redo-close-with-their-target",
                   undo_and_redo_close_with_their_target);
  g_test_add_func ("/events/record-without-hints-still-tells", record_without_hints_still_tells);
  g_test_add_func ("/events/prefix-is-for-graph-and-property-events",
                   prefix_is_for_graph_and_property_events);

  return g_test_run ();
}
