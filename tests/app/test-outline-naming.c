/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Naming nodes on their rows: when it begins, what ends it, and that nothing typed
 * is lost. */
#include "outline-test.h"

static gboolean
is_edited (gpointer data)
{
  OutlineSight *sight = data;
  GtkWidget *cell = outline_find_cell_in (sight->fixture->pane, sight->node);

  return cell != NULL &&
         talus_outline_name_cell_get_entry (TALUS_OUTLINE_NAME_CELL (cell)) != NULL;
}

static gboolean
has_focus (gpointer data)
{
  OutlineFixture *self = data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->window));

  return focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_VIEW) != NULL;
}

static GtkEditable *
wait_entry (OutlineFixture *self,
            TalusNode      *node)
{
  OutlineSight sight = { self, node };

  g_assert_nonnull (node);
  app_wait_until (is_edited, &sight);

  return GTK_EDITABLE (talus_outline_name_cell_get_entry (
    TALUS_OUTLINE_NAME_CELL (outline_find_cell_in (self->pane, node))));
}

static void
type_name (OutlineFixture *self,
           TalusNode      *node,
           const char     *name)
{
  gtk_editable_set_text (wait_entry (self, node), name);
}

static void
move_below (OutlineFixture *self,
            TalusNode      *node,
            TalusNode      *parent)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;
  TalusAnchor anchor = { TALUS_ANCHOR_FIRST, { { 0 } } };

  talus_batch_move_node (batch, talus_node_get_id (node), talus_node_get_id (parent), &anchor);
  talus_peer_submit (self->peer, batch, &error);
  g_assert_no_error (error);
}

static void
test_enter (OutlineFixture *self,
            gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  TalusNode *fresh;
  TalusNode *next;

  outline_go_to (self, body);
  g_assert_true (outline_press (self, GDK_KEY_Return, 0));
  fresh = outline_get_cursor (self);
  g_assert_true (talus_node_get_next_sibling (body) == fresh);
  g_assert_cmpstr (talus_node_get_type_id (fresh), ==, "phase");
  type_name (self, fresh, "Glass");
  outline_press (self, GDK_KEY_Return, 0);
  g_assert_cmpstr (talus_node_get_name (fresh), ==, "Glass");

  /* The next one waits already; it goes if it is not wanted. */
  next = outline_get_cursor (self);
  g_assert_true (talus_node_get_next_sibling (fresh) == next);
  wait_entry (self, next);
  outline_press (self, GDK_KEY_Return, 0);
  g_assert_true (outline_get_cursor (self) == fresh);
  g_assert_cmpstr (talus_node_get_name (talus_node_get_next_sibling (fresh)), ==, "Paint");
}

static void
test_escape (OutlineFixture *self,
             gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  guint n_phases = talus_node_get_n_children (talus_node_get_parent (body));

  outline_go_to (self, body);
  outline_press (self, GDK_KEY_Return, 0);
  wait_entry (self, outline_get_cursor (self));
  outline_press (self, GDK_KEY_Escape, 0);
  g_assert_cmpuint (talus_node_get_n_children (talus_node_get_parent (body)), ==, n_phases);
  g_assert_cmpstr (outline_get_cursor_name (self), ==, "Body");
  g_assert_null (talus_peer_peek_undo (self->peer));

  outline_press (self, GDK_KEY_F2, 0);
  type_name (self, body, "Shell");
  outline_press (self, GDK_KEY_Escape, 0);
  g_assert_cmpstr (talus_node_get_name (body), ==, "Body");
}

static void
test_typing (OutlineFixture *self,
             gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");

  outline_go_to (self, body);
  g_assert_true (outline_press (self, GDK_KEY_s, 0));
  g_assert_cmpstr (gtk_editable_get_text (wait_entry (self, body)), ==, "");
  type_name (self, body, "Shell");
  outline_press (self, GDK_KEY_Return, 0);
  g_assert_cmpstr (talus_node_get_name (body), ==, "Shell");
  g_assert_cmpstr (outline_get_cursor_name (self), ==, "Shell");
  g_assert_false (outline_press (self, GDK_KEY_s, GDK_CONTROL_MASK));
}

