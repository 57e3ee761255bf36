/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One card, from its own origin: type, name, and how far it is, as a shape and
 * in words; what blocks it instead, where something does. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-painter-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/core/talus-icons.h"
#include "app/core/talus-node-state.h"
#include "app/core/talus-tint.h"

#define STATUS_ICON 14.0f
#define LARGE_ICON  26.0f

typedef struct
{
  TalusGraphPainter *painter;
  GtkSnapshot *snapshot;
  const TalusGraphCard *card;
  const TalusGraphMetrics *metrics;
  const TalusGraphColours *colours;
  float width;
  float height;
} Drawing;

static const TalusNodeType *
get_type (TalusGraphPainter *self,
          TalusNode         *node)
{
  return talus_template_get_type_by_id (talus_graph_get_template (self->graph),
                                        talus_node_get_type_id (node));
}

static GdkRGBA
get_tint (const TalusGraphColours *colours,
          const char              *text)
{
  GdkRGBA tint = colours->dim;

  if (text != NULL)
    talus_tint_parse (text, &colours->text, TALUS_TINT_ICON, &tint);

  return tint;
}

/* Something from @x to the right of @width, or the other way round. */
static float
turn (Drawing *drawing,
      float    x,
      float    width)
{
  return talus_graph_style_is_rtl (drawing->painter->style) ? drawing->width - x - width : x;
}

/* The border's colour, and the card's inside of it. From further away corners
 * cannot be made out, and straight ones are drawn faster. */
static void
draw_background (Drawing          *drawing,
                 TalusGraphDetail  detail)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, drawing->width, drawing->height);
  float line = detail == TALUS_GRAPH_DETAIL_FULL ? 1 : 2.5f;
  graphene_rect_t inside = GRAPHENE_RECT_INIT (line, line, drawing->width - 2 * line,
                                               drawing->height - 2 * line);

  if (detail == TALUS_GRAPH_DETAIL_FULL)
    {
      talus_graph_fill_rounded (drawing->snapshot, &bounds, TALUS_GRAPH_RADIUS,
                                &drawing->colours->border);
      talus_graph_fill_rounded (drawing->snapshot, &inside, TALUS_GRAPH_RADIUS - line,
                                &drawing->colours->card);
    }
  else
    {
      gtk_snapshot_append_color (drawing->snapshot, &drawing->colours->border, &bounds);
      gtk_snapshot_append_color (drawing->snapshot, &drawing->colours->card, &inside);
    }
}

static void
draw_text (Drawing        *drawing,
           TalusGraphFont  font,
           const char     *text,
           const GdkRGBA  *colour,
           float           x,
           float           y,
           float           width,
           float           height,
           int             lines)
{
  g_autoptr (PangoLayout) layout = talus_graph_style_new_layout (drawing->painter->style, font,
                                                                 text, width, lines);
  int text_height;

  pango_layout_get_pixel_size (layout, NULL, &text_height);
  gtk_snapshot_save (drawing->snapshot);
  gtk_snapshot_translate (drawing->snapshot, &GRAPHENE_POINT_INIT (
    turn (drawing, x, width), y + MAX (floorf ((height - (float) text_height) / 2), 0)));
  gtk_snapshot_append_layout (drawing->snapshot, layout, colour);
  gtk_snapshot_restore (drawing->snapshot);
}

static void
draw_icon (Drawing       *drawing,
           const char    *name,
           const GdkRGBA *colour,
           float          x,
           float          y,
           float          size)
{
  talus_graph_style_draw_icon (drawing->painter->style, drawing->snapshot, name, colour,
                               turn (drawing, x, size), y, size);
}

static const char *
get_name (TalusNode *node)
{
  const char *name = talus_node_get_name (node);

  return *name != '\0' ? name : _("Unnamed");
}

