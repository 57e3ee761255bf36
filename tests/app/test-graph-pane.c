/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph as people use it: what is selected, dragged, walked to and zoomed. */
#include "app-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "app/core/talus-saved-file.h"
#include "app/graph/talus-graph-canvas-private.h"
#include "app/graph/talus-graph-export.h"
#include "app/graph/talus-graph-painter-private.h"
#include "app/graph/talus-graph-pane-private.h"
#include "store/talus-file-lock.h"

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
} Fixture;

static gboolean
is_drawn (gpointer data)
{
  TalusGraphCanvas *canvas = data;
  TalusGraphScene *scene = talus_graph_canvas_get_scene (canvas);

  return talus_graph_scene_get_picture (scene) != NULL && !talus_graph_scene_is_busy (scene) &&
         gtk_widget_get_width (GTK_WIDGET (canvas)) > 100;
}

static void
set_up (Fixture       *self,
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
  app_wait_until (is_drawn, self->canvas);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_run_ready ();
  g_assert_finalize_object (self->view);
  talus_peer_close (self->peer);
  g_object_unref (self->peer);
  app_fixture_tear_down (&self->app, data);
}

static TalusNode *
find (Fixture    *self,
      const char *name)
{
  TalusNode *node = app_fixture_find (self->peer, name);

  g_assert_nonnull (node);

  return node;
}

/* Where a card's middle is on the canvas, with the card in sight. */
static guint
locate (Fixture   *self,
        TalusNode *node,
        double    *x,
        double    *y)
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

static const char *
get_cursor_name (Fixture *self)
{
  TalusNode *node = talus_view_get_cursor_node (self->view);

  return node != NULL ? talus_node_get_name (node) : NULL;
}

static void
drag (Fixture        *self,
      TalusGraphDrag  kind,
      TalusNode      *from,
      TalusNode      *to)
{
  double x;
  double y;
  guint card = locate (self, from, &x, &y);

  talus_graph_canvas_begin_drag (self->canvas, kind, card, x, y);
  locate (self, to, &x, &y);
  talus_graph_canvas_update_drag (self->canvas, x, y);
}

static void
test_selection (Fixture       *self,
                gconstpointer  data)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  TalusNode *engine = find (self, "Engine");
  TalusNode *frame = find (self, "Frame");
  double x;
  double y;

  /* There … */
  talus_selection_set_one (selection, talus_node_get_id (engine));
  g_assert_cmpuint (talus_graph_canvas_get_cursor (self->canvas), ==,
                    locate (self, engine, &x, &y));

  /* … and back: what a band goes around. */
  locate (self, frame, &x, &y);
  talus_graph_canvas_begin_drag (self->canvas, TALUS_GRAPH_DRAG_BAND, TALUS_GRAPH_NO_CARD,
                                 x - 4, y - 4);
  talus_graph_canvas_update_drag (self->canvas, x + 4, y + 4);
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 1);
  g_assert_true (talus_selection_contains (selection, talus_node_get_id (frame)));

  talus_graph_canvas_select_all (self->canvas);
  g_assert_cmpuint (talus_selection_get_length (selection), ==,
                    talus_graph_picture_get_n_cards (talus_graph_scene_get_picture (
                      talus_graph_canvas_get_scene (self->canvas))));
  g_assert_true (talus_graph_canvas_cancel (self->canvas));
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 0);
  g_assert_false (talus_graph_canvas_cancel (self->canvas));
}

static void
test_walk (Fixture       *self,
           gconstpointer  data)
{
  TalusSelection *selection = talus_view_get_selection (self->view);

  talus_graph_canvas_walk (self->canvas, GTK_DIR_DOWN, FALSE);
  g_assert_cmpstr (get_cursor_name (self), ==, "1966 Bronco");

  talus_selection_set_one (selection, talus_node_get_id (find (self, "Frame")));
  talus_graph_canvas_walk (self->canvas, GTK_DIR_LEFT, FALSE);
  g_assert_cmpstr (get_cursor_name (self), ==, "Chassis");
  talus_graph_canvas_walk (self->canvas, GTK_DIR_UP, FALSE);
  g_assert_cmpstr (get_cursor_name (self), ==, "Teardown");
  talus_graph_canvas_walk (self->canvas, GTK_DIR_DOWN, FALSE);
  g_assert_cmpstr (get_cursor_name (self), ==, "Chassis");
  talus_graph_canvas_walk (self->canvas, GTK_DIR_RIGHT, FALSE);
  g_assert_true (talus_node_get_parent (talus_view_get_cursor_node (self->view)) ==
                 find (self, "Chassis"));

  talus_graph_canvas_walk (self->canvas, GTK_DIR_LEFT, TRUE);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 2);
  g_assert_cmpstr (get_cursor_name (self), ==, "Chassis");
}

static void
test_link (Fixture       *self,
           gconstpointer  data)
{
  TalusNode *seats = find (self, "Seats");
  TalusNode *harness = find (self, "Harness");
  TalusGraph *graph = talus_view_get_graph (self->view);

  drag (self, TALUS_GRAPH_DRAG_LINK, harness, seats);
  g_assert_true (self->canvas->drop_allowed);
  g_assert_false (talus_graph_has_edge (graph, talus_node_get_id (harness),
                                        talus_node_get_id (seats)));
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_true (talus_graph_has_edge (graph, talus_node_get_id (harness),
                                       talus_node_get_id (seats)));
  app_fixture_settle (self->peer);
}

