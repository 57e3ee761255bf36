/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project of the library as the welcome page lists it. */
#pragma once

#include <gio/gio.h>

#include "store/talus-library.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PROJECT (talus_project_get_type ())

G_DECLARE_FINAL_TYPE (TalusProject, talus_project, TALUS, PROJECT, GObject)

TalusProject  *talus_project_new           (const TalusLibraryEntry *entry);
const TalusId *talus_project_get_id        (TalusProject *self);
const char    *talus_project_get_name      (TalusProject *self);
const char    *talus_project_get_template_id (TalusProject *self);
const char    *talus_project_get_path      (TalusProject *self);
gint64         talus_project_get_updated_at(TalusProject *self); /* ms since the epoch */
guint64        talus_project_get_n_nodes   (TalusProject *self);
/* Whether nothing that is shown of them differs. */
gboolean       talus_project_is_same       (TalusProject *self,
                                            TalusProject *other);

G_END_DECLS
