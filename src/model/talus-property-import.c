/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lenient reading of values: older projects and other programs write
 * numbers as text, options by name, "" for unset. What can be understood is
 * made regular, what cannot is kept as it is. It must not know the formats
 * it serves. */
#define G_LOG_DOMAIN "talus-model-property"

#include "model/talus-property-type.h"

#include <math.h>
#include <string.h>

#include "base/talus-json-writer.h"
#include "model/talus-property-type-private.h"

#define DATE_LENGTH 10

static gboolean
equal_ignoring_case (const char *a,
                     const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold (a, -1);
  g_autofree char *folded_b = g_utf8_casefold (b, -1);

  return strcmp (folded_a, folded_b) == 0;
}

static char *
strip (const char *text)
{
  return g_strstrip (g_strdup (text));
}

static TalusValue *
read_text (JsonNode *node)
{
  if (talus_json_node_is_number (node))
    {
      g_autoptr (GString) text = g_string_new (NULL);

      talus_json_append_double (text, json_node_get_double (node));
      return talus_value_new_string (text->str, (gssize) text->len);
    }

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return talus_value_new_string (json_node_get_boolean (node) ? "true" : "false", -1);

  return NULL;
}

/* No hexadecimal, no "inf" or "nan", which strtod() takes. */
static gboolean
looks_like_number (const char *text)
{
  return *text != '\0' && strspn (text, "0123456789+-.eE") == strlen (text);
}

static TalusValue *
read_number (const char *text)
{
  g_autofree char *stripped = strip (text);
  char *end;
  double number;

  if (!looks_like_number (stripped))
    return NULL;

  number = g_ascii_strtod (stripped, &end);
  if (*end != '\0' || !isfinite (number))
    return NULL;

  return talus_value_new_number (number);
}

static TalusValue *
read_currency (const char *text)
{
  g_autofree char *stripped = strip (text);
  const char *unsigned_text = stripped[0] == '+' ? stripped + 1 : stripped;
  g_autofree char *padded = NULL;
  g_autofree char *amount = NULL;

  if (unsigned_text[0] == '.')
    padded = g_strconcat ("0", unsigned_text, NULL);
  else if (g_str_has_prefix (unsigned_text, "-."))
    padded = g_strconcat ("-0", unsigned_text + 1, NULL);
  else if (g_str_has_suffix (unsigned_text, "."))
    padded = g_strconcat (unsigned_text, "0", NULL);
  else
    padded = g_strdup (unsigned_text);

  amount = talus_currency_normalize_number (padded);

  return amount != NULL ? talus_value_new_string (amount, -1) : NULL;
}

static TalusValue *
read_boolean (JsonNode *node)
{
  static const char *const trues[] = { "true", "yes", "1" };
  static const char *const falses[] = { "false", "no", "0" };
  const char *text = talus_json_node_peek_string (node);
  g_autofree char *stripped = NULL;

  if (talus_json_node_is_number (node))
    {
      double number = json_node_get_double (node);

      if (number == 0.0 || number == 1.0)
        return talus_value_new_boolean (number == 1.0);
    }

  if (text == NULL)
    return NULL;

  stripped = strip (text);
  for (guint i = 0; i < G_N_ELEMENTS (trues); i++)
    {
      if (g_ascii_strcasecmp (stripped, trues[i]) == 0)
        return talus_value_new_boolean (TRUE);
      if (g_ascii_strcasecmp (stripped, falses[i]) == 0)
        return talus_value_new_boolean (FALSE);
    }

  return NULL;
}

static TalusValue *
read_date (const char *text)
{
  g_autofree char *stripped = strip (text);

  /* A time of day behind it is dropped: the day is what was meant. */
  if (strlen (stripped) > DATE_LENGTH && strchr ("Tt ", stripped[DATE_LENGTH]) != NULL)
    stripped[DATE_LENGTH] = '\0';

  return talus_date_is_real (stripped) ? talus_value_new_string (stripped, DATE_LENGTH) : NULL;
}

static const TalusOption *
find_option (const TalusProperty *self,
             JsonNode            *node)
{
  const char *text = talus_json_node_peek_string (node);
  g_autofree char *stripped = NULL;
  const TalusOption *option;
  gboolean is_uuid;
  TalusId uuid;

  if (text != NULL)
    stripped = strip (text);
  else if (talus_json_node_is_number (node))
    {
      GString *number = g_string_new (NULL);

      talus_json_append_double (number, json_node_get_double (node));
      stripped = g_string_free (number, FALSE);
    }
  else
    return NULL;

  option = talus_property_find_option (self, stripped);
  is_uuid = talus_id_parse (stripped, -1, &uuid);
  for (guint i = 0; i < self->options->len && option == NULL; i++)
    {
      const TalusOption *candidate = self->options->pdata[i];

      if (is_uuid ? talus_id_equal (&candidate->uuid, &uuid)
                  : equal_ignoring_case (candidate->name, stripped))
        option = candidate;
    }

  return option;
}

