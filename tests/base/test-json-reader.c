/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the reader to RFC 8259 with the narrowings of the contract. */
#include "base/talus-json-reader.h"

#include <math.h>
#include <string.h>

#include "base/talus-error.h"

#define MAX_DEPTH 64

/* A text with its size, because some hold NUL. */
#define TEXT(literal) { literal, sizeof (literal) - 1 }

typedef struct
{
  const char *data;
  gsize size;
} Text;

/* Reads a copy without anything behind it, so that the address sanitizer sees
 * a byte too far. Returns whether all of it was accepted. */
static gboolean
read_all (const char  *data,
          gsize        size,
          guint        max_depth,
          GError     **error)
{
  g_autofree char *copy = g_malloc (MAX (size, 1));
  TalusJsonReader reader;
  TalusJsonToken token;

  if (size > 0)
    memcpy (copy, data, size);
  talus_json_reader_init (&reader, copy, size, max_depth);
  do
    token = talus_json_reader_next (&reader);
  while (token != TALUS_JSON_END && token != TALUS_JSON_ERROR_TOKEN);

  g_assert_cmpint (talus_json_reader_next (&reader), ==, token);
  if (token == TALUS_JSON_ERROR_TOKEN)
    {
      g_assert_error (talus_json_reader_get_error (&reader), TALUS_ERROR,
                      TALUS_ERROR_INVALID_REQUEST);
      g_assert_true (g_utf8_validate (talus_json_reader_get_error (&reader)->message, -1, NULL));
      if (error != NULL)
        *error = g_error_copy (talus_json_reader_get_error (&reader));
    }
  else
    {
      g_assert_null (talus_json_reader_get_error (&reader));
      g_assert_cmpuint (reader.depth, ==, 0);
    }
  talus_json_reader_clear (&reader);

  return token == TALUS_JSON_END;
}

static void
test_json_is_accepted (void)
{
  static const Text texts[] = {
    /* structure */
    TEXT ("{}"), TEXT ("[]"), TEXT ("null"), TEXT ("true"), TEXT ("false"), TEXT ("\"\""),
    TEXT ("[[]]"), TEXT ("[[],[]]"), TEXT ("[{}]"), TEXT ("{\"a\":{}}"), TEXT ("{\"a\":[]}"),
    TEXT ("{\"\":0}"), TEXT ("{\"a\":\"b\",\"c\":\"d\"}"), TEXT ("[null,1,\"1\",{}]"),
    TEXT ("[1,null,null,null,2]"), TEXT ("[\"a\"]"), TEXT ("{\"a\":{\"a\":{\"a\":1}}}"),
    TEXT ("[{\"a\":1},{\"a\":1}]"), TEXT ("{\"a\":{\"b\":1},\"b\":2}"), TEXT ("{\"a\":1,\"A\":2}"),
    TEXT ("{\"a\":1,\"aa\":2,\"\":3}"), TEXT ("{\"__proto__\":1,\"constructor\":2}"),
    /* white space */
    TEXT (" []"), TEXT ("[] "), TEXT (" [ ] "), TEXT ("\t\n\r [1\n,\r2\t, 3 ]\n"),
    TEXT ("{ \"a\" : 1 , \"b\" : 2 }"), TEXT ("\n\n\n1\n\n"), TEXT ("[1]\r\n"),
    /* numbers */
    TEXT ("0"), TEXT ("-0"), TEXT ("1"), TEXT ("-1"), TEXT ("10"), TEXT ("0.5"), TEXT ("-0.0"),
    TEXT ("1e1"), TEXT ("1E1"), TEXT ("1e+1"), TEXT ("1E-1"), TEXT ("0e0"), TEXT ("0e1"),
    TEXT ("0E+9"), TEXT ("1.5e10"), TEXT ("123.456789"), TEXT ("1e00001"), TEXT ("1e308"),
    TEXT ("1e-999"), TEXT ("1.7976931348623157e308"), TEXT ("-1.7976931348623158e308"),
    TEXT ("0e999999999999999999999999"), TEXT ("0.00000000000000000000000000000001"),
    TEXT ("123456789012345678901234567890"), TEXT ("[0,1,-1]"), TEXT ("[-0]"),
    /* strings */
    TEXT ("\"a\""), TEXT ("\" \""), TEXT ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), TEXT ("\"/\""),
    TEXT ("\"\\u0061\""), TEXT ("\"\\u00e9\\u20AC\\uFFFF\""), TEXT ("\"\\uD83D\\uDE00\""),
    TEXT ("\"\\ud834\\udd1e\""), TEXT ("\"\\udbff\\udfff\""), TEXT ("\"\\u0001\\u001f\\u007f\""),
    TEXT ("\"\x7f\""), TEXT ("\"\xc2\x80\""), TEXT ("\"\xdf\xbf\""), TEXT ("\"\xe0\xa0\x80\""),
    TEXT ("\"\xed\x9f\xbf\""), TEXT ("\"\xee\x80\x80\""), TEXT ("\"\xef\xbf\xbf\""),
    TEXT ("\"\xef\xbb\xbf\""), TEXT ("\"\xf0\x90\x80\x80\""), TEXT ("\"\xf4\x8f\xbf\xbf\""),
    TEXT ("\"\xe2\x80\xa8\xe2\x80\xa9\""), TEXT ("\"a\\\\u0000\""), TEXT ("\"\\\\\""),
    TEXT ("\"// no comment /* \""), TEXT ("\"12345678\\n12345678\xc3\xa9" "12345678\""),
    TEXT ("\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\""), TEXT ("{\"\\u0061b\":1,\"a\\u0062c\":2}"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      read_all (texts[i].data, texts[i].size, MAX_DEPTH, &error);
      g_assert_no_error (error);
    }
}

