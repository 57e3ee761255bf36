/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the trees to the gate, the canonical form to RFC 8785, and member
 * access to its errors. */
#include "base/talus-json.h"

#include <string.h>

#include "base/talus-error.h"
#include "base/talus-id.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = talus_json_parse (text, strlen (text), TALUS_JSON_DEPTH_COMMAND, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);

  return node;
}

static void
test_a_text_becomes_its_tree (void)
{
  g_autoptr (JsonNode) node = parse ("{\"s\":\"\\u20ac\\n\",\"n\":[1,-2.5,1e3,true,false,null],"
                                     "\"o\":{\"\":{}},\"a\":[]}");
  JsonObject *object = json_node_get_object (node);
  JsonArray *array = json_object_get_array_member (object, "n");

  g_assert_cmpuint (json_object_get_size (object), ==, 4);
  g_assert_cmpstr (json_object_get_string_member (object, "s"), ==, "€\n");
  g_assert_cmpuint (json_array_get_length (array), ==, 6);
  g_assert_cmpint (json_array_get_int_element (array, 0), ==, 1);
  g_assert_cmpfloat (json_array_get_double_element (array, 1), ==, -2.5);
  g_assert_cmpint (json_array_get_int_element (array, 2), ==, 1000);
  g_assert_true (json_array_get_boolean_element (array, 3));
  g_assert_false (json_array_get_boolean_element (array, 4));
  g_assert_true (json_array_get_null_element (array, 5));
  g_assert_true (json_object_has_member (json_object_get_object_member (object, "o"), ""));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "a")), ==, 0);
}

static void
test_a_scalar_is_a_tree (void)
{
  g_autoptr (JsonNode) text = parse (" \"x\" ");
  g_autoptr (JsonNode) null = parse ("null");

  g_assert_cmpstr (json_node_get_string (text), ==, "x");
  g_assert_true (JSON_NODE_HOLDS_NULL (null));
}

