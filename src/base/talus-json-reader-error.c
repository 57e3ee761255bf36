/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reader says about a text it refuses: what is wrong, at which line,
 * column and byte, and within what. Quotes of the input are kept short,
 * because a name may have megabytes. */
#define G_LOG_DOMAIN "talus-base-json-reader"

#include "base/talus-json-reader-private.h"

#include <string.h>

#include "base/talus-error.h"
#include "base/talus-json-names-private.h"

#define MAX_QUOTED_BYTES 40
#define MAX_PATH_BYTES   160

/* Appends a name of the input to a message: not too much of it, and nothing
 * that would break a line of a log. */
static void
append_quoted (GString    *message,
               const char *text,
               gsize       length,
               gboolean    is_pointer)
{
  gsize limit = length;

  if (limit > MAX_QUOTED_BYTES)
    {
      limit = MAX_QUOTED_BYTES;
      while (((guchar) text[limit] & 0xc0) == 0x80)
        limit--;
    }

  for (gsize i = 0; i < limit; i++)
    {
      if (is_pointer && text[i] == '~')
        g_string_append (message, "~0");
      else if (is_pointer && text[i] == '/')
        g_string_append (message, "~1");
      else if (g_ascii_iscntrl (text[i]))
        g_string_append (message, "�");
      else
        g_string_append_c (message, text[i]);
    }

  if (limit < length)
    g_string_append (message, "…");
}

/* The JSON pointer of the value being read, or of what it is missing from. */
static char *
make_path (TalusJsonReader *self)
{
  g_autoptr (GString) path = g_string_new (NULL);
  guint n_objects = 0;

  for (guint level = 0; level < self->depth; level++)
    {
      const TalusJsonFrame *frame = talus_json_reader_get_frame (self, level);
      gboolean is_within = level + 1 < self->depth || self->state == TALUS_JSON_STATE_VALUE ||
                           self->state == TALUS_JSON_STATE_NAME;
      const char *name = NULL;
      gsize length = 0;

      if (frame->is_object)
        name = talus_json_names_get_last (self->names, n_objects++, &length);

      if (!is_within)
        break;

      if (path->len > MAX_PATH_BYTES)
        {
          g_string_append (path, "/…");
          break;
        }

      g_string_append_c (path, '/');
      if (frame->is_object)
        append_quoted (path, name, length, TRUE);
      else
        g_string_append_printf (path, "%" G_GSIZE_FORMAT, frame->n_before);
    }

  return g_string_free (g_steal_pointer (&path), FALSE);
}

/* Ends the reading with an error about the byte at @offset. */
TalusJsonToken
talus_json_reader_fail (TalusJsonReader *self,
                        gsize            offset,
                        const char      *format,
                        ...)
{
  g_autofree char *what = NULL;
  g_autofree char *path = NULL;
  gsize line = 1;
  gsize column = 1;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  for (gsize i = 0; i < offset; i++)
    {
      if (self->data[i] == '\n')
        {
          line++;
          column = 1;
        }
      else if (((guchar) self->data[i] & 0xc0) != 0x80)
        {
          column++;
        }
    }

  path = make_path (self);
  g_set_error (&self->error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "%s at line %" G_GSIZE_FORMAT ", column %" G_GSIZE_FORMAT
               ", byte %" G_GSIZE_FORMAT "%s%s%s",
               what, line, column, offset, *path != '\0' ? " (in " : "", path,
               *path != '\0' ? ")" : "");

  self->state = TALUS_JSON_STATE_FAILED;
  self->token = TALUS_JSON_ERROR_TOKEN;
  self->start = self->end = offset;
  self->text = NULL;
  self->length = 0;

  return self->token;
}

/* Ends the reading because something else than the byte at @offset, or than
 * the end, ought to be there. */
TalusJsonToken
talus_json_reader_fail_unexpected (TalusJsonReader *self,
                                   gsize            offset,
                                   const char      *expected)
{
  guchar c;

  if (offset >= self->size)
    return talus_json_reader_fail (self, self->size, "unexpected end, expected %s,", expected);

  c = (guchar) self->data[offset];
  if (c > 0x20 && c < 0x7f)
    return talus_json_reader_fail (self, offset, "unexpected “%c”, expected %s,", c, expected);

  if (offset == 0 && self->size >= 3 && memcmp (self->data, "\xef\xbb\xbf", 3) == 0)
    return talus_json_reader_fail (self, offset, "unexpected byte order mark");

  return talus_json_reader_fail (self, offset, "unexpected byte 0x%02x, expected %s,", c, expected);
}

/* Ends the reading because of a name that the object has already: the one
 * in text and length. */
TalusJsonToken
talus_json_reader_fail_duplicate (TalusJsonReader *self)
{
  g_autoptr (GString) name = g_string_new (NULL);

  append_quoted (name, self->text, self->length, FALSE);

  return talus_json_reader_fail (self, self->start, "the name “%s” is there twice", name->str);
}
