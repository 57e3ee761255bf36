/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays a history on a replica: see player.h. */
#include "player.h"

#include <string.h>

#include "base/talus-json-writer.h"
#include "base/talus-json.h"
#include "model/talus-graph-json.h"
#include "model/talus-new-project.h"

typedef struct
{
  char *asked;
  char *answer;
} Answered;

struct _TalusPlayer
{
  JsonObject *opening;
  TalusReplica *replica;
  GPtrArray *records;        /* of TalusRecord */
  GHashTable *answered;      /* command_id as sent, lowered → Answered */
  gint64 timestamp;
};

static void
answered_free (gpointer data)
{
  Answered *answered = data;

  g_free (answered->asked);
  g_free (answered->answer);
  g_free (answered);
}

TalusPlayer *
talus_player_new (void)
{
  TalusPlayer *self = g_new0 (TalusPlayer, 1);

  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answered_free);

  return self;
}

void
talus_player_free (TalusPlayer *self)
{
  g_clear_pointer (&self->opening, json_object_unref);
  g_clear_object (&self->replica);
  g_ptr_array_unref (self->records);
  g_hash_table_unref (self->answered);
  g_free (self);
}

/* Making the project */

static TalusTemplate *
read_template (const char  *text,
               const char  *id,
               GError     **error)
{
  g_autoptr (GBytes) yaml = g_bytes_new (text, strlen (text));
  g_autoptr (TalusTemplate) template = talus_template_new_from_yaml (yaml, NULL, error);

  if (template == NULL || talus_template_has_own_id (template))
    return g_steal_pointer (&template);

  return talus_template_with_id (template, id);
}

static TalusTemplate *
find_in_library (const char  *template_id,
                 gpointer     user_data,
                 GError     **error)
{
  TalusPlayer *self = user_data;
  JsonObject *library = NULL;

  if (json_object_has_member (self->opening, "library"))
    library = json_object_get_object_member (self->opening, "library");

  if (library == NULL || !json_object_has_member (library, template_id))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_TEMPLATE_NOT_FOUND,
                   "There is no template “%s”", template_id);
      return NULL;
    }

  return read_template (json_object_get_string_member (library, template_id), template_id, error);
}

static char *
create_node (TalusGraph *graph,
             const char *id,
             const char *parent_id,
             JsonObject *item)
{
  static const char *const members[] = { "name", "properties" };
  g_autoptr (JsonObject) data = json_object_new ();
  g_autoptr (TalusCommand) command = NULL;
  g_auto (TalusResolution) resolution = { NULL };
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (data, "id", id);
  json_object_set_string_member (data, "blueprint_type_id",
                                 json_object_get_string_member (item, "type"));
  if (parent_id != NULL)
    json_object_set_string_member (data, "parent_id", parent_id);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (item, members[i]))
      json_object_set_member (data, members[i], json_object_dup_member (item, members[i]));

  command = talus_command_new ("CreateNode", data, &error);
  g_assert_no_error (error);
  talus_resolve (graph, command, NULL, &resolution, &error);
  g_assert_no_error (error);
  /* What a project starts with is nobody's change. */
  talus_graph_apply (graph, resolution.changes, 0, 0, NULL, &error);
  g_assert_no_error (error);

  return g_strdup (id);
}

static void
create_children (TalusGraph *graph,
                 const char *parent_id,
                 JsonArray  *items,
                 JsonArray  *ids,
                 guint      *n_taken)
{
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);
      const char *id = json_array_get_string_element (ids, (*n_taken)++);
      g_autofree char *created = create_node (graph, id, parent_id, item);

      if (json_object_has_member (item, "children"))
        create_children (graph, created, json_object_get_array_member (item, "children"), ids,
                         n_taken);
    }
}