static void
test_integral_numbers_up_to_2_to_the_53_are_integers (void)
{
  static const struct
  {
    const char *text;
    GType type;
    double value;
  } numbers[] = {
    { "0", G_TYPE_INT64, 0 },
    { "-0", G_TYPE_INT64, 0 },
    { "1.0", G_TYPE_INT64, 1 },
    { "1e3", G_TYPE_INT64, 1000 },
    { "0.25e2", G_TYPE_INT64, 25 },
    { "9007199254740992", G_TYPE_INT64, 0x1p53 },
    { "-9007199254740992", G_TYPE_INT64, -0x1p53 },
    { "9007199254740993", G_TYPE_INT64, 0x1p53 },
    { "9007199254740994", G_TYPE_DOUBLE, 0x1.0000000000001p53 },
    { "1e300", G_TYPE_DOUBLE, 1e300 },
    { "0.5", G_TYPE_DOUBLE, 0.5 },
    { "18446744073709551617", G_TYPE_DOUBLE, 0x1p64 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (JsonNode) node = parse (numbers[i].text);

      g_assert_true (json_node_get_value_type (node) == numbers[i].type);
      if (numbers[i].type == G_TYPE_INT64)
        g_assert_cmpint (json_node_get_int (node), ==, (gint64) numbers[i].value);
      else
        g_assert_cmpfloat (json_node_get_double (node), ==, numbers[i].value);
    }
}

static void
test_what_the_reader_refuses_is_no_tree (void)
{
  static const char *const texts[] = {
    "", "{", "[1,{\"a\":[2,", "{\"a\":1,\"a\":2}", "[1e999]", "[\"\\ud800\"]", "[1] 2", "// c\n1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      gsize length = 42;

      g_assert_null (talus_json_parse (texts[i], strlen (texts[i]), 64, &error));
      g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
      g_assert_null (talus_json_parse (texts[i], strlen (texts[i]), 64, NULL));
      g_assert_null (talus_json_canonicalize (texts[i], strlen (texts[i]), 64, &length, NULL));
      g_assert_cmpuint (length, ==, 42);
    }
}

static void
test_depth_is_bounded (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;

  for (guint i = 0; i < TALUS_JSON_DEPTH_IMPORT; i++)
    g_string_append (text, "[");
  for (guint i = 0; i < TALUS_JSON_DEPTH_IMPORT; i++)
    g_string_append (text, "]");

  g_assert_null (talus_json_parse (text->str, text->len, TALUS_JSON_DEPTH_COMMAND, NULL));
  node = talus_json_parse (text->str, text->len, TALUS_JSON_DEPTH_IMPORT, NULL);
  g_assert_nonnull (node);
  {
    g_autofree char *canonical = talus_json_to_canonical (node, NULL);

    g_assert_cmpstr (canonical, ==, text->str);
  }
}

static void
test_the_canonical_form_is_that_of_rfc_8785 (void)
{
  static const struct
  {
    const char *text;
    const char *canonical;
  } texts[] = {
    { " [ ] ", "[]" },
    { "{ }", "{}" },
    { "{\"b\":1,\"a\":2}", "{\"a\":2,\"b\":1}" },
    { "{\"aa\":1,\"a\":2,\"\":3,\"A\":4}", "{\"\":3,\"A\":4,\"a\":2,\"aa\":1}" },
    { "[1.0,1e3,0.10,-0,1E-7,1e21,123456789012345678901]",
      "[1,1000,0.1,0,1e-7,1e+21,123456789012345680000]" },
    { "[\"\\u0041\\/\\u000a\\u001F\\u0022\\u005c\\u00e9\"]",
      "[\"A/\\n\\u001f\\\"\\\\\xc3\xa9\"]" },
    { "{\"a\":{\"c\":[{\"z\":null,\"y\":true}],\"b\":false}}",
      "{\"a\":{\"b\":false,\"c\":[{\"y\":true,\"z\":null}]}}" },
    /* RFC 8785, 3.2.2 */
    { "{\"numbers\":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"
      "\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
      "\"literals\":[null,true,false]}",
      "{\"literals\":[null,true,false],"
      "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
      "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}" },
    /* RFC 8785, 3.2.3 */
    { "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet "
      "With Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":"
      "\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\",\"ö\":\"Latin Small "
      "Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"\xf0\x9f\x98\x80\":\"Emoji: Grinning "
      "Face\",\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *canonical = NULL;
      g_autofree char *again = NULL;
      gsize length = 0;

      canonical = talus_json_canonicalize (texts[i].text, strlen (texts[i].text), 64, &length,
                                           &error);
      g_assert_no_error (error);
      g_assert_cmpstr (canonical, ==, texts[i].canonical);
      g_assert_cmpuint (length, ==, strlen (canonical));

      again = talus_json_canonicalize (canonical, length, 64, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (again, ==, canonical);
    }
}

static void
test_the_canonical_form_appends (void)
{
  g_autoptr (GString) out = g_string_new ("head");
  g_autoptr (JsonNode) node = parse ("{\"b\":[],\"a\":1}");
  g_autofree char *text = NULL;
  gsize length;

  talus_json_append_canonical (out, node);
  g_assert_cmpstr (out->str, ==, "head{\"a\":1,\"b\":[]}");

  text = talus_json_to_canonical (node, &length);
  g_assert_cmpstr (text, ==, "{\"a\":1,\"b\":[]}");
  g_assert_cmpuint (length, ==, 14);
}

static gboolean
has_tree (GPtrArray  *names,
          gboolean    is_reversed,
          const char *before,
          const char *after)
{
  g_autoptr (GString) text = g_string_new (before);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  g_string_append_c (text, '{');
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s\"%s\":%u", i > 0 ? "," : "",
                            (char *) names->pdata[is_reversed ? names->len - 1 - i : i], i);
  g_string_append_c (text, '}');
  g_string_append (text, after);

  node = talus_json_parse (text->str, text->len, TALUS_JSON_DEPTH_COMMAND, &error);
  if (node == NULL)
    g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);

  return node != NULL;
}

static void
test_names_that_nobody_chose_are_a_tree (void)
{
  g_autoptr (GPtrArray) counted = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) padded = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) hexadecimal = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 30000; i++)
    {
      TalusId id;

      g_ptr_array_add (counted, g_strdup_printf ("name %u", i));
      g_ptr_array_add (padded, g_strdup_printf ("%06u é", i));
      g_ptr_array_add (hexadecimal, g_strdup_printf ("%x", i * 4096));
      talus_id_draw (&id);
      g_ptr_array_add (ids, talus_id_to_string (&id));
    }

  g_assert_true (has_tree (counted, FALSE, "", ""));
  g_assert_true (has_tree (padded, FALSE, "", ""));
  g_assert_true (has_tree (hexadecimal, FALSE, "", ""));
  g_assert_true (has_tree (ids, FALSE, "", ""));
}

