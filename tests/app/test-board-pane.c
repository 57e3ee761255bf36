/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board in a window: cards are moved by what the pane offers, and the
 * project says what came of it. */
#include "app-fixture.h"

#include "app/board/talus-board-adder.h"
#include "app/board/talus-board-column-view.h"
#include "app/board/talus-board-pane-private.h"
#include "app/search/talus-search.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *window;
  TalusBoardPane *pane;
} Fixture;

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  app_fixture_set_up (&self->app, data);
  self->peer = app_fixture_create (&self->app, "restomod", "Car");
  self->view = talus_view_new (self->peer);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1200, 700);
  self->pane = TALUS_BOARD_PANE (talus_board_pane_new (self->view));
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->pane));
  gtk_window_present (GTK_WINDOW (self->window));
  app_wait_until (is_mapped, self->pane);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->view);
  app_run_ready ();
  talus_peer_close (self->peer);
  g_assert_finalize_object (self->peer);
  app_fixture_tear_down (&self->app, data);
}

/* A task below a phase of the template. */
static TalusId
add_task (Fixture    *self,
          const char *name,
          const char *status)
{
  TalusNode *phase = app_fixture_find (self->peer, "Chassis");
  TalusBatch *batch = talus_batch_new (NULL);
  g_autoptr (TalusValue) value = talus_value_new_string (status, -1);
  TalusId id;

  talus_batch_create_node (batch, "task", talus_node_get_id (phase), NULL, name, &id);
  talus_batch_with_property (batch, "status", value);
  g_assert_true (talus_view_submit (self->view, batch));

  return id;
}

/* "not-started: A B; done: C", columns without cards apart. */
static char *
spell (Fixture *self)
{
  TalusBoardPlan *plan = talus_board_get_plan (self->pane->board);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < talus_board_get_n_columns (self->pane->board); i++)
    {
      TalusBoardColumn *column = talus_board_get_column (self->pane->board, i);
      const TalusBoardSlot *slot = talus_board_plan_get_slot (plan, i);
      guint n = g_list_model_get_n_items (G_LIST_MODEL (column));

      if (n == 0)
        continue;
      g_string_append_printf (out, "%s%s:", out->len > 0 ? "; " : "",
                              slot->option != NULL ? slot->option : "none");
      for (guint j = 0; j < n; j++)
        g_string_append_printf (out, " %s",
                                talus_node_get_name (talus_board_column_peek (column, j)));
    }

  return g_string_free (out, FALSE);
}

static void
assert_board (Fixture    *self,
              const char *expected)
{
  g_autofree char *text = spell (self);

  g_assert_cmpstr (text, ==, expected);
}

static guint
find_slot (Fixture    *self,
           const char *option)
{
  TalusBoardPlan *plan = talus_board_get_plan (self->pane->board);

  for (guint i = 0; i < talus_board_plan_get_n_slots (plan); i++)
    {
      if (g_strcmp0 (talus_board_plan_get_slot (plan, i)->option, option) == 0)
        return i;
    }

  g_assert_not_reached ();
}

static void
act (Fixture    *self,
     const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->pane), action, NULL));
  app_run_ready ();
}

static void
test_drag (Fixture       *fixture,
           gconstpointer  data)
{
  TalusId a = add_task (fixture, "A", "not-started");
  TalusId b = add_task (fixture, "B", "not-started");
  TalusId ids[2] = { a, b };
  TalusNode *node = talus_graph_get_node (talus_view_get_graph (fixture->view), &a);
  guint64 seq;

  add_task (fixture, "C", "done");
  assert_board (fixture, "not-started: A B; done: C");

  app_fixture_settle (fixture->peer);
  seq = talus_peer_get_seq (fixture->peer);
  talus_selection_set (talus_view_get_selection (fixture->view), ids, 2);
  talus_board_pane_begin_drag (fixture->pane, node);
  g_assert_false (talus_board_pane_may_drop (fixture->pane, find_slot (fixture, "not-started")));
  g_assert_true (talus_board_pane_may_drop (fixture->pane, find_slot (fixture, "done")));
  g_assert_true (talus_board_pane_drop (fixture->pane, find_slot (fixture, "done"), NULL, FALSE));
  assert_board (fixture, "done: A B C");

  /* All of it is one step. */
  app_fixture_settle (fixture->peer);
  g_assert_cmpuint (talus_peer_get_seq (fixture->peer), ==, seq + 1);
  g_assert_true (talus_peer_undo (fixture->peer, NULL));
  assert_board (fixture, "not-started: A B; done: C");
}

