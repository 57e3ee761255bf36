/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in some JSON that came: a test says where, as in "clients.0.name". */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* NULL where there is nothing. */
JsonNode   *talus_test_json_find        (JsonNode   *root,
                                         const char *way);
/* Each fails where it is something else; a string may be null. */
const char *talus_test_json_get_string  (JsonNode   *node);
gint64      talus_test_json_get_int     (JsonNode   *node);
gboolean    talus_test_json_get_boolean (JsonNode   *node);
guint       talus_test_json_get_length  (JsonNode   *node);

G_END_DECLS
