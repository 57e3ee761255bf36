/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invites and tokens of a document: what they are good for, how often, until
 * when; what is left of them in copies; documents from before they had names. */
#include "document-test.h"

#include <string.h>

#include "store/talus-document-access.h"

typedef struct
{
  char *folder;
  char *path;
  TalusDocument *document;
  TalusDocumentInfo info;
  TalusAuthor *owner;
} Fixture;

static void
open_document (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  fixture->document = talus_document_open (fixture->path, &error);
  g_assert_no_error (error);
}

static void
close_document (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  talus_document_close (fixture->document, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->document);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  fixture->folder = store_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "project.talus", NULL);
  fixture->owner = store_author_new ();
  store_make_document (fixture->path, NULL, "Access", 1, &fixture->info);
  open_document (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  close_document (fixture);
  talus_document_info_clear (&fixture->info);
  talus_author_unref (fixture->owner);
  store_folder_delete (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* An invite as of 1000. */
static TalusInvite *
invite (Fixture    *fixture,
        const char *role,
        gint64      expires_at,
        gint64      uses)
{
  g_autofree char *text = talus_secret_draw (TALUS_SECRET_INVITE, &fixture->info.session_id);
  TalusInvite *made = talus_invite_new (text, role, &fixture->owner->id, 1000);
  g_autoptr(GError) error = NULL;

  made->expires_at = expires_at;
  made->uses_left = uses;
  g_assert_true (talus_document_add_invite (fixture->document, made, &error));
  g_assert_no_error (error);

  return made;
}

/* A person who comes by an invite; NULL if it is not good. */
static TalusToken *
join (Fixture           *fixture,
      const TalusInvite *by,
      const char        *name,
      gint64             now)
{
  g_autofree char *text = talus_secret_draw (TALUS_SECRET_SESSION, &fixture->info.session_id);
  g_autoptr(TalusAuthor) author = NULL;
  g_autoptr(TalusToken) token = NULL;
  g_autoptr(GError) error = NULL;
  TalusId id;

  talus_id_draw (&id);
  author = talus_author_new (&id, name, NULL);
  token = talus_token_new (text, author, "viewer", now);
  if (talus_document_redeem_invite (fixture->document, by->hash, token, &error))
    return g_steal_pointer (&token);

  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_UNAUTHORIZED);

  return NULL;
}

static guint
count_tokens (Fixture *fixture)
{
  g_autoptr(GPtrArray) tokens = talus_document_list_tokens (fixture->document, NULL);

  return tokens->len;
}

static void
assert_audit (Fixture    *fixture,
              const char *expected)
{
  g_autoptr(GPtrArray) entries = talus_document_list_audit (fixture->document, 100, NULL);
  g_autoptr(GString) events = g_string_new (NULL);

  for (guint i = entries->len; i > 0; i--)
    {
      const TalusAuditEntry *entry = g_ptr_array_index (entries, i - 1);

      g_string_append_printf (events, "%s%s", events->len > 0 ? " " : "", entry->event);
    }
  g_assert_cmpstr (events->str, ==, expected);
}

static void
test_invite_makes_a_token (Fixture       *fixture,
                           gconstpointer  unused)
{
  g_autoptr(TalusInvite) by = invite (fixture, "editor", 0, -1);
  g_autoptr(TalusToken) ada = join (fixture, by, "Ada", 2000);
  g_autoptr(GPtrArray) tokens = NULL;
  g_autoptr(GPtrArray) invites = NULL;
  TalusToken *read = NULL;

  g_assert_cmpstr (ada->role, ==, "editor");
  close_document (fixture);
  open_document (fixture);

  tokens = talus_document_list_tokens (fixture->document, NULL);
  g_assert_cmpuint (tokens->len, ==, 1);
  read = g_ptr_array_index (tokens, 0);
  g_assert_true (talus_id_equal (&read->id, &ada->id));
  g_assert_cmpmem (read->hash, sizeof read->hash, ada->hash, sizeof ada->hash);
  g_assert_true (talus_id_equal (&read->author->id, &ada->author->id));
  g_assert_cmpstr (read->author->name, ==, "Ada");
  g_assert_cmpstr (read->author->colour, ==, ada->author->colour);
  g_assert_cmpstr (read->role, ==, "editor");
  g_assert_true (read->has_invite);
  g_assert_true (talus_id_equal (&read->invite_id, &by->id));
  g_assert_cmpint (read->created_at, ==, 2000);

  invites = talus_document_list_invites (fixture->document, NULL);
  g_assert_cmpuint (invites->len, ==, 1);
  g_assert_cmpuint (((TalusInvite *) g_ptr_array_index (invites, 0))->n_members, ==, 1);
  g_assert_cmpint (((TalusInvite *) g_ptr_array_index (invites, 0))->uses_left, ==, -1);
  assert_audit (fixture, "invite-made invite-redeemed token-made");
}

static void
test_uses_are_counted (Fixture       *fixture,
                       gconstpointer  unused)
{
  g_autoptr(TalusInvite) by = invite (fixture, "viewer", 0, 2);
  g_autoptr(TalusToken) first = join (fixture, by, "Ada", 2000);
  g_autoptr(TalusToken) second = join (fixture, by, "Ben", 2000);
  g_autoptr(TalusToken) third = join (fixture, by, "Cem", 2000);

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_null (third);
  g_assert_cmpuint (count_tokens (fixture), ==, 2);
}

static gpointer
join_in_thread (gpointer data)
{
  gpointer *both = data;

  return join (both[0], both[1], "Somebody", 2000);
}

static void
test_last_use_is_one_s (Fixture       *fixture,
                        gconstpointer  unused)
{
  g_autoptr(TalusInvite) by = invite (fixture, "viewer", 0, 5);
  gpointer both[] = { fixture, by };
  GThread *threads[16];
  guint n_in = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("join", join_in_thread, both);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      TalusToken *token = g_thread_join (threads[i]);

      if (token == NULL)
        continue;
      n_in++;
      talus_token_free (token);
    }
  g_assert_cmpuint (n_in, ==, 5);
  g_assert_cmpuint (count_tokens (fixture), ==, 5);
}

