/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records: their text, the chain of heads (against the vectors that all
 * implementations share), what is refused; and authors. */
#include <string.h>

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "model/talus-record.h"

#define AUTHOR "a0000000-0000-4000-8000-000000000001"
#define COMMAND "c0000000-0000-4000-8000-000000000001"
#define NODE "20000000-0000-4000-8000-000000000000"
#define HEAD "0123456789abcdef0123456789abcdef"

#define TEXT                                                                                   \
  "{\"author\":{\"author_id\":\"" AUTHOR "\",\"colour\":\"#123456\",\"name\":\"Åsa\"},"        \
  "\"changes\":[{\"new\":1,\"node_id\":\"" NODE "\",\"op\":\"set\",\"property_id\":\"p\"}],"   \
  "\"client_id\":\"sock\",\"command\":{\"command_type\":\"Batch\",\"data\":{\"a\":[1]},"       \
  "\"label\":\"L\"},\"command_id\":\"" COMMAND "\",\"head\":\"" HEAD "\",\"redoes\":3,"        \
  "\"seq\":7,\"timestamp\":\"2026-01-02T03:04:05.678Z\",\"undoes\":4,\"v\":1}"

static TalusRecord *
must_read (const char *json)
{
  g_autoptr (GError) error = NULL;
  TalusRecord *record = talus_record_new_from_json (json, strlen (json), &error);

  g_assert_no_error (error);

  return record;
}

static void
assert_json (TalusRecord *record,
             const char  *expected)
{
  GBytes *json = talus_record_get_json (record);
  g_autofree char *text = g_strndup (g_bytes_get_data (json, NULL), g_bytes_get_size (json));

  g_assert_cmpstr (text, ==, expected);
  g_assert_true (talus_record_get_json (record) == json);
}

static void
test_text (void)
{
  g_autoptr (TalusRecord) record = must_read (TEXT);

  g_assert_cmpuint (record->seq, ==, 7);
  g_assert_cmpstr (record->head, ==, HEAD);
  g_assert_cmpint (record->timestamp, ==, 1767323045678);
  g_assert_cmpstr (record->author->name, ==, "Åsa");
  g_assert_cmpstr (record->author->colour, ==, "#123456");
  g_assert_cmpstr (record->client_id, ==, "sock");
  g_assert_true (record->has_command_id);
  g_assert_cmpstr (record->command_type, ==, "Batch");
  g_assert_cmpstr (record->command_data, ==, "{\"a\":[1]}");
  g_assert_cmpstr (record->label, ==, "L");
  g_assert_cmpuint (record->undoes, ==, 4);
  g_assert_cmpuint (record->redoes, ==, 3);
  g_assert_cmpuint (talus_change_set_get_length (record->changes), ==, 1);
  g_assert_null (record->result);
  assert_json (record, TEXT);
}

/* What the log does not have is no part of its text. */
static void
test_absent (void)
{
  g_autoptr (TalusRecord) record = talus_record_new ();
  g_autofree char *expected = NULL;
  TalusId id;

  g_assert_true (talus_id_parse (AUTHOR, -1, &id));
  record->seq = 1;
  record->timestamp = 0;
  record->author = talus_author_new (&id, NULL, "#000000");
  record->command_type = g_strdup ("Baseline");
  record->changes = talus_change_set_new ();
  record->result = g_strdup ("{\"result\":1}");
  record->hints = g_strdup ("[{}]");
  talus_record_seal (record, TALUS_HEAD_NONE);

  expected = g_strdup_printf ("{\"author\":{\"author_id\":\"" AUTHOR "\",\"colour\":\"#000000\","
                              "\"name\":\"\"},\"changes\":[],\"command\":{\"command_type\":"
                              "\"Baseline\",\"data\":{}},\"head\":\"%s\",\"seq\":1,"
                              "\"timestamp\":\"1970-01-01T00:00:00.000Z\",\"v\":1}", record->head);
  assert_json (record, expected);
  g_assert_true (talus_record_verify (record, TALUS_HEAD_NONE));
}

