/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening sockets and the channels that come from them, counted and
 * bounded. It must not know what is spoken on them. */
#define G_LOG_DOMAIN "sio-listener"

#include "sio/sio-listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#define DEFAULT_MAX_CONNECTIONS 10000
#define BACKLOG                 1024

/* Accepted in one turn, so that a flood of connections starves nobody. */
#define MAX_ACCEPTS_A_TURN 64

/* Beyond the limit this many may be told so at a time; the rest waits in the
 * backlog, which costs nothing. */
#define MAX_TOLD_TOO_MANY 32

/* Left of the process's descriptors for files, databases and libraries. */
#define RESERVED_DESCRIPTORS 128

#define RETRY_MILLISECONDS 100

struct _SioListener
{
  GObject          parent_instance;

  SioListenerFunc  func;
  gpointer         user_data;
  guint            max_connections;
  guint            n_connections;

  /* owned */
  GMainContext    *context;
  GPtrArray       *sockets;   /* GSocket */
  GPtrArray       *sources;   /* GSource, empty while not accepting */
  GPtrArray       *addresses; /* GInetSocketAddress */
  GSource         *retry;
  SioTls          *tls;       /* (nullable) */
};

G_DEFINE_FINAL_TYPE (SioListener, sio_listener, G_TYPE_OBJECT)

static gboolean accept_cb (GSocket      *socket,
                           GIOCondition  condition,
                           gpointer      user_data);

static void
stop_accepting (SioListener *self)
{
  g_ptr_array_set_size (self->sources, 0);
}

static void
start_accepting (SioListener *self)
{
  if (self->sources->len > 0)
    return;

  for (guint i = 0; i < self->sockets->len; i++)
    {
      GSource *source = g_socket_create_source (self->sockets->pdata[i], G_IO_IN, NULL);

      g_source_set_callback (source, G_SOURCE_FUNC (accept_cb), self, NULL);
      g_source_set_static_name (source, "SioListener");
      g_source_attach (source, self->context);
      g_ptr_array_add (self->sources, source);
    }
}

static gboolean
retry_cb (gpointer user_data)
{
  SioListener *self = user_data;

  g_clear_pointer (&self->retry, g_source_unref);
  start_accepting (self);

  return G_SOURCE_REMOVE;
}

/* Out of descriptors or memory: the socket stays readable, so that going on at
 * once would only burn the processor. */
static void
pause_accepting (SioListener *self,
                 int          code)
{
  g_warning ("Cannot accept connections for now: %s", g_strerror (code));

  stop_accepting (self);
  if (self->retry != NULL)
    return;
  self->retry = g_timeout_source_new (RETRY_MILLISECONDS);
  g_source_set_callback (self->retry, retry_cb, self, NULL);
  g_source_attach (self->retry, self->context);
}

static guint
get_limit (SioListener *self)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY
      && limit.rlim_cur < (rlim_t) self->max_connections + RESERVED_DESCRIPTORS)
    return MAX (limit.rlim_cur, RESERVED_DESCRIPTORS + 1) - RESERVED_DESCRIPTORS;

  return self->max_connections;
}

static void
channel_closed_cb (gpointer user_data)
{
  g_autoptr (SioListener) self = user_data;

  g_assert (self->n_connections > 0);
  self->n_connections--;
  if (self->retry == NULL && self->n_connections < get_limit (self) + MAX_TOLD_TOO_MANY)
    start_accepting (self);
}

static void
take_connection (SioListener *self,
                 int          fd)
{
  SioChannel *channel = sio_channel_new (fd, self->tls, channel_closed_cb, g_object_ref (self));

  self->n_connections++;
  self->func (self, channel, self->n_connections > get_limit (self), self->user_data);
}

/* Whether it is the process or the machine that has no more to give. */
static gboolean
is_exhausted (int code)
{
  return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM;
}

static gboolean
accept_cb (GSocket      *socket,
           GIOCondition  condition,
           gpointer      user_data)
{
  g_autoptr (SioListener) self = g_object_ref (user_data);

  for (guint i = 0; i < MAX_ACCEPTS_A_TURN && self->sources->len > 0; i++)
    {
      int fd = accept4 (g_socket_get_fd (socket), NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

      if (fd >= 0)
        take_connection (self, fd);
      else if (errno == EAGAIN || errno == EWOULDBLOCK)
        break;
      else if (is_exhausted (errno))
        pause_accepting (self, errno);
      /* else the client was gone before we came, or its network: the next one */

      if (self->n_connections >= get_limit (self) + MAX_TOLD_TOO_MANY)
        stop_accepting (self);
    }

  return G_SOURCE_CONTINUE;
}

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
sio_listener_dispose (GObject *object)
{
  sio_listener_close (SIO_LISTENER (object));

  G_OBJECT_CLASS (sio_listener_parent_class)->dispose (object);
}

static void
sio_listener_finalize (GObject *object)
{
  SioListener *self = SIO_LISTENER (object);

  g_clear_pointer (&self->tls, sio_tls_unref);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->sockets);
  g_ptr_array_unref (self->addresses);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (sio_listener_parent_class)->finalize (object);
}

