/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema of each command's data, a function a type. It knows neither graph
 * nor template, and no batch. */
#define G_LOG_DOMAIN "talus-model-command"

#include "model/talus-command-private.h"

#include "base/talus-json.h"

static gboolean
refuse (const char  *member,
        const char  *what,
        GError     **error)
{
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_COMMAND, "“%s” %s", member, what);

  return FALSE;
}

static void
set_ref_from_text (TalusRef   *ref,
                   const char *text)
{
  ref->kind = talus_id_parse (text, -1, &ref->id) ? TALUS_REF_ID : TALUS_REF_UNKNOWN;
}

/* An id that is looked up: a text that is none is not the schema's business,
 * for it is simply unknown. */
static gboolean
read_id (JsonObject  *data,
         const char  *member,
         TalusRef    *ref,
         GError     **error)
{
  const char *text = NULL;

  if (!talus_json_get_string (data, member, TRUE, TALUS_ERROR_INVALID_COMMAND, &text, error))
    return FALSE;

  set_ref_from_text (ref, text);

  return TRUE;
}

/* An id where null means something of its own. */
static gboolean
read_id_or_null (JsonObject  *data,
                 const char  *member,
                 TalusRef    *ref,
                 GError     **error)
{
  JsonNode *node = json_object_get_member (data, member);

  if (node == NULL)
    ref->kind = TALUS_REF_ABSENT;
  else if (JSON_NODE_HOLDS_NULL (node))
    ref->kind = TALUS_REF_NULL;
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    set_ref_from_text (ref, json_node_get_string (node));
  else
    return refuse (member, "must be a string or null", error);

  return TRUE;
}

static gboolean
read_where (JsonObject  *data,
            TalusWhere  *where,
            GError     **error)
{
  gint64 index = -1;
  JsonNode *node = json_object_get_member (data, "index");

  if (!talus_json_get_int (data, "index", FALSE, TALUS_ERROR_INVALID_COMMAND, &index, error) ||
      !read_id_or_null (data, "after", &where->after, error) ||
      !read_id_or_null (data, "before", &where->before, error))
    return FALSE;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;

  if (index < 0)
    return refuse ("index", "must not be negative", error);

  if (where->after.kind != TALUS_REF_ABSENT || where->before.kind != TALUS_REF_ABSENT)
    return refuse ("index", "must not come together with “after” or “before”", error);

  where->has_index = TRUE;
  where->index = (guint64) index;

  return TRUE;
}

static gboolean
read_create_node (JsonObject       *data,
                  TalusCreateNode  *create,
                  GError          **error)
{
  const char *id = NULL;

  if (!talus_json_get_string (data, "blueprint_type_id", TRUE, TALUS_ERROR_INVALID_COMMAND,
                              &create->type, error) ||
      !read_id_or_null (data, "parent_id", &create->parent, error) ||
      !talus_json_get_string (data, "name", FALSE, TALUS_ERROR_INVALID_COMMAND,
                              &create->name, error) ||
      !talus_json_get_object (data, "properties", FALSE, TALUS_ERROR_INVALID_COMMAND,
                              &create->properties, error) ||
      !read_where (data, &create->where, error) ||
      !talus_json_get_string (data, "id", FALSE, TALUS_ERROR_INVALID_COMMAND, &id, error))
    return FALSE;

  if (id == NULL)
    {
      /* Drawn here and not where it is judged: judged again, the command must
       * come to the same node. */
      talus_id_draw (&create->id);
      return TRUE;
    }

  if (!talus_id_parse (id, -1, &create->id) || talus_id_is_null (&create->id))
    return refuse ("id", "must be a UUID, and not the nil one", error);

  return TRUE;
}

static gboolean
read_set_property (JsonObject        *data,
                   gboolean           with_value,
                   TalusSetProperty  *set,
                   GError           **error)
{
  if (!read_id (data, "node_id", &set->node, error) ||
      !talus_json_get_string (data, "property_id", TRUE, TALUS_ERROR_INVALID_COMMAND,
                              &set->property, error))
    return FALSE;

  if (!with_value)
    return TRUE;

  set->value = json_object_get_member (data, "value");
  if (set->value == NULL)
    return refuse ("value", "is missing", error);

  return TRUE;
}

