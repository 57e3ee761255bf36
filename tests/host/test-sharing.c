/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharing from inside the host's process: links, invites, people put out. */
#include <string.h>

#include "access-fixture.h"
#include "base/talus-error.h"
#include "host/talus-host-sharing.h"
#include "rooms-fixture.h"

static const TalusHostOptions silent = { .no_listen = TRUE };

static void
set_up (HostFixture   *fixture,
        gconstpointer  data)
{
  fixture->host = talus_test_host_new (data);
  fixture->project = talus_test_project_new (fixture->host, "restomod", "Bronco & Söhne");
  fixture->client = talus_test_client_new (fixture->host);
}

/* What is asked on the host's thread, and what came of it. */
typedef struct
{
  TalusId session_id;
  const char *client_id;
  gboolean with_people;

  gint done;             /* atomic */
  GError *error;
  char *text;
  char *link;
  TalusId invite_id;
  GPtrArray *invites;
  gboolean needs_invites;
} Errand;

static void
clear_errand (Errand *errand)
{
  g_clear_error (&errand->error);
  g_clear_pointer (&errand->text, g_free);
  g_clear_pointer (&errand->link, g_free);
  g_clear_pointer (&errand->invites, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Errand, clear_errand)

static gboolean
is_done (gpointer user_data)
{
  return g_atomic_int_get (&((Errand *) user_data)->done) != 0;
}

static void
run (HostFixture       *fixture,
     TalusTestHostFunc  func,
     Errand            *errand)
{
  g_assert_true (talus_id_parse (fixture->project->session_id, -1, &errand->session_id));
  g_clear_error (&errand->error);
  g_atomic_int_set (&errand->done, 0);
  talus_test_host_run (fixture->host, func, errand);
}

static void
run_to_end (HostFixture       *fixture,
            TalusTestHostFunc  func,
            Errand            *errand)
{
  run (fixture, func, errand);
  talus_test_wait_until (is_done, errand);
}

static void
look (TalusHost *host,
      gpointer   user_data)
{
  Errand *errand = user_data;

  g_clear_pointer (&errand->link, g_free);
  errand->link = talus_host_dup_link (host, &errand->session_id);
  errand->needs_invites = talus_host_needs_invites (host);
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Errand *errand = user_data;
  TalusHost *host = TALUS_HOST (object);

  errand->text = talus_host_make_invite_finish (host, result, &errand->invite_id, &errand->error);
  errand->link = talus_host_dup_invite_link (host, &errand->session_id, errand->text);
  g_atomic_int_set (&errand->done, 1);
}

static void
make (TalusHost *host,
      gpointer   user_data)
{
  Errand *errand = user_data;

  talus_host_make_invite_async (host, &errand->session_id, TALUS_ROLE_EDITOR, 0, -1, made_cb,
                                errand);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Errand *errand = user_data;

  errand->invites = talus_host_list_invites_finish (TALUS_HOST (object), result, &errand->error);
  g_atomic_int_set (&errand->done, 1);
}

static void
list (TalusHost *host,
      gpointer   user_data)
{
  Errand *errand = user_data;

  g_clear_pointer (&errand->invites, g_ptr_array_unref);
  talus_host_list_invites_async (host, &errand->session_id, listed_cb, errand);
}

static void
shared_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Errand *errand = user_data;

  talus_host_sharing_finish (TALUS_HOST (object), result, &errand->error);
  g_atomic_int_set (&errand->done, 1);
}

static void
take_back (TalusHost *host,
           gpointer   user_data)
{
  Errand *errand = user_data;

  talus_host_revoke_invite_async (host, &errand->session_id, &errand->invite_id,
                                  errand->with_people, shared_cb, errand);
}

static void
remove_client (TalusHost *host,
               gpointer   user_data)
{
  Errand *errand = user_data;

  talus_host_remove_client_async (host, &errand->session_id, errand->client_id, shared_cb, errand);
}

