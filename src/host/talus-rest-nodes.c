/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One node of a session's graph, with as much of its subtree as is asked for. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "base/talus-json-writer.h"
#include "host/talus-call-work.h"
#include "host/talus-rest.h"
#include "model/talus-graph-json.h"

/* What takes longer is written on a worker. */
#define MAX_NODES_INLINE 5000

typedef struct
{
  TalusId id;
  guint depth;
} Wanted;

/* Counts the nodes down to @depth levels below @top, no further than @most. */
static guint
count_nodes (TalusNode *top,
             guint      depth,
             guint      most)
{
  TalusNode *node = top;
  guint level = 0;
  guint n = 0;

  while (node != NULL && n < most)
    {
      TalusNode *next = level < depth ? talus_node_get_first_child (node) : NULL;

      n++;
      if (next != NULL)
        level++;
      while (next == NULL && node != top)
        {
          next = talus_node_get_next_sibling (node);
          if (next == NULL)
            {
              node = talus_node_get_parent (node);
              level--;
            }
        }
      node = next;
    }

  return n;
}

static GString *
write_answer (TalusNode *node,
              guint      depth)
{
  TalusNode *parent = talus_node_get_parent (node);
  GString *out = g_string_new ("{\"node\":");
  char text[TALUS_ID_TEXT_SIZE];

  talus_node_write (node, depth, out);
  g_string_truncate (out, out->len - 1);
  g_string_append_printf (out, ",\"index\":%u,\"parent_id\":", talus_node_get_index (node));
  if (parent != NULL)
    g_string_append_printf (out, "\"%s\"", talus_id_format (talus_node_get_id (parent), text));
  else
    g_string_append (out, "null");
  g_string_append (out, "}}");

  return out;
}

static gpointer
write_from_document (TalusDocument  *document,
                     gpointer        data,
                     GError        **error)
{
  const Wanted *wanted = data;
  g_autoptr(TalusGraph) graph = talus_document_load (document, NULL, NULL, error);
  TalusNode *node = graph != NULL ? talus_graph_get_node (graph, &wanted->id) : NULL;
  char text[TALUS_ID_TEXT_SIZE];

  if (node != NULL)
    return write_answer (node, wanted->depth);
  if (graph != NULL)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_NODE_NOT_FOUND, "There is no node “%s”",
                 talus_id_format (&wanted->id, text));

  return NULL;
}

static void
get_node (TalusCall *call)
{
  g_autoptr(GError) error = NULL;
  TalusNode *node = NULL;
  Wanted wanted = { { { 0 } } };
  guint64 depth = 0;

  if (!talus_call_get_query_uint (call, "depth", &depth, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }

  wanted.depth = (guint) MIN (depth, TALUS_MAX_TREE_DEPTH);
  if (talus_call_get_id_param (call, "node_id", &wanted.id))
    node = talus_graph_get_node (talus_session_get_graph (call->session), &wanted.id);

  if (node == NULL)
    talus_call_reply_new_error (call, TALUS_ERROR_NODE_NOT_FOUND, "There is no node “%s”",
                                talus_call_get_param (call, "node_id"));
  else if (count_nodes (node, wanted.depth, MAX_NODES_INLINE) < MAX_NODES_INLINE)
    talus_call_reply (call, 200, write_answer (node, wanted.depth));
  else
    talus_call_work (call, write_from_document, talus_call_reply_work,
                     g_memdup2 (&wanted, sizeof wanted), g_free);
}

const TalusRoute talus_rest_nodes_routes[] = {
  { "GET", "/api/v1/sessions/:session_id/graph/nodes/:node_id",
    TALUS_ROUTE_SESSION | TALUS_ROUTE_VIEWER | TALUS_ROUTE_PROJECT | TALUS_ROUTE_SETTLED,
    get_node },
  { NULL, NULL, 0, NULL },
};
