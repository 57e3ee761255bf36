/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Socket.IO 5 server on an Engine.IO server: namespaces, events, acks both
 * ways, binary attachments, rooms. It must not know what the events mean. */
#pragma once

#include "sio/sio-engine.h"
#include "sio/sio-room.h"

G_BEGIN_DECLS

typedef struct _SioServer SioServer;
typedef struct _SioSocket SioSocket; /* one client in one namespace; ref-counted, on one thread */
typedef struct _SioAck    SioAck;    /* the right to answer one event, once */

/**
 * SioArgs:
 * @json: the arguments as JSON, separated by commas, without brackets: `{"a":1},"x"`; well-formed,
 *   UTF-8, "" if there is none
 * @length: its bytes
 * @attachments: (array length=n_attachments): what `{"_placeholder":true,"num":N}` in @json stands
 *   for
 * @n_attachments: how many
 *
 * What an event or an ack carries. Borrowed.
 */
typedef struct
{
  const char     *json;
  gsize           length;
  GBytes * const *attachments;
  guint           n_attachments;
} SioArgs;

#define SIO_ARGS_JSON(text) (&(SioArgs) { (text), strlen (text), NULL, 0 })

/**
 * SioNamespaceFuncs:
 * @connect: a client asks to come in; @auth is the JSON object of its CONNECT, "{}" if it gave
 *   none. Call sio_socket_accept() or sio_socket_refuse(), now or later (with a reference)
 * @event: an accepted client said something; @ack: (transfer full) (nullable): free it or answer it
 * @disconnected: an accepted client went, or one that was still asking. Called once, but not for
 *   one that was refused
 *
 * What happens in a namespace.
 */
typedef struct
{
  void (*connect)      (SioSocket     *socket,
                        const char    *auth,
                        gsize          auth_length,
                        gpointer       user_data);
  void (*event)        (SioSocket     *socket,
                        const char    *name,
                        const SioArgs *args,
                        SioAck        *ack,
                        gpointer       user_data);
  void (*disconnected) (SioSocket     *socket,
                        const char    *reason,
                        gpointer       user_data);
} SioNamespaceFuncs;

/**
 * SioServerOptions:
 * @engine: the transport's
 * @connect_timeout: milliseconds within which a client must be in a namespace, 0 never
 * @max_messages_before: messages that a client may send before it is in one, 0 any number
 * @max_bytes_before: bytes of them, 0 any number
 */
typedef struct
{
  SioEngineOptions engine;
  guint            connect_timeout;
  guint            max_messages_before;
  gsize            max_bytes_before;
} SioServerOptions;

/* Engine.IO's, 45 s, 0, 0 */
void        sio_server_options_init         (SioServerOptions        *options);

SioServer  *sio_server_new                  (SioHttpServer           *http,
                                             const SioServerOptions  *options);
/* As sio_engine_free(). */
void        sio_server_free                 (SioServer               *self);
/* @name: "/" or "/graph"; clients that ask for another are told "Invalid namespace". */
void        sio_server_add_namespace        (SioServer               *self,
                                             const char              *name,
                                             const SioNamespaceFuncs *funcs,
                                             gpointer                 user_data);
void        sio_server_serve                (SioServer               *self,
                                             SioHttpRequest          *request);
void        sio_server_shut_down            (SioServer               *self,
                                             guint                    deadline_ms,
                                             GFunc                    done,
                                             gpointer                 user_data);
guint       sio_server_get_n_connections    (SioServer               *self);

/* A room for members of one namespace. */
SioRoom    *sio_server_new_room             (SioServer               *self,
                                             gsize                    max_lag,
                                             SioRoomLaggedFunc        lagged,
                                             gpointer                 user_data);
/* One event without attachments to all of @room, whose members are all in @namespace_name. */
void        sio_server_say                  (SioServer               *self,
                                             SioRoom                 *room,
                                             const char              *namespace_name,
                                             const char              *event,
                                             const char              *json,
                                             gsize                    length,
                                             SioSocket               *except);

SioSocket  *sio_socket_ref                  (SioSocket               *self);
void        sio_socket_unref                (SioSocket               *self);
const char *sio_socket_get_id               (SioSocket               *self); /* 20 characters */
const char *sio_socket_get_namespace        (SioSocket               *self);
const char *sio_socket_get_remote           (SioSocket               *self);
gboolean    sio_socket_is_secure            (SioSocket               *self);
gboolean    sio_socket_is_connected         (SioSocket               *self);
void        sio_socket_set_data             (SioSocket               *self,
                                             gpointer                 data);
gpointer    sio_socket_get_data             (SioSocket               *self);
/* For sio_room_add() and what else is about the connection. */
SioOutlet  *sio_socket_get_outlet           (SioSocket               *self);
SioEngineSocket *sio_socket_get_connection  (SioSocket               *self);
/* The one in @namespace_name whose outlet a room spoke of, or NULL. */
SioSocket  *sio_server_find_socket          (SioServer               *self,
                                             SioOutlet               *outlet,
                                             const char              *namespace_name);

void        sio_socket_accept               (SioSocket               *self);
/* @data: (nullable): a JSON value beside the message. */
void        sio_socket_refuse               (SioSocket               *self,
                                             const char              *message,
                                             const char              *data);
void        sio_socket_emit                 (SioSocket               *self,
                                             const char              *event,
                                             const SioArgs           *args);
/**
 * SioAckedFunc:
 * @args: (nullable): what the client answered; %NULL if it went without
 */
typedef void (*SioAckedFunc) (SioSocket     *socket,
                              const SioArgs *args,
                              gpointer       user_data);
void        sio_socket_emit_with_ack        (SioSocket               *self,
                                             const char              *event,
                                             const SioArgs           *args,
                                             SioAckedFunc             acked,
                                             gpointer                 user_data);
/* Out of the namespace; with @close the whole connection ends once this has left. "disconnected"
 * is called before it returns, with "server namespace disconnect". */
void        sio_socket_disconnect           (SioSocket               *self,
                                             gboolean                 close);

/* Answers; frees @self. Nothing is sent where the client has gone. */
void        sio_ack_answer                  (SioAck                  *self,
                                             const SioArgs           *args);
void        sio_ack_free                    (SioAck                  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioServer, sio_server_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioSocket, sio_socket_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioAck, sio_ack_free)

G_END_DECLS
