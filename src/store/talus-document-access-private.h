/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files about a document's access share. */
#pragma once

#include "store/talus-document-access.h"
#include "store/talus-document-private.h"

G_BEGIN_DECLS

/* talus-document-audit.c */
gboolean talus_document_write_audit (sqlite3                *db,
                                     const TalusAuditEntry  *entry,
                                     GError                **error);

G_END_DECLS
