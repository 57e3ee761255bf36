/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files are opened as documents, which are brought up to date, and which
 * refused. */
#include "document-test.h"

#include <sys/stat.h>

/* Nothing of SQLite's, and no lock. */
static void
assert_nothing_beside (const char *folder)
{
  g_autoptr(GPtrArray) names = store_folder_list (folder);

  for (guint i = 0; i < names->len; i++)
    g_assert_true (g_str_has_suffix (names->pdata[i], ".talus"));
}

static void
assert_refused (const char *path,
                TalusError  code,
                const char *word)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusDocument) document = talus_document_open (path, &error);

  g_assert_error (error, TALUS_ERROR, (int) code);
  g_assert_null (document);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, word));
  /* For programs, which have other words for it. */
  if (code == TALUS_ERROR_INVALID_REQUEST)
    {
      const char *what = json_object_get_string_member (talus_error_get_details (error),
                                                        "document");

      g_assert_cmpstr (what, ==, strstr (word, "newer") != NULL ? "newer" :
                                 strstr (word, "damaged") != NULL ? "damaged" : "foreign");
    }
}

static void
test_second_opening_names_the_first (DocumentFixture *fixture,
                                     gconstpointer    unused)
{
  g_autofree char *link_path = g_build_filename (fixture->folder, "link.talus", NULL);
  g_autofree char *pid = g_strdup_printf ("%d", (int) getpid ());
  g_autoptr(TalusDocument) first = NULL;
  g_autoptr(TalusDocument) second = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *details;

  store_make_document (fixture->path, NULL, "Once", 1, NULL);
  first = talus_document_open (fixture->path, &error);
  g_assert_no_error (error);
  second = talus_document_open (fixture->path, &error);
  g_assert_null (second);
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, pid));
  g_assert_nonnull (strstr (error->message, g_get_host_name ()));
  details = talus_error_get_details (error);
  g_assert_cmpint (json_object_get_int_member (details, "pid"), ==, getpid ());
  g_assert_cmpstr (json_object_get_string_member (details, "program"), ==, g_get_prgname ());
  g_clear_error (&error);

  /* By another name it is the same document. */
  g_assert_cmpint (symlink ("project.talus", link_path), ==, 0);
  second = talus_document_open (link_path, &error);
  g_assert_null (second);
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_clear_error (&error);

  g_assert_true (talus_document_close (first, &error));
  second = talus_document_open (fixture->path, &error);
  g_assert_no_error (error);
}

static void
test_what_is_no_document_is_refused (DocumentFixture *fixture,
                                     gconstpointer    unused)
{
  g_autofree char *other = g_build_filename (fixture->folder, "other.talus", NULL);
  g_autofree char *empty = g_build_filename (fixture->folder, "empty.talus", NULL);
  g_autofree char *missing = g_build_filename (fixture->folder, "missing.talus", NULL);

  g_assert_true (g_file_set_contents (fixture->path, "This is a letter to my aunt, of some length, "
                                      "and no database at all. It goes on for a while.", -1, NULL));
  assert_refused (fixture->path, TALUS_ERROR_INVALID_REQUEST, "no Talus Tally document");

  document_run_sql (other, "CREATE TABLE node (id); PRAGMA user_version = 1;");
  assert_refused (other, TALUS_ERROR_INVALID_REQUEST, "no Talus Tally document");

  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  assert_refused (empty, TALUS_ERROR_INVALID_REQUEST, "no Talus Tally document");

  assert_refused (missing, TALUS_ERROR_NOT_FOUND, "missing.talus");
  assert_nothing_beside (fixture->folder);
}

static void
test_a_newer_document_is_refused (DocumentFixture *fixture,
                                  gconstpointer    unused)
{
  store_make_document (fixture->path, NULL, "Newer", 1, NULL);
  document_run_sql (fixture->path, "PRAGMA user_version = 99");
  assert_refused (fixture->path, TALUS_ERROR_INVALID_REQUEST, "newer version");
  g_assert_cmpint (document_query_int (fixture->path, "PRAGMA user_version"), ==, 99);
}

