/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands and the requests that carry them, in both spellings. It knows
 * neither graph nor template: whether a command may be done is decided in
 * talus-resolve.c. */
#define G_LOG_DOMAIN "talus-model-command"

#include "model/talus-command-private.h"

#include "base/talus-json.h"

typedef struct
{
  const char *name;     /* "CreateNode" */
  const char *spelling; /* "create_node": what older clients write */
} TalusCommandName;

static const TalusCommandName names[] = {
  [TALUS_COMMAND_CREATE_NODE] = { "CreateNode", "create_node" },
  [TALUS_COMMAND_DELETE_NODE] = { "DeleteNode", "delete_node" },
  [TALUS_COMMAND_UPDATE_PROPERTY] = { "UpdateProperty", "update_property" },
  [TALUS_COMMAND_DELETE_PROPERTY] = { "DeleteProperty", "delete_property" },
  [TALUS_COMMAND_LINK_NODE] = { "LinkNode", "link_node" },
  [TALUS_COMMAND_UNLINK_NODE] = { "UnlinkNode", "unlink_node" },
  [TALUS_COMMAND_RESTORE_NODE] = { "RestoreNode", "restore_node" },
  [TALUS_COMMAND_MOVE_NODE] = { "MoveNode", "move_node" },
  [TALUS_COMMAND_LINK_DEPENDENCY] = { "LinkDependency", "link_dependency" },
  [TALUS_COMMAND_UNLINK_DEPENDENCY] = { "UnlinkDependency", "unlink_dependency" },
  [TALUS_COMMAND_SET_TEMPLATE] = { "SetTemplate", "set_template" },
  [TALUS_COMMAND_BATCH] = { "Batch", "batch" },
  [TALUS_COMMAND_UNDO] = { "Undo", "undo" },
  [TALUS_COMMAND_REDO] = { "Redo", "redo" },
};

/* Undo and Redo are requests of their own and no command_type. */
#define N_SENDABLE TALUS_COMMAND_UNDO

/* What stands beside the fields of a command in the older spelling. */
static const char *const envelope[] = {
  "session_id", "command", "command_id", "expected_seq", "base_seq",
  "author", "author_id", "author_name", "client_id", NULL
};

static const char *const undo_members[] = { "scope", "target", "skip", "partial", NULL };

static TalusCommand *
command_alloc (TalusCommandType  kind,
               JsonObject       *data)
{
  TalusCommand *self = g_new0 (TalusCommand, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->data = json_object_ref (data);

  return self;
}

static char *
object_to_canonical (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);

  return talus_json_to_canonical (node, NULL);
}

static gboolean
find_name (const char       *text,
           gboolean          older_spelling,
           TalusCommandType *kind)
{
  for (guint i = 0; i < N_SENDABLE; i++)
    if (g_str_equal (text, older_spelling ? names[i].spelling : names[i].name))
      {
        *kind = i;
        return TRUE;
      }

  return FALSE;
}

/* Finds what a request names, in either spelling, and its data. Returns %FALSE
 * with an error of @code where the envelope itself is wrong. */
static gboolean
open_request (JsonObject        *body,
              int                code,
              TalusCommandType  *kind,
              JsonObject       **data,
              GError           **error)
{
  gboolean older_spelling = !json_object_has_member (body, "command_type") &&
                            json_object_has_member (body, "command");
  const char *text = NULL;
  JsonObject *fields = NULL;

  if (!talus_json_get_string (body, older_spelling ? "command" : "command_type", TRUE, code,
                              &text, error) ||
      (!older_spelling && !talus_json_get_object (body, "data", TRUE, code, &fields, error)))
    return FALSE;

  if (!find_name (text, older_spelling, kind))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_COMMAND,
                   "There is no command “%s”", text);
      return FALSE;
    }

  if (older_spelling)
    {
      JsonObjectIter iter;
      const char *member;
      JsonNode *node;

      *data = json_object_new ();
      json_object_iter_init_ordered (&iter, body);
      while (json_object_iter_next_ordered (&iter, &member, &node))
        if (!g_strv_contains (envelope, member))
          json_object_set_member (*data, member, json_node_copy (node));
    }
  else
    {
      *data = json_object_ref (fields);
    }

  return TRUE;
}

static TalusCommand *
read_part (JsonNode  *node,
           GError   **error)
{
  g_autoptr (JsonObject) data = NULL;
  g_autoptr (TalusCommand) self = NULL;
  TalusCommandType kind;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_COMMAND,
                   "A command of a batch must be an object");
      return NULL;
    }

  if (!open_request (json_node_get_object (node), TALUS_ERROR_INVALID_COMMAND, &kind, &data, error))
    return NULL;

  if (kind == TALUS_COMMAND_BATCH)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_COMMAND,
                   "A batch must not hold another");
      return NULL;
    }

  self = command_alloc (kind, data);

  return talus_command_read (self, error) ? g_steal_pointer (&self) : NULL;
}