static void
test_what_is_no_json_is_refused (void)
{
  static const Text texts[] = {
    /* structure */
    TEXT (""), TEXT (" "), TEXT ("\n"), TEXT ("["), TEXT ("]"), TEXT ("{"), TEXT ("}"),
    TEXT ("[}"), TEXT ("{]"), TEXT ("[1"), TEXT ("[1,"), TEXT ("[1,]"), TEXT ("[,1]"),
    TEXT ("[,]"), TEXT ("[1,,2]"), TEXT ("[1 2]"), TEXT ("[1:2]"), TEXT ("[1}"), TEXT ("[[1]"),
    TEXT ("[1]]"), TEXT ("[]]"), TEXT ("{}}"), TEXT ("{\"a\"}"), TEXT ("{\"a\":}"),
    TEXT ("{\"a\":1"), TEXT ("{\"a\":1,"), TEXT ("{\"a\":1,}"), TEXT ("{,}"), TEXT ("{:1}"),
    TEXT ("{\"a\" 1}"), TEXT ("{\"a\",1}"), TEXT ("{\"a\"::1}"), TEXT ("{\"a\":1,,\"b\":2}"),
    TEXT ("{\"a\":1 \"b\":2}"), TEXT ("{\"a\":1]"), TEXT ("{a:1}"), TEXT ("{'a':1}"),
    TEXT ("{1:1}"), TEXT ("{null:1}"), TEXT ("{[]:1}"), TEXT ("{\"a\""), TEXT ("{\"a\":"),
    TEXT ("1 2"), TEXT ("1,2"), TEXT ("{}{}"), TEXT ("[][]"), TEXT ("\"a\"\"b\""), TEXT ("nulll"),
    TEXT ("null null"), TEXT ("{}#"), TEXT ("[\"a\",\n4\n,1,"),
    /* literals */
    TEXT ("nul"), TEXT ("nUll"), TEXT ("True"), TEXT ("TRUE"), TEXT ("tru"), TEXT ("truf"),
    TEXT ("fals"), TEXT ("n"), TEXT ("t"), TEXT ("f"), TEXT ("NaN"), TEXT ("nan"),
    TEXT ("Infinity"), TEXT ("-Infinity"), TEXT ("undefined"), TEXT ("[true"), TEXT ("truefalse"),
    /* numbers */
    TEXT ("-"), TEXT ("+1"), TEXT ("01"), TEXT ("-01"), TEXT ("00"), TEXT ("1."), TEXT (".1"),
    TEXT ("-.1"), TEXT ("1.e1"), TEXT ("1e"), TEXT ("1e+"), TEXT ("1e-"), TEXT ("1ee1"),
    TEXT ("1e1.5"), TEXT ("1.2.3"), TEXT ("--1"), TEXT ("-a"), TEXT ("1a"), TEXT ("0x10"),
    TEXT ("1_000"), TEXT ("1,000"), TEXT ("0.e1"), TEXT ("0e"), TEXT ("\xef\xbc\x91"),
    TEXT ("- 1"), TEXT ("1 e1"), TEXT ("[-]"), TEXT ("[1.]"), TEXT ("[1e]"), TEXT ("2."),
    /* numbers outside double range */
    TEXT ("1e999"), TEXT ("-1e999"), TEXT ("1e309"), TEXT ("1.7976931348623159e308"),
    TEXT ("[1e99999999999999999999999999999]"), TEXT ("123456789e305"),
    /* strings */
    TEXT ("\""), TEXT ("\"a"), TEXT ("'a'"), TEXT ("\"\\\""), TEXT ("\"\\"), TEXT ("\"\\a\""),
    TEXT ("\"\\x41\""), TEXT ("\"\\0\""), TEXT ("\"\\U0061\""), TEXT ("\"\\'\""),
    TEXT ("\"\\ \""), TEXT ("\"\\u\""), TEXT ("\"\\u1\""), TEXT ("\"\\u12\""), TEXT ("\"\\u123\""),
    TEXT ("\"\\u123g\""), TEXT ("\"\\u+123\""), TEXT ("\"\\u 123\""), TEXT ("\"\\u00"),
    TEXT ("\"\t\""), TEXT ("\"\n\""), TEXT ("\"\r\""), TEXT ("\"\x01\""), TEXT ("\"\x1f\""),
    TEXT ("\"abcdefgh\nabcdefgh\""), TEXT ("\"\\\n\""), TEXT ("\"\\\xc3\xa9\""),
    /* U+0000 */
    TEXT ("\0"), TEXT ("[\0]"), TEXT ("1\0"), TEXT ("[]\0"), TEXT ("\"\0\""), TEXT ("\"a\0b\""),
    TEXT ("\"\\u0000\""), TEXT ("\"a\\u0000b\""), TEXT ("{\"\\u0000\":1}"), TEXT ("\"\\\0\""),
    /* surrogates */
    TEXT ("\"\\ud800\""), TEXT ("\"\\udc00\""), TEXT ("\"\\uDFFF\""), TEXT ("\"\\ud800\\ud800\""),
    TEXT ("\"\\udc00\\ud800\""), TEXT ("\"\\ud83dx\""), TEXT ("\"\\ud83d\\n\""),
    TEXT ("\"\\ud83d\\u0061\""), TEXT ("\"\\ud83d\\u\""), TEXT ("\"\\ud83d\\ude\""),
    TEXT ("\"\\ud83d"), TEXT ("\"\\ud83d\\"), TEXT ("\"\\ud83d\\ue000\""),
    /* UTF-8 */
    TEXT ("\"\x80\""), TEXT ("\"\xbf\""), TEXT ("\"\xc0\x80\""), TEXT ("\"\xc1\xbf\""),
    TEXT ("\"\xc3\""), TEXT ("\"\xc3"), TEXT ("\"\xc3(\""), TEXT ("\"\xe0\x80\x80\""),
    TEXT ("\"\xe0\x9f\xbf\""), TEXT ("\"\xe2\x82\""), TEXT ("\"\xe2\x82"), TEXT ("\"\xe2(\xa1\""),
    TEXT ("\"\xed\xa0\x80\""), TEXT ("\"\xed\xbf\xbf\""), TEXT ("\"\xed\xa0\xbd\xed\xb8\x80\""),
    TEXT ("\"\xf0\x80\x80\x80\""), TEXT ("\"\xf0\x8f\xbf\xbf\""), TEXT ("\"\xf0\x9f\x98\""),
    TEXT ("\"\xf0\x9f\x98"), TEXT ("\"\xf4\x90\x80\x80\""), TEXT ("\"\xf5\x80\x80\x80\""),
    TEXT ("\"\xf8\x88\x80\x80\x80\""), TEXT ("\"\xfe\""), TEXT ("\"\xff\""), TEXT ("\"\xe9\""),
    TEXT ("\xc3\xa9"), TEXT ("[\xff]"), TEXT ("{\"\xff\":1}"),
    /* byte order marks and other encodings */
    TEXT ("\xef\xbb\xbf{}"), TEXT ("\xef\xbb\xbf"), TEXT ("\xff\xfe{\0}\0"), TEXT ("\xfe\xff\0{"),
    TEXT ("[\0]\0"), TEXT ("\xef\xbb"),
    /* white space that is none */
    TEXT ("\f[]"), TEXT ("\v1"), TEXT ("[\xc2\xa0]"), TEXT ("[]\xe2\x80\x89"), TEXT ("\x1e{}"),
    /* comments and other dialects */
    TEXT ("// c\n1"), TEXT ("/* c */1"), TEXT ("1// c"), TEXT ("1/**/"), TEXT ("#\n1"),
    TEXT ("[1/**/]"), TEXT ("<!-- -->"), TEXT ("{\"a\":/*c*/1}"), TEXT ("(1)"), TEXT ("*"),
    TEXT ("{\"a\":0o7}"), TEXT ("`a`"), TEXT ("{...[]}"), TEXT (")]}'\n{}"),
    /* names that are there twice */
    TEXT ("{\"a\":1,\"a\":1}"), TEXT ("{\"a\":1,\"b\":2,\"a\":3}"), TEXT ("{\"\":1,\"\":2}"),
    TEXT ("{\"a\":1,\"\\u0061\":2}"), TEXT ("{\"\\u0061\":1,\"a\":2}"),
    TEXT ("{\"\\u0061\":1,\"\\u0061\":2}"), TEXT ("{\"\xc3\xa9\":1,\"\\u00E9\":2}"),
    TEXT ("{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}"), TEXT ("{\"a\":{\"b\":1},\"a\":2}"),
    TEXT ("{\"a\":{\"b\":1,\"b\":2}}"), TEXT ("[{\"x\":{}},{\"a\":[],\"a\":[]}]"),
    TEXT ("{\"/\":1,\"\\/\":2}"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *shown = g_strescape (texts[i].data, NULL);

      if (read_all (texts[i].data, texts[i].size, MAX_DEPTH, NULL))
        g_error ("accepted: %s (number %u)", shown, i);
    }
}

/* Of a text that is accepted no beginning is, but for a number's. */
static void
test_no_beginning_of_an_object_is_accepted (void)
{
  const char *text = "{\"name\":[1.5e3,-20,true,false,null,"
                     "\"\\u00e9\\ud83d\\ude00\\n\xe2\x82\xac\"],\"b\":{\"c\":{}}}";

  g_assert_true (read_all (text, strlen (text), MAX_DEPTH, NULL));
  for (gsize size = 0; size < strlen (text); size++)
    g_assert_false (read_all (text, size, MAX_DEPTH, NULL));
}

static void
test_tokens_come_in_order_with_their_places (void)
{
  static const char text[] = " {\"a\" : [1, \"x\\ty\"],\n\"b\":null} ";
  static const struct
  {
    TalusJsonToken token;
    gsize start;
    gsize end;
    guint depth;
    const char *text;
  } tokens[] = {
    { TALUS_JSON_BEGIN_OBJECT, 1, 2, 1, NULL },
    { TALUS_JSON_NAME, 2, 5, 1, "a" },
    { TALUS_JSON_BEGIN_ARRAY, 8, 9, 2, NULL },
    { TALUS_JSON_NUMBER, 9, 10, 2, NULL },
    { TALUS_JSON_STRING, 12, 18, 2, "x\ty" },
    { TALUS_JSON_END_ARRAY, 18, 19, 1, NULL },
    { TALUS_JSON_NAME, 21, 24, 1, "b" },
    { TALUS_JSON_NULL, 25, 29, 1, NULL },
    { TALUS_JSON_END_OBJECT, 29, 30, 0, NULL },
    { TALUS_JSON_END, 31, 31, 0, NULL },
    { TALUS_JSON_END, 31, 31, 0, NULL },
  };
  TalusJsonReader reader;

  talus_json_reader_init (&reader, text, strlen (text), MAX_DEPTH);
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_assert_cmpint (talus_json_reader_next (&reader), ==, tokens[i].token);
      g_assert_cmpint (reader.token, ==, tokens[i].token);
      g_assert_cmpuint (reader.start, ==, tokens[i].start);
      g_assert_cmpuint (reader.end, ==, tokens[i].end);
      g_assert_cmpuint (reader.depth, ==, tokens[i].depth);
      if (tokens[i].text != NULL)
        {
          g_assert_cmpmem (reader.text, reader.length, tokens[i].text, strlen (tokens[i].text));
          g_assert_true (talus_json_reader_text_is (&reader, tokens[i].text));
        }
      g_assert_false (talus_json_reader_text_is (&reader, "other"));
    }
  talus_json_reader_clear (&reader);
  talus_json_reader_clear (&reader);
}

