/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project shared from the desk: others come by its link and edit, and are
 * put out again. */
#include "share-test.h"

#include <string.h>

#include "lib/talus-test-socket.h"

static GPtrArray *
ask_invites (ShareFixture *fixture)
{
  AppWaited waited = { NULL };
  g_autoptr (GError) error = NULL;
  GPtrArray *invites;

  talus_share_invites_async (fixture->share, share_get_session_id (fixture), app_done_cb, &waited);
  app_wait_until (app_is_done, &waited);
  invites = talus_share_invites_finish (fixture->share, waited.result, &error);
  g_assert_no_error (error);
  g_object_unref (waited.result);

  return invites;
}

/* The client blocks; the host has a thread of its own. */
static TalusTestSocket *
join (ShareFixture *fixture,
      const char   *auth)
{
  TalusTestSocket *socket = talus_test_socket_new_in ("127.0.0.1",
                                                      talus_share_get_port (fixture->share), "/",
                                                      auth);
  char id[TALUS_ID_TEXT_SIZE];
  g_autoptr (TalusTestEvent) ack = NULL;

  ack = talus_test_socket_call (socket, "join_session", "{'session_id':'%s'}",
                                talus_id_format (share_get_session_id (fixture), id));
  g_assert_true (talus_test_event_has (ack, "client_id"));

  return socket;
}

static guint
count_people (ShareFixture *fixture)
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
test_nothing_is_open_before (ShareFixture  *fixture,
                             gconstpointer  data)
{
  g_assert_cmpint (talus_share_get_state (fixture->share), ==, TALUS_SHARE_OFF);
  g_assert_null (talus_share_get_url (fixture->share));
  g_assert_cmpuint (talus_share_get_port (fixture->share), ==, 0);
}

static void
test_who_comes_by_the_link_edits (ShareFixture  *fixture,
                                  gconstpointer  data)
{
  g_autofree char *link = NULL;
  g_autoptr (TalusTestSocket) socket = NULL;
  g_autoptr (TalusTestEvent) ack = NULL;
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);
  char id[TALUS_ID_TEXT_SIZE];

  share_start (fixture, TALUS_REACH_COMPUTER, 0);
  link = share_ask_link (fixture, TALUS_ROLE_EDITOR);
  g_assert_true (g_str_has_prefix (link, talus_share_get_url (fixture->share)));
  g_assert_nonnull (strstr (link, talus_id_format (share_get_session_id (fixture), id)));

  socket = join (fixture, "{'name':'Ada'}");
  app_wait_until (are_two, fixture);
  ack = talus_test_socket_call (socket, "command", "{'command_type':'UpdateProperty','data':{"
                                "'node_id':'%s','property_id':'name','value':'Renamed afar'}}",
                                talus_id_format (talus_node_get_id (root), id));
  g_assert_true (talus_test_event_boolean (ack, "success"));
  app_wait_until (is_renamed, fixture->peer);
}

static void
test_who_is_removed_is_gone (ShareFixture  *fixture,
                             gconstpointer  data)
{
  g_autoptr (TalusTestSocket) socket = NULL;
  g_autoptr (GError) error = NULL;
  AppWaited waited = { NULL };

  share_start (fixture, TALUS_REACH_COMPUTER, 0);
  socket = join (fixture, "{'name':'Ada'}");
  app_wait_until (are_two, fixture);

  talus_share_remove_async (fixture->share, share_get_session_id (fixture),
                            talus_test_socket_get_sid (socket), app_done_cb, &waited);
  app_wait_until (app_is_done, &waited);
  talus_share_verb_finish (fixture->share, waited.result, &error);
  g_assert_no_error (error);
  g_object_unref (waited.result);
  talus_test_socket_wait_closed (socket);
  app_wait_until (is_alone, fixture);
}

static void
test_turned_off_everybody_is_gone (ShareFixture  *fixture,
                                   gconstpointer  data)
{
  TalusTestSocket *socket;
  TalusBatch *batch;
  g_autoptr (GError) error = NULL;
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);

  share_start (fixture, TALUS_REACH_COMPUTER, 0);
  socket = join (fixture, NULL);
  app_wait_until (are_two, fixture);
  talus_share_stop (fixture->share);
  talus_test_socket_wait_closed (socket);
  talus_test_socket_free (socket);
  app_wait_until (share_is_at_rest, fixture->share);
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
test_a_port_that_is_taken_gives_way (ShareFixture  *fixture,
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

  share_start (fixture, TALUS_REACH_COMPUTER, port);
  g_assert_cmpuint (talus_share_get_wished_port (fixture->share), ==, port);
  g_assert_cmpuint (talus_share_get_port (fixture->share), >, port);
  g_assert_cmpuint (talus_share_get_port (fixture->share), <=, port + 20);
}

static void
test_links_are_kept_until_they_are_revoked (ShareFixture  *fixture,
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
  AppWaited waited = { NULL };

  share_start (fixture, TALUS_REACH_NETWORK, 0);
  g_assert_true (g_str_has_prefix (talus_share_get_url (fixture->share), "https://"));
  first = share_ask_link (fixture, TALUS_ROLE_EDITOR);
  again = share_ask_link (fixture, TALUS_ROLE_EDITOR);
  viewer = share_ask_link (fixture, TALUS_ROLE_VIEWER);
  g_assert_nonnull (strstr (first, "#i="));
  g_assert_nonnull (strstr (first, "&fp="));
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, viewer);

  invites = ask_invites (fixture);
  g_assert_cmpuint (invites->len, ==, 2);
  invite = g_ptr_array_index (invites, 0);
  g_assert_cmpint (invite->role, ==, TALUS_ROLE_EDITOR);
  g_assert_cmpuint (invite->n_people, ==, 0);

  talus_share_revoke_async (fixture->share, share_get_session_id (fixture), &invite->id,
                            app_done_cb, &waited);
  app_wait_until (app_is_done, &waited);
  talus_share_verb_finish (fixture->share, waited.result, &error);
  g_assert_no_error (error);
  g_object_unref (waited.result);
  g_assert_false (talus_share_has_link (fixture->share, share_get_session_id (fixture),
                                        TALUS_ROLE_EDITOR));
  g_assert_true (talus_share_has_link (fixture->share, share_get_session_id (fixture),
                                       TALUS_ROLE_VIEWER));
  left = ask_invites (fixture);
  g_assert_cmpuint (left->len, ==, 1);
  other = share_ask_link (fixture, TALUS_ROLE_EDITOR);
  g_assert_cmpstr (other, !=, first);
}

#define ADD(path, func) g_test_add (path, ShareFixture, NULL, share_set_up, func, share_tear_down)

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
