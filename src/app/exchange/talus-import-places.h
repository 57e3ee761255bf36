/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an import may go, and what its cells may refer to: read from the graph
 * before a worker plans without it. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

/**
 * TalusImportPlace:
 * @has_parent: whether it is below a node
 * @parent: that node
 * @type: (nullable): its type
 * @name: what to call it
 */
typedef struct
{
  gboolean has_parent;
  TalusId parent;
  char *type;
  char *name;
} TalusImportPlace;

void       talus_import_place_free       (TalusImportPlace *self);
/* (transfer full) (element-type TalusImportPlace): @cursor (nullable) and what
 * it is below, as far as anything may be below them, the roots at the end. */
GPtrArray *talus_import_places_list      (TalusGraph       *graph,
                                          TalusNode        *cursor);
/* (transfer full) (element-type char* TalusId): names that reference
 * properties may mean, for talus_csv_plan_new(). */
GHashTable *talus_import_places_list_names (TalusGraph     *graph);

G_END_DECLS
