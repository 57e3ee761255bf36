/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include <adwaita.h>

#include "app/history/talus-undo-refusal.h"

static gboolean
is_asked (gpointer data)
{
  return app_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static gboolean
is_over (gpointer data)
{
  return app_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL;
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static GError *
make_error (guint64 seq)
{
  JsonObject *details = json_object_new ();
  GError *error = NULL;

  json_object_set_int_member (details, "seq", (gint64) seq);
  talus_set_error_details (&error, TALUS_ERROR_UNDO_CONFLICT, details, "In the way");

  return error;
}

static void
test_told (AppFixture    *fixture,
           gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  g_autoptr (GError) error = NULL;
  GtkWidget *window = gtk_window_new ();
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (peer), 0);
  TalusBatch *batch = talus_batch_new (NULL);
  AdwMessageDialog *dialog;

  talus_batch_rename (batch, talus_node_get_id (root), "Bus");
  g_assert_true (talus_view_submit (view, batch));
  app_fixture_settle (peer);

  error = make_error (talus_peer_get_seq (peer));
  talus_undo_refusal_tell (view, GTK_WINDOW (window), error, NULL, NULL, TALUS_UNDO_SKIP);
  app_wait_until (is_asked, NULL);
  dialog = app_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "renamed “Car” to “Bus”"));
  g_assert_nonnull (adw_message_dialog_get_response_label (dialog, "skip"));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "Renamed “Bus” to “Car”"));
  g_assert_nonnull (adw_message_dialog_get_response_label (dialog, "show"));

  adw_message_dialog_response (dialog, "show");
  g_assert_true (talus_id_equal (talus_selection_get_cursor (talus_view_get_selection (view)),
                                 talus_node_get_id (root)));
  gtk_window_destroy (GTK_WINDOW (dialog));
  app_wait_until (is_over, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Nothing was done here before: there is no one before to be undone. */
static void
test_nothing_before (AppFixture    *fixture,
                     gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  g_autoptr (GError) error = make_error (1);
  GtkWidget *window = gtk_window_new ();
  AdwMessageDialog *dialog;

  talus_undo_refusal_tell (view, GTK_WINDOW (window), error, NULL, NULL,
                           TALUS_UNDO_SKIP | TALUS_UNDO_PARTIAL);
  app_wait_until (is_asked, NULL);
  dialog = app_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_false (adw_message_dialog_has_response (dialog, "skip"));
  g_assert_false (adw_message_dialog_has_response (dialog, "partial"));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (dialog)) ==
                 gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  gtk_window_destroy (GTK_WINDOW (dialog));
  app_wait_until (is_over, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What is no conflict is said in passing. */
static void
test_other_errors (AppFixture    *fixture,
                   gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  g_autoptr (GError) error = NULL;
  GtkWidget *window = gtk_window_new ();
  guint count = 0;

  g_signal_connect_swapped (view, "said", G_CALLBACK (count_cb), &count);
  g_set_error (&error, TALUS_ERROR, TALUS_ERROR_NOTHING_TO_UNDO, "There is nothing to undo");
  talus_undo_refusal_tell (view, GTK_WINDOW (window), error, NULL, NULL, 0);
  g_assert_cmpuint (count, ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

#define ADD(path, func) \
  g_test_add (path, AppFixture, NULL, app_fixture_set_up, func, app_fixture_tear_down)
  ADD ("/undo-refusal/tells-whose-change-stands-in-the-way", test_told);
  ADD ("/undo-refusal/what-cannot-be-undone-either-is-not-offered", test_nothing_before);
  ADD ("/undo-refusal/other-errors-are-said-in-passing", test_other_errors);
#undef ADD

  return g_test_run ();
}