static void
test_drag_takes_what_is_selected (Fixture       *fixture,
                                  gconstpointer  data)
{
  TalusId a = add_task (fixture, "A", "not-started");
  TalusId b = add_task (fixture, "B", "not-started");
  TalusGraph *graph = talus_view_get_graph (fixture->view);

  talus_selection_set_one (talus_view_get_selection (fixture->view), &a);
  talus_board_pane_begin_drag (fixture->pane, talus_graph_get_node (graph, &b));
  talus_board_pane_drop (fixture->pane, find_slot (fixture, "done"), NULL, FALSE);
  assert_board (fixture, "not-started: A; done: B");
  g_assert_true (talus_id_equal (
    talus_selection_get_cursor (talus_view_get_selection (fixture->view)), &b));
}

static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  TalusId a = add_task (fixture, "A", "not-started");
  TalusGraph *graph = talus_view_get_graph (fixture->view);
  TalusNode *target;

  add_task (fixture, "B", "not-started");
  add_task (fixture, "C", "not-started");
  target = app_fixture_find (fixture->peer, "C");
  talus_board_pane_begin_drag (fixture->pane, talus_graph_get_node (graph, &a));
  g_assert_true (talus_board_pane_may_order (fixture->pane, target));
  g_assert_false (talus_board_pane_may_order (fixture->pane,
                                              app_fixture_find (fixture->peer, "Chassis")));
  talus_board_pane_drop (fixture->pane, find_slot (fixture, "not-started"), target, TRUE);
  assert_board (fixture, "not-started: B C A");
}

static void
test_keys (Fixture       *fixture,
           gconstpointer  data)
{
  TalusId a = add_task (fixture, "A", "not-started");

  talus_selection_set_one (talus_view_get_selection (fixture->view), &a);
  act (fixture, "board.move-on");
  assert_board (fixture, "in-progress: A");
  act (fixture, "board.move-on");
  assert_board (fixture, "waiting: A");
  act (fixture, "board.move-back");
  assert_board (fixture, "in-progress: A");
  act (fixture, "board.delete");
  assert_board (fixture, "");
  g_assert_true (talus_peer_undo (fixture->peer, NULL));
  assert_board (fixture, "in-progress: A");
}

static void
test_create (Fixture       *fixture,
             gconstpointer  data)
{
  TalusNode *parent = app_fixture_find (fixture->peer, "Body");

  g_assert_true (talus_board_pane_create_card (fixture->pane, find_slot (fixture, "blocked"),
                                               "task", parent, "New"));
  assert_board (fixture, "blocked: New");
  g_assert_cmpstr (talus_node_get_name (talus_view_get_cursor_node (fixture->view)), ==, "New");
  g_assert_true (talus_node_get_parent (talus_view_get_cursor_node (fixture->view)) == parent);

  /* Without a value the template's own default must not come in. */
  g_assert_true (talus_board_pane_create_card (fixture->pane, find_slot (fixture, NULL), "task",
                                               parent, "Bare"));
  assert_board (fixture, "blocked: New; none: Bare");
}

