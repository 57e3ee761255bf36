/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CSV file in memory, as far as somebody wants to look at it: read from a
 * stream in bounded memory, whatever its size and encoding. It knows no
 * projects. */
#pragma once

#include <gio/gio.h>

#include "store/talus-csv.h"

G_BEGIN_DECLS

typedef struct _TalusCsvTable TalusCsvTable; /* immutable, ref-counted atomically */

/* @encoding: (nullable): UTF-8, or UTF-16 where the text begins like it.
 * @separator '\0': found out. Rows behind @max_rows are counted, not kept. On a
 * worker: it blocks. */
TalusCsvTable *talus_csv_table_read          (GInputStream         *stream,
                                              const char           *encoding,
                                              char                  separator,
                                              guint                 max_rows,
                                              GCancellable         *cancellable,
                                              GError              **error);
TalusCsvTable *talus_csv_table_ref           (TalusCsvTable        *self);
void           talus_csv_table_unref         (TalusCsvTable        *self);
guint          talus_csv_table_get_n_rows    (const TalusCsvTable  *self); /* kept */
guint64        talus_csv_table_get_n_total   (const TalusCsvTable  *self); /* in the text */
guint          talus_csv_table_get_n_columns (const TalusCsvTable  *self); /* of the widest row */
/* (transfer none) (not nullable): "" where the row has none. */
const char    *talus_csv_table_get_cell      (const TalusCsvTable  *self,
                                              guint                 row,
                                              guint                 column);
/* The line of the text in which the row begins, from 1. */
guint          talus_csv_table_get_line      (const TalusCsvTable  *self,
                                              guint                 row);
char           talus_csv_table_get_separator (const TalusCsvTable  *self);
const char    *talus_csv_table_get_encoding  (const TalusCsvTable  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusCsvTable, talus_csv_table_unref)

G_END_DECLS
