/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How bytes come into a connection, and the body of a request out of them:
 * to whoever asked for it, or nowhere. */
#define G_LOG_DOMAIN "sio-http-connection"

#include "sio/sio-http-connection-private.h"
#include "sio/sio-http-request-private.h"

#include <string.h>

#define READ_SIZE      (16 * 1024)
#define READ_BODY_SIZE (64 * 1024)

/* What is read ahead of need: a head fits with room to spare. */
#define READ_AHEAD (SIO_HTTP_HEAD_MAX_BYTES + READ_SIZE)

/* Of one connection in one turn, so that an upload does not starve the rest. */
#define MAX_READ_A_TURN (256 * 1024)

static void
make_room (SioHttpConnection *self,
           gsize              room)
{
  gsize buffered = sio_http_connection_get_buffered (self);

  if (self->in_size - self->in_end >= room)
    return;
  if (self->in == NULL && room == READ_SIZE && self->shared->spare != NULL)
    {
      self->in = g_steal_pointer (&self->shared->spare);
      self->in_size = READ_SIZE;
      return;
    }

  if (self->in_start > 0)
    {
      memmove (self->in, self->in + self->in_start, buffered);
      self->in_start = 0;
      self->in_end = buffered;
    }
  if (self->in_size - self->in_end < room)
    {
      self->in_size = MAX (self->in_end + room, self->in_size * 2);
      self->in = g_realloc (self->in, self->in_size);
    }
}

/* Takes the next run of the body out of what has come. */
static gboolean
take_run (SioHttpConnection  *self,
          const char        **run,
          gsize              *run_length,
          gsize              *taken,
          GError            **error)
{
  const char *data = self->in + self->in_start;
  gsize length = sio_http_connection_get_buffered (self);

  if (!sio_http_body_take (&self->body, &data, &length, run, run_length, error))
    return FALSE;
  *taken = sio_http_connection_get_buffered (self) - length;
  return TRUE;
}

static void
read_body (SioHttpConnection *self)
{
  const char *run;
  gsize run_length, taken;

  do
    {
      g_autoptr (GError) error = NULL;

      if (!take_run (self, &run, &run_length, &taken, &error))
        {
          sio_http_connection_fail_body (self, SIO_HTTP_ERROR_MALFORMED, error->message);
          return;
        }
      if (run_length > 0 && !sio_http_request_take_body (self->request, run, run_length, &error))
        {
          sio_http_connection_fail_body (self, error->code, error->message);
          return;
        }
      sio_http_connection_consume (self, taken);
    }
  while (run_length > 0);

  if (sio_http_body_is_done (&self->body))
    {
      g_autoptr (SioHttpRequest) request = g_object_ref (self->request);

      sio_http_request_end_body (request, NULL);
    }
  else if (self->eof)
    {
      sio_http_connection_fail_body (self, SIO_HTTP_ERROR_GONE,
                                     "The connection ended before the body did");
    }
}

/**
 * sio_http_connection_get_buffered:
 * @self: the connection
 *
 * Returns: how many bytes have come and were not used
 */
gsize
sio_http_connection_get_buffered (SioHttpConnection *self)
{
  return self->in_end - self->in_start;
}

/**
 * sio_http_connection_consume:
 * @self: the connection
 * @length: how many bytes were used
 *
 * Forgets what was used.
 */
void
sio_http_connection_consume (SioHttpConnection *self,
                             gsize              length)
{
  self->in_start += length;
  self->scanned = 0;
  if (self->in_start < self->in_end)
    return;

  /* An idle connection holds no buffer. Most requests fit into one of the first
   * size: one of them goes from hand to hand and spares the allocator. */
  if (self->in_size == READ_SIZE && self->shared->spare == NULL)
    self->shared->spare = g_steal_pointer (&self->in);
  self->in_start = self->in_end = self->in_size = 0;
  g_clear_pointer (&self->in, g_free);
}

/**
 * sio_http_connection_is_reading:
 * @self: the connection
 *
 * Returns: whether somebody waits for the body
 */
gboolean
sio_http_connection_is_reading (SioHttpConnection *self)
{
  return self->request != NULL && self->request->reader.reading;
}

/**
 * sio_http_connection_is_discarding:
 * @self: the connection
 *
 * Returns: whether the request was answered and its body is still to be read over
 */
