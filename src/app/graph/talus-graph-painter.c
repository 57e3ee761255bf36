/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in sight, from behind to the front: frames, lines, arrows, cards,
 * and around cards what the moment adds. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-painter-private.h"

#include <math.h>

#include "app/sharing/talus-presence-mark.h"

#define ZOOM_FULL       0.62f
#define ZOOM_NAME       0.33f
#define EXPANDER_HEIGHT 20.0f
#define EXPANDER_GAP    6.0f
#define HANDLE_SIZE     16.0f

TalusGraphPainter *
talus_graph_painter_new (TalusGraphStyle *style)
{
  TalusGraphPainter *self = g_new0 (TalusGraphPainter, 1);

  self->style = style;
  self->found = g_array_new (FALSE, FALSE, sizeof (guint));
  self->tiles = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                       (GDestroyNotify) gsk_render_node_unref);

  return self;
}

static void
clear_nodes (GskRenderNode **nodes,
             guint           n)
{
  for (guint i = 0; nodes != NULL && i < n; i++)
    g_clear_pointer (&nodes[i], gsk_render_node_unref);
}

static void
clear_picture (TalusGraphPainter *self)
{
  guint n = self->picture != NULL ? talus_graph_picture_get_n_cards (self->picture) : 0;

  for (guint detail = 0; detail < G_N_ELEMENTS (self->cards); detail++)
    {
      clear_nodes (self->cards[detail], n);
      g_clear_pointer (&self->cards[detail], g_free);
    }
  clear_nodes (self->branches, n);
  g_clear_pointer (&self->branches, g_free);
  g_clear_pointer (&self->branch_index, talus_spatial_index_free);
  g_clear_pointer (&self->branch_rects, g_free);
  g_clear_pointer (&self->origins, g_free);
  g_hash_table_remove_all (self->tiles);
}

void
talus_graph_painter_free (TalusGraphPainter *self)
{
  clear_picture (self);
  g_clear_pointer (&self->picture, talus_graph_picture_unref);
  g_clear_pointer (&self->before, talus_graph_picture_unref);
  g_clear_object (&self->graph);
  g_hash_table_unref (self->tiles);
  g_array_unref (self->found);
  g_free (self);
}

/* Keeps of the old cards what was drawn where nothing about them is new. */
static void
take_over (TalusGraphPainter  *self,
           GskRenderNode     **old_cards[])
{
  guint n = talus_graph_picture_get_n_cards (self->picture);

  for (guint i = 0; i < n; i++)
    {
      const TalusGraphCard *card = talus_graph_picture_get_card (self->picture, i);
      const TalusGraphCard *old;
      guint index;

      self->origins[i] = G_MAXUINT32;
      if (self->before == NULL ||
          !talus_graph_picture_find (self->before, talus_node_get_id (card->node), &index))
        continue;

      self->origins[i] = index;
      old = talus_graph_picture_get_card (self->before, index);
      if (old->node != card->node || old->lines != card->lines ||
          old->has_status != card->has_status)
        continue;
      for (guint detail = 0; detail < G_N_ELEMENTS (self->cards); detail++)
        if (old_cards[detail] != NULL)
          self->cards[detail][i] = g_steal_pointer (&old_cards[detail][index]);
    }
}

static void
index_branches (TalusGraphPainter *self)
{
  guint n = talus_graph_picture_get_n_cards (self->picture);
  TalusGraphRect *rects = g_new0 (TalusGraphRect, n + 1);

  if (talus_graph_picture_get_mode (self->picture) == TALUS_GRAPH_TREE)
    {
      const TalusGraphRect *cards = talus_graph_layout_get_rects (
        talus_graph_picture_get_layout (self->picture));

      for (guint i = 0; i < n; i++)
        {
          gint parent = talus_graph_picture_get_card (self->picture, i)->parent;

          if (parent >= 0)
            {
              talus_graph_rect_unite (&rects[parent], &cards[parent]);
              talus_graph_rect_unite (&rects[parent], &cards[i]);
            }
        }
    }
  self->branch_rects = rects;
  self->branch_index = talus_spatial_index_new (rects, n);
}

