/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text that a document keeps a node's properties in. Our own format, but
 * the file may be damaged or a stranger's: what is handed on is checked to be
 * canonical JSON, byte by byte, and anything else is a failure. It knows no
 * database. */
#define G_LOG_DOMAIN "talus-props-text"

#include "store/talus-props-text.h"

#include <string.h>

#include "base/talus-json-writer.h"
#include "base/talus-json.h"

/* Integers up to here are what they look like as a double. */
#define MAX_PLAIN_DIGITS 15

static gboolean
read_uint (const char **at,
           const char  *end,
           guint64     *value)
{
  const char *p = *at;
  guint64 number = 0;

  while (p < end && g_ascii_isdigit (*p) && p - *at < 18)
    number = number * 10 + (guint64) (*p++ - '0');

  if (p == *at || (**at == '0' && p - *at > 1))
    return FALSE;

  *at = p;
  *value = number;

  return TRUE;
}

static gboolean
read_char (const char **at,
           const char  *end,
           char         c)
{
  if (*at == end || **at != c)
    return FALSE;

  (*at)++;

  return TRUE;
}

static gboolean
skip_escape (const char **at,
             const char  *end)
{
  const char *p = *at;

  if (p == end)
    return FALSE;

  if (strchr ("\"\\bfnrt", *p) != NULL && *p != '\0')
    {
      *at = p + 1;
      return TRUE;
    }

  /* Only the control characters without a letter of their own, in lower case. */
  if (end - p >= 5 && memcmp (p, "u00", 3) == 0 && (p[3] == '0' || p[3] == '1') &&
      (g_ascii_isdigit (p[4]) || (p[4] >= 'a' && p[4] <= 'f')) &&
      memcmp (p, "u0000", 5) != 0 &&
      !(p[3] == '0' && strchr ("89acd", p[4]) != NULL))
    {
      *at = p + 5;
      return TRUE;
    }

  return FALSE;
}

static gboolean
skip_string (const char **at,
             const char  *end)
{
  const char *start = *at + 1;
  const char *p = start;
  gboolean ascii = TRUE;

  while (p < end)
    {
      guchar c = (guchar) *p++;

      if (c == '"')
        {
          *at = p;
          return ascii || g_utf8_validate_len (start, (gsize) (p - 1 - start), NULL);
        }

      if (c == '\\')
        {
          if (!skip_escape (&p, end))
            return FALSE;
        }
      else if (c < 0x20)
        {
          return FALSE;
        }
      else if (c >= 0x80)
        {
          ascii = FALSE;
        }
    }

  return FALSE;
}

static gboolean
is_canonical_number (const char *text,
                     gsize       length)
{
  g_autofree char *copy = NULL;
  g_autoptr(GString) spelled = NULL;
  char *stop = NULL;
  double number;

  /* The longest spelling of a double is shorter by far. */
  if (length > 40)
    return FALSE;

  copy = g_strndup (text, length);
  number = g_ascii_strtod (copy, &stop);

  if (*stop != '\0' || number - number != 0.0)
    return FALSE;

  spelled = g_string_new (NULL);
  talus_json_append_double (spelled, number);

  return spelled->len == length && memcmp (spelled->str, text, length) == 0;
}

/* Up to fifteen digits a decimal is the shortest spelling of its double. From
 * a thousandth on it is written without an exponent. */
static const char *
find_end_of_plain_decimal (const char *digits,
                           const char *point,
                           const char *end)
{
  const char *fraction = point + 1;
  const char *p = fraction;

  while (p < end && g_ascii_isdigit (*p))
    p++;

  if (point == digits || p == fraction || p[-1] == '0' ||
      (point - digits) + (p - fraction) > MAX_PLAIN_DIGITS)
    return NULL;

  if (p < end && strchr ("+-.eE", *p) != NULL)
    return NULL;

  if (*digits == '0' &&
      (point - digits > 1 || (p - fraction > 2 && memcmp (fraction, "000", 3) == 0)))
    return NULL;

  return p;
}

static gboolean
skip_number (const char **at,
             const char  *end)
{
  const char *start = *at;
  const char *digits = *start == '-' ? start + 1 : start;
  const char *p = digits;
  const char *plain_end;

  while (p < end && g_ascii_isdigit (*p))
    p++;

  plain_end = p < end && *p == '.' ? find_end_of_plain_decimal (digits, p, end) : NULL;
  if (plain_end != NULL)
    {
      *at = plain_end;
      return TRUE;
    }

  if (p < end && (*p == '.' || *p == 'e'))
    {
      while (p < end && (g_ascii_isdigit (*p) || strchr ("+-.e", *p) != NULL) && *p != '\0')
        p++;
    }
  else if (p > digits && p - digits <= MAX_PLAIN_DIGITS &&
           (*digits != '0' || (p - digits == 1 && digits == start)))
    {
      *at = p;
      return TRUE;
    }

  *at = p;

  return is_canonical_number (start, (gsize) (p - start));
}

/* Arrays and objects are rare: they go through the gate and back. */
static gboolean
skip_nested (const char **at,
             const char  *end)
{
  const char *start = *at;
  const char *p = start;
  guint depth = 0;
  gsize length;
  g_autofree char *canonical = NULL;

  do
    {
      if (p == end)
        return FALSE;

      if (*p == '"')
        {
          if (!skip_string (&p, end))
            return FALSE;

          continue;
        }

      if (*p == '[' || *p == '{')
        depth++;
      else if (*p == ']' || *p == '}')
        depth--;

      p++;
    }
  while (depth > 0);

  canonical = talus_json_canonicalize (start, (gsize) (p - start), TALUS_JSON_DEPTH_IMPORT,
                                       &length, NULL);
  *at = p;

  return canonical != NULL && length == (gsize) (p - start) &&
         memcmp (canonical, start, length) == 0;
}

