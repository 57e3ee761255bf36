/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a picture must hold whatever the graph: nothing on top of anything else,
 * order kept, parents in the middle, arrows that begin and end at their cards. */
#include <math.h>

#include "app/graph/talus-graph-layout.h"

#define CLOSE 0.05f

typedef struct
{
  gint parent;
  float width;
  float height;
} Box;

static TalusGraphLayout *
lay_out (TalusGraphMode        mode,
         const Box            *boxes,
         guint                 n_boxes,
         const TalusGraphLink *links,
         guint                 n_links,
         gboolean              right_to_left)
{
  g_autoptr (TalusGraphLayout) layout = talus_graph_layout_new (mode, right_to_left);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_boxes; i++)
    g_assert_cmpuint (talus_graph_layout_add_box (layout, boxes[i].parent, boxes[i].width,
                                                  boxes[i].height), ==, i);
  for (guint i = 0; i < n_links; i++)
    talus_graph_layout_add_link (layout, links[i].from, links[i].to);
  g_assert_true (talus_graph_layout_run (layout, NULL, &error));
  g_assert_no_error (error);

  return g_steal_pointer (&layout);
}

/* A forest as an outline has it. */
static Box *
draw_forest (guint    n,
             gboolean same_size)
{
  Box *boxes = g_new (Box, n + 1);
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (gint));

  for (guint i = 0; i < n; i++)
    {
      gint parent = -1;
      gint box = (gint) i;

      g_array_set_size (path, (guint) g_test_rand_int_range (MIN ((gint) path->len, 1),
                                                             (gint) path->len + 1));
      if (path->len > 6)
        g_array_set_size (path, 6);
      if (path->len > 0)
        parent = g_array_index (path, gint, path->len - 1);
      g_array_append_val (path, box);
      boxes[i] = (Box) {
        parent,
        same_size ? 100 : (float) g_test_rand_double_range (20, 300),
        same_size ? 40 : (float) g_test_rand_double_range (10, 90),
      };
    }

  return boxes;
}

static TalusGraphLink *
draw_links (guint n_boxes,
            guint n_links)
{
  TalusGraphLink *links = g_new (TalusGraphLink, n_links + 1);

  for (guint i = 0; i < n_links; i++)
    {
      guint from = (guint) g_test_rand_int_range (0, (gint32) n_boxes - 1);

      links[i] = (TalusGraphLink) {
        from, (guint) g_test_rand_int_range ((gint32) from + 1, (gint32) n_boxes)
      };
    }

  return links;
}

static void
assert_apart (const TalusGraphLayout *layout)
{
  const TalusGraphRect *rects = talus_graph_layout_get_rects (layout);
  guint n = talus_graph_layout_get_n_boxes (layout);

  for (guint i = 0; i < n; i++)
    for (guint j = i + 1; j < n; j++)
      if (rects[i].width > 0 && rects[j].width > 0)
        {
          TalusGraphRect smaller = {
            rects[i].x + CLOSE, rects[i].y + CLOSE,
            rects[i].width - 2 * CLOSE, rects[i].height - 2 * CLOSE
          };

          g_assert_false (talus_graph_rect_intersects (&smaller, &rects[j]));
        }
}

static float
get_middle (const TalusGraphRect *rect)
{
  return rect->y + rect->height / 2;
}

static const TalusGraphFrame *
find_frame (const TalusGraphLayout *layout,
            guint                   box)
{
  guint n_frames;
  const TalusGraphFrame *frames = talus_graph_layout_get_frames (layout, &n_frames);

  for (guint i = 0; i < n_frames; i++)
    if (box >= frames[i].first && box < frames[i].first + frames[i].length)
      return &frames[i];

  return NULL;
}

/* Siblings go down the picture, and a parent is in the middle between the top
 * of its first and the bottom of its last child: of their frames where they
 * stand in frames. */
