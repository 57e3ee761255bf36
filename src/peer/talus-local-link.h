/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The link to a session in this process, on the host's thread. The first state
 * is a read snapshot of the document, handed over whole; then records cross as
 * they are, without JSON. */
#pragma once

#include "peer/talus-peer-link.h"
#include "session/talus-registry.h"

G_BEGIN_DECLS

#define TALUS_TYPE_LOCAL_LINK (talus_local_link_get_type ())

/* Implements TalusPeerLink. */
G_DECLARE_FINAL_TYPE (TalusLocalLink, talus_local_link, TALUS, LOCAL_LINK, GObject)

/* @registry is only touched on @host_context's thread, and must outlive it. */
void           talus_local_link_open_async  (TalusRegistry        *registry,
                                             GMainContext         *host_context,
                                             const TalusId        *project_id,
                                             TalusAuthor          *author,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
TalusPeerLink *talus_local_link_open_finish (GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
