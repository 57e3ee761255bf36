/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left of a document, near or on a network file system, when its process
 * is killed. */
#include "document-test.h"

#include <signal.h>

/* Run in a process of its own, which is killed: says on its standard output
 * what has become durable. */
static int
append_until_killed (const char *path,
                     gboolean    is_remote)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_random_int ());
  g_autoptr(GError) error = NULL;
  StoreProject *project = store_project_new (talus_document_open_as (path, is_remote, &error));

  for (;;)
    {
      for (guint i = 0; i < 10; i++)
        store_project_do_random (project, rand);

      while (g_main_context_iteration (NULL, FALSE))
        {
          guint64 seq = talus_replica_get_confirmed_seq (project->replica);

          if (write (STDOUT_FILENO, &seq, sizeof seq) != sizeof seq)
            return 1;
        }
    }
}

/* The last seq that was said to be durable. */
static guint64
kill_while_appending (const char *mode,
                      const char *path,
                      guint       n_reports)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  GInputStream *output;
  guint64 last = 0;
  guint64 seq;
  gsize n_read;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe", mode,
                              path, NULL);
  g_assert_no_error (error);
  output = g_subprocess_get_stdout_pipe (process);

  for (guint i = 0; g_input_stream_read_all (output, &seq, sizeof seq, &n_read, NULL, &error) &&
       n_read == sizeof seq; i++)
    {
      last = seq;

      if (i == n_reports)
        g_subprocess_force_exit (process);
    }

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);

  return last;
}

static void
assert_state_is_its_log (const char *path,
                         TalusGraph *start,
                         guint64     at_least)
{
  g_autoptr(TalusDocument) document = NULL;
  g_autoptr(TalusGraph) loaded = NULL;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *loaded_digest = NULL;
  g_autofree char *replayed_digest = NULL;
  guint64 seq;

  document = talus_document_open (path, &error);
  g_assert_no_error (error);
  loaded = talus_document_load (document, &seq, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seq, >=, at_least);
  g_assert_true (talus_journal_read (TALUS_JOURNAL (document), 1, G_MAXUINT, G_MAXSIZE, &records,
                                     &error));
  g_assert_cmpuint (records->len, ==, seq - 1);

  for (guint i = 0; i < records->len; i++)
    {
      TalusRecord *record = records->pdata[i];

      g_assert_cmpuint (record->seq, ==, i + 2);
      g_assert_true (talus_graph_apply (start, record->changes, record->seq, record->timestamp,
                                        NULL, &error));
      g_assert_no_error (error);
    }

  loaded_digest = talus_graph_digest (loaded);
  replayed_digest = talus_graph_digest (start);
  g_assert_cmpstr (loaded_digest, ==, replayed_digest);
  g_assert_true (talus_document_close (document, &error));
}

/* Where the process is killed at any moment, what is found is the log up to
 * some record, all that was said to be durable among it, and the state is what
 * that log comes to. */
static void
test_killed_is_recovered (DocumentFixture *fixture,
                          gconstpointer    unused)
{
  store_make_document (fixture->path, NULL, "Killed", 3, NULL);

  for (guint round = 0; round < 4; round++)
    {
      guint64 seq = kill_while_appending ("--append", fixture->path, 5 + 10 * round);
      g_autoptr(TalusDocument) document = NULL;
      g_autoptr(TalusGraph) start = NULL;
      g_autoptr(TalusTemplate) second = store_template_new_second ();
      g_autoptr(GError) error = NULL;

      document = talus_document_open (fixture->path, &error);
      g_assert_no_error (error);
      start = talus_document_load_at (document, 1, NULL, &error);
      g_assert_no_error (error);
      talus_graph_add_template (start, second);
      g_assert_true (talus_document_close (document, &error));
      g_clear_object (&document);
      assert_state_is_its_log (fixture->path, start, seq);
      document_assert_only_file (fixture->folder, "project.talus");
    }
}

