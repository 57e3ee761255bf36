/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journal that answers when it is told to, and as it is told: for the order
 * of things and for failures that a disk cannot be asked for at a given
 * moment. What it holds is as durable as the test. */
#pragma once

#include "store/talus-journal.h"

G_BEGIN_DECLS

#define TEST_TYPE_JOURNAL (test_journal_get_type ())

G_DECLARE_FINAL_TYPE (TestJournal, test_journal, TEST, JOURNAL, GObject)

TestJournal *test_journal_new        (TalusRecord         *baseline);
guint        test_journal_get_queued (TestJournal         *self);
/* Answers for the first @n of what waits; of a failure @n_kept are there all
 * the same when it is asked. */
void         test_journal_settle     (TestJournal         *self,
                                      guint                n,
                                      TalusJournalOutcome  outcome,
                                      guint                n_kept);
/* Says of @record once more what became of it. */
void         test_journal_tell       (TestJournal         *self,
                                      TalusRecord         *record,
                                      TalusJournalOutcome  outcome);
/* The log has a record that nobody here appended. */
void         test_journal_intrude    (TestJournal         *self,
                                      TalusRecord         *record);
/* While not usable resume() fails. */
void         test_journal_set_usable (TestJournal         *self,
                                      gboolean             usable);
/* Answers durable at once, as it is appended to. */
void         test_journal_set_eager  (TestJournal         *self,
                                      gboolean             eager);

G_END_DECLS
