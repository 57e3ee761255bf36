/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replicas against their log: drafts leave no trace, what is confirmed is the
 * log's, what is pending is resolved over it again, and all come to the same. */
#include <glib.h>

#include "replica-test.h"

static TalusRecord *
propose (TalusReplica *replica,
         guint         author,
         guint         number,
         const char   *type,
         const char   *json)
{
  g_autofree char *filled = test_fill (json);
  g_autoptr (TalusCommand) command = g_str_equal (type, "Undo")
                                     ? test_undo (TALUS_COMMAND_UNDO, filled)
                                     : test_command (type, filled);
  g_autoptr (GError) error = NULL;
  TalusRecord *record = test_propose (replica, author, number, (gint64) number * 60000, command,
                                      &error);

  g_assert_no_error (error);

  return record;
}

#define GROUP "{\"blueprint_type_id\":\"group\",\"id\":$%u,\"parent_id\":$1%s}"

static TalusRecord *
propose_group (TalusReplica *replica,
               guint         author,
               guint         number,
               guint         node,
               const char   *more)
{
  g_autofree char *json = g_strdup_printf (GROUP, node, more);

  return propose (replica, author, number, "CreateNode", json);
}

static void
count_cb (TalusReplica *replica,
          gpointer      changes,
          int           origin,
          guint        *counts)
{
  counts[origin]++;
}

static void
test_draft (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  g_autoptr (TalusAuthor) author = test_author (1);
  g_autofree char *json = test_fill ("{\"blueprint_type_id\":\"group\",\"id\":$2,"
                                     "\"parent_id\":$1}");
  g_autoptr (TalusCommand) command = test_command ("CreateNode", json);
  g_autofree char *before = test_digest (replica);
  g_autofree char *after = NULL;
  g_autoptr (TalusRecord) record = NULL;
  TalusId id = test_id (0xc00001);

  record = talus_replica_draft (replica, command, &id, author, "socket", 1234, NULL, NULL);
  after = test_digest (replica);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (talus_replica_get_n_pending (replica), ==, 0);

  g_assert_cmpuint (record->seq, ==, 1);
  g_assert_cmpstr (record->head, ==, "");
  g_assert_cmpint (record->timestamp, ==, 1234);
  g_assert_cmpstr (record->client_id, ==, "socket");
  g_assert_true (talus_id_equal (&record->command_id, &id));
  g_assert_cmpstr (record->command_type, ==, "CreateNode");
  g_assert_cmpstr (record->command_data, ==, talus_command_get_data_json (command));
  g_assert_cmpstr (record->result, ==,
                   "{\"node_id\":\"00000000-0000-0000-0000-000000000002\","
                   "\"result\":\"00000000-0000-0000-0000-000000000002\"}");

  talus_replica_push (replica, command, record);
  g_assert_cmpuint (talus_replica_get_n_pending (replica), ==, 1);
  g_assert_cmpuint (talus_replica_get_tip_seq (replica), ==, 1);
  g_assert_cmpuint (talus_replica_get_confirmed_seq (replica), ==, 0);
  g_assert_cmpstr (test_name (replica, 2), ==, "group");
}

static void
count_turns_cb (GListModel *list,
                guint       position,
                guint       n_removed,
                guint       n_added,
                guint      *n_turns)
{
  (*n_turns)++;
}

/* What is tried to find out what a command comes to is nobody's business. */
static void
test_trials_are_not_told (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  GListModel *children = talus_node_get_children (test_node (talus_replica_get_graph (replica), 1));
  guint before = g_list_model_get_n_items (children);
  guint n_turns = 0;

  g_signal_connect (children, "items-changed", G_CALLBACK (count_turns_cb), &n_turns);
  talus_record_unref (propose (replica, 1, 1, "Batch",
    "{\"commands\":["
    "{\"command_type\":\"CreateNode\",\"data\":"
    "{\"blueprint_type_id\":\"group\",\"id\":$2,\"parent_id\":$1}},"
    "{\"command_type\":\"CreateNode\",\"data\":"
    "{\"blueprint_type_id\":\"group\",\"id\":$3,\"parent_id\":$1}}]}"));
  g_assert_cmpuint (g_list_model_get_n_items (children), ==, before + 2);
  g_assert_cmpuint (n_turns, ==, 2);

  talus_record_unref (propose (replica, 1, 2, "Undo", "{}"));
  g_assert_cmpuint (g_list_model_get_n_items (children), ==, before);
  g_assert_cmpuint (n_turns, ==, 4);
}

