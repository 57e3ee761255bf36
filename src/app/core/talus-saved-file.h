/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that a person saves, wherever they like: it is there as a whole, or
 * what was there before is. Others may read it as they may what other programs
 * save, unlike what this one keeps for itself. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TalusSavedFile TalusSavedFile;

/* What the program was started with; on the main thread, before it has others. */
void            talus_saved_file_set_umask   (guint            umask);

guint           talus_saved_file_choose_mode (const char      *path);

/* In the person's language: it is open, here or in another process. */
void            talus_saved_file_set_open    (GError         **error,
                                              const char      *path);

TalusSavedFile *talus_saved_file_new         (GFile           *file,
                                              GCancellable    *cancellable,
                                              GError         **error);
GOutputStream  *talus_saved_file_get_stream  (TalusSavedFile  *self);
gboolean        talus_saved_file_commit      (TalusSavedFile  *self,
                                              GCancellable    *cancellable,
                                              GError         **error);
void            talus_saved_file_free        (TalusSavedFile  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusSavedFile, talus_saved_file_free)

G_END_DECLS
