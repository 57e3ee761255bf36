/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outline as somebody at the keyboard has it: in a window of its own, over
 * a real project. Only keys, actions and what can be seen. */
#include "app-fixture.h"

#include <adwaita.h>

#include "app/core/talus-clipboard.h"
#include "app/outline/talus-add-menu.h"
#include "app/outline/talus-breadcrumb.h"
#include "app/outline/talus-outline-name-cell.h"
#include "app/outline/talus-outline-pane.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *window;
  GtkWidget *pane;
  char *said;
  char *offered;
} Fixture;

static void
said_cb (Fixture    *self,
         const char *text,
         const char *button,
         const char *action)
{
  g_free (self->said);
  g_free (self->offered);
  self->said = g_strdup (text);
  self->offered = g_strdup (action);
}

/* Root "Car"; below it the phases Teardown, Chassis, Drivetrain, Body, … */
static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  app_fixture_set_up (&self->app, data);
  self->peer = app_fixture_create (&self->app, "restomod", "Car");
  self->view = talus_view_new (self->peer);
  g_signal_connect_swapped (self->view, "said", G_CALLBACK (said_cb), self);
  self->window = gtk_window_new ();
  self->pane = talus_outline_pane_new (self->view);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (self->window), self->pane);
  talus_clipboard_add_actions (talus_clipboard_get (self->view), self->window);
  gtk_window_present (GTK_WINDOW (self->window));
  app_run_ready ();
}

/* (transfer none): that of the names. */
static gpointer
get_first_column (GtkWidget *widget)
{
  gpointer found = NULL;

  if (GTK_IS_COLUMN_VIEW (widget))
    {
      GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (widget));
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      return column;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = get_first_column (child);

  return found;
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  gpointer column = get_first_column (self->pane);

  g_assert_nonnull (column);
  g_object_add_weak_pointer (column, &column);
  g_object_add_weak_pointer (G_OBJECT (self->pane), (gpointer *) &self->pane);
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_run_ready ();
  g_assert_null (self->pane);
  g_assert_null (column);
  g_assert_finalize_object (self->view);
  app_fixture_settle (self->peer);
  talus_peer_close (self->peer);
  app_run_ready ();
  g_clear_object (&self->peer);
  app_fixture_tear_down (&self->app, data);
  g_clear_pointer (&self->said, g_free);
  g_clear_pointer (&self->offered, g_free);
}

static TalusNode *
find (Fixture    *self,
      const char *name)
{
  return app_fixture_find (self->peer, name);
}

static GtkWidget *
find_cell_in (GtkWidget *widget,
              TalusNode *node)
{
  GtkWidget *found = NULL;

  if (TALUS_IS_OUTLINE_NAME_CELL (widget) &&
      talus_outline_name_cell_get_node (TALUS_OUTLINE_NAME_CELL (widget)) == node)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_cell_in (child, node);

  return found;
}

typedef struct
{
  Fixture *fixture;
  TalusNode *node;
} Sight;

static gboolean
is_seen (gpointer data)
{
  Sight *sight = data;

  return find_cell_in (sight->fixture->pane, sight->node) != NULL;
}

static gboolean
is_edited (gpointer data)
{
  Sight *sight = data;
  GtkWidget *cell = find_cell_in (sight->fixture->pane, sight->node);

  return cell != NULL &&
         talus_outline_name_cell_get_entry (TALUS_OUTLINE_NAME_CELL (cell)) != NULL;
}

/* Each row is told what the node is to the template there is. */
static gboolean
is_odd (gpointer data)
{
  Sight *sight = data;
  GtkWidget *cell = find_cell_in (sight->fixture->pane, sight->node);

  return cell != NULL && app_count_icons (cell, "dialog-question-symbolic") > 0;
}

static gboolean
is_not_odd (gpointer data)
{
  return !is_odd (data);
}

static void
wait_seen (Fixture   *self,
           TalusNode *node)
{
  Sight sight = { self, node };

  g_assert_nonnull (node);
  app_wait_until (is_seen, &sight);
}

static gboolean
has_focus (gpointer data)
{
  Fixture *self = data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->window));

  return focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_VIEW) != NULL;
}

static GtkEditable *
wait_entry (Fixture   *self,
            TalusNode *node)
{
  Sight sight = { self, node };

  g_assert_nonnull (node);
  app_wait_until (is_edited, &sight);

  return GTK_EDITABLE (talus_outline_name_cell_get_entry (
    TALUS_OUTLINE_NAME_CELL (find_cell_in (self->pane, node))));
}

