/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the reader share: where it stands, how it reads strings,
 * how it reports an error. */
#pragma once

#include "base/talus-json-reader.h"

G_BEGIN_DECLS

/* What may come next; each names what was read last. */
typedef enum
{
  TALUS_JSON_STATE_START,        /* nothing: the one value */
  TALUS_JSON_STATE_BEGIN_OBJECT, /* {: a name or } */
  TALUS_JSON_STATE_BEGIN_ARRAY,  /* [: a value or ] */
  TALUS_JSON_STATE_NAME,         /* a name: a colon and the value */
  TALUS_JSON_STATE_MEMBER,       /* a member's value: a comma or } */
  TALUS_JSON_STATE_ITEM,         /* an array's value: a comma or ] */
  TALUS_JSON_STATE_VALUE,        /* (while a value is being read) */
  TALUS_JSON_STATE_DONE,         /* the one value: the end */
  TALUS_JSON_STATE_FAILED,
} TalusJsonState;

/* An open object or array. */
typedef struct
{
  gboolean is_object;
  gsize n_before; /* of an array: the items before the current one */
} TalusJsonFrame;

static inline TalusJsonFrame *
talus_json_reader_get_frame (TalusJsonReader *self,
                             guint            level)
{
  return &g_array_index (self->stack, TalusJsonFrame, level);
}

TalusJsonToken talus_json_reader_fail            (TalusJsonReader *self,
                                                  gsize            offset,
                                                  const char      *format,
                                                  ...) G_GNUC_PRINTF (3, 4);
TalusJsonToken talus_json_reader_fail_unexpected (TalusJsonReader *self,
                                                  gsize            offset,
                                                  const char      *expected);
TalusJsonToken talus_json_reader_fail_duplicate  (TalusJsonReader *self);
gboolean       talus_json_reader_read_string     (TalusJsonReader *self,
                                                  gsize            at);

G_END_DECLS
