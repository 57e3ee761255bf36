/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filter never denies an id that it has seen, and seldom takes another for
 * one. */
#include "store/talus-id-filter.h"

enum { N_IDS = 100000 };

static void
test_knows_what_it_saw (void)
{
  g_autoptr(TalusIdFilter) filter = talus_id_filter_new ();
  g_autofree TalusId *ids = g_new (TalusId, N_IDS);
  guint n_mistaken = 0;

  for (guint i = 0; i < N_IDS; i++)
    {
      talus_id_draw (&ids[i]);
      g_assert_cmpint (i < 10 && talus_id_filter_knows (filter, &ids[i]), ==, FALSE);
      talus_id_filter_add (filter, &ids[i]);
    }
  for (guint i = 0; i < N_IDS; i++)
    g_assert_true (talus_id_filter_knows (filter, &ids[i]));

  for (guint i = 0; i < N_IDS; i++)
    {
      TalusId other;

      talus_id_draw (&other);
      n_mistaken += talus_id_filter_knows (filter, &other);
    }
  g_assert_cmpuint (n_mistaken, <, N_IDS / 100);
}

static void
test_empty (void)
{
  g_autoptr(TalusIdFilter) filter = talus_id_filter_new ();
  TalusId id = { { 0 } };

  g_assert_false (talus_id_filter_knows (filter, &id));
  talus_id_filter_add (filter, &id);
  g_assert_true (talus_id_filter_knows (filter, &id));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/id-filter/knows-what-it-saw-and-little-else", test_knows_what_it_saw);
  g_test_add_func ("/id-filter/knows-nothing-at-first", test_empty);

  return g_test_run ();
}
