/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history-test.h"

#include <string.h>

#include "app/history/talus-bring-back.h"
#include "app/history/talus-past-changes.h"
#include "app/history/talus-past.h"

static void
go_to (TalusView *view,
       guint64    seq)
{
  HistoryMoment wanted = { view, seq };

  talus_past_go_to (talus_past_get (view), seq);
  app_wait_until (history_is_shown, &wanted);
}

static const char *
name_of (TalusView     *view,
         const TalusId *id)
{
  TalusNode *node = talus_graph_get_node (talus_view_get_graph (view), id);

  return node != NULL ? talus_node_get_name (node) : NULL;
}

static void
test_there_and_back (AppFixture    *fixture,
                     gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  TalusPast *past = talus_past_get (view);
  TalusId id = history_add (peer, "phase", NULL, "A");
  guint64 then = talus_peer_get_seq (peer);

  history_rename (peer, &id, "B");
  history_delete (peer, &id);
  g_assert_false (talus_past_is_active (past));
  g_assert_cmpuint (talus_past_get_seq (past), ==, talus_peer_get_seq (peer));

  go_to (view, then);
  g_assert_cmpstr (name_of (view, &id), ==, "A");
  g_assert_false (talus_view_can_edit (view));
  g_assert_true (talus_past_is_shown (past));
  g_assert_cmpuint (talus_past_get_record (past)->seq, ==, then);
  g_assert_cmpint (talus_peer_get_timestamp (talus_view_get_peer (view)), >, 0);

  go_to (view, then + 1);
  g_assert_cmpstr (name_of (view, &id), ==, "B");

  talus_past_return (past);
  g_assert_true (talus_view_get_peer (view) == peer);
  g_assert_true (talus_view_can_edit (view));
  g_assert_false (talus_past_is_active (past));
  g_assert_null (name_of (view, &id));
}

static void
test_the_newest_is_the_present (AppFixture    *fixture,
                                gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  TalusPast *past = talus_past_get (view);

  history_add (peer, "phase", NULL, "A");
  talus_past_go_to (past, talus_peer_get_seq (peer));
  g_assert_false (talus_past_is_active (past));

  go_to (view, 1);
  talus_past_go_to (past, talus_peer_get_seq (peer));
  g_assert_true (talus_view_get_peer (view) == peer);
}

static void
test_selection (AppFixture    *fixture,
                gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  TalusSelection *selection = talus_view_get_selection (view);
  TalusId a = history_add (peer, "phase", NULL, "A");
  TalusId b = history_add (peer, "phase", NULL, "B");
  const TalusId both[] = { a, b };

  talus_selection_set (selection, both, 2);
  go_to (view, 1);
  talus_selection_set_one (selection, NULL);
  go_to (view, 2);
  talus_past_return (talus_past_get (view));
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 2);
  g_assert_true (talus_id_equal (talus_selection_get_cursor (selection), &b));

  go_to (view, 2);
  talus_past_return_to (talus_past_get (view), &a);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 1);
  g_assert_true (talus_id_equal (talus_selection_get_cursor (selection), &a));
}

static void
count_cb (guint *count)
{
  (*count)++;
}

/* Of many moments asked for in a row, what is in between is not shown. */
static void
test_superseded (AppFixture    *fixture,
                 gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  TalusPast *past = talus_past_get (view);
  HistoryMoment wanted = { view, 3 };
  guint count = 0;

  for (guint i = 0; i < 20; i++)
    history_add (peer, "phase", NULL, "A");

  g_signal_connect_swapped (past, "notify::shown", G_CALLBACK (count_cb), &count);
  for (guint64 seq = 20; seq >= 3; seq--)
    talus_past_go_to (past, seq);
  app_wait_until (history_is_shown, &wanted);
  g_assert_cmpuint (count, ==, 1);

  /* Returning while something is read: it never comes. */
  talus_past_go_to (past, 5);
  talus_past_return (past);
  g_assert_true (talus_view_get_peer (view) == peer);
  history_add (peer, "phase", NULL, "B");
  app_run_ready ();
  g_assert_true (talus_view_get_peer (view) == peer);
  g_assert_cmpuint (talus_past_get_seq (past), ==, talus_peer_get_seq (peer));
}

static gboolean
is_ready (gpointer data)
{
  return talus_past_changes_is_ready (data);
}

static TalusPastMark
mark_of (TalusPastChanges *changes,
         TalusView        *view,
         const TalusId    *id)
{
  return talus_past_changes_get_mark (changes,
                                      talus_graph_get_node (talus_view_get_graph (view), id));
}

