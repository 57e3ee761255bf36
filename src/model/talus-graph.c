/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph as readers see it, and the few steps that those who change it
 * share. It holds the references to its nodes; what runs between them is
 * borrowed. It knows no command and no rule. */
#define G_LOG_DOMAIN "talus-model-graph"

#include "model/talus-graph.h"

#include "model/talus-child-list.h"
#include "model/talus-graph-private.h"

G_DEFINE_FINAL_TYPE (TalusGraph, talus_graph, G_TYPE_OBJECT)

static void
free_setting (gpointer data)
{
  TalusSetting *setting = data;

  g_clear_pointer (&setting->value, talus_value_unref);
  g_free (setting);
}

static void
tell_list (TalusGraph *self,
           TalusNode  *parent,
           guint       index,
           guint       n_removed,
           guint       n_added)
{
  TalusNodeList *list = parent != NULL ? parent->list : self->root_list;

  if (list != NULL && self->n_mutes == 0)
    g_list_model_items_changed (G_LIST_MODEL (list), index, n_removed, n_added);
}

static void
talus_graph_finalize (GObject *object)
{
  TalusGraph *self = TALUS_GRAPH (object);

  talus_graph_clear (self);
  if (self->root_list != NULL)
    {
      talus_node_list_detach (self->root_list);
      g_object_unref (self->root_list);
    }
  g_hash_table_unref (self->nodes);
  g_hash_table_unref (self->removals);
  g_hash_table_unref (self->settings);
  talus_edges_free (self->edges);
  talus_symbols_free (self->symbols);
  g_clear_pointer (&self->template, talus_template_unref);
  g_ptr_array_unref (self->templates);
  g_free (self->name);

  G_OBJECT_CLASS (talus_graph_parent_class)->finalize (object);
}

static void
talus_graph_class_init (TalusGraphClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_graph_finalize;
}

static void
talus_graph_init (TalusGraph *self)
{
  self->templates = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_template_unref);
  self->symbols = talus_symbols_new ();
  self->nodes = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->edges = talus_edges_new ();
  self->removals = g_hash_table_new_full (talus_id_hash, talus_id_equal, talus_removal_free, NULL);
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_setting);
}

/* (transfer full): what is remembered of a removed subtree. */
TalusRemoval *
talus_removal_new (const TalusId    *id,
                   guint64           seq,
                   const TalusPlace *place,
                   const TalusEdge  *edges,
                   guint             n_edges)
{
  TalusRemoval *self = g_new (TalusRemoval, 1);

  self->id = *id;
  self->seq = seq;
  self->place = *place;
  self->n_edges = n_edges;
  self->edges = g_memdup2 (edges, n_edges * sizeof (TalusEdge));

  return self;
}

void
talus_removal_free (gpointer removal)
{
  TalusRemoval *self = removal;

  g_free (self->edges);
  g_free (self);
}

/* Forgets everything but the template and the name. Somebody else may hold
 * nodes longer. */
void
talus_graph_clear (TalusGraph *self)
{
  GHashTableIter iter;
  gpointer id;

  self->roots = NULL;
  self->n_live = 0;
  g_hash_table_remove_all (self->removals);
  g_hash_table_remove_all (self->settings);
  g_clear_pointer (&self->edges, talus_edges_free);
  self->edges = talus_edges_new ();

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      TalusNode *node = talus_graph_node_of_id (id);

      g_hash_table_iter_steal (&iter);
      talus_node_forget (node);
      g_object_unref (node);
    }
}

/* Lets go of one node that is in no list and has no children left. */
void
talus_graph_drop_node (TalusGraph *self,
                       TalusNode  *node)
{
  g_hash_table_steal (self->nodes, &node->id);
  talus_node_forget (node);
  g_object_unref (node);
}

void
talus_graph_mute (TalusGraph *self)
{
  self->n_mutes++;
}

void
talus_graph_unmute (TalusGraph *self)
{
  g_assert (self->n_mutes > 0);

  self->n_mutes--;
}

/* Whether anybody wants to know a place as a number. */
static gboolean
is_index_wanted (TalusGraph *self,
                 TalusNode  *parent)
{
  return self->n_mutes == 0 &&
         (self->observer != NULL || (parent != NULL ? parent->list : self->root_list) != NULL);
}

/* Puts @node, which is in no list, behind @after below @parent (or among the
 * roots), and says where that is. */
guint
talus_graph_attach (TalusGraph *self,
                    TalusNode  *parent,
                    TalusNode  *after,
                    TalusNode  *node)
{
  guint index = 0;

  node->links.parent = parent;
  talus_child_list_insert (talus_graph_get_top (self, parent), after, node);

  if (is_index_wanted (self, parent))
    index = talus_child_list_index (node);
  tell_list (self, parent, index, 0, 1);

  return index;
}

