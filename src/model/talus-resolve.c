/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entrance to resolving, and what every command looks up and is held to.
 * The commands themselves are in talus-resolve-tree.c, -property.c, -batch.c.
 * The order in which a command is checked is part of the contract, so that one
 * with two faults has one answer: what it is about, base_seq, the parent,
 * cycles, types, depth and width, values. */
#define G_LOG_DOMAIN "talus-model-resolve"

#include "model/talus-resolve-private.h"

#include <string.h>

#include "model/talus-make-private.h"
#include "model/talus-place-private.h"

/**
 * talus_resolver_find_node:
 * @self: a resolver
 * @ref: a node as a command names it
 * @error: return location for %TALUS_ERROR_NODE_NOT_FOUND
 *
 * Returns: (transfer none) (nullable): the live node
 */
TalusNode *
talus_resolver_find_node (TalusResolver   *self,
                          const TalusRef  *ref,
                          GError         **error)
{
  TalusNode *node = ref->kind == TALUS_REF_ID ? talus_graph_get_node (self->graph, &ref->id) : NULL;
  char text[TALUS_ID_TEXT_SIZE];

  if (node == NULL)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_NODE_NOT_FOUND, "There is no node %s",
                 ref->kind == TALUS_REF_ID ? talus_id_format (&ref->id, text) : "of that id");

  return node;
}

/**
 * talus_resolver_find_parent:
 * @self: a resolver
 * @ref: a parent as a command names it; absent or null: none
 * @parent: (out) (transfer none) (nullable): the live node, or %NULL for none
 * @error: return location for %TALUS_ERROR_INVALID_PARENT
 *
 * Returns: %FALSE with an error where there is no such node
 */
gboolean
talus_resolver_find_parent (TalusResolver   *self,
                            const TalusRef  *ref,
                            TalusNode      **parent,
                            GError         **error)
{
  char text[TALUS_ID_TEXT_SIZE];

  *parent = NULL;
  if (ref->kind == TALUS_REF_ABSENT || ref->kind == TALUS_REF_NULL)
    return TRUE;

  if (ref->kind == TALUS_REF_ID)
    *parent = talus_graph_get_node (self->graph, &ref->id);

  if (*parent == NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_PARENT, "There is no parent %s",
                   ref->kind == TALUS_REF_ID ? talus_id_format (&ref->id, text) : "of that id");
      return FALSE;
    }

  return TRUE;
}

/**
 * talus_resolver_check_type:
 * @self: a resolver
 * @type_id: a stored type id
 * @parent: (nullable): the parent to be
 * @error: return location for %TALUS_ERROR_TYPE_NOT_ALLOWED
 *
 * Returns: %FALSE with an error where the template does not allow it
 */
gboolean
talus_resolver_check_type (TalusResolver  *self,
                           const char     *type_id,
                           TalusNode      *parent,
                           GError        **error)
{
  if (talus_type_fits (talus_graph_get_template (self->graph), type_id, parent))
    return TRUE;

  if (parent != NULL)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_TYPE_NOT_ALLOWED,
                 "“%s” is not allowed under “%s”", type_id, talus_node_get_type_id (parent));
  else
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_TYPE_NOT_ALLOWED,
                 "The template has no type “%s”", type_id);

  return FALSE;
}

/**
 * talus_resolver_check_room:
 * @self: a resolver
 * @parent: (nullable): the parent to be
 * @top: (nullable): the top of the subtree that comes there, %NULL for a new node
 * @error: return location for %TALUS_ERROR_INVALID_PARENT
 *
 * Returns: %FALSE with an error where the tree would be too deep or too wide
 */
gboolean
talus_resolver_check_room (TalusResolver  *self,
                           TalusNode      *parent,
                           TalusNode      *top,
                           GError        **error)
{
  if (talus_place_has_room (self->graph, parent, top))
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_PARENT,
               "The tree may be %d levels deep, and a node may have %d children",
               TALUS_MAX_TREE_DEPTH, TALUS_MAX_CHILDREN);

  return FALSE;
}

/**
 * talus_resolver_settle_where:
 * @self: a resolver
 * @command: the command, of a type that has a place
 * @place: the place it came to
 *
 * Notes that the command, judged again, means that place and not whatever is
 * then at its index.
 *
 * Returns: always %TRUE
 */
