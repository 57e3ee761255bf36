/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that makes records durable: takes what waits, commits it in one
 * go, and tells a main context what became of it. What a commit is, it is
 * told; it knows no database. */
#pragma once

#include "store/talus-document.h"

G_BEGIN_DECLS

typedef struct _TalusJournalWriter TalusJournalWriter;

/**
 * TalusJournalCommitFunc:
 * @records: (array length=n_records): in order
 * @error: return location, set unless durable
 *
 * Makes records durable, all or none, on the writer's thread.
 *
 * Returns: %TALUS_JOURNAL_REFUSED only where it is certain that none was
 *   written
 */
typedef TalusJournalOutcome (*TalusJournalCommitFunc) (TalusRecord **records,
                                                       guint         n_records,
                                                       gpointer      user_data,
                                                       GError      **error);

/**
 * TalusJournalCallFunc:
 *
 * Something else that the writer's thread is to do between two commits.
 *
 * Returns: %TALUS_JOURNAL_UNKNOWN where nothing more may be written until the
 *   journal was resumed; the others concern only this call
 */
typedef TalusJournalOutcome (*TalusJournalCallFunc) (gpointer   user_data,
                                                     GError   **error);

/**
 * TalusJournalReopenFunc:
 *
 * Opens the storage afresh, on the writer's thread, and says what is in it.
 */
typedef gboolean (*TalusJournalReopenFunc) (guint64   *seq,
                                            char       head[TALUS_HEAD_LENGTH + 1],
                                            gpointer   user_data,
                                            GError   **error);

#define TALUS_JOURNAL_MAX_BATCH_RECORDS 256
#define TALUS_JOURNAL_MAX_BATCH_BYTES   (4 * 1024 * 1024)

TalusJournalWriter *talus_journal_writer_new         (TalusJournal            *journal,
                                                      guint64                  seq,
                                                      const char              *head,
                                                      TalusJournalCommitFunc   commit,
                                                      gpointer                 user_data);
void                talus_journal_writer_free        (TalusJournalWriter      *self);
void                talus_journal_writer_set_func    (TalusJournalWriter      *self,
                                                      TalusJournalFunc         func,
                                                      gpointer                 user_data);
void                talus_journal_writer_append      (TalusJournalWriter      *self,
                                                      TalusRecord             *record);
gboolean            talus_journal_writer_call        (TalusJournalWriter      *self,
                                                      TalusJournalCallFunc     func,
                                                      gpointer                 user_data,
                                                      GError                 **error);
gboolean            talus_journal_writer_resume      (TalusJournalWriter      *self,
                                                      TalusJournalReopenFunc   func,
                                                      gpointer                 user_data,
                                                      guint64                 *seq,
                                                      char              head[TALUS_HEAD_LENGTH + 1],
                                                      GError                 **error);
void                talus_journal_writer_stop        (TalusJournalWriter      *self);
void                talus_journal_writer_get_metrics (TalusJournalWriter      *self,
                                                      TalusJournalMetrics     *metrics);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusJournalWriter, talus_journal_writer_free)

G_END_DECLS
