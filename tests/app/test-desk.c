/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

static void
submit (TalusPeer  *peer,
        TalusBatch *batch)
{
  g_autoptr (GError) error = NULL;

  talus_peer_submit (peer, batch, &error);
  g_assert_no_error (error);
  talus_batch_free (batch);
}

static TalusNode *
get_root (TalusPeer *peer)
{
  return talus_graph_get_root (talus_peer_get_graph (peer), 0);
}

static void
add_phase (TalusPeer  *peer,
           const char *name,
           TalusId    *id)
{
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_create_node (batch, "phase", talus_node_get_id (get_root (peer)), NULL, name, id);
  submit (peer, batch);
}

static void
test_an_edit_shows_at_once_and_is_confirmed (AppFixture    *fixture,
                                             gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  guint64 seq = talus_peer_get_seq (peer);
  TalusId id;

  add_phase (peer, "Engine bay", &id);
  g_assert_nonnull (app_fixture_find (peer, "Engine bay"));
  g_assert_cmpuint (talus_peer_get_n_pending (peer), ==, 1);

  app_fixture_settle (peer);
  g_assert_cmpuint (talus_peer_get_seq (peer), ==, seq + 1);
  g_assert_nonnull (talus_graph_get_node (talus_peer_get_graph (peer), &id));
}

static void
count_items_cb (GListModel *model,
                guint       position,
                guint       removed,
                guint       added,
                guint      *count)
{
  (*count)++;
}

/* The log's time is not the proposer's: the same object all the same. */
static void
test_confirming_ones_own_edit_is_silent (AppFixture    *fixture,
                                         gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  GListModel *children = talus_node_get_children (get_root (peer));
  TalusNode *node;
  guint count = 0;
  TalusId id;

  g_signal_connect (children, "items-changed", G_CALLBACK (count_items_cb), &count);
  for (guint i = 0; i < 20; i++)
    add_phase (peer, "Phase", &id);
  node = app_fixture_find (peer, "Phase");
  g_assert_cmpuint (count, ==, 20);

  app_fixture_settle (peer);
  g_assert_cmpuint (count, ==, 20);
  g_assert_true (app_fixture_find (peer, "Phase") == node);
}

static void
test_what_was_edited_is_there_again (AppFixture    *fixture,
                                     gconstpointer  data)
{
  TalusPeer *peer = app_fixture_create (fixture, "restomod", "Car");
  TalusId project_id = *talus_peer_get_project_id (peer);
  TalusId id;

  add_phase (peer, "Engine bay", &id);
  app_fixture_settle (peer);
  talus_peer_close (peer);
  g_assert_finalize_object (peer);

  peer = app_fixture_open (fixture, &project_id);
  g_assert_nonnull (app_fixture_find (peer, "Engine bay"));
  g_assert_nonnull (talus_peer_peek_undo (peer));
  g_object_unref (peer);
}

static void
test_undo_and_redo_are_of_ones_own (AppFixture    *fixture,
                                    gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (GError) error = NULL;
  TalusId id;

  g_assert_null (talus_peer_peek_undo (peer));
  add_phase (peer, "Engine bay", &id);
  g_assert_cmpstr (talus_peer_peek_undo (peer)->command_type, ==, "CreateNode");

  /* Before and behind the answer of the host. */
  g_assert_true (talus_peer_undo (peer, &error));
  g_assert_null (app_fixture_find (peer, "Engine bay"));
  g_assert_cmpstr (talus_peer_peek_redo (peer)->command_type, ==, "CreateNode");
  app_fixture_settle (peer);
  g_assert_true (talus_peer_redo (peer, &error));
  app_fixture_settle (peer);
  g_assert_nonnull (app_fixture_find (peer, "Engine bay"));
  g_assert_false (talus_peer_redo (peer, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_NOTHING_TO_REDO);
}

static void
test_two_windows_agree (AppFixture    *fixture,
                        gconstpointer  data)
{
  g_autoptr (TalusPeer) one = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusPeer) other = app_fixture_open (fixture, talus_peer_get_project_id (one));
  TalusId id;

  for (guint i = 0; i < 50; i++)
    {
      add_phase (one, "One", &id);
      add_phase (other, "Other", &id);
    }
  app_fixture_settle (one);
  app_fixture_settle (other);
  while (talus_peer_get_seq (one) < 101 || talus_peer_get_seq (other) < 101)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (talus_node_get_n_children (get_root (one)), ==,
                    talus_node_get_n_children (get_root (other)));
  for (guint i = 0; i < talus_node_get_n_children (get_root (one)); i++)
    g_assert_true (talus_id_equal (talus_node_get_id (talus_node_get_child (get_root (one), i)),
                                   talus_node_get_id (talus_node_get_child (get_root (other), i))));
}

