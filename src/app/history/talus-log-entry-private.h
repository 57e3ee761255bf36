/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the history as the log model makes them. */
#pragma once

#include "app/history/talus-log-entry.h"

G_BEGIN_DECLS

TalusLogEntry *talus_log_entry_new            (TalusRecord   *record,
                                               TalusGraph    *graph);
/* Whether @record, older or newer, belongs to the same step: the same field,
 * soon enough; whether anything came between is not looked at. */
gboolean       talus_log_entry_joins          (TalusLogEntry *self,
                                               TalusRecord   *record);
void           talus_log_entry_take_in        (TalusLogEntry *self,
                                               TalusRecord   *record,
                                               TalusGraph    *graph);
/* Whether @record writes the field that the line is about. */
gboolean       talus_log_entry_is_written_by  (TalusLogEntry *self,
                                               TalusRecord   *record);
void           talus_log_entry_set_undone_by  (TalusLogEntry *self,
                                               TalusAuthor   *author);   /* (nullable) */
void           talus_log_entry_set_begins_day (TalusLogEntry *self,
                                               gboolean       begins_day);
/* Days since some day, by the time of this computer. */
gint64         talus_log_entry_get_day        (TalusLogEntry *self);

G_END_DECLS
