/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An HTTP/1.1 server: requests in, answers out, everything on the
 * thread-default main context of its construction. The engine behind it can
 * be replaced; nothing of it shows here. It must not know what is served. */
#define G_LOG_DOMAIN "sio-http-server"

#include "sio/sio-http-server.h"

#include <string.h>

#include "sio/sio-http-connection-private.h"

#define DEFAULT_HEADER_TIMEOUT   10000
#define DEFAULT_PROGRESS_TIMEOUT 30000
#define DEFAULT_IDLE_TIMEOUT     60000
#define LINGER_TIMEOUT           5000

struct _SioHttpServer
{
  GObject           parent_instance;

  SioHttpShared     shared;

  SioHttpHandler    handler;
  gpointer          handler_data;
  GDestroyNotify    handler_destroy;
  SioHttpErrorFunc  error_func;
  gpointer          error_data;
  GDestroyNotify    error_destroy;

  /* owned, while closing */
  GTask            *closing;
  GSource          *close_deadline;
};

G_DEFINE_FINAL_TYPE (SioHttpServer, sio_http_server, G_TYPE_OBJECT)

static void
accepted_cb (SioListener *listener,
             SioChannel  *channel,
             gboolean     too_many,
             gpointer     user_data)
{
  SioHttpServer *self = user_data;

  sio_http_connection_new (&self->shared, channel, too_many);
}

static GBytes *
make_error (gpointer     server,
            guint        status,
            const char  *message,
            const char **content_type)
{
  SioHttpServer *self = server;

  if (self->error_func != NULL)
    return self->error_func (status, message, content_type, self->error_data);

  return g_bytes_new (message, strlen (message));
}

static void
requested (gpointer        server,
           SioHttpRequest *request)
{
  g_autoptr (SioHttpServer) self = g_object_ref (server);

  if (self->handler != NULL)
    self->handler (self, request, self->handler_data);
  else
    sio_http_request_respond (request, 404, NULL, NULL);
}

/* A close that waits is over with the last connection; it tells so whether all
 * of them went by themselves. */
static void
end_close (SioHttpServer *self,
           gboolean       in_time)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->closing);

  if (self->close_deadline != NULL)
    g_source_destroy (self->close_deadline);
  g_clear_pointer (&self->close_deadline, g_source_unref);

  if (task == NULL)
    return;
  if (in_time)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                             "Some connections had to be cut");
}

static void
connection_closed (gpointer server)
{
  SioHttpServer *self = server;

  if (self->closing != NULL && g_queue_is_empty (&self->shared.connections))
    end_close (self, TRUE);
}

static void
break_connections (SioHttpServer *self)
{
  while (!g_queue_is_empty (&self->shared.connections))
    sio_http_connection_break (g_queue_peek_head (&self->shared.connections));
}

static gboolean
close_deadline_cb (gpointer user_data)
{
  g_autoptr (SioHttpServer) self = g_object_ref (user_data);
  g_autoptr (GTask) task = g_steal_pointer (&self->closing);

  break_connections (self);
  self->closing = g_steal_pointer (&task);
  end_close (self, FALSE);

  return G_SOURCE_REMOVE;
}

static void
sio_http_server_dispose (GObject *object)
{
  SioHttpServer *self = SIO_HTTP_SERVER (object);

  sio_http_server_stop_listening (self);
  break_connections (self);

  if (self->handler_destroy != NULL)
    g_steal_pointer (&self->handler_destroy) (self->handler_data);
  self->handler = NULL;
  if (self->error_destroy != NULL)
    g_steal_pointer (&self->error_destroy) (self->error_data);
  self->error_func = NULL;

  G_OBJECT_CLASS (sio_http_server_parent_class)->dispose (object);
}

static void
sio_http_server_finalize (GObject *object)
{
  SioHttpServer *self = SIO_HTTP_SERVER (object);
  SioHttpShared *shared = &self->shared;

  g_free (shared->spare);
  sio_http_soup_free (shared->soup);
  sio_deadline_queue_free (shared->header_deadlines);
  sio_deadline_queue_free (shared->idle_deadlines);
  sio_deadline_queue_free (shared->progress_deadlines);
  sio_deadline_queue_free (shared->linger_deadlines);
  g_clear_pointer (&shared->poller, sio_poller_free);
  g_object_unref (shared->listener);
  g_main_context_unref (shared->context);

  G_OBJECT_CLASS (sio_http_server_parent_class)->finalize (object);
}

static void
sio_http_server_class_init (SioHttpServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sio_http_server_dispose;
  object_class->finalize = sio_http_server_finalize;
}

