/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal's promises: order, group commit, one wake-up for what became
 * durable, and what a failure means. The rules are held with a storage that
 * fails when it is told to; a full disk with a small one. */
#include "store-fixture.h"

#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <signal.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "store/talus-journal-writer.h"

/* A storage in memory, that commits when it is let. */
typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean is_held;
  guint n_committing;                 /* commits that began */
  TalusJournalOutcome outcome;
  GArray *batches;                    /* of guint: how many records each */
  GPtrArray *kept;
} Storage;

/* What was heard. */
typedef struct
{
  GArray *seqs;                       /* of guint64, in order */
  GArray *outcomes;                   /* of TalusJournalOutcome, likewise */
  guint n_calls;
  GThread *thread;
} Heard;

typedef struct
{
  char *folder;
  char *path;
  TalusDocument *document;            /* only to be a TalusJournal */
  TalusJournalWriter *writer;
  Storage storage;
  Heard heard;
  TalusAuthor *author;
  char head[TALUS_HEAD_LENGTH + 1];
  guint64 seq;
} Fixture;

static TalusJournalOutcome
commit_cb (TalusRecord **records,
           guint         n_records,
           gpointer      user_data,
           GError      **error)
{
  Storage *storage = user_data;
  TalusJournalOutcome outcome;

  g_mutex_lock (&storage->mutex);
  storage->n_committing++;
  g_cond_broadcast (&storage->cond);

  while (storage->is_held)
    g_cond_wait (&storage->cond, &storage->mutex);

  outcome = storage->outcome;
  g_array_append_val (storage->batches, n_records);

  if (outcome == TALUS_JOURNAL_DURABLE)
    {
      for (guint i = 0; i < n_records; i++)
        g_ptr_array_add (storage->kept, talus_record_ref (records[i]));
    }
  else
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "as told");
    }

  g_mutex_unlock (&storage->mutex);

  return outcome;
}

static gboolean
reopen_cb (guint64   *seq,
           char       head[TALUS_HEAD_LENGTH + 1],
           gpointer   user_data,
           GError   **error)
{
  Storage *storage = user_data;
  gboolean is_usable;

  g_mutex_lock (&storage->mutex);
  is_usable = storage->outcome == TALUS_JOURNAL_DURABLE;
  *seq = storage->kept->len + 1;

  if (storage->kept->len > 0)
    g_strlcpy (head, ((TalusRecord *) storage->kept->pdata[storage->kept->len - 1])->head,
               TALUS_HEAD_LENGTH + 1);
  else
    g_strlcpy (head, TALUS_HEAD_NONE, TALUS_HEAD_LENGTH + 1);

  g_mutex_unlock (&storage->mutex);

  if (!is_usable)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "still");

  return is_usable;
}

