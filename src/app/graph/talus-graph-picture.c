/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a graph into cards and arrows. A dependency of something that is in
 * a collapsed subtree is one of the card it is in. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-picture.h"

#include <string.h>

#include "app/core/talus-node-state.h"

struct _TalusGraphPicture
{
  grefcount references;
  TalusGraphMode mode;
  gboolean right_to_left;
  gboolean is_cut;
  TalusGraphMetrics metrics;
  GArray *cards;              /* of TalusGraphCard */
  GHashTable *by_id;          /* the node's own TalusId → index + 1 */
  GArray *arrows;             /* of TalusGraphArrow */
  GArray *edges;              /* of TalusEdge: all there were, sorted */
  TalusGraphLayout *layout;   /* (nullable) */
};

/* While it is read. */
typedef struct
{
  TalusGraphPicture *picture;
  const TalusGraphRecipe *recipe;
  GHashTable *statuses;       /* id of a type → has a status */
} Reading;

static void
clear_card (gpointer data)
{
  TalusGraphCard *card = data;

  g_clear_object (&card->node);
}

static gboolean
has_status (Reading    *reading,
            const char *type_id)
{
  gpointer found;

  if (!g_hash_table_lookup_extended (reading->statuses, type_id, NULL, &found))
    {
      TalusTemplate *template = talus_graph_get_template (reading->recipe->graph);
      const TalusNodeType *type = talus_template_get_type_by_id (template, type_id);
      gboolean has = type != NULL && talus_node_type_get_status (type) != NULL;

      found = GINT_TO_POINTER (has);
      g_hash_table_insert (reading->statuses, (gpointer) type_id, found);
    }

  return GPOINTER_TO_INT (found);
}

/* Measuring text takes long for thousands: a guess does, and what does not fit
 * ends in an ellipsis. */
static guint8
count_lines (const TalusGraphMetrics *metrics,
             const char              *name)
{
  float room = metrics->width - 3 * metrics->padding - metrics->icon;
  float width = 0;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 * metrics->character : metrics->character;
      if (width > room)
        return 2;
    }

  return 1;
}

static float
get_height (const TalusGraphMetrics *metrics,
            const TalusGraphCard    *card)
{
  return 2 * metrics->padding + card->lines * metrics->line +
         (card->has_status ? metrics->small_line : 0);
}

static gboolean
is_wanted (const TalusGraphRecipe *recipe,
           TalusNode              *node)
{
  if (recipe->focus != NULL && !g_hash_table_contains (recipe->focus, talus_node_get_id (node)))
    return FALSE;

  return recipe->filter == NULL || gtk_filter_match (recipe->filter, node);
}

/* Depths start at 1. What is filtered or focused on is opened as far as it goes. */
static gboolean
is_expanded (const TalusGraphRecipe *recipe,
             TalusNode              *node,
             guint                   depth)
{
  gpointer expanded;

  if (g_hash_table_lookup_extended (recipe->toggled, talus_node_get_id (node), NULL, &expanded))
    return GPOINTER_TO_INT (expanded);

  return depth < recipe->depth || recipe->filter != NULL || recipe->focus != NULL;
}

static guint
add_card (Reading   *reading,
          TalusNode *node,
          gint       parent)
{
  TalusGraphPicture *self = reading->picture;
  TalusGraphCard card = {
    g_object_ref (node), parent, talus_node_get_n_children (node), FALSE,
    count_lines (&self->metrics, talus_node_get_name (node)),
    has_status (reading, talus_node_get_type_id (node))
  };

  g_array_append_val (self->cards, card);
  g_hash_table_insert (self->by_id, (gpointer) talus_node_get_id (node),
                       GUINT_TO_POINTER (self->cards->len));

  return self->cards->len - 1;
}