/* Takes @node out of its list, the parent remembered, and says where it was. */
guint
talus_graph_detach (TalusGraph *self,
                    TalusNode  *node)
{
  TalusNode *parent = node->links.parent;
  guint index = 0;

  if (is_index_wanted (self, parent))
    index = talus_child_list_index (node);

  talus_child_list_remove (talus_graph_get_top (self, parent), node);
  tell_list (self, parent, index, 1, 0);

  return index;
}

/**
 * talus_graph_new:
 * @project_id: whose graph it is
 * @name: (not nullable): the project's name
 * @template: (transfer none): the project's template
 *
 * Makes an empty graph.
 *
 * Returns: (transfer full): the graph
 */
TalusGraph *
talus_graph_new (const TalusId *project_id,
                 const char    *name,
                 TalusTemplate *template)
{
  TalusGraph *self;

  g_return_val_if_fail (project_id != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (template != NULL, NULL);

  self = g_object_new (TALUS_TYPE_GRAPH, NULL);
  self->project_id = *project_id;
  self->name = g_strdup (name);
  self->template = talus_template_ref (template);
  talus_graph_add_template (self, template);

  return self;
}

/**
 * talus_graph_get_project_id:
 * @self: a graph
 *
 * Gives the id of the project.
 *
 * Returns: (transfer none): the id
 */
const TalusId *
talus_graph_get_project_id (TalusGraph *self)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);

  return &self->project_id;
}

/**
 * talus_graph_get_name:
 * @self: a graph
 *
 * Gives the name of the project.
 *
 * Returns: (transfer none): the name, valid until it changes
 */
const char *
talus_graph_get_name (TalusGraph *self)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);

  return self->name;
}

/**
 * talus_graph_get_name_seq:
 * @self: a graph
 *
 * Gives the record that last named the project.
 *
 * Returns: the seq, 0 if unknown
 */
guint64
talus_graph_get_name_seq (TalusGraph *self)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), 0);

  return self->name_seq;
}

/**
 * talus_graph_get_template:
 * @self: a graph
 *
 * Gives the template the project has now.
 *
 * Returns: (transfer none): the template, valid until it changes
 */
TalusTemplate *
talus_graph_get_template (TalusGraph *self)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);

  return self->template;
}

/**
 * talus_graph_add_template:
 * @self: a graph
 * @template: (transfer none): a template
 *
 * Makes a template known, so that a change set may name it by id and hash.
 */
void
talus_graph_add_template (TalusGraph    *self,
                          TalusTemplate *template)
{
  g_autoptr (TalusTemplate) known = NULL;

  g_return_if_fail (TALUS_IS_GRAPH (self));
  g_return_if_fail (template != NULL);

  known = talus_graph_find_template (self, talus_template_get_id (template),
                                     talus_template_get_hash (template));
  if (known == NULL)
    g_ptr_array_add (self->templates, talus_template_ref (template));
}

/**
 * talus_graph_find_template:
 * @self: a graph
 * @id: (not nullable): a template id
 * @hash: (not nullable): 64 hexadecimal digits
 *
 * Finds one of the templates made known to the graph.
 *
 * Returns: (transfer full) (nullable): the template, or %NULL if it is none of
 *   them
 */
TalusTemplate *
talus_graph_find_template (TalusGraph *self,
                           const char *id,
                           const char *hash)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (hash != NULL, NULL);

  for (guint i = 0; i < self->templates->len; i++)
    {
      TalusTemplate *template = g_ptr_array_index (self->templates, i);

      if (g_str_equal (talus_template_get_id (template), id) &&
          g_str_equal (talus_template_get_hash (template), hash))
        return talus_template_ref (template);
    }

  return NULL;
}

/**
 * talus_graph_get_n_nodes:
 * @self: a graph
 *
 * Counts the live nodes.
 *
 * Returns: how many there are
 */
guint64
talus_graph_get_n_nodes (TalusGraph *self)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), 0);

  return self->n_live;
}

/**
 * talus_graph_get_n_edges:
 * @self: a graph
 *
 * Counts the dependencies.
 *
 * Returns: how many there are
 */
guint64
talus_graph_get_n_edges (TalusGraph *self)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), 0);

  return talus_edges_get_n_live (self->edges);
}

/**
 * talus_graph_get_node:
 * @self: a graph
 * @id: an id
 *
 * Finds a live node. Costs its depth.
 *
 * Returns: (transfer none) (nullable): the node, or %NULL if there is none or
 *   it is part of what was removed
 */
TalusNode *
talus_graph_get_node (TalusGraph    *self,
                      const TalusId *id)
{
  TalusNode *node = talus_graph_find_node (self, id);

  return node != NULL && talus_node_is_live (node) ? node : NULL;
}

