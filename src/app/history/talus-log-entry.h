/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the history: what one person did in one step. Quick changes of
 * one field are one line, as they are one step to undo. Made and changed by
 * the log model only; it keeps the record while that is small. */
#pragma once

#include "model/talus-graph.h"
#include "model/talus-record.h"

G_BEGIN_DECLS

#define TALUS_TYPE_LOG_ENTRY (talus_log_entry_get_type ())

G_DECLARE_FINAL_TYPE (TalusLogEntry, talus_log_entry, TALUS, LOG_ENTRY, GObject)

/* Of the newest record of the line, and of the oldest. */
guint64        talus_log_entry_get_seq        (TalusLogEntry *self);
guint64        talus_log_entry_get_first_seq  (TalusLogEntry *self);
gint64         talus_log_entry_get_timestamp  (TalusLogEntry *self); /* ms */
TalusAuthor   *talus_log_entry_get_author     (TalusLogEntry *self);
/* Of all its records, the newest first; what the project began with has none. */
const TalusId *talus_log_entry_get_command_ids(TalusLogEntry *self,
                                               guint         *n_ids);
const char    *talus_log_entry_get_text       (TalusLogEntry *self);
/* (nullable): what whoever made it calls it, where the text says otherwise. */
const char    *talus_log_entry_get_label      (TalusLogEntry *self);
/* How many changes the newest record makes. */
guint          talus_log_entry_get_n_changes  (TalusLogEntry *self);
/* (nullable): the node to show for it: the first that it is about. */
const TalusId *talus_log_entry_get_node       (TalusLogEntry *self);
/* Whether that was deleted by it. */
gboolean       talus_log_entry_removes_node   (TalusLogEntry *self);
/* Whether it is an undo or a redo itself. */
gboolean       talus_log_entry_is_reversal    (TalusLogEntry *self);
/* Whether somebody has undone it since, and who: (nullable). */
TalusAuthor   *talus_log_entry_get_undone_by  (TalusLogEntry *self);
/* Whether the line above it is of another day, by the time of this computer. */
gboolean       talus_log_entry_begins_day     (TalusLogEntry *self);
/* (nullable): the newest record, unless it is a large one. */
TalusRecord   *talus_log_entry_get_record     (TalusLogEntry *self);

/* Properties, read-only, with notify: text, undone (boolean), begins-day
 * (boolean). */

G_END_DECLS
