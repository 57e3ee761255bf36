/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which panes and parts a window has: the one place where all are named. */
#pragma once

#include "app/core/talus-pane.h"
#include "app/core/talus-part.h"

G_BEGIN_DECLS

/* NULL-terminated, in the order in which they are shown. */
extern const TalusPaneType * const talus_window_panes[];
extern const TalusPartType * const talus_window_parts[];

G_END_DECLS
