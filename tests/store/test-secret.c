/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tokens and invites look like, and what is kept of them. */
#include <string.h>

#include "store/talus-secret.h"

static void
test_names_its_session (void)
{
  static const TalusSecretKind kinds[] = { TALUS_SECRET_SESSION, TALUS_SECRET_INVITE };

  for (guint i = 0; i < 1000; i++)
    {
      TalusSecretKind expected = kinds[i % 2];
      TalusSecretKind kind = TALUS_SECRET_HOST;
      g_autofree char *text = NULL;
      TalusId session_id;
      TalusId found;

      talus_id_draw (&session_id);
      text = talus_secret_draw (expected, &session_id);
      g_assert_cmpuint (strlen (text), ==, 5 + 64);
      g_assert_true (talus_secret_parse (text, &kind, &found));
      g_assert_cmpint (kind, ==, expected);
      g_assert_true (talus_id_equal (&found, &session_id));
    }
}

static void
test_is_never_the_same (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      char *text = talus_secret_draw (TALUS_SECRET_HOST, NULL);
      TalusSecretKind kind = TALUS_SECRET_SESSION;
      TalusId unused;

      g_assert_cmpuint (strlen (text), ==, 5 + 43);
      g_assert_true (talus_secret_parse (text, &kind, &unused));
      g_assert_cmpint (kind, ==, TALUS_SECRET_HOST);
      g_assert_true (g_hash_table_add (seen, text));
    }
}

static void
test_other_texts_are_none (void)
{
  TalusId session_id = { { 1, 2, 3 } };
  g_autofree char *token = talus_secret_draw (TALUS_SECRET_SESSION, &session_id);
  g_autofree char *longer = g_strconcat (token, "A", NULL);
  g_autofree char *shorter = g_strndup (token, strlen (token) - 1);
  g_autofree char *padded = g_strdup (token);
  g_autofree char *other = g_strdup (token);
  const char *texts[] = { "", "tts1_", "tts1", "hello", longer, shorter, padded, other };
  TalusSecretKind kind;
  TalusId found;

  padded[strlen (padded) - 1] = '=';
  other[3] = '2';
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (talus_secret_parse (texts[i], &kind, &found));
}

/* FIPS 180-4's example: others must be able to make the same of it. */
static void
test_hash_is_sha_256 (void)
{
  static const guint8 expected[4] = { 0xba, 0x78, 0x16, 0xbf };
  guint8 hash[TALUS_SECRET_HASH_SIZE];

  talus_secret_hash ("abc", hash);
  g_assert_cmpmem (hash, 4, expected, 4);
}

/* RFC 4648, section 10, in the alphabet of section 5. */
static void
test_base64url (void)
{
  static const guint8 bytes[] = { 0xfb, 0xff, 0xfe };
  g_autofree char *without = talus_secret_to_base64url (bytes, 3);
  g_autofree char *with_padding = talus_secret_to_base64url ("foob", 4);

  g_assert_cmpstr (without, ==, "-__-");
  g_assert_cmpstr (with_padding, ==, "Zm9vYg");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secret/a-session-s-names-its-session", test_names_its_session);
  g_test_add_func ("/secret/no-two-are-the-same", test_is_never_the_same);
  g_test_add_func ("/secret/other-texts-are-none", test_other_texts_are_none);
  g_test_add_func ("/secret/its-hash-is-sha-256", test_hash_is_sha_256);
  g_test_add_func ("/secret/base64url-has-no-padding", test_base64url);

  return g_test_run ();
}