/* Exchanges what a link carries for a token, as whoever got the link does. */
static TalusTestReply *
ask_token (HostFixture *fixture,
           const char  *link)
{
  const char *invite = strstr (link, "#i=");
  g_autofree char *text = NULL;

  g_assert_nonnull (invite);
  text = g_strndup (invite + strlen ("#i="), strcspn (invite + strlen ("#i="), "&"));

  return talus_test_post (fixture->client, "/join", "{'invite':'%s','name':'Ada'}", text);
}

static TalusTestSocket *
join (HostFixture *fixture,
      const char  *token)
{
  g_autofree char *auth = token != NULL ? g_strdup_printf ("{'token':'%s'}", token) : NULL;
  TalusTestSocket *socket = rooms_connect (fixture, "/", auth);
  g_autoptr(TalusTestEvent) ack = rooms_ask_join (fixture, socket, "");

  g_assert_true (talus_test_event_has (ack, "client_id"));

  return socket;
}

static void
test_nothing_leads_to_a_host_that_does_not_listen (HostFixture   *fixture,
                                                   gconstpointer  data)
{
  g_auto(Errand) errand = { .client_id = "nobody" };

  run (fixture, look, &errand);
  g_assert_null (errand.link);
  g_assert_true (errand.needs_invites);

  run_to_end (fixture, remove_client, &errand);
  g_assert_error (errand.error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND);
}

static void
test_this_computer_needs_no_invite (HostFixture   *fixture,
                                    gconstpointer  data)
{
  g_auto(Errand) errand = { .client_id = NULL };
  g_autofree char *expected = NULL;

  run (fixture, look, &errand);
  g_assert_false (errand.needs_invites);
  expected = g_strdup_printf ("http://127.0.0.1:%u/s/%s#n=Bronco%%20%%26%%20S%%C3%%B6hne",
                              talus_test_host_get_port (fixture->host),
                              fixture->project->session_id);
  g_assert_cmpstr (errand.link, ==, expected);
}

static void
test_whoever_has_the_link_comes_in (HostFixture   *fixture,
                                    gconstpointer  data)
{
  g_auto(Errand) errand = { .client_id = NULL };
  g_autoptr(TalusTestReply) reply = NULL;
  g_autoptr(TalusTestSocket) socket = NULL;
  const TalusInvite *invite = NULL;

  run_to_end (fixture, make, &errand);
  g_assert_no_error (errand.error);
  reply = ask_token (fixture, errand.link);
  talus_test_assert_status (reply, 201);
  g_assert_cmpstr (talus_test_reply_string (reply, "role"), ==, "editor");
  socket = join (fixture, talus_test_reply_string (reply, "token"));

  run_to_end (fixture, list, &errand);
  g_assert_no_error (errand.error);
  g_assert_cmpuint (errand.invites->len, ==, 1);
  invite = g_ptr_array_index (errand.invites, 0);
  g_assert_true (talus_id_equal (&invite->id, &errand.invite_id));
  g_assert_cmpuint (invite->n_members, ==, 1);
}

static void
test_removed_person_is_out_for_good (HostFixture   *fixture,
                                     gconstpointer  data)
{
  g_auto(Errand) errand = { .client_id = NULL };
  g_autoptr(TalusTestReply) reply = NULL;
  g_autoptr(TalusTestSocket) one = NULL;
  g_autoptr(TalusTestSocket) other = NULL;
  g_autoptr(TalusTestSocket) again = NULL;
  g_autoptr(TalusTestEvent) refused = NULL;
  g_autoptr(TalusTestReply) return_reply = NULL;
  g_autofree char *auth = NULL;

  run_to_end (fixture, make, &errand);
  reply = ask_token (fixture, errand.link);
  one = join (fixture, talus_test_reply_string (reply, "token"));
  other = join (fixture, talus_test_reply_string (reply, "token"));

  errand.client_id = talus_test_socket_get_sid (one);
  run_to_end (fixture, remove_client, &errand);
  g_assert_no_error (errand.error);
  talus_test_socket_wait_closed (one);
  talus_test_socket_wait_closed (other);

  auth = g_strdup_printf ("{'token':'%s'}", talus_test_reply_string (reply, "token"));
  again = talus_test_socket_new ("127.0.0.1", talus_test_host_get_port (fixture->host));
  refused = talus_test_socket_connect (again, "/", auth);
  g_assert_cmpstr (refused->name, ==, "connect_error");
  return_reply = ask_token (fixture, errand.link);
  talus_test_assert_status (return_reply, 401);
}

