/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formats out. The list of them is here, so that whoever refuses an unknown
 * one can name those there are. */
#pragma once

#include "model/talus-graph-json.h"

G_BEGIN_DECLS

/* NULL-terminated: "json", "talus". */
const char * const *talus_export_get_formats (void);

/* `{"talus_tally":1,"graph":…,"template":…}` piece by piece, as
 * talus_graph_writer_step() does. */
typedef struct _TalusJsonExport TalusJsonExport;

TalusJsonExport *talus_json_export_new  (TalusGraph      *graph,
                                         guint64          seq,
                                         const char      *epoch,
                                         const char      *head);
gboolean         talus_json_export_step (TalusJsonExport *self,
                                         GString         *out,
                                         gsize            size);
void             talus_json_export_free (TalusJsonExport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusJsonExport, talus_json_export_free)

G_END_DECLS
