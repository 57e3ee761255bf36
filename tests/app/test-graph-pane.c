/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the graph shows: of the selection, of filters and modes, and what of it is
 * in sight. */
#include "graph-pane-test.h"

#include "app/graph/talus-graph-painter-private.h"

static void
test_selection (GraphFixture  *self,
                gconstpointer  data)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  TalusNode *engine = graph_find (self, "Engine");
  TalusNode *frame = graph_find (self, "Frame");
  double x;
  double y;

  /* There … */
  talus_selection_set_one (selection, talus_node_get_id (engine));
  g_assert_cmpuint (talus_graph_canvas_get_cursor (self->canvas), ==,
                    graph_locate (self, engine, &x, &y));

  /* … and back: what a band goes around. */
  graph_locate (self, frame, &x, &y);
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

static gboolean
shows_children (gpointer data)
{
  GraphFixture *self = data;
  TalusNode *engine = app_fixture_find (self->peer, "Strip the donor engine");
  guint card;

  return graph_is_drawn (self->canvas) &&
         talus_graph_picture_find (talus_graph_scene_get_picture (
           talus_graph_canvas_get_scene (self->canvas)), talus_node_get_id (engine), &card);
}

static gboolean
hides_children (gpointer data)
{
  return graph_is_drawn (((GraphFixture *) data)->canvas) && !shows_children (data);
}

/* What is collapsed is opened when somebody wants to see what is in it. */
static void
test_collapse (GraphFixture  *self,
               gconstpointer  data)
{
  TalusGraphScene *scene = talus_graph_canvas_get_scene (self->canvas);

  app_wait_until (shows_children, self);
  talus_graph_scene_set_expanded (scene, talus_node_get_id (graph_find (self, "Engine")), FALSE);
  app_wait_until (hides_children, self);
  talus_view_reveal (self->view, talus_node_get_id (graph_find (self, "Strip the donor engine")));
  app_wait_until (shows_children, self);
}

static void
test_dependencies (GraphFixture  *self,
                   gconstpointer  data)
{
  TalusGraphPicture *picture;
  guint card;

  gtk_widget_activate_action (GTK_WIDGET (self->pane), "graph.mode", "s", "dependencies");
  app_wait_until (graph_shows_links, self->canvas);
  picture = talus_graph_scene_get_picture (talus_graph_canvas_get_scene (self->canvas));
  g_assert_cmpuint (talus_graph_picture_get_n_arrows (picture), ==,
                    talus_graph_get_n_edges (talus_view_get_graph (self->view)));
  g_assert_true (talus_graph_picture_find (
    picture, talus_node_get_id (graph_find (self, "Seam sealer")), &card));
  g_assert_false (talus_graph_picture_find (
    picture, talus_node_get_id (graph_find (self, "Teardown")), &card));
}

static gboolean
has_landed (gpointer data)
{
  TalusGraphCanvas *canvas = data;

  return adw_animation_get_state (canvas->flight) == ADW_ANIMATION_FINISHED;
}

/* Something else is drawn while it is on the way: it gets there all the same. */
static void
test_flight_is_not_cut_short (GraphFixture  *self,
                              gconstpointer  data)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  TalusNode *node = graph_find (self, "Ridgeline Salvage");
  TalusBatch *batch = talus_batch_new (NULL);
  double x;
  double y;

  graph_locate (self, node, &x, &y);
  g_assert_true (x > gtk_widget_get_width (GTK_WIDGET (self->canvas)) || y > 700);
  talus_selection_set_one (selection, talus_node_get_id (node));
  talus_view_reveal (self->view, talus_node_get_id (node));
  g_assert_nonnull (self->canvas->flight);
  talus_batch_create_node (batch, "supplier", talus_node_get_id (talus_node_get_parent (node)),
                           NULL, "Another", NULL);
  g_assert_true (talus_view_submit (self->view, batch));
  app_wait_until (has_landed, self->canvas);
  app_wait_until (graph_is_drawn, self->canvas);
  app_fixture_settle (self->peer);

  graph_locate (self, node, &x, &y);
  g_assert_cmpfloat (x, >, 0);
  g_assert_cmpfloat (x, <, gtk_widget_get_width (GTK_WIDGET (self->canvas)));
  g_assert_cmpfloat (y, >, 0);
  g_assert_cmpfloat (y, <, gtk_widget_get_height (GTK_WIDGET (self->canvas)));
}

static void
assert_in_sight (GraphFixture *self,
                 TalusNode    *node)
{
  double x;
  double y;

  graph_locate (self, node, &x, &y);
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
show_selected_first (GraphFixture *self,
                     const char   *name)
{
  TalusNode *node = graph_find (self, name);

  talus_selection_set_one (talus_view_get_selection (self->view), talus_node_get_id (node));
  self->pane = TALUS_GRAPH_PANE (talus_graph_pane_new (self->view));
  self->canvas = talus_graph_pane_get_canvas (self->pane);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->pane));
  app_wait_until (graph_is_drawn, self->canvas);
  app_run_ready ();
  app_wait_until (has_stopped, self->canvas);

  g_assert_cmpfloat (self->canvas->zoom, <, 0.9);
  assert_in_sight (self, node);
}

