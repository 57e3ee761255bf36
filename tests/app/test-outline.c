/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys and verbs do to rows, as somebody at the keyboard has them. */
#include "outline-test.h"

#include "app/outline/talus-add-menu.h"

/* As in a project that was just opened. */
static void
test_add_with_nothing_selected (OutlineFixture *self,
                                gconstpointer   data)
{
  TalusGraph *graph = talus_peer_get_graph (self->peer);
  TalusNode *car = outline_find (self, "Car");
  guint n_phases = talus_node_get_n_children (car);

  g_assert_null (outline_get_cursor (self));
  gtk_widget_activate_action (self->pane, "outline.add", "s", "child:phase");
  g_assert_cmpuint (talus_graph_get_n_roots (graph), ==, 1);
  g_assert_cmpuint (talus_node_get_n_children (car), ==, n_phases + 1);
  g_assert_true (talus_node_get_parent (outline_get_cursor (self)) == car);

  talus_selection_set_one (talus_view_get_selection (self->view), NULL);
  gtk_widget_activate_action (self->pane, "outline.add-child", NULL);
  g_assert_cmpuint (talus_graph_get_n_roots (graph), ==, 1);
  g_assert_true (talus_node_get_parent (outline_get_cursor (self)) == car);
}

static void
test_indent (OutlineFixture *self,
             gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  TalusNode *job = outline_add_below (self, body, "job", "Floor");
  TalusNode *task = outline_add_below (self, body, "task", "Weld");

  outline_go_to (self, task);
  g_assert_true (outline_press (self, GDK_KEY_Tab, 0));
  g_assert_true (talus_node_get_parent (task) == job);
  g_assert_true (outline_get_cursor (self) == task);
  outline_wait_seen (self, task);
  outline_press (self, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK);
  g_assert_true (talus_node_get_parent (task) == body);
  g_assert_true (talus_node_get_previous_sibling (task) == job);

  /* A phase below a phase: it says why not, and nothing moves. */
  g_clear_pointer (&self->said, g_free);
  outline_go_to (self, body);
  outline_press (self, GDK_KEY_Tab, 0);
  g_assert_cmpstr (talus_node_get_name (talus_node_get_parent (body)), ==, "Car");
  g_assert_nonnull (self->said);
  g_assert_nonnull (strstr (self->said, "Body"));
}

static void
test_move (OutlineFixture *self,
           gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  TalusNode *paint = outline_find (self, "Paint");
  guint index = talus_node_get_index (body);

  outline_go_to (self, body);
  outline_press (self, GDK_KEY_Up, GDK_ALT_MASK);
  g_assert_cmpuint (talus_node_get_index (body), ==, index - 1);
  outline_press (self, GDK_KEY_Down, GDK_ALT_MASK);
  g_assert_cmpuint (talus_node_get_index (body), ==, index);

  /* Two as one. */
  outline_press (self, GDK_KEY_Down, GDK_SHIFT_MASK);
  outline_press (self, GDK_KEY_Up, GDK_ALT_MASK);
  g_assert_cmpuint (talus_node_get_index (body), ==, index - 1);
  g_assert_true (talus_node_get_next_sibling (body) == paint);
  g_assert_cmpuint (talus_selection_get_length (talus_view_get_selection (self->view)), ==, 2);
}

/* As the window does where somebody takes it up. */
static void
undo_offered (OutlineFixture *self)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  TalusId id;

  g_assert_true (g_action_parse_detailed_name (self->offered, &name, &target, NULL));
  g_assert_cmpstr (name, ==, "win.undo-command");
  g_assert_true (talus_id_parse (g_variant_get_string (target, NULL), -1, &id));
  g_assert_true (talus_peer_undo_command (self->peer, &id, NULL));
}

static void
test_delete (OutlineFixture *self,
             gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  TalusNode *paint = outline_find (self, "Paint");
  TalusId id = *talus_node_get_id (body);
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);

  outline_add_below (self, body, "job", "Floor");
  outline_go_to (self, body);
  outline_press (self, GDK_KEY_Delete, 0);
  g_assert_false (talus_node_is_live (body));
  g_assert_true (outline_get_cursor (self) == paint);
  g_assert_cmpstr (self->said, ==, "Deleted 2 nodes");

  /* Whatever else happens meanwhile, the offer is about these. */
  talus_batch_rename (batch, talus_node_get_id (paint), "Colour");
  g_assert_true (talus_peer_submit (self->peer, batch, NULL));
  undo_offered (self);
  g_assert_nonnull (talus_graph_get_node (talus_peer_get_graph (self->peer), &id));
  g_assert_cmpstr (talus_node_get_name (paint), ==, "Colour");
}

