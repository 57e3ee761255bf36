/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of records, on its way from the writer's thread to the main
 * context of whoever listens. It knows no storage. */
#pragma once

#include "store/talus-journal.h"

G_BEGIN_DECLS

typedef struct _TalusJournalOutbox TalusJournalOutbox;

TalusJournalOutbox *talus_journal_outbox_new      (TalusJournal         *journal);
void                talus_journal_outbox_free     (TalusJournalOutbox   *self);
void                talus_journal_outbox_set_func (TalusJournalOutbox   *self,
                                                   TalusJournalFunc      func,
                                                   gpointer              user_data);
void                talus_journal_outbox_post     (TalusJournalOutbox   *self,
                                                   GPtrArray            *records,
                                                   TalusJournalOutcome   outcome,
                                                   const GError         *error);

G_END_DECLS
