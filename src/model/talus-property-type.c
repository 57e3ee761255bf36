/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a value of each property kind looks like, to the letter: what commands
 * are held to and stored values are measured by. It must not know nodes, nor
 * whether what a reference names is there. */
#define G_LOG_DOMAIN "talus-model-property"

#include "model/talus-property-type.h"

#include <math.h>
#include <string.h>

#include "base/talus-json-writer.h"
#include "model/talus-property-type-private.h"

#define DATE_LENGTH 10

/*< private >
 * talus_json_node_peek_string:
 * @node: any JSON
 *
 * Returns: (transfer none) (nullable): its text if it is a string
 */
const char *
talus_json_node_peek_string (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/*< private >
 * talus_json_node_is_number:
 * @node: any JSON
 *
 * Returns: whether it is a number
 */
gboolean
talus_json_node_is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) &&
         (json_node_get_value_type (node) == G_TYPE_INT64 ||
          json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

/*< private >
 * talus_date_is_real:
 * @text: any text
 *
 * Returns: whether it is `YYYY-MM-DD`, and a day that there is
 */
gboolean
talus_date_is_real (const char *text)
{
  int parts[3] = { 0, 0, 0 };
  int part = 0;

  if (strlen (text) != DATE_LENGTH)
    return FALSE;

  for (int i = 0; i < DATE_LENGTH; i++)
    {
      if (i == 4 || i == 7)
        {
          if (text[i] != '-')
            return FALSE;
          part++;
        }
      else if (g_ascii_isdigit (text[i]))
        parts[part] = parts[part] * 10 + (text[i] - '0');
      else
        return FALSE;
    }

  return parts[0] > 0 && parts[1] >= 1 && parts[1] <= 12 && parts[2] >= 1 &&
         g_date_valid_dmy ((GDateDay) parts[2], (GDateMonth) parts[1], (GDateYear) parts[0]);
}

/*< private >
 * talus_property_get_max_bytes:
 * @self: a text or editor property
 *
 * Returns: how many bytes of UTF-8 it takes
 */
gsize
talus_property_get_max_bytes (const TalusProperty *self)
{
  return self->kind == TALUS_PROPERTY_EDITOR ? TALUS_EDITOR_MAX_BYTES : TALUS_TEXT_MAX_BYTES;
}

static TalusValue *
refuse (const TalusProperty  *self,
        GError              **error,
        const char           *expected)
{
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE, "“%s” takes %s", self->id, expected);

  return NULL;
}

static TalusValue *
normalize_text (const TalusProperty  *self,
                JsonNode             *node,
                GError              **error)
{
  const char *text = talus_json_node_peek_string (node);
  gsize length;

  if (text == NULL)
    return refuse (self, error, "text");

  length = strlen (text);
  if (length > talus_property_get_max_bytes (self))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE, "“%s” takes at most %u KiB",
                   self->id, (guint) (talus_property_get_max_bytes (self) / 1024));
      return NULL;
    }

  return talus_value_new_string (text, (gssize) length);
}

static TalusValue *
normalize_number (const TalusProperty  *self,
                  JsonNode             *node,
                  GError              **error)
{
  if (!talus_json_node_is_number (node) || !isfinite (json_node_get_double (node)))
    return refuse (self, error, "a number");

  return talus_value_new_number (json_node_get_double (node));
}

static TalusValue *
normalize_currency (const TalusProperty  *self,
                    JsonNode             *node,
                    GError              **error)
{
  const char *text = talus_json_node_peek_string (node);
  g_autofree char *amount = NULL;

  if (text != NULL)
    amount = talus_currency_normalize (text);
  else if (talus_json_node_is_number (node) && isfinite (json_node_get_double (node)))
    {
      g_autoptr (GString) number = g_string_new (NULL);

      talus_json_append_double (number, json_node_get_double (node));
      amount = talus_currency_normalize_number (number->str);
    }

  if (amount == NULL)
    return refuse (self, error, "a decimal of at most 18 digits before the point and 9 behind it");

  return talus_value_new_string (amount, -1);
}

static TalusValue *
normalize_boolean (const TalusProperty  *self,
                   JsonNode             *node,
                   GError              **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse (self, error, "true or false");

  return talus_value_new_boolean (json_node_get_boolean (node));
}

