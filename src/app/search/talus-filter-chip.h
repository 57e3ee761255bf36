/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chip: one condition of a filter as a button, with what there is to choose
 * from behind it: "Status: any". It knows choices, no template. */
#pragma once

#include <adwaita.h>

#include "app/search/talus-filter-text.h"

G_BEGIN_DECLS

#define TALUS_TYPE_FILTER_CHIP (talus_filter_chip_get_type ())

G_DECLARE_FINAL_TYPE (TalusFilterChip, talus_filter_chip, TALUS, FILTER_CHIP, AdwBin)

/* @key: (nullable): of a property */
GtkWidget        *talus_filter_chip_new        (const char            *title,
                                                TalusFilterField       field,
                                                const char            *key);
TalusFilterField  talus_filter_chip_get_field  (TalusFilterChip       *self);
const char       *talus_filter_chip_get_key    (TalusFilterChip       *self);
void              talus_filter_chip_add_choice (TalusFilterChip       *self,
                                                const char            *value,
                                                const char            *label,
                                                const char            *icon,      /* (nullable) */
                                                const char            *colour);   /* (nullable) */
/* One that excludes the others: "before today". @value: (nullable): %NULL where
 * any will do. */
void              talus_filter_chip_add_comparison (TalusFilterChip     *self,
                                                    TalusFilterRelation  relation,
                                                    const char          *value,
                                                    const char          *label);
/* Whether it offers those that have no value too. */
void              talus_filter_chip_add_none   (TalusFilterChip       *self);
/* (nullable): the condition as it is; %NULL: any. What it cannot show as
 * choices it shows as it was typed. */
void              talus_filter_chip_set_term   (TalusFilterChip       *self,
                                                const TalusFilterTerm *term);
/* (transfer full) (nullable) */
TalusFilterTerm  *talus_filter_chip_dup_term   (TalusFilterChip       *self);

/**
 * TalusFilterChip::chosen: (self): somebody chose something else
 * TalusFilterChip::opening: (self): the choices are about to be shown
 */

G_END_DECLS
