/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands about nodes and where they are. They know no undo: what they
 * come to is inverted elsewhere. */
#define G_LOG_DOMAIN "talus-model-resolve"

#include "model/talus-resolve-private.h"

#include <string.h>

#include "base/talus-json-writer.h"
#include "model/talus-make-private.h"
#include "model/talus-node-private.h"
#include "model/talus-place-private.h"
#include "model/talus-property-type.h"

typedef struct
{
  const char *key;
  TalusValue *value;
} NewProperty;

static void
new_property_clear (gpointer data)
{
  NewProperty *property = data;

  g_clear_pointer (&property->value, talus_value_unref);
}

static int
compare_new_properties (gconstpointer a,
                        gconstpointer b)
{
  const NewProperty *first = a;
  const NewProperty *second = b;

  return talus_json_compare_names (first->key, strlen (first->key),
                                   second->key, strlen (second->key));
}

/* Finds out which property each member of `properties` means. The name, in
 * whatever spelling, goes to @name. */
static gboolean
address_properties (const TalusNodeType  *type,
                    JsonObject           *properties,
                    GHashTable           *addressed,  /* TalusProperty → JsonNode */
                    JsonNode            **name,
                    GError              **error)
{
  const char *unknown = NULL;
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, properties);
  while (json_object_iter_next_ordered (&iter, &member, &value))
    {
      const TalusProperty *property = talus_node_type_find_property (type, member);
      gboolean is_name = g_str_equal (member, "name") ||
                         (property != NULL && property == type->name_property);
      gboolean twice;

      if (is_name)
        {
          twice = *name != NULL;
          *name = value;
        }
      else if (property != NULL)
        {
          twice = !g_hash_table_insert (addressed, (gpointer) property, value);
        }
      else
        {
          unknown = member;
          continue;
        }

      if (twice)
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_COMMAND,
                       "“properties” names a property twice: “%s”", member);
          return FALSE;
        }
    }

  if (unknown != NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
                   "“%s” has no property “%s”", type->id, unknown);
      return FALSE;
    }

  return TRUE;
}

static char *
choose_name (const TalusNodeType    *type,
             const TalusCreateNode  *create,
             JsonNode               *other,     /* (nullable): properties.name */
             GError                **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *chosen = g_strdup (create->name);

  if (other != NULL && !JSON_NODE_HOLDS_NULL (other))
    {
      g_autofree char *name = talus_name_normalize (other, error);

      if (name == NULL)
        return NULL;

      if (chosen != NULL && !g_str_equal (chosen, name))
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_COMMAND,
                       "“name” and “properties.name” differ");
          return NULL;
        }

      g_free (chosen);
      chosen = g_steal_pointer (&name);
    }

  if (chosen == NULL && type->name_property != NULL && type->name_property->default_value != NULL)
    chosen = talus_value_dup_string (type->name_property->default_value);
  if (chosen == NULL)
    chosen = g_strdup (type->label);

  json_node_set_string (node, chosen);

  return talus_name_normalize (node, error);
}

static gboolean
fill_properties (const TalusNodeType  *type,
                 GHashTable           *addressed,
                 TalusNodeSpec        *spec,
                 GError              **error)
{
  g_autoptr (GArray) stored = g_array_new (FALSE, FALSE, sizeof (NewProperty));

  g_array_set_clear_func (stored, new_property_clear);
  for (guint i = 0; i < type->properties->len; i++)
    {
      const TalusProperty *property = g_ptr_array_index (type->properties, i);
      JsonNode *given = addressed != NULL ? g_hash_table_lookup (addressed, property) : NULL;
      NewProperty new_property = { property->id, NULL };

      if (given == NULL)
        {
          if (property->default_value != NULL)
            new_property.value = talus_value_ref (property->default_value);
        }
      else if (!JSON_NODE_HOLDS_NULL (given))
        {
          new_property.value = talus_property_normalize (property, given, error);
          if (new_property.value == NULL)
            return FALSE;
        }

      if (new_property.value != NULL)
        g_array_append_val (stored, new_property);
    }

  g_array_sort (stored, compare_new_properties);
  spec->n_properties = stored->len;
  spec->keys = g_new0 (char *, stored->len + 1);
  spec->values = g_new0 (TalusValue *, stored->len + 1);
  for (guint i = 0; i < stored->len; i++)
    {
      NewProperty *new_property = &g_array_index (stored, NewProperty, i);

      spec->keys[i] = g_strdup (new_property->key);
      spec->values[i] = g_steal_pointer (&new_property->value);
    }

  return TRUE;
}

