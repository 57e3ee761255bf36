/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The undo stacks: which entries of the log are done, undone or abandoned,
 * and whose they are. Built from records alone, in order, so that it is the
 * same wherever the same log was read; never written anywhere. */
#pragma once

#include "model/talus-command.h"
#include "model/talus-record.h"

G_BEGIN_DECLS

#define TALUS_HORIZON_RECORDS 10000
#define TALUS_HORIZON_BYTES   (64 * 1024 * 1024)

typedef struct _TalusHistory TalusHistory;

TalusHistory *talus_history_new            (void);
void          talus_history_free           (TalusHistory   *self);
/* The next record, of any kind, in order. */
void          talus_history_push           (TalusHistory   *self,
                                            TalusRecord    *record);
/* Forgets every record later than @seq, exactly. */
void          talus_history_rewind         (TalusHistory   *self,
                                            guint64         seq);
/* @author may be NULL in scope session. */
gboolean      talus_history_can_undo       (TalusHistory   *self,
                                            TalusScope      scope,
                                            const TalusId  *author);
gboolean      talus_history_can_redo       (TalusHistory   *self,
                                            TalusScope      scope,
                                            const TalusId  *author);
/* (nullable): the command that undo, or redo, is about next. */
TalusRecord  *talus_history_peek_undo      (TalusHistory   *self,
                                            TalusScope      scope,
                                            const TalusId  *author);
TalusRecord  *talus_history_peek_redo      (TalusHistory   *self,
                                            TalusScope      scope,
                                            const TalusId  *author);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusHistory, talus_history_free)

G_END_DECLS
