/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes as a table, a row each, in the order of the tree, piece by piece. The
 * import reads what it writes. */
#pragma once

#include "model/talus-graph.h"
#include "peer/talus-csv-cell.h"
#include "peer/talus-csv-column.h"

G_BEGIN_DECLS

/**
 * TalusCsvExportOptions:
 * @separator: what parts cells
 * @format: (nullable): how numbers and dates are written; NULL as programs
 *   read them anywhere
 * @with_mark: begin with a byte order mark, which some spreadsheets know UTF-8 by
 * @indent_names: put two blanks a level before each name
 */
typedef struct
{
  char separator;
  const TalusCsvFormat *format;
  gboolean with_mark;
  gboolean indent_names;
} TalusCsvExportOptions;

typedef struct _TalusCsvExport TalusCsvExport;

/* @columns: (element-type TalusCsvColumn). @tops: (nullable) (array
 * length=n_tops): their subtrees; NULL for all. The graph must not change
 * before it is done. */
TalusCsvExport *talus_csv_export_new         (TalusGraph                  *graph,
                                              const TalusId               *tops,
                                              guint                        n_tops,
                                              GPtrArray                   *columns,
                                              const TalusCsvExportOptions *options);
/* Appends about @size bytes; FALSE when everything has been written. */
gboolean        talus_csv_export_step        (TalusCsvExport              *self,
                                              GString                     *out,
                                              gsize                        size);
guint64         talus_csv_export_get_n_done  (TalusCsvExport              *self);
void            talus_csv_export_free        (TalusCsvExport              *self);
/* (transfer full) (element-type TalusCsvColumn): those that hold anything for
 * nodes of these types, for who wants all: what every node has, then the
 * properties. @types: (nullable) (element-type char*): NULL for all types. */
GPtrArray      *talus_csv_export_list_columns(TalusTemplate               *template,
                                              GHashTable                  *types);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusCsvExport, talus_csv_export_free)

G_END_DECLS
