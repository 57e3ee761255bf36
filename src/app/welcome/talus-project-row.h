/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project in the list of those there are, or of those in the trash. It asks
 * for what is to be done with it by signals and does nothing itself. */
#pragma once

#include <adwaita.h>

#include "app/desk/talus-project.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PROJECT_ROW (talus_project_row_get_type ())

G_DECLARE_FINAL_TYPE (TalusProjectRow, talus_project_row, TALUS, PROJECT_ROW, AdwActionRow)

/* @template_name: (nullable): the id is shown where there is no such template. */
GtkWidget    *talus_project_row_new         (TalusProject    *project,
                                             const char      *template_name,
                                             gboolean         is_trashed);
TalusProject *talus_project_row_get_project (TalusProjectRow *self);

/**
 * TalusProjectRow::open: (self, gboolean apart): apart: in a window of its own
 * TalusProjectRow::trash: (self)
 * TalusProjectRow::restore: (self)
 */

G_END_DECLS
