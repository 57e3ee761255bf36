/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A follower in a thread of its own. The session is the main thread's. */
#include "base/talus-error.h"
#include "session-fixture.h"
#include "session/talus-follower-queue.h"

#define N_COMMANDS 200

typedef struct
{
  SessionFixture base;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  TalusFollowerQueue *queue;

  /* The follower's thread until it has ended. */
  guint64 last_seq;
  guint n_records;
  guint n_answers;
  guint n_refused;
  gboolean out_of_order;
  gboolean early_answer;
  gboolean fail_now;

  gint dropped; /* atomic */
  gint done;    /* atomic */
} Fixture;

static gpointer
run (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_main_context_push_thread_default (fixture->context);
  g_main_loop_run (fixture->loop);
  g_main_context_pop_thread_default (fixture->context);

  return NULL;
}

static gboolean
records_cb (TalusRecord **records,
            guint         n_records,
            gpointer      user_data)
{
  Fixture *fixture = user_data;

  for (guint i = 0; i < n_records; i++)
    {
      if (records[i]->seq != fixture->last_seq + 1)
        fixture->out_of_order = TRUE;
      fixture->last_seq = records[i]->seq;
      fixture->n_records++;
    }

  return !fixture->fail_now;
}

static void
dropped_cb (gpointer user_data)
{
  g_atomic_int_set (&((Fixture *) user_data)->dropped, 1);
}

static const TalusFollowerFuncs funcs = { records_cb, NULL, dropped_cb };

static gboolean
is_done (gpointer user_data)
{
  return g_atomic_int_get (&((Fixture *) user_data)->done);
}

static gboolean
is_dropped (gpointer user_data)
{
  return g_atomic_int_get (&((Fixture *) user_data)->dropped);
}

static gboolean
has_no_follower (gpointer user_data)
{
  return talus_session_get_n_followers (((Fixture *) user_data)->base.session) == 0;
}

static void
follow (Fixture *fixture,
        guint    max_records)
{
  fixture->queue = talus_follower_queue_new (fixture->base.session,
                                             g_main_context_default (), fixture->context,
                                             max_records, &funcs, fixture);
}

static void
start (Fixture *fixture)
{
  fixture->thread = g_thread_new ("follower", run, fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  session_fixture_set_up (&fixture->base);
  test_journal_set_eager (fixture->base.journal, TRUE);
  fixture->last_seq = 1;
  fixture->context = g_main_context_new ();
  fixture->loop = g_main_loop_new (fixture->context, FALSE);
}

static gboolean
end_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  talus_follower_queue_close (fixture->queue);
  talus_follower_queue_unref (fixture->queue);
  g_main_loop_quit (fixture->loop);

  return G_SOURCE_REMOVE;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_main_context_invoke (fixture->context, end_cb, fixture);
  g_thread_join (fixture->thread);
  session_fixture_wait (has_no_follower, fixture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_main_loop_unref (fixture->loop);
  g_main_context_unref (fixture->context);
  session_fixture_tear_down (&fixture->base);
}

static TalusCommand *
create_command (Fixture *fixture)
{
  g_autofree char *json = g_strdup_printf (
    "{\"command_type\":\"CreateNode\",\"data\":{\"blueprint_type_id\":\"item\","
    "\"parent_id\":\"%s\"}}", fixture->base.root_id);

  return session_fixture_command (json);
}

static void
answered_cb (TalusSession *session,
             TalusRecord  *record,
             const GError *error,
             gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->n_answers++;
  if (record == NULL)
    fixture->n_refused++;
  else if (record->seq > fixture->last_seq)
    fixture->early_answer = TRUE;
  if (fixture->n_answers == N_COMMANDS)
    g_atomic_int_set (&fixture->done, 1);
}

static void
submit_queued (Fixture *fixture)
{
  g_autoptr(TalusCommand) command = create_command (fixture);
  TalusRequest request = { .command = command, .author = fixture->base.author };

  talus_follower_queue_submit (fixture->queue, &request, answered_cb, fixture);
}

static gboolean
submit_all_cb (gpointer user_data)
{
  for (guint i = 0; i < N_COMMANDS; i++)
    submit_queued (user_data);

  return G_SOURCE_REMOVE;
}

static void
submit_here (Fixture *fixture)
{
  g_autoptr(TalusCommand) command = create_command (fixture);
  TalusRequest request = { .command = command, .author = fixture->base.author };

  talus_session_submit (fixture->base.session, &request, NULL, NULL);
}

static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  follow (fixture, TALUS_FOLLOWER_QUEUE_RECORDS);
  start (fixture);
  g_main_context_invoke (fixture->context, submit_all_cb, fixture);
  session_fixture_wait (is_done, fixture);

  g_assert_cmpuint (fixture->n_refused, ==, 0);
  g_assert_cmpuint (fixture->n_records, ==, N_COMMANDS);
  g_assert_false (fixture->out_of_order);
  g_assert_false (fixture->early_answer);
  g_assert_cmpuint (talus_session_get_seq (fixture->base.session), ==, N_COMMANDS + 1);
}