static void
test_a_truncated_document_is_refused (DocumentFixture *fixture,
                                      gconstpointer    unused)
{
  struct stat info;

  store_make_document (fixture->path, NULL, "Truncated", 400, NULL);
  g_assert_cmpint (stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (truncate (fixture->path, info.st_size / 2), ==, 0);
  assert_refused (fixture->path, TALUS_ERROR_INVALID_REQUEST, "damaged");
}

/* Each of them opens or not; what loads is a graph, what does not says why. */
static void
test_damaged_rows_are_refused (DocumentFixture *fixture,
                               gconstpointer    unused)
{
  static const char * const damages[] = {
    "UPDATE node SET prev = id",
    "UPDATE node SET parent = id",
    "UPDATE node SET parent = x'00112233445566778899aabbccddeeff' WHERE nid = 2",
    "UPDATE node SET props = '{\"1\":[1,01]}' WHERE nid = 2",
    "UPDATE node SET props = '{\"9999\":[1,1]}' WHERE nid = 2",
    "UPDATE node SET props = '' WHERE nid = 2",
    "UPDATE node SET props = '{\"2\":[1,\"' || char(7) || '\"]}' WHERE nid = 2",
    "UPDATE node SET name = CAST(x'ff' AS TEXT) WHERE nid = 2",
    "UPDATE node SET name = 'eight by' || CAST(x'ff' AS TEXT) || ' and more' WHERE nid = 2",
    "UPDATE node SET name = 'eight by' || char(0) || 'te and more' WHERE nid = 2",
    "UPDATE node SET name = 'eight bytes' || char(0) WHERE nid = 2",
    "UPDATE node SET id = x'00' WHERE nid = 2",
    "UPDATE node SET type = 77",
    "UPDATE node SET seq = -1",
    "DELETE FROM template",
    "UPDATE template SET yaml = x'00'",
    "UPDATE template SET hash = 'abc'",
    "DELETE FROM meta WHERE key = 'project_id'",
    "INSERT INTO meta VALUES ('setting.x-a', 'nonsense')",
    "INSERT INTO dependency VALUES (x'00112233445566778899aabbccddeeff',"
    " x'00112233445566778899aabbccddee00', 1, NULL)",
    "UPDATE log SET head = 'ffffffffffffffffffffffffffffffff'",
    "UPDATE log SET changes = '[{}]'",
    "UPDATE log SET command = '{'",
    "DELETE FROM log",
    "DELETE FROM symbol",
    "UPDATE node SET removed = 0 WHERE nid = 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *name = g_strdup_printf ("damaged-%u.talus", i);
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_autoptr(TalusDocument) document = NULL;
      g_autoptr(TalusGraph) graph = NULL;
      g_autoptr(GError) error = NULL;

      store_make_document (path, NULL, "Damaged", 3, NULL);
      document_run_sql (path, damages[i]);
      document = talus_document_open (path, &error);

      if (document != NULL)
        graph = talus_document_load (document, NULL, NULL, &error);

      g_test_message ("%s: %s", damages[i], error != NULL ? error->message : "loads");

      if (i + 1 < G_N_ELEMENTS (damages))
        {
          g_assert_null (graph);
          g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
          g_assert_nonnull (strstr (error->message, path));
        }
      else
        {
          g_assert_nonnull (graph);
        }

      if (document != NULL)
        g_assert_true (talus_document_close (document, NULL));
    }

  assert_nothing_beside (fixture->folder);
}

static void
test_migration_goes_step_by_step (DocumentFixture *fixture,
                                  gconstpointer    unused)
{
  static const TalusMigration steps[] = {
    { 1, "CREATE TABLE a (x) STRICT" },
    { 1, "CREATE TABLE never (x INT) STRICT" },
  };
  static const TalusMigration good[] = {
    { 1, "CREATE TABLE a (x INT) STRICT; INSERT INTO a VALUES (1)" },
    { 2, "ALTER TABLE a ADD COLUMN y INT; UPDATE a SET y = x + 1" },
    { 3, "CREATE TABLE b (z INT) STRICT; INSERT INTO missing VALUES (1)" },
  };
  g_autoptr(sqlite3) db = NULL;
  g_autoptr(GError) error = NULL;
  gint64 value;

  db = talus_sqlite_open (fixture->path, TALUS_SQLITE_CREATE, &error);
  g_assert_no_error (error);

  /* A step that fails leaves nothing. */
  g_assert_false (talus_document_migrate (db, steps, G_N_ELEMENTS (steps), &error));
  g_clear_error (&error);
  g_assert_true (talus_sqlite_get_int (db, "PRAGMA user_version", &value, &error));
  g_assert_cmpint (value, ==, 0);

  /* Those before a failing one stay, and are not done again. */
  g_assert_false (talus_document_migrate (db, good, G_N_ELEMENTS (good), &error));
  g_clear_error (&error);
  g_assert_false (talus_document_migrate (db, good, G_N_ELEMENTS (good), &error));
  g_clear_error (&error);
  g_assert_true (talus_sqlite_get_int (db, "PRAGMA user_version", &value, &error));
  g_assert_cmpint (value, ==, 2);
  g_assert_true (talus_sqlite_get_int (db, "SELECT sum(y) FROM a", &value, &error));
  g_assert_cmpint (value, ==, 2);
  g_assert_true (talus_sqlite_get_int (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'",
                                       &value, &error));
  g_assert_cmpint (value, ==, 0);
  g_assert_no_error (error);
}

static void
test_an_empty_document_gets_its_tables (DocumentFixture *fixture,
                                        gconstpointer    unused)
{
  document_run_sql (fixture->path,
                    "PRAGMA application_id = 0x54414C59; CREATE TABLE unrelated (x);");
  assert_refused (fixture->path, TALUS_ERROR_INVALID_REQUEST, "damaged");
  g_assert_cmpint (document_query_int (fixture->path, "PRAGMA user_version"), ==,
                   TALUS_DOCUMENT_SCHEMA_VERSION);
  g_assert_cmpint (document_query_int (fixture->path, "SELECT count(*) FROM node"), ==, 0);
}

/* Run in a process of its own, as a user who may not write. */
static int
open_read_only (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(TalusDocument) document = NULL;
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(GError) error = NULL;

  if (geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
    return 77;

  document = talus_document_open (path, &error);
  g_assert_null (document);
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED);
  g_assert_nonnull (strstr (error->message, folder));
  g_assert_nonnull (strstr (error->message, "not writable"));
  g_clear_error (&error);

  /* At rest it can be looked at nevertheless. */
  g_assert_true (talus_document_peek (path, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (info.name, ==, "Read-only");

  return 0;
}

static void
test_a_read_only_folder_is_named (DocumentFixture *fixture,
                                  gconstpointer    unused)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  store_make_document (fixture->path, NULL, "Read-only", 1, NULL);
  g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe", "--read-only",
                              fixture->path, NULL);
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

  document_add ("second-opening-names-the-first", test_second_opening_names_the_first);
  document_add ("what-is-no-document-is-refused", test_what_is_no_document_is_refused);
  document_add ("a-newer-document-is-refused", test_a_newer_document_is_refused);
  document_add ("a-truncated-document-is-refused", test_a_truncated_document_is_refused);
  document_add ("damaged-rows-are-refused", test_damaged_rows_are_refused);
  document_add ("migration-goes-step-by-step", test_migration_goes_step_by_step);
  document_add ("an-empty-document-gets-its-tables", test_an_empty_document_gets_its_tables);
  document_add ("a-read-only-folder-is-named", test_a_read_only_folder_is_named);

  return g_test_run ();
}