gboolean
sio_http_connection_is_discarding (SioHttpConnection *self)
{
  return self->answered && self->keep && !sio_http_body_is_done (&self->body);
}

/**
 * sio_http_connection_wants_input:
 * @self: the connection
 *
 * Returns: whether there is a use for more bytes
 */
gboolean
sio_http_connection_wants_input (SioHttpConnection *self)
{
  if (self->eof)
    return FALSE;
  if (self->phase != SIO_HTTP_PHASE_EXCHANGE
      || sio_http_connection_is_reading (self) || sio_http_connection_is_discarding (self))
    return TRUE;

  /* While a handler thinks, reading on is how its client's leaving is noticed. */
  return sio_http_connection_get_buffered (self) < READ_AHEAD;
}

/**
 * sio_http_connection_fail_body:
 * @self: the connection, whose body somebody waits for
 * @code: a code of [error@Sio.HttpError]
 * @message: a sentence
 *
 * Tells who waits that there will be no body. The connection ends with the answer.
 */
void
sio_http_connection_fail_body (SioHttpConnection *self,
                               int                code,
                               const char        *message)
{
  g_autoptr (SioHttpRequest) request = g_object_ref (self->request);
  g_autoptr (GError) error = g_error_new_literal (SIO_HTTP_ERROR, code, message);

  self->keep = FALSE;
  sio_http_request_end_body (request, error);
}

/**
 * sio_http_connection_read_body:
 * @self: the connection
 *
 * Takes the body, as far as it has come, to whoever waits for it.
 */
void
sio_http_connection_read_body (SioHttpConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (self->phase != SIO_HTTP_PHASE_EXCHANGE || !sio_http_connection_is_reading (self))
    return;

  error = g_steal_pointer (&self->request->reader.error);
  if (error != NULL)
    sio_http_connection_fail_body (self, error->code, error->message);
  else
    read_body (self);
}

/**
 * sio_http_connection_discard_body:
 * @self: the connection
 *
 * Reads over the body of an answered request, as far as it has come.
 */
void
sio_http_connection_discard_body (SioHttpConnection *self)
{
  while (sio_http_connection_get_buffered (self) > 0 && !sio_http_body_is_done (&self->body))
    {
      const char *run;
      gsize run_length, taken;

      if (!take_run (self, &run, &run_length, &taken, NULL))
        {
          self->keep = FALSE;
          return;
        }
      sio_http_connection_consume (self, taken);
    }

  if (self->eof && !sio_http_body_is_done (&self->body))
    self->keep = FALSE;
}

/* Whether it is worth while to read again, after @n bytes where there was room for @size. */
static gboolean
has_more (SioHttpConnection *self,
          gsize              n,
          gsize              size)
{
  if (self->phase == SIO_HTTP_PHASE_CLOSED || n == 0)
    return FALSE;
  if (!sio_channel_is_secure (self->channel))
    return n == size; /* less is all there was */

  /* TLS gives a record at a time; what is left of one nobody tells us of again. */
  return sio_channel_has_buffered (self->channel)
         || sio_http_connection_is_reading (self) || sio_http_connection_is_discarding (self);
}

/**
 * sio_http_connection_read_input:
 * @self: the connection
 *
 * Reads what has come, as far as there is a use for it.
 */
void
sio_http_connection_read_input (SioHttpConnection *self)
{
  gsize total = 0;
  gsize size;
  gssize n;

  do
    {
      size = sio_http_connection_is_reading (self) ? READ_BODY_SIZE : READ_SIZE;
      make_room (self, size);
      n = sio_channel_read (self->channel, self->in + self->in_end, size);
      if (n == SIO_CHANNEL_BLOCKED)
        break;
      if (n < 0)
        {
          sio_http_connection_lost (self);
          return;
        }

      self->eof = n == 0;
      self->in_end += n;
      total += n;
      sio_http_connection_note_progress (self);
      if (self->phase == SIO_HTTP_PHASE_LINGER)
        sio_http_connection_consume (self, n);
      else if (sio_http_connection_is_reading (self) || sio_http_connection_is_discarding (self))
        sio_http_connection_process (self);
    }
  while (has_more (self, n, size) && total < MAX_READ_A_TURN
         && sio_http_connection_wants_input (self)
         && sio_http_connection_get_buffered (self) < READ_AHEAD);

  if (self->in != NULL && sio_http_connection_get_buffered (self) == 0)
    sio_http_connection_consume (self, 0);
}
