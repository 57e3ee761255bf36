/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values: canonical text, equality by bytes, and the way there and back. */

#include <glib.h>

#include "base/talus-json.h"
#include "model/talus-value.h"

static TalusValue *
value_from_json (const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = talus_json_parse (json, strlen (json), 64, &error);

  g_assert_no_error (error);

  return talus_value_new_node (node);
}

static void
assert_json (TalusValue *value,
             const char *expected)
{
  gsize length;

  g_assert_cmpstr (talus_value_get_json (value, &length), ==, expected);
  g_assert_cmpuint (length, ==, strlen (expected));
}

static void
test_canonical_text (void)
{
  static const struct
  {
    const char *json;
    const char *canonical;
    TalusValueKind kind;
  } cases[] = {
    { "\"a\"", "\"a\"", TALUS_VALUE_STRING },
    { "\"\"", "\"\"", TALUS_VALUE_STRING },
    { "\"\\u0041\\/\"", "\"A/\"", TALUS_VALUE_STRING },
    { "\"\\u001f\\n\"", "\"\\u001f\\n\"", TALUS_VALUE_STRING },
    { "1.0", "1", TALUS_VALUE_NUMBER },
    { "-0.0", "0", TALUS_VALUE_NUMBER },
    { "1E3", "1000", TALUS_VALUE_NUMBER },
    { "-12.50", "-12.5", TALUS_VALUE_NUMBER },
    { "true", "true", TALUS_VALUE_BOOLEAN },
    { "false", "false", TALUS_VALUE_BOOLEAN },
    { "[ 1, 2 ]", "[1,2]", TALUS_VALUE_ARRAY },
    { "[]", "[]", TALUS_VALUE_ARRAY },
    { "{\"b\":null, \"a\":[]}", "{\"a\":[],\"b\":null}", TALUS_VALUE_OBJECT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TalusValue) value = value_from_json (cases[i].json);
      g_autoptr (TalusValue) again = NULL;
      g_autoptr (JsonNode) node = talus_value_to_node (value);

      assert_json (value, cases[i].canonical);
      g_assert_cmpint (talus_value_get_kind (value), ==, cases[i].kind);

      again = talus_value_new_node (node);
      g_assert_true (talus_value_equal (value, again));
    }
}

static void
test_made_by_the_program (void)
{
  g_autoptr (TalusValue) text = talus_value_new_string ("a \"quoted\" line\n", -1);
  g_autoptr (TalusValue) part = talus_value_new_string ("abcdef", 3);
  g_autoptr (TalusValue) number = talus_value_new_number (0.1);
  g_autoptr (TalusValue) minus_zero = talus_value_new_number (-0.0);
  g_autoptr (TalusValue) truth = talus_value_new_boolean (TRUE);
  g_autoptr (TalusValue) untruth = talus_value_new_boolean (FALSE);
  g_autoptr (TalusValue) canonical = talus_value_new_canonical ("[1,2],3", 5);

  assert_json (text, "\"a \\\"quoted\\\" line\\n\"");
  assert_json (part, "\"abc\"");
  assert_json (number, "0.1");
  assert_json (minus_zero, "0");
  assert_json (truth, "true");
  assert_json (untruth, "false");
  assert_json (canonical, "[1,2]");

  g_assert_cmpfloat (talus_value_get_number (number), ==, 0.1);
  g_assert_true (talus_value_get_boolean (truth));
  g_assert_false (talus_value_get_boolean (untruth));
}

static void
test_string_returns (void)
{
  static const char *const texts[] = {
    "", "plain", "\"", "\\", "line\nline", "\x01\x1f", "ä€😀", "tab\tand \\u0041 not decoded",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (TalusValue) value = talus_value_new_string (texts[i], -1);
      g_autofree char *text = talus_value_dup_string (value);

      g_assert_cmpstr (text, ==, texts[i]);
    }
}

static void
test_wrong_kind_gives_nothing (void)
{
  g_autoptr (TalusValue) text = talus_value_new_string ("12", -1);
  g_autoptr (TalusValue) number = talus_value_new_number (12);

  g_assert_null (talus_value_dup_string (number));
  g_assert_cmpfloat (talus_value_get_number (text), ==, 0.0);
  g_assert_false (talus_value_get_boolean (text));
  g_assert_false (talus_value_equal (text, number));
}

static void
test_equality (void)
{
  g_autoptr (TalusValue) one = value_from_json ("{\"a\":1.0,\"b\":[true]}");
  g_autoptr (TalusValue) same = value_from_json ("{\"b\":[true],\"a\":1}");
  g_autoptr (TalusValue) other = value_from_json ("{\"b\":[true],\"a\":2}");
  g_autoptr (TalusValue) longer = value_from_json ("{\"a\":1,\"b\":[true],\"c\":1}");

  g_assert_true (talus_value_equal (one, one));
  g_assert_true (talus_value_equal (one, same));
  g_assert_false (talus_value_equal (one, other));
  g_assert_false (talus_value_equal (one, longer));
  g_assert_false (talus_value_equal (one, NULL));
  g_assert_false (talus_value_equal (NULL, one));
  g_assert_true (talus_value_equal (NULL, NULL));
}

static void
test_reference_keeps_alive (void)
{
  TalusValue *value = talus_value_new_string ("kept", -1);
  TalusValue *second = talus_value_ref (value);

  talus_value_unref (value);
  assert_json (second, "\"kept\"");
  talus_value_unref (second);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/value/text-is-canonical", test_canonical_text);
  g_test_add_func ("/value/made-by-the-program-is-canonical-too", test_made_by_the_program);
  g_test_add_func ("/value/any-text-returns-as-it-was", test_string_returns);
  g_test_add_func ("/value/wrong-kind-gives-nothing", test_wrong_kind_gives_nothing);
  g_test_add_func ("/value/equality-is-of-meaning-not-spelling", test_equality);
  g_test_add_func ("/value/reference-keeps-it-alive", test_reference_keeps_alive);

  return g_test_run ();
}
