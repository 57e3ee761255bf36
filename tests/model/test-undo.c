/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the vectors do not reach of undo: large subtrees, long ways back and
 * forth, and that nothing but the stacks of the one who asks is touched. */
#include <glib.h>

#include "replica-test.h"

static void
make (TalusReplica *replica,
      guint         author,
      guint         number,
      guint         parent)
{
  g_autofree char *json = NULL;

  json = g_strdup_printf ("{\"blueprint_type_id\":\"group\",\"id\":$%u,\"parent_id\":$%u}",
                          number, parent);
  test_do (replica, author, "CreateNode", json);
}

static guint64
rename_at (TalusReplica *replica,
           guint         author,
           gint64        timestamp,
           guint         number,
           const char   *name)
{
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;
  guint64 seq;

  json = g_strdup_printf ("{\"node_id\":$%u,\"property_id\":\"name\",\"value\":\"%s\"}", number,
                          name);
  seq = test_try (replica, author, timestamp, "UpdateProperty", json, &error);
  g_assert_no_error (error);

  return seq;
}

#define BY_AUTHOR "{\"scope\":\"author\"}"

/* Typing */

static void
test_step (void)
{
  static const struct
  {
    gint64 pause;      /* before the third change of the name */
    gboolean other;    /* somebody else changes something else in between */
    gboolean same;     /* … or the same */
    const char *left;  /* the name once the author has undone */
  } cases[] = {
    { 4000, FALSE, FALSE, "group" },
    { 5000, FALSE, FALSE, "group" },
    { 5001, FALSE, FALSE, "bb" },
    { 4000, TRUE, FALSE, "group" },
    { 4000, FALSE, TRUE, "theirs" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TalusReplica) replica = test_replica ();
      gint64 at = 1000000;

      make (replica, 3, 2, 1);
      make (replica, 3, 3, 1);
      rename_at (replica, 1, at, 2, "a");
      rename_at (replica, 1, at + 1000, 2, "bb");
      if (cases[i].other)
        rename_at (replica, 2, at + 1000, 3, "elsewhere");
      if (cases[i].same)
        rename_at (replica, 2, at + 1000, 2, "theirs");
      rename_at (replica, 1, at + 1000 + cases[i].pause, 2, "ccc");

      test_do (replica, 1, "Undo", BY_AUTHOR);
      g_assert_cmpstr (test_name (replica, 2), ==, cases[i].left);
      test_do (replica, 1, "Redo", BY_AUTHOR);
      g_assert_cmpstr (test_name (replica, 2), ==, "ccc");
      if (cases[i].other)
        g_assert_cmpstr (test_name (replica, 3), ==, "elsewhere");
    }
}

static void
test_step_of_session (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();

  make (replica, 1, 2, 1);
  rename_at (replica, 1, 1000000, 2, "a");
  rename_at (replica, 1, 1000100, 2, "b");
  test_do (replica, 1, "Undo", "{\"scope\":\"session\"}");
  g_assert_cmpstr (test_name (replica, 2), ==, "a");
}

/* Subtrees */

static void
test_later_change_inside (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  guint64 seq;

  make (replica, 1, 2, 1);
  for (guint i = 3; i < 40; i++)
    make (replica, 1, i, i - 1);
  test_do (replica, 1, "DeleteNode", "{\"node_id\":$2}");
  test_do (replica, 2, "RestoreNode", "{\"node_id\":$2}");
  seq = rename_at (replica, 3, 0, 39, "deep inside");

  test_conflict (replica, 2, "Undo", BY_AUTHOR, seq, 3);
  test_do (replica, 3, "Undo", BY_AUTHOR);
  test_do (replica, 2, "Undo", BY_AUTHOR);
  g_assert_null (test_name (replica, 39));
  test_do (replica, 1, "Undo", BY_AUTHOR);
  g_assert_nonnull (test_name (replica, 39));
}

/* Who was in a subtree is judged by the time of the change, not by now. */
static void
test_moved_out_since (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  guint64 seq;

  make (replica, 3, 2, 1);
  make (replica, 3, 3, 2);
  make (replica, 3, 4, 1);
  test_do (replica, 1, "DeleteNode", "{\"node_id\":$2}");
  test_do (replica, 2, "RestoreNode", "{\"node_id\":$2}");
  test_do (replica, 2, "LinkNode", "{\"parent_id\":$4,\"child_id\":$3}");
  seq = rename_at (replica, 3, 0, 3, "moved and renamed");

  /* 3 is below 4 now, but it was below 2 when that was removed. */
  test_conflict (replica, 1, "Undo", BY_AUTHOR, seq, 3);
}

static void
test_moved_in_since (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  guint64 seq;

  make (replica, 3, 3, 1);
  make (replica, 1, 2, 1);
  seq = test_do (replica, 2, "LinkNode", "{\"parent_id\":$2,\"child_id\":$3}");
  test_conflict (replica, 1, "Undo", BY_AUTHOR, seq, 2);
  test_do (replica, 2, "Undo", BY_AUTHOR);
  test_do (replica, 1, "Undo", BY_AUTHOR);
  g_assert_null (test_name (replica, 2));
  g_assert_nonnull (test_name (replica, 3));
}

