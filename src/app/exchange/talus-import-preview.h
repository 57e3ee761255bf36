/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of an import that shows what will be, row by row, and what stands
 * in the way. It imports nothing. */
#pragma once

#include <adwaita.h>

#include "peer/talus-csv-plan.h"

G_BEGIN_DECLS

#define TALUS_TYPE_IMPORT_PREVIEW (talus_import_preview_get_type ())

G_DECLARE_FINAL_TYPE (TalusImportPreview, talus_import_preview, TALUS, IMPORT_PREVIEW, GtkWidget)

/* (transfer full). @place: (nullable): what it comes below, for the headline. */
void talus_import_preview_set_plan (TalusImportPreview    *self,
                                    TalusCsvPlan          *plan,
                                    TalusCsvTable         *table,
                                    const TalusCsvMapping *mapping,
                                    const char            *place);
/* (transfer none) (nullable) */
TalusCsvPlan *talus_import_preview_get_plan (TalusImportPreview *self);

/**
 * TalusImportPreview::column: (self, guint column)
 *   somebody wants to say anew what that column is
 */

G_END_DECLS
