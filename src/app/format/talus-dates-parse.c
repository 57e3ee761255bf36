/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days as they are typed: the locale's way, the plain way, by words, by how far
 * off they are. What is left open (the year, the month) is what lies nearest.
 * It knows no values. */
#define G_LOG_DOMAIN "talus-app-format"

#include "app/format/talus-dates-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/talus-error.h"

/* Beyond it no plan goes. */
#define MAX_OFFSET 36500

#define MAX_PARTS 6

typedef struct
{
  char *word;     /* (nullable): folded, without a full stop behind it */
  guint number;
  guint n_digits;
  char sign;      /* '+' or '-' right in front of it, or 0 */
  gboolean has_stop; /* a full stop right behind it */
} Part;

typedef struct
{
  Part parts[MAX_PARTS];
  guint n_parts;
} Parts;

static void
clear_parts (Parts *parts)
{
  for (guint i = 0; i < parts->n_parts; i++)
    g_free (parts->parts[i].word);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, clear_parts)

static char *
fold (const char *text,
      gssize      length)
{
  g_autofree char *folded = g_utf8_casefold (text, length);
  g_autofree char *plain = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);

  return plain != NULL ? g_steal_pointer (&plain) : g_steal_pointer (&folded);
}

static gboolean
is_word (gunichar c)
{
  return g_unichar_isalpha (c) || g_unichar_ismark (c);
}

/* Numbers and words; what is between them only keeps them apart. */
static gboolean
split (const char *text,
       Parts      *parts)
{
  char sign = 0;

  for (const char *at = text; *at != '\0';)
    {
      gunichar c = g_utf8_get_char (at);
      const char *start = at;
      Part *part = &parts->parts[parts->n_parts];

      if (!g_unichar_isdigit (c) && !is_word (c))
        {
          sign = c == '+' ? '+' : c == '-' || c == 0x2212 ? '-' : g_unichar_isspace (c) ? sign : 0;
          at = g_utf8_next_char (at);
          continue;
        }

      if (parts->n_parts == MAX_PARTS)
        return FALSE;

      *part = (Part) { NULL, 0, 0, sign, FALSE };
      sign = 0;
      if (g_unichar_isdigit (c))
        {
          for (; g_unichar_isdigit (g_utf8_get_char (at)) && part->n_digits < 9;
               at = g_utf8_next_char (at), part->n_digits++)
            part->number = part->number * 10 +
                           (guint) g_unichar_digit_value (g_utf8_get_char (at));
        }
      else
        {
          while (is_word (g_utf8_get_char (at)))
            at = g_utf8_next_char (at);
          part->word = fold (start, at - start);
        }
      part->has_stop = *at == '.';
      parts->n_parts++;
    }

  return parts->n_parts > 0;
}

/* The whole word, or at least three letters of it. */
static gboolean
is_name (const char *word,
         const char *name)
{
  g_autofree char *folded = fold (name, -1);
  gsize length;

  g_strdelimit (folded, ".", '\0');
  length = strlen (folded);
  if (length == 0)
    return FALSE;

  return strcmp (word, folded) == 0 ||
         (g_utf8_strlen (word, -1) >= 3 && g_str_has_prefix (folded, word));
}

static gboolean
is_word_of (const char *word,
            const char *english,
            const char *translated)
{
  g_autofree char *folded = fold (translated, -1);

  return strcmp (word, english) == 0 || strcmp (word, folded) == 0;
}

static gboolean
find_month (const TalusDates *self,
            const char       *word,
            guint            *month)
{
  static const char *const english[] = {
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december"
  };

  for (guint i = 0; i < 12; i++)
    {
      if (is_name (word, self->months[0][i]) || is_name (word, self->months[1][i]) ||
          is_name (word, self->months_alone[i]))
        {
          *month = i + 1;
          return TRUE;
        }
    }
  for (guint i = 0; i < 12; i++)
    {
      if (is_name (word, english[i]))
        {
          *month = i + 1;
          return TRUE;
        }
    }

  return FALSE;
}

