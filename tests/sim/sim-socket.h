/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Socket.IO 5 client over Engine.IO 4, of which one thread can have
 * hundreds: polling, WebSocket, upgrade, heartbeat, events, acks. Strict: what
 * the protocols do not allow a server is an end with a reason. It knows
 * nothing of what the events mean. */
#pragma once

#include <json-glib/json-glib.h>

#include "sim-loop.h"

G_BEGIN_DECLS

typedef struct _SimSocket SimSocket;

/**
 * SimTransport:
 * @SIM_WEBSOCKET: from the start
 * @SIM_POLLING: and nothing else
 * @SIM_UPGRADE: polling, then WebSocket
 */
typedef enum
{
  SIM_WEBSOCKET,
  SIM_POLLING,
  SIM_UPGRADE,
  SIM_N_TRANSPORTS,
} SimTransport;

/**
 * SimSocketOptions:
 * @transport: how it gets there
 * @namespace_name: "/" or another
 * @receive_buffer: the kernel's, in bytes; 0: as it likes
 *
 * What a client is like. Strings are static.
 */
typedef struct
{
  SimTransport transport;
  const char *namespace_name;
  int receive_buffer;
} SimSocketOptions;

/**
 * SimSocketFuncs:
 * @opened: it is in its namespace
 * @refused: (nullable): it is not let in: the packet's data as JSON
 * @event: @data: (nullable): the first argument
 * @answered: to what sim_socket_emit() gave this number
 * @closed: it is over, whoever ended it but sim_socket_close(); it may be opened again
 *
 * What happens to it. All may call sim_socket_close(), none sim_socket_free().
 */
typedef struct
{
  void (*opened)   (SimSocket *socket, gpointer user_data);
  void (*refused)  (SimSocket *socket, const char *json, gpointer user_data);
  void (*event)    (SimSocket *socket, const char *name, JsonNode *data, gpointer user_data);
  void (*answered) (SimSocket *socket, guint number, JsonNode *data, gpointer user_data);
  void (*closed)   (SimSocket *socket, const char *reason, gpointer user_data);
} SimSocketFuncs;

SimSocket  *sim_socket_new         (SimLoop                *loop,
                                    const SimSocketOptions *options,
                                    const SimSocketFuncs   *funcs,
                                    gpointer                user_data);
void        sim_socket_free        (SimSocket              *self);
void        sim_socket_open        (SimSocket              *self,
                                    guint16                 port,
                                    const char             *auth);
void        sim_socket_close       (SimSocket              *self,
                                    const char             *reason);
guint       sim_socket_emit        (SimSocket              *self,
                                    const char             *event,
                                    const char             *json,
                                    gboolean                want_answer);
void        sim_socket_set_reading (SimSocket              *self,
                                    gboolean                reading);
gboolean    sim_socket_is_closed   (SimSocket              *self);
gboolean    sim_socket_is_open     (SimSocket              *self);
const char *sim_socket_get_id      (SimSocket              *self);
const char *sim_socket_get_transport (SimSocket            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimSocket, sim_socket_free)

G_END_DECLS
