/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharing in a window: who is here and the button in the header bar, what is
 * said when somebody comes, the line below the title. */
#pragma once

#include "app/core/talus-part.h"

G_BEGIN_DECLS

extern const TalusPartType talus_sharing_part_type;

G_END_DECLS
