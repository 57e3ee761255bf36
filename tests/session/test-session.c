/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session over a journal that answers when it is told to. */
#include "base/talus-error.h"
#include "model/talus-graph-json.h"
#include "model/talus-new-project.h"
#include "session/talus-session.h"
#include "test-journal.h"

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

typedef struct
{
  TalusSession *session;
  TestJournal *journal;
  TalusAuthor *author;
  TalusAuthor *other;
  char *root_id;
  gint64 now;
  GString *seen; /* what a follower and the submitters were told, in order */
} Fixture;

static gint64
get_time (gpointer user_data)
{
  return ((Fixture *) user_data)->now;
}

static TalusAuthor *
new_author (const char *name)
{
  TalusId id;

  talus_id_draw (&id);

  return talus_author_new (&id, name, NULL);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GBytes) text = g_bytes_new_static (yaml, strlen (yaml));
  g_autoptr(TalusTemplate) template = NULL;
  g_autoptr(TalusGraph) graph = NULL;
  g_autoptr(TalusRecord) baseline = NULL;
  g_autoptr(TalusReplica) replica = NULL;
  g_autoptr(GError) error = NULL;
  TalusDocumentInfo info = { 0 };

  fixture->now = 1000000;
  fixture->seen = g_string_new (NULL);
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

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->journal);
  talus_author_unref (fixture->author);
  talus_author_unref (fixture->other);
  g_string_free (fixture->seen, TRUE);
  g_free (fixture->root_id);
}

typedef struct
{
  Fixture *fixture;
  char *name;
} Asking;

static void
answered_cb (TalusSession *session,
             TalusRecord  *record,
             const GError *error,
             gpointer      user_data)
{
  Asking *asking = user_data;

  if (record != NULL)
    g_string_append_printf (asking->fixture->seen, "%s=%d ", asking->name, (int) record->seq);
  else
    g_string_append_printf (asking->fixture->seen, "%s=%s ", asking->name,
                            talus_error_get_code_name (error->code));
  g_free (asking->name);
  g_free (asking);
}

static void
submit (Fixture     *fixture,
        const char  *name,
        TalusAuthor *author,
        const char  *command_id,
        gint64       expected_seq,
        gint64       base_seq,
        const char  *format,
        ...)
{
  g_autofree char *body = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusCommand) command = NULL;
  TalusRequest request = { 0 };
  Asking *asking = g_new0 (Asking, 1);
  va_list args;

  va_start (args, format);
  body = g_strdup_vprintf (format, args);
  va_end (args);
  node = json_from_string (body, &error);
  g_assert_no_error (error);
  if (json_object_has_member (json_node_get_object (node), "undo"))
    command = talus_command_new_undo (TALUS_COMMAND_UNDO, json_node_get_object (node),
                                      TALUS_SCOPE_SESSION, &error);
  else
    command = talus_command_new_from_request (json_node_get_object (node), &error);
  g_assert_no_error (error);

  asking->fixture = fixture;
  asking->name = g_strdup (name);
  request.command = command;
  request.author = author;
  if (command_id != NULL)
    {
      request.has_command_id = TRUE;
      g_assert_true (talus_id_parse (command_id, -1, &request.command_id));
    }
  request.has_expected_seq = expected_seq >= 0;
  request.expected_seq = expected_seq;
  request.has_base_seq = base_seq >= 0;
  request.base_seq = base_seq;
  talus_session_submit (fixture->session, &request, answered_cb, asking);
}

#define CREATE "{\"command_type\":\"CreateNode\",\"data\":{\"blueprint_type_id\":\"item\"," \
               "\"parent_id\":\"%s\",\"name\":\"%s\"}}"
#define CREATE_ID "{\"command_type\":\"CreateNode\",\"data\":{\"blueprint_type_id\":\"item\"," \
                  "\"parent_id\":\"%s\",\"name\":\"%s\",\"id\":\"%s\"}}"
#define NOTE "{\"command_type\":\"UpdateProperty\",\"data\":{\"node_id\":\"%s\"," \
             "\"property_id\":\"note\",\"value\":\"%s\"}}"
#define ID_A "11111111-1111-7111-8111-111111111111"
#define ID_B "22222222-2222-7222-8222-222222222222"

static gboolean
records_cb (TalusRecord **records,
            guint         n_records,
            gpointer      user_data)
{
  Fixture *fixture = user_data;

  for (guint i = 0; i < n_records; i++)
    g_string_append_printf (fixture->seen, "r%d ", (int) records[i]->seq);

  return TRUE;
}

static gboolean
notice_cb (const TalusNotice *notice,
           gpointer           user_data)
{
  Fixture *fixture = user_data;
  static const char * const names[] = { "failed", "joined", "left", "presence", "saved", "closed" };

  g_string_append_printf (fixture->seen, "%s ", names[notice->kind]);

  return TRUE;
}