static void
test_verify (void)
{
  g_autoptr (TalusRecord) record = must_read (TEXT);
  g_autoptr (TalusRecord) renamed = NULL;
  g_autofree char *sealed = NULL;
  g_autofree char *other_name = NULL;

  g_assert_false (talus_record_verify (record, TALUS_HEAD_NONE));
  talus_record_seal (record, TALUS_HEAD_NONE);
  g_assert_true (talus_record_verify (record, TALUS_HEAD_NONE));
  g_assert_false (talus_record_verify (record, HEAD));
  g_assert_false (talus_record_verify (record, ""));

  /* Another name of the author is the same record, another label is not. */
  sealed = g_strndup (g_bytes_get_data (talus_record_get_json (record), NULL),
                      g_bytes_get_size (talus_record_get_json (record)));
  other_name = g_strdup (sealed);
  memcpy (strstr (other_name, "Åsa"), "Eva ", 4);
  renamed = must_read (other_name);
  g_assert_true (talus_record_verify (renamed, TALUS_HEAD_NONE));
  memcpy (strstr (other_name, "\"L\""), "\"M\"", 3);
  talus_record_unref (renamed);
  renamed = must_read (other_name);
  g_assert_false (talus_record_verify (renamed, TALUS_HEAD_NONE));
}

/* Gives the text of a vector's record what is no part of its head. */
static char *
complete (JsonObject *object,
          const char *head)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  JsonObject *author = json_object_get_object_member (object, "author");
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      if (JSON_NODE_HOLDS_NULL (json_object_get_member (object, l->data)))
        json_object_remove_member (object, l->data);
    }

  json_object_set_string_member (object, "head", head);
  if (!json_object_has_member (author, "name"))
    json_object_set_string_member (author, "name", "");
  if (!json_object_has_member (author, "colour"))
    json_object_set_string_member (author, "colour", "#000000");

  return talus_json_to_canonical (node, NULL);
}

static void
test_vectors (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TALUS_TEST_SPEC_DIR"), "head.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) vectors = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *cases;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  vectors = talus_json_parse (text, length, TALUS_JSON_DEPTH_IMPORT, &error);
  g_assert_no_error (error);
  cases = json_object_get_array_member (json_node_get_object (vectors), "cases");
  g_assert_cmpuint (json_array_get_length (cases), >, 0);

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *vector = json_array_get_object_element (cases, i);
      const char *head = json_object_get_string_member (vector, "head");
      g_autofree char *json = complete (json_object_get_object_member (vector, "record"), head);
      g_autoptr (TalusRecord) record = must_read (json);

      g_test_message ("%s", json_object_get_string_member (vector, "name"));
      g_assert_true (talus_record_verify (record,
                                          json_object_get_string_member (vector, "previous")));
      assert_json (record, json);
    }
}

