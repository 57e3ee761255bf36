/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of JSON between text and double. It knows no other JSON. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Beyond it not every integer is a double. */
#define TALUS_JSON_MAX_INTEGER G_GINT64_CONSTANT (9007199254740992)

/* Sign, "0.00000", 17 digits and NUL is the longest. */
#define TALUS_JSON_NUMBER_SIZE 32

typedef enum
{
  TALUS_JSON_NUMBER_OK,
  TALUS_JSON_NUMBER_BAD,      /* no number: see @end */
  TALUS_JSON_NUMBER_TOO_BIG,  /* outside double range */
} TalusJsonNumberStatus;

TalusJsonNumberStatus talus_json_number_parse  (const char *text,
                                                gsize       size,
                                                double     *value,
                                                gsize      *end);
guint                 talus_json_number_format (double      value,
                                                char        text[TALUS_JSON_NUMBER_SIZE]);

G_END_DECLS
