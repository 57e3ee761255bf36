/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The eight colours of people: they hold in light and dark, and for eyes that
 * see fewer. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TALUS_PALETTE_SIZE 8

const char *talus_palette_get  (guint       index);      /* "#rrggbb" */
gboolean    talus_palette_find (const char *colour,      /* (nullable) */
                                guint      *index);      /* (out) (optional) */

/**
 * TalusPaletteUse:
 * @weights: how much each of the colours is taken
 *
 * Which colours are spoken for, and how much it matters. Begins with all 0.
 */
typedef struct
{
  guint weights[TALUS_PALETTE_SIZE];
} TalusPaletteUse;

void        talus_palette_use_add     (TalusPaletteUse       *self,
                                       const char            *colour,
                                       guint                  weight);
gboolean    talus_palette_use_is_free (const TalusPaletteUse *self,
                                       const char            *colour);

G_END_DECLS
