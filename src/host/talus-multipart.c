/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splitting a form at its boundaries. Strict where leniency would let two
 * readers see different parts: CRLF everywhere, one disposition a part, an
 * end that is there. */
#define G_LOG_DOMAIN "talus-host-multipart"

#include "host/talus-multipart.h"

#include <string.h>

#include "base/talus-error.h"

#define MAX_BOUNDARY 70 /* RFC 2046 */
#define MAX_HEADERS  8192

/* The bytes that are still ahead. */
typedef struct
{
  const char *at;
  const char *end;
} Input;

static void
free_part (gpointer data)
{
  TalusPart *part = data;

  g_free (part->name);
  g_free (part->filename);
  g_free (part);
}

static gboolean
refuse (GError     **error,
        const char  *reason)
{
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "The body is no valid multipart/form-data: %s", reason);

  return FALSE;
}

static gboolean
is_token_character (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

static void
skip_blanks (const char **at)
{
  while (**at == ' ' || **at == '\t')
    (*at)++;
}

static char *
read_token (const char **at)
{
  const char *start = *at;

  while (is_token_character (**at))
    (*at)++;

  return *at > start ? g_strndup (start, *at - start) : NULL;
}

/* Browsers escape a quote as %22 and nothing else; curl and others put a
 * backslash before it. Both are read. */
static char *
read_quoted (const char **at)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (const char *p = *at + 1; *p != '\0'; p++)
    {
      if (*p == '"')
        {
          *at = p + 1;
          return g_string_free (g_steal_pointer (&text), FALSE);
        }
      if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
        p++;
      g_string_append_c (text, *p);
    }

  return NULL;
}

/* `; name=value` at *@at. @name is NULL at the end. FALSE where it is neither. */
static gboolean
read_parameter (const char **at,
                char       **name,
                char       **value)
{
  *name = NULL;
  *value = NULL;
  skip_blanks (at);
  if (**at == '\0')
    return TRUE;
  if (**at != ';')
    return FALSE;

  (*at)++;
  skip_blanks (at);
  if (**at == '\0')
    return TRUE;

  *name = read_token (at);
  if (*name == NULL || **at != '=')
    {
      g_clear_pointer (name, g_free);
      return FALSE;
    }

  (*at)++;
  *value = **at == '"' ? read_quoted (at) : read_token (at);
  if (*value == NULL)
    g_clear_pointer (name, g_free);

  return *value != NULL;
}

static gboolean
is_boundary (const char *text)
{
  gsize length = strlen (text);

  if (length == 0 || length > MAX_BOUNDARY || text[length - 1] == ' ')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]) && strchr ("'()+_,-./:=? ", text[i]) == NULL)
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_multipart_get_boundary:
 * @content_type: (nullable): the header of that name
 *
 * Finds what separates the parts of a form. Any thread.
 *
 * Returns: (transfer full) (nullable): the boundary; %NULL if it is no form,
 *   or says none that could be used
 */
char *
talus_multipart_get_boundary (const char *content_type)
{
  static const char type[] = "multipart/form-data";
  g_autofree char *boundary = NULL;
  const char *at = content_type;

  if (content_type == NULL || g_ascii_strncasecmp (content_type, type, strlen (type)) != 0)
    return NULL;

  at += strlen (type);
  while (TRUE)
    {
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (!read_parameter (&at, &name, &value))
        return NULL;
      if (name == NULL)
        break;
      if (g_ascii_strcasecmp (name, "boundary") != 0)
        continue;
      if (boundary != NULL || !is_boundary (value))
        return NULL;
      boundary = g_steal_pointer (&value);
    }

  return g_steal_pointer (&boundary);
}

static gboolean
set_once (char   **field,
          char   **value,
          GError **error)
{
  if (*field != NULL)
    return refuse (error, "a part has a parameter twice");
  if (!g_utf8_validate (*value, -1, NULL))
    return refuse (error, "the name of a part is not UTF-8");
  *field = g_steal_pointer (value);

  return TRUE;
}

static gboolean
read_disposition (TalusPart   *part,
                  const char  *value,
                  GError     **error)
{
  g_autofree char *kind = NULL;

  if (part->name != NULL)
    return refuse (error, "a part has two dispositions");

  kind = read_token (&value);
  if (kind == NULL || g_ascii_strcasecmp (kind, "form-data") != 0)
    return refuse (error, "a part is no form-data");

  while (TRUE)
    {
      g_autofree char *name = NULL;
      g_autofree char *parameter = NULL;

      if (!read_parameter (&value, &name, &parameter))
        return refuse (error, "the disposition of a part cannot be read");
      if (name == NULL)
        break;
      if (g_ascii_strcasecmp (name, "name") == 0 && !set_once (&part->name, &parameter, error))
        return FALSE;
      if (parameter != NULL && g_ascii_strcasecmp (name, "filename") == 0 &&
          !set_once (&part->filename, &parameter, error))
        return FALSE;
    }

  if (part->name == NULL)
    return refuse (error, "a part has no name");

  return TRUE;
}

