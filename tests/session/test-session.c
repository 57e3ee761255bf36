/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session over a journal that answers when it is told to. */
#include "base/talus-error.h"
#include "model/talus-graph-json.h"
#include "session-fixture.h"

typedef struct
{
  SessionFixture base;
  GString *seen; /* what a follower and the submitters were told, in order */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  session_fixture_set_up (&fixture->base);
  fixture->seen = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  session_fixture_tear_down (&fixture->base);
  g_string_free (fixture->seen, TRUE);
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
  g_autoptr(TalusCommand) command = NULL;
  TalusRequest request = { 0 };
  Asking *asking = g_new0 (Asking, 1);
  va_list args;

  va_start (args, format);
  body = g_strdup_vprintf (format, args);
  va_end (args);
  command = session_fixture_command (body);
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
  talus_session_submit (fixture->base.session, &request, answered_cb, asking);
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
  static const char * const names[] = {
    [TALUS_NOTICE_FAILED] = "failed",
    [TALUS_NOTICE_JOINED] = "joined",
    [TALUS_NOTICE_LEFT] = "left",
    [TALUS_NOTICE_PRESENCE] = "presence",
    [TALUS_NOTICE_LOADED] = "loaded",
    [TALUS_NOTICE_SAVED] = "saved",
    [TALUS_NOTICE_STORAGE] = "disk-fails",
    [TALUS_NOTICE_CLOSED] = "closed",
  };
  gboolean is_well = notice->kind == TALUS_NOTICE_STORAGE && notice->error == NULL;

  g_string_append_printf (fixture->seen, "%s ", is_well ? "disk-works" : names[notice->kind]);

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
  TalusGraph *graph = talus_session_get_graph (fixture->base.session);

  return talus_node_get_n_children (talus_graph_get_root (graph, 0));
}

static void
test_durable_before_visible (Fixture       *fixture,
                             gconstpointer  data)
{
  talus_session_follow (fixture->base.session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "A");
  submit (fixture, "b", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "B");
  assert_seen (fixture, "");
  g_assert_cmpuint (talus_session_get_seq (fixture->base.session), ==, 1);
  g_assert_false (talus_session_is_settled (fixture->base.session));

  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "r2 a=2 ");
  g_assert_cmpuint (talus_session_get_seq (fixture->base.session), ==, 2);

  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "r3 b=3 ");
  g_assert_true (talus_session_is_settled (fixture->base.session));
}

static void
test_command_id (Fixture       *fixture,
                 gconstpointer  data)
{
  submit (fixture, "first", fixture->base.author, ID_A, -1, -1, CREATE, fixture->base.root_id, "A");
  submit (fixture, "flying", fixture->base.author, ID_A, -1, -1, CREATE,
          fixture->base.root_id, "A");
  submit (fixture, "other", fixture->base.author, ID_A, -1, -1, CREATE, fixture->base.root_id, "B");
  assert_seen (fixture, "");
  g_assert_cmpuint (test_journal_get_queued (fixture->base.journal), ==, 1);
  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "first=2 flying=2 other=CONFLICT ");

  submit (fixture, "again", fixture->base.author, ID_A, -1, -1, CREATE, fixture->base.root_id, "A");
  submit (fixture, "wrong", fixture->base.author, ID_A, -1, -1, CREATE, fixture->base.root_id, "B");
  assert_seen (fixture, "again=2 wrong=CONFLICT ");
  g_assert_cmpuint (count_children (fixture), ==, 1);
}

static void
test_failed_command_is_forgotten (Fixture       *fixture,
                                  gconstpointer  data)
{
  test_journal_set_eager (fixture->base.journal, TRUE);
  talus_session_follow (fixture->base.session, &funcs, fixture, NULL);
  submit (fixture, "bad", fixture->base.author, ID_A, -1, -1, CREATE, ID_B, "A");
  assert_seen (fixture, "failed bad=INVALID_PARENT ");
  submit (fixture, "good", fixture->base.author, ID_A, -1, -1, CREATE, fixture->base.root_id, "A");
  assert_seen (fixture, "r2 good=2 ");
}

