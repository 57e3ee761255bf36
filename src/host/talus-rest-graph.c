/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph of a session as a whole: as it is, as it was, and its digest. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "base/talus-json-writer.h"
#include "host/talus-call-work.h"
#include "host/talus-graph-answer.h"
#include "host/talus-rest.h"

/* What takes longer is digested on a worker. */
#define MAX_NODES_INLINE 5000

typedef struct
{
  guint64 at;
  char epoch[TALUS_ID_TEXT_SIZE];
  char head[TALUS_HEAD_LENGTH + 1];
} Past;

static gpointer
load_past (TalusDocument  *document,
           gpointer        data,
           GError        **error)
{
  Past *past = data;

  return talus_document_load_at (document, past->at, past->head, error);
}

static void
answer_past (TalusCall *call,
             gpointer   result,
             gpointer   data)
{
  const Past *past = data;
  g_autoptr(TalusGraphView) view = talus_graph_view_new (result, past->at, past->epoch,
                                                         past->head);

  talus_graph_answer (call, 200, "", view, TRUE);
}

static void
get_graph (TalusCall *call)
{
  guint64 at = talus_session_get_seq (call->session);
  g_autoptr(GError) error = NULL;
  Past *past = NULL;

  if (!talus_call_get_query_uint (call, "at", &at, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }

  if (at == talus_session_get_seq (call->session))
    {
      talus_graph_answer_present (call, 200, "", TRUE);
      return;
    }

  past = g_new0 (Past, 1);
  past->at = at;
  g_strlcpy (past->epoch, talus_session_get_epoch (call->session), sizeof past->epoch);
  talus_call_work (call, load_past, answer_past, past, g_free);
}

static GString *
write_digest (TalusGraph *graph,
              guint64     seq,
              const char *epoch,
              const char *head)
{
  g_autofree char *digest = talus_graph_digest (graph);
  GString *out = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, out);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "digest");
  talus_json_writer_string (&writer, digest);
  talus_json_writer_name (&writer, "seq");
  talus_json_writer_int (&writer, (gint64) seq);
  talus_json_writer_name (&writer, "epoch");
  talus_json_writer_string (&writer, epoch);
  talus_json_writer_name (&writer, "head");
  talus_json_writer_string (&writer, head);
  talus_json_writer_end_object (&writer);

  return out;
}

static gpointer
digest_document (TalusDocument  *document,
                 gpointer        data,
                 GError        **error)
{
  char head[TALUS_HEAD_LENGTH + 1];
  guint64 seq = 0;
  g_autoptr(TalusGraph) graph = talus_document_load (document, &seq, head, error);

  return graph != NULL ? write_digest (graph, seq, data, head) : NULL;
}

static void
get_digest (TalusCall *call)
{
  TalusSession *session = call->session;
  TalusGraph *graph = talus_session_get_graph (session);
  const char *epoch = talus_session_get_epoch (session);

  if (talus_graph_get_n_nodes (graph) > MAX_NODES_INLINE)
    talus_call_work (call, digest_document, talus_call_reply_work, g_strdup (epoch), g_free);
  else
    talus_call_reply (call, 200, write_digest (graph, talus_session_get_seq (session), epoch,
                                               talus_session_get_head (session)));
}

#define FLAGS \
  (TALUS_ROUTE_SESSION | TALUS_ROUTE_VIEWER | TALUS_ROUTE_PROJECT | TALUS_ROUTE_SETTLED)

const TalusRoute talus_rest_graph_routes[] = {
  { "GET", "/api/v1/graph", FLAGS, get_graph },
  { "GET", "/api/v1/sessions/:session_id/graph", FLAGS, get_graph },
  { "GET", "/api/v1/sessions/:session_id/graph/digest", FLAGS, get_digest },
  { NULL, NULL, 0, NULL },
};
