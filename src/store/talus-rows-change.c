/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records as changes of rows. Everything that a record means for the present
 * state follows from its change set alone, and where the rows are not what the
 * change set says they were, nothing is written. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-rows.h"

#include <string.h>

#include "store/talus-props-text.h"
#include "store/talus-rows-private.h"

static gboolean
insert_spec (TalusRows            *self,
             const TalusNodeSpec  *spec,
             const TalusId        *parent,
             const TalusId        *previous,
             const TalusRecord    *record,
             gint64                author_nid,
             GError              **error)
{
  TalusLoadedNode node = {
    .id = spec->id, .parent = *parent, .previous = *previous,
    .name = spec->name, .name_length = strlen (spec->name), .created_at = record->timestamp,
    .existence_seq = record->seq, .place_seq = record->seq, .name_seq = record->seq,
  };
  TalusId last = { { 0 } };

  if (!talus_rows_find_symbol (self, spec->type, &node.type, error))
    return FALSE;

  talus_rows_begin_properties (self);

  for (guint i = 0; i < spec->n_properties; i++)
    {
      gsize length;
      const char *json = talus_value_get_json (spec->values[i], &length);

      if (!talus_rows_add_property (self, spec->keys[i], json, length, record->seq, error))
        return FALSE;
    }

  if (!talus_rows_insert_node (self, &node, author_nid, error))
    return FALSE;

  for (guint i = 0; spec->children != NULL && i < spec->children->len; i++)
    {
      const TalusNodeSpec *child = g_ptr_array_index (spec->children, i);

      if (!insert_spec (self, child, &spec->id, &last, record, author_nid, error))
        return FALSE;

      last = child->id;
    }

  return TRUE;
}

/* Whoever stands behind a place now has @new_prev in front of it. */
static gboolean
set_prev (TalusRows      *self,
          const TalusId  *behind,
          const TalusId  *old_prev,
          const TalusId  *new_prev,
          GError        **error)
{
  sqlite3_stmt *update = self->statements[ROWS_SET_PREV];

  if (talus_id_is_null (behind))
    return TRUE;

  talus_sqlite_bind_id (update, 1, new_prev);
  talus_sqlite_bind_id (update, 2, behind);
  talus_sqlite_bind_id (update, 3, old_prev);

  return talus_rows_run_on_one (self, ROWS_SET_PREV, "it names other neighbours", error);
}

static gboolean
put_insert (TalusRows          *self,
            const TalusChange  *change,
            const TalusRecord  *record,
            gint64              author_nid,
            GError            **error)
{
  self->node_count += (gint64) talus_node_spec_count (change->spec);
  self->node_count_changed = TRUE;

  return set_prev (self, &change->place.before, &change->place.after, &change->spec->id, error) &&
         insert_spec (self, change->spec, &change->place.parent, &change->place.after, record,
                      author_nid, error);
}

