/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A property value, held as its canonical JSON text in one allocation. It
 * must not know what type a property wants, nor what a node is. */
#define G_LOG_DOMAIN "talus-model-value"

#include "model/talus-value.h"

#include <math.h>
#include <string.h>

#include "base/talus-json-reader.h"
#include "base/talus-json-writer.h"
#include "base/talus-json.h"

/* The text follows in the same box: values exist by the million, and most are
 * shorter than the header of a second allocation would be. */
struct _TalusValue
{
  gsize length;
  char json[];
};

static TalusValue *
new_from_text (GString *text)
{
  TalusValue *self = talus_value_new_canonical (text->str, text->len);

  g_string_free (text, TRUE);

  return self;
}

/**
 * talus_value_new_canonical:
 * @json: (array length=length): a JSON value other than null, already as RFC
 *   8785 spells it
 * @length: its length in bytes
 *
 * Makes a value of text that the program itself wrote. That it is canonical
 * is not checked: text from outside goes through talus_value_new_node().
 *
 * Returns: (transfer full): the value
 */
TalusValue *
talus_value_new_canonical (const char *json,
                           gsize       length)
{
  TalusValue *self;

  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (length > 0 && json[0] != 'n', NULL);

  self = g_atomic_rc_box_alloc (sizeof (TalusValue) + length + 1);
  self->length = length;
  memcpy (self->json, json, length);
  self->json[length] = '\0';

  return self;
}

/**
 * talus_value_new_string:
 * @text: (not nullable): UTF-8 without U+0000
 * @length: its length in bytes, or -1 if it ends in a NUL
 *
 * Returns: (transfer full): a string value
 */
TalusValue *
talus_value_new_string (const char *text,
                        gssize      length)
{
  GString *json;
  gsize size;

  g_return_val_if_fail (text != NULL, NULL);

  size = length < 0 ? strlen (text) : (gsize) length;
  json = g_string_sized_new (size + 8);
  talus_json_append_string (json, text, size);

  return new_from_text (json);
}

/**
 * talus_value_new_number:
 * @number: a finite number; -0 becomes 0
 *
 * Returns: (transfer full): a number value
 */
TalusValue *
talus_value_new_number (double number)
{
  GString *json;

  g_return_val_if_fail (isfinite (number), NULL);

  json = g_string_sized_new (32);
  talus_json_append_double (json, number == 0.0 ? 0.0 : number);

  return new_from_text (json);
}

/**
 * talus_value_new_boolean:
 * @boolean: the truth
 *
 * Returns: (transfer full): a boolean value
 */
TalusValue *
talus_value_new_boolean (gboolean boolean)
{
  return boolean ? talus_value_new_canonical ("true", 4) : talus_value_new_canonical ("false", 5);
}

/**
 * talus_value_new_node:
 * @node: (transfer none): any JSON but null, from the JSON gate or made by
 *   the program
 *
 * Returns: (transfer full): the value, in canonical form
 */
TalusValue *
talus_value_new_node (JsonNode *node)
{
  GString *json;

  g_return_val_if_fail (node != NULL && !JSON_NODE_HOLDS_NULL (node), NULL);

  json = g_string_sized_new (32);
  talus_json_append_canonical (json, node);

  return new_from_text (json);
}

/**
 * talus_value_ref:
 * @self: a value
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 */
TalusValue *
talus_value_ref (TalusValue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * talus_value_unref:
 * @self: (transfer full): a value
 *
 * Gives a reference back. Any thread.
 */
void
talus_value_unref (TalusValue *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release (self);
}

/**
 * talus_value_get_json:
 * @self: a value
 * @length: (out) (optional): the length in bytes
 *
 * Gives the value as it is kept: RFC 8785, NUL-terminated.
 *
 * Returns: (transfer none): the text, valid as long as @self
 */
const char *
talus_value_get_json (const TalusValue *self,
                      gsize            *length)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (length != NULL)
    *length = self->length;

  return self->json;
}

/**
 * talus_value_get_kind:
 * @self: a value
 *
 * Returns: what kind of JSON it is
 */
TalusValueKind
talus_value_get_kind (const TalusValue *self)
{
  g_return_val_if_fail (self != NULL, TALUS_VALUE_STRING);

  switch (self->json[0])
    {
    case '"':
      return TALUS_VALUE_STRING;
    case 't':
    case 'f':
      return TALUS_VALUE_BOOLEAN;
    case '[':
      return TALUS_VALUE_ARRAY;
    case '{':
      return TALUS_VALUE_OBJECT;
    default:
      return TALUS_VALUE_NUMBER;
    }
}

/**
 * talus_value_dup_string:
 * @self: a string value
 *
 * Returns: (transfer full) (nullable): the text it stands for, or %NULL if it
 *   is no string
 */
char *
talus_value_dup_string (const TalusValue *self)
{
  TalusJsonReader reader;
  char *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->json[0] != '"')
    return NULL;

  if (memchr (self->json, '\\', self->length) == NULL)
    return g_strndup (self->json + 1, self->length - 2);

  talus_json_reader_init (&reader, self->json, self->length, 1);
  if (talus_json_reader_next (&reader) == TALUS_JSON_STRING)
    text = g_strndup (reader.text, reader.length);
  talus_json_reader_clear (&reader);

  return text;
}

/**
 * talus_value_get_number:
 * @self: a number value
 *
 * Returns: the number, or 0 if it is none
 */
double
talus_value_get_number (const TalusValue *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  if (talus_value_get_kind (self) != TALUS_VALUE_NUMBER)
    return 0.0;

  return g_ascii_strtod (self->json, NULL);
}

/**
 * talus_value_get_boolean:
 * @self: a boolean value
 *
 * Returns: whether it is true
 */
gboolean
talus_value_get_boolean (const TalusValue *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->json[0] == 't';
}

/**
 * talus_value_to_node:
 * @self: a value
 *
 * Returns: (transfer full): the value as a tree of JSON
 */
JsonNode *
talus_value_to_node (const TalusValue *self)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  g_return_val_if_fail (self != NULL, NULL);

  node = talus_json_parse (self->json, self->length, TALUS_JSON_DEPTH_IMPORT, &error);
  if (node == NULL)
    g_critical ("A value is not canonical JSON: %s", error->message);

  return node;
}

/**
 * talus_value_equal:
 * @a: (nullable): a value
 * @b: (nullable): another
 *
 * Says whether two values are the same, as the contract means it: equal
 * canonical JSON. Two absent ones are equal.
 *
 * Returns: %TRUE if they are
 */
gboolean
talus_value_equal (const TalusValue *a,
                   const TalusValue *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL)
    return FALSE;

  return a->length == b->length && memcmp (a->json, b->json, a->length) == 0;
}
