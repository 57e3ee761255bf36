/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For each node that has something to give: the sum of what its children gave
 * and what it gave its own parent, and which node that was. What changes is
 * taken back there and given anew, so that values, moves and removals are the
 * same thing, and the order in which they are heard of does not matter. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-rollup.h"

#include <string.h>

/* How many nodes the walk looks at between two looks at the clock. */
#define NODES_A_STEP 128

typedef struct
{
  TalusId id;             /* the key, too: objects may come anew under it */
  TalusId given_to;       /* the null id: it has given nothing */
  TalusFixed sum;         /* of what children gave */
  TalusFixed given;
  guint n_givers;
} Cell;

typedef struct
{
  char *key;
  GHashTable *cells;      /* TalusId → Cell */
  GHashTable *types;      /* type id, the graph's own text → whether it has the property as a
                             number */
} Column;

/* Where the walk is in a node's children. */
typedef struct
{
  TalusNode *node;        /* owned */
  TalusNode *next_child;  /* (nullable), owned */
} Frame;

struct _TalusRollup
{
  GObject parent_instance;

  /* owned */
  TalusGraph *graph;
  GPtrArray *columns;
  GArray *frames;
  GQueue tops;            /* of TalusNode, owned: where to walk yet */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusRollup, talus_rollup, G_TYPE_OBJECT)

static void
free_column (gpointer data)
{
  Column *column = data;

  g_hash_table_unref (column->cells);
  g_hash_table_unref (column->types);
  g_free (column->key);
  g_free (column);
}

static void
clear_frame (gpointer data)
{
  Frame *frame = data;

  g_clear_object (&frame->node);
  g_clear_object (&frame->next_child);
}

/**
 * talus_rollup_is_summed:
 * @property: a property
 *
 * Returns: whether its values can be added up
 */
gboolean
talus_rollup_is_summed (const TalusProperty *property)
{
  g_return_val_if_fail (property != NULL, FALSE);

  return property->kind == TALUS_PROPERTY_NUMBER || property->kind == TALUS_PROPERTY_CURRENCY;
}

/* Nodes of one type have the very same text for it. */
static gboolean
type_has_number (TalusRollup *self,
                 Column      *column,
                 const char  *type_id)
{
  gpointer known;
  const TalusNodeType *type;
  const TalusProperty *property = NULL;
  gboolean has;

  if (g_hash_table_lookup_extended (column->types, type_id, NULL, &known))
    return GPOINTER_TO_INT (known);

  type = talus_template_get_type_by_id (talus_graph_get_template (self->graph), type_id);
  if (type != NULL)
    property = talus_node_type_get_property (type, column->key);
  has = property != NULL && talus_rollup_is_summed (property);
  g_hash_table_insert (column->types, (gpointer) type_id, GINT_TO_POINTER (has));

  return has;
}

static gboolean
read_own (TalusRollup  *self,
          Column       *column,
          TalusNode    *node,
          TalusFixed   *own)
{
  g_autoptr (TalusValue) value = NULL;
  const char *json;
  gsize length;

  if (!type_has_number (self, column, talus_node_get_type_id (node)))
    return FALSE;

  value = talus_node_dup_property (node, column->key);
  if (value == NULL)
    return FALSE;

  json = talus_value_get_json (value, &length);

  return talus_fixed_parse (json, (gssize) length, own);
}

static Cell *
ensure_cell (Column        *column,
             const TalusId *id)
{
  Cell *cell = g_hash_table_lookup (column->cells, id);

  if (cell == NULL)
    {
      cell = g_new0 (Cell, 1);
      cell->id = *id;
      g_hash_table_insert (column->cells, &cell->id, cell);
    }

  return cell;
}

static gboolean
has_given (const Cell *cell)
{
  return !talus_id_is_null (&cell->given_to);
}

static void
take_back (Column *column,
           Cell   *cell)
{
  static const TalusId nobody;
  Cell *above = g_hash_table_lookup (column->cells, &cell->given_to);

  g_assert (above != NULL);
  above->sum -= cell->given;
  above->n_givers--;
  cell->given_to = nobody;
}

/* What the node comes to for its parent. */
static gboolean
find_worth (TalusRollup *self,
            Column      *column,
            TalusNode   *node,
            const Cell  *cell,
            TalusFixed  *worth)
{
  if (read_own (self, column, node, worth))
    return TRUE;

  if (cell == NULL || cell->n_givers == 0)
    return FALSE;

  *worth = cell->sum;

  return TRUE;
}

/* Gives what the node comes to to its parent; TRUE where that one, or the one
 * it gave to before, has another sum now. There may be no @node of that @id. */
