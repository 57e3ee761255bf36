/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room: one stream of frames, each built once, that its members read at
 * their own pace. It costs a member nothing to be told but the call to the
 * kernel; a member that falls behind is let go, the others go on. */
#pragma once

#include "sio/sio-outlet.h"

G_BEGIN_DECLS

typedef struct _SioRoom SioRoom;

/**
 * SioRoomLaggedFunc:
 * @room: the room
 * @outlet: who fell behind by more than the bound; it is a member no more, and what it did not get
 *   of this room it never will. Its connection stays
 * @user_data: what was given with the function
 *
 * Called at the end of a turn.
 */
typedef void (*SioRoomLaggedFunc) (SioRoom   *room,
                                   SioOutlet *outlet,
                                   gpointer   user_data);

/* @max_lag: bytes that a member may be behind. */
SioRoom *sio_room_new           (SioHub            *hub,
                                 gsize              max_lag,
                                 SioRoomLaggedFunc  lagged,
                                 gpointer           user_data);
/* Members get what was said to the end; nothing is called any more. */
void     sio_room_free          (SioRoom           *self);

/* From now on the client gets what is said. Adding a member again changes nothing, nor does adding
 * a client that has gone. */
void     sio_room_add           (SioRoom           *self,
                                 SioOutlet         *outlet);
/* The client still gets what was said so far. FALSE if it is no member. */
gboolean sio_room_remove        (SioRoom           *self,
                                 SioOutlet         *outlet);
gboolean sio_room_has           (SioRoom           *self,
                                 SioOutlet         *outlet);
guint    sio_room_get_n_members (SioRoom           *self);

/* One whole frame, which is written right into the stream: the payload is the concatenation of the
 * pieces. @except: (nullable): a member that does not get it. */
void     sio_room_say           (SioRoom           *self,
                                 const struct iovec *pieces,
                                 guint              n_pieces,
                                 SioOutlet         *except);
/* Bytes kept for the slowest member. */
gsize    sio_room_get_retained  (SioRoom           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioRoom, sio_room_free)

G_END_DECLS
