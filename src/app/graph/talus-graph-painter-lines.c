/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines: from parents to children, quietly; and the arrows of dependencies. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-painter-private.h"

#include <math.h>

#include "app/core/talus-node-state.h"

#define CORNER      6.0f
#define ARROW_HEAD  7.0f
#define HEAD_INDENT 14.0f
/* More arrows at a time say nothing: then only those of the selection are drawn. */
#define MOST_ARROWS 700
#define LEAST_ZOOM_LINES 0.2f

/* The frame whose first card is @child, (nullable). Children come in order. */
static const TalusGraphFrame *
find_frame (const TalusGraphLayout *layout,
            guint                   parent,
            guint                   child)
{
  guint n_frames;
  const TalusGraphFrame *frames = talus_graph_layout_get_frames (layout, &n_frames);
  guint low = 0;
  guint high = n_frames;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (frames[middle].parent < parent ||
          (frames[middle].parent == parent && frames[middle].first < child))
        low = middle + 1;
      else
        high = middle;
    }

  return low < n_frames && frames[low].parent == parent && frames[low].first == child
         ? &frames[low] : NULL;
}

/* The next child's card behind @child, which ends where its subtree does. */
static guint
skip_subtree (TalusGraphPicture *picture,
              guint              card)
{
  guint n = talus_graph_picture_get_n_cards (picture);
  guint end = card + 1;

  while (end < n && talus_graph_picture_get_card (picture, end)->parent >= (gint) card)
    end++;

  return end;
}

static void
round_to (cairo_t *cr,
          float    radius,
          float    corner_x,
          float    corner_y,
          float    x,
          float    y)
{
  double from_x;
  double from_y;
  double dx;
  double dy;
  double reach;

  cairo_get_current_point (cr, &from_x, &from_y);
  dx = x - corner_x;
  dy = y - corner_y;
  reach = MIN (radius, MIN (hypot (corner_x - from_x, corner_y - from_y), hypot (dx, dy)) / 2);
  if (reach > 0.5)
    {
      double back = hypot (corner_x - from_x, corner_y - from_y);
      double ahead = hypot (dx, dy);
      double in_x = corner_x - (corner_x - from_x) / back * reach;
      double in_y = corner_y - (corner_y - from_y) / back * reach;
      double out_x = corner_x + dx / ahead * reach;
      double out_y = corner_y + dy / ahead * reach;

      cairo_line_to (cr, in_x, in_y);
      cairo_curve_to (cr, (in_x + corner_x) / 2, (in_y + corner_y) / 2,
                      (out_x + corner_x) / 2, (out_y + corner_y) / 2, out_x, out_y);
    }
  else
    cairo_line_to (cr, corner_x, corner_y);
}

/* From the side of a card, half way, up or down, and in. */
static void
trace_elbow (cairo_t *cr,
             float    radius,
             float    start_x,
             float    start_y,
             float    middle_x,
             float    end_x,
             float    end_y)
{
  cairo_move_to (cr, start_x, start_y);
  if (fabsf (start_y - end_y) > 0.5f)
    {
      round_to (cr, radius, middle_x, start_y, middle_x, end_y);
      round_to (cr, radius, middle_x, end_y, end_x, end_y);
    }
  cairo_line_to (cr, end_x, end_y);
}

typedef void (*ChildFunc) (const TalusGraphRect *child,
                           gpointer              data);

static void
foreach_child (TalusGraphPainter *self,
               guint              index,
               ChildFunc          func,
               gpointer           data)
{
  const TalusGraphLayout *layout = talus_graph_picture_get_layout (self->picture);
  guint n = talus_graph_picture_get_n_cards (self->picture);
  guint child = index + 1;

  while (child < n &&
         talus_graph_picture_get_card (self->picture, child)->parent == (gint) index)
    {
      const TalusGraphFrame *frame = find_frame (layout, index, child);

      func (frame != NULL ? &frame->rect : talus_graph_painter_rect (self, child), data);
      child = frame != NULL ? child + frame->length : skip_subtree (self->picture, child);
    }
}

typedef struct
{
  TalusGraphPainter *painter;
  cairo_t *cr;
  TalusGraphRect card;
  float corner;
  gboolean is_head;
  gboolean is_rtl;
} Branch;

