/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canvas: a picture to pan and to zoom, with what can be done to it by
 * pointer and by keys. What an edit comes to is in talus-graph-verbs.h. */
#pragma once

#include "app/graph/talus-graph-scene.h"

G_BEGIN_DECLS

#define TALUS_GRAPH_MAX_ZOOM 3.0f

#define TALUS_TYPE_GRAPH_CANVAS (talus_graph_canvas_get_type ())

G_DECLARE_FINAL_TYPE (TalusGraphCanvas, talus_graph_canvas, TALUS, GRAPH_CANVAS, GtkWidget)

GtkWidget       *talus_graph_canvas_new               (TalusView        *view);
TalusGraphScene *talus_graph_canvas_get_scene         (TalusGraphCanvas *self);

/* What is in sight. */
float            talus_graph_canvas_get_zoom          (TalusGraphCanvas *self);
float            talus_graph_canvas_get_least_zoom    (TalusGraphCanvas *self);
TalusGraphRect   talus_graph_canvas_get_area          (TalusGraphCanvas *self);
/* Around a point of the widget; both negative: its middle. */
void             talus_graph_canvas_set_zoom          (TalusGraphCanvas *self,
                                                       float             zoom,
                                                       double            x,
                                                       double            y);
void             talus_graph_canvas_zoom_by           (TalusGraphCanvas *self,
                                                       float             factor);
void             talus_graph_canvas_fit               (TalusGraphCanvas *self);
void             talus_graph_canvas_fit_selection     (TalusGraphCanvas *self);
void             talus_graph_canvas_pan               (TalusGraphCanvas *self,
                                                       double            dx,
                                                       double            dy);
/* So that a point of the picture is in the middle. */
void             talus_graph_canvas_centre            (TalusGraphCanvas *self,
                                                       float             x,
                                                       float             y);
/* Brings a card into sight, once it is one. */
void             talus_graph_canvas_show_node         (TalusGraphCanvas *self,
                                                       const TalusId    *id);
/* FALSE: it is not in the picture. Where it is, in the widget. */
gboolean         talus_graph_canvas_find_node         (TalusGraphCanvas *self,
                                                       const TalusId    *id,
                                                       graphene_rect_t  *rect);

/* Doing things. */
void             talus_graph_canvas_begin_rename      (TalusGraphCanvas *self,
                                                       const TalusId    *id);
gboolean         talus_graph_canvas_is_renaming       (TalusGraphCanvas *self);
void             talus_graph_canvas_walk              (TalusGraphCanvas *self,
                                                       GtkDirectionType  direction,
                                                       gboolean          extend);
void             talus_graph_canvas_select_all        (TalusGraphCanvas *self);
void             talus_graph_canvas_toggle_expanded   (TalusGraphCanvas *self);
/* FALSE: there was nothing to back out of. */
gboolean         talus_graph_canvas_cancel            (TalusGraphCanvas *self);
/* Slice by slice what the following needs: TRUE once it is all there. */
gboolean         talus_graph_canvas_prepare           (TalusGraphCanvas *self,
                                                       guint            *next,
                                                       gint64            until);
/* (transfer full) (nullable): the whole picture, for a file. */
GskRenderNode   *talus_graph_canvas_draw_all          (TalusGraphCanvas *self,
                                                       TalusGraphRect   *bounds);

/**
 * TalusGraphCanvas::moved: (self)
 *   another part of the picture is in sight, or another picture
 * TalusGraphCanvas::menu: (self, double x, double y, TalusEdge *edge)
 *   a menu is wanted there, of what is selected, or of @edge (nullable)
 */

G_END_DECLS
