/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One property of a node type: from the tree of a YAML file, with its options
 * and its default, and into the type. It must not know other types. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template-private.h"

#include <string.h>


/* Money is exact as it is written, unless only YAML understands how. */
static gboolean
is_number_for (const TalusProperty *property,
               TalusYamlNode       *node)
{
  g_autofree char *amount = NULL;

  if (property->kind != TALUS_PROPERTY_CURRENCY || node->kind != TALUS_YAML_NUMBER)
    return FALSE;

  amount = talus_currency_normalize (node->text);

  return amount == NULL;
}

static JsonNode *
text_to_json (const TalusProperty *property,
              TalusYamlNode       *node)
{
  if (node->text != NULL && node->kind != TALUS_YAML_NULL && !is_number_for (property, node))
    return json_node_init_string (json_node_alloc (), node->text);

  return talus_yaml_to_json (node);
}

/*< private >
 * talus_template_read_value:
 * @property: a property, with its options
 * @node: a value in a template
 * @oddity: (out): what is odd about it, as with imports
 *
 * Reads a value as its property wants it: 1.0 and yes are text for some kinds,
 * a number and a truth for others, whatever YAML says.
 *
 * Returns: (transfer full) (nullable): the value in its stored form, or the
 *   given one where the property has no use for it
 */
TalusValue *
talus_template_read_value (const TalusProperty *property,
                           TalusYamlNode       *node,
                           TalusOddity         *oddity)
{
  g_autoptr (JsonNode) json = NULL;

  if (property->kind == TALUS_PROPERTY_NUMBER || property->kind == TALUS_PROPERTY_BOOLEAN ||
      property->kind == TALUS_PROPERTY_OBJECT)
    json = talus_yaml_to_json (node);
  else if (node->kind == TALUS_YAML_SEQUENCE)
    {
      g_autoptr (JsonArray) array = json_array_sized_new (node->items->len);

      for (guint i = 0; i < node->items->len; i++)
        json_array_add_element (array, text_to_json (property, node->items->pdata[i]));
      json = json_node_init_array (json_node_alloc (), array);
    }
  else
    json = text_to_json (property, node);

  return talus_property_normalize_lenient (property, json, oddity);
}

static gboolean
read_option_field (TalusTemplateReader *reader,
                   TalusOption         *option,
                   const char          *key,
                   TalusYamlNode       *node,
                   GError             **error)
{
  if (strcmp (key, "indicator_id") == 0)
    return talus_template_take_text (reader, key, node, &option->indicator_id, error);
  if (strcmp (key, "bullet") == 0)
    return talus_template_take_text (reader, key, node, &option->bullet, error);
  if (strcmp (key, "color") == 0)
    return talus_template_take_text (reader, key, node, &option->color, error);

  talus_template_take_extra (&option->extra, key, node);

  return TRUE;
}

static TalusOption *
read_option_mapping (TalusTemplateReader  *reader,
                     TalusNodeType        *type,
                     TalusProperty        *property,
                     TalusYamlNode        *node,
                     GError              **error)
{
  g_autoptr (TalusOption) option = NULL;
  g_autofree char *name = NULL;
  g_autofree char *id = NULL;

  for (guint i = 0; i < node->items->len; i += 2)
    {
      const char *key = ((TalusYamlNode *) node->items->pdata[i])->text;
      TalusYamlNode *value = node->items->pdata[i + 1];

      if (strcmp (key, "name") == 0 &&
          !talus_template_take_label (reader, key, value, &name, error))
        return NULL;
      if (strcmp (key, "id") == 0 && value->kind != TALUS_YAML_NULL &&
          !talus_template_take_identifier (reader, "option", value, value->line, &id, error))
        return NULL;
    }

  if (name == NULL)
    {
      talus_yaml_set_error (error, reader->file_name, node->line,
                            "an option of property “%s” has no name", property->id);
      return NULL;
    }

  option = talus_option_new (type->id, property->id, name, id);
  for (guint i = 0; i < node->items->len; i += 2)
    {
      const char *key = ((TalusYamlNode *) node->items->pdata[i])->text;

      if (strcmp (key, "name") != 0 && strcmp (key, "id") != 0 &&
          !read_option_field (reader, option, key, node->items->pdata[i + 1], error))
        return NULL;
    }

  return g_steal_pointer (&option);
}

