/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include <signal.h>
#include <sys/resource.h>

#include "app/window/talus-window-private.h"

typedef struct
{
  AppFixture app;
  TalusWindow *window;
  TalusPeer *peer;
} Fixture;

/* One for all tests: GTK wants no second in a process. */
static GtkApplication *application;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  app_fixture_set_up (&self->app, data);
  self->peer = app_fixture_create (&self->app, "restomod", "Car");
  self->window = talus_window_new (application, self->peer);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  app_run_ready ();
  g_assert_finalize_object (self->peer);
  app_fixture_tear_down (&self->app, data);
}

static gboolean
offers_to_try_again (gpointer data)
{
  return app_find_button (data, "_Try Again") != NULL;
}

static gboolean
offers_to_open_again (gpointer data)
{
  return app_find_button (data, "_Open Again") != NULL;
}

static gboolean
offers_nothing (gpointer data)
{
  return !offers_to_try_again (data) && !offers_to_open_again (data);
}

static gboolean
offers_no_undo (gpointer data)
{
  return app_find_button (data, "_Undo") == NULL;
}

static gboolean
has_shut_panel (gpointer data)
{
  TalusWindow *window = data;

  return !gtk_widget_get_mapped (GTK_WIDGET (window->panels)) &&
         gtk_widget_get_mapped (GTK_WIDGET (window->stack));
}

static gboolean
has_shelved (gpointer data)
{
  return talus_peer_get_n_shelved (data) > 0;
}

static void
set_file_limit (rlim_t limit)
{
  struct rlimit limits = { limit, RLIM_INFINITY };

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limits), ==, 0);
}

static void
fill_disk (void)
{
  signal (SIGXFSZ, SIG_IGN);
  set_file_limit (512);
}

static void
make_room (void)
{
  set_file_limit (RLIM_INFINITY);
}

/* (transfer full): @batch */
static void
submit (Fixture    *fixture,
        TalusBatch *batch)
{
  g_assert_true (talus_peer_submit (fixture->peer, batch, NULL));
  talus_batch_free (batch);
}

static void
add_phase (Fixture    *fixture,
           const char *name)
{
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_create_node (batch, "phase", talus_node_get_id (root), NULL, name, NULL);
  submit (fixture, batch);
}

static void
rename_node (Fixture    *fixture,
             TalusNode  *node,
             const char *name)
{
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_rename (batch, talus_node_get_id (node), name);
  submit (fixture, batch);
}

static void
test_edits_that_the_disk_refused_are_kept (Fixture       *fixture,
                                           gconstpointer  data)
{
  fill_disk ();
  add_phase (fixture, "Engine bay");
  app_wait_until (offers_to_try_again, fixture->window);
  add_phase (fixture, "Bench");
  app_wait_until (has_shelved, fixture->peer);

  make_room ();
  app_wait_until (offers_nothing, fixture->window);
  app_fixture_settle (fixture->peer);
  g_assert_nonnull (app_fixture_find (fixture->peer, "Engine bay"));
  g_assert_nonnull (app_fixture_find (fixture->peer, "Bench"));
  g_assert_cmpuint (talus_peer_get_seq (fixture->peer), ==, 3);
}

/* What is behind one that cannot be made any more is made all the same, and an
 * undo finds what it was for. */
static void
test_kept_edits_go_on_behind_one_that_fails (Fixture       *fixture,
                                             gconstpointer  data)
{
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);
  g_autofree char *name = g_strdup (talus_node_get_name (root));

  fill_disk ();
  rename_node (fixture, root, "Renamed");
  g_assert_true (talus_peer_undo (fixture->peer, NULL));
  add_phase (fixture, "Bench");
  app_wait_until (offers_to_try_again, fixture->window);

  make_room ();
  app_wait_until (offers_nothing, fixture->window);
  app_fixture_settle (fixture->peer);
  g_assert_cmpuint (talus_peer_get_n_shelved (fixture->peer), ==, 0);
  g_assert_nonnull (app_fixture_find (fixture->peer, "Bench"));
  g_assert_cmpstr (talus_node_get_name (root), ==, name);
}

