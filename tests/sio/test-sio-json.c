/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scanner of JSON: what is a value and what is none, where tokens begin
 * and end, and strings there and back. */
#include "sio/sio-json.h"

#include <string.h>

static const char * const values[] = {
  "{}", "[]", "\"\"", "0", "-0", "12", "1.5", "-1.25e+10", "1E5", "1e-7", "true", "false", "null",
  " [ 1 , 2 ] ", "\t{\r\n\"a\" : [ { } , [ ] ] , \"a\":null }\n",
  "[1,\"2\",{\"3\":[true]}]", "{\"\":0}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
  /* What stricter readers refuse. */
  "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "{\"a\":1,\"a\":2}", "1e999",
  "123456789012345678901234567890", "\"\x7f\"", "\"\u00e9\u20ac\U0001F600\"",
};

static const char * const nonsense[] = {
  "", " ", "{", "}", "[", "]", ",", ":", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1}", "{\"a\":1]",
  "{\"a\"", "{\"a\":", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:2}", "{\"a\" 1}", "{\"a\"::1}",
  "{,}", "[]]", "[] []", "{}{}", "1 2", "\"", "\"\\", "\"\\\"", "\"\\x\"", "\"\\u12\"",
  "\"\\u12g4\"", "\"\\u123", "\"\n\"", "\"\x1f\"", "'a'", "01", "-", "+1", "1.", ".5", "1e", "1e+",
  "-a", "0x10", "tru", "True", "nul", "nulll", "NaN", "Infinity", "undefined", "// a\n1",
  "\xEF\xBB\xBF[]", "[1,\v2]",
};

static void
test_values (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    if (!sio_json_is_valid (values[i], strlen (values[i])))
      g_error ("Refused: %s", values[i]);
}

static void
test_nonsense (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++)
    if (sio_json_is_valid (nonsense[i], strlen (nonsense[i])))
      g_error ("Taken: %s", nonsense[i]);
  g_assert_false (sio_json_is_valid ("[1\0]", 4));
  g_assert_false (sio_json_is_valid ("\"\0\"", 3));
  g_assert_false (sio_json_is_valid ("\"\\\0\"", 4));
}

/* Nothing behind the end is looked at. */
static void
test_cut (void)
{
  static const char text[] = "{\"a\\u0041\":[-1.5e+3,true,\"x\"]}";
  gsize length = strlen (text);

  for (gsize cut = 0; cut <= length; cut++)
    {
      g_autofree char *copy = g_memdup2 (text, cut);

      g_assert_cmpint (sio_json_is_valid (copy, cut), ==, cut == length);
    }
}

static void
test_depth (void)
{
  for (guint depth = SIO_JSON_MAX_DEPTH - 1; depth <= SIO_JSON_MAX_DEPTH + 1; depth++)
    {
      g_autoptr (GString) arrays = g_string_new (NULL);
      g_autoptr (GString) objects = g_string_new (NULL);
      gboolean is_good = depth <= SIO_JSON_MAX_DEPTH;

      for (guint i = 0; i < depth; i++)
        {
          g_string_append_c (arrays, '[');
          g_string_append (objects, i < depth - 1 ? "{\"a\":" : "{");
        }
      for (guint i = 0; i < depth; i++)
        {
          g_string_append_c (arrays, ']');
          g_string_append_c (objects, '}');
        }
      g_assert_cmpint (sio_json_is_valid (arrays->str, arrays->len), ==, is_good);
      g_assert_cmpint (sio_json_is_valid (objects->str, objects->len), ==, is_good);
    }
}

