/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server on a port of its own and clients that send exact bytes, both on
 * the default main context, so that a test sees every step. */
#pragma once

#include "sio/sio-http-server.h"

#define HTTP_DEADLINE_SECONDS 20

/**
 * HttpFixture:
 *
 * A server. Its handler notes each request and then does what the first segment of the path says:
 * see http-fixture.c.
 */
typedef struct
{
  SioHttpServer *server;
  guint16        port;
  GPtrArray     *requests;   /* SioHttpRequest, all that came */
  GPtrArray     *kept;       /* those of "/keep", to be answered by the test */
  GPtrArray     *events;     /* "gone PATH", "finished PATH", "body PATH N", "error PATH CODE" */
  guint64        max_body;
  char          *spool_dir;
  int            spool_fd;
  guint64        spool_size;
} HttpFixture;

typedef struct
{
  GSocket    *socket;
  GSource    *source;
  GByteArray *in;       /* what came and was not taken by http_client_read_answer */
  gboolean    eof;
  gboolean    reset;
  guint64     received;
} HttpClient;

typedef struct
{
  guint    status;
  char    *head;
  GBytes  *body;
} HttpAnswer;

typedef gboolean (*HttpCondition) (gpointer data);

void         http_fixture_set_up      (HttpFixture    *fixture,
                                       gconstpointer   data);
void         http_fixture_listen      (HttpFixture    *fixture);
void         http_fixture_tear_down   (HttpFixture    *fixture,
                                       gconstpointer   data);
guint        http_fixture_count       (HttpFixture    *fixture,
                                       const char     *event);

void         http_wait_until          (HttpCondition   condition,
                                       gpointer        data);
void         http_wait_for_events     (HttpFixture    *fixture,
                                       const char     *event,
                                       guint           count);
void         http_wait_for_connections (HttpFixture   *fixture,
                                       guint           count);
void         http_settle              (void);

HttpClient  *http_client_new          (HttpFixture    *fixture);
HttpClient  *http_client_new_small    (HttpFixture    *fixture);
void         http_client_free         (HttpClient     *self);
void         http_client_send         (HttpClient     *self,
                                       const char     *text);
void         http_client_send_bytes   (HttpClient     *self,
                                       const void     *data,
                                       gsize           length);
void         http_client_finish       (HttpClient     *self);
void         http_client_reset        (HttpClient     *self);
void         http_client_stop_reading (HttpClient     *self);
void         http_client_go_on_reading (HttpClient    *self);
void         http_client_wait_for_end (HttpClient     *self);
HttpAnswer  *http_client_read_answer  (HttpClient     *self);
HttpAnswer  *http_client_read_head_answer (HttpClient *self);
guint        http_client_ask          (HttpClient     *self,
                                       const char     *text,
                                       char          **body);
guint16      http_client_get_port     (HttpClient     *self);

const char  *http_answer_get_text     (HttpAnswer     *self);
char        *http_answer_get_field    (HttpAnswer     *self,
                                       const char     *name);
void         http_answer_free         (HttpAnswer     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpClient, http_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpAnswer, http_answer_free)
