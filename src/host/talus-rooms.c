/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is connected over Socket.IO: let in by the gate, put out when what let
 * them in is revoked. What they do there is talus-wire.c's and what follows
 * from it. It must not know transports. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include "base/talus-json.h"
#include "host/talus-room-private.h"
#include "host/talus-status.h"

#define MAX_CLIENTS        10000
#define CONNECT_TIMEOUT_MS 10000
#define MAX_MESSAGES       10
#define MAX_BYTES          (64 * 1024)

/* Somebody at the gate. */
typedef struct
{
  TalusWire *wire;
  JsonNode *auth;
} Asking;

static void
refuse (TalusWire    *wire,
        const GError *error)
{
  SioSocket *socket = wire->socket;
  const char *code = talus_status_get_code_name (error);
  g_autoptr(GString) data = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, data);
  talus_json_writer_begin_object (&writer);
  talus_status_write_members (error, FALSE, &writer);
  talus_json_writer_end_object (&writer);

  sio_socket_set_data (socket, NULL);
  talus_wire_end (wire);
  sio_socket_refuse (socket, code, data->str);
}

static gboolean
wants_in (JsonObject *auth)
{
  return json_object_has_member (auth, "session_id") &&
         !json_object_get_null_member (auth, "session_id");
}

static void
asked_cb (TalusGrant   *grant,
          const GError *error,
          gpointer      user_data)
{
  Asking *asking = user_data;
  g_autoptr(TalusWire) wire = g_steal_pointer (&asking->wire);
  g_autoptr(JsonNode) auth = g_steal_pointer (&asking->auth);

  g_free (asking);
  if (wire->socket == NULL)
    return;
  if (grant == NULL)
    {
      refuse (wire, error);
      return;
    }

  wire->grant = talus_grant_ref (grant);
  sio_socket_accept (wire->socket);
  if (wants_in (json_node_get_object (auth)) && wire->socket != NULL)
    talus_room_ask_join (talus_ask_new (wire, "join_session", g_steal_pointer (&auth), NULL));
}

static gboolean
read_auth (const char   *auth,
           gsize         length,
           TalusCaller  *caller,
           JsonNode    **node,
           GError      **error)
{
  JsonObject *object = NULL;

  *node = talus_json_parse (auth, length, TALUS_JSON_DEPTH_COMMAND, error);
  if (*node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (*node))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                   "What CONNECT carries must be a JSON object");
      return FALSE;
    }

  object = json_node_get_object (*node);

  return talus_json_get_string (object, "token", FALSE, TALUS_ERROR_INVALID_REQUEST,
                                &caller->token, error) &&
         talus_json_get_string (object, "author_id", FALSE, TALUS_ERROR_INVALID_REQUEST,
                                &caller->author_id, error) &&
         talus_json_get_string (object, "name", FALSE, TALUS_ERROR_INVALID_REQUEST,
                                &caller->author_name, error);
}

static void
connect_cb (SioSocket  *socket,
            const char *auth,
            gsize       auth_length,
            gpointer    user_data)
{
  TalusRooms *self = user_data;
  TalusWire *wire = talus_wire_new (self, socket);
  TalusCaller caller = { .remote = sio_socket_get_remote (socket) };
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;
  Asking *asking = NULL;

  sio_socket_set_data (socket, wire);
  if (self->host->shutting_down)
    g_set_error (&error, TALUS_ERROR, TALUS_ERROR_SHUTTING_DOWN, "The host is shutting down");
  if (error != NULL || !read_auth (auth, auth_length, &caller, &node, &error))
    {
      refuse (wire, error);
      return;
    }

  asking = g_new0 (Asking, 1);
  asking->wire = talus_wire_ref (wire);
  asking->auth = json_node_ref (node);
  talus_gate_ask (self->host->gate, &caller, asked_cb, asking);
}

static void
event_cb (SioSocket     *socket,
          const char    *name,
          const SioArgs *args,
          SioAck        *ack,
          gpointer       user_data)
{
  TalusWire *wire = sio_socket_get_data (socket);

  g_return_if_fail (wire != NULL);

  talus_wire_take_event (wire, name, args, ack);
}

static void
disconnected_cb (SioSocket  *socket,
                 const char *reason,
                 gpointer    user_data)
{
  TalusWire *wire = sio_socket_get_data (socket);

  if (wire == NULL)
    return;

  sio_socket_set_data (socket, NULL);
  talus_wire_end (wire);
}

/* Out of the rooms first: what is said there from now on is not theirs. */
static void
put_out (TalusWire    *wire,
         const GError *reason)
{
  g_autoptr(TalusWire) guard = talus_wire_ref (wire);

  while (wire->members != NULL)
    talus_room_remove (wire->members);
  talus_wire_emit_error (wire, reason, NULL);
  if (wire->socket != NULL)
    sio_socket_disconnect (wire->socket, TRUE);
}

