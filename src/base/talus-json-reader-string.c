/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strings of the reader: their end, their escapes, their UTF-8. Most have
 * no escape and are not copied. */
#define G_LOG_DOMAIN "talus-base-json-reader"

#include "base/talus-json-reader-private.h"

#include <string.h>

#include "base/talus-json-scan-private.h"

static gboolean
read_hex4 (TalusJsonReader *self,
           gsize            at,
           guint           *unit)
{
  guint sum = 0;

  if (self->size - at < 4)
    return FALSE;

  for (gsize i = at; i < at + 4; i++)
    {
      int digit = g_ascii_xdigit_value (self->data[i]);

      if (digit < 0)
        return FALSE;
      sum = sum << 4 | (guint) digit;
    }

  *unit = sum;

  return TRUE;
}

/* Reads \uXXXX, or two of them where the first asks for it, behind the \u at
 * @at. Returns the offset behind, or 0 after an error. */
static gsize
read_unicode_escape (TalusJsonReader *self,
                     gsize            at)
{
  guint unit;
  guint low;

  if (!read_hex4 (self, at, &unit))
    {
      talus_json_reader_fail (self, at - 2, "\\u without four hexadecimal digits");
      return 0;
    }

  if (unit == 0)
    {
      talus_json_reader_fail (self, at - 2, "the character U+0000 is not allowed");
      return 0;
    }

  if (unit < 0xd800 || unit > 0xdfff)
    {
      g_string_append_unichar (self->buffer, unit);
      return at + 4;
    }

  if (unit >= 0xdc00 || self->size - at < 10 || memcmp (self->data + at + 4, "\\u", 2) != 0 ||
      !read_hex4 (self, at + 6, &low) || low < 0xdc00 || low > 0xdfff)
    {
      talus_json_reader_fail (self, at - 2, "lone surrogate \\u%04x", unit);
      return 0;
    }

  g_string_append_unichar (self->buffer, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));

  return at + 10;
}

/* Decodes the escape at @at into the buffer. Returns the offset behind, or 0
 * after an error. */
static gsize
read_escape (TalusJsonReader *self,
             gsize            at)
{
  char c = at + 1 < self->size ? self->data[at + 1] : '\0';

  switch (c)
    {
    case '"':
    case '\\':
    case '/':
      break;
    case 'b':
      c = '\b';
      break;
    case 'f':
      c = '\f';
      break;
    case 'n':
      c = '\n';
      break;
    case 'r':
      c = '\r';
      break;
    case 't':
      c = '\t';
      break;
    case 'u':
      return read_unicode_escape (self, at + 2);
    default:
      talus_json_reader_fail (self, at, "a backslash that begins no escape");
      return 0;
    }

  g_string_append_c (self->buffer, c);

  return at + 2;
}

/* Reads the string whose quote is at @at into text and length. Without an
 * escape its text stays where it is. */
gboolean
talus_json_reader_read_string (TalusJsonReader *self,
                               gsize            at)
{
  gsize run = at + 1; /* begin of what is not yet in the buffer */
  gboolean is_copied = FALSE;

  self->start = at;
  at = run;

  for (;;)
    {
      guchar c;

      at += talus_json_span_ascii (self->data + at, self->size - at);
      if (at == self->size)
        {
          talus_json_reader_fail (self, at, "unexpected end in a string");
          return FALSE;
        }

      c = (guchar) self->data[at];
      if (c >= 0x80)
        {
          gsize length = talus_json_utf8_length (self->data + at, self->size - at);

          if (length == 0)
            {
              talus_json_reader_fail (self, at, "invalid UTF-8");
              return FALSE;
            }
          at += length;
        }
      else if (c == '"')
        {
          break;
        }
      else if (c == '\\')
        {
          if (!is_copied)
            {
              if (self->buffer == NULL)
                self->buffer = g_string_sized_new (256);
              g_string_truncate (self->buffer, 0);
              is_copied = TRUE;
            }
          g_string_append_len (self->buffer, self->data + run, (gssize) (at - run));
          run = read_escape (self, at);
          if (run == 0)
            return FALSE;
          at = run;
        }
      else
        {
          talus_json_reader_fail (self, at, "unescaped control character 0x%02x in a string", c);
          return FALSE;
        }
    }

  if (is_copied)
    {
      g_string_append_len (self->buffer, self->data + run, (gssize) (at - run));
      self->text = self->buffer->str;
      self->length = self->buffer->len;
    }
  else
    {
      self->text = self->data + run;
      self->length = at - run;
    }
  self->end = at + 1;

  return TRUE;
}
