/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP request, independent of the engine that carries it. It must not
 * know what is served: routes, JSON and access are the handler's. Belongs to
 * the thread of its server. */
#define G_LOG_DOMAIN "sio-http-request"

#include "sio/sio-http-request-private.h"

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

/**
 * sio_http_request_has_channel:
 * @self: the request
 *
 * Returns: whether it can still be answered, or asked where it comes from
 */
gboolean
sio_http_request_has_channel (SioHttpRequest *self)
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

  if (self->remote == NULL && sio_http_request_has_channel (self))
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

  if (self->local == NULL && sio_http_request_has_channel (self))
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
