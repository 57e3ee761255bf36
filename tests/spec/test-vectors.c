/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the model to the vectors beside this file, each case a test: README.md
 * says what is in them. Nothing here knows what an answer ought to be. */
#include <glib.h>
#include <string.h>

#include "base/talus-error.h"
#include "base/talus-json-writer.h"
#include "base/talus-json.h"
#include "model/talus-graph-json.h"
#include "model/talus-new-project.h"
#include "model/talus-property-type.h"
#include "model/talus-slots.h"

#include "player.h"

typedef struct
{
  JsonObject *file;
  JsonObject *vector;
} Case;

typedef struct
{
  const char *name;
  void (*check) (gconstpointer data);
} VectorFile;

static JsonObject *
load (const char *name)
{
  g_autofree char *file_name = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("TALUS_TEST_SPEC_DIR"), file_name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  node = talus_json_parse (text, length, TALUS_JSON_DEPTH_IMPORT, &error);
  g_assert_no_error (error);

  return json_object_ref (json_node_get_object (node));
}

static const char *
get_string (JsonObject *object,
            const char *member)
{
  return json_object_has_member (object, member) ? json_object_get_string_member (object, member)
                                                 : NULL;
}

static char *
show (JsonNode *node)
{
  return talus_json_to_canonical (node, NULL);
}

static void
assert_same_json (const char *found,
                  JsonNode   *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *canonical = talus_json_canonicalize (found, strlen (found),
                                                        TALUS_JSON_DEPTH_IMPORT, NULL, &error);
  g_autofree char *text = show (wanted);

  g_assert_no_error (error);
  g_assert_cmpstr (canonical, ==, text);
}

static void
assert_code (const GError *error,
             const char   *wanted)
{
  g_assert_nonnull (wanted);
  g_assert_cmpint (error->domain, ==, TALUS_ERROR);
  g_assert_cmpstr (talus_error_get_code_name (error->code), ==, wanted);
}

static TalusTemplate *
read_template (const char  *text,
               const char  *stem,
               GError     **error)
{
  g_autofree char *file_name = g_strconcat (stem, ".yaml", NULL);
  g_autoptr (GBytes) yaml = g_bytes_new (text, strlen (text));

  return talus_template_new_from_yaml (yaml, file_name, error);
}

static TalusTemplate *
must_read_template (const char *text)
{
  g_autoptr (GError) error = NULL;
  TalusTemplate *template = read_template (text, "stem", &error);

  g_assert_no_error (error);

  return template;
}

/* canonical */

static void
check_canonical (gconstpointer data)
{
  JsonObject *vector = ((const Case *) data)->vector;
  const char *json = json_object_get_string_member (vector, "json");
  g_autoptr (GError) error = NULL;
  g_autofree char *canonical = NULL;
  g_autofree char *again = NULL;
  g_autofree char *sum = NULL;
  gsize length;

  canonical = talus_json_canonicalize (json, strlen (json), TALUS_JSON_DEPTH_COMMAND, &length,
                                       &error);
  if (canonical == NULL)
    {
      assert_code (error, get_string (vector, "error"));
      return;
    }

  g_assert_cmpstr (canonical, ==, get_string (vector, "canonical"));
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, (gssize) length);
  g_assert_cmpstr (sum, ==, get_string (vector, "sha256"));
  again = talus_json_canonicalize (canonical, length, TALUS_JSON_DEPTH_COMMAND, NULL, &error);
  g_assert_cmpstr (again, ==, canonical);
}

/* values */

/* A member, or that text so many times over. */
static JsonNode *
dup_repeated (JsonObject *vector,
              const char *member)
{
  g_autofree char *run_member = g_strconcat (member, "_repeated", NULL);
  g_autoptr (GString) text = NULL;
  JsonObject *run;

  if (json_object_has_member (vector, member))
    return json_object_dup_member (vector, member);

  g_assert_true (json_object_has_member (vector, run_member));
  run = json_object_get_object_member (vector, run_member);
  text = g_string_new (NULL);
  for (guint i = 0; i < (guint) json_object_get_double_member (run, "times"); i++)
    g_string_append (text, json_object_get_string_member (run, "text"));

  return json_node_init_string (json_node_alloc (), text->str);
}