static void
assert_tidy (const TalusGraphLayout *layout,
             const Box              *boxes,
             guint                   n)
{
  const TalusGraphRect *rects = talus_graph_layout_get_rects (layout);

  for (guint i = 0; i < n; i++)
    {
      const TalusGraphRect *first = NULL;
      const TalusGraphRect *last = NULL;

      /* It, and those it is below, stand above columns. */
      if ((gint) i <= talus_graph_layout_get_head (layout))
        continue;
      for (guint j = i + 1; j < n; j++)
        if (boxes[j].parent == (gint) i)
          {
            const TalusGraphFrame *frame = find_frame (layout, j);
            const TalusGraphRect *place = frame != NULL ? &frame->rect : &rects[j];

            g_assert_cmpfloat (place->x, >=, rects[i].x + rects[i].width);
            if (last != NULL && last != place)
              g_assert_cmpfloat (place->y, >=, last->y + last->height - CLOSE);
            first = first == NULL ? place : first;
            last = place;
          }
      if (first != NULL)
        g_assert_cmpfloat_with_epsilon (get_middle (&rects[i]),
                                        (first->y + last->y + last->height) / 2, CLOSE);
    }
}

static void
test_tree (void)
{
  for (guint round = 0; round < 120; round++)
    {
      guint n = (guint) g_test_rand_int_range (1, round < 100 ? 60 : 500);
      g_autofree Box *boxes = draw_forest (n, round % 3 == 0);
      g_autoptr (TalusGraphLayout) layout = lay_out (TALUS_GRAPH_TREE, boxes, n, NULL, 0, FALSE);

      assert_apart (layout);
      assert_tidy (layout, boxes, n);
    }
}

static void
test_nothing (void)
{
  for (guint mode = 0; mode < 2; mode++)
    {
      g_autoptr (TalusGraphLayout) layout = lay_out (mode, NULL, 0, NULL, 0, FALSE);

      g_assert_cmpfloat (talus_graph_layout_get_bounds (layout)->width, ==, 0);
    }
}

/* A small tree beside a large one nestles into it: that is what is tidy. */
static void
test_nestles (void)
{
  static const Box boxes[] = {
    { -1, 100, 40 },
    { 0, 100, 40 }, { 1, 100, 40 },
    { 2, 100, 40 }, { 2, 100, 40 }, { 2, 100, 40 }, { 2, 100, 40 },
    { 0, 100, 40 },
  };
  g_autoptr (TalusGraphLayout) layout = lay_out (TALUS_GRAPH_TREE, boxes, G_N_ELEMENTS (boxes),
                                                 NULL, 0, FALSE);
  const TalusGraphRect *rects = talus_graph_layout_get_rects (layout);

  g_assert_cmpfloat (rects[7].y, <, rects[6].y);
  assert_apart (layout);
}

static void
test_columns (void)
{
  Box boxes[41] = { { -1, 100, 40 } };
  const TalusGraphFrame *frames;
  const TalusGraphRect *rects;
  guint n_frames;

  for (guint i = 1; i < G_N_ELEMENTS (boxes); i++)
    boxes[i] = (Box) { 0, 100, 40 };
  {
    g_autoptr (TalusGraphLayout) layout = lay_out (TALUS_GRAPH_TREE, boxes,
                                                   G_N_ELEMENTS (boxes), NULL, 0, FALSE);

    frames = talus_graph_layout_get_frames (layout, &n_frames);
    rects = talus_graph_layout_get_rects (layout);
    g_assert_cmpuint (n_frames, ==, 1);
    g_assert_cmpuint (frames[0].first, ==, 1);
    g_assert_cmpuint (frames[0].length, ==, 40);
    for (guint i = 1; i < G_N_ELEMENTS (boxes); i++)
      {
        g_assert_true (talus_graph_rect_contains (&frames[0].rect, rects[i].x, rects[i].y));
        if (i > 1)
          g_assert_true (rects[i].y > rects[i - 1].y || rects[i].x > rects[i - 1].x);
      }
    g_assert_cmpfloat (frames[0].rect.height, <, 20 * 52);
    assert_apart (layout);
  }
}

