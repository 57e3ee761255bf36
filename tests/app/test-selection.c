/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_told_only_of_what_is_other (void)
{
  g_autoptr (TalusSelection) selection = talus_selection_new ();
  TalusId ids[3];
  guint count = 0;

  for (guint i = 0; i < 3; i++)
    talus_id_draw (&ids[i]);
  g_signal_connect_swapped (selection, "changed", G_CALLBACK (count_cb), &count);

  talus_selection_set (selection, ids, 3);
  talus_selection_set (selection, ids, 3);
  g_assert_cmpuint (count, ==, 1);
  g_assert_true (talus_id_equal (talus_selection_get_cursor (selection), &ids[2]));

  talus_selection_toggle (selection, &ids[2]);
  g_assert_cmpuint (count, ==, 2);
  g_assert_true (talus_id_equal (talus_selection_get_cursor (selection), &ids[1]));
  g_assert_false (talus_selection_contains (selection, &ids[2]));

  talus_selection_set_one (selection, talus_selection_get_cursor (selection));
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 1);
  g_assert_true (talus_selection_contains (selection, &ids[1]));

  talus_selection_set_one (selection, NULL);
  g_assert_null (talus_selection_get_cursor (selection));
}

static void
test_a_node_is_selected_once (void)
{
  g_autoptr (TalusSelection) selection = talus_selection_new ();
  TalusId ids[2];

  talus_id_draw (&ids[0]);
  ids[1] = ids[0];
  talus_selection_set (selection, ids, 2);
  g_assert_cmpuint (talus_selection_get_length (selection), ==, 1);
}

static void
test_catching_up_tells_what_is_other (void)
{
  g_autoptr (TalusSelection) selection = talus_selection_new ();
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_autoptr (GArray) others = NULL;
  TalusId ids[100];

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    talus_id_draw (&ids[i]);

  talus_selection_set (selection, ids, 2);
  others = talus_selection_catch_up (selection, known);
  g_assert_cmpuint (others->len, ==, 2);
  g_assert_cmpuint (known->len, ==, 2);

  /* One goes and one comes: the one that stays is not told of. */
  talus_selection_set (selection, &ids[1], 2);
  g_clear_pointer (&others, g_array_unref);
  others = talus_selection_catch_up (selection, known);
  g_assert_cmpuint (others->len, ==, 2);
  g_assert_true (talus_id_equal (&g_array_index (others, TalusId, 0), &ids[0]));
  g_assert_true (talus_id_equal (&g_array_index (others, TalusId, 1), &ids[2]));

  talus_selection_set (selection, ids, G_N_ELEMENTS (ids));
  g_assert_null (talus_selection_catch_up (selection, known));
  g_assert_cmpuint (known->len, ==, G_N_ELEMENTS (ids));
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  g_test_add_func ("/selection/told-only-of-what-is-other", test_told_only_of_what_is_other);
  g_test_add_func ("/selection/catching-up-tells-what-is-other",
                   test_catching_up_tells_what_is_other);
  g_test_add_func ("/selection/a-node-is-selected-once", test_a_node_is_selected_once);

  return g_test_run ();
}