static void
test_stalled (Fixture       *fixture,
              gconstpointer  data)
{
  follow (fixture, 5);
  for (guint i = 0; i < 7; i++)
    submit_here (fixture);
  /* It has not run at all, and the session has already let it go. */
  g_assert_cmpuint (talus_session_get_n_followers (fixture->base.session), ==, 0);
  g_assert_cmpuint (talus_session_get_seq (fixture->base.session), ==, 8);

  start (fixture);
  session_fixture_wait (is_dropped, fixture);
}

static gboolean
notice_cb (const TalusNotice *notice,
           gpointer           user_data)
{
  return TRUE;
}

/* Presence, too, does not pile up without end. */
static void
test_stalled_by_notices (Fixture       *fixture,
                         gconstpointer  data)
{
  const TalusFollowerFuncs noticing = { records_cb, notice_cb, dropped_cb };
  g_autoptr(GError) error = NULL;

  fixture->queue = talus_follower_queue_new (fixture->base.session,
                                             g_main_context_default (), fixture->context, 5,
                                             &noticing, fixture);
  talus_session_join (fixture->base.session, talus_client_new ("c", fixture->base.author,
                                                               TALUS_ROLE_EDITOR, 0));
  for (guint i = 0; i < 7; i++)
    g_assert_true (talus_session_set_presence (fixture->base.session, "c", "{}", &error));
  g_assert_cmpuint (talus_session_get_n_followers (fixture->base.session), ==, 0);

  start (fixture);
  session_fixture_wait (is_dropped, fixture);
}

static void
test_failing (Fixture       *fixture,
              gconstpointer  data)
{
  fixture->fail_now = TRUE;
  follow (fixture, 100);
  start (fixture);
  submit_here (fixture);
  session_fixture_wait (is_dropped, fixture);
  session_fixture_wait (has_no_follower, fixture);
  submit_here (fixture);
  g_assert_cmpuint (talus_session_get_seq (fixture->base.session), ==, 3);
}

static gboolean
submit_late_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_answers = N_COMMANDS - 1;
  submit_queued (fixture);

  return G_SOURCE_REMOVE;
}

static void
test_session_closed (Fixture       *fixture,
                     gconstpointer  data)
{
  follow (fixture, 100);
  start (fixture);
  talus_session_close (fixture->base.session, "closed", NULL, NULL);
  session_fixture_wait (is_dropped, fixture);
  g_main_context_invoke (fixture->context, submit_late_cb, fixture);
  session_fixture_wait (is_done, fixture);
  g_assert_cmpuint (fixture->n_refused, ==, 1);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/follower-queue/records-in-order-answers-behind-them", test_order);
  ADD ("/follower-queue/stalled-is-dropped-and-told", test_stalled);
  ADD ("/follower-queue/stalled-by-notices-too", test_stalled_by_notices);
  ADD ("/follower-queue/failing-is-dropped-alone", test_failing);
  ADD ("/follower-queue/closed-session-refuses", test_session_closed);

  return g_test_run ();
}
