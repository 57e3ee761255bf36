/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thin helpers over SQLite: a connection with the settings that every file of
 * ours wants, statements, ids, and errors as GError. They know no schema and
 * no thread: a connection is used by one thread at a time. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

#include "base/talus-error.h"
#include "base/talus-id.h"

G_BEGIN_DECLS

/* How long one connection waits for another's lock. Ours are held for
 * milliseconds; a checkpoint that empties the log waits for readers. */
#define TALUS_SQLITE_BUSY_TIMEOUT_MS 20000

/**
 * TalusSqliteMode:
 * @TALUS_SQLITE_EXISTING: the file must be there
 * @TALUS_SQLITE_CREATE: it is made where it is missing
 * @TALUS_SQLITE_LIVE: as EXISTING, and closing never touches the write-ahead
 *   log: who has the document open decides when it is emptied
 */
typedef enum
{
  TALUS_SQLITE_EXISTING,
  TALUS_SQLITE_CREATE,
  TALUS_SQLITE_LIVE,
} TalusSqliteMode;

sqlite3      *talus_sqlite_open        (const char       *path,
                                        TalusSqliteMode   mode,
                                        GError          **error);
void          talus_sqlite_close       (sqlite3          *db);
void          talus_sqlite_set_error   (GError          **error,
                                        sqlite3          *db,
                                        const char       *action);
void          talus_sqlite_refuse      (GError          **error,
                                        const char       *what,
                                        const char       *format,
                                        ...) G_GNUC_PRINTF (3, 4);
gboolean      talus_sqlite_exec        (sqlite3          *db,
                                        const char       *sql,
                                        GError          **error);
gboolean      talus_sqlite_get_int     (sqlite3          *db,
                                        const char       *sql,
                                        gint64           *value,
                                        GError          **error);
sqlite3_stmt *talus_sqlite_prepare     (sqlite3          *db,
                                        const char       *sql,
                                        GError          **error);
gboolean      talus_sqlite_step        (sqlite3_stmt     *statement,
                                        gboolean         *row,
                                        GError          **error);
gboolean      talus_sqlite_run         (sqlite3_stmt     *statement,
                                        GError          **error);
void          talus_sqlite_bind_id     (sqlite3_stmt     *statement,
                                        int               index,
                                        const TalusId    *id);
void          talus_sqlite_bind_text   (sqlite3_stmt     *statement,
                                        int               index,
                                        const char       *text);
gboolean      talus_sqlite_column_id   (sqlite3_stmt     *statement,
                                        int               column,
                                        gboolean          null_allowed,
                                        TalusId          *id);
const char   *talus_sqlite_column_text (sqlite3_stmt     *statement,
                                        int               column,
                                        gsize            *length);
gboolean      talus_sqlite_checkpoint  (sqlite3          *db,
                                        int               mode,
                                        GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, talus_sqlite_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

G_END_DECLS