static void
test_changes (AppFixture    *fixture,
              gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  g_autoptr (TalusPastChanges) changes = NULL;
  g_autoptr (GtkFilter) filter = NULL;
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (peer), 0);
  TalusId root_id = *talus_node_get_id (root);
  TalusId same = history_add (peer, "phase", NULL, "Same");
  TalusId back = history_add (peer, "phase", NULL, "There and back");
  TalusId other = history_add (peer, "phase", NULL, "Other");
  TalusId gone = history_add (peer, "phase", NULL, "Gone");
  TalusId below;
  TalusBatch *batch = talus_batch_new (NULL);
  guint64 then;
  guint n_added;
  guint n_changed;
  guint n_gone;

  talus_batch_create_node (batch, "job", &gone, NULL, "Below", &below);
  history_submit (peer, batch);
  then = talus_peer_get_seq (peer);

  history_rename (peer, &back, "X");
  history_rename (peer, &back, "There and back");
  history_rename (peer, &other, "Another");
  history_delete (peer, &gone);
  history_add (peer, "phase", NULL, "New");

  go_to (view, then);
  changes = talus_past_changes_new (peer, talus_view_get_peer (view));
  app_wait_until (is_ready, changes);
  talus_past_changes_count (changes, &n_added, &n_changed, &n_gone);
  g_assert_cmpuint (n_added, ==, 1);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (n_gone, ==, 1);
  g_assert_cmpint (mark_of (changes, view, &same), ==, TALUS_PAST_SAME);
  g_assert_cmpint (mark_of (changes, view, &back), ==, TALUS_PAST_SAME);
  g_assert_cmpint (mark_of (changes, view, &other), ==, TALUS_PAST_CHANGED);
  g_assert_cmpint (mark_of (changes, view, &gone), ==, TALUS_PAST_GONE);
  g_assert_cmpint (mark_of (changes, view, &below), ==, TALUS_PAST_GONE);

  filter = talus_past_changes_make_filter (changes);
  g_assert_true (gtk_filter_match (filter, talus_graph_get_node (talus_view_get_graph (view),
                                                                 &root_id)));
  g_assert_true (gtk_filter_match (filter, talus_graph_get_node (talus_view_get_graph (view),
                                                                 &below)));
  g_assert_false (gtk_filter_match (filter, talus_graph_get_node (talus_view_get_graph (view),
                                                                  &same)));
}

/* Ids are bytes; some have a zero among them. */
static TalusId
add_phase_with_zero (TalusPeer *peer)
{
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (peer), 0);
  TalusBatch *batch = talus_batch_new ("Phases");
  TalusId id;

  do
    talus_batch_create_node (batch, "phase", talus_node_get_id (root), NULL, "Phase", &id);
  while (memchr (id.bytes, 0, sizeof id.bytes) == NULL);
  history_submit (peer, batch);

  return id;
}

static void
test_changes_below_any_id (AppFixture    *fixture,
                           gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  g_autoptr (TalusPastChanges) changes = NULL;
  g_autoptr (TalusValue) value = talus_value_new_string ("done", -1);
  TalusId phase = add_phase_with_zero (peer);
  TalusId job;
  TalusBatch *batch = talus_batch_new (NULL);
  guint64 then;

  talus_batch_create_node (batch, "job", &phase, NULL, "Job", &job);
  history_submit (peer, batch);
  then = talus_peer_get_seq (peer);

  batch = talus_batch_new (NULL);
  talus_batch_set_property (batch, &job, "status", value);
  history_submit (peer, batch);

  go_to (view, then);
  changes = talus_past_changes_new (peer, talus_view_get_peer (view));
  app_wait_until (is_ready, changes);
  g_assert_cmpint (mark_of (changes, view, &job), ==, TALUS_PAST_CHANGED);
}

/* What others do while the past is shown. */
static void
test_changes_go_on (AppFixture    *fixture,
                    gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  g_autoptr (TalusPastChanges) changes = NULL;
  TalusId a = history_add (peer, "phase", NULL, "A");
  TalusId b = history_add (peer, "phase", NULL, "B");
  TalusId new;
  guint64 then = talus_peer_get_seq (peer);
  guint n_added;
  guint n_changed;
  guint n_gone;

  history_rename (peer, &b, "Another");
  go_to (view, then);
  changes = talus_past_changes_new (peer, talus_view_get_peer (view));
  app_wait_until (is_ready, changes);

  history_rename (peer, &a, "Another");
  history_delete (peer, &b);
  new = history_add (peer, "phase", NULL, "New");
  app_run_ready ();
  talus_past_changes_count (changes, &n_added, &n_changed, &n_gone);
  g_assert_cmpuint (n_added, ==, 1);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (n_gone, ==, 1);
  g_assert_cmpint (mark_of (changes, view, &a), ==, TALUS_PAST_CHANGED);
  g_assert_cmpint (mark_of (changes, view, &b), ==, TALUS_PAST_GONE);

  history_rename (peer, &a, "A");
  history_delete (peer, &new);
  app_run_ready ();
  talus_past_changes_count (changes, &n_added, &n_changed, &n_gone);
  g_assert_cmpuint (n_added, ==, 0);
  g_assert_cmpuint (n_changed, ==, 0);
  g_assert_cmpuint (n_gone, ==, 1);
}

