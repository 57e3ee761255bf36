/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal: where a session's records become durable, in order. An
 * interface, so that the session does not know what stands behind it; today
 * that is the SQLite document. */
#pragma once

#include <gio/gio.h>

#include "model/talus-record.h"
#include "model/talus-template.h"

G_BEGIN_DECLS

/**
 * TalusJournalOutcome:
 * @TALUS_JOURNAL_DURABLE: these records survive a power cut
 * @TALUS_JOURNAL_REFUSED: these, and everything appended after them until
 *   talus_journal_resume(), were certainly not written (out of space, rolled
 *   back)
 * @TALUS_JOURNAL_UNKNOWN: the disk failed and what is written is not known:
 *   freeze, then ask talus_journal_resume()
 */
typedef enum
{
  TALUS_JOURNAL_DURABLE,
  TALUS_JOURNAL_REFUSED,
  TALUS_JOURNAL_UNKNOWN,
} TalusJournalOutcome;

#define TALUS_TYPE_JOURNAL (talus_journal_get_type ())

G_DECLARE_INTERFACE (TalusJournal, talus_journal, TALUS, JOURNAL, GObject)

/**
 * TalusJournalFunc:
 * @records: (array length=n_records): the records concerned, in order
 * @error: (nullable): why, unless durable
 *
 * Called on the main context that was the thread default when the function
 * was set, once for everything one transaction made durable.
 */
typedef void (*TalusJournalFunc) (TalusJournal         *journal,
                                  TalusRecord         **records,
                                  guint                 n_records,
                                  TalusJournalOutcome   outcome,
                                  const GError         *error,
                                  gpointer              user_data);

struct _TalusJournalInterface
{
  GTypeInterface parent_iface;

  void      (*set_func)     (TalusJournal      *self,
                             TalusJournalFunc   func,
                             gpointer           user_data);
  void      (*add_template) (TalusJournal      *self,
                             TalusTemplate     *template);
  void      (*append)       (TalusJournal      *self,
                             TalusRecord       *record);
  gboolean  (*resume)       (TalusJournal      *self,
                             guint64           *seq,
                             char               head[TALUS_HEAD_LENGTH + 1],
                             GError           **error);
  gboolean  (*read)         (TalusJournal      *self,
                             guint64            after,
                             guint              limit,
                             gsize              max_bytes,
                             GPtrArray        **records,
                             GError           **error);
  gboolean  (*find_command) (TalusJournal      *self,
                             const TalusId     *command_id,
                             TalusRecord      **record,
                             GError           **error);
};

void     talus_journal_set_func     (TalusJournal      *self,
                                     TalusJournalFunc   func,
                                     gpointer           user_data);
/* Before a record whose changes name a template that the log has not named so
 * far: its text becomes durable with that record. Never blocks. */
void     talus_journal_add_template (TalusJournal      *self,
                                     TalusTemplate     *template);
/* Sealed records only, each the one after the last. Never blocks. */
void     talus_journal_append       (TalusJournal      *self,
                                     TalusRecord       *record);
/* After REFUSED or UNKNOWN: opens the storage afresh and says what is in it.
 * Blocks; FALSE while the storage is still unusable: try again later. */
gboolean talus_journal_resume       (TalusJournal      *self,
                                     guint64           *seq,
                                     char               head[TALUS_HEAD_LENGTH + 1],
                                     GError           **error);
/* The durable records behind @after, oldest first: at most @limit, and no
 * further once @max_bytes of JSON are reached (always one, if there is one).
 * Blocks, but not on the writer. (element-type TalusRecord) */
gboolean talus_journal_read         (TalusJournal      *self,
                                     guint64            after,
                                     guint              limit,
                                     gsize              max_bytes,
                                     GPtrArray        **records,
                                     GError           **error);
/* @record becomes NULL where the log holds no such command. */
gboolean talus_journal_find_command (TalusJournal      *self,
                                     const TalusId     *command_id,
                                     TalusRecord      **record,
                                     GError           **error);

G_END_DECLS
