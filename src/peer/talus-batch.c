/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits as commands: the one place of the desktop that knows how a command is
 * spelled. It knows no graph and judges nothing. */
#define G_LOG_DOMAIN "talus-peer-batch"

#include "peer/talus-batch.h"

/* Past the end means the end, whoever comes behind it meanwhile. */
#define INDEX_AT_END G_GINT64_CONSTANT (9007199254740991)

struct _TalusBatch
{
  char *label;
  GPtrArray *edits;          /* of JsonObject: {command_type, data} */
  JsonObject *properties;    /* (nullable), borrowed: of the node made last */
};

/**
 * talus_batch_new:
 * @label: (nullable): what the history shows for several edits together
 *
 * Makes a batch without edits.
 *
 * Returns: (transfer full): a batch
 */
TalusBatch *
talus_batch_new (const char *label)
{
  TalusBatch *self = g_new0 (TalusBatch, 1);

  self->label = g_strdup (label);
  self->edits = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  return self;
}

/**
 * talus_batch_free:
 * @self: (transfer full): a batch
 *
 * Frees it.
 */
void
talus_batch_free (TalusBatch *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->edits);
  g_free (self->label);
  g_free (self);
}

/**
 * talus_batch_get_length:
 * @self: a batch
 *
 * Counts the edits.
 *
 * Returns: how many there are
 */
guint
talus_batch_get_length (const TalusBatch *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->edits->len;
}

/* (transfer none): the data of a new edit. */
static JsonObject *
add_edit (TalusBatch *self,
          const char *command_type)
{
  JsonObject *edit = json_object_new ();
  JsonObject *data = json_object_new ();

  json_object_set_string_member (edit, "command_type", command_type);
  json_object_set_object_member (edit, "data", data);
  g_ptr_array_add (self->edits, edit);
  self->properties = NULL;

  return data;
}

static void
set_id (JsonObject    *data,
        const char    *member,
        const TalusId *id)
{
  char text[TALUS_ID_TEXT_SIZE];

  if (id != NULL)
    json_object_set_string_member (data, member, talus_id_format (id, text));
  else
    json_object_set_null_member (data, member);
}

static void
set_anchor (JsonObject        *data,
            const TalusAnchor *anchor,
            gboolean           needs_place)
{
  TalusAnchorKind kind = anchor != NULL ? anchor->kind : TALUS_ANCHOR_LAST;

  switch (kind)
    {
    case TALUS_ANCHOR_FIRST:
      json_object_set_null_member (data, "after");
      break;

    case TALUS_ANCHOR_AFTER:
      set_id (data, "after", &anchor->sibling);
      break;

    case TALUS_ANCHOR_BEFORE:
      set_id (data, "before", &anchor->sibling);
      break;

    case TALUS_ANCHOR_LAST:
    default:
      if (needs_place)
        json_object_set_int_member (data, "index", INDEX_AT_END);
      break;
    }
}

/**
 * talus_batch_create_node:
 * @self: a batch
 * @type_id: the id of a node type
 * @parent: (nullable): below whom, or %NULL for a root; also a node made
 *   before in the same batch
 * @anchor: (nullable): where among the siblings, or %NULL for the end
 * @name: (nullable): its name, or %NULL for the type's default
 * @id: (out) (optional): the id that was drawn for it
 *
 * Adds the making of a node.
 */
void
talus_batch_create_node (TalusBatch        *self,
                         const char        *type_id,
                         const TalusId     *parent,
                         const TalusAnchor *anchor,
                         const char        *name,
                         TalusId           *id)
{
  JsonObject *data;
  TalusId drawn;

  g_return_if_fail (self != NULL);
  g_return_if_fail (type_id != NULL);

  talus_id_draw (&drawn);
  data = add_edit (self, "CreateNode");
  json_object_set_string_member (data, "blueprint_type_id", type_id);
  set_id (data, "id", &drawn);
  set_id (data, "parent_id", parent);
  set_anchor (data, anchor, FALSE);
  if (name != NULL)
    json_object_set_string_member (data, "name", name);

  self->properties = json_object_new ();
  json_object_set_object_member (data, "properties", self->properties);
  if (id != NULL)
    *id = drawn;
}

/**
 * talus_batch_with_property:
 * @self: a batch whose last edit makes a node
 * @property_id: a property of its type
 * @value: (nullable) (transfer none): its value, or %NULL for none, whatever
 *   the template's default
 *
 * Gives the new node a property from the start.
 */
void
talus_batch_with_property (TalusBatch *self,
                           const char *property_id,
                           TalusValue *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->properties != NULL);
  g_return_if_fail (property_id != NULL);

  json_object_set_member (self->properties, property_id,
                          value != NULL ? talus_value_to_node (value)
                                        : json_node_new (JSON_NODE_NULL));
}

/**
 * talus_batch_delete_node:
 * @self: a batch
 * @node: a node
 *
 * Adds the removal of a node with all below it.
 */
void
talus_batch_delete_node (TalusBatch    *self,
                         const TalusId *node)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (node != NULL);

  set_id (add_edit (self, "DeleteNode"), "node_id", node);
}

/**
 * talus_batch_move_node:
 * @self: a batch
 * @node: a node
 * @parent: (nullable): below whom, or %NULL for among the roots
 * @anchor: (nullable): where there, or %NULL for the end
 *
 * Adds a move.
 */
void
talus_batch_move_node (TalusBatch        *self,
                       const TalusId     *node,
                       const TalusId     *parent,
                       const TalusAnchor *anchor)
{
  JsonObject *data;

  g_return_if_fail (self != NULL);
  g_return_if_fail (node != NULL);

  data = add_edit (self, "MoveNode");
  set_id (data, "node_id", node);
  set_id (data, "parent_id", parent);
  set_anchor (data, anchor, TRUE);
}