static void
test_what_may_not_be_is_said (AppFixture    *fixture,
                              gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;

  talus_batch_create_node (batch, "no-such-type", talus_node_get_id (get_root (peer)), NULL, "X",
                           NULL);
  g_assert_false (talus_peer_check (peer, batch, NULL));
  g_assert_false (talus_peer_submit (peer, batch, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (talus_peer_get_n_pending (peer), ==, 0);
}

static gboolean
has_two_people (gpointer data)
{
  return g_list_model_get_n_items (talus_peer_get_people (data)) == 2;
}

static gboolean
other_has_selected (gpointer data)
{
  TalusPeer *peer = data;

  for (guint i = 0; i < g_list_model_get_n_items (talus_peer_get_people (peer)); i++)
    {
      g_autoptr (TalusPerson) person = g_list_model_get_item (talus_peer_get_people (peer), i);

      if (!talus_person_is_self (person) &&
          talus_person_has_selected (person, talus_node_get_id (get_root (peer))))
        return TRUE;
    }

  return FALSE;
}

static void
test_others_are_seen (AppFixture    *fixture,
                      gconstpointer  data)
{
  g_autoptr (TalusPeer) one = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusPeer) other = app_fixture_open (fixture, talus_peer_get_project_id (one));

  app_wait_until (has_two_people, one);
  talus_peer_set_presence (other, talus_node_get_id (get_root (other)), 1, "outline");
  app_wait_until (other_has_selected, one);
}

static gboolean
is_ada (gpointer data)
{
  g_autoptr (TalusPerson) person = g_list_model_get_item (talus_peer_get_people (data), 0);

  return person != NULL && g_str_equal (talus_person_get_name (person), "Ada Lovelace");
}

static void
recorded_cb (TalusPeer    *peer,
             TalusRecord  *record,
             gboolean      own,
             TalusRecord **newest)
{
  g_clear_pointer (newest, talus_record_unref);
  *newest = talus_record_ref (record);
}

static void
test_owner_is_renamed (AppFixture    *fixture,
                       gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusPeer) second = NULL;
  g_autoptr (TalusPerson) self = NULL;
  g_autoptr (TalusRecord) newest = NULL;
  g_autofree char *name = g_strdup (talus_desk_get_owner (fixture->desk)->name);
  g_autofree char *colour = g_strdup (talus_desk_get_owner (fixture->desk)->colour);
  const char *other = g_str_equal (colour, "#e62d42") ? "#3a944a" : "#e62d42";
  TalusId id;

  app_fixture_settle (peer);
  g_signal_connect (peer, "recorded", G_CALLBACK (recorded_cb), &newest);
  talus_desk_set_owner (fixture->desk, "Ada Lovelace", other);
  g_assert_cmpstr (talus_desk_get_owner (fixture->desk)->name, ==, "Ada Lovelace");

  /* Who is in a project is called so at once, and it stays the same person. */
  app_wait_until (is_ada, peer);
  self = g_list_model_get_item (talus_peer_get_people (peer), 0);
  g_assert_true (talus_person_is_self (self));
  g_assert_cmpstr (talus_person_get_colour (self), ==, other);
  g_assert_true (talus_id_equal (talus_person_get_author_id (self),
                                 &talus_desk_get_owner (fixture->desk)->id));

  /* What is done from now on is under that name. */
  add_phase (peer, "Engine bay", &id);
  app_fixture_settle (peer);
  g_assert_nonnull (newest);
  g_assert_cmpstr (newest->author->name, ==, "Ada Lovelace");
  g_assert_cmpstr (newest->author->colour, ==, other);
  g_assert_nonnull (talus_peer_peek_undo (peer));

  /* So it is in what is opened later. */
  second = app_fixture_create (fixture, "restomod", "Bus");
  g_assert_cmpstr (talus_peer_get_author (second)->name, ==, "Ada Lovelace");

  /* Nothing is as it was; a colour that nobody has is none. */
  talus_desk_set_owner (fixture->desk, "", "#123456");
  g_assert_cmpstr (talus_desk_get_owner (fixture->desk)->name, ==, name);
  g_assert_cmpstr (talus_desk_get_owner (fixture->desk)->colour, ==, colour);
  talus_peer_close (second);
  talus_peer_close (peer);
}

