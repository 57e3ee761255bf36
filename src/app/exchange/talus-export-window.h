/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exporting: in which form, what of it, and where to. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_EXPORT_WINDOW (talus_export_window_get_type ())

G_DECLARE_FINAL_TYPE (TalusExportWindow, talus_export_window, TALUS, EXPORT_WINDOW, AdwWindow)

TalusExportWindow *talus_export_window_new       (GtkWindow         *parent,
                                                  TalusView         *view);
/* As if it had been chosen. */
void               talus_export_window_export_to (TalusExportWindow *self,
                                                  GFile             *file);

G_END_DECLS
