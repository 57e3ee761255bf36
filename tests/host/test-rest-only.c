/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clients that know nothing but REST: one that keeps up by its events alone,
 * and many that must not hear of each other's sessions. */
#include <string.h>

#include "host-fixture.h"

/* A script that knows nothing but this interface: it keeps its own idea of the
 * root's children by events alone. */
typedef struct
{
  TalusTestClient *client;
  const char *session_id;
  guint64 since;
  char *head;
  GPtrArray *names; /* of char* */
} Script;

static void
apply_event (Script     *script,
             JsonObject *event)
{
  const char *name = json_object_get_string_member (event, "event");

  if (g_str_equal (name, "node-created"))
    g_ptr_array_insert (script->names,
                        (int) json_object_get_int_member (json_object_get_object_member (event,
                                                                                        "node"),
                                                          "index"),
                        g_strdup (json_object_get_string_member (event, "name")));
  else if (g_str_equal (name, "node-deleted"))
    g_ptr_array_remove_index (script->names,
                              (guint) json_object_get_int_member (event, "old_index"));
  else if (json_object_has_member (event, "of"))
    {
      script->since = (guint64) json_object_get_int_member (event, "seq");
      g_free (script->head);
      script->head = g_strdup (json_object_get_string_member (event, "head"));
    }
}

static void
poll_once (Script *script,
           guint   wait)
{
  g_autoptr(TalusTestReply) reply = NULL;

  reply = talus_test_get (script->client, "/sessions/%s/events?since=%" G_GUINT64_FORMAT
                          "&head=%s&wait=%u&limit=2", script->session_id, script->since,
                          script->head, wait);
  talus_test_assert_status (reply, 200);
  for (guint i = 0; i < talus_test_reply_length (reply, "events"); i++)
    {
      g_autofree char *way = g_strdup_printf ("events.%u", i);

      apply_event (script, json_node_get_object (talus_test_reply_get (reply, way)));
    }
}

static void
client_keeps_up (HostFixture   *fixture,
                           gconstpointer  data)
{
  g_autofree char *undo = g_strdup_printf ("/sessions/%s/undo", fixture->project->session_id);
  g_autofree char *redo = g_strdup_printf ("/sessions/%s/redo", fixture->project->session_id);
  g_autoptr(TalusTestReply) graph = host_fixture_get (fixture, "/graph");
  g_autoptr(TalusTestReply) now = NULL;
  Script script = { fixture->client, fixture->project->session_id };

  script.since = talus_test_reply_int (graph, "graph.seq");
  script.head = g_strdup (talus_test_reply_string (graph, "graph.head"));
  script.names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < talus_test_reply_length (graph, "graph.roots.0.children"); i++)
    {
      g_autofree char *way = g_strdup_printf ("graph.roots.0.children.%u.name", i);

      g_ptr_array_add (script.names, g_strdup (talus_test_reply_string (graph, way)));
    }

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("Phase %u", i);

      g_free (host_fixture_create (fixture, fixture->project->root_id, "phase", name));
      if (i % 2 == 0)
        poll_once (&script, 0);
    }
  for (guint i = 0; i < 4; i++)
    talus_test_reply_free (talus_test_post (fixture->client, undo, "{}"));
  talus_test_reply_free (talus_test_post (fixture->client, redo, "{}"));
  talus_test_reply_free (host_fixture_execute (fixture, "DeleteNode", "{'node_id':'%s'}",
                                               talus_test_project_child (fixture->project, 4)));
  while (script.since < 13)
    poll_once (&script, 30);

  now = host_fixture_get (fixture, "/graph");
  g_assert_cmpint (talus_test_reply_int (now, "graph.seq"), ==, script.since);
  g_assert_cmpstr (talus_test_reply_string (now, "graph.head"), ==, script.head);
  g_assert_cmpuint (talus_test_reply_length (now, "graph.roots.0.children"), ==,
                    script.names->len);
  for (guint i = 0; i < script.names->len; i++)
    {
      g_autofree char *way = g_strdup_printf ("graph.roots.0.children.%u.name", i);

      g_assert_cmpstr (talus_test_reply_string (now, way), ==, script.names->pdata[i]);
    }
  g_free (script.head);
  g_ptr_array_unref (script.names);
}

/* Posts to two sessions in turn over 16 connections, each with several
 * requests under way elsewhere while it waits for its own answer. */
static void
two_sessions_never_cross (HostFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr(TalusTestProject) second = talus_test_project_new (fixture->host, "restomod", "Jeep");
  TalusTestProject *projects[2] = { fixture->project, second };
  TalusTestClient *clients[16] = { NULL };
  guint owner[16] = { 0 };
  guint64 seqs[2] = { 1, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    clients[i] = talus_test_client_new (fixture->host);

  for (guint n = 0; n < 1000 + G_N_ELEMENTS (clients); n++)
    {
      guint i = n % G_N_ELEMENTS (clients);

      if (n >= G_N_ELEMENTS (clients))
        {
          g_autoptr(TalusTestReply) reply = talus_test_client_receive (clients[i]);
          guint which = owner[i];

          talus_test_assert_status (reply, 200);
          g_assert_cmpstr (talus_test_reply_string (reply, "epoch"), ==, projects[which]->epoch);
          seqs[which]++;
        }
      if (n < 1000)
        {
          g_autofree char *body = NULL;

          owner[i] = (n * 7 + n / 16) % 2;
          body = g_strdup_printf ("{\"session_id\":\"%s\",\"command_type\":\"UpdateProperty\","
                                  "\"data\":{\"node_id\":\"%s\",\"property_id\":\"goal\","
                                  "\"value\":\"%u of %s\"}}", projects[owner[i]]->session_id,
                                  projects[owner[i]]->root_id, n,
                                  projects[owner[i]]->session_id);
          talus_test_client_send (clients[i], "POST", "/api/v1/commands/execute", body);
        }
    }
  g_assert_cmpuint (seqs[0] + seqs[1], ==, 1002);
  g_assert_cmpuint (MIN (seqs[0], seqs[1]), >, 300);

  for (guint which = 0; which < 2; which++)
    {
      g_autoptr(TalusTestReply) reply = NULL;

      reply = talus_test_get (fixture->client, "/sessions/%s/events?since=1&limit=1000",
                              projects[which]->session_id);
      g_assert_cmpint (talus_test_reply_int (reply, "seq"), ==, seqs[which]);
      g_assert_cmpuint (talus_test_reply_length (reply, "events"), ==, 2 * (seqs[which] - 1));
      for (guint i = 0; i < talus_test_reply_length (reply, "events"); i += 2)
        {
          g_autofree char *value = g_strdup_printf ("events.%u.new_value", i);
          g_autofree char *session = g_strdup_printf ("events.%u.session_id", i);

          g_assert_true (g_str_has_suffix (talus_test_reply_string (reply, value),
                                           projects[which]->session_id));
          g_assert_cmpstr (talus_test_reply_string (reply, session), ==,
                           projects[which]->session_id);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    talus_test_client_free (clients[i]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/rest-only/client-keeps-up", client_keeps_up);
  host_test_add ("/rest-only/two-sessions-never-cross", two_sessions_never_cross);

  return g_test_run ();
}