/* What would be a thin strip becomes columns under the node that branches. */
static void
test_newspaper (void)
{
  enum { PARTS = 12, STEPS = 30 };
  g_autofree Box *boxes = g_new0 (Box, 2 + PARTS * (STEPS + 1));
  g_autoptr (TalusGraphLayout) layout = NULL;
  const TalusGraphRect *rects;
  const TalusGraphRect *before = NULL;
  guint n = 0;

  boxes[n++] = (Box) { -1, 120, 40 };
  boxes[n++] = (Box) { 0, 120, 50 };
  for (guint i = 0; i < PARTS; i++)
    {
      guint part = n;

      boxes[n++] = (Box) { 1, 100, 40 };
      for (guint j = 0; j < STEPS; j++)
        boxes[n++] = (Box) { (gint) part, 100, 40 };
    }

  layout = lay_out (TALUS_GRAPH_TREE, boxes, n, NULL, 0, FALSE);
  rects = talus_graph_layout_get_rects (layout);
  assert_apart (layout);
  g_assert_cmpint (talus_graph_layout_get_head (layout), ==, 1);
  g_assert_cmpfloat (talus_graph_layout_get_bounds (layout)->height, <,
                     1.5f * talus_graph_layout_get_bounds (layout)->width);
  for (guint i = 2; i < n; i++)
    if (boxes[i].parent == 1)
      {
        g_assert_cmpfloat (rects[i].y, >, rects[1].y + rects[1].height);
        g_assert_true (before == NULL || rects[i].x > before->x || rects[i].y > before->y);
        before = &rects[i];
      }
}

/* Each part is higher than any column need be: they come to an end all the same. */
static void
test_tall_parts (void)
{
  enum { PARTS = 3, STEPS = 400 };
  g_autofree Box *boxes = g_new0 (Box, 1 + PARTS * (2 * STEPS + 1));
  g_autoptr (TalusGraphLayout) layout = NULL;
  guint n = 0;

  boxes[n++] = (Box) { -1, 100, 40 };
  for (guint i = 0; i < PARTS; i++)
    {
      guint part = n;

      boxes[n++] = (Box) { 0, 100, 40 };
      for (guint j = 0; j < STEPS; j++)
        {
          boxes[n++] = (Box) { (gint) part, 100, 40 };
          boxes[n] = (Box) { (gint) n - 1, 100, 40 };
          n++;
        }
    }

  layout = lay_out (TALUS_GRAPH_TREE, boxes, n, NULL, 0, FALSE);
  assert_apart (layout);
  g_assert_cmpint (talus_graph_layout_get_head (layout), ==, 0);
}

static void
assert_same (const TalusGraphLayout *one,
             const TalusGraphLayout *other)
{
  guint n = talus_graph_layout_get_n_boxes (one);

  g_assert_cmpmem (talus_graph_layout_get_rects (one), n * sizeof (TalusGraphRect),
                   talus_graph_layout_get_rects (other), n * sizeof (TalusGraphRect));
  for (guint i = 0; i < talus_graph_layout_get_n_links (one); i++)
    {
      guint length;
      guint other_length;
      const TalusGraphPoint *route = talus_graph_layout_get_route (one, i, &length);
      const TalusGraphPoint *other_route = talus_graph_layout_get_route (other, i,
                                                                         &other_length);

      g_assert_cmpmem (route, length * sizeof (TalusGraphPoint),
                       other_route, other_length * sizeof (TalusGraphPoint));
    }
}

static void
test_deterministic (void)
{
  for (guint round = 0; round < 20; round++)
    {
      guint n = (guint) g_test_rand_int_range (2, 200);
      guint m = (guint) g_test_rand_int_range (0, 100);
      g_autofree Box *boxes = draw_forest (n, FALSE);
      g_autofree TalusGraphLink *links = draw_links (n, m);

      for (guint mode = 0; mode < 2; mode++)
        {
          g_autoptr (TalusGraphLayout) one = lay_out (mode, boxes, n, links, m, FALSE);
          g_autoptr (TalusGraphLayout) other = lay_out (mode, boxes, n, links, m, FALSE);

          assert_same (one, other);
        }
    }
}