static void
test_a_string_without_escapes_is_not_copied (void)
{
  static const char text[] = "[\"plain \xc3\xa9 text\",\"\",\"esc\\u0061ped\"]";
  TalusJsonReader reader;

  talus_json_reader_init (&reader, text, strlen (text), MAX_DEPTH);
  talus_json_reader_next (&reader);
  g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_STRING);
  g_assert_true (reader.text == text + 2);
  g_assert_cmpuint (reader.length, ==, 13);
  g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_STRING);
  g_assert_cmpuint (reader.length, ==, 0);
  g_assert_true (talus_json_reader_text_is (&reader, ""));
  g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_STRING);
  g_assert_true (talus_json_reader_text_is (&reader, "escaped"));
  g_assert_false (reader.text >= text && reader.text < text + sizeof text);
  talus_json_reader_clear (&reader);
}

static void
test_strings_decode (void)
{
  static const struct
  {
    const char *json;
    const char *text;
  } strings[] = {
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
    { "\"a\\u0062c\"", "abc" },
    { "\"\\u00E9\\u20ac\\ud83d\\ude00\"", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" },
    { "\"\\u0001\\u001F\\u007f\\u0080\\u07ff\\u0800\\uffff\"",
      "\x01\x1f\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf" },
    { "\"\\ud800\\udc00\\uDBFF\\uDFFF\"", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf" },
    { "\"\\\\u0061\"", "\\u0061" },
    { "\"before\\nbetween \xc3\xa9\\nbehind\"", "before\nbetween \xc3\xa9\nbehind" },
    { "\"12345678\\n123456789\\n1234567\\n\"", "12345678\n123456789\n1234567\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      TalusJsonReader reader;

      talus_json_reader_init (&reader, strings[i].json, strlen (strings[i].json), MAX_DEPTH);
      g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_STRING);
      g_assert_cmpmem (reader.text, reader.length, strings[i].text, strlen (strings[i].text));
      g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_END);
      talus_json_reader_clear (&reader);
    }
}

/* Whatever byte it is and wherever in a word it stands, it is seen. */
static void
test_every_byte_is_judged_at_every_offset (void)
{
  for (guint length = 1; length <= 40; length++)
    {
      for (guint place = 0; place < length; place++)
        {
          for (int c = 1; c < 256; c++)
            {
              gboolean is_plain = c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
              char text[64];

              text[0] = '"';
              memset (text + 1, 'x', length);
              text[1 + place] = (char) c;
              text[1 + length] = '"';
              g_assert_cmpint (read_all (text, length + 2, 0, NULL), ==, is_plain);
            }
        }
    }
}

static double
read_number (const char *text)
{
  TalusJsonReader reader;
  double number;

  talus_json_reader_init (&reader, text, strlen (text), 0);
  g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_NUMBER);
  number = reader.number;
  g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_END);
  talus_json_reader_clear (&reader);

  return number;
}

