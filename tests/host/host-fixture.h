/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nearly every test of the host begins with: a host, a project of the
 * restomod template in it, and a client. */
#pragma once

#include "lib/talus-test-host.h"

/**
 * HostFixture:
 * @host: the host
 * @project: root "Bronco", below it eight phases and four inventories
 * @client: a client
 */
typedef struct
{
  TalusTestHost *host;
  TalusTestProject *project;
  TalusTestClient *client;
} HostFixture;

void            host_fixture_set_up    (HostFixture       *self,
                                        gconstpointer      data);
void            host_fixture_tear_down (HostFixture       *self,
                                        gconstpointer      data);
/* Adds "/sessions/ID" + @rest. */
TalusTestReply *host_fixture_get       (HostFixture       *self,
                                        const char        *rest);
/* POST /commands/execute; the session's id is added. It must succeed. */
TalusTestReply *host_fixture_execute   (HostFixture       *self,
                                        const char        *command_type,
                                        const char        *format,
                                        ...) G_GNUC_PRINTF (3, 4);
/* (transfer full): the id of a new node of @type below @parent. */
char           *host_fixture_create    (HostFixture       *self,
                                        const char        *parent,
                                        const char        *type,
                                        const char        *name);
/* (transfer full): the digest of the graph. */
char           *host_fixture_digest    (HostFixture       *self);

/**
 * HostStrike:
 *
 * While it lasts no worker does anything else, so that what is to be loaded or
 * written is not.
 */
typedef struct
{
  /*< private >*/
  GMutex mutex;
  GCond cond;
  gboolean is_over;
  guint n_left;
} HostStrike;

void            host_strike_begin      (HostStrike        *self);
/* Waits until all work again. */
void            host_strike_end        (HostStrike        *self);

#define host_test_add(path, test) \
  g_test_add (path, HostFixture, NULL, host_fixture_set_up, test, host_fixture_tear_down)
