/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact decimal numbers in 128 bits: enough for two amounts with all the
 * digits that the contract allows. It knows no locale and no currency. */
#define G_LOG_DOMAIN "talus-app-format"

#include "app/format/talus-decimal.h"

#include <string.h>

/* 38 digits always fit; with one less there is room to carry. */
#define MAX_DIGITS 37

static gboolean
push_digit (TalusInt128 *mantissa,
            int          digit)
{
  return !__builtin_mul_overflow (*mantissa, 10, mantissa) &&
         !__builtin_add_overflow (*mantissa, digit, mantissa);
}

/* Zeros at the end say nothing and take room. */
static void
trim (TalusDecimal *self)
{
  while (self->scale > 0 && self->mantissa % 10 == 0)
    {
      self->mantissa /= 10;
      self->scale--;
    }
}

static gboolean
rescale (TalusDecimal *self,
         guint         scale)
{
  while (self->scale < scale)
    {
      if (!push_digit (&self->mantissa, 0))
        return FALSE;
      self->scale++;
    }

  return TRUE;
}

static gboolean
align (TalusDecimal *a,
       TalusDecimal *b)
{
  trim (a);
  trim (b);

  return rescale (a, b->scale) && rescale (b, a->scale);
}

/**
 * talus_decimal_parse:
 * @text: (not nullable): "-1234.5", also with an exponent, as JSON spells
 *   numbers
 * @result: (out): the number
 *
 * Reads a number exactly.
 *
 * Returns: %FALSE if @text is none, or has more digits than fit
 */
gboolean
talus_decimal_parse (const char   *text,
                     TalusDecimal *result)
{
  TalusDecimal number = { 0, 0 };
  gboolean is_negative;
  guint n_digits = 0;
  gint64 exponent = 0;

  g_return_val_if_fail (text != NULL, FALSE);

  is_negative = *text == '-';
  if (is_negative)
    text++;

  for (; g_ascii_isdigit (*text); text++, n_digits++)
    {
      if (!push_digit (&number.mantissa, *text - '0'))
        return FALSE;
    }
  if (*text == '.')
    {
      for (text++; g_ascii_isdigit (*text); text++, n_digits++, number.scale++)
        {
          if (!push_digit (&number.mantissa, *text - '0'))
            return FALSE;
        }
    }
  if (n_digits == 0)
    return FALSE;

  if (*text == 'e' || *text == 'E')
    {
      char *end;

      exponent = g_ascii_strtoll (text + 1, &end, 10);
      if (end == text + 1 || ABS (exponent) > 2 * MAX_DIGITS)
        return FALSE;
      text = end;
    }
  if (*text != '\0')
    return FALSE;

  for (; exponent > 0; exponent--)
    {
      if (number.scale > 0)
        number.scale--;
      else if (!push_digit (&number.mantissa, 0))
        return FALSE;
    }
  number.scale += (guint) -exponent;
  trim (&number);
  if (number.scale > TALUS_DECIMAL_MAX_SCALE)
    return FALSE;

  if (is_negative)
    number.mantissa = -number.mantissa;
  *result = number;

  return TRUE;
}

/**
 * talus_decimal_add:
 * @a: a number
 * @b: another
 * @result: (out): their sum
 *
 * Adds exactly.
 *
 * Returns: %FALSE if it does not fit
 */
gboolean
talus_decimal_add (const TalusDecimal *a,
                   const TalusDecimal *b,
                   TalusDecimal       *result)
{
  TalusDecimal x = *a;
  TalusDecimal y = *b;

  if (!align (&x, &y) || __builtin_add_overflow (x.mantissa, y.mantissa, &x.mantissa))
    return FALSE;

  trim (&x);
  *result = x;

  return TRUE;
}

/**
 * talus_decimal_subtract:
 * @a: a number
 * @b: another
 * @result: (out): what is left of @a
 *
 * Subtracts exactly.
 *
 * Returns: %FALSE if it does not fit
 */
gboolean
talus_decimal_subtract (const TalusDecimal *a,
                        const TalusDecimal *b,
                        TalusDecimal       *result)
{
  TalusDecimal negative = { -b->mantissa, b->scale };

  return talus_decimal_add (a, &negative, result);
}

/**
 * talus_decimal_multiply:
 * @a: a number
 * @b: another
 * @result: (out): their product
 *
 * Multiplies exactly, up to %TALUS_DECIMAL_MAX_SCALE digits behind the point.
 *
 * Returns: %FALSE if it does not fit
 */
