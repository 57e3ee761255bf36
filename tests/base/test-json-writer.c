/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the writer to the spellings of RFC 8785. */
#include "base/talus-json-writer.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/talus-json-reader.h"

static double
from_bits (guint64 bits)
{
  double value;

  memcpy (&value, &bits, sizeof value);

  return value;
}

static void
test_numbers_are_spelled_as_ecmascript_does (void)
{
  static const struct
  {
    guint64 bits;
    const char *text;
  } numbers[] = {
    /* RFC 8785, appendix B */
    { G_GUINT64_CONSTANT (0x0000000000000000), "0" },
    { G_GUINT64_CONSTANT (0x8000000000000000), "0" },
    { G_GUINT64_CONSTANT (0x0000000000000001), "5e-324" },
    { G_GUINT64_CONSTANT (0x8000000000000001), "-5e-324" },
    { G_GUINT64_CONSTANT (0x7fefffffffffffff), "1.7976931348623157e+308" },
    { G_GUINT64_CONSTANT (0xffefffffffffffff), "-1.7976931348623157e+308" },
    { G_GUINT64_CONSTANT (0x4340000000000000), "9007199254740992" },
    { G_GUINT64_CONSTANT (0xc340000000000000), "-9007199254740992" },
    { G_GUINT64_CONSTANT (0x4430000000000000), "295147905179352830000" },
    { G_GUINT64_CONSTANT (0x44b52d02c7e14af5), "9.999999999999997e+22" },
    { G_GUINT64_CONSTANT (0x44b52d02c7e14af6), "1e+23" },
    { G_GUINT64_CONSTANT (0x44b52d02c7e14af7), "1.0000000000000001e+23" },
    { G_GUINT64_CONSTANT (0x444b1ae4d6e2ef4e), "999999999999999700000" },
    { G_GUINT64_CONSTANT (0x444b1ae4d6e2ef4f), "999999999999999900000" },
    { G_GUINT64_CONSTANT (0x444b1ae4d6e2ef50), "1e+21" },
    { G_GUINT64_CONSTANT (0x3eb0c6f7a0b5ed8c), "9.999999999999997e-7" },
    { G_GUINT64_CONSTANT (0x3eb0c6f7a0b5ed8d), "0.000001" },
    { G_GUINT64_CONSTANT (0x41b3de4355555553), "333333333.3333332" },
    { G_GUINT64_CONSTANT (0x41b3de4355555554), "333333333.33333325" },
    { G_GUINT64_CONSTANT (0x41b3de4355555555), "333333333.3333333" },
    { G_GUINT64_CONSTANT (0x41b3de4355555556), "333333333.3333334" },
    { G_GUINT64_CONSTANT (0x41b3de4355555557), "333333333.33333343" },
    { G_GUINT64_CONSTANT (0xbecbf647612f3696), "-0.0000033333333333333333" },
    { G_GUINT64_CONSTANT (0x43143ff3c1cb0959), "1424953923781206.2" },
    /* powers of two, subnormals, borders of the layout, everyday numbers */
    { G_GUINT64_CONSTANT (0x3d30000000000000), "5.684341886080802e-14" },
    { G_GUINT64_CONSTANT (0x0010000000000000), "2.2250738585072014e-308" },
    { G_GUINT64_CONSTANT (0x000fffffffffffff), "2.225073858507201e-308" },
    { G_GUINT64_CONSTANT (0x0000000000000002), "1e-323" },
    { G_GUINT64_CONSTANT (0x0000000000000003), "1.5e-323" },
    { G_GUINT64_CONSTANT (0x4350000000000000), "18014398509481984" },
    { G_GUINT64_CONSTANT (0x43e0000000000000), "9223372036854776000" },
    { G_GUINT64_CONSTANT (0x44b0000000000000), "7.555786372591432e+22" },
    { G_GUINT64_CONSTANT (0x3ff0000000000001), "1.0000000000000002" },
    { G_GUINT64_CONSTANT (0x3fb999999999999a), "0.1" },
    { G_GUINT64_CONSTANT (0x3fd3333333333334), "0.30000000000000004" },
    { G_GUINT64_CONSTANT (0x4028ae147ae147ae), "12.34" },
    { G_GUINT64_CONSTANT (0xc0934a3d70a3d70a), "-1234.56" },
    { G_GUINT64_CONSTANT (0x433fffffffffffff), "9007199254740991" },
    { G_GUINT64_CONSTANT (0x4340000000000001), "9007199254740994" },
    { G_GUINT64_CONSTANT (0x430c6bf526340000), "1000000000000000" },
    { G_GUINT64_CONSTANT (0x3ee4f8b588e368f1), "0.00001" },
    { G_GUINT64_CONSTANT (0x3f847ae147ae147b), "0.01" },
    { G_GUINT64_CONSTANT (0x0d5c6c7cbb1b0c1c), "2.6017486370067102e-244" },
    { G_GUINT64_CONSTANT (0x7e37e43c8800759c), "1e+300" },
    { G_GUINT64_CONSTANT (0x4415af1d78b58c40), "100000000000000000000" },
    { G_GUINT64_CONSTANT (0x4480f0cf064dd592), "1e+22" },
    { G_GUINT64_CONSTANT (0x1d00000000000000), "5.299469827377981e-169" },
    { G_GUINT64_CONSTANT (0x0020000000000000), "4.450147717014403e-308" },
  };
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_string_truncate (out, 0);
      talus_json_append_double (out, from_bits (numbers[i].bits));
      g_assert_cmpstr (out->str, ==, numbers[i].text);
    }
}

