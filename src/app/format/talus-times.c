/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments, seen from now: near ones by how long ago, farther ones by day and
 * clock. Always by the clock of the person who reads. It knows no values. */
#define G_LOG_DOMAIN "talus-app-format"

#include "app/format/talus-format-private.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <string.h>

#define MINUTE (60 * G_TIME_SPAN_SECOND)
#define HOUR   (60 * MINUTE)

/*< private >
 * talus_format_has_12_hours:
 *
 * Returns: whether the locale's clock has an a.m. and a p.m.
 */
gboolean
talus_format_has_12_hours (void)
{
  const char *clock = nl_langinfo (T_FMT);

  return strstr (clock, "%r") != NULL || strstr (clock, "%I") != NULL ||
         strstr (clock, "%l") != NULL || strstr (clock, "%p") != NULL;
}

static GDateTime *
make_local (TalusFormat *self,
            gint64       ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);

  return utc != NULL ? g_date_time_to_timezone (utc, self->local_zone) : NULL;
}

static char *
format_clock (TalusFormat *self,
              GDateTime   *time)
{
  /* TRANSLATORS: a time of day, for strftime, where a clock has 12 hours */
  return g_date_time_format (time, self->has_12_hours ? _("%-I:%M %p")
  /* TRANSLATORS: a time of day, for strftime, where a clock has 24 hours */
                                                      : _("%H:%M"));
}

/* How many midnights are between them. */
static int
count_days (GDateTime *from,
            GDateTime *to)
{
  GDate first;
  GDate last;

  g_date_clear (&first, 1);
  g_date_clear (&last, 1);
  g_date_set_dmy (&first, (GDateDay) g_date_time_get_day_of_month (from),
                  (GDateMonth) g_date_time_get_month (from),
                  (GDateYear) g_date_time_get_year (from));
  g_date_set_dmy (&last, (GDateDay) g_date_time_get_day_of_month (to),
                  (GDateMonth) g_date_time_get_month (to), (GDateYear) g_date_time_get_year (to));

  return g_date_days_between (&first, &last);
}

static char *
format_date (GDateTime *time,
             GDateTime *now)
{
  if (g_date_time_get_year (time) != g_date_time_get_year (now))
    /* TRANSLATORS: a date with its year, for strftime */
    return g_date_time_format (time, _("%-d %B %Y"));

  /* TRANSLATORS: a date of this year, for strftime */
  return g_date_time_format (time, _("%-d %B"));
}

static char *
format_day_and_clock (TalusFormat *self,
                      GDateTime   *time,
                      GDateTime   *now)
{
  g_autofree char *clock = format_clock (self, time);
  g_autofree char *day = NULL;
  int days = count_days (time, now);

  if (days == 0)
    /* TRANSLATORS: %s is a time of day */
    return g_strdup_printf (_("Today %s"), clock);
  if (days == 1)
    /* TRANSLATORS: %s is a time of day */
    return g_strdup_printf (_("Yesterday %s"), clock);
  if (days > 1 && days < 7)
    {
      day = g_date_time_format (time, "%A");
      /* TRANSLATORS: a day of the week, a time of day */
      return g_strdup_printf (C_("moment", "%s %s"), day, clock);
    }

  day = format_date (time, now);
  if (g_date_time_get_year (time) != g_date_time_get_year (now))
    return g_steal_pointer (&day);

  /* TRANSLATORS: a date, a time of day */
  return g_strdup_printf (C_("moment", "%s %s"), day, clock);
}

/**
 * talus_format_relative_time:
 * @self: a format
 * @ms: when it was, in milliseconds since the epoch
 * @now: talus_clock_now()
 *
 * Says when something was, as one would tell it. What is less than an hour
 * ago changes with time; who shows it asks again now and then.
 *
 * Returns: (transfer full): the text
 */
char *
talus_format_relative_time (TalusFormat *self,
                            gint64       ms,
                            gint64       now)
{
  gint64 ago = (now - ms) * G_TIME_SPAN_MILLISECOND;

  g_return_val_if_fail (self != NULL, NULL);

  /* Clocks of others are a little ahead now and then. */
  if (ago < MINUTE && ago > -MINUTE)
    return g_strdup (_("just now"));
  if (ago > 0 && ago < HOUR)
    {
      int minutes = (int) (ago / MINUTE);

      return g_strdup_printf (g_dngettext (NULL, "%d minute ago", "%d minutes ago",
                                           (gulong) minutes), minutes);
    }

  return talus_format_moment (self, ms, now);
}

/**
 * talus_format_moment:
 * @self: a format
 * @ms: when it was, in milliseconds since the epoch
 * @now: talus_clock_now()
 *
 * Says when something was so that it stays true for the rest of the day.
 *
 * Returns: (transfer full): the text
 */
char *
talus_format_moment (TalusFormat *self,
                     gint64       ms,
                     gint64       now)
{
  g_autoptr (GDateTime) time = NULL;
  g_autoptr (GDateTime) here = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  time = make_local (self, ms);
  here = make_local (self, now);
  if (time == NULL || here == NULL)
    return g_strdup ("");

  return format_day_and_clock (self, time, here);
}

/**
 * talus_format_day:
 * @self: a format
 * @ms: when it was, in milliseconds since the epoch
 * @now: talus_clock_now()
 *
 * Says on which day something was.
 *
 * Returns: (transfer full): the text
 */
char *
talus_format_day (TalusFormat *self,
                  gint64       ms,
                  gint64       now)
{
  g_autoptr (GDateTime) time = NULL;
  g_autoptr (GDateTime) here = NULL;
  int days;

  g_return_val_if_fail (self != NULL, NULL);

  time = make_local (self, ms);
  here = make_local (self, now);
  if (time == NULL || here == NULL)
    return g_strdup ("");

  days = count_days (time, here);
  if (days == 0)
    return g_strdup (_("Today"));
  if (days == 1)
    return g_strdup (_("Yesterday"));
  if (days > 1 && days < 7)
    return g_date_time_format (time, "%A");

  return format_date (time, here);
}

/**
 * talus_format_clock:
 * @self: a format
 * @ms: when it was, in milliseconds since the epoch
 *
 * Says at which time of its day something was.
 *
 * Returns: (transfer full): the text
 */
char *
talus_format_clock (TalusFormat *self,
                    gint64       ms)
{
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  time = make_local (self, ms);

  return time != NULL ? format_clock (self, time) : g_strdup ("");
}

/**
 * talus_format_full_time:
 * @self: a format
 * @ms: when it was, in milliseconds since the epoch
 *
 * Says all there is to say of a moment.
 *
 * Returns: (transfer full): the text
 */
char *
talus_format_full_time (TalusFormat *self,
                        gint64       ms)
{
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  time = make_local (self, ms);
  if (time == NULL)
    return g_strdup ("");

  /* TRANSLATORS: a moment to the second, for strftime */
  return g_date_time_format (time, self->has_12_hours ? _("%A, %-d %B %Y, %-I:%M:%S %p")
  /* TRANSLATORS: a moment to the second, for strftime */
                                                      : _("%A, %-d %B %Y, %H:%M:%S"));
}

/**
 * talus_format_today:
 * @self: a format
 * @now: milliseconds since the epoch
 *
 * Says what day it is, where it is to be today.
 *
 * Returns: (transfer full): "2026-11-30"
 */
char *
talus_format_today (TalusFormat *self,
                    gint64       now)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now / 1000);
  g_autoptr (GDateTime) there = utc != NULL ? g_date_time_to_timezone (utc, self->zone) : NULL;

  return there != NULL ? g_date_time_format (there, "%Y-%m-%d") : g_strdup ("");
}
