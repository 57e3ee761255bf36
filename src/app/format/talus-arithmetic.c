/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sum, read from left to right with the usual precedence:
 *
 *   sum     = product { ("+" | "-") product }
 *   product = factor { ("*" | "/") factor }
 *   factor  = { "+" | "-" } ( number | "(" sum ")" ) [ "%" ]
 *
 * "a + b%" is a and b hundredths of it, as on a pocket calculator. It knows
 * numbers, no values. */
#define G_LOG_DOMAIN "talus-app-format"

#include "app/format/talus-arithmetic.h"

/* Parentheses and signs inside one another. */
#define MAX_DEPTH 32

typedef struct
{
  const TalusDigits *digits;
  const char *at;
  guint scale;
  guint depth;
  gboolean is_percent; /* the last product was one factor with a percent sign */
  TalusArithmeticResult result;
} Reader;

static gboolean read_sum (Reader       *reader,
                          TalusDecimal *number);

static gboolean
fail (Reader                *reader,
      TalusArithmeticResult  result)
{
  if (reader->result == TALUS_ARITHMETIC_OK)
    reader->result = result;

  return FALSE;
}

static void
skip_blanks (Reader *reader)
{
  while (g_unichar_isspace (g_utf8_get_char (reader->at)))
    reader->at = g_utf8_next_char (reader->at);
}

/* '+', '-', '*', '/', '(', ')' and '%', however they are written; or 0. */
static char
peek_sign (Reader *reader)
{
  gunichar c;

  skip_blanks (reader);
  c = g_utf8_get_char (reader->at);

  switch (c)
    {
    case '+':
    case '-':
    case '*':
    case '/':
    case '(':
    case ')':
    case '%':
      return (char) c;
    case 0x2212: /* minus, and the dash that is typed for it */
    case 0x2013:
      return '-';
    case 0x00d7:
    case 0x00b7:
    case 0x22c5:
      return '*';
    case 0x00f7:
    case 0x2215:
      return '/';
    case 0x066a:
      return '%';
    default:
      return 0;
    }
}

static void
take (Reader *reader)
{
  reader->at = g_utf8_next_char (reader->at);
}

static gboolean
read_number (Reader       *reader,
             TalusDecimal *number)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  if (!talus_digits_is_next (reader->digits, reader->at) ||
      !talus_digits_read (reader->digits, &reader->at, plain))
    return fail (reader, TALUS_ARITHMETIC_NO_NUMBER);

  if (!talus_decimal_parse (plain->str, number))
    return fail (reader, TALUS_ARITHMETIC_TOO_LARGE);

  return TRUE;
}

static gboolean
read_factor (Reader       *reader,
             TalusDecimal *number)
{
  static const TalusDecimal hundredth = { 1, 2 };
  gboolean is_negative = FALSE;
  char sign;

  for (sign = peek_sign (reader); sign == '+' || sign == '-'; sign = peek_sign (reader))
    {
      take (reader);
      is_negative ^= sign == '-';
    }

  if (sign == '(')
    {
      if (++reader->depth > MAX_DEPTH)
        return fail (reader, TALUS_ARITHMETIC_NO_NUMBER);
      take (reader);
      if (!read_sum (reader, number))
        return FALSE;
      if (peek_sign (reader) != ')')
        return fail (reader, TALUS_ARITHMETIC_NO_NUMBER);
      take (reader);
      reader->depth--;
    }
  else if (!read_number (reader, number))
    return FALSE;

  if (is_negative)
    number->mantissa = -number->mantissa;

  reader->is_percent = peek_sign (reader) == '%';
  if (reader->is_percent)
    {
      take (reader);
      if (!talus_decimal_multiply (number, &hundredth, number))
        return fail (reader, TALUS_ARITHMETIC_TOO_LARGE);
    }

  return TRUE;
}

static gboolean
read_product (Reader       *reader,
              TalusDecimal *number)
{
  char sign;

  if (!read_factor (reader, number))
    return FALSE;

  while ((sign = peek_sign (reader)) == '*' || sign == '/')
    {
      TalusDecimal factor;

      take (reader);
      if (!read_factor (reader, &factor))
        return FALSE;
      reader->is_percent = FALSE;

      if (sign == '/' && talus_decimal_is_zero (&factor))
        return fail (reader, TALUS_ARITHMETIC_BY_ZERO);
      if (sign == '*' ? !talus_decimal_multiply (number, &factor, number)
                      : !talus_decimal_divide (number, &factor, reader->scale, number))
        return fail (reader, TALUS_ARITHMETIC_TOO_LARGE);
    }

  return TRUE;
}

static gboolean
read_sum (Reader       *reader,
          TalusDecimal *number)
{
  char sign;

  if (!read_product (reader, number))
    return FALSE;

  while ((sign = peek_sign (reader)) == '+' || sign == '-')
    {
      TalusDecimal other;

      take (reader);
      if (!read_product (reader, &other))
        return FALSE;

      if ((reader->is_percent && !talus_decimal_multiply (number, &other, &other)) ||
          (sign == '+' ? !talus_decimal_add (number, &other, number)
                       : !talus_decimal_subtract (number, &other, number)))
        return fail (reader, TALUS_ARITHMETIC_TOO_LARGE);
    }
  reader->is_percent = FALSE;

  return TRUE;
}

/**
 * talus_arithmetic_evaluate:
 * @digits: how numbers are written
 * @text: (not nullable): what was typed
 * @scale: how many digits behind the point a quotient is rounded to
 * @result: (out): what it comes to
 *
 * Works out a sum; a number alone is one. A "=" in front is left out of
 * account.
 *
 * Returns: whether it is one
 */
TalusArithmeticResult
talus_arithmetic_evaluate (const TalusDigits *digits,
                           const char        *text,
                           guint              scale,
                           TalusDecimal      *result)
{
  Reader reader = { digits, text, scale, 0, FALSE, TALUS_ARITHMETIC_OK };

  g_return_val_if_fail (text != NULL, TALUS_ARITHMETIC_NO_NUMBER);

  skip_blanks (&reader);
  if (*reader.at == '=')
    reader.at++;
  if (!read_sum (&reader, result))
    return reader.result;

  skip_blanks (&reader);

  return *reader.at == '\0' ? TALUS_ARITHMETIC_OK : TALUS_ARITHMETIC_NO_NUMBER;
}
