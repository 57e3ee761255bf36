/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding, with a short way for ASCII, which most of it is. It must not know
 * what the text is of. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-fold.h"

#include <string.h>

static gboolean
is_word_character (gunichar character)
{
  return g_unichar_isalnum (character);
}

static void
append_unicode (GString    *out,
                const char *text,
                gsize       length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);
  g_autofree char *apart = g_utf8_normalize (valid, -1, G_NORMALIZE_NFKD);
  g_autofree char *lower = g_utf8_casefold (apart, -1);

  for (const char *at = lower; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_ismark (character))
        continue;
      if (character < ' ' || g_unichar_isspace (character))
        g_string_append_c (out, ' ');
      else
        g_string_append_len (out, at, g_utf8_next_char (at) - at);
    }
}

/**
 * talus_fold_append:
 * @out: where to
 * @text: UTF-8
 * @length: in bytes, or -1 if it ends in a NUL
 *
 * Appends @text without case and accents ("É" as "e", "ß" as "ss"), with a
 * space for every kind of white space and every control character. Any
 * thread.
 */
void
talus_fold_append (GString    *out,
                   const char *text,
                   gssize      length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  gsize start = out->len;

  g_string_set_size (out, start + n);
  for (gsize i = 0; i < n; i++)
    {
      guchar byte = (guchar) text[i];

      if (byte >= 0x80)
        {
          g_string_truncate (out, start);
          append_unicode (out, text, n);
          return;
        }

      out->str[start + i] = byte <= ' ' || byte == 0x7f ? ' ' : g_ascii_tolower ((char) byte);
    }
}

/**
 * talus_fold:
 * @text: UTF-8
 *
 * Folds a text. Any thread.
 *
 * Returns: (transfer full): @text as it is compared
 */
char *
talus_fold (const char *text)
{
  GString *out = g_string_new (NULL);

  talus_fold_append (out, text, -1);

  return g_string_free (out, FALSE);
}

/**
 * talus_fold_words:
 * @text: UTF-8, as somebody typed it
 *
 * Splits what was typed into the folded words that must all be found. Any
 * thread.
 *
 * Returns: (transfer full): the words, none of them empty
 */
GStrv
talus_fold_words (const char *text)
{
  g_autofree char *folded = talus_fold (text);
  g_auto (GStrv) parts = g_strsplit (folded, " ", -1);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (parts[i][0] != '\0')
        g_strv_builder_add (words, parts[i]);
    }

  return g_strv_builder_end (words);
}

/**
 * talus_fold_is_start:
 * @text: folded text
 * @offset: a place in it, in bytes
 *
 * Says whether a word begins there. Any thread.
 *
 * Returns: %TRUE at the start, and behind what is neither letter nor digit
 */
gboolean
talus_fold_is_start (const char *text,
                     gsize       offset)
{
  guchar before;

  if (offset == 0)
    return TRUE;

  before = (guchar) text[offset - 1];
  if (before < 0x80)
    return !g_ascii_isalnum ((char) before);

  return !is_word_character (g_utf8_get_char (g_utf8_prev_char (text + offset)));
}

/**
 * talus_fold_is_fuzzy:
 * @text: folded text
 * @length: its length in bytes
 * @pattern: what was typed, folded
 * @cost: (out): how far it is from being the text: less is better
 *
 * Says whether the letters of @pattern are in @text in that order, be it with
 * others between. Letters that begin a word, or follow the one before, cost
 * nothing. Any thread.
 *
 * Returns: %TRUE if they are
 */
gboolean
talus_fold_is_fuzzy (const char *text,
                     gsize       length,
                     const char *pattern,
                     guint      *cost)
{
  gsize at = 0;

  *cost = 0;
  for (const char *letter = pattern; *letter != '\0'; letter++)
    {
      const char *found = memchr (text + at, *letter, length - at);
      gsize offset;

      if (found == NULL)
        return FALSE;

      offset = (gsize) (found - text);
      if (offset != at)
        {
          gboolean starts = FALSE;

          /* A later one that begins a word is what was meant. */
          for (const char *other = found; other != NULL && !starts;
               other = memchr (other + 1, *letter, length - (gsize) (other + 1 - text)))
            {
              starts = talus_fold_is_start (text, (gsize) (other - text));
              if (starts)
                offset = (gsize) (other - text);
            }
          *cost += starts ? 1 : 2 + (guint) MIN (offset - at, 20);
        }
      at = offset + 1;
    }

  return TRUE;
}
