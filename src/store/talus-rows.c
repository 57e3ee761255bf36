/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a document: the statements, prepared once, and what records and
 * whole graphs have in common. It knows no thread. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-rows.h"

#include <string.h>

#include "store/talus-props-text.h"
#include "store/talus-rows-private.h"

/* Prepared once a connection. What was is part of the condition wherever a row
 * is changed, so that a row that is not what the record says shows. */
static const char * const statement_texts[ROWS_N_STATEMENTS] = {
  [ROWS_INSERT_NODE] =
    "INSERT INTO node (id, parent, prev, type, created_at, created_by, seq, place_seq, name_seq,"
    " name, props) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
  [ROWS_SET_PREV] = "UPDATE node SET prev = ?1 WHERE id = ?2 AND prev IS ?3",
  [ROWS_PLACE_NODE] =
    "UPDATE node SET parent = ?1, prev = ?2, place_seq = ?3"
    " WHERE id = ?4 AND parent IS ?5 AND prev IS ?6 AND removed IS NULL",
  [ROWS_REMOVE_NODE] =
    "UPDATE node SET removed = ?1, seq = ?1"
    " WHERE id = ?2 AND parent IS ?3 AND prev IS ?4 AND removed IS NULL",
  [ROWS_RESTORE_NODE] =
    "UPDATE node SET removed = NULL, seq = ?1, place_seq = ?1, parent = ?2, prev = ?3"
    " WHERE id = ?4 AND removed = ?5",
  [ROWS_GET_PROPS] = "SELECT nid, props FROM node WHERE id = ?1",
  [ROWS_SET_PROPS] = "UPDATE node SET props = ?1 WHERE nid = ?2",
  [ROWS_RENAME_NODE] = "UPDATE node SET name = ?1, name_seq = ?2 WHERE id = ?3",
  [ROWS_ADD_EDGE] = "INSERT INTO dependency (blocker, blocked, seq) VALUES (?1, ?2, ?3)",
  [ROWS_DELETE_EDGE] =
    "DELETE FROM dependency WHERE blocker = ?1 AND blocked = ?2 AND removed_with IS NULL",
  [ROWS_CUT_EDGE] =
    "UPDATE dependency SET seq = ?3, removed_with = ?4"
    " WHERE blocker = ?1 AND blocked = ?2 AND removed_with IS NULL",
  [ROWS_RETURN_EDGE] =
    "UPDATE dependency SET seq = ?3, removed_with = NULL"
    " WHERE blocker = ?1 AND blocked = ?2 AND removed_with = ?4",
  [ROWS_DROP_CUT_EDGES] = "DELETE FROM dependency WHERE removed_with = ?1",
  [ROWS_SET_META] = "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)",
  [ROWS_ADD_SYMBOL] = "INSERT INTO symbol (id, text) VALUES (?1, ?2)",
  [ROWS_FIND_AUTHOR] = "SELECT nid FROM author WHERE id = ?1 AND name = ?2 AND colour = ?3",
  [ROWS_ADD_AUTHOR] = "INSERT INTO author (id, name, colour) VALUES (?1, ?2, ?3)",
  [ROWS_HAS_TEMPLATE] = "SELECT 1 FROM template WHERE hash = ?1",
  [ROWS_ADD_TEMPLATE] = "INSERT INTO template (hash, yaml) VALUES (?1, ?2)",
  [ROWS_ADD_TEMPLATE_ID] = "INSERT OR IGNORE INTO template_id (id, hash) VALUES (?1, ?2)",
  [ROWS_ADD_RECORD] =
    "INSERT INTO log (seq, at, author, client, command_id, undoes, redoes, format, head,"
    " command_type, command, label, changes, result, hints)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
};

