/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rooms: sessions over Socket.IO, on the namespaces `/` and `/graph`. A
 * follower of every session somebody is in, which says each record once in
 * each spelling that is listened for. */
#pragma once

#include "host/talus-grant.h"
#include "host/talus-host.h"
#include "sio/sio-server.h"

G_BEGIN_DECLS

typedef struct _TalusRooms TalusRooms;

TalusRooms *talus_rooms_new       (TalusHost      *host);   /* which outlives it */
void        talus_rooms_free      (TalusRooms     *self);
/* A request below `/socket.io/` whose Host and Origin are in order. */
void        talus_rooms_serve     (TalusRooms     *self,
                                   SioHttpRequest *request);
/* Puts everybody out, with @reason, and tells them to stay away. */
void        talus_rooms_dismiss   (TalusRooms     *self,
                                   const char     *reason);
/* The grant of a client of Socket.IO. (transfer none) (nullable): no such client. */
TalusGrant *talus_rooms_find_grant (TalusRooms    *self,
                                    const TalusId *session_id,
                                    const char    *client_id);
/* Puts one client out and ends its connection; FALSE where there is none. */
gboolean    talus_rooms_dismiss_client (TalusRooms *self,
                                    const TalusId *session_id,
                                    const char    *client_id,
                                    const GError  *reason);
/* After the sessions closed: what was said leaves, then the connections end. */
void        talus_rooms_shut_down (TalusRooms     *self,
                                   guint           deadline_ms,
                                   GFunc           done,       /* (rooms, user_data) */
                                   gpointer        user_data);
/* All connections, in a session or not. */
guint       talus_rooms_get_n_connections (TalusRooms *self);
/* Bytes that wait to be sent. */
gsize       talus_rooms_get_queued (TalusRooms    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusRooms, talus_rooms_free)

G_END_DECLS