/* A template with one property of the type; JSON is YAML too. */
static TalusTemplate *
make_template_of (JsonObject *vector)
{
  const char *type = json_object_get_string_member (vector, "type");
  g_autoptr (GString) yaml = g_string_new ("{\"node_types\":[{\"id\":\"t\",\"properties\":[{"
                                           "\"id\":\"p\",\"type\":");

  talus_json_append_string (yaml, type, strlen (type));
  if (json_object_has_member (vector, "options"))
    {
      g_autofree char *options = show (json_object_get_member (vector, "options"));

      g_string_append_printf (yaml, ",\"options\":%s", options);
    }
  g_string_append (yaml, "}]}]}");

  return must_read_template (yaml->str);
}

static void
check_values (gconstpointer data)
{
  JsonObject *vector = ((const Case *) data)->vector;
  g_autoptr (JsonNode) input = dup_repeated (vector, "input");
  g_autoptr (TalusTemplate) template = NULL;
  g_autoptr (TalusValue) value = NULL;
  g_autoptr (JsonNode) wanted = NULL;
  g_autoptr (GError) error = NULL;

  if (g_str_equal (json_object_get_string_member (vector, "type"), "name"))
    {
      g_autofree char *name = talus_name_normalize (input, &error);

      if (name != NULL)
        value = talus_value_new_string (name, -1);
    }
  else
    {
      const TalusNodeType *type;

      template = make_template_of (vector);
      type = talus_template_get_root_type (template);
      value = talus_property_normalize (talus_node_type_get_property (type, "p"), input, &error);
    }

  if (value == NULL)
    {
      assert_code (error, get_string (vector, "error"));
      return;
    }

  g_assert_null (get_string (vector, "error"));
  wanted = dup_repeated (vector, "value");
  assert_same_json (talus_value_get_json (value, NULL), wanted);
}

/* template */

static void
append_member (GString    *json,
               const char *name,
               const char *value)
{
  if (value == NULL)
    return;

  if (json->str[json->len - 1] != '{')
    g_string_append_c (json, ',');
  g_string_append_printf (json, "\"%s\":", name);
  talus_json_append_string (json, value, strlen (value));
}

static void
append_uuid (GString       *json,
             const TalusId *uuid)
{
  char text[TALUS_ID_TEXT_SIZE];

  append_member (json, "uuid", talus_id_format (uuid, text));
}

static void
append_property (GString             *json,
                 const TalusProperty *property)
{
  g_string_append_c (json, '{');
  append_member (json, "id", property->id);
  append_uuid (json, &property->uuid);
  append_member (json, "label", property->label);
  append_member (json, "type", talus_property_kind_get_name (property->kind));
  append_member (json, "key", property->key);
  if (property->default_value != NULL)
    g_string_append_printf (json, ",\"default\":%s",
                            talus_value_get_json (property->default_value, NULL));
  for (guint i = 0; i < property->options->len; i++)
    {
      const TalusOption *option = g_ptr_array_index (property->options, i);

      g_string_append (json, i == 0 ? ",\"options\":[{" : ",{");
      append_member (json, "id", option->id);
      append_member (json, "name", option->name);
      g_string_append (json, i + 1 == property->options->len ? "}]" : "}");
    }
  g_string_append_c (json, '}');
}

/* The name property is kept apart, for it is no property of a node; where it
 * stood among the others says the vector. */