void
talus_graph_painter_set_picture (TalusGraphPainter *self,
                                 TalusGraph        *graph,
                                 TalusGraphPicture *picture)
{
  GskRenderNode **old_cards[TALUS_GRAPH_DETAIL_BOX];
  guint n_old = self->picture != NULL ? talus_graph_picture_get_n_cards (self->picture) : 0;

  if (self->graph != graph)
    {
      clear_picture (self);
      g_clear_pointer (&self->picture, talus_graph_picture_unref);
      n_old = 0;
    }
  for (guint i = 0; i < G_N_ELEMENTS (old_cards); i++)
    old_cards[i] = g_steal_pointer (&self->cards[i]);
  clear_nodes (self->branches, n_old);
  clear_picture (self);

  g_set_object (&self->graph, graph);
  g_clear_pointer (&self->before, talus_graph_picture_unref);
  self->before = g_steal_pointer (&self->picture);
  self->before_x = 0;
  self->before_y = 0;
  if (picture != NULL)
    {
      guint n = talus_graph_picture_get_n_cards (picture);

      self->picture = talus_graph_picture_ref (picture);
      for (guint i = 0; i < G_N_ELEMENTS (self->cards); i++)
        self->cards[i] = g_new0 (GskRenderNode *, n + 1);
      self->branches = g_new0 (GskRenderNode *, n + 1);
      self->origins = g_new (guint32, n + 1);
      take_over (self, old_cards);
      index_branches (self);
    }
  for (guint i = 0; i < G_N_ELEMENTS (old_cards); i++)
    {
      clear_nodes (old_cards[i], n_old);
      g_free (old_cards[i]);
    }
}

void
talus_graph_painter_shift_before (TalusGraphPainter *self,
                                  float              dx,
                                  float              dy)
{
  self->before_x = dx;
  self->before_y = dy;
}

void
talus_graph_painter_forget (TalusGraphPainter *self,
                            guint              card)
{
  guint n = self->picture != NULL ? talus_graph_picture_get_n_cards (self->picture) : 0;

  if (card == G_MAXUINT)
    {
      for (guint detail = 0; detail < G_N_ELEMENTS (self->cards); detail++)
        clear_nodes (self->cards[detail], n);
      clear_nodes (self->branches, n);
      g_hash_table_remove_all (self->tiles);
    }
  else if (card < n)
    {
      for (guint detail = 0; detail < G_N_ELEMENTS (self->cards); detail++)
        g_clear_pointer (&self->cards[detail][card], gsk_render_node_unref);
      talus_graph_painter_forget_tile (self, card);
    }
}

TalusGraphDetail
talus_graph_painter_get_detail (float zoom)
{
  if (zoom >= ZOOM_FULL)
    return TALUS_GRAPH_DETAIL_FULL;

  return zoom >= ZOOM_NAME ? TALUS_GRAPH_DETAIL_NAME : TALUS_GRAPH_DETAIL_BOX;
}

TalusGraphRect
talus_graph_painter_get_rect (TalusGraphPainter *self,
                              guint              card,
                              float              progress)
{
  TalusGraphRect rect = *talus_graph_painter_rect (self, card);

  if (progress < 1 && self->before != NULL && self->origins[card] != G_MAXUINT32)
    {
      const TalusGraphLayout *layout = talus_graph_picture_get_layout (self->before);
      const TalusGraphRect *old = &talus_graph_layout_get_rects (layout)[self->origins[card]];

      if (old->width > 0)
        {
          float x = old->x + self->before_x;
          float y = old->y + self->before_y;

          rect.x = x + (rect.x - x) * progress;
          rect.y = y + (rect.y - y) * progress;
        }
    }

  return rect;
}

gboolean
talus_graph_painter_get_expander (TalusGraphPainter *self,
                                  guint              card,
                                  TalusGraphRect    *rect)
{
  const TalusGraphCard *info = talus_graph_picture_get_card (self->picture, card);
  const TalusGraphRect *place = talus_graph_painter_rect (self, card);
  float width = EXPANDER_HEIGHT;

  if (info->n_children == 0 || talus_graph_picture_get_mode (self->picture) != TALUS_GRAPH_TREE)
    return FALSE;

  if (info->collapsed)
    for (guint n = info->n_children; n >= 10; n /= 10)
      width += 7;
  *rect = (TalusGraphRect) {
    talus_graph_style_is_rtl (self->style) ? place->x - EXPANDER_GAP - width
                                           : place->x + place->width + EXPANDER_GAP,
    place->y + (place->height - EXPANDER_HEIGHT) / 2, width, EXPANDER_HEIGHT
  };

  return TRUE;
}

TalusGraphRect
talus_graph_painter_get_handle (TalusGraphPainter *self,
                                guint              card)
{
  const TalusGraphRect *place = talus_graph_painter_rect (self, card);
  float x = talus_graph_style_is_rtl (self->style) ? place->x : place->x + place->width;

  return (TalusGraphRect) {
    x - HANDLE_SIZE / 2, place->y + place->height - HANDLE_SIZE - 2, HANDLE_SIZE, HANDLE_SIZE
  };
}

