/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connection that writes a document, what a failure of it means, and how
 * it is opened afresh. One thread at a time but where it says otherwise. */
#pragma once

#include "store/talus-document-private.h"

G_BEGIN_DECLS

typedef struct _TalusStorage TalusStorage;

TalusStorage        *talus_storage_new           (const char         *path);
void                 talus_storage_free          (TalusStorage       *self);
gboolean             talus_storage_open          (TalusStorage       *self,
                                                  guint64            *seq,
                                                  char                head[TALUS_HEAD_LENGTH + 1],
                                                  GError            **error);
gboolean             talus_storage_read_info     (TalusStorage       *self,
                                                  TalusDocumentInfo  *info,
                                                  GError            **error);
TalusJournalOutcome  talus_storage_commit        (TalusStorage       *self,
                                                  TalusRecord       **records,
                                                  guint               n_records,
                                                  GError            **error);
TalusJournalOutcome  talus_storage_edit          (TalusStorage       *self,
                                                  TalusDocumentEdit   edit,
                                                  gpointer            user_data,
                                                  GError            **error);
gboolean             talus_storage_settle        (TalusStorage       *self,
                                                  GError            **error);
gboolean             talus_storage_is_uncertain  (TalusStorage       *self);

/* Any thread. */
void                 talus_storage_add_template  (TalusStorage       *self,
                                                  TalusTemplate      *template);
guint                talus_storage_get_wal_pages (TalusStorage       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusStorage, talus_storage_free)

G_END_DECLS
