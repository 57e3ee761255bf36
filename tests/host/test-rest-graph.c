/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph over HTTP: whole and in part, now and then, while it changes. */
#include <string.h>

#include "base/talus-json.h"
#include "host-fixture.h"

#define UNKNOWN "0197a000-0000-7000-8000-00000000ffff"

/* What the contract says of the digest, done by hand on the graph object. */
static char *
digest_by_hand (JsonNode *graph)
{
  static const char * const left_out[] = { "project_id", "seq", "epoch", "head" };
  g_autoptr(JsonNode) copy = json_node_copy (graph);
  JsonObject *canonical = json_object_new ();
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), canonical);
  g_autofree char *text = NULL;
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *member = NULL;
  gsize length = 0;

  json_object_iter_init (&iter, json_node_get_object (copy));
  while (json_object_iter_next (&iter, &name, &member))
    json_object_set_member (canonical, name, json_node_copy (member));
  for (guint i = 0; i < G_N_ELEMENTS (left_out); i++)
    {
      g_assert_true (json_object_has_member (canonical, left_out[i]));
      json_object_remove_member (canonical, left_out[i]);
    }
  text = talus_json_to_canonical (node, &length);
  json_object_unref (canonical);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
}

static void
assert_same_json (JsonNode *a,
                  JsonNode *b)
{
  g_autofree char *a_text = talus_json_to_canonical (a, NULL);
  g_autofree char *b_text = talus_json_to_canonical (b, NULL);

  g_assert_true (g_str_equal (a_text, b_text));
}

static void
graph_is_the_contract_s (HostFixture   *fixture,
                         gconstpointer  data)
{
  static const char * const members[] = {
    "project_id", "name", "template_id", "template_hash", "settings", "roots", "dependencies",
    "seq", "epoch", "head",
  };
  g_autofree char *digest = host_fixture_digest (fixture);
  g_autofree char *by_hand = NULL;
  g_autoptr(TalusTestReply) reply = NULL;

  reply = host_fixture_get (fixture, "/graph");
  talus_test_assert_status (reply, 200);
  g_assert_nonnull (talus_test_reply_header (reply, "content-length"));
  g_assert_cmpuint (json_object_get_size (json_node_get_object (talus_test_reply_get (reply,
                                                                                     "graph"))),
                    ==, G_N_ELEMENTS (members));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *way = g_strconcat ("graph.", members[i], NULL);

      g_assert_true (talus_test_reply_has (reply, way));
    }
  g_assert_cmpstr (talus_test_reply_string (reply, "graph.project_id"), ==,
                   fixture->project->project_id);
  g_assert_cmpstr (talus_test_reply_string (reply, "graph.name"), ==, "Bronco");
  g_assert_cmpstr (talus_test_reply_string (reply, "graph.template_id"), ==, "restomod");
  g_assert_cmpstr (talus_test_reply_string (reply, "graph.epoch"), ==, fixture->project->epoch);
  g_assert_cmpint (talus_test_reply_int (reply, "graph.seq"), ==, 1);
  g_assert_cmpstr (talus_test_reply_string (reply, "graph.roots.0.id"), ==,
                   fixture->project->root_id);
  g_assert_cmpuint (talus_test_reply_length (reply, "graph.roots.0.children"), ==,
                    fixture->project->children->len);

  assert_same_json (talus_test_reply_get (reply, "roots"),
                    talus_test_reply_get (reply, "graph.roots"));
  by_hand = digest_by_hand (talus_test_reply_get (reply, "graph"));
  g_assert_cmpstr (by_hand, ==, digest);
}

static void
session_may_be_in_query_or_header (HostFixture   *fixture,
                                   gconstpointer  data)
{
  g_autoptr(TalusTestReply) by_path = host_fixture_get (fixture, "/graph");
  g_autoptr(TalusTestReply) by_query = NULL;
  g_autoptr(TalusTestReply) by_header = NULL;
  g_autoptr(TalusTestReply) head = NULL;
  g_autoptr(TalusTestReply) neither = talus_test_get (fixture->client, "/graph");

  by_query = talus_test_get (fixture->client, "/graph?session_id=%s", fixture->project->session_id);
  talus_test_client_set_header (fixture->client, "x-session-id", fixture->project->session_id);
  by_header = talus_test_get (fixture->client, "/graph");
  head = talus_test_client_call (fixture->client, "HEAD", "/api/v1/graph", NULL);

  g_assert_true (g_bytes_equal (by_path->body, by_query->body));
  g_assert_true (g_bytes_equal (by_path->body, by_header->body));
  talus_test_assert_error (neither, 400, "INVALID_REQUEST");
  talus_test_assert_status (head, 200);
  g_assert_cmpstr (talus_test_reply_header (head, "content-length"), ==,
                   talus_test_reply_header (by_path, "content-length"));
  g_assert_cmpuint (g_bytes_get_size (head->body), ==, 0);
}

