/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The packed index held against looking at every rectangle. */
#include "app/graph/talus-spatial-index.h"

static float
draw (float begin,
      float end)
{
  return (float) g_test_rand_double_range (begin, end);
}

static TalusGraphRect *
draw_rects (guint n)
{
  TalusGraphRect *rects = g_new (TalusGraphRect, n + 1);

  for (guint i = 0; i < n; i++)
    rects[i] = (TalusGraphRect) {
      draw (-500, 500), draw (-2000, 2000),
      g_test_rand_int_range (0, 8) == 0 ? 0 : draw (1, 60), draw (1, 40)
    };

  return rects;
}

static gboolean
touches (const TalusGraphRect *a,
         const TalusGraphRect *b)
{
  return a->x <= b->x + b->width && b->x <= a->x + a->width &&
         a->y <= b->y + b->height && b->y <= a->y + a->height;
}

static float
measure (const TalusGraphRect *rect,
         float                 x,
         float                 y)
{
  float dx = MAX (MAX (rect->x - x, x - (rect->x + rect->width)), 0);
  float dy = MAX (MAX (rect->y - y, y - (rect->y + rect->height)), 0);

  return dx * dx + dy * dy;
}

static void
test_empty (void)
{
  g_autoptr (TalusSpatialIndex) index = talus_spatial_index_new (NULL, 0);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  TalusGraphRect all = { -1000, -1000, 2000, 2000 };
  guint item;

  talus_spatial_index_search (index, &all, found);
  g_assert_cmpuint (found->len, ==, 0);
  g_assert_false (talus_spatial_index_nearest (index, 0, 0, 1000, &item));
}

static void
test_search (void)
{
  static const guint sizes[] = { 1, 2, 16, 17, 255, 256, 257, 3000 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autofree TalusGraphRect *rects = draw_rects (sizes[s]);
      g_autoptr (TalusSpatialIndex) index = talus_spatial_index_new (rects, sizes[s]);

      for (guint round = 0; round < 50; round++)
        {
          g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
          TalusGraphRect area = { draw (-600, 500), draw (-2100, 2000), draw (0, 300),
                                  draw (0, 900) };
          guint next = 0;

          talus_spatial_index_search (index, &area, found);
          for (guint i = 0; i < sizes[s]; i++)
            if (rects[i].width > 0 && touches (&rects[i], &area))
              {
                g_assert_cmpuint (next, <, found->len);
                g_assert_cmpuint (g_array_index (found, guint, next++), ==, i);
              }
          g_assert_cmpuint (next, ==, found->len);
        }
    }
}

static void
test_nearest (void)
{
  enum { N = 1000 };
  g_autofree TalusGraphRect *rects = draw_rects (N);
  g_autoptr (TalusSpatialIndex) index = talus_spatial_index_new (rects, N);

  for (guint round = 0; round < 500; round++)
    {
      float x = draw (-700, 700);
      float y = draw (-2200, 2200);
      float reach = draw (0, 120);
      float best = G_MAXFLOAT;
      guint item;

      for (guint i = 0; i < N; i++)
        if (rects[i].width > 0)
          best = MIN (best, measure (&rects[i], x, y));

      if (talus_spatial_index_nearest (index, x, y, reach, &item))
        {
          g_assert_cmpfloat (measure (&rects[item], x, y), ==, best);
          g_assert_cmpfloat (best, <=, reach * reach);
        }
      else
        g_assert_cmpfloat (best, >, reach * reach);
    }
}

static void
test_topmost (void)
{
  TalusGraphRect rects[] = { { 0, 0, 10, 10 }, { 5, 5, 10, 10 }, { 0, 0, 20, 20 } };
  g_autoptr (TalusSpatialIndex) index = talus_spatial_index_new (rects, 2);
  guint item;

  g_assert_true (talus_spatial_index_nearest (index, 7, 7, 0, &item));
  g_assert_cmpuint (item, ==, 1);
  g_assert_false (talus_spatial_index_nearest (index, 18, 2, 0, &item));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spatial-index/nothing-is-found-among-nothing", test_empty);
  g_test_add_func ("/spatial-index/finds-what-looking-at-all-finds", test_search);
  g_test_add_func ("/spatial-index/nearest-is-nearest-and-in-reach", test_nearest);
  g_test_add_func ("/spatial-index/topmost-is-under-the-point", test_topmost);

  return g_test_run ();
}
