/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a document costs: making one, opening and loading it (in a fresh
 * process, for the memory), looking a command up, and records made durable in
 * batches. bench-document [--nodes=N] [--folder=DIR]; a table, and a line of
 * JSON for each row. */
#include <stdio.h>
#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "model/talus-graph.h"
#include "model/talus-new-project.h"
#include "store/talus-document.h"

#define N_PROPERTIES 6
#define FAN_OUT      100

static const char template_yaml[] =
  "id: bench\n"
  "name: Bench\n"
  "node_types:\n"
  "  - {id: item, label: Item, is_root: true, allowed_children: [item], properties: [\n"
  "      {id: note, label: Note, type: text}, {id: hours, label: Hours, type: number},\n"
  "      {id: cost, label: Cost, type: currency}, {id: start, label: Start, type: date},\n"
  "      {id: ready, label: Ready, type: boolean},\n"
  "      {id: state, label: State, type: select, options: [open, done]}]}\n";

typedef struct
{
  GMainLoop *loop;
  guint n_wanted;
  guint n_durable;
} Listener;

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1e6;
}

static double
get_rss_mb (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;

  line = strstr (status, "VmRSS:");

  return line != NULL ? (double) g_ascii_strtoull (line + 6, NULL, 10) / 1024 : 0;
}

static void
report (const char *what,
        guint       nodes,
        double      value,
        const char *unit)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.3f", value);
  printf ("%-34s %9u nodes %12s %s\n", what, nodes, number, unit);
  printf ("{\"bench\":\"document\",\"what\":\"%s\",\"nodes\":%u,\"value\":%s,\"unit\":\"%s\"}\n",
          what, nodes, number, unit);
  fflush (stdout);
}

static void
add_node (TalusGraphLoader *loader,
          const guint      *symbols,
          GArray           *ids,
          guint             i)
{
  TalusId *own = &g_array_index (ids, TalusId, i);
  char texts[N_PROPERTIES][64];
  char name[64];
  TalusLoadedNode node = { .existence_seq = 1, .place_seq = 1, .name_seq = 1, .created_at = 1000 };

  node.id = *own;
  node.type = symbols[N_PROPERTIES];
  node.name = name;
  node.name_length = (gsize) g_snprintf (name, sizeof name, "Replace the seal of bearing %u", i);

  if (i > 0)
    {
      node.parent = g_array_index (ids, TalusId, (i - 1) / FAN_OUT);

      if ((i - 1) % FAN_OUT != 0)
        node.previous = g_array_index (ids, TalusId, i - 1);
    }

  g_snprintf (texts[0], sizeof texts[0], "\"%u.50\"", i % 1000);
  g_snprintf (texts[1], sizeof texts[1], "%u", i % 40);
  g_snprintf (texts[2], sizeof texts[2], "\"Ordered with reference %u\"", i);
  g_snprintf (texts[3], sizeof texts[3], "%s", i % 2 ? "true" : "false");
  g_snprintf (texts[4], sizeof texts[4], "\"2026-%02u-%02u\"", 1 + i % 12, 1 + i % 28);
  g_snprintf (texts[5], sizeof texts[5], "\"open\"");

  talus_graph_loader_begin_node (loader, &node);

  for (guint k = 0; k < N_PROPERTIES; k++)
    talus_graph_loader_add_property (loader, symbols[k], texts[k], strlen (texts[k]), 1);

  talus_graph_loader_end_node (loader);
}

static TalusGraph *
make_graph (guint   n_nodes,
            GArray *ids)
{
  static const char * const keys[] = { "cost", "hours", "note", "ready", "start", "state", "item" };
  g_autoptr (GBytes) yaml = g_bytes_new_static (template_yaml, sizeof template_yaml - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusTemplate) template = talus_template_new_from_yaml (yaml, "bench.yaml", &error);
  TalusGraphLoader *loader;
  TalusGraph *graph;
  TalusId project_id;
  guint symbols[G_N_ELEMENTS (keys)];

  g_assert_no_error (error);
  talus_id_draw (&project_id);
  graph = talus_graph_new (&project_id, "Bench", template);
  loader = talus_graph_loader_new (graph, n_nodes);

  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    symbols[k] = talus_graph_loader_add_symbol (loader, keys[k]);

  for (guint i = 0; i < n_nodes; i++)
    {
      TalusId id;

      talus_id_draw (&id);
      g_array_append_val (ids, id);
    }

  for (guint i = 0; i < n_nodes; i++)
    add_node (loader, symbols, ids, i);

  talus_graph_loader_finish (loader, &error);
  g_assert_no_error (error);

  return graph;
}

