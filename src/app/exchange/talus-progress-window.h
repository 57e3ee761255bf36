/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says that something takes its time, how far it is, and lets it be given up.
 * What is done within a tenth of a second is never seen here. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TALUS_TYPE_PROGRESS_WINDOW (talus_progress_window_get_type ())

G_DECLARE_FINAL_TYPE (TalusProgressWindow, talus_progress_window, TALUS, PROGRESS_WINDOW, AdwWindow)

/* It shows itself. (transfer none): it is the window's until it is done. */
TalusProgressWindow *talus_progress_window_start        (GtkWindow           *parent,
                                                         const char          *text,
                                                         GCancellable        *cancellable);
void                 talus_progress_window_set_fraction (TalusProgressWindow *self,
                                                         double               fraction);
/* Takes it away, and frees it. */
void                 talus_progress_window_done         (TalusProgressWindow *self);

G_END_DECLS
