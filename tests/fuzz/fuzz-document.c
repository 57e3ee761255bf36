/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is done to the bytes of a document: it is refused with a sentence,
 * or it loads as a graph that can be written, now and as of its beginning,
 * and its log is refused or read. The input is a list of edits, each four
 * bytes (where, three of them, and what), made to a sound document; an input
 * that begins like a database is taken for the whole file. */
#include "fuzz.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/talus-json.h"
#include "model/talus-graph-json.h"
#include "model/talus-new-project.h"
#include "model/talus-replica.h"
#include "store/talus-document.h"

#define EDIT_SIZE 4

static const char template_yaml[] =
  "id: fuzz\n"
  "name: Fuzz\n"
  "node_types:\n"
  "  - {id: item, label: Item, is_root: true, allowed_children: [item], properties: [\n"
  "      {id: note, label: Note, type: text}, {id: more, label: More, type: object}]}\n";

static const char a[] = "01890000-0000-7000-8000-00000000000a";
static const char b[] = "01890000-0000-7000-8000-00000000000b";
static const char c[] = "01890000-0000-7000-8000-00000000000c";

static char *folder;
static char *path;
static GBytes *sound;

static GLogWriterOutput
drop_messages (GLogLevelFlags   level,
               const GLogField *fields,
               gsize            n_fields,
               gpointer         user_data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
    return G_LOG_WRITER_HANDLED;

  return g_log_writer_default (level, fields, n_fields, user_data);
}

static void
delete_files (void)
{
  static const char * const suffixes[] = { "", "-wal", "-shm", "-journal" };
  g_autofree char *lock = g_build_filename (folder, ".fuzz.talus.lock", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }

  g_unlink (lock);
}

static void
clean_up (void)
{
  delete_files ();
  g_rmdir (folder);
}

static void G_GNUC_PRINTF (4, 5)
run_command (TalusReplica  *replica,
             TalusDocument *document,
             const char    *type,
             const char    *format,
             ...)
{
  static const TalusId author_id = { { 1 } };
  g_autoptr (TalusAuthor) author = talus_author_new (&author_id, "Fuzz", NULL);
  g_autofree char *head = g_strdup (talus_replica_get_tip_head (replica));
  g_autoptr (TalusCommand) command = NULL;
  g_autoptr (TalusRecord) record = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;
  TalusId id;
  va_list args;

  va_start (args, format);
  json = g_strdup_vprintf (format, args);
  va_end (args);

  node = json_from_string (json, &error);
  g_assert_no_error (error);
  command = talus_command_new (type, json_node_get_object (node), &error);
  g_assert_no_error (error);
  talus_id_draw (&id);
  record = talus_replica_draft (replica, command, &id, author, NULL, 2000, NULL, &error);
  g_assert_no_error (error);
  talus_replica_push (replica, command, record);
  talus_record_seal (record, head);
  talus_journal_append (TALUS_JOURNAL (document), record);
}

/* Something of everything: nodes, values, a setting, an edge, a removed
 * subtree with one, a deleted property, a version. */
static void
fill_document (TalusDocument *document)
{
  g_autoptr (GError) error = NULL;
  char head[TALUS_HEAD_LENGTH + 1];
  guint64 seq;
  g_autoptr (TalusGraph) graph = talus_document_load (document, &seq, head, &error);
  g_autoptr (TalusReplica) replica = talus_replica_new (graph, seq, head);
  g_autofree char *project = talus_id_to_string (talus_graph_get_project_id (graph));
  const char *ids[] = { a, b, c };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    run_command (replica, document, "CreateNode", "{\"id\":\"%s\",\"blueprint_type_id\":\"item\","
                 "\"name\":\"N\",\"properties\":{\"note\":\"x\",\"more\":{\"k\":[1,null]}}}",
                 ids[i]);

  run_command (replica, document, "MoveNode",
               "{\"node_id\":\"%s\",\"parent_id\":\"%s\",\"index\":0}", c, b);
  run_command (replica, document, "LinkDependency", "{\"blocker_id\":\"%s\",\"blocked_id\":\"%s\"}",
               a, c);
  run_command (replica, document, "DeleteProperty", "{\"node_id\":\"%s\",\"property_id\":\"note\"}",
               a);
  run_command (replica, document, "UpdateProperty", "{\"node_id\":\"%s\","
               "\"property_id\":\"currency\",\"value\":\"EUR\"}", project);
  run_command (replica, document, "DeleteNode", "{\"node_id\":\"%s\"}", b);
  talus_document_add_version (document, "first", 1, 1, &error);
  g_assert_no_error (error);
}