static void
go_to (Fixture   *self,
       TalusNode *node)
{
  g_assert_nonnull (node);
  talus_view_reveal (self->view, talus_node_get_id (node));
  wait_seen (self, node);
  gtk_widget_grab_focus (self->pane);
  app_run_ready ();
}

static gboolean
press_on (GtkWidget           *widget,
          GtkPropagationPhase  phase,
          guint                key,
          GdkModifierType      modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean handled = FALSE;

  for (guint i = 0; !handled && i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) &&
          gtk_event_controller_get_propagation_phase (controller) == phase)
        g_signal_emit_by_name (controller, "key-pressed", key, 0, modifiers, &handled);
    }

  return handled;
}

/* Down from the pane and back up from the focus, as events go. */
static gboolean
press (Fixture         *self,
       guint            key,
       GdkModifierType  modifiers)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->window));
  gboolean handled = press_on (self->pane, GTK_PHASE_CAPTURE, key, modifiers);

  for (; !handled && focus != NULL && focus != self->pane; focus = gtk_widget_get_parent (focus))
    {
      if (GTK_IS_TEXT (focus) && key == GDK_KEY_Return)
        {
          g_signal_emit_by_name (focus, "activate");
          handled = TRUE;
        }
      else if (GTK_IS_LIST_VIEW (focus))
        {
          handled = press_on (focus, GTK_PHASE_BUBBLE, key, modifiers);
        }
    }
  app_run_ready ();

  return handled;
}

static void
type_name (Fixture    *self,
           TalusNode  *node,
           const char *name)
{
  gtk_editable_set_text (wait_entry (self, node), name);
}

static TalusNode *
get_cursor (Fixture *self)
{
  return talus_view_get_cursor_node (self->view);
}

static const char *
get_cursor_name (Fixture *self)
{
  return get_cursor (self) != NULL ? talus_node_get_name (get_cursor (self)) : NULL;
}

static TalusNode *
add_below (Fixture    *self,
           TalusNode  *parent,
           const char *type,
           const char *name)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;
  TalusId id;

  talus_batch_create_node (batch, type, talus_node_get_id (parent), NULL, name, &id);
  talus_peer_submit (self->peer, batch, &error);
  g_assert_no_error (error);

  return talus_graph_get_node (talus_peer_get_graph (self->peer), &id);
}

static void
move_below (Fixture   *self,
            TalusNode *node,
            TalusNode *parent)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;
  TalusAnchor anchor = { TALUS_ANCHOR_FIRST, { { 0 } } };

  talus_batch_move_node (batch, talus_node_get_id (node), talus_node_get_id (parent), &anchor);
  talus_peer_submit (self->peer, batch, &error);
  g_assert_no_error (error);
}

static void
test_enter (Fixture       *self,
            gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  TalusNode *fresh;
  TalusNode *next;

  go_to (self, body);
  g_assert_true (press (self, GDK_KEY_Return, 0));
  fresh = get_cursor (self);
  g_assert_true (talus_node_get_next_sibling (body) == fresh);
  g_assert_cmpstr (talus_node_get_type_id (fresh), ==, "phase");
  type_name (self, fresh, "Glass");
  press (self, GDK_KEY_Return, 0);
  g_assert_cmpstr (talus_node_get_name (fresh), ==, "Glass");

  /* The next one waits already; it goes if it is not wanted. */
  next = get_cursor (self);
  g_assert_true (talus_node_get_next_sibling (fresh) == next);
  wait_entry (self, next);
  press (self, GDK_KEY_Return, 0);
  g_assert_true (get_cursor (self) == fresh);
  g_assert_cmpstr (talus_node_get_name (talus_node_get_next_sibling (fresh)), ==, "Paint");
}

