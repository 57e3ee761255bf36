/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Socket.IO 5 server on an Engine.IO server: its namespaces, its beginning
 * and end, and what is said to a room. It must not know what the events mean. */
#define G_LOG_DOMAIN "sio-server"

#include "sio/sio-server-private.h"

#include <string.h>

#define DEFAULT_CONNECT_TIMEOUT 45000

/**
 * sio_server_options_init:
 * @options: options
 *
 * Sets what the reference implementation does by default.
 */
void
sio_server_options_init (SioServerOptions *options)
{
  g_return_if_fail (options != NULL);

  sio_engine_options_init (&options->engine);
  options->connect_timeout = DEFAULT_CONNECT_TIMEOUT;
  options->max_messages_before = 0;
  options->max_bytes_before = 0;
}

/**
 * sio_namespace_unref:
 * @self: (transfer full): a namespace
 *
 * Gives a reference back.
 */
void
sio_namespace_unref (SioNamespace *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_free (self->name);
  g_free (self);
}

/**
 * sio_server_new:
 * @http: where requests come from; it outlives the server
 * @options: how it behaves
 *
 * Makes a server on @http's thread. It hears of requests by sio_server_serve().
 *
 * Returns: (transfer full): the server, without a namespace
 */
SioServer *
sio_server_new (SioHttpServer          *http,
                const SioServerOptions *options)
{
  SioServer *self;

  g_return_val_if_fail (SIO_IS_HTTP_SERVER (http), NULL);
  g_return_val_if_fail (options != NULL, NULL);

  self = g_new0 (SioServer, 1);
  self->options = *options;
  self->namespaces = g_ptr_array_new_with_free_func ((GDestroyNotify) sio_namespace_unref);
  if (options->connect_timeout > 0)
    self->connect_deadlines = sio_deadline_queue_new (g_main_context_get_thread_default (),
                                                      options->connect_timeout,
                                                      sio_connection_timed_out);
  self->engine = sio_engine_new (http, &options->engine, &sio_connection_funcs, self);
  return self;
}

/**
 * sio_server_free:
 * @self: (transfer full): the server
 *
 * Ends all connections at once and frees the server. Not to be called from inside a callback.
 */
void
sio_server_free (SioServer *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->engine, sio_engine_free);
  g_clear_pointer (&self->connect_deadlines, sio_deadline_queue_free);
  g_clear_pointer (&self->namespaces, g_ptr_array_unref);
  g_free (self);
}

/**
 * sio_server_find_namespace:
 * @self: the server
 * @name: a name
 * @length: its bytes
 *
 * Returns: (transfer none) (nullable): the namespace
 */
SioNamespace *
sio_server_find_namespace (SioServer  *self,
                           const char *name,
                           gsize       length)
{
  for (guint i = 0; i < self->namespaces->len; i++)
    {
      SioNamespace *space = self->namespaces->pdata[i];

      if (strncmp (space->name, name, length) == 0 && space->name[length] == '\0')
        return space;
    }
  return NULL;
}

/**
 * sio_server_add_namespace:
 * @self: the server
 * @name: "/", or a name that begins with it and has neither a comma nor a question mark
 * @funcs: what happens in it; copied
 * @user_data: what to give the functions
 *
 * Adds a namespace. Clients that ask for one that was not added are told "Invalid namespace".
 */
void
sio_server_add_namespace (SioServer               *self,
                          const char              *name,
                          const SioNamespaceFuncs *funcs,
                          gpointer                 user_data)
{
  SioNamespace *space;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && name[0] == '/' && strpbrk (name, ",?") == NULL);
  g_return_if_fail (strlen (name) <= SIO_PACKET_MAX_NAMESPACE);
  g_return_if_fail (funcs != NULL && funcs->connect != NULL && funcs->event != NULL &&
                    funcs->disconnected != NULL);
  g_return_if_fail (sio_server_find_namespace (self, name, strlen (name)) == NULL);

  space = g_new0 (SioNamespace, 1);
  g_ref_count_init (&space->refs);
  space->name = g_strdup (name);
  space->funcs = *funcs;
  space->user_data = user_data;
  if (self->namespaces->len < 64)
    space->bit = G_GUINT64_CONSTANT (1) << self->namespaces->len;
  g_ptr_array_add (self->namespaces, space);
}