static void
append_type (GString             *json,
             const TalusNodeType *type,
             JsonObject          *wanted)
{
  JsonArray *properties = json_object_get_array_member (wanted, "properties");
  guint n_taken = 0;

  g_string_append_c (json, '{');
  append_member (json, "id", type->id);
  append_uuid (json, &type->uuid);
  append_member (json, "label", type->label);
  g_string_append (json, ",\"properties\":[");
  for (guint i = 0; i < json_array_get_length (properties); i++)
    {
      const char *id = json_object_get_string_member (json_array_get_object_element (properties, i),
                                                      "id");

      if (i > 0)
        g_string_append_c (json, ',');
      if (g_str_equal (id, "name"))
        {
          g_assert_nonnull (type->name_property);
          append_property (json, type->name_property);
        }
      else
        {
          g_assert_cmpuint (n_taken, <, type->properties->len);
          append_property (json, g_ptr_array_index (type->properties, n_taken++));
        }
    }
  g_assert_cmpuint (n_taken, ==, type->properties->len);
  g_string_append (json, "]}");
}

static void
check_expect (TalusTemplate *template,
              JsonObject    *expect)
{
  JsonArray *wanted = json_object_get_array_member (expect, "node_types");
  GPtrArray *types = talus_template_get_types (template);
  const TalusNodeType *root_type = talus_template_get_root_type (template);

  g_assert_cmpstr (talus_template_get_id (template), ==, get_string (expect, "id"));
  g_assert_cmpstr (talus_template_get_hash (template), ==, get_string (expect, "hash"));
  g_assert_cmpstr (root_type->id, ==, get_string (expect, "root_type"));
  g_assert_cmpuint (talus_template_get_warnings (template)->len, ==,
                    (guint) json_object_get_double_member (expect, "warnings"));
  g_assert_cmpuint (types->len, ==, json_array_get_length (wanted));

  for (guint i = 0; i < types->len; i++)
    {
      g_autoptr (GString) found = g_string_new (NULL);

      append_type (found, g_ptr_array_index (types, i),
                   json_array_get_object_element (wanted, i));
      assert_same_json (found->str, json_array_get_element (wanted, i));
    }
}

static const char *
get_element (JsonArray *array,
             guint      index)
{
  return json_array_get_null_element (array, index) ? NULL
                                                    : json_array_get_string_element (array, index);
}

static void
check_lookups (TalusTemplate *template,
               JsonObject    *vector)
{
  static const char *const members[] = { "find_type", "find_property", "allows" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonArray *rows = NULL;

      if (json_object_has_member (vector, members[i]))
        rows = json_object_get_array_member (vector, members[i]);

      for (guint j = 0; rows != NULL && j < json_array_get_length (rows); j++)
        {
          JsonArray *row = json_array_get_array_element (rows, j);
          const TalusNodeType *type = NULL;

          if (i == 0)
            {
              type = talus_template_find_type (template, get_element (row, 0));
              g_assert_cmpstr (type != NULL ? type->id : NULL, ==, get_element (row, 1));
            }
          else if (i == 1)
            {
              const TalusProperty *property;

              type = talus_template_find_type (template, get_element (row, 0));
              property = talus_node_type_find_property (type, get_element (row, 1));
              g_assert_cmpstr (property != NULL ? property->id : NULL, ==, get_element (row, 2));
            }
          else
            {
              const TalusNodeType *child = talus_template_get_type_by_id (template,
                                                                          get_element (row, 1));
              gboolean found = child != NULL;

              if (found && get_element (row, 0) != NULL)
                {
                  type = talus_template_get_type_by_id (template, get_element (row, 0));
                  found = type != NULL && talus_template_allows_child (template, type, child);
                }
              g_assert_cmpint (found, ==, json_array_get_boolean_element (row, 2));
            }
        }
    }
}