TalusGraph *
talus_player_make_graph (TalusPlayer *self)
{
  JsonObject *project = json_object_get_object_member (self->opening, "project");
  const char *name = json_object_get_string_member (project, "name");
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusTemplate) template = NULL;
  g_autoptr (JsonObject) root = json_object_new ();
  g_autofree char *root_id = NULL;
  const TalusNodeType *root_type;
  TalusGraph *graph;
  TalusId project_id;
  guint n_taken = 0;

  template = read_template (json_object_get_string_member (self->opening, "template"),
                            json_object_get_string_member_with_default (self->opening,
                                                                        "template_id",
                                                                        "template"),
                            &error);
  g_assert_no_error (error);
  g_assert_true (talus_id_parse (json_object_get_string_member (project, "project_id"), -1,
                                 &project_id));

  graph = talus_graph_new (&project_id, name, template);
  root_type = talus_template_get_root_type (template);
  json_object_set_string_member (root, "type", root_type->id);
  json_object_set_string_member (root, "name", name);
  root_id = create_node (graph, json_object_get_string_member (project, "root_id"), NULL, root);
  if (root_type->initial != NULL && json_object_has_member (project, "initial_ids"))
    create_children (graph, root_id, json_node_get_array (root_type->initial),
                     json_object_get_array_member (project, "initial_ids"), &n_taken);

  return graph;
}

static TalusAuthor *
make_author (const char *text)
{
  TalusId id;

  g_assert_true (talus_id_parse (text, -1, &id));

  return talus_author_new (&id, "", NULL);
}

/* Answering */

static JsonNode *
make_node (GString *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = talus_json_parse (json->str, json->len, TALUS_JSON_DEPTH_IMPORT, &error);

  g_assert_no_error (error);

  return node;
}

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);

  return node;
}

static JsonNode *
wrap (JsonNode *answer)
{
  JsonObject *object = json_object_new ();

  json_object_set_member (object, "ok", answer);

  return take_object (object);
}

static JsonNode *
show_error (const GError *error)
{
  JsonObject *object = json_object_new ();
  JsonObject *details = talus_error_get_details (error);

  g_assert_cmpint (error->domain, ==, TALUS_ERROR);
  json_object_set_string_member (object, "error", talus_error_get_code_name (error->code));
  if (details != NULL)
    json_object_set_object_member (object, "details", json_object_ref (details));

  return take_object (object);
}

char *
talus_player_digest (TalusPlayer *self)
{
  return talus_graph_digest (talus_player_get_graph (self));
}

static JsonNode *
show_state (TalusPlayer *self)
{
  g_autofree char *digest = talus_player_digest (self);
  g_autoptr (GString) canonical = g_string_new (NULL);
  g_autoptr (GString) json = g_string_new (NULL);

  talus_graph_write (talus_player_get_graph (self), TALUS_GRAPH_CANONICAL, 0, NULL, NULL,
                     canonical);
  g_string_printf (json, "{\"seq\":%" G_GUINT64_FORMAT ",\"head\":\"%s\",\"digest\":\"%s\","
                   "\"graph\":%s,\"canonical\":",
                   talus_replica_get_confirmed_seq (self->replica),
                   talus_replica_get_confirmed_head (self->replica), digest, canonical->str);
  talus_json_append_string (json, canonical->str, canonical->len);
  g_string_append_c (json, '}');

  return make_node (json);
}

static void
open_project (TalusPlayer *self,
              JsonObject  *opening)
{
  g_autoptr (TalusGraph) graph = NULL;
  g_autoptr (TalusAuthor) author = make_author (json_object_get_string_member (opening, "author"));
  TalusRecord *baseline;

  self->opening = json_object_ref (opening);
  self->timestamp = (gint64) json_object_get_double_member (opening, "at");
  graph = talus_player_make_graph (self);
  baseline = talus_new_baseline (graph, author, self->timestamp);
  talus_record_seal (baseline, TALUS_HEAD_NONE);
  g_ptr_array_add (self->records, baseline);

  self->replica = talus_replica_new (graph, 1, baseline->head);
  talus_replica_remember (self->replica, baseline);
}

/* Steps */

