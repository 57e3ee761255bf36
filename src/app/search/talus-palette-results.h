/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the palette shows for what was typed: verbs and nodes, the best first;
 * what was used last while nothing is typed. It is a list model of
 * TalusPaletteItem and knows no widget but the one that verbs are asked of. */
#pragma once

#include "app/search/talus-palette-item.h"
#include "app/search/talus-search.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PALETTE_RESULTS (talus_palette_results_get_type ())

G_DECLARE_FINAL_TYPE (TalusPaletteResults, talus_palette_results, TALUS, PALETTE_RESULTS, GObject)

TalusPaletteResults *talus_palette_results_new      (TalusSearch         *search);
/* (nullable): where verbs would be done; NULL: the palette is shut. */
void                 talus_palette_results_set_target (TalusPaletteResults *self,
                                                     GtkWidget           *target);
void                 talus_palette_results_set_text (TalusPaletteResults *self,
                                                     const char          *text);
/* It was chosen: next time it is among the first. */
void                 talus_palette_results_use      (TalusPaletteResults *self,
                                                     TalusPaletteItem    *item);

G_END_DECLS