static TalusOption *
read_option (TalusTemplateReader  *reader,
             TalusNodeType        *type,
             TalusProperty        *property,
             TalusYamlNode        *node,
             GError              **error)
{
  g_autofree char *name = NULL;

  if (node->kind == TALUS_YAML_MAPPING)
    return read_option_mapping (reader, type, property, node, error);

  if (!talus_template_take_label (reader, "option", node, &name, error))
    return NULL;
  if (name == NULL)
    {
      talus_yaml_set_error (error, reader->file_name, node->line,
                            "an option of property “%s” has no name", property->id);
      return NULL;
    }

  return talus_option_new (type->id, property->id, name, NULL);
}

static gboolean
read_options (TalusTemplateReader *reader,
              TalusNodeType       *type,
              TalusProperty       *property,
              TalusYamlNode       *node,
              guint                line,
              GError             **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) items = NULL;

  if (node != NULL && !talus_template_take_list (reader, "options", node, &items, error))
    return FALSE;

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      TalusYamlNode *item = items->pdata[i];
      TalusOption *option = read_option (reader, type, property, item, error);

      if (option == NULL)
        return FALSE;

      if (!g_hash_table_add (names, option->name) || !g_hash_table_add (ids, option->id))
        {
          talus_yaml_set_error (error, reader->file_name, item->line,
                                "property “%s” has two options of the name or id of “%s”",
                                property->id, option->name);
          talus_option_free (option);
          return FALSE;
        }
      talus_property_add_option (property, option);
    }

  if (property->options->len > 0 || property->kind == TALUS_PROPERTY_MULTI_SELECT)
    return TRUE;

  talus_yaml_set_error (error, reader->file_name, node != NULL ? node->line : line,
                        "property “%s” of node type “%s” is a select without options",
                        property->id, type->id);

  return FALSE;
}

/* Older templates carry odd defaults: they are left out, not refused. */
static void
read_default (TalusTemplateReader *reader,
              TalusNodeType       *type,
              TalusProperty       *property,
              TalusYamlNode       *node)
{
  g_autoptr (TalusValue) value = NULL;
  TalusOddity oddity;
  gboolean is_usable;

  if (node == NULL || node->kind == TALUS_YAML_NULL)
    return;

  value = talus_template_read_value (property, node, &oddity);
  /* YAML has truths of its own, many of them; a number is none. */
  is_usable = oddity == TALUS_ODDITY_NONE ||
              (oddity == TALUS_ODDITY_CONVERTED && property->kind != TALUS_PROPERTY_BOOLEAN);

  if (is_usable && strcmp (property->id, "name") == 0)
    {
      g_autofree char *text = talus_value_dup_string (value);

      is_usable = g_utf8_strlen (text, -1) <= TALUS_NAME_MAX_CHARACTERS;
    }

  if (is_usable)
    property->default_value = g_steal_pointer (&value);
  else if (oddity != TALUS_ODDITY_EMPTY)
    talus_template_warn (reader, node->line,
                         "the default of property “%s” of node type “%s” does not fit its type "
                         "“%s” and is left out",
                         property->id, type->id, talus_property_kind_get_name (property->kind));
}