/* A node that a partial undo left where it is goes with nobody else's. */
static void
test_strangers_stay (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  guint64 moved;

  make (replica, 3, 3, 1);
  make (replica, 1, 2, 1);
  moved = test_do (replica, 2, "Batch", "{\"commands\":["
                   "{\"command_type\":\"LinkNode\",\"data\":{\"parent_id\":$2,\"child_id\":$3}},"
                   "{\"command_type\":\"UpdateProperty\",\"data\":{\"node_id\":$1,"
                   "\"property_id\":\"name\",\"value\":\"x\"}}]}");
  test_do (replica, 3, "MoveNode", "{\"node_id\":$3,\"parent_id\":null,\"index\":0}");
  test_do (replica, 3, "MoveNode", "{\"node_id\":$3,\"parent_id\":$2,\"index\":0}");
  /* The move is in the way of half of it; the other half is undone. */
  test_do (replica, 2, "Undo", "{\"scope\":\"author\",\"partial\":true}");
  test_do (replica, 3, "Undo", BY_AUTHOR);
  test_do (replica, 3, "Undo", BY_AUTHOR);
  g_assert_nonnull (test_name (replica, 3));
  g_assert_cmpstr (test_name (replica, 1), ==, "project");

  test_conflict (replica, 1, "Undo", BY_AUTHOR,
                 talus_replica_get_confirmed_seq (replica), 3);
  g_assert_nonnull (test_name (replica, 3));
  g_assert_cmpuint (moved, ==, 3);
}

/* The template of now */

static void
test_type_gone (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  g_autofree char *escaped = g_strescape (OTHER_TEMPLATE, NULL);
  g_autofree char *json = g_strdup_printf ("{\"template\":\"%s\"}", escaped);
  guint64 seq;

  test_do (replica, 1, "CreateNode", "{\"blueprint_type_id\":\"task\",\"id\":$2,\"parent_id\":$1}");
  test_do (replica, 1, "DeleteNode", "{\"node_id\":$2}");
  seq = test_do (replica, 2, "SetTemplate", json);
  test_conflict (replica, 1, "Undo", BY_AUTHOR, seq, 2);
  test_do (replica, 2, "Undo", BY_AUTHOR);
  test_do (replica, 1, "Undo", BY_AUTHOR);
  g_assert_nonnull (test_name (replica, 2));
}

/* Dependencies */

static void
test_ring_since (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  guint64 seq;

  for (guint i = 2; i < 5; i++)
    make (replica, 3, i, 1);
  test_do (replica, 1, "LinkDependency", "{\"blocker_id\":$2,\"blocked_id\":$3}");
  test_do (replica, 1, "UnlinkDependency", "{\"blocker_id\":$2,\"blocked_id\":$3}");
  test_do (replica, 2, "LinkDependency", "{\"blocker_id\":$3,\"blocked_id\":$4}");
  seq = test_do (replica, 2, "LinkDependency", "{\"blocker_id\":$4,\"blocked_id\":$2}");
  test_conflict (replica, 1, "Undo", BY_AUTHOR, seq, 2);
}

/* Long ways */

static const char *const kinds[] = { "CreateNode", "CreateNode", "CreateNode", "DeleteNode",
                                     "UpdateProperty", "UpdateProperty", "MoveNode", "MoveNode",
                                     "LinkDependency", "RestoreNode", "DeleteProperty" };

/* @number: of the next new node. Returns whether it was made. */
static gboolean
do_something (TalusReplica *replica,
              GRand        *rand,
              guint         author,
              guint         number)
{
  guint a = (guint) g_rand_int_range (rand, 1, (gint32) number);
  guint b = (guint) g_rand_int_range (rand, 1, (gint32) number);
  const char *kind = kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))];
  g_autofree char *json = NULL;

  json = g_strdup_printf ("{\"blueprint_type_id\":\"%s\",\"id\":$%u,\"parent_id\":$%u,"
                          "\"node_id\":$%u,\"property_id\":\"note\",\"value\":\"%u\",\"index\":%d,"
                          "\"blocker_id\":$%u,\"blocked_id\":$%u}",
                          g_rand_boolean (rand) ? "group" : "task", number, a, b, number,
                          g_rand_int_range (rand, 0, 3), a, b);
  if (g_str_equal (kind, "DeleteNode") && b == 1)
    kind = "CreateNode";

  return test_try (replica, author, 0, kind, json, NULL) > 0 && g_str_equal (kind, "CreateNode");
}