/* The first is in doubt until the disk works again, what builds on it is
 * refused at once. */
static void
test_kept_edits_stay_in_their_order (Fixture       *fixture,
                                     gconstpointer  data)
{
  fill_disk ();
  add_phase (fixture, "Engine bay");
  app_wait_until (offers_to_try_again, fixture->window);
  rename_node (fixture, app_fixture_find (fixture->peer, "Engine bay"), "Engine");
  app_wait_until (has_shelved, fixture->peer);

  make_room ();
  app_wait_until (offers_nothing, fixture->window);
  app_fixture_settle (fixture->peer);
  g_assert_nonnull (app_fixture_find (fixture->peer, "Engine"));
  g_assert_null (app_fixture_find (fixture->peer, "Engine bay"));
}

/* An edit that the disk refuses, and what is asked when its window is closed. */
static GtkWindow *
close_with_unsaved_edit (Fixture *fixture)
{
  GtkWindow *dialog;

  fill_disk ();
  add_phase (fixture, "Bench");
  app_wait_until (offers_to_try_again, fixture->window);

  gtk_window_close (GTK_WINDOW (fixture->window));
  dialog = app_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);

  return dialog;
}

static void
answer (GtkWindow  *dialog,
        const char *label)
{
  g_signal_emit_by_name (app_find_button (GTK_WIDGET (dialog), label), "clicked");
}

static void
test_a_window_with_unsaved_edits_asks (Fixture       *fixture,
                                       gconstpointer  data)
{
  GtkWindow *dialog = close_with_unsaved_edit (fixture);

  answer (dialog, "_Try Again");
  make_room ();
  app_wait_until (offers_nothing, fixture->window);
  app_fixture_settle (fixture->peer);
  g_assert_nonnull (app_fixture_find (fixture->peer, "Bench"));
  g_assert_null (app_find_window (ADW_TYPE_MESSAGE_DIALOG));
}

static void
test_cancel_keeps_unsaved_edits (Fixture       *fixture,
                                 gconstpointer  data)
{
  GtkWindow *dialog = close_with_unsaved_edit (fixture);

  answer (dialog, "_Cancel");
  app_run_ready ();
  g_assert_null (app_find_window (ADW_TYPE_MESSAGE_DIALOG));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (fixture->window)));
  g_assert_cmpuint (talus_peer_get_n_unsaved (fixture->peer), ==, 1);

  /* It is asked as often as it is closed. */
  gtk_window_close (GTK_WINDOW (fixture->window));
  dialog = app_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  gtk_window_close (dialog);
  app_run_ready ();
  g_assert_null (app_find_window (ADW_TYPE_MESSAGE_DIALOG));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (fixture->window)));

  make_room ();
  app_wait_until (offers_nothing, fixture->window);
  app_fixture_settle (fixture->peer);
  g_assert_nonnull (app_fixture_find (fixture->peer, "Bench"));
}

static gboolean
is_gone (gpointer data)
{
  return ((Fixture *) data)->window == NULL;
}

static void
test_discard_closes_without_unsaved_edits (Fixture       *fixture,
                                           gconstpointer  data)
{
  GtkWindow *dialog = close_with_unsaved_edit (fixture);
  TalusId project_id = *talus_window_get_project_id (fixture->window);
  TalusPeer *again;

  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  answer (dialog, "_Discard Edits");
  app_wait_until (is_gone, fixture);
  g_assert_null (app_find_window (ADW_TYPE_MESSAGE_DIALOG));
  g_assert_null (gtk_application_get_windows (application));

  make_room ();
  again = app_fixture_open (&fixture->app, &project_id);
  g_assert_cmpuint (talus_peer_get_seq (again), ==, 1);
  g_assert_null (app_fixture_find (again, "Bench"));
  app_run_ready ();
  g_assert_finalize_object (again);
}

static void
said_cb (char      **offered,
         const char *text,
         const char *button,
         const char *action)
{
  g_free (*offered);
  *offered = g_strdup (action);
}