static void
read_kind (TalusTemplateReader *reader,
           TalusNodeType       *type,
           TalusProperty       *property,
           TalusYamlNode       *node,
           guint                line)
{
  const char *text = node != NULL && node->kind != TALUS_YAML_NULL ? node->text : NULL;

  property->kind = TALUS_PROPERTY_TEXT;
  if (text == NULL)
    talus_template_warn (reader, node != NULL ? node->line : line,
                         "property “%s” of node type “%s” has no type and is taken as text",
                         property->id, type->id);
  else if (!talus_property_kind_parse (text, &property->kind))
    talus_template_warn (reader, node->line, "property “%s” of node type “%s” has the unknown type "
                         "“%s” and is taken as text", property->id, type->id, text);
  else if (strcmp (property->id, "name") == 0 && property->kind != TALUS_PROPERTY_TEXT)
    {
      talus_template_warn (reader, node->line, "the name of node type “%s” is taken as text",
                           type->id);
      property->kind = TALUS_PROPERTY_TEXT;
    }
}

static gboolean
read_field (TalusTemplateReader *reader,
            TalusProperty       *property,
            const char          *key,
            TalusYamlNode       *node,
            GError             **error)
{
  const struct
  {
    const char *key;
    char **text;
  } texts[] = {
    { "indicator_set", &property->indicator_set },
    { "ui_group", &property->ui_group },
    { "target_type", &property->target_type },
    { "semantic_role", &property->semantic_role },
    { "description", &property->description },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (strcmp (key, texts[i].key) == 0)
        return talus_template_take_text (reader, key, node, texts[i].text, error);
    }

  if (strcmp (key, "required") == 0)
    return talus_template_take_boolean (reader, key, node, &property->required, error);
  if (strcmp (key, "system_locked") == 0)
    return talus_template_take_boolean (reader, key, node, &property->system_locked, error);

  /* Older programs wrote out what features bring, so marked. */
  if (strcmp (key, "_macro_injected") == 0 && node->kind == TALUS_YAML_BOOLEAN)
    property->injected = node->number != 0.0;

  talus_template_take_extra (&property->extra, key, node);

  return TRUE;
}

/* Id, key, UUID, label and kind. */
static gboolean
read_identity (TalusTemplateReader *reader,
               TalusNodeType       *type,
               TalusProperty       *property,
               TalusYamlNode       *node,
               GError             **error)
{
  TalusYamlNode *label = talus_yaml_find_item (node, "label");
  TalusYamlNode *name = talus_yaml_find_item (node, "name");
  TalusYamlNode *uuid = talus_yaml_find_item (node, "uuid");

  if (!talus_template_take_identifier (reader, "property", talus_yaml_find_item (node, "id"),
                                       node->line, &property->id, error) ||
      !talus_template_take_label (reader, "key", talus_yaml_find_item (node, "key"),
                                  &property->key, error) ||
      !talus_template_take_label (reader, "label", label, &property->label, error))
    return FALSE;

  if (property->label != NULL && name != NULL)
    talus_template_take_extra (&property->extra, "name", name);
  else if (property->label == NULL)
    {
      if (!talus_template_take_label (reader, "name", name, &property->label, error))
        return FALSE;
      if (property->label == NULL)
        property->label = g_strdup (property->id);
    }

  if (uuid == NULL || uuid->text == NULL || !talus_id_parse (uuid->text, -1, &property->uuid))
    {
      if (uuid != NULL && uuid->kind != TALUS_YAML_NULL)
        talus_template_warn (reader, uuid->line,
                             "the uuid of property “%s” is none and is replaced", property->id);
      talus_property_derive_uuid (property, type->id);
    }

  read_kind (reader, type, property, talus_yaml_find_item (node, "type"), node->line);

  return TRUE;
}

/*< private >
 * talus_template_read_property:
 * @reader: the reader
 * @type: the type that gets it
 * @node: the property in the YAML
 * @error: what is broken about it
 *
 * Reads a property and adds it to its type.
 *
 * Returns: %TRUE on success
 */