gboolean
talus_resolver_settle_where (TalusResolver      *self,
                             const TalusCommand *command,
                             const TalusPlace   *place)
{
  TalusWhere *where;

  self->settled = talus_command_copy (command);
  where = command->kind == TALUS_COMMAND_CREATE_NODE ? &self->settled->u.create.where
                                                     : &self->settled->u.place.where;
  talus_where_set_anchors (where, place);

  return TRUE;
}

static gboolean
resolve_ends (TalusResolver       *self,
              const TalusCommand  *command,
              TalusEdge           *edge,
              GError             **error)
{
  TalusNode *blocker = talus_resolver_find_node (self, &command->u.dependency.blocker, error);
  TalusNode *blocked = NULL;
  TalusSlot slot = { TALUS_SLOT_EDGE };

  if (blocker != NULL)
    blocked = talus_resolver_find_node (self, &command->u.dependency.blocked, error);
  if (blocked == NULL)
    return FALSE;

  edge->blocker = *talus_node_get_id (blocker);
  edge->blocked = *talus_node_get_id (blocked);
  slot.node = edge->blocker;
  slot.other = edge->blocked;

  return talus_resolver_check_base (self, &slot, error);
}

/**
 * talus_resolve_dependency:
 * @self: a resolver
 * @command: LinkDependency or UnlinkDependency
 * @error: return location for an error
 *
 * Returns: %FALSE with an error where it may not be
 */
gboolean
talus_resolve_dependency (TalusResolver       *self,
                          const TalusCommand  *command,
                          GError             **error)
{
  gboolean link = command->kind == TALUS_COMMAND_LINK_DEPENDENCY;
  TalusEdge edge;

  if (!resolve_ends (self, command, &edge, error))
    return FALSE;

  if (link && !talus_graph_has_edge (self->graph, &edge.blocker, &edge.blocked) &&
      talus_graph_edge_would_cycle (self->graph, &edge.blocker, &edge.blocked))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_WOULD_CYCLE,
                   "The dependency would close a ring");
      return FALSE;
    }

  talus_make_edge (self->graph, &edge, link, self->changes);

  return TRUE;
}

/* A template that the graph knows from now on, whether or not the command
 * takes effect: what is known and not named by a change does no harm. */
static TalusTemplate *
find_template (TalusResolver       *self,
               const TalusCommand  *command,
               GError             **error)
{
  const TalusSetTemplate *wanted = &command->u.template;
  TalusTemplate *current = talus_graph_get_template (self->graph);
  g_autoptr (GBytes) yaml = NULL;
  g_autoptr (TalusTemplate) template = NULL;

  if (wanted->yaml == NULL)
    {
      if (self->context->find_template != NULL)
        return self->context->find_template (wanted->template_id, self->context->user_data, error);

      g_set_error (error, TALUS_ERROR, TALUS_ERROR_TEMPLATE_NOT_FOUND,
                   "There is no template “%s”", wanted->template_id);
      return NULL;
    }

  yaml = g_bytes_new (wanted->yaml, strlen (wanted->yaml));
  template = talus_template_new_from_yaml (yaml, NULL, error);
  if (template == NULL)
    return NULL;

  if (talus_template_has_own_id (template))
    return g_steal_pointer (&template);

  return talus_template_with_id (template, talus_template_get_id (current));
}

/**
 * talus_resolve_set_template:
 * @self: a resolver
 * @command: SetTemplate
 * @error: return location for an error
 *
 * Returns: %FALSE with an error where there is no such template, or it is broken
 */
gboolean
talus_resolve_set_template (TalusResolver       *self,
                            const TalusCommand  *command,
                            GError             **error)
{
  const TalusSlot slot = { .kind = TALUS_SLOT_META, .key = "template" };
  g_autoptr (TalusTemplate) template = NULL;

  if (!talus_resolver_check_base (self, &slot, error))
    return FALSE;

  template = find_template (self, command, error);
  if (template == NULL)
    return FALSE;

  talus_graph_add_template (self->graph, template);
  talus_make_template (self->graph, template, self->changes);

  return TRUE;
}

/**
 * talus_resolve_single:
 * @self: a resolver
 * @command: a command that is no batch
 * @error: return location for an error
 *
 * Resolves by type.
 *
 * Returns: %FALSE with an error where it may not be
 */
