/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the picture is drawn with: the colours of the style there is, fonts and
 * how large they are, icons ready to be drawn many times. */
#pragma once

#include <gtk/gtk.h>

#include "app/graph/talus-graph-picture.h"

G_BEGIN_DECLS

/**
 * TalusGraphColours:
 * @canvas: behind everything
 * @card: of a card
 * @border: around it
 * @text: of names
 * @dim: of what is said beside
 * @line: between parents and children
 * @frame: behind siblings in columns
 * @arrow: of a dependency that is settled
 * @waiting: of one that something waits for
 * @accent: of what is selected
 */
typedef struct
{
  GdkRGBA canvas;
  GdkRGBA card;
  GdkRGBA border;
  GdkRGBA text;
  GdkRGBA dim;
  GdkRGBA line;
  GdkRGBA frame;
  GdkRGBA arrow;
  GdkRGBA waiting;
  GdkRGBA accent;
} TalusGraphColours;

typedef enum
{
  TALUS_GRAPH_FONT_NAME,
  TALUS_GRAPH_FONT_SMALL,
  TALUS_GRAPH_FONT_LARGE,     /* of names when the picture is small */
  TALUS_GRAPH_N_FONTS,
} TalusGraphFont;

typedef struct _TalusGraphStyle TalusGraphStyle;

TalusGraphStyle         *talus_graph_style_new         (GtkWidget              *widget);
void                     talus_graph_style_free        (TalusGraphStyle        *self);
/* Reads colours and fonts anew. */
void                     talus_graph_style_update      (TalusGraphStyle        *self);
const TalusGraphColours *talus_graph_style_get_colours (TalusGraphStyle        *self);
const TalusGraphMetrics *talus_graph_style_get_metrics (TalusGraphStyle        *self);
gboolean                 talus_graph_style_is_rtl      (TalusGraphStyle        *self);
/* (transfer full) */
PangoLayout             *talus_graph_style_new_layout  (TalusGraphStyle        *self,
                                                        TalusGraphFont          font,
                                                        const char             *text,
                                                        float                   width,
                                                        int                     lines);
/* At (@x, @y) of what is drawn, @size wide and high. */
void                     talus_graph_style_draw_icon   (TalusGraphStyle        *self,
                                                        GtkSnapshot            *snapshot,
                                                        const char             *name,
                                                        const GdkRGBA          *colour,
                                                        float                   x,
                                                        float                   y,
                                                        float                   size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusGraphStyle, talus_graph_style_free)

G_END_DECLS
