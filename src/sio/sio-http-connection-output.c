/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How answers leave a connection: what the engine made of the head, then the
 * body as fast as the client takes it, never more in memory than that. */
#define G_LOG_DOMAIN "sio-http-connection"

#include "sio/sio-http-connection-private.h"
#include "sio/sio-http-request-private.h"

#include <string.h>

/* A body no longer than this goes out in one write with its head. */
#define JOIN_SIZE (16 * 1024)

/* Of one connection in one turn, so that a download does not starve the rest. */
#define MAX_WRITE_A_TURN (256 * 1024)

/* A body nobody asked for is read to its end if it is no longer than this;
 * else closing is cheaper. */
#define MAX_DISCARD (64 * 1024)

/* What a client is told to wait when there are too many. */
#define RETRY_AFTER_SECONDS "5"

static void
requested (gpointer         owner,
           SioHttpExchange *exchange)
{
  g_autoptr (SioHttpConnection) self = sio_http_connection_ref (owner);
  g_autoptr (SioHttpRequest) request = NULL;

  self->exchange = exchange;
  if (self->request == NULL)
    {
      sio_http_connection_answer_error (self, self->refusal->code, self->refusal->message);
      return;
    }

  request = g_object_ref (self->request);
  self->shared->requested (self->shared->server, request);
  /* A body that is here already may be answered before the engine has to wait. */
  sio_http_connection_read_body (self);
}

static void
answered (gpointer    owner,
          const char *head,
          gsize       length)
{
  g_autoptr (SioHttpConnection) self = sio_http_connection_ref (owner);

  self->exchange = NULL;
  self->head_written = TRUE;
  g_string_append_len (self->out, head, length);
  if (self->body_bytes != NULL && g_bytes_get_size (self->body_bytes) <= JOIN_SIZE)
    {
      gsize size;
      const char *data = g_bytes_get_data (self->body_bytes, &size);

      g_string_append_len (self->out, data, size);
      g_clear_pointer (&self->body_bytes, g_bytes_unref);
    }

  sio_http_connection_flush (self);
  if (self->phase == SIO_HTTP_PHASE_CLOSED || self->processing)
    return;

  /* A request that waits behind this one must not begin in the engine's frame. */
  if (self->in_start < self->in_end)
    sio_watch_kick (&self->watch);
  else
    sio_http_connection_process (self);
}

static const SioHttpExchangeFuncs exchange_funcs = { requested, answered };

static void
clear_fill (SioHttpConnection *self)
{
  GDestroyNotify destroy = g_steal_pointer (&self->fill_destroy);

  self->fill = NULL;
  self->held = FALSE;
  if (destroy != NULL)
    destroy (g_steal_pointer (&self->fill_data));
}

/* The client's next request can only be told from this one's body if the body
 * is read to its end. */
static gboolean
can_keep (SioHttpConnection *self)
{
  SioHttpHead *head;
  guint64 left;

  if (self->request == NULL || self->shared->stopping || self->eof)
    return FALSE;
  head = self->request->head;
  if (!head->keep_alive)
    return FALSE;
  if (sio_http_body_is_done (&self->body))
    return TRUE;

  return sio_http_body_get_left (&self->body, &left) && left <= MAX_DISCARD
         && (!head->expect_continue || self->continued);
}

static void
answer_head (SioHttpConnection *self,
             guint              status,
             GArray            *fields,
             gint64             length)
{
  const char *connection = NULL;

  if (!self->keep)
    connection = "close";
  else if (self->request->head->minor_version == 0)
    connection = "keep-alive";

  sio_http_exchange_answer (self->exchange, status, (SioHttpPair *) fields->data, fields->len,
                            connection, length);
}

static gboolean
has_no_body (SioHttpConnection *self,
             guint              status)
{
  return status == 204 || status == 304
         || (self->request != NULL && g_str_equal (self->request->head->method, "HEAD"));
}