/* As in a project that was just opened. */
static void
test_add_with_nothing_selected (Fixture       *self,
                                gconstpointer  data)
{
  TalusGraph *graph = talus_peer_get_graph (self->peer);
  TalusNode *car = find (self, "Car");
  guint n_phases = talus_node_get_n_children (car);

  g_assert_null (get_cursor (self));
  gtk_widget_activate_action (self->pane, "outline.add", "s", "child:phase");
  g_assert_cmpuint (talus_graph_get_n_roots (graph), ==, 1);
  g_assert_cmpuint (talus_node_get_n_children (car), ==, n_phases + 1);
  g_assert_true (talus_node_get_parent (get_cursor (self)) == car);

  talus_selection_set_one (talus_view_get_selection (self->view), NULL);
  gtk_widget_activate_action (self->pane, "outline.add-child", NULL);
  g_assert_cmpuint (talus_graph_get_n_roots (graph), ==, 1);
  g_assert_true (talus_node_get_parent (get_cursor (self)) == car);
}

static void
test_escape (Fixture       *self,
             gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  guint n_phases = talus_node_get_n_children (talus_node_get_parent (body));

  go_to (self, body);
  press (self, GDK_KEY_Return, 0);
  wait_entry (self, get_cursor (self));
  press (self, GDK_KEY_Escape, 0);
  g_assert_cmpuint (talus_node_get_n_children (talus_node_get_parent (body)), ==, n_phases);
  g_assert_cmpstr (get_cursor_name (self), ==, "Body");
  g_assert_null (talus_peer_peek_undo (self->peer));

  press (self, GDK_KEY_F2, 0);
  type_name (self, body, "Shell");
  press (self, GDK_KEY_Escape, 0);
  g_assert_cmpstr (talus_node_get_name (body), ==, "Body");
}

static void
test_typing (Fixture       *self,
             gconstpointer  data)
{
  TalusNode *body = find (self, "Body");

  go_to (self, body);
  g_assert_true (press (self, GDK_KEY_s, 0));
  g_assert_cmpstr (gtk_editable_get_text (wait_entry (self, body)), ==, "");
  type_name (self, body, "Shell");
  press (self, GDK_KEY_Return, 0);
  g_assert_cmpstr (talus_node_get_name (body), ==, "Shell");
  g_assert_cmpstr (get_cursor_name (self), ==, "Shell");
  g_assert_false (press (self, GDK_KEY_s, GDK_CONTROL_MASK));
}

static void
test_entry_keys (Fixture       *self,
                 gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
  } keys[] = {
    { GDK_KEY_Delete, 0 }, { GDK_KEY_d, GDK_CONTROL_MASK }, { GDK_KEY_x, GDK_CONTROL_MASK },
    { GDK_KEY_v, GDK_CONTROL_MASK }, { GDK_KEY_a, GDK_CONTROL_MASK }, { GDK_KEY_Left, 0 },
    { GDK_KEY_Home, 0 },
  };

  go_to (self, body);
  press (self, GDK_KEY_F2, 0);
  wait_entry (self, body);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_assert_false (press (self, keys[i].key, keys[i].modifiers));
      g_assert_true (talus_node_is_live (body));
      g_assert_true (get_cursor (self) == body);
      wait_entry (self, body);
    }
}

static void
test_indent (Fixture       *self,
             gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  TalusNode *job = add_below (self, body, "job", "Floor");
  TalusNode *task = add_below (self, body, "task", "Weld");

  go_to (self, task);
  g_assert_true (press (self, GDK_KEY_Tab, 0));
  g_assert_true (talus_node_get_parent (task) == job);
  g_assert_true (get_cursor (self) == task);
  wait_seen (self, task);
  press (self, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK);
  g_assert_true (talus_node_get_parent (task) == body);
  g_assert_true (talus_node_get_previous_sibling (task) == job);

  /* A phase below a phase: it says why not, and nothing moves. */
  g_clear_pointer (&self->said, g_free);
  go_to (self, body);
  press (self, GDK_KEY_Tab, 0);
  g_assert_cmpstr (talus_node_get_name (talus_node_get_parent (body)), ==, "Car");
  g_assert_nonnull (self->said);
  g_assert_nonnull (strstr (self->said, "Body"));
}

static void
test_indent_fresh (Fixture       *self,
                   gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  TalusNode *fresh;

  go_to (self, body);
  press (self, GDK_KEY_Return, 0);
  wait_entry (self, get_cursor (self));
  press (self, GDK_KEY_Tab, 0);
  fresh = get_cursor (self);
  g_assert_true (talus_node_get_parent (fresh) == body);
  g_assert_cmpstr (talus_node_get_type_id (fresh), ==, "job");
  type_name (self, fresh, "Floor");
  press (self, GDK_KEY_Tab, GDK_SHIFT_MASK);
  fresh = get_cursor (self);
  g_assert_cmpstr (talus_node_get_type_id (fresh), ==, "phase");
  g_assert_cmpstr (gtk_editable_get_text (wait_entry (self, fresh)), ==, "Floor");
  g_assert_true (talus_node_get_previous_sibling (fresh) == body);
}