static gboolean
read_header (TalusPart   *part,
             char        *line,
             GError     **error)
{
  char *colon = strchr (line, ':');
  const char *value = NULL;

  if (colon == NULL || colon == line)
    return refuse (error, "a part has a header without a name");
  for (const char *p = line; p < colon; p++)
    {
      if (!is_token_character (*p))
        return refuse (error, "a part has a header whose name cannot be one");
    }

  *colon = '\0';
  value = colon + 1;
  skip_blanks (&value);
  if (g_ascii_strcasecmp (line, "Content-Disposition") == 0)
    return read_disposition (part, value, error);
  /* Encodings of the content are gone from HTTP (RFC 7578, section 4.7). */
  if (g_ascii_strcasecmp (line, "Content-Transfer-Encoding") == 0 &&
      g_ascii_strcasecmp (value, "binary") != 0 && g_ascii_strcasecmp (value, "8bit") != 0 &&
      g_ascii_strcasecmp (value, "7bit") != 0)
    return refuse (error, "a part is encoded");

  return TRUE;
}

/* The headers of a part, up to and with the empty line. */
static gboolean
read_headers (Input      *input,
              TalusPart  *part,
              GError    **error)
{
  const char *limit = input->end - input->at > MAX_HEADERS ? input->at + MAX_HEADERS : input->end;

  while (TRUE)
    {
      const char *line_end = memchr (input->at, '\r', limit - input->at);
      g_autofree char *line = NULL;
      gsize length = 0;

      if (line_end == NULL || limit - line_end < 2 || line_end[1] != '\n')
        return refuse (error, "the headers of a part do not end");

      length = line_end - input->at;
      if (memchr (input->at, '\0', length) != NULL || memchr (input->at, '\n', length) != NULL)
        return refuse (error, "a part has a header that is no text");
      line = g_strndup (input->at, length);
      input->at = line_end + 2;
      if (length == 0)
        break;
      if (!read_header (part, line, error))
        return FALSE;
    }

  if (part->name == NULL)
    return refuse (error, "a part has no name");

  return TRUE;
}

/* Behind a boundary: "--" ends the form, a line end begins a part. */
static gboolean
end_boundary (Input     *input,
              gboolean  *is_last,
              GError   **error)
{
  *is_last = input->end - input->at >= 2 && memcmp (input->at, "--", 2) == 0;
  if (*is_last)
    {
      input->at += 2;
      return TRUE;
    }

  while (input->at < input->end && (*input->at == ' ' || *input->at == '\t'))
    input->at++;
  if (input->end - input->at < 2 || memcmp (input->at, "\r\n", 2) != 0)
    return refuse (error, "a boundary is followed by something else");
  input->at += 2;

  return TRUE;
}

static gboolean
read_part (Input        *input,
           const char   *data,
           const char   *delimiter,
           gsize         delimiter_length,
           TalusPart    *part,
           GError      **error)
{
  const char *content_end = NULL;

  if (!read_headers (input, part, error))
    return FALSE;

  content_end = memmem (input->at, input->end - input->at, delimiter, delimiter_length);
  if (content_end == NULL)
    return refuse (error, "it ends within a part");
  part->start = input->at - data;
  part->length = content_end - input->at;
  input->at = content_end + delimiter_length;

  return TRUE;
}

/**
 * talus_multipart_split:
 * @data: (array length=size): the whole body
 * @size: its length
 * @boundary: what separates the parts
 * @error: return location
 *
 * Splits a form into its parts. Any thread.
 *
 * Returns: (transfer full) (element-type TalusPart): the parts in order, or
 *   %NULL with %TALUS_ERROR_INVALID_REQUEST
 */
GPtrArray *
talus_multipart_split (const char  *data,
                       gsize        size,
                       const char  *boundary,
                       GError     **error)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (free_part);
  g_autofree char *delimiter = NULL;
  Input input = { data, data + size };
  gboolean is_last = FALSE;
  gsize length = 0;

  g_return_val_if_fail (data != NULL || size == 0, NULL);
  g_return_val_if_fail (boundary != NULL, NULL);

  delimiter = g_strconcat ("\r\n--", boundary, NULL);
  length = strlen (delimiter);
  /* The first one may stand at the very start, without a line end before it. */
  if (size < length - 2 || memcmp (data, delimiter + 2, length - 2) != 0)
    {
      refuse (error, "it does not begin with its boundary");
      return NULL;
    }

  input.at += length - 2;
  while (TRUE)
    {
      TalusPart *part = NULL;

      if (!end_boundary (&input, &is_last, error))
        return NULL;
      if (is_last)
        return g_steal_pointer (&parts);
      if (parts->len == TALUS_MULTIPART_MAX_PARTS)
        {
          refuse (error, "it has too many parts");
          return NULL;
        }

      part = g_new0 (TalusPart, 1);
      g_ptr_array_add (parts, part);
      if (!read_part (&input, data, delimiter, length, part, error))
        return NULL;
    }
}
