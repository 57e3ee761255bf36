/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An Engine.IO 4 server: sessions of packets over polling and WebSocket, with
 * upgrade and heartbeat. It must not know what the packets say, nor who may
 * come: that was judged before a request is handed to it. */
#pragma once

#include "sio/sio-http-server.h"
#include "sio/sio-outlet.h"

G_BEGIN_DECLS

typedef struct _SioEngine       SioEngine;
typedef struct _SioEngineSocket SioEngineSocket; /* ref-counted, on one thread */

/**
 * SioEngineOptions:
 * @ping_interval: milliseconds between pings
 * @ping_timeout: milliseconds to answer one
 * @upgrade_timeout: milliseconds from a probe to the end of the upgrade
 * @max_payload: bytes of a POST, of a frame and of all its fragments, and (unless a single packet
 *   is larger) of a polling answer
 * @max_queue: bytes that wait for one client, beside its rooms, with what it takes to keep them
 * @max_sockets: how many there may be
 */
typedef struct
{
  guint ping_interval;
  guint ping_timeout;
  guint upgrade_timeout;
  gsize max_payload;
  gsize max_queue;
  guint max_sockets;
} SioEngineOptions;

/* 25 s, 20 s, 10 s, 1,000,000, 8 MiB, 10,000 */
void             sio_engine_options_init           (SioEngineOptions        *options);

/**
 * SioEngineFuncs:
 * @opened: a client came; set_data() what belongs to it
 * @message: a message came; text is valid UTF-8 and ends with a NUL behind @length. Borrowed
 * @drained: (nullable): everything queued has gone to the kernel or into a poll
 * @closed: it is over, for a reason in Socket.IO's words ("transport close", "transport error",
 *   "ping timeout", "parse error", "forced close", "server shutting down"). Called once for each
 *   opened
 */
typedef struct
{
  void (*opened)  (SioEngineSocket *socket,
                   gpointer         user_data);
  void (*message) (SioEngineSocket *socket,
                   gboolean         is_binary,
                   const char      *data,
                   gsize            length,
                   gpointer         user_data);
  void (*drained) (SioEngineSocket *socket,
                   gpointer         user_data);
  void (*closed)  (SioEngineSocket *socket,
                   const char      *reason,
                   gpointer         user_data);
} SioEngineFuncs;

/* On @http's thread and poller; @http outlives it. */
SioEngine       *sio_engine_new                    (SioHttpServer           *http,
                                                    const SioEngineOptions  *options,
                                                    const SioEngineFuncs    *funcs,
                                                    gpointer                 user_data);
/* Ends all sockets at once. Not from inside a callback. */
void             sio_engine_free                   (SioEngine               *self);
/* Takes over a request for its path, whatever it asks; it is answered or becomes a socket. Response
 * headers that were set before (CORS) go with every answer. */
void             sio_engine_serve                  (SioEngine               *self,
                                                    SioHttpRequest          *request);
/* Takes nobody any more, has what is queued leave and ends every socket, after @deadline_ms at the
 * latest; @done is called, with the engine, when none is left, never from inside this call. */
void             sio_engine_shut_down              (SioEngine               *self,
                                                    guint                    deadline_ms,
                                                    GFunc                    done,
                                                    gpointer                 user_data);
guint            sio_engine_get_n_sockets          (SioEngine               *self);
SioHub          *sio_engine_get_hub                (SioEngine               *self);

const char      *sio_engine_socket_get_sid         (SioEngineSocket         *self);
/* "127.0.0.1", of its first request. */
const char      *sio_engine_socket_get_remote      (SioEngineSocket         *self);
/* Of its first request. */
gboolean         sio_engine_socket_is_secure       (SioEngineSocket         *self);
/* "polling", "websocket" */
const char      *sio_engine_socket_get_transport   (SioEngineSocket         *self);
gboolean         sio_engine_socket_is_open         (SioEngineSocket         *self);
SioOutlet       *sio_engine_socket_get_outlet      (SioEngineSocket         *self);
void             sio_engine_socket_set_data        (SioEngineSocket         *self,
                                                    gpointer                 data);
gpointer         sio_engine_socket_get_data        (SioEngineSocket         *self);
SioEngineSocket *sio_engine_socket_ref             (SioEngineSocket         *self);
void             sio_engine_socket_unref           (SioEngineSocket         *self);

/* A message; after sio_engine_socket_close() nothing. The text lacks the packet type, which this
 * puts in front. */
void             sio_engine_socket_send_text       (SioEngineSocket         *self,
                                                    const struct iovec      *pieces,
                                                    guint                    n_pieces);
void             sio_engine_socket_send_binary     (SioEngineSocket         *self,
                                                    GBytes                  *data);
/* Bytes of a POST, of a frame and of all its fragments: for those who are not to be trusted with
 * what the options allow. */
void             sio_engine_socket_set_max_payload (SioEngineSocket         *self,
                                                    gsize                    max_payload);
/* Ends it; with @flush once what is queued has left (bounded by the ping time-out). "closed" is
 * called before this returns, or then. @reason: static. */
void             sio_engine_socket_close           (SioEngineSocket         *self,
                                                    gboolean                 flush,
                                                    const char              *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioEngine, sio_engine_free)

G_END_DECLS