static void
test_no_loop (Fixture       *self,
              gconstpointer  data)
{
  TalusNode *first = find (self, "Cut out rust");
  TalusNode *last = find (self, "Seam sealer");
  TalusGraph *graph = talus_view_get_graph (self->view);
  guint64 n_edges = talus_graph_get_n_edges (graph);

  drag (self, TALUS_GRAPH_DRAG_LINK, last, first);
  g_assert_false (self->canvas->drop_allowed);
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_cmpuint (talus_graph_get_n_edges (graph), ==, n_edges);

  /* What waits for it already is no target either. */
  drag (self, TALUS_GRAPH_DRAG_LINK, first, find (self, "Weld new pans"));
  g_assert_false (self->canvas->drop_allowed);
  talus_graph_canvas_end_drag (self->canvas, FALSE);
}

static void
test_move (Fixture       *self,
           gconstpointer  data)
{
  TalusNode *task = find (self, "Cut out rust");
  TalusNode *job = find (self, "Seats");

  drag (self, TALUS_GRAPH_DRAG_MOVE, task, find (self, "Suppliers"));
  g_assert_false (self->canvas->drop_allowed);
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_cmpstr (talus_node_get_name (talus_node_get_parent (task)), ==, "Floor pans");

  drag (self, TALUS_GRAPH_DRAG_MOVE, task, job);
  g_assert_true (self->canvas->drop_allowed);
  talus_graph_canvas_end_drag (self->canvas, FALSE);
  g_assert_cmpstr (talus_node_get_name (talus_node_get_parent (task)), ==, "Floor pans");

  drag (self, TALUS_GRAPH_DRAG_MOVE, task, job);
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_true (talus_node_get_parent (task) == job);
  app_fixture_settle (self->peer);
}

static void
test_zoom (Fixture       *self,
           gconstpointer  data)
{
  float x;
  float y;
  float again_x;
  float again_y;

  for (guint i = 0; i < 60; i++)
    talus_graph_canvas_set_zoom (self->canvas, talus_graph_canvas_get_zoom (self->canvas) * 1.3f,
                                 -1, -1);
  g_assert_cmpfloat (talus_graph_canvas_get_zoom (self->canvas), ==, TALUS_GRAPH_MAX_ZOOM);

  /* What is under the pointer stays there. */
  talus_graph_canvas_set_zoom (self->canvas, 1, -1, -1);
  talus_graph_canvas_to_picture (self->canvas, 400, 300, &x, &y);
  talus_graph_canvas_set_zoom (self->canvas, 1.5f, 400, 300);
  talus_graph_canvas_to_picture (self->canvas, 400, 300, &again_x, &again_y);
  g_assert_cmpfloat_with_epsilon (x, again_x, 0.1);
  g_assert_cmpfloat_with_epsilon (y, again_y, 0.1);

  for (guint i = 0; i < 60; i++)
    talus_graph_canvas_set_zoom (self->canvas, talus_graph_canvas_get_zoom (self->canvas) / 1.3f,
                                 -1, -1);
  g_assert_cmpfloat (talus_graph_canvas_get_zoom (self->canvas), ==,
                     talus_graph_canvas_get_least_zoom (self->canvas));
}

static gboolean
shows_children (gpointer data)
{
  Fixture *self = data;
  TalusNode *engine = app_fixture_find (self->peer, "Strip the donor engine");
  guint card;

  return is_drawn (self->canvas) &&
         talus_graph_picture_find (talus_graph_scene_get_picture (
           talus_graph_canvas_get_scene (self->canvas)), talus_node_get_id (engine), &card);
}

static gboolean
hides_children (gpointer data)
{
  return is_drawn (((Fixture *) data)->canvas) && !shows_children (data);
}

/* What is collapsed is opened when somebody wants to see what is in it. */
static void
test_collapse (Fixture       *self,
               gconstpointer  data)
{
  TalusGraphScene *scene = talus_graph_canvas_get_scene (self->canvas);

  app_wait_until (shows_children, self);
  talus_graph_scene_set_expanded (scene, talus_node_get_id (find (self, "Engine")), FALSE);
  app_wait_until (hides_children, self);
  talus_view_reveal (self->view, talus_node_get_id (find (self, "Strip the donor engine")));
  app_wait_until (shows_children, self);
}

static gboolean
shows_links (gpointer data)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (talus_graph_canvas_get_scene (data));

  return is_drawn (data) &&
         talus_graph_picture_get_mode (picture) == TALUS_GRAPH_DEPENDENCIES;
}

static void
test_dependencies (Fixture       *self,
                   gconstpointer  data)
{
  TalusGraphPicture *picture;
  guint card;

  gtk_widget_activate_action (GTK_WIDGET (self->pane), "graph.mode", "s", "dependencies");
  app_wait_until (shows_links, self->canvas);
  picture = talus_graph_scene_get_picture (talus_graph_canvas_get_scene (self->canvas));
  g_assert_cmpuint (talus_graph_picture_get_n_arrows (picture), ==,
                    talus_graph_get_n_edges (talus_view_get_graph (self->view)));
  g_assert_true (talus_graph_picture_find (
    picture, talus_node_get_id (find (self, "Seam sealer")), &card));
  g_assert_false (talus_graph_picture_find (
    picture, talus_node_get_id (find (self, "Teardown")), &card));
}

