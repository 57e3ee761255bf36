/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The past as people see it: what has become since of what is shown, which
 * line of the history it is, and what stays on from moment to moment. */
#include "app-fixture.h"

#include "app/core/talus-past-marks.h"
#include "app/history/talus-bring-back.h"
#include "app/history/talus-past.h"
#include "app/window/talus-window-private.h"

typedef struct
{
  AppFixture app;
  TalusWindow *window;
  TalusPeer *peer;
  TalusView *view;
  TalusId kept;
  TalusId gone;
} Fixture;

/* One for all tests: GTK wants no second in a process. */
static GtkApplication *application;

static void
submit (Fixture    *self,
        TalusBatch *batch)
{
  g_assert_true (talus_view_submit (self->view, batch));
  app_fixture_settle (self->peer);
}

static void
add_phase (Fixture    *self,
           const char *name,
           TalusId    *id)
{
  TalusBatch *batch = talus_batch_new (NULL);
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (self->peer), 0);

  talus_batch_create_node (batch, "phase", talus_node_get_id (root), NULL, name, id);
  submit (self, batch);
}

/* 1: the project; 2, 3: two phases; 4: one renamed; 5: one deleted. */
static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  TalusBatch *batch;

  app_fixture_set_up (&self->app, data);
  self->peer = app_fixture_create (&self->app, "restomod", "Car");
  self->window = talus_window_new (application, self->peer);
  self->view = talus_window_get_view (self->window);
  gtk_window_present (GTK_WINDOW (self->window));
  add_phase (self, "Body", &self->kept);
  add_phase (self, "Paint", &self->gone);
  batch = talus_batch_new (NULL);
  talus_batch_rename (batch, &self->kept, "Bodywork");
  submit (self, batch);
  batch = talus_batch_new (NULL);
  talus_batch_delete_node (batch, &self->gone);
  submit (self, batch);
  talus_window_set_panel (self->window, "history");
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_run_ready ();
  g_assert_finalize_object (self->peer);
  app_fixture_tear_down (&self->app, data);
}

typedef struct
{
  Fixture *fixture;
  guint64 seq;
} Wanted;

static gboolean
is_known (gpointer data)
{
  Wanted *wanted = data;
  TalusView *view = wanted->fixture->view;
  TalusPeer *peer = talus_view_get_peer (view);
  TalusNode *node = talus_graph_get_node (talus_view_get_graph (view), &wanted->fixture->gone);

  return talus_peer_get_state (peer) == TALUS_PEER_PAST &&
         talus_peer_get_seq (peer) == wanted->seq && node != NULL &&
         talus_past_marks_find (talus_past_marks_get (view), node) == TALUS_PAST_GONE;
}

static void
go_to (Fixture *self,
       guint64  seq)
{
  Wanted wanted = { self, seq };

  g_action_group_activate_action (G_ACTION_GROUP (self->window), "past-go-to",
                                  g_variant_new_uint64 (seq));
  app_wait_until (is_known, &wanted);
}

static gboolean
is_marked (gpointer data)
{
  Fixture *self = data;
  GtkWidget *outline = adw_view_stack_get_child_by_name (self->window->stack, "outline");

  return app_count_icons (outline, "user-trash-symbolic") == 1 &&
         app_count_icons (outline, "document-edit-symbolic") == 1;
}

static gboolean
is_unmarked (gpointer data)
{
  Fixture *self = data;
  GtkWidget *outline = adw_view_stack_get_child_by_name (self->window->stack, "outline");

  return app_count_icons (outline, "user-trash-symbolic") == 0 &&
         app_count_icons (outline, "document-edit-symbolic") == 0;
}

static void
test_rows_say_what_has_become (Fixture       *self,
                               gconstpointer  data)
{
  g_assert_true (is_unmarked (self));
  go_to (self, 3);
  app_wait_until (is_marked, self);
  talus_past_return (talus_past_get (self->view));
  app_wait_until (is_unmarked, self);
}

static gboolean
get_differences (Fixture *self)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->window),
                                                                "past-differences");

  return g_variant_get_boolean (state);
}

static void
test_differences_stay_on (Fixture       *self,
                          gconstpointer  data)
{
  go_to (self, 4);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "past-differences", NULL);
  g_assert_true (get_differences (self));
  g_assert_nonnull (talus_view_get_filter (self->view));

  go_to (self, 3);
  g_assert_true (get_differences (self));
  g_assert_nonnull (talus_view_get_filter (self->view));

  talus_past_return (talus_past_get (self->view));
  g_assert_false (get_differences (self));
  g_assert_null (talus_view_get_filter (self->view));
}

