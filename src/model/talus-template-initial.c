/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a new project starts with, `initial`: checked against the types when
 * the template is read, so that making a project cannot fail half way, and
 * kept as JSON with stored ids and values. It must not know graphs. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template-private.h"

#include <string.h>

static JsonArray *read_children (TalusTemplateReader  *reader,
                                 TalusNodeType        *parent,
                                 TalusYamlNode        *node,
                                 GError              **error);

static TalusNodeType *
find_type (TalusTemplateReader *reader,
           const char          *reference)
{
  TalusNodeType *type = g_hash_table_lookup (reader->body->types_by_id, reference);
  TalusId uuid;

  if (type == NULL && talus_id_parse (reference, -1, &uuid))
    type = g_hash_table_lookup (reader->body->types_by_uuid, &uuid);
  if (type == NULL && strcmp (reference, reader->body->id) == 0)
    type = reader->body->root_type;

  return type;
}

static gboolean
lists_id (GPtrArray  *ids,
          const char *id)
{
  return g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL);
}

static TalusNodeType *
read_type (TalusTemplateReader  *reader,
           TalusNodeType        *parent,
           TalusYamlNode        *node,
           GError              **error)
{
  TalusYamlNode *reference = talus_yaml_find_item (node, "type");
  TalusNodeType *type;

  if (reference == NULL || reference->text == NULL)
    {
      talus_yaml_set_error (error, reader->file_name, node->line, "an initial node has no type");
      return NULL;
    }

  type = find_type (reader, reference->text);
  if (type == NULL)
    {
      talus_yaml_set_error (error, reader->file_name, reference->line,
                            "there is no node type “%s” for an initial node", reference->text);
      return NULL;
    }

  if (!lists_id (parent->allowed_children, type->id) &&
      !lists_id (parent->allowed_asset_types, type->id))
    {
      talus_yaml_set_error (error, reader->file_name, reference->line,
                            "an initial node of type “%s” may not be below one of type “%s”",
                            type->id, parent->id);
      return NULL;
    }

  return type;
}

static gboolean
set_name (TalusTemplateReader *reader,
          JsonObject          *object,
          TalusYamlNode       *node,
          GError             **error)
{
  g_autofree char *name = NULL;

  if (!talus_template_take_label (reader, "name", node, &name, error))
    return FALSE;
  if (name == NULL)
    return TRUE;

  if (json_object_has_member (object, "name") &&
      strcmp (json_object_get_string_member (object, "name"), name) != 0)
    {
      talus_yaml_set_error (error, reader->file_name, node->line, "an initial node has two names");
      return FALSE;
    }
  json_object_set_string_member (object, "name", name);

  return TRUE;
}

static gboolean
read_property (TalusTemplateReader *reader,
               TalusNodeType       *type,
               JsonObject          *properties,
               TalusYamlNode       *key,
               TalusYamlNode       *node,
               GError             **error)
{
  const TalusProperty *property = talus_node_type_find_property (type, key->text);
  g_autoptr (TalusValue) value = NULL;
  TalusOddity oddity;

  if (property == NULL)
    {
      talus_yaml_set_error (error, reader->file_name, key->line,
                            "node type “%s” has no property “%s”", type->id, key->text);
      return FALSE;
    }

  if (json_object_has_member (properties, property->id))
    {
      talus_yaml_set_error (error, reader->file_name, key->line,
                            "an initial node has property “%s” twice", property->id);
      return FALSE;
    }

  value = talus_template_read_value (property, node, &oddity);
  if (oddity == TALUS_ODDITY_EMPTY)
    json_object_set_null_member (properties, property->id);
  else if (oddity == TALUS_ODDITY_NONE || oddity == TALUS_ODDITY_CONVERTED)
    json_object_set_member (properties, property->id, talus_value_to_node (value));
  else
    {
      talus_yaml_set_error (error, reader->file_name, node->line,
                            "property “%s” of node type “%s” does not take this value",
                            property->id, type->id);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_properties (TalusTemplateReader *reader,
                 TalusNodeType       *type,
                 JsonObject          *object,
                 TalusYamlNode       *node,
                 GError             **error)
{
  g_autoptr (JsonObject) properties = json_object_new ();

  if (node->kind == TALUS_YAML_NULL)
    return TRUE;
  if (node->kind != TALUS_YAML_MAPPING)
    {
      talus_yaml_set_error (error, reader->file_name, node->line, "“properties” must be a mapping");
      return FALSE;
    }

  for (guint i = 0; i < node->items->len; i += 2)
    {
      TalusYamlNode *key = node->items->pdata[i];
      TalusYamlNode *value = node->items->pdata[i + 1];

      if (strcmp (key->text, "name") == 0)
        {
          if (!set_name (reader, object, value, error))
            return FALSE;
        }
      else if (!read_property (reader, type, properties, key, value, error))
        return FALSE;
    }

  json_object_set_object_member (object, "properties", json_object_ref (properties));

  return TRUE;
}

static JsonNode *
read_node (TalusTemplateReader  *reader,
           TalusNodeType        *parent,
           TalusYamlNode        *node,
           GError              **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  TalusYamlNode *properties;
  TalusYamlNode *children;
  TalusNodeType *type;

  if (node->kind != TALUS_YAML_MAPPING)
    {
      talus_yaml_set_error (error, reader->file_name, node->line,
                            "an initial node must be a mapping");
      return NULL;
    }

  type = read_type (reader, parent, node, error);
  if (type == NULL)
    return NULL;
  json_object_set_string_member (object, "type", type->id);

  if (!set_name (reader, object, talus_yaml_find_item (node, "name"), error))
    return NULL;

  properties = talus_yaml_find_item (node, "properties");
  if (properties != NULL && !read_properties (reader, type, object, properties, error))
    return NULL;

  children = talus_yaml_find_item (node, "children");
  if (children != NULL)
    {
      JsonArray *array = read_children (reader, type, children, error);

      if (array == NULL)
        return NULL;
      json_object_set_array_member (object, "children", array);
    }

  return json_node_init_object (json_node_alloc (), object);
}

static JsonArray *
read_children (TalusTemplateReader  *reader,
               TalusNodeType        *parent,
               TalusYamlNode        *node,
               GError              **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (GPtrArray) items = NULL;

  if (!talus_template_take_list (reader, "initial", node, &items, error))
    return NULL;

  for (guint i = 0; i < items->len; i++)
    {
      JsonNode *child = read_node (reader, parent, items->pdata[i], error);

      if (child == NULL)
        return NULL;
      json_array_add_element (array, child);
    }

  return g_steal_pointer (&array);
}

/*< private >
 * talus_template_read_initial:
 * @reader: the reader, all types known
 * @type: the type whose nodes start so
 * @node: its `initial`
 * @error: what is broken about it
 *
 * Reads what stands below a new root.
 *
 * Returns: (transfer full) (nullable): `[{type,name?,properties?,children?}]`
 *   with types and properties by id and values as they are stored; null for
 *   a default that is not wanted
 */
JsonNode *
talus_template_read_initial (TalusTemplateReader  *reader,
                             TalusNodeType        *type,
                             TalusYamlNode        *node,
                             GError              **error)
{
  g_autoptr (JsonArray) array = read_children (reader, type, node, error);

  if (array == NULL)
    return NULL;

  return json_node_init_array (json_node_alloc (), array);
}
