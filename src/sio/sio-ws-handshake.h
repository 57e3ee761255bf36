/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The opening of a WebSocket by RFC 6455 section 4.2, as a pure codec: a
 * request's head in; a judgement and the answer's head out. It must not know
 * sockets, nor who may come. No extension and no subprotocol is ever agreed. */
#pragma once

#include "sio/sio-http-head.h"

G_BEGIN_DECLS

#define SIO_WS_VERSION       "13"
#define SIO_WS_ACCEPT_LENGTH 28

gboolean  sio_ws_handshake_is_asked   (const SioHttpHead  *head);
guint     sio_ws_handshake_check      (const SioHttpHead  *head,
                                       const char        **message);
void      sio_ws_handshake_accept     (const char         *key,
                                       char                accept[SIO_WS_ACCEPT_LENGTH + 1]);
void      sio_ws_handshake_begin      (GString            *answer,
                                       const SioHttpHead  *head);
void      sio_ws_handshake_add_field  (const char         *name,
                                       const char         *value,
                                       gpointer            answer);
void      sio_ws_handshake_end        (GString            *answer);

G_END_DECLS
