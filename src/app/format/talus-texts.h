/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that are several texts: options, ids of nodes. It knows no property. */
#pragma once

#include "model/talus-value.h"

G_BEGIN_DECLS

/* (transfer full) (element-type utf8): those of a list, the one of a text, none
 * of anything else. @value (nullable). */
GPtrArray  *talus_texts_from_value (TalusValue *value);
/* (transfer full): always a list. */
TalusValue *talus_texts_to_value   (GPtrArray  *texts);

G_END_DECLS
