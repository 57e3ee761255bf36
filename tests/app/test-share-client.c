/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client of another maker comes by the link that the desk gives, edits, and
 * is seen doing so. */
#include "share-test.h"

static char *
share (ShareFixture *fixture,
       TalusReach    reach)
{
  share_start (fixture, reach, 0);

  return share_ask_link (fixture, TALUS_ROLE_EDITOR);
}

static TalusPerson *
find_person (ShareFixture *fixture,
             const char   *name)
{
  GListModel *people = talus_peer_get_people (fixture->peer);
  TalusPerson *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (people); i++)
    {
      g_autoptr (TalusPerson) person = g_list_model_get_item (people, i);

      if (g_str_equal (talus_person_get_name (person), name))
        found = person; /* the model holds it */
    }

  return found;
}

/* The process that comes, and whether it has gone. */
typedef struct
{
  ShareFixture *fixture;
  GSubprocess *process;
  gboolean is_over;
} Client;

static void
over_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Client *client = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (object), result, NULL);
  client->is_over = TRUE;
}

static gboolean
is_edited_or_over (gpointer data)
{
  Client *client = data;

  return client->is_over || (app_fixture_find (client->fixture->peer, "Afar") != NULL &&
                             find_person (client->fixture, "Ada Lovelace") != NULL);
}

static gboolean
is_over (gpointer data)
{
  return ((Client *) data)->is_over;
}

static void
check_client (ShareFixture *fixture,
              TalusReach    reach)
{
  g_autofree char *link = share (fixture, reach);
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "join-by-link.py", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  Client client = { fixture, NULL, FALSE };

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "/usr/bin/python3", script,
                              link, "Ada Lovelace", "Afar", NULL);
  g_assert_no_error (error);
  client.process = process;
  g_subprocess_wait_async (process, NULL, over_cb, &client);
  app_wait_until (is_edited_or_over, &client);
  if (client.is_over && g_subprocess_get_exit_status (process) == 77)
    {
      g_test_skip ("python-socketio is not installed");
      return;
    }

  g_assert_false (client.is_over);
  g_assert_cmpint (talus_person_get_role (find_person (fixture, "Ada Lovelace")), ==,
                   reach == TALUS_REACH_COMPUTER ? TALUS_ROLE_OWNER : TALUS_ROLE_EDITOR);
  talus_share_stop (fixture->share);
  app_wait_until (is_over, &client);
  g_assert_true (g_subprocess_get_successful (process));
  app_wait_until (share_is_at_rest, fixture->share);
}

static void
test_on_this_computer (ShareFixture  *fixture,
                       gconstpointer  data)
{
  check_client (fixture, TALUS_REACH_COMPUTER);
}

static void
test_encrypted (ShareFixture  *fixture,
                gconstpointer  data)
{
  check_client (fixture, TALUS_REACH_NETWORK);
}

static void
test_in_the_clear (ShareFixture  *fixture,
                   gconstpointer  data)
{
  check_client (fixture, TALUS_REACH_NETWORK_OPEN);
}

#define ADD(path, func) g_test_add (path, ShareFixture, NULL, share_set_up, func, share_tear_down)

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  ADD ("/share-client/on-this-computer", test_on_this_computer);
  ADD ("/share-client/encrypted", test_encrypted);
  ADD ("/share-client/in-the-clear", test_in_the_clear);

  return g_test_run ();
}