static gboolean
is_gone (gpointer data)
{
  Fixture *self = data;
  guint card;

  return app_fixture_find (self->peer, "Exhaust") == NULL && is_drawn (self->canvas) &&
         !talus_graph_picture_find (talus_graph_scene_get_picture (
           talus_graph_canvas_get_scene (self->canvas)), &self->canvas->renamed, &card);
}

static void
test_delete (Fixture       *self,
             gconstpointer  data)
{
  TalusSelection *selection = talus_view_get_selection (self->view);

  self->canvas->renamed = *talus_node_get_id (find (self, "Exhaust"));
  talus_selection_set_one (selection, &self->canvas->renamed);
  gtk_widget_activate_action (GTK_WIDGET (self->pane), "graph.delete", NULL);
  app_wait_until (is_gone, self);
  g_assert_cmpstr (get_cursor_name (self), ==, "Cooling and fuel");
}

static void
test_rename (Fixture       *self,
             gconstpointer  data)
{
  TalusNode *node = find (self, "Exhaust");

  talus_graph_canvas_begin_rename (self->canvas, talus_node_get_id (node));
  g_assert_true (talus_graph_canvas_is_renaming (self->canvas));
  gtk_editable_set_text (GTK_EDITABLE (self->canvas->entry), "Something else");
  g_assert_true (talus_graph_canvas_cancel (self->canvas));
  g_assert_cmpstr (talus_node_get_name (node), ==, "Exhaust");

  talus_graph_canvas_begin_rename (self->canvas, talus_node_get_id (node));
  gtk_editable_set_text (GTK_EDITABLE (self->canvas->entry), "  Headers ");
  g_signal_emit_by_name (self->canvas->entry, "activate");
  g_assert_false (talus_graph_canvas_is_renaming (self->canvas));
  g_assert_cmpstr (talus_node_get_name (node), ==, "Headers");
  app_fixture_settle (self->peer);
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (talus_graph_export_finish (result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
test_export (Fixture       *self,
             gconstpointer  data)
{
  static const struct
  {
    const char *name;
    const char *begin;
  } kinds[] = {
    { "picture.svg", "<?xml" },
    { "picture.pdf", "%PDF" },
    { "picture.png", "\x89PNG" },
  };
  TalusGraphRect bounds;
  GskRenderNode *node = talus_graph_canvas_draw_all (self->canvas, &bounds);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_build_filename (self->app.folder, kinds[i].name, NULL);
      g_autofree char *contents = NULL;
      gboolean is_done = FALSE;

      talus_graph_export_async (node, &bounds, path, NULL, exported_cb, &is_done);
      app_wait_until (is_true, &is_done);
      g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
      g_assert_true (g_str_has_prefix (contents, kinds[i].begin));
    }
  gsk_render_node_unref (node);
}

/* What was drawn within a drawing is where it belongs: cairo 1.16 puts all of
 * it into the corner of an SVG file. */
static void
test_lines_of_a_drawing_reach_their_cards (Fixture       *self,
                                           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->app.folder, "lines.svg", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GRegex) moved = NULL;
  TalusGraphRect bounds;
  GskRenderNode *node = talus_graph_canvas_draw_all (self->canvas, &bounds);
  gboolean is_done = FALSE;

  talus_graph_export_async (node, &bounds, path, NULL, exported_cb, &is_done);
  app_wait_until (is_true, &is_done);
  gsk_render_node_unref (node);

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_nonnull (strstr (contents, "<use xlink:href=\"#surface"));
  /* Clipped to what begins elsewhere. */
  moved = g_regex_new ("<g id=\"surface[^>]*>\\s*</g>", 0, 0, &error);
  g_assert_no_error (error);
  g_assert_false (g_regex_match (moved, contents, 0, NULL));
}

static void
assert_path (Fixture    *self,
             const char *wanted,
             const char *suffix,
             const char *expected)
{
  g_autofree char *from = g_build_filename (self->app.folder, wanted, NULL);
  g_autofree char *to = g_build_filename (self->app.folder, expected, NULL);
  g_autofree char *path = talus_graph_export_choose_path (from, suffix);

  g_assert_cmpstr (path, ==, to);
}

/* As it was typed, else as it was chosen; over nothing that is there. */
static void
test_another_kind_has_another_ending (Fixture       *self,
                                      gconstpointer  data)
{
  g_autofree char *there = g_build_filename (self->app.folder, "There.png", NULL);

  assert_path (self, "1966 Bronco.svg", "svg", "1966 Bronco.svg");
  assert_path (self, "1966 Bronco.svg", "png", "1966 Bronco.png");
  assert_path (self, "1966 Bronco.pdf", "svg", "1966 Bronco.pdf");
  assert_path (self, "Version 1.2", "png", "Version 1.2.png");
  g_assert_true (g_file_set_contents (there, "", -1, NULL));
  assert_path (self, "There.svg", "png", "There 2.png");
}

static gboolean
has_landed (gpointer data)
{
  TalusGraphCanvas *canvas = data;

  return adw_animation_get_state (canvas->flight) == ADW_ANIMATION_FINISHED;
}

/* Something else is drawn while it is on the way: it gets there all the same. */
static void
test_flight_is_not_cut_short (Fixture       *self,
                              gconstpointer  data)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  TalusNode *node = find (self, "Ridgeline Salvage");
  TalusBatch *batch = talus_batch_new (NULL);
  double x;
  double y;

  locate (self, node, &x, &y);
  g_assert_true (x > gtk_widget_get_width (GTK_WIDGET (self->canvas)) || y > 700);
  talus_selection_set_one (selection, talus_node_get_id (node));
  talus_view_reveal (self->view, talus_node_get_id (node));
  g_assert_nonnull (self->canvas->flight);
  talus_batch_create_node (batch, "supplier", talus_node_get_id (talus_node_get_parent (node)),
                           NULL, "Another", NULL);
  g_assert_true (talus_view_submit (self->view, batch));
  app_wait_until (has_landed, self->canvas);
  app_wait_until (is_drawn, self->canvas);
  app_fixture_settle (self->peer);

  locate (self, node, &x, &y);
  g_assert_cmpfloat (x, >, 0);
  g_assert_cmpfloat (x, <, gtk_widget_get_width (GTK_WIDGET (self->canvas)));
  g_assert_cmpfloat (y, >, 0);
  g_assert_cmpfloat (y, <, gtk_widget_get_height (GTK_WIDGET (self->canvas)));
}