static void
past_is_as_it_was (HostFixture   *fixture,
                   gconstpointer  data)
{
  const char *phase = talus_test_project_child (fixture->project, 2);
  g_autoptr(TalusTestReply) first = host_fixture_get (fixture, "/graph");
  g_autoptr(TalusTestReply) second = NULL;
  g_autoptr(TalusTestReply) third = NULL;
  g_autoptr(TalusTestReply) at_first = NULL;
  g_autoptr(TalusTestReply) at_second = NULL;
  g_autoptr(TalusTestReply) at_third = NULL;
  g_autoptr(TalusTestReply) renamed = NULL;
  g_autoptr(TalusTestReply) deleted = NULL;

  renamed = host_fixture_execute (fixture, "UpdateProperty",
                                  "{'node_id':'%s','property_id':'name','value':'Engine'}", phase);
  second = host_fixture_get (fixture, "/graph");
  deleted = host_fixture_execute (fixture, "DeleteNode", "{'node_id':'%s'}", phase);
  third = host_fixture_get (fixture, "/graph");

  at_first = host_fixture_get (fixture, "/graph?at=1");
  at_second = host_fixture_get (fixture, "/graph?at=2");
  at_third = host_fixture_get (fixture, "/graph?at=3");
  g_assert_true (g_bytes_equal (first->body, at_first->body));
  g_assert_true (g_bytes_equal (second->body, at_second->body));
  g_assert_true (g_bytes_equal (third->body, at_third->body));
  g_assert_false (g_bytes_equal (second->body, third->body));
}

static void
past_that_is_not_there_is_refused (HostFixture   *fixture,
                                   gconstpointer  data)
{
  g_autoptr(TalusTestReply) later = host_fixture_get (fixture, "/graph?at=2");
  g_autoptr(TalusTestReply) before = host_fixture_get (fixture, "/graph?at=0");
  g_autoptr(TalusTestReply) wrong = host_fixture_get (fixture, "/graph?at=then");

  talus_test_assert_error (later, 404, "NOT_FOUND");
  talus_test_assert_error (before, 410, "LOG_GONE");
  talus_test_assert_error (wrong, 400, "INVALID_REQUEST");
}

static void
digest_follows_the_graph (HostFixture   *fixture,
                          gconstpointer  data)
{
  g_autofree char *undo = g_strdup_printf ("/sessions/%s/undo", fixture->project->session_id);
  g_autoptr(TalusTestReply) before = host_fixture_get (fixture, "/graph/digest");
  g_autoptr(TalusTestReply) done = NULL;
  g_autoptr(TalusTestReply) after = NULL;
  g_autoptr(TalusTestReply) undone = NULL;
  g_autoptr(TalusTestReply) last = NULL;

  talus_test_assert_status (before, 200);
  g_assert_cmpuint (strlen (talus_test_reply_string (before, "digest")), ==, 64);
  g_assert_cmpint (talus_test_reply_int (before, "seq"), ==, 1);
  g_assert_cmpstr (talus_test_reply_string (before, "epoch"), ==, fixture->project->epoch);

  done = host_fixture_execute (fixture, "LinkDependency", "{'blocker_id':'%s','blocked_id':'%s'}",
                               talus_test_project_child (fixture->project, 0),
                               talus_test_project_child (fixture->project, 1));
  after = host_fixture_get (fixture, "/graph/digest");
  g_assert_cmpstr (talus_test_reply_string (before, "digest"), !=,
                   talus_test_reply_string (after, "digest"));
  g_assert_cmpstr (talus_test_reply_string (after, "head"), ==,
                   talus_test_reply_string (done, "head"));

  undone = talus_test_post (fixture->client, undo, "{}");
  last = host_fixture_get (fixture, "/graph/digest");
  g_assert_cmpstr (talus_test_reply_string (before, "digest"), ==,
                   talus_test_reply_string (last, "digest"));
  g_assert_cmpint (talus_test_reply_int (last, "seq"), ==, 3);
}

