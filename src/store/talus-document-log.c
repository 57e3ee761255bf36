/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the log as records. A row may be damaged: what comes out has been
 * checked. It knows no thread. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-document-private.h"

#include <string.h>

#include "base/talus-json-reader.h"
#include "base/talus-json.h"

/* In the order of TALUS_LOG_COLUMNS. */
enum
{
  SEQ,
  AT,
  CLIENT,
  COMMAND_ID,
  UNDOES,
  REDOES,
  FORMAT,
  HEAD,
  COMMAND_TYPE,
  COMMAND,
  LABEL,
  CHANGES,
  RESULT,
  HINTS,
  AUTHOR_ID,
  AUTHOR_NAME,
  AUTHOR_COLOUR,
};

static gboolean
take_text (sqlite3_stmt  *row,
           int            column,
           gboolean       is_required,
           char         **text)
{
  gsize length;
  const char *value;

  if (sqlite3_column_type (row, column) == SQLITE_NULL)
    return !is_required;

  value = talus_sqlite_column_text (row, column, &length);
  *text = g_strdup (value);

  return value != NULL;
}

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
is_json (const char     *text,
         TalusJsonToken  first)
{
  TalusJsonReader reader;
  gboolean is_sound;

  talus_json_reader_init (&reader, text, strlen (text), TALUS_JSON_DEPTH_IMPORT);
  is_sound = talus_json_reader_next (&reader) == first && talus_json_reader_skip (&reader) &&
             talus_json_reader_next (&reader) == TALUS_JSON_END;
  talus_json_reader_clear (&reader);

  return is_sound;
}

static gboolean
is_head (const char *text,
         gsize       length)
{
  return length == TALUS_HEAD_LENGTH && strspn (text, "0123456789abcdef") == length;
}

static gboolean
take_plain (sqlite3_stmt *row,
            TalusRecord  *record)
{
  gsize length = 0;
  const char *head = talus_sqlite_column_text (row, HEAD, &length);

  if (head == NULL || !is_head (head, length))
    return FALSE;

  memcpy (record->head, head, TALUS_HEAD_LENGTH + 1);
  record->timestamp = sqlite3_column_int64 (row, AT);
  record->has_command_id = sqlite3_column_type (row, COMMAND_ID) != SQLITE_NULL;

  return sqlite3_column_int (row, FORMAT) == TALUS_LOG_FORMAT &&
         take_seq (row, SEQ, &record->seq) && record->seq > 0 &&
         take_seq (row, UNDOES, &record->undoes) && take_seq (row, REDOES, &record->redoes) &&
         talus_sqlite_column_id (row, COMMAND_ID, TRUE, &record->command_id) &&
         take_text (row, CLIENT, FALSE, &record->client_id) &&
         take_text (row, COMMAND_TYPE, TRUE, &record->command_type) &&
         take_text (row, LABEL, FALSE, &record->label);
}

static gboolean
take_json (sqlite3_stmt  *row,
           TalusRecord   *record,
           GError       **error)
{
  gsize length;
  const char *changes = talus_sqlite_column_text (row, CHANGES, &length);

  if (changes == NULL)
    return FALSE;

  record->changes = talus_change_set_new_from_json (changes, length, error);

  return record->changes != NULL &&
         take_text (row, COMMAND, TRUE, &record->command_data) &&
         is_json (record->command_data, TALUS_JSON_BEGIN_OBJECT) &&
         take_text (row, RESULT, FALSE, &record->result) &&
         (record->result == NULL || is_json (record->result, TALUS_JSON_BEGIN_OBJECT)) &&
         take_text (row, HINTS, FALSE, &record->hints) &&
         (record->hints == NULL || is_json (record->hints, TALUS_JSON_BEGIN_ARRAY));
}

static gboolean
take_author (sqlite3_stmt *row,
             TalusRecord  *record)
{
  gsize length;
  const char *name = talus_sqlite_column_text (row, AUTHOR_NAME, &length);
  const char *colour = talus_sqlite_column_text (row, AUTHOR_COLOUR, &length);
  TalusId id;

  if (name == NULL || colour == NULL || !talus_sqlite_column_id (row, AUTHOR_ID, TRUE, &id))
    return FALSE;

  record->author = talus_author_new (&id, name, colour);

  return TRUE;
}

/**
 * talus_document_record_from_row:
 * @row: a statement at a row of %TALUS_LOG_COLUMNS
 * @error: return location
 *
 * Makes the record that was written, down to its bytes.
 *
 * Returns: (transfer full) (nullable): the record
 */
TalusRecord *
talus_document_record_from_row (sqlite3_stmt  *row,
                                GError       **error)
{
  g_autoptr(TalusRecord) record = talus_record_new ();
  g_autoptr(GError) reason = NULL;

  if (!take_author (row, record) || !take_plain (row, record) ||
      !take_json (row, record, &reason))
    {
      gint64 seq = sqlite3_column_int64 (row, SEQ);
      g_autofree char *text = g_strdup_printf ("entry %" G_GINT64_FORMAT " of its log is unreadable"
                                               "%s%s", seq, reason != NULL ? ": " : "",
                                               reason != NULL ? reason->message : "");

      talus_document_set_damaged (error, sqlite3_db_handle (row), text);
      return NULL;
    }

  return g_steal_pointer (&record);
}

