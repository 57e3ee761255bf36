/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the history: who, what, when, and what has become of it; above it
 * the day, where that is another. */
#pragma once

#include <adwaita.h>

#include "app/history/talus-log-entry.h"

G_BEGIN_DECLS

#define TALUS_TYPE_LOG_ROW (talus_log_row_get_type ())

G_DECLARE_FINAL_TYPE (TalusLogRow, talus_log_row, TALUS, LOG_ROW, AdwBin)

GtkWidget *talus_log_row_new       (void);
/* Both (nullable): none. @graph: how times are written, and names of now. */
void       talus_log_row_set_entry (TalusLogRow   *self,
                                    TalusLogEntry *entry,
                                    TalusGraph    *graph);
/* What it says of how long ago it was is true again. */
void       talus_log_row_refresh   (TalusLogRow   *self);

G_END_DECLS
