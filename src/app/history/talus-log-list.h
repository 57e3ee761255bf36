/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a log, newest on top. It stays there for who looks at the newest,
 * and selects the moment that is shown while the past is. It knows nothing of
 * what decides which lines there are. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-view.h"
#include "app/history/talus-log-model.h"

G_BEGIN_DECLS

#define TALUS_TYPE_LOG_LIST (talus_log_list_get_type ())

G_DECLARE_FINAL_TYPE (TalusLogList, talus_log_list, TALUS, LOG_LIST, AdwBin)

void talus_log_list_set_view   (TalusLogList  *self,
                                TalusView     *view);
/* @model: (nullable); @live: (nullable): whose log that is */
void talus_log_list_set_model  (TalusLogList  *self,
                                TalusLogModel *model,
                                TalusPeer     *live);

G_END_DECLS
