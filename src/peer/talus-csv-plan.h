/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the import of a table would come to: every node as it will be, and
 * everything that stands in the way. Nothing is changed by it; what it comes
 * to is one batch, all or nothing. It knows no graph, so that any thread can
 * make one. */
#pragma once

#include "peer/talus-batch.h"
#include "peer/talus-csv-mapping.h"

G_BEGIN_DECLS

/**
 * TalusCsvProblem:
 * @row: which row of the table, from 0
 * @column: which cell of it, or -1 where it is about the whole row
 * @message: what is wrong, a sentence
 */
typedef struct
{
  guint row;
  int column;
  char *message;
} TalusCsvProblem;

typedef struct
{
  const TalusProperty *property;
  TalusValue *value;
} TalusCsvPlanValue;

/**
 * TalusCsvPlanRow:
 * @row: which row of the table it is, from 0
 * @depth: of a top: 0
 * @type: (nullable): %NULL where there is a problem
 * @name: its name
 * @values: (element-type TalusCsvPlanValue): but references
 */
typedef struct
{
  guint row;
  guint depth;
  const TalusNodeType *type;
  char *name;
  GArray *values;
} TalusCsvPlanRow;

typedef struct _TalusCsvPlan TalusCsvPlan;

/* @parent_type: (nullable): the id of what it comes below; NULL for roots.
 * @nodes: (nullable) (element-type char* TalusId): nodes there are that cells
 * may refer to, by talus_csv_plan_fold_name() of their names. NULL when
 * @cancellable says so. */
TalusCsvPlan          *talus_csv_plan_new            (TalusCsvTable         *table,
                                                      const TalusCsvMapping *mapping,
                                                      TalusTemplate         *template,
                                                      const char            *parent_type,
                                                      GHashTable            *nodes,
                                                      GCancellable          *cancellable);
TalusCsvPlan          *talus_csv_plan_ref            (TalusCsvPlan          *self);
void                   talus_csv_plan_unref          (TalusCsvPlan          *self);
/* In the order of the tree. */
guint                  talus_csv_plan_get_n_rows     (const TalusCsvPlan    *self);
const TalusCsvPlanRow *talus_csv_plan_get_row        (const TalusCsvPlan    *self,
                                                      guint                  index);
/* In the order of the table. */
guint                  talus_csv_plan_get_n_problems (const TalusCsvPlan    *self);
const TalusCsvProblem *talus_csv_plan_get_problem    (const TalusCsvPlan    *self,
                                                      guint                  index);
/* (transfer full) (nullable): what makes it all below @parent (nullable), at
 * @anchor (nullable: at the end). Refused with a sentence where there is a
 * problem or too much. @tops: (out) (optional) (element-type TalusId). */
TalusBatch            *talus_csv_plan_to_batch       (const TalusCsvPlan    *self,
                                                      const char            *label,
                                                      const TalusId         *parent,
                                                      const TalusAnchor     *anchor,
                                                      GArray               **tops,
                                                      GError               **error);
char                  *talus_csv_plan_fold_name      (const char            *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusCsvPlan, talus_csv_plan_unref)

G_END_DECLS
