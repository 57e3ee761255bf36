/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of commands, undo and replicas share: a small project, and
 * people who change it. Nodes, people and commands go by number (graph-test.h). */
#pragma once

#include "graph-test.h"

#include "base/talus-json.h"
#include "model/talus-replica.h"

#define REPLICA_TEMPLATE                                                          \
  "id: test\n"                                                                    \
  "name: Test\n"                                                                  \
  "node_types:\n"                                                                 \
  "  - id: project\n"                                                             \
  "    features: [is_root]\n"                                                     \
  "    allowed_children: [group, task]\n"                                         \
  "  - id: group\n"                                                               \
  "    allowed_children: [group, task]\n"                                         \
  "  - id: task\n"                                                                \
  "    label: A task\n"                                                           \
  "    allowed_children: [task]\n"                                                \
  "    properties:\n"                                                             \
  "      - {id: note, key: remark, type: text}\n"                                 \
  "      - {id: hours, type: number, value: 1}\n"                                 \
  "      - {id: state, type: select, options: [Open, Shut]}\n"

/* The same, but that tasks have become parts. */
#define OTHER_TEMPLATE                                                            \
  "id: test\n"                                                                    \
  "name: Test\n"                                                                  \
  "node_types:\n"                                                                 \
  "  - {id: project, features: [is_root], allowed_children: [group, part]}\n"     \
  "  - {id: group, allowed_children: [group, part]}\n"                            \
  "  - {id: part}\n"

static inline JsonObject *
test_object (const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = talus_json_parse (json, strlen (json), TALUS_JSON_DEPTH_COMMAND,
                                                &error);

  g_assert_no_error (error);

  return json_object_ref (json_node_get_object (node));
}

static inline TalusCommand *
test_command (const char *type,
              const char *json)
{
  g_autoptr (JsonObject) data = test_object (json);
  g_autoptr (GError) error = NULL;
  TalusCommand *command = talus_command_new (type, data, &error);

  g_assert_no_error (error);

  return command;
}

static inline TalusCommand *
test_undo (TalusCommandType  type,
           const char       *json)
{
  g_autoptr (JsonObject) body = test_object (json);
  g_autoptr (GError) error = NULL;
  TalusCommand *command = talus_command_new_undo (type, body, TALUS_SCOPE_SESSION, &error);

  g_assert_no_error (error);

  return command;
}

static inline TalusAuthor *
test_author (guint number)
{
  TalusId id = test_id (0xa0000 + number);

  return talus_author_new (&id, "Somebody", NULL);
}

/* A project whose root, of type project, is node 1. */
static inline TalusGraph *
test_project (void)
{
  g_autoptr (TalusTemplate) template = make_template (REPLICA_TEMPLATE);
  g_autoptr (TalusTemplate) other = make_template (OTHER_TEMPLATE);
  g_autoptr (TalusCommand) command = NULL;
  g_auto (TalusResolution) resolution = { NULL };
  g_autoptr (GError) error = NULL;
  TalusId id = test_id (0xabc);
  TalusGraph *graph = talus_graph_new (&id, "A project", template);

  talus_graph_add_template (graph, other);
  command = test_command ("CreateNode", "{\"blueprint_type_id\":\"project\",\"id\":"
                          "\"00000000-0000-0000-0000-000000000001\"}");
  talus_resolve (graph, command, NULL, &resolution, &error);
  g_assert_no_error (error);
  talus_graph_apply (graph, resolution.changes, 0, 0, NULL, &error);
  g_assert_no_error (error);

  return graph;
}

static inline TalusReplica *
test_replica (void)
{
  g_autoptr (TalusGraph) graph = test_project ();

  return talus_replica_new (graph, 0, TALUS_HEAD_NONE);
}

/* Replaces each $N by node N's id. */
static inline char *
test_fill (const char *json)
{
  GString *filled = g_string_new (NULL);

  while (*json != '\0')
    {
      char text[TALUS_ID_TEXT_SIZE];
      TalusId id;

      if (*json != '$')
        {
          g_string_append_c (filled, *json++);
          continue;
        }

      id = test_id ((guint) g_ascii_strtoull (json + 1, (char **) &json, 10));
      g_string_append_printf (filled, "\"%s\"", talus_id_format (&id, text));
    }

  return g_string_free (filled, FALSE);
}