static gboolean
is_told (gpointer data)
{
  return app_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

/* What was offered back, once something else stands in its way. */
static void
test_an_offer_to_undo_says_what_is_in_the_way (Fixture       *fixture,
                                               gconstpointer  data)
{
  TalusView *view = talus_window_get_view (fixture->window);
  TalusNode *body = app_fixture_find (fixture->peer, "Body");
  TalusBatch *batch = talus_batch_new (NULL);
  g_autofree char *offered = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  AdwMessageDialog *dialog;
  TalusId id;

  talus_batch_create_node (batch, "job", talus_node_get_id (body), NULL, "Floor", &id);
  g_assert_true (talus_view_submit (view, batch));
  batch = talus_batch_new (NULL);
  talus_batch_delete_node (batch, &id);
  g_assert_true (talus_view_submit (view, batch));
  g_signal_connect_swapped (view, "said", G_CALLBACK (said_cb), &offered);
  talus_view_say_done (view, "Deleted");
  g_assert_nonnull (offered);

  batch = talus_batch_new (NULL);
  talus_batch_delete_node (batch, talus_node_get_id (body));
  g_assert_true (talus_view_submit (view, batch));
  app_fixture_settle (fixture->peer);
  g_assert_true (g_action_parse_detailed_name (offered, &name, &target, NULL));
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (fixture->window), name, target));
  app_wait_until (is_told, NULL);
  dialog = app_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "deleted “Body”"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_signal_handlers_disconnect_by_data (view, &offered);
}

static void
trashed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  talus_desk_verb_finish (TALUS_DESK (object), result, NULL);
}

static void
test_a_project_that_is_gone_says_so (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;

  talus_desk_trash_async (fixture->app.desk, talus_window_get_project_id (fixture->window),
                          trashed_cb, NULL);
  app_wait_until (offers_to_open_again, fixture->window);

  talus_batch_create_node (batch, "phase", NULL, NULL, "Engine bay", NULL);
  g_assert_false (talus_peer_submit (fixture->peer, batch, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION);
}

static void
test_goes_on_with_another_connection (Fixture       *fixture,
                                      gconstpointer  data)
{
  TalusView *view = talus_window_get_view (fixture->window);
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);
  g_autoptr (TalusPeer) again = NULL;

  talus_selection_set_one (talus_view_get_selection (view), talus_node_get_id (root));
  talus_peer_close (fixture->peer);
  app_wait_until (offers_to_open_again, fixture->window);

  again = app_fixture_open (&fixture->app, talus_window_get_project_id (fixture->window));
  talus_window_set_peer (fixture->window, again);
  app_wait_until (offers_nothing, fixture->window);
  g_assert_true (talus_view_get_peer (view) == again);
  g_assert_nonnull (talus_view_get_cursor_node (view));
  g_assert_true (talus_view_can_edit (view));
}

static void
test_undo_is_possible_when_there_is_something (Fixture       *fixture,
                                               gconstpointer  data)
{
  GActionGroup *actions = G_ACTION_GROUP (fixture->window);
  TalusBatch *batch = talus_batch_new (NULL);
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);

  g_assert_false (g_action_group_get_action_enabled (actions, "undo"));
  talus_batch_rename (batch, talus_node_get_id (root), "Truck");
  talus_view_submit (talus_window_get_view (fixture->window), batch);
  g_assert_true (g_action_group_get_action_enabled (actions, "undo"));

  g_action_group_activate_action (actions, "undo", NULL);
  g_assert_cmpstr (talus_node_get_name (root), ==, "Car");
  g_assert_false (g_action_group_get_action_enabled (actions, "undo"));
  g_assert_true (g_action_group_get_action_enabled (actions, "redo"));
  app_fixture_settle (fixture->peer);
}

typedef struct
{
  gint64 painted;          /* the last frame, by the clock of the system */
} Painting;

static void
painted_cb (Painting *painting)
{
  painting->painted = g_get_monotonic_time ();
}

