/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A packed R-tree: rectangles in the order of a Hilbert curve through their
 * centres, sixteen to a leaf, leaves sixteen to a page and so on up (Kamel and
 * Faloutsos, "On Packing R-trees", 1993). Built in O(n log n), no pointers. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-spatial-index.h"

#include <math.h>
#include <string.h>

#define FAN_OUT      16
#define CURVE_BITS   16
#define MAX_LEVELS   9

typedef struct
{
  guint32 key;
  guint32 item;
} Ranked;

typedef struct
{
  float left;
  float top;
  float right;
  float bottom;
} Extent;

struct _TalusSpatialIndex
{
  guint n_items;
  guint n_levels;
  guint starts[MAX_LEVELS + 1];   /* of each level in @extents, the leaves first */
  Extent *extents;
  guint32 *items;                 /* what the extents of the lowest level are of */
};

static int
compare_ranked (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const Ranked *one = a;
  const Ranked *other = b;

  if (one->key != other->key)
    return one->key < other->key ? -1 : 1;

  return one->item < other->item ? -1 : 1;
}

/* How far along the Hilbert curve a cell is. */
static guint32
get_curve_key (guint32 x,
               guint32 y)
{
  guint32 key = 0;

  for (guint32 side = 1u << (CURVE_BITS - 1); side > 0; side /= 2)
    {
      guint32 right = (x & side) != 0;
      guint32 below = (y & side) != 0;

      key = key * 4 + ((3 * right) ^ below);
      x &= side - 1;
      y &= side - 1;
      if (below == 0)
        {
          guint32 kept = x;

          if (right == 1)
            {
              x = side - 1 - x;
              y = side - 1 - y;
              kept = x;
            }
          x = y;
          y = kept;
        }
    }

  return key;
}

static Extent
get_extent (const TalusGraphRect *rect)
{
  return (Extent) { rect->x, rect->y, rect->x + rect->width, rect->y + rect->height };
}

static void
extend (Extent       *a,
        const Extent *b)
{
  a->left = MIN (a->left, b->left);
  a->top = MIN (a->top, b->top);
  a->right = MAX (a->right, b->right);
  a->bottom = MAX (a->bottom, b->bottom);
}

static gboolean
overlaps (const Extent *a,
          const Extent *b)
{
  return a->left <= b->right && b->left <= a->right && a->top <= b->bottom && b->top <= a->bottom;
}

static float
measure_distance (const Extent *extent,
                  float         x,
                  float         y)
{
  float dx = MAX (MAX (extent->left - x, x - extent->right), 0);
  float dy = MAX (MAX (extent->top - y, y - extent->bottom), 0);

  return dx * dx + dy * dy;
}

static guint32
get_cell (float value,
          float begin,
          float end)
{
  if (end <= begin)
    return 0;

  return (guint32) CLAMP ((value - begin) / (end - begin) * ((1 << CURVE_BITS) - 1), 0,
                          (1 << CURVE_BITS) - 1);
}

