/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands, undo and redo over HTTP. */
#include <string.h>

#include "host-fixture.h"

#define COMMAND_ID "0197a000-0000-7000-8000-000000000001"

static void
answer_names_everything (HostFixture   *fixture,
                         gconstpointer  data)
{
  g_autoptr(TalusTestReply) reply = NULL;
  TalusId id;

  reply = talus_test_post (fixture->client, "/commands/execute",
                           "{'session_id':'%s','command_type':'CreateNode','command_id':'%s',"
                           "'data':{'blueprint_type_id':'phase','parent_id':'%s','name':'Glass'}}",
                           fixture->project->session_id, COMMAND_ID, fixture->project->root_id);
  talus_test_assert_status (reply, 200);
  g_assert_true (talus_test_reply_boolean (reply, "success"));
  g_assert_cmpstr (talus_test_reply_string (reply, "command_id"), ==, COMMAND_ID);
  g_assert_cmpint (talus_test_reply_int (reply, "seq"), ==, 2);
  g_assert_cmpstr (talus_test_reply_string (reply, "epoch"), ==, fixture->project->epoch);
  g_assert_cmpuint (strlen (talus_test_reply_string (reply, "head")), ==, 32);
  g_assert_true (talus_id_parse (talus_test_reply_string (reply, "result"), -1, &id));
  g_assert_cmpstr (talus_test_reply_string (reply, "node_id"), ==,
                   talus_test_reply_string (reply, "result"));
  g_assert_false (talus_test_reply_has (reply, "graph"));
}

static void
older_spelling_is_the_same (HostFixture   *fixture,
                            gconstpointer  data)
{
  g_autoptr(TalusTestReply) created = NULL;
  g_autoptr(TalusTestReply) node = NULL;
  g_autofree char *way = NULL;

  created = talus_test_post (fixture->client, "/commands/execute",
                             "{'session_id':'%s','command':'create_node',"
                             "'blueprint_type_id':'phase','parent_id':'%s','name':'Glass'}",
                             fixture->project->session_id, fixture->project->root_id);
  talus_test_assert_status (created, 200);

  way = g_strconcat ("/graph/nodes/", talus_test_reply_string (created, "node_id"), NULL);
  node = host_fixture_get (fixture, way);
  talus_test_assert_status (node, 200);
  g_assert_cmpstr (talus_test_reply_string (node, "node.name"), ==, "Glass");
}

static void
session_may_be_named_anywhere (HostFixture   *fixture,
                               gconstpointer  data)
{
  g_autofree char *target = g_strdup_printf ("/commands/execute?session_id=%s",
                                             fixture->project->session_id);
  g_autoptr(TalusTestReply) by_query = NULL;
  g_autoptr(TalusTestReply) by_header = NULL;
  g_autoptr(TalusTestReply) disagreeing = NULL;
  g_autoptr(TalusTestReply) nowhere = NULL;

  by_query = talus_test_post (fixture->client, target, "{'command_type':'UpdateProperty',"
                              "'data':{'node_id':'%s','property_id':'name','value':'A'}}",
                              fixture->project->root_id);
  talus_test_assert_status (by_query, 200);

  talus_test_client_set_header (fixture->client, "X-Session-ID", fixture->project->session_id);
  by_header = talus_test_post (fixture->client, "/commands/execute",
                               "{'command_type':'UpdateProperty',"
                               "'data':{'node_id':'%s','property_id':'name','value':'B'}}",
                               fixture->project->root_id);
  talus_test_assert_status (by_header, 200);

  talus_test_client_set_header (fixture->client, "X-Session-ID", COMMAND_ID);
  disagreeing = talus_test_post (fixture->client, target, "{'command_type':'DeleteNode',"
                                 "'data':{'node_id':'%s'}}", fixture->project->root_id);
  talus_test_assert_error (disagreeing, 400, "INVALID_REQUEST");

  talus_test_client_set_header (fixture->client, "X-Session-ID", NULL);
  nowhere = talus_test_post (fixture->client, "/commands/execute", "{'command_type':'DeleteNode',"
                             "'data':{'node_id':'%s'}}", fixture->project->root_id);
  talus_test_assert_error (nowhere, 400, "INVALID_REQUEST");
}

