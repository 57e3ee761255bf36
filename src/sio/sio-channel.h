/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connected socket, in the clear or under TLS: bytes in, bytes out, never
 * blocking. It must not know what is spoken on it, nor who waits for it. */
#pragma once

#include <gio/gio.h>
#include <sys/uio.h>

#include "sio/sio-tls.h"

G_BEGIN_DECLS

typedef struct _SioChannel SioChannel;

/* What reading and writing return beside a number of bytes. */
#define SIO_CHANNEL_BLOCKED (-1) /* nothing now: wait for what get_events() says */
#define SIO_CHANNEL_BROKEN  (-2) /* reset, or what came is no TLS: close it */

/**
 * SioChannelClosedFunc:
 * @user_data: what was given with the function
 *
 * Called once, when a channel has been closed.
 */
typedef void (*SioChannelClosedFunc) (gpointer user_data);

/* Takes over @fd, which is connected and does not block. @tls: (nullable): the server's side of
 * TLS is spoken from the first byte on. */
SioChannel     *sio_channel_new                (int                   fd,
                                                SioTls               *tls,
                                                SioChannelClosedFunc  closed,
                                                gpointer              user_data);
/* Closes it. */
void            sio_channel_free               (SioChannel           *self);

int             sio_channel_get_fd             (SioChannel           *self);
gboolean        sio_channel_is_secure          (SioChannel           *self);
GSocketAddress *sio_channel_dup_local_address  (SioChannel           *self,
                                                GError              **error);
GSocketAddress *sio_channel_dup_remote_address (SioChannel           *self,
                                                GError              **error);

/* Up to @size bytes; 0 at the end of what the other side sends. */
gssize          sio_channel_read               (SioChannel           *self,
                                                gpointer              buffer,
                                                gsize                 size);
/* As many bytes of the vector as there is room for, in one call to the kernel where it can be. */
gssize          sio_channel_write              (SioChannel           *self,
                                                const struct iovec   *vector,
                                                guint                 n_vector);
/* Whether read() has bytes that epoll does not see. */
gboolean        sio_channel_has_buffered       (SioChannel           *self);
/* epoll's events for what is wanted, with what TLS has to do first. */
guint32         sio_channel_get_events         (SioChannel           *self,
                                                gboolean              wants_input,
                                                gboolean              wants_output);
/* Whether it was in vain that TLS was waited for: if so, it goes on in the clear. */
gboolean        sio_channel_drop_tls           (SioChannel           *self);
/* Tells the other side that nothing more follows. */
void            sio_channel_shut_down_output   (SioChannel           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioChannel, sio_channel_free)

G_END_DECLS