static void
make_sound_document (void)
{
  static const TalusId author_id = { { 1 } };
  g_autoptr (GBytes) yaml = g_bytes_new_static (template_yaml, sizeof template_yaml - 1);
  g_autoptr (TalusTemplate) template = NULL;
  g_autoptr (TalusAuthor) author = talus_author_new (&author_id, "Fuzz", NULL);
  g_autoptr (TalusGraph) graph = NULL;
  g_autoptr (TalusRecord) baseline = NULL;
  g_autoptr (TalusDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  TalusDocumentInfo info = { .project_id = { { 1 } }, .session_id = { { 2 } }, .epoch = { { 3 } } };
  char *content;
  gsize length;

  g_log_set_writer_func (drop_messages, NULL, NULL);

  /* In memory where there is such a folder: every run syncs. */
  folder = g_strdup ("/dev/shm/talus-fuzz-XXXXXX");

  if (g_mkdtemp (folder) == NULL)
    {
      g_free (folder);
      folder = g_dir_make_tmp ("talus-fuzz-XXXXXX", &error);
      g_assert_no_error (error);
    }

  path = g_build_filename (folder, "fuzz.talus", NULL);
  atexit (clean_up);

  template = talus_template_new_from_yaml (yaml, "fuzz.yaml", &error);
  g_assert_no_error (error);
  graph = talus_new_project_graph (&info.project_id, "Fuzz", template, 1000, &error);
  g_assert_no_error (error);
  baseline = talus_new_baseline (graph, author, 1000);
  talus_document_create (path, graph, &info, baseline, &error);
  g_assert_no_error (error);
  document = talus_document_open (path, &error);
  g_assert_no_error (error);
  fill_document (document);
  talus_document_close (document, &error);
  g_assert_no_error (error);

  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  sound = g_bytes_new_take (content, length);
}

static void
write_document (const guint8 *data,
                gsize         size)
{
  gsize length;
  const char *start = g_bytes_get_data (sound, &length);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  if (size >= 16 && memcmp (data, "SQLite format 3", 16) == 0)
    {
      g_file_set_contents (path, (const char *) data, (gssize) size, &error);
      g_assert_no_error (error);
      return;
    }

  content = g_memdup2 (start, length);

  for (gsize i = 0; i + EDIT_SIZE <= size; i += EDIT_SIZE)
    {
      gsize at = ((gsize) data[i] | (gsize) data[i + 1] << 8 | (gsize) data[i + 2] << 16) % length;

      content[at] = (char) data[i + 3];
    }

  g_file_set_contents (path, content, (gssize) length, &error);
  g_assert_no_error (error);
}

static void
check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == TALUS_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), >, 0);
}

static void
check_graph (TalusGraph   *graph,
             const GError *error)
{
  g_autoptr (GString) json = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) reason = NULL;

  if (graph == NULL)
    {
      check_error (error);
      return;
    }

  json = g_string_new (NULL);
  talus_graph_write (graph, TALUS_GRAPH_CANONICAL, 1, NULL, NULL, json);
  node = talus_json_parse (json->str, json->len, 4 * TALUS_JSON_DEPTH_IMPORT, &reason);
  g_assert_no_error (reason);
}

static void
check_log (TalusDocument *document)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) version_error = NULL;

  if (!talus_journal_read (TALUS_JOURNAL (document), 0, 100, G_MAXSIZE, &records, &error))
    {
      check_error (error);
      return;
    }

  for (guint i = 0; i < records->len; i++)
    {
      TalusRecord *record = records->pdata[i];
      g_autoptr (TalusRecord) found = NULL;
      g_autoptr (JsonNode) node = NULL;
      g_autoptr (GError) reason = NULL;
      GBytes *json = talus_record_get_json (record);

      node = talus_json_parse (g_bytes_get_data (json, NULL), g_bytes_get_size (json),
                               2 * TALUS_JSON_DEPTH_IMPORT, &reason);
      g_assert_no_error (reason);
      talus_journal_find_command (TALUS_JOURNAL (document), &record->command_id, &found, NULL);
    }

  versions = talus_document_list_versions (document, &version_error);

  if (versions == NULL)
    check_error (version_error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (TalusDocument) document = NULL;
  g_autoptr (GError) error = NULL;

  if (sound == NULL)
    make_sound_document ();

  write_document (data, size);
  document = talus_document_open (path, &error);

  if (document == NULL)
    {
      check_error (error);
    }
  else
    {
      g_autoptr (GError) now_error = NULL;
      g_autoptr (GError) then_error = NULL;
      g_autoptr (TalusGraph) now = talus_document_load (document, NULL, NULL, &now_error);
      g_autoptr (TalusGraph) then = talus_document_load_at (document, 1, NULL, &then_error);

      check_graph (now, now_error);
      check_graph (then, then_error);
      check_log (document);
      talus_document_close (document, NULL);
    }

  delete_files ();

  return 0;
}
