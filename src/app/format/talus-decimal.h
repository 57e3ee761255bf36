/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact decimal numbers: what amounts of money are added up with, and sums
 * that people type. It knows no locale and no currency. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TALUS_DECIMAL_MAX_SCALE 18

__extension__ typedef __int128 TalusInt128;

/**
 * TalusDecimal:
 * @mantissa: the digits
 * @scale: how many of them are behind the point, at most
 *   %TALUS_DECIMAL_MAX_SCALE
 *
 * A number. All zero is zero. Equal numbers may have different scales.
 */
typedef struct
{
  TalusInt128 mantissa;
  guint scale;
} TalusDecimal;

/* Each FALSE where the result has more digits than fit; @result may be an
 * operand. */
gboolean talus_decimal_parse     (const char         *text,
                                  TalusDecimal       *result);
gboolean talus_decimal_add       (const TalusDecimal *a,
                                  const TalusDecimal *b,
                                  TalusDecimal       *result);
gboolean talus_decimal_subtract  (const TalusDecimal *a,
                                  const TalusDecimal *b,
                                  TalusDecimal       *result);
gboolean talus_decimal_multiply  (const TalusDecimal *a,
                                  const TalusDecimal *b,
                                  TalusDecimal       *result);
/* Rounded to @scale; FALSE by zero too. */
gboolean talus_decimal_divide    (const TalusDecimal *a,
                                  const TalusDecimal *b,
                                  guint               scale,
                                  TalusDecimal       *result);
/* Half away from zero, where there are more than @scale digits. */
void     talus_decimal_round     (TalusDecimal       *self,
                                  guint               scale);
int      talus_decimal_compare   (const TalusDecimal *a,
                                  const TalusDecimal *b);
gboolean talus_decimal_is_zero   (const TalusDecimal *self);
/* As values have it: "-1234.5". */
char    *talus_decimal_to_string (const TalusDecimal *self);

G_END_DECLS