static void
test_mirrored (void)
{
  g_autofree Box *boxes = draw_forest (80, FALSE);
  g_autofree TalusGraphLink *links = draw_links (80, 40);

  for (guint mode = 0; mode < 2; mode++)
    {
      g_autoptr (TalusGraphLayout) left = lay_out (mode, boxes, 80, links, 40, FALSE);
      g_autoptr (TalusGraphLayout) right = lay_out (mode, boxes, 80, links, 40, TRUE);
      const TalusGraphRect *bounds = talus_graph_layout_get_bounds (left);

      assert_apart (right);
      g_assert_cmpfloat (bounds->x, ==, talus_graph_layout_get_bounds (right)->x);
      for (guint i = 0; i < 80; i++)
        {
          const TalusGraphRect *one = &talus_graph_layout_get_rects (left)[i];
          const TalusGraphRect *other = &talus_graph_layout_get_rects (right)[i];

          g_assert_cmpfloat (one->y, ==, other->y);
          if (one->width > 0)
            g_assert_cmpfloat_with_epsilon (one->x - bounds->x,
                                            bounds->x + bounds->width - other->x - other->width,
                                            CLOSE);
        }
    }
}

static gboolean
is_at_side (const TalusGraphPoint *point,
            const TalusGraphRect  *rect)
{
  return (fabsf (point->x - rect->x) < CLOSE || fabsf (point->x - rect->x - rect->width) < CLOSE) &&
         point->y > rect->y && point->y < rect->y + rect->height;
}

/* Every arrow, in both modes. */
static void
test_routes (void)
{
  for (guint round = 0; round < 20; round++)
    {
      guint n = (guint) g_test_rand_int_range (2, 120);
      guint m = (guint) g_test_rand_int_range (1, 120);
      g_autofree Box *boxes = draw_forest (n, FALSE);
      g_autofree TalusGraphLink *links = draw_links (n, m);

      for (guint mode = 0; mode < 2; mode++)
        {
          g_autoptr (TalusGraphLayout) layout = lay_out (mode, boxes, n, links, m, round % 2 == 1);
          const TalusGraphRect *rects = talus_graph_layout_get_rects (layout);

          for (guint i = 0; i < m; i++)
            {
              guint n_points;
              const TalusGraphPoint *route = talus_graph_layout_get_route (layout, i, &n_points);

              g_assert_cmpuint (n_points, >=, 2);
              g_assert_true (is_at_side (&route[0], &rects[links[i].from]));
              g_assert_true (is_at_side (&route[n_points - 1], &rects[links[i].to]));
            }
        }
    }
}

static void
test_layers (void)
{
  for (guint round = 0; round < 60; round++)
    {
      guint n = (guint) g_test_rand_int_range (2, 90);
      guint m = (guint) g_test_rand_int_range (1, 150);
      g_autofree Box *boxes = draw_forest (n, round % 2 == 0);
      g_autofree TalusGraphLink *links = draw_links (n, m);
      g_autoptr (TalusGraphLayout) layout = lay_out (TALUS_GRAPH_DEPENDENCIES, boxes, n, links, m,
                                                     FALSE);
      const TalusGraphRect *rects = talus_graph_layout_get_rects (layout);
      g_autofree gboolean *is_linked = g_new0 (gboolean, n);

      assert_apart (layout);
      for (guint i = 0; i < m; i++)
        {
          g_assert_cmpfloat (rects[links[i].from].x + rects[links[i].from].width, <,
                             rects[links[i].to].x);
          is_linked[links[i].from] = is_linked[links[i].to] = TRUE;
        }
      for (guint i = 0; i < n; i++)
        g_assert_true ((rects[i].width > 0) == is_linked[i]);
    }
}

/* Collapsed subtrees may block each other; a link may be there twice. */
static void
test_loops (void)
{
  static const Box boxes[] = {
    { -1, 100, 40 }, { -1, 100, 40 }, { -1, 100, 40 }, { -1, 100, 40 },
  };
  static const TalusGraphLink links[] = {
    { 0, 1 }, { 1, 2 }, { 2, 0 }, { 0, 1 }, { 3, 3 }, { 1, 0 },
  };
  g_autoptr (TalusGraphLayout) layout = lay_out (TALUS_GRAPH_DEPENDENCIES, boxes,
                                                 G_N_ELEMENTS (boxes), links,
                                                 G_N_ELEMENTS (links), FALSE);
  const TalusGraphRect *rects = talus_graph_layout_get_rects (layout);
  guint n_points;

  assert_apart (layout);
  g_assert_cmpfloat (rects[0].x, <, rects[1].x);
  g_assert_cmpfloat (rects[1].x, <, rects[2].x);
  g_assert_cmpfloat (rects[3].width, ==, 0);
  talus_graph_layout_get_route (layout, 2, &n_points);
  g_assert_cmpuint (n_points, >, 2);
  talus_graph_layout_get_route (layout, 4, &n_points);
  g_assert_cmpuint (n_points, ==, 0);
}

