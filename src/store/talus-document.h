/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A `.talus` document: a project's present state and its log in one SQLite
 * database, changed together in one transaction by a writer thread of its
 * own. It knows the model, no session. */
#pragma once

#include "model/talus-graph.h"
#include "store/talus-journal.h"

G_BEGIN_DECLS

#define TALUS_DOCUMENT_APPLICATION_ID 0x54414C59
#define TALUS_DOCUMENT_SCHEMA_VERSION 2

/**
 * TalusDocumentInfo:
 *
 * What a document says of itself without its graph being loaded.
 */
typedef struct
{
  TalusId project_id;
  TalusId session_id;
  TalusId epoch;
  char *name;
  char *template_id;
  gint64 created_at;
  gint64 updated_at;
  guint64 seq;
  char head[TALUS_HEAD_LENGTH + 1];
  guint64 node_count;
} TalusDocumentInfo;

void               talus_document_info_clear (TalusDocumentInfo *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TalusDocumentInfo, talus_document_info_clear)

#define TALUS_TYPE_DOCUMENT (talus_document_get_type ())

/* Implements TalusJournal. */
G_DECLARE_FINAL_TYPE (TalusDocument, talus_document, TALUS, DOCUMENT, GObject)

/* Makes the file at @path (which must not exist) hold @graph and the baseline
 * record, durable when it returns, and leaves it closed. Any thread. */
gboolean       talus_document_create        (const char               *path,
                                             TalusGraph               *graph,
                                             const TalusDocumentInfo  *info, /* ids, created_at */
                                             TalusRecord              *baseline,
                                             GError                  **error);
/* Reads what a document at rest says of itself. Any thread; not for one that
 * this process has open. */
gboolean       talus_document_peek          (const char               *path,
                                             TalusDocumentInfo        *info,
                                             GError                  **error);
/* Takes the lock, recovers, migrates, starts the writer. Any thread; the
 * object then belongs to the thread that it is handed to. */
TalusDocument *talus_document_open          (const char               *path,
                                             GError                  **error);
const char    *talus_document_get_path      (TalusDocument            *self);
/* Has whoever is refused the file told where its session is. @url: (nullable) */
void           talus_document_note_url      (TalusDocument            *self,
                                             const char               *url);
/* As of when it was opened. */
const TalusDocumentInfo *talus_document_get_info (TalusDocument       *self);

/* The whole state as a graph, from one read snapshot. Any thread. */
TalusGraph    *talus_document_load          (TalusDocument            *self,
                                             guint64                  *seq,
                                             char                      head[TALUS_HEAD_LENGTH + 1],
                                             GError                  **error);
/* As it was at @at: the present state, then the log backwards. Any thread. */
TalusGraph    *talus_document_load_at       (TalusDocument            *self,
                                             guint64                   at,
                                             char                      head[TALUS_HEAD_LENGTH + 1],
                                             GError                  **error);
/* Waits until everything appended so far is settled, checkpoints the
 * write-ahead log and empties it. Blocks. */
gboolean       talus_document_checkpoint    (TalusDocument            *self,
                                             GError                  **error);
/* A consistent copy of the live document at @path, replacing what is there by
 * rename; @for_others leaves out invites, tokens and audit. Any thread. */
gboolean       talus_document_copy          (TalusDocument            *self,
                                             const char               *path,
                                             gboolean                  for_others,
                                             GError                  **error);
/* A copy of what another process has open, as it is now, without invites,
 * tokens and audit. Any thread. */
gboolean       talus_document_copy_held     (const char               *path,
                                             const char               *copy,
                                             GError                  **error);
/* Gives a finished document that nobody has open its name in the same folder,
 * so that it survives a power cut. */
gboolean       talus_document_move_into_place (const char             *from,
                                             const char               *path,
                                             gboolean                  replace,
                                             GError                  **error);
/* Drains the writer, leaves a single file at rest, gives up the lock. */
gboolean       talus_document_close         (TalusDocument            *self,
                                             GError                  **error);

/* Named versions: durable when the call returns. @created_at: when it was
 * named; @moment: when the record was made that it is about, as listed. */
typedef struct
{
  char *name;
  guint64 seq;
  gint64 created_at;
  gint64 moment;
} TalusVersion;

/* CONFLICT: the name is taken */
gboolean       talus_document_add_version    (TalusDocument           *self,
                                              const char              *name,
                                              guint64                  seq,
                                              gint64                   created_at,
                                              GError                 **error);
gboolean       talus_document_delete_version (TalusDocument           *self,
                                              const char              *name,
                                              GError                 **error);  /* NOT_FOUND */
GPtrArray     *talus_document_list_versions  (TalusDocument           *self,
                                              GError                 **error); /* of TalusVersion */

/* Figures for /metrics: seconds of each commit since the last call, and how
 * many records wait now. Host thread. */
typedef struct
{
  guint64 n_commits;
  guint64 n_records;
  guint64 buckets[12];   /* commits up to 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256 ms, more */
  double sum_seconds;
  guint queued;
} TalusJournalMetrics;

void           talus_document_get_metrics    (TalusDocument           *self,
                                              TalusJournalMetrics     *metrics);

G_END_DECLS