static void
check_project (JsonObject *vector)
{
  g_autoptr (TalusPlayer) player = talus_player_new ();
  g_autoptr (JsonObject) opening = json_object_new ();
  g_autoptr (JsonObject) line = json_object_new ();
  g_autoptr (JsonNode) answer = NULL;
  JsonObject *state;
  g_autofree char *found = NULL;

  json_object_set_string_member (opening, "template", get_string (vector, "template"));
  json_object_set_string_member (opening, "author", "a0000000-0000-4000-8000-000000000001");
  json_object_set_double_member (opening, "at", 0);
  json_object_set_member (opening, "project", json_object_dup_member (vector, "project"));
  json_object_set_object_member (line, "open", json_object_ref (opening));

  answer = talus_player_answer (player, line);
  state = json_object_get_object_member (json_node_get_object (answer), "ok");
  g_assert_cmpstr (json_object_get_string_member (state, "digest"), ==,
                   get_string (vector, "digest"));
  assert_same_json (json_object_get_string_member (state, "canonical"),
                    json_object_get_member (vector, "graph"));
}

static void
check_template (gconstpointer data)
{
  JsonObject *vector = ((const Case *) data)->vector;
  const char *stem = get_string (vector, "file_stem");
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusTemplate) template = NULL;

  template = read_template (json_object_get_string_member (vector, "template"),
                            stem != NULL ? stem : "stem", &error);
  if (template == NULL)
    {
      assert_code (error, get_string (vector, "error"));
      return;
    }

  g_assert_null (get_string (vector, "error"));
  if (json_object_has_member (vector, "expect"))
    check_expect (template, json_object_get_object_member (vector, "expect"));
  check_lookups (template, vector);
  if (json_object_has_member (vector, "graph"))
    check_project (vector);
}

/* position */

static void
set_letter (TalusId    *id,
            const char *letter)
{
  *id = (TalusId) { { 0 } };
  id->bytes[6] = 0x40;
  id->bytes[8] = 0x80;
  id->bytes[15] = (guint8) letter[0];
}

static void
do_command (TalusGraph *graph,
            const char *command_type,
            JsonObject *data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusCommand) command = talus_command_new (command_type, data, &error);
  g_auto (TalusResolution) resolution = { NULL };

  g_assert_no_error (error);
  talus_resolve (graph, command, NULL, &resolution, &error);
  g_assert_no_error (error);
  if (talus_change_set_get_length (resolution.changes) > 0)
    talus_graph_apply (graph, resolution.changes, 1, 0, NULL, &error);
  g_assert_no_error (error);
}

static void
set_letter_member (JsonObject *data,
                   const char *member,
                   const char *letter)
{
  char text[TALUS_ID_TEXT_SIZE];
  TalusId id;

  set_letter (&id, letter);
  json_object_set_string_member (data, member, talus_id_format (&id, text));
}

/* The place of a case, its letters as ids. */
static void
add_place (JsonObject *data,
           JsonObject *place)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init (&iter, place);
  while (json_object_iter_next (&iter, &member, &node))
    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
      set_letter_member (data, member, json_node_get_string (node));
    else
      json_object_set_member (data, member, json_node_copy (node));
}

static void
check_position (gconstpointer data)
{
  JsonObject *vector = ((const Case *) data)->vector;
  JsonArray *siblings = json_object_get_array_member (vector, "siblings");
  JsonArray *wanted = json_object_get_array_member (vector, "result");
  JsonObject *place = json_object_get_object_member (vector, "place");
  const char *letter = json_object_get_string_member (vector, "node");
  g_autoptr (TalusTemplate) template = NULL;
  g_autoptr (TalusGraph) graph = NULL;
  g_autoptr (JsonObject) last = json_object_new ();
  TalusId id;

  template = must_read_template ("node_types:\n- {id: a, allowed_children: [a]}\n");
  talus_id_draw (&id);
  graph = talus_graph_new (&id, "", template);

  for (guint i = 0; i < json_array_get_length (siblings); i++)
    {
      g_autoptr (JsonObject) create = json_object_new ();

      json_object_set_string_member (create, "blueprint_type_id", "a");
      set_letter_member (create, "id", json_array_get_string_element (siblings, i));
      do_command (graph, "CreateNode", create);
    }

  set_letter (&id, letter);
  if (talus_graph_get_node (graph, &id) == NULL)
    {
      json_object_set_string_member (last, "blueprint_type_id", "a");
      set_letter_member (last, "id", letter);
      add_place (last, place);
      do_command (graph, "CreateNode", last);
    }
  else if (json_object_get_size (place) > 0)
    {
      json_object_set_null_member (last, "parent_id");
      set_letter_member (last, "node_id", letter);
      add_place (last, place);
      do_command (graph, "MoveNode", last);
    }

  g_assert_cmpuint (talus_graph_get_n_roots (graph), ==, json_array_get_length (wanted));
  for (guint i = 0; i < json_array_get_length (wanted); i++)
    {
      TalusNode *root = talus_graph_get_root (graph, i);

      set_letter (&id, json_array_get_string_element (wanted, i));
      g_assert_true (talus_id_equal (talus_node_get_id (root), &id));
    }
}

