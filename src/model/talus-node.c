/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes: what can be read of one. They know their graph for the texts of
 * their symbols only, and never change themselves. */
#define G_LOG_DOMAIN "talus-model-node"

#include "model/talus-node.h"

#include "base/talus-util.h"
#include "model/talus-child-list.h"
#include "model/talus-graph-private.h"
#include "model/talus-node-private.h"

enum
{
  PROP_0,
  PROP_NAME,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (TalusNode, talus_node, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
talus_node_finalize (GObject *object)
{
  TalusNode *self = TALUS_NODE (object);

  if (self->list != NULL)
    {
      talus_node_list_detach (self->list);
      g_object_unref (self->list);
    }
  g_free (self->name);
  g_free (self->props);

  G_OBJECT_CLASS (talus_node_parent_class)->finalize (object);
}

static void
talus_node_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, talus_node_get_name (TALUS_NODE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_node_class_init (TalusNodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_node_finalize;
  object_class->get_property = talus_node_get_property;

  /**
   * TalusNode:name:
   *
   * What people call it.
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
talus_node_init (TalusNode *self)
{
}

static gboolean
find_property (TalusNode  *self,
               const char *key,
               TalusProp  *prop)
{
  guint symbol;

  return self->props != NULL && self->graph != NULL &&
         talus_symbols_find (self->graph->symbols, key, &symbol) &&
         talus_props_find (self->props, symbol, prop);
}

/* What makes a new node one of @graph. */
void
talus_node_begin (TalusNode     *self,
                  TalusGraph    *graph,
                  const TalusId *id,
                  guint          type)
{
  self->graph = graph;
  self->id = *id;
  self->type = type;
  self->size = 1;
}

/* (transfer full): a node without name and place. */
TalusNode *
talus_node_new (TalusGraph    *graph,
                const TalusId *id,
                guint          type)
{
  TalusNode *self = g_object_new (TALUS_TYPE_NODE, NULL);

  talus_node_begin (self, graph, id, type);

  return self;
}

/*
 * talus_node_new_many:
 * @nodes: (out caller-allocates) (array length=n): where they go
 * @n: how many
 *
 * Makes nodes that are to get their ids and all else. Threads that load graphs
 * at the same time take turns here, a batch each: before GLib 2.76 objects come
 * from an allocator with one lock, where they would meet, and sleep, all the
 * time.
 */
void
talus_node_new_many (TalusNode **nodes,
                     guint       n)
{
  static GMutex turn;

  g_mutex_lock (&turn);
  for (guint i = 0; i < n; i++)
    nodes[i] = g_object_new (TALUS_TYPE_NODE, NULL);
  g_mutex_unlock (&turn);
}

/* The graph lets go of it; somebody else may still hold it. */
void
talus_node_forget (TalusNode *self)
{
  self->graph = NULL;
  self->children = NULL;
  self->links = (TalusNodeLinks) { NULL };
  self->size = 1;
  self->removed = TRUE;
}

void
talus_node_set_name (TalusNode  *self,
                     const char *name,
                     guint64     seq)
{
  self->name_seq = seq;
  if (talus_set_string (&self->name, name) && self->graph->n_mutes == 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/* (nullable): the node behind @self in the subtree of @top, parents before
 * their children; starts with @top itself. */
TalusNode *
talus_node_walk (TalusNode *self,
                 TalusNode *top)
{
  if (self->children != NULL)
    return talus_child_list_first (self->children);

  for (; self != top; self = self->links.parent)
    {
      TalusNode *next = talus_child_list_next (self);

      if (next != NULL)
        return next;
    }

  return NULL;
}

/* How many nodes the subtree of @self has. */
guint64
talus_node_count (TalusNode *self)
{
  guint64 count = 0;

  for (TalusNode *node = self; node != NULL; node = talus_node_walk (node, self))
    count++;

  return count;
}

/* Whether @self is @top or somewhere below it. */
gboolean
talus_node_is_within (TalusNode *self,
                      TalusNode *top)
{
  for (; self != NULL; self = self->links.parent)
    {
      if (self == top)
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_node_get_id:
 * @self: a node
 *
 * Gives the id, which never changes.
 *
 * Returns: (transfer none): the id
 */
const TalusId *
talus_node_get_id (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), NULL);

  return &self->id;
}

/**
 * talus_node_get_name:
 * @self: a node
 *
 * Gives the name.
 *
 * Returns: (transfer none): the name, which may be empty; valid until it
 *   changes
 */
const char *
talus_node_get_name (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), NULL);

  return self->name != NULL ? self->name : "";
}

/**
 * talus_node_get_type_id:
 * @self: a node
 *
 * Gives the `blueprint_type_id`, whether the template knows it or not.
 *
 * Returns: (transfer none): the id of the type; empty for a node that is in no
 *   graph any more
 */
const char *
talus_node_get_type_id (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), NULL);

  return self->graph != NULL ? talus_symbols_get (self->graph->symbols, self->type)->text : "";
}

/**
 * talus_node_get_parent:
 * @self: a node
 *
 * Gives the parent; that of a removed node is the one it had.
 *
 * Returns: (transfer none) (nullable): the parent, or %NULL for a root
 */
TalusNode *
talus_node_get_parent (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), NULL);

