/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb `win.template`: another template for the project, or a newer one. */
#pragma once

#include "app/core/talus-part.h"

G_BEGIN_DECLS

extern const TalusPartType talus_template_part;

G_END_DECLS
