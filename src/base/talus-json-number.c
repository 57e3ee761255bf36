/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of JSON between text and double: reading exactly rounds, writing is
 * ECMAScript's Number::toString, as RFC 8785 asks. The C library converts what
 * the short cuts cannot, and never sees a radix character, so that no locale
 * matters. It knows no other JSON. */
#define G_LOG_DOMAIN "talus-base-json-number"

#include "base/talus-json-number-private.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_MANTISSA_DIGITS 19     /* always fit 64 bits */
#define N_EXACT_DIGITS    800    /* 767 decide any double; the rest only says "and more" */
#define MAX_EXPONENT      100000 /* far outside double range whatever the digits are */
#define ECMASCRIPT_POINT  21     /* from there on numbers have an exponent */

/* The powers of ten that are doubles. */
static const double powers[] = {
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

/* A decimal: 0.DIGITS × 10^point. */
typedef struct
{
  char digits[20];
  int n_digits;
  int point;
} Decimal;

typedef struct
{
  guint64 mantissa;
  guint n_digits;
  gint64 exponent;
  gboolean is_cut; /* digits that are not 0 did not fit */
} Collected;

static inline gboolean
is_digit (const char *text,
          gsize       size,
          gsize       at)
{
  return at < size && text[at] >= '0' && text[at] <= '9';
}

/* Takes a run of digits. Behind the point each one shifts the value right,
 * before it each one that does not fit shifts it left. */
static inline gsize
collect_digits (Collected  *self,
                const char *text,
                gsize       size,
                gsize       at,
                gboolean    is_fraction)
{
  for (; is_digit (text, size, at); at++)
    {
      guint digit = (guint) (text[at] - '0');

      if (self->n_digits < N_MANTISSA_DIGITS)
        {
          self->mantissa = self->mantissa * 10 + digit;
          self->n_digits += self->mantissa != 0;
          self->exponent -= is_fraction;
        }
      else
        {
          self->is_cut |= digit != 0;
          self->exponent += !is_fraction;
        }
    }

  return at;
}

static double
convert (const char *digits,
         gint64      exponent)
{
  char text[N_EXACT_DIGITS + 32];

  g_snprintf (text, sizeof text, "%se%d", digits,
              (int) CLAMP (exponent, -MAX_EXPONENT, MAX_EXPONENT));

  return strtod (text, NULL);
}

/* For numbers of more digits than fit a word: takes as many as can matter,
 * and one 1 for whatever follows them. @exponent is that of the integer which
 * the first N_MANTISSA_DIGITS make. */
static double
convert_long (const char *text,
              gsize       length,
              gint64      exponent)
{
  char digits[N_EXACT_DIGITS + 2];
  gboolean is_cut = FALSE;
  gint64 n = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]) || (n == 0 && text[i] == '0'))
        continue;

      if (n < N_EXACT_DIGITS)
        digits[n++] = text[i];
      else
        is_cut |= text[i] != '0';
    }

  if (is_cut)
    digits[n++] = '1';
  digits[n] = '\0';

  return convert (digits, exponent + N_MANTISSA_DIGITS - n);
}

static double
convert_collected (const Collected *self,
                   const char      *text,
                   gsize            length)
{
  char digits[N_MANTISSA_DIGITS + 2];

  if (self->mantissa == 0)
    return 0;

  if (self->is_cut)
    return convert_long (text, length, self->exponent);

  if (self->exponent == 0)
    return (double) self->mantissa;

#if FLT_EVAL_METHOD == 0
  /* Both sides are exact doubles, so that one operation rounds once. */
  if (self->mantissa <= TALUS_JSON_MAX_INTEGER &&
      ABS (self->exponent) < (gint64) G_N_ELEMENTS (powers))
    return self->exponent > 0 ? (double) self->mantissa * powers[self->exponent]
                              : (double) self->mantissa / powers[-self->exponent];
#endif

  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, self->mantissa);

  return convert (digits, self->exponent);
}

/* Reads the number that begins at @text: the nearest double, -0 as 0. Where
 * it is none, @end is the offset of the byte that is wrong. */
TalusJsonNumberStatus
talus_json_number_parse (const char *text,
                         gsize       size,
                         double     *value,
                         gsize      *end)
{
  Collected collected = { 0, };
  gboolean is_negative = size > 0 && text[0] == '-';
  gsize digits_end;
  gsize at = is_negative ? 1 : 0;
  double magnitude;

  *end = at;
  if (!is_digit (text, size, at))
    return TALUS_JSON_NUMBER_BAD;
  if (text[at] == '0')
    at++;
  else
    at = collect_digits (&collected, text, size, at, FALSE);

  if (at < size && text[at] == '.')
    {
      *end = ++at;
      if (!is_digit (text, size, at))
        return TALUS_JSON_NUMBER_BAD;
      at = collect_digits (&collected, text, size, at, TRUE);
    }
  digits_end = at;

  if (at < size && (text[at] == 'e' || text[at] == 'E'))
    {
      gboolean is_small = FALSE;
      gint64 exponent = 0;

      at++;
      if (at < size && (text[at] == '+' || text[at] == '-'))
        is_small = text[at++] == '-';
      *end = at;
      if (!is_digit (text, size, at))
        return TALUS_JSON_NUMBER_BAD;
      for (; is_digit (text, size, at); at++)
        {
          /* Any input is shorter than this, so that no number of digits can
           * bring the value back into range. */
          if (exponent < G_GINT64_CONSTANT (100000000000000000))
            exponent = exponent * 10 + (text[at] - '0');
        }
      collected.exponent += is_small ? -exponent : exponent;
    }

  *end = at;
  magnitude = convert_collected (&collected, text, digits_end);
  if (isinf (magnitude))
    return TALUS_JSON_NUMBER_TOO_BIG;

  *value = is_negative && magnitude != 0 ? -magnitude : magnitude;

  return TALUS_JSON_NUMBER_OK;
}