static void
test_numbers_are_the_nearest_double (void)
{
  static const struct
  {
    const char *text;
    double value;
  } numbers[] = {
    { "0", 0 },
    { "1", 1 },
    { "-17", -17 },
    { "123456789", 123456789 },
    { "0.1", 0x1.999999999999ap-4 },
    { "-12.5e-1", -1.25 },
    { "1e-400", 0 },
    { "2.2250738585072011e-308", 0x0.fffffffffffffp-1022 },
    { "2.2250738585072014e-308", 0x1p-1022 },
    { "4.9e-324", 0x0.0000000000001p-1022 },
    { "2.4703282292062327e-324", 0 },
    { "2.4703282292062328e-324", 0x0.0000000000001p-1022 },
    { "1.7976931348623157e308", 0x1.fffffffffffffp+1023 },
    { "1.7976931348623158e308", 0x1.fffffffffffffp+1023 },
    { "9007199254740991", 9007199254740991 },
    { "9007199254740992", 0x1p53 },
    { "9007199254740993", 0x1p53 },
    { "9007199254740995", 0x1.0000000000002p+53 },
    { "9007199254740993.00000000000000000000000001", 0x1.0000000000001p+53 },
    { "-9007199254740993", -0x1p53 },
    { "9223372036854775807", 0x1p63 },
    { "18446744073709551615", 0x1p64 },
    { "18446744073709551616", 0x1p64 },
    { "123456789012345678901234567890", 0x1.8ee90ff6c373ep+96 },
    { "0.30000000000000004", 0x1.3333333333334p-2 },
    { "1e23", 0x1.52d02c7e14af6p+76 },
    { "8.5e22", 0x1.1ffdbf6b2b2ebp+76 },
    { "3.14159265358979323846264338327950288", 0x1.921fb54442d18p+1 },
    { "6.0221e23", 0x1.fe177a620ab35p+78 },
    { "1e22", 0x1.0f0cf064dd592p+73 },
    { "1e-22", 0x1.e392010175ee6p-74 },
    { "100000000000000000000000e-23", 1 },
    { "0.000001e6", 1 },
    { "1.00000000000000000000000000000000000000000", 1 },
    { "0.000000000000000000000000000000000000000012e40", 0.12 },
    { "1e0000000000000000000000000000000000000000002", 100 },
    /* halfway between 1 and the next: to even, unless something follows */
    { "1.00000000000000011102230246251565404236316680908203125", 1 },
    { "1.000000000000000111022302462515654042363166809082031250", 1 },
    { "1.000000000000000111022302462515654042363166809082031251", 0x1.0000000000001p+0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_true (read_number (numbers[i].text) == numbers[i].value);
}

static void
test_minus_zero_is_zero (void)
{
  static const char *const texts[] = { "-0", "-0.0", "-0e5", "-0.000e-5", "-1e-999" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      double number = read_number (texts[i]);

      g_assert_true (number == 0);
      g_assert_false (signbit (number));
    }
}

/* More digits than any double needs: only what they are worth counts. */
static void
test_numbers_of_a_million_digits_are_exact (void)
{
  g_autoptr (GString) text = NULL;
  guint n_digits = 1000000;

  text = g_string_new ("1.00000000000000011102230246251565404236316680908203125");
  for (guint i = 0; i < n_digits; i++)
    g_string_append_c (text, '0');
  g_assert_true (read_number (text->str) == 1);
  g_string_append_c (text, '1');
  g_assert_true (read_number (text->str) == 0x1.0000000000001p+0);

  g_string_assign (text, "0.");
  for (guint i = 0; i < n_digits; i++)
    g_string_append_c (text, '0');
  g_string_append (text, "15e1000000");
  g_assert_true (read_number (text->str) == 0.15);

  g_string_assign (text, "15");
  for (guint i = 0; i < n_digits; i++)
    g_string_append_c (text, '0');
  g_assert_false (read_all (text->str, text->len, 0, NULL));
  g_string_append (text, "e-1000000");
  g_assert_true (read_number (text->str) == 15);
}

static void
test_random_numbers_read_as_strtod_does (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < 200000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      guint n_digits = (guint) g_rand_int_range (rand, 1, i % 8 == 0 ? 60 : 22);

      if (g_rand_boolean (rand))
        g_string_append_c (text, '-');
      g_string_append_c (text, (char) g_rand_int_range (rand, '1', '9' + 1));
      for (guint j = 1; j < n_digits; j++)
        g_string_append_c (text, (char) g_rand_int_range (rand, '0', '9' + 1));
      if (g_rand_boolean (rand))
        g_string_append_printf (text, ".%u", g_rand_int (rand));
      if (g_rand_boolean (rand))
        g_string_append_printf (text, "e%d", g_rand_int_range (rand, -330, 240));

      g_assert_true (read_number (text->str) == g_ascii_strtod (text->str, NULL));
    }
}

static void
test_depth_is_bounded (void)
{
  for (guint depth = 0; depth <= 5; depth++)
    {
      for (guint max_depth = 0; max_depth <= 5; max_depth++)
        {
          g_autoptr (GString) text = g_string_new (NULL);

          for (guint i = 0; i < depth; i++)
            g_string_append (text, i % 2 != 0 ? "{\"a\":" : "[");
          g_string_append_c (text, '1');
          for (guint i = depth; i-- > 0; )
            g_string_append_c (text, i % 2 != 0 ? '}' : ']');

          g_assert_cmpint (read_all (text->str, text->len, max_depth, NULL), ==,
                           depth <= max_depth);
        }
    }
}

static void
test_200000_brackets_are_refused (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 200000; i++)
    g_string_append_c (text, '[');
  g_assert_false (read_all (text->str, text->len, 64, &error));
  g_assert_nonnull (strstr (error->message, "64"));
  g_assert_nonnull (strstr (error->message, "column 65, byte 64"));

  /* Nothing recurses: where the caller allows it, so many are read. */
  for (guint i = 0; i < 200000; i++)
    g_string_append_c (text, ']');
  g_assert_true (read_all (text->str, text->len, 200000, NULL));
  g_assert_false (read_all (text->str, text->len, 199999, NULL));
}

