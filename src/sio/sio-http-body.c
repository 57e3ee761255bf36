/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The framing of an HTTP/1 request body, by length or in chunks, as a pure
 * codec: bytes in; runs of body bytes or an error out. It must not know
 * sockets or what becomes of the bytes. */
#define G_LOG_DOMAIN "sio-http-body"

#include "sio/sio-http-body.h"

#include "sio/sio-http-head.h"

/* Sizes of more digits than this cannot be meant. */
#define MAX_SIZE_DIGITS      15
#define MAX_EXTENSION_LENGTH 1024
#define MAX_TRAILERS_LENGTH  8192

/* Chunked:  SIZE -> [EXTENSION] -> SIZE_LF -> DATA -> DATA_CR -> DATA_LF -> SIZE …
 * last one: SIZE_LF -> TRAILER -> (TRAILER_LINE -> TRAILER_LF -> TRAILER)* -> END_LF -> DONE
 * By length: LENGTH -> DONE */
enum
{
  LENGTH,
  SIZE,
  EXTENSION,
  SIZE_LF,
  DATA,
  DATA_CR,
  DATA_LF,
  TRAILER,
  TRAILER_LINE,
  TRAILER_LF,
  END_LF,
  DONE,
};

static gboolean
refuse (GError     **error,
        const char  *message)
{
  g_set_error_literal (error, SIO_HTTP_STATUS_ERROR, 400, message);
  return FALSE;
}

static gboolean
expect_char (SioHttpBody  *self,
             char          got,
             char          wanted,
             int           next_state,
             GError      **error)
{
  if (got != wanted)
    return refuse (error, "A chunk of the body is not framed as HTTP asks");
  self->state = next_state;
  return TRUE;
}

static gboolean
take_size_char (SioHttpBody  *self,
                char          c,
                GError      **error)
{
  int digit = g_ascii_xdigit_value (c);

  if (digit >= 0)
    {
      if (++self->digits > MAX_SIZE_DIGITS)
        return refuse (error, "A chunk of the body claims an impossible size");
      self->remaining = self->remaining * 16 + (guint) digit;
      return TRUE;
    }
  if (self->digits == 0)
    return refuse (error, "A chunk of the body has no size");
  if (c == '\r')
    self->state = SIZE_LF;
  else if (c == ';' || c == ' ' || c == '\t')
    self->state = EXTENSION;
  else
    return refuse (error, "The size of a chunk of the body is not a number");
  return TRUE;
}

/* Extensions and trailers are read over: only what could hide the end of a
 * line from another reader of the same bytes is refused. */
static gboolean
take_ignored_char (SioHttpBody  *self,
                   char          c,
                   guint         max_length,
                   int           next_state,
                   GError      **error)
{
  if (c == '\r')
    self->state = next_state;
  else if (c == '\n' || c == '\0' || ++self->line_length > max_length)
    return refuse (error, "An extension or trailer of the body is malformed or too long");
  return TRUE;
}

static gboolean
take_framing_char (SioHttpBody  *self,
                   char          c,
                   GError      **error)
{
  switch (self->state)
    {
    case SIZE:
      return take_size_char (self, c, error);

    case EXTENSION:
      return take_ignored_char (self, c, MAX_EXTENSION_LENGTH, SIZE_LF, error);

    case SIZE_LF:
      self->line_length = 0;
      return expect_char (self, c, '\n', self->remaining > 0 ? DATA : TRAILER, error);

    case DATA_CR:
      return expect_char (self, c, '\r', DATA_LF, error);

    case DATA_LF:
      self->digits = 0;
      return expect_char (self, c, '\n', SIZE, error);

    case TRAILER:
      self->state = TRAILER_LINE;
      return take_ignored_char (self, c, MAX_TRAILERS_LENGTH, END_LF, error);

    case TRAILER_LINE:
      return take_ignored_char (self, c, MAX_TRAILERS_LENGTH, TRAILER_LF, error);

    case TRAILER_LF:
      return expect_char (self, c, '\n', TRAILER, error);

    case END_LF:
      return expect_char (self, c, '\n', DONE, error);

    default:
      g_assert_not_reached ();
    }
}

/**
 * sio_http_body_init_length:
 * @self: (out caller-allocates): the body
 * @length: its bytes
 *
 * Starts a body of known length.
 */
void
sio_http_body_init_length (SioHttpBody *self,
                           guint64      length)
{
  *self = (SioHttpBody) { .state = length > 0 ? LENGTH : DONE, .remaining = length };
}

/**
 * sio_http_body_init_chunks:
 * @self: (out caller-allocates): the body
 *
 * Starts a body that comes in chunks.
 */
void
sio_http_body_init_chunks (SioHttpBody *self)
{
  *self = (SioHttpBody) { .state = SIZE };
}

/**
 * sio_http_body_is_done:
 * @self: the body
 *
 * Returns: whether the body's end has been taken
 */
gboolean
sio_http_body_is_done (const SioHttpBody *self)
{
  return self->state == DONE;
}

/**
 * sio_http_body_get_left:
 * @self: the body
 * @left: (out): bytes still to come
 *
 * Returns: whether that is known: not for chunks
 */
gboolean
sio_http_body_get_left (const SioHttpBody *self,
                        guint64           *left)
{
  *left = self->remaining;
  return self->state == DONE || self->state == LENGTH;
}

/**
 * sio_http_body_take:
 * @self: the body, not done
 * @data: (inout): the bytes that came; moved behind what was taken
 * @length: (inout): how many; lessened by what was taken
 * @run: (out): where in them the next bytes of the body are
 * @run_length: (out): how many; 0 when all of @data is taken or the body is done
 * @error: return location for an error
 *
 * Takes the framing and the next run of body bytes from the front of @data. What is behind the body
 * stays in @data.
 *
 * Returns: %FALSE with an error in the SIO_HTTP_STATUS_ERROR domain if the framing is wrong
 */
gboolean
sio_http_body_take (SioHttpBody  *self,
                    const char  **data,
                    gsize        *length,
                    const char  **run,
                    gsize        *run_length,
                    GError      **error)
{
  *run = NULL;
  *run_length = 0;

  while (*length > 0 && self->state != DONE)
    {
      if (self->state == LENGTH || self->state == DATA)
        {
          *run = *data;
          *run_length = MIN (*length, self->remaining);
          *data += *run_length;
          *length -= *run_length;
          self->remaining -= *run_length;
          if (self->remaining == 0)
            self->state = self->state == LENGTH ? DONE : DATA_CR;
          return TRUE;
        }

      if (!take_framing_char (self, **data, error))
        return FALSE;
      *data += 1;
      *length -= 1;
    }

  return TRUE;
}