gboolean
talus_resolve_single (TalusResolver       *self,
                      const TalusCommand  *command,
                      GError             **error)
{
  switch (command->kind)
    {
    case TALUS_COMMAND_CREATE_NODE:
      return talus_resolve_create_node (self, command, error);

    case TALUS_COMMAND_DELETE_NODE:
      return talus_resolve_delete_node (self, command, error);

    case TALUS_COMMAND_UPDATE_PROPERTY:
    case TALUS_COMMAND_DELETE_PROPERTY:
      if (command->u.set.node.kind == TALUS_REF_ID &&
          talus_id_equal (&command->u.set.node.id, talus_graph_get_project_id (self->graph)))
        return talus_resolve_setting (self, command, error);

      return talus_resolve_property (self, command, error);

    case TALUS_COMMAND_LINK_NODE:
    case TALUS_COMMAND_UNLINK_NODE:
    case TALUS_COMMAND_MOVE_NODE:
      return talus_resolve_move (self, command, error);

    case TALUS_COMMAND_RESTORE_NODE:
      return talus_resolve_restore_node (self, command, error);

    case TALUS_COMMAND_LINK_DEPENDENCY:
    case TALUS_COMMAND_UNLINK_DEPENDENCY:
      return talus_resolve_dependency (self, command, error);

    case TALUS_COMMAND_SET_TEMPLATE:
      return talus_resolve_set_template (self, command, error);

    case TALUS_COMMAND_BATCH:
    case TALUS_COMMAND_UNDO:
    case TALUS_COMMAND_REDO:
    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * talus_resolve_settled:
 * @graph: what the command is judged on
 * @command: a command, neither undo nor redo
 * @context: (nullable): what it needs beside the graph
 * @resolution: (out caller-allocates): what it comes to
 * @settled: (out) (optional) (transfer full) (nullable): the same command said
 *   so that it means the same whenever it is judged, or %NULL where it is so
 *   already
 * @error: return location for an error
 *
 * As [func@Talus.resolve], for whoever may have to resolve again.
 *
 * Returns: %FALSE with an error, and @resolution empty, where it may not be
 */
gboolean
talus_resolve_settled (TalusGraph                 *graph,
                       const TalusCommand         *command,
                       const TalusResolveContext  *context,
                       TalusResolution            *resolution,
                       TalusCommand              **settled,
                       GError                    **error)
{
  static const TalusResolveContext no_context;
  TalusResolver self = { graph, context != NULL ? context : &no_context };
  gboolean ok;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), FALSE);
  g_return_val_if_fail (command != NULL, FALSE);
  g_return_val_if_fail (command->kind != TALUS_COMMAND_UNDO &&
                        command->kind != TALUS_COMMAND_REDO, FALSE);
  g_return_val_if_fail (resolution != NULL, FALSE);

  *resolution = (TalusResolution) { NULL };
  self.changes = talus_change_set_new ();

  ok = command->kind == TALUS_COMMAND_BATCH ? talus_resolve_batch (&self, command, error)
                                            : talus_resolve_single (&self, command, error);

  if (ok)
    {
      resolution->changes = g_steal_pointer (&self.changes);
      resolution->result = g_steal_pointer (&self.result);
      resolution->has_node_id = command->kind == TALUS_COMMAND_CREATE_NODE;
      if (resolution->has_node_id)
        resolution->node_id = command->u.create.id;
      if (settled != NULL)
        *settled = g_steal_pointer (&self.settled);
    }

  g_clear_pointer (&self.changes, talus_change_set_unref);
  g_clear_pointer (&self.result, g_free);
  g_clear_pointer (&self.settled, talus_command_unref);

  return ok;
}

/**
 * talus_resolve:
 * @graph: what the command is judged on; it is afterwards as before, but for
 *   knowing the template that a SetTemplate names
 * @command: a command, neither undo nor redo
 * @context: (nullable): what it needs beside the graph
 * @resolution: (out caller-allocates): what it comes to; empty `changes` where
 *   it is so already
 * @error: return location for an error, whose code is the answer's
 *
 * Judges a command against graph and template.
 *
 * Returns: %FALSE with an error, and @resolution empty, where it may not be
 */
gboolean
talus_resolve (TalusGraph                 *graph,
               const TalusCommand         *command,
               const TalusResolveContext  *context,
               TalusResolution            *resolution,
               GError                    **error)
{
  return talus_resolve_settled (graph, command, context, resolution, NULL, error);
}

/**
 * talus_resolution_clear:
 * @self: a resolution
 *
 * Frees what it holds, not itself.
 */
void
talus_resolution_clear (TalusResolution *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->changes, talus_change_set_unref);
  g_clear_pointer (&self->result, g_free);
  self->has_node_id = FALSE;
}
