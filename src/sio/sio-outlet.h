/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one client is still to be sent, in the order in which it was said: a
 * small queue of its own, and its place in the stream of each room it is in.
 * Everything is whole, unmasked WebSocket frames, one an Engine.IO packet;
 * polling takes them apart again. It must not know the socket. */
#pragma once

#include <sys/uio.h>

#include "sio/sio-hub.h"

G_BEGIN_DECLS

typedef struct _SioOutlet SioOutlet;
typedef struct _SioMember SioMember; /* sio-room-private.h */

/**
 * SioOutletFuncs:
 * @send: there is something to send and the outlet is not blocked: take what goes by
 *   sio_outlet_peek() and sio_outlet_consume(); if not everything went, block it. Called at the end
 *   of a turn
 * @overflowed: the client's own queue is over its bound: end the connection, now or soon. Called at
 *   the end of a turn
 */
typedef struct
{
  void (*send)       (gpointer owner);
  void (*overflowed) (gpointer owner);
} SioOutletFuncs;

/**
 * SioOutlet:
 *
 * To be embedded in what it belongs to.
 */
struct _SioOutlet
{
  /*< private >*/
  SioHub               *hub;
  const SioOutletFuncs *funcs;
  gpointer              owner;
  GQueue                items;        /* OutletItem, of its own */
  gsize                 item_bytes;   /* in them, unsent */
  gsize                 max_bytes;
  SioMember            *members;      /* singly linked: its places in rooms */
  GList                 dirty_link;
  guint                 is_dirty : 1;
  guint                 is_blocked : 1;
  guint                 is_over : 1;
};

/* @max_bytes: the bound of its own queue. */
void     sio_outlet_init        (SioOutlet            *self,
                                 SioHub               *hub,
                                 gsize                 max_bytes,
                                 const SioOutletFuncs *funcs,
                                 gpointer              owner);
/* Leaves all rooms and forgets what was not sent. It may be called twice. */
void     sio_outlet_clear       (SioOutlet            *self);

/* It gets what its rooms have said so far and nothing of them that follows. */
void     sio_outlet_leave_rooms (SioOutlet            *self);

/* @frame: whole frames, shared. */
void     sio_outlet_push        (SioOutlet            *self,
                                 GBytes               *frame);
/* Up to @n_vector pieces of what is next, at most @max_bytes, never nothing if there is something;
 * a frame is never spread over two of them, but the last may end inside one. Valid until anything
 * else is called. Returns how many pieces. */
guint    sio_outlet_peek        (SioOutlet            *self,
                                 struct iovec         *vector,
                                 guint                 n_vector,
                                 gsize                 max_bytes);
/* So many bytes of the last peek are gone. */
void     sio_outlet_consume     (SioOutlet            *self,
                                 gsize                 length);
gboolean sio_outlet_is_empty    (SioOutlet            *self);
/* While blocked it is not asked to send. Unblocking asks at the end of the turn if there is
 * something. */
void     sio_outlet_set_blocked (SioOutlet            *self,
                                 gboolean              is_blocked);
/* Bytes that wait, in its queue and in its rooms. */
gsize    sio_outlet_get_pending (SioOutlet            *self);

G_END_DECLS