static void
test_pop (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  g_autoptr (TalusRecord) first = NULL;
  g_autoptr (TalusRecord) second = NULL;
  TalusRecord *records[2];
  guint counts[3] = { 0 };

  g_signal_connect (replica, "applied", G_CALLBACK (count_cb), counts);
  first = propose_group (replica, 1, 1, 2, "");
  g_assert_cmpstr (talus_replica_get_tip_head (replica), ==, first->head);
  second = propose_group (replica, 2, 2, 3, "");
  g_assert_cmpstr (talus_replica_get_tip_head (replica), ==, second->head);
  g_assert_cmpstr (talus_replica_get_confirmed_head (replica), ==, TALUS_HEAD_NONE);

  records[0] = first;
  records[1] = second;
  talus_replica_confirm (replica, records, 2, NULL);
  g_assert_cmpuint (talus_replica_get_confirmed_seq (replica), ==, 2);
  g_assert_cmpstr (talus_replica_get_confirmed_head (replica), ==, second->head);
  g_assert_cmpuint (talus_replica_get_n_pending (replica), ==, 0);
  g_assert_cmpuint (counts[TALUS_ORIGIN_PROPOSED], ==, 2);
  g_assert_cmpuint (counts[TALUS_ORIGIN_CONFIRMED], ==, 0);
  g_assert_cmpuint (counts[TALUS_ORIGIN_REVERTED], ==, 0);
}

static TalusRecord *
rename_at (TalusReplica *replica,
           guint         number,
           gint64        timestamp,
           const char   *name)
{
  g_autofree char *json = g_strdup_printf (
    "{\"node_id\":$2,\"property_id\":\"name\",\"value\":\"%s\"}", name);
  g_autofree char *filled = test_fill (json);
  g_autoptr (TalusCommand) command = test_command ("UpdateProperty", filled);
  g_autoptr (GError) error = NULL;
  TalusRecord *record = test_propose (replica, 1, number, timestamp, command, &error);

  g_assert_no_error (error);

  return record;
}

/* The client's clock has them a minute apart, the log a second: one step. Not
 * a node is touched for that. */
static void
test_times_are_the_logs (void)
{
  g_autoptr (TalusReplica) host = test_replica ();
  g_autoptr (TalusReplica) client = test_replica ();
  g_autoptr (TalusRecord) group = propose_group (host, 1, 1, 2, "");
  g_autoptr (TalusAuthor) author = test_author (1);
  g_autoptr (TalusCommand) undo = test_undo (TALUS_COMMAND_UNDO, "{\"scope\":\"author\"}");
  guint counts[3] = { 0 };

  test_confirm (host, group);
  test_confirm (client, group);
  for (guint i = 0; i < 3; i++)
    {
      const char *names[] = { "a", "ab", "abc" };

      talus_record_unref (rename_at (client, 10 + i, 100000 + i * 60000, names[i]));
    }

  g_signal_connect (client, "applied", G_CALLBACK (count_cb), counts);
  for (guint i = 0; i < 3; i++)
    {
      const char *names[] = { "a", "ab", "abc" };
      g_autoptr (TalusRecord) record = rename_at (host, 10 + i, 200000 + i * 1000, names[i]);

      test_confirm (host, record);
      test_confirm (client, record);
    }
  g_assert_cmpuint (counts[TALUS_ORIGIN_PROPOSED], ==, 0);
  g_assert_cmpuint (counts[TALUS_ORIGIN_CONFIRMED], ==, 0);
  g_assert_cmpuint (counts[TALUS_ORIGIN_REVERTED], ==, 0);
  g_assert_cmpuint (talus_replica_get_n_pending (client), ==, 0);

  g_assert_cmpuint (talus_history_peek_undo (talus_replica_get_history (client),
                                             TALUS_SCOPE_AUTHOR, &author->id)->seq, ==, 4);
  talus_record_unref (test_propose (client, 1, 20, 300000, undo, NULL));
  g_assert_cmpstr (test_name (client, 2), ==, "group");
  g_assert_cmpuint (talus_history_peek_redo (talus_replica_get_history (client),
                                             TALUS_SCOPE_AUTHOR, &author->id)->seq, ==, 4);
}