static void
bench_create (const char *path,
              guint       n_nodes,
              GArray     *ids)
{
  TalusId author_id = { { 1 } };
  g_autoptr (TalusAuthor) author = talus_author_new (&author_id, "Bench", NULL);
  g_autoptr (TalusGraph) graph = make_graph (n_nodes, ids);
  g_autoptr (TalusRecord) baseline = talus_new_baseline (graph, author, 1000);
  g_autoptr (GError) error = NULL;
  TalusDocumentInfo info = { .created_at = 1000 };
  GStatBuf file;
  gint64 start = g_get_monotonic_time ();

  info.project_id = *talus_graph_get_project_id (graph);
  talus_id_draw (&info.session_id);
  talus_id_draw (&info.epoch);
  talus_document_create (path, graph, &info, baseline, &error);
  g_assert_no_error (error);
  report ("create", n_nodes, seconds_since (start), "s");
  g_stat (path, &file);
  report ("file", n_nodes, (double) file.st_size / 1e6, "MB");
}

/* In a process of its own. */
static int
open_and_load (const char *path)
{
  double before = get_rss_mb ();
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusDocument) document = talus_document_open (path, &error);
  g_autoptr (TalusGraph) graph = NULL;
  double opened;
  double loaded;
  guint n_nodes;

  g_assert_no_error (error);
  opened = seconds_since (start);
  graph = talus_document_load (document, NULL, NULL, &error);
  g_assert_no_error (error);
  loaded = seconds_since (start);
  n_nodes = (guint) talus_graph_get_n_nodes (graph);
  report ("open", n_nodes, opened, "s");
  report ("open and load", n_nodes, loaded, "s");
  report ("memory of the graph", n_nodes, (get_rss_mb () - before) * 1048576 / n_nodes,
          "bytes/node");

  return 0;
}

static void
journal_cb (TalusJournal         *journal,
            TalusRecord         **records,
            guint                 n_records,
            TalusJournalOutcome   outcome,
            const GError         *error,
            gpointer              user_data)
{
  Listener *listener = user_data;

  g_assert_no_error (error);
  listener->n_durable += n_records;

  if (listener->n_durable >= listener->n_wanted)
    g_main_loop_quit (listener->loop);
}

static TalusRecord *
make_record (guint64        seq,
             char          *head,
             const TalusId *node_id,
             TalusAuthor   *author)
{
  TalusRecord *record = talus_record_new ();
  TalusChange *change;
  char text[TALUS_ID_TEXT_SIZE];

  record->seq = seq;
  record->timestamp = 1000 + (gint64) seq;
  record->author = talus_author_ref (author);
  record->has_command_id = TRUE;
  talus_id_draw (&record->command_id);
  record->command_type = g_strdup ("UpdateProperty");
  record->command_data = g_strdup_printf ("{\"node_id\":\"%s\",\"property_id\":\"hours\","
                                          "\"value\":%" G_GUINT64_FORMAT "}",
                                          talus_id_format (node_id, text), seq);
  record->changes = talus_change_set_new ();
  change = talus_change_set_add (record->changes, TALUS_CHANGE_SET);
  change->node_id = *node_id;
  change->key = g_strdup ("hours");
  change->old_value = talus_value_new_number (0);
  change->new_value = talus_value_new_number ((double) seq);
  talus_record_seal (record, head);
  strcpy (head, record->head);

  return record;
}