static void
dropped_cb (gpointer user_data)
{
  g_string_append (((Fixture *) user_data)->seen, "dropped ");
}

static const TalusFollowerFuncs funcs = { records_cb, notice_cb, dropped_cb };

static void
assert_seen (Fixture    *fixture,
             const char *expected)
{
  g_assert_cmpstr (fixture->seen->str, ==, expected);
  g_string_truncate (fixture->seen, 0);
}

static guint
count_children (Fixture *fixture)
{
  TalusGraph *graph = talus_session_get_graph (fixture->session);

  return talus_node_get_n_children (talus_graph_get_root (graph, 0));
}

static void
test_durable_before_visible (Fixture       *fixture,
                             gconstpointer  data)
{
  talus_session_follow (fixture->session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "A");
  submit (fixture, "b", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "B");
  assert_seen (fixture, "");
  g_assert_cmpuint (talus_session_get_seq (fixture->session), ==, 1);
  g_assert_false (talus_session_is_settled (fixture->session));

  test_journal_settle (fixture->journal, 1, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "r2 a=2 ");
  g_assert_cmpuint (talus_session_get_seq (fixture->session), ==, 2);

  test_journal_settle (fixture->journal, 1, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "r3 b=3 ");
  g_assert_true (talus_session_is_settled (fixture->session));
}

static void
test_command_id (Fixture       *fixture,
                 gconstpointer  data)
{
  submit (fixture, "first", fixture->author, ID_A, -1, -1, CREATE, fixture->root_id, "A");
  submit (fixture, "flying", fixture->author, ID_A, -1, -1, CREATE, fixture->root_id, "A");
  submit (fixture, "other", fixture->author, ID_A, -1, -1, CREATE, fixture->root_id, "B");
  assert_seen (fixture, "other=CONFLICT ");
  g_assert_cmpuint (test_journal_get_queued (fixture->journal), ==, 1);
  test_journal_settle (fixture->journal, 1, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "first=2 flying=2 ");

  submit (fixture, "again", fixture->author, ID_A, -1, -1, CREATE, fixture->root_id, "A");
  submit (fixture, "wrong", fixture->author, ID_A, -1, -1, CREATE, fixture->root_id, "B");
  assert_seen (fixture, "again=2 wrong=CONFLICT ");
  g_assert_cmpuint (count_children (fixture), ==, 1);
}

static void
test_failed_command_is_forgotten (Fixture       *fixture,
                                  gconstpointer  data)
{
  test_journal_set_eager (fixture->journal, TRUE);
  talus_session_follow (fixture->session, &funcs, fixture, NULL);
  submit (fixture, "bad", fixture->author, ID_A, -1, -1, CREATE, ID_B, "A");
  assert_seen (fixture, "failed bad=INVALID_PARENT ");
  submit (fixture, "good", fixture->author, ID_A, -1, -1, CREATE, fixture->root_id, "A");
  assert_seen (fixture, "r2 good=2 ");
}

static void
test_expected_seq (Fixture       *fixture,
                   gconstpointer  data)
{
  submit (fixture, "a", fixture->author, NULL, 1, -1, CREATE, fixture->root_id, "A");
  submit (fixture, "late", fixture->author, NULL, 1, -1, CREATE, fixture->root_id, "B");
  submit (fixture, "b", fixture->author, NULL, 2, -1, CREATE, fixture->root_id, "B");
  test_journal_settle (fixture->journal, 2, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "late=CONFLICT a=2 b=3 ");
}

static void
test_base_seq (Fixture       *fixture,
               gconstpointer  data)
{
  test_journal_set_eager (fixture->journal, TRUE);
  submit (fixture, "make", fixture->author, NULL, -1, -1, CREATE_ID, fixture->root_id, "A", ID_A);
  submit (fixture, "ben", fixture->other, NULL, -1, -1, NOTE, ID_A, "his");
  submit (fixture, "ada", fixture->author, NULL, -1, 2, NOTE, ID_A, "hers");
  submit (fixture, "own", fixture->other, NULL, -1, 2, NOTE, ID_A, "his own again");
  submit (fixture, "seen", fixture->author, NULL, -1, 4, NOTE, ID_A, "hers");
  assert_seen (fixture, "make=2 ben=3 ada=CONFLICT own=4 seen=5 ");
}