static void
test_entry_keys (OutlineFixture *self,
                 gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
  } keys[] = {
    { GDK_KEY_Delete, 0 }, { GDK_KEY_d, GDK_CONTROL_MASK }, { GDK_KEY_x, GDK_CONTROL_MASK },
    { GDK_KEY_v, GDK_CONTROL_MASK }, { GDK_KEY_a, GDK_CONTROL_MASK }, { GDK_KEY_Left, 0 },
    { GDK_KEY_Home, 0 },
  };

  outline_go_to (self, body);
  outline_press (self, GDK_KEY_F2, 0);
  wait_entry (self, body);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_assert_false (outline_press (self, keys[i].key, keys[i].modifiers));
      g_assert_true (talus_node_is_live (body));
      g_assert_true (outline_get_cursor (self) == body);
      wait_entry (self, body);
    }
}

static void
test_indent_fresh (OutlineFixture *self,
                   gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  TalusNode *fresh;

  outline_go_to (self, body);
  outline_press (self, GDK_KEY_Return, 0);
  wait_entry (self, outline_get_cursor (self));
  outline_press (self, GDK_KEY_Tab, 0);
  fresh = outline_get_cursor (self);
  g_assert_true (talus_node_get_parent (fresh) == body);
  g_assert_cmpstr (talus_node_get_type_id (fresh), ==, "job");
  type_name (self, fresh, "Floor");
  outline_press (self, GDK_KEY_Tab, GDK_SHIFT_MASK);
  fresh = outline_get_cursor (self);
  g_assert_cmpstr (talus_node_get_type_id (fresh), ==, "phase");
  g_assert_cmpstr (gtk_editable_get_text (wait_entry (self, fresh)), ==, "Floor");
  g_assert_true (talus_node_get_previous_sibling (fresh) == body);
}

static void
test_survives (OutlineFixture *self,
               gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  TalusNode *chassis = outline_find (self, "Chassis");
  TalusNode *job = outline_add_below (self, body, "job", "Floor");
  TalusNode *task = outline_add_below (self, job, "task", "Weld");

  outline_go_to (self, task);
  move_below (self, job, chassis);
  app_run_ready ();
  g_assert_true (outline_get_cursor (self) == task);
  app_wait_until (has_focus, self);
  outline_press (self, GDK_KEY_F2, 0);
  type_name (self, task, "Braze");

  /* Its row goes and comes under the hands of who is typing. */
  move_below (self, job, body);
  app_run_ready ();
  talus_view_reveal (self->view, talus_node_get_id (task));
  g_assert_cmpstr (gtk_editable_get_text (wait_entry (self, task)), ==, "Braze");
  outline_press (self, GDK_KEY_Return, 0);
  g_assert_cmpstr (talus_node_get_name (task), ==, "Braze");
}

static gboolean
has_said (gpointer data)
{
  return ((OutlineFixture *) data)->said != NULL;
}

/* Whoever was naming it hears of it and is back in the list. */
static void
test_named_node_is_deleted (OutlineFixture *self,
                            gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");

  outline_go_to (self, body);
  outline_press (self, GDK_KEY_F2, 0);
  type_name (self, body, "Shell");
  g_clear_pointer (&self->said, g_free);
  outline_delete_elsewhere (self, body);
  app_wait_until (has_said, self);
  g_assert_nonnull (strstr (self->said, "Shell"));
  app_wait_until (has_focus, self);
  g_assert_true (outline_press (self, GDK_KEY_Home, 0));
  g_assert_cmpstr (outline_get_cursor_name (self), ==, "Car");
}