static void
assert_in_sight (Fixture   *self,
                 TalusNode *node)
{
  double x;
  double y;

  locate (self, node, &x, &y);
  g_assert_cmpfloat (x, >, 0);
  g_assert_cmpfloat (x, <, gtk_widget_get_width (GTK_WIDGET (self->canvas)));
  g_assert_cmpfloat (y, >, 0);
  g_assert_cmpfloat (y, <, gtk_widget_get_height (GTK_WIDGET (self->canvas)));
}

static gboolean
has_stopped (gpointer data)
{
  TalusGraphCanvas *canvas = data;

  return canvas->flight == NULL ||
         adw_animation_get_state (canvas->flight) != ADW_ANIMATION_PLAYING;
}

/* What is selected elsewhere is shown before the canvas has a size. */
static void
show_selected_first (Fixture    *self,
                     const char *name)
{
  TalusNode *node = find (self, name);

  talus_selection_set_one (talus_view_get_selection (self->view), talus_node_get_id (node));
  self->pane = TALUS_GRAPH_PANE (talus_graph_pane_new (self->view));
  self->canvas = talus_graph_pane_get_canvas (self->pane);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->pane));
  app_wait_until (is_drawn, self->canvas);
  app_run_ready ();
  app_wait_until (has_stopped, self->canvas);

  g_assert_cmpfloat (self->canvas->zoom, <, 0.9);
  assert_in_sight (self, node);
}

static void
test_selected_is_in_sight_first (Fixture       *self,
                                 gconstpointer  data)
{
  show_selected_first (self, "Floor pans");
}

static void
test_mirrored (Fixture       *self,
               gconstpointer  data)
{
  TalusNode *root = talus_graph_get_root (talus_view_get_graph (self->view), 0);
  double parent_x;
  double x;
  double y;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  show_selected_first (self, "Floor pans");
  locate (self, root, &parent_x, &y);
  locate (self, find (self, "Body"), &x, &y);
  g_assert_cmpfloat (x, <, parent_x);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* There is no empty half above the first card while others are out of sight. */
static void
test_first_sight_is_filled (Fixture       *self,
                            gconstpointer  data)
{
  const TalusGraphRect *bounds;

  gtk_widget_activate_action (GTK_WIDGET (self->pane), "graph.mode", "s", "dependencies");
  app_wait_until (shows_links, self->canvas);
  bounds = talus_graph_layout_get_bounds (talus_graph_picture_get_layout (
    talus_graph_scene_get_picture (talus_graph_canvas_get_scene (self->canvas))));
  g_assert_cmpfloat ((bounds->y - self->canvas->y) * self->canvas->zoom, <, 100);
}

static void
test_fits_a_phone (Fixture       *self,
                   gconstpointer  data)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (self->pane), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

/* Where a second finger comes the first one has not dragged. */
static void
test_two_fingers_drag_nothing (Fixture       *self,
                               gconstpointer  data)
{
  g_autoptr (GListModel) controllers =
    gtk_widget_observe_controllers (GTK_WIDGET (self->canvas));
  TalusNode *job = find (self, "Exhaust");
  TalusNode *parent = talus_node_get_parent (job);
  guint n_pinches = 0;

  drag (self, TALUS_GRAPH_DRAG_MOVE, job, find (self, "Body"));
  g_assert_cmpint (self->canvas->drag, ==, TALUS_GRAPH_DRAG_MOVE);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_GESTURE_ZOOM (controller))
        continue;
      n_pinches++;
      g_signal_emit_by_name (controller, "begin", NULL);
    }
  g_assert_cmpuint (n_pinches, ==, 1);
  g_assert_cmpint (self->canvas->drag, ==, TALUS_GRAPH_DRAG_NONE);
  g_assert_true (talus_node_get_parent (find (self, "Exhaust")) == parent);
}

