/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of an import: what the template knows by its rules, the rest
 * beside it as it is, under a name that stands for nothing else. */
#define G_LOG_DOMAIN "talus-store-import"

#include <string.h>

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "model/talus-property-type.h"
#include "store/talus-import-private.h"

/*
 * talus_import_clear_property:
 *
 * Frees what is in one.
 */
void
talus_import_clear_property (gpointer data)
{
  TalusImportProperty *stored = data;

  g_free (stored->key);
  g_free (stored->json);
}

static TalusImportProperty *
find_stored (TalusImportBuilder *self,
             const char         *key)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_key, key));

  return place != 0 ? &g_array_index (self->stored, TalusImportProperty, place - 1) : NULL;
}

static void
store (TalusImportBuilder *self,
       char               *key,
       char               *json,
       gsize               length)
{
  TalusImportProperty stored = { key, json, length };

  g_array_append_val (self->stored, stored);
  g_hash_table_insert (self->by_key, key, GUINT_TO_POINTER (self->stored->len));
}

/* Keeps a value under the name it has in the file, or one like it where that
 * is taken or stands for something that has a rule. */
static gboolean
store_as_is (TalusImportBuilder   *self,
             const TalusNodeType  *type,
             const char           *key,
             TalusSlice            value,
             GError              **error)
{
  g_autofree char *free_key = g_strdup (key);
  g_autofree char *json = NULL;
  gsize length = 0;

  json = talus_json_canonicalize (self->reader->data + value.start, value.end - value.start,
                                  TALUS_IMPORT_VALUE_DEPTH, &length, error);
  if (json == NULL)
    return FALSE;

  while (find_stored (self, free_key) != NULL || g_str_equal (free_key, "name") ||
         (type != NULL && talus_node_type_get_property (type, free_key) != NULL))
    {
      char *longer = g_strconcat ("x-", free_key, NULL);

      g_free (free_key);
      free_key = longer;
    }
  store (self, g_steal_pointer (&free_key), g_steal_pointer (&json), length);

  return TRUE;
}

static void
tell_oddity (TalusImportBuilder  *self,
             const TalusId       *node_id,
             const TalusProperty *property,
             TalusOddity          oddity)
{
  switch (oddity)
    {
    case TALUS_ODDITY_CONVERTED:
      self->reader->n_converted++;
      break;

    case TALUS_ODDITY_UNKNOWN_OPTION:
      talus_import_warn (self->reader, node_id, property->id, "UNKNOWN_OPTION",
                         "The value of “%s” is none of its options", property->label);
      break;

    case TALUS_ODDITY_WRONG_TYPE:
      talus_import_warn (self->reader, node_id, property->id, "WRONG_TYPE",
                         "The value of “%s” is not of type %s", property->label,
                         talus_property_kind_get_name (property->kind));
      break;

    case TALUS_ODDITY_NONE:
    case TALUS_ODDITY_EMPTY:
    default:
      break;
    }
}

/* What the file calls a node is not always what it is called here. */
static JsonNode *
map_reference (TalusImportBuilder *self,
               JsonNode           *node)
{
  char text[TALUS_ID_TEXT_SIZE];
  guint found = TALUS_IMPORT_NONE;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return json_node_copy (node);

  found = talus_import_find_node (self->reader, json_node_get_string (node));
  if (found == TALUS_IMPORT_NONE)
    return json_node_copy (node);
  talus_id_format (&g_array_index (self->reader->nodes, TalusImportNode, found).id, text);

  return json_node_init_string (json_node_alloc (), text);
}

static JsonNode *
map_references (TalusImportBuilder *self,
                JsonNode           *node)
{
  JsonArray *mapped = NULL;
  JsonArray *array = NULL;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return map_reference (self, node);

  array = json_node_get_array (node);
  mapped = json_array_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (mapped, map_reference (self, json_array_get_element (array, i)));
  node = json_node_alloc ();
  json_node_init (node, JSON_NODE_ARRAY);
  json_node_take_array (node, mapped);

  return node;
}

static TalusValue *
normalize (TalusImportBuilder  *self,
           const TalusProperty *property,
           JsonNode            *node,
           TalusOddity         *oddity)
{
  TalusValue *value = NULL;

  if (self->reader->lenient && (property->kind == TALUS_PROPERTY_NODE_REFERENCE ||
                                property->kind == TALUS_PROPERTY_PERSON))
    {
      g_autoptr(JsonNode) mapped = map_references (self, node);

      return talus_property_normalize_lenient (property, mapped, oddity);
    }
  if (self->reader->lenient)
    return talus_property_normalize_lenient (property, node, oddity);

  *oddity = TALUS_ODDITY_NONE;
  value = talus_property_normalize (property, node, NULL);
  if (value != NULL)
    return value;

  /* Our own files say exactly what they mean; what does not fit is an orphan. */
  *oddity = property->kind == TALUS_PROPERTY_SELECT || property->kind == TALUS_PROPERTY_MULTI_SELECT
              ? TALUS_ODDITY_UNKNOWN_OPTION
              : TALUS_ODDITY_WRONG_TYPE;

  return talus_value_new_node (node);
}

