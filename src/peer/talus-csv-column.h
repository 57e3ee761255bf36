/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a column of a table can be to a project, on its way in and out. It
 * knows no table. */
#pragma once

#include "model/talus-template.h"

G_BEGIN_DECLS

/**
 * TalusCsvRole:
 * @TALUS_CSV_UNUSED: nothing
 * @TALUS_CSV_NAME: the name; what it is indented by may say how deep the row is
 * @TALUS_CSV_TYPE: the type, by id or label
 * @TALUS_CSV_LEVEL: how deep it is, 1, 2, 3 or 1, 1.1, 1.1.1
 * @TALUS_CSV_PARENT: which row it is below, by what its key or name is
 * @TALUS_CSV_KEY: what other rows call this one
 * @TALUS_CSV_BLOCKED_BY: rows that have to be done before
 * @TALUS_CSV_PROPERTY: a property
 */
typedef enum
{
  TALUS_CSV_UNUSED,
  TALUS_CSV_NAME,
  TALUS_CSV_TYPE,
  TALUS_CSV_LEVEL,
  TALUS_CSV_PARENT,
  TALUS_CSV_KEY,
  TALUS_CSV_BLOCKED_BY,
  TALUS_CSV_PROPERTY,
} TalusCsvRole;

/**
 * TalusCsvColumn:
 * @role: what it is
 * @property_id: (nullable): of a property: its id
 * @label: what it is called, translated
 */
typedef struct
{
  TalusCsvRole role;
  char *property_id;
  char *label;
} TalusCsvColumn;

TalusCsvColumn       *talus_csv_column_new      (TalusCsvRole          role,
                                                 const char           *property_id,
                                                 const char           *label);
TalusCsvColumn       *talus_csv_column_copy     (const TalusCsvColumn *self);
void                  talus_csv_column_free     (TalusCsvColumn       *self);
/* (transfer full) (element-type TalusCsvColumn): all there can be in a project
 * of that template, %TALUS_CSV_UNUSED first. */
GPtrArray            *talus_csv_column_list     (TalusTemplate        *template);
/* (transfer none) (nullable): the one of @columns that a heading means. */
const TalusCsvColumn *talus_csv_column_find     (GPtrArray            *columns,
                                                 TalusTemplate        *template,
                                                 const char           *heading);
/* (nullable): the property of @type that the column is about. */
const TalusProperty  *talus_csv_column_get_property (const TalusCsvColumn *self,
                                                     const TalusNodeType  *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusCsvColumn, talus_csv_column_free)

G_END_DECLS