static void
sio_http_server_init (SioHttpServer *self)
{
  SioHttpShared *shared = &self->shared;

  shared->context = g_main_context_ref_thread_default ();
  shared->server = self;
  shared->requested = requested;
  shared->closed = connection_closed;
  shared->make_error = make_error;
  shared->soup = sio_http_soup_new ();
  shared->listener = sio_listener_new (accepted_cb, self);
  shared->header_deadlines = sio_deadline_queue_new (shared->context, DEFAULT_HEADER_TIMEOUT,
                                                     sio_http_connection_header_timed_out);
  shared->progress_deadlines = sio_deadline_queue_new (shared->context, DEFAULT_PROGRESS_TIMEOUT,
                                                       sio_http_connection_stalled);
  shared->idle_deadlines = sio_deadline_queue_new (shared->context, DEFAULT_IDLE_TIMEOUT,
                                                   sio_http_connection_idle_timed_out);
  shared->linger_deadlines = sio_deadline_queue_new (shared->context, LINGER_TIMEOUT,
                                                     sio_http_connection_lingered);
}

/**
 * sio_http_server_new:
 *
 * Makes a server on the thread-default main context, which listens nowhere yet. It, its requests
 * and their callbacks belong to the thread that runs that context as its default one. Its last
 * reference must not be given back from inside one of those callbacks.
 *
 * Returns: (transfer full): the server
 */
SioHttpServer *
sio_http_server_new (void)
{
  return g_object_new (SIO_TYPE_HTTP_SERVER, NULL);
}

/**
 * sio_http_server_set_handler:
 * @self: the server
 * @handler: what serves the requests
 * @user_data: what to give it
 * @destroy: (nullable): frees @user_data
 *
 * Sets who serves. Without one every request is answered 404.
 */
void
sio_http_server_set_handler (SioHttpServer  *self,
                             SioHttpHandler  handler,
                             gpointer        user_data,
                             GDestroyNotify  destroy)
{
  g_return_if_fail (SIO_IS_HTTP_SERVER (self));

  if (self->handler_destroy != NULL)
    self->handler_destroy (self->handler_data);
  self->handler = handler;
  self->handler_data = user_data;
  self->handler_destroy = destroy;
}

/**
 * sio_http_server_set_error_func:
 * @self: the server
 * @func: (nullable): what makes the bodies; %NULL for the sentence as plain text
 * @user_data: what to give it
 * @destroy: (nullable): frees @user_data
 *
 * Sets how the answers look that no handler gives.
 */
void
sio_http_server_set_error_func (SioHttpServer    *self,
                                SioHttpErrorFunc  func,
                                gpointer          user_data,
                                GDestroyNotify    destroy)
{
  g_return_if_fail (SIO_IS_HTTP_SERVER (self));

  if (self->error_destroy != NULL)
    self->error_destroy (self->error_data);
  self->error_func = func;
  self->error_data = user_data;
  self->error_destroy = destroy;
}

/**
 * sio_http_server_set_max_connections:
 * @self: the server
 * @max_connections: how many may be open at a time; 10,000 at first
 *
 * Sets the limit; one more is answered 429. The process's own limit on descriptors, less some for
 * other uses, holds as well.
 */
void
sio_http_server_set_max_connections (SioHttpServer *self,
                                     guint          max_connections)
{
  g_return_if_fail (SIO_IS_HTTP_SERVER (self));

  sio_listener_set_max_connections (self->shared.listener, max_connections);
}

/**
 * sio_http_server_set_header_timeout:
 * @self: the server, not listening yet
 * @milliseconds: 10,000 at first
 *
 * Sets within what time a request's head must be there as a whole: from the connection on, or from
 * its first byte if others came before.
 */
void
sio_http_server_set_header_timeout (SioHttpServer *self,
                                    guint          milliseconds)
{
  g_return_if_fail (SIO_IS_HTTP_SERVER (self));

  sio_deadline_queue_set_duration (self->shared.header_deadlines, milliseconds);
}

/**
 * sio_http_server_set_progress_timeout:
 * @self: the server, not listening yet
 * @milliseconds: 30,000 at first
 *
 * Sets how long a body that is wanted may stand still, and a client not read its answer.
 */
void
sio_http_server_set_progress_timeout (SioHttpServer *self,
                                      guint          milliseconds)
{
  g_return_if_fail (SIO_IS_HTTP_SERVER (self));

  sio_deadline_queue_set_duration (self->shared.progress_deadlines, milliseconds);
}

/**
 * sio_http_server_set_idle_timeout:
 * @self: the server, not listening yet
 * @milliseconds: 60,000 at first
 *
 * Sets how long a connection is kept for a further request.
 */
void
sio_http_server_set_idle_timeout (SioHttpServer *self,
                                  guint          milliseconds)
{
  g_return_if_fail (SIO_IS_HTTP_SERVER (self));

  sio_deadline_queue_set_duration (self->shared.idle_deadlines, milliseconds);
}