static gboolean
read_batch (TalusCommand  *self,
            GError       **error)
{
  JsonArray *commands = NULL;
  guint length;

  if (!talus_json_get_string (self->data, "label", FALSE, TALUS_ERROR_INVALID_COMMAND,
                              &self->label, error) ||
      !talus_json_get_array (self->data, "commands", TRUE, TALUS_ERROR_INVALID_COMMAND,
                             &commands, error))
    return FALSE;

  length = json_array_get_length (commands);
  if (length < 1 || length > TALUS_MAX_BATCH)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_COMMAND,
                   "“commands” must hold between 1 and 10,000 commands");
      return FALSE;
    }

  self->u.parts = g_ptr_array_new_full (length, (GDestroyNotify) talus_command_unref);
  for (guint i = 0; i < length; i++)
    {
      g_autoptr (GError) fault = NULL;
      TalusCommand *part = read_part (json_array_get_element (commands, i), &fault);

      if (part != NULL)
        {
          g_ptr_array_add (self->u.parts, part);
          continue;
        }

      talus_error_add_index (&fault, i);
      if (i == 0)
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return FALSE;
        }

      /* The answer is the first failure, and what the graph has against one of
       * those before it is not known yet. Nothing behind it matters. */
      part = command_alloc (TALUS_COMMAND_CREATE_NODE, self->data);
      part->fault = g_steal_pointer (&fault);
      g_ptr_array_add (self->u.parts, part);
      break;
    }

  return TRUE;
}

static TalusCommand *
command_read (TalusCommandType   kind,
              JsonObject        *data,
              GError           **error)
{
  g_autoptr (TalusCommand) self = command_alloc (kind, data);

  if (kind == TALUS_COMMAND_BATCH ? !read_batch (self, error) : !talus_command_read (self, error))
    return NULL;

  self->data_json = object_to_canonical (data);

  return g_steal_pointer (&self);
}

/**
 * talus_command_new:
 * @command_type: (not nullable): "CreateNode", "Batch" …
 * @data: (transfer none): its data as sent, which is kept by reference and
 *   must not be changed afterwards
 * @error: return location for an error: %TALUS_ERROR_INVALID_COMMAND, with
 *   the details `{index}` where the first part of a batch is to blame
 *
 * Reads a command and holds it to the schema of its type. An id of a new node
 * that was not sent is drawn. What the schema refuses of a later part of a
 * batch is told when it is resolved, unless a part before it fails.
 *
 * Returns: (transfer full) (nullable): the command, or %NULL with an error
 */
TalusCommand *
talus_command_new (const char  *command_type,
                   JsonObject  *data,
                   GError     **error)
{
  TalusCommandType kind;

  g_return_val_if_fail (command_type != NULL, NULL);
  g_return_val_if_fail (data != NULL, NULL);

  if (!find_name (command_type, FALSE, &kind))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_COMMAND,
                   "There is no command “%s”", command_type);
      return NULL;
    }

  return command_read (kind, data, error);
}

/**
 * talus_command_new_from_request:
 * @body: (transfer none): the body of a request, which is kept by reference
 *   and must not be changed afterwards
 * @error: return location for an error: %TALUS_ERROR_INVALID_REQUEST where the
 *   envelope is wrong, else %TALUS_ERROR_INVALID_COMMAND
 *
 * Reads the command of a request in either spelling: `command_type` with
 * `data`, or the older `command` in snake case with its fields beside it.
 *
 * Returns: (transfer full) (nullable): the command, or %NULL with an error
 */
TalusCommand *
talus_command_new_from_request (JsonObject  *body,
                                GError     **error)
{
  g_autoptr (JsonObject) data = NULL;
  TalusCommandType kind;

  g_return_val_if_fail (body != NULL, NULL);

  if (!open_request (body, TALUS_ERROR_INVALID_REQUEST, &kind, &data, error))
    return NULL;

  return command_read (kind, data, error);
}

/**
 * talus_command_new_undo:
 * @type: %TALUS_COMMAND_UNDO or %TALUS_COMMAND_REDO
 * @body: (transfer none): the body of the request; only `scope`, `target`,
 *   `skip` and `partial` are read
 * @default_scope: the scope where the body names none
 * @error: return location for an error: %TALUS_ERROR_INVALID_REQUEST
 *
 * Reads an undo or redo request. The data that the log keeps are the members
 * as sent; a default that is not `session` is written into them, since whoever
 * reads the log knows of no other.
 *
 * Returns: (transfer full) (nullable): the command, or %NULL with an error
 */
TalusCommand *
talus_command_new_undo (TalusCommandType   type,
                        JsonObject        *body,
                        TalusScope         default_scope,
                        GError           **error)
{
  g_autoptr (JsonObject) data = NULL;
  g_autoptr (TalusCommand) self = NULL;
  JsonNode *scope;

  g_return_val_if_fail (type == TALUS_COMMAND_UNDO || type == TALUS_COMMAND_REDO, NULL);
  g_return_val_if_fail (body != NULL, NULL);

  data = json_object_new ();
  for (guint i = 0; undo_members[i] != NULL; i++)
    if (json_object_has_member (body, undo_members[i]))
      json_object_set_member (data, undo_members[i],
                              json_object_dup_member (body, undo_members[i]));

  scope = json_object_get_member (data, "scope");
  if (default_scope == TALUS_SCOPE_AUTHOR && (scope == NULL || JSON_NODE_HOLDS_NULL (scope)))
    json_object_set_string_member (data, "scope", "author");

  self = command_alloc (type, data);
  if (!talus_command_read (self, error))
    return NULL;

  self->data_json = object_to_canonical (data);

  return g_steal_pointer (&self);
}