static gboolean
is_event_controller (GtkEventController *controller,
                     GType               type,
                     guint               button)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (controller, type) &&
         (button == 0 ||
          gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == button);
}

/* (transfer none): one of the canvas. */
static gpointer
find_controller (Fixture *self,
                 GType    type,
                 guint    button)
{
  g_autoptr (GListModel) controllers =
    gtk_widget_observe_controllers (GTK_WIDGET (self->canvas));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (is_event_controller (controller, type, button))
        return controller;
    }
  g_assert_not_reached ();
}

static gboolean
is_drawn_anew (gpointer data)
{
  Fixture *self = data;

  return is_drawn (self->canvas) && self->before != talus_graph_scene_get_picture (
    talus_graph_canvas_get_scene (self->canvas));
}

/* One that was made after talus_graph_scene_get_picture() was @before. */
static void
wait_for_another (Fixture           *self,
                  TalusGraphPicture *before)
{
  self->before = before;
  app_wait_until (is_drawn_anew, self);
  self->before = NULL;
}

/* (transfer full): which is kept, so that no other is in its place. */
static TalusGraphPicture *
hold_picture (Fixture *self)
{
  return talus_graph_picture_ref (talus_graph_scene_get_picture (
    talus_graph_canvas_get_scene (self->canvas)));
}

/* Escape, or an edit of somebody else: whatever the hand does until it lets go. */
static void
test_ended_drag_stays_ended (Fixture       *self,
                             gconstpointer  data)
{
  GtkGesture *gesture = find_controller (self, GTK_TYPE_GESTURE_DRAG, GDK_BUTTON_PRIMARY);
  TalusNode *task = find (self, "Cut out rust");
  TalusBatch *batch = talus_batch_new (NULL);
  g_autoptr (TalusGraphPicture) before = hold_picture (self);
  double x;
  double y;

  locate (self, task, &x, &y);
  g_signal_emit_by_name (gesture, "drag-begin", x, y);
  drag (self, TALUS_GRAPH_DRAG_MOVE, task, find (self, "Seats"));
  g_assert_true (talus_graph_canvas_cancel (self->canvas));
  g_signal_emit_by_name (gesture, "drag-update", 300.0, 300.0);
  g_assert_cmpint (self->canvas->drag, ==, TALUS_GRAPH_DRAG_NONE);
  g_signal_emit_by_name (gesture, "drag-end", 300.0, 300.0);

  g_signal_emit_by_name (gesture, "drag-begin", x, y);
  drag (self, TALUS_GRAPH_DRAG_MOVE, task, find (self, "Seats"));
  talus_batch_create_node (batch, "phase", talus_node_get_id (find (self, "1966 Bronco")), NULL,
                           "Another", NULL);
  g_assert_true (talus_view_submit (self->view, batch));
  wait_for_another (self, before);
  g_assert_cmpint (self->canvas->drag, ==, TALUS_GRAPH_DRAG_NONE);
  g_signal_emit_by_name (gesture, "drag-update", 300.0, 300.0);
  g_assert_cmpint (self->canvas->drag, ==, TALUS_GRAPH_DRAG_NONE);
  g_signal_emit_by_name (gesture, "drag-end", 300.0, 300.0);
  g_assert_cmpstr (talus_node_get_name (talus_node_get_parent (task)), ==, "Floor pans");
  app_fixture_settle (self->peer);
}

static void
keep_said_cb (char      **said,
              const char *text)
{
  g_free (*said);
  *said = g_strdup (text);
}

/* In the words that fit, not in those for what a peer may refuse. */
static void
test_what_is_there_already_is_said (Fixture       *self,
                                    gconstpointer  data)
{
  g_autofree char *said = NULL;
  TalusNode *task = find (self, "Cut out rust");

  g_signal_connect_swapped (self->view, "said", G_CALLBACK (keep_said_cb), &said);
  drag (self, TALUS_GRAPH_DRAG_MOVE, task, talus_node_get_parent (task));
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_cmpstr (said, ==, "It is there already");
  drag (self, TALUS_GRAPH_DRAG_LINK, task, find (self, "Weld new pans"));
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_cmpstr (said, ==, "“Weld new pans” waits for “Cut out rust” already");
}

static gboolean
is_busy (gpointer data)
{
  return talus_graph_scene_is_busy (talus_graph_canvas_get_scene (data));
}

static guint
count_arrows (Fixture *self)
{
  return talus_graph_picture_get_n_arrows (talus_graph_scene_get_picture (
    talus_graph_canvas_get_scene (self->canvas)));
}

static gboolean
has_no_more_arrows (gpointer data)
{
  Fixture *self = data;

  return is_drawn (self->canvas) && count_arrows (self) == self->n_arrows;
}

/* While the picture with it is in the making. */
static void
test_arrow_that_went_at_once_is_not_drawn (Fixture       *self,
                                           gconstpointer  data)
{
  TalusNode *harness = find (self, "Harness");
  TalusNode *seats = find (self, "Seats");
  TalusBatch *batch = talus_batch_new (NULL);
  g_autoptr (TalusGraphPicture) before = hold_picture (self);

  self->n_arrows = count_arrows (self);
  drag (self, TALUS_GRAPH_DRAG_LINK, harness, seats);
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  app_wait_until (is_busy, self->canvas);
  talus_batch_unlink (batch, talus_node_get_id (harness), talus_node_get_id (seats));
  g_assert_true (talus_view_submit (self->view, batch));
  app_fixture_settle (self->peer);
  wait_for_another (self, before);
  app_wait_until (has_no_more_arrows, self);
}