static GtkWidget *
find_list (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LIST_VIEW (widget) && gtk_widget_has_css_class (widget, "talus-log"))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_list (child);

  return found;
}

static gboolean
has_lines (gpointer data)
{
  GtkSelectionModel *model = gtk_list_view_get_model (data);

  return model != NULL && g_list_model_get_n_items (G_LIST_MODEL (model)) == 5;
}

static void
test_the_line_of_the_moment_is_selected (Fixture       *self,
                                         gconstpointer  data)
{
  GtkListView *list = GTK_LIST_VIEW (find_list (GTK_WIDGET (self->window->panels)));
  GtkSingleSelection *selection;

  app_wait_until (has_lines, list);
  selection = GTK_SINGLE_SELECTION (gtk_list_view_get_model (list));
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==,
                    GTK_INVALID_LIST_POSITION);
  go_to (self, 4);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 1);
  go_to (self, 3);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 2);
  talus_past_return (talus_past_get (self->view));
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==,
                    GTK_INVALID_LIST_POSITION);
}

static gboolean
is_selected (gpointer data)
{
  Fixture *self = data;
  TalusNode *node = talus_view_get_cursor_node (self->view);

  return node != NULL && talus_id_equal (talus_node_get_id (node), &self->gone);
}

/* A line that deletes something shows it as it was before. */
static void
test_what_is_gone_is_shown_as_it_was (Fixture       *self,
                                      gconstpointer  data)
{
  GtkWidget *list = find_list (GTK_WIDGET (self->window->panels));

  app_wait_until (has_lines, list);
  gtk_widget_activate_action (list, "log.reveal", "t", (guint64) 5);
  app_wait_until (is_selected, self);
  g_assert_cmpuint (talus_past_get_seq (talus_past_get (self->view)), ==, 4);
}

typedef struct
{
  GtkWidget *list;
  guint n;
  guint n_frames;            /* since the last came */
} Lines;

static gboolean
count_frame_cb (GtkWidget     *widget,
                GdkFrameClock *clock,
                gpointer       data)
{
  ((Lines *) data)->n_frames++;

  return G_SOURCE_CONTINUE;
}

/* Laid out, the newest in sight. How high all lines are is only guessed. */
static gboolean
is_at_top (gpointer data)
{
  Lines *lines = data;
  GtkSelectionModel *model = gtk_list_view_get_model (GTK_LIST_VIEW (lines->list));
  GtkWidget *scrolled = gtk_widget_get_ancestor (lines->list, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment =
    gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));

  return model != NULL && g_list_model_get_n_items (G_LIST_MODEL (model)) == lines->n &&
         lines->n_frames > 3 && gtk_adjustment_get_value (adjustment) < 2;
}

/* A new line is in sight of who looks at the newest. */
static void
test_the_newest_line_is_in_sight (Fixture       *self,
                                  gconstpointer  data)
{
  Lines lines = { find_list (GTK_WIDGET (self->window->panels)), 5, 0 };
  guint tick = gtk_widget_add_tick_callback (lines.list, count_frame_cb, &lines, NULL);

  for (guint i = 0; i < 25; i++, lines.n++)
    add_phase (self, "Phase", NULL);
  app_wait_until (is_at_top, &lines);

  for (guint i = 0; i < 3; i++)
    {
      lines.n++;
      add_phase (self, "Another", NULL);
      lines.n_frames = 0;
      app_wait_until (is_at_top, &lines);
    }
  gtk_widget_remove_tick_callback (lines.list, tick);
}

/* (nullable): one that is seen. */
static GtkWidget *
find_mapped (GtkWidget *widget,
             GType      type)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_mapped (child, type);

  return found;
}

static gboolean
has_button (gpointer data)
{
  Fixture *self = data;
  GtkWidget *list = find_mapped (GTK_WIDGET (self->window->panels), GTK_TYPE_LIST_VIEW);

  return list != NULL && find_mapped (list, GTK_TYPE_BUTTON) != NULL;
}

/* What is deleted can be brought back as long as anything can be changed. */
static void
test_bringing_back_follows_what_can_be (Fixture       *self,
                                        gconstpointer  data)
{
  GtkWidget *list;
  GtkWidget *button;

  g_action_group_activate_action (G_ACTION_GROUP (self->window), "deleted", NULL);
  app_wait_until (has_button, self);
  list = find_mapped (GTK_WIDGET (self->window->panels), GTK_TYPE_LIST_VIEW);
  button = find_mapped (list, GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_is_sensitive (button));
  talus_peer_close (self->peer);
  g_assert_false (gtk_widget_is_sensitive (button));
}