static void
count_items_cb (GListModel *model,
                guint       position,
                guint       removed,
                guint       added,
                guint      *count)
{
  (*count)++;
}

/* What somebody does elsewhere in the project: what is pending here stays as
 * it is, the same objects. */
static void
test_others_do_not_disturb_what_is_pending (void)
{
  g_autoptr (TalusReplica) host = test_replica ();
  g_autoptr (TalusReplica) client = test_replica ();
  g_autoptr (TalusRecord) group = propose_group (host, 2, 1, 2, "");
  g_autoptr (TalusRecord) theirs = NULL;
  g_autoptr (TalusRecord) accepted = NULL;
  TalusNode *node;
  TalusId id = test_id (3);
  guint count = 0;

  test_confirm (host, group);
  test_confirm (client, group);
  talus_record_unref (propose_group (client, 1, 2, 3, ""));
  node = talus_graph_get_node (talus_replica_get_graph (client), &id);
  g_signal_connect (talus_node_get_children (talus_node_get_parent (node)), "items-changed",
                    G_CALLBACK (count_items_cb), &count);

  theirs = propose (host, 2, 3, "UpdateProperty",
                    "{\"node_id\":$2,\"property_id\":\"name\",\"value\":\"theirs\"}");
  test_confirm (host, theirs);
  test_confirm (client, theirs);
  g_assert_cmpstr (test_name (client, 2), ==, "theirs");
  g_assert_cmpuint (talus_replica_get_tip_seq (client), ==, 3);

  accepted = propose_group (host, 1, 2, 3, "");
  test_confirm (host, accepted);
  test_confirm (client, accepted);
  g_assert_cmpuint (count, ==, 0);
  g_assert_true (talus_graph_get_node (talus_replica_get_graph (client), &id) == node);
  g_assert_cmpuint (talus_node_get_existence_seq (node), ==, 3);
}

/* The host's record of the same command is another object with another time,
 * and behind somebody else's. */
static void
test_rebase (void)
{
  g_autoptr (TalusReplica) host = test_replica ();
  g_autoptr (TalusReplica) client = test_replica ();
  g_autoptr (TalusRecord) mine = propose_group (client, 1, 1, 2, ",\"index\":0");
  g_autoptr (TalusRecord) theirs = propose_group (host, 2, 2, 3, ",\"index\":0");
  g_autoptr (TalusRecord) accepted = propose_group (host, 1, 1, 2, ",\"index\":0");
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;

  g_assert_cmpuint (mine->seq, ==, 1);
  test_confirm (client, theirs);
  g_assert_cmpuint (talus_replica_get_n_pending (client), ==, 1);
  g_assert_cmpuint (talus_replica_get_tip_seq (client), ==, 2);
  g_assert_nonnull (test_name (client, 2));
  test_confirm (client, accepted);
  g_assert_cmpuint (talus_replica_get_n_pending (client), ==, 0);
  g_assert_cmpstr (talus_replica_get_confirmed_head (client), ==, accepted->head);

  test_confirm (host, theirs);
  test_confirm (host, accepted);
  here = test_digest (client);
  there = test_digest (host);
  g_assert_cmpstr (here, ==, there);
}