gboolean
talus_template_read_property (TalusTemplateReader  *reader,
                              TalusNodeType        *type,
                              TalusYamlNode        *node,
                              GError              **error)
{
  static const char *const done_apart[] = {
    "id", "key", "label", "name", "uuid", "type", "options", "value", NULL
  };
  g_autoptr (TalusProperty) property = talus_property_new ();
  TalusYamlNode *options;

  if (node->kind != TALUS_YAML_MAPPING)
    {
      talus_yaml_set_error (error, reader->file_name, node->line, "a property must be a mapping");
      return FALSE;
    }

  if (!read_identity (reader, type, property, node, error))
    return FALSE;

  for (guint i = 0; i < node->items->len; i += 2)
    {
      const char *key = ((TalusYamlNode *) node->items->pdata[i])->text;

      if (!g_strv_contains (done_apart, key) &&
          !read_field (reader, property, key, node->items->pdata[i + 1], error))
        return FALSE;
    }

  options = talus_yaml_find_item (node, "options");
  if (property->kind == TALUS_PROPERTY_SELECT || property->kind == TALUS_PROPERTY_MULTI_SELECT)
    {
      if (!read_options (reader, type, property, options, node->line, error))
        return FALSE;
    }
  else if (options != NULL && options->items != NULL && options->items->len > 0)
    talus_template_take_extra (&property->extra, "options", options);

  read_default (reader, type, property, talus_yaml_find_item (node, "value"));

  return talus_template_add_property (reader, type, g_steal_pointer (&property), node->line, error);
}

static gboolean
check_unique (TalusTemplateReader *reader,
              TalusNodeType       *type,
              TalusProperty       *property,
              guint                line,
              GError             **error)
{
  const char *what = NULL;

  if (g_hash_table_contains (type->by_id, property->id))
    what = "id";
  else if (property->key != NULL && g_hash_table_contains (type->by_key, property->key))
    what = "key";
  else if (g_hash_table_contains (type->by_uuid, &property->uuid))
    what = "uuid";

  if (what == NULL)
    return TRUE;

  talus_yaml_set_error (error, reader->file_name, line,
                        "property “%s” of node type “%s” has the %s of another", property->id,
                        type->id, what);

  return FALSE;
}

/*< private >
 * talus_template_add_property:
 * @reader: the reader
 * @type: a type
 * @property: (transfer full): a property for it
 * @line: the line it comes from
 * @error: where its id, key or UUID is taken
 *
 * Adds a property to its type; the one with the id `name` apart from the
 * others. A key that is the id of another property gives way to it.
 *
 * Returns: %TRUE on success
 */
gboolean
talus_template_add_property (TalusTemplateReader  *reader,
                             TalusNodeType        *type,
                             TalusProperty        *property,
                             guint                 line,
                             GError              **error)
{
  const TalusProperty *other;

  if (!check_unique (reader, type, property, line, error))
    {
      talus_property_free (property);
      return FALSE;
    }

  g_hash_table_insert (type->by_id, property->id, property);
  g_hash_table_insert (type->by_uuid, &property->uuid, property);

  other = g_hash_table_lookup (type->by_key, property->id);
  if (other != NULL)
    talus_template_warn (reader, line, "“%s” of node type “%s” is the key of “%s” and the id of "
                         "another property, which it means", property->id, type->id, other->id);

  if (property->key != NULL && strcmp (property->key, property->id) != 0)
    {
      /* `name` always is the node's name, so no key leads there. */
      if (strcmp (property->key, "name") == 0 ||
          g_hash_table_contains (type->by_id, property->key))
        talus_template_warn (reader, line, "the key “%s” of property “%s” of node type “%s” means "
                             "another property", property->key, property->id, type->id);
      if (strcmp (property->key, "name") != 0)
        g_hash_table_insert (type->by_key, property->key, property);
    }

  if (strcmp (property->id, "name") == 0)
    type->name_property = property;
  else
    g_ptr_array_add (type->properties, property);

  return TRUE;
}
