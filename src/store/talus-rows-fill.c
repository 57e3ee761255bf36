/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole graph as the rows of a new document. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-rows.h"

#include <string.h>

#include "store/talus-rows-private.h"

typedef struct
{
  TalusRows *writer;
  GError **error;
  gboolean failed;
} PropertyVisit;

static void
visit_property_cb (const char *key,
                   const char *json,
                   gsize       length,
                   guint64     seq,
                   gpointer    user_data)
{
  PropertyVisit *visit = user_data;

  if (!visit->failed)
    visit->failed = !talus_rows_add_property (visit->writer, key, json, length, seq, visit->error);
}

static gboolean
put_graph_node (TalusRows  *self,
                TalusNode  *node,
                TalusNode  *previous,
                gint64      author_nid,
                GError    **error)
{
  PropertyVisit visit = { .writer = self, .error = error };
  TalusNode *parent = talus_node_get_parent (node);
  TalusLoadedNode row = {
    .id = *talus_node_get_id (node),
    .name = talus_node_get_name (node),
    .created_at = talus_node_get_created_at (node),
    .existence_seq = talus_node_get_existence_seq (node),
    .place_seq = talus_node_get_place_seq (node),
    .name_seq = talus_node_get_name_seq (node),
  };

  if (parent != NULL)
    row.parent = *talus_node_get_id (parent);

  if (previous != NULL)
    row.previous = *talus_node_get_id (previous);

  row.name_length = strlen (row.name);

  if (!talus_rows_find_symbol (self, talus_node_get_type_id (node), &row.type, error))
    return FALSE;

  talus_rows_begin_properties (self);
  talus_node_foreach_property (node, visit_property_cb, &visit);

  return !visit.failed && talus_rows_insert_node (self, &row, author_nid, error);
}

static gboolean
put_graph_nodes (TalusRows   *self,
                 TalusGraph  *graph,
                 gint64       author_nid,
                 GError     **error)
{
  TalusNode *previous_root = NULL;

  for (guint i = 0; i < talus_graph_get_n_roots (graph); i++)
    {
      TalusNode *root = talus_graph_get_root (graph, i);
      TalusNode *node = root;
      TalusNode *previous = previous_root;

      while (node != NULL)
        {
          TalusNode *next;

          if (!put_graph_node (self, node, previous, author_nid, error))
            return FALSE;

          next = talus_node_get_first_child (node);
          previous = NULL;

          while (next == NULL && node != root)
            {
              previous = node;
              next = talus_node_get_next_sibling (node);
              node = talus_node_get_parent (node);
            }

          node = next;
        }

      previous_root = root;
    }

  return TRUE;
}

static gboolean
put_graph_edges (TalusRows   *self,
                 TalusGraph  *graph,
                 GError     **error)
{
  g_autoptr(GArray) edges = talus_graph_list_edges (graph);

  for (guint i = 0; i < edges->len; i++)
    {
      TalusEdge *edge = &g_array_index (edges, TalusEdge, i);
      TalusChange change = { .op = TALUS_CHANGE_LINK, .edges = edge, .n_edges = 1 };
      guint64 seq = talus_graph_get_edge_seq (graph, &edge->blocker, &edge->blocked);

      if (!talus_rows_put_edges (self, ROWS_ADD_EDGE, &change, seq, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
put_graph_settings (TalusRows   *self,
                    TalusGraph  *graph,
                    GError     **error)
{
  g_autoptr(GList) keys = talus_graph_list_settings (graph);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      const char *key = l->data;

      if (!talus_rows_set_setting (self, key, talus_graph_get_setting (graph, key),
                                   talus_graph_get_setting_seq (graph, key), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
put_graph_meta (TalusRows                *self,
                TalusGraph               *graph,
                const TalusDocumentInfo  *info,
                GError                  **error)
{
  TalusTemplate *template = talus_graph_get_template (graph);
  gint64 name_seq = (gint64) talus_graph_get_name_seq (graph);

  return talus_rows_set_id (self, TALUS_META_PROJECT_ID, &info->project_id, error) &&
         talus_rows_set_id (self, TALUS_META_SESSION_ID, &info->session_id, error) &&
         talus_rows_set_id (self, TALUS_META_EPOCH, &info->epoch, error) &&
         talus_rows_set_int (self, TALUS_META_CREATED_AT, info->created_at, error) &&
         talus_rows_set_text (self, TALUS_META_NAME, talus_graph_get_name (graph), error) &&
         talus_rows_set_int (self, TALUS_META_NAME_SEQ, name_seq, error) &&
         talus_rows_set_template (self, talus_template_get_id (template),
                                  talus_template_get_hash (template), template,
                                  talus_graph_get_setting_seq (graph, "template"), error);
}

/**
 * talus_rows_put_graph:
 * @self: a writer of a document without rows, in a transaction
 * @graph: what it is going to hold: its live nodes
 * @info: whose ids and created_at are kept
 * @baseline: record 1
 * @error: return location
 *
 * Fills a new document.
 *
 * Returns: %FALSE where the transaction must be rolled back
 */
gboolean
talus_rows_put_graph (TalusRows                *self,
                      TalusGraph               *graph,
                      const TalusDocumentInfo  *info,
                      TalusRecord              *baseline,
                      GError                  **error)
{
  gint64 author_nid;

  self->node_count = (gint64) talus_graph_get_n_nodes (graph);
  self->node_count_changed = TRUE;

  return put_graph_meta (self, graph, info, error) &&
         talus_rows_find_author (self, baseline->author, &author_nid, error) &&
         put_graph_settings (self, graph, error) &&
         put_graph_nodes (self, graph, author_nid, error) &&
         put_graph_edges (self, graph, error) &&
         talus_rows_put (self, baseline, error);
}
