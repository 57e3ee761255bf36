/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that others have fixed: the time zones of IANA, the currencies of
 * ISO 4217. It knows no project. */
#define G_LOG_DOMAIN "talus-model-iso"

#include "model/talus-iso-private.h"
#include "model/talus-iso.h"

#include <stdlib.h>
#include <string.h>

/* Sorted. Those in use, and those of this century that old projects may name. */
static const char currencies[][4] = {
  "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "ATS", "AUD", "AWG", "AZN", "BAM", "BBD",
  "BDT", "BEF", "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP",
  "BYN", "BYR", "BZD", "CAD", "CDF", "CHE", "CHF", "CHW", "CLF", "CLP", "CNY", "COP", "COU",
  "CRC", "CUC", "CUP", "CVE", "CYP", "CZK", "DEM", "DJF", "DKK", "DOP", "DZD", "EEK", "EGP",
  "ERN", "ESP", "ETB", "EUR", "FIM", "FJD", "FKP", "FRF", "GBP", "GEL", "GHS", "GIP", "GMD",
  "GNF", "GRD", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "IEP", "ILS", "INR",
  "IQD", "IRR", "ISK", "ITL", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW",
  "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LTL", "LUF", "LVL", "LYD", "MAD",
  "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRO", "MRU", "MTL", "MUR", "MVR", "MWK", "MXN",
  "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NLG", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN",
  "PGK", "PHP", "PKR", "PLN", "PTE", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD",
  "SCR", "SDG", "SEK", "SGD", "SHP", "SIT", "SKK", "SLE", "SLL", "SOS", "SRD", "SSP", "STD",
  "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS",
  "UAH", "UGX", "USD", "USN", "UYI", "UYU", "UYW", "UZS", "VED", "VEF", "VES", "VND", "VUV",
  "WST", "XAD", "XAF", "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XCD", "XCG", "XDR", "XOF",
  "XPD", "XPF", "XPT", "XSU", "XTS", "XUA", "XXX", "YER", "ZAR", "ZMW", "ZWG", "ZWL",
};

/* The zones without an area. GTimeZone takes more words than these for a zone,
 * for it also reads the rules of POSIX ("ABC5"), which are no names. */
static const char *const plain_zones[] = {
  "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "Factory", "GB", "GB-Eire",
  "GMT", "GMT+0", "GMT-0", "GMT0", "Greenwich", "HST", "Hongkong", "Iceland", "Iran", "Israel",
  "Jamaica", "Japan", "Kwajalein", "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo",
  "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT", "UTC",
  "Universal", "W-SU", "WET", "Zulu", NULL
};

/* What a path into the time zone database may be made of, so that nothing
 * else of the file system is ever asked for. */
static gboolean
looks_like_zone (const char *text)
{
  if (!g_ascii_isalpha (text[0]) || strlen (text) > 64)
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("_+-/", *p) == NULL)
        return FALSE;
      if (*p == '/' && !g_ascii_isalpha (p[1]))
        return FALSE;
    }

  return !g_str_has_prefix (text, "posix/") && !g_str_has_prefix (text, "right/");
}

/**
 * talus_is_time_zone:
 * @text: (not nullable): any text
 *
 * Says whether the time zone database of the system has a zone of that name,
 * spelled exactly so.
 *
 * Returns: whether it has
 */
gboolean
talus_is_time_zone (const char *text)
{
  g_autoptr (GTimeZone) zone = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  if (!looks_like_zone (text))
    return FALSE;

  if (strchr (text, '/') == NULL)
    return g_strv_contains (plain_zones, text);

  zone = g_time_zone_new_identifier (text);

  return zone != NULL;
}

static int
compare_currencies (gconstpointer a,
                    gconstpointer b)
{
  return strcmp (a, b);
}

/**
 * talus_is_currency:
 * @text: (not nullable): any text
 *
 * Says whether ISO 4217 has a currency of that code.
 *
 * Returns: whether it has
 */
gboolean
talus_is_currency (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  return bsearch (text, currencies, G_N_ELEMENTS (currencies), sizeof currencies[0],
                  compare_currencies) != NULL;
}

/**
 * talus_currency_get_code:
 * @index: from 0 on
 *
 * Gets the currencies that a project can count in, one after the other, in
 * the order of their codes.
 *
 * Returns: (transfer none) (nullable): the code, or %NULL if there are no more
 */
const char *
talus_currency_get_code (guint index)
{
  return index < G_N_ELEMENTS (currencies) ? currencies[index] : NULL;
}
