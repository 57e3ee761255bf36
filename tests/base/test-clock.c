/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds times to RFC 3339, and the calendar to GLib's. */
#include "base/talus-clock.h"

static const struct
{
  gint64 ms;
  const char *text;
} times[] = {
  { 0, "1970-01-01T00:00:00.000Z" },
  { 1, "1970-01-01T00:00:00.001Z" },
  { -1, "1969-12-31T23:59:59.999Z" },
  { G_GINT64_CONSTANT (-86400000), "1969-12-31T00:00:00.000Z" },
  { G_GINT64_CONSTANT (951782400000), "2000-02-29T00:00:00.000Z" },
  { G_GINT64_CONSTANT (1795219200000) + 3 * 3600000 + 31 * 60000 + 51123,
    "2026-11-21T03:31:51.123Z" },
  { G_GINT64_CONSTANT (-2203891200000), "1900-03-01T00:00:00.000Z" },
  { G_GINT64_CONSTANT (-2203891200001), "1900-02-28T23:59:59.999Z" },
  { G_GINT64_CONSTANT (4107456000000), "2100-02-28T00:00:00.000Z" },
  { G_GINT64_CONSTANT (4107456000000) + 86400000, "2100-03-01T00:00:00.000Z" },
  { G_GINT64_CONSTANT (253402214400000) + 86399999, "9999-12-31T23:59:59.999Z" },
  { G_GINT64_CONSTANT (-62167219200000), "0000-01-01T00:00:00.000Z" },
};

static void
test_times_are_written_with_milliseconds (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      char text[TALUS_TIME_TEXT_SIZE];

      g_assert_true (talus_time_format (times[i].ms, text) == text);
      g_assert_cmpstr (text, ==, times[i].text);
    }
}

static void
test_what_was_written_reads_back (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      gint64 ms = G_MININT64;

      g_assert_true (talus_time_parse (times[i].text, &ms));
      g_assert_cmpint (ms, ==, times[i].ms);
      g_assert_true (talus_time_parse (times[i].text, NULL));
    }
}

static void
test_every_day_is_that_of_glib (void)
{
  g_autoptr (GDateTime) day = g_date_time_new_utc (1599, 12, 1, 12, 34, 56.789);

  while (g_date_time_get_year (day) < 2402)
    {
      GDateTime *next;
      g_autofree char *expected = g_date_time_format (day, "%Y-%m-%dT%H:%M:%S.789Z");
      gint64 ms = g_date_time_to_unix (day) * 1000 + 789;
      char text[TALUS_TIME_TEXT_SIZE];
      gint64 again;

      g_assert_cmpstr (talus_time_format (ms, text), ==, expected);
      g_assert_true (talus_time_parse (text, &again));
      g_assert_cmpint (again, ==, ms);

      next = g_date_time_add_days (day, 1);
      g_date_time_unref (day);
      day = next;
    }
}

static void
test_times_beyond_the_calendar_fit (void)
{
  char text[TALUS_TIME_TEXT_SIZE];

  g_assert_cmpstr (talus_time_format (G_GINT64_CONSTANT (253402300800000), text), ==,
                   "10000-01-01T00:00:00.000Z");
  g_assert_cmpstr (talus_time_format (G_MAXINT64, text), ==, "292278994-08-17T07:12:55.807Z");
  g_assert_cmpstr (talus_time_format (G_MININT64, text), ==, "-292275055-05-16T16:47:04.192Z");
  g_assert_cmpstr (talus_time_format (G_GINT64_CONSTANT (-62167219200001), text), ==,
                   "-0001-12-31T23:59:59.999Z");
}