static void
test_move (Fixture       *self,
           gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  TalusNode *paint = find (self, "Paint");
  guint index = talus_node_get_index (body);

  go_to (self, body);
  press (self, GDK_KEY_Up, GDK_ALT_MASK);
  g_assert_cmpuint (talus_node_get_index (body), ==, index - 1);
  press (self, GDK_KEY_Down, GDK_ALT_MASK);
  g_assert_cmpuint (talus_node_get_index (body), ==, index);

  /* Two as one. */
  press (self, GDK_KEY_Down, GDK_SHIFT_MASK);
  press (self, GDK_KEY_Up, GDK_ALT_MASK);
  g_assert_cmpuint (talus_node_get_index (body), ==, index - 1);
  g_assert_true (talus_node_get_next_sibling (body) == paint);
  g_assert_cmpuint (talus_selection_get_length (talus_view_get_selection (self->view)), ==, 2);
}

/* As the window does where somebody takes it up. */
static void
undo_offered (Fixture *self)
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
test_delete (Fixture       *self,
             gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  TalusNode *paint = find (self, "Paint");
  TalusId id = *talus_node_get_id (body);
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);

  add_below (self, body, "job", "Floor");
  go_to (self, body);
  press (self, GDK_KEY_Delete, 0);
  g_assert_false (talus_node_is_live (body));
  g_assert_true (get_cursor (self) == paint);
  g_assert_cmpstr (self->said, ==, "Deleted 2 nodes");

  /* Whatever else happens meanwhile, the offer is about these. */
  talus_batch_rename (batch, talus_node_get_id (paint), "Colour");
  g_assert_true (talus_peer_submit (self->peer, batch, NULL));
  undo_offered (self);
  g_assert_nonnull (talus_graph_get_node (talus_peer_get_graph (self->peer), &id));
  g_assert_cmpstr (talus_node_get_name (paint), ==, "Colour");
}

static void
test_walk (Fixture       *self,
           gconstpointer  data)
{
  TalusNode *body = find (self, "Body");

  add_below (self, body, "job", "Floor");
  go_to (self, body);
  press (self, GDK_KEY_Right, 0);
  wait_seen (self, find (self, "Floor"));
  press (self, GDK_KEY_Right, 0);
  g_assert_cmpstr (get_cursor_name (self), ==, "Floor");
  press (self, GDK_KEY_Left, 0);
  g_assert_cmpstr (get_cursor_name (self), ==, "Body");
  press (self, GDK_KEY_Left, 0);
  g_assert_cmpstr (get_cursor_name (self), ==, "Body");
  press (self, GDK_KEY_Down, 0);
  g_assert_cmpstr (get_cursor_name (self), ==, "Paint");
  press (self, GDK_KEY_Home, 0);
  g_assert_cmpstr (get_cursor_name (self), ==, "Car");
  press (self, GDK_KEY_End, 0);
  g_assert_cmpstr (get_cursor_name (self), ==, "People");
}

/* Names of the rows that look selected, from the top. */
static char *
list_lit (GtkWidget *list)
{
  GString *names = g_string_new (NULL);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      TalusOutlineNameCell *cell = app_find_widget (row, TALUS_TYPE_OUTLINE_NAME_CELL);

      if (cell != NULL && talus_outline_name_cell_get_node (cell) != NULL &&
          (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) != 0)
        g_string_append_printf (names, "%s ",
                                talus_node_get_name (talus_outline_name_cell_get_node (cell)));
    }

  return g_string_free (names, FALSE);
}

static void
assert_lit (Fixture    *self,
            const char *expected)
{
  GtkWidget *column_view = app_find_widget (self->pane, GTK_TYPE_COLUMN_VIEW);
  g_autofree char *lit = list_lit (app_find_widget (column_view, GTK_TYPE_LIST_VIEW));

  g_assert_cmpstr (lit, ==, expected);
}

static void
told_cb (guint *n_told,
         guint  position,
         guint  n_items)
{
  *n_told += n_items;
}

