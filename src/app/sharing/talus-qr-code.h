/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text as a QR code, to be read off the screen: whole pixels, black on white
 * in every style, with the quiet zone that readers want around it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TALUS_TYPE_QR_CODE (talus_qr_code_get_type ())

G_DECLARE_FINAL_TYPE (TalusQrCode, talus_qr_code, TALUS, QR_CODE, GtkWidget)

/* (nullable): nothing is drawn. FALSE where it is too long for a code. */
gboolean    talus_qr_code_set_text  (TalusQrCode *self,
                                     const char  *text);
/* Squares to a side, without the quiet zone; 0 without a text. */
guint       talus_qr_code_get_width (TalusQrCode *self);
gboolean    talus_qr_code_is_dark   (TalusQrCode *self,
                                     guint        x,
                                     guint        y);

G_END_DECLS
