/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card: a node's name, whereabouts, some of its values, who it is given to
 * and what it waits for. It shows and does nothing. */
#pragma once

#include <adwaita.h>

#include "peer/talus-peer.h"

G_BEGIN_DECLS

/**
 * TalusBoardFace:
 * @peer: whose nodes
 * @keys: properties whose values are shown
 * @shows_type: whether cards of several types have to be told apart
 *
 * What cards of a board have on them.
 */
typedef struct
{
  TalusPeer *peer;
  GStrv keys;
  gboolean shows_type;
} TalusBoardFace;

/**
 * TalusBoardDropPart:
 *
 * Where something that is dragged over a card would land.
 */
typedef enum
{
  TALUS_BOARD_DROP_NOWHERE,
  TALUS_BOARD_DROP_ABOVE,
  TALUS_BOARD_DROP_BELOW,
} TalusBoardDropPart;

#define TALUS_TYPE_BOARD_CARD_VIEW (talus_board_card_view_get_type ())

G_DECLARE_FINAL_TYPE (TalusBoardCardView, talus_board_card_view, TALUS, BOARD_CARD_VIEW, GtkWidget)

GtkWidget *talus_board_card_view_new      (void);
/* @face outlives it. @node: (nullable) */
void       talus_board_card_view_set_node (TalusBoardCardView   *self,
                                           const TalusBoardFace *face,
                                           TalusNode            *node);
TalusNode *talus_board_card_view_get_node (TalusBoardCardView   *self);
/* Reads everything again. */
void       talus_board_card_view_refresh  (TalusBoardCardView   *self);
/* Somebody else changed it: one soft flash in their colour. */
void       talus_board_card_view_flash    (TalusBoardCardView   *self,
                                           const char           *colour);
void       talus_board_card_view_set_drop (TalusBoardCardView   *self,
                                           TalusBoardDropPart    part);

G_END_DECLS