static void
draw_status (Drawing *drawing,
             float    y)
{
  const TalusGraphMetrics *metrics = drawing->metrics;
  TalusGraph *graph = drawing->painter->graph;
  const TalusOption *status = talus_node_get_status (graph, drawing->card->node);
  TalusNode *blocker = talus_node_find_blocker (graph, drawing->card->node);
  float x = 2 * metrics->padding + metrics->icon;
  float icon_x = metrics->padding + (metrics->icon - STATUS_ICON) / 2;
  float icon_y = y + (metrics->small_line - STATUS_ICON) / 2;
  float width = drawing->width - x - metrics->padding;

  if (status != NULL)
    {
      GdkRGBA tint = get_tint (drawing->colours, status->color);

      draw_icon (drawing, talus_icon_for_option (status), &tint, icon_x, icon_y, STATUS_ICON);
    }

  if (blocker != NULL)
    {
      /* Translators: of a card: what has to be finished first */
      g_autofree char *text = g_strdup_printf (_("Waits for %s"), get_name (blocker));
      GdkRGBA red = drawing->colours->waiting;

      talus_tint_against (&red, &drawing->colours->card, TALUS_TINT_TEXT);
      draw_icon (drawing, TALUS_ICON_BLOCKED, &red,
                 drawing->width - metrics->padding - STATUS_ICON, icon_y, STATUS_ICON);
      draw_text (drawing, TALUS_GRAPH_FONT_SMALL, text, &red, x, y,
                 width - STATUS_ICON - metrics->padding / 2, metrics->small_line, 1);
    }
  else if (status != NULL)
    draw_text (drawing, TALUS_GRAPH_FONT_SMALL, status->name, &drawing->colours->dim, x, y, width,
               metrics->small_line, 1);
}

static void
draw_full (Drawing *drawing)
{
  const TalusGraphMetrics *metrics = drawing->metrics;
  const TalusNodeType *type = get_type (drawing->painter, drawing->card->node);
  GdkRGBA tint = get_tint (drawing->colours, type != NULL ? type->color : NULL);
  float x = 2 * metrics->padding + metrics->icon;
  float height = drawing->card->lines * metrics->line;

  draw_icon (drawing, talus_icon_for_type (type), &tint, metrics->padding,
             metrics->padding + (metrics->line - metrics->icon) / 2, metrics->icon);
  draw_text (drawing, TALUS_GRAPH_FONT_NAME, get_name (drawing->card->node),
             &drawing->colours->text, x, metrics->padding,
             drawing->width - x - metrics->padding, height, drawing->card->lines);
  if (drawing->card->has_status)
    draw_status (drawing, metrics->padding + height);
}

/* Seen from further away: what matters most, as large as there is room. */
static void
draw_name (Drawing *drawing)
{
  const TalusGraphMetrics *metrics = drawing->metrics;
  TalusGraph *graph = drawing->painter->graph;
  const TalusNodeType *type = get_type (drawing->painter, drawing->card->node);
  const TalusOption *status = type != NULL ? talus_node_get_status (graph, drawing->card->node)
                                           : NULL;
  gboolean is_blocked = talus_node_find_blocker (graph, drawing->card->node) != NULL;
  GdkRGBA tint = get_tint (drawing->colours, status != NULL ? status->color
                                             : type != NULL ? type->color : NULL);
  float padding = metrics->padding * 0.7f;
  float x = 2 * padding + LARGE_ICON;
  const char *icon = status != NULL ? talus_icon_for_option (status) : talus_icon_for_type (type);

  if (is_blocked)
    {
      icon = TALUS_ICON_BLOCKED;
      tint = drawing->colours->waiting;
    }
  draw_icon (drawing, icon, &tint, padding, (drawing->height - LARGE_ICON) / 2, LARGE_ICON);
  draw_text (drawing, TALUS_GRAPH_FONT_LARGE, get_name (drawing->card->node),
             &drawing->colours->text, x, 0, drawing->width - x - padding, drawing->height,
             drawing->height > 1.45f * metrics->line * 2 ? 2 : 1);
}

GskRenderNode *
talus_graph_painter_draw_card (TalusGraphPainter *self,
                               guint              index,
                               TalusGraphDetail   detail)
{
  const TalusGraphRect *rect = talus_graph_painter_rect (self, index);
  Drawing drawing = {
    self, gtk_snapshot_new (), talus_graph_picture_get_card (self->picture, index),
    talus_graph_style_get_metrics (self->style), talus_graph_style_get_colours (self->style),
    rect->width, rect->height
  };

  draw_background (&drawing, detail);
  if (detail == TALUS_GRAPH_DETAIL_FULL)
    draw_full (&drawing);
  else
    draw_name (&drawing);

  return gtk_snapshot_free_to_node (drawing.snapshot);
}

GdkRGBA
talus_graph_painter_get_tint (TalusGraphPainter *self,
                              guint              index)
{
  const TalusGraphColours *colours = talus_graph_style_get_colours (self->style);
  const TalusGraphCard *card = talus_graph_picture_get_card (self->picture, index);
  const TalusNodeType *type = get_type (self, card->node);
  const TalusOption *status = type != NULL ? talus_node_get_status (self->graph, card->node)
                                           : NULL;

  return get_tint (colours, status != NULL && status->color != NULL ? status->color
                            : type != NULL ? type->color : NULL);
}
