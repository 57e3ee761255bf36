/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing such numbers. What a double would have rounded stays
 * exact, and what comes and goes in a sum cancels to the last digit. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-fixed.h"

#include <string.h>

#define FRACTION_DIGITS    9
#define FRACTION_UNIT      1000000000
/* A hundred million of the largest still fit into 127 bits. */
#define MAX_INTEGER_DIGITS 20
#define MAX_EXPONENT       400

/**
 * talus_fixed_parse:
 * @text: a number as JSON writes it, quoted or not
 * @length: its length, -1 if it ends in NUL
 * @number: (out): return location for it
 *
 * Reads a number. Digits beyond the ninth behind the point are cut off.
 *
 * Returns: %FALSE if it is none, or one of more than twenty digits in front of
 *   the point
 */
gboolean
talus_fixed_parse (const char *text,
                   gssize      length,
                   TalusFixed *number)
{
  const char *at = text;
  const char *end = text + (length < 0 ? (gssize) strlen (text) : length);
  char digits[64];
  int n_digits = 0;
  int point = -1;
  int exponent = 0;
  gboolean is_negative = FALSE;
  gboolean has_digits = FALSE;
  TalusFixed value = 0;

  if (end - at >= 2 && *at == '"' && end[-1] == '"')
    {
      at++;
      end--;
    }
  if (at < end && *at == '-')
    {
      is_negative = TRUE;
      at++;
    }

  /* Zeros in front say nothing but where the point is. */
  for (; at < end && (g_ascii_isdigit (*at) || (*at == '.' && point < 0)); at++)
    {
      if (*at == '.')
        {
          point = n_digits;
          continue;
        }
      has_digits = TRUE;
      if (n_digits == 0 && *at == '0')
        {
          if (point >= 0)
            exponent--;
          continue;
        }
      if (n_digits < (int) sizeof digits)
        digits[n_digits++] = *at;
      else if (point < 0)
        exponent++;
    }

  if (!has_digits)
    return FALSE;
  if (point < 0)
    point = n_digits;

  if (at < end && (*at == 'e' || *at == 'E'))
    {
      gboolean negative_exponent = FALSE;
      int given = 0;

      at++;
      if (at < end && (*at == '+' || *at == '-'))
        negative_exponent = *at++ == '-';
      if (at == end)
        return FALSE;
      for (; at < end && g_ascii_isdigit (*at); at++)
        given = MIN (given * 10 + (*at - '0'), MAX_EXPONENT);
      exponent += negative_exponent ? -given : given;
    }
  if (at != end)
    return FALSE;

  point += exponent;
  if (n_digits > 0 && point > MAX_INTEGER_DIGITS)
    return FALSE;

  for (int i = 0; i < point + FRACTION_DIGITS; i++)
    value = value * 10 + (i < n_digits ? digits[i] - '0' : 0);

  *number = is_negative ? -value : value;

  return TRUE;
}

/**
 * talus_fixed_format:
 * @number: a number
 *
 * Writes it with a point and no digit more than it needs.
 *
 * Returns: (transfer full): "1234.5"
 */
char *
talus_fixed_format (TalusFixed number)
{
  char text[64];
  char *at = text + sizeof text;
  gboolean is_negative = number < 0;
  TalusFixed rest = is_negative ? -number : number;
  guint fraction = (guint) (rest % FRACTION_UNIT);

  rest /= FRACTION_UNIT;
  *--at = '\0';
  if (fraction != 0)
    {
      gboolean seen = FALSE;

      for (int i = 0; i < FRACTION_DIGITS; i++, fraction /= 10)
        {
          seen = seen || fraction % 10 != 0;
          if (seen)
            *--at = '0' + fraction % 10;
        }
      *--at = '.';
    }

  do
    {
      *--at = '0' + (int) (rest % 10);
      rest /= 10;
    }
  while (rest > 0);

  if (is_negative)
    *--at = '-';

  return g_strdup (at);
}

/**
 * talus_fixed_to_double:
 * @number: a number
 *
 * Returns: the nearest double
 */
double
talus_fixed_to_double (TalusFixed number)
{
  return (double) number / FRACTION_UNIT;
}
