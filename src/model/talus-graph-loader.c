/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills a graph in bulk from rows in any order. Until all are there a node
 * keeps the ids of its parent and of the sibling in front where its links will
 * be; finishing turns them into pointers, follows the chains of siblings and
 * refuses what is no set of trees. It does not know where rows come from. */
#define G_LOG_DOMAIN "talus-model-graph-loader"

#include "model/talus-graph.h"

#include "base/talus-error.h"
#include "model/talus-child-list.h"
#include "model/talus-graph-private.h"

/* Deeper than any rule allows, so that a document of another version can
 * still be opened, but never so deep that walking up becomes a danger. */
#define MAX_LOADED_DEPTH 400

/* What a hint may reserve: it may come from a file that lies. */
#define MAX_HINT (1u << 22)

/* At most so many nodes are made at a time. */
#define BATCH 256

struct _TalusGraphLoader
{
  TalusGraph *graph;         /* owned */
  GPtrArray *nodes;          /* in the order they came, borrowed */
  TalusNode *spares[BATCH];  /* owned, of no graph yet */
  guint n_spares;
  guint batch;               /* of so many: of a small graph not more than it has */
  TalusNode *node;           /* between begin and end */
  TalusPropsBuilder builder;
  GError *error;             /* the first thing that was wrong */
};

static void
fail (TalusGraphLoader *self,
      const TalusId    *id,
      const char       *what)
{
  char text[TALUS_ID_TEXT_SIZE];

  if (self->error == NULL)
    g_set_error (&self->error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "node %s %s",
                 talus_id_format (id, text), what);
}

/* The node of an id, tried first with those that are likely: rows come in the
 * order they were made. */
static TalusNode *
find_near (TalusGraphLoader *self,
           const TalusId    *id,
           TalusNode        *likely)
{
  if (likely != NULL && talus_id_equal (&likely->id, id))
    return likely;

  return talus_graph_find_node (self->graph, id);
}

/* Turns the ids of parents into pointers, and what is told of the sibling in
 * front round: load_next of a node is the one behind it, children of a parent
 * the first of its children. No node comes behind two, so that no chain which
 * begins with a first one can run in a circle. */
static void
resolve_ids (TalusGraphLoader  *self,
             TalusNode        **first_root)
{
  TalusNode *parent = NULL;

  for (guint i = 0; i < self->nodes->len && self->error == NULL; i++)
    {
      TalusNode *node = g_ptr_array_index (self->nodes, i);
      TalusId previous_id = node->load.previous;
      TalusId parent_id = node->load.parent;
      TalusNode **behind;

      parent = talus_id_is_null (&parent_id) ? NULL : find_near (self, &parent_id, parent);
      if (parent == NULL && !talus_id_is_null (&parent_id))
        fail (self, &node->id, "has a parent that is not there");

      node->links = (TalusNodeLinks) { NULL, NULL, NULL, parent };
      if (node->removed)
        {
          if (parent != NULL)
            parent->had_removed = TRUE;
          continue;
        }

      if (talus_id_is_null (&previous_id))
        {
          behind = parent != NULL ? &parent->children : first_root;
        }
      else
        {
          TalusNode *previous = find_near (self, &previous_id,
                                           i > 0 ? g_ptr_array_index (self->nodes, i - 1) : NULL);

          if (previous == NULL)
            {
              fail (self, &node->id, "is behind one that is not there");
              return;
            }
          behind = &previous->load_next;
        }

      if (*behind != NULL)
        fail (self, &node->id, "shares its place with another");
      *behind = node;
    }
}

/* The depth of a node, and whether it is part of what was removed: kept where
 * its left link will be until there is one. */
#define DEAD ((gsize) 1 << 31)

/* Finds out how deep every node is and how many are live. Each way up ends at
 * a node that is known already. */
