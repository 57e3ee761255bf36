/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The common beginnings of the tests of who may do what, on a host that others
 * can reach. */
#pragma once

#include "host-fixture.h"
#include "host/talus-grant.h"
#include "store/talus-host-tokens.h"

extern const TalusHostOptions access_reachable;

void            access_use_token      (TalusTestClient *client,
                                       const char      *token);   /* (nullable) */
/* (transfer full): as the program that makes them does. @id: (out) (nullable) */
char           *access_add_host_token (HostFixture     *fixture,
                                       const char      *role,
                                       TalusId         *id);
/* From now on the fixture's client is one. */
void            access_be_owner       (HostFixture     *fixture);
/* The caller is an owner. @more: the body's members, ' for "; @id: (out)
 * (nullable). (transfer full): an invite's text. */
char           *access_invite         (HostFixture     *fixture,
                                       const char      *more,
                                       char           **id);
TalusTestReply *access_try_join       (HostFixture     *fixture,
                                       const char      *text);
/* (transfer full): a token by that invite. @author_id: (out) (nullable) */
char           *access_join           (HostFixture     *fixture,
                                       const char      *text,
                                       char           **author_id);
/* (transfer full): a token of the session, for that role. */
char           *access_add_member     (HostFixture     *fixture,
                                       const char      *role);

#define access_test_add(path, test) \
  g_test_add (path, HostFixture, &access_reachable, host_fixture_set_up, test, \
              host_fixture_tear_down)