static TalusTestReply *
create_once (HostFixture *fixture,
             const char  *name)
{
  return talus_test_post (fixture->client, "/commands/execute",
                          "{'session_id':'%s','command_type':'CreateNode','command_id':'%s',"
                          "'data':{'blueprint_type_id':'phase','parent_id':'%s','name':'%s'}}",
                          fixture->project->session_id, COMMAND_ID, fixture->project->root_id,
                          name);
}

static void
same_command_id_gets_the_first_answer (HostFixture   *fixture,
                                       gconstpointer  data)
{
  g_autoptr(TalusTestReply) first = NULL;
  g_autoptr(TalusTestReply) between = NULL;
  g_autoptr(TalusTestReply) again = NULL;
  g_autoptr(TalusTestReply) after = NULL;
  g_autoptr(TalusTestReply) other = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *later = NULL;

  first = create_once (fixture, "Glass");
  talus_test_assert_status (first, 200);
  between = host_fixture_execute (fixture, "UpdateProperty",
                                  "{'node_id':'%s','property_id':'name','value':'Glazing'}",
                                  talus_test_reply_string (first, "node_id"));
  digest = host_fixture_digest (fixture);

  again = create_once (fixture, "Glass");
  talus_test_assert_status (again, 200);
  g_assert_true (g_bytes_equal (first->body, again->body));

  other = create_once (fixture, "Trim");
  talus_test_assert_error (other, 409, "CONFLICT");

  later = host_fixture_digest (fixture);
  g_assert_cmpstr (digest, ==, later);

  /* Across a restart too. */
  talus_test_client_hang_up (fixture->client);
  talus_test_host_stop (fixture->host);
  talus_test_host_start (fixture->host);
  after = create_once (fixture, "Glass");
  talus_test_assert_status (after, 200);
  g_assert_true (g_bytes_equal (first->body, after->body));
}

static void
failed_command_is_not_remembered (HostFixture   *fixture,
                                  gconstpointer  data)
{
  g_autoptr(TalusTestReply) failed = NULL;
  g_autoptr(TalusTestReply) corrected = NULL;

  failed = talus_test_post (fixture->client, "/commands/execute",
                            "{'session_id':'%s','command_type':'CreateNode','command_id':'%s',"
                            "'data':{'blueprint_type_id':'part','parent_id':'%s'}}",
                            fixture->project->session_id, COMMAND_ID, fixture->project->root_id);
  talus_test_assert_error (failed, 422, "TYPE_NOT_ALLOWED");

  corrected = talus_test_post (fixture->client, "/commands/execute",
                               "{'session_id':'%s','command_type':'CreateNode','command_id':'%s',"
                               "'data':{'blueprint_type_id':'phase','parent_id':'%s'}}",
                               fixture->project->session_id, COMMAND_ID, fixture->project->root_id);
  talus_test_assert_status (corrected, 200);
}

static void
envelope_is_checked_by_name (HostFixture   *fixture,
                             gconstpointer  data)
{
  static const char * const members[] = {
    "'command_id':'no uuid'", "'command_id':7", "'expected_seq':'1'", "'expected_seq':-1",
    "'expected_seq':1.5", "'base_seq':true", "'base_seq':-2",
  };
  g_autofree char *digest = host_fixture_digest (fixture);
  g_autofree char *later = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autoptr(TalusTestReply) reply = NULL;
      g_autofree char *name = g_strndup (members[i] + 1, strcspn (members[i] + 1, "'"));

      reply = talus_test_post (fixture->client, "/commands/execute",
                               "{'session_id':'%s','command_type':'DeleteNode',%s,"
                               "'data':{'node_id':'%s'}}", fixture->project->session_id,
                               members[i], fixture->project->root_id);
      talus_test_assert_error (reply, 400, "INVALID_REQUEST");
      g_assert_nonnull (strstr (talus_test_reply_string (reply, "error.message"), name));
    }

  later = host_fixture_digest (fixture);
  g_assert_cmpstr (digest, ==, later);
}

