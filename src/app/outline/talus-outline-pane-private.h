/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the outline pane share: talus-outline-pane.c is the widget,
 * -follow.c keeps what it shows true, -columns-view.c has the columns, -keys.c
 * what keys do, -rename.c naming and making nodes, -verbs.c the actions,
 * -drag.c dragging, -menus.c the menus. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-clipboard.h"
#include "app/core/talus-past-marks.h"
#include "app/outline/talus-breadcrumb.h"
#include "app/outline/talus-drop-mark.h"
#include "app/outline/talus-outline-columns.h"
#include "app/outline/talus-outline-name-cell.h"
#include "app/outline/talus-outline-pane.h"
#include "app/outline/talus-outline-rows.h"
#include "app/core/talus-rollup.h"

G_BEGIN_DECLS

/**
 * TalusOutlineEdit:
 * @is_active: whether a name is being edited
 * @is_fresh: it was made a moment ago and has no name of its own yet
 * @is_selected: all of the text is selected when the entry appears
 * @is_pausing: the entry goes because its row does
 * @id: whose
 * @text: what was typed, while its row is not there
 * @source: shows the entry again
 * @leave_source: ends it, once the focus is where it goes
 *
 * Naming a node goes on when its row moves away under it.
 */
typedef struct
{
  gboolean is_active;
  gboolean is_fresh;
  gboolean is_selected;
  gboolean is_pausing;
  TalusId id;
  char *text;
  guint source;
  guint leave_source;
} TalusOutlineEdit;

struct _TalusOutlinePane
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *content;
  TalusBreadcrumb *breadcrumb;
  GtkMenuButton *columns_button;
  GtkStack *stack;
  GtkWidget *empty_page;
  GtkWidget *scrolled;
  GtkColumnView *column_view;
  GtkWidget *list;                /* inside of it: where rows are */
  TalusDropMark *drop_mark;
  GtkWidget *popover;             /* (nullable): the context menu */

  /* owned */
  TalusView *view;
  TalusPastMarks *marks;    /* borrowed: the view's */
  TalusPeer *peer;
  TalusGraph *graph;
  TalusOutlineTree *tree;
  TalusOutlineRows *rows;
  TalusRollup *rollup;
  GtkColumnViewColumn *name_column;
  GPtrArray *columns;             /* of TalusOutlineColumn */
  GPtrArray *view_columns;        /* of GtkColumnViewColumn, for those shown */
  GHashTable *bound;              /* TalusNode → GPtrArray of its cells */
  GHashTable *dirty;              /* set of TalusNode, owned: cells to show anew */
  GHashTable *flashes;            /* TalusNode, owned → its author's colour */
  char *columns_template;         /* which template the columns are of */
  GSimpleActionGroup *actions;
  GtkWidget *actions_root;        /* (nullable): the window that has them */

  TalusOutlineEdit edit;
  GPtrArray *dragged;             /* (nullable): of TalusNode, owned: those on the way */
  gboolean is_hushing;            /* while there are: no tooltips */
  TalusNode *drag_target;         /* (nullable): the row that it is over */
  guint drag_timer;               /* expands it */
  guint drag_tick;                /* scrolls */
  double drag_y;
  gboolean rows_dirty;
  gboolean was_mapped;
  gboolean is_arranging;
  gboolean is_following;          /* the rows had the focus when they changed */
  int width;
  guint flush_tick;
  guint walk_source;
  guint arrange_source;
  guint crumb_source;
  guint focus_source;
  guint store_source;
  guint tell_source;              /* says what is expanded */
  gboolean is_telling;
};

/* talus-outline-follow.c */
void                  talus_outline_pane_follow_tree   (TalusOutlinePane *self);
void                  talus_outline_pane_follow_view   (TalusOutlinePane *self);
void                  talus_outline_pane_queue_node    (TalusOutlinePane *self,
                                                        TalusNode        *node);
void                  talus_outline_pane_queue_walk    (TalusOutlinePane *self);
/* Of the columns there are now. */
void                  talus_outline_pane_make_sums     (TalusOutlinePane *self);
void                  talus_outline_pane_bind_cell     (TalusOutlinePane *self,
                                                        GtkWidget        *cell,
                                                        TalusNode        *node);