/* digest */

static void
append_change (GString    *changes,
               const char *format,
               ...) G_GNUC_PRINTF (2, 3);

static void
append_change (GString    *changes,
               const char *format,
               ...)
{
  va_list args;

  if (changes->str[changes->len - 1] != '[')
    g_string_append_c (changes, ',');
  va_start (args, format);
  g_string_append_vprintf (changes, format, args);
  va_end (args);
}

/* The changes that make a graph of nothing. */
static char *
make_changes (JsonObject *graph)
{
  GString *changes = g_string_new ("[");
  JsonArray *roots = json_object_get_array_member (graph, "roots");
  JsonArray *dependencies = json_object_get_array_member (graph, "dependencies");
  JsonObject *settings = json_object_get_object_member (graph, "settings");
  g_autofree char *after = g_strdup ("null");
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  for (guint i = 0; i < json_array_get_length (roots); i++)
    {
      g_autofree char *root = show (json_array_get_element (roots, i));

      append_change (changes, "{\"op\":\"insert\",\"node\":%s,\"parent_id\":null,\"after\":%s,"
                     "\"before\":null}", root, after);
      g_free (after);
      after = g_strdup_printf ("\"%s\"",
                               json_object_get_string_member (json_array_get_object_element (roots,
                                                                                             i),
                                                              "id"));
    }

  for (guint i = 0; i < json_array_get_length (dependencies); i++)
    {
      JsonObject *edge = json_array_get_object_element (dependencies, i);

      append_change (changes, "{\"op\":\"link\",\"blocker_id\":\"%s\",\"blocked_id\":\"%s\"}",
                     json_object_get_string_member (edge, "blocker_id"),
                     json_object_get_string_member (edge, "blocked_id"));
    }

  json_object_iter_init (&iter, settings);
  while (json_object_iter_next (&iter, &key, &value))
    {
      g_autofree char *text = show (value);

      append_change (changes, "{\"op\":\"meta\",\"key\":\"%s\",\"new\":%s}", key, text);
    }

  g_string_append_c (changes, ']');

  return g_string_free (changes, FALSE);
}

static TalusTemplate *
find_template (const char *hash)
{
  g_autoptr (JsonObject) file = load ("resolve");
  JsonObject *templates = json_object_get_object_member (file, "templates");
  JsonObjectIter iter;
  const char *name;
  JsonNode *text;

  json_object_iter_init (&iter, templates);
  while (json_object_iter_next (&iter, &name, &text))
    {
      g_autoptr (TalusTemplate) template = must_read_template (json_node_get_string (text));

      if (g_str_equal (talus_template_get_hash (template), hash))
        return g_steal_pointer (&template);
    }

  g_assert_not_reached ();
}

