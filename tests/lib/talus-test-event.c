/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in an event that came: a test says where, and fails if it is not
 * there. */
#include "lib/talus-test-socket.h"

void
talus_test_event_free (TalusTestEvent *self)
{
  g_clear_pointer (&self->data, json_node_unref);
  g_free (self->name);
  g_free (self->namespace_name);
  g_free (self->json);
  g_free (self);
}

static JsonNode *
find (TalusTestEvent *self,
      const char     *way)
{
  g_auto(GStrv) steps = g_strsplit (way, ".", -1);
  JsonNode *node = self->data;

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

JsonNode *
talus_test_event_get (TalusTestEvent *self,
                      const char     *way)
{
  JsonNode *node = find (self, way);

  if (node == NULL)
    g_error ("Nothing at “%s” of %s: %.4000s", way, self->name, self->json);

  return node;
}

gboolean
talus_test_event_has (TalusTestEvent *self,
                      const char     *way)
{
  return find (self, way) != NULL;
}

const char *
talus_test_event_string (TalusTestEvent *self,
                         const char     *way)
{
  JsonNode *node = talus_test_event_get (self, way);

  if (JSON_NODE_HOLDS_NULL (node))
    return NULL;
  g_assert_true (JSON_NODE_HOLDS_VALUE (node));
  g_assert_true (json_node_get_value_type (node) == G_TYPE_STRING);

  return json_node_get_string (node);
}

gint64
talus_test_event_int (TalusTestEvent *self,
                      const char     *way)
{
  JsonNode *node = talus_test_event_get (self, way);

  g_assert_true (JSON_NODE_HOLDS_VALUE (node));
  g_assert_true (json_node_get_value_type (node) == G_TYPE_INT64);

  return json_node_get_int (node);
}

gboolean
talus_test_event_boolean (TalusTestEvent *self,
                          const char     *way)
{
  JsonNode *node = talus_test_event_get (self, way);

  g_assert_true (JSON_NODE_HOLDS_VALUE (node));
  g_assert_true (json_node_get_value_type (node) == G_TYPE_BOOLEAN);

  return json_node_get_boolean (node);
}

guint
talus_test_event_length (TalusTestEvent *self,
                         const char     *way)
{
  JsonNode *node = talus_test_event_get (self, way);

  g_assert_true (JSON_NODE_HOLDS_ARRAY (node));

  return json_array_get_length (json_node_get_array (node));
}