static double
read_back (const char *text,
           gsize       length)
{
  TalusJsonReader reader;
  double number;

  talus_json_reader_init (&reader, text, length, 0);
  g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_NUMBER);
  number = reader.number;
  g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_END);
  talus_json_reader_clear (&reader);

  return number;
}

static guint
count_digits (const char *text)
{
  guint n_digits = 0;
  guint n_zeros = 0;

  for (; *text != '\0' && *text != 'e'; text++)
    {
      if (*text == '0')
        n_zeros += n_digits > 0;
      else if (g_ascii_isdigit (*text))
        {
          n_digits += 1 + n_zeros;
          n_zeros = 0;
        }
    }

  return n_digits;
}

static void
test_numbers_read_back_and_none_is_shorter (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < 200000; i++)
    {
      guint64 bits = (guint64) g_rand_int (rand) << 32 | g_rand_int (rand);
      double value;
      guint n_digits;

      if (i % 3 == 1)
        bits &= G_GUINT64_CONSTANT (0xfff0000000000000); /* a power of two */
      value = i % 3 == 2 ? g_rand_int_range (rand, -100000000, 100000000) / 1000.0
                         : from_bits (bits);
      if (!isfinite (value))
        continue;

      g_string_truncate (out, 0);
      talus_json_append_double (out, value);
      g_assert_true (read_back (out->str, out->len) == value);

      n_digits = count_digits (out->str);
      g_assert_cmpuint (n_digits, <=, 17);
      if (n_digits > 1)
        {
          char shorter[64];

          g_snprintf (shorter, sizeof shorter, "%.*e", (int) n_digits - 2, value);
          g_assert_false (strtod (shorter, NULL) == value);
        }
    }
}

static void
test_integers_keep_their_digits_up_to_2_to_the_53 (void)
{
  static const struct
  {
    gint64 value;
    const char *text;
  } numbers[] = {
    { 0, "0" },
    { 7, "7" },
    { -7, "-7" },
    { 1000, "1000" },
    { G_GINT64_CONSTANT (1795231911123), "1795231911123" },
    { G_GINT64_CONSTANT (9007199254740991), "9007199254740991" },
    { G_GINT64_CONSTANT (9007199254740992), "9007199254740992" },
    { G_GINT64_CONSTANT (-9007199254740992), "-9007199254740992" },
    { G_GINT64_CONSTANT (9007199254740993), "9007199254740992" },
    { G_MAXINT64, "9223372036854776000" },
    { G_MININT64, "-9223372036854776000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      TalusJsonWriter writer;

      talus_json_writer_init (&writer, out);
      talus_json_writer_int (&writer, numbers[i].value);
      g_assert_cmpstr (out->str, ==, numbers[i].text);
    }
}

static void
test_a_locale_changes_nothing (void)
{
  static const char *const locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "ps_AF.UTF-8", "de_DE" };
  g_autoptr (GString) out = g_string_new (NULL);
  guint n_tried = 0;

  for (guint i = 0; i < G_N_ELEMENTS (locales); i++)
    {
      if (setlocale (LC_ALL, locales[i]) == NULL)
        continue;

      n_tried++;
      g_string_truncate (out, 0);
      talus_json_append_double (out, 3.0000000000000004e-100);
      talus_json_append_double (out, 0.5);
      setlocale (LC_ALL, "C");
      g_assert_cmpstr (out->str, ==, "3.0000000000000004e-1000.5");
    }

  if (n_tried == 0)
    g_test_skip ("no locale with another decimal point is installed");
}