static gboolean
skip_literal (const char **at,
              const char  *end,
              const char  *literal)
{
  gsize length = strlen (literal);

  if ((gsize) (end - *at) < length || memcmp (*at, literal, length) != 0)
    return FALSE;

  *at += length;

  return TRUE;
}

/* A value as the graph may hold one: null is none. */
static gboolean
skip_value (const char **at,
            const char  *end)
{
  if (*at == end)
    return FALSE;

  switch (**at)
    {
    case '"':
      return skip_string (at, end);

    case '[':
    case '{':
      return skip_nested (at, end);

    case 't':
      return skip_literal (at, end, "true");

    case 'f':
      return skip_literal (at, end, "false");

    default:
      return skip_number (at, end);
    }
}

/**
 * talus_props_text_init:
 * @self: a reader
 * @text: the text, not NUL-terminated
 * @length: its length
 *
 * Starts reading.
 */
void
talus_props_text_init (TalusPropsText *self,
                       const char     *text,
                       gsize           length)
{
  memset (self, 0, sizeof *self);
  self->at = text;
  self->end = text + length;
}

static gboolean
read_property (TalusPropsText *self)
{
  const char *end = self->end;
  guint64 symbol;

  if (!read_char (&self->at, end, '"') || !read_uint (&self->at, end, &symbol) ||
      symbol <= self->symbol || symbol > TALUS_PROPS_TEXT_MAX_SYMBOL ||
      !skip_literal (&self->at, end, "\":[") || !read_uint (&self->at, end, &self->seq))
    return FALSE;

  self->symbol = (guint) symbol;
  self->value = NULL;
  self->length = 0;

  if (read_char (&self->at, end, ','))
    {
      self->value = self->at;

      if (!skip_value (&self->at, end))
        return FALSE;

      self->length = (gsize) (self->at - self->value);
    }

  return read_char (&self->at, end, ']');
}

/**
 * talus_props_text_next:
 * @self: a reader
 *
 * Goes to the next property.
 *
 * Returns: %FALSE at the end, or where the text is not what it should be: see
 *   talus_props_text_failed()
 */
gboolean
talus_props_text_next (TalusPropsText *self)
{
  if (self->failed)
    return FALSE;

  if (!read_char (&self->at, self->end, self->started ? ',' : '{'))
    {
      self->failed = !self->started || !read_char (&self->at, self->end, '}') ||
                     self->at != self->end;
      return FALSE;
    }

  if (!self->started && self->at + 1 == self->end && *self->at == '}')
    return FALSE;

  self->started = TRUE;

  if (read_property (self))
    return TRUE;

  self->failed = TRUE;

  return FALSE;
}

/**
 * talus_props_text_failed:
 * @self: a reader at its end
 *
 * Returns: whether the text is broken
 */
gboolean
talus_props_text_failed (TalusPropsText *self)
{
  return self->failed;
}

/**
 * talus_props_text_begin:
 * @out: where the text goes
 *
 * Starts a text: then come talus_props_text_add() with ascending symbols, and
 * talus_props_text_end().
 */
void
talus_props_text_begin (GString *out)
{
  g_string_append_c (out, '{');
}

/**
 * talus_props_text_add:
 * @out: where the text goes
 * @symbol: which property
 * @seq: the record that changed it
 * @value: (nullable): canonical JSON; %NULL: it was deleted
 * @length: its length
 *
 * Adds one property.
 */
void
talus_props_text_add (GString    *out,
                      guint       symbol,
                      guint64     seq,
                      const char *value,
                      gsize       length)
{
  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');

  g_string_append_printf (out, "\"%u\":[%" G_GUINT64_FORMAT, symbol, seq);

  if (value != NULL)
    {
      g_string_append_c (out, ',');
      g_string_append_len (out, value, (gssize) length);
    }

  g_string_append_c (out, ']');
}

/**
 * talus_props_text_end:
 * @out: where the text goes
 *
 * Ends the text.
 */
void
talus_props_text_end (GString *out)
{
  g_string_append_c (out, '}');
}

/**
 * talus_props_text_change:
 * @out: where the new text goes
 * @text: the old one
 * @text_length: its length
 * @symbol: which property
 * @seq: the record that changes it
 * @value: (nullable): canonical JSON; %NULL: it is deleted
 * @length: its length
 *
 * Copies a text with one property changed.
 *
 * Returns: %FALSE where the old text is broken
 */
gboolean
talus_props_text_change (GString    *out,
                         const char *text,
                         gsize       text_length,
                         guint       symbol,
                         guint64     seq,
                         const char *value,
                         gsize       length)
{
  TalusPropsText reader;
  gboolean done = FALSE;

  talus_props_text_init (&reader, text, text_length);
  talus_props_text_begin (out);

  while (talus_props_text_next (&reader))
    {
      if (!done && reader.symbol >= symbol)
        {
          talus_props_text_add (out, symbol, seq, value, length);
          done = TRUE;
        }

      if (reader.symbol != symbol)
        talus_props_text_add (out, reader.symbol, reader.seq, reader.value, reader.length);
    }

  if (!done)
    talus_props_text_add (out, symbol, seq, value, length);

  talus_props_text_end (out);

  return !talus_props_text_failed (&reader);
}

/**
 * talus_props_text_is_canonical:
 * @value: a text
 * @length: its length
 *
 * Returns: whether it is the canonical JSON of a value as the graph may hold
 *   one
 */
gboolean
talus_props_text_is_canonical (const char *value,
                               gsize       length)
{
  const char *at = value;

  return skip_value (&at, value + length) && at == value + length;
}
