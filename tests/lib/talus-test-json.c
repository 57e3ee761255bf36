/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in some JSON that came: a test says where. */
#include "lib/talus-test-json.h"

JsonNode *
talus_test_json_find (JsonNode   *root,
                      const char *way)
{
  g_auto(GStrv) steps = g_strsplit (way, ".", -1);
  JsonNode *node = root;

  for (guint i = 0; steps[i] != NULL && node != NULL; i++)
    {
      guint64 index = 0;

      if (JSON_NODE_HOLDS_OBJECT (node))
        node = json_object_get_member (json_node_get_object (node), steps[i]);
      else if (JSON_NODE_HOLDS_ARRAY (node) &&
               g_ascii_string_to_unsigned (steps[i], 10, 0, G_MAXUINT, &index, NULL) &&
               index < json_array_get_length (json_node_get_array (node)))
        node = json_array_get_element (json_node_get_array (node), (guint) index);
      else
        node = NULL;
    }

  return node;
}

const char *
talus_test_json_get_string (JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return NULL;
  g_assert_true (JSON_NODE_HOLDS_VALUE (node));
  g_assert_true (json_node_get_value_type (node) == G_TYPE_STRING);

  return json_node_get_string (node);
}

gint64
talus_test_json_get_int (JsonNode *node)
{
  g_assert_true (JSON_NODE_HOLDS_VALUE (node));
  g_assert_true (json_node_get_value_type (node) == G_TYPE_INT64);

  return json_node_get_int (node);
}

gboolean
talus_test_json_get_boolean (JsonNode *node)
{
  g_assert_true (JSON_NODE_HOLDS_VALUE (node));
  g_assert_true (json_node_get_value_type (node) == G_TYPE_BOOLEAN);

  return json_node_get_boolean (node);
}

guint
talus_test_json_get_length (JsonNode *node)
{
  g_assert_true (JSON_NODE_HOLDS_ARRAY (node));

  return json_array_get_length (json_node_get_array (node));
}