static void
test_a_name_is_found_twice_among_many (void)
{
  static const guint counts[] = { 1, 2, 15, 16, 17, 18, 32, 33, 100, 1000, 20000 };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      guint repeated[] = { 0, counts[i] / 2, counts[i] - 1 };
      g_autoptr (GString) text = g_string_new ("[{\"outer\":{");

      for (guint j = 0; j < counts[i]; j++)
        g_string_append_printf (text, "%s\"%sname %u\":{\"name %u\":0}", j > 0 ? "," : "",
                                j % 3 == 0 ? "\\u0061" : "a", j, j);

      for (guint j = 0; j < G_N_ELEMENTS (repeated); j++)
        {
          g_autoptr (GString) bad = g_string_new (text->str);
          g_autofree char *name = g_strdup_printf ("“aname %u”", repeated[j]);
          g_autoptr (GError) error = NULL;

          g_string_append_printf (bad, ",\"aname %u\":1}}]", repeated[j]);
          g_assert_false (read_all (bad->str, bad->len, MAX_DEPTH, &error));
          g_assert_nonnull (strstr (error->message, name));
        }

      /* The same names again in an object beside it are fine. */
      g_string_append (text, "}},{\"outer\":{");
      for (guint j = 0; j < counts[i]; j++)
        g_string_append_printf (text, "%s\"aname %u\":0", j > 0 ? "," : "", j);
      g_string_append (text, "}}]");
      g_assert_true (read_all (text->str, text->len, MAX_DEPTH, NULL));
    }
}

