/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a value of each property kind looks like, once: commands are held to
 * it, imports are read by it with leniency, issues are found with it. */
#pragma once

#include "model/talus-template.h"

G_BEGIN_DECLS

#define TALUS_NAME_MAX_CHARACTERS 1024
#define TALUS_TEXT_MAX_BYTES      (64 * 1024)
#define TALUS_EDITOR_MAX_BYTES    (512 * 1024)

/**
 * TalusOddity:
 *
 * What was odd about a value that came in by import all the same.
 */
typedef enum
{
  TALUS_ODDITY_NONE,
  TALUS_ODDITY_CONVERTED,      /* a number as string, an option by name: now regular */
  TALUS_ODDITY_EMPTY,          /* "" or null for unset: the value is left out */
  TALUS_ODDITY_UNKNOWN_OPTION, /* kept as it is, an orphan */
  TALUS_ODDITY_WRONG_TYPE,     /* kept as it is, an orphan */
} TalusOddity;

TalusValue *talus_property_normalize        (const TalusProperty *self,
                                             JsonNode            *value,
                                             GError             **error);
TalusValue *talus_property_normalize_lenient(const TalusProperty *self,
                                             JsonNode            *value,
                                             TalusOddity         *oddity);
gboolean    talus_property_accepts          (const TalusProperty *self,
                                             TalusValue          *value);
char       *talus_name_normalize            (JsonNode            *value,
                                             GError             **error);
char       *talus_currency_normalize        (const char          *text); /* NULL if it is none */

G_END_DECLS