static TalusTestReply *
get_node (HostFixture *fixture,
          const char  *id,
          const char  *query)
{
  return talus_test_get (fixture->client, "/sessions/%s/graph/nodes/%s%s",
                         fixture->project->session_id, id, query);
}

static void
node_comes_alone_or_with_its_subtree (HostFixture   *fixture,
                                      gconstpointer  data)
{
  const char *phase = talus_test_project_child (fixture->project, 1);
  g_autofree char *job = host_fixture_create (fixture, phase, "job", "Axle");
  g_autofree char *task = host_fixture_create (fixture, job, "task", "Strip it");
  g_autofree char *upper = g_ascii_strup (phase, -1);
  g_autoptr(TalusTestReply) alone = get_node (fixture, phase, "");
  g_autoptr(TalusTestReply) one = get_node (fixture, phase, "?depth=1");
  g_autoptr(TalusTestReply) all = get_node (fixture, upper, "?depth=99999999999");
  g_autoptr(TalusTestReply) root = get_node (fixture, fixture->project->root_id, "?depth=0");
  g_autoptr(TalusTestReply) wrong = get_node (fixture, phase, "?depth=-1");

  talus_test_assert_status (alone, 200);
  g_assert_cmpstr (talus_test_reply_string (alone, "node.id"), ==, phase);
  g_assert_cmpstr (talus_test_reply_string (alone, "node.name"), ==, "Chassis");
  g_assert_cmpstr (talus_test_reply_string (alone, "node.blueprint_type_id"), ==, "phase");
  g_assert_cmpstr (talus_test_reply_string (alone, "node.parent_id"), ==,
                   fixture->project->root_id);
  g_assert_cmpint (talus_test_reply_int (alone, "node.index"), ==, 1);
  g_assert_cmpstr (talus_test_reply_string (alone, "node.properties.status"), ==, "not-started");
  g_assert_cmpuint (talus_test_reply_length (alone, "node.children"), ==, 0);

  g_assert_cmpstr (talus_test_reply_string (one, "node.children.0.id"), ==, job);
  g_assert_cmpuint (talus_test_reply_length (one, "node.children.0.children"), ==, 0);
  g_assert_cmpstr (talus_test_reply_string (all, "node.children.0.children.0.id"), ==, task);
  g_assert_null (talus_test_reply_string (root, "node.parent_id"));
  talus_test_assert_error (wrong, 400, "INVALID_REQUEST");
}

static void
node_that_is_not_there_is_not_found (HostFixture   *fixture,
                                     gconstpointer  data)
{
  const char *phase = talus_test_project_child (fixture->project, 1);
  g_autoptr(TalusTestReply) unknown = get_node (fixture, UNKNOWN, "");
  g_autoptr(TalusTestReply) no_id = get_node (fixture, "Chassis", "");
  g_autoptr(TalusTestReply) deleted = NULL;
  g_autoptr(TalusTestReply) gone = NULL;

  talus_test_assert_error (unknown, 404, "NODE_NOT_FOUND");
  talus_test_assert_error (no_id, 404, "NODE_NOT_FOUND");
  deleted = host_fixture_execute (fixture, "DeleteNode", "{'node_id':'%s'}", phase);
  gone = get_node (fixture, phase, "");
  talus_test_assert_error (gone, 404, "NODE_NOT_FOUND");
}

