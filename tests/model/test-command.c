/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command must look like, in either spelling, before any graph is
 * asked. */
#include <glib.h>

#include "replica-test.h"

#define ID "\"12345678-1234-4234-8234-123456789abc\""

typedef struct
{
  const char *type;
  const char *json;
  const char *blamed; /* NULL: it is well-formed */
} Schema;

static void
test_schemas (void)
{
  static const Schema cases[] = {
    { "CreateNode", "{\"blueprint_type_id\":\"t\"}", NULL },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"parent_id\":null,\"name\":null,"
      "\"properties\":null,\"index\":null,\"id\":null}", NULL },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"parent_id\":\"not an id\"}", NULL },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"whatever\":[1]}", NULL },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"index\":1.0}", NULL },
    { "CreateNode", "{}", "blueprint_type_id" },
    { "CreateNode", "{\"blueprint_type_id\":1}", "blueprint_type_id" },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"parent_id\":7}", "parent_id" },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"name\":7}", "name" },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"properties\":[]}", "properties" },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"index\":-1}", "index" },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"index\":0.5}", "index" },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"index\":\"1\"}", "index" },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"index\":1,\"after\":null}", "index" },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"index\":1,\"before\":" ID "}", "index" },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"after\":1}", "after" },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"before\":{}}", "before" },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"id\":\"not an id\"}", "id" },
    { "CreateNode", "{\"blueprint_type_id\":\"t\",\"id\":"
      "\"00000000-0000-0000-0000-000000000000\"}", "id" },
    { "DeleteNode", "{\"node_id\":\"not an id\"}", NULL },
    { "DeleteNode", "{}", "node_id" },
    { "DeleteNode", "{\"node_id\":null}", "node_id" },
    { "UpdateProperty", "{\"node_id\":" ID ",\"property_id\":\"p\",\"value\":null}", NULL },
    { "UpdateProperty", "{\"node_id\":" ID ",\"property_id\":\"p\"}", "value" },
    { "UpdateProperty", "{\"node_id\":" ID ",\"value\":1}", "property_id" },
    { "UpdateProperty", "{\"property_id\":\"p\",\"value\":1}", "node_id" },
    { "DeleteProperty", "{\"node_id\":" ID ",\"property_id\":\"p\"}", NULL },
    { "DeleteProperty", "{\"node_id\":" ID "}", "property_id" },
    { "LinkNode", "{\"parent_id\":" ID ",\"child_id\":" ID "}", NULL },
    { "LinkNode", "{\"parent_id\":null,\"child_id\":" ID "}", "parent_id" },
    { "LinkNode", "{\"parent_id\":" ID "}", "child_id" },
    { "LinkNode", "{\"parent_id\":" ID ",\"child_id\":" ID ",\"index\":-1}", "index" },
    { "UnlinkNode", "{\"parent_id\":" ID ",\"child_id\":" ID ",\"index\":-1}", NULL },
    { "UnlinkNode", "{\"child_id\":" ID "}", "parent_id" },
    { "RestoreNode", "{\"node_id\":" ID "}", NULL },
    { "RestoreNode", "{\"node_id\":" ID ",\"parent_id\":null,\"index\":0}", NULL },
    { "RestoreNode", "{\"node_id\":" ID ",\"parent_id\":[]}", "parent_id" },
    { "MoveNode", "{\"node_id\":" ID ",\"parent_id\":null,\"after\":null}", NULL },
    { "MoveNode", "{\"node_id\":" ID ",\"parent_id\":null,\"index\":3}", NULL },
    { "MoveNode", "{\"node_id\":" ID ",\"index\":3}", "parent_id" },
    { "MoveNode", "{\"node_id\":" ID ",\"parent_id\":null}", "index" },
    { "MoveNode", "{\"node_id\":" ID ",\"parent_id\":null,\"index\":null}", "index" },
    { "LinkDependency", "{\"blocker_id\":" ID ",\"blocked_id\":\"x\"}", NULL },
    { "LinkDependency", "{\"blocker_id\":" ID "}", "blocked_id" },
    { "UnlinkDependency", "{\"blocked_id\":" ID "}", "blocker_id" },
    { "SetTemplate", "{\"template_id\":\"t\"}", NULL },
    { "SetTemplate", "{\"template\":\"x: y\"}", NULL },
    { "SetTemplate", "{}", "template" },
    { "SetTemplate", "{\"template\":\"x\",\"template_id\":\"t\"}", "template" },
    { "SetTemplate", "{\"template_id\":5}", "template_id" },
    { "Batch", "{\"commands\":[{\"command_type\":\"DeleteNode\",\"data\":{\"node_id\":\"x\"}}],"
      "\"label\":null}", NULL },
    { "Batch", "{\"commands\":[]}", "commands" },
    { "Batch", "{\"commands\":{}}", "commands" },
    { "Batch", "{}", "commands" },
    { "Batch", "{\"commands\":[{\"command_type\":\"DeleteNode\",\"data\":{\"node_id\":\"x\"}}],"
      "\"label\":5}", "label" },
    { "createNode", "{\"blueprint_type_id\":\"t\"}", "createNode" },
    { "create_node", "{\"blueprint_type_id\":\"t\"}", "create_node" },
    { "Undo", "{}", "Undo" },
    { "Redo", "{}", "Redo" },
    { "Baseline", "{}", "Baseline" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) data = test_object (cases[i].json);
      g_autoptr (GError) error = NULL;
      g_autoptr (TalusCommand) command = talus_command_new (cases[i].type, data, &error);

      g_test_message ("%s %s", cases[i].type, cases[i].json);
      if (cases[i].blamed == NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (talus_command_get_type_name (command), ==, cases[i].type);
          continue;
        }

      g_assert_null (command);
      g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_COMMAND);
      g_assert_nonnull (strstr (error->message, cases[i].blamed));
    }
}

