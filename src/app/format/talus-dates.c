/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days in the locale's form: always with all of the year, for "01/02/03" is
 * nobody's date. It knows no values, no time zones. */
#define G_LOG_DOMAIN "talus-app-format"

#include "app/format/talus-dates-private.h"

#include <langinfo.h>
#include <string.h>

#define ISO_LENGTH 10

static char *
get_info (nl_item item)
{
  return talus_dates_to_utf8 (nl_langinfo (item));
}

/*< private >
 * talus_dates_to_utf8:
 * @text: in the encoding of the locale
 *
 * Returns: (transfer full): in UTF-8
 */
char *
talus_dates_to_utf8 (const char *text)
{
  char *utf8 = g_locale_to_utf8 (text, -1, NULL, NULL, NULL);

  return utf8 != NULL ? utf8 : g_strdup ("");
}

/* The locale's pattern with nothing in it that we do not write ourselves; NULL
 * if there is something else. */
static char *
simplify_pattern (const char *pattern)
{
  GString *out = g_string_new (NULL);

  for (const char *p = pattern; *p != '\0'; p++)
    {
      if (*p != '%')
        {
          g_string_append_c (out, *p);
          continue;
        }

      p++;
      while (*p != '\0' && strchr ("-_0OE", *p) != NULL)
        p++;

      switch (*p)
        {
        case 'd':
        case 'm':
        case 'b':
        case 'B':
        case 'Y':
          g_string_append_printf (out, "%%%c", *p);
          break;
        case 'e':
          g_string_append (out, "%d");
          break;
        case 'h':
          g_string_append (out, "%b");
          break;
        case 'y':
          g_string_append (out, "%Y");
          break;
        case 'F':
          g_string_append (out, "%Y-%m-%d");
          break;
        case 'D':
          g_string_append (out, "%m/%d/%Y");
          break;
        default:
          g_string_free (out, TRUE);
          return NULL;
        }
    }

  return g_string_free (out, FALSE);
}

static gboolean
find_order (const char *pattern,
            char        order[4])
{
  guint n = 0;

  for (const char *p = pattern; *p != '\0'; p++)
    {
      char part;

      if (*p != '%')
        continue;
      p++;
      part = *p == 'd' ? 'd' : *p == 'Y' ? 'y' : 'm';
      if (n == 3 || memchr (order, part, n) != NULL)
        return FALSE;
      order[n++] = part;
    }
  order[n] = '\0';

  return n == 3;
}

/**
 * talus_dates_init:
 * @self: dates to fill in
 *
 * Takes what the locale of the process says. Begins with what is to be cleared
 * by talus_dates_clear().
 */
void
talus_dates_init (TalusDates *self)
{
  static const nl_item months[2][12] = {
    { MON_1, MON_2, MON_3, MON_4, MON_5, MON_6, MON_7, MON_8, MON_9, MON_10, MON_11, MON_12 },
    { ABMON_1, ABMON_2, ABMON_3, ABMON_4, ABMON_5, ABMON_6, ABMON_7, ABMON_8, ABMON_9, ABMON_10,
      ABMON_11, ABMON_12 },
  };
  static const nl_item alone[12] = {
    ALTMON_1, ALTMON_2, ALTMON_3, ALTMON_4, ALTMON_5, ALTMON_6, ALTMON_7, ALTMON_8, ALTMON_9,
    ALTMON_10, ALTMON_11, ALTMON_12
  };
  static const nl_item days[2][7] = {
    { DAY_1, DAY_2, DAY_3, DAY_4, DAY_5, DAY_6, DAY_7 },
    { ABDAY_1, ABDAY_2, ABDAY_3, ABDAY_4, ABDAY_5, ABDAY_6, ABDAY_7 },
  };
  g_autofree char *pattern = get_info (D_FMT);

  for (guint i = 0; i < 12; i++)
    {
      self->months[0][i] = get_info (months[0][i]);
      self->months[1][i] = get_info (months[1][i]);
      self->months_alone[i] = get_info (alone[i]);
    }
  for (guint i = 0; i < 7; i++)
    {
      self->days[0][i] = get_info (days[0][i]);
      self->days[1][i] = get_info (days[1][i]);
    }

  /* The locale C is the absence of one: month first would be a guess. */
  self->pattern = strcmp (pattern, "%m/%d/%y") == 0 && *nl_langinfo (CRNCYSTR) == '-' &&
                  nl_langinfo (CRNCYSTR)[1] == '\0'
                    ? NULL : simplify_pattern (pattern);
  if (self->pattern == NULL || !find_order (self->pattern, self->order))
    {
      g_free (self->pattern);
      self->pattern = g_strdup ("%Y-%m-%d");
      strcpy (self->order, "ymd");
    }
}

