/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files about a document's access share. */
#pragma once

#include "store/talus-document-access.h"
#include "store/talus-document-private.h"

G_BEGIN_DECLS

/* talus-document-audit.c: in the transaction of the edit; what is NULL is left out. */
gboolean talus_document_note_access (sqlite3        *db,
                                     gint64          at,
                                     const TalusId  *by,
                                     const char     *event,
                                     const TalusId  *invite_id,
                                     const TalusId  *token_id,
                                     const TalusId  *author_id,
                                     const char     *role,
                                     GError        **error);

G_END_DECLS
