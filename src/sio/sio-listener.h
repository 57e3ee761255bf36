/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening sockets and the channels that come from them, counted and
 * bounded. It must not know what is spoken on them. */
#pragma once

#include "sio/sio-channel.h"

G_BEGIN_DECLS

#define SIO_TYPE_LISTENER (sio_listener_get_type ())

G_DECLARE_FINAL_TYPE (SioListener, sio_listener, SIO, LISTENER, GObject)

/**
 * SioListenerFunc:
 * @self: the listener
 * @channel: (transfer full): a connection, without Nagle's delay
 * @too_many: whether it is one more than the limit: say so to the client and close
 * @user_data: what was given with the function
 *
 * Takes a connection. It counts until it is freed, whoever has it by then.
 */
typedef void (*SioListenerFunc) (SioListener *self,
                                 SioChannel  *channel,
                                 gboolean     too_many,
                                 gpointer     user_data);

SioListener *sio_listener_new                 (SioListenerFunc   func,
                                               gpointer          user_data);
void         sio_listener_set_max_connections (SioListener      *self,
                                               guint             max_connections);
void         sio_listener_set_tls             (SioListener      *self,
                                               SioTls           *tls);
gboolean     sio_listener_add_address         (SioListener      *self,
                                               GSocketAddress   *address,
                                               GError          **error);
GPtrArray   *sio_listener_get_addresses       (SioListener      *self);
guint        sio_listener_get_n_connections   (SioListener      *self);
void         sio_listener_close               (SioListener      *self);

G_END_DECLS