static void
test_filter (Fixture       *fixture,
             gconstpointer  data)
{
  add_task (fixture, "Weld", "not-started");
  add_task (fixture, "Paint", "done");
  talus_search_set_text (talus_search_get (fixture->view), "weld");
  talus_node_filter_run (talus_search_get_filter (talus_search_get (fixture->view)), -1);
  assert_board (fixture, "not-started: Weld");
  talus_search_set_text (talus_search_get (fixture->view), "");
  assert_board (fixture, "not-started: Weld; done: Paint");
}

static gboolean
has_card (gpointer data)
{
  return app_find_widget (data, TALUS_TYPE_BOARD_CARD_VIEW) != NULL;
}

static void
test_past (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (TalusPeer) past = NULL;

  add_task (fixture, "A", "done");
  app_wait_until (has_card, fixture->pane);
  past = talus_peer_new_past (talus_view_get_graph (fixture->view), 1, 1, NULL);
  talus_view_set_peer (fixture->view, past);
  assert_board (fixture, "done: A");
  talus_board_pane_begin_drag (fixture->pane, app_fixture_find (past, "A"));
  g_assert_false (talus_board_pane_may_drop (fixture->pane, find_slot (fixture, "waiting")));
  talus_view_set_peer (fixture->view, fixture->peer);
}

static GtkWidget *
get_scrolled (Fixture *self)
{
  return app_find_widget (GTK_WIDGET (self->pane->board_view), GTK_TYPE_SCROLLED_WINDOW);
}

static gboolean
is_scrollable (gpointer data)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (data);

  return gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment);
}

/* Where one reads from the right the first column is there, and in sight. */
static void
test_mirrored (Fixture       *self,
               gconstpointer  data)
{
  GtkAdjustment *adjustment;
  GtkWidget *first;
  double x;
  double y;

  add_task (self, "A", "not-started");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  self->pane = TALUS_BOARD_PANE (talus_board_pane_new (self->view));
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->pane));
  app_wait_until (is_mapped, self->pane);
  gtk_widget_grab_focus (GTK_WIDGET (self->pane));
  app_wait_until (is_scrollable, get_scrolled (self));
  app_run_ready ();

  first = self->pane->columns->pdata[0];
  adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (get_scrolled (self)));
  g_assert_true (gtk_widget_translate_coordinates (first, get_scrolled (self), 0, 0,
                                                   &x, &y));
  g_assert_cmpfloat (x, >, gtk_adjustment_get_page_size (adjustment) / 2);
  g_assert_cmpfloat (x + gtk_widget_get_width (first), <=,
                     gtk_adjustment_get_page_size (adjustment));
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

#define ADD(law, test) g_test_add ("/board-pane/" law, Fixture, NULL, set_up, test, tear_down)

static guint
count_shown (Fixture *self)
{
  guint n = 0;

  for (guint i = 0; i < self->pane->columns->len; i++)
    n += gtk_widget_get_parent (self->pane->columns->pdata[i]) != NULL;

  return n;
}

/* Cards of a hidden column stay; keys go over it. */
static void
test_hidden (Fixture       *self,
             gconstpointer  data)
{
  TalusId id = add_task (self, "A", "not-started");
  guint n = talus_board_get_n_columns (self->pane->board);
  guint hidden = find_slot (self, "in-progress");

  g_assert_cmpuint (count_shown (self), ==, n);
  g_assert_true (talus_board_pane_set_hidden (self->pane, hidden, TRUE));
  g_assert_cmpuint (count_shown (self), ==, n - 1);
  g_assert_null (gtk_widget_get_parent (self->pane->columns->pdata[hidden]));

  talus_selection_set_one (talus_view_get_selection (self->view), &id);
  gtk_widget_activate_action (GTK_WIDGET (self->pane), "board.move-on", NULL);
  assert_board (self, "waiting: A");

  /* As it was after it has been built anew, and never without any. */
  talus_board_pane_rebuild (self->pane);
  g_assert_cmpuint (count_shown (self), ==, n - 1);
  for (guint i = 0; i + 1 < n; i++)
    g_assert_true (talus_board_pane_set_hidden (self->pane, i, TRUE));
  g_assert_false (talus_board_pane_set_hidden (self->pane, n - 1, TRUE));
  for (guint i = 0; i < n; i++)
    g_assert_true (talus_board_pane_set_hidden (self->pane, i, FALSE));
  g_assert_cmpuint (count_shown (self), ==, n);
}