/* A chain with an arrow over all of it from everywhere would have millions of
 * bends. */
static void
test_long_arrows (void)
{
  enum { N = 1500 };
  g_autofree Box *boxes = g_new (Box, N);
  g_autofree TalusGraphLink *links = g_new (TalusGraphLink, 2 * N);
  guint m = 0;

  for (guint i = 0; i < N; i++)
    {
      boxes[i] = (Box) { -1, 100, 40 };
      if (i + 1 < N)
        links[m++] = (TalusGraphLink) { i, i + 1 };
      if (i + 2 < N)
        links[m++] = (TalusGraphLink) { i, N - 1 };
    }
  {
    g_autoptr (TalusGraphLayout) layout = lay_out (TALUS_GRAPH_DEPENDENCIES, boxes, N, links, m,
                                                   FALSE);

    assert_apart (layout);
  }
}

/* One node more moves what is above it in the picture little. */
static void
test_stable (void)
{
  Box boxes[31] = { { -1, 100, 40 } };

  for (guint i = 1; i < 31; i++)
    boxes[i] = (Box) { i % 3 == 1 ? 0 : (gint) (i - (i - 1) % 3), 100, 40 };
  {
    g_autoptr (TalusGraphLayout) before = lay_out (TALUS_GRAPH_TREE, boxes, 30, NULL, 0, FALSE);
    g_autoptr (TalusGraphLayout) after = lay_out (TALUS_GRAPH_TREE, boxes, 31, NULL, 0, FALSE);

    for (guint i = 1; i < 30; i++)
      {
        const TalusGraphRect *one = &talus_graph_layout_get_rects (before)[i];
        const TalusGraphRect *other = &talus_graph_layout_get_rects (after)[i];

        g_assert_cmpfloat (one->x, ==, other->x);
        g_assert_cmpfloat (fabsf (one->y - other->y), <=, 60);
      }
  }
}

static void
test_cancel (void)
{
  for (guint mode = 0; mode < 2; mode++)
    {
      g_autoptr (TalusGraphLayout) layout = talus_graph_layout_new (mode, FALSE);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      talus_graph_layout_add_box (layout, -1, 100, 40);
      talus_graph_layout_add_box (layout, -1, 100, 40);
      talus_graph_layout_add_link (layout, 0, 1);
      g_cancellable_cancel (cancellable);
      g_assert_false (talus_graph_layout_run (layout, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph-layout/nothing-has-no-size", test_nothing);
  g_test_add_func ("/graph-layout/trees-are-tidy", test_tree);
  g_test_add_func ("/graph-layout/small-tree-nestles-into-large", test_nestles);
  g_test_add_func ("/graph-layout/many-leaves-stand-in-columns", test_columns);
  g_test_add_func ("/graph-layout/slender-trees-become-columns", test_newspaper);
  g_test_add_func ("/graph-layout/parts-that-fit-no-column-get-their-own", test_tall_parts);
  g_test_add_func ("/graph-layout/same-graph-same-picture", test_deterministic);
  g_test_add_func ("/graph-layout/right-to-left-is-mirrored", test_mirrored);
  g_test_add_func ("/graph-layout/arrows-touch-their-cards", test_routes);
  g_test_add_func ("/graph-layout/blockers-stand-before-blocked", test_layers);
  g_test_add_func ("/graph-layout/loops-are-drawn-backwards", test_loops);
  g_test_add_func ("/graph-layout/long-arrows-stay-affordable", test_long_arrows);
  g_test_add_func ("/graph-layout/small-change-moves-little", test_stable);
  g_test_add_func ("/graph-layout/stops-when-cancelled", test_cancel);

  return g_test_run ();
}
