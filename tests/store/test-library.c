/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library agrees with its folders, remembers what counts as loaded, and
 * belongs to one process. */
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "store-fixture.h"
#include "store/talus-library.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusLibraryEntry, talus_library_entry_free)

typedef struct
{
  char *folder;
  char *data_dir;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  fixture->folder = store_folder_new ();
  fixture->data_dir = g_build_filename (fixture->folder, "data", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  store_folder_delete (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->data_dir);
}

static TalusLibrary *
open_library (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  TalusLibrary *library = talus_library_open (fixture->data_dir, &error);

  g_assert_no_error (error);

  return library;
}

/* Makes a project as it is made: a document at the path drawn, then noted. */
static void
add_project (TalusLibrary      *library,
             const char        *name,
             TalusDocumentInfo *info)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  TalusId project_id;

  talus_id_draw (&project_id);
  path = talus_library_draw_path (library, name, &project_id);
  store_make_document (path, &project_id, name, 2, info);
  g_assert_true (talus_library_add_project (library, path, info, &error));
  g_assert_no_error (error);
}

static void
assert_count (TalusLibrary *library,
              guint         n)
{
  g_autoptr(GPtrArray) entries = talus_library_list (library);

  g_assert_cmpuint (entries->len, ==, n);
}

static void
test_a_project_is_remembered (Fixture       *fixture,
                              gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(TalusLibraryEntry) entry = NULL;
  g_autoptr(TalusLibraryEntry) again = NULL;
  g_autoptr(GError) error = NULL;

  add_project (library, "A Car: the “Best”!", &info);
  g_assert_true (talus_library_set_loaded (library, &info.session_id, TRUE, &error));
  entry = talus_library_find_project (library, &info.project_id);
  g_assert_nonnull (strstr (entry->path, "/projects/a-car-the-best-"));
  g_assert_true (g_str_has_suffix (entry->path, ".talus"));
  g_assert_true (entry->loaded);
  g_assert_false (entry->trashed);
  g_clear_object (&library);

  library = open_library (fixture);
  assert_count (library, 1);
  again = talus_library_find_session (library, &info.session_id);
  g_assert_cmpstr (again->path, ==, entry->path);
  g_assert_cmpstr (again->info.name, ==, "A Car: the “Best”!");
  g_assert_cmpstr (again->info.template_id, ==, "store_test");
  g_assert_cmpstr (again->info.head, ==, info.head);
  g_assert_cmpuint (again->info.seq, ==, 1);
  g_assert_cmpuint (again->info.node_count, ==, 3);
  g_assert_true (talus_id_equal (&again->info.epoch, &info.epoch));
  g_assert_true (again->loaded);
  g_assert_true (again->has_project);
}

static void
test_the_owner_stays (Fixture       *fixture,
                      gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  TalusId id = talus_library_get_owner (library)->id;
  g_autofree char *name = g_strdup (talus_library_get_owner (library)->name);

  g_assert_false (talus_id_is_null (&id));
  g_clear_object (&library);
  library = open_library (fixture);
  g_assert_true (talus_id_equal (&talus_library_get_owner (library)->id, &id));
  g_assert_cmpstr (talus_library_get_owner (library)->name, ==, name);
}

