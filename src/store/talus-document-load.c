/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From rows to a graph. What comes from the file is checked: damaged or a
 * stranger's, it becomes a graph or an error. It knows no thread. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-document-private.h"

#include <string.h>

#include "store/talus-props-text.h"

#define NO_SYMBOL G_MAXUINT

typedef struct
{
  sqlite3 *db;
  TalusGraphLoader *loader;
  GArray *symbols;   /* of guint: the loader's, by the document's */
} Load;

/* A template under the id that the project knows it by. */
static TalusTemplate *
read_template (sqlite3_stmt  *row,
               GError       **error)
{
  g_autoptr(TalusTemplate) template = NULL;
  g_autoptr(GBytes) yaml = NULL;
  g_autoptr(GError) reason = NULL;
  g_autofree char *file_name = NULL;
  gsize length;
  const char *id = talus_sqlite_column_text (row, 0, &length);
  const char *hash = talus_sqlite_column_text (row, 1, &length);

  if (id == NULL || hash == NULL)
    {
      talus_document_set_damaged (error, sqlite3_db_handle (row), "a template is unreadable");
      return NULL;
    }

  yaml = g_bytes_new (sqlite3_column_blob (row, 2), (gsize) sqlite3_column_bytes (row, 2));
  file_name = g_strconcat (id, ".yaml", NULL);
  template = talus_template_new_from_yaml (yaml, file_name, &reason);

  if (template == NULL)
    {
      talus_document_set_damaged (error, sqlite3_db_handle (row), reason->message);
      return NULL;
    }

  if (!g_str_equal (talus_template_get_hash (template), hash))
    {
      talus_document_set_damaged (error, sqlite3_db_handle (row),
                                  "a template is not the one its hash says");
      return NULL;
    }

  if (!g_str_equal (talus_template_get_id (template), id))
    return talus_template_with_id (template, id);

  return g_steal_pointer (&template);
}

static TalusTemplate *
read_current_template (sqlite3  *db,
                       GError  **error)
{
  g_autoptr(sqlite3_stmt) rows = NULL;
  gboolean row;

  rows = talus_sqlite_prepare (db,
                               "SELECT id.value, template.hash, template.yaml FROM template"
                               " JOIN meta AS hash ON hash.key = '" TALUS_META_TEMPLATE_HASH "'"
                               " JOIN meta AS id ON id.key = '" TALUS_META_TEMPLATE_ID "'"
                               " WHERE template.hash = hash.value", error);

  if (rows == NULL || !talus_sqlite_step (rows, &row, error))
    return NULL;

  if (!row)
    {
      talus_document_set_damaged (error, db, "its template is missing");
      return NULL;
    }

  return read_template (rows, error);
}

/* Those that the log names, for undo and for the way back in time. One that
 * this program refuses to read is not worth refusing the whole document for. */
static gboolean
add_former_templates (sqlite3     *db,
                      TalusGraph  *graph,
                      GError     **error)
{
  g_autoptr(sqlite3_stmt) rows = NULL;

  rows = talus_sqlite_prepare (db,
                               "SELECT template_id.id, template.hash, template.yaml"
                               " FROM template_id JOIN template USING (hash)", error);

  if (rows == NULL)
    return FALSE;

  for (;;)
    {
      g_autoptr(TalusTemplate) template = NULL;
      g_autoptr(GError) reason = NULL;
      gboolean row;

      if (!talus_sqlite_step (rows, &row, error))
        return FALSE;

      if (!row)
        return TRUE;

      template = read_template (rows, &reason);

      if (template != NULL)
        talus_graph_add_template (graph, template);
      else
        g_message ("A former template is left out: %s", reason->message);
    }
}

static gboolean
load_symbols (Load    *load,
              GError **error)
{
  g_autoptr(sqlite3_stmt) rows = talus_sqlite_prepare (load->db, "SELECT id, text FROM symbol",
                                                       error);

  if (rows == NULL)
    return FALSE;

  for (;;)
    {
      gboolean row;
      gsize length;
      const char *text;
      gint64 id;

      if (!talus_sqlite_step (rows, &row, error))
        return FALSE;

      if (!row)
        return TRUE;

      id = sqlite3_column_int64 (rows, 0);
      text = talus_sqlite_column_text (rows, 1, &length);

      if (text == NULL || length == 0 || id < 1 || id > TALUS_PROPS_TEXT_MAX_SYMBOL)
        {
          talus_document_set_damaged (error, load->db, "a symbol is unreadable");
          return FALSE;
        }

      while (load->symbols->len <= id)
        {
          guint none = NO_SYMBOL;

          g_array_append_val (load->symbols, none);
        }

      g_array_index (load->symbols, guint, id) = talus_graph_loader_add_symbol (load->loader, text);
    }
}

