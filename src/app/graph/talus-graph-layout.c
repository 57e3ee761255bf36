/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Input, output, and what is the same for both modes. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-layout-private.h"

/**
 * talus_graph_layout_new:
 * @mode: what the picture is about
 * @right_to_left: whether it begins at the right
 *
 * Returns: (transfer full): a layout to fill and to run once
 */
TalusGraphLayout *
talus_graph_layout_new (TalusGraphMode mode,
                        gboolean       right_to_left)
{
  TalusGraphLayout *self = g_new0 (TalusGraphLayout, 1);

  self->mode = mode;
  self->head = -1;
  self->right_to_left = right_to_left;
  self->boxes = g_array_new (FALSE, FALSE, sizeof (TalusGraphBox));
  self->links = g_array_new (FALSE, FALSE, sizeof (TalusGraphLink));
  self->frames = g_array_new (FALSE, FALSE, sizeof (TalusGraphFrame));
  self->points = g_array_new (FALSE, FALSE, sizeof (TalusGraphPoint));

  return self;
}

void
talus_graph_layout_free (TalusGraphLayout *self)
{
  g_array_unref (self->boxes);
  g_array_unref (self->links);
  g_array_unref (self->frames);
  g_array_unref (self->points);
  g_free (self->rects);
  g_free (self->routes);
  g_clear_pointer (&self->index, talus_spatial_index_free);
  g_clear_pointer (&self->link_index, talus_spatial_index_free);
  g_free (self);
}

/**
 * talus_graph_layout_add_box:
 * @self: a layout that has not run
 * @parent: the index of its parent, or -1
 * @width: more than 0
 * @height: more than 0
 *
 * Returns: its index
 */
guint
talus_graph_layout_add_box (TalusGraphLayout *self,
                            gint              parent,
                            float             width,
                            float             height)
{
  TalusGraphBox box = { parent, width, height };

  g_return_val_if_fail (self->rects == NULL, 0);
  g_return_val_if_fail (parent < (gint) self->boxes->len, 0);

  g_array_append_val (self->boxes, box);

  return self->boxes->len - 1;
}

/* From one box to another, both of them added. */
guint
talus_graph_layout_add_link (TalusGraphLayout *self,
                             guint             from,
                             guint             to)
{
  TalusGraphLink link = { from, to };

  g_return_val_if_fail (self->rects == NULL, 0);
  g_return_val_if_fail (from < self->boxes->len && to < self->boxes->len, 0);

  g_array_append_val (self->links, link);

  return self->links->len - 1;
}

static void
measure_bounds (TalusGraphLayout *self)
{
  for (guint i = 0; i < self->boxes->len; i++)
    talus_graph_rect_unite (&self->bounds, &self->rects[i]);
  for (guint i = 0; i < self->frames->len; i++)
    talus_graph_rect_unite (&self->bounds, &g_array_index (self->frames, TalusGraphFrame, i).rect);
  for (guint i = 0; i < self->points->len; i++)
    {
      TalusGraphPoint *point = &g_array_index (self->points, TalusGraphPoint, i);
      TalusGraphRect rect = { point->x - 1, point->y - 1, 2, 2 };

      talus_graph_rect_unite (&self->bounds, &rect);
    }
}

static void
mirror (TalusGraphLayout *self)
{
  float width = 2 * self->bounds.x + self->bounds.width;

  for (guint i = 0; i < self->boxes->len; i++)
    self->rects[i].x = width - self->rects[i].x - self->rects[i].width;
  for (guint i = 0; i < self->frames->len; i++)
    {
      TalusGraphRect *rect = &g_array_index (self->frames, TalusGraphFrame, i).rect;

      rect->x = width - rect->x - rect->width;
    }
  for (guint i = 0; i < self->points->len; i++)
    {
      TalusGraphPoint *point = &g_array_index (self->points, TalusGraphPoint, i);

      point->x = width - point->x;
    }
}

