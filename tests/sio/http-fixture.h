/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server on a port of its own, on the default main context, so that a test sees
 * every step; its clients are in http-client.h. */
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

typedef gboolean (*HttpCondition) (gpointer data);

void         http_fixture_set_up      (HttpFixture    *fixture,
                                       gconstpointer   data);
void         http_fixture_listen      (HttpFixture    *fixture);
void         http_fixture_tear_down   (HttpFixture    *fixture,
                                       gconstpointer   data);
guint        http_fixture_count       (HttpFixture    *fixture,
                                       const char     *event);

guint        http_start_deadline      (void);
void         http_wait_until          (HttpCondition   condition,
                                       gpointer        data);
void         http_wait_for_events     (HttpFixture    *fixture,
                                       const char     *event,
                                       guint           count);
void         http_wait_for_connections (HttpFixture   *fixture,
                                       guint           count);
void         http_settle              (void);