typedef struct
{
  TalusDesk *desk;
  const char *name;
  guint64 n_nodes;
} Listed;

static gboolean
is_listed (gpointer data)
{
  Listed *listed = data;
  g_autoptr (TalusProject) project = g_list_model_get_item (talus_desk_get_projects (listed->desk),
                                                            0);

  return project != NULL && g_strcmp0 (talus_project_get_name (project), listed->name) == 0 &&
         talus_project_get_n_nodes (project) == listed->n_nodes;
}

/* Though it is in memory all the while. */
static void
test_list_is_up_to_date (AppFixture    *fixture,
                         gconstpointer  data)
{
  g_autoptr (TalusPeer) other = app_fixture_create (fixture, "restomod", "Bus");
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  TalusBatch *batch = talus_batch_new (NULL);
  guint64 n_nodes = talus_graph_get_n_nodes (talus_peer_get_graph (peer));
  Listed listed = { fixture->desk, "Car", n_nodes };
  g_autoptr (TalusValue) name = talus_value_new_string ("Bronco", -1);
  g_autoptr (TalusProject) before = NULL;
  g_autoptr (TalusProject) after = NULL;
  TalusId id;

  app_wait_until (is_listed, &listed);
  before = g_list_model_get_item (talus_desk_get_projects (fixture->desk), 1);

  talus_batch_set_setting (batch, talus_peer_get_project_id (peer), "name", name);
  submit (peer, batch);
  listed.name = "Bronco";
  app_fixture_settle (peer);
  app_wait_until (is_listed, &listed);

  add_phase (peer, "Engine bay", &id);
  app_fixture_settle (peer);
  listed.n_nodes = n_nodes + 1;
  talus_peer_close (peer);
  app_wait_until (is_listed, &listed);

  /* What was not touched is the same object. */
  after = g_list_model_get_item (talus_desk_get_projects (fixture->desk), 1);
  g_assert_true (before == after);
  talus_peer_close (other);
  app_run_ready ();
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

#define ADD(name, func) \
  g_test_add ("/desk/" name, AppFixture, NULL, app_fixture_set_up, func, app_fixture_tear_down)
  ADD ("an-edit-shows-at-once-and-is-confirmed", test_an_edit_shows_at_once_and_is_confirmed);
  ADD ("confirming-ones-own-edit-is-silent", test_confirming_ones_own_edit_is_silent);
  ADD ("what-was-edited-is-there-again", test_what_was_edited_is_there_again);
  ADD ("undo-and-redo-are-of-ones-own", test_undo_and_redo_are_of_ones_own);
  ADD ("two-windows-agree", test_two_windows_agree);
  ADD ("what-may-not-be-is-said", test_what_may_not_be_is_said);
  ADD ("others-are-seen", test_others_are_seen);
  ADD ("whoever-sits-here-can-be-called-otherwise", test_owner_is_renamed);
  ADD ("the-list-is-up-to-date", test_list_is_up_to_date);
#undef ADD

  return g_test_run ();
}