static void
test_older_spelling (void)
{
  static const struct
  {
    const char *older;
    const char *type;
    const char *data;
  } cases[] = {
    { "{\"command\":\"create_node\",\"session_id\":\"s\",\"blueprint_type_id\":\"t\","
      "\"name\":\"n\",\"id\":" ID ",\"command_id\":\"c\",\"expected_seq\":4,\"base_seq\":3}",
      "CreateNode", "{\"blueprint_type_id\":\"t\",\"id\":" ID ",\"name\":\"n\"}" },
    { "{\"node_id\":\"n\",\"command\":\"delete_node\"}", "DeleteNode", "{\"node_id\":\"n\"}" },
    { "{\"command\":\"update_property\",\"value\":1.0,\"property_id\":\"p\",\"node_id\":\"n\"}",
      "UpdateProperty", "{\"node_id\":\"n\",\"property_id\":\"p\",\"value\":1}" },
    { "{\"command\":\"delete_property\",\"property_id\":\"p\",\"node_id\":\"n\"}",
      "DeleteProperty", "{\"node_id\":\"n\",\"property_id\":\"p\"}" },
    { "{\"command\":\"link_node\",\"parent_id\":\"p\",\"child_id\":\"c\"}",
      "LinkNode", "{\"child_id\":\"c\",\"parent_id\":\"p\"}" },
    { "{\"command\":\"unlink_node\",\"parent_id\":\"p\",\"child_id\":\"c\"}",
      "UnlinkNode", "{\"child_id\":\"c\",\"parent_id\":\"p\"}" },
    { "{\"command\":\"restore_node\",\"node_id\":\"n\"}", "RestoreNode", "{\"node_id\":\"n\"}" },
    { "{\"command\":\"move_node\",\"node_id\":\"n\",\"parent_id\":null,\"index\":0}",
      "MoveNode", "{\"index\":0,\"node_id\":\"n\",\"parent_id\":null}" },
    { "{\"command\":\"link_dependency\",\"blocker_id\":\"a\",\"blocked_id\":\"b\"}",
      "LinkDependency", "{\"blocked_id\":\"b\",\"blocker_id\":\"a\"}" },
    { "{\"command\":\"unlink_dependency\",\"blocker_id\":\"a\",\"blocked_id\":\"b\"}",
      "UnlinkDependency", "{\"blocked_id\":\"b\",\"blocker_id\":\"a\"}" },
    { "{\"command\":\"set_template\",\"template_id\":\"t\"}",
      "SetTemplate", "{\"template_id\":\"t\"}" },
    { "{\"command\":\"batch\",\"commands\":[{\"command\":\"delete_node\",\"node_id\":\"n\"}]}",
      "Batch", "{\"commands\":[{\"command\":\"delete_node\",\"node_id\":\"n\"}]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) body = test_object (cases[i].older);
      g_autoptr (GError) error = NULL;
      g_autoptr (TalusCommand) command = talus_command_new_from_request (body, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (talus_command_get_type_name (command), ==, cases[i].type);
      g_assert_cmpstr (talus_command_get_data_json (command), ==, cases[i].data);
    }
}

static void
test_envelope (void)
{
  static const struct
  {
    const char *body;
    TalusError code;
  } cases[] = {
    { "{}", TALUS_ERROR_INVALID_REQUEST },
    { "{\"command_type\":5,\"data\":{}}", TALUS_ERROR_INVALID_REQUEST },
    { "{\"command_type\":\"DeleteNode\"}", TALUS_ERROR_INVALID_REQUEST },
    { "{\"command_type\":\"DeleteNode\",\"data\":[]}", TALUS_ERROR_INVALID_REQUEST },
    { "{\"command\":5}", TALUS_ERROR_INVALID_REQUEST },
    { "{\"command_type\":\"Explode\",\"data\":{}}", TALUS_ERROR_INVALID_COMMAND },
    { "{\"command\":\"explode\"}", TALUS_ERROR_INVALID_COMMAND },
    { "{\"command\":\"DeleteNode\",\"node_id\":\"n\"}", TALUS_ERROR_INVALID_COMMAND },
    { "{\"command\":\"undo\"}", TALUS_ERROR_INVALID_COMMAND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) body = test_object (cases[i].body);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].body);
      g_assert_null (talus_command_new_from_request (body, &error));
      g_assert_error (error, TALUS_ERROR, (int) cases[i].code);
    }
}

