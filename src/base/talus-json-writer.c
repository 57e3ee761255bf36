/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appends JSON to a buffer in one pass: the bulk path out. It trusts its
 * caller to open and close in order and to give valid UTF-8; it does not know
 * what it writes. */
#define G_LOG_DOMAIN "talus-base-json-writer"

#include "base/talus-json-writer.h"

#include <math.h>
#include <string.h>

#include "base/talus-clock.h"
#include "base/talus-json-number-private.h"
#include "base/talus-json-scan-private.h"

static inline void
put_bytes (GString    *out,
           const char *bytes,
           gsize       length)
{
  if (out->len + length < out->allocated_len)
    {
      memcpy (out->str + out->len, bytes, length);
      out->len += length;
      out->str[out->len] = '\0';
    }
  else
    {
      g_string_append_len (out, bytes, (gssize) length);
    }
}

/* Everything that begins a value comes through here. */
static inline void
begin_value (TalusJsonWriter *self)
{
  if (self->need_comma)
    g_string_append_c (self->out, ',');
  self->need_comma = TRUE;
}

static inline void
open_container (TalusJsonWriter *self,
                char             bracket)
{
  begin_value (self);
  g_string_append_c (self->out, bracket);
  self->need_comma = FALSE;
}

static inline void
close_container (TalusJsonWriter *self,
                 char             bracket)
{
  g_string_append_c (self->out, bracket);
  self->need_comma = TRUE;
}

static void
put_escape (GString *out,
            guchar   c)
{
  static const char hex[] = "0123456789abcdef";
  char text[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 0xf] };

  switch (c)
    {
    case '"':
    case '\\':
      text[1] = (char) c;
      break;
    case '\b':
      text[1] = 'b';
      break;
    case '\t':
      text[1] = 't';
      break;
    case '\n':
      text[1] = 'n';
      break;
    case '\f':
      text[1] = 'f';
      break;
    case '\r':
      text[1] = 'r';
      break;
    default:
      put_bytes (out, text, 6);
      return;
    }

  put_bytes (out, text, 2);
}

/**
 * talus_json_writer_init:
 * @self: (out caller-allocates): a writer
 * @out: (transfer none): where the text goes, behind what is in it; must
 *   outlive the writing
 *
 * Starts writing. There is nothing to clear afterwards. A writer belongs to
 * one thread at a time.
 */
void
talus_json_writer_init (TalusJsonWriter *self,
                        GString         *out)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (out != NULL);

  self->out = out;
  self->need_comma = FALSE;
}

/**
 * talus_json_writer_begin_object:
 * @self: a writer
 *
 * Begins an object, whose members follow as name and value.
 */
void
talus_json_writer_begin_object (TalusJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  open_container (self, '{');
}

/**
 * talus_json_writer_end_object:
 * @self: a writer
 *
 * Ends the object begun last.
 */
void
talus_json_writer_end_object (TalusJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  close_container (self, '}');
}

/**
 * talus_json_writer_begin_array:
 * @self: a writer
 *
 * Begins an array.
 */
void
talus_json_writer_begin_array (TalusJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  open_container (self, '[');
}

/**
 * talus_json_writer_end_array:
 * @self: a writer
 *
 * Ends the array begun last.
 */
void
talus_json_writer_end_array (TalusJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  close_container (self, ']');
}

/**
 * talus_json_writer_name:
 * @self: a writer
 * @name: (not nullable): a name without characters that need escaping
 *
 * Writes the name of a member as it is. Its value must follow.
 */
void
talus_json_writer_name (TalusJsonWriter *self,
                        const char      *name)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  begin_value (self);
  g_string_append_c (self->out, '"');
  put_bytes (self->out, name, strlen (name));
  put_bytes (self->out, "\":", 2);
  self->need_comma = FALSE;
}

/**
 * talus_json_writer_name_escaped:
 * @self: a writer
 * @name: (not nullable): valid UTF-8
 * @length: its length in bytes, or -1 if it is NUL-terminated
 *
 * Writes the name of a member, whatever characters it has. Its value must
 * follow.
 */
void
talus_json_writer_name_escaped (TalusJsonWriter *self,
                                const char      *name,
                                gssize           length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  begin_value (self);
  talus_json_append_string (self->out, name, length >= 0 ? (gsize) length : strlen (name));
  g_string_append_c (self->out, ':');
  self->need_comma = FALSE;
}

/**
 * talus_json_writer_string:
 * @self: a writer
 * @text: (nullable): valid UTF-8; %NULL writes null
 *
 * Writes a string.
 */
void
talus_json_writer_string (TalusJsonWriter *self,
                          const char      *text)
{
  if (text != NULL)
    talus_json_writer_string_len (self, text, strlen (text));
  else
    talus_json_writer_null (self);
}

/**
 * talus_json_writer_string_len:
 * @self: a writer
 * @text: (array length=length): valid UTF-8, not NUL-terminated
 * @length: its length in bytes
 *
 * Writes a string.
 */
void
talus_json_writer_string_len (TalusJsonWriter *self,
                              const char      *text,
                              gsize            length)
{
  g_return_if_fail (self != NULL);

  begin_value (self);
  talus_json_append_string (self->out, text, length);
}

/**
 * talus_json_writer_id:
 * @self: a writer
 * @id: (nullable): an id; %NULL writes null
 *
 * Writes an id as a string.
 */
