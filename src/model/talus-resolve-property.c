/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands about values: a node's properties and name, the project's
 * settings. What a value must look like is talus-property-type.h's business
 * for properties, and this file's for settings. */
#define G_LOG_DOMAIN "talus-model-resolve"

#include "model/talus-resolve-private.h"

#include <string.h>

#include "model/talus-iso-private.h"
#include "model/talus-make-private.h"
#include "model/talus-property-type.h"

static gboolean
refuse_value (GError     **error,
              const char  *what)
{
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE, "%s", what);

  return FALSE;
}

static gboolean
set_name (TalusResolver   *self,
          TalusNode       *node,    /* (nullable): the project */
          JsonNode        *value,   /* (nullable) */
          GError         **error)
{
  g_autofree char *name = NULL;
  g_autoptr (TalusValue) new_value = NULL;

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return refuse_value (error, "A name cannot be taken away");

  name = talus_name_normalize (value, error);
  if (name == NULL)
    return FALSE;

  new_value = talus_value_new_string (name, -1);
  if (node != NULL)
    talus_make_set (self->graph, node, "name", new_value, self->changes);
  else
    talus_make_meta (self->graph, "name", new_value, self->changes);

  return TRUE;
}

/* An option named by its name, a currency written differently: judged again,
 * under another template perhaps, the command means what it meant. */
static void
settle_value (TalusResolver       *self,
              const TalusCommand  *command,
              TalusPropertyKind    kind,
              TalusValue          *value)
{
  g_autoptr (TalusValue) sent = NULL;

  if (kind != TALUS_PROPERTY_SELECT && kind != TALUS_PROPERTY_MULTI_SELECT)
    return;

  sent = talus_value_new_node (command->u.set.value);
  if (talus_value_equal (sent, value))
    return;

  self->settled = talus_command_copy (command);
  g_clear_pointer (&self->settled->owned_value, json_node_unref);
  self->settled->owned_value = talus_value_to_node (value);
  self->settled->u.set.value = self->settled->owned_value;
}

/**
 * talus_resolve_property:
 * @self: a resolver
 * @command: UpdateProperty or DeleteProperty of a node
 * @error: return location for an error
 *
 * Returns: %FALSE with an error where it may not be
 */
gboolean
talus_resolve_property (TalusResolver       *self,
                        const TalusCommand  *command,
                        GError             **error)
{
  const TalusSetProperty *set = &command->u.set;
  TalusNode *node = talus_resolver_find_node (self, &set->node, error);
  TalusTemplate *template = talus_graph_get_template (self->graph);
  const TalusNodeType *type;
  const TalusProperty *property = NULL;
  g_autoptr (TalusValue) value = NULL;
  TalusSlot slot = { TALUS_SLOT_PROPERTY };
  gboolean is_name;

  if (node == NULL)
    return FALSE;

  type = talus_template_get_type_by_id (template, talus_node_get_type_id (node));
  if (type != NULL)
    property = talus_node_type_find_property (type, set->property);

  is_name = g_str_equal (set->property, "name") ||
            (property != NULL && property == type->name_property);
  slot.node = *talus_node_get_id (node);
  slot.key = is_name ? "name" : property != NULL ? property->id : set->property;
  if (!talus_resolver_check_base (self, &slot, error))
    return FALSE;

  if (is_name)
    return set_name (self, node, set->value, error);

  if (set->value != NULL && !JSON_NODE_HOLDS_NULL (set->value))
    {
      if (property == NULL)
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
                       "“%s” has no property “%s”", talus_node_get_type_id (node), set->property);
          return FALSE;
        }

      value = talus_property_normalize (property, set->value, error);
      if (value == NULL)
        return FALSE;

      settle_value (self, command, property->kind, value);
    }

  talus_make_set (self->graph, node, slot.key, value, self->changes);

  return TRUE;
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

/**
 * talus_resolve_setting:
 * @self: a resolver
 * @command: UpdateProperty or DeleteProperty of the project itself
 * @error: return location for an error
 *
 * Returns: %FALSE with an error where it may not be
 */
gboolean
talus_resolve_setting (TalusResolver       *self,
                       const TalusCommand  *command,
                       GError             **error)
{
  const char *key = command->u.set.property;
  JsonNode *node = command->u.set.value;
  const TalusSlot slot = { .kind = TALUS_SLOT_META, .key = key };
  g_autoptr (TalusValue) value = NULL;

  if (!talus_resolver_check_base (self, &slot, error))
    return FALSE;

  if (g_str_equal (key, "name"))
    return set_name (self, NULL, node, error);

  if (node != NULL && JSON_NODE_HOLDS_NULL (node))
    node = NULL;

  if (g_str_equal (key, "time_zone"))
    {
      if (node != NULL && !(is_string (node) && talus_is_time_zone (json_node_get_string (node))))
        return refuse_value (error, "There is no such time zone");
    }
  else if (g_str_equal (key, "currency"))
    {
      if (node != NULL && !(is_string (node) && talus_is_currency (json_node_get_string (node))))
        return refuse_value (error, "ISO 4217 has no such currency");
    }
  else if (!g_str_equal (key, "calendar") && !g_str_equal (key, "views") &&
           !(g_str_has_prefix (key, "x-") && key[2] != '\0'))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
                   "A project has no setting “%s”", key);
      return FALSE;
    }

  if (node != NULL)
    value = talus_value_new_node (node);
  talus_make_meta (self->graph, key, value, self->changes);

  return TRUE;
}
