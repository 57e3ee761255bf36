/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An animation of how much of the colour is seen. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-flash.h"

#include <adwaita.h>

#define DURATION 1200     /* milliseconds */
#define ALPHA    0.35

struct _TalusFlash
{
  GtkWidget *widget;        /* borrowed */
  AdwAnimation *animation;  /* (nullable): while it is seen */
  GdkRGBA colour;
  double alpha;
};

static void
set_alpha_cb (double   alpha,
              gpointer user_data)
{
  TalusFlash *self = user_data;

  self->alpha = alpha;
  gtk_widget_queue_draw (self->widget);
}

/**
 * talus_flash_new:
 * @widget: (transfer none): who draws it, and outlives it
 *
 * Makes one that is not seen.
 *
 * Returns: (transfer full): the flash
 */
TalusFlash *
talus_flash_new (GtkWidget *widget)
{
  TalusFlash *self;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  self = g_new0 (TalusFlash, 1);
  self->widget = widget;

  return self;
}

/**
 * talus_flash_free:
 * @self: (transfer full): a flash
 *
 * Ends it.
 */
void
talus_flash_free (TalusFlash *self)
{
  g_return_if_fail (self != NULL);

  talus_flash_stop (self);
  g_free (self);
}

/**
 * talus_flash_start:
 * @self: a flash
 * @colour: "#rrggbb"
 *
 * Begins anew, in that colour. Where animations are off, or the widget is not
 * seen, nothing happens.
 */
void
talus_flash_start (TalusFlash *self,
                   const char *colour)
{
  AdwAnimationTarget *target;
  GdkRGBA rgba;

  g_return_if_fail (self != NULL);
  g_return_if_fail (colour != NULL);

  if (!gtk_widget_get_mapped (self->widget) || !adw_get_enable_animations (self->widget) ||
      !gdk_rgba_parse (&rgba, colour))
    return;

  talus_flash_stop (self);
  self->colour = rgba;
  target = adw_callback_animation_target_new (set_alpha_cb, self, NULL);
  self->animation = adw_timed_animation_new (self->widget, ALPHA, 0, DURATION, target);
  adw_animation_play (self->animation);
}

/**
 * talus_flash_stop:
 * @self: a flash
 *
 * Takes it away: what is there now is something else.
 */
void
talus_flash_stop (TalusFlash *self)
{
  g_return_if_fail (self != NULL);

  if (self->animation != NULL)
    adw_animation_skip (self->animation);
  g_clear_object (&self->animation);
  self->alpha = 0;
}

/**
 * talus_flash_snapshot:
 * @self: a flash
 * @snapshot: where to draw
 * @bounds: over what
 * @radius: of its corners, pixels
 *
 * Draws what is left of it.
 */
void
talus_flash_snapshot (TalusFlash            *self,
                      GtkSnapshot           *snapshot,
                      const graphene_rect_t *bounds,
                      float                  radius)
{
  GdkRGBA colour;
  GskRoundedRect rounded;

  g_return_if_fail (self != NULL);
  g_return_if_fail (GTK_IS_SNAPSHOT (snapshot) && bounds != NULL);

  if (self->alpha <= 0)
    return;

  colour = self->colour;
  colour.alpha = (float) self->alpha;
  gsk_rounded_rect_init_from_rect (&rounded, bounds, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, &colour, bounds);
  gtk_snapshot_pop (snapshot);
}
