/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of many rectangles lie in an area: for culling and for what is under
 * the pointer. It is packed once and never changed, so any thread may ask. It
 * knows numbers, no widget. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TalusGraphRect:
 *
 * A rectangle of the picture, in its own units; nothing is where the width is
 * zero.
 */
typedef struct
{
  float x;
  float y;
  float width;
  float height;
} TalusGraphRect;

typedef struct _TalusSpatialIndex TalusSpatialIndex;

TalusSpatialIndex *talus_spatial_index_new      (const TalusGraphRect    *rects,
                                                 guint                    n_rects);
void               talus_spatial_index_free     (TalusSpatialIndex       *self);
void               talus_spatial_index_search   (const TalusSpatialIndex *self,
                                                 const TalusGraphRect    *area,
                                                 GArray                  *found);
gboolean           talus_spatial_index_nearest  (const TalusSpatialIndex *self,
                                                 float                    x,
                                                 float                    y,
                                                 float                    distance,
                                                 guint                   *item);

gboolean           talus_graph_rect_intersects  (const TalusGraphRect    *a,
                                                 const TalusGraphRect    *b);
gboolean           talus_graph_rect_contains    (const TalusGraphRect    *a,
                                                 float                    x,
                                                 float                    y);
void               talus_graph_rect_unite       (TalusGraphRect          *a,
                                                 const TalusGraphRect    *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusSpatialIndex, talus_spatial_index_free)

G_END_DECLS
