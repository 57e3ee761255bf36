/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows come and go with list views, a moment after what they are about has
 * changed. */
#define G_LOG_DOMAIN "talus-app-board"

#include "app/board/talus-board-cards.h"

#define FLASH_SOON 50    /* milliseconds: until moved cards are where they go */

struct _TalusBoardCards
{
  GObject parent_instance;

  /* weak */
  GtkWidget *pane;               /* (nullable): what they are in */
  GtkWidget *wanted_from;        /* (nullable): what had the focus when one was wanted */

  /* owned */
  TalusView *view;
  TalusBoardFace face;
  GHashTable *bound;             /* TalusNode → TalusBoardCardView */
  TalusId wanted;                /* whose card is to get the focus once it is there */
  gboolean has_wanted;
  guint refresh_source;
};

enum
{
  SIGNAL_REFRESHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusBoardCards, talus_board_cards, G_TYPE_OBJECT)

static GtkWidget *
get_focus (TalusBoardCards *self)
{
  GtkRoot *root = self->pane != NULL ? gtk_widget_get_root (self->pane) : NULL;

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

/* Whoever has gone on to something else meanwhile is not to be called back. */
static gboolean
is_elsewhere (TalusBoardCards *self)
{
  GtkWidget *focus = get_focus (self);

  return focus != NULL && focus != self->wanted_from && focus != self->pane &&
         !gtk_widget_is_ancestor (focus, self->pane);
}

static gboolean
refresh_cb (gpointer user_data)
{
  TalusBoardCards *self = user_data;
  GHashTableIter iter;
  gpointer card;

  self->refresh_source = 0;
  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, NULL, &card))
    talus_board_card_view_refresh (card);
  talus_board_cards_give_focus (self);
  g_signal_emit (self, signals[SIGNAL_REFRESHED], 0);

  return G_SOURCE_REMOVE;
}

typedef struct
{
  TalusBoardCards *cards;
  TalusRecord *record;
} Flash;

static void
free_flash (gpointer data)
{
  Flash *flash = data;

  g_object_unref (flash->cards);
  talus_record_unref (flash->record);
  g_free (flash);
}

static gboolean
flash_cb (gpointer user_data)
{
  Flash *flash = user_data;
  TalusChangeSet *changes = flash->record->changes;

  for (guint i = 0; i < talus_change_set_get_length (changes); i++)
    {
      const TalusChange *change = talus_change_set_get (changes, i);
      TalusBoardCardView *card = talus_board_cards_find (flash->cards, &change->node_id);

      if (card != NULL)
        talus_board_card_view_flash (card, flash->record->author->colour);
    }

  return G_SOURCE_REMOVE;
}

static void
talus_board_cards_dispose (GObject *object)
{
  TalusBoardCards *self = TALUS_BOARD_CARDS (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_weak_pointer (&self->wanted_from);
  g_clear_weak_pointer (&self->pane);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_board_cards_parent_class)->dispose (object);
}

static void
talus_board_cards_finalize (GObject *object)
{
  TalusBoardCards *self = TALUS_BOARD_CARDS (object);

  g_hash_table_unref (self->bound);
  g_strfreev (self->face.keys);

  G_OBJECT_CLASS (talus_board_cards_parent_class)->finalize (object);
}

static void
talus_board_cards_class_init (TalusBoardCardsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_board_cards_dispose;
  G_OBJECT_CLASS (klass)->finalize = talus_board_cards_finalize;

  signals[SIGNAL_REFRESHED] = g_signal_new ("refreshed", TALUS_TYPE_BOARD_CARDS,
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                            0);
}

static void
talus_board_cards_init (TalusBoardCards *self)
{
  self->bound = g_hash_table_new (NULL, NULL);
}

/**
 * talus_board_cards_new:
 * @pane: what the cards are in
 * @view: whose nodes they are of
 *
 * Makes a board's cards, of which there are none yet.
 *
 * Returns: (transfer full): the cards
 */
TalusBoardCards *
talus_board_cards_new (GtkWidget *pane,
                       TalusView *view)
{
  TalusBoardCards *self;

  g_return_val_if_fail (GTK_IS_WIDGET (pane), NULL);
  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_new (TALUS_TYPE_BOARD_CARDS, NULL);
  g_set_weak_pointer (&self->pane, pane);
  self->view = g_object_ref (view);

  return self;
}

/**
 * talus_board_cards_set_face:
 * @self: cards, of which none is on the screen
 * @peer: whose nodes
 * @keys: (transfer full): properties whose values are shown
 * @shows_type: whether cards of several types have to be told apart
 *
 * Says what is on cards from now on.
 */
void
talus_board_cards_set_face (TalusBoardCards *self,
                            TalusPeer       *peer,
                            GStrv            keys,
                            gboolean         shows_type)
{
  g_return_if_fail (TALUS_IS_BOARD_CARDS (self));

  g_strfreev (self->face.keys);
  self->face.keys = keys;
  self->face.peer = peer;
  self->face.shows_type = shows_type;
}

