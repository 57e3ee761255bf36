/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the board pane share: talus-board-pane.c shows the board of
 * the view, -verbs.c the actions and keys, -menu.c the menu of a card, -drag.c
 * dragging, -hidden.c columns not to be seen, -options.c what is chosen for a
 * template. A column view asks the pane what may be done. */
#pragma once

#include <adwaita.h>

#include "app/board/talus-board-cards.h"
#include "app/board/talus-board-pane.h"
#include "app/board/talus-board-view.h"
#include "app/board/talus-board.h"

G_BEGIN_DECLS

/**
 * TalusBoardChoice:
 * @property: (nullable): what makes the columns
 * @types: (nullable): whose nodes are cards
 * @keys: (nullable): what is on a card
 * @sum: (nullable): what columns add up
 * @limits: id of an option ("" for none) → how many cards are meant to be there
 * @hidden: (nullable): ids of options whose columns are not to be seen
 *
 * What somebody chose for the boards of a template; unset: what suits best.
 */
typedef struct
{
  char *property;
  GStrv types;
  GStrv keys;
  char *sum;
  GHashTable *limits;
  GStrv hidden;
} TalusBoardChoice;

struct _TalusBoardPane
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *stack;              /* the board, or what to do about there being none */
  GtkWidget *bar;                /* what is chosen */
  GtkLabel *bar_label;
  TalusBoardView *board_view;
  GtkMenuButton *options_button;

  /* owned */
  TalusView *view;
  TalusPeer *peer;
  TalusBoard *board;             /* NULL: the template has nothing to make columns of */
  GPtrArray *columns;            /* of TalusBoardColumnView */
  TalusBoardCards *cards;
  TalusBoardChoice choice;
  GPtrArray *dragged;            /* of TalusNode; NULL: nothing is being dragged */
  GtkFilter *filter;             /* the view's; NULL: none */
  gboolean is_stale;             /* to be built once somebody looks */
};

/* talus-board-pane.c */
void       talus_board_pane_rebuild         (TalusBoardPane   *self);
/* Those that are to be seen. */
void       talus_board_pane_place_columns   (TalusBoardPane   *self);
/* Brings the card into sight and gives it the focus, now or once it is there. */
void       talus_board_pane_focus_card      (TalusBoardPane   *self,
                                             const TalusId    *id);
/* (transfer container) (element-type TalusNode): the selected cards, in order */
GPtrArray *talus_board_pane_list_selected   (TalusBoardPane   *self);
/* The column whose card has the focus, or the cursor; -1: none. */
int        talus_board_pane_get_column      (TalusBoardPane   *self,
                                             guint            *position);

/* talus-board-pane-verbs.c */
void       talus_board_pane_install_verbs   (GtkWidgetClass   *widget_class);
void       talus_board_pane_add_keys        (TalusBoardPane   *self);
void       talus_board_pane_update_verbs    (TalusBoardPane   *self);
gboolean   talus_board_pane_move            (TalusBoardPane   *self,
                                             GPtrArray        *nodes,
                                             guint             slot);
void       talus_board_pane_rename          (TalusBoardPane   *self,
                                             const TalusId    *id);
gboolean   talus_board_pane_create_card     (TalusBoardPane   *self,
                                             guint             slot,
                                             const char       *type_id,
                                             TalusNode        *parent,
                                             const char       *name);

/* talus-board-pane-menu.c */
void       talus_board_pane_add_menu        (TalusBoardPane   *self);
void       talus_board_pane_show_menu       (TalusBoardPane   *self);

/* talus-board-pane-drag.c */
void       talus_board_pane_begin_drag      (TalusBoardPane   *self,
                                             TalusNode        *node);
void       talus_board_pane_end_drag        (TalusBoardPane   *self);
gboolean   talus_board_pane_may_drop        (TalusBoardPane   *self,
                                             guint             slot);
/* Whether it could be put next to @target, in the column that it is in. */
gboolean   talus_board_pane_may_order       (TalusBoardPane   *self,
                                             TalusNode        *target);
gboolean   talus_board_pane_drop            (TalusBoardPane   *self,
                                             guint             slot,
                                             TalusNode        *target,      /* (nullable) */
                                             gboolean          is_behind);

/* talus-board-pane-hidden.c */
/* What stands for a column in what is kept: the id of its option, "" for none. */
const char *talus_board_pane_get_option     (TalusBoardPane   *self,
                                             guint             slot);
gboolean   talus_board_pane_is_hidden       (TalusBoardPane   *self,
                                             guint             slot);
guint      talus_board_pane_count_hidden    (TalusBoardPane   *self);
/* FALSE for the last one that can be seen. */
gboolean   talus_board_pane_set_hidden      (TalusBoardPane   *self,
                                             guint             slot,
                                             gboolean          is_hidden);
/* That column, or where it is hidden the first that is not. */
guint      talus_board_pane_get_visible     (TalusBoardPane   *self,
                                             guint             slot);

/* talus-board-pane-options.c */
void       talus_board_choice_load          (TalusBoardChoice *self,
                                             const char       *template_id);
void       talus_board_choice_store         (const TalusBoardChoice *self,
                                             const char       *template_id);
void       talus_board_choice_clear         (TalusBoardChoice *self);
/* (transfer full): what is on cards where nothing was chosen */
GStrv      talus_board_suggest_keys         (TalusBoardPlan   *plan);
void       talus_board_pane_set_limit       (TalusBoardPane   *self,
                                             guint             slot,
                                             guint             limit);
guint      talus_board_pane_get_limit       (TalusBoardPane   *self,
                                             guint             slot);
GtkWidget *talus_board_pane_make_options    (TalusBoardPane   *self);

G_END_DECLS
