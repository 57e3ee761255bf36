/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history-test.h"

#include "app/history/talus-deleted-model.h"
#include "app/history/talus-past.h"
#include "app/history/talus-place-dialog.h"
#include "app/history/talus-restore.h"
#include "app/history/talus-versions.h"

static TalusNode *
find (TalusPeer     *peer,
      const TalusId *id)
{
  return talus_graph_get_node (talus_peer_get_graph (peer), id);
}

static TalusRestoreKind
judge (TalusPeer     *peer,
       const TalusId *id)
{
  return talus_restore_judge (talus_peer_get_graph (peer), NULL, id, NULL);
}

static void
restore (TalusPeer     *peer,
         const TalusId *id,
         const TalusId *parent)
{
  TalusBatch *batch = talus_batch_new (NULL);

  talus_restore_add_node (batch, talus_peer_get_graph (peer), id, parent);
  history_submit (peer, batch);
}

static void
test_where_it_was (AppFixture    *fixture,
                   gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  TalusId phase = history_add (peer, "phase", NULL, "Phase");
  TalusId first = history_add (peer, "job", &phase, "First");
  TalusId second = history_add (peer, "job", &phase, "Second");

  history_delete (peer, &first);
  g_assert_cmpint (judge (peer, &first), ==, TALUS_RESTORE_NODE);
  g_assert_cmpint (judge (peer, &second), ==, TALUS_RESTORE_NOTHING);
  restore (peer, &first, NULL);
  g_assert_cmpuint (talus_node_get_index (find (peer, &first)), ==, 0);
}

static void
test_elsewhere (AppFixture    *fixture,
                gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  TalusId phase = history_add (peer, "phase", NULL, "Phase");
  TalusId other = history_add (peer, "phase", NULL, "Other");
  TalusId job = history_add (peer, "job", &phase, "Job");

  history_delete (peer, &job);
  history_delete (peer, &phase);
  g_assert_cmpint (judge (peer, &job), ==, TALUS_RESTORE_ELSEWHERE);
  restore (peer, &job, &other);
  g_assert_true (talus_id_equal (talus_node_get_id (talus_node_get_parent (find (peer, &job))),
                                 &other));
  g_assert_null (find (peer, &phase));
}

/* Only the one node returns; what it was in stays deleted. One step to undo. */
static void
test_from_within (AppFixture    *fixture,
                  gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (GError) error = NULL;
  TalusId phase = history_add (peer, "phase", NULL, "Phase");
  TalusId other = history_add (peer, "phase", NULL, "Other");
  TalusId job = history_add (peer, "job", &phase, "Job");
  TalusId task = history_add (peer, "task", &job, "Task");
  TalusId sibling = history_add (peer, "job", &phase, "Sibling");

  history_delete (peer, &job);
  history_delete (peer, &phase);
  g_assert_cmpint (judge (peer, &sibling), ==, TALUS_RESTORE_FROM_WITHIN);
  restore (peer, &sibling, &other);
  g_assert_nonnull (find (peer, &sibling));
  g_assert_null (find (peer, &phase));
  g_assert_null (find (peer, &job));
  g_assert_null (find (peer, &task));

  talus_peer_undo (peer, &error);
  g_assert_no_error (error);
  app_fixture_settle (peer);
  g_assert_null (find (peer, &sibling));
  g_assert_null (find (peer, &phase));
}

static void
test_values (AppFixture    *fixture,
             gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  g_autoptr (GPtrArray) differences = NULL;
  g_autoptr (TalusValue) scope = talus_value_new_string ("New", -1);
  TalusId phase = history_add (peer, "phase", NULL, "Phase");
  TalusId other = history_add (peer, "phase", NULL, "Other");
  TalusId before = history_add (peer, "job", &phase, "Before");
  TalusId job = history_add (peer, "job", &phase, "Job");
  HistoryMoment wanted = { view, talus_peer_get_seq (peer) };
  TalusBatch *batch = talus_batch_new (NULL);
  TalusGraph *past;

  g_assert_nonnull (find (peer, &before));
  talus_batch_rename (batch, &job, "Renamed");
  talus_batch_move_node (batch, &job, &other, &TALUS_ANCHOR_AT_END);
  talus_batch_set_property (batch, &job, "scope", scope);
  history_submit (peer, batch);

  talus_past_go_to (talus_past_get (view), wanted.seq);
  app_wait_until (history_is_shown, &wanted);
  past = talus_view_get_graph (view);
  g_assert_cmpint (talus_restore_judge (talus_peer_get_graph (peer), past, &job, NULL), ==,
                   TALUS_RESTORE_VALUES);
  g_assert_cmpint (talus_restore_judge (talus_peer_get_graph (peer), past, &before, NULL), ==,
                   TALUS_RESTORE_NOTHING);
  differences = talus_restore_list_differences (talus_peer_get_graph (peer), past, &job);
  g_assert_cmpuint (differences->len, ==, 3);

  batch = talus_batch_new (NULL);
  talus_restore_add_values (batch, talus_peer_get_graph (peer), past, &job, differences);
  history_submit (peer, batch);
  g_assert_cmpstr (talus_node_get_name (find (peer, &job)), ==, "Job");
  g_assert_true (talus_id_equal (talus_node_get_id (talus_node_get_parent (find (peer, &job))),
                                 &phase));
  g_assert_cmpuint (talus_node_get_index (find (peer, &job)), ==, 1);
  g_assert_null (talus_node_dup_property (find (peer, &job), "scope"));
}

