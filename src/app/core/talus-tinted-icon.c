/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A symbolic icon in a colour of the template's, made legible in every style.
 * It is decoration until somebody gives it a label. It knows no model. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-tinted-icon.h"

#include "app/core/talus-tint.h"
#include "base/talus-util.h"

struct _TalusTintedIcon
{
  GtkWidget parent_instance;

  char *icon_name;
  char *colour;
  int pixels;
  GtkIconPaintable *paintable;  /* (nullable): looked up when it is drawn */
};

enum
{
  PROP_0,
  PROP_ICON_NAME,
  PROP_COLOUR,
  PROP_PIXEL_SIZE,
  N_PROPS,
};

G_DEFINE_FINAL_TYPE (TalusTintedIcon, talus_tinted_icon, GTK_TYPE_WIDGET)

/* How many looks are kept: far more than there are on a screen. */
#define MOST_TEXTURES 1024

static GParamSpec *properties[N_PROPS];

static GHashTable *textures;   /* what it looks like → GdkTexture; the main thread's */

static void
look_up (TalusTintedIcon *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));

  self->paintable = gtk_icon_theme_lookup_icon (theme, self->icon_name, NULL, self->pixels,
                                                gtk_widget_get_scale_factor (widget),
                                                gtk_widget_get_direction (widget),
                                                GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
}

/* As it is drawn: colours of symbolic icons are put in pixel by pixel, which a
 * list that scrolls would do anew for hundreds in each frame. */
static GdkTexture *
draw (TalusTintedIcon *self,
      const GdkRGBA   *colour)
{
  GdkRGBA colours[] = { *colour, *colour, *colour, *colour };
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GBytes) bytes = NULL;
  cairo_surface_t *surface;
  cairo_t *cr;

  if (self->paintable == NULL)
    look_up (self);
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (self->paintable), snapshot,
                                            self->pixels, self->pixels, colours,
                                            G_N_ELEMENTS (colours));
  node = gtk_snapshot_free_to_node (snapshot);

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->pixels * scale,
                                        self->pixels * scale);
  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface),
                                      (gsize) cairo_image_surface_get_stride (surface) *
                                        (gsize) cairo_image_surface_get_height (surface),
                                      (GDestroyNotify) cairo_surface_destroy, surface);

  return gdk_memory_texture_new (self->pixels * scale, self->pixels * scale, GDK_MEMORY_DEFAULT,
                                 bytes, (gsize) cairo_image_surface_get_stride (surface));
}

/* (transfer none): what all of the same look share. */
static GdkTexture *
find_texture (TalusTintedIcon *self,
              const GdkRGBA   *colour)
{
  g_autofree char *key = g_strdup_printf ("%s %d %d %d %x %x %x %x", self->icon_name, self->pixels,
                                          gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                                          gtk_widget_get_direction (GTK_WIDGET (self)),
                                          (guint) (colour->red * 255 + 0.5f),
                                          (guint) (colour->green * 255 + 0.5f),
                                          (guint) (colour->blue * 255 + 0.5f),
                                          (guint) (colour->alpha * 255 + 0.5f));
  GdkTexture *texture;

  if (textures == NULL)
    textures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  texture = g_hash_table_lookup (textures, key);
  if (texture != NULL)
    return texture;

  if (g_hash_table_size (textures) >= MOST_TEXTURES)
    g_hash_table_remove_all (textures);
  texture = draw (self, colour);
  g_hash_table_insert (textures, g_steal_pointer (&key), texture);

  return texture;
}

static void
talus_tinted_icon_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  TalusTintedIcon *self = TALUS_TINTED_ICON (widget);
  GdkRGBA colour;
  int x = (gtk_widget_get_width (widget) - self->pixels) / 2;
  int y = (gtk_widget_get_height (widget) - self->pixels) / 2;

  if (self->icon_name == NULL)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  talus_tint_parse (self->colour, &colour, TALUS_TINT_ICON, &colour);
  gtk_snapshot_append_texture (snapshot, find_texture (self, &colour),
                               &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) self->pixels,
                                                    (float) self->pixels));
}

static void
talus_tinted_icon_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  TalusTintedIcon *self = TALUS_TINTED_ICON (widget);

  *minimum = *natural = self->pixels;
}