static gboolean
has_failed (gpointer data)
{
  Fixture *self = data;
  GtkWidget *page = find_mapped (GTK_WIDGET (self->window->panels), ADW_TYPE_STATUS_PAGE);

  return page != NULL && g_str_equal (adw_status_page_get_title (ADW_STATUS_PAGE (page)),
                                      "Could Not Be Read");
}

static void
test_what_cannot_be_read_is_not_nothing (Fixture       *self,
                                         gconstpointer  data)
{
  app_fixture_lose (&self->app, self->peer);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "deleted", NULL);
  app_wait_until (has_failed, self);
}

typedef struct
{
  Fixture *fixture;
  int n;
} Rows;

static GtkListBoxRow *
get_row (Fixture *self,
         int      position)
{
  GtkWidget *list = find_mapped (GTK_WIDGET (self->window->panels), GTK_TYPE_LIST_BOX);

  return list != NULL ? gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), position) : NULL;
}

static gboolean
has_rows (gpointer data)
{
  Rows *rows = data;

  return get_row (rows->fixture, rows->n - 1) != NULL && get_row (rows->fixture, rows->n) == NULL;
}

static void
add_version (Fixture    *self,
             const char *name,
             guint64     seq)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "add-version",
                                  g_variant_new ("(st)", name, seq));
}

/* Whoever goes through versions by keys stays where they are. */
static void
test_rows_of_versions_keep_the_focus (Fixture       *self,
                                      gconstpointer  data)
{
  Rows rows = { self, 2 };
  GtkListBoxRow *row;

  g_action_group_activate_action (G_ACTION_GROUP (self->window), "versions", NULL);
  add_version (self, "Second", 2);
  add_version (self, "Third", 3);
  app_wait_until (has_rows, &rows);
  /* The pane takes the focus once, as soon as there is nothing else to do. */
  app_run_ready ();
  row = get_row (self, 0);
  gtk_widget_grab_focus (GTK_WIDGET (row));

  add_version (self, "Fourth", 4);
  rows.n = 3;
  app_wait_until (has_rows, &rows);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (self->window)) == GTK_WIDGET (row));

  go_to (self, 3);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (self->window)) == GTK_WIDGET (row));

  g_action_group_activate_action (G_ACTION_GROUP (self->window), "delete-version",
                                  g_variant_new_string ("Third"));
  rows.n = 2;
  app_wait_until (has_rows, &rows);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (self->window)) ==
                 GTK_WIDGET (get_row (self, 1)));
}

/* What is marked as changed is not said to be as it was. */
static void
test_only_a_dependency_differs (Fixture       *self,
                                gconstpointer  data)
{
  TalusBatch *batch = talus_batch_new (NULL);
  g_autofree char *tooltip = NULL;

  talus_batch_link (batch, talus_node_get_id (app_fixture_find (self->peer, "Chassis")),
                    &self->kept);
  submit (self, batch);
  go_to (self, 4);
  talus_selection_set_one (talus_view_get_selection (self->view), &self->kept);
  g_assert_false (talus_bring_back_can (self->view, &tooltip));
  g_assert_cmpstr (tooltip, ==, "What has changed of “Bodywork” cannot be taken back, such as what "
                                "it waits for");
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, NULL);

#define ADD(name, func) g_test_add ("/past-view/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("rows-say-what-has-become-of-them", test_rows_say_what_has_become);
  ADD ("differences-stay-on-from-moment-to-moment", test_differences_stay_on);
  ADD ("the-line-of-the-moment-is-selected", test_the_line_of_the_moment_is_selected);
  ADD ("what-is-gone-is-shown-as-it-was", test_what_is_gone_is_shown_as_it_was);
  ADD ("the-newest-line-is-in-sight", test_the_newest_line_is_in_sight);
  ADD ("bringing-back-follows-what-can-be-edited", test_bringing_back_follows_what_can_be);
  ADD ("what-cannot-be-read-is-not-nothing", test_what_cannot_be_read_is_not_nothing);
  ADD ("that-only-a-dependency-differs-is-said", test_only_a_dependency_differs);
  ADD ("rows-of-versions-keep-the-focus", test_rows_of_versions_keep_the_focus);
#undef ADD

  return g_test_run ();
}