static void
test_time_runs_out (Fixture       *fixture,
                    gconstpointer  unused)
{
  g_autoptr(TalusInvite) by = invite (fixture, "viewer", 3000, -1);
  g_autoptr(TalusToken) early = join (fixture, by, "Ada", 2999);
  g_autoptr(TalusToken) late = join (fixture, by, "Ben", 3000);

  g_assert_nonnull (early);
  g_assert_null (late);
}

static void
test_unknown_is_none (Fixture       *fixture,
                      gconstpointer  unused)
{
  g_autoptr(TalusInvite) other = talus_invite_new ("never kept", "owner", &fixture->owner->id, 1);
  g_autoptr(TalusToken) token = join (fixture, other, "Eve", 2000);

  g_assert_null (token);
  g_assert_cmpuint (count_tokens (fixture), ==, 0);
}

/* Unshared: nobody else comes in; who did stays, or goes too, by choice. */
static void
test_revoked_is_none (Fixture       *fixture,
                      gconstpointer  unused)
{
  g_autoptr(TalusInvite) one = invite (fixture, "viewer", 0, -1);
  g_autoptr(TalusInvite) other = invite (fixture, "editor", 0, -1);
  g_autoptr(TalusToken) ada = join (fixture, one, "Ada", 2000);
  g_autoptr(TalusToken) ben = join (fixture, other, "Ben", 2000);
  g_autoptr(TalusToken) late = NULL;
  g_autoptr(GArray) revoked = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_autoptr(GError) error = NULL;

  g_assert_true (talus_document_revoke_invite (fixture->document, &one->id, FALSE,
                                               &fixture->owner->id, 3000, revoked, &error));
  g_assert_cmpuint (revoked->len, ==, 0);
  g_assert_cmpuint (count_tokens (fixture), ==, 2);
  late = join (fixture, one, "Late", 4000);
  g_assert_null (late);
  g_assert_false (talus_document_revoke_invite (fixture->document, &one->id, TRUE,
                                                &fixture->owner->id, 3000, revoked, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (talus_document_revoke_invite (fixture->document, &other->id, TRUE,
                                               &fixture->owner->id, 3000, revoked, &error));
  g_assert_cmpuint (revoked->len, ==, 1);
  g_assert_true (talus_id_equal (&g_array_index (revoked, TalusId, 0), &ben->id));
  g_assert_cmpuint (count_tokens (fixture), ==, 1);
}

static void
test_member_goes_with_all_tokens (Fixture       *fixture,
                                  gconstpointer  unused)
{
  g_autoptr(TalusInvite) by = invite (fixture, "viewer", 0, -1);
  g_autoptr(TalusToken) ada = join (fixture, by, "Ada", 2000);
  g_autoptr(TalusToken) ben = join (fixture, by, "Ben", 2000);
  g_autoptr(TalusToken) again = talus_token_new ("another", ada->author, "viewer", 2500);
  g_autoptr(GArray) revoked = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_autoptr(GError) error = NULL;

  g_assert_true (talus_document_redeem_invite (fixture->document, by->hash, again, &error));
  g_assert_true (talus_document_remove_member (fixture->document, &ada->author->id,
                                               &fixture->owner->id, 3000, revoked, &error));
  g_assert_cmpuint (revoked->len, ==, 2);
  g_assert_cmpuint (count_tokens (fixture), ==, 1);
  g_assert_false (talus_document_remove_member (fixture->document, &ada->author->id,
                                                &fixture->owner->id, 3000, revoked, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND);
  assert_audit (fixture, "invite-made invite-redeemed token-made invite-redeemed token-made"
                " invite-redeemed token-made token-revoked token-revoked member-removed");
}

static gboolean
file_has (const char    *path,
          gconstpointer  bytes,
          gsize          size)
{
  g_autofree char *content = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));

  return memmem (content, length, bytes, size) != NULL;
}

static void
test_copies_for_others_have_none (Fixture       *fixture,
                                  gconstpointer  unused)
{
  g_autofree char *own = g_build_filename (fixture->folder, "own.talus", NULL);
  g_autofree char *others = g_build_filename (fixture->folder, "others.talus", NULL);
  g_autoptr(TalusInvite) by = invite (fixture, "viewer", 0, -1);
  g_autoptr(TalusToken) ada = join (fixture, by, "Ada", 2000);
  g_autoptr(GError) error = NULL;

  g_assert_true (talus_document_copy (fixture->document, own, FALSE, &error));
  g_assert_true (talus_document_copy (fixture->document, others, TRUE, &error));
  g_assert_true (file_has (own, ada->hash, sizeof ada->hash));
  g_assert_true (file_has (own, by->hash, sizeof by->hash));
  g_assert_false (file_has (others, ada->hash, sizeof ada->hash));
  g_assert_false (file_has (others, by->hash, sizeof by->hash));
  g_assert_false (file_has (others, "invite-made", 11));
}

static void
test_forgotten_is_gone (Fixture       *fixture,
                        gconstpointer  unused)
{
  g_autoptr(TalusInvite) by = invite (fixture, "viewer", 0, -1);
  g_autoptr(TalusToken) ada = join (fixture, by, "Ada", 2000);
  g_autoptr(TalusToken) late = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (talus_document_forget_access (fixture->document, &error));
  late = join (fixture, by, "Late", 3000);
  g_assert_null (late);
  g_assert_cmpuint (count_tokens (fixture), ==, 0);
  assert_audit (fixture, "");
}

static void
test_audit_is_bounded (Fixture       *fixture,
                       gconstpointer  unused)
{
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GPtrArray) read = NULL;
  g_autoptr(GError) error = NULL;

  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_audit_entry_free);
  for (guint i = 0; i < TALUS_DOCUMENT_MAX_AUDIT + 10; i++)
    g_ptr_array_add (entries, talus_audit_entry_new (i, NULL, "denied", "{}"));
  g_assert_true (talus_document_add_audit (fixture->document, entries, &error));
  read = talus_document_list_audit (fixture->document, TALUS_DOCUMENT_MAX_AUDIT + 10, &error);
  g_assert_cmpuint (read->len, ==, TALUS_DOCUMENT_MAX_AUDIT);
  g_assert_cmpint (((TalusAuditEntry *) g_ptr_array_index (read, 0))->at, ==,
                   TALUS_DOCUMENT_MAX_AUDIT + 9);
}

