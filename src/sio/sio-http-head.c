/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of an HTTP/1 request as a pure codec: bytes in; a head, "more" or
 * an error out. The one place where hostile request lines and fields are
 * judged. It must not know sockets or who asks. */
#define G_LOG_DOMAIN "sio-http-head"

#include "sio/sio-http-head.h"
#include "sio/sio-http-target-private.h"

#include <string.h>

/* Lengths of more digits than this overflow what can be counted. */
#define MAX_LENGTH_DIGITS 18

G_DEFINE_QUARK (sio-http-status-error-quark, sio_http_status_error)

typedef struct
{
  SioHttpHead    head;

  char          *text;   /* the bytes, cut into strings */
  SioHttpPair   *fields;
  SioHttpTarget  target;
} ParsedHead;

static gboolean
refuse (GError     **error,
        int          status,
        const char  *message)
{
  g_set_error_literal (error, SIO_HTTP_STATUS_ERROR, status, message);
  return FALSE;
}

/* RFC 9110 5.6.2 */
static gboolean
is_token_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

static gboolean
is_token (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!is_token_char (*text))
      return FALSE;
  return TRUE;
}

/* A comma-separated list of tokens, compared without case. */
static gboolean
list_contains (const char *list,
               const char *token)
{
  gsize token_length = strlen (token);

  while (*list != '\0')
    {
      gsize length;

      list += strspn (list, " \t,");
      length = strcspn (list, " \t,");
      if (length == token_length && g_ascii_strncasecmp (list, token, length) == 0)
        return TRUE;
      list += length;
    }

  return FALSE;
}

static gboolean
parse_version (ParsedHead  *self,
               const char  *version,
               GError     **error)
{
  if (strlen (version) != 8 || !g_str_has_prefix (version, "HTTP/")
      || !g_ascii_isdigit (version[5]) || version[6] != '.' || !g_ascii_isdigit (version[7]))
    return refuse (error, 400, "The request line is not one of HTTP");
  if (version[5] != '1' || version[7] > '1')
    return refuse (error, 505, "Only HTTP/1.0 and HTTP/1.1 are spoken here");

  self->head.minor_version = version[7] - '0';
  return TRUE;
}

static gboolean
parse_request_line (ParsedHead  *self,
                    char        *line,
                    GError     **error)
{
  char *target;
  char *version;

  target = strchr (line, ' ');
  version = target != NULL ? strchr (target + 1, ' ') : NULL;
  if (version == NULL)
    return refuse (error, 400, "The request line is not one of HTTP");
  *target++ = '\0';
  *version++ = '\0';

  if (!is_token (line))
    return refuse (error, 400, "The method is not a token");
  self->head.method = line;

  return parse_version (self, version, error)
         && sio_http_target_parse (&self->target, target, g_str_equal (line, "OPTIONS"), error);
}

static gboolean
parse_field (char         *line,
             SioHttpPair  *field,
             GError      **error)
{
  char *colon;
  char *value;
  char *end;

  /* A line that starts with white space would continue the one before. */
  colon = strchr (line, ':');
  if (colon == NULL)
    return refuse (error, 400, "A header field has no colon");
  *colon = '\0';
  if (!is_token (line))
    return refuse (error, 400, "The name of a header field is not a token");

  value = colon + 1;
  value += strspn (value, " \t");
  end = value + strlen (value);
  while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
    end--;
  *end = '\0';

  for (const char *p = value; *p != '\0'; p++)
    if (((guchar) *p < 0x20 && *p != '\t') || *p == 0x7f)
      return refuse (error, 400, "The value of a header field holds a control character");

  *field = (SioHttpPair) { line, value };
  return TRUE;
}

/* Cuts the lines, which end in CR LF, the last one empty. */
static gboolean
parse_lines (ParsedHead  *self,
             gsize        length,
             GError     **error)
{
  char *line = self->text;
  gboolean first = TRUE;
  guint n_fields = 0;
  guint n_lines = 0;

  if (memchr (line, '\0', length) != NULL)
    return refuse (error, 400, "The request holds a NUL");

  for (const char *p = line; (p = strchr (p, '\n')) != NULL; p++)
    n_lines++;
  if (n_lines > SIO_HTTP_HEAD_MAX_FIELDS + 2)
    return refuse (error, 431, "The request has too many header fields");
  self->fields = g_new (SioHttpPair, n_lines);

  for (char *end; (end = strstr (line, "\r\n")) != line; line = end + 2)
    {
      *end = '\0';
      if (first && !parse_request_line (self, line, error))
        return FALSE;
      if (!first && !parse_field (line, &self->fields[n_fields++], error))
        return FALSE;
      first = FALSE;
    }
  if (first)
    return refuse (error, 400, "The request has no request line");

  self->head.fields = self->fields;
  self->head.n_fields = n_fields;
  return TRUE;
}