gboolean
talus_decimal_multiply (const TalusDecimal *a,
                        const TalusDecimal *b,
                        TalusDecimal       *result)
{
  TalusDecimal x = *a;
  TalusDecimal y = *b;

  trim (&x);
  trim (&y);
  if (__builtin_mul_overflow (x.mantissa, y.mantissa, &x.mantissa))
    return FALSE;

  x.scale += y.scale;
  talus_decimal_round (&x, TALUS_DECIMAL_MAX_SCALE);
  *result = x;

  return TRUE;
}

/**
 * talus_decimal_divide:
 * @a: a number
 * @b: by what
 * @scale: how many digits behind the point it is rounded to
 * @result: (out): the quotient
 *
 * Divides, as on paper.
 *
 * Returns: %FALSE if @b is zero, or the quotient does not fit
 */
gboolean
talus_decimal_divide (const TalusDecimal *a,
                      const TalusDecimal *b,
                      guint               scale,
                      TalusDecimal       *result)
{
  TalusDecimal x = *a;
  TalusDecimal y = *b;
  TalusDecimal quotient = { 0, 0 };
  TalusInt128 rest;

  g_return_val_if_fail (scale <= TALUS_DECIMAL_MAX_SCALE, FALSE);

  if (y.mantissa == 0 || !align (&x, &y))
    return FALSE;

  quotient.mantissa = x.mantissa / y.mantissa;
  rest = x.mantissa % y.mantissa;

  /* One digit more than is wanted, to round by. */
  while (rest != 0 && quotient.scale <= scale)
    {
      TalusInt128 digit;

      if (__builtin_mul_overflow (rest, 10, &rest))
        return FALSE;
      digit = rest / y.mantissa;
      rest %= y.mantissa;
      if (__builtin_mul_overflow (quotient.mantissa, 10, &quotient.mantissa) ||
          __builtin_add_overflow (quotient.mantissa, digit, &quotient.mantissa))
        return FALSE;
      quotient.scale++;
    }

  talus_decimal_round (&quotient, scale);
  *result = quotient;

  return TRUE;
}

/**
 * talus_decimal_round:
 * @self: a number
 * @scale: how many digits may be behind the point
 *
 * Rounds half away from zero, as people do.
 */
void
talus_decimal_round (TalusDecimal *self,
                     guint         scale)
{
  int last = 0;

  for (; self->scale > scale; self->scale--)
    {
      last = (int) (self->mantissa % 10);
      self->mantissa /= 10;
    }

  if (last >= 5)
    self->mantissa++;
  else if (last <= -5)
    self->mantissa--;
  trim (self);
}

/**
 * talus_decimal_compare:
 * @a: a number
 * @b: another
 *
 * Compares two numbers by what they are worth.
 *
 * Returns: less than, equal to or more than 0
 */
int
talus_decimal_compare (const TalusDecimal *a,
                       const TalusDecimal *b)
{
  TalusDecimal x = *a;
  TalusDecimal y = *b;

  /* Where one of them has no room for the other's digits, it is far from it. */
  if (!align (&x, &y))
    {
      long double left = (long double) a->mantissa;
      long double right = (long double) b->mantissa;

      for (guint i = 0; i < a->scale; i++)
        left /= 10;
      for (guint i = 0; i < b->scale; i++)
        right /= 10;

      return (left > right) - (left < right);
    }

  return (x.mantissa > y.mantissa) - (x.mantissa < y.mantissa);
}

/**
 * talus_decimal_is_zero:
 * @self: a number
 *
 * Returns: whether it is nothing
 */
gboolean
talus_decimal_is_zero (const TalusDecimal *self)
{
  return self->mantissa == 0;
}

/**
 * talus_decimal_to_string:
 * @self: a number
 *
 * Writes a number out as amounts are stored: no exponent, no zeros that say
 * nothing, never "-0".
 *
 * Returns: (transfer full): the text
 */
char *
talus_decimal_to_string (const TalusDecimal *self)
{
  char digits[48];
  char *at = digits + sizeof digits - 1;
  TalusDecimal number = *self;
  gboolean is_negative = number.mantissa < 0;
  guint written = 0;

  trim (&number);
  *at = '\0';
  do
    {
      int digit = (int) (number.mantissa % 10);

      if (written == number.scale && written > 0)
        *--at = '.';
      *--at = (char) ('0' + ABS (digit));
      number.mantissa /= 10;
      written++;
    }
  while (number.mantissa != 0 || written <= number.scale);

  if (is_negative)
    *--at = '-';

  return g_strdup (at);
}