/**
 * talus_batch_restore_node:
 * @self: a batch
 * @node: a removed node
 * @parent: (nullable): below whom, or %NULL for where it was
 *
 * Adds the return of a removed subtree.
 */
void
talus_batch_restore_node (TalusBatch    *self,
                          const TalusId *node,
                          const TalusId *parent)
{
  JsonObject *data;

  g_return_if_fail (self != NULL);
  g_return_if_fail (node != NULL);

  data = add_edit (self, "RestoreNode");
  set_id (data, "node_id", node);
  if (parent != NULL)
    set_id (data, "parent_id", parent);
}

static void
add_set (TalusBatch    *self,
         const TalusId *node,
         const char    *property_id,
         JsonNode      *value)
{
  JsonObject *data = add_edit (self, value != NULL ? "UpdateProperty" : "DeleteProperty");

  set_id (data, "node_id", node);
  json_object_set_string_member (data, "property_id", property_id);
  if (value != NULL)
    json_object_set_member (data, "value", value);
}

/**
 * talus_batch_rename:
 * @self: a batch
 * @node: a node
 * @name: its new name
 *
 * Adds a new name.
 */
void
talus_batch_rename (TalusBatch    *self,
                    const TalusId *node,
                    const char    *name)
{
  g_autoptr (JsonNode) value = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (node != NULL);
  g_return_if_fail (name != NULL);

  value = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (value, name);
  add_set (self, node, "name", g_steal_pointer (&value));
}

/**
 * talus_batch_set_property:
 * @self: a batch
 * @node: a node
 * @property_id: a property
 * @value: (nullable) (transfer none): its new value, or %NULL for none
 *
 * Adds a new value; taking one away works on orphaned ones too.
 */
void
talus_batch_set_property (TalusBatch    *self,
                          const TalusId *node,
                          const char    *property_id,
                          TalusValue    *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (node != NULL);
  g_return_if_fail (property_id != NULL);

  add_set (self, node, property_id, value != NULL ? talus_value_to_node (value) : NULL);
}

static void
add_dependency (TalusBatch    *self,
                const char    *command_type,
                const TalusId *blocker,
                const TalusId *blocked)
{
  JsonObject *data = add_edit (self, command_type);

  set_id (data, "blocker_id", blocker);
  set_id (data, "blocked_id", blocked);
}

/**
 * talus_batch_link:
 * @self: a batch
 * @blocker: a node
 * @blocked: one that cannot be done before it
 *
 * Adds a dependency.
 */
void
talus_batch_link (TalusBatch    *self,
                  const TalusId *blocker,
                  const TalusId *blocked)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (blocker != NULL && blocked != NULL);

  add_dependency (self, "LinkDependency", blocker, blocked);
}

/**
 * talus_batch_unlink:
 * @self: a batch
 * @blocker: a node
 * @blocked: one that it blocks
 *
 * Adds the end of a dependency.
 */
void
talus_batch_unlink (TalusBatch    *self,
                    const TalusId *blocker,
                    const TalusId *blocked)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (blocker != NULL && blocked != NULL);

  add_dependency (self, "UnlinkDependency", blocker, blocked);
}

/**
 * talus_batch_set_setting:
 * @self: a batch
 * @project_id: the project
 * @key: "name", "time_zone", "currency", "calendar", "views" or "x-…"
 * @value: (nullable) (transfer none): its new value, or %NULL for none
 *
 * Adds a new value for a setting of the project.
 */
void
talus_batch_set_setting (TalusBatch    *self,
                         const TalusId *project_id,
                         const char    *key,
                         TalusValue    *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (project_id != NULL);
  g_return_if_fail (key != NULL);

  add_set (self, project_id, key,
           value != NULL ? talus_value_to_node (value) : json_node_new (JSON_NODE_NULL));
}

/**
 * talus_batch_set_template:
 * @self: a batch
 * @yaml: the text of a template
 *
 * Adds a change of the project's template.
 */
void
talus_batch_set_template (TalusBatch *self,
                          const char *yaml)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (yaml != NULL);

  json_object_set_string_member (add_edit (self, "SetTemplate"), "template", yaml);
}

static JsonObject *
wrap (const TalusBatch *self)
{
  JsonObject *data = json_object_new ();
  JsonArray *commands = json_array_sized_new (self->edits->len);

  for (guint i = 0; i < self->edits->len; i++)
    json_array_add_object_element (commands, json_object_ref (g_ptr_array_index (self->edits, i)));
  json_object_set_array_member (data, "commands", commands);
  if (self->label != NULL)
    json_object_set_string_member (data, "label", self->label);

  return data;
}

/**
 * talus_batch_to_command:
 * @self: a batch, which is not changed any more
 * @error: return location for an error
 *
 * Makes the command: the edit itself where there is one, else a Batch. Two
 * calls give two commands that share their data, and so must stay on one
 * thread until one of them has gone.
 *
 * Returns: (transfer full): the command, or %NULL with a sentence for a person
 */
TalusCommand *
talus_batch_to_command (const TalusBatch  *self,
                        GError           **error)
{
  g_autoptr (JsonObject) data = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->edits->len == 0)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_COMMAND, "There is nothing to change");
      return NULL;
    }

  if (self->edits->len == 1)
    {
      JsonObject *edit = g_ptr_array_index (self->edits, 0);

      return talus_command_new (json_object_get_string_member (edit, "command_type"),
                                json_object_get_object_member (edit, "data"), error);
    }

  data = wrap (self);

  return talus_command_new ("Batch", data, error);
}
