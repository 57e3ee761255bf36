/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the graph pane share: a window of its own over a real project,
 * and where its cards are. */
#pragma once

#include <math.h>

#include "app-fixture.h"
#include "app/graph/talus-graph-canvas-private.h"
#include "app/graph/talus-graph-pane-private.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *window;
  TalusGraphPane *pane;
  TalusGraphCanvas *canvas;
  TalusGraphPicture *before;
  guint n_arrows;
} GraphFixture;

static inline gboolean
graph_is_drawn (gpointer data)
{
  TalusGraphCanvas *canvas = data;
  TalusGraphScene *scene = talus_graph_canvas_get_scene (canvas);

  return talus_graph_scene_get_picture (scene) != NULL && !talus_graph_scene_is_busy (scene) &&
         gtk_widget_get_width (GTK_WIDGET (canvas)) > 100;
}

static inline void
graph_set_up (GraphFixture  *self,
              gconstpointer  data)
{
  g_autofree char *sample = g_test_build_filename (G_TEST_DIST, "..", "..", "data", "samples",
                                                   "1966-bronco.json", NULL);

  app_fixture_set_up (&self->app, data);
  self->peer = app_fixture_import (&self->app, sample);
  self->view = talus_view_new (self->peer);
  self->pane = TALUS_GRAPH_PANE (talus_graph_pane_new (self->view));
  self->canvas = talus_graph_pane_get_canvas (self->pane);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1000, 700);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->pane));
  gtk_window_present (GTK_WINDOW (self->window));
  app_wait_until (graph_is_drawn, self->canvas);
}

static inline void
graph_tear_down (GraphFixture  *self,
                 gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_run_ready ();
  g_assert_finalize_object (self->view);
  talus_peer_close (self->peer);
  g_object_unref (self->peer);
  app_fixture_tear_down (&self->app, data);
}

static inline TalusNode *
graph_find (GraphFixture *self,
            const char   *name)
{
  TalusNode *node = app_fixture_find (self->peer, name);

  g_assert_nonnull (node);

  return node;
}

/* Where a card's middle is on the canvas, with the card in sight. */
static inline guint
graph_locate (GraphFixture *self,
              TalusNode    *node,
              double       *x,
              double       *y)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (
    talus_graph_canvas_get_scene (self->canvas));
  const TalusGraphRect *rect;
  guint card;

  g_assert_true (talus_graph_picture_find (picture, talus_node_get_id (node), &card));
  rect = &talus_graph_layout_get_rects (talus_graph_picture_get_layout (picture))[card];
  *x = (rect->x + rect->width / 2 - self->canvas->x) * self->canvas->zoom;
  *y = (rect->y + rect->height / 2 - self->canvas->y) * self->canvas->zoom;

  return card;
}

static inline void
graph_drag (GraphFixture   *self,
            TalusGraphDrag  kind,
            TalusNode      *from,
            TalusNode      *to)
{
  double x;
  double y;
  guint card = graph_locate (self, from, &x, &y);

  talus_graph_canvas_begin_drag (self->canvas, kind, card, x, y);
  graph_locate (self, to, &x, &y);
  talus_graph_canvas_update_drag (self->canvas, x, y);
}

static inline gboolean
graph_shows_links (gpointer data)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (talus_graph_canvas_get_scene (data));

  return graph_is_drawn (data) &&
         talus_graph_picture_get_mode (picture) == TALUS_GRAPH_DEPENDENCIES;
}

static inline gboolean
graph_is_drawn_anew (gpointer data)
{
  GraphFixture *self = data;

  return graph_is_drawn (self->canvas) && self->before != talus_graph_scene_get_picture (
    talus_graph_canvas_get_scene (self->canvas));
}

/* One that was made after talus_graph_scene_get_picture() was @before. */
static inline void
graph_wait_for_another (GraphFixture      *self,
                        TalusGraphPicture *before)
{
  self->before = before;
  app_wait_until (graph_is_drawn_anew, self);
  self->before = NULL;
}

/* (transfer full): which is kept, so that no other is in its place. */
static inline TalusGraphPicture *
graph_hold_picture (GraphFixture *self)
{
  return talus_graph_picture_ref (talus_graph_scene_get_picture (
    talus_graph_canvas_get_scene (self->canvas)));
}

static inline void
graph_keep_said_cb (char       **said,
                    const char  *text)
{
  g_free (*said);
  *said = g_strdup (text);
}

static inline guint
graph_count_arrows (GraphFixture *self)
{
  return talus_graph_picture_get_n_arrows (talus_graph_scene_get_picture (
    talus_graph_canvas_get_scene (self->canvas)));
}

#define graph_add(law, func)                                                                      \
  g_test_add ("/graph-pane/" law, GraphFixture, NULL, graph_set_up, func, graph_tear_down)