static void
test_tokens (void)
{
  static const char text[] = " { \"a\" : [ 1 , \"b\" ] , \"c\":null,\"d\":{} }";
  static const struct
  {
    SioJsonToken token;
    const char  *text;
    guint        depth;
  } wanted[] = {
    { SIO_JSON_OBJECT, "{", 1 },     { SIO_JSON_NAME, "\"a\"", 1 },
    { SIO_JSON_ARRAY, "[", 2 },      { SIO_JSON_NUMBER, "1", 2 },
    { SIO_JSON_STRING, "\"b\"", 2 }, { SIO_JSON_ARRAY_END, "]", 1 },
    { SIO_JSON_NAME, "\"c\"", 1 },   { SIO_JSON_NULL, "null", 1 },
    { SIO_JSON_NAME, "\"d\"", 1 },   { SIO_JSON_OBJECT, "{", 2 },
    { SIO_JSON_OBJECT_END, "}", 1 }, { SIO_JSON_OBJECT_END, "}", 0 },
    { SIO_JSON_END, "", 0 },         { SIO_JSON_END, "", 0 },
  };
  SioJsonScanner scanner;

  sio_json_scanner_init (&scanner, text, strlen (text));
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      SioJsonToken token = sio_json_scanner_next (&scanner);
      g_autofree char *found = g_strndup (scanner.start, scanner.at - scanner.start);

      g_assert_cmpint (token, ==, wanted[i].token);
      g_assert_cmpstr (found, ==, wanted[i].text);
      g_assert_cmpuint (scanner.depth, ==, wanted[i].depth);
    }

  sio_json_scanner_init (&scanner, "[x]", 3);
  g_assert_cmpint (sio_json_scanner_next (&scanner), ==, SIO_JSON_ARRAY);
  g_assert_cmpint (sio_json_scanner_next (&scanner), ==, SIO_JSON_BAD);
  g_assert_cmpint (sio_json_scanner_next (&scanner), ==, SIO_JSON_BAD);
}

static void
test_strings (void)
{
  static const struct
  {
    const char *token;
    const char *meaning;
  } strings[] = {
    { "\"\"", "" },
    { "\"plain\"", "plain" },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
    { "\"\\u0041\\u00e9\\u20AC\"", "A\u00e9\u20ac" },
    { "\"\\ud83d\\ude00!\"", "\U0001F600!" },
    { "\"a\\u0000b\"", "a\uFFFDb" },
    { "\"\\ud83d\"", "\uFFFD" },
    { "\"\\ud83dx\"", "\uFFFDx" },
    { "\"\\ud83d\\u0041\"", "\uFFFDA" },
    { "\"\\ude00\\ud83d\"", "\uFFFD\uFFFD" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      gsize length = strlen (strings[i].token);
      g_autofree char *string = sio_json_dup_string (strings[i].token, length);

      g_assert_cmpstr (string, ==, strings[i].meaning);
      g_assert_true (sio_json_string_is (strings[i].token, length, strings[i].meaning));
      g_assert_false (sio_json_string_is (strings[i].token, length, "another"));
    }
  g_assert_false (sio_json_string_is ("\"ab\"", 4, "a"));
  g_assert_false (sio_json_string_is ("\"ab\"", 4, "abc"));
}

static void
test_escape (void)
{
  static const char * const strings[] = {
    "\"", "\\", "a\"b\\c", "\n", "tab\there", "\x01\x1f", "\u00e9\"\U0001F600",
  };

  g_assert_null (sio_json_escape (""));
  g_assert_null (sio_json_escape ("node-created:\u00e9 /'"));
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      g_autofree char *escaped = sio_json_escape (strings[i]);
      g_autofree char *token = g_strdup_printf ("\"%s\"", escaped);
      g_autofree char *back = sio_json_dup_string (token, strlen (token));

      g_assert_true (sio_json_is_valid (token, strlen (token)));
      g_assert_cmpstr (back, ==, strings[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sio-json/every-value-is-taken", test_values);
  g_test_add_func ("/sio-json/nonsense-is-refused", test_nonsense);
  g_test_add_func ("/sio-json/a-text-that-was-cut-is-refused", test_cut);
  g_test_add_func ("/sio-json/depth-is-bounded", test_depth);
  g_test_add_func ("/sio-json/tokens-say-where-they-are", test_tokens);
  g_test_add_func ("/sio-json/strings-are-decoded", test_strings);
  g_test_add_func ("/sio-json/strings-are-escaped-where-they-must", test_escape);
  return g_test_run ();
}
