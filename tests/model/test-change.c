/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change sets and their text: what each op looks like, what is refused. */
#include "graph-test.h"

#define ID(n) "00000000-0000-0000-0000-0000000000" n

static const struct
{
  const char *name;
  const char *json;
} good[] = {
  { "empty", "[]" },
  { "insert",
    "[{\"after\":null,\"before\":\"" ID ("02") "\",\"node\":{\"blueprint_type_id\":\"task\","
    "\"children\":[{\"blueprint_type_id\":\"task\",\"children\":[],\"id\":\"" ID ("0b") "\","
    "\"name\":\"\",\"properties\":{}}],\"id\":\"" ID ("0a") "\",\"name\":\"\\\"A\\\"\","
    "\"properties\":{\"a\":1.5,\"b\":{\"x\":null,\"y\":[1,\"z\"]},\"c\":false}},"
    "\"op\":\"insert\",\"parent_id\":\"" ID ("01") "\"}]" },
  { "remove",
    "[{\"after\":\"" ID ("02") "\",\"before\":null,\"count\":3,\"dependencies\":["
    "{\"blocked_id\":\"" ID ("09") "\",\"blocker_id\":\"" ID ("03") "\"},"
    "{\"blocked_id\":\"" ID ("01") "\",\"blocker_id\":\"" ID ("04") "\"}],"
    "\"node_id\":\"" ID ("0a") "\",\"op\":\"remove\",\"parent_id\":null}]" },
  { "restore",
    "[{\"after\":null,\"before\":null,\"count\":1,\"dependencies\":[],"
    "\"node_id\":\"" ID ("0a") "\",\"op\":\"restore\",\"parent_id\":\"" ID ("01") "\","
    "\"removed_seq\":7}]" },
  { "move",
    "[{\"from\":{\"after\":null,\"before\":\"" ID ("02") "\",\"parent_id\":null},"
    "\"node_id\":\"" ID ("0a") "\",\"op\":\"move\","
    "\"to\":{\"after\":\"" ID ("03") "\",\"before\":null,\"parent_id\":\"" ID ("01") "\"}}]" },
  { "set",
    "[{\"new\":\"x\",\"node_id\":\"" ID ("0a") "\",\"old\":[],\"op\":\"set\","
    "\"property_id\":\"p\"},"
    "{\"new\":1,\"node_id\":\"" ID ("0a") "\",\"op\":\"set\",\"property_id\":\"q\"},"
    "{\"node_id\":\"" ID ("0a") "\",\"old\":true,\"op\":\"set\",\"property_id\":\"r\\n\"}]" },
  { "link",
    "[{\"blocked_id\":\"" ID ("02") "\",\"blocker_id\":\"" ID ("01") "\",\"op\":\"link\"},"
    "{\"blocked_id\":\"" ID ("02") "\",\"blocker_id\":\"" ID ("01") "\",\"op\":\"unlink\"}]" },
  { "meta",
    "[{\"key\":\"template\",\"new\":{\"hash\":\"b\",\"id\":\"i\"},"
    "\"old\":{\"hash\":\"a\",\"id\":\"i\"},\"op\":\"meta\"},"
    "{\"key\":\"x-a\",\"old\":1,\"op\":\"meta\"}]" },
  { "baseline",
    "[{\"digest\":\"d\",\"node_count\":12,\"op\":\"baseline\",\"template_hash\":\"h\"}]" },
};

