/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph as people use it: what is selected, dragged, walked to and zoomed. */
#include "app-fixture.h"

#include <math.h>

#include "app/graph/talus-graph-canvas-private.h"
#include "app/graph/talus-graph-export.h"
#include "app/graph/talus-graph-pane.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *window;
  TalusGraphPane *pane;
  TalusGraphCanvas *canvas;
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
  ADD ("lines-of-a-drawing-reach-their-cards", test_lines_of_a_drawing_reach_their_cards);
  ADD ("another-kind-has-another-ending", test_another_kind_has_another_ending);
  ADD ("flight-is-not-cut-short", test_flight_is_not_cut_short);
  ADD ("selected-is-in-sight-first", test_selected_is_in_sight_first);
  ADD ("mirrored", test_mirrored);
  ADD ("first-sight-is-filled", test_first_sight_is_filled);
  ADD ("fits-a-phone", test_fits_a_phone);
  ADD ("two-fingers-drag-nothing", test_two_fingers_drag_nothing);
#undef ADD

  return g_test_run ();
}
