/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others change shines up in their colour and fades, unless motion is not
 * wanted. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-canvas-private.h"

#define FLASH_US 1400000

static gboolean
is_over (gpointer key,
         gpointer value,
         gpointer now)
{
  return ((TalusGraphFlash *) value)->begin + FLASH_US < *(gint64 *) now;
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  TalusGraphCanvas *self = TALUS_GRAPH_CANVAS (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  g_hash_table_foreach_remove (self->flashes, is_over, &now);
  gtk_widget_queue_draw (widget);
  if (g_hash_table_size (self->flashes) > 0)
    return G_SOURCE_CONTINUE;

  self->tick = 0;

  return G_SOURCE_REMOVE;
}

/* How a card shines just now; FALSE: it does not. */
gboolean
talus_graph_canvas_find_flash (guint     card,
                               GdkRGBA  *colour,
                               gpointer  user_data)
{
  TalusGraphCanvas *self = user_data;
  TalusGraphFlash *flash = g_hash_table_lookup (
    self->flashes, talus_node_get_id (talus_graph_canvas_get_node (self, card)));
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  double left;

  if (flash == NULL || clock == NULL)
    return FALSE;

  left = 1 - (double) (gdk_frame_clock_get_frame_time (clock) - flash->begin) / FLASH_US;
  *colour = flash->colour;
  colour->alpha = (float) (CLAMP (left, 0, 1) * 0.7);

  return TRUE;
}

/* What somebody else did shines up in their colour, once. */
void
talus_graph_canvas_note_record (TalusGraphCanvas *self,
                                TalusRecord      *record,
                                gboolean          own)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);
  GdkRGBA colour;

  if (own || clock == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      picture == NULL || !adw_get_enable_animations (GTK_WIDGET (self)) ||
      !gdk_rgba_parse (&colour, record->author->colour))
    return;

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);
      TalusGraphFlash flash = { colour, gdk_frame_clock_get_frame_time (clock) };
      guint card;

      if (talus_graph_picture_find (picture, &change->node_id, &card) ||
          change->op == TALUS_CHANGE_INSERT)
        g_hash_table_insert (self->flashes, g_memdup2 (&change->node_id, sizeof (TalusId)),
                             g_memdup2 (&flash, sizeof flash));
    }
  if (g_hash_table_size (self->flashes) > 0 && self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}