static void
journal_cb (TalusJournal         *journal,
            TalusRecord         **records,
            guint                 n_records,
            TalusJournalOutcome   outcome,
            const GError         *error,
            gpointer              user_data)
{
  Heard *heard = user_data;

  heard->n_calls++;
  heard->thread = g_thread_self ();

  for (guint i = 0; i < n_records; i++)
    {
      g_array_append_val (heard->seqs, records[i]->seq);
      g_array_append_val (heard->outcomes, outcome);
    }
}

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = store_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "project.talus", NULL);
  store_make_document (fixture->path, NULL, "Journal", 1, NULL);
  fixture->document = talus_document_open (fixture->path, &error);
  g_assert_no_error (error);
  fixture->author = store_author_new ();

  g_mutex_init (&fixture->storage.mutex);
  g_cond_init (&fixture->storage.cond);
  fixture->storage.outcome = TALUS_JOURNAL_DURABLE;
  fixture->storage.batches = g_array_new (FALSE, FALSE, sizeof (guint));
  fixture->storage.kept = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
  fixture->heard.seqs = g_array_new (FALSE, FALSE, sizeof (guint64));
  fixture->heard.outcomes = g_array_new (FALSE, FALSE, sizeof (TalusJournalOutcome));

  fixture->seq = 1;
  strcpy (fixture->head, TALUS_HEAD_NONE);
  fixture->writer = talus_journal_writer_new (TALUS_JOURNAL (fixture->document), fixture->seq,
                                              fixture->head, commit_cb, &fixture->storage);
  talus_journal_writer_set_func (fixture->writer, journal_cb, &fixture->heard);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  talus_journal_writer_free (fixture->writer);
  talus_document_close (fixture->document, NULL);
  g_assert_finalize_object (fixture->document);
  g_array_unref (fixture->storage.batches);
  g_ptr_array_unref (fixture->storage.kept);
  g_mutex_clear (&fixture->storage.mutex);
  g_cond_clear (&fixture->storage.cond);
  g_array_unref (fixture->heard.seqs);
  g_array_unref (fixture->heard.outcomes);
  talus_author_unref (fixture->author);
  store_folder_delete (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static TalusRecord *
make_record (Fixture *fixture,
             gsize    size)
{
  TalusRecord *record = talus_record_new ();

  record->seq = ++fixture->seq;
  record->timestamp = 1000 + (gint64) fixture->seq;
  record->author = talus_author_ref (fixture->author);
  record->has_command_id = TRUE;
  talus_id_draw (&record->command_id);
  record->command_type = g_strdup ("DeleteProperty");
  record->command_data = size == 0 ? g_strdup ("{}") : g_strnfill (size, ' ');

  if (size > 0)
    {
      memcpy (record->command_data, "{\"x\":\"", 6);
      memcpy (record->command_data + size - 2, "\"}", 2);
    }

  record->changes = talus_change_set_new ();
  talus_record_seal (record, fixture->head);
  strcpy (fixture->head, record->head);

  return record;
}

static void
append (Fixture *fixture,
        gsize    size)
{
  g_autoptr(TalusRecord) record = make_record (fixture, size);

  talus_journal_writer_append (fixture->writer, record);
}

static void
hold (Fixture *fixture)
{
  g_mutex_lock (&fixture->storage.mutex);
  fixture->storage.is_held = TRUE;
  g_mutex_unlock (&fixture->storage.mutex);
}

/* Lets commits go on, all of them with @outcome. */
static void
let_go (Fixture             *fixture,
        TalusJournalOutcome  outcome)
{
  g_mutex_lock (&fixture->storage.mutex);
  fixture->storage.is_held = FALSE;
  fixture->storage.outcome = outcome;
  g_cond_broadcast (&fixture->storage.cond);
  g_mutex_unlock (&fixture->storage.mutex);
}

static void
wait_for_commit (Fixture *fixture,
                 guint    n)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  g_mutex_lock (&fixture->storage.mutex);

  while (fixture->storage.n_committing < n)
    g_assert_true (g_cond_wait_until (&fixture->storage.cond, &fixture->storage.mutex, deadline));

  g_mutex_unlock (&fixture->storage.mutex);
}

static gboolean
wake_cb (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_to_hear (Fixture *fixture,
              guint    n)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  guint timer = g_timeout_add (50, wake_cb, NULL);

  while (fixture->heard.seqs->len < n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }

  g_source_remove (timer);
}

static void
assert_heard (Fixture             *fixture,
              guint                from,
              guint                to,
              TalusJournalOutcome  outcome)
{
  g_assert_cmpuint (fixture->heard.seqs->len, >=, to);

  for (guint i = from; i < to; i++)
    {
      g_assert_cmpuint (g_array_index (fixture->heard.seqs, guint64, i), ==, i + 2);
      g_assert_cmpint (g_array_index (fixture->heard.outcomes, TalusJournalOutcome, i), ==,
                       outcome);
    }
}