static void
sio_listener_class_init (SioListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sio_listener_dispose;
  object_class->finalize = sio_listener_finalize;
}

static void
sio_listener_init (SioListener *self)
{
  self->max_connections = DEFAULT_MAX_CONNECTIONS;
  self->context = g_main_context_ref_thread_default ();
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  self->sources = g_ptr_array_new_with_free_func (destroy_source);
  self->addresses = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * sio_listener_new:
 * @func: what takes the connections
 * @user_data: what to give it
 *
 * Makes a listener on the thread-default main context, which listens nowhere yet.
 *
 * Returns: (transfer full): the listener
 */
SioListener *
sio_listener_new (SioListenerFunc func,
                  gpointer        user_data)
{
  SioListener *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (SIO_TYPE_LISTENER, NULL);
  self->func = func;
  self->user_data = user_data;

  return self;
}

/**
 * sio_listener_set_max_connections:
 * @self: the listener
 * @max_connections: how many may be open at a time; 10,000 at first
 *
 * Sets the limit. The process's own on descriptors, less some for other uses, holds as well.
 */
void
sio_listener_set_max_connections (SioListener *self,
                                  guint        max_connections)
{
  g_return_if_fail (SIO_IS_LISTENER (self));
  g_return_if_fail (max_connections > 0);

  self->max_connections = max_connections;
}

/**
 * sio_listener_set_tls:
 * @self: the listener
 * @tls: (nullable): what to speak, %NULL for the clear
 *
 * Sets what every connection accepted from now on speaks.
 */
void
sio_listener_set_tls (SioListener *self,
                      SioTls      *tls)
{
  g_return_if_fail (SIO_IS_LISTENER (self));

  g_clear_pointer (&self->tls, sio_tls_unref);
  if (tls != NULL)
    self->tls = sio_tls_ref (tls);
}

/**
 * sio_listener_add_address:
 * @self: the listener
 * @address: a [class@Gio.InetSocketAddress]; port 0 has the system pick one
 * @error: return location for an error
 *
 * Listens on one more address. An IPv6 address takes IPv6 alone.
 *
 * Returns: %FALSE with an error in the G_IO_ERROR domain if the address cannot be had
 */
gboolean
sio_listener_add_address (SioListener     *self,
                          GSocketAddress  *address,
                          GError         **error)
{
  g_autoptr (GSocket) socket = NULL;
  GSocketFamily family;
  GSocketAddress *bound;

  g_return_val_if_fail (SIO_IS_LISTENER (self), FALSE);
  g_return_val_if_fail (G_IS_INET_SOCKET_ADDRESS (address), FALSE);

  family = g_socket_address_get_family (address);
  socket = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return FALSE;

  if (family == G_SOCKET_FAMILY_IPV6)
    g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY, TRUE, NULL);
  /* An answer is written at once, and whole: waiting for more would only delay
   * it. On Linux what is accepted takes this over. */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return FALSE;
  bound = g_socket_get_local_address (socket, error);
  if (bound == NULL)
    return FALSE;

  g_ptr_array_add (self->addresses, bound);
  g_ptr_array_add (self->sockets, g_steal_pointer (&socket));
  stop_accepting (self);
  start_accepting (self);

  return TRUE;
}

/**
 * sio_listener_get_addresses:
 * @self: the listener
 *
 * Returns: (transfer none) (element-type Gio.InetSocketAddress): where it listens, with the ports
 *   that were picked, in the order of asking
 */
GPtrArray *
sio_listener_get_addresses (SioListener *self)
{
  g_return_val_if_fail (SIO_IS_LISTENER (self), NULL);

  return self->addresses;
}

/**
 * sio_listener_get_n_connections:
 * @self: the listener
 *
 * Returns: how many channels there are
 */
guint
sio_listener_get_n_connections (SioListener *self)
{
  g_return_val_if_fail (SIO_IS_LISTENER (self), 0);

  return self->n_connections;
}

/**
 * sio_listener_close:
 * @self: the listener
 *
 * Stops listening. Channels stay as they are.
 */
void
sio_listener_close (SioListener *self)
{
  g_return_if_fail (SIO_IS_LISTENER (self));

  stop_accepting (self);
  if (self->retry != NULL)
    g_source_destroy (self->retry);
  g_clear_pointer (&self->retry, g_source_unref);
  for (guint i = 0; i < self->sockets->len; i++)
    g_socket_close (self->sockets->pdata[i], NULL);
  g_ptr_array_set_size (self->sockets, 0);
  g_ptr_array_set_size (self->addresses, 0);
}
