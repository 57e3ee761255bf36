/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the program begins: recent projects, new ones, files. */
#pragma once

#include <adwaita.h>

#include "app/desk/talus-desk.h"

G_BEGIN_DECLS

#define TALUS_TYPE_WELCOME_WINDOW (talus_welcome_window_get_type ())

G_DECLARE_FINAL_TYPE (TalusWelcomeWindow, talus_welcome_window, TALUS, WELCOME_WINDOW,
                      AdwApplicationWindow)

GtkWidget *talus_welcome_window_new (GtkApplication *application,
                                     TalusDesk      *desk);

G_END_DECLS
