/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a node's properties: read as written, and only if canonical. */
#include "store/talus-props-text.h"

#include <string.h>

#include "base/talus-json-writer.h"

static void
test_only_canonical_values_pass (void)
{
  static const char * const good[] = {
    "\"\"", "\"a\"", "\"\\\"\\\\\\b\\f\\n\\r\\t\"", "\"\\u0001\\u001f\"", "\"\xc3\xa4/\"", "0",
    "-1", "1", "123456789012345", "9007199254740991", "0.5", "-0.125", "1e+21", "1e-7",
    "1.5e+300", "true", "false", "[]", "{}", "[null,1,\"a\"]", "{\"a\":1,\"b\":[{}]}",
  };
  static const char * const bad[] = {
    "", "null", "\"", "\"a", "\"\\/\"", "\"\\u0041\"", "\"\\u000a\"", "\"\\u001F\"",
    "\"\\u0000\"", "\"\x01\"", "\"\xff\"", "\"\xed\xa0\x80\"", "-0", "01", "1.0", "1e5", "1E+21",
    "+1", ".5", "1.", "1e999", "NaN", "nan", "inf", "0x1", "-", "12345678901234567890",
    "tru", "truee", "[1,]", "[ 1]", "[1", "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":1}", "{a:1}", "1 ",
    " 1", "]", "}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_test_message ("good %u", i);
      g_assert_true (talus_props_text_is_canonical (good[i], strlen (good[i])));
    }

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("bad %u", i);
      g_assert_false (talus_props_text_is_canonical (bad[i], strlen (bad[i])));
    }
}

/* Decimals of every length, as they are spelled and otherwise: the quick look
 * at them says the same as the spelling of the double. */
static void
test_decimals_pass_as_they_are_spelled (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) text = g_string_new (g_test_rand_bit () ? "-" : "");
      g_autoptr (GString) spelled = g_string_new (NULL);
      guint n_whole = (guint) g_test_rand_int_range (1, 12);
      guint n_fraction = (guint) g_test_rand_int_range (1, 12);

      for (guint j = 0; j < n_whole + n_fraction; j++)
        {
          if (j == n_whole)
            g_string_append_c (text, '.');
          g_string_append_c (text, (char) ('0' + MAX (0, g_test_rand_int_range (-6, 10))));
        }
      talus_json_append_double (spelled, g_ascii_strtod (text->str, NULL));
      g_assert_cmpstr (talus_props_text_is_canonical (text->str, text->len) ? text->str : "", ==,
                       g_str_equal (text->str, spelled->str) ? text->str : "");
      g_assert_true (talus_props_text_is_canonical (spelled->str, spelled->len));
    }
}

static gboolean
reads (const char *text,
       guint      *n_properties)
{
  TalusPropsText reader;

  *n_properties = 0;
  talus_props_text_init (&reader, text, strlen (text));

  while (talus_props_text_next (&reader))
    ++*n_properties;

  return !talus_props_text_failed (&reader);
}

static void
test_only_the_format_passes (void)
{
  static const char * const bad[] = {
    "", "{", "}", "[]", "{}}", "{,}", "{\"1\":[1,1],}", "{\"1\":[1,1]", "{\"1\":[1,1]}x",
    "{\"1\":[1,1]\"2\":[1,1]}", "{\"2\":[1,1],\"1\":[1,1]}", "{\"1\":[1,1],\"1\":[1,1]}",
    "{\"0\":[1,1]}", "{\"01\":[1,1]}", "{\"-1\":[1,1]}", "{\"16777217\":[1,1]}", "{\"1\":[]}",
    "{\"1\":[1,]}", "{\"1\":[1,1,1]}", "{\"1\":[-1,1]}", "{\"1\":[1,null]}", "{\"1\":1}",
    "{\"1\":[9999999999999999999,1]}", "{\"a\":[1,1]}", "{ \"1\":[1,1]}",
  };
  guint n;

  g_assert_true (reads ("{}", &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_true (reads ("{\"1\":[1,1],\"3\":[7],\"16777216\":[0,\"}\"]}", &n));
  g_assert_cmpuint (n, ==, 3);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (reads (bad[i], &n));
    }
}

static void
assert_change (const char *before,
               guint       symbol,
               const char *value,
               const char *after)
{
  g_autoptr(GString) out = g_string_new (NULL);

  g_assert_true (talus_props_text_change (out, before, strlen (before), symbol, 9, value,
                                          value != NULL ? strlen (value) : 0));
  g_assert_cmpstr (out->str, ==, after);
}

static void
test_one_property_changes (void)
{
  assert_change ("{}", 5, "1", "{\"5\":[9,1]}");
  assert_change ("{\"5\":[1,1]}", 5, "\"x\"", "{\"5\":[9,\"x\"]}");
  assert_change ("{\"5\":[1,1]}", 5, NULL, "{\"5\":[9]}");
  assert_change ("{\"5\":[9]}", 5, "true", "{\"5\":[9,true]}");
  assert_change ("{\"2\":[1,1],\"7\":[2,2]}", 5, "3", "{\"2\":[1,1],\"5\":[9,3],\"7\":[2,2]}");
  assert_change ("{\"2\":[1,1],\"7\":[2]}", 1, "3", "{\"1\":[9,3],\"2\":[1,1],\"7\":[2]}");
  assert_change ("{\"2\":[1,1]}", 8, "3", "{\"2\":[1,1],\"8\":[9,3]}");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/props-text/only-canonical-values-pass", test_only_canonical_values_pass);
  g_test_add_func ("/props-text/decimals-pass-as-they-are-spelled",
                   test_decimals_pass_as_they_are_spelled);
  g_test_add_func ("/props-text/only-the-format-passes", test_only_the_format_passes);
  g_test_add_func ("/props-text/one-property-changes", test_one_property_changes);

  return g_test_run ();
}