/* Whoever came in by it is out at once. */
static void
revoked_cb (const TalusId *token_id,
            gpointer       user_data)
{
  TalusRooms *self = user_data;
  g_autoptr(GPtrArray) wires = NULL;
  g_autoptr(GError) error = NULL;

  wires = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_wire_unref);
  for (GList *link = self->wires.head; link != NULL; link = link->next)
    {
      TalusWire *wire = link->data;

      if (wire->grant != NULL && wire->grant->has_token &&
          talus_id_equal (&wire->grant->token_id, token_id))
        g_ptr_array_add (wires, talus_wire_ref (wire));
    }

  g_set_error (&error, TALUS_ERROR, TALUS_ERROR_UNAUTHORIZED, "Your token was revoked");
  for (guint i = 0; i < wires->len; i++)
    {
      TalusWire *wire = g_ptr_array_index (wires, i);

      if (wire->socket != NULL)
        put_out (wire, error);
    }
}

/**
 * talus_rooms_new:
 * @host: the host, whose server, registry and gate are there
 *
 * Makes the rooms of a host. It outlives them.
 *
 * Returns: (transfer full): the rooms
 */
TalusRooms *
talus_rooms_new (TalusHost *host)
{
  static const SioNamespaceFuncs funcs = { connect_cb, event_cb, disconnected_cb };
  TalusRooms *self = NULL;
  SioServerOptions options;

  g_return_val_if_fail (TALUS_IS_HOST (host), NULL);

  self = g_new0 (TalusRooms, 1);
  self->host = host;
  self->rooms = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->lines = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) talus_line_free);
  self->strangers = talus_line_new_deadlines ();
  g_queue_init (&self->wires);

  sio_server_options_init (&options);
  options.engine.max_sockets = MAX_CLIENTS;
  options.connect_timeout = CONNECT_TIMEOUT_MS;
  options.max_messages_before = MAX_MESSAGES;
  options.max_bytes_before = MAX_BYTES;
  self->server = sio_server_new (host->server, &options);
  sio_server_add_namespace (self->server, "/", &funcs, self);
  sio_server_add_namespace (self->server, "/graph", &funcs, self);
  talus_gate_watch (host->gate, revoked_cb, self);

  return self;
}

/**
 * talus_rooms_free:
 * @self: (transfer full): the rooms
 *
 * Frees them. Connections that are still there end at once.
 */
void
talus_rooms_free (TalusRooms *self)
{
  GHashTableIter iter;
  gpointer room = NULL;

  g_return_if_fail (self != NULL);

  while (!g_queue_is_empty (&self->wires))
    {
      TalusWire *wire = g_queue_peek_head (&self->wires);

      sio_socket_set_data (wire->socket, NULL);
      talus_wire_end (wire);
    }
  talus_gate_unwatch (self->host->gate, revoked_cb, self);
  /* Sessions that live on must not tell us anything. */
  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &room))
    {
      g_hash_table_iter_remove (&iter);
      talus_room_free (room);
    }
  g_hash_table_unref (self->lines);
  sio_server_free (self->server);
  g_hash_table_unref (self->rooms);
  sio_deadline_queue_free (self->strangers);
  g_free (self);
}

static void
reply_error (SioHttpRequest *request,
             TalusError      code,
             const char     *message)
{
  g_autoptr(GError) error = g_error_new_literal (TALUS_ERROR, code, message);
  GString *json = g_string_new (NULL);
  g_autoptr(GBytes) body = NULL;

  talus_status_write_error (error, json);
  body = g_string_free_to_bytes (json);
  sio_http_request_set_response_header (request, "Cache-Control", "no-store");
  sio_http_request_set_response_header (request, "Retry-After", "1");
  sio_http_request_respond (request, talus_status_from_error (error), "application/json", body);
}

/**
 * talus_rooms_serve:
 * @self: the rooms
 * @request: a request below `/socket.io/`, whose Host and Origin are in order
 *
 * Serves a request of Engine.IO's.
 */
void
talus_rooms_serve (TalusRooms     *self,
                   SioHttpRequest *request)
{
  gboolean is_new = FALSE;

  g_return_if_fail (self != NULL);
  g_return_if_fail (SIO_IS_HTTP_REQUEST (request));

  is_new = sio_http_request_get_query (request, "sid") == NULL;
  if (talus_access_is_preflight (request))
    sio_http_request_respond (request, 204, NULL, NULL);
  else if (is_new && self->host->shutting_down)
    reply_error (request, TALUS_ERROR_SHUTTING_DOWN, "The host is shutting down");
  else if (is_new && sio_server_get_n_connections (self->server) >= MAX_CLIENTS)
    reply_error (request, TALUS_ERROR_TOO_MANY_REQUESTS, "There are too many clients");
  else
    sio_server_serve (self->server, request);
}

