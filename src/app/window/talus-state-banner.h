/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The banner that says when something is wrong with the project as a whole,
 * and what can be done: edits that the disk refused, a session that is gone. */
#pragma once

#include "app/core/talus-part.h"

G_BEGIN_DECLS

extern const TalusPartType talus_state_banner_part_type;

G_END_DECLS