static TalusValue *
normalize_date (const TalusProperty  *self,
                JsonNode             *node,
                GError              **error)
{
  const char *text = talus_json_node_peek_string (node);

  if (text == NULL || !talus_date_is_real (text))
    return refuse (self, error, "a date, YYYY-MM-DD");

  return talus_value_new_string (text, DATE_LENGTH);
}

static const TalusOption *
find_option (const TalusProperty  *self,
             JsonNode             *node,
             GError              **error)
{
  const char *text = talus_json_node_peek_string (node);
  const TalusOption *option;

  if (text == NULL)
    {
      refuse (self, error, "an option, by id or name");
      return NULL;
    }

  option = talus_property_find_option (self, text);
  if (option == NULL)
    {
      g_autofree char *shown = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), 80));

      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE, "“%s” has no option “%s”",
                   self->id, shown);
    }

  return option;
}

static TalusValue *
normalize_select (const TalusProperty  *self,
                  JsonNode             *node,
                  GError              **error)
{
  const TalusOption *option = find_option (self, node, error);

  return option != NULL ? talus_value_new_string (option->id, -1) : NULL;
}

static TalusValue *
normalize_multi_select (const TalusProperty  *self,
                        JsonNode             *node,
                        GError              **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (JsonArray) chosen = json_array_new ();
  g_autoptr (JsonNode) result = NULL;
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return refuse (self, error, "an array of options");

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const TalusOption *option = find_option (self, json_array_get_element (array, i), error);

      if (option == NULL)
        return NULL;
      if (!g_hash_table_add (seen, (gpointer) option))
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
                       "“%s” takes each option once, “%s” is there twice", self->id, option->name);
          return NULL;
        }
      json_array_add_string_element (chosen, option->id);
    }

  result = json_node_init_array (json_node_alloc (), chosen);

  return talus_value_new_node (result);
}

static gboolean
normalize_id (JsonNode *node,
              char      text[TALUS_ID_TEXT_SIZE])
{
  const char *given = talus_json_node_peek_string (node);
  TalusId id;

  if (given == NULL || !talus_id_parse (given, -1, &id))
    return FALSE;

  talus_id_format (&id, text);

  return TRUE;
}

static TalusValue *
normalize_reference (const TalusProperty  *self,
                     JsonNode             *node,
                     GError              **error)
{
  char text[TALUS_ID_TEXT_SIZE];

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      g_autoptr (JsonArray) ids = json_array_new ();
      g_autoptr (JsonNode) result = NULL;
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          if (!normalize_id (json_array_get_element (array, i), text))
            return refuse (self, error, "a node's id, or an array of them");
          json_array_add_string_element (ids, text);
        }

      result = json_node_init_array (json_node_alloc (), ids);

      return talus_value_new_node (result);
    }

  if (!normalize_id (node, text))
    return refuse (self, error, "a node's id, or an array of them");

  return talus_value_new_string (text, TALUS_ID_TEXT_LENGTH);
}

/**
 * talus_property_normalize:
 * @self: a property
 * @value: (nullable): what a command gives it, from the JSON gate
 * @error: %TALUS_ERROR_INVALID_VALUE, naming the property
 *
 * Holds a value to the kind of its property and brings it into the form that
 * is stored: currency as a decimal string, an option as its id, references in
 * lower case. null is never a value here. Any thread.
 *
 * Returns: (transfer full) (nullable): the value to store, or %NULL if the
 *   property does not take it
 */
TalusValue *
talus_property_normalize (const TalusProperty  *self,
                          JsonNode             *value,
                          GError              **error)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return refuse (self, error, "a value, not null");

  switch (self->kind)
    {
    case TALUS_PROPERTY_TEXT:
    case TALUS_PROPERTY_EDITOR:
      return normalize_text (self, value, error);
    case TALUS_PROPERTY_NUMBER:
      return normalize_number (self, value, error);
    case TALUS_PROPERTY_CURRENCY:
      return normalize_currency (self, value, error);
    case TALUS_PROPERTY_BOOLEAN:
      return normalize_boolean (self, value, error);
    case TALUS_PROPERTY_DATE:
      return normalize_date (self, value, error);
    case TALUS_PROPERTY_SELECT:
      return normalize_select (self, value, error);
    case TALUS_PROPERTY_MULTI_SELECT:
      return normalize_multi_select (self, value, error);
    case TALUS_PROPERTY_NODE_REFERENCE:
    case TALUS_PROPERTY_PERSON:
      return normalize_reference (self, value, error);
    case TALUS_PROPERTY_OBJECT:
      return talus_value_new_node (value);
    case TALUS_PROPERTY_FILE:
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
                   "“%s” is a file, and files cannot be stored yet", self->id);
      return NULL;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
