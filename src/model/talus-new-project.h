/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a new project starts with: its root and what the template's root type
 * puts below it, and the baseline record every log begins with. */
#pragma once

#include "model/talus-graph.h"
#include "model/talus-record.h"

G_BEGIN_DECLS

TalusGraph  *talus_new_project_graph (const TalusId  *project_id,
                                      const char     *name,
                                      TalusTemplate  *template,
                                      gint64          timestamp,
                                      GError        **error);
TalusRecord *talus_new_baseline      (TalusGraph     *graph,
                                      TalusAuthor    *author,
                                      gint64          timestamp);

G_END_DECLS