/**
 * talus_dates_clear:
 * @self: dates
 *
 * Frees what they hold.
 */
void
talus_dates_clear (TalusDates *self)
{
  g_clear_pointer (&self->pattern, g_free);
  for (guint i = 0; i < 12; i++)
    {
      g_clear_pointer (&self->months[0][i], g_free);
      g_clear_pointer (&self->months[1][i], g_free);
      g_clear_pointer (&self->months_alone[i], g_free);
    }
  for (guint i = 0; i < 7; i++)
    {
      g_clear_pointer (&self->days[0][i], g_free);
      g_clear_pointer (&self->days[1][i], g_free);
    }
}

/**
 * talus_dates_format:
 * @self: dates
 * @iso: (not nullable): a day as values have it
 *
 * Writes a day as the locale does.
 *
 * Returns: (transfer full): the text; @iso itself if it is no day
 */
char *
talus_dates_format (const TalusDates *self,
                    const char       *iso)
{
  GString *out;
  GDate date;

  if (!talus_date_from_iso (iso, &date))
    return g_strdup (iso);

  out = g_string_new (NULL);
  for (const char *p = self->pattern; *p != '\0'; p++)
    {
      if (*p != '%')
        {
          g_string_append_c (out, *p);
          continue;
        }

      p++;
      switch (*p)
        {
        case 'd':
          g_string_append_printf (out, "%02u", g_date_get_day (&date));
          break;
        case 'm':
          g_string_append_printf (out, "%02u", (guint) g_date_get_month (&date));
          break;
        case 'Y':
          g_string_append_printf (out, "%04u", g_date_get_year (&date));
          break;
        default:
          g_string_append (out, self->months[*p == 'b'][g_date_get_month (&date) - 1]);
          break;
        }
    }

  return g_string_free (out, FALSE);
}

/**
 * talus_date_from_iso:
 * @iso: (not nullable): perhaps "2026-11-30"
 * @date: (out caller-allocates): the day
 *
 * Reads a day as values have it.
 *
 * Returns: whether it is one
 */
gboolean
talus_date_from_iso (const char *iso,
                     GDate      *date)
{
  guint parts[3] = { 0, 0, 0 };

  if (strlen (iso) != ISO_LENGTH || iso[4] != '-' || iso[7] != '-')
    return FALSE;

  for (guint i = 0, part = 0; i < ISO_LENGTH; i++)
    {
      if (i == 4 || i == 7)
        part++;
      else if (g_ascii_isdigit (iso[i]))
        parts[part] = parts[part] * 10 + (guint) (iso[i] - '0');
      else
        return FALSE;
    }

  if (!g_date_valid_dmy ((GDateDay) parts[2], (GDateMonth) parts[1], (GDateYear) parts[0]))
    return FALSE;

  g_date_clear (date, 1);
  g_date_set_dmy (date, (GDateDay) parts[2], (GDateMonth) parts[1], (GDateYear) parts[0]);

  return TRUE;
}

/**
 * talus_date_to_iso:
 * @date: a valid day
 *
 * Writes a day as values have it.
 *
 * Returns: (transfer full): the text
 */
char *
talus_date_to_iso (const GDate *date)
{
  return g_strdup_printf ("%04u-%02u-%02u", g_date_get_year (date),
                          (guint) g_date_get_month (date), g_date_get_day (date));
}