/* A node with what is below it; the tree is never deeper than its own limit. */
static void
read_subtree (Reading   *reading,
              TalusNode *node,
              gint       parent,
              guint      depth)
{
  TalusGraphPicture *self = reading->picture;
  gboolean is_open = is_expanded (reading->recipe, node, depth);
  TalusNode *child;
  guint index;

  if (!is_wanted (reading->recipe, node))
    return;
  if (self->cards->len >= reading->recipe->limit)
    {
      self->is_cut = TRUE;
      return;
    }

  index = add_card (reading, node, parent);
  child = talus_node_get_first_child (node);
  g_array_index (self->cards, TalusGraphCard, index).collapsed = child != NULL && !is_open;
  for (; is_open && child != NULL; child = talus_node_get_next_sibling (child))
    read_subtree (reading, child, (gint) index, depth + 1);
}

static void
read_tree (Reading *reading)
{
  TalusGraph *graph = reading->recipe->graph;
  guint n_roots = talus_graph_get_n_roots (graph);

  for (guint i = 0; i < n_roots; i++)
    read_subtree (reading, talus_graph_get_root (graph, i), -1, 1);
}

/* A node and its place in the tree, for sorting. */
typedef struct
{
  TalusNode *node;
  guint depth;
  guint32 path[TALUS_MAX_TREE_DEPTH];
} Placed;

static int
compare_placed (gconstpointer a,
                gconstpointer b)
{
  const Placed *one = *(const Placed * const *) a;
  const Placed *other = *(const Placed * const *) b;

  for (guint i = 0; i < MIN (one->depth, other->depth); i++)
    if (one->path[i] != other->path[i])
      return one->path[i] < other->path[i] ? -1 : 1;

  return (one->depth > other->depth) - (one->depth < other->depth);
}

static Placed *
new_placed (TalusNode *node)
{
  Placed *placed = g_new (Placed, 1);

  placed->node = node;
  placed->depth = talus_node_get_depth (node);
  for (guint i = placed->depth; i > 0 && node != NULL; i--)
    {
      placed->path[i - 1] = talus_node_get_index (node);
      node = talus_node_get_parent (node);
    }

  return placed;
}

/* An end of an arrow: asked for once, however many arrows meet there. */
typedef struct
{
  TalusNode *node;            /* (nullable): if it is to be seen */
  gboolean is_placed;
} End;

static End *
get_end (Reading       *reading,
         GHashTable    *ends,
         const TalusId *id)
{
  End *end = g_hash_table_lookup (ends, id);
  TalusNode *node;

  if (end != NULL)
    return end;

  end = g_new0 (End, 1);
  node = talus_graph_get_node (reading->recipe->graph, id);
  end->node = node != NULL && is_wanted (reading->recipe, node) ? node : NULL;
  g_hash_table_insert (ends, (gpointer) id, end);

  return end;
}

static void
place_end (GPtrArray *placed,
           End       *end)
{
  if (!end->is_placed)
    g_ptr_array_add (placed, new_placed (end->node));
  end->is_placed = TRUE;
}

/* Every node that has a dependency on another that is to be seen, in the order
 * of the tree. One that has none would have no place. */
static void
read_linked (Reading *reading)
{
  TalusGraphPicture *self = reading->picture;
  g_autoptr (GHashTable) ends = g_hash_table_new_full (talus_id_hash, talus_id_equal, NULL,
                                                       g_free);
  g_autoptr (GPtrArray) placed = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->edges->len; i++)
    {
      TalusEdge *edge = &g_array_index (self->edges, TalusEdge, i);
      End *blocker = get_end (reading, ends, &edge->blocker);
      End *blocked = get_end (reading, ends, &edge->blocked);

      if (blocker->node == NULL || blocked->node == NULL)
        continue;
      place_end (placed, blocker);
      place_end (placed, blocked);
    }

  g_ptr_array_sort (placed, compare_placed);
  for (guint i = 0; i < placed->len && i < reading->recipe->limit; i++)
    add_card (reading, ((Placed *) placed->pdata[i])->node, -1);
  self->is_cut = placed->len > reading->recipe->limit;
}

/* The card that a node is, or is in. */
static gboolean
find_card (Reading       *reading,
           const TalusId *id,
           guint         *index)
{
  TalusNode *node;

  if (talus_graph_picture_find (reading->picture, id, index))
    return TRUE;
  if (reading->picture->mode == TALUS_GRAPH_DEPENDENCIES)
    return FALSE;

  node = talus_graph_get_node (reading->recipe->graph, id);
  while (node != NULL)
    {
      node = talus_node_get_parent (node);
      if (node != NULL &&
          talus_graph_picture_find (reading->picture, talus_node_get_id (node), index))
        return g_array_index (reading->picture->cards, TalusGraphCard, *index).collapsed;
    }

  return FALSE;
}