static void
test_walk (OutlineFixture *self,
           gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");

  outline_add_below (self, body, "job", "Floor");
  outline_go_to (self, body);
  outline_press (self, GDK_KEY_Right, 0);
  outline_wait_seen (self, outline_find (self, "Floor"));
  outline_press (self, GDK_KEY_Right, 0);
  g_assert_cmpstr (outline_get_cursor_name (self), ==, "Floor");
  outline_press (self, GDK_KEY_Left, 0);
  g_assert_cmpstr (outline_get_cursor_name (self), ==, "Body");
  outline_press (self, GDK_KEY_Left, 0);
  g_assert_cmpstr (outline_get_cursor_name (self), ==, "Body");
  outline_press (self, GDK_KEY_Down, 0);
  g_assert_cmpstr (outline_get_cursor_name (self), ==, "Paint");
  outline_press (self, GDK_KEY_Home, 0);
  g_assert_cmpstr (outline_get_cursor_name (self), ==, "Car");
  outline_press (self, GDK_KEY_End, 0);
  g_assert_cmpstr (outline_get_cursor_name (self), ==, "People");
}

static void
test_extend (OutlineFixture *self,
             gconstpointer   data)
{
  TalusSelection *selection = talus_view_get_selection (self->view);

  outline_go_to (self, outline_find (self, "Body"));
  outline_press (self, GDK_KEY_Down, GDK_SHIFT_MASK);
  outline_press (self, GDK_KEY_Down, GDK_SHIFT_MASK);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 3);
  g_assert_cmpstr (outline_get_cursor_name (self), ==, "Electrical");
  outline_press (self, GDK_KEY_Up, GDK_SHIFT_MASK);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 2);
  outline_press (self, GDK_KEY_Escape, 0);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 1);
  g_assert_cmpstr (outline_get_cursor_name (self), ==, "Paint");
  outline_press (self, GDK_KEY_a, GDK_CONTROL_MASK);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 13);
  g_assert_cmpstr (outline_get_cursor_name (self), ==, "Paint");
}

/* (transfer none): the first item of what can be added, "" for none. */
static const char *
get_offer (GtkWidget *button)
{
  const char *text = gtk_widget_get_tooltip_text (gtk_widget_get_first_child (button));

  return text != NULL ? text : "";
}

/* What others do to what is selected is seen by the verbs. */
static void
test_verbs_follow (OutlineFixture *self,
                   gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  g_autoptr (GtkWidget) button = g_object_ref_sink (talus_add_menu_new (self->view));

  outline_go_to (self, body);
  g_assert_true (app_is_action_enabled (self->pane, "outline.delete"));
  g_assert_cmpstr (get_offer (button), ==, "Add “Job”");
  outline_delete_elsewhere (self, body);
  app_run_ready ();
  g_assert_false (app_is_action_enabled (self->pane, "outline.delete"));
  g_assert_false (app_is_action_enabled (self->pane, "outline.indent"));
  g_assert_true (app_is_action_enabled (self->pane, "outline.add-sibling"));
  g_assert_cmpstr (get_offer (button), ==, "Add “Phase”");
  g_assert_true (talus_peer_undo (self->peer, NULL));
  app_run_ready ();
  g_assert_true (app_is_action_enabled (self->pane, "outline.delete"));
}

static void
test_duplicate (OutlineFixture *self,
                gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  TalusNode *again;

  outline_add_below (self, body, "job", "Floor");
  outline_go_to (self, body);
  outline_press (self, GDK_KEY_d, GDK_CONTROL_MASK);
  again = talus_node_get_next_sibling (body);
  g_assert_cmpstr (talus_node_get_name (again), ==, "Body");
  g_assert_cmpuint (talus_node_get_n_children (again), ==, 1);
  g_assert_true (outline_get_cursor (self) == again);
}

static gboolean
is_below_chassis (gpointer data)
{
  TalusNode *node = data;

  return g_str_equal (talus_node_get_name (talus_node_get_parent (node)), "Chassis");
}

static gboolean
has_copy (gpointer data)
{
  TalusNode *chassis = data;

  return talus_node_get_n_children (chassis) == 2;
}

static void
test_cut_and_copy (OutlineFixture *self,
                   gconstpointer   data)
{
  TalusNode *chassis = outline_find (self, "Chassis");
  TalusNode *job = outline_add_below (self, outline_find (self, "Body"), "job", "Floor");

  outline_go_to (self, job);
  outline_press (self, GDK_KEY_x, GDK_CONTROL_MASK);
  g_assert_true (talus_node_is_live (job));
  outline_go_to (self, chassis);
  outline_press (self, GDK_KEY_v, GDK_CONTROL_MASK);
  app_wait_until (is_below_chassis, job);

  outline_go_to (self, job);
  outline_press (self, GDK_KEY_c, GDK_CONTROL_MASK);
  outline_go_to (self, chassis);
  outline_press (self, GDK_KEY_v, GDK_CONTROL_MASK);
  app_wait_until (has_copy, chassis);
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  outline_add ("with-nothing-selected-it-is-added-below-the-root", test_add_with_nothing_selected);
  outline_add ("tab-puts-it-below-the-one-above", test_indent);
  outline_add ("alt-and-arrows-move-all-that-is-selected", test_move);
  outline_add ("delete-offers-back-exactly-what-went", test_delete);
  outline_add ("arrows-go-everywhere", test_walk);
  outline_add ("shift-extends-and-escape-backs-out", test_extend);
  outline_add ("verbs-follow-what-others-do", test_verbs_follow);
  outline_add ("duplicate-makes-the-subtree-again", test_duplicate);
  outline_add ("cut-moves-and-copy-copies", test_cut_and_copy);

  return g_test_run ();
}