/* A member that counts: -1 where it is not there. */
static gboolean
read_count (JsonObject  *body,
            const char  *member,
            gint64      *count,
            GError     **error)
{
  JsonNode *node = json_object_get_member (body, member);

  *count = -1;
  if (!talus_json_get_int (body, member, FALSE, TALUS_ERROR_INVALID_REQUEST, count, error))
    return FALSE;

  if (*count < 0 && node != NULL && !JSON_NODE_HOLDS_NULL (node))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "“%s” is negative", member);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_expected (TalusPlayer  *self,
                gint64        expected,
                GError      **error)
{
  TalusRecord *newest = g_ptr_array_index (self->records, self->records->len - 1);
  JsonObject *details;
  char text[TALUS_ID_TEXT_SIZE];

  if (expected < 0 || (guint64) expected == newest->seq)
    return TRUE;

  details = json_object_new ();
  json_object_set_int_member (details, "seq", (gint64) newest->seq);
  json_object_set_string_member (details, "author", talus_id_format (&newest->author->id, text));
  talus_set_error_details (error, TALUS_ERROR_CONFLICT, details, "Not at that seq");

  return FALSE;
}

static char *
show_answer (TalusPlayer        *self,
             const TalusCommand *command,
             TalusRecord        *record)
{
  TalusCommandType kind = talus_command_get_kind (command);
  TalusScope scope = kind == TALUS_COMMAND_UNDO || kind == TALUS_COMMAND_REDO
                     ? talus_command_get_scope (command) : TALUS_SCOPE_SESSION;
  TalusHistory *history = talus_replica_get_history (self->replica);
  const TalusId *author = &record->author->id;
  GString *json = g_string_new (record->result);
  char text[TALUS_ID_TEXT_SIZE];

  g_assert_cmpint (json->str[json->len - 1], ==, '}');
  g_string_truncate (json, json->len - 1);
  g_string_append_printf (json, ",\"command_id\":\"%s\",\"seq\":%" G_GUINT64_FORMAT
                          ",\"head\":\"%s\",\"undo_available\":%s,\"redo_available\":%s,"
                          "\"changes\":",
                          talus_id_format (&record->command_id, text), record->seq, record->head,
                          talus_history_can_undo (history, scope, author) ? "true" : "false",
                          talus_history_can_redo (history, scope, author) ? "true" : "false");
  talus_change_set_write (record->changes, json);
  g_string_append_c (json, '}');

  return g_string_free (json, FALSE);
}

/* The seed of a change lost between a record and its text would show only
 * when somebody reads it. */
static void
check_round_trip (TalusRecord *record)
{
  GBytes *json = talus_record_get_json (record);
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusRecord) read = NULL;
  gsize length;
  const char *text = g_bytes_get_data (json, &length);

  read = talus_record_new_from_json (text, length, &error);
  g_assert_no_error (error);
  g_assert_true (talus_change_set_equal (read->changes, record->changes));
}

static gboolean
submit (TalusPlayer                *self,
        TalusCommand               *command,
        const TalusId              *command_id,
        JsonObject                 *line,
        const TalusResolveContext  *context,
        char                      **answer,
        GError                    **error)
{
  g_autoptr (TalusAuthor) author = make_author (json_object_get_string_member (line, "author"));
  gint64 timestamp = MAX (self->timestamp, (gint64) json_object_get_double_member (line, "at"));
  g_autofree char *head = g_strdup (talus_replica_get_tip_head (self->replica));
  g_autofree char *before = talus_player_digest (self);
  g_autofree char *after = NULL;
  g_autoptr (TalusRecord) record = NULL;
  g_autoptr (GError) divergence = NULL;
  TalusRecord *records[1];

  record = talus_replica_draft (self->replica, command, command_id, author, NULL,
                                timestamp, context, error);
  after = talus_player_digest (self);
  g_assert_cmpstr (before, ==, after);
  if (record == NULL)
    return FALSE;

  self->timestamp = timestamp;
  talus_replica_push (self->replica, command, record);
  talus_record_seal (record, head);
  g_ptr_array_add (self->records, talus_record_ref (record));
  records[0] = record;
  talus_replica_confirm (self->replica, records, 1, &divergence);
  g_assert_no_error (divergence);
  check_round_trip (record);

  *answer = show_answer (self, command, record);

  return TRUE;
}

