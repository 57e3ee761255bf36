/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a template, made and freed; filled by the reader. It must not
 * know where they come from. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template-private.h"

/*< private >
 * talus_template_body_new:
 *
 * Returns: (transfer full): an empty body
 */
TalusTemplateBody *
talus_template_body_new (void)
{
  TalusTemplateBody *self = g_new0 (TalusTemplateBody, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->types = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_node_type_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->types_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->types_by_uuid = g_hash_table_new (talus_id_hash, talus_id_equal);

  return self;
}

/*< private >
 * talus_template_body_unref:
 * @self: (transfer full): a body
 *
 * Gives a reference back.
 */
void
talus_template_body_unref (TalusTemplateBody *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->types_by_id);
  g_hash_table_unref (self->types_by_uuid);
  g_ptr_array_unref (self->types);
  g_ptr_array_unref (self->warnings);
  g_clear_pointer (&self->extra, json_object_unref);
  g_clear_pointer (&self->yaml, g_bytes_unref);
  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self->version);
  g_free (self->hash);
  g_free (self);
}

/*< private >
 * talus_node_type_new:
 *
 * Returns: (transfer full): an empty node type
 */
TalusNodeType *
talus_node_type_new (void)
{
  TalusNodeType *self = g_new0 (TalusNodeType, 1);

  self->properties = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_property_free);
  self->allowed_children = g_ptr_array_new_with_free_func (g_free);
  self->allowed_asset_types = g_ptr_array_new_with_free_func (g_free);
  self->features = g_ptr_array_new_with_free_func (g_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_uuid = g_hash_table_new (talus_id_hash, talus_id_equal);

  return self;
}

/*< private >
 * talus_node_type_free:
 * @self: (transfer full): a node type
 *
 * Frees it with its properties.
 */
void
talus_node_type_free (TalusNodeType *self)
{
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_key);
  g_hash_table_unref (self->by_uuid);
  g_ptr_array_unref (self->properties);
  g_clear_pointer (&self->name_property, talus_property_free);
  g_ptr_array_unref (self->allowed_children);
  g_ptr_array_unref (self->allowed_asset_types);
  g_ptr_array_unref (self->features);
  g_clear_pointer (&self->initial, json_node_unref);
  g_clear_pointer (&self->extra, json_object_unref);
  g_free (self->id);
  g_free (self->label);
  g_free (self->icon);
  g_free (self->color);
  g_free (self->shape);
  g_free (self->base_type);
  g_free (self->primary_status_property_id);
  g_free (self);
}

/*< private >
 * talus_property_new:
 *
 * Returns: (transfer full): an empty property
 */
TalusProperty *
talus_property_new (void)
{
  TalusProperty *self = g_new0 (TalusProperty, 1);

  self->options = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_option_free);
  self->option_index = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

/*< private >
 * talus_property_free:
 * @self: (transfer full): a property
 *
 * Frees it with its options.
 */
void
talus_property_free (TalusProperty *self)
{
  g_hash_table_unref (self->option_index);
  g_ptr_array_unref (self->options);
  g_clear_pointer (&self->default_value, talus_value_unref);
  g_clear_pointer (&self->extra, json_object_unref);
  g_free (self->id);
  g_free (self->key);
  g_free (self->label);
  g_free (self->indicator_set);
  g_free (self->ui_group);
  g_free (self->target_type);
  g_free (self->semantic_role);
  g_free (self->description);
  g_free (self);
}

/*< private >
 * talus_property_derive_uuid:
 * @self: a property with its id
 * @type_id: the id of its type
 *
 * Gives it the UUID that follows from the two ids.
 */
void
talus_property_derive_uuid (TalusProperty *self,
                            const char    *type_id)
{
  g_autofree char *name = g_strdup_printf ("property.%s:%s", type_id, self->id);

  talus_id_from_name (&self->uuid, name, -1);
}

/*< private >
 * talus_option_new:
 * @type_id: the id of the type
 * @property_id: the id of the property
 * @name: the option's name
 * @id: (nullable): its id, else the UUID that follows from its name
 *
 * Returns: (transfer full): an option
 */
TalusOption *
talus_option_new (const char *type_id,
                  const char *property_id,
                  const char *name,
                  const char *id)
{
  g_autofree char *path = g_strdup_printf ("%s.%s:%s", type_id, property_id, name);
  TalusOption *self = g_new0 (TalusOption, 1);
  TalusId uuid;

  self->name = g_strdup (name);
  talus_id_from_name (&self->uuid, path, -1);

  if (id == NULL)
    self->id = talus_id_to_string (&self->uuid);
  else if (talus_id_parse (id, -1, &uuid))
    self->id = talus_id_to_string (&uuid);
  else
    self->id = g_strdup (id);

  return self;
}

/*< private >
 * talus_option_free:
 * @self: (transfer full): an option
 *
 * Frees it.
 */
void
talus_option_free (TalusOption *self)
{
  g_clear_pointer (&self->extra, json_object_unref);
  g_free (self->id);
  g_free (self->name);
  g_free (self->indicator_id);
  g_free (self->bullet);
  g_free (self->color);
  g_free (self);
}

/*< private >
 * talus_property_add_option:
 * @self: a property
 * @option: (transfer full): an option whose id and name none before it has
 *
 * Appends an option. An id takes precedence over another's equal name.
 */
void
talus_property_add_option (TalusProperty *self,
                           TalusOption   *option)
{
  g_ptr_array_add (self->options, option);

  if (!g_hash_table_contains (self->option_index, option->name))
    g_hash_table_insert (self->option_index, option->name, option);
  g_hash_table_replace (self->option_index, option->id, option);
}