static void
test_without_effect (void)
{
  g_autoptr (TalusReplica) host = test_replica ();
  g_autoptr (TalusReplica) client = test_replica ();
  g_autoptr (TalusRecord) made = propose_group (host, 2, 1, 2, "");
  g_autoptr (TalusRecord) gone = NULL;
  g_autoptr (TalusRecord) back = NULL;
  g_autoptr (TalusRecord) renamed = NULL;
  g_autoptr (TalusRecord) other = NULL;

  test_confirm (client, made);
  renamed = propose (client, 1, 7, "UpdateProperty",
                     "{\"node_id\":$2,\"property_id\":\"name\",\"value\":\"mine\"}");
  other = propose_group (client, 1, 8, 4, "");
  gone = propose (host, 2, 2, "DeleteNode", "{\"node_id\":$2}");
  test_confirm (client, gone);

  /* It does not resolve any more, and stays: the host has not answered. */
  g_assert_cmpuint (talus_replica_get_n_pending (client), ==, 2);
  g_assert_cmpuint (talus_replica_get_tip_seq (client), ==, 3);
  g_assert_null (test_name (client, 2));
  g_assert_nonnull (test_name (client, 4));

  back = propose (host, 2, 3, "RestoreNode", "{\"node_id\":$2}");
  test_confirm (client, back);
  g_assert_cmpstr (test_name (client, 2), ==, "mine");
  g_assert_cmpuint (talus_replica_get_tip_seq (client), ==, 5);
}

static void
test_reject (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  TalusId author = test_id (0xa0001);
  TalusHistory *history = talus_replica_get_history (replica);
  g_autoptr (TalusRecord) first = propose_group (replica, 1, 1, 2, "");
  g_autoptr (TalusRecord) second = NULL;
  g_autoptr (TalusRecord) third = NULL;
  TalusId unknown = test_id (0xc99999);

  second = propose (replica, 1, 2, "CreateNode",
                    "{\"blueprint_type_id\":\"group\",\"id\":$3,\"parent_id\":$2}");
  third = propose_group (replica, 1, 3, 4, "");

  talus_replica_reject (replica, &unknown);
  g_assert_cmpuint (talus_replica_get_n_pending (replica), ==, 3);
  talus_replica_reject (replica, &first->command_id);
  g_assert_cmpuint (talus_replica_get_n_pending (replica), ==, 2);
  g_assert_cmpuint (talus_replica_get_tip_seq (replica), ==, 1);
  g_assert_null (test_name (replica, 2));
  g_assert_null (test_name (replica, 3));
  g_assert_nonnull (test_name (replica, 4));

  talus_replica_reject (replica, &second->command_id);
  g_assert_true (talus_history_can_undo (history, TALUS_SCOPE_AUTHOR, &author));
  talus_replica_reject (replica, &third->command_id);
  g_assert_false (talus_history_can_undo (history, TALUS_SCOPE_AUTHOR, &author));
  g_assert_cmpuint (talus_replica_get_n_pending (replica), ==, 0);
  g_assert_cmpstr (talus_replica_get_tip_head (replica), ==, TALUS_HEAD_NONE);
}

static void
test_reject_all (void)
{
  g_autoptr (TalusReplica) replica = test_replica ();
  TalusId author = test_id (0xa0001);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint counts[3] = { 0 };

  test_do (replica, 1, "CreateNode",
           "{\"blueprint_type_id\":\"group\",\"id\":$2,\"parent_id\":$1}");
  before = test_digest (replica);
  g_signal_connect (replica, "applied", G_CALLBACK (count_cb), counts);
  talus_record_unref (propose (replica, 1, 2, "DeleteNode", "{\"node_id\":$2}"));
  talus_record_unref (propose (replica, 1, 3, "Undo", "{}"));
  talus_record_unref (propose (replica, 1, 4, "Undo", "{}"));
  g_assert_null (test_name (replica, 2));

  talus_replica_reject_all (replica);
  after = test_digest (replica);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (counts[TALUS_ORIGIN_REVERTED], ==, 3);
  g_assert_cmpuint (talus_replica_get_n_pending (replica), ==, 0);
  g_assert_true (talus_history_can_undo (talus_replica_get_history (replica), TALUS_SCOPE_AUTHOR,
                                         &author));
  g_assert_false (talus_history_can_redo (talus_replica_get_history (replica), TALUS_SCOPE_AUTHOR,
                                          &author));
}