static void
test_expected_seq (Fixture       *fixture,
                   gconstpointer  data)
{
  submit (fixture, "a", fixture->base.author, NULL, 1, -1, CREATE, fixture->base.root_id, "A");
  submit (fixture, "late", fixture->base.author, NULL, 1, -1, CREATE, fixture->base.root_id, "B");
  submit (fixture, "b", fixture->base.author, NULL, 2, -1, CREATE, fixture->base.root_id, "B");
  test_journal_settle (fixture->base.journal, 2, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "a=2 late=CONFLICT b=3 ");
}

static void
test_refusal_waits (Fixture       *fixture,
                    gconstpointer  data)
{
  talus_session_follow (fixture->base.session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE_ID,
          fixture->base.root_id, "A", ID_A);
  submit (fixture, "same", fixture->base.other, NULL, -1, -1, CREATE_ID,
          fixture->base.root_id, "B", ID_A);
  submit (fixture, "b", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "B");
  assert_seen (fixture, "");
  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "r2 a=2 failed same=CONFLICT ");
  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "r3 b=3 ");
}

/* The node that was in the way is not there after all. */
static void
test_refusal_is_void_with_its_reason (Fixture       *fixture,
                                      gconstpointer  data)
{
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE_ID,
          fixture->base.root_id, "A", ID_A);
  submit (fixture, "same", fixture->base.other, NULL, -1, -1, CREATE_ID,
          fixture->base.root_id, "B", ID_A);
  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_REFUSED, 0);
  assert_seen (fixture, "a=STORAGE_FAILED same=STORAGE_FAILED ");
}

static void
test_base_seq (Fixture       *fixture,
               gconstpointer  data)
{
  test_journal_set_eager (fixture->base.journal, TRUE);
  submit (fixture, "make", fixture->base.author, NULL, -1, -1, CREATE_ID,
          fixture->base.root_id, "A", ID_A);
  submit (fixture, "ben", fixture->base.other, NULL, -1, -1, NOTE, ID_A, "his");
  submit (fixture, "ada", fixture->base.author, NULL, -1, 2, NOTE, ID_A, "hers");
  submit (fixture, "own", fixture->base.other, NULL, -1, 2, NOTE, ID_A, "his own again");
  submit (fixture, "seen", fixture->base.author, NULL, -1, 4, NOTE, ID_A, "hers");
  assert_seen (fixture, "make=2 ben=3 ada=CONFLICT own=4 seen=5 ");
}

static void
test_refused_batch_takes_what_stands_on_it (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autofree char *before = talus_graph_digest (talus_session_get_graph (fixture->base.session));
  g_autofree char *after = NULL;

  talus_session_follow (fixture->base.session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->base.author, ID_A, -1, -1, CREATE_ID,
          fixture->base.root_id, "A", ID_A);
  submit (fixture, "b", fixture->base.author, NULL, -1, -1, CREATE, ID_A, "below A");
  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_REFUSED, 0);
  assert_seen (fixture, "disk-fails failed a=STORAGE_FAILED failed b=STORAGE_FAILED disk-works ");

  after = talus_graph_digest (talus_session_get_graph (fixture->base.session));
  g_assert_cmpstr (before, ==, after);
  g_assert_null (talus_session_get_failure (fixture->base.session));

  test_journal_set_eager (fixture->base.journal, TRUE);
  submit (fixture, "again", fixture->base.author, ID_A, -1, -1, CREATE_ID,
          fixture->base.root_id, "A", ID_A);
  assert_seen (fixture, "r2 again=2 ");
}

