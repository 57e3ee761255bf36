/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scene: the picture of a view's project that is shown just now, made anew
 * when the project changes, and laid out on a worker. Until the new one is
 * there the old one stands. It knows no widget. */
#pragma once

#include "app/core/talus-view.h"
#include "app/graph/talus-graph-picture.h"

G_BEGIN_DECLS

#define TALUS_TYPE_GRAPH_SCENE (talus_graph_scene_get_type ())

G_DECLARE_FINAL_TYPE (TalusGraphScene, talus_graph_scene, TALUS, GRAPH_SCENE, GObject)

TalusGraphScene   *talus_graph_scene_new          (TalusView               *view);
/* Nothing is read while nobody looks. */
void               talus_graph_scene_set_active   (TalusGraphScene         *self,
                                                   gboolean                 active);
void               talus_graph_scene_set_metrics  (TalusGraphScene         *self,
                                                   const TalusGraphMetrics *metrics,
                                                   gboolean                 right_to_left);
/* (transfer none) (nullable): what is shown; laid out. */
TalusGraphPicture *talus_graph_scene_get_picture  (TalusGraphScene         *self);
TalusGraphMode     talus_graph_scene_get_mode     (TalusGraphScene         *self);
void               talus_graph_scene_set_mode     (TalusGraphScene         *self,
                                                   TalusGraphMode           mode);
/* Only what is around the selection. */
gboolean           talus_graph_scene_get_near     (TalusGraphScene         *self);
void               talus_graph_scene_set_near     (TalusGraphScene         *self,
                                                   gboolean                 near);
void               talus_graph_scene_set_expanded (TalusGraphScene         *self,
                                                   const TalusId           *id,
                                                   gboolean                 expanded);
/* As far as there is room for cards. */
void               talus_graph_scene_expand_all   (TalusGraphScene         *self);
void               talus_graph_scene_collapse_all (TalusGraphScene         *self);
/* So that the node is a card: opens what is above it. */
void               talus_graph_scene_uncover      (TalusGraphScene         *self,
                                                   const TalusId           *id);
gboolean           talus_graph_scene_is_busy      (TalusGraphScene         *self);

/**
 * TalusGraphScene::changed: (self, TalusGraphPicture *before)
 *   there is another picture. @before (nullable) was there until now.
 * TalusGraphScene::node-changed: (self, guint card)
 *   a card is to be drawn anew, where it is
 *
 * Properties, with notify: mode (int), near (boolean), busy (boolean).
 */

G_END_DECLS
