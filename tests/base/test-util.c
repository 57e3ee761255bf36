/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the helpers to what they promise. */
#include "base/talus-util.h"

#include <string.h>

static void
test_set_string_says_whether_the_text_changed (void)
{
  g_autofree char *text = NULL;

  g_assert_false (talus_set_string (&text, NULL));
  g_assert_true (talus_set_string (&text, "one"));
  g_assert_cmpstr (text, ==, "one");
  g_assert_false (talus_set_string (&text, "one"));
  g_assert_true (talus_set_string (&text, "two"));
  g_assert_cmpstr (text, ==, "two");
  g_assert_true (talus_set_string (&text, ""));
  g_assert_cmpstr (text, ==, "");
  g_assert_true (talus_set_string (&text, NULL));
  g_assert_null (text);
}

static void
test_set_string_copies (void)
{
  g_autofree char *text = NULL;
  char source[] = "mine";

  g_assert_true (talus_set_string (&text, source));
  source[0] = 'f';
  g_assert_cmpstr (text, ==, "mine");
}

static void
test_set_string_takes_a_part_of_the_old_text (void)
{
  g_autofree char *text = g_strdup ("prefix: name");

  g_assert_true (talus_set_string (&text, text + strlen ("prefix: ")));
  g_assert_cmpstr (text, ==, "name");
}

static void
test_random_fill_fills_everything (void)
{
  guint8 first[4096] = { 0, };
  guint8 second[4096] = { 0, };
  guint seen[256] = { 0, };

  talus_random_fill (first, sizeof first);
  talus_random_fill (second, sizeof second);
  talus_random_fill (NULL, 0);
  g_assert_cmpint (memcmp (first, second, sizeof first), !=, 0);

  for (guint i = 0; i < sizeof first; i++)
    seen[first[i]]++;
  /* 16 of each are expected; 80 of one happen once in 10^26 runs. */
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    g_assert_cmpuint (seen[i], <, 80);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/util/set-string-says-whether-the-text-changed",
                   test_set_string_says_whether_the_text_changed);
  g_test_add_func ("/util/set-string-copies", test_set_string_copies);
  g_test_add_func ("/util/set-string-takes-a-part-of-the-old-text",
                   test_set_string_takes_a_part_of_the_old_text);
  g_test_add_func ("/util/random-fill-fills-everything", test_random_fill_fills_everything);

  return g_test_run ();
}
