/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a document promises: what was written is read, whole files or none,
 * one process, one file at rest, the past, copies. */
#include "store-fixture.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "model/talus-new-project.h"
#include "store/talus-document-private.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  fixture->folder = store_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "project.talus", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  store_folder_delete (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
assert_only_file (const char *folder,
                  const char *name)
{
  g_autoptr(GPtrArray) names = store_folder_list (folder);

  g_assert_cmpuint (names->len, ==, 1);
  g_assert_cmpstr (names->pdata[0], ==, name);
}

static void
run_sql (const char *path,
         const char *sql)
{
  sqlite3 *db = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static gint64
query_int (const char *path,
           const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 value;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  return value;
}

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
      const char *what = json_object_get_string_member (talus_error_get_details (error), "document");

      g_assert_cmpstr (what, ==, strstr (word, "newer") != NULL ? "newer" :
                                 strstr (word, "damaged") != NULL ? "damaged" : "foreign");
    }
}

static void
test_created_is_loaded (Fixture       *fixture,
                        gconstpointer  unused)
{
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(TalusDocument) document = NULL;
  g_autoptr(TalusGraph) graph = NULL;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *digest = NULL;
  const TalusChange *change;
  char head[TALUS_HEAD_LENGTH + 1];
  guint64 seq;

  store_make_document (fixture->path, NULL, "Made", 5, &info);
  assert_only_file (fixture->folder, "project.talus");
  g_assert_cmpstr (info.name, ==, "Made");
  g_assert_cmpstr (info.template_id, ==, "store_test");
  g_assert_cmpuint (info.seq, ==, 1);
  g_assert_cmpuint (info.node_count, ==, 6);
  g_assert_cmpint (info.created_at, ==, 1000);
  g_assert_cmpint (info.updated_at, ==, 1000);

  document = talus_document_open (fixture->path, &error);
  g_assert_no_error (error);
  graph = talus_document_load (document, &seq, head, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seq, ==, 1);
  g_assert_cmpstr (head, ==, info.head);
  g_assert_true (talus_id_equal (talus_graph_get_project_id (graph), &info.project_id));
  g_assert_cmpuint (talus_graph_get_n_nodes (graph), ==, 6);

  /* The baseline holds the digest of what was put in. */
  g_assert_true (talus_journal_read (TALUS_JOURNAL (document), 0, 10, G_MAXSIZE, &records,
                                     &error));
  g_assert_cmpuint (records->len, ==, 1);
  change = talus_change_set_get (((TalusRecord *) records->pdata[0])->changes, 0);
  digest = talus_graph_digest (graph);
  g_assert_cmpstr (digest, ==, change->digest);
}

