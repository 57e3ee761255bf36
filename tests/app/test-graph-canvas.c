/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys, pointer and fingers do on the graph: walking, dragging, naming,
 * zooming. */
#include "graph-pane-test.h"

static const char *
get_cursor_name (GraphFixture *self)
{
  TalusNode *node = talus_view_get_cursor_node (self->view);

  return node != NULL ? talus_node_get_name (node) : NULL;
}

static void
test_walk (GraphFixture  *self,
           gconstpointer  data)
{
  TalusSelection *selection = talus_view_get_selection (self->view);

  talus_graph_canvas_walk (self->canvas, GTK_DIR_DOWN, FALSE);
  g_assert_cmpstr (get_cursor_name (self), ==, "1966 Bronco");

  talus_selection_set_one (selection, talus_node_get_id (graph_find (self, "Frame")));
  talus_graph_canvas_walk (self->canvas, GTK_DIR_LEFT, FALSE);
  g_assert_cmpstr (get_cursor_name (self), ==, "Chassis");
  talus_graph_canvas_walk (self->canvas, GTK_DIR_UP, FALSE);
  g_assert_cmpstr (get_cursor_name (self), ==, "Teardown");
  talus_graph_canvas_walk (self->canvas, GTK_DIR_DOWN, FALSE);
  g_assert_cmpstr (get_cursor_name (self), ==, "Chassis");
  talus_graph_canvas_walk (self->canvas, GTK_DIR_RIGHT, FALSE);
  g_assert_true (talus_node_get_parent (talus_view_get_cursor_node (self->view)) ==
                 graph_find (self, "Chassis"));

  talus_graph_canvas_walk (self->canvas, GTK_DIR_LEFT, TRUE);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 2);
  g_assert_cmpstr (get_cursor_name (self), ==, "Chassis");
}

static void
test_link (GraphFixture  *self,
           gconstpointer  data)
{
  TalusNode *seats = graph_find (self, "Seats");
  TalusNode *harness = graph_find (self, "Harness");
  TalusGraph *graph = talus_view_get_graph (self->view);

  graph_drag (self, TALUS_GRAPH_DRAG_LINK, harness, seats);
  g_assert_true (self->canvas->drop_allowed);
  g_assert_false (talus_graph_has_edge (graph, talus_node_get_id (harness),
                                        talus_node_get_id (seats)));
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_true (talus_graph_has_edge (graph, talus_node_get_id (harness),
                                       talus_node_get_id (seats)));
  app_fixture_settle (self->peer);
}

static void
test_no_loop (GraphFixture  *self,
              gconstpointer  data)
{
  TalusNode *first = graph_find (self, "Cut out rust");
  TalusNode *last = graph_find (self, "Seam sealer");
  TalusGraph *graph = talus_view_get_graph (self->view);
  guint64 n_edges = talus_graph_get_n_edges (graph);

  graph_drag (self, TALUS_GRAPH_DRAG_LINK, last, first);
  g_assert_false (self->canvas->drop_allowed);
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_cmpuint (talus_graph_get_n_edges (graph), ==, n_edges);

  /* What waits for it already is no target either. */
  graph_drag (self, TALUS_GRAPH_DRAG_LINK, first, graph_find (self, "Weld new pans"));
  g_assert_false (self->canvas->drop_allowed);
  talus_graph_canvas_end_drag (self->canvas, FALSE);
}

static void
test_move (GraphFixture  *self,
           gconstpointer  data)
{
  TalusNode *task = graph_find (self, "Cut out rust");
  TalusNode *job = graph_find (self, "Seats");

  graph_drag (self, TALUS_GRAPH_DRAG_MOVE, task, graph_find (self, "Suppliers"));
  g_assert_false (self->canvas->drop_allowed);
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_cmpstr (talus_node_get_name (talus_node_get_parent (task)), ==, "Floor pans");

  graph_drag (self, TALUS_GRAPH_DRAG_MOVE, task, job);
  g_assert_true (self->canvas->drop_allowed);
  talus_graph_canvas_end_drag (self->canvas, FALSE);
  g_assert_cmpstr (talus_node_get_name (talus_node_get_parent (task)), ==, "Floor pans");

  graph_drag (self, TALUS_GRAPH_DRAG_MOVE, task, job);
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_true (talus_node_get_parent (task) == job);
  app_fixture_settle (self->peer);
}

