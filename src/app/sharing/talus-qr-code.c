/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text as a QR code, to be read off the screen: whole pixels, black on white
 * in every style, with the quiet zone that readers want around it. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "app/sharing/talus-qr-code.h"

#include <math.h>
#include <qrencode.h>

/* Squares of white around it: ISO/IEC 18004. */
#define QUIET_ZONE 4
/* Pixels of a square that a telephone reads at arm's length. */
#define SQUARE     3

struct _TalusQrCode
{
  GtkWidget parent_instance;

  QRcode *code; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (TalusQrCode, talus_qr_code, GTK_TYPE_WIDGET)

static guint
get_squares (TalusQrCode *self)
{
  return (self->code != NULL ? (guint) self->code->width : 0) + 2 * QUIET_ZONE;
}

static void
measure (GtkWidget      *widget,
         GtkOrientation  orientation,
         int             for_size,
         int            *minimum,
         int            *natural,
         int            *minimum_baseline,
         int            *natural_baseline)
{
  TalusQrCode *self = TALUS_QR_CODE (widget);

  *minimum = *natural = self->code != NULL ? (int) get_squares (self) * SQUARE : 0;
}

/* As many dark squares in a row as lie beside each other: one rectangle. */
static void
snapshot_row (TalusQrCode *self,
              GtkSnapshot *snapshot,
              guint        y,
              float        left,
              float        top,
              float        square)
{
  const GdkRGBA black = { 0, 0, 0, 1 };
  guint width = (guint) self->code->width;

  for (guint x = 0; x < width; x++)
    {
      guint end = x;

      while (end < width && talus_qr_code_is_dark (self, end, y))
        end++;
      if (end == x)
        continue;
      gtk_snapshot_append_color (snapshot, &black,
                                 &GRAPHENE_RECT_INIT (left + (float) (QUIET_ZONE + x) * square,
                                                      top + (float) (QUIET_ZONE + y) * square,
                                                      (float) (end - x) * square, square));
      x = end;
    }
}

/* A square has whole pixels of the screen, so that its edges are sharp. */
static void
snapshot_code (GtkWidget   *widget,
               GtkSnapshot *snapshot)
{
  TalusQrCode *self = TALUS_QR_CODE (widget);
  const GdkRGBA white = { 1, 1, 1, 1 };
  int scale = gtk_widget_get_scale_factor (widget);
  int space = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget)) * scale;
  float square;
  float side;
  float left;
  float top;

  if (self->code == NULL)
    return;

  square = (float) MAX (space / (int) get_squares (self), 1) / (float) scale;
  side = square * (float) get_squares (self);
  left = floorf (((float) gtk_widget_get_width (widget) - side) / 2);
  top = floorf (((float) gtk_widget_get_height (widget) - side) / 2);
  gtk_snapshot_append_color (snapshot, &white, &GRAPHENE_RECT_INIT (left, top, side, side));
  for (guint y = 0; y < (guint) self->code->width; y++)
    snapshot_row (self, snapshot, y, left, top, square);
}

static void
talus_qr_code_finalize (GObject *object)
{
  TalusQrCode *self = TALUS_QR_CODE (object);

  g_clear_pointer (&self->code, QRcode_free);

  G_OBJECT_CLASS (talus_qr_code_parent_class)->finalize (object);
}

static void
talus_qr_code_class_init (TalusQrCodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = talus_qr_code_finalize;
  widget_class->measure = measure;
  widget_class->snapshot = snapshot_code;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "qrcode");
}

static void
talus_qr_code_init (TalusQrCode *self)
{
}

/**
 * talus_qr_code_set_text:
 * @self: a code
 * @text: (nullable): what it says
 *
 * Sets what it says. With medium correction: a screen is clean.
 *
 * Returns: whether it says so; %FALSE for more than a code can hold
 */
gboolean
talus_qr_code_set_text (TalusQrCode *self,
                        const char  *text)
{
  g_return_val_if_fail (TALUS_IS_QR_CODE (self), FALSE);

  g_clear_pointer (&self->code, QRcode_free);
  if (text != NULL)
    self->code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  gtk_widget_queue_resize (GTK_WIDGET (self));

  return text == NULL || self->code != NULL;
}

/**
 * talus_qr_code_get_width:
 * @self: a code
 *
 * Gets how large it is.
 *
 * Returns: squares to a side, 0 without a text
 */
guint
talus_qr_code_get_width (TalusQrCode *self)
{
  g_return_val_if_fail (TALUS_IS_QR_CODE (self), 0);

  return self->code != NULL ? (guint) self->code->width : 0;
}

/**
 * talus_qr_code_is_dark:
 * @self: a code with a text
 * @x: column, from the left
 * @y: row, from the top
 *
 * Tells a square's colour.
 *
 * Returns: whether it is black
 */
gboolean
talus_qr_code_is_dark (TalusQrCode *self,
                       guint        x,
                       guint        y)
{
  g_return_val_if_fail (TALUS_IS_QR_CODE (self) && self->code != NULL, FALSE);
  g_return_val_if_fail (x < (guint) self->code->width && y < (guint) self->code->width, FALSE);

  return (self->code->data[y * (guint) self->code->width + x] & 1) != 0;
}