/* One that passes the nodes of those names, "|" between. */
static gboolean
match_name (gpointer item,
            gpointer names)
{
  return g_strv_contains (names, talus_node_get_name (item));
}

static void
set_filter (Fixture    *self,
            const char *names)
{
  g_autoptr (GtkFilter) filter = GTK_FILTER (
    gtk_custom_filter_new (match_name, g_strsplit (names, "|", -1),
                           (GDestroyNotify) g_strfreev));

  g_autoptr (TalusGraphPicture) before = hold_picture (self);

  talus_view_set_filter (self->view, filter);
  wait_for_another (self, before);
}

/* An arrow with one end is none. */
static void
test_filtered_dependencies_have_both_ends (Fixture       *self,
                                           gconstpointer  data)
{
  TalusGraphScene *scene = talus_graph_canvas_get_scene (self->canvas);
  TalusGraphPicture *picture;

  gtk_widget_activate_action (GTK_WIDGET (self->pane), "graph.mode", "s", "dependencies");
  app_wait_until (shows_links, self->canvas);
  set_filter (self, "Cut out rust|Weld new pans|Seats");
  picture = talus_graph_scene_get_picture (scene);
  g_assert_cmpuint (talus_graph_picture_get_n_cards (picture), ==, 2);
  g_assert_cmpuint (talus_graph_picture_get_n_arrows (picture), ==, 1);

  set_filter (self, "Cut out rust");
  g_assert_cmpuint (talus_graph_picture_get_n_cards (talus_graph_scene_get_picture (scene)), ==,
                    0);
  talus_graph_canvas_select_all (self->canvas);
  g_assert_cmpuint (talus_selection_get_length (talus_view_get_selection (self->view)), ==, 0);
  talus_view_set_filter (self->view, NULL);
}

/* Something of its own is done meanwhile: one is not taken away from it. */
static void
test_reveal_of_what_is_hidden_is_forgotten (Fixture       *self,
                                            gconstpointer  data)
{
  TalusNode *hidden = find (self, "Ridgeline Salvage");
  TalusNode *other = find (self, "Cut out rust");

  set_filter (self, "1966 Bronco|Body|Floor pans|Cut out rust");
  talus_view_reveal (self->view, talus_node_get_id (hidden));
  g_assert_true (self->canvas->has_wanted);
  talus_selection_set_one (talus_view_get_selection (self->view), talus_node_get_id (other));
  g_assert_false (self->canvas->has_wanted);
  talus_view_set_filter (self->view, NULL);
}

/* An arrow is where it is seen, at the middle of its curve too. */
static void
test_arrows_are_hit_where_they_are_drawn (Fixture       *self,
                                          gconstpointer  data)
{
  const TalusGraphLayout *layout;
  guint n_hit = 0;

  gtk_widget_activate_action (GTK_WIDGET (self->pane), "graph.mode", "s", "dependencies");
  app_wait_until (shows_links, self->canvas);
  layout = talus_graph_picture_get_layout (
    talus_graph_scene_get_picture (talus_graph_canvas_get_scene (self->canvas)));
  for (guint i = 0; i < talus_graph_layout_get_n_links (layout); i++)
    {
      guint n_points;
      const TalusGraphPoint *route = talus_graph_layout_get_route (layout, i, &n_points);

      for (guint j = 1; j < n_points; j++)
        {
          const TalusGraphPoint *a = &route[j - 1];
          const TalusGraphPoint *b = &route[j];
          /* A quarter along a curve that is level at both ends. */
          float x = a->x + (b->x - a->x) * 0.296875f;
          float y = a->y + (b->y - a->y) * 0.15625f;

          /* Not on the way that is straight. */
          if (0.14f * fabsf ((b->x - a->x) * (b->y - a->y)) < 5 * hypotf (b->x - a->x, b->y - a->y))
            continue;
          talus_graph_canvas_set_zoom (self->canvas, TALUS_GRAPH_MAX_ZOOM, -1, -1);
          talus_graph_canvas_centre (self->canvas, x, y);
          n_hit++;
          g_assert_cmpuint (talus_graph_canvas_find_arrow (
            self->canvas, (x - self->canvas->x) * self->canvas->zoom,
            (y - self->canvas->y) * self->canvas->zoom), !=, TALUS_GRAPH_NO_CARD);
        }
    }
  g_assert_cmpuint (n_hit, >, 0);
}

