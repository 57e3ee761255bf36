/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes for a clipboard, as other programs and other windows of ours take them. It
 * knows no view. */
#pragma once

#include <gtk/gtk.h>

#include "model/talus-graph.h"

G_BEGIN_DECLS

/* Whether these, with all below them, are more than can be pasted. */
gboolean            talus_clip_is_too_much (GPtrArray  *tops);
/* (transfer full). @whole: in our own form too */
GdkContentProvider *talus_clip_provide     (TalusGraph *graph,
                                            GPtrArray  *tops,
                                            gboolean    whole);

G_END_DECLS
