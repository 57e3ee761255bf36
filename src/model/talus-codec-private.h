/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the codecs of changes and of records share: taking one member's value
 * from the strict reader, or saying what is wrong with it. Whatever fails is
 * %TALUS_ERROR_INVALID_REQUEST. */
#pragma once

#include "base/talus-json-reader.h"
#include "model/talus-change.h"

G_BEGIN_DECLS

/* An inserted subtree takes two levels a node, a value as much as a command
 * may nest, and a few are around them. */
#define TALUS_CODEC_MAX_DEPTH (2 * 128 + 64 + 8)

/* Each takes the next value of the reader; @member is for the message. */
gboolean        talus_codec_take        (TalusJsonReader  *reader,
                                         TalusJsonToken    token,
                                         const char       *member,
                                         GError          **error);
gboolean        talus_codec_take_id     (TalusJsonReader  *reader,
                                         const char       *member,
                                         TalusId          *id,
                                         GError          **error);
gboolean        talus_codec_take_place_id (TalusJsonReader *reader,
                                         const char       *member,
                                         TalusId          *id,
                                         GError          **error);
gboolean        talus_codec_take_uint   (TalusJsonReader  *reader,
                                         const char       *member,
                                         guint64          *number,
                                         GError          **error);
gboolean        talus_codec_take_text   (TalusJsonReader  *reader,
                                         const char       *member,
                                         char            **text,
                                         GError          **error);
gboolean        talus_codec_take_value  (TalusJsonReader  *reader,
                                         const char       *member,
                                         TalusValue      **value,
                                         GError          **error);
gboolean        talus_codec_take_json   (TalusJsonReader  *reader,
                                         char            **json,
                                         GError          **error);
/* The next token, %TALUS_JSON_NAME or the end of an array or object, and
 * %FALSE with an error for a broken text. */
gboolean        talus_codec_next        (TalusJsonReader  *reader,
                                         GError          **error);
gboolean        talus_codec_refuse      (GError          **error,
                                         const char       *format,
                                         ...) G_GNUC_PRINTF (2, 3);

/* The reader has just returned the begin of the array; afterwards it has
 * returned its end. */
TalusChangeSet *talus_change_set_read   (TalusJsonReader  *reader,
                                         GError          **error);

G_END_DECLS
