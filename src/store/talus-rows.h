/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a document, as records change them and as a graph fills them,
 * inside somebody else's transaction. It knows no thread. */
#pragma once

#include "store/talus-document-private.h"

G_BEGIN_DECLS

typedef struct _TalusRows TalusRows;

/**
 * TalusTemplateSource:
 *
 * Finds the text of a template that a record names.
 *
 * Returns: (transfer full) (nullable): it
 */
typedef TalusTemplate *(*TalusTemplateSource) (const char *hash,
                                               gpointer    user_data);

TalusRows *talus_rows_new       (sqlite3                  *db,
                                 TalusTemplateSource       templates,
                                 gpointer                  user_data,
                                 GError                  **error);
void       talus_rows_free      (TalusRows                *self);
gboolean   talus_rows_put       (TalusRows                *self,
                                 TalusRecord              *record,
                                 GError                  **error);
gboolean   talus_rows_put_graph (TalusRows                *self,
                                 TalusGraph               *graph,
                                 const TalusDocumentInfo  *info,
                                 TalusRecord              *baseline,
                                 GError                  **error);
gboolean   talus_rows_finish    (TalusRows                *self,
                                 GError                  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusRows, talus_rows_free)

G_END_DECLS
