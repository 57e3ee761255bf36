/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application: one process, one desk, a window a project. */
#pragma once

#include <adwaita.h>

#include "app/desk/talus-desk.h"

G_BEGIN_DECLS

#define TALUS_APPLICATION_ID "org.talustally.TalusTally"

#define TALUS_TYPE_APPLICATION (talus_application_get_type ())

G_DECLARE_FINAL_TYPE (TalusApplication, talus_application, TALUS, APPLICATION, AdwApplication)

TalusApplication *talus_application_new          (void);
TalusDesk        *talus_application_get_desk     (TalusApplication *self);
/* Presents the project's window, or opens it. */
void              talus_application_open_project (TalusApplication *self,
                                                  const TalusId    *project_id);

G_END_DECLS