static gboolean
settle (TalusRollup   *self,
        Column        *column,
        const TalusId *id,
        TalusNode     *node,
        TalusId       *before)
{
  Cell *cell = g_hash_table_lookup (column->cells, id);
  TalusNode *parent = NULL;
  TalusFixed worth = 0;
  gboolean gives;

  *before = (TalusId) { { 0 } };
  if (node != NULL && !talus_node_is_removed (node))
    parent = talus_node_get_parent (node);
  gives = parent != NULL && find_worth (self, column, node, cell, &worth);
  if (cell == NULL && !gives)
    return FALSE;

  cell = ensure_cell (column, id);
  if (gives && cell->given == worth && talus_id_equal (&cell->given_to, talus_node_get_id (parent)))
    return FALSE;
  if (!gives && !has_given (cell))
    {
      if (cell->n_givers == 0)
        g_hash_table_remove (column->cells, id);
      return FALSE;
    }

  if (has_given (cell))
    {
      *before = cell->given_to;
      take_back (column, cell);
    }
  if (gives)
    {
      Cell *above = ensure_cell (column, talus_node_get_id (parent));

      above->sum += worth;
      above->n_givers++;
      cell->given = worth;
      cell->given_to = above->id;
    }

  return TRUE;
}

static void
tell (TalusRollup   *self,
      const TalusId *id)
{
  TalusNode *node = talus_graph_find_node (self->graph, id);

  if (node != NULL)
    g_signal_emit (self, signals[CHANGED], 0, node);
}

/* From the node up, as far as sums change. */
static void
settle_upwards (TalusRollup   *self,
                Column        *column,
                const TalusId *start)
{
  TalusNode *node = talus_graph_find_node (self->graph, start);
  TalusId id = *start;
  TalusId before;

  while (settle (self, column, &id, node, &before))
    {
      TalusNode *parent = node != NULL ? talus_node_get_parent (node) : NULL;

      if (!talus_id_is_null (&before) &&
          (parent == NULL || !talus_id_equal (&before, talus_node_get_id (parent))))
        {
          tell (self, &before);
          settle_upwards (self, column, &before);
        }
      if (parent == NULL)
        return;

      node = parent;
      id = *talus_node_get_id (node);
      tell (self, &id);
    }
}

static void
settle_in_all (TalusRollup   *self,
               const TalusId *id)
{
  for (guint i = 0; i < self->columns->len; i++)
    settle_upwards (self, self->columns->pdata[i], id);
}

static void
push_frame (TalusRollup *self,
            TalusNode   *node)
{
  TalusNode *child = talus_node_get_first_child (node);
  Frame frame = { g_object_ref (node), child != NULL ? g_object_ref (child) : NULL };

  g_array_append_val (self->frames, frame);
}

static void
finish_frame (TalusRollup *self,
              TalusNode   *node)
{
  TalusNode *parent = talus_node_get_parent (node);

  /* The parent's turn comes; only if it was another's meanwhile does it not. */
  if (self->frames->len > 1 &&
      g_array_index (self->frames, Frame, self->frames->len - 2).node == parent)
    {
      for (guint i = 0; i < self->columns->len; i++)
        {
          TalusId before;

          settle (self, self->columns->pdata[i], talus_node_get_id (node), node, &before);
        }
    }
  else
    {
      settle_in_all (self, talus_node_get_id (node));
    }

  if (talus_node_get_n_children (node) > 0)
    tell (self, talus_node_get_id (node));
}

/* One step of the walk, children before their parents. */
static gboolean
advance (TalusRollup *self)
{
  TalusNode *next;
  Frame *frame;

  if (self->frames->len == 0)
    {
      g_autoptr (TalusNode) top = g_queue_pop_head (&self->tops);

      if (top == NULL)
        return FALSE;

      push_frame (self, top);
      return TRUE;
    }

  frame = &g_array_index (self->frames, Frame, self->frames->len - 1);
  if (frame->next_child != NULL)
    {
      g_autoptr (TalusNode) child = g_steal_pointer (&frame->next_child);

      /* If it went meanwhile, so did the way on from it. */
      if (talus_node_get_parent (child) == frame->node && !talus_node_is_removed (child))
        next = talus_node_get_next_sibling (child);
      else
        next = talus_node_get_first_child (frame->node);
      frame->next_child = next != NULL ? g_object_ref (next) : NULL;
      push_frame (self, child);
      return TRUE;
    }

  finish_frame (self, frame->node);
  g_array_set_size (self->frames, self->frames->len - 1);

  return TRUE;
}

static void
talus_rollup_finalize (GObject *object)
{
  TalusRollup *self = TALUS_ROLLUP (object);

  g_queue_clear_full (&self->tops, g_object_unref);
  g_array_unref (self->frames);
  g_ptr_array_unref (self->columns);
  g_object_unref (self->graph);

  G_OBJECT_CLASS (talus_rollup_parent_class)->finalize (object);
}

