/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the document share: schema, rows, connections. Only for
 * talus-document*.c and its tests. */
#pragma once

#include "store/talus-document.h"
#include "store/talus-id-filter.h"
#include "store/talus-sqlite.h"

G_BEGIN_DECLS

/* talus-document-schema.c */

/**
 * TalusMigration:
 * @version: what `user_version` is afterwards
 * @sql: the way there from the version before
 */
typedef struct
{
  int version;
  const char *sql;
} TalusMigration;

/* Every name that meta rows have. */
#define TALUS_META_PROJECT_ID     "project_id"
#define TALUS_META_SESSION_ID     "session_id"
#define TALUS_META_EPOCH          "epoch"
#define TALUS_META_CREATED_AT     "created_at"
#define TALUS_META_NAME           "name"
#define TALUS_META_NAME_SEQ       "name_seq"
#define TALUS_META_TEMPLATE_ID    "template_id"
#define TALUS_META_TEMPLATE_HASH  "template_hash"
#define TALUS_META_NODE_COUNT     "node_count"
#define TALUS_META_SETTING_PREFIX "setting."   /* value: [SEQ,VALUE], or [SEQ] of a deleted one */

void           talus_document_set_damaged      (GError                  **error,
                                                sqlite3                  *db,
                                                const char               *reason);
gboolean       talus_document_check_kind       (sqlite3                  *db,
                                                GError                  **error);
gboolean       talus_document_migrate          (sqlite3                  *db,
                                                const TalusMigration     *steps,
                                                guint                     n_steps,
                                                GError                  **error);
gboolean       talus_document_migrate_to_current (sqlite3                *db,
                                                GError                  **error);
gboolean       talus_document_read_info        (sqlite3                  *db,
                                                TalusDocumentInfo        *info,
                                                GError                  **error);
void           talus_document_info_copy        (TalusDocumentInfo        *self,
                                                const TalusDocumentInfo  *other);

/* talus-document-create.c */

char          *talus_document_draw_temporary   (const char               *path);
void           talus_document_delete_database  (const char               *path);

/* talus-document-log.c */

/* What talus_document_record_from_row() reads. */
#define TALUS_LOG_COLUMNS \
  "log.seq, log.at, log.client, log.command_id, log.undoes, log.redoes, log.format, log.head, " \
  "log.command_type, log.command, log.label, log.changes, log.result, log.hints, " \
  "author.id, author.name, author.colour FROM log JOIN author ON author.nid = log.author "
#define TALUS_LOG_FORMAT 1

TalusRecord   *talus_document_record_from_row  (sqlite3_stmt             *row,
                                                GError                  **error);
gboolean       talus_document_read_log         (sqlite3_stmt             *statement,
                                                guint64                   after,
                                                guint                     limit,
                                                gsize                     max_bytes,
                                                GPtrArray               **records,
                                                GError                  **error);
gboolean       talus_document_note_commands    (sqlite3                  *db,
                                                TalusIdFilter            *filter,
                                                GError                  **error);
gboolean       talus_document_find_record      (sqlite3_stmt             *statement,
                                                const TalusId            *command_id,
                                                TalusRecord             **record,
                                                GError                  **error);
gboolean       talus_document_verify_last      (sqlite3          *db,
                                                guint64          *seq,
                                                char              head[TALUS_HEAD_LENGTH + 1],
                                                GError          **error);

/* talus-document-readers.c */

/**
 * TalusReader:
 * @db: a connection that never writes, but for checkpoints
 * @read_log: the log behind a seq
 * @find_command: the record of a command
 *
 * One connection of the pool, held by one thread at a time.
 */
typedef struct
{
  sqlite3 *db;
  sqlite3_stmt *read_log;
  sqlite3_stmt *find_command;
} TalusReader;

/**
 * TalusReaders:
 *
 * The pool of connections that read, used by any thread.
 */
typedef struct _TalusReaders TalusReaders;

TalusReaders  *talus_readers_new               (const char               *path);
void           talus_readers_free              (TalusReaders             *self);
TalusReader   *talus_readers_take              (TalusReaders             *self,
                                                GError                  **error);
void           talus_readers_give              (TalusReaders             *self,
                                                TalusReader              *reader);
void           talus_readers_shut              (TalusReaders             *self);
void           talus_readers_reopen            (TalusReaders             *self);

/* talus-document-remote.c */

gboolean       talus_document_is_remote        (const char               *path);
char          *talus_document_take_work_copy   (const char               *path,
                                                GError                  **error);
gboolean       talus_document_write_back       (const char               *from,
                                                const char               *path,
                                                GError                  **error);

/* talus-document.c */

TalusDocument *talus_document_open_as          (const char               *path,
                                                gboolean                  is_remote,
                                                GError                  **error);

/**
 * TalusDocumentEdit:
 * @is_refused: (out): set where it is the request that is refused, @error
 *   saying why, and not the storage that failed
 *
 * Something to do in a transaction on the writer's thread.
 */
typedef gboolean (*TalusDocumentEdit) (sqlite3   *db,
                                       gpointer   user_data,
                                       gboolean  *is_refused,
                                       GError   **error);

gboolean       talus_document_edit             (TalusDocument            *self,
                                                TalusDocumentEdit         edit,
                                                gpointer                  user_data,
                                                GError                  **error);

TalusReader   *talus_document_take_reader      (TalusDocument            *self,
                                                GError                  **error);
void           talus_document_give_reader      (TalusDocument            *self,
                                                TalusReader              *reader);

/* talus-document-load.c */

TalusGraph    *talus_document_read_graph       (sqlite3                  *db,
                                                const TalusDocumentInfo  *info,
                                                GError                  **error);

G_END_DECLS