static const struct
{
  const char *json;
  const char *message;   /* part of it */
} bad[] = {
  { "{}", "changes" },
  { "[1]", "a change" },
  { "[{}]", "“op”" },
  { "[{\"op\":\"paint\"}]", "paint" },
  { "[{\"op\":1}]", "op" },
  { "[{\"op\":\"link\"}]", "“blocked_id”" },
  { "[{\"op\":\"link\",\"blocked_id\":null,\"blocker_id\":\"" ID ("01") "\"}]", "blocked_id" },
  { "[{\"op\":\"link\",\"blocked_id\":\"x\",\"blocker_id\":\"" ID ("01") "\"}]", "blocked_id" },
  { "[{\"op\":\"link\",\"blocked_id\":\"" ID ("00") "\",\"blocker_id\":\"" ID ("01") "\"}]",
    "blocked_id" },
  { "[{\"op\":\"link\",\"blocked_id\":\"" ID ("02") "\",\"blocker_id\":\"" ID ("01") "\","
    "\"key\":\"k\"}]", "“key” is no member of link" },
  { "[{\"op\":\"link\",\"blocked_id\":\"" ID ("02") "\",\"blocker_id\":\"" ID ("01") "\","
    "\"new_thing\":1}]", "“new_thing”" },
  { "[{\"op\":\"set\",\"node_id\":\"" ID ("01") "\",\"property_id\":\"p\"}]", "neither" },
  { "[{\"op\":\"set\",\"node_id\":\"" ID ("01") "\",\"property_id\":\"p\",\"new\":null}]", "new" },
  { "[{\"op\":\"set\",\"node_id\":\"" ID ("01") "\",\"property_id\":\"p\",\"new\":1,\"new\":2}]",
    "new" },
  { "[{\"op\":\"baseline\",\"digest\":\"\",\"template_hash\":\"\",\"node_count\":-1}]",
    "node_count" },
  { "[{\"op\":\"baseline\",\"digest\":\"\",\"template_hash\":\"\",\"node_count\":1.5}]",
    "node_count" },
  { "[{\"op\":\"baseline\",\"digest\":\"\",\"template_hash\":\"\",\"node_count\":1e300}]",
    "node_count" },
  { "[{\"op\":\"move\",\"node_id\":\"" ID ("01") "\",\"from\":{},\"to\":{}}]", "from" },
  { "[{\"op\":\"insert\",\"after\":null,\"before\":null,\"parent_id\":null,\"node\":{\"id\":1}}]",
    "id" },
  { "[{\"op\":\"insert\",\"after\":null,\"before\":null,\"parent_id\":null,\"node\":"
    "{\"id\":\"" ID ("01") "\",\"name\":\"\",\"blueprint_type_id\":\"t\",\"properties\":{},"
    "\"children\":[[]]}}]", "child" },
  { "[{\"op\":\"insert\",\"after\":null,\"before\":null,\"parent_id\":null,\"node\":"
    "{\"id\":\"" ID ("01") "\",\"name\":\"\",\"blueprint_type_id\":\"t\","
    "\"properties\":{\"p\":null},\"children\":[]}}]", "p has no value" },
  { "[{\"after\":null,\"before\":null,\"count\":1,\"dependencies\":["
    "{\"blocked_id\":\"" ID ("01") "\",\"blocker_id\":\"" ID ("04") "\"},"
    "{\"blocked_id\":\"" ID ("09") "\",\"blocker_id\":\"" ID ("03") "\"}],"
    "\"node_id\":\"" ID ("0a") "\",\"op\":\"remove\",\"parent_id\":null}]", "order" },
  { "[", "" },
  { "[] []", "" },
  { "", "" },
};

static TalusChangeSet *
must_read (const char *json)
{
  g_autoptr (GError) error = NULL;
  TalusChangeSet *set = talus_change_set_new_from_json (json, strlen (json), &error);

  g_assert_no_error (error);

  return set;
}

static char *
write_set (const TalusChangeSet *set)
{
  GString *out = g_string_new (NULL);

  talus_change_set_write (set, out);

  return g_string_free (out, FALSE);
}

static void
test_text (gconstpointer data)
{
  const char *json = data;
  g_autoptr (TalusChangeSet) set = must_read (json);
  g_autoptr (TalusChangeSet) again = NULL;
  g_autofree char *text = write_set (set);

  g_assert_cmpstr (text, ==, json);
  again = must_read (text);
  g_assert_true (talus_change_set_equal (set, again));
  g_assert_cmpuint (talus_change_set_get_size (set), >, strlen (json) / 4);
  g_assert_cmpuint (talus_change_set_get_size (set), ==, talus_change_set_get_size (again));
}

static void
test_meaning (void)
{
  g_autoptr (TalusChangeSet) set = must_read (good[1].json);
  const TalusChange *change = talus_change_set_get (set, 0);
  const TalusNodeSpec *spec = change->spec;

  g_assert_cmpuint (change->op, ==, TALUS_CHANGE_INSERT);
  g_assert_cmpuint (test_number (&change->node_id), ==, 10);
  g_assert_cmpuint (test_number (&change->place.parent), ==, 1);
  g_assert_true (talus_id_is_null (&change->place.after));
  g_assert_cmpuint (test_number (&change->place.before), ==, 2);
  g_assert_cmpstr (spec->name, ==, "\"A\"");
  g_assert_cmpstr (spec->type, ==, "task");
  g_assert_cmpuint (spec->n_properties, ==, 3);
  g_assert_cmpstr (spec->keys[1], ==, "b");
  g_assert_cmpstr (talus_value_get_json (spec->values[1], NULL), ==,
                   "{\"x\":null,\"y\":[1,\"z\"]}");
  g_assert_cmpuint (talus_node_spec_count (spec), ==, 2);
}

static void
test_any_order (void)
{
  g_autoptr (TalusChangeSet) set = NULL;
  g_autofree char *text = NULL;

  set = must_read (" [ {\"parent_id\":null, \"op\":\"insert\", \"before\":null, \"after\":null,"
                   "\"node\":{\"properties\":{\"\xf0\x9f\x98\x80\":1.0,"
                   "\"\xef\xbf\xbd\":{\"b\":2,\"a\":1e0}},"
                   "\"name\":\"n\",\"id\":\"" ID ("0A") "\",\"children\":[],"
                   "\"blueprint_type_id\":\"t\"}} ] ");
  text = write_set (set);

  /* U+1F600 is a pair of surrogates, which come before U+FFFD. */
  g_assert_cmpstr (text, ==,
                   "[{\"after\":null,\"before\":null,\"node\":{\"blueprint_type_id\":\"t\","
                   "\"children\":[],\"id\":\"" ID ("0a") "\",\"name\":\"n\",\"properties\":"
                   "{\"\xf0\x9f\x98\x80\":1,\"\xef\xbf\xbd\":{\"a\":1,\"b\":2}}},"
                   "\"op\":\"insert\",\"parent_id\":null}]");
}

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (talus_change_set_new_from_json (bad[i].json, strlen (bad[i].json), &error));
      g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
      g_test_message ("%s: %s", bad[i].json, error->message);
      g_assert_nonnull (strstr (error->message, bad[i].message));
    }
}

