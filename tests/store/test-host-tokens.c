/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's tokens: hashes in a private file, which two processes share. */
#include "store-fixture.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "store/talus-host-tokens.h"

typedef struct
{
  char *folder;
  TalusHostTokens *tokens;
  TalusAuthor *author;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  fixture->folder = store_folder_new ();
  fixture->tokens = talus_host_tokens_new (fixture->folder);
  fixture->author = store_author_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  talus_host_tokens_free (fixture->tokens);
  talus_author_unref (fixture->author);
  store_folder_delete (fixture->folder);
  g_free (fixture->folder);
}

static GPtrArray *
list (TalusHostTokens *tokens)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *all = talus_host_tokens_list (tokens, &error);

  g_assert_no_error (error);

  return all;
}

static TalusToken *
add (Fixture         *fixture,
     TalusHostTokens *tokens,
     const char      *text)
{
  TalusToken *token = talus_token_new (text, fixture->author, "editor", 1000);
  g_autoptr(GError) error = NULL;

  g_assert_true (talus_host_tokens_add (tokens, token, &error));
  g_assert_no_error (error);

  return token;
}

static void
test_none_without_a_file (Fixture       *fixture,
                          gconstpointer  unused)
{
  g_autoptr(GPtrArray) none = list (fixture->tokens);
  g_autoptr(GPtrArray) files = store_folder_list (fixture->folder);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (files->len, ==, 0);
  g_assert_false (talus_host_tokens_has_changed (fixture->tokens));
}

static void
test_kept_is_read (Fixture       *fixture,
                   gconstpointer  unused)
{
  g_autoptr(TalusToken) token = add (fixture, fixture->tokens, "a secret of some length");
  g_autoptr(GPtrArray) all = list (fixture->tokens);
  TalusToken *read = NULL;

  g_assert_cmpuint (all->len, ==, 1);
  read = g_ptr_array_index (all, 0);
  g_assert_true (talus_id_equal (&read->id, &token->id));
  g_assert_cmpmem (read->hash, sizeof read->hash, token->hash, sizeof token->hash);
  g_assert_true (talus_id_equal (&read->author->id, &fixture->author->id));
  g_assert_cmpstr (read->author->name, ==, fixture->author->name);
  g_assert_cmpstr (read->role, ==, "editor");
  g_assert_cmpint (read->created_at, ==, 1000);
  g_assert_cmpint (read->revoked_at, ==, 0);
}

/* Nobody else can read it, and there is nothing in it to use. */
static void
test_file_is_private (Fixture       *fixture,
                      gconstpointer  unused)
{
  g_autofree char *path = g_build_filename (fixture->folder, "tokens.db", NULL);
  g_autofree char *content = NULL;
  g_autoptr(TalusToken) token = NULL;
  mode_t before = umask (0);
  struct stat info;
  gsize length = 0;

  token = add (fixture, fixture->tokens, "a secret of some length");
  umask (before);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_null (memmem (content, length, "a secret of some length", 23));
  g_assert_nonnull (memmem (content, length, token->hash, sizeof token->hash));
}

static void
test_others_see_changes (Fixture       *fixture,
                         gconstpointer  unused)
{
  g_autoptr(TalusHostTokens) other = talus_host_tokens_new (fixture->folder);
  g_autoptr(GPtrArray) none = list (fixture->tokens);
  g_autoptr(TalusToken) token = add (fixture, other, "a secret of some length");
  g_autoptr(GPtrArray) one = NULL;
  g_autoptr(GPtrArray) revoked = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (talus_host_tokens_has_changed (fixture->tokens));
  one = list (fixture->tokens);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_false (talus_host_tokens_has_changed (fixture->tokens));

  g_assert_true (talus_host_tokens_revoke (other, &token->id, 5000, &error));
  g_assert_true (talus_host_tokens_has_changed (fixture->tokens));
  revoked = list (fixture->tokens);
  g_assert_cmpint (((TalusToken *) g_ptr_array_index (revoked, 0))->revoked_at, ==, 5000);
}

static void
test_only_the_good_are_revoked (Fixture       *fixture,
                                gconstpointer  unused)
{
  g_autoptr(TalusToken) token = NULL;
  g_autoptr(GError) error = NULL;
  TalusId unknown;

  talus_id_draw (&unknown);
  g_assert_false (talus_host_tokens_revoke (fixture->tokens, &unknown, 1, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND);
  g_clear_error (&error);

  token = add (fixture, fixture->tokens, "a secret of some length");
  g_assert_true (talus_host_tokens_revoke (fixture->tokens, &token->id, 2, &error));
  g_assert_false (talus_host_tokens_revoke (fixture->tokens, &token->id, 3, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND);
}

/* A file that was put back or taken away is another one. */
static void
test_another_file_is_noticed (Fixture       *fixture,
                              gconstpointer  unused)
{
  g_autofree char *path = g_build_filename (fixture->folder, "tokens.db", NULL);
  g_autoptr(TalusToken) token = add (fixture, fixture->tokens, "a secret of some length");
  g_autoptr(GPtrArray) one = list (fixture->tokens);
  g_autoptr(GPtrArray) none = NULL;

  g_assert_cmpuint (one->len, ==, 1);
  g_unlink (path);
  g_assert_true (talus_host_tokens_has_changed (fixture->tokens));
  none = list (fixture->tokens);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_use_is_noted (Fixture       *fixture,
                   gconstpointer  unused)
{
  g_autoptr(TalusToken) token = add (fixture, fixture->tokens, "a secret of some length");
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (talus_host_tokens_note_use (fixture->tokens, &token->id, 7000, &error));
  all = list (fixture->tokens);
  g_assert_cmpint (((TalusToken *) g_ptr_array_index (all, 0))->last_used_at, ==, 7000);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/host-tokens/there-are-none-without-a-file", test_none_without_a_file);
  ADD ("/host-tokens/what-is-kept-is-read", test_kept_is_read);
  ADD ("/host-tokens/the-file-is-private-and-holds-hashes", test_file_is_private);
  ADD ("/host-tokens/another-process-sees-changes", test_others_see_changes);
  ADD ("/host-tokens/only-good-ones-are-revoked", test_only_the_good_are_revoked);
  ADD ("/host-tokens/another-file-is-noticed", test_another_file_is_noticed);
  ADD ("/host-tokens/use-is-noted", test_use_is_noted);

  return g_test_run ();
}
