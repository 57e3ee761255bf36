/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The packets of one client and what they may do when: into a namespace, be
 * heard there, out of it. It must not know transports, nor what events mean. */
#define G_LOG_DOMAIN "sio-connection"

#include "sio/sio-server-private.h"

#include <string.h>

/* Beside what they say, packets of the transport have a type and a separator each. */
#define TRANSPORT_BYTES 1024

/* A packet whose attachments come behind it. */
struct _SioAssembly
{
  char      *text;
  gsize      length;
  guint      n_wanted;
  gsize      bytes;       /* of the attachments so far */
  GPtrArray *attachments; /* GBytes */
};

static void
free_assembly (SioAssembly *assembly)
{
  g_ptr_array_unref (assembly->attachments);
  g_free (assembly->text);
  g_free (assembly);
}

/**
 * sio_connection_unref:
 * @self: (transfer full): a connection
 *
 * Gives a reference back.
 */
void
sio_connection_unref (SioConnection *self)
{
  if (g_ref_count_dec (&self->refs))
    g_free (self);
}

/* Behind this nobody hears of the client any more. */
static void
end_connection (SioConnection *self,
                const char    *reason)
{
  self->is_closing = TRUE;
  sio_deadline_disarm (&self->deadline);
  g_clear_pointer (&self->assembly, free_assembly);
  while (self->sockets != NULL)
    sio_socket_leave (self->sockets, reason);
}

/**
 * sio_connection_close:
 * @self: the connection
 * @flush: whether what is on its way to the client is to arrive
 * @reason: why, static
 *
 * Takes the client out of all its namespaces and ends its connection. @self may be gone behind it.
 */
void
sio_connection_close (SioConnection *self,
                      gboolean       flush,
                      const char    *reason)
{
  if (self->is_closing)
    return;

  g_ref_count_inc (&self->refs);
  end_connection (self, reason);
  if (self->engine != NULL)
    sio_engine_socket_close (self->engine, flush, reason);
  sio_connection_unref (self);
}

/* What comes is no packet: what was said before it is still answered. */
static void
close_malformed (SioConnection *self,
                 const char    *message)
{
  g_debug ("A client is let go: %s", message);
  sio_connection_close (self, TRUE, "parse error");
}

/* It is one, but not now. */
static void
close_unexpected (SioConnection *self)
{
  g_debug ("A client is let go: the packet was not expected");
  sio_connection_close (self, TRUE, "forced server close");
}

/**
 * sio_connection_timed_out:
 * @owner: a connection
 *
 * Ends a connection that is in no namespace yet.
 */
void
sio_connection_timed_out (gpointer owner)
{
  sio_connection_close (owner, FALSE, "forced server close");
}

/**
 * sio_connection_find:
 * @self: the connection
 * @namespace_name: a namespace
 * @length: its bytes
 *
 * Returns: (transfer none) (nullable): its socket there, which may still be asking
 */
SioSocket *
sio_connection_find (SioConnection *self,
                     const char    *namespace_name,
                     gsize          length)
{
  for (SioSocket *socket = self->sockets; socket != NULL; socket = socket->next)
    if (strncmp (socket->space->name, namespace_name, length) == 0 &&
        socket->space->name[length] == '\0')
      return socket;
  return NULL;
}

static void
take_connect (SioConnection   *self,
              const SioPacket *packet)
{
  SioNamespace *space = sio_server_find_namespace (self->server, packet->namespace_name,
                                                   packet->namespace_length);
  SioSocket *socket;

  if (space == NULL)
    {
      g_autofree char *name = g_strndup (packet->namespace_name, packet->namespace_length);
      g_auto (SioPacketText) text = { 0 };

      sio_packet_text_init_connect_error (&text, name, "Invalid namespace", NULL);
      sio_engine_socket_send_text (self->engine, text.pieces, text.n_pieces);
      return;
    }

  self->left_namespaces &= ~space->bit;
  socket = sio_socket_ref (sio_socket_new (self, space));
  if (packet->json_length > 0)
    space->funcs.connect (socket, packet->json, packet->json_length, space->user_data);
  else
    space->funcs.connect (socket, "{}", 2, space->user_data);
  sio_socket_unref (socket);
}

static void
take_event (SioSocket       *socket,
            const SioPacket *packet,
            const SioArgs   *args)
{
  SioNamespace *space = socket->space;
  SioAck *ack = packet->has_id ? sio_ack_new (socket, packet->id) : NULL;

  space->funcs.event (socket, packet->name, args, ack, space->user_data);
}

/* Whether the client can speak of this namespace: it is in, or was until just now. */
static gboolean
may_speak (SioConnection   *self,
           const SioPacket *packet,
           SioSocket       *socket)
{
  SioNamespace *space;

  if (packet->type == SIO_PACKET_CONNECT)
    return socket == NULL;
  if (packet->type == SIO_PACKET_CONNECT_ERROR)
    return FALSE;
  if (socket != NULL)
    return socket->state == SIO_SOCKET_IN || packet->type == SIO_PACKET_DISCONNECT;

  space = sio_server_find_namespace (self->server, packet->namespace_name,
                                     packet->namespace_length);
  return space != NULL && (self->left_namespaces & space->bit) != 0;
}

