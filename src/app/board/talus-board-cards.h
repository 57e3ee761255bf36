/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cards of a board that have a row on the screen, which are few: what is on
 * them is read again together, and one of them may be waited for to take the
 * focus. It knows no columns. */
#pragma once

#include "app/board/talus-board-card-view.h"
#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_BOARD_CARDS (talus_board_cards_get_type ())

G_DECLARE_FINAL_TYPE (TalusBoardCards, talus_board_cards, TALUS, BOARD_CARDS, GObject)

TalusBoardCards      *talus_board_cards_new           (GtkWidget          *pane,
                                                       TalusView          *view);
void                  talus_board_cards_set_face      (TalusBoardCards    *self,
                                                       TalusPeer          *peer,
                                                       GStrv               keys,
                                                       gboolean            shows_type);
const char * const   *talus_board_cards_get_keys      (TalusBoardCards    *self);
void                  talus_board_cards_bind          (TalusBoardCards    *self,
                                                       TalusBoardCardView *card,
                                                       TalusNode          *node);
void                  talus_board_cards_unbind        (TalusBoardCards    *self,
                                                       TalusBoardCardView *card);
void                  talus_board_cards_clear         (TalusBoardCards    *self);
TalusBoardCardView   *talus_board_cards_find          (TalusBoardCards    *self,
                                                       const TalusId      *id);
void                  talus_board_cards_queue_refresh (TalusBoardCards    *self);
void                  talus_board_cards_want_focus    (TalusBoardCards    *self,
                                                       const TalusId      *id);
void                  talus_board_cards_give_focus    (TalusBoardCards    *self);
void                  talus_board_cards_flash         (TalusBoardCards    *self,
                                                       TalusRecord        *record);

/**
 * TalusBoardCards::refreshed: (self)
 *   all of them show what there is now
 */

G_END_DECLS