/* One statement for each edge that goes or returns with a root. */
gboolean
talus_rows_put_edges (TalusRows          *self,
                      RowsStatement       kind,
                      const TalusChange  *change,
                      guint64             seq,
                      GError            **error)
{
  sqlite3_stmt *statement = self->statements[kind];

  for (guint i = 0; i < change->n_edges; i++)
    {
      talus_sqlite_bind_id (statement, 1, &change->edges[i].blocker);
      talus_sqlite_bind_id (statement, 2, &change->edges[i].blocked);

      if (kind != ROWS_DELETE_EDGE)
        sqlite3_bind_int64 (statement, 3, (gint64) seq);

      if (kind == ROWS_CUT_EDGE || kind == ROWS_RETURN_EDGE)
        talus_sqlite_bind_id (statement, 4, &change->node_id);

      if (!talus_rows_run_on_one (self, kind, "a dependency is not what it says", error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
put_remove (TalusRows          *self,
            const TalusChange  *change,
            guint64             seq,
            GError            **error)
{
  sqlite3_stmt *remove = self->statements[ROWS_REMOVE_NODE];

  self->node_count -= (gint64) change->count;
  self->node_count_changed = TRUE;
  sqlite3_bind_int64 (remove, 1, (gint64) seq);
  talus_sqlite_bind_id (remove, 2, &change->node_id);
  talus_sqlite_bind_id (remove, 3, &change->place.parent);
  talus_sqlite_bind_id (remove, 4, &change->place.after);

  return set_prev (self, &change->place.before, &change->node_id, &change->place.after, error) &&
         talus_rows_run_on_one (self, ROWS_REMOVE_NODE, "the node to remove is elsewhere", error) &&
         talus_rows_put_edges (self, ROWS_CUT_EDGE, change, seq, error);
}

/* In memory every node of the subtree has a new seq of existence; here only its
 * root, because the others are not found without an index on parents, which
 * every insert would pay for. Once read again a command that was based on
 * something older is let through there. */
static gboolean
put_restore (TalusRows          *self,
             const TalusChange  *change,
             guint64             seq,
             GError            **error)
{
  sqlite3_stmt *restore = self->statements[ROWS_RESTORE_NODE];
  sqlite3_stmt *drop = self->statements[ROWS_DROP_CUT_EDGES];

  self->node_count += (gint64) change->count;
  self->node_count_changed = TRUE;
  sqlite3_bind_int64 (restore, 1, (gint64) seq);
  talus_sqlite_bind_id (restore, 2, &change->place.parent);
  talus_sqlite_bind_id (restore, 3, &change->place.after);
  talus_sqlite_bind_id (restore, 4, &change->node_id);
  sqlite3_bind_int64 (restore, 5, (gint64) change->removed_seq);
  talus_sqlite_bind_id (drop, 1, &change->node_id);

  return set_prev (self, &change->place.before, &change->place.after, &change->node_id, error) &&
         talus_rows_run_on_one (self, ROWS_RESTORE_NODE, "the node was not removed so", error) &&
         talus_rows_put_edges (self, ROWS_RETURN_EDGE, change, seq, error) &&
         talus_rows_run (self, ROWS_DROP_CUT_EDGES, error);
}

static gboolean
put_move (TalusRows          *self,
          const TalusChange  *change,
          guint64             seq,
          GError            **error)
{
  sqlite3_stmt *place = self->statements[ROWS_PLACE_NODE];

  talus_sqlite_bind_id (place, 1, &change->place.parent);
  talus_sqlite_bind_id (place, 2, &change->place.after);
  sqlite3_bind_int64 (place, 3, (gint64) seq);
  talus_sqlite_bind_id (place, 4, &change->node_id);
  talus_sqlite_bind_id (place, 5, &change->from.parent);
  talus_sqlite_bind_id (place, 6, &change->from.after);

  return set_prev (self, &change->from.before, &change->node_id, &change->from.after, error) &&
         talus_rows_run_on_one (self, ROWS_PLACE_NODE, "the node to move is elsewhere", error) &&
         set_prev (self, &change->place.before, &change->place.after, &change->node_id, error);
}

static gboolean
put_rename (TalusRows          *self,
            const TalusChange  *change,
            guint64             seq,
            GError            **error)
{
  sqlite3_stmt *rename = self->statements[ROWS_RENAME_NODE];
  g_autofree char *name = NULL;

  if (change->new_value == NULL)
    {
      talus_rows_set_misfit (error, "it takes a node's name away");
      return FALSE;
    }

  name = talus_value_dup_string (change->new_value);
  talus_sqlite_bind_text (rename, 1, name);
  sqlite3_bind_int64 (rename, 2, (gint64) seq);
  talus_sqlite_bind_id (rename, 3, &change->node_id);

  return talus_rows_run_on_one (self, ROWS_RENAME_NODE, "there is no such node", error);
}

static gboolean
put_set (TalusRows          *self,
         const TalusChange  *change,
         guint64             seq,
         GError            **error)
{
  sqlite3_stmt *get = self->statements[ROWS_GET_PROPS];
  sqlite3_stmt *set = self->statements[ROWS_SET_PROPS];
  const char *json = NULL;
  const char *old_text;
  gsize length = 0;
  gsize old_length = 0;
  guint symbol;
  gboolean row;
  gboolean is_sound;

  if (g_str_equal (change->key, "name"))
    return put_rename (self, change, seq, error);

  if (!talus_rows_find_symbol (self, change->key, &symbol, error))
    return FALSE;

  talus_sqlite_bind_id (get, 1, &change->node_id);

  if (!talus_sqlite_step (get, &row, error))
    return FALSE;

  if (!row)
    {
      talus_rows_set_misfit (error, "there is no such node");
      return FALSE;
    }

  if (change->new_value != NULL)
    json = talus_value_get_json (change->new_value, &length);

  sqlite3_bind_int64 (set, 2, sqlite3_column_int64 (get, 0));
  old_text = talus_sqlite_column_text (get, 1, &old_length);
  g_string_truncate (self->text, 0);
  is_sound = old_text != NULL &&
             talus_props_text_change (self->text, old_text, old_length, symbol, seq, json, length);
  sqlite3_reset (get);

  if (!is_sound)
    {
      talus_document_set_damaged (error, self->db, "a node's properties are unreadable");
      return FALSE;
    }

  sqlite3_bind_text64 (set, 1, self->text->str, self->text->len, SQLITE_STATIC, SQLITE_UTF8);

  return talus_rows_run_on_one (self, ROWS_SET_PROPS, "there is no such node", error);
}

static gboolean
put_change (TalusRows          *self,
            const TalusChange  *change,
            const TalusRecord  *record,
            gint64              author_nid,
            GError            **error)
{
  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      return put_insert (self, change, record, author_nid, error);

    case TALUS_CHANGE_REMOVE:
      return put_remove (self, change, record->seq, error);

    case TALUS_CHANGE_RESTORE:
      return put_restore (self, change, record->seq, error);

    case TALUS_CHANGE_MOVE:
      return put_move (self, change, record->seq, error);

    case TALUS_CHANGE_SET:
      return put_set (self, change, record->seq, error);

    case TALUS_CHANGE_LINK:
      return talus_rows_put_edges (self, ROWS_ADD_EDGE, change, record->seq, error);

    case TALUS_CHANGE_UNLINK:
      return talus_rows_put_edges (self, ROWS_DELETE_EDGE, change, record->seq, error);

    case TALUS_CHANGE_META:
      return talus_rows_put_meta (self, change, record->seq, error);

    case TALUS_CHANGE_BASELINE:
      return TRUE;

    default:
      g_assert_not_reached ();
    }
}

static gboolean
put_log_row (TalusRows          *self,
             const TalusRecord  *record,
             gint64              author_nid,
             GError            **error)
{
  sqlite3_stmt *add = self->statements[ROWS_ADD_RECORD];

  g_string_truncate (self->text, 0);
  talus_change_set_write (record->changes, self->text);

  sqlite3_bind_int64 (add, 1, (gint64) record->seq);
  sqlite3_bind_int64 (add, 2, record->timestamp);
  sqlite3_bind_int64 (add, 3, author_nid);
  talus_sqlite_bind_text (add, 4, record->client_id);

  if (record->has_command_id)
    sqlite3_bind_blob (add, 5, record->command_id.bytes, sizeof record->command_id.bytes,
                       SQLITE_STATIC);
  else
    sqlite3_bind_null (add, 5);

  if (record->undoes != 0)
    sqlite3_bind_int64 (add, 6, (gint64) record->undoes);
  else
    sqlite3_bind_null (add, 6);

  if (record->redoes != 0)
    sqlite3_bind_int64 (add, 7, (gint64) record->redoes);
  else
    sqlite3_bind_null (add, 7);

  sqlite3_bind_int64 (add, 8, TALUS_LOG_FORMAT);
  talus_sqlite_bind_text (add, 9, record->head);
  talus_sqlite_bind_text (add, 10, record->command_type);
  talus_sqlite_bind_text (add, 11, record->command_data);
  talus_sqlite_bind_text (add, 12, record->label);
  sqlite3_bind_text64 (add, 13, self->text->str, self->text->len, SQLITE_STATIC, SQLITE_UTF8);
  talus_sqlite_bind_text (add, 14, record->result);
  talus_sqlite_bind_text (add, 15, record->hints);

  return talus_rows_run (self, ROWS_ADD_RECORD, error);
}

/**
 * talus_rows_put:
 * @self: a writer, in a transaction
 * @record: the next record
 * @error: return location: %TALUS_ERROR_CONFLICT where the record does not fit
 *   the rows
 *
 * Writes the record into the log and what it changes into the rows.
 *
 * Returns: %FALSE where the transaction must be rolled back
 */
gboolean
talus_rows_put (TalusRows    *self,
                TalusRecord  *record,
                GError      **error)
{
  gint64 author_nid;

  if (!talus_rows_find_author (self, record->author, &author_nid, error))
    return FALSE;

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      if (!put_change (self, talus_change_set_get (record->changes, i), record, author_nid, error))
        return FALSE;
    }

  return put_log_row (self, record, author_nid, error);
}

/**
 * talus_rows_finish:
 * @self: a writer, in a transaction
 * @error: return location
 *
 * Writes what is written once a transaction, before it is committed.
 *
 * Returns: %FALSE where the transaction must be rolled back
 */
gboolean
talus_rows_finish (TalusRows  *self,
                   GError    **error)
{
  if (!self->node_count_changed)
    return TRUE;

  self->node_count_changed = FALSE;

  return talus_rows_set_int (self, TALUS_META_NODE_COUNT, self->node_count, error);
}
