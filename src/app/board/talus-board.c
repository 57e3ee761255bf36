/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every node that is a card, by id, and in which column it is. Where places
 * changed, all cards that may be at another one are taken out before the first
 * is put back, since the others must be in order for that. It must not know
 * who tells it. */
#define G_LOG_DOMAIN "talus-app-board"

#include "app/board/talus-board.h"

#include "app/core/talus-places.h"
#include "app/core/talus-rollup.h"

#define FIRST_SLICE    8000   /* microseconds: an ordinary project is done then */
#define SLICE          5000
#define CLOCK_INTERVAL 64
#define FEW            64     /* changes that listeners are told of one by one */

struct _TalusBoard
{
  GObject parent_instance;

  /* owned */
  TalusGraph *graph;
  TalusBoardPlan *plan;
  char *sum_key;
  GPtrArray *columns;      /* of TalusBoardColumn */
  GHashTable *cards;       /* id, in the node → TalusBoardCard */
  TalusNode *cursor;       /* the next node to look at; NULL: the first root */
  gboolean is_filled;
  guint fill_source;

  /* borrowed */
  TalusBoardFilterFunc filter;
  gpointer filter_data;
};

G_DEFINE_FINAL_TYPE (TalusBoard, talus_board, G_TYPE_OBJECT)

static void
free_card (gpointer data)
{
  TalusBoardCard *card = data;

  g_object_unref (card->node);
  g_free (card);
}

/* (nullable): what the card of @node adds to its column. */
static const TalusFixed *
read_number (TalusBoard *self,
             TalusNode  *node,
             TalusFixed *number)
{
  TalusTemplate *template = talus_graph_get_template (self->graph);
  const TalusNodeType *type;
  const TalusProperty *property = NULL;
  g_autoptr (TalusValue) value = NULL;
  const char *json;
  gsize length;

  if (self->sum_key == NULL)
    return NULL;

  type = talus_template_get_type_by_id (template, talus_node_get_type_id (node));
  if (type != NULL)
    property = talus_node_type_get_property (type, self->sum_key);
  if (property == NULL || !talus_rollup_is_summed (property))
    return NULL;

  value = talus_node_dup_property (node, self->sum_key);
  if (value == NULL)
    return NULL;

  json = talus_value_get_json (value, &length);

  return talus_fixed_parse (json, (gssize) length, number) ? number : NULL;
}

static gboolean
is_seen (TalusBoard *self,
         TalusNode  *node)
{
  return self->filter == NULL || self->filter (node, self->filter_data);
}

static TalusBoardCard *
find_card (TalusBoard    *self,
           const TalusId *id)
{
  return g_hash_table_lookup (self->cards, id);
}

static void
drop_card (TalusBoard     *self,
           TalusBoardCard *card,
           gboolean        quiet)
{
  if (card->column != NULL)
    talus_board_column_remove (card->column, card, quiet);
  g_hash_table_remove (self->cards, talus_node_get_id (card->node));
}

/* Puts the card of a node where it belongs, if it has one; another object of
 * the same id takes the place of the first. */
static void
put_card (TalusBoard *self,
          TalusNode  *node,
          gboolean    quiet)
{
  TalusBoardCard *card = find_card (self, talus_node_get_id (node));
  TalusBoardColumn *column = NULL;
  TalusFixed number;
  guint slot;

  if (card != NULL && card->node != node)
    {
      drop_card (self, card, quiet);
      card = NULL;
    }

  if (!talus_board_plan_place (self->plan, node, &slot))
    {
      if (card != NULL)
        drop_card (self, card, quiet);
      return;
    }

  if (card == NULL)
    {
      card = g_new0 (TalusBoardCard, 1);
      card->node = g_object_ref (node);
      g_hash_table_insert (self->cards, (gpointer) talus_node_get_id (node), card);
    }

  if (is_seen (self, node))
    column = self->columns->pdata[slot];
  if (card->column != NULL && card->column == column)
    {
      talus_board_column_set_number (column, card, read_number (self, node, &number));
      return;
    }

  if (card->column != NULL)
    talus_board_column_remove (card->column, card, quiet);
  if (column != NULL)
    talus_board_column_insert (column, card, read_number (self, node, &number), quiet);
}

static void
flush (TalusBoard *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    talus_board_column_flush (self->columns->pdata[i]);
}