static GtkAdjustment *
get_adjustment (Fixture *self)
{
  return gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (get_scrolled (self)));
}

static gboolean
has_room (gpointer data)
{
  GtkAdjustment *adjustment = get_adjustment (data);

  return gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment) &&
         gtk_adjustment_get_page_size (adjustment) > 0;
}

/* To the end, and the last column knows that it is under the pointer, which has
 * not moved. */
static gboolean
has_scrolled (gpointer data)
{
  Fixture *self = data;
  GPtrArray *columns = self->pane->columns;
  GtkAdjustment *adjustment = get_adjustment (self);

  return gtk_adjustment_get_value (adjustment) > 100 &&
         gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >=
         gtk_adjustment_get_upper (adjustment) - 1 &&
         gtk_widget_has_css_class (columns->pdata[columns->len - 1], "drop-here");
}

static gboolean
has_scrolled_back (gpointer data)
{
  return gtk_adjustment_get_value (get_adjustment (data)) < 50;
}

/* Near an edge it goes on, as long as something is being dragged. */
static void
test_scrolls_in_a_drag (Fixture       *self,
                        gconstpointer  data)
{
  GtkEventController *motion = app_find_controller (get_scrolled (self),
                                                    GTK_TYPE_DROP_CONTROLLER_MOTION);
  TalusId id = add_task (self, "A", "not-started");
  TalusNode *node = talus_graph_get_node (talus_peer_get_graph (self->peer), &id);

  app_wait_until (has_room, self);
  talus_board_pane_begin_drag (self->pane, node);
  g_signal_emit_by_name (motion, "motion",
                         gtk_widget_get_width (get_scrolled (self)) - 40.0, 300.0);
  app_wait_until (has_scrolled, self);
  g_signal_emit_by_name (motion, "motion", 2.0, 300.0);
  app_wait_until (has_scrolled_back, self);
  talus_board_pane_end_drag (self->pane);
  g_assert_false (talus_board_view_is_scrolling (self->pane->board_view));
}

static const char *
get_cursor_name (Fixture *self)
{
  TalusNode *cursor = talus_view_get_cursor_node (self->view);

  return cursor != NULL ? talus_node_get_name (cursor) : NULL;
}

static void
delete_elsewhere (Fixture    *self,
                  const char *name)
{
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_delete_node (batch,
                           talus_node_get_id (app_fixture_find (self->peer, name)));
  g_assert_true (talus_view_submit (self->view, batch));
  app_run_ready ();
}

static void
said_cb (char       **offered,
         const char  *text,
         const char  *button,
         const char  *action)
{
  g_free (*offered);
  *offered = g_strdup (action);
}

/* One Delete after the other works its way through the column. */
static void
test_delete (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *offered = NULL;
  TalusId b;
  TalusRecord *record;
  char id[TALUS_ID_TEXT_SIZE];

  add_task (self, "A", "not-started");
  b = add_task (self, "B", "not-started");
  add_task (self, "C", "not-started");
  g_signal_connect_swapped (self->view, "said", G_CALLBACK (said_cb), &offered);
  talus_selection_set_one (talus_view_get_selection (self->view), &b);
  act (self, "board.delete");
  assert_board (self, "not-started: A C");
  g_assert_cmpstr (get_cursor_name (self), ==, "C");
  act (self, "board.delete");
  assert_board (self, "not-started: A");
  g_assert_cmpstr (get_cursor_name (self), ==, "A");

  /* What is offered back is this one, whatever else is done meanwhile. */
  record = talus_peer_peek_undo (self->peer);
  talus_id_format (&record->command_id, id);
  g_assert_nonnull (strstr (offered, id));
  g_signal_handlers_disconnect_by_func (self->view, said_cb, &offered);
  act (self, "board.delete");
  g_assert_null (get_cursor_name (self));
}