static void
test_zoom (GraphFixture  *self,
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
is_gone (gpointer data)
{
  GraphFixture *self = data;
  guint card;

  return app_fixture_find (self->peer, "Exhaust") == NULL && graph_is_drawn (self->canvas) &&
         !talus_graph_picture_find (talus_graph_scene_get_picture (
           talus_graph_canvas_get_scene (self->canvas)), &self->canvas->renamed, &card);
}

static void
test_delete (GraphFixture  *self,
             gconstpointer  data)
{
  TalusSelection *selection = talus_view_get_selection (self->view);

  self->canvas->renamed = *talus_node_get_id (graph_find (self, "Exhaust"));
  talus_selection_set_one (selection, &self->canvas->renamed);
  gtk_widget_activate_action (GTK_WIDGET (self->pane), "graph.delete", NULL);
  app_wait_until (is_gone, self);
  g_assert_cmpstr (get_cursor_name (self), ==, "Cooling and fuel");
}

static void
test_rename (GraphFixture  *self,
             gconstpointer  data)
{
  TalusNode *node = graph_find (self, "Exhaust");

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

/* Where a second finger comes the first one has not dragged. */
static void
test_two_fingers_drag_nothing (GraphFixture  *self,
                               gconstpointer  data)
{
  g_autoptr (GListModel) controllers =
    gtk_widget_observe_controllers (GTK_WIDGET (self->canvas));
  TalusNode *job = graph_find (self, "Exhaust");
  TalusNode *parent = talus_node_get_parent (job);
  guint n_pinches = 0;

  graph_drag (self, TALUS_GRAPH_DRAG_MOVE, job, graph_find (self, "Body"));
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
  g_assert_true (talus_node_get_parent (graph_find (self, "Exhaust")) == parent);
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
find_controller (GraphFixture *self,
                 GType         type,
                 guint         button)
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

/* Escape, or an edit of somebody else: whatever the hand does until it lets go. */
static void
test_ended_drag_stays_ended (GraphFixture  *self,
                             gconstpointer  data)
{
  GtkGesture *gesture = find_controller (self, GTK_TYPE_GESTURE_DRAG, GDK_BUTTON_PRIMARY);
  TalusNode *task = graph_find (self, "Cut out rust");
  TalusBatch *batch = talus_batch_new (NULL);
  g_autoptr (TalusGraphPicture) before = graph_hold_picture (self);
  double x;
  double y;

  graph_locate (self, task, &x, &y);
  g_signal_emit_by_name (gesture, "drag-begin", x, y);
  graph_drag (self, TALUS_GRAPH_DRAG_MOVE, task, graph_find (self, "Seats"));
  g_assert_true (talus_graph_canvas_cancel (self->canvas));
  g_signal_emit_by_name (gesture, "drag-update", 300.0, 300.0);
  g_assert_cmpint (self->canvas->drag, ==, TALUS_GRAPH_DRAG_NONE);
  g_signal_emit_by_name (gesture, "drag-end", 300.0, 300.0);

  g_signal_emit_by_name (gesture, "drag-begin", x, y);
  graph_drag (self, TALUS_GRAPH_DRAG_MOVE, task, graph_find (self, "Seats"));
  talus_batch_create_node (batch, "phase",
                           talus_node_get_id (graph_find (self, "1966 Bronco")), NULL,
                           "Another", NULL);
  g_assert_true (talus_view_submit (self->view, batch));
  graph_wait_for_another (self, before);
  g_assert_cmpint (self->canvas->drag, ==, TALUS_GRAPH_DRAG_NONE);
  g_signal_emit_by_name (gesture, "drag-update", 300.0, 300.0);
  g_assert_cmpint (self->canvas->drag, ==, TALUS_GRAPH_DRAG_NONE);
  g_signal_emit_by_name (gesture, "drag-end", 300.0, 300.0);
  g_assert_cmpstr (talus_node_get_name (talus_node_get_parent (task)), ==, "Floor pans");
  app_fixture_settle (self->peer);
}

/* In the words that fit, not in those for what a peer may refuse. */
static void
test_what_is_there_already_is_said (GraphFixture  *self,
                                    gconstpointer  data)
{
  g_autofree char *said = NULL;
  TalusNode *task = graph_find (self, "Cut out rust");

  g_signal_connect_swapped (self->view, "said", G_CALLBACK (graph_keep_said_cb), &said);
  graph_drag (self, TALUS_GRAPH_DRAG_MOVE, task, talus_node_get_parent (task));
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_cmpstr (said, ==, "It is there already");
  graph_drag (self, TALUS_GRAPH_DRAG_LINK, task, graph_find (self, "Weld new pans"));
  talus_graph_canvas_end_drag (self->canvas, TRUE);
  g_assert_cmpstr (said, ==, "“Weld new pans” waits for “Cut out rust” already");
}

/* An arrow is where it is seen, at the middle of its curve too. */
static void
test_arrows_are_hit_where_they_are_drawn (GraphFixture  *self,
                                          gconstpointer  data)
{
  const TalusGraphLayout *layout;
  guint n_hit = 0;

  gtk_widget_activate_action (GTK_WIDGET (self->pane), "graph.mode", "s", "dependencies");
  app_wait_until (graph_shows_links, self->canvas);
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
test_focus_leaves_the_name (GraphFixture  *self,
                            gconstpointer  data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *other = gtk_entry_new ();
  TalusNode *node = graph_find (self, "Exhaust");

  g_object_ref (self->pane);
  gtk_window_set_child (GTK_WINDOW (self->window), box);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->pane));
  gtk_box_append (GTK_BOX (box), other);
  gtk_widget_set_vexpand (GTK_WIDGET (self->pane), TRUE);
  g_object_unref (self->pane);
  app_run_ready ();
  app_wait_until (graph_is_drawn, self->canvas);

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

int
main (int   argc,
      char *argv[])
{
  if (!app_init (&argc, &argv))
    return 77;

  graph_add ("arrows-walk-to-relatives-and-neighbours", test_walk);
  graph_add ("drag-to-a-card-makes-it-wait", test_link);
  graph_add ("nothing-waits-for-itself-in-the-end", test_no_loop);
  graph_add ("drag-moves-where-it-may-go-only", test_move);
  graph_add ("zoom-has-limits-and-keeps-what-is-under-the-pointer", test_zoom);
  graph_add ("deleted-card-goes-and-a-neighbour-is-selected", test_delete);
  graph_add ("name-is-taken-or-left", test_rename);
  graph_add ("two-fingers-drag-nothing", test_two_fingers_drag_nothing);
  graph_add ("an-ended-drag-stays-ended", test_ended_drag_stays_ended);
  graph_add ("what-is-there-already-is-said", test_what_is_there_already_is_said);
  graph_add ("arrows-are-hit-where-they-are-drawn", test_arrows_are_hit_where_they_are_drawn);
  graph_add ("focus-leaves-the-name", test_focus_leaves_the_name);

  return g_test_run ();
}
