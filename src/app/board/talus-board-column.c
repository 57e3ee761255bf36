/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sequence of cards, so that any place is found, and any card's place known,
 * in O(log n). It must not know why a card is where it is. */
#define G_LOG_DOMAIN "talus-app-board"

#include "app/board/talus-board-column.h"

#include <gio/gio.h>

#include "app/core/talus-places.h"

struct _TalusBoardColumn
{
  GObject parent_instance;

  GSequence *cards;      /* of TalusBoardCard, borrowed */
  guint index;
  guint n_told;          /* how many listeners believe there are */
  gboolean is_quiet;     /* listeners do not know all */
  gboolean is_mixed;     /* what they do not know is not only at the end */
  guint n_numbers;       /* how many cards add to the sum */
  TalusFixed sum;
};

enum
{
  PROP_0,
  PROP_N_ITEMS,
  N_PROPS
};

enum
{
  SUM_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static GType
talus_board_column_get_item_type (GListModel *model)
{
  return TALUS_TYPE_NODE;
}

static guint
talus_board_column_get_n_items (GListModel *model)
{
  return (guint) g_sequence_get_length (TALUS_BOARD_COLUMN (model)->cards);
}

static gpointer
talus_board_column_get_item (GListModel *model,
                             guint       position)
{
  TalusNode *node = talus_board_column_peek (TALUS_BOARD_COLUMN (model), position);

  return node != NULL ? g_object_ref (node) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = talus_board_column_get_item_type;
  iface->get_n_items = talus_board_column_get_n_items;
  iface->get_item = talus_board_column_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TalusBoardColumn, talus_board_column, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
tell (TalusBoardColumn *self,
      guint             position,
      guint             n_removed,
      guint             n_added)
{
  self->n_told = (guint) g_sequence_get_length (self->cards);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
  if (n_removed != n_added)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

/* (nullable) @number: nothing is added. TRUE where the sum is another. */
static gboolean
set_number (TalusBoardColumn *self,
            TalusBoardCard   *card,
            const TalusFixed *number)
{
  gboolean has_number = number != NULL;

  if (has_number == card->has_number && (!has_number || *number == card->number))
    return FALSE;

  self->n_numbers += has_number;
  self->n_numbers -= card->has_number;
  self->sum += (has_number ? *number : 0) - (card->has_number ? card->number : 0);
  card->has_number = has_number;
  card->number = has_number ? *number : 0;

  return TRUE;
}

static void
tell_sum (TalusBoardColumn *self)
{
  g_signal_emit (self, signals[SUM_CHANGED], 0);
}

static void
talus_board_column_finalize (GObject *object)
{
  TalusBoardColumn *self = TALUS_BOARD_COLUMN (object);

  g_sequence_free (self->cards);

  G_OBJECT_CLASS (talus_board_column_parent_class)->finalize (object);
}

static void
talus_board_column_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  TalusBoardColumn *self = TALUS_BOARD_COLUMN (object);

  switch (prop_id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, talus_board_column_get_n_items (G_LIST_MODEL (self)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_board_column_class_init (TalusBoardColumnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_board_column_finalize;
  object_class->get_property = talus_board_column_get_property;

  /**
   * TalusBoardColumn:n-items:
   *
   * How many cards it has.
   */
  properties[PROP_N_ITEMS] =
    g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TalusBoardColumn::sum-changed:
   * @self: the column
   *
   * What the numbers of its cards add up to is something else.
   */
  signals[SUM_CHANGED] = g_signal_new ("sum-changed", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
talus_board_column_init (TalusBoardColumn *self)
{
  self->cards = g_sequence_new (NULL);
}

/**
 * talus_board_column_new:
 * @index: which of the board's columns it is
 *
 * Returns: (transfer full): an empty column
 */
TalusBoardColumn *
talus_board_column_new (guint index)
{
  TalusBoardColumn *self = g_object_new (TALUS_TYPE_BOARD_COLUMN, NULL);

  self->index = index;

  return self;
}

/**
 * talus_board_column_get_index:
 * @self: a column
 *
 * Returns: which of the board's columns it is
 */
guint
talus_board_column_get_index (TalusBoardColumn *self)
{
  g_return_val_if_fail (TALUS_IS_BOARD_COLUMN (self), 0);

  return self->index;
}

/**
 * talus_board_column_get_sum:
 * @self: a column
 * @sum: (out): what the numbers of its cards add up to
 *
 * Adds up.
 *
 * Returns: %FALSE where none of them has a number
 */
gboolean
talus_board_column_get_sum (TalusBoardColumn *self,
                            TalusFixed       *sum)
{
  g_return_val_if_fail (TALUS_IS_BOARD_COLUMN (self), FALSE);

  *sum = self->sum;

  return self->n_numbers > 0;
}

/**
 * talus_board_column_peek:
 * @self: a column
 * @position: a place
 *
 * Returns: (transfer none) (nullable): the node there
 */
TalusNode *
talus_board_column_peek (TalusBoardColumn *self,
                         guint             position)
{
  TalusBoardCard *card;

  g_return_val_if_fail (TALUS_IS_BOARD_COLUMN (self), NULL);

  if (position >= talus_board_column_get_n_items (G_LIST_MODEL (self)))
    return NULL;

  card = g_sequence_get (g_sequence_get_iter_at_pos (self->cards, (int) position));

  return card->node;
}

static int
compare_cards (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const TalusBoardCard *left = a;
  const TalusBoardCard *right = b;

  return talus_places_compare (left->node, right->node);
}

static gboolean
comes_last (TalusBoardColumn *self,
            TalusBoardCard   *card)
{
  GSequenceIter *end = g_sequence_get_end_iter (self->cards);

  return g_sequence_is_empty (self->cards) ||
         compare_cards (g_sequence_get (g_sequence_iter_prev (end)), card, NULL) < 0;
}

/**
 * talus_board_column_insert:
 * @self: a column
 * @card: a card that is in none
 * @number: (nullable): what it adds to the sum
 * @quiet: whether listeners are told later
 *
 * Puts a card where it belongs.
 */
void
talus_board_column_insert (TalusBoardColumn *self,
                           TalusBoardCard   *card,
                           const TalusFixed *number,
                           gboolean          quiet)
{
  g_assert (card->column == NULL);

  /* While a board is filled, each comes behind the one before. */
  if (comes_last (self, card))
    {
      card->iter = g_sequence_append (self->cards, card);
    }
  else
    {
      card->iter = g_sequence_insert_sorted (self->cards, card, compare_cards, NULL);
      self->is_mixed |= quiet;
    }
  card->column = self;
  if (set_number (self, card, number) && !quiet)
    tell_sum (self);

  if (quiet)
    self->is_quiet = TRUE;
  else
    tell (self, (guint) g_sequence_iter_get_position (card->iter), 0, 1);
}

/**
 * talus_board_column_remove:
 * @self: a column
 * @card: a card that is in it
 * @quiet: whether listeners are told later
 *
 * Takes a card out.
 */
void
talus_board_column_remove (TalusBoardColumn *self,
                           TalusBoardCard   *card,
                           gboolean          quiet)
{
  guint position = (guint) g_sequence_iter_get_position (card->iter);

  g_assert (card->column == self);

  g_sequence_remove (card->iter);
  card->iter = NULL;
  card->column = NULL;
  if (set_number (self, card, NULL) && !quiet)
    tell_sum (self);

  if (quiet)
    self->is_quiet = self->is_mixed = TRUE;
  else
    tell (self, position, 1, 0);
}

/**
 * talus_board_column_set_number:
 * @self: a column
 * @card: a card that is in it
 * @number: (nullable): what it adds to the sum now
 *
 * Changes the sum.
 */
void
talus_board_column_set_number (TalusBoardColumn *self,
                               TalusBoardCard   *card,
                               const TalusFixed *number)
{
  if (set_number (self, card, number))
    tell_sum (self);
}

static void
take_out_cb (gpointer data,
             gpointer user_data)
{
  TalusBoardCard *card = data;

  card->column = NULL;
  card->iter = NULL;
  card->has_number = FALSE;
}

/**
 * talus_board_column_clear:
 * @self: a column
 *
 * Takes all cards out, without telling listeners yet.
 */
void
talus_board_column_clear (TalusBoardColumn *self)
{
  g_sequence_foreach (self->cards, take_out_cb, NULL);
  g_sequence_remove_range (g_sequence_get_begin_iter (self->cards),
                           g_sequence_get_end_iter (self->cards));
  self->sum = 0;
  self->n_numbers = 0;
  self->is_quiet = self->is_mixed = TRUE;
}

/**
 * talus_board_column_flush:
 * @self: a column
 *
 * Tells listeners of what was changed quietly: of what came at the end as
 * such, else that everything may be otherwise.
 */
void
talus_board_column_flush (TalusBoardColumn *self)
{
  guint n_items = talus_board_column_get_n_items (G_LIST_MODEL (self));

  if (!self->is_quiet)
    return;

  self->is_quiet = FALSE;
  if (self->is_mixed)
    tell (self, 0, self->n_told, n_items);
  else
    tell (self, self->n_told, 0, n_items - self->n_told);
  self->is_mixed = FALSE;
  tell_sum (self);
}