static gboolean
is_at_rest (gpointer data)
{
  return !talus_deleted_model_is_loading (data);
}

static const char *
name_at (TalusDeletedModel *model,
         guint              position)
{
  g_autoptr (TalusDeletedNode) node = g_list_model_get_item (G_LIST_MODEL (model), position);

  return node != NULL ? talus_deleted_node_get_name (node) : NULL;
}

static void
test_deleted (AppFixture    *fixture,
              gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusDeletedModel) model = NULL;
  TalusId a = history_add (peer, "phase", NULL, "A");
  TalusId b = history_add (peer, "phase", NULL, "B");
  TalusId c = history_add (peer, "phase", NULL, "C");

  history_add (peer, "job", &a, "Below A");
  history_delete (peer, &a);
  history_delete (peer, &b);
  restore (peer, &b, NULL);

  model = talus_deleted_model_new (peer);
  talus_deleted_model_load_more (model);
  app_wait_until (is_at_rest, model);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);
  g_assert_cmpstr (name_at (model, 0), ==, "A");

  history_delete (peer, &c);
  g_assert_cmpstr (name_at (model, 0), ==, "C");
  g_assert_cmpstr (name_at (model, 1), ==, "A");
  restore (peer, &a, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);
}

typedef struct
{
  TalusVersions *versions;
  guint n;
} Count;

static gboolean
has_versions (gpointer data)
{
  const Count *count = data;
  GPtrArray *list = talus_versions_get_list (count->versions);

  return list != NULL && list->len == count->n;
}

static void
test_versions (AppFixture    *fixture,
               gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  Count count = { talus_versions_get (view), 0 };

  app_wait_until (has_versions, &count);
  history_add (peer, "phase", NULL, "A");
  talus_versions_add (count.versions, "Second", 2);
  talus_versions_add (count.versions, "First", 1);
  count.n = 2;
  app_wait_until (has_versions, &count);
  g_assert_cmpstr (talus_versions_find_name (count.versions, 1), ==, "First");
  g_assert_true (talus_versions_is_taken (count.versions, "Second"));
  g_assert_cmpstr (((TalusVersion *) talus_versions_get_list (count.versions)->pdata[0])->name, ==,
                   "First");

  talus_versions_delete (count.versions, "First");
  count.n = 1;
  app_wait_until (has_versions, &count);
  g_assert_null (talus_versions_find_name (count.versions, 1));
}

static gboolean
is_renamed (gpointer data)
{
  return g_strcmp0 (talus_versions_find_name (data, 1), "First") == 0;
}

static void
said_cb (TalusView  *view,
         const char *text,
         const char *button,
         const char *action,
         guint      *n_said)
{
  (*n_said)++;
}

static void
test_versions_are_renamed (AppFixture    *fixture,
                           gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  Count count = { talus_versions_get (view), 1 };
  guint n_said = 0;

  talus_versions_add (count.versions, "Frist", 1);
  app_wait_until (has_versions, &count);
  talus_versions_rename (count.versions, "Frist", "First");
  app_wait_until (is_renamed, count.versions);
  g_assert_true (has_versions (&count));
  g_assert_null (talus_versions_get_failure (count.versions));

  /* Where nothing can be named it is said. */
  app_fixture_lose (fixture, peer);
  g_signal_connect (view, "said", G_CALLBACK (said_cb), &n_said);
  talus_versions_rename (count.versions, "First", "Second");
  g_assert_cmpuint (n_said, ==, 1);
}

