/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawn in the accent colour, which the style gives as the colour of text of
 * the node `drop-mark`. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-drop-mark.h"

#define LINE_WIDTH 2.0f
#define KNOB       4.0f
#define RADIUS     6.0f

typedef enum
{
  SHAPE_NONE,
  SHAPE_LINE,
  SHAPE_FRAME,
} Shape;

struct _TalusDropMark
{
  GtkWidget parent_instance;

  Shape shape;
  graphene_rect_t place;
};

G_DEFINE_FINAL_TYPE (TalusDropMark, talus_drop_mark, GTK_TYPE_WIDGET)

static void
snapshot_outline (GtkSnapshot           *snapshot,
                  const graphene_rect_t *bounds,
                  float                  radius,
                  const GdkRGBA         *colour)
{
  const float widths[4] = { LINE_WIDTH, LINE_WIDTH, LINE_WIDTH, LINE_WIDTH };
  const GdkRGBA colours[4] = { *colour, *colour, *colour, *colour };
  GskRoundedRect rect;

  gsk_rounded_rect_init_from_rect (&rect, bounds, radius);
  gtk_snapshot_append_border (snapshot, &rect, widths, colours);
}

static void
talus_drop_mark_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  TalusDropMark *self = TALUS_DROP_MARK (widget);
  float width = (float) gtk_widget_get_width (widget);
  graphene_rect_t line;
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  switch (self->shape)
    {
    case SHAPE_LINE:
      line = self->place;
      if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
        {
          line.size.width = line.origin.x - KNOB;
          line.origin.x = 0;
          snapshot_outline (snapshot,
                            &GRAPHENE_RECT_INIT (self->place.origin.x - 2 * KNOB,
                                                 line.origin.y - KNOB, 2 * KNOB, 2 * KNOB),
                            KNOB, &colour);
          line.size.width -= KNOB;
        }
      else
        {
          snapshot_outline (snapshot,
                            &GRAPHENE_RECT_INIT (line.origin.x, line.origin.y - KNOB,
                                                 2 * KNOB, 2 * KNOB),
                            KNOB, &colour);
          line.origin.x += 2 * KNOB;
          line.size.width = width - line.origin.x;
        }
      line.origin.y -= LINE_WIDTH / 2;
      line.size.height = LINE_WIDTH;
      gtk_snapshot_append_color (snapshot, &colour, &line);
      break;

    case SHAPE_FRAME:
      snapshot_outline (snapshot, &self->place, RADIUS, &colour);
      colour.alpha *= 0.12f;
      gtk_snapshot_append_color (snapshot, &colour, &self->place);
      break;

    case SHAPE_NONE:
    default:
      break;
    }
}

static void
talus_drop_mark_class_init (TalusDropMarkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = talus_drop_mark_snapshot;
  gtk_widget_class_set_css_name (widget_class, "drop-mark");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
talus_drop_mark_init (TalusDropMark *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

static void
set_shape (TalusDropMark         *self,
           Shape                  shape,
           const graphene_rect_t *place)
{
  if (self->shape == shape && graphene_rect_equal (&self->place, place))
    return;

  self->shape = shape;
  self->place = *place;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * talus_drop_mark_hide:
 * @self: a mark
 *
 * Draws nothing.
 */
void
talus_drop_mark_hide (TalusDropMark *self)
{
  g_return_if_fail (TALUS_IS_DROP_MARK (self));

  set_shape (self, SHAPE_NONE, graphene_rect_zero ());
}

/**
 * talus_drop_mark_show_line:
 * @self: a mark
 * @x: where the line begins: left, or right where text runs from right to left
 * @y: its height
 *
 * Draws a line between two rows.
 */
void
talus_drop_mark_show_line (TalusDropMark *self,
                           float          x,
                           float          y)
{
  graphene_rect_t place = GRAPHENE_RECT_INIT (x, y, 0, 0);

  g_return_if_fail (TALUS_IS_DROP_MARK (self));

  set_shape (self, SHAPE_LINE, &place);
}

/**
 * talus_drop_mark_show_frame:
 * @self: a mark
 * @frame: a row, in its coordinates
 *
 * Draws a frame around a row.
 */
void
talus_drop_mark_show_frame (TalusDropMark         *self,
                            const graphene_rect_t *frame)
{
  g_return_if_fail (TALUS_IS_DROP_MARK (self));

  set_shape (self, SHAPE_FRAME, frame);
}
