/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a project, or a part of it, to a file: as it is when it begins,
 * whatever is edited meanwhile, and whole or not at all. It knows no widget. */
#pragma once

#include "peer/talus-csv-export.h"
#include "peer/talus-peer.h"

G_BEGIN_DECLS

typedef enum
{
  TALUS_EXPORT_CSV,
  TALUS_EXPORT_JSON,
  TALUS_EXPORT_DOCUMENT,
} TalusExportFormat;

/**
 * TalusExportSpec:
 * @format: what to write
 * @tops: (nullable) (element-type TalusId): of a table: what of; NULL for all
 * @columns: (nullable) (element-type TalusCsvColumn): of a table
 * @options: of a table
 */
typedef struct
{
  TalusExportFormat format;
  GArray *tops;
  GPtrArray *columns;
  TalusCsvExportOptions options;
} TalusExportSpec;

/* How far it is, 0 to 1. */
typedef void (*TalusExportProgress) (double fraction, gpointer user_data);

/* @spec is read during the call. @progress is called until it is done. */
void     talus_export_async  (TalusPeer              *peer,
                              const TalusExportSpec  *spec,
                              GFile                  *file,
                              GCancellable           *cancellable,
                              TalusExportProgress     progress,
                              gpointer                progress_data,
                              GAsyncReadyCallback     callback,
                              gpointer                user_data);
gboolean talus_export_finish (TalusPeer              *peer,
                              GAsyncResult           *result,
                              GError                **error);

G_END_DECLS
