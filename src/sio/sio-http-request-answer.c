/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a request is answered with, or the connection in place of an answer.
 * It must not know how that gets to the client. */
#define G_LOG_DOMAIN "sio-http-request"

#include "sio/sio-http-request-private.h"

#include <string.h>

/**
 * sio_http_request_add_field:
 * @self: the request
 * @name: a header field's name
 * @value: its value
 *
 * Adds a field to the answer, in place of one of that name.
 */
void
sio_http_request_add_field (SioHttpRequest *self,
                            const char     *name,
                            const char     *value)
{
  SioHttpPair field = { g_strdup (name), g_strdup (value) };

  for (guint i = 0; i < self->fields->len; i++)
    if (g_ascii_strcasecmp (g_array_index (self->fields, SioHttpPair, i).name, name) == 0)
      {
        g_array_remove_index (self->fields, i);
        break;
      }
  g_array_append_val (self->fields, field);
}

/**
 * sio_http_request_set_response_header:
 * @self: the request, not answered yet
 * @name: a header field's name, not Content-Type, nor one that frames the answer
 * @value: its value, without control characters
 *
 * Sets a header field of the answer, in place of one of that name.
 */
void
sio_http_request_set_response_header (SioHttpRequest *self,
                                      const char     *name,
                                      const char     *value)
{
  g_return_if_fail (SIO_IS_HTTP_REQUEST (self));
  g_return_if_fail (!self->answered);
  g_return_if_fail (name != NULL && *name != '\0' && strpbrk (name, " \t\r\n:") == NULL);
  g_return_if_fail (value != NULL && strpbrk (value, "\r\n") == NULL);
  g_return_if_fail (g_ascii_strcasecmp (name, "Content-Length") != 0);
  g_return_if_fail (g_ascii_strcasecmp (name, "Transfer-Encoding") != 0);
  g_return_if_fail (g_ascii_strcasecmp (name, "Connection") != 0);

  sio_http_request_add_field (self, name, value);
}

/**
 * sio_http_request_get_response_header:
 * @self: the request
 * @name: a header field's name, in any case
 *
 * Returns: (transfer none) (nullable): the value it was set to for the answer
 */
const char *
sio_http_request_get_response_header (SioHttpRequest *self,
                                      const char     *name)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < self->fields->len; i++)
    {
      SioHttpPair *field = &g_array_index (self->fields, SioHttpPair, i);

      if (g_ascii_strcasecmp (field->name, name) == 0)
        return field->value;
    }
  return NULL;
}

/**
 * sio_http_request_foreach_response_header:
 * @self: the request
 * @func: what to call for each header field that was set for the answer; it must not set any
 * @user_data: what to give it
 *
 * Goes over what whoever answers in the engine's place has to send as well.
 */
void
sio_http_request_foreach_response_header (SioHttpRequest    *self,
                                          SioHttpHeaderFunc  func,
                                          gpointer           user_data)
{
  g_return_if_fail (SIO_IS_HTTP_REQUEST (self));
  g_return_if_fail (func != NULL);

  for (guint i = 0; i < self->fields->len; i++)
    {
      SioHttpPair *field = &g_array_index (self->fields, SioHttpPair, i);

      func (field->name, field->value, user_data);
    }
}

/* Returns whether there is anybody to answer. */
static gboolean
begin_answer (SioHttpRequest *self,
              const char     *content_type)
{
  self->answered = TRUE;
  sio_http_request_drop_body (self);
  if (!sio_http_request_has_channel (self))
    return FALSE;

  if (content_type != NULL)
    sio_http_request_add_field (self, "Content-Type", content_type);
  return TRUE;
}

/**
 * sio_http_request_respond:
 * @self: the request, not answered yet
 * @status: the status, 200 to 599
 * @content_type: (nullable): the body's type
 * @body: (nullable) (transfer none): the body
 *
 * Answers. To HEAD only the head is sent, with the length @body has. A body of the request that was
 * not read is dropped. Nothing happens if the client is gone.
 */
void
sio_http_request_respond (SioHttpRequest *self,
                          guint           status,
                          const char     *content_type,
                          GBytes         *body)
{
  g_return_if_fail (SIO_IS_HTTP_REQUEST (self));
  g_return_if_fail (!self->answered);
  g_return_if_fail (status >= 200 && status <= 599);

  if (begin_answer (self, content_type))
    sio_http_connection_answer (self->connection, status, self->fields, body);
}

/**
 * sio_http_request_respond_stream:
 * @self: the request, not answered yet
 * @status: the status, 200 to 599
 * @content_type: (nullable): the body's type
 * @fill: what makes the body, piece by piece
 * @user_data: what to give it
 * @destroy: (nullable): frees @user_data; called once, when the answer is complete or nobody is
 *   there to read it
 *
 * Answers with a body of any length that is never in memory as a whole.
 */
void
sio_http_request_respond_stream (SioHttpRequest  *self,
                                 guint            status,
                                 const char      *content_type,
                                 SioHttpFillFunc  fill,
                                 gpointer         user_data,
                                 GDestroyNotify   destroy)
{
  g_return_if_fail (SIO_IS_HTTP_REQUEST (self));
  g_return_if_fail (!self->answered);
  g_return_if_fail (status >= 200 && status <= 599);
  g_return_if_fail (fill != NULL);

  if (begin_answer (self, content_type))
    sio_http_connection_answer_stream (self->connection, status, self->fields, fill, user_data,
                                       destroy);
  else if (destroy != NULL)
    destroy (user_data);
}

/**
 * sio_http_request_resume:
 * @self: the request
 *
 * Has the fill function of a streamed answer called again after it had nothing.
 */
void
sio_http_request_resume (SioHttpRequest *self)
{
  g_return_if_fail (SIO_IS_HTTP_REQUEST (self));

  if (sio_http_request_has_channel (self))
    sio_http_connection_resume (self->connection);
}

/**
 * sio_http_request_abort:
 * @self: the request
 *
 * Closes the connection at once: the one way to tell a client that a streamed answer went wrong.
 */
void
sio_http_request_abort (SioHttpRequest *self)
{
  g_return_if_fail (SIO_IS_HTTP_REQUEST (self));

  if (self->connection != NULL)
    sio_http_connection_break (self->connection);
}

/**
 * sio_http_request_take_channel:
 * @self: the request, not answered yet, without a body
 * @unread: (out) (transfer full) (nullable): what had come after its head, maybe nothing
 *
 * Takes the connection over, in place of an answer, for a protocol that goes on from here. It
 * counts as one of the server's until it is freed, but closing the server does not wait for it.
 * "finished" is emitted before this returns.
 *
 * Returns: (transfer full) (nullable): the channel; %NULL if the connection is lost
 */
SioChannel *
sio_http_request_take_channel (SioHttpRequest  *self,
                               GBytes         **unread)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), NULL);
  g_return_val_if_fail (!self->answered, NULL);
  g_return_val_if_fail (self->head->content_length == 0, NULL);
  g_return_val_if_fail (!self->reader.asked, NULL);
  g_return_val_if_fail (unread != NULL, NULL);

  *unread = NULL;
  self->answered = TRUE;
  if (!sio_http_request_has_channel (self))
    return NULL;
  return sio_http_connection_detach (self->connection, unread);
}