static void
set_decimal (Decimal *self,
             guint64  digits,
             int      point)
{
  self->n_digits = g_snprintf (self->digits, sizeof self->digits, "%" G_GUINT64_FORMAT, digits);
  self->point = point + self->n_digits;
}

/* Most fractions people type have few decimals. The quotient of two exact
 * doubles is what reading the decimal gives, and with 15 digits or less no
 * other decimal as short reads the same. */
static gboolean
shorten_plain (double   value,
               Decimal *decimal)
{
#if FLT_EVAL_METHOD == 0
  if (value < 1e-5)
    return FALSE;

  for (int n = 1; value * powers[n] < 1e15; n++)
    {
      guint64 digits = (guint64) (value * powers[n] + 0.5);

      if ((double) digits / powers[n] == value)
        {
          set_decimal (decimal, digits, -n);
          return TRUE;
        }
    }
#endif

  return FALSE;
}

static gboolean
reads_as (const Decimal *decimal,
          double         value)
{
  return convert (decimal->digits, decimal->point - decimal->n_digits) == value;
}

/* The decimal of the same length one above. */
static void
increment (Decimal *decimal)
{
  int i = decimal->n_digits - 1;

  while (i >= 0 && decimal->digits[i] == '9')
    decimal->digits[i--] = '0';

  if (i >= 0)
    {
      decimal->digits[i]++;
    }
  else
    {
      decimal->digits[0] = '1';
      decimal->point++;
    }
}

/* Finds the shortest decimal that reads as @value, and of several the one
 * nearest to it. */
static void
shorten (double   value,
         Decimal *decimal)
{
  int exponent;
  gboolean is_power_of_two = frexp (value, &exponent) == 0.5;

  /* 15 digits are kept by every normal double; a subnormal has fewer. */
  for (int n = value >= DBL_MIN ? DBL_DIG : 1; n <= DBL_DECIMAL_DIG; n++)
    {
      char text[TALUS_JSON_NUMBER_SIZE + 8];
      char *mark;

      g_snprintf (text, sizeof text, "%.*e", n - 1, value);
      mark = strchr (text, 'e');
      decimal->digits[0] = text[0];
      memcpy (decimal->digits + 1, mark - (n - 1), (gsize) n - 1);
      decimal->digits[n] = '\0';
      decimal->n_digits = n;
      decimal->point = atoi (mark + 1) + 1;

      if (reads_as (decimal, value))
        break;

      /* Below a power of two doubles are twice as dense: the nearest decimal,
       * being below, may miss where the next one above still hits. */
      if (is_power_of_two)
        {
          increment (decimal);
          if (reads_as (decimal, value))
            break;
        }
    }

  while (decimal->n_digits > 1 && decimal->digits[decimal->n_digits - 1] == '0')
    decimal->n_digits--;
}

/* Lays a decimal out as ECMAScript does. */
static char *
put_decimal (char          *to,
             const Decimal *decimal)
{
  const char *digits = decimal->digits;
  int n = decimal->n_digits;
  int point = decimal->point;

  if (point > ECMASCRIPT_POINT || point <= -6)
    {
      *to++ = digits[0];
      if (n > 1)
        {
          *to++ = '.';
          memcpy (to, digits + 1, (gsize) n - 1);
          to += n - 1;
        }
      return to + g_snprintf (to, 8, "e%+d", point - 1);
    }

  if (point <= 0)
    {
      *to++ = '0';
      *to++ = '.';
      for (; point < 0; point++)
        *to++ = '0';
      memcpy (to, digits, (gsize) n);
      return to + n;
    }

  for (int i = 0; i < MAX (n, point); i++)
    {
      if (i == point)
        *to++ = '.';
      *to++ = i < n ? digits[i] : '0';
    }

  return to;
}

static char *
put_integer (char    *to,
             guint64  value)
{
  char reversed[20];
  int n = 0;

  do
    {
      reversed[n++] = (char) ('0' + value % 10);
      value /= 10;
    }
  while (value != 0);

  while (n > 0)
    *to++ = reversed[--n];

  return to;
}

/* Writes a finite double. Returns the length of the text. */
guint
talus_json_number_format (double value,
                          char   text[TALUS_JSON_NUMBER_SIZE])
{
  char *to = text;
  double magnitude = fabs (value);

  if (value < 0)
    *to++ = '-';

  if (magnitude <= TALUS_JSON_MAX_INTEGER && magnitude == floor (magnitude))
    {
      to = put_integer (to, (guint64) magnitude);
    }
  else
    {
      Decimal decimal;

      if (!shorten_plain (magnitude, &decimal))
        shorten (magnitude, &decimal);
      to = put_decimal (to, &decimal);
    }

  *to = '\0';

  return (guint) (to - text);
}
