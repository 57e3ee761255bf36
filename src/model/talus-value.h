/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A property value: immutable, and held as its canonical JSON text (RFC 8785),
 * so that equality is equality of bytes and writing one out is a copy. What
 * type a property wants is the template's business, not the value's. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _TalusValue TalusValue;

typedef enum
{
  TALUS_VALUE_STRING,
  TALUS_VALUE_NUMBER,
  TALUS_VALUE_BOOLEAN,
  TALUS_VALUE_ARRAY,
  TALUS_VALUE_OBJECT,
} TalusValueKind;

/* @json must already be canonical: for text that the program itself wrote. */
TalusValue     *talus_value_new_canonical (const char       *json,
                                           gsize             length);
TalusValue     *talus_value_new_string    (const char       *text,
                                           gssize            length);
TalusValue     *talus_value_new_number    (double            number);
TalusValue     *talus_value_new_boolean   (gboolean          boolean);
TalusValue     *talus_value_new_node      (JsonNode         *node);
TalusValue     *talus_value_ref           (TalusValue       *self);
void            talus_value_unref         (TalusValue       *self);
const char     *talus_value_get_json      (const TalusValue *self,
                                           gsize            *length);
TalusValueKind  talus_value_get_kind      (const TalusValue *self);
char           *talus_value_dup_string    (const TalusValue *self);
double          talus_value_get_number    (const TalusValue *self);
gboolean        talus_value_get_boolean   (const TalusValue *self);
JsonNode       *talus_value_to_node       (const TalusValue *self);
gboolean        talus_value_equal         (const TalusValue *a,
                                           const TalusValue *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusValue, talus_value_unref)

G_END_DECLS