/* Proposes behind everything pending; NULL with an error where it may not be. */
static inline TalusRecord *
test_propose (TalusReplica  *replica,
              guint          author_number,
              guint          command_number,
              gint64         timestamp,
              TalusCommand  *command,
              GError       **error)
{
  g_autoptr (TalusAuthor) author = test_author (author_number);
  TalusId command_id = test_id (0xc00000 + command_number);
  g_autofree char *head = g_strdup (talus_replica_get_tip_head (replica));
  TalusRecord *record;

  record = talus_replica_draft (replica, command, &command_id, author, NULL, timestamp, NULL,
                                error);
  if (record != NULL)
    {
      talus_replica_push (replica, command, record);
      talus_record_seal (record, head);
    }

  return record;
}

static inline void
test_confirm (TalusReplica *replica,
              TalusRecord  *record)
{
  g_autoptr (GError) error = NULL;

  talus_replica_confirm (replica, &record, 1, &error);
  g_assert_no_error (error);
}

/* As a host does it: the seq it gets, or 0 with @error. Commands are numbered
 * by the seq they would have, and a minute apart unless @timestamp says when. */
static inline guint64
test_try (TalusReplica  *replica,
          guint          author,
          gint64         timestamp,
          const char    *type,
          const char    *json,
          GError       **error)
{
  guint64 seq = talus_replica_get_tip_seq (replica) + 1;
  g_autofree char *filled = test_fill (json);
  g_autoptr (TalusCommand) command = NULL;
  g_autoptr (TalusRecord) record = NULL;

  if (g_str_equal (type, "Undo"))
    command = test_undo (TALUS_COMMAND_UNDO, filled);
  else if (g_str_equal (type, "Redo"))
    command = test_undo (TALUS_COMMAND_REDO, filled);
  else
    command = test_command (type, filled);

  record = test_propose (replica, author, (guint) seq,
                         timestamp != 0 ? timestamp : (gint64) seq * 60000, command, error);
  if (record == NULL)
    return 0;

  test_confirm (replica, record);

  return seq;
}

static inline guint64
test_do (TalusReplica *replica,
         guint         author,
         const char   *type,
         const char   *json)
{
  g_autoptr (GError) error = NULL;
  guint64 seq = test_try (replica, author, 0, type, json, &error);

  g_assert_no_error (error);

  return seq;
}

static inline void
test_refuse (TalusReplica *replica,
             guint         author,
             const char   *type,
             const char   *json,
             TalusError    code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = talus_graph_digest (talus_replica_get_graph (replica));
  g_autofree char *after = NULL;

  g_assert_cmpuint (test_try (replica, author, 0, type, json, &error), ==, 0);
  g_assert_error (error, TALUS_ERROR, (int) code);
  after = talus_graph_digest (talus_replica_get_graph (replica));
  g_assert_cmpstr (before, ==, after);
}

/* A refused undo: who stands in the way. */
static inline void
test_conflict (TalusReplica *replica,
               guint         author,
               const char   *type,
               const char   *json,
               guint64       seq,
               guint         culprit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusAuthor) blamed = test_author (culprit);
  JsonObject *details;
  char text[TALUS_ID_TEXT_SIZE];

  g_assert_cmpuint (test_try (replica, author, 0, type, json, &error), ==, 0);
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_UNDO_CONFLICT);
  details = talus_error_get_details (error);
  g_assert_cmpint (json_object_get_int_member (details, "seq"), ==, (gint64) seq);
  g_assert_cmpstr (json_object_get_string_member (details, "author"), ==,
                   talus_id_format (&blamed->id, text));
}

static inline char *
test_digest (TalusReplica *replica)
{
  return talus_graph_digest (talus_replica_get_graph (replica));
}

static inline const char *
test_name (TalusReplica *replica,
           guint         number)
{
  TalusNode *node = test_node (talus_replica_get_graph (replica), number);

  return node != NULL && talus_node_is_live (node) ? talus_node_get_name (node) : NULL;
}
