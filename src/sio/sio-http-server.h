/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An HTTP/1.1 server: requests in, answers out, everything on the
 * thread-default main context of its construction. The engine behind it can
 * be replaced; nothing of it shows here. It must not know what is served. */
#pragma once

#include "sio/sio-http-request.h"
#include "sio/sio-poller.h"
#include "sio/sio-tls.h"

G_BEGIN_DECLS

#define SIO_TYPE_HTTP_SERVER (sio_http_server_get_type ())

G_DECLARE_FINAL_TYPE (SioHttpServer, sio_http_server, SIO, HTTP_SERVER, GObject)

/**
 * SioHttpHandler:
 * @server: the server
 * @request: (transfer none): the request; take a reference to answer it later
 * @user_data: what was given with the function
 *
 * Serves one request of any method. Called when its headers are complete and valid, before its
 * body. It may answer, ask for the body, or keep @request and do either later.
 */
typedef void (*SioHttpHandler) (SioHttpServer  *server,
                                SioHttpRequest *request,
                                gpointer        user_data);

/**
 * SioHttpErrorFunc:
 * @status: 400, 408, 413, 417, 429, 431, 501, 505 or 507
 * @message: a sentence for people, without a trailing dot
 * @content_type: (out) (transfer none): the type of what is returned, preset to "text/plain"
 * @user_data: what was given with the function
 *
 * Makes the body of an answer that the engine gives by itself, for a request that no handler sees
 * or whose body could not be read.
 *
 * Returns: (transfer full): the body
 */
typedef GBytes *(*SioHttpErrorFunc) (guint        status,
                                     const char  *message,
                                     const char **content_type,
                                     gpointer     user_data);

SioHttpServer *sio_http_server_new                  (void);
void           sio_http_server_set_handler          (SioHttpServer        *self,
                                                     SioHttpHandler        handler,
                                                     gpointer              user_data,
                                                     GDestroyNotify        destroy);
void           sio_http_server_set_error_func       (SioHttpServer        *self,
                                                     SioHttpErrorFunc      func,
                                                     gpointer              user_data,
                                                     GDestroyNotify        destroy);

/* Limits; set before listening */
void           sio_http_server_set_max_connections  (SioHttpServer        *self,
                                                     guint                 max_connections);
void           sio_http_server_set_header_timeout   (SioHttpServer        *self,
                                                     guint                 milliseconds);
void           sio_http_server_set_progress_timeout (SioHttpServer        *self,
                                                     guint                 milliseconds);
void           sio_http_server_set_idle_timeout     (SioHttpServer        *self,
                                                     guint                 milliseconds);

/* (nullable): what every connection accepted from now on speaks; before listening. */
void           sio_http_server_set_tls              (SioHttpServer        *self,
                                                     SioTls               *tls);
/* Where its sockets are watched: what takes a channel over watches it there too. */
SioPoller     *sio_http_server_get_poller           (SioHttpServer        *self);
gboolean       sio_http_server_listen               (SioHttpServer        *self,
                                                     GSocketAddress       *address,
                                                     GError              **error);
GPtrArray     *sio_http_server_get_addresses        (SioHttpServer        *self);
guint          sio_http_server_get_n_connections    (SioHttpServer        *self);
void           sio_http_server_stop_listening       (SioHttpServer        *self);
void           sio_http_server_close_async          (SioHttpServer        *self,
                                                     guint                 deadline_ms,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean       sio_http_server_close_finish         (SioHttpServer        *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