static TalusNodeSpec *
make_spec (const TalusNodeType    *type,
           const TalusCreateNode  *create,
           GError                **error)
{
  g_autoptr (TalusNodeSpec) spec = talus_node_spec_new ();
  g_autoptr (GHashTable) addressed = NULL;
  JsonNode *name = NULL;

  if (create->properties != NULL && json_object_get_size (create->properties) > 0)
    {
      addressed = g_hash_table_new (NULL, NULL);
      if (!address_properties (type, create->properties, addressed, &name, error))
        return NULL;
    }

  spec->id = create->id;
  spec->type = g_strdup (type->id);
  spec->name = choose_name (type, create, name, error);
  if (spec->name == NULL || !fill_properties (type, addressed, spec, error))
    return NULL;

  return g_steal_pointer (&spec);
}

/**
 * talus_resolve_create_node:
 * @self: a resolver
 * @command: CreateNode
 * @error: return location for an error
 *
 * Returns: %FALSE with an error where it may not be
 */
gboolean
talus_resolve_create_node (TalusResolver       *self,
                           const TalusCommand  *command,
                           GError             **error)
{
  const TalusCreateNode *create = &command->u.create;
  TalusTemplate *template = talus_graph_get_template (self->graph);
  const TalusNodeType *type;
  g_autoptr (TalusNodeSpec) spec = NULL;
  TalusNode *parent;
  TalusChange *change;
  char text[TALUS_ID_TEXT_SIZE];

  talus_id_format (&create->id, text);
  if (talus_graph_find_node (self->graph, &create->id) != NULL ||
      talus_id_equal (&create->id, talus_graph_get_project_id (self->graph)))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT, "The id %s is taken", text);
      return FALSE;
    }

  if (!talus_resolver_find_parent (self, &create->parent, &parent, error))
    return FALSE;

  type = talus_template_find_type (template, create->type);
  if (type == NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_TYPE_NOT_ALLOWED,
                   "The template has no type “%s”", create->type);
      return FALSE;
    }

  if (!talus_resolver_check_type (self, type->id, parent, error) ||
      !talus_resolver_check_room (self, parent, NULL, error))
    return FALSE;

  spec = make_spec (type, create, error);
  if (spec == NULL)
    return FALSE;

  change = talus_change_set_add (self->changes, TALUS_CHANGE_INSERT);
  change->node_id = create->id;
  change->spec = g_steal_pointer (&spec);
  talus_place_find (self->graph, parent, &create->where, NULL, &change->place);
  if (create->where.has_index)
    talus_resolver_settle_where (self, command, &change->place);

  self->result = g_strdup_printf ("\"%s\"", text);

  return TRUE;
}

static gboolean
check_base_of_node (TalusResolver   *self,
                    TalusSlotKind    kind,
                    TalusNode       *node,
                    GError         **error)
{
  TalusSlot slot = { kind };

  slot.node = *talus_node_get_id (node);

  return talus_resolver_check_base (self, &slot, error);
}

/**
 * talus_resolve_delete_node:
 * @self: a resolver
 * @command: DeleteNode
 * @error: return location for an error
 *
 * Returns: %FALSE with an error where it may not be
 */
gboolean
talus_resolve_delete_node (TalusResolver       *self,
                           const TalusCommand  *command,
                           GError             **error)
{
  TalusNode *node = talus_resolver_find_node (self, &command->u.place.node, error);

  if (node == NULL || !check_base_of_node (self, TALUS_SLOT_EXISTENCE, node, error))
    return FALSE;

  talus_make_remove (self->graph, node, self->changes);

  return TRUE;
}

/**
 * talus_resolve_move:
 * @self: a resolver
 * @command: MoveNode, LinkNode or UnlinkNode
 * @error: return location for an error
 *
 * Returns: %FALSE with an error where it may not be
 */