static gboolean
meets (const char *name,
       guint       prime)
{
  return g_str_hash (name) * 11 % prime == 7;
}

/* Each would keep json-glib busy for long; whether they are refused depends on
 * the names alone. */
static void
test_names_chosen_to_collide_are_no_tree (void)
{
  g_autoptr (GPtrArray) same_hash = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) same_place = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 512; i++)
    {
      GString *name = g_string_new ("é");

      for (guint bit = 0; bit < 9; bit++)
        g_string_append (name, (i >> bit & 1) != 0 ? "Ez" : "FY");
      g_ptr_array_add (same_hash, g_string_free (name, FALSE));
      g_assert_cmpuint (g_str_hash (same_hash->pdata[i]), ==, g_str_hash (same_hash->pdata[0]));
    }
  g_assert_false (has_tree (same_hash, FALSE, "", ""));
  g_assert_false (has_tree (same_hash, TRUE, "[{},{\"a\":", ",\"b\":1}]"));
  g_ptr_array_set_size (same_hash, 256);
  g_assert_true (has_tree (same_hash, FALSE, "", ""));
  g_assert_true (has_tree (same_hash, TRUE, "[{},{\"a\":", ",\"b\":1}]"));

  for (guint i = 0; same_place->len < 1500; i++)
    {
      char name[16];

      g_snprintf (name, sizeof name, "n%u", i);
      if (meets (name, 2039))
        g_ptr_array_add (same_place, g_strdup (name));
    }
  g_assert_false (has_tree (same_place, FALSE, "", ""));
  g_assert_false (has_tree (same_place, TRUE, "", ""));

  /* Honest names around them, before or behind, do not hide them. */
  for (guint i = 0; i < 1000; i++)
    g_ptr_array_add (same_place, g_strdup_printf ("honest %u", i));
  g_assert_false (has_tree (same_place, FALSE, "", ""));
  g_assert_false (has_tree (same_place, TRUE, "", ""));
}