  return self->links.parent;
}

/**
 * talus_node_get_next_sibling:
 * @self: a node
 *
 * Gives the sibling behind. O(log n) at worst, O(1) over a whole list.
 *
 * Returns: (transfer none) (nullable): the sibling, or %NULL for the last one
 */
TalusNode *
talus_node_get_next_sibling (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), NULL);

  return talus_child_list_next (self);
}

/**
 * talus_node_get_previous_sibling:
 * @self: a node
 *
 * Gives the sibling in front. O(log n) at worst, O(1) over a whole list.
 *
 * Returns: (transfer none) (nullable): the sibling, or %NULL for the first one
 */
TalusNode *
talus_node_get_previous_sibling (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), NULL);

  return talus_child_list_previous (self);
}

/**
 * talus_node_get_index:
 * @self: a node
 *
 * Gives the place among the siblings, or among the roots. O(log n).
 *
 * Returns: how many are in front of it
 */
guint
talus_node_get_index (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), 0);

  return talus_child_list_index (self);
}

/**
 * talus_node_get_n_children:
 * @self: a node
 *
 * Counts the children.
 *
 * Returns: how many there are
 */
guint
talus_node_get_n_children (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), 0);

  return talus_child_list_length (self->children);
}

/**
 * talus_node_get_child:
 * @self: a node
 * @index: which of them
 *
 * Gives one of the children. O(log n).
 *
 * Returns: (transfer none) (nullable): the child, or %NULL past the last one
 */
TalusNode *
talus_node_get_child (TalusNode *self,
                      guint      index)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), NULL);

  return talus_child_list_get (self->children, index);
}

/**
 * talus_node_get_first_child:
 * @self: a node
 *
 * Gives the first child; with [method@Talus.Node.get_next_sibling] the way
 * through all of them.
 *
 * Returns: (transfer none) (nullable): the child, or %NULL if there is none
 */
TalusNode *
talus_node_get_first_child (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), NULL);

  return talus_child_list_first (self->children);
}

/**
 * talus_node_get_children:
 * @self: a node
 *
 * Gives the children as a list model, which is made on the first call, kept
 * with the node and told of every single change from then on.
 *
 * Returns: (transfer none): the list model
 */
GListModel *
talus_node_get_children (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), NULL);

  if (self->list == NULL)
    self->list = talus_node_list_new (&self->children);

  return G_LIST_MODEL (self->list);
}

/**
 * talus_node_is_removed:
 * @self: a node
 *
 * Says whether this very node was removed, be it that an ancestor was too.
 *
 * Returns: %TRUE if it was
 */
gboolean
talus_node_is_removed (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), FALSE);

  return self->removed;
}

/**
 * talus_node_is_live:
 * @self: a node
 *
 * Says whether neither this node nor one above it was removed. Costs its
 * depth.
 *
 * Returns: %TRUE if it is part of the graph
 */