static void
test_an_empty_session_is_adopted (Fixture       *fixture,
                                  gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(TalusLibraryEntry) entry = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  TalusId project_id;

  talus_id_draw (&project_id);
  path = talus_library_draw_path (library, "Adopting", &project_id);
  store_make_document (path, &project_id, "Adopting", 0, &info);
  g_assert_true (talus_library_add_session (library, &info.session_id, 777, &error));
  g_assert_false (talus_library_add_session (library, &info.session_id, 778, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (talus_library_add_project (library, path, &info, &error));
  g_assert_no_error (error);

  entry = talus_library_find_session (library, &info.session_id);
  g_assert_true (entry->has_project);
  g_assert_true (entry->loaded);
  g_assert_cmpint (entry->created_at, ==, 777);
  assert_count (library, 1);

  g_assert_false (talus_library_add_project (library, path, &info, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (talus_library_remove_session (library, &info.session_id, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
}

/* Made, then killed before it was noted: the file says whose session it is. */
static void
test_a_crash_between_is_mended (Fixture       *fixture,
                                gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(TalusLibraryEntry) entry = NULL;
  g_autofree char *path = NULL;
  g_autofree char *half = NULL;
  g_autoptr(GError) error = NULL;
  TalusId project_id;

  talus_id_draw (&project_id);
  path = talus_library_draw_path (library, "Half", &project_id);
  store_make_document (path, &project_id, "Half", 0, &info);
  g_assert_true (talus_library_add_session (library, &info.session_id, 777, &error));
  half = g_build_filename (fixture->data_dir, "projects", ".x.talus.01234567.tmp", NULL);
  g_assert_true (g_file_set_contents (half, "half", -1, NULL));
  g_clear_object (&library);

  library = open_library (fixture);
  entry = talus_library_find_session (library, &info.session_id);
  g_assert_true (entry->has_project);
  g_assert_true (entry->loaded);
  g_assert_cmpint (entry->created_at, ==, 777);
  g_assert_cmpstr (entry->path, ==, path);
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
}

static void
test_empty_sessions_come_and_go (Fixture       *fixture,
                                 gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_autoptr(TalusLibraryEntry) entry = NULL;
  g_autoptr(GError) error = NULL;
  TalusId id;

  talus_id_draw (&id);
  g_assert_true (talus_library_add_session (library, &id, 5, &error));
  g_clear_object (&library);
  library = open_library (fixture);
  entry = talus_library_find_session (library, &id);
  g_assert_nonnull (entry);
  g_assert_false (entry->has_project);
  g_assert_null (entry->path);
  g_assert_true (entry->loaded);
  g_assert_true (talus_library_remove_session (library, &id, &error));
  g_assert_false (talus_library_remove_session (library, &id, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION);
  assert_count (library, 0);
}

static void
test_what_is_noted_is_told (Fixture       *fixture,
                            gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_auto(TalusDocumentInfo) info = { 0 };
  g_auto(TalusDocumentInfo) now = { 0 };
  g_autoptr(TalusLibraryEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  add_project (library, "Before", &info);
  now = info;
  now.name = g_strdup ("After");
  now.template_id = g_strdup ("other");
  now.seq = 12;
  now.node_count = 99;
  g_assert_true (talus_library_note (library, &now, 4242, &error));
  g_assert_no_error (error);

  entry = talus_library_find_project (library, &info.project_id);
  g_assert_cmpstr (entry->info.name, ==, "After");
  g_assert_cmpuint (entry->info.seq, ==, 12);
  g_assert_cmpuint (entry->info.node_count, ==, 99);
  g_assert_cmpint (entry->last_activity, ==, 4242);

  talus_id_draw (&now.project_id);
  g_assert_false (talus_library_note (library, &now, 1, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_PROJECT_NOT_FOUND);
}

static void
test_the_trash_gives_back (Fixture       *fixture,
                           gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_auto(TalusDocumentInfo) info = { 0 };
  g_auto(TalusDocumentInfo) peeked = { 0 };
  g_autoptr(TalusLibraryEntry) before = NULL;
  g_autoptr(TalusLibraryEntry) trashed = NULL;
  g_autoptr(TalusLibraryEntry) after = NULL;
  g_autoptr(TalusDocument) document = NULL;
  g_autoptr(GError) error = NULL;

  add_project (library, "Rubbish", &info);
  g_assert_true (talus_library_set_loaded (library, &info.session_id, TRUE, &error));
  before = talus_library_find_project (library, &info.project_id);
  g_assert_false (talus_library_restore (library, &info.project_id, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_PROJECT_NOT_FOUND);
  g_clear_error (&error);

  /* Not while somebody has it open. */
  document = talus_document_open (before->path, &error);
  g_assert_false (talus_library_trash (library, &info.project_id, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (talus_document_close (document, &error));

  g_assert_true (talus_library_trash (library, &info.project_id, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (before->path, G_FILE_TEST_EXISTS));
  g_clear_object (&library);
  library = open_library (fixture);
  trashed = talus_library_find_project (library, &info.project_id);
  g_assert_true (trashed->trashed);
  g_assert_false (trashed->loaded);
  g_assert_nonnull (strstr (trashed->path, "/trash/"));
  g_assert_true (talus_document_peek (trashed->path, &peeked, &error));
  g_assert_false (talus_library_trash (library, &info.project_id, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_PROJECT_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (talus_library_restore (library, &info.project_id, &error));
  g_assert_no_error (error);
  after = talus_library_find_project (library, &info.project_id);
  g_assert_false (after->trashed);
  g_assert_cmpstr (after->path, ==, before->path);
}

/* Files put there, renamed and taken away by hand. */
static void
test_hands_may_move_files (Fixture       *fixture,
                           gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_autofree char *by_hand = g_build_filename (fixture->data_dir, "projects", "hand.talus", NULL);
  g_autofree char *renamed = g_build_filename (fixture->data_dir, "projects", "new.talus", NULL);
  g_autofree char *trashed = g_build_filename (fixture->data_dir, "trash", "new.talus", NULL);
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(TalusLibraryEntry) first = NULL;
  g_autoptr(TalusLibraryEntry) second = NULL;
  g_autoptr(TalusLibraryEntry) third = NULL;
  g_autoptr(GError) error = NULL;

  g_clear_object (&library);
  store_make_document (by_hand, NULL, "By hand", 1, &info);
  library = open_library (fixture);
  first = talus_library_find_project (library, &info.project_id);
  g_assert_cmpstr (first->path, ==, by_hand);
  g_assert_cmpstr (first->info.name, ==, "By hand");
  g_assert_false (first->loaded);
  g_assert_true (talus_library_set_loaded (library, &info.session_id, TRUE, &error));
  g_clear_object (&library);

  g_assert_cmpint (g_rename (by_hand, renamed), ==, 0);
  library = open_library (fixture);
  assert_count (library, 1);
  second = talus_library_find_project (library, &info.project_id);
  g_assert_cmpstr (second->path, ==, renamed);
  g_assert_true (second->loaded);
  g_clear_object (&library);

  g_assert_cmpint (g_rename (renamed, trashed), ==, 0);
  library = open_library (fixture);
  third = talus_library_find_project (library, &info.project_id);
  g_assert_true (third->trashed);
  g_assert_false (third->loaded);
  g_clear_object (&library);

  g_assert_cmpint (g_unlink (trashed), ==, 0);
  library = open_library (fixture);
  assert_count (library, 0);
}

static void
copy_file (const char *from,
           const char *to)
{
  g_autofree char *content = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &content, &length, NULL));
  g_assert_true (g_file_set_contents (to, content, (gssize) length, NULL));
}

static void
test_a_second_file_is_left_alone (Fixture       *fixture,
                                  gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_autofree char *aaa = g_build_filename (fixture->data_dir, "projects", "aaa.talus", NULL);
  g_autofree char *bad = g_build_filename (fixture->data_dir, "projects", "bad.talus", NULL);
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(TalusLibraryEntry) before = NULL;
  g_autoptr(TalusLibraryEntry) after = NULL;

  add_project (library, "Twice", &info);
  before = talus_library_find_project (library, &info.project_id);
  g_clear_object (&library);
  copy_file (before->path, aaa);
  g_assert_true (g_file_set_contents (bad, "no document", -1, NULL));

  library = open_library (fixture);
  assert_count (library, 1);
  after = talus_library_find_project (library, &info.project_id);
  g_assert_cmpstr (after->path, ==, before->path);
  g_assert_true (g_file_test (aaa, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (bad, G_FILE_TEST_EXISTS));
}

/* A document that changed behind the library's back is looked into again. */
static void
test_what_changed_is_seen (Fixture       *fixture,
                           gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(TalusLibraryEntry) before = NULL;
  g_autoptr(TalusLibraryEntry) after = NULL;
  StoreProject *project;

  add_project (library, "Changed", &info);
  before = talus_library_find_project (library, &info.project_id);
  g_clear_object (&library);
  project = store_project_open (before->path);
  g_assert_true (store_project_do (project, "CreateNode", "{\"blueprint_type_id\":\"item\"}"));
  store_project_settle (project);
  store_project_close (project);

  library = open_library (fixture);
  after = talus_library_find_project (library, &info.project_id);
  g_assert_cmpuint (after->info.seq, ==, 2);
  g_assert_cmpuint (after->info.node_count, ==, before->info.node_count + 1);
}

static void
test_paths_do_not_collide (Fixture       *fixture,
                           gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *odd = NULL;
  g_autofree char *long_name = g_strnfill (1000, 'x');
  g_autofree char *long_path = NULL;
  g_autofree char *japanese = NULL;
  g_autofree char *base = NULL;
  TalusId id;

  talus_id_draw (&id);
  first = talus_library_draw_path (library, "Same", &id);
  g_assert_true (g_file_set_contents (first, "", 0, NULL));
  second = talus_library_draw_path (library, "Same", &id);
  g_assert_cmpstr (first, !=, second);
  odd = talus_library_draw_path (library, "../../.etc//\n", &id);
  base = g_path_get_dirname (odd);
  g_assert_true (g_str_has_suffix (base, "/projects"));
  g_assert_nonnull (strstr (odd, "/projects/etc-"));
  long_path = talus_library_draw_path (library, long_name, &id);
  g_assert_cmpuint (strlen (strrchr (long_path, '/')), <, 200);
  japanese = talus_library_draw_path (library, "日本 計画", &id);
  g_assert_nonnull (strstr (japanese, "/日本-計画-"));
}

static void
test_seven_copies_are_kept (Fixture       *fixture,
                            gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_autofree char *folder = NULL;
  g_autofree char *other = NULL;
  g_autoptr(GPtrArray) names = NULL;
  TalusId id;

  talus_id_draw (&id);

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *path = talus_library_get_copy_path (library, &id, i * DAY_MS);

      g_assert_nonnull (path);
      g_assert_true (g_file_set_contents (path, "", 0, NULL));
      g_assert_null (talus_library_get_copy_path (library, &id, i * DAY_MS + 3600));
      folder = folder != NULL ? folder : g_path_get_dirname (path);
    }

  other = g_build_filename (folder, "0000-a-mine.talus", NULL);
  g_assert_true (g_file_set_contents (other, "", 0, NULL));
  talus_library_prune_copies (library, &id);
  names = store_folder_list (folder);
  g_assert_cmpuint (names->len, ==, 8);
  g_assert_cmpstr (names->pdata[0], ==, "0000-a-mine.talus");
  g_assert_cmpstr (names->pdata[1], ==, "1970-01-04.talus");
  g_assert_cmpstr (names->pdata[7], ==, "1970-01-10.talus");
}

static void
test_one_process_has_it (Fixture       *fixture,
                         gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_autoptr(TalusLibrary) second = NULL;
  g_autoptr(GError) error = NULL;

  second = talus_library_open (fixture->data_dir, &error);
  g_assert_null (second);
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, fixture->data_dir));
  g_assert_nonnull (strstr (error->message, "in use"));
  g_assert_cmpint (json_object_get_int_member (talus_error_get_details (error), "pid"), ==,
                   getpid ());
}

static void
test_a_damaged_index_is_made_anew (Fixture       *fixture,
                                   gconstpointer  unused)
{
  g_autoptr(TalusLibrary) library = open_library (fixture);
  g_autofree char *index = g_build_filename (fixture->data_dir, "library.db", NULL);
  g_autofree char *content = g_strnfill (10000, 'z');
  g_auto(TalusDocumentInfo) info = { 0 };

  add_project (library, "Survives", &info);
  g_clear_object (&library);
  g_assert_true (g_file_set_contents (index, content, 10000, NULL));
  library = open_library (fixture);
  assert_count (library, 1);
}

/* Run in a process of its own, as a user who may not write. */
static int
open_read_only (const char *data_dir)
{
  g_autoptr(TalusLibrary) library = NULL;
  g_autoptr(GError) error = NULL;

  if (geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
    return 77;

  library = talus_library_open (data_dir, &error);
  g_assert_null (library);
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED);
  g_assert_nonnull (strstr (error->message, data_dir));

  return 0;
}

static void
test_a_read_only_folder_is_named (Fixture       *fixture,
                                  gconstpointer  unused)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe", "--read-only",
                              fixture->data_dir, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
  g_assert_true (g_subprocess_get_if_exited (process));

  if (g_subprocess_get_exit_status (process) == 77)
    g_test_skip ("cannot become a user who may not write");
  else
    g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--read-only"))
    return open_read_only (argv[2]);

  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/library/a-project-is-remembered", test_a_project_is_remembered);
  ADD ("/library/the-owner-stays", test_the_owner_stays);
  ADD ("/library/an-empty-session-is-adopted", test_an_empty_session_is_adopted);
  ADD ("/library/a-crash-between-is-mended", test_a_crash_between_is_mended);
  ADD ("/library/empty-sessions-come-and-go", test_empty_sessions_come_and_go);
  ADD ("/library/what-is-noted-is-told", test_what_is_noted_is_told);
  ADD ("/library/the-trash-gives-back", test_the_trash_gives_back);
  ADD ("/library/hands-may-move-files", test_hands_may_move_files);
  ADD ("/library/a-second-file-is-left-alone", test_a_second_file_is_left_alone);
  ADD ("/library/what-changed-is-seen", test_what_changed_is_seen);
  ADD ("/library/paths-do-not-collide", test_paths_do_not_collide);
  ADD ("/library/seven-copies-are-kept", test_seven_copies_are_kept);
  ADD ("/library/one-process-has-it", test_one_process_has_it);
  ADD ("/library/a-damaged-index-is-made-anew", test_a_damaged_index_is_made_anew);
  ADD ("/library/a-read-only-folder-is-named", test_a_read_only_folder_is_named);
#undef ADD

  return g_test_run ();
}