/**
 * sio_http_server_set_tls:
 * @self: the server
 * @tls: (nullable): what to speak, %NULL for the clear, as at first
 *
 * Sets what every connection accepted from now on speaks. The time for the first request's head is
 * the time for the handshake too.
 */
void
sio_http_server_set_tls (SioHttpServer *self,
                         SioTls        *tls)
{
  g_return_if_fail (SIO_IS_HTTP_SERVER (self));

  sio_listener_set_tls (self->shared.listener, tls);
}

/* Made on demand: a server that only waits to be set up needs none. */
static gboolean
make_poller (SioHttpServer  *self,
             GError        **error)
{
  SioHttpShared *shared = &self->shared;

  if (shared->poller == NULL)
    shared->poller = sio_poller_new (shared->context, error);
  return shared->poller != NULL;
}

/**
 * sio_http_server_get_poller:
 * @self: the server
 *
 * Gets the set in which the server's sockets are watched. What takes a channel over watches it
 * there too, and has stopped when the server is freed.
 *
 * Returns: (transfer none) (nullable): the set; %NULL if the kernel refuses one, which
 *   [method@Sio.HttpServer.listen] would tell as well
 */
SioPoller *
sio_http_server_get_poller (SioHttpServer *self)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (SIO_IS_HTTP_SERVER (self), NULL);

  if (!make_poller (self, &error))
    g_warning ("%s", error->message);
  return self->shared.poller;
}

/**
 * sio_http_server_listen:
 * @self: the server
 * @address: a [class@Gio.InetSocketAddress]; port 0 has the system pick one
 * @error: return location for an error
 *
 * Listens on one more address. An IPv6 address takes IPv6 alone.
 *
 * Returns: %FALSE with an error in the G_IO_ERROR domain if the address cannot be had
 */
gboolean
sio_http_server_listen (SioHttpServer   *self,
                        GSocketAddress  *address,
                        GError         **error)
{
  g_return_val_if_fail (SIO_IS_HTTP_SERVER (self), FALSE);
  g_return_val_if_fail (!self->shared.stopping, FALSE);

  return make_poller (self, error)
         && sio_listener_add_address (self->shared.listener, address, error);
}

/**
 * sio_http_server_get_addresses:
 * @self: the server
 *
 * Returns: (transfer none) (element-type Gio.InetSocketAddress): where it listens, with the ports
 *   that were picked, in the order of asking
 */
GPtrArray *
sio_http_server_get_addresses (SioHttpServer *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_SERVER (self), NULL);

  return sio_listener_get_addresses (self->shared.listener);
}

/**
 * sio_http_server_get_n_connections:
 * @self: the server
 *
 * Returns: how many connections are open
 */
guint
sio_http_server_get_n_connections (SioHttpServer *self)
{
  g_return_val_if_fail (SIO_IS_HTTP_SERVER (self), 0);

  return sio_listener_get_n_connections (self->shared.listener);
}

/**
 * sio_http_server_stop_listening:
 * @self: the server
 *
 * Takes no further connections, closes those that wait for a request, and the others after the
 * answer to the one they have. There is no way back.
 */
void
sio_http_server_stop_listening (SioHttpServer *self)
{
  GList *next;

  g_return_if_fail (SIO_IS_HTTP_SERVER (self));

  self->shared.stopping = TRUE;
  sio_listener_close (self->shared.listener);
  for (GList *link = self->shared.connections.head; link != NULL; link = next)
    {
      next = link->next;
      sio_http_connection_stop (link->data);
    }
}

/**
 * sio_http_server_close_async:
 * @self: the server
 * @deadline_ms: milliseconds that the requests under way have
 * @cancellable: (nullable): cancels the waiting, not the closing
 * @callback: what to call when no connection is left
 * @user_data: what to give it
 *
 * Stops listening, waits for the connections to end, and cuts those that are still there when the
 * time is up. Once for a server.
 */
void
sio_http_server_close_async (SioHttpServer       *self,
                             guint                deadline_ms,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (SIO_IS_HTTP_SERVER (self));
  g_return_if_fail (self->closing == NULL);

  self->closing = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->closing, sio_http_server_close_async);

  self->close_deadline = g_timeout_source_new (deadline_ms);
  g_source_set_callback (self->close_deadline, close_deadline_cb, self, NULL);
  g_source_attach (self->close_deadline, self->shared.context);

  sio_http_server_stop_listening (self);
  connection_closed (self);
}

/**
 * sio_http_server_close_finish:
 * @self: the server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a close.
 *
 * Returns: %FALSE with %G_IO_ERROR_TIMED_OUT if connections had to be cut; none is left either way
 */
gboolean
sio_http_server_close_finish (SioHttpServer  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
