/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is offered for a project that another process has open: to join it
 * there, or a copy of it as it is now. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TalusJoinCopyFunc:
 * @copy: (nullable): a copy of the project among one's own, or %NULL
 * @error: (nullable): why there is none
 */
typedef void (*TalusJoinCopyFunc) (GFile        *copy,
                                   const GError *error,
                                   gpointer      user_data);

/* @error: the refusal, whose details say who has it. @path: (nullable): its
 * file. Calls @func if somebody wants a copy; @destroy in any case. Returns
 * (transfer none): the dialog, on screen. */
GtkWindow *talus_join_dialog_present (GtkWindow         *parent,
                                      const char        *path,
                                      const GError      *error,
                                      const char        *data_dir,
                                      TalusJoinCopyFunc  func,
                                      gpointer           user_data,
                                      GDestroyNotify     destroy);
/* (transfer full) (nullable): where it can be joined, if its holder listens. */
char      *talus_join_dialog_dup_link (const GError     *error);

G_END_DECLS