/* 0 is Sunday. */
static gboolean
find_day (const TalusDates *self,
          const char       *word,
          guint            *day)
{
  static const char *const english[] = {
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"
  };

  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *shortest = fold (self->days[1][i], -1);

      g_strdelimit (shortest, ".", '\0');
      if (is_name (word, self->days[0][i]) || strcmp (word, shortest) == 0)
        {
          *day = i;
          return TRUE;
        }
    }
  for (guint i = 0; i < 7; i++)
    {
      if (is_name (word, english[i]))
        {
          *day = i;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
set_day (GDate *date,
         guint  day,
         guint  month,
         guint  year)
{
  if (day > 31 || month > 12 || year > 9999 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;

  g_date_set_dmy (date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);

  return TRUE;
}

/* Two digits are a year of the hundred around today. */
static guint
complete_year (const Part  *part,
               const GDate *today)
{
  guint this_year = g_date_get_year (today);
  guint year;

  if (part->n_digits > 2)
    return part->number;

  year = this_year / 100 * 100 + part->number;
  if (year > this_year + 50)
    year -= 100;
  else if (year + 50 <= this_year)
    year += 100;

  return year;
}

/* Without a year: that of the three which brings it nearest. */
static gboolean
set_nearest (GDate       *date,
             guint        day,
             guint        month,
             const GDate *today)
{
  gboolean found = FALSE;
  int best = 0;

  for (int i = -1; i <= 1; i++)
    {
      GDate candidate;
      int distance;

      g_date_clear (&candidate, 1);
      if (!set_day (&candidate, day, month, (guint) (g_date_get_year (today) + i)))
        continue;
      distance = ABS (g_date_days_between (today, &candidate));
      if (!found || distance < best)
        {
          *date = candidate;
          best = distance;
          found = TRUE;
        }
    }

  return found;
}

static gboolean
take_relative_word (const TalusDates *self,
                    const char       *word,
                    GDate            *date)
{
  guint day;

  if (is_word_of (word, "today", C_("date", "today")) ||
      is_word_of (word, "now", C_("date", "now")))
    return TRUE;
  if (is_word_of (word, "tomorrow", C_("date", "tomorrow")))
    g_date_add_days (date, 1);
  else if (is_word_of (word, "yesterday", C_("date", "yesterday")))
    g_date_subtract_days (date, 1);
  else if (find_day (self, word, &day))
    {
      /* The next one, never today: today has a word of its own. */
      guint today = (guint) g_date_get_weekday (date) % 7;

      g_date_add_days (date, (day + 7 - today - 1) % 7 + 1);
    }
  else
    return FALSE;

  return TRUE;
}

/* 'd', 'w', 'm', 'y', or 0 */
static char
find_unit (const char *word)
{
  if (is_word_of (word, "d", C_("unit of a date", "d")) ||
      is_word_of (word, "day", C_("unit of a date", "day")) ||
      is_word_of (word, "days", C_("unit of a date", "days")))
    return 'd';
  if (is_word_of (word, "w", C_("unit of a date", "w")) ||
      is_word_of (word, "week", C_("unit of a date", "week")) ||
      is_word_of (word, "weeks", C_("unit of a date", "weeks")))
    return 'w';
  if (is_word_of (word, "m", C_("unit of a date", "m")) ||
      is_word_of (word, "month", C_("unit of a date", "month")) ||
      is_word_of (word, "months", C_("unit of a date", "months")))
    return 'm';
  if (is_word_of (word, "y", C_("unit of a date", "y")) ||
      is_word_of (word, "year", C_("unit of a date", "year")) ||
      is_word_of (word, "years", C_("unit of a date", "years")))
    return 'y';

  return 0;
}

static gboolean
add_days (GDate    *date,
          gboolean  is_back,
          guint     n)
{
  if (is_back)
    g_date_subtract_days (date, n);
  else
    g_date_add_days (date, n);

  return g_date_valid (date) && g_date_get_year (date) <= 9999;
}

static gboolean
add_months (GDate    *date,
            gboolean  is_back,
            guint     n)
{
  if (n > MAX_OFFSET / 28)
    return FALSE;

  if (is_back)
    g_date_subtract_months (date, n);
  else
    g_date_add_months (date, n);

  return g_date_valid (date) && g_date_get_year (date) <= 9999;
}

static gboolean
take_offset (const Part *count,
             char        unit,
             GDate      *date)
{
  gboolean is_back = count->sign == '-';
  guint n = count->number;

  if (n > MAX_OFFSET)
    return FALSE;

  switch (unit)
    {
    case 'd':
      return add_days (date, is_back, n);
    case 'w':
      return add_days (date, is_back, 7 * n);
    case 'm':
      return add_months (date, is_back, n);
    case 'y':
      return add_months (date, is_back, 12 * n);
    default:
      return FALSE;
    }
}

static gboolean
is_ordinal (const char *word)
{
  static const char *const suffixes[] = { "st", "nd", "rd", "th", "er", "of", "de", NULL };

  return g_strv_contains (suffixes, word);
}

/* A day with a month's name, with or without a year. */
static gboolean
take_named (const TalusDates *self,
            const Parts      *parts,
            const GDate      *today,
            GDate            *date)
{
  const Part *numbers[2];
  guint n_numbers = 0;
  guint month = 0;
  guint day;
  guint year = 0;

  for (guint i = 0; i < parts->n_parts; i++)
    {
      const Part *part = &parts->parts[i];

      if (part->word == NULL)
        {
          if (n_numbers == 2)
            return FALSE;
          numbers[n_numbers++] = part;
        }
      else if (month == 0 && find_month (self, part->word, &month))
        continue;
      else if (!is_ordinal (part->word))
        {
          guint ignored;

          /* "Tue 3 March": the date says it better. */
          if (!find_day (self, part->word, &ignored))
            return FALSE;
        }
    }

  if (month == 0 || n_numbers == 0)
    return FALSE;
  if (n_numbers == 1)
    return set_nearest (date, numbers[0]->number, month, today);

  if (numbers[0]->n_digits > 2)
    {
      day = numbers[1]->number;
      year = complete_year (numbers[0], today);
    }
  else
    {
      day = numbers[0]->number;
      year = complete_year (numbers[1], today);
    }

  return set_day (date, day, month, year);
}

/* Full stops are for days first, everywhere but where the locale says so. */
static const char *
get_order (const TalusDates *self,
           const Parts      *parts)
{
  return parts->parts[0].has_stop && strchr (self->pattern, '.') == NULL ? "dmy" : self->order;
}

static gboolean
take_three (const TalusDates *self,
            const Parts      *parts,
            const GDate      *today,
            GDate            *date)
{
  const char *order = parts->parts[0].n_digits > 2 ? "ymd" : get_order (self, parts);
  guint day = 0;
  guint month = 0;
  guint year = 0;

  /* Where the year is last, a locale that has it first says nothing of the
   * rest: day before month, as nearly everywhere. */
  if (*order == 'y' && parts->parts[0].n_digits <= 2 && parts->parts[2].n_digits > 2)
    order = "dmy";

  for (guint i = 0; i < 3; i++)
    {
      const Part *part = &parts->parts[i];

      if (order[i] == 'd')
        day = part->number;
      else if (order[i] == 'm')
        month = part->number;
      else
        year = complete_year (part, today);
    }

  return set_day (date, day, month, year) || set_day (date, month, day, year);
}

static gboolean
take_two (const TalusDates *self,
          const Parts      *parts,
          const GDate      *today,
          GDate            *date)
{
  const char *order = get_order (self, parts);
  gboolean month_first = strchr (order, 'm') < strchr (order, 'd');
  guint first = parts->parts[0].number;
  guint second = parts->parts[1].number;

  return set_nearest (date, month_first ? second : first, month_first ? first : second, today) ||
         set_nearest (date, month_first ? first : second, month_first ? second : first, today);
}

/* A day of this month, or of the next one if it is over; or all in one. */
static gboolean
take_one (const Part  *part,
          const GDate *today,
          GDate       *date)
{
  guint month = g_date_get_month (today);
  guint year = g_date_get_year (today);

  if (part->n_digits == 8)
    return set_day (date, part->number % 100, part->number / 100 % 100, part->number / 10000);
  if (part->n_digits > 2)
    return FALSE;

  if (part->number < g_date_get_day (today))
    {
      year += month / 12;
      month = month % 12 + 1;
    }

  return set_day (date, part->number, month, year);
}

static gboolean
take (const TalusDates *self,
      const Parts      *parts,
      const GDate      *today,
      GDate            *date)
{
  const Part *first = &parts->parts[0];
  gboolean has_word = FALSE;

  for (guint i = 0; i < parts->n_parts; i++)
    has_word |= parts->parts[i].word != NULL;

  if (parts->n_parts == 1 && has_word)
    return take_relative_word (self, first->word, date);
  if (parts->n_parts == 2 && first->word == NULL && parts->parts[1].word != NULL &&
      take_offset (first, find_unit (parts->parts[1].word), date))
    return TRUE;
  if (has_word)
    return take_named (self, parts, today, date);

  /* "+3" is days. */
  if (parts->n_parts == 1 && first->sign != 0)
    return take_offset (first, 'd', date);

  switch (parts->n_parts)
    {
    case 1:
      return take_one (first, today, date);
    case 2:
      return take_two (self, parts, today, date);
    case 3:
      return take_three (self, parts, today, date);
    default:
      return FALSE;
    }
}

/**
 * talus_dates_parse:
 * @self: dates
 * @text: (not nullable): what was typed
 * @today: what day it is
 * @error: %TALUS_ERROR_INVALID_VALUE with a sentence for a person
 *
 * Reads a day.
 *
 * Returns: (transfer full) (nullable): as values have it, or %NULL if it is
 *   none
 */
char *
talus_dates_parse (const TalusDates  *self,
                   const char        *text,
                   const GDate       *today,
                   GError           **error)
{
  g_auto (Parts) parts = { { { NULL, }, }, 0 };
  GDate date = *today;
  g_autofree char *iso = NULL;
  g_autofree char *example = NULL;

  if (split (text, &parts) && take (self, &parts, today, &date))
    return talus_date_to_iso (&date);

  iso = talus_date_to_iso (today);
  example = talus_dates_format (self, iso);
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
               _("“%s” is no day. Try “%s”, “tomorrow” or “+3d”"), text, example);

  return NULL;
}
