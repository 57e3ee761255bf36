/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are: a record or a change set is read or refused with a
 * short message; what is read is written, read again and written the same;
 * sealing and verifying agree; applying it to a small graph works or leaves
 * the graph as it was. */
#include "fuzz.h"

#include <string.h>

#include "base/talus-error.h"
#include "model/talus-graph-json.h"
#include "model/talus-graph.h"
#include "model/talus-record.h"

#define TEMPLATE "id: t\nnode_types: [{id: task, label: Task, allowed_children: [task]}]\n"

/* What inputs of the corpus change: 1 above 2 and 3, 2 blocks 3. */
#define START \
  "[{\"op\":\"insert\",\"after\":null,\"before\":null,\"parent_id\":null,\"node\":" \
  "{\"id\":\"00000000-0000-0000-0000-000000000001\",\"name\":\"a\"," \
  "\"blueprint_type_id\":\"task\",\"properties\":{\"p\":1},\"children\":[" \
  "{\"id\":\"00000000-0000-0000-0000-000000000002\",\"name\":\"b\"," \
  "\"blueprint_type_id\":\"task\",\"properties\":{},\"children\":[]}," \
  "{\"id\":\"00000000-0000-0000-0000-000000000003\",\"name\":\"c\"," \
  "\"blueprint_type_id\":\"task\",\"properties\":{},\"children\":[]}]}}," \
  "{\"op\":\"link\",\"blocker_id\":\"00000000-0000-0000-0000-000000000002\"," \
  "\"blocked_id\":\"00000000-0000-0000-0000-000000000003\"}]"

static void
check_error (const GError *error)
{
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
  g_assert_cmpuint (strlen (error->message), <, 600);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static TalusGraph *
make_graph (void)
{
  static TalusTemplate *template;
  static TalusChangeSet *start;
  TalusId id = { { 1, } };
  TalusGraph *graph;
  g_autoptr (GError) error = NULL;

  if (template == NULL)
    {
      g_autoptr (GBytes) yaml = g_bytes_new_static (TEMPLATE, strlen (TEMPLATE));

      template = talus_template_new_from_yaml (yaml, "t.yaml", &error);
      g_assert_no_error (error);
      start = talus_change_set_new_from_json (START, strlen (START), &error);
      g_assert_no_error (error);
    }

  graph = talus_graph_new (&id, "g", template);
  talus_graph_apply (graph, start, 1, 1, NULL, &error);
  g_assert_no_error (error);

  return graph;
}

static void
check_changes (TalusChangeSet *changes)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  g_autoptr (TalusChangeSet) read = NULL;
  g_autoptr (TalusGraph) graph = make_graph ();
  g_autofree char *before = talus_graph_digest (graph);
  g_autofree char *after = NULL;
  g_autoptr (TalusTrace) trace = NULL;
  g_autoptr (GError) error = NULL;

  talus_change_set_write (changes, text);
  read = talus_change_set_new_from_json (text->str, text->len, &error);
  g_assert_no_error (error);
  g_assert_true (talus_change_set_equal (changes, read));
  talus_change_set_write (read, again);
  g_assert_cmpstr (again->str, ==, text->str);

  if (talus_graph_apply (graph, changes, 2, 2, &trace, &error))
    {
      g_autofree char *meanwhile = talus_graph_digest (graph);

      g_assert_cmpuint (strlen (meanwhile), ==, 64);
      talus_graph_revert (graph, changes, trace);
    }
  else
    {
      g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  after = talus_graph_digest (graph);
  g_assert_cmpstr (after, ==, before);
}

static void
check_record (TalusRecord *record)
{
  GBytes *json = talus_record_get_json (record);
  g_autoptr (TalusRecord) read = NULL;
  g_autoptr (TalusRecord) sealed = NULL;
  g_autoptr (GError) error = NULL;

  read = talus_record_new_from_json (g_bytes_get_data (json, NULL), g_bytes_get_size (json),
                                     &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (talus_record_get_json (read), json));

  sealed = talus_record_new_from_json (g_bytes_get_data (json, NULL), g_bytes_get_size (json),
                                       &error);
  g_assert_no_error (error);
  talus_record_seal (sealed, TALUS_HEAD_NONE);
  g_assert_true (talus_record_verify (sealed, TALUS_HEAD_NONE));

  check_changes (record->changes);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (TalusRecord) record = NULL;
  g_autoptr (TalusChangeSet) changes = NULL;
  g_autoptr (GError) error = NULL;

  record = talus_record_new_from_json ((const char *) data, size, &error);
  if (record != NULL)
    check_record (record);
  else
    check_error (error);
  g_clear_error (&error);

  changes = talus_change_set_new_from_json ((const char *) data, size, &error);
  if (changes != NULL)
    check_changes (changes);
  else
    check_error (error);

  return 0;
}