static void
test_divergence (void)
{
  g_autoptr (TalusReplica) host = test_replica ();
  g_autoptr (TalusReplica) one = test_replica ();
  g_autoptr (TalusReplica) two = test_replica ();
  g_autoptr (TalusRecord) first = propose_group (host, 1, 1, 2, "");
  g_autoptr (TalusRecord) second = NULL;
  g_autoptr (TalusRecord) odd = NULL;
  g_autoptr (GError) error = NULL;

  second = propose (host, 1, 2, "UpdateProperty",
                    "{\"node_id\":$2,\"property_id\":\"name\",\"value\":\"x\"}");

  /* A gap. */
  g_assert_false (talus_replica_confirm (one, &second, 1, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_clear_error (&error);

  /* What it says was there is not. */
  odd = propose_group (two, 1, 9, 2, ",\"name\":\"another\"");
  test_confirm (two, odd);
  g_assert_false (talus_replica_confirm (two, &second, 1, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
}

/* Undo means the same entry whenever it is judged. */
static void
test_undo_is_settled (void)
{
  g_autoptr (TalusReplica) host = test_replica ();
  g_autoptr (TalusReplica) client = test_replica ();
  g_autoptr (TalusRecord) first = propose_group (host, 1, 1, 2, "");
  g_autoptr (TalusRecord) undone = NULL;
  g_autoptr (TalusRecord) third = NULL;

  test_confirm (client, first);
  undone = propose (client, 1, 2, "Undo", "{\"scope\":\"session\"}");
  g_assert_null (test_name (client, 2));
  /* Now something else is the newest of the session. */
  third = propose_group (host, 2, 3, 3, "");
  test_confirm (client, third);
  g_assert_null (test_name (client, 2));
  g_assert_nonnull (test_name (client, 3));
}

/* Several replicas and a host that puts what it hears in a row */

typedef struct
{
  TalusReplica *replica;
  guint author;
  guint n_heard;
  GQueue sent;               /* of TalusPacket */
  GPtrArray *refused;        /* of TalusId, not heard yet */
} Peer;

typedef struct
{
  TalusCommand *command;
  TalusId command_id;
  guint author;
} Packet;

typedef struct
{
  TalusReplica *host;
  GPtrArray *log;            /* of the text of records */
  Peer peers[3];
  GRand *rand;
  guint n_commands;
  gint64 now;
} World;

static void
packet_free (gpointer data)
{
  Packet *packet = data;

  talus_command_unref (packet->command);
  g_free (packet);
}

/* A node that the peer sees, as a rule. */
static guint
draw_node (World *world,
           Peer  *peer)
{
  guint number = 1;

  for (guint i = 0; i < 30; i++)
    {
      number = (guint) g_rand_int_range (world->rand, 1, 2 + (gint32) world->n_commands);
      if (test_name (peer->replica, number) != NULL)
        break;
    }

  return number;
}

static void
peer_propose (World *world,
              Peer  *peer)
{
  static const char *const kinds[] = { "CreateNode", "CreateNode", "UpdateProperty", "MoveNode",
                                       "MoveNode", "DeleteNode", "RestoreNode", "LinkDependency",
                                       "Undo", "Redo" };
  GRand *rand = world->rand;
  const char *kind = kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))];
  guint number = 2 + world->n_commands++;
  guint a = draw_node (world, peer);
  guint b = draw_node (world, peer);
  g_autofree char *json = NULL;
  g_autofree char *filled = NULL;
  g_autoptr (TalusCommand) command = NULL;
  g_autoptr (TalusRecord) record = NULL;
  Packet *packet;

  if (g_str_equal (kind, "DeleteNode") && a == 1)
    kind = "UpdateProperty";
  if (g_str_equal (kind, "Undo") || g_str_equal (kind, "Redo"))
    json = g_strdup_printf ("{\"scope\":\"%s\",\"skip\":%s}",
                            g_rand_boolean (rand) ? "author" : "session",
                            g_rand_int_range (rand, 0, 4) == 0 ? "true" : "false");
  else
    json = g_strdup_printf ("{\"blueprint_type_id\":\"group\",\"id\":$%u,\"parent_id\":$%u,"
                            "\"node_id\":$%u,\"property_id\":\"name\",\"value\":\"%u\","
                            "\"index\":%d,\"blocker_id\":$%u,\"blocked_id\":$%u}",
                            number, b, a, number, g_rand_int_range (rand, 0, 4), a, b);
  filled = test_fill (json);

  if (g_str_equal (kind, "Undo"))
    command = test_undo (TALUS_COMMAND_UNDO, filled);
  else if (g_str_equal (kind, "Redo"))
    command = test_undo (TALUS_COMMAND_REDO, filled);
  else
    command = test_command (kind, filled);

  record = test_propose (peer->replica, peer->author, number, world->now, command, NULL);
  if (record == NULL)
    return;

  packet = g_new0 (Packet, 1);
  packet->command = talus_command_ref (command);
  packet->command_id = record->command_id;
  packet->author = peer->author;
  g_queue_push_tail (&peer->sent, packet);
}

/* The host takes the next thing that a peer has sent. */
static void
host_take (World *world,
           Peer  *peer)
{
  Packet *packet = g_queue_pop_head (&peer->sent);
  g_autoptr (TalusAuthor) author = NULL;
  g_autoptr (TalusRecord) record = NULL;
  g_autofree char *head = g_strdup (talus_replica_get_tip_head (world->host));

  if (packet == NULL)
    return;

  author = test_author (packet->author);
  record = talus_replica_draft (world->host, packet->command, &packet->command_id, author, NULL,
                                world->now, NULL, NULL);
  if (record == NULL)
    {
      g_ptr_array_add (peer->refused, g_memdup2 (&packet->command_id, sizeof (TalusId)));
    }
  else
    {
      GBytes *text;

      talus_replica_push (world->host, packet->command, record);
      talus_record_seal (record, head);
      test_confirm (world->host, record);
      text = talus_record_get_json (record);
      g_ptr_array_add (world->log, g_bytes_ref (text));
    }

  packet_free (packet);
}

/* A peer hears some of what the log has more, and of what was refused. */
static void
peer_hear (World *world,
           Peer  *peer,
           guint  n_most)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  records = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
  while (peer->n_heard < world->log->len && records->len < n_most)
    {
      gsize length;
      const char *text = g_bytes_get_data (g_ptr_array_index (world->log, peer->n_heard++),
                                           &length);

      g_ptr_array_add (records, talus_record_new_from_json (text, length, &error));
      g_assert_no_error (error);
    }

  talus_replica_confirm (peer->replica, (TalusRecord **) records->pdata, records->len, &error);
  g_assert_no_error (error);

  while (peer->refused->len > 0)
    {
      talus_replica_reject (peer->replica, g_ptr_array_index (peer->refused, 0));
      g_ptr_array_remove_index (peer->refused, 0);
    }
}

