/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The target of a request line taken apart: path, segments, query. Part of
 * the head's codec; nothing else uses it. */
#define G_LOG_DOMAIN "sio-http-target"

#include "sio/sio-http-target-private.h"

#include <string.h>

static gboolean
refuse (GError     **error,
        const char  *message)
{
  g_set_error_literal (error, SIO_HTTP_STATUS_ERROR, 400, message);
  return FALSE;
}

/* Decodes length bytes to *end, ends them with NUL and moves *end behind it. */
static const char *
decode (const char  *text,
        gsize        length,
        gboolean     plus_is_space,
        char       **end,
        GError     **error)
{
  const char *start = *end;
  char *p = *end;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (c == '%')
        {
          int high = i + 2 < length ? g_ascii_xdigit_value (text[i + 1]) : -1;
          int low = high >= 0 ? g_ascii_xdigit_value (text[i + 2]) : -1;

          if (low < 0 || high * 16 + low == 0)
            {
              refuse (error, "The target holds a percent sign that no valid escape follows");
              return NULL;
            }
          c = (char) (high * 16 + low);
          i += 2;
        }
      else if (c == '+' && plus_is_space)
        {
          c = ' ';
        }
      *p++ = c;
    }

  if (!g_utf8_validate (start, p - start, NULL))
    {
      refuse (error, "The target is not UTF-8");
      return NULL;
    }
  *p++ = '\0';
  *end = p;

  return start;
}

static guint
count_char (const char *text,
            char        c)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == c;
  return n;
}

static gboolean
parse_path (SioHttpTarget  *self,
            char          **end,
            GError        **error)
{
  const char *part = self->raw_path + 1;
  guint n_segments = 0;

  self->path = decode (self->raw_path, strlen (self->raw_path), FALSE, end, error);
  if (self->path == NULL)
    return FALSE;

  self->segments = g_new0 (char *, count_char (self->raw_path, '/') + 1);
  while (*part != '\0' || n_segments > 0)
    {
      gsize length = strcspn (part, "/");
      const char *segment = decode (part, length, FALSE, end, error);

      if (segment == NULL)
        return FALSE;
      if (g_str_equal (segment, ".") || g_str_equal (segment, ".."))
        return refuse (error, "The path holds a dot segment");
      self->segments[n_segments++] = (char *) segment;
      if (part[length] == '\0')
        break;
      part += length + 1;
    }

  return TRUE;
}

static gboolean
parse_query (SioHttpTarget  *self,
             char          **end,
             GError        **error)
{
  const char *part = self->raw_query;

  self->query = g_new (SioHttpPair, count_char (part, '&') + 1);
  while (TRUE)
    {
      gsize length = strcspn (part, "&");
      const char *equals = memchr (part, '=', length);
      gsize name_length = equals != NULL ? (gsize) (equals - part) : length;
      gsize value_length = equals != NULL ? length - name_length - 1 : 0;
      SioHttpPair pair;

      if (length > 0)
        {
          pair.name = decode (part, name_length, TRUE, end, error);
          if (pair.name == NULL)
            return FALSE;
          pair.value = decode (part + length - value_length, value_length, TRUE, end, error);
          if (pair.value == NULL)
            return FALSE;
          self->query[self->n_query++] = pair;
        }
      if (part[length] == '\0')
        break;
      part += length + 1;
    }

  return TRUE;
}

/* An absolute URI becomes authority and path, which is "/" where there is none. */
static gboolean
cut_authority (SioHttpTarget  *self,
               char          **text,
               char          **end,
               GError        **error)
{
  const char *authority;
  gsize length;

  if (g_ascii_strncasecmp (*text, "http://", 7) == 0)
    authority = *text + 7;
  else if (g_ascii_strncasecmp (*text, "https://", 8) == 0)
    authority = *text + 8;
  else
    return refuse (error, "The target is neither a path nor an absolute URI");

  length = strcspn (authority, "/?");
  self->authority = *end;
  memcpy (*end, authority, length);
  (*end)[length] = '\0';
  *end += length + 1;

  *text = (char *) authority + length;
  if (**text != '/')
    {
      char *path = *end;

      *path = '/';
      *end = g_stpcpy (path + 1, *text) + 1;
      *text = path;
    }

  return TRUE;
}

/**
 * sio_http_target_parse:
 * @self: (out caller-allocates): filled with zeros before; cleared by the caller also on error
 * @text: the target; it is cut into strings and must live as long as @self
 * @is_options: whether the method may ask about the server as a whole
 * @error: return location for an error
 *
 * Checks a target and takes it apart. A path is never normalised: what would have to be is refused,
 * so that nobody can be fooled about what a path means.
 *
 * Returns: %FALSE with an error in the SIO_HTTP_STATUS_ERROR domain
 */
gboolean
sio_http_target_parse (SioHttpTarget  *self,
                       char           *text,
                       gboolean        is_options,
                       GError        **error)
{
  char *end;
  char *question;

  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p <= 0x20 || (guchar) *p >= 0x7f || *p == '#')
      return refuse (error, "The target holds a character that must be escaped");

  if (is_options && g_str_equal (text, "*"))
    {
      self->raw_path = self->path = text;
      self->segments = g_new0 (char *, 1);
      return TRUE;
    }

  /* At most: authority and path once, the path decoded whole and in segments, a
   * query whose every other byte becomes two strings. */
  self->decoded = end = g_malloc (4 * strlen (text) + 8);
  if (*text != '/' && !cut_authority (self, &text, &end, error))
    return FALSE;

  question = strchr (text, '?');
  if (question != NULL)
    {
      *question = '\0';
      self->raw_query = question + 1;
    }
  self->raw_path = text;

  return parse_path (self, &end, error)
         && (self->raw_query == NULL || parse_query (self, &end, error));
}

/**
 * sio_http_target_clear:
 * @self: the target
 *
 * Frees what the target points to, but not the text it was made from.
 */
void
sio_http_target_clear (SioHttpTarget *self)
{
  g_clear_pointer (&self->segments, g_free);
  g_clear_pointer (&self->query, g_free);
  g_clear_pointer (&self->decoded, g_free);
}