static guint
hash_pair (gconstpointer key)
{
  guint64 pair = *(const guint64 *) key;

  return (guint) (pair * 0x9e3779b97f4a7c15u >> 32);
}

static void
read_arrows (Reading *reading)
{
  TalusGraphPicture *self = reading->picture;
  g_autoptr (GHashTable) pairs = g_hash_table_new_full (hash_pair, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < self->edges->len; i++)
    {
      TalusGraphArrow arrow = { 0, 0, 1, g_array_index (self->edges, TalusEdge, i) };
      guint64 pair;
      guint number;

      if (!find_card (reading, &arrow.edge.blocker, &arrow.blocker) ||
          !find_card (reading, &arrow.edge.blocked, &arrow.blocked) ||
          arrow.blocker == arrow.blocked)
        continue;

      pair = (guint64) arrow.blocker << 32 | arrow.blocked;
      number = GPOINTER_TO_UINT (g_hash_table_lookup (pairs, &pair));
      if (number > 0)
        {
          g_array_index (self->arrows, TalusGraphArrow, number - 1).count++;
          continue;
        }
      g_array_append_val (self->arrows, arrow);
      g_hash_table_insert (pairs, g_memdup2 (&pair, sizeof pair),
                           GUINT_TO_POINTER (self->arrows->len));
    }
}

/**
 * talus_graph_picture_new:
 * @recipe: what is wanted
 *
 * Reads the graph, as far as it is to be seen.
 *
 * Returns: (transfer full): the picture, not laid out
 */
TalusGraphPicture *
talus_graph_picture_new (const TalusGraphRecipe *recipe)
{
  TalusGraphPicture *self = g_new0 (TalusGraphPicture, 1);
  Reading reading = { self, recipe, NULL };

  g_ref_count_init (&self->references);
  self->mode = recipe->mode;
  self->right_to_left = recipe->right_to_left;
  self->metrics = recipe->metrics;
  self->cards = g_array_new (FALSE, FALSE, sizeof (TalusGraphCard));
  g_array_set_clear_func (self->cards, clear_card);
  self->by_id = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->arrows = g_array_new (FALSE, FALSE, sizeof (TalusGraphArrow));
  self->edges = talus_graph_list_edges (recipe->graph);

  reading.statuses = g_hash_table_new (g_str_hash, g_str_equal);
  if (self->mode == TALUS_GRAPH_DEPENDENCIES)
    read_linked (&reading);
  else
    read_tree (&reading);
  read_arrows (&reading);
  g_hash_table_unref (reading.statuses);

  return self;
}

TalusGraphPicture *
talus_graph_picture_ref (TalusGraphPicture *self)
{
  g_ref_count_inc (&self->references);

  return self;
}

void
talus_graph_picture_unref (TalusGraphPicture *self)
{
  if (!g_ref_count_dec (&self->references))
    return;

  g_hash_table_unref (self->by_id);
  g_array_unref (self->cards);
  g_array_unref (self->arrows);
  g_array_unref (self->edges);
  g_clear_pointer (&self->layout, talus_graph_layout_free);
  g_free (self);
}

TalusGraphLayout *
talus_graph_picture_begin (TalusGraphPicture *self)
{
  TalusGraphLayout *layout = talus_graph_layout_new (self->mode, self->right_to_left);

  for (guint i = 0; i < self->cards->len; i++)
    {
      const TalusGraphCard *card = talus_graph_picture_get_card (self, i);

      talus_graph_layout_add_box (layout, card->parent, self->metrics.width,
                                  get_height (&self->metrics, card));
    }
  for (guint i = 0; i < self->arrows->len; i++)
    {
      const TalusGraphArrow *arrow = talus_graph_picture_get_arrow (self, i);

      talus_graph_layout_add_link (layout, arrow->blocker, arrow->blocked);
    }

  return layout;
}

