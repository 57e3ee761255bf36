/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the canvas share. */
#pragma once

#include <adwaita.h>

#include "app/graph/talus-graph-canvas.h"
#include "app/graph/talus-graph-painter.h"

G_BEGIN_DECLS

#define TALUS_GRAPH_NO_CARD G_MAXUINT

/**
 * TalusGraphDrag:
 *
 * What the pointer, held down, is doing.
 */
typedef enum
{
  TALUS_GRAPH_DRAG_NONE,
  TALUS_GRAPH_DRAG_PAN,
  TALUS_GRAPH_DRAG_BAND,      /* around what is to be selected */
  TALUS_GRAPH_DRAG_MOVE,      /* cards to another parent */
  TALUS_GRAPH_DRAG_LINK,      /* an arrow to what shall wait */
} TalusGraphDrag;

struct _TalusGraphCanvas
{
  GtkWidget parent_instance;

  /* borrowed */
  TalusPeer *peer;            /* (nullable): whose signals are followed */

  /* owned */
  TalusView *view;
  TalusGraphScene *scene;
  TalusGraphStyle *style;
  TalusGraphPainter *painter;

  /* What is in sight: the point of the picture in the corner. */
  double x;
  double y;
  float zoom;
  gboolean is_placed;         /* someone or something has chosen it */
  TalusId wanted;             /* a node to show once it is a card */
  gboolean has_wanted;

  /* On its way somewhere. */
  AdwAnimation *flight;       /* (nullable): of the view */
  double from_x, from_y, to_x, to_y;
  float from_zoom, to_zoom;
  AdwAnimation *glide;        /* (nullable): of the cards */
  float progress;
  GHashTable *flashes;        /* TalusId → TalusGraphFlash */
  guint tick;

  /* pointer */
  guint hover;
  guint hover_arrow;
  double pointer_x;
  double pointer_y;
  TalusGraphDrag drag;
  double drag_x;              /* where it began, in the picture */
  double drag_y;
  double pan_x;               /* and what was in the corner then */
  double pan_y;
  guint drag_card;
  guint drop_card;
  gboolean drop_allowed;
  TalusId pressed;            /* what the pointer went down on; null: on nothing */
  gboolean pressed_handle;
  gboolean drag_is_over;      /* what goes on until it is let go means nothing */
  GPtrArray *drag_tops;       /* (nullable): of TalusNode: what moves */
  guint8 *verdicts;           /* (nullable): one a card, of TalusGraphTarget + 1; 0: not known */
  gint64 judge_until;         /* in this frame */
  gboolean has_unjudged;
  GHashTable *drag_blockers;  /* (nullable): nodes that an arrow may not go to */
  float pinch_zoom;

  /* in-place naming */
  GtkWidget *entry;           /* (nullable): a child */
  TalusId renamed;
  guint leave_source;         /* it is to end */
};

typedef struct
{
  GdkRGBA colour;
  gint64 begin;
} TalusGraphFlash;

void     talus_graph_canvas_to_picture    (TalusGraphCanvas *self,
                                           double            x,
                                           double            y,
                                           float            *picture_x,
                                           float            *picture_y);
/* The card there, with its expander and handle; TALUS_GRAPH_NO_CARD: none. */
guint    talus_graph_canvas_find_card     (TalusGraphCanvas *self,
                                           double            x,
                                           double            y);
guint    talus_graph_canvas_find_arrow    (TalusGraphCanvas *self,
                                           double            x,
                                           double            y);
guint    talus_graph_canvas_get_cursor    (TalusGraphCanvas *self);
TalusNode *talus_graph_canvas_get_node    (TalusGraphCanvas *self,
                                           guint             card);
void     talus_graph_canvas_show_card     (TalusGraphCanvas *self,
                                           guint             card);
void     talus_graph_canvas_stop          (TalusGraphCanvas *self);
void     talus_graph_canvas_moved         (TalusGraphCanvas *self);
void     talus_graph_canvas_ask_menu      (TalusGraphCanvas *self,
                                           double            x,
                                           double            y,
                                           const TalusEdge  *edge);

/* talus-graph-canvas-view.c */
void     talus_graph_canvas_place_first   (TalusGraphCanvas *self);
void     talus_graph_canvas_keep_in_place (TalusGraphCanvas *self,
                                           TalusGraphPicture *before);

/* talus-graph-canvas-pointer.c */
void     talus_graph_canvas_add_pointer   (TalusGraphCanvas *self);
void     talus_graph_canvas_forget_pointer (TalusGraphCanvas *self);

/* talus-graph-canvas-drag.c */
void     talus_graph_canvas_begin_drag    (TalusGraphCanvas *self,
                                           TalusGraphDrag    drag,
                                           guint             card,
                                           double            x,
                                           double            y);
void     talus_graph_canvas_update_drag   (TalusGraphCanvas *self,
                                           double            x,
                                           double            y);
void     talus_graph_canvas_end_drag      (TalusGraphCanvas *self,
                                           gboolean          drop);
void     talus_graph_canvas_draw_drag     (TalusGraphCanvas *self,
                                           GtkSnapshot      *snapshot);
TalusGraphTarget talus_graph_canvas_judge (guint             card,
                                           gpointer          user_data);
/* Before a frame and after it: of thousands of cards some are judged in a later one. */
void     talus_graph_canvas_begin_judging (TalusGraphCanvas *self);
void     talus_graph_canvas_end_judging   (TalusGraphCanvas *self);

/* talus-graph-canvas-flash.c */
gboolean talus_graph_canvas_find_flash    (guint             card,
                                           GdkRGBA          *colour,
                                           gpointer          user_data);
void     talus_graph_canvas_note_record   (TalusGraphCanvas *self,
                                           TalusRecord      *record,
                                           gboolean          own);

/* talus-graph-canvas-keys.c */
void     talus_graph_canvas_class_add_keys (GtkWidgetClass  *klass);
void     talus_graph_canvas_describe      (TalusGraphCanvas *self);

/* talus-graph-canvas-rename.c */
void     talus_graph_canvas_end_rename    (TalusGraphCanvas *self,
                                           gboolean          commit);
void     talus_graph_canvas_place_entry   (TalusGraphCanvas *self);

G_END_DECLS