static void
trace_child (const TalusGraphRect *child,
             gpointer              data)
{
  Branch *branch = data;
  float sign = branch->is_rtl ? -1 : 1;
  float start_x = branch->is_rtl ? branch->card.x : branch->card.x + branch->card.width;
  float end_x = branch->is_rtl ? child->x + child->width : child->x;
  float end_y = child->y + child->height / 2;

  if (branch->is_head)
    {
      /* Down, along above the columns, down beside one of them. */
      float head_x = branch->is_rtl ? branch->card.x + branch->card.width - HEAD_INDENT
                                    : branch->card.x + HEAD_INDENT;
      float head_y = branch->card.y + branch->card.height;
      float side_x = end_x - sign * TALUS_GRAPH_COLUMN_GAP / 4;
      float above_y = head_y + 20;

      cairo_move_to (branch->cr, head_x, head_y);
      if (fabsf (side_x - head_x) > 1)
        {
          round_to (branch->cr, branch->corner, head_x, above_y, side_x, above_y);
          round_to (branch->cr, branch->corner, side_x, above_y, side_x, end_y);
        }
      round_to (branch->cr, branch->corner, side_x, end_y, end_x, end_y);
      cairo_line_to (branch->cr, end_x, end_y);
      return;
    }

  trace_elbow (branch->cr, branch->corner, start_x, branch->card.y + branch->card.height / 2,
               end_x - sign * TALUS_GRAPH_COLUMN_GAP / 4, end_x, end_y);
}

/* The lines from a card to its children, as a path. */
void
talus_graph_painter_trace_branch (TalusGraphPainter *self,
                                  cairo_t           *cr,
                                  guint              index,
                                  gboolean           is_round)
{
  const TalusGraphLayout *layout = talus_graph_picture_get_layout (self->picture);
  Branch branch = {
    self, cr, *talus_graph_painter_rect (self, index), is_round ? CORNER : 0,
    talus_graph_layout_get_head (layout) == (gint) index,
    talus_graph_style_is_rtl (self->style)
  };

  foreach_child (self, index, trace_child, &branch);
}

static void
unite_child (const TalusGraphRect *child,
             gpointer              data)
{
  talus_graph_rect_unite (data, child);
}

/* What its lines are within; of no width where it has none. */
TalusGraphRect
talus_graph_painter_measure_branch (TalusGraphPainter *self,
                                    guint              index)
{
  TalusGraphRect rect = { 0 };

  foreach_child (self, index, unite_child, &rect);
  if (rect.width > 0)
    talus_graph_rect_unite (&rect, talus_graph_painter_rect (self, index));

  return rect;
}

static GskRenderNode *
draw_branch (TalusGraphPainter *self,
             guint              index)
{
  const TalusGraphColours *colours = talus_graph_style_get_colours (self->style);
  TalusGraphRect rect = talus_graph_painter_measure_branch (self, index);
  graphene_rect_t bounds = talus_graph_rect_to_graphene (&rect);
  GskRenderNode *node;
  cairo_t *cr = talus_graph_begin_cairo (&bounds, &node);

  talus_graph_painter_trace_branch (self, cr, index, TRUE);
  gdk_cairo_set_source_rgba (cr, &colours->line);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  cairo_destroy (cr);

  return node;
}

GskRenderNode *
talus_graph_painter_get_branch (TalusGraphPainter *self,
                                guint              index)
{
  if (self->branches[index] == NULL)
    self->branches[index] = draw_branch (self, index);

  return self->branches[index];
}

static void
draw_frames (TalusGraphPainter          *self,
             GtkSnapshot                *snapshot,
             const TalusGraphFrameState *state)
{
  const TalusGraphLayout *layout = talus_graph_picture_get_layout (self->picture);
  const TalusGraphColours *colours = talus_graph_style_get_colours (self->style);
  guint n_frames;
  const TalusGraphFrame *frames = talus_graph_layout_get_frames (layout, &n_frames);

  for (guint i = 0; i < n_frames; i++)
    if (talus_graph_rect_intersects (&frames[i].rect, &state->area))
      {
        graphene_rect_t bounds = talus_graph_rect_to_graphene (&frames[i].rect);

        talus_graph_fill_rounded (snapshot, &bounds, TALUS_GRAPH_RADIUS + 4, &colours->frame);
      }
}

