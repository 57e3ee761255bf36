/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts of money in the locale's form. The C library knows only the sign of
 * the locale's own currency; a project's is often another, so those that are
 * seen around the world are in a table here. It knows no values. */
#define G_LOG_DOMAIN "talus-app-format"

#include "app/format/talus-money.h"

#include <limits.h>
#include <locale.h>
#include <string.h>

#include "base/talus-util.h"

typedef struct
{
  char code[4];
  const char *symbol;  /* (nullable): none that is known beyond its country */
  guint decimals;
} Currency;

/* Those with a sign of their own, or with other than two decimals. */
static const Currency currencies[] = {
  { "AUD", "A$", 2 },   { "BHD", NULL, 3 },   { "BIF", NULL, 0 },    { "BRL", "R$", 2 },
  { "CAD", "CA$", 2 },  { "CLF", NULL, 4 },   { "CLP", NULL, 0 },    { "CNY", "CN¥", 2 },
  { "CRC", "₡", 2 },    { "CZK", "Kč", 2 },   { "DJF", NULL, 0 },    { "DKK", "kr.", 2 },
  { "EUR", "€", 2 },    { "GBP", "£", 2 },    { "GEL", "₾", 2 },     { "GHS", "₵", 2 },
  { "GNF", NULL, 0 },   { "HKD", "HK$", 2 },  { "HUF", "Ft", 2 },    { "ILS", "₪", 2 },
  { "INR", "₹", 2 },    { "IQD", NULL, 3 },   { "ISK", NULL, 0 },    { "JOD", NULL, 3 },
  { "JPY", "¥", 0 },    { "KHR", "៛", 2 },    { "KMF", NULL, 0 },    { "KRW", "₩", 0 },
  { "KWD", NULL, 3 },   { "KZT", "₸", 2 },    { "LAK", "₭", 2 },     { "LYD", NULL, 3 },
  { "MNT", "₮", 2 },    { "MXN", "MX$", 2 },  { "NGN", "₦", 2 },     { "NZD", "NZ$", 2 },
  { "OMR", NULL, 3 },   { "PHP", "₱", 2 },    { "PLN", "zł", 2 },    { "PYG", "₲", 0 },
  { "RUB", "₽", 2 },    { "RWF", NULL, 0 },   { "THB", "฿", 2 },     { "TND", NULL, 3 },
  { "TRY", "₺", 2 },    { "TWD", "NT$", 2 },  { "UAH", "₴", 2 },     { "UGX", NULL, 0 },
  { "USD", "$", 2 },    { "UYI", NULL, 0 },   { "UYW", NULL, 4 },    { "VND", "₫", 0 },
  { "VUV", NULL, 0 },   { "XAF", NULL, 0 },   { "XOF", NULL, 0 },    { "XPF", NULL, 0 },
};

static const Currency *
find_currency (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (currencies); i++)
    {
      if (strcmp (currencies[i].code, code) == 0)
        return &currencies[i];
    }

  return NULL;
}

static char *
to_utf8 (const char *text)
{
  char *utf8 = g_locale_to_utf8 (text, -1, NULL, NULL, NULL);

  return utf8 != NULL ? utf8 : g_strdup ("");
}

/* What the locale leaves open is as in English. */
static void
take_places (TalusMoney         *self,
             const struct lconv *locale)
{
  self->symbol_first[0] = locale->p_cs_precedes != 0;
  self->symbol_first[1] = locale->n_cs_precedes != 0;
  self->space[0] = locale->p_sep_by_space == CHAR_MAX ? 0 : locale->p_sep_by_space;
  self->space[1] = locale->n_sep_by_space == CHAR_MAX ? 0 : locale->n_sep_by_space;
  self->sign_place = locale->n_sign_posn == CHAR_MAX ? 1 : locale->n_sign_posn;
}

static gboolean
is_letter_at_edge (const TalusMoney *self,
                   gboolean          symbol_first)
{
  const char *symbol = self->symbol;

  return g_unichar_isalpha (g_utf8_get_char (
    symbol_first ? g_utf8_prev_char (symbol + strlen (symbol)) : symbol));
}

/**
 * talus_money_init:
 * @self: money to fill in
 * @currency: (nullable): ISO 4217
 * @digits: those of numbers, for a locale that has none for money
 *
 * Takes what the locale says. Begins with what is to be cleared by
 * talus_money_clear().
 */
void
talus_money_init (TalusMoney        *self,
                  const char        *currency,
                  const TalusDigits *digits)
{
  const struct lconv *locale = localeconv ();
  g_autofree char *point = to_utf8 (locale->mon_decimal_point);
  g_autofree char *separator = to_utf8 (locale->mon_thousands_sep);
  g_autofree char *own_symbol = to_utf8 (locale->currency_symbol);
  const Currency *known = currency != NULL ? find_currency (currency) : NULL;
  gboolean is_own = currency != NULL && strncmp (locale->int_curr_symbol, currency, 3) == 0;

  if (*point != '\0')
    talus_digits_init (&self->digits, point, separator, locale->mon_grouping);
  else
    talus_digits_init (&self->digits, digits->point, digits->separator, digits->grouping);

  self->currency = g_strdup (currency);
  self->negative_sign = to_utf8 (locale->negative_sign);
  if (*self->negative_sign == '\0')
    talus_set_string (&self->negative_sign, "-");
  self->decimals = known != NULL ? known->decimals : 2;
  take_places (self, locale);

  /* A sign that means something else here would mislead. */
  if (currency == NULL)
    self->symbol = g_strdup ("");
  else if (is_own && *own_symbol != '\0')
    self->symbol = g_strdup (own_symbol);
  else if (known != NULL && known->symbol != NULL && strcmp (known->symbol, own_symbol) != 0)
    self->symbol = g_strdup (known->symbol);
  else
    self->symbol = g_strdup (currency);
}