static void
removed_is_as_it_was_then (HostFixture   *fixture,
                           gconstpointer  data)
{
  const char *phase = talus_test_project_child (fixture->project, 1);
  g_autofree char *undo = g_strdup_printf ("/sessions/%s/undo", fixture->project->session_id);
  g_autofree char *job = host_fixture_create (fixture, phase, "job", "Axle");
  g_autoptr(TalusTestReply) deleted = NULL;
  g_autoptr(TalusTestReply) still_gone = NULL;
  g_autoptr(TalusTestReply) undone = NULL;
  g_autoptr(TalusTestReply) renamed = NULL;
  g_autoptr(TalusTestReply) come_back = NULL;

  deleted = host_fixture_execute (fixture, "DeleteNode", "{'node_id':'%s'}", phase);
  still_gone = host_fixture_get (fixture, "/removed/3");
  talus_test_assert_status (still_gone, 200);
  g_assert_cmpuint (talus_test_reply_length (still_gone, "subtrees"), ==, 1);
  g_assert_cmpstr (talus_test_reply_string (still_gone, "subtrees.0.node.id"), ==, phase);
  g_assert_cmpstr (talus_test_reply_string (still_gone, "subtrees.0.node.children.0.name"), ==,
                   "Axle");
  g_assert_cmpstr (talus_test_reply_string (still_gone, "subtrees.0.parent_id"), ==,
                   fixture->project->root_id);
  g_assert_cmpint (talus_test_reply_int (still_gone, "subtrees.0.index"), ==, 1);

  /* Nothing that happened to it afterwards shows. */
  undone = talus_test_post (fixture->client, undo, "{}");
  talus_test_assert_status (undone, 200);
  renamed = host_fixture_execute (fixture, "UpdateProperty",
                                  "{'node_id':'%s','property_id':'name','value':'Gears'}", job);
  come_back = host_fixture_get (fixture, "/removed/3");
  g_assert_true (g_bytes_equal (still_gone->body, come_back->body));
}

static void
removed_within_a_batch_is_in_its_order (HostFixture   *fixture,
                                        gconstpointer  data)
{
  const char *phase = talus_test_project_child (fixture->project, 1);
  g_autofree char *undo = g_strdup_printf ("/sessions/%s/undo", fixture->project->session_id);
  g_autofree char *job = host_fixture_create (fixture, phase, "job", "Axle");
  g_autoptr(TalusTestReply) deleted = NULL;
  g_autoptr(TalusTestReply) reply = NULL;
  g_autoptr(TalusTestReply) undone = NULL;
  g_autoptr(TalusTestReply) again = NULL;

  deleted = host_fixture_execute (fixture, "Batch",
                                  "{'commands':["
                                  "{'command_type':'UpdateProperty','data':"
                                  "{'node_id':'%s','property_id':'name','value':'Rear axle'}},"
                                  "{'command_type':'DeleteNode','data':{'node_id':'%s'}},"
                                  "{'command_type':'DeleteNode','data':{'node_id':'%s'}}]}",
                                  job, job, phase);
  reply = host_fixture_get (fixture, "/removed/3");
  talus_test_assert_status (reply, 200);
  g_assert_cmpuint (talus_test_reply_length (reply, "subtrees"), ==, 2);
  g_assert_cmpstr (talus_test_reply_string (reply, "subtrees.0.node.name"), ==, "Rear axle");
  g_assert_cmpstr (talus_test_reply_string (reply, "subtrees.0.parent_id"), ==, phase);
  g_assert_cmpstr (talus_test_reply_string (reply, "subtrees.1.node.id"), ==, phase);
  g_assert_cmpuint (talus_test_reply_length (reply, "subtrees.1.node.children"), ==, 0);

  undone = talus_test_post (fixture->client, undo, "{}");
  talus_test_assert_status (undone, 200);
  again = host_fixture_get (fixture, "/removed/3");
  g_assert_true (g_bytes_equal (reply->body, again->body));
}

static void
record_that_removed_nothing_is_not_found (HostFixture   *fixture,
                                          gconstpointer  data)
{
  static const char * const ways[] = {
    "/removed/1", "/removed/2", "/removed/0", "/removed/x", "/removed/99999999999999999999",
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr(TalusTestReply) reply = host_fixture_get (fixture, ways[i]);

      talus_test_assert_error (reply, 404, "NOT_FOUND");
    }
}

/* Adds @n parts below one task, most of them in one go. */
static char *
add_parts (HostFixture *fixture,
           guint        n)
{
  g_autofree char *task = host_fixture_create (fixture,
                                               talus_test_project_child (fixture->project, 0),
                                               "task", "Many");

  while (n > 0)
    {
      g_autoptr(GString) commands = g_string_new (NULL);
      g_autoptr(TalusTestReply) reply = NULL;
      guint some = MIN (n, 10000);

      for (guint i = 0; i < some; i++)
        g_string_append_printf (commands, "%s{'command_type':'CreateNode','data':"
                                "{'blueprint_type_id':'part','parent_id':'%s',"
                                "'properties':{'part_number':'PN-%08u','brand':'Made of bytes',"
                                "'location':'Shelf %u, third bin from the left, behind'}}}",
                                i == 0 ? "" : ",", task, n + i, i);
      reply = host_fixture_execute (fixture, "Batch", "{'commands':[%s]}", commands->str);
      n -= some;
    }

  return g_steal_pointer (&task);
}