static gsize
row_size (sqlite3_stmt *row)
{
  return 256 + (gsize) sqlite3_column_bytes (row, COMMAND) +
         (gsize) sqlite3_column_bytes (row, CHANGES);
}

/**
 * talus_document_read_log:
 * @statement: `SELECT` of %TALUS_LOG_COLUMNS behind a seq, with a limit
 * @after: the record before the first wanted
 * @limit: at most so many
 * @max_bytes: no further record once those before come to this
 * @records: (out) (transfer full) (element-type TalusRecord): oldest first
 * @error: return location
 *
 * Reads records in one snapshot.
 *
 * Returns: whether they could be read
 */
gboolean
talus_document_read_log (sqlite3_stmt  *statement,
                         guint64        after,
                         guint          limit,
                         gsize          max_bytes,
                         GPtrArray    **records,
                         GError       **error)
{
  g_autoptr(GPtrArray) found = NULL;
  gsize size = 0;
  gboolean row = TRUE;

  found = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
  sqlite3_bind_int64 (statement, 1, (gint64) MIN (after, G_MAXINT64));
  sqlite3_bind_int64 (statement, 2, limit);

  while (row && (found->len == 0 || size < max_bytes))
    {
      TalusRecord *record;

      if (!talus_sqlite_step (statement, &row, error))
        return FALSE;

      if (!row)
        break;

      record = talus_document_record_from_row (statement, error);

      if (record == NULL)
        {
          sqlite3_reset (statement);
          return FALSE;
        }

      size += row_size (statement);
      g_ptr_array_add (found, record);
    }

  sqlite3_reset (statement);
  *records = g_steal_pointer (&found);

  return TRUE;
}

/**
 * talus_document_find_record:
 * @statement: `SELECT` of %TALUS_LOG_COLUMNS by command id
 * @command_id: which command
 * @record: (out) (transfer full) (nullable): its record
 * @error: return location
 *
 * Looks a command up.
 *
 * Returns: whether the log could be read
 */
gboolean
talus_document_find_record (sqlite3_stmt   *statement,
                            const TalusId  *command_id,
                            TalusRecord   **record,
                            GError        **error)
{
  gboolean row;

  *record = NULL;
  sqlite3_bind_blob (statement, 1, command_id->bytes, sizeof command_id->bytes, SQLITE_TRANSIENT);

  if (!talus_sqlite_step (statement, &row, error))
    return FALSE;

  if (!row)
    return TRUE;

  *record = talus_document_record_from_row (statement, error);
  sqlite3_reset (statement);

  return *record != NULL;
}

/**
 * talus_document_note_commands:
 * @db: a document
 * @filter: where to
 * @error: return location
 *
 * Notes the id of every command in the log.
 *
 * Returns: whether the log could be read
 */
gboolean
talus_document_note_commands (sqlite3        *db,
                              TalusIdFilter  *filter,
                              GError        **error)
{
  g_autoptr(sqlite3_stmt) rows = NULL;
  gboolean row;

  rows = talus_sqlite_prepare (db, "SELECT command_id FROM log WHERE command_id IS NOT NULL",
                               error);

  if (rows == NULL)
    return FALSE;

  for (;;)
    {
      TalusId id;

      if (!talus_sqlite_step (rows, &row, error))
        return FALSE;

      if (!row)
        return TRUE;

      if (talus_sqlite_column_id (rows, 0, FALSE, &id))
        talus_id_filter_add (filter, &id);
    }
}

/**
 * talus_document_verify_last:
 * @db: a document
 * @seq: (out): the last record
 * @head: (out): its head
 * @error: return location
 *
 * Reads the end of the log and holds its head against the record before.
 *
 * Returns: whether it is sound
 */
gboolean
talus_document_verify_last (sqlite3  *db,
                            guint64  *seq,
                            char      head[TALUS_HEAD_LENGTH + 1],
                            GError  **error)
{
  g_autoptr(sqlite3_stmt) rows = NULL;
  g_autoptr(TalusRecord) last = NULL;
  g_autoptr(TalusRecord) before = NULL;
  gboolean row;

  rows = talus_sqlite_prepare (db, "SELECT " TALUS_LOG_COLUMNS "ORDER BY log.seq DESC LIMIT 2",
                               error);

  if (rows == NULL || !talus_sqlite_step (rows, &row, error))
    return FALSE;

  if (!row)
    {
      talus_document_set_damaged (error, db, "its log is empty");
      return FALSE;
    }

  last = talus_document_record_from_row (rows, error);

  if (last == NULL || !talus_sqlite_step (rows, &row, error))
    return FALSE;

  if (row)
    {
      before = talus_document_record_from_row (rows, error);

      if (before == NULL)
        return FALSE;
    }

  if ((before != NULL ? before->seq + 1 : 1) != last->seq ||
      !talus_record_verify (last, before != NULL ? before->head : TALUS_HEAD_NONE))
    {
      talus_document_set_damaged (error, db, "the end of its log does not continue what is before");
      return FALSE;
    }

  *seq = last->seq;
  memcpy (head, last->head, TALUS_HEAD_LENGTH + 1);

  return TRUE;
}
