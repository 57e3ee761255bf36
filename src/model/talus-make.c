/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands, undo and redo alike do to a graph, as changes. It asks no
 * rule and applies nothing. */
#define G_LOG_DOMAIN "talus-model-make"

#include "model/talus-make-private.h"

#include <string.h>

#include "model/talus-node-private.h"
#include "model/talus-place-private.h"

static gboolean
equal_or_both_absent (TalusValue *a,
                      TalusValue *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return talus_value_equal (a, b);
}

static void
add_sides (TalusChangeSet *changes,
           TalusChangeOp   op,
           const TalusId  *node_id,
           const char     *key,
           TalusValue     *old_value,
           TalusValue     *new_value)
{
  TalusChange *change;

  if (equal_or_both_absent (old_value, new_value))
    return;

  change = talus_change_set_add (changes, op);
  if (node_id != NULL)
    change->node_id = *node_id;
  change->key = g_strdup (key);
  change->old_value = old_value != NULL ? talus_value_ref (old_value) : NULL;
  change->new_value = new_value != NULL ? talus_value_ref (new_value) : NULL;
}

static TalusValue *
name_template (TalusTemplate *template)
{
  g_autoptr (GString) json = g_string_new ("{\"hash\":");
  const char *hash = talus_template_get_hash (template);
  const char *id = talus_template_get_id (template);

  talus_json_append_string (json, hash, strlen (hash));
  g_string_append (json, ",\"id\":");
  talus_json_append_string (json, id, strlen (id));
  g_string_append_c (json, '}');

  return talus_value_new_canonical (json->str, json->len);
}

static void
copy_edges (TalusChange     *change,
            const TalusEdge *edges,
            guint            n_edges)
{
  change->edges = n_edges > 0 ? g_memdup2 (edges, n_edges * sizeof *edges) : NULL;
  change->n_edges = n_edges;
}

/**
 * talus_make_set:
 * @graph: a graph
 * @node: a node of it
 * @key: the stored id of a property, or "name"
 * @value: (nullable): what it is to be; %NULL takes it away
 * @changes: where the change goes
 *
 * Sets one property of a node.
 */
void
talus_make_set (TalusGraph     *graph,
                TalusNode      *node,
                const char     *key,
                TalusValue     *value,
                TalusChangeSet *changes)
{
  g_autoptr (TalusValue) there = NULL;

  g_return_if_fail (key != NULL);

  if (g_str_equal (key, "name"))
    there = talus_value_new_string (talus_node_get_name (node), -1);
  else
    there = talus_node_dup_property (node, key);

  add_sides (changes, TALUS_CHANGE_SET, talus_node_get_id (node), key, there, value);
}

/**
 * talus_make_meta:
 * @graph: a graph
 * @key: "name" or the key of a setting
 * @value: (nullable): what it is to be; %NULL takes it away
 * @changes: where the change goes
 *
 * Sets the project's name or one of its settings.
 */
void
talus_make_meta (TalusGraph     *graph,
                 const char     *key,
                 TalusValue     *value,
                 TalusChangeSet *changes)
{
  g_autoptr (TalusValue) there = NULL;

  g_return_if_fail (key != NULL);

  if (g_str_equal (key, "name"))
    {
      there = talus_value_new_string (talus_graph_get_name (graph), -1);
    }
  else
    {
      there = talus_graph_get_setting (graph, key);
      if (there != NULL)
        talus_value_ref (there);
    }

  add_sides (changes, TALUS_CHANGE_META, NULL, key, there, value);
}

/**
 * talus_make_template:
 * @graph: a graph that knows @template
 * @template: what its template is to be
 * @changes: where the change goes
 *
 * Sets the project's template.
 */
void
talus_make_template (TalusGraph     *graph,
                     TalusTemplate  *template,
                     TalusChangeSet *changes)
{
  g_autoptr (TalusValue) old_value = name_template (talus_graph_get_template (graph));
  g_autoptr (TalusValue) new_value = name_template (template);

  add_sides (changes, TALUS_CHANGE_META, NULL, "template", old_value, new_value);
}

/**
 * talus_make_remove:
 * @graph: a graph
 * @node: a live node
 * @changes: where the change goes
 *
 * Removes a node with its subtree and every dependency that touches it.
 */
void
talus_make_remove (TalusGraph     *graph,
                   TalusNode      *node,
                   TalusChangeSet *changes)
{
  g_autoptr (GArray) edges = NULL;
  TalusChange *change = talus_change_set_add (changes, TALUS_CHANGE_REMOVE);

  change->node_id = *talus_node_get_id (node);
  talus_place_of (graph, node, &change->place);
  edges = talus_graph_list_edges_of_subtree (graph, node, &change->count);
  copy_edges (change, (const TalusEdge *) (gpointer) edges->data, edges->len);
}

/**
 * talus_make_restore:
 * @graph: a graph
 * @node: a removed node
 * @parent: (nullable): whose child it is to be
 * @where: where among the children
 * @edges: (array length=n_edges): the dependencies that return, sorted
 * @n_edges: how many
 * @changes: where the change goes
 *
 * Brings a removed subtree back.
 */
void
talus_make_restore (TalusGraph       *graph,
                    TalusNode        *node,
                    TalusNode        *parent,
                    const TalusWhere *where,
                    const TalusEdge  *edges,
                    guint             n_edges,
                    TalusChangeSet   *changes)
{
  TalusChange *change = talus_change_set_add (changes, TALUS_CHANGE_RESTORE);

  change->node_id = *talus_node_get_id (node);
  talus_place_find (graph, parent, where, node, &change->place);
  change->count = talus_node_count (node);
  change->removed_seq = talus_graph_get_removed_seq (graph, node);
  copy_edges (change, edges, n_edges);
}