/**
 * talus_graph_find_node:
 * @self: a graph
 * @id: an id
 *
 * Finds a node, live or part of what was removed.
 *
 * Returns: (transfer none) (nullable): the node, or %NULL if there never was
 *   one
 */
TalusNode *
talus_graph_find_node (TalusGraph    *self,
                       const TalusId *id)
{
  gpointer found;

  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  found = g_hash_table_lookup (self->nodes, id);

  return found != NULL ? talus_graph_node_of_id (found) : NULL;
}

/**
 * talus_graph_get_n_roots:
 * @self: a graph
 *
 * Counts the roots.
 *
 * Returns: how many there are
 */
guint
talus_graph_get_n_roots (TalusGraph *self)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), 0);

  return talus_child_list_length (self->roots);
}

/**
 * talus_graph_get_root:
 * @self: a graph
 * @index: which of them
 *
 * Gives one of the roots. O(log n).
 *
 * Returns: (transfer none) (nullable): the root, or %NULL past the last one
 */
TalusNode *
talus_graph_get_root (TalusGraph *self,
                      guint       index)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);

  return talus_child_list_get (self->roots, index);
}

/**
 * talus_graph_get_roots:
 * @self: a graph
 *
 * Gives the roots as a list model, which is made on the first call, kept with
 * the graph and told of every single change from then on.
 *
 * Returns: (transfer none): the list model
 */
GListModel *
talus_graph_get_roots (TalusGraph *self)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);

  if (self->root_list == NULL)
    self->root_list = talus_node_list_new (&self->roots);

  return G_LIST_MODEL (self->root_list);
}

/**
 * talus_graph_get_removed_seq:
 * @self: a graph
 * @node: a node that was removed itself
 *
 * Gives the record that removed a node.
 *
 * Returns: the seq, 0 if there is none
 */
guint64
talus_graph_get_removed_seq (TalusGraph *self,
                             TalusNode  *node)
{
  const TalusRemoval *removal;

  g_return_val_if_fail (TALUS_IS_GRAPH (self), 0);
  g_return_val_if_fail (TALUS_IS_NODE (node), 0);

  removal = g_hash_table_lookup (self->removals, &node->id);

  return removal != NULL ? removal->seq : 0;
}

/**
 * talus_graph_get_removed_place:
 * @self: a graph
 * @node: a node
 * @place: (out): where it was
 *
 * Gives the place that a removed node had. Its neighbours may be elsewhere or
 * gone by now, and in a graph that was loaded only the one in front is known.
 *
 * Returns: %FALSE if @node was not removed itself
 */
gboolean
talus_graph_get_removed_place (TalusGraph *self,
                               TalusNode  *node,
                               TalusPlace *place)
{
  const TalusRemoval *removal;

  g_return_val_if_fail (TALUS_IS_GRAPH (self), FALSE);
  g_return_val_if_fail (TALUS_IS_NODE (node), FALSE);
  g_return_val_if_fail (place != NULL, FALSE);

  removal = g_hash_table_lookup (self->removals, &node->id);
  if (removal == NULL)
    return FALSE;

  *place = removal->place;

  return TRUE;
}

/**
 * talus_graph_get_removed_edges:
 * @self: a graph
 * @node: a node that was removed itself
 * @n_edges: (out): how many there are
 *
 * Gives the dependencies that went with a node when it was removed. Their
 * other ends may be gone by now.
 *
 * Returns: (transfer none) (nullable) (array length=n_edges): the edges,
 *   sorted, valid until the graph changes
 */
const TalusEdge *
talus_graph_get_removed_edges (TalusGraph *self,
                               TalusNode  *node,
                               guint      *n_edges)
{
  const TalusRemoval *removal;

  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);
  g_return_val_if_fail (TALUS_IS_NODE (node), NULL);
  g_return_val_if_fail (n_edges != NULL, NULL);

  removal = g_hash_table_lookup (self->removals, &node->id);
  *n_edges = removal != NULL ? removal->n_edges : 0;

  return removal != NULL ? removal->edges : NULL;
}

/**
 * talus_graph_set_observer:
 * @self: a graph
 * @observer: (nullable) (scope forever): what to call
 * @user_data: for @observer
 *
 * Sets, replaces or takes away the one observer of
 * [method@Talus.Graph.apply]. Where a set fails half way, the observer has
 * seen its first changes, which are then taken back unseen.
 */
void
talus_graph_set_observer (TalusGraph         *self,
                          TalusGraphObserver  observer,
                          gpointer            user_data)
{
  g_return_if_fail (TALUS_IS_GRAPH (self));

  self->observer = observer;
  self->observer_data = user_data;
}