static gboolean
find_answered (TalusPlayer   *self,
               const char    *command_id,
               const char    *asked,
               char         **answer,
               GError       **error)
{
  const Answered *answered = g_hash_table_lookup (self->answered, command_id);

  if (answered == NULL)
    return TRUE;

  if (!g_str_equal (answered->asked, asked))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT,
                   "The command_id was used with another body");
      return FALSE;
    }

  *answer = g_strdup (answered->answer);

  return TRUE;
}

static gboolean
play_step (TalusPlayer   *self,
           JsonObject    *line,
           char         **answer,
           GError       **error)
{
  gboolean undo = json_object_has_member (line, "undo");
  gboolean redo = json_object_has_member (line, "redo");
  JsonObject *body = json_object_get_object_member (line, undo ? "undo" : redo ? "redo"
                                                                              : "request");
  TalusResolveContext context = { find_in_library, self };
  g_autoptr (TalusCommand) command = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *asked = NULL;
  g_autofree char *key = NULL;
  const char *text = NULL;
  gint64 base_seq;
  gint64 expected;
  Answered *answered;
  TalusId command_id;

  if (undo || redo)
    command = talus_command_new_undo (undo ? TALUS_COMMAND_UNDO : TALUS_COMMAND_REDO, body,
                                      TALUS_SCOPE_SESSION, &fault);
  else
    command = talus_command_new_from_request (body, &fault);
  if (command == NULL && fault->code == TALUS_ERROR_INVALID_REQUEST)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }

  if (!talus_json_get_string (body, "command_id", TRUE, TALUS_ERROR_INVALID_REQUEST, &text,
                              error) ||
      !read_count (body, "base_seq", &base_seq, error) ||
      !read_count (body, "expected_seq", &expected, error))
    return FALSE;

  g_assert_true (talus_id_parse (text, -1, &command_id));
  key = talus_id_to_string (&command_id);
  /* What was refused is not remembered, so that it is nobody's first body. */
  asked = command == NULL ? g_strdup ("")
                          : g_strconcat (talus_command_get_type_name (command), " ",
                                         talus_command_get_data_json (command), NULL);
  if (!find_answered (self, key, asked, answer, error))
    return FALSE;
  if (*answer != NULL)
    return TRUE;

  if (!check_expected (self, expected, error))
    return FALSE;

  if (command == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }

  context.has_base_seq = base_seq >= 0;
  context.base_seq = (guint64) MAX (base_seq, 0);
  if (!submit (self, command, &command_id, line, &context, answer, error))
    return FALSE;

  answered = g_new0 (Answered, 1);
  answered->asked = g_steal_pointer (&asked);
  answered->answer = g_strdup (*answer);
  g_hash_table_insert (self->answered, g_steal_pointer (&key), answered);

  return TRUE;
}

JsonNode *
talus_player_answer (TalusPlayer *self,
                     JsonObject  *line)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  g_autoptr (GString) json = NULL;

  if (json_object_has_member (line, "open"))
    {
      open_project (self, json_object_get_object_member (line, "open"));
      return wrap (show_state (self));
    }

  if (json_object_has_member (line, "digest"))
    return wrap (show_state (self));

  if (json_object_has_member (line, "record"))
    {
      guint64 seq = (guint64) json_object_get_double_member (line, "record");
      GBytes *bytes = talus_record_get_json (g_ptr_array_index (self->records,
                                                                           seq - 1));

      json = g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
      return wrap (make_node (json));
    }

  if (!play_step (self, line, &answer, &error))
    return show_error (error);

  json = g_string_new (answer);

  return wrap (make_node (json));
}

TalusReplica *
talus_player_get_replica (TalusPlayer *self)
{
  return self->replica;
}

TalusGraph *
talus_player_get_graph (TalusPlayer *self)
{
  return talus_replica_get_graph (self->replica);
}

GPtrArray *
talus_player_get_records (TalusPlayer *self)
{
  return self->records;
}