/* Objects in objects, each with enough names for a table of its own. */
static void
test_names_belong_to_their_object (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_levels = 50;

  for (guint level = 0; level < n_levels; level++)
    {
      g_string_append_c (text, '{');
      for (guint i = 0; i < 40; i++)
        g_string_append_printf (text, "\"n%u\":%u,", i, level);
      g_string_append (text, "\"deeper\":");
    }
  g_string_append (text, "1");
  for (guint level = 0; level < n_levels; level++)
    {
      for (guint i = 40; i < 80; i++)
        g_string_append_printf (text, ",\"n%u\":{}", i);
      g_string_append_c (text, '}');
    }
  g_assert_true (read_all (text->str, text->len, MAX_DEPTH, NULL));

  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",\"n7\":1}");
  g_assert_false (read_all (text->str, text->len, MAX_DEPTH, NULL));
}

static void
test_errors_say_where (void)
{
  static const struct
  {
    Text text;
    const char *where;
  } errors[] = {
    { TEXT ("{\"data\":\n  {\"properties\":\n      }}"),
      "unexpected “}”, expected a value, at line 3, column 7, byte 32 (in /data/properties)" },
    { TEXT (""), "unexpected end, expected a value, at line 1, column 1, byte 0" },
    { TEXT ("[1,2"), "unexpected end, expected “,” or “]”, at line 1, column 5, byte 4" },
    { TEXT ("[1,2,x]"), "“x”, expected a value, at line 1, column 6, byte 5 (in /2)" },
    { TEXT ("{\"a\":[{},[1,{\"b\":tru}]]}"),
      "“}”, expected true, at line 1, column 21, byte 20 (in /a/1/1/b)" },
    { TEXT ("{\"a\":{\"b\":1 \"c\":2}}"),
      "“\"”, expected “,” or “}”, at line 1, column 13, byte 12 (in /a)" },
    { TEXT ("{\"a\":{\"b\" 1}}"), "“1”, expected “:”, at line 1, column 11, byte 10 (in /a/b)" },
    { TEXT ("{\"a\":{\"b\":1,\"b\":2}}"),
      "the name “b” is there twice at line 1, column 13, byte 12 (in /a" },
    { TEXT ("[[1],[2,]]"), "“]”, expected a value, at line 1, column 9, byte 8 (in /1/1)" },
    { TEXT ("{\"a/b\":{\"~\":-}}"), "“}”, expected a digit, at line 1, column 14, byte 13 "
                                  "(in /a~1b/~0)" },
    { TEXT ("{\"\xc3\xa9\xe2\x82\xac\":\"\xff\"}"),
      "invalid UTF-8 at line 1, column 8, byte 10 (in /\xc3\xa9\xe2\x82\xac)" },
    { TEXT ("[\"a\\ud800\"]"), "lone surrogate \\ud800 at line 1, column 4, byte 3 (in /0)" },
    { TEXT ("[\"\\u0000\"]"), "U+0000" },
    { TEXT ("[\"\x01\"]"), "control character 0x01 in a string at line 1, column 3, byte 2" },
    { TEXT ("[1,\n1e999]"), "outside double range at line 2, column 1, byte 4 (in /1)" },
    { TEXT ("\xef\xbb\xbf[]"), "byte order mark at line 1, column 1, byte 0" },
    { TEXT ("[]\n[]"), "“[”, expected nothing behind the value, at line 2, column 1, byte 3" },
    { TEXT ("\r\n\r\n]"), "at line 3, column 1, byte 4" },
    { TEXT ("{\"a\\nb\":{\"c\":!}}"), "(in /a�b/c)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (read_all (errors[i].text.data, errors[i].text.size, MAX_DEPTH, &error));
      if (strstr (error->message, errors[i].where) == NULL)
        g_assert_cmpstr (error->message, ==, errors[i].where);
    }
}

/* A name of megabytes, or hundreds of levels of them, does not come back. */
static void
test_errors_stay_short (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint level = 0; level < 60; level++)
    {
      g_string_append (text, "{\"");
      for (guint i = 0; i < 1000; i++)
        g_string_append (text, "\xe2\x82\xac");
      g_string_append (text, "\":");
    }
  g_assert_false (read_all (text->str, text->len, MAX_DEPTH, &error));
  g_assert_cmpuint (strlen (error->message), <, 400);
  g_assert_nonnull (strstr (error->message, "…"));
}