/* To where it was to go, and not back to the canvas. */
static void
test_focus_leaves_the_name (Fixture       *self,
                            gconstpointer  data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *other = gtk_entry_new ();
  TalusNode *node = find (self, "Exhaust");

  g_object_ref (self->pane);
  gtk_window_set_child (GTK_WINDOW (self->window), box);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->pane));
  gtk_box_append (GTK_BOX (box), other);
  gtk_widget_set_vexpand (GTK_WIDGET (self->pane), TRUE);
  g_object_unref (self->pane);
  app_run_ready ();
  app_wait_until (is_drawn, self->canvas);

  talus_graph_canvas_begin_rename (self->canvas, talus_node_get_id (node));
  gtk_editable_set_text (GTK_EDITABLE (self->canvas->entry), "Headers");
  gtk_widget_grab_focus (other);
  app_run_ready ();
  g_assert_false (talus_graph_canvas_is_renaming (self->canvas));
  g_assert_cmpstr (talus_node_get_name (node), ==, "Headers");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (self->window)) ==
                 GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (other))));
  g_assert_false (gtk_widget_has_focus (GTK_WIDGET (self->canvas)));
  app_fixture_settle (self->peer);
}

static void
set_file_limit (rlim_t limit)
{
  struct rlimit limits = { limit, RLIM_INFINITY };

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limits), ==, 0);
}

static gboolean
has_said (gpointer data)
{
  return *(char **) data != NULL;
}

/* The disk is full in the middle of it. */
static void
test_failed_picture_leaves_the_old (Fixture       *self,
                                    gconstpointer  data)
{
  static const char * const names[] = { "old.svg", "old.pdf", "old.png" };

  signal (SIGXFSZ, SIG_IGN);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->app.folder, names[i], NULL);
      g_autofree char *contents = NULL;
      g_autofree char *said = NULL;
      gulong id = g_signal_connect_swapped (self->view, "said", G_CALLBACK (keep_said_cb), &said);

      g_assert_true (g_file_set_contents (path, "as it was", -1, NULL));
      set_file_limit (2048);
      talus_graph_pane_export_to (self->pane, path);
      app_wait_until (has_said, &said);
      set_file_limit (RLIM_INFINITY);
      g_signal_handler_disconnect (self->view, id);
      g_assert_null (strstr (said, names[i]));
      g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
      g_assert_cmpstr (contents, ==, "as it was");
    }
}

/* And where there was nothing, there is nothing then. */
static void
test_failed_picture_leaves_nothing (Fixture       *self,
                                    gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->app.folder, "new.svg", NULL);
  g_autofree char *said = NULL;

  signal (SIGXFSZ, SIG_IGN);
  g_signal_connect_swapped (self->view, "said", G_CALLBACK (keep_said_cb), &said);
  set_file_limit (2048);
  talus_graph_pane_export_to (self->pane, path);
  app_wait_until (has_said, &said);
  set_file_limit (RLIM_INFINITY);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Somebody has a document of that name open. */
static void
test_picture_replaces_no_open_document (Fixture       *self,
                                        gconstpointer  data)
{
  static const char * const names[] = { "held.svg", "held.pdf", "held.png", "held.talus" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->app.folder, names[i], NULL);
      g_autofree char *contents = NULL;
      g_autofree char *said = NULL;
      gulong id = g_signal_connect_swapped (self->view, "said", G_CALLBACK (keep_said_cb), &said);
      TalusFileLock *theirs;

      g_assert_true (g_file_set_contents (path, "as it was", -1, NULL));
      theirs = talus_file_lock_acquire (path, NULL);
      talus_graph_pane_export_to (self->pane, path);
      app_wait_until (has_said, &said);
      g_signal_handler_disconnect (self->view, id);
      talus_file_lock_release (theirs);
      g_assert_nonnull (strstr (said, names[i]));
      g_assert_nonnull (strstr (said, "is open"));
      g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
      g_assert_cmpstr (contents, ==, "as it was");
    }
}

/* Whatever the program does with its own files. */
static void
test_picture_is_for_others_too (Fixture       *self,
                                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->app.folder, "Bronco.svg", NULL);
  g_autofree char *said = NULL;
  mode_t umask_before = umask (077);
  GStatBuf info;

  talus_saved_file_set_umask (022);
  g_signal_connect_swapped (self->view, "said", G_CALLBACK (keep_said_cb), &said);
  talus_graph_pane_export_to (self->pane, path);
  g_assert_true (gtk_spinner_get_spinning (self->pane->spinner));
  app_wait_until (has_said, &said);
  umask (umask_before);
  g_assert_cmpstr (said, ==, "Saved “Bronco.svg”");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0644);
  app_run_ready ();
  g_assert_false (gtk_spinner_get_spinning (self->pane->spinner));
}

#define N_SIDE 30

static gboolean
has_all_arrows (gpointer data)
{
  return is_drawn (((Fixture *) data)->canvas) && count_arrows (data) >= N_SIDE * N_SIDE;
}

/* More than say anything on the screen. */
static void
test_saved_picture_has_all_arrows (Fixture       *self,
                                   gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->app.folder, "arrows.svg", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *said = NULL;
  g_auto (GStrv) paths = NULL;
  TalusBatch *batch = talus_batch_new (NULL);
  const TalusId *parent = talus_node_get_id (find (self, "Seats"));
  TalusId ids[2 * N_SIDE];
  guint most = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    talus_batch_create_node (batch, "task", parent, NULL, "Task", &ids[i]);
  for (guint i = 0; i < N_SIDE; i++)
    for (guint j = N_SIDE; j < 2 * N_SIDE; j++)
      talus_batch_link (batch, &ids[i], &ids[j]);
  g_assert_true (talus_view_submit (self->view, batch));
  app_fixture_settle (self->peer);
  talus_graph_scene_expand_all (talus_graph_canvas_get_scene (self->canvas));
  app_wait_until (has_all_arrows, self);

  g_signal_connect_swapped (self->view, "said", G_CALLBACK (keep_said_cb), &said);
  talus_graph_pane_export_to (self->pane, path);
  app_wait_until (has_said, &said);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  paths = g_strsplit (contents, "<path", -1);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_auto (GStrv) moves = g_strsplit (paths[i], "M ", -1);

      most = MAX (most, g_strv_length (moves));
    }
  g_assert_cmpuint (most, >, N_SIDE * N_SIDE);
}