/* What is quoted in a message was cut somewhere. */
static void
test_long_names (void)
{
  g_autofree char *name = g_strnfill (3000000, 'x');
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  memcpy (name + 63, "\xc3\xa4", 2);
  json = g_strdup_printf ("[{\"%s\":1}]", name);
  g_assert_null (talus_change_set_new_from_json (json, strlen (json), &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
  g_assert_cmpuint (strlen (error->message), <, 300);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_depth (void)
{
  for (guint depth = 128; depth <= 100000; depth = depth == 128 ? 200 : depth * 500)
    {
      g_autoptr (GString) json = g_string_new ("[{\"after\":null,\"before\":null,\"op\":\"insert\","
                                               "\"parent_id\":null,\"node\":");
      g_autoptr (GError) error = NULL;
      g_autoptr (TalusChangeSet) set = NULL;

      for (guint i = 1; i <= depth; i++)
        g_string_append_printf (json, "{\"id\":\"00000000-0000-0000-0000-%012x\",\"name\":\"\","
                                "\"blueprint_type_id\":\"t\",\"properties\":{},\"children\":[", i);
      for (guint i = 1; i <= depth; i++)
        g_string_append (json, "]}");
      g_string_append (json, "}]");

      set = talus_change_set_new_from_json (json->str, json->len, &error);
      if (depth == 128)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (talus_node_spec_count (talus_change_set_get (set, 0)->spec), ==, 128);
        }
      else
        {
          g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
        }
    }
}

static void
test_array (void)
{
  g_autoptr (JsonNode) node = json_from_string (good[4].json, NULL);
  g_autoptr (TalusChangeSet) set = NULL;
  g_autoptr (TalusChangeSet) expected = must_read (good[4].json);
  g_autoptr (GError) error = NULL;

  set = talus_change_set_new_from_array (json_node_get_array (node), &error);
  g_assert_no_error (error);
  g_assert_true (talus_change_set_equal (set, expected));

  json_array_add_int_element (json_node_get_array (node), 1);
  g_assert_null (talus_change_set_new_from_array (json_node_get_array (node), &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
}

static void
test_append (void)
{
  TalusChangeSet *one = must_read (good[5].json);
  TalusChangeSet *other = must_read (good[6].json);
  g_autoptr (TalusChangeSet) both = talus_change_set_new ();
  g_autofree char *text = NULL;
  const TalusChange *first = talus_change_set_get (one, 0);

  talus_change_set_append (both, one);
  talus_change_set_append (both, other);
  talus_change_set_unref (one);
  talus_change_set_unref (other);

  g_assert_cmpuint (talus_change_set_get_length (both), ==, 5);
  g_assert_true (talus_change_set_get (both, 0) == first);
  text = write_set (both);
  g_assert_nonnull (strstr (text, "\"op\":\"unlink\""));
}

static void
test_equal (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (TalusChangeSet) one = must_read (good[i].json);

      for (guint j = 0; j < G_N_ELEMENTS (good); j++)
        {
          g_autoptr (TalusChangeSet) other = must_read (good[j].json);

          g_assert_cmpint (talus_change_set_equal (one, other), ==, i == j);
        }
    }

  /* One character of the text makes another set. */
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (TalusChangeSet) set = must_read (good[i].json);
      gsize length = strlen (good[i].json);

      for (gsize j = 0; j < length; j++)
        {
          g_autofree char *changed = g_strdup (good[i].json);
          g_autoptr (TalusChangeSet) other = NULL;

          changed[j] = changed[j] == '1' ? '2' : '1';
          other = talus_change_set_new_from_json (changed, length, NULL);
          if (other != NULL)
            g_assert_false (talus_change_set_equal (set, other));
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *path = g_strdup_printf ("/change/text/%s-is-written-as-the-contract-says",
                                               good[i].name);

      g_test_add_data_func (path, good[i].json, test_text);
    }
  g_test_add_func ("/change/an-insert-means-what-it-says", test_meaning);
  g_test_add_func ("/change/members-may-come-in-any-order", test_any_order);
  g_test_add_func ("/change/anything-else-is-refused-and-named", test_refused);
  g_test_add_func ("/change/messages-stay-short-and-valid", test_long_names);
  g_test_add_func ("/change/a-subtree-of-128-levels-is-read-and-no-endless-one", test_depth);
  g_test_add_func ("/change/a-tree-reads-like-its-text", test_array);
  g_test_add_func ("/change/appended-changes-are-shared", test_append);
  g_test_add_func ("/change/sets-are-equal-when-their-texts-are", test_equal);

  return g_test_run ();
}
