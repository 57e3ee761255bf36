/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The side of a request that its connection sees. */
#pragma once

#include "sio/sio-http-connection-private.h"
#include "sio/sio-http-head.h"
#include "sio/sio-http-request.h"

G_BEGIN_DECLS

/* A body that was asked for. */
typedef struct
{
  gboolean          asked;
  gboolean          reading;  /* asked for, not all there yet */
  guint64           max_bytes;
  guint64           size;
  GByteArray       *memory;   /* read_body */
  int               fd;       /* spool_body, else -1 */
  GError           *error;    /* known before the first byte */
  SioHttpBodyFunc   body_done;
  SioHttpSpoolFunc  spool_done;
  gpointer          user_data;
} SioHttpReader;

struct _SioHttpRequest
{
  GObject            parent_instance;

  SioHttpConnection *connection; /* owned; NULL once finished */

  /* owned */
  SioHttpHead       *head;
  GSocketAddress    *local;      /* (nullable): once asked for */
  GSocketAddress    *remote;     /* the same */
  GArray            *fields;     /* SioHttpPair with owned strings, of the answer */

  SioHttpReader      reader;
  gboolean           is_secure;
  gboolean           answered;
  gboolean           gone;
  gboolean           finished;
};

/* sio-http-request.c */
gboolean        sio_http_request_has_channel  (SioHttpRequest     *self);
SioHttpRequest *sio_http_request_new          (SioHttpConnection  *connection,
                                               SioHttpHead        *head);
void            sio_http_request_set_gone     (SioHttpRequest     *self);
void            sio_http_request_set_finished (SioHttpRequest     *self);

/* sio-http-request-answer.c */
void            sio_http_request_add_field    (SioHttpRequest     *self,
                                               const char         *name,
                                               const char         *value);

/* sio-http-request-body.c */
gboolean        sio_http_request_take_body    (SioHttpRequest     *self,
                                               const char         *data,
                                               gsize               length,
                                               GError            **error);
void            sio_http_request_end_body     (SioHttpRequest     *self,
                                               const GError       *error);
void            sio_http_request_drop_body    (SioHttpRequest     *self);

G_END_DECLS
