/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs about named versions, and the little field that asks for a name. */
#pragma once

#include "app/core/talus-part.h"

G_BEGIN_DECLS

extern const TalusPartType talus_versions_part;

G_END_DECLS