static void
test_what_waits_is_committed_at_once (Fixture       *fixture,
                                      gconstpointer  unused)
{
  TalusJournalMetrics metrics;

  hold (fixture);
  append (fixture, 0);
  wait_for_commit (fixture, 1);

  for (guint i = 0; i < 20; i++)
    append (fixture, 0);

  talus_journal_writer_get_metrics (fixture->writer, &metrics);
  g_assert_cmpuint (metrics.queued, ==, 21);
  let_go (fixture, TALUS_JOURNAL_DURABLE);
  wait_to_hear (fixture, 21);
  assert_heard (fixture, 0, 21, TALUS_JOURNAL_DURABLE);
  g_assert_cmpuint (fixture->storage.batches->len, ==, 2);
  g_assert_cmpuint (g_array_index (fixture->storage.batches, guint, 0), ==, 1);
  g_assert_cmpuint (g_array_index (fixture->storage.batches, guint, 1), ==, 20);
  g_assert_cmpuint (fixture->heard.n_calls, ==, 2);
  g_assert_true (fixture->heard.thread == g_thread_self ());

  talus_journal_writer_get_metrics (fixture->writer, &metrics);
  g_assert_cmpuint (metrics.n_commits, ==, 2);
  g_assert_cmpuint (metrics.n_records, ==, 21);
  g_assert_cmpuint (metrics.queued, ==, 0);
  talus_journal_writer_get_metrics (fixture->writer, &metrics);
  g_assert_cmpuint (metrics.n_commits, ==, 0);
}

static void
test_a_commit_is_bounded (Fixture       *fixture,
                          gconstpointer  unused)
{
  hold (fixture);
  append (fixture, 0);
  wait_for_commit (fixture, 1);

  for (guint i = 0; i < 300; i++)
    append (fixture, 0);

  for (guint i = 0; i < 3; i++)
    append (fixture, 3 * 1024 * 1024);

  let_go (fixture, TALUS_JOURNAL_DURABLE);
  wait_to_hear (fixture, 304);
  assert_heard (fixture, 0, 304, TALUS_JOURNAL_DURABLE);
  g_assert_cmpuint (g_array_index (fixture->storage.batches, guint, 1), ==, 256);

  /* 44 small ones and the first two big ones, then the third. */
  g_assert_cmpuint (g_array_index (fixture->storage.batches, guint, 2), ==, 46);
  g_assert_cmpuint (g_array_index (fixture->storage.batches, guint, 3), ==, 1);
}