static void
test_only_what_must_be_is_escaped (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (int c = 1; c < 0x80; c++)
    {
      char text[] = { 'a', (char) c, 'z' };
      g_autofree char *expected = NULL;

      switch (c)
        {
        case '\b':
          expected = g_strdup ("\"a\\bz\"");
          break;
        case '\t':
          expected = g_strdup ("\"a\\tz\"");
          break;
        case '\n':
          expected = g_strdup ("\"a\\nz\"");
          break;
        case '\f':
          expected = g_strdup ("\"a\\fz\"");
          break;
        case '\r':
          expected = g_strdup ("\"a\\rz\"");
          break;
        case '"':
        case '\\':
          expected = g_strdup_printf ("\"a\\%cz\"", c);
          break;
        default:
          expected = c < 0x20 ? g_strdup_printf ("\"a\\u%04xz\"", (guint) c)
                              : g_strdup_printf ("\"a%cz\"", c);
          break;
        }

      g_string_truncate (out, 0);
      talus_json_append_string (out, text, sizeof text);
      g_assert_cmpstr (out->str, ==, expected);
    }

  g_string_truncate (out, 0);
  talus_json_append_string (out, "\x7f/\xc2\x80\xc3\xa9\xe2\x80\xa8\xef\xbf\xbf\xf0\x9f\x98\x80",
                            16);
  g_assert_cmpstr (out->str, ==,
                   "\"\x7f/\xc2\x80\xc3\xa9\xe2\x80\xa8\xef\xbf\xbf\xf0\x9f\x98\x80\"");

  g_string_truncate (out, 0);
  talus_json_append_string (out, NULL, 0);
  g_assert_cmpstr (out->str, ==, "\"\"");
}

static void
test_strings_read_back (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GString) out = g_string_new (NULL);
      TalusJsonReader reader;
      int n_characters = g_rand_int_range (rand, 0, 40);

      for (int j = 0; j < n_characters; j++)
        {
          static const gunichar ends[] = { 0x20, 0x80, 0x800, 0xd800, 0x110000 };
          gunichar c = (gunichar) g_rand_int_range (
              rand, 1, (gint32) ends[g_rand_int_range (rand, 0, G_N_ELEMENTS (ends))]);

          if (c < 0xd800 || c > 0xdfff)
            g_string_append_unichar (text, c);
        }

      talus_json_append_string (out, text->str, text->len);
      talus_json_reader_init (&reader, out->str, out->len, 0);
      g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_STRING);
      g_assert_cmpmem (reader.text, reader.length, text->str, text->len);
      g_assert_cmpint (talus_json_reader_next (&reader), ==, TALUS_JSON_END);
      talus_json_reader_clear (&reader);
    }
}

static void
test_commas_and_colons_are_set (void)
{
  g_autoptr (GString) out = g_string_new ("before ");
  TalusJsonWriter writer;
  TalusId id;

  g_assert_true (talus_id_parse ("0190A6F1-2B3C-7D4E-8F50-61728394A5B6", -1, &id));

  talus_json_writer_init (&writer, out);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "empty");
  talus_json_writer_begin_array (&writer);
  talus_json_writer_end_array (&writer);
  talus_json_writer_name (&writer, "none");
  talus_json_writer_begin_object (&writer);
  talus_json_writer_end_object (&writer);
  talus_json_writer_name_escaped (&writer, "a \"name\"", -1);
  talus_json_writer_begin_array (&writer);
  talus_json_writer_string (&writer, "text");
  talus_json_writer_string (&writer, NULL);
  talus_json_writer_string_len (&writer, "longer", 4);
  talus_json_writer_id (&writer, &id);
  talus_json_writer_id (&writer, NULL);
  talus_json_writer_time (&writer, 1000);
  talus_json_writer_int (&writer, -3);
  talus_json_writer_double (&writer, 0.5);
  talus_json_writer_boolean (&writer, TRUE);
  talus_json_writer_boolean (&writer, FALSE);
  talus_json_writer_null (&writer);
  talus_json_writer_raw (&writer, "{\"raw\":1}", -1);
  talus_json_writer_raw (&writer, "[2]]]", 3);
  talus_json_writer_begin_array (&writer);
  talus_json_writer_begin_array (&writer);
  talus_json_writer_null (&writer);
  talus_json_writer_end_array (&writer);
  talus_json_writer_null (&writer);
  talus_json_writer_end_array (&writer);
  talus_json_writer_end_array (&writer);
  talus_json_writer_name_escaped (&writer, "cut off", 3);
  talus_json_writer_null (&writer);
  talus_json_writer_end_object (&writer);

  g_assert_cmpstr (out->str, ==,
                   "before {\"empty\":[],\"none\":{},\"a \\\"name\\\"\":[\"text\",null,\"long\","
                   "\"0190a6f1-2b3c-7d4e-8f50-61728394a5b6\",null,\"1970-01-01T00:00:01.000Z\","
                   "-3,0.5,true,false,null,{\"raw\":1},[2],[[null],null]],\"cut\":null}");
}