/* All of them in one go, thin and straight. */
static void
draw_distant (TalusGraphPainter          *self,
              GtkSnapshot                *snapshot,
              const TalusGraphFrameState *state)
{
  const TalusGraphColours *colours = talus_graph_style_get_colours (self->style);
  graphene_rect_t bounds = talus_graph_rect_to_graphene (&state->area);
  GskRenderNode *node;
  cairo_t *cr;

  g_array_set_size (self->found, 0);
  talus_spatial_index_search (self->branch_index, &state->area, self->found);
  if (self->found->len == 0)
    return;

  cr = talus_graph_begin_cairo (&bounds, &node);
  for (guint i = 0; i < self->found->len; i++)
    {
      guint index = g_array_index (self->found, guint, i);

      /* From very far away the lines of small families cannot be made out. */
      if (state->zoom > LEAST_ZOOM_LINES ||
          self->branch_rects[index].height * state->zoom > 24)
        talus_graph_painter_trace_branch (self, cr, index, FALSE);
    }
  gdk_cairo_set_source_rgba (cr, &colours->line);
  cairo_set_line_width (cr, 1 / state->zoom);
  cairo_stroke (cr);
  talus_graph_end_cairo (cr, snapshot, node);
}

void
talus_graph_painter_draw_branches (TalusGraphPainter          *self,
                                   GtkSnapshot                *snapshot,
                                   const TalusGraphFrameState *state)
{
  TalusGraphDetail detail = talus_graph_painter_get_detail (state->zoom);

  if (detail != TALUS_GRAPH_DETAIL_BOX)
    draw_frames (self, snapshot, state);
  if (detail != TALUS_GRAPH_DETAIL_FULL)
    {
      draw_distant (self, snapshot, state);
      return;
    }

  g_array_set_size (self->found, 0);
  talus_spatial_index_search (self->branch_index, &state->area, self->found);
  for (guint i = 0; i < self->found->len; i++)
    {
      GskRenderNode *branch = talus_graph_painter_get_branch (
        self, g_array_index (self->found, guint, i));

      if (branch != NULL)
        gtk_snapshot_append_node (snapshot, branch);
    }
}

static void
trace_route (cairo_t               *cr,
             const TalusGraphPoint *route,
             guint                  n_points)
{
  cairo_move_to (cr, route[0].x, route[0].y);
  for (guint i = 1; i < n_points; i++)
    {
      float dx = route[i].x - route[i - 1].x;
      float dy = route[i].y - route[i - 1].y;

      if (fabsf (dx) > 0.5f && fabsf (dy) > 0.5f)
        cairo_curve_to (cr, route[i - 1].x + dx / 2, route[i - 1].y,
                        route[i].x - dx / 2, route[i].y, route[i].x, route[i].y);
      else if (i + 1 < n_points && (fabsf (route[i + 1].x - route[i].x) > 0.5f) !=
                                   (fabsf (dx) > 0.5f))
        round_to (cr, CORNER, route[i].x, route[i].y, route[i + 1].x, route[i + 1].y);
      else
        cairo_line_to (cr, route[i].x, route[i].y);
    }
}

static float
measure_to_line (const cairo_path_data_t *from,
                 const cairo_path_data_t *to,
                 float                    x,
                 float                    y)
{
  double dx = to->point.x - from->point.x;
  double dy = to->point.y - from->point.y;
  double length = dx * dx + dy * dy;
  double way = (x - from->point.x) * dx + (y - from->point.y) * dy;
  double t = length > 0 ? CLAMP (way / length, 0, 1) : 0;

  return (float) hypot (from->point.x + t * dx - x, from->point.y + t * dy - y);
}

float
talus_graph_painter_measure_arrow (TalusGraphPainter *self,
                                   guint              arrow,
                                   float              x,
                                   float              y)
{
  const TalusGraphLayout *layout = talus_graph_picture_get_layout (self->picture);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  const cairo_path_data_t *last = NULL;
  float least = G_MAXFLOAT;
  cairo_path_t *path;
  guint n_points;
  const TalusGraphPoint *route = talus_graph_layout_get_route (layout, arrow, &n_points);

  if (n_points >= 2)
    trace_route (cr, route, n_points);
  path = cairo_copy_path_flat (cr);
  for (int i = 0; i < path->num_data; i += path->data[i].header.length)
    {
      const cairo_path_data_t *point = &path->data[i + 1];

      if (path->data[i].header.type == CAIRO_PATH_LINE_TO && last != NULL)
        least = MIN (least, measure_to_line (last, point, x, y));
      last = point;
    }
  cairo_path_destroy (path);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  return least;
}

