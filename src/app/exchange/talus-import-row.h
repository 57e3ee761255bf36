/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An item of the lists of an import: a row to be, or a problem, by its index
 * in the plan. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TALUS_TYPE_IMPORT_ROW (talus_import_row_get_type ())

G_DECLARE_FINAL_TYPE (TalusImportRow, talus_import_row, TALUS, IMPORT_ROW, GObject)

TalusImportRow *talus_import_row_new       (guint           index);
guint           talus_import_row_get_index (TalusImportRow *self);

G_END_DECLS