static void
rank_items (TalusSpatialIndex    *self,
            const TalusGraphRect *rects,
            guint                 n_rects)
{
  g_autofree Ranked *ranked = g_new (Ranked, MAX (n_rects, 1));
  Extent all = { G_MAXFLOAT, G_MAXFLOAT, -G_MAXFLOAT, -G_MAXFLOAT };
  guint n = 0;

  for (guint i = 0; i < n_rects; i++)
    if (rects[i].width > 0)
      {
        Extent extent = get_extent (&rects[i]);

        extend (&all, &extent);
        ranked[n++].item = i;
      }

  for (guint i = 0; i < n; i++)
    {
      const TalusGraphRect *rect = &rects[ranked[i].item];

      ranked[i].key = get_curve_key (get_cell (rect->x + rect->width / 2, all.left, all.right),
                                     get_cell (rect->y + rect->height / 2, all.top, all.bottom));
    }
  g_qsort_with_data (ranked, (gint) n, sizeof (Ranked), compare_ranked, NULL);

  self->n_items = n;
  self->items = g_new (guint32, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    self->items[i] = ranked[i].item;
}

/**
 * talus_spatial_index_new:
 * @rects: (array length=n_rects): what is where; copied
 * @n_rects: how many
 *
 * Those of no width are in no answer.
 *
 * Returns: (transfer full): an index of them
 */
TalusSpatialIndex *
talus_spatial_index_new (const TalusGraphRect *rects,
                         guint                 n_rects)
{
  TalusSpatialIndex *self = g_new0 (TalusSpatialIndex, 1);
  guint total = 0;
  guint length;

  rank_items (self, rects, n_rects);

  length = self->n_items;
  do
    {
      self->starts[self->n_levels++] = total;
      total += length;
      length = (length + FAN_OUT - 1) / FAN_OUT;
    }
  while (self->starts[self->n_levels - 1] + 1 < total);
  self->starts[self->n_levels] = total;

  self->extents = g_new (Extent, MAX (total, 1));
  for (guint i = 0; i < self->n_items; i++)
    self->extents[i] = get_extent (&rects[self->items[i]]);
  for (guint level = 1; level < self->n_levels; level++)
    for (guint i = self->starts[level]; i < self->starts[level + 1]; i++)
      {
        guint first = self->starts[level - 1] + (i - self->starts[level]) * FAN_OUT;
        guint end = MIN (first + FAN_OUT, self->starts[level]);

        self->extents[i] = self->extents[first];
        for (guint j = first + 1; j < end; j++)
          extend (&self->extents[i], &self->extents[j]);
      }

  return self;
}

void
talus_spatial_index_free (TalusSpatialIndex *self)
{
  g_free (self->extents);
  g_free (self->items);
  g_free (self);
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  guint one = *(const guint *) a;
  guint other = *(const guint *) b;

  return (one > other) - (one < other);
}

static void
search_page (const TalusSpatialIndex *self,
             guint                    level,
             guint                    page,
             const Extent            *area,
             GArray                  *found)
{
  if (!overlaps (&self->extents[page], area))
    return;

  if (level == 0)
    {
      guint item = self->items[page];

      g_array_append_val (found, item);
    }
  else
    {
      guint first = self->starts[level - 1] + (page - self->starts[level]) * FAN_OUT;
      guint end = MIN (first + FAN_OUT, self->starts[level]);

      for (guint i = first; i < end; i++)
        search_page (self, level - 1, i, area, found);
    }
}

/**
 * talus_spatial_index_search:
 * @self: an index
 * @area: where
 * @found: (element-type guint): what is there is appended, in ascending order
 *
 * Edges that touch count.
 */
void
talus_spatial_index_search (const TalusSpatialIndex *self,
                            const TalusGraphRect    *area,
                            GArray                  *found)
{
  Extent extent = get_extent (area);
  guint before = found->len;

  if (self->n_items == 0)
    return;

  search_page (self, self->n_levels - 1, self->starts[self->n_levels - 1], &extent, found);
  if (found->len > before)
    qsort (&g_array_index (found, guint, before), found->len - before, sizeof (guint),
           compare_items);
}

static void
approach_page (const TalusSpatialIndex *self,
               guint                    level,
               guint                    page,
               float                    x,
               float                    y,
               float                   *best,
               guint                   *item)
{
  float distance = measure_distance (&self->extents[page], x, y);

  if (distance > *best)
    return;

  if (level == 0)
    {
      /* The last of those that are as near: it is drawn on top. */
      if (distance < *best || *item == G_MAXUINT || self->items[page] > *item)
        *item = self->items[page];
      *best = distance;
    }
  else
    {
      guint first = self->starts[level - 1] + (page - self->starts[level]) * FAN_OUT;
      guint end = MIN (first + FAN_OUT, self->starts[level]);

      for (guint i = first; i < end; i++)
        approach_page (self, level - 1, i, x, y, best, item);
    }
}

/**
 * talus_spatial_index_nearest:
 * @self: an index
 * @x: where
 * @y: where
 * @distance: how far off it may be at most; 0: it has to be under the point
 * @item: (out): which
 *
 * Returns: whether there is one
 */
gboolean
talus_spatial_index_nearest (const TalusSpatialIndex *self,
                             float                    x,
                             float                    y,
                             float                    distance,
                             guint                   *item)
{
  float best = distance * distance;

  *item = G_MAXUINT;
  if (self->n_items > 0)
    approach_page (self, self->n_levels - 1, self->starts[self->n_levels - 1], x, y, &best, item);

  return *item != G_MAXUINT;
}

gboolean
talus_graph_rect_intersects (const TalusGraphRect *a,
                             const TalusGraphRect *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width &&
         a->y < b->y + b->height && b->y < a->y + a->height;
}

gboolean
talus_graph_rect_contains (const TalusGraphRect *a,
                           float                 x,
                           float                 y)
{
  return x >= a->x && x < a->x + a->width && y >= a->y && y < a->y + a->height;
}

/* @a grows around @b; what has no width is nothing. */
void
talus_graph_rect_unite (TalusGraphRect       *a,
                        const TalusGraphRect *b)
{
  float right;
  float bottom;

  if (b->width <= 0)
    return;
  if (a->width <= 0)
    {
      *a = *b;
      return;
    }

  right = MAX (a->x + a->width, b->x + b->width);
  bottom = MAX (a->y + a->height, b->y + b->height);
  a->x = MIN (a->x, b->x);
  a->y = MIN (a->y, b->y);
  a->width = right - a->x;
  a->height = bottom - a->y;
}
