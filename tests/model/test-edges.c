/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dependencies held against a plain matrix. */
#include "graph-test.h"

#include "model/talus-edges.h"

#define N 12

typedef struct
{
  gboolean is_live[N + 1][N + 1];
  guint64 seqs[N + 1][N + 1];
} Matrix;

static TalusEdge
make_edge (guint blocker,
           guint blocked)
{
  return (TalusEdge) { test_id (blocker), test_id (blocked) };
}

static void
assert_ids (GArray      *ids,
            const guint *expected,
            guint        n_expected)
{
  g_assert_cmpuint (ids->len, ==, n_expected);
  for (guint i = 0; i < n_expected; i++)
    g_assert_cmpuint (test_number (&g_array_index (ids, TalusId, i)), ==, expected[i]);
  g_array_unref (ids);
}

static void
assert_equal (TalusEdges   *edges,
              const Matrix *matrix)
{
  g_autoptr (GArray) list = talus_edges_list (edges);
  guint n_live = 0;

  for (guint i = 1; i <= N; i++)
    {
      TalusId id = test_id (i);
      g_autoptr (GArray) at = g_array_new (FALSE, FALSE, sizeof (TalusEdge));
      guint out[N];
      guint in[N];
      guint n_out = 0;
      guint n_in = 0;

      for (guint j = 1; j <= N; j++)
        {
          TalusEdge edge = make_edge (i, j);

          g_assert_cmpint (talus_edges_has (edges, &edge), ==, matrix->is_live[i][j]);
          g_assert_cmpuint (talus_edges_get_seq (edges, &edge), ==, matrix->seqs[i][j]);
          if (matrix->is_live[i][j])
            {
              g_assert_cmpint (talus_edge_compare (&g_array_index (list, TalusEdge, n_live),
                                                   &edge), ==, 0);
              n_live++;
              out[n_out++] = j;
            }
          if (matrix->is_live[j][i])
            in[n_in++] = j;
        }
      assert_ids (talus_edges_list_out (edges, &id), out, n_out);
      assert_ids (talus_edges_list_in (edges, &id), in, n_in);
      talus_edges_list_at (edges, &id, at);
      g_assert_cmpuint (at->len, ==, n_out + n_in);
    }
  g_assert_cmpuint (list->len, ==, n_live);
  g_assert_cmpuint (talus_edges_get_n_live (edges), ==, n_live);
}

static void
test_random (void)
{
  TalusEdges *edges = talus_edges_new ();
  Matrix matrix = { { { FALSE } } };

  for (guint step = 0; step < 5000; step++)
    {
      guint i = (guint) g_test_rand_int_range (1, N + 1);
      guint j = (guint) g_test_rand_int_range (1, N + 1);
      guint64 seq = (guint64) g_test_rand_int_range (0, 3) * step;
      TalusEdge edge = make_edge (i, j);

      if (matrix.is_live[i][j])
        g_assert_cmpuint (talus_edges_unlink (edges, &edge, seq), ==, matrix.seqs[i][j]);
      else
        g_assert_cmpuint (talus_edges_link (edges, &edge, seq), ==, matrix.seqs[i][j]);
      matrix.is_live[i][j] = !matrix.is_live[i][j];
      matrix.seqs[i][j] = seq;

      if (step % 50 == 0)
        assert_equal (edges, &matrix);
    }
  assert_equal (edges, &matrix);
  talus_edges_free (edges);
}

/* A chain as long as a project, closed by its last edge. */
static void
test_long_chain (void)
{
  TalusEdges *edges = talus_edges_new ();
  TalusId first = test_id (1);
  TalusId middle = test_id (10000);
  TalusId last = test_id (20000);

  for (guint i = 1; i < 20000; i++)
    {
      TalusEdge edge = make_edge (i, i + 1);

      talus_edges_link (edges, &edge, 1);
    }

  g_assert_true (talus_edges_reaches (edges, &first, &last));
  g_assert_false (talus_edges_reaches (edges, &last, &first));
  g_assert_true (talus_edges_reaches (edges, &middle, &last));
  g_assert_false (talus_edges_reaches (edges, &middle, &first));
  g_assert_true (talus_edges_reaches (edges, &last, &last));
  talus_edges_free (edges);
}

/* Two ways at every step, 2^60 in all: each node is looked at once. */
static void
test_many_ways (void)
{
  TalusEdges *edges = talus_edges_new ();
  TalusId first = test_id (1);
  TalusId last = test_id (1000);
  TalusId other = test_id (2000);

  for (guint i = 1; i < 181; i += 3)
    {
      TalusEdge some[] = {
        make_edge (i, i + 1), make_edge (i, i + 2), make_edge (i + 1, i + 3),
        make_edge (i + 2, i + 3),
      };

      for (guint j = 0; j < G_N_ELEMENTS (some); j++)
        talus_edges_link (edges, &some[j], 1);
    }
  {
    TalusEdge into = make_edge (181, 1000);
    TalusEdge elsewhere = make_edge (3000, 2000);

    talus_edges_link (edges, &into, 1);
    talus_edges_link (edges, &elsewhere, 1);
  }

  g_assert_true (talus_edges_reaches (edges, &first, &last));
  g_assert_false (talus_edges_reaches (edges, &first, &other));
  talus_edges_free (edges);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/edges/random-links-and-cuts-agree-with-a-matrix", test_random);
  g_test_add_func ("/edges/a-long-chain-is-followed-to-its-end", test_long_chain);
  g_test_add_func ("/edges/many-ways-are-walked-once", test_many_ways);

  return g_test_run ();
}
