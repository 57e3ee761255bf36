/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The template as everybody uses it: getters and look-ups over what the reader
 * made of the YAML. It must not know YAML, nor what a value looks like. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template.h"

#include <string.h>

#include "model/talus-template-private.h"

/* The id is apart from the rest, so that one YAML can go by several without
 * being read again. */
struct _TalusTemplate
{
  gatomicrefcount ref_count;
  char *id;
  TalusTemplateBody *body;
};

static const char *const kind_names[] = {
  [TALUS_PROPERTY_TEXT] = "text",
  [TALUS_PROPERTY_EDITOR] = "editor",
  [TALUS_PROPERTY_NUMBER] = "number",
  [TALUS_PROPERTY_CURRENCY] = "currency",
  [TALUS_PROPERTY_BOOLEAN] = "boolean",
  [TALUS_PROPERTY_DATE] = "date",
  [TALUS_PROPERTY_SELECT] = "select",
  [TALUS_PROPERTY_MULTI_SELECT] = "multi_select",
  [TALUS_PROPERTY_NODE_REFERENCE] = "node_reference",
  [TALUS_PROPERTY_PERSON] = "person",
  [TALUS_PROPERTY_OBJECT] = "object",
  [TALUS_PROPERTY_FILE] = "file",
};

static TalusTemplate *
template_new (const char        *id,
              TalusTemplateBody *body)
{
  TalusTemplate *self = g_new0 (TalusTemplate, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  self->body = body;

  return self;
}

/**
 * talus_template_new_from_yaml:
 * @yaml: the YAML of one template; kept, for its bytes are what the hash and
 *   the document hold
 * @file_name: (nullable): the file it is from, for errors and for the id where
 *   the YAML has none: a path is cut to its stem
 * @error: %TALUS_ERROR_INVALID_VALUE, with `file` (where there is one), `line`
 *   and `reason` as details
 *
 * Reads a template. What is odd but harmless is left to
 * talus_template_get_warnings(). Any thread.
 *
 * Returns: (transfer full) (nullable): the template, or %NULL if it is broken
 */
TalusTemplate *
talus_template_new_from_yaml (GBytes      *yaml,
                              const char  *file_name,
                              GError     **error)
{
  TalusTemplateBody *body;

  g_return_val_if_fail (yaml != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  body = talus_template_read (yaml, file_name, error);
  if (body == NULL)
    return NULL;

  return template_new (body->id, body);
}

/**
 * talus_template_ref:
 * @self: a template
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 */
TalusTemplate *
talus_template_ref (TalusTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * talus_template_unref:
 * @self: (transfer full): a template
 *
 * Gives a reference back. Any thread.
 */
void
talus_template_unref (TalusTemplate *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  talus_template_body_unref (self->body);
  g_free (self->id);
  g_free (self);
}

/**
 * talus_template_get_id:
 * @self: a template
 *
 * Returns: (transfer none): the id it goes by
 */
const char *
talus_template_get_id (TalusTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * talus_template_has_own_id:
 * @self: a template
 *
 * Returns: %TRUE if the YAML itself has an `id`
 */
gboolean
talus_template_has_own_id (TalusTemplate *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->body->has_own_id;
}

/**
 * talus_template_with_id:
 * @self: a template
 * @id: (not nullable): another id for it
 *
 * Gives the same YAML under another id. Types and properties are the same
 * objects; they live as long as either template.
 *
 * Returns: (transfer full): the template
 */
TalusTemplate *
talus_template_with_id (TalusTemplate *self,
                        const char    *id)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  if (strcmp (self->id, id) == 0)
    return talus_template_ref (self);

  g_atomic_ref_count_inc (&self->body->ref_count);

  return template_new (id, self->body);
}

/**
 * talus_template_get_name:
 * @self: a template
 *
 * Returns: (transfer none): what people call it; its id where the YAML has no
 *   name
 */
const char *
talus_template_get_name (TalusTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body->name != NULL ? self->body->name : self->id;
}

/**
 * talus_template_get_description:
 * @self: a template
 *
 * Returns: (transfer none): a sentence or more, "" if there is none
 */
const char *
talus_template_get_description (TalusTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body->description != NULL ? self->body->description : "";
}

/**
 * talus_template_get_version:
 * @self: a template
 *
 * Returns: (transfer none): the version as it is written, "" if there is none
 */
const char *
talus_template_get_version (TalusTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body->version != NULL ? self->body->version : "";
}

/**
 * talus_template_get_hash:
 * @self: a template
 *
 * Returns: (transfer none): SHA-256 of the YAML's bytes, 64 hex characters
 */
const char *
talus_template_get_hash (TalusTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body->hash;
}

/**
 * talus_template_get_yaml:
 * @self: a template
 *
 * Returns: (transfer none): the bytes it was read from
 */
GBytes *
talus_template_get_yaml (TalusTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body->yaml;
}

/**
 * talus_template_get_types:
 * @self: a template
 *
 * Returns: (transfer none) (element-type TalusNodeType): its node types, at
 *   least one, in the order of the YAML
 */
GPtrArray *
talus_template_get_types (TalusTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body->types;
}

/**
 * talus_template_get_warnings:
 * @self: a template
 *
 * Returns: (transfer none) (element-type utf8): what was odd in the YAML, one
 *   sentence each, with file and line; often empty
 */
GPtrArray *
talus_template_get_warnings (TalusTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body->warnings;
}

/**
 * talus_template_get_root_type:
 * @self: a template
 *
 * Returns: (transfer none): the type of a new project's root
 */
const TalusNodeType *
talus_template_get_root_type (TalusTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body->root_type;
}

/**
 * talus_template_get_type_by_id:
 * @self: a template
 * @id: the id of a type, as nodes store it
 *
 * Returns: (transfer none) (nullable): the type
 */
const TalusNodeType *
talus_template_get_type_by_id (TalusTemplate *self,
                               const char    *id)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (self->body->types_by_id, id);
}

/**
 * talus_template_find_type:
 * @self: a template
 * @reference: a type's id, its UUID in either case, or the template's own id,
 *   which means the root type
 *
 * Finds the type that a command or a file speaks of. A type's id comes first.
 *
 * Returns: (transfer none) (nullable): the type
 */
const TalusNodeType *
talus_template_find_type (TalusTemplate *self,
                          const char    *reference)
{
  const TalusNodeType *type;
  TalusId uuid;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (reference != NULL, NULL);

  type = g_hash_table_lookup (self->body->types_by_id, reference);
  if (type == NULL && talus_id_parse (reference, -1, &uuid))
    type = g_hash_table_lookup (self->body->types_by_uuid, &uuid);
  if (type == NULL && strcmp (reference, self->id) == 0)
    type = self->body->root_type;

  return type;
}

static gboolean
lists_id (GPtrArray  *ids,
          const char *id)
{
  return g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL);
}

/**
 * talus_template_allows_child:
 * @self: a template
 * @parent: a type of it
 * @child: another
 *
 * Says whether a node of one type may stand below one of another: as a child
 * or as an asset.
 *
 * Returns: %TRUE if it may
 */
gboolean
talus_template_allows_child (TalusTemplate       *self,
                             const TalusNodeType *parent,
                             const TalusNodeType *child)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (parent != NULL && child != NULL, FALSE);

  return lists_id (parent->allowed_children, child->id) ||
         lists_id (parent->allowed_asset_types, child->id);
}

