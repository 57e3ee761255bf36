/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a record removed, as it was then. As long as it is still removed it is
 * in memory, for nobody can change what is not there; else the document is
 * taken back to before that record. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "base/talus-json-writer.h"
#include "host/talus-call-work.h"
#include "host/talus-json-slice.h"
#include "host/talus-rest.h"
#include "model/talus-graph-json.h"

/* What takes longer is written on a worker. */
#define MAX_NODES_INLINE 5000

/* Once a record has removed so much, no more of it is written: a batch may
 * remove and restore the same big subtree thousands of times. */
#define MAX_BYTES (1024 * 1024 * 1024)

static void
write_subtree (GString           *out,
               TalusGraph        *graph,
               const TalusChange *change,
               guint              index)
{
  TalusNode *node = talus_graph_find_node (graph, &change->node_id);
  char text[TALUS_ID_TEXT_SIZE];

  g_string_append (out, out->str[out->len - 1] == '[' ? "{\"node\":" : ",{\"node\":");
  talus_node_write (node, G_MAXUINT, out);
  g_string_append (out, ",\"parent_id\":");
  if (talus_id_is_null (&change->place.parent))
    g_string_append (out, "null");
  else
    g_string_append_printf (out, "\"%s\"", talus_id_format (&change->place.parent, text));
  g_string_append_printf (out, ",\"index\":%u}", index);
}

/* Where the subtree stood, as noted with the record. */
static gboolean
find_index (GArray *hints,
            guint   i,
            guint  *index)
{
  TalusJsonSlice value = { NULL, 0 };
  g_autofree char *text = NULL;
  guint64 number = 0;

  if (i < hints->len)
    value = talus_json_slice_get (&g_array_index (hints, TalusJsonSlice, i), "old_index");
  if (value.json == NULL)
    return FALSE;

  text = g_strndup (value.json, value.length);
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL))
    return FALSE;
  *index = (guint) number;

  return TRUE;
}

/* NULL where some of it is not as that record left it, or it is much. */
static GString *
write_from_memory (TalusGraph  *graph,
                   TalusRecord *record)
{
  TalusJsonSlice all = talus_json_slice_new (record->hints);
  g_autoptr(GArray) hints = talus_json_slice_split (&all);
  g_autoptr(GHashTable) seen = g_hash_table_new (talus_id_hash, talus_id_equal);
  g_autoptr(GString) out = g_string_new ("{\"subtrees\":[");
  guint64 n_nodes = 0;

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);
      TalusNode *node = NULL;
      guint index = 0;

      if (change->op != TALUS_CHANGE_REMOVE)
        continue;
      node = talus_graph_find_node (graph, &change->node_id);
      n_nodes += change->count;
      if (node == NULL || !talus_node_is_removed (node) || n_nodes > MAX_NODES_INLINE ||
          talus_graph_get_removed_seq (graph, node) != record->seq ||
          !g_hash_table_add (seen, (gpointer) &change->node_id) || !find_index (hints, i, &index))
        return NULL;
      write_subtree (out, graph, change, index);
    }
  g_string_append (out, "]}");

  return g_steal_pointer (&out);
}

static void
observe (TalusGraph        *graph,
         const TalusChange *change,
         guint              index,
         guint              old_index,
         guint              new_index,
         gpointer           user_data)
{
  GString *out = user_data;

  if (change->op == TALUS_CHANGE_REMOVE && out->len < MAX_BYTES)
    write_subtree (out, graph, change, old_index);
}

/* Makes the change once more on the graph before it, and looks on. */
static gpointer
write_from_document (TalusDocument  *document,
                     gpointer        data,
                     GError        **error)
{
  TalusRecord *record = data;
  g_autoptr(TalusGraph) graph = talus_document_load_at (document, record->seq - 1, NULL, error);
  g_autoptr(GString) out = g_string_new ("{\"subtrees\":[");
  gboolean done = FALSE;

  if (graph == NULL)
    return NULL;

  talus_graph_set_observer (graph, observe, out);
  done = talus_graph_apply (graph, record->changes, record->seq, record->timestamp, NULL, error);
  talus_graph_set_observer (graph, NULL, NULL);
  if (done && out->len >= MAX_BYTES)
    {
      done = FALSE;
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_PAYLOAD_TOO_LARGE,
                   "Record %" G_GUINT64_FORMAT " removed more than fits into an answer",
                   record->seq);
    }
  g_string_append (out, "]}");

  return done ? g_steal_pointer (&out) : NULL;
}

static gboolean
removes_anything (TalusRecord *record)
{
  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      if (talus_change_set_get (record->changes, i)->op == TALUS_CHANGE_REMOVE)
        return TRUE;
    }

  return FALSE;
}

static TalusRecord *
find_record (TalusCall  *call,
             GError    **error)
{
  const char *text = talus_call_get_param (call, "seq");
  g_autoptr(GPtrArray) records = NULL;
  TalusRecord *record = NULL;
  guint64 seq = 0;

  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &seq, NULL) &&
      seq <= talus_session_get_seq (call->session) &&
      !talus_journal_read (talus_session_get_journal (call->session), seq - 1, 1, 1, &records,
                           error))
    return NULL;

  if (records != NULL && records->len > 0)
    record = g_ptr_array_index (records, 0);
  if (record == NULL)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND, "There is no record “%s”", text);
  else if (record->seq != seq)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_LOG_GONE,
                 "The log begins with record %" G_GUINT64_FORMAT, record->seq);
  else if (!removes_anything (record))
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND, "Record %s removed nothing", text);
  else
    return talus_record_ref (record);

  return NULL;
}

static void
get_removed (TalusCall *call)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusRecord) record = find_record (call, &error);
  GString *out = NULL;

  if (record == NULL)
    {
      talus_call_reply_error (call, error);
      return;
    }

  out = write_from_memory (talus_session_get_graph (call->session), record);
  if (out != NULL)
    talus_call_reply (call, 200, out);
  else
    talus_call_work (call, write_from_document, talus_call_reply_work,
                     g_steal_pointer (&record), (GDestroyNotify) talus_record_unref);
}

const TalusRoute talus_rest_removed_routes[] = {
  { "GET", "/api/v1/sessions/:session_id/removed/:seq",
    TALUS_ROUTE_SESSION | TALUS_ROUTE_VIEWER | TALUS_ROUTE_PROJECT | TALUS_ROUTE_SETTLED,
    get_removed },
  { NULL, NULL, 0, NULL },
};
