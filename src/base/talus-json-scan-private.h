/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking through the bytes of a JSON string, eight at a time: shared by the
 * reader, which stops at anything it must judge, and by the writer, which
 * stops at what it must escape. Neither knows the other. */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

#define TALUS_JSON_ONES  G_GUINT64_CONSTANT (0x0101010101010101)
#define TALUS_JSON_HIGHS G_GUINT64_CONSTANT (0x8080808080808080)

/* The high bit of each byte says whether it is a control character, a quote
 * or a backslash. A borrow may mark bytes above the lowest one marked, and
 * bytes >= 0x80 may be marked; callers look at the lowest and mask the rest. */
static inline guint64
talus_json_mark_special (guint64 word)
{
  return (word - TALUS_JSON_ONES * 0x20) |
         ((word ^ TALUS_JSON_ONES * '"') - TALUS_JSON_ONES) |
         ((word ^ TALUS_JSON_ONES * '\\') - TALUS_JSON_ONES);
}

static inline guint64
talus_json_load_word (const char *text)
{
  guint64 word;

  memcpy (&word, text, sizeof word);

  return GUINT64_FROM_LE (word);
}

static inline gboolean
talus_json_is_special (guchar c)
{
  return c < 0x20 || c == '"' || c == '\\';
}

/* How many bytes from the start are plain ASCII: no control character, quote
 * or backslash, nothing >= 0x80. */
static inline gsize
talus_json_span_ascii (const char *text,
                       gsize       length)
{
  gsize i = 0;

  for (; length - i >= 8; i += 8)
    {
      guint64 word = talus_json_load_word (text + i);
      guint64 marks = (talus_json_mark_special (word) | word) & TALUS_JSON_HIGHS;

      if (marks != 0)
        return i + (gsize) __builtin_ctzll (marks) / 8;
    }

  while (i < length && !talus_json_is_special ((guchar) text[i]) && (guchar) text[i] < 0x80)
    i++;

  return i;
}

/* How many bytes from the start go into a JSON string as they are. */
static inline gsize
talus_json_span_unescaped (const char *text,
                           gsize       length)
{
  gsize i = 0;

  for (; length - i >= 8; i += 8)
    {
      guint64 word = talus_json_load_word (text + i);
      guint64 marks = talus_json_mark_special (word) & ~word & TALUS_JSON_HIGHS;

      if (marks != 0)
        return i + (gsize) __builtin_ctzll (marks) / 8;
    }

  while (i < length && !talus_json_is_special ((guchar) text[i]))
    i++;

  return i;
}

/* The length of the UTF-8 sequence at @text, whose first byte is >= 0x80, or
 * 0 if it is cut off, overlong, a surrogate or beyond U+10FFFF. */
static inline gsize
talus_json_utf8_length (const char *text,
                        gsize       length)
{
  const guchar *p = (const guchar *) text;

#define IS_TAIL(i) ((p[i] & 0xc0) == 0x80)
  if (p[0] < 0xc2 || p[0] > 0xf4)
    return 0;

  if (p[0] < 0xe0)
    return length >= 2 && IS_TAIL (1) ? 2 : 0;

  if (p[0] < 0xf0)
    return length >= 3 && IS_TAIL (1) && IS_TAIL (2) &&
           (p[0] != 0xe0 || p[1] >= 0xa0) && (p[0] != 0xed || p[1] < 0xa0) ? 3 : 0;

  return length >= 4 && IS_TAIL (1) && IS_TAIL (2) && IS_TAIL (3) &&
         (p[0] != 0xf0 || p[1] >= 0x90) && (p[0] != 0xf4 || p[1] < 0x90) ? 4 : 0;
#undef IS_TAIL
}

G_END_DECLS
