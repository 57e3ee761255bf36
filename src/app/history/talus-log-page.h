/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history's list: who did what when, by day, to search in it, undo single
 * entries and go to any of them. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_LOG_PAGE (talus_log_page_get_type ())

G_DECLARE_FINAL_TYPE (TalusLogPage, talus_log_page, TALUS, LOG_PAGE, AdwBin)

void talus_log_page_set_view           (TalusLogPage *self,
                                        TalusView    *view);
/* Only what changed the selected node, whichever that is. */
void talus_log_page_set_only_selection (TalusLogPage *self,
                                        gboolean      only_selection);

G_END_DECLS