gboolean
talus_resolve_move (TalusResolver       *self,
                    const TalusCommand  *command,
                    GError             **error)
{
  static const TalusWhere last;
  const TalusPlaceNode *wanted = &command->u.place;
  const TalusWhere *where = &wanted->where;
  TalusNode *node = talus_resolver_find_node (self, &wanted->node, error);
  TalusNode *parent;
  TalusPlace place;

  if (node == NULL || !check_base_of_node (self, TALUS_SLOT_PLACE, node, error) ||
      !talus_resolver_find_parent (self, &wanted->parent, &parent, error))
    return FALSE;

  if (command->kind == TALUS_COMMAND_UNLINK_NODE)
    {
      if (talus_node_get_parent (node) != parent)
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_PARENT,
                       "The node is not a child of that parent");
          return FALSE;
        }

      parent = NULL;
      where = &last;
    }

  if (parent != NULL && talus_node_is_within (parent, node))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_WOULD_CYCLE,
                   "A node may not come below itself");
      return FALSE;
    }

  if (talus_node_get_parent (node) != parent)
    {
      if (!talus_resolver_check_type (self, talus_node_get_type_id (node), parent, error) ||
          !talus_resolver_check_room (self, parent, node, error))
        return FALSE;
    }
  else if (talus_where_is_default (where))
    {
      return TRUE;
    }

  talus_make_move (self->graph, node, parent, where, self->changes);
  if (where->has_index)
    {
      talus_place_find (self->graph, parent, where, node, &place);
      talus_resolver_settle_where (self, command, &place);
    }

  return TRUE;
}

/* The dependencies that went with a removed node and may return: both ends
 * there, no ring. */
static GArray *
list_edges_back (TalusGraph *graph,
                 TalusNode  *node)
{
  GArray *back = g_array_new (FALSE, FALSE, sizeof (TalusEdge));
  guint n_edges;
  const TalusEdge *edges = talus_graph_get_removed_edges (graph, node, &n_edges);

  for (guint i = 0; i < n_edges; i++)
    {
      const TalusId *const ends[] = { &edges[i].blocker, &edges[i].blocked };
      gboolean both = TRUE;

      for (guint j = 0; j < G_N_ELEMENTS (ends); j++)
        {
          TalusNode *end = talus_graph_find_node (graph, ends[j]);

          both = both && end != NULL &&
                 (talus_node_is_within (end, node) || talus_node_is_live (end));
        }

      if (both)
        g_array_append_val (back, edges[i]);
    }

  /* As a rule they are no ring all together; only else is each one asked. */
  if (talus_edges_close_ring (graph, (const TalusEdge *) (gpointer) back->data, back->len))
    {
      guint n_kept = 0;

      for (guint i = 0; i < back->len; i++)
        {
          g_array_index (back, TalusEdge, n_kept) = g_array_index (back, TalusEdge, i);
          if (!talus_edges_close_ring (graph, (const TalusEdge *) (gpointer) back->data,
                                       n_kept + 1))
            n_kept++;
        }

      g_array_set_size (back, n_kept);
    }

  return back;
}

/**
 * talus_resolve_restore_node:
 * @self: a resolver
 * @command: RestoreNode
 * @error: return location for an error
 *
 * Returns: %FALSE with an error where it may not be
 */
gboolean
talus_resolve_restore_node (TalusResolver       *self,
                            const TalusCommand  *command,
                            GError             **error)
{
  const TalusPlaceNode *wanted = &command->u.place;
  TalusWhere where = wanted->where;
  TalusRef parent_ref = wanted->parent;
  TalusNode *node = NULL;
  TalusNode *parent;
  TalusPlace was;
  g_autoptr (GArray) edges = NULL;

  if (wanted->node.kind == TALUS_REF_ID)
    node = talus_graph_find_node (self->graph, &wanted->node.id);
  if (node == NULL || !talus_graph_get_removed_place (self->graph, node, &was))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_NODE_NOT_FOUND,
                   "There is no such removed node");
      return FALSE;
    }

  if (!check_base_of_node (self, TALUS_SLOT_EXISTENCE, node, error))
    return FALSE;

  if (parent_ref.kind == TALUS_REF_ABSENT)
    {
      parent_ref.kind = talus_id_is_null (&was.parent) ? TALUS_REF_NULL : TALUS_REF_ID;
      parent_ref.id = was.parent;
    }

  if (!talus_resolver_find_parent (self, &parent_ref, &parent, error) ||
      !talus_resolver_check_type (self, talus_node_get_type_id (node), parent, error) ||
      !talus_resolver_check_room (self, parent, node, error))
    return FALSE;

  if (talus_where_is_default (&where) && parent == talus_node_get_parent (node))
    talus_where_set_anchors (&where, &was);

  edges = list_edges_back (self->graph, node);
  talus_make_restore (self->graph, node, parent, &where,
                      (const TalusEdge *) (gpointer) edges->data, edges->len, self->changes);
  if (where.has_index)
    talus_resolver_settle_where (self, command, &talus_change_set_get (self->changes, 0)->place);

  return TRUE;
}
