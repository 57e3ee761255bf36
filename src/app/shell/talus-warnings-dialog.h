/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was odd about a file that was brought in, to be read and to be copied. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TALUS_TYPE_WARNINGS_DIALOG (talus_warnings_dialog_get_type ())

G_DECLARE_FINAL_TYPE (TalusWarningsDialog, talus_warnings_dialog, TALUS, WARNINGS_DIALOG, AdwWindow)

GtkWidget *talus_warnings_dialog_new (GtkWindow          *parent,
                                      const char         *project_name,
                                      const char * const *warnings);

G_END_DECLS
