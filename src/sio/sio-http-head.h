/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of an HTTP/1 request as a pure codec: bytes in; a head, "more" or
 * an error out. The one place where hostile request lines and fields are
 * judged. It must not know sockets or who asks. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIO_HTTP_HEAD_MAX_BYTES  (64 * 1024)
#define SIO_HTTP_HEAD_MAX_FIELDS 256

/* Errors in this domain carry as code the HTTP status to refuse with. */
#define SIO_HTTP_STATUS_ERROR (sio_http_status_error_quark ())

GQuark sio_http_status_error_quark (void);

/**
 * SioHttpPair:
 * @name: a field's or a parameter's name
 * @value: its value
 *
 * One header field (value trimmed, any bytes but control characters) or one query parameter (both
 * decoded, UTF-8).
 */
typedef struct
{
  const char *name;
  const char *value;
} SioHttpPair;

/**
 * SioHttpHead:
 * @method: as sent; any token
 * @raw_path: the path as sent, or "*"
 * @path: @raw_path decoded, UTF-8
 * @segments: (array zero-terminated=1): what is between the slashes of @raw_path, each decoded
 * @raw_query: (nullable): what followed the question mark, as sent
 * @host: (nullable): whom the request is for, as sent; %NULL if HTTP/1.0 did not say
 * @fields: the header fields in their order
 * @n_fields: how many
 * @query: the query's parameters in their order
 * @n_query: how many
 * @minor_version: 0 or 1
 * @content_length: bytes of the body, 0 for none, -1 if @chunked
 * @chunked: whether the body comes in chunks
 * @expect_continue: whether the client waits to be told before it sends the body
 * @keep_alive: whether the client can take another answer on the connection
 *
 * What was asked, checked and taken apart. Belongs to whoever parsed it.
 */
typedef struct
{
  const char         *method;
  const char         *raw_path;
  const char         *path;
  const char * const *segments;
  const char         *raw_query;
  const char         *host;
  const SioHttpPair  *fields;
  guint               n_fields;
  const SioHttpPair  *query;
  guint               n_query;
  guint               minor_version;
  gint64              content_length;
  gboolean            chunked;
  gboolean            expect_continue;
  gboolean            keep_alive;
} SioHttpHead;

gssize       sio_http_head_measure    (const char         *data,
                                       gsize               length,
                                       gsize              *scanned,
                                       GError            **error);
SioHttpHead *sio_http_head_parse      (const char         *data,
                                       gsize               length,
                                       GError            **error);
void         sio_http_head_free       (SioHttpHead        *self);

const char  *sio_http_head_get_field  (const SioHttpHead  *self,
                                       const char         *name,
                                       guint              *count);
const char  *sio_http_head_get_query  (const SioHttpHead  *self,
                                       const char         *name,
                                       guint              *count);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioHttpHead, sio_http_head_free)

G_END_DECLS
