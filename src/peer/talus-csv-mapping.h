/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a table is to be understood: guessed first, then changed as a person
 * wants it. */
#pragma once

#include "peer/talus-csv-cell.h"
#include "peer/talus-csv-column.h"
#include "store/talus-csv-table.h"

G_BEGIN_DECLS

/**
 * TalusCsvMapping:
 * @has_headings: whether the first row is none of content
 * @by_indent: whether what the name is indented by says how deep a row is
 * @columns: (element-type TalusCsvColumn): what each column is
 * @format: how numbers and dates are written
 * @type_id: (nullable): what rows become that say nothing of it; where it may
 *   not be, and for %NULL, what the template has for the place
 */
typedef struct
{
  gboolean has_headings;
  gboolean by_indent;
  GPtrArray *columns;
  TalusCsvFormat format;
  char *type_id;
} TalusCsvMapping;

TalusCsvMapping *talus_csv_mapping_guess      (const TalusCsvTable   *table,
                                               TalusTemplate         *template);
TalusCsvMapping *talus_csv_mapping_copy       (const TalusCsvMapping *self);
void             talus_csv_mapping_free       (TalusCsvMapping       *self);
/* What each role and property can be but once is taken from the column that
 * had it. */
void             talus_csv_mapping_set_column (TalusCsvMapping       *self,
                                               guint                  index,
                                               const TalusCsvColumn  *column);
/* The first column of that role, or -1. */
int              talus_csv_mapping_find_role  (const TalusCsvMapping *self,
                                               TalusCsvRole           role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusCsvMapping, talus_csv_mapping_free)

G_END_DECLS