static void
test_there_and_back (void)
{
  for (guint seed = 1; seed <= 12; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (TalusReplica) replica = test_replica ();
      g_autoptr (GPtrArray) digests = g_ptr_array_new_with_free_func (g_free);
      guint number = 2;
      guint n_undone = 0;

      for (guint i = 0; i < 120; i++)
        if (do_something (replica, rand, 1 + i % 3, number))
          number++;

      g_ptr_array_add (digests, test_digest (replica));
      while (talus_history_can_undo (talus_replica_get_history (replica), TALUS_SCOPE_SESSION,
                                     NULL))
        {
          test_do (replica, 1, "Undo", "{}");
          g_ptr_array_add (digests, test_digest (replica));
          n_undone++;
        }

      g_assert_cmpuint (n_undone, >, 20);
      g_assert_cmpuint (talus_graph_get_n_nodes (talus_replica_get_graph (replica)), ==, 1);
      for (guint i = n_undone; i > 0; i--)
        {
          g_autofree char *digest = NULL;

          test_do (replica, 2, "Redo", "{}");
          digest = test_digest (replica);
          g_assert_cmpstr (digest, ==, g_ptr_array_index (digests, i - 1));
        }

      g_assert_false (talus_history_can_redo (talus_replica_get_history (replica),
                                              TALUS_SCOPE_SESSION, NULL));
    }
}

static void
test_whose_stacks (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  TalusHistory *history = talus_replica_get_history (replica);
  TalusId first = test_id (0xa0001);
  TalusId second = test_id (0xa0002);
  TalusId nobody = test_id (0xa0009);

  make (replica, 1, 2, 1);
  make (replica, 2, 3, 1);
  g_assert_true (talus_history_can_undo (history, TALUS_SCOPE_AUTHOR, &first));
  g_assert_false (talus_history_can_undo (history, TALUS_SCOPE_AUTHOR, &nobody));

  test_do (replica, 1, "Undo", BY_AUTHOR);
  g_assert_false (talus_history_can_undo (history, TALUS_SCOPE_AUTHOR, &first));
  g_assert_true (talus_history_can_redo (history, TALUS_SCOPE_AUTHOR, &first));
  g_assert_false (talus_history_can_redo (history, TALUS_SCOPE_AUTHOR, &second));
  test_refuse (replica, 1, "Undo", BY_AUTHOR, TALUS_ERROR_NOTHING_TO_UNDO);
  test_refuse (replica, 2, "Redo", BY_AUTHOR, TALUS_ERROR_NOTHING_TO_REDO);

  /* A command abandons what its own author has undone, nobody else's; one
   * without effect abandons nothing. */
  rename_at (replica, 2, 0, 3, "x");
  g_assert_true (talus_history_can_redo (history, TALUS_SCOPE_AUTHOR, &first));
  rename_at (replica, 1, 0, 3, "x");
  g_assert_true (talus_history_can_redo (history, TALUS_SCOPE_AUTHOR, &first));
  rename_at (replica, 1, 0, 3, "y");
  g_assert_false (talus_history_can_redo (history, TALUS_SCOPE_AUTHOR, &first));
  test_refuse (replica, 1, "Redo", BY_AUTHOR, TALUS_ERROR_NOTHING_TO_REDO);
}

static void
test_skip_all (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  TalusId first = test_id (0xa0001);

  make (replica, 3, 2, 1);
  rename_at (replica, 1, 0, 2, "a");
  rename_at (replica, 2, 0, 2, "b");
  /* Nothing is free: nothing is abandoned either. */
  test_refuse (replica, 1, "Undo", "{\"scope\":\"author\",\"skip\":true}",
               TALUS_ERROR_NOTHING_TO_UNDO);
  g_assert_true (talus_history_can_undo (talus_replica_get_history (replica), TALUS_SCOPE_AUTHOR,
                                         &first));
  test_do (replica, 2, "Undo", BY_AUTHOR);
  test_do (replica, 1, "Undo", "{\"scope\":\"author\",\"skip\":true}");
  g_assert_cmpstr (test_name (replica, 2), ==, "group");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/undo/typing-is-one-step-of-its-author", test_step);
  g_test_add_func ("/undo/typing-is-no-step-of-the-session", test_step_of_session);
  g_test_add_func ("/undo/a-change-deep-inside-is-in-the-way", test_later_change_inside);
  g_test_add_func ("/undo/what-was-moved-out-since-still-counts", test_moved_out_since);
  g_test_add_func ("/undo/what-was-moved-in-since-is-in-the-way", test_moved_in_since);
  g_test_add_func ("/undo/takes-no-stranger-along", test_strangers_stay);
  g_test_add_func ("/undo/brings-back-no-type-that-is-gone", test_type_gone);
  g_test_add_func ("/undo/closes-no-ring", test_ring_since);
  g_test_add_func ("/undo/all-the-way-back-and-forth-is-the-same", test_there_and_back);
  g_test_add_func ("/undo/stacks-are-their-owner-s", test_whose_stacks);
  g_test_add_func ("/undo/a-skip-that-fails-abandons-nothing", test_skip_all);

  return g_test_run ();
}
