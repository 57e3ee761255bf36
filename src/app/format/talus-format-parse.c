/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From typed text to values, and from values to the text that an entry begins
 * with. Errors are sentences for who typed. It knows no widget. */
#define G_LOG_DOMAIN "talus-app-format"

#include "app/format/talus-format-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/format/talus-arithmetic.h"
#include "base/talus-error.h"
#include "model/talus-property-type.h"

/* Of a quotient that has no end. */
#define NUMBER_SCALE 9

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE, message);

  return FALSE;
}

static gboolean
report_sum (TalusArithmeticResult   result,
            const char             *text,
            GError                **error)
{
  switch (result)
    {
    case TALUS_ARITHMETIC_TOO_LARGE:
      return refuse (error, _("“%s” has more digits than fit"), text);
    case TALUS_ARITHMETIC_BY_ZERO:
      return refuse (error, _("Nothing can be divided by zero"));
    case TALUS_ARITHMETIC_OK:
    case TALUS_ARITHMETIC_NO_NUMBER:
    default:
      return refuse (error, _("“%s” is no number"), text);
    }
}

/* Numbers far beyond what is typed, as values may have them: "1e+30". */
static gboolean
take_scientific (TalusFormat *self,
                 const char  *text,
                 double      *number)
{
  g_autofree char *plain = g_strdup (text);
  char *point = strstr (plain, self->digits.point);
  char *end;

  if (strpbrk (plain, "eE") == NULL || strspn (plain, "0123456789+-.,eE٫") != strlen (plain))
    return FALSE;
  if (point != NULL && strlen (self->digits.point) == 1)
    *point = '.';

  *number = g_ascii_strtod (plain, &end);

  return *end == '\0' && isfinite (*number);
}

static gboolean
parse_number (TalusFormat  *self,
              const char   *text,
              TalusValue  **value,
              GError      **error)
{
  TalusArithmeticResult result;
  TalusDecimal decimal;
  g_autofree char *plain = NULL;
  double number;

  if (!take_scientific (self, text, &number))
    {
      result = talus_arithmetic_evaluate (&self->digits, text, NUMBER_SCALE, &decimal);
      if (result != TALUS_ARITHMETIC_OK)
        return report_sum (result, text, error);

      plain = talus_decimal_to_string (&decimal);
      number = g_ascii_strtod (plain, NULL);
    }

  *value = talus_value_new_number (number);

  return TRUE;
}

static gboolean
parse_currency (TalusFormat  *self,
                const char   *text,
                TalusValue  **value,
                GError      **error)
{
  TalusArithmeticResult result;
  TalusDecimal decimal;
  g_autofree char *other = NULL;
  g_autofree char *stripped = talus_money_strip (&self->money, text, &other);
  g_autofree char *plain = NULL;
  g_autofree char *amount = NULL;

  if (stripped == NULL)
    {
      if (self->money.currency == NULL)
        return refuse (error, _("“%s” is no amount: this project has no currency"), text);
      return refuse (error, _("“%s” is no amount in %s"), text, self->money.currency);
    }

  result = talus_arithmetic_evaluate (&self->money.digits, stripped, self->money.decimals,
                                      &decimal);
  if (result == TALUS_ARITHMETIC_NO_NUMBER)
    return refuse (error, _("“%s” is no amount"), text);
  if (result != TALUS_ARITHMETIC_OK)
    return report_sum (result, text, error);

  talus_decimal_round (&decimal, NUMBER_SCALE);
  plain = talus_decimal_to_string (&decimal);
  amount = talus_currency_normalize (plain);
  if (amount == NULL)
    return report_sum (TALUS_ARITHMETIC_TOO_LARGE, text, error);

  *value = talus_value_new_string (amount, -1);

  return TRUE;
}

static gboolean
parse_date (TalusFormat  *self,
            const char   *text,
            TalusValue  **value,
            GError      **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now (self->zone);
  g_autofree char *iso = NULL;
  GDate today;

  g_date_clear (&today, 1);
  g_date_set_dmy (&today, (GDateDay) g_date_time_get_day_of_month (now),
                  (GDateMonth) g_date_time_get_month (now),
                  (GDateYear) g_date_time_get_year (now));

  iso = talus_dates_parse (&self->dates, text, &today, error);
  if (iso == NULL)
    return FALSE;

  *value = talus_value_new_string (iso, -1);

  return TRUE;
}