static gboolean
is_no_body (gpointer item,
            gpointer user_data)
{
  return !g_str_equal (talus_node_get_name (item), "Body") &&
         !g_str_equal (talus_node_get_name (item), "Shell");
}

static void
test_named_node_is_hidden (OutlineFixture *self,
                           gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  g_autoptr (GtkFilter) filter = GTK_FILTER (gtk_custom_filter_new (is_no_body, NULL, NULL));

  outline_go_to (self, body);
  outline_press (self, GDK_KEY_F2, 0);
  type_name (self, body, "Shell");
  g_clear_pointer (&self->said, g_free);
  talus_view_set_filter (self->view, filter);
  app_wait_until (has_said, self);
  g_assert_cmpstr (talus_node_get_name (body), ==, "Shell");
  app_wait_until (has_focus, self);

  /* Nor can it be named where it is not seen. */
  g_clear_pointer (&self->said, g_free);
  gtk_widget_activate_action (self->pane, "outline.rename", NULL);
  app_wait_until (has_said, self);
  talus_view_set_filter (self->view, NULL);
  outline_wait_seen (self, body);
  app_run_ready ();
  g_assert_null (talus_outline_name_cell_get_entry (
    TALUS_OUTLINE_NAME_CELL (outline_find_cell_in (self->pane, body))));
}

/* It is not opened again under whoever collapses it. */
static void
test_collapsing_ends_naming (OutlineFixture *self,
                             gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  TalusNode *job = outline_add_below (self, body, "job", "Floor");

  outline_go_to (self, job);
  outline_press (self, GDK_KEY_F2, 0);
  type_name (self, job, "Pans");
  g_clear_pointer (&self->said, g_free);
  g_signal_emit_by_name (outline_find_cell_in (self->pane, body), "toggled");
  outline_wait_frame (self);
  g_assert_null (outline_find_cell_in (self->pane, job));
  g_assert_cmpstr (talus_node_get_name (job), ==, "Pans");
  g_assert_null (self->said);
}

/* What is typed in the present is kept there. */
static void
test_past_ends_naming (OutlineFixture *self,
                       gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  TalusId id = *talus_node_get_id (body);
  g_autoptr (TalusPeer) past = talus_peer_new_past (talus_peer_get_graph (self->peer), 1, 1, NULL);
  TalusNode *before;

  outline_go_to (self, body);
  outline_press (self, GDK_KEY_F2, 0);
  type_name (self, body, "Shell");
  g_clear_pointer (&self->said, g_free);
  talus_view_set_peer (self->view, past);
  before = talus_graph_get_node (talus_peer_get_graph (past), &id);
  outline_wait_seen (self, before);
  app_run_ready ();
  g_assert_null (talus_outline_name_cell_get_entry (
    TALUS_OUTLINE_NAME_CELL (outline_find_cell_in (self->pane, before))));
  g_assert_cmpstr (talus_node_get_name (body), ==, "Shell");
  g_assert_null (self->said);
  talus_view_set_peer (self->view, self->peer);
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  outline_add ("enter-makes-the-next-sibling-and-names-it", test_enter);
  outline_add ("escape-takes-back-what-was-just-made", test_escape);
  outline_add ("typing-on-a-row-renames-it", test_typing);
  outline_add ("keys-of-an-entry-are-no-verbs", test_entry_keys);
  outline_add ("tab-on-a-new-node-makes-the-kind-that-may-be-there", test_indent_fresh);
  outline_add ("selection-and-naming-survive-moved-rows", test_survives);
  outline_add ("naming-ends-with-its-node-and-says-so", test_named_node_is_deleted);
  outline_add ("what-the-filter-hides-keeps-the-name-typed", test_named_node_is_hidden);
  outline_add ("collapsing-ends-naming-below", test_collapsing_ends_naming);
  outline_add ("what-is-typed-is-kept-where-the-past-is-shown", test_past_ends_naming);

  return g_test_run ();
}