static gboolean
is_at_rest (gpointer data)
{
  Painting *painting = data;

  return g_get_monotonic_time () - painting->painted > G_USEC_PER_SEC / 2;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* What spins where nobody sees it has frames drawn for as long as it is open. */
static void
test_draws_nothing_while_nothing_happens (Fixture       *fixture,
                                          gconstpointer  data)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (fixture->window));
  Painting painting = { g_get_monotonic_time () };
  gulong handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted_cb),
                                             &painting);
  guint ticks;

  ticks = g_timeout_add (100, tick_cb, NULL);
  app_wait_until (is_at_rest, &painting);
  g_source_remove (ticks);
  g_signal_handler_disconnect (clock, handler);
}

static void
rename_root (Fixture    *fixture,
             const char *name)
{
  TalusBatch *batch = talus_batch_new (NULL);
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);

  talus_batch_rename (batch, talus_node_get_id (root), name);
  g_assert_true (talus_view_submit (talus_window_get_view (fixture->window), batch));
}

static char *
get_menu_label (Fixture *fixture,
                int      index)
{
  char *label = NULL;

  g_assert_true (g_menu_model_get_item_attribute (G_MENU_MODEL (fixture->window->undo_menu), index,
                                                  "label", "s", &label));

  return label;
}

static void
test_the_menu_says_what_would_be_undone (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autofree char *before = get_menu_label (fixture, 0);
  g_autofree char *undo = NULL;
  g_autofree char *redo = NULL;
  g_autofree char *cut = NULL;

  g_assert_cmpstr (before, ==, "_Undo");
  rename_root (fixture, "My_Truck");
  undo = get_menu_label (fixture, 0);
  g_assert_true (g_str_has_prefix (undo, "_Undo: "));
  g_assert_nonnull (strstr (undo, "My__Truck"));

  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "undo", NULL);
  redo = get_menu_label (fixture, 1);
  g_assert_true (g_str_has_prefix (redo, "_Redo: "));
  g_assert_nonnull (strstr (redo, "My__Truck"));

  rename_root (fixture, "A name that goes on and on, and does not fit into any menu at all");
  cut = get_menu_label (fixture, 0);
  g_assert_true (g_str_has_suffix (cut, "…"));
  app_fixture_settle (fixture->peer);
}

static void
test_a_toast_undoes_what_it_says_or_goes (Fixture       *fixture,
                                          gconstpointer  data)
{
  TalusView *view = talus_window_get_view (fixture->window);
  GActionGroup *actions = G_ACTION_GROUP (fixture->window);
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_create_node (batch, "phase", talus_node_get_id (root), NULL, "Engine bay", NULL);
  g_assert_true (talus_view_submit (view, batch));
  rename_root (fixture, "Truck");
  talus_view_say (view, "Renamed it", "_Undo", "win.undo");
  app_fixture_settle (fixture->peer);
  g_assert_nonnull (app_find_button (GTK_WIDGET (fixture->window), "_Undo"));

  /* Undone by other means: the button would undo what was done before. */
  g_action_group_activate_action (actions, "undo", NULL);
  g_assert_null (fixture->window->undo_toast);
  app_wait_until (offers_no_undo, fixture->window);
  g_assert_true (g_action_group_get_action_enabled (actions, "undo"));
  app_fixture_settle (fixture->peer);
}

static gboolean
is_in_panel (gpointer data)
{
  TalusWindow *window = data;
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (window->panels));
}

/* What is opened to work in it gets the focus, though it is only sliding in. */
static void
test_enter_in_the_graph_goes_to_the_inspector (Fixture       *fixture,
                                               gconstpointer  data)
{
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);
  TalusView *view = talus_window_get_view (fixture->window);

  talus_selection_set_one (talus_view_get_selection (view), talus_node_get_id (root));
  talus_window_set_panel (fixture->window, NULL);
  talus_window_set_pane (fixture->window, "graph");
  app_wait_until (has_shut_panel, fixture->window);
  gtk_widget_activate_action (adw_view_stack_get_child_by_name (fixture->window->stack, "graph"),
                              "graph.inspect", NULL);
  app_wait_until (is_in_panel, fixture->window);
}

