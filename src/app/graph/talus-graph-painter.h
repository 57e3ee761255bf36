/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a picture: only what is in sight, only as finely as can be read, and
 * what has been drawn once from memory. It knows no input. */
#pragma once

#include "app/core/talus-selection.h"
#include "app/graph/talus-graph-picture.h"
#include "app/graph/talus-graph-style.h"
#include "app/sharing/talus-presence.h"

G_BEGIN_DECLS

/**
 * TalusGraphDetail:
 * @TALUS_GRAPH_DETAIL_FULL: everything
 * @TALUS_GRAPH_DETAIL_NAME: names, larger, and shapes
 * @TALUS_GRAPH_DETAIL_BOX: boxes, in the colours of statuses
 */
typedef enum
{
  TALUS_GRAPH_DETAIL_FULL,
  TALUS_GRAPH_DETAIL_NAME,
  TALUS_GRAPH_DETAIL_BOX,
} TalusGraphDetail;

/**
 * TalusGraphTarget:
 * @TALUS_GRAPH_TARGET_NONE: nothing is dragged
 * @TALUS_GRAPH_TARGET_YES: what is dragged may be dropped here
 * @TALUS_GRAPH_TARGET_NO: it may not
 */
typedef enum
{
  TALUS_GRAPH_TARGET_NONE,
  TALUS_GRAPH_TARGET_YES,
  TALUS_GRAPH_TARGET_NO,
} TalusGraphTarget;

typedef TalusGraphTarget (*TalusGraphTargetFunc) (guint    card,
                                                  gpointer user_data);

/* Whether the card has just been changed by somebody, and how that shines. */
typedef gboolean (*TalusGraphFlashFunc) (guint     card,
                                         GdkRGBA  *colour,
                                         gpointer  user_data);

/**
 * TalusGraphFrameState:
 * @zoom: pixels for a unit of the picture
 * @area: what of the picture is in sight
 * @progress: of the way from where cards were to where they are, 0 to 1
 * @hover: the card under the pointer, or %G_MAXUINT
 * @hover_arrow: the arrow under the pointer, or %G_MAXUINT
 * @is_whole: whether it is for a file: all of it, however long that takes
 * @has_focus: whether keys go to the picture
 * @can_edit: whether handles are offered
 * @selection: what is selected
 * @presence: (nullable): who else is where
 * @target: (nullable): what a drag may be dropped on
 * @target_data: for it
 * @flash: (nullable): what has just changed
 * @flash_data: for it
 *
 * What differs from one frame to the next.
 */
typedef struct
{
  float zoom;
  TalusGraphRect area;
  float progress;
  guint hover;
  guint hover_arrow;
  gboolean is_whole;
  gboolean has_focus;
  gboolean can_edit;
  TalusSelection *selection;
  TalusPresence *presence;
  TalusGraphTargetFunc target;
  gpointer target_data;
  TalusGraphFlashFunc flash;
  gpointer flash_data;
} TalusGraphFrameState;

typedef struct _TalusGraphPainter TalusGraphPainter;

TalusGraphPainter *talus_graph_painter_new          (TalusGraphStyle            *style);
void               talus_graph_painter_free         (TalusGraphPainter          *self);
/* What was drawn of cards that are the same is kept; what was where moves from
 * there. Both (nullable). */
void               talus_graph_painter_set_picture  (TalusGraphPainter          *self,
                                                     TalusGraph                 *graph,
                                                     TalusGraphPicture          *picture);
/* What the picture before would have to be moved by to be seen as it was. */
void               talus_graph_painter_shift_before (TalusGraphPainter          *self,
                                                     float                       dx,
                                                     float                       dy);
/* Draw that card anew; or everything, %G_MAXUINT. */
void               talus_graph_painter_forget       (TalusGraphPainter          *self,
                                                     guint                       card);
TalusGraphDetail   talus_graph_painter_get_detail   (float                       zoom);
/* Draws the card and the lines to its children into memory. */
void               talus_graph_painter_prepare      (TalusGraphPainter          *self,
                                                     guint                       card);
/* Where the card is at this moment. */
TalusGraphRect     talus_graph_painter_get_rect     (TalusGraphPainter          *self,
                                                     guint                       card,
                                                     float                       progress);
/* Where its expander is; FALSE: it has none. */
gboolean           talus_graph_painter_get_expander (TalusGraphPainter          *self,
                                                     guint                       card,
                                                     TalusGraphRect             *rect);
/* Where a drag from it makes a dependency. */
TalusGraphRect     talus_graph_painter_get_handle   (TalusGraphPainter          *self,
                                                     guint                       card);
/* How far the arrow's line, as it is drawn, is from a point of the picture. */
float              talus_graph_painter_measure_arrow (TalusGraphPainter         *self,
                                                     guint                       arrow,
                                                     float                       x,
                                                     float                       y);
/* The card somewhere else. */
void               talus_graph_painter_draw_ghost   (TalusGraphPainter          *self,
                                                     GtkSnapshot                *snapshot,
                                                     guint                       card,
                                                     float                       x,
                                                     float                       y);
/* In units of the picture, @area moved to the origin by the caller. */
void               talus_graph_painter_snapshot     (TalusGraphPainter          *self,
                                                     GtkSnapshot                *snapshot,
                                                     const TalusGraphFrameState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusGraphPainter, talus_graph_painter_free)

G_END_DECLS