/* A list view binds every row anew that it is told of. */
static void
test_only_rows_that_change_are_told_of (Fixture       *self,
                                        gconstpointer  data)
{
  GtkSelectionModel *rows =
    gtk_column_view_get_model (app_find_widget (self->pane, GTK_TYPE_COLUMN_VIEW));
  guint n_told = 0;

  go_to (self, find (self, "Body"));
  assert_lit (self, "Body ");
  g_signal_connect_swapped (rows, "selection-changed", G_CALLBACK (told_cb), &n_told);
  press (self, GDK_KEY_Down, 0);
  assert_lit (self, "Paint ");
  g_assert_cmpuint (n_told, ==, 2);
  press (self, GDK_KEY_Down, GDK_SHIFT_MASK);
  assert_lit (self, "Paint Electrical ");
  g_assert_cmpuint (n_told, ==, 3);

  /* Rows that move meanwhile take it along. */
  press (self, GDK_KEY_Up, GDK_ALT_MASK);
  app_fixture_settle (self->peer);
  app_run_ready ();
  assert_lit (self, "Paint Electrical ");
  press (self, GDK_KEY_Escape, 0);
  press (self, GDK_KEY_Home, 0);
  assert_lit (self, "Car ");
}

static void
test_extend (Fixture       *self,
             gconstpointer  data)
{
  TalusSelection *selection = talus_view_get_selection (self->view);

  go_to (self, find (self, "Body"));
  press (self, GDK_KEY_Down, GDK_SHIFT_MASK);
  press (self, GDK_KEY_Down, GDK_SHIFT_MASK);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 3);
  g_assert_cmpstr (get_cursor_name (self), ==, "Electrical");
  press (self, GDK_KEY_Up, GDK_SHIFT_MASK);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 2);
  press (self, GDK_KEY_Escape, 0);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 1);
  g_assert_cmpstr (get_cursor_name (self), ==, "Paint");
  press (self, GDK_KEY_a, GDK_CONTROL_MASK);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 13);
  g_assert_cmpstr (get_cursor_name (self), ==, "Paint");
}

static void
test_survives (Fixture       *self,
               gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  TalusNode *chassis = find (self, "Chassis");
  TalusNode *job = add_below (self, body, "job", "Floor");
  TalusNode *task = add_below (self, job, "task", "Weld");

  go_to (self, task);
  move_below (self, job, chassis);
  app_run_ready ();
  g_assert_true (get_cursor (self) == task);
  app_wait_until (has_focus, self);
  press (self, GDK_KEY_F2, 0);
  type_name (self, task, "Braze");

  /* Its row goes and comes under the hands of who is typing. */
  move_below (self, job, body);
  app_run_ready ();
  talus_view_reveal (self->view, talus_node_get_id (task));
  g_assert_cmpstr (gtk_editable_get_text (wait_entry (self, task)), ==, "Braze");
  press (self, GDK_KEY_Return, 0);
  g_assert_cmpstr (talus_node_get_name (task), ==, "Braze");
}

static gboolean
has_said (gpointer data)
{
  return ((Fixture *) data)->said != NULL;
}

static void
delete_elsewhere (Fixture   *self,
                  TalusNode *node)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);

  talus_batch_delete_node (batch, talus_node_get_id (node));
  g_assert_true (talus_peer_submit (self->peer, batch, NULL));
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

/* What waits for a frame has been done then. */
static void
wait_frame (Fixture *self)
{
  gboolean was_shown = FALSE;

  gtk_widget_add_tick_callback (self->pane, tick_cb, &was_shown, NULL);
  app_wait_until (is_true, &was_shown);
  app_run_ready ();
}

/* Whoever was naming it hears of it and is back in the list. */
static void
test_named_node_is_deleted (Fixture       *self,
                            gconstpointer  data)
{
  TalusNode *body = find (self, "Body");

  go_to (self, body);
  press (self, GDK_KEY_F2, 0);
  type_name (self, body, "Shell");
  g_clear_pointer (&self->said, g_free);
  delete_elsewhere (self, body);
  app_wait_until (has_said, self);
  g_assert_nonnull (strstr (self->said, "Shell"));
  app_wait_until (has_focus, self);
  g_assert_true (press (self, GDK_KEY_Home, 0));
  g_assert_cmpstr (get_cursor_name (self), ==, "Car");
}

