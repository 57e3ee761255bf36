/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digits as a locale has them. What people type is taken the locale's way
 * first, and the plain way where the locale's makes no sense of it. It knows
 * text, no values and no currencies. */
#define G_LOG_DOMAIN "talus-app-format"

#include "app/format/talus-digits.h"

#include <limits.h>
#include <string.h>

/* More is no number that anybody types. */
#define MAX_DIGITS 64

/**
 * talus_digits_init:
 * @self: digits to fill in
 * @point: (not nullable): UTF-8
 * @separator: (not nullable): UTF-8
 * @grouping: (not nullable): as struct lconv has it
 *
 * Begins with what is to be cleared by talus_digits_clear().
 */
void
talus_digits_init (TalusDigits *self,
                   const char  *point,
                   const char  *separator,
                   const char  *grouping)
{
  self->point = g_strdup (*point != '\0' ? point : ".");
  self->separator = g_strdup (separator);
  self->grouping = g_strdup (grouping);
}

/**
 * talus_digits_clear:
 * @self: digits
 *
 * Frees what they hold.
 */
void
talus_digits_clear (TalusDigits *self)
{
  g_clear_pointer (&self->point, g_free);
  g_clear_pointer (&self->separator, g_free);
  g_clear_pointer (&self->grouping, g_free);
}

/* Whether a separator goes in front of the last @left digits. */
static gboolean
is_group_start (const TalusDigits *self,
                gsize              left)
{
  const char *group = self->grouping;

  while (*group > 0 && *group != CHAR_MAX)
    {
      gsize size = (gsize) *group;

      if (left == size)
        return TRUE;
      if (left < size)
        return FALSE;

      left -= size;
      /* The last one holds for all that follow. */
      if (group[1] != '\0')
        group++;
    }

  return FALSE;
}

/**
 * talus_digits_format:
 * @self: digits
 * @plain: (not nullable): a number as values have it
 * @is_grouped: whether thousands are told apart
 * @min_fraction: digits behind the point that there are in any case
 *
 * Spells a number; nothing of it is rounded.
 *
 * Returns: (transfer full): the text
 */
char *
talus_digits_format (const TalusDigits *self,
                     const char        *plain,
                     gboolean           is_grouped,
                     guint              min_fraction)
{
  GString *out = g_string_new (NULL);
  const char *at = plain;
  gsize n_integer;
  gsize n_fraction = 0;

  if (*at == '-')
    g_string_append_c (out, *at++);

  n_integer = strspn (at, "0123456789");
  for (gsize i = 0; i < n_integer; i++)
    {
      if (is_grouped && i > 0 && is_group_start (self, n_integer - i))
        g_string_append (out, self->separator);
      g_string_append_c (out, at[i]);
    }
  at += n_integer;

  if (*at == '.')
    {
      at++;
      n_fraction = strspn (at, "0123456789");
    }
  if (n_fraction > 0 || min_fraction > 0)
    {
      g_string_append (out, self->point);
      g_string_append_len (out, at, (gssize) n_fraction);
      for (gsize i = n_fraction; i < min_fraction; i++)
        g_string_append_c (out, '0');
      at += n_fraction;
    }

  /* An exponent. */
  g_string_append (out, at);

  return g_string_free (out, FALSE);
}

typedef enum
{
  MARK_DOT,
  MARK_COMMA,
  MARK_OTHER, /* blanks and apostrophes: never a point */
  N_MARKS
} Mark;

