/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP request and its answer, independent of the engine that carries
 * them. It must not know what is served: routes, JSON and access are the
 * handler's. Belongs to the thread of its server. */
#define G_LOG_DOMAIN "sio-http-request"

#include "sio/sio-http-request-private.h"

#include <string.h>

enum
{
  SIGNAL_GONE,
  SIGNAL_FINISHED,
  N_SIGNALS
};

G_DEFINE_QUARK (sio-http-error-quark, sio_http_error)

G_DEFINE_FINAL_TYPE (SioHttpRequest, sio_http_request, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
clear_pair (gpointer pair)
{
  SioHttpPair *self = pair;

  g_free ((char *) self->name);
  g_free ((char *) self->value);
}

static void
sio_http_request_finalize (GObject *object)
{
  SioHttpRequest *self = SIO_HTTP_REQUEST (object);

  sio_http_request_drop_body (self);
  g_clear_pointer (&self->connection, sio_http_connection_unref);
  sio_http_head_free (self->head);
  g_clear_object (&self->local);
  g_clear_object (&self->remote);
  g_array_unref (self->fields);

  G_OBJECT_CLASS (sio_http_request_parent_class)->finalize (object);
}

static void
sio_http_request_class_init (SioHttpRequestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sio_http_request_finalize;

  /**
   * SioHttpRequest::gone:
   * @self: the request
   *
   * Emitted once if the client closes before it has the whole answer. A request that was not
   * answered still may be: a client that has closed its sending side alone reads on. Answering one
   * whose connection is lost does nothing.
   */
  signals[SIGNAL_GONE] = g_signal_new ("gone", SIO_TYPE_HTTP_REQUEST, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SioHttpRequest::finished:
   * @self: the request
   *
   * Emitted once, last of all: the answer is with the kernel, or the connection is lost.
   */
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", SIO_TYPE_HTTP_REQUEST, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sio_http_request_init (SioHttpRequest *self)
{
  self->reader.fd = -1;
  self->fields = g_array_new (FALSE, FALSE, sizeof (SioHttpPair));
  g_array_set_clear_func (self->fields, clear_pair);
}

/**
 * sio_http_request_new:
 * @connection: the connection it came by
 * @head: (transfer full): its head
 *
 * Makes a request.
 *
 * Returns: (transfer full): the request
 */
SioHttpRequest *
sio_http_request_new (SioHttpConnection *connection,
                      SioHttpHead       *head)
{
  SioHttpRequest *self = g_object_new (SIO_TYPE_HTTP_REQUEST, NULL);

  self->connection = sio_http_connection_ref (connection);
  self->head = head;
  self->is_secure = sio_channel_is_secure (connection->channel);

  return self;
}

/**
 * sio_http_request_set_gone:
 * @self: the request
 *
 * Tells once that the client has closed.
 */
void
sio_http_request_set_gone (SioHttpRequest *self)
{
  if (self->gone)
    return;

  self->gone = TRUE;
  g_signal_emit (self, signals[SIGNAL_GONE], 0);
}

/**
 * sio_http_request_set_finished:
 * @self: the request
 *
 * Parts the request from its connection and tells so.
 */
void
sio_http_request_set_finished (SioHttpRequest *self)
{
  if (self->finished)
    return;

  self->finished = TRUE;
  sio_http_request_drop_body (self);
  g_clear_pointer (&self->connection, sio_http_connection_unref);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
}

/**
 * sio_http_request_get_method:
 * @self: the request
 *
 * Returns: (transfer none): the method as sent, in upper case if it is a known one
 */
const char *
sio_http_request_get_method (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), NULL);

  return self->head->method;
}

/**
 * sio_http_request_get_path:
 * @self: the request
 *
 * Gets the path decoded, in UTF-8, without dot segments. It starts with a slash, but for "*", which
 * OPTIONS may ask about. An escaped slash cannot be told from another here: see
 * [method@Sio.HttpRequest.get_segments].
 *
 * Returns: (transfer none): the path
 */
const char *
sio_http_request_get_path (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), NULL);

  return self->head->path;
}

/**
 * sio_http_request_get_raw_path:
 * @self: the request
 *
 * Returns: (transfer none): the path as sent
 */
const char *
sio_http_request_get_raw_path (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), NULL);

  return self->head->raw_path;
}

/**
 * sio_http_request_get_segments:
 * @self: the request
 *
 * Gets what is between the slashes of the path, each decoded by itself, so that one may hold a
 * slash: none for "/", "a" and "b" for "/a/b", "a" and "" for "/a/".
 *
 * Returns: (transfer none) (array zero-terminated=1): the segments
 */
const char * const *
sio_http_request_get_segments (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), NULL);

  return self->head->segments;
}

/**
 * sio_http_request_get_raw_query:
 * @self: the request
 *
 * Returns: (transfer none) (nullable): what followed the question mark, as sent
 */
const char *
sio_http_request_get_raw_query (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), NULL);

  return self->head->raw_query;
}