/* Moves the next piece of a streamed answer into out. */
static void
call_fill (SioHttpConnection *self)
{
  g_autoptr (GString) piece = g_string_new (NULL);
  g_autoptr (SioHttpRequest) request = g_object_ref (self->request);
  gboolean more;

  more = self->fill (request, piece, self->fill_data);
  if (self->phase == SIO_HTTP_PHASE_CLOSED)
    return;

  if (piece->len > 0 && self->chunked)
    {
      g_string_append_printf (self->out, "%" G_GSIZE_MODIFIER "x\r\n", piece->len);
      g_string_append_len (self->out, piece->str, piece->len);
      g_string_append (self->out, "\r\n");
    }
  else if (piece->len > 0)
    {
      g_string_append_len (self->out, piece->str, piece->len);
    }

  if (!more)
    {
      if (self->chunked)
        g_string_append (self->out, "0\r\n\r\n");
      clear_fill (self);
    }
  else if (piece->len == 0)
    {
      self->held = TRUE;
    }
}

/* Returns how many bytes the kernel took, 0 if none for now, -1 if it never will. */
static gssize
write_some (SioHttpConnection *self,
            const char        *data,
            gsize              length)
{
  struct iovec piece = { (char *) data, length };
  gssize n = sio_channel_write (self->channel, &piece, 1);

  if (n == SIO_CHANNEL_BLOCKED)
    return 0;
  return n == SIO_CHANNEL_BROKEN ? -1 : n;
}

static gssize
write_out (SioHttpConnection *self)
{
  gssize n = write_some (self, self->out->str + self->out_sent, self->out->len - self->out_sent);

  if (n < 0)
    return n;
  self->out_sent += n;
  if (self->out_sent == self->out->len)
    {
      self->out_sent = 0;
      /* A long piece is not kept for a connection that may be idle for long. */
      if (self->out->allocated_len > JOIN_SIZE)
        {
          g_string_free (self->out, TRUE);
          self->out = g_string_new (NULL);
        }
      g_string_truncate (self->out, 0);
    }
  return n;
}

static gssize
write_body (SioHttpConnection *self)
{
  gsize size;
  const char *data = g_bytes_get_data (self->body_bytes, &size);
  gssize n = write_some (self, data + self->body_sent,
                         MIN (size - self->body_sent, MAX_WRITE_A_TURN));

  if (n < 0)
    return n;
  self->body_sent += n;
  if (self->body_sent == size)
    g_clear_pointer (&self->body_bytes, g_bytes_unref);
  return n;
}

/**
 * sio_http_connection_begin_exchange:
 * @self: the connection, with a request or a refusal
 * @minor_version: of the answer
 *
 * Brings the request, or the refusal, before the engine.
 */
void
sio_http_connection_begin_exchange (SioHttpConnection *self,
                                    guint              minor_version)
{
  self->answered = FALSE;
  self->head_written = FALSE;
  self->continued = FALSE;
  self->keep = TRUE;
  sio_http_soup_begin (self->shared->soup, minor_version, &exchange_funcs, self);
}

/**
 * sio_http_connection_answer:
 * @self: the connection, with an exchange that was not answered
 * @status: the status
 * @fields: (element-type SioHttpPair): header fields
 * @body: (nullable): the body
 *
 * Answers what is under way.
 */
void
sio_http_connection_answer (SioHttpConnection *self,
                            guint              status,
                            GArray            *fields,
                            GBytes            *body)
{
  gint64 length = body != NULL ? (gint64) g_bytes_get_size (body) : 0;

  self->keep = self->keep && can_keep (self);
  if (has_no_body (self, status))
    {
      if (status == 204 || status == 304)
        length = SIO_HTTP_LENGTH_NONE;
    }
  else if (length > 0)
    {
      self->body_bytes = g_bytes_ref (body);
      self->body_sent = 0;
    }

  answer_head (self, status, fields, length);
}

/**
 * sio_http_connection_answer_stream:
 * @self: the connection, with a request that was not answered
 * @status: the status
 * @fields: (element-type SioHttpPair): header fields
 * @fill: what makes the body
 * @fill_data: what to give it
 * @fill_destroy: (nullable): what to free that with
 *
 * Answers what is under way with a body of unknown length.
 */
