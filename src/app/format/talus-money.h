/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a locale writes amounts of one currency: where its sign stands, how many
 * decimals it has at least. Amounts are decimal text, never rounded. It knows
 * no values. */
#pragma once

#include "app/format/talus-digits.h"

G_BEGIN_DECLS

/**
 * TalusMoney:
 * @digits: those of money
 * @currency: (nullable): ISO 4217
 * @symbol: its sign here, or its code; "" without currency
 * @decimals: how many digits behind the point its amounts have at least
 */
typedef struct
{
  TalusDigits digits;
  char *currency;
  char *symbol;
  guint decimals;
  /*< private >*/
  char *negative_sign;
  gboolean symbol_first[2];    /* for amounts, and for those below zero */
  int space[2];
  int sign_place;              /* as lconv's n_sign_posn */
} TalusMoney;

void  talus_money_init    (TalusMoney        *self,
                           const char        *currency,
                           const TalusDigits *digits);
void  talus_money_clear   (TalusMoney        *self);
char *talus_money_format  (const TalusMoney  *self,
                           const char        *amount);
/* (transfer full) (nullable): typed text without the currency's sign or code;
 * NULL where it names another currency, whose code or sign is @other. */
char *talus_money_strip   (const TalusMoney  *self,
                           const char        *text,
                           char             **other);

G_END_DECLS
