/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template as clients see it: JSON with every id resolved and every default
 * filled in. It must not know where it is sent. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template.h"

#include <string.h>

#include "base/talus-json.h"
#include "model/talus-template-private.h"

static void
write_text (TalusJsonWriter *writer,
            const char      *name,
            const char      *text)
{
  if (text == NULL)
    return;

  talus_json_writer_name (writer, name);
  talus_json_writer_string (writer, text);
}

static void
write_boolean (TalusJsonWriter *writer,
            const char      *name,
            gboolean         boolean)
{
  talus_json_writer_name (writer, name);
  talus_json_writer_boolean (writer, boolean);
}

static void
write_texts (TalusJsonWriter *writer,
             const char      *name,
             GPtrArray       *texts)
{
  talus_json_writer_name (writer, name);
  talus_json_writer_begin_array (writer);
  for (guint i = 0; i < texts->len; i++)
    talus_json_writer_string (writer, texts->pdata[i]);
  talus_json_writer_end_array (writer);
}

static void
write_json (TalusJsonWriter *writer,
            JsonNode        *node)
{
  g_autoptr (GString) json = g_string_new (NULL);

  talus_json_append_canonical (json, node);
  talus_json_writer_raw (writer, json->str, (gssize) json->len);
}

/* Keys this version does not know, but for those that the schema itself adds:
 * a member must not be there twice. */
static void
write_extra (TalusJsonWriter   *writer,
             JsonObject        *extra,
             const char *const *reserved)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (extra == NULL)
    return;

  json_object_iter_init_ordered (&iter, extra);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (g_strv_contains (reserved, name))
        continue;
      talus_json_writer_name_escaped (writer, name, -1);
      write_json (writer, node);
    }
}

static void
write_options (TalusJsonWriter     *writer,
               const TalusProperty *property)
{
  static const char *const reserved[] = { NULL };

  talus_json_writer_name (writer, "options");
  talus_json_writer_begin_array (writer);
  for (guint i = 0; i < property->options->len; i++)
    {
      const TalusOption *option = property->options->pdata[i];

      talus_json_writer_begin_object (writer);
      write_text (writer, "id", option->id);
      write_text (writer, "name", option->name);
      write_text (writer, "indicator_id", option->indicator_id);
      write_text (writer, "bullet", option->bullet);
      write_text (writer, "color", option->color);
      write_extra (writer, option->extra, reserved);
      talus_json_writer_end_object (writer);
    }
  talus_json_writer_end_array (writer);
}

static void
write_property (TalusJsonWriter     *writer,
                const TalusProperty *property)
{
  static const char *const reserved[] = { "injected", NULL };

  talus_json_writer_begin_object (writer);
  write_text (writer, "id", property->id);
  write_text (writer, "key", property->key);
  talus_json_writer_name (writer, "uuid");
  talus_json_writer_id (writer, &property->uuid);
  write_text (writer, "label", property->label);
  write_text (writer, "type", talus_property_kind_get_name (property->kind));
  write_boolean (writer, "required", property->required);
  write_boolean (writer, "system_locked", property->system_locked);
  write_boolean (writer, "injected", property->injected);
  if (property->default_value != NULL)
    {
      gsize length;
      const char *json = talus_value_get_json (property->default_value, &length);

      talus_json_writer_name (writer, "value");
      talus_json_writer_raw (writer, json, (gssize) length);
    }
  if (property->options->len > 0)
    write_options (writer, property);
  write_text (writer, "indicator_set", property->indicator_set);
  write_text (writer, "ui_group", property->ui_group);
  write_text (writer, "target_type", property->target_type);
  write_text (writer, "semantic_role", property->semantic_role);
  write_text (writer, "description", property->description);
  write_extra (writer, property->extra, reserved);
  talus_json_writer_end_object (writer);
}

static void
write_type (TalusJsonWriter     *writer,
            const TalusNodeType *type)
{
  static const char *const reserved[] = { "is_root", NULL };

  talus_json_writer_begin_object (writer);
  write_text (writer, "id", type->id);
  talus_json_writer_name (writer, "uuid");
  talus_json_writer_id (writer, &type->uuid);
  write_text (writer, "label", type->label);
  write_boolean (writer, "is_root", type->is_root);
  write_texts (writer, "allowed_children", type->allowed_children);
  write_texts (writer, "allowed_asset_types", type->allowed_asset_types);
  write_texts (writer, "features", type->features);
  write_text (writer, "icon", type->icon);
  write_text (writer, "color", type->color);
  write_text (writer, "shape", type->shape);
  write_text (writer, "base_type", type->base_type);
  write_text (writer, "primary_status_property_id", type->primary_status_property_id);
  write_boolean (writer, "has_time_log", type->has_time_log);
  talus_json_writer_name (writer, "properties");
  talus_json_writer_begin_array (writer);
  if (type->name_property != NULL)
    write_property (writer, type->name_property);
  for (guint i = 0; i < type->properties->len; i++)
    write_property (writer, type->properties->pdata[i]);
  talus_json_writer_end_array (writer);
  if (type->initial != NULL)
    {
      talus_json_writer_name (writer, "initial");
      write_json (writer, type->initial);
    }
  write_extra (writer, type->extra, reserved);
  talus_json_writer_end_object (writer);
}

/**
 * talus_template_write_schema:
 * @self: a template
 * @writer: (not nullable): where a value is expected next
 *
 * Writes the template as one JSON object: `template_id, name, description,
 * version, template_hash, node_types` and the unknown keys of the top. Types
 * that a type allows are given by id, every type, property and option has its
 * id or UUID, a property its default as `value`; the name property is the
 * first of its type's `properties`, so that a form can be made of them. Any
 * thread.
 */
void
talus_template_write_schema (TalusTemplate   *self,
                             TalusJsonWriter *writer)
{
  static const char *const reserved[] = { "template_id", "template_hash", NULL };
  GPtrArray *types;

  g_return_if_fail (self != NULL);
  g_return_if_fail (writer != NULL);

  types = talus_template_get_types (self);

  talus_json_writer_begin_object (writer);
  write_text (writer, "template_id", talus_template_get_id (self));
  write_text (writer, "name", talus_template_get_name (self));
  write_text (writer, "description", talus_template_get_description (self));
  write_text (writer, "version", talus_template_get_version (self));
  write_text (writer, "template_hash", talus_template_get_hash (self));
  talus_json_writer_name (writer, "node_types");
  talus_json_writer_begin_array (writer);
  for (guint i = 0; i < types->len; i++)
    write_type (writer, types->pdata[i]);
  talus_json_writer_end_array (writer);
  write_extra (writer, talus_template_get_body (self)->extra, reserved);
  talus_json_writer_end_object (writer);
}
