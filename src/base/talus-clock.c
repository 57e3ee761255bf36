/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wall-clock time between milliseconds and the text of the contract. Records
 * are written by the million, so the calendar is arithmetic and nothing
 * allocates. It knows UTC only: no time zones, no locale. */
#define G_LOG_DOMAIN "talus-base-clock"

#include "base/talus-clock.h"

#include <string.h>

#define MS_PER_DAY  G_GINT64_CONSTANT (86400000)
#define ERA_YEARS   400
#define ERA_DAYS    146097 /* the Gregorian calendar repeats after that many */
#define EPOCH_DAYS  719468 /* 1970-01-01, counted from 0000-03-01 */

/* Years are counted from March, so that the leap day is their last and month
 * lengths follow a formula. */
static gint64
days_from_date (gint64 year,
                int    month,
                int    day)
{
  gint64 era;
  gint64 year_of_era;
  gint64 day_of_year;

  if (month <= 2)
    year--;

  era = (year >= 0 ? year : year - (ERA_YEARS - 1)) / ERA_YEARS;
  year_of_era = year - era * ERA_YEARS;
  day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

  return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         EPOCH_DAYS;
}

static void
date_from_days (gint64  days,
                gint64 *year,
                int    *month,
                int    *day)
{
  gint64 era;
  gint64 day_of_era;
  gint64 year_of_era;
  gint64 day_of_year;
  int month_from_march;

  days += EPOCH_DAYS;
  era = (days >= 0 ? days : days - (ERA_DAYS - 1)) / ERA_DAYS;
  day_of_era = days - era * ERA_DAYS;
  year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  month_from_march = (int) ((5 * day_of_year + 2) / 153);

  *day = (int) (day_of_year - (153 * month_from_march + 2) / 5 + 1);
  *month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  *year = year_of_era + era * ERA_YEARS + (*month <= 2 ? 1 : 0);
}

static int
days_in_month (int year,
               int month)
{
  static const guint8 lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  gboolean is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

  return lengths[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

static char *
put_digits (char    *to,
            guint64  value,
            int      n_digits)
{
  for (int i = n_digits - 1; i >= 0; i--)
    {
      to[i] = (char) ('0' + value % 10);
      value /= 10;
    }

  return to + n_digits;
}

static gboolean
take_digits (const char **text,
             int          n_digits,
             int         *value)
{
  int sum = 0;

  for (int i = 0; i < n_digits; i++)
    {
      char c = (*text)[i];

      if (c < '0' || c > '9')
        return FALSE;
      sum = sum * 10 + (c - '0');
    }

  *text += n_digits;
  *value = sum;

  return TRUE;
}

static gboolean
take_one_of (const char **text,
             char         a,
             char         b)
{
  if (**text != a && **text != b)
    return FALSE;

  (*text)++;

  return TRUE;
}

/**
 * talus_clock_now:
 *
 * Reads the wall clock. It may step in both directions; what must not
 * decrease is the business of whoever writes the log. Any thread.
 *
 * Returns: milliseconds since 1970-01-01T00:00:00Z
 */
gint64
talus_clock_now (void)
{
  return g_get_real_time () / 1000;
}

/**
 * talus_time_format:
 * @ms: milliseconds since 1970-01-01T00:00:00Z
 * @text: (out caller-allocates) (array fixed-size=32): where the text goes
 *
 * Writes a time as the contract does, "2026-11-21T03:31:51.123Z". A year
 * outside 0000 to 9999, which RFC 3339 cannot say, has all its digits, and a
 * minus where it lies before 0. Any thread.
 *
 * Returns: (transfer none): @text
 */
char *
talus_time_format (gint64 ms,
                   char   text[TALUS_TIME_TEXT_SIZE])
{
  gint64 days;
  gint64 rest;
  gint64 year;
  guint64 magnitude;
  int n_digits = 4;
  int month;
  int day;
  char *to = text;

  g_return_val_if_fail (text != NULL, NULL);

  days = ms / MS_PER_DAY;
  rest = ms % MS_PER_DAY;
  if (rest < 0)
    {
      days--;
      rest += MS_PER_DAY;
    }
  date_from_days (days, &year, &month, &day);

  if (year < 0)
    *to++ = '-';
  magnitude = (guint64) ABS (year);
  for (guint64 limit = 10000; magnitude >= limit; limit *= 10)
    n_digits++;

  to = put_digits (to, magnitude, n_digits);
  *to++ = '-';
  to = put_digits (to, (guint64) month, 2);
  *to++ = '-';
  to = put_digits (to, (guint64) day, 2);
  *to++ = 'T';
  to = put_digits (to, (guint64) (rest / 3600000), 2);
  *to++ = ':';
  to = put_digits (to, (guint64) (rest / 60000 % 60), 2);
  *to++ = ':';
  to = put_digits (to, (guint64) (rest / 1000 % 60), 2);
  *to++ = '.';
  to = put_digits (to, (guint64) (rest % 1000), 3);
  *to++ = 'Z';
  *to = '\0';

  return text;
}

/**
 * talus_time_parse:
 * @text: (not nullable): a time
 * @ms: (out) (optional): milliseconds since 1970-01-01T00:00:00Z; untouched
 *   on failure
 *
 * Reads a time of RFC 3339 in UTC, written with Z or a zero offset. A fraction
 * is optional and may have any number of digits; what is finer than a
 * millisecond is cut off. A leap second, legal only as the last of a month, is
 * the second after it. Any thread.
 *
 * Returns: %TRUE if it is one
 */
gboolean
talus_time_parse (const char *text,
                  gint64     *ms)
{
  int year;
  int month;
  int day;
  int hour;
  int minute;
  int second;
  int fraction = 0;

  g_return_val_if_fail (text != NULL, FALSE);

  if (!take_digits (&text, 4, &year) || !take_one_of (&text, '-', '-') ||
      !take_digits (&text, 2, &month) || !take_one_of (&text, '-', '-') ||
      !take_digits (&text, 2, &day) || !take_one_of (&text, 'T', 't') ||
      !take_digits (&text, 2, &hour) || !take_one_of (&text, ':', ':') ||
      !take_digits (&text, 2, &minute) || !take_one_of (&text, ':', ':') ||
      !take_digits (&text, 2, &second))
    return FALSE;

  if (*text == '.')
    {
      int scale = 100;

      text++;
      if (!g_ascii_isdigit (*text))
        return FALSE;
      for (; g_ascii_isdigit (*text); text++)
        {
          fraction += (*text - '0') * scale;
          scale /= 10;
        }
    }

  if (!take_one_of (&text, 'Z', 'z'))
    {
      if (!take_one_of (&text, '+', '-') || strncmp (text, "00:00", 5) != 0)
        return FALSE;
      text += 5;
    }

  if (*text != '\0' || month < 1 || month > 12 || day < 1 || day > days_in_month (year, month) ||
      hour > 23 || minute > 59)
    return FALSE;

  if (second > 59 &&
      !(second == 60 && hour == 23 && minute == 59 && day == days_in_month (year, month)))
    return FALSE;

  if (ms != NULL)
    *ms = days_from_date (year, month, day) * MS_PER_DAY + hour * G_GINT64_CONSTANT (3600000) +
          minute * 60000 + second * 1000 + fraction;

  return TRUE;
}