static void
expected_seq_must_be_met (HostFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr(TalusTestReply) late = NULL;
  g_autoptr(TalusTestReply) right = NULL;

  late = talus_test_post (fixture->client, "/commands/execute",
                          "{'session_id':'%s','command_type':'DeleteNode','expected_seq':0,"
                          "'data':{'node_id':'%s'}}", fixture->project->session_id,
                          talus_test_project_child (fixture->project, 0));
  talus_test_assert_error (late, 409, "CONFLICT");
  g_assert_cmpint (talus_test_reply_int (late, "error.details.seq"), ==, 1);
  g_assert_true (talus_test_reply_has (late, "error.details.current"));
  g_assert_true (talus_test_reply_has (late, "error.details.author"));

  right = talus_test_post (fixture->client, "/commands/execute",
                           "{'session_id':'%s','command_type':'DeleteNode','expected_seq':1,"
                           "'data':{'node_id':'%s'}}", fixture->project->session_id,
                           talus_test_project_child (fixture->project, 0));
  talus_test_assert_status (right, 200);
}

static void
base_seq_sees_what_others_changed (HostFixture   *fixture,
                                   gconstpointer  data)
{
  const char *phase = talus_test_project_child (fixture->project, 0);
  g_autoptr(TalusTestReply) mine = NULL;
  g_autoptr(TalusTestReply) stale = NULL;
  g_autoptr(TalusTestReply) own = NULL;

  mine = host_fixture_execute (fixture, "UpdateProperty",
                               "{'node_id':'%s','property_id':'purpose','value':'mine'}", phase);

  talus_test_client_set_header (fixture->client, "X-Author-ID",
                                "0197a000-0000-7000-8000-00000000aaaa");
  stale = talus_test_post (fixture->client, "/commands/execute",
                           "{'session_id':'%s','command_type':'UpdateProperty','base_seq':1,"
                           "'data':{'node_id':'%s','property_id':'purpose','value':'yours'}}",
                           fixture->project->session_id, phase);
  talus_test_assert_error (stale, 409, "CONFLICT");
  g_assert_cmpint (talus_test_reply_int (stale, "error.details.seq"), ==, 2);
  g_assert_cmpstr (talus_test_reply_string (stale, "error.details.current"), ==, "mine");

  talus_test_client_set_header (fixture->client, "X-Author-ID", NULL);
  own = talus_test_post (fixture->client, "/commands/execute",
                         "{'session_id':'%s','command_type':'UpdateProperty','base_seq':1,"
                         "'data':{'node_id':'%s','property_id':'purpose','value':'still mine'}}",
                         fixture->project->session_id, phase);
  talus_test_assert_status (own, 200);
}

static void
batch_answers_with_all_results (HostFixture   *fixture,
                                gconstpointer  data)
{
  g_autoptr(TalusTestReply) done = NULL;
  g_autoptr(TalusTestReply) refused = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *later = NULL;

  done = host_fixture_execute (fixture, "Batch",
                               "{'label':'Two','commands':["
                               "{'command_type':'CreateNode','data':"
                               "{'blueprint_type_id':'phase','parent_id':'%s'}},"
                               "{'command_type':'UpdateProperty','data':"
                               "{'node_id':'%s','property_id':'name','value':'Two'}}]}",
                               fixture->project->root_id, fixture->project->root_id);
  g_assert_cmpint (talus_test_reply_int (done, "seq"), ==, 2);
  g_assert_cmpuint (talus_test_reply_length (done, "result"), ==, 2);
  g_assert_nonnull (talus_test_reply_string (done, "result.0"));
  g_assert_null (talus_test_reply_string (done, "result.1"));

  digest = host_fixture_digest (fixture);
  refused = talus_test_post (fixture->client, "/commands/execute",
                             "{'session_id':'%s','command_type':'Batch','data':{'commands':["
                             "{'command_type':'DeleteNode','data':{'node_id':'%s'}},"
                             "{'command_type':'DeleteNode','data':{'node_id':'%s'}}]}}",
                             fixture->project->session_id, fixture->project->root_id, COMMAND_ID);
  talus_test_assert_error (refused, 404, "NODE_NOT_FOUND");
  g_assert_cmpint (talus_test_reply_int (refused, "error.details.index"), ==, 1);
  later = host_fixture_digest (fixture);
  g_assert_cmpstr (digest, ==, later);
}