static void
check_digest (gconstpointer data)
{
  JsonObject *vector = ((const Case *) data)->vector;
  JsonObject *given = json_object_get_object_member (vector, "graph");
  g_autoptr (TalusTemplate) template = NULL;
  g_autoptr (TalusGraph) graph = NULL;
  g_autoptr (TalusChangeSet) changes = NULL;
  g_autofree char *json = make_changes (given);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) canonical = g_string_new (NULL);
  g_autofree char *digest = NULL;
  TalusId project_id;

  template = find_template (json_object_get_string_member (given, "template_hash"));
  g_assert_true (talus_id_parse (json_object_get_string_member (given, "project_id"), -1,
                                 &project_id));
  graph = talus_graph_new (&project_id, json_object_get_string_member (given, "name"), template);
  changes = talus_change_set_new_from_json (json, strlen (json), &error);
  g_assert_no_error (error);
  talus_graph_apply (graph, changes, 1, 0, NULL, &error);
  g_assert_no_error (error);

  talus_graph_write (graph, TALUS_GRAPH_CANONICAL, 0, NULL, NULL, canonical);
  g_assert_cmpstr (canonical->str, ==, get_string (vector, "canonical"));
  digest = talus_graph_digest (graph);
  g_assert_cmpstr (digest, ==, get_string (vector, "digest"));
}

/* head */

/* Name and colour of the author do not count, and may be left out here; a
 * record always has them. */
static void
fill_author (JsonObject *record)
{
  JsonObject *author = json_object_get_object_member (record, "author");

  if (!json_object_has_member (author, "name"))
    json_object_set_string_member (author, "name", "");
  if (!json_object_has_member (author, "colour"))
    json_object_set_string_member (author, "colour", "#000000");
}

static void
check_head (gconstpointer data)
{
  JsonObject *vector = ((const Case *) data)->vector;
  const char *head = json_object_get_string_member (vector, "head");
  const char *previous = json_object_get_string_member (vector, "previous");
  g_autoptr (JsonNode) node = json_object_dup_member (vector, "record");
  g_autofree char *without = NULL;
  g_autofree char *json = NULL;
  g_autoptr (TalusRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  fill_author (json_node_get_object (node));
  without = show (node);
  g_assert_cmpint (without[0], ==, '{');
  json = g_strdup_printf ("{\"head\":\"%s\",%s", head, without + 1);
  record = talus_record_new_from_json (json, strlen (json), &error);
  g_assert_no_error (error);
  g_assert_true (talus_record_verify (record, previous));
  g_assert_false (talus_record_verify (record, head));

  talus_record_seal (record, previous);
  g_assert_cmpstr (record->head, ==, head);
}

/* resolve, undo */

static TalusPlayer *
open_history (JsonObject *history,
              JsonObject *templates)
{
  static const char *const members[] = { "project", "author", "at" };
  TalusPlayer *player = talus_player_new ();
  g_autoptr (JsonObject) opening = json_object_new ();
  g_autoptr (JsonObject) line = json_object_new ();
  g_autoptr (JsonNode) answer = NULL;

  json_object_set_string_member (opening, "template",
                                 json_object_get_string_member (templates,
                                                                get_string (history, "template")));
  json_object_set_object_member (opening, "library", json_object_ref (templates));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_member (opening, members[i], json_object_dup_member (history, members[i]));
  json_object_set_object_member (line, "open", json_object_ref (opening));
  answer = talus_player_answer (player, line);
  g_assert_true (json_object_has_member (json_node_get_object (answer), "ok"));

  return player;
}

/* Every member that is wanted must be there; there may be more. */
static void
assert_members (JsonObject *found,
                JsonObject *wanted)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init (&iter, wanted);
  while (json_object_iter_next (&iter, &member, &node))
    {
      g_autofree char *text = NULL;

      g_test_message ("%s", member);
      g_assert_true (json_object_has_member (found, member));
      text = show (json_object_get_member (found, member));
      assert_same_json (text, node);
    }
}

