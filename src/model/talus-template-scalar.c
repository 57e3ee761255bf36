/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an unquoted scalar of YAML means, as PyYAML's safe_load reads it: the
 * templates people have were written for that. It knows no documents, only
 * one scalar at a time. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template-private.h"

#include <math.h>
#include <string.h>

static gboolean
is_one_of (const char        *text,
           const char *const *words)
{
  for (; *words != NULL; words++)
    {
      if (strcmp (text, *words) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Digits of a base with underscores between them; at least one digit. */
static gboolean
read_digits (const char *text,
             guint       base,
             double     *number)
{
  double sum = 0.0;
  gboolean any = FALSE;

  for (; *text != '\0'; text++)
    {
      int digit;

      if (*text == '_')
        continue;

      digit = g_ascii_xdigit_value (*text);
      if (digit < 0 || (guint) digit >= base)
        return FALSE;
      sum = sum * base + digit;
      any = TRUE;
    }

  *number = sum;

  return any;
}

/* 190:20:30 is 190 × 3600 + 20 × 60 + 30, each part but the first below 60;
 * a fraction may follow. */
static gboolean
read_sexagesimal (const char *text,
                  double     *number)
{
  gboolean starts_with_zero = *text == '0';
  double sum = 0.0;
  guint n_parts = 0;

  for (;;)
    {
      double part = 0.0;
      guint n_digits = 0;

      for (; g_ascii_isdigit (*text) || (n_parts == 0 && *text == '_'); text++)
        {
          if (*text == '_')
            continue;
          part = part * 10.0 + (*text - '0');
          n_digits++;
        }

      if (n_digits == 0 || (n_parts > 0 && (n_digits > 2 || part > 59.0)))
        return FALSE;
      sum = sum * 60.0 + part;
      n_parts++;

      if (*text != ':')
        break;
      text++;
    }

  if (n_parts < 2)
    return FALSE;

  if (*text == '.')
    {
      g_autoptr (GString) fraction = g_string_new ("0.");

      for (text++; g_ascii_isdigit (*text) || *text == '_'; text++)
        {
          if (*text != '_')
            g_string_append_c (fraction, *text);
        }
      g_string_append_c (fraction, '0');
      sum += g_ascii_strtod (fraction->str, NULL);
    }
  else if (starts_with_zero)
    return FALSE;

  *number = sum;

  return *text == '\0';
}

/* [digits].[digits][e(+|-)digits]: with a dot, and an exponent only signed. */
static gboolean
read_float (const char *text,
            double     *number)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  const char *p = text;
  gboolean has_digit = FALSE;

  for (; g_ascii_isdigit (*p) || (*p == '_' && has_digit); p++)
    {
      if (*p != '_')
        g_string_append_c (plain, *p);
      has_digit = TRUE;
    }

  if (*p != '.')
    return FALSE;
  g_string_append (plain, has_digit ? "." : "0.");
  p++;

  for (; g_ascii_isdigit (*p) || (*p == '_' && has_digit); p++)
    {
      if (*p != '_')
        g_string_append_c (plain, *p);
      has_digit = TRUE;
    }
  if (!has_digit)
    return FALSE;
  g_string_append_c (plain, '0');

  if (*p == 'e' || *p == 'E')
    {
      g_string_append_c (plain, 'e');
      p++;
      if (*p != '+' && *p != '-')
        return FALSE;
      g_string_append_c (plain, *p++);
      if (!g_ascii_isdigit (*p))
        return FALSE;
      for (; g_ascii_isdigit (*p); p++)
        g_string_append_c (plain, *p);
    }

  if (*p != '\0')
    return FALSE;

  *number = g_ascii_strtod (plain->str, NULL);

  return TRUE;
}

static gboolean
read_number (const char *text,
             double     *number)
{
  double sign = 1.0;
  double value;
  gboolean is_number;

  if ((text[0] == '+' || text[0] == '-') && g_ascii_isdigit (text[1]))
    {
      if (*text == '-')
        sign = -1.0;
      text++;
    }

  /* PyYAML takes .5 but not -.5: whoever wants a number of it still gets one
   * from the text. */
  if (!g_ascii_isdigit (*text) && *text != '.')
    return FALSE;

  if (text[0] == '0' && text[1] == 'b')
    is_number = read_digits (text + 2, 2, &value);
  else if (text[0] == '0' && text[1] == 'x')
    is_number = read_digits (text + 2, 16, &value);
  else if (text[0] == '0' && (g_ascii_isdigit (text[1]) || text[1] == '_'))
    is_number = read_digits (text, 8, &value);
  else if (g_ascii_isdigit (text[0]) && strspn (text, "0123456789_") == strlen (text))
    {
      /* By the library, not digit by digit: past 2^53 it rounds correctly. */
      g_autoptr (GString) digits = g_string_new (text);

      g_string_replace (digits, "_", "", 0);
      value = g_ascii_strtod (digits->str, NULL);
      is_number = TRUE;
    }
  else
    is_number = FALSE;

  if (!is_number)
    is_number = read_sexagesimal (text, &value) || read_float (text, &value);

  /* JSON has no infinity: what overflows stays text. */
  if (!is_number || !isfinite (value))
    return FALSE;

  *number = value == 0.0 ? 0.0 : sign * value;

  return TRUE;
}

/*< private >
 * talus_yaml_resolve_plain:
 * @text: an unquoted scalar
 * @number: (out): the value of a number, 0 or 1 for a boolean
 *
 * Says what a scalar means by the rules of YAML 1.1, as far as JSON can say
 * it: dates, infinities and what is no number are strings.
 *
 * Returns: its kind, none of the collections
 */
TalusYamlKind
talus_yaml_resolve_plain (const char *text,
                          double     *number)
{
  static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
  static const char *const trues[] = {
    "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", NULL
  };
  static const char *const falses[] = {
    "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", NULL
  };

  *number = 0.0;

  if (is_one_of (text, nulls))
    return TALUS_YAML_NULL;

  if (is_one_of (text, falses))
    return TALUS_YAML_BOOLEAN;

  if (is_one_of (text, trues))
    {
      *number = 1.0;
      return TALUS_YAML_BOOLEAN;
    }

  return read_number (text, number) ? TALUS_YAML_NUMBER : TALUS_YAML_STRING;
}
