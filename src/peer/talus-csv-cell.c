/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells as values. Numbers are read as text from end to end, so that money
 * loses nothing on the way. It must not know tables, nor nodes. */
#define G_LOG_DOMAIN "talus-peer-csv"

#include "config.h"

#include "peer/talus-csv-cell.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "base/talus-json.h"
#include "model/talus-property-type.h"
#include "peer/talus-fit.h"

#define MAX_SHOWN_OPTIONS 8
#define MINUS_SIGN        0x2212

/**
 * talus_csv_format_init_locale:
 * @self: (out caller-allocates): a format
 *
 * Sets it to what the current locale writes.
 */
void
talus_csv_format_init_locale (TalusCsvFormat *self)
{
  g_autoptr (GDate) date = g_date_new_dmy (31, 12, 2001);
  char text[64];

  g_return_if_fail (self != NULL);

  self->decimal = localeconv ()->decimal_point[0] == ',' ? ',' : '.';
  self->date_order = TALUS_CSV_DATE_DMY;
  if (g_date_strftime (text, sizeof text, "%x", date) > 0 && g_str_has_prefix (text, "12"))
    self->date_order = TALUS_CSV_DATE_MDY;
}

/* 1 for a comma before the decimals, -1 for a point, 0 where it may be either. */
static int
vote_decimal (const char *text)
{
  const char *comma = strrchr (text, ',');
  const char *point = strrchr (text, '.');
  const char *last = comma > point ? comma : point;

  if (last == NULL)
    return 0;
  if (comma != NULL && point != NULL)
    return last == comma ? 1 : -1;
  if (strchr (text, *last) != last)
    return *last == ',' ? -1 : 1;   /* twice: it parts thousands */
  if (strspn (last + 1, "0123456789") == 3 && last > text && g_ascii_isdigit (last[-1]))
    return 0;

  return *last == ',' ? 1 : -1;
}

/**
 * talus_csv_format_guess:
 * @self: a format, with what to assume
 * @numbers: (array length=n_numbers): cells that are numbers
 * @n_numbers: how many
 * @dates: (array length=n_dates): cells that are dates
 * @n_dates: how many
 *
 * Takes from the cells what they speak for.
 */
void
talus_csv_format_guess (TalusCsvFormat      *self,
                        const char * const  *numbers,
                        guint                n_numbers,
                        const char * const  *dates,
                        guint                n_dates)
{
  gboolean day_first = FALSE;
  gboolean month_first = FALSE;
  int votes = 0;

  g_return_if_fail (self != NULL);

  for (guint i = 0; i < n_numbers; i++)
    votes += vote_decimal (numbers[i]);
  if (votes != 0)
    self->decimal = votes > 0 ? ',' : '.';

  for (guint i = 0; i < n_dates; i++)
    {
      guint first = 0;
      guint second = 0;

      if (sscanf (dates[i], "%2u/%2u/", &first, &second) != 2)
        continue;
      day_first |= first > 12;
      month_first |= second > 12;
    }
  if (day_first != month_first)
    self->date_order = day_first ? TALUS_CSV_DATE_DMY : TALUS_CSV_DATE_MDY;
}

static gboolean
is_grouping (gunichar c,
             char     decimal)
{
  return c == '\'' || c == 0x2019 || c == '_' || (c == '.' && decimal == ',') ||
         (c == ',' && decimal == '.') || g_unichar_isspace (c);
}

/* The text without signs of money; "(5)" is -5 to bookkeepers. */
static char *
strip_money (const char *text)
{
  GString *plain = g_string_new (NULL);
  gsize length = strlen (text);
  gboolean negative = length > 2 && text[0] == '(' && text[length - 1] == ')';
  guint n_letters = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    n_letters += g_ascii_isupper (*p);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_type (c) == G_UNICODE_CURRENCY_SYMBOL ||
          (negative && strchr ("()", *p) != NULL))
        continue;
      if (n_letters == 3 && g_ascii_isupper (*p))
        continue;
      g_string_append_unichar (plain, c == MINUS_SIGN ? '-' : c);
    }
  if (negative)
    g_string_prepend_c (plain, '-');

  g_strstrip (plain->str);

  return g_string_free (plain, FALSE);
}

/* "-1234.5" of "- 1.234,50 €", or NULL. Between groups of digits stands always
 * the same sign, and the groups are of three. */
