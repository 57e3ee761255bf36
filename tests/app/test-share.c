/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project shared from the desk: others come by its link and edit, and are
 * put out again. */
#include "app-fixture.h"

#include <string.h>

#include "app/sharing/talus-share.h"
#include "lib/talus-test-socket.h"

typedef struct
{
  AppFixture app;
  TalusShare *share;
  TalusPeer *peer;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  app_fixture_set_up (&fixture->app, data);
  fixture->share = talus_share_get (fixture->app.desk);
  fixture->peer = app_fixture_create (&fixture->app, "restomod", "Bronco");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  talus_peer_close (fixture->peer);
  g_clear_object (&fixture->peer);
  app_fixture_tear_down (&fixture->app, data);
}

static const TalusId *
get_session_id (Fixture *fixture)
{
  return talus_peer_link_get_session_id (talus_peer_get_link (fixture->peer));
}

static gboolean
is_at_rest (gpointer data)
{
  TalusShareState state = talus_share_get_state (data);

  return state == TALUS_SHARE_ON || state == TALUS_SHARE_OFF;
}

static void
start (Fixture    *fixture,
       TalusReach  reach,
       guint16     port)
{
  talus_share_start (fixture->share, reach, port);
  app_wait_until (is_at_rest, fixture->share);
  g_assert_no_error (talus_share_get_failure (fixture->share));
  g_assert_cmpint (talus_share_get_state (fixture->share), ==, TALUS_SHARE_ON);
}

typedef struct
{
  GAsyncResult *result;
} Waited;

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  ((Waited *) user_data)->result = g_object_ref (result);
}

static gboolean
is_done (gpointer data)
{
  return ((Waited *) data)->result != NULL;
}

static char *
ask_link (Fixture   *fixture,
          TalusRole  role)
{
  Waited waited = { NULL };
  g_autoptr (GError) error = NULL;
  char *link;

  talus_share_link_async (fixture->share, get_session_id (fixture), role, done_cb, &waited);
  app_wait_until (is_done, &waited);
  link = talus_share_link_finish (fixture->share, waited.result, &error);
  g_assert_no_error (error);
  g_object_unref (waited.result);

  return link;
}

static GPtrArray *
ask_invites (Fixture *fixture)
{
  Waited waited = { NULL };
  g_autoptr (GError) error = NULL;
  GPtrArray *invites;

  talus_share_invites_async (fixture->share, get_session_id (fixture), done_cb, &waited);
  app_wait_until (is_done, &waited);
  invites = talus_share_invites_finish (fixture->share, waited.result, &error);
  g_assert_no_error (error);
  g_object_unref (waited.result);

  return invites;
}

/* The client blocks; the host has a thread of its own. */
static TalusTestSocket *
join (Fixture    *fixture,
      const char *auth)
{
  TalusTestSocket *socket = talus_test_socket_new_in ("127.0.0.1",
                                                      talus_share_get_port (fixture->share), "/",
                                                      auth);
  char id[TALUS_ID_TEXT_SIZE];
  g_autoptr (TalusTestEvent) ack = NULL;

  ack = talus_test_socket_call (socket, "join_session", "{'session_id':'%s'}",
                                talus_id_format (get_session_id (fixture), id));
  g_assert_true (talus_test_event_has (ack, "client_id"));

  return socket;
}

static guint
count_people (Fixture *fixture)
{
  return g_list_model_get_n_items (talus_peer_get_people (fixture->peer));
}

static gboolean
are_two (gpointer data)
{
  return count_people (data) == 2;
}

static gboolean
is_alone (gpointer data)
{
  return count_people (data) == 1;
}

static gboolean
is_renamed (gpointer data)
{
  return app_fixture_find (data, "Renamed afar") != NULL;
}

static void
test_nothing_is_open_before (Fixture       *fixture,
                             gconstpointer  data)
{
  g_assert_cmpint (talus_share_get_state (fixture->share), ==, TALUS_SHARE_OFF);
  g_assert_null (talus_share_get_url (fixture->share));
  g_assert_cmpuint (talus_share_get_port (fixture->share), ==, 0);
}

static void
test_who_comes_by_the_link_edits (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *link = NULL;
  g_autoptr (TalusTestSocket) socket = NULL;
  g_autoptr (TalusTestEvent) ack = NULL;
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);
  char id[TALUS_ID_TEXT_SIZE];

  start (fixture, TALUS_REACH_COMPUTER, 0);
  link = ask_link (fixture, TALUS_ROLE_EDITOR);
  g_assert_true (g_str_has_prefix (link, talus_share_get_url (fixture->share)));
  g_assert_nonnull (strstr (link, talus_id_format (get_session_id (fixture), id)));

  socket = join (fixture, "{'name':'Ada'}");
  app_wait_until (are_two, fixture);
  ack = talus_test_socket_call (socket, "command", "{'command_type':'UpdateProperty','data':{"
                                "'node_id':'%s','property_id':'name','value':'Renamed afar'}}",
                                talus_id_format (talus_node_get_id (root), id));
  g_assert_true (talus_test_event_boolean (ack, "success"));
  app_wait_until (is_renamed, fixture->peer);
}

