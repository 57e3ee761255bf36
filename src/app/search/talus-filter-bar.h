/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search bar of a window: what to look for, conditions to choose, how many
 * fit, and filters that were saved. All of it is one text, which may as well be
 * typed. */
#pragma once

#include "app/core/talus-part.h"

G_BEGIN_DECLS

#define TALUS_TYPE_FILTER_BAR (talus_filter_bar_get_type ())

G_DECLARE_FINAL_TYPE (TalusFilterBar, talus_filter_bar, TALUS, FILTER_BAR, GtkWidget)

/* The bar, with the actions win.search, win.find-next and win.find-previous. */
extern const TalusPartType talus_filter_bar_part_type;
/* The button that shows it. */
extern const TalusPartType talus_search_button_part_type;

GtkWidget *talus_filter_bar_new       (TalusView      *view);
/* Shown, and the entry has the focus; or hidden, and nothing is filtered. */
void       talus_filter_bar_set_open  (TalusFilterBar *self,
                                       gboolean        is_open);
gboolean   talus_filter_bar_is_open   (TalusFilterBar *self);

/* Properties with notify: is-open. */

G_END_DECLS
