/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as tokens, so that where a value begins and ends is known without a
 * tree of it. It holds to RFC 8259 and is no stricter: what a protocol on top
 * forbids beyond that is not known here. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Objects and arrays inside one another. */
#define SIO_JSON_MAX_DEPTH 512

/**
 * SioJsonToken:
 * @SIO_JSON_BAD: what comes is no JSON, or too deep
 * @SIO_JSON_END: the value is complete and nothing follows it
 * @SIO_JSON_OBJECT: `{`
 * @SIO_JSON_OBJECT_END: `}`
 * @SIO_JSON_ARRAY: `[`
 * @SIO_JSON_ARRAY_END: `]`
 * @SIO_JSON_NAME: a member's name, with its quotes; its value is the next token
 * @SIO_JSON_STRING: a string, with its quotes
 * @SIO_JSON_NUMBER: a number
 * @SIO_JSON_TRUE: `true`
 * @SIO_JSON_FALSE: `false`
 * @SIO_JSON_NULL: `null`
 *
 * What a text is made of.
 */
typedef enum
{
  SIO_JSON_BAD,
  SIO_JSON_END,
  SIO_JSON_OBJECT,
  SIO_JSON_OBJECT_END,
  SIO_JSON_ARRAY,
  SIO_JSON_ARRAY_END,
  SIO_JSON_NAME,
  SIO_JSON_STRING,
  SIO_JSON_NUMBER,
  SIO_JSON_TRUE,
  SIO_JSON_FALSE,
  SIO_JSON_NULL,
} SioJsonToken;

/**
 * SioJsonScanner:
 * @start: where the last token begins, and
 * @at: where it ends
 * @depth: how many objects and arrays are open behind it
 *
 * A text being read. It needs no freeing.
 */
typedef struct
{
  const char *start;
  const char *at;
  guint       depth;
  /*< private >*/
  const char *end;
  int         state;
  guint64     objects[SIO_JSON_MAX_DEPTH / 64]; /* a bit a level: an object, or an array */
} SioJsonScanner;

void         sio_json_scanner_init (SioJsonScanner *self,
                                    const char     *text,
                                    gsize           length);
SioJsonToken sio_json_scanner_next (SioJsonScanner *self);

gboolean     sio_json_is_valid     (const char     *text,
                                    gsize           length);
char        *sio_json_dup_string   (const char     *token,
                                    gsize           length);
gboolean     sio_json_string_is    (const char     *token,
                                    gsize           length,
                                    const char     *string);
char        *sio_json_escape       (const char     *string);

G_END_DECLS