static void
measure (TalusGraphLoader *self)
{
  for (guint i = 0; i < self->nodes->len && self->error == NULL; i++)
    {
      TalusNode *node = g_ptr_array_index (self->nodes, i);
      TalusNode *highest_removed = NULL;
      TalusNode *above;
      gsize depth = 0;
      gsize state;

      for (above = node; above != NULL && above->links.left == NULL; above = above->links.parent)
        {
          if (above->removed)
            highest_removed = above;
          if (++depth > MAX_LOADED_DEPTH)
            break;
        }

      state = above != NULL ? GPOINTER_TO_SIZE (above->links.left) : 0;
      depth += state & ~DEAD;
      if (depth > MAX_LOADED_DEPTH)
        {
          fail (self, &node->id, "is too deep, or its own ancestor");
          return;
        }

      for (TalusNode *below = node; below != above; below = below->links.parent)
        {
          gboolean is_live = (state & DEAD) == 0 && highest_removed == NULL;

          below->links.left = GSIZE_TO_POINTER (depth-- | (is_live ? 0 : DEAD));
          if (is_live)
            self->graph->n_live++;
          if (below == highest_removed)
            highest_removed = NULL;
        }
    }
}

/* Makes a list out of the chain that begins at @first. */
static TalusNode *
build_list (TalusGraphLoader *self,
            TalusNode        *parent,
            TalusNode        *first,
            GPtrArray        *scratch)
{
  g_ptr_array_set_size (scratch, 0);
  for (TalusNode *node = first; node != NULL; node = node->load_next)
    {
      if (node->links.parent != parent)
        {
          fail (self, &node->id, "is not among those it is said to be behind");
          return NULL;
        }
      g_ptr_array_add (scratch, node);
    }

  return talus_child_list_build ((TalusNode **) scratch->pdata, scratch->len);
}

static void
build_lists (TalusGraphLoader *self,
             TalusNode        *first_root)
{
  g_autoptr (GPtrArray) scratch = NULL;
  guint n_listed;

  if (self->error != NULL)
    return;

  scratch = g_ptr_array_new ();
  self->graph->roots = build_list (self, NULL, first_root, scratch);
  n_listed = scratch->len;

  for (guint i = 0; i < self->nodes->len && self->error == NULL; i++)
    {
      TalusNode *node = g_ptr_array_index (self->nodes, i);

      if (node->removed)
        {
          node->links.left = NULL;
          n_listed++;
        }
      if (node->children != NULL)
        {
          node->children = build_list (self, node, node->children, scratch);
          n_listed += scratch->len;
        }
    }

  if (self->error == NULL && n_listed != self->nodes->len)
    g_set_error (&self->error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                 "%u nodes are behind none of their siblings", self->nodes->len - n_listed);
}

static void
check_edges (TalusGraphLoader *self)
{
  g_autoptr (GArray) edges = NULL;

  if (self->error != NULL || talus_edges_get_n_live (self->graph->edges) == 0)
    return;

  edges = talus_edges_list (self->graph->edges);
  for (guint i = 0; i < edges->len; i++)
    {
      const TalusEdge *edge = &g_array_index (edges, TalusEdge, i);

      if (talus_graph_get_node (self->graph, &edge->blocker) == NULL)
        fail (self, &edge->blocker, "has a dependency but is not there");
      if (talus_graph_get_node (self->graph, &edge->blocked) == NULL)
        fail (self, &edge->blocked, "has a dependency but is not there");
    }
}

/* What was removed and with which edges came in any order. */
static void
check_removals (TalusGraphLoader *self)
{
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, self->graph->removals);
  while (g_hash_table_iter_next (&iter, &data, NULL))
    {
      TalusRemoval *removal = data;
      TalusNode *node = talus_graph_find_node (self->graph, &removal->id);

      if (node == NULL || !node->removed)
        fail (self, &removal->id, "lost dependencies but was not removed");
      if (removal->n_edges > 1)
        qsort (removal->edges, removal->n_edges, sizeof (TalusEdge), talus_edge_compare);
    }
}

static TalusRemoval *
get_removal (TalusGraphLoader *self,
             const TalusId    *id)
{
  TalusRemoval *removal = g_hash_table_lookup (self->graph->removals, id);

  if (removal == NULL)
    {
      removal = talus_removal_new (id, 0, &(TalusPlace) { 0 }, NULL, 0);
      g_hash_table_add (self->graph->removals, removal);
    }

  return removal;
}

/**
 * talus_graph_loader_new:
 * @graph: (transfer none): a graph that is still empty
 * @n_nodes_hint: about how many nodes will come, 0 if unknown
 *
 * Begins to fill a graph in bulk. Until the end the graph must not be used.
 *
 * Returns: (transfer full): the loader
 */
