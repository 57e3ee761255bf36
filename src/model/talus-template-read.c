/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the tree of a YAML file to a template: the top, the node types and what
 * ties them together. What is broken is refused with its line, what is merely
 * odd gets a warning. It must not know libyaml, nor graphs. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template-private.h"

#include <string.h>

/* The texts of a mapping that only need to be kept. */
typedef struct
{
  const char *key;
  char **text;
} TextField;

static gboolean
take_field (TalusTemplateReader *reader,
            const TextField     *fields,
            guint                n_fields,
            const char          *key,
            TalusYamlNode       *node,
            gboolean            *taken,
            GError             **error)
{
  *taken = FALSE;

  for (guint i = 0; i < n_fields; i++)
    {
      if (strcmp (key, fields[i].key) == 0)
        {
          *taken = TRUE;
          return talus_template_take_text (reader, key, node, fields[i].text, error);
        }
    }

  return TRUE;
}

static gboolean
read_type_field (TalusTemplateReader *reader,
                 TalusNodeType       *type,
                 const char          *key,
                 TalusYamlNode       *node,
                 GError             **error)
{
  const TextField fields[] = {
    { "icon", &type->icon },
    { "color", &type->color },
    { "shape", &type->shape },
    { "base_type", &type->base_type },
    { "primary_status_property_id", &type->primary_status_property_id },
  };
  gboolean taken;

  if (!take_field (reader, fields, G_N_ELEMENTS (fields), key, node, &taken, error))
    return FALSE;

  if (taken)
    return TRUE;

  if (strcmp (key, "has_time_log") == 0)
    return talus_template_take_boolean (reader, key, node, &type->has_time_log, error);

  if (strcmp (key, "features") == 0)
    {
      g_autoptr (GPtrArray) items = NULL;

      if (!talus_template_take_list (reader, key, node, &items, error))
        return FALSE;
      for (guint i = 0; i < items->len; i++)
        {
          char *feature = NULL;

          if (!talus_template_take_text (reader, "feature", items->pdata[i], &feature, error))
            return FALSE;
          if (feature != NULL)
            g_ptr_array_add (type->features, feature);
        }
      return TRUE;
    }

  talus_template_take_extra (&type->extra, key, node);

  return TRUE;
}

static void
read_type_uuid (TalusTemplateReader *reader,
                TalusNodeType       *type,
                TalusYamlNode       *node)
{
  g_autofree char *name = NULL;

  if (node != NULL && node->kind != TALUS_YAML_NULL)
    {
      if (node->text != NULL && talus_id_parse (node->text, -1, &type->uuid))
        return;
      talus_template_warn (reader, node->line, "the uuid of node type “%s” is none and is replaced",
                           type->id);
    }

  name = g_strconcat ("node_type:", type->id, NULL);
  talus_id_from_name (&type->uuid, name, -1);
}

