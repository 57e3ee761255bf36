/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clients of the rooms of a host. */
#pragma once

#include "host-fixture.h"
#include "lib/talus-test-socket.h"

/* A client in @namespace_name without a session. @auth: (nullable) */
TalusTestSocket *rooms_connect    (HostFixture     *fixture,
                                   const char      *namespace_name,
                                   const char      *auth);
/* One in the fixture's session. @options: further members of join_session,
 * each with a comma in front, ' for ". What it was told so far is forgotten. */
TalusTestSocket *rooms_join       (HostFixture     *fixture,
                                   const char      *namespace_name,
                                   const char      *options);
/* The ack of join_session. */
TalusTestEvent  *rooms_ask_join   (HostFixture     *fixture,
                                   TalusTestSocket *socket,
                                   const char      *options);
/* The names of what has come, separated by spaces; it is forgotten. Who was
 * heard to come or go is left out. */
char            *rooms_take_names (TalusTestSocket *socket);
/* Waits for what was said up to now, then the same. */
char            *rooms_settle     (TalusTestSocket *socket);
/* One command by REST. */
void             rooms_set        (HostFixture     *fixture,
                                   const char      *property,
                                   const char      *value);

#define rooms_assert_failure(event, expected) \
  g_assert_cmpstr (talus_test_event_string (event, "code"), ==, expected)