static void
world_settle (World *world)
{
  for (guint i = 0; i < G_N_ELEMENTS (world->peers); i++)
    while (world->peers[i].sent.length > 0)
      host_take (world, &world->peers[i]);

  for (guint i = 0; i < G_N_ELEMENTS (world->peers); i++)
    peer_hear (world, &world->peers[i], G_MAXUINT);
}

/* Each slot remembers the record that wrote it last, whatever it was proposed as. */
static void
assert_same_seqs (TalusReplica *a,
                  TalusReplica *b,
                  guint         n_numbers)
{
  for (guint number = 1; number < n_numbers; number++)
    {
      TalusId id = test_id (number);
      TalusNode *here = talus_graph_get_node (talus_replica_get_graph (a), &id);
      TalusNode *there = talus_graph_get_node (talus_replica_get_graph (b), &id);

      if (here == NULL || there == NULL)
        continue;

      g_assert_cmpuint (talus_node_get_existence_seq (here), ==,
                        talus_node_get_existence_seq (there));
      g_assert_cmpuint (talus_node_get_name_seq (here), ==, talus_node_get_name_seq (there));
      g_assert_cmpuint (talus_node_get_place_seq (here), ==, talus_node_get_place_seq (there));
    }
}

static void
assert_agreement (World *world)
{
  g_autofree char *wanted = test_digest (world->host);
  TalusHistory *history = talus_replica_get_history (world->host);

  for (guint i = 0; i < G_N_ELEMENTS (world->peers); i++)
    {
      Peer *peer = &world->peers[i];
      TalusHistory *theirs = talus_replica_get_history (peer->replica);
      g_autofree char *found = test_digest (peer->replica);

      g_assert_cmpuint (talus_replica_get_n_pending (peer->replica), ==, 0);
      g_assert_cmpstr (found, ==, wanted);
      g_assert_cmpstr (talus_replica_get_confirmed_head (peer->replica), ==,
                       talus_replica_get_confirmed_head (world->host));
      assert_same_seqs (peer->replica, world->host, 2 + world->n_commands);

      for (guint j = 0; j < G_N_ELEMENTS (world->peers); j++)
        {
          TalusId author = test_id (0xa0000 + world->peers[j].author);

          g_assert_cmpint (talus_history_can_undo (theirs, TALUS_SCOPE_AUTHOR, &author), ==,
                           talus_history_can_undo (history, TALUS_SCOPE_AUTHOR, &author));
          g_assert_cmpint (talus_history_can_redo (theirs, TALUS_SCOPE_AUTHOR, &author), ==,
                           talus_history_can_redo (history, TALUS_SCOPE_AUTHOR, &author));
        }
    }
}