static void
test_verbs_follow (Fixture       *self,
                   gconstpointer  data)
{
  TalusId a = add_task (self, "A", "not-started");

  talus_selection_set_one (talus_view_get_selection (self->view), &a);
  app_run_ready ();
  g_assert_true (app_is_action_enabled (GTK_WIDGET (self->pane), "board.delete"));
  delete_elsewhere (self, "A");
  g_assert_false (app_is_action_enabled (GTK_WIDGET (self->pane), "board.delete"));
  g_assert_false (app_is_action_enabled (GTK_WIDGET (self->pane), "board.move-on"));
  g_assert_true (talus_peer_undo (self->peer, NULL));
  app_run_ready ();
  g_assert_true (app_is_action_enabled (GTK_WIDGET (self->pane), "board.delete"));
}

/* What was typed stays where it could not be made of. */
static void
test_refused_names_stay (Fixture       *self,
                         gconstpointer  data)
{
  guint slot = find_slot (self, "not-started");
  TalusId a = add_task (self, "A", "not-started");
  GtkWidget *popover = NULL;
  GtkEditable *entry;
  guint64 seq;

  talus_board_column_view_begin_add (self->pane->columns->pdata[slot]);
  entry = app_find_widget (app_find_widget (self->pane->columns->pdata[slot],
                                            TALUS_TYPE_BOARD_ADDER),
                           GTK_TYPE_ENTRY);
  delete_elsewhere (self, "Chassis");
  gtk_editable_set_text (entry, "B");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "B");
  g_assert_true (talus_peer_undo (self->peer, NULL));
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
  assert_board (self, "not-started: A B");

  app_wait_until (has_card, self->pane);
  talus_selection_set_one (talus_view_get_selection (self->view), &a);
  act (self, "board.rename");
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pane)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_POPOVER (child) && GTK_IS_ENTRY (gtk_popover_get_child (GTK_POPOVER (child))))
        popover = child;
    }
  entry = GTK_EDITABLE (gtk_popover_get_child (GTK_POPOVER (popover)));
  delete_elsewhere (self, "A");
  gtk_editable_set_text (entry, "Other");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (gtk_widget_get_visible (popover));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "Other");

  /* The name that it has is none to be written down. */
  g_assert_true (talus_peer_undo (self->peer, NULL));
  app_fixture_settle (self->peer);
  seq = talus_peer_get_seq (self->peer);
  gtk_editable_set_text (entry, "A");
  g_signal_emit_by_name (entry, "activate");
  app_fixture_settle (self->peer);
  app_run_ready ();
  g_assert_cmpuint (talus_peer_get_seq (self->peer), ==, seq);
}

/* A card that is nowhere in sight does not call the focus back later. */
static void
test_focus_stays (Fixture       *self,
                  gconstpointer  data)
{
  TalusId a = add_task (self, "A", "not-started");
  guint slot = find_slot (self, "not-started");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *pane = g_object_ref (GTK_WIDGET (self->pane));

  gtk_window_set_child (GTK_WINDOW (self->window), NULL);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_widget_set_vexpand (pane, TRUE);
  gtk_box_append (GTK_BOX (box), pane);
  g_object_unref (pane);
  gtk_window_set_child (GTK_WINDOW (self->window), box);
  app_wait_until (is_mapped, pane);
  app_wait_until (has_card, self->pane);

  g_assert_true (talus_board_pane_set_hidden (self->pane, slot, TRUE));
  app_run_ready ();
  talus_board_pane_focus_card (self->pane, &a);
  gtk_widget_grab_focus (entry);
  g_assert_true (talus_board_pane_set_hidden (self->pane, slot, FALSE));
  app_wait_until (has_card, self->pane);
  app_fixture_settle (self->peer);
  add_task (self, "B", "not-started");
  app_run_ready ();
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (self->window)), entry));
}