/**
 * talus_board_cards_get_keys:
 * @self: cards
 *
 * Returns: (transfer none) (nullable): properties whose values are shown
 */
const char * const *
talus_board_cards_get_keys (TalusBoardCards *self)
{
  g_return_val_if_fail (TALUS_IS_BOARD_CARDS (self), NULL);

  return (const char * const *) self->face.keys;
}

/**
 * talus_board_cards_bind:
 * @self: cards
 * @card: a card that has just got a row
 * @node: what it is to show
 *
 * Takes a card in.
 */
void
talus_board_cards_bind (TalusBoardCards    *self,
                        TalusBoardCardView *card,
                        TalusNode          *node)
{
  g_return_if_fail (TALUS_IS_BOARD_CARDS (self));

  talus_board_card_view_set_node (card, &self->face, node);
  g_hash_table_insert (self->bound, node, card);
  if (self->has_wanted && talus_id_equal (&self->wanted, talus_node_get_id (node)))
    talus_board_cards_queue_refresh (self);
}

/**
 * talus_board_cards_unbind:
 * @self: cards
 * @card: a card that loses its row
 *
 * Lets a card go.
 */
void
talus_board_cards_unbind (TalusBoardCards    *self,
                          TalusBoardCardView *card)
{
  TalusNode *node;

  g_return_if_fail (TALUS_IS_BOARD_CARDS (self));

  /* Its new row may have been bound before the old one is let go. */
  node = talus_board_card_view_get_node (card);
  if (node != NULL && g_hash_table_lookup (self->bound, node) == card)
    g_hash_table_remove (self->bound, node);
  talus_board_card_view_set_node (card, &self->face, NULL);
}

/**
 * talus_board_cards_clear:
 * @self: cards
 *
 * Forgets which cards there are: their columns are gone.
 */
void
talus_board_cards_clear (TalusBoardCards *self)
{
  g_return_if_fail (TALUS_IS_BOARD_CARDS (self));

  g_hash_table_remove_all (self->bound);
}

/**
 * talus_board_cards_find:
 * @self: cards
 * @id: a node
 *
 * Returns: (transfer none) (nullable): its card; %NULL where it has none on the
 *   screen
 */
TalusBoardCardView *
talus_board_cards_find (TalusBoardCards *self,
                        const TalusId   *id)
{
  TalusNode *node;

  g_return_val_if_fail (TALUS_IS_BOARD_CARDS (self), NULL);

  node = talus_graph_get_node (talus_view_get_graph (self->view), id);

  return node != NULL ? g_hash_table_lookup (self->bound, node) : NULL;
}

/**
 * talus_board_cards_queue_refresh:
 * @self: cards
 *
 * Reads all of them again before the next frame, for a card says things of other
 * nodes too; once for all that changes in a turn.
 */
void
talus_board_cards_queue_refresh (TalusBoardCards *self)
{
  g_return_if_fail (TALUS_IS_BOARD_CARDS (self));

  if (self->refresh_source == 0)
    self->refresh_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, refresh_cb, self, NULL);
}

/**
 * talus_board_cards_want_focus:
 * @self: cards
 * @id: (nullable): a node; %NULL for none
 *
 * Gives the focus to its card once that is there, unless whoever has it has gone
 * on elsewhere by then.
 */
void
talus_board_cards_want_focus (TalusBoardCards *self,
                              const TalusId   *id)
{
  g_return_if_fail (TALUS_IS_BOARD_CARDS (self));

  self->has_wanted = id != NULL;
  if (id == NULL)
    return;

  self->wanted = *id;
  g_set_weak_pointer (&self->wanted_from, get_focus (self));
  talus_board_cards_queue_refresh (self);
}

/**
 * talus_board_cards_give_focus:
 * @self: cards
 *
 * Gives the focus to the card that is wanted if it is there already.
 */
void
talus_board_cards_give_focus (TalusBoardCards *self)
{
  TalusBoardCardView *card;
  GtkWidget *row;

  g_return_if_fail (TALUS_IS_BOARD_CARDS (self));

  if (!self->has_wanted || is_elsewhere (self))
    {
      self->has_wanted = FALSE;
      return;
    }

  card = talus_board_cards_find (self, &self->wanted);
  row = card != NULL ? gtk_widget_get_parent (GTK_WIDGET (card)) : NULL;
  if (row == NULL || !gtk_widget_get_mapped (row))
    return;

  self->has_wanted = FALSE;
  gtk_widget_grab_focus (row);
}

/**
 * talus_board_cards_flash:
 * @self: cards
 * @record: what somebody else did
 *
 * Shows softly which cards were changed. Those that moved have their new rows a
 * moment later.
 */
void
talus_board_cards_flash (TalusBoardCards *self,
                         TalusRecord     *record)
{
  Flash *flash;

  g_return_if_fail (TALUS_IS_BOARD_CARDS (self));

  flash = g_new0 (Flash, 1);
  flash->cards = g_object_ref (self);
  flash->record = talus_record_ref (record);
  g_timeout_add_full (G_PRIORITY_DEFAULT, FLASH_SOON, flash_cb, flash, free_flash);
}
