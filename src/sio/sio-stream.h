/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the HTTP engine is given in place of a socket: one request head to
 * read and a sink for the head of the answer. It must not know the socket,
 * so that nothing the engine does or forgets can reach or leak one. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIO_TYPE_STREAM (sio_stream_get_type ())

G_DECLARE_FINAL_TYPE (SioStream, sio_stream, SIO, STREAM, GIOStream)

/**
 * SioStreamClosedFunc:
 * @self: the stream
 * @written: (transfer none): everything the engine wrote, until the stream is freed
 * @length: its bytes
 * @user_data: what was given with the function
 *
 * Called once, when the engine is through with the stream.
 */
typedef void (*SioStreamClosedFunc) (SioStream  *self,
                                     const char *written,
                                     gsize       length,
                                     gpointer    user_data);

SioStream *sio_stream_new (GBytes              *head,
                           SioStreamClosedFunc  closed,
                           gpointer             user_data);

G_END_DECLS