static void
test_refusing_takes_all_behind_it (Fixture       *fixture,
                                   gconstpointer  unused)
{
  g_autoptr(GError) error = NULL;
  char head[TALUS_HEAD_LENGTH + 1];
  guint64 seq;

  append (fixture, 0);
  wait_to_hear (fixture, 1);
  hold (fixture);
  append (fixture, 0);
  wait_for_commit (fixture, 2);
  append (fixture, 0);
  append (fixture, 0);
  let_go (fixture, TALUS_JOURNAL_REFUSED);
  wait_to_hear (fixture, 4);
  append (fixture, 0);
  wait_to_hear (fixture, 5);
  assert_heard (fixture, 0, 1, TALUS_JOURNAL_DURABLE);
  assert_heard (fixture, 1, 5, TALUS_JOURNAL_REFUSED);

  /* The first refusal told of everything there was. */
  g_assert_cmpuint (fixture->heard.n_calls, ==, 3);
  g_assert_false (talus_journal_writer_call (fixture->writer, NULL, NULL, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED);
  g_clear_error (&error);
  g_assert_false (talus_journal_writer_resume (fixture->writer, reopen_cb, &fixture->storage, &seq,
                                               head, &error));
  g_clear_error (&error);

  let_go (fixture, TALUS_JOURNAL_DURABLE);
  g_assert_true (talus_journal_writer_resume (fixture->writer, reopen_cb, &fixture->storage, &seq,
                                              head, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (seq, ==, 2);

  /* It goes on behind what is there, and nothing more is heard of the rest. */
  fixture->seq = seq;
  strcpy (fixture->head, head);
  append (fixture, 0);
  wait_to_hear (fixture, 6);
  g_assert_cmpuint (g_array_index (fixture->heard.seqs, guint64, 5), ==, 3);
  g_assert_cmpint (g_array_index (fixture->heard.outcomes, TalusJournalOutcome, 5), ==,
                   TALUS_JOURNAL_DURABLE);
}

static void
test_unknown_writes_nothing_more (Fixture       *fixture,
                                  gconstpointer  unused)
{
  let_go (fixture, TALUS_JOURNAL_UNKNOWN);
  append (fixture, 0);
  wait_to_hear (fixture, 1);
  let_go (fixture, TALUS_JOURNAL_DURABLE);
  append (fixture, 0);
  append (fixture, 0);
  wait_to_hear (fixture, 3);
  assert_heard (fixture, 0, 3, TALUS_JOURNAL_UNKNOWN);
  g_assert_cmpuint (fixture->storage.n_committing, ==, 1);
  g_assert_cmpuint (fixture->storage.kept->len, ==, 0);
}

static TalusJournalOutcome
fail_cb (gpointer   user_data,
         GError   **error)
{
  TalusJournalOutcome *outcome = user_data;

  if (*outcome != TALUS_JOURNAL_DURABLE)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT, "no");

  return *outcome;
}

static void
test_a_call_comes_in_its_turn (Fixture       *fixture,
                               gconstpointer  unused)
{
  TalusJournalOutcome outcome = TALUS_JOURNAL_REFUSED;
  g_autoptr(GError) error = NULL;

  append (fixture, 0);
  append (fixture, 0);
  g_assert_true (talus_journal_writer_call (fixture->writer, NULL, NULL, &error));
  g_assert_cmpuint (fixture->storage.kept->len, ==, 2);

  /* One that is refused concerns nobody else. */
  g_assert_false (talus_journal_writer_call (fixture->writer, fail_cb, &outcome, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_clear_error (&error);
  append (fixture, 0);
  wait_to_hear (fixture, 3);
  assert_heard (fixture, 0, 3, TALUS_JOURNAL_DURABLE);

  /* After one whose outcome is unknown nothing is written. */
  outcome = TALUS_JOURNAL_UNKNOWN;
  g_assert_false (talus_journal_writer_call (fixture->writer, fail_cb, &outcome, &error));
  append (fixture, 0);
  wait_to_hear (fixture, 4);
  assert_heard (fixture, 3, 4, TALUS_JOURNAL_UNKNOWN);
}

static void
test_stopping_settles_everything (Fixture       *fixture,
                                  gconstpointer  unused)
{
  for (guint i = 0; i < 1000; i++)
    append (fixture, 0);

  talus_journal_writer_stop (fixture->writer);
  g_assert_cmpuint (fixture->storage.kept->len, ==, 1000);
  append (fixture, 0);
  wait_to_hear (fixture, 1001);
  assert_heard (fixture, 0, 1000, TALUS_JOURNAL_DURABLE);
  assert_heard (fixture, 1000, 1001, TALUS_JOURNAL_REFUSED);
}

static gpointer
run_in_context (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr(GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  talus_journal_writer_set_func (fixture->writer, journal_cb, &fixture->heard);
  append (fixture, 0);

  while (fixture->heard.seqs->len == 0)
    g_main_context_iteration (context, TRUE);

  g_assert_true (fixture->heard.thread == g_thread_self ());
  talus_journal_writer_set_func (fixture->writer, NULL, NULL);
  append (fixture, 0);
  talus_journal_writer_call (fixture->writer, NULL, NULL, NULL);

  while (g_main_context_iteration (context, FALSE))
    ;

  g_assert_cmpuint (fixture->heard.seqs->len, ==, 1);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static void
test_the_listener_has_its_own_context (Fixture       *fixture,
                                       gconstpointer  unused)
{
  g_thread_join (g_thread_new ("context", run_in_context, fixture));
}

/* A record that does not continue the log is a bug, and is not written. */
static void
test_a_gap_is_refused (Fixture       *fixture,
                       gconstpointer  unused)
{
  if (g_test_subprocess ())
    {
      fixture->seq = 5;
      append (fixture, 0);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*Record 6 was appended where 2 is next*");
}

static void
test_another_head_is_refused (Fixture       *fixture,
                              gconstpointer  unused)
{
  if (g_test_subprocess ())
    {
      strcpy (fixture->head, "ffffffffffffffffffffffffffffffff");
      append (fixture, 0);
      talus_journal_writer_stop (fixture->writer);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*Record 2 does not continue the log*");
}

static char *
dup_root (StoreProject *project)
{
  return talus_id_to_string (talus_node_get_id (
           talus_graph_get_root (talus_replica_get_graph (project->replica), 0)));
}

static void
create_big_node (StoreProject *project,
                 const char   *root)
{
  g_autofree char *note = g_strnfill (60000, 'x');

  g_assert_true (store_project_do (project, "CreateNode", "{\"blueprint_type_id\":\"item\","
                                   "\"parent_id\":\"%s\",\"properties\":{\"note\":\"%s\"}}",
                                   root, note));
}

/* What was not refused is there, once, and it goes on where it was. */
static void
assert_resumes (StoreProject *project,
                guint64       least)
{
  g_autoptr(TalusGraph) loaded = NULL;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *loaded_digest = NULL;
  char head[TALUS_HEAD_LENGTH + 1];
  guint64 seq;

  g_assert_true (talus_journal_resume (TALUS_JOURNAL (project->document), &seq, head, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (seq, >=, least);
  g_assert_true (talus_journal_read (TALUS_JOURNAL (project->document),
                                     talus_replica_get_confirmed_seq (project->replica), G_MAXUINT,
                                     G_MAXSIZE, &records, &error));
  g_assert_no_error (error);
  g_assert_true (talus_replica_confirm (project->replica, (TalusRecord **) records->pdata,
                                        records->len, &error));
  g_assert_no_error (error);
  talus_replica_reject_all (project->replica);
  g_assert_cmpuint (talus_replica_get_confirmed_seq (project->replica), ==, seq);
  g_assert_cmpstr (talus_replica_get_confirmed_head (project->replica), ==, head);
  loaded = talus_document_load (project->document, NULL, NULL, &error);
  g_assert_no_error (error);
  loaded_digest = talus_graph_digest (loaded);
  digest = talus_graph_digest (talus_replica_get_graph (project->replica));
  g_assert_cmpstr (loaded_digest, ==, digest);
}

/* Until there is no room. */
static void
fill_up (StoreProject *project,
         const char   *root)
{
  guint n_refused = project->n_refused;

  for (guint i = 0; i < 200 && project->n_refused == n_refused; i++)
    {
      guint n_settled = project->n_durable + project->n_refused;

      create_big_node (project, root);
      create_big_node (project, root);

      while (project->n_durable + project->n_refused < n_settled + 2)
        store_project_wait (project, &project->n_callbacks, project->n_callbacks + 1);
    }

  g_assert_cmpuint (project->n_refused, >, n_refused);
  g_assert_cmpuint (project->n_unknown, ==, 0);
  talus_replica_reject_all (project->replica);
}

/* Run in a process of its own: a disk of 4 MiB, filled to the brim. */
static int
fill_disk (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "project.talus", NULL);
  g_autofree char *ballast = g_build_filename (folder, "ballast", NULL);
  g_autofree char *content = g_strnfill (2500 * 1024, 'b');
  g_autofree char *root = NULL;
  g_autoptr(GError) error = NULL;
  char head[TALUS_HEAD_LENGTH + 1];
  StoreProject *project;
  guint64 confirmed;
  guint64 seq;

  if (unshare (CLONE_NEWNS) != 0 ||
      mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
      mount ("none", folder, "tmpfs", 0, "size=4m") != 0)
    return 77;

  g_assert_true (g_file_set_contents (ballast, content, 2500 * 1024, &error));
  store_make_document (path, NULL, "Full", 3, NULL);
  project = store_project_open (path);
  root = dup_root (project);

  fill_up (project, root);
  confirmed = talus_replica_get_confirmed_seq (project->replica);

  /* It is known what is there, and what finds no room is refused anew. */
  g_assert_true (talus_journal_resume (TALUS_JOURNAL (project->document), &seq, head, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (seq, ==, confirmed);
  fill_up (project, root);
  confirmed = talus_replica_get_confirmed_seq (project->replica);
  g_assert_cmpint (g_unlink (ballast), ==, 0);
  assert_resumes (project, confirmed);
  create_big_node (project, root);
  store_project_settle (project);
  g_assert_cmpuint (talus_replica_get_confirmed_seq (project->replica), ==, confirmed + 1);
  store_project_close (project);

  return 0;
}

/* Run in a process of its own: files may not grow beyond a size, which is an
 * error that says nothing certain. */
static int
limit_files (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "limited.talus", NULL);
  g_autofree char *root = NULL;
  struct rlimit limit;
  StoreProject *project;
  guint64 confirmed;

  store_make_document (path, NULL, "Limited", 3, NULL);
  project = store_project_open (path);
  root = dup_root (project);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = 300 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);

  for (guint i = 1; i <= 50 && project->n_unknown == 0; i++)
    {
      create_big_node (project, root);
      store_project_wait (project, &project->n_callbacks, i);
    }

  g_assert_cmpuint (project->n_unknown, >, 0);
  g_assert_cmpuint (project->n_refused, ==, 0);
  confirmed = talus_replica_get_confirmed_seq (project->replica);
  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  assert_resumes (project, confirmed);
  create_big_node (project, root);
  store_project_settle (project);
  store_project_close (project);

  return 0;
}

static void
run_apart (Fixture    *fixture,
           const char *mode)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "disk", NULL);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe", mode, folder,
                              NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  g_assert_true (g_subprocess_get_if_exited (process));

  if (g_subprocess_get_exit_status (process) == 77)
    g_test_skip ("cannot mount a small disk");
  else
    g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_a_full_disk_refuses (Fixture       *fixture,
                          gconstpointer  unused)
{
  run_apart (fixture, "--fill-disk");
}

static void
test_another_error_is_unknown (Fixture       *fixture,
                               gconstpointer  unused)
{
  run_apart (fixture, "--limit-files");
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--fill-disk"))
    return fill_disk (argv[2]);

  if (argc == 3 && g_str_equal (argv[1], "--limit-files"))
    return limit_files (argv[2]);

  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/journal/what-waits-is-committed-at-once", test_what_waits_is_committed_at_once);
  ADD ("/journal/a-commit-is-bounded", test_a_commit_is_bounded);
  ADD ("/journal/refusing-takes-all-behind-it", test_refusing_takes_all_behind_it);
  ADD ("/journal/unknown-writes-nothing-more", test_unknown_writes_nothing_more);
  ADD ("/journal/a-call-comes-in-its-turn", test_a_call_comes_in_its_turn);
  ADD ("/journal/stopping-settles-everything", test_stopping_settles_everything);
  ADD ("/journal/the-listener-has-its-own-context", test_the_listener_has_its_own_context);
  ADD ("/journal/a-gap-is-refused", test_a_gap_is_refused);
  ADD ("/journal/another-head-is-refused", test_another_head_is_refused);
  ADD ("/journal/a-full-disk-refuses", test_a_full_disk_refuses);
  ADD ("/journal/another-error-is-unknown", test_another_error_is_unknown);
#undef ADD

  return g_test_run ();
}
