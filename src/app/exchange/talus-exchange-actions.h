/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of a window for what comes in and goes out: import, export, print. */
#pragma once

#include "app/core/talus-part.h"

G_BEGIN_DECLS

extern const TalusPartType talus_exchange_part_type;

G_END_DECLS