/* Id, label and UUID, without which nothing else of a type can be read. */
static gboolean
read_type_identity (TalusTemplateReader *reader,
                    TalusNodeType       *type,
                    TalusYamlNode       *node,
                    GError             **error)
{
  TalusYamlNode *id = talus_yaml_find_item (node, "id");
  TalusYamlNode *label = talus_yaml_find_item (node, "label");
  TalusYamlNode *name = talus_yaml_find_item (node, "name");

  if (!talus_template_take_identifier (reader, "node type", id, node->line, &type->id, error))
    return FALSE;

  if (!talus_template_take_label (reader, "label", label, &type->label, error))
    return FALSE;
  if (type->label != NULL && name != NULL)
    talus_template_take_extra (&type->extra, "name", name);
  else if (type->label == NULL)
    {
      if (!talus_template_take_label (reader, "name", name, &type->label, error))
        return FALSE;
      if (type->label == NULL)
        type->label = g_strdup (type->id);
    }

  read_type_uuid (reader, type, talus_yaml_find_item (node, "uuid"));

  if (g_hash_table_contains (reader->body->types_by_id, type->id))
    {
      talus_yaml_set_error (error, reader->file_name, id->line,
                            "there are two node types “%s”", type->id);
      return FALSE;
    }
  if (g_hash_table_contains (reader->body->types_by_uuid, &type->uuid))
    {
      talus_yaml_set_error (error, reader->file_name, node->line,
                            "node type “%s” has the uuid of another", type->id);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_properties (TalusTemplateReader *reader,
                 TalusNodeType       *type,
                 TalusYamlNode       *node,
                 GError             **error)
{
  g_autoptr (GPtrArray) items = NULL;

  if (!talus_template_take_list (reader, "properties", node, &items, error))
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      if (!talus_template_read_property (reader, type, items->pdata[i], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_type (TalusTemplateReader *reader,
           TalusYamlNode       *node,
           GError             **error)
{
  static const char *const done_apart[] = {
    "id", "label", "name", "uuid", "properties", "allowed_children", "allowed_asset_types",
    "initial", NULL
  };
  g_autoptr (TalusNodeType) type = talus_node_type_new ();
  TalusYamlNode *properties;

  if (node->kind != TALUS_YAML_MAPPING)
    {
      talus_yaml_set_error (error, reader->file_name, node->line, "a node type must be a mapping");
      return FALSE;
    }

  if (!read_type_identity (reader, type, node, error))
    return FALSE;

  for (guint i = 0; i < node->items->len; i += 2)
    {
      TalusYamlNode *key = node->items->pdata[i];

      if (!g_strv_contains (done_apart, key->text) &&
          !read_type_field (reader, type, key->text, node->items->pdata[i + 1], error))
        return FALSE;
    }

  properties = talus_yaml_find_item (node, "properties");
  if (properties != NULL && !read_properties (reader, type, properties, error))
    return FALSE;
  if (!talus_template_add_features (reader, type, node->line, error))
    return FALSE;

  if (type->primary_status_property_id != NULL)
    {
      const TalusProperty *status;

      status = talus_node_type_find_property (type, type->primary_status_property_id);
      if (status == NULL)
        talus_template_warn (reader,
                             talus_yaml_find_item (node, "primary_status_property_id")->line,
                             "node type “%s” has no property “%s” to be its primary status",
                             type->id, type->primary_status_property_id);
      else
        {
          g_free (type->primary_status_property_id);
          type->primary_status_property_id = g_strdup (status->id);
        }
    }

  g_hash_table_insert (reader->body->types_by_id, type->id, type);
  g_hash_table_insert (reader->body->types_by_uuid, &type->uuid, type);
  g_ptr_array_add (reader->body->types, g_steal_pointer (&type));

  return TRUE;
}

/* Types by id or UUID → ids of types that there are, each once. */
static gboolean
read_type_references (TalusTemplateReader *reader,
                      TalusNodeType       *type,
                      TalusYamlNode       *node,
                      const char          *key,
                      GPtrArray           *ids,
                      GError             **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) items = NULL;

  if (node == NULL)
    return TRUE;
  if (!talus_template_take_list (reader, key, node, &items, error))
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      TalusYamlNode *item = items->pdata[i];
      g_autofree char *reference = NULL;
      TalusNodeType *found;
      TalusId uuid;

      if (!talus_template_take_text (reader, key, item, &reference, error))
        return FALSE;
      if (reference == NULL)
        continue;

      found = g_hash_table_lookup (reader->body->types_by_id, reference);
      if (found == NULL && talus_id_parse (reference, -1, &uuid))
        found = g_hash_table_lookup (reader->body->types_by_uuid, &uuid);

      if (found == NULL)
        talus_template_warn (reader, item->line, "%s of node type “%s” names “%s”, which is none",
                             key, type->id, reference);
      else if (g_hash_table_add (seen, found))
        g_ptr_array_add (ids, g_strdup (found->id));
    }

  return TRUE;
}

/* What can only be read when all types are known. */
static gboolean
connect_types (TalusTemplateReader *reader,
               GPtrArray           *nodes,
               GError             **error)
{
  TalusTemplateBody *body = reader->body;

  for (guint i = 0; i < nodes->len; i++)
    {
      TalusNodeType *type = body->types->pdata[i];
      TalusYamlNode *node = nodes->pdata[i];

      if (!read_type_references (reader, type, talus_yaml_find_item (node, "allowed_children"),
                                 "allowed_children", type->allowed_children, error) ||
          !read_type_references (reader, type, talus_yaml_find_item (node, "allowed_asset_types"),
                                 "allowed_asset_types", type->allowed_asset_types, error))
        return FALSE;

      if (!g_ptr_array_find_with_equal_func (type->features, "is_root", g_str_equal, NULL))
        continue;
      if (body->root_type == NULL)
        body->root_type = type;
      else
        talus_template_warn (reader, node->line, "node type “%s” is a second root, “%s” is it",
                             type->id, body->root_type->id);
    }

  if (body->root_type == NULL)
    body->root_type = body->types->pdata[0];
  body->root_type->is_root = TRUE;

  for (guint i = 0; i < nodes->len; i++)
    {
      TalusNodeType *type = body->types->pdata[i];
      TalusYamlNode *initial = talus_yaml_find_item (nodes->pdata[i], "initial");

      if (initial == NULL || initial->kind == TALUS_YAML_NULL)
        continue;
      type->initial = talus_template_read_initial (reader, type, initial, error);
      if (type->initial == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_types (TalusTemplateReader *reader,
            TalusYamlNode       *root,
            GError             **error)
{
  TalusYamlNode *node = talus_yaml_find_item (root, "node_types");
  g_autoptr (GPtrArray) items = NULL;

  if (node != NULL && !talus_template_take_list (reader, "node_types", node, &items, error))
    return FALSE;
  if (items == NULL || items->len == 0)
    {
      talus_yaml_set_error (error, reader->file_name, node != NULL ? node->line : root->line,
                            "there are no node types");
      return FALSE;
    }

  for (guint i = 0; i < items->len; i++)
    {
      if (!read_type (reader, items->pdata[i], error))
        return FALSE;
    }

  return connect_types (reader, items, error);
}

static char *
stem_of (const char *file_name)
{
  g_autofree char *base = g_path_get_basename (file_name);
  char *dot = strrchr (base, '.');

  if (dot != NULL && dot != base)
    *dot = '\0';

  return g_steal_pointer (&base);
}

static gboolean
read_top (TalusTemplateReader *reader,
          TalusYamlNode       *root,
          GError             **error)
{
  TalusTemplateBody *body = reader->body;
  const TextField fields[] = {
    { "version", &body->version },
    { "description", &body->description },
  };
  TalusYamlNode *id = talus_yaml_find_item (root, "id");

  if (id != NULL && id->kind != TALUS_YAML_NULL)
    {
      if (!talus_template_take_identifier (reader, "template", id, root->line, &body->id, error))
        return FALSE;
      body->has_own_id = TRUE;
    }
  else
    body->id = stem_of (reader->file_name != NULL ? reader->file_name : "template");

  for (guint i = 0; i < root->items->len; i += 2)
    {
      const char *key = ((TalusYamlNode *) root->items->pdata[i])->text;
      TalusYamlNode *node = root->items->pdata[i + 1];
      gboolean taken;

      if (strcmp (key, "id") == 0 || strcmp (key, "node_types") == 0)
        continue;

      if (strcmp (key, "name") == 0)
        {
          if (!talus_template_take_label (reader, key, node, &body->name, error))
            return FALSE;
          continue;
        }

      if (!take_field (reader, fields, G_N_ELEMENTS (fields), key, node, &taken, error))
        return FALSE;
      if (!taken)
        talus_template_take_extra (&body->extra, key, node);
    }

  return TRUE;
}

/*< private >
 * talus_template_read:
 * @yaml: the YAML of one template
 * @file_name: (nullable): the file it is from
 * @error: %TALUS_ERROR_INVALID_VALUE with file, line and reason
 *
 * Reads a template, all of it.
 *
 * Returns: (transfer full) (nullable): it
 */
TalusTemplateBody *
talus_template_read (GBytes      *yaml,
                     const char  *file_name,
                     GError     **error)
{
  g_autoptr (TalusYamlDocument) document = talus_yaml_document_new (yaml, file_name, error);
  g_autoptr (TalusTemplateBody) body = NULL;
  TalusTemplateReader reader;

  if (document == NULL)
    return NULL;

  if (document->root->kind != TALUS_YAML_MAPPING)
    {
      talus_yaml_set_error (error, file_name, document->root->line, "a template is a mapping");
      return NULL;
    }

  body = talus_template_body_new ();
  body->yaml = g_bytes_ref (yaml);
  body->hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, yaml);
  reader.file_name = file_name;
  reader.body = body;

  if (!read_top (&reader, document->root, error) || !read_types (&reader, document->root, error))
    return NULL;

  return g_steal_pointer (&body);
}
