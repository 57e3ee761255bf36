/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal text of money: exact, never through a double. It knows digits, no
 * currencies, no templates. */
#define G_LOG_DOMAIN "talus-model-property"

#include "model/talus-property-type-private.h"

#include <string.h>

#define MAX_INTEGER_DIGITS  18
#define MAX_FRACTION_DIGITS 9

/* Beyond any exponent of a double; what is larger cannot fit anyway. */
#define MAX_EXPONENT 1000

static gsize
count_digits (const char *text)
{
  return strspn (text, "0123456789");
}

/* The digits @from to @to of a number whose digits go on as zeros in both
 * directions. */
static void
append_digits (GString    *out,
               const char *digits,
               gssize      n_digits,
               gssize      from,
               gssize      to)
{
  for (gssize i = from; i < to; i++)
    g_string_append_c (out, i >= 0 && i < n_digits ? digits[i] : '0');
}

static char *
format_decimal (const char *digits,
                gssize      n_digits,
                gssize      point,
                gboolean    is_negative)
{
  gssize first = 0;
  gssize last = n_digits;
  GString *out;

  while (first < last && digits[first] == '0')
    first++;
  while (last > first && digits[last - 1] == '0')
    last--;

  if (first == last)
    return g_strdup ("0");
  if (point - first > MAX_INTEGER_DIGITS || last - point > MAX_FRACTION_DIGITS)
    return NULL;

  out = g_string_new (is_negative ? "-" : NULL);
  if (point > first)
    append_digits (out, digits, n_digits, first, point);
  else
    g_string_append_c (out, '0');
  if (last > point)
    {
      g_string_append_c (out, '.');
      append_digits (out, digits, n_digits, point, last);
    }

  return g_string_free (out, FALSE);
}

static char *
normalize (const char *text,
           gboolean    may_have_exponent)
{
  g_autoptr (GString) digits = NULL;
  gboolean is_negative = *text == '-';
  gssize exponent = 0;
  gssize point;
  gsize n;

  if (is_negative)
    text++;

  n = count_digits (text);
  if (n == 0)
    return NULL;
  digits = g_string_new_len (text, (gssize) n);
  point = (gssize) n;
  text += n;

  if (*text == '.')
    {
      text++;
      n = count_digits (text);
      if (n == 0)
        return NULL;
      g_string_append_len (digits, text, (gssize) n);
      text += n;
    }

  if (may_have_exponent && (*text == 'e' || *text == 'E'))
    {
      gboolean is_small;

      text++;
      is_small = *text == '-';
      if (*text == '+' || *text == '-')
        text++;
      if (!g_ascii_isdigit (*text))
        return NULL;
      for (; g_ascii_isdigit (*text); text++)
        exponent = MIN (exponent * 10 + (*text - '0'), MAX_EXPONENT);
      if (is_small)
        exponent = -exponent;
    }

  if (*text != '\0')
    return NULL;

  return format_decimal (digits->str, (gssize) digits->len, point + exponent, is_negative);
}

/**
 * talus_currency_normalize:
 * @text: (not nullable): perhaps an amount of money, `-?digits[.digits]`
 *
 * Brings an amount into the one form the contract has for it: no leading or
 * trailing zeros, no exponent, "0" never with a minus; at most 18 digits
 * before the point and 9 behind it.
 *
 * Returns: (transfer full) (nullable): the amount, or %NULL if @text is none
 *   or has more digits
 */
char *
talus_currency_normalize (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return normalize (text, FALSE);
}

/*< private >
 * talus_currency_normalize_number:
 * @text: (not nullable): perhaps a number as JSON spells it
 *
 * As talus_currency_normalize(), and an exponent is written out.
 *
 * Returns: (transfer full) (nullable): the amount, or %NULL
 */
char *
talus_currency_normalize_number (const char *text)
{
  return normalize (text, TRUE);
}
