/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Socket.IO server with the namespaces "/" and "/custom" and clients of it,
 * all on the default main context. What happens in it is noted; what it does
 * its clients say: see server-fixture.c. */
#pragma once

#include "sio/sio-server.h"
#include "wire-client.h"

typedef struct
{
  SioHttpServer    *http;
  SioServer        *server;
  SioServerOptions  options;    /* to be changed before server_fixture_start() */
  guint16           port;
  GPtrArray        *events;     /* "connect / {}", "event / NAME ARGS" … */
  GPtrArray        *sockets;    /* SioSocket, all that came, oldest first */
  GPtrArray        *acks;       /* SioAck, of "keep" */
  SioRoom          *room;       /* of "/", whose members said "join" */
} ServerFixture;

void        server_fixture_set_up       (ServerFixture *fixture,
                                         gconstpointer  data);
void        server_fixture_start        (ServerFixture *fixture);
void        server_fixture_tear_down    (ServerFixture *fixture,
                                         gconstpointer  data);
SioSocket  *server_fixture_get_socket   (ServerFixture *fixture,
                                         guint          index);
void        server_fixture_wait_for     (ServerFixture *fixture,
                                         const char    *event);
guint       server_fixture_count        (ServerFixture *fixture,
                                         const char    *event);
void        server_fixture_assert_count (ServerFixture *fixture,
                                         const char    *event,
                                         guint          count);
void        server_fixture_wait_for_connections (ServerFixture *fixture,
                                         guint          count);
WireClient *server_fixture_open         (ServerFixture *fixture);
WireClient *server_fixture_enter        (ServerFixture *fixture);
char       *server_fixture_read_sid     (WireClient    *client,
                                         const char    *prefix);
void        server_fixture_assert_closed (ServerFixture *fixture,
                                         WireClient    *client);
void        server_fixture_assert_alive (WireClient    *client);