gboolean
talus_node_is_live (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), FALSE);

  for (TalusNode *node = self; node != NULL; node = node->links.parent)
    {
      if (node->removed)
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_node_get_depth:
 * @self: a node
 *
 * Counts the nodes from its root down to it.
 *
 * Returns: 1 for a root
 */
guint
talus_node_get_depth (TalusNode *self)
{
  guint depth = 0;

  g_return_val_if_fail (TALUS_IS_NODE (self), 0);

  for (TalusNode *node = self; node != NULL; node = node->links.parent)
    depth++;

  return depth;
}

/**
 * talus_node_get_created_at:
 * @self: a node
 *
 * Gives the time of the record that inserted it.
 *
 * Returns: milliseconds since 1970-01-01T00:00:00Z
 */
gint64
talus_node_get_created_at (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), 0);

  return self->created_at;
}

/**
 * talus_node_dup_property:
 * @self: a node
 * @key: the stored id of a property
 *
 * Gives the value of a property; the name is none of them.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL if it has none
 */
TalusValue *
talus_node_dup_property (TalusNode  *self,
                         const char *key)
{
  TalusProp prop;

  g_return_val_if_fail (TALUS_IS_NODE (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  if (!find_property (self, key, &prop) || prop.json == NULL)
    return NULL;

  return talus_value_new_canonical (prop.json, prop.length);
}

/**
 * talus_node_get_n_properties:
 * @self: a node
 *
 * Counts the properties that have a value.
 *
 * Returns: how many there are
 */
guint
talus_node_get_n_properties (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), 0);

  return talus_props_get_n_live (self->props);
}

/**
 * talus_node_foreach_property:
 * @self: a node
 * @func: (scope call): what to call for each
 * @user_data: for @func
 *
 * Goes through the properties that have a value, in the canonical order of
 * their keys. @func must not change the graph.
 */
void
talus_node_foreach_property (TalusNode         *self,
                             TalusPropertyFunc  func,
                             gpointer           user_data)
{
  TalusPropsIter iter;
  TalusProp prop;

  g_return_if_fail (TALUS_IS_NODE (self));
  g_return_if_fail (func != NULL);

  if (self->graph == NULL)
    return;

  talus_props_iter_init (&iter, self->props);
  while (talus_props_iter_next (&iter, &prop))
    {
      if (prop.json != NULL)
        func (talus_symbols_get (self->graph->symbols, prop.symbol)->text,
              prop.json, prop.length, prop.seq, user_data);
    }
}

/**
 * talus_node_get_existence_seq:
 * @self: a node
 *
 * Gives the record that last made it exist or not: its insertion, or the
 * removal or restoration of it or of one above it.
 *
 * Returns: the seq, 0 if unknown
 */
guint64
talus_node_get_existence_seq (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), 0);

  /* A removal is written at the root of what it removed, and nowhere else. */
  for (TalusNode *node = self; node != NULL; node = node->links.parent)
    {
      if (node->removed)
        return node->existence_seq;
    }

  return self->existence_seq;
}

/**
 * talus_node_get_place_seq:
 * @self: a node
 *
 * Gives the record that last put it where it is: its insertion, a restoration
 * or a move.
 *
 * Returns: the seq, 0 if unknown
 */
guint64
talus_node_get_place_seq (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), 0);

  return self->place_seq;
}

/**
 * talus_node_get_name_seq:
 * @self: a node
 *
 * Gives the record that last named it.
 *
 * Returns: the seq, 0 if unknown
 */
guint64
talus_node_get_name_seq (TalusNode *self)
{
  g_return_val_if_fail (TALUS_IS_NODE (self), 0);

  return self->name_seq;
}

/**
 * talus_node_get_property_seq:
 * @self: a node
 * @key: the stored id of a property, "name" for the name
 *
 * Gives the record that last set or deleted a property.
 *
 * Returns: the seq, 0 if unknown
 */
guint64
talus_node_get_property_seq (TalusNode  *self,
                             const char *key)
{
  TalusProp prop;

  g_return_val_if_fail (TALUS_IS_NODE (self), 0);
  g_return_val_if_fail (key != NULL, 0);

  if (g_str_equal (key, "name"))
    return self->name_seq;

  return find_property (self, key, &prop) ? prop.seq : 0;
}
