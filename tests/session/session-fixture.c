/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-fixture.h"

#include "model/talus-new-project.h"

static const char yaml[] =
  "name: Test\n"
  "node_types:\n"
  "- id: root\n"
  "  label: Root\n"
  "  features: [is_root]\n"
  "  allowed_children: [item]\n"
  "  properties:\n"
  "  - {id: name, label: Name, type: text}\n"
  "- id: item\n"
  "  label: Item\n"
  "  allowed_children: [item]\n"
  "  properties:\n"
  "  - {id: note, label: Note, type: text}\n";

static gint64
get_time (gpointer user_data)
{
  return ((SessionFixture *) user_data)->now;
}

static TalusAuthor *
new_author (const char *name)
{
  TalusId id;

  talus_id_draw (&id);

  return talus_author_new (&id, name, NULL);
}

void
session_fixture_set_up (SessionFixture *fixture)
{
  g_autoptr(GBytes) text = g_bytes_new_static (yaml, strlen (yaml));
  g_autoptr(TalusTemplate) template = NULL;
  g_autoptr(TalusGraph) graph = NULL;
  g_autoptr(TalusRecord) baseline = NULL;
  g_autoptr(TalusReplica) replica = NULL;
  g_autoptr(GError) error = NULL;
  TalusDocumentInfo info = { 0 };

  fixture->now = 1000000;
  fixture->author = new_author ("Ada");
  fixture->other = new_author ("Ben");
  talus_id_draw (&info.project_id);
  talus_id_draw (&info.session_id);
  talus_id_draw (&info.epoch);

  template = talus_template_new_from_yaml (text, "test.yaml", &error);
  g_assert_no_error (error);
  graph = talus_new_project_graph (&info.project_id, "P", template, fixture->now, &error);
  g_assert_no_error (error);
  fixture->root_id = talus_id_to_string (talus_node_get_id (talus_graph_get_root (graph, 0)));
  baseline = talus_new_baseline (graph, fixture->author, fixture->now);
  fixture->journal = test_journal_new (baseline);
  replica = talus_session_read_replica (graph, 1, baseline->head, TALUS_JOURNAL (fixture->journal),
                                        &error);
  g_assert_no_error (error);

  fixture->session = talus_session_new (&info.session_id, fixture->now, get_time, fixture);
  talus_session_attach (fixture->session, replica, TALUS_JOURNAL (fixture->journal), &info);
}

void
session_fixture_tear_down (SessionFixture *fixture)
{
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->journal);
  talus_author_unref (fixture->author);
  talus_author_unref (fixture->other);
  g_free (fixture->root_id);
}

TalusCommand *
session_fixture_command (const char *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = json_from_string (json, &error);
  TalusCommand *command = NULL;

  g_assert_no_error (error);
  if (json_object_has_member (json_node_get_object (node), "undo"))
    command = talus_command_new_undo (TALUS_COMMAND_UNDO, json_node_get_object (node),
                                      TALUS_SCOPE_SESSION, &error);
  else
    command = talus_command_new_from_request (json_node_get_object (node), &error);
  g_assert_no_error (error);

  return command;
}

void
session_fixture_wait (gboolean (*done) (gpointer user_data),
                      gpointer user_data)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  GMainContext *context = g_main_context_get_thread_default ();

  while (!done (user_data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (context, FALSE);
      g_thread_yield ();
    }
}
