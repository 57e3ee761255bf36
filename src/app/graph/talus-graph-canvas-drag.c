/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens while the pointer is held down. Before it is let go one sees
 * what will be: where a card may go is as it was, the rest has gone pale. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-canvas-private.h"

#include <math.h>

#include "app/graph/talus-graph-painter-private.h"
#include "app/graph/talus-graph-verbs.h"

#define GHOSTS   3
#define EDGE     28.0     /* pixels from the border where the picture moves on */
#define EDGE_PAN 14.0
#define JUDGE_US 6000      /* of a frame for asking where cards may go */

static TalusGraphRect
get_band (TalusGraphCanvas *self)
{
  float x;
  float y;

  talus_graph_canvas_to_picture (self, self->pointer_x, self->pointer_y, &x, &y);

  return (TalusGraphRect) {
    MIN (x, (float) self->drag_x), MIN (y, (float) self->drag_y),
    fabsf (x - (float) self->drag_x), fabsf (y - (float) self->drag_y)
  };
}

static void
select_band (TalusGraphCanvas *self)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);
  g_autoptr (GArray) cards = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TalusId));
  TalusGraphRect band = get_band (self);

  talus_spatial_index_search (
    talus_graph_layout_get_index (talus_graph_picture_get_layout (picture)), &band, cards);
  for (guint i = 0; i < cards->len; i++)
    {
      TalusNode *node = talus_graph_canvas_get_node (self, g_array_index (cards, guint, i));

      g_array_append_vals (ids, talus_node_get_id (node), 1);
    }
  talus_selection_set (talus_view_get_selection (self->view),
                       (const TalusId *) (gpointer) ids->data, ids->len);
}

static TalusGraphTarget
judge_card (TalusGraphCanvas *self,
            guint             card)
{
  TalusNode *node = talus_graph_canvas_get_node (self, card);

  if (self->drag == TALUS_GRAPH_DRAG_LINK)
    {
      if (card == self->drag_card)
        return TALUS_GRAPH_TARGET_NONE;

      return g_hash_table_contains (self->drag_blockers, talus_node_get_id (node))
             ? TALUS_GRAPH_TARGET_NO : TALUS_GRAPH_TARGET_YES;
    }

  for (guint i = 0; i < self->drag_tops->len; i++)
    if (self->drag_tops->pdata[i] == node)
      return TALUS_GRAPH_TARGET_NONE;

  return talus_graph_may_move (self->view, self->drag_tops, node, NULL)
         ? TALUS_GRAPH_TARGET_YES : TALUS_GRAPH_TARGET_NO;
}

/* It is asked once a drag: in every frame would take seconds for thousands. */
static TalusGraphTarget
get_verdict (TalusGraphCanvas *self,
             guint             card)
{
  if (self->verdicts[card] == 0)
    self->verdicts[card] = (guint8) (judge_card (self, card) + 1);

  return (TalusGraphTarget) (self->verdicts[card] - 1);
}

/* Whether what is dragged may be dropped on a card, where there is time to ask. */
TalusGraphTarget
talus_graph_canvas_judge (guint    card,
                          gpointer user_data)
{
  TalusGraphCanvas *self = user_data;

  if (self->verdicts[card] == 0 && g_get_monotonic_time () >= self->judge_until)
    {
      self->has_unjudged = TRUE;
      return TALUS_GRAPH_TARGET_NONE;
    }

  return get_verdict (self, card);
}

void
talus_graph_canvas_begin_judging (TalusGraphCanvas *self)
{
  self->judge_until = g_get_monotonic_time () + JUDGE_US;
  self->has_unjudged = FALSE;
}

static gboolean
draw_again_cb (GtkWidget     *widget,
               GdkFrameClock *clock,
               gpointer       user_data)
{
  gtk_widget_queue_draw (widget);

  return G_SOURCE_REMOVE;
}

void
talus_graph_canvas_end_judging (TalusGraphCanvas *self)
{
  if (self->has_unjudged)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), draw_again_cb, NULL, NULL);
}

void
talus_graph_canvas_begin_drag (TalusGraphCanvas *self,
                               TalusGraphDrag    drag,
                               guint             card,
                               double            x,
                               double            y)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  float picture_x;
  float picture_y;

  talus_graph_canvas_to_picture (self, x, y, &picture_x, &picture_y);
  talus_graph_canvas_stop (self);
  self->drag = drag;
  self->drag_card = card;
  self->drag_x = picture_x;
  self->drag_y = picture_y;
  self->pan_x = self->x;
  self->pan_y = self->y;
  self->pointer_x = x;
  self->pointer_y = y;
  self->drop_card = TALUS_GRAPH_NO_CARD;
  g_free (self->verdicts);
  self->verdicts = g_new0 (guint8, talus_graph_picture_get_n_cards (
                             talus_graph_scene_get_picture (self->scene)) + 1);

  if (drag == TALUS_GRAPH_DRAG_MOVE)
    {
      const TalusId *id = talus_node_get_id (talus_graph_canvas_get_node (self, card));

      if (!talus_selection_contains (selection, id))
        talus_selection_set_one (selection, id);
      self->drag_tops = talus_graph_hold_selected_tops (self->view);
    }
  else if (drag == TALUS_GRAPH_DRAG_LINK)
    self->drag_blockers = talus_graph_list_unlinkable (
      talus_view_get_graph (self->view), talus_graph_canvas_get_node (self, card));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   drag == TALUS_GRAPH_DRAG_PAN ? "grabbing"
                                   : drag == TALUS_GRAPH_DRAG_BAND ? "crosshair" : "grabbing");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* At the border the picture moves on. */