/* What may be inside a number beside digits. */
static gboolean
get_mark (gunichar  c,
          Mark     *mark)
{
  switch (c)
    {
    case '.':
      *mark = MARK_DOT;
      return TRUE;
    case ',':
    case 0x066b: /* Arabic point */
      *mark = MARK_COMMA;
      return TRUE;
    case ' ':
    case '\'':
    case '_':
    case 0x00a0: /* no-break space, and its relatives */
    case 0x2009:
    case 0x202f:
    case 0x2019: /* apostrophe */
    case 0x066c: /* Arabic separator */
      *mark = MARK_OTHER;
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_mark (const char *text,
         Mark        wanted)
{
  Mark mark;

  return get_mark (g_utf8_get_char (text), &mark) && mark == wanted;
}

typedef struct
{
  char digits[MAX_DIGITS + 1];
  guint n_digits;
  /* Each mark, and how many digits are in front of it. */
  Mark marks[MAX_DIGITS];
  guint places[MAX_DIGITS];
  guint n_marks;
} Token;

static gboolean
is_digit_at (const char *text)
{
  return g_unichar_isdigit (g_utf8_get_char (text));
}

/* A blank is part of a number only in front of exactly three digits. */
static gboolean
is_group_at (const char *text)
{
  guint n = 0;

  for (; is_digit_at (text); text = g_utf8_next_char (text))
    n++;

  return n == 3;
}

static gboolean
scan (const char **text,
      Token       *token)
{
  const char *at = *text;

  token->n_digits = 0;
  token->n_marks = 0;

  for (;;)
    {
      gunichar c = g_utf8_get_char (at);
      const char *next = g_utf8_next_char (at);
      Mark mark;

      if (c == '\0')
        break;

      if (g_unichar_isdigit (c))
        {
          if (token->n_digits == MAX_DIGITS)
            return FALSE;
          token->digits[token->n_digits++] = (char) ('0' + g_unichar_digit_value (c));
        }
      else if (get_mark (c, &mark) && token->n_marks < MAX_DIGITS &&
               (mark == MARK_OTHER ? token->n_digits > 0 && is_group_at (next)
                                   : is_digit_at (next) || token->n_digits > 0))
        {
          token->marks[token->n_marks] = mark;
          token->places[token->n_marks++] = token->n_digits;
        }
      else
        break;

      at = next;
    }

  token->digits[token->n_digits] = '\0';
  *text = at;

  return token->n_digits > 0;
}

/* Whether the marks up to @n_marks stand between groups: three digits in the
 * last, two or three (as in India) or four (as in China) in those before. */
static gboolean
are_groups (const Token *token,
            guint        n_marks,
            guint        end)
{
  for (guint i = n_marks; i > 0; i--)
    {
      guint begin = token->places[i - 1];
      guint size = end - begin;

      if (i == n_marks ? size != 3 && size != 4 : size < 2 || size > 4)
        return FALSE;
      end = begin;
    }

  return end >= 1 && end <= 4;
}

/* Which of the marks is the point: its number, or n_marks for none; FALSE
 * where they make no number. */
static gboolean
find_point (const TalusDigits *self,
            const Token       *token,
            guint             *point)
{
  guint counts[N_MARKS] = { 0, };
  guint last = token->n_marks - 1;
  Mark mark;

  *point = token->n_marks;
  if (token->n_marks == 0)
    return TRUE;

  for (guint i = 0; i < token->n_marks; i++)
    counts[token->marks[i]]++;

  mark = token->marks[last];

  /* Of two kinds the last is the point: nobody writes it the other way round. */
  if (mark != MARK_OTHER && counts[mark] == 1 && token->n_marks > 1)
    *point = last;
  else if (mark != MARK_OTHER && token->n_marks == 1)
    {
      gboolean is_group = are_groups (token, 1, token->n_digits) &&
                          token->n_digits - token->places[0] == 3 &&
                          token->places[0] <= 3 && token->digits[0] != '0';

      if (is_mark (self->point, mark) || !is_group || !is_mark (self->separator, mark))
        *point = last;
    }

  if (*point > 0 && !are_groups (token, *point, *point < token->n_marks ? token->places[*point]
                                                                        : token->n_digits))
    return FALSE;

  /* Groups are told apart by one mark, whichever. */
  for (guint i = 1; i < *point; i++)
    {
      if (token->marks[i] != token->marks[0])
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_digits_read:
 * @self: digits
 * @text: (inout): where to read; behind the number afterwards
 * @plain: gets the number as values have it
 *
 * Takes a number from typed text. It may be grouped or not, with the locale's
 * marks or with others, as long as they are clear: "1.234,5" is clear
 * everywhere, "1.234" is what the locale says it is.
 *
 * Returns: %FALSE if there is none, or one that makes no sense
 */
gboolean
talus_digits_read (const TalusDigits *self,
                   const char       **text,
                   GString           *plain)
{
  Token token;
  guint point;
  gsize n_integer;

  if (!scan (text, &token) || !find_point (self, &token, &point))
    return FALSE;

  n_integer = point < token.n_marks ? token.places[point] : token.n_digits;
  g_string_truncate (plain, 0);
  g_string_append_len (plain, token.digits, (gssize) n_integer);
  if (n_integer == 0)
    g_string_append_c (plain, '0');
  if (n_integer < token.n_digits)
    {
      g_string_append_c (plain, '.');
      g_string_append (plain, token.digits + n_integer);
    }

  return TRUE;
}

/**
 * talus_digits_is_next:
 * @self: digits
 * @text: (not nullable): where to look
 *
 * Says whether a number may begin there: with a digit, or with a point in
 * front of one.
 *
 * Returns: whether it may
 */
gboolean
talus_digits_is_next (const TalusDigits *self,
                      const char        *text)
{
  gunichar c = g_utf8_get_char (text);

  return g_unichar_isdigit (c) ||
         ((c == '.' || c == ',' || c == 0x066b) && is_digit_at (g_utf8_next_char (text)));
}
