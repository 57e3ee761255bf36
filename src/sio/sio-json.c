/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as tokens, so that where a value begins and ends is known without a
 * tree of it. It holds to RFC 8259 and is no stricter: what a protocol on top
 * forbids beyond that is not known here. */
#define G_LOG_DOMAIN "sio-json"

#include "sio/sio-json.h"

#include <string.h>

/* What may come next. */
enum
{
  VALUE,
  VALUE_OR_END, /* behind "[" */
  NAME,
  NAME_OR_END,  /* behind "{" */
  COMMA_OR_END, /* behind a value inside something */
  NOTHING,      /* behind the value that is all */
  BROKEN,
};

/**
 * sio_json_scanner_init:
 * @self: a scanner
 * @text: UTF-8, borrowed for as long as the scanner is used; it is not checked for being UTF-8
 * @length: its bytes
 *
 * Begins to read.
 */
void
sio_json_scanner_init (SioJsonScanner *self,
                       const char     *text,
                       gsize           length)
{
  self->start = text;
  self->at = text;
  self->end = text + length;
  self->depth = 0;
  self->state = VALUE;
}

static SioJsonToken
fail (SioJsonScanner *self)
{
  self->state = BROKEN;
  return SIO_JSON_BAD;
}

static void
skip_white_space (SioJsonScanner *self)
{
  while (self->at < self->end &&
         (*self->at == ' ' || *self->at == '\n' || *self->at == '\r' || *self->at == '\t'))
    self->at++;
}

static void
end_value (SioJsonScanner *self)
{
  self->state = self->depth == 0 ? NOTHING : COMMA_OR_END;
}

static gboolean
is_in_object (const SioJsonScanner *self)
{
  guint level = self->depth - 1;

  return (self->objects[level / 64] >> (level % 64)) & 1;
}

static SioJsonToken
take_open (SioJsonScanner *self,
           gboolean        is_object)
{
  guint64 bit;

  if (self->depth == SIO_JSON_MAX_DEPTH)
    return fail (self);

  bit = G_GUINT64_CONSTANT (1) << (self->depth % 64);
  if (is_object)
    self->objects[self->depth / 64] |= bit;
  else
    self->objects[self->depth / 64] &= ~bit;
  self->depth++;
  self->at++;
  self->state = is_object ? NAME_OR_END : VALUE_OR_END;
  return is_object ? SIO_JSON_OBJECT : SIO_JSON_ARRAY;
}

static SioJsonToken
take_close (SioJsonScanner *self)
{
  gboolean is_object = is_in_object (self);

  if (*self->at != (is_object ? '}' : ']'))
    return fail (self);

  self->at++;
  self->depth--;
  end_value (self);
  return is_object ? SIO_JSON_OBJECT_END : SIO_JSON_ARRAY_END;
}

/* Behind a backslash. */
static gboolean
skip_escape (SioJsonScanner *self)
{
  if (self->at == self->end)
    return FALSE;
  if (*self->at != 'u')
    return *self->at != '\0' && strchr ("\"\\/bfnrt", *self->at++) != NULL;

  self->at++;
  for (guint i = 0; i < 4; i++, self->at++)
    if (self->at == self->end || !g_ascii_isxdigit (*self->at))
      return FALSE;
  return TRUE;
}

static gboolean
skip_string (SioJsonScanner *self)
{
  self->at++;
  while (self->at < self->end)
    {
      guchar c = *self->at++;

      if (c == '"')
        return TRUE;
      if (c < 0x20 || (c == '\\' && !skip_escape (self)))
        return FALSE;
    }
  return FALSE;
}

static gboolean
skip_digits (SioJsonScanner *self)
{
  const char *start = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;
  return self->at > start;
}

static gboolean
skip_char (SioJsonScanner *self,
           char            c)
{
  if (self->at == self->end || *self->at != c)
    return FALSE;
  self->at++;
  return TRUE;
}

static gboolean
skip_number (SioJsonScanner *self)
{
  skip_char (self, '-');
  if (!skip_char (self, '0') && !skip_digits (self))
    return FALSE;
  if (skip_char (self, '.') && !skip_digits (self))
    return FALSE;
  if (skip_char (self, 'e') || skip_char (self, 'E'))
    {
      if (!skip_char (self, '+'))
        skip_char (self, '-');
      return skip_digits (self);
    }
  return TRUE;
}

static SioJsonToken
take_word (SioJsonScanner *self,
           const char     *word,
           SioJsonToken    token)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->at) < length || memcmp (self->at, word, length) != 0)
    return fail (self);

  self->at += length;
  end_value (self);
  return token;
}

static SioJsonToken
take_value (SioJsonScanner *self)
{
  switch (*self->at)
    {
    case '{':
      return take_open (self, TRUE);

    case '[':
      return take_open (self, FALSE);

    case '"':
      if (!skip_string (self))
        return fail (self);
      end_value (self);
      return SIO_JSON_STRING;

    case 't':
      return take_word (self, "true", SIO_JSON_TRUE);

    case 'f':
      return take_word (self, "false", SIO_JSON_FALSE);

    case 'n':
      return take_word (self, "null", SIO_JSON_NULL);

    default:
      if (!skip_number (self))
        return fail (self);
      end_value (self);
      return SIO_JSON_NUMBER;
    }
}

/* The name and the colon behind it. */
static SioJsonToken
take_name (SioJsonScanner *self)
{
  const char *name_end;

  if (*self->at != '"' || !skip_string (self))
    return fail (self);

  name_end = self->at;
  skip_white_space (self);
  if (!skip_char (self, ':'))
    return fail (self);
  self->at = name_end;
  self->state = VALUE;
  return SIO_JSON_NAME;
}