TalusGraphLoader *
talus_graph_loader_new (TalusGraph *graph,
                        guint64     n_nodes_hint)
{
  TalusGraphLoader *self;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);
  g_return_val_if_fail (g_hash_table_size (graph->nodes) == 0, NULL);

  self = g_new0 (TalusGraphLoader, 1);
  self->graph = g_object_ref (graph);
  self->batch = (guint) CLAMP (n_nodes_hint, 1, BATCH);
  self->nodes = g_ptr_array_sized_new ((guint) MIN (n_nodes_hint, MAX_HINT));
  talus_props_builder_init (&self->builder, graph->symbols);

  return self;
}

/**
 * talus_graph_loader_add_symbol:
 * @self: a loader
 * @text: (not nullable): the id of a type or of a property
 *
 * Gives the number by which nodes and properties name a text. The same text
 * always has the same one.
 *
 * Returns: the number
 */
guint
talus_graph_loader_add_symbol (TalusGraphLoader *self,
                               const char       *text)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (text != NULL, 0);

  return talus_symbols_add (self->graph->symbols, text);
}

/* (transfer full) */
static TalusNode *
take_spare (TalusGraphLoader *self)
{
  if (self->n_spares == 0)
    {
      self->n_spares = self->batch;
      talus_node_new_many (self->spares, self->n_spares);
    }

  return g_steal_pointer (&self->spares[--self->n_spares]);
}

/**
 * talus_graph_loader_begin_node:
 * @self: a loader
 * @node: what is known of it
 *
 * Begins a node; its properties follow. Parents need not come first. Of a
 * removed node @previous is the one it was behind, which may be gone.
 */
void
talus_graph_loader_begin_node (TalusGraphLoader      *self,
                               const TalusLoadedNode *node)
{
  TalusNode *made;

  g_return_if_fail (self != NULL && self->node == NULL);
  g_return_if_fail (node != NULL);
  g_return_if_fail (node->type < self->graph->symbols->symbols->len);

  made = take_spare (self);
  talus_node_begin (made, self->graph, &node->id, node->type);
  self->node = made;
  made->name = g_strndup (node->name != NULL ? node->name : "", node->name_length);
  made->created_at = node->created_at;
  made->existence_seq = node->existence_seq;
  made->place_seq = node->place_seq;
  made->name_seq = node->name_seq;
  made->load.previous = node->previous;
  made->load.parent = node->parent;
  if (node->removed != 0)
    {
      TalusRemoval *removal = get_removal (self, &made->id);

      made->removed = TRUE;
      removal->seq = node->removed;
      removal->place.parent = node->parent;
      removal->place.after = node->previous;
    }
}

/**
 * talus_graph_loader_add_property:
 * @self: a loader, a node begun
 * @symbol: of the property's id
 * @json: (array length=length) (nullable): its value as canonical JSON, %NULL
 *   for one that was deleted
 * @length: the length
 * @seq: the record that last changed it
 *
 * Adds a property to the node. In canonical order of the ids it costs least.
 */
void
talus_graph_loader_add_property (TalusGraphLoader *self,
                                 guint             symbol,
                                 const char       *json,
                                 gsize             length,
                                 guint64           seq)
{
  TalusProp prop = { symbol, seq, length > 0 ? json : NULL, length };

  g_return_if_fail (self != NULL && self->node != NULL);
  g_return_if_fail (symbol < self->graph->symbols->symbols->len);

  talus_props_builder_add (&self->builder, &prop);
}

/**
 * talus_graph_loader_end_node:
 * @self: a loader, a node begun
 *
 * Ends the node.
 */
void
talus_graph_loader_end_node (TalusGraphLoader *self)
{
  g_autoptr (TalusNode) node = NULL;

  g_return_if_fail (self != NULL && self->node != NULL);

  node = g_steal_pointer (&self->node);
  if (!talus_props_builder_end (&self->builder, &node->props))
    fail (self, &node->id, "has a property twice");

  /* Unlike g_hash_table_add() this keeps the one that was there first. */
  if (talus_id_is_null (&node->id) ||
      !g_hash_table_insert (self->graph->nodes, &node->id, &node->id))
    {
      fail (self, &node->id, "is there twice");
      return;
    }

  g_ptr_array_add (self->nodes, g_steal_pointer (&node));
}