static void
test_unknown_outcome_asks_the_disk (Fixture       *fixture,
                                    gconstpointer  data)
{
  talus_session_follow (fixture->base.session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "A");
  submit (fixture, "b", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "B");
  submit (fixture, "c", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "C");
  test_journal_settle (fixture->base.journal, 3, TALUS_JOURNAL_UNKNOWN, 2);
  assert_seen (fixture, "disk-fails r2 r3 a=2 b=3 failed c=STORAGE_FAILED disk-works ");
  g_assert_cmpuint (count_children (fixture), ==, 2);
  g_assert_cmpuint (talus_session_get_seq (fixture->base.session), ==, 3);
}

static void
test_frozen_is_readable (Fixture       *fixture,
                         gconstpointer  data)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  talus_session_follow (fixture->base.session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "A");
  test_journal_set_usable (fixture->base.journal, FALSE);
  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_UNKNOWN, 1);
  assert_seen (fixture, "disk-fails ");
  g_assert_true (talus_session_is_settled (fixture->base.session));
  g_assert_cmpuint (count_children (fixture), ==, 0);
  g_assert_error (talus_session_get_failure (fixture->base.session), TALUS_ERROR,
                  TALUS_ERROR_STORAGE_FAILED);
  submit (fixture, "b", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "B");
  assert_seen (fixture, "failed b=STORAGE_FAILED ");

  test_journal_set_usable (fixture->base.journal, TRUE);
  while (talus_session_get_failure (fixture->base.session) != NULL &&
         g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  assert_seen (fixture, "r2 a=2 disk-works ");
  g_assert_cmpuint (count_children (fixture), ==, 1);
}

static void
freeze (Fixture *fixture,
        guint    n_kept)
{
  talus_session_follow (fixture->base.session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->base.author, ID_A, -1, -1, CREATE, fixture->base.root_id, "A");
  test_journal_set_usable (fixture->base.journal, FALSE);
  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_UNKNOWN, n_kept);
  assert_seen (fixture, "disk-fails ");
}

static void
count_cb (TalusSession *session,
          gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->seen, "guard%u ", count_children (fixture));
}

static gboolean
is_usable (gpointer user_data)
{
  return talus_session_get_failure (((Fixture *) user_data)->base.session) == NULL;
}

static gboolean
has_seen (gpointer user_data)
{
  return ((Fixture *) user_data)->seen->len > 0;
}

/* Who began to read while it was frozen reads what was certain then. */
static void
test_frozen_warns_readers (Fixture       *fixture,
                           gconstpointer  data)
{
  freeze (fixture, 1);
  talus_session_add_change_guard (fixture->base.session, count_cb, fixture);
  test_journal_set_usable (fixture->base.journal, TRUE);
  session_fixture_wait (is_usable, fixture);
  assert_seen (fixture, "guard0 r2 a=2 disk-works ");
}

static void
test_another_log (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(TalusRecord) foreign = talus_record_new ();

  foreign->seq = 2;
  g_strlcpy (foreign->head, "ffffffffffffffffffffffffffffffff", sizeof foreign->head);
  freeze (fixture, 0);
  test_journal_intrude (fixture->base.journal, foreign);
  test_journal_set_usable (fixture->base.journal, TRUE);
  session_fixture_wait (has_seen, fixture);
  assert_seen (fixture, "failed a=STORAGE_FAILED disk-fails ");
  g_assert_error (talus_session_get_failure (fixture->base.session), TALUS_ERROR,
                  TALUS_ERROR_STORAGE_FAILED);
  g_assert_cmpuint (talus_session_get_seq (fixture->base.session), ==, 1);
}

