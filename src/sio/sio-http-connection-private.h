/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP connection: bytes from the socket into requests, answers back,
 * one after the other. It must not know what the engine behind the border is
 * or what a handler does. */
#pragma once

#include "sio/sio-channel.h"
#include "sio/sio-deadline.h"
#include "sio/sio-http-body.h"
#include "sio/sio-http-request.h"
#include "sio/sio-http-soup-private.h"
#include "sio/sio-listener.h"
#include "sio/sio-poller.h"

G_BEGIN_DECLS

typedef struct _SioHttpConnection SioHttpConnection;

/**
 * SioHttpShared:
 *
 * What the connections of one server share; it outlives them. The server fills it in.
 */
typedef struct
{
  GMainContext      *context;
  SioPoller         *poller;
  SioHttpSoup       *soup;
  SioListener       *listener;
  GQueue             connections;
  char              *spare;    /* (nullable): a read buffer that nobody uses */
  gboolean           stopping; /* no request after those under way */

  SioDeadlineQueue  *header_deadlines;
  SioDeadlineQueue  *idle_deadlines;
  SioDeadlineQueue  *progress_deadlines;
  SioDeadlineQueue  *linger_deadlines;

  gpointer           server;
  void             (*requested)  (gpointer         server,
                                  SioHttpRequest  *request);
  void             (*closed)     (gpointer         server);
  GBytes          *(*make_error) (gpointer         server,
                                  guint            status,
                                  const char      *message,
                                  const char     **content_type);
} SioHttpShared;

/* HEAD -> EXCHANGE -> HEAD …, at last -> [LINGER] -> CLOSED */
typedef enum
{
  SIO_HTTP_PHASE_HEAD,     /* nothing, or a part of a head, has come */
  SIO_HTTP_PHASE_EXCHANGE, /* a request is with its handler, or its answer on its way */
  SIO_HTTP_PHASE_LINGER,   /* all is said; what the client still sends is thrown away, so that it
                            * reads the answer before it hears that nobody listens */
  SIO_HTTP_PHASE_CLOSED,
} SioHttpPhase;

struct _SioHttpConnection
{
  grefcount              refs;
  SioHttpShared         *shared;
  GList                  link;
  SioWatch               watch;
  SioDeadline            deadline;
  SioHttpPhase           phase;

  /* owned */
  SioChannel            *channel;   /* NULL once closed, or taken over */

  gboolean               processing;
  gboolean               eof;       /* the client has closed its side */
  gboolean               served;    /* at least one request */
  gboolean               keep;      /* there may be another one */

  /* What came and was not used yet: in[in_start, in_end) */
  char                  *in;
  gsize                  in_size;
  gsize                  in_start;
  gsize                  in_end;
  gsize                  scanned;   /* of it, in search of a head's end */

  /* The exchange */
  SioHttpRequest        *request;   /* owned; NULL if the answer is the engine's own */
  SioHttpExchange       *exchange;  /* until the answer's head is there */
  GError                *refusal;   /* why the engine answers by itself */
  SioHttpBody            body;
  gboolean               continued; /* the client was told to send the body */
  gboolean               answered;  /* the kernel has all of it */

  /* The answer: out, then body_bytes, then what fill makes */
  GString               *out;
  gsize                  out_sent;
  GBytes                *body_bytes;
  gsize                  body_sent;
  gboolean               head_written;
  gboolean               chunked;
  gboolean               held;      /* fill has nothing at the moment */
  SioHttpFillFunc        fill;
  gpointer               fill_data;
  GDestroyNotify         fill_destroy;
};

/* sio-http-connection.c */
void     sio_http_connection_new              (SioHttpShared     *shared,
                                               SioChannel        *channel,
                                               gboolean           too_many);
void     sio_http_connection_stop             (SioHttpConnection *self);
void     sio_http_connection_lost             (SioHttpConnection *self);
void     sio_http_connection_break            (SioHttpConnection *self);
SioChannel *sio_http_connection_detach        (SioHttpConnection *self,
                                               GBytes           **unread);
void     sio_http_connection_process          (SioHttpConnection *self);
void     sio_http_connection_note_progress    (SioHttpConnection *self);
void     sio_http_connection_body_wanted      (SioHttpConnection *self);
void     sio_http_connection_header_timed_out (gpointer           connection);
void     sio_http_connection_idle_timed_out   (gpointer           connection);
void     sio_http_connection_stalled          (gpointer           connection);
void     sio_http_connection_lingered         (gpointer           connection);

SioHttpConnection *sio_http_connection_ref    (SioHttpConnection *self);
void     sio_http_connection_unref            (SioHttpConnection *self);

/* sio-http-connection-input.c */
gsize    sio_http_connection_get_buffered     (SioHttpConnection *self);
void     sio_http_connection_consume          (SioHttpConnection *self,
                                               gsize              length);
gboolean sio_http_connection_is_reading       (SioHttpConnection *self);
gboolean sio_http_connection_is_discarding    (SioHttpConnection *self);
gboolean sio_http_connection_wants_input      (SioHttpConnection *self);
void     sio_http_connection_fail_body        (SioHttpConnection *self,
                                               int                code,
                                               const char        *message);
void     sio_http_connection_read_body        (SioHttpConnection *self);
void     sio_http_connection_discard_body     (SioHttpConnection *self);
void     sio_http_connection_read_input       (SioHttpConnection *self);

/* sio-http-connection-output.c */
void     sio_http_connection_begin_exchange   (SioHttpConnection *self,
                                               guint              minor_version);
void     sio_http_connection_answer           (SioHttpConnection *self,
                                               guint              status,
                                               GArray            *fields,
                                               GBytes            *body);
void     sio_http_connection_answer_stream    (SioHttpConnection *self,
                                               guint              status,
                                               GArray            *fields,
                                               SioHttpFillFunc    fill,
                                               gpointer           fill_data,
                                               GDestroyNotify     fill_destroy);
void     sio_http_connection_answer_error     (SioHttpConnection *self,
                                               guint              status,
                                               const char        *message);
void     sio_http_connection_resume           (SioHttpConnection *self);
void     sio_http_connection_write_continue   (SioHttpConnection *self);
void     sio_http_connection_flush            (SioHttpConnection *self);
gboolean sio_http_connection_has_output       (SioHttpConnection *self);
void     sio_http_connection_clear_output     (SioHttpConnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioHttpConnection, sio_http_connection_unref)

G_END_DECLS