void
talus_json_writer_id (TalusJsonWriter *self,
                      const TalusId   *id)
{
  char text[TALUS_ID_TEXT_SIZE + 2];

  g_return_if_fail (self != NULL);

  if (id == NULL)
    {
      talus_json_writer_null (self);
      return;
    }

  begin_value (self);
  text[0] = '"';
  talus_id_format (id, text + 1);
  text[TALUS_ID_TEXT_LENGTH + 1] = '"';
  put_bytes (self->out, text, TALUS_ID_TEXT_LENGTH + 2);
}

/**
 * talus_json_writer_time:
 * @self: a writer
 * @ms: milliseconds since 1970-01-01T00:00:00Z
 *
 * Writes a time as a string, see [func@Talus.time_format].
 */
void
talus_json_writer_time (TalusJsonWriter *self,
                        gint64           ms)
{
  char text[TALUS_TIME_TEXT_SIZE];

  talus_time_format (ms, text);
  talus_json_writer_string_len (self, text, strlen (text));
}

/**
 * talus_json_writer_int:
 * @self: a writer
 * @value: an integer
 *
 * Writes a number. Beyond 2^53 it is that of the nearest double, because it is
 * what every reader makes of it.
 */
void
talus_json_writer_int (TalusJsonWriter *self,
                       gint64           value)
{
  /* The format is the same, and its first branch is the integers. */
  talus_json_writer_double (self, (double) value);
}

/**
 * talus_json_writer_double:
 * @self: a writer
 * @value: a finite number
 *
 * Writes a number as [func@Talus.json_append_double] does.
 */
void
talus_json_writer_double (TalusJsonWriter *self,
                          double           value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (isfinite (value));

  begin_value (self);
  talus_json_append_double (self->out, value);
}

/**
 * talus_json_writer_boolean:
 * @self: a writer
 * @value: what to write
 *
 * Writes true or false.
 */
void
talus_json_writer_boolean (TalusJsonWriter *self,
                           gboolean         value)
{
  g_return_if_fail (self != NULL);

  begin_value (self);
  if (value)
    put_bytes (self->out, "true", 4);
  else
    put_bytes (self->out, "false", 5);
}

/**
 * talus_json_writer_null:
 * @self: a writer
 *
 * Writes null.
 */
void
talus_json_writer_null (TalusJsonWriter *self)
{
  g_return_if_fail (self != NULL);

  begin_value (self);
  put_bytes (self->out, "null", 4);
}

/**
 * talus_json_writer_raw:
 * @self: a writer
 * @json: (not nullable): the JSON text of one value
 * @length: its length in bytes, or -1 if it is NUL-terminated
 *
 * Writes a value that is JSON already, as it is.
 */
void
talus_json_writer_raw (TalusJsonWriter *self,
                       const char      *json,
                       gssize           length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (json != NULL);

  begin_value (self);
  put_bytes (self->out, json, length >= 0 ? (gsize) length : strlen (json));
}

/**
 * talus_json_append_string:
 * @out: where the text goes
 * @text: (array length=length) (nullable): valid UTF-8, not NUL-terminated;
 *   may be %NULL if @length is 0
 * @length: its length in bytes
 *
 * Appends a string with its quotes as RFC 8785 spells it: escaped are only
 * quote, backslash and control characters. Any thread.
 */
void
talus_json_append_string (GString    *out,
                          const char *text,
                          gsize       length)
{
  gsize at = 0;

  g_return_if_fail (out != NULL);
  g_return_if_fail (text != NULL || length == 0);

  g_string_append_c (out, '"');

  while (at < length)
    {
      gsize run = talus_json_span_unescaped (text + at, length - at);

      put_bytes (out, text + at, run);
      at += run;
      if (at < length)
        put_escape (out, (guchar) text[at++]);
    }

  g_string_append_c (out, '"');
}

/**
 * talus_json_append_double:
 * @out: where the text goes
 * @value: a finite number; -0 is written as 0
 *
 * Appends a number as RFC 8785 spells it, which is ECMAScript's
 * Number::toString: the shortest digits that read as the same double. Any
 * thread, any locale.
 */
void
talus_json_append_double (GString *out,
                          double   value)
{
  char text[TALUS_JSON_NUMBER_SIZE];
  guint length;

  g_return_if_fail (out != NULL);
  g_return_if_fail (isfinite (value));

  length = talus_json_number_format (value, text);
  put_bytes (out, text, length);
}

/* UTF-16 writes what lies beyond U+FFFF (first byte 0xf0 and up) as units from
 * 0xd800, below U+E000 to U+FFFF (first byte 0xee, 0xef). In all else the
 * order of its units is that of the bytes of UTF-8. */
static inline int
rank_byte (guchar c)
{
  return c == 0xee || c == 0xef ? c + 0x10 : c;
}

/**
 * talus_json_compare_names:
 * @a: (array length=a_length): valid UTF-8
 * @a_length: its length in bytes
 * @b: (array length=b_length): valid UTF-8
 * @b_length: its length in bytes
 *
 * Orders member names by their UTF-16 code units, as RFC 8785 wants them. Any
 * thread.
 *
 * Returns: less than, equal to or greater than 0
 */
int
talus_json_compare_names (const char *a,
                          gsize       a_length,
                          const char *b,
                          gsize       b_length)
{
  gsize length = MIN (a_length, b_length);

  g_return_val_if_fail (a != NULL || a_length == 0, 0);
  g_return_val_if_fail (b != NULL || b_length == 0, 0);

  for (gsize i = 0; i < length; i++)
    {
      if (a[i] != b[i])
        return rank_byte ((guchar) a[i]) - rank_byte ((guchar) b[i]);
    }

  return (a_length > b_length) - (a_length < b_length);
}
