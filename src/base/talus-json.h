/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as trees: from bytes through the gate into json-glib's nodes, back out
 * in the canonical form of RFC 8785, and member access that names what is
 * wrong. Only for documents of modest size: the bulk paths use the reader and
 * the writer. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TALUS_JSON_DEPTH_COMMAND 64
#define TALUS_JSON_DEPTH_IMPORT  400

JsonNode   *talus_json_parse             (const char   *data,
                                          gsize         size,
                                          guint         max_depth,
                                          GError      **error);
char       *talus_json_to_canonical      (JsonNode     *node,
                                          gsize        *length);
void        talus_json_append_canonical  (GString      *out,
                                          JsonNode     *node);
char       *talus_json_canonicalize      (const char   *data,
                                          gsize         size,
                                          guint         max_depth,
                                          gsize        *length,
                                          GError      **error);

/* Member access for data from outside. A member that is absent leaves the out
 * parameter untouched and returns TRUE unless @required; a wrong type, or a
 * missing required member, is an error of domain %TALUS_ERROR with @code that
 * names the member. */
gboolean    talus_json_get_string        (JsonObject   *object,
                                          const char   *member,
                                          gboolean      required,
                                          int           code,
                                          const char  **value,
                                          GError      **error);
gboolean    talus_json_get_int           (JsonObject   *object,
                                          const char   *member,
                                          gboolean      required,
                                          int           code,
                                          gint64       *value,
                                          GError      **error);
gboolean    talus_json_get_boolean       (JsonObject   *object,
                                          const char   *member,
                                          gboolean      required,
                                          int           code,
                                          gboolean     *value,
                                          GError      **error);
gboolean    talus_json_get_object        (JsonObject   *object,
                                          const char   *member,
                                          gboolean      required,
                                          int           code,
                                          JsonObject  **value,
                                          GError      **error);
gboolean    talus_json_get_array         (JsonObject   *object,
                                          const char   *member,
                                          gboolean      required,
                                          int           code,
                                          JsonArray   **value,
                                          GError      **error);

G_END_DECLS