/**
 * talus_make_move:
 * @graph: a graph
 * @node: a live node
 * @parent: (nullable): whose child it is to be
 * @where: where among the children
 * @changes: where the change goes
 *
 * Moves a node with its subtree.
 */
void
talus_make_move (TalusGraph       *graph,
                 TalusNode        *node,
                 TalusNode        *parent,
                 const TalusWhere *where,
                 TalusChangeSet   *changes)
{
  TalusPlace from;
  TalusPlace to;
  TalusChange *change;

  talus_place_of (graph, node, &from);
  talus_place_find (graph, parent, where, node, &to);
  if (talus_place_equal (&from, &to))
    return;

  change = talus_change_set_add (changes, TALUS_CHANGE_MOVE);
  change->node_id = *talus_node_get_id (node);
  change->from = from;
  change->place = to;
}

/**
 * talus_make_edge:
 * @graph: a graph
 * @edge: a dependency
 * @there: whether it is to be there
 * @changes: where the change goes
 *
 * Adds or takes away a dependency.
 */
void
talus_make_edge (TalusGraph      *graph,
                 const TalusEdge *edge,
                 gboolean         there,
                 TalusChangeSet  *changes)
{
  TalusChange *change;

  if (talus_graph_has_edge (graph, &edge->blocker, &edge->blocked) == there)
    return;

  change = talus_change_set_add (changes, there ? TALUS_CHANGE_LINK : TALUS_CHANGE_UNLINK);
  copy_edges (change, edge, 1);
}

/* One way down the dependencies: what is behind each node that is on it. */
typedef struct
{
  TalusId id;
  GArray *ahead;             /* of TalusId */
  guint next;
} RingStep;

static void
step_clear (gpointer data)
{
  RingStep *step = data;

  g_clear_pointer (&step->ahead, g_array_unref);
}

/* The nodes that @id blocks, those by @more included, which is sorted by
 * blocker. */
static GArray *
list_ahead (TalusGraph      *graph,
            const TalusEdge *more,
            guint            n_more,
            const TalusId   *id)
{
  GArray *ahead = talus_graph_list_blocked (graph, id);
  guint low = 0;
  guint high = n_more;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (talus_id_compare (&more[middle].blocker, id) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  for (; low < n_more && talus_id_equal (&more[low].blocker, id); low++)
    g_array_append_val (ahead, more[low].blocked);

  return ahead;
}

/**
 * talus_edges_close_ring:
 * @graph: a graph
 * @edges: (array length=n_edges): dependencies that it lacks, sorted
 * @n_edges: how many
 *
 * Says whether the graph's dependencies and these together have a ring. Only
 * what can be reached from @edges is looked at.
 *
 * Returns: whether they have
 */
gboolean
talus_edges_close_ring (TalusGraph      *graph,
                        const TalusEdge *edges,
                        guint            n_edges)
{
  g_autoptr (GHashTable) seen = NULL; /* id → whether it is on the way down */
  g_autoptr (GArray) way = NULL;
  gboolean found = FALSE;

  if (n_edges == 0)
    return FALSE;

  seen = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  way = g_array_new (FALSE, FALSE, sizeof (RingStep));
  g_array_set_clear_func (way, step_clear);

  for (guint i = 0; i < n_edges && !found; i++)
    {
      RingStep step = { edges[i].blocker, NULL, 0 };

      if (g_hash_table_contains (seen, &step.id))
        continue;

      step.ahead = list_ahead (graph, edges, n_edges, &step.id);
      g_array_append_val (way, step);
      g_hash_table_insert (seen, g_memdup2 (&step.id, sizeof step.id), GINT_TO_POINTER (TRUE));

      while (way->len > 0 && !found)
        {
          RingStep *top = &g_array_index (way, RingStep, way->len - 1);
          RingStep below = { { { 0 } }, NULL, 0 };
          gpointer on_way;

          if (top->next == top->ahead->len)
            {
              g_hash_table_insert (seen, g_memdup2 (&top->id, sizeof top->id),
                                   GINT_TO_POINTER (FALSE));
              g_array_set_size (way, way->len - 1);
              continue;
            }

          below.id = g_array_index (top->ahead, TalusId, top->next++);
          if (g_hash_table_lookup_extended (seen, &below.id, NULL, &on_way))
            {
              found = GPOINTER_TO_INT (on_way);
              continue;
            }

          below.ahead = list_ahead (graph, edges, n_edges, &below.id);
          g_array_append_val (way, below);
          g_hash_table_insert (seen, g_memdup2 (&below.id, sizeof below.id),
                               GINT_TO_POINTER (TRUE));
        }
    }

  return found;
}

/**
 * talus_type_fits:
 * @template: a template
 * @type_id: a stored type id
 * @parent: (nullable): the parent to be, or %NULL for a root
 *
 * Says whether a node of a type may be there: any known type as a root, else
 * what the parent's type allows.
 *
 * Returns: whether it may
 */
gboolean
talus_type_fits (TalusTemplate *template,
                 const char    *type_id,
                 TalusNode     *parent)
{
  const TalusNodeType *child_type = talus_template_get_type_by_id (template, type_id);
  const TalusNodeType *parent_type;

  if (child_type == NULL || parent == NULL)
    return child_type != NULL;

  parent_type = talus_template_get_type_by_id (template, talus_node_get_type_id (parent));

  return parent_type != NULL && talus_template_allows_child (template, parent_type, child_type);
}
