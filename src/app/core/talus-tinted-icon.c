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

static GParamSpec *properties[N_PROPS];

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

static void
talus_tinted_icon_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  TalusTintedIcon *self = TALUS_TINTED_ICON (widget);
  GdkRGBA colours[4];
  graphene_point_t corner;

  if (self->icon_name == NULL)
    return;
  if (self->paintable == NULL)
    look_up (self);

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colours[0]);
  talus_tint_parse (self->colour, &colours[0], TALUS_TINT_ICON, &colours[0]);
  for (guint i = 1; i < G_N_ELEMENTS (colours); i++)
    colours[i] = colours[0];

  corner.x = (float) ((gtk_widget_get_width (widget) - self->pixels) / 2);
  corner.y = (float) ((gtk_widget_get_height (widget) - self->pixels) / 2);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &corner);
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (self->paintable), snapshot,
                                            self->pixels, self->pixels, colours,
                                            G_N_ELEMENTS (colours));
  gtk_snapshot_restore (snapshot);
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
    forget_paintable (TALUS_TINTED_ICON (widget));
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