/* A packet with all its attachments. */
static void
take_packet (SioConnection   *self,
             const SioPacket *packet,
             GPtrArray       *attachments)
{
  SioSocket *socket = sio_connection_find (self, packet->namespace_name,
                                           packet->namespace_length);
  SioArgs args = { packet->json, packet->json_length, NULL, 0 };

  if (!may_speak (self, packet, socket))
    {
      close_unexpected (self);
      return;
    }
  if (packet->type == SIO_PACKET_CONNECT)
    {
      take_connect (self, packet);
      return;
    }
  if (socket == NULL)
    return;

  if (attachments != NULL)
    {
      args.attachments = (GBytes * const *) attachments->pdata;
      args.n_attachments = attachments->len;
    }
  sio_socket_ref (socket);
  if (packet->type == SIO_PACKET_DISCONNECT)
    sio_socket_leave (socket, "client namespace disconnect");
  else if (packet->type == SIO_PACKET_EVENT)
    take_event (socket, packet, &args);
  else
    sio_socket_take_ack (socket, packet->id, &args);
  sio_socket_unref (socket);
}

static void
begin_assembly (SioConnection   *self,
                const SioPacket *packet,
                const char      *text,
                gsize            length)
{
  SioSocket *socket = sio_connection_find (self, packet->namespace_name,
                                           packet->namespace_length);
  SioAssembly *assembly;

  /* Nobody collects for whom nobody listens to. */
  if (!may_speak (self, packet, socket))
    {
      close_unexpected (self);
      return;
    }

  assembly = g_new0 (SioAssembly, 1);
  assembly->text = g_memdup2 (text, length);
  assembly->length = length;
  assembly->n_wanted = packet->n_attachments;
  assembly->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->assembly = assembly;
}

static void
take_text (SioConnection *self,
           const char    *text,
           gsize          length)
{
  g_auto (SioPacket) packet = { 0 };
  g_autoptr (GError) error = NULL;

  if (self->assembly != NULL)
    close_malformed (self, "Text came in place of an attachment");
  else if (!sio_packet_decode (&packet, text, length, &error))
    close_malformed (self, error->message);
  else if (packet.n_attachments > 0)
    begin_assembly (self, &packet, text, length);
  else
    take_packet (self, &packet, NULL);
}

static void
take_attachment (SioConnection *self,
                 const char    *data,
                 gsize          length)
{
  SioAssembly *assembly = self->assembly;
  const SioEngineOptions *options = &self->server->options.engine;
  g_auto (SioPacket) packet = { 0 };

  if (assembly == NULL)
    {
      close_malformed (self, "There is no packet that an attachment could belong to");
      return;
    }

  assembly->bytes += length;
  if (assembly->bytes > MAX (options->max_queue, options->max_payload))
    {
      close_malformed (self, "The attachments of a packet are too large together");
      return;
    }

  g_ptr_array_add (assembly->attachments, g_bytes_new (data, length));
  if (assembly->attachments->len < assembly->n_wanted)
    return;

  self->assembly = NULL;
  if (sio_packet_decode (&packet, assembly->text, assembly->length, NULL))
    take_packet (self, &packet, assembly->attachments);
  free_assembly (assembly);
}

/* Whether the client said more than it may before it is let in. */
static gboolean
is_too_much (SioConnection *self,
             gsize          length)
{
  const SioServerOptions *options = &self->server->options;

  if (self->n_accepted > 0)
    return FALSE;

  self->messages_before++;
  self->bytes_before += length;
  return (options->max_messages_before > 0 &&
          self->messages_before > options->max_messages_before) ||
         (options->max_bytes_before > 0 && self->bytes_before > options->max_bytes_before);
}

static void
opened_cb (SioEngineSocket *engine,
           gpointer         user_data)
{
  SioServer *server = user_data;
  gsize max_before = server->options.max_bytes_before;
  gsize max_payload = server->options.engine.max_payload;
  SioConnection *self = g_new0 (SioConnection, 1);

  g_ref_count_init (&self->refs);
  self->server = server;
  self->engine = engine;
  sio_engine_socket_set_data (engine, self);
  /* What would be too much is not even collected. */
  if (max_before > 0 && max_before < max_payload)
    sio_engine_socket_set_max_payload (engine, MIN (max_before + TRANSPORT_BYTES, max_payload));
  if (server->connect_deadlines != NULL)
    sio_deadline_arm (&self->deadline, server->connect_deadlines, self);
}

static void
message_cb (SioEngineSocket *engine,
            gboolean         is_binary,
            const char      *data,
            gsize            length,
            gpointer         user_data)
{
  SioConnection *self = sio_engine_socket_get_data (engine);

  if (self == NULL || self->is_closing)
    return;

  g_ref_count_inc (&self->refs);
  if (is_too_much (self, length))
    sio_connection_close (self, FALSE, "forced server close");
  else if (is_binary)
    take_attachment (self, data, length);
  else
    take_text (self, data, length);
  sio_connection_unref (self);
}

static void
closed_cb (SioEngineSocket *engine,
           const char      *reason,
           gpointer         user_data)
{
  SioConnection *self = sio_engine_socket_get_data (engine);

  sio_engine_socket_set_data (engine, NULL);
  end_connection (self, reason);
  self->engine = NULL;
  sio_connection_unref (self);
}

const SioEngineFuncs sio_connection_funcs = {
  .opened = opened_cb,
  .message = message_cb,
  .closed = closed_cb,
};