/* As it was written before tokens had names. */
static void
test_older_document_opens (Fixture       *fixture,
                           gconstpointer  unused)
{
  g_autoptr(GPtrArray) tokens = NULL;
  g_autoptr(TalusInvite) by = NULL;
  g_autoptr(TalusToken) ada = NULL;

  close_document (fixture);
  document_run_sql (fixture->path,
                    "ALTER TABLE token DROP COLUMN name; ALTER TABLE token DROP COLUMN colour;"
                    "INSERT INTO token (id, hash, author, role, created_at) VALUES"
                    " (randomblob (16), randomblob (32), randomblob (16), 'viewer', 1000);"
                    "PRAGMA user_version = 1;");
  open_document (fixture);

  by = invite (fixture, "editor", 0, -1);
  ada = join (fixture, by, "Ada", 2000);
  tokens = talus_document_list_tokens (fixture->document, NULL);
  g_assert_cmpuint (tokens->len, ==, 2);
  g_assert_cmpstr (((TalusToken *) g_ptr_array_index (tokens, 0))->author->name, ==, "");
  g_assert_cmpstr (((TalusToken *) g_ptr_array_index (tokens, 1))->author->name, ==, "Ada");
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/document-access/an-invite-makes-a-token", test_invite_makes_a_token);
  ADD ("/document-access/uses-are-counted", test_uses_are_counted);
  ADD ("/document-access/the-last-use-is-one-person-s", test_last_use_is_one_s);
  ADD ("/document-access/time-runs-out", test_time_runs_out);
  ADD ("/document-access/an-unknown-invite-is-none", test_unknown_is_none);
  ADD ("/document-access/a-revoked-invite-is-none", test_revoked_is_none);
  ADD ("/document-access/a-member-goes-with-all-tokens", test_member_goes_with_all_tokens);
  ADD ("/document-access/copies-for-others-have-none", test_copies_for_others_have_none);
  ADD ("/document-access/what-is-forgotten-is-gone", test_forgotten_is_gone);
  ADD ("/document-access/the-audit-is-bounded", test_audit_is_bounded);
  ADD ("/document-access/an-older-document-opens", test_older_document_opens);

  return g_test_run ();
}