/**
 * talus_money_clear:
 * @self: money
 *
 * Frees what it holds.
 */
void
talus_money_clear (TalusMoney *self)
{
  talus_digits_clear (&self->digits);
  g_clear_pointer (&self->currency, g_free);
  g_clear_pointer (&self->symbol, g_free);
  g_clear_pointer (&self->negative_sign, g_free);
}

/* The amount without its sign, and the currency in front or behind. */
static char *
join_symbol (const TalusMoney *self,
             const char       *number,
             gboolean          is_negative,
             const char       *symbol)
{
  gboolean first = self->symbol_first[is_negative];
  gboolean apart = self->space[is_negative] == 1 || is_letter_at_edge (self, first);
  const char *gap = apart ? "\u00a0" : "";

  return first ? g_strconcat (symbol, gap, number, NULL) : g_strconcat (number, gap, symbol, NULL);
}

/**
 * talus_money_format:
 * @self: money
 * @amount: (not nullable): a decimal as values have it
 *
 * Writes an amount with its currency, as the locale does; without a currency
 * it is a number with decimals.
 *
 * Returns: (transfer full): the text
 */
char *
talus_money_format (const TalusMoney *self,
                    const char       *amount)
{
  gboolean is_negative = *amount == '-';
  g_autofree char *number = talus_digits_format (&self->digits, amount + is_negative, TRUE,
                                                 self->decimals);
  g_autofree char *with_symbol = NULL;
  g_autofree char *signed_symbol = NULL;
  const char *minus = self->negative_sign;

  if (*self->symbol == '\0')
    return g_strconcat (is_negative ? minus : "", number, NULL);
  if (!is_negative)
    return join_symbol (self, number, FALSE, self->symbol);

  switch (self->sign_place)
    {
    case 0:
      with_symbol = join_symbol (self, number, TRUE, self->symbol);
      return g_strconcat ("(", with_symbol, ")", NULL);
    case 2:
      with_symbol = join_symbol (self, number, TRUE, self->symbol);
      return g_strconcat (with_symbol, minus, NULL);
    case 3:
      signed_symbol = g_strconcat (minus, self->symbol, NULL);
      return join_symbol (self, number, TRUE, signed_symbol);
    case 4:
      signed_symbol = g_strconcat (self->symbol, minus, NULL);
      return join_symbol (self, number, TRUE, signed_symbol);
    default:
      with_symbol = join_symbol (self, number, TRUE, self->symbol);
      return g_strconcat (minus, with_symbol, NULL);
    }
}

/* A word of letters, as codes and some signs are, ends where letters end. */
static gboolean
has_word_at (const char *text,
             const char *at,
             const char *word)
{
  gsize length = strlen (word);

  if (length == 0)
    return FALSE;
  if (!g_ascii_isalpha (*word))
    return g_str_has_prefix (at, word);

  if (g_ascii_strncasecmp (at, word, length) != 0)
    return FALSE;

  return !g_unichar_isalpha (g_utf8_get_char (at + length)) &&
         (at == text || !g_unichar_isalpha (g_utf8_get_char (g_utf8_prev_char (at))));
}

static gsize
match_own (const TalusMoney *self,
           const char       *text,
           const char       *at)
{
  const Currency *known = find_currency (self->currency);

  if (has_word_at (text, at, self->symbol))
    return strlen (self->symbol);
  if (has_word_at (text, at, self->currency))
    return strlen (self->currency);
  if (known != NULL && known->symbol != NULL && has_word_at (text, at, known->symbol))
    return strlen (known->symbol);

  /* A plain "$" is any dollar, where the project counts in one of them. */
  if (*at == '$' && known != NULL && known->symbol != NULL && strchr (known->symbol, '$') != NULL)
    return 1;

  return 0;
}

static gboolean
is_currency_sign (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_CURRENCY_SYMBOL;
}

/**
 * talus_money_strip:
 * @self: money
 * @text: (not nullable): what was typed
 * @other: (out) (optional): the sign or code of another currency that it names
 *
 * Leaves what is to be worked out as a number.
 *
 * Returns: (transfer full) (nullable): it, or %NULL where another currency is
 *   meant
 */
char *
talus_money_strip (const TalusMoney  *self,
                   const char        *text,
                   char             **other)
{
  GString *out = g_string_new (NULL);

  for (const char *at = text; *at != '\0';)
    {
      gsize length = self->currency != NULL ? match_own (self, text, at) : 0;
      const char *end = at;

      if (length > 0)
        {
          at += length;
          continue;
        }

      /* Whole amounts are written "5,-" and "5.–" in places. */
      if ((*at == ',' || *at == '.') && out->len > 0 &&
          (strcmp (at + 1, "-") == 0 || strcmp (at + 1, "–") == 0 || strcmp (at + 1, "—") == 0))
        break;

      while (g_unichar_isalpha (g_utf8_get_char (end)) || is_currency_sign (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);
      if (end != at)
        {
          if (other != NULL)
            *other = g_strndup (at, (gsize) (end - at));
          g_string_free (out, TRUE);
          return NULL;
        }

      end = g_utf8_next_char (at);
      g_string_append_len (out, at, end - at);
      at = end;
    }

  return g_string_free (out, FALSE);
}