static gboolean
take_name_property (TalusImportBuilder   *self,
                    const TalusId        *node_id,
                    const TalusNodeType  *type,
                    char                **name,
                    const char           *key,
                    TalusSlice            value,
                    GError              **error)
{
  g_autofree char *text = talus_import_dup_string (self->reader, value);

  if (text != NULL && *name == NULL)
    {
      *name = g_steal_pointer (&text);
      return TRUE;
    }
  if (text != NULL && (g_str_equal (text, *name) || text[0] == '\0'))
    return TRUE;

  talus_import_warn (self->reader, node_id, "x-name", "TWO_NAMES",
                     "“%s” says another name than the node has; kept as “x-name”", key);

  return store_as_is (self, type, "x-name", value, error);
}

static gboolean
take_known_property (TalusImportBuilder   *self,
                     const TalusId        *node_id,
                     const TalusNodeType  *type,
                     const TalusProperty  *property,
                     const char           *key,
                     TalusSlice            slice,
                     GError              **error)
{
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(TalusValue) value = NULL;
  TalusOddity oddity = TALUS_ODDITY_NONE;
  TalusImportProperty *known = NULL;
  const char *json = NULL;
  gsize length = 0;

  node = talus_json_parse (self->reader->data + slice.start, slice.end - slice.start,
                           TALUS_IMPORT_VALUE_DEPTH, error);
  if (node == NULL)
    return FALSE;
  value = normalize (self, property, node, &oddity);
  tell_oddity (self, node_id, property, oddity);
  if (value == NULL)
    return TRUE;

  json = talus_value_get_json (value, &length);
  known = find_stored (self, property->id);
  if (known == NULL)
    {
      store (self, g_strdup (property->id), g_memdup2 (json, length), length);
      return TRUE;
    }
  if (known->length == length && memcmp (known->json, json, length) == 0)
    return TRUE;

  talus_import_warn (self->reader, node_id, key, "DUPLICATE_PROPERTY",
                     "“%s” stands there twice with different values; both are kept",
                     property->label);

  return store_as_is (self, type, key, slice, error);
}

static gboolean
take_property (TalusImportBuilder   *self,
               const TalusId        *node_id,
               const TalusNodeType  *type,
               char                **name,
               const char           *key,
               TalusSlice            slice,
               GError              **error)
{
  const TalusProperty *property = NULL;

  if (talus_import_is_null (self->reader, slice))
    return TRUE;
  if (type != NULL)
    property = self->reader->lenient ? talus_node_type_find_property (type, key)
                                     : talus_node_type_get_property (type, key);

  if (g_str_equal (key, "name") || (property != NULL && g_str_equal (property->id, "name")))
    return take_name_property (self, node_id, type, name, key, slice, error);
  if (property != NULL)
    return take_known_property (self, node_id, type, property, key, slice, error);

  if (type != NULL)
    talus_import_warn (self->reader, node_id, key, "UNKNOWN_PROPERTY",
                       "“%s” has no property “%s”; kept as an orphan", type->label, key);

  return store_as_is (self, type, key, slice, error);
}

static gboolean
take_members (TalusImportBuilder     *self,
              const TalusImportNode  *node,
              const TalusNodeType    *type,
              char                  **name,
              GError                **error)
{
  if (!talus_import_is_null (self->reader, node->properties))
    {
      g_autoptr(GArray) members = talus_import_split (self->reader, node->properties, error);

      if (members == NULL)
        return FALSE;
      for (guint i = 0; i < members->len; i++)
        {
          TalusImportMember *member = &g_array_index (members, TalusImportMember, i);

          if (!take_property (self, &node->id, type, name, member->name, member->value, error))
            return FALSE;
        }
    }

  for (guint i = 0; node->extra != NULL && i < node->extra->len; i++)
    {
      TalusImportMember *member = &g_array_index (node->extra, TalusImportMember, i);

      if (talus_import_is_null (self->reader, member->value))
        continue;
      talus_import_warn (self->reader, &node->id, member->name, "UNKNOWN_PROPERTY",
                         "Nodes have no member “%s”; kept as an orphaned property", member->name);
      if (!store_as_is (self, type, member->name, member->value, error))
        return FALSE;
    }

  return TRUE;
}

/* The node's name, which alone of what it is can also stand in its properties. */
static gboolean
take_name (TalusImportBuilder     *self,
           const TalusImportNode  *node,
           const TalusNodeType    *type,
           char                  **name,
           GError                **error)
{
  *name = talus_import_dup_string (self->reader, node->name);
  if (*name != NULL || talus_import_is_null (self->reader, node->name))
    return TRUE;

  talus_import_warn (self->reader, &node->id, "x-name", "WRONG_TYPE",
                     "The name of the node is no text; kept as “x-name”");

  return store_as_is (self, type, "x-name", node->name, error);
}

/*
 * talus_import_take_properties:
 *
 * Fills in what is stored of a node, in place of what was before.
 */
gboolean
talus_import_take_properties (TalusImportBuilder     *self,
                              const TalusImportNode  *node,
                              const TalusNodeType    *type,
                              char                  **name,
                              GError                **error)
{
  g_hash_table_remove_all (self->by_key);
  g_array_set_size (self->stored, 0);

  return take_name (self, node, type, name, error) &&
         take_members (self, node, type, name, error);
}