static void
play_step (TalusPlayer *player,
           JsonObject  *step)
{
  JsonObject *expect = json_object_get_object_member (step, "expect");
  g_autofree char *before = talus_player_digest (player);
  g_autofree char *after = NULL;
  g_autoptr (JsonNode) answer = talus_player_answer (player, step);
  JsonObject *found = json_node_get_object (answer);

  g_assert_cmpstr (get_string (found, "error"), ==, get_string (expect, "error"));
  if (!json_object_has_member (expect, "error"))
    {
      assert_members (json_object_get_object_member (found, "ok"), expect);
      return;
    }

  after = talus_player_digest (player);
  g_assert_cmpstr (before, ==, after);
  if (json_object_has_member (expect, "details"))
    assert_members (json_object_get_object_member (found, "details"),
                    json_object_get_object_member (expect, "details"));
}

static TalusPlayer *
replay (JsonObject *history,
        JsonObject *templates)
{
  TalusPlayer *player = open_history (history, templates);
  JsonArray *steps = json_object_get_array_member (history, "steps");

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      g_test_message ("step %u", i + 1);
      play_step (player, json_array_get_object_element (steps, i));
    }

  return player;
}

static void
check_history (gconstpointer data)
{
  const Case *one = data;
  JsonObject *templates = json_object_get_object_member (one->file, "templates");
  g_autoptr (TalusPlayer) player = replay (one->vector, templates);
  g_autofree char *digest = talus_player_digest (player);
  GPtrArray *records = talus_player_get_records (player);
  const char *head = TALUS_HEAD_NONE;

  g_assert_cmpstr (digest, ==, get_string (one->vector, "digest"));
  for (guint i = 0; i < records->len; i++)
    {
      TalusRecord *record = g_ptr_array_index (records, i);

      g_assert_true (talus_record_verify (record, head));
      head = record->head;
    }
}

/* slots */

static const char *
show_id (const TalusId *id,
         char           text[TALUS_ID_TEXT_SIZE])
{
  return talus_id_is_null (id) ? "" : talus_id_format (id, text);
}

static void
add_existence (GHashTable *names,
               TalusNode  *node)
{
  char text[TALUS_ID_TEXT_SIZE];

  talus_id_format (talus_node_get_id (node), text);
  g_hash_table_add (names, g_strdup_printf ("X:%s", text));
  g_hash_table_add (names, g_strdup_printf ("C:%s", text));
  for (guint i = 0; i < talus_node_get_n_children (node); i++)
    add_existence (names, talus_node_get_child (node, i));
}

static void
add_slot (GHashTable      *names,
          TalusGraph      *graph,
          const TalusSlot *slot)
{
  char one[TALUS_ID_TEXT_SIZE];
  char other[TALUS_ID_TEXT_SIZE];
  char *name = NULL;

  switch (slot->kind)
    {
    case TALUS_SLOT_EXISTENCE:
      name = g_strdup_printf ("X:%s", show_id (&slot->node, one));
      break;
    case TALUS_SLOT_SUBTREE:
      add_existence (names, talus_graph_find_node (graph, &slot->node));
      return;
    case TALUS_SLOT_CHILDREN:
      name = g_strdup_printf ("C:%s", show_id (&slot->node, one));
      break;
    case TALUS_SLOT_PLACE:
      name = g_strdup_printf ("L:%s", show_id (&slot->node, one));
      break;
    case TALUS_SLOT_PROPERTY:
      name = g_strdup_printf ("P:%s:%s", show_id (&slot->node, one), slot->key);
      break;
    case TALUS_SLOT_EDGE:
      name = g_strdup_printf ("D:%s:%s", show_id (&slot->node, one), show_id (&slot->other, other));
      break;
    case TALUS_SLOT_META:
      name = g_strdup_printf ("M:%s", slot->key);
      break;
    case TALUS_SLOT_TREE:
      name = g_strdup ("TREE");
      break;
    case TALUS_SLOT_DEPENDENCIES:
    default:
      name = g_strdup ("DEP");
      break;
    }

  g_hash_table_add (names, name);
}