static void
test_skip_ends_at_the_end_of_the_value (void)
{
  static const char text[] = "{\"a\":{\"x\":[1,{}],\"y\":{}},\"b\":[[],[]],\"c\":1,\"d\":[]}";
  TalusJsonReader reader;

  talus_json_reader_init (&reader, text, strlen (text), MAX_DEPTH);
  talus_json_reader_next (&reader);

  /* from the value's first token */
  talus_json_reader_next (&reader);
  g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_BEGIN_OBJECT);
  g_assert_true (talus_json_reader_skip (&reader));
  g_assert_cmpint (reader.token, ==, TALUS_JSON_END_OBJECT);
  g_assert_cmpuint (reader.depth, ==, 1);

  /* from its name */
  g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_NAME);
  g_assert_true (talus_json_reader_text_is (&reader, "b"));
  g_assert_true (talus_json_reader_skip (&reader));
  g_assert_cmpint (reader.token, ==, TALUS_JSON_END_ARRAY);

  /* of one token */
  talus_json_reader_next (&reader);
  g_assert_true (talus_json_reader_text_is (&reader, "c"));
  talus_json_reader_next (&reader);
  g_assert_true (talus_json_reader_skip (&reader));
  g_assert_cmpint (reader.token, ==, TALUS_JSON_NUMBER);

  g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_NAME);
  g_assert_true (talus_json_reader_text_is (&reader, "d"));
  g_assert_true (talus_json_reader_skip (&reader));
  g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_END_OBJECT);
  g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_END);
  talus_json_reader_clear (&reader);
}