static void
big_graph_does_not_change_while_it_is_read (HostFixture   *fixture,
                                            gconstpointer  data)
{
  g_autofree char *task = add_parts (fixture, 9000);
  g_autoptr(TalusTestReply) named = NULL;
  g_autofree char *digest = NULL;
  TalusTestClient *readers[3] = { NULL };
  g_autoptr(TalusTestReply) renamed = NULL;
  g_autoptr(TalusTestReply) deleted = NULL;
  g_autoptr(TalusTestReply) after = NULL;

  /* A name that looks like what follows it. */
  named = host_fixture_execute (fixture, "UpdateProperty",
                                "{'node_id':'%s','property_id':'name',"
                                "'value':'\\',\\'roots\\':[{\\'a'}",
                                fixture->project->project_id);
  digest = host_fixture_digest (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s/graph",
                                                 fixture->project->session_id);

      readers[i] = talus_test_client_new (fixture->host);
      talus_test_client_set_buffer (readers[i], 16 * 1024);
      talus_test_client_send (readers[i], "GET", target, NULL);
      talus_test_wait_until ((TalusTestCondition) talus_test_client_is_ready, readers[i]);
    }

  /* All of them have begun; none has got further than the buffers. */
  renamed = host_fixture_execute (fixture, "UpdateProperty",
                                  "{'node_id':'%s','property_id':'name','value':'Few'}", task);
  deleted = host_fixture_execute (fixture, "DeleteNode", "{'node_id':'%s'}", task);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr(TalusTestReply) reply = talus_test_client_receive (readers[i]);
      g_autofree char *by_hand = NULL;

      talus_test_assert_status (reply, 200);
      g_assert_cmpstr (talus_test_reply_header (reply, "transfer-encoding"), ==, "chunked");
      g_assert_cmpint (talus_test_reply_int (reply, "graph.seq"), ==,
                       talus_test_reply_int (renamed, "seq") - 1);
      by_hand = digest_by_hand (talus_test_reply_get (reply, "graph"));
      g_assert_cmpstr (by_hand, ==, digest);
      assert_same_json (talus_test_reply_get (reply, "roots"),
                        talus_test_reply_get (reply, "graph.roots"));
      talus_test_client_free (readers[i]);
    }

  after = host_fixture_get (fixture, "/graph");
  g_assert_cmpint (talus_test_reply_int (after, "graph.seq"), ==,
                   talus_test_reply_int (deleted, "seq"));
}

static void
big_answers_come_from_workers (HostFixture   *fixture,
                               gconstpointer  data)
{
  g_autofree char *task = add_parts (fixture, 6000);
  g_autoptr(TalusTestReply) graph = host_fixture_get (fixture, "/graph");
  g_autoptr(TalusTestReply) node = get_node (fixture, task, "?depth=3");
  g_autoptr(TalusTestReply) deleted = NULL;
  g_autoptr(TalusTestReply) removed = NULL;
  g_autoptr(TalusTestReply) past = NULL;
  g_autofree char *digest = host_fixture_digest (fixture);
  g_autofree char *by_hand = digest_by_hand (talus_test_reply_get (graph, "graph"));
  g_autofree char *way = NULL;
  g_autofree char *parts = NULL;

  g_assert_cmpstr (digest, ==, by_hand);
  talus_test_assert_status (node, 200);
  g_assert_cmpuint (talus_test_reply_length (node, "node.children"), ==, 6000);
  g_assert_cmpint (talus_test_reply_int (node, "node.index"), ==, 0);

  deleted = host_fixture_execute (fixture, "DeleteNode", "{'node_id':'%s'}", task);
  way = g_strdup_printf ("/removed/%" G_GINT64_FORMAT, talus_test_reply_int (deleted, "seq"));
  removed = host_fixture_get (fixture, way);
  talus_test_assert_status (removed, 200);
  assert_same_json (talus_test_reply_get (removed, "subtrees.0.node.children"),
                    talus_test_reply_get (node, "node.children"));

  parts = g_strdup_printf ("/graph?at=%" G_GINT64_FORMAT,
                           talus_test_reply_int (graph, "graph.seq"));
  past = host_fixture_get (fixture, parts);
  g_assert_true (g_bytes_equal (past->body, graph->body));
}