static gboolean
read_place_node (JsonObject        *data,
                 TalusCommandType   kind,
                 TalusPlaceNode    *place,
                 GError           **error)
{
  gboolean by_child = kind == TALUS_COMMAND_LINK_NODE || kind == TALUS_COMMAND_UNLINK_NODE;

  if (!read_id (data, by_child ? "child_id" : "node_id", &place->node, error))
    return FALSE;

  if (kind == TALUS_COMMAND_DELETE_NODE)
    return TRUE;

  if (by_child)
    {
      if (!read_id (data, "parent_id", &place->parent, error))
        return FALSE;
    }
  else if (!read_id_or_null (data, "parent_id", &place->parent, error))
    {
      return FALSE;
    }

  if (kind == TALUS_COMMAND_UNLINK_NODE)
    return TRUE;

  if (!read_where (data, &place->where, error))
    return FALSE;

  if (kind != TALUS_COMMAND_MOVE_NODE)
    return TRUE;

  if (place->parent.kind == TALUS_REF_ABSENT)
    return refuse ("parent_id", "is missing", error);

  if (!place->where.has_index && place->where.after.kind == TALUS_REF_ABSENT &&
      place->where.before.kind == TALUS_REF_ABSENT)
    return refuse ("index", "is missing, and so are “after” and “before”", error);

  return TRUE;
}

static gboolean
read_set_template (JsonObject        *data,
                   TalusSetTemplate  *template,
                   GError           **error)
{
  if (!talus_json_get_string (data, "template", FALSE, TALUS_ERROR_INVALID_COMMAND,
                              &template->yaml, error) ||
      !talus_json_get_string (data, "template_id", FALSE, TALUS_ERROR_INVALID_COMMAND,
                              &template->template_id, error))
    return FALSE;

  if ((template->yaml == NULL) == (template->template_id == NULL))
    return refuse ("template", "or “template_id” must be given, and not both", error);

  return TRUE;
}

static gboolean
read_undo (JsonObject  *body,
           TalusUndo   *undo,
           GError     **error)
{
  const char *scope = NULL;
  const char *target = NULL;

  if (!talus_json_get_string (body, "scope", FALSE, TALUS_ERROR_INVALID_REQUEST, &scope, error) ||
      !talus_json_get_string (body, "target", FALSE, TALUS_ERROR_INVALID_REQUEST, &target, error) ||
      !talus_json_get_boolean (body, "skip", FALSE, TALUS_ERROR_INVALID_REQUEST,
                               &undo->skip, error) ||
      !talus_json_get_boolean (body, "partial", FALSE, TALUS_ERROR_INVALID_REQUEST,
                               &undo->partial, error))
    return FALSE;

  if (g_strcmp0 (scope, "session") == 0)
    {
      undo->scope = TALUS_SCOPE_SESSION;
    }
  else if (g_strcmp0 (scope, "author") == 0)
    {
      undo->scope = TALUS_SCOPE_AUTHOR;
    }
  else if (scope != NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                   "“scope” must be “session” or “author”");
      return FALSE;
    }

  if (target != NULL)
    set_ref_from_text (&undo->target, target);

  return TRUE;
}

/**
 * talus_command_read:
 * @self: a command with its data, not a batch
 * @error: return location for an error
 *
 * Holds the data to the schema of the command's type and fills in the struct
 * of that type.
 *
 * Returns: %FALSE with an error that names the member
 */
gboolean
talus_command_read (TalusCommand  *self,
                    GError       **error)
{
  JsonObject *data = self->data;

  switch (self->kind)
    {
    case TALUS_COMMAND_CREATE_NODE:
      return read_create_node (data, &self->u.create, error);

    case TALUS_COMMAND_UPDATE_PROPERTY:
    case TALUS_COMMAND_DELETE_PROPERTY:
      return read_set_property (data, self->kind == TALUS_COMMAND_UPDATE_PROPERTY,
                                &self->u.set, error);

    case TALUS_COMMAND_DELETE_NODE:
    case TALUS_COMMAND_LINK_NODE:
    case TALUS_COMMAND_UNLINK_NODE:
    case TALUS_COMMAND_RESTORE_NODE:
    case TALUS_COMMAND_MOVE_NODE:
      return read_place_node (data, self->kind, &self->u.place, error);

    case TALUS_COMMAND_LINK_DEPENDENCY:
    case TALUS_COMMAND_UNLINK_DEPENDENCY:
      return read_id (data, "blocker_id", &self->u.dependency.blocker, error) &&
             read_id (data, "blocked_id", &self->u.dependency.blocked, error);

    case TALUS_COMMAND_SET_TEMPLATE:
      return read_set_template (data, &self->u.template, error);

    case TALUS_COMMAND_UNDO:
    case TALUS_COMMAND_REDO:
      return read_undo (data, &self->u.undo, error);

    case TALUS_COMMAND_BATCH:
    default:
      g_return_val_if_reached (FALSE);
    }
}