void
sio_http_connection_answer_stream (SioHttpConnection *self,
                                   guint              status,
                                   GArray            *fields,
                                   SioHttpFillFunc    fill,
                                   gpointer           fill_data,
                                   GDestroyNotify     fill_destroy)
{
  self->chunked = self->request->head->minor_version > 0;
  /* HTTP/1.0 has no chunks: the connection's end is the body's. */
  self->keep = self->keep && self->chunked && can_keep (self);
  self->fill = fill;
  self->fill_data = fill_data;
  self->fill_destroy = fill_destroy;
  if (has_no_body (self, status))
    clear_fill (self);

  answer_head (self, status, fields,
               self->chunked && status != 204 && status != 304 ? SIO_HTTP_LENGTH_CHUNKED
                                                               : SIO_HTTP_LENGTH_NONE);
}

/**
 * sio_http_connection_answer_error:
 * @self: the connection, with an exchange that was not answered
 * @status: the status
 * @message: a sentence
 *
 * Answers by the engine's own will, and closes.
 */
void
sio_http_connection_answer_error (SioHttpConnection *self,
                                  guint              status,
                                  const char        *message)
{
  g_autoptr (GArray) fields = NULL;
  g_autoptr (GBytes) body = NULL;
  SioHttpPair type = { "Content-Type", "text/plain" };
  SioHttpPair retry = { "Retry-After", RETRY_AFTER_SECONDS };

  self->keep = FALSE;
  body = self->shared->make_error (self->shared->server, status, message, &type.value);

  /* What the handler has set so far is for whatever answer there will be. */
  if (self->request != NULL)
    {
      sio_http_request_add_field (self->request, type.name, type.value);
      fields = g_array_ref (self->request->fields);
    }
  else
    {
      fields = g_array_new (FALSE, FALSE, sizeof (SioHttpPair));
      g_array_append_val (fields, type);
      if (status == 429)
        g_array_append_val (fields, retry);
    }

  sio_http_connection_answer (self, status, fields, body);
}

/**
 * sio_http_connection_resume:
 * @self: the connection
 *
 * Has a held stream asked again, from the next turn on.
 */
void
sio_http_connection_resume (SioHttpConnection *self)
{
  if (!self->held)
    return;

  self->held = FALSE;
  sio_watch_kick (&self->watch);
}

/**
 * sio_http_connection_write_continue:
 * @self: the connection, with a request
 *
 * Has a client that waits for it told to send its body, unless it has begun anyway.
 */
void
sio_http_connection_write_continue (SioHttpConnection *self)
{
  if (!self->request->head->expect_continue || self->continued || self->in_start < self->in_end)
    return;

  self->continued = TRUE;
  g_string_append (self->out, "HTTP/1.1 100 Continue\r\n\r\n");
}

/**
 * sio_http_connection_has_output:
 * @self: the connection
 *
 * Returns: whether there is something to write now
 */
gboolean
sio_http_connection_has_output (SioHttpConnection *self)
{
  if (self->out->len > 0)
    return TRUE;
  return self->head_written && (self->body_bytes != NULL || (self->fill != NULL && !self->held));
}

/**
 * sio_http_connection_flush:
 * @self: the connection
 *
 * Writes what the client takes now. [func@Sio.http_connection_process] follows.
 */
void
sio_http_connection_flush (SioHttpConnection *self)
{
  gsize total = 0;

  while (total < MAX_WRITE_A_TURN && sio_http_connection_has_output (self))
    {
      gssize n;

      if (self->out->len > 0)
        n = write_out (self);
      else if (self->body_bytes != NULL)
        n = write_body (self);
      else
        {
          call_fill (self);
          if (self->phase == SIO_HTTP_PHASE_CLOSED)
            return;
          continue;
        }

      if (n < 0)
        {
          sio_http_connection_break (self);
          return;
        }
      if (n == 0)
        return;
      total += n;
    }

  if (self->head_written && self->out->len == 0 && self->body_bytes == NULL && self->fill == NULL)
    self->answered = TRUE;
}

/**
 * sio_http_connection_clear_output:
 * @self: the connection
 *
 * Forgets the answer and how it was made.
 */
void
sio_http_connection_clear_output (SioHttpConnection *self)
{
  g_string_truncate (self->out, 0);
  self->out_sent = 0;
  self->head_written = FALSE;
  g_clear_pointer (&self->body_bytes, g_bytes_unref);
  clear_fill (self);
}