static void
test_refused_batch_takes_what_stands_on_it (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autofree char *before = talus_graph_digest (talus_session_get_graph (fixture->session));
  g_autofree char *after = NULL;

  talus_session_follow (fixture->session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->author, ID_A, -1, -1, CREATE_ID, fixture->root_id, "A", ID_A);
  submit (fixture, "b", fixture->author, NULL, -1, -1, CREATE, ID_A, "below A");
  test_journal_settle (fixture->journal, 1, TALUS_JOURNAL_REFUSED, 0);
  assert_seen (fixture, "a=STORAGE_FAILED b=STORAGE_FAILED ");

  after = talus_graph_digest (talus_session_get_graph (fixture->session));
  g_assert_cmpstr (before, ==, after);
  g_assert_null (talus_session_get_failure (fixture->session));

  test_journal_set_eager (fixture->journal, TRUE);
  submit (fixture, "again", fixture->author, ID_A, -1, -1, CREATE_ID, fixture->root_id, "A", ID_A);
  assert_seen (fixture, "r2 again=2 ");
}

static void
test_unknown_outcome_asks_the_disk (Fixture       *fixture,
                                    gconstpointer  data)
{
  talus_session_follow (fixture->session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "A");
  submit (fixture, "b", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "B");
  submit (fixture, "c", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "C");
  test_journal_settle (fixture->journal, 3, TALUS_JOURNAL_UNKNOWN, 2);
  assert_seen (fixture, "r2 r3 a=2 b=3 c=STORAGE_FAILED ");
  g_assert_cmpuint (count_children (fixture), ==, 2);
  g_assert_cmpuint (talus_session_get_seq (fixture->session), ==, 3);
}

static void
test_frozen_is_readable (Fixture       *fixture,
                         gconstpointer  data)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  talus_session_follow (fixture->session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "A");
  test_journal_set_usable (fixture->journal, FALSE);
  test_journal_settle (fixture->journal, 1, TALUS_JOURNAL_UNKNOWN, 1);
  assert_seen (fixture, "");
  g_assert_true (talus_session_is_settled (fixture->session));
  g_assert_cmpuint (count_children (fixture), ==, 0);
  g_assert_error (talus_session_get_failure (fixture->session), TALUS_ERROR,
                  TALUS_ERROR_STORAGE_FAILED);
  submit (fixture, "b", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "B");
  assert_seen (fixture, "failed b=STORAGE_FAILED ");

  test_journal_set_usable (fixture->journal, TRUE);
  while (talus_session_get_failure (fixture->session) != NULL &&
         g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  assert_seen (fixture, "r2 a=2 ");
  g_assert_cmpuint (count_children (fixture), ==, 1);
}

/* A follower that asks for more, follows and unfollows while it is told. */
typedef struct
{
  Fixture *fixture;
  guint own_id;
  guint late_id;
} Busy;

static gboolean
busy_records_cb (TalusRecord **records,
                 guint         n_records,
                 gpointer      user_data)
{
  Busy *busy = user_data;

  g_string_append_printf (busy->fixture->seen, "busy%d ", (int) records[0]->seq);
  if (records[0]->seq == 2)
    {
      busy->late_id = talus_session_follow (busy->fixture->session, &funcs, busy->fixture, NULL);
      submit (busy->fixture, "inner", busy->fixture->author, NULL, -1, -1, CREATE,
              busy->fixture->root_id, "B");
    }
  if (records[0]->seq == 3)
    talus_session_unfollow (busy->fixture->session, busy->own_id);

  return TRUE;
}

static void
test_followers_from_within (Fixture       *fixture,
                            gconstpointer  data)
{
  const TalusFollowerFuncs busy_funcs = { busy_records_cb, NULL, NULL };
  Busy busy = { fixture };

  test_journal_set_eager (fixture->journal, TRUE);
  busy.own_id = talus_session_follow (fixture->session, &busy_funcs, &busy, NULL);
  submit (fixture, "outer", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "A");
  assert_seen (fixture, "busy2 outer=2 busy3 r3 inner=3 ");
  submit (fixture, "third", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "C");
  assert_seen (fixture, "r4 third=4 ");
}

static gboolean
failing_cb (TalusRecord **records,
            guint         n_records,
            gpointer      user_data)
{
  return FALSE;
}

static void
test_failing_follower (Fixture       *fixture,
                       gconstpointer  data)
{
  const TalusFollowerFuncs failing_funcs = { failing_cb, NULL, dropped_cb };

  test_journal_set_eager (fixture->journal, TRUE);
  talus_session_follow (fixture->session, &failing_funcs, fixture, NULL);
  talus_session_follow (fixture->session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "A");
  submit (fixture, "b", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "B");
  assert_seen (fixture, "dropped r2 a=2 r3 b=3 ");
  g_assert_cmpuint (talus_session_get_n_followers (fixture->session), ==, 1);
}

static void
closed_cb (TalusSession *session,
           gpointer      user_data)
{
  g_string_append (((Fixture *) user_data)->seen, "done ");
}