/* Streaming: what is in the buffer may be taken between any two calls. */
static void
test_the_buffer_may_be_emptied_at_any_time (void)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, out);
#define TAKE() G_STMT_START { g_string_append (whole, out->str); \
                              g_string_truncate (out, 0); } G_STMT_END
  talus_json_writer_begin_array (&writer);
  TAKE ();
  talus_json_writer_int (&writer, 1);
  TAKE ();
  talus_json_writer_begin_object (&writer);
  TAKE ();
  talus_json_writer_name (&writer, "a");
  TAKE ();
  talus_json_writer_int (&writer, 2);
  TAKE ();
  talus_json_writer_name (&writer, "b");
  TAKE ();
  talus_json_writer_null (&writer);
  TAKE ();
  talus_json_writer_end_object (&writer);
  TAKE ();
  talus_json_writer_int (&writer, 3);
  TAKE ();
  talus_json_writer_end_array (&writer);
  TAKE ();
#undef TAKE

  g_assert_cmpstr (whole->str, ==, "[1,{\"a\":2,\"b\":null},3]");
}

static int
compare_utf16 (const char *a,
               const char *b)
{
  g_autofree gunichar2 *a_units = g_utf8_to_utf16 (a, -1, NULL, NULL, NULL);
  g_autofree gunichar2 *b_units = g_utf8_to_utf16 (b, -1, NULL, NULL, NULL);
  gsize i = 0;

  while (a_units[i] != 0 && a_units[i] == b_units[i])
    i++;

  return a_units[i] - b_units[i];
}

static void
test_names_sort_by_utf16_code_units (void)
{
  static const gunichar characters[] = {
    0x1, 0xd, 0x31, 0x7f, 0x80, 0xf6, 0x7ff, 0x800, 0x20ac, 0xd7ff, 0xe000, 0xe001, 0xefff,
    0xfb33, 0xffff, 0x10000, 0x1f600, 0xfffff, 0x100000, 0x10ffff,
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < 50000; i++)
    {
      g_autoptr (GString) a = g_string_new (NULL);
      g_autoptr (GString) b = g_string_new (NULL);
      int n_common = g_rand_int_range (rand, 0, 3);

      for (int j = 0; j < 4; j++)
        {
          gunichar c = characters[g_rand_int_range (rand, 0, G_N_ELEMENTS (characters))];
          gunichar d = characters[g_rand_int_range (rand, 0, G_N_ELEMENTS (characters))];

          if (j < n_common || g_rand_boolean (rand))
            g_string_append_unichar (a, c);
          if (j < n_common || g_rand_boolean (rand))
            g_string_append_unichar (b, j < n_common ? c : d);
        }

      g_assert_cmpint (CLAMP (talus_json_compare_names (a->str, a->len, b->str, b->len), -1, 1), ==,
                       CLAMP (compare_utf16 (a->str, b->str), -1, 1));
    }

  g_assert_cmpint (talus_json_compare_names (NULL, 0, "", 0), ==, 0);
  g_assert_cmpint (talus_json_compare_names (NULL, 0, "a", 1), <, 0);
  g_assert_cmpint (talus_json_compare_names ("ab", 1, "a", 1), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json-writer/numbers-are-spelled-as-ecmascript-does",
                   test_numbers_are_spelled_as_ecmascript_does);
  g_test_add_func ("/json-writer/numbers-read-back-and-none-is-shorter",
                   test_numbers_read_back_and_none_is_shorter);
  g_test_add_func ("/json-writer/integers-keep-their-digits-up-to-2-to-the-53",
                   test_integers_keep_their_digits_up_to_2_to_the_53);
  g_test_add_func ("/json-writer/a-locale-changes-nothing", test_a_locale_changes_nothing);
  g_test_add_func ("/json-writer/only-what-must-be-is-escaped", test_only_what_must_be_is_escaped);
  g_test_add_func ("/json-writer/strings-read-back", test_strings_read_back);
  g_test_add_func ("/json-writer/commas-and-colons-are-set", test_commas_and_colons_are_set);
  g_test_add_func ("/json-writer/the-buffer-may-be-emptied-at-any-time",
                   test_the_buffer_may_be_emptied_at_any_time);
  g_test_add_func ("/json-writer/names-sort-by-utf16-code-units",
                   test_names_sort_by_utf16_code_units);

  return g_test_run ();
}