static void
talus_rollup_class_init (TalusRollupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = talus_rollup_finalize;

  /**
   * TalusRollup::changed:
   * @self: the sums
   * @node: a node
   *
   * Emitted where a sum of @node is another than it was.
   */
  signals[CHANGED] = g_signal_new ("changed", TALUS_TYPE_ROLLUP, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, TALUS_TYPE_NODE);
}

static void
talus_rollup_init (TalusRollup *self)
{
  self->columns = g_ptr_array_new_with_free_func (free_column);
  self->frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  g_array_set_clear_func (self->frames, clear_frame);
}

/**
 * talus_rollup_new:
 * @graph: a graph
 * @keys: (array zero-terminated=1): stored ids of properties
 *
 * Makes the sums of some properties, empty at first: talus_rollup_step() fills
 * them.
 *
 * Returns: (transfer full): the sums
 */
TalusRollup *
talus_rollup_new (TalusGraph         *graph,
                  const char * const *keys)
{
  TalusRollup *self = g_object_new (TALUS_TYPE_ROLLUP, NULL);

  self->graph = g_object_ref (graph);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      Column *column = g_new0 (Column, 1);

      column->key = g_strdup (keys[i]);
      column->cells = g_hash_table_new_full (talus_id_hash, talus_id_equal, NULL, g_free);
      column->types = g_hash_table_new (NULL, NULL);
      g_ptr_array_add (self->columns, column);
    }

  if (self->columns->len > 0)
    {
      for (TalusNode *root = talus_graph_get_root (graph, 0);
           root != NULL;
           root = talus_node_get_next_sibling (root))
        g_queue_push_tail (&self->tops, g_object_ref (root));
    }

  return self;
}

/**
 * talus_rollup_is_complete:
 * @self: the sums
 *
 * Returns: whether the walk has been everywhere
 */
gboolean
talus_rollup_is_complete (TalusRollup *self)
{
  g_return_val_if_fail (TALUS_IS_ROLLUP (self), FALSE);

  return self->frames->len == 0 && g_queue_is_empty (&self->tops);
}

/**
 * talus_rollup_step:
 * @self: the sums
 * @budget: microseconds that it may take, about
 *
 * Goes on with the walk.
 *
 * Returns: %TRUE while there is more to do
 */
gboolean
talus_rollup_step (TalusRollup *self,
                   gint64       budget)
{
  gint64 until = g_get_monotonic_time () + budget;

  g_return_val_if_fail (TALUS_IS_ROLLUP (self), FALSE);

  do
    {
      for (guint i = 0; i < NODES_A_STEP; i++)
        {
          if (!advance (self))
            return FALSE;
        }
    }
  while (g_get_monotonic_time () < until);

  return TRUE;
}

/**
 * talus_rollup_node_changed:
 * @self: the sums
 * @id: a node that has other values
 *
 * Takes it in.
 */
void
talus_rollup_node_changed (TalusRollup   *self,
                           const TalusId *id)
{
  g_return_if_fail (TALUS_IS_ROLLUP (self));
  g_return_if_fail (id != NULL);

  settle_in_all (self, id);
}

/**
 * talus_rollup_node_placed:
 * @self: the sums
 * @id: the top of what came, went or was moved, be it that there is no such
 *   node any more
 *
 * Takes it in; what is below it may be new and is looked at by the next steps
 * of the walk.
 */
void
talus_rollup_node_placed (TalusRollup   *self,
                          const TalusId *id)
{
  TalusNode *node;

  talus_rollup_node_changed (self, id);

  node = talus_graph_find_node (self->graph, id);
  if (self->columns->len > 0 && node != NULL && !talus_node_is_removed (node) &&
      talus_node_get_n_children (node) > 0)
    g_queue_push_tail (&self->tops, g_object_ref (node));
}

/**
 * talus_rollup_get_sum:
 * @self: the sums
 * @node: a node
 * @key: one of the properties
 * @sum: (out): return location for the sum
 *
 * Gives what the children of a node come to.
 *
 * Returns: %FALSE where no child has anything to add
 */
gboolean
talus_rollup_get_sum (TalusRollup  *self,
                      TalusNode    *node,
                      const char   *key,
                      TalusFixed *sum)
{
  g_return_val_if_fail (TALUS_IS_ROLLUP (self), FALSE);

  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = self->columns->pdata[i];

      if (strcmp (column->key, key) == 0)
        {
          Cell *cell = g_hash_table_lookup (column->cells, talus_node_get_id (node));

          if (cell == NULL || cell->n_givers == 0)
            return FALSE;

          *sum = cell->sum;
          return TRUE;
        }
    }

  return FALSE;
}