static void
trace_head (cairo_t               *cr,
            const TalusGraphPoint *route,
            guint                  n_points)
{
  const TalusGraphPoint *tip = &route[n_points - 1];
  const TalusGraphPoint *before = &route[n_points - 2];
  float back = tip->x >= before->x ? -ARROW_HEAD : ARROW_HEAD;

  cairo_move_to (cr, tip->x, tip->y);
  cairo_line_to (cr, tip->x + back, tip->y - ARROW_HEAD * 0.55f);
  cairo_line_to (cr, tip->x + back, tip->y + ARROW_HEAD * 0.55f);
  cairo_close_path (cr);
}

static gboolean
is_selected (TalusGraphPainter          *self,
             const TalusGraphFrameState *state,
             guint                       card)
{
  TalusNode *node = talus_graph_picture_get_card (self->picture, card)->node;

  return talus_selection_contains (state->selection, talus_node_get_id (node));
}

/* Three kinds, in the order they are drawn: settled, waited for, and those that
 * the selection or the pointer is about. */
static guint
choose_kind (TalusGraphPainter          *self,
             const TalusGraphFrameState *state,
             guint                       index)
{
  const TalusGraphArrow *arrow = talus_graph_picture_get_arrow (self->picture, index);
  TalusNode *blocker = talus_graph_picture_get_card (self->picture, arrow->blocker)->node;
  TalusNode *blocked = talus_graph_picture_get_card (self->picture, arrow->blocked)->node;

  if (index == state->hover_arrow || arrow->blocker == state->hover ||
      arrow->blocked == state->hover || is_selected (self, state, arrow->blocker) ||
      is_selected (self, state, arrow->blocked))
    return 2;

  return talus_node_is_finished (self->graph, blocker) ||
         talus_node_is_finished (self->graph, blocked) ? 0 : 1;
}

static void
stroke_arrows (TalusGraphPainter          *self,
               cairo_t                    *cr,
               const TalusGraphFrameState *state,
               const guint8               *kinds,
               guint                       kind)
{
  const TalusGraphLayout *layout = talus_graph_picture_get_layout (self->picture);
  const TalusGraphColours *colours = talus_graph_style_get_colours (self->style);
  const GdkRGBA *colour = kind == 0 ? &colours->arrow
                          : kind == 1 ? &colours->waiting : &colours->accent;

  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < self->found->len; i++)
        {
          guint n_points;
          const TalusGraphPoint *route;

          if (kinds[i] != kind)
            continue;
          route = talus_graph_layout_get_route (layout, g_array_index (self->found, guint, i),
                                                &n_points);
          if (n_points < 2)
            continue;
          if (pass == 0)
            trace_route (cr, route, n_points);
          else
            trace_head (cr, route, n_points);
        }

      gdk_cairo_set_source_rgba (cr, colour);
      cairo_set_line_width (cr, kind == 2 ? 2.25 : 1.5);
      if (pass == 0)
        cairo_stroke (cr);
      else
        cairo_fill (cr);
    }
}

void
talus_graph_painter_draw_arrows (TalusGraphPainter          *self,
                                 GtkSnapshot                *snapshot,
                                 const TalusGraphFrameState *state)
{
  const TalusGraphLayout *layout = talus_graph_picture_get_layout (self->picture);
  graphene_rect_t bounds = talus_graph_rect_to_graphene (&state->area);
  g_autofree guint8 *kinds = NULL;
  gboolean are_too_many;
  GskRenderNode *node;
  cairo_t *cr;

  g_array_set_size (self->found, 0);
  talus_spatial_index_search (talus_graph_layout_get_link_index (layout), &state->area,
                              self->found);
  if (self->found->len == 0)
    return;

  are_too_many = !state->is_whole && self->found->len > MOST_ARROWS;
  kinds = g_new (guint8, self->found->len);
  for (guint i = 0; i < self->found->len; i++)
    {
      kinds[i] = (guint8) choose_kind (self, state, g_array_index (self->found, guint, i));
      if (are_too_many && kinds[i] < 2)
        kinds[i] = G_MAXUINT8;
    }

  cr = talus_graph_begin_cairo (&bounds, &node);
  for (guint kind = 0; kind < 3; kind++)
    stroke_arrows (self, cr, state, kinds, kind);
  talus_graph_end_cairo (cr, snapshot, node);
}
