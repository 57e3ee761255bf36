/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters that somebody saved, by template. They are the person's own, in the
 * settings of this computer: saving one is no change of the project, and who
 * may only look can do it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TALUS_TYPE_SAVED_FILTERS (talus_saved_filters_get_type ())

G_DECLARE_FINAL_TYPE (TalusSavedFilters, talus_saved_filters, TALUS, SAVED_FILTERS, GtkPopover)

GtkWidget *talus_saved_filters_new          (void);
void       talus_saved_filters_set_template (TalusSavedFilters *self,
                                             const char        *template_id);
/* What would be saved, "" for nothing. */
void       talus_saved_filters_set_text     (TalusSavedFilters *self,
                                             const char        *text);

/**
 * TalusSavedFilters::chosen: (self, const char *text): that is to be the filter
 */

G_END_DECLS