static guint
find_symbol (Load   *load,
             gint64  id)
{
  return id > 0 && id < load->symbols->len ? g_array_index (load->symbols, guint, id) : NO_SYMBOL;
}

/* In the order of the query in load_nodes(). */
enum
{
  NODE_ID,
  NODE_PARENT,
  NODE_PREV,
  NODE_TYPE,
  NODE_REMOVED,
  NODE_CREATED_AT,
  NODE_SEQ,
  NODE_PLACE_SEQ,
  NODE_NAME_SEQ,
  NODE_NAME,
  NODE_PROPS,
};

static gboolean
take_seq (sqlite3_stmt *row,
          int           column,
          guint64      *seq)
{
  gint64 value = sqlite3_column_int64 (row, column);

  *seq = (guint64) value;

  return value >= 0;
}

static gboolean
load_node (Load         *load,
           sqlite3_stmt *row)
{
  TalusLoadedNode node;
  TalusPropsText props;
  const char *props_text;
  gsize props_length;

  if (!talus_sqlite_column_id (row, NODE_ID, FALSE, &node.id) ||
      !talus_sqlite_column_id (row, NODE_PARENT, TRUE, &node.parent) ||
      !talus_sqlite_column_id (row, NODE_PREV, TRUE, &node.previous) ||
      !take_seq (row, NODE_REMOVED, &node.removed) ||
      !take_seq (row, NODE_SEQ, &node.existence_seq) ||
      !take_seq (row, NODE_PLACE_SEQ, &node.place_seq) ||
      !take_seq (row, NODE_NAME_SEQ, &node.name_seq))
    return FALSE;

  node.type = find_symbol (load, sqlite3_column_int64 (row, NODE_TYPE));
  node.created_at = sqlite3_column_int64 (row, NODE_CREATED_AT);
  node.name = talus_sqlite_column_text (row, NODE_NAME, &node.name_length);
  props_text = talus_sqlite_column_text (row, NODE_PROPS, &props_length);

  if (node.type == NO_SYMBOL || node.name == NULL || props_text == NULL)
    return FALSE;

  talus_graph_loader_begin_node (load->loader, &node);
  talus_props_text_init (&props, props_text, props_length);

  while (talus_props_text_next (&props))
    {
      guint symbol = find_symbol (load, props.symbol);

      if (symbol == NO_SYMBOL)
        return FALSE;

      talus_graph_loader_add_property (load->loader, symbol, props.value, props.length, props.seq);
    }

  talus_graph_loader_end_node (load->loader);

  return !talus_props_text_failed (&props);
}

static gboolean
load_nodes (Load    *load,
            GError **error)
{
  g_autoptr(sqlite3_stmt) rows = NULL;

  rows = talus_sqlite_prepare (load->db,
                               "SELECT id, parent, prev, type, removed, created_at, seq, place_seq,"
                               " name_seq, name, props FROM node", error);

  if (rows == NULL)
    return FALSE;

  for (;;)
    {
      gboolean row;

      if (!talus_sqlite_step (rows, &row, error))
        return FALSE;

      if (!row)
        return TRUE;

      if (!load_node (load, rows))
        {
          talus_document_set_damaged (error, load->db, "a node is unreadable");
          return FALSE;
        }
    }
}

