/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window says while it shows the past: as of when, and the ways back.
 * The verbs of time travel are its own. */
#pragma once

#include "app/core/talus-part.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PAST_BANNER (talus_past_banner_get_type ())

G_DECLARE_FINAL_TYPE (TalusPastBanner, talus_past_banner, TALUS, PAST_BANNER, AdwBin)

extern const TalusPartType talus_past_banner_part;

G_END_DECLS
