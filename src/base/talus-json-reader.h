/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict pull parser over a block of memory: the gate every byte of JSON
 * from outside passes, and the reader of the bulk paths. It knows JSON and
 * limits; it does not know what the JSON means. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TALUS_JSON_ERROR_TOKEN = -1,    /* see talus_json_reader_get_error() */
  TALUS_JSON_END = 0,             /* after the one top value and white space */
  TALUS_JSON_BEGIN_OBJECT,
  TALUS_JSON_END_OBJECT,
  TALUS_JSON_BEGIN_ARRAY,
  TALUS_JSON_END_ARRAY,
  TALUS_JSON_NAME,
  TALUS_JSON_STRING,
  TALUS_JSON_NUMBER,
  TALUS_JSON_TRUE,
  TALUS_JSON_FALSE,
  TALUS_JSON_NULL,
} TalusJsonToken;

/**
 * TalusJsonReader:
 * @token: the token last returned by talus_json_reader_next()
 * @text: for %TALUS_JSON_NAME and %TALUS_JSON_STRING the decoded UTF-8 text,
 *   not NUL-terminated, valid until the next call of talus_json_reader_next()
 *   (it points into the input where the string has no escape)
 * @length: its length in bytes
 * @number: for %TALUS_JSON_NUMBER the value, always finite, -0 as 0
 * @start: byte offset of the token's first byte in the input
 * @end: byte offset behind the token
 * @depth: how many objects and arrays are open after the token
 *
 * A pull parser. Allocate it on the stack, start with
 * talus_json_reader_init(), end with talus_json_reader_clear(). It accepts
 * exactly RFC 8259 with the narrowings of the contract: valid UTF-8, no byte
 * order mark, no U+0000 (raw or escaped), no lone surrogate, no duplicate
 * member name in one object, no number outside double range, nothing behind
 * the value. The input must outlive it.
 */
typedef struct
{
  TalusJsonToken token;
  const char *text;
  gsize length;
  double number;
  gsize start;
  gsize end;
  guint depth;

  /*< private >*/
  const char *data;
  gsize size;
  guint max_depth;
  guint state;
  GString *buffer;
  GArray *stack;
  struct _TalusJsonNames *names;
  GError *error;
} TalusJsonReader;

void           talus_json_reader_init       (TalusJsonReader *self,
                                             const char      *data,
                                             gsize            size,
                                             guint            max_depth);
void           talus_json_reader_clear      (TalusJsonReader *self);
TalusJsonToken talus_json_reader_next       (TalusJsonReader *self);
gboolean       talus_json_reader_skip       (TalusJsonReader *self);
const GError  *talus_json_reader_get_error  (TalusJsonReader *self);
gboolean       talus_json_reader_text_is    (TalusJsonReader *self,
                                             const char      *text);

G_END_DECLS