static void
include_graph_adds_the_graph (HostFixture   *fixture,
                              gconstpointer  data)
{
  g_autoptr(TalusTestReply) reply = NULL;

  reply = talus_test_post (fixture->client, "/commands/execute?include=graph",
                           "{'session_id':'%s','command_type':'UpdateProperty',"
                           "'data':{'node_id':'%s','property_id':'name','value':'Bronco II'}}",
                           fixture->project->session_id, fixture->project->root_id);
  talus_test_assert_status (reply, 200);
  g_assert_true (talus_test_reply_boolean (reply, "success"));
  g_assert_cmpint (talus_test_reply_int (reply, "graph.seq"), ==,
                   talus_test_reply_int (reply, "seq"));
  g_assert_cmpstr (talus_test_reply_string (reply, "graph.head"), ==,
                   talus_test_reply_string (reply, "head"));
  g_assert_cmpstr (talus_test_reply_string (reply, "graph.roots.0.name"), ==, "Bronco II");
  g_assert_false (talus_test_reply_has (reply, "roots"));
}

static void
undo_and_redo_name_their_target (HostFixture   *fixture,
                                 gconstpointer  data)
{
  g_autofree char *undo = g_strdup_printf ("/sessions/%s/undo", fixture->project->session_id);
  g_autofree char *redo = g_strdup_printf ("/api/v1/sessions/%s/redo",
                                           fixture->project->session_id);
  g_autofree char *before = host_fixture_digest (fixture);
  g_autofree char *done = NULL;
  g_autofree char *undone = NULL;
  g_autofree char *redone = NULL;
  g_autoptr(TalusTestReply) command = NULL;
  g_autoptr(TalusTestReply) reply = NULL;
  g_autoptr(TalusTestReply) again = NULL;

  command = host_fixture_execute (fixture, "DeleteNode", "{'node_id':'%s'}",
                                  talus_test_project_child (fixture->project, 3));
  done = host_fixture_digest (fixture);

  reply = talus_test_post (fixture->client, undo, "{}");
  talus_test_assert_status (reply, 200);
  g_assert_true (talus_test_reply_boolean (reply, "success"));
  g_assert_cmpint (talus_test_reply_int (reply, "seq"), ==, 3);
  g_assert_cmpint (talus_test_reply_int (reply, "target_seq"), ==, 2);
  g_assert_cmpstr (talus_test_reply_string (reply, "target_command_id"), ==,
                   talus_test_reply_string (command, "command_id"));
  g_assert_false (talus_test_reply_boolean (reply, "undo_available"));
  g_assert_true (talus_test_reply_boolean (reply, "redo_available"));
  g_assert_true (talus_test_reply_has (reply, "command_id"));
  g_assert_true (talus_test_reply_has (reply, "epoch"));
  g_assert_true (talus_test_reply_has (reply, "head"));
  g_assert_false (talus_test_reply_has (reply, "skipped"));
  undone = host_fixture_digest (fixture);
  g_assert_cmpstr (undone, ==, before);

  /* Without any body, too. */
  again = talus_test_client_call (fixture->client, "POST", redo, NULL);
  talus_test_assert_status (again, 200);
  g_assert_cmpint (talus_test_reply_int (again, "target_seq"), ==, 2);
  g_assert_true (talus_test_reply_boolean (again, "undo_available"));
  g_assert_false (talus_test_reply_boolean (again, "redo_available"));
  redone = host_fixture_digest (fixture);
  g_assert_cmpstr (redone, ==, done);
}