void
talus_graph_picture_finish (TalusGraphPicture *self,
                            TalusGraphLayout  *layout)
{
  g_return_if_fail (self->layout == NULL);

  self->layout = layout;
}

TalusGraphMode
talus_graph_picture_get_mode (const TalusGraphPicture *self)
{
  return self->mode;
}

guint
talus_graph_picture_get_n_cards (const TalusGraphPicture *self)
{
  return self->cards->len;
}

const TalusGraphCard *
talus_graph_picture_get_card (const TalusGraphPicture *self,
                              guint                    index)
{
  return &g_array_index (self->cards, TalusGraphCard, index);
}

gboolean
talus_graph_picture_find (const TalusGraphPicture *self,
                          const TalusId           *id,
                          guint                   *index)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_id, id));

  *index = found - 1;

  return found > 0;
}

guint
talus_graph_picture_get_n_arrows (const TalusGraphPicture *self)
{
  return self->arrows->len;
}

const TalusGraphArrow *
talus_graph_picture_get_arrow (const TalusGraphPicture *self,
                               guint                    index)
{
  return &g_array_index (self->arrows, TalusGraphArrow, index);
}

const TalusGraphLayout *
talus_graph_picture_get_layout (const TalusGraphPicture *self)
{
  return self->layout;
}

gboolean
talus_graph_picture_is_cut (const TalusGraphPicture *self)
{
  return self->is_cut;
}

/* Whether what @id blocks is what the picture was made from. */
static gboolean
has_same_edges (const TalusGraphPicture *self,
                TalusGraph              *graph,
                const TalusId           *id)
{
  g_autoptr (GArray) blocked = talus_graph_list_blocked (graph, id);
  guint low = 0;
  guint high = self->edges->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (talus_id_compare (&g_array_index (self->edges, TalusEdge, middle).blocker, id) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  for (guint i = 0; i < blocked->len; i++, low++)
    {
      TalusEdge *edge = &g_array_index (self->edges, TalusEdge, low);

      if (low >= self->edges->len || !talus_id_equal (&edge->blocker, id) ||
          !talus_id_equal (&edge->blocked, &g_array_index (blocked, TalusId, i)))
        return FALSE;
    }

  return low >= self->edges->len ||
         !talus_id_equal (&g_array_index (self->edges, TalusEdge, low).blocker, id);
}

gboolean
talus_graph_picture_is_outdated (const TalusGraphPicture *self,
                                 TalusGraph              *graph,
                                 TalusNode               *node)
{
  guint index;

  if (!has_same_edges (self, graph, talus_node_get_id (node)))
    return TRUE;

  return talus_graph_picture_find (self, talus_node_get_id (node), &index) &&
         count_lines (&self->metrics, talus_node_get_name (node)) !=
         talus_graph_picture_get_card (self, index)->lines;
}

/**
 * talus_graph_picture_choose_depth:
 * @graph: a graph, however large
 * @n_cards: about how many cards are agreeable
 *
 * Looks at no more nodes than that.
 *
 * Returns: how many levels of the tree to show, at least 2
 */
guint
talus_graph_picture_choose_depth (TalusGraph *graph,
                                  guint       n_cards)
{
  g_autoptr (GPtrArray) level = g_ptr_array_new ();
  guint n_roots = talus_graph_get_n_roots (graph);
  guint total = n_roots;
  guint depth = 1;

  for (guint i = 0; i < MIN (n_roots, n_cards); i++)
    g_ptr_array_add (level, talus_graph_get_root (graph, i));

  while (level->len > 0)
    {
      g_autoptr (GPtrArray) next = g_ptr_array_new ();

      for (guint i = 0; i < level->len; i++)
        {
          total += talus_node_get_n_children (level->pdata[i]);
          if (total > n_cards)
            return MAX (depth, 2);
          for (TalusNode *child = talus_node_get_first_child (level->pdata[i]); child != NULL;
               child = talus_node_get_next_sibling (child))
            g_ptr_array_add (next, child);
        }
      g_ptr_array_unref (g_steal_pointer (&level));
      level = g_steal_pointer (&next);
      depth++;
    }

  return TALUS_MAX_TREE_DEPTH;
}
