/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture as a file: SVG, PDF or PNG, told by its name. It is drawn in
 * slices, so that nothing stands still, and written by a worker. */
#pragma once

#include <gtk/gtk.h>

#include "app/graph/talus-spatial-index.h"

G_BEGIN_DECLS

/* @bounds: what of @node is the picture, in points. */
void     talus_graph_export_async  (GskRenderNode         *node,
                                    const TalusGraphRect  *bounds,
                                    const char            *path,
                                    GCancellable          *cancellable,
                                    GAsyncReadyCallback    callback,
                                    gpointer               user_data);
gboolean talus_graph_export_finish (GAsyncResult          *result,
                                    GError               **error);

/* (transfer full): @path with the ending of the kind that was chosen. */
char     *talus_graph_export_choose_path (const char      *path,
                                          const char      *suffix);

G_END_DECLS