static gboolean
is_same_word (const char *a,
              const char *b)
{
  g_autofree char *folded = g_utf8_casefold (a, -1);
  g_autofree char *other = g_utf8_casefold (b, -1);

  return g_utf8_collate (folded, other) == 0 || strcmp (folded, other) == 0;
}

static gboolean
parse_boolean (const char   *text,
               TalusValue  **value,
               GError      **error)
{
  static const char *const words[2][7] = {
    { "no", "false", "off", "0", "n", "✗", NULL },
    { "yes", "true", "on", "1", "y", "✓", NULL },
  };
  g_autofree char *folded = g_utf8_strdown (text, -1);

  for (guint i = 0; i < 2; i++)
    {
      if (g_strv_contains (words[i], folded) ||
          is_same_word (text, i == 0 ? C_("value", "No") : C_("value", "Yes")))
        {
          *value = talus_value_new_boolean (i == 1);
          return TRUE;
        }
    }

  return refuse (error, _("“%s” is neither yes nor no"), text);
}

/* By id or name as they are, else by name however it is spelled, else by the
 * only name that begins so. */
static const TalusOption *
find_option (const TalusProperty  *property,
             const char           *text,
             GError              **error)
{
  const TalusOption *found = talus_property_find_option (property, text);
  g_autofree char *folded = g_utf8_casefold (text, -1);
  guint n_found = 0;

  if (found != NULL)
    return found;

  for (guint i = 0; i < property->options->len; i++)
    {
      const TalusOption *option = property->options->pdata[i];
      g_autofree char *name = g_utf8_casefold (option->name, -1);

      if (strcmp (name, folded) == 0)
        return option;
      if (g_str_has_prefix (name, folded))
        {
          found = option;
          n_found++;
        }
    }

  if (n_found == 1)
    return found;

  refuse (error, _("“%s” has no option “%s”"), property->label, text);

  return NULL;
}

static gboolean
parse_select (const TalusProperty  *property,
              const char           *text,
              TalusValue          **value,
              GError              **error)
{
  const TalusOption *option = find_option (property, text, error);

  if (option == NULL)
    return FALSE;

  *value = talus_value_new_string (option->id, -1);

  return TRUE;
}

static gboolean
parse_multi_select (const TalusProperty  *property,
                    const char           *text,
                    TalusValue          **value,
                    GError              **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, ",;\n", -1);
  g_autoptr (JsonArray) chosen = json_array_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  /* An option's name may have a comma itself. */
  if (talus_property_find_option (property, text) != NULL)
    json_array_add_string_element (chosen, talus_property_find_option (property, text)->id);
  else
    {
      for (guint i = 0; words[i] != NULL; i++)
        {
          const TalusOption *option;

          g_strstrip (words[i]);
          if (*words[i] == '\0')
            continue;
          option = find_option (property, words[i], error);
          if (option == NULL)
            return FALSE;
          if (g_hash_table_add (seen, (gpointer) option))
            json_array_add_string_element (chosen, option->id);
        }
    }

  /* Nothing but commas is nothing. */
  if (json_array_get_length (chosen) == 0)
    return TRUE;

  node = json_node_init_array (json_node_alloc (), chosen);
  *value = talus_value_new_node (node);

  return TRUE;
}

static gboolean
parse_reference (const TalusProperty  *property,
                 const char           *text,
                 TalusValue          **value,
                 GError              **error)
{
  TalusId id;
  char id_text[TALUS_ID_TEXT_SIZE];

  if (!talus_id_parse (text, -1, &id))
    return refuse (error, _("“%s” is chosen from the nodes of the project"), property->label);

  talus_id_format (&id, id_text);
  *value = talus_value_new_string (id_text, TALUS_ID_TEXT_LENGTH);

  return TRUE;
}