static void
draw_ring (GtkSnapshot          *snapshot,
           const TalusGraphRect *rect,
           float                 outset,
           float                 width,
           const GdkRGBA        *colour)
{
  graphene_rect_t bounds = talus_graph_rect_to_graphene (rect);
  GdkRGBA colours[4] = { *colour, *colour, *colour, *colour };
  float widths[4] = { width, width, width, width };
  GskRoundedRect outline;

  graphene_rect_inset (&bounds, -outset, -outset);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, TALUS_GRAPH_RADIUS + outset);
  gtk_snapshot_append_border (snapshot, &outline, widths, colours);
}

static void
draw_pill (TalusGraphPainter    *self,
           GtkSnapshot          *snapshot,
           const TalusGraphRect *rect,
           const char           *text)
{
  const TalusGraphColours *colours = talus_graph_style_get_colours (self->style);
  graphene_rect_t bounds = talus_graph_rect_to_graphene (rect);
  g_autoptr (PangoLayout) layout = talus_graph_style_new_layout (self->style,
                                                                 TALUS_GRAPH_FONT_SMALL, text, 0,
                                                                 1);
  int width;
  int height;

  talus_graph_fill_rounded (snapshot, &bounds, rect->height / 2, &colours->line);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (
    rect->x + (rect->width - (float) width) / 2, rect->y + (rect->height - (float) height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &colours->text);
  gtk_snapshot_restore (snapshot);
}

static void
draw_handles (TalusGraphPainter          *self,
              GtkSnapshot                *snapshot,
              const TalusGraphFrameState *state,
              guint                       card)
{
  const TalusGraphCard *info = talus_graph_picture_get_card (self->picture, card);
  const TalusGraphColours *colours = talus_graph_style_get_colours (self->style);
  TalusGraphRect rect;

  if ((info->collapsed || card == state->hover) &&
      talus_graph_painter_get_expander (self, card, &rect))
    {
      g_autofree char *text = info->collapsed ? g_strdup_printf ("%u", info->n_children)
                                              : g_strdup ("−");

      draw_pill (self, snapshot, &rect, text);
    }
  if (state->can_edit && card == state->hover)
    {
      graphene_rect_t bounds;

      rect = talus_graph_painter_get_handle (self, card);
      bounds = talus_graph_rect_to_graphene (&rect);
      talus_graph_fill_rounded (snapshot, &bounds, HANDLE_SIZE / 2, &colours->canvas);
      graphene_rect_inset (&bounds, 2, 2);
      talus_graph_fill_rounded (snapshot, &bounds, HANDLE_SIZE / 2, &colours->accent);
    }
}

static void
draw_marks (TalusGraphPainter          *self,
            GtkSnapshot                *snapshot,
            const TalusGraphFrameState *state,
            guint                       card,
            const TalusGraphRect       *rect)
{
  const TalusGraphColours *colours = talus_graph_style_get_colours (self->style);
  const TalusId *id = talus_node_get_id (
    talus_graph_picture_get_card (self->picture, card)->node);
  TalusPerson *person = state->presence != NULL ? talus_presence_look_up (state->presence, id)
                                                : NULL;
  const TalusId *cursor = talus_selection_get_cursor (state->selection);
  float line = MAX (2, 2 / state->zoom);
  GdkRGBA flash;

  if (state->flash != NULL && state->flash (card, &flash, state->flash_data))
    draw_ring (snapshot, rect, 3 * line, 3 * line, &flash);
  /* Around what this window has to say of it. */
  if (person != NULL)
    {
      graphene_rect_t bounds = talus_graph_rect_to_graphene (rect);

      graphene_rect_inset (&bounds, -3 * line, -3 * line);
      talus_presence_mark_snapshot (snapshot, person, &bounds, TALUS_GRAPH_RADIUS + 3 * line,
                                    line);
    }
  if (talus_selection_contains (state->selection, id))
    draw_ring (snapshot, rect, 0, line, &colours->accent);
  if (state->has_focus && cursor != NULL && talus_id_equal (cursor, id))
    {
      GdkRGBA ring = colours->accent;

      ring.alpha = 0.5f;
      draw_ring (snapshot, rect, 1.5f * line, line, &ring);
    }
}

void
talus_graph_painter_prepare (TalusGraphPainter *self,
                             guint              card)
{
  GskRenderNode **node = &self->cards[TALUS_GRAPH_DETAIL_FULL][card];

  if (*node == NULL)
    *node = talus_graph_painter_draw_card (self, card, TALUS_GRAPH_DETAIL_FULL);
  if (self->branch_rects[card].width > 0)
    talus_graph_painter_get_branch (self, card);
}

static void
draw_node (TalusGraphPainter *self,
           GtkSnapshot       *snapshot,
           TalusGraphDetail   detail,
           guint              card,
           float              x,
           float              y)
{
  GskRenderNode **node = &self->cards[detail][card];

  if (*node == NULL)
    *node = talus_graph_painter_draw_card (self, card, detail);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_node (snapshot, *node);
  gtk_snapshot_restore (snapshot);
}

void
talus_graph_painter_draw_ghost (TalusGraphPainter *self,
                                GtkSnapshot       *snapshot,
                                guint              card,
                                float              x,
                                float              y)
{
  draw_node (self, snapshot, TALUS_GRAPH_DETAIL_FULL, card, x, y);
}

static void
draw_one (TalusGraphPainter          *self,
          GtkSnapshot                *snapshot,
          const TalusGraphFrameState *state,
          TalusGraphDetail            detail,
          guint                       card)
{
  TalusGraphTarget target = state->target != NULL ? state->target (card, state->target_data)
                                                  : TALUS_GRAPH_TARGET_NONE;
  TalusGraphRect rect = talus_graph_painter_get_rect (self, card, state->progress);

  if (target == TALUS_GRAPH_TARGET_NO)
    gtk_snapshot_push_opacity (snapshot, 0.35);
  if (detail < TALUS_GRAPH_DETAIL_BOX)
    {
      draw_node (self, snapshot, detail, card, rect.x, rect.y);
      if (state->progress >= 1)
        draw_handles (self, snapshot, state, card);
    }
  draw_marks (self, snapshot, state, card, &rect);
  if (target == TALUS_GRAPH_TARGET_NO)
    gtk_snapshot_pop (snapshot);
}

/* Those in sight; while cards move, those too that were. */
static GArray *
list_cards (TalusGraphPainter          *self,
            const TalusGraphFrameState *state)
{
  const TalusGraphLayout *layout = talus_graph_picture_get_layout (self->picture);
  g_autoptr (GArray) cards = g_array_new (FALSE, FALSE, sizeof (guint));
  /* Rings and expanders are around cards. */
  TalusGraphRect area = {
    state->area.x - 64, state->area.y - 16, state->area.width + 128, state->area.height + 32
  };

  talus_spatial_index_search (talus_graph_layout_get_index (layout), &area, cards);
  if (state->progress < 1 && self->before != NULL)
    {
      const TalusGraphLayout *old = talus_graph_picture_get_layout (self->before);

      TalusGraphRect old_area = area;

      old_area.x -= self->before_x;
      old_area.y -= self->before_y;
      g_array_set_size (self->found, 0);
      talus_spatial_index_search (talus_graph_layout_get_index (old), &old_area, self->found);
      for (guint i = 0; i < self->found->len; i++)
        {
          guint index = g_array_index (self->found, guint, i);
          TalusNode *node = talus_graph_picture_get_card (self->before, index)->node;
          guint card;

          if (talus_graph_picture_find (self->picture, talus_node_get_id (node), &card) &&
              !talus_graph_rect_intersects (talus_graph_painter_rect (self, card), &area))
            g_array_append_val (cards, card);
        }
    }

  return g_steal_pointer (&cards);
}

void
talus_graph_painter_snapshot (TalusGraphPainter          *self,
                              GtkSnapshot                *snapshot,
                              const TalusGraphFrameState *state)
{
  TalusGraphDetail detail = talus_graph_painter_get_detail (state->zoom);
  g_autoptr (GArray) cards = NULL;

  if (self->picture == NULL)
    return;

  if (state->progress < 1)
    gtk_snapshot_push_opacity (snapshot, state->progress);
  if (detail == TALUS_GRAPH_DETAIL_BOX)
    talus_graph_painter_draw_tiles (self, snapshot, state);
  else
    talus_graph_painter_draw_branches (self, snapshot, state);
  talus_graph_painter_draw_arrows (self, snapshot, state);
  if (state->progress < 1)
    gtk_snapshot_pop (snapshot);

  cards = list_cards (self, state);
  for (guint i = 0; i < cards->len; i++)
    draw_one (self, snapshot, state, detail, g_array_index (cards, guint, i));
}