static void
test_fits_a_phone (Fixture       *fixture,
                   gconstpointer  data)
{
  int minimum = 0;

  gtk_widget_measure (gtk_window_get_child (GTK_WINDOW (fixture->window)),
                      GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

/* How many widgets that can be seen would not fit, said with what is in them. */
static guint
count_wide (GtkWidget *widget,
            int        most)
{
  guint n = 0;
  int minimum;

  if (!gtk_widget_get_mapped (widget) || GTK_IS_COLUMN_VIEW (widget))
    return 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  if (minimum > most)
    {
      g_test_message ("%s “%s” is %d wide", G_OBJECT_TYPE_NAME (widget),
                      GTK_IS_LABEL (widget) ? gtk_label_get_label (GTK_LABEL (widget)) : "",
                      minimum);
      n++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      /* What is scrolled sideways may be as wide as it likes; a squeezer shows what fits. */
      if ((GTK_IS_VIEWPORT (child) || ADW_IS_SQUEEZER (widget)) && minimum <= most)
        continue;
      n += count_wide (child, most);
    }

  return n;
}

static gboolean
is_narrow (gpointer window)
{
  return gtk_widget_get_width (window) <= 360;
}

/* Who has text twice as large does not have a larger screen. */
static void
test_fits_with_large_text (Fixture       *fixture,
                           gconstpointer  data)
{
  static const struct
  {
    const char *pane;
    const char *action;
  } states[] = {
    { "outline", NULL }, { "board", NULL }, { "graph", NULL }, { "outline", "inspector" },
    { "outline", "history" }, { "outline", "versions" }, { "outline", "deleted" },
    { "outline", "search" }, { "outline", "palette" },
  };
  GtkSettings *settings = gtk_settings_get_default ();
  guint n_wide = 0;
  int dpi;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  app_wait_until (is_narrow, fixture->window);
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      talus_window_set_pane (fixture->window, states[i].pane);
      if (states[i].action != NULL)
        g_action_group_activate_action (G_ACTION_GROUP (fixture->window), states[i].action, NULL);
      app_run_ready ();
      g_test_message ("%s, %s:", states[i].pane, states[i].action);
      n_wide += count_wide (gtk_window_get_child (GTK_WINDOW (fixture->window)), 360);
    }
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  g_assert_cmpuint (n_wide, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, NULL);

#define ADD(name, func) g_test_add ("/window/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("edits-that-the-disk-refused-are-kept", test_edits_that_the_disk_refused_are_kept);
  ADD ("kept-edits-go-on-behind-one-that-fails", test_kept_edits_go_on_behind_one_that_fails);
  ADD ("kept-edits-stay-in-their-order", test_kept_edits_stay_in_their_order);
  ADD ("a-window-with-unsaved-edits-asks", test_a_window_with_unsaved_edits_asks);
  ADD ("cancel-keeps-unsaved-edits", test_cancel_keeps_unsaved_edits);
  ADD ("discard-closes-without-unsaved-edits", test_discard_closes_without_unsaved_edits);
  ADD ("an-offer-to-undo-says-what-is-in-the-way",
       test_an_offer_to_undo_says_what_is_in_the_way);
  ADD ("a-project-that-is-gone-says-so", test_a_project_that_is_gone_says_so);
  ADD ("goes-on-with-another-connection", test_goes_on_with_another_connection);
  ADD ("undo-is-possible-when-there-is-something", test_undo_is_possible_when_there_is_something);
  ADD ("the-menu-says-what-would-be-undone", test_the_menu_says_what_would_be_undone);
  ADD ("a-toast-undoes-what-it-says-or-goes", test_a_toast_undoes_what_it_says_or_goes);
  ADD ("enter-in-the-graph-goes-to-the-inspector", test_enter_in_the_graph_goes_to_the_inspector);
  ADD ("draws-nothing-while-nothing-happens", test_draws_nothing_while_nothing_happens);
  ADD ("fits-a-phone", test_fits_a_phone);
  ADD ("fits-a-phone-with-large-text", test_fits_with_large_text);
#undef ADD

  return g_test_run ();
}