/**
 * talus_rooms_dismiss:
 * @self: the rooms
 * @reason: what `session:closed` says
 *
 * Puts everybody out of all sessions, which go on without them, and ends their
 * connections once that has left: a client knows that it need not come again.
 */
void
talus_rooms_dismiss (TalusRooms *self,
                     const char *reason)
{
  g_autoptr(GPtrArray) wires = NULL;
  GHashTableIter iter;
  gpointer room = NULL;

  g_return_if_fail (self != NULL && reason != NULL);

  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &room))
    talus_room_say_closed (room, reason);

  wires = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_wire_unref);
  for (GList *link = self->wires.head; link != NULL; link = link->next)
    g_ptr_array_add (wires, talus_wire_ref (link->data));
  for (guint i = 0; i < wires->len; i++)
    {
      TalusWire *wire = g_ptr_array_index (wires, i);

      if (wire->socket != NULL)
        sio_socket_disconnect (wire->socket, TRUE);
    }
}

static TalusWire *
find_wire (TalusRooms    *self,
           const TalusId *session_id,
           const char    *client_id)
{
  TalusRoom *room = g_hash_table_lookup (self->rooms, session_id);

  for (guint i = 0; room != NULL && i < room->members->len; i++)
    {
      TalusRoomMember *member = g_ptr_array_index (room->members, i);

      if (member->wire->socket != NULL &&
          g_str_equal (sio_socket_get_id (member->wire->socket), client_id))
        return member->wire;
    }

  return NULL;
}

/**
 * talus_rooms_find_grant:
 * @self: the rooms
 * @session_id: a session
 * @client_id: who is in it
 *
 * Says by what somebody is there.
 *
 * Returns: (transfer none) (nullable): their grant; %NULL where nobody of that
 *   id is there by a socket
 */
TalusGrant *
talus_rooms_find_grant (TalusRooms    *self,
                        const TalusId *session_id,
                        const char    *client_id)
{
  TalusWire *wire = NULL;

  g_return_val_if_fail (self != NULL && session_id != NULL && client_id != NULL, NULL);

  wire = find_wire (self, session_id, client_id);

  return wire != NULL ? wire->grant : NULL;
}

/**
 * talus_rooms_dismiss_client:
 * @self: the rooms
 * @session_id: a session
 * @client_id: who is in it
 * @reason: what they are told
 *
 * Puts one client out and ends its connection. Without a token to revoke
 * nothing keeps it from coming again.
 *
 * Returns: %FALSE where nobody of that id is there by a socket
 */
gboolean
talus_rooms_dismiss_client (TalusRooms    *self,
                            const TalusId *session_id,
                            const char    *client_id,
                            const GError  *reason)
{
  TalusWire *wire = NULL;

  g_return_val_if_fail (self != NULL && session_id != NULL, FALSE);
  g_return_val_if_fail (client_id != NULL && reason != NULL, FALSE);

  wire = find_wire (self, session_id, client_id);
  if (wire != NULL)
    put_out (wire, reason);

  return wire != NULL;
}

typedef struct
{
  TalusRooms *rooms;
  GFunc done;
  gpointer user_data;
} ShutDown;

static void
shut_down_cb (gpointer data,
              gpointer user_data)
{
  ShutDown *shut_down = user_data;

  shut_down->done (shut_down->rooms, shut_down->user_data);
  g_free (shut_down);
}

/**
 * talus_rooms_shut_down:
 * @self: the rooms
 * @deadline_ms: how long what was said may take to leave
 * @done: called with the rooms when no connection is left, never from inside
 *   this call
 * @user_data: passed to @done
 *
 * Ends all connections.
 */
void
talus_rooms_shut_down (TalusRooms *self,
                       guint       deadline_ms,
                       GFunc       done,
                       gpointer    user_data)
{
  ShutDown *shut_down = NULL;

  g_return_if_fail (self != NULL && done != NULL);

  shut_down = g_new0 (ShutDown, 1);
  shut_down->rooms = self;
  shut_down->done = done;
  shut_down->user_data = user_data;
  sio_server_shut_down (self->server, deadline_ms, shut_down_cb, shut_down);
}

/**
 * talus_rooms_get_n_connections:
 * @self: the rooms
 *
 * Counts the connections, in a session or not.
 *
 * Returns: how many there are
 */
guint
talus_rooms_get_n_connections (TalusRooms *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return sio_server_get_n_connections (self->server);
}

/**
 * talus_rooms_get_queued:
 * @self: the rooms
 *
 * Adds up what waits to be sent: what rooms keep for their slowest members,
 * and what is in clients' own queues.
 *
 * Returns: bytes
 */
gsize
talus_rooms_get_queued (TalusRooms *self)
{
  gsize queued = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (GList *link = self->wires.head; link != NULL; link = link->next)
    queued += sio_outlet_get_pending (sio_socket_get_outlet (((TalusWire *) link->data)->socket));

  return queued;
}