/* Replaces @what in the good text. */
static char *
replace (const char *what,
         const char *with)
{
  g_auto (GStrv) parts = g_strsplit (TEXT, what, 2);

  g_assert_nonnull (parts[1]);

  return g_strjoinv (with, parts);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *what;
    const char *with;
  } replacements[] = {
    { "\"v\":1", "\"v\":2" },
    { ",\"v\":1", "" },
    { "\"seq\":7", "\"seq\":0" },
    { "\"seq\":7", "\"seq\":-7" },
    { "\"seq\":7", "\"seq\":\"7\"" },
    { "\"seq\":7,", "" },
    { "\"undoes\":4", "\"undoes\":0" },
    { "\"redoes\":3", "\"redoes\":null" },
    { "2026-01-02T", "2026-13-02T" },
    { HEAD, "0123456789ABCDEF0123456789abcdef" },
    { HEAD, "0123" },
    { "\"head\":", "\"hat\":" },
    { "\"data\":{\"a\":[1]}", "\"data\":[1]" },
    { "\"data\":{\"a\":[1]},", "" },
    { "\"name\":\"Åsa\"", "\"name\":1" },
    { ",\"name\":\"Åsa\"", "" },
    { "\"command_id\":\"c", "\"command_id\":\"x" },
    { "\"op\":\"set\"", "\"op\":\"sit\"" },
    { "\"client_id\":\"sock\"", "\"client_id\":null" },
    { "\"undoes\":4", "\"undoes\":4,\"extra\":1" },
    { "\"v\":1}", "\"v\":1}}" },
    { "\"v\":1}", "\"v\":1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (replacements); i++)
    {
      g_autofree char *json = replace (replacements[i].what, replacements[i].with);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s → %s", replacements[i].what, replacements[i].with);
      g_assert_null (talus_record_new_from_json (json, strlen (json), &error));
      g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
    }
}

static gpointer
get_json (gpointer record)
{
  return talus_record_get_json (record);
}

static void
test_threads (void)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (TalusRecord) record = must_read (TEXT);
      GThread *threads[4];
      GBytes *json;

      for (guint j = 0; j < G_N_ELEMENTS (threads); j++)
        threads[j] = g_thread_new ("reader", get_json, record);
      json = talus_record_get_json (record);
      for (guint j = 0; j < G_N_ELEMENTS (threads); j++)
        g_assert_true (g_thread_join (threads[j]) == json);
    }
}

static void
test_author (void)
{
  g_autoptr (GHashTable) colours = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (TalusAuthor) named = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  TalusId id;

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (TalusAuthor) author = NULL;
      g_autoptr (TalusAuthor) again = NULL;

      talus_id_draw (&id);
      author = talus_author_new (&id, "A", NULL);
      again = talus_author_new (&id, "B", NULL);
      g_assert_cmpstr (author->colour, ==, again->colour);
      g_hash_table_add (colours, g_strdup (author->colour));
    }
  g_assert_cmpuint (g_hash_table_size (colours), ==, 8);

  /* The same on every machine and in every run. */
  g_assert_true (talus_id_parse (AUTHOR, -1, &id));
  named = talus_author_new (&id, "A \"B\"", NULL);
  talus_author_write (named, text);
  g_assert_cmpstr (text->str, ==, "{\"author_id\":\"" AUTHOR "\",\"colour\":\"#2190a4\","
                                  "\"name\":\"A \\\"B\\\"\"}");
}

/* By the id all the same, so that everybody sees them in it. */
static void
test_drawn_author (void)
{
  TalusPaletteUse taken = { { 0 } };
  guint index;

  for (guint i = 0; i < 3 * TALUS_PALETTE_SIZE; i++)
    {
      g_autoptr (TalusAuthor) author = talus_author_draw ("A", &taken);
      g_autoptr (TalusAuthor) again = talus_author_new (&author->id, "A", NULL);

      g_assert_cmpstr (author->colour, ==, again->colour);
      talus_palette_use_add (&taken, author->colour, 1);
      g_assert_true (talus_palette_find (author->colour, &index));
      g_assert_cmpuint (taken.weights[index], ==, i / TALUS_PALETTE_SIZE + 1);
    }

  /* What is none of the eight is in nobody's way. */
  talus_palette_use_add (&taken, "#123456", 1);
  talus_palette_use_add (&taken, NULL, 1);
  g_assert_true (talus_palette_use_is_free (&taken, talus_palette_get (0)));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/record/text-is-canonical-and-read-back", test_text);
  g_test_add_func ("/record/what-has-no-value-is-left-out", test_absent);
  g_test_add_func ("/record/a-head-covers-all-but-the-authors-name", test_verify);
  g_test_add_func ("/record/heads-are-those-of-the-vectors", test_vectors);
  g_test_add_func ("/record/anything-else-is-refused", test_refused);
  g_test_add_func ("/record/threads-share-one-text", test_threads);
  g_test_add_func ("/record/an-author-has-one-of-eight-colours-for-ever", test_author);
  g_test_add_func ("/record/somebody-new-has-a-colour-that-is-free", test_drawn_author);

  return g_test_run ();
}
