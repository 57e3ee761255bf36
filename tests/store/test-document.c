/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a document promises: what was written is read, whole files or none, one
 * file at rest, the past, copies. */
#include "document-test.h"

#include <sys/stat.h>

#include "model/talus-new-project.h"

#define COUNT_SECRETS                                                           \
  "SELECT (SELECT count(*) FROM invite) + (SELECT count(*) FROM token)"         \
  " + (SELECT count(*) FROM audit)"

static void
test_created_is_loaded (DocumentFixture *fixture,
                        gconstpointer    unused)
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
  document_assert_only_file (fixture->folder, "project.talus");
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
test_creating_replaces_nothing (DocumentFixture *fixture,
                                gconstpointer    unused)
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
  document_assert_only_file (fixture->folder, "project.talus");
}

/* After any number of commands what is read is what lives. */
static void
test_random_commands_are_read_back (DocumentFixture *fixture,
                                    gconstpointer    unused)
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
test_reopened_is_the_same (DocumentFixture *fixture,
                           gconstpointer    unused)
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

  document_assert_only_file (fixture->folder, "project.talus");
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
test_the_past_is_as_it_was (DocumentFixture *fixture,
                            gconstpointer    unused)
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
test_templates_are_kept (DocumentFixture *fixture,
                         gconstpointer    unused)
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
test_readers_see_whole_records (DocumentFixture *fixture,
                                gconstpointer    unused)
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
test_commands_are_found (DocumentFixture *fixture,
                         gconstpointer    unused)
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
test_reading_is_bounded (DocumentFixture *fixture,
                         gconstpointer    unused)
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
test_held_one_can_be_copied (DocumentFixture *fixture,
                             gconstpointer    unused)
{
  g_autofree char *copy_path = g_build_filename (fixture->folder, "copy.talus", NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed (23);
  g_autoptr(TalusDocument) copy = NULL;
  g_autoptr(TalusGraph) graph = NULL;
  g_autoptr(GPtrArray) names = NULL;
  g_autoptr(GError) error = NULL;
  StoreProject *project;

  store_make_document (fixture->path, NULL, "Held", 3, NULL);
  document_run_sql (fixture->path,
                    "INSERT INTO invite (id, hash, role, created_at)"
                    " VALUES (x'01', x'02', 'editor', 1);");
  project = store_project_open (fixture->path);
  for (guint i = 0; i < 60; i++)
    store_project_do_random (project, rand);
  store_project_settle (project);

  g_assert_true (talus_document_copy_held (fixture->path, copy_path, &error));
  g_assert_no_error (error);
  g_assert_false (talus_document_copy_held (fixture->path, copy_path, NULL));
  g_assert_cmpint (document_query_int (copy_path, "SELECT count(*) FROM invite"), ==, 0);
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
test_copy_is_whole_and_stripped (DocumentFixture *fixture,
                                 gconstpointer    unused)
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
  document_run_sql (fixture->path,
                    "INSERT INTO invite (id, hash, role, created_at)"
                    " VALUES (x'01', x'02', 'editor', 1);"
                    "INSERT INTO token (id, hash, author, role, created_at)"
                    " VALUES (x'03', x'04', x'05', 'editor', 1);"
                    "INSERT INTO audit (at, event, details)"
                    " VALUES (1, 'SeCrEtEvEnT', 'SeCrEtDeTaIl');");
  project = store_project_open (fixture->path);

  for (guint i = 0; i < 60; i++)
    store_project_do_random (project, rand);

  store_project_settle (project);
  g_assert_true (g_file_set_contents (copy_path, "what was there", -1, NULL));
  g_assert_true (talus_document_copy (project->document, copy_path, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (talus_document_copy (project->document, other_path, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpint (document_query_int (copy_path, COUNT_SECRETS), ==, 0);
  g_assert_cmpint (document_query_int (other_path, COUNT_SECRETS), ==, 3);

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
test_copy_replaces_nothing_that_is_open (DocumentFixture *fixture,
                                         gconstpointer    unused)
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
  g_assert_cmpint (document_query_int (other_path, "SELECT count(*) FROM node"), ==, 6);

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
  g_assert_cmpint (document_query_int (other_path, "SELECT count(*) FROM node"), ==, 4);
}

static void
test_checkpoint_empties_the_log (DocumentFixture *fixture,
                                 gconstpointer    unused)
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
test_versions_have_names (DocumentFixture *fixture,
                          gconstpointer    unused)
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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  document_add ("created-is-loaded", test_created_is_loaded);
  document_add ("creating-replaces-nothing", test_creating_replaces_nothing);
  document_add ("random-commands-are-read-back", test_random_commands_are_read_back);
  document_add ("reopened-is-the-same", test_reopened_is_the_same);
  document_add ("the-past-is-as-it-was", test_the_past_is_as_it_was);
  document_add ("templates-are-kept", test_templates_are_kept);
  document_add ("readers-see-whole-records", test_readers_see_whole_records);
  document_add ("commands-are-found", test_commands_are_found);
  document_add ("reading-is-bounded", test_reading_is_bounded);
  document_add ("held-one-can-be-copied", test_held_one_can_be_copied);
  document_add ("copy-is-whole-and-stripped", test_copy_is_whole_and_stripped);
  document_add ("copy-replaces-nothing-that-is-open", test_copy_replaces_nothing_that_is_open);
  document_add ("checkpoint-empties-the-log", test_checkpoint_empties_the_log);
  document_add ("versions-have-names", test_versions_have_names);

  return g_test_run ();
}
