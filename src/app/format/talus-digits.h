/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a locale spells the digits of a number: its point, its groups; and
 * reading numbers that were typed its way or plainly. It knows text, no
 * values and no currencies. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TalusDigits:
 * @point: what is in front of the fraction
 * @separator: what is between groups, "" for none
 * @grouping: sizes of groups from the right, as struct lconv has them
 */
typedef struct
{
  char *point;
  char *separator;
  char *grouping;
} TalusDigits;

void     talus_digits_init    (TalusDigits       *self,
                               const char        *point,
                               const char        *separator,
                               const char        *grouping);
void     talus_digits_clear   (TalusDigits       *self);
/* @plain: "-1234.5", also with an exponent. */
char    *talus_digits_format  (const TalusDigits *self,
                               const char        *plain,
                               gboolean           is_grouped,
                               guint              min_fraction);
/* Takes a number without sign from the start of *@text; FALSE where there is
 * none, or where its groups are no groups. @plain gets "1234.5". */
gboolean talus_digits_read    (const TalusDigits *self,
                               const char       **text,
                               GString           *plain);
/* Whether a number may begin with what is at @text. */
gboolean talus_digits_is_next (const TalusDigits *self,
                               const char        *text);

G_END_DECLS
