/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Importing a table: which, what its columns are, what it comes to, and then
 * all of it or nothing. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_IMPORT_WINDOW (talus_import_window_get_type ())

G_DECLARE_FINAL_TYPE (TalusImportWindow, talus_import_window, TALUS, IMPORT_WINDOW, AdwWindow)

TalusImportWindow *talus_import_window_new       (GtkWindow         *parent,
                                                  TalusView         *view);
/* As if it had been chosen. */
void               talus_import_window_open_file (TalusImportWindow *self,
                                                  GFile             *file);
/* Once, and not for long. */
void               talus_import_window_say       (TalusImportWindow *self,
                                                  const char        *text);

G_END_DECLS