static void
test_who_is_removed_is_gone (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr (TalusTestSocket) socket = NULL;
  g_autoptr (GError) error = NULL;
  Waited waited = { NULL };

  start (fixture, TALUS_REACH_COMPUTER, 0);
  socket = join (fixture, "{'name':'Ada'}");
  app_wait_until (are_two, fixture);

  talus_share_remove_async (fixture->share, get_session_id (fixture),
                            talus_test_socket_get_sid (socket), done_cb, &waited);
  app_wait_until (is_done, &waited);
  talus_share_verb_finish (fixture->share, waited.result, &error);
  g_assert_no_error (error);
  g_object_unref (waited.result);
  talus_test_socket_wait_closed (socket);
  app_wait_until (is_alone, fixture);
}

static void
test_turned_off_everybody_is_gone (Fixture       *fixture,
                                   gconstpointer  data)
{
  TalusTestSocket *socket;
  TalusBatch *batch;
  g_autoptr (GError) error = NULL;
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);

  start (fixture, TALUS_REACH_COMPUTER, 0);
  socket = join (fixture, NULL);
  app_wait_until (are_two, fixture);
  talus_share_stop (fixture->share);
  talus_test_socket_wait_closed (socket);
  talus_test_socket_free (socket);
  app_wait_until (is_at_rest, fixture->share);
  g_assert_cmpint (talus_share_get_state (fixture->share), ==, TALUS_SHARE_OFF);
  g_assert_null (talus_share_get_url (fixture->share));
  app_wait_until (is_alone, fixture);

  /* Here the work goes on. */
  batch = talus_batch_new (NULL);
  talus_batch_rename (batch, talus_node_get_id (root), "On with it");
  talus_peer_submit (fixture->peer, batch, &error);
  talus_batch_free (batch);
  g_assert_no_error (error);
  app_fixture_settle (fixture->peer);
  g_assert_nonnull (app_fixture_find (fixture->peer, "On with it"));
}

static void
test_a_port_that_is_taken_gives_way (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autoptr (GSocketListener) other = g_socket_listener_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wished = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) taken = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port;

  g_socket_listener_add_address (other, wished, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 &taken, &error);
  g_assert_no_error (error);
  port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (taken));

  start (fixture, TALUS_REACH_COMPUTER, port);
  g_assert_cmpuint (talus_share_get_wished_port (fixture->share), ==, port);
  g_assert_cmpuint (talus_share_get_port (fixture->share), >, port);
  g_assert_cmpuint (talus_share_get_port (fixture->share), <=, port + 20);
}

static void
test_links_are_kept_until_they_are_revoked (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  g_autofree char *viewer = NULL;
  g_autofree char *other = NULL;
  g_autoptr (GPtrArray) invites = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;
  const TalusShareInvite *invite;
  Waited waited = { NULL };

  start (fixture, TALUS_REACH_NETWORK, 0);
  g_assert_true (g_str_has_prefix (talus_share_get_url (fixture->share), "https://"));
  first = ask_link (fixture, TALUS_ROLE_EDITOR);
  again = ask_link (fixture, TALUS_ROLE_EDITOR);
  viewer = ask_link (fixture, TALUS_ROLE_VIEWER);
  g_assert_nonnull (strstr (first, "#i="));
  g_assert_nonnull (strstr (first, "&fp="));
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, viewer);

  invites = ask_invites (fixture);
  g_assert_cmpuint (invites->len, ==, 2);
  invite = g_ptr_array_index (invites, 0);
  g_assert_cmpint (invite->role, ==, TALUS_ROLE_EDITOR);
  g_assert_cmpuint (invite->n_people, ==, 0);

  talus_share_revoke_async (fixture->share, get_session_id (fixture), &invite->id, done_cb,
                            &waited);
  app_wait_until (is_done, &waited);
  talus_share_verb_finish (fixture->share, waited.result, &error);
  g_assert_no_error (error);
  g_object_unref (waited.result);
  g_assert_false (talus_share_has_link (fixture->share, get_session_id (fixture),
                                        TALUS_ROLE_EDITOR));
  g_assert_true (talus_share_has_link (fixture->share, get_session_id (fixture),
                                       TALUS_ROLE_VIEWER));
  left = ask_invites (fixture);
  g_assert_cmpuint (left->len, ==, 1);
  other = ask_link (fixture, TALUS_ROLE_EDITOR);
  g_assert_cmpstr (other, !=, first);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  ADD ("/share/nothing-is-open-before", test_nothing_is_open_before);
  ADD ("/share/who-comes-by-the-link-edits", test_who_comes_by_the_link_edits);
  ADD ("/share/who-is-removed-is-gone", test_who_is_removed_is_gone);
  ADD ("/share/turned-off-everybody-is-gone", test_turned_off_everybody_is_gone);
  ADD ("/share/a-port-that-is-taken-gives-way", test_a_port_that_is_taken_gives_way);
  ADD ("/share/links-are-kept-until-they-are-revoked",
       test_links_are_kept_until_they_are_revoked);

  return g_test_run ();
}
