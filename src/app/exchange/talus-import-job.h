/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what an import comes to, to nodes: all of them, in one step, or none.
 * It knows no widget. */
#pragma once

#include "peer/talus-csv-plan.h"
#include "peer/talus-peer.h"

G_BEGIN_DECLS

/* @parent: (nullable): NULL for roots. Given up while the host works at it, it
 * is undone at once. */
void    talus_import_async  (TalusPeer            *peer,
                             TalusCsvPlan         *plan,
                             const char           *label,
                             const TalusId        *parent,
                             GCancellable         *cancellable,
                             GAsyncReadyCallback   callback,
                             gpointer              user_data);
/* (transfer full) (nullable) (element-type TalusId): its tops. */
GArray *talus_import_finish (TalusPeer            *peer,
                             GAsyncResult         *result,
                             GError              **error);

G_END_DECLS