static void
assert_slots (TalusGraph           *graph,
              const TalusChangeSet *changes,
              gboolean              reads,
              JsonArray            *wanted)
{
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (TalusSlot));
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < talus_change_set_get_length (changes); i++)
    if (reads)
      talus_change_list_reads (talus_change_set_get (changes, i), slots);
    else
      talus_change_list_writes (talus_change_set_get (changes, i), slots);

  for (guint i = 0; i < slots->len; i++)
    add_slot (names, graph, &g_array_index (slots, TalusSlot, i));

  for (guint i = 0; i < json_array_get_length (wanted); i++)
    {
      g_test_message ("%s", json_array_get_string_element (wanted, i));
      g_assert_true (g_hash_table_contains (names, json_array_get_string_element (wanted, i)));
    }
  g_assert_cmpuint (g_hash_table_size (names), ==, json_array_get_length (wanted));
}

static TalusTemplate *
find_in_file (const char  *template_id,
              gpointer     user_data,
              GError     **error)
{
  return read_template (json_object_get_string_member (user_data, template_id), template_id, error);
}

static TalusChangeSet *
check_side (TalusGraph *graph,
            JsonObject *side,
            JsonObject *templates)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusCommand) command = NULL;
  g_auto (TalusResolution) resolution = { NULL };
  const TalusResolveContext context = { find_in_file, templates };
  g_autoptr (GString) json = g_string_new (NULL);

  command = talus_command_new_from_request (json_object_get_object_member (side, "request"),
                                            &error);
  g_assert_no_error (error);
  talus_resolve (graph, command, &context, &resolution, &error);
  g_assert_no_error (error);

  talus_change_set_write (resolution.changes, json);
  assert_same_json (json->str, json_object_get_member (side, "changes"));
  assert_slots (graph, resolution.changes, FALSE, json_object_get_array_member (side, "writes"));
  assert_slots (graph, resolution.changes, TRUE, json_object_get_array_member (side, "reads"));

  return g_steal_pointer (&resolution.changes);
}

static void
check_slots (gconstpointer data)
{
  const Case *one = data;
  JsonObject *templates = json_object_get_object_member (one->file, "templates");
  g_autoptr (TalusPlayer) player = replay (json_object_get_object_member (one->file, "setup"),
                                           templates);
  TalusGraph *graph = talus_player_get_graph (player);
  gboolean wanted = json_object_get_boolean_member (one->vector, "conflict");
  g_autoptr (TalusChangeSet) first = NULL;
  g_autoptr (TalusChangeSet) second = NULL;

  first = check_side (graph, json_object_get_object_member (one->vector, "first"), templates);
  second = check_side (graph, json_object_get_object_member (one->vector, "second"), templates);
  g_assert_cmpint (talus_slots_conflict (graph, first, second), ==, wanted);
  g_assert_cmpint (talus_slots_conflict (graph, second, first), ==, wanted);
}

static void
case_free (gpointer data)
{
  Case *one = data;

  json_object_unref (one->file);
  g_free (one);
}

static void
add_file (const VectorFile *file)
{
  g_autoptr (JsonObject) vectors = load (file->name);
  JsonArray *cases = json_object_get_array_member (vectors, "cases");

  g_assert_cmpuint (json_array_get_length (cases), >, 0);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      Case *one = g_new0 (Case, 1);
      g_autofree char *name = NULL;
      g_autofree char *path = NULL;

      one->file = json_object_ref (vectors);
      one->vector = json_array_get_object_element (cases, i);
      name = g_strdup (json_object_get_string_member (one->vector, "name"));
      g_strdelimit (name, "/#", '|');
      path = g_strdup_printf ("/%s/%03u %s", file->name, i + 1, name);
      g_test_add_data_func_full (path, one, (GTestDataFunc) file->check, case_free);
    }
}

int
main (int   argc,
      char *argv[])
{
  static const VectorFile files[] = {
    { "canonical", check_canonical },
    { "values", check_values },
    { "template", check_template },
    { "position", check_position },
    { "digest", check_digest },
    { "head", check_head },
    { "resolve", check_history },
    { "undo", check_history },
    { "slots", check_slots },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    add_file (&files[i]);

  return g_test_run ();
}