/* What failed is told again when the session has gone on already. */
static void
test_stale_failure (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(TalusRecord) record = NULL;
  g_autoptr(GPtrArray) records = NULL;

  test_journal_set_eager (fixture->base.journal, TRUE);
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "A");
  assert_seen (fixture, "a=2 ");
  g_assert_true (talus_journal_read (TALUS_JOURNAL (fixture->base.journal), 1, 1, G_MAXSIZE,
                                     &records, NULL));
  record = talus_record_ref (g_ptr_array_index (records, 0));

  test_journal_set_eager (fixture->base.journal, FALSE);
  submit (fixture, "b", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "B");
  test_journal_tell (fixture->base.journal, record, TALUS_JOURNAL_REFUSED);
  test_journal_tell (fixture->base.journal, record, TALUS_JOURNAL_UNKNOWN);
  assert_seen (fixture, "");
  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "b=3 ");
  g_assert_no_error (talus_session_get_failure (fixture->base.session));
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
      busy->late_id = talus_session_follow (busy->fixture->base.session, &funcs, busy->fixture,
                                            NULL);
      submit (busy->fixture, "inner", busy->fixture->base.author, NULL, -1, -1, CREATE,
              busy->fixture->base.root_id, "B");
    }
  if (records[0]->seq == 3)
    talus_session_unfollow (busy->fixture->base.session, busy->own_id);

  return TRUE;
}

static void
test_followers_from_within (Fixture       *fixture,
                            gconstpointer  data)
{
  const TalusFollowerFuncs busy_funcs = { busy_records_cb, NULL, NULL };
  Busy busy = { fixture };

  test_journal_set_eager (fixture->base.journal, TRUE);
  busy.own_id = talus_session_follow (fixture->base.session, &busy_funcs, &busy, NULL);
  submit (fixture, "outer", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "A");
  assert_seen (fixture, "busy2 outer=2 busy3 r3 inner=3 ");
  submit (fixture, "third", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "C");
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

  test_journal_set_eager (fixture->base.journal, TRUE);
  talus_session_follow (fixture->base.session, &failing_funcs, fixture, NULL);
  talus_session_follow (fixture->base.session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "A");
  submit (fixture, "b", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "B");
  assert_seen (fixture, "dropped r2 a=2 r3 b=3 ");
  g_assert_cmpuint (talus_session_get_n_followers (fixture->base.session), ==, 1);
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
  talus_session_follow (fixture->base.session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "A");
  talus_session_close (fixture->base.session, "closed", closed_cb, fixture);
  submit (fixture, "late", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "B");
  assert_seen (fixture, "late=INVALID_SESSION ");
  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "r2 a=2 closed dropped done ");
}

static gboolean
close_on_record_cb (TalusRecord **records,
                    guint         n_records,
                    gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->seen, "closing at r%d ", (int) records[0]->seq);
  talus_session_close (fixture->base.session, "closed", closed_cb, fixture);

  return TRUE;
}

/* Whoever is told after the one that closes still hears all of it, the end too. */
static void
test_close_from_within (Fixture       *fixture,
                        gconstpointer  data)
{
  const TalusFollowerFuncs closer = { close_on_record_cb, NULL, NULL };

  talus_session_follow (fixture->base.session, &closer, fixture, NULL);
  talus_session_follow (fixture->base.session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "A");
  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_DURABLE, 0);
  assert_seen (fixture, "closing at r2 r2 a=2 closed dropped done ");
}

static void
test_close_while_unknown (Fixture       *fixture,
                          gconstpointer  data)
{
  freeze (fixture, 1);
  talus_session_close (fixture->base.session, "closed", closed_cb, fixture);
  assert_seen (fixture, "failed a=STORAGE_FAILED closed dropped done ");
}

static void
test_failure_while_closing (Fixture       *fixture,
                            gconstpointer  data)
{
  talus_session_follow (fixture->base.session, &funcs, fixture, NULL);
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "A");
  talus_session_close (fixture->base.session, "closed", closed_cb, fixture);
  test_journal_set_usable (fixture->base.journal, FALSE);
  test_journal_settle (fixture->base.journal, 1, TALUS_JOURNAL_UNKNOWN, 0);
  assert_seen (fixture, "disk-fails failed a=STORAGE_FAILED closed dropped done ");
}