static void
test_creating_replaces_nothing (Fixture       *fixture,
                                gconstpointer  unused)
{
  g_autoptr(TalusTemplate) template = store_template_new ();
  g_autoptr(TalusAuthor) author = store_author_new ();
  g_autoptr(TalusGraph) graph = NULL;
  g_autoptr(TalusRecord) baseline = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *content = NULL;
  TalusDocumentInfo info = { 0 };

  talus_id_draw (&info.project_id);
  talus_id_draw (&info.session_id);
  talus_id_draw (&info.epoch);
  graph = talus_new_project_graph (&info.project_id, "New", template, 1, &error);
  baseline = talus_new_baseline (graph, author, 1);
  g_assert_true (g_file_set_contents (fixture->path, "mine", -1, NULL));

  g_assert_false (talus_document_create (fixture->path, graph, &info, baseline, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_assert_true (g_file_get_contents (fixture->path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
  assert_only_file (fixture->folder, "project.talus");
}

/* After any number of commands what is read is what lives. */
static void
test_random_commands_are_read_back (Fixture       *fixture,
                                    gconstpointer  unused)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  StoreProject *project;
  guint n_done = 0;

  g_test_message ("seed %u", seed);
  store_make_document (fixture->path, NULL, "Random", 4, NULL);
  project = store_project_open (fixture->path);

  for (guint i = 0; i < 600; i++)
    {
      n_done += store_project_do_random (project, rand);

      if (i % 20 == 19)
        {
          g_autoptr(TalusGraph) loaded = NULL;
          g_autoptr(GError) error = NULL;
          guint64 seq;

          store_project_settle (project);
          loaded = talus_document_load (project->document, &seq, NULL, &error);
          g_assert_no_error (error);
          g_assert_cmpuint (seq, ==, talus_replica_get_confirmed_seq (project->replica));
          store_assert_same (talus_replica_get_graph (project->replica), loaded);
        }

      if (i % 200 == 199)
        {
          store_project_close (project);
          project = store_project_open (fixture->path);
        }
    }

  g_assert_cmpuint (n_done, >, 200);
  store_project_close (project);
}

static void
test_reopened_is_the_same (Fixture       *fixture,
                           gconstpointer  unused)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (4711);
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *head = NULL;
  StoreProject *project;
  guint64 seq;

  store_make_document (fixture->path, NULL, "Same", 3, NULL);
  project = store_project_open (fixture->path);

  for (guint i = 0; i < 100; i++)
    store_project_do_random (project, rand);

  store_project_settle (project);
  before = talus_graph_digest (talus_replica_get_graph (project->replica));
  head = g_strdup (talus_replica_get_confirmed_head (project->replica));
  seq = talus_replica_get_confirmed_seq (project->replica);
  store_project_close (project);

  assert_only_file (fixture->folder, "project.talus");
  g_assert_true (talus_document_peek (fixture->path, &info, &error));
  g_assert_cmpuint (info.seq, ==, seq);
  g_assert_cmpstr (info.head, ==, head);

  project = store_project_open (fixture->path);
  after = talus_graph_digest (talus_replica_get_graph (project->replica));
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (talus_replica_get_confirmed_seq (project->replica), ==, seq);
  g_assert_cmpstr (talus_replica_get_confirmed_head (project->replica), ==, head);
  g_assert_cmpuint (talus_document_get_info (project->document)->node_count, ==,
                    talus_graph_get_n_nodes (talus_replica_get_graph (project->replica)));
  store_project_close (project);
}

/* Every moment of the past is what it was then. */
static void
test_the_past_is_as_it_was (Fixture       *fixture,
                            gconstpointer  unused)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (99);
  g_autoptr(GPtrArray) digests = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  StoreProject *project;

  store_make_document (fixture->path, NULL, "Past", 3, NULL);
  project = store_project_open (fixture->path);
  g_ptr_array_add (digests, talus_graph_digest (talus_replica_get_graph (project->replica)));
  g_ptr_array_add (heads, g_strdup (talus_replica_get_tip_head (project->replica)));

  while (digests->len < 120)
    {
      if (!store_project_do_random (project, rand))
        continue;

      store_project_settle (project);
      g_ptr_array_add (digests, talus_graph_digest (talus_replica_get_graph (project->replica)));
      g_ptr_array_add (heads, g_strdup (talus_replica_get_tip_head (project->replica)));
    }

  for (guint at = 1; at <= digests->len; at += 7)
    {
      char head[TALUS_HEAD_LENGTH + 1];
      g_autoptr(TalusGraph) graph = talus_document_load_at (project->document, at, head, &error);
      g_autofree char *digest = NULL;

      g_assert_no_error (error);
      digest = talus_graph_digest (graph);
      g_assert_cmpstr (digest, ==, digests->pdata[at - 1]);
      g_assert_cmpstr (head, ==, heads->pdata[at - 1]);
    }

  g_assert_null (talus_document_load_at (project->document, digests->len + 1, NULL, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (talus_document_load_at (project->document, 0, NULL, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_LOG_GONE);
  store_project_close (project);
}

/* A template that a record names is there when the document is opened again,
 * and so is the one before it. */
static void
test_templates_are_kept (Fixture       *fixture,
                         gconstpointer  unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusGraph) before = NULL;
  StoreProject *project;

  store_make_document (fixture->path, NULL, "Templates", 1, NULL);
  project = store_project_open (fixture->path);
  g_assert_true (store_project_do (project, "SetTemplate",
                                   "{\"template_id\":\"store_second\"}"));
  store_project_settle (project);
  store_project_close (project);

  project = store_project_open (fixture->path);
  g_assert_cmpstr (talus_template_get_id (talus_graph_get_template (
                     talus_replica_get_graph (project->replica))), ==, "store_second");
  g_assert_true (store_project_do (project, "Undo", "{}"));
  store_project_settle (project);
  g_assert_cmpstr (talus_template_get_id (talus_graph_get_template (
                     talus_replica_get_graph (project->replica))), ==, "store_test");

  before = talus_document_load_at (project->document, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (talus_template_get_id (talus_graph_get_template (before)), ==, "store_second");
  store_project_close (project);
}

typedef struct
{
  TalusDocument *document;
  int stop;        /* atomic */
  guint n_loads;
} Reading;

static gpointer
read_thread (gpointer data)
{
  Reading *reading = data;

  while (!g_atomic_int_get (&reading->stop))
    {
      g_autoptr(GPtrArray) records = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(TalusGraph) graph = NULL;
      char head[TALUS_HEAD_LENGTH + 1];
      guint64 seq;

      graph = talus_document_load (reading->document, &seq, head, &error);
      g_assert_no_error (error);
      g_assert_true (talus_journal_read (TALUS_JOURNAL (reading->document), seq - 1, 1, G_MAXSIZE,
                                         &records, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (((TalusRecord *) records->pdata[0])->head, ==, head);
      reading->n_loads++;
    }

  return NULL;
}

static void
test_readers_see_whole_records (Fixture       *fixture,
                                gconstpointer  unused)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (3);
  Reading readings[3] = { 0 };
  GThread *threads[G_N_ELEMENTS (readings)];
  StoreProject *project;

  store_make_document (fixture->path, NULL, "Readers", 3, NULL);
  project = store_project_open (fixture->path);

  for (guint i = 0; i < G_N_ELEMENTS (readings); i++)
    {
      readings[i].document = project->document;
      threads[i] = g_thread_new ("reader", read_thread, &readings[i]);
    }

  for (guint i = 0; i < 400; i++)
    {
      store_project_do_random (project, rand);

      if (i % 10 == 0)
        store_project_settle (project);
    }

  store_project_settle (project);

  for (guint i = 0; i < G_N_ELEMENTS (readings); i++)
    {
      g_atomic_int_set (&readings[i].stop, 1);
      g_thread_join (threads[i]);
      g_assert_cmpuint (readings[i].n_loads, >, 0);
    }

  store_project_close (project);
}

static void
test_commands_are_found (Fixture       *fixture,
                         gconstpointer  unused)
{
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(TalusRecord) found = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *root = NULL;
  StoreProject *project;
  TalusRecord *last;
  TalusId unknown;

  store_make_document (fixture->path, NULL, "Found", 1, NULL);
  project = store_project_open (fixture->path);
  root = talus_id_to_string (talus_node_get_id (
           talus_graph_get_root (talus_replica_get_graph (project->replica), 0)));
  g_assert_true (store_project_do (project, "CreateNode", "{\"blueprint_type_id\":\"item\","
                                   "\"parent_id\":\"%s\",\"name\":\"X\"}", root));
  store_project_settle (project);

  g_assert_true (talus_journal_read (TALUS_JOURNAL (project->document), 1, 10, G_MAXSIZE, &records,
                                     &error));
  g_assert_cmpuint (records->len, ==, 1);
  last = records->pdata[0];
  g_assert_cmpstr (last->author->name, ==, "Änne “Test” Müller");
  g_assert_cmpstr (last->client_id, ==, "client-1");
  g_assert_nonnull (last->result);

  g_assert_true (talus_journal_find_command (TALUS_JOURNAL (project->document), &last->command_id,
                                             &found, &error));
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (talus_record_get_json (found), talus_record_get_json (last)));

  talus_id_draw (&unknown);
  g_clear_pointer (&found, talus_record_unref);
  g_assert_true (talus_journal_find_command (TALUS_JOURNAL (project->document), &unknown, &found,
                                             &error));
  g_assert_null (found);
  store_project_close (project);
}

static void
test_reading_is_bounded (Fixture       *fixture,
                         gconstpointer  unused)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (8);
  g_autoptr(GPtrArray) some = NULL;
  g_autoptr(GPtrArray) one = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GError) error = NULL;
  StoreProject *project;
  TalusJournal *journal;

  store_make_document (fixture->path, NULL, "Bounded", 3, NULL);
  project = store_project_open (fixture->path);
  journal = TALUS_JOURNAL (project->document);

  while (talus_replica_get_tip_seq (project->replica) < 20)
    store_project_do_random (project, rand);

  store_project_settle (project);
  g_assert_true (talus_journal_read (journal, 5, 4, G_MAXSIZE, &some, &error));
  g_assert_cmpuint (some->len, ==, 4);
  g_assert_cmpuint (((TalusRecord *) some->pdata[0])->seq, ==, 6);
  g_assert_true (talus_journal_read (journal, 5, 4, 1, &one, &error));
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_true (talus_journal_read (journal, 20, 4, G_MAXSIZE, &none, &error));
  g_assert_cmpuint (none->len, ==, 0);
  store_project_close (project);
}

static void
test_held_one_can_be_copied (Fixture       *fixture,
                             gconstpointer  unused)
{
  g_autofree char *copy_path = g_build_filename (fixture->folder, "copy.talus", NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed (23);
  g_autoptr(TalusDocument) copy = NULL;
  g_autoptr(TalusGraph) graph = NULL;
  g_autoptr(GPtrArray) names = NULL;
  g_autoptr(GError) error = NULL;
  StoreProject *project;

  store_make_document (fixture->path, NULL, "Held", 3, NULL);
  run_sql (fixture->path,
           "INSERT INTO invite (id, hash, role, created_at) VALUES (x'01', x'02', 'editor', 1);");
  project = store_project_open (fixture->path);
  for (guint i = 0; i < 60; i++)
    store_project_do_random (project, rand);
  store_project_settle (project);

  g_assert_true (talus_document_copy_held (fixture->path, copy_path, &error));
  g_assert_no_error (error);
  g_assert_false (talus_document_copy_held (fixture->path, copy_path, NULL));
  g_assert_cmpint (query_int (copy_path, "SELECT count(*) FROM invite"), ==, 0);
  copy = talus_document_open (copy_path, &error);
  g_assert_no_error (error);
  graph = talus_document_load (copy, NULL, NULL, &error);
  g_assert_no_error (error);
  store_assert_same (talus_replica_get_graph (project->replica), graph);
  g_assert_true (talus_document_close (copy, &error));

  /* Whoever has it notices nothing. */
  for (guint i = 0; i < 10; i++)
    store_project_do_random (project, rand);
  store_project_close (project);
  names = store_folder_list (fixture->folder);
  g_assert_cmpuint (names->len, ==, 2);
}

static void
test_copy_is_whole_and_stripped (Fixture       *fixture,
                                 gconstpointer  unused)
{
  g_autofree char *copy_path = g_build_filename (fixture->folder, "copy.talus", NULL);
  g_autofree char *other_path = g_build_filename (fixture->folder, "other.talus", NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed (17);
  g_autoptr(TalusDocument) copy = NULL;
  g_autoptr(TalusGraph) graph = NULL;
  g_autoptr(GPtrArray) names = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length;
  StoreProject *project;

  store_make_document (fixture->path, NULL, "Copied", 3, NULL);
  run_sql (fixture->path,
           "INSERT INTO invite (id, hash, role, created_at) VALUES (x'01', x'02', 'editor', 1);"
           "INSERT INTO token (id, hash, author, role, created_at)"
           " VALUES (x'03', x'04', x'05', 'editor', 1);"
           "INSERT INTO audit (at, event, details) VALUES (1, 'SeCrEtEvEnT', 'SeCrEtDeTaIl');");
  project = store_project_open (fixture->path);

  for (guint i = 0; i < 60; i++)
    store_project_do_random (project, rand);

  store_project_settle (project);
  g_assert_true (g_file_set_contents (copy_path, "what was there", -1, NULL));
  g_assert_true (talus_document_copy (project->document, copy_path, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (talus_document_copy (project->document, other_path, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpint (query_int (copy_path, "SELECT (SELECT count(*) FROM invite)"
                              " + (SELECT count(*) FROM token) + (SELECT count(*) FROM audit)"),
                   ==, 0);
  g_assert_cmpint (query_int (other_path, "SELECT (SELECT count(*) FROM invite)"
                              " + (SELECT count(*) FROM token) + (SELECT count(*) FROM audit)"),
                   ==, 3);

  /* Not a trace between the pages either. */
  g_assert_true (g_file_get_contents (copy_path, &content, &length, NULL));
  g_assert_null (memmem (content, length, "SeCrEt", 6));

  copy = talus_document_open (copy_path, &error);
  g_assert_no_error (error);
  graph = talus_document_load (copy, NULL, NULL, &error);
  g_assert_no_error (error);
  store_assert_same (talus_replica_get_graph (project->replica), graph);
  g_assert_true (talus_document_close (copy, &error));

  store_project_close (project);
  names = store_folder_list (fixture->folder);
  g_assert_cmpuint (names->len, ==, 3);
}

/* Not its own either: what is written afterwards would be lost with the file. */
static void
test_copy_replaces_nothing_that_is_open (Fixture       *fixture,
                                         gconstpointer  unused)
{
  g_autofree char *other_path = g_build_filename (fixture->folder, "other.talus", NULL);
  const char *targets[] = { fixture->path, other_path };
  StoreProject *project;
  StoreProject *other;

  store_make_document (fixture->path, NULL, "Copied", 3, NULL);
  store_make_document (other_path, NULL, "Other", 5, NULL);
  project = store_project_open (fixture->path);
  other = store_project_open (other_path);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (talus_document_copy (project->document, targets[i], TRUE, &error));
      g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
      g_assert_nonnull (strstr (error->message, targets[i]));
    }
  store_project_close (other);
  g_assert_cmpint (query_int (other_path, "SELECT count(*) FROM node"), ==, 6);

  /* Once it is closed it is a file like any other, with what a crash left. */
  {
    g_autofree char *wal = g_strconcat (other_path, "-wal", NULL);
    g_autoptr(GError) error = NULL;

    g_assert_true (g_file_set_contents (wal, "of another", -1, NULL));
    g_assert_true (talus_document_copy (project->document, other_path, TRUE, &error));
    g_assert_no_error (error);
    g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  }
  store_project_close (project);
  g_assert_cmpint (query_int (other_path, "SELECT count(*) FROM node"), ==, 4);
}

static void
test_checkpoint_empties_the_log (Fixture       *fixture,
                                 gconstpointer  unused)
{
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  g_autoptr(GError) error = NULL;
  StoreProject *project;
  struct stat info;

  store_make_document (fixture->path, NULL, "Checkpoint", 3, NULL);
  project = store_project_open (fixture->path);

  for (guint i = 0; i < 20; i++)
    store_project_do_random (project, rand);

  g_assert_true (talus_document_checkpoint (project->document, &error));
  g_assert_no_error (error);
  g_assert_cmpint (stat (wal, &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, 0);
  store_project_settle (project);
  store_project_close (project);
}

static void
test_versions_have_names (Fixture       *fixture,
                          gconstpointer  unused)
{
  g_autoptr(TalusDocument) document = NULL;
  g_autoptr(GPtrArray) versions = NULL;
  g_autoptr(GError) error = NULL;
  TalusVersion *version;

  store_make_document (fixture->path, NULL, "Versions", 1, NULL);
  document = talus_document_open (fixture->path, &error);
  g_assert_true (talus_document_add_version (document, "first", 1, 5000, &error));
  g_assert_no_error (error);
  g_assert_false (talus_document_add_version (document, "first", 1, 6000, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (talus_document_delete_version (document, "second", &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (talus_document_add_version (document, "second", 1, 7000, &error));
  g_assert_true (talus_document_close (document, &error));
  g_clear_object (&document);

  document = talus_document_open (fixture->path, &error);
  g_assert_true (talus_document_delete_version (document, "first", &error));
  versions = talus_document_list_versions (document, &error);
  g_assert_cmpuint (versions->len, ==, 1);
  version = versions->pdata[0];
  g_assert_cmpstr (version->name, ==, "second");
  g_assert_cmpuint (version->seq, ==, 1);
  g_assert_cmpint (version->created_at, ==, 7000);
  g_assert_cmpint (version->moment, ==, 1000);
}

static void
test_second_opening_names_the_first (Fixture       *fixture,
                                     gconstpointer  unused)
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
test_what_is_no_document_is_refused (Fixture       *fixture,
                                     gconstpointer  unused)
{
  g_autofree char *other = g_build_filename (fixture->folder, "other.talus", NULL);
  g_autofree char *empty = g_build_filename (fixture->folder, "empty.talus", NULL);
  g_autofree char *missing = g_build_filename (fixture->folder, "missing.talus", NULL);

  g_assert_true (g_file_set_contents (fixture->path, "This is a letter to my aunt, of some length, "
                                      "and no database at all. It goes on for a while.", -1, NULL));
  assert_refused (fixture->path, TALUS_ERROR_INVALID_REQUEST, "no Talus Tally document");

  run_sql (other, "CREATE TABLE node (id); PRAGMA user_version = 1;");
  assert_refused (other, TALUS_ERROR_INVALID_REQUEST, "no Talus Tally document");

  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  assert_refused (empty, TALUS_ERROR_INVALID_REQUEST, "no Talus Tally document");

  assert_refused (missing, TALUS_ERROR_NOT_FOUND, "missing.talus");
  assert_nothing_beside (fixture->folder);
}

static void
test_a_newer_document_is_refused (Fixture       *fixture,
                                  gconstpointer  unused)
{
  store_make_document (fixture->path, NULL, "Newer", 1, NULL);
  run_sql (fixture->path, "PRAGMA user_version = 99");
  assert_refused (fixture->path, TALUS_ERROR_INVALID_REQUEST, "newer version");
  g_assert_cmpint (query_int (fixture->path, "PRAGMA user_version"), ==, 99);
}

static void
test_a_truncated_document_is_refused (Fixture       *fixture,
                                      gconstpointer  unused)
{
  struct stat info;

  store_make_document (fixture->path, NULL, "Truncated", 400, NULL);
  g_assert_cmpint (stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (truncate (fixture->path, info.st_size / 2), ==, 0);
  assert_refused (fixture->path, TALUS_ERROR_INVALID_REQUEST, "damaged");
}

/* Each of them opens or not; what loads is a graph, what does not says why. */
static void
test_damaged_rows_are_refused (Fixture       *fixture,
                               gconstpointer  unused)
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
      run_sql (path, damages[i]);
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
test_migration_goes_step_by_step (Fixture       *fixture,
                                  gconstpointer  unused)
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
test_an_empty_document_gets_its_tables (Fixture       *fixture,
                                        gconstpointer  unused)
{
  run_sql (fixture->path, "PRAGMA application_id = 0x54414C59; CREATE TABLE unrelated (x);");
  assert_refused (fixture->path, TALUS_ERROR_INVALID_REQUEST, "damaged");
  g_assert_cmpint (query_int (fixture->path, "PRAGMA user_version"), ==,
                   TALUS_DOCUMENT_SCHEMA_VERSION);
  g_assert_cmpint (query_int (fixture->path, "SELECT count(*) FROM node"), ==, 0);
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
test_a_read_only_folder_is_named (Fixture       *fixture,
                                  gconstpointer  unused)
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
test_killed_is_recovered (Fixture       *fixture,
                          gconstpointer  unused)
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
      assert_only_file (fixture->folder, "project.talus");
    }
}

/* A document left by a crash can be looked at, and is recovered by that. */
static void
test_peeking_recovers (Fixture       *fixture,
                       gconstpointer  unused)
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
test_a_remote_document_is_written_back (Fixture       *fixture,
                                        gconstpointer  unused)
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
  g_assert_cmpint (query_int (fixture->path, "SELECT count(*) FROM version"), ==, 0);

  second = talus_document_open_as (fixture->path, TRUE, &error);
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_clear_error (&error);

  g_assert_true (talus_document_checkpoint (document, &error));
  g_assert_no_error (error);
  g_assert_cmpint (query_int (fixture->path, "SELECT count(*) FROM version"), ==, 1);
  g_assert_true (talus_document_add_version (document, "two", 1, 1, &error));
  g_assert_true (talus_document_close (document, &error));
  g_assert_no_error (error);
  g_assert_cmpint (query_int (fixture->path, "SELECT count(*) FROM version"), ==, 2);
  assert_only_file (fixture->folder, "project.talus");
  assert_no_work_copies ();
}

/* What was durable when the program was killed is in the copy, and comes back
 * from there; unless the file has gone another way meanwhile. */
static void
test_a_remote_document_is_taken_up_again (Fixture       *fixture,
                                          gconstpointer  unused)
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

  if (argc == 3 && g_str_equal (argv[1], "--read-only"))
    return open_read_only (argv[2]);

  g_test_init (&argc, &argv, NULL);

  /* Where copies of remote documents are worked on; the processes started from
   * here see it too. */
  state = store_folder_new ();
  g_setenv ("XDG_STATE_HOME", state, TRUE);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/document/created-is-loaded", test_created_is_loaded);
  ADD ("/document/creating-replaces-nothing", test_creating_replaces_nothing);
  ADD ("/document/random-commands-are-read-back", test_random_commands_are_read_back);
  ADD ("/document/reopened-is-the-same", test_reopened_is_the_same);
  ADD ("/document/the-past-is-as-it-was", test_the_past_is_as_it_was);
  ADD ("/document/templates-are-kept", test_templates_are_kept);
  ADD ("/document/readers-see-whole-records", test_readers_see_whole_records);
  ADD ("/document/commands-are-found", test_commands_are_found);
  ADD ("/document/reading-is-bounded", test_reading_is_bounded);
  ADD ("/document/held-one-can-be-copied", test_held_one_can_be_copied);
  ADD ("/document/copy-is-whole-and-stripped", test_copy_is_whole_and_stripped);
  ADD ("/document/copy-replaces-nothing-that-is-open", test_copy_replaces_nothing_that_is_open);
  ADD ("/document/checkpoint-empties-the-log", test_checkpoint_empties_the_log);
  ADD ("/document/versions-have-names", test_versions_have_names);
  ADD ("/document/second-opening-names-the-first", test_second_opening_names_the_first);
  ADD ("/document/what-is-no-document-is-refused", test_what_is_no_document_is_refused);
  ADD ("/document/a-newer-document-is-refused", test_a_newer_document_is_refused);
  ADD ("/document/a-truncated-document-is-refused", test_a_truncated_document_is_refused);
  ADD ("/document/damaged-rows-are-refused", test_damaged_rows_are_refused);
  ADD ("/document/migration-goes-step-by-step", test_migration_goes_step_by_step);
  ADD ("/document/an-empty-document-gets-its-tables", test_an_empty_document_gets_its_tables);
  ADD ("/document/a-read-only-folder-is-named", test_a_read_only_folder_is_named);
  ADD ("/document/killed-is-recovered", test_killed_is_recovered);
  ADD ("/document/peeking-recovers", test_peeking_recovers);
  ADD ("/document/a-remote-document-is-written-back", test_a_remote_document_is_written_back);
  ADD ("/document/a-remote-document-is-taken-up-again", test_a_remote_document_is_taken_up_again);
#undef ADD

  status = g_test_run ();
  store_folder_delete (state);

  return status;
}