static gboolean
is_host (const char *host)
{
  for (; *host != '\0'; host++)
    if (!g_ascii_isalnum (*host) && strchr ("-._~!$&'()*+,;=:%[]", *host) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
judge_host (ParsedHead  *self,
            GError     **error)
{
  const char *from_target = self->target.authority;
  guint count;

  self->head.host = sio_http_head_get_field (&self->head, "Host", &count);
  if (count > 1)
    return refuse (error, 400, "The request has more than one Host");
  if (count == 0 && self->head.minor_version > 0)
    return refuse (error, 400, "The request has no Host");
  if (count > 0 && !is_host (self->head.host))
    return refuse (error, 400, "The Host is not one");

  if (from_target != NULL)
    {
      /* The target's would win, but who looks at the field must not be fooled. */
      if (*from_target == '\0' || !is_host (from_target)
          || (count > 0 && g_ascii_strcasecmp (self->head.host, from_target) != 0))
        return refuse (error, 400, "The request's target and its Host disagree");
      self->head.host = from_target;
    }

  return TRUE;
}

static gboolean
judge_length (ParsedHead  *self,
              const char  *length,
              guint        count,
              GError     **error)
{
  gsize n_digits = strspn (length, "0123456789");

  if (count > 1 || n_digits == 0 || length[n_digits] != '\0')
    return refuse (error, 400, "The Content-Length is not one number");
  if (n_digits > MAX_LENGTH_DIGITS)
    return refuse (error, 413, "The body is larger than anything accepted here");

  self->head.content_length = g_ascii_strtoll (length, NULL, 10);
  return TRUE;
}

/* How the body is framed decides where the next request starts: two readers
 * that could differ about it are what request smuggling lives on. */
static gboolean
judge_framing (ParsedHead  *self,
               GError     **error)
{
  const char *length, *coding;
  guint n_lengths, n_codings;

  length = sio_http_head_get_field (&self->head, "Content-Length", &n_lengths);
  coding = sio_http_head_get_field (&self->head, "Transfer-Encoding", &n_codings);

  if (n_codings == 0)
    return n_lengths == 0 || judge_length (self, length, n_lengths, error);
  if (n_lengths > 0)
    return refuse (error, 400, "The request has both Content-Length and Transfer-Encoding");
  if (self->head.minor_version == 0)
    return refuse (error, 400, "HTTP/1.0 has no Transfer-Encoding");
  if (n_codings > 1 || g_ascii_strcasecmp (coding, "chunked") != 0)
    return refuse (error, 501, "The only Transfer-Encoding accepted is chunked");

  self->head.chunked = TRUE;
  self->head.content_length = -1;
  return TRUE;
}

static gboolean
judge_connection (ParsedHead  *self,
                  GError     **error)
{
  const char *expectation;
  gboolean wants_close = FALSE;
  gboolean wants_keep = FALSE;
  guint count;

  for (guint i = 0; i < self->head.n_fields; i++)
    if (g_ascii_strcasecmp (self->fields[i].name, "Connection") == 0)
      {
        wants_close |= list_contains (self->fields[i].value, "close");
        wants_keep |= list_contains (self->fields[i].value, "keep-alive");
      }
  self->head.keep_alive = !wants_close && (wants_keep || self->head.minor_version > 0);

  expectation = sio_http_head_get_field (&self->head, "Expect", &count);
  if (count == 0)
    return TRUE;
  if (count > 1 || g_ascii_strcasecmp (expectation, "100-continue") != 0)
    return refuse (error, 417, "The only expectation met here is 100-continue");
  /* A client of HTTP/1.0 would take the interim answer for the final one. */
  self->head.expect_continue = self->head.minor_version > 0 && self->head.content_length != 0;
  return TRUE;
}

/**
 * sio_http_head_measure:
 * @data: the bytes that came so far
 * @length: how many
 * @scanned: (inout): how many of them an earlier call has looked at, 0 at first
 * @error: return location for an error
 *
 * Looks for the end of a head. Empty lines in front of it must have been taken away.
 *
 * Returns: the head's length with its empty line, 0 if more must come, -1 with an error in the
 *   SIO_HTTP_STATUS_ERROR domain if this will never be one that is accepted
 */
gssize
sio_http_head_measure (const char  *data,
                       gsize        length,
                       gsize       *scanned,
                       GError     **error)
{
  const char *end = data + MIN (length, SIO_HTTP_HEAD_MAX_BYTES);
  const char *p = data + *scanned;

  while ((p = memchr (p, '\n', end - p)) != NULL)
    {
      if (p == data || p[-1] != '\r')
        {
          refuse (error, 400, "A line of the request does not end in CR LF");
          return -1;
        }
      if (p - data >= 3 && p[-2] == '\n')
        return p + 1 - data;
      p++;
    }

  *scanned = end - data;
  if (length >= SIO_HTTP_HEAD_MAX_BYTES)
    {
      refuse (error, 431, "The head of the request is too large");
      return -1;
    }
  return 0;
}

/**
 * sio_http_head_parse:
 * @data: the bytes of one head
 * @length: what [func@Sio.http_head_measure] said
 * @error: return location for an error
 *
 * Checks a head and takes it apart.
 *
 * Returns: (transfer full) (nullable): the head, or %NULL with an error in the
 *   SIO_HTTP_STATUS_ERROR domain
 */
SioHttpHead *
sio_http_head_parse (const char  *data,
                     gsize        length,
                     GError     **error)
{
  ParsedHead *self;

  g_return_val_if_fail (length >= 4, NULL);
  g_return_val_if_fail (memcmp (data + length - 4, "\r\n\r\n", 4) == 0, NULL);

  self = g_new0 (ParsedHead, 1);
  self->text = g_malloc (length + 1);
  memcpy (self->text, data, length);
  self->text[length] = '\0';

  if (!parse_lines (self, length, error)
      || !judge_host (self, error)
      || !judge_framing (self, error)
      || !judge_connection (self, error))
    {
      sio_http_head_free (&self->head);
      return NULL;
    }

  self->head.raw_path = self->target.raw_path;
  self->head.path = self->target.path;
  self->head.segments = (const char * const *) self->target.segments;
  self->head.raw_query = self->target.raw_query;
  self->head.query = self->target.query;
  self->head.n_query = self->target.n_query;

  return &self->head;
}

/**
 * sio_http_head_free:
 * @self: (transfer full): the head
 *
 * Frees a head and everything it points to.
 */
void
sio_http_head_free (SioHttpHead *self)
{
  ParsedHead *parsed = (ParsedHead *) self;

  g_return_if_fail (self != NULL);

  sio_http_target_clear (&parsed->target);
  g_free (parsed->fields);
  g_free (parsed->text);
  g_free (parsed);
}

/**
 * sio_http_head_get_field:
 * @self: the head
 * @name: a header field's name, in any case
 * @count: (out) (optional): how many there are
 *
 * Returns: (transfer none) (nullable): the value of the first
 */
const char *
sio_http_head_get_field (const SioHttpHead *self,
                         const char        *name,
                         guint             *count)
{
  const char *value = NULL;
  guint n = 0;

  for (guint i = 0; i < self->n_fields; i++)
    if (g_ascii_strcasecmp (self->fields[i].name, name) == 0 && n++ == 0)
      value = self->fields[i].value;
  if (count != NULL)
    *count = n;

  return value;
}

/**
 * sio_http_head_get_query:
 * @self: the head
 * @name: a query parameter's name
 * @count: (out) (optional): how many there are
 *
 * Returns: (transfer none) (nullable): the value of the first
 */
const char *
sio_http_head_get_query (const SioHttpHead *self,
                         const char        *name,
                         guint             *count)
{
  const char *value = NULL;
  guint n = 0;

  for (guint i = 0; i < self->n_query; i++)
    if (g_str_equal (self->query[i].name, name) && n++ == 0)
      value = self->query[i].value;
  if (count != NULL)
    *count = n;

  return value;
}
