/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that make a plan share. */
#pragma once

#include "peer/talus-csv-plan.h"
#include "peer/talus-fit.h"

G_BEGIN_DECLS

#define TALUS_CSV_NO_ROW    -1
#define TALUS_CSV_MANY_ROWS -2

/* A reference of one row: to a row of the table, or to a node there is. */
typedef struct
{
  const TalusProperty *property;
  int row;
  TalusId node;
} TalusCsvReference;

typedef struct
{
  TalusCsvPlanRow shown;
  int parent;             /* index, or TALUS_CSV_NO_ROW */
  int first_child;
  int last_child;
  int next_sibling;
  guint height;
  GArray *references;     /* (nullable): TalusCsvReference */
  GArray *blockers;       /* (nullable): int */
} TalusCsvPlanItem;

struct _TalusCsvPlan
{
  gatomicrefcount ref_count;
  TalusCsvTable *table;
  TalusCsvMapping *mapping;
  TalusTemplate *template;
  TalusFit *fit;
  GHashTable *nodes;      /* (nullable) */
  int name_column;
  int type_column;
  int level_column;
  int parent_column;
  int key_column;
  int blocked_column;

  GPtrArray *items;       /* of TalusCsvPlanItem, in the order of the table */
  GHashTable *keys;       /* char * → index + 1 */
  GHashTable *names;      /* folded name → index + 1, or G_MAXINT for several */
  GArray *order;          /* guint: indices in the order of the tree */
  GPtrArray *problems;    /* of TalusCsvProblem */
  gboolean is_too_large;
};

void talus_csv_plan_add_problem (TalusCsvPlan        *self,
                                 const TalusCsvPlanItem *item,
                                 int                  column,
                                 const char          *format,
                                 ...) G_GNUC_PRINTF (4, 5);
/* (transfer none): "" for a column of -1. */
const char *talus_csv_plan_get_cell (TalusCsvPlan           *self,
                                     const TalusCsvPlanItem *item,
                                     int                     column);
/* The row that a cell calls, or one of the two above. */
int  talus_csv_plan_find_row    (TalusCsvPlan        *self,
                                 const char          *text);
void talus_csv_plan_make_tree   (TalusCsvPlan        *self);
void talus_csv_plan_choose_types(TalusCsvPlan        *self,
                                 const char          *parent_type);
void talus_csv_plan_read_cells  (TalusCsvPlan        *self,
                                 guint                index);
void talus_csv_plan_read_blockers (TalusCsvPlan      *self);

G_END_DECLS