static gboolean
is_no_body (gpointer item,
            gpointer user_data)
{
  return !g_str_equal (talus_node_get_name (item), "Body") &&
         !g_str_equal (talus_node_get_name (item), "Shell");
}

static void
test_named_node_is_hidden (Fixture       *self,
                           gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  g_autoptr (GtkFilter) filter = GTK_FILTER (gtk_custom_filter_new (is_no_body, NULL, NULL));

  go_to (self, body);
  press (self, GDK_KEY_F2, 0);
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
  wait_seen (self, body);
  app_run_ready ();
  g_assert_null (talus_outline_name_cell_get_entry (
    TALUS_OUTLINE_NAME_CELL (find_cell_in (self->pane, body))));
}

/* It is not opened again under whoever collapses it. */
static void
test_collapsing_ends_naming (Fixture       *self,
                             gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  TalusNode *job = add_below (self, body, "job", "Floor");

  go_to (self, job);
  press (self, GDK_KEY_F2, 0);
  type_name (self, job, "Pans");
  g_clear_pointer (&self->said, g_free);
  g_signal_emit_by_name (find_cell_in (self->pane, body), "toggled");
  wait_frame (self);
  g_assert_null (find_cell_in (self->pane, job));
  g_assert_cmpstr (talus_node_get_name (job), ==, "Pans");
  g_assert_null (self->said);
}

/* What is typed in the present is kept there. */
static void
test_past_ends_naming (Fixture       *self,
                       gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  TalusId id = *talus_node_get_id (body);
  g_autoptr (TalusPeer) past = talus_peer_new_past (talus_peer_get_graph (self->peer), 1, 1, NULL);
  TalusNode *before;

  go_to (self, body);
  press (self, GDK_KEY_F2, 0);
  type_name (self, body, "Shell");
  g_clear_pointer (&self->said, g_free);
  talus_view_set_peer (self->view, past);
  before = talus_graph_get_node (talus_peer_get_graph (past), &id);
  wait_seen (self, before);
  app_run_ready ();
  g_assert_null (talus_outline_name_cell_get_entry (
    TALUS_OUTLINE_NAME_CELL (find_cell_in (self->pane, before))));
  g_assert_cmpstr (talus_node_get_name (body), ==, "Shell");
  g_assert_null (self->said);
  talus_view_set_peer (self->view, self->peer);
}

static gboolean
is_body (gpointer item,
         gpointer user_data)
{
  const char *name = talus_node_get_name (item);

  return g_str_equal (name, "Car") || g_str_equal (name, "Body") || g_str_equal (name, "Floor");
}

static void
test_filter (Fixture       *self,
             gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  TalusNode *job = add_below (self, body, "job", "Floor");
  g_autoptr (GtkFilter) filter = GTK_FILTER (gtk_custom_filter_new (is_body, NULL, NULL));

  app_run_ready ();
  talus_view_set_filter (self->view, filter);
  wait_seen (self, job);
  g_assert_null (find_cell_in (self->pane, find (self, "Paint")));
  talus_view_set_filter (self->view, NULL);
  wait_seen (self, find (self, "Paint"));
}

/* Rows that are hits below a collapsed one come back with the filter's next
 * turn; what was expanded before it is expanded after it. */
static void
test_collapse_filtered (Fixture       *self,
                        gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  TalusNode *job = add_below (self, body, "job", "Floor");
  g_autoptr (GtkFilter) filter = GTK_FILTER (gtk_custom_filter_new (is_body, NULL, NULL));

  go_to (self, job);
  talus_view_set_filter (self->view, filter);
  wait_seen (self, job);
  gtk_widget_activate_action (self->pane, "outline.collapse-all", NULL);
  app_run_ready ();
  g_assert_null (find_cell_in (self->pane, job));
  wait_seen (self, body);

  talus_view_set_filter (self->view, NULL);
  wait_seen (self, job);
}

static gboolean
has_crumb (GtkWidget  *widget,
           const char *text)
{
  gboolean found = GTK_IS_LABEL (widget) && gtk_widget_get_ancestor (widget, TALUS_TYPE_BREADCRUMB) &&
                   strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); !found && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = has_crumb (child, text);

  return found;
}

static gboolean
says_body (gpointer data)
{
  return has_crumb (data, "Body");
}

static gboolean
says_shell (gpointer data)
{
  return has_crumb (data, "Shell");
}

