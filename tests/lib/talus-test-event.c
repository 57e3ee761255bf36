/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in an event that came: a test says where, and fails if it is not
 * there. */
#include "lib/talus-test-json.h"
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

JsonNode *
talus_test_event_get (TalusTestEvent *self,
                      const char     *way)
{
  JsonNode *node = talus_test_json_find (self->data, way);

  if (node == NULL)
    g_error ("Nothing at “%s” of %s: %.4000s", way, self->name, self->json);

  return node;
}

gboolean
talus_test_event_has (TalusTestEvent *self,
                      const char     *way)
{
  return talus_test_json_find (self->data, way) != NULL;
}

const char *
talus_test_event_string (TalusTestEvent *self,
                         const char     *way)
{
  return talus_test_json_get_string (talus_test_event_get (self, way));
}

gint64
talus_test_event_int (TalusTestEvent *self,
                      const char     *way)
{
  return talus_test_json_get_int (talus_test_event_get (self, way));
}

gboolean
talus_test_event_boolean (TalusTestEvent *self,
                          const char     *way)
{
  return talus_test_json_get_boolean (talus_test_event_get (self, way));
}

guint
talus_test_event_length (TalusTestEvent *self,
                         const char     *way)
{
  return talus_test_json_get_length (talus_test_event_get (self, way));
}