static void
test_data_as_sent (void)
{
  g_autoptr (TalusCommand) command = NULL;

  command = test_command ("CreateNode", "{\"name\":\"\\u00e9\",\"index\":1e0,\"zz\":[1.50,null],"
                          "\"id\":\"12345678-1234-4234-8234-123456789ABC\","
                          "\"blueprint_type_id\":\"t\"}");
  g_assert_cmpstr (talus_command_get_data_json (command), ==,
                   "{\"blueprint_type_id\":\"t\",\"id\":\"12345678-1234-4234-8234-123456789ABC\","
                   "\"index\":1,\"name\":\"é\",\"zz\":[1.5,null]}");
  g_assert_null (talus_command_get_label (command));
}

static TalusId
resolve_new_id (TalusCommand *command)
{
  g_autoptr (TalusGraph) graph = test_project ();
  g_auto (TalusResolution) resolution = { NULL };
  g_autoptr (GError) error = NULL;

  talus_resolve (graph, command, NULL, &resolution, &error);
  g_assert_no_error (error);
  g_assert_true (resolution.has_node_id);

  return resolution.node_id;
}

static void
test_drawn_id (void)
{
  g_autoptr (TalusCommand) one = test_command ("CreateNode", "{\"blueprint_type_id\":\"group\"}");
  g_autoptr (TalusCommand) two = test_command ("CreateNode", "{\"blueprint_type_id\":\"group\"}");
  g_autoptr (TalusCommand) upper = NULL;
  TalusId first = resolve_new_id (one);
  TalusId again = resolve_new_id (one);
  TalusId other = resolve_new_id (two);
  char text[TALUS_ID_TEXT_SIZE];

  g_assert_cmpint (first.bytes[6] >> 4, ==, 7);
  g_assert_true (talus_id_equal (&first, &again));
  g_assert_false (talus_id_equal (&first, &other));

  upper = test_command ("CreateNode", "{\"blueprint_type_id\":\"group\","
                        "\"id\":\"12345678-1234-4234-8234-123456789ABC\"}");
  first = resolve_new_id (upper);
  g_assert_cmpstr (talus_id_format (&first, text), ==, "12345678-1234-4234-8234-123456789abc");
}

static char *
make_batch (guint n_parts)
{
  GString *json = g_string_new ("{\"label\":\"Many\",\"commands\":[");

  for (guint i = 0; i < n_parts; i++)
    g_string_append_printf (json, "%s{\"command_type\":\"DeleteNode\","
                            "\"data\":{\"node_id\":\"x\"}}", i > 0 ? "," : "");
  g_string_append (json, "]}");

  return g_string_free (json, FALSE);
}