static gboolean
fill_on (TalusBoard *self,
         gint64      deadline)
{
  TalusNode *node = self->cursor != NULL ? self->cursor : talus_graph_get_root (self->graph, 0);

  for (guint i = 0; node != NULL; i++)
    {
      TalusBoardCard *card = find_card (self, talus_node_get_id (node));

      if (card == NULL || (card->column == NULL && is_seen (self, node)))
        put_card (self, node, TRUE);
      node = talus_places_next (node, NULL);
      if (node != NULL && i % CLOCK_INTERVAL == CLOCK_INTERVAL - 1 &&
          g_get_monotonic_time () >= deadline)
        {
          g_set_object (&self->cursor, node);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
fill_cb (gpointer user_data)
{
  TalusBoard *self = user_data;

  if (!talus_board_fill (self, SLICE))
    return G_SOURCE_CONTINUE;

  self->fill_source = 0;

  return G_SOURCE_REMOVE;
}

static void
begin_fill (TalusBoard *self)
{
  self->is_filled = FALSE;
  g_clear_object (&self->cursor);
  if (!talus_board_fill (self, FIRST_SLICE) && self->fill_source == 0)
    self->fill_source = g_idle_add_full (GDK_PRIORITY_REDRAW, fill_cb, self, NULL);
}

static void
talus_board_dispose (GObject *object)
{
  TalusBoard *self = TALUS_BOARD (object);

  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_clear_object (&self->cursor);
  g_clear_object (&self->graph);

  G_OBJECT_CLASS (talus_board_parent_class)->dispose (object);
}

static void
talus_board_finalize (GObject *object)
{
  TalusBoard *self = TALUS_BOARD (object);

  g_ptr_array_unref (self->columns);
  g_hash_table_unref (self->cards);
  g_clear_pointer (&self->plan, talus_board_plan_free);
  g_free (self->sum_key);

  G_OBJECT_CLASS (talus_board_parent_class)->finalize (object);
}

static void
talus_board_class_init (TalusBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_board_dispose;
  object_class->finalize = talus_board_finalize;
}

static void
talus_board_init (TalusBoard *self)
{
  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  self->cards = g_hash_table_new_full (talus_id_hash, talus_id_equal, NULL, free_card);
}

/**
 * talus_board_new:
 * @graph: what to show
 * @plan: (transfer full): how
 * @sum_key: (nullable): the property that columns add up
 *
 * Makes a board. An ordinary project is on it at once, a large one soon. In
 * the main thread.
 *
 * Returns: (transfer full): a board
 */
TalusBoard *
talus_board_new (TalusGraph     *graph,
                 TalusBoardPlan *plan,
                 const char     *sum_key)
{
  TalusBoard *self;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);
  g_return_val_if_fail (plan != NULL, NULL);

  self = g_object_new (TALUS_TYPE_BOARD, NULL);
  self->graph = g_object_ref (graph);
  self->plan = plan;
  self->sum_key = g_strdup (sum_key);
  for (guint i = 0; i < talus_board_plan_get_n_slots (plan); i++)
    g_ptr_array_add (self->columns, talus_board_column_new (i));

  begin_fill (self);

  return self;
}

/**
 * talus_board_get_plan:
 * @self: a board
 *
 * Returns: (transfer none): how it is laid out
 */
TalusBoardPlan *
talus_board_get_plan (TalusBoard *self)
{
  g_return_val_if_fail (TALUS_IS_BOARD (self), NULL);

  return self->plan;
}

/**
 * talus_board_get_n_columns:
 * @self: a board
 *
 * Returns: how many columns it has
 */
guint
talus_board_get_n_columns (TalusBoard *self)
{
  g_return_val_if_fail (TALUS_IS_BOARD (self), 0);

  return self->columns->len;
}

/**
 * talus_board_get_column:
 * @self: a board
 * @index: which
 *
 * Returns: (transfer none): a column
 */
TalusBoardColumn *
talus_board_get_column (TalusBoard *self,
                        guint       index)
{
  g_return_val_if_fail (TALUS_IS_BOARD (self), NULL);
  g_return_val_if_fail (index < self->columns->len, NULL);

  return self->columns->pdata[index];
}

/**
 * talus_board_get_n_cards:
 * @self: a board
 *
 * Returns: how many cards there are, in sight or not
 */
guint
talus_board_get_n_cards (TalusBoard *self)
{
  g_return_val_if_fail (TALUS_IS_BOARD (self), 0);

  return g_hash_table_size (self->cards);
}

/**
 * talus_board_find:
 * @self: a board
 * @id: of a node
 * @column: (out) (transfer none) (optional): where its card is
 * @position: (out) (optional): its place there
 *
 * Finds the card of a node.
 *
 * Returns: %FALSE if it has none, or it is not in sight
 */
gboolean
talus_board_find (TalusBoard        *self,
                  const TalusId     *id,
                  TalusBoardColumn **column,
                  guint             *position)
{
  TalusBoardCard *card;

  g_return_val_if_fail (TALUS_IS_BOARD (self), FALSE);

  card = find_card (self, id);
  if (card == NULL || card->column == NULL)
    return FALSE;

  if (column != NULL)
    *column = card->column;
  if (position != NULL)
    *position = (guint) g_sequence_iter_get_position (card->iter);

  return TRUE;
}

/**
 * talus_board_fill:
 * @self: a board
 * @microseconds: for about how long, or -1 to go on to the end
 *
 * Goes on looking for cards.
 *
 * Returns: %TRUE once all are there
 */
gboolean
talus_board_fill (TalusBoard *self,
                  gint64      microseconds)
{
  gint64 deadline = microseconds < 0 ? G_MAXINT64 : g_get_monotonic_time () + microseconds;

  g_return_val_if_fail (TALUS_IS_BOARD (self), TRUE);

  if (self->is_filled)
    return TRUE;

  self->is_filled = fill_on (self, deadline);
  flush (self);
  if (!self->is_filled)
    return FALSE;

  g_clear_object (&self->cursor);

  return TRUE;
}

/**
 * talus_board_update_node:
 * @self: a board
 * @node: a node whose properties may have changed
 *
 * Moves its card to the column where it belongs now.
 */
void
talus_board_update_node (TalusBoard *self,
                         TalusNode  *node)
{
  g_return_if_fail (TALUS_IS_BOARD (self));
  g_return_if_fail (TALUS_IS_NODE (node));

  if (talus_node_is_live (node))
    put_card (self, node, FALSE);
}

/* (transfer full): the cards of a subtree, taken out of their columns; of one
 * that is gone for good, all that are not live. */
static void
take_out (TalusBoard    *self,
          const TalusId *top,
          gboolean       quiet)
{
  TalusNode *node = talus_graph_find_node (self->graph, top);
  GHashTableIter iter;
  gpointer value;

  if (node != NULL)
    {
      for (TalusNode *below = node; below != NULL; below = talus_places_next (below, node))
        {
          TalusBoardCard *card = find_card (self, talus_node_get_id (below));

          if (card != NULL)
            drop_card (self, card, quiet);
        }
      return;
    }

  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      TalusBoardCard *card = value;

      if (talus_graph_get_node (self->graph, talus_node_get_id (card->node)) == card->node)
        continue;
      if (card->column != NULL)
        talus_board_column_remove (card->column, card, quiet);
      g_hash_table_iter_remove (&iter);
    }
}

static guint
count_below (TalusBoard    *self,
             const TalusId *top,
             guint          limit)
{
  TalusNode *node = talus_graph_find_node (self->graph, top);
  guint n = 0;

  for (TalusNode *below = node; below != NULL && n < limit; below = talus_places_next (below, node))
    n++;

  return n;
}

/**
 * talus_board_update_places:
 * @self: a board
 * @ids: (array length=n_ids): nodes that came, went or moved with all below
 *   them since the board was last told
 * @n_ids: how many
 *
 * Puts their cards where they belong now.
 */
void
talus_board_update_places (TalusBoard    *self,
                           const TalusId *ids,
                           guint          n_ids)
{
  guint n_nodes = 0;
  gboolean quiet;

  g_return_if_fail (TALUS_IS_BOARD (self));

  /* What was being walked may not be where the walk believes it is. */
  g_clear_object (&self->cursor);

  for (guint i = 0; i < n_ids && n_nodes < FEW; i++)
    n_nodes += count_below (self, &ids[i], FEW);
  quiet = n_nodes >= FEW;

  for (guint i = 0; i < n_ids; i++)
    take_out (self, &ids[i], quiet);
  for (guint i = 0; i < n_ids; i++)
    {
      TalusNode *top = talus_graph_get_node (self->graph, &ids[i]);

      for (TalusNode *node = top; node != NULL; node = talus_places_next (node, top))
        put_card (self, node, quiet);
    }
  flush (self);
}

/**
 * talus_board_set_filter:
 * @self: a board
 * @filter: (nullable) (scope notified): which nodes are to be seen
 * @user_data: for @filter
 *
 * Shows some of the cards only.
 */
void
talus_board_set_filter (TalusBoard           *self,
                        TalusBoardFilterFunc  filter,
                        gpointer              user_data)
{
  g_return_if_fail (TALUS_IS_BOARD (self));

  self->filter = filter;
  self->filter_data = user_data;
  talus_board_refilter (self);
}

/**
 * talus_board_refilter:
 * @self: a board
 *
 * Asks the filter again, about every card.
 */
void
talus_board_refilter (TalusBoard *self)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (TALUS_IS_BOARD (self));

  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, NULL, &value) && nodes->len < FEW)
    {
      TalusBoardCard *card = value;

      if ((card->column != NULL) != is_seen (self, card->node))
        g_ptr_array_add (nodes, card->node);
    }

  /* Many are put in place fastest in the order of the project. */
  if (nodes->len == FEW)
    {
      for (guint i = 0; i < self->columns->len; i++)
        talus_board_column_clear (self->columns->pdata[i]);
      begin_fill (self);
      return;
    }

  for (guint i = 0; i < nodes->len; i++)
    put_card (self, nodes->pdata[i], FALSE);
}

/**
 * talus_board_refilter_node:
 * @self: a board
 * @node: a live node
 *
 * Asks the filter again, about one node.
 */
void
talus_board_refilter_node (TalusBoard *self,
                           TalusNode  *node)
{
  g_return_if_fail (TALUS_IS_BOARD (self));
  g_return_if_fail (TALUS_IS_NODE (node));

  put_card (self, node, FALSE);
}