static void
reader_may_leave_in_the_middle (HostFixture   *fixture,
                                gconstpointer  data)
{
  g_autofree char *task = add_parts (fixture, 9000);
  g_autofree char *target = g_strdup_printf ("/api/v1/sessions/%s/graph",
                                             fixture->project->session_id);
  g_autoptr(TalusTestClient) reader = talus_test_client_new (fixture->host);
  g_autoptr(TalusTestReply) renamed = NULL;
  g_autoptr(TalusTestReply) again = NULL;

  talus_test_client_set_buffer (reader, 16 * 1024);
  talus_test_client_send (reader, "GET", target, NULL);
  talus_test_wait_until ((TalusTestCondition) talus_test_client_is_ready, reader);
  talus_test_client_hang_up (reader);
  renamed = host_fixture_execute (fixture, "UpdateProperty",
                                  "{'node_id':'%s','property_id':'name','value':'Few'}", task);

  /* And one that leaves when the graph is kept for it. */
  talus_test_client_send (reader, "GET", target, NULL);
  talus_test_wait_until ((TalusTestCondition) talus_test_client_is_ready, reader);
  again = host_fixture_execute (fixture, "UpdateProperty",
                                "{'node_id':'%s','property_id':'name','value':'Fewer'}", task);
  talus_test_client_hang_up (reader);
}

static void
add_empty_session (TalusHost *host,
                   gpointer   user_data)
{
  g_autoptr(GError) error = NULL;
  TalusSession *session = talus_registry_add_session (talus_host_get_registry (host), NULL, &error);

  g_assert_no_error (error);
  talus_id_format (talus_session_get_id (session), user_data);
}

static void
session_must_be_there_and_have_a_project (HostFixture   *fixture,
                                          gconstpointer  data)
{
  static const char * const ways[] = {
    "/graph", "/graph?at=1", "/graph/digest", "/graph/nodes/" UNKNOWN, "/removed/1",
  };
  char empty[TALUS_ID_TEXT_SIZE];

  talus_test_host_run (fixture->host, add_empty_session, empty);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr(TalusTestReply) unknown = NULL;
      g_autoptr(TalusTestReply) no_id = NULL;
      g_autoptr(TalusTestReply) no_project = NULL;

      unknown = talus_test_get (fixture->client, "/sessions/" UNKNOWN "%s", ways[i]);
      talus_test_assert_error (unknown, 404, "INVALID_SESSION");
      no_id = talus_test_get (fixture->client, "/sessions/mine%s", ways[i]);
      talus_test_assert_error (no_id, 404, "INVALID_SESSION");
      no_project = talus_test_get (fixture->client, "/sessions/%s%s", empty, ways[i]);
      talus_test_assert_error (no_project, 409, "NO_PROJECT");
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/rest-graph/graph-is-the-contract-s", graph_is_the_contract_s);
  host_test_add ("/rest-graph/session-may-be-in-query-or-header",
                 session_may_be_in_query_or_header);
  host_test_add ("/rest-graph/past-is-as-it-was", past_is_as_it_was);
  host_test_add ("/rest-graph/past-that-is-not-there-is-refused",
                 past_that_is_not_there_is_refused);
  host_test_add ("/rest-graph/digest-follows-the-graph", digest_follows_the_graph);
  host_test_add ("/rest-graph/node-comes-alone-or-with-its-subtree",
                 node_comes_alone_or_with_its_subtree);
  host_test_add ("/rest-graph/node-that-is-not-there-is-not-found",
                 node_that_is_not_there_is_not_found);
  host_test_add ("/rest-graph/removed-is-as-it-was-then", removed_is_as_it_was_then);
  host_test_add ("/rest-graph/removed-within-a-batch-is-in-its-order",
                 removed_within_a_batch_is_in_its_order);
  host_test_add ("/rest-graph/record-that-removed-nothing-is-not-found",
                 record_that_removed_nothing_is_not_found);
  host_test_add ("/rest-graph/big-graph-does-not-change-while-it-is-read",
                 big_graph_does_not_change_while_it_is_read);
  host_test_add ("/rest-graph/big-answers-come-from-workers", big_answers_come_from_workers);
  host_test_add ("/rest-graph/reader-may-leave-in-the-middle", reader_may_leave_in_the_middle);
  host_test_add ("/rest-graph/session-must-be-there-and-have-a-project",
                 session_must_be_there_and_have_a_project);

  return g_test_run ();
}
