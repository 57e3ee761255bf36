/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An Engine.IO server that echoes, and clients that send exact bytes to it. */
#pragma once

#include "http-client.h"
#include "sio/sio-engine.h"
#include "sio/sio-ws-frame.h"

/* Figures small enough to wait for, large enough not to come in between. */
#define ENGINE_PING_INTERVAL 300
#define ENGINE_PING_TIMEOUT  200
#define ENGINE_LONG          60000

/**
 * EngineFixture:
 *
 * A server with an engine. It notes what it is told: "opened", "text …", "binary …", "drained"
 * (if @notes_drained), "closed REASON".
 */
typedef struct
{
  HttpFixture       http;
  SioEngineOptions  options;
  SioEngine        *engine;
  SioEngineSocket  *last;          /* a reference to the socket that opened last */
  gboolean          is_silent;     /* no echo */
  gboolean          notes_drained;
  const char       *cors;          /* (nullable): an Origin to be let in */

  /* What to do with the message "close": */
  gboolean          flush;
} EngineFixture;

typedef struct
{
  guint   opcode;
  char   *data;   /* with a NUL behind it */
  gsize   length;
} EngineFrame;

void         engine_fixture_set_up     (EngineFixture  *fixture,
                                        gconstpointer   data);
void         engine_fixture_start      (EngineFixture  *fixture);
void         engine_fixture_tear_down  (EngineFixture  *fixture,
                                        gconstpointer   data);
void         engine_wait_for           (EngineFixture  *fixture,
                                        const char     *event,
                                        guint           count);
guint        engine_count              (EngineFixture  *fixture,
                                        const char     *event);
void         engine_say                (EngineFixture  *fixture,
                                        const char     *text);

/* HTTP. @query: what follows "EIO=4&" */
HttpClient  *engine_send_request       (EngineFixture  *fixture,
                                        const char     *method,
                                        const char     *query,
                                        const char     *body);
guint        engine_read_answer        (HttpClient     *client,
                                        char          **body);
guint        engine_ask                (EngineFixture  *fixture,
                                        const char     *method,
                                        const char     *query,
                                        const char     *body,
                                        char          **text);
char        *engine_open_polling       (EngineFixture  *fixture);
HttpClient  *engine_send_poll          (EngineFixture  *fixture,
                                        const char     *sid);
void         engine_assert_poll        (EngineFixture  *fixture,
                                        const char     *sid,
                                        const char     *expected);
void         engine_assert_answer      (HttpClient     *client,
                                        const char     *expected);
guint        engine_poll_status        (EngineFixture  *fixture,
                                        const char     *sid);
guint        engine_post               (EngineFixture  *fixture,
                                        const char     *sid,
                                        const char     *body);

/* WebSocket */
HttpClient  *engine_connect            (EngineFixture  *fixture,
                                        const char     *query);
HttpClient  *engine_open_websocket     (EngineFixture  *fixture);
HttpClient  *engine_begin_upgrade      (EngineFixture  *fixture,
                                        const char     *sid);
void         engine_add_frame          (GByteArray     *bytes,
                                        guint8          first,
                                        const void     *payload,
                                        gsize           length);
void         engine_send_frame         (HttpClient     *client,
                                        guint8          first,
                                        const void     *payload,
                                        gsize           length);
void         engine_send_text          (HttpClient     *client,
                                        const char     *text);
EngineFrame *engine_read_frame         (HttpClient     *client);
void         engine_assert_text        (HttpClient     *client,
                                        const char     *expected);
void         engine_assert_close       (HttpClient     *client,
                                        guint           code);
void         engine_frame_free         (EngineFrame    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineFrame, engine_frame_free)
