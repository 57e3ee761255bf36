/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a table comes from: a file, or cells that were pasted. It never changes,
 * so that a worker can read it. */
#pragma once

#include "store/talus-csv-table.h"

G_BEGIN_DECLS

#define TALUS_TYPE_IMPORT_SOURCE (talus_import_source_get_type ())

G_DECLARE_FINAL_TYPE (TalusImportSource, talus_import_source, TALUS, IMPORT_SOURCE, GObject)

/* Each (transfer full). */
TalusImportSource *talus_import_source_new_for_file (GFile                *file);
TalusImportSource *talus_import_source_new_for_text (const char           *text);
TalusImportSource *talus_import_source_new_encoded  (TalusImportSource    *other,
                                                     const char           *encoding);
gboolean           talus_import_source_has_encoding (TalusImportSource    *self);
/* (transfer full): what people know it by */
char              *talus_import_source_describe     (TalusImportSource    *self);
/* @separator '\0': found out. */
void               talus_import_source_read_async   (TalusImportSource    *self,
                                                     char                  separator,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
TalusCsvTable     *talus_import_source_read_finish  (TalusImportSource    *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