/**
 * sio_http_request_get_query:
 * @self: the request
 * @name: a parameter's name
 *
 * Returns: (transfer none) (nullable): the first such parameter's value, decoded, in UTF-8
 */
const char *
sio_http_request_get_query (SioHttpRequest *self,
                            const char     *name)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return sio_http_head_get_query (self->head, name, NULL);
}

/**
 * sio_http_request_count_query:
 * @self: the request
 * @name: a parameter's name
 *
 * Returns: how often it is given
 */
guint
sio_http_request_count_query (SioHttpRequest *self,
                              const char     *name)
{
  guint count;

  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), 0);
  g_return_val_if_fail (name != NULL, 0);

  sio_http_head_get_query (self->head, name, &count);
  return count;
}

/**
 * sio_http_request_get_header:
 * @self: the request
 * @name: a header field's name, in any case
 *
 * Gets a field as sent, without white space around it. It holds no control characters, but it need
 * not be UTF-8.
 *
 * Returns: (transfer none) (nullable): the first such field's value
 */
const char *
sio_http_request_get_header (SioHttpRequest *self,
                             const char     *name)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return sio_http_head_get_field (self->head, name, NULL);
}

/**
 * sio_http_request_count_header:
 * @self: the request
 * @name: a header field's name, in any case
 *
 * Returns: how often it is given
 */
guint
sio_http_request_count_header (SioHttpRequest *self,
                               const char     *name)
{
  guint count;

  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), 0);
  g_return_val_if_fail (name != NULL, 0);

  sio_http_head_get_field (self->head, name, &count);
  return count;
}

/**
 * sio_http_request_get_host:
 * @self: the request
 *
 * Gets whom the client thinks it speaks to: the Host field, of which there is one at most, or what
 * an absolute target says, which agrees with it.
 *
 * Returns: (transfer none) (nullable): host and port as sent; %NULL if HTTP/1.0 did not say
 */
const char *
sio_http_request_get_host (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), NULL);

  return self->head->host;
}

static gboolean
has_channel (SioHttpRequest *self)
{
  return self->connection != NULL && self->connection->phase != SIO_HTTP_PHASE_CLOSED;
}

/**
 * sio_http_request_get_remote_address:
 * @self: the request
 *
 * Gets where the client is. The kernel is asked when this is called first.
 *
 * Returns: (transfer none) (nullable): its address; %NULL if the connection was lost before
 */
GSocketAddress *
sio_http_request_get_remote_address (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), NULL);

  if (self->remote == NULL && has_channel (self))
    self->remote = sio_channel_dup_remote_address (self->connection->channel, NULL);
  return self->remote;
}

/**
 * sio_http_request_get_local_address:
 * @self: the request
 *
 * Gets where the client found us. The kernel is asked when this is called first.
 *
 * Returns: (transfer none) (nullable): our own address on the connection; %NULL if that was lost
 *   before
 */
GSocketAddress *
sio_http_request_get_local_address (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), NULL);

  if (self->local == NULL && has_channel (self))
    self->local = sio_channel_dup_local_address (self->connection->channel, NULL);
  return self->local;
}

/**
 * sio_http_request_is_secure:
 * @self: the request
 *
 * Returns: whether it came under TLS
 */
gboolean
sio_http_request_is_secure (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), FALSE);

  return self->is_secure;
}

/**
 * sio_http_request_get_content_length:
 * @self: the request
 *
 * Returns: how many bytes the body has, 0 if there is none, -1 if that is not known beforehand
 */
gint64
sio_http_request_get_content_length (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), 0);

  return self->head->content_length;
}

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
 * @func: what to call for each header field that was set for the answer, in that order; it sets none
 * @user_data: what to give it
 *
 * Goes over what whoever answers in the engine's place has to send as well.
 */
void
sio_http_request_foreach_response_header (SioHttpRequest *self,
                                          void          (*func) (const char *name,
                                                                 const char *value,
                                                                 gpointer    user_data),
                                          gpointer        user_data)
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
  if (!has_channel (self))
    return FALSE;

  sio_http_request_drop_body (self);
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

  if (has_channel (self))
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
 * Takes the connection over, in place of an answer, for a protocol that goes on from here. It counts
 * as one of the server's until it is freed, but closing the server does not wait for it. "finished"
 * is emitted before this returns.
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
  if (!has_channel (self))
    return NULL;
  return sio_http_connection_detach (self->connection, unread);
}

/**
 * sio_http_request_is_answered:
 * @self: the request
 *
 * Returns: whether an answer was given, sent or not
 */
gboolean
sio_http_request_is_answered (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), FALSE);

  return self->answered;
}

/**
 * sio_http_request_is_gone:
 * @self: the request
 *
 * Returns: whether the client closed before it had the whole answer
 */
gboolean
sio_http_request_is_gone (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), FALSE);

  return self->gone;
}

/**
 * sio_http_request_is_finished:
 * @self: the request
 *
 * Returns: whether the answer is with the kernel or the connection is lost
 */
gboolean
sio_http_request_is_finished (SioHttpRequest *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (self), FALSE);

  return self->finished;
}
