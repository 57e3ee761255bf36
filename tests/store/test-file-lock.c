/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A claim on a file is one process's, is named, and goes with the process. */
#include <signal.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "store-fixture.h"
#include "store/talus-file-lock.h"

typedef struct
{
  char *folder;
  char *path;
  char *lock_path;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  fixture->folder = store_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "thing", NULL);
  fixture->lock_path = g_build_filename (fixture->folder, ".thing.lock", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  store_folder_delete (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->lock_path);
}

static void
assert_held_by (const char *path,
                gint64      pid)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, pid);
  g_autoptr(TalusFileLock) lock = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *details;

  lock = talus_file_lock_acquire (path, &error);
  g_assert_null (lock);
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  details = talus_error_get_details (error);
  g_assert_nonnull (details);
  g_assert_cmpint (json_object_get_int_member (details, "pid"), ==, pid);
  g_assert_cmpstr (json_object_get_string_member (details, "host"), ==, g_get_host_name ());
  g_assert_nonnull (json_object_get_string_member (details, "program"));
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, text));
}

static void
test_second_claim_is_refused (Fixture       *fixture,
                              gconstpointer  unused)
{
  g_autoptr(TalusFileLock) lock = NULL;
  g_autoptr(GError) error = NULL;

  lock = talus_file_lock_acquire (fixture->path, &error);
  g_assert_no_error (error);
  assert_held_by (fixture->path, getpid ());
}

static const char *
get_detail (GError     *error,
            const char *name)
{
  return json_object_get_string_member_with_default (talus_error_get_details (error), name, NULL);
}

static void
test_holder_says_where_it_is (Fixture       *fixture,
                              gconstpointer  unused)
{
  g_autoptr(TalusFileLock) lock = talus_file_lock_acquire (fixture->path, NULL);
  g_autoptr(GError) there = NULL;
  g_autoptr(GError) nowhere = NULL;

  g_assert_nonnull (lock);
  talus_file_lock_note (lock, "http://127.0.0.1:5000", "0190a1b2-0000-7000-8000-000000000001");
  g_assert_null (talus_file_lock_acquire (fixture->path, &there));
  g_assert_cmpstr (get_detail (there, "url"), ==, "http://127.0.0.1:5000");
  g_assert_cmpstr (get_detail (there, "session_id"), ==, "0190a1b2-0000-7000-8000-000000000001");

  talus_file_lock_note (lock, NULL, NULL);
  g_assert_null (talus_file_lock_acquire (fixture->path, &nowhere));
  g_assert_null (get_detail (nowhere, "url"));
  g_assert_null (get_detail (nowhere, "session_id"));
  assert_held_by (fixture->path, getpid ());
}

static void
test_releasing_leaves_nothing (Fixture       *fixture,
                               gconstpointer  unused)
{
  g_autoptr(GPtrArray) names = NULL;
  g_autoptr(TalusFileLock) lock = NULL;
  g_autoptr(GError) error = NULL;

  talus_file_lock_release (talus_file_lock_acquire (fixture->path, &error));
  g_assert_no_error (error);
  names = store_folder_list (fixture->folder);
  g_assert_cmpuint (names->len, ==, 0);
  lock = talus_file_lock_acquire (fixture->path, &error);
  g_assert_no_error (error);
}

/* What a holder left who is gone is no claim. */
static void
test_a_stale_file_is_no_claim (Fixture       *fixture,
                               gconstpointer  unused)
{
  g_autoptr(TalusFileLock) lock = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->lock_path, "elsewhere\n1\nsomething\n", -1, NULL));
  lock = talus_file_lock_acquire (fixture->path, &error);
  g_assert_no_error (error);
  assert_held_by (fixture->path, getpid ());
}

static void
test_a_claim_goes_with_the_process (Fixture       *fixture,
                                    gconstpointer  unused)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(TalusFileLock) lock = NULL;
  g_autoptr(GError) error = NULL;
  char answer;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE,
                              &error, "/proc/self/exe", "--hold", fixture->path, NULL);
  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (process), &answer, 1, NULL,
                                        &error), ==, 1);
  assert_held_by (fixture->path, g_ascii_strtoll (g_subprocess_get_identifier (process), NULL, 10));
  g_subprocess_force_exit (process);
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  lock = talus_file_lock_acquire (fixture->path, &error);
  g_assert_no_error (error);
}

static void
test_a_missing_folder_is_named (Fixture       *fixture,
                                gconstpointer  unused)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "nowhere", NULL);
  g_autofree char *path = g_build_filename (folder, "thing", NULL);
  g_autoptr(TalusFileLock) lock = NULL;
  g_autoptr(GError) error = NULL;

  lock = talus_file_lock_acquire (path, &error);
  g_assert_null (lock);
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, folder));
}

typedef struct
{
  const char *path;
  int n_holders;    /* atomic */
  int n_claims;
} Contest;

static gpointer
contend (gpointer data)
{
  Contest *contest = data;

  for (guint i = 0; i < 200; i++)
    {
      TalusFileLock *lock = talus_file_lock_acquire (contest->path, NULL);

      if (lock == NULL)
        continue;

      g_assert_cmpint (g_atomic_int_add (&contest->n_holders, 1), ==, 0);
      g_atomic_int_inc (&contest->n_claims);
      g_assert_cmpint (g_atomic_int_add (&contest->n_holders, -1), ==, 1);
      talus_file_lock_release (lock);
    }

  return NULL;
}

/* The file is deleted and made again all the time, and still one holds it. */
static void
test_never_two_hold_it (Fixture       *fixture,
                        gconstpointer  unused)
{
  Contest contest = { fixture->path, 0, 0 };
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("contend", contend, &contest);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  g_assert_cmpint (contest.n_claims, >, 0);
}

static int
hold (const char *path)
{
  g_autoptr(TalusFileLock) lock = talus_file_lock_acquire (path, NULL);
  char byte = '.';

  if (lock == NULL || write (STDOUT_FILENO, &byte, 1) != 1)
    return 1;

  /* Until killed: the other end never writes. */
  return read (STDIN_FILENO, &byte, 1) == 0 ? 0 : 1;
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--hold"))
    return hold (argv[2]);

  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/file-lock/second-claim-is-refused", test_second_claim_is_refused);
  ADD ("/file-lock/holder-says-where-it-is", test_holder_says_where_it_is);
  ADD ("/file-lock/releasing-leaves-nothing", test_releasing_leaves_nothing);
  ADD ("/file-lock/a-stale-file-is-no-claim", test_a_stale_file_is_no_claim);
  ADD ("/file-lock/a-claim-goes-with-the-process", test_a_claim_goes_with_the_process);
  ADD ("/file-lock/a-missing-folder-is-named", test_a_missing_folder_is_named);
  ADD ("/file-lock/never-two-hold-it", test_never_two_hold_it);
#undef ADD

  return g_test_run ();
}