/**
 * talus_node_type_get_property:
 * @self: a node type
 * @id: the id of a property, as nodes store it
 *
 * Returns: (transfer none) (nullable): the property; for "name" the name
 *   property
 */
const TalusProperty *
talus_node_type_get_property (const TalusNodeType *self,
                              const char          *id)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (self->by_id, id);
}

/**
 * talus_node_type_find_property:
 * @self: a node type
 * @reference: a property's id, key, or UUID in either case
 *
 * Finds the property that a command or a file speaks of; where one's key is
 * another's id, the id wins.
 *
 * Returns: (transfer none) (nullable): the property
 */
const TalusProperty *
talus_node_type_find_property (const TalusNodeType *self,
                               const char          *reference)
{
  const TalusProperty *property;
  TalusId uuid;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (reference != NULL, NULL);

  property = g_hash_table_lookup (self->by_id, reference);
  if (property == NULL)
    property = g_hash_table_lookup (self->by_key, reference);
  if (property == NULL && talus_id_parse (reference, -1, &uuid))
    property = g_hash_table_lookup (self->by_uuid, &uuid);

  return property;
}

/**
 * talus_property_find_option:
 * @self: a property
 * @id_or_name: an option's id (a UUID in either case) or its exact name
 *
 * Finds an option; where one's name is another's id, the id wins.
 *
 * Returns: (transfer none) (nullable): the option
 */
const TalusOption *
talus_property_find_option (const TalusProperty *self,
                            const char          *id_or_name)
{
  const TalusOption *option;
  char text[TALUS_ID_TEXT_SIZE];
  TalusId uuid;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (id_or_name != NULL, NULL);

  if (self->option_index == NULL)
    return NULL;

  option = g_hash_table_lookup (self->option_index, id_or_name);
  if (option == NULL && talus_id_parse (id_or_name, -1, &uuid))
    option = g_hash_table_lookup (self->option_index, talus_id_format (&uuid, text));

  return option;
}

/**
 * talus_property_kind_get_name:
 * @kind: a property kind
 *
 * Returns: (transfer none): its name in templates and schemas
 */
const char *
talus_property_kind_get_name (TalusPropertyKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

/*< private >
 * talus_property_kind_parse:
 * @text: the `type` of a property, older spellings too
 * @kind: (out): the kind
 *
 * Returns: %TRUE if there is such a kind
 */
gboolean
talus_property_kind_parse (const char        *text,
                           TalusPropertyKind *kind)
{
  static const struct
  {
    const char *name;
    TalusPropertyKind kind;
  } older[] = {
    { "checkbox", TALUS_PROPERTY_BOOLEAN },
    { "string", TALUS_PROPERTY_TEXT },
    { "textarea", TALUS_PROPERTY_TEXT },
    { "numeric", TALUS_PROPERTY_NUMBER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    {
      if (strcmp (text, kind_names[i]) == 0)
        {
          *kind = (TalusPropertyKind) i;
          return TRUE;
        }
    }

  for (guint i = 0; i < G_N_ELEMENTS (older); i++)
    {
      if (strcmp (text, older[i].name) == 0)
        {
          *kind = older[i].kind;
          return TRUE;
        }
    }

  return FALSE;
}

/*< private >
 * talus_template_get_body:
 * @self: a template
 *
 * Returns: (transfer none): what it shares with others of the same YAML
 */
TalusTemplateBody *
talus_template_get_body (TalusTemplate *self)
{
  return self->body;
}