void                  talus_outline_pane_unbind_cell   (TalusOutlinePane *self,
                                                        GtkWidget        *cell);

/* talus-outline-pane.c */
/* (nullable): where a node is on screen. */
TalusOutlineNameCell *talus_outline_pane_find_cell     (TalusOutlinePane *self,
                                                        TalusNode        *node);
/* (nullable): the widget of the whole row. */
GtkWidget            *talus_outline_pane_get_row       (TalusOutlinePane *self,
                                                        GtkWidget        *cell);
/* Scrolls there; with @focus its row gets the focus, too. */
void                  talus_outline_pane_show_node     (TalusOutlinePane *self,
                                                        TalusNode        *node,
                                                        gboolean          focus);
void                  talus_outline_pane_show_position (TalusOutlinePane *self,
                                                        guint             position,
                                                        gboolean          focus);

/* talus-outline-columns-view.c */
void                  talus_outline_pane_make_columns  (TalusOutlinePane *self);
void                  talus_outline_pane_fit_columns   (TalusOutlinePane *self);
void                  talus_outline_pane_stop_columns  (TalusOutlinePane *self);

/* talus-outline-keys.c */
void                  talus_outline_pane_add_keys      (TalusOutlinePane *self);

/* talus-outline-rename.c */
gboolean              talus_outline_pane_begin_rename  (TalusOutlinePane *self,
                                                        TalusNode        *node,
                                                        const char       *text);
void                  talus_outline_pane_end_rename    (TalusOutlinePane *self,
                                                        gboolean          keep);
/* After the rows changed: ends it where its node has none any more. */
void                  talus_outline_pane_check_rename  (TalusOutlinePane *self);
/* Enter in the entry: of a fresh one the next follows. */
void                  talus_outline_pane_enter_name    (TalusOutlinePane *self);
/* The focus went from the entry. */
void                  talus_outline_pane_leave_name    (TalusOutlinePane *self);
/* Tab and Shift+Tab in the entry. */
void                  talus_outline_pane_indent_named  (TalusOutlinePane *self,
                                                        gboolean          outdent);
/* The cell of the node that is edited has come, or goes. */
void                  talus_outline_pane_resume_rename (TalusOutlinePane     *self,
                                                        TalusOutlineNameCell *cell);
void                  talus_outline_pane_pause_rename  (TalusOutlinePane     *self,
                                                        TalusOutlineNameCell *cell);
gboolean              talus_outline_pane_create        (TalusOutlinePane    *self,
                                                        TalusNode           *parent,
                                                        const TalusAnchor   *anchor,
                                                        const TalusNodeType *type);
void                  talus_outline_pane_add_sibling   (TalusOutlinePane *self);

/* talus-outline-verbs.c */
void                  talus_outline_pane_add_actions   (TalusOutlinePane *self);
void                  talus_outline_pane_update_actions(TalusOutlinePane *self);
void                  talus_outline_pane_activate      (TalusOutlinePane *self,
                                                        const char       *action);
/* Makes it and keeps the selection and what is in sight. */
gboolean              talus_outline_pane_submit        (TalusOutlinePane *self,
                                                        TalusBatch       *batch,
                                                        GError           *error);

/* talus-outline-drag.c */
/* (nullable): the node of the row at @y of the list. */
TalusNode            *talus_outline_pane_find_node_at  (TalusOutlinePane *self,
                                                        double            y);
void                  talus_outline_pane_add_drag      (TalusOutlinePane *self);
void                  talus_outline_pane_stop_drag     (TalusOutlinePane *self);
void                  talus_outline_pane_forget_dragged (TalusOutlinePane *self);

/* talus-outline-menus.c */
void                  talus_outline_pane_add_menus     (TalusOutlinePane *self);
void                  talus_outline_pane_pop_up        (TalusOutlinePane *self,
                                                        double            x,
                                                        double            y);
void                  talus_outline_pane_pop_up_at_cursor (TalusOutlinePane *self);

G_END_DECLS