static void
test_close_waits (Fixture       *fixture,
                  gconstpointer  data)
{
  talus_session_follow (fixture->session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "A");
  talus_session_close (fixture->session, "closed", closed_cb, fixture);
  submit (fixture, "late", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "B");
  assert_seen (fixture, "late=INVALID_SESSION ");
  test_journal_settle (fixture->journal, 1, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "r2 a=2 closed dropped done ");
}

static void
test_presence_and_activity (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GPtrArray) clients = NULL;
  g_autoptr(GError) error = NULL;

  test_journal_set_eager (fixture->journal, TRUE);
  talus_session_follow (fixture->session, &funcs, fixture, NULL);
  fixture->now += 10;
  talus_session_join (fixture->session, talus_client_new ("c1", fixture->author,
                                                          TALUS_ROLE_EDITOR, fixture->now));
  g_assert_cmpint (talus_session_get_last_activity (fixture->session), ==, fixture->now);
  fixture->now += 10;
  g_assert_true (talus_session_set_presence (fixture->session, "c1", "{\"view\":\"board\"}",
                                             &error));
  g_assert_cmpint (talus_session_get_last_activity (fixture->session), ==, fixture->now - 10);
  clients = talus_session_list_clients (fixture->session);
  g_assert_cmpuint (clients->len, ==, 1);
  g_assert_cmpstr (((TalusClient *) g_ptr_array_index (clients, 0))->presence, ==,
                   "{\"view\":\"board\"}");
  g_assert_false (talus_session_set_presence (fixture->session, "c2", "{}", &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND);
  submit (fixture, "a", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "A");
  g_assert_cmpint (talus_session_get_last_activity (fixture->session), ==, fixture->now);
  fixture->now += 10;
  talus_session_leave (fixture->session, "c1");
  g_assert_cmpint (talus_session_get_last_activity (fixture->session), ==, fixture->now);
  talus_session_leave (fixture->session, "c1");
  assert_seen (fixture, "joined presence r2 a=2 left ");
}

static void
test_undo_survives_the_log (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *before = talus_graph_digest (talus_session_get_graph (fixture->session));
  g_autofree char *after = NULL;

  test_journal_set_eager (fixture->journal, TRUE);
  submit (fixture, "a", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "A");
  g_assert_true (talus_session_can_undo (fixture->session, TALUS_SCOPE_SESSION, NULL));
  submit (fixture, "undo", fixture->author, ID_B, -1, -1, "{\"undo\":true}");
  submit (fixture, "same", fixture->author, ID_B, -1, -1, "{\"undo\":true}");
  submit (fixture, "more", fixture->author, NULL, -1, -1, "{\"undo\":true}");
  assert_seen (fixture, "a=2 undo=3 same=3 more=NOTHING_TO_UNDO ");
  after = talus_graph_digest (talus_session_get_graph (fixture->session));
  g_assert_cmpstr (before, ==, after);
  g_assert_true (talus_session_can_redo (fixture->session, TALUS_SCOPE_SESSION, NULL));
}

static void
test_time_never_goes_back (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GPtrArray) records = NULL;

  test_journal_set_eager (fixture->journal, TRUE);
  fixture->now = 2000000;
  submit (fixture, "a", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "A");
  fixture->now = 1500000;
  submit (fixture, "b", fixture->author, NULL, -1, -1, CREATE, fixture->root_id, "B");
  g_assert_true (talus_journal_read (TALUS_JOURNAL (fixture->journal), 1, 10, G_MAXSIZE, &records,
                                     NULL));
  g_assert_cmpint (((TalusRecord *) g_ptr_array_index (records, 1))->timestamp, ==, 2000000);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/session/durable-before-visible", test_durable_before_visible);
  ADD ("/session/command-id-happens-once", test_command_id);
  ADD ("/session/failed-command-is-not-remembered", test_failed_command_is_forgotten);
  ADD ("/session/expected-seq-counts-what-is-pending", test_expected_seq);
  ADD ("/session/base-seq-sees-others-only", test_base_seq);
  ADD ("/session/refused-batch-takes-what-stands-on-it", test_refused_batch_takes_what_stands_on_it);
  ADD ("/session/unknown-outcome-asks-the-disk", test_unknown_outcome_asks_the_disk);
  ADD ("/session/frozen-is-readable-until-the-disk-is-back", test_frozen_is_readable);
  ADD ("/session/followers-act-from-within", test_followers_from_within);
  ADD ("/session/failing-follower-is-dropped-alone", test_failing_follower);
  ADD ("/session/close-waits-for-what-is-pending", test_close_waits);
  ADD ("/session/presence-and-activity", test_presence_and_activity);
  ADD ("/session/undo-once-by-command-id", test_undo_survives_the_log);
  ADD ("/session/time-never-goes-back", test_time_never_goes_back);

  return g_test_run ();
}
