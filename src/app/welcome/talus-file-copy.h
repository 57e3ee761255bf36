/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of a file among one's own projects, under a name that is free. It
 * knows no widget. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void   talus_file_copy_async  (GFile               *file,
                               const char          *data_dir,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);
GFile *talus_file_copy_finish (GAsyncResult        *result,
                               GError             **error);

G_END_DECLS
