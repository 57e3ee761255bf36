/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture from far away: boxes in the colours of statuses, thousands of
 * them at a time. They are drawn by the tile, one path a colour, and a tile is
 * drawn once. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-painter-private.h"

#include <math.h>

#define TILE     4096.0f
#define N_TINTS  24

static guint64
pack_place (int column,
            int row)
{
  return (guint64) (guint32) column << 32 | (guint32) row;
}

static int
get_place (float value)
{
  return (int) floorf (value / TILE);
}

static guint
find_tint (GdkRGBA *tints,
           guint   *n_tints,
           GdkRGBA  tint)
{
  for (guint i = 0; i < *n_tints; i++)
    if (gdk_rgba_equal (&tints[i], &tint))
      return i;

  if (*n_tints == N_TINTS)
    return N_TINTS - 1;

  tints[*n_tints] = tint;

  return (*n_tints)++;
}

/* Boxes whose corner is in the tile: each is in one. */
static void
trace_boxes (TalusGraphPainter *self,
             const GArray      *found,
             const guint8      *kinds,
             guint              kind,
             cairo_t           *cr)
{
  for (guint i = 0; i < found->len; i++)
    {
      const TalusGraphRect *rect;

      if (kinds[i] != kind)
        continue;
      rect = talus_graph_painter_rect (self, g_array_index (found, guint, i));
      cairo_rectangle (cr, rect->x, rect->y, rect->width, rect->height);
    }
}

static GskRenderNode *
draw_tile (TalusGraphPainter *self,
           int                column,
           int                row)
{
  const TalusGraphColours *colours = talus_graph_style_get_colours (self->style);
  const TalusGraphLayout *layout = talus_graph_picture_get_layout (self->picture);
  TalusGraphRect area = { (float) column * TILE, (float) row * TILE, TILE, TILE };
  /* What begins in the tile may go beyond it. */
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (area.x - 8, area.y - 8, TILE + 400, TILE + 200);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint8 *kinds = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GdkRGBA tints[N_TINTS];
  guint n_tints = 0;
  cairo_t *cr;

  talus_spatial_index_search (talus_graph_layout_get_index (layout), &area, found);
  kinds = g_new (guint8, found->len + 1);
  for (guint i = 0; i < found->len; i++)
    {
      guint card = g_array_index (found, guint, i);
      const TalusGraphRect *rect = talus_graph_painter_rect (self, card);

      kinds[i] = talus_graph_rect_contains (&area, rect->x, rect->y)
                 ? (guint8) find_tint (tints, &n_tints, talus_graph_painter_get_tint (self, card))
                 : G_MAXUINT8;
    }
  if (n_tints == 0)
    {
      gtk_snapshot_append_color (snapshot, &(GdkRGBA) { 0 }, &GRAPHENE_RECT_INIT (0, 0, 0, 0));
      return gtk_snapshot_free_to_node (snapshot);
    }

  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  for (guint kind = 0; kind < n_tints; kind++)
    {
      GdkRGBA *tint = &tints[kind];
      float alpha = 0.55f;

      trace_boxes (self, found, kinds, kind, cr);
      /* Mixed, not translucent: what is opaque is drawn faster. */
      cairo_set_source_rgb (cr,
                            colours->card.red + (tint->red - colours->card.red) * alpha,
                            colours->card.green + (tint->green - colours->card.green) * alpha,
                            colours->card.blue + (tint->blue - colours->card.blue) * alpha);
      cairo_fill (cr);
    }
  cairo_destroy (cr);

  return gtk_snapshot_free_to_node (snapshot);
}

void
talus_graph_painter_draw_tiles (TalusGraphPainter          *self,
                                GtkSnapshot                *snapshot,
                                const TalusGraphFrameState *state)
{
  const TalusGraphRect *area = &state->area;

  talus_graph_painter_draw_branches (self, snapshot, state);
  for (int row = get_place (area->y - 200); row <= get_place (area->y + area->height); row++)
    for (int column = get_place (area->x - 400); column <= get_place (area->x + area->width);
         column++)
      {
        guint64 key = pack_place (column, row);
        GskRenderNode *tile = g_hash_table_lookup (self->tiles, &key);

        if (tile == NULL)
          {
            tile = draw_tile (self, column, row);
            g_hash_table_insert (self->tiles, g_memdup2 (&key, sizeof key), tile);
          }
        gtk_snapshot_append_node (snapshot, tile);
      }
}

/* The tile that the card's box is on is drawn anew. */
void
talus_graph_painter_forget_tile (TalusGraphPainter *self,
                                 guint              index)
{
  const TalusGraphRect *rect = talus_graph_painter_rect (self, index);
  guint64 key = pack_place (get_place (rect->x), get_place (rect->y));

  g_hash_table_remove (self->tiles, &key);
}