static void
test_close_asks_once_more (Fixture       *fixture,
                           gconstpointer  data)
{
  freeze (fixture, 1);
  test_journal_set_usable (fixture->base.journal, TRUE);
  talus_session_close (fixture->base.session, "closed", closed_cb, fixture);
  assert_seen (fixture, "r2 a=2 disk-works closed dropped done ");
}

static void
test_presence_and_activity (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GPtrArray) clients = NULL;
  g_autoptr(GError) error = NULL;

  test_journal_set_eager (fixture->base.journal, TRUE);
  talus_session_follow (fixture->base.session, &funcs, fixture, NULL);
  fixture->base.now += 10;
  talus_session_join (fixture->base.session, talus_client_new ("c1", fixture->base.author,
                                                          TALUS_ROLE_EDITOR, fixture->base.now));
  g_assert_cmpint (talus_session_get_last_activity (fixture->base.session), ==, fixture->base.now);
  fixture->base.now += 10;
  g_assert_true (talus_session_set_presence (fixture->base.session, "c1", "{\"view\":\"board\"}",
                                             &error));
  g_assert_cmpint (talus_session_get_last_activity (fixture->base.session), ==,
                   fixture->base.now - 10);
  clients = talus_session_list_clients (fixture->base.session);
  g_assert_cmpuint (clients->len, ==, 1);
  g_assert_cmpstr (((TalusClient *) g_ptr_array_index (clients, 0))->presence, ==,
                   "{\"view\":\"board\"}");
  g_assert_false (talus_session_set_presence (fixture->base.session, "c2", "{}", &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND);
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "A");
  g_assert_cmpint (talus_session_get_last_activity (fixture->base.session), ==, fixture->base.now);
  fixture->base.now += 10;
  talus_session_leave (fixture->base.session, "c1");
  g_assert_cmpint (talus_session_get_last_activity (fixture->base.session), ==, fixture->base.now);
  talus_session_leave (fixture->base.session, "c1");
  assert_seen (fixture, "joined presence r2 a=2 left ");
}

static void
test_undo_survives_the_log (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *before = talus_graph_digest (talus_session_get_graph (fixture->base.session));
  g_autofree char *after = NULL;

  test_journal_set_eager (fixture->base.journal, TRUE);
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "A");
  g_assert_true (talus_session_can_undo (fixture->base.session, TALUS_SCOPE_SESSION, NULL));
  submit (fixture, "undo", fixture->base.author, ID_B, -1, -1, "{\"undo\":true}");
  submit (fixture, "same", fixture->base.author, ID_B, -1, -1, "{\"undo\":true}");
  submit (fixture, "more", fixture->base.author, NULL, -1, -1, "{\"undo\":true}");
  assert_seen (fixture, "a=2 undo=3 same=3 more=NOTHING_TO_UNDO ");
  after = talus_graph_digest (talus_session_get_graph (fixture->base.session));
  g_assert_cmpstr (before, ==, after);
  g_assert_true (talus_session_can_redo (fixture->base.session, TALUS_SCOPE_SESSION, NULL));
}