static void
test_members_of_the_right_type_are_read (void)
{
  g_autoptr (JsonNode) node = parse ("{\"s\":\"text\",\"e\":\"\",\"i\":3,\"f\":-4.0,\"big\":1e18,"
                                     "\"huge\":1e300,\"tiny\":-1e300,\"b\":true,\"o\":{\"x\":1},"
                                     "\"a\":[1,2]}");
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GError) error = NULL;
  const char *text = NULL;
  gint64 number = 0;
  gboolean truth = FALSE;
  JsonObject *inner = NULL;
  JsonArray *array = NULL;

  g_assert_true (talus_json_get_string (object, "s", TRUE, TALUS_ERROR_INVALID_REQUEST, &text,
                                        &error));
  g_assert_cmpstr (text, ==, "text");
  g_assert_true (talus_json_get_string (object, "e", TRUE, TALUS_ERROR_INVALID_REQUEST, &text,
                                        &error));
  g_assert_cmpstr (text, ==, "");
  g_assert_true (talus_json_get_int (object, "i", TRUE, TALUS_ERROR_INVALID_REQUEST, &number,
                                     &error));
  g_assert_cmpint (number, ==, 3);
  g_assert_true (talus_json_get_int (object, "f", FALSE, TALUS_ERROR_INVALID_REQUEST, &number,
                                     &error));
  g_assert_cmpint (number, ==, -4);
  g_assert_true (talus_json_get_int (object, "big", TRUE, TALUS_ERROR_INVALID_REQUEST, &number,
                                     &error));
  g_assert_cmpint (number, ==, G_GINT64_CONSTANT (1000000000000000000));
  g_assert_true (talus_json_get_int (object, "huge", TRUE, TALUS_ERROR_INVALID_REQUEST, &number,
                                     &error));
  g_assert_cmpint (number, ==, G_MAXINT64);
  g_assert_true (talus_json_get_int (object, "tiny", TRUE, TALUS_ERROR_INVALID_REQUEST, &number,
                                     &error));
  g_assert_cmpint (number, ==, G_MININT64);
  g_assert_true (talus_json_get_boolean (object, "b", TRUE, TALUS_ERROR_INVALID_REQUEST, &truth,
                                         &error));
  g_assert_true (truth);
  g_assert_true (talus_json_get_object (object, "o", TRUE, TALUS_ERROR_INVALID_REQUEST, &inner,
                                        &error));
  g_assert_cmpint (json_object_get_int_member (inner, "x"), ==, 1);
  g_assert_true (talus_json_get_array (object, "a", TRUE, TALUS_ERROR_INVALID_REQUEST, &array,
                                       &error));
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  g_assert_no_error (error);

  /* Only asking is allowed. */
  g_assert_true (talus_json_get_string (object, "s", TRUE, TALUS_ERROR_INVALID_REQUEST, NULL,
                                        NULL));
  g_assert_true (talus_json_get_int (object, "i", TRUE, TALUS_ERROR_INVALID_REQUEST, NULL, NULL));
}

#define ASSERT_REFUSED(expected_code, expected_message, call) \
  G_STMT_START { \
    g_autoptr (GError) error = NULL; \
    g_assert_false (call); \
    g_assert_error (error, TALUS_ERROR, expected_code); \
    g_assert_cmpstr (error->message, ==, expected_message); \
  } G_STMT_END

static void
test_members_of_a_wrong_type_are_named (void)
{
  g_autoptr (JsonNode) node = parse ("{\"s\":\"1\",\"i\":1,\"d\":1.5,\"b\":true,"
                                     "\"o\":{},\"a\":[]}");
  JsonObject *object = json_node_get_object (node);
  static const char *const members[] = { "s", "i", "d", "b", "o", "a" };
  const char *text = "kept";
  gint64 number = 42;
  gboolean truth = TRUE;
  JsonObject *inner = object;
  JsonArray *array = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *member = members[i];
      char type = *member;
      g_autofree char *string = g_strdup_printf ("“%s” must be a string", member);
      g_autofree char *integer = g_strdup_printf ("“%s” must be an integer", member);
      g_autofree char *boolean = g_strdup_printf ("“%s” must be true or false", member);
      g_autofree char *an_object = g_strdup_printf ("“%s” must be an object", member);
      g_autofree char *an_array = g_strdup_printf ("“%s” must be an array", member);
      int code = TALUS_ERROR_INVALID_COMMAND;

      if (type != 's')
        ASSERT_REFUSED (code, string,
                        talus_json_get_string (object, member, FALSE, code, &text, &error));
      if (type != 'i')
        ASSERT_REFUSED (code, integer,
                        talus_json_get_int (object, member, TRUE, code, &number, &error));
      if (type != 'b')
        ASSERT_REFUSED (code, boolean,
                        talus_json_get_boolean (object, member, FALSE, code, &truth, &error));
      if (type != 'o')
        ASSERT_REFUSED (code, an_object,
                        talus_json_get_object (object, member, TRUE, code, &inner, &error));
      if (type != 'a')
        ASSERT_REFUSED (code, an_array,
                        talus_json_get_array (object, member, TRUE, code, &array, &error));
    }

  g_assert_cmpstr (text, ==, "kept");
  g_assert_cmpint (number, ==, 42);
  g_assert_true (truth);
  g_assert_true (inner == object);
  g_assert_null (array);
}