static void
forget_paintable (TalusTintedIcon *self)
{
  g_clear_object (&self->paintable);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
talus_tinted_icon_system_setting_changed (GtkWidget        *widget,
                                          GtkSystemSetting  setting)
{
  if (setting == GTK_SYSTEM_SETTING_ICON_THEME)
    {
      g_clear_pointer (&textures, g_hash_table_unref);
      forget_paintable (TALUS_TINTED_ICON (widget));
    }
  GTK_WIDGET_CLASS (talus_tinted_icon_parent_class)->system_setting_changed (widget, setting);
}

static void
talus_tinted_icon_direction_changed (GtkWidget        *widget,
                                     GtkTextDirection  previous)
{
  forget_paintable (TALUS_TINTED_ICON (widget));
  GTK_WIDGET_CLASS (talus_tinted_icon_parent_class)->direction_changed (widget, previous);
}

static void
talus_tinted_icon_dispose (GObject *object)
{
  g_clear_object (&TALUS_TINTED_ICON (object)->paintable);

  G_OBJECT_CLASS (talus_tinted_icon_parent_class)->dispose (object);
}

static void
talus_tinted_icon_finalize (GObject *object)
{
  TalusTintedIcon *self = TALUS_TINTED_ICON (object);

  g_free (self->icon_name);
  g_free (self->colour);

  G_OBJECT_CLASS (talus_tinted_icon_parent_class)->finalize (object);
}

static void
talus_tinted_icon_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  TalusTintedIcon *self = TALUS_TINTED_ICON (object);

  switch (prop_id)
    {
    case PROP_ICON_NAME:
      g_value_set_string (value, self->icon_name);
      break;
    case PROP_COLOUR:
      g_value_set_string (value, self->colour);
      break;
    case PROP_PIXEL_SIZE:
      g_value_set_int (value, self->pixels);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_tinted_icon_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  TalusTintedIcon *self = TALUS_TINTED_ICON (object);

  switch (prop_id)
    {
    case PROP_ICON_NAME:
      talus_tinted_icon_set (self, g_value_get_string (value), self->colour);
      break;
    case PROP_COLOUR:
      talus_tinted_icon_set (self, self->icon_name, g_value_get_string (value));
      break;
    case PROP_PIXEL_SIZE:
      talus_tinted_icon_set_pixels (self, g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_tinted_icon_class_init (TalusTintedIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = talus_tinted_icon_dispose;
  object_class->finalize = talus_tinted_icon_finalize;
  object_class->get_property = talus_tinted_icon_get_property;
  object_class->set_property = talus_tinted_icon_set_property;
  widget_class->snapshot = talus_tinted_icon_snapshot;
  widget_class->measure = talus_tinted_icon_measure;
  widget_class->system_setting_changed = talus_tinted_icon_system_setting_changed;
  widget_class->direction_changed = talus_tinted_icon_direction_changed;

  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  properties[PROP_COLOUR] = g_param_spec_string ("colour", NULL, NULL, NULL, flags);
  properties[PROP_PIXEL_SIZE] = g_param_spec_int ("pixel-size", NULL, NULL, 8, 512, 16, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* Not "image": what the theme says of those in buttons and expanders that
   * are pressed would make each one be looked up anew whenever the focus goes
   * from row to row. */
  gtk_widget_class_set_css_name (widget_class, "tinted-icon");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
talus_tinted_icon_init (TalusTintedIcon *self)
{
  self->pixels = 16;
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (forget_paintable), NULL);
}

/**
 * talus_tinted_icon_new:
 *
 * Returns: (transfer floating): an empty one of 16 pixels
 */
GtkWidget *
talus_tinted_icon_new (void)
{
  return g_object_new (TALUS_TYPE_TINTED_ICON, NULL);
}

/**
 * talus_tinted_icon_set:
 * @icon_name: (nullable): a symbolic icon
 * @colour: (nullable): "#rrggbb"
 *
 * Shows that icon in that colour, as far as it can be seen.
 */
void
talus_tinted_icon_set (TalusTintedIcon *self,
                       const char      *icon_name,
                       const char      *colour)
{
  g_return_if_fail (TALUS_IS_TINTED_ICON (self));

  if (talus_set_string (&self->icon_name, icon_name))
    {
      forget_paintable (self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ICON_NAME]);
    }
  if (talus_set_string (&self->colour, colour))
    {
      gtk_widget_queue_draw (GTK_WIDGET (self));
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLOUR]);
    }
}

/**
 * talus_tinted_icon_set_pixels:
 * @pixels: width and height
 *
 * Makes it larger or smaller.
 */
void
talus_tinted_icon_set_pixels (TalusTintedIcon *self,
                              int              pixels)
{
  g_return_if_fail (TALUS_IS_TINTED_ICON (self));
  g_return_if_fail (pixels > 0);

  if (self->pixels == pixels)
    return;
  self->pixels = pixels;
  forget_paintable (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PIXEL_SIZE]);
}