/* A document left by a crash can be looked at, and is recovered by that. */
static void
test_peeking_recovers (DocumentFixture *fixture,
                       gconstpointer    unused)
{
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(GError) error = NULL;
  guint64 seq;

  store_make_document (fixture->path, NULL, "Peeked", 3, NULL);
  seq = kill_while_appending ("--append", fixture->path, 10);
  g_assert_true (talus_document_peek (fixture->path, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (info.seq, >=, seq);
  g_assert_cmpuint (info.seq, >, 1);
}

static void
assert_no_work_copies (void)
{
  g_autofree char *work = g_build_filename (g_get_user_state_dir (), "talus-tally", "remote", NULL);
  g_autoptr(GPtrArray) names = store_folder_list (work);

  for (guint i = 0; i < names->len; i++)
    g_assert_true (g_str_has_suffix (names->pdata[i], ".aside"));
}

/* As on a network file system: the file itself is only ever replaced whole. */
static void
test_a_remote_document_is_written_back (DocumentFixture *fixture,
                                        gconstpointer    unused)
{
  g_autoptr(TalusDocument) document = NULL;
  g_autoptr(TalusDocument) second = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);

  store_make_document (fixture->path, NULL, "Remote", 2, NULL);
  document = talus_document_open_as (fixture->path, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (talus_document_get_path (document), ==, fixture->path);
  g_assert_true (talus_document_add_version (document, "one", 1, 1, &error));
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  g_assert_cmpint (document_query_int (fixture->path, "SELECT count(*) FROM version"), ==, 0);

  second = talus_document_open_as (fixture->path, TRUE, &error);
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_clear_error (&error);

  g_assert_true (talus_document_checkpoint (document, &error));
  g_assert_no_error (error);
  g_assert_cmpint (document_query_int (fixture->path, "SELECT count(*) FROM version"), ==, 1);
  g_assert_true (talus_document_add_version (document, "two", 1, 1, &error));
  g_assert_true (talus_document_close (document, &error));
  g_assert_no_error (error);
  g_assert_cmpint (document_query_int (fixture->path, "SELECT count(*) FROM version"), ==, 2);
  document_assert_only_file (fixture->folder, "project.talus");
  assert_no_work_copies ();
}

/* What was durable when the program was killed is in the copy, and comes back
 * from there; unless the file has gone another way meanwhile. */
static void
test_a_remote_document_is_taken_up_again (DocumentFixture *fixture,
                                          gconstpointer    unused)
{
  g_autofree char *before = g_build_filename (fixture->folder, "before.talus", NULL);
  g_autoptr(TalusDocument) document = NULL;
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length;
  guint64 seq;

  store_make_document (fixture->path, NULL, "Remote", 2, NULL);
  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  g_assert_true (g_file_set_contents (before, content, (gssize) length, NULL));

  seq = kill_while_appending ("--append-remotely", fixture->path, 10);
  g_assert_true (talus_document_peek (fixture->path, &info, &error));
  g_assert_cmpuint (info.seq, ==, 1);
  document = talus_document_open_as (fixture->path, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (talus_document_get_info (document)->seq, >=, seq);
  g_assert_true (talus_document_close (document, &error));
  talus_document_info_clear (&info);
  g_assert_true (talus_document_peek (fixture->path, &info, &error));
  g_assert_cmpuint (info.seq, >=, seq);
  g_clear_object (&document);
  assert_no_work_copies ();

  /* Killed again, and then somebody puts a file there that went its own way. */
  kill_while_appending ("--append-remotely", fixture->path, 10);
  g_assert_true (g_file_set_contents (fixture->path, content, (gssize) length, NULL));
  seq = kill_while_appending ("--append", fixture->path, 5);
  document = talus_document_open_as (fixture->path, TRUE, &error);
  g_assert_no_error (error);
  talus_document_info_clear (&info);
  g_assert_cmpuint (talus_document_get_info (document)->seq, >=, seq);
  g_assert_true (talus_document_close (document, &error));
  assert_no_work_copies ();
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *state = NULL;
  int status;

  if (argc == 3 && g_str_equal (argv[1], "--append"))
    return append_until_killed (argv[2], FALSE);

  if (argc == 3 && g_str_equal (argv[1], "--append-remotely"))
    return append_until_killed (argv[2], TRUE);

  g_test_init (&argc, &argv, NULL);

  /* Where copies of remote documents are worked on; the processes started from
   * here see it too. */
  state = store_folder_new ();
  g_setenv ("XDG_STATE_HOME", state, TRUE);

  document_add ("killed-is-recovered", test_killed_is_recovered);
  document_add ("peeking-recovers", test_peeking_recovers);
  document_add ("a-remote-document-is-written-back", test_a_remote_document_is_written_back);
  document_add ("a-remote-document-is-taken-up-again", test_a_remote_document_is_taken_up_again);

  status = g_test_run ();
  store_folder_delete (state);

  return status;
}