static void
test_every_spelling_of_utc_is_read (void)
{
  static const struct
  {
    const char *text;
    gint64 ms;
  } spellings[] = {
    { "1970-01-01T00:00:01Z", 1000 },
    { "1970-01-01t00:00:01z", 1000 },
    { "1970-01-01T00:00:01+00:00", 1000 },
    { "1970-01-01T00:00:01-00:00", 1000 },
    { "1970-01-01T00:00:01.5Z", 1500 },
    { "1970-01-01T00:00:01.50Z", 1500 },
    { "1970-01-01T00:00:01.05+00:00", 1050 },
    { "1970-01-01T00:00:01.123456789Z", 1123 },
    { "1970-01-01T00:00:01.9999Z", 1999 },
    { "1970-01-01T00:00:01.00000000000000000000000000000001Z", 1000 },
    { "1969-12-31T23:59:59.9999Z", -1 },
    { "2016-12-31T23:59:60Z", G_GINT64_CONSTANT (1483228800000) },
    { "2016-12-31T23:59:60.5Z", G_GINT64_CONSTANT (1483228800500) },
    { "2000-02-29T23:59:59Z", G_GINT64_CONSTANT (951868799000) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      gint64 ms = G_MININT64;

      g_assert_true (talus_time_parse (spellings[i].text, &ms));
      g_assert_cmpint (ms, ==, spellings[i].ms);
    }
}

static void
test_anything_else_is_refused (void)
{
  static const char *const texts[] = {
    "",
    "2026",
    "2026-11-21",
    "2026-11-21T03:31Z",
    "2026-11-21T03:31:51",
    "2026-11-21T03:31:51.Z",
    "2026-11-21T03:31:51,123Z",
    "2026-11-21 03:31:51Z",
    "2026-11-21T03:31:51.123",
    "2026-11-21T03:31:51.123Z ",
    " 2026-11-21T03:31:51.123Z",
    "2026-11-21T03:31:51.123ZZ",
    "2026-11-21T03:31:51+01:00",
    "2026-11-21T03:31:51+0000",
    "2026-11-21T03:31:51+00",
    "2026-11-21T03:31:51+00:000",
    "2026-13-21T03:31:51Z",
    "2026-00-21T03:31:51Z",
    "2026-11-31T03:31:51Z",
    "2026-11-00T03:31:51Z",
    "2026-02-29T03:31:51Z",
    "1900-02-29T03:31:51Z",
    "2026-11-21T24:00:00Z",
    "2026-11-21T03:60:51Z",
    "2026-11-21T03:31:60Z",
    "2026-11-21T23:59:60Z",
    "2026-11-30T23:59:61Z",
    "2026-1-21T03:31:51Z",
    "26-11-21T03:31:51Z",
    "+2026-11-21T03:31:51Z",
    "-026-11-21T03:31:51Z",
    "10000-01-01T00:00:00Z",
    "20261121T033151Z",
    "2026-11-21T03:31:5 Z",
    "2026-11-21T03:31:+1Z",
    "2026-11-21T03:31:51.1 Z",
    "1795219200",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gint64 ms = 42;

      g_assert_false (talus_time_parse (texts[i], &ms));
      g_assert_cmpint (ms, ==, 42);
    }
}

static void
test_now_is_the_wall_clock (void)
{
  gint64 before = g_get_real_time () / 1000;
  gint64 now = talus_clock_now ();

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_real_time () / 1000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clock/times-are-written-with-milliseconds",
                   test_times_are_written_with_milliseconds);
  g_test_add_func ("/clock/what-was-written-reads-back", test_what_was_written_reads_back);
  g_test_add_func ("/clock/every-day-is-that-of-glib", test_every_day_is_that_of_glib);
  g_test_add_func ("/clock/times-beyond-the-calendar-fit", test_times_beyond_the_calendar_fit);
  g_test_add_func ("/clock/every-spelling-of-utc-is-read", test_every_spelling_of_utc_is_read);
  g_test_add_func ("/clock/anything-else-is-refused", test_anything_else_is_refused);
  g_test_add_func ("/clock/now-is-the-wall-clock", test_now_is_the_wall_clock);

  return g_test_run ();
}