/* What stands between two tokens: white space, and the colon behind a name. */
static void
skip_between (SioJsonScanner *self)
{
  gboolean is_behind_name = self->state == VALUE && self->depth > 0 && is_in_object (self);

  skip_white_space (self);
  if (is_behind_name)
    {
      skip_char (self, ':');
      skip_white_space (self);
    }
}

/**
 * sio_json_scanner_next:
 * @self: the scanner
 *
 * Reads on. Behind %SIO_JSON_BAD and %SIO_JSON_END it says the same for ever.
 *
 * Returns: the next token, which lies from @start to @at
 */
SioJsonToken
sio_json_scanner_next (SioJsonScanner *self)
{
  skip_between (self);
  self->start = self->at;

  if (self->state == BROKEN)
    return SIO_JSON_BAD;
  if (self->state == NOTHING)
    return self->at == self->end ? SIO_JSON_END : fail (self);
  if (self->at == self->end)
    return fail (self);

  if (self->state == COMMA_OR_END)
    {
      if (*self->at != ',')
        return take_close (self);
      self->state = is_in_object (self) ? NAME : VALUE;
      self->at++;
      skip_white_space (self);
      self->start = self->at;
      if (self->at == self->end)
        return fail (self);
    }
  else if ((self->state == VALUE_OR_END && *self->at == ']') ||
           (self->state == NAME_OR_END && *self->at == '}'))
    {
      return take_close (self);
    }

  if (self->state == NAME || self->state == NAME_OR_END)
    return take_name (self);
  return take_value (self);
}

/**
 * sio_json_is_valid:
 * @text: UTF-8
 * @length: its bytes
 *
 * Returns: whether it is one JSON value with nothing but white space around it
 */
gboolean
sio_json_is_valid (const char *text,
                   gsize       length)
{
  SioJsonScanner scanner;
  SioJsonToken token;

  sio_json_scanner_init (&scanner, text, length);
  do
    token = sio_json_scanner_next (&scanner);
  while (token != SIO_JSON_BAD && token != SIO_JSON_END);
  return token == SIO_JSON_END;
}

static guint
read_hex (const char *digits)
{
  guint value = 0;

  for (guint i = 0; i < 4; i++)
    value = value * 16 + (guint) g_ascii_xdigit_value (digits[i]);
  return value;
}

/* The character of an escape whose "u" *at stands on, and of the one behind
 * it where they are two halves. */
static gunichar
read_unicode_escape (const char **at,
                     const char  *end)
{
  gunichar c = read_hex (*at + 1);

  *at += 5;
  if (c >= 0xD800 && c < 0xDC00 && end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u')
    {
      guint low = read_hex (*at + 2);

      if (low >= 0xDC00 && low < 0xE000)
        {
          *at += 6;
          return 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        }
    }
  /* C strings cannot hold the one, UTF-8 not the others. */
  if (c == 0 || (c >= 0xD800 && c < 0xE000))
    return 0xFFFD;
  return c;
}

/**
 * sio_json_dup_string:
 * @token: a string or name as the scanner found it, with its quotes
 * @length: its bytes
 *
 * Says what a string stands for. What cannot be in a string of C, U+0000 and halves of surrogate
 * pairs, becomes U+FFFD.
 *
 * Returns: (transfer full): the string
 */
char *
sio_json_dup_string (const char *token,
                     gsize       length)
{
  const char *at = token + 1;
  const char *end = token + length - 1;
  GString *string;

  g_return_val_if_fail (length >= 2, NULL);

  string = g_string_sized_new (length);
  while (at < end)
    {
      static const char letters[] = "\"\\/bfnrt";
      static const char meanings[] = "\"\\/\b\f\n\r\t";

      if (*at != '\\')
        {
          g_string_append_c (string, *at++);
        }
      else if (*++at == 'u')
        {
          g_string_append_unichar (string, read_unicode_escape (&at, end));
        }
      else
        {
          g_string_append_c (string, meanings[strchr (letters, *at) - letters]);
          at++;
        }
    }

  return g_string_free (string, FALSE);
}

/**
 * sio_json_string_is:
 * @token: a string or name as the scanner found it, with its quotes
 * @length: its bytes
 * @string: a string
 *
 * Returns: whether the token stands for @string
 */
gboolean
sio_json_string_is (const char *token,
                    gsize       length,
                    const char *string)
{
  g_autofree char *decoded = NULL;

  g_return_val_if_fail (length >= 2, FALSE);

  if (memchr (token, '\\', length) == NULL)
    return strlen (string) == length - 2 && memcmp (token + 1, string, length - 2) == 0;

  decoded = sio_json_dup_string (token, length);
  return g_str_equal (decoded, string);
}

/**
 * sio_json_escape:
 * @string: UTF-8
 *
 * Makes a string fit to stand between quotes.
 *
 * Returns: (transfer full) (nullable): it with escapes, or %NULL if it needs none
 */
char *
sio_json_escape (const char *string)
{
  GString *escaped = NULL;
  const char *copied = string;

  for (const char *p = string; *p != '\0'; p++)
    {
      if ((guchar) *p >= 0x20 && *p != '"' && *p != '\\')
        continue;

      if (escaped == NULL)
        escaped = g_string_new (NULL);
      g_string_append_len (escaped, copied, p - copied);
      if ((guchar) *p < 0x20)
        g_string_append_printf (escaped, "\\u%04x", *p);
      else
        g_string_append_printf (escaped, "\\%c", *p);
      copied = p + 1;
    }

  if (escaped == NULL)
    return NULL;
  g_string_append (escaped, copied);
  return g_string_free (escaped, FALSE);
}
