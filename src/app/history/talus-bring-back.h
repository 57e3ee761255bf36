/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb “Bring back”: asks what has to be asked, makes the edit in the
 * present and shows what came of it. */
#pragma once

#include "app/core/talus-view.h"

G_BEGIN_DECLS

/* What is selected in the past that is shown. @tooltip: (out) (transfer full):
 * what would happen, or why nothing can. */
gboolean talus_bring_back_can  (TalusView      *view,
                                char          **tooltip);
void     talus_bring_back      (TalusView      *view,
                                GtkWindow      *parent);
/* A node that is gone, from wherever. */
void     talus_bring_back_node (TalusView      *view,
                                GtkWindow      *parent,
                                const TalusId  *id);

G_END_DECLS
