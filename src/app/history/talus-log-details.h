/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that a line of the history is about: as one line of text, and change by
 * change in a dialog. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-view.h"
#include "app/history/talus-log-entry.h"

G_BEGIN_DECLS

/* (transfer full): when, who, what: for the clipboard. */
char *talus_log_details_word_line (TalusLogEntry *entry,
                                   TalusGraph    *graph);
/* A large record is read again first. @view: whose live project it is. */
void  talus_log_details_present   (GtkWindow     *parent,
                                   TalusView     *view,
                                   TalusLogEntry *entry);

G_END_DECLS
