/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One client in one namespace: how it comes in, what it is told, how it goes.
 * It must not know what the events mean. */
#define G_LOG_DOMAIN "sio-socket"

#include "sio/sio-server-private.h"

/**
 * sio_socket_new:
 * @connection: a client's connection
 * @space: a namespace in which it has no socket
 *
 * Makes a socket that asks to come in.
 *
 * Returns: (transfer none): the socket, which is the connection's
 */
SioSocket *
sio_socket_new (SioConnection *connection,
                SioNamespace  *space)
{
  SioSocket *self = g_new0 (SioSocket, 1);

  g_ref_count_init (&self->refs);
  self->state = SIO_SOCKET_ASKING;
  self->connection = connection;
  self->space = space;
  g_ref_count_inc (&space->refs);
  self->engine = sio_engine_socket_ref (connection->engine);
  sio_sid_draw (self->id);

  self->next = connection->sockets;
  connection->sockets = self;
  return self;
}

/* Takes it from its connection, whose reference is the caller's now. */
static void
detach (SioSocket *self)
{
  SioSocket **place = &self->connection->sockets;

  while (*place != self)
    place = &(*place)->next;
  *place = self->next;
  self->next = NULL;
  if (self->state == SIO_SOCKET_IN)
    self->connection->n_accepted--;
  self->connection = NULL;
  self->state = SIO_SOCKET_OUT;
}

/**
 * sio_socket_leave:
 * @self: a socket that is in its namespace, or asks to be
 * @reason: why it goes
 *
 * Takes it out and tells everybody who is to know, but the client.
 */
void
sio_socket_leave (SioSocket  *self,
                  const char *reason)
{
  g_assert (self->connection != NULL);

  detach (self);
  sio_socket_forget_acks (self);
  self->space->funcs.disconnected (self, reason, self->space->user_data);
  sio_socket_unref (self);
}

/**
 * sio_socket_send:
 * @self: a socket that is in its namespace, or asks to be
 * @text: (transfer full): a packet
 * @args: (nullable): whose attachments follow it
 *
 * Sends a packet.
 */
void
sio_socket_send (SioSocket     *self,
                 SioPacketText *text,
                 const SioArgs *args)
{
  sio_engine_socket_send_text (self->engine, text->pieces, text->n_pieces);
  sio_packet_text_clear (text);
  for (guint i = 0; args != NULL && i < args->n_attachments; i++)
    sio_engine_socket_send_binary (self->engine, args->attachments[i]);
}

/**
 * sio_socket_ref:
 * @self: a socket
 *
 * Returns: (transfer full): the same, which stays until the reference is given back, in its
 *   namespace or not
 */
SioSocket *
sio_socket_ref (SioSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_ref_count_inc (&self->refs);
  return self;
}

/**
 * sio_socket_unref:
 * @self: (transfer full): a socket
 *
 * Gives a reference back.
 */
void
sio_socket_unref (SioSocket *self)
{
  g_return_if_fail (self != NULL);

  if (!g_ref_count_dec (&self->refs))
    return;
  sio_engine_socket_unref (self->engine);
  sio_namespace_unref (self->space);
  g_free (self);
}

/**
 * sio_socket_get_id:
 * @self: a socket
 *
 * Returns: (transfer none): what the client is called in this namespace and nowhere else: 20
 *   letters of the URL-safe alphabet, drawn anew each time it comes in
 */
