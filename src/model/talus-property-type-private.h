/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the strict and the lenient reading of values share. */
#pragma once

#include "model/talus-property-type.h"

G_BEGIN_DECLS

char       *talus_currency_normalize_number (const char          *text);
gboolean    talus_date_is_real              (const char          *text);
gboolean    talus_json_node_is_number       (JsonNode            *node);
const char *talus_json_node_peek_string     (JsonNode            *node); /* NULL if it is none */
gsize       talus_property_get_max_bytes    (const TalusProperty *self);

G_END_DECLS
