/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days said by words and by how far off they are, and moments seen from now. */
#include "app/format/talus-dates.h"
#include "base/talus-error.h"
#include "format-test.h"
#include "locale-test.h"

static void
assert_day (const TalusDates *dates,
            const char       *today_iso,
            const char       *text,
            const char       *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *iso = NULL;
  GDate today;

  g_assert_true (talus_date_from_iso (today_iso, &today));
  iso = talus_dates_parse (dates, text, &today, &error);
  g_assert_cmpstr (iso, ==, expected);
  if (expected == NULL)
    g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE);
}

static void
test_days_by_words (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "today", "2026-11-30" },
    { "Tomorrow", "2026-12-01" },
    { "yesterday", "2026-11-29" },
    { "+3d", "2026-12-03" },
    { "3 days", "2026-12-03" },
    { "+3", "2026-12-03" },
    { "-2w", "2026-11-16" },
    { "1m", "2026-12-30" },
    { "+3 months", "2027-02-28" },
    { "1y", "2027-11-30" },
    { "Monday", "2026-12-07" },
    { "tue", "2026-12-01" },
    { "sun.", "2026-12-06" },
    { "12 Mar", "2027-03-12" },
    { "March 12th", "2027-03-12" },
    { "12 mar 2030", "2030-03-12" },
    { "2030 Mar 12", "2030-03-12" },
    { "Thu 12 Nov", "2026-11-12" },
    { "29 Feb", NULL },
    { "24.12.", "2026-12-24" },
    { "3.1.", "2027-01-03" },
    { "31", NULL },
    { "30", "2026-11-30" },
    { "5", "2026-12-05" },
    { "1.2.75", "2075-02-01" },
    { "1.2.77", "1977-02-01" },
    { "5 o'clock", NULL },
    { "d", NULL },
    { "+99999999d", NULL },
    { "1 2 3 4 5", NULL },
    { "0.0.2026", NULL },
    { "-", NULL },
  };
  TalusDates dates;

  g_assert_nonnull (setlocale (LC_ALL, "C.UTF-8"));
  talus_dates_init (&dates);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_day (&dates, "2026-11-30", cases[i].text, cases[i].expected);
  talus_dates_clear (&dates);
}

static void
test_days_in_the_order_of_the_locale (void)
{
  TalusDates dates;

  if (!test_set_locale ("en_US.UTF-8"))
    return;

  talus_dates_init (&dates);
  assert_day (&dates, "2026-11-30", "1/2", "2027-01-02");
  assert_day (&dates, "2026-11-30", "1/2/27", "2027-01-02");
  assert_day (&dates, "2026-11-30", "27/2", "2027-02-27");
  talus_dates_clear (&dates);

  if (!test_set_locale ("de_DE.UTF-8"))
    return;

  talus_dates_init (&dates);
  assert_day (&dates, "2026-11-30", "1.2.", "2027-02-01");
  assert_day (&dates, "2026-11-30", "Mo", "2026-12-07");
  assert_day (&dates, "2026-11-30", "donnerstag", "2026-12-03");
  assert_day (&dates, "2026-11-30", "tomorrow", "2026-12-01");
  talus_dates_clear (&dates);
}

#define SECOND G_GINT64_CONSTANT (1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static void
assert_moment (gint64      ago,
               const char *relative,
               const char *absolute)
{
  g_autoptr (TalusFormat) format = talus_format_new (NULL, NULL);
  /* Monday, 2026-11-30, 14:30 UTC */
  gint64 now = G_GINT64_CONSTANT (1796049000000);
  g_autofree char *text = talus_format_relative_time (format, now - ago, now);
  g_autofree char *moment = talus_format_moment (format, now - ago, now);

  g_assert_cmpstr (text, ==, relative);
  g_assert_cmpstr (moment, ==, absolute);
}

static void
assert_day_and_clock (gint64      ago,
                      const char *day,
                      const char *clock)
{
  g_autoptr (TalusFormat) format = talus_format_new (NULL, NULL);
  gint64 now = G_GINT64_CONSTANT (1796049000000);
  g_autofree char *its_day = talus_format_day (format, now - ago, now);
  g_autofree char *its_clock = talus_format_clock (format, now - ago);

  g_assert_cmpstr (its_day, ==, day);
  g_assert_cmpstr (its_clock, ==, clock);
}

static void
test_moments (void)
{
  g_autoptr (TalusFormat) format = NULL;
  g_autofree char *full = NULL;

  g_assert_nonnull (setlocale (LC_ALL, "C.UTF-8"));
  assert_moment (0, "just now", "Today 14:30");
  assert_moment (-20 * SECOND, "just now", "Today 14:30");
  assert_moment (MINUTE, "1 minute ago", "Today 14:29");
  assert_moment (59 * MINUTE, "59 minutes ago", "Today 13:31");
  assert_moment (HOUR, "Today 13:30", "Today 13:30");
  assert_moment (15 * HOUR, "Yesterday 23:30", "Yesterday 23:30");
  assert_moment (6 * DAY, "Tuesday 14:30", "Tuesday 14:30");
  assert_moment (7 * DAY, "23 November 14:30", "23 November 14:30");
  assert_moment (400 * DAY, "26 October 2025", "26 October 2025");

  assert_day_and_clock (HOUR, "Today", "13:30");
  assert_day_and_clock (15 * HOUR, "Yesterday", "23:30");
  assert_day_and_clock (6 * DAY, "Tuesday", "14:30");
  assert_day_and_clock (7 * DAY, "23 November", "14:30");
  assert_day_and_clock (400 * DAY, "26 October 2025", "14:30");

  format = talus_format_new (NULL, NULL);
  full = talus_format_full_time (format, G_GINT64_CONSTANT (1796049005000));
  g_assert_cmpstr (full, ==, "Monday, 30 November 2026, 14:30:05");
}

static void
test_a_clock_of_twelve_hours (void)
{
  if (!test_set_locale ("en_US.UTF-8"))
    return;

  assert_moment (HOUR, "Today 1:30 PM", "Today 1:30 PM");
  assert_day_and_clock (HOUR, "Today", "1:30 PM");
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/format/days-by-words", test_days_by_words);
  g_test_add_func ("/format/days-in-the-order-of-the-locale", test_days_in_the_order_of_the_locale);
  g_test_add_func ("/format/moments", test_moments);
  g_test_add_func ("/format/a-clock-of-twelve-hours", test_a_clock_of_twelve_hours);

  return g_test_run ();
}