static gboolean
read_symbols (TalusRows  *self,
              GError    **error)
{
  g_autoptr(sqlite3_stmt) rows = talus_sqlite_prepare (self->db, "SELECT id, text FROM symbol",
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

      if (text == NULL || id < 1 || id > TALUS_PROPS_TEXT_MAX_SYMBOL)
        {
          talus_document_set_damaged (error, self->db, "a symbol is unreadable");
          return FALSE;
        }

      g_hash_table_insert (self->symbols, g_strdup (text), GUINT_TO_POINTER ((guint) id));
      self->last_symbol = MAX (self->last_symbol, (guint) id);
    }
}

/**
 * talus_rows_new:
 * @db: a document with its tables, used by nobody else meanwhile; it must
 *   outlive the writer
 * @templates: (nullable): where the text of a template comes from that the
 *   document does not have yet
 * @user_data: for @templates
 * @error: return location
 *
 * Prepares every statement. The thread that uses @db.
 *
 * Returns: (transfer full) (nullable): the writer. After a rollback it must be
 *   thrown away: it may remember rows that never came to be
 */
TalusRows *
talus_rows_new (sqlite3              *db,
                TalusTemplateSource   templates,
                gpointer              user_data,
                GError              **error)
{
  g_autoptr(TalusRows) self = g_new0 (TalusRows, 1);

  self->db = db;
  self->templates = templates;
  self->user_data = user_data;
  self->symbols = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->text = g_string_new (NULL);
  self->properties = g_array_new (FALSE, FALSE, sizeof (TalusRowsProperty));

  for (guint i = 0; i < ROWS_N_STATEMENTS; i++)
    {
      self->statements[i] = talus_sqlite_prepare (db, statement_texts[i], error);

      if (self->statements[i] == NULL)
        return NULL;
    }

  if (!read_symbols (self, error) ||
      !talus_sqlite_get_int (db, "SELECT value FROM meta WHERE key = '" TALUS_META_NODE_COUNT "'",
                             &self->node_count, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * talus_rows_free:
 * @self: (nullable): a writer
 *
 * Frees it with its statements; the connection stays.
 */
void
talus_rows_free (TalusRows *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < ROWS_N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);

  g_clear_pointer (&self->author, talus_author_unref);
  g_hash_table_unref (self->symbols);
  g_string_free (self->text, TRUE);
  g_array_unref (self->properties);
  g_free (self);
}

void
talus_rows_set_misfit (GError     **error,
                       const char  *what)
{
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT,
               "A record does not fit the document: %s", what);
}

gboolean
talus_rows_run (TalusRows      *self,
                RowsStatement   kind,
                GError        **error)
{
  return talus_sqlite_run (self->statements[kind], error);
}

/* Runs what must change exactly one row. */
gboolean
talus_rows_run_on_one (TalusRows      *self,
                       RowsStatement   kind,
                       const char     *what,
                       GError        **error)
{
  if (!talus_rows_run (self, kind, error))
    return FALSE;

  if (sqlite3_changes (self->db) != 1)
    {
      talus_rows_set_misfit (error, what);
      return FALSE;
    }

  return TRUE;
}

gboolean
talus_rows_find_symbol (TalusRows   *self,
                        const char  *text,
                        guint       *symbol,
                        GError     **error)
{
  sqlite3_stmt *add = self->statements[ROWS_ADD_SYMBOL];

  *symbol = GPOINTER_TO_UINT (g_hash_table_lookup (self->symbols, text));

  if (*symbol != 0)
    return TRUE;

  if (self->last_symbol == TALUS_PROPS_TEXT_MAX_SYMBOL)
    {
      talus_rows_set_misfit (error, "too many different types and properties");
      return FALSE;
    }

  *symbol = ++self->last_symbol;
  g_hash_table_insert (self->symbols, g_strdup (text), GUINT_TO_POINTER (*symbol));
  sqlite3_bind_int64 (add, 1, *symbol);
  talus_sqlite_bind_text (add, 2, text);

  return talus_rows_run (self, ROWS_ADD_SYMBOL, error);
}

static gboolean
is_same_author (const TalusAuthor *a,
                const TalusAuthor *b)
{
  return a == b || (talus_id_equal (&a->id, &b->id) && g_str_equal (a->name, b->name) &&
                    g_str_equal (a->colour, b->colour));
}

gboolean
talus_rows_find_author (TalusRows    *self,
                        TalusAuthor  *author,
                        gint64       *nid,
                        GError      **error)
{
  static const RowsStatement kinds[] = { ROWS_FIND_AUTHOR, ROWS_ADD_AUTHOR };
  sqlite3_stmt *find = self->statements[ROWS_FIND_AUTHOR];
  gboolean row;

  if (self->author != NULL && is_same_author (self->author, author))
    {
      *nid = self->author_nid;
      return TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      sqlite3_stmt *statement = self->statements[kinds[i]];

      sqlite3_bind_blob (statement, 1, author->id.bytes, sizeof author->id.bytes, SQLITE_STATIC);
      talus_sqlite_bind_text (statement, 2, author->name);
      talus_sqlite_bind_text (statement, 3, author->colour);
    }

  if (!talus_sqlite_step (find, &row, error))
    return FALSE;

  if (row)
    {
      *nid = sqlite3_column_int64 (find, 0);
      sqlite3_reset (find);
    }
  else
    {
      if (!talus_rows_run (self, ROWS_ADD_AUTHOR, error))
        return FALSE;

      *nid = sqlite3_last_insert_rowid (self->db);
    }

  g_clear_pointer (&self->author, talus_author_unref);
  self->author = talus_author_ref (author);
  self->author_nid = *nid;

  return TRUE;
}

void
talus_rows_begin_properties (TalusRows *self)
{
  g_array_set_size (self->properties, 0);
}

gboolean
talus_rows_add_property (TalusRows   *self,
                         const char  *key,
                         const char  *json,
                         gsize        length,
                         guint64      seq,
                         GError     **error)
{
  TalusRowsProperty property = { .seq = seq, .json = json, .length = length };
  guint at = self->properties->len;

  if (!talus_rows_find_symbol (self, key, &property.symbol, error))
    return FALSE;

  for (; at > 0; at--)
    {
      if (g_array_index (self->properties, TalusRowsProperty, at - 1).symbol <= property.symbol)
        break;
    }

  g_array_insert_val (self->properties, at, property);

  return TRUE;
}

/* The row of one node; its properties were added before. */
gboolean
talus_rows_insert_node (TalusRows              *self,
                        const TalusLoadedNode  *node,
                        gint64                  author_nid,
                        GError                **error)
{
  sqlite3_stmt *insert = self->statements[ROWS_INSERT_NODE];

  g_string_truncate (self->text, 0);
  talus_props_text_begin (self->text);

  for (guint i = 0; i < self->properties->len; i++)
    {
      const TalusRowsProperty *property = &g_array_index (self->properties, TalusRowsProperty, i);

      talus_props_text_add (self->text, property->symbol, property->seq, property->json,
                            property->length);
    }

  talus_props_text_end (self->text);

  talus_sqlite_bind_id (insert, 1, &node->id);
  talus_sqlite_bind_id (insert, 2, &node->parent);
  talus_sqlite_bind_id (insert, 3, &node->previous);
  sqlite3_bind_int64 (insert, 4, node->type);
  sqlite3_bind_int64 (insert, 5, node->created_at);
  sqlite3_bind_int64 (insert, 6, author_nid);
  sqlite3_bind_int64 (insert, 7, (gint64) node->existence_seq);
  sqlite3_bind_int64 (insert, 8, (gint64) node->place_seq);
  sqlite3_bind_int64 (insert, 9, (gint64) node->name_seq);
  sqlite3_bind_text64 (insert, 10, node->name, node->name_length, SQLITE_STATIC, SQLITE_UTF8);
  sqlite3_bind_text64 (insert, 11, self->text->str, self->text->len, SQLITE_STATIC, SQLITE_UTF8);

  return talus_rows_run (self, ROWS_INSERT_NODE, error);
}
