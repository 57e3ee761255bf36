/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the palette: a verb or a node, as it is shown. Immutable. */
#pragma once

#include "app/search/talus-verbs.h"
#include "model/talus-node.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PALETTE_ITEM (talus_palette_item_get_type ())

G_DECLARE_FINAL_TYPE (TalusPaletteItem, talus_palette_item, TALUS, PALETTE_ITEM, GObject)

/* @verb outlives it. */
TalusPaletteItem *talus_palette_item_new_verb     (const TalusVerb  *verb,
                                                   gboolean          is_possible);
TalusPaletteItem *talus_palette_item_new_node     (TalusNode        *node);
const TalusVerb  *talus_palette_item_get_verb     (TalusPaletteItem *self);   /* (nullable) */
TalusNode        *talus_palette_item_get_node     (TalusPaletteItem *self);   /* (nullable) */
gboolean          talus_palette_item_is_possible  (TalusPaletteItem *self);
/* (transfer full): what it is called, what it belongs to */
char             *talus_palette_item_get_title    (TalusPaletteItem *self);
char             *talus_palette_item_get_subtitle (TalusPaletteItem *self);

G_END_DECLS