static void
test_batch_size (void)
{
  g_autofree char *most = make_batch (TALUS_MAX_BATCH);
  g_autofree char *too_many = make_batch (TALUS_MAX_BATCH + 1);
  g_autoptr (JsonObject) data = test_object (too_many);
  g_autoptr (TalusCommand) command = test_command ("Batch", most);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (talus_command_get_label (command), ==, "Many");
  g_assert_null (talus_command_new ("Batch", data, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_COMMAND);
  g_assert_null (talus_error_get_details (error));
}

/* The first failure is the answer, and its index is said, whoever finds it. */
static void
test_batch_faults (void)
{
  static const struct
  {
    const char *parts;
    TalusError code;
    int index;
  } cases[] = {
    { "{\"command_type\":\"DeleteNode\",\"data\":{}}", TALUS_ERROR_INVALID_COMMAND, 0 },
    { "5", TALUS_ERROR_INVALID_COMMAND, 0 },
    { "{\"data\":{}}", TALUS_ERROR_INVALID_COMMAND, 0 },
    { "{\"command_type\":\"DeleteNode\",\"data\":5}", TALUS_ERROR_INVALID_COMMAND, 0 },
    { "{\"command_type\":\"Batch\",\"data\":{\"commands\":[]}}", TALUS_ERROR_INVALID_COMMAND, 0 },
    { "{\"command_type\":\"CreateNode\",\"data\":{\"blueprint_type_id\":\"group\"}},"
      "{\"command_type\":\"Explode\",\"data\":{}}", TALUS_ERROR_INVALID_COMMAND, 1 },
    { "{\"command_type\":\"DeleteNode\",\"data\":{\"node_id\":\"x\"}},"
      "{\"command_type\":\"Explode\",\"data\":{}}", TALUS_ERROR_NODE_NOT_FOUND, 0 },
    { "{\"command_type\":\"CreateNode\",\"data\":{\"blueprint_type_id\":\"group\"}},"
      "{\"command_type\":\"CreateNode\",\"data\":{\"blueprint_type_id\":\"none\"}},"
      "{\"command_type\":\"Batch\",\"data\":{}}", TALUS_ERROR_TYPE_NOT_ALLOWED, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"commands\":[%s]}", cases[i].parts);
      g_autoptr (JsonObject) data = test_object (json);
      g_autoptr (GError) error = NULL;
      g_autoptr (TalusCommand) command = talus_command_new ("Batch", data, &error);
      JsonObject *details;

      g_test_message ("%s", json);
      if (command != NULL)
        {
          g_autoptr (TalusGraph) graph = test_project ();
          g_auto (TalusResolution) resolution = { NULL };

          g_assert_false (talus_resolve (graph, command, NULL, &resolution, &error));
        }

      g_assert_error (error, TALUS_ERROR, (int) cases[i].code);
      details = talus_error_get_details (error);
      g_assert_cmpint (json_object_get_int_member (details, "index"), ==, cases[i].index);
    }
}

static void
test_undo_bodies (void)
{
  static const struct
  {
    const char *body;
    TalusScope default_scope;
    const char *data; /* NULL: refused */
    TalusScope scope;
  } cases[] = {
    { "{}", TALUS_SCOPE_SESSION, "{}", TALUS_SCOPE_SESSION },
    { "{}", TALUS_SCOPE_AUTHOR, "{\"scope\":\"author\"}", TALUS_SCOPE_AUTHOR },
    { "{\"scope\":\"session\"}", TALUS_SCOPE_AUTHOR, "{\"scope\":\"session\"}",
      TALUS_SCOPE_SESSION },
    { "{\"session_id\":\"s\",\"command_id\":\"c\",\"skip\":true,\"scope\":\"author\","
      "\"target\":\"x\",\"partial\":false}", TALUS_SCOPE_SESSION,
      "{\"partial\":false,\"scope\":\"author\",\"skip\":true,\"target\":\"x\"}",
      TALUS_SCOPE_AUTHOR },
    { "{\"scope\":\"world\"}", TALUS_SCOPE_SESSION, NULL, TALUS_SCOPE_SESSION },
    { "{\"scope\":1}", TALUS_SCOPE_SESSION, NULL, TALUS_SCOPE_SESSION },
    { "{\"target\":1}", TALUS_SCOPE_SESSION, NULL, TALUS_SCOPE_SESSION },
    { "{\"skip\":\"yes\"}", TALUS_SCOPE_SESSION, NULL, TALUS_SCOPE_SESSION },
    { "{\"partial\":1}", TALUS_SCOPE_SESSION, NULL, TALUS_SCOPE_SESSION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) body = test_object (cases[i].body);
      g_autoptr (GError) error = NULL;
      g_autoptr (TalusCommand) command = NULL;

      command = talus_command_new_undo (TALUS_COMMAND_REDO, body, cases[i].default_scope, &error);
      if (cases[i].data == NULL)
        {
          g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpint (talus_command_get_kind (command), ==, TALUS_COMMAND_REDO);
      g_assert_cmpstr (talus_command_get_type_name (command), ==, "Redo");
      g_assert_cmpstr (talus_command_get_data_json (command), ==, cases[i].data);
      g_assert_cmpint (talus_command_get_scope (command), ==, cases[i].scope);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/command/each-schema-names-what-it-refuses", test_schemas);
  g_test_add_func ("/command/older-spelling-is-the-same-command", test_older_spelling);
  g_test_add_func ("/command/a-wrong-envelope-is-an-invalid-request", test_envelope);
  g_test_add_func ("/command/data-is-kept-as-sent-in-canonical-form", test_data_as_sent);
  g_test_add_func ("/command/a-drawn-id-stays-the-same", test_drawn_id);
  g_test_add_func ("/command/a-batch-has-1-to-10000-parts", test_batch_size);
  g_test_add_func ("/command/the-first-failure-of-a-batch-is-the-answer", test_batch_faults);
  g_test_add_func ("/command/undo-keeps-what-was-sent", test_undo_bodies);

  return g_test_run ();
}