const char *
sio_socket_get_id (SioSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * sio_socket_get_namespace:
 * @self: a socket
 *
 * Returns: (transfer none): the name of its namespace
 */
const char *
sio_socket_get_namespace (SioSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->space->name;
}

/**
 * sio_socket_get_remote:
 * @self: a socket
 *
 * Returns: (transfer none): the address that its client came from
 */
const char *
sio_socket_get_remote (SioSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return sio_engine_socket_get_remote (self->engine);
}

/**
 * sio_socket_is_secure:
 * @self: a socket
 *
 * Returns: whether its client came by TLS
 */
gboolean
sio_socket_is_secure (SioSocket *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return sio_engine_socket_is_secure (self->engine);
}

/**
 * sio_socket_is_connected:
 * @self: a socket
 *
 * Returns: whether it was accepted and has not gone
 */
gboolean
sio_socket_is_connected (SioSocket *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->state == SIO_SOCKET_IN;
}

/**
 * sio_socket_set_data:
 * @self: a socket
 * @data: (nullable): anything; it is not freed
 *
 * Keeps what belongs to the socket.
 */
void
sio_socket_set_data (SioSocket *self,
                     gpointer   data)
{
  g_return_if_fail (self != NULL);

  self->data = data;
}

/**
 * sio_socket_get_data:
 * @self: a socket
 *
 * Returns: (transfer none) (nullable): what was set
 */
gpointer
sio_socket_get_data (SioSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->data;
}

/**
 * sio_socket_get_outlet:
 * @self: a socket
 *
 * Returns: (transfer none): where everything for its client goes, of whatever namespace
 */
SioOutlet *
sio_socket_get_outlet (SioSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return sio_engine_socket_get_outlet (self->engine);
}

/**
 * sio_socket_get_connection:
 * @self: a socket
 *
 * Returns: (transfer none): its client's connection, which other namespaces may share
 */
SioEngineSocket *
sio_socket_get_connection (SioSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->engine;
}

/**
 * sio_socket_accept:
 * @self: a socket that asks to come in
 *
 * Lets it in. Nothing happens if it has gone meanwhile.
 */
void
sio_socket_accept (SioSocket *self)
{
  SioPacketText text;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->state != SIO_SOCKET_IN);

  if (self->state == SIO_SOCKET_OUT)
    return;

  self->state = SIO_SOCKET_IN;
  self->connection->n_accepted++;
  self->connection->messages_before = 0;
  self->connection->bytes_before = 0;
  sio_deadline_disarm (&self->connection->deadline);
  sio_engine_socket_set_max_payload (self->engine,
                                     self->connection->server->options.engine.max_payload);
  sio_packet_text_init_connect (&text, self->space->name, self->id);
  sio_socket_send (self, &text, NULL);
}

/**
 * sio_socket_refuse:
 * @self: a socket that asks to come in
 * @message: why it may not
 * @data: (nullable): a JSON value that says more
 *
 * Tells the client that it may not come in; it may ask again. "disconnected" is not called. Nothing
 * happens if it has gone meanwhile.
 */
void
sio_socket_refuse (SioSocket  *self,
                   const char *message,
                   const char *data)
{
  SioPacketText text;

  g_return_if_fail (self != NULL);
  g_return_if_fail (message != NULL);
  g_return_if_fail (self->state != SIO_SOCKET_IN);

  if (self->state == SIO_SOCKET_OUT)
    return;

  sio_packet_text_init_connect_error (&text, self->space->name, message, data);
  sio_socket_send (self, &text, NULL);
  detach (self);
  sio_socket_unref (self);
}

/**
 * sio_socket_emit:
 * @self: a socket
 * @event: an event's name
 * @args: what it carries
 *
 * Tells the client something. Nothing is sent to one that is not in its namespace.
 */
void
sio_socket_emit (SioSocket     *self,
                 const char    *event,
                 const SioArgs *args)
{
  SioPacketText text;

  g_return_if_fail (self != NULL);
  g_return_if_fail (event != NULL);
  g_return_if_fail (args != NULL);

  if (self->state != SIO_SOCKET_IN)
    return;

  sio_packet_text_init_event (&text, self->space->name, args->n_attachments, NULL, event,
                              args->json, args->length);
  sio_socket_send (self, &text, args);
}

/* Says goodbye; the client may not have read it when it speaks next. */
static void
dismiss (SioSocket *self)
{
  SioPacketText text;

  self->connection->left_namespaces |= self->space->bit;
  if (self->state == SIO_SOCKET_IN)
    sio_packet_text_init_disconnect (&text, self->space->name);
  else
    sio_packet_text_init_connect_error (&text, self->space->name, "server namespace disconnect",
                                        NULL);
  sio_socket_send (self, &text, NULL);
  sio_socket_leave (self, "server namespace disconnect");
}

/**
 * sio_socket_disconnect:
 * @self: a socket
 * @close: whether the connection ends too, once everything has left, for all its namespaces
 *
 * Puts the client out. "disconnected" is called before this returns, with "server namespace
 * disconnect"; with @close also for the client's other sockets. One that still asks is refused.
 * Nothing happens if it has gone already.
 */
void
sio_socket_disconnect (SioSocket *self,
                       gboolean   close)
{
  SioConnection *connection;

  g_return_if_fail (self != NULL);

  connection = self->connection;
  if (connection == NULL)
    return;

  g_ref_count_inc (&connection->refs);
  dismiss (self);
  while (close && connection->sockets != NULL)
    dismiss (connection->sockets);
  if (close)
    sio_connection_close (connection, TRUE, "forced server close");
  sio_connection_unref (connection);
}