static GtkSingleSelection *
get_places (GtkWidget *dialog)
{
  GtkWidget *list = app_find_widget (dialog, GTK_TYPE_LIST_VIEW);

  return GTK_SINGLE_SELECTION (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
}

typedef struct
{
  GtkWidget *dialog;
  guint n;
} Places;

static gboolean
has_places (gpointer data)
{
  Places *places = data;

  return g_list_model_get_n_items (G_LIST_MODEL (get_places (places->dialog))) == places->n;
}

static gboolean
has_no_place (gpointer data)
{
  GtkStack *stack = GTK_STACK (app_find_widget (data, GTK_TYPE_STACK));

  return g_str_equal (gtk_stack_get_visible_child_name (stack), "none");
}

/* What others do meanwhile takes nobody's choice away. */
static void
test_place_stays_chosen (AppFixture    *fixture,
                         gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  TalusId phase = history_add (peer, "phase", NULL, "Phase");
  TalusId job = history_add (peer, "job", &phase, "Job");
  TalusId first = history_add (peer, "phase", NULL, "First");
  Places places = { NULL, 0 };
  GtkSingleSelection *selection;
  guint last;
  TalusBatch *batch;
  GtkWidget *entry;

  history_delete (peer, &first);
  places.dialog = talus_place_dialog_new (peer, &job);
  g_object_add_weak_pointer (G_OBJECT (places.dialog), (gpointer *) &places.dialog);
  gtk_window_present (GTK_WINDOW (places.dialog));
  app_run_ready ();
  selection = get_places (places.dialog);
  last = g_list_model_get_n_items (G_LIST_MODEL (selection)) - 1;
  g_assert_cmpuint (last, >, 2);
  gtk_single_selection_set_selected (selection, last);
  g_assert_true (gtk_single_selection_get_selected_item (selection) == find (peer, &phase));

  /* One that comes, one that goes, and another place for the chosen one itself. */
  history_add (peer, "phase", NULL, "New");
  places.n = last + 2;
  app_wait_until (has_places, &places);
  app_run_ready ();
  g_assert_true (gtk_single_selection_get_selected_item (selection) == find (peer, &phase));

  batch = talus_batch_new (NULL);
  talus_batch_move_node (batch, &phase,
                         talus_node_get_id (talus_node_get_parent (find (peer, &phase))),
                         &(TalusAnchor) { .kind = TALUS_ANCHOR_FIRST });
  history_submit (peer, batch);
  app_run_ready ();
  g_assert_true (gtk_single_selection_get_selected_item (selection) == find (peer, &phase));
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 0);

  history_delete (peer, talus_node_get_id (app_fixture_find (peer, "Chassis")));
  places.n = last + 1;
  app_wait_until (has_places, &places);
  g_assert_true (gtk_single_selection_get_selected_item (selection) == find (peer, &phase));

  /* Escape, twice where something was typed. */
  entry = app_find_widget (places.dialog, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "x");
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_nonnull (places.dialog);
  g_signal_emit_by_name (entry, "stop-search");
  app_run_ready ();
  g_assert_null (places.dialog);
}

static void
test_no_place (AppFixture    *fixture,
               gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (peer), 0);
  GtkWidget *dialog = talus_place_dialog_new (peer, talus_node_get_id (root));

  gtk_window_present (GTK_WINDOW (dialog));
  app_wait_until (has_no_place, dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  app_run_ready ();
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

#define ADD(path, func) \
  g_test_add (path, AppFixture, NULL, app_fixture_set_up, func, app_fixture_tear_down)
  ADD ("/restore/a-node-returns-to-where-it-was", test_where_it_was);
  ADD ("/restore/what-has-no-place-goes-where-it-is-put", test_elsewhere);
  ADD ("/restore/one-node-comes-out-of-what-stays-deleted", test_from_within);
  ADD ("/restore/values-place-and-name-are-taken-back", test_values);
  ADD ("/restore/what-was-deleted-is-listed-while-it-is-gone", test_deleted);
  ADD ("/restore/moments-are-named-and-lose-their-names", test_versions);
  ADD ("/restore/a-name-can-be-mended", test_versions_are_renamed);
  ADD ("/restore/the-place-that-is-chosen-stays-so", test_place_stays_chosen);
  ADD ("/restore/where-nothing-fits-it-is-said", test_no_place);
#undef ADD

  return g_test_run ();
}
