/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what a new project is called. */
#pragma once

#include <adwaita.h>

#include "model/talus-template.h"

G_BEGIN_DECLS

#define TALUS_TYPE_NAME_DIALOG (talus_name_dialog_get_type ())

G_DECLARE_FINAL_TYPE (TalusNameDialog, talus_name_dialog, TALUS, NAME_DIALOG, AdwMessageDialog)

GtkWidget  *talus_name_dialog_new      (GtkWindow       *parent,
                                        TalusTemplate   *template);
/* Without the space around it; good when ::response is "create". */
const char *talus_name_dialog_get_name (TalusNameDialog *self);

G_END_DECLS