static void
test_convergence (void)
{
  guint n_records = 0;

  for (guint32 seed = 1; seed <= 40; seed++)
    {
      World world = { test_replica () };

      world.rand = g_rand_new_with_seed (seed);
      world.log = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      for (guint i = 0; i < G_N_ELEMENTS (world.peers); i++)
        {
          world.peers[i].replica = test_replica ();
          world.peers[i].author = 1 + i / 2; /* two of them are one person */
          world.peers[i].refused = g_ptr_array_new_with_free_func (g_free);
        }

      for (guint i = 0; i < 250; i++)
        {
          Peer *peer = &world.peers[g_rand_int_range (world.rand, 0,
                                                      G_N_ELEMENTS (world.peers))];

          world.now += g_rand_int_range (world.rand, 0, 4000);
          switch (g_rand_int_range (world.rand, 0, 4))
            {
            case 0:
            case 1:
              peer_propose (&world, peer);
              break;
            case 2:
              host_take (&world, peer);
              break;
            default:
              peer_hear (&world, peer, 1 + (guint) g_rand_int_range (world.rand, 0, 4));
              break;
            }
          if (i % 50 == 49)
            {
              world_settle (&world);
              assert_agreement (&world);
            }
        }

      n_records += world.log->len;
      for (guint i = 0; i < G_N_ELEMENTS (world.peers); i++)
        {
          g_assert_finalize_object (world.peers[i].replica);
          g_ptr_array_unref (world.peers[i].refused);
        }
      g_assert_finalize_object (world.host);
      g_ptr_array_unref (world.log);
      g_rand_free (world.rand);
    }

  g_assert_cmpuint (n_records, >, 1500);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/replica/a-draft-leaves-no-trace", test_draft);
  g_test_add_func ("/replica/trials-are-not-told", test_trials_are_not_told);
  g_test_add_func ("/replica/what-the-log-says-word-for-word-is-popped", test_pop);
  g_test_add_func ("/replica/what-is-pending-goes-on-top-of-the-log", test_rebase);
  g_test_add_func ("/replica/what-does-not-resolve-waits-for-the-host", test_without_effect);
  g_test_add_func ("/replica/times-are-the-logs", test_times_are_the_logs);
  g_test_add_func ("/replica/others-do-not-disturb-what-is-pending",
                   test_others_do_not_disturb_what_is_pending);
  g_test_add_func ("/replica/what-the-host-refuses-goes", test_reject);
  g_test_add_func ("/replica/all-that-is-pending-may-be-void", test_reject_all);
  g_test_add_func ("/replica/divergence-is-noticed", test_divergence);
  g_test_add_func ("/replica/undo-means-the-same-entry-later", test_undo_is_settled);
  g_test_add_func ("/replica/all-come-to-the-same", test_convergence);

  return g_test_run ();
}