static char *
read_number (const char           *text,
             const TalusCsvFormat *format)
{
  g_autofree char *plain = strip_money (text);
  g_autoptr (GString) number = g_string_new (NULL);
  gunichar group = 0;
  guint n_digits = 0;
  guint n_in_group = 0;
  gboolean in_decimals = FALSE;
  const char *p = plain;

  if (*p == '-' || *p == '+')
    {
      if (*p == '-')
        g_string_append_c (number, '-');
      p++;
      while (g_unichar_isspace (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
    }

  for (; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_ascii_isdigit (*p))
        {
          g_string_append_c (number, *p);
          n_digits++;
          n_in_group++;
        }
      else if (*p == format->decimal && !in_decimals)
        {
          if (group != 0 && n_in_group != 3)
            return NULL;
          g_string_append (number, n_digits == 0 ? "0." : ".");
          in_decimals = TRUE;
          group = 0;
        }
      else if ((*p == 'e' || *p == 'E') && n_digits > 0 && p[1] != '\0' &&
               p[1 + strspn (p + 1, "+-0123456789")] == '\0' && group == 0)
        {
          g_string_append (number, p);
          return g_string_free (g_steal_pointer (&number), FALSE);
        }
      else if (is_grouping (c, format->decimal) && !in_decimals && n_in_group > 0 &&
               (group == 0 ? n_in_group <= 3 : group == c && n_in_group == 3))
        {
          group = c;
          n_in_group = 0;
        }
      else
        return NULL;
    }

  if (n_digits == 0 || (group != 0 && n_in_group != 3))
    return NULL;
  if (number->str[number->len - 1] == '.')
    g_string_append_c (number, '0');

  return g_string_free (g_steal_pointer (&number), FALSE);
}

static TalusValue *
refuse (GError     **error,
        const char  *format,
        const char  *text)
{
  g_autofree char *shown = g_utf8_strlen (text, -1) > 40 ? g_utf8_substring (text, 0, 40) : NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE, format, shown != NULL ? shown : text);
#pragma GCC diagnostic pop

  return NULL;
}

static TalusValue *
read_text (const char           *text,
           const TalusProperty  *property,
           GError              **error)
{
  gsize max = property->kind == TALUS_PROPERTY_EDITOR ? TALUS_EDITOR_MAX_BYTES
                                                      : TALUS_TEXT_MAX_BYTES;

  if (strlen (text) > max)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
                   _("The text is longer than %u KiB"), (guint) (max / 1024));
      return NULL;
    }

  return talus_value_new_string (text, -1);
}

static TalusValue *
read_amount (const char            *text,
             const TalusProperty   *property,
             const TalusCsvFormat  *format,
             GError               **error)
{
  g_autofree char *number = read_number (text, format);
  g_autofree char *amount = NULL;
  double value;

  if (number == NULL)
    return refuse (error, _("“%s” is no number"), text);

  if (property->kind == TALUS_PROPERTY_NUMBER)
    {
      value = g_ascii_strtod (number, NULL);
      if (value > G_MAXDOUBLE || value < -G_MAXDOUBLE)
        return refuse (error, _("“%s” is too large a number"), text);
      return talus_value_new_number (value);
    }

  amount = talus_currency_normalize (number);
  if (amount == NULL)
    return refuse (error, _("“%s” has too many digits for an amount"), text);

  return talus_value_new_string (amount, -1);
}

static TalusValue *
read_boolean (const char  *text,
              GError     **error)
{
  static const char *const trues[] = { "true", "yes", "y", "1", "x", "✓", "✔", "☑", "on" };
  static const char *const falses[] = { "false", "no", "n", "0", "-", "✗", "☐", "off" };

  for (guint i = 0; i < G_N_ELEMENTS (trues); i++)
    if (talus_fit_same_label (text, trues[i]))
      return talus_value_new_boolean (TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (falses); i++)
    if (strcmp (text, falses[i]) == 0 || talus_fit_same_label (text, falses[i]))
      return talus_value_new_boolean (FALSE);
  if (talus_fit_same_label (text, C_("value", "yes")))
    return talus_value_new_boolean (TRUE);
  if (talus_fit_same_label (text, C_("value", "no")))
    return talus_value_new_boolean (FALSE);

  return refuse (error, _("“%s” is neither yes nor no"), text);
}