static void
test_who_came_without_a_token_is_disconnected (HostFixture   *fixture,
                                               gconstpointer  data)
{
  g_auto(Errand) errand = { .client_id = NULL };
  g_autoptr(TalusTestSocket) one = join (fixture, NULL);
  g_autoptr(TalusTestSocket) other = join (fixture, NULL);
  g_autoptr(TalusTestSocket) again = NULL;

  errand.client_id = talus_test_socket_get_sid (one);
  run_to_end (fixture, remove_client, &errand);
  g_assert_no_error (errand.error);
  talus_test_socket_wait_closed (one);
  talus_test_socket_settle (other);
  g_assert_false (talus_test_socket_is_closed (other));
  again = join (fixture, NULL);

  run_to_end (fixture, remove_client, &errand);
  g_assert_error (errand.error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND);
}

static void
test_revoked_invite_lets_nobody_in (HostFixture   *fixture,
                                    gconstpointer  data)
{
  g_auto(Errand) errand = { .client_id = NULL };
  g_autoptr(TalusTestReply) before = NULL;
  g_autoptr(TalusTestReply) after = NULL;
  g_autoptr(TalusTestSocket) socket = NULL;

  run_to_end (fixture, make, &errand);
  before = ask_token (fixture, errand.link);
  socket = join (fixture, talus_test_reply_string (before, "token"));
  run_to_end (fixture, take_back, &errand);
  g_assert_no_error (errand.error);

  after = ask_token (fixture, errand.link);
  talus_test_assert_status (after, 401);
  talus_test_socket_settle (socket);
  g_assert_false (talus_test_socket_is_closed (socket));
  run_to_end (fixture, list, &errand);
  g_assert_cmpuint (errand.invites->len, ==, 0);
}

static void
test_revoked_with_its_people_puts_them_out (HostFixture   *fixture,
                                            gconstpointer  data)
{
  g_auto(Errand) errand = { .with_people = TRUE };
  g_autoptr(TalusTestReply) reply = NULL;
  g_autoptr(TalusTestSocket) socket = NULL;

  run_to_end (fixture, make, &errand);
  reply = ask_token (fixture, errand.link);
  socket = join (fixture, talus_test_reply_string (reply, "token"));
  run_to_end (fixture, take_back, &errand);
  g_assert_no_error (errand.error);
  talus_test_socket_wait_closed (socket);

  run_to_end (fixture, take_back, &errand);
  g_assert_error (errand.error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND);
}

#define add(path, options, test) \
  g_test_add (path, HostFixture, options, set_up, test, host_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/sharing/nothing-leads-to-a-host-that-does-not-listen", &silent,
       test_nothing_leads_to_a_host_that_does_not_listen);
  add ("/sharing/this-computer-needs-no-invite", NULL, test_this_computer_needs_no_invite);
  add ("/sharing/whoever-has-the-link-comes-in", &access_reachable,
       test_whoever_has_the_link_comes_in);
  add ("/sharing/removed-person-is-out-for-good", &access_reachable,
       test_removed_person_is_out_for_good);
  add ("/sharing/who-came-without-a-token-is-disconnected", NULL,
       test_who_came_without_a_token_is_disconnected);
  add ("/sharing/revoked-invite-lets-nobody-in", &access_reachable,
       test_revoked_invite_lets_nobody_in);
  add ("/sharing/revoked-with-its-people-puts-them-out", &access_reachable,
       test_revoked_with_its_people_puts_them_out);

  return g_test_run ();
}