/**
 * talus_command_ref:
 * @self: a command
 *
 * Takes a reference, from any thread.
 *
 * Returns: (transfer full): @self
 */
TalusCommand *
talus_command_ref (TalusCommand *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * talus_command_unref:
 * @self: (transfer full): a command
 *
 * Drops a reference. The last one must be dropped where the data belong.
 */
void
talus_command_unref (TalusCommand *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->kind == TALUS_COMMAND_BATCH)
    g_clear_pointer (&self->u.parts, g_ptr_array_unref);
  g_clear_pointer (&self->owned_value, json_node_unref);
  g_clear_error (&self->fault);
  g_clear_pointer (&self->data, json_object_unref);
  g_free (self->data_json);
  g_free (self);
}

/**
 * talus_command_get_kind:
 * @self: a command
 *
 * Returns: which command it is
 */
TalusCommandType
talus_command_get_kind (const TalusCommand *self)
{
  g_return_val_if_fail (self != NULL, TALUS_COMMAND_CREATE_NODE);

  return self->kind;
}

/**
 * talus_command_get_type_name:
 * @self: a command
 *
 * Returns: (transfer none): the command's type as the contract writes it,
 *   such as "CreateNode", whichever spelling was sent
 */
const char *
talus_command_get_type_name (const TalusCommand *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return names[self->kind].name;
}

/**
 * talus_command_get_label:
 * @self: a command
 *
 * Returns: (transfer none) (nullable): the label of a batch, or %NULL
 */
const char *
talus_command_get_label (const TalusCommand *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->label;
}

/**
 * talus_command_get_data_json:
 * @self: a command, not a part of a batch
 *
 * Returns: (transfer none): RFC 8785 of the data as sent: what the log keeps
 *   and what a retry must equal
 */
const char *
talus_command_get_data_json (const TalusCommand *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->data_json;
}

/**
 * talus_command_get_scope:
 * @self: an undo or redo
 *
 * Returns: whose entries it is about
 */
TalusScope
talus_command_get_scope (const TalusCommand *self)
{
  g_return_val_if_fail (self != NULL, TALUS_SCOPE_SESSION);
  g_return_val_if_fail (self->kind == TALUS_COMMAND_UNDO || self->kind == TALUS_COMMAND_REDO,
                        TALUS_SCOPE_SESSION);

  return self->u.undo.scope;
}

/**
 * talus_command_sets_template:
 * @self: a command
 *
 * Whether it is, or has among its parts, one that changes the template: which
 * not everybody may who may change nodes.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_command_sets_template (const TalusCommand *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->kind != TALUS_COMMAND_BATCH)
    return self->kind == TALUS_COMMAND_SET_TEMPLATE;

  for (guint i = 0; i < self->u.parts->len; i++)
    {
      if (talus_command_sets_template (g_ptr_array_index (self->u.parts, i)))
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_command_copy:
 * @self: a command
 *
 * Makes a command of the same meaning, data and parts included.
 *
 * Returns: (transfer full): a copy that nobody else has seen yet
 */
TalusCommand *
talus_command_copy (const TalusCommand *self)
{
  TalusCommand *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = command_alloc (self->kind, self->data);
  copy->data_json = g_strdup (self->data_json);
  copy->label = self->label;
  copy->u = self->u;
  if (self->owned_value != NULL)
    copy->owned_value = json_node_ref (self->owned_value);

  if (self->kind == TALUS_COMMAND_BATCH)
    {
      copy->u.parts = g_ptr_array_new_full (self->u.parts->len,
                                            (GDestroyNotify) talus_command_unref);
      for (guint i = 0; i < self->u.parts->len; i++)
        g_ptr_array_add (copy->u.parts, talus_command_ref (g_ptr_array_index (self->u.parts, i)));
    }

  return copy;
}

/**
 * talus_error_add_index:
 * @error: (inout): an error, or %NULL
 * @index: which part of a batch it is about
 *
 * Adds `index` to the details of an error.
 */
void
talus_error_add_index (GError **error,
                       guint    index)
{
  g_autoptr (GError) old = NULL;
  JsonObject *details;
  JsonObject *old_details;

  if (error == NULL || *error == NULL)
    return;

  old = g_steal_pointer (error);
  details = json_object_new ();
  old_details = talus_error_get_details (old);
  if (old_details != NULL)
    {
      JsonObjectIter iter;
      const char *member;
      JsonNode *node;

      json_object_iter_init_ordered (&iter, old_details);
      while (json_object_iter_next_ordered (&iter, &member, &node))
        json_object_set_member (details, member, json_node_copy (node));
    }
  json_object_set_int_member (details, "index", index);

  talus_set_error_details (error, old->code, details, "Command %u: %s", index, old->message);
}
