/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The palette: every verb and every node, found by typing. It lies over the
 * window and goes as soon as something is chosen or the focus is elsewhere. */
#pragma once

#include "app/core/talus-part.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PALETTE (talus_palette_get_type ())

G_DECLARE_FINAL_TYPE (TalusPalette, talus_palette, TALUS, PALETTE, GtkWidget)

/* With the action win.palette. */
extern const TalusPartType talus_palette_part_type;

GtkWidget *talus_palette_new      (TalusView    *view);
void       talus_palette_open     (TalusPalette *self);
void       talus_palette_shut     (TalusPalette *self);

G_END_DECLS