static void
test_selected_is_in_sight_first (GraphFixture  *self,
                                 gconstpointer  data)
{
  show_selected_first (self, "Floor pans");
}

static void
test_mirrored (GraphFixture  *self,
               gconstpointer  data)
{
  TalusNode *root = talus_graph_get_root (talus_view_get_graph (self->view), 0);
  double parent_x;
  double x;
  double y;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  show_selected_first (self, "Floor pans");
  graph_locate (self, root, &parent_x, &y);
  graph_locate (self, graph_find (self, "Body"), &x, &y);
  g_assert_cmpfloat (x, <, parent_x);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* There is no empty half above the first card while others are out of sight. */
static void
test_first_sight_is_filled (GraphFixture  *self,
                            gconstpointer  data)
{
  const TalusGraphRect *bounds;

  gtk_widget_activate_action (GTK_WIDGET (self->pane), "graph.mode", "s", "dependencies");
  app_wait_until (graph_shows_links, self->canvas);
  bounds = talus_graph_layout_get_bounds (talus_graph_picture_get_layout (
    talus_graph_scene_get_picture (talus_graph_canvas_get_scene (self->canvas))));
  g_assert_cmpfloat ((bounds->y - self->canvas->y) * self->canvas->zoom, <, 100);
}

static void
test_fits_a_phone (GraphFixture  *self,
                   gconstpointer  data)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (self->pane), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

static gboolean
is_busy (gpointer data)
{
  return talus_graph_scene_is_busy (talus_graph_canvas_get_scene (data));
}

static gboolean
has_no_more_arrows (gpointer data)
{
  GraphFixture *self = data;

  return graph_is_drawn (self->canvas) && graph_count_arrows (self) == self->n_arrows;
}

/* While the picture with it is in the making. */
static void
test_arrow_that_went_at_once_is_not_drawn (GraphFixture  *self,
                                           gconstpointer  data)
{
  TalusNode *harness = graph_find (self, "Harness");
  TalusNode *seats = graph_find (self, "Seats");
  TalusBatch *batch = talus_batch_new (NULL);
  g_autoptr (TalusGraphPicture) before = graph_hold_picture (self);

  self->n_arrows = graph_count_arrows (self);
  graph_drag (self, TALUS_GRAPH_DRAG_LINK, harness, seats);
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  app_wait_until (is_busy, self->canvas);
  talus_batch_unlink (batch, talus_node_get_id (harness), talus_node_get_id (seats));
  g_assert_true (talus_view_submit (self->view, batch));
  app_fixture_settle (self->peer);
  graph_wait_for_another (self, before);
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
set_filter (GraphFixture *self,
            const char   *names)
{
  g_autoptr (GtkFilter) filter = GTK_FILTER (
    gtk_custom_filter_new (match_name, g_strsplit (names, "|", -1),
                           (GDestroyNotify) g_strfreev));

  g_autoptr (TalusGraphPicture) before = graph_hold_picture (self);

  talus_view_set_filter (self->view, filter);
  graph_wait_for_another (self, before);
}

/* An arrow with one end is none. */
static void
test_filtered_dependencies_have_both_ends (GraphFixture  *self,
                                           gconstpointer  data)
{
  TalusGraphScene *scene = talus_graph_canvas_get_scene (self->canvas);
  TalusGraphPicture *picture;

  gtk_widget_activate_action (GTK_WIDGET (self->pane), "graph.mode", "s", "dependencies");
  app_wait_until (graph_shows_links, self->canvas);
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
test_reveal_of_what_is_hidden_is_forgotten (GraphFixture  *self,
                                            gconstpointer  data)
{
  TalusNode *hidden = graph_find (self, "Ridgeline Salvage");
  TalusNode *other = graph_find (self, "Cut out rust");

  set_filter (self, "1966 Bronco|Body|Floor pans|Cut out rust");
  talus_view_reveal (self->view, talus_node_get_id (hidden));
  g_assert_true (self->canvas->has_wanted);
  talus_selection_set_one (talus_view_get_selection (self->view), talus_node_get_id (other));
  g_assert_false (self->canvas->has_wanted);
  talus_view_set_filter (self->view, NULL);
}

/* Names and colours of statuses may be others on cards that are the same. */
static void
test_new_template_is_drawn (GraphFixture  *self,
                            gconstpointer  data)
{
  TalusGraphRect bounds;
  double x;
  double y;
  guint card = graph_locate (self, graph_find (self, "Cut out rust"), &x, &y);
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
test_peer_before_is_not_followed (GraphFixture  *self,
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

typedef struct
{
  GraphFixture *fixture;
  TalusGraphRect card;
  GArray *rings;              /* of float, in pairs: from and to, outside of the card */
} Rings;

static int
compare_rings (gconstpointer a,
               gconstpointer b)
{
  const float *one = a;
  const float *other = b;

  return (one[0] > other[0]) - (one[0] < other[0]);
}

/* Borders around the middle of a card, as they lie on the canvas. */
static void
find_rings (Rings         *self,
            GskRenderNode *node)
{
  graphene_rect_t bounds;
  float ring[2];

  switch (gsk_render_node_get_node_type (node))
    {
    case GSK_BORDER_NODE:
      gsk_render_node_get_bounds (node, &bounds);
      ring[1] = (float) self->card.x - bounds.origin.x;
      ring[0] = ring[1] - gsk_border_node_get_widths (node)[0];
      if (fabs (bounds.size.width - self->card.width - 2 * ring[1]) < 0.5 &&
          fabs (bounds.origin.y + ring[1] - self->card.y) < 0.5)
        g_array_append_vals (self->rings, ring, 1);
      break;

    case GSK_TRANSFORM_NODE:
      find_rings (self, gsk_transform_node_get_child (node));
      break;

    case GSK_CLIP_NODE:
      find_rings (self, gsk_clip_node_get_child (node));
      break;

    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        find_rings (self, gsk_container_node_get_child (node, i));
      break;

    default:
      break;
    }
}

static gboolean
has_three_rings (gpointer data)
{
  Rings *self = data;
  GtkWidget *canvas = GTK_WIDGET (self->fixture->canvas);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (canvas);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  g_array_set_size (self->rings, 0);
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (canvas),
                          gtk_widget_get_height (canvas));
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    find_rings (self, node);
  g_array_sort (self->rings, compare_rings);

  return self->rings->len == 3;
}

/* What is selected here, where the keyboard is, and who else is there. */
static void
test_marks_cover_no_other (GraphFixture  *self,
                           gconstpointer  data)
{
  static const float zooms[] = { 1, 0.6f };
  TalusNode *node = graph_find (self, "Cut out rust");
  TalusPeer *second = app_fixture_open (&self->app, talus_peer_get_project_id (self->peer));
  TalusGraphPicture *picture;
  Rings rings = { self, { 0, }, NULL };
  double x;
  double y;
  guint card;

  rings.rings = g_array_new (FALSE, FALSE, 2 * sizeof (float));
  talus_peer_set_presence (second, talus_node_get_id (node), 1, "graph");
  talus_selection_set_one (talus_view_get_selection (self->view), talus_node_get_id (node));
  talus_view_reveal (self->view, talus_node_get_id (node));
  app_wait_until (has_stopped, self->canvas);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  card = graph_locate (self, node, &x, &y);
  picture = talus_graph_scene_get_picture (talus_graph_canvas_get_scene (self->canvas));
  rings.card = talus_graph_layout_get_rects (talus_graph_picture_get_layout (picture))[card];

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      graph_locate (self, node, &x, &y);
      talus_graph_canvas_set_zoom (self->canvas, zooms[i], x, y);
      app_wait_until (has_three_rings, &rings);
      for (guint j = 1; j < rings.rings->len; j++)
        {
          const float *before = (const float *) (gpointer) rings.rings->data + 2 * (j - 1);

          g_assert_cmpfloat (before[1], <=, before[2]);
          /* Two pixels each, however far off. */
          g_assert_cmpfloat ((before[3] - before[2]) * zooms[i], >, 1.9f);
        }
    }

  g_array_unref (rings.rings);
  talus_peer_close (second);
  app_run_ready ();
  g_assert_finalize_object (second);
}

int
main (int   argc,
      char *argv[])
{
  if (!app_init (&argc, &argv))
    return 77;

  graph_add ("selection-goes-both-ways", test_selection);
  graph_add ("collapsed-opens-for-what-is-wanted", test_collapse);
  graph_add ("dependencies-show-what-is-linked", test_dependencies);
  graph_add ("flight-is-not-cut-short", test_flight_is_not_cut_short);
  graph_add ("selected-is-in-sight-first", test_selected_is_in_sight_first);
  graph_add ("mirrored", test_mirrored);
  graph_add ("first-sight-is-filled", test_first_sight_is_filled);
  graph_add ("fits-a-phone", test_fits_a_phone);
  graph_add ("an-arrow-that-went-at-once-is-not-drawn", test_arrow_that_went_at_once_is_not_drawn);
  graph_add ("filtered-dependencies-have-both-ends", test_filtered_dependencies_have_both_ends);
  graph_add ("reveal-of-what-is-hidden-is-forgotten", test_reveal_of_what_is_hidden_is_forgotten);
  graph_add ("a-new-template-is-drawn", test_new_template_is_drawn);
  graph_add ("marks-cover-no-other", test_marks_cover_no_other);
  graph_add ("a-peer-before-is-not-followed", test_peer_before_is_not_followed);

  return g_test_run ();
}