/* Names and colours of statuses may be others on cards that are the same. */
static void
test_new_template_is_drawn (Fixture       *self,
                            gconstpointer  data)
{
  TalusGraphRect bounds;
  double x;
  double y;
  guint card = locate (self, find (self, "Cut out rust"), &x, &y);
  GskRenderNode *node = talus_graph_canvas_draw_all (self->canvas, &bounds);

  gsk_render_node_unref (node);
  g_assert_nonnull (self->canvas->painter->cards[TALUS_GRAPH_DETAIL_FULL][card]);
  g_signal_emit_by_name (self->peer, "template-changed");
  g_assert_null (self->canvas->painter->cards[TALUS_GRAPH_DETAIL_FULL][card]);
}

static gboolean
is_followed_by (gpointer object,
                gpointer data)
{
  return g_signal_handler_find (object, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, data) != 0;
}

/* What is done now does not shine in the past. */
static void
test_peer_before_is_not_followed (Fixture       *self,
                                  gconstpointer  data)
{
  g_autoptr (TalusPeer) other = app_fixture_open (&self->app,
                                                  talus_peer_get_project_id (self->peer));

  g_assert_true (is_followed_by (self->peer, self->canvas));
  talus_view_set_peer (self->view, other);
  g_assert_false (is_followed_by (self->peer, self->canvas));
  g_assert_false (is_followed_by (talus_presence_get (self->peer), self->canvas));
  g_assert_true (is_followed_by (other, self->canvas));
  talus_view_set_peer (self->view, self->peer);
  talus_peer_close (other);
}

int
main (int   argc,
      char *argv[])
{
  if (!app_init (&argc, &argv))
    return 77;

#define ADD(name, func) g_test_add ("/graph-pane/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("selection-goes-both-ways", test_selection);
  ADD ("arrows-walk-to-relatives-and-neighbours", test_walk);
  ADD ("drag-to-a-card-makes-it-wait", test_link);
  ADD ("nothing-waits-for-itself-in-the-end", test_no_loop);
  ADD ("drag-moves-where-it-may-go-only", test_move);
  ADD ("zoom-has-limits-and-keeps-what-is-under-the-pointer", test_zoom);
  ADD ("collapsed-opens-for-what-is-wanted", test_collapse);
  ADD ("dependencies-show-what-is-linked", test_dependencies);
  ADD ("deleted-card-goes-and-a-neighbour-is-selected", test_delete);
  ADD ("name-is-taken-or-left", test_rename);
  ADD ("picture-becomes-a-file", test_export);
  ADD ("picture-replaces-no-open-document", test_picture_replaces_no_open_document);
  ADD ("lines-of-a-drawing-reach-their-cards", test_lines_of_a_drawing_reach_their_cards);
  ADD ("another-kind-has-another-ending", test_another_kind_has_another_ending);
  ADD ("flight-is-not-cut-short", test_flight_is_not_cut_short);
  ADD ("selected-is-in-sight-first", test_selected_is_in_sight_first);
  ADD ("mirrored", test_mirrored);
  ADD ("first-sight-is-filled", test_first_sight_is_filled);
  ADD ("fits-a-phone", test_fits_a_phone);
  ADD ("two-fingers-drag-nothing", test_two_fingers_drag_nothing);
  ADD ("an-ended-drag-stays-ended", test_ended_drag_stays_ended);
  ADD ("what-is-there-already-is-said", test_what_is_there_already_is_said);
  ADD ("an-arrow-that-went-at-once-is-not-drawn", test_arrow_that_went_at_once_is_not_drawn);
  ADD ("filtered-dependencies-have-both-ends", test_filtered_dependencies_have_both_ends);
  ADD ("reveal-of-what-is-hidden-is-forgotten", test_reveal_of_what_is_hidden_is_forgotten);
  ADD ("arrows-are-hit-where-they-are-drawn", test_arrows_are_hit_where_they_are_drawn);
  ADD ("focus-leaves-the-name", test_focus_leaves_the_name);
  ADD ("a-picture-that-failed-leaves-the-old", test_failed_picture_leaves_the_old);
  ADD ("a-picture-that-failed-leaves-nothing", test_failed_picture_leaves_nothing);
  ADD ("a-picture-is-for-others-too", test_picture_is_for_others_too);
  ADD ("a-saved-picture-has-all-arrows", test_saved_picture_has_all_arrows);
  ADD ("a-new-template-is-drawn", test_new_template_is_drawn);
  ADD ("a-peer-before-is-not-followed", test_peer_before_is_not_followed);
#undef ADD

  return g_test_run ();
}
