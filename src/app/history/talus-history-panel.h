/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history at the side of a window: what was done, named versions, what was
 * deleted. */
#pragma once

#include "app/core/talus-part.h"

G_BEGIN_DECLS

#define TALUS_TYPE_HISTORY_PANEL (talus_history_panel_get_type ())

G_DECLARE_FINAL_TYPE (TalusHistoryPanel, talus_history_panel, TALUS, HISTORY_PANEL, AdwBin)

extern const TalusPartType talus_history_part;

G_END_DECLS