accepts_text (const TalusProperty *self,
              TalusValue          *value)
{
  gsize length;
  g_autofree char *text = NULL;

  if (talus_value_get_kind (value) != TALUS_VALUE_STRING)
    return FALSE;

  talus_value_get_json (value, &length);
  if (length - 2 <= talus_property_get_max_bytes (self))
    return TRUE;

  /* Escapes may make it look longer than it is. */
  text = talus_value_dup_string (value);

  return text != NULL && strlen (text) <= talus_property_get_max_bytes (self);
}

static gboolean
accepts_currency (TalusValue *value)
{
  g_autofree char *text = talus_value_dup_string (value);
  g_autofree char *normal = text != NULL ? talus_currency_normalize (text) : NULL;

  return normal != NULL && strcmp (normal, text) == 0;
}

static gboolean
accepts_date (TalusValue *value)
{
  g_autofree char *text = talus_value_dup_string (value);

  return text != NULL && talus_date_is_real (text);
}

static gboolean
accepts_option (const TalusProperty *self,
                TalusValue          *value)
{
  g_autofree char *text = talus_value_dup_string (value);
  const TalusOption *option = text != NULL ? talus_property_find_option (self, text) : NULL;

  return option != NULL && strcmp (option->id, text) == 0;
}

static gboolean
accepts_normal_form (const TalusProperty *self,
                     TalusValue          *value)
{
  g_autoptr (JsonNode) node = talus_value_to_node (value);
  g_autoptr (TalusValue) normal = NULL;

  if (node == NULL)
    return FALSE;

  normal = talus_property_normalize (self, node, NULL);

  return talus_value_equal (normal, value);
}

/**
 * talus_property_accepts:
 * @self: a property
 * @value: (not nullable): a stored value
 *
 * Says whether a stored value is one that the property would have now: of its
 * kind, in its normal form, with options that there are. One that is not is
 * an orphan. Any thread.
 *
 * Returns: %TRUE if it is
 */
gboolean
talus_property_accepts (const TalusProperty *self,
                        TalusValue          *value)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  /* Asked for every value of a graph: no tree of JSON where text will do. */
  switch (self->kind)
    {
    case TALUS_PROPERTY_TEXT:
    case TALUS_PROPERTY_EDITOR:
      return accepts_text (self, value);
    case TALUS_PROPERTY_NUMBER:
      return talus_value_get_kind (value) == TALUS_VALUE_NUMBER;
    case TALUS_PROPERTY_CURRENCY:
      return accepts_currency (value);
    case TALUS_PROPERTY_BOOLEAN:
      return talus_value_get_kind (value) == TALUS_VALUE_BOOLEAN;
    case TALUS_PROPERTY_DATE:
      return accepts_date (value);
    case TALUS_PROPERTY_SELECT:
      return accepts_option (self, value);
    case TALUS_PROPERTY_MULTI_SELECT:
    case TALUS_PROPERTY_NODE_REFERENCE:
    case TALUS_PROPERTY_PERSON:
      return accepts_normal_form (self, value);
    case TALUS_PROPERTY_OBJECT:
      return TRUE;
    case TALUS_PROPERTY_FILE:
      return FALSE;
    default:
      g_assert_not_reached ();
    }
}

/**
 * talus_name_normalize:
 * @value: (nullable): what a command gives as a node's name
 * @error: %TALUS_ERROR_INVALID_VALUE
 *
 * Holds a name to its rules: a string of at most 1,024 characters (code
 * points); it may be empty. Any thread.
 *
 * Returns: (transfer full) (nullable): the name, or %NULL if it is none
 */
char *
talus_name_normalize (JsonNode  *value,
                      GError   **error)
{
  const char *text;

  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  text = value != NULL ? talus_json_node_peek_string (value) : NULL;
  if (text == NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE, "“name” takes text");
      return NULL;
    }

  if (g_utf8_strlen (text, -1) > TALUS_NAME_MAX_CHARACTERS)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
                   "“name” takes at most %d characters", TALUS_NAME_MAX_CHARACTERS);
      return NULL;
    }

  return g_strdup (text);
}
