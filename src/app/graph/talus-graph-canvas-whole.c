/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole picture, for a file: of any size, and so not in one go. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-canvas-private.h"

/**
 * talus_graph_canvas_prepare:
 * @self: a canvas
 * @next: (inout): how far it is; 0 to begin with
 * @until: when to stop, as g_get_monotonic_time() has it
 *
 * Draws what talus_graph_canvas_draw_all() is made of into memory, as far as
 * time allows: text takes long.
 *
 * Returns: whether all of it is there
 */
gboolean
talus_graph_canvas_prepare (TalusGraphCanvas *self,
                            guint            *next,
                            gint64            until)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);
  guint n = picture != NULL ? talus_graph_picture_get_n_cards (picture) : 0;

  for (; *next < n && g_get_monotonic_time () < until; (*next)++)
    talus_graph_painter_prepare (self->painter, *next);

  return *next >= n;
}

GskRenderNode *
talus_graph_canvas_draw_all (TalusGraphCanvas *self,
                             TalusGraphRect   *bounds)
{
  g_autoptr (TalusSelection) nothing = talus_selection_new ();
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);
  TalusGraphFrameState state = { 0 };
  GtkSnapshot *snapshot;

  if (picture == NULL)
    return NULL;

  *bounds = *talus_graph_layout_get_bounds (talus_graph_picture_get_layout (picture));
  bounds->x -= 32;
  bounds->y -= 32;
  bounds->width += 64;
  bounds->height += 64;
  state.zoom = 1;
  state.area = *bounds;
  state.progress = 1;
  state.is_whole = TRUE;
  state.hover = TALUS_GRAPH_NO_CARD;
  state.hover_arrow = TALUS_GRAPH_NO_CARD;
  state.selection = nothing;

  snapshot = gtk_snapshot_new ();
  gtk_snapshot_append_color (snapshot, &talus_graph_style_get_colours (self->style)->canvas,
                             &GRAPHENE_RECT_INIT (bounds->x, bounds->y, bounds->width,
                                                  bounds->height));
  talus_graph_painter_snapshot (self->painter, snapshot, &state);

  return gtk_snapshot_free_to_node (snapshot);
}
