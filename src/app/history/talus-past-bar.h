/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scrubber at the bottom: every record a step, named versions as marks,
 * and what differs from now. */
#pragma once

#include "app/core/talus-part.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PAST_BAR (talus_past_bar_get_type ())

G_DECLARE_FINAL_TYPE (TalusPastBar, talus_past_bar, TALUS, PAST_BAR, AdwBin)

extern const TalusPartType talus_past_bar_part;

G_END_DECLS
