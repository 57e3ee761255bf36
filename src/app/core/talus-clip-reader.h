/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes from a clipboard, as whoever has them there gives them: our own form where
 * there is one, else text. It knows no project. */
#pragma once

#include <gtk/gtk.h>

#include "peer/talus-clip.h"

G_BEGIN_DECLS

void       talus_clip_read_async  (GdkClipboard         *clipboard,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
/* (transfer full) (nullable): %NULL without an error where there is nothing.
 * @is_json: whether it is in our own form. */
TalusClip *talus_clip_read_finish (GAsyncResult         *result,
                                   gboolean             *is_json,
                                   GError              **error);

G_END_DECLS
