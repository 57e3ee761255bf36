/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The common beginnings of the tests of who may do what. */
#include "access-fixture.h"

const TalusHostOptions access_reachable = { .address = "0.0.0.0", .insecure = TRUE };

void
access_use_token (TalusTestClient *client,
                  const char      *token)
{
  g_autofree char *header = token != NULL ? g_strdup_printf ("Bearer %s", token) : NULL;

  talus_test_client_set_header (client, "Authorization", header);
}

char *
access_add_host_token (HostFixture *fixture,
                       const char  *role,
                       TalusId     *id)
{
  const char *folder = talus_test_host_get_data_dir (fixture->host);
  g_autoptr(TalusHostTokens) tokens = talus_host_tokens_new (folder);
  char *text = talus_secret_draw (TALUS_SECRET_HOST, NULL);
  TalusId author_id;
  g_autoptr(TalusAuthor) author = NULL;
  g_autoptr(TalusToken) token = NULL;
  g_autoptr(GError) error = NULL;

  talus_id_draw (&author_id);
  author = talus_author_new (&author_id, "Hal", NULL);
  token = talus_token_new (text, author, role, 1000);
  talus_host_tokens_add (tokens, token, &error);
  g_assert_no_error (error);
  if (id != NULL)
    *id = token->id;

  return text;
}

void
access_be_owner (HostFixture *fixture)
{
  g_autofree char *token = access_add_host_token (fixture, "owner", NULL);

  access_use_token (fixture->client, token);
}

char *
access_invite (HostFixture *fixture,
               const char  *more,
               char       **id)
{
  g_autofree char *target = g_strdup_printf ("/sessions/%s/invites", fixture->project->session_id);
  g_autoptr(TalusTestReply) reply = talus_test_post (fixture->client, target, "{%s}", more);

  talus_test_assert_status (reply, 201);
  if (id != NULL)
    *id = g_strdup (talus_test_reply_string (reply, "invite_id"));

  return g_strdup (talus_test_reply_string (reply, "invite"));
}

TalusTestReply *
access_try_join (HostFixture *fixture,
                 const char  *text)
{
  g_autoptr(TalusTestClient) client = talus_test_client_new (fixture->host);

  return talus_test_post (client, "/join", "{'invite':'%s','name':'Ada'}", text);
}

char *
access_join (HostFixture *fixture,
             const char  *text,
             char       **author_id)
{
  g_autoptr(TalusTestReply) reply = access_try_join (fixture, text);

  talus_test_assert_status (reply, 201);
  g_assert_cmpstr (talus_test_reply_string (reply, "session_id"), ==,
                   fixture->project->session_id);
  if (author_id != NULL)
    *author_id = g_strdup (talus_test_reply_string (reply, "author_id"));

  return g_strdup (talus_test_reply_string (reply, "token"));
}

char *
access_add_member (HostFixture *fixture,
                   const char  *role)
{
  g_autofree char *more = g_strdup_printf ("'role':'%s'", role);
  g_autofree char *text = access_invite (fixture, more, NULL);

  return access_join (fixture, text, NULL);
}
