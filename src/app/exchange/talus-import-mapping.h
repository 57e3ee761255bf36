/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of an import that says what the columns of the table are. It knows
 * no project beyond its template. */
#pragma once

#include <adwaita.h>

#include "peer/talus-csv-mapping.h"

G_BEGIN_DECLS

#define TALUS_TYPE_IMPORT_MAPPING (talus_import_mapping_get_type ())

G_DECLARE_FINAL_TYPE (TalusImportMapping, talus_import_mapping, TALUS, IMPORT_MAPPING, GtkWidget)

/* Guesses anew. @places: what it may come below, in words; @place: which first. */
void                   talus_import_mapping_set_table    (TalusImportMapping *self,
                                                          TalusCsvTable      *table,
                                                          TalusTemplate      *template);
void                   talus_import_mapping_set_places   (TalusImportMapping *self,
                                                          const char * const *places,
                                                          guint               place);
/* (transfer none): as it stands. */
const TalusCsvMapping *talus_import_mapping_get_mapping  (TalusImportMapping *self);
guint                  talus_import_mapping_get_place    (TalusImportMapping *self);
void                   talus_import_mapping_focus_column (TalusImportMapping *self,
                                                          guint               column);

/**
 * TalusImportMapping::separator: (self, const char *separator)
 *   the table is to be read again with that separator
 */

G_END_DECLS
