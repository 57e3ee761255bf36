/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a document as a graph, as it is now and as it was, each from a
 * snapshot of its own. Any thread. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-document-private.h"

#include <string.h>

static TalusGraph *
load_snapshot (sqlite3            *db,
               TalusDocumentInfo  *info,
               GError            **error)
{
  if (!talus_document_read_info (db, info, error))
    return NULL;

  return talus_document_read_graph (db, info, error);
}

/**
 * talus_document_load:
 * @self: an open document
 * @seq: (out) (optional): as of which record
 * @head: (out) (optional): its head
 * @error: return location
 *
 * Reads the present state, as far as it is durable, from a snapshot of its
 * own. Any thread; the graph then belongs to it.
 *
 * Returns: (transfer full) (nullable): the graph
 */
TalusGraph *
talus_document_load (TalusDocument  *self,
                     guint64        *seq,
                     char            head[TALUS_HEAD_LENGTH + 1],
                     GError        **error)
{
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(TalusGraph) graph = NULL;
  TalusReader *reader;

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), NULL);

  reader = talus_document_take_reader (self, error);

  if (reader == NULL)
    return NULL;

  if (talus_sqlite_exec (reader->db, "BEGIN", error))
    graph = load_snapshot (reader->db, &info, error);

  talus_document_give_reader (self, reader);

  if (graph == NULL)
    return NULL;

  if (seq != NULL)
    *seq = info.seq;

  if (head != NULL)
    memcpy (head, info.head, TALUS_HEAD_LENGTH + 1);

  return g_steal_pointer (&graph);
}

/* Takes @graph back, record by record, until the one at @at is the last; its
 * head goes into @head. */
static gboolean
go_back (sqlite3     *db,
         TalusGraph  *graph,
         guint64      at,
         char         head[TALUS_HEAD_LENGTH + 1],
         GError     **error)
{
  g_autoptr(sqlite3_stmt) rows = NULL;
  guint64 expected = 0;

  rows = talus_sqlite_prepare (db, "SELECT " TALUS_LOG_COLUMNS
                               "WHERE log.seq >= ?1 ORDER BY log.seq DESC", error);

  if (rows == NULL)
    return FALSE;

  sqlite3_bind_int64 (rows, 1, (gint64) at);

  for (;;)
    {
      g_autoptr(TalusRecord) record = NULL;
      g_autoptr(GError) reason = NULL;
      gboolean row;

      if (!talus_sqlite_step (rows, &row, error))
        return FALSE;

      if (!row)
        break;

      record = talus_document_record_from_row (rows, error);

      if (record == NULL)
        return FALSE;

      if (expected != 0 && record->seq != expected)
        break;

      if (record->seq == at)
        {
          memcpy (head, record->head, TALUS_HEAD_LENGTH + 1);
          return TRUE;
        }

      if (!talus_graph_rewind (graph, record->changes, &reason))
        {
          talus_document_set_damaged (error, db, reason->message);
          return FALSE;
        }

      expected = record->seq - 1;
    }

  talus_document_set_damaged (error, db, "its log has a gap");

  return FALSE;
}

static gboolean
check_reach (sqlite3                  *db,
             const TalusDocumentInfo  *info,
             guint64                   at,
             GError                  **error)
{
  gint64 first;

  if (at > info->seq)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND,
                   "There is no record %" G_GUINT64_FORMAT " yet, the last is %" G_GUINT64_FORMAT,
                   at, info->seq);
      return FALSE;
    }

  if (!talus_sqlite_get_int (db, "SELECT min(seq) FROM log", &first, error))
    return FALSE;

  if (at < (guint64) first)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_LOG_GONE,
                   "The log begins with record %" G_GINT64_FORMAT, first);
      return FALSE;
    }

  return TRUE;
}

/**
 * talus_document_load_at:
 * @self: an open document
 * @at: as of which record, 1 or later
 * @head: (out) (optional): its head
 * @error: return location: %TALUS_ERROR_NOT_FOUND where the log does not go
 *   that far, %TALUS_ERROR_LOG_GONE where it does not reach back so far
 *
 * Reads the state as it was. Costs the present state and what happened since.
 * Any thread; the graph then belongs to it.
 *
 * Returns: (transfer full) (nullable): the graph
 */
TalusGraph *
talus_document_load_at (TalusDocument  *self,
                        guint64         at,
                        char            head[TALUS_HEAD_LENGTH + 1],
                        GError        **error)
{
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(TalusGraph) graph = NULL;
  char found[TALUS_HEAD_LENGTH + 1];
  gboolean done = FALSE;
  TalusReader *reader;

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), NULL);

  reader = talus_document_take_reader (self, error);

  if (reader == NULL)
    return NULL;

  if (talus_sqlite_exec (reader->db, "BEGIN", error) &&
      talus_document_read_info (reader->db, &info, error) &&
      check_reach (reader->db, &info, at, error))
    {
      graph = talus_document_read_graph (reader->db, &info, error);
      done = graph != NULL && go_back (reader->db, graph, at, found, error);
    }

  talus_document_give_reader (self, reader);

  if (!done)
    return NULL;

  if (head != NULL)
    memcpy (head, found, sizeof found);

  return g_steal_pointer (&graph);
}