static void
undo_by_author_leaves_others_alone (HostFixture   *fixture,
                                    gconstpointer  data)
{
  g_autofree char *undo = g_strdup_printf ("/sessions/%s/undo", fixture->project->session_id);
  g_autoptr(TalusTestReply) theirs = NULL;
  g_autoptr(TalusTestReply) mine = NULL;
  g_autoptr(TalusTestReply) none = NULL;
  g_autoptr(TalusTestReply) reply = NULL;
  g_autoptr(TalusTestReply) wrong = NULL;

  mine = host_fixture_execute (fixture, "UpdateProperty",
                               "{'node_id':'%s','property_id':'purpose','value':'mine'}",
                               talus_test_project_child (fixture->project, 0));
  talus_test_client_set_header (fixture->client, "X-Author-ID",
                                "0197a000-0000-7000-8000-00000000aaaa");
  none = talus_test_post (fixture->client, undo, "{'scope':'author'}");
  talus_test_assert_error (none, 400, "NOTHING_TO_UNDO");
  theirs = host_fixture_execute (fixture, "UpdateProperty",
                                 "{'node_id':'%s','property_id':'purpose','value':'theirs'}",
                                 talus_test_project_child (fixture->project, 1));

  talus_test_client_set_header (fixture->client, "X-Author-ID", NULL);
  reply = talus_test_post (fixture->client, undo, "{'scope':'author'}");
  talus_test_assert_status (reply, 200);
  g_assert_cmpint (talus_test_reply_int (reply, "target_seq"), ==, 2);
  g_assert_false (talus_test_reply_boolean (reply, "undo_available"));

  wrong = talus_test_post (fixture->client, undo, "{'scope':'everybody'}");
  talus_test_assert_error (wrong, 400, "INVALID_REQUEST");
}

static void
client_may_leave_before_the_answer (HostFixture   *fixture,
                                    gconstpointer  data)
{
  g_autofree char *body = NULL;
  g_autoptr(TalusTestReply) reply = NULL;
  g_autoptr(TalusTestReply) again = NULL;

  body = g_strdup_printf ("{\"session_id\":\"%s\",\"command_type\":\"CreateNode\","
                          "\"command_id\":\"%s\",\"data\":{\"blueprint_type_id\":\"phase\","
                          "\"parent_id\":\"%s\"}}", fixture->project->session_id, COMMAND_ID,
                          fixture->project->root_id);
  talus_test_client_send (fixture->client, "POST", "/api/v1/commands/execute", body);
  talus_test_client_hang_up (fixture->client);

  /* Whether the first arrived or not: it happens once. */
  again = talus_test_client_call (fixture->client, "POST", "/api/v1/commands/execute", body);
  talus_test_assert_status (again, 200);
  g_assert_cmpint (talus_test_reply_int (again, "seq"), ==, 2);
  reply = host_fixture_get (fixture, "/graph");
  g_assert_cmpint (talus_test_reply_int (reply, "graph.seq"), ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/rest-commands/answer-names-everything", answer_names_everything);
  host_test_add ("/rest-commands/older-spelling-is-the-same", older_spelling_is_the_same);
  host_test_add ("/rest-commands/session-may-be-named-anywhere", session_may_be_named_anywhere);
  host_test_add ("/rest-commands/same-command-id-gets-the-first-answer",
                 same_command_id_gets_the_first_answer);
  host_test_add ("/rest-commands/failed-command-is-not-remembered",
                 failed_command_is_not_remembered);
  host_test_add ("/rest-commands/envelope-is-checked-by-name", envelope_is_checked_by_name);
  host_test_add ("/rest-commands/expected-seq-must-be-met", expected_seq_must_be_met);
  host_test_add ("/rest-commands/base-seq-sees-what-others-changed",
                 base_seq_sees_what_others_changed);
  host_test_add ("/rest-commands/batch-answers-with-all-results", batch_answers_with_all_results);
  host_test_add ("/rest-commands/include-graph-adds-the-graph", include_graph_adds_the_graph);
  host_test_add ("/rest-commands/undo-and-redo-name-their-target",
                 undo_and_redo_name_their_target);
  host_test_add ("/rest-commands/undo-by-author-leaves-others-alone",
                 undo_by_author_leaves_others_alone);
  host_test_add ("/rest-commands/client-may-leave-before-the-answer",
                 client_may_leave_before_the_answer);

  return g_test_run ();
}