static gboolean
load_edges (Load    *load,
            GError **error)
{
  g_autoptr(sqlite3_stmt) rows = NULL;

  rows = talus_sqlite_prepare (load->db,
                               "SELECT blocker, blocked, seq, removed_with FROM dependency", error);

  if (rows == NULL)
    return FALSE;

  for (;;)
    {
      TalusEdge edge;
      TalusId removed_with;
      guint64 seq;
      gboolean row;

      if (!talus_sqlite_step (rows, &row, error))
        return FALSE;

      if (!row)
        return TRUE;

      if (!talus_sqlite_column_id (rows, 0, FALSE, &edge.blocker) ||
          !talus_sqlite_column_id (rows, 1, FALSE, &edge.blocked) ||
          !take_seq (rows, 2, &seq) || !talus_sqlite_column_id (rows, 3, TRUE, &removed_with))
        {
          talus_document_set_damaged (error, load->db, "a dependency is unreadable");
          return FALSE;
        }

      if (talus_id_is_null (&removed_with))
        talus_graph_loader_add_edge (load->loader, &edge, seq);
      else
        talus_graph_loader_add_removed_edge (load->loader, &removed_with, &edge);
    }
}

/* `[SEQ,VALUE]` or `[SEQ]` is what one property has, too. */
static gboolean
load_setting (Load       *load,
              const char *key,
              const char *text)
{
  g_autofree char *wrapped = g_strconcat ("{\"1\":", text, "}", NULL);
  g_autoptr(TalusValue) value = NULL;
  TalusPropsText props;

  talus_props_text_init (&props, wrapped, strlen (wrapped));

  if (!talus_props_text_next (&props))
    return FALSE;

  if (props.value != NULL)
    value = talus_value_new_canonical (props.value, props.length);

  talus_graph_loader_add_setting (load->loader, key, value, props.seq);

  return !talus_props_text_next (&props) && !talus_props_text_failed (&props);
}

static gboolean
load_meta_row (Load         *load,
               sqlite3_stmt *row)
{
  gsize length;
  const char *key = talus_sqlite_column_text (row, 0, &length);
  guint64 seq;

  if (key == NULL)
    return FALSE;

  if (g_str_equal (key, TALUS_META_NAME_SEQ))
    {
      if (!take_seq (row, 1, &seq))
        return FALSE;

      talus_graph_loader_set_name_seq (load->loader, seq);
    }
  else if (g_str_has_prefix (key, TALUS_META_SETTING_PREFIX))
    {
      const char *text = talus_sqlite_column_text (row, 1, &length);

      return text != NULL && load_setting (load, key + strlen (TALUS_META_SETTING_PREFIX), text);
    }

  return TRUE;
}

static gboolean
load_meta (Load    *load,
           GError **error)
{
  g_autoptr(sqlite3_stmt) rows = talus_sqlite_prepare (load->db, "SELECT key, value FROM meta",
                                                       error);

  if (rows == NULL)
    return FALSE;

  for (;;)
    {
      gboolean row;

      if (!talus_sqlite_step (rows, &row, error))
        return FALSE;

      if (!row)
        return TRUE;

      if (!load_meta_row (load, rows))
        {
          talus_document_set_damaged (error, load->db, "a setting is unreadable");
          return FALSE;
        }
    }
}

static gboolean
load_rows (Load    *load,
           GError **error)
{
  return load_symbols (load, error) && load_meta (load, error) && load_nodes (load, error) &&
         load_edges (load, error);
}

/**
 * talus_document_read_graph:
 * @db: a document, in a transaction
 * @info: what it says of itself
 * @error: return location
 *
 * Reads the present state.
 *
 * Returns: (transfer full) (nullable): the graph
 */
TalusGraph *
talus_document_read_graph (sqlite3                  *db,
                           const TalusDocumentInfo  *info,
                           GError                  **error)
{
  g_autoptr(TalusTemplate) template = read_current_template (db, error);
  g_autoptr(TalusGraph) graph = NULL;
  g_autoptr(GError) reason = NULL;
  Load load = { .db = db };
  gboolean are_loaded;

  if (template == NULL)
    return NULL;

  graph = talus_graph_new (&info->project_id, info->name, template);

  if (!add_former_templates (db, graph, error))
    return NULL;

  load.loader = talus_graph_loader_new (graph, info->node_count);
  load.symbols = g_array_new (FALSE, FALSE, sizeof (guint));
  are_loaded = load_rows (&load, error);
  g_array_unref (load.symbols);

  if (!are_loaded)
    {
      talus_graph_loader_free (load.loader);
      return NULL;
    }

  if (!talus_graph_loader_finish (load.loader, &reason))
    {
      talus_document_set_damaged (error, db, reason->message);
      return NULL;
    }

  return g_steal_pointer (&graph);
}