static void
test_breadcrumb (Fixture       *self,
                 gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);

  go_to (self, add_below (self, body, "job", "Floor"));
  app_wait_until (says_body, self->pane);
  app_fixture_settle (self->peer);
  wait_frame (self);
  talus_batch_rename (batch, talus_node_get_id (body), "Shell");
  g_assert_true (talus_peer_submit (self->peer, batch, NULL));
  app_wait_until (says_shell, self->pane);
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
test_verbs_follow (Fixture       *self,
                   gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  g_autoptr (GtkWidget) button = g_object_ref_sink (talus_add_menu_new (self->view));

  go_to (self, body);
  g_assert_true (app_is_action_enabled (self->pane, "outline.delete"));
  g_assert_cmpstr (get_offer (button), ==, "Add “Job”");
  delete_elsewhere (self, body);
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
test_duplicate (Fixture       *self,
                gconstpointer  data)
{
  TalusNode *body = find (self, "Body");
  TalusNode *again;

  add_below (self, body, "job", "Floor");
  go_to (self, body);
  press (self, GDK_KEY_d, GDK_CONTROL_MASK);
  again = talus_node_get_next_sibling (body);
  g_assert_cmpstr (talus_node_get_name (again), ==, "Body");
  g_assert_cmpuint (talus_node_get_n_children (again), ==, 1);
  g_assert_true (get_cursor (self) == again);
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
test_cut_and_copy (Fixture       *self,
                   gconstpointer  data)
{
  TalusNode *chassis = find (self, "Chassis");
  TalusNode *job = add_below (self, find (self, "Body"), "job", "Floor");

  go_to (self, job);
  press (self, GDK_KEY_x, GDK_CONTROL_MASK);
  g_assert_true (talus_node_is_live (job));
  go_to (self, chassis);
  press (self, GDK_KEY_v, GDK_CONTROL_MASK);
  app_wait_until (is_below_chassis, job);

  go_to (self, job);
  press (self, GDK_KEY_c, GDK_CONTROL_MASK);
  go_to (self, chassis);
  press (self, GDK_KEY_v, GDK_CONTROL_MASK);
  app_wait_until (has_copy, chassis);
}

static gboolean
knows_expanded (gpointer data)
{
  guint n_ids;

  talus_view_get_expanded (data, &n_ids);

  return n_ids == 2;
}

static void
test_expanded (Fixture       *self,
               gconstpointer  data)
{
  TalusOutlinePane *pane = TALUS_OUTLINE_PANE (self->pane);
  TalusNode *body = find (self, "Body");
  g_autoptr (GArray) before = NULL;

  add_below (self, body, "job", "Floor");
  go_to (self, body);
  press (self, GDK_KEY_Right, 0);
  before = talus_outline_pane_list_expanded (pane);
  g_assert_cmpuint (before->len, ==, 2);
  talus_outline_pane_set_expanded (pane, NULL, 0);
  app_run_ready ();
  talus_outline_pane_set_expanded (pane, (const TalusId *) (gpointer) before->data, before->len);
  wait_seen (self, find (self, "Floor"));

  /* The view knows, for who keeps windows. */
  app_wait_until (knows_expanded, self->view);
}

static void
test_comes_into_sight (Fixture       *self,
                       gconstpointer  data)
{
  TalusNode *job = add_below (self, find (self, "Body"), "job", "Floor");

  /* As another pane would select it, while it is in front. */
  gtk_widget_set_visible (self->pane, FALSE);
  talus_selection_set_one (talus_view_get_selection (self->view), talus_node_get_id (job));
  app_run_ready ();
  gtk_widget_set_visible (self->pane, TRUE);
  wait_seen (self, job);
}

static gboolean
has_stored (gpointer data)
{
  g_autoptr (GVariant) all = g_settings_get_value (data, "columns");
  g_auto (GStrv) columns = NULL;

  return g_variant_lookup (all, "restomod", "^as", &columns) &&
         g_strv_contains ((const char * const *) columns, "budget") &&
         !g_strv_contains ((const char * const *) columns, "status");
}

static gboolean
has_heading (GtkWidget  *widget,
             const char *text)
{
  gboolean found = GTK_IS_LABEL (widget) &&
                   g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); !found && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = !GTK_IS_POPOVER (child) && has_heading (child, text);

  return found;
}

static gboolean
shows_budget (gpointer data)
{
  return has_heading (data, "Budget");
}

static void
test_columns (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.talustally.TalusTally");

  g_assert_true (has_heading (self->pane, "Status"));
  g_assert_false (has_heading (self->pane, "Budget"));
  gtk_widget_activate_action (self->pane, "outline-columns.status", NULL);
  gtk_widget_activate_action (self->pane, "outline-columns.end-5fdate", NULL);
  gtk_widget_activate_action (self->pane, "outline-columns.assigned-5fto", NULL);
  gtk_widget_activate_action (self->pane, "outline-columns.budget", NULL);
  app_wait_until (shows_budget, self->pane);
  g_assert_false (has_heading (self->pane, "Status"));
  app_wait_until (has_stored, settings);
  g_settings_reset (settings, "columns");
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

/* With the template change also the marks of rows that stay. */
static void
test_another_template (Fixture       *self,
                       gconstpointer  data)
{
  TalusNode *car = find (self, "Car");
  Sight sight = { self, car };
  TalusTemplate *template = talus_peer_get_template (self->peer);
  g_autofree char *yaml = g_strndup (g_bytes_get_data (talus_template_get_yaml (template), NULL),
                                     g_bytes_get_size (talus_template_get_yaml (template)));
  g_autoptr (GString) other = g_string_new (yaml);
  g_autoptr (TalusValue) value = talus_value_new_string ("M", -1);
  g_autoptr (GError) error = NULL;
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_set_property (batch, talus_node_get_id (car), "paint_code", value);
  g_assert_true (talus_view_submit (self->view, batch));
  wait_seen (self, car);
  g_assert_false (is_odd (&sight));

  g_assert_cmpuint (g_string_replace (other, "{id: paint_code,", "{id: paint,", 0), >, 0);
  batch = talus_batch_new (NULL);
  talus_batch_set_template (batch, other->str);
  g_assert_true (talus_view_submit (self->view, batch));
  app_wait_until (is_odd, &sight);

  g_assert_true (talus_peer_undo (self->peer, &error));
  g_assert_no_error (error);
  app_wait_until (is_not_odd, &sight);
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  add ("/outline/enter-makes-the-next-sibling-and-names-it", test_enter);
  add ("/outline/with-nothing-selected-it-is-added-below-the-root", test_add_with_nothing_selected);
  add ("/outline/escape-takes-back-what-was-just-made", test_escape);
  add ("/outline/typing-on-a-row-renames-it", test_typing);
  add ("/outline/keys-of-an-entry-are-no-verbs", test_entry_keys);
  add ("/outline/tab-puts-it-below-the-one-above", test_indent);
  add ("/outline/tab-on-a-new-node-makes-the-kind-that-may-be-there", test_indent_fresh);
  add ("/outline/alt-and-arrows-move-all-that-is-selected", test_move);
  add ("/outline/delete-offers-back-exactly-what-went", test_delete);
  add ("/outline/arrows-go-everywhere", test_walk);
  add ("/outline/shift-extends-and-escape-backs-out", test_extend);
  add ("/outline/only-rows-that-change-are-told-of", test_only_rows_that_change_are_told_of);
  add ("/outline/selection-and-naming-survive-moved-rows", test_survives);
  add ("/outline/naming-ends-with-its-node-and-says-so", test_named_node_is_deleted);
  add ("/outline/what-the-filter-hides-keeps-the-name-typed", test_named_node_is_hidden);
  add ("/outline/collapsing-ends-naming-below", test_collapsing_ends_naming);
  add ("/outline/what-is-typed-is-kept-where-the-past-is-shown", test_past_ends_naming);
  add ("/outline/filter-shows-hits-and-those-above", test_filter);
  add ("/outline/collapsing-under-a-filter-forgets-nothing", test_collapse_filtered);
  add ("/outline/breadcrumb-follows-names-above", test_breadcrumb);
  add ("/outline/verbs-follow-what-others-do", test_verbs_follow);
  add ("/outline/duplicate-makes-the-subtree-again", test_duplicate);
  add ("/outline/cut-moves-and-copy-copies", test_cut_and_copy);
  add ("/outline/what-is-expanded-can-be-had-back", test_expanded);
  add ("/outline/what-was-selected-elsewhere-comes-into-sight", test_comes_into_sight);
  add ("/outline/marks-follow-the-template", test_another_template);
  add ("/outline/columns-that-were-chosen-are-remembered", test_columns);

  return g_test_run ();
}
