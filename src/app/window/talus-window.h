/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window on one project: panes, and around them parts, all on one view. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_WINDOW (talus_window_get_type ())

G_DECLARE_FINAL_TYPE (TalusWindow, talus_window, TALUS, WINDOW, AdwApplicationWindow)

TalusWindow   *talus_window_new            (GtkApplication *application,
                                            TalusPeer      *peer);
TalusView     *talus_window_get_view       (TalusWindow    *self);
/* The live project, in the place of one whose session ended. */
void           talus_window_set_peer       (TalusWindow    *self,
                                            TalusPeer      *peer);
const TalusId *talus_window_get_project_id (TalusWindow    *self);
/* "outline": the pane in front; notify::pane. */
const char    *talus_window_get_pane       (TalusWindow    *self);
void           talus_window_set_pane       (TalusWindow    *self,
                                            const char     *id);
/* (nullable): the id of the panel at the side, NULL while it is shut. */
const char    *talus_window_get_panel      (TalusWindow    *self);
void           talus_window_set_panel      (TalusWindow    *self,
                                            const char     *id);
/* (nullable): the quiet line below the title. */
void           talus_window_set_note       (TalusWindow    *self,
                                            const char     *note);
void           talus_window_add_toast      (TalusWindow    *self,
                                            AdwToast       *toast);

G_END_DECLS