static void
test_a_member_that_is_null_is_absent (void)
{
  g_autoptr (JsonNode) node = parse ("{\"null\":null}");
  JsonObject *object = json_node_get_object (node);
  static const char *const members[] = { "null", "nowhere" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *member = members[i];
      g_autofree char *missing = g_strdup_printf ("“%s” is missing", member);
      g_autoptr (GError) none = NULL;
      const char *text = "kept";
      gint64 number = 42;
      gboolean truth = TRUE;
      JsonObject *inner = object;
      JsonArray *array = NULL;
      int code = TALUS_ERROR_INVALID_REQUEST;

      g_assert_true (talus_json_get_string (object, member, FALSE, code, &text, &none));
      g_assert_true (talus_json_get_int (object, member, FALSE, code, &number, &none));
      g_assert_true (talus_json_get_boolean (object, member, FALSE, code, &truth, &none));
      g_assert_true (talus_json_get_object (object, member, FALSE, code, &inner, &none));
      g_assert_true (talus_json_get_array (object, member, FALSE, code, &array, &none));
      g_assert_no_error (none);

      ASSERT_REFUSED (code, missing,
                      talus_json_get_string (object, member, TRUE, code, &text, &error));
      ASSERT_REFUSED (code, missing,
                      talus_json_get_int (object, member, TRUE, code, &number, &error));
      ASSERT_REFUSED (code, missing,
                      talus_json_get_boolean (object, member, TRUE, code, &truth, &error));
      ASSERT_REFUSED (code, missing,
                      talus_json_get_object (object, member, TRUE, code, &inner, &error));
      ASSERT_REFUSED (code, missing,
                      talus_json_get_array (object, member, TRUE, code, &array, &error));

      g_assert_cmpstr (text, ==, "kept");
      g_assert_cmpint (number, ==, 42);
      g_assert_true (truth);
      g_assert_true (inner == object);
      g_assert_null (array);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/a-text-becomes-its-tree", test_a_text_becomes_its_tree);
  g_test_add_func ("/json/a-scalar-is-a-tree", test_a_scalar_is_a_tree);
  g_test_add_func ("/json/integral-numbers-up-to-2-to-the-53-are-integers",
                   test_integral_numbers_up_to_2_to_the_53_are_integers);
  g_test_add_func ("/json/what-the-reader-refuses-is-no-tree",
                   test_what_the_reader_refuses_is_no_tree);
  g_test_add_func ("/json/depth-is-bounded", test_depth_is_bounded);
  g_test_add_func ("/json/the-canonical-form-is-that-of-rfc-8785",
                   test_the_canonical_form_is_that_of_rfc_8785);
  g_test_add_func ("/json/the-canonical-form-appends", test_the_canonical_form_appends);
  g_test_add_func ("/json/names-that-nobody-chose-are-a-tree",
                   test_names_that_nobody_chose_are_a_tree);
  g_test_add_func ("/json/names-chosen-to-collide-are-no-tree",
                   test_names_chosen_to_collide_are_no_tree);
  g_test_add_func ("/json/members-of-the-right-type-are-read",
                   test_members_of_the_right_type_are_read);
  g_test_add_func ("/json/members-of-a-wrong-type-are-named",
                   test_members_of_a_wrong_type_are_named);
  g_test_add_func ("/json/a-member-that-is-null-is-absent", test_a_member_that_is_null_is_absent);

  return g_test_run ();
}
