/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of sharing share: a project whose desk lets others in, and its
 * link. */
#pragma once

#include "app-fixture.h"
#include "app/sharing/talus-share.h"

typedef struct
{
  AppFixture app;
  TalusShare *share;
  TalusPeer *peer;
} ShareFixture;

static inline void
share_set_up (ShareFixture  *fixture,
              gconstpointer  data)
{
  app_fixture_set_up (&fixture->app, data);
  fixture->share = talus_share_get (fixture->app.desk);
  fixture->peer = app_fixture_create (&fixture->app, "restomod", "Bronco");
}

static inline void
share_tear_down (ShareFixture  *fixture,
                 gconstpointer  data)
{
  talus_peer_close (fixture->peer);
  g_clear_object (&fixture->peer);
  app_fixture_tear_down (&fixture->app, data);
}

static inline const TalusId *
share_get_session_id (ShareFixture *fixture)
{
  return talus_peer_link_get_session_id (talus_peer_get_link (fixture->peer));
}

static inline gboolean
share_is_at_rest (gpointer data)
{
  TalusShareState state = talus_share_get_state (data);

  return state == TALUS_SHARE_ON || state == TALUS_SHARE_OFF;
}

static inline void
share_start (ShareFixture *fixture,
             TalusReach    reach,
             guint16       port)
{
  talus_share_start (fixture->share, reach, port);
  app_wait_until (share_is_at_rest, fixture->share);
  g_assert_no_error (talus_share_get_failure (fixture->share));
  g_assert_cmpint (talus_share_get_state (fixture->share), ==, TALUS_SHARE_ON);
}

/* (transfer full) */
static inline char *
share_ask_link (ShareFixture *fixture,
                TalusRole     role)
{
  AppWaited waited = { NULL };
  g_autoptr (GError) error = NULL;
  char *link;

  talus_share_link_async (fixture->share, share_get_session_id (fixture), role, app_done_cb,
                          &waited);
  app_wait_until (app_is_done, &waited);
  link = talus_share_link_finish (fixture->share, waited.result, &error);
  g_assert_no_error (error);
  g_object_unref (waited.result);

  return link;
}
