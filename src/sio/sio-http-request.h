/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP request and its answer, independent of the engine that carries
 * them. It must not know what is served: routes, JSON and access are the
 * handler's. Belongs to the thread of its server. */
#pragma once

#include <gio/gio.h>

#include "sio/sio-channel.h"

G_BEGIN_DECLS

#define SIO_HTTP_ERROR (sio_http_error_quark ())

/**
 * SioHttpError:
 * @SIO_HTTP_ERROR_MALFORMED: the body is not what its framing promised: answer 400
 * @SIO_HTTP_ERROR_TOO_LARGE: the body is over the bound: answer 413
 * @SIO_HTTP_ERROR_TIMED_OUT: the client stopped sending: answer 408
 * @SIO_HTTP_ERROR_GONE: the client closed or the server is closing: no answer arrives
 * @SIO_HTTP_ERROR_STORAGE: the spool file could not be made or written: answer 507
 *
 * Why a body could not be read. The connection closes after the answer.
 */
typedef enum
{
  SIO_HTTP_ERROR_MALFORMED,
  SIO_HTTP_ERROR_TOO_LARGE,
  SIO_HTTP_ERROR_TIMED_OUT,
  SIO_HTTP_ERROR_GONE,
  SIO_HTTP_ERROR_STORAGE,
} SioHttpError;

GQuark sio_http_error_quark (void);

#define SIO_TYPE_HTTP_REQUEST (sio_http_request_get_type ())

G_DECLARE_FINAL_TYPE (SioHttpRequest, sio_http_request, SIO, HTTP_REQUEST, GObject)

/* A header that was set for the answer. */
typedef void (*SioHttpHeaderFunc) (const char *name,
                                   const char *value,
                                   gpointer    user_data);

/**
 * SioHttpBodyFunc:
 * @request: the request
 * @body: (transfer none) (nullable): the whole body, empty if there was none; %NULL on error
 * @error: (nullable): why there is no body, in the [error@Sio.HttpError] domain
 * @user_data: what was given with the function
 *
 * Takes the body. Called once, unless the request is answered first, and never from inside the call
 * that asked for it. If @error is set and this does not answer, the engine answers with the status
 * the error stands for, also if this only keeps @request to answer it later.
 */
typedef void (*SioHttpBodyFunc) (SioHttpRequest *request,
                                 GBytes         *body,
                                 const GError   *error,
                                 gpointer        user_data);

/**
 * SioHttpSpoolFunc:
 * @request: the request
 * @fd: (transfer full): a file without a name, at its beginning; -1 on error. The callee closes it
 * @size: bytes in it
 * @error: (nullable): why there is no file, in the [error@Sio.HttpError] domain
 * @user_data: what was given with the function
 *
 * Takes the spooled body; the rules of [callback@Sio.HttpBodyFunc] hold.
 */
typedef void (*SioHttpSpoolFunc) (SioHttpRequest *request,
                                  int             fd,
                                  guint64         size,
                                  const GError   *error,
                                  gpointer        user_data);

/**
 * SioHttpFillFunc:
 * @request: the request being answered
 * @buffer: an empty string; append the next piece, best 16 to 64 KiB
 * @user_data: what was given with the function
 *
 * Makes the next piece of a streamed answer. Called when the client has taken what came before,
 * never ahead of it. Nothing appended and %TRUE returned holds the answer until
 * [method@Sio.HttpRequest.resume].
 *
 * Returns: %FALSE when @buffer holds the last piece
 */
typedef gboolean (*SioHttpFillFunc) (SioHttpRequest *request,
                                     GString        *buffer,
                                     gpointer        user_data);

/* What was asked */
const char         *sio_http_request_get_method         (SioHttpRequest *self);
const char         *sio_http_request_get_path           (SioHttpRequest *self);
const char         *sio_http_request_get_raw_path       (SioHttpRequest *self);
const char * const *sio_http_request_get_segments       (SioHttpRequest *self);
const char         *sio_http_request_get_raw_query      (SioHttpRequest *self);
const char         *sio_http_request_get_query          (SioHttpRequest *self,
                                                         const char     *name);
guint               sio_http_request_count_query        (SioHttpRequest *self,
                                                         const char     *name);
const char         *sio_http_request_get_header         (SioHttpRequest *self,
                                                         const char     *name);
guint               sio_http_request_count_header       (SioHttpRequest *self,
                                                         const char     *name);
const char         *sio_http_request_get_host           (SioHttpRequest *self);
GSocketAddress     *sio_http_request_get_remote_address (SioHttpRequest *self);
GSocketAddress     *sio_http_request_get_local_address  (SioHttpRequest *self);
gint64              sio_http_request_get_content_length (SioHttpRequest *self);
gboolean            sio_http_request_is_secure          (SioHttpRequest *self);

/* Its body: ask for it at most once, before answering */
void                sio_http_request_read_body          (SioHttpRequest   *self,
                                                         gsize             max_bytes,
                                                         SioHttpBodyFunc   done,
                                                         gpointer          user_data);
void                sio_http_request_spool_body         (SioHttpRequest   *self,
                                                         guint64           max_bytes,
                                                         const char       *dir,
                                                         SioHttpSpoolFunc  done,
                                                         gpointer          user_data);

/* The answer: once, now or later */
void                sio_http_request_set_response_header (SioHttpRequest  *self,
                                                          const char      *name,
                                                          const char      *value);
void                sio_http_request_respond             (SioHttpRequest  *self,
                                                          guint            status,
                                                          const char      *content_type,
                                                          GBytes          *body);
void                sio_http_request_respond_stream      (SioHttpRequest  *self,
                                                          guint            status,
                                                          const char      *content_type,
                                                          SioHttpFillFunc  fill,
                                                          gpointer         user_data,
                                                          GDestroyNotify   destroy);
void                sio_http_request_resume              (SioHttpRequest  *self);
void                sio_http_request_abort               (SioHttpRequest  *self);

/* Instead of an answer: the connection itself, for a protocol that goes on from here. The request
 * is finished with it; @unread: (out) (transfer full): what had come after its head. What was set
 * as response headers is the caller's to send. */
SioChannel         *sio_http_request_take_channel        (SioHttpRequest  *self,
                                                          GBytes         **unread);
const char         *sio_http_request_get_response_header (SioHttpRequest  *self,
                                                          const char      *name);
/* Calls @func for each response header that was set. */
void                sio_http_request_foreach_response_header (SioHttpRequest    *self,
                                                              SioHttpHeaderFunc  func,
                                                              gpointer           user_data);

/* How it stands; signals "gone" and "finished" tell when it changes */
gboolean            sio_http_request_is_answered         (SioHttpRequest  *self);
gboolean            sio_http_request_is_gone             (SioHttpRequest  *self);
gboolean            sio_http_request_is_finished         (SioHttpRequest  *self);

G_END_DECLS
