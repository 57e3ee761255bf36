/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window without a project: the welcome page, or one that is being opened.
 * It comes into sight when there is something to see, and goes when the
 * project has a window. */
#pragma once

#include "app/welcome/talus-welcome.h"

G_BEGIN_DECLS

#define TALUS_TYPE_WELCOME_WINDOW (talus_welcome_window_get_type ())

G_DECLARE_FINAL_TYPE (TalusWelcomeWindow, talus_welcome_window, TALUS, WELCOME_WINDOW,
                      AdwApplicationWindow)

TalusWelcomeWindow *talus_welcome_window_new      (GtkApplication     *application,
                                                   TalusDesk          *desk);
TalusWelcome       *talus_welcome_window_get_page (TalusWelcomeWindow *self);
/* In sight once opening has taken longer than one would not notice, or failed. */
void                talus_welcome_window_linger   (TalusWelcomeWindow *self);

G_END_DECLS