static TalusValue *
read_date (const char            *text,
           const TalusCsvFormat  *format,
           GError               **error)
{
  guint parts[3] = { 0 };
  char separators[2] = { 0 };
  char date[16];
  int end = 0;

  if (sscanf (text, "%4u%c%2u%c%4u%n", &parts[0], &separators[0], &parts[1], &separators[1],
              &parts[2], &end) != 5 ||
      separators[0] != separators[1] || strchr ("-./", separators[0]) == NULL)
    return refuse (error, _("“%s” is no date: write it as YYYY-MM-DD"), text);

  /* A time of day behind it is not kept. */
  if (text[end] != '\0' && strchr ("T ", text[end]) == NULL)
    return refuse (error, _("“%s” is no date: write it as YYYY-MM-DD"), text);

  if (parts[0] <= 31)
    {
      guint year = parts[2];

      parts[2] = parts[0];
      parts[0] = year;
      if (separators[0] == '/' && format->date_order == TALUS_CSV_DATE_MDY)
        {
          guint day = parts[1];

          parts[1] = parts[2];
          parts[2] = day;
        }
    }

  if (parts[0] < 100)
    return refuse (error, _("“%s” has a year of two digits: write it with four"), text);
  if (parts[0] > 9999 ||
      !g_date_valid_dmy ((GDateDay) MIN (parts[2], 99), (GDateMonth) MIN (parts[1], 13),
                         (GDateYear) parts[0]))
    return refuse (error, _("“%s” is no day that there is"), text);

  g_snprintf (date, sizeof date, "%04u-%02u-%02u", parts[0] % 10000, parts[1] % 100,
              parts[2] % 100);

  return talus_value_new_string (date, -1);
}

static const TalusOption *
find_option (const TalusProperty *property,
             const char          *text)
{
  const TalusOption *option = talus_property_find_option (property, text);

  for (guint i = 0; i < property->options->len && option == NULL; i++)
    {
      const TalusOption *candidate = property->options->pdata[i];

      if (talus_fit_same_label (candidate->name, text))
        option = candidate;
    }

  return option;
}

static void
refuse_option (const TalusProperty  *property,
               const char           *text,
               GError              **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *shown = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), 40));

  for (guint i = 0; i < MIN (property->options->len, MAX_SHOWN_OPTIONS); i++)
    {
      const TalusOption *option = property->options->pdata[i];

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", option->name);
    }
  if (property->options->len > MAX_SHOWN_OPTIONS)
    g_string_append (names, ", …");

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
               /* Translators: the first is what was written, the second a list */
               _("“%s” is none of: %s"), shown, names->str);
}

static TalusValue *
read_option (const char           *text,
             const TalusProperty  *property,
             GError              **error)
{
  const TalusOption *option = find_option (property, text);

  if (option == NULL)
    {
      refuse_option (property, text, error);
      return NULL;
    }

  return talus_value_new_string (option->id, -1);
}

/**
 * talus_csv_cell_split:
 * @text: a cell
 *
 * Takes a list apart: by semicolons and lines, or by commas where there are
 * neither. Blanks around are not part of it, and nothing is no part.
 *
 * Returns: (transfer full): what is in it
 */
char **
talus_csv_cell_split (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  parts = g_strsplit_set (text, strpbrk (text, ";\r\n") != NULL ? ";\r\n" : ",", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (g_strstrip (parts[i])[0] != '\0')
      g_strv_builder_add (builder, parts[i]);

  return g_strv_builder_end (builder);
}

static TalusValue *
read_options (const char           *text,
              const TalusProperty  *property,
              GError              **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (JsonArray) ids = json_array_new ();
  g_autoptr (JsonNode) node = NULL;
  const TalusOption *whole = find_option (property, text);
  g_auto (GStrv) parts = NULL;

  if (whole != NULL)
    json_array_add_string_element (ids, whole->id);
  else
    parts = talus_csv_cell_split (text);

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      const TalusOption *option = find_option (property, parts[i]);

      if (option == NULL)
        {
          refuse_option (property, parts[i], error);
          return NULL;
        }
      if (g_hash_table_add (seen, (gpointer) option))
        json_array_add_string_element (ids, option->id);
    }

  node = json_node_init_array (json_node_alloc (), ids);

  return talus_value_new_node (node);
}

static TalusValue *
read_object (const char  *text,
             GError     **error)
{
  g_autoptr (JsonNode) node = talus_json_parse (text, strlen (text), TALUS_JSON_DEPTH_COMMAND - 8,
                                                NULL);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return refuse (error, _("“%s” is not written as this property is"), text);

  return talus_value_new_node (node);
}

/**
 * talus_csv_cell_read:
 * @text: a cell that is not blank
 * @property: the property it is for, of any kind but a reference
 * @format: how numbers and dates are written
 * @error: return location for a sentence
 *
 * Reads a cell. Any thread.
 *
 * Returns: (transfer full) (nullable): the value as the property takes it
 */