static gboolean
parse_text (const TalusProperty  *property,
            const char           *text,
            TalusValue          **value,
            GError              **error)
{
  gsize max = property->kind == TALUS_PROPERTY_EDITOR ? TALUS_EDITOR_MAX_BYTES
                                                      : TALUS_TEXT_MAX_BYTES;

  if (strlen (text) > max)
    {
      g_autofree char *size = g_format_size_full (max, G_FORMAT_SIZE_IEC_UNITS);

      return refuse (error, _("“%s” takes at most %s of text"), property->label, size);
    }

  *value = talus_value_new_string (text, -1);

  return TRUE;
}

/**
 * talus_format_parse:
 * @self: a format
 * @property: what the text is to be a value of
 * @text: (not nullable): UTF-8, as typed
 * @value: (out) (nullable): the value, in the form that is stored; %NULL for
 *   text that is empty
 * @error: %TALUS_ERROR_INVALID_VALUE with a sentence for a person
 *
 * Makes a value of what somebody typed. White space around it does not count,
 * but in text.
 *
 * Returns: %FALSE if the property takes no such thing
 */
gboolean
talus_format_parse (TalusFormat          *self,
                    const TalusProperty  *property,
                    const char           *text,
                    TalusValue          **value,
                    GError              **error)
{
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (property != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  *value = NULL;
  stripped = g_strstrip (g_strdup (text));
  if (*stripped == '\0')
    return TRUE;

  switch (property->kind)
    {
    case TALUS_PROPERTY_TEXT:
    case TALUS_PROPERTY_EDITOR:
      return parse_text (property, text, value, error);
    case TALUS_PROPERTY_NUMBER:
      return parse_number (self, stripped, value, error);
    case TALUS_PROPERTY_CURRENCY:
      return parse_currency (self, stripped, value, error);
    case TALUS_PROPERTY_BOOLEAN:
      return parse_boolean (stripped, value, error);
    case TALUS_PROPERTY_DATE:
      return parse_date (self, stripped, value, error);
    case TALUS_PROPERTY_SELECT:
      return parse_select (property, stripped, value, error);
    case TALUS_PROPERTY_MULTI_SELECT:
      return parse_multi_select (property, stripped, value, error);
    case TALUS_PROPERTY_NODE_REFERENCE:
    case TALUS_PROPERTY_PERSON:
      return parse_reference (property, stripped, value, error);
    case TALUS_PROPERTY_OBJECT:
    case TALUS_PROPERTY_FILE:
    default:
      return refuse (error, _("“%s” cannot be typed"), property->label);
    }
}

/**
 * talus_format_edit_text:
 * @self: a format
 * @property: what the value is of
 * @value: (nullable): the value
 *
 * Writes a value as one would type it; talus_format_parse() brings it back.
 *
 * Returns: (transfer full): the text, "" for no value
 */
char *
talus_format_edit_text (TalusFormat         *self,
                        const TalusProperty *property,
                        TalusValue          *value)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (property != NULL, NULL);

  if (value == NULL)
    return g_strdup ("");

  text = talus_value_dup_string (value);
  switch (property->kind)
    {
    case TALUS_PROPERTY_TEXT:
    case TALUS_PROPERTY_EDITOR:
      if (text != NULL)
        return g_steal_pointer (&text);
      break;
    case TALUS_PROPERTY_NUMBER:
      if (talus_value_get_kind (value) == TALUS_VALUE_NUMBER)
        return talus_digits_format (&self->digits, talus_value_get_json (value, NULL), FALSE, 0);
      break;
    case TALUS_PROPERTY_CURRENCY:
      if (text != NULL && talus_property_accepts (property, value))
        return talus_digits_format (&self->money.digits, text, FALSE, self->money.decimals);
      break;
    case TALUS_PROPERTY_NODE_REFERENCE:
    case TALUS_PROPERTY_PERSON:
      if (text != NULL)
        return g_steal_pointer (&text);
      break;
    case TALUS_PROPERTY_BOOLEAN:
    case TALUS_PROPERTY_DATE:
    case TALUS_PROPERTY_SELECT:
    case TALUS_PROPERTY_MULTI_SELECT:
    case TALUS_PROPERTY_OBJECT:
    case TALUS_PROPERTY_FILE:
    default:
      break;
    }

  return talus_format_value (self, NULL, property, value);
}