static void
test_skip_checks_what_it_skips (void)
{
  static const char *const texts[] = {
    "[1,{\"a\":1,\"a\":2}]", "[1,[1e999]]", "[1", "{\"a\":", "{\"a\":[", "{\"a\":1,}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      TalusJsonReader reader;

      talus_json_reader_init (&reader, texts[i], strlen (texts[i]), MAX_DEPTH);
      talus_json_reader_next (&reader);
      g_assert_false (talus_json_reader_skip (&reader));
      g_assert_nonnull (talus_json_reader_get_error (&reader));
      g_assert_cmpint (reader.token, ==, TALUS_JSON_ERROR_TOKEN);
      g_assert_false (talus_json_reader_skip (&reader));
      talus_json_reader_clear (&reader);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json-reader/json-is-accepted", test_json_is_accepted);
  g_test_add_func ("/json-reader/what-is-no-json-is-refused", test_what_is_no_json_is_refused);
  g_test_add_func ("/json-reader/no-beginning-of-an-object-is-accepted",
                   test_no_beginning_of_an_object_is_accepted);
  g_test_add_func ("/json-reader/tokens-come-in-order-with-their-places",
                   test_tokens_come_in_order_with_their_places);
  g_test_add_func ("/json-reader/a-string-without-escapes-is-not-copied",
                   test_a_string_without_escapes_is_not_copied);
  g_test_add_func ("/json-reader/strings-decode", test_strings_decode);
  g_test_add_func ("/json-reader/every-byte-is-judged-at-every-offset",
                   test_every_byte_is_judged_at_every_offset);
  g_test_add_func ("/json-reader/numbers-are-the-nearest-double",
                   test_numbers_are_the_nearest_double);
  g_test_add_func ("/json-reader/minus-zero-is-zero", test_minus_zero_is_zero);
  g_test_add_func ("/json-reader/numbers-of-a-million-digits-are-exact",
                   test_numbers_of_a_million_digits_are_exact);
  g_test_add_func ("/json-reader/random-numbers-read-as-strtod-does",
                   test_random_numbers_read_as_strtod_does);
  g_test_add_func ("/json-reader/depth-is-bounded", test_depth_is_bounded);
  g_test_add_func ("/json-reader/200000-brackets-are-refused", test_200000_brackets_are_refused);
  g_test_add_func ("/json-reader/a-name-is-found-twice-among-many",
                   test_a_name_is_found_twice_among_many);
  g_test_add_func ("/json-reader/names-belong-to-their-object", test_names_belong_to_their_object);
  g_test_add_func ("/json-reader/errors-say-where", test_errors_say_where);
  g_test_add_func ("/json-reader/errors-stay-short", test_errors_stay_short);
  g_test_add_func ("/json-reader/skip-ends-at-the-end-of-the-value",
                   test_skip_ends_at_the_end_of_the_value);
  g_test_add_func ("/json-reader/skip-checks-what-it-skips", test_skip_checks_what_it_skips);

  return g_test_run ();
}
