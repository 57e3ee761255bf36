/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours come from the style by their names, mixed so that a card hides what
 * runs behind it. An icon is made into a small image once: recolouring it in
 * every frame is what would take long. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-style.h"

#include <math.h>

#include <adwaita.h>

#include "app/core/talus-tint.h"

#define CARD_CHARACTERS 27
#define ICON_PIXELS     16
#define ICON_SCALE      2       /* finer than the screen: it is zoomed into */

struct _TalusGraphStyle
{
  GtkWidget *widget;            /* borrowed */
  TalusGraphColours colours;
  TalusGraphMetrics metrics;
  PangoFontDescription *fonts[TALUS_GRAPH_N_FONTS];
  GHashTable *icons;            /* "name colour" → GdkTexture */
};

TalusGraphStyle *
talus_graph_style_new (GtkWidget *widget)
{
  TalusGraphStyle *self = g_new0 (TalusGraphStyle, 1);

  self->widget = widget;
  self->icons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  talus_graph_style_update (self);

  return self;
}

void
talus_graph_style_free (TalusGraphStyle *self)
{
  for (guint i = 0; i < TALUS_GRAPH_N_FONTS; i++)
    g_clear_pointer (&self->fonts[i], pango_font_description_free);
  g_hash_table_unref (self->icons);
  g_free (self);
}

static GdkRGBA
look_up (GtkStyleContext *context,
         const char      *name,
         const char      *otherwise)
{
  GdkRGBA colour;

  if (!gtk_style_context_lookup_color (context, name, &colour))
    gdk_rgba_parse (&colour, otherwise);

  return colour;
}

/* @over on top of @under, which is opaque; the result is too. */
static GdkRGBA
mix (const GdkRGBA *under,
     const GdkRGBA *over,
     float          strength)
{
  float alpha = over->alpha * strength;

  return (GdkRGBA) {
    under->red + (over->red - under->red) * alpha,
    under->green + (over->green - under->green) * alpha,
    under->blue + (over->blue - under->blue) * alpha,
    1,
  };
}

static void
update_colours (TalusGraphStyle *self)
{
  GtkStyleContext *context = gtk_widget_get_style_context (self->widget);
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean is_high_contrast = adw_style_manager_get_high_contrast (manager);
  TalusGraphColours *colours = &self->colours;
  GdkRGBA card = look_up (context, "card_bg_color", "#ffffff");

  colours->canvas = look_up (context, "window_bg_color", "#fafafa");
  colours->canvas.alpha = 1;
  gtk_style_context_get_color (context, &colours->text);
  colours->card = mix (&colours->canvas, &card, 1);
  colours->text = mix (&colours->card, &colours->text, 1);
  colours->dim = mix (&colours->card, &colours->text, is_high_contrast ? 0.9f : 0.64f);
  colours->border = mix (&colours->card, &colours->text, is_high_contrast ? 0.6f : 0.15f);
  colours->line = mix (&colours->canvas, &colours->text, is_high_contrast ? 0.6f : 0.22f);
  colours->frame = mix (&colours->canvas, &colours->text, 0.035f);
  colours->arrow = mix (&colours->canvas, &colours->text, is_high_contrast ? 0.8f : 0.42f);
  colours->waiting = look_up (context, "error_color", "#c01c28");
  talus_tint_against (&colours->waiting, &colours->canvas, TALUS_TINT_ICON);
  colours->accent = look_up (context, "accent_color", "#1c71d8");
  talus_tint_against (&colours->accent, &colours->canvas, TALUS_TINT_ICON);
}

static void
set_font (TalusGraphStyle            *self,
          TalusGraphFont              font,
          const PangoFontDescription *base,
          double                      scale)
{
  PangoFontDescription *description = pango_font_description_copy (base);
  double size = pango_font_description_get_size (base) * scale;

  if (pango_font_description_get_size_is_absolute (base))
    pango_font_description_set_absolute_size (description, size);
  else
    pango_font_description_set_size (description, (int) size);
  g_clear_pointer (&self->fonts[font], pango_font_description_free);
  self->fonts[font] = description;
}

