/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small sums that people type where a number is wanted: "3*12", "(40+8)/2",
 * "250 + 19%". Exact. It knows no values. */
#pragma once

#include "app/format/talus-decimal.h"
#include "app/format/talus-digits.h"

G_BEGIN_DECLS

/**
 * TalusArithmeticResult:
 * @TALUS_ARITHMETIC_OK: a number
 * @TALUS_ARITHMETIC_NO_NUMBER: the text is no sum
 * @TALUS_ARITHMETIC_TOO_LARGE: more digits than fit
 * @TALUS_ARITHMETIC_BY_ZERO: divided by nothing
 */
typedef enum
{
  TALUS_ARITHMETIC_OK,
  TALUS_ARITHMETIC_NO_NUMBER,
  TALUS_ARITHMETIC_TOO_LARGE,
  TALUS_ARITHMETIC_BY_ZERO,
} TalusArithmeticResult;

/* Quotients are rounded to @scale digits behind the point. */
TalusArithmeticResult talus_arithmetic_evaluate (const TalusDigits *digits,
                                                 const char        *text,
                                                 guint              scale,
                                                 TalusDecimal      *result);

G_END_DECLS