/**
 * sio_server_serve:
 * @self: the server
 * @request: a request for the server's path, usually `/socket.io/`
 *
 * Takes a request over, as sio_engine_serve() does.
 */
void
sio_server_serve (SioServer      *self,
                  SioHttpRequest *request)
{
  g_return_if_fail (self != NULL);

  sio_engine_serve (self->engine, request);
}

static void
shut_down_cb (gpointer engine,
              gpointer user_data)
{
  SioServer *self = user_data;

  self->shut_down_done (self, self->shut_down_data);
}

/**
 * sio_server_shut_down:
 * @self: the server
 * @deadline_ms: milliseconds after which the rest is cut off
 * @done: called with the server when no connection is left, never from inside this call
 * @user_data: what to give it
 *
 * Takes nobody any more, has what was said leave, and ends every connection; "disconnected" says
 * "server shutting down". Clients may come again: they were not told to stay away.
 */
void
sio_server_shut_down (SioServer *self,
                      guint      deadline_ms,
                      GFunc      done,
                      gpointer   user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (done != NULL);
  g_return_if_fail (self->shut_down_done == NULL);

  self->shut_down_done = done;
  self->shut_down_data = user_data;
  sio_engine_shut_down (self->engine, deadline_ms, shut_down_cb, self);
}

/**
 * sio_server_get_n_connections:
 * @self: the server
 *
 * Returns: how many clients there are, in a namespace or not
 */
guint
sio_server_get_n_connections (SioServer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return sio_engine_get_n_sockets (self->engine);
}

/**
 * sio_server_new_room:
 * @self: the server
 * @max_lag: bytes that a member may be behind
 * @lagged: called for who is behind by more
 * @user_data: what to give it
 *
 * Makes a room. sio_room_add() takes what sio_socket_get_outlet() returns; who leaves the namespace
 * is to be taken out of its rooms by whoever put it in.
 *
 * Returns: (transfer full): the room, to be freed before the server
 */
SioRoom *
sio_server_new_room (SioServer         *self,
                     gsize              max_lag,
                     SioRoomLaggedFunc  lagged,
                     gpointer           user_data)
{
  g_return_val_if_fail (self != NULL, NULL);

  return sio_room_new (sio_engine_get_hub (self->engine), max_lag, lagged, user_data);
}

/**
 * sio_server_say:
 * @self: the server
 * @room: a room of members of one namespace
 * @namespace_name: the namespace
 * @event: an event's name
 * @json: its arguments: well-formed JSON, separated by commas, without brackets
 * @length: its bytes
 * @except: (nullable): a member that does not hear it
 *
 * Says an event to a room. It is put into words once, however many members there are.
 */
void
sio_server_say (SioServer  *self,
                SioRoom    *room,
                const char *namespace_name,
                const char *event,
                const char *json,
                gsize       length,
                SioSocket  *except)
{
  g_auto (SioPacketText) text = { 0 };
  struct iovec pieces[1 + G_N_ELEMENTS (text.pieces)];

  g_return_if_fail (self != NULL);
  g_return_if_fail (room != NULL);
  g_return_if_fail (namespace_name != NULL);
  g_return_if_fail (event != NULL);

  sio_packet_text_init_event (&text, namespace_name, 0, NULL, event, json, length);
  /* A room takes whole packets of the transport: this is what it calls a message. */
  pieces[0] = (struct iovec) { (char *) "4", 1 };
  memcpy (pieces + 1, text.pieces, text.n_pieces * sizeof *pieces);
  sio_room_say (room, pieces, text.n_pieces + 1,
                except != NULL ? sio_socket_get_outlet (except) : NULL);
}

/**
 * sio_server_find_socket:
 * @self: the server
 * @outlet: the outlet of one of its clients, as a room names it
 * @namespace_name: a namespace
 *
 * Returns: (transfer none) (nullable): that client there
 */
SioSocket *
sio_server_find_socket (SioServer  *self,
                        SioOutlet  *outlet,
                        const char *namespace_name)
{
  SioConnection *connection;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (outlet != NULL, NULL);
  g_return_val_if_fail (namespace_name != NULL, NULL);

  connection = sio_engine_socket_get_data (outlet->owner);
  if (connection == NULL)
    return NULL;
  return sio_connection_find (connection, namespace_name, strlen (namespace_name));
}