/**
 * talus_graph_loader_add_edge:
 * @self: a loader
 * @edge: a dependency
 * @seq: the record that made it
 *
 * Adds a dependency. Its ends may come later.
 */
void
talus_graph_loader_add_edge (TalusGraphLoader *self,
                             const TalusEdge  *edge,
                             guint64           seq)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (edge != NULL);

  if (talus_edges_has (self->graph->edges, edge))
    fail (self, &edge->blocker, "has a dependency twice");
  else
    talus_edges_link (self->graph->edges, edge, seq);
}

/**
 * talus_graph_loader_add_removed_edge:
 * @self: a loader
 * @root: a node that was removed itself; it may come later
 * @edge: a dependency that went with it
 *
 * Adds a dependency that returns when the node does.
 */
void
talus_graph_loader_add_removed_edge (TalusGraphLoader *self,
                                     const TalusId    *root,
                                     const TalusEdge  *edge)
{
  TalusRemoval *removal;

  g_return_if_fail (self != NULL);
  g_return_if_fail (root != NULL);
  g_return_if_fail (edge != NULL);

  removal = get_removal (self, root);
  removal->edges = g_renew (TalusEdge, removal->edges, removal->n_edges + 1);
  removal->edges[removal->n_edges++] = *edge;
}

/**
 * talus_graph_loader_add_setting:
 * @self: a loader
 * @key: (not nullable): its key; "template" for the seq of the template
 * @value: (nullable) (transfer none): its value, %NULL for one that was taken
 *   away
 * @seq: the record that last changed it
 *
 * Adds a setting of the project.
 */
void
talus_graph_loader_add_setting (TalusGraphLoader *self,
                                const char       *key,
                                TalusValue       *value,
                                guint64           seq)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (key != NULL);

  if (g_str_equal (key, "template"))
    self->graph->template_seq = seq;
  else
    talus_graph_put_setting (self->graph, key, value, seq);
}

/**
 * talus_graph_loader_set_name_seq:
 * @self: a loader
 * @seq: the record that last named the project
 *
 * Says when the project got its name.
 */
void
talus_graph_loader_set_name_seq (TalusGraphLoader *self,
                                 guint64           seq)
{
  g_return_if_fail (self != NULL);

  self->graph->name_seq = seq;
}

/**
 * talus_graph_loader_finish:
 * @self: (transfer full): a loader
 * @error: return location for an error
 *
 * Puts everything in its place. Siblings have to be one chain from the first,
 * which is behind none, to the last; removed nodes are in no chain. Parents
 * have to be there, depth bounded, dependencies between live nodes.
 *
 * Returns: %TRUE, or %FALSE with an error of code
 *   %TALUS_ERROR_STORAGE_FAILED, the graph being empty then
 */
gboolean
talus_graph_loader_finish (TalusGraphLoader  *self,
                           GError           **error)
{
  TalusNode *first_root = NULL;
  gboolean is_good;

  g_return_val_if_fail (self != NULL && self->node == NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  resolve_ids (self, &first_root);
  measure (self);
  build_lists (self, first_root);

  /* The room of the chains is that of the list models. */
  for (guint i = 0; i < self->nodes->len; i++)
    ((TalusNode *) g_ptr_array_index (self->nodes, i))->load_next = NULL;

  check_edges (self);
  check_removals (self);

  is_good = self->error == NULL;
  if (!is_good)
    {
      talus_graph_clear (self->graph);
      g_propagate_error (error, g_steal_pointer (&self->error));
    }
  g_ptr_array_set_size (self->nodes, 0);
  talus_graph_loader_free (self);

  return is_good;
}

/**
 * talus_graph_loader_free:
 * @self: (transfer full): a loader
 *
 * Gives up loading. The graph is left empty.
 */
void
talus_graph_loader_free (TalusGraphLoader *self)
{
  g_return_if_fail (self != NULL);

  if (self->nodes->len > 0)
    talus_graph_clear (self->graph);
  g_clear_object (&self->node);
  while (self->n_spares > 0)
    g_object_unref (self->spares[--self->n_spares]);
  talus_props_builder_clear (&self->builder);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->nodes);
  g_object_unref (self->graph);
  g_free (self);
}
