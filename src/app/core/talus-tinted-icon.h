/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A symbolic icon in a colour of the template's, made legible in every style.
 * It is decoration until somebody gives it a label. It knows no model. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TALUS_TYPE_TINTED_ICON (talus_tinted_icon_get_type ())

G_DECLARE_FINAL_TYPE (TalusTintedIcon, talus_tinted_icon, TALUS, TINTED_ICON, GtkWidget)

GtkWidget *talus_tinted_icon_new        (void);
/* Both (nullable): nothing; the colour of the text around. */
void       talus_tinted_icon_set        (TalusTintedIcon *self,
                                         const char      *icon_name,
                                         const char      *colour);
void       talus_tinted_icon_set_pixels (TalusTintedIcon *self,
                                         int              pixels);

/* Properties: icon-name, colour, pixel-size (16). */

G_END_DECLS