static void
bench_batches (TalusDocument *document,
               GArray        *ids,
               guint          batch,
               guint          n_batches,
               guint64       *seq,
               char          *head)
{
  TalusId author_id = { { 1 } };
  g_autoptr (TalusAuthor) author = talus_author_new (&author_id, "Bench", NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *what = g_strdup_printf ("records durable, batches of %u", batch);
  Listener listener = { .loop = loop };
  double seconds = 0;

  talus_journal_set_func (TALUS_JOURNAL (document), journal_cb, &listener);

  for (guint i = 0; i < n_batches; i++)
    {
      g_autoptr (GPtrArray) records = NULL;
      gint64 start;

      records = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);

      for (guint k = 0; k < batch; k++)
        {
          guint at = (guint) g_random_int_range (0, (gint32) ids->len);

          g_ptr_array_add (records, make_record (++*seq, head, &g_array_index (ids, TalusId, at),
                                                 author));
        }

      listener.n_wanted += batch;
      start = g_get_monotonic_time ();

      for (guint k = 0; k < batch; k++)
        talus_journal_append (TALUS_JOURNAL (document), records->pdata[k]);

      g_main_loop_run (loop);
      seconds += seconds_since (start);
    }

  talus_journal_set_func (TALUS_JOURNAL (document), NULL, NULL);
  report (what, ids->len, batch * n_batches / seconds, "/s");
}

static void
bench_find (TalusDocument *document,
            guint          n_nodes)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 20000;
  gint64 start;

  talus_journal_read (TALUS_JOURNAL (document), 1, 1000, G_MAXSIZE, &records, &error);
  g_assert_no_error (error);
  start = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    {
      TalusRecord *known = records->pdata[i % records->len];
      g_autoptr (TalusRecord) found = NULL;
      TalusId id = known->command_id;

      /* Every other one is new, as in life. */
      id.bytes[15] ^= (guint8) (i % 2);
      talus_journal_find_command (TALUS_JOURNAL (document), &id, &found, &error);
      g_assert_no_error (error);
    }

  report ("look a command up", n_nodes, seconds_since (start) * 1e6 / n, "us");
}

static void
bench_close (TalusDocument *document,
             guint          n_nodes)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  talus_document_close (document, &error);
  g_assert_no_error (error);
  report ("close", n_nodes, seconds_since (start), "s");
}

int
main (int   argc,
      char *argv[])
{
  int n_nodes = 1000000;
  g_autofree char *folder = NULL;
  g_autofree char *made = NULL;
  g_autofree char *path = NULL;
  g_autofree char *load_path = NULL;
  const GOptionEntry entries[] = {
    { "nodes", 0, 0, G_OPTION_ARG_INT, &n_nodes, "How many nodes", "N" },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &folder, "Where to write", "DIR" },
    { "load", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &load_path, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (TalusDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  char head[TALUS_HEAD_LENGTH + 1];
  guint64 seq;

  g_option_context_add_main_entries (context, entries, NULL);

  if (!g_option_context_parse (context, &argc, &argv, &error) || n_nodes < 2)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "--nodes wants 2 or more");
      return 2;
    }

  if (load_path != NULL)
    return open_and_load (load_path);

  if (folder == NULL)
    folder = made = g_dir_make_tmp ("talus-bench-XXXXXX", &error);

  g_assert_no_error (error);
  path = g_build_filename (folder, "bench.talus", NULL);
  bench_create (path, (guint) n_nodes, ids);

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe", "--load", path,
                              NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));

  document = talus_document_open (path, &error);
  g_assert_no_error (error);
  seq = talus_document_get_info (document)->seq;
  strcpy (head, talus_document_get_info (document)->head);
  bench_batches (document, ids, 1, 500, &seq, head);
  bench_batches (document, ids, 16, 200, &seq, head);
  bench_batches (document, ids, 64, 100, &seq, head);
  bench_batches (document, ids, 1024, 20, &seq, head);
  bench_find (document, (guint) n_nodes);
  bench_close (document, (guint) n_nodes);

  g_unlink (path);

  if (made != NULL)
    g_rmdir (made);

  made = NULL;

  return 0;
}