static void
index_links (TalusGraphLayout *self)
{
  g_autofree TalusGraphRect *extents = g_new0 (TalusGraphRect, MAX (self->links->len, 1));

  for (guint i = 0; i < self->links->len; i++)
    for (guint j = self->routes[i]; j < self->routes[i + 1]; j++)
      {
        TalusGraphPoint *point = &g_array_index (self->points, TalusGraphPoint, j);
        TalusGraphRect rect = { point->x - 4, point->y - 4, 8, 8 };

        talus_graph_rect_unite (&extents[i], &rect);
      }

  self->link_index = talus_spatial_index_new (extents, self->links->len);
}

/**
 * talus_graph_layout_run:
 * @self: a layout that has not run
 * @cancellable: (nullable): looked at now and then
 * @error: set when cancelled, and then only
 *
 * Places everything. On any thread, while nobody else looks at @self.
 *
 * Returns: whether it has
 */
gboolean
talus_graph_layout_run (TalusGraphLayout  *self,
                        GCancellable      *cancellable,
                        GError           **error)
{
  gboolean is_done;

  g_return_val_if_fail (self->rects == NULL, FALSE);

  self->rects = g_new0 (TalusGraphRect, MAX (self->boxes->len, 1));
  self->routes = g_new0 (guint32, self->links->len + 1);

  if (self->mode == TALUS_GRAPH_DEPENDENCIES)
    is_done = talus_graph_layout_run_layers (self, cancellable);
  else
    {
      is_done = talus_graph_layout_run_tree (self, cancellable);
      if (is_done)
        {
          talus_graph_layout_run_columns (self);
          is_done = talus_graph_layout_run_routes (self, cancellable);
        }
    }
  if (!is_done)
    {
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return FALSE;
    }

  measure_bounds (self);
  if (self->right_to_left)
    mirror (self);
  g_clear_pointer (&self->index, talus_spatial_index_free);
  self->index = talus_spatial_index_new (self->rects, self->boxes->len);
  index_links (self);

  return TRUE;
}

guint
talus_graph_layout_get_n_boxes (const TalusGraphLayout *self)
{
  return self->boxes->len;
}

guint
talus_graph_layout_get_n_links (const TalusGraphLayout *self)
{
  return self->links->len;
}

/**
 * talus_graph_layout_get_rects:
 * @self: a layout that has run
 *
 * Returns: (transfer none) (array): where each box went; those of no width are
 *   not in the picture
 */
const TalusGraphRect *
talus_graph_layout_get_rects (const TalusGraphLayout *self)
{
  return self->rects;
}

/**
 * talus_graph_layout_get_route:
 * @self: a layout that has run
 * @link: which arrow
 * @n_points: (out): how many; 0: it is not in the picture
 *
 * The arrow goes from the first point to the last. Where two points differ in
 * one direction only the line between them is straight; else it is a curve
 * that is level at both.
 *
 * Returns: (transfer none) (array length=n_points): its points
 */
const TalusGraphPoint *
talus_graph_layout_get_route (const TalusGraphLayout *self,
                              guint                   link,
                              guint                  *n_points)
{
  *n_points = self->routes[link + 1] - self->routes[link];

  return &g_array_index (self->points, TalusGraphPoint, self->routes[link]);
}

/* Where childless siblings stand in columns. */
const TalusGraphFrame *
talus_graph_layout_get_frames (const TalusGraphLayout *self,
                               guint                  *n_frames)
{
  *n_frames = self->frames->len;

  return (const TalusGraphFrame *) (gpointer) self->frames->data;
}

/* The box that stands above columns of what is below it, or -1. */
gint
talus_graph_layout_get_head (const TalusGraphLayout *self)
{
  return self->head;
}

const TalusGraphRect *
talus_graph_layout_get_bounds (const TalusGraphLayout *self)
{
  return &self->bounds;
}

/* Of the boxes. */
const TalusSpatialIndex *
talus_graph_layout_get_index (const TalusGraphLayout *self)
{
  return self->index;
}

/* Of the rectangles around the arrows. */
const TalusSpatialIndex *
talus_graph_layout_get_link_index (const TalusGraphLayout *self)
{
  return self->link_index;
}