/* A small request must not become a record of any size. */
static void
test_hints_are_bounded (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GString) children = g_string_new ("{\"command_type\":\"Batch\","
                                              "\"data\":{\"commands\":[");
  g_autoptr(GString) batch = g_string_new ("{\"command_type\":\"Batch\",\"data\":{\"commands\":[");
  g_autofree char *text = g_strnfill (60000, 'x');
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GPtrArray) more = NULL;
  TalusRecord *record = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (batch, "%s{\"command_type\":\"DeleteNode\",\"data\":{\"node_id\":\""
                            ID_A "\"}},{\"command_type\":\"RestoreNode\",\"data\":{\"node_id\":\""
                            ID_A "\"}}", i > 0 ? "," : "");
  g_string_append (batch, "]}}");

  test_journal_set_eager (fixture->base.journal, TRUE);
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE_ID,
          fixture->base.root_id, "A", ID_A);
  submit (fixture, "note", fixture->base.author, NULL, -1, -1, NOTE, ID_A, text);
  submit (fixture, "batch", fixture->base.author, NULL, -1, -1, "%s", batch->str);
  assert_seen (fixture, "a=2 note=3 batch=4 ");
  g_assert_true (talus_journal_read (TALUS_JOURNAL (fixture->base.journal), 3, 1, G_MAXSIZE,
                                     &records, NULL));
  record = g_ptr_array_index (records, 0);
  g_assert_nonnull (strstr (record->hints, text));
  g_assert_cmpuint (strlen (record->hints), <, 5 * 1024 * 1024);

  /* Nor by the ids of what goes, again and again. */
  for (guint i = 0; i < 900; i++)
    g_string_append_printf (children, "%s{\"command_type\":\"CreateNode\",\"data\":"
                            "{\"blueprint_type_id\":\"item\",\"parent_id\":\"" ID_A "\"}}",
                            i > 0 ? "," : "");
  g_string_append (children, "]}}");
  submit (fixture, "children", fixture->base.author, NULL, -1, -1, "%s", children->str);
  submit (fixture, "again", fixture->base.author, NULL, -1, -1, "%s", batch->str);
  assert_seen (fixture, "children=5 again=6 ");
  g_assert_true (talus_journal_read (TALUS_JOURNAL (fixture->base.journal), 5, 1, G_MAXSIZE,
                                     &more, NULL));
  record = g_ptr_array_index (more, 0);
  g_assert_cmpuint (strlen (record->hints), >, 4 * 1024 * 1024);
  g_assert_cmpuint (strlen (record->hints), <, 5 * 1024 * 1024);
}

static void
test_time_never_goes_back (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GPtrArray) records = NULL;

  test_journal_set_eager (fixture->base.journal, TRUE);
  fixture->base.now = 2000000;
  submit (fixture, "a", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "A");
  fixture->base.now = 1500000;
  submit (fixture, "b", fixture->base.author, NULL, -1, -1, CREATE, fixture->base.root_id, "B");
  g_assert_true (talus_journal_read (TALUS_JOURNAL (fixture->base.journal), 1, 10, G_MAXSIZE,
                                     &records, NULL));
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
  ADD ("/session/refused-batch-takes-what-stands-on-it",
       test_refused_batch_takes_what_stands_on_it);
  ADD ("/session/unknown-outcome-asks-the-disk", test_unknown_outcome_asks_the_disk);
  ADD ("/session/frozen-is-readable-until-the-disk-is-back", test_frozen_is_readable);
  ADD ("/session/refusal-waits-for-what-it-tells-of", test_refusal_waits);
  ADD ("/session/refusal-is-void-with-its-reason", test_refusal_is_void_with_its_reason);
  ADD ("/session/frozen-warns-readers-before-it-goes-on", test_frozen_warns_readers);
  ADD ("/session/another-log-is-not-followed", test_another_log);
  ADD ("/session/stale-failure-harms-nobody", test_stale_failure);
  ADD ("/session/close-answers-what-nobody-knows", test_close_while_unknown);
  ADD ("/session/failure-while-closing-is-answered", test_failure_while_closing);
  ADD ("/session/close-asks-the-journal-once-more", test_close_asks_once_more);
  ADD ("/session/followers-act-from-within", test_followers_from_within);
  ADD ("/session/failing-follower-is-dropped-alone", test_failing_follower);
  ADD ("/session/close-waits-for-what-is-pending", test_close_waits);
  ADD ("/session/close-from-within-tells-everybody", test_close_from_within);
  ADD ("/session/presence-and-activity", test_presence_and_activity);
  ADD ("/session/undo-once-by-command-id", test_undo_survives_the_log);
  ADD ("/session/hints-do-not-grow-without-end", test_hints_are_bounded);
  ADD ("/session/time-never-goes-back", test_time_never_goes_back);

  return g_test_run ();
}