TalusValue *
talus_csv_cell_read (const char            *text,
                     const TalusProperty   *property,
                     const TalusCsvFormat  *format,
                     GError               **error)
{
  g_autofree char *plain = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (property != NULL, NULL);
  g_return_val_if_fail (format != NULL, NULL);

  plain = g_strstrip (g_strdup (text));
  switch (property->kind)
    {
    case TALUS_PROPERTY_TEXT:
    case TALUS_PROPERTY_EDITOR:
      return read_text (text, property, error);
    case TALUS_PROPERTY_NUMBER:
    case TALUS_PROPERTY_CURRENCY:
      return read_amount (plain, property, format, error);
    case TALUS_PROPERTY_BOOLEAN:
      return read_boolean (plain, error);
    case TALUS_PROPERTY_DATE:
      return read_date (plain, format, error);
    case TALUS_PROPERTY_SELECT:
      return read_option (plain, property, error);
    case TALUS_PROPERTY_MULTI_SELECT:
      return read_options (plain, property, error);
    case TALUS_PROPERTY_OBJECT:
      return read_object (plain, error);
    case TALUS_PROPERTY_FILE:
      g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
                           _("Files cannot be imported"));
      return NULL;
    case TALUS_PROPERTY_NODE_REFERENCE:
    case TALUS_PROPERTY_PERSON:
    default:
      g_return_val_if_reached (NULL);
    }
}

static char *
write_option (const TalusProperty *property,
              const char          *id)
{
  const TalusOption *option = talus_property_find_option (property, id);

  /* By its name, if that finds it again. */
  if (option != NULL && strpbrk (option->name, ";,\r\n") == NULL &&
      find_option (property, option->name) == option)
    return g_strdup (option->name);

  return g_strdup (id);
}

static char *
write_list (TalusValue          *value,
            const TalusProperty *property)
{
  g_autoptr (JsonNode) node = talus_value_to_node (value);
  g_autoptr (GString) list = g_string_new (NULL);
  JsonArray *array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      g_autofree char *text = NULL;

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_STRING)
        continue;

      text = property != NULL ? write_option (property, json_node_get_string (element))
                              : json_node_dup_string (element);
      g_string_append_printf (list, "%s%s", list->len > 0 ? "; " : "", text);
    }

  return g_string_free (g_steal_pointer (&list), FALSE);
}

static char *
write_date (const char *text)
{
  g_autoptr (GDate) date = NULL;
  guint year, month, day;
  char local[64];

  if (sscanf (text, "%4u-%2u-%2u", &year, &month, &day) != 3 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) MIN (month, 13), (GDateYear) year))
    return g_strdup (text);

  date = g_date_new_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
  g_date_strftime (local, sizeof local, "%x", date);

  return g_strdup (local);
}

/* With the sign before its decimals that the format has; no groups, which no
 * spreadsheet needs. */
static char *
write_number (const char           *number,
              const TalusCsvFormat *format)
{
  char *text = g_strdup (number);

  if (format != NULL && format->decimal != '.')
    g_strdelimit (text, ".", format->decimal);

  return text;
}

/**
 * talus_csv_cell_write:
 * @value: a value
 * @property: (nullable): the property it is of, if the type has one
 * @format: (nullable): how numbers and dates are written: %NULL as programs
 *   read them, wherever they are
 *
 * Writes a value as text that talus_csv_cell_read() reads, if it is told the
 * format. References come as ids. Any thread.
 *
 * Returns: (transfer full): the text
 */
char *
talus_csv_cell_write (TalusValue           *value,
                      const TalusProperty  *property,
                      const TalusCsvFormat *format)
{
  const char *json;
  g_autofree char *text = NULL;
  gboolean has_options;

  g_return_val_if_fail (value != NULL, NULL);

  json = talus_value_get_json (value, NULL);
  has_options = property != NULL && (property->kind == TALUS_PROPERTY_SELECT ||
                                     property->kind == TALUS_PROPERTY_MULTI_SELECT);
  switch (talus_value_get_kind (value))
    {
    case TALUS_VALUE_STRING:
      text = talus_value_dup_string (value);
      if (has_options)
        return write_option (property, text);
      if (property != NULL && property->kind == TALUS_PROPERTY_CURRENCY)
        return write_number (text, format);
      if (property != NULL && property->kind == TALUS_PROPERTY_DATE && format != NULL)
        return write_date (text);
      if (property != NULL && property->kind == TALUS_PROPERTY_OBJECT)
        return g_strdup (json);
      return g_steal_pointer (&text);

    case TALUS_VALUE_NUMBER:
      return write_number (json, format);

    case TALUS_VALUE_BOOLEAN:
      if (format == NULL)
        return g_strdup (json);
      return g_strdup (talus_value_get_boolean (value) ? C_("value", "yes") : C_("value", "no"));

    case TALUS_VALUE_ARRAY:
      if (has_options || (property != NULL && property->kind != TALUS_PROPERTY_OBJECT))
        return write_list (value, has_options ? property : NULL);
      return g_strdup (json);

    case TALUS_VALUE_OBJECT:
    default:
      return g_strdup (json);
    }
}