static TalusValue *
read_select (const TalusProperty *self,
             JsonNode            *node)
{
  const TalusOption *option = find_option (self, node);

  return option != NULL ? talus_value_new_string (option->id, -1) : NULL;
}

/* Known options become ids, each once; unknown ones stay as they are. */
static TalusValue *
read_multi_select (const TalusProperty *self,
                   JsonNode            *node,
                   TalusOddity         *oddity)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (JsonArray) chosen = json_array_new ();
  g_autoptr (JsonNode) result = NULL;
  JsonArray *array;

  *oddity = TALUS_ODDITY_CONVERTED;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      const TalusOption *option = find_option (self, node);

      if (option == NULL)
        return NULL;
      json_array_add_string_element (chosen, option->id);
      result = json_node_init_array (json_node_alloc (), chosen);
      return talus_value_new_node (result);
    }

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      const TalusOption *option = find_option (self, element);

      if (option == NULL)
        {
          json_array_add_element (chosen, json_node_copy (element));
          *oddity = TALUS_ODDITY_UNKNOWN_OPTION;
        }
      else if (g_hash_table_add (seen, (gpointer) option))
        json_array_add_string_element (chosen, option->id);
    }

  result = json_node_init_array (json_node_alloc (), chosen);

  return talus_value_new_node (result);
}

static TalusValue *
read_leniently (const TalusProperty *self,
                JsonNode            *node,
                TalusOddity         *oddity)
{
  const char *text = talus_json_node_peek_string (node);

  *oddity = TALUS_ODDITY_CONVERTED;

  switch (self->kind)
    {
    case TALUS_PROPERTY_TEXT:
    case TALUS_PROPERTY_EDITOR:
      return read_text (node);
    case TALUS_PROPERTY_NUMBER:
      return text != NULL ? read_number (text) : NULL;
    case TALUS_PROPERTY_CURRENCY:
      return text != NULL ? read_currency (text) : NULL;
    case TALUS_PROPERTY_BOOLEAN:
      return read_boolean (node);
    case TALUS_PROPERTY_DATE:
      return text != NULL ? read_date (text) : NULL;
    case TALUS_PROPERTY_SELECT:
      return read_select (self, node);
    case TALUS_PROPERTY_MULTI_SELECT:
      return read_multi_select (self, node, oddity);
    case TALUS_PROPERTY_NODE_REFERENCE:
    case TALUS_PROPERTY_PERSON:
    case TALUS_PROPERTY_OBJECT:
    case TALUS_PROPERTY_FILE:
      return NULL;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
is_blank (JsonNode *node)
{
  const char *text = talus_json_node_peek_string (node);

  return text != NULL && text[strspn (text, " \t\r\n")] == '\0';
}

/* Whether strict reading changed more than the spelling of the same thing. */
static gboolean
is_by_name (const TalusProperty *self,
            JsonNode            *given,
            TalusValue          *value)
{
  g_autoptr (TalusValue) raw = NULL;

  if (self->kind != TALUS_PROPERTY_SELECT && self->kind != TALUS_PROPERTY_MULTI_SELECT)
    return FALSE;

  raw = talus_value_new_node (given);

  return !talus_value_equal (raw, value);
}

/**
 * talus_property_normalize_lenient:
 * @self: a property
 * @value: (nullable): what an import gives it
 * @oddity: (out): what was odd about it
 *
 * Reads a value as imports do. What talus_property_normalize() takes comes out
 * the same, so that an export of our own returns unchanged. Otherwise: numbers,
 * booleans and amounts as text, a date with a time of day, an option by its
 * name in any case or by the UUID of its name, a single option for several,
 * and text where a number or a boolean stands are made regular; null, and
 * blank text where text is no value, are unset; the rest is kept as it is and
 * will be an orphan. Any thread.
 *
 * Returns: (transfer full) (nullable): the value to store; %NULL with
 *   %TALUS_ODDITY_EMPTY alone
 */
TalusValue *
talus_property_normalize_lenient (const TalusProperty *self,
                                  JsonNode            *value,
                                  TalusOddity         *oddity)
{
  TalusValue *result;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (oddity != NULL, NULL);

  *oddity = TALUS_ODDITY_EMPTY;
  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return NULL;

  result = talus_property_normalize (self, value, NULL);
  if (result != NULL)
    {
      *oddity = is_by_name (self, value, result) ? TALUS_ODDITY_CONVERTED : TALUS_ODDITY_NONE;
      return result;
    }

  /* Text too long for its property is not blank text, whatever is in it. */
  if (is_blank (value) && self->kind != TALUS_PROPERTY_TEXT && self->kind != TALUS_PROPERTY_EDITOR)
    return NULL;

  result = read_leniently (self, value, oddity);
  if (result != NULL)
    return result;

  *oddity = (self->kind == TALUS_PROPERTY_SELECT || self->kind == TALUS_PROPERTY_MULTI_SELECT) &&
            talus_json_node_peek_string (value) != NULL
              ? TALUS_ODDITY_UNKNOWN_OPTION
              : TALUS_ODDITY_WRONG_TYPE;

  return talus_value_new_node (value);
}