static void
pan_at_edge (TalusGraphCanvas *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double dx = self->pointer_x < EDGE ? -EDGE_PAN : self->pointer_x > width - EDGE ? EDGE_PAN : 0;
  double dy = self->pointer_y < EDGE ? -EDGE_PAN : self->pointer_y > height - EDGE ? EDGE_PAN : 0;

  if (dx < 0 || dx > 0 || dy < 0 || dy > 0)
    talus_graph_canvas_pan (self, dx, dy);
}

void
talus_graph_canvas_update_drag (TalusGraphCanvas *self,
                                double            x,
                                double            y)
{
  self->pointer_x = x;
  self->pointer_y = y;

  switch (self->drag)
    {
    case TALUS_GRAPH_DRAG_PAN:
      {
        double dx = (self->pan_x + x / self->zoom - self->drag_x) * self->zoom;
        double dy = (self->pan_y + y / self->zoom - self->drag_y) * self->zoom;

        self->x = self->pan_x;
        self->y = self->pan_y;
        talus_graph_canvas_pan (self, -dx, -dy);
      }
      break;

    case TALUS_GRAPH_DRAG_MOVE:
    case TALUS_GRAPH_DRAG_LINK:
      {
        guint card = talus_graph_canvas_find_card (self, x, y);

        pan_at_edge (self);
        if (card != self->drop_card)
          {
            self->drop_card = card;
            self->drop_allowed = card != TALUS_GRAPH_NO_CARD &&
                                 get_verdict (self, card) == TALUS_GRAPH_TARGET_YES;
            gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                             card == TALUS_GRAPH_NO_CARD ? "grabbing"
                                             : self->drop_allowed ? "copy" : "not-allowed");
          }
      }
      break;

    case TALUS_GRAPH_DRAG_BAND:
      pan_at_edge (self);
      break;

    case TALUS_GRAPH_DRAG_NONE:
    default:
      return;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drop_on (TalusGraphCanvas *self,
         guint             card)
{
  TalusNode *target = talus_graph_canvas_get_node (self, card);
  g_autoptr (GError) error = NULL;

  if (self->drag == TALUS_GRAPH_DRAG_LINK)
    {
      if (card != self->drag_card)
        talus_graph_link (self->view, talus_graph_canvas_get_node (self, self->drag_card), target);
    }
  else if (card != self->drag_card)
    {
      if (talus_graph_may_move (self->view, self->drag_tops, target, &error))
        talus_graph_move (self->view, self->drag_tops, target);
      else
        talus_view_say_error (self->view, error);
    }
}

/* @drop: it was let go; else nothing is to happen. */
void
talus_graph_canvas_end_drag (TalusGraphCanvas *self,
                             gboolean          drop)
{
  if (self->drag == TALUS_GRAPH_DRAG_NONE)
    return;

  if (drop && self->drag == TALUS_GRAPH_DRAG_BAND)
    select_band (self);
  else if (drop && self->drop_card != TALUS_GRAPH_NO_CARD)
    drop_on (self, self->drop_card);

  self->drag = TALUS_GRAPH_DRAG_NONE;
  self->drag_card = TALUS_GRAPH_NO_CARD;
  self->drop_card = TALUS_GRAPH_NO_CARD;
  g_clear_pointer (&self->drag_tops, g_ptr_array_unref);
  g_clear_pointer (&self->drag_blockers, g_hash_table_unref);
  g_clear_pointer (&self->verdicts, g_free);
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
draw_band (TalusGraphCanvas *self,
           GtkSnapshot      *snapshot)
{
  TalusGraphRect band = get_band (self);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (band.x, band.y, band.width, band.height);
  GdkRGBA colour = talus_graph_style_get_colours (self->style)->accent;
  float line = 1 / self->zoom;
  float widths[4] = { line, line, line, line };
  GdkRGBA colours[4] = { colour, colour, colour, colour };
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &bounds, 0);
  colour.alpha = 0.15f;
  gtk_snapshot_append_color (snapshot, &colour, &bounds);
  gtk_snapshot_append_border (snapshot, &outline, widths, colours);
}

/* An arrow to the pointer, red and crossed out where it may not go. */
static void
draw_link (TalusGraphCanvas *self,
           GtkSnapshot      *snapshot)
{
  const TalusGraphColours *colours = talus_graph_style_get_colours (self->style);
  TalusGraphRect card = talus_graph_painter_get_rect (self->painter, self->drag_card, 1);
  TalusGraphRect area = talus_graph_canvas_get_area (self);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (area.x, area.y, area.width, area.height);
  gboolean is_refused = self->drop_card != TALUS_GRAPH_NO_CARD && !self->drop_allowed &&
                        self->drop_card != self->drag_card;
  GskRenderNode *node;
  cairo_t *cr = talus_graph_begin_cairo (&bounds, &node);
  float x;
  float y;
  float start_x;
  float start_y = card.y + card.height / 2;
  float bend;

  talus_graph_canvas_to_picture (self, self->pointer_x, self->pointer_y, &x, &y);
  start_x = x >= card.x + card.width / 2 ? card.x + card.width : card.x;
  bend = (x - start_x) / 2;
  gdk_cairo_set_source_rgba (cr, is_refused ? &colours->waiting : &colours->accent);
  cairo_set_line_width (cr, 2.5 / self->zoom);
  cairo_move_to (cr, start_x, start_y);
  cairo_curve_to (cr, start_x + bend, start_y, x - bend, y, x, y);
  cairo_stroke (cr);
  if (is_refused)
    {
      float size = 7 / self->zoom;

      cairo_move_to (cr, x - size, y - size);
      cairo_line_to (cr, x + size, y + size);
      cairo_move_to (cr, x + size, y - size);
      cairo_line_to (cr, x - size, y + size);
      cairo_stroke (cr);
    }
  else
    {
      cairo_arc (cr, x, y, 5 / self->zoom, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  talus_graph_end_cairo (cr, snapshot, node);
}

/* The cards themselves, pale, under the pointer. */
static void
draw_ghosts (TalusGraphCanvas *self,
             GtkSnapshot      *snapshot)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);
  const TalusGraphColours *colours = talus_graph_style_get_colours (self->style);
  float x;
  float y;

  talus_graph_canvas_to_picture (self, self->pointer_x, self->pointer_y, &x, &y);
  for (guint i = MIN (self->drag_tops->len, GHOSTS); i > 0; i--)
    {
      TalusGraphRect rect;
      graphene_rect_t bounds;
      GskRoundedRect outline;
      GdkRGBA accents[4] = { colours->accent, colours->accent, colours->accent, colours->accent };
      float widths[4] = { 1, 1, 1, 1 };
      float offset = (float) (i - 1) * 6;
      guint card;

      if (!talus_graph_picture_find (picture, talus_node_get_id (self->drag_tops->pdata[i - 1]),
                                     &card))
        continue;
      rect = talus_graph_painter_get_rect (self->painter, card, 1);
      bounds = GRAPHENE_RECT_INIT (x + 12 + offset, y + 12 + offset, rect.width, rect.height);
      gsk_rounded_rect_init_from_rect (&outline, &bounds, 8);
      gtk_snapshot_push_opacity (snapshot, 0.75);
      talus_graph_painter_draw_ghost (self->painter, snapshot, card, bounds.origin.x,
                                      bounds.origin.y);
      gtk_snapshot_append_border (snapshot, &outline, widths, accents);
      gtk_snapshot_pop (snapshot);
    }
}

static void
draw_drop (TalusGraphCanvas *self,
           GtkSnapshot      *snapshot)
{
  const TalusGraphColours *colours = talus_graph_style_get_colours (self->style);
  TalusGraphRect rect;
  graphene_rect_t bounds;
  GdkRGBA accents[4] = { colours->accent, colours->accent, colours->accent, colours->accent };
  float line = MAX (3, 3 / self->zoom);
  float widths[4] = { line, line, line, line };
  GskRoundedRect outline;

  if (self->drop_card == TALUS_GRAPH_NO_CARD || !self->drop_allowed)
    return;

  rect = talus_graph_painter_get_rect (self->painter, self->drop_card, 1);
  bounds = GRAPHENE_RECT_INIT (rect.x - line, rect.y - line, rect.width + 2 * line,
                               rect.height + 2 * line);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, 8 + line);
  gtk_snapshot_append_border (snapshot, &outline, widths, accents);
}

/* In units of the picture, on top of it. */
void
talus_graph_canvas_draw_drag (TalusGraphCanvas *self,
                              GtkSnapshot      *snapshot)
{
  switch (self->drag)
    {
    case TALUS_GRAPH_DRAG_BAND:
      draw_band (self, snapshot);
      break;
    case TALUS_GRAPH_DRAG_LINK:
      draw_drop (self, snapshot);
      draw_link (self, snapshot);
      break;
    case TALUS_GRAPH_DRAG_MOVE:
      draw_drop (self, snapshot);
      draw_ghosts (self, snapshot);
      break;
    case TALUS_GRAPH_DRAG_PAN:
    case TALUS_GRAPH_DRAG_NONE:
    default:
      break;
    }
}