static void
told_cb (guint *n_told,
         guint  position,
         guint  n_items)
{
  *n_told += n_items;
}

/* A list view binds every card anew that it is told of. */
static void
test_only_cards_that_change_are_told_of (Fixture       *self,
                                         gconstpointer  data)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  guint slot = find_slot (self, "not-started");
  TalusId a = add_task (self, "A", "not-started");
  TalusId b = add_task (self, "B", "not-started");
  GtkSelectionModel *model;
  guint n_told = 0;

  add_task (self, "C", "not-started");
  model = gtk_list_view_get_model (app_find_widget (self->pane->columns->pdata[slot],
                                                    GTK_TYPE_LIST_VIEW));
  talus_selection_set_one (selection, &a);
  g_signal_connect_swapped (model, "selection-changed", G_CALLBACK (told_cb), &n_told);
  talus_selection_set_one (selection, &b);
  g_assert_cmpuint (n_told, ==, 2);
  g_assert_false (gtk_selection_model_is_selected (model, 0));
  g_assert_true (gtk_selection_model_is_selected (model, 1));
  talus_selection_set_one (selection, NULL);
  g_assert_cmpuint (n_told, ==, 3);
  g_signal_handlers_disconnect_by_func (model, told_cb, &n_told);
}

static gboolean
is_at_end (gpointer data)
{
  return gtk_adjustment_get_value (get_adjustment (data)) > 100;
}

/* Whoever comes from another pane sees here what was selected there. */
static void
test_comes_into_sight (Fixture       *self,
                       gconstpointer  data)
{
  TalusBoardPlan *plan = talus_board_get_plan (self->pane->board);
  const TalusBoardSlot *last = NULL;
  TalusId id;

  for (guint i = 0; i < talus_board_plan_get_n_slots (plan); i++)
    {
      if (talus_board_plan_get_slot (plan, i)->option != NULL)
        last = talus_board_plan_get_slot (plan, i);
    }
  id = add_task (self, "A", last->option);
  app_wait_until (has_room, self);
  gtk_widget_set_visible (GTK_WIDGET (self->pane), FALSE);
  talus_selection_set_one (talus_view_get_selection (self->view), &id);
  app_run_ready ();
  gtk_widget_set_visible (GTK_WIDGET (self->pane), TRUE);
  app_wait_until (is_at_end, self);
}

int
main (int   argc,
      char *argv[])
{
  if (!app_init (&argc, &argv))
    return 77;

  ADD ("a-drag-sets-the-property-in-one-step", test_drag);
  ADD ("a-card-that-is-not-selected-is-dragged-alone", test_drag_takes_what_is_selected);
  ADD ("siblings-can-be-put-in-order", test_order);
  ADD ("keys-move-a-card", test_keys);
  ADD ("a-new-card-has-the-value-of-its-column", test_create);
  ADD ("the-filter-of-the-window-holds", test_filter);
  ADD ("the-past-cannot-be-dragged", test_past);
  ADD ("columns-can-be-hidden", test_hidden);
  ADD ("delete-goes-on-to-the-next-card", test_delete);
  ADD ("only-cards-that-change-are-told-of", test_only_cards_that_change_are_told_of);
  ADD ("verbs-follow-what-others-do", test_verbs_follow);
  ADD ("names-that-are-refused-stay", test_refused_names_stay);
  ADD ("the-focus-stays-with-who-went-on", test_focus_stays);
  ADD ("what-was-selected-elsewhere-comes-into-sight", test_comes_into_sight);
  ADD ("near-an-edge-it-scrolls-in-a-drag", test_scrolls_in_a_drag);
  ADD ("mirrored-it-begins-at-the-right", test_mirrored);

  return g_test_run ();
}
