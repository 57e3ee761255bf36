/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another template for a project, or a newer one: chosen, read, compared, and
 * what it comes to for the nodes shown before it is taken. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-view.h"
#include "app/desk/talus-desk.h"

G_BEGIN_DECLS

#define TALUS_TYPE_TEMPLATE_DIALOG (talus_template_dialog_get_type ())

G_DECLARE_FINAL_TYPE (TalusTemplateDialog, talus_template_dialog, TALUS, TEMPLATE_DIALOG,
                      AdwWindow)

GtkWidget *talus_template_dialog_new       (TalusView           *view,
                                            TalusDesk           *desk);
/* Reads a file as if it had been chosen. */
void       talus_template_dialog_read_file (TalusTemplateDialog *self,
                                            GFile               *file);

/* (transfer none) (nullable): what a text editor is to open. */
GFile     *talus_template_dialog_edit_file (TalusTemplateDialog  *self,
                                            GError              **error);

G_END_DECLS
