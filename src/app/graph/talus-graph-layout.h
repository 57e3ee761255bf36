/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the cards of a graph go and how the arrows run. Plain numbers in and
 * out: made and read on one thread, run on any; the same input gives the same
 * picture. It knows no nodes and no widget. */
#pragma once

#include <gio/gio.h>

#include "app/graph/talus-spatial-index.h"

G_BEGIN_DECLS

/**
 * TalusGraphMode:
 * @TALUS_GRAPH_TREE: each under its parent, arrows between
 * @TALUS_GRAPH_DEPENDENCIES: what blocks stands before what it blocks; what
 *   has no link is not in the picture
 */
typedef enum
{
  TALUS_GRAPH_TREE,
  TALUS_GRAPH_DEPENDENCIES,
} TalusGraphMode;

/**
 * TalusGraphBox:
 * @parent: the index of a box before this one, -1 for a root
 * @width: of its card
 * @height: of its card
 *
 * A card that wants a place. Boxes come as one reads an outline: each followed
 * by all that is below it. What is in a collapsed subtree is left out by who
 * asks.
 */
typedef struct
{
  gint32 parent;
  float width;
  float height;
} TalusGraphBox;

/* An arrow from one box to another, by index. */
typedef struct
{
  guint32 from;
  guint32 to;
} TalusGraphLink;

typedef struct
{
  float x;
  float y;
} TalusGraphPoint;

/* Where many childless siblings stand in columns, read downwards. */
typedef struct
{
  guint32 parent;
  guint32 first;              /* child; they are consecutive boxes */
  guint32 length;
  TalusGraphRect rect;
} TalusGraphFrame;

typedef struct _TalusGraphLayout TalusGraphLayout;

#define TALUS_GRAPH_COLUMN_GAP 56.0f
#define TALUS_GRAPH_ROW_GAP    12.0f

TalusGraphLayout      *talus_graph_layout_new         (TalusGraphMode          mode,
                                                       gboolean                right_to_left);
void                   talus_graph_layout_free        (TalusGraphLayout       *self);
guint                  talus_graph_layout_add_box     (TalusGraphLayout       *self,
                                                       gint                    parent,
                                                       float                   width,
                                                       float                   height);
guint                  talus_graph_layout_add_link    (TalusGraphLayout       *self,
                                                       guint                   from,
                                                       guint                   to);
gboolean               talus_graph_layout_run         (TalusGraphLayout       *self,
                                                       GCancellable           *cancellable,
                                                       GError                **error);

guint                  talus_graph_layout_get_n_boxes (const TalusGraphLayout *self);
guint                  talus_graph_layout_get_n_links (const TalusGraphLayout *self);
const TalusGraphRect  *talus_graph_layout_get_rects   (const TalusGraphLayout *self);
const TalusGraphPoint *talus_graph_layout_get_route   (const TalusGraphLayout *self,
                                                       guint                   link,
                                                       guint                  *n_points);
const TalusGraphFrame *talus_graph_layout_get_frames  (const TalusGraphLayout *self,
                                                       guint                  *n_frames);
gint                   talus_graph_layout_get_head    (const TalusGraphLayout *self);
const TalusGraphRect  *talus_graph_layout_get_bounds  (const TalusGraphLayout *self);
const TalusSpatialIndex *talus_graph_layout_get_index (const TalusGraphLayout *self);
const TalusSpatialIndex *talus_graph_layout_get_link_index (const TalusGraphLayout *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusGraphLayout, talus_graph_layout_free)

G_END_DECLS