static float
measure_line (TalusGraphStyle *self,
              TalusGraphFont   font,
              float           *character)
{
  PangoContext *context = gtk_widget_get_pango_context (self->widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, self->fonts[font], NULL);
  float height = (float) (pango_font_metrics_get_ascent (metrics) +
                          pango_font_metrics_get_descent (metrics)) / PANGO_SCALE;

  if (character != NULL)
    *character = (float) pango_font_metrics_get_approximate_char_width (metrics) / PANGO_SCALE;
  pango_font_metrics_unref (metrics);

  return height;
}

static void
update_metrics (TalusGraphStyle *self)
{
  PangoContext *context = gtk_widget_get_pango_context (self->widget);
  const PangoFontDescription *base = pango_context_get_font_description (context);
  TalusGraphMetrics *metrics = &self->metrics;

  set_font (self, TALUS_GRAPH_FONT_NAME, base, 1);
  set_font (self, TALUS_GRAPH_FONT_SMALL, base, 0.85);
  set_font (self, TALUS_GRAPH_FONT_LARGE, base, 1.45);

  metrics->padding = 9;
  metrics->icon = ICON_PIXELS;
  metrics->line = (float) ceil (measure_line (self, TALUS_GRAPH_FONT_NAME, &metrics->character));
  metrics->small_line = (float) ceil (measure_line (self, TALUS_GRAPH_FONT_SMALL, NULL)) + 4;
  metrics->width = (float) ceil (3 * metrics->padding + metrics->icon +
                                 CARD_CHARACTERS * metrics->character);
}

void
talus_graph_style_update (TalusGraphStyle *self)
{
  g_hash_table_remove_all (self->icons);
  update_colours (self);
  update_metrics (self);
}

const TalusGraphColours *
talus_graph_style_get_colours (TalusGraphStyle *self)
{
  return &self->colours;
}

const TalusGraphMetrics *
talus_graph_style_get_metrics (TalusGraphStyle *self)
{
  return &self->metrics;
}

gboolean
talus_graph_style_is_rtl (TalusGraphStyle *self)
{
  return gtk_widget_get_direction (self->widget) == GTK_TEXT_DIR_RTL;
}

PangoLayout *
talus_graph_style_new_layout (TalusGraphStyle *self,
                              TalusGraphFont   font,
                              const char      *text,
                              float            width,
                              int              lines)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (self->widget, text);

  pango_layout_set_font_description (layout, self->fonts[font]);
  if (width > 0)
    {
      pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
      pango_layout_set_height (layout, -lines);
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }

  return layout;
}

static GskRenderNode *
make_icon (TalusGraphStyle *self,
           const char      *name,
           const GdkRGBA   *colour)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (self->widget));
  g_autoptr (GtkIconPaintable) icon = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GdkRGBA colours[4] = { *colour, *colour, *colour, *colour };
  const int pixels = ICON_PIXELS * ICON_SCALE;

  icon = gtk_icon_theme_lookup_icon (theme, name, NULL, pixels, 1,
                                     gtk_widget_get_direction (self->widget),
                                     GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, pixels,
                                            pixels, colours, G_N_ELEMENTS (colours));

  return gtk_snapshot_free_to_node (snapshot);
}

/* By cairo, whatever the window is drawn with. */
static GdkTexture *
make_texture (GskRenderNode *node)
{
  const int pixels = ICON_PIXELS * ICON_SCALE;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, pixels, pixels);
  cairo_t *cr = cairo_create (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = NULL;
  GdkTexture *texture;

  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), stride * (gsize) pixels);
  texture = gdk_memory_texture_new (pixels, pixels, GDK_MEMORY_DEFAULT, bytes, stride);
  cairo_surface_destroy (surface);

  return texture;
}

void
talus_graph_style_draw_icon (TalusGraphStyle *self,
                             GtkSnapshot     *snapshot,
                             const char      *name,
                             const GdkRGBA   *colour,
                             float            x,
                             float            y,
                             float            size)
{
  g_autofree char *colour_text = gdk_rgba_to_string (colour);
  g_autofree char *key = g_strconcat (name, " ", colour_text, NULL);
  GdkTexture *texture = g_hash_table_lookup (self->icons, key);

  if (texture == NULL)
    {
      GskRenderNode *node = make_icon (self, name, colour);

      texture = make_texture (node);
      g_clear_pointer (&node, gsk_render_node_unref);
      g_hash_table_insert (self->icons, g_steal_pointer (&key), texture);
    }

  gtk_snapshot_append_texture (snapshot, texture, &GRAPHENE_RECT_INIT (x, y, size, size));
}