/* A window that fell behind goes on with another connection. */
static void
test_another_present (AppFixture    *fixture,
                      gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusPeer) other = app_fixture_open (fixture, talus_peer_get_project_id (peer));
  g_autoptr (TalusView) view = talus_view_new (peer);
  TalusPast *past = talus_past_get (view);
  TalusId id = history_add (peer, "phase", NULL, "A");

  talus_selection_set_one (talus_view_get_selection (view), &id);
  go_to (view, 1);
  app_fixture_settle (other);
  talus_view_set_peer (view, other);
  g_assert_false (talus_past_is_active (past));
  g_assert_false (talus_past_is_shown (past));
  g_assert_cmpuint (talus_past_get_seq (past), ==, talus_peer_get_seq (other));
  g_assert_true (talus_view_get_peer (view) == other);
  g_assert_true (talus_selection_contains (talus_view_get_selection (view), &id));

  go_to (view, 1);
  talus_past_return (past);
  g_assert_true (talus_view_get_peer (view) == other);
}

static void
said_cb (TalusView  *view,
         const char *text,
         const char *button,
         const char *action,
         char      **said)
{
  g_free (*said);
  *said = g_strdup (text);
}

static gboolean
is_over (gpointer data)
{
  return !talus_past_is_active (data);
}

/* Nobody waits for ever for what cannot be read. */
static void
test_unreadable (AppFixture    *fixture,
                 gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  g_autofree char *said = NULL;

  history_add (peer, "phase", NULL, "A");
  g_signal_connect (view, "said", G_CALLBACK (said_cb), &said);
  app_fixture_lose (fixture, peer);
  talus_past_go_to (talus_past_get (view), 1);
  g_assert_true (talus_past_is_active (talus_past_get (view)));
  app_wait_until (is_over, talus_past_get (view));
  g_assert_nonnull (said);
  g_assert_true (talus_view_get_peer (view) == peer);
}

static void
assert_can_bring_back (TalusView  *view,
                       gboolean    expected,
                       const char *tooltip)
{
  g_autofree char *text = NULL;

  g_assert_cmpint (talus_bring_back_can (view, &text), ==, expected);
  g_assert_cmpstr (text, ==, tooltip);
}

/* What of several nodes can be brought back is known before, and said. */
static void
test_bring_back_several (AppFixture    *fixture,
                         gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  g_autofree char *said = NULL;
  TalusId a = history_add (peer, "phase", NULL, "A");
  TalusId b = history_add (peer, "phase", NULL, "B");
  TalusId gone = history_add (peer, "phase", NULL, "Gone");
  TalusBatch *batch = talus_batch_new ("Jobs");
  TalusId jobs[2];
  guint64 then;

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    talus_batch_create_node (batch, "job", &gone, NULL, "Job", &jobs[i]);
  history_submit (peer, batch);
  then = talus_peer_get_seq (peer);
  history_delete (peer, &gone);

  go_to (view, then);
  g_signal_connect (view, "said", G_CALLBACK (said_cb), &said);
  talus_selection_set (talus_view_get_selection (view), (const TalusId[]) { a, b }, 2);
  assert_can_bring_back (view, FALSE, "Nothing of these can be brought back");
  talus_bring_back (view, NULL);
  g_assert_cmpstr (said, ==, "Nothing of these can be brought back");

  talus_selection_set (talus_view_get_selection (view), jobs, 2);
  assert_can_bring_back (view, FALSE, "What these were in is gone: bring them back one by one, to "
                                      "choose where to");

  history_rename (peer, &a, "Another");
  talus_selection_set (talus_view_get_selection (view), (const TalusId[]) { a, b, jobs[0] }, 3);
  assert_can_bring_back (view, TRUE, "Bring 1 node back as it was");
  talus_bring_back (view, NULL);
  g_assert_cmpstr (said, ==, "Brought back 1 node · 1 is left out: it has no place any more");
  g_assert_cmpstr (name_of (view, &a), ==, "A");
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

#define ADD(path, func) \
  g_test_add (path, AppFixture, NULL, app_fixture_set_up, func, app_fixture_tear_down)
  ADD ("/past/there-and-back", test_there_and_back);
  ADD ("/past/the-newest-record-is-the-present", test_the_newest_is_the_present);
  ADD ("/past/what-was-selected-in-the-present-is-again", test_selection);
  ADD ("/past/only-the-last-moment-asked-for-is-shown", test_superseded);
  ADD ("/past/what-differs-is-known-from-the-records-between", test_changes);
  ADD ("/past/what-differs-is-known-below-any-id", test_changes_below_any_id);
  ADD ("/past/what-differs-follows-the-present", test_changes_go_on);
  ADD ("/past/another-connection-is-shown-as-it-is", test_another_present);
  ADD ("/past/what-cannot-be-read-is-said", test_unreadable);
  ADD ("/past/what-of-several-nodes-comes-back-is-known", test_bring_back_several);
#undef ADD

  return g_test_run ();
}
